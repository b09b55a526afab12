"""The rules on text: tables of what they find in a value, and the laws of their fixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.diagnostics import Diagnostic
from gapub.model.registry import Registry
from gapub.rules import characters, hygiene, privacy
from gapub.rules.context import Context
from gapub.validate.fix import fixed
from gapub.yaml.reader import Map, parse

RULES = [rule for rule in (*hygiene.RULES, *characters.RULES, *privacy.RULES) if rule.kind == "any"]


def context(text: str) -> Context:
    tree, found = parse(text.encode(), "file.yaml")
    assert isinstance(tree, Map) and not found, text
    return Context("file.yaml", text, tree, Registry(), "2026-11-24")


def told(text: str) -> list[Diagnostic]:
    given = context(text)
    return [each for rule in RULES for each in rule.run(given)]


def codes(value: str, key: str = "content") -> list[str]:
    return sorted(each.code for each in told(f"{key}: [{value}]\n"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("补贴（含高龄）对象", []),
        ("1）对象；2）标准", []),
        ("一）对象", []),
        ("对象）标准", ["unpaired-mark"]),
        ("（对象", ["unpaired-mark"]),
        ("“对象”和”", ["unpaired-mark"]),
        ("（对象)", ["unpaired-mark"]),
        ("(对象）", ["half-width-mark"]),
        ("《关于〈办法〉的通知》〔2019〕", []),
        ("比例1:500", []),
        ("比例: 高", ["half-width-mark"]),
        ("民政部 财政部关于补贴的通知", []),
        ("民政部  财政部关于补贴的通知", ["stray-space"]),
        ("补贴 财政", ["stray-space"]),
        ("补贴 A 类", []),
        ("口岸", []),
        ("人口总数", []),
        ("户口其他事项", []),
        ("门口公示栏", []),
        ("口公示栏", ["mouth-for-box"]),
        ("标准；口两微一端", ["mouth-for-box"]),
        ("同上", ["as-above"]),
        ("同上。", ["as-above"]),
        ("同上级部门会商", []),
        ("同前款规定的对象", []),
        ("如上", ["as-above"]),
        ("著作、乾坤、藉口", []),
        ("養老", ["traditional-character"]),
        ("二〇一九年", []),
        ("二O一九年", ["look-alike"]),
        ("二0一九年", ["look-alike"]),
        ("二零一九年", []),
        ("α射线、Ⅰ类、㎡", []),
        ("Μ类", ["look-alike"]),
        ("москва", []),
        ("Subsіdies（补贴）", ["look-alike"]),
        ("补贴\u200b", ["invisible-character"]),
        ("补贴\u200e", ["direction-character"]),
        ("11010519491231002X", ["identity-number"]),
        ("11010519491231002x", ["identity-number"]),
        ("110105194912310021", []),
        ("11010519491331002X", []),
        ("t11010519491231002X", []),
        ("13912345678", ["mobile-number"]),
        ("139 1234 5678", ["mobile-number"]),
        ("12912345678", []),
        ("113912345678", []),
        ("姓名 6222021234567890128", ["account-number"]),
        ("姓名 6222021234567890129", []),
        ("批号 6222021234567890128", []),
    ],
)
def test_what_is_found_in_a_value(value: str, expected: list[str]) -> None:
    assert codes(f'"{value}"') == sorted(expected)


@pytest.mark.parametrize("key", ["en", "url", "aliases", "said"])
def test_what_stands_as_others_wrote_it_is_left_alone(key: str) -> None:
    assert codes("补贴(对象)", key) == []


def test_no_finding_repeats_a_number() -> None:
    text = "content: [补贴 11010519491231002X, 13912345678, 账号 6222021234567890128]\n"
    for each in told(text):
        said = "".join((*each.message, *(each.hint or ()), *each.arguments, each.entity))
        assert not any(number in said for number in ("11010519491231002X", "13912345678", "6222021234567890128"))
    assert len(told(text)) == 3


@pytest.mark.parametrize(
    ("written", "mended_to"),
    [
        ("[补贴(对象),标准]", "[补贴（对象）,标准]"),
        ('["补贴,标准"]', '["补贴，标准"]'),
        ("['补贴 标准']", "['补贴标准']"),
        ("[補貼]", "[补贴]"),
        ("[ＡＢ类]", "[AB类]"),
        ("[１２]", "[１２]"),  # would become a number
        ('["１２"]', '["12"]'),
        ("[12\u200b]", "[12\u200b]"),
        ("[补贴:\u200b 标准]", "[补贴：\u200b 标准]"),  # without the mark: a key; then the colon is full-width
        ('["补贴\\u200b标准"]', '["补贴\\u200b标准"]'),  # an escape has no place of its own
    ],
)
def test_fixes_keep_a_text_a_text(written: str, mended_to: str) -> None:
    text = f"content: {written}\n"
    assert fixed(text, told(text)) == f"content: {mended_to}\n"


NASTY = "补贴老年人標養口,:;?!()（）《》“” \u3000\u200b１２ＡАОo○0一二九同上#-[]{}'\"&*!|>%@`~"


@given(st.text(NASTY, min_size=1, max_size=12), st.sampled_from(["- {}\n", "- '{}'\n", "[{}]\n", "- {{zh: {}}}\n"]))
def test_a_fixed_file_is_read_the_same_way_and_has_nothing_left_to_fix(value: str, frame: str) -> None:
    text = "content:\n" + frame.format(value)
    tree, found = parse(text.encode(), "file.yaml")
    if found or not isinstance(tree, Map):
        return
    before = shape(tree)
    for _ in range(10):
        after = fixed(text, told(text))
        assert shape(parse(after.encode(), "file.yaml")[0]) == before, "a fix changes characters, never the structure"
        if after == text:
            break
        text = after
    assert fixed(text, told(text)) == text


def shape(node: object) -> object:
    """A tree without its texts."""
    if isinstance(node, dict):
        return {key: shape(value) for key, value in node.items()}
    return [shape(each) for each in node] if isinstance(node, list) else type(node)
