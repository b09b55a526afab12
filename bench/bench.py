"""Times cold runs of gapub beside the floor, in turn, and prints medians and ratios of one and the same run.

    python bench/bench.py                            this checkout beside the floor
    python bench/bench.py --against OTHER            this checkout beside another one: ratios new/old of each figure
    python bench/bench.py --against OTHER --only diff --rounds 21

Both checkouts are run by this Python with its packages, so that only gapub differs, and each in its own folder. Beside the
time on the clock stands the processor's, of the run and of the processes that it starts. Machines are noisy: read the
ratios, not the milliseconds.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import yaml

import office

HERE = Path(__file__).resolve().parent
ROUNDS = 9
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "GAPUB_NO_CACHE")
}
"""An installed package has its byte code; a machine that forbids writing it would time the Python compiler."""
ROOT = HERE.parent
BIN = Path(sys.executable).parent
"""yamllint and check-jsonschema stand beside Python; both say that some files are not to their taste."""
GAPUB = [sys.executable, "-m", "gapub"]

OFFICE_ROWS = 1000
"""Rows of the workbook that is imported and audited."""

FORMATS = ("md", "html", "site", "xlsx", "docx", "csv", "jsonl", "pdf")

Commands = Mapping[str, list[str]]


class Time(NamedTuple):
    """Seconds on the clock, and seconds of the processor, of a command and of all processes that it waited for."""

    wall: float
    processor: float


class Side(NamedTuple):
    """A checkout, and a folder for what it writes."""

    checkout: Path
    folder: Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, metavar="OTHER", help="a checkout to compare this one with")
    parser.add_argument("--only", default="", metavar="WORD", help="the figures whose name has this word")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        here = Side(ROOT, Path(name) / "new")
        sides = [here] if asked.against is None else [Side(asked.against.resolve(), Path(name) / "old"), here]
        for side in sides:
            side.folder.mkdir()
        pair, catalogues, tables = _edited(Path(name)), _catalogues(Path(name)), _tables(Path(name))

        def figures(side: Side) -> list[Commands]:
            groups = [validating(side), compiling(side), comparing(pair, catalogues)]
            groups.append(importing(side, tables))
            if asked.against is None:
                groups = [floor() | groups[0] | beside() | groups[1], floor_of_diff(pair) | groups[2], groups[3]]
            return [{name: each for name, each in group.items() if asked.only in name} for group in groups]

        print(f"Python {sys.version.split()[0]}, typer {version('typer')}, {asked.rounds} rounds")
        for group in zip(*map(figures, sides), strict=True):
            if group[0]:
                times = measure(dict(zip(sides, group, strict=True)), asked.rounds)
                (show if asked.against is None else show_ratios)(*(times[side] for side in sides))
        if asked.against is None and not asked.only:
            show_sizes(here.folder)


def floor() -> dict[str, list[str]]:
    return {
        "floor (python, yaml, jinja2, parse)": [sys.executable, str(HERE / "floor.py")],
        "import typer, rich": [sys.executable, "-c", "import typer, rich"],
    }


def beside() -> dict[str, list[str]]:
    """Other tools on the same files."""
    schema = str(ROOT / "schemas" / "guideline.schema.json")
    return {
        "check-jsonschema, the same files": [f"{BIN}/check-jsonschema", "--schemafile", schema, *_editions(ROOT)],
        "yamllint, the same files": [f"{BIN}/yamllint", "-d", "relaxed", *_editions(ROOT)],
    }


def validating(side: Side) -> dict[str, list[str]]:
    files = _editions(side.checkout)
    return {
        "gapub --version": [*GAPUB, "--version"],
        "validate guidelines, cold": [*GAPUB, "validate", *files],
        "validate guidelines, warm": [*GAPUB, "validate", *files, "--lang", "zh"],
        "validate everything, cold": [*GAPUB, "validate"],
        "validate everything, warm": [*GAPUB, "validate"],
    }


def compiling(side: Side) -> dict[str, list[str]]:
    def county(name: str, *formats: str) -> list[str]:
        return [*GAPUB, "compile", "county", *formats, "-o", str(side.folder / name)]

    return {
        "compile county, json": county("json", "--format", "json"),
        "compile county, all formats": county("all"),
        **{f"compile county, {name}": county(name, "--format", name) for name in FORMATS},
    }


def comparing(pair: tuple[str, str], catalogues: tuple[str, str]) -> dict[str, list[str]]:
    return {
        "diff 26 areas, 300 edits, text": [*GAPUB, "diff", *pair],
        "diff, summary": [*GAPUB, "diff", *pair, "--summary"],
        "diff, no likeness": [*GAPUB, "diff", *pair, "--no-likeness"],
        "diff, html": [*GAPUB, "diff", *pair, "--format", "html"],
        "diff, nothing differs": [*GAPUB, "diff", pair[0], pair[0]],
        "diff, two catalogue.json": [*GAPUB, "diff", *catalogues],
    }


def importing(side: Side, tables: Mapping[str, Path]) -> dict[str, list[str]]:
    """The tables of offices beside `compile county`; an import may cost three times as much."""
    commands = {"compile county, beside the workbooks": [*compiling(side)["compile county, json"]]}
    for name, table in tables.items():
        root = side.folder / name
        root.mkdir(exist_ok=True)
        given = ["import", str(table), "--root", str(root)]
        commands |= {
            f"{name}, guideline": [
                *GAPUB,
                *given,
                "--as",
                "guideline",
                "-o",
                str(root),
                "--edition",
                "seen-2026",
            ],
            f"{name}, profile": [
                *(*GAPUB, *given, "--as", "profile", "-o", str(root / "profile.yaml")),
                *("--division", "130123", "--overwrite"),
            ],
            f"{name}, audit": [*GAPUB, "audit", str(table), "--level", "county", "--as-of", "2026-11-01"],
        }
    return commands


def floor_of_diff(pair: tuple[str, str]) -> dict[str, list[str]]:
    return {"floor of diff (python, yaml, parse)": [sys.executable, str(HERE / "floor_sides.py"), *pair]}


def _editions(checkout: Path) -> list[str]:
    found = sorted((checkout / "guidelines").glob("*/*.yaml"))
    return [str(path) for path in found if path.parent.name != "registry"]


def _catalogues(folder: Path) -> tuple[str, str]:
    """The county's catalogue.json of both baselines."""
    made = []
    for baseline in ("national-2019", "national-current"):
        command = [*GAPUB, "compile", "county", "--baseline", baseline, "--format", "json"]
        subprocess.run(
            [*command, "-o", folder / baseline], cwd=ROOT, env=_environment(ROOT), check=True, capture_output=True
        )
        made.append(str(folder / baseline / "catalogue.json"))
    return made[0], made[1]


