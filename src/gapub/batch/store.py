"""Writes catalogues into an object store, through fsspec: `s3://bucket/prefix`, whole or not at all.

A store moves nothing: an object appears under its own name at once. So the files of a locality go first and its manifest,
`catalogue.json`, last; a set without a sound manifest, or whose files have not the hashes it lists, is one that a run did not
finish, and the next run writes it again. Before the first file a journal beside the set (`.county.gapub` beside
`county/`) names what is about to be written, and it goes at the end: as on a disk, gapub so knows its own files from others
after a run that was killed. What neither manifest nor journal vouches for is never replaced unless the caller says so, and a
new object is put on the condition that there is none: two runs at once cannot replace what the other has not seen.

Who may write there is a matter of the usual environment and files of the store's own tools (`AWS_PROFILE`, a role of the
machine, `AWS_ENDPOINT_URL`). An address that holds a name or a password is refused, and what a store says of an error
is told by the kind of the error alone, so that no secret comes into a message or a record.
"""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from gapub.batch.record import Stamp
from gapub.batch.writer import Written
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model import seal
from gapub.output import Existing, Outcome, manifest
from gapub.output.errors import refusals
from gapub.output.inspection import RECORDS, journal, parse_journal
from gapub.output.names import is_inside

if TYPE_CHECKING:
    from types import TracebackType

_SCHEME: Final = "://"
_LOCAL: Final = ("file", "local", "memory", "dir", "filecache", "blockcache", "simplecache", "cached")
"""What fsspec calls a store and is none that several machines could write to."""


class Facts(NamedTuple):
    """What a listing says of an object: its size, and a number that is another after each change."""

    size: int
    time: int


def is_store(target: str) -> bool:
    """Whether a target is the address of a store, and not a folder."""
    return _SCHEME in target


def opened(address: str) -> Store:
    """The store of an address such as `s3://bucket/prefix`. Nothing is asked of it yet.

    Raises GapubError for an address that cannot be used, and if the extra, or the package for this kind of store, is missing.
    """
    return _opened(address.rstrip("/"), os.getpid())  # no connection outlives a fork


@lru_cache(maxsize=8)
def _opened(address: str, _: int) -> Store:
    kind, _sign, rest = address.partition(_SCHEME)
    if "@" in rest or "?" in rest or "#" in rest:
        message = Text(
            "存储地址中不能写账号、密码或参数：{}://…",
            "an address of a store holds no name, password or parameter: {}://…",
        ).format(kind)
        hint = Text(
            "凭证请按存储服务的惯例放在环境变量或其配置文件中。",
            "Credentials belong in the environment, or in the files of the store's own tools.",
        )
        raise GapubError([Diagnostic("store-address", "error", message, hint=hint)])
    try:
        import fsspec  # type: ignore[import-untyped]
    except ImportError as missing:
        raise extra_missing() from missing
    if kind in _LOCAL or kind not in fsspec.available_protocols() or not rest.strip("/"):
        message = Text("不是对象存储的地址：{}", "not the address of an object store: {}").format(address)
        hint = Text(
            "例如 s3://存储桶/前缀；文件夹请写路径。", "For example s3://bucket/prefix; give a folder by its path."
        )
        raise GapubError([Diagnostic("store-address", "error", message, entity=address, hint=hint)])
    try:
        system, root = fsspec.core.url_to_fs(address, use_listings_cache=False, skip_instance_cache=True)
    except ImportError as missing:
        if kind == "s3":
            raise extra_missing() from missing
        message = Text("未安装写入 {}:// 所需的组件", "the component for {}:// is not installed").format(kind)
        hint = Text("请按 fsspec 的说明安装。", "Install the package that fsspec names for it.")
        raise GapubError([Diagnostic("cluster-extra", "error", message, hint=hint)]) from missing
    return Store(address, system, root)


