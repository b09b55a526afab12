"""By what names things go: the titles in guidelines and registries, and what profiles add.

`Names` is the book (`model.naming`) of a library. Names are taken from the files as they were parsed, so that a file may be
understood while others have still to be read, and so that a fault in one of them keeps no name from being known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gapub.diagnostics import GapubError, Text
from gapub.model.cells.levels import parse as parse_levels
from gapub.model.guideline import OPEN_LEVEL, own_numbers
from gapub.model.naming import KINDS, Meaning, Typed, near
from gapub.model.pattern import pattern
from gapub.model.registry import BASELINES, of_areas
from gapub.model.shape import EDITION, OWN_EDITION, matches
from gapub.model.text import LETTERS, LEVELS_CALLED, OWN_AREA, fold, word_for
from gapub.model.time.value import LAW
from gapub.model.time.words import Terms, in_words
from gapub.sources.outline import head
from gapub.yaml.tree import Map

if TYPE_CHECKING:
    from gapub.sources.library import Library

Ids = dict[str, dict[str, str]]
"""By a name as it is compared (`_key`), the ids that have it, each with its name as it is written."""

_BY_PROFILES: Final = ("areas", "editions", "items", "topics", "targets", "channels")
"""The kinds of things of which profiles may have their own."""
_OF_PROFILES: Final = 12
"""How much is kept of what is made of profiles: of those asked for last."""
_BOXES: Final = " ■□☑☐√✓▢"
_JOINTS: Final = str.maketrans({"／": "/", "＞": "/", ">": "/", "→": "/", "＠": "@", "－": "-", "—": "-"})
_TO_JOIN: Final = pattern("[／＞>→＠－—]")
_QUOTES: Final = pattern("[《》〈〉]")
_AUTHORITY: Final = pattern(r"(行政主管|行政|主管)?部门$")
_LETTERS: Final = "".join(LETTERS.values()).casefold()
_ROW_NUMBER: Final = pattern(
    rf"([0-9]{{1,3}}|[{_LETTERS}]|(?:{OWN_AREA.zh}|{OWN_AREA.en.casefold()})[0-9]{{1,3}})[-.]([0-9]{{1,3}})"
)
_LEVEL_OF_ROLE: Final = {"市级": "city", "县级": "county", "乡级": "township", "村级": "village"}


class Names:
    """The book of a library; `of_file` adds what a profile and those above it call their own items."""

    def __init__(self, library: Library) -> None:
        """Look nothing up yet."""
        self.library = library
        self.made: dict[str, tuple[Ids, Ids]] = {}
        self.of_profiles: dict[tuple[Any, ...], tuple[Sequence[Map], Any]] = {}

    def meaning(self, kind: str, text: str) -> Meaning:
        """What a text means among things of a kind."""
        return self.among(kind, text, ())

    def said(self, cell: str, text: str) -> Typed | None:
        """What a text says for a cell. Words that the generated ones differ from are kept to be printed."""
        if cell != "time_limit":
            return None
        from gapub.model.time.parser import parse  # for those who type Chinese
        from gapub.model.time.reader import surface

        read = parse(text, self._phrases)
        same = read.left or fold(in_words(read.limit, self._terms).zh) == fold(text)
        limit = read.limit if same else read.limit._replace(wording=text)
        return Typed(surface(limit), tuple(each.text for each in read.left), limit)

    def among(self, kind: str, text: str, profiles: Iterable[Map]) -> Meaning:
        """The same, where these profiles add items of their own."""
        if kind == "divisions":
            return _divisions(text)
        wanted = _key(text)
        if kind == "bodies" and "@" in wanted:
            return self._held_to_level(wanted, profiles)
        if kind == "editions":
            return self._editions(wanted, profiles)
        if kind == "former-items":
            return self._former_items(wanted)
        if kind == "targets":
            return self._target(text, list(profiles))
        exact, derived = self._of(kind)
        added = Ids()
        if kind == "channels":
            added = self._own_channels(profiles)
        if kind == "areas":
            added = self._own_areas(profiles)
        if kind in ("items", "topics"):
            profiles = list(profiles)
            added = self._once("added", kind, profiles, lambda: self._additions(kind, profiles))
            if kind == "items" and (numbered := self._numbered(wanted, profiles)):
                return numbered
        found = {**exact.get(wanted, {}), **added.get(wanted, {})} or derived.get(wanted)
        if not found and kind in ("items", "topics"):
            found = self._in_area(wanted, profiles)
        if found and len(found) > 1 and kind in ("items", "topics"):
            found = self._chosen(found, profiles) or found
        if found:
            return Meaning(dict(sorted(found.items())))
        return Meaning({}, lambda: _near(wanted, exact, added, derived))

    def _chosen(self, found: dict[str, str], profiles: Iterable[Map]) -> dict[str, str]:
        """Those of the candidates that the editions have which a profile is made for: of an older or newer one is no word."""
        profiles = list(profiles)
        mine = self._once("mine", "", profiles, lambda: self._standing_for(profiles))
        return {key: said for key, said in found.items() if key in mine}

    def _standing_for(self, profiles: Sequence[Map]) -> set[str]:
        editions = {each for level in BASELINES for each in self._editions_at(level, profiles)}
        trees = [self._guidelines[each] for each in editions if each in self._guidelines]
        trees += [tree for profile in profiles for tree in _own_trees(profile)]
        return {name for tree in trees for kind in ("topics", "items") for name, _ in _rows(tree, kind)}

    def _once(self, what: str, kind: str, profiles: Sequence[Map], make: Callable[[], Any]) -> Any:
        """What is made of profiles, made once for the same ones: a file may hold many names."""
        key = what, kind, *map(id, profiles)
        if key not in self.of_profiles:
            if len(self.of_profiles) >= _OF_PROFILES:
                self.of_profiles.clear()
            self.of_profiles[key] = profiles, make()  # with the profiles, so that their ids are not given anew
        return self.of_profiles[key][1]

    def _editions_at(self, level: str, profiles: Sequence[Map]) -> list[str]:
        """The editions of a level, those that the profiles pin in place of the baseline's; the narrowest profile comes first."""
        pinned: dict[str, tuple[str, ...]] = {}
        for profile in reversed(profiles):
            pinned |= of_areas(tuple(each for text in _texts(profile.get("editions")) for each in self._edition(text)))
        general = of_areas(self._editions_in(self._baseline_at(level, profiles)))
        return [*sum((general | pinned).values(), ())]

    def _edition(self, text: str) -> tuple[str, ...]:
        return (text,) if text.isascii() else tuple(self._editions(_key(text)).ids)

    def _baseline_at(self, level: str, profiles: Iterable[Map]) -> str:
        """The baseline that the narrowest profile to name one names for a level, else that of the level."""
        for profile in profiles:
            stated = profile.get("baselines")
            name = stated.get(level) if isinstance(stated, Map) else profile.get("baseline")
            if isinstance(name, str):
                return name if name.isascii() else next(iter(self.among("baselines", name, ()).ids), name)
        return BASELINES[level]

    def _editions_in(self, baseline: str, below: tuple[str, ...] = ()) -> list[str]:
        """The editions of a baseline and of those that it extends; what is broken has none."""
        node = self._entries("baselines").get(baseline)
        if not isinstance(node, Map) or baseline in below:
            return []
        base, without = node.get("extends"), list(_texts(node.get("minus")))
        whole = self._editions_in(base, (*below, baseline)) if isinstance(base, str) else []
        own = [*_maps(node.get("parts")), *_maps(node.get("plus"))]
        return [
            *(each for each in whole if each not in without),
            *(each for part in own for each in _texts(part.get("editions"))),
        ]

    def _of(self, kind: str) -> tuple[Ids, Ids]:
        """The names of a kind, and those that are made of them, which count where no name is the same."""
        if kind not in self.made:
            exact, derived = Ids(), Ids()
            for key, shown, names in self._named(kind):
                for name, others in names.items():
                    _add(exact, name, key, shown)
                    for each in others:
                        _add(derived, each, key, shown)
            self.made[kind] = exact, derived
        return self.made[kind]

    def _named(self, kind: str) -> Iterator[tuple[str, str, dict[str, tuple[str, ...]]]]:
        """Each id of a kind, the name to show, its names, and what else each of them is called."""
        if kind == "areas":
            for name, tree in self._heads.items():
                title, number = _zh(tree.get("title")), _number(tree)
                yield (
                    name.partition("@")[0],
                    title,
                    {title: (f"{title}领域", *((number, number.zfill(2)) if number else ()))},
                )
        elif kind in ("items", "topics"):
            for tree in self._guidelines.values():
                for name, titles in _rows(tree, kind):
                    yield name, "/".join(titles), dict.fromkeys(_paths(name, titles), ())
        else:
            for key, node in self._entries(kind).items():
                names = {name: _DERIVED.get(kind, _none)(name) for name in _names_of(node)}
                yield key, next(iter(names), key), names

    # --- files -------------------------------------------------------------------------------------------------------

    @cached_property
    def _guidelines(self) -> dict[str, Map]:
        """The guidelines as they were parsed, by the names of their files, `area@edition`."""
        trees = {name: self._guideline(name) for name in self.library.editions()}
        return {name: tree for name, tree in trees.items() if tree is not None}

    @cached_property
    def _heads(self) -> dict[str, Map]:
        """The same; those that come with gapub have only what they say of their areas, unless they were parsed before."""
        library = self.library
        trees = {name: library.shipped(name, head) or self._guideline(name) for name in library.editions()}
        return {name: tree for name, tree in trees.items() if tree is not None}

    def _guideline(self, edition: str) -> Map | None:
        return self._tree(f"guidelines/{edition.replace('@', '/')}.yaml")

    @cached_property
    def areas(self) -> dict[str, str]:
        """The areas that have guidelines, by id, each with its title in Chinese."""
        return {name.partition("@")[0]: _zh(tree.get("title")) for name, tree in self._heads.items()}

    @cached_property
    def _topics(self) -> dict[str, str]:
        return {name: titles[1] for tree in self._guidelines.values() for name, titles in _rows(tree, "topics")}

    def _entries(self, kind: str) -> dict[str, Any]:
        """The entries of a table of the registries, local ones over others."""
        found: dict[str, Any] = {}
        files = self.library.files
        for path in sorted(files, key=lambda each: files[each].local):
            tree = self._tree(path) if path.startswith("guidelines/registry/") else None
            table = tree.get(kind) if tree else None
            found |= table if isinstance(table, Map) else {}
        return found

    @cached_property
    def _terms(self) -> Terms:
        """The words of time limits, of the entries that have them."""
        return Terms(
            **{
                kind: {
                    key: Text(zh, _in(node, "en") or zh)
                    for key, node in self._entries(kind).items()
                    if (zh := _zh(node))
                }
                for kind in ("events", "parts", "conditions", "exceptions", "channels")
            }
        )

    @cached_property
    def _phrases(self) -> dict[str, str]:
        """The phrases of time limits, as `Registry.phrases` has them."""
        return {
            phrase: f"{kind}:{key}"
            for kind in ("events", "parts", "conditions", "channels", "exceptions")
            for key, node in self._entries(kind).items()
            if (kind, key) != ("exceptions", LAW)
            for phrase in (_zh(node), *_texts(node.get("said") if isinstance(node, Map) else None))
            if phrase
        }

    def _tree(self, path: str) -> Map | None:
        try:
            return self.library.parse(self.library.files[path]).tree
        except GapubError:
            return None  # told where the file is read

    # --- what is made of several names --------------------------------------------------------------------------------

    def _held_to_level(self, wanted: str, profiles: Iterable[Map]) -> Meaning:
        """教育部门@县级."""
        name, _, level = wanted.partition("@")
        level = _LEVEL_OF_ROLE.get(level, level)
        if level not in _LEVEL_OF_ROLE.values() or (name.isascii() and name not in self._entries("bodies")):
            return Meaning({})
        roles = {name: ""} if name.isascii() else self.among("bodies", name, profiles).ids
        return Meaning({f"{role}@{level}": said for role, said in roles.items()})

    def _target(self, text: str, profiles: Sequence[Map]) -> Meaning:
        """An area, a topic or an item: the widest that has this name, for what is said of it is said of all below it."""
        meanings = [self.among(kind, text, profiles) for kind in ("areas", "topics", "items")]
        found = next((each for each in meanings if each.ids), None)
        if found is not None:
            return found
        hint = next((each.hint for each in meanings if each.hint), None)
        return Meaning({}, lambda: tuple(each for meaning in meanings for each in meaning.near())[:3], hint)

    def _own_channels(self, profiles: Iterable[Map]) -> Ids:
        """The channels that profiles state themselves, by their labels."""
        found = Ids()
        for holder in (each for profile in profiles for each in (profile, *_maps(profile.get("divisions")))):
            own = holder.get("own_channels")
            for key, node in own.items() if isinstance(own, Map) else ():
                label = node.get("label") if isinstance(node, Map) else None
                if isinstance(label, str):
                    _add(found, label, key, label)
        return found

    def _own_areas(self, profiles: Iterable[Map]) -> Ids:
        """The areas that profiles add, by their titles."""
        found = Ids()
        for tree in (each for profile in profiles for each in _own_trees(profile)):
            if title := _zh(tree.get("title")):
                _add(found, title, str(tree["area"]), title)
                _add(found, f"{title}领域", str(tree["area"]), title)
        return found

    def _editions(self, wanted: str, profiles: Iterable[Map] = ()) -> Meaning:
        """税收管理@2019, or 税收管理 where there is one edition."""
        name, _, edition = wanted.partition("@")
        profiles = list(profiles)
        areas = self.among("areas", name, profiles).ids
        names = [each for each in self._heads if each.partition("@")[0] in areas]
        names += [f"{tree['area']}@{OWN_EDITION}" for profile in profiles for tree in _own_trees(profile)]
        found = {
            each: areas[each.partition("@")[0]]
            for each in names
            if each.partition("@")[0] in areas and edition in ("", each.partition("@")[2])
        }
        if not found and areas and matches(f"^{EDITION}$", edition):
            found = {f"{area}@{edition}": title for area, title in areas.items()}  # whether it is there is asked later
        return Meaning(found) if found else Meaning({}, lambda: _near(name, *self._of("areas")))

    def _former_items(self, wanted: str) -> Meaning:
        """税收管理@2019/政策法规/税收法律法规."""
        head, _, rest = wanted.partition("/")
        found = {}
        for edition, title in self._editions(head).ids.items():
            tree = self._guidelines.get(edition)
            for name, titles in _rows(tree, "items") if tree is not None else ():
                inner = name.partition("/")[2]
                if rest in (inner, _key("/".join(titles[1:])), _key(titles[-1])):
                    found[f"{edition}/{inner}"] = "/".join((title, *titles[1:]))
        return Meaning(found)

    def _in_area(self, wanted: str, profiles: Iterable[Map]) -> dict[str, str]:
        """An area by name before ids that stand for themselves: what a profile adds is new."""
        name, _, rest = wanted.partition("/")
        if not rest or not rest.isascii():
            return {}
        return {f"{area}/{rest}": title for area, title in self.among("areas", name, profiles).ids.items()}

    def _additions(self, kind: str, profiles: Iterable[Map]) -> Ids:
        """The topics and items that profiles add, by their names."""
        found = Ids()
        profiles = list(profiles)
        above = profiles if kind == "items" else ()  # an item may stand in a topic that is added, too
        own = {str(tree["area"]): tree for profile in profiles for tree in _own_trees(profile)}
        for tree in own.values():
            for name, titles in _rows(tree, kind):
                for each in _paths(name, titles):
                    _add(found, each, name, "/".join(titles) if kind == "topics" else each)
        areas = self.areas | {area: _zh(tree.get("title")) for area, tree in own.items()}
        inside = {name: titles[1] for tree in own.values() for name, titles in _rows(tree, "topics")}
        for add in (each for profile in profiles for each in _maps(profile.get("add"))):
            topic = add.get("topic")
            if not isinstance(topic, str):
                continue
            if not topic.isascii():
                topic = next(iter(self.among("topics", topic, above).ids or self._in_area(_key(topic), profiles)), "")
            if topic.count("/") != 1:
                continue
            known = inside.get(topic) or self._topics.get(topic, "")
            titles = areas.get(topic.partition("/")[0], ""), _zh(add.get("title")) or known
            if kind == "topics":
                for each in _paths(topic, titles) if add.get("title") else ():
                    _add(found, each, topic, each)
                continue
            for item in _maps(add.get("items")):
                name = f"{topic}/{item.get('id')}"
                for each in _paths(name, (*titles, _zh(item.get("title")))):
                    _add(found, each, name, each)
        return found

    def _numbered(self, wanted: str, profiles: Iterable[Map]) -> Meaning | None:
        """A number of the general catalogue, as 03-13, or 地1-02 in an area of one's own; None if the text is no number.

        Where a profile leaves out or adds items of the area, its own catalogue numbers them otherwise, and nobody can tell
        which number is meant.
        """
        found = _ROW_NUMBER.fullmatch(wanted)
        if found is None:
            return None
        profiles = list(profiles)
        level = str(profiles[0].get("level")) if profiles else ""
        level = word_for(level, LEVELS_CALLED) or level
        number = _area_number(found[1])
        counted = self._counted(level if level in BASELINES else "county", profiles, number)
        for count, (name, title) in enumerate(counted, 1):
            if count == int(found[2]):
                areas = {each.partition("/")[0] for each, _ in counted}
                if any(self._renumbers(profile, areas, number) for profile in profiles):
                    return Meaning({}, hint=_RENUMBERED.format(title, name))
                return Meaning({name: title})
        return None

    def _counted(self, level: str, profiles: Sequence[Map], number: str) -> list[tuple[str, str]]:
        """The items of an area in the general catalogue of a level, in order: id and name."""
        trees = self._numbers(level, profiles).get(number, ())
        if len(trees) > 1:
            return []  # of two editions, one stands beside the other in part
        return [row for tree in trees for row in _standing(tree, level)]

    def _numbers(self, level: str, profiles: Sequence[Map]) -> dict[str, list[Map]]:
        """The guidelines of a level by the numbers of their areas, those of areas without an official one counted as `own_numbers`."""
        trees = [
            tree for each in self._editions_at(level, profiles) if (tree := self._guidelines.get(each)) is not None
        ]
        if any(_own_trees(each) for each in profiles):
            trees = self._with_own(trees, level, profiles)
        official = {str(tree.get("area")): str(tree["number"]) for tree in trees if tree.get("number") is not None}
        own = own_numbers(area for tree in trees if (area := str(tree.get("area"))) not in official)
        found: dict[str, list[Map]] = {}
        for tree in trees:
            area = str(tree.get("area"))
            found.setdefault(official.get(area) or own.get(area) or LETTERS.get(area, "").casefold(), []).append(tree)
        return found

    def _with_own(self, trees: Sequence[Map], level: str, profiles: Sequence[Map]) -> list[Map]:
        """The guidelines with the areas that profiles add, those of each behind the editions that it pins."""
        general = of_areas(self._editions_in(self._baseline_at(level, profiles)))
        by_area: dict[str, list[Map]] = {}
        for tree in trees:
            by_area.setdefault(str(tree.get("area")), []).append(tree)
        order = dict.fromkeys(general)
        added: dict[str, list[Map]] = {}
        for profile in reversed(profiles):
            order |= dict.fromkeys(
                of_areas(tuple(each for text in _texts(profile.get("editions")) for each in self._edition(text)))
            )
            own = {str(tree["area"]): [tree] for tree in _own_trees(profile)}
            added = own | added
            order |= dict.fromkeys(own)
        return [tree for area in order for tree in by_area.get(area) or added.get(area, [])]

    def _renumbers(self, profile: Map, areas: Collection[str], number: str) -> bool:
        """Whether a profile leaves out or adds items of these areas, which have this number."""
        for entry in (*_maps(profile.get("omit")), *_maps(profile.get("add"))):
            for key in ("item", "topic", "area"):
                target = entry.get(key)
                if not isinstance(target, str):
                    continue
                ids = self.among(f"{key}s", target, ()).ids if not target.isascii() else (target,)
                typed = _ROW_NUMBER.fullmatch(_key(target))
                if any(each.partition("/")[0] in areas for each in ids) or (typed and _area_number(typed[1]) == number):
                    return True
        return False


