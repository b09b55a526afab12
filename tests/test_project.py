"""The root of a project: found once, for settings and guidelines alike; what lies outside is not read, what cannot be listed stops."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import rule_examples as examples
from gapub.sources import disk, project
from in_process import gapub

ROOT = Path(__file__).resolve().parent.parent
COUNTY = "catalogues/county/profile.yaml"
SECRET = "SECRET_TOKEN: abc123\n"
posix = pytest.mark.skipif(os.name != "posix", reason="links of POSIX")


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project: a guideline, a registry with a baseline of its own, and the profile of a county on that baseline."""
    *others, (_, profile) = examples.files("profile", "").items()
    return write(tmp_path, {**dict(others), COUNTY: profile})


# --- where it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "start", "root"),
    [
        ({}, "a/b", "a/b"),
        ({"gapub.toml": ""}, "a/b", "."),
        ({"guidelines/x": ""}, "a/b", "."),
        ({"catalogues/x": ""}, "a/b", "."),
        ({".git/x": ""}, "a/b", "."),
        ({".git": "gitdir: elsewhere\n"}, "a/b", "."),
        ({"pyproject.toml": "[tool.gapub]\n"}, "a/b", "."),
        ({"pyproject.toml": "tool.gapub.strict = true\n"}, "a/b", "."),
        ({"pyproject.toml": "[tool.other]\nname = 'gapub'\n"}, "a/b", "a/b"),
        ({"pyproject.toml": "gapub ="}, "a/b", "."),
        ({"gapub.toml": "", "a/.git/x": ""}, "a/b", "a"),
        ({"catalogues/ln/profile.yaml": ""}, "catalogues/ln", "."),
        ({"guidelines/taxation/1.yaml": ""}, "guidelines/taxation", "."),
    ],
)
def test_the_root_is_the_nearest_folder_with_a_mark(
    tmp_path: Path, marks: dict[str, str], start: str, root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, marks)
    (tmp_path / start).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / start)
    found = project.find()
    assert found.root.resolve() == (tmp_path / root).resolve()
    assert found.guidelines == found.root / "guidelines"
    assert not found.root.is_absolute(), "messages name files as the working folder sees them"
    assert project.find(named=[Path("x.yaml"), Path("/")]) == found, "what is named inside is of this project"


