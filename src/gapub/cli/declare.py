"""What commands say of themselves: which function each is, and what its arguments mean. `plain` and `framework` read it.

Nothing is imported here that takes time: a command line without faults is read by `plain`, and typer, which explains and
complains, is asked for what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, TypeVar

from gapub.diagnostics import Text

Function = TypeVar("Function", bound=Callable[..., Any])


class Exit(SystemExit):
    """A command ends with this exit code; it has said why."""


class BadParameterError(ValueError):
    """A value that an argument or option does not take: typer says which one, and how to get help.

    A command that complains itself does so before it does anything else.
    """


class Declared(NamedTuple):
    """An argument, or an option with its names; `settings` are those of typer."""

    kind: Literal["argument", "option"]
    help: Text
    names: tuple[str, ...]
    settings: Mapping[str, Any]


class Command(NamedTuple):
    """A function as a command; the table of commands has the name and the help of one that is alone."""

    function: Callable[..., Any]
    name: str | None = None
    help: Text | None = None


class App:
    """One command, or a group of them; a group has a function that comes before the one that is asked for."""

    def __init__(self) -> None:
        """Start with no command."""
        self.commands: list[Command] = []
        self.before: Callable[..., Any] | None = None

    def command(self, name: str | None = None, *, help: Text | None = None) -> Callable[[Function], Function]:
        """Make a function a command."""

        def made(function: Function) -> Function:
            self.commands.append(Command(function, name, help))
            return function

        return made

    def callback(self) -> Callable[[Function], Function]:
        """Make the app a group, and a function what comes before each of its commands."""

        def made(function: Function) -> Function:
            self.before = function
            return function

        return made
