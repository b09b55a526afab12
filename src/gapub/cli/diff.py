"""`gapub diff`: two sides, what differs, in the format asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from gapub.cli.speech import LANGUAGE, say
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diff import format_of
from gapub.diff.comparison import Diff, diff, of_areas
from gapub.diff.kinds import KINDS
from gapub.diff.report import report
from gapub.diff.sides import open_sides
from gapub.model.shape import suggestion

if TYPE_CHECKING:
    from gapub.diff.impact import Impact


class Wish(NamedTuple):
    """What the command line asks for, besides the two sides."""

    form: str = "text"
    output: Path | None = None
    only: str = ""
    areas: tuple[str, ...] = ()
    level: str | None = None
    summary: bool = False
    likeness: bool = True
    write_formerly: bool = False
    exit_code: bool = False
    fail_on: str = ""
    impact: Path | None = None


def compare(old: str, new: str, wish: Wish) -> None:
    """Compare and print. Exits with 1 for a difference that the user watches for; `only` hides none from that watch."""
    only, watched = _kinds(wish.only), _kinds(wish.fail_on)
    one, other = open_sides(old, new, areas=wish.areas, level=wish.level)
    found = of_areas(diff(one, other, likeness=wish.likeness), wish.areas)
    made = format_of(wish.form).make(report(found, only=only), LANGUAGE, _impacts(found, wish), wish.summary)
    _put(made, wish.output)
    if wish.write_formerly:
        _record(found, wish.areas)
    kinds = {each.kind for each in found.changes}
    if kinds & watched or (wish.exit_code and kinds):
        raise typer.Exit(1)


def _record(found: Diff, areas: tuple[str, ...]) -> None:
    """Write the proposals into the files of the new side, and say into which."""
    from gapub.diff.lineage import recorded
    from gapub.output import rewrite
    from gapub.sources.library import read_bytes

    for file, data in recorded(found, lambda name: read_bytes(Path(name), name), areas=areas).items():
        rewrite(Path(file), data)
        say(f"已写入沿革：{file}", f"lineage written: {file}")


def _kinds(names: str) -> set[str]:
    """Kinds of changes by their codes, separated by commas."""
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    for name in sorted(wanted - KINDS.keys()):
        message = Text(f"没有「{name}」这种变化", f"there is no kind of change {name!r}")
        raise GapubError([Diagnostic("unknown-kind-of-change", "error", message, hint=suggestion(name, tuple(KINDS)))])
    return wanted


def _impacts(found: Diff, wish: Wish) -> list[Impact]:
    if wish.impact is None:
        return []
    from gapub.diff.impact import impacts
    from gapub.sources.library import open_library

    return impacts(found, wish.impact, open_library(), areas=wish.areas)


def _put(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    from gapub.output import write_files

    write_files(output.parent, {output.name: text.encode()}, last=output.name)
