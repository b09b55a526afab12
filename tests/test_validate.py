"""`gapub validate` and `gapub rule` through their front door: what they find, choose, allow, accept, mend and remember."""

from __future__ import annotations

import json
import os
import re
import runpy
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

import in_process
import rule_examples as examples
from gapub.cli.app import app
from gapub.diagnostics import Diagnostic, Text
from gapub.diagnostics.edits import Edit
from gapub.diagnostics.formats import FORMATS
from gapub.model.registry import Registry
from gapub.rules.context import Context, GuidelineContext
from gapub.rules.documents import FAMILIES, document
from gapub.rules.registry import RULES
from gapub.rules.rule import Rule, report
from gapub.validate.fix import difference, fixed
from gapub.yaml.reader import Map, parse

ROOT = Path(__file__).resolve().parent.parent
GUIDELINE = "guidelines/elderly-care/2019.yaml"
BAD_ROW = "channels: [website, social-medium]\n"
"""One fault: `unknown-channel` at 18:25 of the sample guideline."""


def gapub(*args: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run in a Chinese locale without a cache; in a process of its own if it is to have other variables."""
    if environment.keys() <= {"LANG"}:
        ran = in_process.gapub(*args, cwd=cwd, environment={"LANG": "zh_CN.UTF-8", **environment})
        return subprocess.CompletedProcess(ran.args, ran.returncode, ran.stdout.decode(), ran.stderr.decode())
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "LANG": "zh_CN.UTF-8", "GAPUB_NO_CACHE": "1", **environment}
    env.pop("LC_ALL", None)
    done = subprocess.run([sys.executable, "-m", "gapub", *map(str, args)], cwd=cwd, env=env, capture_output=True)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def findings(*args: str | Path, cwd: Path, **environment: str) -> list[dict[str, Any]]:
    run = gapub if environment or "--lang" in args else in_process.gapub
    done = run("validate", *args, "--format", "json", cwd=cwd, **environment)
    assert done.returncode in (0, 1), done.stderr
    tree = json.loads(done.stdout)
    jsonschema.validate(tree, json.loads((ROOT / "schemas" / "findings.schema.json").read_bytes()))
    assert done.returncode == (1 if tree["counts"]["error"] and "--exit-zero" not in args else 0)
    return list(tree["findings"])


def told(*args: str | Path, cwd: Path, **environment: str) -> list[str]:
    """The findings as `code@file:line:column`, those that are allowed or accepted in brackets."""
    said = []
    for each in findings(*args, cwd=cwd, **environment):
        place = each.get("place", {})
        word = f"{each['code']}@{place.get('file')}:{place.get('line')}:{place.get('column')}"
        said.append(f"({word})" if "suppressed" in each else word)
    return said


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder whose guideline names a channel that is not there."""
    return write(tmp_path, examples.files("row", BAD_ROW))


posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links of POSIX")

# --- what is examined ----------------------------------------------------------------------------------------------


def test_the_shipped_tree_has_no_error() -> None:
    assert [each for each in findings(cwd=ROOT) if each["severity"] == "error"] == []


def test_a_finding_has_its_place_and_shows_the_line(broken: Path) -> None:
    done = gapub("validate", cwd=broken)
    assert done.returncode == 1
    assert done.stdout.splitlines()[:3] == [
        f"{GUIDELINE}:18:25: 错误 [unknown-channel] 登记册中没有渠道“social-medium”",
        "  18 |     channels: [website, social-medium]",
        "     |                         ^^^^^^^^^^^^^",
    ]
    assert "social-media" in done.stdout


def test_the_language_is_that_of_the_locale_or_of_the_option(broken: Path) -> None:
    assert "the registry has no channel" in gapub("validate", cwd=broken, LANG="en_US.UTF-8").stdout
    assert "the registry has no channel" in gapub("validate", "--lang", "en", cwd=broken).stdout
    assert "登记册中没有渠道" in gapub("validate", "--lang", "zh", cwd=broken, LANG="en_US.UTF-8").stdout


def test_a_bad_file_does_not_stop_the_others(broken: Path) -> None:
    write(broken, {"guidelines/work-safety/2019.yaml": "area: [\n", "catalogues/a/profile.yaml": "level: county\n"})
    assert [each.partition(":")[0] for each in told(cwd=broken)] == [
        "shape-one-of@catalogues/a/profile.yaml",
        f"unknown-channel@{GUIDELINE}",
        "yaml-syntax@guidelines/work-safety/2019.yaml",
    ]


def test_a_file_that_is_not_there_and_one_that_is_not_ours(tmp_path: Path) -> None:
    done = gapub("validate", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere" in done.stderr and done.stdout == ""
    write(
        tmp_path,
        {"other.yaml": "hello: world\n", "guidelines/registry/x.yaml": "hello: world\n", "folder/other.yaml": "a: 1\n"},
    )
    ours = ["shape-unknown-field@guidelines/registry/x.yaml:1:1"]
    assert told("other.yaml", cwd=tmp_path) == [*ours, "unknown-kind@other.yaml:1:1"]
    assert told("folder", cwd=tmp_path) == ours
    assert told(".", cwd=tmp_path) == ours


def test_a_file_that_cannot_be_read_is_a_finding(broken: Path) -> None:
    """A link that leads nowhere: permissions would not do, as root reads everything."""
    link = broken / "guidelines/elderly-care/2020.yaml"
    link.symlink_to("nowhere.yaml")
    done = gapub("validate", cwd=broken)
    assert done.returncode == 1
    assert "cannot-read" in done.stdout
    assert "Traceback" not in done.stderr


def pipe(path: Path) -> None:
    os.mkfifo(path)


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**36)  # without a byte on the disk; nobody could read that much


ODD_FILES = [
    (pipe, "cannot-read", "管道或设备"),
    (circle, "cannot-read", "符号链接循环"),
    (huge, "yaml-too-large", "超过上限"),
]


@posix
@pytest.mark.parametrize("name", ["guidelines/elderly-care/x.yaml", "guidelines/registry/x.yaml", "x.yaml"])
@pytest.mark.parametrize(("make", "code", "said"), ODD_FILES, ids=["pipe", "circle", "huge"])
def test_what_only_looks_like_a_file_is_a_finding(
    broken: Path, name: str, make: Callable[[Path], None], code: str, said: str, cached: dict[str, str]
) -> None:
    make(broken / name)
    done = gapub("validate", ".", cwd=broken, **cached)
    assert done.returncode == 1
    assert done.stdout.count(f"[{code}]") == 1
    assert said in done.stdout
    assert name in done.stdout


@posix
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/tty0" * 600])
def test_a_path_that_cannot_be_read_is_told(broken: Path, path: str) -> None:
    done = gapub("validate", path, cwd=broken)
    assert done.returncode in (1, 2)
    assert "[cannot-read]" in done.stdout + done.stderr


@pytest.mark.parametrize("above", ["a\\0b", "a" * 5000, "a/../\\e[31m.yaml"])
def test_a_name_that_no_file_can_have_is_no_profile_above(tmp_path: Path, above: str, cached: dict[str, str]) -> None:
    write(tmp_path, examples.files("profile", f'extends: "{above}"\n'))
    assert [each.partition(":")[0] for each in told("profile.yaml", cwd=tmp_path, **cached)] == [
        "missing-profile@profile.yaml"
    ]


@posix
@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit"])
def test_a_name_that_is_not_utf_8_is_told(broken: Path, form: str) -> None:
    (broken / GUIDELINE).rename(broken / "guidelines/elderly-care/\udcff #%.yaml")
    done = gapub("validate", "guidelines", "--format", form, cwd=broken)
    assert done.returncode == 1
    assert "unknown-channel" in done.stdout
    if form == "sarif":
        (run,) = json.loads(done.stdout)["runs"]
        uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]}
        assert uris == {"guidelines/elderly-care/%FF%20%23%25.yaml"}


