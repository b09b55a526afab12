"""The index page of a folder that holds the catalogues of several divisions."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Final, NamedTuple

from markupsafe import Markup

from gapub.diagnostics import Text, counted
from gapub.render.html import WORDS, digest, letters
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
li span,dt{color:var(--muted);font-size:.875rem}
[hidden]{display:none!important}
.sub{margin:-.75rem 0 1rem;color:var(--muted)}
dl{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:0 0 1.25rem}
dl div{display:flex;align-items:baseline;gap:.6em}
dd{margin:0}
form{max-width:34rem;margin:0 0 1rem}
label{font-weight:700}
form div{display:flex}
input{flex:1;min-width:0;padding:.4rem .7rem;border:2px solid var(--ink);border-radius:0;
font:inherit;color:inherit;background:var(--paper);appearance:none}
button{padding:.4rem 1rem;border:2px solid var(--ink);border-radius:0;font:inherit;
color:var(--paper);background:var(--ink);white-space:nowrap}
input:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
[role=status]{min-height:1.7em;margin:.25rem 0 0}
@media print{form{display:none}}
a{display:inline-block;min-height:24px;color:var(--link);text-underline-offset:.2em}
a:focus-visible{outline:3px solid currentColor;outline-offset:2px}
"""


_SCRIPT: Final = """
(() => {
  const form = document.getElementById("_search"), box = document.getElementById("_q"), hits = document.getElementById("_hits");
  const finder = finderOf(box.dataset.initials), entries = [...document.querySelectorAll("li")];
  const find = () => {
    const finders = findersOf(box.value, finder);
    for (const each of entries) each.hidden = !finders.every((has) => has(fold(each.textContent)));
    const shown = entries.filter((each) => !each.hidden).length;
    hits.textContent = !finders.length ? "" : shown ? `${shown} / ${entries.length}` : hits.dataset.none;
  };
  box.addEventListener("input", (event) => { if (!event.isComposing) find(); });
  box.addEventListener("compositionend", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = entries.find((each) => !each.hidden);
    if (first) first.querySelector("a").focus();
  });
  form.addEventListener("reset", () => { setTimeout(() => { find(); box.focus(); }); });
  form.hidden = false;
  find();
})();
"""
_SEARCH: Final = {
    "search": Text("查找", "Find"),
    "hint": Text("名称、代码或拼音首字母", "Name, code or initials"),
    "hint_of_two": Text("名称", "Name"),
    "erase": WORDS["erase"],
    "none": Text("没有找到", "Nothing found"),
}


class Entry(NamedTuple):
    """A division's catalogue: where it lies from the index page, the division, and how many rows it has."""

    href: str
    code: str | None
    name: str
    items: int


def files(
    title: Text,
    entries: Sequence[Entry],
    *,
    facts: Sequence[tuple[Text, str]] = (),
    example: bool,
    lang: str = "zh",
    templates: Templates = BUNDLED,
) -> dict[str, bytes]:
    """`index.html` with a link to every division's catalogue, in the order given, below what holds for all of them."""

    def say(text: Text) -> str:
        return {"zh": text.zh, "en": text.en}.get(lang, f"{text.zh} / {text.en}")

    script = templates.text("find.js") + _SCRIPT
    items = sum(each.items for each in entries)
    total = Text(
        f"{len(entries)} 个行政区划，共 {items} 项",
        f"{counted(len(entries), 'division')}, {counted(items, 'item')} in all",
    )
    page = templates.render(
        "divisions.html.j2",
        title=title.en if lang == "en" else title.zh,
        subtitle=title.en if lang == "zh-en" else "",
        total=say(total),
        facts=[(say(label), value) for label, value in facts],
        words=SimpleNamespace(**{key: say(text) for key, text in _SEARCH.items()}),
        initials=letters("".join(each.name for each in entries)),
        counted=counted,
        script=Markup(script),
        script_hash=digest(script),
        entries=entries,
        example=example,
        lang=lang,
        style=Markup(_STYLE),
        style_hash=digest(_STYLE),
    )
    return {FILE: page.encode()}
