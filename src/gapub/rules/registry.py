"""Every rule there is, by code."""

from __future__ import annotations

from gapub.rules import (
    basis,
    channels,
    characters,
    decisions,
    evidence,
    hygiene,
    instruments,
    localities,
    notes,
    privacy,
    profile,
    references,
    structure,
    timeliness,
    upstream,
)
from gapub.rules.rule import Rule

FAMILIES: tuple[tuple[Rule, ...], ...] = (
    upstream.RULES,
    structure.RULES,
    references.RULES,
    basis.RULES,
    instruments.RULES,
    timeliness.RULES,
    channels.RULES,
    evidence.RULES,
    privacy.RULES,
    hygiene.RULES,
    characters.RULES,
    profile.RULES,
    localities.RULES,
    decisions.RULES,
    notes.RULES,
)
"""The rules of each module, in the order in which they are listed."""

RULES: dict[str, Rule] = {rule.code: rule for family in FAMILIES for rule in family}
