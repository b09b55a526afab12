"""Rules on the build of a file: titles, their two languages, twins, and order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from gapub.diagnostics import Place, Text
from gapub.diagnostics.edits import Spot
from gapub.model.text import LEVELS
from gapub.rules.context import Context, GuidelineContext
from gapub.rules.hygiene import about
from gapub.rules.rule import Found, Rule
from gapub.yaml.reader import Map, Seq

_WORD = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_CITED = "[\u3400-\u9fff]*〔[0-9]{4}〕(?:第?[0-9]+号)?|《[^》]*》"
_NOTES = frozenset(("remarks", "missing", "ground"))


def _entity(context: Context, spot: Spot) -> str:
    return next((about(words) for words in context.texts if words.spot == spot), "")


def empty_title(context: Context) -> Iterator[Found]:
    """Titles and names of marks alone."""
    for pair in context.pairs:
        for value, spot in ((pair.zh, pair.zh_at), (pair.en, pair.en_at)):
            if not _WORD.search(value):
                message = Text(f"「{value}」里没有文字", f"there are no words in {value!r}")
                hint = Text("写出名称；不知道的先查清", "write the name; find out what is not known")
                yield Found(context.place(spot), message, _entity(context, spot), hint, arguments=(value,))


def not_translated(context: Context) -> Iterator[Found]:
    """A text whose English is Chinese, or whose Chinese is English."""
    for pair in context.pairs:
        if not (_LETTER.search(pair.zh) and _LETTER.search(pair.en)):
            continue
        if not _LATIN.search(pair.en):
            message = Text("en 里不是英文", "the text under `en` is not English")
            hint = Text(f"译出「{pair.zh}」", f"translate 「{pair.zh}」")
            yield Found(
                context.place(pair.en_at), message, _entity(context, pair.en_at), hint, arguments=(pair.en, "en")
            )
        elif not _CHINESE.search(pair.zh):
            message = Text("中文栏里不是中文", "the Chinese text is not Chinese")
            hint = Text(f"写出「{pair.en}」的中文", f"write the Chinese of {pair.en!r}")
            yield Found(
                context.place(pair.zh_at), message, _entity(context, pair.zh_at), hint, arguments=(pair.zh, "zh")
            )


def chinese_in_english(context: Context) -> Iterator[Found]:
    """English with Chinese left in it: none in names, less than half in notes, which may quote words."""
    for pair in context.pairs:
        if pair.en.isascii() or not _LATIN.search(pair.en):
            continue
        rest = re.sub(_CITED, "", pair.en)
        left = _CHINESE.findall(rest)
        if left and (pair.key not in _NOTES or len(left) > len(_LATIN.findall(rest)) / 2):
            words = _first_run(rest)
            message = Text(f"英文里还有中文「{words}」", f"Chinese is left in the English text: {words}")
            hint = Text("译出来；文件名称和文号可以保留", "translate it; titles and numbers of documents may stay")
            yield Found(context.place(pair.en_at), message, _entity(context, pair.en_at), hint, arguments=(pair.en,))


def _first_run(text: str) -> str:
    found = re.search("[\u3400-\u9fff]+", text)
    return found.group() if found else ""


def same_title(context: GuidelineContext) -> Iterator[Found]:
    """Two topics of a guideline, or two items of a topic for the same kind of place, under one title."""
    file, area = context.file, context.guideline.area
    nodes = {node["id"]: node for node in context.tree.get("topics", ())}
    first: dict[tuple[str, ...], Place] = {}
    for topic in context.guideline.topics:
        titles: list[tuple[tuple[str, ...], Map, str]] = [((topic.title.zh,), nodes[topic.id], f"{area}/{topic.id}")]
        titles += [
            ((topic.id, item.title.zh, item.only_for or ""), item.written.row, f"{area}/{topic.id}/{item.id}")
            for item in topic.items
        ]
        for key, node, entity in titles:
            place = Place(file, *node["title"].at("zh"))
            if key in first:
                title = node["title"]["zh"]
                message = Text(f"「{title}」的名称重复", f"the title “{title}” is used twice")
                hint = Text("并为一项，或写明两者的区别", "make one of them, or say how they differ")
                related = ((first[key], Text("前一个在这里", "the first is here")),)
                yield Found(place, message, entity, hint, arguments=(title,), related=related)
            first.setdefault(key, place)


def out_of_order(context: Context) -> Iterator[Found]:
    """Lists whose order is fixed: levels, sources, divisions; one finding a list."""
    for name, node in _lists(context.tree):
        order = _ORDERS[name](node)
        wrong = next((i for i in range(1, len(order)) if order[i] < order[i - 1]), None)
        if wrong is not None:
            shown = node[wrong]["code"] if name == "divisions" else list(node)[wrong]
            at = node.key_at(shown) if isinstance(node, Map) else node.at(wrong)
            message = Text(f"「{shown}」应排在前面", f"{shown!r} should stand further up")
            yield Found(context.place(at), message, context.owner(at), _SORTED[name], arguments=(name, shown))


def _lists(tree: Map) -> Iterator[tuple[str, Any]]:
    for name in ("sources", "divisions"):
        if name in tree:
            yield name, tree[name]
    rows = [tree.get("defaults", {}), *tree.get("omit", ())]
    rows += [row for holder in (*tree.get("topics", ()), *tree.get("add", ())) for row in holder["items"]]
    yield from (("levels", row["levels"]) for row in rows if isinstance(row.get("levels"), Seq))


def _level_order(node: Sequence[str]) -> list[int]:
    order = tuple(LEVELS)
    return [order.index(level) for level in node]


def _source_order(node: Sequence[str]) -> list[int]:
    return [int(source[1:]) for source in node]


def _code_order(node: Sequence[Map]) -> list[str]:
    return [each["code"] for each in node]


_ORDERS: dict[str, Any] = {"levels": _level_order, "sources": _source_order, "divisions": _code_order}
_SORTED = {
    "levels": Text("从高到低：市、县、乡、村", "from the widest: city, county, township, village"),
    "sources": Text("按编号：S1、S2……", "by number: S1, S2 …"),
    "divisions": Text("按行政区划代码", "by their codes"),
}

_TWO = """\
coverage: {status: complete, expected: 2}
topics:
- id: services
  title: {zh: 养老服务, en: Elderly-care services}
  items:
  - id: subsidies
    title: {zh: 养老服务补贴, en: Elderly-care subsidies}
    content: [补贴对象]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website, social-media]
    audience: public
    method: proactive
    levels: [county]
    evidence: {status: corroborated, sources: [S1, S2]}
  - id: homes
    title: {zh: %s, en: Subsidies for homes}
    content: [补贴对象]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website, social-media]
    audience: public
    method: proactive
    levels: [county]
    evidence: {status: corroborated, sources: [S1, S2]}
