"""The edition for publication: what citizens get, what keeps it from them, and that both editions say the same.

The four places below `data/places` are invented. What must not stand in their editions is taken from where it is said.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from gapub.api import compile_catalogue
from gapub.diagnostics import GapubError, Text
from gapub.model.catalogue import Catalogue
from gapub.model.evidence import CELL_STATES, DOUBTFUL
from gapub.model.text import COVERAGE_STATUS, DOCUMENT_STATUS, EVIDENCE_STATUS, RECALLED_MARK
from gapub.render import NAMES
from gapub.render.notes import CARRIED, CHECKS, CHECKS_FIELDS, UNOFFICIAL
from gapub.render.view import LABELS, RECALLED_MEANS, UNKNOWN_MEANS
from gapub.reports.publishing import KINDS
from gapub.sources.library import open_library
from in_process import gapub

ROOT = Path(__file__).parent.parent
PLACES = ROOT / "tests" / "data" / "places"
LEVELS = {"county": "county", "zone": "county", "township": "township", "village": "village"}
AREAS = {
    "county": ("household-registration", "taxation", "tea-industry"),
    "zone": ("social-assistance",),
    "township": ("township-government",),
    "village": ("village-board",),
}
"""The areas of each place that its office has checked as a whole, or has laid down itself."""


def asked(*areas: str) -> list[str]:
    return [word for area in areas for word in ("--area", area)]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places") / "places"
    shutil.copytree(PLACES, folder)
    return folder


def published(folder: Path, place: str, *options: str, out: str = "out", formats: str = "json", code: int = 0) -> str:
    """What `compile --for publication` says; without areas, those of the place are asked for."""
    areas = () if "--area" in options or "--all" in options else asked(*AREAS[place])
    rest = [each for each in options if each != "--all"]
    done = gapub(
        "compile", LEVELS[place], "profile.yaml", "--for", "publication", *areas, *rest, "--format", formats, "-o", out,
        cwd=folder / place,
    )  # fmt: skip
    said = done.stderr.decode()
    assert done.returncode == code, said
    return said


def tree(path: Path) -> Any:
    return json.loads((path / "catalogue.json").read_bytes())


# --- what must not be said ---------------------------------------------------------------------------------------------

EDITORS = (
    UNOFFICIAL,
    CARRIED,
    RECALLED_MEANS,
    UNKNOWN_MEANS,
    CHECKS,
    CHECKS_FIELDS,
    LABELS["trace"],
    *(EVIDENCE_STATUS[each] for each in EVIDENCE_STATUS if each != "local"),
    *(CELL_STATES[each] for each in DOUBTFUL),
    *(KINDS[each] for each in KINDS),
    *(Text(f"事项收录：{each.zh}", f"Coverage: {each.en.lower()}") for each in COVERAGE_STATUS.values()),
    *(Text(f"通知{each.zh}", f"notice {each.en.lower()}") for each in DOCUMENT_STATUS.values()),
    *(
        remark
        for each in open_library().guidelines(["household-registration@2019", "taxation@2019"])
        for remark in each.remarks
    ),
)
"""What is said to those who check a catalogue."""


def texts(name: str, data: bytes) -> Iterator[str]:
    """What stands in a file: of JSON the values, of a package all parts, of a PDF its text."""
    if name.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from (unescape(package.read(each).decode()) for each in package.namelist() if each.endswith(".xml"))
    elif name.endswith(".pdf"):
        with pymupdf.open(stream=data) as document:
            yield "".join("".join(page.get_text().split()) for page in document)
    elif name.endswith(".json"):
        yield from values(json.loads(data))
    elif name.endswith(".jsonl"):
        yield from (text for line in data.splitlines() for text in values(json.loads(line)))
    else:
        yield unescape(data.decode("utf-8-sig"))


def values(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from values(each)


def said_to_editors(name: str, data: bytes, lang: str) -> list[str]:
    """What a file says that is an editor's."""
    words = {RECALLED_MARK, *(each.zh if lang == "zh" else each.en for each in EDITORS)}
    found = "\n".join(texts(name, data))
    if name.endswith(".pdf"):
        words = {"".join(each.split()) for each in words}
    return [word for word in words if word in found]


