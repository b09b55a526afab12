"""What `gapub bind` shows of its proposals: a report, a table to tick, JSON. Names of columns and titles are untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.publication.binding import LIKELY, SURE, Candidate, Proposal, Proposals, written
from gapub.publication.ticked import HEADS
from gapub.reports.document import Document, Part, Row

FORMAT: Final = "gapub-bindings/1"
_DASH: Final = Text.same("—")
_NONE: Final = Text("", "")
_PROPOSED: Final = Text("建议", "proposed")
_POSSIBLE: Final = Text("可能", "possible")


def document(found: Proposals, of: Text) -> Document:
    """The report, and the table that a person ticks."""
    sure = sum(each.sure for each in found.made)
    lead = Text(
        "建议 {} 项；另有 {} 项有可能的栏目，待选定；{} 项没有相近的栏目；{} 项已有对应栏目",
        "{} items with a column proposed, {} to choose, {} that no column is like, {} bound already",
    ).format(sure, len(found.made) - sure, len(found.none), len(found.bound))
    parts = (_table(found), _missing(found), _left(found))
    facts = ((Text("行政区划", "Division"), of),) if of.zh else ()
    title = Text("事项与网站栏目的对应建议", "Columns of the website proposed for items")
    return Document(title, lead, facts, tuple(each for each in parts if each.rows))


def records(found: Proposals) -> Iterator[tuple[Text, ...]]:
    """The rows of the table to tick: what is proposed, then items of which a person chooses, with each candidate."""
    for proposal in sorted(found.made, key=lambda each: not each.sure):
        for each in proposal.candidates[:1] if proposal.sure else proposal.candidates:
            yield _record(proposal, each, _PROPOSED if proposal.sure else _POSSIBLE)


def _record(proposal: Proposal, candidate: Candidate, note: Text) -> tuple[Text, ...]:
    row, column = proposal.row, candidate.column
    share = _DASH if candidate.evidence is None else Text.same(f"{candidate.evidence:.0%}")
    id, path, score, number = map(Text.same, (row.id, written(column.path), candidate.score, column.records))
    return (_NONE, score, id, row.area, row.topic, row.title, path, number, share, note)


def _table(found: Proposals) -> Part:
    notes = (
        Text(
            "在表格（--format xlsx 或者 csv）中采用的各行“采用”栏打 √，再运行 gapub bind … --ticked 表格 --write；"
            f"或者用 --accept {SURE} 采用达到该分的建议。",
            "Tick what to accept in the table (--format xlsx or csv), then run gapub bind … --ticked TABLE --write; or take "
            f"the proposals of a score with --accept {SURE}.",
        ),
    )
    rows = tuple(Row(each, "good" if each[-1] == _PROPOSED else "") for each in records(found))
    return Part("proposals", Text("对应建议", "Proposals"), notes, tuple(HEADS), rows, numeric=(0, 1, 7, 8))


def _missing(found: Proposals) -> Part:
    heads = (Text("事项编号", "Id"), Text("领域", "Area"), Text("一级事项", "Topic"), Text("二级事项", "Title"))
    rows = tuple(Row((Text.same(each.id), each.area, each.topic, each.title)) for each in found.none)
    notes = (
        Text(
            f"网站没有得 {LIKELY} 分以上的栏目：没有开设，或者名称相差太远。",
            f"No column of the website has {LIKELY} points: there is none, or it is called quite otherwise.",
        ),
    )
    return Part("missing", Text("无相近栏目的事项", "Items that no column is like"), notes, heads, rows)


def _left(found: Proposals) -> Part:
    heads = (Text("栏目", "Path"), Text("信息数", "Entries"))
    rows = tuple(Row((Text.same(written(each.path)), Text.same(each.records))) for each in found.left)
    title = Text("无相近事项的栏目", "Columns that are like no item")
    return Part("left", title, (), heads, rows, numeric=(1,))


def tree(found: Proposals, division: str, level: str) -> dict[str, Any]:
    """The proposals as `gapub schema bindings` describes them."""
    return {
        "format": FORMAT,
        "division": division,
        "level": level,
        "proposals": [
            {
                "id": each.row.id,
                "title": each.row.title._asdict(),
                "sure": each.sure,
                "candidates": [
                    {
                        "column": written(candidate.column.path),
                        "score": candidate.score,
                        "records": candidate.column.records,
                        "evidence": None if candidate.evidence is None else round(candidate.evidence, 3),
                    }
                    for candidate in each.candidates
                ],
            }
            for each in found.made
        ],
        "bound": [each.id for each in found.bound],
        "none": [each.id for each in found.none],
        "left": [written(each.path) for each in found.left],
    }
