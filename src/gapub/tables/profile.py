"""`import --as profile`: what a locality's table says beyond the guidelines, as a profile that compiles.

Each row of the table is paired with one of the guidelines (`matching`). Of a pair, the cells are judged by the order of strength:
what is stricter, or supplied where the guideline does not know it, is written; what is weaker or cannot be compared is listed and not
written; what needs a reason is proposed. Offices, addresses and columns of the table's own are no duty and are bound to their rows. A
row that the guidelines lack is a local row. Of a row that the table lacks nobody knows why: its omission is proposed, as a comment
whose ground a person has to fill in.

`work` has what the steps share: `pairing`, then row by row `judging` and `added`, which hand on to `bindings`, `channels` and `remarks`;
here the sections become a file, from which all is taken that could not be compiled.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gapub.build.prepare import Prepared, in_force, prepare
from gapub.build.tailor import tailor_chain
from gapub.diagnostics import Diagnostic, GapubError, Text, column_letters, counted
from gapub.fmt.tree import Unplaced
from gapub.model import profile as profiles
from gapub.model.guideline import belongs, own_numbers
from gapub.model.inheritance import inherit, with_own
from gapub.model.profile import CATALOGUES, PROFILE, Profile
from gapub.rules.context import Common, Context, ProfileContext
from gapub.rules.registry import RULES
from gapub.sources import divisions
from gapub.sources.schemas import schema_from
from gapub.tables import draft
from gapub.tables.added import add_row, tell_added
from gapub.tables.bindings import body_table, tell_bodies
from gapub.tables.channels import channel_table
from gapub.tables.cover import cover_of, on_cover
from gapub.tables.judging import judge_cells
from gapub.tables.outcome import File, Given, Outcome
from gapub.tables.pairing import pair_rows
from gapub.tables.remarks import row_table, tell_left_out
from gapub.tables.work import SHOWN, Who, Work
from gapub.validate.verdict import day_of
from gapub.yaml.reader import parse
from gapub.yaml.tree import Map

PROFILE_NAME: Final = "profile.yaml"
_OF_TEXT: Final = ("identity-number", "direction-character")
"""The rules whose errors are about a file as it stands, comments and all."""
_ALIKE: Final = frozenset({"import-weaker", "import-incomparable", "import-reason"})


def outcome(given: Given) -> Outcome:
    """The profile of the division that the options name, from the tables. Raises GapubError for options that cannot be."""
    who = _division(given)
    level = given.options.level or (who.level if who.level in CATALOGUES else "county")
    extends = given.options.extends
    base = prepare(
        level,
        extends,
        baseline=given.options.baseline or None,
        areas=(given.options.area,) if given.options.area else (),
        library=given.library,
    )
    more = _editions(given, base, who.name)
    work = Work(given, _with_editions(base, more) if more else base, who, level, more)
    pair_rows(work)
    for row in work.pairs:
        judge_cells(work, row)
    for row in work.new:
        add_row(work, row)
    return _outcome(work)


def _division(given: Given) -> Who:
    named, level = given.options.division, given.options.level
    if not named:
        message = Text("请用 --division 写明是哪个行政区划的目录", "name the division of the catalogue with --division")
        hint = Text("写代码或者名称，可用 gapub divisions 查", "its code or name; gapub divisions finds it")
        raise GapubError([Diagnostic("import-division", "error", message, hint=hint)])
    if level == "village":
        return Who("", named, "village")
    try:
        found = divisions.resolve(named)
    except GapubError as error:
        (finding,) = error.diagnostics
        zone = divisions.zone(named)
        if finding.code != "unknown-division" or zone is None:
            raise
        if divisions.near(named) and not level:
            hint = Text(
                "写错的请改正；表中确实没有的（如开发区），请用 --level 写明层级",
                "correct the name; for a zone or another place that the table lacks, say its level with --level",
            )
            raise GapubError([finding._replace(hint=hint)]) from None
        return Who("", zone.name, level or "county")
    return Who(found.code, found.name, found.level)


def _editions(given: Given, base: Prepared, name: str) -> tuple[str, ...]:
    """The editions of areas that the tables have and the baseline has not: of each the latest, by its name or its ids."""
    known = {each.partition("@")[0] for each in base.read}
    others: dict[str, str] = {}
    for edition in given.library.editions():
        if edition.partition("@")[0] not in known:
            others[edition.partition("@")[0]] = edition
    if not others or base.areas:
        return ()
    named = {reading.text("area") or table.area for table, reading in given.rows()}
    ids = {reading.text("id").partition("/")[0] for _, reading in given.rows()}
    for text in filter(None, (each.removeprefix(name).removesuffix("领域") for each in named)):
        ids.update(given.library.names.meaning("areas", text).ids)
    return tuple(edition for area, edition in others.items() if area in ids)


def _with_editions(base: Prepared, names: Sequence[str]) -> Prepared:
    """The guidelines with further editions, which may take the place of rows of others."""
    library = base.library
    read = [*base.read, *names]
    plain = in_force(library, base.baseline, read, base.chain)
    steps = tailor_chain(plain, base.chain, library.registry)
    own = own_numbers([*base.own, *(each.partition("@")[0] for each in names if library.is_unnumbered(each))])
    guidelines = steps[-1].guidelines
    return base._replace(plain=plain, base=guidelines, guidelines=guidelines, read=read, own=own)


def _outcome(work: Work) -> Outcome:
    """The text of the profile, and what a person has to look at."""
    place = _place(work)
    text = _settled(work, place)
    tell_bodies(work)
    tell_added(work)
    _tell_missing(work)
    tell_left_out(work)
    work.found += work.repeats.findings()
    file = File(PROFILE_NAME, place, text, None)
    return Outcome((file,), tuple(_gathered(work.found)), tuple(_summary(work)), tuple(on_cover(work)))


def _settled(work: Work, place: Path) -> str:
    """The text of the file once nothing is left in it for what no catalogue could be compiled.

    What is wrong is found in the values; of the text, which is emitted once, only what is about it as it stands.
    """
    file = place.as_posix()
    values = Unplaced(PROFILE)
    judged: dict[str, Any] | None = None
    while True:
        tree = _tree(work, place)
        if judged is None or not _is_rest(work, tree, judged):
            judged = tree
            if any([_refuse(work, each) for each in _errors(work, values.tree(tree), file)]):  # noqa: C419  # each, not the first
                continue
        text = _drafted(work, place, tree).text()
        again, found = parse(text.encode(), file)
        if again != tree or not isinstance(again, Map):
            raise GapubError(found)
        if not any([_refuse(work, each) for each in _slips(work, again, text, file)]):  # noqa: C419
            return text


def _is_rest(work: Work, tree: Mapping[str, Any], judged: Mapping[str, Any]) -> bool:
    """Whether a tree is what was judged without the entries that were refused then: it has no error that was not told.

    An error that can be refused is about one entry, by what that says and by what stands beside the entries: the guidelines,
    offices, channels, notes on rows. So it is told of the entry whichever others there are. Two local rows of one id, or one
    with the id of a row of the guidelines, are the exception.
    """
    beside = (judged.keys() | tree.keys()) - {"tighten", "add"}
    return all(judged.get(key) == tree.get(key) for key in beside) and work.add.are_single(work.items)


def _drafted(work: Work, place: Path, tree: Mapping[str, Any]) -> draft.Draft:
    """The file that says what is in a tree, with what it proposes."""
    return draft.Draft(
        head=_head(work),
        schema=schema_from("profile", place.parent, work.given.project.root),
        tree=tree,
        level=work.level,
        titles={name: item.title.zh for name, item in work.items.items()},
        remarks={
            item: {name: each.remark for name, each in stated.items() if each.remark}
            for item, stated in work.tighten.items()
        },
        proposed=_proposed(work),
        missing=_lacking(work),
        additions=work.add,
    )


def _lacking(work: Work) -> dict[str, str]:
    """The items that the tables lack, with their titles; topics where they lack all items of one."""
    missing = set(work.missing)
    found: dict[str, str] = {}
    for name in work.missing:
        key = name.rpartition("/")[0]
        topic = work.topics[key]
        own = [f"{key}/{each.id}" for each in topic.items if belongs(each, work.level)]
        whole = len(own) > 1 and missing.issuperset(own)
        found[key if whole else name] = topic.title.zh if whole else work.items[name].title.zh
    return found


def _proposed(work: Work) -> dict[str, draft.Proposed]:
    """What needs a reason, and what the rules do not let pass."""
    made = {
        item: draft.Proposed({**fields, "reason": None}, "扩大了公开范围，请写明理由（reason）")
        for item, fields in work.reasons.items()
        if item not in work.tighten
    }
    for item, fields in work.reasons.items():
        if item in work.tighten:
            own = {name: each.node for name, each in work.tighten[item].items()}
            why = "扩大了公开范围，写明理由（reason）后，替换上面的同一条"
            made[item] = draft.Proposed({**own, **fields, "reason": None}, why)
    return work.refused | made


def _errors(work: Work, tree: Map, file: str) -> Iterator[Diagnostic]:
    """For what a catalogue could not be compiled with this tree as the profile."""
    made, wrong = profiles.read(tree, file, shared=True)
    if made is None:
        raise GapubError(wrong)
    chain = [*work.base.chain, made]
    *_, last = tailor_chain(work.base.plain, chain, work.base.library.registry, only=work.base.areas)
    context = ProfileContext(
        _common(work, tree, "", file, chain),
        chain,
        inherit(chain),
        work.base.guidelines,
        last.guidelines,
        whole=False,
        elsewhere=list,
    )
    yield from (each for each in last.found if each.severity == "error")
    for rule in RULES.values():
        if rule.severity == "error" and rule.kind in ("profile", "any") and rule.code not in _OF_TEXT:
            yield from rule.run(context)


def _slips(work: Work, tree: Map, text: str, file: str) -> Iterator[Diagnostic]:
    """For what the text could not be compiled as it stands, comments and all."""
    context = Context(*_common(work, tree, text, file, work.base.chain))
    for code in _OF_TEXT:
        yield from RULES[code].run(context)


def _common(work: Work, tree: Map, text: str, file: str, chain: Sequence[Profile]) -> Common:
    """What rules are told of any file."""
    registry = work.base.library.registry
    return file, text, tree, with_own(registry, chain), day_of(registry, None, work.base.baseline.id)


def _refuse(work: Work, finding: Diagnostic) -> bool:
    """Propose what is wrong instead of writing it; whether that was possible."""
    if finding.entity in work.tighten:
        fields = {name: each.node for name, each in work.tighten.pop(finding.entity).items()}
        work.refused[finding.entity] = draft.Proposed(fields, finding.message.zh)
        work.tell("import-refused", finding.message, None, finding.entity, hint=finding.hint)
        return True
    return work.add.refuse(finding.entity, finding.message)


def _place(work: Work) -> Path:
    """Where the profile is to stand."""
    output = work.given.options.output
    if output is not None:
        return output / PROFILE_NAME if output.is_dir() else output
    return work.given.project.catalogues / (work.who.code or work.who.name) / PROFILE_NAME


def _head(work: Work) -> list[str]:
    names = "、".join(Path(each.name).name for each in work.given.documents)
    lines = [f"{work.who.name}的配置文件，由 gapub import 从 {names} 生成。"]
    if any(each.to_verify for each in work.given.documents):
        lines.append("原文件的表格结构系推断，全部内容请对照原文件核对。")
    return lines


def _tree(work: Work, place: Path) -> dict[str, Any]:
    """The profile as plain values."""
    options = work.given.options
    division = {"code": work.who.code, "name": work.who.name} if work.who.code else {"name": work.who.name}
    tree: dict[str, Any] = {}
    if options.extends is not None:
        over = options.extends / PROFILE_NAME if options.extends.is_dir() else options.extends
        tree["extends"] = Path(os.path.relpath(over.resolve(), place.parent.resolve())).as_posix()
    tree |= {"division": division, "level": work.who.level}
    if options.baseline:
        tree["baseline"] = options.baseline
    if work.editions:
        tree["editions"] = [*work.editions]
    tree["cover"] = cover_of(work)
    tree["bodies"] = body_table(work)
    tree["channels"] = channel_table(work)
    tree["own_channels"] = {key: {"label": label} for key, label in work.own.items()}
    tree["rows"] = row_table(work)
    tree["tighten"] = [
        {"item": item, **{name: each.node for name, each in work.tighten[item].items()}}
        for item in work.items
        if item in work.tighten
    ]
    tree["add"] = work.add.nodes()
    return {key: value for key, value in tree.items() if value}


def _tell_missing(work: Work) -> None:
    """The rows that the table lacks, by area, and the areas that it lacks."""
    by_area: dict[str, list[str]] = {}
    for name in work.missing:
        by_area.setdefault(name.partition("/")[0], []).append(name)
    for area, names in by_area.items():
        work.counts["missing"] += len(names)
        titles = Text("、", ", ").join(_told_apart(work, each, names) for each in names[:SHOWN])
        more = Text("等", " …") if len(names) > SHOWN else Text("", "")
        message = Text("原表缺少{0}的 {1} 个事项：", "the table lacks {1} item(s) of {0}: ").format(
            work.areas[area].title, len(names)
        )
        hint = Text(
            "确实不列入的，在文件的注释中填写 ground 和 reason 后删去井号；不填的照列",
            "to leave them out, give ground and reason in the comments of the file and delete the #; others stay",
        )
        work.tell("import-missing-rows", message + titles + more, None, area, hint=hint)
    covered = {each.item.partition("/")[0] for each in work.pairs}
    lacking = [
        each
        for each in work.areas.values()
        if each.area not in covered and any(belongs(item, work.level) for _, item in each.rows())
    ]
    if lacking and not work.given.options.area:
        lacked = Text("、", ", ").join(each.title for each in lacking[:SHOWN]) + (
            Text("等", " …") if len(lacking) > SHOWN else Text("", "")
        )
        message = (
            Text("原表没有 {0} 个领域：", "the tables have nothing of {0} area(s): ").format(len(lacking)) + lacked
        )
        hint = Text("目录照列这些领域；不列入的用 omit", "they stay in the catalogue; use omit to leave one out")
        work.tell("import-missing-areas", message, None, hint=hint, severity="info")


def _told_apart(work: Work, name: str, names: Sequence[str]) -> Text:
    """The title of an item, with its topic's where others are called the same."""
    title = work.items[name].title.zh
    alike = sum(work.items[each].title.zh == title for each in names) > 1
    return Text.same(f"{work.topics[name.rpartition('/')[0]].title.zh}/{title}" if alike else title)


