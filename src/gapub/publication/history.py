"""What gapub keeps of a website from one run to the next: lines of JSON (`gapub schema site-record`), each of a kind.

`run`: that a check was made, of what. `finding`: an error or a warning by what it is, when it was first and last found, and when it
was no longer found. `record`: an entry of a bound column, by which its removal is known next time. A matter that comes back is a
line of its own. Lines stand in one order, so that equal histories are equal bytes, and git shows what has changed.

Text in, values out; the command reads and writes the file, under a lock. A line that is not understood wholly is a finding, and
such a file is never written again: nothing is lost.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain
from sys import intern
from typing import Any, Final, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, GapubError, Place, Severity, Text
from gapub.model.scheme import OF_SITES
from gapub.model.text import PROFILE_LEVELS
from gapub.publication.headings import path_of
from gapub.publication.record import Export, Record
from gapub.publication.result import Check, Finding, Open, Seen

FORMAT: Final = "gapub-site-record/1"
_MARK: Final = 32
"""Characters of the name of a matter."""


class Run(NamedTuple):
    """A check that was made: as of which day, for which level and divisions, of which files, each with its hash."""

    as_of: date
    level: str
    divisions: tuple[str, ...]
    exports: tuple[tuple[str, str], ...]


class Matter(NamedTuple):
    """Something wrong, over the runs. `id` is the hash of what it is; `title` that of its record, where it is about one.

    `since` is the first day on which it was wrong, as far as the check knew; `first` and `last` are the days of the first and
    the last run that found it, `mended` that of the first that no longer did. `before`: it was there already, and mended then.
    `accepted`: the reason for which a person lets it be, written into the line by hand; of a warning alone.
    """

    id: str
    code: str
    division: str
    row: str
    column: str
    url: str
    title: str
    office: str
    first: date
    last: date
    since: date | None = None
    mended: date | None = None
    before: date | None = None
    accepted: str = ""

    @property
    def severity(self) -> Severity:
        """How grave it is; what no version of gapub knows is a remark."""
        return OF_SITES[self.code].severity if self.code in OF_SITES else "info"

    @property
    def overdue(self) -> date:
        """Since when it is wrong, or at least known to be."""
        return min(self.since or self.first, self.first)


class Known(NamedTuple):
    """An entry of a bound column: `first` is the day of the run that saw it first, `gone` of the first that did not find it.

    `path` is the column as the website has it, where that is not as it is bound; `line` where a file has it.
    """

    division: str
    row: str
    column: str
    path: tuple[str, ...]
    url: str
    title: str
    published: date | None
    first: date
    gone: date | None = None
    line: int = 0

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from others of its column: its address, else title and day."""
        return self.division, self.column, *_address(self.url, self.title, self.published)


class History(NamedTuple):
    """All of it. `known` may be gone through more than once, and may read or make what it gives: there are many."""

    runs: tuple[Run, ...] = ()
    matters: tuple[Matter, ...] = ()
    known: Iterable[Known] = ()


class Found(NamedTuple):
    """What the check of a day found: how many to mend, to verify, new or back again; and how many it found mended."""

    as_of: date
    errors: int
    warnings: int
    new: int
    mended: int


class Changes(NamedTuple):
    """What a run found against the one before. `before` is the day of that; `unjudged` could not be judged this time.

    `told`: how many faults of the past earlier runs told, which nobody can mend any more. `accepted`: what a person lets be, as the
    record says; it is none of the others. `runs` are all checks of the record, day by day.
    """

    before: date | None
    new: tuple[Matter, ...]
    returned: tuple[Matter, ...]
    standing: tuple[Matter, ...]
    mended: tuple[Matter, ...]
    unjudged: tuple[Matter, ...]
    first: Mapping[str, date]
    told: int = 0
    accepted: tuple[Matter, ...] = ()
    runs: tuple[Found, ...] = ()

    def found_first(self, name: str) -> date | None:
        """The day of the run that found the matter first, by the name that `name_of` gives."""
        return self.first.get(name)


# --- what a matter is ----------------------------------------------------------------------------------------------------


def _address(url: str, title: str, published: date | None) -> tuple[str, ...]:
    return (url,) if url else ("", title, published.isoformat() if published else "")


