"""Settings of a project: gapub.toml at its root, or `[tool.gapub]` of its pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal, NamedTuple, NoReturn

from gapub.diagnostics import Diagnostic, GapubError, Place, Severity, Text
from gapub.diagnostics.text import split
from gapub.sources.disk import is_there, read_bytes
from gapub.sources.project import PYPROJECT, SETTINGS, Project, holds, outside


class Options(NamedTuple):
    """What the command line says; `repository` is the folder from which GitLab names files, where it runs the job."""

    paths: Sequence[Path]
    format: str
    lang: Literal["zh", "en", "both"]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False
    diff: bool = False
    accept: Path | None = None
    as_of: str | None = None
    statistics: bool = False
    summary: bool = False
    exit_zero: bool = False
    strict: bool = False
    root: Path | None = None
    bundled: bool = False
    with_suppressed: bool = False
    output: Path | None = None
    repository: str | None = None


class Selection(NamedTuple):
    """Which findings count, and how grave they are. A pattern is a code, a family, or the start of codes and `*`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}


class OfDiff(NamedTuple):
    """What the settings say for `gapub diff`, where its options do not.

    `fail_on` has the place of each word, for whoever knows which words there are. `profiles` and `impact` are folders of the
    project, as seen from its root; `level` and `areas` limit what is compared.
    """

    fail_on: Mapping[str, Place] = {}
    profiles: Path | None = None
    impact: Path | None = None
    level: Literal["county", "township", "village"] | None = None
    areas: tuple[str, ...] = ()
    likeness: bool = True


class Settings(NamedTuple):
    """What the settings file says. `files` are selections for files by a pattern of their path; `root` is its folder.

    `docs_url` is the address at which people read what the rules mean; `diff` is for that command alone.
    """

    selection: Selection = Selection()
    files: tuple[tuple[str, Selection], ...] = ()
    exclude: tuple[str, ...] = ()
    accepted: Path | None = None
    as_of: str | None = None
    strict: bool = False
    docs_url: str | None = None
    diff: OfDiff = OfDiff()
    root: Path = Path()
    source: Path | None = None

    def with_options(self, options: Options) -> Settings:
        """These settings with what the command line says laid over them; a GapubError for a pattern that no rule has."""
        for pattern in (*options.select, *options.ignore):
            if (fault := unknown_pattern(pattern)) is not None:
                raise GapubError([Diagnostic("unknown-rule", "error", fault[0], hint=fault[1])])
        own = self.selection
        selection = own._replace(select=options.select or own.select, ignore=(*own.ignore, *options.ignore))
        as_of, strict = options.as_of or self.as_of, options.strict or self.strict
        return self._replace(selection=selection, as_of=as_of, strict=strict)

    def selections(self, file: str) -> Iterator[Selection]:
        """The selections that hold for a file, the general one first."""
        yield self.selection
        yield from (selection for pattern, selection in self.files if self.under(file, pattern))

    def excluded(self, file: str) -> bool:
        """Whether a file is passed over."""
        return any(self.under(file, pattern) for pattern in self.exclude)

    def under(self, file: str, pattern: str) -> bool:
        """Whether a file, as seen from the folder of the settings, matches a pattern or lies under it."""
        path = self.seen(file)
        return fnmatch(path, pattern) or fnmatch(path, f"{pattern}/*")

    def seen(self, file: str) -> str:
        """The path of a file as seen from the folder of the settings; the same from whatever folder gapub is run."""
        try:
            return Path(file).resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return file


_BOOLEAN = Text("应为 true 或 false", "it must be true or false")
_BELOW = Text("应在项目的根文件夹之内", "it must lie below the root of the project")
_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]|\{code\})+")


def find(project: Project) -> Settings:
    """The settings of a project; a GapubError names the file and line of what cannot be one."""
    plain = Settings(root=project.root)
    for path, table in ((project.root / SETTINGS, ()), (project.root / PYPROJECT, ("tool", "gapub"))):
        if is_there(path):
            if not project.holds(path):
                raise outside(shown(path))
            settings = read(path, table)
            if settings.source is not None:
                return settings
    return plain


