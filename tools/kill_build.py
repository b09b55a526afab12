"""Kills `gapub build` at random moments, and has it resume: `python tools/kill_build.py [KILLS] [SEED] [CASE…]`.

Six localities are built; then an office of all is renamed, and a build of them is killed (the process alone or its whole group),
anywhere between its start and its end. After each kill: every file is the old one or the new one, whole; where a manifest is
new, so are the files that it lists. The same command again makes all new, leaves nothing over and no process running. So go
the rounds, from the one state to the other and back; some are killed twice before they may end. With no case named,
all but the last are run in turn:

    one      one process
    two      a process that gives work to two others
    cluster  a cluster of Dask, with two workers of its own; a run takes seconds

A build of `one` and `two` runs in a fork of this process, which has imported gapub and parsed its files already, so that most
kills fall where something is made or written. Exits with 1 for any fault.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final

import kill  # of this folder; puts gapub and the tests on the path
from kill import Files, contents

import in_process
import localities
from gapub.batch import run

LOCALITIES: Final = 6
OUT: Final = "out"
CASES: Final = {
    "one": ("--jobs", "1"),
    "two": ("--jobs", "2"),
    "cluster": ("--scheduler", "local", "--jobs", "2"),
}
COMMAND: Final = ("build", "catalogues", "--format", "json,csv", "-o", OUT)
OFFICE: Final = ("政府办公室", "政务公开办公室")
"""What is renamed in each profile, there and back."""


def start(case: str, folder: Path, output: Path) -> int:
    """Start a build as the leader of a group of its own. Returns its id."""
    if case != "cluster":
        return kill.start(*COMMAND, *CASES[case], cwd=folder, output=output, leads=True)
    with output.open("wb") as sink:
        command = [sys.executable, "-m", "gapub", *COMMAND, *CASES[case]]
        environment = os.environ | {"PYTHONPATH": str(kill.ROOT / "src")}
        return subprocess.Popen(
            command, cwd=folder, env=environment, stdout=sink, stderr=sink, start_new_session=True
        ).pid


def finished(case: str, folder: Path, output: Path) -> tuple[int, float]:
    """The exit code of a build that nobody kills, and how long it took."""
    began = time.monotonic()
    return kill.ended(start(case, folder, output)), time.monotonic() - began


def rename(folder: Path) -> None:
    """Change the name of an office in every profile, or change it back."""
    for path in sorted((folder / "catalogues").rglob("*.yaml")):
        text = path.read_text("utf-8")
        old, new = OFFICE if OFFICE[0] in text else OFFICE[::-1]
        path.write_text(text.replace(old, new), "utf-8")


def alone(process: int, patience: float = 60) -> bool:
    """Whether nothing of a group is left, a moment after its leader has ended."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            os.killpg(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def catalogues(files: Files) -> Files:
    """The files of the localities, without what the build notes for itself."""
    return {name: data for name, data in files.items() if not any(part.startswith(".") for part in name.split("/"))}


