"""The ids that files may name, each with what it is the id of: for editors, which complete them."""

from __future__ import annotations

from gapub.diagnostics import GapubError, Text
from gapub.model import profile
from gapub.model.schema import Ids
from gapub.sources.library import Library, local_file
from gapub.sources.project import Project


def ids_of(library: Library, project: Project) -> Ids:
    """The ids of a library by their kinds, and the areas, topics and items that the profiles of the project add.

    What cannot be read has no ids here; `validate` says what is wrong with it.
    """
    registry = library.registry
    guidelines, _ = library.readable(library.editions())
    topics = {
        f"{each.area}/{topic.id}": each.title + _SLASH + topic.title for each in guidelines for topic in each.topics
    }
    items = {name: item.title for each in guidelines for name, item in each.rows()}
    areas = {each.area: each.title for each in guidelines}
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
        "editions": {each.name: each.title + Text.same(f" {each.edition}") for each in guidelines},
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


def _profiles(library: Library, project: Project) -> list[profile.Profile]:
    """The profiles of the project that can be read."""
    found = []
    for path in sorted(project.catalogues.rglob("*.yaml")):
        try:
            read, _ = library.read(local_file(path), profile.read)
        except GapubError:
            continue
        if read is not None:
            found.append(read)
    return found
