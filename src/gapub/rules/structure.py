"""Rules on the build of a file: titles, their two languages, twins, and order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from gapub.diagnostics import Text
from gapub.edits import Spot
from gapub.model.profile_shape import LEVELS
from gapub.rules.rule import Found, Rule
from gapub.rules.subject import GuidelineSubject, Subject
from gapub.yamlfile import Map, Seq

_LETTER = re.compile(r"[^\W\d_]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_NUMBER = re.compile("[\u3400-\u9fff]*〔[0-9]{4}〕(?:第?[0-9]+号)?|(?<=〔[0-9]{4}〕[0-9]{2}号)、?|《[^》]*》|“[^”]*”|‘[^’]*’")


class Pair(NamedTuple):
    """A text in both languages, where it stands, and the entity it belongs to."""

    zh: str
    en: str
    at: dict[Literal["zh", "en"], Spot]
    entity: str
    key: str


def _pairs(subject: Subject) -> Iterator[Pair]:
    return _pairs_in(subject.tree, "", "", subject.tree)


def _pairs_in(node: Any, entity: str, key: str, root: Map) -> Iterator[Pair]:
    if isinstance(node, Map):
        zh, en = node.get("zh"), node.get("en")
        if isinstance(en, str) and isinstance(zh, str):
            yield Pair(zh, en, {"zh": node.at("zh"), "en": node.at("en")}, entity, key)
    return
