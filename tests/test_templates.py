"""Templates of one's own: laid over the bundled ones, run in a sandbox, and told about when they are wrong."""

from __future__ import annotations

import hashlib
import json
import re
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

import store
from gapub.diagnostics import GapubError, Text
from gapub.render import docx, html, pdf, site
from gapub.render.divisions import Entry
from gapub.render.divisions import files as division_files
from gapub.render.templates import BUNDLED, Options, Templates, opened
from gapub.render.view import view
from gapub.sources.bundle import bundled
from samples import small_catalogue
from test_cli import gapub

ROOT = Path(__file__).parents[1]


def put(folder: Path, name: str, text: str) -> Options:
    (folder / name).write_text(text, "utf-8")
    return Options(Templates(folder))


def test_one_file_is_laid_over_and_the_others_stay(tmp_path: Path) -> None:
    seen = view(small_catalogue())
    own = put(tmp_path, "catalogue.css", "body{color:rebeccapurple}\n")
    page = html.files(seen, own)[html.NAME].decode()
    assert "rebeccapurple" in page
    assert BUNDLED.text("catalogue.js") in page
    assert "rebeccapurple" not in html.files(seen)[html.NAME].decode()
    digest = re.search(r"style-src \S*(sha256-[^']+=)", html.files(seen)[html.NAME].decode())
    assert digest
    assert digest[1] not in page, "the policy names the style that is there"


def test_a_template_gets_text_that_is_escaped(tmp_path: Path) -> None:
    own = put(tmp_path, "catalogue.html.j2", "{{ view.title[0].text }}|{{ '<b>' }}|{{ text(view.title) }}")
    seen = view(small_catalogue())
    hostile = seen._replace(title=(seen.title[0]._replace(text="<script>"),))
    assert html.files(hostile, own)[html.NAME].decode() == "&lt;script&gt;|&lt;b&gt;|&lt;script&gt;"


def test_the_index_of_divisions_has_a_template_too(tmp_path: Path) -> None:
    own = put(tmp_path, "divisions.html.j2", "{% for each in entries %}{{ each.code }}{% endfor %}")
    entry = Entry("210283/index.html", "210283", "庄河市", 5)
    assert division_files(Text("目录", "Catalogue"), [entry], example=False, templates=own.templates) == {
        "index.html": b"210283"
    }


def test_the_styles_of_word_are_those_of_the_folder(tmp_path: Path) -> None:
    styles = BUNDLED.text(docx.STYLES).replace("方正小标宋简体", "华文中宋")
    content = docx.files(view(small_catalogue()), put(tmp_path, docx.STYLES, styles))[docx.NAME]
    with ZipFile(BytesIO(content)) as parts:
        assert parts.read("word/styles.xml").decode() == styles


def test_a_template_of_typst_gets_the_data(tmp_path: Path) -> None:
    own = put(tmp_path, pdf.TEMPLATE, "#let data = json(bytes(sys.inputs.data))\n#assert.eq(data.areas.len(), 2)\n甲")
    assert pdf.files(view(small_catalogue()), own)[pdf.NAME].startswith(b"%PDF")


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("a\n{% for %}", 2, "Expected"),
        ("a\nb\n{{ nothing }}", 3, "nothing"),
        ("{{ view.nothing }}", 1, "nothing"),
        ("\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
        ("{{ view.title.__init__.__globals__ }}", 1, "unsafe"),
        ("{% include '/etc/passwd' %}", 1, "passwd"),
        ("{% include '../pyproject.toml' %}", 1, "pyproject"),
        ("\n\n{{ 1 / 0 }}", 3, "division"),
        ("{{ text(1) }}", 1, "int"),
        ("{{ view.labels.clear() }}", 1, "unsafe|safely"),
    ],
)
def test_what_is_wrong_in_a_template_is_told_with_its_line(tmp_path: Path, template: str, line: int, said: str) -> None:
    own = put(tmp_path, "catalogue.html.j2", template)
    with pytest.raises(GapubError) as refused:
        html.files(view(small_catalogue()), own)
    (finding,) = refused.value.diagnostics
    assert finding.code == "template"
    assert finding.place
    assert (Path(finding.place.file).name, finding.place.line) == ("catalogue.html.j2", line)
    assert re.search(said, finding.message.en)


