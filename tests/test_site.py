"""The site: every duty has an address, every link leads somewhere, every cell is there, and nothing foreign runs."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest

import store
from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue, Origin, Traced
from gapub.model.fields import CELLS
from gapub.output import torn
from gapub.render import site
from gapub.render.cells import Line
from gapub.render.templates import Options, Templates
from gapub.render.view import Office, TickColumn, view
from in_process import gapub
from markup import closed
from samples import HOSTILE, RUN, hostile_catalogue, replace, small_catalogue
from test_cli import ZHUANGHE
from test_cli import gapub as process
from test_html import ACCOUNTS, AMOUNT, ASSETS, GUIDE, HEARING, Node, Reader

CHANGES = site.Changes((Line("旧", "zh"),), (Line("新", "zh"),), '<p><a href="items/x.html">x</a></p>')


def made(catalogue: Catalogue, lang: str = "zh", **options: object) -> dict[str, bytes]:
    return site.files(view(catalogue, lang), Options(**options))  # type: ignore[arg-type]


def tree(data: bytes) -> Node:
    reader = Reader()
    reader.feed(closed(data.decode()))
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def pages(files: Mapping[str, bytes]) -> dict[str, Node]:
    return {name: tree(data) for name, data in files.items() if name.endswith(".html")}


def page(item: str, catalogue: Catalogue | None = None, lang: str = "zh", **options: object) -> Node:
    return tree(made(catalogue or small_catalogue(), lang, **options)[f"site/items/{item}.html"])


def real() -> Catalogue:
    return store.catalogue(store.CURRENT)


def cell(item: Node, label: str) -> Node:
    (summary, *_) = item.all("dl", "summary")
    return next(line.all("dd")[0] for line in summary.all("div") if line.all("dt")[0].text.strip("※") == label)


# --- files and links -------------------------------------------------------------------------------------------------


def test_a_page_an_area_and_a_page_an_item() -> None:
    files = made(small_catalogue())
    items = (GUIDE, HEARING, AMOUNT, ACCOUNTS, ASSETS)
    assert list(files) == [
        "site/index.html",
        "site/areas/social-assistance.html",
        "site/areas/village-affairs.html",
        *(f"site/items/{item}.html" for item in items),
        "site/style.css",
        "site/site.js",
    ]
    assert made(small_catalogue()) == files


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
@pytest.mark.parametrize("catalogue", [small_catalogue, real], ids=["sample", "real"])
def test_every_link_leads_to_a_page_and_a_place_of_the_site(catalogue: object, lang: str) -> None:
    files = made(catalogue(), lang, changes=CHANGES._replace(body=""))  # type: ignore[operator]
    trees = pages(files)
    ids = {name: [str(node.attrs["id"]) for node in root.walk() if "id" in node.attrs] for name, root in trees.items()}
    reached = {"site/index.html"}
    for name, root in trees.items():
        assert len(ids[name]) == len(set(ids[name]))
        for node in root.walk():
            for key in ("href", "src"):
                address = node.attrs.get(key)
                if address is None or re.match("(https?|data):", address):
                    continue
                target, _, place = urljoin(f"http://x/{name}", address).removeprefix("http://x/").partition("#")
                assert target in files, (name, address)
                assert not place or place in ids[target], (name, address)
                reached.add(target)
        for key in ("aria-labelledby", "for"):
            assert {node.attrs[key] for node in root.walk() if key in node.attrs} <= set(ids[name])
    assert reached == set(files)


def test_titles_tell_pages_apart_and_each_has_one_heading() -> None:
    trees = pages(made(small_catalogue(), changes=CHANGES))
    assert all(len(root.all("h1")) == 1 for root in trees.values())
    titles = [root.all("title")[0].text for root in trees.values()]
    assert len(titles) == len(set(titles))
    assert titles[3] == "办事指南 – 社会救助 – 庄河市基层政务公开标准目录"


def test_items_are_strung_together_in_their_order() -> None:
    trees = pages(made(small_catalogue()))
    at, way = f"site/items/{GUIDE}.html", []
    while True:
        way.append(at)
        links = {link.attrs["rel"]: str(link.attrs["href"]) for link in trees[at].all("nav", "near")[0].all("a")}
        assert ("prev" in links) == (len(way) > 1)
        if "prev" in links:
            assert urljoin(f"http://x/{at}", links["prev"]) == f"http://x/{way[-2]}"
        if "next" not in links:
            break
        at = urljoin(f"http://x/{at}", links["next"]).removeprefix("http://x/")
    assert way == [f"site/items/{item}.html" for item in (GUIDE, HEARING, AMOUNT, ACCOUNTS, ASSETS)]


def test_the_trail_leads_over_the_area_to_the_topic() -> None:
    (trail,) = page(HEARING).all("nav", "trail")
    assert [(link.text, link.attrs["href"]) for link in trail.all("a")] == [
        ("目录", "../../../index.html"),
        ("社会救助", "../../../areas/social-assistance.html"),
        ("综合业务", f"../../../areas/social-assistance.html#{GUIDE}"),
    ]
    assert trail.all("li")[-1].text == "救助听证"


def test_an_empty_catalogue_has_an_index() -> None:
    files = made(small_catalogue(areas=()))
    assert [name for name in files if name.endswith(".html")] == ["site/index.html"]
    tree(files["site/index.html"])


# --- an item ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "label", "text"),
    [
        (GUIDE, "一级事项", "综合业务"),
        (GUIDE, "公开内容（要素）", "受理条件办理流程"),
        (HEARING, "公开依据", "《行政许可法》第四十六条相关规定"),
        (GUIDE, "公开时限", "信息形成或者变更之日起20个工作日内"),
        (GUIDE, "公开渠道和载体", "■政府网站 ■政务服务中心 □社区/企事业单位/村公示栏（电子屏）"),
        (
            HEARING,
            "公开渠道和载体",
            "至少选择其一：■政府网站 □政务服务中心 ■社区/企事业单位/村公示栏（电子屏）",
        ),
        (GUIDE, "公开对象", "√ 全社会"),
        (HEARING, "公开对象", "√ 特定群体：申请人"),
        (HEARING, "公开方式", "√ 主动√ 依申请"),
        (GUIDE, "公开层级", "√ 县级√ 乡级"),
        (ACCOUNTS, "公开内容（要素）", "待核"),
        (ACCOUNTS, "公开依据", "待核"),
        (ACCOUNTS, "公开渠道和载体", "待核"),
        (ACCOUNTS, "公开对象", "√ 特定群体：待核"),
        (ACCOUNTS, "公开层级", "市级：待核县级：待核乡级：待核村级：待核"),
        (AMOUNT, "公开时限", "待核"),
    ],
)
def test_every_cell_is_there(item: str, label: str, text: str) -> None:
    assert cell(page(item), label).text == text


def test_a_cell_in_which_nothing_is_ticked_has_a_dash() -> None:
    area = small_catalogue().areas[0]
    topic = area.topics[0]
    bare = replace(topic.items[0], method=())
    catalogue = small_catalogue(areas=(replace(area, topics=(replace(topic, items=(bare,)),)),))
    assert cell(page(GUIDE, catalogue), "公开方式").text == "—"


def test_what_was_recalled_says_so_at_its_label_or_once_for_the_whole() -> None:
    def marked(item: str) -> list[str]:
        return [label.text for label in page(item).all("dt") if label.all("sup")]

    assert marked(GUIDE) == []
    assert marked(HEARING) == ["公开内容（要素）※"]
    assert marked(AMOUNT) == []
    assert len(page(AMOUNT).all("p", "doubt")) == 1
    assert len(page(HEARING).all("p", "key")) == 1
    assert page(GUIDE).all("p", "key") == page(GUIDE).all("p", "doubt") == []


def test_a_title_that_was_recalled_says_so() -> None:
    area = small_catalogue().areas[0]
    topic = area.topics[0]
    doubtful = replace(topic.items[0], evidence=replace(topic.items[0].evidence, recalled=("title",)))
    catalogue = small_catalogue(areas=(replace(area, topics=(replace(topic, items=(doubtful,)),)),))
    assert page(GUIDE, catalogue).all("h1")[0].text == "办事指南※"


def test_what_a_profile_did_and_what_it_made_weaker() -> None:
    area = small_catalogue().areas[0]
    topic = area.topics[0]
    traced = Traced("time_limit", "weaker", "county", Text("改为及时", "promptly"), Origin("profile.yaml", 7, "2019"))
    weak = replace(topic.items[0], trace=(traced,), weakened=("time_limit",))
    item = page(GUIDE, small_catalogue(areas=(replace(area, topics=(replace(topic, items=(weak,)),)),)))
    assert [strong.text for strong in cell(item, "公开时限").all("strong", "weak")] == ["弱于上级"]
    assert "弱于上级规定：公开时限" in item.all("p", "remark")[0].text
    (facts,) = item.all("section", "facts-of")
    assert "公开时限（县级，弱于上级）：改为及时" in facts.text
    assert "profile.yaml:7" in facts.text


def test_evidence_and_origin_stand_open() -> None:
    (facts,) = page(GUIDE).all("section", "facts-of")
    assert [link.attrs["href"] for link in facts.all("a")] == ["http://www.huzhu.gov.cn/info/1183/44994.htm"]
    assert "多地印证" in facts.text
    assert "S2 大英县蓬莱镇 (转载件、地名系推断)" in facts.text
    assert "guidelines/social-assistance/2019.yaml:20" in facts.text
    assert page(ACCOUNTS).all("section", "facts-of")[0].all("a") == [], "javascript: is no address"


def test_every_page_says_first_what_must_be_known() -> None:
    for name, root in pages(made(small_catalogue(), changes=CHANGES)).items():
        assert root.all("p", "banner")[0].text.startswith("本目录为示例，不是该地政府发布的文件。"), name


def test_in_english_the_words_are_english_and_the_rest_says_what_it_is() -> None:
    item = page(GUIDE, lang="en")
    assert item.all("html")[0].attrs["lang"] == "en"
    assert cell(item, "Audience").text == "√ Public"
    assert [link.text for link in item.all("nav", "near")[0].all("b")] == ["Next item"]
    both = page(GUIDE, lang="zh-en")
    assert [line.attrs.get("lang") for line in both.all("h1")[0].all("span")] == [None, "en"]
    counted = tree(made(small_catalogue(areas=small_catalogue().areas[1:]), "en")["site/index.html"])
    assert counted.all("section", "areas")[0].all("small")[0].text == "2 items"


# --- addresses, changes ----------------------------------------------------------------------------------------------


def test_with_its_address_the_site_has_a_sitemap_of_all_its_pages() -> None:
    address = "https://www.example.gov.cn/目录/&/"
    files = made(small_catalogue(), address=address, changes=CHANGES)
    found = [each.text for each in ElementTree.fromstring(files["site/sitemap.xml"]).iter() if each.tag.endswith("loc")]
    names = [name.removeprefix("site/") for name in files if name.endswith(".html")]
    assert found == [address + name for name in names]
    for name in names:
        (link,) = [node for node in tree(files[f"site/{name}"]).all("link") if node.attrs["rel"] == "canonical"]
        assert link.attrs["href"] == address + name
    assert f"{address}items/{GUIDE}.html" in page(GUIDE, address=address).text


def test_without_the_address_of_the_site_an_item_gives_none() -> None:
    assert "site/sitemap.xml" not in made(small_catalogue())
    item = page(GUIDE)
    assert [node for node in item.all("link") if node.attrs["rel"] == "canonical"] == []
    assert GUIDE in item.text
    assert "永久地址" not in item.text
    assert ".html" not in item.text


def test_a_page_of_changes_is_there_when_there_is_a_former_catalogue() -> None:
    files = made(small_catalogue(), changes=CHANGES)
    root = tree(files["site/changes.html"])
    assert [each.text for each in root.all("main")[0].all("dd")] == ["旧", "新"]
    assert root.all("main")[0].all("a")[0].attrs["href"] == "items/x.html"
    assert "site/changes.css" in files
    index = tree(files["site/index.html"])
    assert "changes.html" in [link.attrs["href"] for link in index.all("a")]
    assert b"changes.html" not in made(small_catalogue())["site/index.html"]


# --- safety ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_makes_no_element_and_no_address(case: str) -> None:
    plain, hostile = (
        pages(made(catalogue, changes=CHANGES))
        for catalogue in (hostile_catalogue("x"), hostile_catalogue(HOSTILE[case]))
    )
    for name, root in hostile.items():
        shapes = [
            [(node.tag, sorted(node.attrs.keys() - {"class"})) for node in each.walk()] for each in (plain[name], root)
        ]
        assert shapes[0] == shapes[1], name
        for node in root.walk():
            assert not any(key.startswith("on") or key == "style" for key in node.attrs)
            assert node.tag not in ("style", "iframe", "object") and (node.tag != "script" or not node.text)
            if address := node.attrs.get("href"):
                assert re.match(r"https?://|data:,$|[a-z.#/_-]", address)
                assert not address.startswith(("javascript:", "data:text"))
        (policy,) = [node.attrs["content"] for node in root.all("meta") if "http-equiv" in node.attrs]
        assert policy == site.POLICY


def test_a_template_of_ones_own_is_laid_over(tmp_path: Path) -> None:
    (tmp_path / "site-item.html.j2").write_text("{{ row.id }}|{{ path }}|{{ root }}|{{ '<b>' }}", "utf-8")
    (tmp_path / "site.css").write_text("main{color:rebeccapurple}", "utf-8")
    files = site.files(view(small_catalogue()), Options(Templates(tmp_path)))
    assert files[f"site/items/{GUIDE}.html"].decode() == f"{GUIDE}|items/{GUIDE}.html|../../../|&lt;b&gt;"
    assert files["site/style.css"].endswith(b"main{color:rebeccapurple}")


# --- the front door --------------------------------------------------------------------------------------------------


def compiled(
    folder: Path, *arguments: str | Path, out: str = "out", run: Callable[..., CompletedProcess[bytes]] = gapub
) -> dict[str, bytes]:
    done = run("compile", "county", *arguments, "-o", out, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    return {path.relative_to(folder / out).as_posix(): path.read_bytes() for path in (folder / out).rglob("*.*")}


def test_the_command_writes_the_site_and_vouches_for_it(tmp_path: Path) -> None:
    files = compiled(tmp_path, ZHUANGHE, "--format", "site", run=process)
    catalogue = json.loads(files.pop("catalogue.json"))
    assert {each["name"]: each["sha256"] for each in catalogue["files"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }
    items = [item["id"] for area in catalogue["areas"] for topic in area["topics"] for item in topic["items"]]
    assert {name for name in files if "/items/" in name} == {f"site/items/{item}.html" for item in items}
    assert torn(tmp_path / "out") == []


def test_pages_of_what_is_gone_go_and_the_offices_own_stay(tmp_path: Path) -> None:
    compiled(tmp_path, "--area", "taxation", "--area", "health", "--format", "site")
    own = tmp_path / "out/site/items/health/own.html"
    own.write_text("own", "utf-8")
    files = compiled(tmp_path, "--area", "taxation", "--format", "site")
    assert [name for name in files if "health" in name] == ["site/items/health/own.html"]
    assert torn(tmp_path / "out") == []


def test_since_tells_what_has_changed_even_from_what_is_about_to_be_replaced(tmp_path: Path) -> None:
    compiled(tmp_path, "--format", "json")
    files = compiled(tmp_path, "--baseline", "national-current", "--format", "site", "--since", "out")
    root = tree(files["site/changes.html"])
    assert [each.text for each in root.all("dl", "facts")[0].all("dd")] == [
        "县级基层政务公开标准目录（national-2019）",
        "县级基层政务公开标准目录（national-current）",
    ]
    links = [str(link.attrs["href"]) for link in root.all("a") if str(link.attrs["href"]).startswith("items/")]
    assert len(links) > 30
    assert all(f"site/{link}" in files for link in links)
    summary = {row.all("th")[0].text: row.all("td") for row in root.all("tr") if len(row.all("td")) in (1, 3)}
    assert [each.text for each in summary["统计"]] == [
        "领域新增"
    ]  # of an area without rows there is something to say, too
    assert len(summary["旅游"]) == 3
    again = compiled(tmp_path, "--baseline", "national-current", "--format", "site", "--since", "out/catalogue.json")
    assert "没有差别" in tree(again["site/changes.html"]).text


SEEN = {
    "kind": "record",
    "division": "庄河市",
    "row": "taxation/taxpayer-services/tax-calendar",
    "column": "税收/办税日历",
    "title": "<b>十一月</b>",
    "published": "2026-11-03",
    "first": "2026-11-30",
}


def test_record_says_on_the_page_of_an_item_when_it_was_last_published_and_nothing_more(tmp_path: Path) -> None:
    lines = [RUN, SEEN, SEEN | {"url": "https://x.example/9", "published": "2026-09-03"}]
    lines.append(SEEN | {"url": "https://x.example/12", "published": "2026-11-20", "gone": "2026-11-30"})
    lines.append(SEEN | {"url": "https://x.example/13", "published": "2026-12-01"})  # after the check
    (tmp_path / "record.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    plain = compiled(tmp_path, ZHUANGHE, "--area", "taxation", "--format", "site")
    for lang, label in (("zh", "最近一次发布"), ("en", "Last published")):
        arguments = ("--area", "taxation", "--format", "site", "--lang", lang, "--record", "record.jsonl")
        files = compiled(tmp_path, ZHUANGHE, *arguments, out=lang)
        told = [name for name, data in files.items() if label.encode() in data]
        assert told == [f"site/items/{SEEN['row']}.html"]
        page = files[told[0]].decode()
        assert '<time datetime="2026-11-03">2026-11-03</time>' in page
        assert "十一月" not in page
        if lang == "zh":
            assert {name for name in plain if plain[name] != files[name]} == {*told, "catalogue.json"}


def test_since_speaks_of_the_chosen_areas_alone(tmp_path: Path) -> None:
    compiled(tmp_path, "--format", "json", out="old")
    files = compiled(tmp_path, "--area", "taxation", "--format", "site", "--since", "old", "--lang", "en")
    assert "no differences" in tree(files["site/changes.html"]).text


def test_a_catalogue_is_called_by_its_version_and_date(tmp_path: Path) -> None:
    compiled(tmp_path, ZHUANGHE, "--format", "json", out="old")
    files = compiled(tmp_path, ZHUANGHE, "--format", "site", "--since", "old")
    facts = tree(files["site/changes.html"]).all("dl", "facts")[0]
    assert [each.text for each in facts.all("dd")] == ["庄河市基层政务公开标准目录（版本 1.0，2026-11-23）"] * 2


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with catalogues, sound and not."""
    folder = tmp_path_factory.mktemp("old")
    compiled(folder, "--area", "taxation", "--format", "json", out="county")
    assert gapub("compile", "village", "--format", "json", "-o", "village", cwd=folder).returncode == 0
    compiled(folder, ZHUANGHE, "--area", "taxation", "--format", "json", out="zhuanghe")
    (folder / "text.json").write_text("{\n  nothing", "utf-8")
    (folder / "other.json").write_text('{\n "format": "other"\n}', "utf-8")
    (folder / "broken.json").write_bytes(b"\xff\xfe")
    (folder / "record.jsonl").write_text(f"{json.dumps(RUN)}\n", "utf-8")
    (folder / "town.jsonl").write_text(f"{json.dumps(RUN | {'level': 'township'})}\n", "utf-8")
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "torn.jsonl").write_text(f"{json.dumps(RUN)}\n{json.dumps(SEEN)[:40]}", "utf-8")
    return folder