def _summary(work: Work) -> Iterator[Text]:
    """What the import comes to, in lines."""
    count = work.counts
    local = count["added"] + count["open"]
    rows = [
        (len(work.pairs), "行与标准指引对应", "paired with the guidelines"),
        (local, "行为本地事项", "local"),
        (count["unsure"], "行不能确定", "uncertain"),
        (count["others"], "行属于其他层级", "of other levels"),
        (count["again"], "行重复", "repeated"),
    ]
    cells = [
        (count["cells"], "栏从严规定已写入", "stricter cells written"),
        (count["weaker"], "栏弱于或者无法比较，没有写入", "weaker or incomparable, not written"),
        (count["reasons"], "栏须写理由", "in need of a reason"),
        (count["missing"], "项原表没有，是否不列入待定", "items that the tables lack, to be decided on"),
    ]
    for lead, parts in ((Text(f"{count['rows']} 行", counted(count["rows"], "row")), rows), (Text("", ""), cells)):
        told = [Text(f"{number} {zh}", f"{number} {en}") for number, zh, en in parts if number]
        if told:
            yield (lead + Text("：", ": ") if lead.zh else lead) + Text("；", "; ").join(told)


def _gathered(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings; where cells of a sheet are held against the guideline with the same result, once with all these cells."""
    alike: dict[tuple[object, ...], list[Diagnostic]] = {}
    for n, each in enumerate(found):
        place = each.place if each.code in _ALIKE else None
        alike.setdefault((each.code, each.message, place.file, place.sheet) if place else (n,), []).append(each)
    for first, *others in alike.values():
        if not others:
            yield first
            continue
        places = sorted(
            {each.place for each in (first, *others) if each.place}
        )  # fewer than the rows where cells are merged
        cells = [Text.same(f"{column_letters(each.column)}{each.line}") for each in places]
        more = Text("（共 {} 行：{}）", " ({} rows: {})").format(len(others) + 1, Text("、", ", ").join(cells))
        yield first._replace(message=first.message + more)
