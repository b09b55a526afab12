"""`build` on more than one machine: Dask with real processes, and whom gapub trusts to run code.

One cluster serves all tests of the module: its scheduler in this process, two workers that nannies start anew. They are started in a
folder that would mislead whoever looked at it. The store is moto's, in this process as well.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import in_process
import localities
from gapub.batch import cluster as clusters
from gapub.batch.cluster import Cluster, Lost, Tls, trusted
from gapub.diagnostics import GapubError

NAMES = {
    "here": ["127.0.0.1", "::1"],
    "six": ["::1"],
    "mapped": ["::ffff:127.0.0.1"],
    "there": ["192.0.2.7"],
    "both": ["127.0.0.1", "192.0.2.7"],
    "any": ["0.0.0.0"],
}
"""What the names of machines mean in the tests."""


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def looked_up(host: str, port: int, type: int = 0) -> object:
        if not host[0].isdigit() and ":" not in host and host not in NAMES:
            raise socket.gaierror
        return [real(each, port, type=type)[0] for each in NAMES.get(host, [host])]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("scheduler", "expected"),
    [
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("127.3.2.1:8786", "tcp://127.3.2.1:8786"),
        ("tcp://here:8786", "tcp://127.0.0.1:8786"),  # the address that was looked up, not the name
        ("tcp://six:8786", "tcp://[::1]:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
        ("tcp://mapped:8786", "tcp://[::ffff:127.0.0.1]:8786"),
    ],
)
def test_without_tls_a_scheduler_is_one_of_this_machine(scheduler: str, expected: str) -> None:
    assert trusted(scheduler, Tls()) == (expected, None)


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("scheduler", "expected"),
    [
        ("tcp://192.0.2.7:8786", "cluster-untrusted"),
        ("192.0.2.7:8786", "cluster-untrusted"),
        ("tcp://there:8786", "cluster-untrusted"),
        ("tcp://both:8786", "cluster-untrusted"),  # one address of the name is enough
        ("tcp://any:8786", "cluster-untrusted"),
        ("tcp://[2001:db8::1]:8786", "cluster-untrusted"),
        ("tcp://nobody:8786", "cluster-unreachable"),
        ("tcp://127.0.0.1", "cluster-address"),
        ("tcp://127.0.0.1:x", "cluster-address"),
        ("tcp://127.0.0.1:8786/path", "cluster-address"),
        ("tcp://127.0.0.1@there:8786", "cluster-address"),
        ("tcp://::1:8786", "cluster-address"),
        ("tcp://[127.0.0.1]:8786", "cluster-address"),
        ("ucx://127.0.0.1:8786", "cluster-address"),
        ("inproc://127.0.0.1:8786", "cluster-address"),
        ("ws://127.0.0.1:8786", "cluster-address"),
        ("", "cluster-address"),
        ("tls://there:8786", "cluster-tls"),
    ],
)
def test_another_is_not_connected_to(scheduler: str, expected: str) -> None:
    with pytest.raises(GapubError) as refused:
        trusted(scheduler, Tls())
    assert refused.value.diagnostics[0].code == expected


def test_certificates_that_cannot_be_used(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    for tls in (Tls(tmp_path / "none", tmp_path / "none"), Tls(wrong, wrong, wrong)):
        wrong.write_text("no certificate")
        with pytest.raises(GapubError) as refused:
            trusted("tls://127.0.0.1:8786", tls)
        assert refused.value.diagnostics[0].code == "cluster-tls"


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(GapubError) as refused, Cluster("local"):
        pass
    assert refused.value.diagnostics[0].code == "cluster-extra"


# --- a cluster -------------------------------------------------------------------------------------------------------

BUCKET = "built-by-a-cluster"
SECRET = "not-for-messages"
FORMATS = ("--format", "json,csv")
ROOT = Path(__file__).resolve().parents[1]
PROVINCE = """\
division: {code: "11", name: 北京市}
level: province
tighten:
- item: food-drug-supervision/approval/food-licence-data
  time_limit: {within: 10wd, of: [formed, changed]}
  reason: 便于监督
"""
DECISIONS = """\
year: 2026
decisions:
- title: 养老服务设施专项规划
  unit: 民政局
  planned: 2026-Q2