_RENUMBERED: Final = Text(
    "序号会变：本地删减或者增加了该领域的事项。该序号在通用目录中是“{0}”（{1}），请写名称或者编号",
    "numbers shift, as the profile leaves out or adds items of the area; in the general catalogue this number is {0!r} ({1}): "
    "write the name or the id",
)


class OfProfile:
    """The book of one profile: it and those above it name their own items, and say of which editions a name is.

    `above` are the profiles above, the nearest first, where they are not as the files have them.
    """

    def __init__(self, library: Library, tree: Map, path: Path, above: Sequence[Map] | None = None) -> None:
        """Look at nothing but the profile yet."""
        self.library = library
        self.names = library.names
        self.tree = tree
        self.path = path
        self.above = above

    @cached_property
    def _profiles(self) -> list[Map]:
        """The profile and those that it extends, as they were parsed."""
        if self.above is not None:
            return [self.tree, *self.above]
        library, found, seen = self.library, [self.tree], {os.path.realpath(self.path)}
        path, tree = self.path, self.tree
        while isinstance(above := tree.get("extends"), str):
            path = Path(os.path.normpath(path.parent / above))
            path = path / "profile.yaml" if os.path.isdir(path) else path  # noqa: PTH112  # as the library takes it
            if os.path.realpath(path) in seen or not os.path.isfile(path) or not library.may_read(path):  # noqa: PTH113
                break
            seen.add(os.path.realpath(path))
            try:
                parsed = library.parse_local(path).tree
            except GapubError:
                break
            if parsed is None:
                break
            tree = parsed
            found.append(tree)
        return found

    def said(self, cell: str, text: str) -> Typed | None:
        """What a text says for a cell."""
        return self.names.said(cell, text)

    def meaning(self, kind: str, text: str) -> Meaning:
        """What a text means among things of a kind."""
        return self.names.among(kind, text, self._profiles if kind in _BY_PROFILES else ())


