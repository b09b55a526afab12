"""Which findings count: those that the settings select, and that no row allows. See `accepted` for those of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Severity, Text
from gapub.diagnostics.report import Suppressed
from gapub.model.shape import suggestion
from gapub.rules.context import entity_of
from gapub.rules.registry import RULES
from gapub.validate.settings import Selection, Settings, matches
from gapub.yaml.reader import Map, Seq


class Allowance(NamedTuple):
    """An entry of `allow`: up to the day `until`, findings of this code about this entity of the file are no fault."""

    file: str
    entity: str
    code: str
    reason: str
    until: str | None
    place: Place


def select(findings: Iterable[Diagnostic], settings: Settings) -> list[Diagnostic]:
    """The findings that the settings select, with the severity that they give them."""
    selected = []
    for finding in findings:
        selections = list(settings.selections(finding.place.file if finding.place else ""))
        if is_selected(finding.code, selections):
            selected.append(finding._replace(severity=_severity(finding, selections)))
    return selected


def is_selected(code: str, selections: Iterable[Selection]) -> bool:
    """Whether findings of this code count: by every selection that selects any, and ignored by none."""
    family = _family(code)
    return all(
        (not each.select or any(matches(pattern, code, family) for pattern in each.select))
        and not any(matches(pattern, code, family) for pattern in each.ignore)
        for each in selections
    )


def _severity(finding: Diagnostic, selections: Iterable[Selection]) -> Severity:
    """The last selection that names the code counts; within it the code before its family, and that before a pattern."""
    severity, family = finding.severity, _family(finding.code)
    for each in selections:
        named = [pattern for pattern in each.severity if matches(pattern, finding.code, family)]
        if named:
            nearest = min(named, key=lambda name: (name != finding.code, name != family, -len(name)))
            severity = each.severity[nearest]
    return severity


def _family(code: str) -> str:
    return RULES[code].family if code in RULES else ""


# --- allow: beside the row -------------------------------------------------------------------------------------------


def allowances(node: Any, file: str, entity: str = "") -> Iterator[Allowance]:
    """The allowances in a file, which has the shape of its kind, or in a node of it that belongs to an entity."""
    if isinstance(node, Map):
        entity = entity_of(node, entity)
        for entry in node.get("allow", ()):
            until = entry.get("until")
            yield Allowance(file, entity, entry["code"], entry["reason"], until, Place(file, *entry.at("code")))
    for value in node.values() if isinstance(node, Map) else node:
        if isinstance(value, Map | Seq):
            yield from allowances(value, file, entity)


def suppress_allowed(
    findings: Iterable[Diagnostic], allowed: Sequence[Allowance], settings: Settings, as_of: str
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """The findings that no allowance covers, with those about the allowances themselves; and those that one covers."""
    by_code: dict[tuple[str, str], list[Allowance]] = {}
    for each in allowed:
        by_code.setdefault((each.file, each.code), []).append(each)
    kept, suppressed, used = list[Diagnostic](), list[Suppressed](), set[Allowance]()
    for finding in findings:
        file = finding.place.file if finding.place else ""
        covering = [
            each for each in by_code.get((file, finding.code), ()) if f"{finding.entity}/".startswith(f"{each.entity}/")
        ]
        used.update(covering)
        valid = [each for each in covering if not _expired(each, as_of)]
        if valid:
            suppressed.append(Suppressed(finding, "inSource", valid[0].reason))
        else:
            kept.append(finding)
    about = (_about(each, used, as_of, settings) for each in allowed)
    return [*kept, *select((each for each in about if each is not None), settings)], suppressed


def _expired(allowance: Allowance, as_of: str) -> bool:
    return allowance.until is not None and allowance.until < as_of[: len(allowance.until)]


def _about(allowance: Allowance, used: set[Allowance], as_of: str, settings: Settings) -> Diagnostic | None:
    """What is wrong with an allowance itself."""
    code, until = allowance.code, allowance.until
    if code not in RULES:
        about, message = "allow-unknown", Text(f"没有规则“{code}”", f"unknown rule {code!r}")
        hint = suggestion(code, tuple(RULES))
    elif _expired(allowance, as_of):
        message = Text(
            f"对“{code}”的许可已于 {until} 到期（以 {as_of} 为准）",
            f"the allowance for {code!r} expired on {until} (as of {as_of})",
        )
        about, hint = (
            "allow-expired",
            Text("请改正问题，或者重新写明理由和期限", "fix the problem, or renew the allowance"),
        )
    elif allowance not in used and is_selected(code, settings.selections(allowance.file)):
        message = Text(f"此处没有“{code}”问题，许可没有作用", f"there is no {code!r} finding here to suppress")
        about, hint = "allow-unused", Text("删去这一条", "delete this entry")
    else:
        return None
    severity = RULES[about].severity
    return Diagnostic(about, severity, message, allowance.place, allowance.entity, hint=hint, arguments=(code,))
