"""What a locality says of a row that is no duty (MODEL 11): who answers for it, where it is published, what it belongs to.

A profile states it under `rows`, for a row, a topic or an area; a guideline may state the stage of a row and how rows bear
on each other. None of it is compared by strength, and what is not said is nowhere printed or counted.

How it comes into the catalogue: each is a field of `catalogue.Item` by its name in `model.fields.LOCAL`, ready to print:
`{name}` and `{code}` are replaced, a value of the area is there in each of its rows that has none of its own. Not said: None or
`()`. `section`, `phone` and `title3` (三级事项) are texts; `columns` holds pairs of name and text; `publish` the places where the row is
published, 0 to n; `stage` words of `STAGES`, `stage_basis` the evidence on which a guideline says so (None: the locality says
it); `interprets` and `responds` full ids of rows; `guide` a `Guide`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.shape import (
    ANY_TEXT,
    DASHED,
    Context,
    Either,
    Fault,
    FaultError,
    Field,
    Many,
    Record,
    Scalar,
    Table,
    read,
)

STAGES: Final = {
    "decision": Text("决策", "decision"),
    "execution": Text("执行", "execution"),
    "management": Text("管理", "management"),
    "service": Text("服务", "service"),
    "result": Text("结果", "result"),
}
"""The stages of government work that are to be public (五公开), in their order (中办发〔2016〕8号)."""


class Publish(NamedTuple):
    """Where a row is published: the column (栏目) of a website and its address.

    `max_age`: how old its latest entry may be, as `30d`. `match`: by which words an entry of the column belongs to the row.
    """

    column: str | None = None
    url: str | None = None
    max_age: str | None = None
    match: str | None = None

    @property
    def said(self) -> Text:
        """It in words."""
        return _said(self.column, self.url, self.max_age and f"≤ {self.max_age}", self.match)


class Guide(NamedTuple):
    """The guide (办事指南) to a service: the code under which the platform of services has it, and its address."""

    code: str | None = None
    url: str | None = None

    @property
    def said(self) -> Text:
        """It in words."""
        return _said(self.code, self.url)


def _said(*parts: str | None) -> Text:
    """What there is of it: the first, and the others behind it in brackets."""
    first, *more = (part for part in parts if part)
    return Text(f"{first}（{'，'.join(more)}）", f"{first} ({', '.join(more)})") if more else Text.same(first)


def _one_of(make: Callable[..., Any], keys: tuple[str, ...]) -> Callable[..., Any]:
    """What makes a value that has to have at least one of these keys."""

    def made(**stated: str) -> Any:
        if not any(key in stated for key in keys):
            message = Text(f"须写 {' 或者 '.join(keys)}", f"{' or '.join(keys)} is required")
            raise FaultError(Fault("shape-one-of", message))
        return make(**stated)

    return made


_URL = r"https?://(?!/)\S+"
_MAIL = r"(mailto:)?((?![@/:])\S)+@((?![@/:])\S)+\.((?![@/:.])\S)+"
ADDRESS: Final = Scalar(
    pattern=f"^({_URL}|{_MAIL})$",
    doc=Text("网址（http:// 或者 https:// 开头）或者电子邮箱", "a web address (http:// or https://) or a mail address"),
)
"""An address that a reader can follow."""


def link(address: str) -> str | None:
    """The address as a link: of a mail address `mailto:`; None of what cannot be followed, such as the address of a house."""
    if re.fullmatch(_URL, address):
        return address
    if re.fullmatch(_MAIL, address):
        return f"mailto:{address.removeprefix('mailto:')}"
    return None


AGE: Final = Scalar(
    pattern=r"^[1-9][0-9]{0,3}(h|d|wd|wk|mo|y)$",
    doc=Text(
        "数字加单位：h（小时）、d（日）、wd（工作日）、wk（周）、mo（月）、y（年），如 30d",
        "a number and a unit: h (hours), d (days), wd (working days), wk (weeks), mo (months) or y (years), such as 30d",
    ),
)
"""How old something may be."""
_PLACE = Record(
    "publication",
    (
        Field("column", Scalar(), Text("网站栏目", "the column of the website")),
        Field("url", ADDRESS, Text("地址", "its address")),
        Field("max_age", AGE, Text("最近一条不得早于多久以前", "how old its latest entry may be")),
        Field(
            "match", Scalar(), Text("据以认出本事项信息的字词", "the words that tell entries of the row in the column")
        ),
    ),
    make=_one_of(Publish, ("column", "url")),
)


def _once(values: list[Any]) -> tuple[Any, ...]:
    """What is stated twice says no more than once."""
    return tuple(dict.fromkeys(values))


def _places(node: Any, context: Context) -> tuple[Publish, ...]:
    made: Any = read(node, _PLACE if isinstance(node, dict) else Many(_PLACE, make=_once), context)
    return (made,) if isinstance(node, dict) else made


PUBLISH: Final = Either(mapping=_PLACE, sequence=Many(_PLACE), read=_places)
GUIDE: Final = Record(
    "guide",
    (
        Field("code", Scalar(), Text("政务服务事项编码", "its code on the platform of services")),
        Field("url", ADDRESS, Text("地址", "its address")),
    ),
    layout="line",
    make=_one_of(Guide, ("code", "url")),
)
COLUMNS: Final = Table(Scalar(), key=ANY_TEXT, layout="fit", whole=lambda columns: tuple(columns.items()))
ITEM: Final = Scalar(
    pattern=f"^{DASHED}/{DASHED}/{DASHED}$",
    doc=Text("领域/一级事项/二级事项", "the full id: area/topic/item"),
    refers="items",
)
ITEMS: Final = Either(text=ITEM._replace(make=lambda name: (name,)), sequence=Many(ITEM, make=_once))
_STAGE = Scalar(
    words=tuple(STAGES),
    called={word: Text(f"{stage.zh}|{stage.zh}公开", stage.en) for word, stage in STAGES.items()},
)
STAGE: Final = Either(text=_STAGE._replace(make=lambda stage: (stage,)), sequence=Many(_STAGE, make=_once))