# --- names of things ---------------------------------------------------------------------------------------------------


def _key(text: str) -> str:
    """A text as names are compared: no blanks, one width of marks, no boxes of a table, no title marks."""
    plain = text.strip(_BOXES)
    if _TO_JOIN.search(plain):  # to look first costs a tenth of what to translate does
        plain = plain.translate(_JOINTS)
    plain = _QUOTES.sub("", fold(plain)).casefold()
    return plain.removeprefix("中华人民共和国") or plain


def _add(into: Ids, name: str, key: str, shown: str) -> None:
    if wanted := _key(name):
        into.setdefault(wanted, {}).setdefault(key, shown)


def _zh(node: Any) -> str:
    """The Chinese of a title; nothing if it has none."""
    return _in(node, "zh")


def _in(node: Any, lang: str) -> str:
    """A title in one language; a text is one in all."""
    said = node.get(lang) if isinstance(node, Map) else node
    return said if isinstance(said, str) else ""


def _maps(node: Any) -> list[Map]:
    """The mappings of a list; none where there is no list."""
    return [each for each in node if isinstance(each, Map)] if isinstance(node, list) else []


def _texts(node: Any) -> list[str]:
    """The texts of a list, likewise."""
    return [each for each in node if isinstance(each, str)] if isinstance(node, list) else []


