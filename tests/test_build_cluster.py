"""`build` on more than one machine: Dask with real processes, and whom gapub trusts to run code."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from gapub.batch.cluster import Cluster, Tls, trusted
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