@pytest.fixture(scope="module", params=[(place, lang) for place in LEVELS for lang in ("zh", "en")], ids="-".join)
def edition(places: Path, request: pytest.FixtureRequest) -> tuple[Path, str]:
    """The edition for publication of a place in a language, in every format."""
    place, lang = request.param
    published(places, place, "--lang", lang, out=f"all-{lang}", formats=",".join(NAMES))
    return places / place / f"all-{lang}", lang


def test_an_edition_for_publication_says_nothing_to_editors(edition: tuple[Path, str]) -> None:
    folder, lang = edition
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".css", ".js")]
    assert len(files) > len(NAMES)
    found = {path.name: said for path in files if (said := said_to_editors(path.name, path.read_bytes(), lang))}
    assert found == {}
    assert gapub("verify", folder, cwd=folder).returncode == 0


FORMS = ("catalogue.md", "index.html", "catalogue.xlsx", "catalogue.docx", "catalogue.csv", "catalogue.pdf")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_edition_for_review_says_it_in_every_format(places: Path, lang: str) -> None:
    """So the search above finds what is there."""
    options = ["--area", "taxation", "--lang", lang, "--format", "md,html,xlsx,docx,csv,pdf", "-o", f"review-{lang}"]
    general = ["compile", "county", *options]
    assert gapub(*general, cwd=places).returncode == 0
    found = {name: said_to_editors(name, (places / f"review-{lang}" / name).read_bytes(), lang) for name in FORMS}
    assert all(RECALLED_MARK in said and len(said) > 2 for said in found.values()), found


# --- what keeps it from being published --------------------------------------------------------------------------------


def test_without_areas_the_rest_is_named(places: Path) -> None:
    said = published(places, "county", "--all", out="whole", code=2)
    assert not (places / "county" / "whole").exists()
    rest = next(line for line in said.splitlines() if "不能发布的领域" in line)
    assert "03 义务教育" in rest and "户籍管理、" not in rest
    assert "--area household-registration --area taxation --area tea-industry" in rest
    order = [said.index(KINDS[kind].zh) for kind in ("recalled", "unknown", "open", "guessed", "rows")]
    assert order == sorted(order)
    assert "profile.yaml:15:3: compulsory-education/policy-documents/education-laws" in said
    assert "gapub todo profile.yaml --level county" in said


def test_a_cell_that_changed_since_it_was_checked_is_named(places: Path) -> None:
    shutil.copytree(places / "county", places / "changed" / "county")
    text = (ROOT / "guidelines" / "taxation" / "2019.yaml").read_text("utf-8")
    row = "  - id: normative-documents\n"
    assert text.count(row) == 1
    own = places / "changed" / "county" / "guidelines" / "taxation"
    own.mkdir(parents=True)
    (own / "2019.yaml").write_text(text.replace(row, f"{row}    levels: [county, township]\n"), "utf-8")
    said = published(places / "changed", "county", code=2)
    assert "taxation/policies-and-regulations/normative-documents 税收规范性文件：公开层级，" in said
    assert "不能发布的领域" not in said, "the rest is named only where it was asked for"


@pytest.mark.parametrize(
    ("place", "text", "kind", "named"),
    [
        (
            "county",
            "  taxation: 国家税务总局青禾县税务局\n",
            "open",
            "taxation/policies-and-regulations/laws-and-regulations",
        ),
        ("village", "bodies:\n  villagers-committee: 石桥村村民委员会\n", "", ""),  # there is often more than one
        (
            "township",
            "bodies:\n  township-government: 云溪镇人民政府\n",
            "open",
            "township-government/government/documents",
        ),
    ],
)
def test_an_office_that_nobody_has_named(
    places: Path, tmp_path: Path, place: str, text: str, kind: str, named: str
) -> None:
    shutil.copytree(places / place, tmp_path / place)
    profile = tmp_path / place / "profile.yaml"
    assert text in profile.read_text("utf-8")
    profile.write_text(profile.read_text("utf-8").replace(text, ""), "utf-8")
    said = published(tmp_path, place, code=2 if kind else 0)
    assert not kind or (KINDS[kind].zh in said and named in said)


