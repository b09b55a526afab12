"""`gapub schema KIND --ids`: an editor is offered the ids that the project has, and told of others; who writes the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import in_process
from gapub.cli.schema import with_ids
from gapub.diagnostics import Text
from gapub.sources import library as libraries
from gapub.sources import project as projects
from gapub.sources.ids import ids_of
from gapub.sources.kinds import kind_of
from gapub.sources.library import Library, SourceFile, open_library
from gapub.sources.outline import head, outline
from gapub.yaml.reader import Map, Seq, parse

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted(path for folder in ("guidelines", "catalogues") for path in (ROOT / folder).rglob("*.yaml"))
Part = Callable[[bytes], Map | None]
GUIDELINES = [path for path in SHIPPED if b"\narea: " in path.read_bytes()]
OWN = """\
division: {code: "210283", name: 庄河市}
level: county
add:
- topic: taxation/local
  title: {zh: 本地事项, en: Local matters}
  items:
  - id: tea
    title: {zh: 茶税, en: Tea tax}
    content: [税率]
    basis: unknown
    time_limit: unknown
    body: taxation
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""
OMIT = "levels: [county], ground: no-power, reason: 无"
PROFILE = Path(".gapub/schemas/profile.schema.json")


@cache
def schema(kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(with_ids(kind, projects.find(ROOT)))


def fits(validator: jsonschema.Draft202012Validator, text: str) -> bool:
    tree, found = parse(text.encode(), "x.yaml")
    assert not found
    return bool(validator.is_valid(tree))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_files_name_only_what_there_is(path: Path) -> None:
    tree, _ = parse(path.read_bytes(), path.name)
    schema(kind_of(tree) or "").validate(tree)


@pytest.mark.parametrize(
    ("entry", "is_right"),
    [
        (f"omit: [{{area: taxation, {OMIT}}}]", True),
        (f"omit: [{{area: taxatoin, {OMIT}}}]", False),
        (f"omit: [{{area: 税收管理, {OMIT}}}]", True),
        (f"omit: [{{topic: taxation/policies, {OMIT}}}]", False),
        ("bodies: {taxation: 某局}", True),
        ("bodies: {税务部门: 某局}", True),
        ("bodies: {taxes: 某局}", False),
        ("bodies: {taxation: {areas: {taxation: 某局}}}", True),
        ("bodies: {taxation: {areas: {taxes: 某局}}}", False),
        ("bodies: {taxation: {items: {taxation/a/b: 某局}}}", False),
        ("editions: [taxation@2019]", True),
        ("editions: [taxation@1949]", False),
        (OWN.partition("level: county\n")[2], True),
        (OWN.partition("level: county\n")[2].replace("body: taxation", "body: taxation@county"), True),
        (OWN.partition("level: county\n")[2].replace("body: taxation", "body: taxation@nation"), False),
        (OWN.partition("level: county\n")[2].replace("body: taxation", "body: taxes@county"), False),
        (OWN.partition("level: county\n")[2].replace("[website]", "[web-site]"), False),
        (OWN.partition("level: county\n")[2].replace("basis: unknown", "basis: [no-such-law]"), False),
        (OWN.partition("level: county\n")[2].replace("t: unknown", "t: {within: 5wd, of: [formed]}"), True),
        (OWN.partition("level: county\n")[2].replace("t: unknown", "t: {within: 5wd, of: [forming]}"), False),
    ],
)
def test_a_profile_names_what_there_is(entry: str, is_right: bool) -> None:
    head = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'
    assert fits(schema("profile"), head + entry) == is_right


def test_a_registry_may_name_what_it_adds() -> None:
    law = "title: 甲, en: A, kind: law, status: superseded, seen: [recalled]"
    assert fits(schema("registry"), f"instruments:\n  one: {{{law}, successor: [two]}}\n")
    assert "adoption-law" in with_ids("registry", projects.find(ROOT))["$defs"]["instruments-ids"]["enum"]


def ids(folder: Path, kind: str, of: str) -> dict[str, str]:
    done = in_process.gapub("schema", of, "--ids", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return listed(json.loads(done.stdout), kind)


def listed(made: dict[str, Any], kind: str) -> dict[str, str]:
    found = made["$defs"][f"{kind}-ids"]
    return dict(zip(found["enum"], found["enumDescriptions"], strict=True))


def test_what_ships_has_the_ids_that_its_models_have(tmp_path: Path) -> None:
    """They are taken from the lines that have them, without parsing the files."""
    project = projects.find(ROOT)
    library = open_library(project.guidelines, project.root)
    read, found = library.readable(library.editions())
    assert not found
    fresh = open_library(project.guidelines, project.root)
    known = ids_of(fresh, project._replace(root=tmp_path))
    assert not [each for each in fresh.parsed.values() if each.tree and "area" in each.tree]
    assert known == ids_of(library, project._replace(root=tmp_path))
    assert known["areas"] == {each.area: each.title for each in read}
    assert [*known["editions"]] == [each.name for each in read]
    assert known["topics"] == {
        f"{each.area}/{topic.id}": each.title + Text.same("/") + topic.title for each in read for topic in each.topics
    }
    assert known["items"] == {name: item.title for each in read for name, item in each.rows()}


def only(keys: set[str], tree: Any) -> Any:
    """A tree without other keys than these; titles are whole."""
    if isinstance(tree, Seq):
        return [only(keys, each) for each in tree]
    if not isinstance(tree, Map):
        return tree
    return {key: each if key == "title" else only(keys, each) for key, each in tree.items() if key in keys}


@pytest.mark.parametrize("path", GUIDELINES, ids=lambda path: f"{path.parent.name}/{path.stem}")
@pytest.mark.parametrize("part", [head, outline])
def test_a_part_of_a_shipped_guideline_says_what_the_whole_says(path: Path, part: Part) -> None:
    keys = {"area", "edition", "number", "title", *(("topics", "items", "id") if part is outline else ())}
    data = path.read_bytes()
    assert part(data) == only(keys, parse(data, path.name)[0])


@pytest.mark.parametrize("part", [head, outline])
@pytest.mark.parametrize(
    "text",
    [
        "{area: tea, edition: seen-2031, title: 茶, topics: [{id: a, title: 甲}]}\n",
        "area: tea\nedition: seen-2031\ntitle:\n  zh: 茶\n  en: Tea\ntopics:\n- id: a\n  title: 甲\n",
    ],
)
def test_of_a_guideline_laid_out_otherwise_the_whole_is_read(text: str, part: Part, tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(text, "utf-8")
    path = "guidelines/tea/seen-2031.yaml"
    library = Library({path: SourceFile(path, tmp_path / "tea.yaml", local=False)})
    assert library.shipped("tea@seen-2031", part) == parse(text.encode(), path)[0]


def test_what_was_parsed_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_MEMORY", None)  # of this test alone
    libraries.remember()
    library = open_library(None)
    name = library.editions()[0]
    assert library.shipped(name, head) is not library.shipped(name, head)
    whole = library.shipped(name)
    assert library.shipped(name, head) is whole
    assert library.for_locality().shipped(name, outline) is whole
    assert open_library(None).shipped(name, outline) is whole


def test_an_edition_of_the_project_that_cannot_be_read_has_no_ids(tmp_path: Path) -> None:
    folder = tmp_path / "guidelines/taxation"
    folder.mkdir(parents=True)
    shipped = (ROOT / "guidelines/taxation/2019.yaml").read_text("utf-8").partition("sources:")[0]
    (folder / "2031.yaml").write_text(shipped.replace('edition: "2019"', 'edition: "2031"'), "utf-8")
    assert "taxation@2031" not in ids(tmp_path, "editions", "profile")


def test_the_project_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / "catalogues/a").mkdir(parents=True)
    (tmp_path / "catalogues/a/profile.yaml").write_text(OWN, "utf-8")
    (tmp_path / "catalogues/a/other.yaml").write_text("no: profile\n", "utf-8")
    (tmp_path / "catalogues/a/broken.yaml").write_text("a: [\n", "utf-8")
    (tmp_path / "guidelines/registry").mkdir(parents=True)
    (tmp_path / "guidelines/registry/own.yaml").write_text(
        "groups:\n  tea-farmers: {zh: 茶农, en: Tea farmers}\n", "utf-8"
    )
    assert ids(tmp_path, "items", "profile")["taxation/local/tea"] == "茶税 — Tea tax"
    assert "taxation/local" in ids(tmp_path, "topics", "profile")
    assert ids(tmp_path, "groups", "guideline")["tea-farmers"] == "茶农 — Tea farmers"


def test_what_gapub_writes_itself_has_no_ids(tmp_path: Path) -> None:
    done = in_process.gapub("schema", "rows", "--ids", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"no-ids" in done.stderr


def test_init_and_new_write_and_renew_the_schemas(tmp_path: Path) -> None:
    def run(*words: str) -> bytes:
        done = in_process.gapub(*words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        return done.stderr

    assert PROFILE.name in run("init", "庄河市").decode()
    profile = (tmp_path / "catalogues/210283/profile.yaml").read_text("utf-8")
    assert profile.startswith("# yaml-language-server: $schema=../../.gapub/schemas/profile.schema.json\n")
    run("fmt", "catalogues")
    assert (tmp_path / "catalogues/210283/profile.yaml").read_text("utf-8") == profile
    assert "tea" not in listed(json.loads((tmp_path / PROFILE).read_bytes()), "areas")

    said = run("new", "guideline", "tea", "--title", "茶", "--en", "Tea", "--edition", "2022").decode()
    assert "guideline.schema.json" in said
    assert PROFILE.name not in said
    guideline = (tmp_path / "guidelines/tea/2022.yaml").read_text("utf-8")
    assert guideline.startswith("# yaml-language-server: $schema=../../.gapub/schemas/guideline.schema.json\n")
    assert listed(json.loads((tmp_path / PROFILE).read_bytes()), "areas")["tea"] == "茶 — Tea"
    assert sorted(path.name for path in (tmp_path / ".gapub/schemas").iterdir()) == [
        "guideline.schema.json",
        "profile.schema.json",
    ]


@pytest.mark.parametrize("own", ["{}", "not JSON", '{"$comment": 1}', "[]"])
def test_a_schema_of_a_person_stays(own: str, tmp_path: Path) -> None:
    (tmp_path / PROFILE).parent.mkdir(parents=True)
    (tmp_path / PROFILE).write_text(own, "utf-8")
    assert in_process.gapub("init", "庄河市", cwd=tmp_path).returncode == 0
    done = in_process.gapub("schema", "profile", "--ids", "-o", str(PROFILE), cwd=tmp_path)
    assert (done.returncode, b"output-exists" in done.stderr) == (2, True)
    assert (tmp_path / PROFILE).read_text("utf-8") == own
    done = in_process.gapub("schema", "profile", "--ids", "-o", str(PROFILE), "--overwrite", cwd=tmp_path)
    assert done.returncode == 0
    done = in_process.gapub("schema", "profile", "--ids", "-o", str(PROFILE), cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()


def test_a_profile_elsewhere_names_no_schema(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    done = in_process.gapub("init", "庄河市", "-o", "../profile.yaml", cwd=tmp_path / "project")
    assert done.returncode == 0, done.stderr.decode()
    assert "yaml-language-server" not in (tmp_path / "profile.yaml").read_text("utf-8")
    assert list((tmp_path / "project").iterdir()) == []
