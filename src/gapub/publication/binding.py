"""Proposals which column of a website a row of the catalogue is published in, by likeness; a person decides.

A column is compared by its path, a row by area, topic and title, as `tables.matching` compares titles of tables: with rapidfuzz,
without marks, and never where words rule each other out. Portals rename areas (农村集体土地征收 is 征地信息) and keep what lies below
them together; so the rows that the columns below a node are likest to say, in a first pass, which area the node is, and
count in a second. What the entries of a column are called is evidence, too.

A proposal is sure where each is the likest of the other and nothing else comes near. All else is listed with its candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import islice
from typing import Final, NamedTuple

from rapidfuzz.fuzz import ratio

from gapub.diagnostics import Text
from gapub.diff.likeness import Index, grams
from gapub.model.catalogue import Catalogue
from gapub.model.local import Publish
from gapub.publication.bindings import of_record, parts
from gapub.publication.record import Export
from gapub.tables.matching import marks, opposed, plain

Path = tuple[str, ...]

SURE: Final = 75
"""From which score on a row is proposed for a column, if nothing else comes near: the score to accept."""
LIKELY: Final = 50
"""From which score on a column is named as a candidate."""
MARGIN: Final = 4
"""By how much the likest must be likier than the next one, on either side."""
NODE: Final = 0.8
"""How alike the name of what holds other columns must be to a row's, to be its column."""
HOME: Final = 0.85
"""How alike the name of what holds columns must be to an area's, to be that area."""
EVIDENCE: Final = 0.1
"""How much it counts that all titles of a column have the words of a row."""
SHOWN: Final = 3
"""So many candidates of an unsure row are named."""
SAMPLE: Final = 200
"""So many titles of a column are looked at."""
_SAME: Final = (
    ("城乡低保", "最低生活保障"),
    ("城乡居民最低生活保障", "最低生活保障"),
    ("低保", "最低生活保障"),
    ("危改", "危房改造"),
    ("预决算", "预算决算"),
    ("换发", "换领"),
    ("批复", "批准"),
    ("录取", "招生"),
    ("学区", "招生范围"),
    ("高素质农民", "新型职业农民"),
    ("身份证", "居民身份证"),
    ("征收土地", "征地"),
    ("土地征收", "征地"),
)
"""What portals call things, and what the guidelines call them."""
_IDLE_ENDS: Final = ("信息公开", "公开", "信息", "情况", "专栏")


class Row(NamedTuple):
    """A row of the catalogue, and where it is bound already."""

    id: str
    area: str
    topic: str
    name: Text
    content: tuple[str, ...] = ()
    bound: tuple[Publish, ...] = ()

    @property
    def title(self) -> str:
        """Its title."""
        return self.name.zh


class Column(NamedTuple):
    """A column of the website by its path, how many entries it has with those below it, and titles of some of them."""

    path: Path
    records: int = 0
    titles: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """A column that a row may be published in: the score, 0 to 100, and the share of its titles that have words of the row."""

    column: Column
    score: int
    evidence: float | None


class Proposal(NamedTuple):
    """A row with the columns it may be published in, the likest first. `sure`: the first one is proposed."""

    row: Row
    candidates: tuple[Candidate, ...]
    sure: bool


class Proposals(NamedTuple):
    """What became of all rows: with candidates, bound already, or like no column. `left`: columns that are like no row."""

    made: tuple[Proposal, ...]
    bound: tuple[Row, ...]
    none: tuple[Row, ...]
    left: tuple[Column, ...]


def rows_of(catalogue: Catalogue) -> list[Row]:
    """The rows of a catalogue."""
    return [
        Row(
            item.id,
            area.title.zh,
            topic.title.zh,
            item.title,
            tuple(each.zh for each in item.content or ()),
            item.publish,
        )
        for area in catalogue.areas
        for topic in area.topics
        for item in topic.items
    ]


def columns_of(exports: Iterable[Export]) -> list[Column]:
    """The columns of a website, those that only have others below them among them, in the order of their paths."""
    counts, titles = Counter[Path](), dict[Path, list[str]]()
    for record in (each for export in exports for each in export.records):
        for n in range(1, len(record.path) + 1):
            path = record.path[:n]
            counts[path] += 1
            if len(some := titles.setdefault(path, [])) < SAMPLE:
                some.append(record.title)
    return [Column(path, counts[path], tuple(titles[path])) for path in sorted(counts)]


def written(path: Path) -> str:
    """A path as a profile states it."""
    return " > ".join(path)


