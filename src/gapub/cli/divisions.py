"""`gapub divisions`: the code of a name, the name of a code, and what belongs to it."""

from __future__ import annotations

from typing import Annotated, Any, Final

from gapub.cli.declare import App
from gapub.cli.messages import say
from gapub.cli.options import argument
from gapub.cli.printing import ListingFormat, print_as, print_table
from gapub.diagnostics import Text
from gapub.sources.divisions import LEVELS, Division, find, full_name, resolve

app = App()

_SHOWN: Final = 50  # rows of the table; JSON has them all


@app.command()
def divisions(
    name: Annotated[str, argument("名称或代码，如 庄河", "a name or code")],
    format: ListingFormat = "text",
) -> None:
    """Print every division that a code, a name or a part of one may mean, the best first.

    Raises GapubError (`unknown-division`, with similar names) when there is none.
    """
    found = find(name) or [resolve(name)]
    print_as(format, lambda: {"divisions": [_facts(each) for each in found]}, lambda: _print(found))


def _print(found: list[Division]) -> None:
    print_table(
        Text("行政区划", "Divisions"),
        (Text("代码", "code"), Text("名称", "name"), Text("级别", "level"), Text("全称", "full name")),
        [(each.code, each.name, f"{LEVELS[each.level].zh} {each.level}", full_name(each)) for each in found[:_SHOWN]],
        codes=True,
    )
    if len(found) > _SHOWN:
        say(
            Text(
                f"共 {len(found)} 个，只列出前 {_SHOWN} 个；用 --format json 列出全部",
                f"{len(found)} divisions, of which the first {_SHOWN} are shown; --format json lists all",
            )
        )


def _facts(division: Division) -> dict[str, Any]:
    return {
        "code": division.code,
        "name": division.name,
        "level": division.level,
        "full_name": full_name(division),
        "parents": [{"code": code, "name": name} for code, name in division.parents],
    }
