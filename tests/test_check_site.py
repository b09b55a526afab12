"""What a website holds, judged against the catalogue. The made site of `site_records` says what is wrong by construction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from gapub.build.prepare import prepare
from gapub.model.catalogue import Catalogue
from gapub.model.scheme import OF_SITES
from gapub.publication.calendar import Calendar, calendar
from gapub.publication.judging import check
from gapub.publication.record import Export
from gapub.publication.result import Check
from gapub.sources.library import Library, open_library
from site_records import AREA, AS_OF, EACH, NEAR, Fault, Site, export, site

LIBRARY: Library = open_library()
CALENDAR: Calendar = calendar(LIBRARY.registry)
AGES = LIBRARY.scheme("inspection").ages
GRAVE = [code for code, each in OF_SITES.items() if each.severity != "info"]


def catalogues(folder: Path, profile: str) -> list[Catalogue]:
    """The catalogues of a profile, one a division, of the made area alone."""
    file = folder / "profile.yaml"
    file.write_text(profile, "utf-8")
    made = prepare("county", file, areas=(AREA,), library=LIBRARY)
    return [made.catalogue(each) for each in made.profiles()]


def judged(of: Sequence[Catalogue], *exports: Export, **more: object) -> Check:
    return check(of, exports, as_of=AS_OF, calendar=CALENDAR, registry=LIBRARY.registry, ages=AGES, **more)  # type: ignore[arg-type]


def found(made: Check) -> set[Fault]:
    """What is found of errors and warnings, as the site has planted it."""
    return {
        (each.found.code, each.division, each.row, each.found.arguments[0])
        for each in made.findings
        if each.found.severity != "info"
    }


@pytest.fixture(scope="module")
def whole() -> Site:
    return site()


@pytest.fixture(scope="module")
def made(whole: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Catalogue]:
    return catalogues(tmp_path_factory.mktemp("site"), whole.profile)


def test_a_site_has_ten_faults_of_each_code_and_two_hundred_near_misses(whole: Site) -> None:
    assert len(whole.entries) >= 30_000
    for code in GRAVE:
        assert sum(each[0] == code for each in whole.planted) >= 2 * EACH, code
        assert whole.near[code] >= 2 * NEAR, code


def test_all_that_is_wrong_is_found_and_nothing_else(whole: Site, made: list[Catalogue]) -> None:
    result = judged(made, export(whole.entries), previous=[export(whole.before, "before.csv")])
    assert found(result) == whole.planted
