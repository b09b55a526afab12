"""Every field of a row reaches every place that it should: a field left out of one fails the test that names the place."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gapub.build import strength
from gapub.build.prepare import prepare
from gapub.build.select import compile_catalogue
from gapub.cli.explain import facts as explained
from gapub.diagnostics import Text
from gapub.diff.comparison import Side, diff
from gapub.diff.facts import COMPARED, UNCOMPARED
from gapub.diff.foreign import as_catalogue
from gapub.diff.kinds import KINDS
from gapub.diff.report import report
from gapub.forms.catalogue import Item as ItemForm
from gapub.model import catalogue, evidence, marks
from gapub.model.fields import ATTRIBUTES, CELLS, FIELD_NAMES, FIELDS, ROW, TABLE, RowField, read_cell
from gapub.model.guideline import GUIDELINE, Guideline, Item, Topic
from gapub.model.registry import Baseline, Part
from gapub.model.shape import Either, Many, Record, Scalar, Shape, Table
from gapub.render import csv, docx, html, jsonl, md, pdf, xlsx
from gapub.render import json as catalogue_json
from gapub.render.view import view
from gapub.reports.explain import explain
from gapub.sources.library import open_library

pytestmark = pytest.mark.usefixtures("read_once")

DOCS = Path(__file__).parents[1] / "docs"
FILES = ("files.md", "files.zh-CN.md")
CATALOGUED = [each for each in ROW if not each.uncatalogued]
NODES: dict[str, Any] = {
    "content": ["另一要素"],
    "basis": [{"unnamed": "相关规定"}],
    "time_limit": {"promptly": True},
    "body": "finance",
    "channels": ["website"],
    "audience": {"groups": ["applicants"]},
    "method": "on_request",
    "levels": ["county", "village"],
}
"""Another value of each cell, as a file states it."""


def named(fields: Any) -> Any:
    return pytest.mark.parametrize("field", fields, ids=lambda each: each.name)


def other(field: RowField) -> Any:
    """A value of a field that the sample row does not have."""
    match field.name:
        case "id":
            return "another"
        case "title":
            return Text("另一事项", "Another item")
        case "evidence":
            return evidence.Evidence("recalled", (), CELLS)
        case "carried":
            return True
        case "weakened":
            return ("title",)
    if field.name in FIELDS:
        return read_cell(field.name, NODES[field.name])
    return field.read(node(field.shape))


def node(shape: Shape) -> Any:
    """A node of a shape of an attribute."""
    if isinstance(shape, Many):
        return [node(shape.of)]
    if isinstance(shape, Table):
        return {"监督电话": node(shape.of)}
    if isinstance(shape, Record):
        return {each.name: node(each.shape) for each in shape.fields}
    if isinstance(shape, Either):
        assert shape.sequence
        return node(shape.sequence)
    assert isinstance(shape, Scalar)
    if shape.kind == "flag":
        return True
    return shape.words[0] if shape.words else "taxation@2019/policies-and-regulations/laws"


@cache
def sample() -> Guideline:
    """A guideline of one row."""
    guideline = open_library().guidelines(["fiscal-budgets@2019"])[0]
    topic = guideline.topics[0]
    return guideline._replace(topics=(topic._replace(items=topic.items[:1]),))


def with_row(**values: Any) -> Guideline:
    topic = sample().topics[0]
    return sample()._replace(topics=(topic._replace(items=(topic.items[0]._replace(**values),)),))


def compiled(guideline: Guideline) -> catalogue.Catalogue:
    title = Text("例", "example")
    baseline = Baseline("example", title, "2025", (Part(title, (guideline.name,)),))
    return compile_catalogue("county", baseline, [guideline], open_library().registry, None, [])


def side(guideline: Guideline) -> Side:
    return Side(guideline.name, (guideline,), open_library().registry)


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_has_every_field_of_a_row_and_no_other() -> None:
    assert {each.name for each in ROW} == set(Item._fields)
    assert len({each.name for each in ROW}) == len(ROW)


@named(ROW)
def test_a_field_is_called_something_in_both_languages(field: RowField) -> None:
    assert all(field.label)
    assert FIELD_NAMES[field.name] == field.label


@named(ROW)
def test_the_guideline_has_what_the_list_gives_it(field: RowField) -> None:
    """A field that files state is one of the shape; the value that says nothing is the default of `guideline.Item`."""
    topics = GUIDELINE.index["topics"].shape
    record: Any = topics.of.index["items"].shape.of  # type: ignore[union-attr]
    if field.file:
        assert record.index[field.key] is field.file
    if field.name in Item._field_defaults and field.name not in ("written", "line"):
        assert not Item._field_defaults[field.name]


@named(ATTRIBUTES)
def test_the_value_that_says_nothing_is_read_of_nothing(field: RowField) -> None:
    assert field.read(None) == Item._field_defaults.get(field.name)


@named(TABLE)
def test_a_cell_says_how_it_is_read_and_rests_on_evidence(field: RowField) -> None:
    assert field.file, "a cell is stated in files"
    assert field.name in NODES, "this test knows another value of each cell"
    assert field.name in CELLS
    row = with_row(**{field.name: other(field)}).topics[0].items[0]
    title = Text("事项", "topic")
    was = marks.mark(field.name, sample().topics[0].items[0], title)
    assert marks.mark(field.name, row, title) != was, "gapub.model.marks: an attestation lapses when the cell changes"


# --- the catalogue and its JSON --------------------------------------------------------------------------------------


@named(CATALOGUED)
def test_the_catalogue_has_the_field(field: RowField) -> None:
    assert field.name in catalogue.Item._fields, "gapub.model.catalogue.Item, or else a reason in `uncatalogued`"
    if field.name == "id":
        return
    (row,) = compiled(with_row(**{field.name: other(field)})).areas[0].items
    assert getattr(row, field.name) != getattr(compiled(sample()).areas[0].items[0], field.name)


@named(CATALOGUED)
def test_the_json_has_the_field_where_it_is_set(field: RowField) -> None:
    def row(guideline: Guideline) -> Any:
        text = catalogue_json.files(compiled(guideline), {})[catalogue_json.FILE]
        return json.loads(text)["areas"][0]["topics"][0]["items"][0]

    made = row(with_row(**{field.name: other(field)}))
    assert field.key in made, "gapub.render.json"
    assert made[field.key] != row(sample()).get(field.key)


@named(CATALOGUED)
def test_the_form_of_the_json_has_the_field(field: RowField) -> None:
    keys = {each.alias or name for name, each in ItemForm.model_fields.items()}
    assert field.key in keys, "gapub.forms.catalogue.Item"


@named([each for each in CATALOGUED if not each.uncompared])
def test_the_field_is_read_back_from_the_json(field: RowField) -> None:
    value = other(field)
    (guideline,) = as_catalogue(side(with_row(**{field.name: value})), "county").guidelines
    read = getattr(guideline.topics[0].items[0], field.name)
    if field.name == "body":  # a catalogue does not say how roles share a duty
        read, value = list(read.expression.roles()), list(value.expression.roles())
    assert read == value, "gapub.diff.foreign"


# --- diff, explain, and what is printed ------------------------------------------------------------------------------


def test_all_is_compared_but_what_is_left_out_with_a_reason() -> None:
    for node_kind, compared, left_out in zip((Guideline, Topic, Item), COMPARED, UNCOMPARED, strict=True):
        assert {*compared, *left_out} == set(node_kind._fields)
        assert all(left_out.values())


@pytest.mark.parametrize("name", [name for compared in COMPARED for name in compared])
def test_what_is_compared_has_a_name(name: str) -> None:
    assert name in FIELD_NAMES, "gapub.model.fields.FIELD_NAMES"


@named([each for each in ROW if not each.uncompared])
def test_diff_sees_a_change_of_the_field(field: RowField) -> None:
    assert not field.change or field.change in KINDS, "gapub.diff.kinds"
    found = diff(side(sample()), side(with_row(**{field.name: other(field)})))
    assert [each.field for each in found.facts] == [field.name], "gapub.diff.facts"
    assert found.changes, "gapub.diff.judge"
    (row,) = report(found).areas[0].rows
    assert row.changes, "gapub.diff.report"


@named([each for each in (*TABLE, *ATTRIBUTES) if each.file])
def test_explain_tells_the_field(field: RowField) -> None:
    prepared = prepare("county", None, areas=("fiscal-budgets",))
    prepared = prepared._replace(guidelines=[with_row(**{field.name: other(field)})])
    name, _ = next(sample().rows())
    told = explained(explain(name, prepared, compiled(prepared.guidelines[0])))
    said = told if field in ATTRIBUTES else {each["field"]: each for each in told["fields"]}
    assert field.name in said, "gapub.reports.explain"
    assert said[field.name]


@named([each for each in ATTRIBUTES if each.printed])
def test_every_printed_format_has_the_field(field: RowField) -> None:
    made = compiled(with_row(**{field.name: other(field)}))
    remark = field.remark(other(field))
    shown = view(made, "zh")
    (row,) = shown.tables[0].rows
    assert remark in row.remarks, "gapub.render.notes"
    written = {
        "md": text_of(md.files(shown)),
        "html": text_of(html.files(shown)),
        "csv": text_of(csv.files(shown)),
        "jsonl": text_of(jsonl.files(shown)),
        "docx": text_of(docx.files(shown)),
        "xlsx": text_of(xlsx.files(shown)),
        "pdf": json.dumps(pdf.data(shown), ensure_ascii=False),
    }
    assert [name for name, text in written.items() if remark.zh not in text] == []


def text_of(files: dict[str, bytes]) -> str:
    """All text of the files, those of packed documents too."""
    found = ""
    for data in files.values():
        if data.startswith(b"PK"):
            packed = zipfile.ZipFile(io.BytesIO(data))
            found += "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
        else:
            found += data.decode("utf-8")
    return found


@named(TABLE)
def test_a_cell_has_its_place_wherever_cells_stand(field: RowField) -> None:
    assert field.name in catalogue_json.CELL_FORMS, "gapub.render.json.CELL_FORMS"
    assert list(catalogue_json.CELL_FORMS) == list(FIELDS), "the JSON has the order of the table"
    row = sample().topics[0].items[0]
    setting = strength.Setting(open_library().registry, organ=True)
    changed = row._replace(**{field.name: other(field)})
    assert strength.compare(field.name, changed, row, setting).reason.zh, "gapub.build.strength"


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", FILES)
@named([each for each in ROW if each.file])
def test_the_pages_on_files_describe_the_field(field: RowField, page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    table = text.partition("\n\n| `defaults` |" if field.name in FIELDS else "\n\n| `item` |")[2].partition("\n\n")[0]
    assert re.search(rf"^\| `{field.key}` \|", table, re.MULTILINE), f"docs/{page}"


@named(CATALOGUED)
def test_the_page_on_the_json_describes_the_field(field: RowField) -> None:
    text = (DOCS / "catalogue-json.md").read_text("utf-8")
    table = text.partition("| `Item` |")[2].partition("| `Omission` |")[0]
    assert f"`{field.key}`" in table, "docs/catalogue-json.md"
