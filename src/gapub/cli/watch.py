"""`--watch`: a command once more whenever a file changes that it depends on, until Ctrl-C.

Events tell when to look; whether anything changed, the files themselves tell, by size and time. So what the run itself
writes or reads starts no other, nothing that happens meanwhile is missed, and a disk without events is looked at as well.
"""

from __future__ import annotations

import gc
import os
import signal
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from gapub.cli.declare import Exit
from gapub.cli.messages import report, say
from gapub.cli.streams import flush
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.sources.disk import YAML
from gapub.sources.library import remember
from gapub.sources.project import PYPROJECT, SETTINGS, Project

State: TypeAlias = Mapping[str, tuple[int, int] | None]
"""Size and time of files and folders by their paths; None for what is not there."""

_QUIET: Final = 25
"""Milliseconds without an event, and once more without a change, after which files are saved: editors take several steps."""
_LONGEST: Final = 200
"""Milliseconds after which nobody waits for that any longer."""
_LOOK: Final = 300
"""Milliseconds after which the files are looked at without an event."""
_COARSE: Final = 20_000_000
"""Nanoseconds by which the time of a file may lie before the moment at which it was saved."""
_FOLDER: Final = (0, 0)
"""What is known of a folder: that it is there."""
_SIGNALS: Final = [128 + getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def watch(run: Callable[[], object], inputs: Callable[[], Iterable[Path]]) -> None:
    """Run, and again whenever one of `inputs` changes; they are asked for anew each time. Ctrl-C ends it.

    What stops a run is printed, and a later change may mend it. Raises GapubError if the extra is not installed.
    """
    try:
        from watchfiles import watch as events
    except ImportError as missing:
        message = Text("未安装 --watch 所需的组件", "the component for --watch is not installed")
        hint = Text("请运行：pip install gapub[watch]", "run: pip install gapub[watch]")
        raise GapubError([Diagnostic("watch-extra", "error", message, hint=hint)]) from missing
    remember()
    gc.enable()  # this process lives as long as its user likes
    seen: State | None = None
    try:
        while True:
            now = _state(inputs())
            if now != seen:
                if seen is not None:
                    now = _settled(now, inputs)
                    _say_changed(seen, now)
                start = time.time_ns()
                _run(run)
                if seen is None:
                    say(Text("正在监视，按 Ctrl-C 结束", "watching; press Ctrl-C to end"))
                flush()
                seen = {path: now.get(path, _before(facts, start)) for path, facts in _state(inputs()).items()}
                continue
            try:
                for _ in events(
                    *_folders(seen),
                    watch_filter=None,
                    recursive=False,
                    debounce=_LONGEST,
                    step=_QUIET,
                    rust_timeout=_LOOK,
                    yield_on_timeout=True,
                    ignore_permission_denied=True,
                ):
                    if _state(inputs()) != seen:
                        break
            except OSError:  # the system watches no more folders, or one has just gone: then look
                time.sleep(_LOOK / 1000)
    except KeyboardInterrupt:  # as watchfiles calls every signal that comes while it waits
        pass
    except SystemExit as end:  # one that comes during a run
        if end.code not in _SIGNALS:
            raise
    say(Text("已结束", "ended"))


def _run(run: Callable[[], object]) -> None:
    try:
        run()
    except GapubError as error:
        report(error.diagnostics)
    except Exit:
        pass  # the exit code of a single run


def _state(paths: Iterable[Path]) -> State:
    return {os.fspath(path): _facts(path) for path in paths}


def _settled(now: State, inputs: Callable[[], Iterable[Path]]) -> State:
    """The files once nobody is in the middle of writing one, or has been for too long."""
    for _ in range(_LONGEST // _QUIET):
        time.sleep(_QUIET / 1000)
        if (later := _state(inputs())) == now:
            break
        now = later
    return now


def _facts(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return _FOLDER if stat.S_ISDIR(found.st_mode) else (found.st_size, found.st_mtime_ns)


def _before(facts: tuple[int, int] | None, start: int) -> tuple[int, int] | None:
    """The facts of a file that only the run has shown to matter; unknown where it may have been saved meanwhile."""
    return None if facts and facts[1] > start - _COARSE else facts


def _folders(state: State) -> list[Path]:
    """The folders in which something of it may change: for what is not there, the nearest that is."""
    return sorted({_there(Path(path)) for path in state} or {Path()})


def _there(path: Path) -> Path:
    above = path if path.is_dir() else path.parent
    return next(each for each in (above, *above.absolute().parents) if each.is_dir())


def _say_changed(seen: State, now: State) -> None:
    changed = [path for path in {**now, **seen} if now.get(path) != seen.get(path)]
    files = [path for path in changed if _FOLDER not in (seen.get(path), now.get(path))]
    names = [Path(path).as_posix() for path in files or changed]  # a folder, where it alone is new
    more = len(names) - 1
    others = Text(f" 等 {more + 1} 个文件", f" and {more} more") if more else Text.same("")
    say(Text("\n── 已改动：{}{}", "\n── changed: {}{}").format(names[0], others))


def below(folder: Path, endings: tuple[str, ...] = ("",)) -> Iterator[Path]:
    """A folder with the folders in it and the files of these endings, but for what is hidden; itself where it is none."""
    yield folder
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        named = (*folders, *(name for name in sorted(names) if name.endswith(endings) and not name.startswith(".")))
        yield from (Path(root, name) for name in named)


def of_project(project: Project) -> Iterator[Path]:
    """What every command reads of a project: its settings and its guidelines."""
    yield from (project.root / SETTINGS, project.root / PYPROJECT)
    yield from below(project.guidelines, YAML)
