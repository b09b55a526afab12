"""gapub build: which catalogues there are and where they go, the same bytes as compile makes, and nothing twice."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import localities
from gapub.batch import processes, record, targets
from gapub.batch.options import Options
from gapub.batch.targets import Head, Sources, Target
from gapub.batch.work import Job, Setting
from gapub.batch.writer import Folder, Written
from gapub.model import profile as model
from gapub.output import MANIFEST, disk, lock
from gapub.sources import project as projects
from gapub.sources.library import Library, open_library
from in_process import gapub

ROOT = Path(__file__).resolve().parent.parent
FEW = ("--area", "taxation", "--format", "json", "--jobs", "1")
"""Options with which a catalogue costs little."""
PLACES = {"210283": "庄河市", "210282": "普兰店区", "210281": "瓦房店市"}


def text(code: str | None, name: str, level: str = "county", more: str = "") -> str:
    known = "" if code is None else f'code: "{code}", '
    return f"division: {{{known}name: {name}}}\nlevel: {level}\nexample: true\n{more}"


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")


@cache
def bundled() -> Library:
    return open_library(None)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project with three counties."""
    write(tmp_path, {f"catalogues/{code}/profile.yaml": text(code, name) for code, name in PLACES.items()})
    return tmp_path


def build(place: Path, *more: str | Path, code: int = 0) -> str:
    """Run the command and hold its exit code; what it says on both streams."""
    done = gapub("build", *more, *FEW, cwd=place)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    return said


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file of a build, but for what it remembers."""
    files = (each for each in folder.rglob("*") if each.is_file() and ".gapub-build" not in each.parts)
    return {each.relative_to(folder).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


def times(folder: Path) -> dict[str, tuple[int, int]]:
    """Whatever tells that a file was written."""
    return {
        each.relative_to(folder).as_posix(): (each.stat().st_mtime_ns, each.stat().st_ino)
        for each in folder.rglob("*")
        if each.is_file()
    }


# --- which there are, and where they go ----------------------------------------------------------------------------------

FOLDERS = [
    ("county", "210283", "庄河市", "210283", "a/profile.yaml", False, "210283/county"),
    ("township", "210283001", "城关街道", "210283001", "a/towns.yaml", True, "210283001/township"),
    ("township", "210283001", "甲园区", "210283001-甲园区", "a/towns.yaml", True, "210283001-甲园区/township"),
    ("village", "210283001", "甲村", "210283001-甲村", "a/villages.yaml", True, "210283001/village/甲村"),
    ("village", None, "甲村", "甲村", "a/villages.yaml", True, "a/villages/village/甲村"),
    ("county", None, "高新区", "高新区", "catalogues/zone/profile.yaml", False, "catalogues/zone/county"),
    ("county", None, "高新区", "高新区", "catalogues/zone.yaml", False, "catalogues/zone/county"),
    ("county", None, "高新区", "高新区", "zones.yaml", True, "zones/高新区/county"),
    ("county", None, "高新区", "高新区", "profile.yaml", False, "高新区/county"),
]


@pytest.mark.parametrize(("level", "code", "name", "key", "source", "several", "expected"), FOLDERS)
def test_where_a_catalogue_goes(
    level: str, code: str | None, name: str, key: str, source: str, several: bool, expected: str
) -> None:
    assert targets.folder_of(level, code, name, key, source, several=several) == expected


def found(place: Path, *folders: str, levels: tuple[str, ...] = ()) -> tuple[set[str], list[str]]:
    """The folders of what would be made of these, and the codes of what is told."""
    sources = Sources(projects.find(place, ()), bundled, {})
    every, wrong = sources.find([place / each for each in folders or ("catalogues",)])
    made = [target.folder for each in every for target in targets.of_profile(each, levels)]
    assert len(made) == len(set(made))
    return set(made), [each.code for each in wrong]


def test_profiles_are_found_below_a_folder(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere, {"profile.yaml": text("110101", "东城区")})
    write(
        place,
        {
            "catalogues/profile.yaml": text("21", "辽宁省", "province"),
            "catalogues/city/profile.yaml": text("2102", "大连市", "city"),
            "catalogues/210283/towns.yml": "level: township\ndivisions:\n"
            "- {code: '210283001', name: 城关街道}\n- {code: '210283002', name: 新华街道}\n",
            "catalogues/210283/decisions.yaml": "year: 2026\ndecisions: []\n",
            "catalogues/210283/values.yaml": "replicas: 3\n",
            "catalogues/.hidden/profile.yaml": text("110102", "西城区"),
            "catalogues/210281/notes.txt": "",
        },
    )
    (place / "catalogues/away").symlink_to(elsewhere)
    (place / "catalogues/210283/up").symlink_to(place / "catalogues")
    towns = {"210283001/township", "210283002/township"}
    assert found(place) == ({f"{code}/county" for code in PLACES} | towns, ["outside-root"])
    assert found(place, "catalogues/210283/towns.yml") == (towns, [])
    below = {each.replace("township", "village") for each in towns}
    made, _ = found(place, levels=("village",))
    assert {each.rpartition("/")[0] for each in made} == below | {f"{code}/village" for code in PLACES}
    assert found(place, levels=("county",))[0] == {f"{code}/county" for code in PLACES}, "none above its own level"


HEADS = [
    text("210283", "庄河市"),
    "﻿# 注\n---\n" + text("210283", "庄河市", more="bodies:\n  county-government: 庄河市人民政府\n"),
    '{division: {code: "210283", name: 庄河市}, level: county}\n',
    '"level": 县级\n"division":\n  code: "210283"\n  name: 庄河市\n\n\nexample: true\nextends: "../profile.yaml"\n',
    "extends: ..\nlevel: township\nbodies:\n  township-government: |\n    division: 甲\ndivisions:\n# 一\n"
    "- name: 甲镇\n\n- {code: '210283100', name: 乙镇}\n",
]


@pytest.mark.parametrize(
    "content", [*HEADS, localities.profile(3), localities.profile(5, extends="../../profile.yaml")]
)
def test_the_head_says_what_the_whole_profile_says(content: str, tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(content, "utf-8")
    library = bundled().for_locality()
    library.admit(path)
    whole = library.read(targets_file(path), model.read)[0]
    assert whole is not None
    divisions = tuple((each.division.code, each.division.name, each.place.line) for each in whole.divisions)
    every, wrong = Sources(projects.find(tmp_path, ()), lambda: library, {}).find([path])
    assert (every[0].head, wrong) == (Head(whole.level, divisions, whole.extends), [])


def targets_file(path: Path) -> object:
    from gapub.sources.library import local_file

    return local_file(path)


def test_two_profiles_for_one_place_stop_the_run_before_anything_is_written(place: Path) -> None:
    write(place, {"catalogues/b/other.yaml": text("210283", "庄河")})
    said = build(place, code=2)
    assert "catalogues/210283/profile.yaml:1" in said
    assert "catalogues/b/other.yaml:1" in said
    assert "build-conflict" in said
    assert not (place / "dist").exists()


CLASHES = [
    ({"a.yaml": text(None, "甲区"), "a/county/b/profile.yaml": text(None, "乙区")}, "build-conflict"),
    ({"Zone/profile.yaml": text(None, "甲区"), "zone.yaml": text(None, "乙区")}, "build-conflict"),
    ({"a.yaml": text("210283001", "甲/乙村", "village")}, "build-folder"),
]


@pytest.mark.parametrize(("files", "code"), CLASHES)
def test_what_cannot_stand_beside_each_other(files: dict[str, str], code: str, tmp_path: Path) -> None:
    write(tmp_path, files)
    sources = Sources(projects.find(tmp_path, ()), bundled, {})
    made = [target for each in sources.find([tmp_path])[0] for target in targets.of_profile(each)]
    assert {each.code for each in targets.conflicts(made)} == {code}


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64])
def test_parts_are_the_whole_and_no_two_have_the_same(count: int) -> None:
    whole = targets.general("county", "21")
    parts = [targets.part_of(whole, number, count) for number in range(1, count + 1)]
    assert sorted(each for part in parts for each in part) == sorted(whole)
    assert sum(map(len, parts)) == len(whole) == 100


def test_a_part_does_not_depend_on_what_else_there_is() -> None:
    of_province = set(targets.part_of(targets.general("county", "21"), 2, 5))
    of_city = set(targets.part_of(targets.general("county", "2102"), 2, 5))
    assert of_city == {each for each in of_province if each.folder.startswith("2102")}


# --- the same bytes as compile -------------------------------------------------------------------------------------------


def without_list(folder: Path) -> dict[str, str]:
    return {name: each for name, each in tree(folder).items() if name not in ("index.html", "catalogues.json")}


def test_the_same_bytes_as_compile(tmp_path: Path) -> None:
    """Of the examples, a profile with several divisions among them, in two languages and formats."""
    shutil.copytree(ROOT / "catalogues", tmp_path / "catalogues")
    options = ("--format", "json,html", "--lang", "zh-en", "--area", "taxation", "--area", "health")
    assert gapub("build", "-o", "all", "--jobs", "1", *options, cwd=tmp_path).returncode == 0
    liaoning = "catalogues/liaoning/dalian/zhuanghe"
    for level, profile, folder in (
        ("county", liaoning, "210283/county"),
        ("county", "catalogues/zhejiang/hangzhou/binjiang", "330108/county"),
        ("township", f"{liaoning}/townships.yaml", "{code}/township"),
    ):
        assert gapub("compile", level, profile, "-o", f"one/{level}", *options, cwd=tmp_path).returncode == 0
        if "{" not in folder:
            assert tree(tmp_path / "all" / folder) == tree(tmp_path / "one" / level)
        shutil.move(tmp_path / "one" / level, tmp_path / "one" / folder.replace("/", "-"))
    towns = tmp_path / "one" / "{code}-township"
    assert len(list(towns.iterdir())) == 28
    for each in towns.iterdir():
        if each.is_dir():
            assert tree(tmp_path / "all" / each.name / "township") == tree(each)
    assert gapub("verify", "all", cwd=tmp_path).returncode == 0


def test_the_same_bytes_as_compile_for_many(tmp_path: Path) -> None:
    files = localities.write(tmp_path / "catalogues", 20)
    build(tmp_path, "-o", "all")
    for each in files:
        gapub("compile", "county", each.relative_to(tmp_path), *FEW[:4], "-o", "one", cwd=tmp_path)
        one = (tmp_path / "one" / MANIFEST).read_bytes()
        assert (tmp_path / "all" / each.parent.name / "county" / MANIFEST).read_bytes() == one


def test_the_general_catalogue_of_every_division(tmp_path: Path) -> None:
    """It is that of a profile which says nothing but whose it is, and is made from guidelines alone."""
    assert "新写出 1 个" in build(tmp_path, "--all", "counties", "东莞市")
    write(tmp_path, {"profile.yaml": 'division: {code: "441900", name: 东莞市}\nlevel: county\n'})
    gapub("compile", "county", "profile.yaml", *FEW[:4], "-o", "one", cwd=tmp_path)
    mine, other = (
        json.loads((tmp_path / each / MANIFEST).read_bytes()) for each in ("dist/build/441900/county", "one")
    )
    assert [each for each in other["inputs"] if each not in mine["inputs"]] == [other["inputs"][-1]]
    for each in mine, other:
        del each["inputs"], each["seal"]
    assert mine == other
    assert (
        b"publication-profile"
        in gapub("build", "--all", "counties", "2102", "--for", "publication", cwd=tmp_path).stderr
    )


# --- nothing twice -------------------------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_written_again(place: Path) -> None:
    build(place)
    made, when = tree(place / "dist/build"), times(place / "dist/build")
    assert set(made) == {f"{code}/county/{MANIFEST}" for code in PLACES} | {"index.html", "catalogues.json"}
    build(place)
    build(place, "--check", "--verify")
    assert times(place / "dist/build") == when, "the record of the build neither"
    build(place, "--force")
    assert tree(place / "dist/build") == made
    assert {name: each for name, each in times(place / "dist/build").items() if ".gapub-build" not in name} == {
        name: each for name, each in when.items() if ".gapub-build" not in name
    }


def changed(place: Path, *more: str) -> set[str]:
    """The folders that a check says are out of date, which a build then makes."""
    said = build(place, "--check", *more, code=1)
    lines = [line for line in said.splitlines() if "/county " in line]
    build(place, *more)
    build(place, "--check", *more)
    return {line.partition("/")[0] for line in lines}


def test_only_what_has_changed_is_made(place: Path) -> None:
    build(place)
    every = set(PLACES)
    mine = place / "catalogues/210282/profile.yaml"
    mine.write_text(mine.read_text("utf-8") + "cover: {version: v2}\n", "utf-8")
    assert changed(place) == {"210282"}
    write(place, {"catalogues/210281/decisions.yaml": "year: 2026\ndecisions: []\n"})
    assert "210281" in build(place, "--check", code=1)
    (place / "catalogues/210281/decisions.yaml").unlink()
    build(place, "--check")
    write(place, {"catalogues/profile.yaml": text("2102", "大连市", "city")})
    mine.write_text("extends: ../profile.yaml\n" + mine.read_text("utf-8"), "utf-8")
    assert changed(place) == {"210282"}
    write(place, {"catalogues/profile.yaml": text("2102", "大连市", "city", "cover: {office: 甲}\n")})
    assert changed(place) == {"210282"}, "the profile above it"
    (place / "dist/build/210283/county" / MANIFEST).unlink()
    assert changed(place) == {"210283"}
    shutil.copytree(ROOT / "guidelines/taxation", place / "guidelines/taxation")
    edition = place / "guidelines/taxation/2019.yaml"
    edition.write_text(edition.read_text("utf-8") + "# 注\n", "utf-8")
    assert changed(place) == every
    assert changed(place, "--as-of", "2026-11-24") == every


def test_a_template_that_changed(place: Path) -> None:
    shutil.copytree(ROOT / "templates", place / "own")
    html = ("--templates", "own", "--format", "html")
    assert gapub("build", *FEW[:2], *html, cwd=place).returncode == 0
    assert gapub("build", "--check", *FEW[:2], *html, cwd=place).returncode == 0
    with (place / "own/catalogue.css").open("a") as file:
        file.write("/* mine */\n")
    done = gapub("build", "--check", "--explain", *FEW[:2], *html, cwd=place)
    assert (done.returncode, done.stdout.count(b"templates/catalogue.css")) == (1, 2 * len(PLACES)), (
        done.stdout.decode()
    )


def test_it_says_why(place: Path) -> None:
    assert "还没有编译过" in build(place, "--check", code=1)
    build(place)
    mine = place / "catalogues/210282/profile.yaml"
    mine.write_text(mine.read_text("utf-8") + "# 注\n", "utf-8")
    (place / "dist/build/210281/county" / MANIFEST).write_text("{}", "utf-8")
    said = build(place, "--check", "--explain", code=1)
    assert "210282/county 普兰店区：有变化：catalogues/210282/profile.yaml" in said
    assert f"210281/county 瓦房店市：写出后被改动过：210281/county/{MANIFEST}" in said
    assert "共 3 个目录，2 个需要重做" in said


DAMAGES = {
    "nothing": lambda _: b"",
    "cut off": lambda data: data[: len(data) * 2 // 3],
    "no text": lambda data: b"\xff\x00" + data,
    "another form": lambda data: data.replace(b"gapub-build/", b"gapub-bulid/"),
    "a word changed": lambda data: data.replace("普兰店区".encode(), "普兰店市".encode()),
    "a line of another shape": lambda data: data + f"{record._sealed(['made', 1])}\n{record._sealed(7)}\n".encode(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_record_that_is_damaged_is_made_anew(place: Path, damage: str) -> None:
    build(place)
    made, when = tree(place / "dist/build"), times(place / "dist/build")
    path = place / "dist/build/.gapub-build/all.jsonl"
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    build(place)
    assert tree(place / "dist/build") == made
    assert {name: each for name, each in times(place / "dist/build").items() if ".gapub-build" not in name} == {
        name: each for name, each in when.items() if ".gapub-build" not in name
    }
    build(place, "--check")


# --- what people do to the files -----------------------------------------------------------------------------------------


def test_a_file_that_somebody_edited_is_not_replaced(place: Path) -> None:
    build(place)
    path = place / "dist/build/210282/county" / MANIFEST
    was = path.read_bytes()
    path.write_bytes(was + b" ")
    said = build(place, code=1)
    assert "output-edited" in said
    assert "210282/county 普兰店区" in said
    assert path.read_bytes() == was + b" "
    build(place, "--backup")
    assert path.read_bytes() == was
    assert path.with_name(f"{MANIFEST}.bak").read_bytes() == was + b" "
    path.touch()
    build(place, "--check")
    path.write_bytes(was + b" ")
    build(place, "--overwrite")
    assert path.read_bytes() == was


def test_what_compile_has_written_there_since_is_replaced(place: Path) -> None:
    build(place)
    gapub("compile", "county", "catalogues/210282", "--format", "json,md", "-o", "dist/build/210282/county", cwd=place)
    assert (place / "dist/build/210282/county/catalogue.md").is_file()
    build(place)
    assert not (place / "dist/build/210282/county/catalogue.md").exists(), "as compile itself does"


def test_profiles_that_are_gone(place: Path) -> None:
    build(place)
    shutil.rmtree(place / "catalogues/210281")
    (place / "catalogues/210282").rename(place / "catalogues/elsewhere")
    folder = place / "dist/build/210281/county"
    (folder / "mine.txt").write_text("", "utf-8")
    said = build(place)
    assert "build-gone" in said
    assert "210281/county" in said
    assert "210282/county" not in said, "it lies elsewhere, and is made as before"
    assert folder.is_dir()
    assert "210281" not in (place / "dist/build/index.html").read_text("utf-8")
    build(place, "--prune")
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]
    assert "build-gone" not in build(place)
    assert gapub("verify", "dist/build", cwd=place).returncode == 1, "the file of a person is none of gapub's"


def test_a_profile_that_cannot_be_read_is_not_gone(place: Path) -> None:
    build(place)
    (place / "catalogues/210281/profile.yaml").write_text("division: [\n", "utf-8")
    said = build(place, "--prune", code=1)
    assert "catalogues/210281/profile.yaml" in said
    assert (place / "dist/build/210281/county" / MANIFEST).is_file()


def test_other_folders_are_none_of_this_run(place: Path) -> None:
    build(place)
    assert "build-gone" not in build(place, "catalogues/210281", "--prune")
    assert len(tree(place / "dist/build")) == len(PLACES) + 2
    assert "210283/county" in (place / "dist/build/index.html").read_text("utf-8")


# --- what goes wrong -------------------------------------------------------------------------------------------------------


def test_a_failure_stops_none_of_the_others(place: Path) -> None:
    wrong = text(
        "210281", "瓦房店市", more="omit:\n- {item: taxation/nowhere/nothing, ground: no-matter, reason: 无}\n"
    )
    write(place, {"catalogues/210281/profile.yaml": wrong, "catalogues/broken/profile.yaml": "level: county\n"})
    said = build(place, code=1)
    assert "catalogues/210281/profile.yaml:5" in said
    assert "catalogues/broken/profile.yaml:1" in said
    assert "未能写出：210281/county 瓦房店市" in said
    assert set(tree(place / "dist/build")) >= {f"{code}/county/{MANIFEST}" for code in ("210282", "210283")}
    assert not (place / "dist/build/210281/county").exists()
    said = build(place, code=1)
    assert "新写出 0 个，未变 2 个" in said
    said = build(place, "-o", "fast", "--fail-fast", code=1)
    assert not (place / "fast/210283").exists()


def test_a_full_disk_is_told_of_each_and_the_run_resumes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written, room = disk.write, [2]

    def full(descriptor: int, data: bytes) -> None:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        room[0] -= 1
        written(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "write", full)
        said = build(place, code=2)
    assert "output-disk-full" in said
    assert [each for each in (place / "dist/build").rglob("*.json") if not json.loads(each.read_bytes())] == []
    build(place)
    whole = tree(place / "dist/build")
    build(place, "-o", "fresh")
    assert tree(place / "fresh") == whole


WRONG = [
    (("nowhere",), 2, "cannot-read"),
    (("--part", "3/2"), 2, "3/2"),
    (("--part", "x"), 2, "K/N"),
    (("--all", "counties", "2102", "2103"), 2, "--all"),
    (("--all", "counties", "无此地"), 2, "unknown-division"),
    (("--all", "counties", "2102", "--level", "village"), 2, "--level"),
    (("--format", "doc"), 2, "unknown-format"),
    (("--site-url", "https://example.org/"), 2, "without-site"),
    (("--allow-unverified",), 2, "bad-options"),
    (("--jobs", "0"), 2, "jobs"),
]


@pytest.mark.parametrize(("options", "code", "told"), WRONG)
def test_a_command_line_that_makes_no_sense(place: Path, options: tuple[str, ...], code: int, told: str) -> None:
    done = gapub("build", *options, cwd=place)
    assert done.returncode == code, done.stderr.decode()
    assert told in done.stderr.decode()
    assert not (place / "dist").exists()


def test_nothing_to_make(tmp_path: Path) -> None:
    (tmp_path / "catalogues").mkdir()
    assert "build-nothing" in build(tmp_path, code=2)


def test_another_run_in_the_same_folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = place / "dist/build/.gapub-build/all.lock"
    held.parent.mkdir(parents=True)
    script = f"import fcntl, time; file = open({str(held)!r}, 'w'); fcntl.flock(file, 2); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        monkeypatch.setattr(lock, "PATIENCE", 0.1)
        assert "output-busy" in build(place, code=2)
        build(place, "--part", "1/1")
        other.kill()
    build(place)


# --- parts, and the page above ---------------------------------------------------------------------------------------------


def test_parts_together_are_the_whole(place: Path) -> None:
    build(place, "-o", "whole")
    for number in (2, 1, 3):
        build(place, "-o", "parts", "--part", f"{number}/3")
    assert tree(place / "parts") == tree(place / "whole")
    build(place, "-o", "parts", "--check")
    (place / "parts/index.html").unlink()
    build(place, "-o", "parts", "--index")
    assert tree(place / "parts") == tree(place / "whole")


def test_the_page_above(place: Path) -> None:
    write(place, {"catalogues/zone.yaml": text(None, "高新区"), "catalogues/bj.yaml": text("110101", "东城区")})
    assert gapub("build", *FEW[:2], "--format", "json,html", cwd=place).returncode == 0
    page = (place / "dist/build/index.html").read_text("utf-8")
    for said in ("辽宁省", "北京市", "没有代码的", "大连市", 'href="210283/county/index.html"', "5 个目录"):
        assert said in page
    assert 'href="catalogues/zone/county/index.html"' in page
    assert gapub("verify", "dist/build", cwd=place).returncode == 0


# --- processes that die ----------------------------------------------------------------------------------------------------


class Deadly(NamedTuple):
    """Writes into a folder, and kills its process at one locality, so many times."""

    folder: Folder
    at: str
    times: int

    def write(
        self, folder: str, files: Mapping[str, bytes], known: Mapping[str, str] | None, last: str = MANIFEST
    ) -> Written:
        died = self.folder.path / "died"
        before = died.read_text() if died.exists() else ""
        if folder == self.at and len(before) < self.times:
            died.write_text(before + "x")
            os.kill(os.getpid(), signal.SIGKILL)
        return self.folder.write(folder, files, known, last)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_worker_that_is_killed_loses_no_result(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One locality kills whoever makes it: its batch is done again, and then it is reported alone."""
    monkeypatch.setattr(processes, "TRIES", 2)
    (place / "out").mkdir()
    writer = Deadly(Folder(place / "out"), "210282/county", 2)
    setting = Setting(Options(("json",), areas=("taxation",)), place, (place / "catalogues",), writer)  # type: ignore[arg-type]  # it only writes
    jobs = [
        Job(Target("county", code, name, f"{code}/county", str(place / f"catalogues/{code}/profile.yaml"), key=code))
        for code, name in PLACES.items()
    ]
    results = list(processes.Processes(1)(setting, [jobs]))
    assert sorted(each.target.folder for each in results) == sorted(f"{code}/county" for code in PLACES)
    failed = {each.target.code: [finding.code for finding in each.found] for each in results if each.failed}
    assert failed == {"210282": ["build-worker"]}
    assert (place / "out/died").read_text() == "xx"
    assert all((place / "out" / each.target.folder / MANIFEST).is_file() for each in results if not each.failed)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_does_not_hear_the_terminal(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C reaches it while it still imports; the process that began it hears it then, and no worker has a traceback."""
    begun = processes.get_context("spawn").Process
    masks = list[set[signal.Signals]]()

    def start(_: object) -> None:
        masks.append(signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(begun, "start", start)
    setting = Setting(Options(("json",), areas=("taxation",)), place, (), Folder(place / "out"))
    with pytest.raises(KeyboardInterrupt):
        processes._started(setting, [])
    assert [signal.SIGINT in each for each in masks] == [True]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def running(place: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gapub", "build", "-o", "out", *FEW, *more]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(command, cwd=place, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_run_that_is_killed_resumes(place: Path) -> None:
    build(place, "-o", "whole")
    chance = random.Random(7)
    for _ in range(3):
        run = running(place)
        deadline = time.monotonic() + 20
        while not (place / "out/.gapub-build").is_dir() and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.15)
        run.kill()
        run.wait()
    build(place, "-o", "out")
    assert tree(place / "out") == tree(place / "whole")
    assert [each.name for each in (place / "out").rglob(".*.gapub*")] == []


def steps(page: str) -> list[str]:
    blocks = re.findall("```sh steps\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL)
    return [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]


def test_the_steps_of_the_page(tmp_path: Path) -> None:
    """In a project with one county, of one area so that it takes no time."""
    assert steps("build.md") == steps("build.zh-CN.md")
    for name in ("liaoning/profile.yaml", "liaoning/dalian/profile.yaml", "liaoning/dalian/zhuanghe/profile.yaml"):
        (tmp_path / "catalogues" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "catalogues" / name, tmp_path / "catalogues" / name)
    for command in steps("build.md"):
        few = FEW[:2] if command.startswith("gapub build") else ()
        done = gapub(*command.split()[1:], *few, cwd=tmp_path)
        assert done.returncode == 0, (command, done.stderr.decode())
