"""`catalogue.pdf`: the printed catalogue, A3 landscape: cover, contents, a table an area, annexes, bookmarks.

Typst sets it by the template `catalogue.typ`, which gets the view as JSON: texts are strings there, and a string is
never markup. It needs the extra `gapub[pdf]`: Typst and a Chinese font come as Python packages.

The file is tagged, and is PDF/UA-1 and PDF/A-2a by Typst's own check, unless a text has a character that no font has:
then PDF/A, which wants every character drawn, is out of reach, and what can be kept is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.format import Format
from gapub.model.fields import FIELDS
from gapub.render.cells import localizer
from gapub.render.characters import is_web, undirected
from gapub.render.paper import HEIGHT, MARGIN, WIDTH, abreast, box_rows, is_long, tick_widths, widths
from gapub.render.templates import DEFAULTS, Options
from gapub.render.view import LISTS, Annex, Box, Cell, Row, Table, View, tick_cells

NAME: Final = "catalogue.pdf"
TEMPLATE: Final = "catalogue.typ"

SANS: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "SimHei", "PingFang SC", "Noto Sans SC")
SERIF: Final = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "SimSun",
    "Songti SC",
    "Noto Serif SC",
)
"""Fonts for headings (黑体) and text (宋体), in order of preference; the last of each comes with the extra."""
HEAVY: Final = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", *SERIF[:3], *SANS)
"""Fonts for the title: 小标宋, or another that is heavy."""

_STANDARDS: Final = (("a-2a", "ua-1"), ("ua-1",), ())
"""What the file is to be, from the best down."""
_LONG_AGO: Final = datetime(2019, 12, 1, tzinfo=UTC)
"""The date of the file, the same in all formats: it is not to tell when it was made."""
_FONT_PACKAGE: Final = "pylopdf_fonts_zh_cn"


def files(view: View, options: Options = DEFAULTS) -> dict[str, bytes]:
    """The PDF under its name. Raises `GapubError` as `pdf` does."""
    return {NAME: pdf(data(view), options.templates.path(TEMPLATE))}


FORMAT: Final = Format("pdf", Text("PDF 文件", "PDF"), "application/pdf", files)


def pdf(content: dict[str, Any], template: Path, *, system_fonts: bool = True) -> bytes:
    """The PDF of what `data` returns; the same content and fonts give the same bytes.

    `system_fonts` off takes the fonts of the extra alone, so that the bytes are the same on every machine.
    Raises `GapubError` if the extra is not installed, or if Typst finds fault with the template.
    """
    try:
        import typst
    except ImportError as missing:
        raise _error(
            "pdf-extra",
            Text("未安装生成 PDF 所需的组件", "the components for PDF are not installed"),
            Text("请运行：pip install gapub[pdf]", "run: pip install gapub[pdf]"),
        ) from missing
    fonts = typst.Fonts(include_system_fonts=system_fonts, font_paths=_font_folders())
    there = fonts.families()
    inputs = {
        "data": json.dumps(content, ensure_ascii=False),
        **{name: _choose(those, there) for name, those in (("sans", SANS), ("serif", SERIF), ("heavy", HEAVY))},
    }
    for standards in _STANDARDS:
        try:
            return typst.compile(
                template,
                root=template.parent,
                font_paths=fonts,
                sys_inputs=inputs,
                pdf_standards=list(standards),
                timestamp=_LONG_AGO,
            )
        except typst.TypstError as fault:
            if standards == _STANDARDS[-1]:
                message = Text("Typst 排版失败", "Typst failed to typeset the catalogue")
                raise _error("pdf-typst", message, Text(fault.diagnostic, fault.diagnostic)) from fault
    raise AssertionError("the last try returns or raises")


def _font_folders() -> list[str]:
    package = find_spec(_FONT_PACKAGE)
    return list(package.submodule_search_locations or ()) if package else []


def _choose(wanted: Sequence[str], there: Collection[str]) -> str:
    for family in wanted:
        if family in there:
            return family
    raise _error(
        "pdf-font",
        Text("未找到中文字体", "no Chinese font was found"),
        Text("安装其中之一：" + "、".join(wanted), "install one of: " + ", ".join(wanted)),
    )


def _error(code: str, message: Text, hint: Text) -> GapubError:
    return GapubError([Diagnostic(code, "error", message, hint=hint)])


# What the template gets

_ROOM: Final = {"title": 12, "content": 40, "basis": 40, "time_limit": 20, "body": 12, "topic": 10, "groups": 7}
"""The characters of a word that a column holds, about."""


def data(view: View) -> dict[str, Any]:
    """The view as the template gets it, as JSON has it: docs/templates.md describes it."""
    writer = _Writer(view)
    cells, cell, labels = writer.cells, writer.cell, view.labels
    return {
        "lang": view.lang,
        "paper": {"width": WIDTH, "height": HEIGHT, "margin": MARGIN, "abreast": abreast(view.lang)},
        "title": cell(view.title),
        "subtitle": cell(view.subtitle),
        "author": [line.text for label, value in view.cover[:1] for line in value],
        "cover": list(map(cells, view.cover)),
        "warnings": cells(view.warnings),
        "counts": [[cell(label), number] for label, number in view.counts],
        "legend": cells(view.legend),
        "words": {
            **{name: cell(labels[name]) for name in ("contents", "number", "topic", *FIELDS)},
            "title": cell(labels["item"]),
            "unknown": cell(labels["unknown"]),
        },
        "areas": list(map(writer.area, view.tables)),
        "annexes": list(map(writer.annex, view.annexes)),
    }


class _Writer:
    """Turns the parts of one view into plain data. Rows share most cells, so each is made once."""

    def __init__(self, view: View) -> None:
        self.lang, self.main = view.lang, view.main
        self.cell, self.channels = cache(self._cell), cache(self._channels)
        self.say = localizer(view.lang)

    def area(self, table: Table) -> dict[str, Any]:
        return {
            "part": self.cell(table.part) if table.starts_part else None,
            "level": 2 if table.part else 1,
            "number": table.number,
            "title": self.cell(table.title),
            "notes": self.cells(table.notes),
            "groups": [
                {"field": field, "labels": self.cells(each.label for each in those)}
                for field, those in table.tick_groups
            ],
            "widths": widths(table, self.lang),
            "tick_widths": tick_widths(table, self.lang),
            "topics": self.cells((rows[0].topic for rows in table.topics), _ROOM["topic"]),
            "rows": [
                {"topic": n, "first": row is rows[0], **self.row(row, table), "last": row is rows[-1]}
                for n, rows in enumerate(table.topics)
                for row in rows
            ],
        }

    def row(self, row: Row, table: Table) -> dict[str, Any]:
        return {
            "number": row.number,
            "title": self.cell(row.title, _ROOM["title"]),
            "remarks": self.cells(map(self.say, row.remarks), _ROOM["title"]),
            **{name: self.cells(getattr(row, name), _ROOM[name]) for name in LISTS},
            "time_limit": self.cell(row.time_limit, _ROOM["time_limit"]),
            "body": self.cell(row.body, _ROOM["body"]),
            "channels": self.channels(row.channel_rule, row.channels),
            "ticks": [
                {"marked": each.marked, "ticked": each.ticked, "groups": self.cell(each.groups, _ROOM["groups"])}
                for each in tick_cells(table.tick_columns, row.ticks, row.groups, row.marked)
            ],
            "marked": sorted(row.marked),
            "long": is_long(row, self.lang),
        }

    def annex(self, annex: Annex) -> dict[str, Any]:
        return {
            "id": annex.id,
            "title": self.cell(annex.title),
            "heads": self.cells(annex.heads),
            "widths": annex.widths,
            "abreast": annex.abreast,
            "lines": [[{"cell": self.cell(cell)} for cell in line] for line in annex.lines()],
        }

    def cells(self, cells: Iterable[Cell], room: int = 24) -> list[Any]:
        return [self.cell(each, room) for each in cells]

    def _cell(self, cell: Cell, room: int = 24) -> list[Any]:
        """The lines of a cell: strings, and where one is in the other language, what it says and in which."""
        texts = [(_breakable(_CONTROL.sub(" ", undirected(line.text)), room), line.lang) for line in cell]
        return [text if lang == self.main else {"text": text, "lang": lang} for text, lang in texts]

    def _channels(self, rule: Cell, boxes: tuple[Box, ...]) -> dict[str, Any]:
        rows = [[{"span": span, "box": self.box(box)} for box, span in row] for row in box_rows(boxes, self.lang)]
        return {"rule": self.cell(rule), "rows": rows}

    def box(self, box: Box) -> list[Any]:
        return [box.ticked, self.cell(box.label), box.url if box.url and is_web(box.url) else None]


_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_MARKS: Final = r"\-/_.,:;?&=@#%+~|()"
_WORD: Final = re.compile(r"[A-Z]?[a-z]{1,15}")


def _breakable(text: str, room: int) -> str:
    """The text with places to break (U+200B) in what is too long for its column: after a mark, or else anywhere.

    English words of ordinary length stay whole.
    """
    return _long(room).sub(lambda found: _broken(found[0], room), text)


@cache
def _long(room: int) -> re.Pattern[str]:
    return re.compile(rf"[!-\u2e7f]{{{room},}}")


@cache
def _broken(word: str, room: int) -> str:
    after_marks = re.sub(rf"[{_MARKS}]+", lambda mark: f"{mark[0]}\u200b", word)
    too_long = rf"[^{_MARKS}\u200b]{{{room},}}|[{_MARKS}]{{{room},}}"
    return re.sub(too_long, lambda part: part[0] if _WORD.fullmatch(part[0]) else "\u200b".join(part[0]), after_marks)
