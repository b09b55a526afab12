"""The site in use: from its index by search and by areas to an item and back, what links hand on, http, paper, no script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pymupdf
import pytest
from pages import ITEM, Opener
from playwright.sync_api import Browser, Page, expect

from gapub.render import site
from gapub.render.view import view
from samples import HOSTILE, hostile_catalogue


def state(page: Page) -> str:
    return str(page.evaluate("decodeURIComponent(location.hash)"))


def found(page: Page) -> list[str]:
    return page.locator("#_found li").locator("a").all_inner_texts()


# --- search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["民办学校办学", "mbxxbx", "MBXX 教育局", "ｍｂｘｘ", "民办xx", "private-schools/basic"]
)
def test_an_item_is_found_by_fragment_and_by_initials(query: str, visit: Opener) -> None:
    page = visit("site")
    page.fill("#_q", query)
    assert "民办学校办学基本信息" in found(page)
    assert page.inner_text("#_hits").startswith(f"找到 {len(found(page))} 项，涉及 1 个领域")
    expect(page.locator(".areas")).to_be_hidden()


def test_what_is_found_in_the_title_comes_before_what_is_found_in_the_content(visit: Opener) -> None:
    page = visit("site")
    page.fill("#_q", "办学")
    titles = found(page)
    seen = ["办学" in text for text in page.locator("#_found li").all_inner_texts()]
    assert True in seen
    assert False in seen
    assert seen == sorted(seen, reverse=True)
    page.fill("#_q", "")
    assert found(page) == []
    page.fill("#_q", "办学")
    assert found(page) == titles


@pytest.mark.parametrize("query", ["没有这样的事项", "[", "\\", "(a+)+", "^x", ".*"])
def test_what_is_not_found_is_said(query: str, visit: Opener) -> None:
    page = visit("site")
    page.fill("#_q", query)
    assert found(page) == []
    assert page.inner_text("#_hits").startswith("没有找到")


def test_by_keyboard_alone_from_the_index_to_an_item_and_back(visit: Opener) -> None:
    page = visit("site")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#_main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#_q")).to_be_focused()
    page.keyboard.type("mbxxbx")
    page.keyboard.press("Enter")
    expect(page.locator("#_found a").first).to_be_focused()
    title = page.locator("#_found a").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    expect(page.locator("#_q")).to_have_value("mbxxbx")
    assert title in found(page)
    page.locator("#_q").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".areas")).to_be_visible()
    assert state(page) == ""


def test_a_search_that_is_sent_opens_what_it_says(visit: Opener) -> None:
    page = visit("site", "#q=%E6%B0%91%E5%8A%9E")
    assert len(found(page)) > 1
    page = visit("site", "#q=%E0%A4%A&text=%3Cscript%3E")
    assert page.get_attribute("html", "class") in ("", "searching")


# --- from page to page -----------------------------------------------------------------------------------------------


def test_from_the_index_over_an_area_to_an_item_and_to_its_neighbours(visit: Opener) -> None:
    page = visit("site")
    page.click(".areas a >> text=义务教育")
    expect(page.locator("h1")).to_contain_text("义务教育")
    page.click(f"[id='{ITEM}'] .i > a")
    expect(page.locator("h1")).to_have_text("民办学校办学基本信息")
    page.click(".near [rel=next]")
    page.click(".near [rel=prev]")
    expect(page.locator("h1")).to_have_text("民办学校办学基本信息")
    page.click(".table a")
    expect(page.locator(f"[id='{ITEM}']")).to_be_in_viewport()
    page.click(".trail a >> nth=0")
    expect(page.locator("#_q")).to_be_visible()


def test_how_the_pages_are_shown_goes_with_the_reader_and_nothing_is_stored(visit: Opener) -> None:
    page = visit("site")
    page.click("text=大字")
    page.click("text=高对比度")
    assert state(page) == "#text=large&contrast=high"
    page.click(".areas a >> text=义务教育")
    expect(page.locator("html")).to_have_class("large high")
    page.click(f"[id='{ITEM}'] .n a")
    assert state(page) == f"#text=large&contrast=high&at={ITEM}"
    page.reload()
    expect(page.locator("html")).to_have_class("large high")
    expect(page.locator(f"[id='{ITEM}']")).to_be_in_viewport()
    page.click(f"[id='{ITEM}'] .i > a")
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    page.click(".table a")
    expect(page.locator(f"[id='{ITEM}']")).to_be_in_viewport()
    page.click("text=大字")
    page.click("text=高对比度")
    assert state(page) == ""
    assert page.get_attribute("html", "class") == ""
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_high_contrast_follows_the_system_until_the_reader_chooses(visit: Opener) -> None:
    page = visit("site", contrast="more")
    assert page.get_attribute("html", "class") == "high"
    page.click("text=高对比度")
    assert (page.get_attribute("html", "class"), state(page)) == ("", "#contrast=normal")
    page.click("text=高对比度")
    assert (page.get_attribute("html", "class"), state(page)) == ("high", "")


def test_a_change_leads_to_its_item(visit: Opener) -> None:
    page = visit("site-changes")
    link = page.locator("article h3 a").first
    title = link.inner_text()
    link.click()
    assert page.inner_text("h1").strip("※") in title


# --- without script, over http, on paper -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "words"), [("site", "试点领域"), ("site-item", "公开时限"), ("site-changes", "新增")])
def test_without_script_every_page_can_be_read(name: str, words: str, visit: Opener) -> None:
    page = visit(name, java_script_enabled=False)
    expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("#_tools")).to_be_hidden()
    assert page.locator("main a:visible").count() > 1
    assert page.locator("#_found").count() == 0 or page.locator("#_found").is_hidden()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(page_at: Callable[[str], Path]) -> Iterator[str]:
    folder = page_at("site").parents[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/site/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_over_http_the_site_asks_for_its_own_files_alone(browser: Browser, served: str) -> None:
    asked, said = set[str](), list[str]()
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        page.on("request", lambda request: asked.add(request.url.partition("#")[0]))
        page.on("console", lambda message: said.append(message.text))
        page.goto(served)
        page.fill("#_q", "mbxxbx")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("民办学校办学基本信息")
        assert page.evaluate("getComputedStyle(document.querySelector('.summary > div')).display") == "grid"
    assert {url.removeprefix(served) for url in asked} == {"", "style.css", "site.js", f"items/{ITEM}.html"}
    assert said == []


@pytest.mark.parametrize(("name", "size"), [("site-item", (595, 842)), ("site-area", (1191, 842))])
def test_an_item_prints_on_a4_and_the_table_on_a3(name: str, size: tuple[int, int], visit: Opener) -> None:
    page = visit(name)
    with pymupdf.open(stream=page.pdf(prefer_css_page_size=True), filetype="pdf") as paper:
        assert {(round(each.rect.width), round(each.rect.height)) for each in paper} == {size}
        text = "".join(each.get_text() for each in paper)
    assert "公开时限" in text
    assert "上一项" not in text
    assert "大字" not in text


@pytest.mark.parametrize("case", ["script", "quotes", "close-style", "address", "template", "right-to-left"])
def test_hostile_text_runs_nowhere(case: str, visit: Opener, tmp_path: Path) -> None:
    for name, data in site.files(view(hostile_catalogue(HOSTILE[case]))).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    page = visit(tmp_path / "site/index.html")
    page.fill("#_q", "g")
    page.click("#_found a >> nth=0")
    assert page.locator("h1").inner_text()
    assert page.locator("a[href^='javascript:'], a[href^='data:']").count() == 0
