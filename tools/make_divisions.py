"""Make `data/divisions/divisions.txt` from two tables: counties (code,name,city,province), townships (code,name,county_code).

    python tools/make_divisions.py COUNTIES.csv TOWNSHIPS.csv 2023 > data/divisions/divisions.txt

The third argument is the year the codes stand for. Every fault of the tables stops the work; nothing is mended in silence.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

GROUPINGS: Final = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
"""What stands in the table for a prefecture where there is none: headings of the statistics, not divisions."""

HEAD: Final = """\
# 统计用区划代码（含开发区等统计单位），约 {year} 年，由 tools/make_divisions.py 生成。
# 每行：代码 名称；县级之后是所属的乡级：代码后三位紧接名称。
# Statistical division codes (development zones among them) of about {year}, made by tools/make_divisions.py.
# A line: code, name; after a county its townships: the last three digits and the name.
"""

Row = dict[str, str]


def main() -> None:
    """Write the file to standard output and the counts to standard error."""
    counties, townships, year = sys.argv[1:]
    upper = dict(_upper(_rows(counties, 6)))
    lower = _lower(_rows(townships, 9), upper)
    lines = (" ".join([code, upper[code], *sorted(lower.get(code, ()))]) + "\n" for code in sorted(upper))
    sys.stdout.buffer.write((HEAD.format(year=year) + "".join(lines)).encode())
    sys.stderr.write(f"{len(upper)} divisions, {sum(map(len, lower.values()))} townships\n")


def _rows(path: str, digits: int) -> list[Row]:
    """The rows of a table, with unique codes of so many digits and names that can stand between spaces."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = set()
    for row in rows:
        if not re.fullmatch(rf"[0-9]{{{digits}}}", row["code"]) or row["code"] in codes:
            sys.exit(f"{path}: a code that is malformed or occurs twice: {row}")
        if not re.fullmatch(r"[^\s0-9]+", row["name"]):
            sys.exit(f"{path}: a name that is empty or holds a space or a digit: {row}")
        codes.add(row["code"])
    return rows


def _upper(counties: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Provinces, prefectures and counties, each as often as it occurs; one code never has two names."""
    names: Row = {}
    for row in counties:
        for code, name in (
            (row["code"][:2], row["province"]),
            (row["code"][:4], row["city"]),
            (row["code"], row["name"]),
        ):
            if names.setdefault(code, name) != name:
                sys.exit(f"{code} is both {names[code]} and {name}")
            if len(code) != 4 or name not in GROUPINGS:
                yield code, name


def _lower(townships: Iterable[Row], upper: Row) -> dict[str, list[str]]:
    """The townships of each county as the file writes them."""
    found: dict[str, list[str]] = {}
    for row in townships:
        county = row["county_code"]
        if row["code"][:6] != county or county not in upper:
            sys.exit(f"a township without its county: {row}")
        found.setdefault(county, []).append(row["code"][6:] + row["name"])
    return found


if __name__ == "__main__":
    main()
