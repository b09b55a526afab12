"""Kills gapub at random moments, and counts what is left: `python tools/kill.py [KILLS] [SEED]`.

Each round starts one command, sends it KILL, TERM or INT after a random time, and then asks: is a set that is torn told to
be so (`gapub verify`), is every file of a person's whole and with its rights, does the same command then make all new, and
is nothing left over? At the end, eight processes write different catalogues into one folder. Exits with 1 for any fault.

A command runs in a fork of this process, which has imported gapub and parsed its files already: a thousand rounds take
minutes, and most kills fall where something is written. So it needs a system that can fork.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
os.environ |= {"GAPUB_NO_CACHE": "1", "GAPUB_LANG": "en"}

import in_process  # noqa: E402
from gapub.__main__ import main as main_of_gapub  # noqa: E402

SIGNALS: Final = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
AREAS: Final = ("taxation", "social-insurance")
EIGHT: Final = (
    "agricultural-subsidies",
    "broadcasting",
    "compulsory-education",
    "customs",
    "disaster-relief",
    "employment",
    "fiscal-budgets",
    "taxation",
)
FORMATS: Final = "json,md,html,csv,docx"
OWN: Final = "正式文件.txt"
_PROFILE: Final = """\
division:   {code: "210283", name: 庄河市}   # own comment
level: county
bodies: {education: {county: 庄河市教育局(本部)}}
"""
_GUIDELINE: Final = ROOT / "guidelines/taxation/2019.yaml"

Files = dict[str, bytes]


class Case(NamedTuple):
    """What is killed: the commands before it, the command, and whether it writes a folder or a person's file."""

    name: str
    before: tuple[str, ...]
    command: tuple[str, ...]
    writes_folder: bool


def compile_(area: str, formats: str) -> tuple[str, ...]:
    """Compile one area into the folder that gets published."""
    return ("compile", "county", "--area", area, "--format", formats, "-o", "public/out")


CASES: Final = (
    Case("compile", compile_(AREAS[0], FORMATS), compile_(AREAS[1], FORMATS), True),
    Case("site", compile_(AREAS[0], "json,site"), compile_(AREAS[1], "json,site"), True),
    Case("fmt", (), ("fmt", "own"), False),
    Case("upgrade", (), ("upgrade", "own/profile.yaml", "--to", "national-current"), False),
    Case("fix", (), ("validate", "own", "--fix"), False),
)


def start(*args: str, cwd: Path, output: Path, leads: bool = False) -> int:
    """Run gapub in a fork, its output in a file. Returns the id of the process, and of its group if it leads one."""
    process = os.fork()
    if process:
        return process
    try:
        if leads:
            os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background would ignore it
        os.chdir(cwd)
        sink = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        sys.argv = ["gapub", *args]
        sys.modules["__main__"] = sys.modules[main_of_gapub.__module__]  # what a process it starts takes for its own
        main_of_gapub()
    finally:
        os._exit(3)


def finished(*args: str, cwd: Path, output: Path) -> tuple[int, bytes]:
    """Exit code and output of a run that nothing interrupts."""
    return ended(start(*args, cwd=cwd, output=output)), output.read_bytes()


def ended(process: int) -> int:
    """The exit code of a process, once it has ended; negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def contents(folder: Path) -> Files:
    """Every file of a folder, hidden ones too, but not what lies beside the folder that gets published."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def prepared(case: Case, folder: Path) -> None:
    """The state before: a whole set that an earlier run made, or a person's files."""
    if case.writes_folder:
        in_process.gapub(*case.before, cwd=folder)
        (folder / "public/out" / OWN).write_text("own", "utf-8")
    else:
        own = folder / "own"
        own.mkdir()
        (folder / "meant.yaml").write_text(_PROFILE, "utf-8")
        (folder / "meant.yaml").chmod(0o640)
        (own / "profile.yaml").symlink_to("../meant.yaml")
        for n in range(3):
            (own / f"{n}.yaml").write_bytes(_GUIDELINE.read_bytes().replace(b": ", b":  ").replace(b"\n", b"\r\n"))


