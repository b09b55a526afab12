"""Feed gapub with what nobody means to write: mutated files in process, and whole commands.

    python tools/fuzz.py --inputs 200000 --runs 2000 --seed 1

The seeds are the files of tests/corpus; one that was found to fail is put there. An input fails if anything but a finding
is raised, if a finding has no place, or if it takes more than five seconds of a processor; a command also for a traceback, another exit
code than 0, 1 and 2, and for more than 600 MB. tests/test_fuzz.py runs a small part.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place

ROOT: Final = Path(__file__).resolve().parent.parent
CORPUS: Final = ROOT / "tests" / "corpus"
SECONDS: Final = 5.0
MEGABYTES: Final = 600

TOKENS: Final = (
    *(
        "\u3000",
        "\xa0",
        "\ufeff",
        "\u2028",
        "\u202e",
        "\x00",
        "\x1b[31m",
        "\r",
        "\r\n",
        "\t",
        "\n",
        "'",
        '"',
        "\\ud800",
    ),
    *(
        "：",
        ":",
        ": ",
        "- ",
        "#",
        " #",
        "##[add-mask]",
        "::error::",
        "{",
        "}",
        "[",
        "]",
        "{{",
        "}}",
        "{%",
        "%}",
        "&a",
        "*a",
    ),
    *(
        "!!str",
        "<<",
        "?",
        "|",
        ">",
        "%YAML 1.2",
        "---",
        "...",
        "²",
        "٣",
        "9" * 5000,
        "-1",
        "1e999",
        ".nan",
        "0x1F",
        "null",
    ),
    *(
        "true",
        "~",
        "",
        "con",
        "nul",
        "../..",
        "a" * 300,
        "甲" * 300,
        "😀",
        "unknown",
        "none",
        "2019-02-30",
        "county",
        "village",
    ),
    *("20wd", "99999d", "0wd", "∞", "\udcff", "e\u0301", "/", "@2019", "S1", "S99999"),
)


class Failure(NamedTuple):
    """An input that failed: what read it, how, and what it was."""

    target: str
    reason: str
    data: bytes


# --- mutations -------------------------------------------------------------------------------------------------------


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The data with a few changes, to its bytes, its lines, or its words."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        data = chance.choice(_MUTATIONS)(data, others, chance)
    return data


def _token(chance: random.Random) -> bytes:
    return chance.choice(TOKENS).encode("utf-8", "surrogateescape")


def _put(data: bytes, _: list[bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + _token(chance) + data[at:]


def _flip(data: bytes, _: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, _: list[bytes], chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.choice((1, 2, 10, 100, len(data))) :]


def _lines(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """A line goes, comes again, moves, is indented, or is one of another file."""
    lines = data.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines.insert(to, lines.pop(at))
        case 3:
            lines[at] = b" " * chance.randrange(5) + lines[at].lstrip(b" ")
        case _:
            lines.insert(at, chance.choice(chance.choice(others).split(b"\n")))
    return b"\n".join(lines)


_WORD: Final = re.compile(rb"[^\s:,\[\]{}\"']+")


def _word(data: bytes, _: list[bytes], chance: random.Random) -> bytes:
    """A word, most often a key, an id or a value, becomes another one of the file or a token."""
    words = list(_WORD.finditer(data))
    if not words:
        return data
    old = chance.choice(words)
    new = chance.choice(words)[0] if chance.random() < 0.5 else _token(chance)
    return data[: old.start()] + new + data[old.end() :]


_MUTATIONS: Final = (_put, _flip, _cut, _lines, _lines, _word, _word, _word)


# --- what reads them in process --------------------------------------------------------------------------------------


def _yaml(data: bytes) -> list[Diagnostic]:
    """The parser, the shape, the reader, the formatter twice, and of a profile the whole road."""
    from gapub.build.tailor import tailor_chain
    from gapub.fmt import format_text
    from gapub.model import decisions, events, guideline, profile, registry, scheme
    from gapub.sources.kinds import kind_of, shape_of
    from gapub.yaml.reader import parse

    tree, found = parse(data, "x.yaml")
    kind = kind_of(tree) if tree is not None else None
    if kind is None or found:
        return found
    read: dict[str, Callable[..., tuple[object, list[Diagnostic]]]] = {
        "guideline": guideline.read,
        "registry": registry.read,
        "profile": profile.read,
        "decisions": decisions.read,
        "events": events.read,
        "scheme": scheme.read,
    }
    value, found = read[kind](tree, "x.yaml")
    text, more = format_text(data, "x.yaml", shape_of(kind))
    if text is not None and format_text(text.encode(), "x.yaml", shape_of(kind))[0] != text:
        raise AssertionError("fmt is not done at once")
    if isinstance(value, profile.Profile) and not found:
        library = _library()
        for step in tailor_chain(
            library.guidelines(["taxation@2019", "compulsory-education@2019"]), [value], library.registry
        ):
            found = [*found, *step.found]
    return [*found, *more]


def _toml(data: bytes) -> list[Diagnostic]:
    from gapub.validate import settings

    return _raised(lambda: settings.read(_file("gapub.toml", data), ()))


def _accepted(data: bytes) -> list[Diagnostic]:
    from gapub.validate import accepted

    return _raised(lambda: accepted.read(_file("accepted.json", data)))


def _catalogue(data: bytes) -> list[Diagnostic]:
    from gapub.diff import foreign

    return _raised(lambda: foreign.read(data, "x.json", "x", _library().registry))


def _template(data: bytes) -> list[Diagnostic]:
    from gapub.render import html
    from gapub.render.templates import Options, Templates

    _file("catalogue.html.j2", data)
    _environments().cache_clear()  # a template that has been read is remembered
    return _raised(lambda: html.files(_view(), Options(Templates(_folder()))))


TARGETS: Final[dict[str, tuple[Callable[[bytes], list[Diagnostic]], tuple[str, ...]]]] = {
    "yaml": (_yaml, ("profile.yaml", "guideline.yaml", "registry.yaml")),
    "toml": (_toml, ("gapub.toml",)),
    "accepted": (_accepted, ("accepted.json",)),
    "catalogue": (_catalogue, ("catalogue.json",)),
    "template": (_template, ("template.html.j2",)),
}
"""By name what reads an input, and the seeds of it."""
_SHARES: Final = ("yaml",) * 6 + ("toml", "accepted", "catalogue", "template")


def _raised(work: Callable[[], object]) -> list[Diagnostic]:
    try:
        work()
    except GapubError as error:
        return list(error.diagnostics)
    return []


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="gapub-fuzz-"))


def _file(name: str, data: bytes) -> Path:
    (_folder() / name).write_bytes(data)
    return _folder() / name


@cache
def _library():  # type: ignore[no-untyped-def]
    from gapub.sources.library import open_library

    return open_library(None)


def _environments():  # type: ignore[no-untyped-def]
    from gapub.render import templates

    return templates._environment


@cache
def _view():  # type: ignore[no-untyped-def]
    from gapub.build.prepare import prepare
    from gapub.render.view import view

    ready = prepare("county", None, areas=("taxation",))
    return view(ready.catalogue(None, ()), "zh-en")


@cache
def _seeds(target: str) -> list[bytes]:
    """What is mutated for a target."""
    made = {"catalogue.json": _small_catalogue}
    return [made[name]() if name in made else (CORPUS / name).read_bytes() for name in sorted(TARGETS[target][1])]


def _kept(target: str) -> list[bytes]:
    """The inputs that failed once."""
    return [each.read_bytes() for each in sorted(CORPUS.glob(f"{target}-*"))]


@cache
def _small_catalogue() -> bytes:
    from gapub.build.prepare import prepare
    from gapub.render import json

    ready = prepare("village", None, areas=())
    catalogue = ready.catalogue(None, ())
    area = catalogue.areas[0]
    topic = area.topics[0]
    short = area._replace(topics=(topic._replace(items=topic.items[:2]),))
    return json.files(catalogue._replace(areas=(short,)), {})[json.FILE]


def judged(target: str, data: bytes) -> str | None:
    """Why an input fails; None when it does not."""
    start = time.process_time()  # what else the machine does is no fault of the input
    try:
        found = TARGETS[target][0](data)
    except Exception as fault:  # what is looked for
        return f"{type(fault).__name__}: {fault}"[:200]
    if (taken := time.process_time() - start) > SECONDS:
        return f"took {taken:.1f} s"
    lost = next((each for each in found if not _placed(each.place)), None)
    return lost and f"no place: {lost.code}"


def _placed(place: Place | None) -> bool:
    return place is not None and place.line > 0 and place.column > 0


def inputs(number: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many inputs, each with what is to read it: the seeds as they are, then mutations of them."""
    for target in TARGETS:
        yield from ((target, data) for data in (*_seeds(target), *_kept(target)))
    chance = random.Random(seed)
    for _ in range(number):
        target = chance.choice(_SHARES)
        yield target, mutated(chance.choice(_seeds(target)), _seeds(target), chance)


