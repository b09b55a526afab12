"""A workbook of 1,000 rows as offices make them: a sheet for each area, headings in two rows, merged cells, ticks, no ids.

It has the rows of a catalogue.csv, and again such rows whose titles and contents are written backwards, which no guideline has.
"""

import csv
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

_AREA, _TOPIC, _TITLE, _CONTENT = "试点领域", "一级事项", "二级事项", "公开内容（要素）"
_PLAIN = ("序号", _TOPIC, _TITLE, _CONTENT, "公开依据", "公开时限", "公开主体", "公开渠道和载体")
_TICKED = {
    "公开对象": ("全社会", "特定群体"),
    "公开方式": ("主动", "依申请"),
    "公开层级": ("县级", "乡级", "村级"),
}
_COLUMNS = (*_PLAIN, *(f"{field}：{each}" for field, ticks in _TICKED.items() for each in ticks))
_UNKNOWN = ("待核", "待补充")


def write(catalogue: Path, workbook: Path, rows: int) -> None:
    """Make so many rows of those of a catalogue.csv in Chinese."""
    with catalogue.open(encoding="utf-8-sig", newline="") as file:
        known = [*csv.DictReader(file)]
    own = [{**row, **{each: row[each][::-1] for each in (_TOPIC, _TITLE, _CONTENT)}} for row in known]
    made = [*known, *own, *({**row, _TOPIC: f"又{row[_TOPIC]}"} for row in own)]
    with Workbook(workbook) as book:
        for number, (area, group) in enumerate(groupby(made[:rows], itemgetter(_AREA)), 1):
            _sheet(book.add_worksheet(f"{number} {area}"), area, [*group])


def _sheet(sheet: Any, area: str, rows: Sequence[dict[str, str]]) -> None:
    sheet.merge_range(0, 0, 0, len(_COLUMNS) - 1, f"{area}领域基层政务公开标准目录")
    for column, heading in enumerate(_PLAIN):
        sheet.merge_range(1, column, 2, column, heading)
    column = len(_PLAIN)
    for heading, ticks in _TICKED.items():
        sheet.merge_range(1, column, 1, column + len(ticks) - 1, heading)
        sheet.write_row(2, column, ticks)
        column += len(ticks)
    line = 3
    for topic, group in groupby(rows, itemgetter(_TOPIC)):
        first = line
        for row in group:
            said = {**row, "序号": str(line - 2)}
            sheet.write_row(line, 0, ["" if said[each] in _UNKNOWN else said[each] for each in _COLUMNS])
            line += 1
        if line - first > 1:
            sheet.merge_range(first, 1, line - 1, 1, topic)
