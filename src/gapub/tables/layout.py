"""What the readers of pages share: words laid out in lines, and what stands above a table."""

from __future__ import annotations

from typing import Final

from gapub.model.pattern import pattern
from gapub.tables.fonts import symbols
from gapub.tables.grid import Cell, Grid

_SPACES: Final = pattern(r"[ \t\n\f\r]+")
_ABOVE: Final = 200
"""Characters of the line right above a table that are its caption; a longer one is a text of its own."""


class Words:
    """Words as they are laid out: runs, and lines of them. Blanks in a row are one, as on the screen."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.lines = list[str]()
        self.font = ""
        self._runs = list[str]()

    def add(self, text: str, font: str = "", *, kept: bool = False) -> None:
        """Add a run, which may be in a symbol font; its line breaks are blanks unless they are `kept`."""
        if font:
            text = symbols(text)
            self.font = self.font or (font if text.strip() else "")
        first, *rest = text.split("\n") if kept else (text,)
        self._runs.append(first)
        for line in rest:
            self.end()
            self._runs.append(line)

    def end(self) -> None:
        """End the line, if there is one."""
        if self._runs:
            if words := blanks("".join(self._runs)):
                self.lines.append(words)
            self._runs = []

    def text(self) -> str:
        """All lines; the last one ends here."""
        self.end()
        return "\n".join(self.lines)


def blanks(text: str) -> str:
    """The text with one blank for several, and none at its ends."""
    return _SPACES.sub(" ", text).strip()


class Page:
    """The lines outside of tables, and those of them since the last table: the words above the next."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self.words = Words()
        self._heading = ""
        self._told = 0

    def end(self, *, heading: bool = False) -> None:
        """End the line, if there is one; it may be a heading."""
        before = len(self.words.lines)
        self.words.end()
        if heading and len(self.words.lines) > before:
            self._heading = self.words.lines[-1]

    def caption(self) -> str:
        """The words above the table that begins here: the last heading since the one before, and the last line."""
        self.end()
        since = self.words.lines[self._told :]
        last = since[-1] if since and len(since[-1]) <= _ABOVE else ""
        above = "\n".join(dict.fromkeys(filter(None, (self._heading, last))))
        self._heading, self._told = "", len(self.words.lines)
        return above


def grid(cells: list[Cell], caption: str, anchors: dict[int, str]) -> Grid:
    """A table as a grid without a name: no span reaches beyond the last column in which a cell begins."""
    last = max((cell.column for cell in cells), default=1)
    fitted = (
        cell if cell.columns == 1 else cell._replace(columns=min(cell.columns, last - cell.column + 1))
        for cell in cells
    )
    kept = tuple(cell for cell in fitted if cell.text or cell.rows > 1 or cell.columns > 1)
    return Grid("", kept if any(cell.text for cell in kept) else (), caption, anchors)


def named(grids: list[Grid]) -> tuple[Grid, ...]:
    """The grids that have any cell, each by its number in the file; a single one needs no name."""
    full = [each for each in grids if each.cells]
    return tuple(each._replace(name=f"#{n}" if len(full) > 1 else "") for n, each in enumerate(full, 1))
