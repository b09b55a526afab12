"""Writes docs/rules.md and docs/rules.zh-CN.md from the registry of rules."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from gapub.rules.page import page

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES: dict[Literal["zh", "en"], Path] = {"en": DOCS / "rules.md", "zh": DOCS / "rules.zh-CN.md"}

if __name__ == "__main__":
    for lang, path in PAGES.items():
        path.write_text(page(lang), "utf-8", newline="\n")
