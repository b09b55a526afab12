"""Folders that need nothing installed: `python -m portable make windows-x64`, `check`, `sizes`, `lock`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from portable import fetching, folder, lock

DIST = lock.ROOT / "dist"
OTHERS = {
    "linux-loong64": "loongarch64",
    "linux-loongarch64": "loongarch64",
    "linux-riscv64": "riscv64",
    "linux-sw_64": "sw_64",
}
"""Architectures of UOS and Kylin (and one more) that are asked for and not made, as wheels name them."""


def main() -> int:
    """Run what the command line asks for; 1 and one line if that is not possible."""
    parser = argparse.ArgumentParser(prog="portable", description=__doc__)
    parser.add_argument("command", choices=("lock", "make", "check", "sizes"))
    parser.add_argument("target", nargs="*", help="such as windows-x64; all of them without")
    parser.add_argument("-o", "--output", type=Path, default=DIST, help="the folder for the archives")
    given = parser.parse_args()
    try:
        for name in given.target or lock.TARGETS:
            if name in OTHERS:
                lacking = fetching.without_wheels(lock.TARGETS["linux-x86_64"], OTHERS[name])
                raise lock.StoppedError(f"{name}: there is no wheel for this architecture of: {', '.join(lacking)}")
            if name not in lock.TARGETS:
                raise lock.StoppedError(
                    f"{name}: there is no folder for this system; there are: {', '.join(lock.TARGETS)}"
                )
            target = lock.TARGETS[name]
            if given.command == "lock":
                fetching.write(target)
            else:
                getattr(folder, given.command)(target, given.output)
            sys.stdout.flush()
    except lock.StoppedError as why:
        print(f"portable: {why}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads has read enough, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
