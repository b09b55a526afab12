"""`gapub schema`: the JSON Schema of what may be written, and of what gapub writes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any, Final, Literal, TypeAlias

from gapub.cli.framework import App
from gapub.cli.options import argument
from gapub.cli.printing import print_json
from gapub.diagnostics import Text

app = App()

Kind: TypeAlias = Literal[
    "guideline", "registry", "profile", "catalogue", "catalogues", "rows", "findings", "accepted", "diff"
]
"""The kinds of files that have a JSON Schema."""
_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "catalogue": ("gapub.forms.catalogue", "CatalogueJson"),
    "catalogues": ("gapub.forms.catalogue", "CataloguesJson"),
    "rows": ("gapub.forms.rows", "RowJson"),
    "findings": ("gapub.forms.findings", "FindingsJson"),
    "accepted": ("gapub.forms.accepted", "AcceptedJson"),
    "diff": ("gapub.diff.form", "DiffJson"),
}
"""The forms of JSON by kind, each with the module that states it; the other kinds are YAML, and have a shape."""


@app.command()
def schema(kind: Annotated[Kind, argument("文件种类", "kind of file")]) -> None:
    """Print the JSON Schema of a kind of file."""
    print_json(schema_of(kind))


def schema_of(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a kind of file (draft 2020-12)."""
    if kind in _FORMS:
        from gapub.forms import form  # pydantic: only where it is asked for

        module, name = _FORMS[kind]
        return form.json_schema(getattr(import_module(module), name), kind)
    from gapub.model.shape import json_schema
    from gapub.sources.kinds import SHAPES

    return json_schema(SHAPES[kind], Text(f"gapub {kind} 文件", f"gapub {kind} file"))
