"""`catalogue.pdf`: the printed catalogue, A3 landscape: cover, contents, a table an area, annexes, bookmarks.

Typst sets it by the template `catalogue.typ`, which gets the view as JSON: texts are strings there, and a string is
never markup. It needs the extra `gapub[pdf]`: Typst and a Chinese font come as Python packages.

The file is tagged, and is PDF/UA-1 and PDF/A-2a by Typst's own check, unless a text has a character that no font has, or
one whose meaning is private: what standard can be kept is kept, and a warning says what is lost, where, and why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from unicodedata import category

from gapub.diagnostics import Diagnostic, GapubError, Text, counted
from gapub.diagnostics.format import Format
from gapub.model.fields import FIELD_NAMES, FIELDS
from gapub.render.cells import COMMA, localizer
from gapub.render.characters import is_web, undirected
from gapub.render.facts import Fact
from gapub.render.paper import HEIGHT, MARGIN, WIDTH, abreast, box_rows, is_long, tick_widths, widths
from gapub.render.templates import DEFAULTS, Options
from gapub.render.typesetting import EndedError, Made, Task, in_child
from gapub.render.view import LISTS, TEXTS, Annex, Box, Cell, Row, Table, View, tick_cells

NAME: Final = "catalogue.pdf"
TEMPLATE: Final = "catalogue.typ"

SANS: Final = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "SimHei", "PingFang SC")
SERIF: Final = (
    "Noto Serif SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "SimSun",
    "Songti SC",
)
"""Fonts for headings (黑体) and text (宋体), in order of preference; the first of each comes with the extra."""
HEAVY: Final = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", *SERIF, *SANS)
"""Fonts for the title: 小标宋, where the fonts of the machine may be used, or another."""

_LOST: Final = (Text("", ""), Text("PDF/A-2a", "PDF/A-2a"), Text("PDF/UA-1 和 PDF/A-2a", "PDF/UA-1 and PDF/A-2a"))
"""What is lost with each of `typesetting.STANDARDS`."""
_FONT_PACKAGE: Final = "pylopdf_fonts_zh_cn"


def files(view: View, options: Options = DEFAULTS) -> dict[str, bytes]:
    """The PDF under its name; `options` are told what standard it does not keep. Raises `GapubError` as `pdf` does."""
    made = pdf(data(view), options.templates.path(TEMPLATE), system_fonts=options.system_fonts)
    for finding in _findings(view, made, system_fonts=options.system_fonts):
        options.warn(finding)
    return {NAME: made.content}


FORMAT: Final = Format("pdf", Text("PDF 文件", "PDF"), "application/pdf", files)


def pdf(content: dict[str, Any], template: Path, *, system_fonts: bool = False) -> Made:
    """The PDF of what `data` returns, with the fonts of the extra: the same content gives the same bytes on every machine.

    With `system_fonts`, those of the machine draw what the fonts of the extra lack.
    Raises `GapubError` if the extra is not installed, if Typst finds fault with the template, or if it dies.
    """
    if find_spec("typst") is None:
        raise _error(
            "pdf-extra",
            Text("未安装生成 PDF 所需的组件", "the components for PDF are not installed"),
            Text("请运行：pip install gapub[pdf]", "run: pip install gapub[pdf]"),
        )
    families = {"sans": SANS, "serif": SERIF, "heavy": HEAVY}
    data = json.dumps(content, ensure_ascii=False)
    try:
        made = in_child(Task(str(template), str(template.parent), data, families, _font_folders(), system_fonts))
    except EndedError as ended:
        raise _error("pdf-ended", *_why_ended(ended.args[0])) from ended
    if made.lacking:
        raise _error(
            "pdf-font",
            Text("未找到中文字体", "no Chinese font was found"),
            Text(
                "请运行：pip install gapub[pdf]；或者加 --fonts system，并安装其中之一：" + "、".join(made.lacking),
                "run: pip install gapub[pdf]; or use --fonts system and install one of: " + ", ".join(made.lacking),
            ),
        )
    if not made.content:
        message = Text("Typst 排版失败", "Typst failed to typeset the catalogue")
        raise _error("pdf-typst", message, Text.same(made.faults))
    return made


def _why_ended(code: int) -> tuple[Text, Text]:
    """What is told of a process of Typst that ended with a code, and what may help."""
    if code in (-6, -9):  # SIGABRT of Rust without memory, SIGKILL of a system without
        return (
            Text("排版 PDF 时内存不足", "typesetting the PDF ran out of memory"),
            Text(
                "一份目录约需 500 MB（中英文对照的约 900 MB）；请关闭其他程序，或者用 --area 分领域编译",
                "a catalogue takes about 500 MB, one in two languages 900 MB: close other programs, or compile by --area",
            ),
        )
    return (
        Text(f"排版 PDF 的进程意外结束（{code}）", f"the process that typesets the PDF ended unexpectedly ({code})"),
        Text("请再试一次；仍不行的，请重新安装 gapub[pdf]", "try again; if that fails, reinstall gapub[pdf]"),
    )


# What is lost, where, and why

_NO_GLYPH: Final = re.compile(r'the text `"(.*?)"` could not be displayed')
_PRIVATE: Final = re.compile(r'the PDF contains the codepoint `"(.*?)"`')
_ESCAPE: Final = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_MOST: Final = 20
"""So many texts are named one by one."""


def _findings(view: View, made: Made, *, system_fonts: bool) -> Iterator[Diagnostic]:
    """Why a PDF keeps no better standard: each text with characters that cannot be drawn, or mean nothing to others."""
    if not made.standard:
        return
    lost = Text("该 PDF 因此不再符合 {}", "the PDF therefore loses {}").format(_LOST[made.standard])
    undrawn, private = (_characters(pattern, made.faults) for pattern in (_NO_GLYPH, _PRIVATE))
    if not undrawn | private:
        yield _lost(
            "pdf-standard", Text("PDF 未能符合标准", "the PDF does not keep its standards"), "", lost, _why(made)
        )
        return
    places: dict[str, list[tuple[Text, str]]] = {}
    for where, entity, cell in _said(view):
        for line in cell:
            if not (undrawn | private).isdisjoint(line.text):
                places.setdefault(undirected(line.text), []).append((where, entity))
    found = [
        (code, message, text, each)
        for text, each in places.items()
        for code, message, characters in (
            ("pdf-glyph", _BOXES, undrawn.intersection(text)),
            ("pdf-private-use", _OWN, private.intersection(text)),
        )
        if characters
    ]
    advice = _INSTALL if system_fonts else _ALLOW
    for code, message, text, each in found[:_MOST]:
        characters = sorted((undrawn if code == "pdf-glyph" else private).intersection(text), key=text.index)
        (where, entity), others = each[0], len(each) - 1
        if others:
            where += Text(f"等 {others + 1} 处", f" and {counted(others, 'other place')}")
        named = _named(characters)
        yield _lost(code, message.format(text, named), entity, where, lost, advice)
    if len(found) > _MOST:
        more = len(found) - _MOST
        message = Text(f"另有 {more} 处文字有这样的字", f"{counted(more, 'more text')} with such characters")
        yield _lost("pdf-glyph", message, "", lost, advice)
    if not found:  # a template of one's own says what the catalogue does not
        yield _lost("pdf-glyph", _BOXES.format(TEMPLATE, _named(sorted(undrawn | private))), "", lost, advice)


_BOXES: Final = Text(
    "“{}”中有字体里没有的字：{}，PDF 中印成空框", "“{}” has characters that the fonts lack: {}. The PDF prints boxes"
)
_OWN: Final = Text(
    "“{}”中有私用区的字：{}，在别的机器上可能是另一个字",
    "“{}” has private-use characters: {}. Elsewhere they may mean others",
)
_ALLOW: Final = Text(
    "本机装有含这些字的字体的，可加 --fonts system；否则请改用其他写法",
    "if this machine has a font with them, use --fonts system; otherwise change the text",
)
_INSTALL: Final = Text("请安装含这些字的字体，或者改用其他写法", "install a font that has them, or change the text")


def _lost(code: str, message: Text, entity: str, *hints: Text) -> Diagnostic:
    return Diagnostic(code, "warning", message, entity=entity, hint=Text("；", "; ").join(hints))


def _why(made: Made) -> Text:
    return Text.same(made.faults.partition("\n")[0])


def _characters(pattern: re.Pattern[str], faults: str) -> frozenset[str]:
    """The characters that Typst names, as Rust writes strings."""
    plain = (
        _ESCAPE.sub(lambda each: chr(int(each[1], 16)) if each[1] else each[2], name)
        for name in pattern.findall(faults)
    )
    return frozenset("".join(plain))


def _named(characters: Iterable[str]) -> Text:
    """Characters as they can be read, each with its number: a mark that stands on another stands on a dotted circle."""
    shown = ((f"\u25cc{c}" if category(c).startswith("M") else c, f"U+{ord(c):04X}") for c in characters)
    return COMMA.join(Text(f"{c}（{number}）", f"{c} ({number})") for c, number in shown)


def _said(view: View) -> Iterator[tuple[Text, str, Cell]]:
    """Every text of the catalogue that is printed, with where it stands and the row it belongs to."""
    yield from ((Text("标题", "the title"), "", cell) for cell in (view.title, view.subtitle))
    yield from ((Text("封面", "the cover"), "", cell) for pair in view.cover for cell in pair)
    yield from ((Text("使用须知", "the notices"), "", cell) for cell in (*view.warnings, *view.legend))
    for table in view.tables:
        heads = (table.part, table.title, *table.notes, *(column.label for column in table.tick_columns))
        area = Text(f"领域 {table.number}", f"area {table.number}")
        yield from ((area, table.id, cell) for cell in heads)
        for row in table.rows:
            item = Text(f"事项 {row.number} 的{{}}", f"item {row.number} ({{}})")
            boxes = (row.channel_rule, *(box.label for box in row.channels))
            named = {
                "title": (
                    row.title,
                    *map(localizer(view.lang), row.remarks),
                    *(cell for fact in row.facts for cell in (fact.label, *(part.text for part in fact.parts))),
                ),
                "topic": (row.topic,) if row.topic_span else (),
                **{name: row.entries(name) for name in TEXTS},
                "channels": boxes,
                "audience": (row.groups,),
            }
            for name, cells in named.items():
                yield from ((item.format(FIELD_NAMES[name]), row.id, cell) for cell in cells)
    for annex in view.annexes:
        where = Text("附件", "an annex")
        yield from ((where, "", cell) for cell in (annex.title, *annex.heads, *(c for row in annex.rows for c in row)))


# The fonts


def _font_folders() -> list[str]:
    package = find_spec(_FONT_PACKAGE)
    return list(package.submodule_search_locations or ()) if package else []


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
    """Turns the parts of one view into plain data."""

    def __init__(self, view: View) -> None:
        self.lang, self.main = view.lang, view.main
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
            **({"facts": list(map(self.fact, row.facts))} if row.facts else {}),
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

    def fact(self, fact: Fact) -> dict[str, Any]:
        parts = [{"text": self.cell(each.text, _ROOM["title"]), "url": each.url} for each in fact.parts]
        return {"label": self.cell(fact.label), "parts": parts}

    def annex(self, annex: Annex) -> dict[str, Any]:
        return {
            "id": annex.id,
            "title": self.cell(annex.title),
            "heads": self.cells(annex.heads),
            "widths": annex.widths,
            "abreast": annex.abreast,
            "lines": [[self.entry(annex, n, cell) for n, cell in enumerate(line)] for line in annex.lines()],
        }

    def entry(self, annex: Annex, column: int, cell: Cell) -> dict[str, Any]:
        """A cell of an annex; in a column of addresses with where each line leads, if anywhere."""
        urls = [annex.address(column, line) for line in cell]
        return {"cell": self.cell(cell), **({"urls": urls} if any(urls) else {})}

    def cells(self, cells: Iterable[Cell], room: int = 24) -> list[Any]:
        return [self.cell(each, room) for each in cells]

    def cell(self, cell: Cell, room: int = 24) -> list[Any]:
        return _cell(cell, room, self.main)

    def channels(self, rule: Cell, boxes: tuple[Box, ...]) -> dict[str, Any]:
        return _channels(rule, boxes, self.lang, self.main)


@lru_cache(maxsize=1 << 13)
def _cell(cell: Cell, room: int, main: str) -> list[Any]:
    """The lines of a cell: strings, and where one is in the other language, what it says and in which."""
    texts = [(_breakable(_CONTROL.sub(" ", undirected(line.text)), room), line.lang) for line in cell]
    return [text if lang == main else {"text": text, "lang": lang} for text, lang in texts]


@lru_cache(maxsize=1 << 10)
def _channels(rule: Cell, boxes: tuple[Box, ...], lang: str, main: str) -> dict[str, Any]:
    rows = [[{"span": span, "box": _box(box, main)} for box, span in row] for row in box_rows(boxes, lang)]
    return {"rule": _cell(rule, 24, main), "rows": rows}


def _box(box: Box, main: str) -> list[Any]:
    return [box.ticked, _cell(box.label, 24, main), box.url if box.url and is_web(box.url) else None]


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


@lru_cache(maxsize=1 << 13)
def _broken(word: str, room: int) -> str:
    after_marks = re.sub(rf"[{_MARKS}]+", lambda mark: f"{mark[0]}\u200b", word)
    too_long = rf"[^{_MARKS}\u200b]{{{room},}}|[{_MARKS}]{{{room},}}"
    return re.sub(too_long, lambda part: part[0] if _WORD.fullmatch(part[0]) else "\u200b".join(part[0]), after_marks)
