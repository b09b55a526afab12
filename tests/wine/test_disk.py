"""Files that others hold, runs that are ended, disks that are full or for reading alone: one clear line, and nothing lost."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from windows import Windows

from gapub.output import inspect
from gapub.output.inspection import workshop
from in_process import gapub

COUNTY = ["compile", "county", "--area", "税收管理"]

HOLD = """
import ctypes, sys, time
kernel = ctypes.windll.kernel32
kernel.CreateFileW.restype = ctypes.c_void_p
handle = kernel.CreateFileW(sys.argv[1], 0x80000000, 0, None, 3, 0, None)  # GENERIC_READ, shared with nobody
assert handle != ctypes.c_void_p(-1).value
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""

ENDED = """
import subprocess, sys, time
from pathlib import Path
staged = Path(".县.gapub/files")
run = subprocess.Popen([sys.executable, "-B", "-m", "gapub", *sys.argv[2:]], stdin=subprocess.DEVNULL)
while run.poll() is None and not (staged.parent / sys.argv[1]).exists():
    time.sleep(0.002)
run.kill()  # TerminateProcess
print(run.wait())
"""


def compiled(windows: Windows, folder: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    return windows.gapub(*COUNTY, "-o", "县", *more, cwd=folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@contextmanager
def held(windows: Windows, folder: Path, name: str, seconds: float) -> Iterator[None]:
    with windows.start("-c", HOLD, name, str(seconds), cwd=folder) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        try:
            yield
        finally:
            process.kill()


def test_a_file_that_excel_has_open(windows: Windows, here: Path) -> None:
    assert compiled(windows, here).returncode == 0
    before = contents(here / "县")
    (here / "县" / "~$catalogue.xlsx").write_bytes(b"who has it open")
    with held(windows, here, r"县\catalogue.xlsx", 60):
        told = compiled(windows, here, "--lang", "zh-en")
    (here / "县" / "~$catalogue.xlsx").unlink()
    assert told.returncode == 2
    said = told.stderr.decode()
    assert "[output-in-use]" in said
    assert "catalogue.xlsx" in said
    assert (here / "县" / "catalogue.json").read_bytes() == before["catalogue.json"]
    assert compiled(windows, here, "--lang", "zh-en").returncode == 0
    assert inspect(here / "县").states == []


def test_a_file_that_is_held_for_a_moment(windows: Windows, here: Path) -> None:
    assert compiled(windows, here).returncode == 0
    with windows.start("-c", HOLD, r"县\index.html", "60", cwd=here) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        run = windows.start("-m", "gapub", *COUNTY, "-o", "县", "--lang", "en", cwd=here)
        while not (workshop(here / "县") / "files").exists() and run.poll() is None:
            time.sleep(0.01)
        holder.kill()
        _, said = run.communicate(timeout=60)
    assert run.returncode == 0, said.decode()
    assert inspect(here / "县").states == []


@pytest.mark.parametrize("moment", ["files", "journal.json"])
def test_a_run_that_is_ended(windows: Windows, here: Path, moment: str) -> None:
    """By TerminateProcess, while files are prepared or moved: a torn set is told, and the next run makes it whole."""
    assert compiled(windows, here).returncode == 0
    before = contents(here / "县")
    words = [*COUNTY, "-o", "县", "--format", "site,json,md,html", "--lang", "zh-en"]
    assert windows.python("-c", ENDED, moment, *words, cwd=here).returncode == 0
    states = {each.kind for each in inspect(here / "县").states}
    assert states <= {"torn"}
    assert states or contents(here / "县") == before or (here / "县" / "site").is_dir()
    assert windows.gapub(*words, cwd=here).returncode == 0
    assert gapub(*words, cwd=here.parent).returncode == 0
    assert contents(here / "县") == contents(here.parent / "县")
    assert not workshop(here / "县").exists()


def test_two_runs_at_once(windows: Windows, here: Path) -> None:
    words = ["-m", "gapub", *COUNTY, "--format", "site,json", "-o", "县"]
    runs = [windows.start(*words, "--lang", each, cwd=here) for each in ("zh", "en", "zh-en")]
    said = [run.communicate(timeout=100)[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert inspect(here / "县").states == []
    assert not workshop(here / "县").exists()


@pytest.fixture
def small(windows: Windows, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A disk of 600 kB, and its drive."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", place], capture_output=True, check=False)
    assert made.returncode == 0, f"a small disk takes the right to mount one: {made.stderr.decode()}"
    drive = windows.prefix / "dosdevices" / "w:"
    drive.symlink_to(place)
    yield place, "W:"
    drive.unlink()
    subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_is_full_and_one_for_reading_alone(windows: Windows, here: Path, small: tuple[Path, str]) -> None:
    place, drive = small
    words = [*COUNTY, "--format", "html,json", "-o", rf"{drive}\目录\县"]
    assert windows.gapub(*words, cwd=here).returncode == 0
    before = contents(place)
    told = windows.gapub("compile", "county", "--format", "site,html,json", "-o", rf"{drive}\目录\县", cwd=here)
    assert told.returncode == 2
    assert "[output-disk-full]" in told.stderr.decode()
    assert contents(place) == before
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)
    told = windows.gapub(*words, "--lang", "en", cwd=here)
    assert told.returncode == 2
    assert "[output-permission]" in told.stderr.decode() or "[output-beside]" in told.stderr.decode()
    assert contents(place) == before
