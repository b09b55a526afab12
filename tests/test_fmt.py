"""`gapub fmt`: the examples of the model to the letter, and tables of cases; test_fmt_laws.py holds the laws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from gapub.diagnostics import Text
from gapub.fmt import emit, format_text, laid_out
from gapub.model.shape import BILINGUAL, Either, Field, Many, Record, Scalar, Shape, Table
from gapub.yaml.reader import parse

DATA = Path(__file__).parent / "data" / "fmt"


def fields(**shapes: Shape) -> tuple[Field, ...]:
    return tuple(Field(name, shape, Text(name, name)) for name, shape in shapes.items())


def gap(name: str, shape: Shape) -> Field:
    return Field(name, shape, Text(name, name), gap=True)


def formatted(source: str, shape: Shape) -> str:
    text, found = format_text(source.encode(), "file.yaml", shape)
    assert not found
    assert text is not None
    return text


# -- The examples of the model -----------------------------------------------------------------------------------------

LINE = Many(Scalar(), layout="line")
ONE_LINE = Record("any", (), layout="line")  # keys that a shape does not know keep their order
CELLS = fields(
    content=Many(Either(text=Scalar(), mapping=ONE_LINE)),
    basis=LINE,
    time_limit=Either(text=Scalar(), mapping=ONE_LINE, sequence=Many(ONE_LINE, layout="block")),
    body=Either(text=Scalar(), mapping=ONE_LINE),
    channels=LINE,
    audience=Either(text=Scalar(), mapping=ONE_LINE),
    method=Either(text=Scalar(), sequence=LINE),
    levels=LINE,
)
ITEM = Record(
    "item",
    (*fields(id=Scalar(), title=BILINGUAL), *CELLS, *fields(evidence=Either(text=Scalar(), mapping=ONE_LINE))),
    layout="block",
)
TOPIC = Record("topic", fields(id=Scalar(), title=BILINGUAL, items=Many(ITEM, layout="block")), layout="block")
GUIDELINE = Record(
    "guideline",
    (
        *fields(area=Scalar(), edition=Scalar(), number=Scalar("integer"), title=BILINGUAL, issuer=BILINGUAL),
        *fields(document=ONE_LINE, coverage=ONE_LINE),
        gap("defaults", Record("defaults", CELLS, layout="block")),
        *fields(time_limits=Table(ONE_LINE)),
        gap("topics", Many(TOPIC, layout="block", gap=True)),
        gap("sources", Table(ONE_LINE)),
    ),
    layout="block",
)
EXAMPLES = [pytest.param(path.read_text("utf-8"), id=path.stem) for path in sorted(DATA.glob("*.yaml"))]


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_of_the_model_are_canonical_to_the_letter(text: str) -> None:
    assert formatted(text, GUIDELINE) == text


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_come_back_from_their_values_alone(text: str) -> None:
    value, _ = parse(text.encode(), "example.yaml")
    bare = "".join(line.partition("  #")[0].rstrip() + "\n" for line in text.splitlines() if not line.startswith("#"))
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert emit(value, GUIDELINE, head=head) == "".join(line + "\n" for line in head) + bare


def test_an_example_out_of_order_and_in_another_style_is_brought_back() -> None:
    text = (DATA / "household-registration.yaml").read_text("utf-8")
    value, _ = parse(text.encode(), "example.yaml")
    assert isinstance(value, dict)
    backwards = dict(reversed(value.items()))
    mangled = yaml.safe_dump(json.loads(json.dumps(backwards)), allow_unicode=True, sort_keys=False, width=40)
    assert formatted(mangled, GUIDELINE) == emit(value, GUIDELINE)


# -- Before and after --------------------------------------------------------------------------------------------------

THING = Record(
    "thing",
    (
        *fields(id=Scalar(), title=BILINGUAL, tags=Many(Scalar()), wide=LINE, tall=Many(Scalar(), layout="block")),
        *fields(inner=Record("inner", fields(u=Scalar(), v=Scalar()))),
        gap("apart", Scalar()),
        *fields(rows=Many(Record("row", fields(id=Scalar(), note=Scalar()), layout="block"), layout="block")),
        gap("table", Table(Scalar(), gap=True)),
    ),
)
LONG = "x" * 100

LAYOUT = {
    "keys take the order of the shape, unknown ones follow in theirs": (
        "zebra: 1\ntags: [a]\nape: 2\nid: b\n",
        "id: b\ntags: [a]\nzebra: 1\nape: 2\n",
    ),
    "a table keeps its order": ("table: {b: u, a: v}\n", "table:\n  b: u\n\n  a: v\n"),
    "what fits stands on one line": ("tags:\n  - a\n  - b\ninner:\n  u: 1\n", "tags: [a, b]\ninner: {u: 1}\n"),
    "what does not fit is a block, its children decide for themselves": (
        f"other: [{{a: {LONG}}}, {{b: [c, d]}}]\n",
        f"other:\n- {{a: {LONG}}}\n- {{b: [c, d]}}\n",
    ),
    "a line of 120 columns fits": (f"tags: [{LONG}, {'y' * 10}]\n", f"tags: [{LONG}, {'y' * 10}]\n"),
    "a line of 121 columns does not": (f"tags: [{LONG}, {'y' * 11}]\n", f"tags:\n- {LONG}\n- {'y' * 11}\n"),
    "a Chinese character takes two columns": (
        f"tags: [{'公' * 55}, 开]\n",
        f"tags:\n- {'公' * 55}\n- 开\n",
    ),
    "a list that is always one line is so however long": (f"wide:\n- {LONG}\n- {LONG}\n", f"wide: [{LONG}, {LONG}]\n"),
    "a list that is always a block is so however short": ("tall: [a]\n", "tall:\n- a\n"),
    "what holds a block is a block": ("other: 1\nrows: [{id: a}]\n", "rows:\n- id: a\nother: 1\n"),
    "empty ones have no block": ("tall: []\ntable: {}\n", "tall: []\n\ntable: {}\n"),
    "the root is a block": ("{id: a, tags: [b]}\n", "id: a\ntags: [b]\n"),
    "a list in a list": (
        f"other:\n-  - {LONG}\n   -  -  {LONG}\n      - {LONG}\n",
        f"other:\n- - {LONG}\n  - - {LONG}\n    - {LONG}\n",
    ),
    "gaps stand before keys and between entries, and nowhere else": (
        "\n\nid: a\n\ntags: [b]\napart: c\n\n\n\ntable:\n\n  a: 1\n  b: 2\n\n",
        "id: a\ntags: [b]\n\napart: c\n\ntable:\n  a: 1\n\n  b: 2\n",
    ),
    "no gap before the first key": ("\napart: c\n", "apart: c\n"),
    "values of the wrong kind are laid out all the same": (
        "title: [a]\ntags: {b: c}\nrows: d\ntable: [e]\nid: {f: g}\n",
        "id: {f: g}\ntitle: [a]\ntags: {b: c}\nrows: d\n\ntable: [e]\n",
    ),
    "texts are not folded": (f'id: "{LONG}\n  {LONG}"\n', f"id: {LONG} {LONG}\n"),
    "several lines of text": ("id: |\n  a\n  b\n", 'id: "a\\nb\\n"\n'),
    "quotes only where needed": (
        "id: 'a'\ntags: ['b, c', \"d\", '1', 'no']\n",
        'id: a\ntags: ["b, c", d, "1", "no"]\n',
    ),
    "an address in a block and on a line": (
        "id: 'http://a.cn/b'\ntags: [http://a.cn/b]\n",
        'id: http://a.cn/b\ntags: ["http://a.cn/b"]\n',
    ),
    "numbers keep their spelling, for they may be texts without quotes": (
        "id: 2019.10\ninner: {u: 0x1F, v: +5}\n",
        "id: 2019.10\ninner: {u: 0x1F, v: +5}\n",
    ),
    "flags and nothing": ("a: True\nb: ~\nc:\n", "a: true\nb: null\nc: null\n"),
    "line ends and the last one": ("id: a\r\ntags:\r\n- b", "id: a\ntags: [b]\n"),
    "a document start": ("---\nid: a\n...\n", "id: a\n"),
}

COMMENTS = {
    "the schema line stays first": (
        "# yaml-language-server: $schema=s.json\ntags: [a]\nid: b\n",
        "# yaml-language-server: $schema=s.json\nid: b\ntags: [a]\n",
    ),
    "the head of a file stays, what stands right above a key goes with it": (
        "# licence\n\n# about tags\ntags: [a]\nid: b\n",
        "# licence\n\nid: b\n# about tags\ntags: [a]\n",
    ),
    "above and beside an entry": (
        "rows:\n    # above\n  - id: a # beside\n    note: b\n",
        "rows:\n# above\n- id: a  # beside\n  note: b\n",
    ),
    "an aligned comment stays where it is": (
        "id: a            # one\ntags:    [b]     # two\n",
        "id: a            # one\ntags: [b]        # two\n",
    ),
    "unless there is no room": (
        f"id: '{'x' * 20}'   # c\ntags: [{LONG}]   # d\n",
        f"id: {'x' * 20}     # c\ntags: [{LONG}]   # d\n",
    ),
    "beside a key whose value is below": ("tall: # c\n- a\n", "tall:  # c\n- a\n"),
    "beside a key whose value moves up": ("tags: # c\n- a\n", "tags: [a]  # c\n"),
    "beside a key whose value moves down": ("tall: [a] # c\n", "tall:  # c\n- a\n"),
    "beside a bare dash": ("rows:\n- # c\n  id: a\n", "rows:\n# c\n- id: a\n"),
    "beside an item on one line": (
        f"other:\n- {{a: {LONG}}} # c\n- d\n",
        f"other:\n- {{a: {LONG}}}  # c\n- d\n",
    ),
    "beside an item that becomes a block": (
        f"other:\n- {{a: {LONG}, b: {LONG}}} # c\n",
        f"other:\n# c\n- a: {LONG}\n  b: {LONG}\n",
    ),
    "inside brackets": (
        "tags: [a, # one\n  # two\n  b\n  # three\n  ]\n",
        "tags:\n- a  # one\n# two\n- b\n  # three\n",
    ),
    "inside brackets inside brackets": (
        "other: {a: [b, {c: d # one\n }], e: []}\n",
        "other:\n  a:\n  - b\n  - c: d  # one\n  e: []\n",
    ),
    "even in what is always one line": ("wide: [a, # c\n  b]\n", "wide:\n- a  # c\n- b\n"),
    "after the opening and the closing bracket": (
        "tags: [ # one\n  a\n  ] # two\n",
        "# two\ntags: [a]  # one\n",
    ),
    "in empty brackets": ("tags: [\n  # c\n  ]\n", "# c\ntags: []\n"),
    "between a key and its value": ("id:\n  # c\n  a\ntags:\n  # d\n  - b\n", "# c\nid: a\ntags:\n# d\n- b\n"),
    "a block of an item, its first key coming second": (
        "rows:\n- note: a\n  # about id\n  id: b\n",
        "rows:\n# about id\n- id: b\n  note: a\n",
    ),
    "between a dash and what it opens": (
        "other:\n- a\n- [\n  # one\n  b]\n-\n  # two\n  - # three\n    - c\n",
        "other:\n- a\n# one\n- [b]\n# two\n# three\n- [[c]]\n",
    ),
    "beside what opens an item of a list of lists": (
        "wide:\n- - [a] # c\n  - [b] # d\n",
        "wide:\n# c\n- - [a]\n  - [b]  # d\n",
    ),
    "at the end of a block": (
        "inner:\n    u: 1\n    # end\napart: a\n",
        "inner:\n  u: 1\n  # end\n\napart: a\n",
    ),
    "at the end of blocks in blocks, by column": (
        "rows:\n- id: a\n  # of a\n# to b\n- id: b\n  other:\n   c: d\n    # of other\n  # of b\n# of all\n",
        "rows:\n- id: a\n  # of a\n# to b\n- id: b\n  other:\n    c: d\n    # of other\n  # of b\n# of all\n",
    ),
    "at the end of a list that was indented": (
        "tall:\n  - a\n  # end\nwide: [b]\n",
        "wide: [b]\ntall:\n- a\n  # end\n",
    ),
    "never deeper than the one above it": (
        "inner:\n  u: 1\n# one\n  # two\ntall: [a]\n",
        "# one\n# two\ntall:\n- a\ninner: {u: 1}\n",
    ),
    "an empty line after a comment stays, before it goes": (
        "id: a\n\n# one\n\n# two\ntags: [b]\n",
        "id: a\n# one\n\n# two\ntags: [b]\n",
    ),
    "a gap goes above the comment": ("id: a\n# c\napart: b\n", "id: a\n\n# c\napart: b\n"),
    "no hash inside a text is a comment": (
        "id: a#b\ntags: ['c # d', \"e \\\" # f\", 'g '' # h']\napart: |  # real\n  # text\n  more\n# also real\n",
        'id: a#b\ntags: ["c # d", "e \\" # f", "g \' # h"]\n\napart: "# text\\nmore\\n"  # real\n# also real\n',
    ),
    "after a folded text": ("id: >-\n    a\n    b\n  # c\ntags: [d]\n", "id: a b\n# c\ntags: [d]\n"),
    "right after a quote": ('id: "a"#b\n', "id: a  #b\n"),
    "line ends": ("# a \r\n\r\nid: b # c\t\r\n", "# a\n\nid: b  # c\n"),
    "with a root in brackets": ("# a\n{ # b\n  id: c # d\n}\n# e\n", "# a\n# b\nid: c  # d\n# e\n"),
    "with an empty root": ("# a\n{} # b\n# c\n", "# a\n# b\n{}\n# c\n"),
    "behind a list that is set apart": (
        "table:\n  a: u\n\n  b: v\n# c\n#d: e\n",
        "table:\n  a: u\n\n  b: v\n# c\n#d: e\n",
    ),
    "behind the last block of a file whose parts are set apart": (
        "id: a\napart: u\nrows:\n- {id: b}\n# c\n#table:\n",
        "id: a\n\napart: u\nrows:\n- id: b\n\n# c\n#table:\n",
    ),
    "around markers": ("# a\n--- # b\nid: c\n... # d\n", "# a\n# b\nid: c\n# d\n"),
}


@pytest.mark.parametrize(("before", "after"), [*LAYOUT.values(), *COMMENTS.values()], ids=[*LAYOUT, *COMMENTS])
def test_before_and_after(before: str, after: str) -> None:
    assert formatted(before, THING) == after
    assert formatted(after, THING) == after


def test_what_cannot_be_read_is_left_to_its_findings() -> None:
    text, found = format_text(b"a: 1\na: 2\n", "catalogues/profile.yaml", THING)
    assert text is None
    assert [(each.code, str(each.place)) for each in found] == [("yaml-duplicate-key", "catalogues/profile.yaml:2:1")]


def test_what_cannot_be_written_is_left_alone() -> None:
    text, found = format_text(f"? {'k' * 1100}\n: 1\n".encode(), "long.yaml", THING)
    assert text is None
    assert [each.code for each in found] == ["fmt-unwritable"]


BYTES = {
    "as it is": ("a: 公\n", "a: 公\n", "a: 公\n"),
    "line ends alone are no difference": ("a: 公\r\n", "a: 公\n", "a: 公\r\n"),
    "not even mixed ones": ("a: 公\r\nb: 1\n", "a: 公\nb: 1\n", "a: 公\r\nb: 1\n"),
    "or those of an old Mac": ("a: 公\rb: 1\r", "a: 公\nb: 1\n", "a: 公\rb: 1\r"),
    "the file's line ends stay": ("a:   公\r\n", "a: 公\n", "a: 公\r\n"),
    "most of them decide": ("a:   公\r\nb: 1\nc: 2\r\n", "a: 公\nb: 1\nc: 2\n", "a: 公\r\nb: 1\r\nc: 2\r\n"),
    "without any they are LF": ("a:   公", "a: 公\n", "a: 公\n"),
    "a byte order mark goes": ("\ufeffa: 公\r\n", "a: 公\n", "a: 公\r\n"),
}


@pytest.mark.parametrize(("before", "text", "after"), BYTES.values(), ids=BYTES)
def test_what_is_written_of_a_laid_out_text(before: str, text: str, after: str) -> None:
    assert laid_out(before.encode(), text) == after.encode()


def test_emit_sets_its_head_first() -> None:
    head = ["# yaml-language-server: $schema=s.json", "", "# made by hand"]
    assert emit({"tags": ["a"], "id": "b"}, THING, head=head) == "\n".join([*head, "id: b", "tags: [a]", ""])
