"""Shapes: what `check` finds, and that the JSON Schema says the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.diagnostics import Place, Text
from gapub.fmt.emit import emit
from gapub.model import shape as shapes
from gapub.model.naming import Meaning, understood
from gapub.model.schema import json_schema
from gapub.model.shape import (
    Context,
    Either,
    Fault,
    FaultError,
    Field,
    Many,
    Record,
    Scalar,
    Shape,
    Table,
    check,
    read,
)
from gapub.sources.kinds import KINDS, kind_of, shape_of
from gapub.yaml.locations import Entry
from gapub.yaml.reader import parse

ROOT = Path(__file__).resolve().parent.parent
DOC = Text("说明", "doc")
TOY = Record(
    "toy",
    (
        Field("id", Scalar(pattern="^[a-z]+$"), DOC, required=True),
        Field("count", Scalar("integer"), DOC),
        Field("flag", Scalar("flag"), DOC),
        Field("colour", Scalar(words=("red", "green")), DOC),
        Field("names", Many(Scalar()), DOC),
        Field("table", Table(Scalar()), DOC),
        Field("either", Either(text=Scalar(words=("unknown",)), sequence=Many(Scalar(), least=2)), DOC),
        Field(
            "choice", Record("choice", (Field("a", Scalar(), DOC), Field("b", Scalar(), DOC)), one_of=("a", "b")), DOC
        ),
        Field("pair", Record("pair", (Field("a", Scalar(), DOC), Field("b", Scalar(), DOC)), needs={"b": "a"}), DOC),
    ),
)

CASES = [
    ("id: a", []),
    ("id: A", [("shape-pattern", 1, 5)]),
    ("id: ' '", [("shape-empty", 1, 5)]),
    ("id: 3", [("shape-kind", 1, 5)]),
    ("count: 1", [("shape-missing-field", 1, 1)]),
    ("id: a\ncount: x", [("shape-kind", 2, 8)]),
    ("id: a\ncount: true", [("shape-kind", 2, 8)]),
    ("id: a\nflag: yes", [("shape-kind", 2, 7)]),
    ("id: a\ncolour: rad", [("shape-word", 2, 9)]),
    ("id: a\nnames: []", [("shape-empty", 2, 8)]),
    ("id: a\nnames: [b, [c]]", [("shape-kind", 2, 12)]),
    ("id: a\nnames: b", [("shape-kind", 2, 8)]),
    ("id: a\ntable: {B: c}", [("shape-id", 2, 9)]),
    ("id: a\ntable: {b: {}}", [("shape-kind", 2, 12)]),
    ("id: a\neither: unknwon", [("shape-word", 2, 9)]),
    ("id: a\neither: [b]", [("shape-empty", 2, 9)]),
    ("id: a\neither: {b: c}", [("shape-kind", 2, 9)]),
    ("id: a\nchoice: {}", [("shape-one-of", 2, 9)]),
    ("id: a\nchoice: {a: b, b: c}", [("shape-one-of", 2, 16)]),
    ("id: a\npair: {a: b}", []),
    ("id: a\npair: {b: b}", [("shape-needs", 2, 8)]),
    ("id: a\ncolor: red", [("shape-unknown-field", 2, 1)]),
    ("id: a\nb: 1\nc: 2\nd: 3", [("shape-unknown-field", n, 1) for n in (2, 3, 4)]),
    ("id: a\nb: 1\ncount: x\nc: 2\nd: 3\ne: 4", [("shape-unknown-field", 2, 1), ("shape-kind", 3, 8)]),
    ("id: A\ncolor: red\ncount: x", [("shape-pattern", 1, 5), ("shape-unknown-field", 2, 1), ("shape-kind", 3, 8)]),
    ("[a]", [("shape-kind", 1, 1)]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_check_finds(text: str, expected: list[tuple[str, int, int]]) -> None:
    tree, faults = parse(text.encode(), "toy.yaml")
    assert not faults
    found = check(tree, TOY, "toy.yaml")
    assert [(each.code, each.place.line, each.place.column) for each in found if each.place] == expected
    assert jsonschema.Draft202012Validator(json_schema(TOY, DOC)).is_valid(tree) == (not expected)


HINTS = [
    ("id: a\ncolour: rad", "did you mean 'red'?"),
    ("id: a\ncolour: blue", "known: red, green"),
    ("id: a\ncolor: red", "did you mean 'colour'?"),
    ("id: 2019", 'put it in quotes: "2019"'),
    ("id: true", 'put it in quotes: "true"'),
]


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_hints_name_the_mend(text: str, hint: str) -> None:
    tree, _ = parse(text.encode(), "toy.yaml")
    (found,) = check(tree, TOY, "toy.yaml")
    assert found.hint is not None
    assert found.hint.en == hint


SHIPPED = sorted(path for folder in ("guidelines", "catalogues") for path in (ROOT / folder).rglob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_files_have_their_shape_and_schema_and_name_it(path: Path) -> None:
    data = path.read_bytes()
    tree, faults = parse(data, path.name)
    assert not faults
    kind = kind_of(tree)
    assert kind is not None
    assert check(tree, shape_of(kind), path.name) == []
    jsonschema.Draft202012Validator(json_schema(shape_of(kind), DOC)).validate(tree)
    first = data.decode().splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / first).resolve() == ROOT / "schemas" / f"{kind}.schema.json"


def _values(depth: int) -> st.SearchStrategy[Any]:
    words = ["a", "unknown", "none", "public", "recalled", "county", "website", "S1", "20wd", "2019", " ", "Ä"]
    scalar = st.one_of(st.sampled_from(words), st.integers(0, 30), st.booleans(), st.none())
    if not depth:
        return scalar
    inner = _values(depth - 1)
    return st.one_of(scalar, st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(words), inner, max_size=2))


def _spots(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a tree."""
    pairs = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    return [(node, key) for key, _ in pairs] + [spot for _, value in pairs for spot in _spots(value)]


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9), value=_values(2), delete=st.booleans())
def test_schema_and_check_agree_on_damaged_files(kind: str, seed: int, value: Any, delete: bool) -> None:
    """A shipped file with one value replaced or one key taken away: both say it is sound, or both that it is not."""
    shape: Shape = shape_of(kind)
    tree = _smallest(kind)
    holder, key = random.Random(seed).choice(_spots(tree))
    if delete:
        del holder[key]
    else:
        holder[key] = value
    parsed, faults = parse(emit(tree, shape).encode(), "x.yaml")
    assert not faults
    schema = jsonschema.Draft202012Validator(_SCHEMAS[kind])
    assert schema.is_valid(parsed) == (not understood(parsed, shape, "x.yaml", _AnyName())[1])