def test_a_guess_is_named_with_its_place(places: Path, tmp_path: Path) -> None:
    shutil.copytree(places / "county", tmp_path / "county")
    profile = tmp_path / "county" / "profile.yaml"
    text = profile.read_text("utf-8").replace(
        "taxation: 国家税务总局青禾县税务局", "taxation: {county: 国家税务总局青禾县税务局, guess: true}"
    )
    profile.write_text(text, "utf-8")
    said = published(tmp_path, "county", code=2)
    assert f"（{KINDS['guessed'].zh}）" in said
    assert "profile.yaml:14:3: taxation/" in said


def test_what_is_unverified_is_published_only_where_it_is_allowed(places: Path) -> None:
    said = published(places, "county", "--area", "health", "--allow-unverified", out="allowed", formats="json,csv")
    assert f"（{KINDS['recalled'].zh}）" in said
    folder = places / "county" / "allowed"
    assert RECALLED_MARK in (folder / "catalogue.csv").read_text("utf-8")
    made = tree(folder)
    assert made["for"] == "publication" and made["counts"]["cells_recalled"]
    assert not made["areas"][0]["remarks"]


def test_the_general_catalogue_is_nobodys_to_publish(tmp_path: Path) -> None:
    done = gapub("compile", "county", "--for", "publication", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2 and b"publication-profile" in done.stderr
    done = gapub("compile", "county", "--allow-unverified", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2 and b"bad-options" in done.stderr
    assert [*tmp_path.iterdir()] == []


# --- both editions -----------------------------------------------------------------------------------------------------


def test_both_editions_say_the_same(places: Path) -> None:
    county = places / "county"
    published(places, "county", out="published")
    done = gapub(
        "compile", "county", "profile.yaml", *asked(*AREAS["county"]), "--format", "json", "-o", "reviewed", cwd=county
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "for" not in tree(county / "reviewed")
    assert tree(county / "published")["for"] == "publication"
    for pair in (("reviewed", "published"), ("published", "reviewed")):
        done = gapub("diff", *pair, "--exit-code", "--format", "json", cwd=county)
        assert done.returncode == 0, done.stdout.decode()


def test_the_pages_tell_what_changed_without_evidence(places: Path) -> None:
    county = places / "county"
    general = ["compile", "county", "--area", "taxation", "--format", "json"]
    done = gapub("compile", "county", "profile.yaml", *general[2:], "-o", "before", cwd=county)
    assert done.returncode == 0
    published(places, "county", "--area", "taxation", "--since", "before", out="since", formats="site")
    assert said_to_editors("changes.html", (county / "since" / "site" / "changes.html").read_bytes(), "zh") == []


def test_a_law_that_has_ended_is_told_at_the_row(places: Path) -> None:
    published(places, "county", "--area", "household-registration", out="law", formats="json,csv")
    made = tree(places / "county" / "law")
    ended = {
        basis["id"]: basis["ended"]
        for topic in made["areas"][0]["topics"]
        for item in topic["items"]
        for basis in item["basis"]
        if "ended" in basis
    }
    assert ended["adoption-law"]["since"] == "2021-01-01"
    assert [each["zh"] for each in ended["adoption-law"]["successors"]] == ["《民法典》"]
    said = "《收养法》（2021-01-01起废止，现为《民法典》）"
    assert said in (places / "county" / "law" / "catalogue.csv").read_text("utf-8")


def test_places_pass_validate(places: Path) -> None:
    for place in LEVELS:
        done = gapub("validate", ".", "--format", "json", cwd=places / place)
        assert done.returncode == 0, done.stdout.decode()


def test_todo_lists_what_is_missing_by_area(places: Path) -> None:
    done = gapub("todo", "profile.yaml", "--format", "json", cwd=places / "county")
    (section,) = (each for each in json.loads(done.stdout)["sections"] if each["id"] == "publication")
    first = [task["cells"][0]["zh"] for task in section["tasks"]]
    assert not any("户籍管理" in each or "税收管理" in each or "茶产业" in each for each in first)
    counts = [[int(cell["zh"] or 0) for cell in task["cells"][1:-1]] for task in section["tasks"]]
    assert counts == sorted(counts, reverse=True) and len(counts) > 20


def test_several_divisions_are_judged_together(tmp_path: Path) -> None:
    text = (PLACES / "township" / "profile.yaml").read_text("utf-8")
    shutil.copytree(PLACES / "township", tmp_path / "township")
    two = text.replace(
        "division: {name: 云溪镇}\n",
        "divisions:\n- {name: 云溪镇, bodies: {township-government: 云溪镇人民政府}}\n- {name: 云台镇}\n",
    )
    two = two.replace("bodies:\n  township-government: 云溪镇人民政府\n", "").replace(
        'channels:\n  website: {label: 云溪镇政务公开专栏, url: "https://www.qinghe.example/yunxi/"}\n', ""
    )
    (tmp_path / "township" / "profile.yaml").write_text(two, "utf-8")
    assert "乡镇人民政府（街道办事处）（township-government）：云台镇" in published(tmp_path, "township", code=2)
    bound = two + 'bodies:\n  township-government: "{name}人民政府"\n'
    (tmp_path / "township" / "profile.yaml").write_text(bound, "utf-8")
    published(tmp_path, "township", formats="json,html")
    index = (tmp_path / "township" / "out" / "index.html").read_bytes()
    assert said_to_editors("index.html", index, "zh") == []


def test_a_division_may_have_checked_for_itself_alone(places: Path, tmp_path: Path) -> None:
    zone = (places / "zone" / "profile.yaml").read_text("utf-8")
    head, _, attest = zone.partition("attest:\n")
    own = "".join(f"  {line}\n" for line in attest.splitlines())
    names = [f"{each}高新技术产业开发区" for each in ("云岭", "云台")]
    for checked in (names[:1], names):
        divisions = "".join(f"- name: {each}\n" + (f"  attest:\n{own}" if each in checked else "") for each in names)
        (tmp_path / "zone").mkdir(exist_ok=True)
        text = head.replace(f"division: {{name: {names[0]}}}\n", f"divisions:\n{divisions}")
        (tmp_path / "zone" / "profile.yaml").write_text(text, "utf-8")
        said = published(tmp_path, "zone", code=0 if checked == names else 2)
        assert checked == names or f"（{names[1]}）" in said
    assert (tmp_path / "zone" / "out" / names[1] / "catalogue.json").is_file(), said


def test_an_attestation_without_a_mark_is_a_note(places: Path, tmp_path: Path) -> None:
    shutil.copytree(places / "zone", tmp_path / "zone")
    profile = tmp_path / "zone" / "profile.yaml"
    lines = profile.read_text("utf-8").splitlines(keepends=True)
    profile.write_text("".join(line for line in lines if "mark:" not in line), "utf-8")
    said = published(tmp_path, "zone", code=2)
    assert f"（{KINDS['unverified'].zh}）" in said and "gapub attest --renew" in said
    assert gapub("fmt", "--marks", "profile.yaml", cwd=tmp_path / "zone").returncode == 0
    published(tmp_path, "zone")


def test_programs_get_both_editions(places: Path) -> None:
    county = places / "county"
    library, areas = open_library(), AREAS["county"]

    def made(**options: Any) -> Catalogue:
        return compile_catalogue(library, "county", profile=county, areas=areas, **options)

    assert made(purpose="publication") == made(purpose="publication", allow_unverified=True)
    assert (made().published, made(purpose="publication").published) == (False, True)
    with pytest.raises(GapubError, match="not-publishable"):
        compile_catalogue(library, "county", profile=county, purpose="publication")
    with pytest.raises(GapubError, match="unknown-purpose"):
        made(purpose="print")


def test_an_edition_is_asked_for_in_chinese(places: Path) -> None:
    done = gapub(
        "compile", "村级", "profile.yaml", "--for", "发布", "--area", "village-board", "--format", "json", "-o", "zh",
        cwd=places / "village",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert tree(places / "village" / "zh")["for"] == "publication"
