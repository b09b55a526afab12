"""The rules: each is explained, its examples do what they say, and every code that is told is a rule's."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import rule_examples as examples
from gapub.diagnostics import Diagnostic, GapubError
from gapub.model.registry import KINDS
from gapub.rules import documents, registry
from gapub.rules.documents import FOLDER, document
from gapub.rules.registry import RULES
from gapub.rules.rule import Rule
from gapub.sources.project import find
from gapub.validate import engine, filter
from gapub.validate.run import sources_of
from gapub.validate.settings import Settings
from gapub.yaml.reader import Map, parse

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "gapub"
CASES = Path(__file__).parent / "rules"
pytestmark = pytest.mark.usefixtures("read_once")

NOT_SHOWN = {
    "cannot-read": "needs a file without permission: tests/test_validate.py",
    "accepted-unused": "needs a list of accepted findings: tests/test_verdict.py",
    "attestation-ahead": "needs a day: tests/test_verdict.py",
    "cover-ahead": "needs a day: tests/test_verdict.py",
    "decision-list-unused": "needs two files: tests/test_decisions.py",
    "decision-without-feedback": "needs a day: tests/test_decisions.py",
    "decisions-of-whom": "needs two files: tests/test_decisions.py",
    "event-of-whom": "needs two files: tests/test_events.py",
    "division-in-two-profiles": "needs two files: tests/test_verdict.py",
    "yaml-too-large": "needs 16 MiB: tests/test_yamlfile.py",
    "yaml-too-many-findings": "comes with a hundred others: tests/test_yamlfile.py",
}
"""Codes whose bad example cannot be a small file by itself, and where they are tested."""


def findings(folder: Path, written: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[Diagnostic]:
    """What is told about the last of these files, in an empty folder; what its rows allow is not."""
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    monkeypatch.chdir(folder)
    return told(Path(list(written)[-1]))


def told(*paths: Path) -> list[Diagnostic]:
    project = find(named=paths)
    examined = engine.examine(sources_of(paths, project, Settings()), project, None, paths)
    found = filter.suppress_allowed(examined.findings, examined.allowances, Settings(), examined.as_of)[0]
    return [*examined.unread, *found]


def shown() -> list[Rule]:
    return [rule for rule in RULES.values() if rule.code not in NOT_SHOWN]


@pytest.mark.parametrize("rule", shown(), ids=lambda rule: rule.code)
def test_the_bad_example_makes_exactly_this_code(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    explained = document(rule.code)
    found = findings(tmp_path, examples.files(explained.frame, explained.bad), monkeypatch)
    assert [each.code for each in found] == [rule.code], [str(each) for each in found]
    assert found[0].severity == rule.severity
    assert found[0].place is not None


@pytest.mark.parametrize("rule", shown(), ids=lambda rule: rule.code)
def test_the_good_example_has_no_finding(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    explained = document(rule.code)
    assert findings(tmp_path, examples.files(explained.frame, explained.good), monkeypatch) == []


def test_no_code_twice() -> None:
    codes = [rule.code for family in registry.FAMILIES for rule in family]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_explains_itself_in_both_languages(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.code)
    explained = document(rule.code)
    for text in (explained.title, explained.why, *([explained.reference] if explained.reference else [])):
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert text.en.strip()
        assert not re.search(r"[\u4e00-\u9fff][,;:?!(]", text.zh), "half-width punctuation in Chinese"
    assert explained.why.zh[-1] in "。）" and explained.why.en.endswith((".", ")")), "whole sentences"
    assert rule.fix is None or rule.check or rule.family == "yaml", "a fix comes from a check, or from the reader"


# --- documents: rules/docs/CODE.yaml -----------------------------------------------------------------------------------


def test_every_rule_has_its_document_and_no_document_is_left_over() -> None:
    written = {path.stem for path in FOLDER.iterdir()}
    assert RULES.keys() - written == set(), "rules without docs/CODE.yaml"
    assert written - RULES.keys() == set(), "docs/CODE.yaml without a rule"


def test_what_a_document_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (FOLDER / "repealed-basis.yaml").read_text("utf-8")
    path = tmp_path / "repealed-basis.yaml"
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    for part in ("title", "why", "frame", "bad", "good"):
        path.write_text(re.sub(rf"^{part}:.*\n(  .*\n)*", "", whole, flags=re.MULTILINE), "utf-8")
        with pytest.raises(GapubError, match=part):
            document("repealed-basis")
    path.write_text(whole.replace("  en: Repealed basis\n", ""), "utf-8")
    with pytest.raises(GapubError, match="en"):
        document("repealed-basis")


def test_a_run_loads_only_what_it_needs(tmp_path: Path) -> None:
    """What rules mean where a format explains them; what judges JSON where there is a file of accepted findings."""
    script = (
        "import sys; from gapub.cli.app import app; app(sys.argv[1:], standalone_mode=False);"
        "print(*sys.modules, file=sys.stderr)"
    )

    def loaded(report: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", script, "validate", "--format", report],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(SOURCE.parent), "GAPUB_NO_CACHE": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        watched = {"gapub.validate.run", "gapub.rules.documents", "gapub.forms.judge", "jsonschema"}
        return set(done.stderr.split()) & watched

    registry = tmp_path / examples.REGISTRY_FILE  # one file: nothing of what ships is examined
    registry.parent.mkdir(parents=True)
    registry.write_text(examples.REGISTRY, "utf-8")
    for report in ("text", "json"):
        assert loaded(report) == {"gapub.validate.run"}
    (tmp_path / "gapub.toml").write_text('accepted = "accepted.json"\n', "utf-8")
    (tmp_path / "accepted.json").write_text('{"format": "gapub-accepted/1", "accepted": []}', "utf-8")
    assert loaded("text") == {"gapub.validate.run", "gapub.forms.judge", "jsonschema"}


# --- every code that is told -------------------------------------------------------------------------------------------

USAGE = {
    "api.py": "arguments of the API",
    "batch/shared.py": "how many villages are written",
    "audit/comparison.py": "the day that an audit is of",
    "cli/attest.py": "arguments of attest",
    "cli/audit.py": "arguments of audit",
    "cli/check_site.py": "arguments of check-site, and its record",
    "cli/bind.py": "arguments of bind, and what was ticked",
    "cli/score.py": "arguments of score",
    "publication/scoring.py": "the reports that score reads",
    "publication/ticked.py": "the table that a person ticked",
    "upgrade/binding.py": "what bind cannot write",
    "cli/due.py": "arguments of due",
    "publication/calendar.py": "what is installed",
    "publication/history.py": "the record that check-site keeps",
    "publication/kept.py": "the record that check-site keeps",
    "batch/cluster.py": "a scheduler and its workers",
    "batch/remote.py": "workers of a cluster",
    "batch/options.py": "what is asked of a catalogue",
    "batch/store.py": "an object store",
    "batch/plan.py": "what build is to make",
    "batch/processes.py": "processes of build",
    "batch/targets.py": "what build is to make",
    "batch/work.py": "what build makes",
    "cli/build.py": "what build has found",
    "batch/site.py": "what is asked of a site",
    "cli/compile.py": "arguments of compile",
    "cli/import_.py": "arguments of import",
    "tables/reading.py": "files that have no table of a catalogue",
    "publication/notes.py": "what a website exports",
    "publication/reading.py": "what a website exports",
    "cli/init.py": "arguments of init",
    "cli/list.py": "arguments of list",
    "cli/schema.py": "arguments of schema",
    "cli/options.py": "arguments of several commands",
    "cli/validate.py": "arguments of validate",
    "cli/todo.py": "arguments of todo",
    "cli/diff.py": "arguments of diff",
    "diff/foreign.py": "a catalogue given to diff",
    "diff/impact.py": "the profiles given to diff",
    "diff/profiles.py": "the folders of profiles given to diff",
    "diff/git.py": "revisions given to diff",
    "diff/lineage.py": "what diff cannot write",
    "cli/watch.py": "what --watch needs",
    "diff/sides.py": "the sides of diff",
    "render/__init__.py": "formats of compile",
    "render/templates.py": "a folder of templates",
    "reports/publishing.py": "an edition for publication",
    "reports/explain.py": "which item explain is to explain",
    "upgrade/__init__.py": "what upgrade cannot do",
    "upgrade/attestation.py": "what attest cannot do",
    "validate/settings.py": "the settings file",
    "validate/files.py": "the paths of a command",
    "sources/divisions.py": "names and codes of divisions",
    "sources/profiles.py": "the folders of profiles given to a command",
    "output/errors.py": "folders that cannot be written",
    "output/file.py": "files in the way",
    "output/folder.py": "folders that cannot be written, and files in the way",
    "render/pdf.py": "programs that are not there",
    "fmt/__init__.py": "the formatter's own check of itself",
    "tables/faults.py": "packages that are not installed",
    "tables/areas.py": "tables that do not say of which area they are",
    "tables/attest.py": "what a document does not attest",
    "tables/bindings.py": "offices of a table that nobody can tell apart",
    "tables/carried.py": "what our own files lose on the way back",
    "tables/files.py": "files of tables that others wrote",
    "tables/guideline.py": "what a table says that a guideline made of it does not",
    "tables/profile.py": "what a table says that a profile made of it does not",
    "tables/repeats.py": "rows that tables have twice",
    "tables/report.py": "cells of tables that others wrote",
}
"""Modules whose findings are about how gapub is called, not about files that it checks."""
USAGE_CODES = {"level-above-profile", "unknown-area", "bad-accepted", "unknown-rule", "unknown-scheme"}
"""The same in modules that tell both."""
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+(:[a-z-]+)?")
TELLERS = {"Diagnostic", "_finding", "wrong", "_unknown_word", "fault", "report", "stop", "_chain_error", "_refused"}


def literals() -> Iterator[tuple[str, str]]:
    """Every code that a call passes on as a finding's, with the module."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                for argument in node.args[:1] if called in TELLERS else ():
                    if isinstance(argument, ast.Constant) and CODE.fullmatch(str(argument.value)):
                        yield name, argument.value.partition(":")[0]


