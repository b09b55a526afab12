"""Files that say the same in other strokes: the catalogue must come out the same, byte for byte."""

from __future__ import annotations

import json
import random
import re

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mutants import Kind, Mutant, Site, Source

_SPECIAL = re.compile(r"[-+.~0-9]|(null|true|false)$", re.IGNORECASE)


def comment(rng: random.Random, source: Source, _site: Site) -> Mutant | None:
    """Comments on lines of their own and after values."""
    text = source.text
    for feed in sorted(rng.sample(source.breaks, min(5, len(source.breaks))), reverse=True):
        said = rng.choice(["\n# 待核: {}", "\n        # - [", "  # 注：'x", "\n#\n"])
        text = text[:feed] + said + text[feed:]
    return Mutant("comment", source.path, text.encode())


def space(rng: random.Random, source: Source, _site: Site) -> Mutant | None:
    """Empty lines, and spaces at the ends of lines."""
    text = source.text
    for feed in sorted(rng.sample(source.breaks, min(8, len(source.breaks))), reverse=True):
        text = text[:feed] + rng.choice(["  ", "\n", "\n\n", "\n   ", " \n "]) + text[feed:]
    return Mutant("space", source.path, text.encode())


def line_end(rng: random.Random, source: Source, _site: Site) -> Mutant | None:
    """The line ends of other systems, all or some; a last line without one, or with many."""
    text = source.text.rstrip("\n") + "\n" * rng.randrange(4)
    ends = rng.choice([["\r\n"], ["\r"], ["\n", "\r\n"]])
    return Mutant("line end", source.path, re.sub("\n", lambda _: rng.choice(ends), text).encode())


def indentation(rng: random.Random, source: Source, _site: Site) -> Mutant | None:
    """Every level indented by more."""
    if any(isinstance(each.value, ScalarNode) and each.value.style in ("|", ">") for each in source.sites):
        return None
    factor = rng.choice([2, 3])
    text = re.sub("(?m)^ +", lambda found: found[0] * factor, source.text)
    text = re.sub("(?m)^( *)- ", lambda found: f"{found[1]}-{' ' * (2 * factor - 1)}", text)
    return Mutant("indentation", source.path, text.encode())


def marker(rng: random.Random, source: Source, _site: Site) -> Mutant | None:
    """The mark of a document's start, and comments before it."""
    return Mutant("marker", source.path, (rng.choice(["---\n", "# a\n---\n", "\n\n--- # b\n"]) + source.text).encode())


def order(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """Two keys of a record change places."""
    if not site.in_record or len(site.parent.value) < 2:
        return None
    (one, first), (other, second) = sorted(rng.sample(site.parent.value, 2), key=lambda pair: pair[0].start_mark.index)
    here, there = one.start_mark.index, other.start_mark.index
    ends = source.end(first), source.end(second)
    text = source.text
    swapped = text[there : ends[1]] + text[ends[0] : there] + text[here : ends[0]]
    return source.changed("order", here, ends[1], swapped)


def quoting(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A text in other quotes; keys too."""
    node: Node = rng.choice([site.value, site.key or site.value])
    if not isinstance(node, ScalarNode) or node.start_mark.line != node.end_mark.line:
        return None
    if not node.style and _SPECIAL.match(node.value or "~"):
        return None
    return source.changed("quoting", node.start_mark.index, source.end(node), _quoted(rng, node.value))


def to_block(_rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A list or a mapping in brackets is written one entry a line."""
    if site.in_flow or site.key is None or not site.bracketed or not site.value.value:
        return None
    indent = "\n" + " " * (site.key.start_mark.column + 2)
    start, end = site.value.start_mark.index, source.end(site.value)
    if isinstance(site.value, SequenceNode):
        entries = ["- " + source.said(each) for each in site.value.value]
    else:
        entries = [f"{source.said(key)}: {source.said(value)}" for key, value in site.value.value]
    if any("\n" in entry for entry in entries):
        return None
    return source.changed("to block", start, end, "".join(indent + entry for entry in entries))


def to_flow(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """A list or a mapping that stands one entry a line is written in brackets."""
    node = site.value
    if isinstance(node, ScalarNode) or site.bracketed or len(source.said(node)) > 20_000:
        return None
    said = _flow(rng, source, node)
    if site.key is None:
        return source.changed("to flow", node.start_mark.index, source.end(node), said)
    return source.changed("to flow", source.end(site.key), source.end(node), ": " + said)


def _flow(rng: random.Random, source: Source, node: Node) -> str:
    """The node in brackets, its texts in quotes where they are not plain words."""
    if isinstance(node, ScalarNode):
        plain = not node.style and re.fullmatch(r"[\w.@-]+", node.value)
        return source.said(node) if plain else _quoted(rng, node.value)
    if isinstance(node, MappingNode):
        pairs = (f"{_flow(rng, source, key)}: {_flow(rng, source, value)}" for key, value in node.value)
        return "{" + ", ".join(pairs) + "}"
    return "[" + rng.choice([", ", ",\n            "]).join(_flow(rng, source, each) for each in node.value) + "]"


def padding(rng: random.Random, source: Source, site: Site) -> Mutant | None:
    """Spaces after a colon, or inside brackets; a comma after the last entry."""
    start, end = site.value.start_mark.index, source.end(site.value)
    if site.bracketed and end - start > 2:
        inner = source.text[start + 1 : end - 1]
        return source.changed("padding", start + 1, end - 1, f"  {inner}{rng.choice([' ', ', ', ' ,'])}")
    if site.key is not None and site.value.start_mark.line == site.key.start_mark.line:
        return source.changed("padding", start, start, " " * rng.randrange(1, 5))
    return None


def _quoted(rng: random.Random, text: str) -> str:
    single = "'" + text.replace("'", "''") + "'"
    escaped = "".join(f"\\u{ord(char):04x}" if rng.random() < 0.2 and char.isalnum() else char for char in text)
    double = '"' + re.sub(r'["]|\\(?!u[0-9a-f]{4})', r"\\\g<0>", escaped) + '"' if "\\" not in text else single
    return rng.choice([single, json.dumps(text, ensure_ascii=rng.random() < 0.5), double])


KINDS: tuple[Kind, ...] = (
    comment,
    space,
    line_end,
    indentation,
    marker,
    order,
    quoting,
    to_block,
    to_flow,
    padding,
)
