"""Times cold runs of gapub beside the floor, in turn, and prints medians and ratios of one and the same run.

Machines are noisy: read the ratios, not the milliseconds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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

FORMATS = ("md", "html", "xlsx", "docx", "csv", "jsonl", "pdf")


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
    print("\nsize of the county, KiB")
    for name in ("json", *FORMATS):
        written = (folder / name).iterdir()
        for path in sorted(each for each in written if name == "json" or each.name != "catalogue.json"):
            print(f"{path.name:38} {path.stat().st_size / 1024:10.0f}")


if __name__ == "__main__":
    main()
