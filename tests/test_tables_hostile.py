"""Files that somebody made to do harm, or that broke on the way: one clear line with the place, and nothing else happens."""

from __future__ import annotations

import os
import runpy
import struct
import time
import tracemalloc
import zlib
from collections import Counter
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader, PdfWriter

import table_files as make
from gapub.diagnostics import GapubError, Place
from gapub.tables import child, files, html, kinds, md
from gapub.tables.encoding import decode
from gapub.tables.faults import UnreadableError
from in_process import gapub
from laws import CI

ROOT = Path(__file__).resolve().parent.parent
FILES = Path(__file__).parent / "data" / "table-files"
OK = '<row r="1"><c r="A1"><v>1</v></c></row>'
DTD = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


def why(kind: str, data: bytes) -> tuple[Any, ...]:
    """Why a reader refuses a file, and where."""
    with pytest.raises(UnreadableError) as raised:
        make.content(kind, data)
    return tuple(raised.value.args)


# --- workbooks -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["XFD1048576", "xfd1048576", "A99999999", "ZZZZZZ1"])
@pytest.mark.parametrize("rows", [OK, ""])
def test_a_cell_far_away_is_told_with_its_place(cell: str, rows: str) -> None:
    """calamine asks for 500 GB and aborts."""
    said = why("xlsx", make.xlsx(f'{rows}<row><c r="{cell}"><v>1</v></c></row>'))
    assert said[0] == "wide" and said[3] == "教育"
    place = Place("a.xlsx", *said[1:])
    assert str(place) == f"a.xlsx:教育!{cell.upper()}"


@pytest.mark.parametrize(
    "rows",
    [
        OK + '<row r="1048576"><c r="XFD1048576" s="1"/></row>',
        OK + "".join(f'<row r="{n}" ht="14"><c r="A{n}" s="2"/></row>' for n in range(2, 20_000)),
        OK + '<row r="1048576" hidden="1"/>',
    ],
    ids=["a format far away", "many empty rows", "an empty row far away"],
)
def test_what_is_empty_takes_no_room(rows: str) -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (grid,) = make.content("xlsx", make.xlsx(rows, after=merged)).grids
    assert (grid.height, grid.width, len(grid.cells)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make.xlsx(OK)[:-30], "damaged"),
        (make.xlsx(OK)[:200], "damaged"),
        (make.xlsx('<row r="1"><c r="A1"'), "damaged"),
        (make.xlsx('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "damaged"),
        (make.xlsx(OK, head=DTD), "dtd"),
        (make.xlsx(OK, head="", more={"xl/styles.xml": f"<?xml version='1.0'?>{DTD}<x>&b;</x>"}), "dtd"),
        (make.xlsx(OK, more={f"x{n}": "" for n in range(10_001)}), "large"),
    ],
    ids=["no end", "cut", "no XML", "a string that is not there", "entities", "entities in styles", "many parts"],
)
def test_a_workbook_that_is_refused(data: bytes, reason: str) -> None:
    assert why("xlsx", data)[0] == reason


def test_macros_and_pictures_are_left_alone() -> None:
    data = make.xlsx(OK, more={"xl/vbaProject.bin": b"\xd0\xcf" * 9, "xl/media/image1.png": bytes(30 * 2**20)})
    (grid,) = make.content("xlsx", data).grids
    assert [cell.text for cell in grid.cells] == ["1"]


