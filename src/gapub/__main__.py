"""Entry point of `gapub` and `python -m gapub`."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys

TYPE_CHECKING = False  # as in `gapub`: who interrupts before `main` gets a traceback, so nothing slow is imported here
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn, TextIO


def main() -> NoReturn:
    """Run the command line in a short-lived process, and leave it."""
    sys.unraisablehook = _unraisable
    try:
        _end_on_signals()
        _run()
    except SystemExit as end:
        _leave(end)
    except KeyboardInterrupt:  # also while a command is still being imported
        os._exit(130)
    except OSError as error:
        if error.filename is None and error.errno is not None:
            _unwritten(error)
        _stopped(str(error))
    except MemoryError:
        _stopped("内存不足 / out of memory")
    _leave(SystemExit(0))


def _run() -> None:
    gc.disable()  # a run lives for less than a second and frees nothing worth collecting (docs/architecture.md)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # whoever started gapub has closed it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        if hasattr(stream := getattr(sys, name), "reconfigure"):
            # a GBK console must not fail on a sign it lacks
            stream.reconfigure(encoding=_encoding(stream), errors="replace")
    from gapub.cli.app import run

    run()


def _encoding(stream: TextIO) -> str | None:
    """How Windows' programs expect what is not written to the console itself; None where Python knows best.

    Python takes the code page of the system, in which a pipe of a machine in English has no Chinese at all. Files are in
    UTF-8; a pipe is in the code page of the console, which `more` and `findstr` read, if it has Chinese, else in UTF-8.
    """
    if sys.platform != "win32" or sys.flags.utf8_mode or stream.isatty():
        return None
    if os.environ.get("PYTHONIOENCODING") and not sys.flags.ignore_environment:
        return None
    import ctypes
    import stat

    if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return "utf-8"
    page = ctypes.windll.kernel32.GetConsoleOutputCP()
    return f"cp{page}" if page in _CHINESE else "utf-8"


_CHINESE = (936, 950)
"""Code pages that have Chinese and are not UTF-8."""


def _unraisable(what: sys.UnraisableHookArgs) -> None:
    """A signal during a callback of the import system, which would print it and go on, ends the process too."""
    if isinstance(what.exc_value, SystemExit):
        _leave(what.exc_value)
    if issubclass(what.exc_type, KeyboardInterrupt):
        os._exit(130)
    sys.__unraisablehook__(what)


def _end_on_signals() -> None:
    """Let a signal that asks the process to end clean up what it was doing, and end it with 128 and its number.

    One that whoever started gapub has it ignore (`nohup`, a job in the background) stays ignored.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP, and alone has SIGBREAK
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


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
    _stopped(f"写不出结果：{error.strerror} / the output cannot be written: {error.strerror}")


def _stopped(why: str) -> NoReturn:
    """End the process where the system gives no more: files that may be open, memory, room on the disk."""
    try:
        from gapub.cli.streams import write

        write(f"{why}\n", error=True)
        sys.stderr.flush()
    finally:  # whatever happens meanwhile: no module may be loaded, nobody may listen
        os._exit(2)


if __name__ == "__main__":
    main()
