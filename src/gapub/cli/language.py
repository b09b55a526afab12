"""In which language gapub speaks.

The language is chosen once a run: by `--lang zh|en` anywhere on the command line, else by `GAPUB_LANG`, else by the
locale: Chinese in a Chinese one, English in any other. Where there is none (`C`, as on most servers), both are spoken,
Chinese first. Only people are spoken to in it: JSON and the other machine formats are always the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from gapub.diagnostics import Text

if TYPE_CHECKING:
    from gapub.diagnostics.text import Language

OPTION: Final = "--lang"
CATALOGUE_LANGUAGES: Final = {
    "zh": Text("中文|汉语", "Chinese"),
    "en": Text("英文|英语", "English"),
    "zh-en": Text("中英文|中英|中英对照|双语", "bilingual"),
}
"""The languages of a catalogue, and what people call them."""
_SPOKEN: Final[dict[str, Language]] = {"zh": "zh", "en": "en", "zh-en": "both"}
LANGUAGES: Final = _SPOKEN | {
    name: _SPOKEN[word] for word, said in CATALOGUE_LANGUAGES.items() for name in said.zh.split("|")
}
"""What `--lang` may say."""
_THEIR_OWN: Final = ("compile", "build")  # their catalogues have a language too, which `--lang` means
_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX: the first that is set counts
_NO_LOCALE: Final = ("", "C", "POSIX")


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of a run. A name that is none is passed over here: the command says what is wrong with it."""
    for i, each in enumerate(arguments):
        name, _, value = each.partition("=")
        if name == OPTION and (named := LANGUAGES.get(value or "".join(arguments[i + 1 : i + 2]))):
            return named
    if named := LANGUAGES.get(environment.get("GAPUB_LANG", "")):
        return named
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


LANGUAGE: Final = language_of(sys.argv[1:], os.environ)
"""The language of this run."""


def lang_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with `--lang` in front of the command, where it belongs; `compile` and `build` have their own, behind them."""
    command = next((each for each in arguments if not each.startswith("-") and each not in LANGUAGES), "")
    if command in _THEIR_OWN:
        return list(arguments)
    front, rest = list[str](), list(arguments)
    while (at := next((i for i, each in enumerate(rest) if each.partition("=")[0] == OPTION), None)) is not None:
        size = 1 if "=" in rest[at] else 2
        front += rest[at : at + size]
        del rest[at : at + size]
    return front + rest
