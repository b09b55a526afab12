"""`gapub schema`: the JSON Schema of what may be written, and of what gapub writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias

from gapub.cli.declare import App
from gapub.cli.messages import report, say
from gapub.cli.options import BACKUP, OVERWRITE, Root, argument, existing, option, or_stdout
from gapub.cli.printing import print_json
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.format import json_text
from gapub.model.schema import Ids, json_schema
from gapub.output import put
from gapub.sources import project as projects
from gapub.sources.disk import is_there
from gapub.sources.ids import ids_of
from gapub.sources.kinds import KINDS, shape_of
from gapub.sources.library import open_library
from gapub.sources.project import Project
from gapub.sources.schemas import schema_file

app = App()

Kind: TypeAlias = Literal[
    "guideline",
    "registry",
    "profile",
    "decisions",
    "events",
    "scheme",
    "catalogue",
    "catalogues",
    "rows",
    "findings",
    "accepted",
    "diff",
    "audit",
    "due",
    "site",
    "site-record",
    "bindings",
    "score",
]
"""The kinds of files that have a JSON Schema."""
_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "catalogue": ("gapub.forms.catalogue", "CatalogueJson"),
    "catalogues": ("gapub.forms.catalogue", "CataloguesJson"),
    "rows": ("gapub.forms.rows", "RowJson"),
    "findings": ("gapub.forms.findings", "FindingsJson"),
    "accepted": ("gapub.forms.accepted", "AcceptedJson"),
    "diff": ("gapub.diff.form", "DiffJson"),
    "audit": ("gapub.forms.audit", "AuditsJson"),
    "due": ("gapub.forms.due", "DueJson"),
    "site": ("gapub.forms.site", "SiteJson"),
    "site-record": ("gapub.forms.site", "SiteRecordLine"),
    "bindings": ("gapub.forms.bindings", "BindingsJson"),
    "score": ("gapub.forms.score", "ScoresJson"),
}
"""The forms of JSON by kind, each with the module that states it; the other kinds are YAML, and have a shape."""


@app.command()
def schema(
    kind: Annotated[Kind, argument("文件种类", "kind of file")],
    ids: Annotated[
        bool, option("列出项目中的全部编号，供编辑器补全", "list all ids of the project, for editors", "--ids")
    ] = False,
    output: Annotated[
        Path | None,
        option(
            "写入文件（默认标准输出）",
            "write to a file (default: standard output)",
            "-o",
            "--output",
            callback=or_stdout,
        ),
    ] = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    root: Root = None,
) -> None:
    """Print the JSON Schema of a kind of file, with `ids` one that lists those of the project.

    A schema that gapub wrote before makes way for `output`. Raises GapubError: `no-ids` for a kind that names none, and as
    `put` does.
    """
    if ids and kind in _FORMS:
        raise _no_ids(kind)
    made = with_ids(kind, projects.find(root)) if ids else schema_of(kind)
    if output is None:
        print_json(made)
    else:
        data, wanted = _data(made), existing(overwrite=overwrite, backup=backup)
        put(output, data, "overwrite" if wanted == "refuse" and _is_made(output, data) else wanted)
        say(Text("已写入 {}", "written to {}").format(output.as_posix()))


def with_ids(kind: str, project: Project) -> dict[str, Any]:
    """The JSON Schema of a kind of YAML that lists the ids of a project. Registries may name what they themselves add.

    Raises GapubError for what is wrong with the registries.
    """
    return _listing(kind, _ids(project))


def _ids(project: Project) -> Ids:
    return ids_of(open_library(project.guidelines, project.root), project)


def _listing(kind: str, known: Ids) -> dict[str, Any]:
    made = json_schema(shape_of(kind), _title(kind), known, closed=kind != "registry")
    return {"$comment": f"{_MADE_BY} {kind} --ids", **made}


def for_editors(wanted: str, project: Project) -> None:
    """Write the schema that `schema_from` leads to, and renew all of the project; a person's file stays.

    One that cannot be written is told and stops nothing: what was asked for is there.
    """
    known: Ids | None = None
    for kind in KINDS:
        place, ours = schema_file(kind, project.root)
        is_new = not is_there(place)
        if not ours or (is_new and kind != wanted):
            continue
        known = known or _ids(project)
        data = _data(_listing(kind, known))
        if not (is_new or _is_made(place, data)):
            continue
        try:
            put(place, data, "refuse" if is_new else "overwrite")
        except GapubError as error:
            report(each._replace(severity="warning") for each in error.diagnostics)
            continue
        if is_new:
            say(Text(f"{place.as_posix()}：供编辑器补全编号", f"{place.as_posix()}: lets editors complete ids"))


_MADE_BY: Final = "gapub schema"


def _data(made: Mapping[str, Any]) -> bytes:
    return json_text(made, indent=None).encode()


def _is_made(path: Path, data: bytes) -> bool:
    """Whether a file is a schema that gapub made, such as `data`."""
    if path.is_symlink() or not path.is_file():
        return False
    try:
        there = path.read_bytes()
        if there == data:
            return True
        found = json.loads(there)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and str(found.get("$comment", "")).startswith(_MADE_BY)


def _title(kind: str) -> Text:
    return Text(f"gapub {kind} 文件", f"gapub {kind} file")


def _no_ids(kind: str) -> GapubError:
    message = Text(
        f"{kind} 文件由 gapub 写出，不需要补全", f"gapub writes {kind} files itself; there is nothing to complete"
    )
    hint = Text("--ids 用于：", "--ids is for: ") + Text("、", ", ").join(map(Text.same, KINDS))
    return GapubError([Diagnostic("no-ids", "error", message, entity=kind, hint=hint)])


def schema_of(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a kind of file (draft 2020-12)."""
    if kind in _FORMS:
        from gapub.forms import form  # pydantic: only where it is asked for

        module, name = _FORMS[kind]
        return form.json_schema(getattr(import_module(module), name), kind)
    return json_schema(shape_of(kind), _title(kind))
