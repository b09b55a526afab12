"""Small files of each format that has tables, for the tests of the readers."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from gapub.tables import child
from gapub.tables.content import Content, load

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def xlsx(rows: str, *, after: str = "", head: str = _HEAD, more: dict[str, str | bytes] | None = None) -> bytes:
    """A workbook of one sheet, 教育, by the XML of its rows and of what comes after them."""
    return zipped(
        {
            "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="教育" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData>{after}</worksheet>',
            **(more or {}),
        }
    )


_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(rows: str) -> bytes:
    """A workbook of LibreOffice of one sheet, 教育, by the XML of its rows; `tick` and `boxes` are styles in symbol fonts."""
    names = " ".join(f'xmlns:{key}="{_OPEN}{name}:1.0"' for key, name in _OPEN_NAMES.items())
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}"><style:text-properties style:font-name="{font}"/></style:style>'
        for name, family, font in (("tick", "text", "Wingdings 2"), ("boxes", "table-cell", "Wingdings"))
    )
    manifest = f'<manifest:manifest xmlns:manifest="{_OPEN}manifest:1.0"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'{_HEAD}<office:document-content {names} xmlns:calcext="urn:org:documentfoundation:names:experimental:'
            f'calc:xmlns:calcext:1.0"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>'
            f'<table:table table:name="教育">{rows}</table:table></office:spreadsheet></office:body></office:document-content>',
            "META-INF/manifest.xml": f"{_HEAD}{manifest}",
        }
    )


_OPEN_NAMES = {each: each for each in ("office", "table", "text", "style")}


def docx(body: str, *, head: str = _HEAD, more: dict[str, str | bytes] | None = None) -> bytes:
    """A document by the XML of its body."""
    return zipped(
        {
            "word/document.xml": f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
            **(more or {}),
        }
    )


def part(root: str, inner: str) -> str:
    """Another part of a document: `styles`, `numbering`."""
    return f'{_HEAD}<w:{root} xmlns:w="{_WORD}">{inner}</w:{root}>'


def paragraph(words: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def table(*rows: str) -> str:
    """A table of rows, each the XML of its cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(inner: str, properties: str = "") -> str:
    """A cell by its paragraphs, or by words."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if inner.startswith('<') else paragraph(inner)}</w:tc>"


def content(kind: str, data: bytes) -> Content:
    """What a file of a kind holds, as the parent has it of the child."""
    return load(child.dumped(kind, data))
