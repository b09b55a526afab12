"""Baselines that extend another: what they have, in which order, and what they cannot change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from in_process import compiled, gapub

HEAD = '    title: {zh: 自有, en: Own}\n    as_of: "2025-04-30"\n'
BASE = """\
  base:
    title: {zh: 原有, en: Base}
    as_of: "2025-04-30"
    parts:
    - title: {zh: 各领域, en: Areas}
      editions: [taxation@2019, elderly-care@2019, health@2019]
    - title: {zh: 村务, en: Village affairs}
      editions: [village-affairs@seen-2024]
"""


def registry(**baselines: str) -> str:
    own = (f"  {name.replace('_', '-')}:\n{HEAD}{text}" for name, text in baselines.items())
    return "baselines:\n" + BASE + "".join(own)


def laid(folder: Path, text: str) -> Path:
    path = folder / "guidelines" / "registry" / "own.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def listed(folder: Path) -> dict[str, Any]:
    done = gapub("list", "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return {each["id"]: each for each in json.loads(done.stdout)["baselines"]}


def told(folder: Path) -> list[tuple[str, int, int]]:
    """The errors of `validate`, and where they stand."""
    done = gapub("validate", "guidelines", "--format", "json", cwd=folder)
    findings = [each for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"]
    assert all(each["message"]["zh"] and each["message"]["en"] and each.get("place") for each in findings)
    return [(each["code"], each["place"]["line"], each["place"]["column"]) for each in findings]


MADE = {
    "    extends: base\n": "taxation@2019 elderly-care@2019 health@2019 village-affairs@seen-2024",
    "    extends: base\n    minus: [elderly-care@2019]\n": "taxation@2019 health@2019 village-affairs@seen-2024",
    "    extends: base\n    minus: [village-affairs@seen-2024]\n": "taxation@2019 elderly-care@2019 health@2019",
    "    extends: base\n    plus:\n    - {part: 各领域, editions: [customs@2021]}\n": (
        "taxation@2019 elderly-care@2019 health@2019 customs@2021 village-affairs@seen-2024"
    ),
    "    extends: base\n    plus:\n    - {part: Areas, editions: [customs@2021]}\n    minus: [taxation@2019]\n": (
        "elderly-care@2019 health@2019 customs@2021 village-affairs@seen-2024"
    ),
    "    extends: base\n    plus:\n    - {title: {zh: 新增, en: New}, editions: [customs@2021, transport@2021]}\n": (
        "taxation@2019 elderly-care@2019 health@2019 village-affairs@seen-2024 customs@2021 transport@2021"
    ),
    "    extends: national-2019\n    plus:\n    - editions: [customs@2021]\n": None,
    "    extends: base\n    plus:\n    - {part: 村务, editions: [taxation@2019]}\n    minus: [taxation@2019]\n": (
        "elderly-care@2019 health@2019 village-affairs@seen-2024 taxation@2019"
    ),
}


def test_what_a_baseline_has_that_extends_another(tmp_path: Path) -> None:
    made = listed(laid(tmp_path, registry(**{f"own_{i}": text for i, text in enumerate(MADE)})))
    for i, expected in enumerate(MADE.values()):
        whole = expected.split() if expected else [*made["national-2019"]["editions"], "customs@2021"]
        assert made[f"own-{i}"]["editions"] == whole
    assert [made[name]["extends"] for name in ("base", "own-0", "own-6")] == [None, "base", "national-2019"]
    assert told(tmp_path) == []


def test_a_chain_of_baselines_in_any_order(tmp_path: Path) -> None:
    text = registry(
        narrow="    extends: middle\n    minus: [customs@2021]\n    plus:\n    - {part: 新增, editions: [transport@2021]}\n",
        middle="    extends: base\n    plus:\n    - {title: {zh: 新增, en: New}, editions: [customs@2021]}\n",
    )
    laid(tmp_path, text)
    (tmp_path / "guidelines" / "registry" / "z.yaml").write_text(
        "baselines:\n  last:\n" + HEAD + "    extends: narrow\n", "utf-8"
    )
    whole = ["taxation@2019", "elderly-care@2019", "health@2019", "village-affairs@seen-2024", "transport@2021"]
    assert [listed(tmp_path)[name]["editions"] for name in ("narrow", "last")] == [whole, whole]
    assert told(tmp_path) == []


WRONG = {
    "    extends: bsae\n": ("unknown-baseline", 13, 14),
    "    extends: own\n": ("baseline-cycle", 13, 14),
    "    extends: base\n    minus: [customs@2021]\n": ("baseline-change", 14, 13),
    "    extends: base\n    minus: [taxation@2019, taxation@2020]\n": ("baseline-change", 14, 28),
    "    extends: base\n    plus:\n    - {part: 各领域, editions: [health@2019]}\n": ("baseline-change", 15, 30),
    "    extends: base\n    plus:\n    - {part: 各领城, editions: [customs@2021]}\n": ("baseline-change", 15, 14),
    "    extends: base\n    plus:\n    - editions: [customs@2021]\n": ("baseline-change", 15, 18),
    "    extends: base\n    plus:\n    - {part: 各领域, editions: [customs@2012]}\n": ("unknown-edition", 15, 30),
    "    plus:\n    - {part: 各领域, editions: [customs@2021]}\n": ("shape-one-of", 11, 5),
    "    extends: base\n    parts: []\n": ("shape-one-of", 13, 5),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_a_baseline_cannot_change_is_told_at_its_place(text: str, tmp_path: Path) -> None:
    code, line, column = WRONG[text]
    assert (code, line, column) in told(laid(tmp_path, registry(own=text)))


def test_a_circle_of_two_is_told_of_both(tmp_path: Path) -> None:
    text = registry(one="    extends: other\n", other="    extends: one\n", third="    extends: one\n")
    assert [code for code, *_ in told(laid(tmp_path, text))] == ["baseline-cycle"] * 3
    assert gapub("list", cwd=tmp_path).returncode == 2


def test_a_catalogue_has_the_parts_in_their_order(tmp_path: Path) -> None:
    text = "    extends: base\n    plus:\n    - {part: 各领域, editions: [social-insurance@2019]}\n    minus: [health@2019]\n"
    laid(tmp_path, registry(own=text))
    made = compiled(tmp_path, "village", "--baseline", "own")
    assert (made["baseline"]["id"] if isinstance(made["baseline"], dict) else made["baseline"]) == "own"
    parts = [(each["id"], each["part"]["zh"]) for each in made["areas"]]
    assert parts[-1] == ("village-affairs", "村务")
    assert {part for _, part in parts[:-1]} <= {"各领域"}
    assert "health" not in dict(parts)


def test_fmt_diff_and_upgrade_take_them(tmp_path: Path) -> None:
    shuffled = (
        "    minus: [health@2019]\n    plus:\n    - editions: [customs@2021]\n      part: 各领域\n    extends: base\n"
    )
    path = laid(tmp_path, registry(own=shuffled)) / "guidelines" / "registry" / "own.yaml"
    assert gapub("fmt", "guidelines", cwd=tmp_path).returncode == 0
    assert (
        "    extends: base\n    plus:\n    - part: 各领域\n      editions:\n      - customs@2021\n    minus:\n    - health@2019\n"
        in path.read_text("utf-8")
    )

    done = gapub("diff", "base", "own", "--format", "json", cwd=tmp_path)
    areas = {each["id"]: each for each in json.loads(done.stdout)["areas"]}
    assert {"health", "customs"} <= areas.keys()

    profile = 'division: {code: "210283", name: 庄河市}\nlevel: county\nbaseline: base\nexample: true\n'
    (tmp_path / "profile.yaml").write_text(profile, "utf-8")
    done = gapub("upgrade", "profile.yaml", "--to", "own", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert "own" in (tmp_path / "profile.yaml").read_text("utf-8") or b"own" in done.stdout
