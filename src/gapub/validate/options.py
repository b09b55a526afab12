"""What a run of `gapub validate` is asked and what it answers: values of plain parts, which go from process to process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from gapub.validate.cache import Printed


class Options(NamedTuple):
    """What the command line says."""

    paths: Sequence[Path]
    format: str
    lang: Literal["zh", "en", "both"]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False
    diff: bool = False
    accept: Path | None = None
    as_of: str | None = None
    statistics: bool = False
    exit_zero: bool = False
    strict: bool = False


class Answer(NamedTuple):
    """What a run prints, and what it read besides the files examined."""

    printed: Printed
    besides: Sequence[Path]
