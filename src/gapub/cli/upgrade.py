"""`gapub upgrade`: reads a profile and both baselines, rewrites the profile, prints the report."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import typer

from gapub import output
from gapub.build.prepare import BASELINES, editions, own_level
from gapub.build.succession import succeed
from gapub.build.tailor import tailor_chain
from gapub.cli.speech import report as report_findings
from gapub.cli.speech import t
from gapub.diagnostics import GapubError, Text
from gapub.model import profile as profiles
from gapub.model.guideline import Guideline
from gapub.model.profile import Profile, inherit
from gapub.sources.library import Library, open_library, read_bytes
from gapub.upgrade import Side, Upgrade, unsettled, upgrade
from gapub.upgrade import messages as said
from gapub.upgrade.report import REPORTS
from gapub.yaml.reader import parse


def upgrade_profile(location: Path, *, to: str, since: str | None, dry_run: bool, report: str) -> None:
    """Upgrade one profile file in place, or with `dry_run` only say how; exit with 1 if conflicts are left."""
    library = open_library()
    chain = library.chain(location)
    data, profile = _read_again(chain[-1].file)
    chain[-1] = profile
    new, effective = library.baseline(to), inherit(chain)
    stated = since or profile.baseline
    old = library.baseline(stated or _assumed(effective, to))
    open_conflicts = unsettled(profile)
    if open_conflicts and old.id != new.id:
        raise GapubError(open_conflicts)
    sides = [Side(each, succeed(library.guidelines(editions(each, effective)))) for each in (old, new)]
    above, remarks = _refined_above(sides[1].guidelines, chain[:-1], to, library)
    made, found = upgrade(
        profile,
        data.decode(),
        sides[0],
        sides[1],
        above,
        library.registry,
        between=_between(library, sides),
        assumed=stated is None,
        remarks=remarks,
    )
    if made is None:
        raise GapubError(found)
    _write(made, dry_run=dry_run)
    sys.stdout.flush()
    sys.stdout.buffer.write(REPORTS[report](made, speak, dry_run=dry_run).encode())
    sys.stdout.buffer.flush()
    if open_conflicts:
        report_findings(open_conflicts)
    if open_conflicts or made.count("conflict"):
        raise typer.Exit(1)


def speak(said: Text) -> str:
    """A text of the report in the language of the run."""
    return t(*said)


def _read_again(file: str) -> tuple[bytes, Profile]:
    """The bytes of the file and the profile in them, so that places and text are of one moment."""
    data = read_bytes(Path(file), file)
    tree, found = parse(data, file)
    profile, problems = profiles.read(tree, file) if tree is not None and not found else (None, found)
    if profile is None:
        raise GapubError(problems)
    return data, profile


def _assumed(profile: Profile, to: str) -> str:
    """The old baseline of a profile that names none: what it inherits, or its level's where the link above has gone ahead."""
    inherited = profile.baseline
    return inherited if inherited and inherited != to else BASELINES[own_level(profile)]


def _refined_above(
    guidelines: Sequence[Guideline], links: Sequence[Profile], to: str, library: Library
) -> tuple[list[Guideline], list[Text]]:
    """The new guidelines as the profiles above refine them, and what keeps these from being relied on."""
    steps, remarks = tailor_chain(guidelines, links, library.registry), list[Text]()
    for link, step in zip(links, steps[1:], strict=True):
        if link.baseline not in (None, to):
            remarks.append(said.link_behind(link.file, str(link.baseline)))
        if step.found:
            remarks.append(said.link_broken(link.file, len(step.found)))
    return steps[-1].guidelines, [*remarks, said.WIDEST_FIRST] if links else remarks


def _between(library: Library, sides: Iterable[Side]) -> list[Guideline]:
    """The editions that the new rows, and the rows found so, come from and that neither side has."""
    known, names = {each.name for side in sides for each in side.guidelines}, set(library.editions())
    found: list[Guideline] = []
    ahead = set(_formerly(guideline for side in sides for guideline in side.guidelines))
    while wanted := sorted((ahead & names) - known):
        read = library.guidelines(wanted)
        known.update(wanted)
        found += read
        ahead = set(_formerly(read))
    return found


def _formerly(guidelines: Iterable[Guideline]) -> Iterator[str]:
    for guideline in guidelines:
        for _, item in guideline.rows():
            yield from (name.partition("/")[0] for name in item.formerly)


def _write(made: Upgrade, *, dry_run: bool) -> None:
    if dry_run or made.text == made.before:
        return
    output.rewrite(Path(made.file), made.text.encode())
