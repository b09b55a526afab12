"""Pairs of the rows of a table with the rows that are known, those of a guideline or of another table.

In this order, each for what the one before left over, and never two rows for one:

1. the hidden id that our own formats carry;
2. the number, where the title is nearly the same, too;
3. the same area, topic and title; where the table names no known area (its sheets may be called by office) the same topic and
   title, if just one known row has them;
4. likeness of title, of what it stands in (area and topic) and of content: each is the likest of the other, and no third row is
   nearly as alike.

Likeness is one of characters, and titles that mean opposite things differ by two of them (出生登记, 死亡登记). So words that rule
each other out are listed (`OPPOSED`), and where one title has the one and the other the other, they are never paired. Whatever
is likely and not certain is listed with its candidates: a person decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, Generic, Literal, NamedTuple, TypeVar

from rapidfuzz.distance.Levenshtein import opcodes
from rapidfuzz.fuzz import ratio

from gapub.diff.likeness import ELSEWHERE, Index, grams
from gapub.model.text import fold

How = Literal["id", "number", "likeness"]
R = TypeVar("R")
K = TypeVar("K")

SURE: Final = 0.75
"""From which likeness on two rows are one and the same, if nothing else is nearly as alike."""
LIKELY: Final = 0.55
"""From which likeness on a row is named as a candidate."""
MARGIN: Final = 0.05
"""By how much the likest must be likier than the next one, on either side."""
NUMBERED: Final = 0.85
"""How alike the titles of two rows of the same number must be."""
SAME_AREA: Final = 0.5
"""How alike the names of two areas are that may be one."""
SAME_TITLE: Final = 0.85
"""How alike two rows are at least whose title no other row of the area has, whatever topic they stand in."""
CACHED: Final = 4096
"""Texts whose words are remembered, as the known rows are the same for every table of a run."""
SHOWN: Final = 3
"""So many candidates of an unsure row are named."""

OPPOSED: Final[tuple[tuple[str, ...], ...]] = tuple(
    tuple(group.split("|"))
    for group in (
        "出生|死亡|服现役|收养|迁入|迁出",
        "设立|变更|注销|终止|撤销",
        "拟征收|征收",
        "拟征地|征地",
        "申请|退出|识别",
        "申领|换领|补领|注销|签注|信息变更",
        "国家|省级|市级|县级|乡级|乡镇|村级|地方",
        "事前|事中|事后",
        "决策前|决策会议|决策结果",
        "标准|结果|程序|流程|方案|决定|公告|告知|听证|指南|目录|制度|条件",
        "审核|审批|核准|备案",
        "预算|决算|预决算",
        "许可|处罚|强制|检查|确认|给付|奖励|裁决|征用|征收",
        "就业|失业|创业|求职|就业见习",
        "养老|工伤|失业|医疗|生育|康复",
        "城市|农村|乡村",
        "食品|药品|医疗器械|化妆品",
        "特殊食品|食品",
        "开工|竣工|初步设计|可行性研究|建议书|预评价",
        "招标|中标|成交|投标|采购需求|验收",
        "候选人|结果",
        "用地|工程",
        "房屋|土地",
        "权利|义务",
        "村民|居民",
        "个人|单位",
        "本级|上级",
        "暂停|恢复|延缴|补缴",
        "护士|医师",
        "高血压|糖尿病|肺结核|精神障碍",
        "姓名|性别|民族|出生日期",
        "低保|最低生活保障|特困|临时救助|五保",
        "非物质文化|物质文化",
        "不予|予以",
        "居住证|身份证",
        "临时居民身份证|居民身份证",
        "征收决定|补偿决定",
        "异地|本地",
    )
)
"""Words that rule each other out, drawn from titles of guidelines that differ in little else; of each, the longest is read first."""


class Candidate(NamedTuple, Generic[K]):
    """A row as it is compared, whatever it was read from.

    `key` is for who asks and is not looked at. `id` is a full id of a row, if one was written down. `area`, `topic` and
    `title` are Chinese words, empty where nobody knows them; `content` are the elements, or the text of the cell as one.
    """

    key: K
    id: str = ""
    number: str = ""
    area: str = ""
    topic: str = ""
    title: str = ""
    content: tuple[str, ...] = ()


class Pair(NamedTuple, Generic[R, K]):
    """A row and the known row that it is; `score` is their likeness, 1 for the same id."""

    row: Candidate[R]
    known: Candidate[K]
    how: How
    score: float


class Unsure(NamedTuple, Generic[R, K]):
    """A row that may be one of several known ones, or of none: the likest first, each with its likeness."""

    row: Candidate[R]
    candidates: tuple[tuple[Candidate[K], float], ...]


class Matches(NamedTuple, Generic[R, K]):
    """What became of all rows: each row is in `pairs`, `unsure` or `new`.

    `missing` are the known rows that no row is paired with; those that an unsure row may be are among them.
    """

    pairs: tuple[Pair[R, K], ...]
    unsure: tuple[Unsure[R, K], ...]
    new: tuple[Candidate[R], ...]
    missing: tuple[Candidate[K], ...]


class Known(Generic[K]):
    """Known rows made ready for being matched: who matches several tables with them makes them ready once."""

    def __init__(self, rows: Sequence[Candidate[K]]) -> None:
        """Look at what the rows are called; their contents are looked at for the first row that is not found by name."""
        self.rows = rows
        self.topics = {plain(row.topic) for row in rows}
        self.areas = frozenset(plain(row.area) for row in rows if row.area)
        self.words = _words(rows, self)
        self.ids = _having(each.id for each in rows)
        self.numbers = _having(_number(each.number) for each in rows)
        self.paths = _having(each.path for each in self.words)
        self.places = _having(each.place for each in self.words)

    @cached_property
    def compared(self) -> dict[int, Compared]:
        """The rows by their place, as rows of the other side are compared with them."""
        return _compared(range(len(self.rows)), self.rows, self.words, self)

    @cached_property
    def index(self) -> Index[int]:
        """Which rows have which pairs of characters."""
        return Index({i: each.grams for i, each in self.compared.items()})


def match(rows: Sequence[Candidate[R]], known: Sequence[Candidate[K]] | Known[K]) -> Matches[R, K]:
    """The pairs of the rows with known ones, in the order of the rows; the known rows may be of one area or of all."""
    known = known if isinstance(known, Known) else Known(known)
    found: dict[int, Pair[R, K]] = {}
    left, right = dict(enumerate(rows)), dict(enumerate(known.rows))

    def pair(one: int, other: int, how: How, score: float) -> None:
        found[one] = Pair(left.pop(one), right.pop(other), how, score)

    for one, other in _unique({i: each.id for i, each in left.items()}, known.ids, right):
        pair(one, other, "id", 1.0)
    words = _words(rows, known)
    for one, other in _unique({i: _number(each.number) for i, each in left.items()}, known.numbers, right):
        title, its = words[one].title, known.words[other].title
        score = ratio(title, its) / 100
        if score >= NUMBERED and not opposed(marks(title), marks(its)):
            pair(one, other, "number", round(score, 3))
    for one, other in _unique({i: words[i].path for i in left}, known.paths, right):
        pair(one, other, "likeness", 1.0)
    compared = _compared(left, rows, words, known) if right else {}  # with what, where nothing is left
    scores = {
        (one, other): score
        for one, mine in compared.items()
        for other in known.index.near(mine.grams, right)
        if (score := likeness(mine, known.compared[other]))
    }
    nowhere = {i: words[i].place for i in left if not words[i].area}
    for edge in _unique(nowhere, known.places, range(len(known.rows))):
        if edge in scores:
            scores[edge] = 1.0
    while sure := list(_sure(scores)):
        for one, other in sure:
            pair(one, other, "likeness", scores[one, other])
        scores = {edge: score for edge, score in scores.items() if edge[0] in left and edge[1] in right}
    likely: dict[int, list[tuple[float, int]]] = {}
    for (one, other), score in scores.items():
        likely.setdefault(one, []).append((-score, other))
    return Matches(
        tuple(found[i] for i in sorted(found)),
        tuple(
            Unsure(left[i], tuple((known.rows[other], -score) for score, other in sorted(likely[i])[:SHOWN]))
            for i in sorted(likely)
        ),
        tuple(each for i, each in left.items() if i not in likely),
        tuple(right.values()),
    )


Marks = Mapping[int, frozenset[str]]


@lru_cache(maxsize=CACHED)
def marks(title: str) -> Marks:
    """The words of a title that rule others out, by their group."""
    found, ends = dict[int, set[str]](), dict[int, int]()
    for at, char in enumerate(title):
        for word, group in _OPPOSED.get(char, ()):
            if title.startswith(word, at) and at >= ends.get(group, 0):
                found.setdefault(group, set()).add(word)
                ends[group] = at + len(word)  # no word of the group within this one
    return {group: frozenset(words) for group, words in found.items()}


def opposed(one: Marks, other: Marks) -> bool:
    """Whether two titles have words that rule each other out: each has one of a group, and none in common."""
    return any(words.isdisjoint(other[i]) for i, words in one.items() if i in other)


def _by_first() -> dict[str, list[tuple[str, int]]]:
    """The words that rule others out by the character that they begin with, each with its group, of a group longer ones first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for i, group in enumerate(OPPOSED):
        for word in sorted(group, key=len, reverse=True):
            found.setdefault(word[0], []).append((word, i))
    return found