class _AnyName:
    """Knows something of every name that is not plain ASCII, as a schema takes them: what there is, it cannot say."""

    ids: ClassVar = {
        "items": "a/b/c",
        "topics": "a/b",
        "editions": "a@2019",
        "former-items": "a@2019/b/c",
        "divisions": "21",
    }

    def meaning(self, kind: str, text: str) -> Meaning:
        return Meaning({} if text.isascii() else {self.ids.get(kind, "a"): ""})


_SCHEMAS = {kind: json_schema(shape_of(kind), DOC) for kind in KINDS}
_SMALL = {
    "guideline": ROOT / "guidelines/land-expropriation/2019.yaml",
    "registry": ROOT / "guidelines/registry/timing.yaml",
    "profile": ROOT / "catalogues/liaoning/dalian/zhuanghe/profile.yaml",
    "decisions": ROOT / "tests/data/decisions/decisions.yaml",
    "events": ROOT / "tests/data/events/events.yaml",
    "scheme": ROOT / "guidelines/schemes/catalogue.yaml",
}


def _smallest(kind: str) -> Any:
    tree, _ = parse(_SMALL[kind].read_bytes(), "x.yaml")
    return _plain(tree)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(value) for value in node] if isinstance(node, list) else node


def _patterns(node: Any) -> set[str]:
    """Every pattern of a schema, for values and for keys."""
    if isinstance(node, list):
        return {each for value in node for each in _patterns(value)}
    if not isinstance(node, dict):
        return set()
    own = {node["pattern"]} if isinstance(node.get("pattern"), str) else set()
    return own.union(*(_patterns(value) for value in node.values()))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_pattern_means_the_same_to_an_editor(kind: str) -> None:
    r"""`\d` and `\w` are ASCII to JSON Schema (ECMA-262) and not to Python, which takes `２０１９` for digits."""
    patterns = _patterns(_SCHEMAS[kind])
    assert patterns
    assert [each for each in patterns if "\\d" in each or "\\w" in each or "\\s" in each] == []


