"""What the rules mean, read from `docs/CODE.yaml` when somebody asks: `gapub rule`, SARIF, `--statistics`, docs/rules.md.

A document gives a title and why the rule exists, the `reference` it rests on if there is one, and a bad and a good
example, which are YAML laid into a `frame` (see tests/rule_examples.py). A bad example that is no UTF-8 is given as its
bytes, in hexadecimal digits: `bad_bytes`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from gapub.diagnostics import GapubError, Text
from gapub.diagnostics.report import RuleDocument
from gapub.model.shape import BILINGUAL, Field, Record, Scalar, check
from gapub.rules.registry import RULES
from gapub.yaml.reader import parse
from gapub.yaml.tree import Map

FOLDER: Final = Path(__file__).parent / "docs"

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
    "decisions": Text("公众参与", "Participation"),
    "events": Text("事件", "Events"),
    "scheme": Text("评分", "Scores"),
    "strength": Text("强弱", "Strength"),
    "allow": Text("许可", "Allowances"),
}
"""The families of rules, in the order of the page."""
KINDS = {
    "any": Text("各种文件", "every file"),
    "guideline": Text("标准指引", "guidelines"),
    "profile": Text("地方配置", "profiles"),
    "decisions": Text("决策事项目录", "lists of decisions"),
    "events": Text("事件清单", "lists of events"),
    "scheme": Text("评分方案", "schemes of scoring"),
    "registry": Text("登记册", "registries"),
}

FRAMES: Final = ("row", "guideline", "profile", "registry", "raw")
"""What an example may be laid into: the row of a guideline, a sample of one of the kinds of files, or nothing."""
_EXAMPLE = Scalar()
DOCUMENT: Final = Record(
    "rule",
    (
        Field("title", BILINGUAL, Text("名称", "its title"), required=True),
        Field("why", BILINGUAL, Text("为什么", "why the rule exists"), required=True),
        Field("reference", BILINGUAL, Text("依据", "the article or document it is based on")),
        Field("frame", Scalar(words=FRAMES), Text("例子放在哪里", "where examples are placed"), required=True),
        Field("bad", _EXAMPLE, Text("不好的例子", "an example with the finding")),
        Field(
            "bad_bytes", _EXAMPLE, Text("不好的例子，十六进制", "the same in hexadecimal digits, if it is not UTF-8")
        ),
        Field("good", _EXAMPLE, Text("好的例子", "an example without it"), required=True),
    ),
    one_of=("bad", "bad_bytes"),
)


def document(code: str) -> RuleDocument:
    """What a rule means, by its code. A GapubError says what is wrong with its file."""
    rule = RULES[code]
    path = FOLDER / f"{code}.yaml"
    tree, found = parse(path.read_bytes(), path.as_posix())
    if tree is not None and not found:
        found = check(tree, DOCUMENT, path.as_posix())
    if found or not isinstance(tree, Map):
        raise GapubError(found)
    raw = tree.get("bad_bytes")
    return RuleDocument(
        code,
        rule.family,
        rule.severity,
        Text(**tree["title"]),
        Text(**tree["why"]),
        tree["bad"] if raw is None else bytes.fromhex(raw).decode("utf-8", "surrogateescape"),
        tree["good"],
        Text(**tree["reference"]) if "reference" in tree else None,
        tree["frame"],
    )
