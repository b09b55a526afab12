"""Shapes: what a YAML file may say, as data.

A shape is declared once and read four ways: `check` turns a parsed tree into findings with places, `read` turns a tree
that `check` has passed into values, `schema.json_schema` tells an editor the same, and `gapub fmt` takes the order of keys and
the layout from it. A node has exactly one shape for its kind (text, mapping, list), so one fault is one finding.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model.parsed import Typed
from gapub.model.text import LEVELS_CALLED, word_for
from gapub.yaml.locations import Entry, Path, follow
from gapub.yaml.tree import Map, Seq, Spot, Value

Layout = Literal["fit", "line", "block"]
"""How `fmt` lays a list or mapping out: on one line if it fits, always on one line, or never."""

LONGEST_ID: Final = 64
"""Characters of an id: ids name files and folders, and a file system takes 255 bytes, ends of names and all."""
DASHED = (
    r"(?!(con|prn|aux|nul|com[0-9]|lpt[0-9])(?![a-z0-9-]))"  # devices of Windows, which no file can be named after
    rf"(?=[a-z0-9-]{{1,{LONGEST_ID}}}(?![a-z0-9-]))[a-z0-9]+(-[a-z0-9]+)*"
)
"""What an id is made of, as a regular expression."""
ID = f"^{DASHED}$"
ANY_TEXT = r"\S"
EDITION = r"((seen-)?[0-9]{4}|undated)"
"""What an edition is called: the year it was issued, else that of the newest page it was seen on, if any is dated."""
OWN_EDITION = "local"
"""What the edition of an area is called that a profile adds."""
_DAY_OF_MONTH = (
    r"(0[13578]|1[02])(-(0[1-9]|[12][0-9]|3[01]))?|(0[469]|11)(-(0[1-9]|[12][0-9]|30))?|02(-(0[1-9]|[12][0-9]))?"
)
DATE = rf"^[12][0-9]{{3}}(-({_DAY_OF_MONTH}))?$"
"""A date as precise as it is known: 2019, 2019-05 or 2019-05-27."""
DAY = r"^[12][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$"
"""A single day: 2019-05-27."""
YEAR = r"^[12][0-9]{3}$"


class Scalar(NamedTuple):
    """A text, number or flag; a text may be held to a pattern or to listed words.

    It is read as itself, or as what `make` makes of it. `called` are the names under which people know a word, `refers`
    the kind of thing whose id it is: a name of either is understood as the word or id (`model.naming`). `new`: there need
    not be such a thing yet. `cell`: in Chinese it may say a value of this cell, which takes its place.
    """

    kind: Literal["text", "integer", "number", "flag"] = "text"
    pattern: str | None = None
    words: tuple[str, ...] = ()
    doc: Text | None = None
    layout: Layout = "fit"
    make: Callable[[Any], Any] | None = None
    called: Mapping[str, Text] = MappingProxyType({})
    refers: str = ""
    new: bool = False
    cell: str = ""


class Many(NamedTuple):
    """A list of one shape. `gap` asks `fmt` for an empty line between entries; `least` is the smallest length.

    It is read as a tuple, or as what `make` makes of the values of its entries. `typed` makes the list of a text, or several
    entries of one.
    """

    of: Shape
    least: int = 1
    layout: Layout = "fit"
    gap: bool = False
    make: Callable[[list[Any]], Any] = tuple
    typed: Typed | None = None


_ABSENT: Final = object()


class Field(NamedTuple):
    """A key of a record: its shape, whether it must be there, what it means, and whether `fmt` sets a gap before it.

    It is read as the argument of the record's `make` that has its name, or the name `into`; an empty `into` says that
    it is not read. Where the key is not there, the argument is `default`, if one is given.
    """

    name: str
    shape: Shape
    doc: Text
    required: bool = False
    gap: bool = False
    into: str | None = None
    default: Any = _ABSENT


class Record:
    """A mapping with known keys in their canonical order.

    Exactly one key of `one_of` must be there, if it is given; beside a key of `brings` there must be those it names, and a key
    of `needs` stands only beside the key it names. `hints` say what to write in place of a key that people take to be there.

    It is read as what `make` makes of its fields, given by keyword; without `make`, as a dict of them. `entry` names one
    more argument, the `Entry` that knows where the record stands.
    """

    def __init__(
        self,
        name: str,
        fields: tuple[Field, ...],
        layout: Layout = "fit",
        one_of: tuple[str, ...] = (),
        needs: Mapping[str, str] = MappingProxyType({}),
        brings: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        make: Callable[..., Any] = dict,
        entry: str = "",
        hints: Mapping[str, Text] = MappingProxyType({}),
    ) -> None:
        """Index the fields by name, and name those that must be there."""
        self.name = name
        self.fields = fields
        self.layout = layout
        self.one_of = one_of
        self.needs = needs
        self.brings = brings
        self.make = make
        self.entry = entry
        self.hints = hints
        self.reader: Reader | None = None
        self.test: Test | None = None
        self.index = {each.name: each for each in fields}
        self.needed = tuple(each.name for each in fields if each.required)


class Table(NamedTuple):
    """A mapping from ids to one shape: a registry, the sources of a file.

    It is read as a dict, or as what `whole` makes of that. `read_key` makes a key of the id that is written, `make` a value
    of the id and what is read.
    `refers`: the keys are ids of this kind of thing, which is stated elsewhere, and may be written by its names.
    """

    of: Shape
    key: str = ID
    layout: Layout = "block"
    gap: bool = False
    read_key: Callable[[str], str] = str
    make: Callable[[str, Any], Any] | None = None
    refers: str = ""
    whole: Callable[[dict[str, Any]], Any] = dict


class Either:
    """One shape for each kind of node: a text, a mapping, a list. The kind of the node chooses, so no fault is told twice.

    It is read as that shape is, or by a `read` of its own. `typed` makes one of the others of a text that is not of the shape.
    """

    def __init__(
        self,
        text: Scalar | None = None,
        mapping: Record | None = None,
        sequence: Many | None = None,
        read: Reader | None = None,
        typed: Typed | None = None,
    ) -> None:
        """A kind that is not given is a fault."""
        self.text = text
        self.mapping = mapping
        self.sequence = sequence
        self.reader = read
        self.test: Test | None = None
        self.typed = typed or (sequence.typed if sequence else None)

    @property
    def kinds(self) -> tuple[Shape, ...]:
        """The shapes that there are."""
        return tuple(each for each in (self.text, self.mapping, self.sequence) if each is not None)

    def of(self, value: object) -> Shape | None:
        """The shape for a value of this kind, if there is one."""
        return self.mapping if isinstance(value, dict) else self.sequence if isinstance(value, list) else self.text


Shape = Scalar | Many | Record | Table | Either

_ID_FORM: Final = Text(
    f"只用小写字母、数字和连字符，不超过 {LONGEST_ID} 个字符，也不能是 con、nul、com1 等 Windows 设备名",
    f"use lower-case letters, digits and hyphens, at most {LONGEST_ID} characters, and no device name of Windows such as con, "
    "nul or com1",
)
ID_TEXT: Final = Scalar(pattern=ID, doc=_ID_FORM)
EDITION_NAME: Final = Scalar(pattern=f"^{DASHED}@{EDITION}$", doc=Text("领域@版本", "area@edition"), refers="editions")
BILINGUAL = Record(
    "bilingual",
    (
        Field("zh", Scalar(), Text("中文", "Chinese"), required=True),
        Field("en", Scalar(), Text("英文", "English"), required=True),
    ),
    layout="line",
    make=Text,
)
TITLE = Either(text=Scalar(make=Text.same), mapping=BILINGUAL)
"""A text in both languages, or in Chinese alone: then it is printed in Chinese in every edition."""


def check(value: Value, shape: Shape, file: str) -> list[Diagnostic]:
    """Every place where `value` does not have the shape; empty when it does."""
    if isinstance(value, Map) and value.is_known_as(shape.name if isinstance(shape, Record) else ""):
        return []
    if _test(shape)(value):  # nearly every file is right, and so pays nothing for places and hints
        return []
    place = (value.line, value.column) if isinstance(value, Map | Seq) else (1, 1)
    found: list[Diagnostic] = []
    _check(value, shape, place, _Where(file, ""), found)
    return found


Test: TypeAlias = Callable[[Any], bool]
"""Whether a value has a shape: as `_check` finds, faster, and no word of what is wrong."""


def _test(shape: Shape) -> Test:
    """The test of a shape, made once for those that are records and alternatives."""
    if isinstance(shape, Scalar):
        return _scalar_test(shape)
    if isinstance(shape, Many):
        return _many_test(shape)
    if isinstance(shape, Table):
        return _table_test(shape)
    if shape.test is None:
        # A shape may hold itself, so this stands for its test while it is made, and finds it when it is called.
        shape.test = lambda value: _test(shape)(value)
        shape.test = _record_test(shape) if isinstance(shape, Record) else _either_test(shape)
    return shape.test


def _scalar_test(shape: Scalar) -> Test:
    kinds, words, pattern = _PYTHON[shape.kind], frozenset(shape.words), shape.pattern
    if shape.kind != "text":
        return lambda value: value.__class__ in kinds

    def test(value: Any) -> bool:
        if value.__class__ is not str or (words and value not in words):
            return False
        return value.strip() != "" and (pattern is None or matches(pattern, value))

    return test


def _many_test(shape: Many) -> Test:
    of, least = _test(shape.of), shape.least
    return lambda value: isinstance(value, Seq) and len(value) >= least and all(map(of, value))


def _table_test(shape: Table) -> Test:
    of, key = _test(shape.of), shape.key

    def test(value: Any) -> bool:
        return isinstance(value, Map) and all(matches(key, name) and of(each) for name, each in value.items())

    return test


def _record_test(shape: Record) -> Test:
    tests = {each.name: _test(each.shape) for each in shape.fields}
    needed, one_of = frozenset(shape.needed), frozenset(shape.one_of)
    beside = [(key, frozenset(names)) for key, names in shape.brings.items()]
    beside += [(key, frozenset((name,))) for key, name in shape.needs.items()]

    def test(value: Any) -> bool:
        if not isinstance(value, Map):
            return False
        for key, each in value.items():
            if key not in tests or not tests[key](each):
                return False
        keys = value.keys()
        return (
            needed <= keys
            and (not one_of or len(keys & one_of) == 1)
            and (not beside or all(names <= keys for key, names in beside if key in value))
        )

    return test


def _either_test(shape: Either) -> Test:
    text, mapping, sequence = (
        None if each is None else _test(each) for each in (shape.text, shape.mapping, shape.sequence)
    )
    words = frozenset(shape.text.words) if shape.text else frozenset[str]()

    def test(value: Any) -> bool:
        if isinstance(value, dict):
            return mapping is not None and mapping(value)
        if isinstance(value, list):
            return sequence is not None and sequence(value)
        if text is None or not text(value):
            return False
        return value in words or not isinstance(value, str) or not _is_meant_as_list(value, shape)

    return test


class _Where(NamedTuple):
    """Where a node stands: its file, the row, and the records around it with the keys that lead on."""

    file: str
    entity: str
    around: tuple[tuple[Record, str], ...] = ()

    def at(self, place: tuple[int, int]) -> Place:
        return Place(self.file, *place)

    def into(self, value: Value) -> _Where:
        name = value.get("id", value.get("area")) if isinstance(value, Map) else None
        return self._replace(entity=f"{self.entity}/{name}".strip("/")) if isinstance(name, str) else self

    def below(self, shape: Record, key: str) -> _Where:
        return self._replace(around=(*self.around, (shape, key)))


Found = list[Diagnostic]
_At = tuple[int, int]


def _check(value: Value, shape: Shape, at: _At, where: _Where, found: Found) -> None:
    """Add what is wrong to `found`."""
    if shape.__class__ is Either:
        alternative = shape.of(value)
        if alternative is None:
            wanted = shape.sequence if isinstance(value, str) and shape.sequence is not None else shape
            found.append(_wrong_kind(value, wanted, at, where))
            return
        if shape.sequence is not None and _is_meant_as_list(value, shape):
            found.append(_wrong_kind(value, shape.sequence, at, where))
            return
        if alternative is shape.text and isinstance(value, str) and _is_none_of(value, shape.text):
            found.append(_no_choice(value, shape, at, where))
            return
        shape = alternative
    kind, check_value = _CHECKS[shape.__class__]
    if isinstance(value, kind):
        check_value(value, shape, at, where, found)
    else:
        found.append(_wrong_kind(value, shape, at, where))


def _check_scalar(value: Value, shape: Scalar, at: _At, where: _Where, found: Found) -> None:
    if value.__class__ not in _PYTHON[shape.kind]:
        found.append(_wrong_kind(value, shape, at, where))
    elif isinstance(value, str):
        if shape.words and value not in shape.words:
            found.append(_unknown_word(value, shape, at, where))
        elif not value.strip():
            found.append(_finding("shape-empty", Text("此处不能为空", "this must not be empty"), at, where))
        elif shape.pattern and not matches(shape.pattern, value):
            meaning = Text(f"“{value}”的写法不对", f"{value!r} is not in the required form")
            hint = shape.doc or Text(f"应符合 {shape.pattern}", f"it must match {shape.pattern}")
            if (typed := meant(value, shape.pattern)) is not None:
                hint = Text(f"请写“{typed}”", f"write {typed!r}")
            elif value != value.strip():
                hint = Text("去掉首尾的空格", "drop the blanks at its ends")
            found.append(_finding("shape-pattern", meaning, at, where, hint, value))


_PYTHON: Final[dict[str, tuple[type, ...]]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "flag": (bool,),
}


def matches(pattern: str, text: str) -> bool:
    """Whether a text has the form of a pattern of a shape."""
    return _compiled(pattern)(text) is not None and not text.endswith("\n")  # `$` would let a line end pass


def meant(value: str | float, pattern: str | None) -> str | None:
    """What a value means that has not the form of the pattern, once it is written so; None where nothing fits."""
    return next((each for each in _spellings(value) if pattern is None or matches(pattern, each)), None)


def _spellings(value: str | float) -> Iterator[str]:
    from gapub.model.typed import spellings  # only for those who have mistyped

    return spellings(value)


@cache
def _compiled(pattern: str) -> Callable[[str], object]:
    import re

    return re.compile(pattern).search


def _check_many(value: Seq, shape: Many, at: _At, where: _Where, found: Found) -> None:
    if not value and shape.least:
        found.append(_finding("shape-empty", Text("此列表不能为空", "this list must not be empty"), at, where))
    elif len(value) < shape.least:
        least = Text(f"此列表至少要有 {shape.least} 项", f"this list must have at least {shape.least} entries")
        alone = Text("只有一项的，不写成列表，直接写：{}", "a single one is written without a list: {}")
        found.append(_finding("shape-empty", least, at, where, alone.format(in_yaml(value[0], flow=False))))
    of = shape.of
    for each, place in zip(value, value.places, strict=True):
        _check(each, of, place, where, found)


def _check_record(value: Map, shape: Record, at: _At, where: _Where, found: Found) -> None:
    where = where.into(value)
    index, places = shape.index, value.value_places
    strangers: list[str] = []
    meant_here: set[str] = set()
    for key, each in value.items():
        known = index.get(key)
        if known is None:
            if not strangers:
                strangers = [name for name in value if name not in index]
                meant_here = {field for name in strangers if (field := in_chinese(name, shape))}
            if len(strangers) <= SEVERAL or _belongs_elsewhere(key, value, shape, where):
                found.append(_unknown_field(key, value, shape, where))
            elif key == strangers[0]:
                found.append(_unknown_fields(strangers, value, shape, where))
        elif each is not None or not _left_empty(key, value, shape):
            _check(each, known.shape, places[key], where.below(shape, key), found)
    brought = (name for key, names in shape.brings.items() if key in value for name in names) if shape.brings else ()
    for name in (*shape.needed, *brought):
        if name not in value and name not in meant_here:  # what is there in Chinese is told once
            message = Text(f"缺少必填项“{name}”", f"the required field {name!r} is missing")
            hint = Text(f"加上“{name}: ”：", f"add `{name}:`, ") + index[name].doc
            found.append(_finding("shape-missing-field", message, at, where, hint, name))
    if shape.one_of:
        given = [key for key in shape.one_of if key in value]
        if (
            len(given) != 1
            and not any(each in shape.hints for each in strangers)
            and meant_here.isdisjoint(shape.one_of)
        ):
            listed = "、".join(shape.one_of), ", ".join(shape.one_of)
            message = Text(
                f"以下各项须写一项，且只写一项：{listed[0]}", f"exactly one of these is required: {listed[1]}"
            )
            found.append(_finding("shape-one-of", message, value.key_at(given[1]) if given else at, where))
    for key, other in shape.needs.items():
        if key in value and other not in value:
            message = Text(f"“{key}”只能与“{other}”同用", f"{key!r} is allowed only together with {other!r}")
            found.append(_finding("shape-needs", message, value.key_at(key), where, word=key))


def _check_table(value: Map, shape: Table, _: _At, where: _Where, found: Found) -> None:
    for key, each in value.items():
        if not matches(shape.key, key):
            message = Text(f"编号“{key}”的写法不对", f"the id {key!r} is not in the required form")
            hint = _KEY_HINTS.get(shape.key) or Text(f"应符合 {shape.key}", f"it must match {shape.key}")
            found.append(_finding("shape-id", message, value.key_at(key), where, hint, key))
        _check(each, shape.of, value.at(key), where, found)


_KEY_HINTS = {
    ID: _ID_FORM,
    ANY_TEXT: Text("请写入文字，不能为空", "write some text; it must not be empty"),
    YEAR: Text("写年份，如 2027", "write a year such as 2027"),
}


_CHECKS: dict[type, tuple[type, Callable[[Any, Any, _At, _Where, Found], None]]] = {
    Scalar: (object, _check_scalar),
    Many: (Seq, _check_many),
    Record: (Map, _check_record),
    Table: (Map, _check_table),
}
"""The kind of node that a shape wants, and the check of one of that kind."""


def _finding(code: str, message: Text, at: _At, where: _Where, hint: Text | None = None, word: str = "") -> Diagnostic:
    return Diagnostic(code, "error", message, where.at(at), where.entity, hint=hint, arguments=(word,) if word else ())


def _unknown_word(word: str, shape: Scalar, at: _At, where: _Where) -> Diagnostic:
    message = Text("没有“{}”这个取值", "unknown value {!r}").format(word)
    called = {each: names.zh.partition("|")[0] for each, names in shape.called.items()}
    known = {name: each for each in shape.words for name in (each, called.get(each, each))}
    typed = next((each for each in _spellings(word) if each in known), word)  # `ｃｏｕｎｔｙ`, `“county”`
    if found := nearest(typed, tuple(known)):
        return _finding("shape-word", message, at, where, suggestion(found[0], (known[found[0]],)), word)
    listed = Text("、", ", ").join(
        Text(f"{each}（{called[each]}）" if each in called else each, each) for each in shape.words
    )
    hint = Text("可用：", "known: ") + listed if len(shape.words) <= _FEW else Text("请核对名称", "check the name")
    return _finding("shape-word", message, at, where, hint, word)


def _unknown_field(key: str, value: Map, shape: Record, where: _Where) -> Diagnostic:
    """A field that is not known here: misspelt, in Chinese, or of another level by its indentation."""
    message = Text("没有“{}”这个字段", "unknown field {!r}").format(key)
    hint = shape.hints.get(key) or _belongs_elsewhere(key, value, shape, where) or _field_meant(key, shape)
    return _finding("shape-unknown-field", message, value.key_at(key), where, hint, key)


def _belongs_elsewhere(key: str, value: Map, shape: Record, where: _Where) -> Text | None:
    """The hint that a key belongs to the field above that has been left empty, or to a record further out."""
    before = None
    for name in value:
        if name == key:
            break
        before = name if value[name] is None else before if name not in shape.index else None
    if before is not None and before in shape.index:
        inner = shape.index[before].shape
        if any(key in each.index for each in _records(inner)):
            return Text(
                f"“{key}”属于“{before}”：请在它前面多缩进两个空格",
                f"{key!r} belongs to {before!r}: indent it by two more spaces",
            )
        if any(key in each.index for each in _records(inner.of if isinstance(inner, Many) else inner)):
            return Text(
                f"“{key}”属于“{before}”：在它前面加“- ”，以下各行多缩进两个空格",
                f"{key!r} belongs to {before!r}: put `- ` before it and indent the lines below by two more spaces",
            )
    for around, inside in reversed(where.around):
        if key in around.index:
            return Text(
                f"“{key}”与“{inside}”同级：请减少缩进，与“{inside}”对齐",
                f"{key!r} stands beside {inside!r}: indent it less, as far as {inside!r}",
            )
    return None


def _left_empty(key: str, value: Map, shape: Record) -> bool:
    """Whether a field is empty because what belongs to it is not indented, which is told of that."""
    inner = shape.index[key].shape
    inside = [*_records(inner), *_records(inner.of if isinstance(inner, Many) else inner)]
    after = list(value)[list(value).index(key) + 1 :][:1]
    return any(name not in shape.index and name in each.index for name in after for each in inside)


def _records(shape: Shape) -> list[Record]:
    """The records that a value of this shape may be."""
    return [each for each in (shape.kinds if isinstance(shape, Either) else (shape,)) if isinstance(each, Record)]


def _field_meant(key: str, shape: Record) -> Text:
    """The field that a key means by its name or by what it is called in Chinese."""
    field = in_chinese(key, shape)
    return (
        Text(f"字段名用英文：{field}", f"field names are English: {field}")
        if field
        else suggestion(key, tuple(shape.index))
    )


def in_chinese(key: str, shape: Record) -> str | None:
    """The field that a key is the Chinese for: what it is called, the level it is of, or something like either."""
    if key.isascii():
        return None
    level = word_for(key, LEVELS_CALLED)
    if level in shape.index:
        return level
    called = {**_ALSO_CALLED, **{each.doc.zh: each.name for each in shape.fields}}
    known = tuple(name for name, field in called.items() if field in shape.index)
    found = nearest(key, known)
    return called[found[0]] if found else None


_ALSO_CALLED: Final = {
    "中文": "zh",
    "英文": "en",
    "代码": "code",
    "编号": "id",
    "名称": "name",
    "标题": "title",
    "依据": "basis",
    "时限": "time_limit",
    "主体": "body",
    "渠道": "channels",
    "对象": "audience",
    "方式": "method",
    "内容": "content",
    "理由": "reason",
    "原因": "reason",
}
"""What people call fields besides what they are said to be."""


def _unknown_fields(keys: Sequence[str], value: Map, shape: Record, where: _Where) -> Diagnostic:
    """Many unknown fields in one mapping are one fault: they are in Chinese, or belong to another level."""
    first, *more = keys
    message = Text(f"“{first}”等 {len(keys)} 个字段不存在", f"unknown field {first!r} and {len(more)} more")
    hint = Text("请检查缩进：这些字段像是其他层级的", "check the indentation: they seem to belong to another level")
    if fields := {key: field for key in keys if (field := in_chinese(key, shape))}:
        hint = Text("字段名用英文：", "field names are English: ") + Text("、", ", ").join(
            Text(f"“{key}”写 {field}", f"{key} is {field}") for key, field in fields.items()
        )
    named = ((where.at(value.key_at(key)), Text(key, key)) for key in more[:SEVERAL])
    return _finding("shape-unknown-field", message, value.key_at(first), where, hint, first)._replace(
        related=tuple(named)
    )


SEVERAL = 3
"""How many unknown fields of a mapping are told one by one, each with the word that may have been meant."""


def suggestion(word: str, known: tuple[str, ...]) -> Text:
    """The hint that names the nearest known word, or all of them when none is near and they are few."""
    if not word.isascii():  # `ｃｏｕｎｔｙ`, `“county”`
        word = next((each for each in _spellings(word) if each in known), word)
    if near := nearest(word, known):
        return Text(f"是否应为“{near[0]}”？", f"did you mean {near[0]!r}?")
    if len(known) <= _FEW:
        return Text("可用：", "known: ") + Text("、", ", ").join(map(Text.same, known))
    return Text("请核对名称", "check the name")


_FEW: Final = 12
_NEAR: Final = 60
"""Letters that two words share in the same order, in per cent of all, from which one may be meant by the other."""


@lru_cache(maxsize=1 << 16)  # each link of a chain asks for the same words again
def nearest(word: str, known: tuple[str, ...], most: int = 1) -> tuple[str, ...]:
    """The known words that share most letters with this one, the best first; none if few are shared."""
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    found = extract(word, known, scorer=ratio, limit=most, score_cutoff=_NEAR)
    return tuple(name for name, _, _ in found)


def check_name(code: str, kind: Text, name: str, known: Collection[str]) -> None:
    """Raise a GapubError of this code unless the name is known; `kind` says what it is a name of."""
    if name not in known:
        message = Text(f"没有“{name}”这种{kind.zh}", f"unknown {kind.en} {name!r}")
        raise GapubError([Diagnostic(code, "error", message, hint=suggestion(name, tuple(known)))])


def _is_none_of(value: str, shape: Scalar) -> bool:
    """Whether a text is none of the words of a shape, and like none of them."""
    return bool(value.strip() and shape.words) and value not in shape.words and not nearest(value, shape.words)


def _is_meant_as_list(value: Value, shape: Either) -> bool:
    """Whether a text stands where a list is wanted: the shape takes a text too, but only as one of a few words or an id."""
    if not isinstance(value, str) or shape.sequence is None or shape.text is None or not value.strip():
        return False
    if shape.text.words:
        alone = len(_parted(value)) < 2
        same = isinstance(shape.sequence.of, Scalar) and shape.sequence.of.words == shape.text.words
        return _is_none_of(value, shape.text) and not (alone and (same or shape.mapping))
    return shape.text.refers != "" and not value.isascii() and len(_parted(value)) > 1


def _no_choice(value: str, shape: Either, at: _At, where: _Where) -> Diagnostic:
    """A text that is none of the words which may stand here in place of a mapping."""
    assert shape.text is not None
    found = _unknown_word(value, shape.text, at, where)
    examples = [_example(each) for each in _records(shape)]
    if not examples or found.hint is None:
        return found
    return found._replace(hint=found.hint + Text("；或者写成 ", "; or write ") + Text.same(examples[0]))


def _wrong_kind(value: Value, shape: Shape, at: _At, where: _Where) -> Diagnostic:
    wanted, found = _kind_wanted(shape), _kind_found(value)
    message = Text("此处应为{}，现写的是{}", "expected {}, found {}").format(wanted, found)
    return _finding("shape-kind", message, at, where, _what_is_right(value, shape))


def _what_is_right(value: Value, shape: Shape) -> Text | None:
    """What to write in place of a value of the wrong kind, made of the value itself where it says enough."""
    kinds = {each.__class__: each for each in (shape.kinds if isinstance(shape, Either) else (shape,))}
    text, many = kinds.get(Scalar), kinds.get(Many)
    record = kinds.get(Record) or kinds.get(Table)
    if value is None:
        unknown = isinstance(text, Scalar) and ("unknown" in text.words or "unknown" in text.called)
        more = Text("；表中有此栏而内容不明的，写 unknown", "; if nobody knows what the table has, write unknown")
        return Text("请填写，不需要的删去这一行", "fill it in, or delete the line") + (
            more if unknown else Text("", "")
        )
    if isinstance(text, Scalar) and text.kind == "text" and isinstance(value, bool | int | float):
        return _in_quotes(value, shape)
    if isinstance(text, Scalar) and text.kind == "flag":
        return Text("写 true（是）或 false（否）", "write true or false")
    if isinstance(text, Scalar) and text.kind == "integer" and isinstance(value, str) and value.strip().isdecimal():
        return Text(f"不加引号：{int(value)}", f"write it without quotes: {int(value)}") if value.isascii() else None
    if isinstance(text, Scalar) and text.kind in ("integer", "number") and text.doc:
        return text.doc
    if isinstance(many, Many) and isinstance(value, str) and value.strip():
        written = f"[{', '.join(in_yaml(each) for each in _parted(value))}]"
        return Text(f"写成列表：{written}", f"write a list: {written}")
    if isinstance(many, Many) and isinstance(value, int | float):
        return Text(f"写成列表：[{in_yaml(value)}]", f"write a list: [{in_yaml(value)}]")
    if isinstance(many, Many) and isinstance(value, Map):
        return Text("写成列表：在这一条前面加“- ”", "write a list: put `- ` before the entry")
    if isinstance(record, Record | Table) and isinstance(value, Seq) and any(isinstance(each, Map) for each in value):
        return Text("去掉前面的“- ”，只写“键: 值”", "drop the `- ` and write keys and values")
    if isinstance(record, Record | Table):
        return Text(f"写成 {_example(record)}", f"write {_example(record)}")
    if isinstance(text, Scalar) and isinstance(value, Seq) and len(value) == 1:
        return Text(
            f"不写成列表：{in_yaml(value[0], flow=False)}", f"write it without a list: {in_yaml(value[0], flow=False)}"
        )
    return None


_COMMAS: Final = ("\n", "；;", "、", "，,")
_OPENING, _CLOSING = "（(《〈“‘「【[", "）)》〉”’」】]"


def _parted(text: str) -> list[str]:
    """The entries of a list that somebody wrote in one text: parted by the widest mark in it that is not within brackets."""
    inside, depth = set[int](), 0
    for i, char in enumerate(text):
        depth += (char in _OPENING) - (char in _CLOSING and depth > 0)
        if depth:
            inside.add(i)
    for marks in _COMMAS:
        cuts = [i for i, char in enumerate(text) if char in marks and i not in inside]
        if cuts:
            starts, ends = [0, *(i + 1 for i in cuts)], [*cuts, len(text)]
            return [each for a, b in zip(starts, ends, strict=True) if (each := text[a:b].strip().rstrip("。"))]
    return [text.strip()]


def in_yaml(value: Value, *, flow: bool = True) -> str:
    """A value as one types it in YAML; `flow`: within brackets."""
    if not isinstance(value, str):
        return (
            "…"
            if isinstance(value, Map | Seq)
            else "true"
            if value is True
            else "false"
            if value is False
            else str(value)
        )
    plain = _compiled(r"^[^\s\-?:,\[\]{}#&*!|>'\"%@`~+.\d][^,\[\]{}#:\n]*$" if flow else r"^[^\W\d_][^#:\n]*$")(value)
    return (
        value
        if plain and value not in ("true", "false", "null")
        else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def _example(shape: Record | Table) -> str:
    """How a mapping of the shape is written: with the keys that it must have, else with its first."""
    if isinstance(shape, Table):
        return "{…: …}"
    keys = shape.needed or shape.one_of[:1] or tuple(shape.index)[:1]
    return "{" + ", ".join(f"{key}: {'[…]' if _wants_list(shape.index[key].shape) else '…'}" for key in keys) + "}"


def _wants_list(shape: Shape) -> bool:
    return isinstance(shape, Many) or (isinstance(shape, Either) and shape.sequence is not None)


def _in_quotes(value: bool | int | float, shape: Shape) -> Text:
    """How to write a number or flag where a text is wanted. Excel takes codes and telephone numbers for numbers."""
    pattern = getattr(shape.text if isinstance(shape, Either) else shape, "pattern", None)
    shown = _digits(value) if pattern is None else meant(value, pattern) or str(value)
    shown = str(value).lower() if isinstance(value, bool) else shown
    hint = Text(f'请加上引号："{shown}"', f'put it in quotes: "{shown}"')
    if isinstance(value, float) and shown.isdigit():
        hint += Text(
            "；这像是 Excel 的科学记数法，请核对每一位数字",
            "; it looks like Excel's scientific notation, so check every digit",
        )
    elif value.__class__ is int and pattern is None and len(shown) >= _LONG_NUMBER:
        hint += Text("；原来以 0 开头的，补上 Excel 去掉的 0", "; put back a leading 0 that Excel has taken away")
    return hint


def _digits(value: int | float) -> str:
    """A number as a text of any kind: what is as long as a code loses the form that Excel gave it, a version 1.0 stays."""
    is_code = isinstance(value, float) and value.is_integer() and abs(value) >= 10 ** (_LONG_NUMBER - 1)
    return str(int(value)) if is_code else str(value)


_LONG_NUMBER: Final = 6
"""The digits from which on a number is rather a code or a telephone number."""


_KINDS = {
    "text": Text("文字", "a text"),
    "integer": Text("整数", "a whole number"),
    "flag": Text("true 或 false", "true or false"),
    "mapping": Text("“键: 值”", "a mapping of keys to values"),
    "list": Text("列表", "a list"),
    "nothing": Text("空值", "nothing"),
    "number": Text("数字", "a number"),
}


def _kind_wanted(shape: Shape) -> Text:
    if isinstance(shape, Scalar):
        if shape.words and len(shape.words) == 1:
            return Text.same(shape.words[0])
        return _KINDS[shape.kind]
    if isinstance(shape, Many):
        return _KINDS["list"]
    if isinstance(shape, Record | Table):
        return _KINDS["mapping"]
    return Text("或", " or ").join(map(_kind_wanted, shape.kinds))


def _kind_found(value: Value) -> Text:
    names = {Map: "mapping", Seq: "list", bool: "flag", int: "integer", float: "number", str: "text"}
    return _KINDS[names.get(type(value), "nothing")]


class Context(NamedTuple):
    """What the readers of a file know besides its nodes: its path, and the values that it has given names.

    Of a tree in which nodes stand at several places, `once` has the values of fields, by the identities of node and reader.
    """

    file: str = ""
    names: Mapping[str, Any] = MappingProxyType({})
    once: dict[tuple[int, int], Any] | None = None


class Fault(NamedTuple):
    """What a shape cannot say of a value: it contradicts itself. `path` leads to the place: keys, and indices of lists."""

    code: str
    text: Text
    path: Path = ()
    entity: str = ""

    def diagnostic(self, file: str, tree: Value, at: Spot = (1, 1)) -> Diagnostic:
        """The finding; `tree` is the node that was read, and `at` is where it stands."""
        return Diagnostic(self.code, "error", self.text, Place(file, *follow(tree, self.path, at)), self.entity)


class FaultError(ValueError):
    """A value cannot be read; its `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        """Hold one fault or several."""
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        """Return the faults as a developer reads them."""
        return "; ".join(f"{each.path}: {each.text.en}" for each in self.faults)

    def below(self, *path: str | int) -> Iterator[Fault]:
        """The same faults, seen from further up."""
        return (each._replace(path=(*path, *each.path)) for each in self.faults)


Reader: TypeAlias = Callable[[Any, Context], Any]
"""Makes a value of a node that has its shape; raises FaultError."""
_NOTHING: Final = Context()


def read(node: Value, shape: Shape, context: Context = _NOTHING) -> Any:
    """The value of a node that `check` has passed, as the shape says; raises FaultError with all that is wrong in it."""
    reader = _reader(shape)
    return node if reader is None else reader(node, context)


def _reader(shape: Shape) -> Reader | None:
    """What reads nodes of a shape, made once for those that are records and alternatives; None: they are the value."""
    if isinstance(shape, Scalar):
        return None if shape.make is None else _scalar_reader(shape.make)
    if isinstance(shape, Many):
        return _many_reader(shape)
    if isinstance(shape, Table):
        return _table_reader(shape)
    if shape.reader is None:
        # A shape may hold itself, so this stands for its reader while it is made, and finds it when it is called.
        shape.reader = lambda node, context: read(node, shape, context)
        shape.reader = _record_reader(shape) if isinstance(shape, Record) else _either_reader(shape)
    return shape.reader


def _scalar_reader(make: Callable[[Any], Any]) -> Reader:
    return lambda node, _: make(node)


def _many_reader(shape: Many) -> Reader:
    of, make = _reader(shape.of), shape.make
    if of is None:
        return lambda nodes, _: make(nodes)

    def read_many(nodes: list[Any], context: Context) -> Any:
        made, faults = [], list[Fault]()
        for i, node in enumerate(nodes):
            try:
                made.append(of(node, context))
            except FaultError as error:
                faults += error.below(i)
        if faults:
            raise FaultError(*faults)
        return make(made)

    return read_many


def _table_reader(shape: Table) -> Reader:
    read_key, of, make, whole = shape.read_key, _reader(shape.of), shape.make, shape.whole

    def read_table(nodes: dict[str, Any], context: Context) -> Any:
        made, faults = {}, list[Fault]()
        for key, node in nodes.items():
            try:
                value = node if of is None else of(node, context)
                made[read_key(key)] = value if make is None else make(key, value)
            except FaultError as error:
                faults += error.below(key)
        if faults:
            raise FaultError(*faults)
        return made if whole is dict else whole(made)

    return read_table


def _record_reader(shape: Record) -> Reader:
    make, entry = shape.make, shape.entry
    readers = {
        each.name: (each.name if each.into is None else each.into, _reader(each.shape))
        for each in shape.fields
        if each.into != ""
    }
    defaults = {
        readers[each.name][0]: each.default
        for each in shape.fields
        if each.name in readers and each.default is not _ABSENT
    }

    def read_record(node: Map, context: Context) -> Any:
        made, faults, once = defaults.copy(), list[Fault](), context.once
        for key, value in node.items():
            if key in readers:
                into, of = readers[key]
                try:
                    if of is None:
                        made[into] = value
                    elif once is None:
                        made[into] = of(value, context)
                    elif (same := (id(value), id(of))) in once:
                        made[into] = once[same]
                    else:
                        made[into] = once[same] = of(value, context)
                except FaultError as error:
                    faults += error.below(key)
        if faults:
            raise FaultError(*faults)
        if entry:
            made[entry] = Entry(context.file, node)
        return make(**made)

    return read_record


def _either_reader(shape: Either) -> Reader:
    text, mapping, sequence = (
        None if each is None else _reader(each) for each in (shape.text, shape.mapping, shape.sequence)
    )

    def read_either(node: Any, context: Context) -> Any:
        reader = mapping if isinstance(node, dict) else sequence if isinstance(node, list) else text
        return node if reader is None else reader(node, context)

    return read_either
