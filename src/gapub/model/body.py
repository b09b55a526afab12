"""The body that discloses (公开主体), as an expression over roles.

A guideline names roles, a profile binds them to offices. 「招标人或者其委托的招标代理机构」 is one of two roles, 「县级人民政府
民政部门、乡镇人民政府」 is each of two. The wording of the table is kept beside the expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gapub.diagnostics import Text
from gapub.model.shape import DASHED, Either, Field, Many, Record, Scalar


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


_ROLE = Scalar(
    pattern=f"^{DASHED}(@(city|county|township|village))?$",
    doc=Text("登记册中的主体编号，可加 @级别", "the id of a role in the registry, @level may follow"),
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
    ),
)


_PART.mapping = BODY.mapping  # a part of an expression may be an expression: 「（招标人∧代理机构）∨监督部门」


def read(node: Any) -> BodyCell:
    """The cell written as a role or as an expression; the node has the shape `BODY`."""
    return BodyCell(_expression(node), None if isinstance(node, str) else node.get("wording"))


def _expression(node: Any) -> Expression:
    if isinstance(node, str):
        role, _, level = node.partition("@")
        return Expression("role", role=role, at=level or None)
    for op, value in node.items():
        if op == "role":
            return _expression(value)
        if op == "each_level":
            return Expression(op, (_expression(value),))
        if op in _JOINS:
            return Expression(op, tuple(_expression(part) for part in value))
    raise ValueError("a body without a role")


def wording(cell: BodyCell, names: Mapping[str, Text]) -> Text:
    """The cell in both languages; `names` gives the roles' names. The table's own wording comes first in Chinese."""
    own = _say(cell.expression, names, outermost=True)
    return Text(cell.wording or own.zh, own.en)


_AT = {"city": Text("市级", "municipal"), "county": Text("县级", "county"), "township": Text("乡级", "township"),
       "village": Text("村级", "village")}  # fmt: skip
_GLUE = {
    "each": ("、", " and "),
    "any": ("或者", " or "),
    "by_level": ("/", " or "),
    "by_kind": ("、", " or "),
}
_SUFFIX = {"by_level": " (according to the level)", "by_kind": " (according to its kind)"}


def _say(expression: Expression, names: Mapping[str, Text], *, outermost: bool = False) -> Text:
    if expression.op == "role":
        name = names[expression.role]
        at = _AT[expression.at] if expression.at else None
        return Text(f"{at.zh}{name.zh}", f"{at.en} {_lower(name.en)}") if at else name
    parts = [_say(part, names) for part in expression.of]
    if expression.op == "each_level":
        return Text(f"地方各级{parts[0].zh}", f"{parts[0].en} at each level")
    zh, en = _GLUE[expression.op]
    ends = Text(zh.join(part.zh for part in parts), en.join(_each_lower([part.en for part in parts])))
    ends = Text(ends.zh, ends.en + _SUFFIX.get(expression.op, ""))
    return ends if outermost else Text(f"（{ends.zh}）", f"({ends.en})")


def _each_lower(names: list[str]) -> Iterator[str]:
    yield names[0]
    yield from (_lower(name) for name in names[1:])


def _lower(name: str) -> str:
    """The name with a small first letter, unless it begins with an abbreviation."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
