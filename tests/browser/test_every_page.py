"""What every page is held to: WCAG 2.2 AA by axe-core, a width of 320 px, paper, no network, no complaint."""

from __future__ import annotations

from typing import Any

import pytest
from pages import PAGES, ROOT, Opener
from playwright.sync_api import Page

AXE = ROOT / "build/browser/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules of axe-core (`cat.color`, up to AA) that ask for colours; the others say the same whatever the colours are."""
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 568}
"""WCAG 1.4.10: the width at which nothing may need two ways of scrolling."""
SMALL = [name for name in PAGES if name not in ("county", "county-en")]
"""All but the largest pages, whose rows are like those of the others but take axe-core minutes."""

SIZES: dict[str, dict[str, Any]] = {
    "wide": {},
    "phone": {"viewport": PHONE},
    "tablet": {"viewport": {"width": 820, "height": 1180}},
}
SCHEMES: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
    "dark contrast": {"color_scheme": "dark", "contrast": "more"},
}


def lay_out_everything(page: Page) -> None:
    page.evaluate(
        "() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('* { content-visibility: visible !important }');"
        " document.adoptedStyleSheets = [sheet]; }"
    )


def violations(page: Page, only: Any = TAGS) -> list[str]:
    """What axe-core finds wrong: rule, place and words."""
    # What is off the screen is laid out late, which moves the page below axe-core while it measures.
    lay_out_everything(page)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false})", only
    )["violations"]
    return [
        f"{each['id']}: {each['help']}: {node['target']} {node['html'][:120]}"
        for each in found
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SMALL)
def test_axe_finds_nothing(name: str, size: str, visit: Opener) -> None:
    page = visit(name, **SIZES[size])
    open_everything(page)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", SMALL)
def test_axe_finds_nothing_wrong_with_the_colours(name: str, scheme: str, visit: Opener) -> None:
    page = visit(name, **SCHEMES[scheme])
    open_everything(page)
    assert violations(page, COLOURS) == []


def open_everything(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


@pytest.mark.parametrize(
    ("name", "hash_"),
    [
        ("zh", "#text=large"),
        ("zh", "#lang=en&theme=dark&contrast=high"),
        ("zh", "#q=zf&audience=groups&evidence=single"),
        ("zh", "#q=nothing-of-the-kind"),
        ("en", "#lang=zh"),
        ("zh-en", "#lang=en"),
        ("zh-en", "#lang=zh"),
        ("site", "#q=mb"),
        ("site", "#q=nothing-of-the-kind"),
        ("site", "#text=large&contrast=high"),
        ("site-area", "#text=large"),
        ("site-item", "#text=large&contrast=high"),
        ("site-changes", "#text=large&contrast=high"),
    ],
)
def test_axe_finds_nothing_however_the_page_is_used(name: str, hash_: str, visit: Opener) -> None:
    page = visit(name, hash_)
    page.wait_for_timeout(300)
    assert violations(page) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("hash_", ["", "#text=large"])
def test_nothing_is_wider_than_the_screen(hash_: str, name: str, visit: Opener) -> None:
    page = visit(name, hash_, viewport=SMALLEST)
    lay_out_everything(page)
    page.evaluate("for (const each of document.querySelectorAll('.checks')) each.open = true")
    for width in (SMALLEST["width"], 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_is_strict_and_lets_the_page_work(name: str, visit: Opener) -> None:
    page = visit(name)
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content") or ""
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto Sans CJK SC"')
