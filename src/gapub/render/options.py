"""What a format may be told besides the view that it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gapub.render.templates import BUNDLED, Templates

if TYPE_CHECKING:
    from gapub.render.site import Changes


class Options(NamedTuple):
    """What all formats are offered, for each to take what it needs.

    `address`, ending in a slash, is where the folder of the site is published; `changes` are what its page of changes says.
    """

    templates: Templates = BUNDLED
    address: str | None = None
    changes: Changes | None = None


DEFAULTS: Final = Options()
"""The bundled templates, and a site that knows neither its address nor a former catalogue."""
