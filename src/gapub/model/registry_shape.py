"""What a registry file may say, for the reader, for editors and for `gapub fmt`."""

from __future__ import annotations

from gapub.diagnostics import Text
from gapub.model.shape import ANY_TEXT, BILINGUAL, DASHED, DATE, EDITION, ID, Field, Many, Record, Scalar, Table
from gapub.model.time.shape import TIME_LIMIT

_ID = Scalar(pattern=ID, doc=Text("小写字母、数字和连字符", "lower-case letters, digits and hyphens"))
_DATE = Scalar(pattern=DATE, doc=Text("日期，如 2019-04-03", "a date such as 2019-04-03"))
_ZH = Field("zh", Scalar(), Text("中文", "Chinese"), required=True)
_EN = Field("en", Scalar(), Text("英文", "English"), required=True)

INSTRUMENT_KINDS = (
    "constitution",
    "law",
    "administrative-regulation",
    "local-regulation",
    "department-rule",
    "local-rule",
    "judicial-interpretation",
    "normative-document",
    "standard",
    "party-regulation",
)
_FACTS = ("number", "issued", "amended", "effective", "status", "repealed", "successor", "kind", "title", "full")

_INSTRUMENT = Record(
    "instrument",
    (
        Field("title", Scalar(), Text("简称，不带「中华人民共和国」", "short title"), required=True),
        Field("full", Scalar(), Text("全称", "full title, where it differs")),
        Field("en", Scalar(), Text("英文", "English"), required=True),
        Field("kind", Scalar(words=INSTRUMENT_KINDS), Text("种类", "what kind of instrument it is"), required=True),
        Field("number", Scalar(), Text("发文字号", "document number")),
        Field("issued", _DATE, Text("首次公布", "first promulgated")),
        Field("amended", _DATE, Text("最近修正或修订", "latest version known")),
        Field("effective", _DATE, Text("该版本施行", "in force from")),
        Field(
            "status",
            Scalar(words=("in_force", "repealed", "superseded", "unknown")),
            Text("效力", "state"),
            required=True,
        ),
        Field("repealed", _DATE, Text("失效日期", "the day it ceased")),
        Field("successor", Many(_ID), Text("由何文件取代", "what replaced it")),
        Field("ground", BILINGUAL, Text("失效的根据", "why it ceased")),
        Field("aliases", Many(Scalar()), Text("其他写法", "other spellings")),
        Field(
            "seen",
            Many(Scalar(words=("evidence", "collection", "statutory", "recalled"))),
            Text("事实的来历", "where the facts rest"),
            required=True,
        ),
        Field("recalled", Many(Scalar(words=_FACTS)), Text("据回忆填写的栏目", "facts typed from general knowledge")),
    ),
    layout="block",
)
_BODY = Record(
    "body-role",
    (
        _ZH,
        _EN,
        Field(
            "kind",
            Scalar(words=("organ", "institution", "collective", "enterprise", "placeholder")),
            Text("性质", "what it is: only an organ is bound by article 26"),
            required=True,
        ),
        Field("usual", Scalar(), Text("县里通常的机关名称", "the usual name of the county's office")),
        Field("township", Scalar(), Text("乡镇的名称", "what the role is called in a town")),
    ),
    layout="line",
)
_CHANNEL = Record(
    "channel",
    (
        _ZH,
        _EN,
        Field("kind", Scalar(words=("standard", "platform")), Text("表内方框或其他", "box or platform"), required=True),
    ),
    layout="line",
)
_EVENT = Record(
    "event",
    (
        _ZH,
        _EN,
        Field("no_later_than", Many(_ID), Text("不晚于这些时点", "events that never come before it")),
        Field("said", Many(Scalar()), Text("表中的其他说法", "other ways in which the tables say it")),
    ),
    layout="line",
)
_PART = Record(
    "part",
    (_ZH, _EN, Field("elements", Scalar(), Text("该部分要素的开头文字", "how the elements of the part begin"))),
    layout="line",
)
_EDITION = Scalar(pattern=f"^{DASHED}@{EDITION}$", doc=Text("领域@版本", "area@edition"))
_BASELINE = Record(
    "baseline",
    (
        Field("title", BILINGUAL, Text("名称", "title"), required=True),
        Field(
            "as_of", _DATE, Text("法律状态以此日为准", "the day by which the state of the law is judged"), required=True
        ),
        Field(
            "parts",
            Many(
                Record(
                    "baseline-part",
                    (
                        Field("title", BILINGUAL, Text("部分名称", "the part's title"), required=True),
                        Field("editions", Many(_EDITION, layout="block"), Text("版本", "editions"), required=True),
                    ),
                    layout="block",
                ),
                layout="block",
            ),
            Text("各部分，目录中分开排列", "parts, kept apart in the catalogue"),
            required=True,
        ),
    ),
    layout="block",
)

LIMIT_KINDS = ("deadline", "reply", "display", "consultation", "period", "audience", "withdrawal")
_ITEM = Scalar(pattern=f"^{DASHED}/{DASHED}/{DASHED}$", doc=Text("领域/一级事项/二级事项", "area/topic/item"))
_LIMIT = Record(
    "limit",
    (
        Field("instrument", _ID, Text("法律文件", "the instrument that fixes it"), required=True),
        Field("version", _DATE, Text("所读版本的日期", "the date of the version that was read"), required=True),
        Field("article", Scalar(), Text("条", "the article"), required=True),
        Field("kind", Scalar(words=LIMIT_KINDS), Text("种类", "what it limits"), required=True),
        Field("time_limit", TIME_LIMIT, Text("限度，写法同公开时限", "the limit, written as a time limit")),
        Field("scope", BILINGUAL, Text("适用范围，自己的话", "what it holds for, in our own words"), required=True),
        Field("note", BILINGUAL, Text("说明", "a remark")),
        Field("items", Many(_ITEM, layout="block"), Text("所及的二级事项", "the items that it bears on")),
    ),
    layout="block",
)

REGISTRY = Record(
    "registry",
    (
        Field("instruments", Table(_INSTRUMENT, gap=True), Text("法律文件", "legal instruments")),
        Field("bodies", Table(_BODY), Text("公开主体", "body roles")),
        Field("channels", Table(_CHANNEL), Text("公开渠道和载体", "channels")),
        Field("groups", Table(BILINGUAL), Text("特定群体", "audience groups")),
        Field(
            "elements", Table(Scalar(), key=ANY_TEXT), Text("公开内容的英文", "English for the Chinese of the content")
        ),
        Field("events", Table(_EVENT), Text("时限的起算点", "events from which time limits run")),
        Field("parts", Table(_PART), Text("时限所及的部分", "named parts that a clause covers"), gap=True),
        Field("conditions", Table(BILINGUAL), Text("条件", "conditions"), gap=True),
        Field("exceptions", Table(BILINGUAL), Text("例外", "exceptions"), gap=True),
        Field("limits", Table(_LIMIT, gap=True), Text("法定限度", "what laws themselves fix"), gap=True),
        Field("baselines", Table(_BASELINE, gap=True), Text("基线", "baselines")),
    ),
    layout="block",
)
