"""The web page: the official table with its words intact, safe against its own data, sound without scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue, Origin, Traced
from gapub.model.evidence import Evidence
from gapub.model.fields import CELLS
from gapub.model.text import CHANGES, PROFILE_LEVELS
from gapub.render import html
from gapub.render.cells import Localizer
from gapub.render.facets import facets
from gapub.render.view import view
from markup import closed
from samples import HOSTILE, harmless, hostile_catalogue, replace, small_catalogue
from store import COUNTY, CURRENT, ZHUANGHE, Which, seen

VOID = {"meta", "link", "col", "input", "br"}


@dataclass
class Node:
    tag: str
    attrs: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)

    def all(self, tag: str, name: str | None = None) -> list[Node]:
        """The elements below of this tag, and of this class where one is named."""
        return [
            n for n in self.walk() if n.tag == tag and (name is None or name in (n.attrs.get("class") or "").split())
        ]

    def walk(self) -> Iterator[Node]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class Reader(HTMLParser):
    """Reads a page into a tree and fails where an element is not closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        assert len(node.attrs) == len(attrs), f"an attribute twice on {tag}"
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")


def read(catalogue: Catalogue, lang: str = "zh") -> Node:
    reader = Reader()
    reader.feed(closed(html.page(view(catalogue, lang))))
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def row(page: Node, item: str) -> Node:
    return next(node for node in page.all("tr") if node.attrs.get("id") == item)


def cell(page: Node, item: str, name: str) -> Node:
    return next(node for node in row(page, item).walk() if name in (node.attrs.get("class") or "").split())


GUIDE = "social-assistance/general/guide"
HEARING = "social-assistance/general/hearing"
AMOUNT = "social-assistance/relief/amount"
ACCOUNTS = "village-affairs/finance/accounts"
ASSETS = "village-affairs/finance/assets"


def test_one_file_and_equal_views_give_equal_bytes() -> None:
    first, second = (html.files(view(small_catalogue())) for _ in range(2))
    assert list(first) == ["index.html"]
    assert first == second


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_every_row_fills_the_columns_of_its_table(lang: str) -> None:
    for table in read(small_catalogue(), lang).all("table", "form"):
        width = len(table.all("col"))
        held: list[int] = []
        for line in table.all("tr"):
            own = sum(int(c.attrs.get("colspan") or 1) for c in line.children if isinstance(c, Node))
            assert own + len(held) == width
            held = [rows - 1 for rows in held if rows > 1]
            for c in line.children:
                if isinstance(c, Node) and int(c.attrs.get("rowspan") or 1) > 1:
                    held += [int(c.attrs["rowspan"] or 1) - 1] * int(c.attrs.get("colspan") or 1)
        assert held == []


def test_topic_cells_span_their_rows_and_stand_second() -> None:
    page = read(small_catalogue())
    spans = [(c.text, c.attrs["rowspan"], c.attrs["scope"]) for c in page.all("th", "t")]
    assert spans == [("综合业务", "2", "rowgroup"), ("临时救助※", "1", "rowgroup"), ("财务", "2", "rowgroup")]
    for body in page.all("tbody"):
        cells = [n for n in body.all("tr")[0].children if isinstance(n, Node)]
        assert "n" not in (cells[0].attrs.get("class") or "") or cells[1].attrs["class"] == "t"


