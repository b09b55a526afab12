"""`gapub import --as guideline`: editions that can be checked, compiled and compared, and editions that are completed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gapub.model import guideline
from gapub.model.guideline import Guideline
from gapub.sources.library import open_library
from gapub.tables.candidates import of_guideline
from gapub.tables.known import KnownEdition
from gapub.yaml.reader import parse
from in_process import gapub

HEAD = "序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,公开层级"
LIMIT = "信息形成或者变更之日起20个工作日内"
ROW = f"对象；标准,《政府信息公开条例》,{LIMIT},农业农村部门,■政府网站,全社会,主动,县级、乡级"
TEA = f"庄河市茶产业领域基层政务公开标准目录（2024年）,,,,,,,,,,\n{HEAD}\n"
PROFILE = 'division: {code: "210283", name: 庄河市}\nlevel: %s\neditions: [cha-chan-ye@seen-2024]\n'


def _folder(folder: Path, text: str) -> Path:
    (folder / "guidelines").mkdir(exist_ok=True)
    (folder / "t.csv").write_text(text, "utf-8")
    return folder


def _made(folder: Path, *args: str) -> tuple[Guideline, str]:
    """The edition that is made of the table, and what was said."""
    done = gapub("import", "t.csv", "--as", "guideline", *args, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    tree, found = parse(done.stdout, "made.yaml")
    made, wrong = guideline.read(tree, "made.yaml") if tree is not None else (None, [])
    assert made is not None, (found, wrong)
    return made, done.stderr.decode()


def test_a_new_area_has_ids_of_its_titles_that_stay(tmp_path: Path) -> None:
    rows = f"1,政策,补贴政策,{ROW}\n2,政策,补贴政策,{ROW}\n3,,结果,{ROW}\n"
    made, _ = _made(_folder(tmp_path, TEA + rows))
    assert (made.name, made.title.zh, made.title.en) == ("cha-chan-ye@seen-2024", "茶产业", "茶产业")
    ids = [name for name, _ in made.rows()]
    assert ids == [
        "cha-chan-ye/zheng-ce/bu-tie-zheng-ce",
        "cha-chan-ye/zheng-ce/bu-tie-zheng-ce-2",
        "cha-chan-ye/zheng-ce/jie-guo",
    ]
    assert _made(tmp_path)[0] == made
    assert _made(tmp_path, "-o", "-")[0] == made, "a hyphen is standard output, as elsewhere"
    assert not (tmp_path / "-").exists()


def test_what_refers_to_a_cell_above_that_is_not_there_is_told_and_not_written(tmp_path: Path) -> None:
    for i, said in enumerate(["名单；同上", "如上", "〃", "如上"]):
        cells = ROW.split(",")
        cells[i] = said
        folder = _folder(tmp_path, f"{TEA}1,同 上,补贴政策,{','.join(cells)}\n2,政策,结果,{ROW}\n")
        done = gapub("import", "t.csv", "--as", "guideline", "--write", "--overwrite", cwd=folder)
        assert done.returncode == 0, done.stderr.decode()
        told = done.stderr.decode() + done.stdout.decode()
        assert "一级事项：没有读懂“同 上”" in told
        assert f"“{said}”指其他单元格的内容" in told
        for command in (("validate", "guidelines"), ("fmt", "--check", "guidelines")):
            done = gapub(*command, cwd=folder)
            assert done.returncode == 0, (said, done.stdout.decode())


def test_of_several_areas_only_the_one_asked_for_is_imported(tmp_path: Path) -> None:
    rows = f"税收管理,1,政策法规,税收法律法规,{ROW}\n户籍管理,2,出生登记,本市户口婴儿出生登记,{ROW}\n"
    made, said = _made(_folder(tmp_path, f"领域,{HEAD}\n{rows}"), "--area", "税收管理", "--edition", "seen-2031")
    assert [name for name, _ in made.rows()] == ["taxation/policies-and-regulations/laws-and-regulations"]
    assert "import-other-area" in said and "有 1 项属于别的领域" in said
    made, said = _made(tmp_path, "--area", "盐湖管理", "--edition", "seen-2031")
    assert (len([*made.rows()]), "import-other-area" in said) == (2, False), "a new area takes what it is given"


def test_a_known_row_lends_its_id_and_its_english(tmp_path: Path) -> None:
    rows = f"1,政策法规,税收法律法规,{ROW}\n2,政策法规,税收优惠新办法,{ROW}\n"
    made, said = _made(_folder(tmp_path, f"税收管理领域标准目录,,,,,,,,,,\n{HEAD}\n{rows}"), "--edition", "seen-2031")
    assert [(name, item.title.en) for name, item in made.rows()] == [
        ("taxation/policies-and-regulations/laws-and-regulations", "Tax laws and regulations"),
        ("taxation/policies-and-regulations/shui-shou-you-hui-xin-ban-fa", "税收优惠新办法"),
    ]
    assert (made.number, made.issuer.en) == (25, "State Taxation Administration")
    assert "2 项，其中 1 项沿用" in said
    assert "import-missing-rows" in said


def test_each_row_names_the_file_as_its_source(tmp_path: Path) -> None:
    made, _ = _made(_folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW}\n"), "--source", "庄河市/county/https://a.cn/b")
    (source,) = made.sources
    assert (source.place, source.level, source.url, source.file) == ("庄河市", "county", "https://a.cn/b", "t.csv")
    assert len(source.sha256 or "") == 64
    assert [item.evidence[:3] for _, item in made.rows()] == [("single", ("S1",), ())]


@pytest.mark.parametrize(
    ("column", "text", "stated", "comment"),
    [
        ("basis", "《茶园办法》", "{unnamed: 《茶园办法》}", ""),
        ("time_limit", "县里说了算", "{words: 县里说了算}", ""),
        ("body", "大英县茶叶局", "{role: departments-concerned, wording: 大英县茶叶局}", ""),
        ("channels", "■政府网站 ■村口喇叭", "channels: [website]", "“村口喇叭”没有读懂，见 t.csv"),
        ("channels", "", "channels: unknown", ""),
        ("content", "/", "content: unknown", ""),
        ("audience", "外星来客", "{groups: unknown}", "“外星来客”没有读懂"),
        ("method", "", "recalled: [method]", "公开方式没有读出"),
        ("method", "主动、依申请", "recalled: [method]", "公开方式勾选了两种"),
        ("levels", "", "levels: unknown", ""),
        ("body", "", "recalled: [body]", ""),
    ],
)
def test_what_is_not_understood_is_kept_as_words_or_told(
    tmp_path: Path, column: str, text: str, stated: str, comment: str
) -> None:
    names = ("content", "basis", "time_limit", "body", "channels", "audience", "method", "levels")
    cells = [text if name == column else cell for name, cell in zip(names, ROW.split(","), strict=True)]
    done = gapub(
        "import", "t.csv", "--as", "guideline", cwd=_folder(tmp_path, f"{TEA}1,政策,补贴政策,{','.join(cells)}\n")
    )
    out = done.stdout.decode()
    assert done.returncode == 0
    assert stated in out
    assert comment in out
    assert (f"# {comment[:4]}" if comment.startswith("公开方式") else comment) in out
    tree, _ = parse(done.stdout, "made.yaml")
    assert guideline.read(tree, "made.yaml")[1] == []  # type: ignore[arg-type]


def test_several_areas_become_several_files(tmp_path: Path) -> None:
    head = HEAD.replace("序号", "序号,领域")
    text = (
        f"标准目录（2024年）,,,,,,,,,,,\n{head}\n1,税收管理,政策法规,税收法律法规,{ROW}\n2,茶产业,政策,补贴政策,{ROW}\n"
    )
    done = gapub("import", "t.csv", "--as", "guideline", "-o", "out", cwd=_folder(tmp_path, text))
    assert done.returncode == 0, done.stderr.decode()
    found = sorted(each.relative_to(tmp_path / "out").as_posix() for each in (tmp_path / "out").rglob("*.yaml"))
    assert found == ["cha-chan-ye/seen-2024.yaml", "taxation/seen-2024.yaml"]


def test_an_edition_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    folder = _folder(tmp_path, f"税收管理领域标准目录,,,,,,,,,,\n{HEAD}\n1,政策法规,税收法律法规,{ROW}\n")
    done = gapub("import", "t.csv", "--as", "guideline", "--edition", "2019", cwd=folder)
    assert done.returncode == 2
    assert "[exists]" in done.stderr.decode()
    assert gapub("import", "t.csv", "--as", "guideline", "--edition", "last", cwd=folder).returncode == 2


def test_an_edition_of_the_project_is_written_anew_with_overwrite_and_keeps_its_ids(tmp_path: Path) -> None:
    """A table that an office has corrected is imported again; what is shipped is never replaced."""
    _folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW}\n2,政策,补贴结果,{ROW}\n")
    place = tmp_path / "guidelines/cha-chan-ye/seen-2024.yaml"
    again = ("import", "t.csv", "--as", "guideline", "--write")
    assert gapub(*again, cwd=tmp_path).returncode == 0
    before = place.read_text("utf-8")
    (tmp_path / "t.csv").write_text(
        f"{TEA}1,政策,补贴政策,{ROW}\n2,政策,补贴结果公示,{ROW.replace('20', '10')}\n", "utf-8"
    )
    done = gapub(*again, cwd=tmp_path)
    assert done.returncode == 2 and "要换成新的，请加 --overwrite" in done.stderr.decode()
    assert place.read_text("utf-8") == before
    done = gapub(*again, "--backup", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert place.with_name("seen-2024.yaml.bak").read_text("utf-8") == before
    after = place.read_text("utf-8")
    assert "bu-tie-jie-guo\n" in after and "补贴结果公示" in after and "10个工作日内" in after
    done = gapub(*again, "--area", "taxation", "--edition", "2019", "--overwrite", cwd=tmp_path)
    assert done.returncode == 2 and "--overwrite" not in done.stderr.decode()


def test_the_edition_is_checked_formatted_compared_explained_and_compiled(tmp_path: Path) -> None:
    """Every command takes what was imported, at each level and in each language; English that is not there is Chinese."""
    folder = _folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW}\n2,政策,茶园认定,{ROW.replace('、乡级', '')}\n")
    assert gapub("import", "t.csv", "--as", "guideline", "--write", cwd=folder).returncode == 0
    done = gapub("validate", cwd=folder)
    assert done.returncode == 0
    assert "[no-english] 有 4 个名称没有英文" in done.stdout.decode() + done.stderr.decode()
    assert gapub("fmt", "--check", "guidelines", cwd=folder).returncode == 0
    assert gapub("diff", "cha-chan-ye@seen-2024", "cha-chan-ye@seen-2024", cwd=folder).returncode == 0
    for level, rows in (("county", 2), ("township", 1), ("village", 0)):
        (folder / "profile.yaml").write_text(PROFILE % "county", "utf-8")
        done = gapub("compile", level, "profile.yaml", "--area", "茶产业", "--lang", "en", "-o", level, cwd=folder)
        assert done.returncode == 0, done.stderr.decode()
        areas = json.loads((folder / level / "catalogue.json").read_bytes())["areas"]
        if not rows:
            assert areas == []
            continue
        (area,) = areas
        items = [item for topic in area["topics"] for item in topic["items"]]
        assert [item["title"]["en"] for item in items] == ["补贴政策", "茶园认定"][:rows]
        assert area["sources"][0]["file"] == "t.csv"
        assert "titles without English are in Chinese" in (folder / level / "catalogue.md").read_text("utf-8")
    done = gapub("explain", "cha-chan-ye/zheng-ce/cha-yuan-ren-ding", "--profile", "profile.yaml", cwd=folder)
    assert "t.csv" in done.stdout.decode()


ONE_ROW = """\
area: tea
edition: undated
title: 茶产业
issuer: {zh: 某部, en: Some ministry}
document: {title: 目录, status: recalled}
coverage: {status: unknown}
defaults:
  method: proactive
