"""`gapub diff` of registries: what an entry changes in the rows that name it, told once, wherever a side comes from."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from gapub.cli.schema import schema_of
from gapub.diff.comparison import Side, diff
from gapub.diff.kinds import KINDS
from gapub.sources.library import open_library
from in_process import compiled, gapub
from test_cli import ROOT

AREAS = ("land-expropriation", "social-assistance")
FILES = ("bodies", "channels", "elements", "groups", "instruments", "limits", "timing", "baselines")


class Case(NamedTuple):
    """An edit of a registry, the entry that it is told as, how, and how many rows it touches; `printed`: in catalogues too."""

    file: str
    was: str
    now: str
    entry: str
    kind: str
    rows: int
    printed: bool = True


APPROVAL = "zh: 收到征地批准文件, en: receipt of the approval of expropriation"
CASES = {
    "role renamed": Case(
        "bodies", "zh: 自然资源主管部门", "zh: 自然资源和规划部门", "bodies/natural-resources", "registry-changed", 0
    ),
    "role renamed in English": Case(
        "bodies",
        "en: Natural resources authority",
        "en: Natural resources and planning authority",
        "bodies/natural-resources",
        "registry-changed",
        11,
        printed=False,  # no row names this role alone in words of the registry
    ),
    "role of another kind": Case(
        "bodies",
        "en: Natural resources authority, kind: organ",
        "en: Natural resources authority, kind: institution",
        "bodies/natural-resources",
        "registry-changed",
        11,
    ),
    "event redefined": Case(
        "timing",
        APPROVAL,
        "zh: 公布征地批准文件, en: publication of the approval of expropriation",
        "events/land-approval-received",
        "term-changed",
        5,
    ),
    "event in other English": Case(
        "timing",
        APPROVAL,
        APPROVAL.replace("receipt", "the receipt"),
        "events/land-approval-received",
        "registry-changed",
        5,
    ),
    "event earlier than another": Case(
        "timing",
        "no_later_than: [survey-ended]",
        "no_later_than: [hearing]",
        "events/fieldwork-started",
        "term-changed",
        1,
        printed=False,
    ),
    "event in other words of the tables": Case(
        "timing",
        "zh: 收到征地批准文件, en: receipt of the approval of expropriation, ",
        "zh: 收到征地批准文件, en: receipt of the approval of expropriation, said: [征地批复], ",
        "events/land-approval-received",
        "registry-changed",
        5,
        printed=False,
    ),
    "channel relabelled": Case(
        "channels",
        "zh: 征地信息公开平台,",
        "zh: 征地信息平台,",
        "channels/land-expropriation-platform",
        "registry-changed",
        10,
    ),
    "channel of another nature": Case(
        "channels",
        "en: Land expropriation information platform, kind: platform, nature: online",
        "en: Land expropriation information platform, kind: platform, nature: place",
        "channels/land-expropriation-platform",
        "registry-changed",
        10,
        printed=False,
    ),
    "channel of a nature that was not told": Case(
        "channels",
        "en: Land expropriation information platform, kind: platform, nature: online",
        "en: Land expropriation information platform, kind: platform",
        "channels/land-expropriation-platform",
        "registry-changed",
        10,
        printed=False,
    ),
    "group renamed": Case(
        "groups",
        "zh: 拟征收土地所在地的村集体成员",
        "zh: 拟征地所在村的村集体成员",
        "groups/village-collective-of-land-to-be-expropriated",
        "registry-changed",
        4,
    ),
    "instrument retitled": Case(
        "instruments",
        "    title: 征收土地公告办法\n",
        "    title: 征收土地公告规定\n",
        "instruments/expropriation-announcement-measures",
        "basis-amended",
        4,
    ),
}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with two areas and all registries, and its catalogue in `out`."""
    folder = tmp_path_factory.mktemp("registries") / "old"
    guidelines = folder / "guidelines"
    for area in AREAS:
        shutil.copytree(ROOT / "guidelines" / area, guidelines / area)
    (guidelines / "registry").mkdir()
    for name in FILES:
        shutil.copy(ROOT / "guidelines" / "registry" / f"{name}.yaml", guidelines / "registry")
    compiled(folder, "county", "--area", AREAS[0], "--area", AREAS[1])
    return folder


