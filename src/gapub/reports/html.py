"""The report as one web page: it asks the network for nothing and runs no script."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language, safe
from gapub.render.html import policy
from gapub.render.templates import BUNDLED
from gapub.reports.document import Document, said

_LANGUAGES = {"zh": "zh-CN", "en": "en", "both": "zh-CN"}


def text(made: Document, lang: Language, template: str = "audit.html.j2", style: str = "", **values: Any) -> str:
    """The page; equal reports give equal pages. A template that extends that of audits takes `values`, and adds its `style`."""

    def say(text: Text) -> str:
        return safe(said(text, lang))

    style = BUNDLED.text("audit.css") + (BUNDLED.text(style) if style else "")
    return BUNDLED.render(
        template,
        **values,
        made=made,
        say=say,
        grouped=lambda part: [(group, [*rows]) for group, rows in groupby(part.rows, key=lambda each: each.group)],
        style=style,
        policy=policy(style, ""),
        lang=_LANGUAGES[lang],
    )
