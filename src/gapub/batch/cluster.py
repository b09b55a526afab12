"""Work on more than one machine: batches of localities as tasks of Dask's `distributed`, whose scheduler gapub does not replace.

A worker gets all that it works with in the task, names no path of its own, and reads nothing of the folder in which somebody
happened to start it. Before the first batch every worker is asked for its version of gapub, the hash of gapub's sources
and of the data that ships with it, and the versions of what writes the files: the same input must give the same bytes
wherever it is compiled. Each task asks once more, for a worker may join late.

Whoever reaches a scheduler can run code on all its workers, as the protocol is made for that. So it is spoken over TLS, where
both sides show a certificate, or with this machine alone: what an address means is looked up, the address found is the one that is
connected to, and scheduler and workers must say that they listen to nobody else. A cluster of gapub's own
(`--scheduler local`) has certificates of its own, made for this one run and kept in memory, since other people may be
logged in on this machine.

A worker that dies costs no result: Dask gives its batch to another. A batch under which worker after worker dies (as often as
`distributed.scheduler.allowed-failures` of Dask's settings says) may be innocent, for it is blamed for what kills its neighbour. So
the localities of such batches are done at the end, each alone, and one that kills even then is reported.
When the scheduler itself is gone, what was written stays written, and the
next run does the rest.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final, NamedTuple, Self, TypeVar

from gapub import __version__
from gapub.batch.plan import own_hash
from gapub.batch.store import extra_missing
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.sources.bundle import FOLDER, bundled
from gapub.sources.disk import library_files

Job = TypeVar("Job")
Done = TypeVar("Done")

LOCAL: Final = "local"
"""The name of a cluster that gapub starts here and ends itself."""
_TLS: Final = "tls"
_PLAIN: Final = "tcp"
_PATIENCE: Final = 30
"""Seconds until a scheduler must have answered, and have a worker."""
_AHEAD: Final = 3
"""How many batches for each thread of a worker are given out at once; the rest waits here, where it takes no memory of others."""
_PAUSE: Final = 0.01
_LOOK: Final = 5.0
"""Seconds between two looks for answers, and for workers that have gone."""
_NOTHING: Final = logging.CRITICAL + 1
_WRITERS: Final = ("jinja2", "markupsafe", "xlsxwriter", "typst", "pyyaml")
"""The packages on which the bytes of a catalogue depend."""


class Tls(NamedTuple):
    """The certificates with which one side shows itself and knows the other; what is not given, Dask's settings may have."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


class Lost(NamedTuple):
    """What came of a job under which so many workers died."""

    workers: int


# --- on a worker -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def version() -> str:
    """What must be the same on all machines, as one line: of gapub the version and a hash of its files, and of the rest versions."""
    digest = hashlib.sha256(own_hash().encode())
    for path in library_files(bundled(FOLDER)):
        digest.update(f"\0{path.parent.name}/{path.name}\0".encode() + path.read_bytes())
    others = [f"{name} {found}" for name in _WRITERS if (found := _version_of(name))]
    python = ".".join(map(str, sys.version_info[:2]))
    return ", ".join([f"gapub {__version__} ({digest.hexdigest()[:12]})", f"python {python}", *others])


