"""Reads a command line that has no fault and asks for no help, as nearly all have none, without typer.

To import typer, and what it imports to convert values, takes longer than to compile a catalogue. What is not plain is left to it: then
`call` gives None, and what typer makes of the same words is what counts. Of plain ones both make the same (tests/test_plain.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from gapub.cli.declare import App, BadParameterError, Declared

_UNDERSTOOD: Final = {"parser", "callback", "metavar", "min"}
"""The settings of typer that are understood here, or change nothing but what is printed."""


class _OtherwiseError(Exception):
    """The command line is for typer."""


class _Parameter:
    """A parameter of a command: how its values are converted, and those that were given."""

    def __init__(self, name: str, hint: Any) -> None:
        """Take the declaration apart. Raises _OtherwiseError for one that is not understood here."""
        if get_origin(hint) is not Annotated or not isinstance(declared := hint.__metadata__[0], Declared):
            raise _OtherwiseError
        kind = hint.__origin__
        if get_origin(kind) in (Union, UnionType):
            kind, *more = (each for each in get_args(kind) if each is not NoneType)
            if more:
                raise _OtherwiseError
        self.several = get_origin(kind) is list
        self.type = get_args(kind)[0] if self.several else kind
        if not declared.settings.keys() <= _UNDERSTOOD:
            raise _OtherwiseError
        self.name = name
        self.names = declared.names or (f"--{name.replace('_', '-')}",)
        self.is_argument = declared.kind == "argument"
        self.is_flag = kind is bool
        if self.is_flag and not declared.names:  # typer has one more that says no
            raise _OtherwiseError
        self.settings = declared.settings
        self.given: list[str] = []

    def value(self, default: Any) -> Any:
        """What the command gets."""
        made = default
        if self.is_flag:
            made = bool(self.given) or default
        elif self.given:
            values = [self.converted(each) for each in self.given]
            made = values if self.several else values[0]
        elif isinstance(default, str):
            made = self.converted(default)
        callback = self.settings.get("callback")
        return made if callback is None else callback(made)

    def converted(self, word: str) -> Any:
        """A word as a value. Raises _OtherwiseError for one that may be none."""
        if parser := self.settings.get("parser"):
            return parser(word)
        if self.type is str:
            return word
        if self.type is Path:
            return Path(word)
        if self.type is int and word.isascii() and word.isdigit() and len(word) < 10:
            if int(word) >= self.settings.get("min", 0):
                return int(word)
            raise _OtherwiseError
        if get_origin(self.type) is Literal and word in get_args(self.type):
            return word
        raise _OtherwiseError


def call(app: App, words: Sequence[str]) -> Callable[[], Any] | None:
    """The call of a command that these words ask for; None where they are for typer."""
    if app.before or len(app.commands) != 1:
        return None
    function = app.commands[0].function
    try:
        return partial(function, **_arguments(function, words))
    except (_OtherwiseError, BadParameterError):
        return None


def _arguments(function: Callable[..., Any], words: Sequence[str]) -> dict[str, Any]:
    hints = get_type_hints(function, include_extras=True)
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    optional = function.__defaults__ or ()
    defaults = dict(zip(names[len(names) - len(optional) :], optional, strict=True))
    parameters = [_Parameter(name, hints[name]) for name in names]
    _distribute(parameters, words)
    if any(not each.given and each.name not in defaults for each in parameters):
        raise _OtherwiseError
    return {each.name: each.value(defaults.get(each.name)) for each in parameters}


def _distribute(parameters: Sequence[_Parameter], words: Sequence[str]) -> None:
    """Give each parameter the words that are meant for it. Raises _OtherwiseError where that needs knowing more."""
    options = {name: each for each in parameters if not each.is_argument for name in each.names}
    arguments = [each for each in parameters if each.is_argument]
    ahead = iter(words)
    for word in ahead:
        if not word.startswith("-"):
            if not arguments or not _is_plain(word):
                raise _OtherwiseError
            arguments[0].given.append(word)
            if not arguments[0].several:
                del arguments[0]
            continue
        name, joined, value = word.partition("=")
        option = options.get(name)
        if option is None or (joined and (option.is_flag or not name.startswith("--"))):
            raise _OtherwiseError
        if not option.is_flag and not joined:
            value = next(ahead, "")
        if (option.given and not option.several) or not (option.is_flag or _is_plain(value)):
            raise _OtherwiseError
        option.given.append(value)


def _is_plain(word: str) -> bool:
    """Whether a word is a value, and text: no option, no bytes that the system could not read as text."""
    return word != "" and not word.startswith("-") and not any("\ud800" <= char <= "\udfff" for char in word)
