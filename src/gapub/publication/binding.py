"""Proposals which column of a website a row of the catalogue is published in, by likeness; a person decides.

A column is compared by its path, a row by area, topic and title, as `tables.matching` compares titles of tables: with rapidfuzz,
without marks, and never where words rule each other out. Portals rename areas (农村集体土地征收 is 征地信息) and keep what lies below
them together; so the rows that the columns below a node are likest to say, in a first pass, which area the node is, and
count in a second. What the entries of a column are called is evidence, too.

A proposal is sure where each is the likest of the other and nothing else comes near. All else is listed with its candidates.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import heappush, heappushpop
from itertools import islice
from typing import Final, NamedTuple

from rapidfuzz.fuzz import ratio

from gapub.diagnostics import Text
from gapub.diff.likeness import Index, grams
from gapub.model.catalogue import Catalogue
from gapub.model.local import Publish
from gapub.publication.bindings import of_record, parts
from gapub.publication.record import Export
from gapub.tables.matching import Marks, marks, opposed, plain

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
    area: Text
    topic: Text
    title: Text
    content: tuple[str, ...] = ()
    bound: tuple[Publish, ...] = ()


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
            area.title,
            topic.title,
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
    best: dict[int, list[tuple[int, int]]] = {}
    near = _Pairs()
    for column, scores in enumerate(_Likeness(free, columns).scores()):
        near.add((row, score) for row, score in scores if score > SURE - MARGIN)  # all that decides what is sure
        for row, score in scores:
            some = best.setdefault(row, [])
            (heappush if len(some) < SHOWN else heappushpop)(some, (score, -column))
    chosen = _chosen(near, len(free))
    made = []
    for row, some in sorted(best.items()):
        known = {-column: score for score, column in sorted(some, reverse=True)}
        sure = chosen.get(row)
        shown = [*([sure] if sure else []), *(each for each in known.items() if not sure or each[0] != sure[0])][:SHOWN]
        candidates = tuple(Candidate(columns[c], s, evidence(free[row], columns[c])) for c, s in shown)
        made.append(Proposal(free[row], candidates, sure is not None))
    none = [each for row, each in enumerate(free) if row not in best]
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


class _Pairs:
    """For each column some rows with a number each, as compact as can be: there may be millions."""

    def __init__(self) -> None:
        self._ends = array("Q", (0,))
        self._rows = array("L")
        self._numbers = array("d")

    def add(self, pairs: Iterable[tuple[int, float]]) -> None:
        """The rows of the next column."""
        for row, number in pairs:
            self._rows.append(row)
            self._numbers.append(number)
        self._ends.append(len(self._rows))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, column: int) -> list[tuple[int, float]]:
        here = slice(self._ends[column], self._ends[column + 1])
        return list(zip(self._rows[here], self._numbers[here], strict=True))


def _chosen(near: _Pairs, rows: int) -> dict[int, tuple[int, int]]:
    """Each row that has one with the column that is sure, and its score: the surest first, what they leave over after them."""
    of_rows = [array("Q") for _ in range(rows)]
    for column in range(len(near)):
        for row, score in near[column]:
            of_rows[row].append((100 - round(score)) << 32 | column)
    ranked = [array("Q", sorted(each)) for each in of_rows]  # the likest first
    chosen: dict[int, tuple[int, int]] = {}
    taken = set[int]()

    def sure(row: int) -> tuple[int, int] | None:
        """The column that is the best of the row, as the row is of the column, by the margin."""
        left = ((each & 0xFFFFFFFF, 100 - (each >> 32)) for each in ranked[row] if each & 0xFFFFFFFF not in taken)
        column, score = next(left, (0, 0))
        if score < SURE or next(left, (0, 0))[1] > score - MARGIN:
            return None
        others = (number for other, number in near[column] if other not in chosen)
        return (column, score) if sum(number > score - MARGIN for number in others) == 1 else None

    while found := {row: best for row in range(rows) if row not in chosen and (best := sure(row))}:
        chosen |= found
        taken.update(column for column, _ in found.values())
    return chosen


def evidence(row: Row, column: Column) -> float | None:
    """The share of a column's titles that have half of the words of the row's title; None of a column without titles."""
    return _share(grams(_plain(row.title.zh)), _titles(column))


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
    """What is compared of a row or column: what it stands in, its own name, that without what it stands in, name with what it stands in.

    `named` and `marked` are the words of the name, and of the whole path, that rule others out.
    """

    within: str
    name: str
    bare: str
    whole: str
    named: Marks
    marked: Marks


def _words(path: Sequence[str]) -> _Words:
    *above, name = map(_plain, path)
    bare = name
    for each in above[-2:]:
        bare = bare.replace(each, "") if len(bare) - len(each) > 1 else bare
    within = above[-1] if above else ""
    whole = name if within in name else within + name
    return _Words(within, name, bare, whole, marks(name), marks("".join((*above, name))))


class _Likeness:
    """How alike columns and rows are."""

    def __init__(self, rows: Sequence[Row], columns: Sequence[Column]) -> None:
        self.rows, self.columns = rows, columns
        self.of_rows = [_words((each.area.zh, each.topic.zh, each.title.zh)) for each in rows]
        self.times = Counter(each.name for each in self.of_rows)
        self.areas = [_plain(each.area.zh) for each in rows]
        self.content = [grams(*map(_plain, each.content)) for each in rows]
        self.parents = {each.path[:-1] for each in columns}
        self.titled = [grams(each.name) for each in self.of_rows]
        self.grams = [grams(each.name, each.whole) for each in self.of_rows]
        self.index = Index(dict(enumerate(self.grams)))
        known = tuple(dict.fromkeys(self.areas))
        self.alike = lru_cache(1 << 12)(lambda part: {area: _alike(_plain(part), area) for area in known})
        """How alike a part of a path and each of the areas are."""

    def scores(self) -> Iterator[list[tuple[int, int]]]:
        """For each column the rows that it is somewhat like, with their scores."""
        first = _Pairs()
        for column in self.columns:
            words = _words(column.path)
            first.add(self._near(column, words, self.index.near(grams(words.name, words.whole))))
        homes = _homes(self.columns, first, self.areas)
        of_area = dict[str, list[int]]()
        for row, area in enumerate(self.areas):
            of_area.setdefault(area, []).append(row)
        for i, column in enumerate(self.columns):
            near, home = first[i], self._named(column.path) or _home_of(column.path, homes)
            if not near and not home:
                yield []
                continue
            words, known = _words(column.path), {row for row, _ in near}
            own, leaf = grams(words.whole), grams(words.bare)
            others = (row for row in of_area.get(home, ()) if row not in known and not own.isdisjoint(self.grams[row]))
            found, titles = list[tuple[int, int]](), None
            for row, names in (*near, *self._near(column, words, others)):
                score = self._score(column, leaf, row, names, home)
                if score + EVIDENCE < LIKELY / 100:
                    continue
                titles = _titles(column) if titles is None else titles
                score += EVIDENCE * (_share(self.titled[row], titles) or 0)
                if (points := min(100, round(100 * score))) >= LIKELY:
                    found.append((row, points))
            yield found

    def _near(self, column: Column, words: _Words, rows: Iterable[int]) -> Iterator[tuple[int, float]]:
        """How alike the names of a column and of each of these rows are, 0 to 1; not those that rule each other out."""
        node = column.path in self.parents
        for row in rows:
            other = self.of_rows[row]
            if opposed(words.named, other.named) or opposed(words.marked, other.marked):
                continue
            if node:  # what holds other columns is a row only by its name
                alike = ratio(words.name, other.name) / 100
                yield row, alike if alike >= NODE and words.name != other.within else 0
            else:
                yield row, _names(words, other, own=self.times[other.name] == 1)

    def _named(self, path: Path) -> str:
        """The area that something above a column is called after; nothing where none or several may be."""
        found = {area for part in path[:-1] for area, alike in self.alike(part).items() if alike >= HOME}
        return found.pop() if len(found) == 1 else ""

    def _score(self, column: Column, leaf: frozenset[str], row: int, names: float, home: str) -> float:
        """How alike a column, of whose name these are the pairs of characters, and a row are, 0 to 1, but for the titles."""
        here = self.areas[row]
        within = 1.0 if home == here else max(self.alike(part)[here] for part in column.path[:-1] or column.path)
        if home and home != here:
            within = min(within, 0.5)
        content = len(leaf & self.content[row]) / len(leaf) if leaf else 0
        return 0.72 * names + 0.28 * within + 0.05 * content


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
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return 0.6 + 0.4 * score if len(short) > 2 and short in long else score


def _homes(columns: Sequence[Column], near: _Pairs, areas: Sequence[str]) -> dict[Path, str]:
    """Which area a node of the website is, where most of what lies below it is likest to rows of that area."""
    votes = dict[Path, Counter[str]]()
    for i, column in enumerate(columns):
        rows, path = near[i], column.path
        best = max((score for _, score in rows), default=0)
        if best < LIKELY / 100:
            continue
        for area in {areas[row] for row, score in rows if score == best}:
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
