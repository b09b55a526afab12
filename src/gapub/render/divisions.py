"""The index page of a folder that holds the catalogues of several divisions."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Final, NamedTuple

from markupsafe import Markup

from gapub.diagnostics import Text, counted
from gapub.render.html import WORDS, digest
from gapub.render.initials import letters
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
_STYLE_OF_GROUPS = """table{border-collapse:collapse;margin:0 0 1.5rem;min-width:min(100%,26rem)}
caption{text-align:left;font-weight:700}
th,td{padding:.3rem 1rem .3rem 0;border-bottom:1px solid var(--line);text-align:right;font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}
thead th{color:var(--muted);font-size:.875rem;font-weight:400}
details{margin:0 0 .75rem}
summary{cursor:pointer;padding:.35rem 0;font-weight:700;border-bottom:1px solid var(--line)}
summary:focus-visible{outline:3px solid currentColor;outline-offset:2px}
"""
_SCRIPT_OF_GROUPS: Final = """
(() => {
  const form = document.getElementById("_search"), box = document.getElementById("_q"), hits = document.getElementById("_hits");
  const finder = finderOf(box.dataset.initials), groups = [...document.querySelectorAll("details")];
  const listed = groups.map((group) => [...group.querySelectorAll("li")]);
  let texts = null;  // made at the first search: there may be tens of thousands
  const find = () => {
    const finders = findersOf(box.value, finder);
    texts = texts || listed.map((group) => group.map((each) => fold(each.textContent)));
    let shown = 0, all = 0;
    groups.forEach((group, i) => {
      let here = 0;
      listed[i].forEach((each, k) => {
        const found = finders.every((has) => has(texts[i][k]));
        if (each.hidden === found) each.hidden = !found;
        here += found;
      });
      shown += here;
      all += listed[i].length;
      group.hidden = !here;
      group.open = finders.length > 0 && here > 0 && shown <= 500;
    });
    hits.textContent = !finders.length ? "" : shown ? `${shown} / ${all}` : hits.dataset.none;
  };
  const unfold = () => {
    const group = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (group && group.tagName === "DETAILS") group.open = true;
  };
  box.addEventListener("input", (event) => { if (!event.isComposing) find(); });
  box.addEventListener("compositionend", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = listed.flat().find((each) => !each.hidden);
    if (first && box.value) { first.closest("details").open = true; first.querySelector("a").focus(); }
  });
  form.addEventListener("reset", () => { setTimeout(() => { find(); box.focus(); }); });
  addEventListener("hashchange", unfold);
  form.hidden = false;
  unfold();
  if (box.value) find();
})();
"""
_SEARCH: Final = {
    "search": Text("查找", "Find"),
    "hint": Text("名称、代码或拼音首字母", "Name, code or initials"),
    "hint_of_two": Text("名称", "Name"),
    "erase": WORDS["erase"],
    "none": Text("没有找到", "Nothing found"),
    "by_region": Text("各地目录", "Catalogues by region"),
    "region": Text("地区", "Region"),
    "catalogues": Text("目录", "Catalogues"),
    "items": Text("事项", "Items"),
}


class Entry(NamedTuple):
    """A division's catalogue: where it lies from the index page, the division, and how many rows it has.

    `above` is what the division belongs to, `note` what else tells it from others, for a page that needs it.
    """

    href: str
    code: str | None
    name: str
    items: int
    above: str = ""
    note: Text | None = None


class Group(NamedTuple):
    """Entries that belong together, such as those of a province."""

    title: Text
    entries: Sequence[Entry]

    @property
    def items(self) -> int:
        """How many rows they have."""
        return sum(each.items for each in self.entries)


def files(
    title: Text,
    entries: Sequence[Entry],
    *,
    facts: Sequence[tuple[Text, str]] = (),
    example: bool,
    lang: str = "zh",
    templates: Templates = BUNDLED,
    groups: Sequence[Group] = (),
    noun: tuple[str, str] = ("个行政区划", "division"),
) -> dict[str, bytes]:
    """`index.html` with a link to every division's catalogue, in the order given, below what holds for all of them.

    `groups` are the entries by what they belong to, with a table above; `noun` is what they are counted as.
    """

    def say(text: Text) -> str:
        return {"zh": text.zh, "en": text.en}.get(lang, f"{text.zh} / {text.en}")

    script = templates.text("find.js") + (_SCRIPT_OF_GROUPS if groups else _SCRIPT)
    style = _STYLE + (_STYLE_OF_GROUPS if groups else "")
    items = sum(each.items for each in entries)
    total = Text(
        f"{len(entries)} {noun[0]}，共 {items} 项",
        f"{counted(len(entries), noun[1])}, {counted(items, 'item')} in all",
    )
    page = templates.render(
        "divisions.html.j2",
        title=title.en if lang == "en" else title.zh,
        subtitle=title.en if lang == "zh-en" else "",
        total=say(total),
        facts=[(say(label), value) for label, value in facts],
        words=SimpleNamespace(**{key: say(text) for key, text in _SEARCH.items()}),
        initials=letters("".join(each.above + each.name for each in entries)),
        counted=counted,
        script=Markup(script),
        script_hash=digest(script),
        entries=entries,
        groups=groups,
        say=say,
        example=example,
        lang=lang,
        style=Markup(style),
        style_hash=digest(style),
    )
    return {FILE: page.encode()}
