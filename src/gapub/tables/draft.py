"""The text of a profile that an import makes: its values in the one layout, and as comments what a person has to look at.

A comment after `# ` explains. Other lines with a `#` are YAML to complete: they become part of the file when the `#` is deleted,
and are an error until they are complete.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.fmt.emit import emit, emit_with
from gapub.fmt.notes import Comment, Note, Notes
from gapub.model.profile import PROFILE
from gapub.model.text import GROUND_NAMES, fold

_ITEM: Final = 2
"""Slashes in the full id of an item."""
_GROUNDS: Final = "、".join(f"{ground} {name.zh}" for ground, name in GROUND_NAMES.items())
_OMIT: Final = (
    "以下事项原表没有，目录照列。确实不列入的，请填写 ground 和 reason，再删去井号；照列的删去整行。",
    f"ground：{_GROUNDS}；写 merged 的，再加 into。",
)
_PROPOSED: Final = "以下规定没有采用，原因见各条：补正后删去井号即可采用，不采用的删去整条。"
_OPEN: Final = "以下本地事项没有采用，原因见各条：补正后删去井号即可采用，不采用的删去整条。"


class Local(NamedTuple):
    """A local row as the file states it; `why` says what has to be put right before it can be part of the file."""

    node: dict[str, Any]
    why: Text | None = None


class Proposed(NamedTuple):
    """Fields of an item that cannot be part of the file as they are, and why."""

    fields: Mapping[str, Any]
    why: str


class Additions:
    """Local rows by their topics, and the areas and topics that are new."""

    def __init__(self) -> None:
        """None yet."""
        self.areas: dict[str, Any] = {}
        self.topics: dict[tuple[str, str], Any] = {}
        self.rows: dict[tuple[str, str], list[Local]] = {}
        self._places: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._areas_called: dict[str, str] = {}
        self._topics_called: dict[tuple[str, str], str] = {}
        self._topics_of: dict[str, set[str]] = {}

    def area(self, area: str, title: Any) -> str:
        """Note that an area is new; its id."""
        self._areas_called.setdefault(fold(_zh(self.areas.setdefault(area, title))), area)
        return area

    def area_called(self, title: str) -> str | None:
        """The new area of this title."""
        return self._areas_called.get(fold(title))

    def topic_called(self, area: str, title: str) -> str | None:
        """The new topic of this title in an area."""
        return self._topics_called.get((area, fold(title)))

    def topic_ids(self, area: str) -> Set[str]:
        """The topics of an area that have local rows."""
        return self._topics_of.get(area, set())

    def put(self, area: str, topic: str, title: Any, row: Local) -> None:
        """Add a row to a topic, which is new where it has a title."""
        if known := self.topics.setdefault((area, topic), title):
            self._topics_called.setdefault((area, fold(_zh(known))), topic)
        self._topics_of.setdefault(area, set()).add(topic)
        rows = self.rows.setdefault((area, topic), [])
        self._places.setdefault((area, topic), {}).setdefault(row.node["id"], []).append(len(rows))
        rows.append(row)

    def refuse(self, entity: str, why: Text) -> bool:
        """Propose a row that was complete, and say why, or all rows of a new topic or area; whether there is one of this id."""
        if entity.count("/") != _ITEM:
            new = entity in self.areas or any(title and "/".join(key) == entity for key, title in self.topics.items())
            within = ("/".join((*key, each.node["id"])) for key, rows in self.rows.items() for each in rows)
            ids = [each for each in within if new and each.startswith(f"{entity}/")]
            return any([self.refuse(each, why) for each in ids])  # noqa: C419  # each, not the first
        area, topic, own = entity.split("/")
        for i in self._places.get((area, topic), {}).get(own, ()):
            row = self.rows[area, topic][i]
            if not row.why:
                self.rows[area, topic][i] = row._replace(why=why)
                return True
        return False

    def why(self, item: str) -> Text | None:
        """Why a row could not be written; None if it was."""
        area, topic, own = item.split("/")
        return self.rows[area, topic][self._places[area, topic][own][0]].why

    def are_single(self, others: Container[str]) -> bool:
        """Whether each row, complete or not, has an id of its own, which none of these others has."""
        return all(
            len(places) == 1 and f"{area}/{topic}/{own}" not in others
            for (area, topic), of_topic in self._places.items()
            for own, places in of_topic.items()
        )

    def whys(self) -> Iterator[str]:
        """What has to be put right, row by row."""
        for rows in self.rows.values():
            yield from (f"{_zh(each.node['title'])}：{each.why.zh}" for each in rows if each.why)

    def nodes(self, *, open: bool = False) -> list[dict[str, Any]]:
        """The entries of `add`: of rows that are complete, or of those that are not."""
        found: dict[str, dict[str, Any]] = {}
        for (area, topic), rows in self.rows.items():
            items = [each.node for each in rows if bool(each.why) == open]
            if not items:
                continue
            title = self.topics[area, topic]
            if area in self.areas:
                entry = found.setdefault(area, {"area": area, "title": self.areas[area], "topics": []})
                entry["topics"].append({"id": topic, "title": title or topic, "items": items})
            else:
                titled = {"title": title} if title else {}
                found[f"{area}/{topic}"] = {"topic": f"{area}/{topic}", **titled, "items": items}
        return list(found.values())


def _zh(title: Any) -> str:
    """The Chinese of a title, which may have English beside it."""
    return str(title["zh"] if isinstance(title, Mapping) else title)


class Draft(NamedTuple):
    """What the file says (`tree`), and what it proposes.

    `titles` are those of the items of the guidelines. `remarks` say by item and field what has to be looked at, `proposed`
    has what could not be written, `missing` the items and topics that the table lacks, with their titles.
    """

    head: Sequence[str]
    schema: str | None
    tree: Mapping[str, Any]
    level: str
    titles: Mapping[str, str]
    remarks: Mapping[str, Mapping[str, str]]
    proposed: Mapping[str, Proposed]
    missing: Mapping[str, str]
    additions: Additions

    def text(self) -> str:
        """The file in the layout of `gapub fmt`."""
        return emit_with(dict(self.tree), PROFILE, self.notes())

    def notes(self) -> Notes:
        """The comments of the file: its head, what is beside and above entries of `tighten`, and the proposals of sections."""
        head = [f"# yaml-language-server: $schema={self.schema}"] if self.schema else []
        notes = Notes(_comments([*head, *(f"# {line}" for line in self.head), ""]))
        keys = list(self.tree)
        waiting: list[Comment] = []  # what is proposed for a section stands below it: above the next one, or at the end
        for each in PROFILE.fields:
            if each.name in self.tree:
                notes.by_path[keys.index(each.name),] = Note(before=waiting)
                waiting = []
            waiting = [*waiting, *_comments([*self.proposals(each.name), ""])]
        notes.by_path[()] = Note(after=waiting)
        for i, entry in enumerate(self.tree.get("tighten", ())):
            section, item = keys.index("tighten"), entry["item"]
            if item in self.titles:
                notes.by_path[section, i, 0] = Note(beside=[Comment(f"# {self.titles[item]}")])
            for name, remark in self.remarks.get(item, {}).items():
                notes.by_path[section, i, list(entry).index(name)] = Note(before=[Comment(f"# {remark}")])
        return notes

    def proposals(self, section: str) -> Iterator[str]:
        """The lines that propose something for a section."""
        headed = section not in self.tree
        if section == "omit":
            yield from self.omissions()
        elif section == "tighten":
            yield from self.refused(headed=headed)
        elif section == "add":
            yield from self.open_rows(headed=headed)

    def omissions(self) -> Iterator[str]:
        """The items that the table lacks, to be left out once somebody says on what ground."""
        if not self.missing:
            return
        yield from (f"# {line}" for line in _OMIT)
        yield "#omit:"
        for target, title in self.missing.items():
            key = "item" if target.count("/") == _ITEM else "topic"
            yield f"#- {{{key}: {target}, levels: [{self.level}], ground: , reason: }}  # {title}"

    def refused(self, *, headed: bool) -> Iterator[str]:
        """What cannot be part of the file as it is."""
        if not self.proposed:
            return
        yield f"# {_PROPOSED}"
        yield from (f"# {self.titles[item]}：{each.why}" for item, each in self.proposed.items())
        entries = [{"item": item, **each.fields} for item, each in self.proposed.items()]
        yield from _commented("tighten", entries, headed=headed)

    def open_rows(self, *, headed: bool) -> Iterator[str]:
        """Local rows that cannot be part of the file as they are."""
        if entries := self.additions.nodes(open=True):
            yield f"# {_OPEN}"
            yield from (f"# {why}" for why in self.additions.whys())
            yield from _commented("add", entries, headed=headed)


def _commented(key: str, entries: list[dict[str, Any]], *, headed: bool) -> Iterator[str]:
    """Entries of a list as comments; what is to be filled in stands empty."""
    _, *lines = emit({key: entries}, PROFILE).splitlines()
    if headed:
        yield f"#{key}:"
    for line in lines:
        yield "#" + re.sub(r": null$", ":", line) if line else ""


def _comments(lines: Iterable[str]) -> list[Comment]:
    """Lines of comments, with the empty lines between them."""
    comments: list[Comment] = []
    for line in lines:
        if line:
            comments.append(Comment(line.rstrip()))
        elif comments:
            comments[-1] = comments[-1]._replace(gap=True)
    return comments
