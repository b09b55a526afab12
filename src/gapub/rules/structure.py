"""Rules on the build of a file: titles, their two languages, twins, order, and what is not known.

After 国办发〔2019〕54号 a row gives name, content, basis, limit, body, method, channel and audience.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from gapub.diagnostics import Diagnostic, Place, Text, counted
from gapub.diagnostics.edits import Spot
from gapub.model.fields import FIELD_NAMES
from gapub.model.guideline import SHOWN
from gapub.model.pattern import pattern
from gapub.model.text import LEVELS
from gapub.rules.context import Context, GuidelineContext, causes
from gapub.rules.rule import Rule, report
from gapub.yaml.tree import Map, Seq

_WORD = pattern(r"[^\W_]")
_LETTER = pattern(r"[^\W\d_]")
_CHINESE = pattern("[\u3400-\u9fff]+")
_LATIN = pattern("[A-Za-z]")
_CITED = "[\u3400-\u9fff]*〔[0-9]{4}〕(?:第?[0-9]+号)?|《[^》]*》"
_NOTES = frozenset(("remarks", "missing", "ground"))


def _wrong(context: Context, spot: Spot, message: Text, hint: Text, *arguments: str) -> Diagnostic:
    """A finding about the text that starts at a spot."""
    entity = next((words.about for words in context.texts if words.spot == spot), "")
    return report(context.place(spot), message, entity, hint, arguments=arguments)


def empty_title(context: Context) -> Iterator[Diagnostic]:
    """Titles and names of marks alone."""
    for pair in context.pairs:
        for value, name in ((pair.zh, pair.name), (pair.en, "en")):
            if not _WORD.search(value):
                message = Text(f"“{value}”中没有文字", f"{value!r} contains no words")
                hint = Text("请写名称；不清楚的，先查明", "write the name; find it out first if need be")
                yield _wrong(context, pair.node.at(name), message, hint, value)


def not_translated(context: Context) -> Iterator[Diagnostic]:
    """A text whose English is Chinese, or whose Chinese is English."""
    for pair in context.pairs:
        if not (_LETTER.search(pair.zh) and _LETTER.search(pair.en)):
            continue
        if not _LATIN.search(pair.en):
            message = Text("en 的内容不是英文", "the text under `en` is not English")
            hint = Text(f"请译出“{pair.zh}”", f"translate “{pair.zh}”")
            yield _wrong(context, pair.en_at, message, hint, pair.en, "en")
        elif not _CHINESE.search(pair.zh):
            message = Text("zh 的内容不是中文", "the text under `zh` is not Chinese")
            hint = Text(f"请写出“{pair.en}”的中文", f"write the Chinese of {pair.en!r}")
            yield _wrong(context, pair.zh_at, message, hint, pair.zh, "zh")


def chinese_in_english(context: Context) -> Iterator[Diagnostic]:
    """English with Chinese left in it: none in names, less than half in notes, which may quote words."""
    for pair in context.pairs:
        if pair.en.isascii() or not _LATIN.search(pair.en):
            continue
        rest = re.sub(_CITED, "", pair.en)
        left = _CHINESE.findall(rest)
        if left and (pair.key not in _NOTES or len("".join(left)) > len(_LATIN.findall(rest)) / 2):
            message = Text(f"英文中还有中文“{left[0]}”", f"Chinese is left in the English text: {left[0]}")
            hint = Text(
                "请译成英文；文件名称和发文字号可以保留", "translate it; titles and numbers of documents may stay"
            )
            yield _wrong(context, pair.en_at, message, hint, pair.en)


def same_title(context: GuidelineContext) -> Iterator[Diagnostic]:
    """Two topics of a guideline, or two items of a topic for the same kind of place, under one title."""
    area = context.guideline.area
    nodes = {node["id"]: node for node in context.tree.get("topics", ())}
    first: dict[tuple[str, ...], Map] = {}
    for topic in context.guideline.topics:
        titles: list[tuple[tuple[str, ...], Map, str]] = [((topic.title.zh,), nodes[topic.id], f"{area}/{topic.id}")]
        titles += [
            ((topic.id, item.title.zh, item.only_for or ""), item.written.row, f"{area}/{topic.id}/{item.id}")
            for item in topic.items
        ]
        for key, node, entity in titles:
            if key in first:
                title = node["title"] if isinstance(node["title"], str) else node["title"]["zh"]
                message = Text(f"名称“{title}”重复", f"the title “{title}” is used twice")
                hint = Text("请并为一项，或者写明两者的区别", "merge them, or state how they differ")
                related = ((_title_at(context, first[key]), Text("前一个在这里", "the first is here")),)
                yield report(_title_at(context, node), message, entity, hint, arguments=(title,), related=related)
            first.setdefault(key, node)


def _title_at(context: Context, node: Map) -> Place:
    """Where the Chinese title of a topic or row stands."""
    title = node["title"]
    return context.place(title.at("zh") if isinstance(title, Map) else node.at("title"))


def without_english(context: GuidelineContext) -> Iterator[Diagnostic]:
    """The names that a guideline has in Chinese alone, as its reader allows while evidence is single; one finding a file."""
    tree, area = context.tree, context.guideline.area
    named: list[tuple[Map, str, str]] = [(tree, "issuer", area), (tree, "title", area)]
    for topic in tree.get("topics", ()):
        named.append((topic, "title", f"{area}/{topic['id']}"))
        named += ((row, "title", f"{area}/{topic['id']}/{row['id']}") for row in topic["items"])
    found = [(context.place(node.at(key)), entity) for node, key, entity in named if isinstance(node[key], str)]
    if found:
        (place, entity), *more = found
        count = len(found)
        message = Text(f"有 {count} 个名称没有英文", f"{counted(count, 'name')} without English")
        hint = Text(
            "英文版中印中文；译出后写作 {zh: …, en: …}",
            "they are printed in Chinese; once translated, write {zh: …, en: …}",
        )
        related = tuple((each, Text.same(name)) for each, name in more[:SHOWN])
        yield report(place, message, area if more else entity, hint, related=related)


def out_of_order(context: Context) -> Iterator[Diagnostic]:
    """Lists whose order is fixed: levels, sources, divisions; one finding a list."""
    for name, node in _lists(context.tree):
        order = [_ORDERS[name](each) for each in node]
        wrong = next((i for i in range(1, len(order)) if order[i] < order[i - 1]), None)
        if wrong is not None:
            shown = node[wrong].get("code", node[wrong]["name"]) if name == "divisions" else list(node)[wrong]
            at = node.key_at(shown) if isinstance(node, Map) else node.at(wrong)
            message = Text(f"“{shown}”应排在前面", f"{shown!r} should come earlier")
            yield report(context.place(at), message, context.owner(at), _SORTED[name], arguments=(name, shown))


def _lists(tree: Map) -> Iterator[tuple[str, Any]]:
    for name in ("sources", "divisions"):
        if name in tree:
            yield name, tree[name]
    rows = [tree.get("defaults", {}), *tree.get("omit", ())]
    holders = [*tree.get("topics", ()), *(each for add in tree.get("add", ()) for each in add.get("topics", [add]))]
    rows += [row for holder in holders for row in holder["items"]]
    yield from (("levels", row["levels"]) for row in rows if isinstance(row.get("levels"), Seq))


_ORDERS: dict[str, Callable[[Any], Any]] = {
    "levels": tuple(LEVELS).index,
    "sources": lambda source: int(source[1:]),
    "divisions": lambda division: division.get("code", "X"),  # those without a code last, as they come
}
_SORTED = {
    "levels": Text("从高到低：市、县、乡、村", "from the widest: city, county, township, village"),
    "sources": Text("按编号：S1、S2……", "by number: S1, S2 …"),
    "divisions": Text("按行政区划代码", "by their codes"),
}


def unknown_cells(context: Context) -> Iterator[Diagnostic]:
    """The cells that a file states as `unknown`, once for each field of a guideline."""
    stated = (row for row in context.rows if row.entry is None or row.own)
    for name, cause in causes(stated, lambda row: ((each, row.place(each)) for each in row.item.unknown_fields)):
        field = FIELD_NAMES[name]
        message = Text(f"{field.zh}待核", f"unknown: {field.en.lower()}")
        local = cause.rows[0].own
        yield cause.found(message, _WRITE if local else _SEE, (name,))


_SEE = Text(
    "查到官方目录的，请填写并注明来源；地方可以在配置文件中补充",
    "fill it in from an official catalogue and add the source; a locality can supply it in its profile",
)
_WRITE = Text("本地增加的事项，请写明各栏", "a local item must state all its cells")


RULES = (
    Rule("empty-title", "structure", "error", "any", empty_title),
    Rule("not-translated", "structure", "warning", "any", not_translated),
    Rule("chinese-in-english", "structure", "warning", "any", chinese_in_english),
    Rule("same-title", "structure", "warning", "guideline", same_title),
    Rule("no-english", "completeness", "info", "guideline", without_english),
    Rule("out-of-order", "structure", "info", "any", out_of_order),
    Rule("unknown-cell", "completeness", "warning", "guideline", unknown_cells),
    Rule("local-unknown-cell", "completeness", "error", "profile", unknown_cells),
)
