"""`gapub rule`: the rules of `gapub validate`, listed or explained one by one in both languages."""

from __future__ import annotations

from typing import Annotated

from gapub.cli.declare import App
from gapub.cli.options import argument
from gapub.cli.printing import ListingFormat, print_as, print_table
from gapub.cli.streams import write_data
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.report import SEVERITIES, RuleDocument
from gapub.diagnostics.text import safe
from gapub.model.shape import suggestion
from gapub.rules.documents import FAMILIES, KINDS, document
from gapub.rules.registry import RULES
from gapub.rules.rule import Rule

app = App()


@app.command()
def rule(
    code: Annotated[str | None, argument("规则代号", "code of a rule")] = None,
    format: ListingFormat = "text",
) -> None:
    """Print every rule, a line each; or what one is about, why it is there, and its examples."""
    if code is None:
        print_as(format, lambda: {"rules": [_tree(each) for each in RULES.values()]}, _print_rules)
    elif (found := RULES.get(code)) is not None:
        print_as(format, lambda: _tree(found), lambda: _print_rule(found))
    else:
        message = Text(f"没有规则“{code}”", f"unknown rule {code!r}")
        raise GapubError([Diagnostic("unknown-rule", "error", message, hint=suggestion(code, tuple(RULES)))])


def _print_rules() -> None:
    print_table(
        Text("规则", "Rules"),
        (Text("代号", "code"), Text("级别", "severity"), Text("类别", "family"), Text("名称", "name")),
        [
            (rule.code, SEVERITIES[rule.severity], FAMILIES[rule.family], document(rule.code).title)
            for rule in RULES.values()
        ],
    )


def _print_rule(rule: Rule) -> None:
    write_data("".join(f"{safe(line)}\n" for line in _lines(rule, document(rule.code))))


def _lines(rule: Rule, explained: RuleDocument) -> list[str]:
    family, severity, kind = FAMILIES[rule.family], SEVERITIES[rule.severity], KINDS[rule.kind]
    fix = Text("，可用 --fix 改正", ", --fix fixes it") if rule.fix else Text("", "")
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
    for label, example in (("不符合 / bad", explained.bad), ("符合 / good", explained.good)):
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
        "name": explained.title,
        "why": explained.why,
        "reference": explained.reference,
        "bad": _safe_lines(explained.bad),
        "good": _safe_lines(explained.good),
    }


def _safe_lines(example: str) -> str:
    """The example with what cannot be printed escaped, line by line."""
    return "\n".join(safe(line) for line in example.split("\n"))