def test_ids_are_unique_and_every_inner_link_has_its_target() -> None:
    page = read(small_catalogue())
    ids = [node.attrs["id"] for node in page.walk() if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    assert {GUIDE, HEARING, AMOUNT, ACCOUNTS, ASSETS, "social-assistance", "village-affairs"} <= set(ids)
    inner = {str(link.attrs["href"])[1:] for link in page.all("a") if str(link.attrs["href"]).startswith("#")}
    assert inner <= set(ids)
    for key in ("aria-labelledby", "for"):
        assert {node.attrs[key] for node in page.walk() if key in node.attrs} <= set(ids)


@pytest.mark.parametrize(
    ("item", "name", "text"),
    [
        (GUIDE, "n", "01-01"),
        (GUIDE, "c", "受理条件办理流程"),
        (GUIDE, "b", "《社会救助暂行办法》"),
        (HEARING, "b", "《行政许可法》第四十六条相关规定"),
        (GUIDE, "h", "■政府网站 ■政务服务中心 □社区/企事业单位/村公示栏（电子屏）"),
        (HEARING, "h", "至少选择其一：■政府网站 □政务服务中心 ■社区/企事业单位/村公示栏（电子屏）"),
        (HEARING, "c", "※听证通知书会后：听证材料（依申请公开）*笔录（涉及个人隐私除外）"),
        (ACCOUNTS, "c", "待核"),
        (ACCOUNTS, "b", "※待核"),
        (ACCOUNTS, "h", "待核"),
        (AMOUNT, "l", "待核"),
        (AMOUNT, "c", "受理条件办理流程"),
    ],
)
def test_cells_say_what_the_table_says(item: str, name: str, text: str) -> None:
    assert cell(read(small_catalogue()), item, name).text == text


@pytest.mark.parametrize(
    ("item", "ticks"),
    [
        (GUIDE, ["√", "", "√", "", "√", "√"]),
        (HEARING, ["", "√ 申请人", "√", "√", "√", ""]),
        (ACCOUNTS, ["", "√ 待核", "√", "", "待核", "待核", "待核", "待核"]),
        (ASSETS, ["√", "√ 村民、债权人", "√", "", "√", "√", "", "√"]),
    ],
)
def test_ticks_stand_in_their_columns_and_can_be_heard(item: str, ticks: list[str]) -> None:
    cells = row(read(small_catalogue()), item).all("td", "k")
    assert [c.text for c in cells] == ticks
    for c in cells:
        marks = [n for n in c.all("i") if n.text == "√"]
        assert [(n.attrs["role"], n.attrs["aria-label"]) for n in marks] == [("img", "适用")] * c.text.count("√")
        assert c.text or not c.children, "an empty cell is wholly empty: the style of narrow screens asks for it"


def test_a_recalled_row_bears_one_mark_and_a_recalled_cell_its_own() -> None:
    page = read(small_catalogue())
    marked = {item: len(row(page, item).all("sup")) for item in (GUIDE, HEARING, AMOUNT, ACCOUNTS, ASSETS)}
    assert marked == {GUIDE: 0, HEARING: 1, AMOUNT: 2, ACCOUNTS: 1, ASSETS: 0}
    assert [line.attrs["id"] for line in page.all("tr", "r")] == [AMOUNT]
    assert cell(page, AMOUNT, "i").text.startswith("救助标准※")


def test_the_mark_of_recalled_ticks_is_never_lost() -> None:
    areas = small_catalogue().areas
    topic = areas[0].topics[0]
    bare = replace(
        topic.items[0], method=(), evidence=replace(topic.items[0].evidence, recalled=("method", "levels", "topic"))
    )
    alone = replace(areas[0], topics=(replace(topic, items=(bare,)),))
    page = read(small_catalogue(areas=(alone,)))
    assert [c.text for c in row(page, GUIDE).all("td", "k")] == ["√", "", "※", "", "√※", "√※"]
    assert cell(page, GUIDE, "t").text == "综合业务※"

    seen_elsewhere = replace(areas[0], topics=(replace(topic, items=(bare, topic.items[1])),))
    assert cell(read(small_catalogue(areas=(seen_elsewhere,))), GUIDE, "t").text == "综合业务"


def test_evidence_is_folded_with_its_places_and_origin() -> None:
    (evidence,) = row(read(small_catalogue()), HEARING).all("details")
    assert "open" not in evidence.attrs
    lines = [p.text for p in evidence.all("p")]
    assert lines == [
        "单一来源",
        "据回忆补录的栏目：公开内容（要素）",
        "来源：S2 大英县蓬莱镇 (转载件、地名系推断)",
        "出处：guidelines/social-assistance/2019.yaml:20",
    ]


def test_checks_are_folded_and_lead_to_their_rows() -> None:
    first, second = read(small_catalogue()).all("details", "checks")
    assert "open" not in first.attrs
    lines = [[c.text.split() for c in line.children if isinstance(c, Node)] for line in first.all("tr")[1:]]
    assert lines == [
        [["公开内容（要素）"], ["01-02", "救助听证"]],
        [["整行（含事项名称）"], ["01-03", "救助标准"]],
    ]
    assert [link.attrs["href"] for link in second.all("a")] == [f"#{ACCOUNTS}"]


def test_items_of_which_the_same_cells_are_to_be_checked_stand_together() -> None:
    area = small_catalogue().areas[0]
    (topic, *_), doubt = area.topics, Evidence("single", ("S1",), ("method",))
    items = tuple(replace(topic.items[0], id=f"a/b/{n}", number=f"01-0{n}", evidence=doubt) for n in (1, 2, 3))
    items = (items[0], replace(items[1], evidence=Evidence("single", ("S1",), ("body",))), items[2])
    page = read(small_catalogue(areas=(replace(area, topics=(replace(topic, items=items),)),)))
    (checks,) = page.all("details", "checks")
    assert checks.all("small")[0].text == "3"
    found = [(line.all("th")[0].text, [str(a.attrs["href"]) for a in line.all("a")]) for line in checks.all("tr")[1:]]
    assert found == [("公开方式", ["#a/b/1", "#a/b/3"]), ("公开主体", ["#a/b/2"])]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://www.example.gov.cn/a?b=1&c=2", True),
        ("HTTP://example.gov.cn/", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org/", False),
        ("http://a b", False),
        ("http://a\tb", False),
        ("http://a\u202eb", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, link: bool) -> None:
    assert html.safe_url(url) == (url if link else None)


def test_links_lead_to_the_places_the_data_names_and_nowhere_else() -> None:
    page = read(small_catalogue())
    outside = {str(a.attrs["href"]) for a in page.all("a") if not str(a.attrs["href"]).startswith("#")}
    assert outside == {
        "http://www.huzhu.gov.cn/info/1183/44994.htm",
        "https://www.example.gov.cn/",
        "https://www.creditchina.gov.cn/",
    }
    assert "S1 庄河市" in cell(page, ACCOUNTS, "i").text


def _shape(node: Node) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page with the names of their attributes, in order; what the words are does not matter."""
    return [(n.tag, tuple(name for name in n.attrs if name != "class")) for n in node.walk() if n.tag != "a"]


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(name: str, lang: str) -> None:
    text = HOSTILE[name]
    page, plain = read(hostile_catalogue(text), lang), read(hostile_catalogue(harmless(text)), lang)
    assert _shape(page) == _shape(plain), "data has become markup"
    assert page.all("title")[0].text == text
    assert text in cell(page, GUIDE, "i").text
    assert text in cell(page, GUIDE, "c").text
    assert text in cell(page, ASSETS, "h").text
    assert {str(a.attrs["href"])[0] for a in page.all("a")} == {"#"}
    style, script = page.all("style")[0].text, page.all("script")[0].text
    assert (style, script) == (plain.all("style")[0].text, plain.all("script")[0].text)


def test_places_in_a_line_are_isolated_so_that_their_direction_cannot_turn_it() -> None:
    page = read(hostile_catalogue(HOSTILE["right-to-left"]))
    for details in row(page, GUIDE).all("details"):
        assert [bdi.text for bdi in details.all("bdi")][1:] == [
            f"S1 {HOSTILE['right-to-left']}",
            f"S2 {HOSTILE['right-to-left']} (转载件、地名系推断)",
        ]


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_the_policy_lets_only_the_style_and_script_of_the_page_work(lang: str) -> None:
    page = read(small_catalogue(), lang)
    (policy,) = [m.attrs["content"] for m in page.all("meta") if m.attrs.get("http-equiv") == "Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in str(policy).split("; ")}
    assert rules == {
        "default-src": ["'none'"],
        "style-src": [_digest(page.all("style")[0].text)],
        "script-src": [_digest(page.all("script")[0].text)],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    assert not [n for n in page.walk() if "style" in n.attrs or any(name.startswith("on") for name in n.attrs)]


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_nothing_is_fetched() -> None:
    page = read(small_catalogue())
    assert [n.attrs["href"] for n in page.all("link")] == ["data:,"]
    assert not [n for n in page.walk() if {"src", "srcset", "action", "poster", "background"} & set(n.attrs)]
    style = page.all("style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_is_whole_without_scripts() -> None:
    page = read(small_catalogue())
    assert [n.attrs["id"] for n in page.walk() if "hidden" in n.attrs] == ["_search", "_chosen", "_tools", "_none"]
    assert "open" in next(n for n in page.all("details") if n.attrs.get("id") == "_nav").attrs


def test_landmarks_captions_and_headers_for_who_listens() -> None:
    page = read(small_catalogue())
    body = page.all("body")[0]
    first = next(n for n in body.walk() if n.tag == "a")
    assert first.attrs["href"] == "#_main"
    assert [len(page.all(tag)) for tag in ("header", "main", "nav", "footer", "h1")] == [1, 1, 1, 1, 1]
    assert next(n for n in page.walk() if n.attrs.get("role") == "status").attrs["id"] == "_hits"
    for table in page.all("table"):
        assert table.all("caption")[0].text.strip()
    heads = [th for th in page.all("th") if "colspan" not in th.attrs]
    assert {th.attrs.get("scope") for th in heads} == {"col", "row", "rowgroup"}


@pytest.mark.parametrize(
    ("lang", "tag", "other"), [("zh", "zh-CN", set()), ("en", "en", {"zh-CN"}), ("zh-en", "zh-CN", {"en"})]
)
def test_languages_are_marked(lang: str, tag: str, other: set[str]) -> None:
    page = read(small_catalogue(), lang)
    assert page.all("html")[0].attrs["lang"] == tag
    spans = {str(n.attrs["lang"]) for n in page.all("body")[0].walk() if "lang" in n.attrs}
    assert spans == other


def test_both_languages_stand_in_a_bilingual_cell() -> None:
    assert (
        cell(read(small_catalogue(), "zh-en"), GUIDE, "o").text
        == "县级人民政府民政部门\nCounty civil affairs authority"
    )
    assert cell(read(small_catalogue(), "en"), GUIDE, "o").text == "County civil affairs authority"


def test_parts_are_headed_once() -> None:
    one, two = small_catalogue().areas
    part = Text("第一部分", "Part one")
    page = read(small_catalogue(areas=(replace(one, part=part), replace(two, part=part))))
    assert [n.text for n in page.all("li", "part") + page.all("p", "part")] == ["第一部分", "第一部分"]


def test_narrow_screens_have_a_label_for_every_column() -> None:
    style = read(small_catalogue()).all("style")[0].text
    labels = dict(re.findall(r'^\.(\w+)\{--label:"([^"]*)"', style, re.MULTILINE))
    assert {name: labels[name] for name in "bloh"} == {
        "b": "公开依据",
        "l": "公开时限",
        "o": "公开主体",
        "h": "公开渠道和载体",
    }
    assert labels["c"] == "公开内容\\ff08 要素\\ff09 "
    used = {str(td.attrs["class"]).split()[1] for td in read(small_catalogue()).all("td", "k")}
    assert used <= set(labels)


def test_the_cover_says_what_the_view_says() -> None:
    shown = view(small_catalogue())
    cover = read(small_catalogue()).all("header")[0]
    words = [shown.title, shown.subtitle, *(label for label, _ in shown.counts), *shown.warnings, *shown.legend]
    words += [part for pair in shown.cover for part in pair]
    for line in words:
        assert line[0].text in cover.text
    assert "联系电话" not in cover.text, "a fact that is not given has no label"


# --- what profiles did -----------------------------------------------------------------------------------------------


def traced(*trace: Traced, weakened: tuple[str, ...] = ()) -> Catalogue:
    """The small catalogue, the first row of it with a history."""
    area = small_catalogue().areas[0]
    topic = area.topics[0]
    touched = replace(topic.items[0], trace=trace, weakened=weakened)
    first = replace(area, topics=(replace(topic, items=(touched, *topic.items[1:])), *area.topics[1:]))
    return small_catalogue(areas=(first, *small_catalogue().areas[1:]))


CITY = Traced(
    "time_limit",
    "stronger",
    "city",
    Text("严于指引", "stricter than the guideline"),
    Origin("catalogues/<x>/profile.yaml", 13, "2019"),
)
CHECKED = Traced("title", "attested", "county", Text("已由某局核对", "checked by X"), Origin("p.yaml", 71, "2019"))


def test_the_trace_of_a_row_is_folded_with_its_evidence() -> None:
    (details,) = row(read(traced(CITY)), GUIDE).all("details")
    assert "open" not in details.attrs
    assert details.all("p")[-1].text == "各级规定："
    (step,) = details.all("li")
    assert step.text == "公开时限（市级，严于上级）：严于指引 catalogues/<x>/profile.yaml:13"
    assert step.all("code")[0].text == "catalogues/<x>/profile.yaml:13"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Time limit (City, stronger): stricter than the guideline"),
        (
            "zh-en",
            "公开时限（市级，严于上级）：严于指引\nTime limit (City, stronger): stricter than the guideline",
        ),
    ],
)
def test_the_trace_is_in_the_language_of_the_page(lang: str, text: str) -> None:
    (step,) = row(read(traced(CITY), lang), GUIDE).all("details")[0].all("li")
    assert step.all("span")[0].text == text


def test_what_a_profile_did_to_many_cells_alike_is_said_once_in_order() -> None:
    whole = [CHECKED._replace(cell=cell) for cell in CELLS]
    part = [CHECKED._replace(cell=cell, origin=Origin("q.yaml", 1, "2019")) for cell in ("content", "levels")]
    added = CHECKED._replace(cell="item", kind="added", why=None)
    page = read(traced(CITY, *whole, *part, added))
    steps = [step.all("span")[0].text for step in row(page, GUIDE).all("details")[0].all("li")]
    assert steps == [
        "公开时限（市级，严于上级）：严于指引",
        "整行（县级，已核对）：已由某局核对",
        "公开内容（要素）、公开层级（县级，已核对）：已由某局核对",
        "整行（县级，本地增加）",
    ]


@pytest.mark.parametrize("level", PROFILE_LEVELS)
@pytest.mark.parametrize("kind", CHANGES)
def test_every_kind_of_change_at_every_level_has_words(level: str, kind: str) -> None:
    page = read(traced(CITY._replace(level=level, kind=kind)))
    assert f"（{PROFILE_LEVELS[level].zh}，{CHANGES[kind].zh}）" in row(page, GUIDE).all("li")[0].text


def test_a_row_without_a_trace_adds_nothing() -> None:
    plain, touched = html.page(view(small_catalogue())), html.page(view(traced(CITY)))
    assert "各级规定：" not in plain
    assert touched.count("各级规定：") == 1
    for item in (HEARING, AMOUNT, ACCOUNTS, ASSETS):
        assert row(read(traced(CITY)), item) == row(read(small_catalogue()), item)


def test_weakened_cells_are_marked_in_their_place_and_no_others() -> None:
    page = read(traced(weakened=("time_limit", "channels", "audience", "method")))
    marked = [
        node.attrs["class"]
        for node in row(page, GUIDE).all("td")
        if [mark.text for mark in node.all("strong", "weak")] == ["弱于上级"]
    ]
    assert marked == ["l", "h", "k k0", "k k2"]
    assert len(page.all("strong", "weak")) == 4
    assert "弱于上级规定：公开时限、公开渠道和载体、公开对象、公开方式" in cell(page, GUIDE, "i").text
    assert read(small_catalogue()).all("strong", "weak") == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_reason_stays_text(name: str) -> None:
    text = HOSTILE[name]
    page, plain = (
        read(traced(CITY._replace(why=Text(each, each), origin=Origin(each, 1, "2019")))) for each in (text, "文")
    )
    assert _shape(page) == _shape(plain)
    (step,) = row(page, GUIDE).all("details")[0].all("li")
    assert text in step.all("span")[0].text
    assert step.all("span")[0].attrs["dir"] == "auto", "its direction cannot turn the place beside it"


# --- what the script is given ----------------------------------------------------------------------------------------


def by_id(page: Node, name: str) -> Node:
    return next(node for node in page.walk() if node.attrs.get("id") == name)


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_every_row_names_the_choices_that_it_falls_under(lang: str) -> None:
    page = read(small_catalogue(), lang)
    boxes = [node for node in by_id(page, "_search").all("input") if node.attrs["type"] == "checkbox"]
    found = facets(view(small_catalogue(), lang), Localizer(lang))
    assert [(box.attrs["name"], box.attrs["value"]) for box in boxes] == [
        (facet.field, choice.id) for facet in found.facets for choice in facet.choices
    ]
    for item in (GUIDE, HEARING, AMOUNT, ACCOUNTS, ASSETS):
        assert str(row(page, item).attrs["data-f"]).split() == [str(number) for number in found.chosen[item]]


def test_every_box_has_a_label_with_the_number_of_its_rows() -> None:
    labels = by_id(read(small_catalogue()), "_filter").all("label")
    assert [label.text for label in labels][:4] == ["社会救助 3", "村务公开 2", "全社会 3", "特定群体 3"]
    assert all(len(label.all("input")) == 1 for label in labels)


def test_the_initials_are_those_of_the_characters_of_the_rows() -> None:
    groups = str(by_id(read(small_catalogue()), "_q").attrs["data-initials"]).split(" ")
    letters = {group[0]: group[1:] for group in groups}
    assert "救" in letters["j"]
    assert "助" in letters["z"]
    assert "庄" in letters["z"], "the places of sources can be found too"
    assert "銮" not in "".join(letters.values())


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_the_own_words_of_the_page_stand_in_both_languages(lang: str) -> None:
    pairs = dict(
        line.split("\t") for line in str(by_id(read(small_catalogue(), lang), "_tools").attrs["data-words"]).split("\n")
    )
    assert pairs["证据"] == "Evidence"
    assert pairs["公开时限"] == "Time limit"
    assert pairs["社会救助"] == "Social assistance"
    assert pairs["待核"] == "Unknown"
    assert "受理条件" not in pairs, "content is not among them"
    assert len(set(pairs.values())) >= len(pairs) - 2, "nearly every word leads back to one word"


def test_a_bilingual_page_can_hide_either_language() -> None:
    body = cell(read(small_catalogue(), "zh-en"), GUIDE, "o")
    assert [(n.attrs.get("class"), n.attrs.get("lang"), n.text) for n in body.all("span")] == [
        ("z", None, "县级人民政府民政部门"),
        (None, "en", "County civil affairs authority"),
    ]


@pytest.mark.parametrize(
    ("lang", "offered"),
    [("zh", ["zh", "en"]), ("en", ["en", "zh"]), ("zh-en", ["zh-en", "zh", "en"])],
)
def test_the_languages_to_choose_from(lang: str, offered: list[str]) -> None:
    buttons = by_id(read(small_catalogue(), lang), "_tools").all("button")
    sets = [str(button.attrs.get("data-set", "")).partition("=") for button in buttons]
    assert [value for name, _, value in sets if name == "lang"] == offered
    assert [f"{name}={value}" for name, _, value in sets if name not in ("lang", "")] == [
        "text=large",
        "contrast=high",
        "theme=dark",
    ]


@pytest.mark.parametrize(
    ("which", "lang", "most"),
    [
        (COUNTY, "zh", 1_150_000),
        (CURRENT, "zh", 1_250_000),
        (ZHUANGHE, "zh", 1_150_000),
        (Which(profile="zhejiang/hangzhou/binjiang"), "zh", 1_200_000),
        (COUNTY, "en", 1_250_000),
        (COUNTY, "zh-en", 2_400_000),
    ],
)
def test_the_page_of_a_county_is_small(which: Which, lang: str, most: int) -> None:
    assert len(html.files(seen(which, lang))["index.html"]) < most