_OPPOSED: Final = _by_first()


class Words(NamedTuple):
    """What a row is called, as it is compared."""

    area: str
    topic: str
    title: str

    @property
    def path(self) -> str:
        """Area, topic and title as one; nothing if the others have no such area."""
        return "\n".join(self) if self.area and self.title else ""

    @property
    def place(self) -> str:
        """Topic and title as one; nothing if one of them is not known."""
        return f"{self.topic}\n{self.title}" if self.topic and self.title else ""


class Compared(NamedTuple):
    """A row as it is compared.

    `own`: no other row of its side has the title; `placed`: the other side has the topic, too.
    """

    area: str
    topic: str
    title: str
    content: frozenset[str]
    own: bool
    placed: bool
    grams: frozenset[str]


def _words(side: Iterable[Candidate[R]], others: Known[K]) -> list[Words]:
    """What the rows of a side are called, their areas as the likest of the others is."""
    return [Words(_home(plain(row.area), others.areas), plain(row.topic), plain(row.title)) for row in side]


def _compared(
    some: Iterable[int], side: Sequence[Candidate[R]], words: Sequence[Words], others: Known[K]
) -> dict[int, Compared]:
    """Some rows of a side as they are compared with the others."""
    times = Counter(each.title for each in words)
    found = dict[int, Compared]()
    for i in some:
        area, topic, title = words[i]
        content = _content(side[i].content)
        is_own, is_placed = times[title] == 1, topic in others.topics
        found[i] = Compared(area, topic, title, content, is_own, is_placed, content.union(_grams(title), _grams(topic)))
    return found


