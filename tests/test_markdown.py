"""`catalogue.md`: every text means itself, to pandoc and to CommonMark, and a person can read it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pypandoc
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue, Cover, Evidence
from gapub.model.fields import CELLS
from gapub.render import md
from gapub.render.characters import undirected
from gapub.render.md import escape
from gapub.render.view import view
from pdf_support import real_size
from samples import HOSTILE, hostile_catalogue, item, replace, small_catalogue

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
PAIRS = [f"{a}{b}甲 {a}乙{b} 丙{a}{b}" for a in PUNCTUATION for b in PUNCTUATION]
WORDS = [
    *(
        "1. 一",
        "12) 二",
        "a. b",
        "iv) v",
        "(1) c",
        "(@) d",
        "#. e",
        "- f",
        "+ g",
        "* h",
        "=== i",
        "--- j",
        "::: k",
        ": l",
    ),
    *(
        "%% m",
        "| n |",
        "~~~ o",
        "```p",
        "Mr. Q",
        "x -- y --- z...",
        "“r” 's' \"t\"",
        "\\begin{a}",
        "\\newline",
        "$1+1$",
    ),
    *("[a](b)", "![a](b)", "<b>c</b>", "<!-- d -->", "&amp; &#60;", "https://a.cn/b?c=1&d=2", "www.a.cn", "<http://a>"),
    *(
        "a@b.cn",
        "@ref",
        "[^1]",
        "^[x]",
        "H~2~O",
        "x^2^",
        "==u==",
        ":smile:",
        "{.class}",
        "[v]{.w}",
        "#1",
        "第3条",
        "a*b*c",
    ),
    *("  甲　 乙  ", "snake_case_", "1986", "3.5", "1.", "a)", "-", "…", "——"),
]


def markdown_of(catalogue: Catalogue, lang: str = "zh") -> str:
    return md.files(view(catalogue, lang))["catalogue.md"].decode()


def pandoc(text: str, reader: str) -> list[Any]:
    command = [pypandoc.get_pandoc_path(), "-f", reader, "-t", "json"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
    blocks: list[Any] = json.loads(done.stdout)["blocks"]
    return blocks


def plain(inlines: list[Any]) -> str:
    """The text of inlines that are all plain text; anything else fails."""
    return "".join({"Str": lambda i: i["c"], "Space": lambda _: " "}[inline["t"]](inline) for inline in inlines)


def on_one_line(text: str) -> str:
    return " ".join(part for part in text.replace("\u3000", "\0").split()).replace("\0", "\u3000").strip()


@pytest.mark.parametrize("reader", ["markdown-smart", "markdown", "commonmark", "gfm"])
@pytest.mark.parametrize("texts", [PAIRS, WORDS], ids=["pairs", "words"])
def test_pandoc_reads_the_text_as_it_is(reader: str, texts: list[str]) -> None:
    """As an entry of a list, as a heading, and after a line break, where most marks mean something."""
    shown = [text for text in texts if not (reader == "gfm" and ("@" in text or "www" in text))]
    lines = [f"- {escape(text)}\\\n  {escape(text)}\n\n# {escape(text)}\n" for text in shown]
    blocks = pandoc("\n".join(lines), reader)
    assert [block["t"] for block in blocks] == ["BulletList", "Header"] * len(shown)
    for text, entry, heading in zip(shown, blocks[::2], blocks[1::2], strict=True):
        inlines = entry["c"][0][0]["c"]
        middle = [inline["t"] for inline in inlines].index("LineBreak")
        read = [plain(inlines[:middle]), plain(inlines[middle + 1 :]), plain(heading["c"][2])]
        assert read == [on_one_line(text)] * 3


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_commonmark_reads_any_text_as_it_is(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"- {escape(text)}")
    inline = [token for token in tokens if token.type == "inline"]
    words = escape(text)
    if not words:
        assert inline == []
        return
    assert [child.type for child in inline[0].children or ()] == ["text"] * len(inline[0].children or ())
    assert len(inline) == 1
    read = "".join(child.content for child in inline[0].children or ())
    assert "".join(read.split()) == "".join(undirected(md._BLANK.sub(" ", text)).split())


@given(st.text())
def test_escaped_text_is_one_line(text: str) -> None:
    assert len(escape(text).splitlines()) <= 1


def test_the_catalogue_reads_as_a_list_of_its_rows() -> None:
    text = markdown_of(small_catalogue(areas=small_catalogue().areas[:1]))
    start = text.index("#### 01-02")
    assert text[start : text.index("### 临时救助")] == EXPECTED


EXPECTED = """\
#### 01-02 救助听证

- **公开内容（要素）※**
  - 听证通知书
  - 会后：听证材料（依申请公开）
  - \\*笔录（涉及个人隐私除外）
- **公开依据**
  - 《行政许可法》 第四十六条
  - 相关规定
