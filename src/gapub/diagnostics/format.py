"""One format: what `--format` offers, wherever it is offered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from io import StringIO
from typing import Any, Final, Generic, NamedTuple, TypeVar
from unicodedata import category

from gapub.diagnostics import Place, Text

Make = TypeVar("Make")


class Format(NamedTuple, Generic[Make]):
    """A format by the name that `--format` takes: what it is called, its media type, and the function that makes it.

    What `make` takes and returns is the same for all formats of a list: files of a catalogue, or the text of a report.
    """

    name: str
    title: Text
    media_type: str
    make: Make


def load(package: str, name: str) -> Format[Any]:
    """The format of a name, where a package has a module of that name for each format, with its `FORMAT`.

    The module is imported now: a list of names costs nothing, and a format only the run that asks for it.
    """
    found: Format[Any] = import_module(f"{package}.{name}").FORMAT
    return found


def maker(formats: Iterable[Format[Make]], name: str) -> Make:
    """The function that makes the format of this name, which is one of them."""
    return next(each.make for each in formats if each.name == name)


_COMMAND: Final = r"##(?=\w*\[)"
_ODD: Final = r"[^\x00-~一-鿿、-〕！-～—“”]"
"""What may have to be escaped: the start of a command to a runner, and what is neither ASCII nor common in Chinese.

They are looked for one after the other: a set of characters alone is found three times as fast.
"""


def json_text(value: Any, indent: int | None) -> str:
    """JSON in lines, or in one, written ten times as fast, where `indent` is None: for programs alone.

    What could act on whoever shows it (see `text.safe`) is escaped, as JSON does, and means the same.
    """
    if indent is None:
        return _guarded(json.dumps(value, ensure_ascii=False)) + "\n"
    made = StringIO()  # `dumps` would keep every sign between two values until the end
    made.writelines(json.JSONEncoder(ensure_ascii=False, indent=indent).iterencode(value))
    return _guarded(made.getvalue()) + "\n"


def json_pieces(tree: Mapping[str, Any], indent: int) -> Iterator[str]:
    """What `json_text` says of a mapping, piece by piece: of values that are iterators each element is made in its turn."""

    def inner(value: Any, depth: int) -> str:
        made = _guarded(json.dumps(value, ensure_ascii=False, indent=indent))
        return made.replace("\n", "\n" + " " * (depth * indent))

    before = "{\n"
    for key, value in tree.items():
        yield f"{before}{' ' * indent}{inner(key, 0)}: "
        before = ",\n"
        if not isinstance(value, Iterator):
            yield inner(value, 1)
            continue
        edge = "[\n"
        for each in value:
            yield f"{edge}{' ' * (2 * indent)}{inner(each, 2)}"
            edge = ",\n"
        yield "[]" if edge == "[\n" else f"\n{' ' * indent}]"
    yield "{}\n" if before == "{\n" else "\n}\n"


def _guarded(text: str) -> str:
    from gapub.diagnostics.text import UNSAFE

    def escaped(found: re.Match[str]) -> str:
        odd = found[0]
        return json.dumps(odd)[1:-1] if category(odd) in UNSAFE else odd

    text = re.sub(_COMMAND, r"#\\u0023", text) if "##" in text else text
    return text if text.isprintable() else re.sub(_ODD, escaped, text)


def place_json(place: Place) -> dict[str, Any]:
    """A place; the sheet is left out where it is none."""
    return {key: value for key, value in place._asdict().items() if value != ""}


def plain(value: Any) -> Any:
    """A value as JSON has it: named tuples, texts among them, are mappings of their fields."""
    if isinstance(value, Place):
        return place_json(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value
