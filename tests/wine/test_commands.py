"""What gapub does on Windows is what it does here: the same exit codes, the same words, the same bytes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from windows import Windows

from in_process import gapub

ROOT = Path(__file__).parents[2]
OFFICE = ROOT / "catalogues" / "liaoning"
ALL = "json,md,html,site,xlsx,docx,csv,jsonl,pdf"

STEPS: list[list[str]] = [
    ["init", "庄河市", "--townships", "-o", "我的 县/profile.yaml"],
    ["validate", "我的 县", "--format", "text"],
    ["todo", "我的 县/profile.yaml", "--format", "xlsx", "-o", "待办 表.xlsx"],
    ["compile", "county", "我的 县", "--area", "税收管理", "--area", "社会救助", "--format", ALL, "-o", "输出 甲/县"],
    ["compile", "township", "liaoning/dalian/zhuanghe/townships.yaml", "--area", "税收管理", "-o", "输出 甲/乡"],
    ["compile", "village", "--format", "html,json", "-o", "输出 甲/村"],
    ["compile", "county", "--area", "税收管理", "--format", "site,json", "-o", "输出 甲/站"],
    ["verify", "输出 甲/县"],
    ["upgrade", "liaoning", "--to", "national-current"],
    ["diff", "national-2019", "national-current", "--format", "html", "-o", "变化.html"],
    ["fmt", "我的 县"],
    ["import", "输出 甲/县/catalogue.xlsx", "--as", "profile", "--division", "庄河市", "-o", "导入.yaml"],
    ["audit", "输出 甲/县/catalogue.docx", "输出 甲/县/catalogue.pdf", "--level", "county", "--as-of", "2026-11-30",
     "--format", "html", "-o", "报告.html"],
    ["build", "我的 县", "--area", "税收管理", "--jobs", "2", "-o", "输出 甲/全部"],
    ["compile", "conty"],
    ["validate", "错误.yaml"],
    ["compile", "county", "没有.yaml"],
]  # fmt: skip
"""The commands of an office, in the order in which it gives them; the last three are wrong."""


def office(folder: Path) -> None:
    shutil.copytree(OFFICE, folder / "liaoning")
    (folder / "错误.yaml").write_text("level: conty\ndivision: [\n", "utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    kept = (each for each in sorted(folder.rglob("*")) if each.is_file() and ".gapub-build" not in each.parts)
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in kept}


def said(output: bytes) -> str:
    """What a command says, without how far it has come, which it tells where it takes long."""
    text = output.decode().replace("\r\n", "\n").replace("\\", "/")
    return re.sub(r"^\d+/\d+[，,].*\n", "", text, flags=re.MULTILINE)


def test_every_command_ends_says_and_writes_the_same(windows: Windows, here: Path, tmp_path: Path) -> None:
    there = tmp_path / "here"
    there.mkdir()
    office(here)
    office(there)
    for step in STEPS:
        found = (
            windows.gapub("--lang", "zh", *step, cwd=here) if step[0] != "compile" else windows.gapub(*step, cwd=here)
        )
        wanted = gapub(
            *(["--lang", "zh"] if step[0] != "compile" else []), *step, cwd=there, environment={"GAPUB_LANG": "zh"}
        )
        assert found.returncode == wanted.returncode, (step, found.stderr.decode())
        for one, other in ((found.stdout, wanted.stdout), (found.stderr, wanted.stderr)):
            assert said(one) == said(other), step
    assert contents(here) == contents(there)


COMPILED = """
import gapub.cli.app
import marshal, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
top = Path(sys.executable).parents[1]
data = (top / "lib/gapub/data/modules.bin").read_bytes()
start = 8 + int.from_bytes(data[4:8], "little")
_, folders, (name, size), zipped = marshal.loads(data[8:start])
assert (top / "python" / name).stat().st_size == size and len(zipped[""]) > 100
count = 0
for folder, entries in folders.items():
    for module, (is_package, first, last) in entries.items():
        source = f"{folder}/{module}/__init__.py" if is_package else f"{folder}/{module}.py"
        made = compile((top / source).read_bytes(), source, "exec", dont_inherit=True)
        assert made == marshal.loads(data[start + first : start + last]), source
        count += 1
print(count, type(gapub.cli.app.__loader__).__module__, type(sys.modules["enum"].__loader__).__module__)
"""


def test_modules_are_compiled_as_its_own_python_compiles_them(windows: Windows, here: Path) -> None:
    told = windows.python("-c", COMPILED, cwd=here)
    assert told.returncode == 0, told.stderr.decode()
    count, *loaders = told.stdout.decode().split()
    sources = [
        each for each in (windows.folder / "lib").rglob("*.py") if not list(each.parent.glob(f"{each.stem}.*.pyd"))
    ]
    assert int(count) == len(sources) > 1000
    assert loaders == ["gapub.compiled"] * 2


PIPED = """
import ctypes, subprocess, sys
kernel = ctypes.windll.kernel32
page = int(sys.argv[1])
assert kernel.SetConsoleOutputCP(page)
done = subprocess.run([sys.executable, "-B", "-m", "gapub", "validate", "庄河.yaml", "错误.yaml"], capture_output=True)
said = done.stdout.decode({936: "gbk", 65001: "utf-8", 437: "utf-8"}[page])
assert "提示 [" in said and "警告 [" in said and "错误 [" in said, said
"""


@pytest.mark.parametrize("page", [936, 65001, 437])
def test_a_pipe_is_in_the_code_page_of_the_console(windows: Windows, here: Path, page: int) -> None:
    """As `gapub validate | more` needs it; one that has no Chinese gets UTF-8."""
    text = 'level: county\ndivision: {code: "210283", name: 庄河市}\nbodies: {finance: {county: 某局, guess: true}}\n'
    (here / "庄河.yaml").write_text(text, "utf-8")
    (here / "错误.yaml").write_text("level: conty\n", "utf-8")
    shown = windows.console([windows.exe, "-B", "-X", "utf8", "-c", PIPED, str(page)], (), here)
    assert shown.code == 0, shown.text
