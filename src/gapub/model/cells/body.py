"""The body that discloses (公开主体), as an expression over roles.

A guideline names roles, a profile binds them to offices. 「招标人或者其委托的招标代理机构」 is one of two roles, 「县级人民政府
民政部门、乡镇人民政府」 is each of two. The wording of the table is kept beside the expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model import shape
from gapub.model.cells.parsing import BLANKS, JOINED, LONGEST, compiled, cut, pairs, part_of
from gapub.model.parsed import Known, Parsed, Part, Plain, Typed
from gapub.model.shape import DASHED, Either, Field, Many, Record, Scalar
from gapub.model.text import fold
from gapub.yaml.tree import Value


class Expression(NamedTuple):
    """A role (`op` is `role`), or how several share the duty: `each`, `any`, `by_level`, `by_kind`, `each_level`.

    `at` is the level that a role is held to where the table names one, such as the city's 生态环境部门.
    """

    op: str
    of: tuple[Expression, ...] = ()
    role: str = ""
    at: str | None = None

    def roles(self) -> Iterator[Expression]:
        """The roles in the order of the table."""
        if self.op == "role":
            yield self
        for part in self.of:
            yield from part.roles()


class BodyCell(NamedTuple):
    """The expression, and the wording of the table where it says more than the expression's own words."""

    expression: Expression
    wording: str | None = None


# --- Chinese ---------------------------------------------------------------------------------------------------------

_SPLIT: Final = rf"或者其委托的|或其委托的|或者|或|以及其?|及其?|和其?|与其?|[、，,；;/／。]|\n|[{BLANKS}]+"
_LEVELS: Final = {
    "city": "市级|设区的市级",
    "county": "县级（市辖区、县级市）|县（市、区）级?|县（区）级?|县级|区级",
    "township": "乡级|乡（镇）级?|乡镇级",
    "village": "村级",
}
_SHARED: Final = r"(?P<last>.+?)(?P<others>等)?(?:(?:相关|有关)?(?:职能|责任))?部门"
_GOVERNMENT: Final = "人民政府"
"""By itself it may be the government of any level."""
_DEEPEST: Final = 4
"""Brackets within brackets; the catalogue has one of them."""
_LONGEST_CELL: Final = 1000
_BY_LEVEL: Final = frozenset({"township-government", "villagers-committee", "residents-committee"})
_BY_KIND: Final = frozenset({"villagers-committee", "residents-committee"})
"""A village has one of them and a community the other: no row is of both at once."""


def parse(text: str, known: Known) -> Parsed[BodyCell]:
    """The roles that disclose and how they share the duty, with the wording where the words of the value would be others.

    An expression is whole or not there at all: of some of its roles it would be another duty. An office (某某县教育局) is no role,
    and neither is what may be read in two ways, such as 甲、乙或者丙.
    """
    part = part_of(text)
    if part is None:
        return Parsed(None)
    roles = _Roles(known)
    expression = roles.expression(text, part, 0) if len(text) <= _LONGEST_CELL else None
    if expression is None:
        return Parsed(None, tuple(sorted(set(roles.strangers))) or (part,))
    said = wording(BodyCell(expression), roles.names).zh
    return Parsed(BodyCell(expression, None if fold(said) == fold(part.text) else part.text))


