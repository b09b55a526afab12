"""What the files of one process share: no byte differs for it, memory stays bounded, nothing stays behind."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.model.catalogue import Body, Catalogue, Role
from gapub.render import format_of
from gapub.render.templates import DEFAULTS
from gapub.render.view import view
from samples import WEBSITE, hostile_catalogue, replace, small_catalogue

FORMATS = ("csv", "docx", "html", "jsonl", "md", "site", "xlsx")
SHARING = (
    *FORMATS,
    *(
        "carried",
        "cells",
        "characters",
        "facets",
        "facts",
        "initials",
        "notes",
        "paper",
        "plain",
        "sheets",
        "templates",
        "view",
    ),
    "workbook",
)


def of_office(name: str) -> Catalogue:
    """The small catalogue of a locality that has bound its offices and its website."""
    made = small_catalogue()
    body = Body(f"{name}民政局", "", (Role("civil-affairs", "department", f"{name}民政局"),))
    site = replace(WEBSITE, url=f"https://{name}.example/?a=1&b=2")

    def bound(item: Any) -> Any:
        of = tuple(site if each.id == site.id else each for each in item.channels.of)
        return replace(item, body=body, channels=replace(item.channels, of=of))

    areas = (
        replace(area, topics=tuple(replace(topic, items=tuple(map(bound, topic.items))) for topic in area.topics))
        for area in made.areas
    )
    return replace(made, title=Text(f"{name}目录", f"Catalogue of {name}"), areas=tuple(areas))


CATALOGUES = {
    "plain": small_catalogue,
    "first": lambda: of_office("甲"),
    "second": lambda: of_office("乙"),
    "hostile": lambda: hostile_catalogue("</w:t> &amp; _x0041_ %d \x00"),
}
MADE = st.tuples(st.sampled_from(sorted(CATALOGUES)), st.sampled_from(("zh", "en", "zh-en")), st.sampled_from(FORMATS))


def memos() -> Iterator[Any]:
    """The functions of these modules that keep what they made."""
    for name in SHARING:
        module = import_module(f"gapub.render.{name}")
        own = (each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__)
        yield from (each for each in own if hasattr(each, "cache_parameters"))


def rendered(catalogue: str, lang: str, name: str) -> str:
    files = format_of(name).make(view(CATALOGUES[catalogue](), lang), DEFAULTS)
    return hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()


def forget() -> None:
    for memo in memos():
        memo.cache_clear()


@cache
def alone(catalogue: str, lang: str, name: str) -> str:
    """The document as the first of a process."""
    forget()
    return rendered(catalogue, lang, name)


@settings(max_examples=20, deadline=None)
@given(st.lists(MADE, min_size=2, max_size=5))
def test_documents_in_any_order_are_as_each_alone(wanted: list[tuple[str, str, str]]) -> None:
    expected = [alone(*each) for each in wanted]
    assert [rendered(*each) for each in wanted] == expected


def test_what_is_kept_is_bounded() -> None:
    found = list(memos())
    assert len(found) > 20
    assert all(memo.cache_parameters()["maxsize"] for memo in found)


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_leaves_no_circle_behind(name: str) -> None:
    forget()  # or what an earlier test left in a memo is let go here, whatever circles it has
    seen = view(small_catalogue(), "zh-en")
    format_of(name).make(seen, DEFAULTS)
    gc.freeze()  # the millions of objects that a session holds are not walked for each format
    gc.disable()
    try:
        format_of(name).make(seen, DEFAULTS)
        assert gc.collect() == 0
    finally:
        gc.enable()
        gc.unfreeze()
