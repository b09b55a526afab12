"""A workbook of Excel as a package of XML parts (`ooxml`): sheets of strings, merged cells, links, filters, pages to print.

Written as text, for XlsxWriter takes several times as long, and as long again for each further workbook. What workbooks
share is made once: the XML of a string, and that of a row but for its number and its strings. It knows what the sheets of the
house have and no more; no text becomes a formula, a number or markup, and a link leads to a web address or into the workbook.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, islice
from typing import Final, NamedTuple, TypeAlias

from gapub.render.characters import clean
from gapub.render.ooxml import HEAD, RELATION, Relation, attribute, escaped, packed, properties, relations
from gapub.render.ooxml import text as element

MAX_UNITS: Final = 32_767
"""The UTF-16 code units a cell may hold."""
MAX_HEIGHT: Final = 409.0
"""The points a row may be high."""
MAX_LINKS: Final = 65_530
"""The links a sheet may have."""
CUT: Final = "……〔未完，全文见 catalogue.json / cut here, in full in catalogue.json〕"
A3: Final = 8
A4: Final = 9
"""Excel's numbers of paper."""

_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKED: Final = f'{_MAIN} xmlns:r="{RELATION}"'


# Text


def units(text: str) -> int:
    """The UTF-16 code units of a text, in which Excel counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def beginning(text: str, most: int) -> str:
    """The longest beginning of the text that takes at most so many UTF-16 code units."""
    ends = accumulate(2 if char > "\uffff" else 1 for char in text)
    return text[: sum(end <= most for end in ends)]


_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def _string(text: str) -> str:
    """The text as Excel holds it: it takes `_x0041_` for an A, unless the first `_` is written so itself."""
    return _ESCAPE.sub("_x005F_", text) if "_x" in text else text


@lru_cache(maxsize=1 << 12)
def _attribute(text: str) -> str:
    return attribute(_string(text))


@lru_cache(maxsize=1 << 13)
def _item(text: str) -> bytes:
    """An entry of the table of strings; what does not fit into a cell is cut, and the cell says so."""
    text = clean(text)
    if 2 * len(text) > MAX_UNITS and units(text) > MAX_UNITS:
        text = beginning(text, MAX_UNITS - units(CUT)) + CUT
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<si><t{space}>{escaped(_string(text))}</t></si>".encode()


class _Strings(dict[str, str]):
    """The strings of a workbook, in the order of their first time, each with the end of a cell that holds its number.

    First of all it has no string, which a cell can hold as well.
    """

    def __init__(self) -> None:
        super().__init__({"": "/>"})

    def __missing__(self, text: str) -> str:
        end = self[text] = f' t="s"><v>{len(self) - 1}</v></c>'
        return end

    def part(self) -> bytes:
        """The table of strings."""
        return b"".join((f"{HEAD}<sst {_MAIN}>".encode(), *map(_item, islice(self, 1, None)), b"</sst>"))


_UNSAFE: Final = str.maketrans({char: f"%{ord(char):02x}" for char in '%"<>[]^`{}'})


@lru_cache(maxsize=1 << 10)
def target(address: str) -> tuple[str, str]:
    """A web address as Excel wants it, in what stands before the # and what behind; one that is escaped stays as it is."""
    before, _, behind = address.partition("#")
    return before if re.search("%[0-9A-Fa-f]{2}", before) else before.translate(_UNSAFE), behind


# Looks


class Look(NamedTuple):
    """How a cell looks; the text of one is wrapped. Colours are RRGGBB; `rules` are the sides with a line.

    `across` and `down` say where the text stands, as SpreadsheetML does; left and at the bottom if they are empty.
    """

    font: str
    size: int
    bold: bool = False
    colour: str = ""
    fill: str = ""
    rules: frozenset[str] = frozenset()
    across: str = ""
    down: str = "center"


SIDES: Final = ("left", "right", "top", "bottom")
_RULE: Final = '<{0} style="thin"><color rgb="FF595959"/></{0}>'
_OWN: Final = (
    '<font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/><scheme val="minor"/></font>',
    '<fill><patternFill patternType="none"/></fill>',
    f"<border>{''.join(f'<{side}/>' for side in SIDES)}<diagonal/></border>",
)
"""The font, fill and border of a cell without a look."""
_SECOND_FILL: Final = '<fill><patternFill patternType="gray125"/></fill>'
"""Excel has this in the second place, whatever stands there."""


