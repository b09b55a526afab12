"""The command line as typer has it: with help, suggestions and complaints, for what `plain` does not read."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from gapub.cli.commands import COMMANDS, module_of, show_version
from gapub.cli.declare import App, Exit
from gapub.cli.framework import Group, built, translated
from gapub.cli.language import LANGUAGES
from gapub.cli.messages import inline
from gapub.cli.options import option
from gapub.cli.streams import write
from gapub.diagnostics import Text


@cache
def _command(name: str) -> Any:
    """The command with its arguments; imports its module."""
    command = get_command(built(import_module(module_of(name)).app))
    command.help = inline(COMMANDS[name])
    return command


class _Gapub(Group):
    """The group of all commands, each imported when it is looked up and not before."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": dict.fromkeys(COMMANDS)})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # typer passes it by its name
        """The command of this name."""
        return _command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands from the table: it imports none of them."""
        listed = [TyperCommand(name, help=inline(text)) for name, text in COMMANDS.items()]
        TyperGroup(commands=listed).format_commands(ctx, formatter)


_ALL = App()


def _show_version(wanted: bool) -> None:
    if wanted:
        show_version()
        raise Exit(0)


@_ALL.callback()
def _gapub(
    _version: Annotated[bool, option("版本", "version", "--version", callback=_show_version, is_eager=True)] = False,
    lang: Annotated[str | None, option("提示信息的语言", "language of messages", "--lang", metavar="zh|en")] = None,
) -> None:
    if lang is not None and lang not in LANGUAGES:
        message = Text(f"没有“{lang}”这种语言，可以写 zh 或 en", f"{lang!r} is not a language; use zh or en")
        raise typer.BadParameter(inline(message))


app = built(
    _ALL, Text("基层政务公开标准目录编译器", "compiler of standard catalogues of government disclosure"), cls=_Gapub
)


def run(words: Sequence[str]) -> object:
    """Run what the words ask for; the exit code. What is wrong with a command line is told. Raises GapubError."""
    try:
        return _whole()(args=[*words], prog_name="gapub", standalone_mode=False)
    except typer.TyperException as error:  # a command line that cannot be understood
        page = io.StringIO()
        error.show(page)  # type: ignore[attr-defined]  # those that typer raises have it
        write(translated(page.getvalue()), error=True)
        return error.exit_code
    except typer.Abort:
        return 130


@cache
def _whole() -> Any:
    return get_command(app)
