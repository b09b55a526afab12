"""Where the data that ships with gapub lies: inside the wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path

FOLDER = "guidelines"
"""The folder of guidelines and registries."""
CATALOGUES = "catalogues"
"""The folder of profiles."""

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOT = _PACKAGE.parent.parent


def bundled(name: str) -> Path:
    """The folder `divisions`, `guidelines`, `pinyin` or `templates` that ships with gapub."""
    places = (_PACKAGE / "data" / name, _ROOT / name, _ROOT / "data" / name)
    return next((place for place in places if place.is_dir()), _ROOT / name)
