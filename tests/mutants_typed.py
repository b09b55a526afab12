"""Values of a wrong kind, ids that nobody knows, contradictions: each must fail with its own code, on its own line."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from yaml.nodes import Node, ScalarNode

from mutants import Mutant, Site, Source


class Wrong(NamedTuple):
    """A field, by the end of its path; what is written there instead; and the code of the finding."""

    field: str
    value: str
    code: str


_ROW = r"topics/\*/items/\*/"
_LIMIT = rf"(defaults/|{_ROW})time_limit|time_limits/[^/]+"
_CLAUSE = rf"({_LIMIT})(/clauses)?(/\*)?"
_FIELDS = r"(defaults/|topics/\*/items/\*/)"
_TABLE = "^(bodies|channels|groups|events|parts|conditions|exceptions)/[^/]+"

WRONG = tuple(
    Wrong(*each)
    for each in (
        # what a file is
        ("^area", "House_Holds", "shape-pattern"),
        ("^area", "12", "shape-kind"),
        ("^area", "another-area", "misplaced-edition"),
        ("^edition", "2019", "shape-kind"),
        ("^edition", '"19"', "shape-pattern"),
        ("^edition", '"2020"', "misplaced-edition"),
        ("^number", "four", "shape-kind"),
        ("^number", "4.5", "shape-kind"),
        ("^number", '"4"', "shape-kind"),
        ("^document/status", "found", "shape-word"),
        ("^document/issued", '"2019-13"', "shape-pattern"),
        ("^document/issued", '"2019-02-30"', "shape-pattern"),
        ("^document/issued", "5.2019", "shape-kind"),
        ("^document/seen", "[]", "shape-empty"),
        (r"^document/seen/\*", "page1", "shape-pattern"),
        (r"^document/seen/\*", "S999", "unknown-source"),
        ("^coverage/status", "whole", "shape-word"),
        ("^coverage/expected", "many", "shape-kind"),
        # texts, anywhere
        ("title/zh", "7", "shape-kind"),
        ("title/zh", "[户籍]", "shape-kind"),
        ("title/en", '""', "shape-empty"),
        ("title/en", "true", "shape-kind"),
        (r"^title|^topics/\*/(items/\*/)?title", "[户籍管理]", "shape-kind"),
        (r"remarks/\*/zh", "null", "shape-kind"),
        # ids
        (r"topics/\*/id", "Birth", "shape-pattern"),
        (r"items/\*/id", "a_b", "shape-pattern"),
        (r"items/\*/id", "12", "shape-kind"),
        # content
        (f"{_FIELDS}content", "[]", "shape-empty"),
        (f"{_FIELDS}content", "如下", "shape-kind"),
        (rf"{_FIELDS}content/\*", "42", "shape-kind"),
        (rf"{_FIELDS}content/\*", "{optional: true}", "shape-one-of"),
        (rf"{_FIELDS}content/\*", "{text: 一, optional: 1}", "shape-kind"),
        (rf"{_FIELDS}content/\*", "{text: 一, method: secret}", "shape-word"),
        # basis
        (f"{_FIELDS}basis", "[]", "shape-empty"),
        (f"{_FIELDS}basis", "unknown-law", "shape-word"),
        (rf"{_FIELDS}basis/\*", "no-such-instrument", "unknown-instrument"),
        (rf"{_FIELDS}basis/\*", "《某法》", "unknown-name"),
        (rf"{_FIELDS}basis/\*", "{article: 第三条}", "shape-one-of"),
        # time limits
        (f"{_FIELDS}time_limit", "no-such-limit", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "20", "shape-kind"),
        (f"{_FIELDS}time_limit", "{within: 20wd, of: formed, promptly: true}", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "{within: 20wd}", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "{before: meeting}", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "{of: formed}", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "{covers: rest, standing: true}", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "{standing: false}", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "{promptly: true, of: [formed, unstated]}", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "[{promptly: true}, {promptly: true}]", "bad-time-limit"),
        (f"{_FIELDS}time_limit", "{display: {exactly: 5wd, at_least: 5wd}}", "shape-one-of"),
        (f"{_FIELDS}time_limit", "{promptly: true, when: no-such-condition}", "unknown-condition"),
        (f"{_FIELDS}time_limit", "{promptly: true, unless: no-such-exception}", "unknown-exception"),
        (f"{_FIELDS}time_limit", "{promptly: true, via: [no-such-channel]}", "unknown-channel"),
        (f"{_CLAUSE}/within", "20 days", "shape-pattern"),
        (f"{_CLAUSE}/within", "0wd", "shape-pattern"),
        (f"{_CLAUSE}/within", "20", "shape-kind"),
        (f"{_CLAUSE}/of", "no-such-event", "unknown-event"),
        (f"{_CLAUSE}/of", "[]", "shape-empty"),
        (r"^time_limits/[^/]+(/clauses)?(/\*)?/of", "no-such-event", "unknown-event"),
        (rf"^{_ROW}time_limit(/clauses)?/\*/of", "no-such-event", "unknown-event"),
        (f"{_CLAUSE}/verb", "说", "shape-word"),
        # bodies, channels, audience, method, levels
        (f"{_FIELDS}body", "no-such-body", "unknown-body"),
        (f"{_FIELDS}body", "公安某科", "unknown-name"),
        (f"{_FIELDS}body", "{each: [no-such-body]}", "unknown-body"),
        (f"{_FIELDS}body", "{each: []}", "shape-empty"),
        (f"{_FIELDS}body", "{wording: 有关部门}", "shape-one-of"),
        (f"{_FIELDS}body", "{role: finance, each: [finance, justice]}", "shape-one-of"),
        (f"{_FIELDS}channels", "[]", "shape-empty"),
        (f"{_FIELDS}channels", "website", "shape-word"),
        (f"{_FIELDS}channels", "{any_of: []}", "shape-empty"),
        (rf"{_FIELDS}channels/\*", "no-such-channel", "unknown-channel"),
        (rf"{_FIELDS}channels/\*", "3", "shape-kind"),
        (f"{_FIELDS}audience", "everyone", "shape-word"),
        (f"{_FIELDS}audience", "{groups: [no-such-group]}", "unknown-group"),
        (f"{_FIELDS}audience", "{public: true}", "shape-missing-field"),
        (f"{_FIELDS}audience", "{public: yes, groups: unknown}", "shape-kind"),
        (f"{_FIELDS}method", "on-request", "shape-word"),
        (f"{_FIELDS}method", "[proactive]", "shape-empty"),
        (rf"^{_ROW}method", "[proactive, on_request]", "method-not-split"),
        (f"{_FIELDS}levels", "[]", "shape-empty"),
        (f"{_FIELDS}levels", "county", "shape-kind"),
        (rf"{_FIELDS}levels/\*", "prefecture", "shape-word"),
        (f"^{_ROW}for", "town", "shape-word"),
        # evidence and sources
        (f"^{_ROW}evidence", "seen", "shape-word"),
        (f"^{_ROW}evidence/status", "recalled", "shape-word"),
        (f"^{_ROW}evidence/sources", "[]", "shape-empty"),
        (rf"^{_ROW}evidence/sources/\*", "S999", "unknown-source"),
        (rf"^{_ROW}evidence/sources/\*", "here", "shape-pattern"),
        (rf"^{_ROW}evidence/recalled/\*", "colour", "shape-word"),
        ("^sources/[^/]+/level", "prefecture", "shape-word"),
        ("^sources/[^/]+/url", "ftp://example", "shape-pattern"),
        ("^sources/[^/]+/copy", "yes", "shape-kind"),
        # registries
        (f"{_TABLE}/zh", "5", "shape-kind"),
        (f"{_TABLE}/en", '" "', "shape-empty"),
        ("^(bodies|channels)/[^/]+/kind", "firm", "shape-word"),
        ("^events/[^/]+/no_later_than/\\*", "no-such-event", "unknown-event"),
        ("^instruments/[^/]+/kind", "rule", "shape-word"),
        ("^instruments/[^/]+/status", "valid", "shape-word"),
        ("^instruments/[^/]+/(issued|amended|effective|repealed)", '"2019/01"', "shape-pattern"),
        ("^instruments/[^/]+/(issued|amended|effective|repealed)", '"2019-02-30"', "shape-pattern"),
        ("^instruments/[^/]+/(issued|amended|effective|repealed)", "2019", "shape-kind"),
        ("^instruments/[^/]+/successor/\\*", "no-such-instrument", "unknown-instrument"),
        ("^instruments/[^/]+/seen", "[]", "shape-empty"),
        ("^baselines/[^/]+/as_of", "2025", "shape-kind"),
        ("^baselines/[^/]+/parts/\\*/editions/\\*", "employment", "shape-pattern"),
        ("^baselines/[^/]+/parts/\\*/editions/\\*", '"nowhere@2019"', "unknown-edition"),
    )
)

REQUIRED = (
    "^(area|edition|title|issuer|document|coverage)",
    "^(document|coverage)/status",
    "(title|issuer)/(zh|en)",
    rf"^topics/\*/(id|title|items)|^{_ROW}(id|title|evidence)",
    f"^{_ROW}evidence/(status|sources)",
    "^sources/[^/]+/(place|level)",
    f"{_TABLE}/(zh|en)|^(bodies|channels)/[^/]+/kind",
    "^instruments/[^/]+/(title|en|kind|status|seen)",
    r"^baselines/[^/]+/(title|as_of|parts)|^baselines/[^/]+/parts/\*/(title|editions)",
)
"""Fields that must be there."""


_LAW = Wrong("", "no-such-instrument", "unknown-instrument")

Places: TypeAlias = list[tuple[Source, Site]]
Change: TypeAlias = Callable[[Source, Site], Mutant]


def typed(sources: Sequence[Source], count: int, seed: int) -> list[Mutant]:
    """`count` mutants, at least one of every entry of the tables, none twice."""
    rng = random.Random(seed)
    made: dict[tuple[str, bytes], Mutant] = {}
    unchanged = {source.path: source.text.encode() for source in sources}
    changes = list(_changes(sources))
    assert len(changes) <= count, "every entry gets its turn"
    turn = 0
    while len(made) < count:
        places, change = changes[turn % len(changes)]
        mutant = change(*rng.choice(places))
        turn += 1
        if mutant.data != unchanged[mutant.path]:
            made[mutant.path, mutant.data] = mutant
    return list(made.values())


def _changes(sources: Sequence[Source]) -> Iterator[tuple[Places, Change]]:
    """What there is to get wrong, each with the places for it."""
    sites = [(source, site) for source in sources for site in source.sites]
    for wrong in WRONG:
        places = _places(sites, wrong.field)
        yield [each for each in places if _replaceable(each[1])], partial(_replaced, wrong)
    below = [each for each in _places(sites, rf"{_FIELDS}(basis|channels)/\*") if _below(each[1])]
    yield [each for each in below if "basis" in each[1].path], partial(_replaced, _LAW)
    yield below, partial(_replaced, Wrong("", "Not an id", "unknown-name"))
    for required in REQUIRED:
        places = _places(sites, required)
        yield [each for each in places if len(each[1].parent.value) > 1], _without
    yield [each for each in _places(sites, f"^{_ROW}id") if _elder(*each)], _repeated
    yield [each for each in _places(sites, "^defaults/[^/]+") if _heirs(*each)], _undefaulted


def _places(sites: Places, pattern: str) -> Places:
    shape = re.compile(pattern if pattern.startswith("^") else f"(.*/)?({pattern})")
    found = [(source, site) for source, site in sites if shape.fullmatch(site.name)]
    assert found, f"no file has a place for {pattern}"
    return found


def _replaceable(site: Site) -> bool:
    return isinstance(site.value, ScalarNode) or site.bracketed


def _below(site: Site) -> bool:
    """Whether an entry stands further down than its list begins."""
    return site.value.start_mark.line > site.parent.start_mark.line


def _replaced(wrong: Wrong, source: Source, site: Site) -> Mutant:
    """Another value in the place of this one."""
    start, end = site.value.start_mark.index, source.end(site.value)
    return source.changed(f"{site.name} = {wrong.value}", start, end, wrong.value, code=wrong.code)


def _without(source: Source, site: Site) -> Mutant:
    """The record without this field."""
    start, end = _extent(source, site)
    at = site.parent.start_mark.line + 1
    return source.changed(f"no {site.name}", start, end, "", range(at, at + 1), "shape-missing-field")


def _extent(source: Source, site: Site) -> tuple[int, int]:
    """From where to where the text goes when a pair goes."""
    pairs = site.parent.value
    if site.place + 1 < len(pairs):
        return pairs[site.place][0].start_mark.index, pairs[site.place + 1][0].start_mark.index
    return source.end(pairs[site.place - 1][1]), source.end(site.value)


def _elder(source: Source, site: Site) -> str | None:
    """The id of the first row of the topic, unless this is it."""
    lists = (each.value for each in source.sites if each.name == r"topics/*/items")
    rows = next(rows.value for rows in lists if site.parent in rows.value)
    return None if rows[0] is site.parent else str(_pairs(rows[0])["id"].value)


def _repeated(source: Source, site: Site) -> Mutant:
    """A row with the id of another one of its topic."""
    start, end = site.value.start_mark.index, source.end(site.value)
    return source.changed("repeated id", start, end, _elder(source, site) or "", code="duplicate-id")


def _heirs(source: Source, site: Site) -> list[int]:
    """The lines of the rows that have a default in place of a field of their own."""
    lists = (each.value for each in source.sites if each.name == r"topics/*/items")
    rows = (row for rows in lists for row in rows.value)
    return [row.start_mark.line + 1 for row in rows if site.path[-1] not in _pairs(row)]


def _undefaulted(source: Source, site: Site) -> Mutant:
    """A default that rows rely on is not there: the first of them says so."""
    start, end = _extent(source, site)
    first = _heirs(source, site)[0] - source.text.count("\n", start, end)
    return source.changed(f"no {site.name}", start, end, "", range(first, first + 1), "missing-field")


def _pairs(row: Node) -> dict[str, Node]:
    return {key.value: value for key, value in row.value}
