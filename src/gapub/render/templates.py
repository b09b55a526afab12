"""The templates of the printed formats: those that ship with gapub, and a folder of one's own laid over them.

A template of one's own is somebody else's text too: Jinja2 runs in its sandbox with autoescape on, Typst sees the folder
of its template and no other, and what is wrong in one is a finding with its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model.catalogue import Input
from gapub.sources.bundle import bundled

if TYPE_CHECKING:
    from datetime import date

    from jinja2 import Environment

    from gapub.render.site import Changes


_FOLDER: Final = "templates"


class Templates(NamedTuple):
    """Where templates are looked for: `folder`, where there is one, and then what ships with gapub."""

    folder: Path | None = None

    def own(self, name: str) -> bool:
        """True for a template that `folder` has."""
        return self.folder is not None and (self.folder / name).is_file()

    def path(self, name: str) -> Path:
        """The file of a template."""
        return (self.folder if self.folder and self.own(name) else bundled(_FOLDER)) / name

    def text(self, name: str) -> str:
        """The text of a template. Raises `GapubError` if it cannot be read as UTF-8."""
        path = self.path(name)
        try:
            return path.read_text("utf-8-sig")
        except OSError as fault:
            raise fault_in(path, 1, fault.strerror or type(fault).__name__) from fault
        except UnicodeDecodeError as fault:
            line = fault.object[: fault.start].count(b"\n") + 1
            raise fault_in(path, line, "not UTF-8") from fault

    def inputs(self) -> tuple[Input, ...]:
        """The files of `folder` that templates are made of, as inputs of a catalogue: what it looks like rests on them.

        Those of the kinds that ship, for a template may include another. Raises `GapubError` if one cannot be read.
        """
        if self.folder is None:
            return ()
        kinds = {path.suffix for path in bundled(_FOLDER).iterdir()}
        made = []
        for path in sorted(self.folder.iterdir(), key=lambda each: each.name):
            if path.suffix in kinds and path.is_file():
                normal = self.text(path.name).replace("\r\n", "\n").replace("\r", "\n")
                made.append(Input(f"{_FOLDER}/{path.name}", hashlib.sha256(normal.encode()).hexdigest(), local=True))
        return tuple(made)

    def render(self, name: str, **values: Any) -> str:
        """What a Jinja2 template makes of the values. Raises `GapubError` if it is wrong, or asks for what it may not."""
        from jinja2 import TemplateError

        try:
            if self.folder is None:
                return _environment(self).get_template(name).render(values)
            return _rendered(_environment(self), name, values)
        except Exception as fault:
            if not isinstance(fault, TemplateError) and not self.own(name):
                raise  # what a template of ours asks of us is ours to answer for
            path, line = _place(fault, self.path(name))
            raise fault_in(path, line, str(fault) or type(fault).__name__) from fault


BUNDLED: Final = Templates()
"""The templates that ship with gapub."""


def _silent(finding: Diagnostic) -> None:
    """Tell nobody."""


class Options(NamedTuple):
    """What all formats are offered besides the view, for each to take what it needs.

    `address`, ending in a slash, is where the folder of the site is published; `changes` are what its page of changes says.
    `system_fonts` lets the fonts of the machine draw what those of the extra lack; `warn` is told what a file does not keep.
    `published` says of rows, by their ids, on which day the website last published something of them.
    """

    templates: Templates = BUNDLED
    address: str | None = None
    changes: Changes | None = None
    system_fonts: bool = False
    warn: Callable[[Diagnostic], object] = _silent
    published: Mapping[str, date] = MappingProxyType({})


DEFAULTS: Final = Options()
"""The bundled templates, and a site that knows neither its address nor a former catalogue."""


def opened(folder: Path) -> Templates:
    """The templates with `folder` laid over. Raises `GapubError` if it is no folder, or has no template that is used."""
    names = sorted(path.name for path in bundled(_FOLDER).iterdir())
    if not any((folder / name).is_file() for name in names):
        message = Text(f"{folder} 中没有任何模板", f"{folder} contains no template")
        hint = Text("模板的文件名：" + "、".join(names), "the names of templates: " + ", ".join(names))
        raise GapubError([Diagnostic("templates-folder", "error", message, hint=hint)])
    return Templates(folder)


def fault_in(path: Path, line: int, said: str) -> GapubError:
    """What is wrong in a template, as a finding."""
    message = Text(f"模板有误：{said}", f"error in the template: {said}")
    return GapubError([Diagnostic("template", "error", message, place=Place(path.as_posix(), line, 1))])


def _place(fault: Exception, path: Path) -> tuple[Path, int]:
    """Where in a template an exception arose: Jinja2 gives the lines of templates to the frames of a traceback."""
    line, name = getattr(fault, "lineno", None), getattr(fault, "filename", None)
    if line:
        return Path(name) if name else path, line
    found = path, 1
    trace = fault.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix in (".j2", ".html"):
            found = file, trace.tb_lineno
        trace = trace.tb_next
    return found


def _rendered(environment: Any, name: str, values: dict[str, Any]) -> str:
    """What a template of one's own makes, within the limit of its sandbox; ours are known to end."""
    from gapub.render.sandbox import MAX_STEPS

    environment.left = MAX_STEPS
    parts = map(environment.made, environment.get_template(name).generate(values))
    made = "".join(parts)
    made.encode()  # a template may spell half a character, which no file can hold
    return made


def ready_made() -> str:
    """Where a wheel has our templates as modules: Jinja2 compiles them once, when the wheel is built, and not in each run.

    Only the release that has compiled them runs them; another compiles them anew.
    """
    import jinja2

    return f"{_FOLDER}-jinja2-{jinja2.__version__}"


def compile_bundled(folder: Path) -> None:
    """Write our templates as modules into a folder, for a wheel."""
    environment = _environment(BUNDLED)
    environment.compile_templates(folder, zip=None, extensions=["j2"], ignore_errors=False)


@lru_cache(maxsize=8)
def _environment(templates: Templates) -> Environment:
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

    settings: dict[str, Any] = {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }
    if templates.folder is None:  # ours end, and touch nothing: neither is watched, nor whether they change
        files = FileSystemLoader(bundled(_FOLDER))
        ready = bundled(ready_made())
        loader = ChoiceLoader([ModuleLoader(ready), files]) if ready.is_dir() else files
        return Environment(loader=loader, auto_reload=False, **settings)
    from gapub.render.sandbox import Sandbox

    return Sandbox(loader=FileSystemLoader([templates.folder, bundled(_FOLDER)]), **settings)
