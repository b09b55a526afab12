"""What can be wrong with a YAML file, said in Chinese and English: the message and the way to mend it.

`yamlfile` finds the faults; here they get their words, and libyaml's complaints about syntax are traced back from the
place where libyaml noticed to the place where a person has to mend.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple, TypeAlias

import yaml

from gapub.diagnostics import Diagnostic, Place, Text

__all__ = ["REST_OF_LINE", "Spot", "fault", "matched", "spot_at", "syntax_fault", "tag_fault"]

Spot: TypeAlias = tuple[int, int]
"""A line and a column, both 1-based; columns count characters."""

REST_OF_LINE: Final = re.compile(r"[^\r\n]*")
"""What stands between an index and the end of its line."""

_LONGEST_WORD: Final = 40  # characters of the file that a message quotes
_SAVE_AS_UTF8: Final = Text("用记事本打开，“另存为”时编码选“UTF-8”", "save it again as UTF-8")
_WORDINGS: Final[dict[str, tuple[Text, Text]]] = {
    "yaml-too-large": (
        Text("文件超过上限 {0} MiB", "the file is larger than the limit of {0} MiB"),
        Text(
            "检查是否选错了文件；内容确实多时，分成几个文件",
            "check that it is the right file; split it if it really holds that much",
        ),
    ),
    "yaml-encoding": (
        Text("文件是 {0} 编码，须为 UTF-8", "the file is encoded in {0}, not in UTF-8"),
        _SAVE_AS_UTF8,
    ),
    "yaml-not-utf8": (
        Text(
            "此处的字节 {0} 不是 UTF-8，文件已损坏或不是文本文件",
            "the byte {0} here is not UTF-8; the file is damaged or not a text file",
        ),
        Text(
            "检查是否选错了文件；确是文本时，改正此处后另存为 UTF-8",
            "check that it is the right file; if it is text, correct this place and save it as UTF-8",
        ),
    ),
    "yaml-not-utf8:gbk": (
        Text(
            "此处的字节 {0} 不是 UTF-8，文件多半是 GBK（ANSI）编码",
            "the byte {0} here is not UTF-8; the file is probably encoded in GBK (ANSI)",
        ),
        _SAVE_AS_UTF8,
    ),
    "yaml-bom": (
        Text("文件开头有字节顺序标记（BOM）", "the file starts with a byte order mark (BOM)"),
        Text("另存为 UTF-8（无 BOM）", "save it as UTF-8 without BOM"),
    ),
    "yaml-control-character": (
        Text("此处有看不见的控制字符 {0}", "there is an invisible control character here, {0}"),
        Text("删去这个字符，多半是粘贴时带入的", "delete it; it was probably pasted in"),
    ),
    "yaml-line-separator": (
        Text("此处有特殊的换行字符 {0}", "there is an unusual line separator here, {0}"),
        Text(
            "删去后按回车键换行，多半是从网页或 Word 粘贴时带入的",
            "replace it by an ordinary line break; it was probably pasted from a web page or from Word",
        ),
    ),
    "yaml-too-many-findings": (
        Text("错误超过 {0} 个，不再往下读", "more than {0} errors; the rest of the file was not read"),
        Text("先改正以上各处，再检查一次", "mend those above and check again"),
    ),
    "yaml-empty": (
        Text("文件没有内容", "the file is empty"),
        Text("写入内容，或删去这个文件", "write its content, or delete the file"),
    ),
    "yaml-documents": (
        Text("一个文件只能有一份文档，此处开始了第二份", "a file holds one document, and a second one starts here"),
        Text(
            "删去“---”或“...”这一行，或把后一部分移到另一个文件",
            "delete the line “---” or “...”, or move the second part to a file of its own",
        ),
    ),
    "yaml-directive": (
        Text("不能使用指令“{0}”", "directives are not allowed: “{0}”"),
        Text("删去这一行", "delete this line"),
    ),
    "yaml-anchor": (
        Text("不能使用锚点“{0}”", "anchors are not allowed: “{0}”"),
        Text(
            "删去它；如果“&”是文字的一部分，给文字加上引号",
            "delete it; if the “&” belongs to the text, put the text in quotes",
        ),
    ),
    "yaml-alias": (
        Text("不能使用别名“*{0}”", "aliases are not allowed: “*{0}”"),
        Text(
            "把所指的内容写在这里；如果“*”是文字的一部分，给文字加上引号",
            "write out here what it refers to; if the “*” belongs to the text, put the text in quotes",
        ),
    ),
    "yaml-tag": (
        Text("不能使用类型标签“{0}”", "tags are not allowed: “{0}”"),
        Text(
            "删去它；如果“!”是文字的一部分，给文字加上引号",
            "delete it; if the “!” belongs to the text, put the text in quotes",
        ),
    ),
    "yaml-merge-key": (
        Text("不能使用合并键“<<”", "merge keys are not allowed: “<<”"),
        Text("把要合并的各项写在这里", "write out here what it merges"),
    ),
    "yaml-key-not-text": (
        Text("键须是文字，“{0}”不是", "a key must be text, and “{0}” is not"),
        Text("给键加上引号", "put the key in quotes"),
    ),
    "yaml-key-not-text:nested": (
        Text("键须是文字，不能是列表或映射", "a key must be text, not a list or a mapping"),
        Text(
            "文字以“{{”或“[”开头时，给它加上引号；“? ”开头的写法不能使用",
            "put text that starts with “{{” or “[” in quotes; do not use “? ”",
        ),
    ),
    "yaml-duplicate-key": (
        Text("键“{0}”重复", "the key “{0}” occurs twice"),
        Text("删去其中一处，或改正键名", "delete one of them, or correct its name"),
    ),
    "yaml-too-deep": (
        Text("嵌套超过 {0} 层", "nested more than {0} levels deep"),
        Text("检查括号和缩进", "check brackets and indentation"),
    ),
    # What libyaml calls a syntax error. All of these have the code `yaml-syntax`.
    "yaml-syntax:tab": (
        Text("此处用了制表符（Tab 键）", "there is a tab here"),
        Text("缩进只能用空格，把制表符换成空格", "indent with spaces only; replace the tab"),
    ),
    "yaml-syntax:quote": (
        Text("从这里开始的引号没有闭合", "the quote that opens here is not closed"),
        Text(
            "在文字末尾补上同样的半角引号；引号内的“'”要写成“''”，双引号内的“\"”要写成“\\\"”",
            "close it with the same quote; inside, write “''” for “'” and “\\\"” for “\"”",
        ),
    ),
    "yaml-syntax:bracket": (
        Text("从这里开始的括号没有闭合，缺“{0}”", "the bracket that opens here is not closed: “{0}” is missing"),
        Text("补上“{0}”", "add “{0}”"),
    ),
    "yaml-syntax:comma": (
        Text("此处缺“,”或“{0}”", "“,” or “{0}” is missing here"),
        Text(
            "用半角逗号分开各项，并以“{0}”结束；文字里若有“: ”、“,”、括号或引号，给它加上引号",
            "separate the entries by commas and end with “{0}”; put text that has “: ”, “,”, brackets or quotes in quotes",
        ),
    ),
    "yaml-syntax:colon": (
        Text("“{0}”之后缺冒号", "there is no colon after “{0}”"),
        Text("写成“键: 值”，半角冒号后留一个空格", "write “key: value”, with a space after the colon"),
    ),
    "yaml-syntax:colon-shape": (
        Text("此处的冒号“{0}”不能分开键和值", "the colon “{0}” here does not separate a key from its value"),
        Text("换成半角冒号，后面留一个空格：“键: 值”", "write an ASCII colon and a space: “key: value”"),
    ),
    "yaml-syntax:second-colon": (
        Text("这一行里，此处的冒号是多余的", "the colon here is one too many for its line"),
        Text(
            "如果它是文字的一部分，给文字加上引号；如果是下一级的键，另起一行并缩进",
            "if it belongs to the text, put the text in quotes; if it ends a key, start a new indented line",
        ),
    ),
    "yaml-syntax:indent": (
        Text(
            "此处的内容与上文接不上，多半是缩进没有对齐",
            "this does not fit what comes before; the indentation is probably off",
        ),
        Text(
            "同一级的键或“-”要左对齐，下一级要多缩进",
            "align the keys or “-” of one level, and indent the next level further",
        ),
    ),
    "yaml-syntax:dash": (
        Text("“- ”不能写在这里", "“- ” cannot stand here"),
        Text(
            "列表的每一项另起一行；如果“-”是文字的一部分，给文字加上引号",
            "start each list entry on its own line; if the “-” belongs to the text, put the text in quotes",
        ),
    ),
    "yaml-syntax:after": (
        Text("内容在前面已经结束，此处多出文字“{0}”", "the value has ended before this: “{0}” is too much"),
        Text(
            "删去多出的文字；如果引号或括号是文字的一部分，给整段文字加上引号",
            "delete it; if the quotes or brackets belong to the text, put the whole text in quotes",
        ),
    ),
    "yaml-syntax:character": (
        Text("“{0}”不能写在这里", "“{0}” cannot stand here"),
        Text(
            "如果它是文字的一部分，给文字加上引号；否则检查括号、逗号是否多写或漏写",
            "if it belongs to the text, put the text in quotes; otherwise look for a bracket or comma too many or too few",
        ),
    ),
    "yaml-syntax:escape": (
        Text("双引号内的反斜杠写法“{0}”不成立", "“{0}” is not an escape that double quotes know"),
        Text("反斜杠写成“\\\\”，或改用单引号", "write “\\\\” for a backslash, or use single quotes"),
    ),
    "yaml-syntax:block": (
        Text("“|”或“>”之后不能写“{0}”", "“{0}” cannot follow “|” or “>”"),
        Text(
            "另起一行写文字；如果“|”或“>”是文字的一部分，给文字加上引号",
            "start the text on a new line; if the “|” or “>” belongs to it, put it in quotes",
        ),
    ),
    "yaml-syntax:other": (
        Text("YAML 写法有误（{0}）", "this is not valid YAML ({0})"),
        Text(
            "检查这一行和上一行的缩进、冒号、引号和括号",
            "check indentation, colons, quotes and brackets of this line and the one before",
        ),
    ),
}
"""By kind what is wrong and how to fix it; `{0}` and so on stand for what the file says."""

_FIRST: Final = {
    "yaml-duplicate-key": Text("第一处在这里", "it occurs here first"),
    "yaml-syntax:comma": Text("括号从这里开始", "the bracket opens here"),
}


def fault(kind: str, file: str, spot: Spot, *words: str, first: Spot | None = None) -> Diagnostic:
    """The finding of this kind at this spot; `words` fill its message, `first` is the earlier place it refers to."""
    message, hint = (text.format(*map(_shortened, words)) for text in _WORDINGS[kind])
    return Diagnostic(
        code=kind.partition(":")[0],
        severity="error",
        message=message,
        place=Place(file, *spot),
        related=() if first is None else ((Place(file, *first), _FIRST[kind]),),
        hint=hint,
        arguments=words,
    )


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else word[: _LONGEST_WORD - 1] + "…"


def spot_at(text: str, index: int) -> Spot:
    """Line and column of the character at this index, or of the end of the text; lines end at LF, CR LF and CR."""
    line = text.count("\n", 0, index) + text.count("\r", 0, index) - text.count("\r\n", 0, index) + 1
    return line, index - max(text.rfind("\n", 0, index), text.rfind("\r", 0, index))


def matched(pattern: re.Pattern[str], text: str, index: int = 0) -> str:
    """What the pattern matches at this index; nothing when it does not."""
    found = pattern.match(text, index)
    return found.group() if found else ""


class _Trace(NamedTuple):
    """A syntax fault traced back: its kind, the offset of its place, what the message quotes, an earlier offset."""

    kind: str
    offset: int
    word: str = ""
    first: int | None = None


_WORD: Final = re.compile(r"[^\s,\[\]{}]*")
_CHARACTER: Final = re.compile(r".?", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:x\w{0,2}|u\w{0,4}|U\w{0,8}|.?)", re.ASCII)
_NO_SEPARATOR: Final = re.compile(r"：|:(?![/\s])")  # `url http://…` lacks a colon, `url:http://…` lacks a space

# Syntax that belongs to something which is not allowed anyway; a `tag directive` is a directive, so the order matters.
_FEATURES: Final = ("directive", "anchor", "alias", "tag")
_KINDS: Final = {
    "found unknown escape character": ("escape", _ESCAPE),
    "did not find expected hexdecimal number": ("escape", _ESCAPE),  # spelt so in libyaml
    "found invalid Unicode character escape code": ("escape", _ESCAPE),
    "found an indentation indicator equal to 0": ("block", _WORD),
    "did not find expected comment or line break": ("block", _WORD),
    "block sequence entries are not allowed in this context": ("dash", _CHARACTER),
    "mapping keys are not allowed in this context": ("character", _CHARACTER),
    "did not find expected node content": ("character", _CHARACTER),
    "found character that cannot start any token": ("character", _CHARACTER),
    "found unexpected ':'": ("character", _CHARACTER),
}


def syntax_fault(error: yaml.MarkedYAMLError, last: Any, text: str, file: str) -> Diagnostic:
    """The finding for what libyaml could not read; `last` is the event before the error."""
    trace = _traced(error, last, text)
    kind = trace.kind if trace.kind.startswith("yaml-") else f"yaml-syntax:{trace.kind}"
    first = None if trace.first is None else spot_at(text, trace.first)
    return fault(kind, file, spot_at(text, min(trace.offset, len(text.rstrip()))), trace.word, first=first)


def tag_fault(last: Any, text: str, file: str) -> Diagnostic:
    """A tag whose %-escapes are not UTF-8. libyaml gives no place, but it is the next one after the `last` event."""
    found = re.compile(r"!\S*%").search(text, last.end_mark.index)
    index = found.start() if found else last.end_mark.index
    return fault("yaml-tag", file, spot_at(text, index), matched(_WORD, text, index))


def _traced(error: yaml.MarkedYAMLError, last: Any, text: str) -> _Trace:
    """From where libyaml could read no further back to where a person has to mend.

    A scalar that runs over several lines right before the error most often lost its colon, comma, bracket or closing
    quote on its first line.
    """
    problem = error.problem or ""
    mark: Any = error.problem_mark  # libyaml's scanner and parser always give it, whatever the stubs say
    at: int = mark.index
    opened = error.context_mark.index if error.context_mark else at
    start, end = last.start_mark, last.end_mark
    said = f"{error.context} {problem}".split()
    if feature := next((feature for feature in _FEATURES if feature in said), None):
        word = matched(REST_OF_LINE if feature == "directive" else _WORD, text, opened)
        return _Trace(f"yaml-{feature}", opened, word.removeprefix("*") if feature == "alias" else word)
    if "tab" in said or text[at : at + 1] == "\t":
        return _Trace("tab", at)
    if problem in ("found unexpected end of stream", "found unexpected document indicator"):
        return _Trace("quote", opened)
    if problem == "could not find expected ':'":
        return _colonless(text, opened)
    if problem == "did not find expected node content" and not text[at:].strip():
        index = max(text.rfind("[", 0, at), text.rfind("{", 0, at))
        return _Trace("bracket", index, {"[": "]", "{": "}"}[text[index]])

    folded = last.__class__ is yaml.ScalarEvent and last.style not in ("|", ">") and start.line < end.line == mark.line
    if folded and last.style:
        return _Trace("quote", start.index)
    if problem.startswith("did not find expected ','"):
        closer = problem[-2]
        if not text[at:].strip():
            return _Trace("bracket", opened, closer)
        if folded:
            at = start.index + len(matched(REST_OF_LINE, text, start.index).rstrip())
        elif end.line < mark.line:
            at = end.index  # the sign is missing after what was read last, not lines further down
        return _Trace("comma", at, closer, first=opened)
    if problem == "mapping values are not allowed in this context":
        return _after_folded(text, at, last) if folded else _Trace("second-colon", at)
    if problem in ("did not find expected key", "did not find expected '-' indicator"):
        closed = start.index < end.index and end.line == mark.line and text[end.index - 1] in "'\"]}"
        return _Trace("after", at, matched(REST_OF_LINE, text, at)) if closed else _Trace("indent", at)
    kind, shape = _KINDS.get(problem, ("other", None))
    index = text.rfind("\\", 0, at) if kind == "escape" and "unknown" not in said else at
    return _Trace(kind, index, matched(shape, text, index) if shape else problem)


def _after_folded(text: str, at: int, last: Any) -> _Trace:
    """A colon after a plain scalar of several lines: its first line lacks one, or its last is indented wrong."""
    line = at - spot_at(text, at)[1] + 1
    content = line + len(matched(re.compile(" *"), text, line))
    if content - line == last.start_mark.column:
        return _colonless(text, last.start_mark.index)
    return _Trace("indent", content)


def _colonless(text: str, index: int) -> _Trace:
    """A key without a colon that separates it, or with one that looks like it."""
    line = matched(REST_OF_LINE, text, index)
    if shape := _NO_SEPARATOR.search(line):
        return _Trace("colon-shape", index + shape.start(), shape.group())
    return _Trace("colon", index, matched(_WORD, text, index))
