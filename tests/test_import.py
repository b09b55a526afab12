"""`gapub import` at its front door: what it prints and writes, its account of cells, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from gapub.cli.import_ import _origin
from gapub.diagnostics import GapubError
from gapub.tables.outcome import Origin
from in_process import gapub

HEAD = "序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,公开层级"
TEA = f"""\
茶产业领域基层政务公开标准目录（2024年）,,,,,,,,,,
{HEAD}
1,政策,补贴政策,对象；标准,《政府信息公开条例》,信息形成或变更之日起20个工作日内,农业农村部门,■政府网站,全社会,主动,县级
2,政策,茶园认定,结果,《茶园办法》,县里说了算,大英县茶叶局,■政府网站 ■村口喇叭,全社会,主动,县级
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "guidelines").mkdir()
    (tmp_path / "tea.csv").write_text(TEA, "utf-8")
    return tmp_path


def _import(folder: Path, *args: str) -> tuple[int, str, str]:
    done = gapub("import", "tea.csv", "--as", "guideline", *args, cwd=folder)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_without_a_place_the_file_is_printed_and_nothing_written(folder: Path) -> None:
    code, out, _ = _import(folder)
    assert code == 0
    assert "area: cha-chan-ye\n" in out
    assert sorted(each.name for each in folder.rglob("*")) == ["guidelines", "tea.csv"]


@pytest.mark.parametrize(
    ("place", "written"),
    [
        (("-o", "out"), "out/cha-chan-ye/seen-2024.yaml"),
        (("-o", "tea.yaml"), "tea.yaml"),
        (("--write",), "guidelines/cha-chan-ye/seen-2024.yaml"),
    ],
)
def test_it_writes_where_it_is_told(folder: Path, place: tuple[str, ...], written: str) -> None:
    code, out, said = _import(folder, *place)
    assert (code, out) == (0, "")
    assert f"{written}：已写入" in said.replace("\\", "/")
    assert (folder / written).read_text("utf-8").count("- id:") == 3


def test_a_file_that_is_there_is_not_overwritten_unasked(folder: Path) -> None:
    (folder / "tea.yaml").write_text("mine\n")
    code, _, said = _import(folder, "-o", "tea.yaml")
    assert (code, (folder / "tea.yaml").read_text()) == (2, "mine\n")
    assert "output-exists" in said
    assert _import(folder, "-o", "tea.yaml", "--backup")[0] == 0
    assert (folder / "tea.yaml.bak").read_text() == "mine\n"
    assert _import(folder, "-o", "tea.yaml")[0] == 0  # the same text again


def test_the_account_has_every_cell_and_names_those_not_understood(folder: Path) -> None:
    code, _, said = _import(folder, "--report", "account.json")
    account = json.loads((folder / "account.json").read_text("utf-8"))
    assert code == 0
    assert "tea.csv：2 行，22 格：读懂 18，保留原文 4" in said
    counts = account["cells"]
    assert counts["total"] == sum(each for name, each in counts.items() if name != "total") == 22
    assert [(each["field"], each["text"], each["row"], each["column"], each["kept"]) for each in account["noted"]] == [
        ("basis", "《茶园办法》", 4, 5, True),
        ("time_limit", "县里说了算", 4, 6, True),
        ("body", "大英县茶叶局", 4, 7, False),
        ("channels", "村口喇叭", 4, 8, False),
    ]
    assert [each["field"] for each in account["tables"][0]["columns"]][:3] == ["number", "topic", "title"]
    assert {"import-kept", "import-words", "no-english"} <= {each["code"] for each in account["findings"]}
    jsonschema.validate(account, {"type": "object", "required": ["format", "files", "tables", "cells", "findings"]})


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("none.csv", b"a,b\n1,2\n", "no-catalogue-table"),
        ("tea.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "table-unreadable"),
        ("absent.csv", None, "cannot-read"),
    ],
)
def test_what_cannot_be_read_is_one_error(folder: Path, name: str, data: bytes | None, code: str) -> None:
    if data is not None:
        (folder / name).write_bytes(data)
    done = gapub("import", name, "--as", "guideline", cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert code in done.stderr.decode()


def test_a_way_has_to_be_named(folder: Path) -> None:
    assert gapub("import", "tea.csv", cwd=folder).returncode == 2
    assert gapub("import", "tea.csv", "--as", "novel", cwd=folder).returncode == 2


def test_a_missing_extra_is_told_in_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "selectolax", None)
    (folder / "tea.html").write_text("<table><tr><td>序号", "utf-8")
    done = gapub("import", "tea.html", "--as", "guideline", cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    said = done.stderr.decode()
    assert "pip install gapub[tables]" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "option", [("--by", "某人"), ("--on", "2026-11-20"), ("--extends", "profile.yaml"), ("--division", "庄河市")]
)
def test_an_option_of_another_way_is_refused(folder: Path, option: tuple[str, str]) -> None:
    code, _, said = _import(folder, *option)
    assert code == 2
    assert "[other-way]" in said


def test_what_is_written_is_said_in_either_language(folder: Path) -> None:
    import os
    import subprocess
    import sys

    for lang, said in (("zh", "没有读懂"), ("en", "not understood")):
        line = [sys.executable, "-m", "gapub", "--lang", lang, "import", "tea.csv", "--as", "guideline"]
        done = subprocess.run(line, cwd=folder, capture_output=True, env={**os.environ, "NO_COLOR": "1"}, check=True)
        assert said in done.stderr.decode()


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        (None, Origin()),
        ("某县", Origin("某县")),
        ("某县/county", Origin("某县", "county")),
        ("某县/县级/https://a.cn/b/c", Origin("某县", "county", "https://a.cn/b/c")),
        ("某部/部委", Origin("某部", "ministry")),
        ("某县/https://a.cn/b", Origin("某县", "", "https://a.cn/b")),
    ],
)
def test_a_source(text: str | None, origin: Origin) -> None:
    assert _origin(text) == origin


@pytest.mark.parametrize("text", ["/county", "某县/村民小组", "某县/county/ftp://a"])
def test_a_source_that_is_none(text: str) -> None:
    with pytest.raises(GapubError):
        _origin(text)