def extra_missing() -> GapubError:
    """The error that a package of the extra is not installed."""
    message = Text(
        "未安装写入对象存储或使用集群所需的组件", "the components for object stores and clusters are not installed"
    )
    hint = Text("请运行：pip install gapub[cluster]", "run: pip install gapub[cluster]")
    return GapubError([Diagnostic("cluster-extra", "error", message, hint=hint)])


class Store:
    """A place in a store. Names are relative to it, with `/` between their parts."""

    def __init__(self, address: str, system: Any, root: str) -> None:
        """Remember where it is."""
        self.address = address
        self._system = system
        self._root = root

    def publication(self, existing: Existing = "refuse", written: Mapping[str, str] | None = None) -> Objects:
        """A run's writing into this place, as `output.Publication` is one's into a folder."""
        return Objects(self, existing, written)

    def listing(self, below: str = "") -> dict[str, Facts]:
        """The objects there are below a folder, given with a slash."""
        with self.explained(below):
            try:
                found = self._system.find(self._path(below).rstrip("/"), detail=True)
            except FileNotFoundError:
                return {}
        start = len(self._root) + 1
        facts = {
            str(path)[start:]: Facts(int(each["size"]), _time(each))
            for path, each in found.items()
            if each["type"] == "file"
        }
        return {name: each for name, each in facts.items() if name.startswith(below)}

    def facts(self, names: Sequence[str]) -> dict[str, Facts]:
        """What is said of some objects, by their names; of one that is not there nothing."""
        found: dict[str, Facts] = {}
        for name in names:
            with self.explained(name), suppress(FileNotFoundError):
                each = self._system.info(self._path(name))
                if each["type"] == "file":
                    found[name] = Facts(int(each["size"]), _time(each))
        return found

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        """Objects by their names, several at a time; one that is not there is left out."""
        paths = {self._path(name): name for name in names}
        if not paths:
            return {}
        with self.explained(names[0]):
            found = self._system.cat(list(paths), on_error="return")
            for each in found.values():
                if isinstance(each, Exception) and not isinstance(each, FileNotFoundError):
                    raise each
        return {paths[path]: data for path, data in found.items() if isinstance(data, bytes)}

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write objects, several at a time, each whole or not at all, in place of what there may be."""
        if files:
            with self.explained(next(iter(files))):
                self._system.pipe({self._path(name): data for name, data in files.items()})

    def put_new(self, files: Mapping[str, bytes]) -> None:
        """Write objects that are not there yet. Raises GapubError for one that is, and is another."""
        if not files:
            return
        try:
            with self.explained(next(iter(files))):
                self._system.pipe({self._path(name): data for name, data in files.items()}, mode="create")
        except FileExistsError:
            there = self.read(list(files))
            if others := [name for name, data in there.items() if data != files[name]]:
                raise GapubError(refusals(self.address, others, ())) from None
            for name in files.keys() - there.keys():  # one that stops the others
                self.put_new({name: files[name]})

    def remove(self, names: Sequence[str]) -> None:
        """Remove objects; one that is not there is no error."""
        if names:
            with self.explained(names[0]), suppress(FileNotFoundError):
                self._system.rm([self._path(name) for name in names])

    @contextmanager
    def explained(self, name: str) -> Iterator[None]:
        """Turn what goes wrong with an object into a finding; that there already is one goes up as it is."""
        try:
            yield
        except (GapubError, FileExistsError):
            raise
        except Exception as error:  # each kind of store has errors of its own
            raise GapubError([_finding(error, f"{self.address}/{name}".rstrip("/"))]) from None

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


class _Set(NamedTuple):
    """The files of one set that are to be written, its manifest last."""

    below: str
    last: str
    changed: list[str]


class _Plan(NamedTuple):
    """What a set needs: the hashes that gapub's own files may have, and by names what is in the way, to go and to stay."""

    files: _Set
    known: dict[str, set[str]]
    unsound: list[str]
    torn: list[str]
    in_the_way: list[str]
    gone: list[str]
    kept: list[str]
    noted: str


_OUTCOME: Final = (attrgetter("torn"), attrgetter("gone"), attrgetter("kept"))


