"""Which findings count: those that the settings select, and that no row allows. See `accepted` for those of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from gapub.diagnostics import Diagnostic, Severity, Text
from gapub.diagnostics.report import Suppressed
from gapub.model.allow import Allowance, covering
from gapub.model.shape import suggestion
from gapub.rules.registry import RULES
from gapub.validate.settings import Selection, Settings, matches
from gapub.validate.verdict import allowable


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


def suppress_allowed(
    findings: Iterable[Diagnostic],
    allowed: Sequence[Allowance],
    settings: Settings,
    as_of: str,
    stopping: Collection[Diagnostic] = (),
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """The findings that no allowance covers, with those about the allowances themselves; and those that one covers.

    Of the findings that are `stopping` a compile, an allowance covers only what compile takes with one.
    """
    kept, suppressed, used = list[Diagnostic](), list[Suppressed](), set[Allowance]()
    by_code: dict[tuple[str, str], list[Allowance]] = {}
    for each in allowed:
        by_code.setdefault((each.file, each.code), []).append(each)
    for finding in findings:
        about = covering(finding, by_code.get((finding.place.file if finding.place else "", finding.code), ()))
        if about and finding in stopping and not allowable(finding.code):
            about = []
        used.update(about)
        valid = [each for each in about if not each.expired(as_of)]
        if valid:
            suppressed.append(Suppressed(finding, "inSource", valid[0].reason))
        else:
            kept.append(finding)
    own = (_about(each, used, as_of, settings) for each in allowed)
    return [*kept, *select((each for each in own if each is not None), settings)], suppressed


def _about(allowance: Allowance, used: set[Allowance], as_of: str, settings: Settings) -> Diagnostic | None:
    """What is wrong with an allowance itself."""
    code, until = allowance.code, allowance.until
    if code not in RULES:
        about, message = "allow-unknown", Text(f"没有规则“{code}”", f"unknown rule {code!r}")
        hint = suggestion(code, tuple(RULES))
    elif allowance.expired(as_of):
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
