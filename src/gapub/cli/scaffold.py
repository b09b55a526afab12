"""`gapub init` and `gapub new guideline`: files ready to edit. A file that is there already is never touched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gapub import output, scaffold
from gapub.build.prepare import BASELINES
from gapub.cli.speech import say
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.guideline import GUIDELINE
from gapub.model.shape import Scalar
from gapub.sources.bundle import CATALOGUES, FOLDER
from gapub.sources.divisions import LEVELS, children, full_name, resolve
from gapub.sources.library import REGISTRY_FOLDER, open_library

PROFILE = "profile.yaml"
TOWNSHIPS = "townships.yaml"


def init(name: str, file: Path | None, *, townships: bool) -> None:
    """Write the profile of a division (its code or name), and with `townships` one beside it for those of a county.

    Without `file` it is `catalogues/CODE/profile.yaml`; in a folder that exists it is `profile.yaml`.
    Raises GapubError: `exists`, `no-townships`, and as `resolve` does.
    """
    division = resolve(name)
    place = file or Path(CATALOGUES) / division.code / PROFILE
    place = place / PROFILE if place.is_dir() else place
    library = open_library()
    guidelines = library.guidelines(library.baseline(BASELINES["county"]).editions)
    made = scaffold.profile(division, guidelines, library.registry, _schema("profile", place.parent))
    files = {place.name: made.text}
    below = children(division.code)
    if townships:
        if division.level != "county" or place.name == TOWNSHIPS:
            raise _no_townships(full_name(division), LEVELS[division.level], place.name)
        files[TOWNSHIPS] = scaffold.townships(division, below, place.name, _schema("profile", place.parent))
    _write(place.parent, files, last=place.name)
    say(
        f"{place.as_posix()}：{made.guesses} 个机关名称是推测，{made.to_fill} 个角色待填写",
        f"{place.as_posix()}: {made.guesses} office names are guesses, {made.to_fill} roles are to be filled in",
    )
    if townships:
        path = (place.parent / TOWNSHIPS).as_posix()
        say(f"{path}：{len(below)} 个乡级区划", f"{path}: {len(below)} townships")


def new_guideline(area: str, title: Text, edition: str, folder: Path = Path(FOLDER)) -> None:
    """Write `AREA/EDITION.yaml` into the folder of guidelines: an edition without rows.

    Raises GapubError: `bad-area`, `bad-edition`, `bad-title`, or `exists`, also where gapub ships that edition, for a
    local file of the same name would take its place.
    """
    for what, text in (("area", area), ("edition", edition)):
        shape = GUIDELINE.index[what].shape
        assert isinstance(shape, Scalar)
        if re.fullmatch(shape.pattern or "", text) is None or text == REGISTRY_FOLDER:
            raise _bad(what, text, shape.doc or GUIDELINE.index[what].doc)
    for text in title:
        if not text.strip() or not text.replace("\u3000", " ").isprintable():
            raise _bad("title", text, GUIDELINE.index["title"].doc)
    place = folder / area / f"{edition}.yaml"
    if f"{area}@{edition}" in open_library(folder).editions():
        hint = Text("要改已有的版本，改它本身", "to change an edition that there is, edit that file")
        raise _exists(place, hint)
    text = scaffold.guideline(area, edition, title, _schema("guideline", place.parent))
    _write(place.parent, {place.name: text}, last=place.name)
    say(f"{place.as_posix()}：待填写", f"{place.as_posix()}: to be filled in")


def _schema(kind: str, folder: Path) -> str | None:
    """The way from a folder to the schema of a kind of file, where the working folder has one, as a checkout does."""
    schema = Path("schemas") / f"{kind}.schema.json"
    here = Path.cwd()
    if not schema.is_file() or not folder.resolve().is_relative_to(here):
        return None
    return "../" * len(folder.resolve().relative_to(here).parts) + schema.as_posix()


def _write(folder: Path, files: Mapping[str, str], *, last: str) -> None:
    for name in files:
        if (folder / name).exists() or (folder / name).is_symlink():
            raise _exists(folder / name)
    output.write_files(folder, {name: text.encode() for name, text in files.items()}, last=last)


_ELSEWHERE: Final = Text("另选文件名，或者先移走它", "choose another name, or move it away first")


def _exists(place: Path, hint: Text = _ELSEWHERE) -> GapubError:
    path = place.as_posix()
    message = Text(f"已有 {path}，没有写入任何文件", f"there is {path} already; nothing was written")
    return GapubError([Diagnostic("exists", "error", message, entity=path, hint=hint)])


def _no_townships(name: str, level: Text, file: str) -> GapubError:
    message = Text(
        f"{name}是{level.zh}，不能加 --townships", f"{name} is of {level.en} level: --townships is for a county"
    )
    if file == TOWNSHIPS:
        message = Text(f"{TOWNSHIPS} 是乡镇共用的配置文件", f"{TOWNSHIPS} is the file that the townships share")
    hint = Text(
        "--townships 只用于县级，县的文件须另取名", "use --townships with a county, whose file has another name"
    )
    return GapubError([Diagnostic("no-townships", "error", message, entity=name, hint=hint)])


def _bad(what: str, text: str, doc: Text) -> GapubError:
    message = Text(f"“{text}”不能用作 {what}", f"“{text}” cannot be the {what}")
    return GapubError([Diagnostic(f"bad-{what}", "error", message, entity=text, hint=doc)])
