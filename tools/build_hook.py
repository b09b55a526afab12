"""A hook of hatchling: the wheel brings along the parsed form of its guidelines and registries (`gapub.sources.kept`).

An editable installation and a checkout do without: what they parse, they keep in the user's cache folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ParsedForms(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the forms to a temporary file, and that into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the forms before the wheel is put together."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        os.environ["GAPUB_NO_CACHE"] = "1"  # they are parsed, not taken from whoever builds
        try:
            name, forms = _forms()
        finally:
            sys.path.pop(0)
        self.folder = TemporaryDirectory()
        written = Path(self.folder.name, name)
        written.write_bytes(forms)
        build_data["force_include"][str(written)] = f"gapub/data/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the temporary file."""
        if version != "editable":
            self.folder.cleanup()


def _forms() -> tuple[str, bytes]:
    """The name of the file of forms, and what it holds: all files but schemes, each read by its model without a finding."""
    from gapub.model import guideline, registry
    from gapub.sources import kept, library

    opened, lines = library.Library({}), []
    for source in library.bundled_files():
        folder = Path(source.path).parent.name
        if folder == library.SCHEME_FOLDER:
            continue
        kind = "registry" if folder == library.REGISTRY_FOLDER else "guideline"
        _, found = opened.read(source, registry.read if kind == "registry" else guideline.read)
        read = opened.parse(source)
        if found or read.tree is None:
            raise ValueError(f"{source.path}: {found}")
        lines.append(kept.as_line(read.tree, read.data, kind))
    return kept.READY.name, kept.ready(lines)
