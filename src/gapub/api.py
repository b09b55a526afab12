"""The functions that `import gapub` offers; docs/api.md says what of them is stable.

They print nothing, never exit, and ask neither the working folder nor the clock nor the environment: what they read they
are given. Whatever cannot be done raises `GapubError`, whose `diagnostics` say why in both languages, and where.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.catalogue import Catalogue, division_keys
from gapub.model.shape import check_name, suggestion
from gapub.model.text import LEVELS_CALLED, word_for
from gapub.sources import library as sources
from gapub.sources.bundle import FOLDER
from gapub.sources.library import Library

if TYPE_CHECKING:
    from gapub.build.prepare import Prepared
    from gapub.diff.comparison import Side
    from gapub.model.profile import Profile

StrPath: TypeAlias = "str | os.PathLike[str]"

_LANGUAGES = ("zh", "en", "zh-en")
_HERE = Path(os.sep)
"""The folder from which settings see files; those that are given here name none."""


def open_library(folder: StrPath | None = None) -> Library:
    """The guidelines and registries that ship with gapub; those of a folder, if one is named, are laid over them.

    `folder` is a folder of guidelines (`AREA/EDITION.yaml`, `registry/NAME.yaml`), or one that has it as `guidelines/`.
    A library reads each file once, when it is first needed, and may be kept for as many catalogues as are wanted; open
    another to see files that have changed.

    Raises GapubError: `cannot-read` if there is no such folder, else what is wrong with its registries.
    """
    return sources.open_library(None if folder is None else _guidelines_of(folder))


def compile_catalogue(
    library: Library,
    level: str,
    *,
    profile: StrPath | None = None,
    division: str | None = None,
    baseline: str | None = None,
    areas: Collection[str] = (),
    allow_weaker: bool = False,
    as_of: str | None = None,
    purpose: str = "review",
    allow_unverified: bool = False,
) -> Catalogue:
    """The catalogue of a level (`county`, `township`, `village`, or 县级, 乡级, 村级): the general one, or that of a profile's division.

    `profile` is the file of a profile, or the folder that has it as `profile.yaml`. `division` is the code of one of its
    divisions, or the name where the code is open; it must be given where there are several. `baseline` names the baseline
    if it is not the profile's own, else the level's; `areas` are the ids or names of the areas that are wanted, all if
    there is none. With `allow_weaker`, or where an entry allows it, what the profile makes weaker is marked in the catalogue
    (`Item.weakened`). `as_of` is the day, as 2026-11-24, by which allowances expire and dates are judged, that of the
    baseline if none is named. `purpose` is `review`, for those who check it, or `publication`, which requires a profile and is
    refused while anything is unverified in it, unless `allow_unverified` is set.

    Raises GapubError for what cannot be read or is not known, for what cannot be published, for a profile that is wrong, and
    for one that makes weaker what a level above has stated: whenever `check_files` finds an error in the profile, and never otherwise.
    """
    from gapub.build.prepare import prepare

    level = _level(level)
    check_name("unknown-purpose", Text("用途", "purpose"), purpose, ("review", "publication"))
    path = None if profile is None else _absolute(profile)
    prepared = prepare(level, path, baseline=baseline, areas=tuple(areas), library=library)
    if prepared.profile:
        from gapub.validate.verdict import judge

        judge(prepared, _is_day(as_of)).enforced(allow_weaker=allow_weaker)
    made = prepared.catalogue(_of_division(prepared, division), prepared.inputs())
    if purpose == "review":
        return made
    from gapub.reports.publishing import publication

    return publication(prepared, asked=areas, allow_unverified=allow_unverified).of(made)


def render_catalogue(
    catalogue: Catalogue,
    formats: Iterable[str],
    *,
    lang: str = "zh",
    templates: StrPath | None = None,
    fonts: str = "bundled",
    warn: Callable[[Diagnostic], object] = lambda _: None,
) -> dict[str, bytes]:
    """The files of a catalogue in these formats, by name; a name may have folders before it, with `/` between.

    `formats` are names as `gapub compile --format` takes them (`html`, or 网页), `lang` is `zh`, `en` or `zh-en`.
    `catalogue.json` is always among the files, in both languages, with the SHA-256 of the others. `templates` is a
    folder of templates that are laid over those that ship; they then count among the inputs of the catalogue. Equal
    arguments give equal bytes, but for `fonts`: with `system`, the fonts of the machine draw in the PDF what the
    bundled ones lack. `warn` is called with each finding about what a file does not keep, such as a character without a
    glyph in the PDF.

    Raises GapubError for an unknown format, language or choice of fonts, and for templates that are wrong.
    """
    from gapub.render import NAMES, name_of, render_catalogue
    from gapub.render.templates import BUNDLED, Options, opened
    from gapub.sources.project import without_links_outside

    wanted = tuple(dict.fromkeys(map(name_of, formats)))
    for name in wanted:
        check_name("unknown-format", Text("输出格式", "format"), name, NAMES)
    check_name("unknown-language", Text("语言", "language"), lang, _LANGUAGES)
    overlay = BUNDLED if templates is None else opened(without_links_outside(_absolute(templates)))
    inputs = tuple(sorted((*catalogue.inputs, *overlay.inputs()), key=lambda each: each.path))
    check_name("unknown-fonts", Text("字体", "fonts"), fonts, ("bundled", "system"))
    options = Options(overlay, system_fonts=fonts == "system", warn=warn)
    return render_catalogue(catalogue._replace(inputs=inputs), wanted, lang, options)


def check_files(
    paths: Iterable[StrPath],
    *,
    folder: StrPath | None = None,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    as_of: str | None = None,
) -> list[Diagnostic]:
    """What `gapub validate` finds in these files, and in the YAML files of these folders, in the order of their places.

    `folder` has the guidelines that the files stand among, laid over those that ship; without one they are those of the
    project around the paths. Nothing is read outside the project but what is named. `select` and `ignore` are codes,
    families, or beginnings of codes with `*`; `as_of` is the day, as 2026-11-24, by which the law is
    judged, that of the baseline if none is named. No settings file is read, and nothing is remembered. Findings allowed
    beside a row are not among these.

    Raises GapubError for a path that is not there and for a code that is not known; what is wrong in a file is a finding. What could
    not be read, and what stops the compile of a profile, is among them whatever is chosen.
    """
    from gapub.sources import project as projects
    from gapub.sources.disk import is_there
    from gapub.validate.run import check
    from gapub.validate.settings import Options, Settings

    named = [Path(path) for path in paths]
    if not named:
        return []
    _is_day(as_of)
    around = [projects.around(path) for path in named]
    project = next((each for each in around if is_there(each.guidelines)), around[0])
    if folder is not None:
        project = projects.of_guidelines(_guidelines_of(folder))
    options = Options(named, "json", "both", tuple(select), tuple(ignore), as_of=as_of)
    return list(check(named, project, Settings(root=_HERE).with_options(options), "both").findings)


def compare(
    old: Catalogue | StrPath,
    new: Catalogue | StrPath,
    *,
    library: Library | None = None,
    areas: Collection[str] = (),
    level: str | None = None,
    likeness: bool = True,
) -> dict[str, Any]:
    """What differs from the old side to the new one, in the form that `gapub diff --format json` prints (docs/diff.md).

    A side is a catalogue that was compiled, the name of a baseline or an edition that the library knows (`area@edition`),
    or a path: a guideline, a folder of them, a `catalogue.json`. A `Path` is never taken for a name. `areas` and `level`
    narrow the comparison. With `likeness`, rows of different ids may be proposed to be the same one.

    Raises GapubError for a side that is not there or cannot be read, and for an area that neither side has.
    """
    from gapub.diff import format_of
    from gapub.diff.comparison import diff, of_areas
    from gapub.diff.report import report
    from gapub.diff.sides import paired

    library = library or open_library()
    level = None if level is None else _level(level)
    areas = library.ids("areas", areas)
    one, other = paired(_side(old, library), _side(new, library), areas=areas, level=level)
    found = of_areas(diff(one, other, likeness=likeness), areas)
    text = format_of("json").make(report(found), "both", (), False)
    return cast("dict[str, Any]", json.loads(text))


# --- what the caller names -------------------------------------------------------------------------------------------


def _level(text: str) -> str:
    """The level that has a catalogue by its word, or by what people call it."""
    from gapub.model.registry import BASELINES

    called = {each: said for each, said in LEVELS_CALLED.items() if each in BASELINES}
    level = text if text in BASELINES else word_for(text, called) or text
    check_name("unknown-level", Text("目录层级", "level"), level, BASELINES)
    return level


def _is_day(as_of: str | None) -> str | None:
    """The day that is asked for, if any."""
    from gapub.validate.settings import is_date

    if as_of is not None and not is_date(as_of):
        message = Text(f"“{as_of}”不是日期", f"{as_of!r} is not a date")
        raise GapubError([Diagnostic("bad-date", "error", message)])
    return as_of


def _absolute(path: StrPath) -> Path:
    """The path as it is seen from the working folder of this moment: a library outlives a change of that."""
    if "\0" in os.fspath(path):
        raise _cannot_read(path, Text("路径中不能有空字符", "a path has no null character"))
    try:
        return Path(path).absolute()
    except OSError as error:  # the working folder is gone
        raise _cannot_read(path, Text("当前文件夹已不存在", "the working folder no longer exists")) from error


def _guidelines_of(folder: StrPath) -> Path:
    """The folder of guidelines: this one, or its folder `guidelines`."""
    path = _absolute(folder)
    path = path / FOLDER if (path / FOLDER).is_dir() else path
    if not path.is_dir():
        raise _cannot_read(folder, Text("文件夹不存在", "the folder does not exist"))
    return path


def _cannot_read(path: StrPath, reason: Text) -> GapubError:
    name = os.fspath(path)
    message = Text(f"无法读取 {name}：", f"cannot read {name}: ") + reason
    return GapubError([Diagnostic("cannot-read", "error", message, entity=name)])


def _of_division(prepared: Prepared, code: str | None) -> Profile | None:
    """The profile for the division of this code, or for the only one that there is."""
    several = prepared.profiles()
    profiles = dict(zip(division_keys([each.division for each in several]), several, strict=True))
    if code is None and len(profiles) < 2:
        return prepared.profile
    if code is None:
        message = Text(
            "配置文件有几个行政区划，请写明其中一个的代码", "the profile has several divisions; give the code of one"
        )
        hint = Text("可选：" + "、".join(profiles), "one of: " + ", ".join(profiles))
        raise GapubError([Diagnostic("which-division", "error", message, hint=hint)])
    if code not in profiles:
        message = Text(f"配置文件中没有代码为“{code}”的行政区划", f"the profile has no division with the code {code!r}")
        hint = suggestion(code, tuple(profiles))
        raise GapubError([Diagnostic("unknown-division", "error", message, entity=code, hint=hint)])
    return profiles[code]


def _side(side: Catalogue | StrPath, library: Library) -> Side:
    from gapub.diff import foreign, sides

    if isinstance(side, Catalogue):
        from gapub.render import json as catalogue_json

        data = catalogue_json.files(side, {})[catalogue_json.FILE]
        return foreign.read(data, catalogue_json.FILE, side.title.zh, library.registry)
    named = isinstance(side, str) and side != sides.STDIN and not side.startswith(sides.GIT)
    name = str(side if named else _absolute(side))  # neither standard input nor the repository around is looked at
    return sides.open_side(name, library, bytes)
