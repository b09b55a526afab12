"""Make `data/pinyin/initials.txt`, the letters that the pinyin of each Chinese character begins with, from pypinyin's table.

    pip install pypinyin && python tools/make_initials.py > data/pinyin/initials.txt

A line for each letter: the letter, then all characters of the basic block (U+4E00 to U+9FA5) that have a reading
that begins with it. A character of several readings (重: zhong, chong) stands in the line of each.
"""

from __future__ import annotations

import string
import sys
import unicodedata

from pypinyin.constants import PINYIN_DICT  # type: ignore[import-untyped]

FIRST, LAST = 0x4E00, 0x9FA5


def main() -> None:
    """Write the table to standard output."""
    lines: dict[str, list[str]] = {letter: [] for letter in string.ascii_lowercase}
    for code in range(FIRST, LAST + 1):
        readings = PINYIN_DICT.get(code, "").split(",")  # a few variants of characters have none
        for letter in sorted({_plain(reading)[0] for reading in readings if reading}):
            lines[letter].append(chr(code))
    print("# Made by tools/make_initials.py: the characters whose pinyin begins with a letter, a line a letter.")
    for letter, characters in lines.items():
        if characters:
            print(letter, "".join(characters))


def _plain(reading: str) -> str:
    """The reading without its tones; ê, a rare reading of 欸 and 誒, is written e."""
    return "".join(char for char in unicodedata.normalize("NFD", reading) if char in string.ascii_lowercase)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()