class Killer:
    """Runs rounds, and counts what comes of them."""

    def __init__(self, chance: random.Random) -> None:
        """Start with nothing counted."""
        self.chance = chance
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.models: dict[str, tuple[Path, Files, Files, float]] = {}

    def fault(self, case: str, what: str) -> None:
        """Note a fault."""
        self.faults.append(f"{case}: {what}")

    def model(self, case: Case, place: Path) -> tuple[Path, Files, Files, float]:
        """The state before the command and after it, made once, and how long it takes."""
        if case.name not in self.models:
            folder = place / f"model-{case.name}"
            folder.mkdir()
            prepared(case, folder)
            old = contents(folder)
            done = place / f"done-{case.name}"
            shutil.copytree(folder, done, symlinks=True)
            in_process.gapub(*case.command, cwd=done)  # whatever it imports and parses, its forks have too
            again = place / f"again-{case.name}"
            shutil.copytree(folder, again, symlinks=True)
            began = time.monotonic()
            finished(*case.command, cwd=again, output=place / "said")
            self.models[case.name] = folder, old, contents(done), time.monotonic() - began
            assert contents(again) == contents(done) != old, f"{case.name} writes nothing"
        return self.models[case.name]

    def round(self, case: Case, place: Path) -> None:
        """Kill the command once, and judge what it leaves."""
        model, old, new, takes = self.model(case, place)
        folder = place / "round"
        shutil.copytree(model, folder, symlinks=True)
        number = self.chance.choice(SIGNALS)
        output = place / "said"
        process = start(*case.command, cwd=folder, output=output)
        # half of the kills fall into the part in which files are written, near the end
        time.sleep(takes * (self.chance.uniform(0, 1.1) if self.chance.random() < 0.5 else self.chance.uniform(0.6, 1)))
        os.kill(process, number)
        code, errors = ended(process), output.read_bytes()
        self.counts["runs"] += 1
        killed = code in (-number, 128 + number)
        self.counts[f"killed by {number.name}"] += killed
        if b"Traceback" in errors:
            self.fault(case.name, f"{number.name}: traceback: {errors[-200:]!r}")
        judge = self.judge_folder if case.writes_folder else self.judge_files
        judge(case, folder, old, new, number if killed else None)
        finished(*case.command, cwd=folder, output=output)
        if contents(folder) != new:
            self.fault(case.name, f"{number.name}: the next run did not make all new, or left something")
        shutil.rmtree(folder)

    def judge_folder(self, case: Case, folder: Path, old: Files, new: Files, number: signal.Signals | None) -> None:
        """A mixed set must be told; nothing half-made may lie in the folder; TERM and INT leave nothing beside it."""
        out = folder / "public/out"
        now = {f"public/out/{name}": data for name, data in contents(out).items()}
        if strange := [name for name, data in now.items() if data not in (old.get(name), new.get(name))]:
            self.fault(case.name, f"in the published folder: {strange}")
        said_to = folder.with_name("verified")
        code, said = finished("verify", "public/out", "--format", "json", "--allow-foreign", cwd=folder, output=said_to)
        mixed = now not in (old, new)
        self.counts["torn"] += mixed
        if mixed and (code != 1 or "torn" not in {each["kind"] for each in json.loads(said)["found"]}):
            self.fault(case.name, "a torn set was not told")
        if not mixed and code:
            self.fault(case.name, f"a whole set was called {said!r}")
        if number in (signal.SIGTERM, signal.SIGINT) and (mixed or contents(folder) != now):
            self.fault(case.name, f"{number.name} left a torn set, or files beside the folder")

    def judge_files(self, case: Case, folder: Path, old: Files, new: Files, number: signal.Signals | None) -> None:
        """Every file of a person's is the old or the new one, with its rights, and its link leads where it led."""
        now = contents(folder)
        for name in old:
            if now.get(name) not in (old[name], new[name]):
                self.fault(case.name, f"{name} is neither old nor new")
        meant = folder / "meant.yaml"
        if meant.stat().st_mode & 0o777 != 0o640 or not (folder / "own/profile.yaml").is_symlink():
            self.fault(case.name, "rights or a link were lost")
        if now.keys() != old.keys() and number is not signal.SIGKILL:
            self.fault(case.name, f"left over: {sorted(now.keys() - old.keys())}")

    def crowd(self, place: Path) -> None:
        """Eight processes, different content, one folder: whoever is last, nothing may be there that no manifest lists."""
        folder = place / "crowd"
        folder.mkdir()
        options = ("--baseline", "national-current", "--format", "json,site,md", "-o", "out")
        runs = {
            area: start("compile", "county", "--area", area, *options, cwd=folder, output=place / f"said-{area}")
            for area in EIGHT
        }
        for area, run in runs.items():
            code, told = ended(run), (place / f"said-{area}").read_bytes()
            self.counts[f"crowd: exit {code}"] += 1
            if code and b"output-busy" not in told:
                self.fault("crowd", f"{area}: {told!r}")
        code, said = finished("verify", "out", "--format", "json", cwd=folder, output=place / "said")
        if code or {path.name for path in folder.iterdir()} != {"out"}:
            self.fault("crowd", f"{said!r}, {sorted(path.name for path in folder.iterdir())}")
        shutil.rmtree(folder)


def main(kills: int, seed: int) -> int:
    """Run that many rounds, the cases in turn, and a crowd for every hundred. Returns the number of faults."""
    killer = Killer(random.Random(seed))
    with in_process.remembering(), tempfile.TemporaryDirectory() as place:
        for n in range(kills):
            killer.round(CASES[n % len(CASES)], Path(place))
        for _ in range(max(1, kills // 100)):
            killer.crowd(Path(place))
    for what, count in sorted(killer.counts.items()):
        print(f"{count:6}  {what}")
    for fault in killer.faults:
        print(f"fault: {fault}")
    print(f"{len(killer.faults)} faults")
    return len(killer.faults)


if __name__ == "__main__":
    kills, seed = (*map(int, sys.argv[1:3]), *(100, 1)[len(sys.argv) - 1 :])
    sys.exit(bool(main(kills, seed)))
