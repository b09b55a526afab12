"""The pages under docs/: examples are valid and taken from the files, tables name every field, commands run, links lead.

What a page marks, and how it is checked:

- ` ```yaml item `: the block has that shape; whole files (guideline, registry, profile) are read and their ids looked up.
  A first line `# guidelines/…` names the file that has all the lines below it, in that order.
- A table whose first head is a shape's name in backticks lists the fields of that shape; `time_limit` is the table of
  generated wordings.
- ` ```sh `: every line runs in a copy of the checkout and exits with 0. ` ```python `: runs there after them. ` ```sh steps `:
  the lines of a page run one after the other, see `test_import_page.py`.
- ` ```json `: lines of the county's catalogue.json; … stands for items that are left out of a line, or for lines. ` ```json item `:
  a row of it, whole. ` ```json example `: lines of the catalogue.json of the example county in `catalogues/`.
"""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import in_process
import test_cli
from gapub.build.select import compile_catalogue
from gapub.build.tailor import tailor
from gapub.cli.schema import schema_of
from gapub.diagnostics import Text
from gapub.model import guideline, profile, registry
from gapub.model.profile import TIGHTENED
from gapub.model.registry import Baseline, Part
from gapub.model.shape import Either, Field, Many, Record, Scalar, Shape, Table, check
from gapub.model.time.reader import KEYS, read
from gapub.model.time.words import in_words
from gapub.sources.kinds import KINDS, shape_of
from gapub.sources.library import open_library
from gapub.yaml.reader import parse

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"])
FILES = [ROOT / "docs" / "files.md", ROOT / "docs" / "files.zh-CN.md"]
JSON = ROOT / "docs" / "catalogue-json.md"
NEEDED = {"yes": "yes", "是": "yes", "one": "one", "择一": "one", "": ""}


# --- reading a page --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A fenced block: where it stands, the words after the fence, and its lines."""

    page: Path
    line: int
    info: tuple[str, ...]
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


@cache
def blocks(page: Path, language: str) -> tuple[Block, ...]:
    text = page.read_text("utf-8")
    found = re.finditer(r"^```(\S.*)\n((?:.*\n)*?)```$", text, re.MULTILINE)
    return tuple(
        Block(page, text.count("\n", 0, each.start()) + 1, tuple(each[1].split()), tuple(each[2].splitlines()))
        for each in found
        if each[1].split()[0] == language
    )


def all_blocks(language: str) -> list[Any]:
    return [pytest.param(block, id=str(block)) for page in PAGES for block in blocks(page, language)]


Rows = list[list[str]]


