"""Property-based tests: in CI the same examples every time, elsewhere new ones; no deadline, as machines are noisy.

No test leaves a trace in the user's cache.
"""

from __future__ import annotations

import os

from hypothesis import settings

from laws import CI

os.environ["GAPUB_NO_CACHE"] = "1"  # what tests run leaves nothing in the cache of whoever runs them

settings.register_profile("project", deadline=None, derandomize=CI)
settings.load_profile("project")
