"""Property-based tests: in CI the same examples every time, elsewhere new ones; no deadline, as machines are noisy.

No test leaves a trace in the user's cache.
"""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["GAPUB_NO_CACHE"] = "1"  # what tests run leaves nothing in the cache of whoever runs them

settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("project")
