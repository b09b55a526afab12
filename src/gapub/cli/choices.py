"""What the options of the commands may say."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """The level of a catalogue."""

    county = "county"
    township = "township"
    village = "village"


class Lang(StrEnum):
    """The language of a catalogue: Chinese, English, or Chinese with English below."""

    zh = "zh"
    en = "en"
    both = "zh-en"


class Listing(StrEnum):
    """How `list` and `stats` print."""

    text = "text"
    json = "json"


class Form(StrEnum):
    """How `diff` prints."""

    text = "text"
    md = "md"
    json = "json"
    html = "html"


class Report(StrEnum):
    """How `upgrade` prints its report."""

    text = "text"
    md = "md"
    json = "json"


class List(StrEnum):
    """The forms of the list of what is to do."""

    text = "text"
    md = "md"
    xlsx = "xlsx"


class Findings(StrEnum):
    """How `validate` prints."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    junit = "junit"


class Kind(StrEnum):
    """The kinds of files that have a JSON Schema."""

    guideline = "guideline"
    registry = "registry"
    profile = "profile"
    catalogue = "catalogue"
    rows = "rows"
    findings = "findings"
    accepted = "accepted"
    diff = "diff"


def words(options: list[str] | None) -> tuple[str, ...]:
    """The words of an option that may be repeated, and may hold several with commas between."""
    return tuple(word.strip() for option in options or () for word in option.split(",") if word.strip())