CLOSED = [(">&-", 1), ("2>&-", 1), (">&- 2>&-", 1), ("<&-", 1), (">/dev/full", 2), (">/dev/full 2>/dev/full", 2)]


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
@pytest.mark.parametrize(("streams", "code"), CLOSED)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_stream_that_takes_nothing_is_no_traceback(broken: Path, streams: str, code: int, form: str) -> None:
    command = f"exec {streams}; exec {shlex.quote(sys.executable)} -m gapub validate --format {form}"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GAPUB_NO_CACHE": "1"}
    done = subprocess.run(["/bin/sh", "-c", command], cwd=broken, env=env, capture_output=True)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert (b"cannot be written" in done.stderr) == (streams == ">/dev/full")
    assert (b"unknown-channel" in done.stdout) == (">" not in streams.replace("2>", ""))


def test_a_file_given_twice_is_examined_once(broken: Path) -> None:
    assert len(findings(GUIDELINE, "guidelines", broken, cwd=broken)) == 1


def test_a_folder_elsewhere_is_judged_by_its_own_registries(
    broken: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(
        broken,
        {
            "guidelines/registry/more.yaml": "channels:\n  social-medium: {zh: 某, en: Some, kind: platform, nature: online}\n"
        },
    )
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert told(broken / "guidelines", cwd=elsewhere) == []
    assert told(broken / GUIDELINE, cwd=elsewhere) == []


def test_a_broken_registry_is_the_only_fault(broken: Path) -> None:
    write(broken, {"guidelines/registry/channels.yaml": "channels:\n  website: {zh: 网站}\n"})
    assert told(cwd=broken) == [
        "shape-missing-field@guidelines/registry/channels.yaml:2:12",
        "shape-missing-field@guidelines/registry/channels.yaml:2:12",
    ]
    assert told(GUIDELINE, cwd=broken) == told(cwd=broken), "what stops everything is told in any case"


def test_a_weakening_is_told_once_at_the_province(tmp_path: Path) -> None:
    item = "elderly-care/services/subsidies"
    weak = f"tighten:\n- item: {item}\n  channels: [website]\n"
    files = examples.files("profile", weak)
    province = files.pop("profile.yaml").replace("level: county", "level: province").replace("210283", "21")
    county = "extends: ../profile.yaml\ndivision: {code: '%s', name: 某县}\nlevel: county\n"
    write(tmp_path, files)
    write(tmp_path, {"catalogues/p/profile.yaml": province})
    for code in ("210283", "210281"):
        write(tmp_path, {f"catalogues/p/{code}/profile.yaml": county % code})
    weaker = [each for each in told(cwd=tmp_path) if each.startswith("weaker")]
    assert len(weaker) == 1 and weaker[0].startswith("weaker-channels@catalogues/p/profile.yaml")
    alone = told("catalogues/p/210283", cwd=tmp_path)
    assert [each for each in alone if each.startswith("weaker")] == weaker, "compile would refuse it as well"


PROFILE_FAULTS = """\
division: {code: "210283", name: 庄河市}
level: county
baseline: example
bodies: {nobody: 甲}
editions: [elderly-care@2019, work-safety@2030]
tighten:
- item: elderly-care/services/subsidies
  time_limit: {within: 30wd, of: [formed, changed]}
  basis: {+: [no-such-law]}
"""


def test_each_fault_of_a_profile_stands_where_it_is(tmp_path: Path) -> None:
    write(tmp_path, {**examples.files("profile", ""), "profile.yaml": PROFILE_FAULTS})
    assert told("profile.yaml", "--ignore", "cover-missing,role-unbound,unused-binding", cwd=tmp_path) == [
        "unknown-body@profile.yaml:4:10",
        "unknown-edition@profile.yaml:5:31",
        "weaker-time-limit@profile.yaml:8:15",
        "unknown-instrument@profile.yaml:9:15",
    ]


# --- what is chosen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ([], 1),
        (["--select", "unknown-channel"], 1),
        (["--select", "references"], 1),
        (["--select", "unknown-*"], 1),
        (["--select", "yaml"], 0),
        (["--ignore", "unknown-channel"], 0),
        (["--ignore", "yaml,unknown-*"], 0),
        (["--select", "references", "--ignore", "unknown-body"], 1),
    ],
)
def test_select_and_ignore(broken: Path, options: list[str], count: int) -> None:
    assert len(findings(*options, cwd=broken)) == count