def _tables(folder: Path) -> dict[str, Path]:
    """The county's own workbook, and one as offices make them."""
    for format_ in ("xlsx", "csv"):
        command = [*GAPUB, "compile", "county", "--format", format_, "--lang", "zh", "-o", str(folder / format_)]
        subprocess.run(command, cwd=ROOT, env=_environment(ROOT), check=True, capture_output=True)
    office.write(folder / "csv" / "catalogue.csv", folder / "office.xlsx", OFFICE_ROWS)
    return {"own workbook": folder / "xlsx" / "catalogue.xlsx", f"workbook of {OFFICE_ROWS}": folder / "office.xlsx"}


class _Dumper(yaml.CSafeDumper):
    """Writes equal values out each time: gapub takes no aliases."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _edited(folder: Path) -> tuple[str, str]:
    """The 26 guidelines of 2019, and a copy of them after 300 random edits, the same ones each time.

    Each beside the registries, as in a checkout; the floor parses those too, and `diff` takes note of them.
    """
    sys.path.insert(0, str(HERE.parent / "tests"))
    from edits import edit

    guidelines = HERE.parent / "guidelines"
    trees = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in sorted(guidelines.glob("*/2019.yaml"))]
    for side, made in (("old", trees), ("new", edit(trees, random.Random(20261124), 300))):
        shutil.copytree(guidelines / "registry", folder / "edited" / side / "registry")
        for tree in made:
            place = folder / "edited" / side / tree["area"] / f"{tree['edition']}.yaml"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False), "utf-8")
    return str(folder / "edited" / "old"), str(folder / "edited" / "new")


def measure(commands: Mapping[Side, Commands], rounds: int) -> dict[Side, dict[str, list[Time]]]:
    """The times of every round, the sides in turn; the first round warms disk and caches, and is not counted."""
    times: dict[Side, dict[str, list[Time]]] = {side: {name: [] for name in each} for side, each in commands.items()}
    for round_ in range(rounds + 1):
        sides = list(commands) if round_ % 2 else list(reversed(commands))
        for name in commands[sides[0]]:
            for side in sides:
                cache = {"XDG_CACHE_HOME": str(side.folder)} if name.endswith("warm") else {"GAPUB_NO_CACHE": "1"}
                taken = run(commands[side][name], side.checkout, cache)
                if round_:
                    times[side][name].append(taken)
    return times


def run(command: list[str], checkout: Path, extra: Mapping[str, str]) -> Time:
    """The time of a command that is run with the gapub of a checkout, in its folder."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=checkout, env={**_environment(checkout), **extra}, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Time(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _environment(checkout: Path) -> dict[str, str]:
    return {**ENVIRONMENT, "PYTHONPATH": str(checkout / "src")}


