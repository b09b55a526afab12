"""What keeps a catalogue from being published: the cells, offices and areas in it that nobody answers for yet.

What citizens get must be known, and somebody must have seen it. `compile --for publication` refuses while anything of this
is open, and `todo` lists it. Values in, values out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from gapub.build.prepare import Prepared
from gapub.build.publication import for_publication
from gapub.diagnostics import Diagnostic, GapubError, Place, Text, counted
from gapub.model import catalogue
from gapub.model.catalogue import Catalogue
from gapub.model.cellwords import listed
from gapub.model.evidence import CELL_STATES, DOUBTFUL
from gapub.model.fields import CELLS, FIELD_NAMES
from gapub.model.guideline import Item
from gapub.model.inheritance import Binding, binding, needs
from gapub.model.profile import Profile
from gapub.model.text import numbered

if TYPE_CHECKING:
    from gapub.model.catalogue import Division

KINDS: Final[dict[str, Text]] = {
    **{each: CELL_STATES[each] for each in DOUBTFUL[:2]},
    "open": Text("未指定机关", "no office named"),
    **{each: CELL_STATES[each] for each in DOUBTFUL[2:]},
    "rows": Text("事项是否收全、印发文件是否属实未核对", "rows and notice not checked as a whole"),
}
"""What can be open, the most serious first, and what it is called: of cells, but `rows`, which is of an area."""
HEADS: Final[dict[str, Text]] = {kind: Text(said.zh, said.en.capitalize()) for kind, said in KINDS.items()} | {
    "open": Text("未指定机关", "No office"),
    "rows": Text("领域未整体核对", "Not checked as a whole"),
}
"""What each kind is called above a column of numbers."""
REMEDIES: Final = {
    "recalled": Text("核对后用 gapub attest 记录", "check it and record that by gapub attest"),
    "unknown": Text("用 tighten 补充", "supply it under `tighten`"),
    "open": Text("在 bodies 中指定", "name it under `bodies`"),
    "guessed": Text("属实的删去 guess: true", "if right, delete `guess: true`"),
    "unverified": Text("重新核对，用 gapub attest --renew 换用新的标记", "check it again, then gapub attest --renew"),
    "rows": Text(
        "把整个领域对照正式文件核对，用 gapub attest --area 记录",
        "check the whole area against its document and record that by gapub attest --area",
    ),
}
"""What is to be done about each kind."""
_SHOWN: Final = 20
"""So many are named one by one where all are of a kind, and a third of that of each where there are several; `todo` lists all."""


_NAMED: Final = 3
"""Divisions that are named; of more, only that there are."""


class Row(NamedTuple):
    """A row of the catalogue: its area, how the catalogue has it, and how the guideline and the profiles do."""

    area: catalogue.Area
    made: catalogue.Item
    item: Item

    @property
    def place(self) -> Place:
        """Where the row is written."""
        return Place(self.item.written.file, *self.item.written.row.at("id"))


def rows(prepared: Prepared, made: Catalogue) -> list[Row]:
    """The rows of a catalogue that was made of `prepared`."""
    items = {name: item for each in prepared.guidelines for name, item in each.rows()}
    return [Row(area, each, items[each.id]) for area in made.areas for each in area.items]


class Doubt(NamedTuple):
    """What is open: its kind, the area, what it is about (an item, or the area), the cells, where, and what else is to be said."""

    kind: str
    area: catalogue.Area
    entity: str
    title: Text
    cells: tuple[str, ...]
    place: Place
    said: Text | None = None

    @property
    def text(self) -> Text:
        """It in words: what it is about, the cells, and what is the matter with them."""
        whole = set(self.cells) >= set(CELLS)
        names = Text("整行", "the whole row") if whole else listed(FIELD_NAMES[each] for each in self.cells)
        about = Text.same(f"{self.entity} ") + self.title
        if self.cells:
            about += Text("：", ": ") + names
        about += Text("，", ", ") + KINDS[self.kind]
        return about + Text("（{}）", " ({})").format(self.said) if self.said else about


def doubts(prepared: Prepared, profile: Profile, made: Catalogue) -> list[Doubt]:
    """All that is open, the most serious kinds first, each in the order of the catalogue.

    `made` is the catalogue compiled of `prepared` for `profile`; of several divisions, each is asked what it says for itself.
    """
    lines = rows(prepared, made)
    found = [
        *_unchecked(prepared, profile, made),
        *_open(prepared, profile, lines),
        *_guessed(prepared, profile, lines),
    ]
    order = {row.made.id: n for n, row in enumerate(lines)}
    kinds = list(KINDS)
    return sorted(found, key=lambda each: (kinds.index(each.kind), order.get(each.entity, len(order))))


def _unchecked(prepared: Prepared, profile: Profile, made: Catalogue) -> Iterator[Doubt]:
    """The cells and areas that nobody has checked; where divisions have attestations of their own, those of each."""
    if len(profile.divisions) < 2 or not any(one.attest for one in profile.divisions):
        yield from _of_one(prepared, made)
        return
    open_: dict[tuple[str, str, tuple[str, ...]], tuple[Doubt, list[str]]] = {}
    for one in prepared.profiles():
        for each in _of_one(prepared, prepared.catalogue(one)):
            open_.setdefault((each.kind, each.entity, each.cells), (each, []))[1].append(one.division.name)
    for each, divisions in open_.values():
        yield each if len(divisions) == len(profile.divisions) else each._replace(said=_named(divisions))


def _of_one(prepared: Prepared, made: Catalogue) -> Iterator[Doubt]:
    yield from (each for row in rows(prepared, made) for each in _cells(row))
    yield from _rows_of_areas(prepared, made)


def _named(divisions: Sequence[str]) -> Text:
    """Divisions by name, the first few."""
    return Text.same("、".join(divisions[:_NAMED]) + ("……" if len(divisions) > _NAMED else ""))


def _cells(row: Row) -> Iterator[Doubt]:
    """The cells of a row that are in a state which cannot be published."""
    states: dict[str, list[str]] = defaultdict(list)
    for cell, state in row.made.states.items():
        states[state].append(cell)
    for kind in DOUBTFUL:
        if (cells := states[kind]) and kind != "guessed":  # of which every division is asked
            yield Doubt(kind, row.area, row.made.id, row.made.title, tuple(cells), row.place)


def _open(prepared: Prepared, profile: Profile, lines: Sequence[Row]) -> Iterator[Doubt]:
    """The roles that a locality has to fill in, and that the chain binds to nobody, in each row that names them."""
    by_id = {row.made.id: row for row in lines}
    named = ((name, row.item) for name, row in by_id.items())
    for need in needs(profile, named, prepared.level, prepared.library.registry.bodies):
        if need.role.wanted:
            row, divisions = by_id[need.item], need.open if len(profile.divisions) > 1 else ()
            said = Text("{}（{}）", "{} ({})").format(need.role.name, need.role.id)
            if divisions:
                said += Text("：", ": ") + _named(divisions)
            yield Doubt(
                "open", row.area, row.made.id, row.made.title, ("body",), row.item.place("body", need.role.id), said
            )


def _guessed(prepared: Prepared, profile: Profile, lines: Sequence[Row]) -> Iterator[Doubt]:
    """The offices that nobody has confirmed, in each row that prints one."""
    guesses = {
        role
        for bodies in (profile.bodies, *(each.bodies for each in profile.divisions))
        for role, offices in bodies.items()
        if offices.guesses
    }
    for row in lines:
        for each in dict.fromkeys(row.item.body.expression.roles()):
            if each.role not in guesses:
                continue
            bound = (_bound(prepared, one.division, each.role, each.at, row) for one in profile.divisions)
            guessed = dict.fromkeys((one.office, one.place) for one in bound if one and one.guess)
            for office, place in list(guessed)[:1]:
                more = (
                    Text(f"等 {len(guessed)} 个", f" and {len(guessed) - 1} more") if len(guessed) > 1 else Text("", "")
                )
                said = Text.same(office) + more
                yield Doubt("guessed", row.area, row.made.id, row.made.title, ("body",), place, said)


def _rows_of_areas(prepared: Prepared, made: Catalogue) -> Iterator[Doubt]:
    """The areas whose rows may not be all, or whose notice nobody has seen, and that are not checked as a whole.

    Who has held all of an area against its official document has had the list of its rows and the notice at hand; that each
    row was seen somewhere says nothing of rows that were not.
    """
    heads = {(each.area, each.edition): Place(each.file, *each.name_at[0]) for each in prepared.guidelines}
    for area in made.areas:
        whole = area.coverage.status == "complete" and area.document.status != "recalled"
        if not whole and not area.verified:
            yield Doubt("rows", area, area.id, area.title, (), heads[area.id, area.edition])


def _bound(prepared: Prepared, division: Division, role: str, at: str | None, row: Row) -> Binding | None:
    return binding(prepared.chain, division, role, at or prepared.level, row.made.id)


# --- the edition for publication -----------------------------------------------------------------------------------------


class Publishing(NamedTuple):
    """How the edition for publication is made of that for review, and the warning about what is open in it, if anything is."""

    of: Callable[[Catalogue], Catalogue]
    open: list[Diagnostic]


def publication(prepared: Prepared, *, asked: Collection[str] = (), allow_unverified: bool = False) -> Publishing:
    """The edition for publication.

    `asked` are the areas that were asked for, if not all. A GapubError says what is open, unless that is allowed.
    """
    if prepared.profile is None:
        raise GapubError([without_profile()])
    made = prepared.catalogue(prepared.profile)
    found = doubts(prepared, prepared.profile, made)
    if found and not allow_unverified:
        command = f"gapub todo {prepared.chain[-1].file} --level {prepared.level}"
        raise GapubError([refusal(found, made, command, asked=asked)])
    warned = [allowed(found, made)] if found else []
    return Publishing(for_publication, warned)


def without_profile() -> Diagnostic:
    """The error that the general catalogue cannot be published."""
    message = Text(
        "供发布的目录须有地方配置文件：没有配置文件的通用目录不是哪个机关的目录",
        "an edition for publication requires a profile: the general catalogue is no authority's own",
    )
    hint = Text("请先运行 gapub init，写明本地机关", "run gapub init first and name the local offices")
    return Diagnostic("publication-profile", "error", message, hint=hint)


def allowed(found: Sequence[Doubt], made: Catalogue) -> Diagnostic:
    """The warning that what is open is published all the same."""
    message = Text("供发布的目录中仍有：", "published although there are: ") + listed(
        summary(found).values(), "、", ", "
    )
    hint = Text("这些栏目在目录中带有标记", "the catalogue marks them")
    return Diagnostic("published-unverified", "warning", message, None, made.title.zh, hint=hint)


# --- the refusal -------------------------------------------------------------------------------------------------------


def refusal(found: Sequence[Doubt], made: Catalogue, command: str, *, asked: Collection[str] = ()) -> Diagnostic:
    """The error that a catalogue cannot be published yet: what is open, what is to be done, and which areas could be.

    `command` is the one that lists all; `asked` are the areas that were asked for, if not all of them.
    """
    sizes = summary(found)
    message = Text("还不能发布：", "not fit to publish yet: ") + listed(sizes.values(), "、", ", ")
    most = _SHOWN if len(sizes) == 1 else _SHOWN // 3
    shown = [
        (each.place, each.text)
        for _, those in groupby(found, key=lambda each: each.kind)
        for each in islice(those, most)
    ]
    hints = [listed((KINDS[kind] + Text("的，", ": ") + REMEDIES[kind] for kind in sizes), "；", "; ")]
    if more := len(found) - len(shown):
        hints.append(Text(f"另有 {more} 处未列出，全部见 {command}", f"{more} more are not shown; {command} lists all"))
    if not asked:
        hints += _areas(found, made)
    hints.append(
        Text("要照原样带标记写出，请加 --allow-unverified", "use --allow-unverified to write it with its marks")
    )
    return Diagnostic(
        "not-publishable",
        "error",
        message,
        None,
        made.title.zh,
        related=tuple(shown),
        hint=Text("。", ". ").join(hints),
    )


def summary(found: Iterable[Doubt]) -> dict[str, Text]:
    """How much there is of each kind that there is."""
    sizes = _sizes(found)
    return {kind: _size(kind, sizes[kind]) for kind in KINDS if sizes[kind]}


def _sizes(found: Iterable[Doubt]) -> Counter[str]:
    """How many cells are open, each once a kind; of areas, how many."""
    open_ = {(each.kind, each.entity, cell) for each in found for cell in each.cells or ("",)}
    return Counter(kind for kind, _, _ in open_)


def _size(kind: str, number: int) -> Text:
    noun = (
        Text(f"{number} 个领域", counted(number, "area"))
        if kind == "rows"
        else Text(f"{number} 个栏目", counted(number, "cell"))
    )
    return Text("{}（{}）", "{} ({})").format(noun, KINDS[kind])


def _areas(found: Sequence[Doubt], made: Catalogue) -> Iterator[Text]:
    """Which areas are not fit to publish, and which are, so that these can be asked for."""
    open_ = {each.area.id for each in found}
    titles = [numbered(area.number) + Text.same(" ") + area.title for area in made.areas if area.id in open_]
    yield Text("不能发布的领域：", "areas not fit: ") + listed(dict.fromkeys(titles))
    fit = dict.fromkeys(area.id for area in made.areas if area.id not in open_)
    if fit:
        options = " ".join(f"--area {each}" for each in fit)
        yield Text(f"可以先发布其余的：{options}", f"the others can be published: {options}")


# --- by area, for `todo` -----------------------------------------------------------------------------------------------


class AreaDoubts(NamedTuple):
    """An area that is not fit to publish, and how many cells of each kind are open in it."""

    area: catalogue.Area
    sizes: Mapping[str, int]


def by_area(found: Sequence[Doubt]) -> list[AreaDoubts]:
    """The areas in which something is open, those with the most serious first."""
    ordered = sorted(found, key=lambda each: (each.area.number, each.area.edition))
    made = []
    for _, those in groupby(ordered, key=lambda each: (each.area.number, each.area.edition)):
        open_ = list(those)
        made.append(AreaDoubts(open_[0].area, _sizes(open_)))
    return sorted(made, key=lambda each: [-each.sizes[kind] for kind in KINDS])