SITE = ("compile", "county", "--area", "taxation", "--format", "site")
REFUSED = [
    ((*SITE, "--since", "nowhere.json"), "cannot-read", "nowhere.json"),
    ((*SITE, "--since", "text.json"), "not-json", "text.json:2:3"),
    ((*SITE, "--since", "broken.json"), "not-json", "broken.json:1:1"),
    ((*SITE, "--since", "other.json"), "catalogue-form", "other.json:"),
    ((*SITE, "--since", "village"), "since-other-level", "village/catalogue.json:1:1"),
    ((*SITE, "--since", "zhuanghe"), "since-other-division", "zhuanghe/catalogue.json:1:1"),
    ((*SITE, str(ZHUANGHE), "--since", "county"), "since-other-division", "the general catalogue"),
    ((*SITE[:-1], "html", "--since", "county"), "without-site", "gapub diff"),
    ((*SITE[:-1], "html", "--site-url", "https://x.example/"), "without-site", "--format site"),
    ((*SITE[:-1], "html", "--record", "record.jsonl"), "without-site", "--format site"),
    ((*SITE, "--record", "nowhere.jsonl"), "cannot-read", "nowhere.jsonl"),
    ((*SITE, str(ZHUANGHE), "--record", "torn.jsonl"), "record-line", "torn.jsonl:2:1"),
    ((*SITE, "--record", "record.jsonl"), "record-other-place", "record.jsonl"),
    (
        (*SITE, str(ZHUANGHE), "--record", "town.jsonl"),
        "record-other-level",
        "town.jsonl is the record of level Township",
    ),
    ((*SITE, str(ZHUANGHE), "--record", "empty.jsonl"), "record-other-place", "no check"),
    ((*SITE, "--site-url", "www.example.gov.cn"), "site-url", "https://"),
    ((*SITE, "--site-url", "javascript:alert(1)"), "site-url", "https://"),
    ((*SITE, "--site-url", "https://x.example/?a=1"), "site-url", "https://"),
    ((*SITE, "--site-url", "https://x.example/#a"), "site-url", "https://"),
    ((*SITE, "--site-url", "https://例.中国/"), "site-url", "RFC 3986"),
    ((*SITE, "--site-url", 'https://x.example/"><script>'), "site-url", "https://"),
    ((*SITE, "--site-url", ""), "site-url", "https://"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), REFUSED)
