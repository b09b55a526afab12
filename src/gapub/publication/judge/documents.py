"""What holds of a record wherever it stands: its dates, whether it is still in force, and whether it stands there twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from gapub.diagnostics import Text
from gapub.model.registry import Instrument
from gapub.publication.bindings import Path, plain, same_address
from gapub.publication.judge.run import Run
from gapub.publication.judge.telling import SEAM, day_of, intrinsic, plain_titles
from gapub.publication.judge.words import cut
from gapub.publication.pairs import same_number
from gapub.publication.record import Record

_GONE_MARK: Final = re.compile(r"废止|失效|停止执行|不再执行")
_VALID_UNTIL: Final = re.compile(
    r"有效期限?[至到:：]*(\d{4})年(\d{1,2})月(\d{1,2})日|有效期限?[至到:：]*(\d{4})-(\d{1,2})-(\d{1,2})"
)


def judge(run: Run) -> None:
    """All records, by the columns that they name."""
    ended = _declared_ended(run)
    numbers = {text for text, known in run.number_of.items() if known in ended}
    for path, records in run.by_path.items():
        _future(run, path, records)
        _ended(run, path, records, ended, numbers)
    by_column: dict[Path, list[Record]] = defaultdict(list)
    for path, records in run.by_path.items():
        by_column[run.bindings.compared(path)] += records
    for records in by_column.values():
        _twice(run, records[0].path, records)


def _future(run: Run, path: Path, records: Sequence[Record]) -> None:
    """Whether dates lie after the day of the check."""
    day = run.as_of
    run.judged_at("future-dated", path, sum([r.published is not None or r.formed is not None for r in records]))
    for record in [r for r in records if (r.published or day) > day or (r.formed or day) > day]:
        if (record.published or day) > day:
            message = Text(f"发布时间是 {record.published}", f"is dated {record.published}")
        else:
            message = Text(f"成文日期是 {record.formed}", f"was made on {record.formed}")
        run.find_at(
            "future-dated",
            Text(
                f"“{cut(record.title)}”{message.zh}，晚于检查日 {day}",
                f"{cut(record.title)!r} {message.en}, after {day}",
            ),
            Text("更正日期", "correct the date"),
            record,
            None,
        )


def _declared_ended(run: Run) -> dict[str, Record | Instrument]:
    """The numbers and titles of documents that a record of the list, or the registry, says are no longer in force."""
    made: dict[str, Record | Instrument] = {}
    day = run.as_of.isoformat()
    instruments = run.given.registry.instruments.values()
    for instrument in instruments:
        if instrument.ceased(day):
            made |= dict.fromkeys(_titles_of(instrument), instrument)
            if instrument.number:
                made[same_number(instrument.number)] = instrument
    for instrument in instruments:  # a later one of the same name is in force
        if not instrument.ceased(day):
            for title in _titles_of(instrument):
                made.pop(title, None)
    said = [r for r in run.records if r.valid is False and r.number]
    for record in sorted(said, key=intrinsic, reverse=True):
        made[same_number(record.number)] = record
    return made


def _ended(
    run: Run, path: Path, records: list[Record], ended: Mapping[str, Record | Instrument], numbers: Collection[str]
) -> None:
    """Whether documents that are no longer in force are marked so; `numbers` are those of such, as written."""
    dated = "有效期" in SEAM.join([r.title for r in records])
    said = [r for r in run.live(records) if r.valid is not None or r.number or (dated and "有效期" in r.title)]
    run.judged_at("document-ended", path, len(said))
    for record in [
        r
        for r in said
        if r.valid is not False and (r.number in numbers or r.title in ended or (dated and "有效期" in r.title))
    ]:
        title = record.title
        by = ended.get(run.number_of[record.number]) if record.number else None
        if by is None and record.valid:
            by = ended.get(title)
        if isinstance(by, Instrument) and record.valid is None:
            by = None
        if (by is None and not dated) or _GONE_MARK.search(title):
            continue
        until = _valid_until(title) if dated else None
        over = until is not None and until < run.as_of
        if by is None and not over:
            continue
        since: date | None = until + timedelta(1) if over and until else None
        other = None
        if isinstance(by, Record):
            why = Text(f"{by.number}已标注失效", f"{by.number} is marked as no longer in force elsewhere")
            other = (by, Text("标注失效的", "marked here"))
        elif by is not None:
            when = by.repealed or ""
            why = Text(
                f"该文件已于 {when} 废止或者失效" if when else "该文件已经废止或者失效",
                f"it has ended{' on ' + when if when else ''}",
            )
            since = day_of(when)
        else:
            why = Text(f"有效期至 {until}", f"it was valid until {until}")
        run.find_at(
            "document-ended",
            Text(f"“{cut(title)}”没有标注失效：{why.zh}", f"{cut(title)!r} is not marked as ended: {why.en}"),
            Text("在页面标注失效，或者移出现行有效的文件", "mark it on its page, or take it out of what is in force"),
            record,
            since,
            other,
        )


def _twice(run: Run, path: Path, records: list[Record]) -> None:
    """Whether something stands in one column twice: by its number, or by title and day. The same address is the same page."""
    online = run.live(records)
    run.judged_at("duplicate", path, len(online))
    alike: dict[tuple[object, ...], list[Record]] = {}
    for record in [r for r in online if r.number in run.again] if run.again else ():
        alike.setdefault((run.number_of[record.number],), []).append(record)
    if len({r.published for r in online}) < len(online):
        keys = list(zip([r.published for r in online], plain_titles(online), strict=True))
        if len(set(keys)) < len(keys):
            often = Counter(keys)
            for key, record in zip(keys, online, strict=True):
                if key[0] is not None and often[key] > 1:
                    alike.setdefault(key, []).append(record)
    done = set[int]()
    for group in alike.values():
        if len(group) > 1:
            _same(run, group, done)


def _same(run: Run, group: Sequence[Record], done: set[int]) -> None:
    """What of a group is one thing at several addresses; `done` are the records of which that is told."""
    first, *others = sorted(group, key=intrinsic)
    seen = {same_address(first.url)} if first.url else set[str]()
    for record in others:
        address = same_address(record.url) if record.url else ""
        if address in seen or id(record) in done:
            continue
        if address:
            seen.add(address)
        done.add(id(record))
        run.find_at(
            "duplicate",
            Text(f"“{cut(record.title)}”在同一栏目重复发布", f"{cut(record.title)!r} stands in the column twice"),
            Text("保留一条", "keep one"),
            record,
            record.published,
            (first, Text("另一条", "the other")),
        )


def _titles_of(instrument: Instrument) -> Iterator[str]:
    """What an instrument is called, in the words of its whole title."""
    aliases = (bare for each in instrument.aliases if "《" not in (bare := each.strip("《》")))
    for title in filter(None, (instrument.title, instrument.full, *aliases)):
        yield title
        yield f"《{title}》"


def _valid_until(title: str) -> date | None:
    """Until when a document is in force by its own title."""
    found = _VALID_UNTIL.search(plain(title))
    if found is None:
        return None
    try:
        return date(*(int(each) for each in found.groups() if each))
    except ValueError:
        return None
