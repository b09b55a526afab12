"""A catalogue in one language is in that language, in every format: its own words all follow, and what is left is names."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Set
from functools import cache
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
from openpyxl import load_workbook

from gapub.cli.compile import compile_
from gapub.model.catalogue import Catalogue
from gapub.render import PRINTED
from store import COUNTY, PROFILES, ZHUANGHE, Store, Which, catalogue, seen

both_catalogues = pytest.mark.parametrize("which", [COUNTY, ZHUANGHE], ids=["national", "zhuanghe"])

CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff].{0,20}|[\u3000-\u303f\uff00-\uff60]")
"""A Chinese character with some of what follows it, or a mark of Chinese punctuation."""


@cache
def text(store: Store, which: Which, form: str, lang: str) -> str:
    """All that a reader sees of a catalogue in a format, the blanks left out, for paper breaks lines where it likes."""
    made = store.files(which, form, lang)
    read = [data for path, data in made.items() if not path.endswith((".css", ".js"))]
    return bare("\n".join(words for data in read for words in READERS[form](data)))


def bare(words: str) -> str:
    return BLANK.sub("", words)


BLANK = re.compile("[^\\S\u3000]+|\u200b")


def _html(data: bytes) -> Iterator[str]:
    """The texts of the page, without what its script needs: the words of the other language, the initials of pinyin."""
    page = re.sub(r"<(script|style)>.*?</\1>", "", data.decode(), flags=re.DOTALL)
    page = re.sub(r'\sdata-(words|initials|o)="[^"]*"', "", page)
    page = re.sub(r"<button[^>]*>(中文|English|双语)</button>", "", page)  # each language is offered in its own name
    yield unescape(re.sub(r"<[^>]*>", "", page))
    yield from (unescape(found) for found in re.findall(r'="([^"]*)"', page))


def _docx(data: bytes) -> Iterator[str]:
    with ZipFile(io.BytesIO(data)) as parts:
        for part in ("document", "header", "footer"):
            yield unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", parts.read(f"word/{part}.xml").decode())))


def _xlsx(data: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        if sheet.sheet_state == "veryHidden":  # what the file carries unseen is for programs
            continue
        yield from (sheet.title.translate(FULL), str(sheet.oddHeader.right.text), str(sheet.oddFooter.center.text))
        yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


FULL = str.maketrans("［］：＊？／＼", "[]:*?/\\")
"""What stands in the name of a sheet for the marks that Excel forbids there."""


def _pdf(data: bytes) -> Iterator[str]:
    with pymupdf.open(stream=data, filetype="pdf") as document:
        yield from (page.get_text() for page in document)


def _text(data: bytes) -> Iterator[str]:
    yield data.decode("utf-8-sig").replace("\\", "")


def _jsonl(data: bytes) -> Iterator[str]:
    """The lines without what they carry for programs: the row and the area as a guideline states them."""
    for line in data.decode().splitlines():
        said = {key: value for key, value in json.loads(line).items() if key not in ("values", "guideline")}
        yield json.dumps(said, ensure_ascii=False).replace("\\", "")


READERS = {
    "md": _text,
    "html": _html,
    "site": _html,
    "docx": _docx,
    "xlsx": _xlsx,
    "csv": _text,
    "jsonl": _jsonl,
    "pdf": _pdf,
}


def names(made: Catalogue) -> Iterator[str]:
    """What stays Chinese where all else is English: names and texts of which there is no English."""
    if made.division:
        yield made.division.name
    yield from (each for each in made.cover if each)
    yield from (each.reason for each in made.omitted)  # the locality's own words
    for area in made.areas:
        yield from (each for each in (area.document.title, area.document.number, f"《{area.document.title}》") if each)
        yield from (each.place for each in area.sources)
        for item in area.items:
            yield from (basis.title for basis in item.basis if basis.unnamed)
            yield from (
                each for basis in item.basis for each in (basis.title, f"《{basis.title}》", basis.number) if each
            )
            yield from (element.zh for element in item.content or () if not element.en)
            yield from (role.name for role in item.body.roles if role.name)
            yield from (each for channel in item.channels.of for each in (channel.label,) if channel.url)
            yield from (each.why.en for each in item.trace if each.why)  # the locality's reason, what it renamed
            # English texts that quote the table, such as 「政策对象 rather than 补贴对象」, or give a document's number.
            yield from (each.en for each in item.content or () if each.en)
            yield item.body.en
    yield from (remark.en for area in made.areas for remark in area.remarks)
    yield from (missing.en for area in made.areas for missing in area.coverage.missing)


@cache
def bare_names(which: Which) -> frozenset[str]:
    """Those with Chinese in them, without blanks."""
    return frozenset(bare(each) for each in names(catalogue(which)) if CHINESE.search(each))


def without(known: Set[str], words: str) -> str:
    """The text without the names: at each place the longest that stands there goes. A regex of thousands takes minutes."""
    if not (known := known - {""}):
        return words
    by_start = defaultdict[str, list[str]](list)
    for name in sorted(known, key=len, reverse=True):
        by_start[name[:2]].append(name)
    first = re.compile("[" + re.escape("".join({name[0] for name in known})) + "]")
    left, behind, at = [], 0, 0
    while found := first.search(words, at):
        at = found.start()
        here = [*by_start.get(words[at : at + 2], ()), *by_start.get(words[at], ())]
        if name := next((each for each in here if words.startswith(each, at)), ""):
            left.append(words[behind:at])
            behind = at + len(name)
        at += len(name) or 1
    return "".join([*left, words[behind:]])


def test_the_longest_name_goes() -> None:
    assert without({"甲", "甲乙", "甲乙丙", ""}, "丙甲乙丙甲丁甲乙") == "丙丁"


@pytest.mark.parametrize("form", PRINTED)
@both_catalogues
def test_in_english_only_names_are_chinese(which: Which, form: str, store: Store) -> None:
    words = text(store, which, form, "en")
    left = CHINESE.findall(without(bare_names(which), words))
    assert not left, sorted({each[:60] for each in left})[:20]


@pytest.mark.parametrize("form", PRINTED)
@both_catalogues
@pytest.mark.parametrize(("lang", "other"), [("zh", "en"), ("en", "zh")])
def test_no_word_of_the_catalogue_is_in_the_other_language(
    which: Which, form: str, lang: str, other: str, store: Store
) -> None:
    """The words that a page can be switched by, sentences of them: above, around and beside the tables."""
    words = text(store, which, form, lang)
    said = [(bare(getattr(each, lang)), bare(getattr(each, other))) for each in seen(which, lang).words]
    sentences = [(own, foreign) for own, foreign in said if own != foreign and len(foreign) > 12]
    assert len(sentences) > 60
    assert not [foreign for _, foreign in sentences if foreign in words]


@both_catalogues
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_notes_above_each_table_can_be_read_in_the_other_language_of_the_page(which: Which, lang: str) -> None:
    page = seen(which, lang)
    said = {getattr(each, lang) for each in page.words if each.zh and each.en}
    assert {line.text for table in page.tables for note in table.notes for line in note} <= said


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_the_page_above_several_divisions_is_in_the_language_asked_for(lang: str, tmp_path: Path) -> None:
    townships = PROFILES / "liaoning/dalian/zhuanghe/townships.yaml"
    compile_("township", townships, area=["taxation"], formats="html", lang=lang, output=tmp_path)
    page = (tmp_path / "index.html").read_text("utf-8")
    first = "township level" if lang == "en" else "乡级基层政务公开标准目录"
    assert re.search(f"<h1>[^<]*{first}[^<]*</h1>", page)
    assert ("本目录为示例" in page, "An example, not" in page) == ("zh" in lang, "en" in lang)
    assert (" 项<" in page or " 项 /" in page, " items</span>" in page) == ("zh" in lang, "en" in lang)
    assert page.startswith(f'<!DOCTYPE html>\n<html lang="{"en" if lang == "en" else "zh-CN"}">')


@pytest.mark.parametrize("form", [form for form in PRINTED if form not in ("csv", "jsonl")])
def test_what_was_left_out_is_told_in_one_place_and_the_cover_names_the_number(form: str, store: Store) -> None:
    """The rows of an area that is left out whole, too, with their area: each title once, each reason once a row."""
    words = text(store, ZHUANGHE, form, "zh")
    left = catalogue(ZHUANGHE).omitted
    assert f"{len(left)}个事项未列入，理由见“未列入事项”。" in words
    whole = [
        each for each in left if not any(area.id == each.id.partition("/")[0] for area in catalogue(ZHUANGHE).areas)
    ]
    assert len(whole) > 5
    assert [words.count(f"扶贫：{each.title.zh}") for each in whole] == [1] * len(whole)
    reasons = [each.reason for each in left]
    told = reasons if form != "md" else [each.replace("\\", "") for each in reasons]
    assert [words.count(bare(each)) for each in dict.fromkeys(told)] == [
        told.count(each) for each in dict.fromkeys(told)
    ]
