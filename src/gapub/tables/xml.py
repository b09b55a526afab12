"""XML parts as they stream by: nothing is kept, no entity is followed, and a document type declaration ends it.

defusedxml does the same with the slow half of ElementTree: a catalogue takes it eight times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import IO, Any, Final, TypeAlias
from xml.parsers import expat

from gapub.tables.faults import UnreadableError

Attributes: TypeAlias = dict[str, str]

_DEEPEST: Final = 2000
_PIECE: Final = 2**16
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def stream(
    part: IO[bytes],
    start: Callable[[str, Attributes], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Call `start` with the local name and the attributes (by local names) of each element, `end` when it ends.

    Raises UnreadableError for what is no XML, declares a document type, or is nested without end.
    """
    depth = 0

    def start_element(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnreadableError("large")
        start(_local(name), {_local(key): value for key, value in attributes.items()} if attributes else attributes)

    def end_element(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(_local(name))

    def doctype(*_: Any) -> None:
        raise UnreadableError("dtd")

    head = part.read(_PIECE)
    # Offices write UTF-8. What a part says of its encoding would have to name one that Python has, and can be anything.
    parser = expat.ParserCreate(None if head.startswith(_UTF16) else "utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start_element
    parser.EndElementHandler = end_element
    parser.StartDoctypeDeclHandler = doctype
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        while head:
            parser.Parse(head, False)
            head = part.read(_PIECE)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableError("damaged") from error


def texts(part: IO[bytes], names: Container[str]) -> dict[str, str]:
    """The text of the elements of these names, by name; of several the last, and none that is blank."""
    found, here = dict[str, str](), list[str]()

    def end(tag: str) -> None:
        if tag in names and (words := "".join(here).strip()):
            found[tag] = words

    stream(part, lambda *_: here.clear(), end, here.append)
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]
