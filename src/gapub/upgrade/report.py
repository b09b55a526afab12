"""The report of an upgrade as text, Markdown and JSON, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import unified_diff
from typing import Any, Final, TypeAlias

from gapub.diagnostics import Text, counted
from gapub.diagnostics.format import Format, json_text
from gapub.diagnostics.text import safe
from gapub.model.cellwords import listed
from gapub.model.text import LEVELS
from gapub.reports.document import Counted, Document, called, overview
from gapub.upgrade import Shift, Turnover, Upgrade
from gapub.upgrade.entries import KINDS, Outcome
from gapub.upgrade.messages import label

Say: TypeAlias = Callable[[Text], str]
"""Puts a text into the language of the reader."""

_FORM: Final = "gapub-upgrade/1"

_RELATIONS: Final = {
    "equal": Text("要求未变", "same duty"),
    "stronger": Text("更严", "stricter"),
    "weaker": Text("放宽", "relaxed"),
    "incomparable": Text("无法比较", "incomparable"),
    "unknown": Text("原为待核", "unknown before"),
}


def text(made: Sequence[Upgrade], say: Say, *, dry_run: bool) -> str:
    """The report for a terminal, file by file; with `dry_run` also the changes as a unified diff."""
    return "\n".join(_text(each, say, dry_run=dry_run) for each in made)


def _text(made: Upgrade, say: Say, *, dry_run: bool) -> str:
    lines = [say(each) for each in (_head(made), *_summary(made, dry_run=dry_run))]
    for title, entries in _sections(made, say):
        lines += ["", title]
        for entry, notes in entries:
            lines += [f"  {entry}", *(f"      {note}" for note in notes)]
    if dry_run and (changes := diff(made)):
        lines += ["", *changes.splitlines()]
    return "\n".join(safe(line) for line in lines) + "\n"


def markdown(made: Sequence[Upgrade], say: Say, *, dry_run: bool) -> str:
    """The report in Markdown, a chapter a file; what comes from the files is escaped."""
    return "\n".join(_markdown(each, say, dry_run=dry_run) for each in made)


def _markdown(made: Upgrade, say: Say, *, dry_run: bool) -> str:
    from gapub.render.md import escape

    lines = [f"# {escape(say(_head(made)))}", ""]
    lines += [f"- {escape(say(each))}" for each in _summary(made, dry_run=dry_run)]
    for title, entries in _sections(made, say):
        lines += ["", f"## {escape(title)}", ""]
        for entry, notes in entries:
            lines += [f"- {escape(entry)}", *(f"  - {escape(note)}" for note in notes)]
    if dry_run and (changes := diff(made)):
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", changes))])
        lines += ["", f"{fence}diff", *(safe(line) for line in changes.splitlines()), fence]
    return "\n".join(lines) + "\n"


def machine(made: Sequence[Upgrade], _: Say, *, dry_run: bool) -> str:
    """The report as JSON, of several files as a list of `profiles`; with `dry_run` it holds the changes as a unified diff."""
    values = [_value(each, dry_run=dry_run) for each in made]
    value = values[0] if len(values) == 1 else {"format": _FORM, "profiles": values}
    return json_text(value, indent=2)


def counts(made: Sequence[Upgrade], *, dry_run: bool) -> str:
    """The summary as JSON: always a list of `profiles`, each with what is said of the whole file."""
    values = [_head_value(each, dry_run=dry_run) for each in made]
    return json_text({"format": _FORM, "profiles": values}, indent=2)


def _head_value(made: Upgrade, *, dry_run: bool) -> dict[str, Any]:
    return {
        "format": _FORM,
        "profile": made.file,
        "from": made.own.way.old.id,
        "from_assumed": made.assumed,
        "to": made.own.way.new.id,
        "level": made.own.way.level,
        "changed": made.text != made.before,
        "written": made.text != made.before and not dry_run,
        "counts": {kind: made.count(kind) for kind in KINDS},
    }


def _value(made: Upgrade, *, dry_run: bool) -> dict[str, Any]:
    return _head_value(made, dry_run=dry_run) | {
        "remarks": [each._asdict() for each in made.remarks],
        "rows": _rows(made.own),
        "levels": [
            {
                "level": each.way.level,
                "from": each.way.old.id,
                "to": each.way.new.id,
                "items": dict(zip(("before", "after"), each.way.sizes, strict=True)),
                "rows": _rows(each),
            }
            for each in made.levels
        ],
        "entries": [
            {
                "section": each.section,
                "target": each.target,
                "now": each.now,
                "outcome": each.kind,
                "line": each.place.line,
                "column": each.place.column,
                "notes": [note._asdict() for note in each.notes],
            }
            for each in made.outcomes
        ],
        **({"diff": diff(made)} if dry_run else {}),
    }


def _rows(turnover: Turnover) -> dict[str, Any]:
    return {
        "gained": [{"id": name, "title": title._asdict()} for name, title in turnover.gained],
        "lost": [{"id": name, "title": title._asdict()} for name, title in turnover.lost],
        "changed": [
            {"id": each.id, "title": each.title._asdict(), "cells": dict(each.cells)} for each in turnover.shifts
        ],
    }


FORMATS: Final[tuple[Format[Callable[..., str]], ...]] = (
    Format("text", Text("文字", "text"), "text/plain", text),
    Format("md", Text("Markdown", "Markdown"), "text/markdown", markdown),
    Format("json", Text("JSON", "JSON"), "application/json", machine),
)


def summary(made: Sequence[Upgrade], *, dry_run: bool) -> Document:
    """What became of the entries of many files, counted; a conflict waits for a person."""
    rows = [
        Counted(
            called([one.division for one in each.profile.divisions]),
            each.file,
            tuple(each.count(kind) for kind in KINDS),
            "error" if each.count("conflict") else "warning" if each.count("lapsed") else "",
        )
        for each in made
    ]
    changed, left = sum(each.text != each.before for each in made), sum(row.tone == "error" for row in rows)
    done = Text("须改写 {} 份", "{} to be rewritten") if dry_run else Text("已改写 {} 份", "{} rewritten")
    lead = (
        Text("共 {} 份配置文件，", "{}, ").format(Text(f"{len(made)}", counted(len(made), "profile")))
        + done.format(changed)
        + Text("，{} 份有冲突", ", {} with conflicts").format(left)
    )
    part = overview(Text("条目", "Entries"), tuple(KINDS.values()), rows)
    return Document(Text("升级汇总", "Upgrade: all profiles"), lead, (), (part,), "bad" if left else "good")


def diff(made: Upgrade) -> str:
    """The changes to the file as a unified diff; empty if there are none."""
    sides = (made.before.splitlines(keepends=True), made.text.splitlines(keepends=True))
    lines = unified_diff(*sides, fromfile=f"a/{made.file}", tofile=f"b/{made.file}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _head(made: Upgrade) -> Text:
    assumed = Text("（推定）", " (assumed)") if made.assumed else ""
    way = made.own.way
    return Text("{}：{}{} → {}", "{}: {}{} → {}").format(made.file, way.old.id, assumed, way.new.id)


def _summary(made: Upgrade, *, dry_run: bool) -> Iterator[Text]:
    if made.text == made.before:
        yield Text("文件无须改写", "no change to the file")
    elif dry_run:
        yield Text("试运行，文件未改", "dry run: nothing was written")
    else:
        yield Text("文件已改写", "the file was rewritten")
    yield listed(Text("{} {} 条", "{} {}").format(name, made.count(kind)) for kind, name in KINDS.items())
    yield from map(_level, made.levels)
    yield from made.remarks


def _level(turnover: Turnover) -> Text:
    """How many rows the catalogue of a level has on both baselines, and what came of them."""
    way, (before, after) = turnover.way, turnover.way.sizes
    level = _lower(LEVELS[way.level])
    if not way.moves:
        return Text("{}目录基线不变（{}），{}", "{} catalogue: baseline unchanged ({}), {}").format(
            level, way.old.id, Text(f"{after} 项", counted(after, "item"))
        )
    counts = tuple(map(len, (turnover.gained, turnover.lost, turnover.shifts)))
    return Text(
        "{}目录由 {}变为 {} 项：新增 {} 项、减少 {} 项、改动 {} 项",
        "{} catalogue: {} become {}: {} added, {} removed, {} changed",
    ).format(level, Text(f"{before} 项", counted(before, "item")), after, *counts)


def _lower(text: Text) -> Text:
    return text._replace(en=text.en.lower())


def _sections(made: Upgrade, say: Say) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """The rows that come, go and change at each level, then the outcomes by kind: titles, and entries with their notes."""
    for turnover in made.levels:
        level = LEVELS[turnover.way.level]
        for title, rows in (
            (Text("新增的事项", "New items"), turnover.gained),
            (Text("减少的事项", "Removed items"), turnover.lost),
        ):
            if rows:
                yield say(_at(title, level)), [(f"{name} {say(words)}", []) for name, words in rows]
        if turnover.shifts:
            yield (
                say(_at(Text("改动的事项", "Items changed"), level)),
                [(_shift(each, say), []) for each in turnover.shifts],
            )
    for kind in KINDS:
        # What is kept and has nothing to say is only counted.
        outcomes = [each for each in made.outcomes if each.kind == kind and (kind != "kept" or each.notes)]
        if outcomes:
            yield say(KINDS[kind]), [_outcome(each, say) for each in sorted(outcomes, key=lambda each: each.place)]


def _at(title: Text, level: Text) -> Text:
    return Text("{}（{}）", "{} ({})").format(title, _lower(level))


def _outcome(each: Outcome, say: Say) -> tuple[str, list[str]]:
    way = each.target if each.target == each.now else f"{each.target} → {each.now}"
    return f"{each.place}: [{each.section}] {way}", [say(note) for note in each.notes]


def _shift(shift: Shift, say: Say) -> str:
    cell = Text("{}（{}）", "{} ({})")
    cells = listed(cell.format(label(name), _RELATIONS[relation]) for name, relation in shift.cells)
    return f"{shift.id} {say(shift.title)}: {say(cells)}"
