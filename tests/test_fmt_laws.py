"""The laws of `gapub fmt`: no value and no comment is lost or changed, and doing it twice changes nothing more."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.fmt import emit, format_text
from gapub.fmt.scalars import is_plain, quoted, scalar
from gapub.model.shape import Either, Field, Layout, Many, Record, Scalar, Shape, Table
from gapub.yaml.reader import parse

# -- Scalars -----------------------------------------------------------------------------------------------------------
PLAIN = (
    "公治安〔2019〕158号", "a b", "a-b", "S17", "20wd", "7d", "a#b", "it's", "say \"a\"", "a\\b", "nil", "nope",
    "1a", "v1.0", "第3条", "征地补偿（含安置）：结果，“公示”", "《土地管理法》", "100%", "a & b", "A*", "1,5元",
    "e3", "x=1", "~a",
)  # fmt: skip
QUOTED = (
    "", " ", "a ", " a", "\u3000a", "a:", "a: b", "a #b", "- a", "-a", "? a", ": a", "#a", "&a", "*a", "!a", "|",
    ">", "'a'", "\"a\"", "%a", "@a", "`a`", "[a]", "{a}", ", a", "---", "...", "null", "~", "true", "False", "yes",
    "No", "on", "OFF", "y", "N", "<<", "=", "012", "2019", "1e3", "1.5", ".5", "+1", "-1", "1_000", "0x1F", "0o17",
    "0b1", ".inf", "-.INF", ".nan", "12:30", "12:30:00", "2019-05-27", "2019-05", "2019-5-7 8:00:00",
    "2019-05-27T08:00:00+08:00", "2019-05-27T08:00:00Z", "a\nb", "a\tb", "a\u00a0b", "a\u200bb", "a\ufeffb",
)  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_texts_without_quotes(text: str) -> None:
    assert scalar(text, flow=False) == text


@pytest.mark.parametrize("text", QUOTED)
def test_texts_in_quotes(text: str) -> None:
    assert scalar(text, flow=False) == scalar(text, flow=True) == quoted(text) != text


@pytest.mark.parametrize("text", ["a,b", "a[0]", "a]", "a{b", "a}b", "a:b", "a?", "http://a.cn"])
def test_texts_in_quotes_on_one_line_only(text: str) -> None:
    assert is_plain(text, flow=False)
    assert not is_plain(text, flow=True)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb\tc\rd", r'"a\nb\tc\rd"'),
        ('a: "b\\"', r'"a: \"b\\\""'),
        ("\x00\x85\u2028\ufeff", r'"\x00\x85\u2028\ufeff"'),
        ("公: 开\u3000", '"公: 开\u3000"'),
    ],
)
def test_as_few_escapes_as_can_be(text: str, written: str) -> None:
    assert quoted(text) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "null"), (True, "true"), (3, "3"), (0.5, "0.5"), (float("-inf"), "-.inf"), (float("nan"), ".nan")],
)
def test_what_is_no_text(value: float | None, written: str) -> None:
    assert scalar(value, flow=False) == written


SYNTAX = st.text(st.sampled_from(list("a公 -:?#,[]{}&*!|>'\"%@`\\\n\t~.=<0129eExo_+yn\u3000\u00a0")), max_size=8)
TEXT = SYNTAX | st.sampled_from(PLAIN + QUOTED) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(deadline=None)
@given(text=TEXT, flow=st.booleans())
def test_readers_of_both_versions_read_the_same_text(text: str, flow: bool) -> None:
    written = f"[{scalar(text, flow=True)}]" if flow else f"- {scalar(text, flow=False)}"
    for document in (f"{written}\n", f"k:\n- {written}\n"):
        ours, found = parse(document.encode(), "a.yaml")
        assert not found
        assert ours in ([text], {"k": [[text]]})
        assert yaml.safe_load(document) == ours


# -- Files -------------------------------------------------------------------------------------------------------------


def shape_of_depth(depth: int) -> Record:
    """A record whose keys have every layout and gap there is, nested so deep."""
    if not depth:
        return Record("leaf", ())
    inner = shape_of_depth(depth - 1)

    def each(layout: Layout, *, gap: bool = False) -> Shape:
        return Either(
            text=Scalar(),
            mapping=Record("record", inner.fields, layout=layout),
            sequence=Many(inner, layout=layout, gap=gap),
        )

    shapes = {"fit": each("fit"), "line": each("line"), "block": each("block"), "wide": each("block", gap=True)}
    shapes["table"] = Table(inner, gap=True)
    return Record(
        "record", tuple(Field(name, shape, Text("键", "key"), gap=name > "l") for name, shape in shapes.items())
    )


SHAPE = shape_of_depth(3)
KEYS = st.sampled_from(["fit", "line", "block", "wide", "table", "a", "甲"]) | TEXT
LEAVES = TEXT | st.sampled_from(["a\nb", "公\n\n开", "x" * 50]) | st.none() | st.booleans() | st.integers(-99, 9999)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
).filter(lambda tree: isinstance(tree, dict | list))
COMMENT = re.compile(r"#[^#※\n]*※\d+$", re.MULTILINE)


@dataclass
class Scribe:
    """Writes a tree in a style that it draws: brackets or blocks, any indent, comments wherever they may be."""

    draw: st.DrawFn
    commenting: bool
    comments: list[str] = field(default_factory=list)
    deepest: int = 9
    """How deep the next comment may stand: at a block text's own indent it would be part of the text."""

    def file(self, tree: Any) -> str:
        start = self.between()
        if isinstance(tree, dict | list) and tree and self.chance(80):
            return start + self.block(tree, " " * self.draw(st.integers(0, 2)))
        return start + self.flow(tree, "") + self.line_end() + self.between()

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def comment(self) -> str:
        words = self.draw(st.sampled_from(["#", "# ", "# a: b ", "# [", '# "', "#- "]))
        self.comments.append(f"{words}※{len(self.comments)}")
        return self.comments[-1]

    def line_end(self) -> str:
        commented = self.commenting and self.chance(15)
        return (" " * self.draw(st.integers(1, 5)) + self.comment() if commented else "") + "\n"

    def between(self) -> str:
        """Lines that hold no value."""
        lines = ""
        while self.chance(15):
            column = min(self.draw(st.integers(0, 6)), self.deepest)
            lines += " " * column + self.comment() + "\n" if self.commenting and self.chance(70) else "\n"
        return lines

    def flow(self, value: Any, indent: str) -> str:
        """The value on one line, or broken anywhere between its parts."""
        if not isinstance(value, dict | list):
            in_quotes = isinstance(value, str) and value.isprintable() and self.chance(20)
            return "'" + value.replace("'", "''") + "'" if in_quotes else scalar(value, flow=True)
        parts = []
        for entry in value:
            key = scalar(entry, flow=True) + ":" + self.pad(indent) + " " if isinstance(value, dict) else ""
            part = self.flow(value[entry] if isinstance(value, dict) else entry, indent)
            parts.append(self.pad(indent) + key + part + self.pad(indent))
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        return opening + ",".join(parts) + self.pad(indent) + closing

    def pad(self, indent: str) -> str:
        return self.line_end() + self.between() + indent + "  " if self.chance(10) else ""

    def block(self, value: Any, indent: str, lead: str | None = None) -> str:
        """The lines of a list or mapping, the first one with another start if it opens an item of a list."""
        lines = ""
        for i, entry in enumerate(value):
            if i or lead is None:
                lines += self.between() + indent
            else:
                lines += lead
            self.deepest = 9
            if isinstance(value, dict):
                lines += scalar(entry, flow=False) + ":" + self.value(value[entry], indent, in_list=False)
            else:
                lines += "-" + self.value(entry, indent, in_list=True)
        return lines + self.between()

    def value(self, value: Any, indent: str, *, in_list: bool) -> str:
        """What follows a key or a dash that stands at this indent, with the end of its line."""
        if isinstance(value, str) and "\n" in value and value.replace("\n", "").isalnum() and value[-1] != "\n":
            lines = "".join(f"{indent}   {line}\n" if line else "\n" for line in value.split("\n"))
            self.deepest = len(indent)
            return f" |-{self.line_end()}" + lines
        if isinstance(value, dict | list) and value and self.chance(60):
            if in_list and self.chance(60):
                return self.block(value, indent + "  ", " ")
            least = 0 if isinstance(value, list) and not in_list else 1
            return self.line_end() + self.block(value, indent + " " * self.draw(st.integers(least, 4)))
        return " " + self.flow(value, indent) + self.line_end()


