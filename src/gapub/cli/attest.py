"""`gapub attest`: what an office has checked, written into its profile with the mark of the cells as they are now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from gapub import output
from gapub.cli.declare import App, BadParameterError
from gapub.cli.messages import say
from gapub.cli.options import PROFILE_ARGUMENT, Root, listed, option, repeated_option
from gapub.cli.streams import write
from gapub.diagnostics import Diagnostic, GapubError, Text, counted
from gapub.diagnostics.text import safe
from gapub.model.fields import CELLS
from gapub.sources.library import of_project

app = App()


@app.command()
def attest(
    profile: Annotated[Path, PROFILE_ARGUMENT],
    by: Annotated[str, option("核对人", "who checked", "--by")],
    on: Annotated[str, option("核对日期，如 2026-11-20", "the day of the check, such as 2026-11-20", "--on")],
    document: Annotated[str, option("对照的文件", "the document it was checked against", "--document")],
    area: Annotated[
        list[str] | None, repeated_option("核对过的领域，可写名称", "an area that was checked, by id or name")
    ] = None,
    topic: Annotated[
        list[str] | None, repeated_option("核对过的一级事项", "a topic that was checked, by id or name")
    ] = None,
    item: Annotated[
        list[str] | None, repeated_option("核对过的二级事项", "an item that was checked, by id or name")
    ] = None,
    field: Annotated[
        list[str] | None, repeated_option("核对过的栏目（默认为全部）", "a cell that was checked (default: all)")
    ] = None,
    division: Annotated[
        str | None,
        option("只用于其中一个行政区划（代码或者名称）", "for one division of the profile alone, by code or name"),
    ] = None,
    renew: Annotated[
        bool, option("替换已有的同一核对记录", "replace an attestation of the same cells", "--renew")
    ] = False,
    dry_run: Annotated[bool, option("只显示改动，不写入", "print the changes; write nothing", "--dry-run")] = False,
    root: Root = None,
) -> None:
    """Write an attestation with its mark into a profile and print what changed; the day has to be given."""
    from gapub.upgrade.attestation import Wish, check_facts, rows_of
    from gapub.upgrade.attestation import attest as attested

    library = of_project(root, profile)
    check_facts(by, on, document)
    own = library.chain(profile)[-1]
    wish = Wish(
        library.ids("areas", listed(area or ()), profile),
        library.ids("topics", listed(topic or ()), profile),
        library.ids("items", listed(item or ()), profile),
        tuple(map(_cell, listed(field or ()))) or CELLS,
        by,
        on,
        document,
    )
    if not (wish.areas or wish.topics or wish.items):
        raise _wrong("nothing-attested", "请写明核对的内容", "say what was checked", _WHAT)
    path = Path(own.file)
    text = library.parse_local(path).data.decode("utf-8-sig")
    made = attested(own, text, rows_of(profile, library), wish, division=division, renew=renew)
    if made.text != made.before and not dry_run:
        output.tidy([path])
        output.rewrite(path, made.text.encode())
    write("".join(f"{safe(line)}\n" for line in made.diff.splitlines()))
    for target, rows, cells in made.targets:
        done = Text("拟写入", "would attest") if dry_run else Text("已写入", "attested")
        amount = Text(f"{rows} 个事项，{cells} 个栏目", f"{counted(rows, 'item')}, {counted(cells, 'cell')}")
        say(Text("{}：{}（{}）", "{}: {} ({})").format(done, target, amount))


_WHAT = Text("用 --area、--topic 或者 --item", "use --area, --topic or --item")


def _cell(text: str) -> str:
    """The cell that a text means, by its id or its name in either language."""
    from gapub.model.profile import CELL_NAMES
    from gapub.model.text import word_for

    found = text if text in CELLS else word_for(text, CELL_NAMES) or _short(text)
    if found is None:
        raise BadParameterError(f"{text!r} is not one of {', '.join(map(repr, CELLS))}.")
    return found


def _short(text: str) -> str | None:
    """公开内容 for 公开内容（要素）."""
    from gapub.model.profile import CELL_NAMES

    return next((cell for cell, name in CELL_NAMES.items() if text and name.zh.partition("（")[0] == text), None)


def _wrong(code: str, zh: str, en: str, hint: Text | None = None) -> GapubError:
    return GapubError([Diagnostic(code, "error", Text(zh, en), hint=hint)])
