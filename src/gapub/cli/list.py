"""`gapub list`: what there is to compile from, and the ids of whatever a file may name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from gapub.cli.declare import App
from gapub.cli.guideline_facts import facts, in_order
from gapub.cli.messages import localized
from gapub.cli.options import Root, argument, option
from gapub.cli.printing import ListingFormat, print_as, print_table
from gapub.cli.terminal import print_sections
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.guideline import Guideline
from gapub.model.naming import KINDS, one
from gapub.model.registry import Baseline, of_areas
from gapub.model.text import COVERAGE_STATUS, LETTERS, OWN_AREA, fold, numbered, word_for
from gapub.reports.text import Line
from gapub.sources.library import Library, of_project

if TYPE_CHECKING:
    from gapub.model.scheme import Scheme

app = App()


@app.command()
def list_(
    kind: Annotated[
        str | None,
        argument(
            "种类：areas（领域）、topics（一级事项）、items（事项）、instruments（法律）、bodies（主体）、channels（渠道）、"
            "events（时点）、groups（群体）",
            "kind: areas, topics, items, instruments, bodies, channels, events, groups",
        ),
    ] = None,
    word: Annotated[str | None, argument("名称或编号的一部分", "part of a name or id")] = None,
    profile: Annotated[
        Path | None,
        option("地方配置文件，其自设领域有序号", "profile of a locality, whose own areas have numbers"),
    ] = None,
    format: ListingFormat = "text",
    root: Root = None,
) -> None:
    """Print the baselines, every guideline edition and the schemes of scoring, or the things of a kind with their ids.

    Raises GapubError for a kind that is none, and where nothing is called so.
    """
    library = of_project(root, profile)
    numbers = _own_numbers(library, profile)

    def guidelines() -> list[Guideline]:
        return in_order([*library.guidelines(library.editions()), *_added(library, profile)], numbers)

    if kind is not None:
        chosen = _kind(kind)
        found = [each for each in _things(chosen, library, numbers, guidelines) if word is None or each.has(word)]
        if not found and word is not None:
            missing = one(chosen, word, library.names.meaning(chosen, word)._replace(ids={}))
            assert isinstance(missing, Diagnostic)
            raise GapubError([missing])
        print_as(format, lambda: {chosen: [each.facts() for each in found]}, lambda: _print_things(chosen, found))
        return
    baselines = list(library.registry.baselines.values())
    editions, schemes = guidelines(), {name: library.scheme(name) for name in sorted(library.schemes)}
    print_as(
        format, lambda: _facts(baselines, editions, schemes), lambda: _print(baselines, editions, numbers, schemes)
    )


def _facts(baselines: list[Baseline], editions: list[Guideline], schemes: Mapping[str, Scheme]) -> dict[str, Any]:
    return {
        "baselines": [
            {
                "id": each.id,
                "title": each.title,
                "as_of": each.as_of,
                "extends": each.extends,
                "editions": each.editions,
            }
            for each in baselines
        ],
        "guidelines": [facts(each) for each in editions],
        "schemes": [{"id": name, "title": each.title, "issuer": each.issuer} for name, each in schemes.items()],
    }


def _own_numbers(library: Library, profile: Path | None) -> dict[str, str]:
    """The numbers of areas without an official one, as a profile or else the baselines have them; of others nothing is known."""
    from gapub.build.prepare import own_areas, plan_of

    if profile is not None:
        plan = plan_of(library, None, profile)
        return own_areas(library, plan.baseline, plan.chain)
    found: dict[str, str] = {}
    for each in library.registry.baselines.values():
        found = own_areas(library, each) | found
    return found


def _added(library: Library, profile: Path | None) -> list[Guideline]:
    """The areas that a profile and those above it add, as it leaves them; what is wrong with them `validate` tells."""
    if profile is None:
        return []
    from gapub.build.tailor import tailor_chain

    return tailor_chain([], library.chain(profile), library.registry)[-1].guidelines


def _number(guideline: Guideline, own: Mapping[str, str]) -> Text:
    """The number of the area as catalogues have it: official, a letter, else of one's own."""
    if guideline.number is not None:
        return Text.same(f"{guideline.number:02}")
    return numbered(LETTERS.get(guideline.area) or own.get(guideline.area, OWN_AREA.zh))


def _print(
    baselines: list[Baseline], editions: list[Guideline], own: Mapping[str, str], schemes: Mapping[str, Scheme]
) -> None:
    print_table(
        Text("基线", "Baselines"),
        (Text("编号", "id"), Text("名称", "title"), Text("领域数", "areas"), Text("法律状态截至", "law as of")),
        [(each.id, _of_baseline(each), str(len(of_areas(each.editions))), each.as_of) for each in baselines],
    )
    print_table(
        Text("标准指引", "Guidelines"),
        (
            Text("序号", "no."),
            Text("领域@版本", "area@edition"),
            Text("名称", "title"),
            Text("事项", "items"),
            Text("收录", "coverage"),
        ),
        [_row(each, own) for each in editions],
    )
    print_table(
        Text("评分方案", "Schemes of scoring"),
        (Text("名称", "name"), Text("标题", "title"), Text("由谁制定", "set by")),
        [(name, each.title, each.issuer) for name, each in schemes.items()],
    )


