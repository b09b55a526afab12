"""`gapub upgrade`: profiles and both baselines are read, the profiles rewritten, the report printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from gapub import output
from gapub.cli.declare import App, Exit
from gapub.cli.documents import show
from gapub.cli.messages import inline, report
from gapub.cli.options import Root, argument, format_option, option
from gapub.cli.streams import write_data
from gapub.diagnostics import Text
from gapub.diagnostics.format import maker
from gapub.sources.library import of_project
from gapub.upgrade import chain, unsettled
from gapub.upgrade.report import FORMATS, counts
from gapub.upgrade.report import summary as summary_of

app = App()


@app.command()
def upgrade(
    profile: Annotated[
        Path,
        argument(
            "配置文件，或者其下配置文件一并升级的文件夹", "a profile, or a folder whose profiles are all upgraded"
        ),
    ],
    to: Annotated[str, option("新基线", "the new baseline")],
    since: Annotated[
        str | None, option("旧基线（默认用配置文件的）", "the old baseline (default: that of the profile)", "--from")
    ] = None,
    dry_run: Annotated[
        bool, option("只报告，不改写", "print the report and the changes; write nothing", "--dry-run")
    ] = False,
    summary: Annotated[
        bool, option("只列各配置文件的条目数", "one table: the entries of each profile, counted", "--summary")
    ] = False,
    format: Annotated[
        str, format_option((each.name for each in FORMATS), Text("报告格式", "format of the report"))
    ] = "text",
    root: Root = None,
) -> None:
    """Upgrade profiles in place with their chain, or with `dry_run` only say how; exit with 1 if conflicts are left."""
    library = of_project(root, profile)
    made = chain.upgrades(chain.profiles_in(profile, library), to, since, library)
    # The narrowest first: if writing stops half way, what those inherit has not changed yet, and the run can be repeated.
    for each in reversed(made if not dry_run else ()):
        output.tidy([Path(each.file)])
        if each.text != each.before:
            output.rewrite(Path(each.file), each.text.encode())
    if not summary:
        write_data(maker(FORMATS, format)(made, inline, dry_run=dry_run))
    elif format == "json":
        write_data(counts(made, dry_run=dry_run))
    else:
        show(summary_of(made, dry_run=dry_run), format)
    still_open = [finding for each in made for finding in unsettled(each.profile)]
    if still_open:
        report(still_open)
    if still_open or any(each.count("conflict") for each in made):
        raise Exit(1)
