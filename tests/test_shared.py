"""Villages in little room: what is written beside the shared body makes the files that each has when it is compiled alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.batch import shared
from gapub.batch.locality import Locality, Maker, Options
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


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("villages") / "profile.yaml"
    file.write_text(PROFILE, "utf-8")
    return file


@cache
def opened(profile: Path, formats: tuple[str, ...], lang: str) -> tuple[Locality, shared.Shared]:
    with remembering():
        locality = Maker(of_project(None, profile), Options(formats, lang)).open("village", profile)
    return locality, shared.shared(locality)


def written(locality: Locality, body: shared.Shared) -> dict[str, bytes]:
    """The files of all villages and their body, by their paths."""
    files = body.written()
    for number, key in enumerate(locality.keys):
        files |= {f"{key}/{name}": data for name, data in shared.of_division(locality, number, body).items()}
    return files


def expanded(files: Mapping[str, bytes], key: str) -> dict[str, bytes]:
    return shared.expanded(lambda name: files[name[3:] if name.startswith("../") else f"{key}/{name}"])


@pytest.mark.parametrize(
    ("lang", "formats"), [("zh", shared.TEXTS), ("en", ("html", "csv")), ("zh-en", ("html", "csv"))]
)
def test_each_village_is_what_it_is_when_compiled_alone(lang: str, formats: tuple[str, ...], profile: Path) -> None:
    locality, body = opened(profile, formats, lang)
    files = written(locality, body)
    assert locality.keys == KEYS
    for number, key in enumerate(locality.keys):
        assert expanded(files, key) == locality.make(number).files
        assert set(locality.make(number).files) >= {"index.html", "catalogue.json", "catalogue.csv"}


def test_those_are_the_bytes_that_compile_writes(profile: Path, tmp_path: Path) -> None:
    formats = ("json", "html")
    files = written(*opened(profile, formats, "zh"))
    done = gapub("compile", "village", profile, "--format", ",".join(formats), "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    for key in KEYS:
        alone = {each.name: each.read_bytes() for each in (tmp_path / "out" / key).iterdir()}
        assert expanded(files, key) == alone


def test_a_village_is_a_few_thousand_bytes_and_the_body_the_rest(profile: Path) -> None:
    locality, body = opened(profile, ("json", "html"), "zh")
    files = written(locality, body)
    sizes = {key: sum(len(data) for name, data in files.items() if name.startswith(key)) for key in KEYS}
    alone = sum(map(len, locality.make(0).files.values()))
    assert sizes[KEYS[0]] < 4_000 < alone / 90
    assert max(sizes.values()) < 40_000, "with an office and notes of its own in every other row"
    assert files["shared/shared.js"]
    assert len(files) == len(KEYS) * 2 + 5


def test_without_a_script_a_page_says_what_differs(profile: Path) -> None:
    locality, body = opened(profile, ("json", "html"), "zh")
    first, _, third = (shared.of_division(locality, n, body)["index.html"].decode() for n in range(3))
    assert "各栏均与其相同" in first
    assert "以下各栏不同" in third
    assert "<td>三社区居民委员会 &amp; &lt;i&gt;</td><td>08-04 08-05 V-01" in third
    assert "&lt;b&gt;三社区&lt;/b&gt;居委会" in third
    assert "<i>" not in third
    assert f'href="../{body.place("index.html")}"' in third


def test_a_page_may_run_what_the_whole_page_runs_and_its_own_files(profile: Path) -> None:
    locality, body = opened(profile, ("json", "html"), "zh")
    (policy,) = (shared._META.findall(page.decode())[0] for page in [locality.make(0).files["index.html"]])
    mine = shared._META.findall(shared.of_division(locality, 0, body)["index.html"].decode())[0]
    assert mine.replace(" &#39;self&#39;", "") == policy
    assert mine.count("self") == 2


def test_what_is_damaged_is_told(profile: Path) -> None:
    files = written(*opened(profile, ("json", "html"), "zh"))
    for name in ("shared/", KEYS[0]):
        for end in (b" ", b"x"):
            spoilt = {
                each: data[:-3] + end + data[-2:] if each.startswith(name) else data for each, data in files.items()
            }
            with pytest.raises(GapubError) as refused:
                expanded(spoilt, KEYS[0])
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
