"""The numbers that Word puts before paragraphs itself: they stand in no text, and a column 序号 often has nothing else."""

from __future__ import annotations

import re
from typing import Final
from zipfile import ZipFile

from gapub.tables.xml import Attributes, stream

_PLACE: Final = re.compile(r"%([1-9])")
_LEVELS: Final = 9


class _Level:
    """How the numbers of a level look, and where they start."""

    def __init__(self) -> None:
        self.start = 1
        self.form = "decimal"
        self.text = ""


class Numbering:
    """The lists of a document by their ids; it counts while paragraphs go by."""

    def __init__(self, archive: ZipFile | None) -> None:
        """Read the part that defines the lists; none without an archive."""
        self._abstract = dict[str, dict[int, _Level]]()
        self._lists = dict[str, str]()
        self._counts = dict[str, list[int]]()
        self._here, self._level, self._list = "", _Level(), ""
        if archive is not None:
            with archive.open("word/numbering.xml") as part:
                stream(part, self._start)

    def _start(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        if tag == "abstractNum":
            self._here = attributes.get("abstractNumId", "")
        elif tag == "lvl":
            self._level = _Level()
            self._abstract.setdefault(self._here, {})[_integer(attributes.get("ilvl", ""))] = self._level
        elif tag == "start":
            self._level.start = _integer(value)
        elif tag == "numFmt":
            self._level.form = value
        elif tag == "lvlText":
            self._level.text = value
        elif tag == "num":
            self._list = attributes.get("numId", "")
            self._here, self._level = "", _Level()  # what overrides a level of one list is another list to us
        elif tag == "abstractNumId" and self._list:
            self._lists[self._list] = value

    def next(self, id: str, level: str) -> str:
        """What stands before the next paragraph of a list; empty for bullets and for what is no list."""
        levels = self._abstract.get(self._lists.get(id, ""), {})
        at = _integer(level)
        if at not in levels or at >= _LEVELS:
            return ""
        key = self._lists[id]
        counts = self._counts.setdefault(key, [0] * _LEVELS)
        counts[at] = counts[at] + 1 if counts[at] else levels[at].start
        counts[at + 1 :] = [0] * (_LEVELS - at - 1)
        if levels[at].form in ("bullet", "none"):
            return ""

        def number(found: re.Match[str]) -> str:
            other = int(found[1]) - 1
            of = levels.get(other, _Level())
            return _written(counts[other] or of.start, of.form)

        return _PLACE.sub(number, levels[at].text)


def _integer(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _written(number: int, form: str) -> str:
    if form.startswith(("chinese", "japaneseCounting", "taiwanese", "ideographDigital")) and 0 < number < 100:
        from gapub.model.cells.article import numeral

        return numeral(number)
    if form.startswith("decimalEnclosed") and 0 < number <= 20:
        return chr(0x245F + number)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((96 if form == "lowerLetter" else 64) + number)
    return f"{number:02d}" if form == "decimalZero" else str(number)
