"""Every row and every cell of the compiled catalogues, held against the untouched evidence (tests/evidence).

The catalogues come through the front door, `python -m gapub compile`, and are read as the plain JSON that anybody
gets. What the two sides are compared as is in `evidence_reading.py`; every failure lists all rows at fault.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from evidence_reading import (
    CELLS,
    EVIDENCE,
    FACTS,
    LEVELS,
    STRUCTURE_LEFT_IN_TEXT,
    Plain,
    Row,
    evidence_files,
    expected,
    fold,
    predecessors,
    rows,
    stated,
)
from evidence_second import amended
from evidence_titles import Instruments, names_said
from plain_yaml import yaml_of
from store import Store, Which

ROOT = Path(__file__).parents[1]
IDS = Path(__file__).parent / "data"


class Case(NamedTuple):
    """A general catalogue: its level, the baseline (None: that of the level), and how many rows it has."""

    level: str
    baseline: str | None
    rows: int


CASES = {
    "county": Case("county", None, 487 + 2),
    "township": Case("township", None, 148),
    "village": Case("village", None, 25 + 55),
    "current-county": Case("county", "national-current", 487 + 2 - 17 + 48),
    "current-township": Case("township", "national-current", 148 - 8 + 8),
    "current-village": Case("village", "national-current", 25 - 6 + 5),
}
"""The counts of the three levels are those of MODEL 5, and two rows of health that were seen later; 87 of the county's have no
level stated, 55 of the village's are its own affairs. `national-current` is less the rows replaced, and
more by the rows of the later editions.
"""

FILES = amended(evidence_files())
ROWS = rows(FILES)
NATIONAL = [row for row in ROWS if not row.file["later"]]
LATER = [row for row in ROWS if row.file["later"] and row.file["number"] is not None]
REPLACED = {former: row for row in LATER for former in row.former_titles}
WANTED = {row.key: expected(row) for row in ROWS}


class Entry(NamedTuple):
    """A row of a catalogue with the area and the topic it stands in."""

    area: Plain
    topic: Plain
    item: Plain

    @property
    def key(self) -> tuple[str, str, str]:
        return self.area["id"], fold(self.topic["title"]["zh"]), fold(self.item["title"]["zh"])

    def __str__(self) -> str:
        return self.item["id"]


def entries(catalogue: Plain) -> Iterator[Entry]:
    for area in catalogue["areas"]:
        for topic in area["topics"]:
            yield from (Entry(area, topic, item) for item in topic["items"])


@pytest.fixture(scope="session")
def catalogues(store: Store) -> dict[str, Plain]:
    """The general catalogue of each level, compiled in an empty folder."""
    return {name: store.json(Which(case.level, baseline=case.baseline)) for name, case in CASES.items()}


@pytest.fixture(scope="session")
def joined(catalogues: dict[str, Plain]) -> list[tuple[Row, Entry]]:
    """Every row of the evidence with its entry in each catalogue that has it."""
    by_key = {row.key: row for row in ROWS}
    found = [entry for catalogue in catalogues.values() for entry in entries(catalogue)]
    return [(by_key[entry.key], entry) for entry in found if entry.key in by_key]


@pytest.fixture(scope="session")
def facts(joined: list[tuple[Row, Entry]]) -> list[tuple[str, Plain, Plain]]:
    """The same pairs as facts: by what name to report them, what the evidence says, what the catalogue says."""
    return [(f"{entry} ({row})", WANTED[row.key], stated(entry.topic, entry.item)) for row, entry in joined]


def report(faults: Iterable[str]) -> None:
    """Fail with every fault on a line of its own; rows that stand in several catalogues are told once."""
    told = sorted(set(faults))
    if told:
        pytest.fail(f"{len(told)} faults\n" + "\n".join(told), pytrace=False)


def shown(value: Any) -> str:
    return json.dumps(sorted(value) if isinstance(value, set) else value, ensure_ascii=False)


# --- the evidence itself ---------------------------------------------------------------------------------------------


def test_nobody_has_edited_the_evidence() -> None:
    sums = dict(reversed(line.split("  ", 1)) for line in (EVIDENCE / "SHA256SUMS").read_text("ascii").splitlines())
    files = {path.relative_to(EVIDENCE).as_posix(): path for path in EVIDENCE.rglob("*.yaml")}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == sums


def test_a_row_is_known_by_its_area_topic_and_title() -> None:
    assert [key for key, times in Counter(row.key for row in ROWS).items() if times > 1] == []
    assert (len(FILES), len(NATIONAL), len(LATER), len(ROWS)) == (35, 491 + 2, 50, 596 + 2)


# --- which rows ------------------------------------------------------------------------------------------------------


def belongs(row: Row, name: str) -> bool:
    """County, township and village have their own rows; a row whose level nobody knows is the county's.

    Village affairs stand in the village's own baseline; later rows in the current one, which lacks those they replace.
    """
    case = CASES[name]
    if row.area == "village-affairs":
        return name == "village"
    if case.baseline is None and row.file["later"]:
        return False
    if case.baseline and is_replaced(row):
        return False
    levels = [LEVELS[each] for each in row.item["levels"]] or ["county"]
    return case.level in levels


def is_replaced(row: Row) -> bool:
    """Whether a later row says that it comes from this one."""
    return (row.area, fold(row.item["title"]["zh"])) in REPLACED


@pytest.mark.parametrize("level", CASES)
def test_every_row_stands_once_in_the_catalogue_of_its_levels_and_no_other_row_does(
    level: str, catalogues: dict[str, Plain]
) -> None:
    wanted = Counter(row.key for row in ROWS if belongs(row, level))
    found = Counter(entry.key for entry in entries(catalogues[level]))
    report(
        f"{' · '.join(key)}: evidence {wanted[key]}, {level} {found[key]}"
        for key in wanted | found
        if wanted[key] != found[key]
    )
    assert sum(found.values()) == CASES[level].rows


@pytest.mark.parametrize("level", CASES)
def test_rows_keep_the_order_of_the_evidence(level: str, catalogues: dict[str, Plain]) -> None:
    topics: dict[tuple[str, str], list[str]] = {}
    for row in ROWS:
        if belongs(row, level):
            area, topic, title = row.key
            topics.setdefault((area, topic), []).append(title)
    wanted = [(*place, title) for place, titles in topics.items() for title in titles]
    assert [entry.key for entry in entries(catalogues[level])] == sorted(wanted, key=lambda key: order_of(key[0]))


def order_of(area: str) -> int:
    return [file["area"] for file in FILES].index(area)


@pytest.mark.parametrize("level", CASES)
def test_the_ids_are_the_committed_ones(level: str, catalogues: dict[str, Plain]) -> None:
    committed = (IDS / f"ids-{level}.txt").read_text("ascii").splitlines()
    assert [entry.item["id"] for entry in entries(catalogues[level])] == committed
    assert len(set(committed)) == len(committed) == CASES[level].rows


def test_ids_name_area_and_topic_and_mean_one_row_at_every_level(joined: list[tuple[Row, Entry]]) -> None:
    meant: dict[str, set[tuple[str, str, str]]] = {}
    for row, entry in joined:
        assert entry.item["id"].rpartition("/")[0] == f"{entry.area['id']}/{entry.topic['id']}"
        meant.setdefault(entry.item["id"], set()).add(row.key)
    assert all(len(keys) == 1 for keys in meant.values())
    assert len(meant) == len({entry.key for _, entry in joined}) == len(ROWS)


@pytest.mark.parametrize("level", CASES)
def test_numbers_count_the_rows_of_an_area(level: str, catalogues: dict[str, Plain]) -> None:
    numbers: dict[str, list[str]] = {}  # an old area counts on where the one that supersedes it ends
    for area in catalogues[level]["areas"]:
        own = numbers.setdefault(area["number"], [])
        own += [item["number"] for topic in area["topics"] for item in topic["items"]]
    for area_number, found in numbers.items():
        assert found == [f"{area_number}-{place:02}" for place in range(1, len(found) + 1)]


def test_the_village_has_two_parts_kept_apart(catalogues: dict[str, Plain]) -> None:
    parts: dict[str, set[str]] = {}
    for entry in entries(catalogues["village"]):
        parts.setdefault(entry.area["part"]["zh"], set()).add(entry.item["id"])
    own = {entry.item["id"] for entry in entries(catalogues["village"]) if entry.area["id"] == "village-affairs"}
    assert sorted(map(len, parts.values())) == [25, 55]
    assert own in parts.values()
    assert all(area["part"] is None for name in CASES if name != "village" for area in catalogues[name]["areas"])


# --- what came later ------------------------------------------------------------------------------------------------


def test_the_rows_replaced_are_those_that_the_evidence_links() -> None:
    old = [row for row in NATIONAL if is_replaced(row)]
    assert len(old) == len(REPLACED) == 19
    assert Counter(row.area for row in old) == {"poverty-alleviation": 8, "territorial-spatial-planning": 11}


def test_a_later_row_names_the_row_it_comes_from(catalogues: dict[str, Plain]) -> None:
    old = {(entry.key[0], entry.key[2]): entry.item["id"] for name in CASES for entry in entries(catalogues[name])}
    by_key = {row.key: row for row in ROWS}
    report(
        f"{entry}: formerly {entry.item.get('formerly')}"
        for name in CASES
        for entry in entries(catalogues[name])
        if entry.item.get("formerly", [])
        != [old[former].replace("/", "@2019/", 1) for former in by_key[entry.key].former_titles]
    )


def test_the_links_are_marked_as_inferred() -> None:
    later = [yaml_of(path) for path in (ROOT / "guidelines").glob("*/*.yaml")]
    items = [item for file in later for topic in file.get("topics", ()) for item in topic["items"]]
    assert [item["formerly_basis"] for item in items if "formerly" in item] == ["inferred"] * (
        len(REPLACED) + 1  # and the donations of a community under the law of 2025
    )


def test_rows_without_a_successor_are_carried(catalogues: dict[str, Plain]) -> None:
    superseded = {area for file in FILES for area in predecessors(file)}
    unseen = [title for file in FILES for title in file.get("formerly_without_seen_successor", ())]
    marked = {entry.item["id"]: entry for name in CASES for entry in entries(catalogues[name]) if is_carried(entry)}
    wanted = {row.key for row in NATIONAL if row.area in superseded and not is_replaced(row)}
    assert {entry.key for entry in marked.values()} == wanted
    assert [
        entry.item["title"]["zh"] for entry in marked.values() if entry.area["id"] == "poverty-alleviation"
    ] == unseen
    assert not any(
        is_carried(entry) for name in ("county", "township", "village") for entry in entries(catalogues[name])
    )


def is_carried(entry: Entry) -> bool:
    """Whether the row is marked; the mark is left out where it does not apply."""
    assert entry.item.get("carried") in (None, True)
    return "carried" in entry.item


def test_expropriation_stays_whole(catalogues: dict[str, Plain]) -> None:
    for level in ("county", "township"):
        before, now = (
            [area for area in catalogues[name]["areas"] if area["id"] == "land-expropriation"]
            for name in (level, f"current-{level}")
        )
        assert before == now


# --- what the rows say -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", FACTS)
def test_rows_say_what_the_evidence_says(fact: str, facts: list[tuple[str, Plain, Plain]]) -> None:
    report(
        f"{name} · {fact}: evidence {shown(wanted[fact])}, catalogue {shown(found[fact])}"
        for name, wanted, found in facts
        if wanted[fact] != found[fact]
    )


def test_the_structure_of_an_element_is_not_left_in_its_text(joined: list[tuple[Row, Entry]]) -> None:
    report(
        f"{entry}: {element['zh']}"
        for _, entry in joined
        for element in ([] if entry.item["content"] == "unknown" else entry.item["content"])
        if STRUCTURE_LEFT_IN_TEXT.search(fold(element["zh"]))
    )


def test_a_row_of_two_methods_says_which_element_is_on_request(joined: list[tuple[Row, Entry]]) -> None:
    split = {str(entry): entry.item["content"] for _, entry in joined if len(entry.item["method"]) == 2}
    assert len(split) == 2
    for elements in split.values():
        assert {element.get("method") for element in elements} == {None, "on_request"}


# --- legal basis -----------------------------------------------------------------------------------------------------


def test_every_legal_basis_is_accounted_for(joined: list[tuple[Row, Entry]]) -> None:
    instruments = Instruments.read(ROOT / "guidelines" / "registry")
    report(f"two instruments are called {spelling}" for spelling in instruments.shared_spellings())
    report(fault for row, entry in joined for fault in basis_faults(row.item["basis"], entry, instruments))


def basis_faults(said: list[str], entry: Entry, instruments: Instruments) -> Iterator[str]:
    wanted = [name for text in said for name in names_said(text)]
    found = entry.item["basis"]
    if len(wanted) != len(found):
        titles = [each.get("title", each.get("unnamed")) for each in found]
        yield f"{entry} · basis: evidence has {len(wanted)} {shown(said)}, catalogue {len(found)} {shown(titles)}"
        return
    for name, each in zip(wanted, found, strict=True):
        fault = instruments.fault(name, each)
        if fault:
            yield f"{entry} · basis: {fault}"


def test_no_row_cites_an_article(joined: list[tuple[Row, Entry]]) -> None:
    assert all(each.get("article") is None for _, entry in joined for each in entry.item["basis"])


# --- areas -----------------------------------------------------------------------------------------------------------

SOURCE_LEVELS = {"prefecture": "city"}


@pytest.fixture(scope="session")
def areas(catalogues: dict[str, Plain]) -> dict[str, Plain]:
    """The areas by id; the county has all but the village's own affairs."""
    found = {area["id"]: area for name in ("village", "current-county") for area in catalogues[name]["areas"]}
    assert list(found) != [] and set(found) == {file["area"] for file in FILES}
    return found