def _names_of(node: Any) -> list[str]:
    """Every name of an entry of a registry, the one that people know it by first."""
    if not isinstance(node, Map):
        return []
    title = node.get("title")
    titles = [*title.values()] if isinstance(title, Map) else [title]
    names = [*titles, node.get("zh"), node.get("full"), node.get("usual"), node.get("en")]
    if isinstance(number := node.get("number"), str) and "number" not in _texts(node.get("recalled")):
        names += [f"{each}（{number}）" for each in (title, node.get("full")) if each]
    for many in (node.get("aliases"), node.get("said")):
        names += many if isinstance(many, list) else []
    return [each for each in names if isinstance(each, str)]


def _none(name: str) -> tuple[str, ...]:  # noqa: ARG001  # nothing is made of it
    return ()


def _of_body(name: str) -> tuple[str, ...]:
    """教育 and 教育主管部门 of 教育行政部门, and 教育局 of 县教育局."""
    short = _AUTHORITY.sub("", name)
    whole = (f"{short}{each}部门" for each in ("", "主管", "行政", "行政主管")) if short != name else ()
    return tuple(each for each in (short, *whole, name.removeprefix("县")) if each != name and each)


def _of_channel(name: str) -> tuple[str, ...]:
    """村公示栏 of 社区/企事业单位/村公示栏（电子屏）, 入户 and 现场 of 入户/现场."""
    bare = name.partition("（")[0]
    last = bare.rpartition("/")[2]
    return (bare, last, *(bare.split("/") if bare.count("/") == 1 else ()))