class Objects:
    """One run's writing into a store. What is not committed leaves no trace, except a journal of what was about to come."""

    def __init__(self, store: Store, existing: Existing = "refuse", written: Mapping[str, str] | None = None) -> None:
        """Write nothing yet. `written` are the hashes of what gapub wrote there, for who knows them without the manifests."""
        self.store = store
        self._existing = existing
        self._written = written
        self._sets: list[_Set] = []
        self._data: dict[str, bytes] = {}
        self._there: dict[str, str] = {}  # the hash of what stands in the place of a file that is to be written
        self._names: set[str] = set()
        self._objects: dict[str, Facts] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget what was staged."""
        self._data.clear()

    def stage(self, files: Mapping[str, bytes], *, last: str, below: str = "") -> None:
        """Prepare a set of files, of which `last` will be written last; `below` is a folder below, with a slash.

        Raises GapubError with a code `store-…` if the store cannot be read, and ValueError if a name leads out of the place.
        """
        if last not in files:
            raise ValueError(f"not among the files: {last!r}")
        named = {below + name: data for name, data in files.items()}
        for name in named:
            if not is_inside(name):
                raise ValueError(f"not the name of a file in the folder: {name!r}")
        objects = self.store.listing(below) if self._written is None else self.store.facts([*named, *self._written])
        there = self.store.read([name for name in named if name in objects])
        changed = [name for name, data in named.items() if there.get(name) != data]
        changed.sort(key=lambda name: name == below + last)
        self._objects |= objects
        self._names |= named.keys()
        self._data |= {name: named[name] for name in changed}
        self._there |= {name: seal.hash_of(there[name]) for name in changed if name in there}
        self._sets.append(_Set(below, below + last, changed))

    def commit(self) -> Outcome:
        """Write what was prepared, each set's manifest last, and remove what former runs wrote and this does not.

        Raises GapubError, and changes nothing, where a file that gapub did not write is in the way (`output-edited`,
        `output-foreign`).
        """
        plans = [self._judged(each) for each in self._sets]
        refused = [name for plan in plans for name in plan.in_the_way]
        if refused and self._existing == "refuse":
            known = {name for plan in plans for name in (*plan.known, *plan.unsound)}
            raise GapubError(refusals(self.store.address, refused, known))
        backups: list[str] = []
        for plan in plans:
            backups += self._write(plan)
        torn, gone, kept = (sorted(name for plan in plans for name in names(plan)) for names in _OUTCOME)
        return Outcome(torn, gone, kept, backups)

    def _judged(self, each: _Set) -> _Plan:
        """Whose the objects of a set are, before any of it is written."""
        noted = _journal_of(each.below)
        pending = parse_journal(self.store.read([noted]).get(noted, b""))
        known, unsound = self._vouched(each)
        for name, hashes in pending.items():
            known.setdefault(name, set()).update(hashes)
        old = [name for name in known if name in self._objects and name not in self._names]
        now = self._there | {name: seal.hash_of(data) for name, data in self.store.read(old).items()}
        return _Plan(
            each,
            known,
            unsound,
            torn=sorted(pending.keys() & self._there.keys()),
            in_the_way=[name for name in each.changed if name in now and now[name] not in known.get(name, ())],
            gone=[name for name in old if now.get(name) in known[name]],
            kept=[name for name in old if name in now and now[name] not in known[name]],
            noted=noted if pending else "",
        )

    def _write(self, plan: _Plan) -> list[str]:
        """Write one set. Returns the names of the backups."""
        below, last, changed = plan.files
        if not changed and not plan.gone:
            self.store.remove([plan.noted] if plan.noted else [])
            return []
        pending = {name: set(hashes) for name, hashes in plan.known.items()}
        for name in changed:
            pending.setdefault(name, set()).add(seal.hash_of(self._data[name]))
        noted = _journal_of(below)
        self.store.put({noted: journal(pending)})
        backups = [self._set_aside(name) for name in plan.in_the_way] if self._existing == "backup" else []
        self._put([name for name in changed if name != last])
        self.store.remove(plan.gone)
        self._put([name for name in changed if name == last])
        self.store.remove([noted])
        return backups

    def _vouched(self, each: _Set) -> tuple[dict[str, set[str]], list[str]]:
        """The files that the manifests of a set list, and those themselves, with their hashes; the unsound manifests."""
        if self._written is not None:
            return {name: {sha256} for name, sha256 in self._written.items()}, []
        known: dict[str, set[str]] = {}
        unsound = []
        ahead, seen = [each.last], set[str]()
        while ahead:
            found = self.store.read([name for name in ahead if name in self._objects])
            seen.update(ahead)
            ahead = []
            for name, data in found.items():
                said = manifest.parse(data)
                if said is None:
                    unsound.append(name)
                    continue
                known.setdefault(name, set()).add(seal.hash_of(data))
                above = name[: name.rfind("/") + 1]
                for other, sha256 in said[0]:
                    known.setdefault(above + other, set()).add(sha256)
                    if (above + other).rpartition("/")[2] in manifest.NAMES and above + other not in seen:
                        ahead.append(above + other)
        return known, unsound

    def _put(self, names: Sequence[str]) -> None:
        self.store.put_new({name: self._data[name] for name in names if name not in self._objects})
        self.store.put({name: self._data[name] for name in names if name in self._objects})

    def _set_aside(self, name: str) -> str:
        """Keep what stands at a name beside it as `NAME.bak`, or `NAME.bak1` and so on: no backup is ever replaced."""
        data = self.store.read([name])[name]
        backups = (f"{name}.bak{n or ''}" for n in range(len(self._objects) + 1))
        backup = next(each for each in backups if each not in self._objects)
        self.store.put_new({backup: data})
        return backup


# --- as the target of a build ----------------------------------------------------------------------------------------


class Bucket:
    """A place in a store as a `writer.Writer`: it goes to workers by its address, and each opens it for itself.

    The records of runs lie in the store, too, as objects. None can be added to, so they are worked on in a folder here and
    written again every few seconds: after a run that was killed, what it did in the last of them is compiled again, and found
    to be there.
    """

    def __init__(self, address: str, existing: Existing = "refuse") -> None:
        """Raises GapubError for an address that cannot be used."""
        self._store = opened(address)
        self._existing = existing
        self._listing: dict[str, Facts] | None = None
        self._kept = 0.0
        self._seen: dict[Path, tuple[int, int]] = {}

    def __reduce__(self) -> tuple[type[Bucket], tuple[str, Existing]]:
        """Go to another process by the address."""
        return Bucket, (self._store.address, self._existing)

    def write(
        self,
        folder: str,
        files: Mapping[str, bytes],
        known: Mapping[str, str] | None,
        last: str = manifest.MANIFEST,
    ) -> Written:
        """As `Writer` says. What gapub wrote in a folder before, its manifest says; of the outermost, `known` does."""
        below = f"{folder}/" if folder else ""
        with self._store.publication(self._existing, None if folder else known) as publication:
            publication.stage(files, last=last, below=below)
            outcome = publication.commit()
        there = self._store.listing(below) if below else self._store.facts(list(files))
        stamps = {
            name: Stamp(len(data), there[below + name].time if below + name in there else 0, seal.hash_of(data))
            for name, data in files.items()
        }
        return Written(stamps, outcome)

    def read(self, name: str) -> bytes:
        """As `Writer` says."""
        return self._store.read([name]).get(name, b"")

    def look(self, name: str) -> tuple[int, int] | None:
        """As `Writer` says, as of when this was asked first."""
        if self._listing is None:
            self._listing = self._store.listing()
        found = self._listing.get(name)
        return found and (found.size, found.time)

    def hash_of(self, name: str) -> str | None:
        """As `Writer` says."""
        found = self._store.read([name]).get(name)
        return None if found is None else seal.hash_of(found)

    def remove(self, names: Iterable[str]) -> None:
        """As `Writer` says; a store has no folders."""
        self._store.remove(list(names))

    @contextmanager
    def records(self) -> Iterator[Path]:
        """As `Writer` says: they are fetched, and at the end put back."""
        with tempfile.TemporaryDirectory(prefix="gapub-records-") as name:
            folder = Path(name)
            (folder / RECORDS).mkdir()
            names = [name for name in self._store.listing(f"{RECORDS}/") if name.endswith(".jsonl")]
            for path, data in self._store.read(names).items():
                if path.count("/") == 1 and is_inside(path):
                    (folder / path).write_bytes(data)
            self._seen = _times(folder / RECORDS)
            try:
                yield folder
            finally:
                self._kept = 0
                self.keep(folder / RECORDS)

    def keep(self, records: Path) -> None:
        """As `Writer` says: every few seconds."""
        if time.monotonic() - self._kept < _OFTEN:
            return
        now = _times(records)
        changed = [path for path, each in now.items() if self._seen.get(path) != each]
        self._store.put({f"{RECORDS}/{path.name}": path.read_bytes() for path in changed})
        self._seen, self._kept = now, time.monotonic()

    @property
    def shown(self) -> str:
        """As `Writer` says."""
        return self._store.address


_OFTEN: Final = 5.0
"""Seconds between two times that records are written."""


def _times(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of the records in a folder."""
    found = {path: path.stat() for path in folder.glob("*.jsonl")}
    return {path: (each.st_size, each.st_mtime_ns) for path, each in found.items()}