def _version_of(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


class _Answer(NamedTuple):
    """What a worker says of a batch: a result for each job, or none if its version is not the one that is asked for."""

    worker: str
    version: str
    results: Sequence[Any] = ()


_ONE_AT_A_TIME: Final = threading.Lock()
"""A worker may have several threads; what gapub remembers between two catalogues is made for one."""


def _task(
    work: Callable[[Any, Sequence[Job]], Sequence[Done]], common: Any, jobs: Sequence[Job], asked: str
) -> _Answer:
    answer = _Answer(str(_distributed().get_worker().address), version())
    if answer.version != asked:
        return answer
    with _ONE_AT_A_TIME:
        return answer._replace(results=work(common, jobs))


class _Given(NamedTuple):
    """A batch that was given out: as what, to which workers if not to any; whether it was tried by another before, and whether
    nothing else was given out meanwhile.
    """

    future: Any
    jobs: Sequence[Any]
    others: frozenset[str]
    again: bool
    alone: bool


def _same(value: Any) -> Any:
    return value


def _distributed() -> Any:
    """Dask's package, whose types are known in part. Raises GapubError if the extra is not installed."""
    try:
        import distributed
    except ImportError as missing:
        raise extra_missing() from missing
    return distributed


@contextmanager
def _quiet() -> Iterator[None]:
    """Have Dask log nothing: what matters is told in gapub's own words, and a scheduler that dies is worth pages to it."""
    loggers = [
        logging.getLogger(name)
        for name in list(logging.root.manager.loggerDict)
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio")
    ]
    levels = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(_NOTHING)
    try:
        yield
    finally:
        for each, level in zip(loggers, levels, strict=True):
            each.setLevel(level)


# --- the run ---------------------------------------------------------------------------------------------------------


class Cluster:
    """A connection to a scheduler, or a cluster of its own. To be used in a `with`, at whose end nothing of it is left."""

    def __init__(self, scheduler: str, tls: Tls = Tls(), *, jobs: int = 2) -> None:  # noqa: B008  (a value)
        """Connect to nothing yet; `jobs` is the number of workers of a cluster of its own."""
        self._scheduler = scheduler
        self._tls = tls
        self._jobs = jobs
        self._open = ExitStack()
        self._dask: Any
        self._client: Any

    def __enter__(self) -> Self:
        """Connect, and ask every worker for its version.

        Raises GapubError where the extra is missing, and with a code `cluster-…` where the address is not one to be trusted, nobody
        answers, there is no worker, or one is of another version.
        """
        self._dask = _distributed()
        self._open.enter_context(_quiet())
        try:
            self._client = self._local() if self._scheduler == LOCAL else self._remote()
            self._check_versions()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Have the scheduler forget what was not done, and end a cluster of its own."""
        self._open.close()

    @property
    def threads(self) -> int:
        """How many batches are worked on at once."""
        workers = self._workers()
        return sum(int(each["nthreads"]) for each in workers.values())

    def run(
        self,
        work: Callable[[Any, Sequence[Job]], Sequence[Done]],
        common: Any,
        batches: Iterable[Sequence[Job]],
        elsewhere: Callable[[Done], bool] = lambda _: False,
    ) -> Iterator[tuple[Job, Done | Lost]]:
        """Every job with what `work(common, jobs)` gives for it, one result for each of its batch, as they are done.

        `work` is a function of a module, and may be called twice for a batch: a worker may die when it has done all but
        say so. What it raises goes up. A job of whose result `elsewhere` is true is tried once more by another worker, if there is one.
        Raises GapubError if the scheduler goes away, or a worker of another version joins.
        """
        ahead = iter(batches)
        kept = self._client.submit(_same, common, key=f"gapub-common-{os.urandom(8).hex()}")
        running: dict[str, _Given] = {}
        done = self._dask.as_completed(loop=self._client.loop)

        def give(jobs: Sequence[Job], others: Sequence[str] = (), *, again: bool = False, alone: bool = False) -> None:
            where = (
                {"workers": list(others)} if others else {}
            )  # with none allowed besides, or Dask would give it to the idle one
            future = self._client.submit(_task, work, kept, jobs, version(), pure=False, **where)
            running[future.key] = _Given(future, jobs, frozenset(others), again, alone)
            done.add(future)

        for jobs in _first(ahead, max(1, self.threads) * _AHEAD):
            give(jobs)
        looked = time.monotonic()
        suspects: list[Job] = []
        while running or suspects:
            if not running:
                give([suspects.pop()], alone=True)
            if not done.has_ready():
                if time.monotonic() - looked > _LOOK:
                    looked = time.monotonic()
                    for each in self._stranded(running.values()):
                        del running[each.future.key]
                        each.future.cancel()
                        give(each.jobs, again=True)
                time.sleep(_PAUSE)
                continue
            given = running.pop(next(done).key, None)
            if given is None:  # it was stranded
                continue
            answer, jobs = self._answer(given.future), given.jobs
            given.future.release()
            for more in _first(ahead, 1):
                give(more)
            if isinstance(answer, Lost):
                if given.alone:
                    yield jobs[0], answer
                else:
                    suspects += jobs
                continue
            wanting = [i for i, result in enumerate(answer.results) if not given.again and elsewhere(result)]
            if wanting and (others := [each for each in self._workers() if each != answer.worker]):
                give([jobs[i] for i in wanting], others, again=True)
            else:
                wanting = []
            yield from (pair for i, pair in enumerate(zip(jobs, answer.results, strict=True)) if i not in wanting)

    def _stranded(self, given: Iterable[_Given]) -> list[_Given]:
        """What was given to certain workers alone, of which none is left."""
        bound = [each for each in given if each.others]
        if not bound or self._client.status != "running":
            return []
        there = self._workers().keys()
        return [each for each in bound if not each.others & there]

    def everywhere(self, function: Callable[[], object]) -> None:
        """Call a function of a module on every worker, as far as they answer."""
        if self._client.status == "running":
            with suppress(Exception):  # it is no matter to anybody whether a worker that dies has heard of it
                self._client.run(function, on_error="ignore")

    def _answer(self, future: Any) -> Lost | _Answer:
        """What came of a batch."""
        if future.status in ("cancelled", "lost") or self._client.status != "running":
            raise self._gone()
        if future.status == "error":
            error = future.exception()
            if isinstance(error, self._dask.KilledWorker):
                return Lost(int(error.allowed_failures) + 1)
            assert error is not None
            raise error
        try:
            answer: _Answer = future.result()
        except Exception as error:
            # What the batch itself has raised is told above: an OSError here is the connection, before the client has seen it end.
            if isinstance(error, OSError) or self._client.status != "running":
                raise self._gone() from error
            raise
        if answer.version != version():
            raise GapubError([_foreign({answer.worker: answer.version})])
        return answer

    def _workers(self) -> dict[str, dict[str, Any]]:
        """The workers by their addresses."""
        try:
            info = self._client.scheduler_info(n_workers=-1)
        except TypeError:  # earlier versions tell all of them at once
            info = self._client.scheduler_info()
        return dict(info["workers"])

    def _gone(self) -> GapubError:
        message = Text("与集群调度器 {} 的连接已断开", "the scheduler {} has gone away").format(self._shown)
        hint = Text(
            "已写出的目录都是完整的；再运行一次，只做剩下的。",
            "What was written is whole; run the command again, and it does the rest.",
        )
        return GapubError([Diagnostic("cluster-gone", "error", message, entity=self._shown, hint=hint)])

    @property
    def _shown(self) -> str:
        return self._scheduler

    # --- connecting --------------------------------------------------------------------------------------------------

    def _local(self) -> Any:
        """A cluster here, to which nobody else can connect."""
        scratch = self._open.enter_context(tempfile.TemporaryDirectory(prefix="gapub-cluster-"))
        try:
            cluster = self._dask.LocalCluster(
                n_workers=self._jobs,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                security=True,
                dashboard_address=None,
                local_directory=scratch,
                silence_logs=_NOTHING,
            )
        except ImportError as missing:  # of the package that makes certificates
            raise extra_missing() from missing
        self._open.callback(cluster.close, timeout=_PATIENCE)
        client = self._dask.Client(cluster, timeout=_PATIENCE, set_as_default=False)
        self._open.callback(client.close, timeout=_PATIENCE)
        return client

    def _remote(self) -> Any:
        """A connection to a scheduler that is there."""
        address, security = trusted(self._scheduler, self._tls)
        try:
            client = self._dask.Client(address, security=security, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            message = Text("连接不上集群调度器 {}", "the scheduler {} does not answer").format(self._shown)
            hint = Text(
                "请检查地址、调度器是否已启动以及证书。",
                "Check the address, that it has been started, and the certificates.",
            )
            raise GapubError(
                [Diagnostic("cluster-unreachable", "error", message, entity=self._shown, hint=hint)]
            ) from error
        self._open.callback(client.close, timeout=_PATIENCE)
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            message = Text("集群 {} 没有工作进程", "the cluster {} has no worker").format(self._shown)
            hint = Text("请启动 dask worker 后再运行一次。", "Start a dask worker, and run the command again.")
            raise GapubError([Diagnostic("cluster-empty", "error", message, entity=self._shown, hint=hint)]) from error
        return client

    def _check_versions(self) -> None:
        """Raise GapubError for workers of another version, and for one that listens to other machines without TLS."""
        info = self._client.scheduler_info()
        addresses = [str(info["address"]), *self._workers()]
        if open_ones := [each for each in addresses if not each.startswith(f"{_TLS}://") and not _is_loopback(each)]:
            raise GapubError([_untrusted(open_ones[0])])
        found = self._client.run(version, on_error="return")
        others = {worker: _said(answer) for worker, answer in found.items() if answer != version()}
        if others:
            raise GapubError([_foreign(others)])


def _first(ahead: Iterator[Sequence[Job]], most: int) -> list[Sequence[Job]]:
    """The next few, if there are so many."""
    return [jobs for _, jobs in zip(range(most), ahead, strict=False)]


# --- whom to trust ---------------------------------------------------------------------------------------------------


def trusted(scheduler: str, tls: Tls) -> tuple[str, Any]:
    """The address to connect to, and the certificates for it.

    Raises GapubError for one that is neither TLS nor of this machine, for one that cannot be looked up, and where certificates
    for TLS are missing or cannot be read.
    """
    kind, sign, rest = scheduler.partition("://")
    kind, rest = (kind, rest) if sign else (_TLS if any(tls) else _PLAIN, scheduler)
    host, port = _host_and_port(rest)
    if kind == _TLS and port:
        return f"{kind}://{rest}", _security(tls)
    if kind != _PLAIN or not port:
        message = Text("“{}”不是集群调度器的地址", "{} is not the address of a scheduler").format(scheduler)
        hint = Text(
            "例如 tls://scheduler.example:8786，或 local。", "For example tls://scheduler.example:8786, or local."
        )
        raise GapubError([Diagnostic("cluster-address", "error", message, entity=scheduler, hint=hint)])
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = Text("找不到集群调度器 {}", "the scheduler {} is not known").format(scheduler)
        raise GapubError([Diagnostic("cluster-unreachable", "error", message, entity=scheduler)]) from error
    addresses = [str(each[4][0]) for each in found]
    if not all(map(_is_loopback_ip, addresses)):
        raise GapubError([_untrusted(scheduler)])
    address = addresses[0]  # not the name, which may mean something else a moment later
    return f"{kind}://[{address}]:{port}" if ":" in address else f"{kind}://{address}:{port}", None


def _host_and_port(rest: str) -> tuple[str, int]:
    """The parts of `host:port` and `[::1]:port`; a port of 0 if it is neither."""
    host, _, port = rest.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
    good = port.isascii() and port.isdigit() and len(port) < 6 and bare and (bare == host) == (":" not in bare)
    return (bare, int(port)) if good and "/" not in rest and "@" not in rest else (host, 0)


def _is_loopback(address: str) -> bool:
    """Whether an address that a scheduler or worker says it has is one of this machine alone."""
    return _is_loopback_ip(_host_and_port(address.partition("://")[2])[0])


def _is_loopback_ip(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _security(tls: Tls) -> Any:
    """The certificates as Dask takes them."""
    given = {
        name: str(path)
        for name, path in (("tls_ca_file", tls.ca), ("tls_client_cert", tls.cert), ("tls_client_key", tls.key))
        if path
    }
    security = _distributed().Security(require_encryption=True, **given)
    options = (("tls_ca_file", "--tls-ca"), ("tls_client_cert", "--tls-cert"))
    if missing := [option for name, option in options if not getattr(security, name)]:
        message = Text("TLS 缺少证书：{}", "TLS lacks certificates: {}").format("、".join(missing))
        hint = Text(
            "请加上这些选项，或写入 Dask 的设置（distributed.comm.tls）。",
            "Give these options, or set them in Dask's own settings (distributed.comm.tls).",
        )
        raise GapubError([Diagnostic("cluster-tls", "error", message, hint=hint)])
    try:
        security.get_connection_args("client")
    except (OSError, ValueError) as error:  # those of ssl are OSError
        reason = getattr(error, "strerror", None) or type(error).__name__
        message = Text("证书无法使用：{}", "the certificates cannot be used: {}").format(reason)
        raise GapubError([Diagnostic("cluster-tls", "error", message)]) from error
    return security


def _untrusted(address: str) -> Diagnostic:
    message = Text(
        "{} 不加密且不限于本机，没有连接：调度器的协议可以运行任何代码",
        "{} is not encrypted and not of this machine alone: the protocol of a scheduler can run any code",
    ).format(address)
    hint = Text(
        "请用 tls:// 和证书，或让调度器与工作进程都只监听 127.0.0.1。",
        "Use tls:// with certificates, or have the scheduler and the workers listen on 127.0.0.1 alone.",
    )
    return Diagnostic("cluster-untrusted", "error", message, entity=address, hint=hint)


def _said(answer: object) -> str:
    """What a worker answered when asked for its version."""
    if isinstance(answer, ImportError):
        return ""
    return answer if isinstance(answer, str) else type(answer).__name__


def _foreign(others: dict[str, str]) -> Diagnostic:
    """The finding that workers have another version; it tells what differs."""
    worker, theirs = next(iter(others.items()))
    mine, its = version().split(", "), theirs.split(", ")
    has = ", ".join(each for each in its if each not in mine)
    here = ", ".join(each for each in mine if each not in its)
    if not theirs:
        message = Text("工作进程 {} 没有安装 gapub，或版本太旧", "the worker {} has no gapub, or one too old").format(
            worker
        )
    else:
        message = Text("工作进程 {} 的版本不同：{}；本机是 {}", "the worker {} has another version: {}; here it is {}")
        message = message.format(worker, has, here)
    more = len(others) - 1
    if more:
        message = message + Text(f"；另有 {more} 个工作进程也不同", f"; {more} more differ, too")
    hint = Text("所有机器须安装同一版本。", "Install the same version on all machines.")
    return Diagnostic("cluster-version", "error", message, entity=worker, hint=hint)
