"""The ids that files may name, each with what it is the id of: for editors, which complete them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from gapub.diagnostics import GapubError, Text
from gapub.model.guideline import Guideline
from gapub.model.schema import Ids
from gapub.sources.library import Library, local_file
from gapub.sources.outline import outline
from gapub.sources.project import Project
from gapub.yaml.tree import Map

if TYPE_CHECKING:
    from gapub.model.profile import Profile


def ids_of(library: Library, project: Project) -> Ids:
    """The ids of a library by their kinds, and the areas, topics and items that the profiles of the project add.

    What cannot be read has no ids here; `validate` says what is wrong with it.
    """
    registry = library.registry
    editions = [each for name in library.editions() if (each := _edition(library, name))]
    areas = {each.area: each.title for each in editions}
    topics = {name: title for each in editions for name, title in each.topics}
    items = {name: title for each in editions for name, title in each.items}
    for add in (add for added in _profiles(library, project) for add in added.add):
        if add.title is not None:
            areas.setdefault(add.target, add.title)
        for topic in add.topics:
            if topic.title is not None:
                topics[topic.id] = add.title + _SLASH + topic.title if add.title else topic.title
        items |= {name: item.title for name, item in add.rows}
    return {
        "areas": areas,
        "topics": topics,
        "items": items,
        "editions": {each.name: each.title + Text.same(f" {each.edition}") for each in editions},
        "baselines": {key: each.title for key, each in registry.baselines.items()},
        "instruments": {key: Text(each.title, each.en) for key, each in registry.instruments.items()},
        "bodies": {key: each.name for key, each in registry.bodies.items()},
        "channels": {key: each.name for key, each in registry.channels.items()},
        "groups": registry.groups,
        "events": {key: each.name for key, each in registry.events.items()},
        "conditions": registry.conditions,
        "exceptions": registry.exceptions,
    }


_SLASH = Text.same("/")


class _Edition(NamedTuple):
    """An edition of an area's guideline, with the full ids and the titles of its topics and items."""

    area: str
    edition: str
    title: Text
    topics: Sequence[tuple[str, Text]]
    items: Sequence[tuple[str, Text]]

    @property
    def name(self) -> str:
        return f"{self.area}@{self.edition}"


def _edition(library: Library, name: str) -> _Edition | None:
    """An edition by its name, if it can be read.

    Those that come with gapub can: their outlines say as much as the models of their rows, which few commands make of them all.
    """
    tree = library.shipped(name, outline)
    if tree is None:
        return next((_of_guideline(each) for each in library.readable((name,))[0]), None)
    area, _, edition = name.partition("@")
    title = _title(tree)
    topics = [(f"{area}/{each.get('id')}", each) for each in _entries(tree, "topics")]
    items = [(f"{key}/{each.get('id')}", _title(each)) for key, topic in topics for each in _entries(topic, "items")]
    return _Edition(area, edition, title, [(key, title + _SLASH + _title(each)) for key, each in topics], items)


def _entries(node: Map, key: str) -> list[Map]:
    return [each for each in node.get(key, ()) if isinstance(each, Map)]


def _title(node: Map) -> Text:
    title = node.get("title")
    return Text(str(title.get("zh")), str(title.get("en"))) if isinstance(title, Map) else Text.same(str(title))


def _of_guideline(made: Guideline) -> _Edition:
    topics = [(f"{made.area}/{each.id}", made.title + _SLASH + each.title) for each in made.topics]
    return _Edition(made.area, made.edition, made.title, topics, [(name, item.title) for name, item in made.rows()])


def _profiles(library: Library, project: Project) -> list[Profile]:
    """The profiles of the project that can be read."""
    paths = sorted(project.catalogues.rglob("*.yaml"))
    if not paths:
        return []
    from gapub.model import profile

    found = []
    for path in paths:
        try:
            made, _ = library.read(local_file(path), profile.read)
        except GapubError:
            continue
        if made is not None:
            found.append(made)
    return found
