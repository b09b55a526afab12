"""Places as they are: zones without a code, townships added later, profiles below others; and one count of open roles."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml

from in_process import gapub

ZONE = "红海湾经济开发区"
MINE = f"catalogues/{ZONE}/profile.yaml"


def did(*args: str, cwd: Path, code: int = 0) -> str:
    """What a command says, on both streams."""
    done = gapub(*args, cwd=cwd)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    return said


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def codes(*paths: str, cwd: Path) -> list[str]:
    done = gapub("validate", *paths, "--format", "json", cwd=cwd)
    return sorted(each["code"] for each in json.loads(done.stdout)["findings"])


# --- zones -----------------------------------------------------------------------------------------------------------


def test_a_zone_is_made_and_its_code_left_open(tmp_path: Path) -> None:
    said = did("init", ZONE, cwd=tmp_path)
    assert f"中没有“{ZONE}”，代码留空" in said
    text = (tmp_path / MINE).read_text("utf-8")
    assert yaml.safe_load(text)["division"] == {"name": ZONE}
    assert '  #code: ""  # 统计用区划代码，没有的不写\n' in text
    assert "红海湾经济开发区管理委员会, guess: true" in text
    assert "红海湾经济开发区教育局" not in text
    assert codes(cwd=tmp_path) == ["cover-missing", "division-open", "guess-unconfirmed", "role-unbound"]
    done = text.replace('#code: ""  # 统计用区划代码，没有的不写', 'code: "441581"')
    (tmp_path / MINE).write_text(done, "utf-8")
    assert "division-open" not in codes(cwd=tmp_path)


@pytest.mark.parametrize("name", ["庄合市", "庄河县", "大姚县新区"])
def test_a_name_that_is_nearly_one_of_the_table_becomes_no_zone_by_itself(tmp_path: Path, name: str) -> None:
    said = did("init", name, cwd=tmp_path, code=2)
    assert "[unknown-division]" in said
    assert "--zone" in said
    assert list(tmp_path.iterdir()) == []
    said = did("init", name, "--zone", cwd=tmp_path)
    assert "相近的有：" in said
    assert yaml.safe_load((tmp_path / f"catalogues/{name}/profile.yaml").read_text("utf-8"))["division"] == {
        "name": name
    }


@pytest.mark.parametrize("name", ["999999", "..", "../开发区", "a/b", "zone", "x" * 200, "开发区\x1b[31m"])
def test_what_is_no_name_becomes_no_zone(tmp_path: Path, name: str) -> None:
    for args in (("init", name), ("init", name, "--zone")):
        done = gapub(*args, cwd=tmp_path)
        made = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.yaml")]
        assert done.returncode == 2 or all(path.parts[0] == "catalogues" and len(path.parts) == 3 for path in made)
        assert b"\x1b" not in done.stderr
        if name != "../开发区":
            assert (done.returncode, made) == (2, [])


@pytest.mark.parametrize("name", ["con", "a b", "开发区/x", "开发区\\x", "..", "", "开发区：甲"])
def test_a_name_without_a_code_names_a_folder(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"p.yaml": f"division: {{name: {json.dumps(name, ensure_ascii=False)}}}\nlevel: county\n"})
    said = did("compile", "county", "p.yaml", "--format", "json", cwd=tmp_path, code=2)
    assert "[shape-" in said


def test_the_catalogue_of_a_zone(tmp_path: Path) -> None:
    write(tmp_path, {MINE: f"division: {{name: {ZONE}}}\nlevel: county\n"})
    wanted = ("--area", "taxation", "--format", "json,md,html")
    did("compile", "county", MINE, *wanted, "-o", "out", cwd=tmp_path)
    made = json.loads((tmp_path / "out/catalogue.json").read_text("utf-8"))
    assert made["division"] == {"code": None, "name": ZONE}
    for file in ("catalogue.md", "index.html"):
        text = (tmp_path / "out" / file).read_text("utf-8")
        assert f"{ZONE} · 依据：" in text
        assert "None" not in text
    assert f"{ZONE}待办清单" in did("todo", MINE, cwd=tmp_path)
    did("explain", "taxation/law-enforcement/licences-granted", "--profile", MINE, cwd=tmp_path)
    (tmp_path / MINE).write_text(f'division: {{code: "441581", name: {ZONE}}}\nlevel: county\n', "utf-8")
    site = ("--format", "site,json", "--area", "taxation", "--since", "out")  # the code came later: the same place
    did("compile", "county", MINE, *site, "-o", "later", cwd=tmp_path)
    (tmp_path / MINE).write_text("division: {name: 大亚湾经济技术开发区}\nlevel: county\n", "utf-8")
    assert "[since-other-division]" in did("compile", "county", MINE, *site, "-o", "other", cwd=tmp_path, code=2)


def test_a_village_is_not_compared_with_another_one_of_its_township(tmp_path: Path) -> None:
    """Both have the code of the township: their names tell them apart."""
    site = ("--format", "site,json", "--area", "village-affairs")
    for name, earlier, code in (
        ("东岭村", (), 0),
        ("东岭村", ("--since", "out"), 0),
        ("西岭村", ("--since", "out"), 2),
    ):
        write(tmp_path, {MINE: f"division: {{code: '441581101', name: {name}}}\nlevel: village\n"})
        output = ("-o", "later" if earlier else "out")
        said = did("compile", "village", MINE, *site, *earlier, *output, cwd=tmp_path, code=code)
        assert ("[since-other-division]" in said) == bool(code)


def test_several_divisions_without_codes_have_folders_of_their_names(tmp_path: Path) -> None:
    towns = "divisions:\n- {code: '441581101', name: 甲子镇}\n- {name: 田墘街道}\n- {name: 遮浪街道}\nlevel: township\n"
    write(tmp_path, {MINE: f"division: {{name: {ZONE}}}\nlevel: county\n"})
    write(tmp_path, {f"catalogues/{ZONE}/townships.yaml": f"extends: profile.yaml\n{towns}"})
    path = f"catalogues/{ZONE}/townships.yaml"
    area = ("--area", "public-cultural-services")
    url = ("--site-url", "https://example.com/{code}/")
    said = did("compile", "township", path, *area, "--format", "json,html,site", *url, "-o", "out", cwd=tmp_path)
    assert "田墘街道" in said
    folders = sorted(each.name for each in (tmp_path / "out").iterdir() if each.is_dir())
    assert folders == ["441581101", "田墘街道", "遮浪街道"]
    index = (tmp_path / "out/index.html").read_text("utf-8")
    assert f'<a href="{quote("田墘街道")}/index.html">田墘街道</a>' in index
    assert "None" not in index
    assert "441581101 · " in index
    assert codes(path, cwd=tmp_path).count("division-open") == 1
    write(tmp_path, {path: f"extends: profile.yaml\n{towns}".replace("遮浪", "田墘")})
    assert "same-division" in codes(path, cwd=tmp_path)


def test_villages_that_share_the_code_of_their_township_have_folders_of_their_own(tmp_path: Path) -> None:
    villages = 'divisions:\n- {code: "210283101", name: 甲村}\n- {code: "210283101", name: 乙村}\nlevel: village\n'
    write(tmp_path, {"p.yaml": villages})
    did("compile", "village", "p.yaml", "--format", "json,html", "-o", "out", cwd=tmp_path)
    folders = sorted(each.name for each in (tmp_path / "out").iterdir() if each.is_dir())
    assert folders == ["210283101-乙村", "210283101-甲村"]
    for name in ("甲村", "乙村"):
        assert f'{quote(f"210283101-{name}")}/index.html">{name}' in (tmp_path / "out/index.html").read_text("utf-8")
    write(tmp_path, {"p.yaml": villages.replace("甲村", "../x")})
    assert "[shape-pattern]" in did("compile", "village", "p.yaml", "--format", "json", cwd=tmp_path, code=2)


@pytest.mark.parametrize(
    ("above", "own", "sound"),
    [
        (f"division: {{name: {ZONE}}}\nlevel: county", 'division: {code: "441502004", name: 田墘街道}', True),
        ('division: {code: "4415", name: 汕尾市}\nlevel: city', f"division: {{name: {ZONE}}}", True),
        ('division: {code: "4415", name: 汕尾市}\nlevel: city', 'division: {code: "210283", name: 庄河市}', False),
    ],
)
def test_a_chain_of_which_a_code_is_open(tmp_path: Path, above: str, own: str, sound: bool) -> None:
    level = "township" if "county" in above else "county"
    write(tmp_path, {"above.yaml": f"{above}\n", "p.yaml": f"extends: above.yaml\n{own}\nlevel: {level}\n"})
    done = gapub("compile", level, "p.yaml", "--area", "taxation", "--format", "json", cwd=tmp_path)
    assert (done.returncode == 0) is sound
    assert sound or b"[profile-division]" in done.stderr


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        (f"division: {{name: {ZONE}}}", f"division: {{name: {ZONE}}}", True),
        (f"division: {{name: {ZONE}}}", f'division: {{code: "441581", name: {ZONE}}}', True),
        ("division: {name: 高新区}", "extends: above.yaml\ndivision: {name: 高新区}", False),  # of another city
        (f"division: {{name: {ZONE}}}", "division: {name: 大亚湾经济技术开发区}", False),
        ('division: {code: "210283", name: 庄河市}', 'division: {code: "210283", name: 庄河}', True),
    ],
)
def test_one_division_in_two_profiles(tmp_path: Path, one: str, other: str, twice: bool) -> None:
    above = 'division: {code: "4415", name: 汕尾市}\nlevel: city\n'
    write(tmp_path, {"catalogues/above.yaml": above})
    write(tmp_path, {f"catalogues/{name}.yaml": f"{own}\nlevel: county\n" for name, own in (("a", one), ("b", other))})
    assert ("division-in-two-profiles" in codes(cwd=tmp_path)) is twice


# --- townships -------------------------------------------------------------------------------------------------------


def test_townships_come_to_a_profile_that_is_there(tmp_path: Path) -> None:
    did("init", "巩留县", cwd=tmp_path)
    file = tmp_path / "catalogues/654024/profile.yaml"
    mine = file.read_text("utf-8").replace(", guess: true", "", 1) + "# 我的备注\n"
    file.write_text(mine, "utf-8")
    said = did("init", "巩留县", "--townships", cwd=tmp_path)
    assert "profile.yaml：未改动" in said
    assert file.read_text("utf-8") == mine
    made = yaml.safe_load((tmp_path / "catalogues/654024/townships.yaml").read_text("utf-8"))
    names = [each["name"] for each in made["divisions"]]
    assert all(name.endswith(("镇", "乡", "街道")) for name in names)
    left = int(re.search(r"另有 (\d+) 个", said)[1])  # type: ignore[index]
    assert left > 0
    assert "[exists]" in did("init", "巩留县", "--townships", cwd=tmp_path, code=2)
    (tmp_path / "catalogues/654024/townships.yaml").unlink()
    did("init", "巩留县", "--townships", "--farms", cwd=tmp_path)
    whole = yaml.safe_load((tmp_path / "catalogues/654024/townships.yaml").read_text("utf-8"))
    assert len(whole["divisions"]) == len(names) + left
    farms = [each for each in whole["divisions"] if each["name"] not in names]
    assert all("bodies" not in each for each in farms)  # nobody knows their offices
    assert file.read_text("utf-8") == mine


@pytest.mark.parametrize(
    ("args", "text", "code"),
    [
        (["瓦房店市", "--townships", "-o", "p.yaml"], 'division: {code: "210283", name: 庄河市}\nlevel: county\n', "other-division"),
        (["庄河市", "--townships", "-o", "p.yaml"], 'division: {code: "210283", name: 庄河市}\nlevel: township\n', "other-division"),
        (["庄河市", "--townships", "--extends", "q", "-o", "p.yaml"], "", "cannot-read"),
        (["庄河市", "-o", "p.yaml"], "", "exists"),
        (["庄河市", "--farms"], None, "without-townships"),
        ([ZONE, "--townships"], None, "no-townships"),
        (["庄河市", "--extends", "/etc/passwd"], None, "outside-root"),
        (["庄河市", "--extends", "nothing.yaml"], None, "cannot-read"),
        (["庄河市", "--extends", "town.yaml"], None, "profile-levels"),
        (["巩留县", "--extends", "city.yaml"], None, "profile-division"),
    ],
)  # fmt: skip
def test_what_init_refuses(tmp_path: Path, args: list[str], text: str | None, code: str) -> None:
    write(tmp_path, {"gapub.toml": "", "city.yaml": 'division: {code: "2102", name: 大连市}\nlevel: city\n'})
    write(tmp_path, {"town.yaml": 'division: {code: "210283101", name: 青堆镇}\nlevel: township\n'})
    write(tmp_path, {} if text is None else {"p.yaml": text})
    before = sorted((path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file())
    assert f"[{code}]" in did("init", *args, cwd=tmp_path, code=2)
    assert sorted((path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()) == before


def test_a_profile_below_another_asks_for_no_office_that_is_handed_down(tmp_path: Path) -> None:
    above = 'division: {code: "2102", name: 大连市}\nlevel: city\nbodies: {eco-environment: {city: 大连市生态环境局}}\n'
    write(tmp_path, {"gapub.toml": "", "catalogues/city/profile.yaml": above})
    did("init", "庄河市", "--extends", "catalogues/city", cwd=tmp_path)
    text = (tmp_path / "catalogues/210283/profile.yaml").read_text("utf-8")
    assert yaml.safe_load(text)["extends"] == "../city/profile.yaml"
    assert "eco-environment" not in text
    did("init", "庄河青堆镇", "--extends", "catalogues/210283/profile.yaml", "-o", "deep/down/p.yaml", cwd=tmp_path)
    assert "extends: ../../catalogues/210283/profile.yaml\n" in (tmp_path / "deep/down/p.yaml").read_text("utf-8")
    assert not {"profile-levels", "profile-division", "missing-profile"} & {*codes("deep", cwd=tmp_path)}


# --- one count of what is open ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "args", "level"),
    [
        ("庄河市", (), "county"),
        ("北京市东城区", (), "county"),
        (ZONE, (), "county"),
        ("庄河青堆镇", (), "township"),
        ("庄河市", ("--extends", "city.yaml"), "county"),
    ],
)
def test_init_validate_and_todo_count_the_same_open_roles(
    tmp_path: Path, name: str, args: tuple[str, ...], level: str
) -> None:
    above = 'division: {code: "2102", name: 大连市}\nlevel: city\nbodies: {finance: "{name}财政局"}\n'
    write(tmp_path, {"gapub.toml": "", "city.yaml": above})
    said = did("init", name, *args, "-o", "p.yaml", cwd=tmp_path)
    counts = {"init": re.search(r"(\d+) 个角色待填写", said)}
    counts["validate"] = re.search(r"有 (\d+) 个公开主体没有写明本地机关", did("validate", "p.yaml", cwd=tmp_path))
    counts["todo"] = re.search(r"(\d+) 个角色待填写", did("todo", "p.yaml", cwd=tmp_path))
    assert len({found and found[1] for found in counts.values()}) == 1, counts
    assert int(counts["init"][1]) > 10  # type: ignore[index]
    assert yaml.safe_load((tmp_path / "p.yaml").read_text("utf-8"))["level"] == level