def area_expected(file: Plain) -> Plain:
    document, coverage = file["document"], file["coverage"]
    return {
        "number": "V" if file["number"] is None else f"{file['number']:02}",
        "title": fold(file["title"]["zh"]),
        "issuer": fold(file["issuer"]["zh"]),
        "document.title": fold(re.sub("^《([^》]*)》$", r"\1", document["title"])),
        "document.number": document["number"],
        "document.issued": document["issued"],
        "document.status": document["status"],
        "coverage.status": coverage["status"],
        "coverage.expected": coverage["rows_expected"],
        "sources": {
            key: [SOURCE_LEVELS.get(one["level"], one["level"]), one["url"]] for key, one in file["sources"].items()
        },
    }


def area_stated(area: Plain) -> Plain:
    return {
        "number": area["number"],
        "title": fold(area["title"]["zh"]),
        "issuer": fold(area["issuer"]["zh"]),
        "document.title": fold(area["document"]["title"]),
        "document.number": area["document"]["number"],
        "document.issued": area["document"]["issued"],
        "document.status": area["document"]["status"],
        "coverage.status": area["coverage"]["status"],
        "coverage.expected": area["coverage"]["expected"],
        "sources": {one["id"]: [one["level"], one["url"]] for one in area["sources"]},
    }


