"""What a profile may say (MODEL 8), for the reader, for editors and for `gapub fmt`."""

from __future__ import annotations

from gapub.diagnostics import Text
from gapub.model.catalogue import CELLS, FIELDS
from gapub.model.guideline_shape import ALLOW, CELL_SHAPES, ELEMENT, LEVEL
from gapub.model.shape import BILINGUAL, DASHED, DATE, EDITION, ID, Either, Field, Many, Record, Scalar, Shape, Table
from gapub.model.text import GROUND_NAMES

_TEXT = Scalar()
_ID = Scalar(pattern=ID, doc=Text("小写字母、数字和连字符", "lower-case letters, digits and hyphens"))
_ITEM_ID = Scalar(
    pattern=f"^{DASHED}/{DASHED}/{DASHED}$", doc=Text("领域/一级事项/二级事项", "the full id: area/topic/item")
)
_TOPIC_ID = Scalar(pattern=f"^{DASHED}/{DASHED}$", doc=Text("领域/一级事项", "the full id: area/topic"))
_DATE = Scalar(pattern=DATE, doc=Text("日期，如 2026-11-23", "a date such as 2026-11-23"))
_REASON = Text("理由", "the reason")
_CONFLICT = Field(
    "conflict",
    _TEXT,
    Text("升级时发现的冲突，处理后删去", "found by gapub upgrade: delete this once settled"),
)

LEVELS = ("nation", "province", "city", "county", "township", "village")
"""The levels of a profile, from the widest."""
ABOVE = {
    "province": ("nation",),
    "city": ("province", "nation"),
    "county": ("city", "province", "nation"),
    "township": ("county", "city"),
    "village": ("township", "county"),
}
"""Which levels a profile may extend. Counties stand below provinces where there is no city (北京市朝阳区, 济源市), townships
below cities without counties (东莞市); a town that extends its province has lost its county's offices and duties."""
NESTED = {"province": 2, "city": 4, "county": 6, "township": 9}
"""The digits of a division's code that all divisions below it share."""
GROUNDS = tuple(GROUND_NAMES)
"""The grounds on which a row may be left out."""

_OFFICE = Either(
    text=_TEXT,
    mapping=Record(
        "office",
        (
            _CONFLICT,
            *(
                Field(level, _TEXT, Text(f"{zh}的机关名称", f"the office at {level} level"))
                for level, zh in (("city", "市级"), ("county", "县级"), ("township", "乡级"), ("village", "村级"))
            ),
            Field("areas", Table(_TEXT), Text("在某些领域由另一机关承担", "the office in single areas")),
            Field(
                "items",
                Table(_TEXT, key=str(_ITEM_ID.pattern)),
                Text("在某些事项由另一机关承担", "the office for single items"),
            ),
            Field("guess", Scalar("flag"), Text("推测的名称，核实后删去", "a guess: delete this once confirmed")),
        ),
    ),
)
_CHANNEL = Record(
    "local-channel",
    (
        Field("label", _TEXT, Text("当地名称", "what it is called here")),
        Field(
            "url",
            Scalar(pattern="^https?://", doc=Text("以 http(s):// 开头的地址", "an http(s) address")),
            Text("地址", "its address"),
        ),
        Field("commit", Scalar("flag"), Text("承诺使用该渠道", "the locality commits to it")),
    ),
    layout="line",
)
_COVER = Record(
    "cover",
    (
        Field("office", _TEXT, Text("编制单位", "compiled by")),
        Field("date", _DATE, Text("发布日期", "date of issue")),
        Field("version", _TEXT, Text("版本", "version")),
        Field("phone", _TEXT, Text("联系电话", "telephone")),
    ),
    layout="block",
)
_DIVISION_FIELDS = (
    Field(
        "code",
        Scalar(pattern=r"^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3})?)?)?$", doc=Text("行政区划代码", "a division code")),
        Text("行政区划代码（统计用）", "statistical code"),
        required=True,
    ),
    Field("name", _TEXT, Text("名称", "name"), required=True),
)
_OMIT = Record(
    "omission",
    (
        _CONFLICT,
        Field("item", _ITEM_ID, Text("不列入的二级事项", "the item left out")),
        Field("topic", _TOPIC_ID, Text("不列入的一级事项", "the topic left out")),
        Field("area", _ID, Text("不列入的领域", "the area left out")),
        Field("levels", Many(LEVEL), Text("在哪些层级不列入", "the levels it is for"), required=True),
        Field("ground", Scalar(words=GROUNDS), Text("根据", "the ground"), required=True),
        Field("into", _ITEM_ID, Text("并入的事项", "the item it is merged into")),
        Field("reason", _TEXT, _REASON, required=True),
        ALLOW,
    ),
    one_of=("item", "topic", "area"),
)


def _plus(of: Shape) -> Field:
    return Field("+", Many(of), Text("在指引之外增加", "what is added to the guideline's"))


