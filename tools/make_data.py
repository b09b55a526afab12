"""Writes the counts in docs/data.md and docs/data.zh-CN.md anew, from the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gapub.cli.guideline_facts import facts, in_order
from gapub.sources.library import open_library

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PAGES: Final = {DOCS / "data.md": "total", DOCS / "data.zh-CN.md": "合计"}
"""The pages, and what the last row of their counts is called."""
_TABLE: Final = re.compile(r"^\| `area@edition` \|.*\n\|[ :|-]+\n(?:\|.*\n)*", re.MULTILINE)
_ENTRIES: Final = re.compile(r"^\| `([a-z]+)` \| \d+ \|", re.MULTILINE)


def page(path: Path) -> str:
    """The whole page, with the numbers of the guidelines and registries as they are."""
    library = open_library()
    text, count = _TABLE.subn(lambda _: "".join(f"{line}\n" for line in _counts(PAGES[path])), path.read_text("utf-8"))
    assert count == 1, path
    return _ENTRIES.sub(lambda found: f"| `{found[1]}` | {len(getattr(library.registry, found[1]))} |", text)


def _counts(total: str) -> Iterator[str]:
    library = open_library()
    rows = [facts(each) for each in in_order(library.guidelines(library.editions()))]
    keys = [key for key in rows[0] if key not in ("area", "edition", "number", "title", "coverage")]
    sums = {key: sum(each[key] for each in rows) for key in keys}
    yield _line("`area@edition`", "`coverage`", *(f"`{key}`" for key in keys))
    yield _line("---", "---", *("---:" for _ in keys))
    for each in rows:
        yield _line(f"`{each['area']}@{each['edition']}`", each["coverage"], *(each[key] for key in keys))
    yield _line(total, "", *sums.values())


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |".replace("|  |", "| |")


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(page(path), "utf-8")