def test_full_width_digits_are_no_date() -> None:
    tree, _ = parse('area: taxation\nedition: "２０１９"\n'.encode(), "file.yaml")
    found = {(each.code, each.place and each.place.line) for each in check(tree, shape_of("guideline"), "file.yaml")}
    assert ("shape-pattern", 2) in found


def test_many_unknown_fields_are_one_fault_that_names_some_of_them() -> None:
    tree, _ = parse(b"id: a\nb: 1\nc: 2\nd: 3\ne: 4\nf: 5", "file.yaml")
    (finding,) = check(tree, TOY, "file.yaml")
    assert (finding.message.zh, finding.message.en) == (
        "“b”等 5 个字段不存在",
        "unknown field 'b' and 4 more",
    )
    assert finding.hint is not None
    assert "缩进" in finding.hint.zh
    assert [(place.line, note.zh) for place, note in finding.related] == [(3, "c"), (4, "d"), (5, "e")]


class Leaf(NamedTuple):
    """A value made of a record."""

    name: str
    count: int = 1
    tags: tuple[str, ...] = ()
    entry: Entry | None = None


def _even(text: str) -> str:
    if len(text) % 2:
        raise FaultError(Fault("odd", Text("奇数", "odd")))
    return text


LEAF = Record(
    "leaf",
    (
        Field("id", Scalar(), Text("名", "name"), into="name"),
        Field("count", Scalar("integer"), Text("数", "count")),
        Field("tags", Many(Scalar(make=_even)), Text("签", "tags"), default=("none",)),
        Field("remark", Scalar(), Text("注", "remark"), into=""),
    ),
    make=Leaf,
)
TREE = Either(text=Scalar(make=str.upper), mapping=LEAF, sequence=Many(Scalar()))
TREE.sequence = Many(TREE)  # a shape that holds itself


@pytest.mark.parametrize(
    ("shape", "node", "value"),
    [
        (Scalar(), "a", "a"),
        (Many(Scalar("integer")), [1, 2], (1, 2)),
        (Table(LEAF, read_key=str.upper), {"a": {"id": "x"}}, {"A": Leaf("x", tags=("none",))}),
        (Table(Scalar(), make=lambda key, value: key + value), {"a": "b"}, {"a": "ab"}),
        (LEAF, {"id": "x", "count": 2, "tags": ["ab"], "remark": "not read"}, Leaf("x", 2, ("ab",))),
        (TREE, ["a", ["b", {"id": "x"}]], ("A", ("B", Leaf("x", tags=("none",))))),
        (Either(mapping=LEAF, read=lambda node, context: context.names[node["id"]]), {"id": "x"}, 7),
    ],
)
def test_values_are_made_as_the_shape_says(shape: Shape, node: Any, value: Any) -> None:
    assert read(node, shape, Context(names={"x": 7})) == value


def test_all_faults_are_found_each_with_its_path() -> None:
    node = {"a": [{"id": "x", "tags": ["odd", "ok", "odd"]}], "b": [{"id": "x", "tags": ["odd"]}]}
    with pytest.raises(FaultError) as caught:
        read(node, Table(Many(LEAF)))
    assert [each.path for each in caught.value.faults] == [
        ("a", 0, "tags", 0),
        ("a", 0, "tags", 2),
        ("b", 0, "tags", 0),
    ]


def test_a_node_that_stands_at_several_places_is_read_once_and_is_wrong_at_each() -> None:
    made: list[str] = []
    pair = Record("pair", tuple(Field(key, Scalar(make=_even), Text(key, key)) for key in ("a", "b")))
    record = Record(
        "twice", (Field("x", pair, Text("甲", "x")), Field("y", Many(Scalar(make=made.append)), Text("乙", "y")))
    )
    x, y = {"a": "ok", "b": "ok"}, ["t"]
    first, second = read([{"x": x, "y": y}, {"x": x, "y": y}], Many(record), Context(once={}))
    assert first == second == {"x": {"a": "ok", "b": "ok"}, "y": (None,)}
    assert made == ["t"]
    x["b"] = "odd"
    with pytest.raises(FaultError) as caught:
        read([{"x": x}, {"x": x}], Many(record), Context(once={}))
    assert [each.path for each in caught.value.faults] == [(0, "x", "b"), (1, "x", "b")]


