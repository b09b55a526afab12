"""Make `data/pinyin/readings.txt`, by which Chinese is read aloud, from the tables of pypinyin.

    pip install pypinyin==0.55.0 && python tools/make_readings.py > data/pinyin/readings.txt

First a line for each syllable without its tone: the syllable, then the characters (U+3400 to U+9FFF) that are read so when they
stand alone. After an empty line the words by which a text is parted, a line for all that begin with a character, in order, each
with its syllables where its characters are read otherwise than alone: 重庆 chong qing|重庆市 chong qing shi.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from itertools import groupby
from operator import itemgetter

from pypinyin import lazy_pinyin  # type: ignore[import-untyped]
from pypinyin.constants import PHRASES_DICT  # type: ignore[import-untyped]

FIRST, LAST = 0x3400, 0x9FFF


def main() -> None:
    """Write the table to standard output."""
    alone = {chr(code): lazy_pinyin(chr(code), errors="ignore") for code in range(FIRST, LAST + 1)}
    characters: dict[str, list[str]] = defaultdict(list)
    for character, syllables in alone.items():
        for syllable in syllables:
            characters[syllable].append(character)
    print("# Made by tools/make_readings.py: characters by their syllables, and words by their first character.")
    for syllable, of_it in sorted(characters.items()):
        print(syllable, "".join(of_it))
    print()
    words = [word for word in PHRASES_DICT if re.fullmatch("[\u3400-\u9fff]+", word)]
    for _, group in groupby(sorted(_entry(word, alone) for word in words), key=itemgetter(0)):
        print("|".join(group))


def _entry(word: str, alone: dict[str, list[str]]) -> str:
    syllables = lazy_pinyin([word])
    return word if syllables == [each for char in word for each in alone[char]] else f"{word} {' '.join(syllables)}"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    main()
