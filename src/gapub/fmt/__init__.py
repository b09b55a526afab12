"""The one layout of every YAML file of the project: `gapub fmt`.

A shape (`gapub.model.shape`) says the order of the keys, which lists and mappings stand on one line and where an empty
line goes; nothing else is a matter of taste. Formatting keeps every value and every comment, and doing it twice
changes nothing more.
"""

from __future__ import annotations

import json

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.fmt.emit import emit, emit_with
from gapub.model.shape import Shape, check
from gapub.yaml.encoding import decoded, with_lf
from gapub.yaml.reader import parse
from gapub.yaml.tree import Value

__all__ = ["emit", "format_text", "laid_out", "unwritable"]


def format_text(
    data: bytes, file: str, shape: Shape, named: Value | None = None
) -> tuple[str | None, list[Diagnostic]]:
    """Return the file in its canonical layout, or None with the findings when it cannot be read.

    `named` is its value with ids in place of names (`model.naming`), to be written instead.

    `file` is the logical path that the findings name. A value that does not have the shape is laid out all the same,
    and an unknown key follows the known ones: whether they may be there is for `check` to say. Lines of the text end in
    LF; see `laid_out`. What a mistyped mark has made of a file is not laid out: on one line nobody sees it any more.
    """
    value, found = parse(data, file)
    if value is None or found:
        return None, found
    source = decoded(data)
    if slips := _slips(source, file, value, shape):
        return None, slips
    from gapub.fmt import comments  # with libyaml, which whoever only writes does without

    notes = comments.read(source)
    value = value if named is None else named
    text = emit_with(value, shape, notes)
    again, _ = parse(text.encode(), file)
    if _canonical(again) != _canonical(value):  # a last guard before anybody's file is overwritten
        return None, [unwritable(file)]
    return text, []


def laid_out(data: bytes, text: str) -> bytes:
    """The bytes of a file that holds `data` once it holds `text`: `data` itself where line ends alone differ.

    Its lines end as most of them did; a byte order mark goes.
    """
    if with_lf(data) == text.encode():
        return data
    windows = data.count(b"\r\n")
    return (text.replace("\n", "\r\n") if 2 * windows > data.count(b"\n") else text).encode()


def _slips(source: str, file: str, value: Value, shape: Shape) -> list[Diagnostic]:
    """The mistyped marks for which the file has not its shape, if any."""
    if not (wrong := check(value, shape, file)):
        return []
    from gapub.yaml.marks import blamed

    def again(text: str) -> list[Diagnostic] | None:
        tree, found = parse(text.encode(), file)
        return None if tree is None or found else check(tree, shape, file)

    return [each for each in blamed(source, file, wrong, again) if each.code == "yaml-mark"]


def _canonical(value: Value) -> str:
    return json.dumps(value, sort_keys=True)  # unlike ==, it tells 1 from true and from 1.0


def unwritable(file: str) -> Diagnostic:
    """The finding that the layout, read again, does not say what was to be written."""
    return Diagnostic(
        code="fmt-unwritable",
        severity="error",
        message=Text(
            "此文件无法按统一格式写出，未作改动",
            "the file cannot be written in the standard layout; it was not changed",
        ),
        place=Place(file, 1, 1),
        hint=Text("缩短过长的键（不得超过1000个字符）", "shorten the keys: none may be longer than 1,000 characters"),
    )
