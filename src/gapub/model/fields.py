"""The fields of a row: the one list that says of each what it is called, how files state it, and where else it goes.

From here come the shape of an item and its reader (`guideline`), what a profile may tighten (`profile`), what goes
into the catalogue and its JSON and is read back from it, what `diff` compares, and what is printed and explained. A field
that is left out of one of these places fails a test that names the place (tests/test_fields.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model import cells, local
from gapub.model.cells import article
from gapub.model.cells.body import BODY
from gapub.model.shape import (
    DASHED,
    DATE,
    EDITION,
    ID_TEXT,
    TITLE,
    Context,
    Either,
    Field,
    Many,
    Record,
    Scalar,
    Shape,
    Table,
    read,
)
from gapub.model.time.reader import TIME_LIMIT
from gapub.model.time.value import TimeLimit

_NO_WORDS: Final[Mapping[Any, Text]] = MappingProxyType({})
_NOTHING: Final = Context()
_COLON: Final = Text("：", ": ")
_COMMA: Final = Text("、", ", ")


class RowField(NamedTuple):
    """A field of a row (`guideline.Item`) by its name there, and what it is called in both languages.

    `file`: its key in a guideline, the shape of its value, and what it means; None for what gapub finds out by itself.
    `is_unknown`: whether a value says that the table has the cell and nobody knows it. `tighter`: the shape in which a
    profile may state it more strictly.

    `words` are the words that it may hold, in both languages. `printed`: every format prints it beside the row, by a
    sentence of `sentences`, else by name and words. `change`: the kind that `diff` gives a change of it (`diff.kinds`),
    where the order of strength does not say it. `local` is how a profile states it under `rows` (`model.local`).
    `uncompared` and `uncatalogued`: why `diff` does not compare it, and why the catalogue has no field of its name.
    """

    name: str
    label: Text
    file: Field | None = None
    is_unknown: Callable[[Any], bool] | None = None
    tighter: Shape | None = None
    words: Mapping[Any, Text] = _NO_WORDS
    printed: bool = False
    sentences: Mapping[Any, Text] = _NO_WORDS
    change: str = ""
    local: Field | None = None
    uncompared: str = ""
    uncatalogued: str = ""

    @property
    def key(self) -> str:
        """Its key in guidelines and in `catalogue.json`."""
        return self.file.name if self.file else self.name

    @property
    def shape(self) -> Shape:
        """The shape in which files state it; what no file states is a flag."""
        stated = self.file or self.local
        return stated.shape if stated else Scalar("flag")

    def read(self, node: Any, context: Context = _NOTHING) -> Any:
        """The value that a node of its shape states, in YAML or JSON; of no node (None), what says nothing.

        Raises FaultError.
        """
        shape = self.shape
        if node is not None:
            return read(node, shape, context)
        several = isinstance(shape, Many | Table) or (isinstance(shape, Either) and shape.sequence is not None)
        return () if several else False if shape == Scalar("flag") else None

    def json(self, value: Any) -> Any:
        """A value that says something as JSON, of which `read` makes it again."""
        if isinstance(self.shape, Table):
            return dict(value)
        if hasattr(value, "_asdict"):
            return {key: each for key, each in value._asdict().items() if each is not None}
        return [self.json(each) for each in value] if isinstance(value, tuple) else value

    def said(self, value: Any) -> tuple[Text, ...]:
        """The value in words, each thing that it names by itself."""
        if isinstance(value, bool):
            return (Text("是", "yes") if value else Text("否", "no"),)
        if isinstance(self.shape, Table):
            return tuple(Text.same(name) + _COLON + Text.same(text) for name, text in value)
        named = value if isinstance(value, tuple) and not hasattr(value, "_asdict") else (value,)
        return tuple(each.said if hasattr(each, "said") else self.words.get(each) or Text.same(each) for each in named)

    def remark(self, value: Any) -> Text:
        """The line that says the value beside a row."""
        return self.sentences.get(value) or self.label + _COLON + _COMMA.join(self.said(value))


# --- what a row is called, and what is known of it besides its cells ---------------------------------------------------

_SEEN_OR_INFERRED: Final = {"seen": Text("已见", "seen"), "inferred": Text("推断", "inferred")}
_STAGE_BASIS: Final = {
    "seen": Text("已见", "seen"),
    "statutory": Text("据法条", "law"),
    "inferred": Text("推断", "inferred"),
}
_FORMERLY = Scalar(
    pattern=f"^{DASHED}@{EDITION}/{DASHED}/{DASHED}$",
    doc=Text("领域@版本/一级事项/二级事项", "area@edition/topic/item"),
    refers="former-items",
)
NAMES: Final = (
    RowField(
        "id",
        Text("编号", "Id"),
        Field("id", ID_TEXT, Text("二级事项编号", "the item's id in its topic"), required=True),
    ),
    RowField(
        "title",
        Text("二级事项", "Item"),
        Field("title", TITLE, Text("名称", "title in both languages"), required=True),
    ),
)
_NOTE: dict[str, Any] = {"change": "note-changed"}


def _local(name: str, label: Text, shape: Shape, doc: Text) -> RowField:
    """What a profile alone may say of a row."""
    return RowField(name, label, local=Field(name, shape, doc), **_NOTE)


def _of_both(name: str, label: Text, shape: Shape, doc: Text, **others: Any) -> RowField:
    """What a guideline may say of a row, and a profile too."""
    return RowField(name, label, Field(name, shape, doc), local=Field(name, shape, doc), **_NOTE, **others)


LOCAL: Final = (
    _local("section", Text("责任科室", "Section"), Scalar(), Text("责任科室（股室）", "the section in charge")),
    _local("phone", Text("联系电话", "Telephone"), Scalar(), Text("咨询、监督电话", "the telephone for questions")),
    _local("title3", Text("三级事项", "Sub-item"), Scalar(), Text("三级事项", "the matter below the item")),
    _local("columns", Text("其他栏目", "Other columns"), local.COLUMNS, Text("本地另设的栏目", "columns of one's own")),
    _local(
        "publish",
        Text("公开位置", "Published at"),
        local.PUBLISH,
        Text("公开在哪个网站栏目，可以有几处", "where the row is published: one place or several"),
    ),
    _of_both(
        "stage",
        Text("五公开", "Stage"),
        local.STAGE,
        Text("五公开：决策、执行、管理、服务、结果", "the stage of work that it discloses"),
        words=local.STAGES,
    ),
    RowField(
        "stage_basis",
        Text("五公开的依据", "Basis of the stage"),
        Field(
            "stage_basis",
            Scalar(words=tuple(_STAGE_BASIS)),
            Text("五公开系见于表、据法条还是推断", "whether a table says the stage, a law says it, or it was inferred"),
        ),
        words=_STAGE_BASIS,
        **_NOTE,
    ),
    _of_both(
        "interprets",
        Text("解读", "Interprets"),
        local.ITEMS,
        Text("所解读的政策文件事项", "the rows of policies that it interprets"),
    ),
    _of_both(
        "responds",
        Text("反馈", "Responds to"),
        local.ITEMS,
        Text("所反馈的征集、参与事项", "the rows of participation to which it gives the response"),
    ),
    _local(
        "guide",
        Text("办事指南", "Service guide"),
        local.GUIDE,
        Text("办事指南的编码和地址", "code and address of the guide to the service"),
    ),
)
"""What a profile says of a row that is no duty; of some of it a guideline may speak, too (`model.local`)."""

ATTRIBUTES: Final = (
    RowField(
        "only_for",
        Text("仅适用于", "For"),
        Field(
            "for",
            Scalar(
                words=("village", "community"),
                called={"village": Text("村|村民委员会", "village"), "community": Text("社区|居民委员会", "community")},
            ),
            Text("仅适用于村或社区", "for villages or communities only"),
        ),
        words={"village": Text("村", "villages"), "community": Text("社区", "communities")},
        printed=True,
        sentences={
            "village": Text("仅适用于村民委员会", "For villagers' committees only"),
            "community": Text("仅适用于居民委员会", "For residents' committees only"),
        },
        change="scope-changed",
    ),
    RowField(
        "personal",
        Text("列出自然人", "Lists persons"),
        Field(
            "personal",
            Scalar("flag"),
            Text("列出自然人的事项，不宜扩大公开对象", "the row lists persons; its audience may not be widened"),
        ),
        change="scope-changed",
    ),
    RowField(
        "formerly",
        Text("旧版事项", "Formerly"),
        Field("formerly", Many(_FORMERLY), Text("由哪些旧事项而来", "the items of older editions it comes from")),
        change="lineage-changed",
    ),
    RowField(
        "formerly_basis",
        Text("沿革依据", "Basis of the lineage"),
        Field(
            "formerly_basis",
            Scalar(words=tuple(_SEEN_OR_INFERRED)),
            Text("沿革系有据还是推断", "whether this was seen or inferred"),
        ),
        words=_SEEN_OR_INFERRED,
        change="lineage-changed",
        uncatalogued="who reads a catalogue needs to know which rows came before, not how that became known",
    ),
    RowField("carried", Text("沿用旧版", "Carried over")),
    *LOCAL,
)
"""What is known of a row besides the cells of the table. `carried` no file states: `build.succession` finds it out."""

# --- the cells of the table --------------------------------------------------------------------------------------------

TABLE: Final = (
    RowField(
        "content",
        Text("公开内容（要素）", "Content"),
        Field("content", cells.CONTENT, Text("公开内容（要素）", "content: a list of elements")),
        is_unknown=lambda content: content is None,
        tighter=cells.MORE_CONTENT,
    ),
    RowField(
        "basis",
        Text("公开依据", "Legal basis"),
        Field("basis", cells.BASIS, Text("公开依据", "legal basis")),
        is_unknown=lambda basis: not basis,
        tighter=cells.MORE_BASIS,
    ),
    RowField(
        "time_limit",
        Text("公开时限", "Time limit"),
        Field("time_limit", TIME_LIMIT, Text("公开时限", "time limit")),
        is_unknown=lambda limit: limit.state == "unknown",
        tighter=TIME_LIMIT,
    ),
    RowField(
        "body",
        Text("公开主体", "Body"),
        Field("body", BODY, Text("公开主体", "the body that discloses")),
    ),
    RowField(
        "channels",
        Text("公开渠道和载体", "Channels"),
        Field("channels", cells.CHANNELS, Text("公开渠道和载体", "channels")),
        is_unknown=lambda channels: channels.rule == "unknown",
        tighter=cells.MORE_CHANNELS,
    ),
    RowField(
        "audience",
        Text("公开对象", "Audience"),
        Field("audience", cells.AUDIENCE, Text("公开对象", "audience")),
        is_unknown=lambda audience: audience.groups is None,
        tighter=cells.AUDIENCE,
    ),
    RowField(
        "method",
        Text("公开方式", "Method"),
        Field("method", cells.METHODS, Text("公开方式", "method")),
        tighter=cells.METHODS,
    ),
    RowField(
        "levels",
        Text("公开层级", "Level"),
        Field("levels", cells.LEVELS, Text("公开层级", "levels")),
        is_unknown=lambda levels: levels is None,
    ),
)
"""The cells of the official table that a row states, in its order (国办发〔2019〕54号).

