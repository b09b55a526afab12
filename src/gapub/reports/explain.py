"""One row explained: each field as compiled, where it was written, what it rests on, what profiles did to it and why.

Finding the row that somebody means by a number, an id or a title belongs here too. Values in, values out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from gapub.build.prepare import Prepared
from gapub.build.select import left_out
from gapub.build.wording import Words
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model import catalogue
from gapub.model.catalogue import Catalogue, Division, Source
from gapub.model.evidence import CellState, Statute
from gapub.model.fields import BY_NAME, CELLS, FIELDS, LOCAL
from gapub.model.guideline import Change, Guideline, Item, LeftOut, Topic, belongs
from gapub.model.text import GROUPS, LEVELS, METHODS, PUBLIC, UNKNOWN, numbered
from gapub.render.view import basis_text, element_text
from gapub.reports.law import LegalLimit, state_of_law
from gapub.validate.verdict import judge

if TYPE_CHECKING:
    from gapub.model.inheritance import Noted

_LISTED: Final = 20
"""Candidates in a message, at most."""


class Origin(NamedTuple):
    """Where a field was written: in the `row`, the file's `defaults` or `time_limits`, or in a `profile`."""

    kind: str
    place: Place


class Step(NamedTuple):
    """What a link of the profile chain did to a field, why that is allowed or is not, and where it says so."""

    level: str
    kind: str
    allowed: bool
    why: Text | None
    place: Place


class Field(NamedTuple):
    """A field as compiled, and the state of its cell.

    `before` is the guideline's value in words where a profile states another.
    """

    field: str
    words: tuple[Text, ...]
    state: CellState
    origins: tuple[Origin, ...]
    before: tuple[Text, ...] | None
    changes: tuple[Step, ...]


class Office(NamedTuple):
    """Who holds a role in a division, whether that is a guess, and where it was written; None where nobody is named."""

    division: Division
    office: str | None = None
    guess: bool = False
    place: Place | None = None


class Held(NamedTuple):
    """A role of the body, and who holds it in each division."""

    role: str
    name: Text
    kind: str
    offices: tuple[Office, ...]


class Note(NamedTuple):
    """What profiles say of the row that is no duty: which field, in words, in which divisions, and where."""

    field: str
    words: tuple[Text, ...]
    divisions: tuple[Division, ...]
    place: Place


class Explanation(NamedTuple):
    """A row as a level's catalogue has it. `standing`: `listed`, `left-out`, or `elsewhere` if it is of other levels.

    `number` is None for a row that the catalogue does not list. `added` is the profile that added a local row.
    `problems` are the findings that say what a profile makes weaker; the row holds the weaker value all the same. `others`
    is how many more there are about the profiles. `limits` are those that laws fix on the day of the baseline.
    """

    id: str
    number: str | None
    item: Item
    guideline: Guideline
    level: str
    standing: str
    baseline: str
    divisions: tuple[Division, ...]
    fields: tuple[Field, ...]
    sources: tuple[Source, ...]
    articles: tuple[Statute, ...]
    limits: tuple[LegalLimit, ...]
    roles: tuple[Held, ...]
    notes: tuple[Note, ...]
    omission: LeftOut | None
    added: Step | None
    problems: tuple[Diagnostic, ...]
    others: int


def explain(wanted: str, prepared: Prepared, made: Catalogue) -> Explanation:
    """The row that `wanted` means, explained; `made` is the catalogue that was compiled of `prepared`.

    Raises GapubError: `ambiguous-item` with the candidates, or `unknown-item` with the nearest.
    """
    numbers = {item.id: item.number for area in made.areas for item in area.items}
    name = find(wanted, prepared.guidelines, numbers)
    guideline, topic, item = _rows(prepared.guidelines)[name]
    base = _rows(prepared.plain).get(name)
    omission = left_out(guideline, name, prepared.level)
    standing = (
        "listed" if name in numbers else "left-out" if omission and belongs(item, prepared.level) else "elsewhere"
    )
    verdict = judge(prepared)
    problems = tuple(each for each in verdict.found if each.entity == name)
    return Explanation(
        id=name,
        number=numbers.get(name),
        item=item,
        guideline=guideline,
        level=prepared.level,
        standing=standing,
        baseline=prepared.baseline.id,
        divisions=tuple(each.division for each in prepared.profiles()),
        fields=_fields(name, topic, item, base[2] if base else None, prepared, problems),
        sources=tuple(each for each in guideline.sources if each.id in item.evidence.sources),
        articles=Words(prepared.level, prepared.library.registry, None, prepared.baseline.as_of, {})
        .evidence(item)
        .articles,
        limits=_limits(name, guideline, prepared),
        roles=tuple(_roles(name, item, prepared)),
        notes=tuple(_notes(name, prepared)),
        omission=omission if standing == "left-out" else None,
        added=next((_step(each, problems) for each in item.changes if each.kind == "added"), None),
        problems=problems,
        others=len(verdict.found) - len(problems),
    )