def test_wrong_use_is_refused_and_nothing_is_written(
    old: Path, tmp_path: Path, arguments: tuple[str, ...], code: str, said: str
) -> None:
    done = gapub(*arguments, "-o", tmp_path / "out", cwd=old)
    told = done.stderr.decode()
    assert done.returncode == 2, told
    assert f"[{code}]" in told
    assert said in told
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("url", ["https://x.example", "https://x.example/", "http://x.example:8080/a/%E7%9B%AE"])
def test_addresses_that_are_taken(old: Path, tmp_path: Path, url: str) -> None:
    done = gapub(*SITE, "--site-url", url, "-o", tmp_path / "out", cwd=old)
    assert done.returncode == 0, done.stderr.decode()
    assert f"<loc>{url.rstrip('/')}/index.html</loc>" in (tmp_path / "out/site/sitemap.xml").read_text("utf-8")


# --- several divisions -----------------------------------------------------------------------------------------------

TOWNS = """\
divisions:
- {code: "210283101", name: 青堆镇}
- {code: "210283102", name: 徐岭镇}
level: township
"""
TWO = ("compile", "township", "p.yaml", "--area", "taxation", "--area", "employment", "-o", "out", "--format")


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    (tmp_path / "p.yaml").write_text(TOWNS, "utf-8")
    return tmp_path