@st.composite
def files(draw: st.DrawFn, *, commenting: bool) -> tuple[str, Any, list[str]]:
    """A text, the tree that it stands for, and its comments."""
    tree = draw(TREES)
    scribe = Scribe(draw, commenting)
    return scribe.file(tree), tree, scribe.comments


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine proves nothing


def formatted(source: str) -> str:
    text, found = format_text(source.encode(), "file.yaml", SHAPE)
    assert not found
    assert text is not None
    return text


def exact(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@UNHURRIED
@given(files(commenting=True))
def test_nothing_is_lost_and_once_is_enough(file: tuple[str, Any, list[str]]) -> None:
    source, tree, comments = file
    text = formatted(source)
    value, found = parse(text.encode(), "file.yaml")
    assert not found
    assert exact(value) == exact(tree)
    assert sorted(COMMENT.findall(text)) == sorted(comments)
    assert formatted(text) == text
    assert "\n\n\n" not in text
    assert not re.search(r"[ \t]$|\n\n\Z|\A\n", text, re.MULTILINE)


@UNHURRIED
@given(files(commenting=False))
def test_the_style_of_the_source_leaves_no_trace(file: tuple[str, Any, list[str]]) -> None:
    source, tree, _ = file
    assert formatted(source) == emit(tree, SHAPE)


def one_of_equals(value: Any, known: dict[str, Any]) -> Any:
    """The value with whatever is equal in it one and the same object."""
    if isinstance(value, dict):
        value = {key: one_of_equals(each, known) for key, each in value.items()}
    elif isinstance(value, list):
        value = [one_of_equals(each, known) for each in value]
    return known.setdefault(json.dumps(value), value)


@UNHURRIED
@given(files(commenting=False))
def test_what_stands_at_several_places_is_written_as_if_it_were_several(file: tuple[str, Any, list[str]]) -> None:
    _, tree, _ = file
    twice = one_of_equals([tree, tree], {})
    assert twice[0] is twice[1]
    assert emit(twice, Many(SHAPE)) == emit(json.loads(json.dumps(twice)), Many(SHAPE))