_DERIVED: Final[Mapping[str, Callable[[str], tuple[str, ...]]]] = {"bodies": _of_body, "channels": _of_channel}


def _rows(tree: Map, kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Full id and titles, the area's first, of each topic or item in a guideline; what is not whole is passed over."""
    area = tree.get("area")
    for topic in _maps(tree.get("topics")):
        titles = _zh(tree.get("title")), _zh(topic.get("title"))
        if kind == "topics":
            yield f"{area}/{topic.get('id')}", titles
            continue
        for item in _maps(topic.get("items")):
            yield f"{area}/{topic.get('id')}/{item.get('id')}", (*titles, _zh(item.get("title")))


def _paths(name: str, titles: tuple[str, ...]) -> Iterator[str]:
    """Each way to say an item or topic: its title, after any of what it stands in, each by title or id; also its own id."""
    ids = name.split("/")
    area, *inner = ([title, own] if title else [own] for title, own in zip(titles, ids, strict=True))
    if len(inner) == 1:
        yield from inner[0]
        yield from (f"{a}/{b}" for a in area for b in inner[0])
        return
    topic, item = inner
    yield from item
    yield from (f"{b}/{c}" for b in (*topic, *area) for c in item)
    yield from (f"{a}/{b}/{c}" for a in area for b in topic for c in item)


def _own_trees(profile: Map) -> list[Map]:
    """The areas that a profile adds, each as a guideline has one."""
    return [each for each in _maps(profile.get("add")) if isinstance(each.get("area"), str)]


def _number(tree: Map) -> str:
    number = tree.get("number")
    return "" if number is None else str(number)


def _area_number(text: str) -> str:
    """03 is 3, and l1, as English has it, is 地1."""
    return text.lstrip("0").replace(OWN_AREA.en.casefold(), OWN_AREA.zh)


def _standing(tree: Map, level: str) -> Iterator[tuple[str, str]]:
    """The items of a guideline that stand in the catalogue of a level: id and name."""
    defaults = tree.get("defaults")
    usual = defaults.get("levels") if isinstance(defaults, Map) else None
    levels = [row.get("levels", usual) for topic in _maps(tree.get("topics")) for row in _maps(topic.get("items"))]
    for (name, titles), stated in zip(_rows(tree, "items"), levels, strict=True):
        if level in (_levels(stated) or (OPEN_LEVEL,)):
            yield name, titles[-1]


def _levels(stated: Any) -> tuple[str, ...]:
    """The levels of a row, as ids or in Chinese; none where nobody knows them."""
    texts = [stated] if isinstance(stated, str) else _texts(stated)
    return parse_levels("、".join(texts), lambda *_: None).value or ()


_CODE: Final = Text(
    "行政区划代码是 2、4、6 或 9 位数字，请用 gapub divisions 查找",
    "a division code has 2, 4, 6 or 9 digits; look it up with gapub divisions",
)
_VILLAGE: Final = Text(
    "12 位是村（居）的代码，请写其乡镇（街道）的代码，即前 9 位",
    "12 digits are the code of a village: write that of its township, the first 9",
)


def _divisions(text: str) -> Meaning:
    from gapub.sources.divisions import find, full_name

    if text.isascii() and text.isdigit():
        return Meaning({}, hint=_VILLAGE if len(text) == 12 else _CODE)
    found = find(text)
    exact = [each for each in found if text in (each.name, full_name(each))] or found[:1] * (len(found) == 1)
    return Meaning(
        {each.code: full_name(each) for each in exact},
        lambda: tuple((each.code, full_name(each)) for each in found[:3]),
    )


def _near(wanted: str, *names: Ids) -> tuple[tuple[str, str], ...]:
    """Names like this one: spelt nearly so, else those that hold it or that it holds."""
    whole = {name: tuple(ids) for each in names for name, ids in each.items()}
    shown = {key: said for each in names for ids in each.values() for key, said in ids.items()}
    found = near(wanted, whole)
    if not found and len(wanted) > 1:
        holding = [name for name in whole if wanted in name or (len(name) > 1 and name in wanted)]
        found = tuple({key: name for name in sorted(holding, key=len, reverse=True) for key in whole[name]}.items())[:3]
    return tuple((key, shown.get(key, name)) for key, name in found)


assert set(_DERIVED) <= set(KINDS)