def test_a_code_that_no_rule_has_is_wrong_use(broken: Path) -> None:
    done = gapub("validate", "--select", "unknown-chanel", cwd=broken)
    assert done.returncode == 2
    assert "unknown-channel" in done.stderr


SETTINGS = [
    ('ignore = ["references"]', []),
    ('[severity]\nreferences = "warning"', ["warning"]),
    ('[severity]\nreferences = "info"\nunknown-channel = "warning"', ["warning"]),
    ('[files."guidelines/elderly-care"]\nignore = ["unknown-*"]', []),
    ('[files."guidelines/other"]\nignore = ["unknown-*"]', ["error"]),
    ('[files."*/2019.yaml".severity]\nunknown-channel = "info"', ["info"]),
    ('exclude = ["guidelines/elderly-care/*"]', []),
]


@pytest.mark.parametrize(("text", "severities"), SETTINGS)
def test_settings(broken: Path, text: str, severities: list[str]) -> None:
    write(broken, {"gapub.toml": text})
    assert [each["severity"] for each in findings(cwd=broken)] == severities
    (broken / "gapub.toml").unlink()
    lines = [line.replace("[", "[tool.gapub.", 1) if line.startswith("[") else line for line in text.splitlines()]
    write(broken, {"pyproject.toml": "[tool.gapub]\n" + "\n".join(lines)})
    assert [each["severity"] for each in findings(cwd=broken)] == severities


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\nignor = []", "gapub.toml:2:1"),
        ('select = ["no-such-rule"]', "gapub.toml:1:12"),
        ("select = 1", "gapub.toml:1:1"),
        ('strict = "yes"', "gapub.toml:1:1"),
        ('as-of = "today"', "gapub.toml:1:1"),
        ('[severity]\nunknown-channel = "bad"', "gapub.toml:2:1"),
        ('[files."x"]\nselekt = []', "gapub.toml:2:1"),
        ("files = 1", "gapub.toml:1:1"),
        ("accepted = 1", "gapub.toml:1:1"),
        ("a = [", "gapub.toml:1:"),
        ("# selekt\nselekt = []", "gapub.toml:2:1"),
        ('[files]\n"a" = "x"', "gapub.toml:2:2"),
        ("a = " + "[" * 5000 + "]" * 5000, "gapub.toml:1:1"),
        ("a = " + "{a = " * 5000 + "1" + "}" * 5000, "gapub.toml:1:1"),
        ("a = " + "9" * 5000, "gapub.toml:1:1"),
        ('select = ["\udcff"]', "gapub.toml:1:1"),
        ('tool = "x"', "pyproject.toml:1:1"),
        ("tool = [1]", "pyproject.toml:1:1"),
        ("[tool]\ngapub = 3", "pyproject.toml:2:1"),
        ('[tool]\ngapub = "select"', "pyproject.toml:2:1"),
        ("[[tool.gapub]]\nselect = []", "pyproject.toml:1:8"),
    ],
)
def test_settings_that_cannot_be_have_a_place(broken: Path, text: str, place: str) -> None:
    file, _, _ = place.partition(":")
    write(broken, {file: text})
    done = gapub("validate", cwd=broken)
    assert done.returncode == 2
    assert done.stderr.startswith(place), done.stderr


