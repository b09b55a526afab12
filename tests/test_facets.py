"""By what the rows of a page can be selected, and the letters by which their words can be typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.model.catalogue import Body, Role
from gapub.render.cells import Localizer
from gapub.render.facets import FIELDS, Facets, facets
from gapub.render.initials import initials
from gapub.render.view import view
from gapub.sources.bundle import bundled
from samples import replace, small_catalogue

SMALL = ("social-assistance/general/guide", "social-assistance/general/hearing", "social-assistance/relief/amount")
ACCOUNTS, ASSETS = "village-affairs/finance/accounts", "village-affairs/finance/assets"


def made(lang: str = "zh", **changes: object) -> Facets:
    return facets(view(small_catalogue(**changes), lang), Localizer(lang))


def told(found: Facets) -> dict[str, list[tuple[str, str, int]]]:
    return {each.field: [(c.id, c.label[0].text, c.rows) for c in each.choices] for each in found.facets}


def test_each_facet_has_its_choices_with_their_numbers_of_rows() -> None:
    assert told(made()) == {
        "area": [("social-assistance", "社会救助", 3), ("village-affairs", "村务公开", 2)],
        "audience": [("public", "全社会", 3), ("groups", "特定群体", 3)],
        "method": [("proactive", "主动", 5), ("on_request", "依申请", 1)],
        "levels": [
            ("city", "市级", 1),
            ("county", "县级", 4),
            ("township", "乡级", 2),
            ("village", "村级", 1),
            ("unknown", "待核", 1),
        ],
        "evidence": [("corroborated", "多地印证", 2), ("single", "单一来源", 2), ("recalled", "据回忆补录，待核", 1)],
    }


def test_the_facets_speak_the_language_of_the_page() -> None:
    assert told(made("en"))["evidence"][0][1] == "Corroborated"
    assert [each.label[0].text for each in made("en").facets] == ["Areas", "Audience", "Method", "Level", "Evidence"]


@pytest.mark.parametrize("row", [*SMALL, ACCOUNTS, ASSETS])
def test_a_row_falls_under_the_choices_that_its_cells_say(row: str) -> None:
    found = made()
    by_number = {choice.number: (facet.field, choice.id) for facet in found.facets for choice in facet.choices}
    said = [by_number[number] for number in found.chosen[row]]
    assert (
        said
        == {
            SMALL[0]: [
                ("area", "social-assistance"),
                ("audience", "public"),
                ("method", "proactive"),
                ("levels", "county"),
                ("levels", "township"),
                ("evidence", "corroborated"),
            ],
            SMALL[1]: [
                ("area", "social-assistance"),
                ("audience", "groups"),
                ("method", "proactive"),
                ("method", "on_request"),
                ("levels", "county"),
                ("evidence", "single"),
            ],
            SMALL[2]: [
                ("area", "social-assistance"),
                ("audience", "public"),
                ("method", "proactive"),
                ("levels", "county"),
                ("levels", "township"),
                ("evidence", "recalled"),
            ],
            ACCOUNTS: [
                ("area", "village-affairs"),
                ("audience", "groups"),
                ("method", "proactive"),
                ("levels", "unknown"),
                ("evidence", "single"),
            ],
            ASSETS: [
                ("area", "village-affairs"),
                ("audience", "public"),
                ("audience", "groups"),
                ("method", "proactive"),
                ("levels", "city"),
                ("levels", "county"),
                ("levels", "village"),
                ("evidence", "corroborated"),
            ],
        }[row]
    )


def test_a_body_is_an_office_where_a_profile_binds_it_and_else_a_role() -> None:
    area, other = small_catalogue().areas
    topic = area.topics[0]
    civil, finance = Text("民政部门", "Civil affairs authority"), Text("财政部门", "Finance authority")
    first = replace(
        topic.items[0], body=Body("庄河市民政局", "", (Role("civil-affairs", "organ", "庄河市民政局", civil),))
    )
    second = replace(
        topic.items[1],
        body=Body(
            "民政部门、财政部门",
            "",
            (Role("civil-affairs", "organ", None, civil), Role("finance", "organ", None, finance)),
        ),
    )
    found = made(areas=(replace(area, topics=(replace(topic, items=(first, second)), *area.topics[1:])), other))
    assert told(found)["body"] == [
        ("civil-affairs", "民政部门", 4),
        ("庄河市民政局", "庄河市民政局", 1),
        ("finance", "财政部门", 1),
    ]


def test_numbers_run_through_all_facets() -> None:
    numbers = [choice.number for facet in made().facets for choice in facet.choices]
    assert numbers == list(range(len(numbers)))


def test_a_field_in_which_all_rows_are_alike_is_no_facet() -> None:
    area = small_catalogue().areas[0]
    alone = made(areas=(replace(area, topics=(replace(area.topics[0], items=area.topics[0].items[:1]),)),))
    assert [each.field for each in alone.facets] == ["levels"]
    assert set(FIELDS) > {"levels"}


# --- pinyin ----------------------------------------------------------------------------------------------------------


def letters(char: str) -> str:
    return "".join(initials(char))


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("城市设备", "cssb"),
        ("重大建设项目", "zdjsxm"),
        ("重新", "cx"),
        ("行政处罚", "xzcf"),
        ("银行", "yh"),
        ("长期", "cq"),
        ("校长", "xz"),
        ("公开", "gk"),
        ("会计", "kj"),
        ("区", "q"),
        ("乐", "y"),
        ("安", "a"),
        ("儿童", "et"),
        ("庄河市", "zhs"),
        ("邛崃", "ql"),
        ("㐀", ""),
        ("A1。", ""),
    ],
)
def test_words_can_be_typed_by_their_initials(word: str, typed: str) -> None:
    if typed:
        assert all(letter in letters(char) for char, letter in zip(word, typed, strict=True))
    else:
        assert initials(word) == {}


@given(st.text())
def test_what_stands_under_letters_are_the_characters_of_the_text_in_order(text: str) -> None:
    for letter, characters in initials(text).items():
        assert letter in "abcdefghjklmnopqrstwxyz"
        assert list(characters) == sorted(set(characters))
        assert set(characters) <= set(text)


def test_every_character_of_the_basic_block_but_a_few_variants_has_a_letter() -> None:
    block = "".join(map(chr, range(0x4E00, 0x9FA6)))
    assert len(set("".join(initials(block).values()))) > 20_880


def test_every_character_of_the_guidelines_has_a_letter() -> None:
    text = "".join(path.read_text("utf-8") for path in bundled("guidelines").rglob("*.yaml"))
    chinese = {char for char in text if "\u4e00" <= char <= "\u9fa5"}
    assert chinese == set("".join(initials(text).values()))