@lru_cache(maxsize=CACHED)
def _home(area: str, areas: frozenset[str]) -> str:
    """The area of the others that an area is, by its name; empty if none is, or several may be."""
    ranked = sorted(((_area(area, each), each) for each in areas if area and each), reverse=True)
    sure = ranked and ranked[0][0] >= SAME_AREA and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= MARGIN)
    return ranked[0][1] if sure else ""


_grams = lru_cache(maxsize=CACHED)(grams)


@lru_cache(maxsize=CACHED)
def _content(content: tuple[str, ...]) -> frozenset[str]:
    return grams(*_plain(_PARTED.join(content)).split(_PARTED))


_PARTED: Final = "\0"
"""Parts texts that are made plain as one, which takes less time."""
_IDLE: Final = re.compile(rf"[\s、，。；：,.;:（）()《》〈〉<>“”\"'/·\-—*]|领域(?=$|{_PARTED})")


_ALIKE: Final = {"公布": "发布", "做出": "作出", "法制": "法治", "与": "和", "及": "和"}
"""Words that are written one for the other and mean the same."""


@lru_cache(maxsize=CACHED)
def plain(text: str) -> str:
    """A text without the marks that tables set as they please, and with one word for those that mean the same."""
    return _plain(text)


def _plain(text: str) -> str:
    text = _IDLE.sub("", fold(text))
    for word, usual in _ALIKE.items():
        text = text.replace(word, usual)
    return text


