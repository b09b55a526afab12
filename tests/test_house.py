"""How the house is built: imports run one way along the road, and compiling loads only what it needs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gapub.cli.app import COMMANDS, module_of

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "gapub"
MODULES = {
    ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
}
ROAD = (
    "gapub.compiled",
    "gapub",
    "gapub.diagnostics",
    "gapub.yaml",
    "gapub.model",
    "gapub.forms",
    "gapub.sources",
    "gapub.fmt",
    "gapub.build",
    "gapub.rules",
    "gapub.validate",
    "gapub.output",
    "gapub.render",
    "gapub.reports",
    "gapub.diff",
    "gapub.upgrade",
    "gapub.scaffold",
    "gapub.tables",
    "gapub.audit",
    "gapub.publication",
    "gapub.batch",
    "gapub.api",
    "gapub.cli",
    "gapub.desk",
    "gapub.__main__",
)
"""The rooms, in the order of the road that data takes: a room imports itself and what is before it."""

HEAVY = {
    "pydantic", "jsonschema", "rich", "jinja2", "rapidfuzz",
    "python_calamine", "selectolax", "pdfplumber", "pypinyin", "charset_normalizer", "chinese_calendar", "icalendar",
}  # fmt: skip


def stop_of(module: str) -> str:
    """The stop that a module belongs to: its package right below gapub, or itself."""
    return ".".join(module.split(".")[:2])


class Imports(ast.NodeVisitor):
    """Collects what a module imports of gapub, inside functions too, but not for type checking alone."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.found: set[str] = set()

    def visit_If(self, node: ast.If) -> None:
        for child in node.orelse if "TYPE_CHECKING" in ast.unparse(node.test) else [*node.body, *node.orelse]:
            self.visit(child)

    def visit_Import(self, node: ast.Import) -> None:
        self.found.update(name.name for name in node.names if stop_of(name.name).startswith("gapub"))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        assert node.level == 0, f"{self.module} imports relative to itself"
        origin = node.module or ""
        if origin.partition(".")[0] == "gapub":
            inner = {f"{origin}.{name.name}" for name in node.names} & MODULES.keys()
            self.found |= inner or {origin}


def imports(module: str) -> set[str]:
    visitor = Imports(module)
    visitor.visit(ast.parse(MODULES[module].read_bytes()))
    return visitor.found


@cache
def graph() -> dict[str, set[str]]:
    """What each module imports: read by the worker that asks for it, not by each that collects the tests."""
    return {module: imports(module) for module in MODULES}


def circles() -> Iterator[list[str]]:
    """Every way along the imports that comes back to where it has been."""
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> Iterator[list[str]]:
        if module in way:
            yield [*way[way.index(module) :], module]
        elif module not in done:
            for each in sorted(graph().get(module, ())):
                yield from walk(each, [*way, module])
            done.add(module)

    for module in sorted(graph()):
        yield from walk(module, [])


def test_the_imports_are_seen() -> None:
    assert "gapub.diagnostics" in graph()["gapub.yaml.reader"]
    assert "gapub.sources.library" in graph()["gapub.cli.messages"], "imports inside functions count"


def test_no_circle_of_imports() -> None:
    assert [" → ".join(way) for way in circles()] == []


def test_every_module_stands_at_a_stop_of_the_road() -> None:
    assert {stop_of(module) for module in MODULES} == set(ROAD)


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_one_way_along_the_road(module: str) -> None:
    here = ROAD.index(stop_of(module))
    assert [name for name in graph()[module] if ROAD.index(stop_of(name)) > here] == []


def test_a_renderer_knows_the_catalogue_model_alone() -> None:
    own = {
        "gapub.diagnostics",
        "gapub.diagnostics.format",
        "gapub.sources.bundle",
        "gapub.model.carried",
        "gapub.model.catalogue",
        "gapub.model.evidence",
        "gapub.model.fields",
        "gapub.model.local",
        "gapub.model.recent",
        "gapub.model.seal",
        "gapub.model.text",
        "gapub.model.time.reader",
    }
    strangers = {
        f"{module}: {name}"
        for module in MODULES
        if stop_of(module) == "gapub.render"
        for name in graph()[module]
        if name not in own and stop_of(name) != "gapub.render"
    }
    assert strangers == set()


class Printing(ast.NodeVisitor):
    """Collects the ways to a terminal that a module takes: print, echo, a console, the streams themselves."""

    def __init__(self, module: str) -> None:
        self.found: set[str] = set()
        self.visit(ast.parse(MODULES[module].read_bytes()))

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in ("print", "echo", "secho", "Console", "stdout", "stderr"):
            self.found.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.generic_visit(node)
        if ast.unparse(node) in ("sys.stdout", "sys.stderr", "typer.echo", "typer.secho"):
            self.found.add(ast.unparse(node))


def test_one_module_alone_writes_to_terminals() -> None:
    printing = {module: Printing(module).found for module in MODULES}
    assert printing.pop("gapub.cli.streams") >= {"sys.stdout", "sys.stderr", "Console"}
    assert printing.pop("gapub.__main__") == {"sys.stdout", "sys.stderr"}  # prepares them, and empties them at the end
    assert ".write(" not in MODULES["gapub.__main__"].read_text("utf-8")
    assert {module: found for module, found in printing.items() if found} == {}


def modules(script: str, *arguments: str, cwd: Path) -> set[str]:
    """The modules that Python has loaded at the end of a script."""
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; {script}; print(*sys.modules)", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(SOURCE.parent)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(run.stdout.splitlines()[-1].split())


def packages(names: set[str]) -> set[str]:
    """What the modules belong to."""
    return {name.partition(".")[0] for name in names}


def test_compiling_to_json_loads_no_heavy_library(tmp_path: Path) -> None:
    script = "from gapub.cli import app; sys.exit = lambda *_: None; app.run()"
    found = packages(modules(script, "compile", "county", "--format", "json", "-o", "out", cwd=tmp_path))
    assert (tmp_path / "out" / "catalogue.json").is_file()
    assert "gapub" in found
    assert found & (HEAVY | {"typer", "yaml"}) == set()


def test_reading_the_table_of_an_office_loads_nothing_for_terminals_printing_or_profiles(tmp_path: Path) -> None:
    script = "from gapub.cli import app; sys.exit = lambda *_: None; app.run()"
    table = ROOT / "tests" / "data" / "tables" / "49-exported-by-a-portal.csv"
    found = modules(
        script, "audit", str(table), "--level", "county", "--as-of", "2026-11-01", "--fail-on", "never", cwd=tmp_path
    )
    assert "gapub.audit.report" in found
    assert "rich" not in packages(found)
    assert found & {"gapub.render.view", "gapub.model.profile", "gapub.rules.context", "gapub.tables.ods"} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_asking_for_a_command_loads_no_heavy_library(command: str, tmp_path: Path) -> None:
    found = modules(f"import {module_of(command)}", cwd=tmp_path)
    assert packages(found) & HEAVY == set()


def test_the_table_of_commands_imports_none_of_them(tmp_path: Path) -> None:
    found = modules("from gapub.cli.app import app; app(['--help'], standalone_mode=False)", cwd=tmp_path)
    assert set(map(module_of, COMMANDS)) & found == set()


def test_every_room_has_its_paragraph_in_order() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert tuple(re.findall(r"^\*\*`(gapub[a-z._]*)`\*\*", page, re.MULTILINE)) == ROAD