def _font(look: Look) -> str:
    colour = f'rgb="FF{look.colour}"' if look.colour else 'theme="1"'
    scheme = '<scheme val="minor"/>' if look.font == "Calibri" else ""
    return (
        f'<font>{"<b/>" if look.bold else ""}<sz val="{look.size}"/><color {colour}/><name val="{look.font}"/>'
        f'<family val="2"/><charset val="134"/>{scheme}</font>'
    )


def _fill(look: Look) -> str:
    if not look.fill:
        return _OWN[1]
    colours = f'<fgColor rgb="FF{look.fill}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'


def _border(look: Look) -> str:
    sides = (_RULE.format(side) if side in look.rules else f"<{side}/>" for side in SIDES)
    return f"<border>{''.join(sides)}<diagonal/></border>"


@lru_cache(maxsize=16)
def _styles(looks: tuple[Look, ...]) -> str:
    """The part that says how cells look; the looks are numbered from 1."""
    parts = [(_font(look), _fill(look), _border(look)) for look in looks]
    fonts, fills, borders = (list(dict.fromkeys(those)) for those in zip(_OWN, *parts, strict=True))
    fills.insert(1, _SECOND_FILL)
    forms = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']
    for look, (font, fill, border) in zip(looks, parts, strict=True):
        numbers = f'fontId="{fonts.index(font)}" fillId="{fills.index(fill)}" borderId="{borders.index(border)}"'
        across = f' horizontal="{look.across}"' if look.across else ""
        down = f' vertical="{look.down}"' if look.down else ""
        forms.append(
            f'<xf numFmtId="0" {numbers} xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment{across}{down} wrapText="1"/></xf>'
        )
    return (
        f"{HEAD}<styleSheet {_MAIN}>{_list('fonts', fonts)}{_list('fills', fills)}{_list('borders', borders)}"
        '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f"{_list('cellXfs', forms)}"
        '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _list(name: str, those: Iterable[str]) -> str:
    """A list of elements; there is none of nothing."""
    content = "".join(those)
    return f"<{name}>{content}</{name}>" if content else ""


# Sheets


@lru_cache(maxsize=1 << 10)
def letters(column: int) -> str:
    """The name of a column, the first of which is 0."""
    more, last = divmod(column, 26)
    return (letters(more - 1) if more else "") + chr(ord("A") + last)


@lru_cache(maxsize=1 << 12)
def cell(row: int, column: int) -> str:
    """The name of a cell, the first of which is at 0, 0."""
    return f"{letters(column)}{row + 1}"


Area: TypeAlias = tuple[int, int, int, int]
"""The row and column of the first and of the last cell."""


@lru_cache(maxsize=1 << 12)
def _area(top: int, left: int, bottom: int, right: int) -> str:
    return f"{cell(top, left)}:{cell(bottom, right)}"


@lru_cache(maxsize=1 << 11)
def _row(columns: tuple[int, ...], styles: tuple[int, ...], points: float | None) -> list[str]:
    """The pieces of a row by the columns of its cells and their styles, empty where its number and the ends of cells go.

    The number goes first to `_NUMBER`, then to each of `_NUMBERS`, and the ends to `_ENDS`. Excel shows whole pixels, of which
    a point has four thirds.
    """
    high = "" if points is None else f' ht="{int(points * 4 / 3 + 0.5) * 0.75:g}" customHeight="1"'
    pieces = ['<row r="', "", f'"{high}>']
    for column, style in zip(columns, styles, strict=True):
        pieces[-1] += f'<c r="{letters(column)}'
        pieces += ("", f'" s="{style}"', "", "")
    pieces[-1] += "</row>"
    return pieces


_NUMBER, _NUMBERS, _ENDS = 1, slice(3, None, 4), slice(5, None, 4)


class _Styles(dict[tuple[str, ...], tuple[int, ...]]):
    """The numbers of the looks of a row."""

    def __init__(self, looks: Iterable[str]) -> None:
        super().__init__()
        self._numbers = {look: n for n, look in enumerate(("", *looks))}

    def __missing__(self, looks: tuple[str, ...]) -> tuple[int, ...]:
        numbers = self[looks] = tuple([self._numbers[look] for look in looks])
        return numbers


class Sheet:
    """A sheet, written row by row: its cells, then how high it is.

    `row` is the one that is written next, and `used` the points that those above it take. The sheet is printed on its `paper`,
    one page wide and as many high as it takes.
    """

    paper = A3
    """The paper, by Excel's number."""

    very_hidden = False
    """Whether no menu of Excel shows it."""
    one_page = False
    """Whether it is printed on one page."""
    header = footer = ""
    """What stands above and below each printed page, in Excel's codes."""
    frozen: tuple[int, int] | None = None
    """How many rows and columns stay in sight."""
    repeated: tuple[int, int] | None = None
    """The first and the last of the rows that stand again on each printed page."""
    filtered: Area | None = None
    """The table whose rows can be selected, with its head."""
    chosen: tuple[Area, Sequence[str]] | None = None
    """Where one of a few words can be chosen, none of which has a comma or a quotation mark."""

    def __init__(self, book: Book, name: str, widths: Sequence[int] = (), *, unseen: Sequence[int] = ()) -> None:
        """Add a sheet to a book, with columns so many characters wide; the `unseen` ones behind them are hidden."""
        self.name = name
        self.row = 0
        self.used = 0.0
        self._columns = [(width, "") for width in widths] + [(width, ' hidden="1"') for width in unseen]
        self._styles, self._strings = book.styles, book.strings
        self._cells: defaultdict[int, list[tuple[int, str, str]]] = defaultdict(list)
        self._rows: list[str] = []
        self._last = 0
        self._merged: list[str] = []
        self._links: dict[tuple[int, int], tuple[str, str]] = {}
        book.sheets.append(self)

    def put(self, row: int, column: int, text: str, look: str, *, down: int = 0, right: int = 0) -> None:
        """Write a string, in a cell merged with so many rows below and columns to the right of it."""
        self._cells[row].append((column, look, text))
        if down or right:
            self.merge(row, column, row + down, column + right)
            for each in range(row, row + down + 1):
                self._cells[each] += [(n, look, "") for n in range(column + (each == row), column + right + 1)]

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Make one cell of an area, whose text is that of the first."""
        self._merged.append(_area(top, left, bottom, right))

    def lead(self, row: int, column: int, address: str, text: str) -> None:
        """Let a cell with this text lead to a web address, or to what `inside` names; a sheet has at most `MAX_LINKS`."""
        if len(self._links) < MAX_LINKS:
            self._links[row, column] = address, text

    def end_row(self, points: float | None = None) -> None:
        """Write the row, so many points high but no higher than a row may be, and go on below it."""
        self.write((), (), (), points)

    def write(
        self, columns: tuple[int, ...], looks: tuple[str, ...], texts: Sequence[str], points: float | None = None
    ) -> None:
        """Write the row with these cells besides those that were put there, in the order of their columns, and end it."""
        if put := self._cells.pop(self.row, None):
            columns, looks, texts = zip(*sorted((*put, *zip(columns, looks, texts, strict=True))), strict=True)
        if points is not None:
            points = min(points, MAX_HEIGHT)
            self.used += points
        self.row += 1
        pieces = _row(columns, self._styles[looks], points).copy()
        pieces[_NUMBER] = number = str(self.row)
        pieces[_NUMBERS] = [number] * len(columns)
        pieces[_ENDS] = map(self._strings.__getitem__, texts)
        self._rows.append("".join(pieces))
        if columns and columns[-1] > self._last:
            self._last = columns[-1]

    def part(self, *, first: bool) -> str:
        """The sheet as XML, in the order of the schema; the `first` one is seen when the workbook is opened.

        Raises ValueError if a cell was put in a row that had been ended, or never was.
        """
        if self._cells:
            raise ValueError(f"cells of rows that are not written: {sorted(self._cells)}")
        all_cells = _area(0, 0, max(self.row, 1) - 1, self._last)
        columns = (
            f'<col min="{n}" max="{n}" width="{(width * 7 + 5) * 256 // 7 / 256:.16g}"{hidden} customWidth="1"/>'
            for n, (width, hidden) in enumerate(self._columns, 1)  # a character has 7 pixels, and a column 5 more
        )
        return "".join(
            (
                f'{HEAD}<worksheet {_LINKED}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{all_cells}"/>',
                f'<sheetViews><sheetView showGridLines="0"{_TAB_SELECTED if first else ""} zoomScale="85" ',
                f'zoomScaleNormal="85" workbookViewId="0">{_pane(*self.frozen) if self.frozen else ""}</sheetView></sheetViews>',
                f'<sheetFormatPr defaultRowHeight="15"/>{_list("cols", columns)}<sheetData>',
                *self._rows,
                "</sheetData>",
                f'<autoFilter ref="{_area(*self.filtered)}"/>' if self.filtered else "",
                _list("mergeCells", (f'<mergeCell ref="{each}"/>' for each in self._merged)),
                _choice(*self.chosen) if self.chosen else "",
                _list("hyperlinks", self._hyperlinks()),
                '<printOptions horizontalCentered="1"/>',
                '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.65" header="0.3" footer="0.3"/>',
                f'<pageSetup paperSize="{self.paper}"{"" if self.one_page else _ANY_HEIGHT} orientation="landscape"/>',
                f"<headerFooter><oddHeader>{_element(self.header)}</oddHeader>",
                f"<oddFooter>{_element(self.footer)}</oddFooter></headerFooter>",
                # numbers and years that are written as text are meant so
                f'<ignoredErrors><ignoredError sqref="{all_cells}" twoDigitTextYear="1" numberStoredAsText="1"/></ignoredErrors>',
                "</worksheet>",
            )
        )

    def _hyperlinks(self) -> Iterator[str]:
        n = 0
        for (row, column), (address, text) in sorted(self._links.items()):
            if address.startswith(INSIDE):
                place = f"location={_attribute(address.removeprefix(INSIDE))} display={_attribute(text)}"
            else:
                n += 1
                behind = target(address)[1]
                place = f'r:id="rId{n}"' + (f" location={_attribute(behind)}" if behind else "")
            yield f'<hyperlink ref="{cell(row, column)}" {place}/>'

    def relations(self) -> list[Relation]:
        """The web addresses that the sheet leads to."""
        addresses = [address for _, (address, _) in sorted(self._links.items()) if not address.startswith(INSIDE)]
        return [
            Relation(f"rId{n}", "hyperlink", target(address)[0], outside=True) for n, address in enumerate(addresses, 1)
        ]

    def names(self) -> Iterator[tuple[str, str, str]]:
        """The names by which Excel knows the filter and the titles, what they name, and that it shows the one to nobody."""
        sheet = "'" + self.name.replace("'", "''") + "'"
        if self.filtered:
            top, left, bottom, right = self.filtered
            place = f"${letters(left)}${top + 1}:${letters(right)}${bottom + 1}"
            yield "_FilterDatabase", f"{sheet}!{place}", ' hidden="1"'
        if self.repeated:
            first, last = self.repeated
            yield "Print_Titles", f"{sheet}!${first + 1}:${last + 1}", ""


INSIDE: Final = "internal:"
"""What the address of a place in the workbook begins with."""
_TAB_SELECTED: Final = ' tabSelected="1"'
_ANY_HEIGHT: Final = ' fitToHeight="0"'


def _element(text: str) -> str:
    return element(_string(text))


def _pane(rows: int, columns: int) -> str:
    """Rows and columns that stay in sight."""
    corner = cell(rows, columns)
    if not columns:
        pane = f'<pane ySplit="{rows}" topLeftCell="{corner}" activePane="bottomLeft" state="frozen"/>'
        return f'{pane}<selection pane="bottomLeft"/>'
    right, below = cell(0, columns), cell(rows, 0)
    return (
        f'<pane xSplit="{columns}" ySplit="{rows}" topLeftCell="{corner}" activePane="bottomRight" state="frozen"/>'
        f'<selection pane="topRight" activeCell="{right}" sqref="{right}"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/><selection pane="bottomRight"/>'
    )


def _choice(area: Area, words: Sequence[str]) -> str:
    shown = 'type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
    listed = f'<formula1>"{_element(",".join(words))}"</formula1>'
    return (
        f'<dataValidations><dataValidation {shown} sqref="{_area(*area)}">{listed}</dataValidation></dataValidations>'
    )


# The workbook


class Book:
    """A workbook, whose sheets add themselves. Equal ones give equal bytes."""

    def __init__(self, title: str, looks: Mapping[str, Look]) -> None:
        """A workbook with a title and the looks of its cells by name; the look of no name is Excel's own."""
        self.title = title
        self.styles = _Styles(looks)
        self.strings = _Strings()
        self.sheets: list[Sheet] = []
        self._looks = tuple(looks.values())

    def data(self) -> bytes:
        """The file. Its parts are in the transitional form of ECMA-376."""
        sheets = [f"worksheets/sheet{n}.xml" for n in range(1, len(self.sheets) + 1)]
        others = {"theme": "theme/theme1.xml", "styles": "styles.xml", "sharedStrings": "sharedStrings.xml"}
        kinds = {"xl/workbook.xml": f"{_KIND}.sheet.main+xml"}
        kinds |= {f"xl/{path}": f"{_KIND}.worksheet+xml" for path in sheets}
        kinds |= {f"xl/{path}": f"{_KIND}.{name}+xml" for name, path in others.items()}
        kinds["xl/theme/theme1.xml"] = "application/vnd.openxmlformats-officedocument.theme+xml"
        parts: dict[str, str | bytes] = {
            "xl/workbook.xml": self._workbook(),
            "xl/_rels/workbook.xml.rels": relations(
                *(Relation(f"rId{n}", "worksheet", path) for n, path in enumerate(sheets, 1)),
                *(Relation(name, name, path) for name, path in others.items()),
            ),
            "xl/theme/theme1.xml": _THEME,
            "xl/styles.xml": _styles(self._looks),
        }
        for n, (path, sheet) in enumerate(zip(sheets, self.sheets, strict=True), 1):
            parts[f"xl/{path}"] = sheet.part(first=n == 1)
            if leads := sheet.relations():
                parts[f"xl/worksheets/_rels/sheet{n}.xml.rels"] = relations(*leads)
        parts["xl/sharedStrings.xml"] = self.strings.part()
        return packed(kinds, properties(self.title, creator="", changed=True), parts, effort=_EFFORT)

    def _workbook(self) -> str:
        listed = (
            f'<sheet name={_attribute(sheet.name)} sheetId="{n}"{_VERY_HIDDEN if sheet.very_hidden else ""} r:id="rId{n}"/>'
            for n, sheet in enumerate(self.sheets, 1)
        )
        names = (
            f'<definedName name="_xlnm.{name}" localSheetId="{n}"{hidden}>{_element(place)}</definedName>'
            for n, sheet in enumerate(self.sheets)
            for name, place, hidden in sheet.names()
        )
        return (
            f'{HEAD}<workbook {_LINKED}><workbookPr defaultThemeVersion="124226"/>'
            '<bookViews><workbookView xWindow="240" yWindow="15" windowWidth="16095" windowHeight="9660"/></bookViews>'
            f"{_list('sheets', listed)}{_list('definedNames', names)}</workbook>"
        )


_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EFFORT: Final = 2
"""A third of the time of 6, for a file that is a seventh larger."""
_VERY_HIDDEN: Final = ' state="veryHidden"'


# The theme: the fonts and colours that Excel offers, those of Office 2007, with plain shapes

_COLOURS: Final = {
    "dk2": "1F497D",
    "lt2": "EEECE1",
    "accent1": "4F81BD",
    "accent2": "C0504D",
    "accent3": "9BBB59",
    "accent4": "8064A2",
    "accent5": "4BACC6",
    "accent6": "F79646",
    "hlink": "0000FF",
    "folHlink": "800080",
}
_SCRIPTS: Final = {"Jpan": "ＭＳ Ｐゴシック", "Hang": "맑은 고딕", "Hans": "宋体", "Hant": "新細明體"}
"""By these Excel draws a cell without a look of its own, and it reckons the width of columns in their digits."""


def _theme() -> str:
    colours = "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in _COLOURS.items())
    own = '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    scripts = "".join(f'<a:font script="{script}" typeface="{font}"/>' for script, font in _SCRIPTS.items())
    fonts = "".join(
        f'<a:{use}Font><a:latin typeface="{latin}"/><a:ea typeface=""/><a:cs typeface=""/>{scripts}</a:{use}Font>'
        for use, latin in (("major", "Cambria"), ("minor", "Calibri"))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (9525, 25400, 38100))
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office Theme">'
        f'<a:themeElements><a:clrScheme name="Office">{own}{colours}</a:clrScheme><a:fontScheme name="Office">{fonts}'
        f'</a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}'
        f"</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


_THEME: Final = _theme()
