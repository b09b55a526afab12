"""What tells a record from others, whatever file and line it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from unicodedata import normalize

from gapub.publication.bindings import plain, same_address
from gapub.publication.pairs import same_number
from gapub.publication.record import Record

FIRST_DAY: Final = date(1, 1, 1)
"""What stands for a day that is not known, where things are put in order."""
SEAM: Final = "\0"
"""Between titles that are looked through, or normalised, at once; no title has it."""


def identity(record: Record) -> tuple[str, ...]:
    """What tells a record from others whatever line it stands on: its address, or number, title and day."""
    if record.url:
        return (same_address(record.url),)
    return (record.number, plain(record.title), record.published.isoformat() if record.published else "")


def intrinsic(record: Record) -> tuple[object, ...]:
    """The order of records whatever files they come from."""
    return (
        record.published or FIRST_DAY,
        record.title,
        record.url,
        record.number,
        record.path,
        record.file,
        record.sheet,
        record.line,
    )


def by_day(pair: tuple[date, Record]) -> tuple[object, ...]:
    """The order of records by a day beside each."""
    return (pair[0], intrinsic(pair[1]))


def plain_titles(records: Sequence[Record]) -> list[str]:
    """The titles as they are compared (`plain`), all at once, which is several times as quick."""
    joined = SEAM.join([r.title for r in records]).replace(" ", "").replace("\u3000", "").replace("\xa0", "")
    made = normalize("NFKC", joined).casefold().split(SEAM)
    return made if len(made) == len(records) else [plain(r.title) for r in records]


def tail(url: str) -> str:
    """The last part of an address: what is compared first, as it is quick to have."""
    return url.rpartition("/")[2]


def handles(record: Record) -> Iterator[object]:
    """What a record is known by wherever it stands."""
    if record.url:
        yield same_address(record.url)
    if record.number:
        yield same_number(record.number)
    yield record.title, record.published


def day_of(text: str | None) -> date | None:
    """The day that a text of a profile or registry names, if it names a whole one."""
    return date.fromisoformat(text) if text and len(text) == len("2026-01-01") else None
