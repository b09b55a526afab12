"""`gapub diff` in pull and merge requests: ranges of git, shallow and partial clones, and the recipes of the page as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

import rule_examples as examples
from gapub.diff.kinds import KINDS
from gapub.diff.md import LONGEST, MARK
from in_process import gapub

ROOT = Path(__file__).resolve().parent.parent
GUIDELINE = "guidelines/elderly-care/2019.yaml"
ROW = examples.files("row", "")[GUIDELINE]
TIGHTER = ROW.replace("within: 20wd", "within: 10wd")
RETITLED = ROW.replace("养老服务补贴, en: Elderly-care subsidies", "养老补贴, en: Subsidies")
CURE = ["git", "fetch", "-q", "--unshallow", "origin", "+refs/heads/*:refs/remotes/origin/*"]


def run(*command: str, cwd: Path, **environment: str) -> str:
    who = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **environment}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A bare repository: `feature` began at the first commit of `main`, which has gone on; `merge` is what CI checks out."""
    work = tmp_path_factory.mktemp("work")
    run("git", "init", "-q", "-b", "main", cwd=work)

    def commit(text: str) -> None:
        for name, content in {**examples.files("row", ""), GUIDELINE: text}.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_text(content, "utf-8")
        run("git", "add", "-A", cwd=work)
        run("git", "commit", "-qm", "x", cwd=work)

    commit(ROW)
    run("git", "checkout", "-qb", "feature", cwd=work)
    commit(TIGHTER)
    run("git", "checkout", "-q", "main", cwd=work)
    commit(RETITLED)
    run("git", "checkout", "-qb", "merge", cwd=work)
    run("git", "merge", "-q", "feature", "-m", "x", cwd=work)
    run("git", "checkout", "-q", "--orphan", "alone", cwd=work)
    run("git", "commit", "-qm", "x", cwd=work)
    bare = work.with_name("origin.git")
    run("git", "clone", "-q", "--bare", str(work), str(bare), cwd=work)
    for setting in ("allowFilter", "allowAnySHA1InWant"):
        run("git", "config", f"uploadpack.{setting}", "true", cwd=bare)
    return f"file://{bare}"


def clone(origin: str, folder: Path, *options: str) -> Path:
    run("git", "clone", "-q", *options, origin, str(folder), cwd=folder.parent)
    return folder


@pytest.fixture(scope="module")
def whole(origin: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clone(origin, tmp_path_factory.mktemp("clones") / "whole", "-b", "feature")


def kinds(folder: Path, *args: str) -> list[str]:
    done = gapub("diff", *args, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return list(json.loads(done.stdout)["counts"])


def refused(folder: Path, *args: str) -> str:
    done = gapub("diff", *args, cwd=folder)
    assert done.returncode == 2 and done.stdout == b""
    return done.stderr.decode()


# --- ranges ----------------------------------------------------------------------------------------------------------

RANGES = {
    "git:origin/main...HEAD": ["tightened"],
    "git:origin/main...": ["tightened"],
    "git:origin/main...origin/feature:guidelines": ["tightened"],
    "git:HEAD...origin/main": ["renamed"],
    "git:origin/main..HEAD": ["tightened", "renamed"],
    "git:HEAD~1..": ["tightened"],
    "git:..HEAD": [],
}


@pytest.mark.parametrize("name", RANGES)
def test_a_range_is_both_sides(name: str, whole: Path) -> None:
    assert kinds(whole, name) == RANGES[name]


def test_the_sides_of_a_range_are_named_in_the_report(whole: Path) -> None:
    told = json.loads(gapub("diff", "git:origin/main...HEAD", "--format", "json", cwd=whole).stdout)
    base = run("git", "merge-base", "origin/main", "HEAD", cwd=whole)
    assert (told["old"], told["new"]) == (f"git:{base[:12]}", "git:HEAD")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["git:HEAD"], "one-side"),
        (["national-2019"], "one-side"),
        (["git:origin/main...HEAD", "."], "range-and-side"),
        ([".", "git:origin/main...HEAD"], "range-and-side"),
        (["git:nothing...HEAD"], "git-revision"),
        (["git:origin/main...--output=x"], "git-revision"),
        (["git:origin/alone...HEAD"], "git-merge-base"),
        (["git:origin/main...HEAD:nowhere"], "git-path"),
    ],
)
def test_what_is_no_range_is_refused_in_words(args: list[str], code: str, whole: Path) -> None:
    assert f"[{code}]" in refused(whole, *args)


# --- clones that lack something ----------------------------------------------------------------------------------------


