"""The decorator of a law: in CI a thousand examples, elsewhere fewer, so that nobody waits.

`CI=1 pytest` is the run of CI, and `.ci/run` says so. A law of a road that is long has `long_law`, with fewer in both.
"""

from __future__ import annotations

import os

from hypothesis import settings

CI = "CI" in os.environ
law = settings(max_examples=1000 if CI else 200, deadline=None, derandomize=CI)
long_law = settings(law, max_examples=250 if CI else 50)