def likeness(one: Compared, other: Compared) -> float:
    """How alike two rows are, 0 to 1; 0 if they are not likely one, their titles rule each other out, or what they stand in does."""
    own = one.own and other.own
    within = _within(one, other)
    here = one.area == other.area != "" or (within or 0) >= SAME_AREA
    floor = SAME_TITLE if own and here and one.title == other.title and not one.placed else 0
    weights = 0.5 if own else 0.35
    scores = ratio(one.title, other.title) / 100 * weights
    if within is not None:
        weight = 0.2 if own else 0.35
        scores, weights = scores + within * weight, weights + weight
    shifted = max(_shifted(one, other), _shifted(other, one))
    if one.content and other.content:
        weights += 0.3
        if round(max(floor, shifted, (scores + 0.3) / weights), 3) < LIKELY:
            return 0  # whatever they have in common
        scores += _contents(one, other) * 0.3
    score = max(floor, scores / weights)
    if score > _UNSURE and not _same_words(one.title, other.title):
        score = _UNSURE
    score = max(score, shifted)
    score = round(score * (ELSEWHERE if one.area and other.area and one.area != other.area else 1), 3)
    if score < LIKELY or opposed(marks(one.title), marks(other.title)):
        return 0
    return 0 if not floor and opposed(marks(one.topic), marks(other.topic)) else score


_UNSURE: Final = SURE - 0.001
"""The most that two rows are alike whose titles have other words."""


def _contents(one: Compared, other: Compared) -> float:
    """How alike two contents are; many places print a part."""
    shared, sizes = len(one.content & other.content), (len(one.content), len(other.content))
    part, whole = shared / min(sizes), shared / (sum(sizes) - shared)
    return (part + whole) / 2


def _shifted(one: Compared, other: Compared) -> float:
    """How alike two rows are if the first has the area where the other has the topic, and the topic for a title.

    Then only the content says which row of the topic it is.
    """
    if not (one.content and other.content and one.title and other.topic and one.topic and other.area):
        return 0
    if ratio(one.title, other.topic) / 100 < NUMBERED or _area(one.topic, other.area) < SAME_AREA:
        return 0
    named = grams(other.title)
    return 0.4 + 0.6 * max(_contents(one, other), 0.9 if len(named) > 1 and named <= one.content else 0)


def _same_words(one: str, other: str) -> bool:
    """Whether no word of a title is another one: there may be words more on one side, but none that rules others out."""
    if one == other:
        return True
    if marks(one) != marks(other):
        return False
    return all(each.tag != "replace" for each in opcodes(one, other))


def _within(one: Compared, other: Compared) -> float | None:
    """How alike what two rows stand in is; the topic of a table that has no column for areas may be what others call the area."""
    if one.area and other.area and one.topic and other.topic:
        return ratio(one.topic, other.topic) / 100
    sides = [[text for text in (each.topic, each.area) if text] for each in (one, other)]
    return max((_area(a, b) for a in sides[0] for b in sides[1]), default=None)


def _area(one: str, other: str) -> float:
    """How alike two names of areas are; many are longer at one place than at another."""
    return max(ratio(one, other) / 100, 0.9 if one in other or other in one else 0)


def _number(text: str) -> str:
    """The number of a row without the zeros and marks that tables write as they please; empty for one without an area."""
    if not text or text.isdecimal():
        return ""
    parts = [part.lstrip("0") for part in re.split(r"\D+", text) if part]
    return "-".join(parts) if len(parts) > 1 else ""


def _having(texts: Iterable[str]) -> dict[str, list[int]]:
    """Which rows have each text."""
    found: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        found.setdefault(text, []).append(i)
    return found


def _unique(
    one: Mapping[int, str], having: Mapping[str, Sequence[int]], other: Container[int]
) -> list[tuple[int, int]]:
    """The pairs of equal words that each side has once; `other` are the rows of the other side that are left."""
    times = Counter(one.values())
    found = list[tuple[int, int]]()
    for i, text in one.items():
        if text and times[text] == 1:
            there = [each for each in having.get(text, ()) if each in other]
            if len(there) == 1:
                found.append((i, there[0]))
    return found


def _sure(scores: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    """The edges that are the best of both ends, by a margin."""
    best: dict[tuple[int, int], list[float]] = {}
    for edge, score in scores.items():
        for side, end in enumerate(edge):
            best.setdefault((side, end), []).append(score)
    for edge, score in scores.items():
        if score >= SURE and all(_ahead(best[side, end], score) for side, end in enumerate(edge)):
            yield edge


def _ahead(scores: Collection[float], score: float) -> bool:
    """Whether a score is the best of all by the margin, its own among them."""
    ranked = sorted(scores, reverse=True)
    return score == ranked[0] and (len(ranked) == 1 or score - ranked[1] >= MARGIN)