def failures(cases: Iterable[tuple[str, bytes]]) -> Iterator[Failure]:
    """Those inputs that fail."""
    for target, data in cases:
        if (reason := judged(target, data)) is not None:
            yield Failure(target, reason, data)


# --- whole commands --------------------------------------------------------------------------------------------------

COMMANDS: Final = (
    ("validate", "FILE"),
    ("validate", "--fix", "FILE"),
    ("validate", "--format", "github", "--with-suppressed", "FILE"),
    ("validate", "--format", "junit", "--lang", "zh", "WORD"),
    ("validate", "--select", "WORD", "--as-of", "WORD"),
    ("compile", "county", "FILE", "--area", "taxation", "--format", "md,csv,html", "-o", "out"),
    ("compile", "WORD", "FILE"),
    ("compile", "county", "--area", "WORD", "--site-url", "WORD", "--format", "site", "-o", "out"),
    ("compile", "village", "--since", "FILE", "--format", "site", "-o", "WORD"),
    ("todo", "FILE", "--format", "md"),
    ("explain", "WORD", "--profile", "FILE"),
    ("upgrade", "FILE", "--to", "national-current", "--dry-run"),
    ("fmt", "FILE"),
    ("diff", "FILE", "national-2019", "--format", "json"),
    ("diff", "WORD", "FILE", "--format", "html"),
    ("diff", "git:WORD", "national-2019"),
    ("init", "WORD"),
    ("new", "guideline", "WORD", "--title", "WORD", "--en", "WORD", "--edition", "2019"),
    ("divisions", "WORD"),
    ("rule", "WORD"),
    ("list", "--format", "WORD"),
    ("WORD", "WORD"),
)


