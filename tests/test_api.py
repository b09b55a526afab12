"""The public API: what `import gapub` offers, without a working folder, a word printed, or an exit."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import permutations
from pathlib import Path

import pytest

import gapub
from test_house import HEAVY, MODULES
from test_tailor import COMPLAINTS, HEAD

ROOT = Path(__file__).resolve().parent.parent
ZHUANGHE = ROOT / "catalogues/liaoning/dalian/zhuanghe"
BINJIANG = ROOT / "catalogues/zhejiang/hangzhou/binjiang"
TOWNSHIPS = ZHUANGHE / "townships.yaml"
AREAS = ("taxation", "employment")


@pytest.fixture(scope="module")
def library() -> gapub.Library:
    return gapub.open_library()


def codes(call: Callable[[], object]) -> list[str]:
    """The codes of what a call raises, each finding in both languages."""
    with pytest.raises(gapub.GapubError) as raised:
        call()
    assert all(each.message.zh and each.message.en for each in raised.value.diagnostics)
    return [each.code for each in raised.value.diagnostics]


def command(*arguments: str, cwd: Path = ROOT) -> str:
    """What `gapub` prints, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "gapub", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_public_name_is_none_of_a_package_or_module() -> None:
    for module in MODULES:
        if module != "gapub.__main__":
            import_module(module)
    below = {module.rpartition(".")[2] for module in MODULES}
    assert below.isdisjoint(gapub.__all__)
    api = import_module("gapub.api")
    for name in ("open_library", "compile_catalogue", "render_catalogue", "check_files", "compare"):
        assert getattr(gapub, name) is getattr(api, name)


def test_names_are_understood_as_on_the_command_line(library: gapub.Library) -> None:
    by_id = gapub.compile_catalogue(library, "township", areas=["social-assistance"])
    by_name = gapub.compile_catalogue(library, "乡级", areas=["社会救助"])
    assert by_name == by_id
    assert gapub.render_catalogue(by_id, ["网页"]) == gapub.render_catalogue(by_id, ["html"])
    sides = "national-2019", "national-current"
    narrowed = gapub.compare(*sides, library=library, areas=["旅游"], level="县级")
    assert narrowed == gapub.compare(*sides, library=library, areas=["tourism"], level="county")
    assert codes(lambda: gapub.compare(*sides, library=library, level="省级")) == ["unknown-level"]


