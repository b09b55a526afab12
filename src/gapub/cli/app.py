"""The command line: the table of commands, each imported when it is asked for, and one run of it."""

from __future__ import annotations

import io
import sys
from functools import cache
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from gapub import __version__
from gapub.cli.framework import App, Group, translated
from gapub.cli.language import LANGUAGES, lang_first
from gapub.cli.messages import inline, report
from gapub.cli.options import option
from gapub.cli.streams import write
from gapub.diagnostics import GapubError, Text

COMMANDS: Final = {
    "compile": Text("编译某一层级的标准目录", "compile the standard catalogue for one level"),
    "build": Text("编译许多地方的目录，已做好的不再做", "compile the catalogues of many localities, none twice"),
    "diff": Text("比较两个版本，列出要求的变化", "compare two editions and report changed requirements"),
    "list": Text(
        "列出基线和各领域标准指引，或者某一种类的编号", "list baselines and guideline editions, or the ids of a kind"
    ),
    "explain": Text(
        "说明一个事项：各栏的出处、证据和变动", "explain an item: origin, evidence and changes of every field"
    ),
    "todo": Text("列出待办事项：指定机关、核对栏目等", "list what remains to be done for a catalogue"),
    "stats": Text("统计各领域的事项数和栏目的证据状态", "count items and cells by state of evidence"),
    "divisions": Text("按名称或代码查行政区划", "find administrative divisions by name or code"),
    "schema": Text("输出 JSON Schema", "print the JSON Schema of a kind of file"),
    "fmt": Text("按统一格式整理 YAML，保留注释", "format YAML in the standard layout, keeping comments"),
    "validate": Text("检查标准指引、登记册和地方配置文件", "check guidelines, registries and profiles"),
    "audit": Text("检查公布的目录并评分", "audit published catalogues, with a score"),
    "verify": Text(
        "核对已写出的文件夹：是否齐全、有无改动",
        "check a written folder: whether it is complete, unchanged and up to date",
    ),
    "rule": Text("列出全部规则，或者说明其中一条", "list all rules of validate, or explain one"),
    "init": Text("生成待填写的地方配置文件", "write a profile to fill in"),
    "import": Text("导入别人的表格", "import tables that others wrote"),
    "attest": Text("把核对记录及其标记写入地方配置文件", "write what was checked into a profile, with its mark"),
    "upgrade": Text(
        "把地方配置文件升级到新基线，冲突注明待处理",
        "upgrade a profile to a new baseline; exit with 1 if conflicts remain",
    ),
    "new": Text("新建文件", "create a new file"),
}
"""The commands in the order of `gapub --help`, and what it says of them. Its module (`module_of`) offers each one as `app`."""


def module_of(command: str) -> str:
    """The module of a command: `gapub.cli.NAME`, with an underscore behind a name that is a keyword of Python."""
    return f"gapub.cli.{command}{'_' * iskeyword(command)}"


@cache
def _command(name: str) -> Any:
    """The command with its arguments; imports its module."""
    command = get_command(import_module(module_of(name)).app)
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


app = App(Text("基层政务公开标准目录编译器", "compiler of standard catalogues of government disclosure"), cls=_Gapub)


def _show_version(wanted: bool) -> None:
    if wanted:
        write(f"gapub {__version__}\n")
        raise typer.Exit


@app.callback()
def _gapub(
    _version: Annotated[bool, option("版本", "version", "--version", callback=_show_version, is_eager=True)] = False,
    lang: Annotated[str | None, option("提示信息的语言", "language of messages", "--lang", metavar="zh|en")] = None,
) -> None:
    if lang is not None and lang not in LANGUAGES:
        message = Text(f"没有“{lang}”这种语言，可以写 zh 或 en", f"{lang!r} is not a language; use zh or en")
        raise typer.BadParameter(inline(message))


def run() -> NoReturn:
    """Run the command line; what stops the work is printed, never a traceback. Exit codes are 0, 1 and 2."""
    try:
        code = app(args=lang_first(sys.argv[1:]), standalone_mode=False)
    except GapubError as error:
        report(error.diagnostics)
        code = 2
    except typer.TyperException as error:  # a command line that cannot be understood
        page = io.StringIO()
        error.show(page)  # type: ignore[attr-defined]  # those that typer raises have it
        write(translated(page.getvalue()), error=True)
        code = error.exit_code
    except typer.Abort:
        code = 130
    sys.exit(code if isinstance(code, int) else 0)
