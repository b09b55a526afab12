"""What was gathered in November 2026 (evidence/2026-11) laid over the rows gathered first: the rows that the catalogues must show.

Nothing here comes from gapub or from the guidelines. Each reading says of every cell whether the page prints the same as the
row (`same`), a part of it, something of the place's own, or something else; which of the latter take the place of what was
recalled is said by `CORRECTED`, read from data/corrections-2026-11.yaml, whose reasons test_corrections.py judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from evidence_reading import CELLS, EVIDENCE, FIELD_NAMES, Plain, fold
from plain_yaml import yaml_of

NOVEMBER = EVIDENCE / "2026-11"
CORRECTIONS: list[Plain] = yaml_of(NOVEMBER / "corrections.yaml")
DONE: list[Plain] = yaml_of(Path(__file__).parent / "data/corrections-2026-11.yaml")
FILES: list[Plain] = [yaml_of(path) for path in sorted(NOVEMBER.glob("rows/*.yaml"))]

PRINTED = {"replaced", "single"}
"""What was done with a correction whose cell now says what the page prints."""

CORRECTED = {
    (each["area"][3:], fold(each["row"]), each["field"])
    for each in DONE
    if each["done"] in PRINTED and not each["row"].startswith("(")
}

SEEN_OTHERWISE = {
    (
        "land-expropriation",
        "征地补偿安置方案公告",
        "audience",
    ): "called the same, but the page prints 拟征收 for 被征收",
}
"""Cells that a reading calls the same though the words differ: a cell that is called seen says what the page says."""

STILL_RECALLED = {
    (
        "food-drug-supervision",
        "食品用药安全宣传活动",
        "basis",
    ): "the page prints another basis, of little certainty: a remark",
    ("poverty-alleviation", "监督举报", "topic"): "the page prints no topic of the table, only that of the place",
}
"""Cells that a reading would no longer call recalled, though no page prints what they say."""

IN_TWO_PLACES = {("land-expropriation", "征地补偿安置方案公告", "content")}
"""Cells for which a correction names a second place, so that they are not seen once only."""

OTHER_PLACES: dict[str, Plain] = {
    "land-expropriation": {"locality": "中山市五桂山", "level": "township", "url": None, "note": "republished copy"},
}
"""Pages that only a correction names, after those of the readings."""

FRAGMENTS = {"承担处置主责"}
"""Elements that are no matter of their own: the correction calls this one a piece of the next, cut off by the locality."""

SLIPS = {"《关于全面加强政务公开工作的意见》": "《关于全面推进政务公开工作的意见》"}
"""Misprints of a page, as the reading notes them, and what is meant."""

CHANNELS = {"村公示栏": "社区/企事业单位/村公示栏(电子屏)"}
"""Boxes as the place prints them, where a correction takes them over."""

BEFORE = {"health": "公共卫生服务事项"}
"""Before which topic the rows of a topic that was lacking stand: 05 is a category of powers, the services come after."""

ADDED = {
    "health": {
        "topic": "行政给付类事项",
        "body": "县(市、区)卫生健康行政部门",
        "audience": "全社会",
        "recalled_fields": ["topic", "body", "audience", "levels"],
    }
}
"""What a row that was lacking takes from its area where the page says nothing or only what is local: all of it is recalled."""


class Reading(NamedTuple):
    """A row of the new evidence that stands for a row of the old."""

    area: str
    item: Plain
    topic: str
    title: str

    @property
    def places(self) -> list[str]:
        return list(self.item["evidence"]["sources"])

    def change(self) -> Plain | None:
        """What becomes of the row's evidence, where the reading says that anything does."""
        return next((each for each in self.item.get("upgrade", ()) if each["title"] == self.title), None)


def readings() -> Iterator[Reading]:
    for file in FILES:
        for item in file["items"]:
            for match in item.get("matches", ()):
                yield Reading(file["area"][3:], item, match["topic"], match["title"])


READINGS = list(readings())


def amended(files: list[Plain]) -> list[Plain]:
    """The files of the first evidence with what the second says: sources, rows, the coverage."""
    return [_amended(file) for file in files]


