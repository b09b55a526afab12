"""How a time limit is written in YAML (MODEL 4): the shape of the surface that `timelimit.read` takes."""

from __future__ import annotations

from gapub.diagnostics import Text
from gapub.model.shape import BILINGUAL, ID, Either, Field, Many, Record, Scalar
from gapub.model.time.reader import KEYS, PERIODS, VERBS, read

_SPAN = Scalar(
    pattern=r"^[1-9][0-9]*(wd|d)$", doc=Text("如 20wd（工作日）、30d（日）", "such as 20wd (working days), 30d (days)")
)
_ID = Scalar(pattern=ID, doc=Text("小写字母、数字和连字符", "lower-case letters, digits and hyphens"))
_IDS = Either(text=_ID, sequence=Many(_ID))
_TEXTS = Either(text=Scalar(), sequence=Many(Scalar()))
_FLAG = Scalar("flag")
_PERIOD = Scalar(
    pattern=rf"^({'|'.join(PERIODS)}|[1-9][0-9]*(wd|d))$",
    doc=Text(f"{'、'.join(PERIODS)}，或如 20wd", f"{', '.join(PERIODS)}, or a span such as 20wd"),
)
_DISPLAY = Record(
    "display",
    (
        Field("exactly", _SPAN, Text("公示期为", "it stays up for exactly this long")),
        Field("at_least", _SPAN, Text("公示期不少于", "it stays up for at least this long")),
        Field(
            "soft",
            _FLAG,
            Text("「一般」，紧急时说明理由可缩短", "generally; may be cut in urgency, with the reason given"),
        ),
    ),
    layout="line",
    one_of=("exactly", "at_least"),
)
_KEYS: dict[str, tuple[Scalar | Either | Record, Text]] = {
    "covers": (
        _TEXTS,
        Text("所及的部分：rest、部分的编号或要素文字", "what it covers: rest, a part's id or an element's text"),
    ),
    "via": (_IDS, Text("所及的渠道", "the channels it is for")),
    "when": (_ID, Text("在何种条件下", "the condition under which it holds")),
    "force": (Scalar(words=("must", "encouraged")), Text("应当或鼓励", "must or encouraged")),
    "use": (_ID, Text("引用 time_limits 中的名称", "a name from time_limits")),
    "within": (_SPAN, Text("自 of 之日起多少日内", "within this span of the trigger `of`")),
    "before": (_ID, Text("在某事之前", "before this event")),
    "at": (_IDS, Text("与某事同时", "at once, when this happens")),
    "promptly": (_FLAG, Text("及时", "promptly")),
    "as_it_arises": (_FLAG, Text("随时", "whenever there is something to disclose")),
    "every": (_PERIOD, Text("每隔多久", "once in each period")),
    "standing": (_FLAG, Text("长期公开", "kept public and current")),
    "as_announced": (_FLAG, Text("按公布的时限", "within the time that was announced")),
    "on_request": (_FLAG, Text("依申请公开", "on request")),
    "referred": (_FLAG, Text("按（未写明的）相关规定", "as other rules, not named, say")),
    "of": (
        _IDS,
        Text(
            "起算点：formed、changed、obtained、事件编号或 unstated",
            "trigger: formed, changed, obtained, an event, unstated",
        ),
    ),
    "lead": (_SPAN, Text("提前量", "how long before")),
    "discretion": (_FLAG, Text("视情况", "as circumstances suggest")),
    "at_least": (_FLAG, Text("至少", "at least")),
    "by": (_ID, Text("每期的最后时点", "the last moment in each period")),
    "together": (_FLAG, Text("集中公布", "all together")),
    "display": (_DISPLAY, Text("公示期限", "how long it stays up")),
    "itemised": (_FLAG, Text("逐项逐笔", "item by item")),
    "also_promptly": (_FLAG, Text("期限之内并须及时", "promptly, besides the span")),
    "unless": (_ID, Text("除外情形：law 或例外的编号", "exception: law or an exception's id")),
    "subject": (BILINGUAL, Text("起算的对象，只作文字", "what is formed; words only")),
    "verb": (Scalar(words=VERBS), Text("动词，只作文字", "the verb; words only")),
    "wording": (Scalar(), Text("原文，与生成的文字不同时保留", "the original, where the generated text differs")),
}
assert set(_KEYS) == set(KEYS), "the shape and the reader know the same keys"

_CLAUSE = Record("clause", tuple(Field(key, *_KEYS[key]) for key in KEYS))
_CLAUSES = Many(_CLAUSE)
_CELL = Record(
    "time-limit",
    (
        Field("clauses", _CLAUSES, Text("各条款", "the clauses")),
        *(Field(key, *_KEYS[key]) for key in KEYS),
    ),
)
TIME_LIMIT = Either(text=_ID, mapping=_CELL, sequence=_CLAUSES, read=lambda node, context: read(node, context.names))
