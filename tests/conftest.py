"""Property-based tests: in CI the same examples every time, elsewhere new ones; no deadline, as machines are noisy.

No test leaves a trace in the user's cache.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from in_process import remembering
from laws import CI
from store import Store

os.environ["GAPUB_NO_CACHE"] = "1"  # what tests run leaves nothing in the cache of whoever runs them

gc.set_threshold(50_000)  # a session holds every library that it has read, which takes long to walk

settings.register_profile("project", deadline=None, derandomize=CI)
settings.load_profile("project")


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this session share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def store(of_all_workers: Path) -> Store:
    """The catalogues that this session has compiled, in one folder for all workers."""
    folder = of_all_workers / "store"
    folder.mkdir(exist_ok=True)
    return Store(folder)


@pytest.fixture(scope="module")
def read_once() -> Iterator[None]:
    """What a module runs in this process reads every file once."""
    with remembering():
        yield
