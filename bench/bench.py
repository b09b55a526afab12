"""Times cold runs of gapub beside the floor, in turn, and prints medians and ratios of one and the same run.

Machines are noisy: read the ratios, not the milliseconds.
"""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROUNDS = 9
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""An installed package has its byte code; a machine that forbids writing it would time the Python compiler."""
GAPUB = [sys.executable, "-m", "gapub"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "floor (python, yaml, jinja2, parse)": [sys.executable, str(HERE / "floor.py")],
            "gapub --version": [*GAPUB, "--version"],
            "compile county, json": [*GAPUB, "compile", "county", "--format", "json", "-o", f"{folder}/json"],
            "compile county, all formats": [*GAPUB, "compile", "county", "-o", f"{folder}/all"],
            **{
                f"compile county, {name}": [*GAPUB, "compile", "county", "--format", name, "-o", f"{folder}/{name}"]
                for name in ("md", "html", "xlsx")
            },
        }
        show(measure(commands))
        show_sizes(Path(folder) / "all")


def measure(commands: dict[str, list[str]]) -> dict[str, list[float]]:
    """Seconds of every round; the first round warms the disk and is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(ROUNDS + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
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
    """The files of a run of all formats, with their bytes as they are and as a web server would send them."""
    print(f"\n{'file':38} {'kB':>10} {'kB, gzip':>20}")
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        print(f"{path.name:38} {len(data) / 1000:10.0f} {len(gzip.compress(data)) / 1000:20.0f}")


if __name__ == "__main__":
    main()
