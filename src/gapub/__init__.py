"""gapub compiles grass-roots disclosure guidelines (标准指引) into the standard catalogues (标准目录) of a locality.

The public API is what `__all__` names (docs/api.md). It is loaded when it is asked for, so that a process that needs the
version alone loads nothing else.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # known to type checkers; `typing` itself takes a third of the way to the first command

if TYPE_CHECKING:
    from typing import Any

    from gapub.api import check_files, compare, compile_catalogue, open_library, render_catalogue
    from gapub.diagnostics import Diagnostic, GapubError
    from gapub.model.catalogue import Catalogue
    from gapub.sources.library import Library

_folder = os.path.dirname(__file__)  # noqa: PTH120
if os.path.exists(_modules := os.path.join(_folder, "data", "modules.bin")):  # noqa: PTH110, PTH118
    from gapub.compiled import install  # gapub is carried about in a folder (docs/windows.md)

    install(_modules, os.path.dirname(os.path.dirname(_folder)))  # noqa: PTH120

__version__ = "0.2.0.dev0"

__all__ = [
    "Catalogue",
    "Diagnostic",
    "GapubError",
    "Library",
    "__version__",
    "check_files",
    "compare",
    "compile_catalogue",
    "open_library",
    "render_catalogue",
]

_MODULES = {
    "Catalogue": "gapub.model.catalogue",
    "Diagnostic": "gapub.diagnostics",
    "GapubError": "gapub.diagnostics",
    "Library": "gapub.sources.library",
}
"""Where a public name is defined, if not in `gapub.api`."""


def __getattr__(name: str) -> Any:
    """The public name, from its module, which is imported now."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_MODULES.get(name, "gapub.api")), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
