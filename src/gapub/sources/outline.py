"""What a guideline calls its area, topics and items, without the rest of the file being parsed.

The lines that say it are picked by the layout of `gapub fmt`. All guidelines that come with gapub are laid out so, as tests check;
others need not be, and are parsed whole.
"""

from __future__ import annotations

import re
from typing import Final

from gapub.yaml import plain
from gapub.yaml.tree import Map

_HEAD: Final = re.compile(rb"\n(?:area|edition|number|title):.*")
_ROWS: Final = re.compile(rb"\n(?:- id| {2}title| {2}items| {2}- id| {4}title):.*")


def head(data: bytes) -> Map | None:
    """The area, edition, number and title, with places that mean nothing; None where their lines alone are no plain YAML."""
    return plain.parse(b"".join(_HEAD.findall(b"\n" + data)))


def outline(data: bytes) -> Map | None:
    """The same with the topics and items, each with its id and title."""
    above, topics, below = (b"\n" + data).partition(b"\ntopics:")
    return plain.parse(b"".join((*_HEAD.findall(above), topics, *_ROWS.findall(below))))
