"""A Word document as a package of XML parts (`ooxml`).

Written as text: a library for Word takes several times as long for a table of this size, and puts in its own dates. Every part
is in the transitional form of ECMA-376, which Word, WPS and LibreOffice read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from gapub.render.ooxml import HEAD, RELATION, Relation, packed, properties, relations

NAMESPACES: Final = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{RELATION}"'
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
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


def package(title: str, body: Mapping[str, str], styles: str, links: Iterable[str], fonts: str = _FONTS) -> bytes:
    """The file: `body` has the parts `document`, `header` and `footer`; `links` are the addresses `w1`, `w2` … lead to.

    `fonts` is the part that says what stands in for a font that a machine does not have (`fonts`).
    """
    kinds = {f"word/{name}.xml": f"{_KIND}.{'document.main' if name == 'document' else name}+xml" for name in _PARTS}
    parts = {
        "word/_rels/document.xml.rels": relations(
            *(Relation(name, name, f"{name}.xml") for name in _PARTS[1:]),
            *(Relation(f"w{n}", "hyperlink", link, outside=True) for n, link in enumerate(links, 1)),
        ),
        "word/settings.xml": _SETTINGS,
        "word/fontTable.xml": fonts,
        **{f"word/{name}.xml": part for name, part in body.items()},
        "word/styles.xml": styles,
    }
    return packed(kinds, properties(title, creator="gapub"), parts)
