"""The pages that lead to the catalogues of several localities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Final

from gapub.diagnostics import Text

if TYPE_CHECKING:
    from gapub.batch.locality import Made
    from gapub.batch.record import Entry
    from gapub.model.catalogue import Division
    from gapub.render.divisions import Entry as Line
    from gapub.render.templates import Templates

_PAGES: Final = ("index.html", "site/index.html", "catalogue.md", "catalogue.pdf", "catalogue.xlsx", "catalogue.docx")
"""What the page that leads to all catalogues leads to, the best first; else it is the data."""
_TITLE: Final = Text("基层政务公开标准目录", "Standard catalogues of grass-roots disclosure")
_ELSEWHERE: Final = Text("没有代码的", "Without a code")


def of_divisions(made: Sequence[Made], lang: str, templates: Templates, formats: Sequence[str]) -> dict[str, bytes]:
    """The page that leads to the page of each division of a profile, where there are such pages."""
    if not {"html", "site"}.intersection(formats):
        return {}
    from urllib.parse import quote

    from gapub.build.select import TITLES
    from gapub.render import divisions

    page = "index.html" if "html" in formats else "site/index.html"
    of = [(each, each.division) for each in made if each.division]
    entries = [
        divisions.Entry(f"{quote(each.key)}/{page}", division.code, division.name, each.items) for each, division in of
    ]
    title, above = TITLES[made[0].level], _above([division for _, division in of])
    if above:
        title = Text(f"{above[-1]}{title.zh}", f"{title.en}: {above[-1]}")
    shared = [fact for fact in made[0].facts if all(fact in each.facts for each in made)]
    facts = [*([(Text("所属", "Part of"), "".join(above))] if above else []), *shared]
    return divisions.files(title, entries, facts=facts, example=made[0].example, lang=lang, templates=templates)


def _above(divisions: Sequence[Division]) -> list[str]:
    """The names of what all divisions belong to, from the province down; none of a division that is not in the table."""
    from gapub.sources.divisions import by_code

    known = [by_code(each.code) for each in divisions]
    lines = [each.parents if each else () for each in known]
    return [those[0][1] for those in takewhile(lambda those: len(set(those)) == 1, zip(*lines, strict=False))]


def of_entries(entries: Iterable[Entry], lang: str, templates: Templates) -> dict[str, bytes]:
    """The page that leads to everything that was made: by province, or where there is one alone, by what is below."""
    from gapub.model.text import LEVELS
    from gapub.render import divisions
    from gapub.sources.divisions import by_code

    entries = sorted(entries, key=lambda each: (each.target.code or "~", each.target.folder))
    levels = len({each.target.level for each in entries})
    examples = {each.facts.example for each in entries}
    names = {code: found.name for code in _starts(entries) if (found := by_code(code))}

    def line(entry: Entry) -> tuple[str, Line]:
        target = entry.target
        notes = [LEVELS[target.level]] if levels > 1 else []
        notes += [Text("示例", "example")] if len(examples) > 1 and entry.facts.example else []
        code = target.code or ""
        above = dict.fromkeys(names[code[:size]] for size in (4, 6) if size < len(code) and code[:size] in names)
        made = divisions.Entry(
            _href(entry),
            target.code,
            target.name,
            entry.facts.items,
            "".join(above),
            Text(" · ", " · ").join(notes) if notes else None,
        )
        return code, made

    lines = [line(each) for each in entries]
    size = 2 if len({code[:2] for code, _ in lines}) > 1 else 4
    groups = [
        divisions.Group(Text.same(names.get(start, start)) if start else _ELSEWHERE, [each for _, each in those])
        for start, those in groupby(lines, key=lambda each: each[0][:size])
    ]
    title = _TITLE
    if size == 4 and (above := names.get(lines[0][0][:2])):
        title = Text(f"{above}{title.zh}", f"{title.en}: {above}")
    return divisions.files(
        title,
        [each for _, each in lines],
        example=examples == {True},
        lang=lang,
        templates=templates,
        groups=groups,
        noun=("个目录", "catalogue"),
    )


def _starts(entries: Iterable[Entry]) -> set[str]:
    codes = {each.target.code for each in entries if each.target.code}
    return {code[:size] for code in codes for size in (2, 4, 6)}


def _href(entry: Entry) -> str:
    from urllib.parse import quote

    page = next((page for page in _PAGES if page in entry.files), "catalogue.json")
    return quote(f"{entry.target.folder}/{page}")
