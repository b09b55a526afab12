"""A real browser, in which a page may ask for nothing and complain of nothing."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from pages import PAGES, Made, Opener, make
from playwright.sync_api import Browser, Dialog, Page, Route, ViewportSize, sync_playwright

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
WIDE: ViewportSize = {"width": 1440, "height": 900}


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
def page_at(of_all_workers: Path) -> Callable[[str], Path]:
    """Where a page of `pages.PAGES` lies; what several lie in is made once, for all workers."""

    def written(page: Made) -> Made:
        return page if page.alone else page._replace(file="")

    @cache
    def made(name: str) -> Path:
        folder = of_all_workers / name
        done = folder.with_suffix(".done")
        with FileLock(folder.with_suffix(".lock")):
            if not done.exists():
                folder.mkdir(exist_ok=True)
                make(PAGES[name], folder)
                done.touch()
        return folder

    def at(name: str) -> Path:
        page = PAGES[name]
        return made(next(first for first, each in PAGES.items() if written(each) == written(page))) / page.file

    return at


class Tabs:
    """Tabs that tests have one after the other, each in a context of its own with the options that were asked for.

    The process of a new one, which reads every font and script for the first time, takes more than most tests do in it.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free = defaultdict[str, list[Page]](list)

    def take(self, options: dict[str, Any]) -> Page:
        free = self.free[repr(options)]
        return free.pop() if free else self.browser.new_context(**options).new_page()

    def give_back(self, tab: Page, options: dict[str, Any]) -> None:
        """What is left of a test is an empty page, and no pointer over it."""
        for each in tab.context.pages:
            if each is not tab:
                each.close()
        tab.mouse.move(-1, -1)
        self.free[repr(options)].append(tab)


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def visit(tabs: Tabs, page_at: Callable[[str], Path]) -> Iterator[Opener]:
    """Opens pages, each in a tab of its own; afterwards none may have asked for anything or said a word.

    A page of a site may ask for the style and the script of its site.
    """
    used, asked, said, sites = list[tuple[Page, dict[str, Any]]](), list[str](), list[str](), set[str]()

    def answer(route: Route) -> None:
        url = route.request.url
        shared = any(url.startswith(f"{site}/") for site in sites) and url.endswith((".css", ".js"))
        if url.startswith("file:") and (shared or route.request.is_navigation_request()):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    listeners: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: said.append(message.text),
        "dialog": dismiss,
        "pageerror": lambda error: said.append(str(error)),
    }

    def open_page(page: str | Path, hash_: str = "", viewport: ViewportSize = WIDE, **options: Any) -> Page:
        path = page_at(page) if isinstance(page, str) else page
        sites.update(each.as_uri() for each in path.parents if each.name == "site")
        wanted = {"locale": "zh-CN", **options}
        tab = tabs.take(wanted)
        used.append((tab, wanted))
        tab.context.route("**/*", answer)
        for event, listener in listeners.items():
            tab.on(event, listener)
        tab.set_viewport_size(viewport)
        tab.goto(f"{path.as_uri()}{hash_}")
        return tab

    yield open_page
    for tab, options in used:
        tab.goto("about:blank")
        for event, listener in listeners.items():
            tab.remove_listener(event, listener)
        tab.context.unroute("**/*", answer)
        tabs.give_back(tab, options)
    assert asked == [], "the page asked for something"
    assert said == [], "the page complained"
