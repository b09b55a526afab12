"""What plain scalars mean, and how much a file may hold.

Plain scalars follow the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema), so `no`, `12:30:00` and `2019-01-01`
are text; beyond it, what starts with a needless zero (`0123`) and what has more than 18 digits stays text too, because in these
files it is a code and never a quantity.
"""

from __future__ import annotations

import re
from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
"""The largest file that is read, in bytes."""
MAX_ENTRIES: Final = 100_000
"""How many lines and commas a file may have, and how many mappings and lists: each entry takes a hundred times its bytes."""
MAX_TEXT: Final = 100_000
"""The longest text, in characters: rules, messages and pages take it as one piece."""
MAX_DEPTH: Final = 32
"""How many mappings and lists may stand inside each other."""
MAX_FINDINGS: Final = 100
"""How many findings a file may have before its reading is given up."""

_NUMERIC: Final = "0123456789-+."
MAYBE: Final = _NUMERIC + "~nNtTfF"
"""First characters of the plain scalars that may be something else than text; the empty string is in them as well."""
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OF_NUMBERS: Final = frozenset("0123456789-+.abcdefABCDEFxoinIN")
"""All that numbers are written with; `20wd` is none."""
_INT: Final = r"[-+]?(?:0|[1-9][0-9]{0,17})"
_BASED: Final = r"0o[0-7]{1,18}|0x[0-9a-fA-F]{1,18}"
_FLOAT: Final = r"[-+]?(?:(?:\.[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*)(?:[eE][-+]?[0-9]+)?|(?:0|[1-9][0-9]*)[eE][-+]?[0-9]+)"
_SPECIAL_FLOAT: Final = r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
_LONGEST_NUMBER: Final = 40


def scalar(text: str) -> str | int | float | bool | None:
    """What a plain scalar means."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC or len(text) > _LONGEST_NUMBER or not _OF_NUMBERS.issuperset(text):
        return text
    if re.fullmatch(_INT, text):
        return int(text)
    if re.fullmatch(_FLOAT, text):
        return float(text)
    if re.fullmatch(_BASED, text):
        return int(text, 0)
    if re.fullmatch(_SPECIAL_FLOAT, text):
        return float(text.replace(".", ""))
    return text
