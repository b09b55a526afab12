"""Writes docs/rules.md and docs/rules.zh-CN.md from the registry of rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from gapub.diagnostics import Text
from gapub.diagnostics.report import SEVERITIES
from gapub.diagnostics.text import safe
from gapub.rules.documents import FAMILIES, KINDS, document
from gapub.rules.registry import RULES
from gapub.rules.rule import Rule

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES: dict[Literal["zh", "en"], Path] = {"en": DOCS / "rules.md", "zh": DOCS / "rules.zh-CN.md"}

_HEAD = Text(
    """# 规则

[English](rules.md)

`gapub validate` 的全部规则，按类别排列。`gapub rule` 列出它们，`gapub rule 代号` 解释其中一条。设置、许可和输出格式见
[ci.zh-CN.md](ci.zh-CN.md)。本页由 `make docs` 生成。
""",
    """# Rules

[中文](rules.zh-CN.md)

Every rule of `gapub validate`, by family. `gapub rule` lists them and `gapub rule CODE` explains one. Settings, allowances and
formats are in [ci.md](ci.md). This page is made by `make docs`.
""",
)
_BAD = Text("不好：", "Bad:")
_GOOD = Text("好：", "Good:")


def page(lang: Literal["zh", "en"]) -> str:
    """The whole page."""
    zh = lang == "zh"

    def say(text: Text) -> str:
        return text.zh if zh else text.en

    parts = [say(_HEAD)]
    for family, title in FAMILIES.items():
        rules = [rule for rule in RULES.values() if rule.family == family]
        if rules:
            parts.append(f"## {say(title)}\n")
            parts += ["\n".join(_lines(rule, zh=zh)) for rule in rules]
    return "\n".join(parts)


def _lines(rule: Rule, *, zh: bool) -> Iterator[str]:
    def say(text: Text) -> str:
        return text.zh if zh else text.en

    explained = document(rule.code)
    comma, stop = ("，", "。") if zh else (", ", ".")
    facts = [f"`{rule.code}`", say(SEVERITIES[rule.severity]), say(KINDS[rule.kind])]
    if rule.fix:
        facts.append(say(Text("可用 `--fix` 改正", "mended by `--fix`")))
    yield f'<a id="{rule.code}"></a>\n'  # what `docs-url` leads to, in either language
    yield f"### {say(explained.title)}\n"
    yield f"{comma.join(facts)}{stop}\n"
    yield f"{say(explained.why)}\n"
    if explained.reference:
        yield f"{say(Text('依据：', 'Rests on: '))}{say(explained.reference)}\n"
    for label, example in ((_BAD, explained.bad), (_GOOD, explained.good)):
        yield f"{say(label)}\n"
        yield "```yml"
        yield "\n".join(safe(line) for line in example.rstrip("\n").split("\n"))
        yield "```\n"


if __name__ == "__main__":
    for lang, path in PAGES.items():
        path.write_text(page(lang), "utf-8", newline="\n")
