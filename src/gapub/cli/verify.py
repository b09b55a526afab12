"""`gapub verify`: whether a folder of catalogues is as gapub wrote it, whole, and up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

from gapub.cli.declare import App, Exit
from gapub.cli.messages import inline
from gapub.cli.options import Root, argument, option
from gapub.cli.printing import ListingFormat, print_as
from gapub.cli.streams import write
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.text import safe
from gapub.output import inspect
from gapub.output.folder import busy
from gapub.output.inspection import is_being_written
from gapub.output.manifest import MANIFEST
from gapub.sources import project as projects
from gapub.sources.inputs import Fate, fate
from gapub.sources.project import Project

app = App()

_KINDS: Final = {
    "torn": (
        Text("未写完", "torn"),
        Text(
            "上一次运行中断，文件夹里混有两次运行的文件；请把写出它的命令再运行一次",
            "a run was interrupted and left files of two runs; run the command that wrote it again",
        ),
    ),
    "edited": (
        Text("被改动", "edited"),
        Text(
            "写出后被改动过；请再编译一次，改动要保留的加 --backup，否则加 --overwrite",
            "changed after gapub wrote it; compile again, with --backup to keep the change, else with --overwrite",
        ),
    ),
    "foreign": (
        Text("清单外", "foreign"),
        Text(
            "不在任何清单中；不该公布的请移走", "no manifest lists it; move it elsewhere unless it is to be published"
        ),
    ),
    "missing": (
        Text("缺少", "missing"),
        Text(
            "没有写完或者已被删除；请把写出它的命令再运行一次",
            "never written, or deleted; run the command that wrote it again",
        ),
    ),
    "stale": (
        Text("已过时", "stale"),
        Text(
            "编译所用的文件此后有改动；请把写出它的命令再运行一次",
            "what it was made from has changed since; run the command that wrote it again",
        ),
    ),
}
"""What can be wrong, in the order of the report: what it is called, and what to do."""


class Found(NamedTuple):
    """What is wrong: the kind, and a file of the folder; where it is stale, the file it was made from."""

    kind: str
    name: str


@app.command()
def verify(
    folder: Annotated[Path, argument("compile 或者 build 写出的文件夹", "folder written by compile or build")],
    format: ListingFormat = "text",
    allow_foreign: Annotated[
        bool, option("清单外的文件不算问题", "do not count files that no manifest lists", "--allow-foreign")
    ] = False,
    root: Root = None,
) -> None:
    """Hold a folder against the manifests in it, and these against what they were made from; exit with 1 if not complete.

    Raises GapubError: `cannot-read` for what is no folder, `output-busy` while a run writes there.
    """
    if not folder.is_dir():
        message = Text(f"无法读取 {folder.as_posix()}：", f"cannot read {folder.as_posix()}: ")
        reason = Text("没有这个文件夹", "there is no such folder")
        raise GapubError([Diagnostic("cannot-read", "error", message + reason, entity=folder.as_posix())])
    if is_being_written(folder):
        raise GapubError([busy(folder)])
    inspection = inspect(folder)
    inputs = _inputs(inspection.inputs, projects.find(root))
    states = [Found(*each) for each in inspection.states]
    found = [*states, *(Found("stale", path) for path, which in inputs.items() if which == "changed")]
    if allow_foreign:
        found = [each for each in found if each.kind != "foreign"]
    unknown = [path for path, which in inputs.items() if which == "unknown"]
    catalogues = sorted(name for name in inspection.inputs if name.rpartition("/")[2] == MANIFEST)
    facts = {
        "folder": folder.as_posix(),
        "complete": not found,
        "catalogues": catalogues,
        "files": inspection.files,
        "found": [each._asdict() for each in found],
        "not_judged": unknown,
    }
    print_as(
        format,
        lambda: facts,
        lambda: write("".join(f"{line}\n" for line in _lines(facts, found, unknown))),
    )
    if found:
        raise Exit(1)


def _inputs(catalogues: dict[str, list[tuple[str, str]]], project: Project) -> dict[str, Fate]:
    """What has become of the inputs of all catalogues, each named once."""
    found: dict[str, Fate] = {}
    for path, sha256 in sorted({each for inputs in catalogues.values() for each in inputs}):
        if found.get(path) != "changed":
            found[path] = fate(path, sha256, project)
    return found


def _lines(facts: dict[str, Any], found: list[Found], unknown: list[str]) -> Iterator[str]:
    """The report for people: what is wrong, kind by kind, then what could not be judged, then the verdict."""
    for kind, (word, what_to_do) in _KINDS.items():
        names = [each.name for each in found if each.kind == kind]
        if names:
            yield f"{inline(word)}: {inline(what_to_do)}"
            yield from (f"  {safe(name)}" for name in names)
    if unknown:
        yield inline(Text("未能判断是否过时：在项目中找不到", "not judged whether stale: not found in the project"))
        yield from (f"  {safe(path)}" for path in unknown)
    counts = Text(
        f"{len(facts['catalogues'])} 份目录，{facts['files']} 个文件",
        f"catalogues: {len(facts['catalogues'])}, files: {facts['files']}",
    )
    verdict = Text(f"{len(found)} 处有问题", f"problems: {len(found)}") if found else Text("完整", "complete")
    yield f"{safe(facts['folder'])}: {inline(counts + Text('：', '; ') + verdict)}"
