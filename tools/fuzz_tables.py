"""Feed the readers of tables with files that nobody means to write: mutated bytes, parts, elements and cells.

    python tools/fuzz_tables.py --inputs 50000 --seed 1 [--kind xlsx]

The seeds are made here and lie in tests/data/table-files. A worker with the limits of the child process reads them one after
the other; when it ends (a library aborts, memory runs out), the same file is read through the front door, and the parent must
survive and say one thing. An input fails if anything but `UnreadableError` leaves gapub's own code, if a grid breaks its
promises, if it takes too long, or if the parent does not survive. Failing inputs are kept in `--keep`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import select
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from gapub.diagnostics import GapubError
from gapub.tables import child, kinds
from gapub.tables.content import Content, dump, load
from gapub.tables.faults import UnreadableError
from gapub.tables.files import read

ROOT: Final = Path(__file__).resolve().parent.parent
FILES: Final = ROOT / "tests" / "data" / "table-files"
SECONDS: Final = 10.0
RECYCLED: Final = 3000
"""Inputs after which a worker makes room for a new one."""

HTML: Final = """<!DOCTYPE html><html><head><title>目录</title><style>.x{font-family:Wingdings}</style></head><body>
<h2>教育</h2><table id=t><caption>一</caption><thead><tr><th rowspan=2>序号<th colspan=2>事项</tr><tr><th>一级<th>二级</tr></thead>
<tbody><tr id=r1><td>1<td rowspan=2>招生<br>管理<td><font face=Wingdings>þ</font>政策</tr><tr><td>2<td class=x>n</tr></tbody></table>
<p>备注</p><table><tr><td><table><tr><td>内</td></tr></table></td><td><pre>a
b</pre></td></tr></table></body></html>"""
CSV: Final = '序号,事项,时限\n1,"招生\n管理",20个工作日内\n2,"a ""b""",即时\n'
MD: Final = (
    "# 目录\n\n## 教育\n\n| 序号 | 事项 |\n|:--|--:|\n| 1 | 招生<br>管理 |\n| 2 | a \\| b [x](y) **c** |\n\n备注\n"
)

TOKENS: Final = tuple(
    """0 -1 1 999999999 1048576 4294967296 18446744073709551616 1e308 NaN XFD1048576 A0 ZZZZ1 A1:XFD1048576 C5:A1 Sheet1!A1
    rowspan=0 rowspan=65535 colspan=1000000 <table> </table> <tr> <td> </td> <caption> <select> <template> <svg> <math> <pre>
    <!-- --> ]]> <![CDATA[ &#0; &#xD800; &#x110000; &amp; &x; <!DOCTYPE%20x> <?xml?> <w:vMerge/> <w:tbl> <w:tc> <w:tr/>
    <w:gridSpan%20w:val="9999"/> <w:sym%20w:char="zz"/>
    | |--| \\| `` <br> " "" ' , ; \t \n \r \0 \ufeff \u2028 \U0010ffff %PDF- endobj stream /Length /Kids xref
    <mergeCell%20ref="A1:B2"/> r="XFD1048576" t="s" t="e" t="inlineStr" s="99999" number-rows-repeated="1048576" id="x" """
    .replace("\n    ", " ").replace("\\0", "\0").split(" ")
)  # fmt: skip


class Input(NamedTuple):
    """A file to read: the kind of its seed, its suffix, and its bytes."""

    kind: str
    suffix: str
    data: bytes


def _xlsx() -> bytes:
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    symbol, padded = book.add_format({"font_name": "Wingdings"}), book.add_format({"num_format": "0000"})
    page = book.add_worksheet("教育")
    page.merge_range(0, 0, 0, 3, "目录")
    for row in range(1, 4):
        page.write(row, 0, row, padded)
        page.write(row, 1, "招生\n管理")
        page.write(row, 2, "þ", symbol)
        page.write_rich_string(row, 3, "甲", symbol, "þ", "乙")
    page.write_formula(4, 0, "=1/0", None, "#DIV/0!")
    book.add_worksheet("空").hide()
    book.close()
    return out.getvalue()


