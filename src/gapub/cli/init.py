"""`gapub init`: a locality's profile, ready to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from gapub import scaffold
from gapub.build.prepare import BASELINES
from gapub.cli.framework import App
from gapub.cli.messages import say
from gapub.cli.options import Root, argument, option
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.sources import project as projects
from gapub.sources.divisions import LEVELS, children, full_name, resolve
from gapub.sources.library import open_library

app = App()

PROFILE: Final = "profile.yaml"
TOWNSHIPS: Final = "townships.yaml"


@app.command()
def init(
    division: Annotated[str, argument("行政区划的代码或名称", "code or name of a division")],
    townships: Annotated[
        bool, option("另生成各乡镇共用的文件", "also write a file shared by its townships", "--townships")
    ] = False,
    output: Annotated[
        Path | None, option("文件", "file (default: catalogues/CODE/profile.yaml)", "-o", "--output")
    ] = None,
    root: Root = None,
) -> None:
    """Write the profile of a division (its code or name), and with `townships` one beside it for those of a county.

    Without `output` it is `catalogues/CODE/profile.yaml` of the project; in a folder that exists it is `profile.yaml`.
    Raises GapubError: `exists`, `no-townships`, and as `resolve` does.
    """
    found = resolve(division)
    project = projects.find(root)
    place = output or project.catalogues / found.code / PROFILE
    place = place / PROFILE if place.is_dir() else place
    library = open_library(project.guidelines, project.root)
    guidelines = library.guidelines(library.baseline(BASELINES["county"]).editions)
    schema = scaffold.schema_from("profile", place.parent, project.root)
    made = scaffold.profile(found, guidelines, library.registry, schema)
    files = {place.name: made.text}
    below = children(found.code)
    if townships:
        if found.level != "county" or place.name == TOWNSHIPS:
            raise _no_townships(full_name(found), LEVELS[found.level], place.name)
        files[TOWNSHIPS] = scaffold.townships(found, below, place.name, schema)
    scaffold.write_new(place.parent, files, last=place.name)
    counts = Text(
        "{} 个机关名称系推测，须核实；{} 个角色待填写",
        "{} office names are guesses to confirm, {} roles remain to be filled in",
    )
    say(Text("{}：{}", "{}: {}").format(place.as_posix(), counts.format(made.guesses, made.to_fill)))
    if townships:
        path = (place.parent / TOWNSHIPS).as_posix()
        say(Text(f"{path}：{len(below)} 个乡级区划", f"{path}: {len(below)} townships"))


def _no_townships(name: str, level: Text, file: str) -> GapubError:
    message = Text(
        f"{name}是{level.zh}，不能加 --townships", f"{name} is of {level.en} level; --townships is for counties only"
    )
    if file == TOWNSHIPS:
        message = Text(
            f"{TOWNSHIPS} 是乡镇共用的配置文件", f"{TOWNSHIPS} is the name of the file shared by the townships"
        )
    hint = Text(
        "--townships 只用于县级，县的文件须另取名", "use --townships with a county only, and give its file another name"
    )
    return GapubError([Diagnostic("no-townships", "error", message, entity=name, hint=hint)])
