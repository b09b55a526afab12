"""Villages in little room: what is written beside the shared body makes the files that each has when it is compiled alone."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from posixpath import normpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.batch import shared
from gapub.batch.locality import Locality, Maker
from gapub.batch.options import Options
from gapub.diagnostics import GapubError
from gapub.sources.library import of_project
from in_process import gapub, remembering
from laws import law

PROFILE = """\
level: village
example: true
bodies:
  township-government: 青堆镇人民政府
  villagers-committee: "{name}民委员会"
divisions:
- {code: "210283101", name: 一村, cover: {office: 一村村民委员会, phone: "0411-1"}}
- {code: "210283101", name: 𠮷家村, cover: {office: 𠮷家村村民委员会}, bodies: {villagers-committee: 𠮷家村 $& 村委会}}
- code: "210283101"
  name: 三社区
  cover: {office: <b>三社区</b>居委会, version: "2"}
  bodies: {villagers-committee: "三社区居民委员会 & <i>"}
  rows:
    village-affairs: {section: 居务公开室, phone: "0411-3"}
"""
KEYS = ["210283101-一村", "210283101-𠮷家村", "210283101-三社区"]
FOLDERS = [f"210283101/village/{key[10:]}" for key in KEYS]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("villages") / "profile.yaml"
    file.write_text(PROFILE, "utf-8")
    return file


@cache
def opened(profile: Path, formats: tuple[str, ...], lang: str) -> tuple[Locality, shared.Shared]:
    with remembering():
        maker = Maker(of_project(None, profile), Options(formats, lang))
        locality, general = maker.open("village", profile, shared=True), maker.open("village", None, shared=True)
    return locality, shared.shared(locality, shared.shared(general))


def written(locality: Locality, body: shared.Shared) -> dict[str, bytes]:
    """The files of all villages and their body, by their paths."""
    files = {f"{each.folder}/{name}": data for each in body.chain for name, data in each.written().items()}
    for number in range(len(KEYS)):
        made = small(locality, number, body)
        files |= {f"{FOLDERS[number]}/{name}": data for name, data in made.items()}
    return files


def small(locality: Locality, number: int, body: shared.Shared) -> dict[str, bytes]:
    return shared.of_division(locality, lambda of: of.make(number), body, FOLDERS[number]).files


def expanded(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return shared.expanded(lambda name: files[normpath(f"{folder}/{name}")])


@pytest.mark.parametrize(
    ("lang", "formats"), [("zh", shared.TEXTS), ("en", ("html", "csv")), ("zh-en", ("html", "csv"))]
)
def test_each_village_is_what_it_is_when_compiled_alone(lang: str, formats: tuple[str, ...], profile: Path) -> None:
    locality, body = opened(profile, formats, lang)
    files = written(locality, body)
    assert locality.keys == KEYS
    for number, folder in enumerate(FOLDERS):
        assert expanded(files, folder) == locality.make(number).files
        assert set(locality.make(number).files) >= {"index.html", "catalogue.json", "catalogue.csv"}


def test_build_writes_them_and_expands_one_to_what_compile_writes(profile: Path, tmp_path: Path) -> None:
    formats = ("--format", "json,html")
    done = gapub("build", profile, "--shared", *formats, "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert gapub("build", profile, "--shared", *formats, "-o", "out", "--check", cwd=tmp_path).returncode == 0
    assert gapub("compile", "village", profile, *formats, "-o", "whole", cwd=tmp_path).returncode == 0
    for key, folder in zip(KEYS, FOLDERS, strict=True):
        assert gapub("build", "--expand", f"out/{folder}", "-o", f"one/{key}", cwd=tmp_path).returncode == 0
        one, alone = ({e.name: e.read_bytes() for e in (tmp_path / top / key).iterdir()} for top in ("one", "whole"))
        assert one == alone
        assert gapub("verify", f"out/{folder}", cwd=tmp_path).returncode == 0
    bodies = list((tmp_path / "out" / "shared").iterdir())
    assert len(bodies) == 2, "the general catalogue, and what the profile makes of it"
    assert [gapub("verify", each, cwd=tmp_path).returncode for each in bodies] == [0, 0]
    shutil.rmtree(bodies[0])
    again = gapub("build", profile, "--shared", *formats, "-o", "out", "--check", cwd=tmp_path)
    assert again.returncode == 1, "no village is whole without the body"
    assert gapub("build", "--expand", f"out/{FOLDERS[0]}", "-o", "none", cwd=tmp_path).returncode == 2


def test_general_catalogues_share_a_body_too(tmp_path: Path) -> None:
    asked = ("--all", "townships", "130272", "--format", "json", "--area", "taxation", "-o")
    for folder, more in (("out", ("--shared",)), ("whole", ())):
        done = gapub("build", *asked, folder, *more, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
    folders = sorted((tmp_path / "whole").glob("*/township"))
    assert len(folders) == 3
    assert len(list((tmp_path / "out" / "shared").iterdir())) == 1
    for each in (folders[0], folders[-1]):
        place = tmp_path / "out" / each.relative_to(tmp_path / "whole")
        assert shared.expanded(lambda name, place=place: (place / name).read_bytes()) == {
            "catalogue.json": (each / "catalogue.json").read_bytes()
        }


def test_a_village_is_a_few_thousand_bytes_and_the_body_the_rest(profile: Path) -> None:
    locality, body = opened(profile, ("json", "html"), "zh")
    files = written(locality, body)
    sizes = [sum(len(data) for name, data in files.items() if name.startswith(folder)) for folder in FOLDERS]
    alone = sum(map(len, locality.make(0).files.values()))
    assert sizes[0] < 4_000 < alone / 90
    profiles = sum(len(data) for name, data in files.items() if name.startswith(body.folder))
    assert profiles < 20_000, "a profile is little beside the general catalogue"
    assert max(sizes) < 40_000, "with an office and notes of its own in every other row"


def test_without_a_script_a_page_says_what_differs(profile: Path) -> None:
    locality, body = opened(profile, ("json", "html"), "zh")
    first, _, third = (small(locality, n, body)["index.html"].decode() for n in range(3))
    assert "各栏均与其相同" in first
    assert "以下各栏不同" in third
    assert "<td>三社区居民委员会 &amp; &lt;i&gt;</td><td><i>08-04</i> <i>08-05</i> <i>V-01</i> " in third
    assert "&lt;b&gt;三社区&lt;/b&gt;居委会" in third
    assert "& <i>" not in third
    assert f'href="../../../{body.folder}/index.html"' in third


def test_a_page_may_run_what_the_whole_page_runs_and_its_own_files(profile: Path) -> None:
    locality, body = opened(profile, ("json", "html"), "zh")
    (policy,) = (shared._META.findall(page.decode())[0] for page in [locality.make(0).files["index.html"]])
    mine = shared._META.findall(small(locality, 0, body)["index.html"].decode())[0]
    assert mine.replace(" &#39;self&#39;", "") == policy
    assert mine.count("self") == 2


def test_what_is_damaged_is_told(profile: Path) -> None:
    files = written(*opened(profile, ("json", "html"), "zh"))
    for name in ("shared/", FOLDERS[0]):
        for end in (b" ", b"x"):
            spoilt = {
                each: data[:-3] + end + data[-2:] if each.startswith(name) else data for each, data in files.items()
            }
            with pytest.raises(GapubError) as refused:
                expanded(spoilt, FOLDERS[0])
            assert refused.value.diagnostics[0].code == "shared-damaged"


def test_only_texts_can_be_shared() -> None:
    shared.check_formats(shared.TEXTS)
    with pytest.raises(GapubError) as refused:
        shared.check_formats(("json", "xlsx", "pdf"))
    assert "xlsx、pdf" in refused.value.diagnostics[0].message.zh


LINES = st.lists(
    st.sampled_from(["甲\n", "乙丙丁\n", "𠮷" * 30 + "\n", "a" * 60 + "b\n", "\u2028", "\r", "长" * 40]), max_size=12
)


@law
@given(LINES.map("".join), LINES.map("".join), st.text(max_size=30))
def test_the_parts_of_any_text_make_it(text: str, body: str, more: str) -> None:
    for one, other in ((text, body), (text + more, body), (body[:20] + more + body[20:], body), (more, "")):
        parts = shared.parts_of(one, other)
        assert shared.joined(parts, other) == one
        spans = [part for part in parts if isinstance(part, int)]
        assert spans == sorted(spans)