def test_a_shallow_clone_is_told_what_to_fetch_and_works_after_that(origin: str, tmp_path: Path) -> None:
    for cut in ([], ["--no-single-branch"]):
        folder = clone(origin, tmp_path / f"clone{len(cut)}", "--depth", "1", "-b", "feature", *cut)
        said = refused(folder, "git:origin/main...HEAD")
        assert ("[git-merge-base]" if cut else "[git-revision]") in said
        assert "fetch-depth: 0" in said and 'GIT_DEPTH: "0"' in said
        (command,) = set(re.findall(r"git fetch --unshallow \S+ '(\S+)'", said))
        assert command == CURE[-1]
    run(*CURE, cwd=folder)
    assert kinds(folder, "git:origin/main...HEAD") == ["tightened"]


def test_a_whole_clone_is_told_to_check_the_name(whole: Path) -> None:
    said = refused(whole, "git:main...HEAD")
    assert "[git-revision]" in said and "origin/" in said and "fetch-depth" not in said


def test_a_repository_of_another_user_is_told_how_to_be_trusted(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a job that runs in a container."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    said = refused(whole, "git:HEAD~1..HEAD")
    assert "[git-failed]" in said and "git config --global --add safe.directory" in said


@pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
def test_a_partial_clone_fetches_nothing_and_is_told_how(left_out: str, origin: str, tmp_path: Path) -> None:
    folder = clone(origin, tmp_path / "clone", f"--filter={left_out}", "--no-checkout", "-b", "feature")
    said = refused(folder, "git:HEAD~1..HEAD")
    assert "[git-object]" in said and "git fetch --refetch --no-filter origin" in said
    run("git", "fetch", "-q", "--refetch", "--no-filter", "origin", cwd=folder)
    assert kinds(folder, "git:HEAD~1..HEAD") == ["tightened"]


def test_the_shallow_ways_of_the_page_suffice(origin: str, tmp_path: Path) -> None:
    for page in ("ci.md", "ci.zh-CN.md"):
        rows = re.findall(r"^\| Git\w+ \| `(.+)` \| `gapub diff (.+)` \|$", read(page), re.MULTILINE)
        assert [fetch for fetch, _ in rows] == [
            "fetch-depth: 2",
            'git fetch --depth 1 origin "$CI_MERGE_REQUEST_DIFF_BASE_SHA"',
        ]
        assert [compare for _, compare in rows] == [
            "git:HEAD^1 git:HEAD",
            '"git:$CI_MERGE_REQUEST_DIFF_BASE_SHA" git:HEAD',
        ]
    folder = clone(origin, tmp_path / "github", "--depth", "2", "-b", "merge")
    assert kinds(folder, "git:HEAD^1", "git:HEAD") == ["tightened"]
    folder = clone(origin, tmp_path / "gitlab", "--depth", "1", "-b", "feature")
    base = run("git", "rev-parse", "feature~1", cwd=Path(urlsplit(origin).path))
    assert "[git-revision]" in refused(folder, f"git:{base}", "git:HEAD")
    run("git", "fetch", "-q", "--depth", "1", "origin", base, cwd=folder)
    assert kinds(folder, f"git:{base}", "git:HEAD") == ["tightened"]


# --- when it fails ---------------------------------------------------------------------------------------------------------

FAILING = [
    (["--fail-on", "must"], "", 1),
    (["--fail-on", "may"], "", 0),
    (["--fail-on", "may,know"], "", 1),
    (["--fail-on", "relaxed,tightened"], "", 1),
    (["--fail-on", "relaxed"], "", 0),
    (["--fail-on", "须办"], "", 1),
    (["--fail-on", "放宽，可办"], "", 0),
    (["--fail-on", "栏目收紧"], "", 1),
    ([], 'fail-on = ["收紧"]', 1),
    (["--fail-on", "must", "--only", "know"], "", 1),
    ([], 'fail-on = ["must"]', 1),
    ([], 'fail-on = ["relaxed", "may"]', 0),
    (["--fail-on", "relaxed"], 'fail-on = ["must"]', 0),
    (["--fail-on", ""], 'fail-on = ["must"]', 0),
    ([], 'fail-on = ["must"]\nlevel = "village"', 0),
    (["--level", "county"], 'fail-on = ["must"]\nlevel = "village"', 1),
    ([], 'fail-on = ["must"]\nareas = ["elderly-care"]', 1),
    ([], 'fail-on = ["须办"]\nlevel = "村级"\nareas = ["养老服务"]', 0),
    ([], 'fail-on = ["须办"]\nlevel = "县级"\nareas = ["养老服务"]', 1),
]


@pytest.mark.parametrize(("options", "settings", "code"), FAILING)
def test_what_a_run_fails_on(options: list[str], settings: str, code: int, whole: Path) -> None:
    (whole / "gapub.toml").write_text(f"[diff]\n{settings}\n", "utf-8")
    try:
        done = gapub("diff", "git:origin/main..HEAD", *options, cwd=whole / "guidelines")
    finally:
        (whole / "gapub.toml").unlink()
    assert done.returncode == code, done.stderr.decode()


WRONG = [
    ('[diff]\nfail-on = ["must", "tightend"]', "gapub.toml:2:21: ", "unknown-kind-of-change", "tightened"),
    ('[diff]\nfail-on = "must"', "gapub.toml:2:1: ", "bad-settings", ""),
    ('[diff]\nprofile = "x"', "gapub.toml:2:1: ", "bad-settings", "profiles"),
    ('[diff]\nimpact = "../x"', "gapub.toml:2:1: ", "bad-settings", ""),
    ('[diff]\nlevel = "town"', "gapub.toml:2:1: ", "bad-settings", "township"),
    ('[diff]\nlikeness = "no"', "gapub.toml:2:1: ", "bad-settings", "true"),
    ('docs-url = "rules.md"', "gapub.toml:1:1: ", "bad-settings", "https://"),
    ('docs-url = "https://e.org/{id}"', "gapub.toml:1:1: ", "bad-settings", "https://"),
]


@pytest.mark.parametrize(("text", "place", "code", "hint"), WRONG)
def test_a_wrong_setting_is_named_with_its_place(text: str, place: str, code: str, hint: str, whole: Path) -> None:
    (whole / "gapub.toml").write_text(text, "utf-8")
    try:
        said = refused(whole, "git:HEAD~1..HEAD")
    finally:
        (whole / "gapub.toml").unlink()
    assert said.startswith(place) and f"[{code}]" in said and hint in said


def test_an_unknown_kind_is_named_with_those_there_are(whole: Path) -> None:
    assert "must" in refused(whole, "git:HEAD~1..HEAD", "--fail-on", "mst")
    said = re.sub(r"\s+", "", gapub("diff", "--help", cwd=whole).stdout.decode())
    assert all(kind in said for kind in ("must", "may", "know", *KINDS))


# --- the profiles of the settings ------------------------------------------------------------------------------------------


def test_profiles_and_impact_of_the_settings_hold_where_there_can_be_any(tmp_path: Path) -> None:
    """From the root and from below it; not between editions, and not beside a catalogue."""
    files = {**examples.files("row", ""), "profiles/profile.yaml": examples.PROFILE}
    files["gapub.toml"] = '[diff]\nprofiles = "profiles"\nimpact = "profiles"\n'
    run("git", "init", "-q", cwd=tmp_path)
    for text in (
        ROW,
        ROW.replace("audience: public", "audience: {groups: [applicants]}"),
    ):
        for name, content in {**files, GUIDELINE: text}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, "utf-8")
        files["profiles/profile.yaml"] = examples.PROFILE.replace("庄河市民政局", "庄河市民政和社会工作局")
        run("git", "add", "-A", cwd=tmp_path)
        run("git", "commit", "-qm", "x", cwd=tmp_path)

    def told(*sides: str, cwd: Path = tmp_path) -> tuple[list[str], list[str]]:
        done = gapub("diff", *sides, "--format", "json", cwd=cwd)
        assert done.returncode == 0, done.stderr.decode()
        tree = json.loads(done.stdout)
        return [each["profile"] for each in tree["profiles"]], [Path(each["profile"]).name for each in tree["impact"]]

    both = (["profile.yaml"], ["profile.yaml"])
    assert told("git:HEAD~1..HEAD") == told("git:HEAD~1", ".") == both
    assert told("git:HEAD~1..HEAD", cwd=tmp_path / "guidelines") == both
    assert told("git:HEAD~1", "..", cwd=tmp_path / "profiles") == both
    assert told(f"git:HEAD~1:{GUIDELINE}", GUIDELINE)[0] == []
    assert gapub("compile", "county", "profiles", "--format", "json", "-o", "out", cwd=tmp_path).returncode == 0
    assert told("git:HEAD~1", "out") == ([], [])


