"""A made website of two counties, with what is wrong on it known by construction.

`site(seed)` makes the profile that binds its columns, the list of what it holds, and `planted`: each fault as (code, division, row,
what it is told by). A fault is made by taking something sound one day, one word or one record beyond what is allowed, and beside
each stand many that are exactly on the limit. Days are counted here with the holidays as the notices of the State Council have them
(国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号), by no code of gapub.
"""

from __future__ import annotations

import csv
import io
import json
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any, Final, NamedTuple

from gapub.publication.record import Export, Record

AS_OF: Final = date(2026, 11, 20)
FIRST: Final = date(2024, 11, 20)
AREA: Final = "site"
DIVISIONS: Final = (("210283", "庄河市", "zhuanghe", "庄"), ("210281", "瓦房店市", "wafangdian", "瓦"))
EACH: Final = 5
"""Faults of each code in a division."""
NEAR: Final = 100
"""Near misses of each code in a division, at least."""

_OFF: Final = (
    "2025-01-01 2025-01-01", "2025-01-28 2025-02-04", "2025-04-04 2025-04-06", "2025-05-01 2025-05-05",
    "2025-05-31 2025-06-02", "2025-10-01 2025-10-08", "2026-01-01 2026-01-03", "2026-02-15 2026-02-23",
    "2026-04-04 2026-04-06", "2026-05-01 2026-05-05", "2026-06-19 2026-06-21", "2026-09-25 2026-09-27",
    "2026-10-01 2026-10-07",
)  # fmt: skip
_WORKED: Final = "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"


def _free() -> set[date]:
    """The days from the beginning to the end of 2026 on which nobody works."""
    every = {date(2024, 11, 1) + timedelta(n) for n in range(791)}
    off = {day for day in every if day.weekday() > 4}
    for first, last in (each.split() for each in _OFF):
        off |= {day for day in every if first <= day.isoformat() <= last}
    return off - {date.fromisoformat(day) for day in _WORKED.split()}


FREE: Final = _free()
_IN_ORDER: Final = sorted(FREE)
"""So that the same seed chooses the same days in every process."""


def work(day: date, n: int) -> date:
    """The n-th working day after a day; before it, if n is negative."""
    step = timedelta(1 if n > 0 else -1)
    for _ in range(abs(n)):
        day += step
        while day in FREE:
            day += step
    return day


