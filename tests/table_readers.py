"""Reads the official table back from every printed format, each by what stands in the file and nothing else.

All give the same shape: a row by its number, a text by its column. White space and marks (※) are left out, for they are a
matter of form; a tick column that a table does not have is not there.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser

import docx as python_docx
import pymupdf
from docx.oxml.ns import qn
from openpyxl import load_workbook

from gapub.render.csv import safe
from markup import closed
from pdf_support import bare, frames, in_order
from test_pdf import cells as printed_rows
from test_pdf import official

Rows = dict[str, dict[str, str]]

TEXTS = ("topic", "title", "content", "basis", "time_limit", "body", "channels")
FIELDS = {
    "公开内容（要素）": "content",
    "公开依据": "basis",
    "公开时限": "time_limit",
    "公开主体": "body",
    "公开渠道和载体": "channels",
    "一级事项": "topic",
    "二级事项": "title",
}
TICKS = {
    "全社会": "public",
    "特定群体": "groups",
    "主动": "proactive",
    "依申请": "on_request",
    "市级": "city",
    "县级": "county",
    "乡级": "township",
    "村级": "village",
}


def norm(text: str) -> str:
    return bare(text.replace("※", ""))


def read_csv(data: bytes) -> Rows:
    rows = {}
    for found in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        record = {name: text[1:] if safe(text[1:]) == text else text for name, text in found.items()}
        row = {FIELDS[name]: norm(text) for name, text in record.items() if name in FIELDS}
        row["title"] += norm(record["备注"])
        ticks = {TICKS[name.partition("：")[2]]: norm(text) for name, text in record.items() if "：" in name}
        rows[record["序号"]] = row | ticks
    return rows


def read_jsonl(data: bytes) -> Rows:
    rows = {}
    for line in data.decode().splitlines():
        item = json.loads(line)

        def all_of(cells: list[dict[str, str]]) -> str:
            return norm("".join(cell["zh"] for cell in cells))

        boxes = [("■" if box["ticked"] else "□") + box["label"]["zh"] for box in item["channels"]["boxes"]]
        row = {name: all_of([item[name]]) for name in ("topic", "time_limit", "body")}
        row |= {name: all_of(item[name]) for name in ("content", "basis")}
        row["title"] = all_of([item["title"], *item["remarks"]])
        row["channels"] = norm(item["channels"]["rule"].get("zh", "") + "".join(boxes))
        for field in ("audience", "method", "levels"):
            for column, tick in item[field].items():
                row[column] = {True: "√", False: "", None: "待核"}[tick]
        row["groups"] += norm(item["groups"].get("zh", ""))
        rows[item["number"]] = row
    return rows


def _form(lines: Iterator[list[str]], heads: list[str]) -> Rows:
    """The rows of a table whose columns are the seven of text, a number before them, and ticks with these heads."""
    rows: Rows = {}
    topic = ""
    names = ("number", *TEXTS, *(TICKS[head] for head in heads))
    for line in lines:
        row = dict(zip(names, line, strict=True))
        topic = row["topic"] = row["topic"] or topic
        rows[row.pop("number")] = row
    return rows


def read_xlsx(data: bytes) -> Rows:
    rows: Rows = {}
    for sheet in load_workbook(io.BytesIO(data)).worksheets[2:]:
        _, _, last = (sheet.print_title_rows or "").partition(":$")
        if sheet.title == "未列入事项" or not last:
            continue  # what is left out, or an area without rows
        heads = [norm(str(cell.value)) for cell in sheet[int(last)][8:] if cell.value not in (None, "id")]
        lines: list[list[str]] = []
        for cells in sheet.iter_rows(min_row=int(last) + 1, max_col=8 + len(heads)):
            texts = [str(cell.value or "") for cell in cells]
            if re.fullmatch(r"\d\d-\d+", texts[0]):
                texts[2] = "\n".join(re.sub(r"^（(.*)）$", r"\1", line) for line in texts[2].split("\n"))
                lines.append(texts)
            elif any(texts) and lines and not texts[0]:
                lines[-1] = [before + after for before, after in zip(lines[-1], texts, strict=True)]
            elif texts[0]:
                break  # the list of what is to be checked
        rows |= _form(iter([norm(text) for text in line] for line in lines), heads)
    return rows


def read_docx(data: bytes) -> Rows:
    rows: Rows = {}
    for table in python_docx.Document(io.BytesIO(data)).tables:
        _, lower, *lines = [
            [norm("".join(text.text or "" for text in cell.iter(qn("w:t")))) for cell in row.tc_lst]
            for row in table._tbl.tr_lst
        ]
        if len(lower) > 8:
            rows |= _form(iter(lines), lower[8:])
    return rows


def read_pdf(data: bytes) -> Rows:
    rows: Rows = {}
    with pymupdf.open(stream=data, filetype="pdf") as document:
        parts = official(frames(document))
        heads = _pdf_heads(document)
        topic = ""
        for number, columns in printed_rows(parts).items():
            texts = [norm(in_order(columns.get(i, ()))) for i in range(8 + len(heads[number[:2]]))]
            topic = texts[1] = texts[1] or topic
            rows |= _form(iter([texts]), heads[number[:2]])
    return rows


def _pdf_heads(document: pymupdf.Document) -> dict[str, list[str]]:
    """The heads of the tick columns of each area, in their order from left to right."""
    heads = {}
    for frame in official(frames(document)):
        number = in_order([char for char in frame.chars if frame.column(char) == 0])[:2]
        words = document[frame.page].get_text("words", clip=(frame.rules[8], frame.top, frame.rules[-1], frame.head))
        named = [(word[0], norm(word[4])) for word in words]
        heads.setdefault(number, [text for _, text in sorted(named) if text in TICKS])
    return heads


def read_markdown(data: bytes) -> Rows:
    rows: Rows = {}
    row: dict[str, str] = {}
    topic = field = ""
    for line in data.decode().split("\n---\n", 1)[1].splitlines():
        plain = norm(re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\[(.*?)\]\(<.*?>\)", r"\1", line.removesuffix("\\"))))
        if line.startswith("### "):
            topic = plain.removeprefix("###")
        elif line.startswith("#### "):
            number, title = plain[4:9], plain[9:]
            row = rows[number] = {"topic": topic, "title": title}
        elif line.startswith(("# ", "## ", "**")):
            row, field = {}, ""  # beyond the table: its notes, or the list of what is to be checked
        elif not row:
            continue
        elif found := re.match(r"- \*\*(.+?)(?:※)?\*\*(.*)", line):
            label = norm(found[1])
            field = FIELDS.get(label, "")
            if field:
                row[field] = plain.partition("**：")[2] if field not in ("content", "basis") else ""
            else:
                for part in found[2].removeprefix("：").split("\u3000"):
                    sign, _, name = part.partition(" ")
                    name, _, groups = norm(name).partition("：")
                    row[TICKS[name]] = {"—": ""}.get(sign, sign) + groups
        elif line.startswith("  "):
            row[field] += plain.removeprefix("-") if field in ("content", "basis") else plain
        elif line.startswith("- "):
            row["title"] += plain.removeprefix("-")  # a remark
    return rows


class _Html(HTMLParser):
    """Collects the rows of the official tables: the number, seven texts and the ticks, in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[list[str]] = []
        self.rows: list[tuple[int, list[str]]] = []
        self.inside: list[str] = []
        self.cell: list[str] | None = None
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag == "table" and "form" in classes:
            self.heads.append([])
        if tag in ("details", "sup", "strong"):
            self.skip += 1
        if tag == "tr":
            self.inside = ["row"]
            self.rows.append((len(self.heads) - 1, []))
        if tag in ("td", "th") and self.heads:
            self.cell = []
            if tag == "th" and "k" in classes:
                self.inside.append("head")
        if tag == "th" and "t" in classes:
            self.inside.append("topic")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("details", "sup", "strong"):
            self.skip -= 1
        if tag in ("td", "th") and self.cell is not None and self.rows:
            text = norm("".join(self.cell))
            if self.inside[-1] == "head":
                self.heads[-1].append(text)
            self.rows[-1][1].append(("\0" if self.inside[-1] == "topic" else "") + text)
            self.inside = ["row"]
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.skip:
            self.cell.append(data)