def test_several_divisions_have_a_site_each(towns: Path) -> None:
    done = gapub(*TWO, "site", "--site-url", "https://x.example/{code}", cwd=towns)
    assert done.returncode == 0, done.stderr.decode()
    for code in ("210283101", "210283102"):
        sitemap = (towns / "out" / code / "site/sitemap.xml").read_text("utf-8")
        assert f"<loc>https://x.example/{code}/index.html</loc>" in sitemap
        assert torn(towns / "out" / code) == []
    index = tree((towns / "out/index.html").read_bytes())
    assert [link.attrs["href"] for link in index.all("a")] == [
        "210283101/site/index.html",
        "210283102/site/index.html",
    ]


def test_several_divisions_are_held_against_a_folder_of_former_catalogues(towns: Path) -> None:
    assert gapub(*TWO, "json", cwd=towns).returncode == 0
    (towns / "out").rename(towns / "old")
    done = gapub(*TWO, "site", "--since", "old", cwd=towns)
    assert done.returncode == 0, done.stderr.decode()
    assert all((towns / "out" / code / "site/changes.html").is_file() for code in ("210283101", "210283102"))
    shutil.rmtree(towns / "old/210283102")
    done = gapub(*TWO, "site", "--since", "old", cwd=towns)
    assert done.returncode == 0
    assert "since-new" in done.stderr.decode()
    assert (towns / "out/210283101/site/changes.html").is_file()
    assert not (towns / "out/210283102/site/changes.html").exists()


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--site-url", "https://x.example/", "site-url"),
        ("--since", "p.yaml", "since-folder"),
        ("--since", ".", "since-folder"),
    ],
)
def test_what_cannot_be_told_for_several_is_refused(towns: Path, option: str, value: str, code: str) -> None:
    done = gapub(*TWO, "site", option, value, cwd=towns)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr.decode()
    assert not (towns / "out").exists()


def test_no_cell_is_forgotten() -> None:
    labels = [label.text for label in page(GUIDE).all("dl", "summary")[0].all("dt")]
    assert len(labels) == len(CELLS) - 1, "the title is the heading"


def test_a_page_does_not_change_with_another_area() -> None:
    """Neither a column nor a body, nor the evidence of another area, shows on the pages of this one."""
    small = view(small_catalogue())
    table = small.tables[0]
    column = TickColumn("audience", "first", (Line("甲", "zh"),))
    rows = tuple(
        row._replace(
            id=f"other/{row.id.partition('/')[2]}",
            ticks=(True, *row.ticks),
            offices=(Office("x", (Line("乙局", "zh"),)),),
            recalled=frozenset(),
        )
        for row in table.rows
    )
    other = table._replace(id="other", number="99", tick_columns=(column, *table.tick_columns), rows=rows)
    alone, beside = site.files(small), site.files(small._replace(tables=(other, *small.tables)))
    pages = [name for name in alone if f"/{table.id}" in name]
    first = site.FOLDER + site.page_of_item(table.rows[0].id)  # leads back to the last row of the area before it
    assert len(pages) > 2
    assert [name for name in pages if alone[name] != beside[name]] == [first]
