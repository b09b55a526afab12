"""The articles of a legal basis: what is written in any usual way is one value, printed in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.model.cells.article import MOST, Article, Cited, Provision, numeral, read

CASES = [
    ("第二十条第（二）项", "第二十条第（二）项", "art. 20(2)"),
    ("第二十条第(二)项", "第二十条第（二）项", "art. 20(2)"),
    ("第20条第2项", "第二十条第（二）项", "art. 20(2)"),
    ("第二十条（二）", "第二十条第（二）项", "art. 20(2)"),
    ("20(2)", "第二十条第（二）项", "art. 20(2)"),
    ("２０（２）", "第二十条第（二）项", "art. 20(2)"),
    ("第二十条第一款第二项", "第二十条第一款第（二）项", "art. 20, para. 1(2)"),
    ("第 20 条", "第二十条", "art. 20"),
    ("二十条", "第二十条", "art. 20"),
    ("26", "第二十六条", "art. 26"),
    ("art. 20", "第二十条", "art. 20"),
    ("Article 20, paragraph 1, item (2)", "第二十条第一款第（二）项", "art. 20, para. 1(2)"),
    ("第十九条至第二十一条", "第十九条至第二十一条", "arts. 19–21"),
    ("第十九至二十一条", "第十九条至第二十一条", "arts. 19–21"),
    ("19-21", "第十九条至第二十一条", "arts. 19–21"),
    ("第十九、二十条", "第十九条、第二十条", "arts. 19 and 20"),
    ("第十九条、第二十条和第二十二条", "第十九条、第二十条、第二十二条", "arts. 19, 20 and 22"),
    ("第二十条第（二）、（四）项", "第二十条第（二）项、第（四）项", "art. 20(2) and (4)"),
    ("第二十条第（一）项至第（四）项", "第二十条第（一）项至第（四）项", "art. 20(1)–(4)"),
    ("第二十条第一款、第三款", "第二十条第一款、第三款", "art. 20, para. 1 and para. 3"),
    ("第一百二十条之一", "第一百二十条之一", "art. 120.1"),
    ("第一千二百六十条", "第一千二百六十条", "art. 1260"),
    ("第十条第（三）项第2目", "第十条第（三）项第2目", "art. 10(3)(2)"),
]


@pytest.mark.parametrize(("typed", "zh", "en"), CASES)
def test_what_is_typed_is_one_value_in_both_languages(typed: str, zh: str, en: str) -> None:
    article = read(typed)
    assert article.is_understood
    assert article.text == (zh, en)


NOT_WHOLLY = [
    *(
        "第二十条及有关规定",
        "第三章",
        "附件2",
        "第条",
        "第（二）项",
        "第二十条第二条之",
        "0",
        "第一百百条",
        "20,",
        "见第20条",
        "",
    ),
]


@pytest.mark.parametrize("typed", NOT_WHOLLY)
def test_what_is_not_understood_wholly_stays_as_it_is_written(typed: str) -> None:
    assert read(typed) == Article((), typed)
    assert read(typed).text == (typed, typed)


_NUMBER = st.one_of(st.integers(1, 30), st.integers(1, MOST))
_MAYBE = st.none() | st.integers(1, 30)


@st.composite
def _provisions(draw: st.DrawFn) -> Provision:
    item = draw(_MAYBE)
    return Provision(draw(_NUMBER), draw(_MAYBE), draw(_MAYBE), item, draw(_MAYBE) if item else None)


_CITED = st.builds(Cited, _provisions(), st.none() | _provisions())


@given(st.lists(_CITED, min_size=1, max_size=4))
def test_reading_is_the_inverse_of_writing(cited: list[Cited]) -> None:
    article = Article(tuple(cited))
    assert read(article.text.zh) == article
    assert read(article.text.en) == article


@given(st.text(alphabet="第条款项目之至、（）()0123456789一二十百千 art.parand-,", max_size=20))
def test_reading_is_total(text: str) -> None:
    article = read(text)
    assert article.written == text if not article.is_understood else read(article.text.zh) == article


NUMERALS = {
    1: "一",
    10: "十",
    15: "十五",
    20: "二十",
    105: "一百零五",
    110: "一百一十",
    1001: "一千零一",
    1260: "一千二百六十",
}


@pytest.mark.parametrize("number", NUMERALS)
def test_numerals_are_those_of_laws(number: int) -> None:
    assert numeral(number) == NUMERALS[number]