class Killer:
    """Runs rounds, and counts what comes of them."""

    def __init__(self, chance: random.Random, place: Path) -> None:
        """Make the folder, and build both of its states once."""
        self.chance = chance
        self.place = place
        self.said = place / "said"
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.takes: dict[str, float] = {}
        model = place / "model"
        localities.write(model / "catalogues", LOCALITIES, "offices")
        (model / "gapub.toml").write_text("", "utf-8")
        self.states: list[Files] = []
        in_process.gapub(*COMMAND, *CASES["one"], cwd=model)  # whatever it imports and parses, its forks have too
        for _ in range(2):
            self.states.append(contents(model))
            rename(model)
            in_process.gapub(*COMMAND, *CASES["one"], cwd=model)
        assert contents(model).keys() == self.states[0].keys() == self.states[1].keys()
        old, new = map(catalogues, self.states)
        assert sum(old[name] != new[name] for name in old) > LOCALITIES
        self.folder = place / "round"
        shutil.copytree(model, self.folder)

    def fault(self, case: str, what: str) -> None:
        """Note a fault, with the last words of the run."""
        self.faults.append(f"{case}: {what}: {self.said.read_bytes()[-300:]!r}")

    def round(self, case: str) -> None:
        """Change what is built, kill the build of it once or twice, and let the next one end."""
        if case not in self.takes:
            rename(self.folder)
            self.takes[case] = min(finished(case, self.folder, self.said)[1], 60)
        rename(self.folder)
        name = f"{OUT}/"
        now = {key: data for key, data in contents(self.folder).items() if not key.startswith(name)}
        new, old = sorted(
            self.states, key=lambda each: {k: v for k, v in each.items() if not k.startswith(name)} != now
        )
        for _ in range(1 + (self.chance.random() < 0.2)):
            self.killed(case, catalogues(old), catalogues(new))
        code, _ = finished(case, self.folder, self.said)
        if code:
            self.fault(case, f"the next run ended with {code}")
        found = contents(self.folder)
        if catalogues(found) != catalogues(new):
            wrong = [key for key in found.keys() | new.keys() if found.get(key) != new.get(key)]
            self.fault(case, f"the next run did not make all new, or left something: {sorted(wrong)[:5]}")
        if left := sorted(found.keys() - new.keys()):
            self.fault(case, f"left over: {left[:5]}")

    def killed(self, case: str, old: Files, new: Files) -> None:
        """One run that is killed, and what it leaves."""
        process = start(case, self.folder, self.said)
        time.sleep(self.takes[case] * self.chance.uniform(0, 1.05))
        number = signal.SIGKILL if self.chance.random() < 0.7 else signal.SIGTERM
        if self.chance.random() < 0.3 and os.getpgid(process) == process:  # it may not have got so far
            os.killpg(process, number)
        else:
            os.kill(process, number)
        code = kill.ended(process)
        self.counts["runs"] += 1
        was_killed = code in (-number, 128 + number)
        self.counts[f"killed by {number.name}"] += was_killed
        if not alone(process):
            self.fault(case, f"{number.name}: processes are left")
            os.killpg(process, signal.SIGKILL)
        if b"Traceback" in self.said.read_bytes():
            self.fault(case, f"{number.name}: traceback")
        now = catalogues(contents(self.folder))
        outside = {key for key in now if now[key] not in (old.get(key), new.get(key))}
        if outside:
            self.fault(case, f"{number.name}: neither old nor new: {sorted(outside)[:5]}")
        done = 0
        for key in (each for each in new if each.endswith("/catalogue.json") and now.get(each) == new[each]):
            done += 1
            above = key[: key.rindex("/") + 1]
            listed = json.loads(now[key])["files"]
            torn = [
                above + each["name"]
                for each in listed
                if hashlib.sha256(now.get(above + each["name"], b"")).hexdigest() != each["sha256"]
            ]
            if torn:
                self.fault(case, f"{number.name}: a new manifest beside files that are not: {torn[:5]}")
        self.counts["killed between the first and the last locality"] += 0 < done < LOCALITIES
        self.counts[f"of {case}"] += was_killed


def main(kills: int, seed: int, cases: list[str]) -> int:
    """Run rounds until so many builds were started to be killed. Returns the number of faults."""
    began = time.monotonic()
    run._ALONE = 2  # so few localities would not be given to two processes
    with in_process.remembering(), tempfile.TemporaryDirectory(prefix="kill-build-") as place:
        killer = Killer(random.Random(seed), Path(place))
        turn = 0
        signal.signal(signal.SIGINT, signal.default_int_handler)  # though it may run in the background
        with suppress(KeyboardInterrupt):  # to be content with fewer
            while killer.counts["runs"] < kills:
                killer.round(cases[turn % len(cases)])
                turn += 1
                if turn % 50 == 0:
                    print(f"{killer.counts['runs']} runs, {len(killer.faults)} faults", file=sys.stderr, flush=True)
    for what, count in sorted(killer.counts.items()):
        print(f"{count:6}  {what}")
    for fault in killer.faults:
        print(f"fault: {fault}")
    print(f"{len(killer.faults)} faults in {time.monotonic() - began:.0f} s")
    return len(killer.faults)


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    named = [each for each in sys.argv[1:] if each in CASES] or ["one", "two"]
    sys.exit(bool(main(*(*numbers, *(100, 1)[len(numbers) :]), named)))