def _docx() -> bytes:
    import docx

    out = BytesIO()
    document = docx.Document()
    document.add_heading("教育", 2)
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}行\n{column}列"
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(1, 1).merge(table.cell(2, 1))
    table.cell(2, 2).paragraphs[0].add_run("þ").font.name = "Wingdings"
    table.cell(1, 2).paragraphs[0].style = "List Number"
    document.save(out)
    return out.getvalue()


SEEDS: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "xlsx": (".xlsx", _xlsx),
    "docx": (".docx", _docx),
    "html": (".html", HTML.encode),
    "csv": (".csv", CSV.encode),
    "md": (".md", MD.encode),
    "text": (".txt", lambda: CSV.encode("gb18030")),
    "xls": (".xls", (FILES / "schools.xls").read_bytes),
    "ods": (".ods", (FILES / "schools.ods").read_bytes),
    "pdf": (".pdf", (FILES / "taxation.pdf").read_bytes),
}
WEIGHTS: Final = {
    "xlsx": 22, "docx": 20, "html": 20, "csv": 8, "md": 8, "text": 4, "xls": 8, "ods": 8, "pdf": 2,
}  # fmt: skip


@cache
def _seed(kind: str) -> bytes:
    return SEEDS[kind][1]()


# --- mutations ---------------------------------------------------------------------------------------------------------


def _bytes(data: bytes, draw: random.Random) -> bytes:
    """Some bytes of it flipped, cut, doubled, or tokens put in."""
    out = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 4, 16))):
        if not out:
            break
        at = draw.randrange(len(out))
        end = min(len(out), at + draw.choice((1, 2, 8, 64, 512)))
        match draw.randrange(6):
            case 0:
                out[at] ^= 1 << draw.randrange(8)
            case 1:
                del out[at:end]
            case 2:
                out[at:at] = out[at:end] * draw.choice((1, 2, 50))
            case 3:
                out[at:at] = _token(draw)
            case 4:
                out[at:end] = draw.randbytes(end - at)
            case _:
                del out[at : None if draw.random() < 0.2 else end]
    return bytes(out)


def _token(draw: random.Random) -> bytes:
    return draw.choice(TOKENS).replace("%20", " ").encode()


_ELEMENT: Final = re.compile(rb"<[^<>]*>")
_NUMBER: Final = re.compile(rb"\d+")
_LEAF: Final = re.compile(rb"<([\w:]+)(?:\s[^<>]*)?(?:/>|>[^<>]*</\1>)")
_VALUE: Final = re.compile(rb"=(\"[^\"<>]*\")|>([^<>]+)<")


def _formed(data: bytes, draw: random.Random) -> bytes:
    """What stays well-formed: leaves doubled, dropped or swapped, values and texts replaced."""
    for _ in range(draw.choice((1, 1, 2, 5))):
        leaves = [each.span() for each in _LEAF.finditer(data)]
        values = [each.span(1 if each[1] else 2) for each in _VALUE.finditer(data)]
        if not leaves or not values:
            return data
        (a, b), (c, d) = sorted((draw.choice(leaves), draw.choice(leaves)))
        match draw.randrange(5):
            case 0:
                data = data[:b] + data[a:b] * draw.choice((1, 2, 500)) + data[b:]
            case 1:
                data = data[:a] + data[b:]
            case 2:
                data = data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:] if b <= c else data
            case _:
                x, y = draw.choice(values)
                new = re.sub(
                    rb"[<>&\"\0]", b"", _token(draw) if draw.random() < 0.6 else data[slice(*draw.choice(values))]
                )
                data = data[:x] + (b'"%s"' % new if data[x : x + 1] == b'"' else new or b"1") + data[y:]
    return data


