"""Allowances: what a row of a guideline or an entry of a profile says may stay as it is, and why (`allow`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.yaml.tree import Map, Seq


class Allowance(NamedTuple):
    """An entry of `allow`: up to the day `until`, findings of this code about this entity of the file are no fault."""

    file: str
    entity: str
    code: str
    reason: str
    until: str | None
    place: Place

    def covers(self, finding: Diagnostic) -> bool:
        """Whether it is about this finding, on whatever day."""
        file = finding.place.file if finding.place else ""
        return (self.file, self.code) == (file, finding.code) and f"{finding.entity}/".startswith(f"{self.entity}/")

    @property
    def said(self) -> Text:
        """That it is allowed, until when, and why."""
        until = Text(f"至 {self.until}", f" until {self.until}") if self.until else Text("", "")
        return Text("许可", "allowed") + until + Text(f"，理由：{self.reason}", f", reason: {self.reason}")

    def expired(self, day: str) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < day[: len(self.until)]


def allowances(node: Any, file: str, entity: str = "") -> Iterator[Allowance]:
    """The allowances in a file, which has the shape of its kind, or in a node of it that belongs to an entity."""
    if isinstance(node, Map):
        entity = entity_of(node, entity)
        for entry in node.get("allow", ()):
            until = entry.get("until")
            yield Allowance(file, entity, entry["code"], entry["reason"], until, Place(file, *entry.at("code")))
    entries = node.items() if isinstance(node, Map) else enumerate(node)
    for key, value in entries:
        if key == "rows" and isinstance(value, Map):  # what a profile says of rows stands under their ids
            for target, said in value.items():
                yield from allowances(said, file, target)
        elif isinstance(value, Map | Seq):
            yield from allowances(value, file, entity)


def covering(finding: Diagnostic, allowed: Iterable[Allowance]) -> list[Allowance]:
    """The allowances about a finding, in their order."""
    return [each for each in allowed if each.covers(finding)]


def entity_of(node: Map, above: str) -> str:
    """The full id of a row: a guideline's by the nodes it stands in; a profile's entry is about an item, topic or area."""
    whole = node.get("item") or node.get("topic") or node.get("area")
    if isinstance(whole, str):
        return whole
    name = node.get("id")
    return f"{above}/{name}" if isinstance(name, str) else above
