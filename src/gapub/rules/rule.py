"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, Place, Severity, Text
from gapub.diagnostics.edits import Edit

Kind: TypeAlias = Literal["guideline", "profile", "registry", "any"]
Frame: TypeAlias = Literal["row", "guideline", "profile", "registry", "raw"]

_FRAMES: dict[Kind, Frame] = {"guideline": "row", "any": "row", "profile": "profile", "registry": "registry"}


class Found(NamedTuple):
    """What a rule has found; the fields are those of `Diagnostic`."""

    place: Place
    message: Text
    entity: str = ""
    hint: Text | None = None
    end: tuple[int, int] | None = None
    arguments: tuple[str, ...] = ()
    related: tuple[tuple[Place, Text], ...] = ()
    edits: tuple[Edit, ...] = ()


class Rule(NamedTuple):
    """One rule. `reference` is the article or document it rests on; `check` is None where a reader tells the finding.

    `bad` and `good` are YAML to be laid into a frame (`gapub.rules.examples`).
    """

    code: str
    family: str
    severity: Severity
    kind: Kind
    name: Text
    why: Text
    bad: str
    good: str
    reference: Text | None = None
    check: Callable[[Any], Iterator[Found]] | None = None
    fix: Literal["safe"] | None = None
    frame: Frame | None = None

    @property
    def framed(self) -> Frame:
        """The frame of the examples."""
        return self.frame or _FRAMES[self.kind]

    def run(self, context: Any) -> Iterator[Diagnostic]:
        """The findings about a context."""
        if self.check is not None:
            for each in self.check(context):
                yield Diagnostic(
                    self.code,
                    self.severity,
                    each.message,
                    each.place,
                    each.entity,
                    each.related,
                    each.hint,
                    each.end,
                    each.arguments,
                    each.edits,
                )
