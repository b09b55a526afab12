"""What gapub does for Windows, as far as another system can tell: its errors in words, and files that others hold for a moment.

`make test-windows` runs gapub on Windows' own Python.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from gapub.diagnostics import GapubError, system
from gapub.output import Publication, disk
from gapub.output.errors import fail
from gapub.sources.disk import cannot_read
from in_process import gapub


def windows(number: int, kind: type[OSError] = PermissionError, errno: int = 13) -> OSError:
    """An error as Windows reports it."""
    error = kind(errno, "Zugriff verweigert")
    error.winerror = number  # type: ignore[attr-defined]
    return error


def finding(error: OSError, path: Path) -> tuple[str, str, str]:
    with pytest.raises(GapubError) as raised:
        fail(error, path)
    [found] = raised.value.diagnostics
    assert found.hint
    return found.code, found.message.zh, found.hint.zh


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [
        (32, "output-in-use", "正被其他程序"),
        (33, "output-in-use", "正被其他程序"),
        (5, "output-permission", "没有写入权限"),
        (19, "output-permission", "写保护"),
        (39, "output-disk-full", "磁盘空间不足"),
        (112, "output-disk-full", "磁盘空间不足"),
        (206, "output-path-long", "259 个字符"),
        (123, "output-name", "文件名"),
        (53, "output-network", "共享文件夹"),
        (64, "output-network", "共享文件夹"),
        (225, "output-permission", "杀毒软件"),
        (362, "output-cloud", "云盘"),
        (404, "output-cloud", "云盘"),
    ],
)
def test_an_error_of_windows_is_told_in_words(tmp_path: Path, number: int, code: str, word: str) -> None:
    found = finding(windows(number), tmp_path / "catalogue.xlsx")
    assert found[0] == code
    assert word in found[1]
    if number != 5:
        told = cannot_read("某县.xlsx", windows(number)).diagnostics[0]
        assert word in told.message.zh
        assert told.hint


@pytest.mark.parametrize(
    "name", ["~$目录.xlsx", ".~目录.xlsx", ".~lock.目录.xlsx#"], ids=["Excel", "WPS", "LibreOffice"]
)
@pytest.mark.parametrize("number", [5, 32])
def test_the_lock_file_of_an_office_program_is_named(tmp_path: Path, name: str, number: int) -> None:
    (tmp_path / name).touch()
    code, message, hint = finding(windows(number), tmp_path / "目录.xlsx")
    assert code == "output-in-use"
    assert name in message
    assert "关闭该文件" in hint
    assert finding(windows(number), tmp_path / "另一份.xlsx")[1].find(name) < 0


def test_word_leaves_out_the_first_letters_of_a_long_name(tmp_path: Path) -> None:
    (tmp_path / "~$talogue.docx").touch()
    assert "~$talogue.docx" in finding(windows(32), tmp_path / "catalogue.docx")[1]


def test_a_path_that_is_too_long_is_told_from_one_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ("目" * 40)
    missing = windows(3, FileNotFoundError, 2)
    assert system.reason(missing, tmp_path / "x") is None
    monkeypatch.setattr(system, "_is_windows", lambda: True)
    long = tmp_path.joinpath(*["很长的文件夹名称" * 4] * 8)
    found = system.reason(missing, long)
    assert found is not None
    assert found.kind == "path-long"
    assert system.reason(missing, path) is None


def test_the_attribute_read_only_is_told_from_a_lack_of_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalogue.xlsx"
    path.touch()
    assert "没有写入权限" in finding(windows(5), path)[1]
    monkeypatch.setattr(Path, "lstat", lambda _: SimpleNamespace(st_file_attributes=1))
    code, message, hint = finding(windows(5), path)
    assert code == "output-permission"
    assert "文件的属性是“只读”" in message
    assert "去掉“只读”" in hint


@pytest.mark.parametrize(
    ("there", "missing"),
    [("", True), ("git.exe", True), ("../bin/git.exe", False)],
    ids=["nowhere", "working folder", "elsewhere"],
)
def test_git_of_the_working_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str, missing: bool
) -> None:
    """Windows looks for programs there first, and whoever made the folder may have put one there."""
    folder = tmp_path / "work"
    for each in (folder, tmp_path / "bin"):
        each.mkdir()
        (each / "git.exe").write_text('#!/bin/sh\ntouch "$0.ran"\nexit 3\n')
        (each / "git.exe").chmod(0o755)
    monkeypatch.setenv("NODEFAULTCURRENTDIRECTORYINEXEPATH", "")
    monkeypatch.setattr("gapub.diff.git.sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr("shutil.which", lambda _: str(folder / there) if there else None)
    told = gapub("diff", "git:HEAD~..HEAD", cwd=folder)
    assert told.returncode == 2
    assert (b"[git-missing]" in told.stderr) is missing, told.stderr.decode()
    assert not (folder / "git.exe.ran").exists()
    assert (tmp_path / "bin" / "git.exe.ran").exists() is not missing


def failing(times: int, error: OSError) -> tuple[Callable[[], str], list[int]]:
    tries: list[int] = []

    def do() -> str:
        tries.append(1)
        if len(tries) <= times:
            raise error
        return "done"

    return do, tries


def test_what_another_program_holds_for_a_moment_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    do, tries = failing(3, windows(32))
    assert disk.patiently(do) == "done"
    assert len(tries) == 4
    do, tries = failing(99, windows(5))
    with pytest.raises(PermissionError):
        disk.patiently(do)
    assert len(tries) == 7
    assert sum(slept) < 2
    do, tries = failing(1, windows(19))
    with pytest.raises(PermissionError):
        disk.patiently(do)
    do, tries = failing(1, PermissionError(13, os.strerror(13)))
    with pytest.raises(PermissionError):
        disk.patiently(do)
    assert len(tries) == 1


def test_a_file_that_nobody_may_read_is_not_taken_for_an_edited_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(text: bytes) -> None:
        with Publication(tmp_path / "out") as publication:
            publication.stage({"a.xlsx": text, "catalogue.json": text}, last="catalogue.json")
            publication.commit()

    write(b"{}")
    real = Path.read_bytes, Path.open

    def refusing(which: int) -> Callable[..., object]:
        def call(path: Path, *args: object, **options: object) -> object:
            if path.name == "a.xlsx":
                raise windows(32)
            return real[which](path, *args, **options)  # type: ignore[operator]

        return call

    monkeypatch.setattr(Path, "read_bytes", refusing(0))
    monkeypatch.setattr(Path, "open", refusing(1))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(GapubError) as raised:
        write(b"[]")
    assert [each.code for each in raised.value.diagnostics] == ["output-in-use"]
