"""A known edition as far as the rows of a table are told by it, which is why nothing else of its rows is read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from gapub.diagnostics import Text
from gapub.model import guideline
from gapub.model.cells.body import BodyCell
from gapub.model.fields import BY_NAME
from gapub.model.guideline import NOWHERE, Item, Written
from gapub.model.shape import TITLE, read
from gapub.tables.matching import Candidate
from gapub.yaml.tree import Map


class KnownRow(NamedTuple):
    """A row of a known edition; what is asked for is read of the file."""

    id: str
    title: Text
    written: Written

    @property
    def content(self) -> tuple[str, ...]:
        """Its elements, without what is said of them."""
        return tuple(each.text for each in self._cell("content") or ())

    @property
    def body(self) -> BodyCell:
        """Its office."""
        found: BodyCell = self._cell("body")
        return found

    def _cell(self, name: str) -> Any:
        return BY_NAME[name].read(self.written.holder(name)[name])


class KnownEdition:
    """A known edition, of whose file it is known that nothing is wrong with it."""

    def __init__(self, tree: Map) -> None:
        """Read its head, and what its topics and rows are called."""
        self._tree = tree
        self.area: str = tree["area"]
        self.edition: str = tree["edition"]
        self.number: int | None = tree.get("number")
        self.title: Text = read(tree["title"], TITLE)
        self.issuer: Text = read(tree["issuer"], TITLE)
        self.document: Map = tree["document"]
        topics, written = tree.get("topics", ()), NOWHERE._replace(defaults=tree.get("defaults", NOWHERE.defaults))
        self.topics: dict[str, Text] = {each["id"]: read(each["title"], TITLE) for each in topics}
        self.rows = {
            f"{self.area}/{topic['id']}/{row['id']}": KnownRow(
                row["id"], read(row["title"], TITLE), written._replace(row=row)
            )
            for topic in topics
            for row in topic["items"]
        }

    @property
    def name(self) -> str:
        """`area@edition`."""
        return f"{self.area}@{self.edition}"

    @cached_property
    def items(self) -> dict[str, Item]:
        """The rows with all their cells, which only who completes the edition asks for."""
        return dict(guideline.of_sound(self._tree, "").rows())

    def candidates(self) -> Iterator[Candidate[str]]:
        """The rows as `matching` compares them."""
        for name, row in self.rows.items():
            topic = self.topics[name.split("/")[1]]
            yield Candidate(name, name, "", self.title.zh, topic.zh, row.title.zh, row.content)