def test_an_empty_table_of_settings_is_one(broken: Path) -> None:
    write(broken, {"gapub.toml": 'ignore = ["profile"]', "here/pyproject.toml": "[tool.gapub]\n"})
    write(broken, {"here/profile.yaml": "level: county\ndivision: {code: '210283', name: 庄河市}\n"})
    assert "profile.yaml" in "".join(told("profile.yaml", cwd=broken / "here"))
    write(broken, {"here/pyproject.toml": "[tool.other]\n"})
    assert "profile.yaml" not in "".join(told("profile.yaml", cwd=broken / "here"))


def test_settings_may_begin_with_a_byte_order_mark(broken: Path) -> None:
    write(broken, {"gapub.toml": '\ufeffignore = ["references"]\r\n'})
    assert findings(cwd=broken) == []


def test_exit_codes(broken: Path) -> None:
    assert gapub("validate", "--exit-zero", cwd=broken).returncode == 0
    write(broken, {"gapub.toml": '[severity]\nunknown-channel = "warning"'})
    assert gapub("validate", cwd=broken).returncode == 0
    assert gapub("validate", "--strict", cwd=broken).returncode == 1
    write(broken, {"gapub.toml": 'strict = true\n[severity]\nunknown-channel = "warning"'})
    assert gapub("validate", cwd=broken).returncode == 1


def test_statistics(broken: Path) -> None:
    done = gapub("validate", "--statistics", cwd=broken)
    assert done.stderr.split() == ["1", "错误", "unknown-channel", document("unknown-channel").title.zh]


# --- into a file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [each.name for each in FORMATS])
def test_a_report_goes_into_a_file_and_makes_way_for_the_next(broken: Path, form: str) -> None:
    printed = in_process.gapub("validate", "--format", form, cwd=broken)
    for _ in range(2):
        done = in_process.gapub("validate", "--format", form, "-o", "out/report", cwd=broken)
        assert (done.returncode, done.stdout) == (1, b"")
        assert "检查了 2 个文件，共 1 个错误" in done.stderr.decode()
        assert "已写入 out/report" in done.stderr.decode()
    assert (broken / "out" / "report").read_bytes() == printed.stdout
    write(broken, {GUIDELINE: (broken / GUIDELINE).read_text("utf-8").replace("social-medium", "social-media")})
    assert in_process.gapub("validate", "--format", form, "-o", "out/report", cwd=broken).returncode == 0
    assert b"unknown-channel" not in (broken / "out" / "report").read_bytes()
    assert [each.name for each in (broken / "out").iterdir()] == ["report"]


def test_a_report_replaces_nothing_else_unless_asked(broken: Path) -> None:
    """Not a person's file, not one of the project, not what a link leads to."""
    write(broken, {"mine.txt": "mine\n", "old.json": ""})
    in_process.gapub("validate", "-o", "report", cwd=broken)
    (broken / "link").symlink_to("report")
    for name in ("mine.txt", "old.json", GUIDELINE, "link"):
        before = (broken / name).read_bytes()
        done = in_process.gapub("validate", "-o", name, cwd=broken)
        assert done.returncode == 2 and b"[output-exists]" in done.stderr
        assert (broken / name).read_bytes() == before
    assert (broken / "link").is_symlink()
    assert in_process.gapub("validate", "-o", "mine.txt", "--backup", cwd=broken).returncode == 1
    assert (broken / "mine.txt.bak").read_text() == "mine\n"
    assert in_process.gapub("validate", "-o", "old.json", "--overwrite", "--exit-zero", cwd=broken).returncode == 0
    assert b"unknown-channel" in (broken / "old.json").read_bytes()


def test_no_report_is_written_where_nothing_was_checked(broken: Path) -> None:
    done = in_process.gapub("validate", "nowhere", "-o", "report", cwd=broken)
    assert done.returncode == 2 and not (broken / "report").exists()
    for wrong in (["--accept", "accepted.json"], ["--diff"], ["--watch", "--fix"], ["--bundled", GUIDELINE]):
        done = in_process.gapub("validate", "-o", "report", *wrong, cwd=broken)
        assert done.returncode == 2 and b"[bad-options]" in done.stderr, wrong
    assert not (broken / "report").exists()


