"""Run two checkouts of gapub on the same inputs, and report every byte in which their outputs differ.

    python tools/compare_checkouts.py OLD NEW                 every output byte for byte
    python tools/compare_checkouts.py OLD NEW --words         findings by code, place, entity and arguments; texts listed
    python tools/compare_checkouts.py OLD NEW --only compile  the cases whose name contains a word; may be repeated

OLD and NEW are checkouts with a virtual environment in `.venv`. Both read the guidelines, profiles and bad examples of
OLD, copied into a folder of their own, so that only the code differs. A case is a command in a new folder; what counts
is its exit code, standard output, standard error and every file it writes. Exit code 1 when anything differs.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

FORMATS: Final = "json,md,html,site,xlsx,docx,csv,jsonl"
LANGUAGES: Final = ("zh", "en", "zh-en")
CATALOGUES: Final = (
    ("county", "national-2019"),
    ("township", "national-2019"),
    ("village", "village"),
    ("county", "national-current"),
    ("township", "national-current"),
)
ZHUANGHE: Final = "catalogues/liaoning/dalian/zhuanghe"
PROFILES: Final = (
    ("county", f"{ZHUANGHE}/profile.yaml"),
    ("village", f"{ZHUANGHE}/profile.yaml"),
    ("township", f"{ZHUANGHE}/townships.yaml"),
    ("county", "catalogues/zhejiang/hangzhou/binjiang/profile.yaml"),
)
REPORTS: Final = ("text", "json", "sarif", "github", "junit")


class Case(NamedTuple):
    """A command, by name; it runs in a folder that holds the inputs if `inputs`, else in an empty one."""

    name: str
    argv: tuple[str, ...]
    inputs: bool = True


class Outcome(NamedTuple):
    """What a case did: its exit code, its streams, and the hash of each file it wrote."""

    code: int
    out: bytes
    err: bytes
    files: Mapping[str, str]


def cases(old: Path) -> Iterator[Case]:
    """Every case."""
    for level, baseline in CATALOGUES:
        for lang in LANGUAGES:
            argv = ("compile", level, "--baseline", baseline, "--lang", lang, "--format", FORMATS, "-o", "out")
            yield Case(f"compile-{level}-{baseline}-{lang}", argv, inputs=False)
            argv = ("compile", level, "--baseline", baseline, "--lang", lang, "--format", "pdf", "-o", "out")
            yield Case(f"compile-pdf-{level}-{baseline}-{lang}", argv, inputs=False)
    for level, profile in PROFILES:
        for lang in LANGUAGES:
            argv = ("compile", level, profile, "--lang", lang, "--format", FORMATS, "-o", "out")
            yield Case(f"compile-{level}-{Path(profile).parent.name}-{Path(profile).stem}-{lang}", argv)
    for report in REPORTS:
        yield Case(f"validate-shipped-{report}", ("validate", "--bundled", "--format", report), inputs=False)
        yield Case(f"validate-tree-{report}", ("validate", "guidelines", "catalogues", "--format", report))
        yield Case(f"validate-en-{report}", ("--lang", "en", "validate", "catalogues", "--format", report))
        for folder in sorted((old / "tests/rules").iterdir()):
            if folder.is_dir():
                argv = ("validate", f"tests/rules/{folder.name}", "--format", report, "--as-of", "2026-11-24")
                yield Case(f"validate-{report}-{folder.name}", argv)
    for lang in ("zh", "en"):
        for form in ("text", "md", "json", "html"):
            argv = ("--lang", lang, "diff", "national-2019", "national-current", "--format", form)
            yield Case(f"diff-{lang}-{form}", argv, inputs=False)
        for form in ("text", "json"):
            for row in _rows(old):
                for profile in ((), ("--profile", f"{ZHUANGHE}/profile.yaml")):
                    argv = ("--lang", lang, "explain", row, "--format", form, *profile)
                    yield Case(f"explain-{lang}-{form}-{len(profile)}-{row.replace('/', '.')}", argv)
        for level, profile in PROFILES:
            for form in ("text", "md"):
                argv = ("--lang", lang, "todo", profile, "--level", level, "--format", form)
                yield Case(f"todo-{lang}-{form}-{level}-{Path(profile).stem}", argv)
        argv = ("--lang", lang, "todo", PROFILES[0][1], "--format", "xlsx", "-o", "todo.xlsx")
        yield Case(f"todo-{lang}-xlsx", argv)
        for form in ("text", "md", "json"):
            argv = ("upgrade", PROFILES[0][1], "--to", "national-current", "--dry-run", "--format", form)
            yield Case(f"upgrade-{lang}-{form}", ("--lang", lang, *argv))
        yield Case(
            f"diff-{lang}-impact",
            ("--lang", lang, "diff", "national-2019", "national-current", "--impact", "catalogues"),
        )
        for name in (
            "list",
            "stats",
            "rule",
            "divisions 庄河",
            "rule repealed-basis",
            "init 庄河",
            "new guideline forestry",
        ):
            yield Case(f"{name.replace(' ', '-')}-{lang}", ("--lang", lang, *name.split()), inputs=False)
        yield Case(f"fmt-check-{lang}", ("--lang", lang, "fmt", "--check", "guidelines", "catalogues"))
        yield Case(f"fmt-rules-{lang}", ("--lang", lang, "fmt", "tests/rules"))
        yield Case(f"fix-{lang}", ("--lang", lang, "validate", "tests/rules", "--fix"))
    for kind in ("guideline", "registry", "profile", "catalogue", "rows", "findings", "diff"):
        yield Case(f"schema-{kind}", ("schema", kind), inputs=False)


def _rows(old: Path) -> list[str]:
    """Every fifteenth row of the general county catalogue, so that each area has one or more."""
    made = json.loads((old / "dist/county/catalogue.json").read_bytes())
    rows = [item["id"] for area in made["areas"] for topic in area["topics"] for item in topic["items"]]
    return [str(row) for row in rows[::15]]


def run(case: Case, checkout: Path, inputs: Path) -> Outcome:
    """Run a case with the gapub of a checkout in a new folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if case.inputs:
            shutil.copytree(inputs, folder, dirs_exist_ok=True)
        before = _hashes(folder)
        environment = os.environ | {"GAPUB_NO_CACHE": "1", "LC_ALL": "C.UTF-8", "COLUMNS": "100"}
        done = subprocess.run(
            [checkout / ".venv/bin/gapub", *case.argv], cwd=folder, env=environment, capture_output=True, check=False
        )
        after = _hashes(folder)
        crash = b"Traceback (most recent call last):"
        err = done.stderr.strip().rpartition(b"\n")[2] if crash in done.stderr else done.stderr  # frames name the code
        written = {file: hashed for file, hashed in after.items() if before.get(file) != hashed}
        return Outcome(done.returncode, done.stdout, err, written)


