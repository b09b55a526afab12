"""What `gapub list` and `gapub stats` tell of a guideline edition: its name, and its rows and cells by evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from gapub.model.fields import CELLS
from gapub.model.guideline import Guideline
from gapub.model.text import OWN_AREA, SEEN_OR_RECALLED
from gapub.model.time.value import in_own_words


def facts(guideline: Guideline) -> dict[str, Any]:
    """The guideline as JSON has it."""
    items = [item for _, item in guideline.rows()]
    status = Counter(item.evidence.status for item in items)
    recalled = sum(len(item.evidence.recalled) for item in items)
    unknown = sum(len(item.unknown_fields) for item in items)
    cells_by_state = Counter(state for item in items for state in item.states.values())
    both = sum(len(set(item.unknown_fields) & set(item.evidence.recalled)) for item in items)
    cells = len(items) * len(CELLS)
    return {
        "area": guideline.area,
        "edition": guideline.edition,
        "number": guideline.number,
        "title": guideline.title,
        "coverage": guideline.coverage.status,
        "items": len(items),
        **{name: status[name] for name in (*SEEN_OR_RECALLED, "statutory")},
        "cells": cells,
        "cells_seen": cells - recalled - unknown + both,
        "cells_single": cells_by_state["single"],
        "cells_statutory": cells_by_state["statutory"],
        "cells_recalled": recalled,
        "cells_unknown": unknown,
        "level_open": sum(item.levels is None for item in items),
    }


def said(guideline: Guideline) -> dict[str, int]:
    """How many of its rows state a stage, from a table or a law, and bear on others; and time limits in words alone."""
    items = [item for _, item in guideline.rows()]
    bases = Counter(item.stage_basis for item in items if item.stage)
    return {
        "stages": bases.total(),
        "stages_statutory": bases["statutory"],
        "stages_open": len(items) - bases.total(),
        "interpreting": sum(bool(item.interprets) for item in items),
        "responding": sum(bool(item.responds) for item in items),
        "time_limits_in_words": sum(bool(in_own_words(item.time_limit)) for item in items),
    }


def in_order(guidelines: Iterable[Guideline], own: Mapping[str, str] = MappingProxyType({})) -> list[Guideline]:
    """The guidelines by their official numbers, then by those that areas of a locality's own have; the others come last."""

    def place(each: Guideline) -> tuple[int, int, str]:
        number = own.get(each.area)
        last = 1000 if number is None else int(number.removeprefix(OWN_AREA.zh))
        return (1000 if each.number is None else each.number, last, each.area)

    return sorted(guidelines, key=place)
