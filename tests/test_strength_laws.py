"""The laws of the order of strength, cell by cell: reflexive, antisymmetric on duties, transitive, bounded by the union.

Rows differ in the field compared and, where other cells bear on it, in those as well. The laws of time limits alone are
in test_timeorder; those of whole profiles on real guidelines in test_refinement_laws.
"""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from gapub.build.strength import Setting, compare, compare_rows, join
from gapub.model.fields import FIELDS
from gapub.model.guideline import Item
from gapub.model.time.duty import Circumstances
from gapub.model.time.value import NONE, UNKNOWN
from laws import law, long_law
from strength_strategies import PARTS, any_cases, cases, reworded, rows, siblings, stray_rows

MIRROR = {"equal": "equal", "stronger": "weaker", "weaker": "stronger", "incomparable": "incomparable"}


def at_least(field: str, local: Item, base: Item, case: Setting) -> bool:
    return compare(field, local, base, case).relation in ("equal", "stronger")


@law
@given(any_cases, rows, st.data())
def test_every_row_is_equal_to_itself_in_other_words(case: Setting, one: Item, data: st.DataObject) -> None:
    assert {found.relation for found in compare_rows(one, one, case).values()} == {"equal"}
    other = data.draw(reworded(one))
    assert {found.relation for found in compare_rows(other, one, case).values()} == {"equal"}


WIDER = ("content", "audience", "method")
"""What may widen: for a row that lists persons that is incomparable, though the way back is weaker.

The way back is equal where only an optional element widens: it is no duty, so taking it back asks no less.
"""


@law
@given(any_cases, siblings())
def test_the_two_directions_mirror_each_other(case: Setting, pair: tuple[str, list[Item]]) -> None:
    field, (one, other) = pair
    there, back = compare(field, one, other, case), compare(field, other, one, case)
    for found in (there, back):
        assert found.reason.zh
        assert found.reason.en
        assert found.allowed or not found.needs_reason
    assume("unknown" not in (there.relation, back.relation))
    told = {there.relation, back.relation}
    if case.personal and field in WIDER and told in ({"incomparable", "weaker"}, {"incomparable", "equal"}):
        assert told != {"incomparable", "equal"} or any(
            each.optional for row in (one, other) for each in row.content or ()
        )
        return
    assert back.relation == MIRROR[there.relation]


@law
@given(any_cases, st.one_of(st.tuples(rows, rows), st.tuples(stray_rows, stray_rows)))
def test_time_limits_mirror_each_other_on_any_channels(case: Setting, pair: tuple[Item, Item]) -> None:
    """Each row has channels of its own, ticked, to choose from or unknown; clauses name some, or some that it has not."""
    one, other = pair
    there, back = (compare("time_limit", *each, case).relation for each in (pair, (other, one)))
    assume("unknown" not in (there, back))
    assert back == MIRROR[there]


@law
@given(cases, siblings())
def test_what_is_at_least_as_strong_both_ways_has_the_same_duties(case: Setting, pair: tuple[str, list[Item]]) -> None:
    field, (one, other) = pair
    both_ways = at_least(field, one, other, case) and at_least(field, other, one, case)
    assert both_ways == (duties(field, one, case) == duties(field, other, case))


def duties(field: str, item: Item, case: Setting) -> object:
    """What the cell asks, by the words of the model, not by the code that compares."""
    match field:
        case "content":
            usual = "proactive" if "proactive" in item.method else "on_request"
            asked = {
                (each.part, each.text, each.exception, each.method or usual)
                for each in item.content or ()
                if not each.optional
            }
            return {
                (part, text, exception, method)
                for part, text, exception, method in asked
                if not asked
                & set(product([part], [text], {None, exception}, {"proactive", method}))
                - {(part, text, exception, method)}
            }
        case "channels":
            ids = frozenset(item.channels.ids)
            return {ids} if item.channels.rule == "any_of" else {frozenset([each]) for each in ids}
        case "audience":
            return item.audience.public or set(item.audience.groups or ())
        case "method":
            return set(item.method)
        case "time_limit":
            world = frozenset(item.channels.ids)
            circumstances = Circumstances(case.organ, channels=world, terms=case.registry.terms())
            cells = [(part, channel) for part in (*PARTS, None) for channel in sorted(world)]
            return circumstances.normal(item.time_limit, cells)
    return None


@law
@given(any_cases, siblings(3))
def test_the_order_of_each_field_is_transitive(case: Setting, drawn: tuple[str, list[Item]]) -> None:
    """Drawn cells seldom form a chain; their joins do."""
    field, (one, two, three) = drawn
    if case.personal and field == "content":  # an optional element may go, and come back wider
        assume(not any(each.optional for item in (one, two, three) for each in item.content or ()))
    middle = join(one, two)
    pool = [one, two, middle, join(middle, three)]
    above = {(i, j) for i, j in product(range(4), range(4)) if at_least(field, pool[i], pool[j], case)}
    assert {(i, k) for i, j in above for again, k in above if again == j} <= above


@long_law  # its fields have laws of their own; what is left is how they bear on each other
@given(cases, rows, rows, rows)
def test_the_order_of_whole_rows_is_transitive(case: Setting, one: Item, two: Item, three: Item) -> None:
    """A row is at least as strong as another if each of its cells is: time limits on the channels of the row asked for."""
    middle = join(one, two)
    pool = [one, two, middle, join(middle, three)]
    above = {(i, j) for i, j in product(range(4), range(4)) if whole_at_least(pool[i], pool[j], case)}
    assert {(2, 0), (2, 1), (3, 2), (3, 0)} <= above
    assert {(i, k) for i, j in above for again, k in above if again == j} <= above


def whole_at_least(local: Item, base: Item, case: Setting) -> bool:
    return all(at_least(field, local, base, case) for field in FIELDS)


@long_law
@given(cases, rows, rows)
def test_the_union_of_duties_is_an_upper_bound(case: Setting, one: Item, other: Item) -> None:
    """In every cell at once; and what has less is never stronger than the union."""
    both = join(one, other)
    for row in (one, other):
        assert whole_at_least(both, row, case)
        assert "stronger" not in {found.relation for found in compare_rows(row, both, case).values()}
    assert whole_at_least(join(other, one), both, case)


@law
@given(any_cases, rows, st.sampled_from(("content", "time_limit", "channels", "audience")))
def test_leaving_open_what_was_known_is_weaker(case: Setting, one: Item, field: str) -> None:
    blank = {
        "content": None,
        "time_limit": UNKNOWN,
        "channels": one.channels._replace(rule="unknown", ids=()),
        "audience": one.audience._replace(public=False, groups=None),
    }
    open_row = one._replace(**{field: blank[field]})
    assert compare(field, open_row, one, case).relation == "weaker"
    supplied = compare(field, one, open_row, case)
    wider = field == "audience" and one.audience.public
    assert supplied.relation == ("incomparable" if wider and case.personal else "unknown")
    assert supplied.needs_reason == (wider and not case.personal)


@law
@given(any_cases, rows)
def test_a_time_limit_where_the_table_has_none_is_stronger(case: Setting, one: Item) -> None:
    none = one._replace(time_limit=NONE)
    assert compare("time_limit", one, none, case).relation == "stronger"
    assert compare("time_limit", none, one, case).relation == "weaker"