def test_gitlab_is_given_paths_of_its_repository(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def paths(*args: str, cwd: Path) -> list[str]:
        done = in_process.gapub("validate", "--format", "gitlab", *args, cwd=cwd)
        return [each["location"]["path"] for each in json.loads(done.stdout)]

    assert paths(cwd=broken) == paths(cwd=broken / "guidelines") == [GUIDELINE]
    monkeypatch.setenv("CI_PROJECT_DIR", str(broken.parent))
    assert paths(cwd=broken) == paths(cwd=broken / "guidelines") == [f"{broken.name}/{GUIDELINE}"]
    assert paths("--select", "strength", cwd=broken) == []


def test_the_settings_say_where_the_rules_are_explained(broken: Path) -> None:
    for settings, page in (
        ("", None),
        ('docs-url = "https://e.org/rules.md"', "https://e.org/rules.md#unknown-channel"),
    ):
        write(broken, {"gapub.toml": settings})
        done = in_process.gapub("validate", "--format", "sarif", cwd=broken)
        (rule,) = json.loads(done.stdout)["runs"][0]["tool"]["driver"]["rules"]
        assert rule.get("helpUri") == page and rule["help"]["markdown"]


# --- what is allowed and accepted --------------------------------------------------------------------------------------


def allowing(entry: str) -> dict[str, str]:
    return examples.files("row", f"{BAD_ROW}allow:\n- {entry}\n")


@pytest.mark.parametrize(
    ("entry", "options", "expected"),
    [
        ("{code: unknown-channel, reason: 试用}", [], ["(unknown-channel)"]),
        ('{code: unknown-channel, reason: 试用, until: "2026-11-30"}', [], ["(unknown-channel)"]),
        ('{code: unknown-channel, reason: 试用, until: "2026-11"}', [], ["(unknown-channel)"]),
        ('{code: unknown-channel, reason: 试用, until: "2026-11-29"}', [], ["allow-expired", "unknown-channel"]),
        (
            '{code: unknown-channel, reason: 试用, until: "2025-12-31"}',
            ["--as-of", "2026-01-01"],
            ["allow-expired", "unknown-channel"],
        ),
        (
            '{code: unknown-channel, reason: 试用, until: "2025-12-31"}',
            ["--as-of", "today"],
            ["allow-expired", "unknown-channel"],
        ),
        ("{code: unknown-body, reason: 试用}", [], ["allow-unused", "unknown-channel"]),
        ("{code: unknown-body, reason: 试用}", ["--ignore", "unknown-body"], ["unknown-channel"]),
        ("{code: unknown-bodi, reason: 试用}", [], ["allow-unknown", "unknown-channel"]),
    ],
)
def test_allow(tmp_path: Path, entry: str, options: list[str], expected: list[str]) -> None:
    write(tmp_path, allowing(entry))
    found = findings(*options, cwd=tmp_path)
    assert sorted(f"({each['code']})" if "suppressed" in each else each["code"] for each in found) == sorted(expected)
    reasons = [each["suppressed"] for each in found if "suppressed" in each]
    assert all(each == {"kind": "inSource", "reason": "试用"} for each in reasons)


def test_a_profile_allows_beside_its_entry(tmp_path: Path) -> None:
    entry = "tighten:\n- item: elderly-care/services/subsidies\n  channels: [website]\n"
    allow = "  allow: [{code: weaker-channels, reason: 省里同意}]\n"
    write(tmp_path, examples.files("profile", entry + allow))
    assert told("profile.yaml", cwd=tmp_path) == ["(weaker-channels@profile.yaml:12:13)"]


@pytest.mark.parametrize("day", ["2026-2-1", "2026-02-30", "yesterday", ""])
def test_a_day_that_is_none_is_wrong_use(tmp_path: Path, day: str) -> None:
    assert gapub("validate", "--as-of", day, cwd=tmp_path).returncode == 2


def test_findings_are_accepted_and_told_again_by_what_they_are_about(broken: Path) -> None:
    done = gapub("validate", "--accept", "accepted.json", cwd=broken)
    assert done.returncode == 0, done.stderr
    listed = json.loads((broken / "accepted.json").read_bytes())
    assert listed == {
        "format": "gapub-accepted/1",
        "accepted": [
            {
                "file": GUIDELINE,
                "code": "unknown-channel",
                "entity": "elderly-care/services/subsidies",
                "arguments": ["social-medium"],
                "count": 1,
                "reason": "",
            }
        ],
    }
    listed["accepted"][0]["reason"] = "等登记册"
    write(broken, {"accepted.json": json.dumps(listed), "gapub.toml": 'accepted = "accepted.json"'})
    (found,) = findings(cwd=broken)
    assert found["suppressed"] == {"kind": "external", "reason": "等登记册"}
    text = (broken / GUIDELINE).read_text("utf-8")
    write(broken, {GUIDELINE: "# one more line\n" + text.replace("social-medium]", "social-medium, tv]")})
    assert [each["arguments"] for each in findings(cwd=broken) if "suppressed" not in each] == [["tv"]]
    gapub("validate", "--accept", "accepted.json", cwd=broken)
    again = json.loads((broken / "accepted.json").read_bytes())["accepted"]
    assert [each["reason"] for each in again] == ["等登记册", ""]
    write(broken, {GUIDELINE: text.replace("social-medium", "social-media")})
    gapub("validate", "--accept", "accepted.json", cwd=broken)
    assert json.loads((broken / "accepted.json").read_bytes())["accepted"] == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"format": "gapub-accepted/1", "accepted": [{}]}', '{"format": "x"}', "[" * 100_000),
        '{"format": "gapub-accepted/1", "accepted": [{"file": "", "code": "", "entity": "", "arguments": [], '
        '"count": 1e999, "reason": ""}]}',
    ],
    ids=lambda text: text[:60],
)
def test_a_list_that_is_none_is_wrong_use(broken: Path, text: str) -> None:
    write(broken, {"accepted.json": text, "gapub.toml": 'accepted = "accepted.json"'})
    done = gapub("validate", cwd=broken)
    assert done.returncode == 2
    assert done.stderr.startswith("accepted.json:1:")
    assert "请另选文件名" in done.stderr


