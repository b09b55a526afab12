"""The guide as web pages: README and docs in Chinese (in English where there is no other), which link to each other.

`README.zh-CN.md` becomes `index.html`, `docs/build.zh-CN.md` becomes `build.html`. Images and files that a page links to
come along; what links to a folder of the checkout becomes plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final
from unicodedata import east_asian_width
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from portable.lock import ROOT, StoppedError
from portable.parts import Files

INDEX: Final = "README.zh-CN.md"
STYLE: Final = (Path(__file__).parent / "pages.css").read_text("utf-8")
LARGEST: Final = 200_000
"""Bytes of a file that a page links to, if it is to come along."""
_READER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def pages() -> Files:
    """All pages, images and files of the guide, by their names in it. Raises `StoppedError` for a link that leads nowhere."""
    guide = _Guide()
    waiting = [INDEX, *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.zh-CN.md"))]
    while waiting:
        source = waiting.pop(0)
        if source not in guide.read:
            waiting += guide.add(source)
    titles = {name(source): title for source, (title, _) in guide.read.items()}
    return guide.files | {name(source): _page(source, guide.read[source][1], titles) for source in guide.read}


def name(source: str) -> str:
    """The name of the page that a file of the checkout becomes."""
    return "index.html" if source == INDEX else f"{Path(source).name.removesuffix('.md').removesuffix('.zh-CN')}.html"


class _Guide:
    """What was read so far: the title and the tokens of each page, and the files beside them."""

    def __init__(self) -> None:
        self.read: dict[str, tuple[str, list[Token]]] = {}
        self.files: Files = {}

    def add(self, source: str) -> list[str]:
        """Read a page, and say which others it leads to."""
        tokens = _READER.parse(_without_language(ROOT.joinpath(source).read_text("utf-8")))
        further: list[str] = []
        title = ""
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            if token.type == "heading_open" and following is not None:
                token.attrSet("id", anchor(following.content))
                title = title or _plain(following)
        for token in _inline(tokens):
            key = {"link_open": "href", "image": "src"}.get(token.type)
            target = str(token.attrGet(key)) if key else ""
            if key and not re.match(r"[a-z]+:|#", target):
                leads, page = self._leads(source, unquote(target))
                further += [page] if page else []
                token.attrSet(key, leads)
        self.read[source] = title, tokens
        return further

    def _leads(self, source: str, target: str) -> tuple[str, str]:
        """Where a link of a page leads in the guide, and the page of the checkout, if it is one."""
        path, mark, place = target.partition("#")
        there = (ROOT / source).parent.joinpath(path).resolve()
        if not there.exists():
            raise StoppedError(f"{source}: the link leads nowhere: {target}")
        if there.suffix == ".md":
            chinese = there.with_name(f"{there.stem.removesuffix('.zh-CN')}.zh-CN.md")
            page = (chinese if chinese.exists() else there).relative_to(ROOT).as_posix()
            if page != INDEX and not page.startswith("docs/"):
                return "", ""
            same = chinese == there or not chinese.exists()  # places are named by headings, in the page's own language
            return name(page) + (mark + quote(place) if same else ""), page
        if there.is_dir():
            return "", ""
        content = there.read_bytes()
        if len(content) > LARGEST and there.suffix != ".png":
            return "", ""
        kept = f"{'images' if there.suffix == '.png' else 'files'}/{there.name}"
        if self.files.setdefault(kept, content) != content:
            raise StoppedError(f"{source}: two files that pages link to are named {kept}")
        return kept, ""


def anchor(heading: str) -> str:
    """The place that a heading makes, as links to it name it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _without_language(text: str) -> str:
    """A page without its link to the other language."""
    return re.sub(r"^\[(English|中文)\]\([^)]*\)\n", "", text, count=1, flags=re.MULTILINE)


def _inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _plain(token: Token) -> str:
    return "".join(each.content for each in token.children or () if each.type in ("text", "code_inline"))


def _inked(children: list[Token], titles: dict[str, str]) -> list[Token]:
    """The tokens of a text: no link that leads nowhere, pages by their titles, no blank where a line of Chinese ends."""
    kept: list[Token] = []
    leads: list[str] = []
    for each in children:
        if each.type == "link_open":
            leads.append(str(each.attrGet("href") or ""))
        if each.type in ("link_open", "link_close"):
            if leads[-1]:
                kept.append(each)
            if each.type == "link_close":
                leads.pop()
            continue
        if each.type == "text" and leads and re.fullmatch(r"[\w./-]+\.md", each.content):
            each.content = titles.get(leads[-1].partition("#")[0], each.content)
        kept.append(each)
    for before, each, after in zip(kept, kept[1:], kept[2:], strict=False):
        if each.type == "softbreak" and _wide(before.content[-1:]) and _wide(after.content[:1]):
            each.type, each.content = "text", ""
    return kept


def _wide(character: str) -> bool:
    return bool(character) and east_asian_width(character) in "WF"


def _page(source: str, tokens: list[Token], titles: dict[str, str]) -> bytes:
    for token in tokens:
        if token.children is not None:
            token.children = _inked(token.children, titles)
    body = _READER.renderer.render(tokens, _READER.options, {})
    here, title = name(source), titles[name(source)]
    links = "".join(
        f'<li><a href="{each}"{" aria-current=page" if each == here else ""}>{escape(text)}</a></li>'
        for each, text in titles.items()
        if each != "index.html" and re.search("[一-鿿]", text)
    )
    home = "首页" if source == INDEX else '<a href="index.html">首页</a>'
    language = "zh-CN" if source.endswith(".zh-CN.md") else "en"
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{STYLE}</style>
</head>
<body>
<nav aria-label="使用说明" lang="zh-CN">{home}<details><summary>全部说明</summary><ul>{links}</ul></details></nav>
<main>
{body}</main>
</body>
</html>
""".encode()