def test_a_project_of_profiles_alone_is_told_how_and_can_be_compared(tmp_path: Path) -> None:
    profile = examples.PROFILE.replace("baseline: example\n", "")
    (tmp_path / "catalogues").mkdir()
    run("git", "init", "-q", cwd=tmp_path)
    for text in (profile, profile.replace("庄河市民政局", "庄河市民政和社会工作局")):
        (tmp_path / "catalogues" / "profile.yaml").write_text(text, "utf-8")
        run("git", "add", "-A", cwd=tmp_path)
        run("git", "commit", "-qm", "x", cwd=tmp_path)
    said = refused(tmp_path, "git:HEAD~1..HEAD")
    assert "[git-path]" in said and "--profiles catalogues" in said
    (tmp_path / "gapub.toml").write_text('[diff]\nprofiles = "catalogues"\n')
    done = gapub("diff", "git:HEAD~1..HEAD", "--level", "county", "--format", "json", cwd=tmp_path)
    assert [each["profile"] for each in json.loads(done.stdout)["profiles"]] == ["profile.yaml"]


# --- a folder of several catalogues ------------------------------------------------------------------------------------------


def test_a_folder_of_several_divisions_says_which_to_name(tmp_path: Path) -> None:
    for code in ("210283101", "210283100"):
        (tmp_path / "dist" / code).mkdir(parents=True)
        (tmp_path / "dist" / code / "catalogue.json").write_text("{}")
    (tmp_path / "dist" / "catalogues.json").write_text("{}")
    run("git", "init", "-q", cwd=tmp_path)
    run("git", "add", "-A", cwd=tmp_path)
    run("git", "commit", "-qm", "x", cwd=tmp_path)
    for name in ("dist", "dist/", "./dist", "git:HEAD:dist"):
        said = refused(tmp_path, name, "national-2019")
        assert "[several-catalogues]" in said and f"{name.rstrip('/')}/210283100" in said, name
    assert "[several-catalogues]" in refused(tmp_path, "national-2019", "dist/catalogues.json")
    assert "[catalogue-form]" in refused(tmp_path, "dist/210283100", "national-2019")


