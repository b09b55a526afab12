"""What is double-clicked in the folder for offices: what was dropped, what is asked, what comes out, and where it lies.

`make test-windows` runs the scripts themselves.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from gapub.cli import messages
from gapub.desk import files, tasks
from gapub.desk.given import dropped
from gapub.desk.machine import Machine, Ran
from gapub.desk.tasks import TASKS, Desk
from gapub.diagnostics import Text
from in_process import gapub

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "tools" / "portable" / "windows"
VERBS = {
    "开始": "start",
    "待办": "todo",
    "检查": "check",
    "编译": "compile",
    "导入": "import",
    "审查": "audit",
    "网站检查": "site",
    "命令行": "console",
}
HOME = r"D:\政务公开 工具"


class Tried(Machine):
    """A machine whose keyboard has the answers, and which keeps what was asked, run and shown; gapub runs in this process."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.commands: list[list[str]] = []
        self.shown: list[Path] = []
        self.said = ""

    def ask(self, question: Text) -> str:
        self.asked.append(question.zh)
        return self.answers.pop(0) if self.answers else ""

    def show(self, path: Path) -> None:
        assert path.exists()
        self.shown.append(path)

    def gapub(self, words: Sequence[str | Path], folder: Path) -> Ran:
        done = gapub(*words, cwd=folder, environment={**os.environ, "GAPUB_LANG": "zh"})
        self.commands.append([str(each) for each in words])
        said = done.stderr.decode()
        self.said += said
        return Ran(done.returncode, said)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of gapub, in one with a blank and signs that mean something to shells; gapub speaks Chinese."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(messages, "LANGUAGE", "zh")
    folder = tmp_path / "政务公开 工具 & %PATH% ^(1)!"
    folder.mkdir()
    yield folder


# --- what was dropped ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "paths"),
    [
        ("", []),
        (' "', []),
        (r" C:\a\profile.yaml", [r"C:\a\profile.yaml"]),
        (r' "C:\a b\profile.yaml"', [r"C:\a b\profile.yaml"]),
        (r" C:\a&calc.exe&b.yaml", [r"C:\a&calc.exe&b.yaml"]),
        (r" C:\100%PATH%^(1)!x!.yaml", [r"C:\100%PATH%^(1)!x!.yaml"]),
        (r' C:\a&b.yaml "C:\c d\e&f.yaml" \\server\share\目录.xlsx', [r"C:\a&b.yaml", r"C:\c d\e&f.yaml", r"\\server\share\目录.xlsx"]),
        (r' "C:\a b\检查.cmd\x.yaml"', [r"C:\a b\检查.cmd\x.yaml"]),
    ],
)  # fmt: skip
def test_what_explorer_drops_is_taken_as_it_was(rest: str, paths: list[str]) -> None:
    script = rf"{HOME}\检查.cmd"
    line = rf'C:\Windows\system32\cmd.exe /c ""{script}"{rest}"'
    assert dropped(line, script, ["cut", "off"]) == paths


@pytest.mark.parametrize("line", ["", r"C:\Windows\system32\cmd.exe ", r"cmd.exe /d /k"])
def test_what_is_typed_is_taken_as_words(line: str) -> None:
    assert dropped(line, rf"{HOME}\检查.cmd", ["a b.yaml", ""]) == ["a b.yaml"]


# --- the scripts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*VERBS, "gapub"])
def test_a_script_is_ascii_with_the_ends_of_lines_of_windows(name: str) -> None:
    data = (SCRIPTS / f"{name}.cmd").read_bytes()
    data.decode("ascii")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.startswith(b"@echo off\r\n")


def test_every_script_says_the_same_but_for_its_verb() -> None:
    assert {each.stem for each in SCRIPTS.glob("*.cmd")} == {*VERBS, "gapub"}
    bodies = {
        (SCRIPTS / f"{name}.cmd").read_text("ascii").replace(f"gapub.desk {verb} ", "gapub.desk VERB ")
        for name, verb in VERBS.items()
    }
    assert len(bodies) == 1
    assert set(VERBS.values()) == TASKS.keys()


def test_what_a_script_starts_says_how_it_ended(tmp_path: Path) -> None:
    where = tmp_path / "检查.cmd"
    run = [sys.executable, "-m", "gapub.desk", "check", str(where), str(tmp_path / "没有.yaml")]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("没有这个文件或者文件夹：")


# --- what they do ----------------------------------------------------------------------------------------------------


