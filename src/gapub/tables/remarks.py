"""What rows say that is no duty: `rows` of a profile. What names persons, or cannot stand there as it is, is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from gapub.diagnostics import Text, column_letters
from gapub.model.fields import FIELD_NAMES
from gapub.model.local import STAGES
from gapub.model.pattern import pattern
from gapub.model.profile import OFFICIAL_COLUMNS
from gapub.model.text import fold, pointer
from gapub.rules.characters import turns
from gapub.rules.privacy import has_personal_number
from gapub.rules.profile import has_placeholder
from gapub.tables.row import Entry
from gapub.tables.values import Read
from gapub.tables.work import ADDRESS, Paired, Work

_PERSON: Final = pattern(r"联系人|负责人|责任人|经办人|联络员|姓名|填报人|审核人|校对|分管领导|手机")
_SEVERAL: Final = ("其他信息", "Further information", "其他信息 Further information")
"""The column of our own files that holds whatever is said of a row besides."""
_BACK: Final = ("解读见", "反馈见")
"""What our own files say of a row that others interpret or respond to: they say it themselves."""
_PUBLISHED: Final = pattern(r"网址|链接|地址|公开位置|公开栏目|URL|url")
_COLUMN: Final = pattern(r"(公开|发布|网站)?(栏目|位置)(名称)?")
_TELEPHONE: Final = pattern(
    r"(?<!\d)(?:(?:0\d{2,3}[-－— ]?|[（(]0\d{2,3}[）)] ?)\d{7,8}|[2-9]\d{6,7}|12\d{3}|9[56]\d{3,4}|400[- ]?\d{3}[- ]?\d{4})"
    r"(?:转\d{1,5})?(?!\d)"
)
"""The number of an office, with its area code and its extension."""
_BESIDE_NUMBERS: Final = re.compile(
    r"[\s、，,；;/：:（）()\-－—转]|公开|电话|咨询|监督|投诉|举报|联系|办公室|值班|总机|分机|内线|热线"
)
"""What may stand beside telephone numbers."""


def note_row(work: Work, row: Paired, item: str) -> None:
    """What a row says that is no duty: columns of the table's own, section, telephone, 三级事项, stage, remark."""
    cells = row.reading.cells
    said = work.rows[item]
    for name in ("section", "title3"):
        if (read := cells.get(name)) and read.text and _may_say(work, row, read.text, read.entries[0]):
            said[name] = read.text
    if (read := cells.get("stage")) and read.value:
        said["stage"] = read.node
    if (read := cells.get("phone")) and read.text:
        _note_phone(work, row, said, read)
    columns: dict[str, str] = {}
    if (read := cells.get("note")) and read.text and _may_say(work, row, read.text, read.entries[0]):
        columns["备注"] = read.text
    for name, text, entry in _columns(row):
        if not _is_known(work, row, item, said, name, text):
            _note_column(work, row, said, columns, name, text, entry)
    if columns:
        said["columns"] = columns


def _is_known(work: Work, row: Paired, item: str, said: dict[str, Any], name: str, text: str) -> bool:
    """Whether a column is one that profiles have a key for, and is dealt with.

    How rows bear on each other our own files say by numbers, which the guidelines say themselves.
    """
    key = OFFICIAL_COLUMNS.get(fold(name).casefold())
    if key == "stage":
        words = [each for each, called in STAGES.items() if called.zh in text or called.en in text]
        if words and (item not in work.items or tuple(words) != work.items[item].stage):
            said["stage"] = words[0] if len(words) == 1 else words
        return bool(words)
    if key in ("section", "title3", "phone") and _why_not(text) is None:
        said[key] = text
        return True
    return bool(row.reading.text("id")) and (key in ("interprets", "responds") or name in _BACK)


def _note_column(
    work: Work, row: Paired, said: dict[str, Any], columns: dict[str, str], name: str, text: str, entry: Entry
) -> None:
    """A column that no one knows, unless it names persons; an address is where the row is published."""
    address = ADDRESS.search(text)
    web = address[0] if address and address[0].startswith("http") else None
    key = OFFICIAL_COLUMNS.get(fold(name).casefold())
    if _PERSON.search(name):
        _leave_out(work, row, entry, name)
    elif not _may_say(work, row, text, entry):
        return
    elif key == "guide" and web:
        said["guide"] = {"url": web}
    elif key == "publish" or _COLUMN.fullmatch(name) or (web == text and _PUBLISHED.search(name)):
        column = re.sub(r"[（(].*$", "", text.replace(web or "", "")).strip(" 、，；:：")
        place = {"column": column or ("" if web else text), "url": web or ""}
        said["publish"] = {**said.get("publish", {}), **{name: each for name, each in place.items() if each}}
    else:
        name = name or f"第{entry.column}栏"
        columns[name if key is None else f"{name}（原表）"] = text


def _note_phone(work: Work, row: Paired, said: dict[str, Any], read: Read) -> None:
    """The telephone of an office; the names of persons beside it, and mobile numbers, are left out."""
    numbers = [each for each in _TELEPHONE.findall(read.text) if not has_personal_number(each)]
    rest = _BESIDE_NUMBERS.sub("", _TELEPHONE.sub("", read.text))
    column = FIELD_NAMES["phone"].zh
    if has_personal_number(read.text):
        _leave_out(work, row, read.entries[0], column)
    elif rest:
        _leave_out(work, row, read.entries[0], column, "digits" if rest.isdigit() else "words")
    if numbers:
        said["phone"] = "、".join(numbers)


def _may_say(work: Work, row: Paired, text: str, entry: Entry) -> bool:
    """Whether a text can be written as it is; one that cannot is told."""
    why = _why_not(text)
    if why is not None:
        _leave_out(work, row, entry, row.table.headings.get(entry.column, ""), why)
    return why is None


