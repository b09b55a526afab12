"""The compiled modules of a folder that is carried about, in one file beside gapub (docs/windows.md).

Windows looks at every file that is opened, and its antivirus looks again: three hundred modules are six hundred files. The file
holds the modules of the packages beside gapub; of Python's own library, where that is a zip, it knows what lies where.
A source is not compared with what was made of it: nothing in such a folder is changed. No checkout and no wheel has the file.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER, spec_from_file_location
from marshal import loads
from mmap import ACCESS_READ, mmap
from os import sep

TYPE_CHECKING = False  # as in `gapub`
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CodeType, ModuleType
    from typing import Any

    Entries = Mapping[str, tuple[bool, int, int]]
    """The modules of a folder by their names: whether each is a package, and where its code begins and ends."""


def install(file: str, top: str) -> None:
    """Have the modules below the folder `top` imported from a file, unless it is of another Python or not whole.

    The file: the magic number of a Python, the length of an index, the index, compiled modules. The index: the length of these;
    the modules of each folder by its path below `top`; the name and size of the zip of Python's own library, empty where there
    is none; the modules in it.
    """
    held = _held(file)
    start = 8 + int.from_bytes(held[4:8], "little")
    if held[:4] != MAGIC_NUMBER or len(held) < start:
        return
    whole, folders, (name, size), zipped = loads(held[8:start])
    if len(held) != start + whole:
        return
    found: dict[str, tuple[type[_Loader], memoryview, Entries]] = {
        _below(top, each): (_Loader, held[start:], entries) for each, entries in folders.items()
    }
    for each in sys.path if name else ():
        if each.rpartition(sep)[2] == name and len(library := _held(each)) == size:
            found |= {_below(each, below): (_Zipped, library, entries) for below, entries in zipped.items()}
    own = sys.path_hooks[:]

    def finder(folder: str) -> _Finder:
        if folder not in found:
            raise ImportError(folder)
        return _Finder(folder, *found[folder], own)

    sys.path_hooks.insert(0, finder)
    for each in [*sys.path_importer_cache]:
        if each in found:
            del sys.path_importer_cache[each]


def _held(file: str) -> memoryview:
    """The bytes of a file, of which those are read that are asked for; none where it cannot be read."""
    try:
        with open(file, "rb") as opened:  # noqa: PTH123
            return memoryview(mmap(opened.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError):  # the last for an empty one
        return memoryview(b"")


def _below(top: str, folder: str) -> str:
    return f"{top}{sep}{folder.replace('/', sep)}" if folder else top


class _Finder:
    """Finds the modules of one folder, as `sys.path_importer_cache` holds it; those that it does not know, as Python does."""

    def __init__(
        self, folder: str, loader: type[_Loader], held: memoryview, entries: Entries, hooks: Sequence[Any]
    ) -> None:
        self._folder, self._loader, self._held, self._entries, self._hooks = folder, loader, held, entries, hooks
        self._other: Any = None

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """Find a module, which is loaded from the file; a library of the machine or an unknown one, as Python does."""
        if (entry := self._entries.get(fullname.rpartition(".")[2])) is None:
            found: ModuleSpec | None = self._python().find_spec(fullname, target)
            return found
        is_package, start, end = entry
        folder = f"{self._folder}{sep}{fullname.rpartition('.')[2]}"
        origin = f"{folder}{sep}__init__.py" if is_package else f"{folder}.py"
        loader = self._loader(fullname, origin)
        loader.code = self._held[start:end]
        return spec_from_file_location(
            fullname, origin, loader=loader, submodule_search_locations=[folder] if is_package else None
        )

    def invalidate_caches(self) -> None:
        """Look anew at what the file does not know."""
        if self._other is not None:
            self._other.invalidate_caches()

    def __getattr__(self, name: str) -> Any:
        """What else is asked of a finder of files, such as the modules that it finds."""
        return getattr(self._python(), name)

    def _python(self) -> Any:
        """What Python itself has for the folder."""
        for hook in self._hooks if self._other is None else ():
            try:
                self._other = hook(self._folder)
                break
            except ImportError:
                pass
        return self._other


class _Loader(SourceFileLoader):
    """Loads a module of the file; all else, such as the text of its source, is as it is of the source."""

    code: memoryview

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        """The code of the module."""
        return _code(self.code)


class _Zipped(_Loader):
    """Loads a module of Python's own library, whose sources are nowhere."""

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        """The code of the module, behind the 16 bytes that a compiled file begins with."""
        from zlib import decompress

        return _code(memoryview(decompress(self.code, -15))[16:])

    def get_source(self, fullname: str) -> None:
        """Nothing: there are no sources."""


def _code(data: memoryview) -> CodeType:
    code: CodeType = loads(data)
    return code
