"""Time limits between YAML, values and `catalogue.json`.

`read` takes the plain values of a YAML file, `surface` gives them back, `as_json` is the form of `catalogue.json`. The
values themselves are in `gapub.model.time.value`; what an importer of this module needs of them is exported from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from gapub.diagnostics import Text
from gapub.model.shape import Fault, FaultError
from gapub.model.time.value import (
    ALL,
    INFORMATION,
    NONE,
    PERIODS,
    PLAIN,
    REST,
    UNKNOWN,
    UNSTATED,
    VERBS,
    AsItArises,
    At,
    Before,
    Clause,
    Display,
    Every,
    Promptly,
    Span,
    Start,
    Stated,
    TimeLimit,
    Unit,
    Within,
    canonical,
    duty,
    references,
)

__all__ = [
    "INFORMATION",
    "KEYS",
    "NONE",
    "PERIODS",
    "UNKNOWN",
    "VERBS",
    "BadTimeLimitError",
    "Clause",
    "TimeLimit",
    "as_json",
    "duty",
    "read",
    "read_names",
    "references",
    "span",
    "surface",
]

_Made = TypeVar("_Made")


class BadTimeLimitError(FaultError):
    """A time limit that contradicts itself. `path` leads from the cell to the place: keys, and indices of clauses."""

    def __init__(self, zh: str, en: str, *path: str | int) -> None:
        """What is wrong, in both languages, and where."""
        super().__init__(Fault("bad-time-limit", Text(zh, en), path))
        self.text = Text(zh, en)
        self.path = path

    def inside(self, *path: str | int) -> BadTimeLimitError:
        """The same finding, seen from further up."""
        return BadTimeLimitError(self.text.zh, self.text.en, *path, *self.path)


# --- reading ---------------------------------------------------------------------------------------------------------

STARTS: Final = ("use", "within", "before", "at", "promptly", "as_it_arises", "every", *PLAIN)
_PARTNERS: Final = {
    "of": ("within", "promptly"),
    "lead": ("before",),
    "discretion": ("promptly", "as_it_arises"),
    "at_least": ("every",),
    "by": ("every",),
    "together": ("every",),
    "also_promptly": ("within",),
}
_SCOPE: Final = ("covers", "via", "when", "force")
KEYS: Final = (
    *("covers", "via", "when", "force", "use"),
    *("within", "before", "at", "promptly", "as_it_arises", "every", *PLAIN),
    *("of", "lead", "discretion", "at_least", "by", "together"),
    *("display", "itemised", "also_promptly", "unless", "subject", "verb", "wording"),
)
"""The keys of a clause, in the order in which they are written."""


def read(node: object, names: Mapping[str, TimeLimit]) -> TimeLimit:
    """The time limit that a YAML value states. `names` are the time limits that the file has named.

    The value is `unknown`, `none`, a name, a clause, a list of clauses, or `{clauses: [...], wording: 原文}`.
    Raises BadTimeLimitError for what contradicts itself; the path says where.
    """
    if isinstance(node, str):
        if node in ("unknown", "none"):
            return UNKNOWN if node == "unknown" else NONE
        return _named(node, names)
    wording = None
    if isinstance(node, Mapping):
        wording = node.get("wording")
        if "clauses" in node:
            if extra := [key for key in node if key not in ("clauses", "wording")]:
                raise _not_beside(str(extra[0]), "clauses")
            clauses = _inside("clauses", lambda: _clauses(node["clauses"], names))
        else:
            clauses = _clause({key: value for key, value in node.items() if key != "wording"}, names)
    else:
        clauses = _clauses(node, names)
    if REST in (clause.covers for clause in clauses) and not any(c.covers not in (ALL, REST) for c in clauses):
        raise BadTimeLimitError("“rest”之外没有点名任何部分", "“rest” of what? no clause names a part")
    return TimeLimit("clauses", clauses, wording)


def read_names(node: Mapping[str, object]) -> dict[str, TimeLimit]:
    """The named time limits of a file (`time_limits:`); one may use those above it."""
    names: dict[str, TimeLimit] = {}
    for name, value in node.items():
        if name in ("unknown", "none"):
            raise BadTimeLimitError(f"“{name}”是保留词，不能作名称", f"“{name}” is reserved", name)
        try:
            names[name] = read(value, names)
        except BadTimeLimitError as error:
            raise error.inside(name) from None
    return names


def span(text: object) -> Span:
    """`20wd` → 20 working days, `30d` → 30 natural days; at least one."""
    number = str(text)
    unit: Unit = "wd" if number.endswith("wd") else "d"
    digits = number.removesuffix(unit)
    if digits == number or not (digits.isascii() and digits.isdigit()) or digits.startswith("0") or len(digits) > 4:
        raise BadTimeLimitError(
            f"“{text}”不是期限，应写作 20wd（工作日）或者 30d（日）",
            f"“{text}” is not a span: write 20wd (working days) or 30d (days)",
        )
    return Span(int(digits), unit)


def _named(name: str, names: Mapping[str, TimeLimit]) -> TimeLimit:
    if name not in names:
        raise BadTimeLimitError(f"没有名为“{name}”的时限", f"no time limit is named “{name}”")
    return names[name]


def _clauses(node: object, names: Mapping[str, TimeLimit]) -> tuple[Clause, ...]:
    if not isinstance(node, list) or not node:
        raise BadTimeLimitError("时限应为条款或者条款列表", "a time limit is a clause or a list of clauses")
    clauses: list[Clause] = []
    for index, item in enumerate(node):
        if not isinstance(item, Mapping):
            raise BadTimeLimitError("列表中的每一项应为条款", "each entry of the list must be a clause", index)
        if "wording" in item:
            raise BadTimeLimitError(
                "列表中的条款不写 wording；整段原文写作 {clauses: [...], wording: 原文}",
                "the wording belongs to the whole cell: write {clauses: [...], wording: ...}",
                *(index, "wording"),
            )
        for clause in _inside(index, lambda: _clause(item, names)):  # noqa: B023  (called at once)
            if clause in clauses:
                raise BadTimeLimitError("与前面的条款重复", "repeats an earlier clause", index)
            clauses.append(clause)
    return tuple(clauses)


def _clause(node: Mapping[str, Any], names: Mapping[str, TimeLimit]) -> tuple[Clause, ...]:
    for key in node:
        if key not in KEYS:
            raise BadTimeLimitError(f"条款没有“{key}”这一项", f"a clause has no “{key}”", key)
    starts = [key for key in STARTS if key in node]
    if len(starts) > 1:
        raise _not_beside(starts[1], starts[0])
    for key, partners in _PARTNERS.items():
        if key in node and not set(partners) & set(starts):
            needed = " / ".join(partners)
            raise BadTimeLimitError(f"“{key}”只能与 {needed} 同用", f"“{key}” needs {needed}", key)
    if "use" in node:
        return _used(node, names)
    verb = node.get("verb")
    if verb is not None and verb not in VERBS:
        raise BadTimeLimitError(f"动词应为{'、'.join(VERBS)}之一", f"the verb is one of {', '.join(VERBS)}", "verb")
    subject = node.get("subject")
    clause = Clause(
        start=_start(starts[0], node) if starts else None,
        display=_inside("display", lambda: _display(node["display"])) if "display" in node else None,
        itemised=_flag(node, "itemised"),
        also_promptly=_flag(node, "also_promptly"),
        unless=node.get("unless"),
        subject=Text(subject["zh"], subject["en"]) if subject else None,
        verb=verb,
        **_scope(node),
    )
    if clause.start is None and clause.display is None and not clause.itemised:
        raise BadTimeLimitError("条款没有写明何时公开", "the clause does not say when to disclose")
    return (clause,)


def _scope(node: Mapping[str, Any]) -> dict[str, Any]:
    """What a clause applies to, as arguments of Clause; only what the node states."""
    scope: dict[str, Any] = {}
    if "covers" in node:
        covers = _names(node["covers"])
        if len(covers) > 1 and {"all", "rest"} & set(covers):
            raise BadTimeLimitError("all、rest 不能与其他部分并列", "all and rest stand alone", "covers")
        scope["covers"] = ALL if covers == ("all",) else covers
    if "via" in node:
        scope["via"] = _names(node["via"])
    if "when" in node:
        scope["when"] = node["when"]
    if "force" in node:
        if node["force"] not in ("must", "encouraged"):
            raise BadTimeLimitError("force 应为 must 或者 encouraged", "force is must or encouraged", "force")
        scope["encouraged"] = node["force"] == "encouraged"
    return scope


def _used(node: Mapping[str, Any], names: Mapping[str, TimeLimit]) -> tuple[Clause, ...]:
    if extra := [key for key in node if key not in (*_SCOPE, "use")]:
        raise _not_beside(extra[0], "use")
    used = _inside("use", lambda: _named(node["use"], names))
    if used.state != "clauses":
        raise BadTimeLimitError(f"“{node['use']}”没有条款可引用", f"“{node['use']}” has no clauses to use", "use")
    scope = _scope(node)
    for clause in used.clauses:
        if taken := [key for key in scope if getattr(clause, key)]:
            key = "force" if taken[0] == "encouraged" else taken[0]
            raise BadTimeLimitError(f"所引用的时限已写明“{key}”", f"the named time limit already states “{key}”", key)
    return tuple(clause._replace(**scope) for clause in used.clauses)


def _start(kind: str, node: Mapping[str, Any]) -> Start:
    value = node[kind]
    match kind:
        case "within":
            if "of" not in node:
                raise BadTimeLimitError(
                    "within 须写明起算点 of；原文没有写明的写 of: unstated",
                    "within needs “of”; where the text names no trigger, write of: unstated",
                    "within",
                )
            return Within(_inside("within", lambda: span(value)), _trigger(node["of"], "of"))
        case "before":
            if "lead" not in node:
                raise BadTimeLimitError("before 须写明提前量 lead", "before needs a lead", "before")
            if value in INFORMATION:
                raise BadTimeLimitError("信息产生之前无法公开", "nothing can be disclosed before it exists", "before")
            return Before(value, _inside("lead", lambda: span(node["lead"])))
        case "at":
            trigger = _trigger(value, "at")
            if not trigger:
                raise BadTimeLimitError("at 须写明时点", "at needs a trigger", "at")
            return At(trigger)
        case "promptly":
            _flag(node, kind)
            return Promptly(_trigger(node.get("of", "unstated"), "of"), _flag(node, "discretion"))
        case "as_it_arises":
            _flag(node, kind)
            return AsItArises(_flag(node, "discretion"))
        case "every":
            period = value if value in PERIODS else _inside("every", lambda: span(value))
            return Every(period, _flag(node, "at_least"), node.get("by"), _flag(node, "together"))
    _flag(node, kind)
    return Stated(kind)  # type: ignore[arg-type]  # what is left of STARTS is PLAIN


def _trigger(node: object, key: str) -> tuple[str, ...]:
    """The set of triggers; `unstated` is the empty set."""
    names = _inside(key, lambda: _names(node))
    if names == ("unstated",):
        return UNSTATED
    if "unstated" in names:
        raise BadTimeLimitError("unstated 不能与其他起算点并列", "unstated stands alone", key)
    return canonical(names)


def _display(node: Mapping[str, Any]) -> Display:
    bounds = [key for key in ("exactly", "at_least") if key in node]
    if len(bounds) != 1:
        raise BadTimeLimitError("display 须写 exactly 或者 at_least 之一", "display needs either exactly or at_least")
    return Display(_inside(bounds[0], lambda: span(node[bounds[0]])), bounds == ["exactly"], _flag(node, "soft"))


def _names(node: object) -> tuple[str, ...]:
    names = tuple(node) if isinstance(node, list) else (str(node),)
    if not names or len(set(names)) < len(names):
        raise BadTimeLimitError("列表为空或者有重复", "the list is empty or repeats a name")
    return names


def _flag(node: Mapping[str, Any], key: str) -> bool:
    if key in node and node[key] is not True:
        raise BadTimeLimitError(f"“{key}”只写 true，不需要时删去", f"“{key}” is true or left out", key)
    return key in node


def _inside(key: str | int, make: Callable[[], _Made]) -> _Made:
    """What `make` makes; its faults are reported as lying under `key`."""
    try:
        return make()
    except BadTimeLimitError as error:
        raise error.inside(key) from None


def _not_beside(key: str, other: str) -> BadTimeLimitError:
    return BadTimeLimitError(f"“{key}”不能与“{other}”同用", f"“{key}” cannot stand beside “{other}”", key)


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

    def several(names: Iterable[str]) -> str | list[str]:
        names = list(names)
        return names[0] if len(names) == 1 and not listed else names

    plain: dict[str, Any] = {}
    if clause.covers != ALL:
        plain["covers"] = "rest" if clause.covers == REST else several(clause.covers)
    if clause.via:
        plain["via"] = several(clause.via)
    match clause.start:
        case Within(length, of):
            plain |= {"within": str(length), "of": several(of) if of else "unstated"}
        case Before(event, lead):
            plain |= {"before": event, "lead": str(lead)}
        case At(of):
            plain["at"] = several(of)
        case Promptly(of, _):
            plain |= {"promptly": True} | ({"of": several(of)} if of else {})
        case AsItArises():
            plain["as_it_arises"] = True
        case Every(period, _, by, _):
            plain |= {"every": str(period)} | ({"by": by} if by else {})
        case Stated(kind):
            plain[kind] = True
    if clause.display:
        plain["display"] = {"exactly" if clause.display.exactly else "at_least": str(clause.display.span)}
        if clause.display.soft:
            plain["display"]["soft"] = True
    for flag in ("discretion", "at_least", "together"):
        if getattr(clause.start, flag, False):
            plain[flag] = True
    plain |= {"when": clause.when, "unless": clause.unless, "verb": clause.verb}
    plain |= {"itemised": clause.itemised, "also_promptly": clause.also_promptly}
    plain["force"] = "encouraged" if clause.encouraged else None
    plain["subject"] = {"zh": clause.subject.zh, "en": clause.subject.en} if clause.subject else None
    return {key: plain[key] for key in KEYS if plain.get(key)}
