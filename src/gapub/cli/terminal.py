"""Sections for a terminal: labels at the left, lines beside them, wrapped so that Chinese and addresses can be read.

A wide character takes two columns, a mark that closes does not begin a line, an address is never cut, and what is
wrapped hangs under its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from gapub.cli.messages import lines as lines_of
from gapub.cli.messages import localized
from gapub.cli.streams import columns, is_terminal, show, write
from gapub.diagnostics import Text
from gapub.diagnostics.text import safe, width
from gapub.reports.text import Line, wrap

Section = tuple[Text, Iterable[Line]]
"""A label and its lines."""

PIPE: Final = 100
"""Columns of what is printed to a file or a pipe."""
LABELS: Final = 18
"""Columns of the labels."""
_NARROW: Final = 64
"""Columns below which a label stands above its lines."""


def print_sections(head: Iterable[Line], sections: Iterable[Section]) -> None:
    """Print a head, then each section after an empty line; in colours where somebody sees them."""
    if not is_terminal():  # nobody sees colours, and rich takes longer to load than a report to be laid out
        write(plain_sections(head, sections))
        return
    from rich.text import Text as Styled

    lines = _laid_out(head, sections, columns(otherwise=PIPE))
    show(*(Styled.assemble((label, "bold"), (text, style)) for label, text, style in lines))


def plain_sections(head: Iterable[Line], sections: Iterable[Section]) -> str:
    """What `print_sections` prints to a file."""
    return "".join(f"{label}{text}\n" for label, text, _ in _laid_out(head, sections, PIPE))


def _laid_out(head: Iterable[Line], sections: Iterable[Section], columns: int) -> Iterator[tuple[str, str, str]]:
    """Each line of the screen: what stands in the column of labels, the text beside it, and its style."""
    yield from (("", text, style) for text, style in _wrapped(head, columns))
    beside = columns >= _NARROW
    room = LABELS if beside else 2
    for label, lines in sections:
        yield "", "", ""
        if not beside:
            yield localized(label), "", ""
        labels = [line for each in lines_of(label) for line in wrap(each, room - 2)] if beside else []
        pairs = zip_longest(labels, _wrapped(lines, columns - room), fillvalue=None)
        for left, line in pairs:
            text, style = line or ("", "")
            yield f"{left or ''}{' ' * (room - width(left or ''))}" if text else left or "", text, style


def _wrapped(lines: Iterable[Line], room: int) -> Iterator[Line]:
    for text, style in lines:
        words = text.lstrip(" ")
        indent = len(text) - len(words)
        for line in wrap(safe(words), room - indent, hang=2):
            yield safe(" " * indent + line), style  # what was in the middle may now be at the start
