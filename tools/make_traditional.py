"""Make `src/gapub/rules/traditional.txt` from the character tables of OpenCC.

    pip install opencc-python-reimplemented
    python tools/make_traditional.py > src/gapub/rules/traditional.txt

Taken are characters that a simplified text never has and that have one simplified form, a common one (level 1 of
GB/T 2312). Left out is what GB/T 2312 has itself (著, 乾, 於 …), and what the 通用规范汉字表 of 2013 allows in names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ALLOWED = "昇陞甦祕脩氾寀儁閤朮濛彔淩"
"""Allowed in names, or not certain to be wrong."""
WIDTH = 100


def main() -> None:
    """Write the traditional characters to standard output, an empty line, and the simplified ones in the same order."""
    pairs = dict(_pairs())
    sys.stdout.buffer.write("\n".join(map(_lines, ("".join(pairs), "".join(pairs.values())))).encode())


def _pairs() -> Iterator[tuple[str, str]]:
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        sys.exit("OpenCC is not installed")
    folder = Path(spec.origin).parent / "dictionary"
    simplified = {line.partition("\t")[0] for line in _read(folder / "STCharacters.txt")}
    for line in _read(folder / "TSCharacters.txt"):
        old, _, new = line.partition("\t")
        if len(old) == len(new) == 1 and old not in simplified and old not in ALLOWED and _differ(old, new):
            yield old, new


def _differ(old: str, new: str) -> bool:
    """Whether only the new one is in GB/T 2312, in its level 1."""
    return "\u4e00" <= old <= "\u9fff" and not _gb2312(old) and b"\xb0" <= _gb2312(new)[:1] <= b"\xd7"


def _read(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _gb2312(char: str) -> bytes:
    return char.encode("gb2312", "ignore")


def _lines(text: str) -> str:
    return "".join(f"{text[i : i + WIDTH]}\n" for i in range(0, len(text), WIDTH))


if __name__ == "__main__":
    main()
