"""Proposals: which rows may be one and the same by the likeness of their titles and contents.

The likeness of two texts is the share of their characters that stand in both in the same order (rapidfuzz's `ratio`).
Titles count for one half and contents for the other; where a content is the common one of several rows of its side, or
unknown, it tells nothing and the title counts alone. A row of another area is less likely to be the same one.

A row is split if its elements are found again in several rows; they were merged if its elements come from several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping
from itertools import chain, islice
from operator import add
from typing import Final, Generic, NamedTuple, TypeVar

from rapidfuzz.fuzz import ratio

from gapub.diff.facts import Nodes, Path, contents
from gapub.model.text import fold

THRESHOLD: Final = 0.6
"""From which likeness on a proposal is made.

Of the rows of one area, which are never the same, 97 of 100 pairs are less alike than this (a test measures it), while a
title that lost or gained a half of its characters is still as alike.
"""
ELSEWHERE: Final = 0.85
"""How much of the likeness counts between areas that are not the same."""
CONTAINED: Final = 0.8
"""Which share of a part's elements must come from the whole, and of the whole's be found in the parts."""

SEEN: Final = 100
"""So often is a row met, of those that share a pair of characters with another one, the rarest pairs first."""
NEAR: Final = 8
"""The rows that were met most often, so many, are looked at."""

Proposal = tuple[Path, Path, float]
K = TypeVar("K")


def proposals(old: Nodes, new: Nodes, pairs: Mapping[Path, Path], areas: Mapping[Path, Path]) -> Iterator[Proposal]:
    """Old row, new row and likeness, the likest first; `pairs` are the rows that have found each other."""
    before, after = _Words(old), _Words(new)
    back = {other: one for one, other in pairs.items()}
    backward = {other: one for one, other in areas.items()}
    whole = [
        *((score, [(one, part) for part in parts]) for one, parts, score in _splits(before, after, pairs, areas)),
        *((score, [(part, one) for part in parts]) for one, parts, score in _splits(after, before, back, backward)),
    ]
    taken = set[Path]()
    for score, edges in sorted(whole, key=lambda each: (-each[0], sorted(map(sorted, each[1])))):
        rows = {path for edge in edges for path in edge}
        if taken.isdisjoint(rows):
            taken |= rows
            yield from ((one, other, score) for one, other in edges if pairs.get(one) != other)
    left, right = (
        {path: words.of(path) for path in side if path not in done and path not in taken}
        for side, done, words in ((old, pairs, before), (new, back, after))
    )
    for one, other in _twins(left, right, areas):
        del left[one], right[other]
        yield one, other, 1.0
    words = [{path: grams(row.title, row.text) for path, row in side.items()} for side in (left, right)]
    found = [
        (one, other, score)
        for one, other in {*near(*words), *((one, other) for other, one in near(*reversed(words)))}
        if (score := _likeness(left[one], right[other], 1 if areas.get(one[:1]) == other[:1] else ELSEWHERE))
    ]
    for one, other, score in sorted(found, key=lambda each: (-each[2], sorted(each[:2]))):
        if one not in taken and other not in taken:
            taken.update((one, other))
            yield one, other, score


def _twins(left: _Rows, right: _Rows, areas: Mapping[Path, Path]) -> list[tuple[Path, Path]]:
    """Rows of the same area that say the same in title and content, in the order of their paths."""
    twins: dict[tuple[Path, str, str], list[Path]] = {}
    for other, row in sorted(right.items(), reverse=True):
        twins.setdefault((other[:1], row.title, row.text), []).append(other)
    found = []
    for one, row in sorted(left.items()):
        if (area := areas.get(one[:1])) and (same := twins.get((area, row.title, row.text))):
            found.append((one, same.pop()))
    return found


class Index(Generic[K]):
    """Rows by their pairs of characters (`grams`), to find those that are worth a look beside another row.

    To look at all pairs would take a hundred times as long for ten times as many rows. Rows that are as alike as a proposal
    asks share more than one or two rare pairs of characters; a test holds the proposals against a look at all.
    """

    def __init__(self, rows: Mapping[K, Collection[str]]) -> None:
        """Note which rows have each pair of characters."""
        self.having: dict[str, list[K]] = {}
        for key, row in rows.items():
            for gram in row:
                self.having.setdefault(gram, []).append(key)

    def near(self, row: Collection[str], among: Container[K] | None = None) -> Iterator[K]:
        """The rows that share most of its rare pairs of characters; only those `among` these, if any are named."""
        rare = sorted(self.having.keys() & row, key=lambda gram: (len(self.having[gram]), gram))
        having = chain.from_iterable(map(self.having.__getitem__, rare))
        wanted = having if among is None else filter(among.__contains__, having)
        met = Counter(islice(wanted, SEEN))
        yield from sorted(met, key=met.__getitem__, reverse=True)[:NEAR]


def near(left: Mapping[K, Collection[str]], right: Mapping[K, Collection[str]]) -> Iterator[tuple[K, K]]:
    """Pairs that are worth a look: to each row on the left those that are on the right."""
    index = Index(right)
    for one, row in left.items():
        yield from ((one, other) for other in index.near(row))


def grams(*texts: str) -> frozenset[str]:
    """The pairs of characters that stand side by side in any of the texts."""
    return frozenset(chain.from_iterable(map(add, text, text[1:]) for text in texts))


def likeness(one: Path, other: Path, side: Nodes) -> float:
    """How alike two rows of one side are, 0 to 1; 0 where it is below the threshold."""
    words = _Words(side)
    return _likeness(words.of(one), words.of(other), 1)


class _Row(NamedTuple):
    """What of a row is compared. `own`: no other row of its side has the content."""

    title: str
    elements: frozenset[str]
    text: str
    own: bool


_Rows = dict[Path, _Row]


class _Words:
    """The rows of a side as they are compared, each made when it is first asked for."""

    def __init__(self, side: Nodes) -> None:
        self.side = side
        self.count = contents(side)
        self.made: dict[Path, _Row] = {}

    def of(self, path: Path) -> _Row:
        if path not in self.made:
            item = self.side[path].value
            elements = frozenset(fold(f"{each.part or ''}{each.text}") for each in item.content or ())
            own = self.count[item.content] == 1
            self.made[path] = _Row(fold(item.title.zh), elements, "\n".join(sorted(elements)), own)
        return self.made[path]


def _likeness(one: _Row, other: _Row, weight: float) -> float:
    """The likeness, or 0 where it is below the threshold."""
    sizes = len(one.title), len(other.title)
    bound = 2 * min(sizes) / (sum(sizes) or 1)  # no two titles of these lengths are more alike
    both = one.own and other.own and one.elements and other.elements
    if ((bound + 1) / 2 if both else bound) * weight < THRESHOLD:
        return 0
    title = ratio(one.title, other.title) / 100
    if not both:
        score = title * weight
    elif (title + 1) / 2 * weight < THRESHOLD:
        return 0
    else:
        score = (title + ratio(one.text, other.text) / 100) / 2 * weight
    return round(score, 3) if score >= THRESHOLD else 0


def _splits(
    before: _Words, after: _Words, pairs: Mapping[Path, Path], areas: Mapping[Path, Path]
) -> Iterator[tuple[Path, list[Path], float]]:
    """Rows whose elements are found again in several rows of the same area, with those and the share found."""
    partners = set(pairs.values())
    having: dict[tuple[Path, str], list[Path]] = {}
    for path in after.side:
        if path not in partners and after.of(path).own:
            for element in after.of(path).elements:
                having.setdefault((path[:1], element), []).append(path)
    for one in before.side:
        partner, area = pairs.get(one), areas.get(one[:1])
        if area is None or (partner and after.side[partner].value.content == before.side[one].value.content):
            continue
        words = before.of(one)
        kept = after.of(partner).elements if partner else frozenset[str]()
        if len(words.elements) < 2 or not words.own or kept >= words.elements:
            continue
        parts: list[Path] = [partner] if partner else []
        rest = words.elements - kept
        shared = Counter(path for element in words.elements for path in having.get((area, element), ()))
        for path in sorted(shared, key=lambda each: (-shared[each], each)):
            elements = after.of(path).elements
            if len(elements & rest) >= CONTAINED * len(elements):
                parts.append(path)
                rest -= elements
        share = 1 - len(rest) / len(words.elements)
        if len(parts) > 1 and share >= CONTAINED:
            yield one, parts, round(share, 3)
