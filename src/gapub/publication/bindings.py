"""Which column of a website belongs to which rows: the columns that a profile binds (`publish`), found again in the site's own list.

A column is named by its path or by the tail of one; as separators and blanks are written in many ways, paths are compared without
them. A record belongs to the longest bound path that it lies below. Nothing is guessed: a tail that fits two columns, or a record
that fits the columns of two divisions alike, is told as what nobody can judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from gapub.diagnostics import Place
from gapub.model.catalogue import Catalogue, Item
from gapub.model.local import Publish
from gapub.publication.headings import ROOTS, path_of
from gapub.publication.record import Export, Record

if TYPE_CHECKING:
    from gapub.build.prepare import Prepared

Path = tuple[str, ...]
Where = Callable[[str, str], Place | None]
"""Where the binding of a row is written, by the name of the division and the full id of the row."""

_WORDS: Final = re.compile(r"[、|｜，,；;]+")


@lru_cache(maxsize=1 << 14)  # columns share what is above them, and so its text
def plain(text: str) -> str:
    """The text as it is compared: NFKC, no blanks, small letters."""
    made = normalize("NFKC", "".join(text.split())).casefold()
    return text if made == text else made


def parts(column: str) -> Path:
    """The path of a column that is written as one text, parted as `headings.path_of` has it, as it is compared."""
    return compared(path_of(column))


def compared(path: Path) -> Path:
    """The parts of a path as they are compared: `plain`, without the home page (首页) that some lists begin with."""
    made = tuple(part for part in (plain(each).rstrip(":") for each in path) if part)
    made = made[1:] if len(made) > 1 and made[0] in ROOTS else made
    return path if made == path else made  # one and the same, as most are: there may be 100,000


def of_record(path: Path) -> Path:
    """The path of a record as it is compared; one that the list has as a single text is parted here."""
    return parts(path[0]) if len(path) == 1 else compared(path)


def folder(address: str) -> str:
    """The folder that an address lies in, or is: without scheme, `www.` and what stands behind the last stroke."""
    bare = same_address(address)
    head, stroke, last = bare.rpartition("/")
    return head if stroke and ("." in last or not last) else bare


def same_address(address: str) -> str:
    """An address as it is compared with others, without scheme, `www.` and what follows a question mark."""
    bare = address.strip().partition("#")[0].partition("?")[0]
    host, stroke, rest = bare.partition("://")[2].partition("/") if "://" in bare else bare.partition("/")
    return host.lower().removeprefix("www.") + stroke + rest


class Row(NamedTuple):
    """A row that is bound to a column, and the words that tell its records there; none: no words are stated."""

    item: Item
    publish: Publish
    words: tuple[str, ...]


class Column(NamedTuple):
    """A column as rows of a division are bound to it. `name`: its path or address as bound; `path` as it is compared.

    `unsure`: its path fits several columns of the website, which are `found`; else `found` has the one that it is, or none.
    """

    division: str
    name: str
    path: Path
    url: str
    rows: tuple[Row, ...]
    found: tuple[Path, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether nobody can tell which column of the website it is."""
        return len(self.found) > 1


def divisions(catalogues: Sequence[Catalogue]) -> list[str]:
    """The name of the division of each catalogue; empty where there is but one."""
    return [each.division.name if each.division and len(catalogues) > 1 else "" for each in catalogues]


def _bound(catalogues: Sequence[Catalogue]) -> list[Column]:
    """The columns as they are written: rows of a division with the same path, or without path the same address, share one."""
    made: dict[tuple[str, Path, str], Column] = {}
    for division, catalogue in zip(divisions(catalogues), catalogues, strict=True):
        for item in (item for area in catalogue.areas for item in area.items):
            for publish in item.publish:
                path = parts(publish.column) if publish.column else ()
                url = publish.url if publish.url and publish.url.startswith("http") else ""
                if not (path or url):
                    continue
                key = (division, path, "" if path else folder(url))
                known = made.get(key) or Column(division, publish.column or url, path, url, ())
                made[key] = known._replace(url=known.url or url, rows=_with(known.rows, item, publish))
    return list(made.values())


