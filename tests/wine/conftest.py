"""The folder for Windows as `make windows` packs it, unpacked where its path has all that a shell could stumble over."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from windows import Windows, wine

ROOT = Path(__file__).parents[2]
ZIP = ROOT / "dist" / "gapub-windows-x64.zip"
SERVER = ("wineserver", "/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver")
RANDOM = """
#include <windows.h>
#include <ntsecapi.h>
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return RtlGenRandom(data, (ULONG)size); }
"""
"""What Typst wants of a library that Windows 10 has and Wine has only since 8.13."""

AWAKE = """
import ctypes
ctypes.windll.user32.GetDesktopWindow()
print("awake", flush=True)
input()
"""
"""A program that runs as long as the tests do: the services of Windows and its desktop, which Wine starts with the first program
and ends after the last, are started once, and have the pipes of none that a test waits for."""


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    assert ZIP.is_file(), f"{ZIP} is not there: make windows"
    base = tmp_path_factory.mktemp("wine")
    with zipfile.ZipFile(ZIP) as packed:
        packed.extractall(base)
    folder = (base / "gapub").rename(base / "政务公开 & 工具 ^(1)!")
    made = Windows(base / "prefix", folder)
    subprocess.run(
        [wine(), "wineboot", "-i"], env=made.environment(), stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    _random(made.prefix, base)
    before = _listing(folder)
    with made.start("-c", AWAKE, cwd=base) as awake:
        assert awake.stdout is not None
        assert awake.stdout.readline().strip() == b"awake"
        yield made
        awake.kill()
    server = next(filter(None, map(shutil.which, SERVER)))
    subprocess.run([server, "-k"], env=made.environment(), check=False)
    assert _listing(folder) == before, "something was written beside the program"


def _listing(folder: Path) -> set[tuple[str, int]]:
    return {
        (path.relative_to(folder).as_posix(), path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_relative_to(folder / "我的目录")
    }


def _random(prefix: Path, base: Path) -> None:
    place = prefix / "drive_c" / "windows" / "system32" / "bcryptprimitives.dll"
    if place.exists():
        return
    compiler = shutil.which("x86_64-w64-mingw32-gcc")
    assert compiler, "no compiler for Windows: apt-get install gcc-mingw-w64-x86-64-win32"
    (base / "random.c").write_text(RANDOM)
    subprocess.run([compiler, "-shared", "-o", place, base / "random.c", "-ladvapi32"], check=True)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder to work in."""
    folder = tmp_path / "县 目录"
    folder.mkdir()
    return folder


os.environ.pop("GAPUB_NO_CACHE", None)
