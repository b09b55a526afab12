"""The nature of channels: what counts as online, what `validate` asks for, and what does not depend on it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import rule_examples as examples
from in_process import compiled, gapub

ROOT = Path(__file__).parents[1]
OTHER = "channels:\n  other: {zh: 某渠道, en: A channel, kind: %s}\n"
ROW = "channels: [other]\n"


def laid(folder: Path, channel: str, row: str = ROW) -> Path:
    """A guideline whose row is disclosed on a channel that the folder's registry has."""
    written = examples.files("row", row)
    written[examples.REGISTRY_FILE] = OTHER % channel + written[examples.REGISTRY_FILE]
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def told(folder: Path, *options: str) -> list[str]:
    """What `validate` says of channels: each code, and where."""
    done = gapub("validate", "guidelines", "--select", "channels", "--format", "json", *options, cwd=folder)
    found = [(each["code"], each["place"]) for each in json.loads(done.stdout)["findings"]]
    return [f"{code}@{Path(place['file']).name}:{place['line']}:{place['column']}" for code, place in found]


NOWHERE, ASKED = "no-online-channel@2019.yaml:18:15", "channel-nature@example.yaml:2:3"
EXPLAINED = "website-not-ticked@2019.yaml:18:15"
CASES = {
    "platform": [NOWHERE, ASKED],  # a file of 0.1.0
    "standard": [NOWHERE, ASKED],
    "platform, nature: online": [EXPLAINED],
    "standard, nature: online": [EXPLAINED],
    "platform, nature: place": [NOWHERE],
    "platform, nature: print": [NOWHERE],
    "platform, nature: person": [NOWHERE],
    "platform, nature: broadcast": [NOWHERE],
    "standard, nature: place": [NOWHERE],
}


@pytest.mark.parametrize("channel", CASES)
def test_only_what_is_known_to_be_online_counts(channel: str, tmp_path: Path) -> None:
    assert sorted(told(laid(tmp_path, channel))) == sorted(CASES[channel])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("channels: [other, website]\n", []),
        ("channels: [tax-service-hall]\n", [NOWHERE]),  # a hall, which the registry calls a platform
        ("channels: [credit-china]\n", [EXPLAINED]),
        ("channels: [social-media, village-board]\n", [EXPLAINED]),
        ("channels: [grassroots-service-platform]\n", [NOWHERE]),  # an office, or a website: nobody has said
        ("channels: [other]\nbody: villagers-committee\n", [EXPLAINED]),
    ],
)
def test_rows_on_the_shipped_channels(row: str, expected: list[str], tmp_path: Path) -> None:
    assert told(laid(tmp_path, "platform, nature: place", row)) == expected


def test_the_nature_that_nobody_has_said_is_asked_for_where_it_would_help(tmp_path: Path) -> None:
    done = gapub("validate", "guidelines", "--select", "no-online-channel", cwd=laid(tmp_path, "platform"))
    assert "如果 other 在网上，请在登记册中写 nature: online" in done.stdout.decode()
    done = gapub(
        "validate", "guidelines", "--select", "no-online-channel", cwd=laid(tmp_path, "platform, nature: place")
    )
    assert "nature" not in done.stdout.decode()


def test_the_natures_of_a_file_are_asked_for_once(tmp_path: Path) -> None:
    folder = laid(tmp_path, "platform")
    more = "".join(f"  more-{i}: {{zh: 渠道{i}, en: Channel {i}, kind: platform}}\n" for i in range(9))
    (folder / "guidelines" / "registry" / "more.yaml").write_text(f"channels:\n{more}", "utf-8")
    assert [each for each in told(folder) if "nature" in each] == [ASKED, "channel-nature@more.yaml:2:3"]


def test_a_nature_that_does_not_exist_is_named(tmp_path: Path) -> None:
    done = gapub("validate", "guidelines", "--format", "json", cwd=laid(tmp_path, "platform, nature: onlin"))
    (found,) = [each for each in json.loads(done.stdout)["findings"] if each["code"] == "shape-word"]
    assert (found["place"]["line"], found["place"]["column"]) == (2, 59)
    assert "online" in found["hint"]["zh"] and "online" in found["hint"]["en"]


@pytest.mark.parametrize("nature", ["online", "place"])
def test_a_nature_changes_nothing_that_is_printed(nature: str, tmp_path: Path) -> None:
    """A file of 0.1.0, without natures, means what it meant."""
    made = []
    for channel in ("platform", f"platform, nature: {nature}"):
        catalogue = compiled(laid(tmp_path, channel), "county", "--baseline", "example")
        made.append({key: value for key, value in catalogue.items() if key not in ("inputs", "outputs", "seal")})
    assert made[0] == made[1]


@pytest.mark.parametrize("nature", ["", ", nature: online", ", nature: person"])
def test_a_nature_is_no_strength(nature: str, tmp_path: Path) -> None:
    """A channel more is stronger, one less weaker, whatever its nature."""
    written = examples.files(
        "profile", "# guideline\nchannels: [website, other]\n# profile\ntighten:\n- item: ITEM\n  CELL\n"
    )
    written[examples.REGISTRY_FILE] = OTHER % f"platform{nature}" + written[examples.REGISTRY_FILE]
    for cell, code in (("channels: [website]", 2), ("channels: {+: [village-board]}", 0)):
        for name, text in written.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = text.replace("ITEM", "elderly-care/services/subsidies").replace("CELL", cell)
            path.write_text(text, "utf-8")
        done = gapub("compile", "county", "profile.yaml", "--format", "json", "-o", "out", cwd=tmp_path)
        assert done.returncode == code, done.stderr.decode()


def test_fmt_keeps_the_nature_last(tmp_path: Path) -> None:
    folder = laid(tmp_path, "platform")
    path = folder / examples.REGISTRY_FILE
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(
            "zh: 某渠道, en: A channel, kind: platform", "nature: place, kind: platform, zh: 某渠道, en: A channel"
        )
    )
    assert gapub("fmt", "guidelines", cwd=folder).returncode == 0
    assert "other: {zh: 某渠道, en: A channel, kind: platform, nature: place}" in path.read_text("utf-8")


def test_what_ships_says_its_natures() -> None:
    """All but those whose label does not tell it."""
    shipped = (ROOT / "guidelines" / "registry" / "channels.yaml").read_text("utf-8")
    lines = [line for line in shipped.splitlines() if "kind:" in line]
    untold = [line.split(":")[0].strip() for line in lines if "nature:" not in line]
    assert untold == ["targeted-push", "finance-designated-media", "grassroots-service-platform", "as-requested"]
    online = [line for line in lines if re.search("网站|平台|系统|两微一端", line)]
    assert all("online" in line for line in online if "grassroots" not in line)
