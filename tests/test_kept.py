"""The kept form of a parsed file: the same tree, places and all, and nothing but a saving of time."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import rule_examples as examples
from gapub.model import guideline, registry
from gapub.rules.documents import document
from gapub.sources import kept, library
from gapub.sources.bundle import bundled
from gapub.yaml import kept as form
from gapub.yaml.reader import parse
from gapub.yaml.tree import Map, Seq
from test_rules import findings, shown
from test_yamlfile import TEXTS, trees

SHIPPED = sorted(bundled("guidelines").glob("*/*.yaml"))
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")


def again(data: bytes) -> tuple[Map, Map, Map]:
    """The tree of a file, and what its kept form gives: without places, and with them alone."""
    fresh, found = parse(data, "a.yaml")
    assert isinstance(fresh, Map)
    assert found == []
    kept_form, places = form.dump(fresh, ""), form.dump_places(fresh)
    return fresh, form.load(kept_form, data), form.load(kept_form, b"", lambda: places)


def facts(node: Any) -> Iterator[Any]:
    """All there is to ask of a tree."""
    yield type(node)
    if isinstance(node, Map):
        yield from (node.line, node.column, list(node), node.key_places, node.value_places)
        for value in node.values():
            yield from facts(value)
    elif isinstance(node, Seq):
        yield from (node.line, node.column, len(node), node.places)
        for value in node:
            yield from facts(value)
    else:
        yield repr(node)  # not a number is not equal to itself, and 1 is equal to true


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_shipped_files_are_the_same(path: Path) -> None:
    fresh, *kept_ones = again(path.read_bytes())
    for known in kept_ones:
        assert known == fresh
        assert list(facts(known)) == list(facts(fresh))


@given(st.dictionaries(TEXTS, trees(TEXTS), min_size=1), st.sampled_from([None, False, True]))
def test_every_tree_is_the_same(tree: dict[str, Any], flow: bool | None) -> None:
    data = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, default_flow_style=flow).encode()
    value, found = parse(data, "a.yaml")
    if isinstance(value, Map) and not found:  # an alias, say, is none
        fresh, *kept_ones = again(data)
        assert [list(facts(known)) for known in kept_ones] == [list(facts(fresh))] * 2


def test_lines_are_known_without_reading_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, known, _ = again(b"a:\n- b: 1\n- c: [1, {d: 2}]\n")
    monkeypatch.setattr(form.Origin, "_read", lambda _: pytest.fail("the file was read again"))
    assert known["a"][1].line == fresh["a"][1].line == 3
    assert known["a"][1]["c"][1].line == 3
    with pytest.raises(AttributeError):
        _ = known["a"][0].colour
    with pytest.raises(AttributeError):
        _ = fresh.origin


# --- what is kept where ----------------------------------------------------------------------------------------------

ROW = SHIPPED[3].read_bytes()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of forms, not there yet."""
    monkeypatch.setenv("GAPUB_NO_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "gapub" / "parsed"


def kept_of(data: bytes = ROW) -> Map:
    """A tree, kept."""
    tree, _ = parse(data, "a.yaml")
    assert isinstance(tree, Map)
    kept.keep(tree, data, "guideline")
    return tree


@pytest.mark.usefixtures("folder")
def test_what_was_kept_is_found_by_its_content() -> None:
    assert kept.tree(ROW) is None
    fresh = kept_of()
    known = kept.tree(ROW)
    assert known == fresh
    assert known is not None
    assert known.is_known_as("guideline")
    assert not known.is_known_as("registry")
    assert not known["document"].is_known_as("guideline")
    assert kept.tree(ROW + b"\n") is None


@posix
def test_forms_are_for_their_owner_alone(folder: Path) -> None:
    kept_of()
    (entry,) = folder.iterdir()
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder.parent, folder, entry)] == [0o700, 0o700, 0o600]


DAMAGE: dict[str, Any] = {
    "empty": lambda _: b"",
    "cut": lambda line: line[: line.index(b"\t")],
    "cut within": lambda line: line[: line.index(b"\t") - 9] + line[line.index(b"\t") :],
    "another text": lambda line: line.replace("公开".encode(), "公关".encode(), 1),
    "another file": lambda line: b"0" * 64 + line[64:],
    "no form": lambda _: b"{}",
    "no text": lambda _: b"\xff" * 300,
    "a bit": lambda line: line[:200] + bytes([line[200] ^ 1]) + line[201:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_damaged_is_as_good_as_none(folder: Path, damage: Any) -> None:
    kept_of()
    (entry,) = folder.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    assert kept.tree(ROW) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line[:-9],
        lambda line: line[: line.index(b"\t") + 1],
        lambda line: line[:130] + bytes([line[130] ^ 1]) + line[131:],
        lambda line: line.replace(b",17,", b",18,", 1),
    ],
    ids=["cut", "none", "another seal", "another place"],
)
def test_where_places_are_damaged_the_file_is_read_again(folder: Path, damage: Any) -> None:
    fresh = kept_of()
    (entry,) = folder.iterdir()
    line = entry.read_bytes()
    entry.write_bytes(damage(line))
    assert entry.read_bytes() != line
    known = kept.tree(ROW)
    assert list(facts(known)) == list(facts(fresh))


def test_kept_places_are_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = kept_of()
    monkeypatch.setattr(form.Origin, "_read", lambda _: pytest.fail("the file was read again"))
    assert folder.is_dir()
    assert list(facts(kept.tree(ROW))) == list(facts(fresh))


