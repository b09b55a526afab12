"""The report as a web page: the matrix of areas and columns, the calendar of what came when, then all that the report says."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language
from gapub.publication.report import ON_PAPER, STATES, Report, calendar, document, matrix
from gapub.reports import html
from gapub.reports.document import Document

_WORDS: Final = {
    "matrix": Text("领域和栏目", "Areas and columns"),
    "none": Text("没有对应栏目的领域：", "Areas without a column: "),
    "calendar": Text("逐月发布数", "Entries by month"),
    "about": Text("各栏目每月发布的信息数；· 为没有。", "Entries of each column by month of publication; · is none."),
    "column": Text("栏目", "Column"),
}


def text(report: Report, lang: Language) -> str:
    """The page; equal reports give equal pages. It asks the network for nothing and runs no script."""
    months, rows = calendar(report)
    lines, bare = matrix(report)
    return html.text(
        _without_calendar(document(report, ON_PAPER)),
        lang,
        "check-site.html.j2",
        "check-site.css",
        states=list(STATES.values()),
        matrix=lines,
        bare=bare,
        months=months,
        came=[(group, [*those]) for group, those in groupby(rows, key=lambda each: each.group)],
        words=_WORDS,
        plain=Text.same,
    )


def _without_calendar(made: Document) -> Document:
    """The page shows it in its own way."""
    return made._replace(parts=tuple(each for each in made.parts if each.id != "calendar"))