# --- finding the row -------------------------------------------------------------------------------------------------

_Row = tuple[Guideline, Topic, Item]


def find(wanted: str, guidelines: Sequence[Guideline], numbers: Mapping[str, str]) -> str:
    """The full id of the one row that a text means; `numbers` are those of the catalogue, by id.

    The full id comes first, then the number, then the end of an id or a whole title, then a part of a title. The first
    of these that fits any row decides. Width and case of letters do not matter, nor do spaces in Chinese.
    """
    rows = _rows(guidelines)
    key = _folded(wanted)
    for fits in _fits(key, numbers) if key else ():
        found = {name: row for name, row in rows.items() if fits(name, row)}
        if len(found) == 1:
            return next(iter(found))
        if found:
            message = Text(f"“{wanted}”对应 {len(found)} 个事项", f"“{wanted}” matches {len(found)} items")
            hint = Text("请写编号或者序号", "write the id or the number")
            raise GapubError([_finding("ambiguous-item", message, found, numbers, hint)])
    near = _near(key, rows)
    message = Text(f"没有事项“{wanted}”", f"no item matches “{wanted}”")
    if near:
        message += Text(f"，相近的有 {len(near)} 个", f"; {len(near)} are similar")
    hint = Text(
        "请写编号、序号或者名称的一部分；其他目录的事项，请加 --level 或 --baseline",
        "write an id, a number or part of a title; for an item of another catalogue, add --level or --baseline",
    )
    raise GapubError([_finding("unknown-item", message, near, numbers, hint)])


def _fits(key: str, numbers: Mapping[str, str]) -> tuple[Callable[[str, _Row], bool], ...]:
    """The ways in which a text may mean a row, the surest first."""

    def titles(row: _Row) -> tuple[str, str]:
        return _folded(row[2].title.zh), _folded(row[2].title.en)

    def paths(row: _Row) -> Iterator[str]:
        """The titles of area, topic and item, in each language; an item below its area is found as well."""
        for zh_or_en in (0, 1):
            area, topic, item = (_folded(each.title[zh_or_en]) for each in row)
            yield from (f"/{area}/{topic}/{item}", f"/{area}/{item}")

    return (
        lambda name, _: name == key,
        lambda name, _: key in map(_folded, numbered(numbers.get(name, ""))),
        lambda name, row: f"/{name}".endswith(f"/{key}") or key in titles(row),
        lambda _, row: any(path.endswith(f"/{key}") for path in paths(row)) if "/" in key else False,
        lambda _, row: any(key in title for title in titles(row)),
    )


def _near(key: str, rows: Mapping[str, _Row]) -> dict[str, _Row]:
    """The rows with an id or a title like the text, the nearest first."""
    from difflib import get_close_matches

    named: dict[str, str] = {}
    for name, (_, _, item) in rows.items():
        for word in (name, item.id, _folded(item.title.zh), _folded(item.title.en)):
            named.setdefault(word, name)
    return {named[word]: rows[named[word]] for word in get_close_matches(key, named, n=5, cutoff=0.5)}


def _finding(code: str, message: Text, rows: Mapping[str, _Row], numbers: Mapping[str, str], hint: Text) -> Diagnostic:
    """A finding that names rows, each at its place: number, id, title."""
    related = []
    for name, (_, _, item) in islice(rows.items(), _LISTED):
        said = Text("{}　{}　{}", "{}  {}  {}").format(numbered(numbers.get(name, "—")), item.title, name)
        related.append((Place(item.written.file, *item.written.row.at("id")), said))
    if len(rows) > _LISTED:
        message += Text(f"（只列前 {_LISTED} 个）", f" (the first {_LISTED} are listed)")
    return Diagnostic(code, "error", message, related=tuple(related), hint=hint)


def _rows(guidelines: Sequence[Guideline]) -> dict[str, _Row]:
    return {
        f"{each.area}/{topic.id}/{item.id}": (each, topic, item)
        for each in guidelines
        for topic in each.topics
        for item in topic.items
    }


def _folded(text: str) -> str:
    """The text without differences of width, case and spacing."""
    words = unicodedata.normalize("NFKC", text).casefold().split()
    return " ".join(words) if text.isascii() else "".join(words)


def _limits(name: str, guideline: Guideline, prepared: Prepared) -> tuple[LegalLimit, ...]:
    """What laws in force on the day of the baseline ask of the row themselves."""
    state = state_of_law([guideline], prepared.library.registry, prepared.baseline.as_of)
    return tuple(each for each in state.limits if each.in_force and name in each.rows)


# --- its fields ------------------------------------------------------------------------------------------------------


