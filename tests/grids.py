"""Grids for tests, from text that shows how the table looks.

A row a line, its cells parted by strokes; `^` is a cell that is merged with the one above, `<` with the one to its left, and
`⏎` a line break within a cell. A line of dashes parts the grids of a document; a line `# name` gives the next one a name, and
`## caption` a caption.
"""

from __future__ import annotations

from gapub.tables.grid import Cell, Document, Grid


def document(text: str, name: str = "tables.txt") -> Document:
    """The document that a text shows."""
    parts = [part for part in text.strip("\n").split("\n---\n") if part.strip()]
    grids = tuple(grid(part, f"#{i}" if len(parts) > 1 else "") for i, part in enumerate(parts, 1))
    return Document(name, "text", "", grids)


def grid(text: str, name: str = "") -> Grid:
    """The grid that a text shows."""
    caption, rows = "", list[list[str]]()
    for line in text.strip("\n").split("\n"):
        if line.startswith("## "):
            caption = line[3:]
        elif line.startswith("# "):
            name = line[2:]
        else:
            rows.append([cell.strip(" ").replace("⏎", "\n") for cell in line.split("|")])
    cells = [
        Cell(said, row, column, _run(rows, row, column, 1, 0), _run(rows, row, column, 0, 1))
        for row, line in enumerate(rows, 1)
        for column, said in enumerate(line, 1)
        if said not in ("^", "<")
    ]
    return Grid(name, tuple(each for each in cells if each.text or each.rows > 1 or each.columns > 1), caption)


def _run(rows: list[list[str]], row: int, column: int, down: int, right: int) -> int:
    """How many cells one takes in a direction."""
    sign, length = "^" if down else "<", 1
    while True:
        line = rows[row - 1 + length * down] if row - 1 + length * down < len(rows) else []
        at = column - 1 + length * right
        if at >= len(line) or line[at] != sign:
            return length
        length += 1
