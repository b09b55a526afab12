"""`gapub upgrade`: reads a profile and both baselines, rewrites the profile, prints the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from gapub import output
from gapub.build.prepare import BASELINES, editions, in_force, own_level
from gapub.build.tailor import tailor_chain
from gapub.cli.framework import App
from gapub.cli.messages import inline, report
from gapub.cli.options import PROFILE_ARGUMENT, Root, format_option, option
from gapub.cli.streams import write_data
from gapub.diagnostics import GapubError, Text
from gapub.diagnostics.format import maker
from gapub.model.guideline import Guideline
from gapub.model.profile import Profile, inherit
from gapub.sources.library import Library, local_file, of_project
from gapub.upgrade import Side, messages, unsettled
from gapub.upgrade import upgrade as upgraded
from gapub.upgrade.report import FORMATS

app = App()


@app.command()
def upgrade(
    profile: Annotated[Path, PROFILE_ARGUMENT],
    to: Annotated[str, option("新基线", "the new baseline")],
    since: Annotated[
        str | None, option("旧基线（默认用配置文件的）", "the old baseline (default: that of the profile)", "--from")
    ] = None,
    dry_run: Annotated[
        bool, option("只报告，不改写", "print the report and the changes; write nothing", "--dry-run")
    ] = False,
    format: Annotated[
        str, format_option((each.name for each in FORMATS), Text("报告格式", "format of the report"))
    ] = "text",
    root: Root = None,
) -> None:
    """Upgrade one profile file in place, or with `dry_run` only say how; exit with 1 if conflicts are left."""
    library = of_project(root, profile)
    chain = library.chain(profile)
    own = chain[-1]
    text = library.parse(local_file(Path(own.file))).data.decode()  # what was read, so that it is of one moment
    new, effective = library.baseline(to), inherit(chain)
    stated = since or own.baseline
    old = library.baseline(stated or _assumed(effective, to))
    open_conflicts = unsettled(own)
    if open_conflicts and old.id != new.id:
        raise GapubError(open_conflicts)
    sides = [Side(each, in_force(library, each, editions(each, effective), chain)) for each in (old, new)]
    above, remarks = _refined_above(sides[1].guidelines, chain[:-1], to, library)
    made, found = upgraded(
        own,
        text,
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
    if not dry_run:
        output.tidy([Path(made.file)])
        if made.text != made.before:
            output.rewrite(Path(made.file), made.text.encode())
    write_data(maker(FORMATS, format)(made, inline, dry_run=dry_run))
    if open_conflicts:
        report(open_conflicts)
    if open_conflicts or made.count("conflict"):
        raise typer.Exit(1)


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
            remarks.append(messages.LINK_BEHIND.format(link.file, link.baseline))
        if step.found:
            remarks.append(messages.LINK_BROKEN.format(link.file, len(step.found)))
    return steps[-1].guidelines, [*remarks, messages.WIDEST_FIRST] if links else remarks


def _between(library: Library, sides: Iterable[Side]) -> list[Guideline]:
    """The editions that the new rows, and the rows found so, come from and that neither side has."""
    read = [each for side in sides for each in side.guidelines]
    known, names, found = {each.name for each in read}, set(library.editions()), list[Guideline]()
    while True:
        items = [item for each in read for _, item in each.rows()]
        wanted = sorted(({name.partition("/")[0] for item in items for name in item.formerly} & names) - known)
        if not wanted:
            return found
        read = library.guidelines(wanted)
        known.update(wanted)
        found += read