def months(day: date, n: int) -> date:
    """So many months after a day, or before it."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def to_work(day: date) -> date:
    """The day, or the next that is worked."""
    while day in FREE:
        day += timedelta(1)
    return day


def overdue(n: int) -> date:
    """The latest day whose n-th working day is over."""
    day = AS_OF
    while work(day, n) >= AS_OF:
        day -= timedelta(1)
    return day


def on_time(n: int) -> date:
    """The earliest day whose n-th working day is not over."""
    return overdue(n) + timedelta(1)


def days(n: int) -> timedelta:
    """So many days."""
    return timedelta(n)


class Made(NamedTuple):
    """An entry of the list, before it is written in one way or another; `offline` is what the list says of its state."""

    path: tuple[str, ...]
    title: str
    published: date | None
    formed: date | None = None
    number: str = ""
    office: str = ""
    url: str = ""
    valid: bool | None = None
    offline: bool = False
    removed: date | None = None
    interprets: str = ""
    by_address: bool = False


Fault = tuple[str, str, str, str]
"""Code, division, row, and what tells it: an address, the name of a column, a period."""


class Site(NamedTuple):
    """The made site; `near` counts, by code, what is just within the limit. `before` is what an earlier list had, too."""

    profile: str
    entries: tuple[Made, ...]
    before: tuple[Made, ...]
    planted: frozenset[Fault]
    near: Counter[str]


def site(seed: int = 1, size: int = 30_000) -> Site:
    """The site with at least `size` entries."""
    maker = _Maker(seed)
    for each in DIVISIONS:
        _County(maker, *each).make()
    maker.fill(size)
    maker.random.shuffle(maker.entries)
    return Site(maker.profile(), tuple(maker.entries), tuple(maker.before), frozenset(maker.planted), maker.near)


class _Maker:
    """What the counties share: rows of the profile, entries, faults."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.serial = count(1)
        self.rows: dict[str, Any] = {}
        self.local: dict[str, dict[str, Any]] = {}
        self.bound: dict[str, dict[str, Any]] = {name: {} for _, name, *_ in DIVISIONS}
        self.entries: list[Made] = []
        self.before: list[Made] = []
        self.planted: set[Fault] = set()
        self.near: Counter[str] = Counter()
        self.news: list[Callable[[int], None]] = []

    def fill(self, size: int) -> None:
        """Sound news up to so many entries."""
        for n in count():
            if len(self.entries) >= size:
                return
            self.news[n % len(self.news)](n)

    def profile(self) -> str:
        """The profile, as JSON, which is YAML, too."""
        divisions = [{"code": code, "name": name, "rows": self.bound[name]} for code, name, *_ in DIVISIONS]
        area = {
            "area": AREA,
            "title": "网站",
            "topics": [{"id": "all", "title": "全部", "items": [{"id": key, **row} for key, row in self.rows.items()]}],
        }
        whole = {
            "divisions": divisions,
            "level": "county",
            "baseline": "national-2019",
            "bodies": {"finance": "{name}财政局"},
            "rows": self.local,
            "add": [area],
        }
        return json.dumps(whole, ensure_ascii=False)


