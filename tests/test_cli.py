"""The command line through its front door: processes, exit codes, streams, files on disk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

import in_process
from gapub.cli.schema import Kind
from store import COUNTY, Store, Which

ROOT = Path(__file__).resolve().parent.parent
ZHUANGHE = ROOT / "catalogues" / "liaoning" / "dalian" / "zhuanghe" / "profile.yaml"
FORMATS = {"catalogue.json", "catalogue.md", "index.html", "catalogue.xlsx"}


def gapub(*args: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "gapub", *map(str, args)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        check=False,
    )


def compiled(folder: Path, *args: str | Path, **environment: str) -> dict[str, Any]:
    """The catalogue.json of a compile command run in `folder`."""
    done = gapub("compile", *args, "--format", "json", "-o", "out", cwd=folder, **environment)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads((folder / "out" / "catalogue.json").read_bytes())


def items(catalogue: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for area in catalogue["areas"] for topic in area["topics"] for item in topic["items"]]


def test_compile_writes_the_four_formats_and_vouches_for_them(tmp_path: Path) -> None:
    done = gapub("compile", "county", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    folder = tmp_path / "dist" / "county"
    written = {path.name for path in folder.iterdir()}
    assert written >= FORMATS
    catalogue = json.loads((folder / "catalogue.json").read_bytes())
    hashes = {each["name"]: each["sha256"] for each in catalogue["files"]}
    assert hashes.keys() == written - {"catalogue.json"}
    assert hashes == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in hashes}


@pytest.mark.parametrize(("level", "areas", "rows"), [("county", 26, 489), ("township", 16, 148), ("village", 4, 80)])
def test_the_counts_of_each_level(store: Store, level: str, areas: int, rows: int) -> None:
    catalogue = store.json(Which(level))
    assert (len(catalogue["areas"]), len(items(catalogue))) == (areas, rows)
    assert catalogue["counts"]["items"] == rows


@pytest.mark.parametrize("level", ["county", "township", "village"])
@pytest.mark.parametrize("profile", [None, "liaoning/dalian/zhuanghe"])
def test_catalogues_have_their_schema(store: Store, level: str, profile: str | None) -> None:
    jsonschema.validate(store.json(Which(level, profile)), printed_schema())


@cache
def printed_schema() -> dict[str, Any]:
    """The schema, which is open to fields of later versions, closed: it has to name each that this version writes."""
    schema: dict[str, Any] = json.loads(gapub("schema", "catalogue", cwd=ROOT).stdout)
    for each in (schema, *schema["$defs"].values()):
        each["additionalProperties"] = False
    return schema


def test_same_bytes_from_any_folder_locale_and_hash_seed(tmp_path: Path) -> None:
    surroundings = [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "PYTHONUTF8": "1"},
    ]
    outputs = []
    for i, environment in enumerate(surroundings):
        folder = tmp_path / f"folder {i}" / "中文"
        folder.mkdir(parents=True)
        done = gapub("compile", "county", cwd=folder, **environment)
        assert done.returncode == 0, done.stderr.decode()
        outputs.append({path.name: path.read_bytes() for path in (folder / "dist" / "county").iterdir()})
    assert outputs[0] == outputs[1]


def test_a_profile_gives_the_same_bytes_from_any_folder(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "catalogues", tmp_path / "here" / "catalogues")
    (tmp_path / "there").mkdir()
    profile = "catalogues/liaoning/dalian/zhuanghe"
    one = compiled(tmp_path / "here", "county", profile)
    other = compiled(tmp_path / "there", "county", f"../here/{profile}/profile.yaml")
    assert one == other
    assert f"{profile}/profile.yaml" in {each["path"] for each in one["inputs"]}


def test_line_endings_of_the_sources_do_not_matter(tmp_path: Path, store: Store) -> None:
    expected = store.json(COUNTY)
    local = tmp_path / "guidelines"
    for source in (ROOT / "guidelines").glob("*/*.yaml"):
        copy = local / source.parent.name / source.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    found = compiled(tmp_path, "county")
    assert all(each.pop("local") for each in found["inputs"])
    assert found.pop("seal") != expected.pop("seal"), "it covers the marks that were taken out"
    assert found == expected


def test_a_local_file_lies_over_the_bundled_one(tmp_path: Path) -> None:
    name = "guidelines/fiscal-budgets/2019.yaml"
    (tmp_path / name).parent.mkdir(parents=True)
    text = (ROOT / name).read_text("utf-8").replace("title: {zh: 财政预决算,", "title: {zh: 本地财政,")
    (tmp_path / name).write_text(text, "utf-8")
    catalogue = compiled(tmp_path, "county")
    assert "本地财政" in {area["title"]["zh"] for area in catalogue["areas"]}
    assert [each["path"] for each in catalogue["inputs"] if each.get("local")] == [name]


def test_a_profile_gives_names_addresses_and_cover(store: Store) -> None:
    catalogue = store.json(Which(profile="liaoning/dalian/zhuanghe"))
    assert catalogue["division"] == {"code": "210283", "name": "庄河市"}
    assert catalogue["example"] is True
    assert catalogue["cover"]["office"] == "庄河市人民政府办公室"
    by_id = {item["id"]: item for item in items(catalogue)}
    birth = by_id["household-registration/birth/birth-registration"]
    assert birth["body"]["zh"] == "庄河市公安局"
    assert birth["channels"]["of"][0] == {
        "id": "website",
        "label": "庄河市人民政府网站",
        "url": "https://zhuanghe.example/",
    }
    township = {item["id"]: item for item in items(store.json(Which("township", "liaoning/dalian/zhuanghe")))}
    assert township[birth["id"]]["body"]["zh"] == "派出所"


def test_areas_can_be_chosen(tmp_path: Path) -> None:
    catalogue = compiled(tmp_path, "county", "--area", "taxation", "--area", "health")
    assert [area["id"] for area in catalogue["areas"]] == ["health", "taxation"]
    assert [area["number"] for area in catalogue["areas"]] == ["22", "25"]


REFUSALS = [
    (("compile", "county", "--area", "helth"), "unknown-area", "did you mean 'health'?"),
    (("compile", "county", "--baseline", "national-2018"), "unknown-baseline", "did you mean 'national-2019'?"),
    (("compile", "county", "--format", "json,htm"), "unknown-format", "did you mean 'html'?"),
    (("compile", "county", "nowhere.yaml"), "cannot-read", "check the path"),
    (("compile", "county", "--format", ","), "unknown-format", "known: json"),
]


@pytest.mark.parametrize(("args", "code", "hint"), REFUSALS)
def test_wrong_use_is_refused_in_both_languages(tmp_path: Path, args: tuple[str, ...], code: str, hint: str) -> None:
    done = gapub(*args, cwd=tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert code in said
    assert hint in said
    assert "Traceback" not in said
    assert not (tmp_path / "dist").exists()


BROKEN_PROFILES = [
    ("division: {code: 210283, name: 庄河市}\nlevel: county\n", "shape-kind", "p.yaml:1:18"),
    ('division: {code: "21028", name: 庄河市}\nlevel: county\n', "unknown-name", "p.yaml:1:18"),
    ('division: {code: "210283", name: 庄河市}\nlevel: conty\n', "shape-word", "p.yaml:2:8"),
    ('division: {code: "210283", name: 庄河市}\nlevel: county\nbodys: {}\n', "shape-unknown-field", "p.yaml:3:1"),
    ('division: {code: "210283", name: 庄河市}\nlevel: county\nbodies: {helth: 局}\n', "unknown-body", "p.yaml:3:10"),
    (
        'division: {code: "210283", name: 庄河市}\nlevel: county\nchannels: {web: {label: 网}}\n',
        "unknown-channel",
        "p.yaml:3:12",
    ),
    (
        'division: {code: "210283", name: 庄河市}\nlevel: county\nchannels: {website: {url: "javascript:alert(1)"}}\n',
        "shape-pattern",
        "p.yaml:3:27",
    ),
    ("level: county\n", "shape-one-of", "p.yaml:1:1"),
    ("level: [county\n", "yaml-", "p.yaml:"),
    ("", "yaml-", "p.yaml:1:1"),
]


@pytest.mark.parametrize(("text", "code", "place"), BROKEN_PROFILES)
def test_a_broken_profile_is_told_with_its_place(tmp_path: Path, text: str, code: str, place: str) -> None:
    (tmp_path / "p.yaml").write_text(text, "utf-8")
    done = in_process.gapub("compile", "county", "p.yaml", cwd=tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert f"{place}" in said
    assert f"[{code}" in said
    assert "Traceback" not in said


def test_a_township_profile_cannot_make_a_county_catalogue(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text('division: {code: "210283101", name: 某镇}\nlevel: township\n', "utf-8")
    done = gapub("compile", "county", "p.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "level-above-profile" in done.stderr.decode()


def test_fmt_rewrites_once_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    file = tmp_path / "profile.yaml"
    file.write_bytes(b'level:  county # kept\r\ndivision: {name: X, code: "21"}\r\n')
    assert gapub("fmt", "--check", file, cwd=tmp_path).returncode == 1
    assert file.read_bytes().startswith(b"level:  county")
    assert gapub("fmt", file, cwd=tmp_path).returncode == 0
    assert file.read_bytes() == b'division: {code: "21", name: X}\r\nlevel: county  # kept\r\n'
    assert gapub("fmt", "--check", file, cwd=tmp_path).returncode == 0


UNREADABLE = [
    ("nowhere.yaml", None, "cannot-read"),
    ("x.yaml", "foo: 1\n", "unknown-kind"),
    ("x.yaml", "x: [", "yaml-syntax"),
]


@pytest.mark.parametrize(("name", "text", "code"), UNREADABLE)
def test_fmt_refuses_what_it_cannot_read(tmp_path: Path, name: str, text: str | None, code: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    done = gapub("fmt", name, cwd=tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert code in said
    assert "Traceback" not in said
    assert text is None or (tmp_path / name).read_text("utf-8") == text


def test_fmt_without_folders_is_no_success(tmp_path: Path) -> None:
    assert gapub("fmt", "--check", cwd=tmp_path).returncode == 2


def test_divisions_are_found_by_name(tmp_path: Path) -> None:
    found = json.loads(gapub("divisions", "庄河市", "--format", "json", cwd=tmp_path).stdout)
    assert "210283" in json.dumps(found)


@pytest.mark.parametrize(
    "command", [("list",), ("stats",), ("compile", "county"), ("compile", "county", "--area", "x")]
)
def test_a_gbk_console_prints_without_failing(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = gapub(*command, cwd=tmp_path, PYTHONIOENCODING="gbk")
    assert done.returncode == (2 if "x" in command else 0), done.stderr
    said = (done.stdout + done.stderr).decode("gbk")
    assert "领域" in said
    assert "Traceback" not in said


def test_list_and_stats_agree_with_the_catalogue(tmp_path: Path) -> None:
    listed = json.loads(gapub("list", "--format", "json", cwd=tmp_path).stdout)
    assert {each["id"]: len(each["editions"]) for each in listed["baselines"]} == {
        "national-2019": 26,
        "national-current": 34,
        "national-full-2026": 38,
        "village": 27,
        "village-2026": 27,
    }
    stats = json.loads(gapub("stats", "--baseline", "national-2019", "--format", "json", cwd=tmp_path).stdout)["total"]
    assert stats["items"] == 493
    assert stats["cells"] == 4930
    assert stats["cells_seen"] + stats["cells_recalled"] + stats["cells_unknown"] >= stats["cells"]
    assert stats["level_open"] == 87
    stats = json.loads(gapub("stats", "--baseline", "national-current", "--format", "json", cwd=tmp_path).stdout)[
        "total"
    ]
    assert stats["items"] == 493 - 19 + 50  # rows replaced, rows of the later editions


@pytest.mark.parametrize("module", [["-m", "gapub"], ["-c", "import gapub.__main__ as m; m.main()"]])
def test_version(tmp_path: Path, module: list[str]) -> None:
    from gapub import __version__

    done = subprocess.run(
        [sys.executable, *module, "--version"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().split() == ["gapub", __version__]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_committed_schemas_are_the_printed_ones(tmp_path: Path, kind: str) -> None:
    printed = in_process.gapub("schema", kind, cwd=tmp_path).stdout
    assert (ROOT / "schemas" / f"{kind}.schema.json").read_bytes() == printed
    jsonschema.Draft202012Validator.check_schema(json.loads(printed))