def changed(old: Path, folder: Path, *cases: Case) -> Path:
    """Another checkout, with its registries edited, and its catalogue."""
    shutil.copytree(old, folder)
    for each in cases:
        path = folder / "guidelines" / "registry" / f"{each.file}.yaml"
        text = path.read_text("utf-8")
        assert text.count(each.was) >= 1, each.was
        path.write_text(text.replace(each.was, each.now, 1), "utf-8")
    compiled(folder, "county", "--area", AREAS[0], "--area", AREAS[1])
    return folder


def told(old: Path | str, new: Path | str, *args: str, cwd: Path) -> dict[str, Any]:
    done = gapub("diff", old, new, "--format", "json", *args, cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, schema_of("diff"))
    return found


def entries(found: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Every entry as table and id, kind, and how many rows; none shows two equal sides."""
    assert found["areas"] == []
    for change in (each["change"] for each in found["registry"]):
        for language in ("zh", "en"):
            assert [each[language] for each in change["was"]] != [each[language] for each in change["now"]]
    return [(f"{each['table']}/{each['id']}", each["change"]["kind"], len(each["rows"])) for each in found["registry"]]


@pytest.mark.parametrize("name", CASES)
def test_a_change_of_a_registry_is_one_entry_with_the_rows_that_it_changes(
    name: str, old: Path, tmp_path: Path
) -> None:
    case = CASES[name]
    new = changed(old, tmp_path / "new", case)
    expected = [(case.entry, case.kind, case.rows)] if case.rows else []
    assert entries(told(old, new, cwd=tmp_path)) == expected
    assert entries(told(new, old, cwd=tmp_path)) == [(entry, KINDS[kind].mirror, n) for entry, kind, n in expected]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.printed])
def test_catalogues_say_the_same_as_the_folders_that_they_are_made_of(name: str, old: Path, tmp_path: Path) -> None:
    case = CASES[name]
    new = changed(old, tmp_path / "new", case)
    for one, other in ((old / "out", new / "out"), (old / "out", new), (old, new / "out")):
        found = told(one, other, cwd=tmp_path)
        kinds = {"term-changed", "registry-changed"} if "event" in name else {case.kind}
        assert {entry for entry, kind, _ in entries(found)} == ({case.entry} if case.rows else set()), (one, other)
        assert {kind for _, kind, _ in entries(found)} <= kinds
    for one, other in ((new, new / "out"), (new / "out", new)):
        assert entries(told(one, other, cwd=tmp_path)) == []


def test_a_role_renamed_is_seen_between_catalogues(old: Path, tmp_path: Path) -> None:
    """Where rows name it in the registry's words: those of social assistance have their own."""
    for folder in ("one", "other"):
        shutil.copytree(old / "guidelines" / "registry", tmp_path / folder / "guidelines" / "registry")
    bodies = tmp_path / "other" / "guidelines" / "registry" / "bodies.yaml"
    text = bodies.read_text("utf-8")
    bodies.write_text(
        text.replace(
            "zh: 教育行政部门, en: Education authority", "zh: 教育和体育部门, en: Education and sport authority"
        )
    )
    for folder in ("one", "other"):
        compiled(tmp_path / folder, "county", "--area", "compulsory-education")
    (entry,) = entries(told("one/out", "other/out", cwd=tmp_path))
    assert entry[:2] == ("bodies/education", "registry-changed")
    assert entry[2] > 20


SOME = ("role renamed in English", "event redefined", "channel relabelled", "group renamed", "instrument retitled")


@pytest.fixture(scope="module")
def new(old: Path) -> Path:
    """The checkout after several changes."""
    return changed(old, old.parent / "new", *(CASES[name] for name in SOME))


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_every_format_names_the_entry_and_its_rows(form: str, lang: str, old: Path, new: Path) -> None:
    done = gapub("--lang", lang, "diff", "old", new.name, "--format", form, cwd=old.parent)
    assert done.returncode == 0, done.stderr.decode()
    text = re.sub(r"\\(.)", r"\1", done.stdout.decode())
    for case in (CASES[name] for name in SOME):
        assert text.count(f"{case.entry}") == 1
        assert (f"涉及{case.rows}个事项" in text) == (lang != "en")
        assert (f"items touched: {case.rows}" in text) == (lang != "zh")
    assert "land-expropriation" in text


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--exit-code",), 1),
        (("--fail-on", "term-changed"), 1),
        (("--fail-on", "added"), 0),
        (("--area", "social-assistance", "--exit-code"), 0),
        (("--area", "land-expropriation", "--exit-code"), 1),
        (("--level", "village", "--exit-code"), 0),
    ],
)
def test_exit_codes_hold_for_registries(args: tuple[str, ...], code: int, old: Path, new: Path) -> None:
    assert gapub("diff", "old", new.name, *args, cwd=old.parent).returncode == code


