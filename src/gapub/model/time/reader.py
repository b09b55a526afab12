"""Time limits between YAML, values and `catalogue.json`.

`TIME_LIMIT` says how one is written (MODEL 4), `read` takes what has that shape, `surface` gives it back, `as_json` is the
form of `catalogue.json`. The values themselves are in `gapub.model.time.value`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.model import shape
from gapub.model.shape import BILINGUAL, ID_TEXT, Context, Either, Fault, FaultError, Field, Many, Record, Scalar
from gapub.model.text import UNKNOWN_CALLED
from gapub.model.time.value import (
    ALL,
    INFORMATION,
    MONTHS,
    NONE,
    PERIODS,
    PLAIN,
    REST,
    UNITS,
    UNKNOWN,
    UNSTATED,
    VERBS,
    AsItArises,
    At,
    Before,
    Calendar,
    Clause,
    Day,
    Display,
    Every,
    Keep,
    Promptly,
    Span,
    Start,
    Stated,
    TimeLimit,
    Within,
    Words,
    canonical,
)
from gapub.yaml.locations import Path
from gapub.yaml.tree import Value


class BadTimeLimitError(FaultError):
    """A time limit that contradicts itself. `path` leads from the cell to the place: keys, and indices of clauses."""

    def __init__(self, zh: str, en: str, *path: str | int) -> None:
        """What is wrong, in both languages, and where."""
        super().__init__(Fault("bad-time-limit", Text(zh, en), path))
        self.text = Text(zh, en)
        self.path = path


# --- how it is written -----------------------------------------------------------------------------------------------


def span(text: str) -> Span:
    """`20wd` → 20 working days, `30d` → 30 natural days; at most 9999."""
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = next(each for each in UNITS if each == text[len(digits) :])
    if len(digits) > _MOST_DIGITS:
        raise BadTimeLimitError(
            f"“{text}”不是期限，请写作 20wd（工作日）或者 30d（日）",
            f"“{text}” is not a span: write 20wd (working days) or 30d (days)",
        )
    return Span(int(digits), unit)


_MOST_DIGITS: Final = 4


def _period(text: str) -> Calendar | Span:
    return next((each for each in PERIODS if each == text), None) or span(text)


def _lead(text: str) -> Span | None:
    return None if text == "unstated" else span(text)


def _triggers(node: Any, _: Context) -> tuple[str, ...]:
    """The set of triggers; `unstated` is the empty set."""
    names = _names(node)
    if names == ("unstated",):
        return UNSTATED
    if "unstated" in names:
        raise BadTimeLimitError("unstated 不能与其他起算点并列", "`unstated` cannot be combined with other triggers")
    return canonical(names)


def _names(node: str | list[str], path: Path = ()) -> tuple[str, ...]:
    names = (node,) if isinstance(node, str) else tuple(node)
    if len(set(names)) < len(names):
        raise BadTimeLimitError("列表为空或者有重复", "the list is empty or repeats a name", *path)
    return names


def _flag(key: str, doc: Text) -> Field:
    """A key that is there and true, or not there."""

    def make(node: bool) -> bool:
        if not node:
            raise BadTimeLimitError(f"“{key}”只写 true，不需要时删去", f"“{key}” must be true, or be left out")
        return node

    return Field(key, Scalar("flag", make=make), doc)


def _display(exactly: Span | None = None, at_least: Span | None = None, soft: bool = False) -> Display:
    length = exactly or at_least
    assert length is not None  # the shape wants one of the two
    return Display(length, exactly is not None, soft)


def _keep(**stated: Span | str) -> Keep:
    ((bound, limit),) = stated.items()  # the shape wants one of them
    return Keep(limit, bound)  # type: ignore[arg-type]  # its keys are the bounds


_TRIGGERS_CALLED = {
    "formed": Text("形成|信息形成|政府信息形成", "formed"),
    "changed": Text("变更|信息变更|政府信息变更", "changed"),
    "obtained": Text("获取|信息获取|获得", "obtained"),
    "unstated": Text("未写明|未注明", "unstated"),
}
_FORCES = {"must": Text("应当|必须", "must"), "encouraged": Text("鼓励", "encouraged")}
_SPAN_FORM: Final = rf"[1-9][0-9]*({'|'.join(UNITS)})"
_SPAN = Scalar(
    pattern=f"^{_SPAN_FORM}$",
    doc=Text(
        "如 20wd（工作日）、30d（日）、24h（小时）、2wk（周）、6mo（月）、1term（学期）、5y（年）",
        "such as 20wd (working days), 30d (days), 24h (hours), 2wk (weeks), 6mo (months), 1term (school terms), 5y (years)",
    ),
    make=span,
)
_LEAD = Scalar(
    pattern=f"^({_SPAN_FORM}|unstated)$",
    doc=Text("如 7wd、24h；原文没有写明的写 unstated", "such as 7wd or 24h; if the text names none, unstated"),
    make=_lead,
)
_CHANNEL = ID_TEXT._replace(refers="channels")
_EVENT = ID_TEXT._replace(refers="events", called=_TRIGGERS_CALLED)
_IDS = Either(text=_CHANNEL, sequence=Many(_CHANNEL))
_TRIGGERS = Either(text=_EVENT, sequence=Many(_EVENT), read=_triggers)
_TEXTS = Either(text=Scalar(), sequence=Many(Scalar()))
_PERIOD = Scalar(
    pattern=rf"^({'|'.join(PERIODS)}|{_SPAN_FORM})$",
    doc=Text(f"{'、'.join(PERIODS)}，或如 20wd", f"{', '.join(PERIODS)}, or a span such as 20wd"),
    make=_period,
)
_DISPLAY = Record(
    "display",
    (
        Field("exactly", _SPAN, Text("公示期为", "on display for exactly this long")),
        Field("at_least", _SPAN, Text("公示期不少于", "on display for at least this long")),
        _flag(
            "soft",
            Text(
                "“一般”；情况紧急的，说明理由后可以缩短",
                "generally; may be shortened in urgent cases, with the reason given",
            ),
        ),
    ),
    layout="line",
    one_of=("exactly", "at_least"),
    make=_display,
    hints={
        "at_most": Text(
            "公开后保留多久，写在 keep 中，如 keep: {at_most: 5y}",
            "how long it stays up goes under `keep`, such as keep: {at_most: 5y}",
        )
    },
)
_NUMBER = Scalar(
    "integer",
    doc=Text(
        "写数字，如 {month: 1, day: 31}；按月的写 {day: 10}",
        "write numbers, such as {month: 1, day: 31}; of a month, {day: 10}",
    ),
)
_BY = Either(
    text=_EVENT,
    mapping=Record(
        "day",
        (
            Field(
                "month",
                _NUMBER,
                Text(
                    "月：一年中的月份；季度、半年中的第几个月；按月的不写",
                    "the month of the year, or which month of the quarter or half-year; none for a month",
                ),
                default=None,
            ),
            Field("day", _NUMBER, Text("日", "the day of that month"), required=True),
        ),
        layout="line",
        make=Day,
    ),
)
_KEEP = Record(
    "keep",
    (
        Field("at_least", _SPAN, Text("保留不少于", "kept for at least this long")),
        Field("at_most", _SPAN, Text("保留不超过", "kept for at most this long")),
        Field("exactly", _SPAN, Text("公开满此期限后撤下", "taken down after this long")),
        Field("until", _EVENT, Text("保留至此事", "kept until this event")),
    ),
    layout="line",
    one_of=("at_least", "at_most", "exactly", "until"),
    make=_keep,
)
_FIELDS = (
    Field(
        "covers",
        _TEXTS,
        Text(
            "适用的部分：rest、部分的编号或者要素文字",
            "what it applies to: rest, the id of a part or the text of an element",
        ),
    ),
    Field("via", _IDS, Text("适用的渠道", "the channels it applies to")),
    Field("when", ID_TEXT._replace(refers="conditions"), Text("在何种条件下", "the condition under which it applies")),
    Field("force", Scalar(words=("must", "encouraged"), called=_FORCES), Text("应当或鼓励", "must or encouraged")),
    Field("use", ID_TEXT, Text("引用 time_limits 中的名称", "a name from time_limits")),
    Field("within", _SPAN, Text("自 of 之日起多少日内", "within this span of the trigger `of`")),
    Field("before", _EVENT, Text("在某事之前", "before this event")),
    Field("at", _TRIGGERS, Text("与某事同时", "at once, when this happens")),
    _flag("promptly", Text("及时", "promptly")),
    _flag("as_it_arises", Text("随时", "whenever there is something to disclose")),
    Field("every", _PERIOD, Text("每隔多久", "once in each period")),
    _flag("standing", Text("长期公开", "kept public and current")),
    _flag("as_announced", Text("按公布的时限", "within the time that was announced")),
    _flag("on_request", Text("依申请公开", "on request")),
    _flag("referred", Text("按（未写明的）相关规定", "as other rules provide (not named)")),
    Field(
        "words",
        Scalar(),
        Text("整格照录，不作比较", "the words of the whole cell, which no value says; compared with nothing"),
    ),
    Field(
        "of",
        _TRIGGERS,
        Text(
            "起算点：formed、changed、obtained、事件编号或 unstated",
            "trigger: formed, changed, obtained, an event, unstated",
        ),
    ),
    Field("lead", _LEAD, Text("提前量；未写明的写 unstated", "how long before; unstated if the text does not say")),
    _flag("discretion", Text("视情况", "as circumstances suggest")),
    _flag("at_least", Text("至少", "at least")),
    Field(
        "by",
        _BY,
        Text(
            "每期的最后时点：事件的编号，或者 {month: 1, day: 31}",
            "the last moment in each period: an event, or a day such as {month: 1, day: 31}",
        ),
    ),
    _flag("together", Text("集中公布", "all together")),
    Field("display", _DISPLAY, Text("公示期限", "how long it stays on display")),
    Field("keep", _KEEP, Text("公开后保留多久", "how long it stays up")),
    _flag("itemised", Text("逐项逐笔", "item by item")),
    _flag("also_promptly", Text("期限之内并须及时", "promptly and within the span")),
    Field(
        "unless",
        ID_TEXT._replace(refers="exceptions"),
        Text("除外情形：law 或例外的编号", "exception: law or an exception's id"),
    ),
    Field("subject", BILINGUAL, Text("所形成的内容，只影响文字", "what is formed; wording only")),
    Field("verb", Scalar(words=VERBS), Text("动词，只影响文字", "the verb; wording only")),
    Field(
        "rest_words",
        Scalar(),
        Text("其余文字，不作比较", "the words that no value says; compared with nothing"),
    ),
    Field(
        "wording",
        Scalar(),
        Text("原文，与生成的文字不同时保留", "the wording of the table, if the generated text differs"),
    ),
)
KEYS: Final = tuple(each.name for each in _FIELDS)
"""The keys of a clause, in the order in which they are written."""

_NAME = ID_TEXT._replace(
    cell="time_limit",
    called=UNKNOWN_CALLED | {"none": Text("无|没有|—", "none")},
    doc=Text(
        "请写成“20个工作日内公开”或者 {within: 20wd, of: [formed, changed]} 这样的时限；内容不明的，写 unknown",
        "write a time limit such as 20个工作日内公开 or {within: 20wd, of: [formed, changed]}; if it is not known, write unknown",
    ),
)
_CLAUSE = Record("clause", _FIELDS)
_CLAUSES = Many(_CLAUSE)
_CELL = Record("time-limit", (Field("clauses", _CLAUSES, Text("各条款", "the clauses")), *_FIELDS))
TIME_LIMIT = Either(text=_NAME, mapping=_CELL, sequence=_CLAUSES, read=lambda node, context: read(node, context.names))


# --- reading ---------------------------------------------------------------------------------------------------------

_PARTICULARS: Final[dict[str, tuple[Callable[..., Start], tuple[str, ...]]]] = {
    "within": (Within, ("within", "of")),
    "before": (Before, ("before", "lead")),
    "at": (At, ("at",)),
    "promptly": (Promptly, ("of", "discretion")),
    "as_it_arises": (AsItArises, ("discretion",)),
    "every": (Every, ("every", "at_least", "by", "together")),
}
"""What a start that has particulars is made of: for each of its fields, in their order, the key that states it."""
_KINDS: Final = {make: kind for kind, (make, _) in _PARTICULARS.items()}
_STARTS: Final = ("use", *_PARTICULARS, *PLAIN, "words")
_PARTNERS: Final = {
    key: tuple(kind for kind, (_, keys) in _PARTICULARS.items() if key in keys)
    for key in ("of", "lead", "discretion", "at_least", "by", "together")
} | {"also_promptly": ("within",)}
_SCOPE: Final = ("covers", "via", "when", "force")


def read(node: Value, names: Mapping[str, TimeLimit]) -> TimeLimit:
    """The time limit that a node of the shape `TIME_LIMIT` states. `names` are the time limits that the file has named.

    The value is `unknown`, `none`, a name, a clause, a list of clauses, or `{clauses: [...], wording: 原文}`.
    Raises BadTimeLimitError for what contradicts itself; the path says where.
    """
    if isinstance(node, str):
        if node in ("unknown", "none"):
            return UNKNOWN if node == "unknown" else NONE
        return _named(node, names, ())
    wording = None
    try:
        stated = shape.read(node, _CLAUSES if isinstance(node, list) else _CELL)
    except FaultError as error:
        first = error.faults[0]
        raise BadTimeLimitError(*first.text, *first.path) from None
    if not isinstance(stated, dict):
        clauses = _clauses(stated, names, ())
    else:
        wording = stated.pop("wording", None)
        listed = stated.pop("clauses", None)
        if listed and stated:
            raise _not_beside(next(iter(stated)), "clauses", ())
        clauses = _clauses(listed, names, ("clauses",)) if listed else _clause(stated, names, ())
    if wording is not None and any(isinstance(clause.start, Words) for clause in clauses):
        raise _not_beside("wording", "words", ())
    if len(clauses) > 1 and any(isinstance(clause.start, Words) for clause in clauses):
        raise BadTimeLimitError(
            "words 是整格的文字；只有一部分没有写成取值的，写 rest_words",
            "`words` are those of the whole cell; for a part of it write `rest_words`",
        )
    if REST in (clause.covers for clause in clauses) and not any(c.covers not in (ALL, REST) for c in clauses):
        raise BadTimeLimitError(
            "写了“rest”，但没有条款写明其他部分", "“rest” requires another clause that names a part"
        )
    return TimeLimit("clauses", clauses, wording)


def read_names(node: Mapping[str, Value]) -> dict[str, TimeLimit]:
    """The named time limits of a file (`time_limits:`); one may use those above it."""
    names: dict[str, TimeLimit] = {}
    for name, value in node.items():
        if name in ("unknown", "none"):
            raise BadTimeLimitError(f"“{name}”是保留词，不能作名称", f"“{name}” is reserved", name)
        try:
            names[name] = read(value, names)
        except BadTimeLimitError as error:
            raise BadTimeLimitError(*error.text, name, *error.path) from None
    return names


def _named(name: str, names: Mapping[str, TimeLimit], path: Path) -> TimeLimit:
    if name not in names:
        raise BadTimeLimitError(f"没有名为“{name}”的时限", f"there is no time limit named “{name}”", *path)
    return names[name]


def _clauses(listed: Iterable[dict[str, Any]], names: Mapping[str, TimeLimit], path: Path) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    for index, stated in enumerate(listed):
        here = (*path, index)
        if "wording" in stated:
            raise BadTimeLimitError(
                "列表中的条款不写 wording；要保留整段原文，请写作 {clauses: [...], wording: 原文}",
                "`wording` belongs to the whole cell: write {clauses: [...], wording: ...}",
                *(*here, "wording"),
            )
        for clause in _clause(stated, names, here):
            if clause in clauses:
                raise BadTimeLimitError("与前面的条款重复", "repeats an earlier clause", *here)
            clauses.append(clause)
    return tuple(clauses)


def _clause(stated: dict[str, Any], names: Mapping[str, TimeLimit], path: Path) -> tuple[Clause, ...]:
    """What a clause states, as values by key; several clauses where it uses a named time limit."""
    starts = [key for key in _STARTS if key in stated]
    if len(starts) > 1:
        raise _not_beside(starts[1], starts[0], path)
    for key, partners in _PARTNERS.items():
        if key in stated and not set(partners) & set(starts):
            needed = " / ".join(partners)
            raise BadTimeLimitError(f"“{key}”只能与 {needed} 同用", f"“{key}” requires {needed}", *path, key)
    if "use" in stated:
        return _used(stated, names, path)
    if "words" in stated and len(stated) > 1:
        other = next(key for key in stated if key != "words")
        raise _not_beside(other, "words", path)
    clause = Clause(
        start=_start(starts[0], stated, path) if starts else None,
        **{key: stated[key] for key in _OTHERS if key in stated},
        **_scope(stated, path),
    )
    if not (clause.start or clause.display or clause.keep or clause.itemised or clause.rest_words):
        raise BadTimeLimitError("条款没有写明何时公开", "the clause does not say when to disclose", *path)
    return (clause,)


_OTHERS: Final = ("display", "keep", "itemised", "also_promptly", "unless", "subject", "verb", "rest_words")


def _scope(stated: dict[str, Any], path: Path) -> dict[str, Any]:
    """What a clause applies to, as arguments of Clause; only what it states."""
    scope: dict[str, Any] = {}
    if "covers" in stated:
        covers = _names(stated["covers"], path)
        if len(covers) > 1 and {"all", "rest"} & set(covers):
            raise BadTimeLimitError(
                "all、rest 不能与其他部分并列", "`all` and `rest` cannot be combined with other parts", *path, "covers"
            )
        scope["covers"] = ALL if covers == ("all",) else covers
    if "via" in stated:
        scope["via"] = _names(stated["via"], path)
    if "when" in stated:
        scope["when"] = stated["when"]
    if "force" in stated:
        scope["encouraged"] = stated["force"] == "encouraged"
    return scope


def _used(stated: dict[str, Any], names: Mapping[str, TimeLimit], path: Path) -> tuple[Clause, ...]:
    if extra := [key for key in stated if key not in (*_SCOPE, "use")]:
        raise _not_beside(extra[0], "use", path)
    used = _named(stated["use"], names, (*path, "use"))
    if used.state != "clauses":
        use = stated["use"]
        raise BadTimeLimitError(f"“{use}”没有条款可引用", f"“{use}” has no clauses that could be used", *path, "use")
    scope = _scope(stated, path)
    for clause in used.clauses:
        if taken := [key for key in scope if getattr(clause, key)]:
            key = "force" if taken[0] == "encouraged" else taken[0]
            raise BadTimeLimitError(
                f"所引用的时限已写明“{key}”", f"the named time limit already states “{key}”", *path, key
            )
    return tuple(clause._replace(**scope) for clause in used.clauses)


def _start(kind: str, stated: dict[str, Any], path: Path) -> Start:
    if kind == "within" and "of" not in stated:
        raise BadTimeLimitError(
            "within 须写明起算点 of；原文没有写明的写 of: unstated",
            "`within` requires `of`; if the text names no trigger, write `of: unstated`",
            *(*path, kind),
        )
    if kind == "before" and "lead" not in stated:
        raise BadTimeLimitError(
            "before 须写明提前量 lead；原文没有写明的写 lead: unstated",
            "`before` requires `lead`; if the text names none, write `lead: unstated`",
            *(*path, kind),
        )
    if kind == "before" and stated[kind] in INFORMATION:
        raise BadTimeLimitError("信息产生之前无法公开", "nothing can be disclosed before it exists", *path, kind)
    if kind == "at" and not stated[kind]:
        raise BadTimeLimitError("at 须写明时点", "`at` requires a trigger", *path, kind)
    if kind == "words":
        return Words(stated[kind])
    if isinstance(by := stated.get("by"), Day) and (why := _no_day(by, stated[kind])):
        raise BadTimeLimitError(*why, *path, "by")
    if kind not in _PARTICULARS:
        return Stated(kind)  # type: ignore[arg-type]  # what is left of the starts is PLAIN
    make, keys = _PARTICULARS[kind]
    return make(*(stated.get(key, () if key == "of" else None if key == "by" else False) for key in keys))


def _no_day(by: Day, period: Calendar | Span) -> Text | None:
    """Why no period has this day, if none has."""
    months = MONTHS.get(period) if isinstance(period, str) else None
    if months is None:
        return Text(
            "按年、半年、季度或者月公开的，才写到日",
            "a day is for every year, half-year, quarter or month",
        )
    if months == 1 and by.month is not None:
        return Text("按月公开的只写日，如 {day: 10}", "of a month, state the day alone, such as {day: 10}")
    if months > 1 and by.month is None:
        return Text("请写明月份，如 {month: 1, day: 31}", "state the month as well, such as {month: 1, day: 31}")
    month = by.month or 1
    if not 1 <= month <= months or not 1 <= by.day <= (_LAST_DAYS[month - 1] if months == 12 else 31):
        return Text(f"没有这一天：{by.written}", f"there is no such day: {by.written}")
    return None


_LAST_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _not_beside(key: str, other: str, path: Path) -> BadTimeLimitError:
    return BadTimeLimitError(f"“{key}”不能与“{other}”同用", f"“{key}” cannot be combined with “{other}”", *path, key)


# --- writing ---------------------------------------------------------------------------------------------------------


def surface(limit: TimeLimit) -> str | dict[str, Any] | list[dict[str, Any]]:
    """The plain value that `read` reads back as this time limit, keys in the order of KEYS, names resolved."""
    if limit.state != "clauses":
        return limit.state
    clauses = [_plain(clause) for clause in limit.clauses]
    wording = {"wording": limit.wording} if limit.wording is not None else {}
    if len(clauses) == 1:
        return clauses[0] | wording
    return {"clauses": clauses, **wording} if wording else clauses


def as_json(limit: TimeLimit) -> str | list[dict[str, Any]]:
    """The `clauses` of `catalogue.json`: a list, `unknown` or `none`. Sets are lists; spans are `20wd`."""
    return limit.state if limit.state != "clauses" else [_plain(clause, listed=True) for clause in limit.clauses]


def _plain(clause: Clause, *, listed: bool = False) -> dict[str, Any]:
    """A clause as plain values; `listed` writes a set of one as a list too, so that a reader need not ask."""

    def written(value: Any) -> Any:
        if isinstance(value, Span):
            return str(value)
        if isinstance(value, Day):
            return {key: each for key, each in value._asdict().items() if each is not None}
        if not isinstance(value, tuple):
            return value
        return value[0] if len(value) == 1 and not listed else list(value)

    start, display = clause.start, clause.display
    plain: dict[str, Any] = {name: written(value) for name, value in clause._asdict().items()}
    if isinstance(start, Stated):
        plain[start.kind] = True
    elif isinstance(start, Words):
        plain["words"] = start.text
    elif start is not None:
        kind = _KINDS[type(start)]
        plain[kind] = True
        plain |= zip(_PARTICULARS[kind][1], map(written, start), strict=True)
        if kind == "within" and not plain["of"]:
            plain["of"] = "unstated"
        if kind == "before" and not plain["lead"]:
            plain["lead"] = "unstated"
    if clause.covers == REST:
        plain["covers"] = "rest"
    if display:
        plain["display"] = {"exactly" if display.exactly else "at_least": str(display.span)}
        if display.soft:
            plain["display"]["soft"] = True
    if clause.keep:
        plain["keep"] = {clause.keep.bound: str(clause.keep.limit)}
    plain["force"] = "encouraged" if clause.encouraged else None
    plain["subject"] = clause.subject and clause.subject._asdict()
    return {key: plain[key] for key in KEYS if plain.get(key)}
