"""Why a file of tables cannot be read: an exception that the readers raise, and the finding that it becomes."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.tables.grid import ONLY

CODE: Final = "table-unreadable"

Why: TypeAlias = Literal[
    "damaged",
    "encrypted",
    "empty",
    "large",
    "long",
    "wide",
    "dtd",
    "old-word",
    "open-text",
    "web-archive",
    "rtf",
    "xml",
    "unknown",
    "record",
    "pictures",
]

_SAVE: Final = Text(
    "请用 Excel、Word 或 WPS 打开，另存为新文件后再试", "open it in Excel, Word or WPS, save it anew, and try again"
)
_PARTS: Final = Text(
    "请只留下目录的表格，删去图片、空行和多余的工作表，另存后再试",
    "keep the tables of the catalogue only: delete pictures, empty rows and other sheets, save it and try again",
)
_DOCX: Final = Text(
    "请用 Word 或 WPS 打开，另存为 .docx 后再试", "open it in Word or WPS, save it as .docx, and try again"
)

_SAID: Final[dict[Why, tuple[Text, Text]]] = {
    "damaged": (Text("文件已损坏，或内容不符合其格式", "the file is damaged, or breaks the rules of its format"), _SAVE),
    "encrypted": (
        Text("文件设有打开密码", "the file is protected by a password"),
        Text("请用 Excel、Word 或 WPS 打开，取消密码，另存后再试", "open it, remove the password, save it and try again"),
    ),
    "empty": (
        Text("文件是空的", "the file is empty"),
        Text("请检查文件是否完整", "check whether the file is complete"),
    ),
    "large": (Text("文件展开后过大，为安全起见不予读取", "unpacked, the file is too large to be read safely"), _PARTS),
    "long": (Text("文件读取时间过长，已停止", "reading the file took too long and was stopped"), _PARTS),
    "wide": (
        Text("此处单元格的位置超出一份目录可能的范围", "a cell here lies far outside of any catalogue"),
        Text("请删去表格以外的内容和格式，另存后再试", "delete what lies outside of the table, save it and try again"),
    ),
    "dtd": (
        Text("文件含有文档类型声明（DTD），为安全起见不予读取", "the file has a document type declaration (DTD), which is unsafe"),
        _SAVE,
    ),
    "old-word": (Text("这是旧版 Word 或 WPS 文字文件（.doc、.wps）", "this is a document of an old Word or WPS (.doc, .wps)"), _DOCX),
    "open-text": (Text("这是 OpenDocument 文字文件（.odt）", "this is an OpenDocument text (.odt)"), _DOCX),
    "web-archive": (
        Text("这是单个文件网页（.mht、.mhtml）", "this is a web page in a single file (.mht, .mhtml)"),
        Text(
            "请在浏览器、Excel 或 WPS 中打开，另存为 .html 或 .xlsx 后再试",
            "open it in a browser, Excel or WPS, save it as .html or .xlsx, and try again",
        ),
    ),
    "rtf": (Text("这是 RTF 文件", "this is an RTF file"), _DOCX),
    "xml": (
        Text("这是 XML 格式的表格", "this is a table in XML"),
        Text("请用 Excel 或 WPS 打开，另存为 .xlsx 后再试", "open it in Excel or WPS, save it as .xlsx, and try again"),
    ),
    "unknown": (
        Text("无法识别文件的格式", "the format of the file is not known"),
        Text(
            "可以读取 Excel（.xlsx、.xls、.et、.ods）、Word（.docx）、网页、CSV、Markdown 和 PDF",
            "gapub reads Excel (.xlsx, .xls, .et, .ods), Word (.docx), web pages, CSV, Markdown and PDF",
        ),
    ),
    "pictures": (
        Text("PDF 里只有图片，没有文字", "the PDF has pictures only, no text"),
        Text("请找原来的 Excel 或 Word 文件", "look for the Excel or Word file that it was made from"),
    ),
    "record": (
        Text("此行的引号没有成对，后面的内容连成了一格", "a quotation mark of this record is never closed"),
        Text("请补上或删去多余的引号", "close or delete the quotation mark"),
    ),
}  # fmt: skip


class UnreadableError(Exception):
    """A reader cannot go on: why, and where, in which sheet, that shows (all 0 and empty for the file as a whole)."""

    def __init__(self, why: Why, row: int = 0, column: int = 0, sheet: str = "") -> None:
        """Hold what `finding` makes a finding of."""
        super().__init__(why, row, column, sheet)
        self.why: Why = why
        self.row = row
        self.column = column
        self.sheet = sheet

    def finding(self, name: str) -> Diagnostic:
        """The finding about the file of that name."""
        message, hint = _SAID[self.why]
        place = Place(name, self.row, max(self.column, 1), self.sheet or ONLY) if self.row else None
        said = (
            Text("无法读取：", "cannot read it: ") if place else Text(f"无法读取 {name}：", f"cannot read {name}: ")
        ) + message
        return Diagnostic(CODE, "error", said, place, "" if place else name, hint=hint, arguments=(self.why,))


def extra_missing() -> GapubError:
    """The error that a package of the extra is not installed."""
    message = Text("未安装导入表格所需的组件", "the components for importing tables are not installed")
    hint = Text("请运行：pip install gapub[tables]", "run: pip install gapub[tables]")
    return GapubError([Diagnostic("tables-extra", "error", message, hint=hint)])
