"""Names where ids are wanted: what an office types (税收管理, 县级, 政府网站) becomes the id that it means.

A cell that is typed in Chinese (10个工作日内公开, ■政府网站 □政府公报) likewise becomes the value that it says.

A shape says of a text which words it may be and what people call them (`Scalar.called`), or what it is the id of
(`refers`). `understood` puts ids in place of names, so that whatever reads the tree afterwards sees ids alone; places
stay those of the text. What a name may mean is for a `Book` to say: the library has one (`sources.names`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, Protocol

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.parsed import Known, Named, Part, Plain
from gapub.model.pattern import pattern
from gapub.model.registry import REFERRED
from gapub.model.shape import Either, Many, Record, Scalar, Shape, Table, check, in_yaml, matches, meant, nearest
from gapub.model.text import LETTERS, word_for
from gapub.model.time.value import day_meant
from gapub.yaml.tree import Map, Seq, Spot, Value

KINDS: Final = {
    "areas": Text("领域", "area"),
    "topics": Text("一级事项", "topic"),
    "items": Text("二级事项", "item"),
    "targets": Text("领域、一级事项或者二级事项", "area, topic or item"),
    "former-items": Text("旧版事项", "item of an older edition"),
    **REFERRED,
    "divisions": Text("行政区划", "division"),
}
"""What may be called by name, by the word that shapes have for it (`refers`)."""

_NUMBERED: Final = ("areas", "items", "targets")
"""The kinds that people know by numbers, too."""
_LETTERS: Final = "".join(f"{each}{each.lower()}" for each in LETTERS.values())
_NUMERAL: Final = rf"^([{_LETTERS}]?[0-9][0-9.-]*|[{_LETTERS}lL][0-9]*[-.][0-9]+)$"
"""A number in ASCII: 03, 03-05, 1.2, V-01, L1-02."""
LISTED: Final = 20
"""Candidates in a message, at most."""
_GUESSED: Final = 100
"""Findings of a file from which on none says which names are like: to look for them takes time."""
_FLAGS: Final = {"是": True, "否": False}


class Meaning(NamedTuple):
    """What a text may mean: the ids, each with its name for people to tell them apart.

    Where there are none, `near` finds names like it, or `hint` says what to write.
    """

    ids: Mapping[str, str]
    near: Callable[[], tuple[tuple[str, str], ...]] = tuple
    hint: Text | None = None


class Typed(NamedTuple):
    """What a text says for a cell, as a file would have it otherwise, and the parts of the text that are not understood.

    `value` is what the node states.
    """

    node: Any
    left: tuple[str, ...] = ()
    value: Any = None


class Book(Protocol):
    """Knows by what names things go, and what is said in Chinese for the value of a cell."""

    def meaning(self, kind: str, text: str) -> Meaning:
        """What a text means among things of a kind."""

    def said(self, cell: str, text: str) -> Typed | None:
        """What a text says for a cell (`Scalar.cell`); None if nobody can tell."""


def known(book: Book) -> Known:
    """What a text names in a book, for the parsers of cells: the one thing of that name."""

    def named(kind: str, text: str) -> Named | None:
        ids = book.meaning(kind, text).ids
        return Named(*next(iter(ids.items()))) if len(ids) == 1 else None

    return named


class _NoBook:
    def meaning(self, kind: str, text: str) -> Meaning:  # noqa: ARG002  # it knows none
        return Meaning({})

    def said(self, cell: str, text: str) -> Typed | None:  # noqa: ARG002
        return None


NO_BOOK: Final[Book] = _NoBook()
"""Knows no names but those that shapes themselves have."""


def understood(tree: Value, shape: Shape, file: str, book: Book = NO_BOOK) -> tuple[Value, list[Diagnostic]]:
    """The tree with ids in place of names, and what is wrong with its shape then.

    A tree without names is returned as it is, at the price of `check` alone.
    """
    found = check(tree, shape, file)
    if not found:
        return tree, found
    walk = _Walk(file, book)
    named = walk.value(tree, shape, (1, 1), "")
    if named is tree and not walk.found:
        return tree, found
    told = {each.place for each in walk.found}
    rest = [each for each in check(named, shape, file) if each.place not in told]
    return named, sorted([*walk.found, *rest], key=lambda each: (each.place or Place(file, 1, 1))[1:])


def one(kind: str, text: str, meaning: Meaning, place: Place | None = None, entity: str = "") -> str | Diagnostic:
    """The id that a text means, or the finding that it means none or several."""
    if len(meaning.ids) == 1:
        return next(iter(meaning.ids))
    what, shown = KINDS[kind], _shown(meaning.ids.items())
    if meaning.ids:
        message = Text("“{}”可能指几个{}", "{!r} may mean more than one {}").format(text, what)
        hint = Text("请写编号，或者写全：", "write the id, or the name in full: ") + shown
        return Diagnostic("ambiguous-name", "error", message, place, entity, hint=hint, arguments=(text,))
    message = Text(f"没有叫“{text}”的{what.zh}", f"no {what.en} is called {text!r}")
    if meaning.hint:
        message = Text(f"不能确定“{text}”指哪个{what.zh}", f"which {what.en} {text!r} means is not certain")
    like = () if meaning.hint else meaning.near()
    hint = meaning.hint or Text("是否应为", "did you mean ") + _shown(like) + Text("？", "?")
    if kind == "events" and (day := day_meant(text)):
        hint = day
    elif not (meaning.hint or like):
        hint = _LOOK_UP.get(kind, Text("请核对名称，或者写编号", "check the name, or write the id"))
    return Diagnostic("unknown-name", "error", message, place, entity, hint=hint, arguments=(text,))


def _shown(named: Iterable[tuple[str, str]]) -> Text:
    """Ids with the names beside them."""
    pairs = list(named)
    shown = [
        Text("“{1}”（{0}）", "{1!r} ({0})").format(each, name) if name else Text.same(each) for each, name in pairs
    ]
    more = Text("等", " …") if len(pairs) > LISTED else Text("", "")
    return Text("、", ", ").join(shown[:LISTED]) + more


_LOOK_UP: Final = {
    "editions": Text("各领域和版本见 gapub list", "see gapub list for areas and editions"),
    "baselines": Text("各基线见 gapub list", "see gapub list for the baselines"),
    "divisions": Text("请用 gapub divisions 查代码", "look the code up with gapub divisions"),
    **{
        kind: Text(f"可用 gapub list {kind} 查找", f"look it up with gapub list {kind}")
        for kind in ("areas", "topics", "items", "instruments", "bodies", "channels", "groups", "events")
    },
}


def is_name(text: str) -> bool:
    """Whether a text may be meant for a name or a number: it is not plain ASCII, or is more than one word or in digits."""
    return not text.isascii() or " " in text.strip() or matches(_NUMERAL, text)


class _Walk:
    """One walk through a tree by its shape; what holds no name is kept as the same value."""

    def __init__(self, file: str, book: Book) -> None:
        self.file = file
        self.book = book
        self.found: list[Diagnostic] = []

    def value(self, node: Value, shape: Shape, at: Spot, entity: str) -> Any:
        """The node with ids in place of names."""
        if isinstance(node, str) and isinstance(shape, Either | Many):
            read = self.typed(node, shape, at, entity)
            if read is not None:
                return read
        if isinstance(shape, Either):
            alternative = shape.of(node)
            return node if alternative is None else self.value(node, alternative, at, entity)
        if isinstance(shape, Scalar):
            return self.scalar(node, shape, at, entity)
        if isinstance(shape, Many):
            return self.many(node, shape, entity) if isinstance(node, Seq) else node
        if not isinstance(node, Map):
            return node
        return self.table(node, shape, entity) if isinstance(shape, Table) else self.record(node, shape, entity)

    def scalar(self, node: Value, shape: Scalar, at: Spot, entity: str) -> Value:
        if shape.kind == "flag" and isinstance(node, str):
            return _FLAGS.get(node, node)
        numeral = isinstance(node, int) and not isinstance(node, bool) and shape.refers in _NUMBERED
        node = str(node) if numeral else node  # a number without its quotes
        if not isinstance(node, str) or shape.kind != "text" or node != node.strip():
            return node  # a blank at an end, which YAML would have dropped, is a slip to be told
        if shape.called and node not in shape.words and (word := word_for(node, shape.called)):
            return word
        if shape.cell and not node.isascii() and not meant(node, shape.pattern):
            return self.said(shape.cell, node, at, entity)
        if not shape.refers or (shape.pattern and matches(shape.pattern, node) and not numeral):
            return node
        typed = meant(node, shape.pattern) if shape.pattern else None
        if typed and not (shape.refers in _NUMBERED and typed.isdigit()):
            return node  # an id in full-width letters or in quotes too many, which is told
        return self.id(shape.refers, node, at, entity)

    def id(self, kind: str, text: str, at: Spot, entity: str) -> str:
        if not text.strip() or not is_name(text):
            return text
        found = self.one(kind, text, at, entity)
        if isinstance(found, str):
            return found
        self.found.append(found)
        return text

    def one(self, kind: str, text: str, at: Spot, entity: str) -> str | Diagnostic:
        """The id that a text means, or the finding that it means none or several."""
        meaning = self.book.meaning(kind, text)
        if len(self.found) >= _GUESSED:
            meaning = meaning._replace(near=tuple)
        return one(kind, text, meaning, Place(self.file, *at), entity)

    def said(self, cell: str, text: str, at: Spot, entity: str) -> Value:
        typed = self.book.said(cell, text)
        if typed is None:
            return text
        if typed.left:
            self.found.append(_not_understood(text, typed, Place(self.file, *at), entity))
            return text
        return placed(typed.node, at)

    def many(self, node: Seq, shape: Many, entity: str) -> Seq:
        made, places = list[Value](), list[Spot]()
        for each, at in zip(node, node.places, strict=True):
            entries = self.entries(each, shape, at, entity)
            made += entries
            places += [at] * len(entries)
        if len(made) == len(node) and all(new is old for new, old in zip(made, node, strict=True)):
            return node
        named = Seq(node.line, node.column)
        named.extend(made)
        named.places = places
        return named

    def entries(self, node: Value, shape: Many, at: Spot, entity: str) -> list[Value]:
        """The entries that one of a list stands for: a text may name several."""
        read = self.typed(node, shape, at, entity) if isinstance(node, str) else None
        if read is not None:
            return [*read] if isinstance(read, Seq) else [read]
        return [self.value(node, shape.of, at, entity)]

    def typed(self, text: str, shape: Either | Many, at: Spot, entity: str) -> Value:
        """What a whole cell in Chinese says, as a file states it; the text itself where a finding says what is wrong with it.

        None: it is left to the shape to say what may stand here.
        """
        if shape.typed is None or text.isascii() or text.rstrip("\n") != text.strip():
            return None  # a blank at an end is a slip to be told
        parse, node, refers, _ = shape.typed
        value, left = parse(text, known(self.book))
        if not left and value is not None:
            plain = node(value)
            if not isinstance(plain, dict) or isinstance(shape, Either):
                return placed(plain, at)
            self.found.append(self.unclear(text, _ONE_BY_ONE, at, entity))  # a choice is no entry of a list
            return text
        if value is None and (not left or left[0].text == text.strip()) and not (refers and isinstance(shape, Many)):
            return None
        self.found += (self.not_understood(each, refers, at, entity) for each in left)
        return text

    def not_understood(self, part: Part, kind: str, at: Spot, entity: str) -> Diagnostic:
        """The finding for a part of a cell: no thing has this name, or what it says is not clear."""
        is_address = part.text.casefold().startswith(("http", "www."))
        title = part.text[: part.text.find("》") + 1] if part.text.startswith("《") else ""
        found = self.one(kind, title or part.text, at, entity) if kind and not is_address else None
        if isinstance(found, Diagnostic):
            return found
        return self.unclear(part.text, _ADDRESS if is_address else _ONE_BY_ONE, at, entity)

    def unclear(self, text: str, hint: Text, at: Spot, entity: str) -> Diagnostic:
        """The finding that nobody can tell what a text says."""
        message = Text(f"不能识别“{text}”", f"this is not understood: {text!r}")
        return Diagnostic(
            "text-not-understood", "error", message, Place(self.file, *at), entity, hint=hint, arguments=(text,)
        )

    def record(self, node: Map, shape: Record, entity: str) -> Map:
        name = node.get("id", node.get("area"))
        entity = f"{entity}/{name}".strip("/") if isinstance(name, str) else entity

        def of(key: str) -> tuple[str, Shape | None]:
            field = shape.index.get(key)
            return key, field and field.shape

        return self.mapping(node, of, entity)

    def table(self, node: Map, shape: Table, entity: str) -> Map:
        def of(key: str) -> tuple[str, Shape | None]:
            is_id = not shape.refers or matches(shape.key, key)
            return key if is_id else self.id(shape.refers, key, node.key_at(key), entity), shape.of

        return self.mapping(node, of, entity)

    def mapping(self, node: Map, of: Callable[[str], tuple[str, Shape | None]], entity: str) -> Map:
        """The mapping with its keys and values named anew; `of` says what a key is called and what its value may be."""
        named, changed = Map(node.line, node.column), False
        for key, value in node.items():
            at, (name, shape) = node.at(key), of(key)
            if name in named or (name != key and name in node):
                self.found.append(self.twice(name, key, Place(self.file, *node.key_at(key)), entity))
                name = key
            new = value if shape is None else self.value(value, shape, at, entity)
            changed = changed or new is not value or name != key
            named[name] = new
            named.key_places[name], named.value_places[name] = node.key_at(key), at
        return named if changed else node

    @staticmethod
    def twice(name: str, key: str, place: Place, entity: str) -> Diagnostic:
        message = Text(f"“{key}”就是“{name}”，写了两次", f"{key!r} is {name!r}, which is written twice")
        hint = Text("删去其中一个", "remove one of them")
        return Diagnostic("yaml-duplicate-key", "error", message, place, entity, hint=hint, arguments=(key,))


_ADDRESS: Final = Text(
    "网址写在配置文件的 channels 里：website: {url: …}",
    "an address belongs under the channels of a profile: website: {url: …}",
)
_ONE_BY_ONE: Final = Text("请逐项列出", "list each thing by itself")


def placed(value: Plain, at: Spot) -> Value:
    """A value as it would be read from this place of a file."""
    if isinstance(value, list):
        entries = Seq(*at)
        entries.extend(placed(each, at) for each in value)
        entries.places = [at] * len(value)
        return entries
    if isinstance(value, dict):
        fields = Map(*at)
        for key, each in value.items():
            fields[key] = placed(each, at)
            fields.key_places[key] = fields.value_places[key] = at
        return fields
    return value


def _not_understood(text: str, typed: Typed, place: Place, entity: str) -> Diagnostic:
    """The finding that a part of a text is not understood, and how to keep it as it is."""
    left = Text("、", ", ").join(Text("“{}”", "{!r}").format(each) for each in typed.left)
    message = Text("不能识别公开时限中的{}", "this time limit is not understood: {}").format(left)
    hint = Text(
        "请换一种常见写法，如“信息形成之日起20个工作日内公开”“每季度公开一次”；要照原文保留，写作 {}",
        "put it as offices usually do, such as 信息形成之日起20个工作日内公开 or 每季度公开一次; to keep the words, write {}",
    ).format(_in_flow(typed.node))
    return Diagnostic("text-not-understood", "error", message, place, entity, hint=hint, arguments=(text,))


def _in_flow(node: Any) -> str:
    """A plain value on one line of YAML."""
    if isinstance(node, dict):
        return f"{{{', '.join(f'{key}: {_in_flow(each)}' for key, each in node.items())}}}"
    if isinstance(node, list):
        return f"[{', '.join(map(_in_flow, node))}]"
    return node if isinstance(node, str) and _SPAN.fullmatch(node) else in_yaml(node)


_SPAN: Final = pattern(r"\d+[a-z]+")


def near(text: str, names: Mapping[str, Iterable[str]], most: int = 3) -> tuple[tuple[str, str], ...]:
    """The ids whose names are most like a text, each with that name: `names` has the ids of each."""
    found: dict[str, str] = {}
    for name in nearest(text, tuple(names), most):
        for each in names[name]:
            found.setdefault(each, name)
    return tuple(found.items())[:most]
