"""The pages that lead to the catalogues of several localities."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from gapub.diagnostics import Text

if TYPE_CHECKING:
    from gapub.batch.locality import Made
    from gapub.model.catalogue import Division
    from gapub.render.templates import Templates


def of_divisions(made: Sequence[Made], lang: str, templates: Templates, formats: Sequence[str]) -> dict[str, bytes]:
    """The page that leads to the page of each division of a profile, where there are such pages."""
    if not {"html", "site"}.intersection(formats):
        return {}
    from urllib.parse import quote

    from gapub.build.select import TITLES
    from gapub.render import divisions

    page = "index.html" if "html" in formats else "site/index.html"
    of = [(each, each.division) for each in made if each.division]
    entries = [
        divisions.Entry(f"{quote(each.key)}/{page}", division.code, division.name, each.items) for each, division in of
    ]
    title, above = TITLES[made[0].level], _above([division for _, division in of])
    if above:
        title = Text(f"{above[-1]}{title.zh}", f"{title.en}: {above[-1]}")
    shared = [fact for fact in made[0].facts if all(fact in each.facts for each in made)]
    facts = [*([(Text("所属", "Part of"), "".join(above))] if above else []), *shared]
    return divisions.files(title, entries, facts=facts, example=made[0].example, lang=lang, templates=templates)


def _above(divisions: Sequence[Division]) -> list[str]:
    """The names of what all divisions belong to, from the province down; none of a division that is not in the table."""
    from gapub.sources.divisions import by_code

    known = [by_code(each.code) for each in divisions]
    lines = [each.parents if each else () for each in known]
    return [those[0][1] for those in takewhile(lambda those: len(set(those)) == 1, zip(*lines, strict=False))]