def read_html(data: bytes) -> Rows:
    page = _Html()
    page.feed(closed(data.decode()))
    rows: Rows = {}
    topic = ""
    for n, (table, cells) in enumerate(page.rows):
        if not cells or not re.fullmatch(r"\d\d-\d+", cells[0]):
            continue
        if cells[1].startswith("\0"):
            topic = cells.pop(1)[1:]
        heads = page.heads[table]
        if len(cells) == 7 + len(heads):
            rows |= _form(iter([[cells[0], topic, *cells[1:]]]), heads)
        assert n or not rows
    return rows


class _Item(HTMLParser):
    """Collects what the page of an item says: its number, title, remarks, and the first list of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.ticks: dict[str, str] = {}
        self.open: list[str] = []
        self.label = ""
        self.lists = 0
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("class") or ""
        self.lists += tag == "dl"
        self.skip += tag in ("sup", "strong")
        if tag in ("h1", "dt", "dd", "li") or (tag == "p" and name in ("number", "remark")):
            self.open.append({"p": name, "h1": "title"}.get(tag, tag))
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") if name == "remark" else ""

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag in ("sup", "strong")
        self.lists += tag == "dl"  # what is below a list is not in it
        if self.open and tag in ("h1", "dt", "dd", "li", "p") and self.open[-1] in (tag, "title", "number", "remark"):
            ended = self.open.pop()
            if self.lists == 1 and ended == "dt":
                self.label = norm(self.texts["dt"])
            elif self.lists == 1 and ended == "li" and self.label not in FIELDS:
                label, _, rest = norm(self.texts["li"]).partition("：")
                self.ticks[TICKS[label.removeprefix("√")]] = "√" * label.startswith("√") + rest
            elif self.lists == 1 and ended == "dd" and self.label in FIELDS:
                self.texts[FIELDS[self.label]] = norm(self.texts["dd"])

    def handle_data(self, data: str) -> None:
        if not self.skip:
            for each in self.open:
                self.texts[each] += data


def read_item(data: bytes) -> Rows:
    page = _Item()
    page.feed(closed(data.decode()))
    texts = page.texts
    row = {name: texts[name] for name in TEXTS if name != "title"}
    row["title"] = norm(texts["title"] + texts.get("remark", ""))
    return {texts["number"]: row | dict.fromkeys(TICKS.values(), "") | page.ticks}


def read_site(files: Mapping[str, bytes]) -> Rows:
    """The rows by the pages of the items; the tables of the areas must say the same."""
    areas: Rows = {}
    items: Rows = {}
    for name, data in files.items():
        if name.startswith("site/areas/"):
            areas |= read_html(data)
        elif name.startswith("site/items/"):
            items |= read_item(data)
    assert list(areas) == list(items)
    for number, row in areas.items():
        found = {column: text for column, text in items[number].items() if text or column in row}
        assert found == row, number
    return items


def _of(name: str, reader: Callable[[bytes], Rows]) -> Callable[[Mapping[str, bytes]], Rows]:
    return lambda files: reader(files[name])


READERS: dict[str, Callable[[Mapping[str, bytes]], Rows]] = {
    "csv": _of("catalogue.csv", read_csv),
    "jsonl": _of("catalogue.jsonl", read_jsonl),
    "xlsx": _of("catalogue.xlsx", read_xlsx),
    "docx": _of("catalogue.docx", read_docx),
    "pdf": _of("catalogue.pdf", read_pdf),
    "md": _of("catalogue.md", read_markdown),
    "html": _of("index.html", read_html),
    "site": read_site,
}