# --- the recipes, as they stand on the pages ---------------------------------------------------------------------------------


def read(page: str) -> str:
    return (ROOT / "docs" / page).read_text("utf-8")


def recipe(page: str, key: str) -> dict[str, Any]:
    """The first block of the page that has this job."""
    trees = (yaml.safe_load(each) for each in re.findall(r"```yml\n(.*?)```", read(page), re.DOTALL))
    return next(jobs[key] for each in trees if isinstance(each, dict) and key in (jobs := each.get("jobs", each)))


def bash(script: str, cwd: Path, tools: Path, **environment: str) -> int:
    path = os.pathsep.join((str(tools), str(Path(sys.executable).parent), os.environ["PATH"]))
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "zh_CN.UTF-8", **environment}
    done = subprocess.run(["bash", "-e", "-c", script], cwd=cwd, env=env, capture_output=True, encoding="utf-8")
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


GH = '''#!{python}
"""A gh with the comments of one pull request in a file: as much of `gh api` as the recipe uses."""
import json, re, sys
from pathlib import Path
ASKED = ".[] | select(.user.login == _ and (.body | startswith(_))) | .id"
store = Path({store!r})
comments = json.loads(store.read_text())
words = iter(sys.argv[1:])
assert next(words) == "api"
method, body, jq, path = "GET", None, None, None
for word in words:
    if word == "--method": method = next(words)
    elif word == "-F": body = Path(next(words).removeprefix("body=@")).read_text()
    elif word == "--jq": jq = next(words)
    elif not word.startswith("--"): path = word
if method == "GET":
    assert path == "repos/o/r/issues/7/comments"
    login, mark = re.fullmatch(re.escape(ASKED).replace("_", '"(.+)"'), jq).groups()
    print("\\n".join(str(c["id"]) for c in comments if c["user"]["login"] == login and c["body"].startswith(mark)))
elif method == "PATCH":
    (own,) = [c for c in comments if path == f"repos/o/r/issues/comments/{{c['id']}}"]
    own["body"] = body
else:
    assert (method, path) == ("POST", "repos/o/r/issues/7/comments")
    comments.append({{"id": 100 + len(comments), "user": {{"login": "github-actions[bot]"}}, "body": body}})
store.write_text(json.dumps(comments))
'''


@pytest.mark.parametrize("key", ["diff", "gapub-diff"])
def test_both_pages_have_the_same_recipe(key: str) -> None:
    def without_comments(job: object) -> str:
        return re.sub(r"  # [^\"\\]*", "", json.dumps(job, ensure_ascii=False))

    assert without_comments(recipe("ci.md", key)) == without_comments(recipe("ci.zh-CN.md", key))


