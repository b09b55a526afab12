"""What a printed file carries of its rows unseen (`model.carried`), as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from gapub.model import carried
from gapub.model.catalogue import Item
from gapub.render.memo import ROWS, by_identity
from gapub.render.view import View, element_text

FORMAT: Final = "gapub-carried/1"
SHEET: Final = "gapub"
"""What the sheet of a workbook that has it is called, unless an area is; no menu of Excel shows it."""

_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def records(view: View) -> Iterator[tuple[str, str]]:
    """Everything as texts of JSON: how the file was made, then each area with its rows, each under its id."""
    yield "", _encode(made(view))
    for table, area in zip(view.tables, view.catalogue.areas, strict=True):
        yield table.id, _encode(carried.head(area, published=view.published))
        for item in area.items:
            yield item.id, row(item, view.lang, _encode)


def made(view: View) -> dict[str, Any]:
    """How the file was made: at which level, in which language, and for which day the law was judged."""
    catalogue = view.catalogue
    return {"format": FORMAT, "level": catalogue.level, "lang": view.lang, "as_of": catalogue.as_of}


def row(item: Item, lang: str, encode: Callable[[Any], str]) -> str:
    """A row of a file in this language, encoded; localities have most in common."""
    return _row(encode, lang, *carried.stated(item))


@by_identity(ROWS)
def _row(encode: Callable[[Any], str], lang: str, *parts: Any) -> str:
    stated = carried.Stated(*parts)
    printed = "\n".join(element_text(each).zh for each in stated.content or ()) if lang == "zh" else None
    return encode(carried.row(stated, printed))