"""

RULES = (
    Rule(
        code="empty-title",
        family="structure",
        severity="error",
        kind="any",
        name=Text("名称里没有文字", "Title without words"),
        why=Text(
            "名称只有标点或数字，行就无从辨认。",
            "Where a title is marks or digits alone, nobody can tell what the row is.",
        ),
        reference=Text("国办发〔2019〕54号", "State Council General Office, 国办发〔2019〕54号"),
        bad='title: {zh: "——", en: Elderly-care subsidies}',
        good="title: {zh: 养老服务补贴, en: Elderly-care subsidies}",
        check=empty_title,
    ),
    Rule(
        code="not-translated",
        family="structure",
        severity="warning",
        kind="any",
        name=Text("没有译文", "Missing translation"),
        why=Text(
            "中英文并列的文字，两边写成同一种文字，就是缺了一种。",
            "Where both languages are asked for and both texts are in one, the other is missing.",
        ),
        bad="title: {zh: 养老服务补贴, en: 养老服务补贴}",
        good="title: {zh: 养老服务补贴, en: Elderly-care subsidies}",
        check=not_translated,
    ),
    Rule(
        code="chinese-in-english",
        family="structure",
        severity="warning",
        kind="any",
        name=Text("英文里有中文", "Chinese in English text"),
        why=Text(
            "名称只译了一半，读英文的人看不懂。文件的名称和文号可以照写，说明里引用的词语也可以。",
            "A title that is half translated helps no reader. Titles and numbers of documents may stay, and so may words "
            "that a note quotes.",
        ),
        bad="title: {zh: 养老服务补贴, en: Elderly-care 补贴}",
        good="title: {zh: 养老服务补贴, en: Elderly-care subsidies under 民办函〔2019〕52号}",
        check=chinese_in_english,
    ),
    Rule(
        code="same-title",
        family="structure",
        severity="warning",
        kind="guideline",
        name=Text("名称重复", "Same title twice"),
        why=Text(
            "同一事项下两行同名，编号虽然不同，读者却分不清；多半是重复录入。",
            "Two rows of one title in a topic differ in their ids alone, which no reader sees: often one was entered twice.",
        ),
        frame="guideline",
        bad=_TWO % "养老服务补贴",
        good=_TWO % "养老机构补贴",
        check=same_title,
    ),
    Rule(
        code="out-of-order",
        family="structure",
        severity="info",
        kind="any",
        name=Text("次序不对", "Out of order"),
        why=Text(
            "层级从高到低，来源按编号，行政区划按代码：次序固定，比对两个版本才看得出真正的改动。",
            "Levels go from the widest, sources by number, divisions by code: with a fixed order a comparison of two versions "
            "shows what changed.",
        ),
        bad="levels: [township, county]",
        good="levels: [county, township]",
        check=out_of_order,
    ),
)