def read(path: Path, table: tuple[str, ...]) -> Settings:
    """The settings in a table of a TOML file; the plain ones when it has no such table."""
    import tomllib  # four milliseconds, for those who have settings
    from unicodedata import normalize

    from gapub.yaml.encoding import UndecodableError, decoded  # knows YAML, which a run that is remembered does without

    name = shown(path)
    start = Place(name, 1, 1)
    data = read_bytes(path, name)
    try:
        text = decoded(data)
        tree: Any = tomllib.loads(text)
    except UndecodableError as error:
        wrong = error.finding(name)
        raise _wrong(wrong.message, wrong.place or start, wrong.hint) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        place = Place(name, int(found[1]), int(found[2])) if found else start
        if odd := _odd_mark(split(text)[place.line - 1]):
            message = Text("此处的“{}”是全角的", "the “{}” here is not the ASCII one").format(odd.group())
            narrow = normalize("NFKC", odd.group()).translate(_NARROW)
            hint = Text("换成半角的“{}”", "write “{}”").format(narrow)
            raise _wrong(message, Place(name, place.line, odd.start() + 1), hint) from error
        raise _wrong(Text(f"TOML 写法有误（{error}）", f"this is not valid TOML ({error})"), place) from error
    except (RecursionError, ValueError) as error:  # brackets by the thousand, a number of thousands of digits
        raise _wrong(Text("TOML 写法有误", "this is not valid TOML"), start) from error
    reader = _Reader(text, name, path)
    for key in table:
        if key not in tree:
            return Settings()
        tree = reader.table(tree, key)
    return reader.settings(tree)


_NARROW = str.maketrans("“”‘’", "\"\"''")


def _odd_mark(line: str) -> re.Match[str] | None:
    """The first mark or blank of a Chinese keyboard in a line of TOML, outside of quotes and comments."""
    bare = re.sub("\"[^\"]*\"|'[^']*'|#.*", lambda found: "." * len(found.group()), line)
    return re.search("[＝［］｛｝，．＃“”‘’＂＇－\u3000\xa0]", bare)


