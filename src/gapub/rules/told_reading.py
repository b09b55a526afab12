"""What shapes and readers tell: files that do not say what a guideline, registry or profile says."""

from __future__ import annotations

from gapub.diagnostics import Text
from gapub.rules.rule import Frame, Rule


def _rule(
    code: str,
    name: tuple[str, str],
    why: tuple[str, str],
    bad: str,
    good: str,
    frame: Frame = "row",
    family: str = "structure",
) -> Rule:
    return Rule(code, family, "error", "any", Text(*name), Text(*why), bad, good, frame=frame)


_GROUP = "groups:\n  applicants: {zh: 申请人, en: Applicants}\n"
_CLAUSE = "time_limit: {within: 20wd, of: [formed, changed]}"


def _unknown(kind: str, zh: str, bad: str, good: str) -> Rule:
    return _rule(
        f"unknown-{kind}",
        (f"登记册没有的{zh}", f"Unknown {kind}"),
        (
            f"所写的{zh}在登记册中没有，印不出名称，也无从比较。多半是编号写错了；确是新的，先加入登记册。",
            f"The registries have no such {kind}, so it has no words and cannot be compared. Most often the id is misspelt; "
            "what is new is to be entered in the registry first.",
        ),
        bad,
        good,
        family="references",
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "unknown-kind",
        ("看不出是哪种文件", "A file of no known kind"),
        (
            "标准指引、登记册、地方配置各有自己的字段，这个文件一个也没有。",
            "Guidelines, registries and profiles each have fields of their own, and the file has none of them.",
        ),
        "hello: world\n",
        _GROUP,
        "raw",
    ),
    _rule(
        "cannot-read",
        ("文件读不了", "A file that cannot be read"),
        (
            "文件不存在、是文件夹、没有读取权限，或被其他程序占用。",
            "The file is not there, is a folder, may not be read, or another program holds it.",
        ),
        "# 没有读取权限的文件 / a file that may not be read\n",
        _GROUP,
        "raw",
    ),
    _rule(
        "shape-kind",
        ("值的种类不对", "A value of the wrong kind"),
        (
            "此处应为文字、列表或映射，写的是别的。不加引号的 2019 是数字，不是文字。",
            "A text, a list or a mapping belongs here and something else stands there. Without quotes 2019 is a number.",
        ),
        "levels: 2019",
        "levels: [county]",
    ),
    _rule(
        "shape-word",
        ("不认识的取值", "A word that the field does not know"),
        (
            "此处只能写所列的词，提示给出最接近的一个。",
            "Only the listed words can stand here; the hint names the nearest.",
        ),
        "method: proactiv",
        "method: proactive",
    ),
    _rule(
        "shape-empty",
        ("不能为空", "Empty where something is needed"),
        (
            "空的名称、空的列表等于没有写；不知道的写 unknown。",
            "An empty title or list says nothing; what is not known is written unknown.",
        ),
        "content: []",
        "content: [补贴对象]",
    ),
    _rule(
        "shape-pattern",
        ("写法不对", "Not written as it should be"),
        (
            "编号、日期、网址等有固定的写法，提示说明是怎样的。",
            "Ids, dates and addresses are written in one way, which the hint names.",
        ),
        "id: Subsidies",
        "id: subsidies",
    ),
    _rule(
        "shape-unknown-field",
        ("不认识的字段", "Unknown field"),
        (
            "没有这个字段，多半是拼错了；写错的字段若不报告，就等于没有写。",
            "There is no such field; it is most likely misspelt, and what nobody reports would be as good as not written.",
        ),
        "audiance: public",
        "audience: public",
    ),
    _rule(
        "shape-missing-field",
        ("缺少必填项", "A needed field is missing"),
        (
            "这一项不能省，例如名称须有中文和英文。",
            "It cannot be left out: a title, for example, is given in Chinese and English.",
        ),
        "title: {zh: 养老服务补贴}",
        "title: {zh: 养老服务补贴, en: Elderly-care subsidies}",
    ),
    _rule(
        "shape-one-of",
        ("须有且只有一项", "Exactly one is needed"),
        ("所列各项只能写一项，也不能都不写。", "One of the listed keys has to be there, and not two."),
        "basis: [{id: open-government-information-regulations, unnamed: 相关规定}]",
        "basis: [{id: open-government-information-regulations, article: 第二十条}]",
    ),
    _rule(
        "shape-needs",
        ("只能与另一项同用", "Stands only beside another key"),
        (
            "这一项说明的是另一项，单独写没有意义。",
            "The key says something about another one, and alone it means nothing.",
        ),
        "basis: [{unnamed: 养老服务有关规定, article: 第二十条}]",
        "basis: [{id: open-government-information-regulations, article: 第二十条}]",
    ),
    _rule(
        "shape-id",
        ("编号写法不对", "An id that is not written as one"),
        ("编号只用小写字母、数字和连字符。", "Ids use lower-case letters, digits and hyphens."),
        "time_limits:\n  Soon: {within: 5wd, of: [formed]}\n",
        "time_limits:\n  soon: {within: 5wd, of: [formed]}\n",
        "guideline",
    ),
    _rule(
        "duplicate-id",
        ("编号重复", "Duplicate id"),
        (
            "两行用了同一个编号，配置文件和比较都无从区分。提示给出两处。",
            "Two rows have one id, so that profiles and comparisons cannot tell them apart. Both places are named.",
        ),
        """\
topics:
- id: services
  title: {zh: 养老服务, en: Elderly-care services}
  items:
  - id: subsidies
    title: {zh: 养老服务补贴, en: Elderly-care subsidies}
    evidence: {status: corroborated, sources: [S1, S2]}
  - id: subsidies
    title: {zh: 护理补贴, en: Nursing subsidies}
    evidence: {status: corroborated, sources: [S1, S2]}
defaults:
  content: [补贴对象, 补贴标准]
  basis: [open-government-information-regulations]
  time_limit: {within: 20wd, of: [formed, changed]}
  body: civil-affairs
  channels: [website, social-media]
  audience: public
  method: proactive
  levels: [county]
""",
        "coverage: {status: complete, expected: 1}\n",
        "guideline",
    ),
    _rule(
        "missing-field",
        ("缺一栏", "A cell is missing"),
        (
            "国办发〔2019〕54号要求每一事项至少写明名称、内容、依据、时限、主体、方式、渠道、对象。本行和 defaults 都没有这一栏；"
            "表内有此栏而内容不明的写 unknown，不能省去。",
            "国办发〔2019〕54号 asks every item for title, content, basis, time limit, body, method, channel and audience. Neither "
            "the row nor the defaults have this cell; where the table has it and nobody knows it, write unknown.",
        ),
        """\
topics:
- id: services
  title: {zh: 养老服务, en: Elderly-care services}
  items:
  - id: subsidies
    title: {zh: 养老服务补贴, en: Elderly-care subsidies}
    content: [补贴对象, 补贴标准]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    audience: public
    method: proactive
    levels: [county]
    evidence: {status: corroborated, sources: [S1, S2]}
""",
        "defaults:\n  channels: [website, social-media]\n",
        "guideline",
        family="completeness",
    ),
    _rule(
        "bad-time-limit",
        ("时限自相矛盾", "A time limit that contradicts itself"),
        (
            "条款缺少要件、重复，或引用了没有的时限，读不出要在何时公开。",
            "A clause lacks what it needs, repeats another or names a time limit that is not there: when to disclose cannot "
            "be read from it.",
        ),
        "time_limit: promptly",
        _CLAUSE,
        family="timeliness",
    ),
    _rule(
        "unknown-source",
        ("来源没有列出", "A source that is not listed"),
        (
            "证据所引的来源须列在文件末尾的 sources，才能查到。",
            "A source that evidence names has to stand among the file's sources, so that it can be looked up.",
        ),
        "evidence: {status: corroborated, sources: [S1, S9]}",
        "evidence: {status: corroborated, sources: [S1, S2]}",
        family="evidence",
    ),
    _rule(
        "method-not-split",
        ("两种方式没有分开", "Two methods that are not told apart"),
        (
            "既主动公开又依申请公开的事项，须注明哪些要素依申请公开。",
            "An item that is disclosed both ways has to say which elements are on request.",
        ),
        "method: [proactive, on_request]",
        "method: [proactive, on_request]\ncontent: [补贴对象, {text: 补贴名单, method: on_request}]",
    ),
    _rule(
        "misplaced-edition",
        ("文件放错位置", "A guideline in another's place"),
        (
            "标准指引的领域和版本就是文件夹和文件的名称，不一致时按名称找不到它。",
            "Area and edition of a guideline are the names of its folder and file; where they differ it cannot be found.",
        ),
        'edition: "2020"',
        'edition: "2019"',
        "guideline",
    ),
    _unknown(
        "instrument",
        "法律文件",
        "basis: [open-goverment-information-regulations]",
        "basis: [open-government-information-regulations]",
    ),
    _unknown("body", "公开主体", "body: civil-afairs", "body: civil-affairs"),
    _unknown("channel", "渠道", "channels: [website, social-medium]", "channels: [website, social-media]"),
    _unknown("group", "特定群体", "audience: {groups: [applicant]}", "audience: {groups: [applicants]}"),
    _unknown("event", "时点", "time_limit: {within: 20wd, of: [formd]}", _CLAUSE),
    _unknown("part", "时限所及的部分", "time_limit: {covers: [lists], within: 20wd, of: [formed]}", _CLAUSE),
    _unknown("condition", "条件", "time_limit: {when: full-moon, within: 20wd, of: [formed]}", _CLAUSE),
    _unknown("exception", "例外", "time_limit: {within: 20wd, of: [formed], unless: full-moon}", _CLAUSE),
    Rule(
        "allow-unused",
        "allow",
        "warning",
        "any",
        Text("多余的许可", "An allowance for nothing"),
        Text(
            "这里没有所许可的问题：问题已经改正，或写错了地方。留着它，以后真有问题也看不到。",
            "There is no such finding here: it was mended, or the entry stands in the wrong row. Left there it would hide a "
            "finding that comes later.",
        ),
        "allow: [{code: weaker-content, reason: 省里已经同意}]",
        "levels: [county]",
        frame="row",
    ),
    Rule(
        "allow-expired",
        "allow",
        "warning",
        "any",
        Text("许可已经到期", "An allowance whose day has passed"),
        Text(
            "许可有期限的，过了那一天就不再有效，问题重新报告。以基线的日期为准，--as-of 另行指定。",
            "After its last day an allowance holds no longer, and what it allowed is told again. The day is the baseline's, "
            "or that of --as-of.",
        ),
        'allow: [{code: weaker-content, reason: 省里已经同意, until: "2024-12-31"}]',
        "levels: [county]",
        frame="row",
    ),
    Rule(
        "allow-unknown",
        "allow",
        "error",
        "any",
        Text("许可的规则不存在", "An allowance for a rule that is not there"),
        Text("规则代号写错了，这一条什么也没有许可。", "The code is misspelt, so that the entry allows nothing."),
        "allow: [{code: weeker-content, reason: 省里已经同意}]",
        "levels: [county]",
        frame="row",
    ),
)
