#!/bin/sh
# 双击打开；也可以在终端里运行，后面写文件的路径。
exec sh "$(dirname "$(readlink -f "$0")")/python/bin/desk" audit "$(readlink -f "$0")" "$@"
