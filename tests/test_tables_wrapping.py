"""Texts of cells: which breaks are joined and which stay, brackets and widths; and what ticks and boxes say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.tables.grid import Cell
from gapub.tables.row import State
from gapub.tables.ticks import Marks
from gapub.tables.wrapping import joined, tidy

WRAPPED = [
    # a title is one text, whatever the column makes of it
    ("title", "公共法律\n服务", "公共法律服务"),
    ("topic", "特困人员\n救助\n供养", "特困人员救助供养"),
    ("number", "0\n5", "05"),
    ("title", "Wi-Fi\naccess", "Wi-Fi access"),
    # document numbers and titles of laws
    ("basis", "国办发\n〔2019〕54号", "国办发〔2019〕54号"),
    ("basis", "（国办发〔2019〕\n54号）", "（国办发〔2019〕54号）"),
    ("basis", "（中办发〔2016〕8\n号）", "（中办发〔2016〕8号）"),
    ("basis", "《政府信息公\n开条例》", "《政府信息公开条例》"),
    ("basis", "《关于甲\n1.乙的通知》", "《关于甲1.乙的通知》"),
    ("basis", "《甲》\n（国务院令第711号）", "《甲》（国务院令第711号）"),
    ("basis", "《土地管理法》\n第四十五条", "《土地管理法》第四十五条"),
    ("basis", "《土地管理法》第四十\n五条", "《土地管理法》第四十五条"),
    ("basis", "《甲法》\n《乙法》", "《甲法》\n《乙法》"),
    ("basis", "《甲法》、\n《乙法》", "《甲法》、《乙法》"),
    ("basis", "《甲法》；\n《乙法》", "《甲法》；\n《乙法》"),
    ("basis", "政府信息公开规定\n各地相关政策", "政府信息公开规定\n各地相关政策"),
    ("basis", "1.《甲法》\n2.《乙法》", "1.《甲法》\n2.《乙法》"),
    # contents: lists keep their breaks, entries of theirs do not
    ("content", "1.机构名\n称\n2.地址", "1.机构名称\n2.地址"),
    ("content", "机构职能\n机构设置\n办公地址", "机构职能\n机构设置\n办公地址"),
    ("content", "收入、\n支出", "收入、支出"),
    ("content", "包括：\n收入\n支出", "包括：\n收入\n支出"),
    ("content", "与安全有关的政策文\n件包括改革方案发展\n规划和预案", "与安全有关的政策文件包括改革方案发展规划和预案"),
    ("content", "调查结果予以公开。\n其他", "调查结果予以公开。\n其他"),
    ("content", "（一）收入\n（二）支出", "（一）收入\n（二）支出"),
    ("content", "结\n果", "结果"),
    ("content", "信息公示期2019\n年", "信息公示期2019年"),
    # bodies
    ("body", "县住房和城乡建\n设局", "县住房和城乡建设局"),
    ("body", "县民政局\n乡镇人民政府", "县民政局\n乡镇人民政府"),
    ("body", "街道\n办事处", "街道办事处"),
    ("body", "自然资源主管\n部门", "自然资源主管部门"),
    # time limits
    ("time_limit", "信息形成或变更之日起20个工作日\n内", "信息形成或变更之日起20个工作日内"),
    ("time_limit", "20个工作日内\n公开", "20个工作日内公开"),
    ("time_limit", "5个工作日内公开。\n公示结束后，转为依申请公开。", "5个工作日内公开。\n公示结束后，转为依申请公开。"),
    ("time_limit", "20\n个工作日", "20个工作日"),
    # channels
    ("channels", "政府网站\n村公示栏", "政府网站\n村公示栏"),
    ("channels", "■政府网站\n□政府公报", "■政府网站\n□政府公报"),
    ("channels", "■政府网\n站\n□政府公报", "■政府网站\n□政府公报"),
    ("channels", "■社区/企事业单位\n/村公示栏（电子\n屏）", "■社区/企事业单位/村公示栏（电子屏）"),
    ("channels", "政府网站、\n公示栏", "政府网站、公示栏"),
    # choices
    ("levels", "县级\n乡级", "县级\n乡级"),
    ("method", "依申请\n公开", "依申请公开"),
    ("method", "主动公开\n依申请公开", "主动公开\n依申请公开"),
    ("levels", "☑县级\n□乡级", "☑县级\n□乡级"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "wanted"), WRAPPED, ids=[f"{name}: {text!r}" for name, text, _ in WRAPPED])
def test_breaks(name: str, text: str, wanted: str) -> None:
    assert joined(text, name) == wanted


TIDY = [
    ("<预算法>", "《预算法》"),
    ("《转发<甲>的通知》", "《转发〈甲〉的通知》"),
    ("<转发<甲>的通知>", "《转发〈甲〉的通知》"),
    ("《预算法>", "《预算法》"),
    ("3<5，5>3", "3<5，5>3"),
    ("<br>", "<br>"),
    ("＜预算法＞", "《预算法》"),
    ("国办发﹝2019﹞54号", "国办发〔2019〕54号"),
    ("国办发[2019]54号", "国办发〔2019〕54号"),
    ("国办发（2019）54号", "国办发〔2019〕54号"),
    ("国办发【2019〕 第54号", "国办发〔2019〕 第54号"),
    ("《预算法》（2018）", "《预算法》（2018）"),
    ("２０个工作日", "20个工作日"),
    ("國務院辦公廳", "国务院办公厅"),
    ("　甲\xa0 乙 \r\n\r\n 丙\u200b", "甲 乙\n丙"),
    ("<<<>>>" * 3, "<<<>>>" * 3),
]


@pytest.mark.parametrize(("text", "wanted"), TIDY)
def test_one_width_and_one_kind_of_brackets(text: str, wanted: str) -> None:
    assert tidy(text) == wanted


@given(
    st.text(alphabet="甲乙、。；：（）()《》<>〔〕1.2）局内■□\n 号年", max_size=40),
    st.sampled_from(["basis", "content", "channels", "title"]),
)
def test_joining_loses_no_character_and_is_done_once(text: str, name: str) -> None:
    once = joined(tidy(text), name)
    assert "".join(once.split()) == "".join(tidy(text).split())
    assert tidy(tidy(text)) == tidy(text)
    assert not once.startswith("\n")


def cell(text: str, font: str = "") -> Cell:
    return Cell(text, 1, 1, font=font)


TICKS: list[tuple[str, str, list[str], State, str]] = [
    # text, its font, others in the field, state, words
    ("√", "", [], "ticked", ""),
    ("√ √", "", [], "ticked", ""),
    ("※√", "", [], "ticked", ""),
    ("☑ 申请人", "", [], "ticked", "申请人"),
    ("申请人√", "", [], "ticked", "申请人"),
    ("□", "", [], "open", ""),
    ("□申请人", "", [], "open", "申请人"),
    ("□√", "", [], "ticked", ""),
    ("√□", "", [], "unsure", "√□"),
    ("☒", "", [], "unsure", "☒"),
    ("☑甲 □乙", "", [], "", "☑甲 □乙"),
    ("是", "", [], "ticked", ""),
    ("否", "", [], "open", ""),
    ("×", "", ["√"], "open", ""),
    ("×", "", [], "unsure", "×"),
    ("——", "", ["☑"], "open", ""),
    ("——", "", [], "unsure", "——"),
    ("无", "", ["þ", "¨"], "open", ""),
    ("R", "", ["£"], "ticked", ""),
    ("£", "", ["R"], "open", ""),
    ("£", "", [], "unsure", "£"),
    ("R", "", ["o"], "unsure", "R"),
    ("ü", "", ["o"], "ticked", ""),
    ("o", "", ["þ"], "open", ""),
    ("R", "Wingdings 2", [], "ticked", ""),
    ("\uf052", "Wingdings 2", [], "ticked", ""),
    ("\uf052", "Wingdings", [], "unsure", "\uf052"),
    ("\uf0fe", "Wingdings", [], "ticked", ""),
    ("\uf06f", "Wingdings", [], "open", ""),
    ("\uf0fe", "", [], "unsure", "\uf0fe"),
    ("\uf0fe", "", ["\uf0a8"], "ticked", ""),
    ("R村民", "", ["£"], "ticked", "村民"),
    ("R村民", "", [], "unsure", "R村民"),
    ("R&D企业", "", ["R", "£"], "", "R&D企业"),
    ("V", "", ["√"], "unsure", "V"),
    ("t", "", [], "unsure", "t"),
    ("▲", "", [], "unsure", "▲"),
    ("?", "", [], "unsure", "?"),
    ("村民", "", ["√"], "", "村民"),
    ("3", "", [], "", "3"),
    ("", "", [], "", ""),
]


@pytest.mark.parametrize(("text", "font", "others", "state", "words"), TICKS)
def test_ticks(text: str, font: str, others: list[str], state: State, words: str) -> None:
    marks = Marks([cell(text, font), *map(cell, others)])
    assert marks.tick(text, font) == (state, words)


BOXES: list[tuple[str, str, list[str], State, str]] = [
    ("R政府网站 £政府公报", "", [], "", "■政府网站 □政府公报"),
    ("R政府网站£政府公报", "", [], "", "■政府网站□政府公报"),
    ("政府网站R 政府公报£", "", [], "", "政府网站■ 政府公报□"),
    ("R政府网站", "", [], "unsure", "R政府网站"),
    ("R政府网站", "", ["£政府公报 R公示栏"], "", "■政府网站"),
    ("R政府网站", "", ["¨政府公报"], "unsure", "R政府网站"),
    ("þ政府网站 ¨政府公报", "", [], "", "■政府网站 □政府公报"),
    ("\uf052政府网站 \uf0a3政府公报", "", [], "", "■政府网站 □政府公报"),
    ("\uf052政府网站", "", [], "unsure", "\uf052政府网站"),
    ("\uf052政府网站", "Wingdings 2", [], "", "■政府网站"),
    ("■政府网站 □政府公报", "", [], "", "■政府网站 □政府公报"),
    ("t政府网站□政府公报", "", [], "unsure", "t政府网站□政府公报"),
    ("▄政府网站", "", [], "unsure", "▄政府网站"),
    ("APP、P2P平台、http://a.cn/R/o", "", ["R政府网站 £政府公报"], "", "APP、P2P平台、http://a.cn/R/o"),
    ("政府网站", "", [], "", "政府网站"),
]


@pytest.mark.parametrize(("text", "font", "others", "state", "words"), BOXES)
def test_boxes_that_a_lost_font_left(text: str, font: str, others: list[str], state: State, words: str) -> None:
    marks = Marks([cell(text, font), *map(cell, others)])
    assert marks.boxes(text, font) == (state, words)
