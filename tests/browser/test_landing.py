"""Where an address lands, and whether labels of cells keep their places, on small screens and large, in both languages."""

from __future__ import annotations

import pytest
from pages import Opener
from playwright.sync_api import Page, ViewportSize

SIZES = {320: 568, 414: 896, 768: 1024, 1280: 900, 1920: 1080}
"""The sizes of screens: width and height."""
PAGES = {"zh": "county", "en": "county-en"}
SCREENS = [*((width, "zh") for width in SIZES), (320, "en"), (1280, "en")]
"""English has other heights of rows, as cards and as a table. Each area is asked for on several, in both sizes of text."""
NARROW: list[ViewportSize] = [{"width": width, "height": 800} for width in (320, 360)]

_LAND = """async places => {
  const frame = () => new Promise(requestAnimationFrame);
  const seen = id => {
    const place = document.getElementById(id);
    const name = place.querySelector('.i, h2, h1') || place;
    const box = name.getBoundingClientRect(), size = parseFloat(getComputedStyle(name).fontSize);
    const hit = document.elementFromPoint(box.left + size, box.top + size);
    return box.top >= 0 && box.top + size < innerHeight && name.contains(hit);
  };
  const astray = [];
  for (const [id, hash] of places) {
    if (hash) { location.hash = hash; await new Promise(done => setTimeout(done)); }
    let still = 0, before;
    for (let frames = 0; still < 3 && frames < 60; frames += 1) {
      await frame();
      const top = document.getElementById(id).getBoundingClientRect().top;
      still = seen(id) && top === before ? still + 1 : 0;
      before = top;
    }
    if (still < 3) astray.push([id, before]);
  }
  return astray;
}"""
"""The places whose name is not in view, or does not rest there, after their address was followed; without one: as loaded."""


@pytest.mark.parametrize(("width", "lang"), SCREENS)
def test_every_address_lands_with_its_name_in_view(width: int, lang: str, visit: Opener) -> None:
    def loaded(place: str, hash_: str) -> Page:
        page = visit(PAGES[lang], hash_, viewport={"width": width, "height": SIZES[width]})
        assert page.evaluate(_LAND, [[place, ""]]) == []
        return page

    n = SCREENS.index((width, lang))
    loaded("taxation", "#text=large&at=taxation")
    first = ("eco-environment", "taxation/taxpayer-services/tax-calendar")[n % 2]
    page = loaded(first, f"#at={first}")
    areas, rows = page.evaluate(
        "['.area', '.form tbody tr'].map(each => [...document.querySelectorAll(each)].map(place => place.id))"
    )
    chosen = rows[n :: len(rows) // 50]  # others on each screen
    assert len(chosen) >= 50
    for text, those in (
        ("", areas[n % 2 :: 2] + chosen[n % 4 :: 4]),
        ("text=large&", areas[n % 3 :: 3] + chosen[n % 10 :: 10]),
    ):
        assert page.evaluate(_LAND, [[each, f"{text}at={each}"] for each in those]) == []
    assert page.evaluate(_LAND, [[each, each] for each in (areas[n], chosen[7])]) == []


@pytest.mark.parametrize(
    ("width", "hash_"), [*((width, "#{}") for width in SIZES), (320, "#text=large&at={}"), (1920, "#text=large&at={}")]
)
def test_a_row_of_the_site_lands_with_its_name_in_view(width: int, hash_: str, visit: Opener) -> None:
    page = visit("site-area", viewport={"width": width, "height": SIZES[width]})
    row = page.evaluate("[...document.querySelectorAll('.form tbody tr')].at(-9).id")
    url = page.url
    page.goto("about:blank")
    page.goto(url + hash_.format(row))
    assert page.evaluate(_LAND, [[row, ""]]) == []


def test_who_scrolls_is_not_held_back(visit: Opener) -> None:
    page = visit("county", "#at=taxation")
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(600)
    assert page.evaluate("document.getElementById('taxation').getBoundingClientRect().top") < -1000


_LABELS = r"""() => {
  const heights = new Map(), faults = [];
  for (const cell of document.querySelectorAll('.form td:not(.n)')) {
    if (!cell.offsetHeight) continue;
    const style = getComputedStyle(cell, '::before');
    if (!heights.has(style.content)) {
      // The box of a pseudo-element cannot be asked for: the same words are laid out in an element like it.
      const label = document.createElement('span');
      label.textContent = JSON.parse(style.content.replace(/\\a /g, '\\n'));
      for (const name of ['font', 'wordBreak', 'overflowWrap', 'whiteSpace', 'width', 'boxSizing']) label.style[name] = style[name];
      label.style.display = 'block';
      document.body.append(label);
      heights.set(style.content, [label.offsetHeight, label.scrollWidth - label.offsetWidth]);
      label.remove();
    }
    const [height, over] = heights.get(style.content);
    const room = cell.getBoundingClientRect().height - parseFloat(getComputedStyle(cell).paddingTop);
    if (height > room + 1 || over > 0) faults.push([cell.parentNode.id, cell.className, style.content, height, room, over]);
  }
  return [heights.size, faults];
}"""


@pytest.mark.parametrize(
    ("name", "hash_"), [("county", ""), ("county", "#text=large"), ("county-en", ""), ("zh-en", "")]
)
def test_no_label_reaches_into_the_next_cell(name: str, hash_: str, visit: Opener) -> None:
    page = visit(name, hash_, viewport=NARROW[0])
    page.evaluate("for (const each of document.querySelectorAll('.area')) each.style.contentVisibility = 'visible'")
    for size in NARROW:
        page.set_viewport_size(size)
        labels, faults = page.evaluate(_LABELS)
        assert labels > 7
        assert faults == []


def test_the_page_of_changes_is_plain_and_nothing_stands_upright(visit: Opener) -> None:
    page = visit("site-changes", viewport=NARROW[0])
    for size in NARROW:
        page.set_viewport_size(size)
        lines = page.locator(".facts dt").evaluate_all(
            "all => all.map(each => { const text = document.createRange(); text.selectNodeContents(each);"
            " return new Set([...text.getClientRects()].map(box => box.top)).size; })"
        )
        assert lines == [1, 1]
    said = page.inner_text("main")
    assert "新增" in said
    assert not any(word in said for word in ("须办", "可办", "知悉", "收紧", "放宽"))
    assert page.locator("td[data-l]").first.evaluate("each => getComputedStyle(each, '::before').content") != "none"


def test_the_index_of_townships_finds_by_name_code_and_initials(visit: Opener) -> None:
    page = visit("townships")
    assert page.inner_text("h1").startswith("庄河市")
    assert "辽宁省大连市庄河市" in page.inner_text("dl")
    all_ = page.locator("li:visible").count()
    for query, name in (("青堆", "青堆镇"), ("210283101", "青堆镇"), ("qdz", "青堆镇")):
        page.fill("#_q", query)
        assert name in page.inner_text("li:visible")
        assert page.locator("li:visible").count() < all_
    page.fill("#_q", "无此镇")
    assert page.inner_text("#_hits") == "没有找到"
    page.click("[type=reset]")
    page.wait_for_timeout(50)
    assert page.locator("li:visible").count() == all_