def _with(rows: tuple[Row, ...], item: Item, publish: Publish) -> tuple[Row, ...]:
    """The rows with one more; one that is bound twice to the same column has the words of both."""
    words = tuple(plain(each) for each in _WORDS.split(publish.match or "") if plain(each))
    for i, each in enumerate(rows):
        if each.item.id == item.id:
            both = (*each.words, *words) if each.words and words else ()
            return (*rows[:i], each._replace(words=both), *rows[i + 1 :])
    return (*rows, Row(item, publish, words))


class Bindings:
    """The bound columns, and to which of them each path of the website belongs.

    `columns` are those that are bound, with what they were found to be among `paths`, all paths of the website. What a path of an
    `earlier` list belongs to is told by that list, and by it alone where the website has renamed what is above a column: the
    columns of today are none of several for it.
    """

    def __init__(self, catalogues: Sequence[Catalogue], paths: Iterable[Path], earlier: Iterable[Path] = ()) -> None:
        """`paths` as the records have them."""
        written = _bound(catalogues)
        by_last: dict[str, list[int]] = {}
        for i, column in enumerate(written):
            if column.path:
                by_last.setdefault(column.path[-1], []).append(i)
        now, before = ({path: of_record(path) for path in each} for each in (paths, earlier))
        self._compared: dict[Path, Path] = now | before
        fits: dict[Path, list[tuple[int, int]]] = {}
        reached, known = ([set[Path]() for _ in written] for _ in (now, before))
        for those, ends_of in ((now, reached), (before, known)):
            for path in dict.fromkeys(those.values()):
                if found := fits.get(path) or _fits(path, written, by_last):
                    fits[path] = found
                    for end, i in found:
                        ends_of[i].add(path[:end])
        once = [_which(column.path, found) for column, found in zip(written, known, strict=True)]
        whole = [
            _which(column.path, found) if found else then
            for column, found, then in zip(written, reached, once, strict=True)
        ]
        self.columns, place = _merged(written, whole)
        self._of: dict[Path, tuple[int, ...]] = {}
        today = set(now.values())
        for path, found in fits.items():
            ends = [
                (end, place[i])
                for end, i in found
                if path[:end] in whole[i] or (path not in today and len(once[i]) == 1 and path[:end] in once[i])
            ]
            deepest = max((end for end, _ in ends), default=0)
            self._of[path] = tuple(sorted({i for end, i in ends if end == deepest}))
        self._folders: dict[str, list[int]] = {}
        for i, column in enumerate(self.columns):
            if column.url and not column.path:
                self._folders.setdefault(folder(column.url), []).append(i)
        self._of_folder = cache(self._below)

    def compared(self, path: Path) -> Path:
        """A path of the website as it is compared."""
        return self._compared[path]

    @staticmethod
    def shown(path: Path) -> Path:
        """A path of the website as the website has it, without the start page."""
        return path[1:] if len(path) > 1 and plain(path[0]) in ROOTS else path

    def of(self, path: Path) -> tuple[int, ...]:
        """The columns that records with this path belong to, by their place in `columns`: of several divisions, several."""
        return self._of.get(self._compared[path], ())

    @property
    def by_address(self) -> bool:
        """Whether any column is bound by its address alone."""
        return bool(self._folders)

    def of_address(self, url: str) -> tuple[int, ...]:
        """The columns bound by an address alone in whose folder an address lies; the innermost folder counts."""
        return self._of_folder(same_address(url).rpartition("/")[0]) if url else ()

    def _below(self, here: str) -> tuple[int, ...]:
        while here:
            if here in self._folders:
                return tuple(self._folders[here])
            here = here.rpartition("/")[0]
        return ()

    def by_host(self, among: tuple[int, ...], url: str) -> tuple[int, ...]:
        """Those of several columns on whose website, or in whose folder, an address lies; all, if that does not tell."""
        bare = same_address(url)
        own = [folder(self.columns[i].url) if self.columns[i].url else "" for i in among]
        near = tuple(i for i, each in zip(among, own, strict=True) if each and f"{bare}/".startswith(f"{each}/"))
        if len(near) == 1:
            return near
        host = bare.partition("/")[0]
        same = tuple(i for i, each in zip(among, own, strict=True) if each and each.partition("/")[0] == host)
        return same if len(same) == 1 else among


