"""CSV and JSON Lines: one record an item, no text that becomes a formula, the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue
from gapub.render import csv as csv_format
from gapub.render import jsonl
from gapub.render.csv import safe
from gapub.render.view import view
from samples import hostile_catalogue, item, replace, small_catalogue


def records(catalogue: Catalogue, lang: str = "zh") -> list[dict[str, str]]:
    data = csv_format.files(view(catalogue, lang))[csv_format.NAME]
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def objects(catalogue: Catalogue, lang: str = "zh") -> list[dict[str, Any]]:
    data = jsonl.files(view(catalogue, lang))[jsonl.NAME]
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.decode().splitlines()]


def with_item(**changes: Any) -> Catalogue:
    area = small_catalogue().areas[0]
    topic = replace(area.topics[0], items=(item(**changes),))
    return small_catalogue(areas=(replace(area, topics=(topic,)),))


def test_a_record_is_a_row_of_the_table() -> None:
    found = records(small_catalogue())
    assert [each["序号"] for each in found] == ["01-01", "01-02", "01-03", "02-01", "02-02"]
    assert found[1] == {
        "编号": "social-assistance/general/hearing",
        "序号": "01-02",
        "试点领域": "社会救助",
        "一级事项": "综合业务",
        "二级事项": "救助听证",
        "公开内容（要素）": "※听证通知书\n会后：听证材料（依申请公开）\n*笔录（涉及个人隐私除外）",
        "公开依据": "《行政许可法》第四十六条\n相关规定",
        "公开时限": "信息形成或者变更之日起20个工作日内",
        "公开主体": "县级人民政府民政部门",
        "公开渠道和载体": "至少选择其一：\n■政府网站\n□政务服务中心\n■社区/企事业单位/村公示栏（电子屏）",
        "公开对象：全社会": "",
        "公开对象：特定群体": "√\n申请人",
        "公开方式：主动": "√",
        "公开方式：依申请": "√",
        "公开层级：市级": "",
        "公开层级：县级": "√",
        "公开层级：乡级": "",
        "公开层级：村级": "",
        "备注": "",
        "证据": found[1]["证据"],
        "出处": "guidelines/social-assistance/2019.yaml:20",
    }
    assert found[3]["公开层级：县级"] == "待核"
    assert found[3]["备注"].splitlines() == ["原表未列明公开层级，暂列入县级", "仅适用于村民委员会"]


def test_a_line_is_a_row_of_the_table() -> None:
    found = objects(small_catalogue(), "zh-en")
    assert [each["number"] for each in found] == ["01-01", "01-02", "01-03", "02-01", "02-02"]
    second, fourth = found[1], found[3]
    assert second["area"] == {
        "id": "social-assistance",
        "number": "01",
        "title": {"zh": "社会救助", "en": "Social assistance"},
    }
    assert second["channels"]["rule"] == {"zh": "至少选择其一：", "en": "At least one of:"}
    assert [box["ticked"] for box in second["channels"]["boxes"]] == [True, False, True]
    assert second["channels"]["boxes"][0]["url"] == "https://www.example.gov.cn/"
    assert second["audience"] == {"public": False, "groups": True}
    assert second["recalled"] == ["content"]
    assert fourth["levels"] == {"city": None, "county": None, "township": None, "village": None}
    assert [each["zh"] for each in fourth["remarks"]] == ["原表未列明公开层级，暂列入县级", "仅适用于村民委员会"]


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_the_heads_are_in_the_language_and_differ(lang: str) -> None:
    data = csv_format.files(view(small_catalogue(), lang))[csv_format.NAME].decode("utf-8-sig")
    heads = next(csv.reader(io.StringIO(data, newline="")))
    assert len(set(heads)) == len(heads)
    assert ("Legal basis" in " ".join(heads)) == (lang != "zh")
    assert ("公开依据" in " ".join(heads)) == (lang != "en")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("＠a", "'＠a"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("\r=1", "'\n=1"),
        ("\u200b=1", "'\u200b=1"),
        ("\u202e=1", "'\u202e=1"),
        ("'=1", "''=1"),
        ("'甲", "'甲"),
        ("甲=1", "甲=1"),
        ("1-1", "1-1"),
        ("", ""),
        ("\x00甲", "␀甲"),
    ],
)
def test_no_cell_begins_like_a_formula(text: str, cell: str) -> None:
    assert safe(text) == cell
    if text and cell:
        assert cell in records(with_item(title=Text(text, text)))[0].values()


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs", "Cc", "Cn"])))
def test_what_was_added_can_be_taken_away(text: str) -> None:
    cell = safe(text)
    assert cell in (text, f"'{text}")
    assert cell.lstrip("' \u3000")[:1] not in set("=+-@＝＋－＠") or cell.startswith("'")


def test_no_formula_in_any_cell() -> None:
    for text in ('=HYPERLINK("http://example.org","x")', "@x", "-1+1", "+1"):
        for record in records(hostile_catalogue(text), "zh-en"):
            assert [cell for cell in record.values() if cell[:1] in tuple("=+-@")] == []


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
@pytest.mark.parametrize("made", [small_catalogue, lambda: hostile_catalogue("文")], ids=["sample", "hostile"])
def test_every_line_is_as_its_schema_says(made: Any, lang: str) -> None:
    schema = json.loads((Path(__file__).parents[1] / "schemas" / "rows.schema.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    lines = objects(made(), lang)
    assert lines
    for line in lines:
        validator.validate(line)
        keys = [*schema["required"], *(["guideline"] if "guideline" in line else [])]
        assert list(line) == keys, "every key, in the order of the schema"
    broken = lines[0] | {"recalled": ["colour"]}
    assert [error.json_path for error in validator.iter_errors(broken)] == ["$.recalled[0]"]
    assert not validator.is_valid(lines[0] | {"more": 1})
