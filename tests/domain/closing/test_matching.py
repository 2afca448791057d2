"""What fits together is found by the surest rule first, the same whatever the order; nothing is lost or taken twice."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from app.domain.closing.comparison import compared
from app.domain.closing.findings import of_matching
from app.domain.closing.matching import ByHand, Matching, Rule, match, overlooked
from app.domain.closing.statement import Entry, EntryKind, Side
from tests.domain.closing.movements import OTHER, days, entry, item

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from app.domain.closing.items import OwnItem

DAY = 24 * 60


def rules(matching: Matching) -> list[tuple[Rule, str]]:
    return [(one.rule, one.shape) for one in matching.matches]


def named(kind: object, about: str) -> str:
    return f"{kind}/{about}"


def test_the_same_reference_amount_and_moment_fit_one_to_one() -> None:
    assert rules(match([entry("E", 500, reference="P1")], [item("P1", 500)])) == [(Rule.REFERENCE, "1:1")]


def test_a_moment_may_differ_within_the_day_and_not_beyond_it() -> None:
    assert rules(match([entry("E", 500, reference="P1")], [item("P1", 500, minutes=90)])) == [(Rule.REFERENCE, "1:1")]
    late = match([entry("E", 500, EntryKind.OTHER, "X")], [item("P1", 500, minutes=DAY)])
    assert (late.matches, len(late.entries_left), len(late.items_left)) == ((), 1, 1)


def test_one_entry_fits_several_of_ours_and_several_entries_one_of_ours_by_their_sum() -> None:
    parts = [item("B/1", 300, EntryKind.BATCH, place="a"), item("B/1", 200, EntryKind.BATCH, minutes=5, place="b")]
    whole = entry("E", 500, EntryKind.BATCH, "B/1", minutes=9)
    assert rules(match([whole], parts)) == [(Rule.REFERENCE_SUM, "1:n")]
    entries = [entry("E1", 300, EntryKind.BATCH, "B/1"), entry("E2", 200, EntryKind.BATCH, "B/1", minutes=5)]
    assert rules(match(entries, [item("B/1", 500, EntryKind.BATCH)])) == [(Rule.REFERENCE_SUM, "n:1")]


def test_the_bank_s_own_reference_finds_what_has_another_name() -> None:
    told = entry("E", 500, EntryKind.OTHER, "unknown", bank_ref="T2570-1")
    ours = item("req", 500, EntryKind.COLLECTION, bank_ref="T2570-1")
    assert rules(match([told], [ours])) == [(Rule.BANK_REFERENCE, "1:1")]


def test_a_sum_of_the_day_speaks_only_where_it_fits_in_one_way() -> None:
    lone = entry("E", 700, EntryKind.OTHER, "X")
    one_way = [item("P1", 300), item("P2", 400), item("P3", 900)]
    assert rules(match([lone], one_way)) == [(Rule.DAY_SUM, "1:n")]
    two_ways = [item("P1", 300), item("P2", 400), item("P3", 500), item("P4", 200)]
    assert match([lone], two_ways).matches == ()


def test_what_is_of_another_kind_account_or_side_is_not_taken_for_the_same_money() -> None:
    assert match([entry("E", 500, EntryKind.DRAW, "D1")], [item("P1", 500)]).matches == ()
    assert match([entry("E", 500, reference="P1", account=OTHER)], [item("P1", 500)]).matches == ()
    assert match([entry("E", 500, EntryKind.BATCH, "P1")], [item("P1", 500)]).matches == ()


def test_amounts_of_one_reference_that_differ_are_told_as_one_thing() -> None:
    found = match([entry("E", 500, reference="P1")], [item("P1", 490)])
    (pair,) = found.differing
    assert (pair.difference, found.entries_left, found.items_left) == (10, (), ())
    assert [(one.kind.value, one.about) for one in of_matching(found, named)] == [("amount_differs", "E")]


def test_an_account_s_first_balance_needs_nothing_of_ours() -> None:
    found = match([entry("E", 10**9, EntryKind.OPENING)], [])
    assert rules(found) == [(Rule.OPENING, "1:0")]
    (row,) = compared([entry("E", 10**9, EntryKind.OPENING)], [])
    assert row.agrees


def test_a_match_by_hand_comes_first_and_only_holds_where_its_sums_agree() -> None:
    entries, items = [entry("E", 500, reference="P9")], [item("P1", 200), item("P2", 300), item("P9", 500)]
    said = ByHand(("E",), ("collection:P1", "collection:P2"), "ผู้ชำระคนเดียวกัน")
    found = match(entries, items, [said])
    assert rules(found) == [(Rule.MANUAL, "1:n")]
    assert (found.matches[0].reason, overlooked([said], found)) == ("ผู้ชำระคนเดียวกัน", [])
    wrong = ByHand(("E",), ("collection:P1",), "ผิด")
    assert overlooked([wrong], match(entries, items, [wrong])) == [wrong]
    missing = ByHand(("E", "gone"), ("collection:P9",), "ผิด")
    assert overlooked([missing], match(entries, items, [missing])) == [missing]


def change(some: Iterable[Entry | OwnItem]) -> int:
    return sum(one.amount.satang if one.side is Side.IN else -one.amount.satang for one in some)


@given(days())
def test_every_movement_and_everything_of_ours_is_in_exactly_one_place(day: tuple[list[Entry], list[OwnItem]]) -> None:
    entries, items = day
    found = match(entries, items)
    moved = [*(one.entries for one in found.matches), *(one.entries for one in found.differing), found.entries_left]
    ours = [*(one.items for one in found.matches), *(one.items for one in found.differing), found.items_left]
    assert Counter(one.entry_id for one in chain(*moved)) == Counter(one.entry_id for one in entries)
    names = Counter((one.account, one.item_id) for one in chain(*ours))
    assert names == Counter((one.account, one.item_id) for one in items)


@given(days())
def test_every_sum_is_explained_to_the_satang(day: tuple[list[Entry], list[OwnItem]]) -> None:
    entries, items = day
    found = match(entries, items)
    for one in found.matches:
        assert change(one.entries) == change(one.items)
        assert len({part.account for part in one.entries} | {part.account for part in one.items}) == 1
    left = change(found.entries_left) - change(found.items_left)
    apart = sum(change(one.entries) - change(one.items) for one in found.differing)
    assert change(entries) - change(items) == left + apart


@given(days(), st.randoms(use_true_random=False))
def test_another_order_finds_the_same(day: tuple[list[Entry], list[OwnItem]], chance: random.Random) -> None:
    entries, items = list(day[0]), list(day[1])
    first = match(entries, items)
    chance.shuffle(entries)
    chance.shuffle(items)
    assert match(entries, items) == first


@given(days())
def test_every_thing_left_over_gets_one_name_of_its_own(day: tuple[list[Entry], list[OwnItem]]) -> None:
    found = match(*day)
    names = [one.exception_id for one in of_matching(found, named)]
    assert len(names) == len(found.entries_left) + len(found.items_left) + len(found.differing)
    assert len(set(names)) == len({(one.exception_id, one.account) for one in of_matching(found, named)})
