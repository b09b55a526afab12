"""Audits for tests: made-up findings of each kind, with texts that would act if a format let them."""

from __future__ import annotations

from gapub.audit.report import Report
from gapub.audit.result import AreaResult, Audit, Units
from gapub.audit.score import counts_of, score
from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.fields import FIELDS
from gapub.model.scheme import TESTED
from gapub.sources.library import open_library

HOSTILE = '=HYPERLINK("http://x.example","点我") <script>alert(1)</script> | *粗* \x1b[31m'
TAX, HOME = "taxation", "household-registration"
SHEETS = {TAX: "税收管理", HOME: "户籍管理", "tourism": ""}
TITLES = {
    f"{TAX}/rights/rights-and-duties": Text("纳税人权利与义务", "Taxpayers' rights and duties"),
    f"{TAX}/rights/credit": Text("纳税信用", "Tax credit"),
    f"{HOME}/registration/birth": Text("出生登记", "Registration of births"),
    f"{HOME}/registration/death": Text("死亡登记", "Registration of deaths"),
}
_SHORTER = Text("改为 20 个工作日以内", "write 20 working days or fewer")
_CASES = (
    ("audit-area-missing", "tourism", "没有旅游领域", "the table has nothing of this area", ""),
    ("audit-row-missing", f"{HOME}/registration/death", "没有这个事项", "this item is missing", "A4"),
    ("audit-cell-weaker", f"{TAX}/rights/rights-and-duties", "30 个工作日，长于 20 个工作日", "30 days, not 20", "F7"),
    ("audit-cell-weaker", f"{TAX}/rights/credit", "少了公开渠道：公开查阅点", "lacks a channel", "H9"),
    ("audit-cell-empty", f"{HOME}/registration/birth", "公开主体空白", "the cell is empty", "G5"),
    ("audit-basis-ended", f"{TAX}/rights/credit", "引用的《某条例》已废止", "an instrument has ended", "E9"),
    ("audit-cell-different", f"{HOME}/registration/birth", f"内容不同：{HOSTILE}", f"differs: {HOSTILE}", "D5"),
    ("audit-cell-stricter", f"{TAX}/rights/rights-and-duties", "公开渠道更多", "more channels", "H7"),
    ("audit-row-added", TAX, f"增加的事项：{HOSTILE}", f"an item of its own: {HOSTILE}", "C12"),
)
_FIELDS = {"E": "basis", "F": "time_limit", "G": "body", "H": "channels", "D": "content"}


def _found(code: str, entity: str, zh: str, en: str, at: str) -> Diagnostic:
    area = entity.partition("/")[0]
    place = Place("某县.xlsx", int(at[1:]), ord(at[0]) - ord("A") + 1, SHEETS[area]) if at else None
    related = ((Place(f"guidelines/{area}/2019.yaml", 40, 3), Text("标准指引", "the guideline")),)
    arguments = (_FIELDS[at[0]],) if at[:1] in _FIELDS else ()
    hint = _SHORTER if at == "F7" else None
    return Diagnostic(code, TESTED[code].severity, Text(zh, en), place, entity, related, hint, arguments=arguments)


FINDINGS = tuple(_found(*case) for case in _CASES)


def audited(of: str = "某县", findings: tuple[Diagnostic, ...] = FINDINGS, unread: int = 0) -> Audit:
    """An audit of three areas; the third is missing if a finding says so."""
    cells = {name: Units(60, 60 - unread) for name in FIELDS}
    missing = any(each.entity == "tourism" for each in findings)
    areas = (
        AreaResult(TAX, Text("税收管理", "Taxation"), Units(40, 40), cells, 41),
        AreaResult(HOME, Text("户籍管理", "Household registration"), Units(21, 21), cells, 20),
        AreaResult("tourism", Text("旅游", "Tourism"), Units() if missing else Units(9, 9), missing=missing),
    )
    return Audit("某县.xlsx", Text(of, of), "county", "national-current", "2026-11-30", areas, findings)


def sample(of: str = "某县", findings: tuple[Diagnostic, ...] = FINDINGS, unread: int = 0) -> Report:
    """The same with its score."""
    audit = audited(of, findings, unread)
    scheme = open_library(None).scheme("catalogue")
    made = score(scheme, findings, counts_of(audit.areas), "county")
    return Report(
        audit, made, TITLES, Text("国家基线", "national baseline"), Text("某县人民政府办公室", "County office")
    )
