"""What an office still has to do for a level's catalogue, as one value: sections of tasks, the most its own first.

What keeps the catalogue from being made comes first, then what only the office can know (who its offices are), then what
anybody can do who has the official texts at hand. A task is a row of words, so that every form of the list says the
same. Values in, values out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from gapub.build.prepare import Prepared
from gapub.diagnostics import Place, Text, counted
from gapub.model import catalogue
from gapub.model.catalogue import Catalogue, Division
from gapub.model.cellwords import listed
from gapub.model.fields import CELLS, FIELD_NAMES
from gapub.model.inheritance import inherited, needs, to_fill
from gapub.model.profile import Offices, Profile
from gapub.model.text import LEVELS, numbered
from gapub.model.time.value import in_own_words
from gapub.render.notes import DECIDED, decided
from gapub.reports import publishing
from gapub.reports.document import Counted, Document, Unread, called, overview, unread_part
from gapub.reports.publishing import Row
from gapub.reports.publishing import rows as rows_of
from gapub.validate.verdict import Verdict, judge

if TYPE_CHECKING:
    from gapub.model.registry import BodyRole

_NAMED: Final = 6
"""Divisions that a task names; more are counted."""


class Task(NamedTuple):
    """A thing to do: what it is and the rest of its row, under the heading `group` where tasks have one."""

    group: Text | None
    cells: tuple[Text, ...]


class Section(NamedTuple):
    """Tasks of a kind, with the names of their cells. `about` says how they are done; `size` what the tasks come to."""

    id: str
    title: Text
    about: Text
    heads: tuple[Text, ...]
    tasks: tuple[Task, ...]
    size: Text | None = None

    @property
    def counted(self) -> Text:
        """How many tasks there are, and what they come to."""
        count = Text.same(len(self.tasks))
        return Text("{}（{}）", "{} ({})").format(count, self.size) if self.size and self.tasks else count


class Todo(NamedTuple):
    """All that is to do for the catalogue of a level; sections stand in the order of work, empty ones too."""

    title: Text
    level: str
    divisions: tuple[Division, ...]
    baseline: str
    items: int
    sections: tuple[Section, ...]
    to_fill: int = 0

    @property
    def about(self) -> Text:
        """What the list is of: the level, the baseline, how many items the catalogue has, how many roles are to be filled in."""
        about = Text("{} · {} · {}", "{} · {} · {}").format(
            LEVELS[self.level], self.baseline, Text(f"{self.items} 个事项", counted(self.items, "item"))
        )
        left = Text(f" · {self.to_fill} 个角色待填写", f" · {counted(self.to_fill, 'open role')}")
        return about + left if self.to_fill else about


SUMMARY: Final = Text("概要", "Summary")
ITEMS: Final = Text("事项", "Items")
AREA: Final = Text("试点领域", "Area")
_ID, _PLACE, _LEVEL = Text("编号", "Id"), Text("位置", "Place"), Text("层级", "Level")
_ROLE, _NUMBER, _COUNT = Text("角色", "Role"), Text("序号", "No."), Text("事项数", "Number")
_DIVISIONS: Final = Text("未指定的位置", "Where it is open")


def todo(prepared: Prepared, profile: Profile, made: Catalogue) -> Todo:
    """What is to do; `made` is the catalogue compiled of `prepared` for the first division of `profile`."""
    rows = rows_of(prepared, made)
    open_roles = list(_needs(prepared, rows))
    divisions = len(profile.divisions)
    place = called([each.division for each in profile.divisions])
    verdict = judge(prepared)
    return Todo(
        title=Text(f"{place}待办清单", f"To do: {place}"),
        level=prepared.level,
        divisions=tuple(each.division for each in profile.divisions),
        baseline=prepared.baseline.id,
        items=made.counts.items,
        to_fill=len(to_fill(each.role for each in open_roles)),
        sections=(
            _problems(verdict),
            _publishing(publishing.doubts(prepared, profile, made)),
            _roles(open_roles, divisions),
            _placeholders(open_roles, divisions),
            _guesses(prepared, profile, rows),
            _unnamed(rows),
            _worded(rows),
            _unpublished(rows),
            _checks(made, rows),
            _optional(open_roles, divisions),
            *_decisions(prepared),
        ),
    )


class OfFile(NamedTuple):
    """The list of the profile in a file."""

    file: str
    todo: Todo


def summary(lists: Sequence[OfFile], unread: Sequence[Unread] = (), passed: int = 0) -> Document:
    """How much there is to do in each of many localities; `passed` profiles have no catalogue of their own."""
    titles = {section.id: section.title for each in lists for section in each.todo.sections}
    rows = []
    for file, found in lists:
        sizes = {section.id: len(section.tasks) for section in found.sections}
        tone = "error" if sizes["problems"] else "good" if not any(sizes.values()) else ""
        rows.append(Counted(called(found.divisions), file, tuple(sizes.get(id, 0) for id in titles), tone))
    busy = sum(any(row.counts) for row in rows)
    lead = Text(
        f"共 {len(rows)} 份配置文件，{busy} 份有待办事项",
        f"{counted(len(rows), 'profile')}, {busy} with something to do",
    )
    if passed:
        lead += Text(f"；省、市级 {passed} 份不单列", f"; {passed} of provinces and cities not listed")
    if unread:
        lead += Text(f"；{len(unread)} 份无法读取", f"; {len(unread)} could not be read")
    parts = (overview(SUMMARY, tuple(titles.values()), rows), unread_part(unread))
    return Document(
        Text("各地待办汇总", "To do: all localities"),
        lead,
        (),
        tuple(each for each in parts if each.rows),
        "bad" if unread or any(row.tone == "error" for row in rows) else "",
    )


# --- the rows of the catalogue ---------------------------------------------------------------------------------------


def _spans(rows: Iterable[Row]) -> Text:
    """The numbers of rows, those that follow each other as a span: 03-05、04-01—04-09."""
    numbers = [(row.made.number.rpartition("-")[0], int(row.made.number.rpartition("-")[2])) for row in rows]
    said = []
    runs = groupby(enumerate(dict.fromkeys(numbers)), key=lambda each: (each[1][0], each[1][1] - each[0]))
    for (area, _), run in runs:
        first, *rest = [numbered(f"{area}-{number:02}") for _, (_, number) in run]
        said += [first + Text.same("—") + rest[-1]] if len(rest) > 1 else [first, *rest]
    return Text.same("、").join(said)


def _task(group: Text | None, *cells: object) -> Task:
    """A task of these cells; what is no Text is the same in both languages, and None is empty."""
    return Task(
        group, tuple(each if isinstance(each, Text) else Text.same("" if each is None else each) for each in cells)
    )


def _heading(area: catalogue.Area) -> Text:
    return numbered(area.number) + Text("　", " ") + area.title


# --- sections --------------------------------------------------------------------------------------------------------


def _problems(verdict: Verdict) -> Section:
    """What the chain makes weaker or does wrong: `compile` refuses it unless it is allowed."""
    found = [*verdict.stopping, *verdict.remarks]
    ordered = sorted(found, key=lambda each: (each.place or Place("", 0, 0), each.code))
    return Section(
        "problems",
        Text("改正配置文件", "Fix profiles"),
        Text("改正之前，不能编译目录。", "The catalogue cannot be compiled until this is done."),
        (Text("问题", "Problem"), _ID, Text("涉及", "Concerns"), _PLACE, Text("改法", "Fix")),
        tuple(_task(None, each.message, each.code, each.entity, each.place, each.hint) for each in ordered),
    )


def _publishing(found: Sequence[publishing.Doubt]) -> Section:
    """What keeps areas from being published, an area a task; how that is done, the sections below say."""
    kinds = [kind for kind in publishing.KINDS if any(each.kind == kind for each in found)]
    tasks = [
        _task(
            None,
            numbered(each.area.number) + Text("　", " ") + each.area.title,
            *(each.sizes[kind] or None for kind in kinds),
            listed((publishing.REMEDIES[kind] for kind in kinds if each.sizes[kind]), "；", "; "),
        )
        for each in publishing.by_area(found)
    ]
    return Section(
        "publication",
        Text("发布之前", "Before publication"),
        Text(
            "这些领域还不能用 compile --for publication 写出；各项在下面逐一列出。",
            "`compile --for publication` does not write these areas yet. The sections below list each cell.",
        ),
        (AREA, *(publishing.HEADS[kind] for kind in kinds), Text("做法", "What to do")),
        tuple(tasks),
        Text(f"{len(found)} 处", counted(len(found), "place")),
    )


class _Need(NamedTuple):
    """A role that a row needs at a level, and the divisions in which the chain binds it to nobody."""

    role: BodyRole
    level: str
    row: Row
    open: tuple[str, ...]


def _needs(prepared: Prepared, rows: Iterable[Row]) -> Iterator[_Need]:
    """The roles that rows name and that nobody holds, in the order of the catalogue."""
    by_id = {row.made.id: row for row in rows}
    named = ((name, row.item) for name, row in by_id.items())
    assert prepared.profile is not None
    for need in needs(prepared.profile, named, prepared.level, prepared.library.registry.bodies):
        yield _Need(need.role, need.level, by_id[need.item], need.open)


def _where(needs: Sequence[_Need], divisions: int) -> tuple[Text, ...]:
    """The divisions that lack an office, where there are several."""
    if divisions == 1:
        return ()
    names = tuple(dict.fromkeys(name for need in needs for name in need.open))
    if len(names) == divisions:
        return (Text(f"全部 {divisions} 个", f"all {divisions}"),)
    more = f"……（{len(names)}）" if len(names) > _NAMED else ""
    return (Text.same("、".join(names[:_NAMED]) + more),)


def _by_role(needs: Iterable[_Need], divisions: int) -> tuple[tuple[Text, ...], tuple[Task, ...]]:
    """A task a role and level: how many rows need it, and which; the most needed first."""
    grouped: dict[tuple[str, str], list[_Need]] = defaultdict(list)
    for need in needs:
        grouped[need.role.id, need.level].append(need)
    ordered = sorted(grouped.values(), key=len, reverse=True)
    tasks = []
    for each in ordered:
        role, level, rows = each[0].role, LEVELS[each[0].level], _spans(need.row for need in each)
        tasks.append(_task(None, role.name, role.id, level, len(each), rows, *_where(each, divisions)))
    return (_ROLE, _ID, _LEVEL, _COUNT, ITEMS, *((_DIVISIONS,) if divisions > 1 else ())), tuple(tasks)


def _roles(open_roles: Iterable[_Need], divisions: int) -> Section:
    return Section(
        "roles",
        Text("指定机关", "Name offices"),
        Text("请在 bodies 中写明承担的当地机关。", "Under `bodies`, name the local office for each role."),
        *_by_role((each for each in open_roles if each.role.kind == "organ"), divisions),
    )


def _placeholders(needs: Iterable[_Need], divisions: int) -> Section:
    """Roles that stand for whoever is concerned: an office for each row."""
    tasks = []
    for need in sorted((each for each in needs if each.role.kind == "placeholder"), key=lambda each: each.role.id):
        role, made = need.role, need.row.made
        group = Text(role.name.zh, f"{role.name.en} ({role.id})")
        tasks.append(_task(group, made.title, numbered(made.number), made.id, *_where([need], divisions)))
    return Section(
        "placeholders",
        Text("按事项指定机关", "Offices by item"),
        Text(
            "泛指有关单位的角色，请在 bodies 的 items（或 areas）中逐个事项写明。",
            "The role is a placeholder: name the office item by item under `items` (or `areas`).",
        ),
        (ITEMS, _NUMBER, _ID, *((_DIVISIONS,) if divisions > 1 else ())),
        tuple(tasks),
    )


def _optional(needs: Iterable[_Need], divisions: int) -> Section:
    return Section(
        "optional",
        Text("可以不指定的角色", "May be left open"),
        Text(
            "当地往往不止一个的（如村民委员会、招标人），可以不指定，目录印角色名称。",
            "There is often more than one, as with villagers' committees. If left open, the catalogue prints the name of the role.",
        ),
        *_by_role((each for each in needs if each.role.kind not in ("organ", "placeholder")), divisions),
    )


def _guesses(prepared: Prepared, profile: Profile, rows: Sequence[Row]) -> Section:
    """The offices that are marked as guesses and that no narrower profile has stated since."""
    known = prepared.library.registry.bodies
    users: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for role in dict.fromkeys(each.role for each in row.item.body.expression.roles()):
            users[role].append(row)
    tasks = []
    for role, names, place in _guessed(prepared.chain, profile):
        name, rows = known[role].name if role in known else role, users[role]
        tasks.append(_task(None, "、".join(names), name, role, place, len(rows), _spans(rows)))
    return Section(
        "guesses",
        Text("确认机关名称", "Confirm offices"),
        Text(
            "名称系按通常名称推测：属实的，请删去 guess: true；不符的，请改正。",
            "The names are guesses: if one is right, delete `guess: true`; otherwise correct it.",
        ),
        (Text("机关", "Office"), _ROLE, _ID, _PLACE, _COUNT, ITEMS),
        tuple(tasks),
    )


def _guessed(chain: Sequence[Profile], profile: Profile) -> Iterator[tuple[str, list[str], Place]]:
    """Each role with the names that are guesses and where they stand."""
    links = inherited(chain)
    stated = [(link.entry, link.bodies, links[i + 1 :]) for i, link in enumerate(links)]
    for entry, bodies, narrower in (*stated, *((one.entry, one.bodies, []) for one in profile.divisions)):
        for role, offices in bodies.items():
            later = [each.bodies[role] for each in narrower if role in each.bodies]
            names = list(dict.fromkeys(_standing(offices, later)))
            if offices.guesses and names:
                yield role, names, entry.key("bodies", role)


def _standing(offices: Offices, later: Sequence[Offices]) -> Iterator[str]:
    """The names that no later profile states anew; a plain name holds at every level."""
    for table in ("levels", "areas", "items"):
        anew = {key for each in later for key in getattr(each, table)}
        if None not in anew:
            yield from (name for key, name in getattr(offices, table).items() if key not in anew)


def _unnamed(rows: Iterable[Row]) -> Section:
    """Legal bases that name no instrument, the same words of an area together."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for reference in row.item.basis:
            if reference.unnamed is not None:
                grouped[row.area.id, reference.unnamed].append(row)
    return Section(
        "unnamed",
        Text("写明公开依据", "Name legal bases"),
        Text(
            "原表只写“相关规定”一类的，请在 tighten 的 basis 中写明文件。",
            "The table says only “related rules” or the like: name the instruments under `basis` in `tighten`.",
        ),
        (Text("原表写法", "Wording of the table"), _COUNT, ITEMS, _PLACE),
        tuple(
            _task(_heading(each[0].area), words, len(each), _spans(each), each[0].item.place("basis", words))
            for (_, words), each in grouped.items()
        ),
    )


