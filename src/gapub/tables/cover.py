"""The facts of the cover that tables state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gapub.rules.privacy import has_personal_number
from gapub.tables.work import Work

_COVER: Final = {
    "office": re.compile(r"(?:编制|填报|填表)(?:单位|机关|部门)[：:][ \u3000]*([^\s；;，,：:]{2,40})(?=[\s；;，,]|$)"),
    "date": re.compile(
        r"(?:编制|填报|填表|发布|公布|制定|印发|更新)(?:日期|时间)[：:][ \u3000]*(\d{4}\s*[-年./]\s*\d{1,2}(?:\s*[-月./]\s*\d{1,2})?)"
    ),
    "version": re.compile(r"(?<!非官方)版本(?:号)?[：:][ \u3000]*([^\n；;，,]{1,20})"),
    "phone": re.compile(r"(?:联系|咨询|办公)?电话[：:][ \u3000]*(0\d{2,3}[-－—]?\d{7,8}|[2-9]\d{6,7})"),
}


def cover_of(work: Work) -> dict[str, str]:
    """The facts of the cover that the files state."""
    found: dict[str, str] = {}
    for read in work.given.tables:
        texts = [read.table.document.text, read.table.title, *(each.text for each in read.table.unread)]
        for text in texts:
            for key, pattern in _COVER.items():
                if key not in found and (stated := pattern.search(text)):
                    found[key] = stated[1].strip()
    if (date := found.get("date")) and (parts := re.findall(r"\d+", date)):
        found["date"] = "-".join([parts[0], *(each.zfill(2) for each in parts[1:])])
    return {key: text for key, text in found.items() if not has_personal_number(text)}


def on_cover(work: Work) -> Iterator[str]:
    """The texts that belong to no row, and of which the cover has something."""
    patterns = [_COVER[key] for key in cover_of(work)]
    for read in work.given.tables:
        for entry in read.table.unread:
            if any(pattern.search(entry.text) for pattern in patterns):
                yield entry.text
