"""The legal basis of a row: what the evidence's words name, and whether an entry of a catalogue is that instrument."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from evidence_reading import Plain, fold

_NAMED = re.compile(r"《(?P<title>.*)》(?:\((?P<number>[^()]*)\))?")
_MARKS = str.maketrans(dict.fromkeys("《》<>"))
TWO_IN_ONE = {"《教师资格条例》及实施办法": ("教师资格条例", "教师资格条例实施办法")}
"""What the tables name in one breath and are two instruments."""

SAME: dict[str, str] = {}
"""Titles as the tables write them, and the title of the instrument that they mean, where more than the fold differs."""


class Name(NamedTuple):
    """One instrument that the evidence names by `title`, perhaps with a document number; or words that name none."""

    text: str
    title: str | None
    number: str | None = None


def names_said(text: str) -> Iterator[Name]:
    """The instruments that one string of the evidence names: almost always one."""
    if text in TWO_IN_ONE:
        yield from (Name(text, bare(title)) for title in TWO_IN_ONE[text])
        return
    named = _NAMED.fullmatch(fold(text))
    if named is None:
        yield Name(text, None)
    else:
        yield Name(text, bare(named["title"]), named["number"])


def bare(title: str) -> str:
    """A title without title marks, also inner ones, and without the country's name before a law."""
    return fold(title).translate(_MARKS).removeprefix("中华人民共和国")


class Instruments:
    """The registered instruments by id, read as plain YAML."""

    def __init__(self, entries: Plain) -> None:
        self.entries = entries

    @classmethod
    def read(cls, folder: Path) -> Instruments:
        entries: Plain = {}
        for path in sorted(folder.glob("*.yaml")):
            entries |= yaml.safe_load(path.read_bytes()).get("instruments", {})
        return cls(entries)

    def fault(self, name: Name, basis: Plain) -> str:
        """Why the entry is not what the evidence names; empty when it is."""
        if name.title is None:
            return "" if fold(basis.get("unnamed", "")) == fold(name.text) else f"{name.text!r} became {basis}"
        entry = self.entries.get(basis.get("id", ""))
        if entry is None:
            return f"{name.text!r} became {basis}"
        titles = {bare(entry[key]) for key in ("title", "full") if key in entry}
        if name.title not in titles and bare(SAME.get(name.title, "")) not in titles:
            return f"{name.text!r} became {basis['id']} {sorted(titles)}"
        spellings = titles | {spelling for alias in entry.get("aliases", ()) for spelling in _spellings(alias)}
        if name.title not in spellings:
            return f"{basis['id']}: the spelling {name.text!r} is not among its aliases"
        return ""


def _spellings(alias: str) -> Iterator[str]:
    yield bare(alias)
    named = _NAMED.fullmatch(fold(alias))
    if named:
        yield bare(named["title"])