"""


class Running(NamedTuple):
    """A cluster, a client of the test's own, and what `build` has to be told to use it."""

    cluster: Any
    client: Any
    arguments: tuple[str, ...]
    tls: Tls

    def pids(self) -> dict[str, int]:
        """The processes of the workers by their addresses."""
        return dict(self.client.run(os.getpid))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    import distributed
    from distributed.security import Security
    from moto.server import ThreadedMotoServer

    folder = tmp_path_factory.mktemp("cluster")
    misleading = folder / "misleading"
    (misleading / "guidelines" / "registry").mkdir(parents=True)
    (misleading / "guidelines" / "registry" / "bodies.yaml").write_text("nothing: [right")
    (misleading / "gapub.toml").write_text("as-of = 'never'")
    security = Security.temporary()
    paths = []
    for name in ("tls_ca_file", "tls_client_cert", "tls_client_key"):
        path = folder / f"{name}.pem"
        path.write_text(getattr(security, name))
        paths.append(path)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch, chdir(misleading):
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", SECRET)
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.delenv("GAPUB_NO_CACHE")  # what workers have parsed once serves for all tests
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        with (
            distributed.LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                host="127.0.0.1",
                security=security,
                dashboard_address=None,
                local_directory=str(folder),
                silence_logs=100,
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            options = zip(("--tls-ca", "--tls-cert", "--tls-key"), map(str, paths), strict=True)
            told = ("--scheduler", cluster.scheduler_address, *(word for pair in options for word in pair))
            yield Running(cluster, client, told, Tls(*paths))
            assert list(folder.rglob("gapub-*")) == [], "workers keep nothing of a run"
    server.stop()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three counties, below a province, with decisions, and behind a link; a guideline and a template of the project's own."""
    root = tmp_path_factory.mktemp("project")
    (root / "gapub.toml").write_text("")
    one, two, three = localities.write(root / "catalogues", 3, "offices")
    (root / "catalogues" / "province.yaml").write_text(PROVINCE, "utf-8")
    one.write_text("extends: ../province.yaml\n" + one.read_text("utf-8"), "utf-8")
    two.with_name("decisions.yaml").write_text(DECISIONS, "utf-8")
    three.rename(root / "elsewhere.yaml")
    three.symlink_to(root / "elsewhere.yaml")
    own = root / "guidelines" / "taxation" / "2019.yaml"
    own.parent.mkdir(parents=True)
    own.write_text((ROOT / "guidelines/taxation/2019.yaml").read_text("utf-8").replace("税务", "本地税务", 1), "utf-8")
    (root / "templates").mkdir()
    page = (ROOT / "templates/catalogue.html.j2").read_text("utf-8")
    (root / "templates" / "catalogue.html.j2").write_text(page.replace("</footer>", "<p>本县</p></footer>"), "utf-8")
    return root


def files(folder: Path) -> dict[str, bytes]:
    """What a build has written, without what it notes for itself."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".gapub-build" not in path.parts
    }


@pytest.fixture(scope="module")
def expected(project: Path) -> dict[str, bytes]:
    """What one process makes of the project."""
    done = in_process.gapub("build", *FORMATS, "--jobs", "1", "-o", "plain", cwd=project)
    assert done.returncode == 0, done.stderr.decode()
    return files(project / "plain")


def build(project: Path, target: str | Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return in_process.gapub("build", *FORMATS, "-o", target, *arguments, cwd=project)


def test_the_same_bytes_and_findings_whatever_lies_where_the_workers_run(
    project: Path, running: Running, tmp_path: Path
) -> None:
    options = ("--format", "json,html", "--templates", "templates")
    wrong = project / "catalogues" / "wrong.yaml"
    wrong.write_text(
        'division: {code: "110102", name: 西城区}\nlevel: county\nbodies: {nobody: 西城区财政局}\n', "utf-8"
    )
    try:
        plain = build(project, tmp_path / "plain", *options, "--jobs", "1")
        done = build(project, tmp_path / "out", *options, *running.arguments)
    finally:
        wrong.unlink()
    there = files(tmp_path / "out")
    assert there == files(tmp_path / "plain")
    assert sum("本县" in data.decode() for name, data in there.items() if name.endswith(".html")) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "plain"]
    assert done.returncode == plain.returncode == 1
    told = [line for line in plain.stderr.splitlines() if b"wrong.yaml" in line]
    assert told and [line for line in done.stderr.splitlines() if b"wrong.yaml" in line] == told
    assert b"catalogues/wrong.yaml:3" in done.stderr, "named as the user names it"


def _no_room() -> None:
    """Let this process write no file of a page or more, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))


def _room() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes")
def test_a_full_disk(project: Path, expected: dict[str, bytes], running: Running, tmp_path: Path) -> None:
    """Under one worker: the other does its work. Under both: what was not written is told, nothing is half written."""
    one, *_ = running.pids()
    try:
        running.client.run(_no_room, workers=[one])
        done = build(project, tmp_path / "one", *running.arguments)
        assert done.returncode == 0, done.stderr.decode()
        assert files(tmp_path / "one") == expected
        running.client.run(_no_room)
        done = build(project, tmp_path / "both", *running.arguments)
    finally:
        running.client.run(_room)
    assert done.returncode == 1
    assert b"output-write" in done.stderr
    assert files(tmp_path / "both") == {}


