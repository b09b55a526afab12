"""The ways into CI, run as they would be there: the hook by pre-commit, the scripts of the action by bash."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import rule_examples as examples
from gapub.validate.settings import OfDiff, read

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOOKS = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
SCRIPTS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
SARIF_SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.schema.json").read_bytes())


def environment(home: Path, **more: str) -> dict[str, str]:
    path = os.pathsep.join((str(BIN), os.environ["PATH"]))
    git = {f"GIT_{who}_{what}": "someone@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    own = {"HOME": str(home), "PRE_COMMIT_HOME": str(home / "pc"), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "zh_CN.UTF-8"}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PIP_", "GITHUB_"))}
    return {**kept, "PATH": path, **git, **own, **more}


def repository(folder: Path, row: str) -> Path:
    for name, text in examples.files("row", row).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


BAD, GOOD = "channels: [website, social-medium]\n", "channels: [website, social-media]\n"


# --- pre-commit ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "code", "said"), [(BAD, 1, "unknown-channel"), (GOOD, 0, "Passed")])
def test_the_hook_runs_by_pre_commit(tmp_path: Path, row: str, code: int, said: str) -> None:
    """With the gapub of this environment for the one that pre-commit would install."""
    repo = repository(tmp_path / "repo", row)
    hook = {**HOOKS["gapub-validate"], "language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (repo / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    env = environment(tmp_path)
    for command in (["git", "init", "-q"], ["git", "add", "-A"]):
        subprocess.run(command, cwd=repo, env=env, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run"], cwd=repo, env=env, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout


@pytest.mark.parametrize("hook", HOOKS.values(), ids=lambda hook: hook["id"])
def test_a_hook_runs_for_the_files_of_gapub(hook: dict[str, Any]) -> None:
    pattern = re.compile(hook["files"])
    assert pattern.search("guidelines/health/2019.yaml") and pattern.search("catalogues/liaoning/profile.yaml")
    assert not pattern.search("docs/ci.md") and not pattern.search("other/file.yaml")


# --- the action ------------------------------------------------------------------------------------------------------


def script(name: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """A script of the action by bash, as a runner calls it, with its inputs filled in."""
    step = SCRIPTS[name]
    given = {key: spec["default"] for key, spec in ACTION["inputs"].items()} | inputs
    filled = {
        key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], value)
        for key, value in step.get("env", {}).items()
    }
    (folder / "script.sh").write_text(step["run"], "utf-8")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(folder / "script.sh")],
        cwd=folder,
        env=environment(folder.parent, **filled),
        capture_output=True,
        encoding="utf-8",
    )


def test_no_input_is_pasted_into_a_script() -> None:
    assert not any("${{" in step["run"] for step in SCRIPTS.values())


def test_the_action_writes_sarif_and_does_not_fail_at_it(tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo", BAD)
    done = script("Write SARIF", repo)
    assert done.returncode == 0, done.stderr
    log = json.loads((repo / "gapub.sarif").read_bytes())
    jsonschema.validate(log, SARIF_SCHEMA)
    assert [each["ruleId"] for each in log["runs"][0]["results"]] == ["unknown-channel"]


@pytest.mark.parametrize(
    ("row", "inputs", "code"),
    [
        (BAD, {}, 1),
        (GOOD, {}, 0),
        (BAD, {"paths": "guidelines/registry\n"}, 0),
        (BAD, {"paths": "guidelines/registry\nguidelines/elderly-care\n", "lang": "en", "strict": "true"}, 1),
        (GOOD, {"paths": "--fix; echo"}, 2),
    ],
)
def test_the_action_annotates_and_fails_for_errors(tmp_path: Path, row: str, inputs: dict[str, str], code: int) -> None:
    done = script("Validate", repository(tmp_path / "repo", row), **inputs)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout.startswith("::error file=guidelines/elderly-care/2019.yaml,line=18") == (code == 1)


def test_the_action_installs_gapub_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    env = environment(tmp_path, GITHUB_ACTION_PATH=str(ROOT), PIP_TARGET=str(tmp_path / "there"))
    env |= {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", SCRIPTS["Install gapub"]["run"]], env=env, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "there" / "gapub" / "data" / "guidelines").is_dir()


def test_the_default_of_an_input_is_a_text() -> None:
    assert all(isinstance(each["default"], str) for each in ACTION["inputs"].values())


PIN = re.compile(r"uses: ([\w/-]+)@([0-9a-f]{40})  # (v\d+\.\d+\.\d+)$")


@pytest.mark.parametrize("file", ["action.yml", "docs/ci.md", "docs/ci.zh-CN.md"])
def test_steps_of_others_are_pinned_by_a_hash_with_its_version(file: str) -> None:
    """All files by the same; gapub itself is where the reader keeps it."""
    lines = [line.strip() for line in (ROOT / file).read_text("utf-8").splitlines() if re.search(r"\buses: ", line)]
    pins = [PIN.search(line) for line in lines if "OWNER/gapub@" not in line]
    assert pins and all(pins)
    of_action = {
        each[1]: each[2] for each in map(PIN.search, (ROOT / "action.yml").read_text("utf-8").splitlines()) if each
    }
    assert all(of_action.get(each[1], each[2]) == each[2] for each in pins if each)


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["ci.md", "ci.zh-CN.md"])
def test_the_settings_of_the_page_can_be_read(page: str, tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL)
    (tmp_path / "gapub.toml").write_text(block, "utf-8")
    settings = read(tmp_path / "gapub.toml", ())
    assert settings.strict and settings.as_of and settings.accepted and settings.files and settings.selection.select
    assert settings.docs_url
    assert all(each != plain for each, plain in zip(settings.diff, OfDiff(), strict=True)), "none is as without"
    known = {"select", "ignore", "exclude", "accepted", "as-of", "strict", "docs-url", "severity", "files", "diff"}
    assert set(tomllib.loads(block)) == known, "every setting stands on the page"


@pytest.mark.parametrize("page", ["ci.md", "ci.zh-CN.md"])
def test_the_snippets_of_the_page_are_yaml_and_name_the_hooks(page: str) -> None:
    blocks = re.findall(r"```yml\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL)
    trees = [yaml.safe_load(block) for block in blocks]
    assert len(trees) == 6
    assert {hook["id"] for hook in trees[1]["repos"][0]["hooks"]} == HOOKS.keys()
    assert trees[3]["gapub"]["artifacts"]["reports"]["codequality"] in " ".join(trees[3]["gapub"]["script"])
    assert set(trees[2]["jobs"]["validate"]["steps"][1]["with"]) <= ACTION["inputs"].keys()
