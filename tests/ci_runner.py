"""What the runner of GitHub Actions takes for a command, after actions/runner, src/Runner.Common/ActionCommand.cs.

Of each line it tries `::NAME properties::data` at the start, behind blanks, and then `##[NAME properties]data` anywhere.
"""

from __future__ import annotations

import re

KNOWN = frozenset(
    (
        *(
            "add-mask",
            "add-matcher",
            "add-path",
            "debug",
            "echo",
            "endgroup",
            "error",
            "group",
            "internal-set-repo-path",
        ),
        *("notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning"),
    )
)
"""The commands that it knows; the token that stops them stands for any other name."""


def commands(log: str) -> list[tuple[str, str, str]]:
    """The commands in a log, by the name of each, its properties and its data."""
    lines = re.split(r"\r\n|\r|\n", log)  # StreamReader.ReadLine
    return [found for line in lines if (found := _second(line) or _first(line))]


def _second(line: str) -> tuple[str, str, str] | None:
    line = line.lstrip()
    end = line.find("::", 2)
    return _command(line[2:end], line[end + 2 :]) if line.startswith("::") and end >= 0 else None


def _first(line: str) -> tuple[str, str, str] | None:
    start = line.find("##[")
    end = line.find("]", start)
    return _command(line[start + 3 : end], line[end + 1 :]) if start >= 0 and end >= 0 else None


def _command(info: str, data: str) -> tuple[str, str, str] | None:
    name, _, properties = info.partition(" ")
    return (name, properties, data) if name.lower() in KNOWN else None
