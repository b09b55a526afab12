"""`gapub diff` through its front door: what hand-made edits of real guidelines are told as, sides, formats, exit codes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gapub.cli.schema import schema_of
from gapub.diff import marks
from gapub.diff.md import LONGEST
from in_process import compiled, gapub
from test_cli import ROOT, ZHUANGHE
from test_cli import gapub as process

GUIDELINES = ROOT / "guidelines"
HOSTILE = "<script>alert(1)</script> | @everyone #1 `x` \u202e"


def text_of(area: str) -> str:
    return (GUIDELINES / area / "2019.yaml").read_text("utf-8")


def replaced(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def cut(text: str, item: str) -> tuple[str, str]:
    """The text of a row (the first of that id), and the file without it."""
    found = re.search(rf"  - id: {item}\n(?:    .*\n)+", text)
    assert found
    return found[0], text[: found.start()] + text[found.end() :]


def compared(folder: Path, old: str, new: str, *args: str) -> dict[str, Any]:
    (folder / "old.yaml").write_text(old, "utf-8")
    (folder / "new.yaml").write_text(new, "utf-8")
    done = gapub("diff", "old.yaml", "new.yaml", "--format", "json", *args, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(told, schema_of("diff"))
    return told


def changes(told: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Every change as (row or area, kind, field)."""
    found = []
    for area in told["areas"]:
        found += [(area["id"], each["kind"], each["field"]) for each in area["changes"]]
        for row in area["rows"]:
            name = " → ".join(dict.fromkeys(" + ".join(ids) for ids in (row["old"], row["new"]) if ids))
            found += [(name, each["kind"], each["field"]) for each in row["changes"]]
    return [(name.replace("social-assistance/", ""), kind, field) for name, kind, field in found]


# --- twelve edits ----------------------------------------------------------------------------------------------------

ASSISTANCE, LAND, HOUSEHOLDS = map(text_of, ("social-assistance", "land-expropriation", "household-registration"))
GUIDE, WITHOUT_GUIDE = cut(ASSISTANCE[ASSISTANCE.index("- id: minimum-living-allowance") :], "service-guide")
BEFORE = ASSISTANCE[: ASSISTANCE.index("- id: minimum-living-allowance")]
DIBAO = "minimum-living-allowance"
ELEMENTS = "[办理事项, 办理条件, 最低生活保障标准, 申请材料, 办理流程, 办理时间、地点, 联系方式]"
ONE = replaced(
    GUIDE,
    ("service-guide", "conditions"),
    ("办事指南", "办理条件指南"),
    (ELEMENTS, "[办理事项, 办理条件, 最低生活保障标准]"),
)
TWO = replaced(
    GUIDE,
    ("service-guide", "procedure"),
    ("办事指南", "办理流程指南"),
    (ELEMENTS, "[申请材料, 办理流程, 办理时间、地点, 联系方式]"),
)


def with_guide(*rows: str) -> str:
    """The guideline with other rows in the place of the guide to dibao."""
    at = WITHOUT_GUIDE.index("  - id: review-information")
    return BEFORE + WITHOUT_GUIDE[:at] + "".join(rows) + WITHOUT_GUIDE[at:]


def moved() -> str:
    at = BEFORE.index("  - id: oversight-and-complaints")
    return BEFORE[:at] + GUIDE + BEFORE[at:] + WITHOUT_GUIDE