@pytest.mark.parametrize(("name", "line"), [("catalogue.css", 3), ("catalogue.js", 3), ("catalogue.styles.xml", 3)])
def test_a_template_that_is_not_utf8_is_told(tmp_path: Path, name: str, line: int) -> None:
    (tmp_path / name).write_bytes("甲\n乙\n丙".encode()[:-1])
    renderer = docx if name.endswith("xml") else html
    with pytest.raises(GapubError) as refused:
        renderer.files(view(small_catalogue()), Options(Templates(tmp_path)))
    assert refused.value.diagnostics[0].place
    assert refused.value.diagnostics[0].place.line == line


def test_styles_that_are_no_xml_are_told(tmp_path: Path) -> None:
    with pytest.raises(GapubError) as refused:
        docx.files(view(small_catalogue()), put(tmp_path, docx.STYLES, "<a>\n<b></a>"))
    assert refused.value.diagnostics[0].place
    assert refused.value.diagnostics[0].place.line == 2


def test_typst_reads_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", "utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    own = put(inner, pdf.TEMPLATE, '#read("../secret.txt")')
    with pytest.raises(GapubError) as refused:
        pdf.files(view(small_catalogue()), own)
    assert refused.value.diagnostics[0].code == "pdf-typst"


def test_a_fault_of_our_own_is_not_laid_on_a_template() -> None:
    with pytest.raises(TypeError):
        BUNDLED.render("cover.html.j2", view=SimpleNamespace(subtitle=(), cover=1, counts=()), text=str)


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalog.css").write_text("", "utf-8")
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(GapubError) as refused:
            opened(folder)
        (finding,) = refused.value.diagnostics
        assert finding.code == "templates-folder"
        assert finding.hint
        assert "catalogue.css" in finding.hint.en


