"""Laws of one process for many localities: it says what one process for each would say, and its memory stays flat.

What localities share is made once (`Library.for_locality`), so a locality could meet what another has left behind. Whatever
stands before it, a failure too, each has the bytes that it has alone.
"""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import localities
from gapub.build.prepare import prepare
from gapub.diagnostics import GapubError
from gapub.model.catalogue import Catalogue, Item
from gapub.model.profile import Profile
from gapub.model.recent import Recent
from gapub.render import json as catalogue_json
from gapub.reports.publishing import publication
from gapub.sources.library import Library, open_library
from gapub.validate.verdict import judge
from in_process import remembering
from store import PROFILES, ROOT

DECISIONS = (ROOT / "tests" / "data" / "decisions" / "decisions.yaml").read_text("utf-8")
WHOLE = "CI" in os.environ
GENERATED, ALONE, TIMES = (100, 10, 2) if WHOLE else (15, 10, 1)
"""So many generated profiles are compiled, one in `ALONE` of them in a library of its own, too; others so many times."""

CHANNELS = """\
division: {code: "210283", name: 庄河市}
level: county
example: true
bodies:
  education:
    county: 庄河市教育局
    areas: {taxation: 庄河市税务局}
    items: {compulsory-education/education-overview/school-directory: 庄河市教育局基教科}
  finance: {county: 庄河市财政局, guess: true}
channels:
  website:
    url: "https://z.example/"
    areas: {compulsory-education: "https://edu.z.example/"}
    items: {compulsory-education/education-overview/school-directory: "https://dir.z.example/"}
  social-media: {label: 庄河发布, commit: true}
own_channels:
  hall: {label: 政务大厅, nature: place, address: 一号路}
rows:
  compulsory-education: {section: 基教科, stage: [service]}
  compulsory-education/education-overview/school-directory:
    interprets: [compulsory-education/education-overview/education-development]
tighten:
- item: compulsory-education/education-overview/school-directory
  channels: {+: [hall]}
add:
- area: local-matters
  title: {zh: 地方事务, en: Local matters}
  topics:
  - id: one
    title: {zh: 一项, en: One}
    items:
    - id: a
      title: {zh: 甲项, en: A}
      content: [内容]
      basis: [open-government-information-regulations]
      time_limit: {within: 10wd, of: [formed, changed]}
      body: education
      channels: [website, hall]
      audience: public
      method: proactive
      levels: [county, township]
"""
"""What the generated profiles lack: offices and addresses of certain rows, channels and an area of one's own, a guess."""
TOWNS = """\
extends: ../profile.yaml
divisions:
- {code: "210283101", name: 青堆镇}
- code: "210283102"
  name: 徐岭镇
  bodies: {education: 徐岭镇中心校}
  rows: {compulsory-education: {phone: "0411-1"}}
  attest:
  - item: compulsory-education/education-overview/school-directory
    by: 徐岭镇
    "on": "2026-11-20"
    document: 标准指引原文
level: township
example: true
bodies: {township-government: "{name}人民政府"}
"""
BROKEN = 'division: {code: "210283", name: 庄河市}\nlevel: county\nbodies: {no-such-role: 某某局}\n'
UNREADABLE = 'division: {code: "210283", name: 庄河市}\nlevel: county\nomit: [{}]\n'


class Work(NamedTuple):
    """A catalogue that somebody asks for."""

    level: str
    profile: Path | None = None
    baseline: str | None = None
    areas: tuple[str, ...] = ()


def catalogues(library: Library, work: Work) -> Iterator[Catalogue]:
    """The catalogue of each division, and the editions for publication."""
    prepared = prepare(work.level, work.profile, baseline=work.baseline, areas=work.areas, library=library)
    if prepared.profile:
        judge(prepared).enforced()
    inputs = prepared.inputs()
    profiles: list[Profile | None] = [*prepared.profiles()]
    made = [prepared.catalogue(each, inputs) for each in profiles or [None]]
    yield from made
    published = publication(prepared, asked=work.areas, allow_unverified=True)
    yield from map(published.of, made)