def tables(page: Path) -> Iterator[Rows]:
    """Every table of a page as its rows of cells, the head first."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for each in re.findall(r"^(\|.*\n\|[ -:|]+\n(?:\|.*\n?)*)", prose, re.MULTILINE):
        head, _, *rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in each.splitlines()]
        yield [head, *rows]


def bare(cell: str) -> str | None:
    """The word of a cell that is one word in backticks."""
    found = re.fullmatch(r"`([^`]+)`", cell)
    return found[1] if found else None


# --- shapes ----------------------------------------------------------------------------------------------------------


def inside(shape: Shape) -> Iterator[Shape]:
    """What a shape is made of, down to records and scalars."""
    if isinstance(shape, Either):
        for each in (shape.text, shape.mapping, shape.sequence):
            if each is not None:
                yield from inside(each)
    elif isinstance(shape, Many | Table):
        yield from inside(shape.of)
    else:
        yield shape


def records(shapes: Iterable[Shape]) -> dict[str, Record]:
    """Every record that can stand in a file, by name."""
    found: dict[str, Record] = {}
    ahead = list(shapes)
    while ahead:
        for shape in inside(ahead.pop()):
            if isinstance(shape, Record) and shape.name not in found:
                found[shape.name] = shape
                ahead += [field.shape for field in shape.fields]
    return found


RECORDS = records(map(shape_of, KINDS))


def words(field: Field) -> set[str]:
    """The words that a field may take."""
    return {word for shape in inside(field.shape) if isinstance(shape, Scalar) for word in shape.words}


def test_every_shape_is_found_by_its_name() -> None:
    assert {"guideline", "item", "clause", "display", "instrument", "baseline-part", "office"} <= RECORDS.keys()
    assert {"one-division", "omission", "tightening", "more-channels", "local-item", "attestation"} <= RECORDS.keys()


# --- the tables of fields --------------------------------------------------------------------------------------------


def field_tables(page: Path) -> dict[str, Rows]:
    return {name: rows for head, *rows in tables(page) if (name := bare(head[0])) in RECORDS}


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_every_shape_has_its_table(page: Path) -> None:
    assert field_tables(page).keys() == RECORDS.keys()


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_a_table_names_every_field_in_order_and_says_which_are_needed(page: Path, name: str) -> None:
    documented = field_tables(page)
    shape = RECORDS[name]
    said: list[tuple[str, str]] = []
    for cell, needed, meaning in documented[name]:
        assert meaning
        own = bare(cell)
        other = re.search("`(.+)`", cell)
        assert other
        of = [own] if own else [bare(row[0]) or "" for row in documented[other[1]]]
        said += [(field, NEEDED[needed]) for field in of]
    assert said == [
        (field.name, "yes" if field.required else "one" if field.name in shape.one_of else "") for field in shape.fields
    ]


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_a_row_names_the_words_that_its_field_may_take_and_the_field_it_stands_beside(page: Path, name: str) -> None:
    rows = {bare(cell): set(re.findall("`([^`]+)`", meaning)) for cell, _, meaning in field_tables(page)[name]}
    for field in RECORDS[name].fields:
        if field.name in rows:
            assert words(field) <= rows[field.name], field.name
    for field_name, other in RECORDS[name].needs.items():
        assert other in rows[field_name], f"{field_name} stands beside {other} only"


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_every_field_that_a_profile_may_tighten_has_its_finding(page: Path) -> None:
    (rows,) = (rows for head, *rows in tables(page) if head[0] in ("Field", "栏目"))
    codes = {bare(field): set(re.findall("`([^`]+)`", cell)) for field, _, cell in rows}
    assert codes.keys() == set(TIGHTENED)
    for field, named in codes.items():
        ending = str(field).replace("_", "-")
        assert named
        assert named <= {f"weaker-{ending}", f"reason-needed-{ending}"}


# --- the table of generated wordings ---------------------------------------------------------------------------------


def wordings(page: Path) -> Rows:
    (rows,) = (rows for head, *rows in tables(page) if head[0] == "`time_limit`")
    return rows


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_the_wordings_are_the_generated_ones(page: Path) -> None:
    terms = open_library().registry.terms()
    shown, made = [], []
    for cell, *said in wordings(page):
        tree, found = parse(f"time_limit: {bare(cell)}".encode(), page.name)
        assert not found
        limit = read(tree["time_limit"], {})  # type: ignore[call-overload, index]
        shown.append([cell, *said])
        made.append([cell, *in_words(limit, terms)])
    assert shown == made


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_the_wordings_show_every_key_of_a_clause(page: Path) -> None:
    written = " ".join(cell for cell, *_ in wordings(page))
    shown = set(re.findall(r"(\w+):", written)) | {word for word in ("unknown", "none") if f"`{word}`" in written}
    only_point_elsewhere = {"use", "wording"}
    assert {*KEYS, "exactly", "soft", "unknown", "none"} - shown == only_point_elsewhere


# --- examples --------------------------------------------------------------------------------------------------------

READERS: dict[str, Any] = {"guideline": guideline.read, "registry": registry.read, "profile": profile.read}


@pytest.mark.parametrize("block", all_blocks("yaml"))
def test_an_example_has_the_shape_it_is_marked_with(block: Block) -> None:
    _, kind = block.info
    tree, found = parse(block.text.encode(), str(block))
    assert not found
    if kind in READERS:
        _, value, found = open_library(None).made(tree, str(block), READERS[kind])
        assert not found
        compiled(value)
    else:
        nodes = tree if isinstance(tree, list) else [tree]
        assert [each for node in nodes for each in check(node, RECORDS[kind], str(block))] == []


def compiled(value: Any) -> None:
    """Compile the example with the shipped registries; an id that they do not know raises, a profile weakens nothing."""
    library = open_library()
    given, area = None, library.guidelines(["fiscal-budgets@2019"])[0]
    if isinstance(value, guideline.Guideline):
        area = value
    elif isinstance(value, profile.Profile):
        given = value
        rows = library.guidelines(library.baseline("national-2019").editions)
        assert tailor(rows, value, library.registry)[1] == []
    else:
        for name in {edition for each in value.baselines.values() for edition in each.editions}:
            assert name in library.editions()
    baseline = Baseline("example", Text("例", "example"), "2025", (Part(Text("例", "example"), (area.name,)),))
    compile_catalogue("county", baseline, [area], library.registry, given, [])


SHIPPED = re.compile(r"# ((?:guidelines|catalogues)/\S+\.yaml)$")


@pytest.mark.parametrize("block", [each for each in all_blocks("yaml") if SHIPPED.match(each.values[0].lines[0])])
def test_an_example_is_taken_from_the_file_it_names(block: Block) -> None:
    name = SHIPPED.match(block.lines[0])
    assert name
    lines = iter([plain(line) for line in (ROOT / name[1]).read_text("utf-8").splitlines()])
    assert [line for line in block.lines[1:] if plain(line) not in lines] == []  # `in` moves on: the order counts


def plain(line: str) -> str:
    """A line without indentation, list mark and the key before a value on one line."""
    return re.sub(r"^body: (?=\{)", "", line.strip().removeprefix("- "))


def test_the_pages_on_the_api_run_the_same_program_but_for_its_language() -> None:
    def shown(page: str) -> list[list[str]]:
        found = blocks(ROOT / "docs" / page, "python")
        return [[re.sub(r"\.(zh|en)\b|\[\"(zh|en)\"\]|  #.*", "", line) for line in block.lines] for block in found]

    assert shown("api.md") == shown("api.zh-CN.md")


def test_both_languages_show_the_same() -> None:
    def shown(page: Path) -> list[list[str]]:
        found = [block for language in ("yaml", "sh", "python") for block in blocks(page, language)]
        return [[line.partition("  #")[0].rstrip() for line in block.lines] for block in found]

    for page in (FILES[0], ROOT / "docs" / "import.md"):
        assert shown(page) == shown(page.with_suffix(".zh-CN.md"))
    assert wordings(FILES[0]) == wordings(FILES[1])


# --- commands --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, and in it the county compiled from the bundled files."""
    folder = tmp_path_factory.mktemp("empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        gapub("gapub compile county --format json,md,xlsx")
    return folder


@pytest.fixture(scope="module")
def checkout(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the commands of a page read in a checkout, after `make county`: a repository with one commit."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("guidelines", "catalogues"):
        shutil.copytree(ROOT / name, folder / name)
    author = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    for step in (("init", "-q", "-b", "main"), ("add", "-A"), (*author, "commit", "-q", "-m", "one")):
        subprocess.run(["git", *step], cwd=folder, check=True)
    shutil.copytree(empty / "dist", folder / "dist")
    return folder


def gapub(command: str) -> str:
    run = test_cli.gapub if "--lang" in command else in_process.gapub
    done = run(*command.split()[1:], cwd=Path.cwd())
    assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
    return done.stdout.decode()


PANDOC = "pandoc -s catalogue.md -o catalogue.pdf --pdf-engine=typst"


def command_lines() -> list[str]:
    alone = (block for page in PAGES for block in blocks(page, "sh") if "steps" not in block.info)
    found = (line.partition("  #")[0].strip() for block in alone for line in block.lines)
    return sorted({line for line in found if line})


@pytest.mark.parametrize("command", [line for line in command_lines() if line.startswith("gapub ")])
def test_a_command_runs(command: str, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    gapub(command)


@pytest.mark.parametrize("command", [line for line in command_lines() if not line.startswith("gapub ")])
def test_what_is_not_gapub_is_known(command: str) -> None:
    """A target of the Makefile, the line that puts `gapub` on the path, or what tests/test_markdown.py runs."""
    target = command.removeprefix("make ")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert command in ("source .venv/bin/activate", PANDOC) or re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("block", all_blocks("python"))
def test_a_program_runs(block: Block, checkout: Path) -> None:
    subprocess.run([sys.executable, "-c", block.text], cwd=checkout, check=True, capture_output=True)


# --- links -----------------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text("utf-8")):
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), anchor


# --- data.md ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["data.md", "data.zh-CN.md"])
def test_the_numbers_are_those_of_the_data(page: str) -> None:
    path = ROOT / "docs" / page
    made = runpy.run_path(str(ROOT / "tools" / "make_data.py"))["page"]
    assert path.read_text("utf-8") == made(path), "make docs"
    (_, *rows) = next(table for table in tables(path) if bare(table[1][0]) == "instruments")
    assert len(rows) == len(RECORDS["registry"].fields)


# --- catalogue-json.md -----------------------------------------------------------------------------------------------


def test_every_field_of_the_json_is_described() -> None:
    schema = schema_of("catalogue")
    objects = {"catalogue": schema["properties"]} | {name: each["properties"] for name, each in schema["$defs"].items()}
    said: dict[str, list[str]] = {}
    for head, *rows in tables(JSON):
        if head[0] == "Object":
            owner = ""
            for name, field, _ in rows:
                owner = bare(name) or owner
                said.setdefault(owner, []).extend(re.findall("`([^`]+)`", field))
    assert said == {name: list(fields) for name, fields in objects.items()}


def items(catalogue: Any) -> list[Any]:
    return [item for area in catalogue["areas"] for topic in area["topics"] for item in topic["items"]]


@pytest.mark.parametrize("block", blocks(JSON, "json"), ids=str)
def test_an_excerpt_is_in_the_file(block: Block, empty: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = empty / "dist" / "county"
    if "example" in block.info:
        monkeypatch.chdir(checkout)
        gapub("gapub compile county catalogues/liaoning/dalian/zhuanghe --format json -o dist/example")
        folder = checkout / "dist" / "example"
    text = (folder / "catalogue.json").read_text("utf-8")
    if "item" in block.info:
        assert json.loads(block.text) in items(json.loads(text))
        return
    lines = iter(text.splitlines())
    for line in block.lines:
        if line.strip() != "…":
            pattern = re.compile(".*".join(re.escape(piece) for piece in line.split("…")))
            assert any(pattern.fullmatch(each) for each in lines), line
