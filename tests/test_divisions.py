"""Divisions: the table is whole, every code and every full name leads to its division, and nothing is guessed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.cli.divisions import divisions
from gapub.diagnostics import Diagnostic, GapubError
from gapub.sources.bundle import bundled
from gapub.sources.divisions import Division, by_code, children, find, full_name, resolve

LINES = [
    line.split(" ")
    for line in (bundled("divisions") / "divisions.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
UPPER = [line[0] for line in LINES]
TOWNSHIPS = [line[0] + each[:3] for line in LINES for each in line[2:]]
CODES = st.one_of(st.sampled_from(UPPER), st.sampled_from(TOWNSHIPS))
COUNTY_OF = {"4419": "441900", "4420": "442000", "4604": "460400", "6202": "620201"}
"""Cities without counties: their name means the code that their townships hang below."""


def known(code: str) -> Division:
    division = by_code(code)
    assert division is not None
    return division


def refused(text: str) -> Diagnostic:
    with pytest.raises(GapubError) as caught:
        resolve(text)
    (finding,) = caught.value.diagnostics
    return finding


def test_the_table_is_whole() -> None:
    assert sum(len(code) == 6 for code in UPPER) == 2978
    assert len(TOWNSHIPS) == len(set(TOWNSHIPS)) == 41352
    assert sorted(set(UPPER)) == UPPER
    assert {len(code) for code in UPPER} == {2, 4, 6}
    assert {len(code) for code in TOWNSHIPS} == {9}


def test_a_division_knows_what_it_belongs_to() -> None:
    assert known("210283") == Division("210283", "庄河市", "county", (("21", "辽宁省"), ("2102", "大连市")))


@pytest.mark.parametrize(
    ("code", "level", "full"),
    [
        ("21", "province", "辽宁省"),
        ("2102", "city", "辽宁省大连市"),
        ("2327", "city", "黑龙江省大兴安岭地区"),
        ("210283001", "township", "辽宁省大连市庄河市城关街道"),
        ("110105", "county", "北京市朝阳区"),
        ("500229", "county", "重庆市城口县"),
        ("419001", "county", "河南省济源市"),
        ("659001", "county", "新疆维吾尔自治区石河子市"),
        ("4419", "city", "广东省东莞市"),
        ("441900", "county", "广东省东莞市"),
        ("441900003", "township", "广东省东莞市东城街道"),
        ("350527", "county", "福建省泉州市金门县"),
        ("350527000", "township", "福建省泉州市金门县金门县"),
    ],
)
def test_level_and_full_name(code: str, level: str, full: str) -> None:
    assert (known(code).level, full_name(known(code))) == (level, full)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (" 210283　", "210283"),
        ("２１０２８３", "210283"),
        ("210000", "21"),
        ("210200", "2102"),
        ("210283000", "210283"),
        ("210283000000", "210283"),
        ("210283001000", "210283001"),
        ("441900", "441900"),  # a code of its own, not 4419 padded
        ("441900000000", "4419"),
        ("350527000", "350527000"),
        ("350527000000", "350527"),
        ("1101", None),  # 市辖区, a heading
        ("110100", None),
        ("4690", None),  # 省直辖县级行政区划
        ("2100", None),
        ("210283999", None),
        ("999999001", None),
        ("210283001001", None),
        ("00", None),
        ("", None),
        ("庄河市", None),
    ],
)
def test_codes_as_people_write_them(written: str, code: str | None) -> None:
    assert by_code(written) == (None if code is None else known(code))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("庄河市", "210283"),
        ("庄河", "210283"),
        ("辽宁省大连市庄河市", "210283"),
        ("辽宁省庄河市", "210283"),
        ("大连庄河", "210283"),
        ("辽宁 庄河", "210283"),
        ("辽宁/大连/庄河市", "210283"),
        ("　庄 河 市 ", "210283"),
        ("庄河城关", "210283001"),
        ("大连庄河城关街道办事处", "210283001"),
        ("北京朝阳", "110105"),
        ("长春朝阳区", "220104"),
        ("辽宁朝阳县", "211321"),
        ("朝阳市", "2113"),
        ("吉林省", "22"),
        ("吉林吉林", "2202"),
        ("内蒙古", "15"),
        ("广西", "45"),
        ("广西自治区", "45"),
        ("恩施州", "4228"),
        ("恩施土家族苗族自治州", "4228"),
        ("乐东县", "469027"),
        ("乐东", "469027"),
        ("鄂温克旗", "150724"),
        ("济源", "419001"),
        ("河南济源市", "419001"),
        ("神农架", "429021"),
        ("昌黎", "130322"),  # 昌黎镇 lies in it
        ("大连", "2102"),  # 大连乡 is elsewhere
        ("东莞", "441900"),
        ("东莞市东城街道", "441900003"),
        ("金门县", "350527"),
        ("易县", "130633"),
        ("库伦街道", "150524400"),  # 库伦街道办事处 in the table
        ("大安经济开发区(省级)", "220882400"),
        ("２１０２", "2102"),
    ],
)
def test_a_name_means_one_division(text: str, code: str) -> None:
    assert resolve(text) == known(code)
    assert code in {each.code for each in find(text)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("庄河市", ["210283"]),
        ("朝阳区", ["110105", "220104", "231282001"]),
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("大连庄", ["210283"]),
        ("中国(南京)软件谷", ["320114402"]),
        ("大连", ["2102", "411603205", "210211017", "210211400"]),
        ("沙河口", ["210204", "210204009"]),
        ("1101", [code for code in UPPER if code.startswith("1101")]),
        ("46", ["46", "4601", "4602", "4603", "4604", *(code for code in UPPER if code.startswith("4690"))]),
        ("210", [code for code in UPPER if code.startswith("210") and len(code) == 4]),
        ("2102830", [code for code in TOWNSHIPS if code.startswith("2102830")]),
        ("庄河县", []),
        ("999", []),
        ("区1", []),
        ("", []),
        ("镇" * 1000, []),
    ],
)
def test_what_a_text_may_mean_the_best_first(text: str, codes: list[str]) -> None:
    assert [each.code for each in find(text)][: max(4, len(codes))] == codes


@pytest.mark.parametrize(
    ("text", "count", "listed"),
    [
        ("朝阳区", 2, ["110105 北京市朝阳区", "220104 吉林省长春市朝阳区"]),
        (
            "朝阳",
            4,
            ["2113 辽宁省朝阳市", "110105 北京市朝阳区", "211321 辽宁省朝阳市朝阳县", "220104 吉林省长春市朝阳区"],
        ),
        ("鼓楼区", 4, ["320106 江苏省南京市鼓楼区", "320302 江苏省徐州市鼓楼区"]),
        ("城关镇", 88, ["120114110 天津市武清区城关镇"]),
        ("吉林", 2, ["22 吉林省", "2202 吉林省吉林市"]),
        ("河南", 2, ["41 河南省", "632324 青海省黄南藏族自治州河南蒙古族自治县"]),
    ],
)
def test_an_ambiguous_name_lists_its_candidates(text: str, count: int, listed: list[str]) -> None:
    finding = refused(text)
    assert (finding.code, finding.severity, finding.entity) == ("ambiguous-division", "error", text)
    assert finding.hint is not None
    zh, en = finding.message
    assert zh.startswith(f"“{text}”对应 {count} 个行政区划：{'；'.join(listed)}")
    assert en.startswith(f"“{text}” matches {count} divisions: {'; '.join(listed)}")
    assert zh.count("；") == min(count - 1, 12)
    assert zh.endswith(f"；还有 {count - 12} 个") == en.endswith(f"; and {count - 12} more") == (count > 12)


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("庄河县", "没有名称或代码为“庄河县”的行政区划，相近的有：210283 辽宁省大连市庄河市"),
        ("大连市庄河县", "没有名称或代码为“大连市庄河县”的行政区划，相近的有：210283 辽宁省大连市庄河市"),
        ("大连市装河市", "没有名称或代码为“大连市装河市”的行政区划，相近的有：210283 辽宁省大连市庄河市"),
        (
            "大连装河",
            "没有名称或代码为“大连装河”的行政区划，相近的有：210283 辽宁省大连市庄河市；210213030 辽宁省大连市金州区石河街道",
        ),
        ("大连庄", "没有名称或代码为“大连庄”的行政区划，相近的有：210283 辽宁省大连市庄河市"),
        ("沈抚示范", "没有名称或代码为“沈抚示范”的行政区划"),
        ("甲乙", "没有名称或代码为“甲乙”的行政区划"),
        ("", "没有名称或代码为“”的行政区划"),
        ("990000", "没有名称或代码为“990000”的行政区划"),
    ],
)
def test_an_unknown_name_lists_similar_ones(text: str, zh: str) -> None:
    finding = refused(text)
    assert (finding.code, finding.severity, finding.message.zh) == ("unknown-division", "error", zh)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("庄合市", "210283 辽宁省大连市庄河市"),
        ("庄庄河市", "210283 辽宁省大连市庄河市"),
        ("普蓝店区", "210214 辽宁省大连市普兰店区"),
        ("210299", "2102 辽宁省大连市"),
        ("21028", "210281 辽宁省大连市瓦房店市；210283 辽宁省大连市庄河市"),
        ("1101", "110101 北京市东城区"),
    ],
)
def test_the_most_similar_name_comes_first(text: str, near: str) -> None:
    finding = refused(text)
    assert finding.code == "unknown-division"
    assert f"相近的有：{near}" in finding.message.zh


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("庄河", [code for code in TOWNSHIPS if code.startswith("210283")]),
        ("210283", [code for code in TOWNSHIPS if code.startswith("210283")]),
        ("大连市", [code for code in UPPER if code.startswith("2102") and code != "2102"]),
        ("北京", [code for code in UPPER if code.startswith("11") and code != "11"]),
        ("湖北", [code for code in UPPER if code.startswith("42") and (len(code) == 4 or code[2:4] == "90")]),
        ("4419", ["441900"]),
        ("210283001", []),
    ],
)
def test_what_belongs_to_a_division(text: str, codes: list[str]) -> None:
    assert [each.code for each in children(text)] == codes


def test_children_of_what_is_not_one_division() -> None:
    with pytest.raises(GapubError, match="ambiguous-division"):
        children("朝阳区")
    with pytest.raises(GapubError, match="unknown-division"):
        children("999999")


@given(CODES)
def test_every_division_is_found_by_its_code(code: str) -> None:
    division = known(code)
    assert division.code == code
    assert find(code)[0] == resolve(code) == division


@given(CODES)
def test_every_division_is_found_by_its_full_name(code: str) -> None:
    division = known(code)
    name = full_name(division)
    assert division in find(name)
    assert resolve(name) == known(COUNTY_OF.get(code, code))
    assert not {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"} & {each for _, each in division.parents}


@given(CODES)
def test_children_and_parents_agree(code: str) -> None:
    division = known(code)
    assert all((code, division.name) == each.parents[-1] for each in children(code))
    if division.parents:
        assert division in children(division.parents[-1][0])


@settings(deadline=None)
@given(st.one_of(st.text("市县区镇乡省庄河大连朝阳城关0２3 /()族自治", max_size=9), st.text(max_size=9)))
def test_any_text_has_an_answer(text: str) -> None:
    found = find(text)
    assert len({each.code for each in found}) == len(found)
    try:
        assert resolve(text) in found
    except GapubError as error:
        assert [each.code for each in error.diagnostics] in (["ambiguous-division"], ["unknown-division"])


def test_the_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    divisions("大连庄河", "text")
    out, err = capsys.readouterr()
    assert [line.split() for line in out.splitlines() if "庄河" in line] == [
        ["210283", "庄河市", "县级", "county", "辽宁省大连市庄河市"]
    ]
    assert err == ""


def test_a_long_list_is_cut_for_people_and_whole_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    divisions("城关镇", "text")
    out, err = capsys.readouterr()
    assert sum("城关镇" in line for line in out.splitlines()) == 50
    assert err.startswith("共 91 个，只列出前 50 个")


def test_json(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    divisions("庄河", "json")
    (division,) = json.loads(capfdbinary.readouterr().out)["divisions"]
    assert division == {
        "code": "210283",
        "name": "庄河市",
        "level": "county",
        "full_name": "辽宁省大连市庄河市",
        "parents": [{"code": "21", "name": "辽宁省"}, {"code": "2102", "name": "大连市"}],
    }


def test_a_search_without_result_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(GapubError, match="unknown-division"):
        divisions("庄河县", "json")
    assert capsys.readouterr().out == ""