topics:
- id: a
  title: 政策
  items:
  - id: b
    title: 补贴
    content: [对象, 标准]
    basis: unknown
    time_limit: {within: 5d, of: formed}
    body: agriculture
    channels: unknown
    audience: public
    levels: unknown
    evidence: {status: single, sources: [S1]}
sources:
  S1: {place: 某县, level: county}
"""
SEEN = "{status: single, sources: [S1]}"


def _read(text: str) -> tuple[bool, list[str], list[int]]:
    """Whether an edition is sound, and what is wrong with it: codes and lines."""
    tree, found = parse(text.encode(), "tea.yaml")
    assert tree is not None
    assert not found
    wrong = guideline.read(tree, "tea.yaml")[1]
    return guideline.is_sound(tree, "tea.yaml"), [e.code for e in wrong], [e.place.line for e in wrong if e.place]


def test_english_may_be_missing_only_of_single_rows() -> None:
    found = [_read(ONE_ROW.replace(SEEN, each)) for each in ("recalled", SEEN, SEEN.replace("single", "corroborated"))]
    missing = False, ["shape-missing-field"] * 3, [14, 11, 3]
    assert found == [missing, (True, [], []), missing]
    no_rows = re.sub("(?s)topics:.*sources:", "sources:", ONE_ROW)
    assert _read(no_rows) == (False, ["shape-missing-field"], [3])


@pytest.mark.parametrize(
    ("stated", "instead", "wrong"),
    [
        (SEEN, "{status: single, sources: [S1], recalled: [content]}", []),
        (SEEN, "{status: single, sources: [S1, S2]}", ["unknown-source"]),
        (SEEN, "{status: single}", ["shape-missing-field"]),
        (SEEN, "{status: single, sources: [S1], single: [content]}", ["evidence-twice"]),
        ("status: recalled}", "status: recalled, seen: [S1]}", []),
        ("status: recalled}", "status: recalled, seen: [S3]}", ["unknown-source"]),
        ("within: 5d, of: formed", "within: 5d, promptly: true", ["bad-time-limit"]),
        ("{within: 5d, of: formed}", "soon", ["bad-time-limit"]),
        ("    body: agriculture\n", "", ["missing-field"]),
        ("method: proactive", "method: [proactive, on_request]", ["method-not-split"]),
        ("    levels:", "    method: [proactive, on_request]\n    levels:", ["method-not-split"]),
        ("对象, 标准]", "{text: 对象, method: on_request}, 标准]\n    method: [proactive, on_request]", []),
        ("[对象, 标准]", "unknown\n    method: [proactive, on_request]", []),
        ("body: agriculture", "body: {any: agriculture}", ["shape-kind"]),
        (
            "sources:\n",
            ONE_ROW[ONE_ROW.index("  - id: b") : ONE_ROW.index("sources:\n")] + "sources:\n",
            ["duplicate-id"],
        ),
        (
            "sources:\n",
            ONE_ROW[ONE_ROW.index("- id: a") : ONE_ROW.index("sources:\n")] + "sources:\n",
            ["duplicate-id"] * 2,
        ),
    ],
)
def test_an_edition_is_sound_if_nothing_is_found_in_it(stated: str, instead: str, wrong: list[str]) -> None:
    assert stated in ONE_ROW
    text = re.sub(r"title: (\w+)\n", r"title: {zh: \1, en: Tea}\n", ONE_ROW.replace(stated, instead))
    sound, codes, _ = _read(text)
    assert codes == wrong
    assert sound == (not wrong)


@pytest.mark.parametrize(
    ("text", "body", "told"),
    [
        ("庄河市农业农村局", "agriculture", False),
        ("大英县茶叶局", "departments-concerned", True),
    ],
)
def test_an_office_is_its_role_where_its_place_is_known(tmp_path: Path, text: str, body: str, told: bool) -> None:
    made, said = _made(_folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW.replace('农业农村部门', text)}\n"))
    ((_, item),) = made.rows()
    assert (item.body.expression.role, item.body.wording) == (body, text)
    assert ("import-words" in said) == told


def test_a_known_edition_is_read_as_the_whole_of_it_would_be() -> None:
    library = open_library(None)
    for name in library.editions():
        tree = library.shipped(name)
        assert tree is not None
        whole, known = guideline.of_sound(tree, ""), KnownEdition(tree)
        assert [*known.candidates()] == [*of_guideline(whole)]
        assert [(each.id, each.title, each.body) for each in known.rows.values()] == [
            (item.id, item.title, item.body) for _, item in whole.rows()
        ]
        assert known.items == dict(whole.rows())
        for each in ("name", "number", "title", "issuer"):
            assert getattr(known, each) == getattr(whole, each)
        assert known.topics == {each.id: each.title for each in whole.topics}


def test_an_office_is_the_role_of_a_known_row(tmp_path: Path) -> None:
    row = ROW.replace("农业农村部门", "国税局")
    made, _ = _made(
        _folder(tmp_path, f"税收管理领域标准目录,,,,,,,,,,\n{HEAD}\n1,政策法规,税收法律法规,{row}\n"),
        "--edition",
        "2031",
    )
    ((_, item),) = made.rows()
    assert (item.body.expression.role, item.body.wording) == ("taxation", "国税局")


@pytest.mark.parametrize(
    ("title", "rows", "area"),
    [
        ("二、税收管理", [("政策", "甲")], "taxation"),
        ("某县2023年税收管理标准目录", [("政策", "甲")], "taxation"),
        ("附件", [("政策法规", "税收法律法规"), ("纳税服务", "办税地图"), ("政策", "甲")], "taxation"),
        ("辽宁省大连市庄河市茶产业政务公开目录", [("政策", "甲")], "cha-chan-ye"),
        ("城市更新领域标准目录", [("政策", "甲")], "cheng-shi-geng-xin"),
    ],
)
def test_the_area_of_a_table(tmp_path: Path, title: str, rows: list[tuple[str, str]], area: str) -> None:
    lines = "".join(f"{i},{topic},{name},{ROW}\n" for i, (topic, name) in enumerate(rows, 1))
    made, _ = _made(_folder(tmp_path, f"{title},,,,,,,,,,\n{HEAD}\n{lines}"), "--edition", "2031")
    assert made.area == area


def test_who_issued_a_table_is_printed_as_unknown_unless_it_is_said(tmp_path: Path) -> None:
    _folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW}\n")
    (tmp_path / "profile.yaml").write_text(PROFILE % "county", "utf-8")
    for source, zh, en in (
        ((), "印发机关待核，《庄河市茶产业", "Issuer unknown: 《庄河市茶产业"),
        (("--source", "庄河市"), "庄河市《庄河市茶产业", "庄河市: 《庄河市茶产业"),
    ):
        done = gapub("import", "t.csv", "--as", "guideline", *source, "-o", "guidelines", "--overwrite", cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        done = gapub(
            "compile", "county", "profile.yaml", "--area", "cha-chan-ye", "--format", "md", "--lang", "zh-en", "-o", "out",
            cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        text = (tmp_path / "out/catalogue.md").read_text("utf-8")
        assert zh in text and en in text


@pytest.mark.parametrize("title", ["标准目录", "庄河市基层政务公开标准目录", "辽宁省大连市", "县级"])
def test_a_table_that_names_no_area(tmp_path: Path, title: str) -> None:
    """Neither the name of the place nor that of the file is one, unless the file is called by the id of an area."""
    _folder(tmp_path, f"{title},,,,,,,,,,\n{HEAD}\n1,政策,甲,{ROW}\n")
    done = gapub("import", "t.csv", "--as", "guideline", "--edition", "2031", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "t.csv:#1!C3: 错误 [import-no-area]" in done.stderr.decode()
    assert _made(tmp_path, "--edition", "2031", "--area", "茶产业")[0].area == "cha-chan-ye"
    (tmp_path / "t.csv").rename(tmp_path / "taxation.csv")
    done = gapub("import", "taxation.csv", "--as", "guideline", "--edition", "2031", cwd=tmp_path)
    assert b"area: taxation\n" in done.stdout


@pytest.mark.parametrize(
    "hostile", ["\x07", "\x1b[31m", "\u202e", "\u2028", "\x85", "# a: b", "- {x", "*x", "null", "《" * 300, "茶" * 3000]
)
def test_any_text_is_a_text(tmp_path: Path, hostile: str) -> None:
    """Whatever a cell holds, the file is sound, and nothing in it steers anything."""
    cells = [f"{hostile}茶{hostile}"] * 10
    made, _ = _made(_folder(tmp_path, f"{TEA}1,{','.join(cells)}\n"), "--edition", "2031")
    ((_, item),) = made.rows()
    assert "茶" in item.title.zh
    assert item.title.zh.replace("\u3000", " ").isprintable()


def test_a_text_that_does_not_say_what_was_meant_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gapub.fmt.emit import emit_with

    monkeypatch.setattr("gapub.tables.guideline.emit_with", lambda *args: emit_with(*args).replace("补贴政策", "补贴"))
    done = gapub(
        "import", "t.csv", "--as", "guideline", "--write", cwd=_folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW}\n")
    )
    assert done.returncode == 2
    assert "fmt-unwritable" in done.stderr.decode()
    assert not [*(tmp_path / "guidelines").iterdir()]


def test_a_file_whose_layout_was_guessed_is_to_be_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gapub.tables.files import read

    monkeypatch.setattr("gapub.tables.files.read", lambda path: read(path)._replace(to_verify=True))
    made, _ = _made(_folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW}\n"))
    assert made.remarks[0].zh == "由 t.csv 读出，版式系推断，各栏须对照原件核对。"
    assert [set(item.states.values()) for _, item in made.rows()] == [{"recalled"}]


def test_rows_of_several_files_name_each_its_own(tmp_path: Path) -> None:
    folder = _folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW}\n")
    (folder / "more.csv").write_text(f"{TEA}1,政策,茶园认定,{ROW}\n", "utf-8")
    done = gapub("import", "t.csv", "more.csv", "--as", "guideline", cwd=folder)
    tree, _ = parse(done.stdout, "made.yaml")
    assert tree is not None
    made, _ = guideline.read(tree, "made.yaml")
    assert made is not None
    assert [(each.id, each.file) for each in made.sources] == [("S1", "t.csv"), ("S2", "more.csv")]
    assert [item.evidence.sources for _, item in made.rows()] == [("S1",), ("S2",)]


# --- an edition that is completed --------------------------------------------------------------------------------------

MERGED = f"""税收管理领域标准目录,,,,,,,,,,
{HEAD}
1,政策法规,税收法律法规,税务机关履职相关的法律,《政府信息公开条例》,及时公开,税务主管部门,■政府网站,全社会,主动,县级
2,纳税服务,A级纳税人名单,纳税人识别号；纳税人名称；评价年度,,,,,全社会,主动,县级、乡级
3,行政执法,个体工商户定额,户名；定额,《税收征收管理法》,按月公开,税务主管部门,■政府网站,全社会,主动,县级
"""


def test_a_merge_shows_what_it_would_change_and_changes_nothing_else(tmp_path: Path) -> None:
    folder = _folder(tmp_path, MERGED)
    done = gapub("import", "t.csv", "--as", "guideline", "--merge", cwd=folder)
    out = done.stdout.decode()
    assert done.returncode == 0
    assert not list((folder / "guidelines").iterdir())
    assert "+    evidence: {status: corroborated, sources: [S1, S2, S5], single: [audience, method, levels]}" in out
    assert "+    levels: [county, township]" in out
    assert "+  - id: ge-ti-gong-shang-hu-ding-e" in out
    removed = [line for line in out.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert {line.strip("- ")[:9] for line in removed[1:]} == {"evidence:"}
    assert removed[0].endswith("$schema=../../schemas/guideline.schema.json"), (
        "a copy leads to the schema of the project"
    )
    assert "taxation@2019：补全 6 格，增加 1 项" in done.stderr.decode()
    assert (
        "[import-differs] “税收法律法规”与已有版本不同，未改：公开内容（要素）、公开依据、公开时限"
        in done.stderr.decode()
    )


def test_a_merge_that_is_written_is_sound_and_finds_nothing_more(tmp_path: Path) -> None:
    folder = _folder(tmp_path, MERGED)
    assert gapub("import", "t.csv", "--as", "guideline", "--merge", "--write", cwd=folder).returncode == 0
    written = folder / "guidelines" / "taxation" / "2019.yaml"
    assert gapub("fmt", "--check", "guidelines", cwd=folder).returncode == 0
    assert gapub("validate", cwd=folder).returncode == 0
    before = written.read_bytes()
    done = gapub("import", "t.csv", "--as", "guideline", "--merge", "--write", cwd=folder)
    assert "补全 0 格，增加 0 项" in done.stderr.decode()
    assert written.read_bytes() == before


def test_there_has_to_be_an_edition_to_complete(tmp_path: Path) -> None:
    folder = _folder(tmp_path, f"{TEA}1,政策,补贴政策,{ROW}\n")
    done = gapub("import", "t.csv", "--as", "guideline", "--merge", cwd=folder)
    assert done.returncode == 2
    assert "[nothing-to-merge]" in done.stderr.decode()
