"""Calls every command that loads a package, with the packages of this Python, and says what fails.

    PYTHON tools/front_door.py

`make test-lowest` runs it with the lowest version of each package that pyproject.toml allows. It needs gapub alone, no
pytest, so that nothing raises a version. Exit code 1 when a command fails, or lacks a file that it should write.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, get_args

from gapub.cli.schema import Kind

ROOT: Final = Path(__file__).resolve().parent.parent
PROFILE: Final = "catalogues/liaoning/dalian/zhuanghe"
FILES: Final = {
    "json": "catalogue.json",
    "md": "catalogue.md",
    "html": "index.html",
    "site": "site/index.html",
    "xlsx": "catalogue.xlsx",
    "docx": "catalogue.docx",
    "csv": "catalogue.csv",
    "jsonl": "catalogue.jsonl",
    "pdf": "catalogue.pdf",
}
"""What each format of `compile` writes."""

EXPORT: Final = "docs/examples/site-2026-09.csv"
SITE: Final = f"check-site {EXPORT} --profile own --as-of 2026-09-30"


class Call(NamedTuple):
    """A command line, the file that it writes, if any, and whether it may end with 1, for findings."""

    line: str
    file: str = ""
    findings: bool = False


def calls() -> Iterator[Call]:
    """Every command that loads a package of its own: each format, report and schema."""
    yield from (Call(f"compile county {PROFILE} --format {name} -o out", f"out/{file}") for name, file in FILES.items())
    yield Call(f"compile county {PROFILE} --format site -o out --since out/{FILES['json']}", f"out/{FILES['site']}")
    yield Call("verify out")
    cluster = "--format json -o built --scheduler local --jobs 1"
    yield Call(f"build {PROFILE} {cluster}", "built/210283/county/catalogue.json")
    for name in ("text", "concise", "json", "sarif", "github", "gitlab", "junit"):
        yield Call(f"validate guidelines catalogues --format {name}", findings=True)
    yield Call("validate catalogues --accept accepted.json", "accepted.json")
    for name in ("text", "md", "json", "html"):
        yield Call(f"diff national-2019 national-current --format {name} -o diff.{name}", f"diff.{name}")
    yield Call(f"diff out/{FILES['json']} national-2019 --level county")
    for name in ("text", "md", "xlsx"):
        yield Call(f"todo {PROFILE} --format {name} -o todo.{name}", f"todo.{name}")
    for name in get_args(Kind):
        yield Call(f"schema {name}")
    yield Call(f"explain 01-01 --profile {PROFILE}")
    yield Call(f"upgrade {PROFILE}/profile.yaml --to national-current --dry-run", findings=True)
    tables = ("xlsx", "docx", "html", "csv", "md", "jsonl", "pdf")
    yield Call(f"compile county {PROFILE} --area taxation --format {','.join(tables)} -o all", f"all/{FILES['pdf']}")
    for name in tables:
        yield Call(
            f"import all/{FILES[name]} --as guideline -o in/{name} --edition seen-2026",
            f"in/{name}/taxation/seen-2026.yaml",
            True,
        )
    yield Call(f"import all/{FILES['xlsx']} --as profile --level county --division 庄河市 -o in.yaml", "in.yaml", True)
    for name in ("text", "md", "json", "html", "xlsx", "docx", "sarif"):
        line = f"audit all/{FILES['xlsx']} --level county --as-of 2026-11-30 --format {name} -o audit.{name}"
        yield Call(line, f"audit.{name}", findings=True)
    yield from website()
    yield from map(Call, ("list", "stats", "rule", "rule repealed-basis", "divisions 庄河"))


def website() -> Iterator[Call]:
    """A website from its list to the page of an item: bound, checked in each format, scored, and what is due."""
    yield Call("init 庄河市 -o own/profile.yaml", "own/profile.yaml")
    for name in ("text", "csv", "xlsx", "json"):
        yield Call(f"bind {EXPORT} --profile own/profile.yaml --format {name} -o bind.{name}", f"bind.{name}")
    yield Call(f"bind {EXPORT} --profile own/profile.yaml --accept 75 --write")
    for name in ("text", "md", "json", "html", "xlsx", "docx", "sarif"):
        yield Call(f"{SITE} --record own/site.jsonl --format {name} -o site.{name}", f"site.{name}", findings=True)
    for name in ("text", "md", "json", "html", "xlsx"):
        yield Call(f"score site.json --scheme county --seed 1 --format {name} -o score.{name}", f"score.{name}")
    for name in ("text", "md", "json", "html", "xlsx", "ics"):
        yield Call(f"due --from 2026-10-01 --to 2026-12-31 --profile own --format {name} -o due.{name}", f"due.{name}")
    yield Call("compile county own --format site --record own/site.jsonl -o own/out", f"own/out/{FILES['site']}")


def fault(call: Call, folder: Path) -> str:
    """What is wrong with a call: its last words where it failed, or the file that it did not write."""
    command = [sys.executable, "-m", "gapub", *call.line.split()]
    environment = os.environ | {"GAPUB_NO_CACHE": "1", "PYTHONPATH": "", "PYTHONWARNINGS": "default"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode > int(call.findings) or "Traceback" in done.stderr or "Warning" in done.stderr:
        return f"exit code {done.returncode}: {done.stderr.strip()[-400:]}"
    if not call.file:
        return "" if done.stdout else "printed nothing"
    made = folder / call.file
    return "" if made.is_file() and made.stat().st_size else f"no file {call.file}"


def unwatched(folder: Path) -> str:
    """What is wrong with `--watch`, which ends only when it is told to."""
    command = [sys.executable, "-m", "gapub", "--lang", "en", "validate", "catalogues", "--watch"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr
        said = ""
        for line in process.stderr:
            said += line
            if line.startswith("watching"):
                process.terminate()
        return "" if process.wait() == 0 else f"exit code {process.returncode}: {said.strip()[-400:]}"


def main() -> int:
    """Run all calls in a copy of the guidelines and profiles."""
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("guidelines", "catalogues", "docs/examples"):
            shutil.copytree(ROOT / part, folder / part)
        for call in calls():
            if found := fault(call, folder):
                failed += 1
                print(f"gapub {call.line}\n  {found}", flush=True)
        if found := unwatched(folder):
            failed += 1
            print(f"gapub validate --watch\n  {found}", flush=True)
    print(f"{sum(1 for _ in calls()) + 1} calls, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
