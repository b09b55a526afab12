"""`gapub diff`: two sides, what differs, in the format asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gapub.cli.framework import App
from gapub.cli.language import LANGUAGE
from gapub.cli.messages import say
from gapub.cli.options import (
    BACKUP,
    OVERWRITE,
    Level,
    Root,
    argument,
    existing,
    format_option,
    listed,
    option,
    repeated_option,
)
from gapub.cli.streams import write, write_data
from gapub.diagnostics import Text
from gapub.diff import NAMES, format_of
from gapub.diff.comparison import Diff, of_areas
from gapub.diff.comparison import diff as difference
from gapub.diff.kinds import KINDS
from gapub.diff.report import report, with_profiles
from gapub.diff.sides import open_sides
from gapub.model.shape import check_name
from gapub.output import put, rewrite
from gapub.sources.library import Library, of_project

if TYPE_CHECKING:
    from gapub.diff.impact import Impact
    from gapub.diff.profiles import Tailored


app = App()


@app.command()
def diff(
    old: Annotated[
        str,
        argument(
            "旧的一边：领域@版本、基线、文件、文件夹、catalogue.json、git:版本[:路径] 或 -",
            "old side: area@edition, baseline, file, folder, catalogue.json, git:REV[:PATH], or -",
        ),
    ],
    new: Annotated[str, argument("新的一边，写法相同", "new side, written the same way")],
    format: Annotated[str, format_option(NAMES)] = "text",
    output: Annotated[
        Path | None, option("写入文件（默认标准输出）", "write to a file (default: standard output)", "-o", "--output")
    ] = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    only: Annotated[
        str, option("只列出这些种类的变化，用逗号隔开", "show only these kinds of change, separated by commas")
    ] = "",
    area: Annotated[
        list[str] | None, repeated_option("只比较这些领域，可以重复", "only these areas; may be repeated")
    ] = None,
    level: Annotated[Level | None, option("只比较这一层级的事项", "only the items of this level")] = None,
    summary: Annotated[bool, option("只列汇总", "show the summary only", "--summary")] = False,
    no_likeness: Annotated[bool, option("不按相似度推测", "do not match rows by similarity", "--no-likeness")] = False,
    write_formerly: Annotated[
        bool,
        option(
            "把推测的沿革写入新的一边的文件",
            "record the proposals as `formerly` in the files of the new side",
            "--write-formerly",
        ),
    ] = False,
    exit_code: Annotated[
        bool, option("有差别的，退出码为 1", "exit with 1 if anything differs", "--exit-code")
    ] = False,
    fail_on: Annotated[
        str,
        option("有这些种类变化的，退出码为 1；用逗号隔开", "exit with 1 on these kinds of change, separated by commas"),
    ] = "",
    impact: Annotated[
        Path | None, option("列出对该文件夹内各地方配置文件的影响", "list the effect on each profile in this folder")
    ] = None,
    profiles: Annotated[
        Path | None,
        option(
            "也比较两边该文件夹中的地方配置文件（两边须为文件夹或 git 版本）",
            "compare the profiles in this folder of both sides, too (folders or commits)",
        ),
    ] = None,
    root: Root = None,
) -> None:
    """Compare and print. Exits with 1 for a difference that the user watches for; `only` hides none from that watch."""
    shown, watched = _kinds(only), _kinds(fail_on)
    areas = tuple(area or ())
    library = of_project(root)
    changed = _profiles(old, new, profiles, areas, level)
    one, other = open_sides(old, new, library, areas=areas, level=level, whole=profiles is not None)
    found = of_areas(difference(one, other, likeness=not no_likeness), areas)
    told = with_profiles(report(found, only=shown), changed, only=shown)
    text = format_of(format).make(told, LANGUAGE, _impacts(found, impact, areas, library), summary)
    if output is None:
        (write if format == "text" else write_data)(text)
    else:
        put(output, text.encode(), existing(overwrite=overwrite, backup=backup))
    if write_formerly:
        _record(found, areas)
    differences = (found, *(each.difference for each in changed if each.difference))
    kinds = {each.kind for difference in differences for each in difference.changes}
    if kinds & watched or (exit_code and (kinds or changed)):
        raise typer.Exit(1)


def _record(found: Diff, areas: tuple[str, ...]) -> None:
    """Write the proposals into the files of the new side, and say into which."""
    from gapub.diff.lineage import recorded
    from gapub.sources.disk import read_bytes

    for file, data in recorded(found, lambda name: read_bytes(Path(name), name), areas=areas).items():
        rewrite(Path(file), data)
        say(Text(f"已写入沿革：{file}", f"lineage recorded: {file}"))


def _kinds(names: str) -> set[str]:
    """Kinds of changes by their codes, separated by commas."""
    wanted = set(listed([names]))
    for name in sorted(wanted):
        check_name("unknown-kind-of-change", Text("变化", "kind of change"), name, KINDS)
    return wanted


def _profiles(old: str, new: str, folder: Path | None, areas: tuple[str, ...], level: str | None) -> list[Tailored]:
    if folder is None:
        return []
    from gapub.diff.profiles import compared

    return compared(old, new, folder, areas=areas, level=level)


def _impacts(found: Diff, folder: Path | None, areas: tuple[str, ...], library: Library) -> list[Impact]:
    if folder is None:
        return []
    from gapub.diff.impact import impacts

    return impacts(found, folder, library, areas=areas)
