"""`gapub divisions`: the code of a name, the name of a code, and what belongs to it."""

from __future__ import annotations

from typing import Any, Final

from gapub.cli.inspect import print_json, print_table
from gapub.cli.speech import say, t
from gapub.sources.divisions import LEVELS, Division, find, full_name, resolve

_SHOWN: Final = 50  # rows of the table; JSON has them all


def show_divisions(name: str, listing: str) -> None:
    """Print every division that a code, a name or a part of one may mean, the best first; `listing` is text or json.

    Raises GapubError (`unknown-division`, with similar names) when there is none.
    """
    found = find(name) or [resolve(name)]
    if listing == "json":
        print_json({"divisions": [_facts(each) for each in found]})
        return
    print_table(
        t("行政区划", "Divisions"),
        (t("代码", "code"), t("名称", "name"), t("级别", "level"), t("全称", "full name")),
        [(each.code, each.name, f"{LEVELS[each.level].zh} {each.level}", full_name(each)) for each in found[:_SHOWN]],
        codes=True,
    )
    if len(found) > _SHOWN:
        say(
            f"共 {len(found)} 个，只列前 {_SHOWN} 个；--format json 列出全部",
            f"{len(found)} divisions, the first {_SHOWN} are shown; --format json lists all",
        )


def _facts(division: Division) -> dict[str, Any]:
    return {
        "code": division.code,
        "name": division.name,
        "level": division.level,
        "full_name": full_name(division),
        "parents": [{"code": code, "name": name} for code, name in division.parents],
    }
