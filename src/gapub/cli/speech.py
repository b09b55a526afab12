"""In which language gapub speaks, and the one way in which every command speaks it.

The language is chosen once a run: by `--lang zh|en` anywhere on the command line, else by `GAPUB_LANG`, else by the
locale: Chinese in a Chinese one, English in any other. Where there is none (`C`, as on most servers), both are spoken,
Chinese first. Only people are spoken to in it: JSON and the other machine formats are always the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from gapub.diagnostics import Text

if TYPE_CHECKING:
    from gapub.diagnostics import Diagnostic

Language: TypeAlias = Literal["zh", "en", "both"]

OPTION: Final = "--lang"
NAMES: Final[dict[str, Language]] = {"zh": "zh", "en": "en", "zh-en": "both"}
"""What `--lang` may say."""
_ITS_OWN: Final = "compile"  # its catalogue has a language too, which `--lang` means
_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX: the first that is set counts
_NO_LOCALE: Final = ("", "C", "POSIX")


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of a run. A name that is none is passed over here: the command says what is wrong with it."""
    for i, each in enumerate(arguments):
        name, _, value = each.partition("=")
        if name == OPTION and (said := NAMES.get(value or "".join(arguments[i + 1 : i + 2]))):
            return said
    if said := NAMES.get(environment.get("GAPUB_LANG", "")):
        return said
    locale = next((environment[name] for name in _LOCALES if environment.get(name)), _system())
    if locale.partition(".")[0] in _NO_LOCALE:
        return "both"
    return "zh" if locale.lower().startswith(("zh", "chinese")) else "en"


def _system() -> str:
    """The locale where no variable names one: Windows keeps it elsewhere (Chinese (Simplified)_China)."""
    if sys.platform != "win32":
        return ""
    import locale

    return locale.getlocale()[0] or ""


LANGUAGE: Final = chosen(sys.argv[1:], os.environ)
"""The language of this run."""


def command_of(arguments: Sequence[str]) -> str:
    """The name of the command; empty where there is none."""
    return next((each for each in arguments if not each.startswith("-") and each not in NAMES), "")


def arranged(arguments: Sequence[str]) -> list[str]:
    """The arguments with `--lang` in front of the command, where it belongs; `compile` has one of its own, behind it."""
    if command_of(arguments) == _ITS_OWN:
        return list(arguments)
    front, rest = list[str](), list(arguments)
    while (at := next((i for i, each in enumerate(rest) if each.partition("=")[0] == OPTION), None)) is not None:
        size = 1 if "=" in rest[at] else 2
        front += rest[at : at + size]
        del rest[at : at + size]
    return front + rest


def t(zh: str, en: str) -> str:
    """A short text in the language of the run; in both, one beside the other."""
    return {"zh": zh, "en": en, "both": f"{zh} / {en}"}[LANGUAGE]


def spoken(text: Text, separator: str = " ") -> str:
    """A text in the language of the run; in both, English behind Chinese where it differs. What has no English is Chinese."""
    if not text.en or text.en == text.zh or LANGUAGE == "zh":
        return text.zh
    return text.en if LANGUAGE == "en" else f"{text.zh}{separator}{text.en}"


def lines(text: Text) -> tuple[str, ...]:
    """A text in the language of the run; in both, a line each."""
    return {"zh": (text.zh,), "en": (text.en,), "both": (text.zh, text.en)}[LANGUAGE]


def say(zh: str, en: str) -> None:
    """Tell the user something, on standard error: standard output is for what was asked for."""
    sys.stderr.write("".join(f"{line}\n" for line in lines(Text(zh, en))))


def report(findings: Iterable[Diagnostic]) -> None:
    """Tell the user what is wrong, each finding with its place and its line, on standard error."""
    from gapub.diagnostics.text import text
    from gapub.sources.library import source_text

    sys.stderr.write(text(findings, lang=LANGUAGE, sources=source_text))
