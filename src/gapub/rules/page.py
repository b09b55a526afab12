"""The rules as a page of the documentation, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from gapub.diagnostics import Text
from gapub.diagnostics.text import safe
from gapub.rules.documents import document
from gapub.rules.registry import RULES
from gapub.rules.rule import Rule

FAMILIES = {
    "yaml": Text("YAML", "YAML"),
    "structure": Text("结构", "Structure"),
    "completeness": Text("完整", "Completeness"),
    "references": Text("引用", "References"),
    "basis": Text("公开依据", "Legal basis"),
    "timeliness": Text("公开时限", "Time limits"),
    "channels": Text("公开渠道", "Channels"),
    "evidence": Text("证据", "Evidence"),
    "privacy": Text("个人信息", "Privacy"),
    "hygiene": Text("文字", "Text"),
    "profile": Text("地方配置", "Profiles"),
    "strength": Text("强弱", "Strength"),
    "allow": Text("许可", "Allowances"),
}
"""The families of rules, in the order of the page."""
SEVERITIES = {"error": Text("错误", "error"), "warning": Text("警告", "warning"), "info": Text("提示", "info")}
KINDS = {
    "any": Text("各种文件", "every file"),
    "guideline": Text("标准指引", "guidelines"),
    "profile": Text("地方配置", "profiles"),
    "registry": Text("登记册", "registries"),
}

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
