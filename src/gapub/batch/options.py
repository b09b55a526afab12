"""What is asked of catalogues. A run that finds nothing to make needs no more of what makes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.render import NAMES, name_of


class Options(NamedTuple):
    """What is asked of a catalogue besides its level and its profile: words and paths, so that it can go to another process.

    `areas` are as the user names them, `as_of` is a date; without one the settings of the project say it. `since` is a former
    catalogue that the site is compared with, `record` what `check-site` keeps of the website. With `shared`, divisions are
    written beside what they have in common (`batch.shared`).
    """

    formats: tuple[str, ...]
    lang: str = "zh"
    baseline: str | None = None
    areas: tuple[str, ...] = ()
    allow_weaker: bool = False
    as_of: str | None = None
    purpose: str = "review"
    allow_unverified: bool = False
    templates: Path | None = None
    system_fonts: bool = False
    site_url: str | None = None
    since: Path | None = None
    record: Path | None = None
    shared: bool = False


def check(options: Options) -> None:
    """Raise GapubError for options that contradict each other."""
    if options.allow_unverified and options.purpose != "publication":
        message = Text(
            "--allow-unverified 须与 --for publication 同用", "--allow-unverified requires --for publication"
        )
        raise GapubError([Diagnostic("bad-options", "error", message)])
    if of_site(options):
        from gapub.batch import site

        site.check(options.formats, options.site_url, options.since, options.record)


def of_site(options: Options) -> bool:
    """Whether anything is asked of a site besides that it is made."""
    return any(each is not None for each in (options.site_url, options.since, options.record))


def formats_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The formats that these texts name, each once. Raises GapubError for what names none."""
    wanted = tuple(dict.fromkeys(map(name_of, texts)))
    if wanted and all(name in NAMES for name in wanted):
        return wanted
    from gapub.model.shape import check_name

    for name in wanted or ("",):
        check_name("unknown-format", Text("输出格式", "format"), name, NAMES)
    return wanted
