"""One table over many profiles: `todo`, `validate`, `upgrade` and `diff --impact` count what they list of each."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import localities
from gapub.diagnostics.report import SEVERITIES
from in_process import gapub

EXAMPLES = Path(__file__).parents[1] / "catalogues"
BROKEN = "division: {name: 坏\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, a profile that binds all roles, and one that is no YAML."""
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(EXAMPLES / "liaoning", folder / "catalogues" / "liaoning")
    (folder / "catalogues" / "made").mkdir()
    (folder / "catalogues" / "made" / "profile.yaml").write_text(localities.profile(0), "utf-8")
    (folder / "broken.yaml").write_text(BROKEN, "utf-8")
    return folder


def printed(folder: Path, *args: str, code: int = 0) -> str:
    done = gapub(*args, cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode()


def read(folder: Path, *args: str, code: int = 0) -> Any:
    return json.loads(printed(folder, *args, "--format", "json", code=code))


def rows(table: str) -> Iterator[list[str]]:
    """The cells of each row of the tables of a text in Markdown, its escapes taken away."""
    for line in re.sub(r"\\(.)", r"\1", table).splitlines():
        if line.startswith("|") and not line.startswith("| -"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


@pytest.fixture(scope="module")
def found(project: Path) -> Any:
    """How much there is to do in each."""
    return read(project, "todo", "catalogues", "--summary")


def test_the_list_of_each_locality_is_counted(found: Any, project: Path) -> None:
    assert [each["file"].removeprefix("catalogues/") for each in found["profiles"]] == [
        "liaoning/dalian/zhuanghe/profile.yaml",
        "liaoning/dalian/zhuanghe/townships.yaml",
        "made/profile.yaml",
    ], "those of provinces and cities have no catalogue of their own"
    for each in found["profiles"][:2]:
        single = read(project, "todo", each["file"])
        assert each["counts"] == {section["id"]: len(section["tasks"]) for section in single["sections"]}
        assert each["divisions"] == single["divisions"]


def test_every_form_has_the_same_counts(found: Any, project: Path) -> None:
    sums = Counter[str]()
    for each in found["profiles"]:
        sums.update(each["counts"])
    wanted = [str(count) for count in sums.values() if count]
    _, *table, total = rows(printed(project, "todo", "catalogues", "--summary", "--format", "md"))
    assert total[1:-1] == wanted
    assert [row[-1] for row in table] == [each["file"] for each in found["profiles"]]
    last = printed(project, "todo", "catalogues", "--summary").rstrip().splitlines()[-1]
    assert re.findall(r"\d+", last) == wanted
    printed(project, "todo", "catalogues", "--summary", "--format", "xlsx", "-o", "all.xlsx", "--overwrite")
    book = load_workbook(BytesIO((project / "all.xlsx").read_bytes()))
    lines = [[cell for cell in row if cell is not None] for row in book.worksheets[-1].iter_rows(values_only=True)]
    assert wanted in [list(map(str, line[1:])) for line in lines]


def test_one_that_cannot_be_read_keeps_no_other_from_being_counted(project: Path) -> None:
    some = ("broken.yaml", "catalogues/made")
    found = read(project, "todo", *some, "--summary", code=2)
    assert len(found["profiles"]) == 1
    assert [(each["file"], each["findings"][0]["code"]) for each in found["unread"]] == [("broken.yaml", "yaml-syntax")]
    done = gapub("todo", *some, "--summary", cwd=project)
    assert "1 份无法读取" in done.stdout.decode() and "broken.yaml:1:11" in done.stderr.decode()


@pytest.mark.parametrize(
    ("args", "code"),
    [(("catalogues/made", "catalogues/liaoning"), "needs-summary"), (("empty", "--summary"), "no-profiles")],
)
def test_what_is_no_list_and_no_summary_is_told(args: tuple[str, ...], code: str, project: Path) -> None:
    (project / "empty").mkdir(exist_ok=True)
    done = gapub("todo", *args, cwd=project)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr.decode()


def test_the_findings_of_each_file_are_counted(project: Path) -> None:
    found = Counter(
        (each["place"]["file"], each["severity"]) for each in read(project, "validate", "catalogues")["findings"]
    )
    table = printed(project, "validate", "catalogues", "--summary").splitlines()
    counted = {
        line.split()[-1]: [*map(int, re.findall(r"\d+", line.rpartition(" ")[0]))]
        for line in table
        if line.endswith(".yaml")
    }
    some = [severity for severity in SEVERITIES if any(of == severity for _, of in found)]
    assert counted == {file: [found[file, severity] for severity in some] for file, _ in found}
    assert [*counted.values()] == sorted(counted.values(), reverse=True)


@pytest.mark.parametrize("other", ["--fix", "--diff", "--format=json"])
def test_a_summary_takes_the_place_of_the_findings(other: str, project: Path) -> None:
    done = gapub("validate", "--summary", other, cwd=project)
    assert done.returncode == 2
    assert "[bad-options] --summary 不能与" in done.stderr.decode()


def test_the_entries_of_each_profile_are_counted(project: Path, tmp_path: Path) -> None:
    args = ("upgrade", "catalogues", "--to", "national-current", "--dry-run")
    whole = read(project, *args)["profiles"]
    short = read(project, *args, "--summary")["profiles"]
    assert [{key: each[key] for key in short[0]} for each in whole] == short
    _, *_, total = rows(printed(project, *args, "--summary", "--format", "md"))
    sums = Counter[str]()
    for each in short:
        sums.update(each["counts"])
    assert total[1:-1] == [str(count) for count in sums.values() if count]
    for name, more in (("listed", ()), ("counted", ("--summary",))):
        shutil.copytree(project / "catalogues", tmp_path / name / "catalogues")
        printed(tmp_path / name, *args[:-1], *more)
    for path in (tmp_path / "listed").rglob("*.yaml"):
        other = tmp_path / "counted" / path.relative_to(tmp_path / "listed")
        assert path.read_bytes() == other.read_bytes(), "the summary writes what the report does"


@pytest.mark.parametrize("format", ["text", "md", "html"])
def test_what_a_difference_means_is_counted_for_each_profile(format: str, project: Path) -> None:
    args = ("diff", "national-2019", "national-current", "--summary", "--impact", "catalogues")
    impacts = read(project, *args)["impact"]
    touched, broken = (sum(len(each[key]) for each in impacts) for key in ("touched", "broken"))
    assert touched and broken
    gains = sum(len(level["gains"]) for each in impacts for level in each["levels"] if level["level"] == "county")
    made = printed(project, *args, "--format", format)
    totals = [line for line in re.sub(r"<[^>]+>|\|", " ", made).splitlines() if line.split()[:1] == ["合计"]]
    assert [str(touched), str(broken), str(gains)] in [re.findall(r"\d+", line)[:3] for line in totals]
    single = (*args[:-1], "catalogues/liaoning/dalian/zhuanghe/profile.yaml")
    assert "涉及的条目" in made and "涉及的条目" not in printed(project, *single, "--format", format)
