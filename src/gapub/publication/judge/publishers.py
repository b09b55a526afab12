"""Whether records name an office that answers for their row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

from gapub.diagnostics import Text
from gapub.publication.judge import reasons
from gapub.publication.judge.held import Held, find_of, judged_of, open_of
from gapub.publication.judge.run import Run
from gapub.publication.judge.words import cut
from gapub.publication.offices import offices, same_office


def judge(run: Run, rows: Iterable[Held]) -> None:
    """Whether each record names an office that answers for its row."""
    same = cache(same_office)
    for held in rows:
        _offices(run, held, same)


def _offices(run: Run, held: Held, same: Callable[[str, str, str], bool]) -> None:
    own = [role.name for role in held.item.body.roles if role.name and not role.guess]
    by_office = Counter([r.office for r in held.records])
    unnamed = by_office.pop("", 0)
    named = by_office.total()
    if not own:
        open_of(run, "wrong-office", reasons.OFFICE, held, named)
        return
    open_of(run, "wrong-office", held.why, held, held.unsure)
    if named:
        open_of(run, "wrong-office", reasons.NO_OFFICE, held, unnamed)
    place = run.names.get(held.division, "")
    judged_of(run, "wrong-office", held, named)
    others = {
        office for office in by_office if not any(same(mine, its, place) for mine in own for its in offices(office))
    }
    for record in [r for r in held.records if r.office in others] if others else ():
        office = record.office
        find_of(
            run,
            "wrong-office",
            Text(
                f"“{cut(record.title)}”由{office}发布，目录的公开主体是{'、'.join(own)}",
                f"{cut(record.title)!r} was published by {office}; the catalogue names {', '.join(own)}",
            ),
            Text(
                "更正机构；职责已经调整的，更正配置文件",
                "correct the office; if the duty has moved, correct the profile",
            ),
            held,
            record,
            record.published,
        )
