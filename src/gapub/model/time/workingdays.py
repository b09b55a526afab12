"""Working days against natural days, by the calendars that the State Council published (国务院办公厅节假日安排).

For n working days the table gives the shortest and the longest time, in natural days, from a day to the n-th working
day after it; days are counted as 「之日起」 counts, the first day left out (民法典 art. 201). Every day from 2008-01-01
to 2026-12-31 was a first day; the n-th working day had to lie in the same years.

Source: the calendars in the PyPI package `chinesecalendar` 1.11.0 (holidays and make-up working days). To recompute:

    work = [chinese_calendar.is_workday(day) for day in every day of 2008-2026]
    ends = [index for index, is_work in enumerate(work) if is_work]
    for each start, with k = bisect_right(ends, start): the span of n is ends[k + n - 1] - start

A future calendar may stretch a span; recompute when a release of the package covers it. No calendar is read at run
time.
"""

from __future__ import annotations

from typing import Final

__all__ = ["SPANS", "among", "longest", "shortest"]

# fmt: off
SPANS: Final[tuple[tuple[int, int], ...]] = (
    (1, 11), (2, 12), (3, 13), (4, 14), (5, 15), (6, 18), (7, 19), (8, 20), (9, 21), (11, 22),  # 1-10
    (12, 25), (14, 26), (15, 27), (16, 28), (18, 29), (19, 32), (21, 33), (22, 34), (23, 35), (25, 38),  # 11-20
    (26, 39), (28, 40), (29, 41), (30, 42), (32, 45), (33, 46), (35, 47), (36, 48), (38, 49), (39, 52),  # 21-30
    (41, 53), (42, 54), (44, 55), (45, 56), (46, 59), (48, 60), (49, 61), (51, 62), (52, 63), (53, 66),  # 31-40
    (55, 67), (56, 68), (58, 69), (59, 70), (60, 73), (62, 75), (63, 76), (64, 77), (66, 81), (67, 82),  # 41-50
    (69, 83), (70, 84), (72, 86), (73, 87), (74, 89), (76, 90), (77, 91), (79, 93), (80, 94), (81, 96),  # 51-60
)
# fmt: on
"""(shortest, longest) in natural days for 1, 2, … 60 working days."""


def shortest(n: int) -> int:
    """The fewest natural days that n working days took; for n > 60 a bound that is never too large."""
    return _sum(n, 0)


def longest(n: int) -> int:
    """The most natural days that n working days took; for n > 60 a bound that is never too small."""
    return _sum(n, 1)


def among(days: int) -> tuple[int, int]:
    """How many of so many natural days before a day, or after it, are worked at least and at most, up to a year."""
    least = most = 0
    while longest(least + 1) <= days:
        least += 1
    while shortest(most + 1) <= days:
        most += 1
    return least, most


def _sum(n: int, side: int) -> int:
    """The span of n put together from spans of at most 60: the parts of a span follow each other, so bounds add up."""
    whole, rest = divmod(n, len(SPANS))
    return whole * SPANS[-1][side] + (SPANS[rest - 1][side] if rest else 0)
