"""Records what a difference found out or proposes: `formerly` written into the files of the new side, and nothing else touched.

Lines are put in front of the row's first cell, where `gapub fmt` has them; comments and layout stay as they are. What
was written is read again: a file that would not say the same with the lineage added is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.diagnostics.edits import Edit, apply
from gapub.diff import facts
from gapub.diff.comparison import Diff
from gapub.diff.facts import Path, area_of, full_id
from gapub.model import guideline
from gapub.model.fields import FIELDS
from gapub.model.guideline import Guideline, Item
from gapub.yaml.faults import BLANK
from gapub.yaml.reader import parse

_WIDTH = 120
_FIRST_CELLS = (*FIELDS, "evidence")


def recorded(difference: Diff, read: Callable[[str], bytes], *, areas: Collection[str] = ()) -> dict[str, bytes]:
    """The files of the new side that change, with the proposals in them, by their paths; `read` gives what they hold now.
    With `areas`, only rows of those.

    Raises GapubError where the new side has no files, or a row cannot take the lines.
    """
    proposed = {path: names for path, names in _proposed(difference) if not areas or area_of(path) in areas}
    if proposed and not difference.new.editable:
        message = Text(
            f"“{difference.new.label}”不是可以改写的文件或文件夹",
            f"{difference.new.label!r} is not a file or folder that can be written to",
        )
        raise GapubError([Diagnostic("not-writable", "error", message)])
    made: dict[str, bytes] = {}
    for each in difference.new.guidelines:
        own = {path: names for path, names in proposed.items() if path[0] == each.name}
        if own:
            made[each.file] = _with_lineage(each, own, read(each.file))
    return made


def _proposed(difference: Diff) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Rows of the new side and the rows of the old one that they come from, by their duties or by a proposal."""
    for link in difference.links:
        if link.how in ("duty", "likeness"):
            for path in link.new:
                if names := tuple("/".join(old) for old in link.old if old != path):
                    yield path, names


def _with_lineage(old: Guideline, proposed: Mapping[Path, tuple[str, ...]], data: bytes) -> bytes:
    text = data.decode("utf-8")
    lines = text.split("\n")
    end = "\r\n" if lines[0].endswith("\r") else "\n"
    rows = {(old.name, *name.split("/")[1:]): item for name, item in old.rows()}
    edits = list[Edit]()
    for path, names in proposed.items():
        line, column = _spot(rows[path], path, lines)
        ahead = "".join(f"{' ' * (column - 1)}{each}{end}" for each in _said(names, column))
        edits.append(Edit((line, 1), (line, 1), ahead))
    made = apply(text, edits).encode()
    _check(old, proposed, made)
    return made


def _said(names: tuple[str, ...], column: int) -> list[str]:
    one = f"formerly: [{', '.join(names)}]"
    listed = [one] if column + len(one) <= _WIDTH else ["formerly:", *(f"- {name}" for name in names)]
    return [*listed, "formerly_basis: inferred"]


def _spot(item: Item, path: Path, lines: list[str]) -> tuple[int, int]:
    """Where the first cell of a row stands, on a line of its own."""
    row = item.written.row
    line, column = min(row.key_at(key) for key in _FIRST_CELLS if key in row)
    if item.formerly or lines[line - 1][: column - 1].strip(BLANK):
        raise _refused(item, path)
    return line, column


def _check(old: Guideline, proposed: Mapping[Path, tuple[str, ...]], made: bytes) -> None:
    tree, found = parse(made, old.file)
    new, problems = (None, found) if found else guideline.read(tree, old.file)
    nodes = facts.nodes([old])
    for path, names in proposed.items():
        nodes[path] = nodes[path]._replace(value=nodes[path].value._replace(formerly=names, formerly_basis="inferred"))
    if new is None or problems or facts.nodes([new]) != nodes:
        path = next(iter(proposed))
        raise _refused(next(item for name, item in old.rows() if name == full_id(path)), path)


def _refused(item: Item, path: Path) -> GapubError:
    message = Text("无法在这一行写入 formerly", "formerly cannot be written into this row")
    hint = Text("请手工写入，或者先用 gapub fmt 整理", "write it by hand, or run gapub fmt on the file first")
    place = Place(item.written.file, item.line, 1)
    return GapubError([Diagnostic("lineage-not-written", "error", message, place, full_id(path), hint=hint)])
