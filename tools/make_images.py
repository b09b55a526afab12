"""Take the pictures of `docs/images/` anew, from the page and the site of the example county in the system's Chromium.

    pip install playwright pillow && python tools/make_images.py [FOLDER]

They are put into 64 colours, which a page of text does not notice, so that each stays under 250 kB.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PROFILE = ROOT / "catalogues/liaoning/dalian/zhuanghe"
OPEN_TRACE = "[id='compulsory-education/private-schools/basic-information'] summary"


class Picture(NamedTuple):
    """A picture: its name, the size of the window, the fragment of the address, what is clicked, options of the browser.

    `page` is a file of the catalogue in the language `lang`.
    """

    name: str
    size: tuple[int, int]
    hash: str = ""
    click: tuple[str, ...] = ()
    options: Mapping[str, Any] = MappingProxyType({})
    page: str = "index.html"
    lang: str = "zh"


PICTURES = (
    Picture("county-html", (1440, 940)),
    Picture("county", (1440, 900), "#q=zdbc&audience=groups", ("#_f-body",)),
    Picture("county-trace", (1440, 760), "#q=mbxx", (OPEN_TRACE,)),
    Picture("county-dark", (1440, 900), "#q=社会救助", (), {"color_scheme": "dark"}),
    Picture("county-contrast-large", (1280, 900), "#text=large&contrast=high&theme=dark&q=shjz"),
    Picture("county-english", (1440, 900), lang="en"),
    Picture("county-tablet", (820, 1000), "#q=ylbx", ("#_filter > summary", "#_f-evidence")),
    Picture("county-phone", (390, 844), "#q=民办学校", (OPEN_TRACE,), {"is_mobile": True, "device_scale_factor": 1}),
    Picture("site", (1280, 800), page="site/index.html"),
    Picture("site-item", (1280, 800), page="site/items/compulsory-education/private-schools/basic-information.html"),
)


def main(folder: Path) -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        command = [sys.executable, "-m", "gapub", "compile", "county", str(PROFILE), "--format", "html,site"]
        for lang in {each.lang for each in PICTURES}:
            subprocess.run([*command, "--lang", lang, "-o", f"{made}/{lang}"], check=True, capture_output=True)
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for each in PICTURES:
            width, height = each.size
            options = {"viewport": {"width": width, "height": height}, "locale": "zh-CN", **each.options}
            page = browser.new_context(**options).new_page()
            page.goto(f"{(Path(made) / each.lang / each.page).as_uri()}{each.hash}")
            page.wait_for_timeout(500)
            for place in each.click:
                page.click(place)
            page.wait_for_timeout(500)
            picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(64, dither=Image.Dither.NONE)
            picture.save(folder / f"{each.name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/images")