def _markup(data: bytes, draw: random.Random) -> bytes:
    """Some elements doubled, dropped, swapped, nested deep; some numbers made absurd."""
    for _ in range(draw.choice((1, 1, 2, 5))):
        tags = [each.span() for each in _ELEMENT.finditer(data)]
        if not tags:
            return _bytes(data, draw)
        (a, b), (c, d) = sorted((draw.choice(tags), draw.choice(tags)))
        match draw.randrange(7):
            case 0:
                data = data[:b] + data[a:d] * draw.choice((1, 2, 20)) + data[b:]
            case 1:
                data = data[:a] + data[b:]
            case 2:
                data = data[:a] + data[d:]
            case 3:
                data = data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:] if b <= c else data
            case 4:
                data = data[:a] + data[a:b] * draw.choice((2, 500, 3000)) + data[b:]
            case 5:
                numbers = [each.span() for each in _NUMBER.finditer(data)]
                if numbers:
                    x, y = draw.choice(numbers)
                    data = (
                        data[:x] + draw.choice((b"0", b"-1", b"99999999999", b"1048576", b"65536", b"16384")) + data[y:]
                    )
            case _:
                data = data[:b] + _token(draw) + data[b:]
    return data


def _zip(data: bytes, draw: random.Random) -> bytes:
    """Another archive, of which a part is mutated, lacks or stands in for another, or lies about its size."""
    with ZipFile(BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    heavy = [
        i for i, (name, _) in enumerate(parts) if re.search(r"sheet\d|document|shared|styles|content|workbook", name)
    ]
    at = draw.choice(heavy or [0]) if draw.random() < 0.85 else draw.randrange(len(parts))
    name, inner = parts[at]
    chosen = draw.random()
    if chosen < 0.6:
        parts[at] = (name, _formed(inner, draw))
    elif chosen < 0.75:
        parts[at] = (name, _markup(inner, draw))
    elif chosen < 0.85:
        parts[at] = (name, _bytes(inner, draw))
    elif chosen < 0.9:
        del parts[at]
    elif chosen < 0.95:
        parts[at] = (name, draw.choice(parts)[1])
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, inner in parts:
            archive.writestr(name, inner)
    made = out.getvalue()
    if draw.random() < 0.05:  # sizes in the central directory that are not so
        where = made.rfind(b"PK\x01\x02")
        made = made[: where + 24] + struct.pack("<I", draw.choice((0, 1, 2**31, 2**32 - 1))) + made[where + 28 :]
    return made


def inputs(number: int, seed: int, only: str = "") -> Iterator[Input]:
    """So many inputs; the same for the same seed."""
    draw = random.Random(seed)
    chosen = {only: 1} if only else WEIGHTS
    for _ in range(number):
        (kind,) = draw.choices([*chosen], [*chosen.values()])
        suffix, data = SEEDS[kind][0], _seed(kind)
        if kind in ("xlsx", "docx", "ods"):
            data = _zip(data, draw) if draw.random() < 0.85 else _bytes(data, draw)
        elif kind == "html" and draw.random() < 0.7:
            data = draw.choice((_markup, _formed))(data, draw)
        else:
            data = _bytes(data, draw)
        if draw.random() < 0.03:
            suffix = draw.choice([each for each, _ in SEEDS.values()])
        yield Input(kind, suffix, data)


# --- the worker ----------------------------------------------------------------------------------------------------------


def judged(data: bytes, suffix: str) -> str:
    """What came of an input: `read`, `told:WHY`, `library:ERROR` (which the child tells as damage), or `failed: …`."""
    try:
        kind = kinds.kind_of(data, suffix)
        content = kinds.TEXTS[kind](data) if kind in kinds.TEXTS else load(child.dumped(kind, data))
    except UnreadableError as error:
        return f"told:{error.why}"
    except (MemoryError, RecursionError):
        return "told:large"
    except BaseException as error:
        last = traceback.extract_tb(error.__traceback__)[-1].filename
        if type(error).__name__ == "PanicException":  # of Rust, whose frames Python does not see
            return "library:PanicException"
        if "gapub" in Path(last).parts or Path(last).name == "fuzz_tables.py":
            return "failed: " + "".join(traceback.format_exception(error))[-1500:]
        return f"library:{type(error).__name__}"
    return broken(content) or "read"


def broken(content: Content) -> str:
    """Which promise of grids a content does not keep; nothing if it keeps them all."""
    if load(json.loads(json.dumps(dump(content)).encode())) != content:
        return "failed: JSON changes it"
    for grid in content.grids:
        places = [(cell.row, cell.column) for cell in grid.cells]
        if places != sorted(set(places)):
            return "failed: cells out of order, or twice at a place"
        for cell in grid.cells:
            if min(cell.row, cell.column, cell.rows, cell.columns) < 1 or cell.columns > 16384:
                return f"failed: an odd cell {cell!r:.200}"
            if not cell.text and cell.rows == cell.columns == 1:
                return "failed: an empty cell"
        if not any(cell.text for cell in grid.cells):
            return "failed: an empty grid"
    return ""


def work() -> None:
    """Read frames from standard input, judge them, and answer with a line each."""
    resource.setrlimit(resource.RLIMIT_AS, (child.MEMORY, child.MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source = sys.stdin.buffer
    while head := source.read(5):
        size, length = struct.unpack("<IB", head)
        suffix = source.read(length).decode()
        print(json.dumps(judged(source.read(size), suffix)), flush=True)


class Worker:
    """A process that judges inputs until it ends, by itself or when it takes too long."""

    def __init__(self) -> None:
        """Start the process."""
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.done = 0

    def judge(self, one: Input) -> str:
        """What `judged` says, `ended` if the worker ended over it, `slow` if it did not answer in time."""
        assert self.process.stdin and self.process.stdout
        suffix = one.suffix.encode()
        self.done += 1
        try:
            self.process.stdin.write(struct.pack("<IB", len(one.data), len(suffix)) + suffix + one.data)
            self.process.stdin.flush()
        except BrokenPipeError:
            return "ended"
        ready, _, _ = select.select([self.process.stdout], [], [], 4 * SECONDS)
        if not ready:
            return "slow"
        line = self.process.stdout.readline()
        return str(json.loads(line)) if line else "ended"

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


def front_door(one: Input) -> str:
    """The same through `read`: the parent has to survive, and say one thing in both languages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"input{one.suffix}")
        path.write_bytes(one.data)
        start = time.monotonic()
        try:
            read(path, "input")
        except GapubError as error:
            if len(error.diagnostics) != 1 or not all(error.diagnostics[0].message):
                return "failed: not one line"
        except BaseException as error:
            return f"failed: the parent did not survive: {error!r}"
        return "failed: slow" if time.monotonic() - start > 90 else ""


def run(number: int, seed: int, only: str, keep: Path | None, door: int) -> tuple[dict[str, Counter[str]], list[str]]:
    """What came of the inputs, by kind, and what failed. One of `door` inputs goes through the front door as well."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    failed, worker = list[str](), Worker()
    for n, one in enumerate(inputs(number, seed, only)):
        start = time.monotonic()
        said = worker.judge(one)
        if said in ("ended", "slow"):
            worker.close()
            worker = Worker()
            said += front_door(one)
        elif worker.done >= RECYCLED:
            worker.close()
            worker = Worker()
        if door and n % door == 0 and (fault := front_door(one)):
            said = fault
        if time.monotonic() - start > 5:
            counts[one.kind]["longer than 5 s"] += 1
        if "failed" in said:
            failed.append(f"{one.kind} input {n}: {said}")
            said = "failed"
            if keep:
                keep.mkdir(exist_ok=True, parents=True)
                (keep / f"{seed}-{n}{one.suffix}").write_bytes(one.data)
        elif keep and said in ("ended", "slow"):
            keep.mkdir(exist_ok=True, parents=True)
            (keep / f"{said}-{seed}-{n}{one.suffix}").write_bytes(one.data)
        counts[one.kind][said] += 1
    worker.close()
    return counts, failed


def main() -> None:
    """Run, print the counts, and exit with 1 if an input failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="", choices=["", *SEEDS])
    parser.add_argument("--door", type=int, default=500)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--worker", action="store_true")
    arguments = parser.parse_args()
    if arguments.worker:
        work()
        return
    counts, failed = run(arguments.inputs, arguments.seed, arguments.kind, arguments.keep, arguments.door)
    for kind, said in sorted(counts.items()):
        print(kind, sum(n for what, n in said.items() if what != "longer than 5 s"), dict(said.most_common()))
    print(*failed, sep="\n")
    print(f"{len(failed)} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