def _fields(
    name: str, topic: Topic, item: Item, base: Item | None, prepared: Prepared, problems: Sequence[Diagnostic]
) -> tuple[Field, ...]:
    """Every field of the row; `base` is the guideline's row, None for a local one."""
    registry = prepared.library.registry
    said = _said(topic, item, name, Words(prepared.level, registry, prepared.profile, prepared.baseline.as_of, {}))
    plain = _said(topic, base, name, Words(prepared.level, registry, None, prepared.baseline.as_of, {})) if base else {}
    fields, states = [], item.states
    for cell in CELLS:
        changes = [each for each in item.changes if each.cell == cell]
        stated = base is not None and cell in FIELDS and getattr(item, cell) != getattr(base, cell)
        steps = tuple(_step(each, problems) for each in changes)
        before = plain[cell] if stated else None
        fields.append(Field(cell, said[cell], states[cell], _origins(cell, topic, item), before, steps))
    return tuple(fields)


def _said(topic: Topic, item: Item, name: str, words: Words) -> dict[str, tuple[Text, ...]]:
    """The fields in words, one text a thing."""
    cells = words.cells(item, name)
    content, limit, body = cells["content"], cells["time_limit"], cells["body"]
    return {
        "topic": (topic.title,),
        "title": (item.title,),
        "content": (UNKNOWN,) if content is None else tuple(map(element_text, content)),
        "basis": tuple(map(basis_text, cells["basis"])),
        "time_limit": (Text(limit.zh, limit.en),),
        "body": (Text(body.zh, body.en),),
        "channels": _channels(cells["channels"]),
        "audience": _audience(cells["audience"]),
        "method": tuple(METHODS[each] for each in item.method),
        "levels": (UNKNOWN,) if item.levels is None else tuple(LEVELS[each] for each in item.levels),
    }


def _channels(cell: catalogue.Channels) -> tuple[Text, ...]:
    if cell.rule == "unknown":
        return (UNKNOWN,)
    lead = (Text("至少选择其一：", "at least one of:"),) if cell.rule == "any_of" else ()
    return (
        *lead,
        *(Text(f"{each.label}（{each.url}）" if each.url else each.label, each.en) for each in cell.of),
    )


def _audience(cell: catalogue.Audience) -> tuple[Text, ...]:
    public = (PUBLIC,) if cell.public else ()
    if cell.groups is None:
        return (*public, Text(f"{GROUPS.zh}：{UNKNOWN.zh}", f"{GROUPS.en}: {UNKNOWN.en}"))
    return (*public, *cell.groups)


def _origins(cell: str, topic: Topic, item: Item) -> tuple[Origin, ...]:
    """Where the value was written; a time limit that the file names has two places."""
    written = item.written
    stated = [each.place for each in item.changes if each.cell == cell and each.kind != "attested"]
    if cell == "topic":
        return (Origin("row", topic.place),) if topic.place else ()
    if stated:
        return (Origin("profile", stated[-1]),)
    if any(each.kind == "added" for each in item.changes):
        return (Origin("profile", Place(written.file, *written.row.at(cell))),)
    inside = cell in written.row
    origin = Origin("row" if inside else "defaults", Place(written.file, *written.at(cell)))
    value = written.row[cell] if inside else written.defaults[cell]
    if cell == "time_limit" and isinstance(value, str) and value in written.limits:
        return origin, Origin("time_limits", Place(written.file, *written.limits.key_at(value)))
    return (origin,)


def _step(change: Change, problems: Sequence[Diagnostic]) -> Step:
    """A change; it is not allowed where a finding on the row stands at its place."""
    refusing = [each for each in problems if each.severity == "error"]
    refused = any(each.place == change.place and each.code.endswith(change.cell.replace("_", "-")) for each in refusing)
    why = change.why + Text("；", "; ") + change.allowed if change.why and change.allowed else change.why
    return Step(change.level, change.kind, not refused, why, change.place)


def _roles(name: str, item: Item, prepared: Prepared) -> Iterator[Held]:
    known = prepared.library.registry.bodies
    for each in dict.fromkeys(item.body.expression.roles()):
        role, level = each.role, each.at or prepared.level
        offices = tuple(_office(prepared, one.division, role, level, name) for one in prepared.profiles())
        name_of, kind = (known[role].name, known[role].kind) if role in known else (Text.same(role), "")
        yield Held(role, name_of, kind, offices)


def _notes(name: str, prepared: Prepared) -> Iterator[Note]:
    """What is said of the row; divisions of which the same is said stand together."""
    if not prepared.chain:
        return
    from gapub.model.inheritance import noted

    found: dict[Noted, list[Division]] = {}
    for each in prepared.profiles():
        for said in noted(prepared.chain, each.division, name):
            found.setdefault(said, []).append(each.division)
    for said, divisions in sorted(found.items(), key=lambda each: _ORDER[each[0].field]):
        yield Note(said.field, BY_NAME[said.field].said(said.value), tuple(divisions), said.place)


_ORDER: Final = {each.name: i for i, each in enumerate(LOCAL)}


def _office(prepared: Prepared, division: Division, role: str, level: str, name: str) -> Office:
    from gapub.model.inheritance import binding

    bound = binding(prepared.chain, division, role, level, name)
    return Office(division, bound.office, bound.guess, bound.place) if bound else Office(division)
