"""`gapub score`: points by a scheme for what `check-site` and `audit` found: one place, a league table, a trend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from gapub.cli.declare import App, Exit
from gapub.cli.documents import data, laid_out
from gapub.cli.messages import localized
from gapub.cli.options import (
    BACKUP,
    OVERWRITE,
    Root,
    answers,
    argument,
    existing,
    format_option,
    listed,
    option,
    or_stdout,
    repeated_option,
    to_a_file,
)
from gapub.cli.streams import write_data
from gapub.cli.terminal import print_sections
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.shape import suggestion
from gapub.reports.text import Line
from gapub.sources.library import of_project

if TYPE_CHECKING:
    from gapub.model.scheme import Scheme
    from gapub.publication.scoring import Locality
    from gapub.publication.standing import Standing
    from gapub.reports.document import Part

app = App()

_NAMES: Final = ("text", "md", "html", "json", "xlsx")
_NAMED: Final = 3
"""So many rows and columns are named in a terminal, of those with findings of a kind."""


@app.command()
def score(
    reports: Annotated[
        list[Path],
        argument(
            "check-site 或者 audit 的 JSON 报告；几个地方的排名，一个地方几次的看变化",
            "JSON reports of check-site or audit: of several places a league table, of several days a trend",
        ),
    ],
    scheme: Annotated[str, option("评分方案的名称或者文件", "scheme of scoring, by name or file", "--scheme")],
    judged: Annotated[
        list[str] | None,
        repeated_option(
            "人工评判的指标：[单位:]编号=有问题的处数", "what a person judged: [PLACE:]INDICATOR=NUMBER of things found"
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        repeated_option("没有的职能，如 services（对外服务）", "what they have not, such as services to the public"),
    ] = None,
    seed: Annotated[
        int | None,
        option("抽签的种子，方案要抽领域的必须写", "seed of the lots, where the scheme draws areas", "--seed"),
    ] = None,
    by: Annotated[
        Literal["place", "office"] | None,
        option("按地方（默认）或者按部门（office）评分", "score places (the default) or their offices", "--by"),
    ] = None,
    format: Annotated[str, format_option(_NAMES, Text("输出格式；xlsx 须写 -o", "format; xlsx requires -o"))] = "text",
    output: Annotated[Path | None, option("输出文件", "output file", "-o", "--output", callback=or_stdout)] = None,
    fail_on: Annotated[
        str | None,
        option(
            "有单位评为这个等次或者更低的，退出码为 1",
            "exit with 1 where a place is in this band or a lower one",
            "--fail-on",
        ),
    ] = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    root: Root = None,
) -> None:
    """Score reports by a scheme. A band that is not certain counts by its lowest points for `--fail-on`.

    Raises GapubError: `needs-output`, `output-is-input`, `bad-answer`, `needs-seed`, `no-draw`, `unknown-band`, `unknown-need`,
    `no-offices`, `bad-report`, `report-twice`, and for what cannot be read or written.
    """
    from gapub.publication.scoring import joined, read

    to_a_file(format, output, ("xlsx",))
    if output is not None and output.resolve() in (each.resolve() for each in reports):
        shown = output.as_posix()
        message = Text(f"不能写到所读的报告 {shown} 上", f"{shown} is one of the reports, and must not be replaced")
        raise GapubError([Diagnostic("output-is-input", "error", message, entity=shown)])
    rules = of_project(root, None).scheme(scheme)
    lowest = _band(fail_on, rules)
    lacking = _lacking(without or [], rules)
    _check_seed(seed, rules)
    places = joined([each for path in dict.fromkeys(reports) for each in read(path)])
    standing = _standing(rules, places, judged or [], lacking, seed, offices=by == "office")
    _show(standing, format, output, overwrite=overwrite, backup=backup)
    if lowest is not None and any(rules.bands.index(each.score.bands[0]) >= lowest for _, each in standing.ranked):
        raise Exit(1)


# --- what was asked ------------------------------------------------------------------------------------------------------


def _band(name: str | None, scheme: Scheme) -> int | None:
    names = [each.id for each in scheme.bands]
    if name is None or name in names:
        return None if name is None else names.index(name)
    found = [n for n, each in enumerate(scheme.bands) if name in each.title]
    if found:
        return found[0]
    raise _unknown("unknown-band", Text(f"方案没有“{name}”这个等次", f"the scheme has no band {name!r}"), name, names)


def _lacking(words: Sequence[str], scheme: Scheme) -> tuple[str, ...]:
    named = listed(words)
    for each in named:
        if each not in scheme.needs:
            message = Text(f"方案没有以“{each}”为条件的指标", f"no indicator of the scheme needs {each!r}")
            raise _unknown("unknown-need", message, each, scheme.needs)
    return named


def _unknown(code: str, message: Text, name: str, known: Sequence[str]) -> GapubError:
    return GapubError([Diagnostic(code, "error", message, hint=suggestion(name, tuple(known)))])


def _check_seed(seed: int | None, scheme: Scheme) -> None:
    if scheme.draw is not None and seed is None:
        message = Text(f"方案抽签检查 {scheme.draw} 个领域", f"the scheme draws {scheme.draw} areas by lot")
        hint = Text(
            "用 --seed 写明种子，如检查通知的日期 20261201",
            "state the seed with --seed, such as the day of the notice: 20261201",
        )
        raise GapubError([Diagnostic("needs-seed", "error", message, hint=hint)])
    if scheme.draw is None and seed is not None:
        message = Text("方案不抽签，去掉 --seed", "the scheme draws nothing; leave out --seed")
        raise GapubError([Diagnostic("no-draw", "error", message)])


# --- the work ------------------------------------------------------------------------------------------------------------


def _standing(
    scheme: Scheme,
    places: Sequence[Sequence[Locality]],
    judged: Sequence[str],
    without: Sequence[str],
    seed: int | None,
    *,
    offices: bool,
) -> Standing:
    from gapub.publication.scoring import drawn, of_areas, scored
    from gapub.publication.standing import Standing

    lots = (
        drawn((each for days in places for each in days), scheme.draw, seed) if scheme.draw and seed is not None else ()
    )
    if lots:
        areas = {each.area for each in lots}
        places = [[of_areas(each, areas) for each in days] for days in places]
    if offices:
        if len(places) > 1:
            message = Text("按部门评分的，一次只写一个地方", "score the offices of one place at a time")
            raise GapubError([Diagnostic("no-offices", "error", message)])
        places = _by_office([each for days in places for each in days])
    said = _of_places(judged, scheme, [days[-1].of for days in places])
    made = tuple(
        tuple(scored(scheme, each, {**said.get("", {}), **said.get(days[-1].of.zh, {})}, without) for each in days)
        for days in places
    )
    return Standing(scheme, made, seed, lots)


def _by_office(days: Sequence[Locality]) -> list[list[Locality]]:
    from gapub.publication.scoring import of_offices

    found: dict[str, list[Locality]] = {}
    for each in days:
        for office in of_offices(each):
            found.setdefault(office.of.zh, []).append(office)
    if not found:
        message = Text(
            "报告中没有公开主体：只有 check-site 的报告可以按部门评分",
            "the reports name no offices: only those of check-site do",
        )
        raise GapubError([Diagnostic("no-offices", "error", message)])
    return [*found.values()]


def _of_places(words: Sequence[str], scheme: Scheme, places: Sequence[Text]) -> dict[str, dict[str, int]]:
    """What persons counted, by place; under no name what is said of all."""
    parted = dict[str, list[str]]()
    known = {name: each.zh for each in places for name in each}
    for word in words:
        place, colon, answer = word.rpartition(":")
        if colon and place not in known:
            message = Text(f"报告中没有“{place}”", f"no report is about {place!r}")
            raise _unknown("bad-answer", message, place, tuple(known))
        parted.setdefault(known[place] if colon else "", []).append(answer if colon else word)
    return {place: answers(those, scheme) for place, those in parted.items()}


def _show(standing: Standing, format: str, output: Path | None, *, overwrite: bool, backup: bool) -> None:
    from gapub.publication import standing as shown

    if format == "json":
        from gapub.diagnostics.format import json_text

        made = json_text(shown.tree(standing), indent=1).encode()
    else:
        document = shown.document(standing)
        if output is None and format == "text":
            print_sections(*laid_out(document, {"counted": _counted}))
            return
        made = data(document, format)
    if output is None:
        write_data(made)
    else:
        from gapub.output import put

        put(output, made, existing(overwrite=overwrite, backup=backup))


def _counted(part: Part) -> Iterator[Line]:
    """The findings that count, those of a kind as one line."""
    alike = dict[tuple[str, str, str], list[str]]()
    for row in part.rows:
        kind, item, column, _ = map(localized, row.cells)
        alike.setdefault((localized(row.group), kind, row.tone), []).append(column if item == "—" else item)
    for (indicator, kind, tone), names in alike.items():
        named = [*dict.fromkeys(names)]
        shown = localized(Text("、", "; ").join(map(Text.same, named[:_NAMED]))) + ("…" if len(named) > _NAMED else "")
        told = localized(Text("{} {} 处：{}", "{}, {}: {}").format(kind, len(names), shown))
        yield f"{indicator}  {told}", {"error": "red", "warning": "yellow"}.get(tone, "")
