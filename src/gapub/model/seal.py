"""The hashes of files that gapub writes, and the seal of a JSON file: its own SHA-256, by which an edit of it can be told.

The seal stands as the last field, and is made over the bytes of the file with an empty seal.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

FIELD: Final = "seal"
_EMPTY: Final = b'"seal": ""'
_SEAL: Final = re.compile(rb'"seal": "([0-9a-f]{64})"(?=\s*\}\s*\Z)')


class Hashed(bytes):
    """A file that knows its hash once it was asked for it: several vouch for a file, and it is hashed once for all of them."""

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file."""
        return _hash(self).decode()


def hash_of(data: bytes) -> str:
    """The SHA-256 of a file."""
    return data.sha256 if isinstance(data, Hashed) else _hash(data).decode()


def sealed(data: bytes) -> Hashed:
    """The file, whose last field is an empty seal, with its seal."""
    from hashlib import sha256  # as in `_hash`

    at = data.rindex(_EMPTY) + len(_EMPTY) - 1  # before the last quotation mark
    view = memoryview(data)
    digest = sha256(view[:at])
    whole = digest.copy()
    digest.update(view[at:])
    seal = digest.hexdigest().encode()
    made = Hashed(b"".join((view[:at], seal, view[at:])))
    whole.update(seal + view[at:])
    vars(made)["sha256"] = whole.hexdigest()
    return made


def is_whole(data: bytes) -> bool:
    """True if the file has a seal, and is as it was when it was sealed."""
    found = _SEAL.search(data)
    return found is not None and _hash(data[: found.start()] + _EMPTY + data[found.end() :]) == found[1]


def _hash(data: bytes) -> bytes:
    from hashlib import sha256  # loads OpenSSL, which takes a fifth of a short run

    return sha256(data).hexdigest().encode()
