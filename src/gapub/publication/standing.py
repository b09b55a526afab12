"""What a report of scores says: one place, a league table of several, and a trend where a place has several days.

All texts of reports are untrusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from gapub.audit.json import score_tree
from gapub.audit.report import indicators, points_of, steps, tone_of, verdict
from gapub.audit.score import Line
from gapub.diagnostics import Diagnostic, Text
from gapub.model.scheme import OF_SITES, TESTED, Scheme, number
from gapub.model.text import PROFILE_LEVELS
from gapub.publication.scoring import Lot, Scored
from gapub.reports.document import Document, Part, Row

FORMAT: Final = "gapub-score/1"
_NONE: Final = Text("", "")
_DASH: Final = Text.same("—")


class Standing(NamedTuple):
    """All places that were scored by a scheme, each with its days, the last one last. `lots` are the areas drawn with `seed`."""

    scheme: Scheme
    places: tuple[tuple[Scored, ...], ...]
    seed: int | None = None
    lots: tuple[Lot, ...] = ()

    @property
    def ranked(self) -> list[tuple[int, Scored]]:
        """The last score of each place with its rank: by the lowest points; equal points share a rank."""
        best = sorted((each[-1] for each in self.places), key=lambda one: (*_order(one), one.locality.of.zh))
        ranks: list[tuple[int, Scored]] = []
        for n, each in enumerate(best, 1):
            same = ranks and _order(ranks[-1][1]) == _order(each)
            ranks.append((ranks[-1][0] if same else n, each))
        return ranks


def _order(each: Scored) -> tuple[Any, Any, Any]:
    return each.score.scheme.bands.index(each.score.bands[0]), -each.score.low, -each.score.high


def document(standing: Standing) -> Document:
    """The report."""
    scheme = standing.scheme
    facts = [(Text("评分方案", "Scheme"), scheme.title + Text("（{}）", " ({})").format(scheme.issuer))]
    trend = _trend(standing)
    if len(standing.places) == 1:
        (last,) = (each[-1] for each in standing.places)
        where = last.locality
        facts += [
            (Text("层级", "Level"), PROFILE_LEVELS[where.level]),
            (Text("检查日", "Day"), Text.same(where.as_of)),
            (Text("依据的报告", "Reports"), Text("、", ", ").join(map(Text.same, where.files))),
        ]
        parts = (indicators(last.score), steps(last.score, lambda found: _name(found, last)), _manual([last]))
        title = where.of + Text("：评分", ": score")
        lead, tone = verdict(last.score), tone_of(last.score)
        shown = [*parts, _lots(standing), trend, _counted(last)]
    else:
        title = Text("评分排名", "League table")
        lead = Text("共 {} 个单位", "{} places").format(len(standing.places))
        tone = ""
        last_ones = [each for _, each in standing.ranked]
        shown = [_league(standing), _matrix(last_ones), _manual(last_ones), _lots(standing), trend]
    return Document(title, lead, tuple(facts), tuple(each for each in shown if each.rows or each.items), tone)


def _league(standing: Standing) -> Part:
    heads = (
        Text("名次", "Rank"),
        Text("单位", "Place"),
        Text("得分", "Score"),
        Text("等次", "Band"),
        Text("已定得分", "Judged"),
        Text("检查日", "Day"),
    )
    rows = []
    for rank, each in standing.ranked:
        kept, of = each.score.judged
        rows.append(
            Row(
                (
                    Text.same(rank),
                    each.locality.of,
                    _points(each),
                    _band(each),
                    Text.same(f"{number(kept)} / {number(of)}"),
                    Text.same(each.locality.as_of),
                ),
                tone_of(each.score),
            )
        )
    notes = [standing.scheme.about] if standing.scheme.about else []
    notes.append(
        Text(
            "名次先按等次、再按最低得分排，相同的并列。“已定得分”只计已经完全评定的扣分指标。",
            "Ranked by band, then by the lowest points; equals share a rank. “Judged” counts the deductions that were judged wholly.",
        )
    )
    return Part("league", Text("排名", "League table"), tuple(notes), heads, tuple(rows), numeric=(0, 2, 4, 5))


def _points(each: Scored) -> Text:
    return Text("否决", "veto") if each.score.ended else points_of(each.score)


def _band(each: Scored) -> Text:
    score = each.score
    return score.band.title if score.band else Text("{}至{}", "{} to {}").format(*(one.title for one in score.bands))


def _matrix(places: Sequence[Scored]) -> Part:
    """The points of each place by indicator."""
    heads = (Text("单位", "Place"), *(line.indicator.title for line in places[0].score.lines))
    rows = tuple(Row((each.locality.of, *map(_cell, each.score.lines))) for each in places)
    return Part("matrix", Text("各项得分", "Points by indicator"), (), heads, rows, numeric=tuple(range(1, len(heads))))


def _cell(line: Line) -> Text:
    if not line.applies:
        return _DASH
    if line.indicator.kind != "veto":
        return points_of(line)
    clear = line.clear
    return Text("无", "clear") if clear[0] else Text("否决", "veto") if not clear[1] else Text("未定", "open")


def _manual(places: Sequence[Scored]) -> Part:
    """What a person has still to judge, as the command takes it."""
    asked = {
        line.indicator.id: line.indicator
        for each in places
        for line in each.score.lines
        if line.applies and line.indicator.test is None and line.open is None
    }
    items = tuple(
        each.title
        + Text(f"：--judged {each.id}=N", f": --judged {each.id}=N")
        + (Text("。", ". ") + each.why if each.why else _NONE)
        for each in asked.values()
    )
    note = Text(
        "以下由人评判，N 为有问题的处数（没有的写 0）；没有写明的，得分待定。",
        "A person judges these: N is how many faults there are (0 for none); until then their points are open.",
    )
    return Part("manual", Text("待人工评判", "For a person to judge"), (note,), items=items)


def _lots(standing: Standing) -> Part:
    heads = (Text("序号", "No."), Text("领域", "Area"), Text("编号", "Id"), Text("签号", "Lot"))
    rows = tuple(
        Row((Text.same(n), each.title, Text.same(each.area), Text.same(each.hash[:16])))
        for n, each in enumerate(standing.lots, 1)
    )
    note = Text(
        f"种子 {standing.seed}。签号是“种子、空格、领域编号”的 SHA-256，取最小的 {len(rows)} 个；同一种子总是抽到同样的领域。",
        f"Seed {standing.seed}. A lot is the SHA-256 of the seed, a blank and the id of the area; the {len(rows)} least are "
        "drawn. The same seed always draws the same areas.",
    )
    return Part("lots", Text("抽中的领域", "Areas drawn"), (note,), heads, rows, numeric=(0,))


def _trend(standing: Standing) -> Part:
    """The points of places with several days."""
    several = [each for each in standing.places if len(each) > 1]
    days = sorted({one.locality.as_of for each in several for one in each})
    rows = []
    for each in several:
        by_day = {one.locality.as_of: one for one in each}
        before, last = each[-2].score, each[-1].score
        change = last.low - before.low if before.band and last.band and not last.ended and not before.ended else None
        told = (
            _DASH
            if change is None
            else Text.same(("+" if change > 0 else "-" if change < 0 else "") + number(abs(change)))
        )
        cells = (_points(by_day[day]) if day in by_day else _DASH for day in days)
        rows.append(Row((each[-1].locality.of, *cells, told)))
    heads = (Text("单位", "Place"), *map(Text.same, days), Text("最近变化", "Last change"))
    return Part("trend", Text("历次得分", "Trend"), (), heads, tuple(rows), numeric=tuple(range(1, len(heads))))


def _counted(each: Scored) -> Part:
    """The findings that count, indicator by indicator."""
    heads = (Text("问题种类", "Kind"), Text("事项", "Item"), Text("网站栏目", "Column"), Text("问题", "Finding"))
    rows = []
    for line in each.score.lines:
        for found in (one for those in line.things.values() for one in those) if line.applies else ():
            column = found.arguments[1] if found.code in OF_SITES and len(found.arguments) > 1 else ""
            kind = TESTED[found.code]
            rows.append(
                Row(
                    (kind.label, _name(found, each), Text.same(column or "—"), found.message),
                    kind.severity,
                    line.indicator.title,
                )
            )
    return Part("counted", Text("计入的问题", "Findings that count"), (), heads, tuple(rows))


def _name(found: Diagnostic, each: Scored) -> Text:
    """What a finding is about: the row, else the area or the column."""
    where = each.locality
    return where.titles.get(found.entity) or where.areas.get(found.entity) or Text.same(found.entity or "—")


# --- for programs --------------------------------------------------------------------------------------------------------


def tree(standing: Standing) -> dict[str, Any]:
    """The scores as `gapub schema score` describes them."""
    return {
        "format": FORMAT,
        "scheme": {"title": standing.scheme.title._asdict(), "issuer": standing.scheme.issuer._asdict()},
        "seed": standing.seed,
        "drawn": [{"area": each.area, "title": each.title._asdict(), "hash": each.hash} for each in standing.lots],
        "places": [*_places(standing)],
    }


def _places(standing: Standing) -> Iterator[Mapping[str, Any]]:
    by_last = {id(each[-1]): each for each in standing.places}
    for rank, last in standing.ranked:
        yield {
            "rank": rank,
            "of": last.locality.of._asdict(),
            "level": last.locality.level,
            "days": [
                {
                    "as_of": each.locality.as_of,
                    "files": [*each.locality.files],
                    "ended": each.score.ended,
                    "score": score_tree(each.score),
                }
                for each in by_last[id(last)]
            ],
        }
