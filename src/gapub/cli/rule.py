"""`gapub rule`: the rules of `gapub validate`, listed or explained one by one in both languages."""

from __future__ import annotations

import sys

from gapub.cli.inspect import print_json, print_table
from gapub.cli.speech import t
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.report import RuleDocument
from gapub.diagnostics.text import safe
from gapub.model.shape import suggestion
from gapub.rules.documents import document
from gapub.rules.page import FAMILIES, KINDS, SEVERITIES
from gapub.rules.registry import RULES
from gapub.rules.rule import Rule


def show_rules(listing: str) -> None:
    """Print every rule, a line each."""
    if listing == "json":
        print_json({"rules": [_tree(rule) for rule in RULES.values()]})
        return
    print_table(
        t("规则", "Rules"),
        (t("代号", "code"), t("级别", "severity"), t("类别", "family"), t("名称", "name")),
        [
            (rule.code, t(*SEVERITIES[rule.severity]), t(*FAMILIES[rule.family]), t(*document(rule.code).title))
            for rule in RULES.values()
        ],
    )


def show_rule(code: str, listing: str) -> None:
    """Print what a rule is about, why it is there, and its examples."""
    rule = RULES.get(code)
    if rule is None:
        message = Text(f"没有规则「{code}」", f"there is no rule {code!r}")
        raise GapubError([Diagnostic("unknown-rule", "error", message, hint=suggestion(code, tuple(RULES)))])
    if listing == "json":
        print_json(_tree(rule))
        return
    said = "\n".join(safe(line) for line in _lines(rule, document(code))) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(said.encode())
    sys.stdout.buffer.flush()


def _lines(rule: Rule, explained: RuleDocument) -> list[str]:
    family, severity, kind = FAMILIES[rule.family], SEVERITIES[rule.severity], KINDS[rule.kind]
    fix = Text("，可用 --fix 改正", ", --fix mends it") if rule.fix else Text("", "")
    lines = [
        f"{rule.code}  {explained.title.zh} / {explained.title.en}",
        f"{family.zh}，{severity.zh}，{kind.zh}{fix.zh}",
        f"{family.en}, {severity.en}, {kind.en}{fix.en}",
        "",
        explained.why.zh,
        explained.why.en,
    ]
    if explained.reference:
        lines += ["", f"依据：{explained.reference.zh}", f"Rests on: {explained.reference.en}"]
    for label, example in (("不好 / bad", explained.bad), ("好 / good", explained.good)):
        lines += ["", f"{label}:", *(f"  {line}" for line in example.rstrip("\n").split("\n"))]
    return lines


def _tree(rule: Rule) -> dict[str, object]:
    explained = document(rule.code)
    return {
        "code": rule.code,
        "family": rule.family,
        "severity": rule.severity,
        "kind": rule.kind,
        "fix": rule.fix,
        "name": explained.title._asdict(),
        "why": explained.why._asdict(),
        "reference": explained.reference._asdict() if explained.reference else None,
        "bad": safe_lines(explained.bad),
        "good": safe_lines(explained.good),
    }


def safe_lines(example: str) -> str:
    """The example with what cannot be printed escaped, line by line."""
    return "\n".join(safe(line) for line in example.split("\n"))
