"""Each row of the tables and the item of the guidelines that it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gapub.diagnostics import Text
from gapub.model.guideline import belongs
from gapub.model.text import PROFILE_LEVELS, fold
from gapub.tables.candidates import of_guideline, of_reading
from gapub.tables.matching import Known, match
from gapub.tables.repeats import Standing
from gapub.tables.work import Paired, Work


def pair_rows(work: Work) -> None:
    """Pair the rows of each table with those of the level, the rest with those of other levels."""
    here = {name: item for name, item in work.items.items() if belongs(item, work.level)}
    numbers = _numbers(work)
    all_levels = [row for each in work.base.guidelines for row in of_guideline(each, numbers)]
    known = [each for each in all_levels if each.key in here]
    elsewhere = [each for each in all_levels if each.key not in here]
    near, first = set[str](), dict[str, Paired]()

    @cache
    def ready(within: str, *, of_level: bool = True) -> Known[str]:
        return Known([each for each in (known if of_level else elsewhere) if each.id.startswith(within)])

    for read in work.given.tables:
        rows = [each for each in (Paired(read.table, row, "") for row in read.rows) if _is_of_level(work, each)]
        work.counts["rows"] += len(rows)
        areas = [work.area_named(each) for each in rows]
        within = _within(work, areas)
        result = match(
            [of_reading(row, row.reading, area) for row, area in zip(rows, areas, strict=True)],
            ready(within),
        )
        for pair in result.pairs:
            _put(work, pair.row.key._replace(item=pair.known.id), first)
        for doubtful in result.unsure:
            _tell_unsure(work, doubtful.row.key, [candidate.id for candidate, _ in doubtful.candidates])
            near.update(candidate.id for candidate, _ in doubtful.candidates)
        other = match(result.new, ready(within, of_level=False))
        for pair in other.pairs:
            _tell_other_level(work, pair.row.key, pair.known.id)
        work.new += [row.key for row in (*other.new, *(each.row for each in other.unsure))]
    if work.counts["others"] and not work.counts["rows"]:
        _tell_no_row(work)
    work.pairs = list(first.values())
    covered = {each.item.partition("/")[0] for each in work.pairs}
    work.missing = [
        name for name in here if name not in first and name not in near and name.partition("/")[0] in covered
    ]


def _put(work: Work, row: Paired, first: dict[str, Paired]) -> None:
    """Keep a pair; of an item that stands in two tables, such as one of all areas, the row that says more."""
    there = first.get(row.item)
    if there is not None:
        work.counts["again"] += 1
    if there is None or work.repeats.fuller(Standing(there.table, there.reading), Standing(row.table, row.reading)):
        first[row.item] = row


def _within(work: Work, areas: Sequence[str]) -> str:
    """How the ids of the one known area begin that all rows of a table are of; empty if they are not."""
    named = {fold(each.removesuffix("领域")) for each in areas}
    found = [each.area for each in work.areas.values() if {fold(each.title.zh)} == named]
    return f"{found[0]}/" if len(found) == 1 else ""


def _is_of_level(work: Work, row: Paired) -> bool:
    """Whether the row is of the level that is asked for; one without a level column is."""
    read = row.reading.cells.get("levels")
    if read is None or not read.value or work.level in read.value:
        return True
    work.counts["others"] += 1
    return False


def _numbers(work: Work) -> dict[str, str]:
    """The numbers of the rows in the catalogue of the level, where the tables number theirs by area, too."""
    if not any(re.search(r"\d\D+\d", reading.text("number")) for _, reading in work.given.rows()):
        return {}
    profiles = work.base.profiles()
    made = work.base.catalogue(profiles[0] if profiles else None)
    return {item.id: item.number for area in made.areas for item in area.items}


def _tell_unsure(work: Work, row: Paired, ids: Sequence[str]) -> None:
    """A row that may be one of several, or none."""
    work.counts["unsure"] += 1
    titles = Text("、", ", ").join(
        Text(f"“{work.items[each].title.zh}”（{each}）", f"“{work.items[each].title.en}” ({each})") for each in ids
    )
    message = Text("不能确定“{0}”是标准指引的哪一事项", "which item of the guidelines “{0}” is, is not certain").format(
        row.reading.text("title")
    )
    hint = Text("可能是", "it may be ") + titles + Text("；没有写入", "; not written")
    work.tell("import-row-unsure", message, row.at, hint=hint)


def _tell_no_row(work: Work) -> None:
    """No row is of the level that is asked for, which may be a slip: the profile says nothing."""
    _, reading = next(work.given.rows())
    table = work.given.tables[0].table
    levels = reading.cells.get("levels")
    place = table.place(levels.entries[0]) if levels and levels.entries else None
    message = Text(
        "表中没有{0}的事项，没有可以写入的内容", "the tables have no item of the level {0}; there is nothing to write"
    ).format(Text(PROFILE_LEVELS[work.level].zh, work.level))
    hint = Text("请核对“公开层级”一栏和 --level", "check the column of levels, and --level")
    work.tell("import-other-level", message, place, hint=hint)


def _tell_other_level(work: Work, row: Paired, item: str) -> None:
    """A row that the guidelines have for other levels."""
    work.counts["others"] += 1
    message = Text(
        "“{0}”在标准指引中不是该层级的事项，没有写入",
        "“{0}” is no item of this level in the guidelines; not written",
    ).format(row.reading.text("title"))
    hint = Text("另用 --level 导入该层级的目录", "import the catalogue of that level with --level")
    work.tell("import-other-level", message, row.at, item, hint=hint, severity="info")
