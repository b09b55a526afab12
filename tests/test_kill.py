"""A small run of `tools/kill.py`: kills at random moments leave nothing torn untold, nothing lost, nothing over."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[1] / "tools" / "kill.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_few_kills(tmp_path: Path) -> None:
    command = [sys.executable, str(TOOL), "20", "1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "0 faults"
    assert any("killed by" in line for line in done.stdout.splitlines()), "at least one came before the end"
