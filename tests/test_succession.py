"""An old edition beside a later one: rows are replaced by rows, and what has no successor stays, marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gapub.build.prepare import prepare
from gapub.build.succession import succeed
from gapub.diagnostics import Text
from gapub.model.guideline import Guideline, read
from gapub.render.json import files
from gapub.render.view import view
from gapub.sources.library import open_library
from gapub.yaml.reader import parse
from in_process import gapub

ROOT = Path(__file__).parents[1]


def edition(name: str, rows: str, supersedes: str = "") -> Guideline:
    """An edition whose rows are given as `topic/item`, with `< area@edition/topic/item` after those that come from one."""
    area, _, label = name.partition("@")
    topics: dict[str, list[str]] = {}
    for row in filter(None, map(str.strip, rows.split(","))):
        here, _, old = row.partition(" < ")
        topic, _, item = here.partition("/")
        link = f", formerly: [{old}], formerly_basis: inferred" if old else ""
        topics.setdefault(topic, []).append(
            f"  - {{id: '{item}', title: {{zh: 甲, en: A}}{link}, evidence: recalled}}\n"
        )
    text = (
        f'area: {area}\nedition: "{label}"\nnumber: 1\ntitle: {{zh: 甲, en: A}}\nissuer: {{zh: 甲, en: A}}\n'
        "document: {title: 甲, status: recalled}\ncoverage: {status: unknown}\n"
        + (f"supersedes: [{supersedes}]\n" if supersedes else "")
        + "defaults: {content: unknown, basis: unknown, time_limit: unknown, body: finance, channels: unknown, "
        "audience: public, method: proactive, levels: unknown}\n"
        + ("topics:\n" if topics else "")
        + "".join(
            f"- id: {id_}\n  title: {{zh: 甲, en: A}}\n  items:\n{''.join(items)}" for id_, items in topics.items()
        )
    )
    tree, found = parse(text.encode(), name)
    assert tree is not None, found
    guideline, found = read(tree, name)
    assert guideline is not None, found
    return guideline


def left(*guidelines: Guideline) -> dict[str, str]:
    """What stands, by edition: the rows in order, those carried over with a `+`."""
    return {
        each.name: " ".join(f"{name.partition('/')[2]}{'+' * item.carried}" for name, item in each.rows())
        for each in succeed(guidelines)
    }


OLD = edition("old@2019", "a/1, a/2, b/1")


@pytest.mark.parametrize(
    ("later", "stands"),
    [
        (edition("new@2021", "c/1"), {"old@2019": "a/1 a/2 b/1", "new@2021": "c/1"}),
        (edition("new@2021", "c/1", "old@2019"), {"old@2019": "a/1+ a/2+ b/1+", "new@2021": "c/1"}),
        (edition("new@2021", "c/1 < old@2019/a/2", "old@2019"), {"old@2019": "a/1+ b/1+", "new@2021": "c/1"}),
        (edition("new@2021", "c/1 < old@2019/b/1", "old@2019"), {"old@2019": "a/1+ a/2+", "new@2021": "c/1"}),
        (edition("new@2021", "c/1 < old@2019/a/2"), {"old@2019": "a/1 b/1", "new@2021": "c/1"}),
        (
            edition("new@2021", "c/1 < old@2019/a/1, c/2 < old@2019/a/2, c/3 < old@2019/b/1", "old@2019"),
            {"new@2021": "c/1 c/2 c/3"},
        ),
        (edition("new@2021", "c/1 < old@2018/a/2", "old@2018"), {"old@2019": "a/1 a/2 b/1", "new@2021": "c/1"}),
        (edition("new@2021", "", "old@2019"), {"old@2019": "a/1+ a/2+ b/1+", "new@2021": ""}),
        (edition("new@2021", "c/1, c/2 < new@2021/c/1"), {"old@2019": "a/1 a/2 b/1", "new@2021": "c/1 c/2"}),
    ],
    ids=[
        "side by side",
        "superseded, no links",
        "one replaced",
        "a topic goes with its last row",
        "a link is enough",
        "all replaced",
        "an edition that is not there",
        "a later one without rows",
        "a row of its own edition is not replaced",
    ],
)
def test_what_stands(later: Guideline, stands: dict[str, str]) -> None:
    assert left(OLD, later) == stands
    assert left(later, OLD) == stands


def test_what_is_not_touched_is_the_same_value() -> None:
    later = edition("new@2021", "c/1")
    assert [each is given for each, given in zip(succeed([OLD, later]), [OLD, later], strict=True)] == [True, True]


def test_the_links_that_ship_lead_to_rows() -> None:
    library = open_library(Path("no such folder"))
    editions = {each.name: each for each in library.guidelines(library.editions())}
    rows = {f"{name}{row[len(each.area) :]}" for name, each in editions.items() for row, _ in each.rows()}
    links = [link for each in editions.values() for _, item in each.rows() for link in item.formerly]
    assert len(links) == len(set(links)) == 20
    assert set(links) <= rows
    assert {old for each in editions.values() for old in each.supersedes} == {link.partition("/")[0] for link in links}


# --- in a catalogue --------------------------------------------------------------------------------------------------


def compiled(folder: Path, *arguments: str) -> dict[str, str]:
    """The files that `gapub compile` writes."""
    done = gapub("compile", *arguments, "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return {path.name: path.read_text("utf-8") for path in (folder / "out").iterdir() if path.suffix != ".xlsx"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_row_carried_over_says_so_in_print(lang: str, tmp_path: Path) -> None:
    area = ("--area", "poverty-alleviation", "--lang", lang)
    said = {"zh": "沿用旧版，未见新版对应事项", "en": "Carried over; no successor seen in the newer edition"}[lang]
    now = compiled(tmp_path, "county", *area, "--baseline", "national-current", "--format", "md,html")
    assert (now["catalogue.md"].count(said), now["index.html"].count(f"<p>{said}</p>")) == (4, 4)
    before = compiled(tmp_path, "county", *area, "--format", "md,html")
    assert not any(said in text for text in before.values())


@pytest.mark.parametrize("area", ["poverty-alleviation", "territorial-spatial-planning", "statistics", "taxation"])
def test_an_area_is_the_same_alone_and_among_all(area: str) -> None:
    def compiled(areas: tuple[str, ...]) -> dict[str, object]:
        ready = prepare("county", None, baseline="national-current", areas=areas)
        made = ready.catalogue(None)
        (found,) = (each for each in json.loads(files(made, {})["catalogue.json"])["areas"] if each["id"] == area)
        numbers = [item.pop("number") for topic in found["topics"] for item in topic["items"]]
        assert numbers == sorted(numbers)
        return dict(found)

    assert compiled((area,)) == compiled(())


def test_only_files_that_supersede_are_read_besides_the_areas_asked_for() -> None:
    def read_for(baseline: str) -> set[str]:
        inputs = prepare("county", None, baseline=baseline, areas=("taxation",)).inputs()
        return {each.path for each in inputs if "/registry/" not in each.path}

    assert read_for("national-2019") == {"guidelines/taxation/2019.yaml"}
    assert read_for("national-current") == {
        "guidelines/taxation/2019.yaml",
        "guidelines/natural-resources/seen-2024.yaml",
        "guidelines/rural-revitalisation/seen-2025.yaml",
    }


def test_an_area_without_rows_is_printed_without_a_table(tmp_path: Path) -> None:
    made = compiled(
        tmp_path, "county", "--area", "customs", "--baseline", "national-current", "--format", "md,html,xlsx"
    )
    for name in ("catalogue.md", "index.html"):
        assert "隶属海关" in made[name]
    assert "<table" not in made["index.html"]
    ready = prepare("county", None, baseline="national-current", areas=("customs",))
    made_of = ready.catalogue(None)
    (table,) = view(made_of).tables
    assert (table.rows, table.checks, made_of.counts.items, made_of.counts.areas) == ((), (), 0, 1)


def test_a_locality_may_leave_such_an_area_out(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(
        'division: {code: "330108", name: 滨江区}\nlevel: county\nbaseline: national-current\nomit:\n'
        "- {area: customs, levels: [county], ground: no-power, reason: 本区没有海关机构}\n",
        "utf-8",
    )
    made = compiled(tmp_path, "county", "profile.yaml", "--format", "md,html")
    catalogue = json.loads(made["catalogue.json"])
    assert len(catalogue["areas"]) == 33
    assert "customs" not in [area["id"] for area in catalogue["areas"]]
    assert [(each["id"], each["ground"]) for each in catalogue["omitted"]] == [("customs", "no-power")]
    assert all("本区没有海关机构" in made[name] for name in ("catalogue.md", "index.html"))


def test_such_an_area_stands_in_the_county_s_catalogue_alone() -> None:
    ready = prepare("township", None, baseline="national-current", areas=("customs",))
    made = ready.catalogue(None)
    assert made.areas == ()
    assert ready.guidelines[0].title == Text("海关", "Customs")