class _Roles:
    """Reads one cell; `names` are what the registry calls the roles found, `strangers` the parts that are no roles."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.names = dict[str, Text]()
        self.strangers = list[Part]()

    def expression(self, text: str, part: Part, depth: int) -> Expression | None:
        """What a stretch says; None if it is not understood."""
        inner = pairs(part.text).get(0) == len(part.text) and part.text[0] in "（("
        if inner and depth < _DEEPEST:
            held = part_of(text, part.start + 1, part.end - 1)
            return self.expression(text, held, depth + 1) if held else None
        if (one := self.one(part.text)) or (one := self.each_level(part.text)):
            return one
        pieces, joints = self.pieces(text, cut(text, part, _SPLIT))
        if not pieces:
            return None
        if shared := self.shared(pieces, joints):
            return shared
        found = [self.one(each.text) for each in pieces]
        if len(pieces) < 2 or depth >= _DEEPEST:
            self.strangers += pieces
            return None
        made = [
            each or (self.expression(text, piece, depth + 1) if piece.text[0] in "（(" else None)
            for each, piece in zip(found, pieces, strict=True)
        ]
        self.strangers += [
            piece for each, piece in zip(made, pieces, strict=True) if each is None and piece.text[0] not in "（("
        ]
        whole = [each for each in made if each]
        return _joined(whole, joints) if len(whole) == len(made) else None

    def pieces(self, text: str, parts: list[tuple[Part, str]]) -> tuple[list[Part], list[str]]:
        """The parts, those together that are one role (住房和城乡建设部门), and what joins each to the one before."""
        pieces, joints, i = list[Part](), list[str](), 0
        while i < len(parts):
            first, joint = parts[i]
            most = range(min(len(parts), i + JOINED), i + 1, -1)
            last = next((n for n in most if self.is_one(text[first.start : parts[n - 1][0].end])), i + 1)
            end = parts[last - 1][0].end
            pieces.append(Part(first.start, end, text[first.start : end]))
            joints.append("".join(joint.split()))
            i = last
        return pieces, joints[1:]

    def is_one(self, text: str) -> bool:
        """Whether a text is one role, or one before the ending that it shares with others."""
        shared = compiled(_SHARED).fullmatch(text) if len(text) <= LONGEST else None
        return self.one(text) is not None or (shared is not None and self.one(f"{shared['last']}部门") is not None)

    def one(self, text: str) -> Expression | None:
        """A role, of a level or not: 县级教育行政部门."""
        if role := self.role(text):
            return role
        level, rest = _level_of(text)
        if level and (named := self.role(_AT[level].zh + rest)):
            return named  # 县（市、区）人民政府 has its level in its name
        role = self.role(rest) if level else None
        if role is None and rest.startswith(_GOVERNMENT):
            role = self.role(rest.removeprefix(_GOVERNMENT))
        return role._replace(at=level) if role and level and not role.at else role

    def role(self, text: str) -> Expression | None:
        """What the registry calls by this name."""
        named = (
            self.known("bodies", text)
            if len(text) <= LONGEST and text not in ("", _GOVERNMENT) and "@" not in text
            else None
        )
        if named is None:
            return None
        role, _, level = named.id.partition("@")
        self.names[role] = Text.same(named.name)
        return Expression("role", role=role, at=level or None)

    def each_level(self, text: str) -> Expression | None:
        """地方各级财政部门."""
        prefix = compiled("(?:地方)?各级").match(text)
        role = self.role(text[prefix.end() :]) if prefix else None
        return role and Expression("each_level", (role,))

    def shared(self, pieces: list[Part], joints: list[str]) -> Expression | None:
        """县级扶贫、财政等部门: names that share an ending, and by 等 the departments concerned."""
        last = compiled(_SHARED).fullmatch(pieces[-1].text)
        if last is None or not set(joints) <= {"、", "和"} or not (joints or last["others"]):
            return None
        *heads, tail = *(each.text for each in pieces[:-1]), last["last"]
        if any(each.endswith("部门") for each in heads):
            return None
        level, first = _level_of((*heads, tail)[0])
        named = [first, *heads[1:], tail] if heads else [first]
        roles = [self.role(f"{name}部门") for name in named]
        roles += [self.role("相关部门")] if last["others"] else []
        found = [each for each in roles if each]
        return (
            Expression("each", tuple(each._replace(at=level) for each in found)) if len(found) == len(roles) else None
        )


def _level_of(text: str) -> tuple[str | None, str]:
    """The level that a text begins with, and what stands behind it."""
    for level, prefixes in _LEVELS.items():
        if prefix := compiled(prefixes).match(text):
            return level, text[prefix.end() :]
    return None, text


def _joined(of: list[Expression], joints: list[str]) -> Expression | None:
    """How several share the duty, as the words between them say; None if they can be read in two ways."""
    parts, between = [of[0]], list[str]()
    for each, joint in zip(of[1:], joints, strict=True):
        if joint in ("及其", "和其", "与其"):  # somebody's own agent belongs to nobody else
            first = parts.pop()
            parts.append(Expression("each", (*(first.of if first.op == "each" else (first,)), each)))
        else:
            parts.append(each)
            between.append("any" if joint.startswith("或") else "by_level" if joint in ("/", "／") else "each")
    if not between:
        return parts[0]
    (op, *others) = sorted(set(between))
    roles = {role.role for each in parts for role in each.roles()}
    if others or (op == "by_level" and not roles & _BY_LEVEL):
        return None
    return Expression("by_kind" if op == "each" and roles == _BY_KIND else op, tuple(parts))


def node(cell: BodyCell) -> Plain:
    """The cell as a file states it."""
    said = _plain(cell.expression)
    if cell.wording is None:
        return said
    return {**(said if isinstance(said, dict) else {"role": said}), "wording": cell.wording}


def _plain(expression: Expression) -> Plain:
    if expression.op == "role":
        return f"{expression.role}@{expression.at}" if expression.at else expression.role
    if expression.op == "each_level":
        return {"each_level": _plain(expression.of[0])}
    return {expression.op: [_plain(each) for each in expression.of]}


# --- shape -----------------------------------------------------------------------------------------------------------


def _role(text: str) -> BodyCell:
    role, _, level = text.partition("@")
    return BodyCell(Expression("role", role=role, at=level or None))


def _body(wording: str | None = None, **duty: BodyCell | tuple[BodyCell, ...]) -> BodyCell:
    """The cell of an expression; `duty` is the one key that says who discloses."""
    ((op, of),) = duty.items()
    if isinstance(of, BodyCell):
        return BodyCell(of.expression if op == "role" else Expression(op, (of.expression,)), wording)
    return BodyCell(Expression(op, tuple(part.expression for part in of)), wording)


_ROLE = Scalar(
    pattern=f"^{DASHED}(@(city|county|township|village))?$",
    doc=Text("登记册中的主体编号，可加 @级别", "the id of a role in the registry, @level may follow"),
    refers="bodies",
    make=_role,
)
_JOINS = {
    "each": Text("各方分别公开", "each of these discloses"),
    "any": Text("其中一方公开", "one of these discloses"),
    "by_level": Text("按层级由其中一方公开", "one of these, according to the level"),
    "by_kind": Text("按主体类型由其中一方公开", "one of these, according to its kind"),
}
_PART = Either(text=_ROLE)
_PARTS = Many(_PART)
BODY = Either(
    text=_ROLE,
    mapping=Record(
        "body",
        (
            Field("role", _ROLE, Text("公开主体", "the role that discloses")),
            *(Field(op, _PARTS, doc) for op, doc in _JOINS.items()),
            Field("each_level", _ROLE, Text("各级的该部门分别公开", "this role at each level")),
            Field("wording", Scalar(), Text("原表写法", "the wording of the table")),
        ),
        one_of=("role", *_JOINS, "each_level"),
        layout="line",
        make=_body,
    ),
    typed=Typed(parse, node, "bodies"),
)
_PART.mapping = BODY.mapping  # a part of an expression may be an expression: 「（招标人∧代理机构）∨监督部门」


def read(node: Value) -> BodyCell:
    """The cell written as a role or as an expression; the node has the shape `BODY`."""
    cell: BodyCell = shape.read(node, BODY)
    return cell


def wording(cell: BodyCell, names: Mapping[str, Text]) -> Text:
    """The cell in both languages; `names` gives the roles' names. The table's own wording comes first in Chinese."""
    own = _words(cell.expression, names, outermost=True)
    return Text(cell.wording or own.zh, own.en)


_AT = {
    "city": Text("市级", "municipal "),
    "county": Text("县级", "county "),
    "township": Text("乡级", "township "),
    "village": Text("村级", "village "),
}
_GLUE = {
    "each": Text("、", " and "),
    "any": Text("或者", " or "),
    "by_level": Text("/", " or "),
    "by_kind": Text("、", " or "),
}
_SUFFIX = {"by_level": Text("", " (according to the level)"), "by_kind": Text("", " (according to its kind)")}


def _words(expression: Expression, names: Mapping[str, Text], *, outermost: bool = False) -> Text:
    if expression.op == "role":
        name = names[expression.role]
        return _AT[expression.at] + _lower(name) if expression.at else name
    first, *others = (_words(part, names) for part in expression.of)
    if expression.op == "each_level":
        return Text("地方各级{}", "{} at each level").format(first)
    joined = _GLUE[expression.op].join([first, *map(_lower, others)]) + _SUFFIX.get(expression.op, Text("", ""))
    return joined if outermost else Text("（{}）", "({})").format(joined)


def _lower(name: Text) -> Text:
    """The name with a small first letter in English, unless it begins with an abbreviation."""
    en = name.en
    return name._replace(en=en[0].lower() + en[1:] if en[1:2].islower() else en)
