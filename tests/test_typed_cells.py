"""Cells in Chinese where they meet the rest: the chain, diff, upgrade, explain, fmt, guidelines of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from in_process import compiled, gapub
from store import ROOT

ITEM = "compulsory-education/education-overview/school-directory"
TYPED = {
    "province": f"tighten:\n- item: {ITEM}\n  channels: {{+: ■广播电视 □政府公报}}\n",
    "county": f"""\
own_channels:
  county-media: {{label: 庄河融媒客户端, nature: online}}
tighten:
- item: {ITEM}
  basis: {{+: 《教师法》第三条；《教育法》}}
  channels: {{+: 庄河融媒客户端、入户/现场}}
""",
}
PLAIN = {
    "province": f"tighten:\n- item: {ITEM}\n  channels: {{+: [broadcast]}}\n",
    "county": f"""\
own_channels:
  county-media: {{label: 庄河融媒客户端, nature: online}}
tighten:
- item: {ITEM}
  basis: {{+: [{{id: teachers-law, article: 第三条}}, education-law]}}
  channels: {{+: [county-media, on-site]}}
""",
}


def _chain(folder: Path, written: dict[str, str]) -> Path:
    (folder / "county").mkdir(parents=True)
    (folder / "profile.yaml").write_text(
        'division: {code: "21", name: 辽宁省}\nlevel: province\nexample: true\n' + written["province"]
    )
    county = folder / "county" / "profile.yaml"
    county.write_text(
        'extends: ../profile.yaml\ndivision: {code: "210283", name: 庄河市}\nlevel: county\nexample: true\n'
        + written["county"]
    )
    return county


@pytest.fixture
def both(tmp_path: Path) -> list[Path]:
    """The same chain twice, with cells in Chinese and with ids."""
    return [_chain(tmp_path / name, written) for name, written in (("typed", TYPED), ("plain", PLAIN))]


def test_a_chain_of_cells_in_chinese_is_that_of_their_ids(both: list[Path]) -> None:
    made = []
    for county in both:
        area = "compulsory-education"
        catalogue = compiled(county.parents[1], "county", "county/profile.yaml", "--area", area)
        rows = [row for topic in catalogue["areas"][0]["topics"] for row in topic["items"]]
        made.append(json.dumps(rows, ensure_ascii=False))
    assert made[0] == made[1]


def test_diff_finds_no_difference_and_explain_says_where(both: list[Path]) -> None:
    said = []
    for county in both:
        done = gapub("explain", ITEM, "--profile", "county/profile.yaml", "--format", "json", cwd=county.parents[1])
        assert done.returncode == 0, done.stderr.decode()
        said.append(json.loads(done.stdout))
        out = ("--area", "compulsory-education", "--format", "json", "-o", "../out-" + county.parents[1].name)
        gapub("compile", "county", "county/profile.yaml", *out, cwd=county.parents[1])
    assert said[0] == said[1]
    done = gapub("diff", "out-typed", "out-plain", "--exit-code", cwd=both[0].parents[2])
    assert done.returncode == 0, done.stdout.decode()


def test_upgrade_leaves_a_cell_in_chinese_as_it_is_written(both: list[Path]) -> None:
    reports = []
    for county in both:
        written = county.read_text()
        done = gapub("upgrade", "county/profile.yaml", "--to", "national-current", cwd=county.parents[1])
        assert done.returncode == 0, done.stderr.decode()
        reports.append(done.stdout)
        assert set(written.splitlines()) <= set(county.read_text().splitlines())
    assert reports[0] == reports[1]


def test_fmt_keeps_a_cell_in_chinese(both: list[Path]) -> None:
    county = both[0]
    gapub("fmt", "county/profile.yaml", cwd=county.parents[1])
    kept = county.read_text()
    for line in TYPED["county"].splitlines():
        assert line in kept
    assert gapub("fmt", "--check", "county/profile.yaml", cwd=county.parents[1]).returncode == 0


def test_a_guideline_in_chinese_is_that_of_ids(tmp_path: Path) -> None:
    shipped = ROOT / "guidelines" / "compulsory-education" / "2019.yaml"
    text = shipped.read_text()
    for plain, typed in (
        ("  body: education\n", "  body: 教育行政部门\n"),
        ("  audience: public\n", "  audience: 全社会√\n"),
        ("  method: proactive\n", "  method: ■主动 □依申请\n"),
        ("  levels: [county]\n", "  levels: 县级\n"),
        ("channels: [website, social-media, public-reading-point]", "channels: 政府网站、两微一端、公开查阅点"),
    ):
        assert plain in text
        text = text.replace(plain, typed)
    local = tmp_path / "guidelines" / "compulsory-education" / "2019.yaml"
    local.parent.mkdir(parents=True)
    local.write_text(text)
    done = gapub("diff", "compulsory-education@2019", shipped.as_posix(), "--exit-code", cwd=tmp_path)
    assert done.returncode == 0, done.stdout.decode()
    # rows have their numbers, although the levels are in Chinese
    (tmp_path / "profile.yaml").write_text(
        'division: {code: "210283", name: 庄河市}\nlevel: county\nexample: true\n'
        "tighten:\n- {item: 03-05, channels: {+: 广播电视}}\n"
    )
    catalogue = compiled(tmp_path, "county", "profile.yaml", "--area", "compulsory-education")
    rows = {row["id"]: row for topic in catalogue["areas"][0]["topics"] for row in topic["items"]}
    assert "broadcast" in [each["id"] for each in rows[ITEM]["channels"]["of"]]


def test_fmt_writes_ids_for_cells_in_chinese_if_asked(both: list[Path]) -> None:
    for county in both:
        done = gapub("fmt", "--ids", "county/profile.yaml", cwd=county.parents[1])
        assert done.returncode == 0, done.stderr.decode()
    assert both[0].read_text() == both[1].read_text()
