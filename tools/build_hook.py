"""A hook of hatchling: the wheel brings along the parsed form of its guidelines and registries (`gapub.sources.kept`), and its
templates as modules (`gapub.render.templates`).

An editable installation and a checkout do without: what they parse, they keep in the user's cache folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReadyMade(BuildHookInterface):  # type: ignore[type-arg]
    """Writes both to a temporary folder, and from there into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make them before the wheel is put together."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        os.environ["GAPUB_NO_CACHE"] = "1"  # they are parsed, not taken from whoever builds
        try:
            self.folder = TemporaryDirectory()
            made = [_forms(Path(self.folder.name)), _templates(Path(self.folder.name))]
        finally:
            sys.path.pop(0)
        build_data["force_include"] |= {str(each): f"gapub/data/{each.name}" for each in made}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was written."""
        if version != "editable":
            self.folder.cleanup()


def _templates(folder: Path) -> Path:
    """The folder of our templates as modules."""
    from gapub.render import templates

    made = folder / templates.ready_made()
    made.mkdir()
    templates.compile_bundled(made)
    return made


def _forms(folder: Path) -> Path:
    """The file of forms: of all files but schemes, each read by its model without a finding."""
    from gapub.model import guideline, registry
    from gapub.sources import kept, library

    opened, lines = library.Library({}), []
    for source in library.bundled_files():
        of = Path(source.path).parent.name
        if of == library.SCHEME_FOLDER:
            continue
        kind = "registry" if of == library.REGISTRY_FOLDER else "guideline"
        _, found = opened.read(source, registry.read if kind == "registry" else guideline.read)
        read = opened.parse(source)
        if found or read.tree is None:
            raise ValueError(f"{source.path}: {found}")
        lines.append(kept.as_line(read.tree, read.data, kind))
    made = folder / kept.READY.name
    made.write_bytes(kept.ready(lines))
    return made