def show(times: Mapping[str, list[Time]]) -> None:
    first = next(iter(times.values()))
    print(f"\n{'command':38} {'median ms':>10} {'ratio to the first':>20} {'processor ms':>14} {'ratio':>7}")
    for name, each in times.items():
        wall, processor = _medians(each)
        ratios = [_ratio(each, first, which) for which in (_wall, _processor)]
        print(f"{name:38} {wall:10.0f} {ratios[0]:20.2f} {processor:14.0f} {ratios[1]:7.2f}")


def show_ratios(old: Mapping[str, list[Time]], new: Mapping[str, list[Time]]) -> None:
    print(
        f"\n{'medians in ms':38} {'old':>7} {'new':>7} {'new/old':>8} {'processor: old':>16} {'new':>7} {'new/old':>8}"
    )
    for name in old:
        before, after = _medians(old[name]), _medians(new[name])
        wall, processor = (_ratio(new[name], old[name], which) for which in (_wall, _processor))
        print(
            f"{name:38} {before.wall:7.0f} {after.wall:7.0f} {wall:8.2f}"
            f" {before.processor:16.0f} {after.processor:7.0f} {processor:8.2f}",
            flush=True,
        )


def _wall(taken: Time) -> float:
    return taken.wall


def _processor(taken: Time) -> float:
    return taken.processor


def _medians(times: list[Time]) -> Time:
    """The medians, in milliseconds."""
    return Time(*(1000 * statistics.median(map(which, times)) for which in (_wall, _processor)))


def _ratio(times: list[Time], others: list[Time], which: Callable[[Time], float]) -> float:
    """The median of the ratios of each round."""
    return statistics.median(which(one) / which(other) for one, other in zip(times, others, strict=True))


def show_sizes(folder: Path) -> None:
    """The files of each format, with their bytes as they are and as a web server would send them; a site as one."""
    print(f"\n{'file':38} {'kB':>10} {'kB, gzip':>20}")
    for name in ("json", *FORMATS):
        for path in sorted(each for each in (folder / name).iterdir() if name == "json" or each.suffix != ".json"):
            files = [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]
            sizes = [(len(data), len(gzip.compress(data))) for data in (each.read_bytes() for each in files)]
            plain, packed = (sum(each) / 1000 for each in zip(*sizes, strict=True))
            title = f"{path.name}/ ({len(files)} files)" if path.is_dir() else path.name
            print(f"{title:38} {plain:10.0f} {packed:20.0f}")


if __name__ == "__main__":
    main()
