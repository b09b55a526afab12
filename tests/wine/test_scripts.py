"""The scripts, double-clicked and with files dropped on them, in consoles of both code pages that China's Windows has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from windows import Windows, path_of

ROOT = Path(__file__).parents[2]
PROFILE = ROOT / "catalogues" / "zhejiang" / "hangzhou" / "binjiang" / "profile.yaml"
PAGES = (936, 65001)
ODD = "县 & echo 100 ^(1)! '目录'"
"""A folder whose name is full of what `cmd.exe` could take for its own. Wine's own `cmd` cannot have `%` in it, nor CMDCMDLINE."""


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dropped") / ODD
    folder.mkdir()
    (folder / "profile.yaml").write_text('level: county\ndivision: {code: "210283", name: 庄河市}\n', "utf-8")
    return folder / "profile.yaml"


@pytest.mark.parametrize("page", PAGES)
def test_from_a_name_to_a_profile(windows: Windows, page: int) -> None:
    shutil.rmtree(windows.folder / "我的目录", ignore_errors=True)
    answers = [("直接按回车退出", "庄河市"), ("不要的输入 n", "")]
    shown = windows.dropped("开始.cmd", page=page, answers=answers)
    assert shown.code == 0, shown.text
    assert "210283 辽宁省大连市庄河市" in shown.text
    assert "26 个乡级区划" in shown.text
    folder = windows.folder / "我的目录" / "辽宁省大连市庄河市"
    assert (folder / "profile.yaml").is_file()


@pytest.mark.parametrize("page", PAGES)
def test_check_what_is_dropped(windows: Windows, profile: Path, page: int) -> None:
    shown = windows.dropped("检查.cmd", path_of(profile), page=page)
    assert shown.code == 0, shown.text
    assert "警告 [" in shown.text
    assert "检查完毕" in shown.text


@pytest.mark.parametrize("script", ["检查.cmd", "编译.cmd", "待办.cmd", "审查.cmd", "导入.cmd"])
def test_a_wrong_path_is_one_line(windows: Windows, script: str) -> None:
    shown = windows.dropped(script, rf"C:\没有 {ODD}\x.yaml", page=936)
    assert shown.code == 2, shown.text
    assert shown.text.strip() == rf"没有这个文件或者文件夹：C:\没有 {ODD}\x.yaml"


def test_compile_list_and_audit(windows: Windows, profile: Path) -> None:
    shown = windows.dropped("编译.cmd", path_of(profile.parent), page=936)
    assert shown.code == 0, shown.text
    made = profile.parent / "输出" / "县级目录"
    names = {"index.html", "catalogue.xlsx", "catalogue.docx", "catalogue.pdf", "catalogue.json"}
    assert {each.name for each in made.iterdir()} == names
    shown = windows.dropped("待办.cmd", path_of(profile), page=65001)
    assert shown.code == 0, shown.text
    assert (profile.parent / "输出" / "待办-profile.xlsx").is_file()
    shown = windows.dropped("审查.cmd", path_of(made / "catalogue.xlsx"), page=936, answers=[("按回车为 1", "1")])
    assert shown.code in (0, 1), shown.text
    assert (made / "输出" / "检查报告-catalogue.html").is_file()


def test_what_explorer_does_not_quote(windows: Windows, tmp_path: Path) -> None:
    """`&` and `%` in a path without blanks, which Explorer hands on without quotes; Wine's `cmd` does not know its own line."""
    folder = tmp_path / "县&echo%PATH%^(1)!"
    folder.mkdir()
    (folder / "profile.yaml").write_text("level: conty\n", "utf-8")
    script = path_of(windows.folder / "检查.cmd")
    line = rf'C:\Windows\system32\cmd.exe /c ""{script}" {path_of(folder / "profile.yaml")}"'
    told = windows.python("-m", "gapub.desk", "check", script, cwd=tmp_path, environment={"GAPUB_LINE": line})
    assert told.returncode == 1, told.stderr.decode()
    assert "没有“conty”这个取值" in told.stderr.decode() + told.stdout.decode()
