"""`gapub explain`: one row with the origin, the evidence and the history of each field, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

from gapub.build.prepare import prepare
from gapub.cli.declare import App, Exit
from gapub.cli.messages import lines, localized, say
from gapub.cli.options import BY_LEVEL, Level, Root, argument, option
from gapub.cli.printing import ListingFormat, print_as
from gapub.cli.terminal import Section, print_sections
from gapub.diagnostics import Diagnostic, Place, Text
from gapub.diagnostics.format import place_json, plain
from gapub.model.cellwords import listed
from gapub.model.evidence import CELL_STATES, DOUBTFUL
from gapub.model.fields import ATTRIBUTES, FIELD_NAMES, RowField
from gapub.model.guideline import Item
from gapub.model.registry import LIMIT_KINDS
from gapub.model.text import (
    CHANGES,
    EVIDENCE_STATUS,
    GROUND_NAMES,
    LEVELS,
    PROFILE_LEVELS,
    RECALLED_MARK,
    numbered,
)
from gapub.render.notes import read_in
from gapub.reports.explain import Explanation, Field, Held, Step
from gapub.reports.explain import explain as explanation
from gapub.reports.law import LegalLimit
from gapub.reports.text import Line
from gapub.sources.library import of_project

app = App()


@app.command()
def explain(
    item: Annotated[str, argument("编号、序号、名称，或名称的一部分", "id, number, title, or part of a title")],
    profile: Annotated[Path | None, option("地方配置文件", "profile.yaml of a locality, or its folder")] = None,
    level: Annotated[
        Level | None,
        option(
            "目录层级（默认用配置文件的；没有的，用县级）",
            "level (default: that of the profile, else county)",
            **BY_LEVEL,
        ),
    ] = None,
    baseline: Annotated[str | None, option("基线", "baseline")] = None,
    format: ListingFormat = "text",
    root: Root = None,
) -> None:
    """Print what there is to say about a row; the exit code is 1 if a profile makes it weaker.

    Raises GapubError if the text means no row or several.
    """
    prepared = prepare(level, profile, baseline=baseline, library=of_project(root, profile))
    found = explanation(item, prepared, prepared.catalogue(prepared.profile))
    head = f"{localized(numbered(found.number or '—'))}　{localized(found.item.title)}"
    print_as(
        format, lambda: facts(found), lambda: print_sections([(head, "bold"), (found.id, "cyan")], _sections(found))
    )
    if found.others:
        more = Text("配置文件另有 {} 个问题，见 gapub todo", "the profiles have {} more problems; see gapub todo")
        say(more.format(found.others))
    raise Exit(1 if any(each.severity == "error" for each in found.problems) else 0)


# --- JSON ------------------------------------------------------------------------------------------------------------


def facts(found: Explanation) -> dict[str, Any]:
    """The explanation as JSON has it."""
    guideline, omission, evidence = found.guideline, found.omission, found.item.settled
    tree = {
        "id": found.id,
        "number": found.number,
        "title": found.item.title,
        "area": {"id": guideline.area, "title": guideline.title, "edition": guideline.edition},
        "level": found.level,
        "standing": found.standing,
        "baseline": found.baseline,
        "divisions": found.divisions,
        "fields": [
            each._asdict() | {"origins": [{"kind": origin.kind, **place_json(origin.place)} for origin in each.origins]}
            for each in found.fields
        ],
        "evidence": {
            "status": evidence.status,
            "sources": found.sources,
            "articles": [{name: getattr(each, name) for name in _OF_AN_ARTICLE} for each in found.articles],
        },
        "limits": [{name: getattr(each, name) for name in _OF_A_LIMIT} for each in found.limits],
        "roles": found.roles,
        "notes": found.notes,
        "omission": omission and {name: getattr(omission, name) for name in ("ground", "into", "reason", "place")},
        "added": found.added,
        **{each.name: getattr(found.item, each.name) for each in _ATTRIBUTES},
        "problems": [{name: getattr(each, name) for name in _OF_A_PROBLEM} for each in found.problems],
    }
    return {key: plain(value) for key, value in tree.items()}


_OF_AN_ARTICLE: Final = ("id", "article", "cells")
_OF_A_LIMIT: Final = ("id", "article", "kind", "limit", "scope")
_OF_A_PROBLEM: Final = ("code", "severity", "message", "place", "hint")

# --- text ------------------------------------------------------------------------------------------------------------

_ATTRIBUTES: Final = tuple(each for each in ATTRIBUTES if each.file)
"""What is said of a row besides its cells; what gapub finds out by itself shows in how the catalogue has it."""
_STANDING: Final = {
    "listed": Text("列入", "listed"),
    "left-out": Text("不列入", "omitted"),
    "elsewhere": Text("不属于该层级", "not of this level"),
}
_STYLES: Final = {**dict.fromkeys(DOUBTFUL, "yellow"), "attested": "green"}
_ORIGINS: Final = {
    "row": Text("本行", "row"),
    "defaults": Text("文件默认", "defaults"),
    "time_limits": Text("文件所列时限", "time_limits"),
    "profile": Text("配置文件", "profile"),
}
_VERDICTS: Final = {True: Text("允许", "allowed"), False: Text("不允许", "not allowed")}
_UNBOUND: Final = Text("未指定", "no office named")
_GUESS: Final = Text("推测，待确认", "a guess, to be confirmed")
_ONLY_FOR: Final = {
    "village": Text("仅适用于村民委员会", "for villagers' committees only"),
    "community": Text("仅适用于居民委员会", "for residents' committees only"),
}
_FORMERLY_BASIS: Final = {"seen": Text("有据", "seen"), "inferred": Text("推断", "inferred")}
_NOTES: Final = {"copy": Text("转载件", "republished copy"), "inferred": Text("地名系推断", "place inferred")}


def _sections(found: Explanation) -> Iterator[Section]:
    if found.problems:
        wrong = any(each.severity == "error" for each in found.problems)
        yield Text("错误", "Errors") if wrong else Text("警告", "Warnings"), _problems(found.problems)
    yield Text("目录", "Catalogue"), _standing(found)
    if found.omission:
        left = found.omission
        ground = localized(GROUND_NAMES[left.ground]) + (f"：{left.into}" if left.into else "")
        yield Text("不列入", "Omitted"), [(ground, "yellow"), (left.reason, ""), _at(left.place)]
    if found.added:
        yield Text("本地增加", "Added"), [(localized(PROFILE_LEVELS[found.added.level]), ""), _at(found.added.place)]
    for field in found.fields:
        yield FIELD_NAMES[field.field], _field(field)
        if field.field == "time_limit" and found.limits:
            yield Text("法定限度", "Fixed by law"), _limits(found.limits)
    if found.divisions:
        yield Text("当地机关", "Offices"), _offices(found.roles)
    if found.notes:
        yield Text("本地说明", "Local notes"), _notes(found)
    yield Text("证据", "Evidence"), _evidence(found)
    remarks = list(_remarks(found))
    if remarks:
        yield Text("说明", "Remarks"), remarks


def _standing(found: Explanation) -> Iterator[Line]:
    names = [each.name for each in found.divisions[:1]]
    if len(found.divisions) > 1:
        names = [f"{names[0]}等 {len(found.divisions)} 个"]
    words = (*names, localized(LEVELS[found.level]), found.baseline, localized(_STANDING[found.standing]))
    yield " · ".join(words), "" if found.standing == "listed" else "yellow"
    guideline = found.guideline
    number = "" if guideline.number is None else f"{guideline.number:02}　"
    yield f"{number}{localized(guideline.title)}　{guideline.name}", ""


def _field(field: Field) -> Iterator[Line]:
    """The value, where it was written and what it rests on; then what each profile did, and what the guideline says."""
    yield from ((localized(each), "") for each in field.words)
    for origin in field.origins:
        yield f"{origin.place}　{localized(_ORIGINS[origin.kind])}", "dim"
    mark = RECALLED_MARK if field.state == "recalled" else ""
    yield f"{mark}{localized(CELL_STATES[field.state])}", _STYLES.get(field.state, "dim")
    for step in field.changes:
        if step.kind != "attested":
            yield from _step(step)
    if field.before is not None:
        before = Text(
            "；".join(each.zh for each in field.before), "; ".join(filter(None, (each.en for each in field.before)))
        )
        yield f"{localized(Text('指引原为', 'the guideline says'))}：{localized(before)}", "dim"


def _limits(limits: Sequence[LegalLimit]) -> Iterator[Line]:
    """Each article that asks something of the row itself: what, and of what it speaks."""
    for each in limits:
        asked = LIMIT_KINDS[each.kind] + (Text("：", ": ") + each.limit if each.limit else Text("", ""))
        yield localized(each.article + Text("　", "  ") + asked), ""
        yield f"  {localized(each.scope)}", "dim"


def _step(step: Step) -> Iterator[Line]:
    """A change: who made it and of what kind; why; where."""
    mark, style = ("+", "green") if step.allowed else ("×", "red")
    verdict = localized(_VERDICTS[step.allowed])
    yield f"{mark} {localized(PROFILE_LEVELS[step.level])}：{localized(CHANGES[step.kind])}，{verdict}", style
    yield from _reason(step if step.allowed else step._replace(why=None))  # the section of errors says why


def _reason(step: Step) -> Iterator[Line]:
    if step.why:
        yield from ((f"  {line}", "dim" if i else "") for i, line in enumerate(lines(step.why)))
    yield _at(step.place)


def _offices(roles: Sequence[Held]) -> Iterator[Line]:
    """Who holds each role; divisions that say the same are one line."""
    for held in roles:
        name = f"{localized(held.name)}（{held.role}）"
        said = dict.fromkeys((each.office, each.guess, each.place) for each in held.offices)
        for office, guess, place in said:
            where = [each.division.name for each in held.offices if each[1:] == (office, guess, place)]
            lead = f"{name} → " + (f"{'、'.join(where)}：" if len(said) > 1 else "")
            mark = f"（{localized(_GUESS)}）" if guess else ""
            yield f"{lead}{office or localized(_UNBOUND)}{mark}", "yellow" if guess or office is None else ""
            if place:
                yield _at(place)


def _notes(found: Explanation) -> Iterator[Line]:
    """What the profiles say of the row that is no duty; of several divisions, of which it is said."""
    for note in found.notes:
        names = "、".join(each.name for each in note.divisions)
        whose = "" if len(note.divisions) == len(found.divisions) else f"（{names}）"
        words = listed(note.words)
        lead = Text("", "") if note.field == "columns" else FIELD_NAMES[note.field] + Text("：", ": ")
        yield localized(lead + words) + whose, ""
        yield _at(note.place)


def _evidence(found: Explanation) -> Iterator[Line]:
    """The status, the pages on which the row was seen, and who checked which cells."""
    status = found.item.settled.status
    yield localized(EVIDENCE_STATUS[status]), "yellow" if status == "recalled" else ""
    for source in found.sources:
        notes = [each for each in (source.date, source.file) if each]
        notes += [localized(text) for flag, text in _NOTES.items() if getattr(source, flag)]
        yield f"{source.id} {source.place}" + (f"（{'；'.join(notes)}）" if notes else ""), ""
        if source.url:
            yield f"  {source.url}", "dim"
    yield from ((localized(read_in(each)), "") for each in found.articles)
    attested: dict[Step, list[Text]] = {}
    for field in found.fields:
        for step in field.changes:
            if step.kind == "attested":
                attested.setdefault(step, []).append(FIELD_NAMES[field.field])
    for step, names in attested.items():
        yield f"{localized(CHANGES['attested'])}：{localized(listed(names))}", "green"
        yield from _reason(step)


def _remarks(found: Explanation) -> Iterator[Line]:
    """What the guideline says of the row besides its cells."""
    for field in _ATTRIBUTES:
        if value := getattr(found.item, field.name):
            yield from _remark(field, value, found.item)


def _remark(field: RowField, value: Any, item: Item) -> Iterator[Line]:
    match field.name:
        case "only_for":
            yield localized(_ONLY_FOR[value]), ""
        case "personal":
            text = Text(
                "本事项列出自然人，扩大公开对象不属于从严", "it lists persons: a wider audience is not stricter"
            )
            yield f"personal　{localized(text)}", ""
        case "formerly":
            basis = f"（{localized(_FORMERLY_BASIS[item.formerly_basis])}）" if item.formerly_basis else ""
            yield f"formerly　{localized(Text('旧版事项', 'formerly'))}{basis}", ""
            yield from ((f"  {each}", "") for each in value)
        case "formerly_basis":
            pass  # it stands with what it is the basis of
        case _:
            yield f"{field.key}　{localized(field.remark(value))}", ""


def _problems(problems: Iterable[Diagnostic]) -> Iterator[Line]:
    for each in problems:
        first, *more = lines(each.message)
        yield f"[{each.code}] {first}", "red"
        yield from ((f"  {line}", "dim") for line in more)
        if each.hint:
            yield f"  {localized(each.hint, '　')}", ""
        if each.place:
            yield _at(each.place)


def _at(place: Place) -> Line:
    return f"  {place}", "dim"
