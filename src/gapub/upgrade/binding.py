"""Where rows are published, written into a profile: `gapub bind`.

Everything that is not written stays as it is, character by character; a file in the standard layout stays in it. A row that is
bound already is left alone, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.edits import Edit, apply
from gapub.fmt import format_text
from gapub.fmt.scalars import scalar
from gapub.model.profile import PROFILE, Profile
from gapub.upgrade.attestation import changes, division_of
from gapub.upgrade.source import Source
from gapub.yaml.reader import parse
from gapub.yaml.tree import Map


class Binding(NamedTuple):
    """A row, by its full id, and the columns of the website that it is published in."""

    row: str
    columns: tuple[str, ...]


class Bound(NamedTuple):
    """A profile before and after; what was written, and of which rows nothing was, as they are bound already."""

    file: str
    before: str
    text: str
    written: tuple[Binding, ...]
    kept: tuple[Binding, ...]

    @property
    def diff(self) -> str:
        """The changes as a unified diff; empty if there are none."""
        return changes(self.file, self.before, self.text)


def bind(profile: Profile, text: str, bindings: Sequence[Binding], division: str | None = None) -> Bound:
    """The profile with the bindings under its `rows`, or those of one of its divisions.

    Raises GapubError for a division that it has not, and for a file into which nothing can be written.
    """
    holder = division_of(profile, division).entry.node if division else profile.entry.node
    rows = holder.get("rows") or {}
    kept = [each for each in bindings if "publish" in (rows.get(each.row) or {})]
    made = [each for each in bindings if each not in kept]
    source = Source(text)
    edits = list(_edits(source, holder, made))
    after = apply(text, edits) if edits else text
    laid_out, _ = format_text(text.encode(), profile.file, PROFILE)
    if edits and laid_out == text:
        after = format_text(after.encode(), profile.file, PROFILE)[0] or after
    named = {row: source.written(rows.key_at(row)) for row in rows} if isinstance(rows, Map) else {}
    _check(profile, after, made, division, named)
    return Bound(profile.file, text, after, tuple(made), tuple(kept))


def _edits(source: Source, holder: Map, bindings: Iterable[Binding]) -> Iterable[Edit]:
    rows = holder.get("rows")
    fresh = []
    for each in bindings:
        if isinstance(rows, Map) and isinstance(rows.get(each.row), Map):
            yield source.with_last(rows[each.row], [f"publish: {_places(each)}"])
        else:
            fresh.append(each)
    pairs = [(f"{each.row}:", f"publish: {_places(each)}") for each in fresh]
    if isinstance(rows, Map) and rows:
        yield from (source.with_last(rows, pair) for pair in pairs)
    elif isinstance(rows, Map) and pairs:  # it is there, as {}
        yield source.with_last(rows, [_inside(pairs)])
    elif pairs:
        yield from _with_rows(source, holder, pairs)


def _with_rows(source: Source, holder: Map, pairs: Sequence[tuple[str, str]]) -> Iterable[Edit]:
    """`rows`, which is not there, with all of them."""
    if source.is_flow(holder):
        yield source.with_last(holder, [f"rows: {{{_inside(pairs)}}}"])
        return
    first, *others = pairs
    made = source.with_last(holder, ["rows:", *first])
    step = " " * (holder.column + 1)
    lines = (f"{source.newline}{step}{row}{source.newline}{step}  {publish}" for row, publish in others)
    yield made._replace(text=made.text + "".join(lines))


def _inside(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as they stand in braces."""
    return ", ".join(f"{row} {{{publish}}}" for row, publish in pairs)


def _places(binding: Binding) -> str:
    places = [f"{{column: {scalar(each, flow=True)}}}" for each in binding.columns]
    return places[0] if len(places) == 1 else f"[{', '.join(places)}]"


def _check(
    profile: Profile, text: str, bindings: Iterable[Binding], division: str | None, named: Mapping[str, str]
) -> None:
    """A last guard before anybody's file is overwritten: it can be read, and has what was to be written.

    `named` are the keys by which the file has rows, be they names, by the ids of these.
    """
    tree, found = parse(text.encode(), profile.file)
    rows = {} if found or not isinstance(tree, Map) else _holder(tree, profile, division).get("rows") or {}
    for each in bindings:
        publish = (rows.get(named.get(each.row, each.row)) or {}).get("publish") or []
        places = [publish] if isinstance(publish, Map) else publish
        if tuple(place.get("column") for place in places) != each.columns:
            message = Text(
                "无法写入对应的栏目，文件未作改动", "the columns cannot be written; the file was not changed"
            )
            hint = Text("请先用 gapub fmt 整理这个文件", "format the file with `gapub fmt` first")
            raise GapubError(
                [*found, Diagnostic("binding-unwritable", "error", message, entity=profile.file, hint=hint)]
            )


def _holder(tree: Map, profile: Profile, division: str | None) -> Map:
    if division is None:
        return tree
    at = profile.divisions.index(division_of(profile, division))
    made: Map = tree["divisions"][at]
    return made
