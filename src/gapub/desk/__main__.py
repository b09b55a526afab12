"""Entry point of `python -m gapub.desk VERB SCRIPT [PATH...]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """Do what a script asks for; whatever happens, it can be read before the window closes."""
    os.environ.setdefault("GAPUB_LANG", "zh")  # before the language of the run is chosen, when a command is imported
    from gapub.cli.messages import report, say
    from gapub.desk.given import dropped
    from gapub.desk.machine import Machine
    from gapub.desk.tasks import TASKS, Desk
    from gapub.diagnostics import GapubError, Text

    verb, script, *words = [*sys.argv[1:], "", ""][: max(2, len(sys.argv) - 1)]
    machine = Machine()
    try:
        if verb not in TASKS:
            say(
                Text(
                    "用法：python -m gapub.desk {} 脚本 [文件…]", "usage: python -m gapub.desk {} SCRIPT [PATH...]"
                ).format("|".join(TASKS))
            )
            return 2
        paths = [Path(each) for each in dropped(os.environ.pop("GAPUB_LINE", ""), script, words)]
        return TASKS[verb](Desk(Path(script).absolute().parent, machine, paths))
    except GapubError as error:
        report(error.diagnostics)
        return 2
    except KeyboardInterrupt:
        say(Text("已中止。", "Stopped."))
        return 130
    except (OSError, MemoryError) as error:
        say(Text("没有做成：{}", "It could not be done: {}").format(error or type(error).__name__))
        return 2
    finally:
        if verb != "console":
            machine.wait()


if __name__ == "__main__":
    sys.exit(main())