- **公开时限**：信息形成或者变更之日起20个工作日内
- **公开主体**：县级人民政府民政部门
- **公开渠道和载体**：至少选择其一：\\
  ■ [政府网站](<https://www.example.gov.cn/>)　□ 政务服务中心　■ 社区/企事业单位/村公示栏（电子屏）
- **公开对象**：— 全社会　√ 特定群体：申请人
- **公开方式**：√ 主动　√ 依申请
- **公开层级**：√ 县级　— 乡级

"""


@pytest.mark.parametrize(
    ("evidence", "heading", "marked"),
    [
        (Evidence("corroborated"), "#### 01-01 办事指南", []),
        (Evidence("single", (), ("basis", "levels")), "#### 01-01 办事指南", ["公开依据", "公开层级"]),
        (Evidence("single", (), ("title", "body")), "#### 01-01 办事指南※", ["公开主体"]),
        (Evidence("single", (), (), ("body",)), "#### 01-01 办事指南", []),
        (Evidence("recalled", (), CELLS), "#### 01-01 办事指南※", []),
        (Evidence("partly-attested", (), tuple(md.FIELDS), ("topic", "title")), "#### 01-01 办事指南", list(md.FIELDS)),
    ],
)
def test_what_nobody_has_seen_is_marked(evidence: Evidence, heading: str, marked: list[str]) -> None:
    area = small_catalogue().areas[0]
    topic = replace(area.topics[0], items=(item(evidence=evidence),))
    lines = markdown_of(small_catalogue(areas=(replace(area, topics=(topic,)),))).splitlines()
    assert heading in lines
    labels = [line.split("**")[1] for line in lines[lines.index(heading) :] if line.startswith("- **")]
    found = [label.removesuffix("※") for label in labels if label.endswith("※")]
    assert len(found) == 8 if marked == list(md.FIELDS) else found == marked


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_makes_no_markup(text: str, lang: str) -> None:
    """Whatever the texts say, pandoc finds the same structure as in the plain catalogue."""
    written = markdown_of(hostile_catalogue(text), lang)
    kinds = shape(pandoc(written, "markdown"))
    assert kinds == shape(pandoc(markdown_of(hostile_catalogue("甲"), lang), "markdown"))


def shape(node: Any) -> Any:
    """The blocks and the inlines that are markup, nested as they are; text and spaces left out."""
    if isinstance(node, dict):
        if node.get("t") in ("Str", "Space", "SoftBreak"):
            return None
        return {node["t"]: shape(node.get("c"))} if "t" in node else None
    if isinstance(node, list):
        return [inner for part in node if (inner := shape(part)) is not None]
    return None


@pytest.mark.parametrize("text", [*HOSTILE.values(), "a: b", "- x", "yes", "null", "1.0", "---"])
def test_the_header_holds_the_title_and_the_cover(text: str) -> None:
    catalogue = small_catalogue(title=Text(text, text), cover=Cover(text, "2026-11-23", "1.0", None))
    header = yaml.safe_load(markdown_of(catalogue).split("\n---\n")[0])
    assert header["title"] == escape(text)
    assert header["cover"] == [
        {"label": "编制单位", "value": escape(text)},
        {"label": "发布日期", "value": "2026-11-23"},
        {"label": "版本", "value": "1.0"},
    ]


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://www.example.gov.cn/a?b=1&lt=2", "https://www.example.gov.cn/a?b=1&lt=2"),
        ("HTTP://example.gov.cn/(a)_b*c", "HTTP://example.gov.cn/(a)_b*c"),
        ("https://例子.中国/信息 公开", "https://例子.中国/信息%20公开"),
        ("https://a.cn/><script>\\`", "https://a.cn/%3E%3Cscript%3E%5C%60"),
        ("javascript:alert(1)", None),
        ("ftp://a.cn", None),
        ("data:text/html,x", None),
    ],
)
def test_only_a_web_address_becomes_a_link(url: str, target: str | None) -> None:
    channels = item().channels
    linked = replace(channels, of=tuple(replace(channel, url=url) for channel in channels.of))
    area = small_catalogue().areas[0]
    topic = replace(area.topics[0], items=(item(channels=linked),))
    catalogue = small_catalogue(boxes=linked.of, areas=(replace(area, topics=(topic,)),))
    blocks = pandoc(markdown_of(catalogue), "markdown")
    assert set(links(blocks)) == ({target} if target else set())


def links(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [node["c"][2][0]] if node.get("t") == "Link" else links(list(node.values()))
    return [link for part in node for link in links(part)] if isinstance(node, list) else []


def test_same_view_same_bytes_whatever_the_order_of_its_labels() -> None:
    plain_view = view(small_catalogue(), "zh-en")
    turned = replace(plain_view, labels=dict(reversed(plain_view.labels.items())))
    assert md.files(turned) == md.files(plain_view)


def test_pandoc_makes_other_formats_of_the_same_text(tmp_path: Path) -> None:
    """The filter is for Typst alone; any other format gets the lists."""
    for name, data in md.files(view(small_catalogue())).items():
        (tmp_path / name).write_bytes(data)
    command = [pypandoc.get_pandoc_path(), "catalogue.md", "-t", "plain"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert "01-02 救助听证" in done.stdout


def test_a_county_is_written_whole_and_in_lines_that_can_be_read() -> None:
    text = markdown_of(real_size())
    assert text.count("\n#### ") == 490
    assert max(len(line) for line in text.splitlines()) < 400
