"""Catalogues in an object store: whole or not at all, and never in place of what a person put there.

What a store itself has to do right is asked of moto's S3; the rest of one in memory, which answers a hundred times faster.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from gapub.batch import store as stores
from gapub.batch.store import Store, opened
from gapub.diagnostics import GapubError
from gapub.model.seal import sealed
from gapub.output import MANIFEST, Existing, Outcome

BUCKET = "catalogues"
BELOW = "220102/county/"
SECRET = "not-for-messages"
_NUMBERS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a store of this process, which the usual variables of the environment name."""
    from moto.server import ThreadedMotoServer

    started = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", SECRET)
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        opened(f"s3://{BUCKET}")._system.mkdir(BUCKET)
        yield f"http://{host}:{port}"
    started.stop()


@pytest.fixture
def bucket(server: str) -> Store:
    """A prefix of its own in S3, with a blank and a Chinese name."""
    assert server
    return opened(f"s3://{BUCKET}/输出 {next(_NUMBERS)}")


@pytest.fixture
def place() -> Store:
    """A prefix of its own in memory."""
    name = f"/catalogues/{next(_NUMBERS)}"
    return Store(f"memory:/{name}", MemoryFileSystem(), name)


def made(**files: str) -> dict[str, bytes]:
    """The files of a catalogue with their manifest."""
    data = {f"catalogue.{kind}": text.encode() for kind, text in files.items()}
    listed = [{"name": name, "sha256": hashlib.sha256(each).hexdigest()} for name, each in data.items()]
    return {**data, MANIFEST: sealed(json.dumps({"files": listed, "seal": ""}).encode())}


def put(place: Store, files: Mapping[str, bytes], existing: Existing = "refuse") -> Outcome:
    with place.publication(existing) as publication:
        publication.stage(files, last=MANIFEST, below=BELOW)
        return publication.commit()


def there(place: Store) -> dict[str, bytes]:
    return {name.removeprefix(BELOW): data for name, data in place.read(list(place.listing())).items()}


def code(refused: pytest.ExceptionInfo[GapubError]) -> str:
    assert SECRET not in str(refused.value)
    return refused.value.diagnostics[0].code


def test_what_a_run_writes_takes_the_place_of_what_the_last_one_wrote(bucket: Store) -> None:
    old, new = made(md="one", csv="a,b"), made(md="two")
    assert put(bucket, old) == Outcome([], [], [], [])
    assert there(bucket) == old
    marks = bucket.listing()
    assert put(bucket, old) == Outcome([], [], [], [])
    assert bucket.listing() == marks, "what is equal is left alone, with its date"
    assert put(bucket, new).removed == [f"{BELOW}catalogue.csv"]
    assert there(bucket) == new


def test_what_a_person_put_there_stays(place: Store) -> None:
    old, new = made(md="one"), made(md="two")
    put(place, old)
    place.put({f"{BELOW}catalogue.md": b"by hand", f"{BELOW}notice.txt": b"of the office"})
    before = there(place)
    with pytest.raises(GapubError) as refused:
        put(place, new)
    assert code(refused) == "output-edited"
    assert there(place) == before
    assert put(place, new, "backup").backups == [f"{BELOW}catalogue.md.bak"]
    assert there(place) == {**new, "catalogue.md.bak": b"by hand", "notice.txt": b"of the office"}
    place.put({f"{BELOW}catalogue.csv": b"another's"})
    with pytest.raises(GapubError) as refused:
        put(place, made(csv="a,b"))
    assert code(refused) == "output-foreign"
    put(place, made(csv="a,b"), "overwrite")
    assert there(place)["catalogue.csv"] == b"a,b"


def test_what_is_made_no_longer_stays_where_a_person_has_changed_it(place: Store) -> None:
    put(place, made(md="one", csv="a,b"))
    place.put({f"{BELOW}catalogue.csv": b"by hand"})
    assert put(place, made(md="one")).kept == [f"{BELOW}catalogue.csv"]
    assert there(place)["catalogue.csv"] == b"by hand"


def test_an_edited_manifest_vouches_for_nothing(place: Store) -> None:
    old = made(md="one")
    put(place, old)
    place.put({BELOW + MANIFEST: old[MANIFEST].replace(b'"files"', b'"files" ')})
    with pytest.raises(GapubError) as refused:
        put(place, made(md="two"))
    assert code(refused) == "output-edited"