Body and levels no profile tightens: `bodies` says which office a role is, and to take a level away is an omission.
"""

FIELDS: Final = tuple(each.name for each in TABLE)
"""The names of the cells that a row states."""
CELLS: Final = ("topic", "title", *FIELDS)
"""The cells of a row that rest on evidence, each by itself (MODEL 1); the topic (一级事项) stands above the row."""
CELL_KEYS: Final = tuple(each.file for each in TABLE if each.file)
"""How files state the cells: in a row, in the defaults of a guideline, and in a row that a profile adds."""

# --- what a row rests on, and where it comes from ----------------------------------------------------------------------

SOURCE_ID: Final = Scalar(pattern=r"^S[0-9]{1,4}$", doc=Text("来源编号，如 S1", "a source id such as S1"))
_STATUTE = Record(
    "statute",
    (
        Field(
            "id",
            ID_TEXT._replace(refers="instruments"),
            Text("法律文件编号", "the instrument's id in the registry"),
            required=True,
        ),
        Field(
            "article", Scalar(make=article.canonical), Text("条款，如 第二十六条", "the article, such as 第二十六条")
        ),
        Field(
            "cells",
            Many(Scalar(words=CELLS)),
            Text(
                "据该条填写的栏目；statutory 不写的，为其余各栏",
                "the cells read there; in a statutory row without it, all that are named nowhere else",
            ),
        ),
    ),
    layout="line",
)
_EVIDENCE = Either(
    text=Scalar(words=("recalled",)),
    mapping=Record(
        "evidence",
        (
            Field(
                "status",
                Scalar(words=("corroborated", "single", "statutory")),
                Text("证据状态", "status"),
                required=True,
            ),
            Field(
                "sources",
                Many(SOURCE_ID),
                Text(
                    "见到本行的来源；statutory 可以不写", "the pages it was seen on; with statutory it may be left out"
                ),
            ),
            Field("single", Many(Scalar(words=CELLS)), Text("只见于一处的栏目", "the cells that were seen once only")),
            Field("recalled", Many(Scalar(words=CELLS)), Text("未见来源的栏目", "the cells nobody has seen")),
            Field(
                "articles",
                Many(_STATUTE),
                Text("据以填写的法律法规条文", "the articles in whose own text cells were read"),
            ),
        ),
        layout="line",
    ),
)
EVIDENCE: Final = RowField(
    "evidence",
    Text("证据", "Evidence"),
    Field("evidence", _EVIDENCE, Text("证据", "the evidence for the row"), required=True),
    change="evidence-changed",
)
_STANDS: dict[str, Any] = {
    "uncompared": "where a row stands in a file is no part of what it says",
    "uncatalogued": "the catalogue has it as `origin`",
}
TRACES: Final = (
    RowField("written", Text("所在文件", "File"), **_STANDS),
    RowField("line", Text("所在行", "Line"), **_STANDS),
    RowField(
        "changes",
        Text("各级规定", "What profiles changed"),
        uncompared="what profiles did to a row shows in its cells, which are compared",
        uncatalogued="the catalogue has it as `trace`",
    ),
    RowField(
        "weakened",
        Text("弱于上级规定", "Weaker than what it refines"),
        uncompared="how a row stands to what it refines is no part of what it says",
    ),
)
"""What the compiler notes on a row as it goes."""

ROW: Final = (*NAMES, *ATTRIBUTES, *TABLE, EVIDENCE, *TRACES)
"""Every field of a row; those that files state in the order in which `gapub fmt` writes them."""
BY_NAME: Final = {each.name: each for each in ROW}

FIELD_NAMES: Final = {
    "topic": Text("一级事项", "Topic"),
    **{each.name: each.label for each in ROW},
    "area": Text("领域编号", "Area"),
    "edition": Text("版本", "Edition"),
    "number": Text("序号", "Number"),
    "issuer": Text("印发机关", "Issuer"),
    "document": Text("印发文件", "Document"),
    "coverage": Text("收录情况", "Coverage"),
    "remarks": Text("使用前须知", "Remarks"),
    "sources": Text("来源", "Sources"),
    "supersedes": Text("取代的版本", "Supersedes"),
}
"""What the fields of a row are called, those of a guideline, and the topic above the row."""

ALLOW: Final = Field(
    "allow",
    Many(
        Record(
            "allowance",
            (
                Field(
                    "code",
                    ID_TEXT,
                    Text("规则代号，见 gapub rule", "the code of a rule, see gapub rule"),
                    required=True,
                ),
                Field("reason", Scalar(), Text("允许的理由", "why it is allowed"), required=True),
                Field("until", Scalar(pattern=DATE), Text("允许的截止日期", "the last day of the allowance")),
            ),
            layout="line",
        ),
        layout="block",
    ),
    Text("允许保留的 gapub validate 问题", "findings of gapub validate that are allowed here"),
)
"""What a row or a profile's entry may have beside its fields; only `gapub.validate` reads it."""


_SILENT: Final = {each.name: each.read(None) for each in ROW}


def read_stated(fields: Iterable[RowField], node: Mapping[str, Any]) -> dict[str, Any]:
    """What a node of a row, in YAML or JSON, states of these fields, by their names; of most a row states nothing.

    Raises FaultError.
    """
    return {each.name: each.read(node[each.key]) if each.key in node else _SILENT[each.name] for each in fields}


def read_cell(name: str, node: Any, limits: Mapping[str, TimeLimit] = MappingProxyType({})) -> Any:
    """The value of a cell; `limits` are the time limits that the file names. Raises FaultError."""
    return BY_NAME[name].read(node, Context(names=limits))


def unknown(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Of a row's values by name, the cells that the table has and nobody knows (`unknown`, 待核)."""
    return tuple([name for name, is_unknown in _CAN_BE_UNKNOWN if is_unknown(row[name])])


_CAN_BE_UNKNOWN: Final = tuple((each.name, each.is_unknown) for each in TABLE if each.is_unknown)
