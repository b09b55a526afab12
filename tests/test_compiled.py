"""The compiled modules of a folder that is carried about: what is loaded of them, and what is loaded as ever."""

from __future__ import annotations

import importlib.util
import io
import marshal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gapub import compiled

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tools"))

from portable import lock, modules  # noqa: E402
from portable.parts import Files  # noqa: E402

FILES: Files = {
    "lib/one.py": b"value = 'source'\n",
    "lib/room/__init__.py": b"from . import two\n",
    "lib/room/two.py": b"'''Two.'''\nvalue = __file__\n",
    "lib/room/data.txt": b"data",
    "lib/fast.py": b"",
    "lib/fast.cp313-win_amd64.pyd": b"",
}
"""Sources, and what lies beside them."""
PYODIDE = lock.Pin("pyodide", "", "", "")

ASK = """
import sys
from gapub.compiled import install
top, file = sys.argv[1:]
sys.path.insert(0, top + "/lib")
install(file, top)
import importlib.resources, inspect, one, room, late
print(one.value, room.two.value, inspect.getsource(room.two).splitlines()[0], late.value)
print(importlib.resources.files("room").joinpath("data.txt").read_text(), type(one.__spec__.loader).__name__)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A folder of modules, one of them unknown to the file of compiled ones, which this Python makes instead of Pyodide's."""

    def codes(sources: Files, _: lock.Pin) -> tuple[bytes, Files]:
        made = {path: content.replace(b"'source'", b"'compiled'") for path, content in sources.items()}
        return importlib.util.MAGIC_NUMBER, {
            path: marshal.dumps(compile(each, path, "exec")) for path, each in made.items()
        }

    monkeypatch.setattr(modules, "_codes", codes)
    for path, content in (FILES | {"lib/late.py": b"value = 'late'\n"}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    file = tmp_path / "modules.bin"
    file.write_bytes(modules.compiled(FILES, PYODIDE, "3.13")[modules.PLACE])
    return tmp_path, file


def asked(top: Path, file: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(top), str(file)], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.splitlines()


def test_modules_are_loaded_of_the_file_and_all_else_as_of_their_sources(folder: tuple[Path, Path]) -> None:
    top, file = folder
    assert asked(top, file) == [f"compiled {top}/lib/room/two.py '''Two.''' late", "data _Loader"]


@pytest.mark.parametrize(
    "damage",
    [lambda _: b"", lambda data: data[:6], lambda data: data[:-1], lambda data: b"1234" + data[4:]],
    ids=["empty", "without an index", "cut off", "of another Python"],
)
def test_a_file_that_does_not_fit_is_passed_over(folder: tuple[Path, Path], damage: object) -> None:
    top, file = folder
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    assert asked(top, file) == [f"source {top}/lib/room/two.py '''Two.''' late", "data SourceFileLoader"]


def test_of_a_module_with_a_library_of_its_name_nothing_is_compiled(folder: tuple[Path, Path]) -> None:
    data = folder[1].read_bytes()
    _, folders, library, zipped = marshal.loads(data[8 : 8 + int.from_bytes(data[4:8], "little")])
    assert set(folders["lib"]) == {"one", "room"}
    assert folders["lib"]["room"][0]
    assert (library, zipped) == (("", 0), {})


def test_pythons_own_library_is_read_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = marshal.dumps(compile("value = __name__", "", "exec"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("odd_name.pyc", bytes(16) + code)
        archive.writestr("odd_room/__init__.pyc", bytes(16) + code)
        archive.writestr("odd_room/inner.pyc", bytes(16) + code)
    monkeypatch.setattr(modules, "_codes", lambda *_: (importlib.util.MAGIC_NUMBER, {}))
    (tmp_path / "python").mkdir()
    (tmp_path / modules.LIBRARY).write_bytes(packed.getvalue())
    file = tmp_path / "modules.bin"
    file.write_bytes(modules.compiled({modules.LIBRARY: packed.getvalue()}, PYODIDE, "3.13")[modules.PLACE])
    ask = f"""
import sys
sys.path.append({str(tmp_path / modules.LIBRARY)!r})
from gapub.compiled import install
install({str(file)!r}, {str(tmp_path)!r})
import odd_name, odd_room.inner
print(odd_name.value, odd_room.inner.value, type(odd_room.__spec__.loader).__name__, odd_room.__path__)
"""
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == f"odd_name odd_room.inner _Zipped [{str(tmp_path / modules.LIBRARY / 'odd_room')!r}]"


def test_what_is_loaded_before_the_file_is_read_lies_beside_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = marshal.dumps(compile("value = 'compiled'", "", "exec"))
    monkeypatch.setattr(
        modules, "_codes", lambda sources, _: (importlib.util.MAGIC_NUMBER, dict.fromkeys(sources, code))
    )
    files = {"lib/gapub/__init__.py": b"value = 'source'", "lib/gapub/else.py": b""}
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    made = modules.compiled(files, PYODIDE, version)
    (beside,) = made.keys() - {modules.PLACE}
    for path, content in {**files, beside: made[beside]}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    ask = f"import sys; sys.path.insert(0, {str(tmp_path / 'lib')!r}); import gapub; print(gapub.value)"
    done = subprocess.run([sys.executable, "-I", "-c", ask], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "compiled\n"


def test_no_checkout_has_such_a_file() -> None:
    assert not (Path(compiled.__file__).parent / "data" / "modules.bin").exists()