def test_every_code_that_is_told_is_a_rule() -> None:
    from gapub.model.profile import TIGHTENED
    from gapub.yaml import faults as yamlfaults

    told = {code for name, code in literals() if name not in USAGE and code not in USAGE_CODES}
    told |= {kind.partition(":")[0] for kind in yamlfaults.wordings()}
    told |= {f"unknown-{kind.en}" for kind in KINDS.values()}
    assert told - RULES.keys() == set()
    assert len(told) > 50
    endings = {name.replace("_", "-") for name in TIGHTENED}
    strength = {
        code.removeprefix("weaker-").removeprefix("reason-needed-")
        for code in RULES
        if code.startswith(("weaker-", "reason-needed-"))
    }
    assert strength == endings


# --- broken files: tests/rules/CODE/bad and good -----------------------------------------------------------------------

EXPECT = re.compile(r"^# expect:(.*)$", re.MULTILINE)


def cases(kind: str) -> list[Path]:
    return sorted(CASES.glob(f"*/{kind}/*.yaml"))


@pytest.mark.parametrize("path", cases("bad"), ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_broken_file_has_exactly_these_findings(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`# expect: code@line:column …` at its head names all of them; the lines are the file's, this one among them."""
    monkeypatch.chdir(path.parent)
    head = EXPECT.search(path.read_text("utf-8", "surrogateescape"))
    assert head, "# expect: …"
    found = told(Path(path.name))
    assert {f"{each.code}@{each.place.line}:{each.place.column}" for each in found if each.place} == set(
        head[1].split()
    )
    assert path.parts[-3] in {each.code for each in found}
    assert all(each.message.zh != each.message.en for each in found)


@pytest.mark.parametrize("path", cases("good"), ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_good_file_has_no_such_finding(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    assert path.parts[-3] not in {each.code for each in told(Path(path.name))}


def test_a_folder_is_named_by_its_rule() -> None:
    assert {path.name for path in CASES.glob("*")} <= RULES.keys()


# --- fixes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.fix], ids=lambda rule: rule.code)
def test_a_fix_mends_the_bad_example_and_nothing_is_left_to_fix(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gapub.validate.fix import fixed

    explained = document(rule.code)
    written = examples.files(explained.frame, explained.bad)
    found = findings(tmp_path, written, monkeypatch)
    name, text = list(written.items())[-1]
    assert any(each.edits for each in found)
    after = fixed(text, found)
    assert findings(tmp_path, {**written, name: after}, monkeypatch) == []
    tree, faults = parse(after.encode(), name)
    assert isinstance(tree, Map) and not faults