def test_the_names_are_those_that_a_type_checker_sees() -> None:
    tree = ast.parse((ROOT / "src/gapub/__init__.py").read_bytes())
    (seen,) = (each for each in tree.body if isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING")
    ours = (each for each in seen.body if isinstance(each, ast.ImportFrom) and each.module != "typing")
    names = {name.name for each in ours for name in each.names}
    assert names | {"__version__"} == set(gapub.__all__)
    assert set(gapub.__all__) <= set(dir(gapub))
    assert not hasattr(gapub, "compile")


def test_importing_gapub_imports_nothing_else_of_it() -> None:
    script = "import sys; before = {*sys.modules}; import gapub; print(*sorted({*sys.modules} - before))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.startswith("gapub")] == ["gapub"]
    assert not {"yaml", "typer", *HEAVY}.intersection(loaded)


# --- catalogues ------------------------------------------------------------------------------------------------------


def county(library: gapub.Library, profile: Path) -> bytes:
    made = gapub.compile_catalogue(library, "county", profile=profile, areas=AREAS)
    return gapub.render_catalogue(made, ["json"])["catalogue.json"]


def test_a_kept_library_gives_each_catalogue_its_own_inputs() -> None:
    alone = {profile: county(gapub.open_library(), profile) for profile in (ZHUANGHE, BINJIANG)}
    for order in permutations(alone):
        kept = gapub.open_library()
        for profile in (*order, *order):
            assert county(kept, profile) == alone[profile]
    for profile, other in permutations(alone):
        paths = [each["path"] for each in json.loads(alone[profile])["inputs"]]
        assert any(profile.name in path for path in paths)
        assert not any(other.name in path for path in paths)


def test_the_files_are_those_of_the_command_line(library: gapub.Library, tmp_path: Path) -> None:
    profile = ZHUANGHE.relative_to(ROOT).as_posix()
    formats = "json,md,csv,html"
    command("compile", "county", profile, "--format", formats, "--lang", "en", "-o", str(tmp_path))
    made = gapub.compile_catalogue(library, "county", profile=str(ZHUANGHE))
    files = gapub.render_catalogue(made, formats.split(","), lang="en")
    assert files == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert list(files)[-1] == "catalogue.json"


def test_a_division_of_several_is_named(library: gapub.Library) -> None:
    made = gapub.compile_catalogue(library, "township", profile=TOWNSHIPS, division="210283101", areas=AREAS)
    assert made.division is not None
    assert made.division.code == "210283101"

    def of(division: str | None) -> Callable[[], object]:
        return lambda: gapub.compile_catalogue(library, "township", profile=TOWNSHIPS, division=division, areas=AREAS)

    assert codes(of(None)) == ["which-division"]
    assert codes(of("1")) == ["unknown-division"]


def test_a_weakening_is_refused_or_marked(library: gapub.Library, tmp_path: Path) -> None:
    text = HEAD + f"tighten:\n- item: {COMPLAINTS}\n  channels: [website]\n"
    (tmp_path / "profile.yaml").write_text(text, "utf-8")
    area = COMPLAINTS.partition("/")[0]

    def made(*, allow: bool) -> gapub.Catalogue:
        return gapub.compile_catalogue(library, "county", profile=tmp_path, areas=(area,), allow_weaker=allow)

    assert codes(lambda: made(allow=False)) == ["weaker-channels"]
    (marked,) = (each for area in made(allow=True).areas for each in area.items if each.id == COMPLAINTS)
    assert marked.weakened == ("channels",)


def test_templates_of_ones_own_count_among_the_inputs(library: gapub.Library, tmp_path: Path) -> None:
    shutil.copy(ROOT / "templates" / "catalogue.css", tmp_path)
    made = gapub.compile_catalogue(library, "county", areas=AREAS)
    files = gapub.render_catalogue(made, ["html"], templates=tmp_path)
    inputs = [each["path"] for each in json.loads(files["catalogue.json"])["inputs"]]
    assert "templates/catalogue.css" in inputs
    assert inputs == sorted(inputs)
    assert "templates/catalogue.css" not in [each.path for each in made.inputs]


# --- local guidelines ------------------------------------------------------------------------------------------------


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """A folder with guidelines of its own: one edition, whose area has another title."""
    text = (ROOT / "guidelines/taxation/2019.yaml").read_text("utf-8")
    (tmp_path / "guidelines/taxation").mkdir(parents=True)
    (tmp_path / "guidelines/taxation/2019.yaml").write_text(text.replace("税收管理", "税收", 1), "utf-8")
    return tmp_path


@pytest.mark.parametrize("inner", ["", "guidelines"])
def test_a_folder_of_guidelines_lies_over_those_that_ship(local: Path, inner: str) -> None:
    made = gapub.compile_catalogue(gapub.open_library(local / inner), "county", areas=("taxation",))
    assert made.areas[0].title.zh == "税收"
    assert [each.path for each in made.inputs if each.local] == ["guidelines/taxation/2019.yaml"]


def test_the_guidelines_of_the_working_folder_are_not_looked_at(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(local)
    made = gapub.compile_catalogue(gapub.open_library(), "county", areas=("taxation",))
    assert not any(each.local for each in made.inputs)
    assert made.areas[0].title.zh != "税收"


def test_a_library_outlives_a_change_of_the_working_folder(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(local)
    kept = gapub.open_library("guidelines")
    monkeypatch.chdir(ROOT)
    assert gapub.compile_catalogue(kept, "county", areas=("taxation",)).areas[0].title.zh == "税收"


# --- findings --------------------------------------------------------------------------------------------------------


def test_findings_are_those_of_validate(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/rules/repealed-basis", tmp_path / "rules")
    printed = json.loads(command("validate", str(tmp_path / "rules"), "--format", "json", cwd=tmp_path))["findings"]
    found = gapub.check_files([tmp_path / "rules"])
    assert [(each.code, each.severity, each.message.zh) for each in found] == [
        (each["code"], each["severity"], each["message"]["zh"]) for each in printed
    ]
    assert found
    only = gapub.check_files([str(tmp_path / "rules")], select=("repealed-basis",))
    assert {each.code for each in only} == {"repealed-basis"}
    assert gapub.check_files([tmp_path / "rules"], ignore=[each.code for each in found]) == []


def test_settings_of_the_working_folder_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gapub.toml").write_text('ignore = ["cannot-read", "unknown-kind"]\n', "utf-8")
    (tmp_path / "a.yaml").write_text("strange: 1\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    (found,) = gapub.check_files(["a.yaml"])
    assert (found.code, str(found.place)) == ("unknown-kind", "a.yaml:1:1")


def test_no_path_is_no_finding() -> None:
    assert gapub.check_files([]) == []


def test_files_are_judged_among_the_guidelines_of_the_folder(
    local: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (local / "guidelines/taxation/2031.yaml").write_bytes((ROOT / "guidelines/taxation/2019.yaml").read_bytes())
    text = "level: county\ndivision: {code: '210283', name: 庄河市}\neditions: [taxation@2031]\n"
    for folder, other in ((tmp_path_factory.mktemp("elsewhere"), True), (local, False)):
        (profile := folder / "p.yaml").write_text(text, "utf-8")
        assert ("unknown-edition" in {each.code for each in gapub.check_files([profile])}) == other
        assert "unknown-edition" not in {each.code for each in gapub.check_files([profile], folder=local)}


# --- differences -----------------------------------------------------------------------------------------------------


def test_a_difference_is_that_of_diff() -> None:
    sides = "taxation@2019", "rural-revitalisation@seen-2025"
    assert gapub.compare(*sides) == json.loads(command("diff", *sides, "--format", "json"))


def test_a_side_is_a_catalogue_a_name_or_a_file(library: gapub.Library, tmp_path: Path) -> None:
    made = gapub.compile_catalogue(library, "county", areas=AREAS)
    fewer = gapub.compile_catalogue(library, "county", areas=AREAS[:1])
    (tmp_path / "catalogue.json").write_bytes(gapub.render_catalogue(fewer, [])["catalogue.json"])
    expected = gapub.compare(made, fewer, library=library)
    assert expected["counts"]
    for side in (tmp_path, tmp_path / "catalogue.json", str(tmp_path / "catalogue.json")):
        found = gapub.compare(made, side, library=library)
        assert (found["counts"], found["areas"]) == (expected["counts"], expected["areas"])
    assert gapub.compare(made, made)["counts"] == {}
    assert codes(lambda: gapub.compare(Path("national-2019"), made)) == ["unknown-side"]
    assert codes(lambda: gapub.compare("-", made)) == ["unknown-side"]


# --- what cannot be done ---------------------------------------------------------------------------------------------


def wrong(library: gapub.Library, tmp: Path) -> Iterable[tuple[str, Callable[[], object]]]:
    made = gapub.compile_catalogue(library, "county", areas=AREAS)
    yield "cannot-read", lambda: gapub.open_library(tmp / "none")
    yield "cannot-read", lambda: gapub.compile_catalogue(library, "county", profile=tmp / "none.yaml")
    yield "cannot-read", lambda: gapub.compile_catalogue(library, "county", profile="a\0b")
    yield "cannot-read", lambda: gapub.check_files(["a\0b"])
    yield "unknown-level", lambda: gapub.compile_catalogue(library, "country")
    yield "unknown-baseline", lambda: gapub.compile_catalogue(library, "county", baseline="none")
    yield "unknown-area", lambda: gapub.compile_catalogue(library, "county", areas=("none",))
    yield "unknown-division", lambda: gapub.compile_catalogue(library, "county", division="110101")
    yield "unknown-format", lambda: gapub.render_catalogue(made, ["gif"])
    yield "unknown-language", lambda: gapub.render_catalogue(made, ["md"], lang="fr")
    yield "templates-folder", lambda: gapub.render_catalogue(made, ["md"], templates=tmp)
    yield "cannot-read", lambda: gapub.check_files([tmp / "none.yaml"])
    yield "cannot-read", lambda: gapub.check_files([tmp], folder=tmp / "none")
    yield "unknown-rule", lambda: gapub.check_files([tmp], select=("none",))
    yield "bad-date", lambda: gapub.check_files([tmp], as_of="today")
    yield "unknown-side", lambda: gapub.compare("none", made)
    yield "unknown-side", lambda: gapub.compare("git:HEAD", made)
    yield "unknown-side", lambda: gapub.compare("a\0b", made)
    yield "unknown-area", lambda: gapub.compare(made, made, areas=("none",))


def test_what_cannot_be_done_is_raised_as_findings(
    library: gapub.Library, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for code, call in wrong(library, tmp_path):
        assert codes(call) == [code]
    assert capfd.readouterr() == ("", "")


WITHOUT_FOLDER = """
import os, pathlib, sys, gapub
root, profile, gone = map(pathlib.Path, sys.argv[1:])
os.chdir(gone)
gone.rmdir()
library = gapub.open_library(root / "guidelines")
made = gapub.compile_catalogue(library, "county", profile=profile, areas=("taxation",))
files = gapub.render_catalogue(made, ["md", "html", "site", "xlsx", "docx", "csv", "jsonl", "pdf"])
(gone.parent / "catalogue.json").write_bytes(files["catalogue.json"])
assert gapub.compare(made, gone.parent / "catalogue.json")["counts"] == {}
assert gapub.check_files([root / "guidelines" / "taxation", profile]) is not None
for call in (gapub.open_library, lambda path: gapub.compile_catalogue(library, "county", profile=path)):
    try:
        call("relative")
    except gapub.GapubError as error:
        assert [each.code for each in error.diagnostics] == ["cannot-read"]
    else:
        raise AssertionError(call)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no folder that a process is in")
def test_all_of_it_works_where_the_working_folder_is_gone(tmp_path: Path) -> None:
    (gone := tmp_path / "gone").mkdir()
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_FOLDER, ROOT, ZHUANGHE, gone], capture_output=True, encoding="utf-8", check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
