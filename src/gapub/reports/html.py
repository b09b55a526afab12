"""The report as one web page: it asks the network for nothing and runs no script."""

from __future__ import annotations

from itertools import groupby

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language, safe
from gapub.render.html import policy
from gapub.render.templates import BUNDLED
from gapub.reports.document import Document, said

_LANGUAGES = {"zh": "zh-CN", "en": "en", "both": "zh-CN"}


def text(made: Document, lang: Language) -> str:
    """The page; equal reports give equal pages."""

    def say(text: Text) -> str:
        return safe(said(text, lang))

    style = BUNDLED.text("audit.css")
    return BUNDLED.render(
        "audit.html.j2",
        made=made,
        say=say,
        grouped=lambda part: [(group, [*rows]) for group, rows in groupby(part.rows, key=lambda each: each.group)],
        style=style,
        policy=policy(style, ""),
        lang=_LANGUAGES[lang],
    )
