"""A row merged into another must still be read somewhere: what is merged into nothing is refused, by `validate` and `compile`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from in_process import compiled, gapub
from test_cli import items

T = "compulsory-education"
DIRECTORY = f"{T}/education-overview/school-directory"
SCHOOLS = f"{T}/private-schools/basic-information"
ROUTINE = f"{T}/private-schools/routine-supervision"
PROVINCE_ROW = "social-assistance/general/oversight-and-complaints"
"""A row of county and township."""
COUNTY = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'
SEVERAL = 'divisions:\n- {code: "210283", name: 庄河市}\n- {code: "210212", name: 旅顺口区}\nlevel: county\n'
PROVINCE = 'division: {code: "21", name: 辽宁省}\nlevel: province\n'


def merge(target: str, into: str, levels: str = "county", kind: str = "item") -> str:
    return f"- {{{kind}: {target}, levels: [{levels}], ground: merged, into: {into}, reason: 一并公开}}\n"


def drop(target: str, levels: str = "county", kind: str = "item") -> str:
    return f"- {{{kind}: {target}, levels: [{levels}], ground: no-matter, reason: 本地没有这类事项}}\n"


def judged(folder: Path, file: str) -> tuple[list[str], list[str]]:
    """The places of `merged-away`, in the errors of `validate` and of `compile`; both tell the same in both languages."""
    found = []
    for command in (("validate", file), ("compile", "county", file, "--format", "json", "-o", "out")):
        done = gapub(*command, cwd=folder)
        said = (done.stdout + done.stderr).decode()
        found.append(sorted(set(re.findall(r"(\S+:\d+):\d+: .*\[merged-away\]", said))))
        if found[-1]:
            assert done.returncode == (1 if command[0] == "validate" else 2), said
            assert "merged into" in said
            assert "并入" in said
    return found[0], found[1]


@pytest.mark.parametrize("head", [COUNTY, SEVERAL])
@pytest.mark.parametrize(
    ("entries", "lines"),
    [
        (merge(ROUTINE, ROUTINE), [0]),
        (merge(f"{T}/private-schools", SCHOOLS, kind="topic"), [0]),
        (merge(T, SCHOOLS, kind="area"), [0]),
        (merge(ROUTINE, SCHOOLS) + merge(SCHOOLS, ROUTINE), [0, 1]),
        (merge(ROUTINE, SCHOOLS) + merge(SCHOOLS, DIRECTORY) + merge(DIRECTORY, ROUTINE), [0, 1, 2]),
        (merge(ROUTINE, SCHOOLS) + drop(SCHOOLS), [0]),
        (drop(SCHOOLS) + merge(ROUTINE, SCHOOLS), [1]),
        (merge(ROUTINE, SCHOOLS) + drop(f"{T}/private-schools", kind="topic"), [0]),
        (merge(ROUTINE, "village-affairs/village-overview/basic-facts"), []),  # not of the baseline: unknown-target
        (merge(ROUTINE, SCHOOLS) + merge(SCHOOLS, DIRECTORY), [0]),  # told to name where it can be read
        (merge(ROUTINE, SCHOOLS), []),
        (merge(ROUTINE, DIRECTORY) + merge(SCHOOLS, DIRECTORY), []),
        (merge(ROUTINE, SCHOOLS) + drop(SCHOOLS, "township"), []),
    ],
)
def test_what_is_merged_into_nothing_is_refused(tmp_path: Path, head: str, entries: str, lines: list[int]) -> None:
    (tmp_path / "p.yaml").write_text(f"{head}omit:\n{entries}", "utf-8")
    first = head.count("\n") + 2
    wanted = [f"p.yaml:{first + line}" for line in lines]
    assert judged(tmp_path, "p.yaml") == (wanted, wanted)


@pytest.mark.parametrize(
    ("entry", "refused"),
    [
        (merge(PROVINCE_ROW, DIRECTORY, "county, township"), True),  # the directory is no row of townships
        (merge(PROVINCE_ROW, DIRECTORY, "county"), False),
        (merge(ROUTINE, PROVINCE_ROW, "county"), False),
    ],
)
def test_a_row_of_another_level_takes_nothing_in(tmp_path: Path, entry: str, refused: bool) -> None:
    (tmp_path / "p.yaml").write_text(f"{COUNTY}omit:\n{entry}", "utf-8")
    wanted = ["p.yaml:4"] if refused else []
    assert judged(tmp_path, "p.yaml") == (wanted, wanted)


def test_a_link_below_cannot_leave_out_what_another_was_merged_into(tmp_path: Path) -> None:
    (tmp_path / "province.yaml").write_text(f"{PROVINCE}omit:\n{merge(ROUTINE, SCHOOLS)}", "utf-8")
    (tmp_path / "county.yaml").write_text(f"extends: province.yaml\n{COUNTY}omit:\n{drop(SCHOOLS)}", "utf-8")
    assert judged(tmp_path, "county.yaml") == (["county.yaml:5"], ["county.yaml:5"])
    assert judged(tmp_path, "province.yaml")[0] == []
    said = gapub("validate", "county.yaml", cwd=tmp_path).stdout.decode()
    assert "province.yaml:4" in said, "the entry above is named"
    (tmp_path / "county.yaml").write_text(f"extends: province.yaml\n{COUNTY}", "utf-8")
    assert judged(tmp_path, "county.yaml") == ([], [])


def test_one_area_alone_is_compiled_though_a_row_is_merged_into_another_area(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(f"{COUNTY}omit:\n{merge(ROUTINE, PROVINCE_ROW)}", "utf-8")
    made = compiled(tmp_path, "county", "p.yaml", "--area", T)
    assert ROUTINE not in {each["id"] for each in items(made)}
    assert [each["into"] for each in made["omitted"]] == [PROVINCE_ROW]
