"""The PDF: nothing lost, nothing cut, every page a page of the official form, tagged and fit for an archive."""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pymupdf
import pytest
import typst
from pypdf import PdfReader

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.catalogue import Catalogue, Element
from gapub.render import pdf
from gapub.render.characters import undirected
from gapub.render.templates import BUNDLED, Options, Templates
from gapub.render.typesetting import typeset
from gapub.render.view import Line, Table, View, view
from in_process import gapub
from pdf_support import A3, BOTTOM, SIDE, TOP, Char, Frame, bare, frames, in_order, pages_of, printed, real_size
from samples import HOSTILE, WEBSITE, item, replace, small_catalogue
from store import COUNTY, Store, seen

SPECIAL = [f"{a}{b}甲{b}{a}" for a in "\\`*_{}[]<>$@#|~^&'\"-.+=:%(!/" for b in "\\*_[<$@#`~-."]
STARTS = [
    "1. 一",
    "12) 二",
    "- 三",
    "+ 四",
    "* 五",
    "# 六",
    "= 七",
    "/ 八",
    "> 九",
    ": 十",
    "| 甲",
    "%% 乙",
    "// 丙",
    "/* 丁",
]
TEMPLATE = BUNDLED.path(pdf.TEMPLATE)
LONG = "https://www.example.gov.cn/" + "a-very_long/" * 20 + "W" * 60 + "." * 60


@pytest.fixture(scope="session", params=["every-state", "compiled"])
def county(request: pytest.FixtureRequest) -> View:
    """A catalogue that is made up, and that of the county from the bundled files."""
    return view(real_size()) if request.param == "every-state" else seen(COUNTY)


@pytest.fixture(scope="session")
def content(county: View, store: Store) -> bytes:
    return store.files(COUNTY, "pdf")["catalogue.pdf"] if county is seen(COUNTY) else pdf.files(county)["catalogue.pdf"]


@pytest.fixture(scope="session")
def book(content: bytes) -> Iterator[pymupdf.Document]:
    with pymupdf.open(stream=content, filetype="pdf") as document:
        yield document


@pytest.fixture(scope="session")
def pages(book: pymupdf.Document) -> list[tuple[Char, ...]]:
    """The characters of every page."""
    return pages_of(book)


@pytest.fixture(scope="session")
def tables(book: pymupdf.Document, pages: list[tuple[Char, ...]]) -> list[Frame]:
    """Every table, page by page: the official ones, and the lists 待核."""
    return list(frames(book, pages))


@pytest.fixture(scope="session")
def parts(tables: list[Frame]) -> list[Frame]:
    """The parts of the official tables, one a page."""
    return official(tables)


def official(tables: Iterable[Frame]) -> list[Frame]:
    """The official tables; the lists 待核 beside them have six columns."""
    return [table for table in tables if len(table.rules) - 1 > 6]


def made(catalogue: Catalogue, lang: str = "zh") -> pymupdf.Document:
    return pymupdf.open(stream=pdf.files(view(catalogue, lang))["catalogue.pdf"], filetype="pdf")


def cells(parts: list[Frame]) -> dict[str, dict[int, list[Char]]]:
    """The characters of every row, by its number and by column. A row starts at the line of its number."""
    rows: dict[str, dict[int, list[Char]]] = {}
    chars = [(char, frame.column(char)) for frame in parts for char in frame.chars]
    numbers = sorted((char for char, column in chars if column == 0), key=lambda c: (c.page, c.base, c.left))
    starts = [(line[0].page, line[0].base, bare("".join(c.text for c in line))) for line in _lines(numbers)]
    ordered = iter(sorted(chars, key=lambda pair: (pair[0].page, pair[0].base)))
    pending = next(ordered, None)
    for start, after in zip(starts, [*starts[1:], (sys.maxsize, 0.0, "")], strict=True):
        row = rows.setdefault(start[2], defaultdict(list))
        while pending and (pending[0].page, pending[0].base) < (after[0], after[1] - 4):
            row[pending[1]].append(pending[0])
            pending = next(ordered, None)
    return rows


def _lines(chars: list[Char]) -> Iterator[list[Char]]:
    for _, line in groupby(chars, key=lambda char: (char.page, round(char.base))):
        yield list(line)


