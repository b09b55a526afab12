"""The English of the content: complete for the bundled guidelines, faithful in what can be counted, of one vocabulary."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gapub.model.catalogue import Element as Worded
from gapub.model.cells import Element
from gapub.model.guideline import Guideline, Item
from gapub.model.text import fold, is_chinese
from gapub.render.view import element_text, view
from gapub.sources.library import open_library
from plain_yaml import yaml_of
from samples import small_catalogue
from store import COUNTY, CURRENT, PROFILES, ZHUANGHE, Store, Which
from test_cli import ROOT, compiled, items

LIBRARY = open_library(ROOT / "guidelines")
REGISTRY = LIBRARY.registry
GUIDELINES = {name: LIBRARY.guidelines([name])[0] for name in LIBRARY.editions()}
ENTRIES: dict[str, str] = yaml_of(ROOT / "guidelines/registry/elements.yaml")["elements"]
EVERYWHERE: dict[str, list[str]] = yaml_of(ROOT / "tests/data/terms-everywhere.yaml")
TERMS: dict[str, list[str]] = yaml_of(ROOT / "tests/data/terms.yaml")
CODE_NUMBER = re.compile(r"[\u4e00-\u9fff]+(?:〔\d{4}〕|令第)\d+号")
"""A document number (发文字号), the only Chinese that an English text may hold."""


def rows(guideline: Guideline) -> list[tuple[str, Item]]:
    return list(guideline.rows())


def texts(element: Element) -> list[str]:
    """What of an element is words: its text, the part it stands under, what it leaves out."""
    return [each for each in (element.text, element.part, element.exception) if each]


USED = {
    fold(text)
    for guideline in GUIDELINES.values()
    for _, item in rows(guideline)
    for element in item.content or ()
    for text in texts(element)
}
EXCEPTIONS = {
    fold(element.exception)
    for guideline in GUIDELINES.values()
    for _, item in rows(guideline)
    for element in item.content or ()
    if element.exception
}


def chinese_in(text: str) -> str:
    """The Chinese characters of a text, without quotation marks and document numbers."""
    return "".join(char for char in CODE_NUMBER.sub("", text) if is_chinese(char) and char not in "“”‘’")


# --- whole -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GUIDELINES)
def test_every_text_and_group_of_a_guideline_has_english(name: str) -> None:
    lacking = {
        text: row
        for row, item in rows(GUIDELINES[name])
        for element in item.content or ()
        for text in texts(element)
        if REGISTRY.english(text) is None
    }
    assert lacking == {}, "add them to guidelines/registry/elements.yaml"
    groups = {group for _, item in rows(GUIDELINES[name]) for group in item.audience.groups or ()}
    assert {group for group in groups if not REGISTRY.groups[group].en} == set()


def test_no_entry_is_unused_and_none_stands_twice() -> None:
    assert {zh for zh in ENTRIES if fold(zh) not in USED} == set()
    assert {zh for zh, times in Counter(map(fold, ENTRIES)).items() if times > 1} == set()


@pytest.mark.parametrize("name", GUIDELINES)
def test_no_row_says_two_different_things_in_the_same_english(name: str) -> None:
    for row, item in rows(GUIDELINES[name]):
        shown = {}
        for element in item.content or ():
            said = tuple(REGISTRY.english(text) for text in (element.text, element.part or "", element.exception or ""))
            assert shown.setdefault(said, element.text) == element.text, row


# --- faithful --------------------------------------------------------------------------------------------------------


COUNTED = {
    "document numbers": CODE_NUMBER,
    "numbers": re.compile(r"\d+(?:\.\d+)?"),
    "abbreviations": re.compile("[A-Z]{2,}"),
}
WITH_Z = {"size", "sized", "seized"}


def faults(zh: str, en: str) -> list[str]:
    """What an entry lacks of the Chinese, and where it departs from the form that all have."""
    american = {word for word in re.findall(r"\w+iz(?:e|ed|es|ing|ation)\b", en.lower()) if word not in WITH_Z}
    first = en.removeprefix("“")[0]
    checks = {
        "Chinese in it": not chinese_in(en),
        "spaces": en == " ".join(en.split()),
        "a stop at its end": not en.endswith((".", ",", ";", ":")),
        "brackets": en.count("(") == en.count(")") and en.count("“") == en.count("”"),
        "British spelling": not american,
        "first letter": first.islower() if fold(zh) in EXCEPTIONS else first.isupper(),
        **{name: Counter(what.findall(zh)) == Counter(what.findall(en)) for name, what in COUNTED.items()},
    }
    return [name for name, holds in checks.items() if not holds]


def test_every_entry_keeps_what_can_be_counted_and_has_the_form_of_the_others() -> None:
    assert {zh: found for zh, en in ENTRIES.items() if (found := faults(zh, en))} == {}


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("救助（6类）", "Relief (6 kinds)", []),
        ("救助（6类）", "Relief", ["numbers"]),
        ("热线（12317）", "Hotline (12371)", ["numbers"]),
        ("通知（国发〔2014〕47号）", "Notice (国发〔2014〕47号)", []),
        ("通知（国发〔2014〕47号）", "Notice (国发〔2014〕74号)", ["document numbers", "numbers"]),
        ("空气质量指数（AQI）", "Air quality index", ["abbreviations"]),
        ("清单", "清单 list", ["Chinese in it", "first letter"]),
        ("清单", "List (of  items.", ["spaces", "a stop at its end", "brackets"]),
        ("清单", "Organization", ["British spelling"]),
        ("涉密项目", "Classified projects", ["first letter"]),
    ],
)
def test_a_fault_of_an_entry_is_seen(zh: str, en: str, found: list[str]) -> None:
    assert faults(zh, en) == found


def test_an_instrument_has_the_title_that_the_registry_gives_it() -> None:
    known = {fold(each.title): each.en for each in REGISTRY.instruments.values()}
    cited = {
        (zh, short): known[short]
        for zh in ENTRIES
        for title in re.findall("[《〈]([^《》〈〉]+)", zh)
        if (short := fold(title).removeprefix("中华人民共和国")) in known
    }
    assert len(cited) >= 13
    assert {zh for (zh, _), title in cited.items() if title not in ENTRIES[zh]} == set()


# --- of one vocabulary -----------------------------------------------------------------------------------------------


def says(en: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word.lower())}", en.lower()) is not None


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_always_said_in_the_same_words(term: str) -> None:
    entries = {zh: en for zh, en in ENTRIES.items() if term in zh}
    assert {zh: en for zh, en in entries.items() if not any(says(en, word) for word in TERMS[term])} == {}
    assert [word for word in TERMS[term] if not any(says(en, word) for en in entries.values())] == []


def test_the_groups_keep_to_the_terms() -> None:
    for group in REGISTRY.groups.values():
        for term in TERMS:
            if term in group.zh:
                assert any(says(group.en, word) for word in TERMS[term]), group


NOTES = {"remarks", "missing", "ground", "note", "scope"}
"""Where the tree says a thing in sentences, which need not name it as a title does."""


def named(node: Any) -> Iterator[tuple[str, str]]:
    """Every name in both languages below a node, of an instrument too, whose Chinese stands under `title`."""
    if isinstance(node, dict):
        zh = node.get("zh", node.get("title"))
        if isinstance(node.get("en"), str) and isinstance(zh, str):
            yield zh, node["en"]
        for key, value in node.items():
            if key not in NOTES:
                yield from named(value)
    elif isinstance(node, list):
        for value in node:
            yield from named(value)


NAMED = {
    *ENTRIES.items(),
    *(pair for path in sorted((ROOT / "guidelines").glob("*/*.yaml")) for pair in named(yaml_of(path))),
}


@pytest.mark.parametrize("term", EVERYWHERE)
def test_a_term_is_said_in_the_same_words_in_the_whole_tree(term: str) -> None:
    said = {zh: en for zh, en in NAMED if term in zh}
    assert {zh: en for zh, en in NAMED if term in zh and not any(says(en, word) for word in EVERYWHERE[term])} == {}
    assert [word for word in EVERYWHERE[term] if not any(says(en, word) for en in said.values())] == []
    assert [word for word in TERMS.get(term, ()) if not any(says(word, one) for one in EVERYWHERE[term])] == []


# --- shown -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("element", "zh", "en"),
    [
        (Worded("办理条件", "Handling conditions"), "办理条件", "Handling conditions"),
        (Worded("校车线路"), "校车线路", ""),
        (Worded("清单", "List", optional=True), "*清单", "*List"),
        (Worded("清单", "List", method="on_request"), "清单（依申请公开）", "List (on request)"),
        (Worded("清单", "List", method="proactive"), "清单", "List"),
        (Worded("清单", "List", part="乙", part_en="Second"), "乙：清单", "Second: List"),
        (
            Worded("清单", "List", exception="密件", exception_en="secrets"),
            "清单（密件除外）",
            "List (except secrets)",
        ),
        (
            Worded("清单", "List", True, "on_request", "密件", "乙", "secrets", "Second"),
            "*乙：清单（密件除外）（依申请公开）",
            "*Second: List (except secrets) (on request)",
        ),
        (Worded("清单", "List", part="乙"), "乙：清单", ""),
        (Worded("清单", "List", exception="密件"), "清单（密件除外）", ""),
        (Worded("线路", optional=True, part="乙", part_en="Second"), "*乙：线路", ""),
    ],
)
def test_an_element_is_shown_whole_in_one_language(element: Worded, zh: str, en: str) -> None:
    assert element_text(element) == (zh, en)


def test_an_element_without_english_stays_chinese_and_says_so() -> None:
    catalogue = small_catalogue()
    area = catalogue.areas[0]
    (topic, *_) = area.topics
    item = topic.items[0]._replace(content=(Worded("校车线路"), Worded("办理条件", "Handling conditions")))
    area = area._replace(topics=(topic._replace(items=(item,)),))
    shown = view(catalogue._replace(areas=(area,)), "en").tables[0].rows[0].content
    assert shown == ((("校车线路", "zh"),), (("Handling conditions", "en"),))


@pytest.mark.parametrize("width", ["县（市、区）清单：全文", "县(市、区)清单:全文", "县(市、区) 清单: 全文"])
def test_the_width_of_marks_does_not_matter(width: str, tmp_path: Path) -> None:
    for text in ("县(市、区)清单:全文", "县（市、区）清单：全文"):
        file = tmp_path / "guidelines/registry/zz.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'elements: {{"{text}": List}}\n', "utf-8")
        assert open_library(tmp_path / "guidelines").registry.english(width) == "List"


# --- through the front door ------------------------------------------------------------------------------------------


def content_cells(markdown: str) -> list[str]:
    """The elements that the Markdown lists below Content."""
    found, inside = [], False
    for line in markdown.splitlines():
        if line.startswith("- "):
            inside = line.startswith("- **Content**")
        elif inside and line.startswith("  - "):
            found.append(line[4:])
    return found


@pytest.mark.parametrize(
    "which",
    [COUNTY, CURRENT, Which("township"), Which("village")],
    ids=["county-national-2019", "county-national-current", "township-national-2019", "village-village"],
)
def test_an_english_catalogue_has_no_chinese_in_its_content(which: Which, store: Store) -> None:
    cells = content_cells(store.files(which, "md", "en")["catalogue.md"].decode())
    assert len(cells) > 100
    assert {cell for cell in cells if chinese_in(cell)} == set()


def test_what_a_locality_adds_stays_in_its_words(store: Store) -> None:
    local = {
        each["zh"]
        for item in items(store.json(ZHUANGHE))
        if item["content"] != "unknown"
        for each in item["content"]
        if "en" not in each
    }
    assert {"线路名称", "停靠站点", "发车时间"} <= local
    cells = content_cells(store.files(ZHUANGHE, "md", "en")["catalogue.md"].decode())
    assert {cell for cell in cells if chinese_in(cell)} == local


def test_a_local_file_gives_english_to_what_a_locality_adds(tmp_path: Path) -> None:
    file = tmp_path / "guidelines/registry/zz-local.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("elements: {停靠站点: Stops, 办理条件: Conditions}\n", "utf-8")
    shutil.copytree(PROFILES, tmp_path / "catalogues")
    english = {
        each["zh"]: each.get("en")
        for item in items(compiled(tmp_path, "county", f"catalogues/{ZHUANGHE.profile}"))
        if item["content"] != "unknown"
        for each in item["content"]
    }
    assert (english["停靠站点"], english["办理条件"], english["发车时间"]) == ("Stops", "Conditions", None)
