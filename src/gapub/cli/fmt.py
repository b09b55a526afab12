"""`gapub fmt`: YAML files in canonical form, in place or checked."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path
from typing import Annotated

import typer

from gapub import output
from gapub.cli.framework import App
from gapub.cli.messages import inline
from gapub.cli.options import Root, argument, option
from gapub.cli.streams import write
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.fmt import format_text, laid_out
from gapub.sources import project as projects
from gapub.sources.disk import read_bytes
from gapub.sources.kinds import SHAPES, kind_of
from gapub.sources.library import no_mapping
from gapub.validate.files import paths_of
from gapub.yaml.reader import Map, parse

app = App()
_WITHOUT_MARK = Text("（去掉字节顺序标记）", " (drops the byte order mark)")


@app.command()
def fmt(
    paths: Annotated[
        list[Path] | None, argument("文件或文件夹（默认为整个项目）", "files or folders (default: the whole project)")
    ] = None,
    check: Annotated[
        bool, option("只检查，不改写", "check only; exit with 1 if a file would change", "--check")
    ] = False,
    root: Root = None,
) -> None:
    """Format every YAML file of the paths; with `check`, only say which would change, and exit with 1 if any would."""
    found: list[Diagnostic] = []
    count = 0
    project = projects.find(root, paths or ())
    files = paths_of(paths or (), project)
    for path in files:
        if path not in (paths or ()) and not project.holds(path):
            raise projects.outside(path.as_posix())
    if not check:
        output.tidy(files)
    for path in files:
        data = read_bytes(path, path.as_posix())
        text, problems = _formatted(data, path.as_posix())
        found += problems
        if text is None or (made := laid_out(data, text)) == data:
            continue
        count += 1
        if not check:
            output.rewrite(path, made)
        done = Text("待整理", "would change") if check else Text("已整理", "changed")
        if data.startswith(BOM_UTF8):
            done += _WITHOUT_MARK
        write(f"{inline(done)}: {path.as_posix()}\n", error=True)
    if found:
        raise GapubError(found)
    if check and count:
        raise typer.Exit(1)


def _formatted(data: bytes, file: str) -> tuple[str | None, list[Diagnostic]]:
    tree, found = parse(data, file)
    if tree is None or found:
        return None, found
    if not isinstance(tree, Map):
        return None, no_mapping(tree, data, file)
    kind = kind_of(tree)
    if kind is None:
        message = Text("无法识别文件种类", "cannot tell what kind of file this is")
        hint = Text("应为标准指引、登记册或者地方配置文件", "it must be a guideline, a registry or a profile")
        return None, [Diagnostic("unknown-kind", "error", message, entity=file, hint=hint)]
    return format_text(data, file, SHAPES[kind])
