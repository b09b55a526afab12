"""Documents of Word and WPS: mammoth makes a page of it, which is read as one."""

from __future__ import annotations

from io import BytesIO

import mammoth  # type: ignore[import-untyped]

from gapub.tables import html
from gapub.tables.content import Content


def read(data: bytes) -> Content:
    """The tables of a document, and the words around them."""
    made = mammoth.convert_to_html(BytesIO(data), convert_image=lambda _: [], include_embedded_style_map=False)
    return html.read(made.value)
