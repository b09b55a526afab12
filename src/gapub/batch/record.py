"""What former runs have made in a folder, and from what: so that nothing is made twice.

A record is a file of lines in the folder, one more for each catalogue once it is written: what a run that was killed has
finished is known all the same. A line has a seal; one that is damaged, of another form, or cut off is as good as none, and what
it told of is made again. Several runs, each for its part, have a record each. What a record says of files is believed while
their size and time are what it says.

Inputs stand apart: those that all localities of a run share under one name, `base`, and those that are the locality's own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from posixpath import normpath
from typing import Any, Final, NamedTuple

from gapub.batch.targets import Head, Source, Target
from gapub.diagnostics import Text
from gapub.output.disk import replace, settle
from gapub.output.inspection import RECORDS

FORMAT: Final = "gapub-build/1"
WHOLE: Final = "all"
"""The name of the record of a run that is not one of several parts."""
_SUFFIX: Final = ".jsonl"
_SEAL: Final = 16
"""Characters of a line's seal."""


class Stamp(NamedTuple):
    """A file that was written: its size, its time in nanoseconds, and its hash."""

    size: int
    time: int
    sha256: str


class Facts(NamedTuple):
    """What is said of a catalogue on the page that leads to all of them."""

    title: Text
    areas: int
    items: int
    example: bool


class Entry(NamedTuple):
    """A catalogue that was made: of what, from what, which files it has, and what is said of it."""

    target: Target
    base: str
    inputs: dict[str, str]
    files: dict[str, Stamp]
    facts: Facts

    def hashes(self) -> dict[str, str]:
        """The hash of each file in its folder; what it shares with others lies elsewhere."""
        return {name: each.sha256 for name, each in self.files.items() if not name.startswith("../")}


class Base(NamedTuple):
    """The inputs that all localities of a run share, by name, each with a hash or what it is; and a name for all of them."""

    name: str
    parts: dict[str, str]

    @classmethod
    def of(cls, parts: Mapping[str, str]) -> Base:
        """The same inputs have the same name."""
        ordered = dict(sorted(parts.items()))
        return cls(sha256(json.dumps(ordered).encode()).hexdigest()[:_SEAL], ordered)


class Record:
    """What former runs say, read once; what this run adds is written at once, by one process."""

    def __init__(self, folder: Path, name: str = WHOLE) -> None:
        """Read the records of a folder, if it has any. `name` is that of this run's own."""
        self.folder = folder / RECORDS
        self.name = name
        self.entries: dict[str, list[Entry]] = {}
        self.heads: dict[tuple[str, str], Head | None] = {}
        self.bases: dict[str, dict[str, str]] = {}
        self.index: tuple[str, dict[str, Stamp]] = "", {}
        self._own: dict[str, str] = {}
        self._lines = 0
        self._file: int | None = None
        self._stood = self._status()
        with suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                if path.suffix == _SUFFIX:
                    self._read(path, own=path.stem == name)

    def has_changed(self) -> bool:
        """Whether another run has written the record of this name since it was read."""
        return self._status() != self._stood

    def _status(self) -> tuple[int, int] | None:
        with suppress(OSError):
            status = (self.folder / f"{self.name}{_SUFFIX}").stat()
            return status.st_size, status.st_mtime_ns
        return None

    # --- reading -----------------------------------------------------------------------------------------------------

    def _read(self, path: Path, *, own: bool) -> None:
        try:
            lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        except OSError:
            return
        if _unsealed(lines[0]) != FORMAT:
            return
        for line in lines[1:]:
            said = _unsealed(line)
            with suppress(ValueError, TypeError, KeyError, AttributeError):
                key = self._take(said)
                if own:
                    self._lines += 1
                    self._own[key] = line

    def _take(self, said: Any) -> str:
        """Add what a line says; its key, by which a later line takes its place."""
        kind, *rest = said
        if kind == "made":
            entry = _entry(rest)
            known = self.entries.setdefault(entry.target.folder, [])
            known.insert(0, entry)
            return f"made {entry.target.folder}"
        if kind == "head":
            name, digest, head = rest
            self.heads[name, digest] = head and Head(head[0], tuple(map(tuple, head[1])), head[2])
            return f"head {name}"
        if kind == "base":
            name, parts = rest
            self.bases[str(name)] = dict(parts)
            return f"base {name}"
        if kind == "index":
            self.index = str(rest[0]), {str(name): Stamp(*stamp) for name, stamp in rest[1].items()}
            return "index"
        if kind == "gone":
            self.entries.pop(rest[0], None)
            return f"made {rest[0]}"
        raise ValueError(kind)

    # --- writing -----------------------------------------------------------------------------------------------------

    def add(self, entry: Entry) -> None:
        """Remember a catalogue whose files are written."""
        self._add(
            "made",
            entry.target,
            entry.base,
            entry.inputs,
            {name: list(stamp) for name, stamp in entry.files.items()},
            entry.facts,
        )

    def learn(self, sources: Iterable[Source], base: Base) -> None:
        """Remember the heads of files and the inputs that all share, as far as they are not known."""
        if base.name not in self.bases:
            self._add("base", base.name, base.parts)
        for each in sources:
            if (each.name, each.sha256) not in self.heads:
                self._add("head", each.name, each.sha256, each.head)

    def add_index(self, digest: str, files: Mapping[str, Stamp]) -> None:
        """Remember the page that leads to everything, and of what it was made."""
        self._add("index", digest, {name: list(stamp) for name, stamp in files.items()})

    def forget(self, folder: str) -> None:
        """Know nothing any more of a catalogue, for it is removed."""
        self._add("gone", folder)

    def _add(self, *said: Any) -> None:
        line = _sealed(said)
        self._own[self._take(json.loads(json.dumps(said)))] = line
        self._lines += 1
        if self._file is None:
            self._file = self._open()
        os.write(self._file, f"{line}\n".encode())  # at once: what a killed run has finished is not done again

    def _open(self) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.name}{_SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags, 0o666)
        with path.open("rb") as file:
            start = file.readline()
        if _unsealed(start.decode("utf-8", "replace").rstrip("\n")) != FORMAT:  # new, or of another form
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{_sealed(FORMAT)}\n".encode())
        else:  # behind a line that was cut off
            os.write(descriptor, b"\n")
        return descriptor

    def close(self) -> None:
        """Write the record of this run anew where it has grown: each line that still says something, by its key."""
        if self._file is None:
            return
        os.close(self._file)
        self._file = None
        path = self.folder / f"{self.name}{_SUFFIX}"
        used = {each.base for known in self.entries.values() for each in known}
        lines = [_sealed(FORMAT)]
        for key, line in sorted(self._own.items()):
            kind, _, name = key.partition(" ")
            if (kind == "made" and name not in self.entries) or (kind == "base" and name not in used):
                continue
            lines.append(line)
        temporary = path.with_suffix(".tmp")
        with suppress(OSError):  # the longer one says the same
            temporary.write_bytes("".join(f"{each}\n" for each in lines).encode())
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            replace(temporary, path)
            settle(self.folder)


