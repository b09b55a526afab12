"""What the formats of a report say alike: labels, lists, and the words that are theirs alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language
from gapub.diff.kinds import KINDS
from gapub.diff.values import Words
from gapub.model.cellwords import listed

if TYPE_CHECKING:
    from gapub.diff.report import Line

SHOWN = ("content", "time_limit", "body")
"""The cells that short formats show of a row that one side has alone."""
UNTOUCHED = Text("没有影响", "nothing changes")
BROKEN = Text("失效", "breaks")
GAINS = Text("增加事项", "gains items:")
LOSES = Text("减少事项", "loses items:")


def speaker(lang: Language) -> Callable[[Text], str]:
    """Says a text in one language; in both with a stroke between them, unless they are the same."""
    if lang == "both":
        return lambda text: text.zh if text.zh == text.en else f"{text.zh} / {text.en}"
    return lambda text: text.zh if lang == "zh" else text.en


def joined(words: Words) -> Text:
    """The entries of a value one after the other."""
    return listed(words, "；", "; ")


def kinds_said(kinds: Iterable[str]) -> Text:
    """What kinds of changes are called, one after the other."""
    return listed((KINDS[kind].label for kind in kinds), "、", ", ")


def label(line: Line) -> Text:
    """What a change is called; of a part of a split, the part's title before it."""
    own = KINDS[line.kind].label_of(line.field)
    return Text(f"{line.of.zh}：{own.zh}", f"{line.of.en}: {own.en}") if line.of else own
