"""Six hundred small changes to the files that ship: the broken fail at the place, the wrong by name, the reworded not at all.

Run with `-s` to see the share of each class. The same stages run in this process as on the command line; of each class
ten also go through `python -m gapub compile`, in a folder whose `guidelines/` lies over the bundled ones.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

import mutants_broken
import mutants_neutral
from gapub.build.select import compile_catalogue
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.registry import Baseline, Part
from gapub.render import json
from gapub.sources import library
from gapub.sources.library import Library, SourceFile, open_library
from in_process import gapub
from mutants import Mutant, Source, drawn
from mutants_typed import typed

pytestmark = pytest.mark.usefixtures("read_once")
ROOT = Path(__file__).parents[1]
EACH = 200
SEED = 54
"""国办发〔2019〕54号"""
THROUGH_THE_FRONT_DOOR = 10
LEVELS = ("county", "township", "village")
SAMPLE = ("land-expropriation@2019", "fiscal-budgets@2019", "village-affairs@seen-2024")
"""What is compiled when a registry changes: between them they use every registry."""

SOURCES = [
    Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    for path in sorted((ROOT / "guidelines").glob("*/*.yaml"))
    if path.parent.name != library.SCHEME_FOLDER  # of which no catalogue is made
]


@cache
def broken() -> list[Mutant]:
    return drawn(mutants_broken.KINDS, SOURCES, EACH, SEED)


@cache
def neutral() -> list[Mutant]:
    return drawn(mutants_neutral.KINDS, SOURCES, EACH, SEED)


@cache
def wrong() -> list[Mutant]:
    return typed(SOURCES, EACH, SEED)


@pytest.fixture(scope="module")
def shipped() -> Library:
    """The bundled library, its registries read once for all mutants that leave them alone."""
    return open_library(Path("no such folder"))


class Bench:
    """Compiles what a mutant touches: its own edition at every level, or the sample when it is a registry."""

    def __init__(self, shipped: Library, folder: Path) -> None:
        self.shipped = shipped
        self.folder = folder
        self.plain: dict[str, list[bytes]] = {}

    def catalogues(self, mutant: Mutant) -> list[bytes]:
        """The catalogues made with the mutant in place of its file; a GapubError when it is refused."""
        local = self.folder / "guidelines" / Path(mutant.path).relative_to(library.FOLDER)
        local.parent.mkdir(parents=True, exist_ok=True)
        local.write_bytes(mutant.data)
        try:
            if is_registry(mutant):
                return compiled(open_library(self.folder / "guidelines"), SAMPLE)
            files = self.shipped.files | {mutant.path: SourceFile(mutant.path, local, True)}
            return compiled(Library(files, self.shipped.registry, [self.folder]), editions(mutant))
        finally:
            local.unlink()

    def unchanged(self, mutant: Mutant) -> list[bytes]:
        """The same catalogues made with the file as it ships."""
        names = editions(mutant)
        key = " ".join(names)
        if key not in self.plain:
            self.plain[key] = compiled(Library(self.shipped.files, self.shipped.registry), names)
        return self.plain[key]

    def findings(self, mutant: Mutant) -> tuple[Diagnostic, ...]:
        """What gapub says of the mutant; nothing when it takes it."""
        try:
            self.catalogues(mutant)
        except GapubError as error:
            return error.diagnostics
        return ()


@pytest.fixture(scope="module")
def bench(shipped: Library, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(shipped, tmp_path_factory.mktemp("mutants"))


def is_registry(mutant: Mutant) -> bool:
    return mutant.path.startswith(f"{library.FOLDER}/{library.REGISTRY_FOLDER}/")


def editions(mutant: Mutant) -> Sequence[str]:
    _, area, file = mutant.path.split("/")
    return SAMPLE if is_registry(mutant) else [f"{area}@{file.removesuffix('.yaml')}"]


def compiled(shelf: Library, names: Sequence[str]) -> list[bytes]:
    """The catalogue of these editions at each level; a GapubError also when a baseline names an edition there is not."""
    title = Text("试", "test")
    baseline = Baseline("test", title, "2025", (Part(title, tuple(names)),))
    known = shelf.editions()
    shelf.guidelines(each for one in shelf.registry.baselines.values() for each in one.editions if each not in known)
    guidelines = shelf.guidelines(names)
    made = (compile_catalogue(level, baseline, guidelines, shelf.registry, None, ()) for level in LEVELS)
    return [json.files(catalogue, {})[json.FILE] for catalogue in made]


def without_lines(catalogue: bytes) -> bytes:
    """The catalogue without the lines at which rows were written, and without its seal, which is a hash over them.

    Nothing else in it may change with a layout.
    """
    return re.sub(rb'"line": \d+|"seal": "\w+"', b"", catalogue)


def told(finding: Diagnostic) -> str:
    return f"{finding.place} [{finding.code}] {finding.message.en}"


def fails_as_it_should(mutant: Mutant, findings: Sequence[Diagnostic]) -> bool:
    return any(
        finding.severity == "error"
        and finding.place is not None
        and finding.place.file == mutant.path
        and finding.place.line in mutant.lines
        and mutant.code in ("", finding.code)
        for finding in findings
    )


def report(name: str, mutants: Sequence[Mutant], survivors: Sequence[str]) -> None:
    """Print the share that did as it should, kind by kind where kinds have names of one word; fail for the others."""
    kinds = Counter(mutant.kind.partition(" ")[0] for mutant in mutants)
    parts = (
        ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        if len(kinds) < 20
        else f"{len(kinds)} fields"
    )
    right = len(mutants) - len(survivors)
    print(f"\n{name}: {right} of {len(mutants)} ({right / len(mutants):.1%}) [{parts}]")
    if survivors:
        pytest.fail(f"{name}: {len(survivors)} of {len(mutants)}\n" + "\n".join(survivors), pytrace=False)


def test_a_broken_file_fails_within_a_line_of_the_place(bench: Bench) -> None:
    survivors = []
    for mutant in broken():
        findings = bench.findings(mutant)
        if not fails_as_it_should(mutant, findings):
            survivors.append(
                f"{mutant} (lines {list(mutant.lines)}): {[told(each) for each in findings[:3]] or 'accepted'}"
            )
    report("broken files refused at the place", broken(), survivors)


def test_a_wrong_value_fails_by_name_on_its_line(bench: Bench) -> None:
    survivors = []
    for mutant in wrong():
        findings = bench.findings(mutant)
        if not fails_as_it_should(mutant, findings):
            survivors.append(f"{mutant} [{mutant.code}]: {[told(each) for each in findings[:3]] or 'accepted'}")
    report("wrong values named on their line", wrong(), survivors)


def test_a_reworded_file_makes_the_same_catalogue(bench: Bench) -> None:
    survivors = []
    for mutant in neutral():
        try:
            made = bench.catalogues(mutant)
        except GapubError as error:
            survivors.append(f"{mutant}: {[told(each) for each in error.diagnostics[:3]]}")
            continue
        if [*map(without_lines, made)] != [*map(without_lines, bench.unchanged(mutant))]:
            survivors.append(f"{mutant}: another catalogue")
    report("reworded files that make the same catalogue", neutral(), survivors)


# --- through the front door ------------------------------------------------------------------------------------------


COUNTY_BASELINES = ("national-2019", "national-current", "national-full-2026")


def baseline(mutant: Mutant) -> str:
    """The first baseline that has the edition of the mutant's file; of a registry that of 2019."""
    _, area, edition = mutant.path.removesuffix(".yaml").split("/")
    bundled = open_library()
    having = (name for name in COUNTY_BASELINES if f"{area}@{edition}" in bundled.baseline(name).editions)
    return "national-2019" if is_registry(mutant) else next(having)


