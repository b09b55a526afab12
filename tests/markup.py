"""HTML with the end tags that it may omit, for readers that know nothing of that."""

from __future__ import annotations

import re

_OPTIONAL = {"li", "td", "p"}
_ENDS = {
    "li": {"li"},
    "td": {"td", "th"},
    "p": {"p", "ul", "details", "table", "section", "dl"},
}
"""What begins where one of these elements has ended, beside the end of what it stands in (HTML, 13.1.2.4)."""


def closed(page: str) -> str:
    """The page with every end tag of a list item, cell or paragraph that stands for itself in a browser."""
    out: list[str] = []
    open_: list[str] = []
    at = 0
    for tag in re.finditer(r"<(style|script)>.*?</\1>|<(/?)([a-z][a-z0-9]*)[^>]*>", page, re.DOTALL):
        end, name = tag[2], tag[3]
        if not name:
            continue
        implied: list[str] = []
        while open_ and open_[-1] in _OPTIONAL and (name in _ENDS[open_[-1]] if not end else open_[-1] != name):
            implied.append(f"</{open_.pop()}>")
        out += (page[at : tag.start()], *implied, tag[0])
        at = tag.end()
        if end:
            assert not open_ or open_[-1] == name, f"{name} ends within {open_[-1]}"
            open_[-1:] = []
        elif name not in ("br", "meta", "link", "col", "input"):
            open_.append(name)
    return "".join(out) + page[at:]
