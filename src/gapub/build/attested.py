"""What an attestation is of, and for which of those cells it holds: those that are as they were when they were checked.

An attestation is of the rows as the profiles above leave them; a locality's own rows are none of
an area's or topic's, unless the area is of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.cellwords import listed
from gapub.model.fields import CELLS, FIELD_NAMES
from gapub.model.guideline import Guideline, Item
from gapub.model.marks import CellId, changed, is_sound, mark, value
from gapub.model.profile import Attest
from gapub.model.shape import OWN_EDITION

RENEW = Text(
    "请重新核对，再用 gapub attest --renew 换用新的标记",
    "check it again, then let `gapub attest --renew` write a new mark",
)


class Row(NamedTuple):
    """A row as the profiles above leave it, and the title of its topic."""

    item: Item
    topic: Text


class Rows:
    """The rows of guidelines, by their ids, and by the areas and topics of an edition.

    `items` has the rows alone; `areas` and `topics` name by id the edition that has one, of several the latest, which comes
    first.
    """

    def __init__(self, guidelines: Iterable[Guideline]) -> None:
        """Index them once, however many attestations there are."""
        self.rows: dict[str, Row] = {}
        self.items: dict[str, Item] = {}
        self.areas: dict[str, str] = {}
        self.topics: dict[str, str] = {}
        self.groups: dict[str, list[str]] = {}
        self.editions: dict[str, list[str]] = defaultdict(list)
        for guideline in guidelines:
            self.areas.setdefault(guideline.area, guideline.name)
            self.editions[guideline.area].append(guideline.name)
            whole = self.groups.setdefault(guideline.name, [])
            for topic in guideline.topics:
                self.topics.setdefault(f"{guideline.area}/{topic.id}", guideline.name)
                part = self.groups.setdefault(f"{guideline.name}/{topic.id}", [])
                for item in topic.items:
                    name = f"{guideline.area}/{topic.id}/{item.id}"
                    self.items[name] = item
                    self.rows[name] = Row(item, topic.title)
                    if item.evidence.status != "local" or guideline.edition == OWN_EDITION:
                        part.append(name)
                        whole.append(name)

    def values(self, names: Iterable[str], cells: Iterable[str]) -> dict[CellId, int]:
        """What cells of these rows say, for their common mark."""
        cells = tuple(cells)
        return {(name, cell): value(cell, *self.rows[name]) for name in names for cell in cells}

    def covered(self, attest: Attest) -> list[str]:
        """The rows that an attestation is of; none where the edition that it names is not in force."""
        if attest.items:
            return [name for name in attest.items if name in self.rows]
        return self.groups.get(attest.target, [])


class Checked(NamedTuple):
    """An attestation of a row: the cells for which it holds, of those that it is of."""

    attest: Attest
    held: tuple[str, ...]


def check(
    attests: Sequence[Attest], rows: Rows, only: Collection[str], unknown: Callable[[str, Place, Iterable[str]], None]
) -> tuple[dict[str, list[Checked]], list[Diagnostic]]:
    """The attestations of each row, and what is wrong with them.

    `unknown` is told of what they name and the guidelines do not have. Where another edition stands in the place of the one
    that was checked, its rows have an attestation that holds for nothing.
    """
    by_row: dict[str, list[Checked]] = defaultdict(list)
    found: list[Diagnostic] = []
    first: dict[tuple[str, tuple[str, ...]], Attest] = {}
    for attest in attests:
        names = rows.covered(attest)
        for name in attest.items:
            if name not in rows.rows and (not only or name.partition("/")[0] in only):
                unknown(name, attest.place(name), rows.rows)
        if not attest.items:
            other = first.setdefault((attest.target, attest.cells), attest)
            if other is not attest:
                found.append(_twice(attest, other))
                continue
            if attest.target not in rows.groups and not (names := _elsewhere(attest, rows, unknown)):
                continue
        if attest.key == "item" and attest.mark is None:
            for name in names:
                lapsed = list(_lapsed(attest, name, rows.rows[name]))
                found += (finding for _, finding in lapsed)
                _hold(by_row, attest, name, {cell for cell, _ in lapsed})
            continue
        lost, told = _since(attest, names, rows)
        found += told
        for name in names:
            _hold(by_row, attest, name, CELLS if lost is None else {cell for row, cell in lost if row == name})
    return by_row, found


def _hold(by_row: dict[str, list[Checked]], attest: Attest, name: str, lost: Collection[str]) -> None:
    by_row[name].append(Checked(attest, tuple(cell for cell in attest.cells if cell not in lost)))


def _elsewhere(attest: Attest, rows: Rows, unknown: Callable[[str, Place, Iterable[str]], None]) -> list[str]:
    """The rows that stand where those checked stood, in another edition; what is nowhere is told."""
    edition, _, topic = attest.target.partition("/")
    area = edition.partition("@")[0]
    ends = f"/{topic}" if topic else ""
    names = [name for each in rows.editions.get(area, ()) for name in rows.groups.get(f"{each}{ends}", ())]
    if edition in rows.editions.get(area, ()) or not names:
        known = (f"{area}/{each.partition('/')[2]}" for each in rows.groups if each.startswith(f"{edition}/"))
        unknown(f"{area}{ends}", attest.place(), known if edition in rows.groups else rows.editions)
        return []
    return names


def _lapsed(attest: Attest, name: str, row: Row) -> Iterator[tuple[str, Diagnostic]]:
    """The cells of a row that have not the marks that they had, each with the finding."""
    for cell, was in attest.marks.items():
        now = mark(cell, *row)
        if now != was:
            message = FIELD_NAMES[cell] + Text(
                "在核对之后改动过，这条核对记录对它失效",
                " has changed since it was checked: the attestation no longer holds for it",
            )
            hint = Text(
                f"请重新核对，再把标记改为 {now}，或者删去该栏目",
                f"check it again and change the mark to {now}, or remove the cell",
            )
            yield cell, _told(message, attest.entry.at("cells", cell), name, hint)


def _since(attest: Attest, names: Sequence[str], rows: Rows) -> tuple[set[CellId] | None, list[Diagnostic]]:
    """The cells of these rows for which an attestation does not hold, None for all, and what is to be said of that."""
    edition = attest.target.partition("/")[0]
    if not attest.items and edition not in rows.groups:
        now = "、".join(rows.editions[edition.partition("@")[0]])
        message = Text(
            f"核对的是 {edition}，现在用的是 {now}，这条核对记录失效",
            f"{edition} was checked, but {now} is in force: the attestation no longer holds",
        )
        return None, [_told(message, attest.place(), attest.target, RENEW)]
    if attest.mark is None:
        message = Text(
            "没有标记（mark），只作备注，不算已核对", "without a `mark` it is a note: its cells do not count as checked"
        )
        hint = Text("请用 gapub fmt --marks 写入标记", "let `gapub fmt --marks` write the mark")
        return None, [Diagnostic("attestation-without-mark", "info", message, attest.place(), attest.target, hint=hint)]
    place = attest.entry.place("mark")
    if not is_sound(attest.mark):
        message = Text("标记已损坏，无从核实", "the mark is damaged, so nothing can be proved by it")
        return None, [Diagnostic("attestation-mark", "error", message, place, attest.target, hint=RENEW)]
    lost = changed(attest.mark, rows.values(names, attest.cells))
    if lost is None:
        message = Text(
            f"“{attest.target}”在核对之后改动较多，不能逐一指出，这条核对记录失效",
            f"{attest.target!r} has changed since it was checked, in more cells than can be named: the attestation no longer holds",
        )
        return None, [_told(message, place, attest.target, RENEW)]
    told = []
    for name in (each for each in names if any(row == each for row, _ in lost)):
        cells = listed(FIELD_NAMES[cell] for cell in CELLS if (name, cell) in lost)
        title = rows.rows[name].item.title
        message = Text(
            f"“{title.zh}”的{cells.zh}在核对之后改动过，这条核对记录对此失效",
            f"“{title.en}”: {cells.en.lower()} changed since it was checked; for that the attestation no longer holds",
        )
        told.append(_told(message, place, name, RENEW))
    return lost, told


def _told(message: Text, place: Place, entity: str, hint: Text) -> Diagnostic:
    return Diagnostic("attestation-lapsed", "warning", message, place, entity, hint=hint)


def _twice(attest: Attest, other: Attest) -> Diagnostic:
    message = Text(f"“{attest.target}”写了两条 attest", f"{attest.target!r} has two entries under attest")
    related = ((other.place(), Text("第一条在这里", "the first is here")),)
    return Diagnostic("two-entries", "error", message, attest.place(), attest.target, related=related)
