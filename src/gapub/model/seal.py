"""The seal of a JSON file that gapub writes: the SHA-256 of the file itself, by which an edit of it can be told.

It stands as the last field, and is made over the bytes of the file with an empty seal.
"""

from __future__ import annotations

import re
from typing import Final

FIELD: Final = "seal"
_EMPTY: Final = b'"seal": ""'
_SEAL: Final = re.compile(rb'"seal": "([0-9a-f]{64})"(?=\s*\}\s*\Z)')


def sealed(data: bytes) -> bytes:
    """The file, whose last field is an empty seal, with its seal."""
    at = data.rindex(_EMPTY) + len(_EMPTY) - 1  # before the last quotation mark
    return b"".join((memoryview(data)[:at], _hash(data), memoryview(data)[at:]))


def is_whole(data: bytes) -> bool:
    """True if the file has a seal, and is as it was when it was sealed."""
    found = _SEAL.search(data)
    return found is not None and _hash(data[: found.start()] + _EMPTY + data[found.end() :]) == found[1]


def _hash(data: bytes) -> bytes:
    from hashlib import sha256  # loads OpenSSL, which takes a fifth of a short run

    return sha256(data).hexdigest().encode()
