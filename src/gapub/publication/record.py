"""What a website holds, as its own list says it: a record is an entry that was published, or is no longer there.

`reading` makes these of the files that any content management system exports.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gapub.diagnostics import Diagnostic, Place


class Record(NamedTuple):
    """An entry of a website. What the list does not say is None, or empty.

    `path` is the column (栏目) from the top down, each part as written but for blanks at its ends. `published` is the day of
    publication (发布时间), `formed` that on which the document was made (成文日期), `removed` that on which it went offline
    (下线时间). `dated` says where `published` was found: `column`, or `address` (`t20201224_…`), or nowhere. `valid` is what the
    list says of its validity (有效性): in force or not; `online` what it says of its state (状态). `interprets` are the titles,
    numbers or addresses of what it interprets (被解读文件). `line` is a row of the file, or the number of the record in JSON;
    `sheet` names the sheet of a workbook.
    """

    file: str
    line: int
    path: tuple[str, ...]
    title: str
    published: date | None = None
    formed: date | None = None
    number: str = ""
    office: str = ""
    url: str = ""
    valid: bool | None = None
    online: bool | None = None
    removed: date | None = None
    interprets: tuple[str, ...] = ()
    dated: str = ""
    sheet: str = ""

    def is_off(self, day: date) -> bool:
        """Whether the list says that it is no longer there on a day."""
        return self.online is False or (self.removed is not None and self.removed <= day)

    @property
    def place(self) -> Place:
        """Where it stands: file and line, or a cell of the sheet."""
        return Place(self.file, self.line, 1, self.sheet)


class Export(NamedTuple):
    """A file of records: its logical path, the hash of its bytes, and which columns it has (`record.Record`'s field names).

    `findings` tell what could not be read, and what is said of the reading; `unread` counts the records lost by it.
    """

    file: str
    sha256: str
    fields: frozenset[str]
    records: tuple[Record, ...]
    findings: tuple[Diagnostic, ...] = ()
    unread: int = 0
