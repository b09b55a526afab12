"""Files that are no YAML, or YAML that nobody should write: each must fail within one line of the place."""

from __future__ import annotations

import random
import re

from yaml.nodes import MappingNode, ScalarNode

from mutants import Kind, Mutant, Site, Source, near


def broken(kind: str, source: Source, start: int, end: int, text: str, last: int | None = None) -> Mutant:
    """The file with the change; it must fail near the line of `start`, or down to near the line `last`."""
    return source.changed(kind, start, end, text, near(source.line(start), last))


def colon(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A key loses its colon, or the space after it, or the colon is the Chinese one."""
    if site.key is None or site.in_flow or site.value.start_mark.line != site.key.start_mark.line:
        return None
    end = source.end(site.key)
    return broken("colon", source, end, site.value.start_mark.index, rng.choice([" ", ":", "："]))


def bracket(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A bracket too few or too many."""
    if not site.bracketed:
        return None
    start, end = site.value.start_mark.index, source.end(site.value)
    closer = source.text[end - 1]
    last = source.line(end)
    at, to, text = rng.choice([(end - 1, end, ""), (end, end, closer), (start, start, source.text[start])])
    return source.changed("bracket", at, to, text, near(source.line(start), last))


def quote(_rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A quoted text is not closed."""
    if not isinstance(site.value, ScalarNode) or site.value.style not in ("'", '"'):
        return None
    end = source.end(site.value)
    return source.changed("quote", end - 1, end, "", near(site.value.start_mark.line + 1))


def tab(_rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A line is indented by a tab."""
    start = _line_of_its_own(source, site)
    if start is None or site.key.start_mark.column == 0:  # type: ignore[union-attr]  # a line of its own has a key
        return None
    return broken("tab", source, start, source.text.index(site.key.value, start), "\t")  # type: ignore[union-attr]


def indentation(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A line is indented by one space more or less than the others of its level."""
    start = _line_of_its_own(source, site)
    if start is None or site.place == 0:
        return None
    if site.key.start_mark.column and rng.random() < 0.5:  # type: ignore[union-attr]
        return broken("indentation", source, start, start + 1, "")
    return broken("indentation", source, start, start, " ")


def duplicate(_rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A key stands twice."""
    if site.key is None:
        return None
    start, end = site.key.start_mark.index, source.end(site.value)
    gap = ", " if site.in_flow else "\n" + " " * site.key.start_mark.column
    return source.changed(
        "duplicate key", end, end, gap + source.text[start:end], near(source.line(end) + (gap != ", "))
    )


def encoding(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A byte or two that are not UTF-8, or a file in another encoding."""
    index = site.value.start_mark.index
    before, after = source.text[:index].encode(), source.text[index:].encode()
    if rng.random() < 0.2:
        return Mutant("encoding", source.path, source.text.encode(rng.choice(["utf-16", "utf-16-le"])), near(1))
    wrong = rng.choice([b"\xff", b"\xfe\x80", "县".encode("gbk"), b"\xe5\x8e"])
    return Mutant("encoding", source.path, before + wrong + after, near(source.line(index)))


def property_(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """An anchor, a tag, an alias or a merge key."""
    if not isinstance(site.value, ScalarNode) and not site.bracketed:
        return None
    start, end = site.value.start_mark.index, source.end(site.value)
    if site.key is not None and rng.random() < 0.25:
        at = site.key.start_mark.index
        merge = "<<: *a, " if site.in_flow else "<<: *a\n" + " " * site.key.start_mark.column
        return broken("merge key", source, at, at, merge)
    if rng.random() < 0.3:
        return broken("alias", source, start, end, "*a")
    return broken("anchor or tag", source, start, start, rng.choice(["&a ", "!!str ", "!a ", "!<tag:a> ", "&a !b "]))


def control(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A character that nobody sees."""
    index = rng.randrange(site.value.start_mark.index, source.end(site.value) + 1)
    return broken(
        "control", source, index, index, rng.choice(["\0", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\ufeff"])
    )


def unknown_field(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A field that there is not."""
    if site.key is None or not site.in_record:
        return None
    at = site.key.start_mark.index
    name = rng.choice(["colour", "contents", "基本依据", "Title", site.key.value + "s_"])
    gap = ", " if site.in_flow else "\n" + " " * site.key.start_mark.column
    return broken("unknown field", source, at, at, f"{name}: red{gap}")


def truncation(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """The file ends inside brackets or quotes, or within a key."""
    start, end = site.value.start_mark.index, source.end(site.value)
    opened = site.bracketed or (isinstance(site.value, ScalarNode) and site.value.style in ("'", '"'))
    if opened and end - start > 2:
        cut = rng.randrange(start + 1, end)
    elif site.key is not None and len(site.key.value) > 1 and not site.in_flow:
        start = site.key.start_mark.index
        cut = rng.randrange(start + 1, start + len(site.key.value) + 1)
    else:
        return None
    return source.changed("truncation", cut, len(source.text), "", near(source.line(start), source.line(cut)))


def document(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A directive, or a second document."""
    if rng.random() < 0.3:
        return broken("directive", source, 0, 0, rng.choice(["%YAML 1.1\n---\n", "%TAG ! tag:a,2019:\n---\n"]))
    start = _line_of_its_own(source, site)
    if start is None or all(line.startswith("#") for line in source.text[:start].splitlines()):
        return None  # below comments alone it begins the first document
    return broken("document", source, start, start, rng.choice(["---\n", "...\n"]))


def _line_of_its_own(source: Source, site: Site) -> int | None:
    """Where the line starts that the key of a block mapping starts, `- ` not before it."""
    if site.key is None or site.in_flow or not isinstance(site.parent, MappingNode):
        return None
    start = source.text.rfind("\n", 0, site.key.start_mark.index) + 1
    return start if re.fullmatch(" *", source.text[start : site.key.start_mark.index]) else None


KINDS: tuple[Kind, ...] = (
    colon,
    bracket,
    quote,
    tab,
    indentation,
    duplicate,
    encoding,
    property_,
    control,
    unknown_field,
    truncation,
    document,
)