def _worded(rows: Iterable[Row]) -> Section:
    """Time limits that are words alone, whole or in part, the same words of an area together."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for words in in_own_words(row.item.time_limit):
            grouped[row.area.id, words].append(row)
    return Section(
        "worded",
        Text("写明公开时限", "State time limits"),
        Text(
            "照录的文字不作比较：写得成取值的，请改写（见《文件格式》的“时限”）；否则予以保留。",
            "The words are compared with nothing: state what a value can say (see “Time limits” in the file formats); "
            "leave the rest.",
        ),
        (Text("照录的文字", "Words"), _COUNT, ITEMS, _PLACE),
        tuple(
            _task(_heading(each[0].area), words, len(each), _spans(each), each[0].item.place("time_limit", words))
            for (_, words), each in grouped.items()
        ),
    )


def _decisions(prepared: Prepared) -> Iterator[Section]:
    """The decisions of the year without a call for comment or without feedback, where there is a list of them."""
    if not prepared.decisions:
        return
    tasks = []
    for _, listed_ in prepared.decisions.values():
        for node, each in zip(listed_.entry.node["decisions"], listed_.decisions.of, strict=True):
            lacking = [DECIDED[n] for n, stated in ((5, each.notice), (7, each.feedback)) if not stated]
            if lacking:
                place = Place(listed_.entry.file, node.line, node.column)
                tasks.append(_task(None, each.title.zh, each.unit.zh, decided(each)[3], listed(lacking), place))
    yield Section(
        "decisions",
        Text("公布公众参与情况", "Publish participation"),
        Text(
            "公告发布后写 notice，意见采纳情况公布后写 feedback。",
            "Add `notice` once the call for comment is out, and `feedback` once it is told what became of the comments.",
        ),
        (DECIDED[0], DECIDED[2], DECIDED[3], Text("尚缺", "Lacks"), _PLACE),
        tuple(tasks),
    )


def _unpublished(rows: Sequence[Row]) -> Section:
    """The rows of which no place of publication is stated, once one is stated of any row."""
    begun = any(row.made.publish for row in rows)
    without = [row for row in rows if begun and not row.made.publish]
    return Section(
        "unpublished",
        Text("写明公开位置", "State where rows are published"),
        Text(
            "请在 rows 的 publish 中写明网站栏目和地址；整个领域在一处公开的，写在领域上。",
            "Under `rows`, state the column and address under `publish`; where a whole area is published in one place, state "
            "it for the area.",
        ),
        (ITEMS, _NUMBER, _ID),
        tuple(_task(_heading(row.area), row.made.title, numbered(row.made.number), row.made.id) for row in without),
    )


def _checks(made: Catalogue, rows: Iterable[Row]) -> Section:
    """The cells that somebody must hold against the official text, a task a row."""
    tasks, cells = [], 0
    for row in rows:
        wanted = row.made.fields_to_check
        if wanted:
            unknown = [each for each in wanted if each in row.made.unknown_fields]
            recalled = [each for each in wanted if each not in unknown]
            cells += len(wanted)
            words = _names(recalled), _names(unknown)
            tasks.append(_task(_heading(row.area), row.made.title, numbered(row.made.number), *words, row.place))
    return Section(
        "checks",
        Text("核对栏目", "Check cells"),
        Text(
            "请对照国家标准指引原文核对：核对过的，写入 attest；不明的，用 tighten 补充。",
            "Check them against the national guideline. Record checked cells under `attest`; supply unknown ones "
            "under `tighten`.",
        ),
        (ITEMS, _NUMBER, Text("据回忆补录", "Recalled"), Text("不明", "Unknown"), _PLACE),
        tuple(tasks),
        Text(f"{cells} 个栏目，共 {made.counts.cells} 个", f"{cells} of {made.counts.cells} cells"),
    )


def _names(cells: Sequence[str]) -> Text:
    if set(cells) >= set(CELLS):
        return Text("整行", "the whole row")
    return listed(FIELD_NAMES[each] for each in cells)
