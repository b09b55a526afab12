"""The table of commands."""

from __future__ import annotations

from keyword import iskeyword
from typing import Final

from gapub import __version__
from gapub.cli.streams import write
from gapub.diagnostics import Text

COMMANDS: Final = {
    "compile": Text("编译某一层级的标准目录", "compile the standard catalogue for one level"),
    "build": Text("编译许多地方的目录，已做好的不再做", "compile the catalogues of many localities, none twice"),
    "diff": Text("比较两个版本，列出要求的变化", "compare two editions and report changed requirements"),
    "list": Text(
        "列出基线、各领域标准指引和评分方案，或者某一种类的编号",
        "list baselines, guideline editions and schemes, or the ids of a kind",
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
    "score": Text("按评分方案给检查结果评分、排名", "score what checks found by a scheme, and rank places"),
    "bind": Text(
        "为事项找出网站栏目，写入地方配置文件", "find the columns of a website for items, and write them into a profile"
    ),
    "check-site": Text(
        "检查网站的栏目和信息是否按目录公开", "check whether a website publishes what the catalogue asks"
    ),
    "due": Text(
        "列出一段时间内应当公开、更新、撤下的事项",
        "list what has to be published, renewed or taken down when",
    ),
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
    """The module of a command: `gapub.cli.NAME`, `_` for `-`, with an underscore behind a name that is a keyword of Python."""
    return f"gapub.cli.{command.replace('-', '_')}{'_' * iskeyword(command)}"


def show_version() -> None:
    """Print the version."""
    write(f"gapub {__version__}\n")