def _of_baseline(baseline: Baseline) -> Text:
    """Its title, and what it extends."""
    extends = baseline.extends
    return baseline.title + (Text(f"（在 {extends} 上增减）", f" (extends {extends})") if extends else Text("", ""))


def _row(guideline: Guideline, own: Mapping[str, str]) -> tuple[Text | str, ...]:
    status = guideline.coverage.status
    items = str(sum(1 for _ in guideline.rows()))
    return _number(guideline, own), guideline.name, guideline.title, items, Text(COVERAGE_STATUS[status].zh, status)


# --- ids of a kind -----------------------------------------------------------------------------------------------------

_CALLED: Final = {
    "areas": Text("领域", "areas|area"),
    "topics": Text("一级事项", "topics|topic"),
    "items": Text("事项|二级事项", "items|item"),
    "instruments": Text("法律|法律文件|法规|依据|公开依据", "instruments|instrument|laws|law"),
    "bodies": Text("主体|公开主体|机关|部门|机构|单位", "bodies|body|roles|role"),
    "channels": Text("渠道|公开渠道|公开渠道和载体|载体", "channels|channel"),
    "events": Text("时点|起算点", "events|event"),
    "groups": Text("群体|特定群体|对象|公开对象", "groups|group"),
}
"""The kinds that are listed, and what people call them."""


class _Thing(NamedTuple):
    """Something that files name: its id and name, what else it is called, and what else there is to say of it."""

    id: str
    name: Text
    others: tuple[str, ...] = ()
    more: dict[str, Any] = {}  # noqa: RUF012  # nothing writes to it

    def has(self, word: str) -> bool:
        """Whether a word stands in its id or one of its names."""
        wanted = fold(word).strip("《》").casefold()
        return any(wanted in fold(each).casefold() for each in (self.id, *self.name, *self.others))

    def facts(self) -> dict[str, Any]:
        """It as JSON has it."""
        return {"id": self.id, "name": self.name, **self.more}


def _kind(text: str) -> str:
    kind = text if text in _CALLED else word_for(text, _CALLED)
    if kind is None:
        message = Text(f"没有“{text}”这个种类", f"there is no kind {text!r}")
        known = (Text(f"{each}（{said.zh.partition('|')[0]}）", each) for each, said in _CALLED.items())
        hint = Text("可用：", "known: ") + Text("、", ", ").join(known)
        raise GapubError([Diagnostic("unknown-kind-of-thing", "error", message, hint=hint)])
    return kind


def _things(
    kind: str, library: Library, own: Mapping[str, str], guidelines: Callable[[], list[Guideline]]
) -> Iterator[_Thing]:
    registry = library.registry
    if kind in ("areas", "topics", "items"):
        yield from _rows(kind, guidelines(), own)
    elif kind == "instruments":
        for law in registry.instruments.values():
            others = (law.full or "", law.number or "", *law.aliases)
            yield _Thing(law.id, Text(law.title, law.en), others, {"number": law.number, "status": law.status})
    elif kind == "bodies":
        for role in registry.bodies.values():
            yield _Thing(role.id, role.name, (role.usual or "",), {"kind": role.kind, "usual": role.usual})
    elif kind == "channels":
        yield from (_Thing(each.id, each.name, more={"kind": each.kind}) for each in registry.channels.values())
    elif kind == "events":
        yield from (_Thing(key, each.name, each.said) for key, each in registry.events.items())
    else:
        yield from (_Thing(key, name) for key, name in registry.groups.items())


def _rows(kind: str, editions: list[Guideline], own: Mapping[str, str]) -> Iterator[_Thing]:
    """The areas, topics or items of all editions; an area or topic of several editions is one thing."""
    seen = set[str]()
    for each in editions:
        of = {"area": each.title, "edition": each.edition}
        if kind == "items":
            yield from (_Thing(name, item.title, more=of) for name, item in each.rows())
            continue
        number = _number(each, own)
        named = (
            [(each.area, each.title, tuple(number), {"number": number.zh})]
            if kind == "areas"
            else [(f"{each.area}/{topic.id}", topic.title, (), of) for topic in each.topics]
        )
        for name, title, others, more in named:
            if name not in seen:
                seen.add(name)
                yield _Thing(name, title, others, more)


def _print_things(kind: str, found: list[_Thing]) -> None:
    """Each thing by its name, its id below: ids are long, and a terminal is narrow."""
    what = KINDS[kind]
    head = Text(f"{what.zh}　{len(found)} 个", f"{kind}: {len(found)}")

    def lines() -> Iterator[Line]:
        yield localized(head, "　"), "bold"
        for each in found:
            number = localized(numbered(each.more["number"]) + Text("　", "  ")) if kind == "areas" else ""
            yield number + localized(each.name, "　"), ""
            yield f"  {each.id}", "cyan"

    print_sections(lines(), ())
