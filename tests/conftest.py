"""Property-based tests: in CI the same examples every time, elsewhere new ones; no deadline, as machines are noisy."""

from __future__ import annotations

from hypothesis import settings

from laws import CI

settings.register_profile("project", deadline=None, derandomize=CI)
settings.load_profile("project")