class _County:
    """One county's part of the site."""

    def __init__(self, maker: _Maker, code: str, name: str, host: str, short: str) -> None:
        self.maker, self.code, self.name, self.host, self.short = maker, code, name, host, short
        self.random = maker.random
        self.office = f"{name}财政局"

    # --- what the families use ---

    def row(
        self, key: str, limit: Any, column: str = "", *, bind: str = "", max_age: str = "", local: Any = None
    ) -> str:
        """A row with its column; the full id. `bind`: the column as the profile writes it."""
        self.maker.rows[key] = {
            "title": f"事项{key}",
            "content": ["内容"],
            "basis": ["open-government-information-regulations"],
            "time_limit": limit,
            "body": "finance",
            "channels": ["website"],
            "audience": "public",
            "method": "proactive",
            "levels": ["county"],
        }
        id = f"{AREA}/all/{key}"
        publish: dict[str, str] = {"column": bind or self.named(column or key)}
        if max_age:
            publish["max_age"] = max_age
        self.maker.bound[self.name][id] = {"publish": publish}
        if local:
            self.maker.local[id] = local
        return id

    def named(self, column: str) -> str:
        """The column as the profile writes it, in one of the ways people do."""
        mark = ("/", ">", "＞", " > ", "-", "»")[len(column) % 6]
        return mark.join((self.name, "政务公开", column.replace("-", "")))

    def path(self, column: str) -> tuple[str, ...]:
        """The column as the list has it, in one of many ways."""
        column = column.replace("-", "")
        whole = (self.name, "政务公开", column)
        return self.random.choice(
            (
                whole,
                whole,
                ("首页", *whole),
                (*whole, "其他"),
                (self.name, "政务 公开", column),
                (*whole, "更多", column),
            )
        )

    def add(self, column: str, title: str, published: date | None, **more: Any) -> Made:
        """An entry that is sound in everything that is not said."""
        n = next(self.maker.serial)
        day = published or FIRST
        entry = Made(
            path=more.pop("path", None) or self.path(column),
            title=f"{title}第{n}号" if not more.pop("bare", False) else title,
            published=published,
            formed=more.pop("formed", published),
            office=more.pop("office", self.office),
            url=more.pop("url", None) or f"https://www.{self.host}.example/{column}/t{day:%Y%m%d}_{n}.html",
            by_address=more.pop("by_address", self.random.random() < 0.05 and published is not None),
            **more,
        )
        self.maker.entries.append(entry)
        return entry

    def fault(self, code: str, row: str, told: Made | str) -> None:
        """That something is wrong by construction."""
        told = address(told) if isinstance(told, Made) else told
        self.maker.planted.add((code, self.name, row, told))

    def near(self, code: str, n: int = 1) -> None:
        """That so many are just within the limit."""
        self.maker.near[code] += n

    def some_day(self, first: date = FIRST, last: date = AS_OF) -> date:
        """Any day of the time."""
        return first + timedelta(self.random.randint(0, (last - first).days))

    def make(self) -> None:
        """All families."""
        for family in (
            self.fresh, self.blank, self.late, self.periods, self.kept, self.down, self.ended, self.future,
            self.interpreted, self.answered, self.heard, self.offices, self.twice, self.unbound, self.plain,
        ):  # fmt: skip
            family()

    # --- the families ---

    FC: Final = {"within": "20wd", "of": ["formed", "changed"]}

    def fresh(self) -> None:
        """Columns whose latest entry is as old as it may be, or a day older."""
        quarter = {"every": "quarter"}
        kinds: list[tuple[Any, str, str, date]] = [
            (self.FC, "14d", "甲", AS_OF - days(14)),
            (self.FC, "20wd", "乙", on_time(20)),
            (self.FC, "6mo", "丙", months(AS_OF, -6)),
            (self.FC, "", "工作动态", AS_OF - days(14)),
            (self.FC, "", "政策", months(AS_OF, -6)),
            (self.FC, "", "丁", months(AS_OF, -12)),
            (quarter, "1y", "戊", date(2026, 7, 1)),
            (quarter, "2mo", "己", months(AS_OF, -2)),
        ]
        for k in range(NEAR + 12):
            limit, age, name, latest = kinds[k % len(kinds)]
            key = f"fresh-{k}"
            column = f"{name}{k}"
            row = self.row(key, limit, column, max_age=age)
            wrong = k // len(kinds) == 3 and limit is not quarter
            if wrong:
                latest -= days(1)
                self.fault("column-stale", row, self.named(column))
            else:
                self.near("column-stale")
            self.near("column-blank")
            self.add(column, "最近一条", latest)
            for n in range(3):
                self.add(column, "以前的", latest - days(40 * n + 1))
            if limit is quarter:
                for month in range(0, 21, 3):
                    day = months(date(2025, 1, 1), month) + days(self.random.randint(0, 80))
                    self.add(column, "各季度的", min(day, latest))

    def blank(self) -> None:
        """Columns with nothing in them, or with one entry."""
        for k in range(EACH):
            key, column = f"blank-{k}", f"空栏{k}"
            row = self.row(key, self.FC, column)
            self.fault("column-blank", row, self.named(column))
            if k == 2:  # all that was there is gone
                self.add(
                    column, "撤下的", AS_OF - days(90), valid=False, removed=AS_OF - days(3), path=self.path(column)
                )
            if k == 3:  # a name that begins or ends alike is another column
                self.add(column, "另一栏的", AS_OF, path=(self.name, "政务公开", f"{column}1"))
                self.add(column, "另一栏的", AS_OF, path=(self.name, "政务公开", f"非{column}"))

    def late(self) -> None:
        """Entries that came on the last day, or on the day after it."""
        limits: list[tuple[dict[str, Any], Callable[[date], date]]] = [
            ({"within": "20wd", "of": ["formed", "changed"]}, lambda day: work(day, 20)),
            ({"within": "7wd", "of": ["formed"]}, lambda day: work(day, 7)),
            ({"within": "10wd", "of": ["formed", "obtained"]}, lambda day: work(day, 10)),
            ({"within": "20d", "of": ["formed"]}, lambda day: to_work(day + days(20))),
            ({"within": "2wk", "of": ["formed", "changed"]}, lambda day: to_work(day + days(14))),
            ({"within": "1mo", "of": ["formed"]}, lambda day: to_work(months(day, 1))),
        ]
        for k, (limit, last_of) in enumerate(limits):
            key = column = f"late-{k}"
            row = self.row(key, limit)
            self.add(column, "当日公开的", AS_OF - days(1))
            for n in range(NEAR // 4):
                formed = self.some_day(last=AS_OF - days(50))
                if n % 3 == 0:  # where holidays stand in the way
                    formed = self.random.choice([day for day in _IN_ORDER if FIRST <= day < AS_OF - days(50)])
                entry = self.add(column, "最后一日公开的", last_of(formed), formed=formed)
                self.near("published-late")
                if k < EACH and n == 0:
                    entry = self.add(column, "晚了一日的", last_of(formed) + days(1), formed=formed)
                    self.fault("published-late", row, entry)

    def periods(self) -> None:
        """What comes every month, quarter, half-year or year, and one period without it."""
        spans = {"month": 1, "quarter": 3, "half-year": 6}
        for k, period in enumerate(("month",) * 5 + ("quarter", "half-year")):
            key = column = f"period-{k}"
            row = self.row(key, {"every": period})
            gap = 4 if period != "half-year" else 99
            for n, first in enumerate(months(date(2025, 1, 1), m) for m in range(0, 23, spans[period])):
                after = months(first, spans[period])
                if after > AS_OF:
                    self.add(column, "本期的", AS_OF - days(1))
                    break
                if n == gap and k < EACH:
                    label = f"{first.year}-{first.month:02}"
                    self.fault("missing-period", row, label)
                    continue
                self.near("missing-period")
                if n == 9 and period == "month":  # the title says which month it is of
                    self.add(column, f"{first.year}年{first.month}月的", after + days(4))
                else:
                    self.add(column, "各期的", self.random.choice((first, after - days(1))))
        key = column = "period-year"
        row = self.row(key, {"every": "year", "by": {"month": 1, "day": 31}})
        self.add(column, "年报", date(2025, 1, 31))  # on the last day
        self.add(column, "年报", date(2025, 12, 28))  # early: the one of January was in time
        self.near("missing-period", 2)
        key = column = "period-late"
        row = self.row(key, {"every": "year", "by": {"month": 1, "day": 31}})
        self.add(column, "年报", date(2025, 1, 31))
        entry = self.add(column, "年报", date(2026, 2, 1))
        self.fault("published-late", row, entry)

    def kept(self) -> None:
        """What is displayed for a time: still there on the last day, or a day later; taken down on it, or a day earlier."""
        fc = {"within": "20wd", "of": ["formed", "changed"]}
        limits: list[tuple[str, dict[str, Any], Callable[[date], date], bool, bool]] = [
            ("wd", {**fc, "display": {"exactly": "7wd"}}, lambda day: work(day, 7), True, True),
            ("most", {**fc, "keep": {"at_most": "6mo"}}, lambda day: months(day, 6), True, False),
            ("years", {**fc, "keep": {"exactly": "1y"}}, lambda day: months(day, 12), True, True),
            ("least", {**fc, "display": {"at_least": "30d"}}, lambda day: day + days(30), False, True),
            ("least-wd", {**fc, "display": {"at_least": "10wd"}}, lambda day: work(day, 10), False, True),
        ]
        for name, limit, end_of, over, under in limits:
            key = column = f"keep-{name}"
            row = self.row(key, limit)
            starts = [day for n in range(400) if end_of(day := AS_OF - days(n)) == AS_OF]
            for _ in range(NEAR // 2):
                if over:
                    self.add(column, "最后一日仍公示的", self.random.choice(starts))
                    self.near("kept-too-long")
                if under:
                    start = self.some_day(last=AS_OF - days(380))
                    self.add(column, "最后一日撤下的", start, removed=end_of(start), offline=True)
                    self.near("kept-too-short")
            if not over:
                self.add(column, "公示中的", AS_OF)
            for n in range(3):
                if over and (name != "years" or n < 1):
                    start = min(starts) - days(1 + n)
                    assert end_of(start) < AS_OF
                    self.fault("kept-too-long", row, self.add(column, "没有撤下的", start))
                if under and n < 2:
                    start = self.some_day(last=AS_OF - days(380))
                    entry = self.add(column, "早撤一日的", start, removed=end_of(start) - days(1), offline=n == 0)
                    self.fault("kept-too-short", row, entry)

    def down(self) -> None:
        """What stays for good, and was taken down: it is gone, or it has moved."""
        row = self.row("down", self.FC, "长期公开")
        self.row("moved", self.FC, "移入")
        self.add("长期公开", "留着的", AS_OF)
        self.add("移入", "留着的", AS_OF)
        for n in range(EACH):
            day = self.some_day()
            if n < 3:
                entry = self.add("长期公开", "撤下的", day, offline=n != 1, removed=AS_OF - days(n) if n != 2 else None)
            else:  # an earlier list has it, this one does not
                entry = self.add("长期公开", "不见了的", day)
                self.maker.entries.remove(entry)
                self.maker.before.append(entry)
            self.fault("taken-down", row, entry)
        for n in range(NEAR):
            day = self.some_day()
            self.near("taken-down")
            match n % 4:
                case 0:  # no longer in force
                    self.add("长期公开", "失效后撤下的", day, valid=False, removed=AS_OF, offline=True)
                case 1:  # the same number stands elsewhere
                    text = f"{self.short}移发〔2025〕{n + 1}号"
                    self.add("长期公开", "移走的", day, number=text, offline=True)
                    self.add("移入", "移来的", AS_OF - days(1), number=text.replace("〔", "[").replace("〕", "]"))
                case 2:  # the same title and day
                    entry = self.add("长期公开", "移走的", day, removed=AS_OF)
                    self.add("移入", entry.title, day, bare=True)
                case _:  # the earlier list had it at the same address, written otherwise
                    entry = self.add("长期公开", "还在的", day)
                    other = entry.url.replace("https://www.", "http://")
                    self.maker.before.append(entry._replace(url=other, title="旧题目"))

    def ended(self) -> None:
        """Documents no longer in force: marked, or not."""
        row = self.row("ended", self.FC, "文件库")
        self.row("repealed", self.FC, "废止目录")
        self.add("废止目录", "目录", AS_OF)
        for n in range(EACH - 3):
            text = f"{self.short}府发〔2024〕{n + 1}号"
            self.add("废止目录", "废止的", self.some_day(), number=text, valid=False)
            entry = self.add(
                "文件库",
                "没有标注的",
                self.some_day(),
                number=f"{self.short}府发[2024]0{n + 1}号",
                valid=n == 0 or None,
            )
            self.fault("document-ended", row, entry)
        yesterday = AS_OF - days(1)
        expired = f"暂行规定（有效期至{yesterday.year}年{yesterday.month}月{yesterday.day}日）"
        self.fault("document-ended", row, self.add("文件库", expired, self.some_day()))
        for title in ("中华人民共和国收养法", "《合同法》"):
            entry = self.add("文件库", title, self.some_day(), valid=True, bare=True)
            self.fault("document-ended", row, entry)
        for n in range(NEAR):
            self.near("document-ended")
            day, text = self.some_day(), f"{self.short}标发〔2023〕{n + 1}号"
            match n % 6:
                case 0:  # the last day
                    self.add("文件库", f"规定（有效期至{AS_OF.year}年{AS_OF.month}月{AS_OF.day}日）", day, valid=True)
                case 1:
                    self.add("废止目录", "失效的", day, number=text, valid=False)
                    self.add("文件库", "（已废止）的", self.some_day(), number=text)
                case 2:
                    self.add("废止目录", "失效的", day, number=text, valid=False)
                    self.add("文件库", "已标注的", self.some_day(), number=text, valid=False)
                case 3:  # another number
                    self.add("废止目录", "失效的", day, number=text, valid=False)
                    self.add("文件库", "有效的", self.some_day(), number=text.replace("2023", "2022"), valid=True)
                case 4:  # about a law that has ended
                    self.add("文件库", "学习《收养法》", day, valid=True)
                case _:
                    self.add("废止目录", "失效的", day, number=text, valid=False)
                    self.add("文件库", "撤下的", self.some_day(), number=text, offline=True, valid=False)

    def future(self) -> None:
        """Dates of the day, and of the day after it."""
        row = self.row("future", self.FC, "日期栏")
        for n in range(EACH):
            tomorrow = AS_OF + days(1)
            if n < 3:
                entry = self.add("日期栏", "明日的", tomorrow, formed=AS_OF)
            else:
                entry = self.add("日期栏", "明日成文的", AS_OF, formed=tomorrow)
            self.fault("future-dated", row, entry)
        for n in range(NEAR):
            self.near("future-dated")
            self.add("日期栏", "当日的", AS_OF, formed=AS_OF if n % 2 else AS_OF - days(1))

    def interpreted(self) -> None:
        """Policies with an interpretation, named in many ways, and without."""
        row = self.row("policy", self.FC, "政策库")
        self.row("explained", self.FC, "政策解读", local={"interprets": row})
        self.add("政策解读", "本期解读", AS_OF)
        due = on_time(3)
        for n in range(EACH):
            name = f"{self.name}第{n}种无下文补贴办法"
            day = due - days(1) if n == 0 else self.some_day(last=due - days(1))
            entry = self.add(
                "政策库",
                f"{self.name}人民政府关于印发《{name}》的通知",
                day,
                number=f"{self.short}缺发〔2025〕{n + 1}号",
                bare=True,
            )
            self.fault("interpretation-missing", row, entry)
        for n in range(NEAR):
            self.near("interpretation-missing")
            name, text = f"{self.name}第{n}种补贴实施办法", f"{self.short}补发〔2025〕{n + 1}号"
            day = due if n % 8 == 7 else self.some_day(last=due - days(4))
            title = f"{self.name}人民政府办公室关于印发《{name}》的通知"
            entry = self.add("政策库", title, day, number=text, bare=True)
            way = {
                0: {"title": f"《{name}》政策解读"},
                1: {"title": "补贴有什么变化？一图读懂", "interprets": text.replace("〔", "（").replace("〕", "）")},
                2: {"title": "负责人解读新办法", "interprets": entry.url.replace("https", "http")},
                3: {"title": f"《{title.replace('《', '〈').replace('》', '〉')}》解读"},
                4: {"title": f"关于{text}的解读"},
                5: {"title": f"{name}政策解读"},
                6: {"title": "解读", "interprets": f"《{name}》"},
            }.get(n % 8)
            if way:
                self.add("政策解读", way.pop("title"), day + days(1), bare=n % 8 in (0, 5), **way)

    def answered(self) -> None:
        """Questions with an answer, and without."""
        row = self.row("asked", self.FC, "网民关切")
        self.row("answered", self.FC, "回应关切", local={"responds": row})
        self.add("回应关切", "本期回应", AS_OF)
        due = on_time(20)
        for n in range(EACH):
            day = due - days(1) if n == 0 else self.some_day(last=due - days(1))
            self.fault("response-missing", row, self.add("网民关切", "关于停水的提问", day))
        for n in range(NEAR):
            self.near("response-missing")
            entry = self.add("网民关切", "关于修路的提问", due if n % 3 == 2 else self.some_day(last=due - days(3)))
            assert entry.published
            if n % 3 == 0:
                self.add("回应关切", f"《{entry.title}》的答复", entry.published + days(2), bare=True)
            elif n % 3 == 1:
                self.add("回应关切", "一条答复", entry.published, interprets=entry.url)

    def heard(self) -> None:
        """Calls for comments of which it was told what became of them, and not."""
        row = self.row("call", {**self.FC, "display": {"at_least": "30d"}}, "意见征集")
        self.row("result", self.FC, "结果反馈", local={"responds": row})
        self.add("结果反馈", "本期结果", AS_OF)
        due = AS_OF - days(60)  # thirty days open, thirty more to tell
        for n in range(EACH):
            name = f"{self.name}第{n}个无下文的规划"
            day = due - days(1) if n == 0 else self.some_day(last=due - days(1))
            entry = self.add("意见征集", f"关于《{name}（征求意见稿）》公开征求意见的公告", day, bare=True)
            self.fault("feedback-missing", row, entry)
        for n in range(NEAR):
            self.near("feedback-missing")
            name = f"{self.name}第{n}个规划方案"
            day = due if n % 3 == 2 else self.some_day(last=due - days(3))
            entry = self.add("意见征集", f"关于《{name}（征求意见稿）》公开征求意见的公告", day, bare=True)
            if n % 3 == 0:
                self.add("结果反馈", f"《{name}》意见采纳情况", day + days(40), bare=True)
            elif n % 3 == 1:
                self.add("结果反馈", f"{name}公众意见反馈", day + days(59), interprets=entry.title)

    def offices(self) -> None:
        """The office of the row by its many names, and another."""
        row = self.row("office", self.FC, "机构栏")
        self.add("机构栏", "本局的", AS_OF)
        bare = self.name.removesuffix("市")
        for other in (f"{self.name}教育局", "大连市财政局", "县教育局", f"{self.name}人民政府办公室", "国库支付中心"):
            self.fault("wrong-office", row, self.add("机构栏", "别处的", self.some_day(), office=other))
        names = (
            "县财政局", "财政局", "市财政局", f"{bare}财政局", f"{self.name} 财政局", f"大连市{self.name}财政局",
            f"{self.name}财政局预算科", f"{self.name}教育局、{self.name}财政局", "本级财政局", f"{self.name}财政局 ",
        )  # fmt: skip
        for n in range(NEAR):
            self.near("wrong-office")
            self.add("机构栏", "同一机构的", self.some_day(), office=names[n % len(names)])

    def twice(self) -> None:
        """The same thing twice in one column, and what looks like it."""
        row = self.row("twice", self.FC, "重复栏")
        self.row("other", self.FC, "另一栏")
        whole, other = (self.name, "政务公开", "重复栏"), (self.name, "政务公开", "另一栏")
        self.add("另一栏", "另一栏的", AS_OF)
        self.add("重复栏", "本栏的", AS_OF)
        for n in range(EACH):
            day = self.some_day(last=AS_OF - days(9))
            if n % 2:
                text = f"{self.short}重发〔2025〕{n + 1}号"
                self.add("重复栏", "首发的", day, number=text, path=whole)
                entry = self.add(
                    "重复栏", "又发的", day + days(1), number=text.replace("〔", "(").replace("〕", ")"), path=whole
                )
            else:
                first = self.add("重复栏", "甲（一）的", day, path=whole)
                title = f"{first.title[:2]} {first.title[2:]}".replace("（", "(").replace("）", ")")
                again = self.add("重复栏", title, day, path=("首页", *whole), bare=True)
                entry = max(
                    first, again, key=lambda each: each.title
                )  # of one day, the later title counts as the second
            self.fault("duplicate", row, entry)
        for n in range(NEAR):
            self.near("duplicate")
            day, text = self.some_day(last=AS_OF - days(9)), f"{self.short}单发〔2025〕{n + 1}号"
            entry = self.add("重复栏", "只发一次的", day, number=text, path=whole)
            match n % 5:
                case 0:
                    self.add("重复栏", entry.title, day + days(1), bare=True, path=whole)
                case 1:
                    self.add("另一栏", entry.title, day, bare=True, path=other)
                case 2:  # another column, the same number
                    self.add("另一栏", "同号的", day, number=text, path=other)
                case 3:  # the same page, listed twice
                    self.maker.entries.append(entry._replace(url=entry.url.replace("https://www.", "http://")))
                case _:  # taken down, while the other stays
                    self.add("重复栏", "撤下的", day, number=text, path=whole, offline=True, removed=day)

    def unbound(self) -> None:
        """Columns that no row has."""
        for n in range(20):
            self.add("", "无关的", self.some_day(), path=(self.name, "其他", f"无关栏目{n}"))

    def plain(self) -> None:
        """Columns of news, which grow until the site is large enough."""
        for k in range(40):
            column = f"要闻{k}"
            self.row(f"news-{k}", self.FC, column, max_age="14d")
            self.add(column, "今日要闻", AS_OF - days(k % 14))

            def more(n: int, column: str = column) -> None:
                day = self.some_day(last=AS_OF - days(1))
                formed = day - days(n % 3)
                number = f"{self.short}闻〔{day.year}〕{n + 1}号" if n % 4 == 0 else ""
                self.add(column, "要闻", day, formed=formed, number=number, valid=True if number else None)

            self.maker.news.append(more)


def address(entry: Made) -> str:
    """The address without scheme and `www.`."""
    return entry.url.partition("://")[2].removeprefix("www.")


# --- the list, written in several ways -------------------------------------------------------------------------------------

HEAD: Final = (
    "栏目", "标题", "发布时间", "成文日期", "文号", "机构", "网址", "有效性", "状态", "下线时间", "被解读文件",
)  # fmt: skip
FIELDS: Final = frozenset(
    ("path", "title", "published", "formed", "number", "office", "url", "valid", "online", "removed", "interprets")
)
_FORMS: Final = ("{:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日", "{:%Y-%m-%d} 09:30:00")


def _written(day: date | None, n: int) -> str:
    return _FORMS[n % len(_FORMS)].format(day) if day else ""


def cells(entries: tuple[Made, ...]) -> Iterator[list[str]]:
    """The cells of the list, with the head."""
    yield list(HEAD)
    for n, each in enumerate(entries):
        yield [
            ("/", ">", "＞", " > ", "»")[n % 5].join(each.path),
            each.title,
            "" if each.by_address else _written(each.published, n),
            _written(each.formed, n + 1),
            each.number,
            each.office,
            each.url,
            {True: "有效", False: "失效", None: ""}[each.valid],
            "已下线" if each.offline else "已发布",
            _written(each.removed, n + 2),
            each.interprets,
        ]


def as_csv(entries: tuple[Made, ...]) -> bytes:
    """As csv in UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows(cells(entries))
    return out.getvalue().encode()


def as_json(entries: tuple[Made, ...]) -> bytes:
    """As a list of JSON objects."""
    head, *rows = cells(entries)
    return json.dumps([dict(zip(head, row, strict=True)) for row in rows], ensure_ascii=False).encode()


def as_xlsx(entries: tuple[Made, ...]) -> bytes:
    """As a workbook with one sheet."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("信息")
        for n, row in enumerate(cells(entries)):
            for k, text in enumerate(row):
                sheet.write_string(n, k, text)
    return out.getvalue()


def export(entries: tuple[Made, ...], file: str = "site.csv") -> Export:
    """As it is read, without a file."""
    return Export(
        file,
        "",
        FIELDS,
        tuple(
            Record(
                file,
                n,
                each.path,
                each.title,
                each.published,
                each.formed,
                each.number,
                each.office,
                each.url,
                each.valid,
                not each.offline,
                each.removed,
                (each.interprets,) if each.interprets else (),
                "address" if each.by_address else "column" if each.published else "",
            )
            for n, each in enumerate(entries, 2)
        ),
    )
