"""Entry point of `gapub` and `python -m gapub`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line in a short-lived process."""
    gc.disable()  # a run lives for less than a second and frees nothing worth collecting (docs/architecture.md)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK console must not fail on a sign it lacks
    from gapub.cli.app import run

    run()


if __name__ == "__main__":
    main()
