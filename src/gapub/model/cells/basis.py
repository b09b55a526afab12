"""The legal basis of a row (公开依据): the instruments that it cites, and their articles."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells import article
from gapub.model.cells.common import More, plus, unknown
from gapub.model.cells.parsing import LIST, LONGEST, compiled, depths, is_unknown, numbered, pairs, part_of
from gapub.model.parsed import Known, Named, Parsed, Part, Plain, Typed
from gapub.model.shape import ID_TEXT, Either, Field, Many, Record, Scalar


class BasisRef(NamedTuple):
    """A legal basis: an instrument's id and, where one is cited, the article; or wording that names no instrument.

    The article stands in the one form of `article`, so that equal citations are equal, however they are written.
    """

    instrument: str | None
    article: str | None = None
    unnamed: str | None = None


_CHINESE: Final = "零〇一二三四五六七八九十百千两廿"
_NUMERAL: Final = f"[0-9{_CHINESE}]+"
_PLACE: Final = rf"第?[（(]?{_NUMERAL}[）)]?(?:[、,，至到和及—–-]第?[（(]?{_NUMERAL}[）)]?)*[条款项目](?:之{_NUMERAL})?"
_CITED: Final = rf"(?=第|{_NUMERAL}条){_PLACE}(?:(?:[、,，至到和及与—–-]|以及)?{_PLACE})*"
_CITING: Final = frozenset(f"第0123456789{_CHINESE}")
_UNITS: Final = frozenset("条款项目")
"""What a citation begins with and what it has: most instruments are cited whole, and the pattern takes long to compile."""
_MOST: Final = 300
"""Characters of a citation of articles."""
_DECREE: Final = (
    r"[（(](?:[0-9]{4}年?(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:修订|修正|修改)?[版本]?|修订|修正|修改|试行"
    rf"|(?:中华人民共和国)?(?:主席令|国务院令)第?{_NUMERAL}号)[）)]"
)
"""Brackets behind a title that say its version: a law is known by its title, whatever the number of the decree."""
_NUMBERED: Final = r"[〔\[［【]|第?[0-9]+号"
"""What brackets behind a title have in them that give a document number, by which documents of one title are told apart."""
_ENDED: Final = (
    r"[（(](?:已经?|自?[0-9]{4}(?:[年.-][0-9]{1,2}(?:[月.-][0-9]{1,2}日?)?)?月?年?(?:起|已)?)?(?:废止|失效)"
    r"(?:[，,；;]?现为《[^《》]{1,80}》(?:、《[^《》]{1,80}》){0,4})?[）)]"
)
"""Brackets that say that what is cited has ended, as the catalogue prints it: it is cited all the same."""
_UNNAMED: Final = r"[^《》“”]{0,40}(?:相关|有关)[^《》“”]{0,30}(?:规定|文件|政策|法规|法律|规章|制度|要求)(?:精神)?"
_BLANKS: Final = frozenset(" \t\u3000\xa0")
"""Blanks within a line."""
_JOINTS: Final = ("以及", "及", "和", "与", "或", "或者", "根据", "依据", "按照")


def parse(text: str, known: Known) -> Parsed[tuple[BasisRef, ...]]:
    """The instruments that a cell cites, with their articles, and wording such as 相关规定 that names none."""
    if is_unknown(text):
        return Parsed(())
    found, left = list[BasisRef](), list[Part]()
    for each in _Citations(text, known).read():
        if isinstance(each, BasisRef):
            found.append(each)
        else:
            left.append(each)
    return Parsed(tuple(dict.fromkeys(found)) or None, tuple(left))


class _Citations:
    """One walk through a text, from title to title and separator to separator."""

    def __init__(self, text: str, known: Known) -> None:
        self.text = text
        self.known = known
        self.closed = pairs(text)
        self.next = 0

    @cached_property
    def stops(self) -> list[int]:
        """The separators and titles that stand within no brackets, and the end."""
        depth = depths(self.text)
        found = [
            each.start()
            for each in compiled(f"{LIST}|《").finditer(self.text)
            if depth[each.start()] == (each.start() in self.closed)
        ]
        return [*found, len(self.text)]

    def read(self) -> Iterator[BasisRef | Part]:
        """What is cited, and what is not understood."""
        at, new = 0, True
        while at < len(self.text):
            gap = compiled(LIST).match(self.text, at)
            if gap:
                at, new = gap.end(), True
            elif new and (number := numbered(self.text[at : at + 8])):
                at, new = at + number.end(), False
            elif self.text[at] == "《" and at in self.closed:
                at = yield from self.title(at)
                new = False
            else:
                end = self.stop(at)
                yield from self.words(at, end)
                at, new = end, False

    def stop(self, at: int) -> int:
        """The next separator or title behind a place."""
        while self.stops[self.next] <= at:
            self.next += 1
        return self.stops[self.next]

    def title(self, at: int) -> Generator[BasisRef | Part, None, int]:
        """The title at a place with what stands right behind it; the place after both."""
        end = self.closed[at]
        title = self.text[at:end]
        bracket = self.blanks(end)
        bracketed = self.text[bracket : bracket + 1] in ("（", "(") and not self.ended(bracket)
        close = self.closed.get(bracket, bracket) if bracketed else bracket
        issue = self.text[bracket:close]
        named, rest = self.instrument(title, issue)
        if named is None:
            article = self.cited(self.blanks(close), close + _MOST)
            end = article.end() if article else close if issue else end
            yield Part(at, end, self.text[at:end])
            return end
        end = close if issue else end
        cited, end = self.article(end)
        yield BasisRef(named.id, cited)
        if rest:
            yield Part(bracket, close, issue)
        ended = self.ended(self.blanks(end))
        return ended.end() if ended else end

    def instrument(self, title: str, issue: str) -> tuple[Named | None, bool]:
        """The instrument of a title and the brackets behind it, and whether the brackets are left over."""
        plain = title.replace("<", "〈").replace(">", "〉")
        if len(plain) + len(issue) > LONGEST:
            return None, False
        if not issue:
            return self.known("instruments", plain), False
        if whole := self.known("instruments", plain + issue):
            return whole, False
        if compiled(_DECREE).fullmatch("".join(issue.split())):
            return self.known("instruments", plain), False
        return (None, False) if compiled(_NUMBERED).search(issue) else (self.known("instruments", plain), True)

    def article(self, at: int) -> tuple[str | None, int]:
        """The articles that are cited at a place, and the place after them."""
        start = self.blanks(at)
        found = self.cited(start, start + _MOST)
        cited = article.read(found[0]) if found else None
        return (cited.text.zh, found.end()) if found and cited and cited.is_understood else (None, at)

    def cited(self, at: int, end: int) -> re.Match[str] | None:
        """A citation of articles at a place."""
        return compiled(_CITED).match(self.text, at, end) if self.text[at : at + 1] in _CITING else None

    def ended(self, at: int) -> re.Match[str] | None:
        """Brackets at a place that say that what is cited has ended."""
        return compiled(_ENDED).match(self.text, at) if self.text[at : at + 1] in ("（", "(") else None

    def blanks(self, at: int) -> int:
        """The place after blanks within a line."""
        while self.text[at : at + 1] in _BLANKS:
            at += 1
        return at

    def words(self, at: int, end: int) -> Iterator[BasisRef | Part]:
        """What is cited without 《》."""
        part = part_of(self.text, at, end)
        if part is None or part.text in _JOINTS:
            return
        named = self.known("instruments", part.text) if len(part.text) <= LONGEST else None
        if named:
            yield BasisRef(named.id)
        elif self.text[part.start] == "“" and self.closed.get(part.start) == part.end > part.start + 2:
            yield BasisRef(None, unnamed=part.text[1:-1])
        elif compiled(_UNNAMED).fullmatch(part.text):
            yield BasisRef(None, unnamed=part.text)
        else:
            is_citing = len(part.text) <= LONGEST and not _UNITS.isdisjoint(part.text)
            cited = compiled(rf"([^第]{{2,}}?)({_CITED})").fullmatch(part.text) if is_citing else None
            named = self.known("instruments", cited[1]) if cited else None
            provisions = article.read(cited[2]) if cited else None
            if named and provisions and provisions.is_understood:
                yield BasisRef(named.id, provisions.text.zh)
            else:
                yield part


def node(references: tuple[BasisRef, ...]) -> Plain:
    """The legal basis as a file states it."""
    return [
        {"unnamed": each.unnamed}
        if each.unnamed
        else {"id": each.instrument, "article": each.article}
        if each.article
        else each.instrument
        for each in references
    ]


_INSTRUMENT = ID_TEXT._replace(refers="instruments")
_BASIS = Either(
    text=_INSTRUMENT._replace(make=BasisRef),
    mapping=Record(
        "basis",
        (
            Field(
                "id",
                _INSTRUMENT,
                Text("法律文件编号", "the instrument's id in the registry"),
                into="instrument",
                default=None,
            ),
            Field(
                "article",
                Scalar(make=article.canonical),
                Text("条款，如 第二十条第（二）项", "the article cited, such as 第二十条第（二）项, 20(2) or art. 20"),
            ),
            Field("unnamed", Scalar(), Text("没有写明文件的说法，如“相关规定”", "wording that names no instrument")),
        ),
        one_of=("id", "unnamed"),
        needs={"article": "id"},
        layout="line",
        make=BasisRef,
    ),
)
BASIS = Either(text=unknown(()), sequence=Many(_BASIS, typed=Typed(parse, node, "instruments")))
MORE_BASIS = Either(
    sequence=BASIS.sequence, mapping=Record("more-basis", (plus(BASIS.sequence),), one_of=("+",), make=More)
)
