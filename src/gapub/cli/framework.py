"""typer, so that it speaks the language of the run: every module of a command makes its `app` with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from gapub.cli.messages import inline
from gapub.cli.translation import translated
from gapub.diagnostics import Text

Function = TypeVar("Function", bound=Callable[..., Any])


class Command(TyperCommand):
    """A command whose help speaks the language of the run."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return translated(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help speaks the language of the run."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return translated(super().get_help(ctx))


class App(typer.Typer):
    """One command, or a group of them."""

    def __init__(self, help: Text | None = None, *, cls: type[Group] = Group) -> None:
        """Start with no command. `help` is for `gapub` itself: the table of commands has it of all others."""
        super().__init__(
            help=help and inline(help),
            cls=cls,
            no_args_is_help=True,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )

    def command(  # type: ignore[override]  # typer's other options are not used here
        self, name: str | None = None, *, help: Text | None = None
    ) -> Callable[[Function], Function]:
        """As typer's, for a command that speaks the language of the run; `help` is for a command of a group."""
        return super().command(name, cls=Command, help=help and inline(help))