def test_only_chooses_kinds_of_entries(old: Path, new: Path) -> None:
    found = told("old", new.name, "--only", "term-changed", cwd=old.parent)
    assert entries(found) == [("events/land-approval-received", "term-changed", 5)]
    assert found["counts"] == {"term-changed": 1}
    assert told("old", new.name, "--summary", cwd=old.parent)["registry"] == []


def test_an_impact_names_the_entries_of_a_profile_whose_rows_an_event_changes(old: Path, new: Path) -> None:
    profile = old.parent / "profiles" / "profile.yaml"
    profile.parent.mkdir(exist_ok=True)
    rows = {
        each["new"] for each in told("old", new.name, "--only", "term-changed", cwd=old.parent)["registry"][0]["rows"]
    }
    row = min(rows)
    profile.write_text(
        f"""\
division: {{code: "210283", name: 庄河市}}
level: county
attest:
- {{item: {row}, by: 张三, on: "2026-11-01", document: 原件}}
""",
        "utf-8",
    )
    (impact,) = told("old", new.name, "--impact", "profiles", cwd=old.parent)["impact"]
    assert [(each["target"], each["line"]) for each in impact["touched"]] == [(row, 4)]
    assert "term-changed" in impact["touched"][0]["kinds"]


def test_the_registries_of_a_commit_are_its_own(tmp_path: Path) -> None:
    """A commit without registries lies over the bundled ones, not over those that the working folder has by now."""

    def git(*args: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *args],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    shutil.copytree(ROOT / "guidelines" / AREAS[0], tmp_path / "guidelines" / AREAS[0])
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    case = CASES["event redefined"]
    timing = (ROOT / "guidelines" / "registry" / "timing.yaml").read_text("utf-8")
    (tmp_path / "guidelines" / "registry").mkdir()
    (tmp_path / "guidelines" / "registry" / "timing.yaml").write_text(timing.replace(case.was, case.now), "utf-8")
    assert entries(told("git:HEAD", ".", cwd=tmp_path)) == [(case.entry, case.kind, case.rows)]
    git("add", "-A")
    git("commit", "-qm", "two")
    assert entries(told("git:HEAD~1", "git:HEAD", cwd=tmp_path)) == [(case.entry, case.kind, case.rows)]


def test_changes_of_entries_have_mirrors(new: Path) -> None:
    """The difference the other way round, as values."""
    plain = open_library(None)
    other = open_library(new / "guidelines")
    guidelines = tuple(plain.guidelines(["land-expropriation@2019"]))
    one, two = Side("x", guidelines, plain.registry), Side("y", guidelines, other.registry)
    forth, back = diff(one, two).changes, diff(two, one).changes
    assert len(forth) == len(SOME)
    mirrored = [
        each._replace(kind=KINDS[each.kind].mirror, old=each.new, new=each.old, was=each.now, now=each.was)
        for each in forth
    ]
    assert mirrored == list(back)


def test_what_became_of_a_law_is_said_in_words(old: Path, tmp_path: Path) -> None:
    """A county reads the state, the day and the title of the successor, not the keys of a registry."""
    new = tmp_path / "new"
    shutil.copytree(old, new)
    path = new / "guidelines/registry/instruments.yaml"
    text = path.read_text("utf-8")
    at = text.index("\n  land-administration-law:\n")
    state = text.index("    status: in_force", at)
    ended = '    status: repealed\n    repealed: "2026-08-15"\n    successor: [civil-code]'
    path.write_text(text[:state] + ended + text[state + len("    status: in_force") :], "utf-8")
    (found,) = [each for each in told(old, new, cwd=tmp_path)["registry"] if each["id"] == "land-administration-law"]
    assert [each["zh"] for each in found["change"]["now"]] == [
        "效力：废止",
        "取代它的文件：《民法典》",
        "失效：2026-08-15",
    ]
    assert found["change"]["was"][0]["en"] == "state: in force"
