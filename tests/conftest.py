"""Property-based tests: in CI the same examples every time, elsewhere new ones; no deadline, as machines are noisy."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("project")
