"""What a rule is: the facts that a run needs. What it means lies in `docs/CODE.yaml` (`gapub.rules.documents`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, Place, Severity, Text
from gapub.diagnostics.edits import Edit

Kind: TypeAlias = Literal["guideline", "profile", "decisions", "events", "scheme", "registry", "any"]


class Rule(NamedTuple):
    """One rule. `kind` is the kind of file it is about; `check` is None where an earlier stage reports the finding."""

    code: str
    family: str
    severity: Severity
    kind: Kind
    check: Callable[[Any], Iterator[Diagnostic]] | None = None
    fix: Literal["safe"] | None = None

    def run(self, context: Any) -> Iterator[Diagnostic]:
        """The findings about a context."""
        if self.check is not None:
            for finding in self.check(context):
                yield finding._replace(code=self.code, severity=self.severity)


def report(
    place: Place,
    message: Text,
    entity: str = "",
    hint: Text | None = None,
    end: tuple[int, int] | None = None,
    arguments: tuple[str, ...] = (),
    related: tuple[tuple[Place, Text], ...] = (),
    edits: tuple[Edit, ...] = (),
) -> Diagnostic:
    """A finding of the rule whose check yields it: `Rule.run` adds code and severity, which its registry line says."""
    return Diagnostic("", "error", message, place, entity, related, hint, end, arguments, edits)
