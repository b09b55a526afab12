"""What a guideline file may say (MODEL 3), for the reader, for editors and for `gapub fmt`."""

from __future__ import annotations

from gapub.diagnostics import Text
from gapub.model.body import BODY
from gapub.model.catalogue import CELLS, FIELDS
from gapub.model.shape import BILINGUAL, DASHED, DATE, EDITION, ID, Either, Field, Many, Record, Scalar, Shape, Table
from gapub.model.time.reader import TIME_LIMIT

UNKNOWN = Scalar(words=("unknown",))
LEVEL = Scalar(words=("city", "county", "township", "village"))
METHOD = Scalar(words=("proactive", "on_request"))
SOURCE_ID = Scalar(pattern=r"^S[0-9]+$", doc=Text("来源编号，如 S1", "a source id such as S1"))
_ID = Scalar(pattern=ID, doc=Text("小写字母、数字和连字符", "lower-case letters, digits and hyphens"))

_ELEMENT_FIELDS = (
    Field("text", Scalar(), Text("要素", "the element")),
    Field("optional", Scalar("flag"), Text("可选要素（表中以 * 标明）", "optional (marked * in the table)")),
    Field("method", METHOD, Text("该要素的公开方式", "the method of this element, where the row has two")),
    Field("except", Scalar(), Text("不公开的部分，如「涉密项目」", "what is excepted")),
)
_OF_TEXT = {"optional": "text", "method": "text", "except": "text"}
_PART_ELEMENT = Either(text=Scalar(), mapping=Record("part-element", _ELEMENT_FIELDS, one_of=("text",), needs=_OF_TEXT))
ELEMENT = Either(
    text=Scalar(),
    mapping=Record(
        "element",
        (
            Field("part", Scalar(), Text("所属的组或阶段，如「决定环节」", "the group or stage they stand under")),
            Field("elements", Many(_PART_ELEMENT), Text("该组的要素", "the elements of the group")),
            *_ELEMENT_FIELDS,
        ),
        one_of=("text", "elements"),
        needs={"part": "elements", "elements": "part", **_OF_TEXT},
    ),
)

_BASIS = Either(
    text=_ID,
    mapping=Record(
        "basis",
        (
            Field("id", _ID, Text("法律文件编号", "the instrument's id in the registry")),
            Field("article", Scalar(), Text("条款", "the article cited")),
            Field("unnamed", Scalar(), Text("未指明文件的文字，如「相关规定」", "words that name no instrument")),
        ),
        one_of=("id", "unnamed"),
        needs={"article": "id"},
        layout="line",
    ),
)

_CHANNELS = Either(
    text=UNKNOWN,
    mapping=Record(
        "any-of-channels",
        (Field("any_of", Many(_ID), Text("至少选择其一", "at least one of these"), required=True),),
        layout="line",
    ),
    sequence=Many(_ID),
)

_AUDIENCE = Either(
    text=Scalar(words=("public",)),
    mapping=Record(
        "audience",
        (
            Field("public", Scalar("flag"), Text("面向全社会", "the public, besides the groups")),
            Field(
                "groups", Either(text=UNKNOWN, sequence=Many(_ID)), Text("特定群体", "specific groups"), required=True
            ),
        ),
        layout="line",
    ),
)

CELL_SHAPES: dict[str, tuple[Shape, Text]] = {
    "content": (Either(text=UNKNOWN, sequence=Many(ELEMENT)), Text("公开内容（要素）", "content: a list of elements")),
    "basis": (Either(text=UNKNOWN, sequence=Many(_BASIS)), Text("公开依据", "legal basis")),
    "time_limit": (TIME_LIMIT, Text("公开时限", "time limit")),
    "body": (BODY, Text("公开主体", "the body that discloses")),
    "channels": (_CHANNELS, Text("公开渠道和载体", "channels")),
    "audience": (_AUDIENCE, Text("公开对象", "audience")),
    "method": (Either(text=METHOD, sequence=Many(METHOD, least=2)), Text("公开方式", "method")),
    "levels": (Either(text=UNKNOWN, sequence=Many(LEVEL)), Text("公开层级", "levels")),
}
_CELL_FIELDS = tuple(Field(name, *CELL_SHAPES[name]) for name in FIELDS)

_EVIDENCE = Either(
    text=Scalar(words=("recalled",)),
    mapping=Record(
        "evidence",
        (
            Field("status", Scalar(words=("corroborated", "single")), Text("证据状态", "status"), required=True),
            Field("sources", Many(SOURCE_ID), Text("见于哪些来源", "the pages it was seen on"), required=True),
            Field("recalled", Many(Scalar(words=CELLS)), Text("未曾见到的栏目", "the cells nobody has seen")),
        ),
        layout="line",
    ),
)

ALLOW = Field(
    "allow",
    Many(
        Record(
            "allowance",
            (
                Field(
                    "code", _ID, Text("规则代号，见 gapub rule", "the code of a rule, see gapub rule"), required=True
                ),
                Field("reason", Scalar(), Text("为什么允许", "why it is allowed"), required=True),
                Field("until", Scalar(pattern=DATE), Text("允许到哪一天", "the last day of it")),
            ),
            layout="line",
        ),
        layout="block",
    ),
    Text("gapub validate 的哪些问题在这里允许", "which findings of gapub validate are allowed here"),
)
"""What a row or a profile's entry may have beside it; only `gapub.validate` reads it."""

