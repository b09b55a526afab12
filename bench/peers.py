"""Times gapub beside what people would use instead, on the same content, in turns of one run, and prints ratios.

    make bench-peers                 the tools are installed into an environment of their own, build/peers
    python bench/peers.py --rounds 5

Processor time counts, of each command and of all processes that it waits for. A tool that is not there is said to be missing.
The catalogue for compliance-trestle is ours in OSCAL: a group an area, a control a row, a part an element; its profile takes all of
it and alters as many controls as a county of ours does.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "build" / "peers" / "bin"
RELEASED = ROOT / "build" / "gapub-0.1.0"
"""gapub 0.1.0, as its wheel has it; `make bench-peers` builds it from the history."""
GAPUB = [sys.executable, "-m", "gapub"]
ALTERED = 30
PAGES = 516
"""A page for each row and area of the county's catalogue."""

DUMP = """
import csv, sys
from openpyxl import Workbook
book = Workbook(write_only=True)
sheet = book.create_sheet()
for row in csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")):
    sheet.append(row)
book.save(sys.argv[2])
"""
TABLE = """
import csv, sys
from docx import Document
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
document = Document()
table = document.add_table(len(rows), len(rows[0]))
for row, texts in zip(table.rows, rows):
    for cell, text in zip(row.cells, texts):
        cell.text = text
document.save(sys.argv[2])
"""
HTML = """
import sys, pypandoc
pypandoc.convert_file(sys.argv[1], "html", outputfile=sys.argv[2], extra_args=["--standalone", "--metadata", "title=x"])
"""