def test_areas_say_what_the_evidence_says(areas: dict[str, Plain]) -> None:
    pairs = ((file["area"], area_expected(file), area_stated(areas[file["area"]])) for file in FILES)
    report(
        f"{name} · {fact}: evidence {shown(wanted[fact])}, catalogue {shown(found[fact])}"
        for name, wanted, found in pairs
        for fact in wanted
        if wanted[fact] != found[fact]
    )


def test_an_area_says_the_same_at_every_level(areas: dict[str, Plain], catalogues: dict[str, Plain]) -> None:
    for catalogue in catalogues.values():
        for area in catalogue["areas"]:
            assert area_stated(area) == area_stated(areas[area["id"]])


def sources(areas: dict[str, Plain]) -> Iterator[tuple[str, Plain, Plain]]:
    """Every page with what the evidence and the catalogue say of it."""
    for file in FILES:
        found = {one["id"]: one for one in areas[file["area"]]["sources"]}
        yield from ((f"{file['area']} {key}", source, found[key]) for key, source in file["sources"].items())


def test_a_source_is_of_the_place_it_was_of(areas: dict[str, Plain]) -> None:
    report(
        f"{name}: evidence {source['locality']!r}, catalogue {found['place']!r}"
        for name, source, found in sources(areas)
        if not fold(found["place"]).startswith(re.match(r"[^\x00-\x7f]*", fold(source["locality"]))[0])
        or not CHINESE.search(found["place"])
    )


