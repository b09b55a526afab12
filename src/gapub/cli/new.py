"""`gapub new guideline`: an edition of a guideline without rows, ready to fill in."""

from __future__ import annotations

import re
from typing import Annotated

from gapub import scaffold
from gapub.cli.declare import App
from gapub.cli.messages import say
from gapub.cli.options import Root, argument, option
from gapub.cli.schema import for_editors
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.guideline import GUIDELINE
from gapub.model.shape import Scalar
from gapub.sources import project as projects
from gapub.sources.bundle import FOLDER
from gapub.sources.library import REGISTRY_FOLDER, SCHEME_FOLDER, open_library
from gapub.sources.schemas import schema_from

app = App()


@app.callback()
def new() -> None:
    """Make `new` a group of commands, though it has one so far."""


@app.command("guideline", help=Text("生成待填写的标准指引", "write a guideline to fill in"))
def new_guideline(
    area: Annotated[str, argument("领域编号，如 cyber-security", "the area's id")],
    title: Annotated[str, option("中文名称", "name in Chinese")],
    en: Annotated[str, option("英文名称", "name in English")],
    edition: Annotated[str, option("版本，如 2019、seen-2022", "edition")],
    root: Root = None,
) -> None:
    """Write `AREA/EDITION.yaml` into the folder of guidelines: an edition without rows.

    Raises GapubError: `bad-area`, `bad-edition`, `bad-title`, or `exists`, also where gapub ships that edition, for a
    local file of the same name would take its place.
    """
    project, names = projects.find(root), Text(title, en)
    for what, text in (("area", area), ("edition", edition)):
        shape = GUIDELINE.index[what].shape
        assert isinstance(shape, Scalar)
        if re.fullmatch(shape.pattern or "", text) is None or text in (REGISTRY_FOLDER, SCHEME_FOLDER):
            raise _bad(what, text, shape.doc or GUIDELINE.index[what].doc)
    for text in names:
        if not text.strip() or not text.replace("\u3000", " ").isprintable():
            raise _bad("title", text, GUIDELINE.index["title"].doc)
    place = project.root / FOLDER / area / f"{edition}.yaml"
    if f"{area}@{edition}" in open_library(project.guidelines, project.root).editions():
        hint = Text("要修改已有的版本，请直接修改该文件", "to change an existing edition, edit its file")
        raise scaffold.already_there(place, hint)
    text = scaffold.guideline(area, edition, names, schema_from("guideline", place.parent, project.root))
    scaffold.write_new(place.parent, {place.name: text}, last=place.name)
    say(Text(f"{place.as_posix()}：待填写", f"{place.as_posix()}: ready to fill in"))
    for_editors("guideline", project)


def _bad(what: str, text: str, doc: Text) -> GapubError:
    message = Text(f"“{text}”不能用作 {what}", f"“{text}” cannot be the {what}")
    return GapubError([Diagnostic(f"bad-{what}", "error", message, entity=text, hint=doc)])