def _amended(file: Plain) -> Plain:
    area = file["area"]
    new = next((each for each in FILES if each["area"] and each["area"][3:] == area), None)
    if new is None or file["later"] or not _used(new):
        return file
    pages = [*new["sources"].items(), *([("other", OTHER_PLACES[area])] if area in OTHER_PLACES else [])]
    ids = {key: f"S{len(file['sources']) + place}" for place, (key, _) in enumerate(pages, 1)}
    file = file | {"sources": file["sources"] | {ids[key]: _page(page) for key, page in pages}}
    if "coverage" in new:
        file["coverage"] = file["coverage"] | {key: new["coverage"][key] for key in ("status", "rows_expected")}
    file["items"] = [_row(area, item, ids) for item in file["items"]]
    if area in ADDED:
        added = [_added(area, item, ids) for item in new["items"]]
        at = next(i for i, item in enumerate(file["items"]) if item["topic"]["zh"] == BEFORE[area])
        file["items"][at:at] = added
    return file


def _used(new: Plain) -> bool:
    """Whether anything of ours rests on the file: rows that are the place's own do not."""
    return any("matches" in item or "code" in item for item in new["items"])


def _page(page: Plain) -> Plain:
    return page | {"locality": re.sub(r"\s*\(.*", "", page["locality"])} if page["url"] else page


def _row(area: str, item: Plain, ids: dict[str, str]) -> Plain:
    for reading in READINGS:
        if (reading.area, reading.topic, reading.title) == (area, item["topic"]["zh"], item["title"]["zh"]):
            item = _read(item, reading, ids)
    return item


def _read(item: Plain, reading: Reading, ids: dict[str, str]) -> Plain:
    """The row with a reading of it: what it prints where that was corrected, and what its cells then rest on."""
    name = (reading.area, fold(reading.title))
    evidence = dict(item["evidence"])
    if "same" not in reading.item["cells"].values():
        return item
    evidence["sources"] = [*evidence["sources"], *(ids[place] for place in reading.places)]
    if any((*name, cell) in IN_TWO_PLACES for cell in CELLS):
        evidence["sources"].append(ids["other"])
    change = reading.change()
    if change is not None:
        before = set(item["evidence"]["recalled_fields"]) if evidence["status"] != "recalled" else set(_ALL)
        still = {field for area, title, field in STILL_RECALLED if (area, title) == name}
        recalled = [field for field in _ALL if field in change["becomes"]["recalled_fields"] or field in still]
        if change["becomes"]["status"] == "corroborated":
            seen_before_once = set(_ALL) - before if evidence["status"] == "single" else set()
            twice = {field for field in seen_before_once if reading.item["cells"].get(field) == "same"}
            twice |= {field for field in _ALL if (*name, field) in IN_TWO_PLACES}
            once = (before | seen_before_once) - set(recalled) - twice
            evidence["single"] = [field for field in _ALL if field in once and (field != "levels" or item["levels"])]
        evidence |= {"status": change["becomes"]["status"], "recalled_fields": recalled}
    printed = {
        field: _printed(reading.item, field) for field in _ALL if (*name, field) in CORRECTED | {*SEEN_OTHERWISE}
    }
    return item | printed | {"evidence": evidence}


def _printed(item: Plain, field: str) -> Any:
    value = item[field]
    if field == "content":
        return [element for element in value if element not in FRAGMENTS]
    if field == "basis":
        return [SLIPS.get(text, text) for text in value]
    return [CHANNELS.get(box, box) for box in value] if field == "channels" else value


def _added(area: str, item: Plain, ids: dict[str, str]) -> Plain:
    """A row that was lacking."""
    own = ADDED[area]
    evidence = {
        "status": item["evidence"]["status"],
        "sources": [ids[place] for place in item["evidence"]["sources"]],
        "recalled_fields": own["recalled_fields"],
    }
    mode = item["mode"].partition(" ")[0]
    new = {"topic": {"zh": own["topic"]}, "body": own["body"], "audience": own["audience"], "mode": mode}
    return item | new | {"evidence": evidence}


_ALL = [next((old for old, new in FIELD_NAMES.items() if new == cell), cell) for cell in CELLS]
"""The ten cells as the evidence names them."""