def bomb(megabytes: int) -> bytes:
    """A workbook whose texts unpack to so many MB of blanks: one packed MB, over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    inner = piece * megabytes + packer.flush()
    whole = make.xlsx(OK, more={"xl/sharedStrings.xml": b"?"})
    name = b"xl/sharedStrings.xml"
    start = whole.rfind(b"PK\x01\x02", 0, whole.rfind(name))
    offset = struct.unpack_from("<I", whole, start + 42)[0]
    sizes = struct.pack("<III", 0, len(inner), megabytes * 2**20)
    local = whole[offset : offset + 8] + struct.pack("<H", 8) + whole[offset + 10 : offset + 14] + sizes
    local += struct.pack("<HH", len(name), 0) + name + inner
    entry = (
        whole[start : start + 10] + struct.pack("<H", 8) + whole[start + 12 : start + 16] + sizes + whole[start + 28 :]
    )
    end = entry.rfind(b"PK\x05\x06")
    directory = whole[whole.find(b"PK\x01\x02") : start] + entry[:end]
    tail = entry[end : end + 12] + struct.pack("<II", len(directory), offset + len(local)) + entry[end + 20 :]
    return whole[:offset] + local + directory + tail


def test_a_bomb_is_not_unpacked() -> None:
    data = bomb(300)
    assert len(data) < 400_000
    start = time.process_time()
    assert why("xlsx", data)[0] == "large"
    assert time.process_time() - start < 1


@pytest.mark.parametrize(("cells", "is_large"), [(10, False), (11, True)])
def test_a_text_that_many_cells_share_counts_for_each(cells: int, is_large: bool) -> None:
    shared = f"<sst><si><t>{'公' * 2**20}</t></si></sst>"  # three MB
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    said = child.answer("xlsx", make.xlsx(rows, more={"xl/sharedStrings.xml": shared}))
    assert said.get("why", ("",))[0] == ("large" if is_large else "")


# --- Word, pages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make.docx(make.paragraph("&a;"), head=DTD), "dtd"),
        (make.docx("<w:tbl>" * 3000 + "</w:tbl>" * 3000), "large"),
        (make.docx("<w:p>"), "damaged"),
        (make.zipped({"word/x.xml": "<x/>"}), "damaged"),
    ],
    ids=["entities", "deep", "no XML", "no body"],
)
def test_a_document_that_is_refused(data: bytes, reason: str) -> None:
    assert why("docx", data)[0] == reason


def test_nonsense_in_a_document_does_no_harm() -> None:
    """Merged cells that go on from nowhere, spans without end, tables within each other, symbols without a code."""
    body = make.table(
        make.cell("甲", '<w:vMerge/><w:gridSpan w:val="99999999999"/>') + make.cell("乙", '<w:gridSpan w:val="-1"/>'),
        make.cell("丙", '<w:vMerge w:val="continue"/>')
        + make.cell('<w:p><w:r><w:sym w:char="zz"/><w:sym/></w:r></w:p>'),
        '<w:trPr><w:gridBefore w:val="x"/></w:trPr>' + make.cell("<w:tr/><w:tc/>" + make.table(make.cell("内"))),
    )
    content = make.content("docx", make.docx(body + "</w:body>".replace("</w:body>", "")))
    assert {cell.text for grid in content.grids for cell in grid.cells} >= {"甲", "乙", "内"}


def test_absurd_spans_of_a_page_do_no_harm() -> None:
    rows = "<tr>" + "<td rowspan=65535 colspan=1>甲" * 900 + "<tr><td rowspan=9999999999 colspan=9999999999>乙"
    (grid,) = html.read(f"<table>{rows}</table>").grids
    assert (grid.height, grid.width) == (2, 901)
    with pytest.raises(UnreadableError) as raised:
        html.read(f"<table><tr>{'<td>甲' * 1001}</table>")
    assert raised.value.args == ("wide", 1, 1001, "")


@pytest.mark.parametrize("tag", ["div", "table><tr><td"])
def test_deep_pages_end(tag: str) -> None:
    with pytest.raises(UnreadableError, match="large"):
        html.read(f"<{tag}>" * 11_000)


@pytest.mark.parametrize(
    "line",
    ["|" + " " * 40_000 + "-x|", "#" + " " * 40_000 + "x", "|" + " " * 40_000 + "x", "| **a" * 8_000, "|[a" * 8_000,
     "|<a " * 8_000, "|" + "<br" * 20_000, "|-" * 8_000 + "x", "__a **b " * 15_000],
    ids=["rule", "heading", "blanks", "bold", "links", "tags", "breaks", "dashes", "marks"],
)  # fmt: skip
def test_no_line_of_markdown_takes_long(line: str) -> None:
    start = time.process_time()
    md.read(f"{line}\n{line}\n|a|\n|-|\n{line}\n")
    assert time.process_time() - start < 1


def test_bytes_of_no_encoding_are_decoded_soon() -> None:
    start = time.process_time()
    assert decode(bytes(range(128, 256)) * 10_000)
    assert time.process_time() - start < 2


# --- the front door ----------------------------------------------------------------------------------------------------------------


def told(tmp_path: Path, data: bytes, name: str) -> tuple[str, str, str]:
    """The place and both texts of the one finding about a file, of which nothing may be left behind."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(GapubError) as raised:
        files.read(path, name)
    (finding,) = raised.value.diagnostics
    assert (finding.code, finding.severity) == ("table-unreadable", "error")
    assert finding.hint and finding.hint.zh and finding.hint.en
    shown = "" if finding.place else f" {name}"
    assert finding.message.zh.startswith(f"无法读取{shown}：") and finding.message.en.startswith(
        f"cannot read{shown or ' it'}: "
    )
    assert [each.name for each in tmp_path.iterdir()] == [name]
    return (
        str(finding.place or finding.entity),
        finding.message.zh.partition("：")[2],
        finding.message.en.partition(": ")[2],
    )


