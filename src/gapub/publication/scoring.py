"""Scores of localities by a scheme, from the reports of `check-site` and `audit` in JSON.

A report of a website counts columns, rows and entries, one of a catalogue areas, rows and cells. A locality may have both; what a
scheme asks and no report looked at is open, as all is that nobody could judge. A scheme may look at some areas alone, drawn by
lot: the lot of an area is a hash of the seed and its id, so that anybody can draw again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gapub.audit.result import AreaResult, Units
from gapub.audit.score import Counts, Key, Score, counts_of, score
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model.scheme import OF_CATALOGUES, OF_SITES, Indicator, Scheme
from gapub.model.text import fold
from gapub.sources.disk import read_bytes

if TYPE_CHECKING:
    from pydantic import BaseModel

    from gapub.forms.audit import CatalogueAuditJson
    from gapub.forms.findings import Finding
    from gapub.forms.site import SiteJson

MOST: Final = 256 * 2**20
"""Bytes of a report."""
_SITE: Final = "gapub-site/1"
_AUDIT: Final = "gapub-audit/1"
_NO_TITLES: Final[Mapping[str, Text]] = MappingProxyType({})


class Column(NamedTuple):
    """A bound column: its path, the rows and offices that it is of, and how many entries it has."""

    path: str
    rows: tuple[str, ...]
    offices: tuple[str, ...]
    records: int


class Looked(NamedTuple):
    """What was judged, or could not be: the code, of which row and column, for so many things."""

    code: str
    row: str
    column: str
    number: int


class About(NamedTuple):
    """What a finding of a website is about. `record`: where the entry stands; empty where it is about none."""

    found: Diagnostic
    row: str
    column: str
    office: str
    record: str


class Website(NamedTuple):
    """A website as a check found it: the columns, all rows that the catalogue has, what was found, what could not be judged.

    What is of no row and no column, as it is of the website as a whole, is none of any rows.
    """

    columns: tuple[Column, ...]
    rows: frozenset[str]
    found: tuple[About, ...]
    open: tuple[Looked, ...]
    judged: tuple[Looked, ...]

    def of_rows(self, wanted: Collection[str]) -> Website:
        """Only what is about these rows, or their columns."""
        columns = tuple(each for each in self.columns if any(row in wanted for row in each.rows))
        paths = {each.path for each in columns}
        rows = self.rows & set(wanted)

        def about(each: About | Looked) -> bool:
            return each.row in rows if each.row else each.column in paths

        return self._replace(
            columns=columns,
            rows=rows,
            found=tuple(filter(about, self.found)),
            open=tuple(filter(about, self.open)),
            judged=tuple(filter(about, self.judged)),
        )

    def of_office(self, office: str) -> Website:
        """Only what an office answers for."""
        columns = tuple(each for each in self.columns if office in each.offices)
        paths = {each.path for each in columns}
        found = tuple(each for each in self.found if each.office == office or each.column in paths)
        rows = frozenset(row for each in columns for row in each.rows) | {each.row for each in found if each.row}
        open_, judged = (
            tuple(each for each in those if (each.row in rows if each.row else each.column in paths))
            for those in (self.open, self.judged)
        )
        return self._replace(columns=columns, rows=rows, found=found, open=open_, judged=judged)

    @property
    def offices(self) -> tuple[str, ...]:
        """All offices, in the order of the columns."""
        named = [office for each in self.columns for office in each.offices] + [each.office for each in self.found]
        return tuple(dict.fromkeys(filter(None, named)))


class Locality(NamedTuple):
    """Whose website and catalogue it is, as of a day, and what was found of each; None of what no report is about.

    `areas` and `titles` are names of areas and rows by their ids; `files` are the reports.
    """

    of: Text
    level: str
    as_of: str
    files: tuple[str, ...]
    website: Website | None = None
    catalogue: tuple[AreaResult, ...] | None = None
    audited: tuple[Diagnostic, ...] = ()
    areas: Mapping[str, Text] = _NO_TITLES
    titles: Mapping[str, Text] = _NO_TITLES

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """All that was found."""
        return (*(each.found for each in self.website.found), *self.audited) if self.website else self.audited


class Scored(NamedTuple):
    """A locality and its score."""

    locality: Locality
    score: Score


class Lot(NamedTuple):
    """An area that was drawn, and the hash that it was drawn by."""

    area: str
    title: Text
    hash: str


# --- reading -------------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[Locality]:
    """The localities of a report: a site has one, or one for each division; an audit one for each catalogue.

    Raises GapubError for a file that cannot be read, or is no such report (`bad-report`).
    """
    shown = path.as_posix()
    data = read_bytes(path, shown, MOST)
    tree: Any = None
    try:
        tree = json.loads(data)
    except json.JSONDecodeError as error:
        message = Text("从这里起不是 JSON，文件可能不完整", "it is no JSON from here on; the file may be cut off")
        place = Place(shown, error.lineno, error.colno)
        raise GapubError([Diagnostic("bad-report", "error", message, place, hint=_WRITE)]) from error
    except (ValueError, RecursionError):  # of an encoding that JSON has not, or nested without end
        pass
    format = tree.get("format") if isinstance(tree, dict) else None
    if format == _SITE:
        return [*_sites(_form(data, tree, "site", shown), shown)]
    if format == _AUDIT:
        return [_catalogue(each, shown) for each in _form(data, tree, "audit", shown).catalogues]
    message = Text(
        f"{shown} 不是 gapub check-site 或者 gapub audit 的 JSON 报告",
        f"{shown} is no report of gapub check-site or gapub audit in JSON",
    )
    raise GapubError([Diagnostic("bad-report", "error", message, entity=shown, hint=_WRITE)])


_WRITE: Final = Text("用 --format json 写出报告", "write the report with --format json")


def _form(data: bytes, tree: Any, kind: str, shown: str) -> Any:
    """The report as its form has it. Raises GapubError that names the places where it does not fit."""
    from pydantic import ValidationError

    from gapub.forms import audit, site
    from gapub.forms.form import json_schema
    from gapub.forms.judge import judge

    form: type[BaseModel] = site.SiteJson if kind == "site" else audit.AuditsJson
    try:
        return form.model_validate(tree)
    except ValidationError as error:
        found = judge(tree, json_schema(form, kind), data, shown) or [(Place(shown, 1, 1), _UNFIT)]
        raise GapubError([Diagnostic("bad-report", "error", why, place) for place, why in found]) from error


_UNFIT: Final = Text("不是这种报告应有的格式", "it is not of the form of such a report")


def _diagnostic(each: Finding) -> Diagnostic:
    at = each.place
    place = Place(at.file, at.line, at.column, at.sheet or "") if at else None
    return Diagnostic(
        each.code,
        each.severity,
        Text(each.message.zh, each.message.en),
        place,
        each.entity or "",
        hint=Text(each.hint.zh, each.hint.en) if each.hint else None,
        arguments=tuple(each.arguments or ()),
    )


def _sites(report: SiteJson, shown: str) -> Iterator[Locality]:
    several = len(report.divisions) > 1
    for division in report.divisions if several else ("",):

        def ours(each: Any, division: str = division) -> bool:
            return not several or each.division == division

        columns = tuple(
            Column(each.path, tuple(each.rows), tuple(each.offices), each.records)
            for each in report.columns
            if ours(each)
        )
        found = tuple(
            About(_diagnostic(each.finding), each.row, each.column, each.office, _record(each.record))
            for each in report.findings
            if ours(each) and each.finding.code in OF_SITES
        )
        open_, judged = (
            tuple(Looked(each.code, each.row, each.column, each.number) for each in those if ours(each))
            for those in (report.open, report.judged)
        )
        yield Locality(
            Text.same(division) if several else Text(report.of.zh, report.of.en),
            report.level,
            report.as_of,
            (shown,),
            Website(columns, frozenset(report.titles), found, open_, judged),
            areas={id: Text(each.zh, each.en) for id, each in report.areas.items()},
            titles={id: Text(each.zh, each.en) for id, each in report.titles.items()},
        )


def _record(record: Any) -> str:
    return "" if record is None else f"{record.place.file}\n{record.place.sheet or ''}\n{record.place.line}"


def _catalogue(report: CatalogueAuditJson, shown: str) -> Locality:
    areas = tuple(
        AreaResult(
            each.id,
            Text(each.title.zh, each.title.en),
            Units(each.rows.total, each.rows.judged),
            {field: Units(units.total, units.judged) for field, units in each.cells.items()},
            each.published,
            each.missing,
        )
        for each in report.areas
    )
    return Locality(
        Text(report.of.zh, report.of.en) if report.of.zh else Text.same(report.file),
        report.level,
        report.as_of,
        (shown,),
        catalogue=areas,
        audited=tuple(map(_diagnostic, report.findings)),
        areas={each.id: each.title for each in areas},
    )


def joined(found: Sequence[Locality]) -> list[list[Locality]]:
    """The reports of each locality, by day. A website is scored together with the latest audit of the catalogue, if there is one.

    Raises GapubError `report-twice` for two reports of a kind about one locality on one day.
    """
    groups: dict[tuple[str, str], list[Locality]] = {}
    for each in found:
        groups.setdefault((fold(each.of.zh), each.level), []).append(each)
    return [_days(group) for group in groups.values()]


def _days(group: Sequence[Locality]) -> list[Locality]:
    sites, audits = (
        sorted((each for each in group if (each.website is None) is audit), key=lambda each: each.as_of)
        for audit in (False, True)
    )
    for those in (sites, audits):
        for one, other in pairwise(those):
            if one.as_of == other.as_of:
                message = Text("{} {} 有两份报告：{}、{}", "{} has two reports of {}: {}, {}")
                told = message.format(one.of, one.as_of, one.files[0], other.files[0])
                raise GapubError([Diagnostic("report-twice", "error", told, entity=one.of.zh)])
    if not sites or not audits:
        return sites or audits
    last = audits[-1]
    return [
        each._replace(
            files=(*each.files, *last.files),
            catalogue=last.catalogue,
            audited=last.audited,
            areas={**last.areas, **each.areas},
        )
        for each in sites
    ]


# --- by lot, by office ---------------------------------------------------------------------------------------------------


def drawn(localities: Iterable[Locality], number: int, seed: int) -> tuple[Lot, ...]:
    """So many of all areas, those with the least lots: the hash (SHA-256) of the seed, a blank and the id of the area."""
    titles = {id: title for each in localities for id, title in each.areas.items()}
    lots = (Lot(id, title, hashlib.sha256(f"{seed} {id}".encode()).hexdigest()) for id, title in titles.items())
    return tuple(sorted(lots, key=lambda each: each.hash)[:number])


def of_areas(locality: Locality, areas: Collection[str]) -> Locality:
    """Only what is about these areas."""
    website, catalogue = locality.website, locality.catalogue
    wanted = {row for row in website.rows if _area(row) in areas} if website else ()
    return locality._replace(
        website=website.of_rows(wanted) if website else None,
        catalogue=tuple(each for each in catalogue if each.id in areas) if catalogue is not None else None,
        audited=tuple(each for each in locality.audited if _area(each.entity) in areas),
        areas={id: title for id, title in locality.areas.items() if id in areas},
    )


def of_offices(locality: Locality) -> list[Locality]:
    """The locality for each of its offices by itself, as far as its website goes."""
    site = locality.website
    if site is None:
        return []
    return [
        locality._replace(of=Text.same(each), website=site.of_office(each), catalogue=None, audited=())
        for each in site.offices
    ]


def _area(row: str) -> str:
    return row.partition("/")[0]


# --- the score -----------------------------------------------------------------------------------------------------------


class _Looked:
    """What the reports of a locality looked at, as `audit.score` counts it."""

    def __init__(self, locality: Locality) -> None:
        self.site = locality.website
        self.catalogue: Counts | None = None if locality.catalogue is None else counts_of(locality.catalogue)
        self.about = {id(each.found): each for each in self.site.found} if self.site else {}
        self.named = {each.path: each for each in self.site.columns} if self.site else {}

    def of(self, indicator: Indicator, found: Collection[Key], /) -> Units | None:
        """What an indicator counts: of all columns those with its words, of what is open what was not found anyway."""
        codes = set(indicator.test.codes) if indicator.test else set[str]()
        if not codes:
            return self.catalogue.of(indicator, found) if self.catalogue else Units(1, 1)
        if not codes <= OF_SITES.keys():
            return self.catalogue.of(indicator, found) if self.catalogue and codes <= OF_CATALOGUES.keys() else None
        if self.site is None or not self.site.columns:
            return None
        columns = [each for each in self.site.columns if _is_named(each.path, indicator)]
        open_ = [each for each in self.site.open if each.code in codes and _is_named(each.column, indicator)]
        if not found and not any(each.code in codes for each in self.site.judged):
            if any(each.found.code == "row-unbound" for each in self.site.found):
                return None  # what a row without a column asks was not looked at: it may be all that there is
            if not open_:
                return Units()
        if indicator.scope == "record":
            unjudged = sum(each.number for each in open_)
            total = max(sum(each.records for each in columns), len(found) + unjudged)
            return Units(total, total - unjudged)
        things = {key for each in open_ for key in self._keys(each, indicator.scope)}
        totals = {
            "column": len(columns),
            "row": len(self.site.rows),
            "area": len({_area(row) for row in self.site.rows}),
        }
        total = totals.get(indicator.scope, 1)
        unnamed = sum(each.number for each in open_ if not (each.row or each.column))
        return Units(total, total - min(total, len(things - set(found)) + unnamed))

    def thing(self, finding: Diagnostic, indicator: Indicator, /) -> Key | None:
        """The column, row, entry or area that a finding is of."""
        about = self.about.get(id(finding))
        if about is None:
            return self.catalogue.thing(finding, indicator) if self.catalogue else None
        if not _is_named(about.column, indicator):
            return None
        if indicator.scope == "record":
            return (about.record,) if about.record else (about.row, about.column, *finding.arguments)
        return next(iter(self._keys(about, indicator.scope)), None)

    def _keys(self, about: About | Looked, scope: str) -> list[Key]:
        """The things that it is about: rows of its column where it names no row, columns of its row where it names no column."""
        column = self.named.get(about.column)
        rows = [about.row] if about.row else list(column.rows) if column else []
        if scope == "column":
            named = (
                [about.column]
                if about.column
                else [each.path for each in self.named.values() if about.row in each.rows]
            )
            return [(each,) for each in named]
        if scope == "row":
            return [(each,) for each in rows] or [("", about.column)]
        return [(area,) for area in dict.fromkeys(map(_area, rows))] if scope == "area" else [()]


def _is_named(column: str, indicator: Indicator) -> bool:
    words = indicator.test.words if indicator.test else ()
    return not words or any(word in fold(column) for word in words)


def scored(
    scheme: Scheme, locality: Locality, answers: Mapping[str, int] | None = None, without: Collection[str] = ()
) -> Scored:
    """The score of a locality."""
    made = score(scheme, locality.findings, _Looked(locality), locality.level, answers or {}, without)
    return Scored(locality, made)