def test_what_is_named_outside_belongs_to_the_project_around_it(
    place: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert project.find(named=[place / COUNTY]).root.resolve() == place
    assert project.find(named=[place / "catalogues"]).root.resolve() == place
    found = project.find(place / "catalogues", [place / COUNTY])
    assert found.root.resolve() == place / "catalogues", "--root comes first"
    shutil.rmtree(place / "guidelines")
    (place / COUNTY).rename(place / "p.yaml")
    shutil.rmtree(place / "catalogues")
    assert project.find(named=[place / "p.yaml"]).root.resolve() == place, "without a mark it is the folder of the file"


@posix
def test_a_link_lies_where_it_is_named(
    place: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = write(tmp_path_factory.mktemp("elsewhere"), {"p.yaml": (place / COUNTY).read_text("utf-8")})
    (place / "p.yaml").symlink_to(elsewhere / "p.yaml")
    monkeypatch.chdir(place)
    assert project.find(named=[Path("p.yaml")]).root == Path()
    assert gapub("validate", "p.yaml", cwd=place).returncode == 0, "it was named, so it is read"


def test_a_root_that_is_none_is_wrong_use(place: Path) -> None:
    for wrong in ("nowhere", COUNTY):
        done = gapub("list", "--root", wrong, cwd=place)
        assert done.returncode == 2
        assert f"--root: there is no folder {wrong}".encode() in done.stderr


# --- the same from everywhere --------------------------------------------------------------------------------------------

COMMANDS = {
    "compile": "compile county {at}catalogues/county/profile.yaml --format md -o",
    "validate": "validate {at}catalogues/county/profile.yaml --format json",
    "explain": "explain elderly-care/services/subsidies --profile {at}catalogues/county/profile.yaml --format json",
    "todo": "todo {at}catalogues/county/profile.yaml --format md",
    "upgrade": "upgrade {at}catalogues/county/profile.yaml --to national-2019 --dry-run --format json",
    "diff": "diff example national-2019 --area elderly-care --impact {at}catalogues",
    "list": "list --format json",
    "stats": "stats --baseline example --format json",
    "fmt": "fmt --check",
}
"""Commands that read the guidelines of a project, with the way to its root."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_the_same_from_a_folder_below(
    place: Path, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Also with --root from elsewhere: the settings, the baseline and the guideline are those of the project."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    said = []
    for here, at, more in (
        (place, "", []),
        (place / "catalogues", "../", []),
        (elsewhere, f"{place}/", ["--root", str(place)]),
    ):
        line = COMMANDS[name].format(at=at).split()
        out = elsewhere / f"out{len(said)}"
        done = gapub(*line, *([out] if line[-1] == "-o" else []), *more, cwd=here)
        assert done.returncode in (0, 1), done.stderr.decode()
        made = (out / "catalogue.json").read_bytes() if line[-1] == "-o" else done.stdout
        for way in (at, f"{os.path.relpath(place, here)}/"):
            for folder in ("catalogues", "guidelines"):
                made = made.replace(f"{way}{folder}".encode(), folder.encode())
        said.append((done.returncode, made))
    assert said[0] == said[1] == said[2]


def test_settings_and_guidelines_come_from_one_root(place: Path) -> None:
    write(place, examples.files("row", "channels: [website, social-medium]\n"))
    write(place, {"gapub.toml": '[severity]\nunknown-channel = "info"\nunused-binding = "info"\n'})
    for here in (place, place / "catalogues/county", place / "guidelines/registry"):
        done = gapub("validate", "--format", "json", cwd=here)
        assert done.returncode == 1, "a profile is made from it, so no setting makes it less than an error"
        tree = json.loads(done.stdout)
        told = {(each["code"], each["severity"]) for each in tree["findings"]}
        assert told == {("unknown-channel", "error"), ("unused-binding", "info")}
        assert tree["counts"]["files"] == 3


def test_a_finding_in_the_overlay_shows_its_own_line_from_a_folder_below(place: Path) -> None:
    """Not the line of the bundled file of the same name."""
    write(place, {"guidelines/taxation/2019.yaml": "area: taxation\nedition: [\n"})
    done = gapub("list", cwd=place / "catalogues")
    assert done.returncode == 2
    assert b"../guidelines/taxation/2019.yaml:" in done.stderr
    assert b"edition: [" in done.stderr


def test_new_files_go_below_the_root(place: Path) -> None:
    here = place / "catalogues/county"
    assert gapub("init", "庄河市", cwd=here).returncode == 0
    assert (place / "catalogues/210283/profile.yaml").is_file()
    new = ["new", "guideline", "cyber-security", "--title", "网络安全", "--en", "Cyber security", "--edition", "2026"]
    assert gapub(*new, cwd=here).returncode == 0
    assert (place / "guidelines/cyber-security/2026.yaml").is_file()
    assert gapub(*new, cwd=here).returncode == 2, "it is there now"


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_revision_has_the_guidelines_of_the_root(place: Path) -> None:
    import subprocess

    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=place, check=True)
    from_root = gapub("diff", "git:HEAD", "elderly-care@2019", "--format", "json", cwd=place)
    below = gapub("diff", "git:HEAD", "elderly-care@2019", "--format", "json", cwd=place / "catalogues")
    assert from_root.returncode == below.returncode == 0, below.stderr.decode()
    assert json.loads(from_root.stdout)["counts"] == json.loads(below.stdout)["counts"]


# --- what cannot be listed -------------------------------------------------------------------------------------------------

READERS = {
    **COMMANDS,
    "validate without paths": "validate",
    "compile the general one": "compile county -o",
    "init": "init 庄河市",
    "new": "new guideline a-b --title 某 --en X --edition 2026",
}


def _file(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.write_text("", "utf-8")


def _nowhere(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.symlink_to("nowhere")


def _circle(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.symlink_to(path.name)


UNLISTABLE = [
    ("guidelines", _file),
    ("guidelines", _nowhere),
    ("guidelines", _circle),
    ("guidelines/taxation", _nowhere),
    ("guidelines/registry", _circle),
]


@posix
@pytest.mark.parametrize(("path", "spoil"), UNLISTABLE, ids=lambda value: getattr(value, "__name__", value))
@pytest.mark.parametrize("name", READERS)
def test_a_folder_that_cannot_be_listed_stops_every_command(
    place: Path, name: str, path: str, spoil: Callable[[Path], None]
) -> None:
    """Else the bundled text would be taken for the local one, and nobody would know."""
    spoil(place / path)
    line = READERS[name].format(at="").split()
    done = gapub(*line, *([place / "out"] if line[-1] == "-o" else []), cwd=place)
    assert done.returncode == 2, done.stdout.decode()
    assert b"[cannot-read]" in done.stderr
    assert path.encode() in done.stderr
    assert not (place / "out").exists()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOTCONN, errno.ESTALE])
@pytest.mark.parametrize("at", ["guidelines", "guidelines/elderly-care", "catalogues/county"])
def test_lost_rights_and_lost_mounts_are_named(
    place: Path, at: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the system says it: whoever runs the tests may have every right."""
    listdir = os.listdir

    def refuse(path: Path) -> list[str]:
        if Path(path) == Path(at):
            raise OSError(number, os.strerror(number))
        return listdir(path)

    monkeypatch.setattr(disk.os, "listdir", refuse)
    done = gapub("validate", cwd=place)
    assert done.returncode == 2
    assert f"{at}".encode() in done.stderr and b"[cannot-read]" in done.stderr
    if at.startswith("guidelines"):
        assert gapub("compile", "county", COUNTY, "-o", place / "out", cwd=place).returncode == 2


@posix
@pytest.mark.parametrize(("path", "spoil"), UNLISTABLE[1:], ids=lambda value: getattr(value, "__name__", value))
def test_what_cannot_be_listed_is_never_answered_from_the_cache(
    place: Path,
    path: str,
    spoil: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setenv("GAPUB_NO_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    assert [gapub("validate", cwd=place).returncode for _ in range(2)] == [0, 0]
    spoil(place / path)
    assert [gapub("validate", cwd=place).returncode for _ in range(2)] == [2, 2]


@posix
def test_what_cannot_be_read_is_asked_anew(
    place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A link that leads nowhere and a pipe have no content that would tell them apart."""
    monkeypatch.setenv("GAPUB_NO_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    odd = place / "catalogues/county/odd.yaml"
    odd.symlink_to("nowhere")
    assert b"a link that leads nowhere" in gapub("validate", cwd=place).stdout
    odd.unlink()
    os.mkfifo(odd)
    assert b"a pipe or a device" in gapub("validate", cwd=place).stdout


@posix
def test_a_link_that_leads_back_is_followed_once(place: Path) -> None:
    (place / "catalogues/county/again").symlink_to("..")
    done = gapub("validate", "--format", "json", cwd=place)
    assert (done.returncode, json.loads(done.stdout)["counts"]["files"]) == (0, 3)


# --- what is checked without paths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["validate"], ["fmt", "--check"]])
def test_a_folder_without_yaml_is_no_success(place: Path, command: list[str]) -> None:
    (place / "empty/deeper").mkdir(parents=True)
    for paths in (["empty"], [COUNTY, "empty"]):
        done = gapub(*command, *paths, cwd=place)
        assert done.returncode == 2
        assert b"[no-files]" in done.stderr and b"empty" in done.stderr


def test_a_folder_whose_files_are_all_excluded_is_no_success(place: Path) -> None:
    write(place, {"gapub.toml": 'exclude = ["catalogues/*"]\n'})
    assert gapub("validate", "catalogues", cwd=place).returncode == 2
    assert gapub("validate", cwd=place).returncode == 0


def test_where_there_is_no_project_nothing_is_checked(tmp_path: Path) -> None:
    write(tmp_path, {"compose.yaml": "services: {}\n", "mkdocs.yml": "a: !!python/name:x\n"})
    for command in (["validate"], ["fmt", "--check"]):
        done = gapub(*command, cwd=tmp_path)
        assert done.returncode == 2
        assert b"[no-project]" in done.stderr
        assert b"gapub init" in done.stderr and b"--bundled" in done.stderr


def test_an_empty_project_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "guidelines").mkdir()
    done = gapub("validate", cwd=tmp_path)
    assert done.returncode == 2
    assert b"[no-files] guidelines" in done.stderr


def test_what_ships_is_checked_when_asked_for(place: Path) -> None:
    done = gapub("validate", "--bundled", "--format", "json", cwd=place)
    assert done.returncode == 0
    shipped = len(list((ROOT / "guidelines").glob("*/*.yaml")))
    assert json.loads(done.stdout)["counts"]["files"] == shipped
    for more in ([COUNTY], ["--fix"], ["--diff"]):
        assert gapub("validate", "--bundled", *more, cwd=place).returncode == 2


@pytest.mark.parametrize("name", ["profile.yaml", "county.yml"])
@pytest.mark.parametrize("text", [examples.PROFILE.replace("civil-affairs", "nobody"), "division: {code: [\n"])
def test_a_profile_that_lies_in_the_folder_is_looked_at(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text.replace("baseline: example\n", ""), "compose.yaml": "services: {}\n"})
    done = gapub("validate", "--format", "json", cwd=tmp_path)
    tree = json.loads(done.stdout)
    assert (done.returncode, tree["counts"]["files"]) == (1, 1)
    assert {each["place"]["file"] for each in tree["findings"]} == {name}


# --- what lies outside ---------------------------------------------------------------------------------------------------


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of somebody else's, with a secret."""
    files = {"secret.yaml": SECRET, "profile.yaml": SECRET, "secret.json": SECRET, "secret.toml": SECRET}
    return write(tmp_path_factory.mktemp("outside"), files)


def _extends(place: Path, target: str) -> None:
    text = (place / COUNTY).read_text("utf-8")
    write(place, {COUNTY: f"extends: {target}\n{text}"})


def _by_link(place: Path, outside: Path) -> None:
    (place / "catalogues/above.yaml").symlink_to(outside / "secret.yaml")
    _extends(place, "../above.yaml")


LEAKS: dict[str, Callable[[Path, Path], None]] = {
    "relative": lambda place, outside: _extends(
        place, os.path.relpath(outside / "secret.yaml", place / "catalogues/county")
    ),
    "absolute": lambda place, outside: _extends(place, str(outside / "secret.yaml")),
    "folder": lambda place, outside: _extends(place, str(outside)),
    "not there": lambda place, outside: _extends(place, str(outside / "nothing.yaml")),
    "link": _by_link,
}


@posix
@pytest.mark.parametrize("name", LEAKS)
@pytest.mark.parametrize("command", ["compile", "validate", "explain", "todo", "upgrade", "diff"])
def test_a_profile_extends_nothing_outside_the_root(place: Path, outside: Path, name: str, command: str) -> None:
    LEAKS[name](place, outside)
    line = COMMANDS[command].format(at="").split()
    done = gapub(*line, *([place / "out"] if line[-1] == "-o" else []), cwd=place)
    assert done.returncode == (1 if command == "validate" else 2)
    said = done.stdout + done.stderr
    assert b"outside-root" in said and b"--root" in said
    assert b"SECRET" not in said and b"does not exist" not in said


def test_the_root_can_be_widened(tmp_path: Path) -> None:
    files = examples.files("profile", "")
    county = files.pop("profile.yaml")
    province = 'division: {code: "21", name: 辽宁省}\nlevel: province\n'
    write(tmp_path / "county", {**files, "p.yaml": f"extends: ../province/p.yaml\n{county}"})
    write(tmp_path, {"province/p.yaml": province, **files})
    assert b"outside-root" in gapub("validate", "p.yaml", cwd=tmp_path / "county").stdout
    assert gapub("validate", "p.yaml", "--root", "..", cwd=tmp_path / "county").returncode == 0
    assert gapub("validate", "p.yaml", "../province/p.yaml", cwd=tmp_path / "county").returncode == 0, "it was named"


LINKS: dict[str, tuple[str, str, list[str], int]] = {
    "a guideline": ("guidelines/elderly-care/2020.yaml", "secret.yaml", ["validate"], 1),
    "a registry": ("guidelines/registry/more.yaml", "secret.yaml", ["list"], 2),
    "guidelines": ("guidelines/more", "", ["validate"], 1),
    "a profile": ("catalogues/county/more.yaml", "secret.yaml", ["validate"], 1),
    "the profile of a folder": (
        "catalogues/two/profile.yaml",
        "secret.yaml",
        ["compile", "county", "catalogues/two"],
        2,
    ),
    "profiles": ("catalogues/more", "", ["validate", "catalogues"], 1),
    "a file to format": ("catalogues/more.yaml", "secret.yaml", ["fmt", "--check", "catalogues"], 2),
    "a side": ("guidelines/elderly-care/2020.yaml", "secret.yaml", ["diff", "guidelines", "national-2019"], 2),
    "an impact": (
        *("catalogues/more.yaml", "secret.yaml"),
        ["diff", "example", "national-2019", "--impact", "catalogues"],
        2,
    ),
    "a catalogue": ("old/catalogue.json", "secret.json", ["diff", "old", "national-2019"], 2),
    "a template": (
        *("templates/catalogue.html.j2", "secret.yaml"),
        ["compile", "county", "--templates", "templates", "--format", "html"],
        2,
    ),
    "settings": ("gapub.toml", "secret.toml", ["validate"], 2),
}


@posix
@pytest.mark.parametrize("name", LINKS)
def test_no_link_leads_outside_the_root(place: Path, outside: Path, name: str) -> None:
    link, target, line, code = LINKS[name]
    (place / link).parent.mkdir(parents=True, exist_ok=True)
    (place / link).symlink_to(outside / target)
    done = gapub(*line, cwd=place)
    said = done.stdout + done.stderr
    assert done.returncode == code, said.decode()
    assert b"outside-root" in said
    assert b"SECRET" not in said and b"abc123" not in said


@posix
@pytest.mark.parametrize("accepted", ["../{}/secret.json", "{}/secret.json", "link.json"])
def test_the_list_of_accepted_findings_lies_below_the_root(place: Path, outside: Path, accepted: str) -> None:
    (place / "link.json").symlink_to(outside / "secret.json")
    name = accepted.format(outside if accepted.startswith("{") else outside.name)
    write(place, {"gapub.toml": f'accepted = "{name}"\n'})
    done = gapub("validate", cwd=place)
    assert done.returncode == 2
    assert b"gapub.toml:1:" in done.stderr and b"must lie below the root" in done.stderr
    assert b"SECRET" not in done.stderr


def test_a_path_that_cannot_be_is_not_outside() -> None:
    assert project.holds(Path(), Path("a\0b"))
