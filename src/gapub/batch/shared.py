"""Villages in little room: what the catalogues of one profile have in common once, and for each what differs.

The divisions of a profile have the same rows, and differ in their names, covers and a few offices. So the catalogue of a
division without a name of its own (××村) is written whole, once, as the *body*; a division's own file is the body with its
name put in, and then *parts*: spans of that text to take over, and text of its own between them. Joined, they are the file
as it is compiled alone, byte by byte; nothing here depends on what a format is, so any text has a body.

    shared/HASH/                    the general catalogue, of nobody: whole, as any other
    shared/HASH/body.js             its page for scripts: a page on a disk may read no other file
    shared/HASH/shared.css, .js     what all pages have in common
    shared/HASH/                    that of a profile, of nobody: itself by parts of the general one
    CODE/LEVEL/…/index.html         what differs, to be read without a script; with one the page becomes the whole catalogue
    CODE/LEVEL/…/catalogue.json     the same as data, and the parts of every other file

The whole page is written by `document.write` under a policy that allows its own style and script, by the hashes that the
page itself names, and files of the same origin: what runs is what runs in the page compiled alone.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from gapub.batch.site import Site
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model import seal
from gapub.model.catalogue import Cover, Division
from gapub.render import json as catalogue_json

if TYPE_CHECKING:
    from gapub.batch.locality import Locality, Made
    from gapub.model.profile import Offices
    from gapub.render.templates import Templates

Key = TypeVar("Key")
Value = TypeVar("Value")

FOLDER: Final = "shared"
"""Where bodies lie, below the folder of the run."""
FILE: Final = "catalogue.json"
FORMAT: Final = "gapub-difference/1"
PAGE: Final = "index.html"
BODY: Final = "body.js"
COMMON: Final = ("shared.css", "shared.js")
TEXTS: Final = ("json", "html", "md", "csv", "jsonl")
"""The formats that are texts; of the others nothing can be shared."""
NAMELESS: Final = {"county": "××县", "township": "××乡镇", "village": "××村"}
"""What stands in the body for the name of the division, as official forms write it."""

Rows: TypeAlias = "Mapping[str, Mapping[str, str]]"
"""The rows of a table by their ids: the texts of each by their heads."""
Parts: TypeAlias = "list[int | str]"
"""A text by another one: two numbers are a span of that, in characters; a text stands as it is."""

_LEAST: Final = 24
"""So many characters are taken over at least; what is less costs more to name than to write."""
_COMPARED: Final = 1 << 28
"""The product of two lengths up to which texts are compared by character."""


class Shared(NamedTuple):
    """The body of many divisions: a catalogue of nobody, and its rows as a table has them.

    `base` is the body of which this one is made in its turn. `name` is what stands for the name of the division.
    """

    made: Made
    rows: Rows
    name: str
    lang: str
    templates: Templates
    base: Shared | None = None

    @property
    def chain(self) -> list[Shared]:
        """The bodies of which it is made, the outermost first, and itself."""
        return [*(self.base.chain if self.base else ()), self]

    @property
    def folder(self) -> str:
        """Where it lies, below the folder of the run: equal bodies lie in one place."""
        hashes = [seal.hash_of(data) for _, data in sorted(self.made.files.items())]
        return f"{FOLDER}/{seal.hash_of(''.join([*hashes, self.base.folder if self.base else '']).encode())[:16]}"

    def written(self) -> dict[str, bytes]:
        """The files in its folder."""
        if self.base is None:
            files, script = dict(self.made.files), "let body = {};\n"
            more = {name: self.templates.text(name).encode() for name in COMMON}
        else:
            files, script, more = self.base.of(self.made, self.rows, "../../"), "body = join(body, {});\n", {}
        if PAGE in files:
            said = self.base.spans(self.made, PAGE) if self.base else files[PAGE].decode()
            more[BODY] = script.format(json.dumps(said, ensure_ascii=False)).encode()
        hashes = {name: seal.hash_of(data) for name, data in {**more, FILE: files[FILE]}.items()}
        return files | more | catalogue_json.of_several(hashes)

    def spans(self, made: Made, file: str) -> dict[str, Any]:
        """A file of a division by spans of the body with its name put in."""
        assert made.division is not None
        name = made.division.name
        body = self.made.files.get(file, b"").decode().replace(self.name, name)
        return {"name": name, "instead_of": self.name, "parts": parts_of(made.files[file].decode(), body)}

    def of(self, made: Made, rows: Rows, root: str) -> dict[str, bytes]:
        """The files of a division in little room; `made` are those that it has when it is compiled alone.

        `root` leads from its folder to that of the run.
        """
        assert made.division is not None
        name = made.division.name
        cells = list(differing(rows, self.rows, lambda text: text.replace(self.name, name)))
        parts = {file: self.spans(made, file)["parts"] for file in made.files}
        files = {}
        if PAGE in parts:
            policy = _policy(made.files[PAGE].decode())
            # a template of one's own may have none: then nothing could run what is written
            files[PAGE] = self._page(made, cells, policy, root).encode() if policy else made.files[PAGE]
            if policy:
                del parts[PAGE]
        value = {
            "format": FORMAT,
            "level": made.level,
            "division": made.division._asdict(),
            "title": made.title._asdict(),
            "facts": [{"label": label._asdict(), "value": value} for label, value in made.facts],
            "cells": [each._asdict() for each in cells],
            "body": f"{root}{self.folder}/",
            "instead_of": self.name,
            "whole": [
                {
                    "name": file,
                    "sha256": seal.hash_of(made.files[file]),
                    **({"parts": parts[file]} if file in parts else {}),
                }
                for file in sorted(made.files)
            ],
            "files": [{"name": file, "sha256": seal.hash_of(data)} for file, data in files.items()],
            seal.FIELD: "",
        }
        return files | {FILE: seal.sealed((json.dumps(value, ensure_ascii=False) + "\n").encode())}

    def _page(self, made: Made, cells: list[Differing], policy: str, root: str) -> str:
        assert made.division is not None

        def say(text: Text) -> str:
            return {"zh": text.zh, "en": text.en}.get(self.lang, f"{text.zh} / {text.en}")

        words = _WORDS if made.division.name != self.name else _WORDS | {"read": Text("。", ". ")}
        common, *_ = chain = [f"{root}{each.folder}/" for each in self.chain]
        return self.templates.render(
            "shared.html.j2",
            tag="en" if self.lang == "en" else "zh-CN",
            policy=policy,
            title=say(made.title) if self.lang != "zh-en" else made.title.zh,
            facts=[(say(label), value) for label, value in made.facts],
            cells=cells,
            body=chain[-1],
            style=f"{common}shared.css",
            scripts=[f"{common}shared.js", *(f"{each}{BODY}" for each in chain)],
            data=_as_data(self.spans(made, PAGE)),
            words={key: say(text.format(self.name, made.division.name)) for key, text in words.items()},
        )


_WORDS: Final = {
    "see": Text("完整内容见", "See "),
    "whole": Text("共用目录", "the shared catalogue"),
    "read": Text("，其中的“{0}”即“{1}”。", ": where it says “{0}”, read “{1}”. "),
    "same": Text("各栏均与其相同。", "All cells are the same."),
    "differs": Text("以下各栏不同：", "These cells differ:"),
    "script": Text(
        "开启脚本（JavaScript）时，本页显示完整目录。", "With JavaScript, this page shows the whole catalogue."
    ),
    "cell": Text("栏目", "Cell"),
    "text": Text("内容", "Text"),
    "rows": Text("事项", "Items"),
}


class Differing(NamedTuple):
    """What a cell says in a division and not in the body, and in which rows, by their ids and their numbers."""

    cell: str
    text: str
    rows: list[str]
    numbers: list[str]


def differing(own: Rows, shared: Rows, named: Callable[[str], str]) -> Iterator[Differing]:
    """The cells of a division that differ from those of the body with the name put in, equal ones together.

    Rows are mappings of heads to texts, by their ids.
    """
    found: dict[tuple[str, str], Differing] = {}
    for id_, row in own.items():
        other = shared.get(id_, {})
        number = list(row.values())[1]
        for cell, text in row.items():
            if text != named(other.get(cell, "")):
                each = found.setdefault((cell, text), Differing(cell, text, [], []))
                each.rows.append(id_)
                each.numbers.append(number)
    yield from found.values()


def shared(locality: Locality, base: Shared | None = None) -> Shared:
    """The body of the divisions of a profile, or of the general catalogues of a level. Raises GapubError as a compile does."""
    name = NAMELESS[locality.prepared.level]
    general = locality.prepared.profile is None
    nameless = locality if general else _nameless(locality)

    def make(of: Locality) -> Made:
        return of.of_division(None, name) if general else of.make()

    return Shared(make(nameless), _rows(nameless, make), name, locality.options.lang, locality.templates, base)


def of_division(locality: Locality, make: Callable[[Locality], Made], body: Shared, folder: str) -> Made:
    """One division with its files in little room; `make` makes it whole, `folder` is its own. Raises GapubError."""
    made = make(locality)
    return made._replace(files=body.of(made, _rows(locality, make), "../" * (folder.count("/") + 1)))


def _rows(locality: Locality, make: Callable[[Locality], Made]) -> Rows:
    """The rows as `catalogue.csv` has them, the one table that has all that is printed of a row as text."""
    made = make(locality._replace(options=locality.options._replace(formats=("csv",))))
    table = StringIO(made.files["catalogue.csv"].decode("utf-8-sig"), newline="")
    return {next(iter(row.values())): row for row in csv.DictReader(table)}


def check_formats(formats: Iterable[str]) -> None:
    """Raise GapubError for formats that are no texts."""
    if others := [name for name in formats if name not in TEXTS]:
        message = Text("不能共用内容的格式：{}", "formats that cannot share a body: {}")
        hint = Text("可以共用的有：{}", "those that can: {}").format(Text("、".join(TEXTS), ", ".join(TEXTS)))
        names = Text("、".join(others), ", ".join(others))
        raise GapubError([Diagnostic("shared-format", "error", message.format(names), hint=hint)])


def _nameless(locality: Locality) -> Locality:
    """The locality with one division, which has no name and nothing of its own but what each of them says of itself alike."""
    profile = locality.prepared.profile
    assert profile is not None
    name = NAMELESS[locality.prepared.level]
    covers = [_renamed(each.cover._asdict(), each.division.name, name) for each in profile.divisions]
    bodies = [
        {role: _of_nobody(offices, each.division.name, name) for role, offices in each.bodies.items()}
        for each in profile.divisions
    ]
    codes = {each.division.code for each in profile.divisions}
    one = profile.divisions[0]._replace(
        division=Division(codes.pop() if len(codes) == 1 else None, name),
        cover=Cover(**_alike(covers)),
        bodies=_alike(bodies),
        own_channels=MappingProxyType({}),
        rows=MappingProxyType({}),
        attest=(),
    )
    prepared = locality.prepared._replace(decisions=MappingProxyType({}))
    return locality._replace(
        prepared=prepared, profiles=[profile._replace(divisions=(one,))], keys=[""], sites=[Site()]
    )


def _of_nobody(offices: Offices, name: str, nobody: str) -> Offices:
    levels, areas, items = (_renamed(held, name, nobody) for held in offices[:3])
    return offices._replace(levels=levels, areas=areas, items=items)


def _renamed(texts: Mapping[Any, Any], name: str, other: str) -> dict[Any, Any]:
    return {key: text and text.replace(name, other) for key, text in texts.items()}


def _alike(mappings: Sequence[Mapping[Key, Value]]) -> dict[Key, Value]:
    """What all of them have."""
    first, *others = mappings
    return {key: value for key, value in first.items() if all(key in each and each[key] == value for each in others)}


# --- a text by another one ---------------------------------------------------------------------------------------------


def parts_of(text: str, body: str) -> Parts:
    """The text by spans of the body: compared by lines, and where these differ by characters."""
    parts: Parts = []
    here = 0
    for start, at, length in _common(body, text):
        if at == here and parts and parts[-1] == start:
            parts[-1] = start + length
        else:
            parts += [*([text[here:at]] if at > here else []), start, start + length]
        here = at + length
    return [*parts, *([text[here:]] if here < len(text) else [])]


def joined(parts: Parts, body: str) -> str:
    """The text that these parts of a body make."""
    left = iter(parts)
    return "".join(each if isinstance(each, str) else body[each : _end(next(left))] for each in left)


def _end(part: int | str) -> int:
    if isinstance(part, str):
        raise ValueError("a span without an end")
    return part


def _common(body: str, text: str) -> Iterator[tuple[int, int, int]]:
    """What both have in common, in order: where it stands in each, and its length."""
    from rapidfuzz.distance import Indel

    theirs, ours = body.splitlines(keepends=True), text.splitlines(keepends=True)
    starts, ats = ([0, *accumulate(map(len, lines))] for lines in (theirs, ours))
    line = own = 0
    for block in Indel.opcodes(theirs, ours).as_matching_blocks():
        pairs = [(range(line, block.a), range(own, block.b))]
        if block.a - line == block.b - own:  # as many lines: one for one
            pairs = [(range(n, n + 1), range(m, m + 1)) for n, m in zip(*pairs[0], strict=True)]
        for those, these in pairs:
            there, here = body[starts[those.start] : starts[those.stop]], text[ats[these.start] : ats[these.stop]]
            if 0 < len(there) * len(here) <= _COMPARED:
                for each in Indel.opcodes(there, here).as_matching_blocks():
                    if each.size >= _LEAST:
                        yield starts[those.start] + each.a, ats[these.start] + each.b, each.size
        line, own = block.a + block.size, block.b + block.size
        if block.size:
            yield starts[block.a], ats[block.b], starts[line] - starts[block.a]


# --- and back ----------------------------------------------------------------------------------------------------------


def expanded(read: Callable[[str], bytes]) -> dict[str, bytes]:
    """The files of a division as they are when it is compiled alone, each held against its hash.

    `read` gives the bytes of a file by its path from the folder of the division, and raises GapubError where there is none.
    Raises GapubError (`shared-damaged`) for what is not as it was written.
    """
    try:
        return _expanded(read)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        message = Text("共用目录或差异文件已损坏，无法还原", "the shared body or the file of differences is damaged")
        hint = Text("请重新运行 gapub build", "run gapub build again")
        raise GapubError([Diagnostic("shared-damaged", "error", message, entity=FILE, hint=hint)]) from error


def _expanded(read: Callable[[str], bytes]) -> dict[str, bytes]:
    said: dict[str, Any] = json.loads(read(FILE))
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    body = _body(lambda name: read(said["body"] + name))
    files = {}
    for each in said["whole"]:
        name = each["name"]
        parts = each["parts"] if "parts" in each else _from_page(read(name).decode())
        text = body(name).decode() if any(isinstance(part, int) for part in parts) else ""
        files[name] = joined(parts, text.replace(said["instead_of"], said["division"]["name"])).encode()
        if seal.hash_of(files[name]) != each["sha256"]:
            raise ValueError(name)
    return files


def _body(read: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """What gives the files of a body, which may be written by parts of another one."""
    return _expanded(read).__getitem__ if json.loads(read(FILE))["format"] == FORMAT else read


_DATA: Final = re.compile(r'<script type="application/json" id="_parts">(.*?)</script>', re.DOTALL)


def _from_page(page: str) -> Parts:
    found = _DATA.search(page)
    if found is None:
        raise ValueError(page[:80])
    parts: Parts = json.loads(found[1])["parts"]
    return parts


def _as_data(value: object) -> Any:
    """JSON that stands in a page, which no text in it can end."""
    from markupsafe import Markup

    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))


_META: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def _policy(page: str) -> str | None:
    """The policy of a page that becomes this one: what that allows, and files of the same origin; None where it has none."""
    found = _META.search(page)
    if found is None:
        return None
    from html import unescape

    return re.sub(r"\b(style-src|script-src) ", r"\1 'self' ", unescape(found[1]))
