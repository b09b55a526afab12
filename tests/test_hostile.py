"""Hostile text stays text: a table of cases × formats, each read back from the file as a reader sees it."""

from __future__ import annotations

import re
from functools import cache

import pytest

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue, Element
from gapub.render import format_of
from gapub.render.templates import DEFAULTS
from gapub.render.view import view
from samples import HOSTILE, item, replace, small_catalogue
from table_readers import READERS, Rows, norm

LONG = {
    "long": "长" * 10_000,
    "long-word": "W" * 10_000,
    "long-marks": "<&\"'|`*_#$\\=" * 800,
    "long-lines": "甲乙丙丁。" * 2_000,
}
CASES = HOSTILE | LONG


def number(n: int) -> str:
    return f"01-{n:02}"


def catalogue(texts: dict[str, str]) -> Catalogue:
    """A row a text, which stands in each of its free cells."""
    rows = [
        item(
            id=f"a/b/{name}",
            number=number(n),
            title=Text(text, text),
            content=(Element(text, text), Element("乙", "b")),
            time_limit=replace(item().time_limit, zh=text, en=text),
            body=replace(item().body, zh=text, en=text),
        )
        for n, (name, text) in enumerate(texts.items(), 1)
    ]
    area = small_catalogue().areas[0]
    topic = replace(area.topics[0], items=tuple(rows))
    return small_catalogue(areas=(replace(area, topics=(topic,)),))


@cache
def read(form: str, *, long: bool) -> Rows:
    return READERS[form](format_of(form).make(view(catalogue(LONG if long else HOSTILE)), DEFAULTS))


def visible(text: str) -> str:
    """What of a text a reader can see whatever the format: no blanks, no controls or pictures of them, no direction.

    What a font does not have is left out too: a PDF has a box in its place.
    """
    seen = re.sub("[\u2400-\u2421\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufffd]", "", norm(text))
    return "".join(char for char in seen if char < "\U0001f000")


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("case", CASES)
def test_hostile_text_stays_text(case: str, form: str) -> None:
    texts = LONG if case in LONG else HOSTILE
    row = read(form, long=case in LONG)[number(list(texts).index(case) + 1)]
    wanted = visible(CASES[case])
    found = {name: visible(row[name]) for name in ("title", "content", "time_limit", "body")}
    assert found == {"title": wanted, "content": wanted + "乙", "time_limit": wanted, "body": wanted}


def test_the_cases_are_those_that_were_promised() -> None:
    everything = "".join(CASES.values())
    for sign in ("<script>", "javascript:", "\u202e", "\\input", "#eval", "```", "|", '"', "'", "=HYPERLINK", "=cmd"):
        assert sign in everything
    assert max(map(len, CASES.values())) >= 10_000
