"""gapub in the process of the tests, for those that ask what a command says and does, not how its process behaves.

`gapub` is the twin of the one in `test_cli`, without the start of Python and the imports: the same entry (`cli.app.run`),
the same arguments, streams and exit code. The language is that which `--lang` or the environment names; help, whose texts are
made when a command is imported, is in that of the tests. Who wants other variables starts a process.

The same text always says the same, so no file is parsed twice: `remembering`, also for tests that open libraries themselves.
"""

from __future__ import annotations

import cProfile
import gc
import io
import json
import os
import pstats
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest

from gapub import cli
from gapub.cli import app, language
from gapub.diagnostics import Diagnostic
from gapub.model import guideline, registry
from gapub.sources import library

Found = tuple[Any, list[Diagnostic]]
KEPT = 256
"""So many texts are remembered, the newest; the shipped files and those of a test are fewer."""


def gapub(
    *args: str | Path, cwd: Path, environment: Mapping[str, str] = os.environ, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in the folder `cwd`, in the language that it asks for, or that this environment does.

    `given` is what stands on standard input.
    """
    command = ["gapub", *map(str, args)]
    wanted = language.language_of(command[1:], environment)
    assert wanted == language.LANGUAGE or "--help" not in command
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
    with (
        pytest.MonkeyPatch.context() as patch,
        remembering(),
        chdir(cwd),
        redirect_stdout(streams[0]),
        redirect_stderr(streams[1]),
        pytest.raises(SystemExit) as end,
        _uncollected(),
    ):
        patch.setattr(sys, "argv", command)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
        patch.setattr(library, "_MEMORY", None)  # what a command remembers goes with its process
        for module in _speaking():
            patch.setattr(module, "LANGUAGE", wanted)
        app.run()
    out, err = (stream.buffer.getvalue() for stream in streams)  # type: ignore[attr-defined]  # a BytesIO, see above
    assert isinstance(end.value.code, int)
    return subprocess.CompletedProcess(command, end.value.code, out, err)


def compiled(folder: Path, *args: str | Path) -> dict[str, Any]:
    """The catalogue.json of a compile command run in `folder`."""
    done = gapub("compile", *args, "--format", "json", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    catalogue: dict[str, Any] = json.loads((folder / "out" / "catalogue.json").read_bytes())
    return catalogue


@cache
def _speaking() -> tuple[ModuleType, ...]:
    """The modules that know the language of the run, all imported now: none may be while another one is spoken."""
    modules = [import_module(f"gapub.cli.{each.name}") for each in iter_modules(cli.__path__)]
    return tuple(each for each in modules if hasattr(each, "LANGUAGE"))


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage is collected, as in a process of gapub's own."""
    gc.disable()
    yield
    gc.enable()


# --- what is remembered ----------------------------------------------------------------------------------------------


class Same:
    """A tree as a key: equal to itself alone, however much others look like it."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree

    def __hash__(self) -> int:
        return id(self.tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.tree is self.tree


def _by_text(parse: Callable[[bytes, str], Found]) -> Callable[[bytes, str], Found]:
    known = lru_cache(KEPT)(parse)

    def parsed(data: bytes, file: str) -> Found:
        tree, found = known(data, file)
        return tree, [*found]

    return parsed


def _by_tree(read: Callable[[Any, str], Found]) -> Callable[[Any, str], Found]:
    @lru_cache(KEPT)
    def known(key: Same, file: str) -> Found:
        return read(key.tree, file)

    def value(tree: Any, file: str) -> Found:
        made, found = known(Same(tree), file)
        return made, [*found]

    return value


REMEMBERED = (
    (library, "parse", _by_text(library.parse)),
    (guideline, "read", _by_tree(guideline.read)),
    (registry, "read", _by_tree(registry.read)),
)


@contextmanager
def remembering() -> Iterator[None]:
    """Every library that is opened meanwhile takes from memory what this process has read before."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name, function in REMEMBERED:
            patch.setattr(place, name, function)
        yield


def calls(work: Callable[[], object]) -> int:
    """How many calls of functions something takes: unlike seconds, the same on a busy machine."""
    profile = cProfile.Profile()
    gc.disable()
    profile.runcall(work)
    gc.enable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]  # the stubs leave it out
