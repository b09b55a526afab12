"""`gapub diff`: two sides, what differs, in the format asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from gapub.cli.declare import App, Exit
from gapub.cli.language import LANGUAGE
from gapub.cli.messages import say
from gapub.cli.options import (
    BACKUP,
    BY_LEVEL,
    OVERWRITE,
    Level,
    Root,
    argument,
    existing,
    format_option,
    listed,
    option,
    or_stdout,
    repeated_option,
)
from gapub.cli.streams import write, write_data
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.diff import NAMES, format_of
from gapub.diff.comparison import Diff, of_areas
from gapub.diff.comparison import diff as difference
from gapub.diff.kinds import ASKS, KINDS
from gapub.diff.report import report, with_profiles
from gapub.diff.sides import named, open_sides
from gapub.model.shape import nearest, suggestion
from gapub.output import put, rewrite
from gapub.sources import project as projects
from gapub.sources.library import Library, of_project
from gapub.sources.project import Project
from gapub.validate.settings import OfDiff, find

if TYPE_CHECKING:
    from gapub.diff.impact import Impact
    from gapub.diff.profiles import Tailored


app = App()
_NAMED: Final = Text(
    f"must（须办）、may（可办）、know（知悉），或者种类 {', '.join(KINDS)}",
    f"must, may, know, or kinds: {', '.join(KINDS)}",
)


@app.command()
def diff(
    old: Annotated[
        str,
        argument(
            "旧的一边：领域@版本、基线、文件、文件夹、catalogue.json、git:版本[:路径] 或 -",
            "old side: area@edition, baseline, file, folder, catalogue.json, git:REV[:PATH], or -",
        ),
    ],
    new: Annotated[
        str | None,
        argument(
            "新的一边，写法相同；旧的一边写作 git:A...B（B 自 A 分出以来的变化）的，不写",
            "new side, written the same way; none beside git:A...B, which is what B changed since it left A",
        ),
    ] = None,
    format: Annotated[str, format_option(NAMES)] = "text",
    output: Annotated[
        Path | None,
        option(
            "写入文件（默认标准输出）",
            "write to a file (default: standard output)",
            "-o",
            "--output",
            callback=or_stdout,
        ),
    ] = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    only: Annotated[
        str,
        option(
            "只列出这些变化，用逗号隔开；写法同 --fail-on",
            "show only these changes, separated by commas, written as for --fail-on",
        ),
    ] = "",
    area: Annotated[
        list[str] | None, repeated_option("只比较这些领域，可以重复", "only these areas; may be repeated")
    ] = None,
    level: Annotated[Level | None, option("只比较这一层级的事项", "only the items of this level", **BY_LEVEL)] = None,
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
        str | None,
        option(
            f"有这些变化的，退出码为 1；用逗号隔开：{_NAMED.zh}",
            f"exit with 1 on these changes, separated by commas: {_NAMED.en}",
        ),
    ] = None,
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
    project = projects.find(root)
    settings = find(project).diff
    old, new = named(old, new)
    shown = _kinds(dict.fromkeys(listed([only])))
    watched = _kinds(settings.fail_on if fail_on is None else dict.fromkeys(listed([fail_on])))
    library = of_project(root)
    areas, level = library.ids("areas", area or settings.areas), level or settings.level
    changed = _profiles(old, new, profiles, project, settings, areas, level)
    one, other = open_sides(old, new, library, areas=areas, level=level, whole=changed is not None)
    found = of_areas(difference(one, other, likeness=settings.likeness and not no_likeness), areas)
    told = with_profiles(report(found, only=shown), changed or (), only=shown)
    text = format_of(format).make(told, LANGUAGE, _impacts(found, impact, project, settings, areas, library), summary)
    if output is None:
        (write if format == "text" else write_data)(text)
    else:
        put(output, text.encode(), existing(overwrite=overwrite, backup=backup))
    if write_formerly:
        _record(found, areas)
    differences = (found, *(each.difference for each in changed or () if each.difference))
    kinds = {each.kind for difference in differences for each in difference.changes}
    if kinds & watched or (exit_code and (kinds or changed)):
        raise Exit(1)


def _record(found: Diff, areas: tuple[str, ...]) -> None:
    """Write the proposals into the files of the new side, and say into which."""
    from gapub.diff.lineage import recorded
    from gapub.sources.disk import read_bytes

    for file, data in recorded(found, lambda name: read_bytes(Path(name), name), areas=areas).items():
        rewrite(Path(file), data)
        say(Text(f"已写入沿革：{file}", f"lineage recorded: {file}"))


def _kinds(words: Mapping[str, Place | None]) -> set[str]:
    """Kinds of changes by their codes, by what they ask, or by what either is called; a code is never a name of others.

    A GapubError names a word that is none of these, its place, and all that there are.
    """
    found = set[str]()
    for word, place in words.items():
        meant = {word} & KINDS.keys() or {
            code for code, kind in KINDS.items() if word in (kind.asks, *ASKS[kind.asks], *kind.name, *kind.label)
        }
        if not meant:
            raise GapubError([_no_kind(word, place)])
        found |= meant
    return found


def _no_kind(word: str, place: Place | None) -> Diagnostic:
    message = Text(f"没有“{word}”这种变化", f"unknown kind of change {word!r}")
    known = {**{code: code for code in (*ASKS, *KINDS)}, **{kind.label.zh: code for code, kind in KINDS.items()}}
    asks = (Text(f"{code}（{said.zh}）", code) for code, said in ASKS.items())
    kinds = (Text(f"{code}（{kind.label.zh}）", code) for code, kind in KINDS.items())
    near = nearest(word, tuple(known))
    hint = (
        suggestion(known[near[0]], (known[near[0]],))
        if near
        else Text("可用：", "known: ") + Text("、", ", ").join([*asks, *kinds])
    )
    return Diagnostic("unknown-kind-of-change", "error", message, place, hint=hint)


def _profiles(
    old: str,
    new: str,
    folder: Path | None,
    project: Project,
    settings: OfDiff,
    areas: tuple[str, ...],
    level: str | None,
) -> list[Tailored] | None:
    """What differs in profiles: of the folder that is named, else, between projects, of that of the settings; None for none."""
    root = Path()
    if folder is None:
        if settings.profiles is None:
            return None
        from gapub.diff.profiles import is_project

        if not (is_project(old) and is_project(new)):
            return None
        folder, root = settings.profiles, project.root
    from gapub.diff.profiles import compared

    return compared(old, new, folder, areas=areas, level=level, root=root, guidelines=project.guidelines)


def _impacts(
    found: Diff,
    folder: Path | None,
    project: Project,
    settings: OfDiff,
    areas: tuple[str, ...],
    library: Library,
) -> list[Impact]:
    """The impact on the profiles of the folder that is named, else, if guidelines are compared, of that of the settings."""
    from gapub.diff.impact import impacts

    if folder is None and settings.impact is not None and not (found.old.level or found.new.level):
        folder = project.root / settings.impact
    return [] if folder is None else impacts(found, folder, library, areas=areas)
