"""A real browser, in which a page may ask for nothing and complain of nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import PAGES, Made, Opener, make
from playwright.sync_api import Browser, Page, Route, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-frame-rate-limit",  # a frame is over when it is drawn: nobody looks
    "--disable-gpu-vsync",
)
WIDE = {"width": 1440, "height": 900}


def chromium() -> str:
    """The browser of the system; `CHROMIUM` names another one."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((place for place in map(shutil.which, filter(None, names)) if place), None)
    assert found, "no Chromium: apt-get install chromium, or name one in CHROMIUM"
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def page_at(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Where a page of `pages.PAGES` lies; what several lie in is made once."""
    made: dict[Made, Path] = {}

    def at(name: str) -> Path:
        page = PAGES[name]
        written = page if page.alone else page._replace(file="")
        if written not in made:
            made[written] = make(page, tmp_path_factory.mktemp(name))
        return made[written] / page.file

    return at


@pytest.fixture
def visit(browser: Browser, page_at: Callable[[str], Path]) -> Iterator[Opener]:
    """Opens pages, each in a context of its own; afterwards none may have asked for anything or said a word.

    A page of a site may ask for the style and the script of its site.
    """
    contexts, asked, said, sites = [], list[str](), list[str](), set[str]()

    def answer(route: Route) -> None:
        url = route.request.url
        shared = any(url.startswith(f"{site}/") for site in sites) and url.endswith((".css", ".js"))
        if url.startswith("file:") and (shared or route.request.is_navigation_request()):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    def open_page(page: str | Path, hash_: str = "", **options: Any) -> Page:
        path = page_at(page) if isinstance(page, str) else page
        sites.update(each.as_uri() for each in path.parents if each.name == "site")
        context = browser.new_context(**{"viewport": WIDE, "locale": "zh-CN", **options})
        contexts.append(context)
        context.route("**/*", answer)
        tab = context.new_page()
        tab.on("console", lambda message: said.append(message.text))
        tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.goto(f"{path.as_uri()}{hash_}")
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert asked == [], "the page asked for something"
    assert said == [], "the page complained"
