"""One verdict: what `validate` passes `compile` takes, and the other way round, whatever is chosen, allowed or accepted."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gapub as api
import rule_examples as examples
from gapub.diagnostics import Diagnostic, GapubError
from in_process import gapub, remembering
from laws import long_law

ROW = "elderly-care/services/subsidies"
WEAKER = f"tighten:\n- item: {ROW}\n  channels: [website]\n"
ALLOW = '  allow: [{code: weaker-channels, reason: 大厅正在改造, until: "2027-12-31"}]\n'
"""It is valid on the day of the sample's baseline, and no longer on the first day of 2026."""
UNKNOWN = f"tighten:\n- item: {ROW}\n  channels: {{+: [carrier-pigeon]}}\n"


def laid(folder: Path, snippet: str, settings: str = "", accepted: list[dict[str, Any]] | None = None) -> Path:
    files = examples.files("profile", snippet) | {"gapub.toml": settings}
    if accepted is not None:
        files["accepted.json"] = json.dumps({"format": "gapub-accepted/1", "accepted": accepted})
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def accepting(*codes: str, arguments: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    each = {"file": "profile.yaml", "entity": ROW, "arguments": list(arguments), "count": 9, "reason": "以后再改"}
    return [{"code": code, **each} for code in codes]


def verdicts(folder: Path, *options: str) -> tuple[int, int]:
    """The exit codes of `validate` and `compile`."""
    checked = gapub("validate", "profile.yaml", *options, cwd=folder).returncode
    days = [each for each in options if each not in ("--ignore", "weaker-*", "--select", "yaml")]
    made = gapub("compile", "county", "profile.yaml", "--format", "json", *days, cwd=folder).returncode
    return checked, made


PASSES, FAILS = (0, 0), (1, 2)
CASES: dict[str, tuple[str, str, list[dict[str, Any]] | None, tuple[str, ...], tuple[int, int]]] = {
    "nothing": ("", "", None, (), PASSES),
    "weaker": (WEAKER, "", None, (), FAILS),
    "allowed": (WEAKER + ALLOW, "", None, (), PASSES),
    "allowed for another": (WEAKER + ALLOW.replace("channels", "content"), "", None, (), FAILS),
    "allowed before that day": (WEAKER + ALLOW, "", None, ("--as-of", "2027-12-31"), PASSES),
    "allowed until that day": (WEAKER + ALLOW, "", None, ("--as-of", "2028-01-01"), FAILS),
    "allowed until the day of the settings": (WEAKER + ALLOW, 'as-of = "2028-01-01"', None, (), FAILS),
    "accepted": (WEAKER, 'accepted = "accepted.json"', accepting("weaker-channels"), (), FAILS),
    "lowered": (WEAKER, '[severity]\nstrength = "info"', None, (), FAILS),
    "ignored": (WEAKER, 'ignore = ["weaker-*"]', None, (), FAILS),
    "ignored in this file": (WEAKER, '[files."profile.yaml"]\nignore = ["weaker-*"]', None, (), FAILS),
    "ignored by an option": (WEAKER, "", None, ("--ignore", "weaker-*"), FAILS),
    "not selected": (WEAKER, "", None, ("--select", "yaml"), FAILS),
    "an unknown id cannot be allowed": (
        UNKNOWN + ALLOW.replace("weaker-channels", "unknown-channel"),
        "",
        None,
        (),
        FAILS,
    ),
    "a missing target cannot be allowed": (
        WEAKER.replace("subsidies", "nothing") + ALLOW.replace("weaker-channels", "unknown-target"),
        "",
        None,
        (),
        FAILS,
    ),
    "what a rule finds": (
        f"tighten:\n- {{item: {ROW}, content: {{+: [补贴结果]}}, reason: 无}}\n",
        "",
        None,
        (),
        FAILS,
    ),
    "what a rule finds, allowed": (
        f"tighten:\n- item: {ROW}\n  content: {{+: [补贴结果]}}\n  reason: 无\n"
        "  allow: [{code: empty-reason, reason: 省里的写法}]\n",
        "",
        None,
        (),
        PASSES,
    ),
    "what a rule finds, ignored": (
        f"tighten:\n- {{item: {ROW}, content: {{+: [补贴结果]}}, reason: 无}}\n",
        'ignore = ["empty-reason"]',
        None,
        (),
        FAILS,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_validate_and_compile_give_one_verdict(case: str, tmp_path: Path) -> None:
    snippet, settings, accepted, options, expected = CASES[case]
    assert verdicts(laid(tmp_path, snippet, settings, accepted), *options) == expected


def test_several_divisions(tmp_path: Path) -> None:
    laid(tmp_path, WEAKER + ALLOW)
    path = tmp_path / "profile.yaml"
    one = 'division: {code: "210283", name: 庄河市}\n'
    for name, expected in (("210224", PASSES), ("210283", FAILS)):
        two = f'divisions:\n- {{code: "210283", name: 庄河市}}\n- {{code: "{name}", name: 长海县}}\n'
        text = path.read_text("utf-8")
        (tmp_path / "profile.yaml").write_text(text.replace(one, two), "utf-8")
        assert verdicts(tmp_path) == expected, name
        path.write_text(text, "utf-8")


@pytest.mark.parametrize(("allow", "expected"), [("", FAILS), (ALLOW, PASSES)])
def test_what_a_profile_above_makes_weaker(allow: str, expected: tuple[int, int], tmp_path: Path) -> None:
    laid(tmp_path, "")
    city = f'division: {{code: "210200", name: 大连市}}\nlevel: city\nbaseline: example\n{WEAKER}{allow}'
    (tmp_path / "city.yaml").write_text(city, "utf-8")
    path = tmp_path / "profile.yaml"
    path.write_text("extends: city.yaml\n" + path.read_text("utf-8"), "utf-8")
    assert verdicts(tmp_path) == expected
    assert gapub("validate", "city.yaml", cwd=tmp_path).returncode == expected[0]


def test_an_unknown_id_of_a_local_guideline_stops_both(tmp_path: Path) -> None:
    laid(tmp_path, "# guideline\nchannels: [website, carrier-pigeon]\n# profile\n")
    assert verdicts(tmp_path) == FAILS


def test_what_is_allowed_is_marked_with_its_reason_in_every_format(tmp_path: Path) -> None:
    laid(tmp_path, WEAKER + ALLOW)
    formats = "json,md,html,site,csv,jsonl,xlsx,docx"
    done = gapub("compile", "county", "profile.yaml", "--format", formats, "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert "[weaker-channels]" in (told := done.stderr.decode()) and "许可至 2027-12-31，理由：大厅正在改造" in told
    (row,) = (
        item
        for area in json.loads((tmp_path / "out/catalogue.json").read_bytes())["areas"]
        for topic in area["topics"]
        for item in topic["items"]
    )
    assert row["weakened"] == ["channels"]
    (traced,) = (each for each in row["trace"] if each["cell"] == "channels")
    assert traced["allowed"] == {
        "zh": "许可至 2027-12-31，理由：大厅正在改造",
        "en": "allowed until 2027-12-31, reason: 大厅正在改造",
    }
    for name in ("catalogue.md", "catalogue.csv", "catalogue.jsonl", "index.html"):
        assert "大厅正在改造" in (tmp_path / "out" / name).read_text("utf-8"), name
    for name, part in (("catalogue.xlsx", "xl/"), ("catalogue.docx", "word/")):
        with zipfile.ZipFile(tmp_path / "out" / name) as packed:
            parts = [
                packed.read(each).decode("utf-8", "replace") for each in packed.namelist() if each.startswith(part)
            ]
        assert any("大厅正在改造" in each for each in parts), name
    pages = [each.read_text("utf-8") for each in (tmp_path / "out/site").rglob("*.html")]
    assert any("大厅正在改造" in each for each in pages)


def test_the_list_of_accepted_findings_takes_nothing_that_stops_a_compile(tmp_path: Path) -> None:
    laid(tmp_path, WEAKER)
    done = gapub("validate", "profile.yaml", "--accept", "accepted.json", cwd=tmp_path)
    assert done.returncode == 1
    assert b"[weaker-channels]" in done.stderr
    assert json.loads((tmp_path / "accepted.json").read_bytes())["accepted"] == []


def test_exit_zero_is_for_findings_and_not_for_files_that_were_not_read(tmp_path: Path) -> None:
    laid(tmp_path, WEAKER)
    assert gapub("validate", "profile.yaml", "--exit-zero", cwd=tmp_path).returncode == 0
    (tmp_path / "profile.yaml").write_text("a: [", "utf-8")
    assert gapub("validate", "profile.yaml", "--exit-zero", cwd=tmp_path).returncode == 1
    assert gapub("validate", "nowhere.yaml", "--exit-zero", cwd=tmp_path).returncode == 2


# --- the law -----------------------------------------------------------------------------------------------------------

CODES = (
    "weaker-channels",
    "weaker-content",
    "reason-needed-method",
    "empty-reason",
    "unknown-channel",
    "unknown-target",
)
CELLS: dict[str, list[Any]] = {
    "channels": [["website"], ["website", "social-media", "gazette"], ["carrier-pigeon"], {"+": ["gazette"]}],
    "content": [["补贴对象"], {"+": ["补贴结果"]}, "unknown", ["同上"]],
    "time_limit": [{"within": "10wd", "of": ["formed", "changed"]}, {"within": "90d", "of": ["formed"]}],
    "audience": ["public", {"groups": ["applicants"]}],
    "reason": ["无", "本地机构改革以后的写法"],
}


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    """The entries of a profile on the sample's row, with allowances of what may come of them and of what may not."""
    tighten: dict[str, Any] = {"item": draw(st.sampled_from((ROW, ROW, ROW, f"{ROW}-x")))}
    for cell in draw(st.lists(st.sampled_from(sorted(CELLS)), unique=True)):
        tighten[cell] = draw(st.sampled_from(CELLS[cell]))
    allow = [
        {"code": code, "reason": "试用"} | ({"until": until} if until else {})
        for code in draw(st.lists(st.sampled_from(CODES), unique=True))
        for until in [draw(st.sampled_from((None, "2024-12-31", "2027-12-31")))]
    ]
    entries: dict[str, Any] = {"tighten": [tighten | ({"allow": allow} if allow else {})]}
    if draw(st.booleans()):
        reason = draw(st.sampled_from(CELLS["reason"]))
        levels = draw(st.sampled_from((["county"], ["township"])))
        entries["omit"] = [{"item": ROW, "levels": levels, "ground": "no-matter", "reason": reason}]
    return entries


@st.composite
def choices(draw: st.DrawFn) -> str:
    """Settings that ask for less than gapub does by itself."""
    named = st.lists(st.sampled_from((*CODES, "strength", "weaker-*")), unique=True)
    lowered = "".join(f'"{code}" = "info"\n' for code in draw(named))
    ignored = json.dumps(draw(named))
    return f'ignore = {ignored}\naccepted = "accepted.json"\n[severity]\n{lowered}'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with remembering():
        yield laid(tmp_path_factory.mktemp("project"), "")


def errors_of(project: Path, as_of: str | None) -> list[Diagnostic]:
    return [each for each in api.check_files([project / "profile.yaml"], as_of=as_of) if each.severity == "error"]


@long_law
@given(profiles(), choices(), st.sampled_from((None, "2026-06-30")))
def test_whatever_is_written_chosen_and_accepted(
    project: Path, entries: dict[str, Any], settings: str, as_of: str | None
) -> None:
    laid(project, "", settings, accepting(*CODES))
    path = project / "profile.yaml"
    path.write_text(examples.PROFILE + _yaml(entries), "utf-8")
    try:
        api.compile_catalogue(api.open_library(project), "county", profile=path, as_of=as_of)
        refused = False
    except GapubError:
        refused = True
    assert bool(errors_of(project, as_of)) == refused
    day = ["--as-of", as_of] if as_of else []
    assert (gapub("validate", path, *day, cwd=project).returncode == 1) == refused


def _yaml(entries: dict[str, Any]) -> str:
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in entries.items())


# --- what needs more than one file, or a day ---------------------------------------------------------------------------


def codes(folder: Path, *args: str) -> list[str]:
    done = gapub("validate", *args, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return [each["code"] for each in json.loads(done.stdout)["findings"] if "suppressed" not in each]


ATTESTED = f'attest:\n- {{item: {ROW}, by: 庄河市民政局, on: "2026-11-24", document: 标准指引原文}}\n'


@pytest.mark.parametrize(
    ("snippet", "day", "expected"),
    [
        (ATTESTED, [], []),
        (ATTESTED, ["--as-of", "2026-11-23"], ["attestation-ahead"]),
        (ATTESTED, ["--as-of", "2026-11-24"], []),
        ("", ["--as-of", "2025-11-23"], ["cover-ahead"]),
        ("", ["--as-of", "2025-11-24"], []),
        ("", [], []),
    ],
)
def test_what_lies_ahead_is_told_for_a_day_that_is_asked_for(
    snippet: str, day: list[str], expected: list[str], tmp_path: Path
) -> None:
    laid(tmp_path, snippet)
    assert [each for each in codes(tmp_path, "profile.yaml", *day) if each.endswith("-ahead")] == expected
    assert verdicts(tmp_path, *day) == PASSES


def test_a_division_in_two_of_the_profiles_that_are_examined(tmp_path: Path) -> None:
    laid(tmp_path, "")
    text = (tmp_path / "profile.yaml").read_text("utf-8")
    (tmp_path / "again.yaml").write_text(text, "utf-8")
    (tmp_path / "township.yaml").write_text(text.replace("level: county", "level: township"), "utf-8")
    assert codes(tmp_path, "profile.yaml") == []
    assert "division-in-two-profiles" not in codes(tmp_path, "profile.yaml", "township.yaml")
    assert codes(tmp_path, "profile.yaml", "again.yaml") == ["division-in-two-profiles"]


def test_an_accepted_finding_that_no_longer_occurs(tmp_path: Path) -> None:
    guess = "bodies: {civil-affairs: {county: 庄河市民政局, guess: true}}\n"
    entry = {
        "file": "profile.yaml",
        "code": "guess-unconfirmed",
        "entity": "",
        "arguments": [],
        "count": 1,
        "reason": "",
    }
    laid(tmp_path, guess, 'accepted = "accepted.json"', [entry])
    assert codes(tmp_path, "profile.yaml") == []
    assert codes(tmp_path, "guidelines") == [], "a file that was not examined may still have it"
    laid(tmp_path, "", 'accepted = "accepted.json"', [entry])
    assert codes(tmp_path, "profile.yaml") == ["accepted-unused"]
    assert codes(tmp_path, "profile.yaml", "--ignore", "guess-*") == []
    (tmp_path / "profile.yaml").unlink()
    assert codes(tmp_path, "guidelines") == ["accepted-unused"], "its file is gone"


def test_a_list_of_accepted_findings_that_is_not_there(tmp_path: Path) -> None:
    laid(tmp_path, "", 'accepted = "accepted.json"')
    done = gapub("validate", "profile.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert b"[bad-accepted]" in done.stderr
    assert gapub("validate", "profile.yaml", "--accept", "accepted.json", cwd=tmp_path).returncode == 0
    assert gapub("validate", "profile.yaml", cwd=tmp_path).returncode == 0