def test_a_worker_of_another_version(
    project: Path, running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "version", lambda: "gapub 9.9 (0123456789ab), python 3.11")
    done = build(project, tmp_path / "out", *running.arguments)
    assert done.returncode == 2
    assert b"cluster-version" in done.stderr and b"tls://127.0.0.1" in done.stderr and b"9.9" in done.stderr
    assert files(tmp_path / "out") == {}


def test_an_object_store(
    project: Path, expected: dict[str, bytes], running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gapub.batch.store import opened

    bucket = opened(f"s3://{BUCKET}/目录")
    bucket._system.mkdir(BUCKET)
    done = build(project, bucket.address, *running.arguments)
    assert done.returncode == 0, done.stderr.decode()
    there = {name: data for name, data in bucket.read(list(bucket.listing())).items() if ".gapub-build/" not in name}
    assert there == expected
    assert f"{bucket.address}".encode() in done.stderr
    assert SECRET.encode() not in done.stderr + done.stdout + b"".join(bucket.read(list(bucket.listing())).values())
    monkeypatch.setattr("gapub.batch.store.Objects.commit", None)  # nothing is written
    again = build(project, bucket.address, "--jobs", "1")
    assert again.returncode == 0
    assert "3 unchanged" in again.stderr.decode()


def test_a_worker_that_is_killed_costs_nothing(
    project: Path, expected: dict[str, bytes], running: Running, tmp_path: Path
) -> None:
    """Killed as soon as the first catalogue is there; at the end all are, with the same bytes, and nothing is left over."""
    pids = running.pids()
    out = tmp_path / "out"
    with _when(lambda: any(out.rglob("catalogue.json")), lambda: os.kill(max(pids.values()), signal.SIGKILL)):
        done = build(project, out, *running.arguments)
    assert done.returncode == 0, done.stderr.decode()
    assert files(out) == expected
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def _fragile(common: str, jobs: Sequence[str]) -> list[str]:
    for each in jobs:
        if each == "fatal":
            os.kill(os.getpid(), signal.SIGKILL)
    return [common + each for each in jobs]


def test_what_kills_its_workers_is_reported_and_the_rest_is_done(running: Running) -> None:
    scheduler = running.cluster.scheduler
    before, scheduler.allowed_failures = scheduler.allowed_failures, 0
    try:
        with Cluster(running.arguments[1], running.tls) as cluster:
            found = dict(cluster.run(_fragile, "done ", [["a", "fatal"], ["b"]]))
    finally:
        scheduler.allowed_failures = before
    assert found == {"a": "done a", "b": "done b", "fatal": Lost(1)}


def test_a_scheduler_that_goes_away(project: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """One line, exit code 1; what was written is known to the next run, here without a cluster."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    out, quiet = tmp_path / "out", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    here = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--port", address.rpartition(":")[2], *here], cwd=tmp_path, **quiet
    )
    limits = ("--nthreads", "1", "--no-nanny", "--death-timeout", "5")
    worker = subprocess.Popen([*dask, "worker", address, *here, *limits], cwd=tmp_path, **quiet)
    try:
        with _when(lambda: any(out.rglob("catalogue.json")), scheduler.kill):
            done = build(project, out, "--scheduler", address)
    finally:
        scheduler.kill()
        worker.terminate()
        scheduler.wait()
        worker.wait()
    assert done.returncode == 1
    assert done.stderr.count(b"cluster-gone") == 2, "a line in each language"
    assert b"Traceback" not in done.stderr
    resumed = build(project, out, "--jobs", "1")
    assert resumed.returncode == 0, resumed.stderr.decode()
    assert files(out) == expected


@pytest.mark.parametrize("arguments", [("--scheduler", "tcp://192.0.2.7:8786"), ("--tls-ca", "ca.pem")])
def test_what_is_refused_at_once(project: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = build(project, tmp_path / "out", *arguments)
    assert done.returncode == 2
    assert not any(tmp_path.rglob("*.json"))


class _when:  # noqa: N801  (reads as a word)
    """Do something once something else is so, while the body runs."""

    def __init__(self, condition: Callable[[], bool], act: Callable[[], object]) -> None:
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._wait, args=(condition, act), daemon=True)

    def _wait(self, condition: Callable[[], bool], act: Callable[[], object]) -> None:
        while not self.over.is_set():
            if condition():
                act()
                return
            time.sleep(0.01)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()