def shown(path: Path) -> str:
    """The path by which messages name a file: as seen from the working folder, where it lies below it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


class _Reader:
    """Reads one table; whatever is wrong ends the reading with its place."""

    def __init__(self, text: str, shown: str, path: Path) -> None:
        self.lines = split(text)
        self.shown = shown
        self.path = path

    def settings(self, tree: Any) -> Settings:
        known = ("select", "ignore", "severity", "files", "exclude", "accepted", "as-of", "strict", "docs-url", "diff")
        self.held(tree, known)
        files = self.table(tree, "files")
        for name in files:
            self.held(self.table(files, name), ("select", "ignore", "severity"))
        accepted, as_of, strict = tree.get("accepted"), tree.get("as-of"), tree.get("strict", False)
        if not isinstance(accepted, str | None):
            self.stop("accepted", Text("应为文件名", "it must be a file name"))
        if accepted is not None and not holds(self.path.parent, self.path.parent / accepted):
            self.stop("accepted", _BELOW)
        if as_of is not None and not is_date(str(as_of)):
            self.stop("as-of", Text("应为日期，如 2026-11-24", "it must be a date such as 2026-11-24"))
        if not isinstance(strict, bool):
            self.stop("strict", _BOOLEAN)
        docs_url = tree.get("docs-url")
        if docs_url is not None and not (isinstance(docs_url, str) and _ADDRESS.fullmatch(docs_url)):
            hint = Text("如 https://example.org/docs/rules.zh-CN.md", "such as https://example.org/docs/rules.md")
            self.stop("docs-url", Text("应为网址", "it must be an address"), hint)
        return Settings(
            selection=self.selection(tree),
            files=tuple((name, self.selection(each)) for name, each in files.items()),
            exclude=self.words(tree, "exclude"),
            accepted=None if accepted is None else self.path.parent / accepted,
            as_of=None if as_of is None else str(as_of),
            strict=strict,
            docs_url=docs_url,
            diff=self.of_diff(self.table(tree, "diff")),
            root=self.path.parent,
            source=self.path,
        )

    def selection(self, tree: Any) -> Selection:
        select, ignore = self.words(tree, "select"), self.words(tree, "ignore")
        severity = self.table(tree, "severity")
        for pattern in (*select, *ignore, *severity):
            if (fault := unknown_pattern(pattern)) is not None:
                self.stop(pattern, *fault)
        for pattern, grade in severity.items():
            if grade not in ("error", "warning", "info"):
                self.stop(pattern, Text("应为 error、warning 或 info", "it must be error, warning or info"))
        return Selection(select, ignore, severity)

    def of_diff(self, tree: Any) -> OfDiff:
        self.held(tree, ("fail-on", "profiles", "impact", "level", "areas", "likeness"))
        folders = {key: tree.get(key) for key in ("profiles", "impact")}
        for key, folder in folders.items():
            if not isinstance(folder, str | None):
                self.stop(key, Text("应为文件夹名", "it must be the name of a folder"))
            if folder is not None and not holds(self.path.parent, self.path.parent / folder):
                self.stop(key, _BELOW)
        level, likeness = tree.get("level"), tree.get("likeness", True)
        if isinstance(level, str):
            from gapub.model.text import LEVELS_CALLED, word_for

            level = word_for(level, LEVELS_CALLED) or level
        if level not in (None, "county", "township", "village"):
            self.stop("level", Text("应为 county、township 或 village", "it must be county, township or village"))
        if not isinstance(likeness, bool):
            self.stop("likeness", _BOOLEAN)
        profiles, impact = (None if each is None else Path(each) for each in folders.values())
        fail_on = {word: self.place(word) for word in self.words(tree, "fail-on")}
        return OfDiff(fail_on, profiles, impact, level, self.words(tree, "areas"), likeness)

    def held(self, tree: Any, known: tuple[str, ...]) -> None:
        from gapub.model.shape import suggestion

        for key in tree:
            if key not in known:
                self.stop(key, Text(f"没有“{key}”这项设置", f"unknown setting {key!r}"), suggestion(key, known))

    def table(self, tree: Any, key: str) -> dict[str, Any]:
        value = tree.get(key, {})
        if not isinstance(value, dict):
            self.stop(key, Text("应为表", "it must be a table"))
        return value

    def words(self, tree: Any, key: str) -> tuple[str, ...]:
        value = tree.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.stop(key, Text("应为文字列表", "it must be a list of strings"))
        return tuple(value)

    def stop(self, key: str, message: Text, hint: Text | None = None) -> NoReturn:
        """End the reading at the line where the word stands."""
        raise _wrong(message, self.place(key), hint, key)

    def place(self, key: str) -> Place:
        """Where a word stands first, outside comments."""
        word = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])")
        lines = ((i, line) for i, line in enumerate(self.lines, 1) if not line.lstrip().startswith("#"))
        at = next(((i, found.start() + 1) for i, line in lines if (found := word.search(line))), (1, 1))
        return Place(self.shown, *at)


def _wrong(message: Text, place: Place, hint: Text | None = None, entity: str = "") -> GapubError:
    return GapubError([Diagnostic("bad-settings", "error", message, place, entity, hint=hint)])


def is_date(text: str) -> bool:
    """True for a day of the calendar as 2026-11-24."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def unknown_pattern(pattern: str) -> tuple[Text, Text] | None:
    """What is wrong with a pattern that no code or family has, and the nearest that one has; None for any other."""
    from gapub.model.shape import suggestion
    from gapub.rules.registry import RULES

    families = {rule.family for rule in RULES.values()}
    if any(matches(pattern, code, rule.family) for code, rule in RULES.items()):
        return None
    message = Text(f"没有与“{pattern}”相符的规则", f"no rule matches {pattern!r}")
    return message, suggestion(pattern, (*RULES, *families))


def matches(pattern: str, code: str, family: str) -> bool:
    """True if the pattern is the code or its family, or starts it and ends in `*`."""
    return pattern in (code, family) or (pattern.endswith("*") and code.startswith(pattern[:-1]))
