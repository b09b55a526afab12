"""typer, so that it speaks the language of the run: what it makes of the commands that declare themselves (`declare`).

The words of typer itself, headings and complaints, are put into Chinese where they are printed. typer asks gettext for a
few headings alone, and the classes of its complaints are private, so neither could say the rest. A phrase that is not in
the table stays English: nothing is lost.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from gapub.cli.declare import App, BadParameterError, Declared
from gapub.cli.language import LANGUAGE
from gapub.cli.messages import inline
from gapub.diagnostics import Text

_PHRASES: Final = tuple(
    (re.compile(pattern, re.MULTILINE), words)
    for pattern, words in (
        (r"^Usage: ", "用法："),
        (r"^Options:$", "选项："),
        (r"^Arguments:$", "参数："),
        (r"^Commands:$", "命令："),
        (r"Show this message and exit\.", "显示本说明"),
        (r"\[required\]", "[必填]"),
        (r"\[default:\s+([^\]]*)\]", r"[默认：\1]"),
        (r"; required\]", "；必填]"),
        (r"^Try '(.+)' for help\.$", r"用 \1 查看用法。"),
        (r"^Error: ", "错误："),
        (r"Missing (?:argument|option|parameter) '(.+)'\.", r"缺少 \1。"),
        (r" Choose from:\s*", "可用："),
        (r"Missing command\.", "缺少命令。"),
        (r"No such command '(.*)'\.", r"没有命令 \1。"),
        (r"No such option: (\S+)", r"没有选项 \1"),
        (r" ?\(?Did you mean (?:one of: )?([^?)]+)(?:\?\)?|\))", r"是不是 \1？"),
        (r",\n\t", "、"),
        (r" ?\(Possible options: (.+)\)", r"（可能是 \1）"),
        (r"Invalid value for '(.+?)': ", r"\1 的取值不对："),
        (r"Invalid value: ", "取值不对："),
        (r"Value error, ", ""),  # typer 0.29 and later let pydantic say it
        (r"'(.*)' is not one of (.+)\.", r"“\1”不是下列之一：\2。"),
        (r"Got unexpected extra argument\(s\) \((.*)\)", r"多余的参数：\1"),
        (r"Option '(.+)' requires an argument\.", r"选项 \1 后面要有取值。"),
        (r"Option '(.+)' does not take a value\.", r"选项 \1 不带取值。"),
    )
)


def translated(text: str) -> str:
    """A text of typer's in the language of the run; where both are spoken it stays as it is."""
    if LANGUAGE == "zh":
        for pattern, words in _PHRASES:
            text = pattern.sub(words, text)
    return text


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


def built(app: App, help: Text | None = None, *, cls: type[Group] = Group) -> typer.Typer:
    """What typer makes of the commands of a module. `help` is for `gapub` itself: the table of commands has it of all others."""
    made = typer.Typer(
        help=help and inline(help),
        cls=cls,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    if app.before:
        made.callback()(_declared(app.before))
    for each in app.commands:
        made.command(each.name, cls=Command, help=each.help and inline(each.help))(_declared(each.function))
    return made


def _declared(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with what typer understands in place of what it declares."""
    signature = inspect.signature(function, eval_str=True)
    parameters = [each.replace(annotation=_annotation(each.annotation)) for each in signature.parameters.values()]

    @wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        try:
            return function(*given, **named)
        except BadParameterError as error:
            raise typer.BadParameter(str(error)) from error

    called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {each.name: each.annotation for each in parameters}
    return called


def _annotation(hint: Any) -> Any:
    declared: Declared = hint.__metadata__[0]
    settings: dict[str, Any] = {
        name: _complaining(value) if name in ("parser", "callback") else value
        for name, value in declared.settings.items()
    }
    info = typer.Argument if declared.kind == "argument" else typer.Option
    return Annotated[hint.__origin__, info(*declared.names, help=inline(declared.help), **settings)]


def _complaining(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that makes a value of a value, whose complaints typer tells."""

    def called(value: Any) -> Any:
        try:
            return function(value)
        except BadParameterError as error:
            raise typer.BadParameter(str(error)) from error

    called.__name__ = function.__name__  # what typer calls the type of the value
    return called