def test_every_page_is_a3_landscape_and_numbered_and_none_is_empty(book: pymupdf.Document) -> None:
    for number, page in enumerate(book, 1):
        assert (page.rect.width, page.rect.height) == pytest.approx(A3, abs=0.1)
        assert f"{number} / {len(book)}" in page.get_text()
        body = page.get_text(clip=pymupdf.Rect(0, TOP, A3[0], A3[1] - BOTTOM))
        assert len(bare(body)) > 20, f"page {number}"


def test_nothing_stands_in_the_margins(pages: list[tuple[Char, ...]]) -> None:
    for page in pages:
        for char in page:
            assert char.left > SIDE - 0.5, char
            assert char.right < A3[0] - SIDE + 0.5, char
            assert 0 < char.base < A3[1], char


def test_every_cell_is_printed_whole_in_its_own_column_and_row(county: View, parts: list[Frame]) -> None:
    found = cells(parts)
    rows = [(row, table) for table in county.tables for row in table.rows]
    assert list(found) == [row.number for row, _ in rows]
    for row, table in rows:
        columns = found[row.number]
        assert -1 not in columns, (row.number, "".join(char.text for char in columns[-1]))
        # Column 1 is the 一级事项, which a page repeats: the next test reads it.
        there = [in_order(columns.get(i, ())) for i in range(8 + len(table.tick_columns)) if i != 1]
        assert there == printed(row, table, county), row.number


def test_every_page_names_the_topic_of_its_rows(county: View, parts: list[Frame]) -> None:
    topics, topic = {}, ""
    for table in county.tables:
        for row in table.rows:
            topic = bare(row.topic[0].text) if row.topic_span else topic
            topics[row.number] = topic
    for frame in parts:
        in_column = [[c for c in frame.chars if frame.column(c) == i] for i in (0, 1)]
        numbers = in_order(in_column[0])
        starting = [topics[numbers[i : i + 5]] for i in range(0, len(numbers), 5)]
        assert in_order(in_column[1]) == "".join(topic for topic, _ in groupby(starting)), frame.page


def test_every_page_of_a_table_has_its_head(county: View, parts: list[Frame]) -> None:
    heads = {}
    for table in county.tables:
        for row in table.rows:
            heads[row.number] = sorted(bare("".join(_head(table, county))))
    number = ""
    for frame in parts:
        numbers = in_order([c for c in frame.chars if frame.column(c) == 0])
        number = numbers[:5] or number
        assert sorted(frame.head_words) == heads[number], frame.page


def _head(table: Table, county: View) -> Iterator[str]:
    names = (
        "number",
        "topic",
        "item",
        "content",
        "basis",
        "time_limit",
        "body",
        "channels",
        "audience",
        "method",
        "levels",
    )
    yield from (county.labels[name][0].text for name in names)
    yield from (column.label[0].text for column in table.tick_columns)


def test_a_row_of_28_elements_breaks_across_pages(parts: list[Frame]) -> None:
    found = cells(parts)
    pages = [{char.page for char in found[f"09-{n:02}"][3]} for n in range(1, 5)]
    assert max(map(len, pages)) == 2
    assert len(set.union(*pages)) >= 3


def test_a_short_row_stands_on_one_page(county: View, parts: list[Frame]) -> None:
    found = cells(parts)
    for table in county.tables:
        for row in table.rows:
            if len(row.content) < 6 and max(map(len, printed(row, table, county))) < 120:
                assert len({char.page for chars in found[row.number].values() for char in chars}) == 1, row.number


def test_the_cover_says_what_this_is(county: View, content: bytes) -> None:
    text = bare(PdfReader(io.BytesIO(content)).pages[0].extract_text())
    for cell in (county.title, county.subtitle, *county.warnings):
        assert bare(cell[0].text) in text
    for label, value in county.cover:
        assert bare(label[0].text + value[0].text) in text


def test_the_contents_name_every_area_and_annex_with_its_page(county: View, book: pymupdf.Document) -> None:
    text = re.sub("[.\u2060]", "", bare(book[1].get_text()))
    for title, page in ((title, page) for _, title, page in book.get_toc()):
        assert f"{bare(title)}{page}" in text
    for cell in county.legend:
        assert bare(cell[0].text).replace(".", "") in text
    for label, count in county.counts:
        assert bare(label[0].text) + count in text
    assert len([link for link in book[1].get_links() if "page" in link]) == len(book.get_toc())


def test_every_area_has_its_heading_and_notes(county: View, book: pymupdf.Document) -> None:
    for table, (_, _, page) in zip(county.tables, book.get_toc()[: len(county.tables)], strict=True):
        text = bare(book[page - 1].get_text())
        assert bare("".join(note[0].text for note in table.notes)) in text
        assert bare(f"{table.number}{table.title[0].text}") in text


