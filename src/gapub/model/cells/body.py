"""The body that discloses (公开主体), as an expression over roles.

A guideline names roles, a profile binds them to offices. 「招标人或者其委托的招标代理机构」 is one of two roles, 「县级人民政府
民政部门、乡镇人民政府」 is each of two. The wording of the table is kept beside the expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model import shape
from gapub.model.shape import DASHED, Either, Field, Many, Record, Scalar
from gapub.yaml.reader import Value


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
