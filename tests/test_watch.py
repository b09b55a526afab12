"""`--watch`: `validate` and `compile` run again when a file is saved, go on after errors, and end at Ctrl-C."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import rule_examples as examples
from in_process import gapub
from test_cli import ROOT

GUIDELINE, REGISTRY = "guidelines/elderly-care/2019.yaml", "guidelines/registry/example.yaml"
PROVINCE = 'division: {code: "210000", name: 辽宁省}\nlevel: province\nbaseline: example\n'
COUNTY = examples.PROFILE.replace("level: county\n", "level: county\nextends: ../above/profile.yaml\n")
SLOW = 20.0
"""Seconds to wait for a line."""
SOON = 0.5
"""Seconds from saving a file to the finding or page, on a machine that has nothing else to do."""
OF_A_RUN = 0.6
"""The same as a part of a run by itself, for machines that are slower."""
TRIES = 12
"""Other work only ever makes a run slower, so the quickest of several tells how quick it is."""


class Watching:
    """A running command, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, words: str) -> str:
        """Everything up to a line with these words."""
        said, end = "", time.monotonic() + SLOW
        while words not in said:
            try:
                said += self.lines.get(timeout=end - time.monotonic())
            except (queue.Empty, ValueError):
                raise AssertionError(f"{words!r} was not said, but: {said}") from None
        assert "Traceback" not in said
        return said

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        self.until("已结束")
        return self.process.wait(SLOW)


@contextmanager
def watching(folder: Path, *args: str) -> Iterator[Watching]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "zh_CN.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-m", "gapub", *args, "--watch"],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        try:
            yield Watching(process)
        finally:
            process.kill()


def gapub_by_itself(folder: Path, *args: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([sys.executable, "-m", "gapub", *args], cwd=folder, env=env, check=False, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {**examples.files("row", ""), "gapub.toml": "", "above/profile.yaml": PROVINCE, "own/profile.yaml": COUNTY}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def save(file: Path, was: str, now: str) -> None:
    text = file.read_text("utf-8")
    assert was in text
    written = file.with_name(f".{file.name}")
    written.write_text(text.replace(was, now, 1), "utf-8")
    written.replace(file)


def test_validate_runs_again_whatever_is_saved(project: Path) -> None:
    """The profile, one above it, a guideline, the settings, a file that is new, a folder that goes."""
    with watching(project, "validate", "own", "-o", "report.txt") as run:
        assert "没有发现问题" in run.until("正在监视")
        save(project / "own" / "profile.yaml", "level: county", "level: conty")
        run.until("共 1 个错误")
        assert "[shape-word]" in (project / "report.txt").read_text("utf-8")
        save(project / "own" / "profile.yaml", "level: conty", "level: county")
        run.until("没有发现问题")
        save(project / "above" / "profile.yaml", "level: province", "level: [")
        run.until("共 1 个错误")
        assert "above/profile.yaml:2:" in (project / "report.txt").read_text("utf-8")
        save(project / "above" / "profile.yaml", "level: [", "level: province")
        run.until("没有发现问题")
        save(project / "gapub.toml", "", "selekt = []")
        assert "[bad-settings]" in run.until("共 1 个错误")
        save(project / "gapub.toml", "selekt = []", "")
        run.until("没有发现问题")
        (project / "own" / "new.yaml").write_text("level:", "utf-8")
        assert "own/new.yaml" in run.until("检查了 2 个文件")
        assert run.end() == 0


def test_compile_runs_again_and_replaces_no_edited_page(project: Path) -> None:
    page = project / "dist" / "county" / "catalogue.md"
    with watching(project, "compile", "county", "own", "--format", "md") as run:
        run.until("正在监视")
        save(project / GUIDELINE, "养老服务补贴", "养老补贴")
        assert f"已改动：{GUIDELINE}" in run.until("已写入")
        assert "养老补贴" in page.read_text("utf-8")
        save(project / GUIDELINE, "content: [", "content: {")
        run.until("个错误")
        assert "养老补贴" in page.read_text("utf-8")
        save(project / GUIDELINE, "content: {", "content: [")
        run.until("已写入")
        page.write_text("mine", "utf-8")
        save(project / "own" / "profile.yaml", "庄河市民政局", "庄河市民政和社会工作局")
        assert "[output-edited]" in run.until("个错误")
        assert page.read_text("utf-8") == "mine"
        page.unlink()
        save(project / "own" / "profile.yaml", "庄河市民政和社会工作局", "庄河市民政局")
        run.until("已写入")
        assert "庄河市民政局" in page.read_text("utf-8")
        assert run.end(signal.SIGTERM) == 0


ZHUANGHE = "catalogues/liaoning/dalian/zhuanghe"


@pytest.mark.parametrize(
    ("args", "end"),
    [
        (("validate", ZHUANGHE), "检查了 "),
        (("compile", "county", ZHUANGHE, "--format", "html", "-o", "out"), "已写入"),
    ],
    ids=["a finding", "a page"],
)
def test_it_comes_within_half_a_second_of_saving(args: tuple[str, ...], end: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "catalogues" / "liaoning", tmp_path / "catalogues" / "liaoning")
    profile = tmp_path / ZHUANGHE / "profile.yaml"
    names = "庄河市民政局", "庄河市民政和社会工作局"
    start = time.monotonic()
    gapub_by_itself(tmp_path, *args)
    bound = max(SOON, OF_A_RUN * (time.monotonic() - start))
    took = list[float]()
    with watching(tmp_path, *args) as run:
        run.until("正在监视")
        while len(took) < TRIES and min(took, default=bound) >= bound:
            time.sleep(0.1)
            save(profile, *(names if len(took) % 2 == 0 else reversed(names)))
            start = time.monotonic()
            run.until(end)
            took.append(time.monotonic() - start)
    assert min(took) < bound, took


def test_folders_are_not_counted_among_the_files_that_changed(project: Path) -> None:
    with watching(project, "validate", ".") as run:
        run.until("正在监视")
        (project / "own").rename(project / ".away")
        assert "── 已改动：own/profile.yaml\n" in run.until("检查了")


def test_the_extra_that_is_missing_is_told_in_one_line(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    for args in (["validate"], ["compile", "county", "own"]):
        done = gapub(*args, "--watch", cwd=project)
        assert done.returncode == 2 and done.stdout == b""
        said = done.stderr.decode()
        assert "[watch-extra]" in said and "pip install gapub[watch]" in said
    assert not (project / "dist").exists()


@pytest.mark.parametrize(
    "args",
    [["validate", other] for other in ("--fix", "--diff", "--bundled")]
    + [["validate", "--accept", "a.json"], ["compile", "county", "--format", "site", "--since", "x"]],
)
def test_what_makes_no_sense_again_and_again_is_refused(args: list[str], project: Path) -> None:
    done = gapub(*args, "--watch", cwd=project)
    assert done.returncode == 2 and b"[bad-options]" in done.stderr
