"""The form of `gapub validate --format json`, from which `gapub schema findings` is made."""

from __future__ import annotations

from gapub.diagnostics import Text
from gapub.model.shape import BILINGUAL, Field, Many, Record, Scalar

_TEXT, _NUMBER = Scalar(), Scalar("integer")
_ANY = Scalar(pattern="^")
_SPOT = Many(_NUMBER, least=2)
_WHERE = (
    Field("file", _TEXT, Text("文件", "the file"), required=True),
    Field("line", _NUMBER, Text("行，从 1 起", "the line, from 1"), required=True),
    Field("column", _NUMBER, Text("列，按字符计，从 1 起", "the column in characters, from 1"), required=True),
)
_END = (
    Field("end_line", _NUMBER, Text("到哪一行", "the line of its end"), required=True),
    Field("end_column", _NUMBER, Text("最后一个字符之后的列", "the column behind its last character"), required=True),
)
_FINDING = Record(
    "finding",
    (
        Field("code", _TEXT, Text("规则代号", "the code of the rule"), required=True),
        Field("severity", Scalar(words=("error", "warning", "info")), Text("级别", "severity"), required=True),
        Field("message", BILINGUAL, Text("是什么问题", "what is wrong"), required=True),
        Field("hint", BILINGUAL, Text("怎样改", "how to mend it")),
        Field("place", Record("place", (*_WHERE, *_END)), Text("在哪里", "where")),
        Field("entity", _TEXT, Text("哪一个事项", "what it is about, by its path")),
        Field("arguments", Many(_ANY), Text("与同类问题的区别", "what tells it from others of its kind")),
        Field(
            "fingerprint", _TEXT, Text("不随行号和措辞改变的标识", "stays when lines and words change"), required=True
        ),
        Field(
            "related",
            Many(
                Record(
                    "related",
                    (
                        Field("place", Record("point", _WHERE), Text("在哪里", "where"), required=True),
                        Field("note", BILINGUAL, Text("那里有什么", "what stands there"), required=True),
                    ),
                )
            ),
            Text("另见", "other places that matter"),
        ),
        Field(
            "edits",
            Many(
                Record(
                    "edit",
                    (
                        Field("start", _SPOT, Text("行、列", "line and column"), required=True),
                        Field("end", _SPOT, Text("最后一个字符之后", "behind the last character"), required=True),
                        Field("text", _ANY, Text("换成什么", "what takes its place"), required=True),
                    ),
                )
            ),
            Text("可以安全改正的写法", "text edits that mend it safely"),
        ),
        Field(
            "suppressed",
            Record(
                "suppression",
                (
                    Field(
                        "kind",
                        Scalar(words=("inSource", "external")),
                        Text("写在行旁，或在清单里", "beside the row, or in the file of accepted findings"),
                        required=True,
                    ),
                    Field("reason", _ANY, Text("理由", "the reason"), required=True),
                ),
            ),
            Text("不算作问题", "it counts as no fault"),
        ),
    ),
)
FINDINGS = Record(
    "findings",
    (
        Field("format", Scalar(words=("gapub-findings/1",)), Text("格式", "the format"), required=True),
        Field("findings", Many(_FINDING, least=0), Text("问题", "the findings"), required=True),
        Field(
            "counts",
            Record(
                "counts",
                tuple(
                    Field(name, _NUMBER, doc, required=True)
                    for name, doc in (
                        ("error", Text("错误", "errors")),
                        ("warning", Text("警告", "warnings")),
                        ("info", Text("提示", "remarks")),
                        ("suppressed", Text("已许可或已接受的", "allowed or accepted")),
                        ("files", Text("检查的文件", "files examined")),
                    )
                ),
            ),
            Text("数目", "counts"),
            required=True,
        ),
    ),
)