def test_the_list_of_cells_to_check_is_whole(county: View, tables: list[Frame]) -> None:
    wanted = [
        (check.number, bare(check.title[0].text), bare(check.fields[0].text))
        for table in county.tables
        for check in table.checks
    ]
    found = []
    for table in tables:
        for row in cells([table]).values() if len(table.rules) - 1 == 6 else ():
            assert -1 not in row
            found += [tuple(in_order(row.get(i, ())) for i in (n, n + 1, n + 2)) for n in (0, 3) if row.get(n)]
    assert found == wanted


def test_the_outline_leads_to_every_area(county: View, book: pymupdf.Document) -> None:
    outline = book.get_toc()
    areas = [f"{table.number} {table.title[0].text}" for table in county.tables]
    assert [title for _, title, _ in outline] == [*areas, *(annex.title[0].text for annex in county.annexes)]
    for _, title, page in outline:
        assert bare(title) in bare(book[page - 1].get_text())


def test_a_part_stands_above_its_areas_and_on_their_page() -> None:
    first, second = small_catalogue().areas
    areas = (replace(first, part=Text("甲部", "Part A")), replace(second, part=Text("乙部", "Part B")))
    with made(small_catalogue(areas=areas)) as document:
        assert document.get_toc() == [
            [1, "甲部", 3],
            [2, "01 社会救助", 3],
            [1, "乙部", 4],
            [2, "02 村务公开", 4],
            [1, "未列入事项", 5],
            [1, "待核清单", 6],
            [1, "引用的文件", 7],
        ]


def test_hostile_text_is_printed_as_it_stands() -> None:
    """Every special character of pandoc's Markdown, Typst and LaTeX; addresses and words longer than their column."""
    texts = [*HOSTILE.values(), *STARTS, *SPECIAL, LONG]
    rows = [
        item(
            number=f"01-{n:04}",
            title=Text(text, text),
            content=(Element(text), Element("乙"), Element(text)),
            body=replace(item().body, zh=text),
        )
        for n, text in enumerate(texts)
    ]
    area = small_catalogue().areas[0]
    topic = replace(area.topics[0], items=tuple(rows))
    hostile = view(small_catalogue(areas=(replace(area, topics=(topic,)),)))
    with pymupdf.open(stream=pdf.files(hostile)["catalogue.pdf"], filetype="pdf") as document:
        found = cells(official(frames(document)))
        links = {link.get("uri") for page in document for link in page.get_links() if "uri" in link}
    assert links == {WEBSITE.url}
    for row in hostile.tables[0].rows:
        columns, wanted = found[row.number], printed(row, hostile.tables[0], hostile)
        assert -1 not in columns, row.title
        there = {name: _in_fonts(in_order(columns[i])) for name, i in (("title", 2), ("content", 3), ("body", 6))}
        assert there == {name: _in_fonts(wanted[i]) for name, i in (("title", 1), ("content", 2), ("body", 5))}


def _in_fonts(text: str) -> str:
    """The text without what a Chinese font does not have (emoji), and without marks of writing direction."""
    return "".join(char for char in undirected(text) if char not in "\u200d\ufffd" and char < "\U0001f000")


@pytest.mark.parametrize("lang", ["en", "zh-en"])
def test_english_is_printed_too(lang: str) -> None:
    with made(small_catalogue(), lang) as document:
        text = bare("".join(page.get_text() for page in document)).replace("-", "").replace("\u00ad", "")
        parts = official(frames(document))
        assert all(-1 not in row for row in cells(parts).values())
    for table in view(small_catalogue(), lang).tables:
        for row in table.rows:
            cells_of = (row.title, *row.content, *row.basis, row.body, row.groups, *(box.label for box in row.channels))
            for line in (line for cell in cells_of for line in cell):
                assert bare(line.text).replace("-", "") in text


