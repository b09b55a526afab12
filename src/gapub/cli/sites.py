"""The lists of a website held against a profile: what `check-site` and other commands ask, read and judged once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gapub.cli.messages import localized, say
from gapub.cli.streams import progress
from gapub.diagnostics import Diagnostic, GapubError, Text

if TYPE_CHECKING:
    from gapub.build.prepare import Prepared
    from gapub.model.profile import Profile
    from gapub.publication.record import Export
    from gapub.publication.result import Check
    from gapub.sources.library import Library


class Site(NamedTuple):
    """Whose website it is: the catalogue as it is prepared, the profile of each division that is judged, and their names."""

    prepared: Prepared
    profiles: tuple[Profile, ...]
    divisions: tuple[str, ...]


def site_of(
    profile: Path, level: str | None, baseline: str | None, division: str | None, day: date, library: Library
) -> Site:
    """The website of a profile, of all its divisions or of the one that is named by code or name.

    Raises GapubError as `prepare` does, for what keeps the profile from being compiled (a column of a row that is gone would
    never be looked at), and `unknown-division`.
    """
    from gapub.build.prepare import prepare
    from gapub.validate.verdict import judge

    wanted = baseline and library.id("baselines", baseline)
    prepared = prepare(level, profile, baseline=wanted, library=library)
    assert prepared.profile is not None
    judge(prepared, day.isoformat()).enforced(allow_weaker=True)
    profiles = of_division(prepared, division)
    names = tuple(each.division.name for each in profiles)
    return Site(prepared, tuple(profiles), names)


def of_division(prepared: Prepared, wanted: str | None) -> list[Profile]:
    """The profile of each division, or of the one that is asked for by code or name; none without a profile.

    Raises GapubError `unknown-division` for one that the profile does not have.
    """
    from gapub.sources.profiles import division_of

    profiles = prepared.profiles()
    if wanted is None:
        return profiles
    if prepared.profile is None:
        message = Text(f"没有配置文件，不能选行政区划“{wanted}”", f"no profile has a division {wanted!r}")
        hint = Text("请写 --profile", "name a profile with --profile")
        raise GapubError([Diagnostic("unknown-division", "error", message, hint=hint)])
    one = division_of(prepared.profile, wanted)
    return [each for each in profiles if each.divisions == (one,)]


def exports_of(paths: Sequence[Path]) -> list[Export]:
    """The lists at these paths, each once, be it there under two names. Raises GapubError for all that cannot be read at all."""
    from gapub.publication.reading import read

    made: list[Export] = []
    known = dict[str, str]()
    found = list[Diagnostic]()
    for path in dict.fromkeys(paths):
        progress(path.name)
        try:
            for each in read([path]):
                if (first := known.setdefault(each.sha256, each.file)) == each.file:
                    made.append(each)
                else:
                    same = Text("{} 与 {} 内容相同，没有再计", "{} is the same as {}, and was not counted again")
                    say(same.format(each.file, first))
        except GapubError as error:
            found += (each for each in error.diagnostics if each not in found)
        finally:
            progress()
    if found:
        raise GapubError(found)
    return made


def judged(
    site: Site,
    exports: Sequence[Export],
    day: date,
    scheme: str,
    previous: Sequence[Export],
    late_from: date | None = None,
) -> Check:
    """What the website holds against the catalogue; ages that neither profile nor catalogue states are those of the scheme.

    What was published before `late_from` is not held to its time limit. Of one division, what certainly belongs to another one of
    the profile is not looked at.
    """
    from gapub.publication.bindings import own, places
    from gapub.publication.calendar import calendar
    from gapub.publication.judging import check

    progress(localized(Text("对照目录", "holding it against the catalogue")))
    try:
        library = site.prepared.library
        all_profiles, lists = site.prepared.profiles(), (exports, previous)
        if len(all_profiles) > len(site.profiles):
            lists = own(exports, previous, [site.prepared.catalogue(each) for each in all_profiles], site.divisions)
        _, events, _ = library.events(site.prepared.chain)
        made = check(
            [site.prepared.catalogue(each) for each in site.profiles],
            lists[0],
            as_of=day,
            calendar=calendar(library.registry),
            registry=library.registry,
            ages=library.scheme(scheme).ages,
            previous=lists[1],
            where=places(site.prepared),
            late_from=late_from,
            events=events,
        )
        return made._replace(exports=tuple(exports))
    finally:
        progress()