def _fits(path: Path, columns: Sequence[Column], by_last: Mapping[str, Sequence[int]]) -> list[tuple[int, int]]:
    """Which columns a path lies in, each with the number of its parts up to there; the outermost, if one fits twice."""
    found: dict[int, int] = {}
    for end, last in enumerate(path, 1):
        for i in by_last.get(last, ()):
            bound = columns[i].path
            if i not in found and path[max(end - len(bound), 0) : end] == bound:
                found[i] = end
    return [(end, i) for i, end in found.items()]


def _which(bound: Path, reached: set[Path]) -> frozenset[Path]:
    """Which columns of the website a bound path is: itself, if there is one; else all that end with it, but for those below others."""
    if bound in reached:
        return frozenset({bound})
    return frozenset(each for each in reached if not any(each[:end] in reached for end in range(len(bound), len(each))))


def _merged(written: Sequence[Column], whole: Sequence[frozenset[Path]]) -> tuple[list[Column], list[int]]:
    """The columns, those together that turn out to be one column of the website, and where each of `written` now stands."""
    made: list[Column] = []
    place: list[int] = []
    at: dict[tuple[str, Path], int] = {}
    for column, found in zip(written, whole, strict=True):
        key = (column.division, next(iter(found))) if len(found) == 1 else None
        if key is None or key not in at:
            if key is not None:
                at[key] = len(made)
            place.append(len(made))
            made.append(column._replace(found=tuple(sorted(found))))
            continue
        i = at[key]
        place.append(i)
        known, rows = made[i], made[i].rows
        for row in column.rows:
            rows = _with(rows, row.item, row.publish)
        name, path = max((known[1:3], column[1:3]), key=lambda each: len(each[1]))
        made[i] = known._replace(name=name, path=path, url=known.url or column.url, rows=rows)
    return made, place


def own(
    exports: Sequence[Export], previous: Sequence[Export], catalogues: Sequence[Catalogue], wanted: Collection[str]
) -> tuple[list[Export], list[Export]]:
    """The lists, and the earlier ones, without the records that are certainly of other divisions than the `wanted`, by name.

    `catalogues` are those of all divisions of the profile.
    """
    now, before = ({r.path for each in lists for r in each.records} for lists in (exports, previous))
    known = Bindings(catalogues, sorted(now), sorted(before))

    def ours(record: Record) -> bool:
        found = known.of(record.path) or known.of_address(record.url)
        if len(found) > 1 and record.url:
            found = known.by_host(found, record.url)
        column = known.columns[found[0]] if len(found) == 1 else None
        return column is None or column.unsure or column.division in wanted

    return (
        [each._replace(records=tuple(filter(ours, each.records))) for each in exports],
        [each._replace(records=tuple(filter(ours, each.records))) for each in previous],
    )


def places(prepared: Prepared) -> Where:
    """Where the files of a profile bind each row. Looked up only for what a finding names."""
    from gapub.model.inheritance import noted

    whole = prepared.profile
    named = {each.division.name: each.division for each in whole.divisions} if whole else {}

    @cache
    def where(division: str, item: str) -> Place | None:
        if not named:
            return None
        own = named.get(division) or next(iter(named.values()))
        return next((each.place for each in noted(prepared.chain, own, item) if each.field == "publish"), None)

    return where


def all_rows(catalogues: Sequence[Catalogue]) -> Iterator[tuple[str, Catalogue, Item]]:
    """Every row of the catalogues, with the name of its division."""
    for division, catalogue in zip(divisions(catalogues), catalogues, strict=True):
        for area in catalogue.areas:
            for item in area.items:
                yield division, catalogue, item