_Why = Literal["person", "words", "digits", "above", "placeholder", "direction"]


def _why_not(text: str) -> _Why | None:
    """Why a text cannot be written: it has the number of a person, or a profile would not print what the table says."""
    if has_personal_number(text):
        return "person"
    if pointer(text):
        return "above"
    if has_placeholder(text):
        return "placeholder"
    return "direction" if turns(text) else None


_HINTS: Final = (
    Text("目录公开后人人可见，请只写机关的办公电话", "a catalogue is public: give the telephone of the office"),
    Text(
        "请在 Excel 中把这一栏的格式设为“文本”，补上 0 后再导入",
        "give the column the format Text in Excel, add the 0 and import again",
    ),
)
_LEFT_OUT: Final[Mapping[_Why, tuple[str, Text, Text]]] = {
    "person": (
        "import-private",
        Text(
            "“{0}”一栏有个人的姓名或者号码，没有写入",
            "the column “{0}” has names or numbers of persons; not written",
        ),
        _HINTS[0],
    ),
    "words": (
        "import-private",
        Text(
            "“{0}”一栏有电话号码以外的文字，可能是姓名，没有写入",
            "the column “{0}” has words beside telephone numbers, which may be names; not written",
        ),
        _HINTS[0],
    ),
    "digits": (
        "import-phone",
        Text(
            "“{0}”一栏有的号码位数不对，没有写入；区号前面的 0 可能丢了",
            "the column “{0}” has numbers of a wrong length; not written; the 0 of the area code may be lost",
        ),
        _HINTS[1],
    ),
    "above": (
        "import-refused",
        Text(
            "“{0}”一栏的“同上”等指其他单元格的内容，没有写入",
            "the column “{0}” refers to another cell (“as above”); not written",
        ),
        Text("请在原表中写出所指的内容后再导入", "write what is meant into the table and import again"),
    ),
    "placeholder": (
        "import-refused",
        Text(
            "“{0}”一栏有花括号中的“名称”“代码”等，会被当作本地名称的位置，没有写入",
            "the column “{0}” has a word such as “name” between braces, which stands for the name of the place; not written",
        ),
        Text("请在原表中写出名称后再导入", "write the name into the table and import again"),
    ),
    "direction": (
        "import-refused",
        Text(
            "“{0}”一栏有改变书写方向的控制字符，没有写入",
            "the column “{0}” has a control character that changes the direction of writing; not written",
        ),
        Text("请在原表中删去后再导入", "delete it in the table and import again"),
    ),
}
"""Why something is not written: the code, what is said of it, and the remedy."""


def _leave_out(work: Work, row: Paired, entry: Entry, column: str, why: _Why = "person") -> None:
    """Remember a cell that is not written."""
    key = row.table.document.name, row.table.grid.name, column, why
    work.left_out.setdefault(key, []).append(row.place(entry))


def tell_left_out(work: Work) -> None:
    """Tell what is not written, of each column once, with its cells."""
    for (_, _, column, why), places in work.left_out.items():
        code, message, hint = _LEFT_OUT[why]
        first, *others = sorted(set(places))
        message = message.format(column)
        if others:
            cells = [Text.same(f"{column_letters(each.column)}{each.line}") for each in (first, *others)]
            message += Text("（共 {} 格：{}）", " ({} cells: {})").format(len(cells), Text("、", ", ").join(cells))
        work.tell(code, message, first, hint=hint)


def row_table(work: Work) -> dict[str, Any]:
    """What is said of rows; what all rows of an area say is said of the area, unless the tables lack most of it."""
    local = [name for name in work.rows if name not in work.items and not work.add.why(name)]
    order = [*work.items, *local]
    rows = {name: dict(work.rows[name]) for name in order if work.rows.get(name)}
    by_area: dict[str, list[str]] = {}
    for name in (*(each.item for each in work.pairs), *local):
        by_area.setdefault(name.partition("/")[0], []).append(name)
    made: dict[str, dict[str, Any]] = {}
    for area, names in by_area.items():
        lacking = sum(name.startswith(f"{area}/") for name in work.missing)
        shared = _shared([rows.get(name, {}) for name in names]) if len(names) > max(1, lacking) else {}
        if shared:
            made[area] = shared
        for name in names:
            if own := _without(rows.get(name, {}), shared):
                made[name] = own
    return made


def _columns(row: Paired) -> Iterator[tuple[str, str, Entry]]:
    """The columns of a row that no name fits, by their headings; one that holds several, of ours, parted line by line."""
    for heading, entry in row.reading.row.columns.items():
        name = " ".join(heading.split())
        lines = entry.text.splitlines() if name in _SEVERAL else [" ".join(entry.text.split())]
        for line in filter(None, (each.strip() for each in lines)):
            label, mark, text = line.partition("：") if name in _SEVERAL else (name, "", line)
            if line not in ("/", "—", "-"):
                yield (label, text, entry) if mark or name not in _SEVERAL else (name, line, entry)


def _shared(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What all of these say."""
    first, *others = rows
    shared: dict[str, Any] = {}
    for key, value in first.items():
        if key == "columns":
            same = {
                name: text
                for name, text in value.items()
                if all(each.get(key, {}).get(name) == text for each in others)
            }
            if same:
                shared[key] = same
        elif key != "title3" and all(each.get(key) == value for each in others):
            shared[key] = value
    return shared


def _without(row: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says besides what is said of its area."""
    own: dict[str, Any] = {}
    for key, value in row.items():
        if key == "columns":
            value = {name: text for name, text in value.items() if name not in shared.get(key, {})}
            if value:
                own[key] = value
        elif key not in shared:
            own[key] = value
    return own