class Pair(NamedTuple):
    """A command of ours and another, what ours may cost of it, and where it is to run."""

    name: str
    ours: list[str]
    other: list[str]
    aim: float | None
    folder: Path = ROOT
    ours_env: Mapping[str, str] = {}
    other_env: Mapping[str, str] = {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", metavar="WORD")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        print(f"{'processor time':52} {'gapub ms':>9} {'other ms':>9} {'ratio':>6} {'aim':>6}")
        for pair in pairs(Path(name)):
            if asked.only not in pair.name:
                continue
            if not Path(pair.other[0]).exists() or not all(map(_exists, pair.other_env.values())):
                print(f"{pair.name:52} the other is not installed: make bench-peers")
                continue
            times = [
                (_time(pair.ours, ROOT, pair.ours_env), _time(pair.other, pair.folder, pair.other_env))
                for _ in range(asked.rounds + 1)
            ][1:]
            ours, others = (1000 * statistics.median(each) for each in zip(*times, strict=True))
            ratio = statistics.median(one / other for one, other in times)
            print(f"{pair.name:52} {ours:9.0f} {others:9.0f} {ratio:6.2f} {pair.aim or '':>6}", flush=True)


def pairs(folder: Path) -> Iterator[Pair]:
    """Each pair; what its commands read is made here, and not timed."""
    for form in ("json", "csv", "md", "site"):
        _time([*GAPUB, "compile", "county", "--format", form, "-o", str(folder / form)], ROOT, {})
    python, table, cold = str(PEERS / "python"), str(folder / "csv" / "catalogue.csv"), {"GAPUB_NO_CACHE": "1"}

    def county(form: str, whose: str = "our") -> list[str]:
        return [*GAPUB, "compile", "county", "--format", form, "-o", str(folder / f"{whose}-{form}")]

    oscal(json.loads((folder / "json" / "catalogue.json").read_bytes()), folder / "trestle")
    resolve = [str(PEERS / "trestle"), "author", "profile-resolve", "-n", "county", "-o", "resolved", "-ow"]
    yield Pair("compile / trestle profile-resolve", county("json"), resolve, 0.15, folder / "trestle")
    editions = sorted(
        str(path) for path in (ROOT / "guidelines").glob("*/*.yaml") if path.parent.name not in ("registry", "schemes")
    )
    schema = [
        str(PEERS / "check-jsonschema"),
        "--schemafile",
        str(ROOT / "schemas" / "guideline.schema.json"),
        *editions,
    ]
    lint = [str(PEERS / "yamllint"), "-d", "relaxed", *editions]
    validate = [*GAPUB, "validate", *editions]
    yield Pair("validate, no cache / check-jsonschema", validate, schema, 0.22, ROOT, cold)
    kept = {"XDG_CACHE_HOME": str(folder / "cache")}
    yield Pair("validate, with cache / check-jsonschema", validate, schema, 0.12, ROOT, kept)
    yield Pair("validate, no cache / yamllint", validate, lint, None, ROOT, cold)
    html = [python, "-c", HTML, str(folder / "md" / "catalogue.md"), str(folder / "pandoc.html")]
    yield Pair("compile html / pandoc html", county("html"), html, 0.25)
    yield Pair(
        "compile xlsx / openpyxl, plain dump",
        county("xlsx"),
        [python, "-c", DUMP, table, str(folder / "plain.xlsx")],
        1.0,
    )
    yield Pair(
        "compile docx / python-docx, plain table",
        county("docx"),
        [python, "-c", TABLE, table, str(folder / "plain.docx")],
        None,
    )
    pages(table, folder / "mkdocs")
    build = [str(PEERS / "mkdocs"), "build", "-q", "-f", str(folder / "mkdocs" / "mkdocs.yml")]
    yield Pair(f"compile site / mkdocs, {PAGES} pages", county("site"), build, None)
    old = {"PYTHONPATH": str(RELEASED)}  # in a folder without guidelines, so that it reads its own
    for form in ("json", "json,md,html,xlsx"):
        yield Pair(f"compile {form} / gapub 0.1.0", county(form), county(form, "old"), None, folder / "csv", {}, old)
        yield Pair(
            f"compile {form}, no cache / gapub 0.1.0",
            county(form),
            county(form, "old"),
            None,
            folder / "csv",
            cold,
            old,
        )


def oscal(catalogue: dict[str, Any], folder: Path) -> None:
    """A workspace of trestle with our catalogue and a profile of it."""
    subprocess.run([PEERS / "trestle", "init", "-loc"], cwd=_made(folder), capture_output=True, check=False)
    controls = [
        (area, _control(row)) for area in catalogue["areas"] for topic in area["topics"] for row in topic["items"]
    ]
    groups = [
        {
            "id": area["id"],
            "title": area["title"]["zh"],
            "controls": [control for of, control in controls if of is area],
        }
        for area in catalogue["areas"]
    ]
    alters = [
        {
            "control-id": control["id"],
            "adds": [{"position": "ending", "props": [{"name": "body", "value": "某县某局"}]}],
        }
        for _, control in controls[:: len(controls) // ALTERED]
    ]
    imports = [{"href": "trestle://catalogs/national/catalog.json", "include-all": {}}]
    profile = {"imports": imports, "merge": {"as-is": True}, "modify": {"alters": alters}}
    for kind, name, value in (("catalog", "national", {"groups": groups}), ("profile", "county", profile)):
        head = {"uuid": str(uuid.uuid4()), "metadata": _metadata(name)}
        file = _made(folder / f"{kind}s" / name) / f"{kind}.json"
        file.write_text(json.dumps({kind: head | value}, ensure_ascii=False), "utf-8")


def _metadata(title: str) -> dict[str, str]:
    return {"title": title, "last-modified": "2026-11-24T00:00:00+00:00", "version": "1", "oscal-version": "1.1.3"}


def _control(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a control: what is said in words as properties, elements as parts, channels as links."""
    name = row["id"].replace("/", "_")
    content = row["content"] if isinstance(row["content"], list) else []
    parts = [{"id": f"{name}_p{n}", "name": "item", "prose": each["zh"]} for n, each in enumerate(content)]
    texts = [
        row["time_limit"]["zh"],
        row["body"]["zh"],
        *(each.get("title") or each["unnamed"] for each in row["basis"]),
    ]
    texts += [each["label"] for each in row["channels"]["of"]]
    props = [{"name": "said", "value": " ".join(text.split()) or "-"} for text in texts]
    return {
        "id": name,
        "title": row["title"]["zh"],
        "props": props,
        "parts": [{"id": f"{name}_s", "name": "statement", "parts": parts}] if parts else [],
    }


def pages(table: str, folder: Path) -> None:
    """The rows of the catalogue as a page of Markdown each, as many as the site has pages."""
    with open(table, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    for number in range(PAGES):
        row = rows[number % len(rows)]
        text = "\n\n".join(f"## {head}\n\n{said}" for head, said in row.items())
        (_made(folder / "docs") / f"{number}.md").write_text(f"# {next(iter(row.values()))}\n\n{text}\n", "utf-8")
    (folder / "docs" / "index.md").write_text("# 目录\n", "utf-8")
    (folder / "mkdocs.yml").write_text("site_name: gapub\nsite_url: https://www.example.com/\n", "utf-8")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _exists(value: str) -> bool:
    return not value.startswith(str(ROOT)) or Path(value).exists()


def _time(command: list[str], folder: Path, env: Mapping[str, str]) -> float:
    """Seconds of the processor; a command that fails has no time worth telling. yamllint and check-jsonschema find fault, with 1."""
    ours = {"PYTHONPATH": str(ROOT / "src")} if command[:3] == GAPUB else {}
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **ours, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(command[:6])} … failed in {folder}")
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
