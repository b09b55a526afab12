"""What is found while a list is read, and how cells are quoted: as text that steers nothing, and not too much of it."""

from __future__ import annotations

import re
from typing import Final

from gapub.diagnostics import Diagnostic, Place, Severity, Text
from gapub.publication.headings import LABELS

MOST_FINDINGS: Final = 1_000
"""Findings of a file that are kept."""
_MOST_WORDS: Final = 50
"""Words that are not understood and told, each once."""
_QUOTED: Final = 60
"""Characters of a cell that a message quotes."""


class Notes:
    """What is found while a file is read: bounded, so that a file that is wrong in every row can be told as well."""

    def __init__(self, file: str) -> None:
        """Collect what is found in a file of this name."""
        self.file = file
        self.unread = 0
        self.never = 0
        self.addressed = 0
        self._found: list[Diagnostic] = []
        self._more = 0
        self._words: dict[tuple[str, str], Diagnostic] = {}
        self._more_words = 0

    def tell(
        self, code: str, severity: Severity, message: Text, place: Place | None = None, *, hint: Text | None = None,
        arguments: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Keep a finding, or count it where there are too many."""
        if len(self._found) < MOST_FINDINGS:
            entity = "" if place else self.file
            self._found.append(Diagnostic(code, severity, message, place, entity, hint=hint, arguments=arguments))
        else:
            self._more += 1

    def lost(self, why: Text, place: Place) -> None:
        """Tell and count a record that cannot be read."""
        self.unread += 1
        message = Text("此条无法读取：{0}", "this record cannot be read: {0}").format(why)
        self.tell("record-unread", "warning", message, place)

    def date(self, name: str, text: str, why: str, place: Place) -> None:
        """Tell a date that cannot be used."""
        if len(self._found) >= MOST_FINDINGS:
            self._more += 1
            return
        said = _IMPOSSIBLE if why == "impossible" else _UNCLEAR
        message = said.format(LABELS[name], quoted(text))
        self.tell("record-date", "warning", message, place, hint=_DATE_HINT, arguments=(name, text[:_QUOTED]))

    def word(self, name: str, text: str, place: Place) -> None:
        """Tell a word of a kind of cell that has few, once."""
        key = name, text[:_QUOTED]
        if key in self._words:
            return
        if len(self._words) >= _MOST_WORDS:
            self._more_words += 1
            return
        message = Text(
            "“{0}”中的“{1}”不认识，按未注明处理", "{0}: “{1}” is not a word that is known; taken as not stated"
        )
        message = message.format(LABELS[name], quoted(text))
        self._words[key] = Diagnostic("record-word", "warning", message, place, arguments=key)

    def add(self, other: Notes) -> None:
        """Take over what was found in a part of the file."""
        self.unread += other.unread
        self.never += other.never
        self.addressed += other.addressed
        room = MOST_FINDINGS - len(self._found)
        self._found += other._found[:room]
        self._more += other._more + len(other._found[room:])
        self._words |= other._words
        self._more_words += other._more_words

    def all(self) -> tuple[Diagnostic, ...]:
        """All that was found, and how much more there is."""
        found = [*self._found, *self._words.values()]
        for number, code, message in (
            (self._more, "record-more", _MORE),
            (self._more_words, "record-more", _MORE_WORDS),
            (self.addressed, "record-dated", _DATED),
            (self.never, "record-never", _NEVER),
        ):
            severity: Severity = "warning" if code == "record-more" else "info"
            if number:
                found.append(Diagnostic(code, severity, message.format(number), entity=self.file, arguments=(code,)))
        return tuple(found)


_MORE: Final = Text("另有 {0} 个同类问题，不再逐条列出", "and {0} more findings of these kinds")
_MORE_WORDS: Final = Text("另有 {0} 处词语不认识，不再逐个列出", "and {0} more words that are not known")
_DATED: Final = Text("{0} 条没有写明发布时间，取自网址", "dates of publication that are taken from addresses: {0}")
_NEVER: Final = Text(
    "{0} 条尚未发布（草稿、待审等），不计入",
    "records that were never published (drafts and the like), and are left out: {0}",
)
_IMPOSSIBLE: Final = Text("{0}“{1}”：没有这一天，按没有日期处理", "{0} “{1}”: there is no such day; taken as no date")
_UNCLEAR: Final = Text("{0}“{1}”不是能确定的日期，按没有日期处理", "{0} “{1}” is no certain date; taken as no date")
_DATE_HINT: Final = Text("请写成 2026-01-05 这样的日期", "write it as 2026-01-05")


def quoted(text: str) -> str:
    """The start of a cell as a message may quote it: on one line, and not longer than one reads."""
    shown = clean(text)
    return shown if len(shown) <= _QUOTED else f"{shown[:_QUOTED]}…"


_LOST: Final = re.compile("[\ud800-\udfff]")
_UNSEEN: Final = re.compile("[\0\u200b\ufeff\xad]")
_BREAKS: Final = re.compile(r"[\s\x01-\x1f\x7f-\x9f\u2028\u2029]+")


def clean(text: str) -> str:
    """A cell on one line, without blanks at its ends and characters that nobody sees; half a surrogate becomes U+FFFD."""
    text = text.strip()
    if text.isprintable():
        return text
    return _BREAKS.sub(" ", _LOST.sub("\ufffd", _UNSEEN.sub("", text))).strip()
