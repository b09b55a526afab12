"""The wheel: built, installed into a new environment, it compiles in an empty folder elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

from gapub.render.templates import ready_made
from in_process import gapub as here

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = {"catalogue.json", "catalogue.md", "index.html", "catalogue.xlsx"}


def test_the_wheel_compiles_in_an_empty_folder(tmp_path: Path) -> None:
    built, elsewhere = tmp_path / "built", tmp_path / "elsewhere"
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    python = _environment(tmp_path / "venv")
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    elsewhere.mkdir()
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    gapub = Path(python).with_name("gapub.exe" if os.name == "nt" else "gapub")
    kept = clean | {"GAPUB_NO_CACHE": "", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([gapub, "compile", "county"], cwd=elsewhere, env=kept, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    folder = elsewhere / "dist" / "county"
    assert {path.name for path in folder.iterdir()} >= CATALOGUE
    assert json.loads((folder / "catalogue.json").read_bytes())["counts"]["items"] == 489
    assert not (tmp_path / "cache").exists(), "the wheel brings the parsed forms of its files along"
    plain = [gapub, "compile", "county", "--format", "json", "-o", "plain"]
    subprocess.run(plain, cwd=elsewhere, env=clean | {"GAPUB_NO_CACHE": "1"}, check=True, capture_output=True)
    made = [json.loads((each / "catalogue.json").read_bytes())["areas"] for each in (folder, elsewhere / "plain")]
    assert made[0] == made[1]
    with zipfile.ZipFile(wheel) as packed:
        ready = [name for name in packed.namelist() if name.startswith(f"gapub/data/{ready_made()}/")]
    assert len(ready) == len([*(ROOT / "templates").glob("*.j2")])
    again = [python, "-X", "importtime", "-m", "gapub", "compile", "county", "--format", "html,md", "-o", "ready"]
    done = subprocess.run(again, cwd=elsewhere, env=clean, check=True, capture_output=True)
    assert b"tmpl_" in done.stderr, "the templates that the wheel has ready are those that are used"
    here(*again[5:-1], tmp_path / "here", cwd=tmp_path)
    for name in ("index.html", "catalogue.md"):
        assert (elsewhere / "ready" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    explained = subprocess.run(
        [gapub, "rule", "repealed-basis"], cwd=elsewhere, env=clean, capture_output=True, check=False
    )
    assert explained.returncode == 0, explained.stderr.decode()
    where = subprocess.run(
        [python, "-c", "import gapub; print(gapub.__file__)"], cwd=elsewhere, env=clean, capture_output=True, check=True
    )
    assert Path(where.stdout.decode().strip()).is_relative_to(tmp_path)


def _environment(folder: Path) -> str:
    """A new environment that borrows this one's third-party packages, so that the test needs no network."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    ask = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(ask, check=True, capture_output=True, encoding="utf-8").stdout.strip())
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(borrowed), "utf-8")
    return str(python)