COPIED = re.compile("republished|reprint|转载|副本")
INFERRED = re.compile("域名|路径示|据.*推断|judged|inferred|from the host|read from the path|known from the page codes")


def said_of(source: Plain) -> str:
    return f"{source['locality']} {source['note']}"


def test_a_page_without_address_that_was_seen_in_a_republished_copy_is_marked(areas: dict[str, Plain]) -> None:
    report(
        f"{name}: copy={found.get('copy', False)} for {said_of(source)!r}"
        for name, source, found in sources(areas)
        if source["url"] is None and found.get("copy", False) != bool(COPIED.search(said_of(source)))
    )


def test_a_place_that_was_inferred_is_marked(areas: dict[str, Plain]) -> None:
    report(
        f"{name}: inferred={found.get('inferred', False)} for {said_of(source)!r}"
        for name, source, found in sources(areas)
        if not found.get("inferred", False) and INFERRED.search(said_of(source))
    )


def test_what_is_missing_of_an_area_is_said(areas: dict[str, Plain]) -> None:
    report(
        f"{file['area']}: evidence {shown(file['coverage']['missing'])}, catalogue {shown(found)}"
        for file in FILES
        for found in [areas[file["area"]]["coverage"]["missing"]]
        if len(found) < len(file["coverage"]["missing"]) or not all(one["zh"] and one["en"] for one in found)
    )