def test_an_archive_of_many_parts_takes_no_room_here() -> None:
    """Its directory may have a million names; the child lists them, with bounded memory."""
    data = make.zipped({f"xl/{n}": "" for n in range(10_000)})
    tracemalloc.start()
    assert kinds.kind_of(data, ".xlsx") == "xlsx"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * len(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "name", "zh", "en"),
    [
        (OLE + "EncryptedPackage\0".encode("utf-16-le"), "a.xlsx", "文件设有打开密码", "the file is protected by a password"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "a.wps", "这是旧版 Word 或 WPS 文字文件（.doc、.wps）",
         "this is a document of an old Word or WPS (.doc, .wps)"),
        (OLE + bytes(99), "a.xls", "无法识别文件的格式", "the format of the file is not known"),
        (make.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "a.odt",
         "这是 OpenDocument 文字文件（.odt）", "this is an OpenDocument text (.odt)"),
        (b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary="x"\r\n\r\n--x\r\n', "a.mht",
         "这是单个文件网页（.mht、.mhtml）", "this is a web page in a single file (.mht, .mhtml)"),
        (b"{\\rtf1 x}", "a.doc", "这是 RTF 文件", "this is an RTF file"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "a.xls", "这是 XML 格式的表格",
         "this is a table in XML"),
        (b"", "a.xlsx", "文件是空的", "the file is empty"),
        (bytes(4096), "a.xlsx", "文件是空的", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.png", "无法识别文件的格式", "the format of the file is not known"),
        (b"PK\x03\x04", "a.docx", "文件已损坏，或内容不符合其格式", "the file is damaged, or breaks the rules of its format"),
        (make.zipped({"a.txt": "x"}), "a.zip", "无法识别文件的格式", "the format of the file is not known"),
        (make.zipped({}), "a.zip", "无法识别文件的格式", "the format of the file is not known"),
        (make.zipped({"mimetype": "application/epub+zip"}), "a.epub", "无法识别文件的格式", "the format of the file is not known"),
    ],
)  # fmt: skip
def test_what_has_to_be_saved_anew(tmp_path: Path, data: bytes, name: str, zh: str, en: str) -> None:
    assert told(tmp_path, data, name) == (name, zh, en)


def test_the_place_of_a_fault_is_told(tmp_path: Path) -> None:
    place, zh, _ = told(tmp_path, make.xlsx(OK + '<row r="9999999"><c r="C9999999"><v>1</v></c></row>'), "目录.xlsx")
    assert (place, zh) == ("目录.xlsx:教育!C9999999", "此处单元格的位置超出一份目录可能的范围")


def test_a_password_of_a_pdf(tmp_path: Path) -> None:
    writer, out = PdfWriter(PdfReader(FILES / "taxation.pdf")), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    assert told(tmp_path, out.getvalue(), "a.pdf")[1] == "文件设有打开密码"


def test_a_password_of_an_archive(tmp_path: Path) -> None:
    data = bytearray(make.xlsx(OK))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert told(tmp_path, bytes(data), "a.xlsx")[1] == "文件设有打开密码"


REPEATED = b"""<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string"
 table:number-columns-repeated="20"><text:p>x</text:p></table:table-cell></table:table-row>"""


@pytest.mark.skipif(os.name != "posix", reason="Windows does not bound the memory of a child")
def test_a_child_that_aborts_ends_alone(tmp_path: Path) -> None:
    """The library asks for memory that it cannot have, and the process is gone: the parent says one line."""
    with ZipFile(FILES / "schools.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before, row, after = parts["content.xml"].partition(b"<table:table-row")
    data = make.zipped({**parts, "content.xml": before + REPEATED + row + after})
    assert told(tmp_path, data, "a.ods")[2] == "unpacked, the file is too large to be read safely"


@pytest.mark.skipif(os.name != "posix", reason="Windows does not bound the time of a processor")
@pytest.mark.parametrize("limit", ["SECONDS_SMALL", "SECONDS"])
def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(files, limit, 1)
    assert told(tmp_path, b"<pre>" * 100_000, "a.html")[1] == "文件读取时间过长，已停止"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST", 10)
    assert told(tmp_path, b"a,b\n" * 9, "a.csv")[2] == "unpacked, the file is too large to be read safely"


def test_the_command_says_one_line_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "目录.xlsx").write_bytes(make.xlsx(OK + '<row r="9999999"><c r="C9999999"><v>1</v></c></row>'))
    done = gapub("import", "目录.xlsx", "--as", "profile", cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert lines[0].endswith(
        "目录.xlsx:教育!C9999999: 错误 [table-unreadable] 无法读取：此处单元格的位置超出一份目录可能的范围"
    )
    assert sum("[table-unreadable]" in line for line in lines) == 2


# --- a small part of tools/fuzz_tables.py ---------------------------------------------------------------------------------------------

fuzz = SimpleNamespace(**runpy.run_path(str(ROOT / "tools" / "fuzz_tables.py")))


@pytest.mark.parametrize("kind", fuzz.SEEDS)
def test_no_mutated_file_fails(kind: str) -> None:
    """Here in process, so only what cannot abort it; the tool has a worker for the rest."""
    if kind in ("xlsx", "xls", "ods") and not CI:
        pytest.skip("calamine can abort the process: the tool reads it in a worker")
    said = Counter(
        fuzz.judged(each.data, each.suffix)
        for each in fuzz.inputs({"pdf": 4, "docx": 8}.get(kind, 15), seed=3, only=kind)
    )
    assert [each for each in said if "failed" in each] == []


def test_a_seed_is_read() -> None:
    """Otherwise its mutations would never come far."""
    assert {kind: fuzz.judged(seed(), suffix) for kind, (suffix, seed) in fuzz.SEEDS.items()} == dict.fromkeys(
        fuzz.SEEDS, "read"
    )


def test_workbooks_are_judged_by_a_worker() -> None:
    counts, failed = fuzz.run(60, 5, "xlsx", None, 0)
    assert failed == [] and sum(counts["xlsx"].values()) == 60
