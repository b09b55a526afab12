"""`catalogue.md`: every text means itself, to pandoc and to CommonMark, and a person can read it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pymupdf
import pypandoc
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue, Cover, Division
from gapub.model.evidence import Evidence
from gapub.model.fields import CELLS
from gapub.render import md
from gapub.render.characters import undirected
from gapub.render.md import escape
from gapub.render.view import Cell, View, view
from pdf_support import bare, printed_chars, real_size
from samples import HOSTILE, harmless, hostile_catalogue, item, replace, small_catalogue
from store import Which, seen

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
  - 《行政许可法》第四十六条
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
    assert shape(pandoc(written, "markdown")) == plain_shape(harmless(text), lang)


@cache
def plain_shape(text: str, lang: str) -> Any:
    return shape(pandoc(markdown_of(hostile_catalogue(text), lang), "markdown"))


def shape(node: Any) -> Any:
    """The blocks and the inlines that are markup, nested as they are; text and spaces left out."""
    if isinstance(node, dict):
        if node.get("t") in ("Str", "Space", "SoftBreak"):
            return None
        return {node["t"]: shape(node.get("c"))} if "t" in node else None
    if isinstance(node, list):
        return [inner for part in node if (inner := shape(part)) is not None]
    return None


HEADERS = [
    *HOSTILE.values(),
    "a: b",
    "- x",
    "yes",
    "null",
    "1.0",
    "---",
    "[x](http://evil.cn)",
    "<b>b</b>",
    "https://evil.cn",
]
HEADERS += [
    "www.evil.cn",
    "@user",
    "#1",
    "# h",
    "a@evil.cn",
    "~~~~~~",
    "```",
    "    indented",
    "\\n---\\n",
    ": - ? | > %",
]


def hostile_header(text: str) -> str:
    return markdown_of(small_catalogue(title=Text(text, text), division=Division("210283", text)), "zh-en")


@pytest.mark.parametrize("text", HEADERS)
def test_the_header_holds_the_title_and_what_pandoc_needs(text: str) -> None:
    made = hostile_header(text)
    header = yaml.safe_load(made.split("\n---\n")[0])
    once = escape(text)  # Chinese that is the same in both languages stands once
    assert header.pop("title") == (f"{once} *{once}*" if text.isascii() else once)
    assert header.pop("subtitle").startswith(escape(text))
    assert header.keys() == PANDOC.keys()
    assert header.items() >= {name: value for name, value in PANDOC.items() if value is not None}.items()
    assert "\n    ---" not in made


PANDOC = {
    "lang": "zh-Hans",
    "papersize": "a4",
    "margin": {"x": "16mm", "top": "22mm", "bottom": "18mm"},
    "fontsize": "12pt",
    "mainfont": "Noto Serif SC",
    "toc": True,
    "toc-depth": 2,
    "header-includes": None,
    "include-before": None,
}


@pytest.mark.parametrize("text", HEADERS)
def test_a_reader_without_headers_shows_the_header_as_text(text: str) -> None:
    """Between two rules stands code, in which nothing is a link, a mention, a heading or HTML."""
    made = hostile_header(text)
    header = made[: made.index("\n---\n") + 5]
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(header)
    assert [token.type for token in tokens] == ["hr", "code_block", "hr"]
    assert tokens[1].content == "".join(line.removeprefix("    ") for line in header.splitlines(keepends=True)[1:-1])


def test_pandoc_without_headers_reads_every_header_as_code() -> None:
    made = "\n\n".join(hostile_header(text).partition("\n---\n")[0] + "\n---\n" for text in HEADERS)
    for reader in ("commonmark", "gfm-yaml_metadata_block"):
        kinds = [block["t"] for block in pandoc(made, reader)]
        assert kinds == ["HorizontalRule", "CodeBlock", "HorizontalRule"] * len(HEADERS)


@pytest.mark.parametrize("reader", ["markdown", "commonmark_x"])
@pytest.mark.parametrize("text", ["[x](http://evil.cn) <b>b</b> @user #1", "https://evil.cn $x$ `c` ~~~~~~ \\n"])
def test_pandoc_reads_the_titles_of_the_header_as_text(text: str, reader: str) -> None:
    command = [pypandoc.get_pandoc_path(), "-f", reader, "-t", "json"]
    header = markdown_of(small_catalogue(title=Text(text, text))).partition("\n---\n")[0] + "\n---\n"
    done = subprocess.run(command, input=header, capture_output=True, encoding="utf-8", check=True)
    assert plain(json.loads(done.stdout)["meta"]["title"]["c"]) == text


def test_the_facts_of_the_cover_stand_above_the_counts() -> None:
    text = markdown_of(small_catalogue(cover=Cover("*某办*", "2026-11-23", "1.0", None)))
    facts = text.partition("- **编制单位**")[2].splitlines()[:5]
    law = "- **法律状态截至**：2026-11-30"
    assert facts[:4] == ["：\\*某办\\*", "- **发布日期**：2026-11-23", "- **版本**：1.0", law]
    assert facts[4].startswith("- **试点领域**：")


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


@pytest.mark.parametrize("form", ["plain", "html", "latex", "docx", "odt", "epub"])
def test_what_is_for_typst_is_in_no_other_format(form: str, tmp_path: Path) -> None:
    made = tmp_path / f"out.{form}"
    command = [pypandoc.get_pandoc_path(), "-s", "-f", "markdown", "-t", form, "-o", str(made)]
    subprocess.run(command, input=markdown_of(small_catalogue()), encoding="utf-8", check=True)
    data = made.read_bytes()
    files = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(made) as packed:
            files = list(map(packed.read, packed.namelist()))
    text = b"".join(files)
    assert "救助听证".encode() in text
    assert b"colbreak" not in text
    assert b"#show" not in text


TYPST = """\
#!{python}
import sys
from importlib.util import find_spec
import typst
command, source, output = sys.argv[1:]
assert command == "compile"
fonts = find_spec("pylopdf_fonts_zh_cn").submodule_search_locations
typst.compile(source, output=output, font_paths=typst.Fonts(include_system_fonts=False, font_paths=list(fonts)))
"""
"""The command as pandoc calls it, made of the package for Python."""
MM = 72 / 25.4
DOCUMENTED = Path(__file__).resolve().parent.parent / "docs/formats.md"


@pytest.fixture
def pandoc_pdf(tmp_path: Path) -> Callable[[str], pymupdf.Document]:
    """What stock pandoc makes of a catalogue.md with Typst on the path."""
    command = tmp_path / "bin" / "typst"
    command.parent.mkdir()
    command.write_text(TYPST.format(python=sys.executable), "utf-8")
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"}

    def made(text: str) -> pymupdf.Document:
        (tmp_path / "catalogue.md").write_text(text, "utf-8")
        (line,) = re.findall(r"^pandoc (.*)$", DOCUMENTED.read_text("utf-8"), re.MULTILINE)
        call = [pypandoc.get_pandoc_path(), *line.split()]
        done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        return pymupdf.open(tmp_path / "catalogue.pdf")

    return made


PRINTED: dict[str, Callable[[], View]] = {
    "zh": lambda: seen(Which("village")),
    "en": lambda: view(small_catalogue(), "en"),
    "zh-en": lambda: view(small_catalogue(), "zh-en"),
}


@pytest.mark.parametrize("lang", PRINTED)
def test_pandoc_prints_it_whole(lang: str, pandoc_pdf: Callable[[str], pymupdf.Document]) -> None:
    shown = PRINTED[lang]()
    document = pandoc_pdf(md.files(shown)["catalogue.md"].decode())
    width, height = 210 * MM, 297 * MM
    text = [bare(page.get_text()) for page in document]
    body = pymupdf.Rect(0, 21 * MM, width, height - 17 * MM)  # what a page breaks is whole without head and foot
    whole = "".join(bare(page.get_text(clip=body)) for page in document)

    # Each area on the page that the contents name, and each row.
    contents = list(map(int, re.findall(r"\u2060(\d+)\n", document[0].get_text())))
    pages = {bare(title): page for _, title, page in document.get_toc()}
    listed = [table.part for table in shown.tables if table.starts_part]
    assert ("目录" if lang != "en" else "Contents") in text[0]
    assert len(contents) == len(shown.tables) + len(listed) + len(
        [each for each in shown.annexes if each.id != "checks"]
    )
    assert contents == sorted(contents)
    for table in shown.tables:
        name = bare(f"{table.number}{_words(table.title)}")
        assert pages[name] in contents
        assert name in text[pages[name] - 1]
        for row in table.rows:
            assert bare(f"{row.number}{_words(row.title[:1])}") in whole
            assert all(bare(line.text) in whole for cell in row.content for line in cell)
    assert all(bare(value) in text[0] for _, value in shown.counts)

    fonts = {font[3].partition("+")[2] for page in document for font in page.get_fonts()}
    wanted = {"NotoSerifSC", "NotoSansSC"} if lang == "zh" else {"LibertinusSerif", "NotoSerifSC"}
    assert wanted <= {name.partition("-")[0] for name in fonts}, fonts

    middle, gutter = width / 2, 8 * MM
    for number, page in enumerate(document):
        assert (round(page.rect.width), round(page.rect.height)) == (round(width), round(height))
        assert f"{number + 1}/{len(document)}" in text[number]
        assert number == 0 or text[number].startswith(bare(_words(shown.title)))
        for char in printed_chars(page, number):
            assert char.left >= 16 * MM - 1 and char.right <= width - 16 * MM + 1, char
            assert 8 * MM <= char.base <= height - 6 * MM, char
            if number and 22 * MM < char.base < height - 18 * MM:
                assert char.right <= middle - gutter / 2 + 1 or char.left >= middle + gutter / 2 - 1, char


def _words(cell: Cell) -> str:
    return "".join(line.text for line in cell)


def test_a_county_is_written_whole_and_in_lines_that_can_be_read() -> None:
    text = markdown_of(real_size())
    assert text.count("\n#### ") == 490
    assert max(len(line) for line in text.splitlines()) < 400
