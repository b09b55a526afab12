"""Which files below a folder are profiles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.profile import OneDivision, Profile
from gapub.model.shape import suggestion
from gapub.sources.disk import yaml_files
from gapub.sources.kinds import kind_of
from gapub.sources.library import Library, local_file


def profiles_in(path: Path, library: Library) -> Iterator[tuple[Path, list[Diagnostic]]]:
    """A file itself; of a folder, every profile below it, in order, and what is no sound YAML, with what is wrong with it.

    What cannot be parsed may have been a profile. Raises GapubError for a folder that cannot be listed.
    """
    path = Path(os.path.normpath(path))  # a file has one name, however it is reached
    if not path.is_dir():
        yield path, []
        return
    library.admit(path)
    for file in sorted(yaml_files(path)):
        try:
            parsed = library.parse(local_file(file))
        except GapubError as error:
            yield file, list(error.diagnostics)
            continue
        if parsed.found or kind_of(parsed.tree) == "profile":
            yield file, parsed.found


def no_profiles(*paths: Path) -> GapubError:
    """The error that none of these folders has a profile."""
    shown = "、".join(each.as_posix() for each in paths)
    message = Text(f"“{shown}”中没有地方配置文件", f"{shown!r} contains no profile")
    return GapubError([Diagnostic("no-profiles", "error", message)])


def division_of(profile: Profile, wanted: str) -> OneDivision:
    """The division of a profile by its code or its name. Raises GapubError `unknown-division` where that is not one of them."""
    found = [each for each in profile.divisions if wanted in (each.division.code, each.division.name)]
    if len(found) == 1:
        return found[0]
    raise no_division(profile, wanted)


def no_division(profile: Profile, wanted: str) -> GapubError:
    """The error that a profile has no such division."""
    message = Text(f"配置文件的 divisions 中没有“{wanted}”", f"the profile has no {wanted!r} under divisions")
    known = tuple(name for each in profile.divisions for name in each.division if name)
    return GapubError([Diagnostic("unknown-division", "error", message, hint=suggestion(wanted, known))])
