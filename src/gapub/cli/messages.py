"""What commands say, in the language of the run: to a person, on standard error, unless it is what was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gapub.cli.language import LANGUAGE
from gapub.cli.streams import write
from gapub.diagnostics import Text

if TYPE_CHECKING:
    from gapub.diagnostics import Diagnostic


def localized(text: Text, separator: str = " ") -> str:
    """A text in the language of the run; in both, English behind Chinese where it differs. What has no English is Chinese."""
    if not text.en or text.en == text.zh or LANGUAGE == "zh":
        return text.zh
    return text.en if LANGUAGE == "en" else f"{text.zh}{separator}{text.en}"


def inline(text: Text) -> str:
    """A short text in the language of the run; in both, one beside the other with a stroke between them."""
    return localized(text, " / ")


def lines(text: Text) -> tuple[str, ...]:
    """A text in the language of the run; in both, a line each."""
    return {"zh": (text.zh,), "en": (text.en,), "both": (text.zh, text.en)}[LANGUAGE]


def say(text: Text) -> None:
    """Tell the user something, on standard error: standard output is for what was asked for."""
    write("".join(f"{line}\n" for line in lines(text)), error=True)


def report(findings: Iterable[Diagnostic]) -> None:
    """Tell the user what is wrong, each finding with its place and its line, on standard error."""
    from gapub.diagnostics.text import text
    from gapub.sources.library import source_text

    write(text(findings, lang=LANGUAGE, sources=source_text), error=True)