def propose(rows: Sequence[Row], columns: Sequence[Column]) -> Proposals:
    """The columns that each row may be published in.

    A row that is bound is asked nothing, nor is its column proposed again, nor one that a profile cannot state: what parts a path
    stands in its name.
    """
    free, taken = [each for each in rows if not each.bound], _Taken(rows)
    columns = [
        each for each in columns if each.path not in taken and parts(written(each.path)) == of_record(each.path) != ()
    ]
    scores = _Likeness(free, columns).scores()
    chosen = dict(_chosen(scores))
    ranked = dict[int, list[tuple[int, int]]]()
    for (column, row), score in scores.items():
        ranked.setdefault(row, []).append((-score, column))
    made = []
    for row, found in sorted(ranked.items()):
        best = sorted(found, key=lambda each: (each[1] != chosen.get(row), each))[:SHOWN]
        candidates = tuple(Candidate(columns[c], -s, evidence(free[row], columns[c])) for s, c in best)
        made.append(Proposal(free[row], candidates, row in chosen))
    none = [each for row, each in enumerate(free) if row not in ranked]
    named = {
        each.column.path[:n] for one in made for each in one.candidates for n in range(1, len(each.column.path) + 1)
    }
    left = [each for each in columns if each.path not in named]
    return Proposals(tuple(made), tuple(each for each in rows if each.bound), tuple(none), tuple(left))