def test_the_command_lays_the_folder_over(tmp_path: Path) -> None:
    put(tmp_path, "catalogue.css", "body{color:rebeccapurple}\n")
    done = gapub("compile", "county", "--area", "taxation", "--format", "html", "--templates", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "rebeccapurple" in (tmp_path / "dist" / "county" / "index.html").read_text("utf-8")
    refused = gapub("compile", "county", "--templates", "missing", cwd=tmp_path)
    assert refused.returncode == 2
    assert b"templates-folder" in refused.stderr


@pytest.mark.parametrize("page", ["docs/templates.md", "docs/templates.zh-CN.md"])
def test_the_page_names_every_template_and_all_that_it_gets(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert [each.name for each in bundled("templates").iterdir() if f"`{each.name}`" not in text] == []
    data = pdf.data(view(small_catalogue()))
    area = data["areas"][0]
    row = area["rows"][0]
    names = {*data, *area, *row, *row["channels"], *row["ticks"][0], *data["annexes"][0], *data["paper"]}
    names |= set(view(small_catalogue()).tables[0]._fields)
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_templates_laid_over_are_inputs_of_the_catalogue(tmp_path: Path) -> None:
    """By their names alone, wherever the folder lies and however its lines end; what is no template is none."""
    found = []
    for folder, end in (("here", "\n"), ("there", "\r\n")):
        own = tmp_path / folder
        own.mkdir()
        (own / "catalogue.css").write_bytes(f"body{{color:red}}{end}p{{}}{end}".encode())
        (own / "mine.html.j2").write_bytes(b"")
        (own / "notes.doc").write_bytes(b"\xff")
        args = ("county", "--area", "taxation", "--format", "json", "--templates", own, "-o", f"out-{folder}")
        assert gapub("compile", *args, cwd=tmp_path).returncode == 0
        found.append((tmp_path / f"out-{folder}" / "catalogue.json").read_bytes())
    assert found[0] == found[1]
    inputs = json.loads(found[0])["inputs"]
    assert [each["path"] for each in inputs] == sorted(each["path"] for each in inputs)
    assert [each for each in inputs if each["path"].startswith("templates/")] == [
        {"path": path, "sha256": hashlib.sha256(text).hexdigest(), "local": True}
        for path, text in (("templates/catalogue.css", b"body{color:red}\np{}\n"), ("templates/mine.html.j2", b""))
    ]
    assert gapub("compile", "county", "--area", "taxation", "--format", "json", cwd=tmp_path).returncode == 0
    plain = json.loads((tmp_path / "dist/county/catalogue.json").read_bytes())["inputs"]
    assert not [each for each in plain if each["path"].startswith("templates/")]


ENDLESS = {
    "loops": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "loops-that-pass-over": "{% for i in range(99999) %}{% for j in range(99999) if false %}{% endfor %}{% endfor %}",
    "recursive": "{% for i in range(99999) recursive %}{% if loop.depth < 3 %}{{ loop(range(99999)) }}{% endif %}{% endfor %}",
    "sums": "{% for i in range(99999) %}{{ range(99999)|sum }}{% endfor %}",
    "itself-twice": "{% include 'catalogue.html.j2' %}{% include 'catalogue.html.j2' %}",
    "macros": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "times": "{{ ('a' * 999999999)|length }}",
    "times-list": "{{ ([1] * 999999999)|length }}",
    "power": "{{ 9 ** 999999999 }}",
    "width": "{{ '%0999999999d' % 1 }}",
    "width-given": "{{ '%*d' % (999999999, 1) }}",
    "width-filter": "{{ '%0999999999d'|format(1) }}",
    "width-method": "{{ '{:0999999999d}'.format(1) }}",
    "width-inner": "{{ '{:{w}}'.format(1, w=999999999) }}",
    "centre": "{{ 'a'|center(999999999) }}",
    "just": "{{ 'a'.ljust(999999999) }}",
    "indent": "{{ 'a\nb'|indent(999999999) }}",
    "doubling": "{% set n = namespace(x='ab') %}{% for i in range(40) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "doubling-plus": "{% set n = namespace(x='ab') %}{% for i in range(40) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "doubling-join": "{% set n = namespace(x='ab') %}{% for i in range(40) %}{% set n.x = [n.x, n.x]|join %}{% endfor %}",
    "replacing": "{% set n = namespace(x='aa') %}{% for i in range(40) %}{% set n.x = n.x|replace('a', 'aa') %}{% endfor %}",
}


@pytest.mark.parametrize("case", ENDLESS)
def test_a_template_that_never_ends_is_refused(case: str, tmp_path: Path) -> None:
    own = put(tmp_path, "catalogue.html.j2", ENDLESS[case])
    with pytest.raises(GapubError) as told:
        html.files(view(small_catalogue()), own)
    (found,) = told.value.diagnostics
    assert found.code == "template"
    assert found.place is not None and found.place.file.endswith("catalogue.html.j2")
    assert "steps" in found.message.en or "recursion" in found.message.en


def test_a_folder_of_the_bundled_templates_makes_the_same_site(tmp_path: Path) -> None:
    for name in ("site.html.j2", "site-item.html.j2"):  # one block names another
        (tmp_path / name).write_text(BUNDLED.text(name), "utf-8")
    seen = view(small_catalogue())
    assert site.files(seen, Options(Templates(tmp_path))) == site.files(seen)


def test_the_bundled_templates_stay_far_below_the_limit(tmp_path: Path) -> None:
    from gapub.render import sandbox, templates

    seen = store.seen(store.COUNTY)
    for name in ("catalogue.html.j2", "area.html.j2"):
        (tmp_path / name).write_text(BUNDLED.text(name), "utf-8")
    own = Options(Templates(tmp_path))
    assert html.files(seen, own) == html.files(seen)
    left = templates._environment(own.templates).left  # type: ignore[attr-defined]  # the sandbox has it
    assert 0 < sandbox.MAX_STEPS - left < sandbox.MAX_STEPS / 10