def test_what_no_list_can_say_is_named_with_its_place(broken: Path) -> None:
    entry = {"file": "a.yaml", "code": "a-b", "entity": "", "arguments": ["x", 1], "count": "2", "reason": ""}
    text = json.dumps({"format": "gapub-accepted/1", "accepted": [entry]}, indent=1)
    write(broken, {"accepted.json": text, "gapub.toml": 'accepted = "accepted.json"'})
    done = gapub("validate", cwd=broken)
    assert done.returncode == 2
    lines = text.splitlines()
    for path, word in (("$.accepted[0].arguments[1]", "1"), ("$.accepted[0].count", "2")):
        line = int(re.search(rf"accepted\.json:(\d+):\d+: {re.escape(path)}[：:]", done.stderr)[1])  # type: ignore[index]
        assert word in lines[line - 1]


def test_no_more_than_twenty_places_are_named(broken: Path) -> None:
    text = json.dumps({"format": "gapub-accepted/1", "accepted": [{}] * 30})
    write(broken, {"accepted.json": text, "gapub.toml": 'accepted = "accepted.json"'})
    assert gapub("validate", cwd=broken).stderr.count("$.accepted[") == 20


def test_what_is_accepted_has_the_form_that_is_published(broken: Path) -> None:
    gapub("validate", "--accept", "accepted.json", cwd=broken)
    schema = json.loads((ROOT / "schemas" / "accepted.schema.json").read_bytes())
    jsonschema.validate(json.loads((broken / "accepted.json").read_bytes()), schema)


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_to_accept_and_to_mend_are_two_things(broken: Path, option: str) -> None:
    done = gapub("validate", option, "--accept", "accepted.json", cwd=broken)
    assert done.returncode == 2
    assert not (broken / "accepted.json").exists()


def test_settings_hold_from_whatever_folder_gapub_is_run(broken: Path) -> None:
    gapub("validate", "--accept", "accepted.json", cwd=broken)
    inner = broken / "guidelines" / "elderly-care"
    assert [each.get("suppressed") for each in findings("2019.yaml", cwd=inner)] == [None]
    write(broken, {"gapub.toml": 'accepted = "accepted.json"'})
    assert [each["suppressed"]["kind"] for each in findings("2019.yaml", cwd=inner)] == ["external"]
    write(broken, {"gapub.toml": '[files."guidelines/elderly-care"]\nignore = ["references"]'})
    assert findings("2019.yaml", cwd=inner) == []


# --- nothing is written ------------------------------------------------------------------------------------------------


def test_a_check_writes_nothing(broken: Path) -> None:
    before = {path: path.read_bytes() for path in broken.rglob("*") if path.is_file()}
    for options in ([], ["--diff"], ["--format", "sarif"], ["--statistics"]):
        gapub("validate", *options, cwd=broken, GAPUB_NO_CACHE="", XDG_CACHE_HOME=str(broken.parent / "cache"))
    assert {path: path.read_bytes() for path in broken.rglob("*") if path.is_file()} == before
    shutil.rmtree(broken.parent / "cache")


# --- the cache -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def cached(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {"GAPUB_NO_CACHE": "", "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}


def entries(environment: dict[str, str]) -> list[Path]:
    return sorted(Path(environment["XDG_CACHE_HOME"], "gapub").glob("*.json"))


def test_what_is_remembered_is_what_would_be_said(broken: Path, cached: dict[str, str]) -> None:
    plain = gapub("validate", "--statistics", cwd=broken)
    first = gapub("validate", "--statistics", cwd=broken, **cached)
    assert len(entries(cached)) == 1
    again = [gapub("validate", "--statistics", cwd=broken, PYTHONHASHSEED=seed, **cached) for seed in ("1", "2", "3")]
    for each in (first, *again):
        assert (each.stdout, each.stderr, each.returncode) == (plain.stdout, plain.stderr, plain.returncode)
    assert len(entries(cached)) == 1