class _Taken:
    """The columns that rows are bound to, by their paths or the tails of them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.tails = {parts(each.column) for row in rows for each in row.bound if each.column}
        self.lengths = sorted({len(each) for each in self.tails})

    def __contains__(self, path: Path) -> bool:
        whole = of_record(path)
        return any(whole[-n:] in self.tails for n in self.lengths)


def _chosen(scores: Mapping[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """Each row with the column that is sure: the surest first, what they leave over after them."""
    left = dict(scores)
    while sure := [(row, column) for column, row in _sure(left)]:
        yield from sure
        rows, columns = ({each[side] for each in sure} for side in (0, 1))
        left = {edge: score for edge, score in left.items() if edge[0] not in columns and edge[1] not in rows}


def _sure(scores: Mapping[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """The edges that are the best of both ends, by the margin."""
    best = dict[tuple[int, int], list[int]]()
    for edge, score in scores.items():
        for side, end in enumerate(edge):
            best.setdefault((side, end), []).append(score)
    for edge, score in scores.items():
        if score >= SURE and all(_ahead(best[side, end], score) for side, end in enumerate(edge)):
            yield edge


def _ahead(scores: Sequence[int], score: int) -> bool:
    """Whether a score is the best of all by the margin, its own among them."""
    return sum(each > score - MARGIN for each in scores) == 1


def evidence(row: Row, column: Column) -> float | None:
    """The share of a column's titles that have half of the words of the row's title; None of a column without titles."""
    return _share(grams(_plain(row.title)), _titles(column))


def _titles(column: Column) -> list[frozenset[str]]:
    return [grams(_plain(each)) for each in column.titles]


def _share(words: frozenset[str], titles: Sequence[frozenset[str]]) -> float | None:
    if not words or not titles:
        return None
    return sum(2 * len(words & each) >= len(words) for each in titles) / len(titles)


# --- likeness ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 14)
def _plain(text: str) -> str:
    """A text as `matching` compares it, in the words of the guidelines, without what says no more than that it is a column."""
    text = plain(text)
    for said, meant in _SAME:
        if said in text and meant not in text:
            text = text.replace(said, meant)
    for end in _IDLE_ENDS:
        if text.endswith(end) and len(text) > len(end) + 1:
            return text.removesuffix(end)
    return text


class _Words(NamedTuple):
    """What is compared of a row or column: what it stands in, its own name, that without what it stands in, and the whole path."""

    within: str
    name: str
    bare: str
    path: str

    @property
    def whole(self) -> str:
        """The name with what it stands in."""
        return self.name if self.within in self.name else self.within + self.name


def _words(path: Sequence[str]) -> _Words:
    *above, name = map(_plain, path)
    bare = name
    for each in above[-2:]:
        bare = bare.replace(each, "") if len(bare) - len(each) > 1 else bare
    return _Words(above[-1] if above else "", name, bare, "".join((*above, name)))


class _Likeness:
    """How alike columns and rows are."""

    def __init__(self, rows: Sequence[Row], columns: Sequence[Column]) -> None:
        self.rows, self.columns = rows, columns
        self.of_rows = [_words((each.area, each.topic, each.title)) for each in rows]
        self.of_columns = [_words(each.path) for each in columns]
        self.times = Counter(each.name for each in self.of_rows)
        self.areas = [_plain(each.area) for each in rows]
        self.known = frozenset(self.areas)
        self.content = [grams(*map(_plain, each.content)) for each in rows]
        self.parents = {each.path[:-1] for each in columns}
        self.titled = [grams(each.name) for each in self.of_rows]
        self.grams = [grams(each.name, each.whole) for each in self.of_rows]
        self.index = Index(dict(enumerate(self.grams)))

    def scores(self) -> dict[tuple[int, int], int]:
        """The score of each column with each row that it is somewhat like."""
        first = {
            i: _best(self._near(i, self.index.near(grams(each.name, each.whole))))
            for i, each in enumerate(self.of_columns)
        }
        homes = _homes(self.columns, first, self.areas)
        of_area = dict[str, list[int]]()
        for row, area in enumerate(self.areas):
            of_area.setdefault(area, []).append(row)
        found = dict[tuple[int, int], int]()
        for i, near in first.items():
            home = self._named(self.columns[i].path) or _home_of(self.columns[i].path, homes)
            own = grams(self.of_columns[i].whole)
            others = (row for row in of_area.get(home, ()) if row not in near and not own.isdisjoint(self.grams[row]))
            titles: list[frozenset[str]] | None = None
            for row, names in (*near.items(), *self._near(i, others)):
                score = self._score(i, row, names, home)
                if score + EVIDENCE < LIKELY / 100:
                    continue
                titles = _titles(self.columns[i]) if titles is None else titles
                score += EVIDENCE * (_share(self.titled[row], titles) or 0)
                if (points := min(100, round(100 * score))) >= LIKELY:
                    found[i, row] = points
        return found

    def _near(self, i: int, rows: Iterable[int]) -> Iterator[tuple[int, float]]:
        """How alike the names of a column and of each of these rows are, 0 to 1; not those that rule each other out."""
        words, node = self.of_columns[i], self.columns[i].path in self.parents
        for row in rows:
            other = self.of_rows[row]
            if opposed(marks(words.name), marks(other.name)) or opposed(marks(words.path), marks(other.path)):
                continue
            if node:  # what holds other columns is a row only by its name
                alike = ratio(words.name, other.name) / 100
                yield row, alike if alike >= NODE and words.name != other.within else 0
            else:
                yield row, _names(words, other, own=self.times[other.name] == 1)

    def _named(self, path: Path) -> str:
        """The area that something above a column is called after; nothing where none or several may be."""
        found = {area for area in self.known for part in path[:-1] if _alike(_plain(part), area) >= HOME}
        return found.pop() if len(found) == 1 else ""

    def _score(self, i: int, row: int, names: float, home: str) -> float:
        """How alike a column and a row are, 0 to 1, but for the titles."""
        column, here = self.columns[i], self.areas[row]
        within = 1.0 if home == here else max(_alike(_plain(part), here) for part in column.path[:-1] or column.path)
        if home and home != here:
            within = min(within, 0.5)
        leaf = grams(self.of_columns[i].bare)
        content = len(leaf & self.content[row]) / len(leaf) if leaf else 0
        return 0.72 * names + 0.28 * within + 0.05 * content


def _best(near: Iterable[tuple[int, float]]) -> dict[int, float]:
    """Those rows that a column is likest to, in their order: a website may have 100,000 columns that are like many."""
    found = dict(near)
    if len(found) <= _MOST_ROWS:
        return found
    kept = set(nlargest(_MOST_ROWS, found, key=found.__getitem__))
    return {row: alike for row, alike in found.items() if row in kept}


_MOST_ROWS: Final = 12
"""So many rows are weighed for a column by its name; those of its area besides."""


def _names(one: _Words, other: _Words, *, own: bool) -> float:
    """How alike a column and a row are by their names; of a title that several rows have, what it stands in counts as much."""
    whole = max(_alike(one.whole, other.whole), _alike(one.name, other.whole))
    bare = max(_alike(one.name, other.name), _alike(one.bare, other.bare), _alike(one.name, other.bare))
    return max(whole, bare if own else (bare + _alike(one.within, other.within)) / 2)


@lru_cache(maxsize=1 << 12)
def _alike(one: str, other: str) -> float:
    """How alike two names are, 0 to 1; one that is part of the other is more so than their lengths say."""
    if not one or not other:
        return 0
    score = ratio(one, other) / 100
    short, long = sorted((one, other), key=len)
    return 0.6 + 0.4 * score if len(short) > 2 and short in long else score


def _homes(columns: Sequence[Column], near: Mapping[int, Mapping[int, float]], areas: Sequence[str]) -> dict[Path, str]:
    """Which area a node of the website is, where most of what lies below it is likest to rows of that area."""
    votes = dict[Path, Counter[str]]()
    for i, rows in near.items():
        best = max(rows.values(), default=0)
        if best < LIKELY / 100:
            continue
        for area in {areas[row] for row, score in rows.items() if score == best}:
            path = columns[i].path
            for n in range(1, len(path)):
                votes.setdefault(path[:n], Counter())[area] += best  # type: ignore[assignment]
    homes = dict[Path, str]()
    for path, counts in votes.items():
        (area, most), *_ = counts.most_common(1)
        if most >= 0.6 * sum(counts.values()) and most >= 1.5:
            homes[path] = area
    return homes


def _home_of(path: Path, homes: Mapping[Path, str]) -> str:
    """The area of the widest node above a column that is one area, or nothing."""
    return next(islice((homes[path[:n]] for n in range(1, len(path)) if path[:n] in homes), 1), "")
