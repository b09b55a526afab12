"""Where the data that ships with gapub lies: inside the wheel, or at the root of a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """The folder `guidelines` or `templates` that ships with gapub."""
    wheel = _PACKAGE / "data" / name
    return wheel if wheel.is_dir() else _PACKAGE.parent.parent / name
