"""What the columns and parts of a printed catalogue are called; who reads one knows it by these."""

from __future__ import annotations

from typing import Final

from gapub.diagnostics import Text
from gapub.model.fields import CELLS, FIELD_NAMES
from gapub.model.text import GROUPS, PUBLIC, UNKNOWN

COLUMNS = ("number", "topic", "title", "content", "basis", "time_limit", "body", "channels")
"""The columns of the official table that hold text, before those that hold ticks."""
TEXTS = ("content", "basis", "time_limit", "body")
"""Those of them that are written alike."""
LISTS = ("content", "basis")
"""Those of them that hold several entries."""
TICK = "√"
BOX, TICKED_BOX = "□", "■"

NUMBER: Final = Text("序号", "No.")
AREAS: Final = Text("试点领域", "Areas")
ORIGIN: Final = Text("出处", "Origin")
CHECKS: Final = Text("待核清单", "Cells to be checked")
CHECKS_FIELDS: Final = Text("待核栏目", "Cells to check")
LABELS = {
    "number": NUMBER,
    "item": FIELD_NAMES["title"],
    **{name: FIELD_NAMES[name] for name in CELLS},
    "public": PUBLIC,
    "groups": GROUPS,
    "areas": AREAS,
    "contents": Text("目录", "Contents"),
    "checks": CHECKS,
    "checks_fields": CHECKS_FIELDS,
    "search": Text("搜索", "Search"),
    "sources": Text("来源", "Sources"),
    "evidence": Text("证据", "Evidence"),
    "origin": ORIGIN,
    "trace": Text("各级规定", "What profiles changed"),
    "unknown": UNKNOWN,
}
