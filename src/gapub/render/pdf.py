"""PDF: the printed catalogue, A3 landscape, made from the files of `gapub.render.markdown` by pandoc and Typst.

Needs the extra `gapub[pdf]`: pandoc, Typst and a Chinese font come as Python packages, so nothing else has to be
installed. In a folder that holds the files of a catalogue, `python -m gapub.render.pdf` writes `catalogue.pdf`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.render import markdown
from gapub.render.view import View

PDF = "catalogue.pdf"

SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "SimHei", "PingFang SC", "Noto Sans SC")
SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "SimSun", "Songti SC", "Noto Serif SC")
"""Fonts for headings (黑体) and text (宋体), in order of preference; the last of each comes with the extra."""

_TYPST = "catalogue.typ"
_FONT_PACKAGE = "pylopdf_fonts_zh_cn"


def files(view: View) -> dict[str, bytes]:
    """The PDF of a catalogue, by name. Raises `GapubError` as `pdf` does."""
    return {PDF: pdf(markdown.files(view))}


def pdf(sources: Mapping[str, bytes], *, system_fonts: bool = True) -> bytes:
    """The PDF of the files that `gapub.render.markdown.files` returns; the same files and fonts give the same bytes.

    `system_fonts` off takes the fonts of the extra alone, so that the bytes are the same on every machine.
    Raises `GapubError` if the extra is not installed, or if pandoc or Typst finds fault with the files.
    """
    try:
        import pypandoc  # type: ignore[import-untyped]
        import typst
    except ImportError as missing:
        raise _error(
            "pdf-extra",
            Text("生成 PDF 所需的组件没有安装", "what makes the PDF is not installed"),
            Text("运行：pip install gapub[pdf]", "run: pip install gapub[pdf]"),
        ) from missing
    fonts = typst.Fonts(include_system_fonts=system_fonts, font_paths=_font_folders())
    inputs = {"sans": _choose(SANS, fonts.families()), "serif": _choose(SERIF, fonts.families())}
    with tempfile.TemporaryDirectory(prefix="gapub-") as name:
        folder = Path(name)
        for file, content in sources.items():
            (folder / file).write_bytes(content)
        command = [pypandoc.get_pandoc_path(), "--defaults", markdown.DEFAULTS, "--output", _TYPST]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise _error(
                "pdf-pandoc", Text("pandoc 读不懂目录文件", "pandoc cannot read the files"), _both(done.stderr)
            )
        try:
            return typst.compile(folder / _TYPST, font_paths=fonts, sys_inputs=inputs)
        except typst.TypstError as fault:
            message = Text("Typst 排版失败", "Typst cannot set the catalogue")
            raise _error("pdf-typst", message, _both(fault.diagnostic)) from fault


def _font_folders() -> list[str]:
    package = find_spec(_FONT_PACKAGE)
    return list(package.submodule_search_locations or ()) if package else []


def _choose(wanted: Sequence[str], there: Collection[str]) -> str:
    for family in wanted:
        if family in there:
            return family
    raise _error(
        "pdf-font",
        Text("没有找到中文字体", "no Chinese font is there"),
        Text("安装其中之一：" + "、".join(wanted), "install one of: " + ", ".join(wanted)),
    )


def _both(text: str) -> Text:
    return Text(text, text)


def _error(code: str, message: Text, hint: Text) -> GapubError:
    return GapubError([Diagnostic(code, "error", message, hint=hint)])


def main(arguments: Sequence[str]) -> int:
    """Write `catalogue.pdf` into the folder named, or this one. Returns 0, or 2 if it cannot be made."""
    folder = Path(arguments[0] if arguments else ".")
    names = (markdown.MARKDOWN, markdown.DEFAULTS, *markdown.BESIDE)
    try:
        content = pdf({name: (folder / name).read_bytes() for name in names})
        (folder / PDF).write_bytes(content)
    except OSError as fault:
        print(f"{fault.filename}: {fault.strerror}", file=sys.stderr)
        return 2
    except GapubError as fault:
        for finding in fault.diagnostics:
            for text in (finding.message, finding.hint):
                if text:
                    print(*dict.fromkeys(text), sep="\n", file=sys.stderr)
        return 2
    print(folder / PDF)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
