"""Files as they stand in a commit of the repository around the working folder; no work tree is touched.

Objects alone are read (`git ls-tree`, `git cat-file`): no hook, filter or remote can run. A name goes to git behind
`--end-of-options`, and as a hash from there on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.yaml.reader import MAX_BYTES

_FILES: Final = ("100644", "100755")
_ENVIRONMENT: Final = {"GIT_LITERAL_PATHSPECS": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
_SHALLOW: Final = Text(
    "这是浅克隆，没有取全部提交：请运行 git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'；"
    '在 GitHub Actions 中设 fetch-depth: 0，在 GitLab 中设 GIT_DEPTH: "0"',
    "this clone is shallow; run git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*', "
    'or set fetch-depth: 0 on GitHub Actions, GIT_DEPTH: "0" on GitLab',
)
_UNFETCHED: Final = Text(
    "请核对名称；远程的分支，先运行 git fetch origin '+refs/heads/*:refs/remotes/origin/*'，再写作 origin/分支",
    "check the name; for a branch of the remote run git fetch origin '+refs/heads/*:refs/remotes/origin/*' "
    "and write origin/BRANCH",
)
_PARTIAL: Final = Text(
    "这是部分克隆，没有取全部内容：请运行 git fetch --refetch --no-filter origin；"
    "在 GitHub Actions 中去掉 filter 和 sparse-checkout",
    "this clone is partial; run git fetch --refetch --no-filter origin, or drop filter and sparse-checkout on GitHub "
    "Actions",
)
_OWNED: Final = Text(
    'git 不信任他人所有的文件夹：请运行 git config --global --add safe.directory "$PWD"',
    'git does not trust a folder of another user; run git config --global --add safe.directory "$PWD"',
)
_APART: Final = Text("请写明两边：gapub diff git:A git:B", "name both sides: gapub diff git:A git:B")
_HASH: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def files(revision: str, path: str, hint: Text | None = None) -> dict[str, bytes]:
    """The regular files at a path (a file or a folder, from the working folder) as a commit has them, by their paths.

    Links and submodules are passed over. Raises GapubError for what git does not know; `hint` is for a path that is not there.
    """
    tree = _hash_of(revision, "tree")
    # The path is made relative to the top by git itself; `ls-tree` takes it as it is, without wild cards.
    listed = list(_entries(_run("ls-tree", "-r", "-z", "-l", tree, "--", path)))
    if not listed:
        zh, en = f"版本“{revision}”中没有“{path}”", f"there is no {path!r} in revision {revision!r}"
        raise _error("git-path", zh, en, hint)
    return dict(zip((name for name, _ in listed), _blobs(listed), strict=True))


def merge_base(one: str, other: str) -> str:
    """The commit, by its hash, from which two revisions went apart. Raises GapubError where git knows none."""
    found = _run("merge-base", *(_hash_of(each, "commit") for each in (one, other))).decode().split()
    if not found:
        hint = _SHALLOW if _is_shallow() else _APART
        raise _error(
            "git-merge-base",
            f"没有找到“{one}”和“{other}”的共同祖先",
            f"no common ancestor of {one!r} and {other!r} was found",
            hint,
        )
    return found[0]


def _hash_of(revision: str, kind: str) -> str:
    """The hash of the tree or commit that a revision names."""
    name = _run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{{kind}}}").decode().strip()
    if not _HASH.fullmatch(name):
        hint = _SHALLOW if _is_shallow() else _UNFETCHED
        raise _error("git-revision", f"git 没有版本“{revision}”", f"git has no revision {revision!r}", hint)
    return name


def _is_shallow() -> bool:
    return _run("rev-parse", "--is-shallow-repository").strip() == b"true"


def _entries(listing: bytes) -> Iterator[tuple[str, str]]:
    """Name and hash of every YAML or JSON file of a listing."""
    for line in listing.split(b"\0"):
        if line:
            facts, _, raw = line.partition(b"\t")
            mode, _, blob, size = facts.decode().split()
            name = raw.decode("utf-8", "surrogateescape")
            if mode in _FILES and name.endswith((".yaml", ".json")):
                if size.isdecimal() and int(size) > MAX_BYTES:  # of an object that is not there it says BAD
                    raise _error("file-too-large", f"文件“{name}”过大", f"the file {name!r} is too large")
                yield name, blob


def _blobs(listed: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    data = _run("cat-file", "--batch", given="".join(f"{blob}\n" for _, blob in listed).encode())
    at = 0
    for name, _ in listed:
        end = data.index(b"\n", at)
        _, kind, *sizes = data[at:end].split()
        if kind != b"blob":
            hint = Text("请运行 git fetch --refetch origin", "run git fetch --refetch origin")
            raise _error(
                "git-object",
                f"git 仓库中缺少“{name}”的内容",
                f"the content of {name!r} is missing from the repository",
                hint,
            )
        size = int(sizes[0])
        yield data[end + 1 : end + 1 + size]
        at = end + size + 2


def _program() -> str:
    """git, by its path on Windows, which would first look for it in the working folder: whoever made that may be anybody."""
    if sys.platform != "win32":
        return "git"
    import shutil

    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"  # Python heeds it from 3.12 on
    found = shutil.which("git")
    if found is None or os.path.dirname(os.path.abspath(found)) == os.getcwd():  # noqa: PTH100, PTH109, PTH120
        raise FileNotFoundError
    return found


def _run(*arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            [_program(), "--no-pager", *arguments],
            input=given,
            capture_output=True,
            env={**os.environ, **_ENVIRONMENT},
            check=False,
        )
    except OSError as error:
        raise _error("git-missing", "找不到 git", "git was not found") from error
    except ValueError as error:  # a null character in an argument
        raise _error("git-failed", "名称中有非法字符", "the name contains a character that is not allowed") from error
    whole = done.stderr.decode("utf-8", "replace").strip()
    said = whole.partition("\n")[0]
    if done.returncode and "promisor remote" in whole:
        raise _error("git-object", "git 仓库中缺少该版本的内容", "content of that revision is missing here", _PARTIAL)
    # These fail with 1 for what they do not know; with more in no repository, or in one of another user
    unknown = done.returncode <= 1 or not said or "Needed a single revision" in said
    if done.returncode and not (arguments[0] in ("rev-parse", "merge-base") and unknown):
        hint = _OWNED if "dubious ownership" in said else None
        raise _error("git-failed", f"git 报告：{said}", f"git reports: {said}", hint)
    return done.stdout


def _error(code: str, zh: str, en: str, hint: Text | None = None) -> GapubError:
    return GapubError([Diagnostic(code, "error", Text(zh, en), hint=hint)])
