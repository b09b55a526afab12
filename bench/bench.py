"""Times cold runs of gapub beside the floor, in turn, and prints medians and ratios of one and the same run.

Machines are noisy: read the ratios, not the milliseconds.
"""

from __future__ import annotations

import gzip
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

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

FORMATS = ("md", "html", "site", "xlsx", "docx", "csv", "jsonl", "pdf")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        everything = (ROOT / "guidelines").glob("*/*.yaml")
        files = sorted(str(path) for path in everything if path.parent.name != "registry")
        schema = str(ROOT / "schemas" / "guideline.schema.json")
        commands: dict[str, list[str]] = {
            "floor (python, yaml, jinja2, parse)": [sys.executable, str(HERE / "floor.py")],
            "gapub --version": [*GAPUB, "--version"],
            "import typer, rich": [sys.executable, "-c", "import typer, rich"],
            "validate guidelines, cold": [*GAPUB, "validate", *files],
            "validate guidelines, warm": [*GAPUB, "validate", *files, "--lang", "zh"],
            "validate everything, cold": [*GAPUB, "validate"],
            "check-jsonschema, the same files": [f"{BIN}/check-jsonschema", "--schemafile", schema, *files],
            "yamllint, the same files": [f"{BIN}/yamllint", "-d", "relaxed", *files],
            "compile county, json": [*GAPUB, "compile", "county", "--format", "json", "-o", f"{folder}/json"],
            "compile county, all formats": [*GAPUB, "compile", "county", "-o", f"{folder}/all"],
            **{
                f"compile county, {name}": [*GAPUB, "compile", "county", "--format", name, "-o", f"{folder}/{name}"]
                for name in FORMATS
            },
        }
        show(measure(commands, folder))
        show_sizes(Path(folder))
        old, new = _sides(Path(folder))
        show(
            measure(
                {
                    "floor of diff (python, yaml, parse)": [sys.executable, str(HERE / "floor_sides.py"), old, new],
                    "diff 26 areas, 300 edits, text": [*GAPUB, "diff", old, new],
                    "diff, summary": [*GAPUB, "diff", old, new, "--summary"],
                    "diff, no likeness": [*GAPUB, "diff", old, new, "--no-likeness"],
                    "diff, html": [*GAPUB, "diff", old, new, "--format", "html"],
                    "diff, nothing differs": [*GAPUB, "diff", old, old],
                },
                folder,
            )
        )


class _Dumper(yaml.CSafeDumper):
    """Writes equal values out each time: gapub takes no aliases."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _sides(folder: Path) -> tuple[str, str]:
    """The 26 guidelines of 2019, and a copy of them after 300 random edits, the same ones each time.

    Each beside the registries, as in a checkout; the floor parses those too, and `diff` takes note of them.
    """
    sys.path.insert(0, str(HERE.parent / "tests"))
    from edits import edit

    guidelines = HERE.parent / "guidelines"
    trees = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in sorted(guidelines.glob("*/2019.yaml"))]
    for side, made in (("old", trees), ("new", edit(trees, random.Random(20261124), 300))):
        shutil.copytree(guidelines / "registry", folder / side / "registry")
        for tree in made:
            place = folder / side / tree["area"] / f"{tree['edition']}.yaml"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False), "utf-8")
    return str(folder / "old"), str(folder / "new")


def measure(commands: dict[str, list[str]], folder: str) -> dict[str, list[float]]:
    """Seconds of every round; the first round warms the disk, and what is called warm, and is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(ROUNDS + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            cache = {"XDG_CACHE_HOME": folder} if name.endswith("warm") else {"GAPUB_NO_CACHE": "1"}
            subprocess.run(command, cwd=ROOT, env={**ENVIRONMENT, **cache}, capture_output=True)
            if round_:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def show(seconds: dict[str, list[float]]) -> None:
    floor = next(iter(seconds.values()))
    print(f"{'command':38} {'median ms':>10} {'ratio to the floor':>20}   ({ROUNDS} rounds)")
    for name, each in seconds.items():
        ratio = statistics.median(one / other for one, other in zip(each, floor, strict=True))
        print(f"{name:38} {1000 * statistics.median(each):10.0f} {ratio:20.2f}")


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
