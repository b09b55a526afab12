"""Traditional characters, each with its simplified one; tools/make_traditional.py makes the table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

# what simplified text never has, and below it what that is there
_HALVES = Path(__file__).with_name("traditional.txt").read_text("utf-8").split("\n\n")
TO_SIMPLIFIED: Final[Mapping[str, str]] = MappingProxyType(
    dict(zip(*("".join(half.split()) for half in _HALVES), strict=True))
)
"""Simplified characters, by those that simplified text never has."""
