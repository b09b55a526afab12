"""The edition for publication: the catalogue as citizens get it, without what is said to those who still check it.

What it leaves out is an editor's: remarks on where rows come from, how whole an area is, whether its notice was seen. What
became of a law that is cited is a citizen's, and stands at the row.
"""

from __future__ import annotations

from gapub.diagnostics import Text
from gapub.model.catalogue import Area, Basis, Catalogue, Coverage
from gapub.model.cellwords import listed
from gapub.model.registry import Instrument, Registry


def for_publication(catalogue: Catalogue, registry: Registry, as_of: str) -> Catalogue:
    """The edition for publication of a catalogue that was compiled for review, with the state of the law on this day.

    What is open in it stays open, with its marks: `gapub.reports.publishing` says what that is.
    """
    areas = tuple(with_law(_settled(area), registry, as_of) for area in catalogue.areas)
    return catalogue._replace(purpose="publication", areas=areas)


def _settled(area: Area) -> Area:
    """The area without editors' remarks. Where all was checked against the official document, its rows and notice were too."""
    area = area._replace(remarks=())
    if area.verified:
        area = area._replace(coverage=Coverage("complete"), document=area.document._replace(status="seen"))
    return area


def with_law(area: Area, registry: Registry, as_of: str) -> Area:
    """The area with the instruments marked that had ended by this day, at each row that cites one."""
    ended = {id: _ended(law, registry) for id in _cited(area) if (law := registry.instruments[id]).ceased(as_of)}
    if not any(ended.values()):
        return area

    def marked(basis: Basis) -> Basis:
        return basis._replace(ended=ended.get(basis.id or ""))

    topics = (
        topic._replace(
            items=tuple(item._replace(basis=tuple(map(marked, item.basis))) for item in topic.items),
        )
        for topic in area.topics
    )
    return area._replace(topics=tuple(topics))


def _cited(area: Area) -> dict[str, None]:
    return dict.fromkeys(basis.id for item in area.items for basis in item.basis if basis.id is not None)


def _ended(law: Instrument, registry: Registry) -> Text | None:
    """What is certain of the end of an instrument; what nobody has seen is never printed."""
    if "status" in law.recalled:
        return None
    said = Text(f"《{law.title}》", law.en)
    known = law.repealed if "repealed" not in law.recalled else None
    since = Text(f"已于{known}", f" ended on {known}") if known else Text("已", " has ended")
    said += since + (Text("废止", "") if law.status == "repealed" else Text("失效", ""))
    successors = [registry.instruments[each] for each in law.successor if each in registry.instruments]
    if successors and "successor" not in law.recalled:
        names = listed(Text(f"《{each.title}》", each.en) for each in successors)
        said += Text("，由{}取代", "; replaced by {}").format(names)
    return said
