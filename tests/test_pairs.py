"""Every command that reads or writes, in every situation: one table says what it answers, as the docs have it.

Features are written one by one, and each can forget another. `pairs.SITUATIONS` has a small project for each; `EXPECTED` has the
exit code and the facts that each command must give there. A pair without a line is a failure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from in_process import gapub
from pairs import PRICE_ID, SITUATIONS, WHARF, Situation
from store import FILES
from table_readers import READERS
from test_attested import words_of

pytestmark = pytest.mark.usefixtures("read_once")

FORMATS = ("json", *READERS)


class Answer(NamedTuple):
    """The exit code, what a command said as single facts, and in words, where these show more."""

    code: int
    facts: list[str]
    words: str = ""


class Project(NamedTuple):
    """A situation on the disk, with the exit codes of compiling it; what it was before lies in `before` beside it."""

    name: str
    folder: Path
    compiled: tuple[int, ...]

    @property
    def situation(self) -> Situation:
        return SITUATIONS[self.name]

    @property
    def profile(self) -> str:
        return f"catalogues/{self.situation.of}.yaml"

    def run(self, *args: str) -> tuple[int, str]:
        done = gapub(*args, cwd=self.folder)
        return done.returncode, done.stdout.decode()

    def json(self, *args: str) -> tuple[int, Any]:
        done = gapub(*args, "--format", "json", cwd=self.folder)
        return done.returncode, json.loads(done.stdout or b"{}") | {"stderr": done.stderr.decode()}

    def outputs(self) -> dict[str, Path]:
        """The folders with a catalogue, by their names below `out`."""
        found = sorted(path.parent for path in (self.folder / "out").rglob("catalogue.json"))
        return {path.relative_to(self.folder / "out").as_posix(): path for path in found}


def _put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def project(name: str, root: Path) -> Project:
    """The situation, compiled in every format. Where that is refused, what was compiled before stays."""
    situation = SITUATIONS[name]
    folder = root / name
    _put(root / "before" / name, situation.before())

    def compiled() -> tuple[int, ...]:
        options = (*situation.options, "--format", ",".join(FORMATS))
        profile = f"catalogues/{situation.of}.yaml"
        runs = (("compile", level, profile, *options, "-o", f"out/{level}") for level in situation.levels)
        return tuple(gapub(*run, cwd=folder).returncode for run in runs)

    if name == "conflict":
        _put(folder, situation.before())
        assert compiled() == (0,)
    _put(folder, situation.after())
    return Project(name, folder, compiled())


# --- what each command says -------------------------------------------------------------------------------------------

TITLES = ("价格", "预订", "收费", "水质", "码头", "钢琴")


def _days(limit: str) -> str:
    (days,) = re.findall(r"\d+", limit)
    return str(days)


def _line(number: str, title: str, limit: str) -> str:
    (name,) = (each for each in TITLES if title.startswith(each))
    return f"{number} {name} {_days(limit)}"


def _listed(tree: Any, prefix: str) -> list[str]:
    return [each["name"] for each in tree["files"] if each["name"].startswith(prefix)]


def _position(tree: Any) -> Callable[[str], int]:
    """Where the page of an area or an item stands in the order of the catalogue; other files come first."""
    items = [each["id"] for area in tree["areas"] for topic in area["topics"] for each in topic["items"]]
    ids = [*dict.fromkeys(area["id"] for area in tree["areas"]), *items]
    pages = {f"site/{'items' if '/' in each else 'areas'}/{each}": i for i, each in enumerate(ids)}
    return lambda name: pages.get(name.removesuffix(".html").partition("@")[0], -1)


def compile_(made: Project, form: str) -> Answer:
    """Each row as `folder: number title days`, read back from the files of a format that the catalogue lists."""
    facts, words = [], []
    for where, out in made.outputs().items() if set(made.compiled) == {0} else ():
        tree = json.loads((out / "catalogue.json").read_bytes())
        if form == "json":
            rows = {
                each["number"]: {"title": each["title"]["zh"], "time_limit": each["time_limit"]["zh"]}
                for area in tree["areas"]
                for topic in area["topics"]
                for each in topic["items"]
            }
            words.append((out / "catalogue.json").read_text("utf-8"))
        else:
            names = sorted(_listed(tree, FILES[form]), key=_position(tree))
            rows = READERS[form]({name: (out / name).read_bytes() for name in names})
            words += [words_of(out / name) for name in names if not name.endswith((".css", ".js"))]
        facts += [f"{where}: {_line(number, row['title'], row['time_limit'])}" for number, row in rows.items()]
    return Answer(
        max(made.compiled), facts, re.sub(r"\s", "", re.sub("(?s)<(script|style).*?</", "", "\n".join(words)))
    )


def validate(made: Project) -> Answer:
    """Errors, and for each profile that it was judged: none of them names an office."""
    code, tree = made.json("validate")
    found = [each for each in tree["findings"] if each["severity"] == "error" or each["code"] == "role-unbound"]
    return Answer(code, [f"{each['code']} {Path(each['place']['file']).stem}" for each in found])


def _differences(tree: Any) -> Iterator[str]:
    for area in tree["areas"]:
        yield from (f"{each['kind']} {area['id']}" for each in area["changes"])
        for row in area["rows"]:
            yield from (f"{each['kind']} {(row['new'] or row['old'])[0]}" for each in row["changes"])
    for each in tree.get("profiles", ()):
        found = list(_differences(each)) or [each["state"]]
        yield from (f"{each['profile']} {each['level']}: {fact}" for fact in found)


def diff(made: Project) -> Answer:
    """Of the project before and now, or of two baselines, where only these differ."""
    sides = made.situation.sides or (f"../before/{made.name}", ".", "--profiles", "catalogues")
    code, tree = made.json("diff", *sides)
    return Answer(code, [*dict.fromkeys(_differences(tree))])


def diff_catalogue(made: Project) -> Answer:
    """Each catalogue holds to the schema, and differs from its baseline in what the profile says."""
    code, facts = 0, []
    for where in made.outputs():
        one, tree = made.json("diff", made.situation.baseline, f"out/{where}/catalogue.json")
        code = max(code, one)
        facts += [f"{where}: {fact}" for fact in _differences(tree)]
    return Answer(code, facts)


def explain(made: Project) -> Answer:
    """Where the row stands, its time limit, the state of that cell and where it comes from, and errors."""
    code, tree = made.json("explain", made.situation.item, "--profile", made.profile)
    (limit,) = (each for each in tree["fields"] if each["field"] == "time_limit")
    facts = [tree["standing"], tree["area"]["edition"], _days(limit["words"][0]["zh"]), limit["state"]]
    facts += [limit["origins"][0]["file"], *(each["code"] for each in tree["problems"])]
    return Answer(code, facts, json.dumps(tree, ensure_ascii=False))


def todo(made: Project) -> Answer:
    """What there is to fix, and how many rows and cells there are to check."""
    code, said = made.run("todo", made.profile, "--format", "md")
    (fix,) = re.findall(r"Fix profiles \| (\d+)", said)
    (check,) = re.findall(r"Check cells \|.*?(\d+ \(.*?\))", said)
    return Answer(code, [f"fix {fix}", f"check {check}"], said)


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((folder / "catalogues").iterdir())}


def _upgraded(made: Project, *options: str) -> Answer:
    code, tree = made.json("upgrade", made.profile, "--to", made.situation.to, *options)
    facts = re.findall(r"error \[([a-z-]+)\]", tree["stderr"])
    for report in tree.get("profiles", [tree] if "profile" in tree else []):
        name = Path(report["profile"]).stem
        facts += [f"{name} {outcome} {n}" for outcome, n in report["counts"].items() if n]
        facts.append(f"{name} {'written' if report['written'] else 'kept as it is'}")
    return Answer(code, facts)


def upgrade_dry_run(made: Project) -> Answer:
    before = _texts(made.folder)
    found = _upgraded(made, "--dry-run")
    assert _texts(made.folder) == before
    return found


def upgrade(made: Project) -> Answer:
    """Of a copy: what was written, and the exit code of compiling it then."""
    copy = made._replace(folder=made.folder.parent / "upgraded" / made.name)
    _put(copy.folder, made.situation.after())
    found = _upgraded(copy)
    level, options = made.situation.levels[0], made.situation.options
    code, _ = copy.run("compile", level, made.profile, *options, "--format", "json")
    return found._replace(facts=[*found.facts, f"then {code}"], words="".join(_texts(copy.folder).values()))


def fmt(made: Project) -> Answer:
    """Of a copy: the same values and comments, and nothing to do a second time."""
    copy = made._replace(folder=made.folder.parent / "formatted" / made.name)
    texts = {name: f"# first\n{text}# last\n" for name, text in made.situation.after().items()}
    _put(copy.folder, texts)
    code, _ = copy.run("fmt", ".")
    for name, text in texts.items():
        after = (copy.folder / name).read_text("utf-8")
        assert yaml.safe_load(after) == yaml.safe_load(text), name
        assert [line for line in after.splitlines() if line.startswith("# ")] == ["# first", "# last"], name
    again, _ = copy.run("fmt", "--check", ".")
    return Answer(code, [f"again {again}"], "".join(_texts(copy.folder).values()))


def stats(made: Project) -> Answer:
    code, tree = made.json("stats", "--baseline", made.situation.baseline)
    rows = [f"{each['area']}@{each['edition']} {each['items']}" for each in tree["guidelines"]]
    return Answer(code, [*rows, f"total {tree['total']['items']}"])


def list_(made: Project) -> Answer:
    """The editions of the baseline, each with its title and number of rows."""
    code, tree = made.json("list")
    editions = {f"{each['area']}@{each['edition']}": each for each in tree["guidelines"]}
    (named,) = (each["editions"] for each in tree["baselines"] if each["id"] == made.situation.baseline)
    return Answer(code, [f"{name} {editions[name]['title']['zh']} {editions[name]['items']}" for name in named])


def verify(made: Project) -> Answer:
    """The number of catalogues in each folder, and what is wrong there or cannot be judged."""
    code, facts = 0, []
    for level in made.situation.levels:
        one, tree = made.json("verify", f"out/{level}")
        code = max(code, one)
        facts.append(f"{level} {len(tree['catalogues'])}{' complete' if tree['complete'] else ''}")
        facts += [f"{each['kind']} {each['name']}" for each in tree["found"]]
        facts += [f"not judged {each}" for each in tree["not_judged"]]
    return Answer(code, facts)


COMMANDS: dict[str, Callable[[Project], Answer]] = {
    "validate": validate,
    "diff": diff,
    "diff catalogue.json": diff_catalogue,
    "explain": explain,
    "todo": todo,
    "upgrade --dry-run": upgrade_dry_run,
    "upgrade": upgrade,
    "fmt": fmt,
    "stats": stats,
    "list": list_,
    "verify": verify,
}
PAIRS = list(product((*(f"compile {form}" for form in FORMATS), *COMMANDS), SITUATIONS))


# --- the table --------------------------------------------------------------------------------------------------------


class Expected(NamedTuple):
    """All facts, the exit code, and what the words have and do not have, as regular expressions."""

    facts: list[str]
    code: int = 0
    says: str = ""
    never: str = ""


def _rows(*places: str, price: int = 20, booking: int = 20) -> list[str]:
    rows = (f"31-01 价格 {price}", f"31-02 预订 {booking}", "32-01 水质 20")
    return [f"{place}: {row}" for place in places for row in rows]


COMPILED = {
    "chain": Expected(_rows("county", price=15)),
    "several divisions": Expected(_rows("township/210283001", "township/210283101", price=15)),
    "three levels": Expected([*_rows("county", "township", booking=15), "village: 31-01 预订 15"]),
    "own overlay": Expected(["county: 30-01 码头 15", *_rows("county")[:2]], says="本地海关", never="海关总署"),
    "several editions": Expected(
        ["county: 31-01 收费 10", "county: 31-02 预订 15", "county: 32-01 水质 20"],
        says="沿用|carried",
        never="价格",
    ),
    "omitted area": Expected(_rows("county")[:2], never="水质"),
    "area without rows": Expected(_rows("county")[:2]),
    "local rows": Expected([*_rows("county")[:2], "county: 31-03 钢琴 5", "county: 32-01 水质 20"]),
    "attested": Expected(_rows("county"), says="已核对|attested"),
    "weakened": Expected(_rows("county", price=30), says="弱于|weaker"),
    "conflict": Expected([], 2),
}
"""The rows are the same in every format."""
BESIDE = {"omitted area": Expected([], says="本县没有浴场"), "area without rows": Expected([], says="公园")}
"""What stands beside the rows. A format of rows alone has no place for it."""
ROWS_ALONE = ("csv", "jsonl")


def _compiled(form: str, name: str) -> Expected:
    return (
        COMPILED[name]
        if form in ROWS_ALONE or name not in BESIDE
        else BESIDE[name]._replace(facts=COMPILED[name].facts)
    )


def _tightened(*places: str, item: str = PRICE_ID) -> list[str]:
    """A cell that the profile states itself is stronger, and no longer recalled."""
    return [f"{place}: {kind} {item}" for place in places for kind in ("tightened", "evidence-changed")]


BOOKING_ID = "halls/use/booking"
GONE = ("area-removed baths", "topic-removed baths", "removed baths/use/water")
TABLE: dict[str, dict[str, Expected]] = {
    "validate": {
        **dict.fromkeys(SITUATIONS, Expected(["role-unbound county"])),
        "several divisions": Expected(["role-unbound county", "role-unbound towns"]),
        "weakened": Expected(["role-unbound county", "weaker-time-limit county"], 1),
        "conflict": Expected(["role-unbound county", "upgrade-conflict county"], 1),
    },
    "diff": {
        "chain": Expected(_tightened("province.yaml county")),
        "several divisions": Expected(_tightened("towns.yaml township")),
        "three levels": Expected(_tightened("county.yaml county", item=BOOKING_ID)),  # the same below is not said again
        "own overlay": Expected(
            [
                "area-added customs",
                "topic-added customs",
                f"added {WHARF}",
                f"county.yaml county: added {WHARF}",
            ]
        ),
        "several editions": Expected(_tightened("county.yaml county", item=BOOKING_ID)),
        "omitted area": Expected([f"county.yaml county: {each}" for each in GONE]),
        "area without rows": Expected(["area-added parks", *GONE]),
        "local rows": Expected(["county.yaml county: added halls/use/piano"]),
        "attested": Expected([f"county.yaml county: evidence-changed {PRICE_ID}"]),
        "weakened": Expected([f"county.yaml county: relaxed {PRICE_ID}"]),
        "conflict": Expected(["county.yaml county: unsettled"]),
    },
    "diff catalogue.json": {
        "chain": Expected(_tightened("county")),
        "several divisions": Expected(_tightened("township/210283001", "township/210283101")),
        "three levels": Expected(_tightened("county", "township", "village", item=BOOKING_ID)),
        "own overlay": Expected(_tightened("county", item=WHARF)),
        "several editions": Expected(_tightened("county", item=BOOKING_ID)),
        "omitted area": Expected([f"county: {each}" for each in GONE]),
        "area without rows": Expected([]),
        "local rows": Expected(["county: added halls/use/piano"]),
        "attested": Expected([f"county: evidence-changed {PRICE_ID}"]),
        "weakened": Expected([f"county: relaxed {PRICE_ID}"]),
        "conflict": Expected([]),  # that of before the conflict
    },
    "explain": {
        "chain": Expected(["listed", "2019", "15", "local", "catalogues/province.yaml"]),
        "several divisions": Expected(["listed", "2019", "15", "local", "catalogues/towns.yaml"], says="210283101"),
        "three levels": Expected(["listed", "2019", "15", "local", "catalogues/county.yaml"]),
        "own overlay": Expected(["listed", "2021", "15", "local", "catalogues/county.yaml"], says="本地海关"),
        "several editions": Expected(["listed", "2019", "15", "local", "catalogues/county.yaml"]),
        "omitted area": Expected(
            ["left-out", "2019", "20", "recalled", "guidelines/baths/2019.yaml"], says="本县没有浴场"
        ),
        "area without rows": Expected(["listed", "2019", "20", "recalled", "guidelines/halls/2019.yaml"]),
        "local rows": Expected(["listed", "2019", "5", "local", "catalogues/county.yaml"]),
        "attested": Expected(["listed", "2019", "20", "attested", "guidelines/halls/2019.yaml"], says="张三"),
        "weakened": Expected(["listed", "2019", "30", "recalled", "catalogues/county.yaml", "weaker-time-limit"], 1),
        "conflict": Expected(["listed", "2019", "20", "recalled", "guidelines/halls/2019.yaml", "upgrade-conflict"], 1),
    },
    "todo": {
        **dict.fromkeys(SITUATIONS, Expected(["fix 0", "check 3 (29 of 30 cells)"])),
        "several divisions": Expected(["fix 0", "check 3 (29 of 30 cells)"], says="全部 2 个"),
        "own overlay": Expected(["fix 0", "check 3 (29 of 30 cells)"], says="码头"),
        "several editions": Expected(["fix 0", "check 3 (29 of 30 cells)"], says="halls/2024.yaml", never="价格"),
        "omitted area": Expected(["fix 0", "check 2 (20 of 20 cells)"], never="水质"),
        "area without rows": Expected(["fix 0", "check 2 (20 of 20 cells)"]),
        "local rows": Expected(["fix 0", "check 3 (30 of 40 cells)"], never="钢琴"),
        "attested": Expected(["fix 0", "check 2 (20 of 30 cells)"], never="价格"),
        "weakened": Expected(["fix 1", "check 3 (30 of 30 cells)"], says="weaker-time-limit"),
        "conflict": Expected(["fix 1", "check 3 (30 of 30 cells)"], says="upgrade-conflict"),
    },
    "upgrade": {
        "chain": Expected(
            ["province conflict 1", "province written", "county kept as it is", "then 2"], 1, "halls/use/fees"
        ),
        "several divisions": Expected(
            ["county written", "towns conflict 1", "towns written", "then 2"], 1, "halls/use/fees"
        ),
        "three levels": Expected(["county conflict 1", "county written", "then 2"], 1, BOOKING_ID),
        "own overlay": Expected(["county conflict 1", "county written", "then 2"], 1, WHARF),
        "several editions": Expected(["county conflict 1", "county written", "then 2"], 1, BOOKING_ID),
        "omitted area": Expected(["county kept 1", "county written", "then 0"], says="area: baths"),
        "area without rows": Expected(["county written", "then 0"], says="baseline: later", never="bare"),
        "local rows": Expected(["county kept 1", "county written", "then 0"], says="id: piano"),
        "attested": Expected(
            ["county lapsed 1", "county written", "then 0"], says=r"halls/use/fees\n  cells: \[topic, content"
        ),
        "weakened": Expected(["county conflict 1", "county written", "then 2"], 1, "halls/use/fees"),
        "conflict": Expected(["upgrade-conflict", "then 2"], 2, "baseline: small"),
    },
    "upgrade --dry-run": {},  # from the above
    "fmt": {
        **dict.fromkeys(SITUATIONS, Expected(["again 0"])),
        "conflict": Expected(["again 0"], says="conflict:"),
    },
    "stats": {
        "own overlay": Expected(["customs@2021 1", "halls@2019 2", "total 3"]),
        "several editions": Expected(["halls@2024 1", "halls@2019 1", "baths@2019 1", "total 3"]),
        "area without rows": Expected(["halls@2019 2", "parks@2019 0", "total 2"]),
    },
    "list": {
        "own overlay": Expected(["customs@2021 本地海关 1", "halls@2019 礼堂 2"]),
        "several editions": Expected(["halls@2019 礼堂 2", "halls@2024 礼堂 1", "baths@2019 浴场 1"]),
        "area without rows": Expected(["halls@2019 礼堂 2", "parks@2019 公园 0"]),
    },
    "verify": {
        **dict.fromkeys(SITUATIONS, Expected(["county 1 complete"])),
        "several divisions": Expected(["township 2 complete"]),
        "three levels": Expected([f"{level} 1 complete" for level in ("county", "township", "village")]),
        "conflict": Expected(["county 1", "stale catalogues/county.yaml"], 1),
    },
}


def _dry(wanted: Expected) -> Expected:
    """The same report, but nothing is written, so nothing is compiled after it."""
    facts = [each.replace(" written", " kept as it is") for each in wanted.facts if not each.startswith("then")]
    return Expected(facts, wanted.code)


TABLE["upgrade --dry-run"] = {name: _dry(wanted) for name, wanted in TABLE["upgrade"].items()}
EXPECTED = {(f"compile {form}", name): _compiled(form, name) for form in FORMATS for name in SITUATIONS} | {
    (command, name): wanted for command, row in TABLE.items() for name, wanted in row.items()
}
OF_GUIDELINES = ("own overlay", "several editions", "area without rows")
SENSELESS = {
    (command, name): "it tells of guidelines alone and reads no profile"
    for command in ("stats", "list")
    for name in SITUATIONS
    if name not in OF_GUIDELINES
}
"""Pairs that make no sense, each with the reason."""
KNOWN_FAULTS: dict[tuple[str, str], str] = {}
"""Pairs with a wrong answer, each with what is wrong."""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Project]:
    """Each situation, made when it is first asked for."""
    root = tmp_path_factory.mktemp("pairs")
    return cache(lambda name: project(name, root))


def test_every_pair_is_in_the_table_or_has_a_reason() -> None:
    assert set(PAIRS) == EXPECTED.keys() | SENSELESS.keys()
    assert not EXPECTED.keys() & SENSELESS.keys()
    assert KNOWN_FAULTS.keys() <= EXPECTED.keys()


def _marked(pair: tuple[str, str]) -> Any:
    known = KNOWN_FAULTS.get(pair)
    return pytest.param(*pair, marks=[pytest.mark.xfail(strict=True, reason=known)] if known else [])


@pytest.mark.parametrize(("command", "name"), [_marked(pair) for pair in PAIRS if pair not in SENSELESS])
def test_a_command_in_a_situation(command: str, name: str, projects: Callable[[str], Project]) -> None:
    made, wanted = projects(name), EXPECTED[command, name]
    kind, _, form = command.partition(" ")
    found = compile_(made, form) if kind == "compile" else COMMANDS[command](made)
    assert (found.code, found.facts) == (wanted.code, wanted.facts)
    assert re.search(wanted.says, found.words)
    assert not wanted.never or not re.search(wanted.never, found.words)
