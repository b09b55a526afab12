"""Of all findings those that are told: chosen by settings, not allowed beside the row, not accepted in a file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.diagnostics.report import Suppressed
from gapub.model.shape import suggestion
from gapub.rules.registry import RULES
from gapub.validate.settings import Choice, Settings, matches, shown
from gapub.yaml.reader import Map, Seq

FORMAT = "gapub-accepted/1"


class Allowance(NamedTuple):
    """An entry of `allow`: up to the day `until`, findings of this code about this entity of the file are no fault."""

    file: str
    entity: str
    code: str
    reason: str
    until: str | None
    place: Place


class Key(NamedTuple):
    """What tells an accepted finding again, when lines have moved and words have changed."""

    file: str
    code: str
    entity: str
    arguments: tuple[str, ...]


def key_of(finding: Diagnostic, settings: Settings) -> Key:
    """The key of a finding; its file is named as seen from the folder of the settings."""
    return Key(
        settings.seen(finding.place.file) if finding.place else "", finding.code, finding.entity, finding.arguments
    )


def family(code: str) -> str:
    """The family of a code."""
    return RULES[code].family if code in RULES else ""


def chosen(findings: Iterable[Diagnostic], settings: Settings) -> list[Diagnostic]:
    """The findings that the settings ask for, with the severity that they give them."""
    told = []
    for finding in findings:
        choices = list(settings.choices(finding.place.file if finding.place else ""))
        if is_chosen(finding.code, choices):
            told.append(finding._replace(severity=_severity(finding, choices)))
    return told


def is_chosen(code: str, choices: Iterable[Choice]) -> bool:
    """Whether findings of this code are asked for: by every choice that selects, and ignored by none."""
    kind = family(code)
    return all(
        (not each.select or any(matches(pattern, code, kind) for pattern in each.select))
        and not any(matches(pattern, code, kind) for pattern in each.ignore)
        for each in choices
    )


def _severity(finding: Diagnostic, choices: Iterable[Choice]) -> Any:
    """The last choice that names the code counts; within it the code before its family, and that before a pattern."""
    severity, kind = finding.severity, family(finding.code)
    for choice in choices:
        named = [pattern for pattern in choice.severity if matches(pattern, finding.code, kind)]
        if named:
            severity = choice.severity[min(named, key=lambda each: (each != finding.code, each != kind, -len(each)))]
    return severity


# --- allow: beside the row -------------------------------------------------------------------------------------------


def allowances(tree: Any, file: str) -> Iterator[Allowance]:
    """The allowances of a file, which has the shape of its kind."""
    yield from _allowances(tree, file, "")


def _allowances(node: Any, file: str, entity: str) -> Iterator[Allowance]:
    if isinstance(node, Map):
        entity = _entity(node, entity)
        for entry in node.get("allow", ()):
            until = entry.get("until")
            yield Allowance(file, entity, entry["code"], entry["reason"], until, Place(file, *entry.at("code")))
        for value in node.values():
            if isinstance(value, Map | Seq):
                yield from _allowances(value, file, entity)
    elif isinstance(node, Seq):
        for value in node:
            if isinstance(value, Map | Seq):
                yield from _allowances(value, file, entity)


def _entity(node: Map, above: str) -> str:
    """The full id of the row: a guideline's by its path, a profile's entry by the item, topic or area it is about."""
    whole = node.get("item") or node.get("topic") or node.get("area")
    if isinstance(whole, str):
        return whole
    name = node.get("id")
    return f"{above}/{name}" if isinstance(name, str) else above


def without_allowed(
    findings: Sequence[Diagnostic], allowed: Sequence[Allowance], settings: Settings, as_of: str
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """The findings that no allowance covers, with those about the allowances themselves; and what they cover."""
    by_code: dict[tuple[str, str], list[Allowance]] = {}
    for each in allowed:
        by_code.setdefault((each.file, each.code), []).append(each)
    told, suppressed, used = list[Diagnostic](), list[Suppressed](), set[Allowance]()
    for finding in findings:
        place = finding.place.file if finding.place else ""
        covering = [
            each
            for each in by_code.get((place, finding.code), ())
            if f"{finding.entity}/".startswith(f"{each.entity}/")
        ]
        used.update(covering)
        valid = [each for each in covering if not _expired(each, as_of)]
        if valid:
            suppressed.append(Suppressed(finding, "inSource", valid[0].reason))
        else:
            told.append(finding)
    about = (_about(each, used, as_of, settings) for each in allowed)
    return [*told, *chosen((each for each in about if each is not None), settings)], suppressed


def _expired(allowance: Allowance, as_of: str) -> bool:
    return allowance.until is not None and allowance.until < as_of[: len(allowance.until)]


def _about(allowance: Allowance, used: set[Allowance], as_of: str, settings: Settings) -> Diagnostic | None:
    code = allowance.code
    if code not in RULES:
        message = Text(f"没有规则「{code}」", f"there is no rule {code!r}")
        return _finding("allow-unknown", message, allowance, suggestion(code, tuple(RULES)))
    if _expired(allowance, as_of):
        message = Text(
            f"对「{code}」的许可已于 {allowance.until} 到期（按 {as_of} 计）",
            f"the allowance for {code!r} ended on {allowance.until} (as of {as_of})",
        )
        return _finding(
            "allow-expired", message, allowance, Text("改正问题，或重新说明理由和期限", "mend it, or renew it")
        )
    if allowance not in used and is_chosen(code, settings.choices(allowance.file)):
        message = Text(f"这里没有「{code}」这个问题，许可是多余的", f"there is no {code!r} here to allow")
        return _finding("allow-unused", message, allowance, Text("删去这一条", "delete this entry"))
    return None


def _finding(code: str, message: Text, allowance: Allowance, hint: Text) -> Diagnostic:
    severity = RULES[code].severity
    return Diagnostic(
        code, severity, message, allowance.place, allowance.entity, hint=hint, arguments=(allowance.code,)
    )


# --- accepted: in a file ---------------------------------------------------------------------------------------------


def read_accepted(path: Path) -> dict[Key, tuple[int, str]]:
    """How many findings of each key are accepted, and why; a GapubError when the file is no such list."""
    try:
        if path.exists() and not path.is_file():
            raise OSError(path)
        tree = json.loads(path.read_bytes())
        if tree["format"] != FORMAT:
            raise ValueError(tree["format"])
        return {
            Key(each["file"], each["code"], each["entity"], tuple(each["arguments"])): (
                int(each["count"]),
                str(each["reason"]),
            )
            for each in tree["accepted"]
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        file = shown(path)
        message = Text(f"{file} 不是已接受问题的清单", f"{file} is no list of accepted findings")
        hint = Text(
            "换一个文件名；它若确是清单，删去后用 gapub validate --accept 重新生成",
            "name another file; if it was one, delete it and make it anew with gapub validate --accept",
        )
        raise GapubError([Diagnostic("bad-accepted", "error", message, entity=file, hint=hint)]) from error


def without_accepted(
    findings: Iterable[Diagnostic], accepted: dict[Key, tuple[int, str]], settings: Settings
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """The findings beyond those accepted, and those."""
    left = {key: count for key, (count, _) in accepted.items()}
    told, suppressed = [], []
    for finding in findings:
        key = key_of(finding, settings)
        if left.get(key, 0) > 0:
            left[key] -= 1
            suppressed.append(Suppressed(finding, "external", accepted[key][1]))
        else:
            told.append(finding)
    return told, suppressed


def accepted_text(findings: Iterable[Diagnostic], before: dict[Key, tuple[int, str]], settings: Settings) -> str:
    """The list that accepts these findings; the reasons given before are kept. It holds no line numbers."""
    counts = Counter(key_of(finding, settings) for finding in findings)
    entries = [
        {**key._asdict(), "count": counts[key], "reason": before[key][1] if key in before else ""}
        for key in sorted(counts)
    ]
    return json.dumps({"format": FORMAT, "accepted": entries}, ensure_ascii=False, indent=1) + "\n"
