"""The page of a village that shares its body: opened from a disk, it is the page that the village has when it is compiled alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser

PROFILE = """\
level: village
example: true
divisions:
- {code: "210283101", name: 𠮷家村, cover: {phone: "0411-1"}, bodies: {villagers-committee: 𠮷家村 $& <b>}}
- {code: "210283101", name: 二村}
"""


def test_it_becomes_the_page_compiled_alone(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    gapub = [sys.executable, "-m", "gapub"]
    for command in (("build", "profile.yaml", "--shared"), ("compile", "village", "profile.yaml")):
        done = [*gapub, *command, "--format", "html", "-o", command[0]]
        subprocess.run(done, cwd=tmp_path, check=True, capture_output=True)
    shared = (tmp_path / "build/210283101/village/𠮷家村/index.html").as_uri()
    alone = (tmp_path / "compile/210283101-𠮷家村/index.html").as_uri()
    said: list[str] = []
    pages = []
    for address in (shared, alone):
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}#village-affairs")
        page.wait_for_selector("#_hits", state="attached")
        page.fill("#_q", "选举")
        # without its style, which is measured at any moment
        root = "(root => [root.lang, root.className, root.innerHTML])(document.documentElement)"
        pages.append((page.evaluate(root), page.title(), page.inner_text("#_hits")))
        page.close()
    assert pages[0] == pages[1]
    assert said == [], "nothing is against the policy of either page"


def test_without_scripts_it_says_what_differs(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    command = [sys.executable, "-m", "gapub", "build", "profile.yaml", "--shared", "--format", "html", "-o", "out"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((tmp_path / "out/210283101/village/𠮷家村/index.html").as_uri())
    assert "𠮷家村 $& <b>" in page.inner_text("table")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "it fits a telephone"
    page.click("a")
    assert "××村" in page.title()
    context.close()