def test_typst_has_nothing_to_warn_of(county: View, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fonts are named by `pdf`, so that Typst looks for none that is not there."""
    warned: list[str] = []

    def compile_with_warnings(*given: object, **named: object) -> bytes:
        content, warnings = typst.compile_with_warnings(*given, **named)
        warned.extend(warning.message for warning in warnings)
        return content

    monkeypatch.setattr(typst, "compile", compile_with_warnings)
    monkeypatch.setattr(pdf, "in_child", typeset)
    small = view(small_catalogue())
    assert pdf.files(replace(small, tables=(*small.tables, *county.tables[8:9])))["catalogue.pdf"].startswith(b"%PDF")
    assert warned == []


def test_the_bytes_are_those_of_any_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    fonts = typst.Fonts
    monkeypatch.setattr(typst, "Fonts", lambda **given: asked.append(given["include_system_fonts"]) or fonts(**given))
    seen = view(small_catalogue())
    alone = pdf.files(seen)["catalogue.pdf"]
    monkeypatch.setattr(pdf, "in_child", typeset)
    assert [pdf.files(seen)["catalogue.pdf"] for _ in range(2)] == [alone, alone]
    assert asked == [False, False]
    pdf.files(seen, Options(system_fonts=True))
    assert asked[2:] == [True]


def test_the_fonts_of_the_extra_suffice() -> None:
    """No font of the machine is asked for, and every glyph is there."""
    with pymupdf.open(stream=pdf.pdf(pdf.data(view(small_catalogue())), TEMPLATE).content) as document:
        fonts = {font[3].partition("+")[2] for page in document for font in page.get_fonts()}
        assert {name for name in fonts if not name.startswith("Noto")} == set()
        assert "社会救助" in bare(document[2].get_text())


def test_the_annexes_are_whole(tables: list[Frame], county: View) -> None:
    """The list of what is to be checked has a test of its own above."""
    for annex in (each for each in county.annexes if each.abreast == 1):
        wanted = [tuple(bare("".join(line.text for line in cell)) for cell in row) for row in annex.rows]
        columns = len(annex.heads)
        frames_of = [table for table in tables if len(table.rules) - 1 == columns]
        found = ["".join(in_order([c for c in t.chars if t.column(c) == i]) for t in frames_of) for i in range(columns)]
        assert found == ["".join(column) for column in zip(*wanted, strict=True)]


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_it_is_tagged_and_says_which_standards_it_keeps(lang: str) -> None:
    content = pdf.files(view(small_catalogue(), lang))["catalogue.pdf"]
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == ("en" if lang == "en" else "zh-CN")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = root["/Metadata"].get_data().decode()
    for claim in ("<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"):
        assert claim in xmp
    assert "2019-12-01" in xmp
    title = reader.metadata.title if reader.metadata else ""
    assert title == " ".join(line.text for line in view(small_catalogue(), lang).title)


def claims(content: bytes) -> str:
    return str(PdfReader(io.BytesIO(content)).trailer["/Root"]["/Metadata"].get_data().decode())


NOT_DRAWN = {
    "教育局（སློབ་གསོ།）": ("ས", "U+0F66", "◌ོ", "U+0F7C", "།", "U+0F0D"),
    "教育局ᠮᠣᠩᠭᠣᠯ": ("ᠮ", "U+182E"),
    "ꆈꌠ教育局": ("ꆈ", "U+A188", "ꌠ", "U+A320"),
    "教育局 ئۇيغۇر": ("ۇ", "U+06C7"),
    "𠮷𪚥": ("U+20BB7", "U+2A6A5"),
    "甲\U0010fffd乙": ("U+10FFFD",),
}
"""Names of offices, and what is said of each."""


def with_bodies(bodies: Iterable[str], lang: str = "zh") -> View:
    """A small catalogue whose only area has a row for each of these bodies."""
    small = view(small_catalogue(), lang)
    table = small.tables[0]
    rows = tuple(
        replace(table.rows[0], id=f"a/t/i{n}", number=f"05-{n}", topic_span=1, body=(Line(body, "zh"),))
        for n, body in enumerate(bodies)
    )
    return replace(small, tables=(replace(table, rows=rows),))


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_a_character_that_no_font_has_is_named_with_its_row_and_what_is_lost(lang: str) -> None:
    found: list[Diagnostic] = []
    content = pdf.files(with_bodies(NOT_DRAWN, lang), Options(warn=found.append))["catalogue.pdf"]
    assert "pdfaid:part>" not in claims(content)
    assert "pdfuaid:part>" not in claims(content)
    assert len(found) == len(NOT_DRAWN)
    for n, (strange, named) in enumerate(NOT_DRAWN.items()):
        finding = found[n]
        assert (finding.code, finding.severity, finding.entity) == ("pdf-glyph", "warning", f"a/t/i{n}")
        assert finding.hint
        for message, hint in zip(finding.message, finding.hint, strict=True):
            assert all(word in message for word in (strange, *named))
            assert all(word in hint for word in (f"05-{n}", "PDF/UA-1", "PDF/A-2a", "--fonts system"))
        assert not set("，；：").intersection(finding.message.en + finding.hint.en)


def test_a_private_character_costs_the_archive_standard_alone() -> None:
    found: list[Diagnostic] = []
    content = pdf.files(with_bodies(["某\ue123镇"]), Options(warn=found.append))["catalogue.pdf"]
    assert "pdfaid:part>" not in claims(content)
    (finding,) = found
    assert "U+E123" in finding.message.zh
    assert finding.hint
    assert ("pdfuaid:part>" in claims(content)) == ("PDF/UA-1" not in finding.hint.en)


def test_what_can_be_drawn_is_no_finding() -> None:
    found: list[Diagnostic] = []
    pdf.files(view(small_catalogue(title=Text("é ※ √ ■ 〔2019〕 ☑", "e"))), Options(warn=found.append))
    assert [each.message.zh for each in found if "☑" not in each.message.zh] == []


def test_many_texts_without_glyphs_are_told_in_few_words() -> None:
    found: list[Diagnostic] = []
    pdf.files(with_bodies(f"ꆈ{n}" for n in range(30)), Options(warn=found.append))
    assert len(found) == 21
    assert "10 more texts" in found[-1].message.en


def test_a_template_that_breaks_a_standard_is_told_of(tmp_path: Path) -> None:
    found: list[Diagnostic] = []
    for name, said in (
        ("#text(font: sys.inputs.serif)[ꆈ]", "U+A188"),
        ("#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))", "alt"),
    ):
        (tmp_path / pdf.TEMPLATE).write_text(f"#set document(title: [T])\n{name}\n", "utf-8")
        pdf.files(view(small_catalogue()), Options(Templates(tmp_path), warn=found.append))
        assert said in found[-1].message.en + (found[-1].hint or found[-1].message).en
    assert [each.code for each in found] == ["pdf-glyph", "pdf-standard"]


def test_a_template_at_fault_is_told(tmp_path: Path) -> None:
    (tmp_path / pdf.TEMPLATE).write_text("#let x = (", "utf-8")
    with pytest.raises(GapubError) as refused:
        pdf.files(view(small_catalogue()), Options(Templates(tmp_path)))
    (finding,) = refused.value.diagnostics
    assert finding.code == "pdf-typst"
    assert finding.hint
    assert "unclosed delimiter" in finding.hint.zh


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(GapubError) as refused:
        pdf.files(view(small_catalogue()))
    assert "gapub[pdf]" in refused.value.diagnostics[0].hint.zh


@pytest.mark.parametrize(
    ("end", "said"), [("os.abort()", "out of memory"), ("os._exit(3)", "(3)"), ("os._exit(0)", "(0)")]
)
def test_a_process_that_dies_is_one_line(end: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Memory that runs out ends Typst's process with a signal, which is told as such; any other end as what it is."""
    (tmp_path / "typst.py").write_text(f"import os; {end}", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(GapubError) as refused:
        pdf.files(view(small_catalogue()))
    (finding,) = refused.value.diagnostics
    assert finding.code == "pdf-ended"
    assert said in finding.message.en


@pytest.mark.skipif(sys.platform != "linux", reason="finds the process in /proc")
def test_an_interrupt_leaves_no_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gapub", "compile", "county", "--format", "pdf"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
        while not (child := children.read_text("ascii").split()):
            assert run.poll() is None
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        assert run.wait(30) == 130
        assert run.stderr
        assert b"Traceback" not in run.stderr.read()
    assert not Path(f"/proc/{child[0]}").exists()
    assert list(tmp_path.glob("**/*.pdf")) == []


def test_an_office_that_cannot_be_drawn_is_told_once_for_all_divisions(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(
        'divisions:\n  - {code: "210283101", name: 青堆镇}\n  - {code: "210283102", name: 徐岭镇}\nlevel: township\n'
        "example: true\nbodies:\n  township-government: 镇政府（སློབ་）\n",
        "utf-8",
    )
    run = gapub("compile", "township", "profile.yaml", "--area", "social-assistance", "--format", "pdf", cwd=tmp_path)
    said = run.stderr.decode()
    assert run.returncode == 0, said
    assert said.count("[pdf-glyph]") == said.count("U+0F66") == 2, "once in Chinese and once in English"
    assert len(list(tmp_path.glob("dist/township/*/catalogue.pdf"))) == 2