def test_a_desk_goes_from_a_name_to_a_page(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_ONE_PLACE", ())  # test_pdf has it
    machine = Tried("庄河", "n")
    assert TASKS["start"](Desk(program, machine)) == 0
    folder = program / files.WORK / "辽宁省大连市庄河市"
    assert machine.shown == [folder]
    profile = folder / "profile.yaml"
    assert profile.is_file()
    machine = Tried("庄河市")
    assert TASKS["start"](Desk(program, machine)) == 0, "a profile that is there stays"
    assert machine.commands == []

    assert TASKS["check"](Desk(program, machine)) == 0
    assert machine.commands[-1] == ["validate", str(profile)]

    machine = Tried()
    assert TASKS["todo"](Desk(program, machine, [folder])) == 0
    assert machine.shown == [folder / "输出" / "待办-profile.xlsx"]

    machine = Tried()
    assert TASKS["compile"](Desk(program, machine, [profile])) == 0
    page = folder / "输出" / "县级目录" / "index.html"
    assert machine.shown == [page]
    assert {each.name for each in page.parent.iterdir()} >= {"catalogue.xlsx", "catalogue.docx", "catalogue.json"}
    (page.parent / "catalogue.xlsx").write_bytes(b"changed in WPS")
    machine = Tried("")
    assert TASKS["compile"](Desk(program, machine)) == 2
    assert "写出后被改动过" in machine.said
    machine = Tried("y")
    assert TASKS["compile"](Desk(program, machine)) == 0
    assert (page.parent / "catalogue.xlsx.bak").read_bytes() == b"changed in WPS"

    machine = Tried("")
    assert TASKS["audit"](Desk(program, machine, [page.parent / "catalogue.xlsx"])) in (0, 1)
    assert [each.name for each in machine.shown] == ["检查报告-catalogue.html"]

    machine = Tried("庄河市")
    assert TASKS["import"](Desk(program, machine, [page.parent / "catalogue.xlsx"])) in (0, 1)
    assert (folder / "导入-catalogue.yaml").is_file()


def test_what_a_website_exports_is_checked_against_the_newest_profile(program: Path) -> None:
    export = program / "网站 导出.csv"
    export.write_text("栏目,标题,发布日期,网址\n政务公开/税收,税收政策,2026-01-05,https://example.gov.cn/1\n", "utf-8")
    machine = Tried()
    assert TASKS["site"](Desk(program, machine, [export])) == 2, "there is no profile"
    assert TASKS["start"](Desk(program, Tried("庄河", "n"))) == 0
    assert TASKS["site"](Desk(program, machine, [export])) in (0, 1)
    assert [each.name for each in machine.shown] == ["网站检查-网站 导出.html"]
    assert {each.suffix for each in (program / "输出").iterdir()} == {".html", ".xlsx"}


def test_a_name_that_is_wrong_or_borne_twice_is_asked_again(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machine = Tried("朝阳区", "壮河市", "", "")
    assert TASKS["start"](Desk(program, machine)) == 0
    said = capsys.readouterr().err
    assert "110105 北京市朝阳区" in said
    assert "210283 辽宁省大连市庄河市" in said
    assert machine.commands == []


def test_a_zone_has_no_code(program: Path) -> None:
    machine = Tried("某某经济开发区", "y")
    assert TASKS["start"](Desk(program, machine)) == 0
    assert machine.commands[0][-1] == "--zone"
    assert (program / files.WORK / "某某经济开发区" / "profile.yaml").is_file()


@pytest.mark.parametrize("verb", ["check", "compile", "todo"])
def test_without_a_profile_it_says_where_to_begin(program: Path, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert TASKS[verb](Desk(program, Tried())) == 2
    assert "请先双击 开始" in capsys.readouterr().err
    assert list(program.iterdir()) == []


@pytest.mark.parametrize("verb", ["check", "compile", "todo", "audit", "import"])
@pytest.mark.parametrize("name", ["没有.yaml", 'a"b.yaml', "a\0b.yaml", "&calc", "x" * 300])
def test_a_path_that_is_not_there_is_one_line(
    program: Path, verb: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert TASKS[verb](Desk(program, Tried(), [program / name])) == 2
    said = capsys.readouterr().err
    assert said.startswith("没有这个文件或者文件夹：")
    assert said.count("\n") == 1


def test_where_gapub_cannot_be_written_to_files_go_to_the_documents(
    program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home" / "Documents").mkdir(parents=True)
    real = files.is_writable
    monkeypatch.setattr(files, "is_writable", lambda folder: not folder.is_relative_to(program) and real(folder))
    machine = Tried("庄河市", "n")
    assert TASKS["start"](Desk(program, machine)) == 0
    work = tmp_path / "home" / "Documents" / files.ELSEWHERE / files.WORK
    assert machine.shown == [work / "辽宁省大连市庄河市"]
    assert files.newest(program) == work / "辽宁省大连市庄河市" / "profile.yaml"
    assert list(program.iterdir()) == []
    monkeypatch.setattr(files, "is_writable", lambda _: False)
    assert TASKS["start"](Desk(program, Tried("庄河市"))) == 2


def test_the_newest_profile_is_the_one_that_was_changed_last(program: Path) -> None:
    work = program / files.WORK
    for n, (name, text) in enumerate(
        [("a/profile.yaml", "x: ["), ("b/其他.yaml", "title: 1"), ("c/西.yaml", "level: county\nbodies: {}\n")]
    ):
        (work / name).parent.mkdir(parents=True)
        (work / name).write_text(text, "utf-8")
        os.utime(work / name, (n, n))
    assert files.newest(program) == work / "c" / "西.yaml"
    os.utime(work / "a/profile.yaml", (9, 9))
    assert files.newest(program) == work / "a" / "profile.yaml", "one that cannot be parsed is to be checked"
