"""Profiles of many counties, as large as a real one: all roles and addresses bound, rows tightened, left out and added.

The same number makes the same text. What they say is made up; the divisions are real ones. For tests and benches that need
many localities: `write` puts them into folders, `profile` gives the text of one. As a program it writes them:

    python tests/localities.py FOLDER COUNT [offices]
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from gapub.build.prepare import in_force
from gapub.model.guideline import Item, belongs
from gapub.model.time.reader import surface
from gapub.model.time.value import Span, Within
from gapub.sources.divisions import Division, by_code, children
from gapub.sources.library import Library, open_library

Size: TypeAlias = Literal["whole", "offices"]
"""What a profile has: everything, or offices and addresses alone."""

TIGHTENED, LEFT_OUT, OWN = 20, 10, 5
"""How many rows a whole profile tightens, leaves out and adds."""


class _Rows(NamedTuple):
    """The rows of the general catalogue of a county that profiles choose from, by what can be made stricter."""

    areas: tuple[str, ...]
    topics: tuple[str, ...]
    names: tuple[str, ...]
    stricter: tuple[tuple[str, str], ...]


@cache
def _library() -> Library:
    return open_library(local=None)


@cache
def counties() -> tuple[Division, ...]:
    """All counties of the country, by code."""
    provinces = [each for code in range(11, 66) if (each := by_code(str(code)))]
    below = [each for province in provinces for each in children(province.code)]
    found = [each for each in below if each.level == "county"]
    found += [county for each in below if each.level == "city" for county in children(each.code)]
    return tuple(sorted((each for each in found if each.level == "county"), key=lambda each: each.code))


@cache
def _rows() -> _Rows:
    library = _library()
    guidelines = in_force(library, library.baseline("national-2019"))
    rows = {name: item for each in guidelines for name, item in each.rows() if belongs(item, "county")}
    by_law = {name for limit in library.registry.limits.values() for name in limit.items}
    stricter = [
        (name, f"  {field}: {value}")
        for name, item in rows.items()
        for field, value in _stricter(item)
        if field != "time_limit" or name not in by_law  # of some the law asks for more
    ]
    topics = [f"{each.area}/{topic.id}" for each in guidelines for topic in each.topics]
    return _Rows(tuple(each.area for each in guidelines), tuple(topics), tuple(rows), tuple(stricter))


def _stricter(item: Item) -> Iterator[tuple[str, str]]:
    """What may be said of a row that is no weaker."""
    if item.content:
        yield "content", "{+: [本地要素, 本地补充要素]}"
    yield "basis", "{+: [government-procurement-law]}"
    if item.channels.rule == "ticked":
        yield "channels", "{+: [broadcast]}"
    clauses = item.time_limit.clauses
    if len(clauses) == 1 and isinstance(each := clauses[0].start, Within) and each.span == (20, "wd"):
        sooner = clauses[0]._replace(start=each._replace(span=Span(10, "wd")))
        limit = item.time_limit._replace(clauses=(sooner,), wording=None)
        yield "time_limit", json.dumps(surface(limit), ensure_ascii=False)


def profile(number: int, size: Size = "whole", *, extends: str | None = None) -> str:
    """The text of the profile of a county; `number` chooses which, and what it says."""
    every = counties()
    return text(every[number * 37 % len(every)], number, size, extends=extends)


def text(division: Division, number: int, size: Size = "whole", *, extends: str | None = None) -> str:
    """The text of a profile of this county."""
    return "\n".join(_lines(division, random.Random(number), size, extends)) + "\n"  # nothing secret


def _lines(division: Division, chance: random.Random, size: Size, extends: str | None) -> Iterator[str]:
    registry, name = _library().registry, division.name
    domain = f"https://www.{division.code}.example"
    yield f"# {name}：测试用配置文件，内容均为虚构"
    if extends is not None:
        yield f"extends: {extends}"
    yield from (f'division: {{code: "{division.code}", name: {name}}}', "level: county", "example: true", "")
    yield from ("cover:", f"  office: {name}人民政府办公室", '  date: "2026-11-23"', '  version: "1.0"')
    yield from (f'  phone: "0{chance.randrange(100, 999)}-{chance.randrange(10**7, 10**8)}"', "", "bodies:")
    for role in registry.bodies.values():
        yield f"  {role.id}: {name}{(role.usual or role.name.zh).removeprefix('县')}"
    yield from ("", "channels:")
    for channel in registry.channels.values():
        if channel.nature == "online":
            yield f'  {channel.id}: {{label: {name}{channel.name.zh}, url: "{domain}/{channel.id}/"}}'
    if size == "whole":
        yield from _refinements(division, domain, chance)


def _refinements(division: Division, domain: str, chance: random.Random) -> Iterator[str]:
    rows, name = _rows(), division.name
    yield from ("", "rows:")
    for number, area in enumerate(rows.areas, 1):
        yield from (f"  {area}:", f"    section: 政务公开{number}股", f'    phone: "{chance.randrange(10**7, 10**8)}"')
        yield f'    publish: {{column: 重点领域信息公开, url: "{domain}/zwgk/{number}/"}}'
    left_out = chance.sample(rows.names, LEFT_OUT)
    yield from ("", "omit:")
    for each in left_out:
        yield from (f"- item: {each}", "  levels: [county]", "  ground: no-matter", f"  reason: {name}没有该事项")
    yield from ("", "tighten:")
    chosen: dict[str, str] = {}
    for item, line in chance.sample(rows.stricter, len(rows.stricter)):
        if item not in chosen and item not in left_out and len(chosen) < TIGHTENED:
            chosen[item] = line
    for item, line in chosen.items():
        yield from (f"- item: {item}", line, "  reason: 便于群众监督")
    yield from ("", "add:")
    for number, topic in enumerate(chance.sample(rows.topics, OWN), 1):
        yield from (f"- topic: {topic}", "  items:")
        yield from _own_row(number, name)


def _own_row(number: int, name: str) -> Sequence[str]:
    return (
        f"  - id: local-{number}",
        f"    title: {{zh: {name}特色事项{number}, en: Local matter {number}}}",
        "    content: [办理条件, 办理流程, 监督电话]",
        "    basis: [open-government-information-regulations]",
        "    time_limit: {within: 10wd, of: [formed, changed]}",
        "    body: county-government",
        "    channels: [website, social-media]",
        "    audience: public",
        "    method: proactive",
        "    levels: [county]",
    )


def write(folder: Path, count: int, size: Size = "whole") -> list[Path]:
    """The profiles of so many counties, each in a folder of its code; gives the files."""
    files = []
    for number in range(count):
        of = counties()[number * 37 % len(counties())]
        file = folder / of.code / "profile.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(profile(number, size), encoding="utf-8")
        files.append(file)
    return files


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), "offices" if "offices" in sys.argv[3:] else "whole")
