"""What differs between two editions, and what the differences ask of a locality.

Two layers. `facts`: what stands on one side and not, or otherwise, on the other; enough to make one side of the other
(`facts.apply`). `judge`: what each fact asks of those who must act, by the order of strength, as a kind of `kinds`.
`identity` says which rows belong together; `report` puts all of it into words, and the formats print that one report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from gapub.diagnostics.format import Format, load

if TYPE_CHECKING:
    from gapub.diagnostics.text import Language
    from gapub.diff.impact import Impact
    from gapub.diff.report import Report

__all__ = ["NAMES", "Make", "format_of"]

NAMES: Final = ("text", "md", "json", "html")
"""The formats of a report. Each has a module of its name here, which says `FORMAT`; a new one is a name more."""

Make: TypeAlias = "Callable[[Report, Language, Sequence[Impact], bool], str]"
"""The text of a report in a language, with what it means for profiles; True: the summary alone."""


def format_of(name: str) -> Format[Make]:
    """The format of a name. Its module, and what that needs, is imported now."""
    return load(__name__, name)