def test_the_recipe_for_github_renews_its_comment(origin: str, tmp_path: Path) -> None:
    job = recipe("ci.md", "diff")
    scripts = {each["name"]: each["run"] for each in job["steps"] if "name" in each}
    assert job["steps"][0]["with"]["fetch-depth"] == 0
    assert not any("${{" in script for script in scripts.values())
    store, tools = tmp_path / "comments.json", tmp_path / "bin"
    tools.mkdir()
    (tools / "gh").write_text(GH.format(python=sys.executable, store=str(store)))
    (tools / "gh").chmod(0o755)
    stranger = {"id": 1, "user": {"login": "someone"}, "body": f"{MARK}\nmine"}
    store.write_text(json.dumps([stranger]))
    folder = clone(origin, tmp_path / "clone", "-b", "merge")
    env = {"GITHUB_BASE_REF": "main", "GITHUB_REPOSITORY": "o/r", "NUMBER": "7", "RUNNER_TEMP": str(tmp_path)}
    env["GITHUB_STEP_SUMMARY"] = str(tmp_path / "summary.md")
    assert bash(scripts["Compare"], folder, tools, **env) == 0
    for push in ("", "second push"):
        add(tmp_path / "changes.md", push)
        assert bash(scripts["Comment"], folder, tools, **env) == 0
        first, *ours = json.loads(store.read_text())
        assert first == stranger
        (one,) = ours
        assert one["body"].startswith(f"{MARK}\n") and "收紧1处" in one["body"] and one["body"].endswith(push)
    assert "收紧1处" in (tmp_path / "summary.md").read_text("utf-8")
    assert bash(scripts["Judge"], folder, tools, **env) == 1


class Notes(BaseHTTPRequestHandler):
    """The notes of one merge request, as GitLab serves them; a page holds two."""

    notes: list[dict[str, Any]]

    def do_GET(self) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        at = urlsplit(self.path)
        if at.path == "/api/v4/user":
            return self.answer({"id": 5})
        page = int(parse_qs(at.query)["page"][0])
        more = str(page + 1) if len(self.notes) > 2 * page else ""
        return self.answer(self.notes[2 * page - 2 : 2 * page], more)

    def do_POST(self) -> None:
        self.notes.append({"id": len(self.notes), "author": {"id": 5}, "body": self.body()})
        self.answer(self.notes[-1])

    def do_PUT(self) -> None:
        note = next(each for each in self.notes if self.path.endswith(f"/notes/{each['id']}"))
        assert note["author"]["id"] == 5
        note["body"] = self.body()
        self.answer(note)

    def body(self) -> str:
        assert urlsplit(self.path).path.startswith("/api/v4/projects/3/merge_requests/7/notes")
        return parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["body"][0]

    def answer(self, value: object, more: str = "") -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("X-Next-Page", more)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(notes: list[dict[str, Any]]) -> Iterator[str]:
    handler = type("Handler", (Notes,), {"notes": notes})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api/v4"
        server.shutdown()


@pytest.mark.skipif(shutil.which("curl") is None, reason="the recipe needs curl")
def test_the_recipe_for_gitlab_renews_its_comment(origin: str, tmp_path: Path) -> None:
    job = recipe("ci.md", "gapub-diff")
    assert job["variables"] == {"GIT_DEPTH": "0"}
    install, compare, comment, judge = job["script"]
    assert install == "pip install --quiet gapub"
    folder = clone(origin, tmp_path / "clone", "-b", "feature")
    others = [{"id": i, "author": {"id": 4 + (i == 0)}, "body": MARK if i else "no report"} for i in range(3)]
    notes = [dict(each) for each in others]
    with serving(notes) as url:
        env = {"CI_API_V4_URL": url, "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "7", "GAPUB_TOKEN": "secret"}
        env |= {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "no_proxy": "*"}
        assert bash(compare, folder, tmp_path, **env) == 0
        for push in ("", "second push"):
            add(folder / "changes.md", push)
            assert bash(comment, folder, tmp_path, **env) == 0
            assert notes[:3] == others and len(notes) == 4
            own = notes[3]["body"]
            assert own.startswith(f"{MARK}\n") and "收紧1处" in own and own.endswith(push)
    assert bash(judge, folder, tmp_path, **env) == 1


def test_the_mark_fits_into_the_comment(whole: Path) -> None:
    text = gapub("diff", "git:origin/main..HEAD", "--format", "md", cwd=whole).stdout.decode()
    assert text.startswith(f"{MARK}\n### git:") and len(text) < LONGEST
