"""A small part of tools/fuzz.py: every seed, some mutations of each, a few whole commands, and that it can fail."""

from __future__ import annotations

import os
import random
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from laws import CI

ROOT = Path(__file__).resolve().parent.parent
fuzz = SimpleNamespace(**runpy.run_path(str(ROOT / "tools" / "fuzz.py")))


def test_no_input_fails() -> None:
    cases = list(fuzz.inputs(2000 if CI else 200, seed=54))
    assert {target for target, _ in cases} == set(fuzz.TARGETS)
    assert list(fuzz.failures(cases)) == []


@pytest.mark.skipif(os.name != "posix", reason="measured as on POSIX")
@pytest.mark.parametrize("seed", range(20 if CI else 3))
def test_no_command_fails(seed: int, tmp_path: Path) -> None:
    command, reason, data = fuzz.run_command(random.Random(seed), tmp_path)
    assert reason is None, (command, reason, data)


def test_a_seed_is_read_without_a_finding() -> None:
    """Otherwise its mutations would never come far."""
    for target, (read, names) in fuzz.TARGETS.items():
        seeds = dict(zip(sorted(names), fuzz._seeds(target), strict=True))
        assert {name: read(data) for name, data in seeds.items()} == {name: [] for name in names}


def test_what_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> list[object]:
        return [SimpleNamespace(place=None, code="lost")] if data else [][0]

    monkeypatch.setitem(fuzz.TARGETS, "yaml", (broken, ()))
    assert fuzz.judged("yaml", b"") == "IndexError: list index out of range"
    assert fuzz.judged("yaml", b"x") == "no place: lost"
