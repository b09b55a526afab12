"""What many localities cost: a county of many, peak memory, and how both grow; beside a loop of gapub 0.1.0.

    python bench/many.py                 60 counties, townships of one county, villages of one township
    python bench/many.py --counties 300  the figures of docs/performance.md

Processor time and peak memory of whole processes, their children counted. A county's time is what one more costs: the whole run
less the run of one, by the number of the others. Profiles are those of `tests/localities.py`; villages are made up.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
GAPUB = [sys.executable, "-m", "gapub"]
RELEASED = ROOT / "build" / "gapub-0.1.0"
FORMATS = ("json", "json,html", "json,md,html,xlsx")
LOOP = 3
"""So many counties tell what a loop of 0.1.0 costs."""


class Run(NamedTuple):
    """Seconds of the processor, and the most memory, in MB, that a process or one of its children has taken."""

    seconds: float
    peak: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counties", type=int, default=60)
    parser.add_argument("--village-townships", type=int, default=20, metavar="N", help="townships of 15 villages each")
    parser.add_argument("--only", default="", metavar="WORD", help="counties, general, memory, rows or villages")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for part in (counties, general, memory, rows, villages):
            if asked.only in part.__name__:
                print()
                folder = Path(name) / part.__name__
                folder.mkdir()
                for line in part(folder, asked.village_townships if part is villages else asked.counties):
                    print(line, flush=True)
                shutil.rmtree(folder)


def counties(folder: Path, count: int) -> Iterator[str]:
    """Profiles in one process, and each by itself with gapub 0.1.0."""
    from localities import write

    files = write(folder / "profiles", count)
    yield f"{f'profiles of {count} counties, one process':44} {'ms each':>8} {'0.1.0, loop':>12} {'ratio':>6} {'MB':>6}"
    for form in FORMATS:
        one = build(folder, files[:1], form)
        whole = build(folder, files, form)
        each = 1000 * (whole.seconds - one.seconds) / (count - 1)
        loop, ratio = "not built", ""
        if RELEASED.exists():
            old = [compiled(folder, known(file), form).seconds for file in files[:LOOP]]
            loop, ratio = f"{1000 * sum(old) / len(old):.0f}", f"{each / (1000 * sum(old) / len(old)):.3f}"
        yield f"{form:44} {each:8.1f} {loop:>12} {ratio:>6} {whole.peak:6.0f}"


def general(folder: Path, _: int) -> Iterator[str]:
    """General catalogues: those of a province, which has more than a hundred counties."""
    yield f"{'general catalogues, 河北省, one process':38} {'ms each':>8} {'MB':>6}"
    for form in FORMATS:
        one = run([*GAPUB, "build", "--all", "counties", "110101", *to(folder, form)])
        whole = run([*GAPUB, "build", "--all", "counties", "13", *to(folder, form)])
        made = len(list((folder / "out").glob("*/county")))
        yield f"{form:44} {1000 * (whole.seconds - one.seconds) / (made - 1):8.1f} {whole.peak:6.0f}"


def memory(folder: Path, count: int) -> Iterator[str]:
    """How time and memory grow with localities, for JSON and HTML."""
    from localities import write

    files = write(folder / "profiles", count)
    yield f"{'localities, json and html, one process':44} {'s':>8} {'ms each':>8} {'MB':>6} {'× one':>6}"
    first = None
    for number in sorted({1, 10, 30, 100, 300, 1000, 3000, count}):
        if number <= count:
            taken = build(folder, files[:number], "json,html")
            first = first or taken.peak
            each = 1000 * taken.seconds / number
            yield f"{number:<44} {taken.seconds:8.1f} {each:8.1f} {taken.peak:6.0f} {taken.peak / first:6.2f}"


def rows(folder: Path, _: int) -> Iterator[str]:
    """How one catalogue grows with its rows: the 26 areas of 2019 once, ten times and thirty times, under other names."""
    yield f"{'rows of one catalogue, json and html':44} {'s':>8} {'× one':>6} {'MB':>6} {'× one':>6}"
    first = None
    for times in (1, 10, 30):
        copies(folder / str(times) / "guidelines", times)
        out = [
            "--format",
            "json,html",
            "--baseline",
            "many",
            "--root",
            str(folder / str(times)),
            "-o",
            str(folder / "out"),
        ]
        taken = run([*GAPUB, "compile", "county", *out])
        first = first or taken
        yield (
            f"{f'× {times}':44} {taken.seconds:8.1f} {taken.seconds / first.seconds:6.1f}"
            f" {taken.peak:6.0f} {taken.peak / first.peak:6.1f}"
        )


def copies(folder: Path, times: int) -> None:
    """The guidelines of 2019 so many times, each copy an area of its own."""
    names = []
    for file in sorted((ROOT / "guidelines").glob("*/2019.yaml")):
        area, text = file.parent.name, file.read_text("utf-8")
        if "\nnumber:" not in text:
            continue
        for n in range(times):
            copy = text
            if n:
                copy = re.sub(r"^number:.*\n", "", text.replace(f"{area}/", f"{area}-{n}/"), flags=re.MULTILINE)
                copy = re.sub(r"^(area: .*)$", rf"\1-{n}", copy, flags=re.MULTILINE)
            place = folder / (f"{area}-{n}" if n else area) / file.name
            place.parent.mkdir(parents=True)
            place.write_text(copy, "utf-8")
            names.append(f"{place.parent.name}@2019")
    baselines = (ROOT / "guidelines" / "registry" / "baselines.yaml").read_text("utf-8").rstrip()
    parts = f"[{{title: {{zh: 多倍, en: Many}}, editions: [{', '.join(names)}]}}]"
    many = f'\n  many:\n    title: {{zh: 多倍, en: Many}}\n    as_of: "2026-11-30"\n    parts: {parts}\n'
    (folder / "registry").mkdir()
    (folder / "registry" / "baselines.yaml").write_text(baselines + many, "utf-8")


def villages(folder: Path, count: int) -> Iterator[str]:
    """Villages of townships of 大连市, 15 made-up ones each: beside a shared body, and whole."""
    from gapub.sources.divisions import children

    townships = [each for county in children("2102") for each in children(county.code)][:count]
    for township in townships:
        file = folder / "profiles" / township.code / "profile.yaml"
        file.parent.mkdir(parents=True)
        file.write_text("\n".join(village_profile(township.code, township.name)) + "\n", "utf-8")
    made = 15 * len(townships)
    yield f"{f'{made} villages of {len(townships)} townships, json and html':44} {'ms each':>8} {'kB each':>8} {'MB':>6}"
    for name, more in (("beside a shared body", ["--shared"]), ("whole", [])):
        taken = run([*GAPUB, "build", str(folder / "profiles"), *more, *to(folder, "json,html"), "--root", str(folder)])
        files = [each for each in (folder / "out").rglob("*") if each.is_file()]
        size = sum(each.stat().st_size for each in files) / 1000
        shared = sum(each.stat().st_size for each in files if "shared" in each.relative_to(folder / "out").parts) / 1000
        yield f"{name:44} {1000 * taken.seconds / made:8.1f} {size / made:8.1f} {taken.peak:6.0f}"
        if more:
            yield f"{'  of which the bodies, kB for each township':44} {'':8} {shared / len(townships):8.1f}"


def village_profile(code: str, name: str) -> Iterator[str]:
    yield from ("level: village", "example: true", "bodies:", '  villagers-committee: "{name}民委员会"')
    yield from (f"  township-government: {name}人民政府", "divisions:")
    for number, first in enumerate("东西南北上下前后大小新老高平长", 1):
        village = f"{first}岭村"
        cover = f'{{office: {village}村民委员会, date: "2026-11-23", phone: "0411-{number:08}"}}'
        yield f'- {{code: "{code}", name: {village}, cover: {cover}}}'


def build(folder: Path, files: Sequence[Path], form: str) -> Run:
    return run([*GAPUB, "build", *map(str, files), *to(folder, form)])


def to(folder: Path, form: str) -> list[str]:
    """Options of a run in one process, into a folder that is empty."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    return ["--jobs", "1", "--format", form, "-o", str(folder / "out")]


def known(file: Path) -> Path:
    """The profile without what 0.1.0 does not know: notes on rows, rows in topics of later, and roles of later."""
    text = re.sub(r"^(rows|add):\n([ -] .*\n)*", "", file.read_text("utf-8"), flags=re.MULTILINE)
    bodies = (RELEASED / "gapub" / "data" / "guidelines" / "registry" / "bodies.yaml").read_text("utf-8")
    head, roles, rest = re.split(r"^bodies:\n|^channels:\n", text, flags=re.MULTILINE)
    roles = "".join(line for line in roles.splitlines(True) if f"{line.split(':')[0]}:" in bodies)
    old = file.with_name("old.yaml")
    old.write_text(f"{head}bodies:\n{roles}channels:\n{rest}", "utf-8")
    return old


def compiled(folder: Path, file: Path, form: str) -> Run:
    shutil.rmtree(folder / "old", ignore_errors=True)
    return run([*GAPUB, "compile", "county", str(file), "--format", form, "-o", str(folder / "old")], RELEASED)


def run(command: list[str], packages: Path = ROOT / "src") -> Run:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(packages), "CI": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command[:8])} … failed:\n{said.decode()[-2000:]}")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
