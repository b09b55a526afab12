"""An edited workbook can be read back: the hidden ids say of every item, wherever its row went, which cells were changed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gapub.model.catalogue import Catalogue, Element
from gapub.render.view import view
from gapub.render.xlsx import NAME, files
from samples import item, replace, small_catalogue


class Read(NamedTuple):
    """The texts of a sheet by the id of the item and the heading of the column, and the rows that have no id."""

    items: dict[str, dict[str, str]]
    new: list[dict[str, str]]


class Changes(NamedTuple):
    """What was done to a sheet: cells with their new texts, rows without an id, ids that are gone."""

    cells: dict[tuple[str, str], str]
    new: list[dict[str, str]]
    gone: set[str]


def read_back(sheet: Worksheet) -> Read:
    """The items of a sheet. A row without an id goes on with the item above if it has no number of its own."""
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if "id" in row)
    key = rows[head].index("id")
    above = ["" if cell == "id" else cell for cell in rows[head - 1]]
    names = [" ".join(filter(None, pair)) for pair in zip(above, rows[head], strict=True)][:key]
    found = Read({}, [])
    last: dict[str, str] | None = None
    for row in rows[head + 1 :]:
        cells = dict(zip(names, row, strict=False))
        if row[key]:
            assert row[key] not in found.items, "an id twice"
            found.items[row[key]] = last = cells
        elif row[0] or (any(row[1:key]) and last is None):
            if not any(row[2:key]):
                break  # a heading: the list below the table begins
            found.new.append(cells)
            last = None
        elif any(row[:key]) and last is not None:
            last.update({name: (last[name] + "\n" + text).strip() for name, text in cells.items() if text})
    return found


def changes(before: Read, after: Read) -> Changes:
    """What is different in `after`."""
    cells = {
        (key, name): text
        for key, row in after.items.items()
        for name, text in row.items()
        if text != before.items[key][name]
    }
    return Changes(cells, after.new, before.items.keys() - after.items.keys())


def book(catalogue: Catalogue) -> Workbook:
    return load_workbook(BytesIO(files(view(catalogue))[NAME]))


def saved(edited: Workbook) -> Workbook:
    out = BytesIO()
    edited.save(out)
    return load_workbook(BytesIO(out.getvalue()))


def keyed(made: Workbook) -> Iterator[str]:
    """The names of the sheets with items."""
    yield from (sheet.title for sheet in made if any(cell.value == "id" for row in sheet.iter_rows() for cell in row))


def column(sheet: Worksheet, name: str) -> int:
    return next(cell.column for row in sheet.iter_rows(max_row=40) for cell in row if cell.value == name)


def line(sheet: Worksheet, number: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == number)


SAMPLE = small_catalogue()
IDS = {each.number: each.id for area in SAMPLE.areas for each in area.items}


def test_every_sheet_with_items_has_all_of_them_by_id() -> None:
    made = book(SAMPLE)
    every, *areas = (read_back(made[name]) for name in keyed(made))
    assert list(every.items) == list(IDS.values()) == [key for area in areas for key in area.items]
    assert not [row for read in (every, *areas) for row in read.new]


def test_a_sheet_that_was_only_saved_again_has_no_change() -> None:
    made, again = book(SAMPLE), saved(book(SAMPLE))
    for name in keyed(made):
        assert changes(read_back(made[name]), read_back(again[name])) == Changes({}, [], set())


def test_rows_reordered_and_filtered_are_the_same_rows() -> None:
    made, edited = book(SAMPLE), book(SAMPLE)
    sheet = edited["总表"]
    first, width = line(sheet, "01-01"), sheet.max_column
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
    for n, row in enumerate(reversed(rows), first):
        for at in range(width):
            sheet.cell(n, at + 1).value = row[at]
    sheet.row_dimensions[first + 1].hidden = True
    sheet.cell(line(sheet, "02-01"), column(sheet, "公开主体")).value = "镇政府"
    after = read_back(saved(edited)["总表"])
    assert list(after.items) == list(reversed(IDS.values()))
    assert changes(read_back(made["总表"]), after) == Changes(
        {(IDS["02-01"], next(n for n in after.items[IDS["02-01"]] if n.endswith("公开主体"))): "镇政府"}, [], set()
    )


@pytest.mark.parametrize("name", [name for name in keyed(book(SAMPLE)) if name != "总表"])
def test_an_edited_sheet_of_an_area_tells_which_cell_of_which_item(name: str) -> None:
    """A row is inserted above, so that every row moves; a cell is changed and the number of another; a row is taken out."""
    made, edited = book(SAMPLE), book(SAMPLE)
    sheet = edited[name]
    numbers = list(dict.fromkeys(str(cell.value) for cell in sheet["A"] if cell.value in IDS))
    key = sheet.max_column
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(area.coord)  # as a hand would before sorting
    sheet.insert_rows(line(sheet, numbers[0]))
    new = line(sheet, numbers[0]) - 1
    sheet.cell(new, 1).value, sheet.cell(new, 3).value = "新增", "本地新增事项"
    sheet.cell(line(sheet, numbers[1]), column(sheet, "公开时限")).value = "5个工作日内"
    sheet.cell(line(sheet, numbers[0]), 1).value = "99-99"
    if len(numbers) > 2:
        sheet.delete_rows(line(sheet, numbers[2]))
    assert sheet.max_column == key
    found = changes(read_back(made[name]), read_back(saved(edited)[name]))
    names = {at.split()[-1]: text for (_, at), text in found.cells.items()}
    assert {item_id for item_id, _ in found.cells} == {IDS[numbers[0]], IDS[numbers[1]]}
    assert names == {"序号": "99-99", "公开时限": "5个工作日内"}
    assert [[text for text in row.values() if text] for row in found.new] == [["新增", "本地新增事项"]]
    assert found.gone == ({IDS[numbers[2]]} if len(numbers) > 2 else set())


def test_an_item_over_several_rows_of_the_sheet_is_one_item() -> None:
    area = SAMPLE.areas[0]
    tall = item(content=tuple(Element(f"要素{n}" * 20, "") for n in range(60)))
    topic = replace(area.topics[0], items=(tall, item(id="a/b/c", number="01-02")))
    made = book(small_catalogue(areas=(replace(area, topics=(topic,)),)))
    sheet = made[next(name for name in keyed(made) if name != "总表")]
    read = read_back(sheet)
    assert list(read.items) == [tall.id, "a/b/c"]
    content = next(text for name, text in read.items[tall.id].items() if name.endswith("公开内容（要素）"))
    assert content.split("\n") == [element.zh for element in tall.content or ()]
