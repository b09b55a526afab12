"""From a catalogue to files: the formats that print it, and `catalogue.json`, which vouches for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.format import Format, load

if TYPE_CHECKING:
    from gapub.model.catalogue import Catalogue
    from gapub.render.templates import Options
    from gapub.render.view import View

__all__ = ["NAMES", "PRINTED", "Make", "format_of", "name_of", "render_catalogue"]

PRINTED: Final = (
    "md",
    "html",
    "site",
    "xlsx",
    "docx",
    "csv",
    "jsonl",
    "pdf",
)
"""The formats that print a catalogue. Each has a module of its name here, which says `FORMAT`; a new one is a line more."""
NAMES: Final = ("json", *PRINTED)
"""Every format of a catalogue."""

Make: TypeAlias = "Callable[[View, Options], Mapping[str, bytes]]"
"""What a printed format makes of a view: files by name. Equal views and options give equal bytes."""


def format_of(name: str) -> Format[Make]:
    """The printed format of a name. Its module, and what that needs, is imported now."""
    return load(__name__, name)


_ALSO: Final = {"xlsx": ("表格", "电子表格")}
"""What people call a format that is no part of its title."""


def _holds_words(title: str, part: str) -> bool:
    """Whether Chinese words stand in a title; a few letters of an English word are no name."""
    return not part.isascii() and part in title


def name_of(text: str) -> str:
    """The name of the format that a text means: the name itself, or what people call it, such as 网页 or Excel.

    A text that means none is given back. Raises GapubError for one that may mean several.
    """
    if text in NAMES:
        return text
    wanted = text.strip().casefold()
    titles = {name: [each.casefold() for each in (*format_of(name).title, *_ALSO.get(name, ()))] for name in PRINTED}
    for fits in (str.__eq__, lambda title, part: part in title.split(), _holds_words):
        found = [name for name, title in titles.items() if wanted and any(fits(each, wanted) for each in title)]
        if len(found) == 1:
            return found[0]
        if found:
            message = Text(f"“{text}”可能指几种格式", f"{text!r} may mean several formats")
            hint = Text("请写其中一种：" + "、".join(found), "write one of: " + ", ".join(found))
            raise GapubError([Diagnostic("ambiguous-format", "error", message, hint=hint)])
    return text


def render_catalogue(
    catalogue: Catalogue,
    names: Iterable[str],
    lang: str,
    options: Options,
    *,
    progress: Callable[[str], object] = lambda _: None,
) -> dict[str, bytes]:
    """The files of the formats named, in `zh`, `en` or `zh-en`; `progress` is told the name of each before it is made.

    `catalogue.json` is always among them, and last: it has the hashes of the others.
    """
    from gapub.model.seal import Hashed
    from gapub.render import json

    files: dict[str, bytes] = {}
    if printed := [name for name in names if name != "json"]:
        from gapub.render.view import view

        seen = view(catalogue, lang)
        for name in printed:
            progress(name)
            made = format_of(name).make(seen, options)
            files.update((file, Hashed(data)) for file, data in made.items())
    return files | json.files(catalogue, files)