def test_none_is_read_or_written_where_none_is_wanted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_of()
    monkeypatch.setenv("GAPUB_NO_CACHE", "1")
    assert kept.tree(ROW) is None
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.parent.parent / "other"))
    kept_of()
    assert not (folder.parent.parent / "other").exists()


@posix
@pytest.mark.parametrize("linked", ["gapub", "gapub/parsed", "entry"])
def test_nothing_behind_a_link_is_read_or_written(folder: Path, linked: str) -> None:
    kept_of()
    (entry,) = folder.iterdir()
    link = entry if linked == "entry" else folder.parent.parent / linked
    elsewhere = folder.parent.parent / "elsewhere"
    link.rename(elsewhere)
    link.symlink_to(elsewhere)
    assert kept.tree(ROW) is None
    before = sorted(map(str, elsewhere.rglob("*")))
    kept_of(ROW + b"\n")
    assert sorted(map(str, elsewhere.rglob("*"))) == before


@pytest.mark.usefixtures("folder")
def test_a_form_of_another_gapub_or_parser_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_of()
    for name, other in (("_facts", lambda: ("other",)), ("__version__", "0.0.1")):
        with monkeypatch.context() as patch:
            patch.setattr(kept, name, other)
            assert kept.tree(ROW) is None
    with monkeypatch.context() as patch:
        patch.setattr(form, "FORM", form.FORM + 1)
        assert kept.tree(ROW) is None
    assert kept.tree(ROW) is not None


def test_the_oldest_forms_are_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for n in range(5):
        kept_of(ROW + b"\n" * n)
        for entry in folder.iterdir():
            os.utime(entry, (entry.stat().st_mtime - 10, entry.stat().st_mtime - 10))
    assert len(list(folder.iterdir())) == 3
    assert kept.tree(ROW) is None
    assert kept.tree(ROW + b"\n" * 4) is not None


def test_a_library_keeps_what_is_right_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    right, wrong = tmp_path / "guidelines" / "a" / "2019.yaml", tmp_path / "guidelines" / "b" / "2019.yaml"
    for path, data in ((right, ROW), (wrong, ROW.replace(b"edition:", b"editoin:"))):
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    sources = [library.local_file(path) for path in (right, wrong)]
    opened = library.Library({}, roots=(tmp_path,))
    read = [opened.read(source, guideline.read) for source in sources]
    assert [bool(found) for _, found in read] == [False, True]
    assert len(list(folder.iterdir())) == 1
    another = library.Library({}, roots=(tmp_path,))
    assert [another.read(source, guideline.read) for source in sources] == read
    tree = another.parse(sources[0]).tree
    assert tree is not None
    assert tree.is_known_as("guideline")


@pytest.mark.usefixtures("folder")
def test_forms_say_what_the_files_say() -> None:
    """The models made of kept forms are those that are made of the files."""
    found = []
    for _ in range(2):
        opened = library.open_library(None)
        found.append((opened.registry._replace(references=()), opened.guidelines(opened.editions())))
        assert [each.place for each in opened.registry.references]
    assert found[0] == found[1]
    assert json.dumps([each.tree for each in opened.parsed.values()]) != ""
    assert all(each.tree is None or hasattr(each.tree, "origin") for each in opened.parsed.values())
    assert {type(each.tree) for each in opened.parsed.values()} == {Map}
    assert registry.dangling(opened.registry, opened.editions()) == []


# --- findings, and several processes ----------------------------------------------------------------------------------

EXAMPLES = [
    rule.code
    for rule in shown()
    if document(rule.code).frame not in ("raw", "profile") and rule.family not in ("yaml", "shape")
][::9]
"""Rules whose example is a guideline or a registry that can be read: every ninth, as each takes a library of its own."""


@pytest.mark.parametrize("code", EXAMPLES)
def test_findings_of_a_kept_form_have_the_same_places(
    code: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    explained = document(code)
    written = examples.files(explained.frame, explained.bad)
    kept_ones = []
    told = []
    for wanted in ("1", "", ""):
        monkeypatch.setenv("GAPUB_NO_CACHE", wanted)
        told.append(findings(tmp_path / "project", written, monkeypatch))
        kept_ones.append(len(list(folder.iterdir())) if folder.is_dir() else 0)
    assert told[0] == told[1] == told[2] != []
    assert kept_ones[0] == 0 < kept_ones[1] == kept_ones[2]


WRITER = """
import sys
from gapub.sources import kept
from gapub.yaml.reader import parse
for n in range(200):
    data = b"a:\\n- {b: %d, c: [x, y]}\\n" % (n % 5)
    found = kept.tree(data)
    made, _ = parse(data, "")
    assert found is None or found == made, found
    kept.keep(made, data, "guideline")
"""


def test_several_processes_may_write_at_once(folder: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", WRITER], stderr=subprocess.PIPE) for _ in range(3)]
    assert [each.communicate()[1] for each in running] == [b"", b"", b""]
    assert [each.returncode for each in running] == [0, 0, 0]
    assert [each.suffix for each in folder.iterdir()] == [".json"] * 5


@posix
def test_where_nothing_can_be_written_nothing_is_said(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder.parent.write_text("a file in place of the folder", "utf-8")
    assert kept.tree(ROW) is None
    kept_of()
    assert kept.tree(ROW) is None
    assert capfd.readouterr() == ("", "")