_CONTENT = CELL_SHAPES["content"][0]
_BASIS = CELL_SHAPES["basis"][0]
_CHANNELS = CELL_SHAPES["channels"][0]
assert isinstance(_CONTENT, Either)
assert isinstance(_BASIS, Either)
assert isinstance(_BASIS.sequence, Many)
assert isinstance(_CHANNELS, Either)
_TIGHTER: dict[str, Shape] = {
    "content": Either(sequence=_CONTENT.sequence, mapping=Record("more-content", (_plus(ELEMENT),), one_of=("+",))),
    "basis": Either(
        sequence=_BASIS.sequence, mapping=Record("more-basis", (_plus(_BASIS.sequence.of),), one_of=("+",))
    ),
    "time_limit": CELL_SHAPES["time_limit"][0],
    "channels": Either(
        sequence=_CHANNELS.sequence,
        mapping=Record(
            "more-channels",
            (Field("any_of", Many(_ID), Text("至少选择其一", "at least one of these")), _plus(_ID)),
            one_of=("any_of", "+"),
        ),
    ),
    "audience": CELL_SHAPES["audience"][0],
    "method": CELL_SHAPES["method"][0],
}
TIGHTENED = tuple(_TIGHTER)
"""The fields that a profile may state more strictly; body and levels have entries of their own."""
_FROM = Field("from", _TEXT, Text("指引中的要素", "the element in the guideline"), required=True)
_TIGHTEN = Record(
    "tightening",
    (
        _CONFLICT,
        Field("item", _ITEM_ID, Text("事项", "the item"), required=True),
        *(Field(name, shape, CELL_SHAPES[name][1]) for name, shape in _TIGHTER.items()),
        Field(
            "rename",
            Many(Record("rename", (_FROM, Field("to", _TEXT, Text("当地写法", "its local name"), required=True)))),
            Text("要素改名，仍是同一要素", "elements under another name"),
        ),
        Field(
            "split",
            Many(Record("split", (_FROM, Field("to", Many(_TEXT), Text("拆成", "its parts"), required=True)))),
            Text("要素拆分，合起来仍是同一要素", "elements in several parts"),
        ),
        Field("reason", _TEXT, _REASON),
        ALLOW,
    ),
    layout="block",
)
_LOCAL_ITEM = Record(
    "local-item",
    (
        Field("id", _ID, Text("编号", "the item's id in its topic"), required=True),
        Field("title", BILINGUAL, Text("名称", "title"), required=True),
        *(Field(name, *CELL_SHAPES[name], required=True) for name in FIELDS),
        ALLOW,
    ),
    layout="block",
)
_ADD = Record(
    "addition",
    (
        _CONFLICT,
        Field("topic", _TOPIC_ID, Text("所在的一级事项，可以是新的", "the topic, which may be new"), required=True),
        Field("title", BILINGUAL, Text("新的一级事项的名称", "the title of a new topic")),
        Field("items", Many(_LOCAL_ITEM, layout="block"), Text("本地增加的事项", "local items"), required=True),
    ),
    layout="block",
)
_MARK = Scalar(
    pattern="^[a-p]{8}$", doc=Text("栏目的标记，a 至 p 的八个字母", "the mark of a cell: eight letters from a to p")
)
_MARKS = Record(
    "marked-cells",
    tuple(Field(name, _MARK, Text("核对时该栏目的标记", "the mark of the cell as it was checked")) for name in CELLS),
    layout="line",
)
_ATTEST = Record(
    "attestation",
    (
        _CONFLICT,
        Field("item", _ITEM_ID, Text("核对过的事项", "the item checked"), required=True),
        Field(
            "cells",
            Either(sequence=Many(Scalar(words=CELLS)), mapping=_MARKS),
            Text("核对过的栏目；不写即整行", "the cells; without it the row"),
        ),
        Field("by", _TEXT, Text("核对人", "who checked"), required=True),
        Field("on", _DATE, Text("核对日期", "when"), required=True),
        Field("document", _TEXT, Text("对照的文件", "against which document"), required=True),
    ),
)
_BODIES = Field(
    "bodies",
    Table(_OFFICE),
    Text("公开主体：角色 → 当地机关，{name} 代表本地名称", "role → local office; {name} is the division's name"),
    gap=True,
)
_CHANNEL_TABLE = Field(
    "channels", Table(_CHANNEL), Text("公开渠道的当地名称和地址", "local label and address of channels"), gap=True
)

PROFILE = Record(
    "profile",
    (
        Field("extends", _TEXT, Text("所依据的上级配置文件", "the profile above, by path from this file")),
        Field("division", Record("division", _DIVISION_FIELDS, layout="line"), Text("行政区划", "the division")),
        Field(
            "divisions",
            Many(
                Record(
                    "one-division",
                    (
                        *_DIVISION_FIELDS,
                        Field("cover", _COVER, Text("封面", "its own cover facts")),
                        Field("bodies", Table(_OFFICE), Text("公开主体", "its own offices")),
                    ),
                ),
                layout="block",
            ),
            Text("同级的几个行政区划，职责相同", "several divisions of one level with the same duties"),
        ),
        Field("level", Scalar(words=LEVELS), Text("层级", "the level"), required=True),
        Field("baseline", _ID, Text("基线", "the baseline it refines")),
        Field(
            "editions",
            Many(Scalar(pattern=f"^{DASHED}@{EDITION}$", doc=Text("领域@版本", "area@edition"))),
            Text("替换基线中同一领域的版本", "editions that replace those of the baseline"),
        ),
        Field("example", Scalar("flag"), Text("示例，不是当地的正式文件", "an example, not issued by that government")),
        Field("cover", _COVER, Text("封面", "the facts of the cover"), gap=True),
        _BODIES,
        _CHANNEL_TABLE,
        Field("omit", Many(_OMIT, layout="block"), Text("不列入的事项", "what is left out"), gap=True),
        Field("tighten", Many(_TIGHTEN, layout="block", gap=True), Text("从严规定", "what is stricter"), gap=True),
        Field("add", Many(_ADD, layout="block", gap=True), Text("本地增加", "what is added"), gap=True),
        Field("attest", Many(_ATTEST, layout="block"), Text("核对记录", "what was checked"), gap=True),
    ),
    one_of=("division", "divisions"),
    layout="block",
)