NO_ROWS = ("statistics", "customs")
"""The areas of whose rows nobody has seen any; the county's current catalogue says what is known of them."""


def test_an_area_without_rows_says_so(catalogues: dict[str, Plain]) -> None:
    empty = {name: [area for area in each["areas"] if not area["topics"]] for name, each in catalogues.items()}
    assert [area["id"] for area in empty.pop("current-county")] == list(NO_ROWS)
    assert not any(empty.values())
    assert tuple(file["area"] for file in FILES if not file["items"]) == NO_ROWS


def test_what_is_known_of_an_area_without_rows_is_said(areas: dict[str, Plain]) -> None:
    statistics, customs = (areas[name]["remarks"] for name in NO_ROWS)
    said = " ".join(remark["zh"] for remark in statistics)
    (file,) = (file for file in FILES if file["area"] == "statistics")
    assert [topic["zh"] for topic in file["topics_seen"] if topic["zh"] not in said] == []
    assert [one for one in customs if "隶属海关" in one["zh"] and "not county" in one["en"]]


# --- English ---------------------------------------------------------------------------------------------------------

CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def test_every_title_has_english(catalogues: dict[str, Plain]) -> None:
    titles = {
        (str(entry), kind): holder["title"]["en"]
        for catalogue in catalogues.values()
        for entry in entries(catalogue)
        for kind, holder in (("area", entry.area), ("topic", entry.topic), ("item", entry.item))
    }
    report(f"{place} · {kind}: {en!r}" for (place, kind), en in titles.items() if not en.strip() or CHINESE.search(en))


def test_every_generated_cell_has_english(joined: list[tuple[Row, Entry]]) -> None:
    cells = (
        (f"{entry} · {cell}", text)
        for _, entry in joined
        for cell, text in (
            ("time_limit", without_elements(entry.item)),
            ("body", entry.item["body"]["en"]),
            *(("audience", group["en"]) for group in entry.item["audience"]["groups"] if isinstance(group, dict)),
        )
    )
    report(f"{place}: {en!r}" for place, en in cells if not en.strip() or CHINESE.search(en))


def without_elements(item: Plain) -> str:
    """The English of the time limit; an element of the content that it names has no English and stands as it is."""
    en = str(item["time_limit"]["en"])
    for element in () if item["content"] == "unknown" else item["content"]:
        en = en.replace(element["zh"], "…")
    return en


# --- counts ----------------------------------------------------------------------------------------------------------


LATER_COUNTS = ("cells_by_state", "cells_in_words")
"""Counts of states that the rows of the evidence do not have; other tests recount them."""


@pytest.mark.parametrize("level", CASES)
def test_counts_are_those_of_the_evidence(level: str, catalogues: dict[str, Plain]) -> None:
    mine = [(row, WANTED[row.key]) for row in ROWS if belongs(row, level)]
    known_or_not = [
        said
        for _, facts in mine
        for said in (facts["content"], facts["time_limit"], facts["channels"], facts["audience"][1])
    ]
    counts = {key: number for key, number in catalogues[level]["counts"].items() if key not in LATER_COUNTS}
    assert sum(catalogues[level]["counts"]["cells_by_state"].values()) == CASES[level].rows * len(CELLS)
    assert counts == {
        "areas": len({row.area for row, _ in mine} | ({*NO_ROWS} if level == "current-county" else set())),
        "topics": len({row.key[:2] for row, _ in mine}),
        "items": CASES[level].rows,
        "items_by_status": {
            status: sum(facts["evidence.status"] == status for _, facts in mine)
            for status in ("corroborated", "single", "recalled")
        },
        "cells": CASES[level].rows * len(CELLS),
        "cells_recalled": sum(len(facts["evidence.recalled"]) for _, facts in mine),
        "cells_unknown": sum(said == "unknown" for said in known_or_not)
        + sum(not facts["levels"] for _, facts in mine)
        + sum(not row.item["basis"] for row, _ in mine),
        "level_open": sum(not facts["level_stated"] for _, facts in mine),
    }


def test_the_national_rows_divide_as_the_model_says() -> None:
    open_rows = [row for row in NATIONAL if not row.item["levels"]]
    not_the_countys = [row for row in NATIONAL if not belongs(row, "county")]
    assert len(open_rows) == 85 + 2
    assert len(not_the_countys) == 4
    assert sum(belongs(row, "village") for row in NATIONAL) == 25
