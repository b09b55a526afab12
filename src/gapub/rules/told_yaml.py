"""What the parser tells: files that are not the strict YAML that gapub reads."""

from __future__ import annotations

from gapub.diagnostics import Text
from gapub.rules.rule import Rule

GOOD = "groups:\n  applicants: {zh: 申请人, en: Applicants}\n"


def _rule(code: str, name: tuple[str, str], why: tuple[str, str], bad: str, good: str = GOOD) -> Rule:
    return Rule(code, "yaml", "error", "any", Text(*name), Text(*why), bad, good, frame="raw")


RULES: tuple[Rule, ...] = (
    _rule(
        "yaml-syntax",
        ("YAML 写法有误", "Not valid YAML"),
        (
            "冒号、引号、括号、缩进写错了，文件读不下去。提示指出该改的地方，不是读不下去的地方。",
            "A colon, quote, bracket or indentation is wrong, so the file cannot be read further. The finding stands where it "
            "is to be mended, not where reading stopped.",
        ),
        "groups:\n  applicants: {zh: 申请人, en: Applicants\n",
    ),
    _rule(
        "yaml-empty",
        ("空文件", "Empty file"),
        ("文件里没有内容，多半是忘了写或没有存盘。", "The file says nothing: it was forgotten, or not saved."),
        "# 只有注释 / nothing but a comment\n",
    ),
    _rule(
        "yaml-duplicate-key",
        ("键重复", "Duplicate key"),
        (
            "同一个键写了两次，多数程序会悄悄丢掉一个。",
            "The same key stands twice; most programs would silently drop one of the two values.",
        ),
        "groups:\n  applicants: {zh: 申请人, en: Applicants}\n  applicants: {zh: 当事人, en: Parties}\n",
    ),
    _rule(
        "yaml-anchor",
        ("锚点", "Anchor"),
        (
            "锚点和别名让一处的内容从另一处来，读的人看不出来，也能做成撑爆内存的文件，所以不能用。",
            "With anchors and aliases a value comes from elsewhere, which readers miss, and files can be made that fill the "
            "memory; they are not allowed.",
        ),
        "groups:\n  applicants: &a {zh: 申请人, en: Applicants}\n",
    ),
    _rule(
        "yaml-alias",
        ("别名", "Alias"),
        ("别名所指的内容应当写在用它的地方。", "Write out what an alias refers to, where it is used."),
        "groups:\n  applicants: *a\n",
    ),
    _rule(
        "yaml-tag",
        ("类型标签", "Tag"),
        ("标签改变值的类型，这里的类型由字段决定。", "A tag changes the type of a value; here the field decides it."),
        "groups:\n  applicants: {zh: !!str 申请人, en: Applicants}\n",
    ),
    _rule(
        "yaml-merge-key",
        ("合并键", "Merge key"),
        (
            "“<<”把另一处的键并进来，看不出一行有什么。",
            "“<<” merges keys from elsewhere, so a row no longer shows what it has.",
        ),
        "groups:\n  <<: {zh: 申请人, en: Applicants}\n",
    ),
    _rule(
        "yaml-key-not-text",
        ("键不是文字", "Key that is no text"),
        (
            "不加引号的 2019、true、null 是数字、真假和空值，不是名称。",
            "Without quotes 2019, true and null are a number, a truth value and nothing; they are no names.",
        ),
        "groups:\n  2019: {zh: 申请人, en: Applicants}\n",
        'groups:\n  applicants: {zh: 申请人, en: "2019"}\n',
    ),
    _rule(
        "yaml-directive",
        ("指令", "Directive"),
        ("“%”开头的指令改变 YAML 的读法，这里不用。", "Directives (lines that start with %) change how YAML is read."),
        "%YAML 1.1\n---\n" + GOOD,
        "---\n" + GOOD,
    ),
    _rule(
        "yaml-documents",
        ("一个文件多份文档", "Several documents in one file"),
        ("一个文件只写一份，第二份不会被读到。", "A file holds one document; a second one would not be read."),
        GOOD + "---\n" + GOOD,
    ),
    _rule(
        "yaml-too-deep",
        ("嵌套太深", "Nested too deep"),
        ("嵌套三十二层以上，多半是括号没有配对。", "More than 32 levels: most likely brackets do not pair."),
        "groups: " + "[" * 32 + "]" * 32 + "\n",
    ),
    _rule(
        "yaml-too-large",
        ("文件太大", "File too large"),
        (
            "大于 16 MiB 的文件不读，多半是选错了文件。",
            "Files above 16 MiB are not read: most likely it is the wrong file.",
        ),
        "# 大于 16 MiB 的文件 / a file of more than 16 MiB\n",
    ),
    _rule(
        "yaml-too-many-findings",
        ("错误太多", "Too many findings"),
        (
            "一个文件的 YAML 错误超过一百个，就不再往下读。",
            "Beyond a hundred faults in the YAML of one file the rest of it is not read.",
        ),
        "# 一百处以上的 YAML 错误 / more than a hundred faults\n",
    ),
    _rule(
        "yaml-encoding",
        ("不是 UTF-8", "UTF-16 or UTF-32"),
        ("文件要存成 UTF-8，其他编码读不了。", "Files are to be saved as UTF-8."),
        "\udcff\udcfeg\0r\0o\0u\0p\0s\0:\0\n\0",
    ),
    _rule(
        "yaml-not-utf8",
        ("有不是 UTF-8 的字节", "Bytes that are not UTF-8"),
        (
            "文件多半存成了 GBK（ANSI）；另存为 UTF-8。",
            "The file was most likely saved as GBK (ANSI); save it as UTF-8.",
        ),
        "groups:\n  applicants: {zh: \udcc9\udcea\udcc7\udceb\udcc8\udccb, en: Applicants}\n",
    ),
    _rule(
        "yaml-bom",
        ("字节顺序标记", "Byte order mark"),
        (
            "开头看不见的标记会让别的程序读错第一个键，也让比较和拼接出错。",
            "The invisible mark at the start makes other programs misread the first key, and disturbs comparing and joining.",
        ),
        "\ufeff" + GOOD,
    ),
    _rule(
        "yaml-control-character",
        ("控制字符", "Control character"),
        (
            "看不见的控制字符多半是粘贴带入的，印不出来。",
            "Invisible control characters were pasted in and cannot be printed.",
        ),
        "groups:\n  applicants: {zh: 申请\x08人, en: Applicants}\n",
    ),
    _rule(
        "yaml-line-separator",
        ("特殊换行字符", "Unusual line separator"),
        (
            "有的程序在此换行，有的不换，行号就对不上了。",
            "Some programs break the line here and others do not, so that line numbers disagree.",
        ),
        "groups:\n  applicants: {zh: 申请\u2028人, en: Applicants}\n",
    ),
)
