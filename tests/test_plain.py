"""Plain command lines: read without typer, they mean what typer makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.main import get_command

from gapub.cli import app as command_line
from gapub.cli import complete, plain
from gapub.cli.app import COMMANDS, module_of
from gapub.cli.declare import App, Exit
from gapub.cli.framework import built

ALONE = [each for each in COMMANDS if each != "new"]
"""All commands but the group."""
WORDS = (
    "county", "县级", "x", "a/b.yaml", "a,b", "json", "text", "zh", "today", "3", "2026-11-20", "公开", "error", "--lang=zh",
    "-", "--", "", "-x", "--help", "--format=json", "--format=", "a=b", "\udc80", "profile", "guideline", "review", "catalogue",
)  # fmt: skip


def app_of(command: str) -> App:
    app: App = import_module(module_of(command)).app
    return app


def plainly(command: str, words: Sequence[str]) -> dict[str, Any] | None:
    """What the command would be given, read without typer."""
    found = plain.call(app_of(command), words)
    return None if found is None else found.keywords  # type: ignore[attr-defined]  # it is a partial


@cache
def _typed(command: str) -> tuple[Any, dict[str, Any]]:
    """The command as typer has it, and where it leaves what it is given."""
    (declared,) = app_of(command).commands
    given: dict[str, Any] = {}

    @wraps(declared.function)
    def recorded(**arguments: Any) -> None:
        given.update(arguments)

    app = App()
    app.commands.append(declared._replace(function=recorded))
    return get_command(built(app)), given


def by_typer(command: str, words: Sequence[str]) -> dict[str, Any] | None:
    """What the command is given by typer; None where it does not get that far."""
    typed, given = _typed(command)
    given.clear()
    try:
        typed(args=[*words], standalone_mode=False)
    except (typer.TyperException, Exit):
        return None
    return dict(given)


@cache
def names(command: str) -> list[str]:
    """The options of a command."""
    typed, _ = _typed(command)
    return [name for each in typed.params for name in each.opts if name.startswith("-")]


@pytest.mark.parametrize("command", ALONE)
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_what_is_read_plainly_is_what_typer_reads(command: str, data: st.DataObject) -> None:
    word, name = st.sampled_from(WORDS), st.sampled_from(names(command))
    parts = data.draw(st.lists(st.tuples(word) | st.tuples(name, word) | st.tuples(name), max_size=4))
    words = [each for part in parts for each in part]
    read = plainly(command, words)
    if read is not None:
        assert read == by_typer(command, words)


PLAIN: dict[str, Any] = {
    "compile": [
        "county",
        "p",
        "--format",
        "json,html",
        "-o",
        "out",
        "--lang=en",
        "--area",
        "a",
        "--area",
        "b",
        "--backup",
    ],
    "validate": ["a.yaml", "b", "--format", "json"],
    "explain": ["1.1", "--level", "乡镇"],
    "list": [],
    "diff": ["a", "b", "--only", "x", "--summary"],
    "fmt": ["--check", "a"],
    "audit": ["t.xlsx", "--level", "county"],
    "schema": ["guideline"],
}


@pytest.mark.parametrize("command", PLAIN)
def test_plain_command_lines_do_without_typer(command: str) -> None:
    read = plainly(command, PLAIN[command])
    assert read is not None
    assert read == by_typer(command, PLAIN[command])


def test_values_are_of_their_types() -> None:
    read = plainly("compile", PLAIN["compile"])
    assert read is not None
    assert (read["level"], read["profile"], read["output"]) == ("county", Path("p"), Path("out"))
    assert (read["area"], read["lang"], read["backup"], read["overwrite"]) == (["a", "b"], "en", True, False)


NOT_PLAIN: list[list[str]] = [
    [], ["--help"], ["nothing"], ["new", "guideline", "x"], ["compile"], ["compile", "country"], ["compile", "county", "--help"],
    ["compile", "county", "a", "b"], ["compile", "county", "--format"], ["compile", "county", "--lang", "xx"],
    ["compile", "county", "--backup=1"], ["compile", "county", "--format", "json", "--format", "md"], ["--lang", "xx", "list"],
    ["list", "--format", "yaml"], ["compile", "county", "-oout"], ["--version", "list"], ["compile", "county", "\udc80"],
]  # fmt: skip


@pytest.mark.parametrize("words", NOT_PLAIN, ids=" ".join)
def test_what_is_not_plain_is_for_typer(words: list[str]) -> None:
    assert command_line._plain(words) is None


def test_the_whole_command_line_is_made_when_it_is_asked_for() -> None:
    assert command_line.app is complete.app
    with pytest.raises(AttributeError):
        _ = command_line.other
