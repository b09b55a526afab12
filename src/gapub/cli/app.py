"""One run of the command line: its command is imported when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn

from gapub.cli import plain
from gapub.cli.commands import COMMANDS, module_of, show_version
from gapub.cli.declare import BadParameterError
from gapub.cli.language import LANGUAGES, OPTION, lang_first
from gapub.cli.messages import report
from gapub.diagnostics import GapubError


def __getattr__(name: str) -> Any:
    """`app`, the command line as typer has it: made when it is asked for."""
    if name != "app":
        raise AttributeError(name)
    from gapub.cli import complete

    return complete.app


def run() -> NoReturn:
    """Run the command line; what stops the work is printed, never a traceback. Exit codes are 0, 1 and 2."""
    code: object = 0
    words = lang_first(sys.argv[1:])
    try:
        code = _run(words)
    except GapubError as error:
        report(error.diagnostics)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _run(words: Sequence[str]) -> object:
    """Run what the words ask for; the exit code."""
    if (call := _plain(words)) is not None:
        try:
            call()
        except BadParameterError:
            pass
        else:
            return 0
    from gapub.cli import complete  # typer: to explain, or to say what is wrong

    return complete.run(words)


def _plain(words: Sequence[str]) -> Callable[[], Any] | None:
    """The call that the words ask for, where that can be told without typer."""
    if words == ["--version"]:
        return show_version
    if words[:1] == [OPTION] and words[1:2] and words[1] in LANGUAGES:
        words = words[2:]
    if not words or words[0] not in COMMANDS:
        return None
    return plain.call(import_module(module_of(words[0])).app, words[1:])
