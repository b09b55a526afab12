"""What an import is given and what it gives: tables in, the texts of files and findings out; nothing is read or written here.

Each way of `import --as` is a module with `outcome(given: Given) -> Outcome` (`WAYS`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.tables.carried import Carried, together
from gapub.tables.grid import Document
from gapub.tables.row import Entry, Table
from gapub.tables.values import Reading

if TYPE_CHECKING:
    from gapub.sources.library import Library
    from gapub.sources.project import Project

WAYS: Final[Mapping[str, str]] = MappingProxyType({
    "guideline": "gapub.tables.guideline",
    "profile": "gapub.tables.profile",
    "attest": "gapub.tables.attest",
})  # fmt: skip
"""The module of each way, imported when it is asked for."""


class Origin(NamedTuple):
    """Where a table was seen, as `--source` says it: the place, its level (`county` …), the address and the day."""

    place: str = ""
    level: str = ""
    url: str = ""
    date: str = ""


class Options(NamedTuple):
    """What the command line asks for; what it does not say is empty.

    `area` is an id. `level` is that of the table or the profile, `division` a code or a name. `profile` is the profile that an
    import is about, `extends` the one above a profile that is made, and `output` where the result shall stand. `merge`: what is
    there already is completed; `replace`: a file of the project may be written anew.
    """

    area: str = ""
    level: str = ""
    division: str = ""
    baseline: str = ""
    edition: str = ""
    origin: Origin = Origin()
    profile: Path | None = None
    output: Path | None = None
    merge: bool = False
    by: str = ""
    on: str = ""
    document: str = ""
    extends: Path | None = None
    replace: bool = False


class Read(NamedTuple):
    """A table and its rows as they were read, and what its file carries besides, if it is one of ours."""

    table: Table
    rows: tuple[Reading, ...]
    carried: Carried = Carried()

    def place(self, entry: Entry) -> Place:
        """Where what a row has in a column stands in the file."""
        return self.table.place(entry)


class Given(NamedTuple):
    """What was read: the files in the order in which they were named, and their tables."""

    documents: tuple[Document, ...]
    tables: tuple[Read, ...]
    library: Library
    project: Project
    options: Options = Options()

    @property
    def carried(self) -> Carried:
        """What files of ours carry besides what their tables say."""
        return together(each.carried for each in self.tables)

    def rows(self) -> Iterator[tuple[Table, Reading]]:
        """Every row with its table."""
        for read in self.tables:
            for row in read.rows:
                yield read.table, row


class File(NamedTuple):
    """A file that an import makes or changes.

    `name` is what it is called below the folder that `-o` names (`AREA/EDITION.yaml`, `profile.yaml`), `place` where `--write`
    puts it. `before` is what stands there now and is changed; None where the file is new.
    """

    name: str
    place: Path
    text: str
    before: str | None = None


class Outcome(NamedTuple):
    """What an import comes to. `said` are lines that sum it up; `findings` are what a person has to look at.

    `on_cover` are texts of no row of which the cover of a profile has something.
    """

    files: tuple[File, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    said: tuple[Text, ...] = ()
    on_cover: tuple[str, ...] = ()