def _journal_of(below: str) -> str:
    """Beside the folder, as `output` has it: `220102/.county.gapub` beside `220102/county/`; of the outermost, with the records."""
    if not below:
        return f"{RECORDS}/journal.json"
    above, _, name = below.rstrip("/").rpartition("/")
    return f"{above}/.{name}.gapub" if above else f".{name}.gapub"


def _time(facts: Mapping[str, Any]) -> int:
    """What is another after each change of an object: a number made of its entity tag, where the store has such, else of its time."""
    for name in ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "last_modified", "mtime", "created"):
        if found := facts.get(name):
            return int(seal.hash_of(str(found).strip('"').encode())[:15], 16)
    return 0


_ELSE: Final = Text("请检查存储服务，然后再运行一次。", "Check the store, and run the command again.")
_REASONS: Final = {
    "FileNotFoundError": (
        "store-missing",
        Text("存储桶不存在", "there is no such bucket"),
        Text("请先建立存储桶，或改正 -o 的地址。", "Make the bucket first, or correct the address of -o."),
    ),
    "PermissionError": (
        "store-permission",
        Text("没有读写权限", "permission was denied"),
        Text(
            "请检查凭证及其读、写、列出和删除的权限。",
            "Check the credentials, and that they may read, write, list and delete.",
        ),
    ),
    "NoCredentialsError": (
        "store-permission",
        Text("没有找到凭证", "no credentials were found"),
        Text(
            "请按存储服务的惯例放在环境变量或其配置文件中。",
            "Put them in the environment, or in the files of the store's own tools.",
        ),
    ),
}
"""By the name of an error: the code, what is wrong, and how to fix it."""
_UNREACHABLE: Final = ("Connect", "Timeout", "Endpoint", "Resolver", "DNS")


def _finding(error: Exception, entity: str) -> Diagnostic:
    """What went wrong, told by the kind of the error: its own text might quote what nobody should read."""
    name = type(error).__name__
    reason = _REASONS.get(name)
    if reason is None and any(each in name for each in _UNREACHABLE):
        reason = ("store-unreachable", Text("连接不上存储服务", "the store cannot be reached"), _ELSE)
    if reason is None:
        number = error.errno if isinstance(error, OSError) and error.errno in errno.errorcode else None
        system = f"{name}: {os.strerror(number)}" if number else name
        reason = ("store-error", Text("存储服务报告“{}”", "the store reports “{}”").format(system), _ELSE)
    code, what, hint = reason
    message = Text("无法读写 {}：{}。", "cannot read or write {}: {}.").format(entity, what)
    return Diagnostic(code, "error", message, entity=entity, hint=hint)
