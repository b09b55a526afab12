"""A Word document as a package of XML parts, with nothing in it that differs from run to run.

The parts are written as text: a library for Word takes several times as long for a table of this size, and puts in its
own dates. Every part is in the transitional form of ECMA-376, which Word, WPS and LibreOffice read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from gapub.render.characters import clean

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES: Final = (
    f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}/relationships"'
)
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_PARTS: Final = ("document", "styles", "settings", "fontTable", "header", "footer")

_SETTINGS: Final = f"""{HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>\
<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" \
w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"""

_FONT: Final = '<w:font w:name="{}"><w:altName w:val="{}"/><w:charset w:val="86"/><w:family w:val="{}"/></w:font>'


def fonts(*those: tuple[str, str, str]) -> str:
    """The part that names fonts, each with what stands in for it and its family (roman, swiss)."""
    return f"{HEAD}<w:fonts {NAMESPACES}>{''.join(_FONT.format(*each) for each in those)}</w:fonts>"


HEAVY: Final = ("方正小标宋简体", "华文中宋", "roman")
SWISS: Final = ("黑体", "SimHei", "swiss")
_FONTS: Final = fonts(HEAVY, ("宋体", "SimSun", "roman"), SWISS)
"""What stands in for a font that a machine does not have: the heavy 华文中宋 comes with Word."""


def text(words: str) -> str:
    """The words as XML holds them."""
    return escape(clean(words))


def attribute(words: str) -> str:
    """The words as an attribute, quotation marks included."""
    return quoteattr(clean(words))


def package(title: str, body: Mapping[str, str], styles: str, links: Iterable[str], fonts: str = _FONTS) -> bytes:
    """The file: `body` has the parts `document`, `header` and `footer`; `links` are the addresses `w1`, `w2` … lead to.

    `fonts` is the part that says what stands in for a font that a machine does not have (`fonts`).
    """
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml", False),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", False),
        ),
        "docProps/core.xml": _core(title),
        "word/_rels/document.xml.rels": _relations(
            *((name, f"{_OFFICE}/relationships/{name}", f"{name}.xml", False) for name in _PARTS[1:]),
            *((f"w{n}", f"{_OFFICE}/relationships/hyperlink", link, True) for n, link in enumerate(links, 1)),
        ),
        "word/settings.xml": _SETTINGS,
        "word/fontTable.xml": fonts,
        **{f"word/{name}.xml": part for name, part in body.items()},
    }
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, content in {**parts, "word/styles.xml": styles}.items():
            entry = ZipInfo(name, _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # or the file tells on which system it was made
            file.writestr(entry, content)
    return out.getvalue()


def _types() -> str:
    kinds = {"document": "document.main"}
    overrides = [f"/word/{name}.xml {_WORD}.{kinds.get(name, name)}+xml" for name in _PARTS]
    overrides.append("/docProps/core.xml application/vnd.openxmlformats-package.core-properties+xml")
    listed = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in (each.split() for each in overrides)
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">{rels}{xml}{listed}</Types>'


def _relations(*those: tuple[str, str, str, bool]) -> str:
    mode = {True: ' TargetMode="External"', False: ""}
    listed = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target={attribute(target)}{mode[outside]}/>'
        for name, kind, target, outside in those
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core(title: str) -> str:
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{text(title)}</dc:title>'
        '<dc:creator>gapub</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2019-12-01T00:00:00Z'
        "</dcterms:created></cp:coreProperties>"
    )