_FORMERLY = f"^{DASHED}@{EDITION}/{DASHED}/{DASHED}$"
_TITLE = Text("名称", "title in both languages")
_ITEM = Record(
    "item",
    (
        Field("id", _ID, Text("二级事项编号", "the item's id in its topic"), required=True),
        Field("title", BILINGUAL, _TITLE, required=True),
        Field(
            "for", Scalar(words=("village", "community")), Text("仅适用于村或社区", "for villages or communities only")
        ),
        Field(
            "personal",
            Scalar("flag"),
            Text("列出自然人的事项，公开范围不宜扩大", "it lists persons: wider is not stricter"),
        ),
        Field(
            "formerly",
            Many(Scalar(pattern=_FORMERLY, doc=Text("领域@版本/一级事项/二级事项", "area@edition/topic/item"))),
            Text("由哪些旧事项而来", "the items of older editions that it comes from"),
        ),
        Field(
            "formerly_basis",
            Scalar(words=("seen", "inferred")),
            Text("沿革是见到的还是推断的", "whether that was seen or inferred"),
        ),
        *_CELL_FIELDS,
        Field("evidence", _EVIDENCE, Text("证据", "what the row rests on"), required=True),
        ALLOW,
    ),
    layout="block",
    needs={"formerly": "formerly_basis", "formerly_basis": "formerly"},
)
_TOPIC = Record(
    "topic",
    (
        Field("id", _ID, Text("一级事项编号", "the topic's id"), required=True),
        Field("title", BILINGUAL, _TITLE, required=True),
        Field("items", Many(_ITEM, layout="block"), Text("二级事项", "the rows"), required=True),
    ),
    layout="block",
)
_DOCUMENT = Record(
    "document",
    (
        Field("title", Scalar(), Text("印发文件所附标准指引的名称", "the guideline's title"), required=True),
        Field("number", Scalar(), Text("发文字号", "document number")),
        Field("issued", Scalar(pattern=DATE), Text("印发日期", "date of issue, as precise as known")),
        Field("status", Scalar(words=("seen", "recalled")), Text("通知是否见到", "whether it was seen"), required=True),
        Field("seen", Many(SOURCE_ID), Text("见于哪些来源", "the sources it was seen on")),
    ),
)
_COVERAGE = Record(
    "coverage",
    (
        Field(
            "status", Scalar(words=("complete", "partial", "unknown")), Text("是否收全", "whole or not"), required=True
        ),
        Field("expected", Scalar("integer"), Text("公布的事项数", "the number of rows announced")),
        Field("missing", Many(BILINGUAL, layout="block"), Text("缺什么", "what is missing")),
    ),
)
_SOURCE = Record(
    "source",
    (
        Field("place", Scalar(), Text("地方或机关", "the place or office"), required=True),
        Field(
            "level",
            Scalar(words=("national", "ministry", "province", "city", "county", "township", "village", "unknown")),
            Text("层级", "its level"),
            required=True,
        ),
        Field("url", Scalar(pattern="^https?://"), Text("官方地址", "the address, where it is official")),
        Field("copy", Scalar("flag"), Text("转载副本", "seen in a republished copy")),
        Field(
            "inferred", Scalar("flag"), Text("地名据网址等推断", "the place was inferred, from the host for example")
        ),
    ),
    layout="line",
)

GUIDELINE = Record(
    "guideline",
    (
        Field("area", _ID, Text("试点领域编号", "the area's id"), required=True),
        Field(
            "edition",
            Scalar(pattern=f"^{EDITION}$"),
            Text("版本", "edition: 2019, seen-2022 or undated"),
            required=True,
        ),
        Field(
            "number", Scalar("integer"), Text("领域序号；村务公开没有", "the area's number; village affairs have none")
        ),
        Field("title", BILINGUAL, _TITLE, required=True),
        Field(
            "supersedes",
            Many(Scalar(pattern=f"^{DASHED}@{EDITION}$", doc=Text("领域@版本", "area@edition"))),
            Text("取代哪些版本的事项", "the older editions whose rows it takes the place of"),
        ),
        Field("issuer", BILINGUAL, Text("印发机关", "who issued it"), required=True),
        Field("document", _DOCUMENT, Text("印发文件", "the notice that issued it"), required=True),
        Field("coverage", _COVERAGE, Text("收录情况", "how the rows stand to the national table"), required=True),
        Field("remarks", Many(BILINGUAL, layout="block"), Text("使用前须知", "what to know before relying on it")),
        Field("defaults", Record("defaults", _CELL_FIELDS, layout="block"), Text("默认值", "defaults"), gap=True),
        Field("time_limits", Table(TIME_LIMIT), Text("共用的时限", "time limits named once"), gap=True),
        Field("topics", Many(_TOPIC, layout="block", gap=True), Text("一级事项", "topics"), gap=True),
        Field("sources", Table(_SOURCE, key=r"^S[0-9]+$"), Text("来源", "the pages the rows were seen on"), gap=True),
    ),
    layout="block",
)
