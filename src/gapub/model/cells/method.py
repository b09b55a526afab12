"""The method of a row (公开方式): proactive, on request, or both."""

from __future__ import annotations

from gapub.model.cells.parsing import AMONG, one_of, words
from gapub.model.parsed import Known, Parsed, Plain, Typed
from gapub.model.shape import Either, Many, Scalar
from gapub.model.text import METHODS_CALLED


def parse(text: str, known: Known) -> Parsed[tuple[str, ...]]:  # noqa: ARG001  # methods have no registry
    """The methods that a cell names or ticks."""
    return words(text, METHOD, AMONG)


def node(methods: tuple[str, ...]) -> Plain:
    """The methods as a file states them."""
    return methods[0] if len(methods) == 1 else [*methods]


METHOD = Scalar(words=("proactive", "on_request"), called=METHODS_CALLED)
METHODS = Either(
    text=METHOD._replace(make=lambda method: (method,)),
    sequence=Many(METHOD, least=2),
    typed=Typed(parse, node, pattern=one_of(METHOD)),
)
