"""The index page of a folder that holds the catalogues of several divisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from gapub.render.html import digest
from gapub.render.templates import BUNDLED, Templates

FILE = "index.html"
_STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#16181d;--muted:#565b65;--line:#d3d6dc;--accent:#9b1b1e;--link:#0b4f9e}
@media (prefers-color-scheme:dark){
:root{--paper:#14161a;--ink:#e9e9e6;--muted:#a9aeb8;--line:#3a3f48;--accent:#f28b86;--link:#8cb9ff}
}
@media (prefers-contrast:more){:root{--muted:var(--ink);--line:var(--ink)}}
body{background:var(--paper);color:var(--ink);margin:0;
font:1.0625rem/1.7 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem;border-top:6px solid var(--accent)}
h1{margin:0 0 1.25rem;
font:900 2rem/1.35 FZXiaoBiaoSong-B05S,"方正小标宋简体","Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif}
ul{list-style:none;margin:0;padding:0;columns:18rem;column-gap:2rem}
li{break-inside:avoid;padding:.35rem 0;border-bottom:1px solid var(--line)}
li span{color:var(--muted);font-size:.875rem}
a{display:inline-block;min-height:24px;color:var(--link);text-underline-offset:.2em}
a:focus-visible{outline:3px solid currentColor;outline-offset:2px}
"""


class Entry(NamedTuple):
    """A division's catalogue: where it lies from the index page, the division, and how many rows it has."""

    href: str
    code: str
    name: str
    items: int


def files(
    title: str, entries: Sequence[Entry], *, example: bool, lang: str = "zh", templates: Templates = BUNDLED
) -> dict[str, bytes]:
    """`index.html` with a link to every division's catalogue, in the order given; `title` is in `lang`."""
    page = templates.render(
        "divisions.html.j2",
        title=title,
        entries=entries,
        example=example,
        lang=lang,
        style=Markup(_STYLE),
        style_hash=digest(_STYLE),
    )
    return {FILE: page.encode()}
