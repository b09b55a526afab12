"""Rules that readers tell."""

from __future__ import annotations

from gapub.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
