"""What an editor shows: the language server for YAML that VS Code uses, over the files that `gapub init` and `new` write.

JetBrains reads the same modeline and the same schemas.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

import in_process

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER = ROOT / "build/editor/node_modules/yaml-language-server/bin/yaml-language-server"
PAGES = ("docs/editors.md", "docs/editors.zh-CN.md")


def settings() -> dict[str, Any]:
    """The settings that the pages show for VS Code, as the server gets them."""
    shown = [(ROOT / page).read_text("utf-8").partition("```jsonc\n")[2].partition("```")[0] for page in PAGES]
    one, other = (json.loads(re.sub(r" //.*", "", each)) for each in shown)
    assert one == other
    yaml = {"validate": True, "completion": True, "hover": True}
    schema_store, formats = one["yaml.schemaStore.enable"], one["yaml.format.enable"]
    found = yaml | {
        "schemas": one["yaml.schemas"],
        "schemaStore": {"enable": schema_store},
        "format": {"enable": formats},
    }
    return {"yaml": found}


class Editor:
    """An editor as far as the protocol goes: it opens texts, and asks what stands at a place marked `|`."""

    def __init__(self, server: subprocess.Popen[bytes], folder: Path) -> None:
        self.server = server
        self.ids = count(1)
        self.folder = folder
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        capabilities = {"workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}}
        self.settings = settings()
        self.ask(
            "initialize", processId=None, rootUri=folder.as_uri(), workspaceFolders=folders, capabilities=capabilities
        )
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=self.settings)
        self._wait(lambda message: message.get("method") == "workspace/configuration")

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self.ids)
        self._send({"id": number, "method": method, "params": params})
        return self._wait(lambda message: message.get("id") == number and "method" not in message)["result"]

    def faults(self, path: Path, text: str) -> list[tuple[str, str]]:
        """What is wrong in a text, each with the words it stands at."""
        uri = self._open(path, text)
        said = self._wait(
            lambda message: message.get("params", {}).get("uri") == uri and "diagnostics" in message["params"]
        )
        lines = text.splitlines()
        return [
            (lines[at["start"]["line"]][at["start"]["character"] : at["end"]["character"]], each["message"])
            for each in said["params"]["diagnostics"]
            for at in [each["range"]]
        ]

    def completions(self, path: Path, text: str) -> dict[str, str]:
        """What is offered at the mark, each with what is said of it."""
        line = next(i for i, each in enumerate(text.splitlines()) if "|" in each)
        position = {"line": line, "character": text.splitlines()[line].index("|")}
        uri = self._open(path, text.replace("|", "", 1))
        found = self.ask("textDocument/completion", textDocument={"uri": uri}, position=position)
        items = found["items"] if isinstance(found, dict) else found
        return {each["label"]: str(each.get("documentation", "")) for each in items}

    def _open(self, path: Path, text: str) -> str:
        uri = path.with_name(
            f"{next(self.ids)}.yaml"
        ).as_uri()  # a new file each time, about which nothing was said yet
        self.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        return uri

    def _send(self, message: dict[str, Any]) -> None:
        assert self.server.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.server.stdin.flush()

    def _wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is wanted; what the server asks in between is its settings, or nothing that matters."""
        assert self.server.stdout is not None
        while True:
            length = 0
            while (line := self.server.stdout.readline().strip()) != b"":
                length = int(line.removeprefix(b"Content-Length:")) if line.startswith(b"Content-Length:") else length
            assert length, "the server has ended"
            message: dict[str, Any] = json.loads(self.server.stdout.read(length))
            if "id" in message and "method" in message:
                asked = message["params"].get("items") if message["method"] == "workspace/configuration" else None
                answer = asked and [self.settings.get(each["section"]) for each in asked]
                self._send({"id": message["id"], "result": answer})
            if wanted(message):
                return message


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as the commands make it."""
    folder = tmp_path_factory.mktemp("project")
    for command in (
        ("schema", "registry", "--ids", "-o", ".gapub/schemas/registry.schema.json"),
        ("init", "庄河市"),
        ("new", "guideline", "cyber-security", "--title", "网", "--en", "Net", "--edition", "2022"),
    ):
        done = in_process.gapub(*command, cwd=folder)
        assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture(scope="module")
def editor(project: Path) -> Iterator[Editor]:
    node = shutil.which("node")
    assert node, "no node: apt-get install nodejs npm"
    assert SERVER.is_file(), "make test-browser installs the language server"
    server = subprocess.Popen([node, str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    end = Timer(120, server.kill)  # one that says nothing more would be waited for without end
    end.start()
    try:
        yield Editor(server, project)
    finally:
        end.cancel()
        server.kill()
        server.communicate()


OMITTED = "levels: [county], ground: no-power, reason: 无"


def profile(project: Path, more: str = "") -> tuple[Path, str]:
    path = project / "catalogues/210283/profile.yaml"
    return path, f"{path.read_text('utf-8')}\n{more}"


@pytest.mark.parametrize(
    ("more", "label", "said"),
    [
        ("omit:\n- item: |\n", "taxation/taxpayer-services/taxpayer-rights", "纳税人权利 — Taxpayer rights"),
        ("omit:\n- topic: |\n", "taxation/taxpayer-services", "税收管理/"),
        ("omit:\n- area: |\n", "cyber-security", "网 — Net"),
        ("tighten:\n- item: taxation/policies/laws\n  channels:\n    +: [|]\n", "website", "政府网站"),
        (
            "tighten:\n- item: taxation/policies/laws\n  basis:\n    +:\n    - |\n",
            "adoption-law",
            "收养法 — Adoption Law",
        ),
        ("tighten:\n- item: taxation/policies/laws\n  time_limit: {before: |}\n", "changed", ""),
        ("baseline: |\n", "national-current", "标准指引"),
        ("channels:\n  |\n", "website", "政府网站"),
        ("add:\n- topic: taxation/x\n  items:\n  - body: |\n", "civil-affairs", "民政部门"),
        ("add:\n- topic: taxation/x\n  items:\n  - audience: {groups: [|]}\n", "applicants", "申请人"),
    ],
)
def test_an_editor_completes_ids(editor: Editor, project: Path, more: str, label: str, said: str) -> None:
    found = editor.completions(*profile(project, more))
    assert said in found[label]


UNKNOWN = "没有这个编号，补全（Ctrl+空格）可列出全部 — unknown id; completion (Ctrl+Space) lists them all"


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        (f"omit:\n- {{item: taxation/policy/lawz, {OMITTED}}}\n", [("taxation/policy/lawz", UNKNOWN)]),
        ("baseline: national-2018\n", [("national-2018", UNKNOWN)]),
        ("channels:\n  web-site: {url: 'https://a.cn'}\n", [("web-site", "Property web-site is not allowed.")]),
        ("colour: red\n", [("colour", "Property colour is not allowed.")]),
        # what is right: an id, a name in Chinese, a word, a topic that is new
        (f"omit:\n- {{item: taxation/taxpayer-services/taxpayer-rights, {OMITTED}}}\n", []),
        (f"omit:\n- {{area: 税收管理, {OMITTED}}}\n", []),
        (f"omit:\n- {{area: cyber-security, {OMITTED}}}\n", []),
        ("channels:\n  政府网站: {url: 'https://a.cn'}\n", []),
        (
            "add:\n- topic: taxation/new\n  title: {zh: 新, en: New}\n  items: []\n",
            [("[]", "Array has too few items. Expected 1 or more.")],
        ),
    ],
)
def test_an_editor_knows_a_wrong_id(editor: Editor, project: Path, more: str, faults: list[tuple[str, str]]) -> None:
    assert editor.faults(*profile(project, more)) == faults


def test_files_as_written_have_no_faults(editor: Editor, project: Path) -> None:
    for path in (project / "catalogues/210283/profile.yaml", project / "guidelines/cyber-security/2022.yaml"):
        assert editor.faults(path, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("folder", "text", "label"),
    [
        ("catalogues/210283", "omit:\n- area: |\n", "taxation"),
        ("guidelines/taxation", "topics:\n- items:\n  - basis: [|]\n", "adoption-law"),
        ("guidelines/registry", "instruments:\n  x:\n    successor: [|]\n", "adoption-law"),
    ],
)
def test_the_settings_of_the_pages_find_the_schemas(
    editor: Editor, project: Path, folder: str, text: str, label: str
) -> None:
    assert label in editor.completions(project / folder / "x.yaml", text)
    assert editor.faults(project / "elsewhere" / "x.yaml", "anything: [goes]\n") == []