def outcome(library: Library, work: Work) -> list[object]:
    """All of it with its bytes, or what is wrong."""
    try:
        made = [*catalogues(library, work)]
    except GapubError as error:
        return [[*error.diagnostics]]
    return [(each, catalogue_json.files(each, {})) for each in made]


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Work]]:
    """Generated profiles, and by hand: chains, three levels, several divisions, attestations, decisions, failures."""
    folder = tmp_path_factory.mktemp("localities") / "catalogues"
    generated = [Work("county", each) for each in localities.write(folder, GENERATED)]
    texts = {
        "own/profile.yaml": CHANNELS,
        "own/decisions.yaml": DECISIONS,
        "own/towns/profile.yaml": TOWNS,
        "broken/profile.yaml": BROKEN,
        "unreadable/profile.yaml": UNREADABLE,
        "below/profile.yaml": localities.profile(3, extends="../own-city/profile.yaml"),
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    own, towns = folder / "own" / "profile.yaml", folder / "own" / "towns" / "profile.yaml"
    by_hand = [
        Work("county"),
        Work("village"),
        Work("county", None, "national-current", ("taxation",)),
        *(
            Work("township" if each.stem == "townships" else "county", each)
            for each in sorted(PROFILES.rglob("*.yaml"))
        ),
        *(Work(level, own) for level in ("county", "township")),
        Work("township", towns),
        Work("county", own, areas=("compulsory-education", "local-matters")),
        *(Work("county", folder / name / "profile.yaml") for name in ("broken", "unreadable", "below", "none")),
    ]
    return {"generated": generated, "by hand": by_hand}


def alone(work: Work) -> list[object]:
    """The same in a library of its own, before anything else has been written."""
    with remembering(), pytest.MonkeyPatch.context() as patch:
        for part in (
            *catalogue_json._CELLS.values(),
            catalogue_json._AREA,
            catalogue_json._TOPIC,
            catalogue_json._ATTRIBUTED,
        ):
            patch.setattr(part.written, "young", {})
            patch.setattr(part.written, "old", {})
        patch.setattr(catalogue_json, "_FIXED", Recent(2000))
        return outcome(open_library(None), work)


def test_many_in_one_process_are_each_as_alone(works: dict[str, list[Work]]) -> None:
    library = open_library(None)
    by_themselves = {work: alone(work) for work in (*works["generated"][::ALONE], *works["by hand"])}
    everything = [*works["generated"], *works["by hand"] * TIMES]
    random.Random(7).shuffle(everything)
    failed = set[str]()
    for work in everything:
        if work in by_themselves:
            made = outcome(library.for_locality(), work)
            assert made == by_themselves[work], work
            failed |= {work.profile.parent.name} if work.profile and isinstance(made[0], list) else set()
        else:
            prepared = prepare(work.level, work.profile, library=library.for_locality())
            catalogue_json.files(prepared.catalogue(prepared.profile), {})
    assert failed == {"broken", "unreadable", "below", "none"}, "these fail, and others come after them"


# --- what is shared ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library(None)


def rows(library: Library, path: Path | None) -> dict[str, Item]:
    """The rows of a county, by their ids."""
    prepared = prepare("county", path, library=library.for_locality())
    made = prepared.catalogue(prepared.profile)
    return {item.id: item for area in made.areas for item in area.items}


def test_what_is_equal_is_one_value(library: Library, tmp_path: Path) -> None:
    general, again = rows(library, None), rows(library, None)
    assert all(again[name] is item for name, item in general.items())
    one, other = (rows(library, each) for each in localities.write(tmp_path, 2, "offices"))
    for name, item in one.items():
        for each, mine, theirs in zip(Item._fields, item, other[name], strict=True):
            assert (mine == theirs) == (mine is theirs), (name, each)
    changed = {
        each for name in one for each in Item._fields if one[name]._asdict()[each] != other[name]._asdict()[each]
    }
    assert changed == {"body", "channels"}


def test_a_profile_leaves_alone_what_it_does_not_name(library: Library, tmp_path: Path) -> None:
    (path,) = localities.write(tmp_path, 1)
    prepared = prepare("county", path, library=library.for_locality())
    profile = prepared.chain[-1]
    targets = [each.item for each in profile.tighten] + [each.target for each in profile.omit]
    topics = {"/".join(each.split("/")[:2]) for each in (*targets, *(each.target for each in profile.add))}
    for before, after in zip(prepared.base, prepared.guidelines, strict=True):
        same = [one is other for one, other in zip(before.topics, after.topics, strict=True)]
        touched = [f"{before.area}/{topic.id}" in topics for topic in before.topics]
        assert all(kept or named for kept, named in zip(same, touched, strict=True))
        assert before is after or any(touched)


def test_what_no_registry_knows_is_told_each_time(tmp_path: Path) -> None:
    folder = tmp_path / "guidelines" / "taxation"
    folder.mkdir(parents=True)
    text = (ROOT / "guidelines" / "taxation" / "2019.yaml").read_text("utf-8")
    (folder / "2019.yaml").write_text(text.replace("channels: [", "channels: [no-such-channel, ", 1), "utf-8")
    library = open_library(tmp_path / "guidelines")

    def told() -> list[tuple[str, str]]:
        with pytest.raises(GapubError) as error:
            rows(library, None)
        return [(each.code, each.entity) for each in error.value.diagnostics]

    assert told() == told() != []


# --- memory ------------------------------------------------------------------------------------------------------------


def test_a_locality_is_freed_without_the_collector(library: Library, tmp_path: Path) -> None:
    first, *others = [Work("county", each) for each in localities.write(tmp_path, 3)]
    outcome(library.for_locality(), first)
    gc.freeze()  # what there was before is not looked at
    gc.disable()
    try:
        for work in others:
            outcome(library.for_locality(), work)
        assert gc.collect() < 100
    finally:
        gc.enable()
        gc.unfreeze()


CHILD = """
import gc, resource, sys
from pathlib import Path
gc.disable()
from gapub.build.prepare import prepare
from gapub.render import json
from gapub.sources.library import open_library
from gapub.validate.verdict import judge
library = open_library(None)
for count, path in enumerate(sorted(Path(sys.argv[1]).glob("*/profile.yaml")), 1):
    prepared = prepare("county", path, library=library.for_locality())
    judge(prepared).enforced()
    json.files(prepared.catalogue(prepared.profile, prepared.inputs()), {})
    if count in (10, 60):
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak of memory")
def test_memory_is_flat(tmp_path: Path) -> None:
    localities.write(tmp_path, 60, "offices")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    few, many = map(int, done.stdout.split())
    assert many <= 1.1 * few


def test_what_is_asked_for_again_is_kept() -> None:
    recent: Recent[int, str] = Recent(10)
    recent.keep(0, "often")
    for number in range(1, 1000):
        recent.keep(number, str(number))
        assert recent.get(0) == "often"
        assert len(recent.young) + len(recent.old) <= 2 * recent.most
    assert recent.get(999) == "999"
    assert recent.get(1) is None