# --- whether something is out of date ----------------------------------------------------------------------------------


Look = Callable[[str], tuple[int, int] | None]
"""Size and time of a file below the folder of the run, None where there is none."""


def stale(
    target: Target,
    inputs: Mapping[str, str],
    base: Base,
    record: Record,
    look: Look,
    hash_of: Callable[[str], str | None],
    *,
    verify: bool = False,
) -> tuple[list[Text], Entry | None]:
    """Why a catalogue has to be made, and what is known of it; nothing where all is as it was.

    The entry has other times than the record where files were touched and hold what they held.
    """
    known = record.entries.get(target.folder, [])
    reasons: list[Text] = []
    for entry in known:
        reasons = _changed(target, inputs, base, record.bases.get(entry.base, {}), entry)
        if not reasons:
            files, reasons = _files(target, entry, look, hash_of, verify=verify)
            if not reasons:
                return [], entry._replace(files=files)
    if not known:
        reasons = [Text("还没有编译过", "it has not been made yet")]
    return reasons, known[0] if known else None


def _changed(target: Target, inputs: Mapping[str, str], base: Base, was: Mapping[str, str], entry: Entry) -> list[Text]:
    found = list(_differing(entry.inputs, inputs))
    if entry.base != base.name:
        found += _differing(was, base.parts)
    if entry.target._replace(line=target.line, profile=target.profile) != target:  # where it stands makes no difference
        found.append(Text("名称，或者配置文件的位置", "its name, or where its profile lies"))
    if entry.base != base.name and not found:  # what it was made from is not known any more
        found.append(Text("输入", "its inputs"))
    return [Text("有变化：{}", "changed: {}").format(each) for each in found]


def _differing(was: Mapping[str, str], now: Mapping[str, str]) -> Iterable[Text]:
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            said = _CALLED.get(name) or Text.same(name)
            if name not in was or not was[name]:
                said += Text("（新增）", " (new)")
            elif name not in now or not now[name]:
                said += Text("（已删除）", " (gone)")
            yield said


_CALLED: Final = {
    "gapub": Text("gapub 本身", "gapub itself"),
    "python": Text("Python 或者依赖的软件包", "Python, or the packages that gapub uses"),
    "options": Text("编译选项", "the options"),
}


def _files(
    target: Target, entry: Entry, look: Look, hash_of: Callable[[str], str | None], *, verify: bool
) -> tuple[dict[str, Stamp], list[Text]]:
    stamps: dict[str, Stamp] = {}
    for name, stamp in entry.files.items():
        path = f"{target.folder}/{name}"
        if name.startswith("../"):
            path = normpath(path)
        there = look(path)
        if there is None:
            return {}, [Text("缺少 {}", "missing: {}").format(path)]
        if (verify or there != (stamp.size, stamp.time)) and hash_of(path) != stamp.sha256:
            return {}, [Text("写出后被改动过：{}", "changed since it was written: {}").format(path)]
        stamps[name] = Stamp(*there, stamp.sha256)
    return stamps, []


# --- lines -------------------------------------------------------------------------------------------------------------


def _sealed(said: Any) -> str:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:_SEAL]} {text}"


def _unsealed(line: str) -> Any:
    seal, _, text = line.partition(" ")
    if sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_SEAL] != seal:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _entry(said: list[Any]) -> Entry:
    target, base, inputs, files, (title, areas, items, example) = said
    stamps = {str(name): Stamp(*stamp) for name, stamp in files.items()}
    return Entry(Target(*target), base, inputs, stamps, Facts(Text(*title), areas, items, example))
