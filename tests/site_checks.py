"""Checks of a website for tests: made-up findings of each kind, with texts that would act if a format let them."""

from __future__ import annotations

from datetime import date

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.scheme import OF_SITES
from gapub.publication.record import Export, Record
from gapub.publication.report import Report
from gapub.publication.result import Check, Column, Finding, Judged, Open, Seen

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(\"x\")</script> | *粗* [a](javascript:alert(1)) \x1b[31m\u202e反\x00"
TAX, HOME, TOUR = "taxation", "household-registration", "tourism"
AREAS = {
    TAX: Text("税收管理", "Taxation"),
    HOME: Text("户籍管理", "Household registration"),
    TOUR: Text("旅游", "Tourism"),
}
TITLES = {
    f"{TAX}/rights/duties": Text("纳税人权利与义务", "Taxpayers' rights and duties"),
    f"{TAX}/rights/credit": Text("纳税信用", "Tax credit"),
    f"{HOME}/registration/birth": Text("出生登记", "Registration of births"),
    f"{HOME}/registration/death": Text("死亡登记", "Registration of deaths"),
}
AS_OF = date(2026, 9, 30)
OFFICES = {TAX: "县税务局", HOME: "县公安局", TOUR: ""}
COLUMNS = {
    TAX: "政务公开/基层政务公开/税收管理",
    HOME: "政务公开/基层政务公开/户籍管理",
    TOUR: f"政务公开/{HOSTILE}",
}
FILE = "网站导出.xlsx"


def record(n: int, area: str = TAX, title: str = "", published: date | None = date(2026, 8, 3), **more: str) -> Record:
    """The record of a line."""
    url = f"http://www.example.gov.cn/{area}/t20260803_{n}.html"
    return Record(
        FILE,
        n,
        tuple(COLUMNS[area].split("/")),
        title or f"关于第{n}号事项的公告",
        published,
        url=url,
        sheet="信息",
        **more,
    )


def found(
    code: str,
    row: str = "",
    *,
    area: str = TAX,
    of: Record | None = None,
    since: date | None = None,
    division: str = "",
    say: str = "",
    office: str | None = None,
) -> Finding:
    """A finding of a kind, about a row or a column, and a record."""
    area = row.partition("/")[0] or area
    kind = OF_SITES[code]
    place = of.place if of else Place("profile.yaml", 12, 5)
    message = Text(f"{kind.label.zh}{say}", f"{kind.label.en}{say}")
    told = Diagnostic(code, kind.severity, message, place, row or COLUMNS[area])
    return Finding(told, division, row, COLUMNS[area], OFFICES[area] if office is None else office, since, of)


RECORDS = tuple(record(n, HOME if n % 3 == 0 else TAX) for n in range(2, 40))
BAD = record(40, TOUR, HOSTILE, None)
BIRTH, CREDIT, DUTIES = f"{HOME}/registration/birth", f"{TAX}/rights/credit", f"{TAX}/rights/duties"
FINDINGS = (
    found("column-blank", area=TOUR, since=date(2026, 1, 1)),
    found("column-stale", area=HOME, since=date(2026, 7, 15)),
    *(
        found("published-late", CREDIT, of=each, since=date(2026, 7, 1))
        for each in RECORDS[:30]
        if "taxation" in each.url
    ),
    found("missing-period", BIRTH, since=date(2026, 7, 11), say="：2026 年第 2 季度"),
    found("kept-too-long", BIRTH, of=RECORDS[1], since=date(2026, 9, 1)),
    found("document-ended", DUTIES, of=RECORDS[2], since=date(2026, 6, 1)),
    found("future-dated", area=TOUR, of=BAD, say=f"：{HOSTILE}"),
    found("interpretation-missing", CREDIT, of=RECORDS[3]),
    found("response-missing", CREDIT, of=RECORDS[5]),
    found("feedback-missing", DUTIES, of=RECORDS[6]),
    found("wrong-office", CREDIT, of=RECORDS[8], office=HOSTILE),
    found("taken-down", BIRTH, of=record(900, HOME)),
    found("kept-too-short", BIRTH, of=RECORDS[4]),
    found("duplicate", CREDIT, of=RECORDS[9]),
    found("row-unbound", f"{HOME}/registration/death"),
    found("column-unbound", area=TOUR, say="：图片新闻"),
)
OPEN = (
    Open("published-late", Text("没有成文日期", "the day of forming is not known"), "", CREDIT, COLUMNS[TAX], 7),
    Open("published-late", Text("没有成文日期", "the day of forming is not known"), "", BIRTH, COLUMNS[HOME], 4),
    Open("taken-down", Text("没有上次的清单", "there is no earlier list")),
)
READ = (
    Diagnostic(
        "record-undated", "warning", Text(f"日期读不懂：{HOSTILE}", f"no date: {HOSTILE}"), Place(FILE, 77, 3, "信息")
    ),
)


def checked(
    findings: tuple[Finding, ...] = FINDINGS,
    records: tuple[Record, ...] = (*RECORDS, BAD),
    *,
    as_of: date = AS_OF,
    open: tuple[Open, ...] = OPEN,
    division: str = "",
    sha256: str = "ab12",
) -> Check:
    """A check of three columns."""
    area_of = {tuple(path.split("/")): area for area, path in COLUMNS.items()}
    row_of = {TAX: CREDIT, HOME: BIRTH, TOUR: ""}
    seen = tuple(Seen(division, row_of[area_of[each.path]], COLUMNS[area_of[each.path]], each) for each in records)
    columns = []
    for area, path in COLUMNS.items():
        own = [each.published for each in records if area_of[each.path] == area and each.published]
        months: dict[str, int] = {}
        for day in own:
            months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", 0) + 1
        limit = Text("6 个月", "6 months") if area == HOME else None
        rows = tuple(row for row in TITLES if row.startswith(f"{area}/")) or (f"{TOUR}/x/y",)
        columns.append(
            Column(
                division,
                path,
                rows,
                (OFFICES[area],) if OFFICES[area] else (),
                f"http://www.example.gov.cn/{area}/" if area != TOUR else "javascript:alert(1)",
                sum(area_of[each.path] == area for each in records),
                max(own, default=None),
                limit,
                "kind" if limit else "",
                tuple(sorted(months.items())),
            )
        )
    elsewhere = Record(FILE, 99, ("图片新闻",), "运动会", date(2026, 9, 1), sheet="信息")
    off = Record(FILE, 98, ("图片新闻",), "旧闻", date(2024, 9, 1), sheet="信息", online=False)
    export = Export(FILE, sha256, frozenset(("path", "title", "url")), (*records, elsewhere, off), READ, 1)
    return Check(
        Text("某县", "Mou County"),
        "county",
        "national-current",
        as_of,
        (export,),
        tuple(columns),
        tuple(each._replace(division=division) for each in findings),
        tuple(each._replace(division=division) for each in open),
        (
            *(Judged("column-blank", division, "", path, 1) for path in COLUMNS.values()),
            Judged("column-stale", division, "", COLUMNS[TAX], 2),
            Judged("published-late", division, CREDIT, COLUMNS[TAX], 31),
        ),
        AREAS,
        TITLES,
        seen,
    )


def merged(first: Check, second: Check) -> Check:
    """Two divisions in one check."""
    return first._replace(
        of=Text("甲县、乙县", "Jia, Yi"),
        columns=first.columns + second.columns,
        findings=first.findings + second.findings,
        open=first.open + second.open,
        judged=first.judged + second.judged,
        seen=first.seen + second.seen,
    )


def sample(findings: tuple[Finding, ...] = FINDINGS) -> Report:
    """The same as a report."""
    office = Text("某县政务公开办公室", "Open-government office of Mou County")
    return Report(checked(findings), Text("国家基线", "national baseline"), office, None, ("某县",))


def of_two() -> Report:
    """A report on two divisions."""
    both = merged(checked(division="甲县"), checked(FINDINGS[:3], division="乙县"))
    return Report(both, Text("国家基线", "national baseline"), None, None, ("甲县", "乙县"))
