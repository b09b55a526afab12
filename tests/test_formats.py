"""The formats of a catalogue and of reports: one list each, which modules, pages and the command line follow."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from gapub import diff, render
from gapub.diagnostics.format import Format
from gapub.diff import form, report
from gapub.render import NAMES, PRINTED
from gapub.render.templates import DEFAULTS
from gapub.render.view import view
from gapub.upgrade.report import FORMATS
from samples import replace, small_catalogue

ROOT = Path(__file__).parents[1]
PAGES = ("docs/formats.md", "docs/formats.zh-CN.md")


MADE = {
    **{f"catalogue-{name}": (name, render.format_of(name)) for name in PRINTED},
    **{f"diff-{name}": (name, diff.format_of(name)) for name in diff.NAMES},
    **{f"upgrade-{made.name}": (made.name, made) for made in FORMATS},
}


@pytest.mark.parametrize(("name", "made"), MADE.values(), ids=MADE)
def test_a_format_has_the_name_that_it_is_asked_for_by(name: str, made: Format[object]) -> None:
    assert made.name == name
    assert made.title.zh
    assert made.title.en
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", made.media_type)


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_every_format_takes_an_area_without_rows(name: str, lang: str) -> None:
    first, *others = small_catalogue().areas
    catalogue = small_catalogue(areas=(replace(first, topics=()), *others))
    assert render.format_of(name).make(view(catalogue, lang), DEFAULTS)


@pytest.mark.parametrize(
    ("value", "model"),
    [
        (report.Line, form.ChangeJson),
        (report.Identity, form.IdentityJson),
        (report.Row, form.RowJson),
        (report.Area, form.AreaJson),
    ],
)
def test_the_values_of_a_report_have_the_fields_of_its_json(value: type[tuple[object, ...]], model: type) -> None:
    assert list(value._fields) == list(model.model_fields)  # type: ignore[attr-defined]


def test_every_module_that_is_a_format_is_in_the_list() -> None:
    spec = find_spec("gapub.render")
    assert spec
    assert spec.origin
    modules = Path(spec.origin).parent.glob("*.py")
    assert {each.stem for each in modules if "\nFORMAT: Final = Format(" in each.read_text("utf-8")} == set(PRINTED)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_has_a_row_for_every_format(page: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| `[\w./]+`", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(NAMES)
