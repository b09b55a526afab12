"""Take the pictures of `docs/images/` anew, from the page and the site of the example county in the system's Chromium.

    pip install playwright pillow && python tools/make_images.py [FOLDER]

Those of docs/import.md show what the command prints, and the workbook as LibreOffice prints it (`soffice`, pymupdf).

They are put into 64 colours, which a page of text does not notice, so that each stays under 250 kB.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from html import escape
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pymupdf
from PIL import Image, ImageChops
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
            save(page.screenshot(), folder / f"{each.name}.png")
        page = browser.new_context(viewport={"width": 1200, "height": 400}).new_page()
        for name, text in printed().items():
            page.set_content(TERMINAL.format(escape(text)))
            save(page.locator("pre").screenshot(), folder / f"{name}.png")
        browser.close()
        for name, workbook in WORKBOOKS.items():
            save(sheet(workbook, Path(made)), folder / f"{name}.png")


WORKBOOKS = {
    "import-workbook": ROOT / "docs/examples/zhuanghe-2025.xlsx",
    "import-official": ROOT / "docs/examples/elderly-care.xlsx",
}
TERMINAL = """<pre style="background:#1d2433;color:#dfe5ef;font:15px/1.5 'Noto Sans Mono CJK SC','Noto Sans SC',monospace;
padding:18px;white-space:pre-wrap;width:1130px">$ gapub import {}</pre>"""


def printed() -> dict[str, str]:
    """What the commands of docs/import.md print, in Chinese, by the pictures; each runs where those before it have run."""
    profile = ["--as", "profile", "--division", "庄河市", "-o", "zhuanghe/profile.yaml"]
    facts = ["--by", "庄河市民政局", "--on", "2026-11-20", "--document", "民办函〔2019〕52号"]
    attest = ["--as", "attest", "--profile", "zhuanghe", *facts]
    words = {"import-profile": ("import-workbook", profile), "import-attest": ("import-official", attest)}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "docs/examples", Path(folder) / "docs/examples")
        for name, (workbook, options) in words.items():
            line = [WORKBOOKS[workbook].relative_to(ROOT).as_posix(), *options]
            command = [sys.executable, "-m", "gapub", "--lang", "zh", "import", *line]
            done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
            shown = done.stderr if name == "import-attest" else f"{done.stdout}{done.stderr}"
            found[name] = f"{' '.join(line)}\n{shown}"
    return found


def sheet(workbook: Path, folder: Path) -> bytes:
    """The first page of a workbook, without its margins."""
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    subprocess.run(command, check=True, capture_output=True)
    with pymupdf.open(folder / f"{workbook.stem}.pdf") as pdf:  # type: ignore[no-untyped-call]
        page: bytes = pdf[0].get_pixmap(dpi=110).tobytes("png")
    picture = Image.open(BytesIO(page)).convert("RGB")
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    out = BytesIO()
    picture.crop(box).save(out, "png")
    return out.getvalue()


def save(picture: bytes, path: Path) -> None:
    """Write a picture in 64 colours."""
    colours = Image.open(BytesIO(picture)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    colours.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/images")