TIME_LIMIT = "time_limit: {within: 10wd, of: [formed, obtained], wording: 制定或获取信息之日起10个工作日内}"
GENERAL = "    content: [社会救助信访通讯地址, 社会救助投诉举报电话]\n"
UNKNOWN = (
    "    basis: [land-administration-law-regulations, expropriation-announcement-measures]\n    time_limit: unknown\n"
)
EDITS = {
    "rename": (
        ASSISTANCE,
        replaced(
            ASSISTANCE, ("title: {zh: 监督检查, en: Oversight and complaints}", "title: {zh: 监督投诉, en: Complaints}")
        ),
        [("general/oversight-and-complaints", "renamed", "title")],
    ),
    "rename, with another id": (
        ASSISTANCE,
        replaced(ASSISTANCE, ("id: oversight-and-complaints", "id: complaints"), ("zh: 监督检查,", "zh: 监督投诉,")),
        [
            ("general/oversight-and-complaints → general/complaints", "renamed", "id"),
            ("general/oversight-and-complaints → general/complaints", "renamed", "title"),
        ],
    ),
    "move": (
        ASSISTANCE,
        moved(),
        [(f"{DIBAO}/service-guide → general/service-guide", "moved", None)],
    ),
    "split": (
        with_guide(GUIDE),
        with_guide(ONE, TWO),
        [(f"{DIBAO}/service-guide → {DIBAO}/conditions + {DIBAO}/procedure", "split", None)],
    ),
    "split, and the id stays with a part": (
        with_guide(GUIDE),
        with_guide(replaced(GUIDE, (ELEMENTS, "[办理事项, 办理条件, 最低生活保障标准]")), TWO),
        [(f"{DIBAO}/service-guide → {DIBAO}/service-guide + {DIBAO}/procedure", "split", None)],
    ),
    "merge": (
        with_guide(ONE, TWO),
        with_guide(GUIDE),
        [(f"{DIBAO}/conditions + {DIBAO}/procedure → {DIBAO}/service-guide", "merged", None)],
    ),
    "tighten": (
        ASSISTANCE,
        replaced(ASSISTANCE, (GENERAL, f"{GENERAL}    time_limit: {{within: 5wd, of: [formed, obtained]}}\n")),
        [("general/oversight-and-complaints", "tightened", "time_limit")],
    ),
    "relax": (
        ASSISTANCE,
        replaced(ASSISTANCE, (GENERAL, "    content: [社会救助投诉举报电话]\n")),
        [("general/oversight-and-complaints", "relaxed", "content")],
    ),
    "reword": (
        ASSISTANCE,
        replaced(
            ASSISTANCE, (GENERAL, f"{GENERAL}    time_limit: {{within: 10wd, of: [formed, obtained], verb: 公示}}\n")
        ),
        [("general/oversight-and-complaints", "reworded", "time_limit")],
    ),
    "reorder": (
        ASSISTANCE,
        replaced(ASSISTANCE, (GENERAL, "    content: [社会救助投诉举报电话, 社会救助信访通讯地址]\n")),
        [("general/oversight-and-complaints", "reordered", "content")],
    ),
    "new law": (
        ASSISTANCE,
        with_guide(
            replaced(GUIDE, ("[subsistence-allowances-opinions,", "[subsistence-allowances-opinions, civil-code,"))
        ),
        [(f"{DIBAO}/service-guide", "basis-added", "basis")],
    ),
    "repealed law": (
        HOUSEHOLDS,
        replaced(HOUSEHOLDS, ("    - adoption-law\n", "    - civil-code\n")),
        [
            ("household-registration/adoption-and-nationality/adoption-registration", "basis-repealed", "basis"),
            ("household-registration/adoption-and-nationality/adoption-registration", "basis-added", "basis"),
        ],
    ),
    "drop": (
        ASSISTANCE,
        with_guide(),
        [(f"{DIBAO}/service-guide", "removed", None)],
    ),
    "supply an unknown": (
        LAND,
        replaced(LAND, (UNKNOWN, UNKNOWN.replace("unknown", "{within: 10wd, of: [formed, changed]}"))),
        [("land-expropriation/implementation/compensation-registration", "supplied", "time_limit")],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_told_as_what_it_is(edit: str, tmp_path: Path) -> None:
    old, new, expected = EDITS[edit]
    assert sorted(changes(compared(tmp_path, old, new)), key=str) == sorted(expected, key=str)


def test_likeness_is_a_proposal_with_a_score_that_can_be_turned_off(tmp_path: Path) -> None:
    old, new = (
        ASSISTANCE,
        replaced(ASSISTANCE, ("id: oversight-and-complaints", "id: complaints"), ("[社会救助信访通讯地址, ", "[")),
    )
    (row,) = compared(tmp_path, old, new)["areas"][0]["rows"]
    assert row["identity"]["how"] == "likeness"
    assert 0.6 <= row["identity"]["score"] < 1
    assert {kind for _, kind, _ in changes(compared(tmp_path, old, new, "--no-likeness"))} == {"removed", "added"}


@pytest.mark.parametrize("edit", ["rename, with another id", "split", "split, and the id stays with a part", "merge"])
def test_accepted_proposals_are_recorded_and_nothing_else_is_touched(edit: str, tmp_path: Path) -> None:
    old, new, _ = EDITS[edit]
    new = new.replace("    evidence:", "    # a comment that stays\n    evidence:", 3)
    compared(tmp_path, old, new, "--write-formerly")
    written = (tmp_path / "new.yaml").read_text("utf-8")
    more = [line for line in written.splitlines() if re.match(r"    (formerly|formerly_basis|- [a-z-]+@2019/)", line)]
    assert [line for line in written.splitlines() if line not in more] == new.splitlines()
    assert more
    assert gapub("fmt", "--check", "new.yaml", cwd=tmp_path).returncode == 0
    told = compared(tmp_path, old, written)
    assert {row["identity"]["how"] for area in told["areas"] for row in area["rows"]} == {"formerly"}
    assert "split" not in edit or "split" in {kind for _, kind, _ in changes(told)}


@pytest.mark.parametrize("new", ["social-assistance@2019", "-"])
def test_proposals_are_recorded_in_files_alone(new: str, tmp_path: Path) -> None:
    old = replaced(ASSISTANCE, ("id: oversight-and-complaints", "id: complaints"), ("zh: 监督检查,", "zh: 监督投诉,"))
    (tmp_path / "old.yaml").write_text(old, "utf-8")
    done = piped(tmp_path, ASSISTANCE.encode(), "old.yaml", new, "--write-formerly")
    assert done.returncode == 2
    assert b"[not-writable]" in done.stderr


# --- sides -----------------------------------------------------------------------------------------------------------


def piped(folder: Path, given: bytes, *args: str) -> subprocess.CompletedProcess[bytes]:
    return gapub("diff", *args, cwd=folder, given=given)


def git(folder: Path, *args: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)


NEW_DEADLINE = replaced(ASSISTANCE, (TIME_LIMIT, TIME_LIMIT.replace("10wd", "5wd").replace("10个", "5个")))
TIGHTER = replaced(ASSISTANCE, (GENERAL, f"{GENERAL}    time_limit: {{within: 5wd, of: [formed, obtained]}}\n"))
ONE_TIGHTENED = [("general/oversight-and-complaints", "tightened", "time_limit")]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which social assistance stands in every form that a side may have, once plain and once tightened."""
    folder = tmp_path_factory.mktemp("places")
    git(folder, "init", "-q", "-b", "main")
    tree = folder / "guidelines" / "social-assistance"
    tree.mkdir(parents=True)
    (folder / "-odd name.yaml").write_text(ASSISTANCE, "utf-8")
    for text in (ASSISTANCE, TIGHTER):
        (tree / "2019.yaml").write_text(text, "utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", "edition")
    shutil.copytree(folder / "guidelines", folder / "tree" / "guidelines")
    shutil.copytree(folder / "guidelines", folder / "flat")
    (folder / "plain.yaml").write_text(ASSISTANCE, "utf-8")
    (folder / "tight.yaml").write_text(TIGHTER, "utf-8")
    for name in ("plain", "tight"):
        local = folder / name / "guidelines" / "social-assistance"
        local.mkdir(parents=True)
        shutil.copy(folder / f"{name}.yaml", local / "2019.yaml")
        compiled(folder / name, "county", "--area", "social-assistance")
    return folder


PLAIN = ["plain.yaml", "git:HEAD~1", "git:HEAD~1:guidelines/social-assistance/2019.yaml", "git:main~1:guidelines", "-"]
PLAIN += ["plain/out/catalogue.json", "plain/out", "plain", "git:HEAD:-odd name.yaml", "./plain.yaml"]
TIGHT = [
    "tight.yaml",
    "tree",
    "flat",
    "git:HEAD",
    "git:main:guidelines",
    "git:HEAD^{commit}",
    "tight/out/catalogue.json",
]
TIGHT += ["social-assistance@2019"]  # the local file lies over the bundled one


@pytest.mark.parametrize("old", PLAIN)
@pytest.mark.parametrize("new", ["tight.yaml", "tight/out/catalogue.json"])
def test_what_the_old_side_may_be(old: str, new: str, places: Path) -> None:
    done = piped(places, ASSISTANCE.encode(), old, new, "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    assert changes(json.loads(done.stdout)) == ONE_TIGHTENED


@pytest.mark.parametrize("new", TIGHT)
@pytest.mark.parametrize("old", ["plain.yaml", "plain/out"])
def test_what_the_new_side_may_be(old: str, new: str, places: Path) -> None:
    done = piped(places, TIGHTER.encode(), old, new, "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    assert changes(json.loads(done.stdout)) == ONE_TIGHTENED


def test_a_catalogue_on_standard_input(places: Path) -> None:
    given = (places / "plain" / "out" / "catalogue.json").read_bytes()
    done = piped(places, given, "-", "tight.yaml", "--format", "json")
    assert changes(json.loads(done.stdout)) == ONE_TIGHTENED


def test_a_baseline_differs_from_itself_in_nothing(tmp_path: Path) -> None:
    done = gapub("diff", "national-2019", "national-2019", "--exit-code", cwd=tmp_path)
    assert done.returncode == 0
    assert "没有差别" in done.stdout.decode()


def test_the_work_tree_is_not_touched(places: Path) -> None:
    (places / "guidelines" / "social-assistance" / "2019.yaml").write_text("spoilt: [", "utf-8")
    try:
        before = {path: path.stat().st_mtime_ns for path in sorted(places.rglob("*")) if ".git" not in path.parts}
        done = gapub(
            "diff", "git:HEAD~1:../guidelines", "git:HEAD:../guidelines", "--format", "json", cwd=places / "tree"
        )
        assert changes(json.loads(done.stdout)) == ONE_TIGHTENED
        assert before == {path: path.stat().st_mtime_ns for path in before}
    finally:
        (places / "guidelines" / "social-assistance" / "2019.yaml").write_text(TIGHTER, "utf-8")


WRONG = {
    "git:--output=pwned": "git-revision",
    "git:-h": "git-revision",
    "git:": "git-revision",
    "git:HEAD:--help": "git-path",
    "git:HEAD:*.yaml": "git-path",
    "git:HEAD:/etc/passwd": "git-",
    "git:nowhere": "git-revision",
    "git:HEAD:nothing/here": "git-path",
    "no-such-side": "unknown-side",
    "": "unknown-side",
    "national-2018": "unknown-side",
    ".git/config": "yaml-",
    "wrong.json": "not-json",
    "wrong-form.json": "catalogue-form",
    "profile.yaml": "not-comparable",
    "empty": "no-guidelines",
}


@pytest.mark.parametrize("side", WRONG)
def test_what_is_no_side_is_refused_in_words(side: str, places: Path) -> None:
    (places / "wrong.json").write_text('{"areas": [', "utf-8")
    (places / "wrong-form.json").write_text('{"level": "county"}', "utf-8")
    (places / "empty").mkdir(exist_ok=True)
    shutil.copy(ZHUANGHE, places / "profile.yaml")
    for sides in ((side, "plain.yaml"), ("plain.yaml", side)):
        done = gapub("diff", *sides, cwd=places)
        assert done.returncode == 2, done.stdout
        assert done.stdout == b""
        assert f"[{WRONG[side]}" in done.stderr.decode()
        assert b"Traceback" not in done.stderr
    assert not (places / "pwned").exists()


def spoilt(catalogue: dict[str, Any], path: str, value: Any) -> str:
    *way, last = [int(each) if each.isdigit() else each for each in path.split(".")]
    node: Any = catalogue
    for step in way:
        node = node[step]
    node[last] = value
    return json.dumps(catalogue, ensure_ascii=False, indent=1)


SPOILT = [
    ("areas.0.topics.0.items.0.method", ["by-mail"], "catalogue-form"),
    ("areas.0.topics.0.items.0.time_limit.clauses", [{"within": "20wd"}, {"whithin": 1}], "catalogue-form"),
    ("areas.0.topics.0.items.0.time_limit.clauses", [{"within": "20wd", "promptly": True}], "catalogue-form"),
    ("areas.0.topics.0.items.1.id", "social-assistance/general/policies", "duplicate-id"),
]


@pytest.mark.parametrize(("path", "value", "code"), SPOILT, ids=range(len(SPOILT)))
def test_a_fault_of_a_catalogue_is_told_with_its_place(path: str, value: Any, code: str, places: Path) -> None:
    catalogue = json.loads((places / "plain" / "out" / "catalogue.json").read_bytes())
    text = spoilt(catalogue, path, value)
    (places / "spoilt.json").write_text(text, "utf-8")
    done = gapub("diff", "spoilt.json", "plain.yaml", cwd=places)
    assert done.returncode == 2
    said = done.stderr.decode()
    assert f"[{code}]" in said
    if code == "catalogue-form":
        line = int(re.search(r"spoilt\.json:(\d+):", said)[1])  # type: ignore[index]
        near = "".join(text.splitlines()[line - 4 : line])
        assert any(f'"{word}"' in near for word in (path.rpartition(".")[2], "whithin", "promptly"))


def test_what_is_no_catalogue_is_one_finding_that_names_the_places(places: Path) -> None:
    (places / "wrong-form.json").write_text('{"level": "county",\n "areas": [{}, 1]}', "utf-8")
    said = piped(places, b"", "wrong-form.json", "plain.yaml").stderr.decode()
    assert "共 1 个错误" in said
    assert "wrong-form.json:2:16: $.areas[1]: 1 is not of type" in said
    assert said.count("is a required property") > 10


def test_a_catalogue_against_its_guideline_shows_what_the_locality_changed(tmp_path: Path) -> None:
    compiled(tmp_path, "county", ZHUANGHE, "--baseline", "national-2019")
    done = gapub("diff", "national-2019", "out", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    jsonschema.validate(told, schema_of("diff"))
    assert told["level"] == "county"
    own = [area for area in told["areas"] if area["id"] not in ("natural-resources", "territorial-spatial-planning")]
    kinds = {kind for area in own for kind in area["counts"]}  # the profile takes one area in a later edition
    assert {"removed", "added", "tightened", "area-removed"} <= kinds
    assert not {"relaxed", "body-changed", "lineage-changed"} & kinds
    removed = [row for area in told["areas"] for row in area["rows"] if row["changes"][0]["kind"] == "removed"]
    assert removed
    assert all(row["changes"][0]["why"] for row in removed), "each omission says its ground"
    later = [row for area in told["areas"] if area not in own for row in area["rows"] if row["identity"]]
    assert {row["identity"]["basis"] for row in later if row["identity"]["how"] == "formerly"} == {None}
    for wrong in (["--level", "township"], ["--impact", str(ROOT / "catalogues")]):
        assert gapub("diff", "national-2019", "out", *wrong, cwd=tmp_path).returncode == 2


# --- choosing, and exit codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 0),
        (("--exit-code",), 1),
        (("--fail-on", "tightened,added"), 1),
        (("--fail-on", "added,removed"), 0),
        (("--only", "added", "--fail-on", "tightened"), 1),
        (("--area", "social-assistance", "--exit-code"), 1),
        (("--level", "village", "--exit-code"), 0),
        (("--only", "tighter"), 2),
        (("--fail-on", "more"), 2),
        (("--area", "nowhere"), 2),
        (("--level", "nation"), 2),
        (("--format", "pdf"), 2),
    ],
)
def test_exit_codes(args: tuple[str, ...], code: int, places: Path) -> None:
    done = gapub("diff", "plain.yaml", "tight.yaml", *args, cwd=places)
    assert done.returncode == code, done.stderr.decode()
    assert (code == 2) == (done.stdout == b"")


def test_only_and_area_choose(tmp_path: Path) -> None:
    for only, expected in (("carried", {"carried"}), ("added,moved", {"added", "moved"})):
        done = gapub("diff", "national-2019", "national-current", "--only", only, "--format", "json", cwd=tmp_path)
        assert set(json.loads(done.stdout)["counts"]) == expected
    done = gapub("diff", "national-2019", "national-current", "--area", "tourism", "--format", "json", cwd=tmp_path)
    assert {area["id"] for area in json.loads(done.stdout)["areas"]} == {"tourism"}


def test_what_national_current_changes(tmp_path: Path) -> None:
    done = gapub("diff", "national-2019", "national-current", "--format", "json", cwd=tmp_path)
    told = json.loads(done.stdout)
    rows = [row for area in told["areas"] for row in area["rows"]]
    inferred = [row for row in rows if row["identity"] and row["identity"]["how"] == "formerly"]
    assert len(inferred) == 19
    assert {row["identity"]["basis"] for row in inferred} == {"inferred"}
    assert told["counts"]["carried"] == 6
    assert "removed" not in told["counts"]
    assert not [row for row in rows if row["identity"] and row["identity"]["how"] == "likeness"]


# --- formats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_each_format_is_the_same_bytes_each_time(form: str, lang: str, places: Path) -> None:
    """In this process and in one that hashes in another way."""
    outputs = []
    for run in (gapub, partial(process, PYTHONHASHSEED="1")):
        args = ("--lang", lang, "diff", "plain.yaml", "tight.yaml", "--format", form, "-o", f"{lang}.{form}")
        done = run(*args, cwd=places)
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout == b""
        outputs.append((places / f"{lang}.{form}").read_bytes())
        (places / f"{lang}.{form}").unlink()
    assert outputs[0] == outputs[1]
    text = outputs[0].decode()
    if form != "json":
        assert ("收紧" in text) == (lang != "en")
        assert ("tightened" in text) == (lang != "zh")
        assert ("10 → 5个工作日" in text) == (lang != "en")


SWAPPED = "信息形成20个工作日内公开；其中行政许可、行政处罚事项自作出行政决定之日起7个工作日内公示"


def limited(first: str, second: str) -> tuple[str, str]:
    parts = (
        f"{{covers: rest, within: {first}, of: formed}}",
        f"{{covers: permits-and-penalties, within: {second}, of: administrative-decision, verb: 公示}}",
    )
    return GENERAL, f"{GENERAL}    time_limit: {{clauses: [{', '.join(parts)}], wording: {SWAPPED}}}\n"


EQUAL = {
    "the value behind one wording": ([limited("20wd", "7wd")], [limited("7wd", "20wd")]),
    "the body behind one wording": (
        [(GENERAL, f"{GENERAL}    body: {{role: education, wording: 主管部门}}\n")],
        [(GENERAL, f"{GENERAL}    body: {{role: finance, wording: 主管部门}}\n")],
    ),
    "the Chinese of a title": ([], [("zh: 监督检查, en: Over", "zh: 监督和检查, en: Over")]),
    "the English of a title": ([], [("en: Oversight and complaints", "en: Oversight")]),
    "a fact that no words name": ([], [("status: seen", "status: recalled")]),
    "a body of two roles in another combination": (
        [(GENERAL, f"{GENERAL}    body: {{each: [education, finance], wording: 主管部门}}\n")],
        [(GENERAL, f"{GENERAL}    body: {{any: [education, finance], wording: 主管部门}}\n")],
    ),
}
SIDES = {
    "text": r"^ +- (.*)\n +\+ (.*)$|^ +\S.*?  (.*) → (.*)$",
    "md": r"^  - − (.*)\n  - \+ (.*)$",
    "html": r"<td>(.*?)</td><td>(.*?)</td></tr>$",
}


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
@pytest.mark.parametrize("edits", EQUAL)
def test_no_format_prints_two_equal_sides(edits: str, lang: str, tmp_path: Path) -> None:
    for name, some in zip(("old", "new"), EQUAL[edits], strict=True):
        (tmp_path / f"{name}.yaml").write_text(replaced(ASSISTANCE, *some), "utf-8")
    for form, sides in SIDES.items():
        text = gapub("--lang", lang, "diff", "old.yaml", "new.yaml", "--format", form, cwd=tmp_path).stdout.decode()
        pairs = [found[-2:] if found[-1] else found[:2] for found in re.findall(sides, text, re.MULTILINE)]
        assert pairs, text
        for one, other in pairs:
            assert re.sub("<[^>]*>", "", one) != re.sub("<[^>]*>", "", other)
    told = json.loads(gapub("diff", "old.yaml", "new.yaml", "--format", "json", cwd=tmp_path).stdout)
    for area in told["areas"]:
        for line in (*area["changes"], *(each for row in area["rows"] for each in row["changes"])):
            for language in ("zh", "en"):
                assert [each[language] for each in line["was"]] != [each[language] for each in line["now"]]


def hostile() -> str:
    return replaced(
        ASSISTANCE,
        ("zh: 监督检查, en: Oversight and complaints", f"zh: {json.dumps(HOSTILE)}, en: {json.dumps(HOSTILE)}"),
        (GENERAL, f"    content: [{json.dumps(HOSTILE + '2')}]\n"),
    )


def test_untrusted_text_stays_text(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(ASSISTANCE, "utf-8")
    (tmp_path / "new.yaml").write_text(hostile(), "utf-8")
    told = {}
    for form in ("text", "md", "html"):
        done = gapub("diff", "old.yaml", "new.yaml", "--format", form, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        told[form] = done.stdout.decode()
        assert "\u202e" not in told[form]
    assert "<script" not in told["html"]
    assert "<script" not in re.sub(r"\\<", "", told["md"])
    assert not re.search(r"(?<![\w\\])@\w", told["md"])
    assert "default-src" in told["html"]
    assert not re.search(r"(?:src|href)=.?https?:", told["html"])


def test_markdown_fits_a_comment_and_says_what_it_cut(tmp_path: Path) -> None:
    local = tmp_path / "guidelines"
    done = process("--lang", "zh", "diff", "social-assistance@2019", "national-2019", "--format", "md", cwd=tmp_path)
    assert not local.exists()
    text = done.stdout.decode()
    assert LONGEST - 2000 < len(text) <= LONGEST
    cut_rows = int(re.search(r"另有 (\d+) 项未列出", text)[1])  # type: ignore[index]
    shown = len(re.findall(r"^\*\*", text, re.MULTILINE))
    told = json.loads(gapub("diff", "social-assistance@2019", "national-2019", "--format", "json", cwd=tmp_path).stdout)
    entries = sum(len(area["rows"]) + len(area["changes"]) for area in told["areas"])
    own = len(re.findall(r"^- \*\*领域|^- \*\*一级事项", text, re.MULTILINE))
    assert shown + own + cut_rows == entries
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize(
    ("was", "now", "old", "new"),
    [
        ("20个工作日内", "10个工作日内", [("20", True), ("个工作日内", False)], [("10", True), ("个工作日内", False)]),
        ("扶贫领域", "乡村振兴领域", [("扶贫", True), ("领域", False)], [("乡村振兴", True), ("领域", False)]),
        ("甲乙丙", "丁乙戊", [("甲乙丙", True)], [("丁乙戊", True)]),  # one equal character between is no island
        ("同", "同", [("同", False)], [("同", False)]),
        ("", "新", [], [("新", True)]),
    ],
)
def test_marks_are_grouped_sensibly(was: str, now: str, old: list[Any], new: list[Any]) -> None:
    before, after = marks.characters(was, now)
    assert [tuple(each) for each in before] == old
    assert [tuple(each) for each in after] == new


# --- impact ----------------------------------------------------------------------------------------------------------


def test_the_impact_names_what_is_touched_what_breaks_and_what_comes_and_goes(tmp_path: Path) -> None:
    profile = tmp_path / "catalogues" / "x" / "profile.yaml"
    profile.parent.mkdir(parents=True)
    profile.write_text(
        """\
division: {code: "210283", name: 庄河市}
level: county
omit:
- {item: social-assistance/minimum-living-allowance/service-guide, levels: [county], ground: no-matter, reason: 例}
tighten:
- item: social-assistance/general/oversight-and-complaints
  time_limit: {within: 7wd, of: [formed, obtained]}
- item: social-assistance/temporary-assistance/policies
  time_limit: {within: 7wd, of: [formed, obtained]}
""",
        "utf-8",
    )
    at = TIGHTER.index("- id: minimum-living-allowance")
    new = TIGHTER[:at] + cut(TIGHTER[at:], "service-guide")[1]
    told = compared(tmp_path, ASSISTANCE, new, "--impact", "catalogues")
    (impact,) = told["impact"]
    assert impact["division"] == "庄河市"
    assert [(each["entry"], each["target"].rpartition("/")[2]) for each in impact["touched"]] == [
        ("omit", "service-guide"),
        ("tighten", "oversight-and-complaints"),
    ]
    assert sorted(each["code"] for each in impact["broken"]) == ["unknown-target", "weaker-time-limit"]
    assert [level["level"] for level in impact["levels"]] == ["township"], "the county had left it out"
    assert [row["id"] for row in impact["levels"][0]["loses"]] == [f"social-assistance/{DIBAO}/service-guide"]
    for form in ("text", "md", "html"):
        done = gapub("diff", "old.yaml", "new.yaml", "--impact", "catalogues", "--format", form, cwd=tmp_path)
        assert done.returncode == 0
        assert "庄河市" in done.stdout.decode()
        assert gapub("diff", "old.yaml", "new.yaml", "--impact", "nowhere", cwd=tmp_path).returncode == 2


def test_the_impact_names_file_and_line_of_each_entry_wherever_it_stands(tmp_path: Path) -> None:
    """In the profile, in one above it that is not in the folder, and of each division; also what a row is merged into."""
    item = "social-assistance/general/oversight-and-complaints"
    above = f"""\
division: {{code: "210000", name: 辽宁省}}
level: province
attest:
- {{item: {item}, by: 甲, on: "2026-01-01", document: 乙}}
"""
    below = f"""\
divisions:
- code: "210283100"
  name: 甲镇
  bodies:
    civil-affairs:
      items:
        {item}: 甲所
- {{code: "210283101", name: 乙镇}}
- {{code: "210283102", name: 丙镇}}
- {{code: "210283103", name: 丁镇}}
level: township
extends: ../county/profile.yaml
omit:
- item: social-assistance/temporary-assistance/policies
  levels: [township]
  ground: merged
  into: {item}
  reason: 例
"""
    county = 'division: {code: "210283", name: 庄河市}\nlevel: county\nextends: ../province/profile.yaml\n'
    for name, text in (("province", above), ("county", county), ("towns", below)):
        (tmp_path / "all" / name).mkdir(parents=True)
        (tmp_path / "all" / name / "profile.yaml").write_text(text, "utf-8")

    def entries(folder: str) -> dict[str, list[tuple[str, str]]]:
        told = compared(tmp_path, ASSISTANCE, TIGHTER, "--impact", folder)
        return {
            each["division"]: [(entry["entry"], f"{entry['file']}:{entry['line']}") for entry in each["touched"]]
            for each in told["impact"]
        }

    own = [("omit", "all/towns/profile.yaml:17"), ("bodies", "all/towns/profile.yaml:7")]
    assert entries("all") == {
        "庄河市": [],
        "辽宁省": [("attest", "all/province/profile.yaml:4")],
        "甲镇、乙镇、丙镇 … (4)": own,
    }
    assert entries("all/towns") == {"甲镇、乙镇、丙镇 … (4)": [("attest", "all/province/profile.yaml:4"), *own]}
    for form in ("text", "md", "html"):
        done = gapub("diff", "old.yaml", "new.yaml", "--impact", "all/towns", "--format", form, cwd=tmp_path)
        said = done.stdout.decode().replace("\\", "")
        assert "all/province/profile.yaml:4" in said and "all/towns/profile.yaml:17" in said, form