def _hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def bytes_differ(old: Outcome, new: Outcome) -> Iterator[str]:
    """In what two outcomes differ, a line each."""
    if old.code != new.code:
        yield f"exit code {old.code} -> {new.code}"
    for name, was, now in (("stdout", old.out, new.out), ("stderr", old.err, new.err)):
        if was != now:
            yield from (f"{name} {line}" for line in _first_lines(was, now))
    for file in sorted({*old.files, *new.files}):
        if old.files.get(file) != new.files.get(file):
            yield f"file {file}"


def _first_lines(was: bytes, now: bytes, most: int = 6) -> Iterable[str]:
    lines = difflib.unified_diff(
        *(each.decode("utf-8", "replace").splitlines() for each in (was, now)), n=0, lineterm=""
    )
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return [line[:200] for line in changed[:most]]


def words_differ(case: Case, old: Outcome, new: Outcome, texts: dict[str, str]) -> Iterator[str]:
    """As `bytes_differ`, but of findings only what is not words; old and new words are collected in `texts`."""
    if old.code != new.code:
        yield f"exit code {old.code} -> {new.code}"
    if "json" not in case.name or not case.name.startswith("validate"):
        return
    before, after = (_findings(outcome) for outcome in (old, new))
    if [facts for facts, _ in before] != [facts for facts, _ in after]:
        yield "findings differ in more than words"
        return
    for (_, was), (_, now) in zip(before, after, strict=True):
        texts.update({one: other for one, other in zip(was, now, strict=False) if one != other})


def _findings(outcome: Outcome) -> list[tuple[Any, list[str]]]:
    found = json.loads(outcome.out or b'{"findings": []}').get("findings", [])
    return sorted((_facts(each), _texts(each)) for each in found)


def _facts(finding: Any) -> str:
    kept = {
        key: finding.get(key) for key in ("code", "severity", "place", "entity", "arguments", "fingerprint", "edits")
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _texts(finding: Any) -> list[str]:
    spoken = [finding["message"], finding.get("hint") or {}, *(each["note"] for each in finding.get("related", ()))]
    return [text for each in spoken for _, text in sorted(each.items())]


def main() -> int:
    """Compare, print what differs, and how many cases there were."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    old, new = asked.old.resolve(), asked.new.resolve()
    texts: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        inputs = Path(name)
        for part in ("guidelines", "catalogues", "tests/rules"):
            shutil.copytree(old / part, inputs / part)
        wanted = [each for each in cases(old) if all(word in each.name for word in asked.only)]

        def outcomes(case: Case) -> tuple[Case, Outcome, Outcome]:
            return case, run(case, old, inputs), run(case, new, inputs)

        differing = 0
        with ThreadPoolExecutor(asked.jobs) as pool:
            for case, before, after in pool.map(outcomes, wanted):
                found = list(words_differ(case, before, after, texts) if asked.words else bytes_differ(before, after))
                differing += bool(found)
                for line in found:
                    print(f"{case.name}: {line}", flush=True)
    for was, now in sorted(texts.items()):
        print(f"- {was}\n+ {now}")
    print(f"{len(wanted)} cases, {differing} differ")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
