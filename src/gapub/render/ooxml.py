"""An Office document as a package of XML parts (ECMA-376, part 2), with nothing in it that differs from run to run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from gapub.render.characters import clean

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_DAY: Final = 'xsi:type="dcterms:W3CDTF">2019-12-01T00:00:00Z'


def text(words: str) -> str:
    """The words as XML holds them."""
    return escaped(clean(words))


def escaped(words: str) -> str:
    """The words, which are clean, as XML holds them."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_WITHIN: Final = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


@lru_cache(maxsize=1 << 11)
def attribute(words: str) -> str:
    """The words as an attribute, quotation marks included."""
    return f'"{text(words).translate(_WITHIN)}"'


def packed(kinds: Mapping[str, str], core: str, parts: Mapping[str, str | bytes], *, effort: int = 6) -> bytes:
    """The file: the content types of its parts, the main one first, its `properties`, and its parts, all by their names.

    `effort` is how hard deflate tries, from 1 to 9.
    """
    main = next(iter(kinds))
    every: dict[str, str | bytes] = {
        "[Content_Types].xml": _types({**kinds, "docProps/core.xml": _CORE}),
        "_rels/.rels": relations(
            Relation("rId1", "officeDocument", main),
            Relation("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": core,
        **parts,
    }
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, content in every.items():
            entry = ZipInfo(name, _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # or the file tells on which system it was made
            file.writestr(entry, content, compresslevel=effort)
    return out.getvalue()


_CORE: Final = "application/vnd.openxmlformats-package.core-properties+xml"


def _types(kinds: Mapping[str, str]) -> str:
    listed = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">{rels}{xml}{listed}</Types>'


class Relation(NamedTuple):
    """What a part leads to: a kind of ECMA-376, or an address that names another kind; and whether it lies outside the file."""

    name: str
    kind: str
    target: str
    outside: bool = False


def relations(*those: Relation) -> str:
    """The part that has the relations of another one."""
    mode = {True: ' TargetMode="External"', False: ""}
    listed = "".join(
        f'<Relationship Id="{name}" Type="{kind if ":" in kind else f"{RELATION}/{kind}"}" '
        f"Target={attribute(target)}{mode[outside]}/>"
        for name, kind, target, outside in those
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def properties(title: str, *, creator: str, changed: bool = False) -> str:
    """The part that says what the document is called and who made it; and, if it was `changed`, when, as when it was made."""
    names = ("created", "modified") if changed else ("created",)
    dates = "".join(f"<dcterms:{name} {_DAY}</dcterms:{name}>" for name in names)
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{text(title)}</dc:title>'
        f"<dc:creator>{creator}</dc:creator>{dates}</cp:coreProperties>"
    )