def test_a_record_knows_where_it_is_written() -> None:
    node, _ = parse(b"- id: x\n  tags: [odd]\n", "f.yaml")
    shape = Many(Record("leaf", LEAF.fields[:2], make=Leaf, entry="entry"))
    with pytest.raises(FaultError) as caught:
        read(node, Many(LEAF))
    assert caught.value.faults[0].diagnostic("f.yaml", node).place == Place("f.yaml", 2, 10)
    (leaf,) = read(parse(b"- id: x\n  count: 3\n", "f.yaml")[0], shape, Context("f.yaml"))
    assert [leaf.entry.place(), leaf.entry.place("count"), leaf.entry.place("x"), leaf.entry.key("count")] == [
        Place("f.yaml", 1, 3),
        Place("f.yaml", 2, 10),
        Place("f.yaml", 1, 7),
        Place("f.yaml", 2, 3),
    ]


# --- the quick test ----------------------------------------------------------------------------------------------------

EXAMPLES = [
    parse(path.read_bytes(), path.name)[0]
    for path in (
        ROOT / "guidelines/health/2019.yaml",
        ROOT / "guidelines/statutory-disclosure/2019.yaml",
        ROOT / "guidelines/registry/timing.yaml",
        ROOT / "guidelines/registry/limits.yaml",
        ROOT / "guidelines/registry/baselines.yaml",
        ROOT / "guidelines/schemes/catalogue.yaml",
        ROOT / "catalogues/liaoning/dalian/zhuanghe/profile.yaml",
    )
]
WRONG = ("x: 1", "x: ''", "x: ' '", "x: 7", "x: 1.5", "x: true", "x:", "x: []", "x: {}", "x: [a]", "x: [1, a]", "x: {zh: 甲}",
         "x: {zh: 甲, en: A}", "x: unknown", "x: none", "x: con", "x: Ａ", "x: 2019-02-30", "x: 县级、乡级", "x: county", "x: [[a]]",
         'x: "a\\n"')  # fmt: skip


def nodes(tree: Any) -> list[Any]:
    below = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [tree, *(each for node in below for each in nodes(node))]


def put(tree: Any, at: Any, key: Any, value: Any) -> Any:
    """The tree with another value under a key of a node of it, which may be new; without the key where that is `...`."""
    if not isinstance(tree, dict | list):
        return tree
    made = type(tree)(tree.line, tree.column)
    if isinstance(tree, dict):
        named = {**tree, key: value} if tree is at else dict(tree)
        for name, node in named.items():
            if node is not ...:
                made[name] = node if tree is at and name == key else put(node, at, key, value)
        made.key_places, made.value_places = (dict.fromkeys(made, (1, 1)) for _ in range(2))
        return made
    listed = [*tree, value] if tree is at and value is not ... else tree[:-1] if tree is at else tree
    made += [node if node is value else put(node, at, key, value) for node in listed]
    made.places = [(1, 1)] * len(made)
    return made


@pytest.mark.parametrize("tree", EXAMPLES, ids=range(len(EXAMPLES)))
def test_what_is_right_has_no_findings(tree: Any) -> None:
    kind = kind_of(tree)
    assert kind is not None
    assert shapes._test(shape_of(kind))(tree)


@given(st.sampled_from(EXAMPLES), st.data())
def test_the_quick_test_says_what_the_check_finds(tree: Any, data: st.DataObject) -> None:
    kind = kind_of(tree)
    assert kind is not None
    at = data.draw(st.sampled_from([node for node in nodes(tree) if isinstance(node, dict | list)]))
    value = data.draw(st.just(...) | st.sampled_from([parse(each.encode(), "")[0]["x"] for each in WRONG]))  # type: ignore[index, call-overload]
    keys = [*at, "strange", "名称", "seen", "needs"] if isinstance(at, dict) else [0]
    changed = put(tree, at, data.draw(st.sampled_from(keys)), value)
    found = list[Any]()
    shapes._check(changed, shape_of(kind), (1, 1), shapes._Where("a.yaml", ""), found)
    assert shapes._test(shape_of(kind))(changed) == (not found)