def run_command(chance: random.Random, folder: Path) -> tuple[list[str], str | None, bytes]:
    """One command with a mutated file in an empty folder: its arguments, why it fails if it does, and the file."""
    target = chance.choice(_SHARES)
    data = mutated(chance.choice(_seeds(target)), _seeds(target), chance)
    name = _name(chance)
    for path in (name, *(("guidelines/taxation/2019.yaml",) if chance.random() < 0.1 else ())):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    words = {"FILE": name, "WORD": chance.choice((*TOKENS, name, "taxation", "庄河", "210283")).replace("\0", "")}
    command = [re.sub("FILE|WORD", lambda found: words[found[0]], each) for each in chance.choice(COMMANDS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": str(folder / "cache")}
    arguments = [sys.executable, "-c", _MEASURED, *command]
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    said = done.stderr.decode("utf-8", "replace")
    used = re.search(r"used (\d+) (\d+)\Z", said)  # absent where the process ended by an exception or a signal
    reason = None
    if "Traceback" in said or done.returncode not in (0, 1, 2) or used is None:
        reason = f"exit {done.returncode}: {said[-600:]}"
    elif int(used[1]) > SECONDS:
        reason = f"took {used[1]} s"
    elif int(used[2]) > MEGABYTES * 1024:
        reason = f"took {used[2]} kB"
    return command, reason, data


_MEASURED: Final = """
import os, resource, sys
end = os._exit
def most():
    # of this program alone: ru_maxrss counts what the process was before, a copy of whoever started it
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
def measured(code):
    used = resource.getrusage(resource.RUSAGE_SELF)
    os.write(2, b"used %d %d" % (used.ru_utime + used.ru_stime, most()))
    end(code)
os._exit = measured
from gapub.__main__ import main
main()
"""


def _name(chance: random.Random) -> str:
    stem = "".join(
        chance.choices(("a", "甲", " ", "\u3000", "\x1b", "::", "##[x]", "-", "'", "$(x)", "\n", "\u202e"), k=3)
    )
    return f"{stem}{chance.choice(('.yaml', '.json', '.yml', ''))}"


def main() -> int:
    """Run as asked, print the figures and each kind of failure once; its input is kept below tests/corpus."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    seen, count, start = Counter[str](), Counter[str](), time.perf_counter()

    def cases() -> Iterator[tuple[str, bytes]]:
        for target, data in inputs(asked.inputs, asked.seed):
            count[target] += 1
            yield target, data

    for target, reason, data in failures(cases()):
        kind = f"{target}: {reason[:60]}"
        seen[kind] += 1
        if seen[kind] == 1:
            kept = CORPUS / f"{target}-{abs(hash(data)) % 10**8}"
            kept.write_bytes(data)
            print(f"{kind}  {kept.relative_to(ROOT)}", flush=True)
    print(f"{sum(count.values())} inputs in {time.perf_counter() - start:.0f} s: {dict(count)}; failed: {dict(seen)}")
    chance, failed = random.Random(asked.seed), 0
    for _ in range(asked.runs):
        with tempfile.TemporaryDirectory() as folder:
            command, reason, _data = run_command(chance, Path(folder))
        if reason is not None:
            failed += 1
            print(f"{command}: {reason}", flush=True)
    print(f"{asked.runs} commands: {failed} failed")
    return 1 if seen or failed else 0


if __name__ == "__main__":
    sys.exit(main())
