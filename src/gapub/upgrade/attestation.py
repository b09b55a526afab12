"""Attestations written into a profile with their marks: `gapub attest`, and `gapub fmt --marks` for those that have none.

Everything that is not written stays as it is, character by character; a file in the standard layout stays in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from gapub.build.attested import Rows
from gapub.build.prepare import levels_of, prepare
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.edits import Edit, apply
from gapub.fmt import format_text
from gapub.fmt.scalars import scalar
from gapub.model import profile as profiles
from gapub.model.fields import CELLS
from gapub.model.guideline import Guideline
from gapub.model.marks import mark, of_all
from gapub.model.profile import PROFILE, Attest, OneDivision, Profile
from gapub.model.shape import suggestion
from gapub.sources.library import Library
from gapub.sources.profiles import division_of as one_of
from gapub.sources.profiles import no_division
from gapub.upgrade.source import Source
from gapub.validate.settings import is_date
from gapub.yaml.reader import parse
from gapub.yaml.tree import Map


class Wish(NamedTuple):
    """What is to be attested: `areas` and `topics` by their ids (an area also as `area@edition`), `items` by full ids."""

    areas: tuple[str, ...]
    topics: tuple[str, ...]
    items: tuple[str, ...]
    cells: tuple[str, ...]
    by: str
    on: str
    document: str


class Written(NamedTuple):
    """A profile before and after, and what was written: each target with its rows and cells."""

    file: str
    before: str
    text: str
    targets: tuple[tuple[str, int, int], ...]

    @property
    def diff(self) -> str:
        """The changes as a unified diff; empty if there are none."""
        return changes(self.file, self.before, self.text)


def changes(file: str, before: str, text: str) -> str:
    """The changes of a file as a unified diff; empty if there are none."""
    sides = (before.splitlines(keepends=True), text.splitlines(keepends=True))
    lines = unified_diff(*sides, fromfile=f"a/{file}", tofile=f"b/{file}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def check_facts(by: str, on: str, document: str) -> None:
    """Raise GapubError unless it is said who checked, on which day, and against which document."""
    if not is_date(on):
        message = Text(f"“{on}”不是日期", f"{on!r} is not a date")
        raise GapubError(
            [Diagnostic("bad-date", "error", message, hint=Text("写作 2026-11-20", "write it as 2026-11-20"))]
        )
    for name, value in (("--by", by), ("--document", document)):
        if not value.strip():
            message = Text(f"{name} 不能为空", f"{name} must not be empty")
            raise GapubError([Diagnostic("empty-option", "error", message)])


def rows_of(path: Path, library: Library) -> Rows:
    """The rows that a profile may attest: those of all its catalogues, as the profiles above leave them. Raises GapubError."""
    found: dict[str, Guideline] = {}
    for level in levels_of(library.chain(path)[-1]):
        for each in prepare(level, path, library=library).base:
            found.setdefault(each.name, each)
    return Rows(found.values())


def attest(
    profile: Profile, text: str, rows: Rows, *wishes: Wish, division: str | None = None, renew: bool = False
) -> Written:
    """The profile with what is attested, in its own list or in that of one of its divisions.

    Raises GapubError for what the guidelines do not have, and for an entry that is there already and is not to be renewed.
    """
    source = Source(text)
    one = division_of(profile, division) if division else None
    holder, there = (one.entry.node, one.attest) if one else (profile.entry.node, profile.attest)
    edits: list[Edit] = []
    entries: list[list[str]] = []
    targets = []
    for wish, (key, target, names) in [(asked, each) for asked in wishes for each in _targets(asked, rows)]:
        values = rows.values(names, wish.cells)
        targets.append((target, len(names), len(values)))
        found = next((each for each in there if _is_same(each, key, target, names, wish.cells)), None)
        if found is None:
            entries.append(_entry(key, target, names, wish, of_all(values)))
        elif renew:
            edits += _renewed(source, found, wish, rows)
        else:
            message = Text(f"“{target}”已有核对记录", f"{target!r} is attested already")
            hint = Text("要换成这一次的，请加 --renew", "pass --renew to put this check in its place")
            raise GapubError([Diagnostic("attestation-exists", "error", message, found.place(), target, hint=hint)])
    if entries:
        edits.append(source.with_entries(holder, "attest", entries))
    return _written(profile, text, edits, tuple(targets))


def marked(profile: Profile, text: str, rows: Rows) -> Written:
    """The profile with a mark on each attestation that needs one and has none; no mark that is there is touched."""
    source = Source(text)
    edits, targets = [], []
    for each in profile.attestations:
        names = rows.covered(each)
        if each.is_note and names:
            values = rows.values(names, each.cells)
            edits.append(source.with_after(each.entry.node, "document", f"mark: {scalar(of_all(values), flow=True)}"))
            targets.append((each.target, len(names), len(values)))
    return _written(profile, text, edits, tuple(targets))


def division_of(profile: Profile, wanted: str) -> OneDivision:
    """The division in whose own list entries go, by its code or name; a profile that has no `divisions` has none such.

    Raises GapubError `unknown-division`.
    """
    if "divisions" in profile.entry.node:
        return one_of(profile, wanted)
    raise no_division(profile, wanted)


def _targets(wish: Wish, rows: Rows) -> Iterator[tuple[str, str, list[str]]]:
    """The key of each entry, its target, and the rows that it is of."""
    for area in wish.areas:
        names = [area] if "@" in area else rows.editions.get(area, [])
        yield from _groups("area", area, names, rows)
    for each in wish.topics:
        area, _, topic = each.partition("/")
        names = [f"{name}/{topic}" for name in ([area] if "@" in area else rows.editions.get(area, []))]
        yield from _groups("topic", each, [name for name in names if name in rows.groups], rows)
    for name in wish.items:
        if name not in rows.rows:
            raise _unknown(name, rows.rows)
    if wish.items:
        yield "items" if len(wish.items) > 1 else "item", wish.items[0], list(wish.items)


def _groups(key: str, asked: str, names: Sequence[str], rows: Rows) -> Iterator[tuple[str, str, list[str]]]:
    found = [(key, name, rows.groups[name]) for name in names if rows.groups.get(name)]
    if not found:
        raise _unknown(asked, (*rows.editions, *rows.groups))
    yield from found


def _unknown(name: str, known: Iterable[str]) -> GapubError:
    message = Text(f"标准指引中没有“{name}”", f"the guidelines have no {name!r}")
    return GapubError(
        [Diagnostic("unknown-target", "error", message, entity=name, hint=suggestion(name, tuple(known)))]
    )


def _is_same(found: Attest, key: str, target: str, names: Sequence[str], cells: Iterable[str]) -> bool:
    same = list(found.items) == list(names) if key in ("item", "items") else (found.key, found.target) == (key, target)
    return same and set(found.cells) == set(cells)


def _entry(key: str, target: str, names: Iterable[str], wish: Wish, mark: str) -> list[str]:
    """The pairs of an entry."""
    named = f"[{', '.join(names)}]" if key == "items" else scalar(target, flow=True)
    cells = [] if set(wish.cells) == set(CELLS) else [f"cells: [{', '.join(wish.cells)}]"]
    facts = (("by", wish.by), ("on", wish.on), ("document", wish.document), ("mark", mark))
    return [
        f"{key}: {named}",
        *cells,
        *(f"{scalar(name, flow=True)}: {scalar(value, flow=True)}" for name, value in facts),
    ]


def _renewed(source: Source, found: Attest, wish: Wish, rows: Rows) -> Iterator[Edit]:
    """An entry that becomes that of another check of the same cells."""
    node = found.entry.node
    for key in ("by", "on", "document"):
        if node[key] != getattr(wish, key):
            yield source.replaced(node.at(key), getattr(wish, key))
    if found.marks:
        (name,) = found.items
        yield from (source.replaced(node["cells"].at(cell), mark(cell, *rows.rows[name])) for cell in found.marks)
        return
    made = of_all(rows.values(rows.covered(found), found.cells))
    if "mark" in node:
        yield source.replaced(node.at("mark"), made)
    else:
        yield source.with_after(node, "document", f"mark: {scalar(made, flow=True)}")


def _written(
    profile: Profile, before: str, edits: Sequence[Edit], targets: tuple[tuple[str, int, int], ...]
) -> Written:
    """The file after the edits, in the standard layout if it was in it."""
    file = profile.file
    text = apply(before, edits) if edits else before
    laid_out, _ = format_text(before.encode(), file, PROFILE)
    if edits and laid_out == before:
        text = format_text(text.encode(), file, PROFILE)[0] or text
    _check(profile, text, targets)
    return Written(file, before, text, targets)


def _check(profile: Profile, text: str, targets: Iterable[tuple[str, int, int]]) -> None:
    """A last guard before anybody's file is overwritten: it can be read, and has what was to be written."""
    tree, found = parse(text.encode(), profile.file)
    named = {
        each
        for holder in ((tree, *tree.get("divisions", ())) if isinstance(tree, Map) else ())
        for entry in holder.get("attest", ())
        for key in profiles.ATTESTED
        if key in entry
        for each in ([entry[key]] if isinstance(entry[key], str) else entry[key][:1])
    }
    wanted = {target for target, _, _ in targets}
    if found or not _named(wanted, named):
        message = Text("无法写入核对记录，文件未作改动", "the attestation cannot be written; the file was not changed")
        hint = Text("请先用 gapub fmt 整理这个文件", "format the file with `gapub fmt` first")
        raise GapubError(
            [*found, Diagnostic("attestation-unwritable", "error", message, entity=profile.file, hint=hint)]
        )


def _named(wanted: set[str], there: set[str]) -> bool:
    """Whether all targets are there; one that the file has by its name counts as there."""
    return len(wanted) <= len(there) or wanted <= there
