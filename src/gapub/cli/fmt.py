"""`gapub fmt`: YAML files in canonical form, in place or checked."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path
from typing import Annotated

from gapub import output
from gapub.cli.declare import App, Exit
from gapub.cli.messages import inline
from gapub.cli.options import Root, argument, option
from gapub.cli.streams import write
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.fmt import format_text, laid_out
from gapub.sources import project as projects
from gapub.sources.disk import read_bytes
from gapub.sources.kinds import kind_of, shape_of
from gapub.sources.library import Library, no_mapping, of_project
from gapub.validate.files import paths_of
from gapub.yaml.reader import parse
from gapub.yaml.tree import Map

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
    marks: Annotated[
        bool,
        option(
            "在没有标记的核对记录中写入标记；已有的不改",
            "give attestations without a mark one; marks that are there stay",
            "--marks",
        ),
    ] = False,
    ids: Annotated[
        bool,
        option(
            "名称改写成编号，中文的栏目改写成取值",
            "write ids for names, and values for cells that are typed in Chinese",
            "--ids",
        ),
    ] = False,
    root: Root = None,
) -> None:
    """Format every YAML file of the paths; with `check`, only say which would change, and exit with 1 if any would.

    With `marks`, attestations of profiles get the marks that they lack first. With `ids`, names become the ids that they
    mean; a file with a name that means none, or several, stays as it is.
    """
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
        text, problems = _formatted(
            _marked(data, path, root) if marks else data, path, of_project(root, path) if ids else None
        )
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
        raise Exit(1)


def _marked(data: bytes, path: Path, root: Path | None) -> bytes:
    """The bytes of a file with the marks that its attestations lack; what no longer matches is told and stays."""
    tree, found = parse(data, path.as_posix())
    holders = (tree, *tree.get("divisions", ())) if isinstance(tree, Map) and not found else ()
    if not any("attest" in each for each in holders if isinstance(each, Map)):
        return data
    from gapub.build.attested import check
    from gapub.cli.messages import report
    from gapub.upgrade.attestation import marked, rows_of

    library = of_project(root, path)
    profile = library.chain(path)[-1]
    rows = rows_of(path, library)
    made = marked(profile, data.decode("utf-8-sig"), rows)
    with_marks = [each for each in profile.attestations if each.mark or each.marks]
    report(check(with_marks, rows, (), lambda *_: None)[1])
    return made.text.encode() if made.targets else data


def _formatted(data: bytes, path: Path, library: Library | None) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file in its layout; with a library, ids stand in it for names."""
    file = path.as_posix()
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
    if library is None:
        return format_text(data, file, shape_of(kind))
    named, found = library.understood(tree, file, path)
    return (None, found) if found else format_text(data, file, shape_of(kind), named)
