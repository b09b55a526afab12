"""`gapub init`: a locality's profile, ready to edit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from gapub import scaffold
from gapub.cli.declare import App
from gapub.cli.messages import say
from gapub.cli.options import Root, argument, option
from gapub.cli.schema import for_editors
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.profile import read
from gapub.model.registry import BASELINES
from gapub.sources import project as projects
from gapub.sources.divisions import LEVELS, Division, children, full_name, near, resolve
from gapub.sources.divisions import zone as zone_named
from gapub.sources.library import check_link, open_library
from gapub.sources.schemas import schema_from
from gapub.yaml.reader import parse

if TYPE_CHECKING:
    from gapub.model.profile import Profile
    from gapub.sources.library import Library

app = App()

PROFILE: Final = "profile.yaml"
TOWNSHIPS: Final = "townships.yaml"
_ALIKE: Final = 5  # names in a message


@app.command()
def init(
    division: Annotated[str, argument("行政区划的代码或名称", "code or name of a division")],
    townships: Annotated[
        bool, option("另生成各乡镇共用的文件", "also write a file shared by its townships", "--townships")
    ] = False,
    farms: Annotated[
        bool,
        option(
            "乡镇文件中包括农场、林场、团场、开发区",
            "include farms, regiments and zones among the townships",
            "--farms",
        ),
    ] = False,
    zone: Annotated[
        bool,
        option(
            "区划代码表中没有的，如开发区，代码留空",
            "no division of the table, such as a zone; the code is left open",
            "--zone",
        ),
    ] = False,
    extends: Annotated[Path | None, option("上级的配置文件", "the profile above", "--extends")] = None,
    output: Annotated[
        Path | None, option("文件", "file (default: catalogues/CODE/profile.yaml)", "-o", "--output")
    ] = None,
    root: Root = None,
) -> None:
    """Write the profile of a division (its code or name), and with `townships` one beside it for those of a county.

    Without `output` it is `catalogues/CODE/profile.yaml` of the project; in a folder that exists it is `profile.yaml`.
    A profile of the county that is there already stays as it is: `townships` alone are written. What the table of
    divisions does not have, and nothing in it is like, is taken for a zone.
    Raises GapubError: `exists`, `no-townships`, `without-townships`, `other-division`, as `resolve` does, and for a
    profile above that cannot be read or cannot stand there.
    """
    found = _division(division, zone=zone)
    if farms and not townships:
        message = Text("--farms 只用于 --townships", "--farms requires --townships")
        raise GapubError([Diagnostic("without-townships", "error", message, entity="--farms")])
    project = projects.find(root)
    place = output or project.catalogues / (found.code or found.name) / PROFILE
    place = place / PROFILE if place.is_dir() else place
    library = open_library(project.guidelines, project.root)
    schema = schema_from("profile", place.parent, project.root)
    files: dict[str, str] = {}
    said: list[Text] = []
    if townships and extends is None and place.is_file():
        _check_division(library.chain(place)[-1], found, place)
        said.append(Text(f"{place.as_posix()}：未改动", f"{place.as_posix()}: unchanged"))
    else:
        made = _profile(found, library, place, schema, extends, project.root)
        files[place.name] = made.text
        counts = Text(
            "{} 个机关名称系推测，须核实；{} 个角色待填写",
            "{} office names are guesses to confirm, {} roles remain to be filled in",
        )
        said.append(Text("{}：{}", "{}: {}").format(place.as_posix(), counts.format(made.guesses, made.to_fill)))
    if townships:
        if found.level != "county" or place.name == TOWNSHIPS or not found.code:
            raise _no_townships(full_name(found), LEVELS[found.level], place.name)
        below = children(found.code)
        files[TOWNSHIPS], listed = scaffold.townships(found, below, place.name, schema, farms=farms)
        if not listed:
            raise _only_farms(full_name(found), len(below))
        said.append(_townships_said(place.parent / TOWNSHIPS, len(listed), len(below) - len(listed)))
    scaffold.write_new(place.parent, files, last=place.name)
    if not found.code:
        say(_open_code(found.name))
    for each in said:
        say(each)
    if schema is not None:
        for_editors("profile", project)


def _division(text: str, *, zone: bool) -> Division:
    """The division that is meant; a name that nothing in the table is like, or with `zone` any, stands for a zone."""
    made = zone_named(text)
    if zone and made is None:
        message = Text(f"“{text}”不能作名称", f"{text!r} cannot be a name")
        hint = Text("请写汉字名称，如 红海湾经济开发区", "write the name in Chinese")
        raise GapubError([Diagnostic("zone-name", "error", message, entity=text, hint=hint)])
    if zone and made is not None:
        return made
    try:
        return resolve(text)
    except GapubError as error:
        (finding,) = error.diagnostics
        if finding.code != "unknown-division" or made is None:
            raise
        if not near(text):
            return made
        hint = Text(
            "写错的请改正；表中确实没有的（如开发区），请加上 --zone",
            "correct the name; for a zone or another place that the table lacks, add --zone",
        )
        raise GapubError([finding._replace(hint=hint)]) from None


def _open_code(name: str) -> Text:
    """That the table does not have the name, and what in it is like it."""
    said = Text(
        f"区划代码表（约 2023 年）中没有“{name}”，代码留空；有代码的，请在文件中填写",
        f"the table of divisions (about 2023) has no “{name}”; the code is left open, fill it in if there is one",
    )
    alike = [Text.same(f"{each.code} {full_name(each)}") for each in near(name)[:_ALIKE]]
    return said + Text("。相近的有：", "; similar: ") + Text("；", "; ").join(alike) if alike else said


def _profile(
    division: Division, library: Library, place: Path, schema: str | None, extends: Path | None, root: Path
) -> scaffold.Scaffold:
    """The profile, below the one that it extends."""
    over = extends / PROFILE if extends and extends.is_dir() else extends
    if over is not None and not any(projects.holds(each, over) for each in (root, projects.root_of(place.parent))):
        raise _outside(over)
    above = library.chain(over) if over else []
    way = None if over is None else Path(os.path.relpath(over.resolve(), place.parent.resolve())).as_posix()
    guidelines = library.guidelines(library.baseline(BASELINES["county"]).editions)
    made = scaffold.profile(division, guidelines, library.registry, schema, extends=way, above=above)
    if over is not None:
        own, _ = read(parse(made.text.encode(), "")[0], place.as_posix())
        assert own is not None
        check_link([(place, own), (over, above[-1])])
    return made


def _outside(over: Path) -> GapubError:
    path = over.as_posix()
    message = Text(
        f"上级配置文件 {path} 在项目的根文件夹之外", f"the profile above, {path}, lies outside the root of the project"
    )
    return GapubError([Diagnostic("outside-root", "error", message, entity=path, hint=projects.NAME_ROOT)])


def _check_division(profile: Profile, found: Division, place: Path) -> None:
    """The profile that is there is that of the county."""
    own = [each.division for each in profile.divisions]
    if profile.level != found.level or [each.code for each in own] != [found.code]:
        path, label = place.as_posix(), own[0].label
        message = Text("{} 是{}的配置文件，不是{}的", "{} is the profile of {}, not of {}").format(
            path, label, full_name(found)
        )
        hint = Text("用 -o 写明县的配置文件", "name the county's profile with -o")
        raise GapubError([Diagnostic("other-division", "error", message, entity=path, hint=hint)])


def _townships_said(path: Path, listed: int, left: int) -> Text:
    said = Text(f"{path.as_posix()}：{listed} 个乡级区划", f"{path.as_posix()}: {listed} townships")
    if left:
        said += Text(
            f"；另有 {left} 个农场、团场、开发区等没有列入，要列入的加 --farms",
            f"; {left} farms, regiments and zones are left out, --farms includes them",
        )
    return said


def _only_farms(name: str, count: int) -> GapubError:
    message = Text(
        f"{name}的 {count} 个乡级单位都不是乡镇、街道",
        f"none of the {count} townships of {name} is a town or subdistrict",
    )
    hint = Text("要列入农场、团场、开发区等的，加 --farms", "--farms includes farms, regiments and zones")
    return GapubError([Diagnostic("no-townships", "error", message, entity=name, hint=hint)])


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
