"""The report as Markdown: tables that GitHub and pandoc show alike, in which no text becomes markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language, safe
from gapub.render.md import escape
from gapub.reports.document import Document, Part, said


def text(made: Document, lang: Language) -> str:
    """The report as Markdown."""
    return "".join(f"{line}\n" for line in _lines(made, lang))


def _lines(made: Document, lang: Language) -> Iterator[str]:
    colon = ": " if lang == "en" else "："

    def plain(text: Text) -> str:
        return escape(safe(said(text, lang, " / ")))

    yield from (f"# {plain(made.title)}", "", f"**{plain(made.lead)}**", "")
    yield from (f"- {plain(label)}{colon}{plain(value)}" for label, value in made.facts)
    for part in made.parts:
        yield from ("", f"## {plain(part.title)}")
        for note in part.notes:
            yield from ("", plain(note))
        if part.items:
            yield from ("", *(f"{n}. {plain(each)}" for n, each in enumerate(part.items, 1)))
        for group, rows in groupby(part.rows, key=lambda each: each.group):
            yield from ("", f"### {plain(group)}") if group.zh else ()
            yield ""
            yield from table(part._replace(rows=tuple(rows)), plain)


def table(part: Part, plain: Callable[[Text], str]) -> Iterator[str]:
    """The lines of a table, the two of its head first; `plain` gives a text escaped, in the language of the reader."""
    yield f"| {' | '.join(map(plain, part.heads))} |"
    yield f"| {' | '.join('---:' if n in part.numeric else '---' for n in range(len(part.heads)))} |"
    yield from (f"| {' | '.join(map(plain, row.cells))} |" for row in part.rows)