def run(mutant: Mutant | None, folder: Path, name: str) -> subprocess.CompletedProcess[bytes]:
    """`gapub compile` of a baseline in a folder whose `guidelines/` holds the mutant alone."""
    if mutant:
        local = folder / mutant.path
        local.parent.mkdir(parents=True)
        local.write_bytes(mutant.data)
    return gapub("compile", "county", "--format", "json", "-o", "out", "--baseline", name, cwd=folder)


def spread(mutants: Sequence[Mutant]) -> list[Mutant]:
    """Ten that the county's catalogue reads, of different kinds: the kinds take turns, and 17 is prime to their number."""
    read = [mutant for mutant in mutants if "village-affairs" not in mutant.path]
    return list(read[::17])[:THROUGH_THE_FRONT_DOOR]


@pytest.mark.parametrize("place", range(THROUGH_THE_FRONT_DOOR))
@pytest.mark.parametrize("mutants", [broken, wrong])
def test_the_command_refuses_it_with_exit_code_2(
    mutants: Callable[[], list[Mutant]], place: int, tmp_path: Path
) -> None:
    mutant = spread(mutants())[place]
    done = run(mutant, tmp_path, baseline(mutant))
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b""), f"{mutant}\n{said}"
    assert "Traceback" not in said
    lines = {int(line) for line in re.findall(rf"{re.escape(mutant.path)}:(\d+):\d+", said)}
    assert lines & set(mutant.lines), f"{mutant}\n{said}"
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def as_shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = {}
    for name in COUNTY_BASELINES:
        folder = tmp_path_factory.mktemp(name)
        assert run(None, folder, name).returncode == 0
        made[name] = (folder / "out" / "catalogue.json").read_bytes()
    return made


@pytest.mark.parametrize("place", range(THROUGH_THE_FRONT_DOOR))
def test_the_command_makes_the_same_catalogue(place: int, tmp_path: Path, as_shipped: dict[str, bytes]) -> None:
    mutant = spread(neutral())[place]
    done = run(mutant, tmp_path, baseline(mutant))
    assert done.returncode == 0, f"{mutant}\n{done.stderr.decode()}"
    made = (tmp_path / "out" / "catalogue.json").read_bytes()
    assert without_inputs(made) == without_inputs(as_shipped[baseline(mutant)])
    assert f'{{"path": "{mutant.path}", '.encode() in made


def without_inputs(catalogue: bytes) -> bytes:
    """The catalogue without lines and without the hashes of its inputs, which tell the layout of a file."""
    return re.sub(rb'"sha256": "\w+"(, "local": true)?', b"", without_lines(catalogue))
