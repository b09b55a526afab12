#!/bin/sh
# Does what a script that was double-clicked asks for, in a terminal: one is opened where the file manager gives none.
here=$(dirname "$(readlink -f "$0")")
if [ -z "$GAPUB_TERMINAL" ] && ! { [ -t 0 ] && [ -t 1 ]; }; then
    export GAPUB_TERMINAL=1
    for each in x-terminal-emulator deepin-terminal mate-terminal gnome-terminal konsole xfce4-terminal xterm; do
        command -v "$each" >/dev/null || continue
        case $each in
            gnome-terminal) exec "$each" -- sh "$0" "$@" ;;
            mate-terminal | xfce4-terminal) exec "$each" -x sh "$0" "$@" ;;
            *) exec "$each" -e sh "$0" "$@" ;;
        esac
    done
    echo "没有找到终端程序：请打开终端，输入 sh 和这个文件的路径。" >&2
    exit 2
fi
exec "$here/python" -I -B -X utf8 -m gapub.desk "$@"