class Killed(BaseException):
    """The process is gone: nothing else is done."""


@pytest.mark.parametrize("old", [{}, made(md="one", csv="a,b")], ids=["new", "replaced"])
def test_a_run_that_is_killed_before_any_request_is_done_again(place: Store, old: dict[str, bytes]) -> None:
    """Whatever was written, no manifest vouches for it that should not, and the next run knows it for gapub's own."""
    new = made(md="two", jsonl="{}")
    system = place._system
    ends = 0
    for last in count():
        place.remove(list(place.listing()))
        if old:
            put(place, old)
        with pytest.MonkeyPatch.context() as patch:
            _kill_at(last, system, patch)
            try:
                put(place, new)
            except Killed:
                ends += 1
            else:
                break
        now = there(place)
        said = json.loads(now.get(MANIFEST, b'{"files": []}'))["files"]
        hashes = {each["name"]: each["sha256"] for each in said}
        sound = all(hashlib.sha256(now.get(name, b"")).hexdigest() == each for name, each in hashes.items())
        if MANIFEST in now and now[MANIFEST] == new[MANIFEST]:
            assert sound, "the new manifest goes last"
        put(place, new)
        assert there(place) == new
    assert ends >= (4 if old else 3)
    assert there(place) == new


def _kill_at(last: int, system: Any, patch: pytest.MonkeyPatch) -> None:
    """Let so many requests that change something through, one object each, and no other."""
    seen = count()

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def once(*arguments: Any, **options: Any) -> Any:
            if next(seen) >= last:
                raise Killed
            return act(*arguments, **options)

        return once

    one = counted(system.pipe_file)
    patch.setattr(system, "pipe", lambda files, **options: [one(path, data, **options) for path, data in files.items()])
    away = counted(system.rm_file)
    patch.setattr(system, "rm", lambda paths: [away(path) for path in paths])


def test_an_object_that_appears_meanwhile_is_not_replaced(bucket: Store) -> None:
    new = made(md="two")
    with bucket.publication() as publication:
        publication.stage(new, last=MANIFEST, below=BELOW)
        bucket.put({f"{BELOW}catalogue.md": b"another's"})
        with pytest.raises(GapubError) as refused:
            publication.commit()
    assert code(refused) == "output-foreign"
    assert there(bucket)["catalogue.md"] == b"another's"
    bucket.put({f"{BELOW}catalogue.md": new["catalogue.md"]})  # two runs at once write the same
    put(bucket, new)
    assert there(bucket) == new


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"s3://{SECRET}:{SECRET}@bucket/prefix", "store-address"),
        (f"s3://bucket/prefix?key={SECRET}", "store-address"),
        ("s3://", "store-address"),
        ("file:///tmp/out", "store-address"),
        ("memory://out", "store-address"),
        ("nothing://bucket", "store-address"),
    ],
)
def test_an_address_that_cannot_be_used(address: str, expected: str) -> None:
    with pytest.raises(GapubError) as refused:
        opened(address)
    assert code(refused) == expected


@pytest.mark.usefixtures("server")
def test_a_bucket_that_is_not_there() -> None:
    with pytest.raises(GapubError) as refused:
        put(opened("s3://another-bucket/prefix"), made(md="one"))
    assert code(refused) == "store-missing"


def test_what_goes_wrong_is_told_without_secrets(place: Store, monkeypatch: pytest.MonkeyPatch) -> None:

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"signature of {SECRET}")

    monkeypatch.setattr(place._system, "pipe", broken)
    with pytest.raises(GapubError) as refused:
        put(place, made(md="one"))
    assert code(refused) == "store-error"
    unreachable = type("EndpointConnectionError", (Exception,), {})  # the real one comes after several tries

    def silent(*_: object, **__: object) -> None:
        raise unreachable(f"Could not connect with {SECRET}")

    monkeypatch.setattr(place._system, "pipe", silent)
    with pytest.raises(GapubError) as refused:
        put(place, made(md="one"))
    assert code(refused) == "store-unreachable"


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "fsspec", None)
    stores._opened.cache_clear()
    with pytest.raises(GapubError) as refused:
        opened("s3://bucket/prefix")
    assert code(refused) == "cluster-extra"
