"""The output writer: each file complete or not at all, whatever fails, and nothing else in the folder touched."""

from __future__ import annotations

import builtins
import errno
import hashlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from gapub.diagnostics import GapubError
from gapub.output import MANIFEST, Existing, Outcome, Publication, inspect, lock, rewrite, temporary, tidy, torn
from gapub.output.inspection import LOCK, is_being_written, workshop

posix = pytest.mark.skipif(os.name == "nt", reason="links and modes as POSIX has them")


def with_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """`files` with a `catalogue.json` that carries their hashes, put first so that order is the writer's doing."""
    listed = [{"name": name, "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()]
    return {MANIFEST: json.dumps({"files": listed}).encode(), **files}


def with_site(files: Mapping[str, bytes], pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """`files` with pages in folders below, and a `catalogue.json` that carries the hashes of all."""
    plain = {name: data for name, data in files.items() if name != MANIFEST}
    return with_manifest(plain | {f"site/{name}": data for name, data in pages.items()})


def write_files(folder: Path, files: Mapping[str, bytes], *, last: str, existing: Existing = "refuse") -> Outcome:
    """One run that writes one set."""
    with Publication(folder, existing) as publication:
        publication.stage(files, last=last)
        return publication.commit()


OLD = with_manifest({"catalogue.md": b"old", "catalogue.xlsx": b"same in both", "index.html": b"old page" * 9})
NEW = with_manifest({"catalogue.md": b"new text", "catalogue.xlsx": b"same in both", "index.html": b"new page" * 9})
OLD_SITE = with_site(
    OLD, {"index.html": b"old", "items/a/b/same.html": b"same", "items/a/gone/gone.html": b"gone", "gone.css": b"gone"}
)
NEW_SITE = with_site(NEW, {"index.html": b"new", "items/a/b/same.html": b"same", "items/a/new/come.html": b"come"})
OFFICE = {"正式文件.docx": b"the office's own", ".catalogue.md.swp": b"an editor's", ".x.gapub-tmp-1": b"not of ours"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the folder and of those below it, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fill(folder: Path, *sets: Mapping[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for files in sets:
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


def code_of(error: pytest.ExceptionInfo[GapubError]) -> str:
    [found] = error.value.diagnostics
    assert found.severity == "error"
    assert found.hint
    assert all(any(mark in text for mark in "。") for text in (found.message.zh, found.hint.zh))
    assert all(text.isascii() or "“" in text for text in (found.message.en, found.hint.en))
    return found.code


# Without faults


def test_writes_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    folder = tmp_path / "dist" / "county"
    write_files(folder, NEW, last=MANIFEST)
    assert contents(folder) == NEW
    assert torn(folder) == []


def test_replaces_what_changed_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD, OFFICE)
    for path in folder.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    write_files(folder, NEW, last=MANIFEST)
    assert contents(folder) == {**NEW, **OFFICE}
    fresh = {path.name for path in folder.iterdir() if path.stat().st_mtime != 1_000_000_000}
    assert fresh == {MANIFEST, "catalogue.md", "index.html"}


@posix
def test_what_is_written_anew_stays_where_it_is_meant_and_keeps_its_rights(tmp_path: Path) -> None:
    meant, link = tmp_path / "there" / "profile.yaml", tmp_path / "profile.yaml"
    fill(meant.parent, {meant.name: b"old"})
    meant.chmod(0o640)
    link.symlink_to(meant)
    rewrite(link, b"new")
    assert (link.readlink(), meant.read_bytes(), meant.stat().st_mode & 0o777) == (meant, b"new", 0o640)


@pytest.mark.parametrize("files", [NEW, NEW_SITE], ids=["flat", "site"])
def test_a_second_run_writes_nothing(tmp_path: Path, files: dict[str, bytes]) -> None:
    folder = fill(tmp_path / "out", files)
    with faults(folder) as calls:
        write_files(folder, files, last=MANIFEST)
    assert {"write", "fsync", "replace"}.isdisjoint(name for name, _ in calls)


def test_catalogue_json_goes_last(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD)
    with faults(folder) as calls:
        write_files(folder, NEW, last=MANIFEST)
    order = ["journal.json", "catalogue.md", "index.html", MANIFEST]
    assert [place for name, place in calls if name == "replace"] == order


@posix
def test_all_is_on_the_disk_before_it_is_moved_and_moved_before_catalogue_json(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD)
    with faults(folder) as calls:
        write_files(folder, NEW, last=MANIFEST)
    order = [name for name, _ in calls if name in ("fsync", "replace")]
    files, journal = ["fsync"] * 3, ["fsync", "replace", "fsync"]
    assert order == [*files, *journal, "replace", "replace", "fsync", "replace", "fsync"]


@posix
def test_new_files_have_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_files(tmp_path, NEW, last=MANIFEST)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o640}


# Folders below


def test_files_in_folders_below_come_and_go_with_the_catalogue(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD_SITE, OFFICE)
    write_files(folder, NEW_SITE, last=MANIFEST)
    assert contents(folder) == NEW_SITE | OFFICE
    assert not (folder / "site/items/a/gone").exists(), "a folder that was left empty goes too"
    assert torn(folder) == []


def test_what_goes_has_gone_before_catalogue_json_says_so(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD_SITE)
    with faults(folder) as calls:
        write_files(folder, NEW_SITE, last=MANIFEST)
    wanted = [("unlink", "gone.css"), ("unlink", "gone.html"), ("replace", MANIFEST)]
    assert [call for call in calls if call in wanted] == wanted


@posix
def test_the_folders_below_are_settled_before_catalogue_json_is_moved(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD_SITE)
    opened = []
    with faults(folder) as calls:
        write_files(folder, NEW_SITE, last=MANIFEST)
    for name, place in calls:
        if name == "open":
            opened.append(place)
        elif name == "replace" and place == MANIFEST:
            break
    assert {"site", "items", "new", "out"} <= set(opened)


@pytest.mark.parametrize(
    ("name", "touch"),
    [
        ("site/items/a/gone/gone.html", lambda path: path.write_bytes(b"the office's own")),
        ("site/mine.html", lambda path: path.write_bytes(b"the office's own")),
        ("site/items/a/gone/notes.txt", lambda path: path.write_bytes(b"the office's own")),
        ("elsewhere/page.html", lambda path: fill(path.parent, {path.name: b"gone"})),
        pytest.param("site/gone.css", lambda path: (path.unlink(), path.symlink_to("index.html")), marks=posix),
    ],
)
def test_what_gapub_did_not_write_or_somebody_changed_is_not_removed(
    tmp_path: Path, name: str, touch: Callable[[Path], object]
) -> None:
    folder = fill(tmp_path / "out", OLD_SITE)
    touch(folder / name)
    own = (folder / name).read_bytes()
    write_files(folder, NEW_SITE, last=MANIFEST)
    assert contents(folder) == NEW_SITE | {name: own if name != "site/gone.css" else b"new"}


def gone(name: str) -> dict[str, bytes]:
    """A `catalogue.json` that says that a file beside it or elsewhere is gapub's."""
    entry = {"name": name, "sha256": hashlib.sha256(b"gone").hexdigest()}
    return {MANIFEST: json.dumps({"files": [entry]}).encode()}


@pytest.mark.parametrize(
    "name", ["site/../../own", "../own", "/own", "site", "site//own", "SITE", "out/../../own", "site\\own"]
)
def test_a_former_catalogue_json_cannot_have_other_files_removed(tmp_path: Path, name: str) -> None:
    fill(tmp_path, {"own": b"gone"})
    own = {"catalogue.docx": b"gone", "other/page.html": b"gone", "SITE/x": b"gone", "site/own": b"gone"}
    folder = fill(tmp_path / "out", gone(name), own)
    write_files(folder, NEW_SITE, last=MANIFEST)
    assert contents(folder) == own | NEW_SITE
    assert (tmp_path / "own").read_bytes() == b"gone"


def test_a_page_is_not_removed_under_another_spelling(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", gone("site/INDEX.html"), {"site/INDEX.html": b"gone"})
    write_files(folder, NEW_SITE, last=MANIFEST)
    assert contents(folder)["site/index.html"] == b"new"
    assert (folder / "site/INDEX.html").exists()


def test_a_format_that_is_left_out_goes_unless_a_person_changed_it(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD_SITE, OFFICE)
    (folder / "site/gone.css").write_bytes(b"the office's own")
    done = write_files(folder, NEW, last=MANIFEST)
    assert contents(folder) == NEW | OFFICE | {"site/gone.css": b"the office's own"}
    assert (set(done.removed), done.kept) == (set(OLD_SITE) - set(NEW) - {"site/gone.css"}, ["site/gone.css"])


def test_a_page_that_is_gone_already_is_no_fault(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD_SITE)
    (folder / "site/items/a/gone/gone.html").unlink()
    write_files(folder, NEW_SITE, last=MANIFEST)
    assert contents(folder) == NEW_SITE


@posix
@pytest.mark.parametrize("where", ["site", "site/items", "site/items/a/new"])
def test_a_link_in_place_of_a_folder_below_is_refused(tmp_path: Path, where: str) -> None:
    outside = fill(tmp_path / "outside", {"own": b"own"})
    folder = fill(tmp_path / "out", OLD)
    (folder / where).parent.mkdir(parents=True, exist_ok=True)
    (folder / where).symlink_to(outside)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(GapubError) as error:
        write_files(folder, NEW_SITE, last=MANIFEST)
    assert code_of(error) == "output-link"
    assert sorted(tmp_path.rglob("*")) == before
    assert {**contents(folder), **OLD} == contents(folder)


@posix
def test_what_a_link_leads_to_is_neither_vouched_for_nor_removed(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD_SITE)
    (folder / "site/items/a/gone").rename(tmp_path / "gone")
    (folder / "site/items/a/gone").symlink_to(tmp_path / "gone")
    assert torn(folder) == ["site/items/a/gone/gone.html"]
    write_files(folder, NEW_SITE, last=MANIFEST)
    assert (tmp_path / "gone/gone.html").read_bytes() == b"gone"


MANY = with_manifest({f"site/items/{n % 20}/{n}.html": b"new" for n in range(60)})


@pytest.mark.parametrize("fault", [errno.EIO, KeyboardInterrupt], ids=str)
@pytest.mark.parametrize("fail_at", [0, 30, 60, 63, 70])
def test_of_very_many_files_that_are_flushed_at_once_none_is_moved_before_all_are(
    tmp_path: Path, fail_at: int, fault: int | type[BaseException]
) -> None:
    how: dict[str, Any] = {"exception": fault} if isinstance(fault, type) else {"error": fault}
    with faults(tmp_path, only="fsync", fail_at=fail_at, **how), pytest.raises((GapubError, KeyboardInterrupt)):
        write_files(tmp_path, MANY, last=MANIFEST)
    flushed = fail_at > len(MANY) + 1  # the journal, and the folder that it stands in
    assert contents(tmp_path) == ({name: MANY[name] for name in MANY if name != MANIFEST} if flushed else {})
    write_files(tmp_path, MANY, last=MANIFEST)
    assert contents(tmp_path) == MANY


# Links, and temporary files of others


@posix
@pytest.mark.parametrize("existing", ["refuse", "overwrite", "backup"])
def test_a_link_in_place_of_a_file_is_a_persons_and_never_followed(tmp_path: Path, existing: Existing) -> None:
    outside = fill(tmp_path / "outside", {"own.md": b"own", "same.html": NEW["index.html"]})
    folder = fill(tmp_path / "out", {})
    (folder / "catalogue.md").symlink_to(outside / "own.md")
    (folder / "index.html").symlink_to(outside / "same.html")
    (folder / MANIFEST).symlink_to(outside / "nothing")
    links = {path.name: path.readlink() for path in folder.iterdir()}
    if existing == "refuse":
        with pytest.raises(GapubError) as error:
            write_files(folder, NEW, last=MANIFEST)
        assert code_of(error) == "output-foreign"
    else:
        write_files(folder, NEW, last=MANIFEST, existing=existing)
        kept = {path.name: path.read_bytes() for path in folder.iterdir() if not path.is_symlink()}
        assert kept == NEW
    left = {path.name.removesuffix(".bak"): path.readlink() for path in folder.iterdir() if path.is_symlink()}
    assert left == ({} if existing == "overwrite" else links)
    assert contents(outside) == {"own.md": b"own", "same.html": NEW["index.html"]}


@posix
def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    real = fill(tmp_path / "real", OLD)
    (tmp_path / "out").symlink_to(real)
    write_files(tmp_path / "out", NEW, last=MANIFEST)
    assert contents(real) == NEW
    assert (tmp_path / "out").is_symlink()


def test_temporary_files_of_a_crashed_run_go_with_the_next(tmp_path: Path) -> None:
    half = {
        ".catalogue.md.gapub-tmp-1": True,
        ".catalogue.md.gapub-tmp-1-2": True,
        "catalogue.md.gapub-tmp-1": False,
        ".catalogue.md.gapub-tmp-x": False,
        ".other.md.gapub-tmp-1": False,
    }
    folder = fill(tmp_path / "out", dict.fromkeys(half, b"half"))
    write_files(folder, NEW, last=MANIFEST)
    assert set(contents(folder)) - set(NEW) == {name for name, goes in half.items() if not goes}


@posix
def test_a_temporary_file_that_a_run_still_writes_is_left_to_it(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    descriptor, path = temporary.create(profile)
    rewrite(profile, b"new")
    assert contents(tmp_path) == {profile.name: b"new", path.name: b""}
    os.close(descriptor)
    rewrite(profile, b"newer")
    assert contents(tmp_path) == {profile.name: b"newer"}


# What cannot be written


def make_file(path: Path) -> None:
    path.write_bytes(b"a file")


def make_folder(path: Path) -> None:
    fill(path, {"own": b"own"})


@pytest.mark.parametrize(
    ("where", "make", "code"),
    [
        ("out", make_file, "output-folder"),
        ("", make_file, "output-folder"),
        ("out/catalogue.md", make_folder, "output-not-a-file"),
        ("out/" + MANIFEST, make_folder, "output-not-a-file"),
        pytest.param("out/index.html", lambda path: os.mkfifo(path), "output-not-a-file", marks=posix),
        ("out/site", make_file, "output-folder"),
        ("out/site/items/a", make_file, "output-folder"),
        ("out/site/index.html", make_folder, "output-not-a-file"),
    ],
)
def test_what_is_in_the_way_is_named_and_nothing_is_written(
    tmp_path: Path, where: str, make: Callable[[Path], object], code: str
) -> None:
    root = tmp_path / "root"
    if where:
        (root / where).parent.mkdir(parents=True)
    make(root / where)
    before = sorted(root.rglob("*"))
    with pytest.raises(GapubError) as error:
        write_files(root / "out", NEW_SITE, last=MANIFEST)
    assert code_of(error) == code
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [
        (errno.EACCES, "output-permission", "请先关闭文件"),
        (errno.EPERM, "output-permission", "请先关闭文件"),
        (errno.EROFS, "output-permission", "只读"),
        (errno.ENOSPC, "output-disk-full", "磁盘空间不足"),
        (errno.EDQUOT, "output-disk-full", "磁盘空间不足"),
        (errno.EIO, "output-write", os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize(("operation", "place"), [("open", "0"), ("write", None), ("replace", "catalogue.md")])
def test_the_reason_is_told_in_words(
    tmp_path: Path, operation: str, place: str | None, number: int, code: str, word: str
) -> None:
    how: dict[str, Any] = {"only": operation, "place": place, "fail_at": 0, "error": number}
    with faults(tmp_path, **how), pytest.raises(GapubError) as error:
        write_files(tmp_path, NEW, last=MANIFEST)
    assert code_of(error) == code
    [found] = error.value.diagnostics
    assert found.hint
    assert word in found.message.zh + found.hint.zh
    assert contents(tmp_path) == {}


def test_a_half_replaced_set_says_what_is_new(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD)
    with faults(folder, only="replace", fail_at=2, error=errno.EACCES), pytest.raises(GapubError) as error:
        write_files(folder, NEW, last=MANIFEST)
    [found] = error.value.diagnostics
    assert found.entity.endswith("index.html")
    assert found.hint
    assert "已更新：catalogue.md；" in found.hint.zh
    assert torn(folder) == ["catalogue.md"]


def test_a_finding_names_the_first_few_of_very_many(tmp_path: Path) -> None:
    files = with_manifest({f"site/{n:02}.html": b"" for n in range(20)})
    with faults(tmp_path, only="replace", fail_at=16, error=errno.EACCES), pytest.raises(GapubError) as error:
        write_files(tmp_path, files, last=MANIFEST)
    hint = error.value.diagnostics[0].hint
    assert hint
    assert "site/09.html等 15 个文件；" in hint.zh
    assert "site/09.html and 5 more." in hint.en
    assert "site/10.html" not in hint.zh + hint.en


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a", "a\\b", "c:a", "a\0", "/a", "a/", "a//b", "a/../b", "a/./b", "../a/b", "a/c:b"]
)
def test_only_names_in_the_folder_are_taken(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a file"):
        write_files(tmp_path, {MANIFEST: b"", name: b""}, last=MANIFEST)
    assert contents(tmp_path) == {}


def test_the_last_file_must_be_one_of_the_files(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not among the files"):
        write_files(tmp_path, {"a": b""}, last=MANIFEST)


# Every file operation fails in turn


@contextmanager
def faults(
    folder: Path,
    *,
    only: str = "",
    place: str | None = None,
    fail_at: int | None = None,
    error: int = errno.EIO,
    exception: type[BaseException] | None = None,
    short: bool = False,
) -> Iterator[list[tuple[str, str]]]:
    """Record the system calls on `folder` and what it holds, and make the one numbered `fail_at` fail.

    With `only` and `place`, only calls of this name on this file are counted. A close that fails closes all the same, as
    on Linux. `short` writes one byte at a time.
    """
    calls: list[tuple[str, str]] = []
    tries = 0
    watched = folder, workshop(folder)

    def wrap(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(target: Any, *args: Any, **options: Any) -> Any:
            nonlocal tries
            if not isinstance(target, int) and not any(map(Path(os.fsdecode(target)).is_relative_to, watched)):
                return real(target, *args, **options)
            here = str(target) if isinstance(target, int) else Path(args[0] if name == "replace" else target).name
            calls.append((name, here))
            if only in ("", name) and place in (None, here):
                tries += 1
                if tries - 1 == fail_at:
                    if name == "close":
                        real(target, *args, **options)
                    raise exception() if exception else OSError(error, os.strerror(error))
            if short and name == "write":
                return real(target, args[0][:1])
            return real(target, *args, **options)

        return call

    names = (
        "mkdir",
        "stat",
        "lstat",
        "open",
        "write",
        "fsync",
        "close",
        "replace",
        "unlink",
        "rmdir",
        "scandir",
        "listdir",
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(os, name, wrap(name, getattr(os, name)))
        opener = wrap("open-file", builtins.open)
        patch.setattr(io, "open", opener)
        yield calls


def number_of_calls(folder: Path, new: Mapping[str, bytes]) -> int:
    with faults(folder) as calls:
        write_files(folder, new, last=MANIFEST)
    return len(calls)


def check_whole(
    folder: Path, failed: tuple[str, str], old: Mapping[str, bytes] = OLD, new: Mapping[str, bytes] = NEW
) -> None:
    """Every file is wholly old or wholly new, no other is there, and `torn` tells the truth."""
    found = contents(folder)
    temporary = [name for name in found if "gapub-tmp" in name and name not in OFFICE]
    assert not temporary or failed[0] == "unlink"
    assert {name: found[name] for name in OFFICE} == OFFICE
    files = {name: data for name, data in found.items() if name not in OFFICE and name not in temporary}
    assert set(old) & set(new) <= set(files) <= set(old) | set(new)
    assert all(data in (old.get(name), new.get(name)) for name, data in files.items())
    manifest = old if files[MANIFEST] == old[MANIFEST] else new
    unlisted = files.keys() - manifest.keys() if manifest is old else set()
    other = {name for name in manifest if name != MANIFEST and files.get(name) != manifest[name]}
    assert set(torn(folder)) == other | unlisted
    if manifest is new:
        assert {name: data for name, data in files.items() if name in new} == new
        # What cannot be read is nobody's to remove.
        assert set(files) == set(new) or failed[0] in READS


READS = ("open-file", "stat", "lstat")


@pytest.mark.parametrize(("old", "new"), [(OLD, NEW), (OLD_SITE, NEW_SITE)], ids=["flat", "site"])
@pytest.mark.parametrize("fault", [errno.EIO, errno.ENOSPC, errno.EACCES, KeyboardInterrupt], ids=str)
def test_whatever_fails_every_file_is_whole(
    tmp_path: Path, fault: int | type[BaseException], old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    total = number_of_calls(fill(tmp_path / "count", old, OFFICE), new)
    assert total > 25
    outcomes = set()
    for index in range(total):
        folder = fill(tmp_path / str(index), old, OFFICE)
        how: dict[str, Any] = {"exception": fault} if isinstance(fault, type) else {"error": fault}
        with faults(folder, fail_at=index, **how) as calls:
            try:
                write_files(folder, new, last=MANIFEST)
                outcomes.add("done")
            except (GapubError, KeyboardInterrupt):
                outcomes.add("failed")
        check_whole(folder, calls[index], old, new)
        outcomes.add("torn" if torn(folder) else "new" if contents(folder)[MANIFEST] == new[MANIFEST] else "old")
    assert outcomes == {"done", "failed", "torn", "new", "old"} - ({"done"} if isinstance(fault, type) else set())


@pytest.mark.parametrize("fault", [errno.EIO, KeyboardInterrupt], ids=str)
def test_after_any_failure_the_next_run_makes_the_set_whole(tmp_path: Path, fault: int | type[BaseException]) -> None:
    total = number_of_calls(fill(tmp_path / "count", OLD_SITE), NEW_SITE)
    for index in range(total):
        folder = fill(tmp_path / str(index), OLD_SITE)
        how: dict[str, Any] = {"exception": fault} if isinstance(fault, type) else {"error": fault}
        with faults(folder, fail_at=index, **how) as calls, suppress(GapubError, KeyboardInterrupt):
            write_files(folder, NEW_SITE, last=MANIFEST)
        write_files(folder, NEW_SITE, last=MANIFEST)
        found = contents(folder)
        assert {name: found[name] for name in NEW_SITE} == NEW_SITE
        assert set(found) == set(NEW_SITE) or calls[index][0] in (*READS, "unlink")


def test_a_failure_that_cannot_be_cleaned_up_leaves_a_temporary_file_and_the_old_set(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD, OFFICE)
    with faults(folder, only="fsync", fail_at=1), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "unlink", lambda _: (_ for _ in ()).throw(PermissionError()))
        with pytest.raises(GapubError):
            write_files(folder, NEW, last=MANIFEST)
    check_whole(folder, ("unlink", ""))
    assert {**contents(folder), **OLD} == contents(folder)


def test_short_writes_are_continued(tmp_path: Path) -> None:
    with faults(tmp_path, short=True):
        write_files(tmp_path, NEW, last=MANIFEST)
    assert contents(tmp_path) == NEW


@posix
def test_a_file_system_that_cannot_settle_a_folder_is_no_fault(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD)
    with faults(folder) as calls:
        write_files(folder, NEW, last=MANIFEST)
    syncs = [number for number, (name, _) in enumerate(calls) if name == "fsync"]
    again = fill(tmp_path / "again", OLD)
    with faults(again, fail_at=syncs[-1], error=errno.EINVAL):
        write_files(again, NEW, last=MANIFEST)
    assert contents(again) == NEW


# Torn sets


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (Path.exists, []),
        (lambda folder: (folder / "catalogue.md").write_bytes(b"other"), ["catalogue.md"]),
        (lambda folder: (folder / "index.html").unlink(), ["index.html"]),
        (lambda folder: (folder / "own.txt").write_bytes(b"own"), []),
        (lambda folder: (folder / MANIFEST).unlink(), [MANIFEST]),
        (lambda folder: (folder / MANIFEST).write_bytes(b"{"), [MANIFEST]),
        (lambda folder: (folder / MANIFEST).write_bytes(b"[" * 100_000), [MANIFEST]),
        (lambda folder: (folder / MANIFEST).write_bytes(b"\xff"), [MANIFEST]),
        (lambda folder: (folder / MANIFEST).write_bytes(b"[]"), [MANIFEST]),
        (lambda folder: (folder / MANIFEST).write_bytes(b'{"files": [{"name": "a"}]}'), [MANIFEST]),
        (lambda folder: (folder / MANIFEST).write_bytes(b'{"files": 1}'), [MANIFEST]),
    ],
)
def test_torn_names_what_is_not_as_written(tmp_path: Path, spoil: Callable[[Path], object], found: list[str]) -> None:
    folder = fill(tmp_path / "out", NEW)
    spoil(folder)
    assert torn(folder) == found


def test_torn_reads_nothing_outside_the_folder(tmp_path: Path) -> None:
    fill(tmp_path, {"own": b"own"})
    entry = {"name": "../own", "sha256": hashlib.sha256(b"own").hexdigest()}
    folder = fill(tmp_path / "out", {MANIFEST: json.dumps({"files": [entry]}).encode()})
    assert torn(folder) == ["../own"]


def test_torn_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert torn(tmp_path / "nowhere") == [MANIFEST]


# What a run that was killed leaves, and two runs at once


def killed(folder: Path, new: Mapping[str, bytes], at: str) -> None:
    """A run that ends early, when the file of this name is moved to its place."""
    with faults(folder, only="replace", place=at, fail_at=0, exception=KeyboardInterrupt), suppress(KeyboardInterrupt):
        write_files(folder, new, last=MANIFEST)


def test_a_torn_set_is_told_from_an_edited_one(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD_SITE)
    killed(folder, NEW_SITE, at="index.html")
    (folder / "index.html").write_bytes(b"edited meanwhile")
    states = {(each.kind, each.name) for each in inspect(folder).states}
    assert ("edited", "index.html") in states
    assert ("torn", "catalogue.md") in states
    assert {kind for kind, _ in states} == {"torn", "edited"}
    with pytest.raises(GapubError) as error:
        write_files(folder, NEW_SITE, last=MANIFEST)
    assert code_of(error) == "output-edited"
    assert "index.html" in error.value.diagnostics[0].message.en
    assert "catalogue.md" not in error.value.diagnostics[0].message.en
    done = write_files(folder, NEW_SITE, last=MANIFEST, existing="backup")
    assert done.torn
    assert done.backups == ["index.html.bak"]
    assert contents(folder) == NEW_SITE | {"index.html.bak": b"edited meanwhile"}
    assert not workshop(folder).exists()


def test_a_first_run_that_was_killed_is_torn_and_the_next_one_makes_it_whole(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    killed(folder, NEW, at=MANIFEST)
    assert {each.kind for each in inspect(folder).states} == {"torn"}
    assert write_files(folder, NEW, last=MANIFEST).torn
    assert contents(folder) == NEW
    assert inspect(folder).states == []


def test_what_two_killed_runs_wrote_is_known_to_the_third(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD_SITE)
    killed(folder, with_site(NEW, {"a.html": b"second", "b.html": b"second"}), at=MANIFEST)
    killed(folder, with_site(NEW, {"a.html": b"third", "c.html": b"third"}), at=MANIFEST)
    write_files(folder, NEW, last=MANIFEST)
    assert contents(folder) == NEW


HOLDER = """
import sys
from contextlib import ExitStack
from pathlib import Path
from gapub.output import lock
with ExitStack() as stack:
    lock.acquire(Path(sys.argv[1]), stack)
    print(flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the lock of the folder until its input ends, or it is killed."""
    command = [sys.executable, "-c", HOLDER, str(workshop(folder) / LOCK)]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def test_a_folder_that_another_run_writes_is_waited_for_and_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.2)
    folder = fill(tmp_path / "out", OLD)
    waited = []
    with another(folder), Publication(folder, waiting=lambda: waited.append(1)) as publication:
        assert is_being_written(folder)
        with pytest.raises(GapubError) as error:
            publication.stage(NEW, last=MANIFEST)
    assert code_of(error) == "output-busy"
    assert waited == [1]
    assert contents(folder) == OLD


def test_the_second_run_goes_on_when_the_first_has_ended(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD)
    with another(folder) as process, Publication(folder, waiting=process.communicate) as publication:
        publication.stage(NEW, last=MANIFEST)
        publication.commit()
    assert contents(folder) == NEW
    assert not workshop(folder).exists()


def test_the_lock_of_a_process_that_was_killed_holds_nobody_up(tmp_path: Path) -> None:
    folder = fill(tmp_path / "out", OLD)
    with another(folder) as process:
        process.kill()
        process.wait()
    assert (workshop(folder) / LOCK).exists()
    write_files(folder, NEW, last=MANIFEST)
    assert not workshop(folder).exists()


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_all_is_moved(tmp_path: Path, number: signal.Signals) -> None:
    """It comes with the first move, and ends the process after the last."""
    script = """
import os, signal, sys
from pathlib import Path
from gapub import __main__
from gapub.output import Publication
move = os.replace
os.replace = lambda *names: (os.kill(os.getpid(), int(sys.argv[2])), move(*names))
__main__._end_on_signals()
with Publication(Path(sys.argv[1])) as publication:
    publication.stage({f"{n}": b"" for n in range(9)}, last="8")
    publication.commit()
os._exit(9)
"""
    folder = tmp_path / "out"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    done = subprocess.run([sys.executable, "-c", script, str(folder), str(int(number))], env=env, check=False)
    assert done.returncode == 128 + number
    assert len(contents(folder)) in (0, 9), "before the first move it ends at once"
    assert not (workshop(folder) / "files").exists()


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_command_without_a_traceback(tmp_path: Path, number: signal.Signals) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    script = (
        "import os, sys\n"
        "from gapub import __main__\n"
        "from gapub.cli import app\n"
        f"app.run = lambda: (os.kill(os.getpid(), {int(number)}), sys.exit(9))\n"
        "__main__.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=env, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (128 + number, b"")


# A person's own file


@posix
def test_a_file_for_reading_alone_is_not_rewritten(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_bytes(b"old")
    profile.chmod(0o444)
    with pytest.raises(GapubError) as error:
        rewrite(profile, b"new")
    assert code_of(error) == "output-permission"
    assert contents(tmp_path) == {profile.name: b"old"}


@pytest.mark.parametrize("fault", [errno.EIO, KeyboardInterrupt], ids=str)
def test_whatever_fails_a_persons_file_is_the_old_or_the_new_one(
    tmp_path: Path, fault: int | type[BaseException]
) -> None:
    how: dict[str, Any] = {"exception": fault} if isinstance(fault, type) else {"error": fault}
    for index in range(40):
        folder = fill(tmp_path / str(index), {"profile.yaml": b"old"})
        with faults(folder, fail_at=index, **how) as calls, suppress(GapubError, KeyboardInterrupt):
            rewrite(folder / "profile.yaml", b"new")
        assert contents(folder)["profile.yaml"] in (b"old", b"new")
        tidy([folder / "profile.yaml"])
        assert set(contents(folder)) == {"profile.yaml"}
    assert index >= len(calls), "every call has failed once"


@posix
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_of_a_file_stays(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_bytes(b"old")
    os.chown(profile, 12345, 12345)
    rewrite(profile, b"new")
    assert (profile.stat().st_uid, profile.stat().st_gid) == (12345, 12345)
