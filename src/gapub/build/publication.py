"""The edition for publication: the catalogue as citizens get it, without what is said to those who still check it.

What it leaves out is an editor's: remarks on where rows come from, how whole an area is, whether its notice was seen. What
became of a law that is cited is a citizen's, and stands at the row.
"""

from __future__ import annotations

from gapub.model.catalogue import Area, Catalogue, Coverage


def for_publication(catalogue: Catalogue) -> Catalogue:
    """The edition for publication of a catalogue that was compiled for review.

    What is open in it stays open, with its marks: `gapub.reports.publishing` says what that is.
    """
    areas = tuple(map(_settled, catalogue.areas))
    return catalogue._replace(purpose="publication", areas=areas)


def _settled(area: Area) -> Area:
    """The area without editors' remarks. Where all was checked against the official document, its rows and notice were too."""
    area = area._replace(remarks=())
    if area.verified and area.document.status != "local":
        area = area._replace(coverage=Coverage("complete"), document=area.document._replace(status="seen"))
    return area