def test_a_remembered_run_imports_no_model(broken: Path, cached: dict[str, str]) -> None:
    gapub("validate", cwd=broken, **cached)
    code = (
        "import sys\nfrom gapub.cli.app import app\nsys.argv = ['gapub', 'validate']\n"
        "try: app()\nexcept SystemExit as end: assert end.code == 1\nprint('yaml' in sys.modules, 'gapub.model' in sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "LANG": "zh_CN.UTF-8", **cached}
    env.pop("LC_ALL", None)
    done = subprocess.run([sys.executable, "-c", code], cwd=broken, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False False"


CHANGES: list[dict[str, str]] = [
    {GUIDELINE: ""},
    {
        "guidelines/registry/more.yaml": "channels:\n  social-medium: {zh: 某, en: Some, kind: platform, nature: online}\n"
    },
    {"gapub.toml": 'ignore = ["references"]'},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_a_change_is_seen(broken: Path, cached: dict[str, str], change: dict[str, str]) -> None:
    before = gapub("validate", cwd=broken, **cached).stdout
    write(broken, change)
    after = gapub("validate", cwd=broken, **cached).stdout
    assert after != before
    assert after == gapub("validate", cwd=broken).stdout


def test_a_change_of_a_profile_above_is_seen(tmp_path: Path, cached: dict[str, str]) -> None:
    county = "extends: ../above.yaml\ndivision: {code: '210283', name: 庄河市}\nlevel: county\nbaseline: example\n"
    write(tmp_path, examples.files("profile", ""))
    write(tmp_path, {"c/profile.yaml": county})
    assert "missing-profile" in gapub("validate", "c", cwd=tmp_path, **cached).stdout
    write(tmp_path, {"above.yaml": "division: {code: '21', name: 辽宁省}\nlevel: province\n"})
    assert "missing-profile" not in gapub("validate", "c", cwd=tmp_path, **cached).stdout
    write(tmp_path, {"above.yaml": "level: province\n"})
    assert "above.yaml:1:1" in gapub("validate", "c", cwd=tmp_path, **cached).stdout


def test_a_damaged_entry_is_as_good_as_none(broken: Path, cached: dict[str, str]) -> None:
    said = gapub("validate", cwd=broken, **cached).stdout
    (entry,) = entries(cached)
    for damage in (b"", b"{}", b"\xff", b"[]", b'{"format": "gapub-run/1"}', b"[" * 100_000):
        entry.write_bytes(damage)
        assert gapub("validate", cwd=broken, **cached).stdout == said


@posix
def test_an_entry_that_is_no_file_is_as_good_as_none(broken: Path, cached: dict[str, str]) -> None:
    said = gapub("validate", cwd=broken, **cached).stdout
    (entry,) = entries(cached)
    entry.unlink()
    os.mkfifo(entry)
    assert gapub("validate", cwd=broken, **cached).stdout == said


@posix
def test_entries_are_for_their_owner_alone(broken: Path, cached: dict[str, str]) -> None:
    folder = Path(cached["XDG_CACHE_HOME"], "gapub")
    folder.mkdir(mode=0o755)
    gapub("validate", cwd=broken, **cached)
    (entry,) = entries(cached)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, entry)] == [0o700, 0o600]


def crowd(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Files that are older than any entry, and what they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"own")
        os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    return dict.fromkeys(names, b"own")


def test_only_entries_are_forgotten_the_oldest_first(broken: Path, cached: dict[str, str]) -> None:
    folder = Path(cached["XDG_CACHE_HOME"], "gapub")
    others = crowd(folder, [*(f"{n}.json" for n in range(150)), "a" * 64, f"{'A' * 64}.json", f".{'a' * 63}.1.tmp"])
    crowd(folder, [*(f"{n:064x}.json" for n in range(150)), f".{'a' * 64}.1.tmp"])
    gapub("validate", cwd=broken, **cached)
    left = {path.name for path in folder.iterdir() if path.is_file()}
    assert others.keys() <= left
    assert len(left - others.keys()) == 100
    assert f".{'a' * 64}.1.tmp" not in left


@posix
def test_a_cache_behind_a_link_is_neither_read_nor_written(broken: Path, cached: dict[str, str]) -> None:
    said = gapub("validate", cwd=broken, **cached).stdout
    (entry,) = entries(cached)
    elsewhere = broken.parent / "elsewhere"
    entry.parent.rename(elsewhere)
    entry.parent.symlink_to(elsewhere)
    lie = entry.read_bytes().replace(b'"code": 1', b'"code": 0')
    entry.write_bytes(lie)
    others = crowd(elsewhere, [f"{n:064x}.json" for n in range(150)])
    done = gapub("validate", cwd=broken, **cached)
    assert (done.returncode, done.stdout) == (1, said)
    there = {path.name: path.read_bytes() for path in elsewhere.iterdir() if path.is_file()}
    assert there == others | {entry.name: lie}


def test_a_cache_that_cannot_be_written_does_no_harm(broken: Path) -> None:
    write(broken, {"file": ""})
    done = gapub("validate", cwd=broken, GAPUB_NO_CACHE="", XDG_CACHE_HOME=str(broken / "file"))
    assert (done.returncode, done.stderr) == (1, "")


# --- gapub rule ------------------------------------------------------------------------------------------------------


def test_rule_lists_and_explains_every_code(tmp_path: Path) -> None:
    listed = json.loads(gapub("rule", "--format", "json", cwd=tmp_path).stdout)["rules"]
    assert [each["code"] for each in listed] == list(RULES)
    shown = gapub("rule", cwd=tmp_path).stdout
    assert all(code in shown for code in RULES)


@pytest.mark.parametrize("code", ["yaml-bom", "weaker-time-limit", "unknown-instrument"])
def test_rule_explains_in_both_languages(tmp_path: Path, code: str) -> None:
    shown = gapub("rule", code, cwd=tmp_path).stdout
    rule = document(code)
    assert shown.startswith(code)
    assert all(text in shown for text in (rule.title.zh, rule.title.en, rule.why.zh, rule.why.en))
    assert shown.isprintable() or set(shown) - set("\n") <= {char for char in shown if char.isprintable()}


def test_rule_knows_the_nearest(tmp_path: Path) -> None:
    done = gapub("rule", "weaker-timelimit", cwd=tmp_path)
    assert done.returncode == 2
    assert "weaker-time-limit" in done.stderr


def test_the_pages_of_rules_are_those_of_the_registry() -> None:
    page = runpy.run_path(str(ROOT / "tools" / "make_rules.py"))["page"]
    assert {rule.family for rule in RULES.values()} <= FAMILIES.keys()
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == page("en"), "make docs"
    assert (ROOT / "docs" / "rules.zh-CN.md").read_text("utf-8") == page("zh"), "make docs"


# --- fixes -----------------------------------------------------------------------------------------------------------

MISSPELT = Rule(
    "misspelt-channel",
    "references",
    "warning",
    "guideline",
    check=lambda context: _misspelt(context),
    fix="safe",
)


def _misspelt(context: GuidelineContext) -> Iterator[Diagnostic]:
    for words in context.texts:
        for found in re.finditer("medium|mediu", words.value):
            edits = context.rewritten(words, [(*found.span(), "media")])
            place, end = context.spotted(words, *found.span())
            yield report(place, Text("写错了", "misspelt"), words.entity, end=end, edits=edits, arguments=(found[0],))


def run(*options: str) -> Result:
    return CliRunner().invoke(app, ["validate", *options])


@pytest.fixture
def fixable(broken: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(RULES, MISSPELT.code, MISSPELT)
    monkeypatch.chdir(broken)
    text = (broken / GUIDELINE).read_text("utf-8")
    (broken / GUIDELINE).write_bytes(text.replace("\n", "\r\n").replace("area:", "# 保留 keep\r\narea:", 1).encode())
    return broken


def test_a_diff_shows_what_a_fix_would_do_and_writes_nothing(fixable: Path) -> None:
    before = (fixable / GUIDELINE).read_bytes()
    done = run("--diff")
    assert done.exit_code == 1
    changed = [
        line for line in done.stdout.splitlines() if line.startswith(("-", "+")) and line[:3] not in ("---", "+++")
    ]
    assert changed == ["-    channels: [website, social-medium]", "+    channels: [website, social-media]"]
    assert (fixable / GUIDELINE).read_bytes() == before


def test_a_fix_changes_its_words_and_no_other_byte_and_only_once(fixable: Path) -> None:
    before = (fixable / GUIDELINE).read_bytes()
    done = run("--fix")
    assert done.exit_code == 0, done.stdout
    assert (fixable / GUIDELINE).read_bytes() == before.replace(b"social-medium", b"social-media")
    assert GUIDELINE in done.stderr
    again = run("--fix")
    assert (again.exit_code, again.stderr) == (0, "")


def test_a_bare_carriage_return_ends_no_line_of_a_diff() -> None:
    assert difference("f", "a: 1\rb: 2\r\nc: 3", "a: 1\rb: 4\r\nc: 3").splitlines(True)[3:] == [
        *("-a: 1\r", "b: 2\r\n", "+a: 1\r", "b: 4\r\n", " c: 3\n", "\\ No newline at end of file\n")
    ]


def test_what_is_ignored_or_allowed_is_not_mended(fixable: Path) -> None:
    before = (fixable / GUIDELINE).read_bytes()
    assert run("--fix", "--ignore", "misspelt-channel").exit_code == 1
    assert (fixable / GUIDELINE).read_bytes() == before
    allow = b"    allow: [{code: misspelt-channel, reason: no}]\r\n    evidence:"
    (fixable / GUIDELINE).write_bytes(allowed := before.replace(b"    evidence:", allow))
    run("--fix")
    assert (fixable / GUIDELINE).read_bytes() == allowed


def test_edits_that_overlap_are_laid_in_one_after_the_other() -> None:
    one = Diagnostic("a-b", "error", Text("", ""), edits=(Edit((1, 1), (1, 3), "X"),))
    other = Diagnostic("a-b", "error", Text("", ""), edits=(Edit((1, 2), (1, 4), "Y"),))
    assert fixed("abcd", [one, other]) == "Xcd"


# --- spans in the source -----------------------------------------------------------------------------------------------

SPANS = [
    ("a: 甲乙丙\n", (1, 2), ((1, 5), (1, 6))),
    ('a: "甲乙丙"  # c\n', (1, 2), ((1, 6), (1, 7))),
    ("a: '甲乙丙'\n", (0, 3), ((1, 5), (1, 8))),
    ('a: "甲\\u4e59丙"\n', (1, 2), None),
    ("a: 甲乙\n  丙\n", (0, 1), None),
    ("a: |\n  甲乙丙\n", (0, 1), None),
]


@pytest.mark.parametrize(("source", "part", "expected"), SPANS)
def test_where_a_part_of_a_text_stands(source: str, part: tuple[int, int], expected: Any) -> None:
    tree, _ = parse(source.encode(), "a.yaml")
    assert isinstance(tree, Map)
    context = Context("a.yaml", source, tree, Registry(), "2025-04-30")
    assert context.span(context.texts[0], *part) == expected
