"""A row of a table as values: what each cell gives, and what it keeps as words."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from gapub.model.fields import read_cell
from gapub.sources.library import open_library
from gapub.tables.row import Entry, Row
from gapub.tables.values import Read, Reader
from store import Store, Which

TICK, OPEN, UNSURE = "ticked", "open", "unsure"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(open_library(None).names)


def _read(reader: Reader, cells: dict[str, Any]) -> dict[str, Read]:
    entries = {
        name: Entry(cell, 2, i) if isinstance(cell, str) else Entry(cell[0], 2, i, cell[1])
        for i, (name, cell) in enumerate(cells.items(), 1)
    }
    return dict(reader.read(Row(2, 2, entries, {})).cells)


@pytest.mark.parametrize(
    ("name", "text", "state", "node", "left"),
    [
        ("topic", "一、行政\n许可", "read", "行政许可", []),
        ("title", "（2）许可结果(年度)", "read", "许可结果（年度）", []),
        ("title", "Open\nData", "read", "Open Data", []),
        ("number", "/", "empty", "", []),
        ("content", "1.名称；\n2.结果（涉密除外）", "read", ["名称", {"text": "结果", "except": "涉密"}], []),
        ("content", "—", "empty", "unknown", []),
        ("basis", "《教育\n法》", "read", ["education-law"], []),
        (
            "basis",
            "《某某办法》、相关规定",
            "words",
            [{"unnamed": "相关规定"}, {"unnamed": "《某某办法》"}],
            ["《某某办法》"],
        ),
        ("basis", "", "empty", "unknown", []),
        ("time_limit", "公开事项信息形成或变更之\n日起20个工作日内公开", "read", "20wd", []),
        ("time_limit", "县里说了算", "words", {"words": "县里说了算"}, ["县里说了算"]),
        ("time_limit", "—", "read", "none", []),
        ("time_limit", "待核", "empty", "unknown", []),
        ("body", "县级教\n育部门", "read", "education@county", []),
        ("body", "某某县教育局", "words", None, ["某某县教育局"]),
        ("body", "公安机关@某级", "words", None, ["公安机关@某级"]),
        ("body", "nobody@county", "words", None, ["nobody@county"]),
        ("body", "", "empty", None, []),
        ("channels", "■政府网站 □政府公报", "read", ["website"], []),
        ("channels", "■政府网站\n■村口喇叭", "words", ["website"], ["村口喇叭"]),
        ("channels", "村口喇叭", "words", "unknown", ["村口喇叭"]),
        ("channels", ("R政府网站 £政府公报", UNSURE), "unsure", "unknown", ["R政府网站 £政府公报"]),
        ("audience", "全社会", "read", "public", []),
        ("method", "主动、依申请", "read", ["proactive", "on_request"], []),
        ("method", "", "empty", None, []),
        ("levels", "县、乡级", "read", ["county", "township"], []),
        ("levels", "省级、县级", "words", ["county"], ["省级"]),
        ("stage", "决策", "read", ["decision"], []),
    ],
)
def test_a_cell(reader: Reader, name: str, text: Any, state: str, node: Any, left: list[str]) -> None:
    cell = _read(reader, {name: text})[name]
    stated = cell.node
    if name == "time_limit" and isinstance(stated, dict) and "within" in stated:
        stated = stated["within"]
    if name == "body" and isinstance(stated, dict):
        stated = stated["role"]
    assert (cell.state, stated, [each.text for each in cell.left]) == (state, node, left)
    assert cell.entries[0].row == 2


@pytest.mark.parametrize(
    ("cells", "name", "state", "node", "left"),
    [
        ({"audience.public": ("", TICK), "audience.groups": ""}, "audience", "read", "public", []),
        ({"audience.public": "", "audience.groups": ("", TICK)}, "audience", "read", {"groups": "unknown"}, []),
        ({"audience.public": ("", TICK), "audience.groups": ("", OPEN)}, "audience", "read", "public", []),
        (
            {"audience.public": "", "audience.groups": "星外来客"},
            "audience",
            "words",
            {"groups": "unknown"},
            ["星外来客"],
        ),
        ({"audience.public": "", "audience.groups": ""}, "audience", "empty", {"groups": "unknown"}, []),
        ({"audience.public": ("t", UNSURE), "audience.groups": ""}, "audience", "unsure", {"groups": "unknown"}, ["t"]),
        ({"method.proactive": ("", TICK), "method.on_request": ""}, "method", "read", "proactive", []),
        ({"method.proactive": "主动", "method.on_request": "否"}, "method", "read", "proactive", []),
        ({"method.proactive": ("", UNSURE), "method.on_request": ""}, "method", "unsure", None, ["主动"]),
        (
            {"levels.county": ("", TICK), "levels.township": ("街道", TICK)},
            "levels",
            "read",
            ["county", "township"],
            [],
        ),
        ({"levels.county": ("", TICK), "levels.province": ("", TICK)}, "levels", "words", ["county"], ["省级"]),
        ({"levels.county": "股室"}, "levels", "words", "unknown", ["股室"]),
        ({"levels.county": "", "levels.township": "/"}, "levels", "empty", "unknown", []),
    ],
)
def test_columns_to_be_ticked(
    reader: Reader, cells: dict[str, Any], name: str, state: str, node: Any, left: list[str]
) -> None:
    cell = _read(reader, cells)[name]
    assert (cell.state, cell.node, [each.text for each in cell.left]) == (state, node, left)


def test_a_column_that_is_not_there_says_nothing(reader: Reader) -> None:
    assert set(_read(reader, {"title": "许可结果"})) == {"title"}


def test_time_limits_and_their_nodes_are_the_same(store: Store, reader: Reader) -> None:
    text = store.files(Which(), "csv")["catalogue.csv"].decode("utf-8-sig")
    limits = {each["公开时限"] for each in csv.DictReader(io.StringIO(text))}
    assert len(limits) > 50
    for limit in (*limits, "每季度公开1次", "20个工作日内，法律另有规定的从其规定"):
        cell = _read(reader, {"time_limit": limit})["time_limit"]
        assert read_cell("time_limit", cell.node) == cell.value, limit


def test_values_and_nodes_are_the_same(reader: Reader) -> None:
    """What a file states is read as the value that the cell has."""
    cells = {
        "content": "1.名称；\n2.结果（涉密除外）；3.*附件（依申请公开）",
        "basis": "《政府信息公开条例》第二十条、《某某办法》",
        "time_limit": "及时公开；县里说了算",
        "body": "县级教育部门、乡镇人民政府",
        "channels": "■政府网站",
        "audience": "全社会；特定群体",
        "method": "主动",
        "levels": "县级",
    }
    for name, cell in _read(reader, cells).items():
        assert read_cell(name, cell.node) == cell.value, name