def address_of(record: Record | None) -> str:
    """What a record is known by in a finding: its address, else its title and day; nothing where there is none."""
    return " ".join(filter(None, _address(record.url, record.title, record.published))) if record else ""


_OF_COLUMNS: Final = ("column-blank", "column-stale", "column-unbound")
"""What is said of a column, whichever entry was its latest."""


def identity(finding: Finding) -> tuple[str, ...]:
    """What a finding is, whatever its words, its line and the name of the file."""
    address = "" if finding.found.code in _OF_COLUMNS else address_of(finding.record)
    return finding.division, finding.row, finding.column, address, *finding.found.arguments


def name_of(finding: Finding, division: str = "") -> str:
    """The hash of code and identity; `division` is that of the run, where the finding names none."""
    whose = finding._replace(division=finding.division or division)
    parts = (finding.found.code, *identity(whose))
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


# --- lines ---------------------------------------------------------------------------------------------------------------


def lines(history: History) -> Iterator[str]:
    """The lines of the file, each with its end: runs, matters and records, each in order."""
    known: Iterable[Known] = history.known
    if not isinstance(known, Entries):
        known = sorted(known, key=lambda each: each.key)
    trees = chain(
        map(_of_run, sorted(history.runs, key=lambda each: each.as_of)),  # those of a day as they came
        map(_of_matter, sorted(history.matters, key=_order)),
        map(_of_known, known),
    )
    write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for each in trees:
        yield _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", write(each)) + "\n"


def text(history: History) -> str:
    """The file."""
    return "".join(lines(history))


_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half a character, which no file can hold but as JSON escapes it."""


def _order(matter: Matter) -> tuple[object, ...]:
    return (
        matter.division,
        matter.first,
        matter.code,
        matter.row,
        matter.column,
        matter.url,
        matter.id,
        matter.mended or date.max,
    )


def _of_run(run: Run) -> dict[str, Any]:
    exports = [{"file": file, "sha256": digest} for file, digest in run.exports]
    return {
        "kind": "run",
        "format": FORMAT,
        "as_of": run.as_of.isoformat(),
        "level": run.level,
        "divisions": [*run.divisions],
        "exports": exports,
    }


def _of_matter(matter: Matter) -> dict[str, Any]:
    return {"kind": "finding", **_said(matter)}


def _of_known(known: Known) -> dict[str, Any]:
    return {"kind": "record", **_said(known._replace(line=0))}


def _said(value: Matter | Known) -> dict[str, Any]:
    """The fields that say something, in their order."""
    made = ((key, each.isoformat() if isinstance(each, date) else each) for key, each in value._asdict().items())
    return {key: each for key, each in made if each}


class _DamagedError(ValueError):
    """A line says what no line may; the words say what."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


def read(
    content: str | Iterable[str], file: str, leaner: Callable[[Known], Known] = lambda each: each
) -> tuple[History, list[Diagnostic]]:
    """The history in a file, by its logical path, and a finding for each line that was not understood wholly, of the first 20.

    `content` is its text, or its lines. Of each entry, as they are many, what `leaner` makes of it is kept.
    """
    found = list[Diagnostic]()
    values: dict[str, list[Any]] = {kind: [] for kind in _READERS}
    open_ = dict[str, int]()
    rows = content.removeprefix("\ufeff").split("\n") if isinstance(content, str) else content
    for number, line in enumerate(rows, 1):
        if not line.strip():
            continue
        try:
            tree = _object(line)
            kind = tree.pop("kind", None)
            if not isinstance(kind, str) or kind not in _READERS:
                raise _DamagedError(Text("kind 不是 run、finding、record", "`kind` is none of run, finding, record"))
            value = _READERS[kind](tree)
            if isinstance(value, Matter) and value.mended is None and open_.setdefault(value.id, number) != number:
                raise _DamagedError(
                    Text(
                        "与第 {} 行是同一问题，都没有改正日",
                        "the same matter as line {}, neither with a day of mending",
                    ).format(open_[value.id])
                )
            values[kind].append(leaner(value._replace(line=number)) if isinstance(value, Known) else value)
        except _DamagedError as fault:
            message = Text("记录的这一行读不懂：{}", "this line of the record cannot be understood: {}").format(
                fault.said
            )
            found.append(Diagnostic("record-line", "error", message, Place(file, number, 1), hint=_RESTORE))
            if len(found) == _MOST:  # it is another file
                break
    if not found and (values["finding"] or values["record"]) and not values["run"]:
        message = Text("记录中没有检查（run）的行", "the record has no line of a run")
        found.append(Diagnostic("record-line", "error", message, Place(file, 1, 1), hint=_RESTORE))
    return History(tuple(values["run"]), tuple(values["finding"]), tuple(values["record"])), found


