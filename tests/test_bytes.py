"""Files as Windows saves them, whichever file it is: a byte order mark and line ends make no difference, GBK is named."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rule_examples as examples
from gapub.diagnostics.edits import Edit, apply
from gapub.yaml.encoding import UndecodableError, decoded
from in_process import gapub

BOM = b"\xef\xbb\xbf"
ACCEPTED = '{"format": "gapub-accepted/1", "accepted": []}\n'
GUIDELINE, REGISTRY, PROFILE = examples.GUIDELINE_FILE, examples.REGISTRY_FILE, f"catalogues/{examples.PROFILE_FILE}"
WRITTEN = {
    GUIDELINE: examples.GUIDELINE
    % "".join(f"  {'  ' if i else '- '}{line}\n" for i, line in enumerate(examples.ROW.splitlines())),
    REGISTRY: examples.REGISTRY,
    PROFILE: examples.PROFILE,
    "gapub.toml": '# 设置\naccepted = "accepted.json"\nignore = ["allow"]\n',
    "accepted.json": ACCEPTED.replace(
        "[]", '[{"file": "甲.yaml", "code": "as-above", "entity": "", "arguments": [], "count": 1, "reason": "见通知"}]'
    ),
}
SAVED: dict[str, Callable[[bytes], bytes]] = {
    "mark": lambda data: BOM + data,
    "windows": lambda data: data.replace(b"\n", b"\r\n"),
    "both": lambda data: BOM + data.replace(b"\n", b"\r\n"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in WRITTEN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def found(folder: Path) -> list[tuple[str, str, int]]:
    done = gapub("validate", ".", "--format", "json", cwd=folder)
    return [
        (each["code"], each["place"]["file"], each["place"]["line"], each["place"]["column"])
        for each in json.loads(done.stdout)["findings"]
    ]


def compiled(folder: Path) -> dict[str, Any]:
    done = gapub("compile", "county", PROFILE, "--format", "json", "-o", "out", "--overwrite", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    catalogue = json.loads((folder / "out" / "catalogue.json").read_bytes())
    return dict(catalogue)


def saved(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for name in WRITTEN:
        (folder / name).write_bytes(change((folder / name).read_bytes()))


@pytest.mark.parametrize("how", SAVED)
def test_a_mark_and_line_ends_change_nothing_in_any_file(how: str, project: Path) -> None:
    before = found(project), compiled(project)
    saved(project, SAVED[how])
    after = found(project)
    marks = [("yaml-bom", name, 1, 1) for name in (PROFILE, GUIDELINE, REGISTRY) if how != "windows"]
    assert sorted(after) == sorted([*before[0], *marks])
    assert compiled(project) == before[1]


def test_fmt_and_fix_take_the_mark_away_and_keep_the_line_ends(project: Path) -> None:
    saved(project, lambda data: data.replace(b"\n", b"\r\n"))
    gapub("fmt", cwd=project)
    plain = {name: (project / name).read_bytes() for name in (GUIDELINE, REGISTRY, PROFILE)}
    assert all(data.count(b"\n") == data.count(b"\r\n") for data in plain.values())
    for command in (("fmt",), ("validate", "--fix")):
        for name, data in plain.items():
            (project / name).write_bytes(BOM + data)
        check = gapub("fmt", "--check", cwd=project)
        assert check.returncode == 1
        assert (
            check.stderr.decode().count("待整理（去掉字节顺序标记） / would change (drops the byte order mark): ") == 3
        )
        gapub(*command, cwd=project)
        assert {name: (project / name).read_bytes() for name in plain} == plain
        assert gapub("fmt", "--check", cwd=project).returncode == 0


GBK = {
    GUIDELINE: ("validate", "."),
    REGISTRY: ("list",),
    PROFILE: ("compile", "county", PROFILE),
    "gapub.toml": ("validate", "."),
    "accepted.json": ("validate", "."),
    "catalogue.json": ("diff", "catalogue.json", "national-2019"),
}


@pytest.mark.parametrize("name", GBK)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_any_file_in_another_encoding_is_named_with_the_cure(name: str, encoding: str, project: Path) -> None:
    text = WRITTEN.get(name, '{"title": {"zh": "庄河市基层政务公开标准目录"}}')
    (project / name).write_bytes(text.encode(encoding))
    done = gapub(*GBK[name], cwd=project)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode in (1, 2)
    assert f"{name}:" in said
    assert {"gb18030": "GBK", "utf-16": "UTF-16"}[encoding] in said
    assert "“UTF-8”" in said, "the choice in Notepad"


NOT_GBK = [
    b"a: \xff\xff",
    "中文: ".encode() + "中文".encode("gbk"),  # half of it is UTF-8
    "基层政务公开标准目录".encode()[:-1],
    ("基层政务公开标准目录，" * 50).encode().replace("务".encode(), b"\xe5\x8a", 1),
    "naïve façade: über\n".encode("latin-1"),
    bytes(range(128, 256)),
]


@pytest.mark.parametrize("data", NOT_GBK)
def test_damaged_text_is_not_called_gbk(data: bytes) -> None:
    with pytest.raises(UndecodableError) as error:
        decoded(data)
    assert error.value.kind == "yaml-not-utf8"


@pytest.mark.parametrize(
    "text", ["小村", "a: 喆 的 名字", "区划：庄河市（县级）、“甲”〔2019〕5号", "镕基路 𠮷 林省 长春市 朝阳区"]
)
def test_chinese_in_gb18030_is_told(text: str) -> None:
    with pytest.raises(UndecodableError) as error:
        decoded(text.encode("gb18030"))
    assert error.value.kind == "yaml-not-utf8:gbk"


def test_an_edit_reaches_the_mark_only_where_there_is_one() -> None:
    taken = Edit((1, 0), (1, 1), "")
    assert apply("\ufeffa: 1\n", [taken, Edit((1, 4), (1, 5), "2")]) == "a: 2\n"
    with pytest.raises(ValueError, match="column 0"):
        apply("a: 1\n", [taken])


TOML = [
    ("ignore ＝ []\n", 1, 8, "换成半角的“=”"),
    ("strict = true\nignore = [“references”]\n", 2, 11, '换成半角的“"”'),
    ('ignore = ["references"，"strength"]\n', 1, 23, "换成半角的“,”"),
    ("strict = true　＃ 从严\n", 1, 14, "全角"),
    ("［severity］\n", 1, 1, "换成半角的“[”"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), TOML)
def test_a_full_width_mark_in_the_settings_is_told_at_its_place(
    text: str, line: int, column: int, said: str, project: Path
) -> None:
    (project / "gapub.toml").write_text(text, "utf-8")
    done = gapub("validate", ".", cwd=project)
    assert done.returncode == 2
    assert f"gapub.toml:{line}:{column}: " in done.stderr.decode()
    assert said in done.stderr.decode()


def test_a_day_in_another_form_is_answered_with_the_right_one(project: Path) -> None:
    done = gapub("validate", ".", "--as-of", "2026年1月5日", cwd=project)
    assert (done.returncode, "2026-01-05" in done.stderr.decode()) == (2, True)


def test_a_field_below_a_mistyped_mark_is_not_laid_out(project: Path) -> None:
    """On one line with its key, nobody would see the mark any more."""
    text = (project / PROFILE).read_text("utf-8") + "cover:\n  office：庄河市政务公开办\n"
    (project / PROFILE).write_text(re.sub("cover: .*\n", "", text, count=1), "utf-8")
    before = (project / PROFILE).read_bytes()
    done = gapub("fmt", PROFILE, cwd=project)
    assert (done.returncode, "yaml-mark" in done.stderr.decode()) == (2, True)
    assert (project / PROFILE).read_bytes() == before


# --- git ---------------------------------------------------------------------------------------------------------------


def git(folder: Path, *args: str) -> None:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)


def test_a_checkout_of_git_for_windows_is_no_difference(project: Path) -> None:
    """`core.autocrlf` is on there by default: every line of the work tree ends in CR LF, and none in the repository."""
    gapub("fmt", cwd=project)
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "one")
    git(project, "clone", "-q", "-c", "core.autocrlf=true", ".", "clone")
    clone = project / "clone"
    assert b"\r\n" in (clone / GUIDELINE).read_bytes()
    assert gapub("fmt", "--check", cwd=clone).returncode == 0
    for args in (("git:HEAD:guidelines", "guidelines"), ("git:HEAD", ".", "--profiles", "catalogues")):
        done = gapub("diff", *args, "--exit-code", cwd=clone)
        assert done.returncode == 0, done.stdout.decode()


def test_commits_and_catalogues_that_differ_in_line_ends_are_equal(project: Path) -> None:
    compiled(project)
    shutil.copytree(project / "out", project / "other")
    manifest = project / "other" / "catalogue.json"
    manifest.write_bytes(SAVED["both"](manifest.read_bytes()))
    assert gapub("diff", "out/catalogue.json", "other/catalogue.json", "--exit-code", cwd=project).returncode == 0
    git(project, "init", "-q")
    for how in ("windows", "mark"):
        git(project, "add", "-A")
        git(project, "commit", "-qm", how)
        saved(project, SAVED[how])
        done = gapub("diff", "git:HEAD:guidelines", "guidelines", "--exit-code", cwd=project)
        assert done.returncode == 0, done.stdout.decode()
