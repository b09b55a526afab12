"""Entry point of `gapub` and `python -m gapub`."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line in a short-lived process, and leave it."""
    gc.disable()  # a run lives for less than a second and frees nothing worth collecting (docs/architecture.md)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # whoever started gapub has closed it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        if hasattr(stream := getattr(sys, name), "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK console must not fail on a sign it lacks
    from gapub.cli.app import run

    try:
        run()
    except SystemExit as end:
        _leave(end)
    except OSError as error:
        if error.filename is not None or error.errno is None:
            raise
        _unwritten(error)
    _leave(SystemExit(0))


def _leave(end: SystemExit) -> NoReturn:
    """End the process without taking the model's many small values apart first: a tenth of a run."""
    if end.code is not None and not isinstance(end.code, int):
        raise end
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        _unwritten(error)
    os._exit(end.code or 0)


def _unwritten(error: OSError) -> NoReturn:
    """End the process where a stream takes nothing: silently if whoever read it has gone, else with the reason."""
    if error.errno in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL
        os._exit(1)
    with contextlib.suppress(OSError):
        from gapub.cli.streams import write

        write(f"写不出结果：{error.strerror} / the output cannot be written: {error.strerror}\n", error=True)
        sys.stderr.flush()
    os._exit(2)


if __name__ == "__main__":
    main()