_MOST: Final = 20
"""So many lines that are not understood are told, and what follows is not looked at."""
_RESTORE: Final = Text(
    "没有改动记录；请恢复这一行，或者另写一个 --record 文件重新记起",
    "the record was left as it is; restore the line, or start another file with --record",
)


def _object(line: str) -> dict[str, Any]:
    try:
        tree = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        if isinstance(error, _DamagedError):
            raise
        raise _DamagedError(Text("不是 JSON", "it is no JSON")) from None
    if not isinstance(tree, dict):
        raise _DamagedError(Text("不是 JSON 对象", "it is no object"))
    return tree


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise _DamagedError(Text("有的键写了两次", "a key is there twice"))
    return tree


def _words(tree: dict[str, Any], name: str, *, needed: bool = False) -> str:
    value = tree.pop(name, "")
    if not isinstance(value, str) or (needed and not value):
        raise _DamagedError(Text("{} 不是文字", "`{}` is no text").format(name))
    return value


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(tree: dict[str, Any], name: str) -> date | None:
    value = tree.pop(name, None)
    if value is None:
        return None
    day = _date(value) if isinstance(value, str) else None
    if day is None:
        raise _DamagedError(Text("{} 不是日期", "`{}` is no date").format(name))
    return day


@lru_cache(1 << 12)
def _date(text: str) -> date | None:
    """A day; the same days come again and again."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _certain(tree: dict[str, Any], name: str) -> date:
    day = _day(tree, name)
    if day is None:
        raise _DamagedError(Text("缺少 {}", "`{}` is missing").format(name))
    return day


def _nothing_more(tree: Mapping[str, Any]) -> None:
    if tree:
        raise _DamagedError(Text("有不认识的键 {}", "unknown key `{}`").format(min(tree)))


def _run(tree: dict[str, Any]) -> Run:
    if tree.pop("format", None) != FORMAT:
        raise _DamagedError(Text("format 不是 {}", "`format` is not {}").format(FORMAT))
    as_of, level = _certain(tree, "as_of"), _words(tree, "level", needed=True)
    divisions, exports = tree.pop("divisions", None), tree.pop("exports", None)
    if not isinstance(divisions, list) or not all(isinstance(each, str) for each in divisions):
        raise _DamagedError(Text("divisions 不是文字的列表", "`divisions` is no list of texts"))
    if not isinstance(exports, list) or not all(isinstance(each, dict) for each in exports):
        raise _DamagedError(Text("exports 不是对象的列表", "`exports` is no list of objects"))
    files = []
    for each in exports:
        files.append((_words(each, "file", needed=True), _words(each, "sha256", needed=True)))
        _nothing_more(each)
    _nothing_more(tree)
    return Run(as_of, level, tuple(divisions), tuple(files))


def _matter(tree: dict[str, Any]) -> Matter:
    made = Matter(
        _words(tree, "id", needed=True),
        _words(tree, "code", needed=True),
        _words(tree, "division"),
        _words(tree, "row"),
        _words(tree, "column"),
        _words(tree, "url"),
        _words(tree, "title"),
        _words(tree, "office"),
        _certain(tree, "first"),
        _certain(tree, "last"),
        _day(tree, "since"),
        _day(tree, "mended"),
        _day(tree, "before"),
        _words(tree, "accepted"),
    )
    _nothing_more(tree)
    if made.accepted and made.severity != "warning":
        raise _DamagedError(
            Text(
                "{} 不能写 accepted：只有需要核实的问题可以", "`{}` cannot be accepted: only what is to be verified can"
            ).format(made.code)
        )
    if not made.first <= made.last <= (made.mended or made.last):
        raise _DamagedError(Text("first、last、mended 的先后不对", "`first`, `last` and `mended` are not in order"))
    return made


def _known(tree: dict[str, Any]) -> Known:
    path = tree.pop("path", [])
    if not isinstance(path, list) or not all(isinstance(each, str) for each in path):
        raise _DamagedError(Text("path 不是文字的列表", "`path` is no list of texts"))
    made = Known(
        intern(_words(tree, "division")),
        intern(_words(tree, "row")),
        intern(_words(tree, "column", needed=True)),
        tuple(map(intern, path)),
        _words(tree, "url"),
        _words(tree, "title"),
        _day(tree, "published"),
        _certain(tree, "first"),
        _day(tree, "gone"),
    )
    _nothing_more(tree)
    return made


_READERS: Final[Mapping[str, Callable[[dict[str, Any]], Run | Matter | Known]]] = {
    "run": _run,
    "finding": _matter,
    "record": _known,
}


# --- a run ---------------------------------------------------------------------------------------------------------------


def agrees(history: History, as_of: date, level: str, divisions: Sequence[str], file: str) -> None:
    """Raise GapubError for a history that a run as of this day cannot go on with; nothing is to be judged before.

    `record-ahead`: the last run was as of a later day; `record-other-level`, `record-other-place`: it is of something else.
    """
    if not history.runs:
        return
    last = max(history.runs, key=lambda each: each.as_of)
    if last.as_of > as_of:
        message = Text(
            "记录 {} 中最近一次检查是 {}，不能再补 {} 的检查", "the last run in {} is of {}; one of {} cannot follow"
        )
        hint = Text(
            "改 --as-of，或者另写一个 --record 文件；只看结果的，去掉 --record",
            "change --as-of, or start another file with --record; leave --record out to see the result alone",
        )
        raise _refused("record-ahead", message.format(file, last.as_of, as_of), file, hint)
    of_the_same(history, level, divisions, file)


def of_the_same(history: History, level: str, divisions: Sequence[str], file: str) -> None:
    """Raise GapubError for a history of another level or of other divisions: `record-other-level`, `record-other-place`."""
    levels = {run.level for run in history.runs} - {level}
    if levels:
        named = (PROFILE_LEVELS.get(each, Text.same(each)) for each in (min(levels), level))
        message = Text("记录 {} 是{}目录的，不是{}的", "{} is the record of level {}, not {}").format(file, *named)
        raise _refused("record-other-level", message, file, _ONE_EACH)
    known = {name for run in history.runs for name in run.divisions}
    if known.isdisjoint(divisions):
        named = (Text("、", ", ").join(map(Text.same, those)) for those in (sorted(known), divisions))
        message = Text("记录 {} 是 {} 的，不是 {}", "{} is the record of {}, not of {}").format(file, *named)
        if not known:
            message = Text("记录 {} 中还没有一次检查", "no check is in the record {} yet").format(file)
        raise _refused("record-other-place", message, file, _ONE_EACH)


_ONE_EACH: Final = Text(
    "每个层级、每份配置文件各用一个 --record 文件", "use a file of its own for each level and each profile"
)


def _refused(code: str, message: Text, file: str, hint: Text) -> GapubError:
    return GapubError([Diagnostic(code, "error", message, entity=file, hint=hint)])


def updated(history: History, check: Check, divisions: Sequence[str]) -> History:
    """The history with this run, which `agrees` lets pass. The same run again changes nothing.

    `divisions` are the names of those that the run judged: what is known of others stays as it is. A matter that is not found
    and could not be judged is not mended.
    """
    run = Run(
        check.as_of,
        check.level,
        tuple(divisions),
        tuple((each.file, each.sha256) for each in check.exports),
    )
    runs = history.runs if history.runs and history.runs[-1] == run else (*history.runs, run)
    return History(runs, tuple(_matters(history, check, divisions)), Entries(history.known, check, divisions))


_PAST: Final = ("published-late",)
"""Faults that nobody can mend any more: a later run does not look for them, and they stay as they were found."""


def _matters(history: History, check: Check, divisions: Sequence[str]) -> Iterator[Matter]:
    alone = divisions[0] if len(divisions) == 1 else ""
    found = dict[str, Finding]()
    for each in check.findings:
        if each.found.severity != "info":
            found.setdefault(name_of(each, alone), each)
    mended = dict[str, date]()
    for matter in history.matters:
        if matter.mended is not None:
            mended[matter.id] = max(matter.mended, mended.get(matter.id, matter.mended))
    unjudged = _unjudged(check, alone)
    own = [each for each in history.matters if each.mended is None and each.division in ("", *divisions)]
    moved = _moved([each for each in own if each.id not in found], found, {each.id for each in own}, alone)
    for matter in history.matters:
        name = moved.get(matter.id, matter.id)
        if matter.mended is not None or matter.division not in ("", *divisions):
            yield matter
        elif name in found:
            yield _again(matter, name, found.pop(name), check.as_of)
        else:
            yield matter if matter.code in _PAST or unjudged(matter) else matter._replace(mended=check.as_of)
    for name, each in found.items():
        record = each.record
        yield Matter(
            name,
            each.found.code,
            each.division or alone,
            each.row,
            each.column,
            record.url if record else "",
            record.title if record else "",
            each.office,
            check.as_of,
            check.as_of,
            each.since,
            None,
            mended.get(name),
        )


def _moved(lost: Sequence[Matter], found: Mapping[str, Finding], known: Set[str], alone: str) -> dict[str, str]:
    """The new name of each matter whose entry has another address now, and is else the same: that mends nothing."""
    at = dict[tuple[object, ...], str]()
    for name, each in found.items():
        if name not in known and each.record and each.record.title:
            key = each.found.code, each.division or alone, each.row, each.column, each.record.title, each.since
            at.setdefault(key, name)
    moved = dict[str, str]()
    for matter in lost:
        key = matter.code, matter.division, matter.row, matter.column, matter.title, matter.since
        if matter.title and (name := at.pop(key, "")):
            moved[matter.id] = name
    return moved


def _again(matter: Matter, name: str, finding: Finding, as_of: date) -> Matter:
    since, record = min(filter(None, (matter.since, finding.since)), default=None), finding.record
    return matter._replace(
        id=name,
        last=as_of,
        since=since,
        office=finding.office or matter.office,
        title=record.title if record else matter.title,
        url=record.url if record else matter.url,
    )


def _unjudged(check: Check, alone: str) -> Callable[[Matter], bool]:
    """Whether a matter that was not found may be there all the same: its code could not be judged of its row or column.

    Of an entry that is no longer there nothing is open.
    """
    opens = dict[tuple[str, str], list[Open]]()
    for each in check.open:
        opens.setdefault((each.division or alone, each.code), []).append(each)
    there = {(each.division or alone, each.record.url or each.record.title) for each in check.seen}

    def asked(matter: Matter) -> bool:
        address = matter.url or matter.title
        if address and matter.code not in _OF_COLUMNS and (matter.division, address) not in there:
            return False
        return any(
            each.row in ("", matter.row) and each.column in ("", matter.column)
            for each in opens.get((matter.division, matter.code), ())
        )

    return asked


Name: TypeAlias = str | tuple[str, date | None]
"""What an entry is called in its column: its address, else title and day."""


class Entries:
    """The entries after a run, in order: those that the website has now, and those that are known from before and are gone.

    Each is made when it is asked for: of 200,000 the website's own records are there anyway.
    """

    def __init__(self, before: Iterable[Known], check: Check, divisions: Sequence[str]) -> None:
        """Go through what was known `before` once."""
        alone = divisions[0] if len(divisions) == 1 else ""
        bound = {(each.division or alone, each.path) for each in check.columns}
        self._day = check.as_of
        self._now: dict[tuple[str, str], dict[Name, tuple[Seen, date]]] = {}
        self._rest: dict[tuple[str, str], list[Known]] = {}
        for each in check.seen:
            those = self._now.setdefault((each.division or alone, each.column), {})
            name: Name = each.record.url or (each.record.title, each.record.published)
            if name not in those or (each.row and not those[name][0].row):
                those[name] = each, check.as_of
        titles = cache(self._titles)
        for known in before:
            at = known.division, known.column
            those = self._now.get(at, {})
            name = known.url or (known.title, known.published)
            if known.division not in ("", *divisions):
                self._rest.setdefault(at, []).append(known)
            elif name in those:
                those[name] = those[name][0], known.first
            elif (known.title, known.published) in titles(at):
                continue  # it has another address now, under which it has its line
            elif at in bound:  # what is bound no longer is no longer looked for
                self._rest.setdefault(at, []).append(known._replace(gone=known.gone or check.as_of))

    def _titles(self, at: tuple[str, str]) -> set[tuple[str, date | None]]:
        return {(each.record.title, each.record.published) for each, _ in self._now.get(at, {}).values()}

    def __iter__(self) -> Iterator[Known]:
        """Each entry, by division, column and address."""
        for at in sorted(self._now.keys() | self._rest.keys()):
            made = [*self._rest.get(at, ()), *(_entry(*at, *each) for each in self._now.get(at, {}).values())]
            yield from sorted(made, key=lambda each: each.key)


def _entry(division: str, column: str, seen: Seen, first: date) -> Known:
    record = seen.record
    path = () if record.path == path_of(column) else record.path
    return Known(division, seen.row, column, path, record.url, record.title, record.published, first)


def changes(history: History, check: Check, divisions: Sequence[str]) -> Changes:
    """What the run of this day has changed; the same when it is made again."""
    day = check.as_of
    own = [each for each in history.matters if each.division in ("", *divisions)]
    left = [each for each in own if each.mended is None]
    open_ = [each for each in left if not each.accepted]
    return Changes(
        last_before(history, day),
        tuple(each for each in open_ if each.first == day and each.before is None),
        tuple(each for each in open_ if each.first == day and each.before is not None),
        tuple(each for each in open_ if each.first < day == each.last),
        tuple(each for each in own if each.mended == day),
        tuple(each for each in open_ if each.last < day and each.code not in _PAST),
        {each.id: each.first for each in left},
        sum(each.last < day and each.code in _PAST for each in open_),
        tuple(each for each in left if each.accepted and each.last == day),
        tuple(_runs(history, own, divisions)),
    )


def _runs(history: History, own: Sequence[Matter], divisions: Sequence[str]) -> Iterator[Found]:
    """What each check of these divisions found; of a day with several, all of them. What is accepted now counts in none."""
    matters = [each for each in own if not each.accepted]
    for day in sorted({run.as_of for run in history.runs if not set(divisions).isdisjoint(run.divisions)}):
        grave = Counter(each.severity for each in matters if each.first <= day <= each.last)
        new = sum(each.first == day for each in matters)
        yield Found(day, grave["error"], grave["warning"], new, sum(each.mended == day for each in matters))


def without(check: Check, accepted: Sequence[Matter], divisions: Sequence[str]) -> Check:
    """The check without the findings that a person lets be."""
    alone = divisions[0] if len(divisions) == 1 else ""
    names = {each.id for each in accepted}
    if not names:
        return check
    return check._replace(findings=tuple(each for each in check.findings if name_of(each, alone) not in names))


# --- what it tells others ------------------------------------------------------------------------------------------------


def last_before(history: History, as_of: date) -> date | None:
    """The day of the last run before this day, if there was one."""
    return max((each.as_of for each in history.runs if each.as_of < as_of), default=None)


def export(history: History, as_of: date, file: str, divisions: Sequence[str] = ()) -> Export:
    """What earlier runs saw in the columns of these divisions, or of all, as an export: also what has gone away since.

    What is not there on the day is so known to have been taken down, in each run anew. Entries that a run as of this day saw first
    are left out, so that a run that is made again sees the same.
    """
    records = tuple(
        Record(file, each.line or 1, each.path or path_of(each.column), each.title, each.published, url=each.url)
        for each in history.known
        if each.first < as_of and (not divisions or each.division in divisions)
    )
    return Export(file, "", frozenset(("path", "title", "published", "url")), records)


def published(history: History, divisions: Sequence[str] = ()) -> Iterator[Known]:
    """The entries of these divisions, or of all, of which day and row are known, up to the day of the last run.

    What is dated after that is an error of the website.
    """
    until = max((run.as_of for run in history.runs), default=date.min)
    for each in history.known:
        if each.row and each.published and each.published <= until and (not divisions or each.division in divisions):
            yield each


class Latest(NamedTuple):
    """When a row was last published, and where that is."""

    day: date
    column: str
    title: str
    url: str


def latest(history: History, division: str) -> dict[str, Latest]:
    """When each row was last published, of what is online and of this division."""
    found = dict[str, Latest]()
    for each in published(history, (division,) if division else ()):
        if each.published and not each.gone:
            made = Latest(each.published, each.column, each.title, each.url)
            found[each.row] = max(made, found.get(each.row, made))
    return found
