"""Money of the queue finds the bills that it may be meant for, with the reasons, the likeliest first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.collections.bill import BillState
from app.domain.collections.candidates import CANDIDATES_MAX, Why, candidates, slip
from app.domain.values.money import Money
from tests.domain.collections.collection_samples import bill, payment

BILLS = [bill(number, 10_000 + number) for number in range(1, 40)]
SEVENTH = BILLS[6]
REF1, REF2 = SEVENTH.reference.ref1, SEVENTH.reference.ref2


def reasons(ref1: str, ref2: str, satang: int = 1, payer: str = "") -> tuple[Why, ...]:
    found = candidates(payment(1, ref1, ref2, satang, payer), BILLS)
    assert found
    assert found[0].bill is SEVENTH
    return found[0].reasons


def transposed(text: str) -> str:
    place = next(place for place in range(len(text) - 1) if text[place] != text[place + 1])
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


@pytest.mark.parametrize(
    ("ref1", "ref2", "why"),
    [
        (REF1, REF2, Why.REFERENCE),
        (REF2, REF1, Why.REFERENCES_SWAPPED),
        (REF1, transposed(REF2), Why.TRANSPOSITION),
        ("", transposed(REF2), Why.TRANSPOSITION),
        (transposed(REF1), REF2, Why.TRANSPOSITION),
        (REF1, REF2[:3] + "9" + REF2[4:], Why.ONE_DIGIT),
        (REF1, REF2[:3] + REF2[4:], Why.DIGIT_MORE_OR_LESS),
        (REF1, f"{REF2}0", Why.DIGIT_MORE_OR_LESS),
        (f"{REF1[:3]}-{REF1[3:]}", f" {REF2} ", Why.REFERENCE),
    ],
)
def test_a_slip_of_the_finger_leads_back_to_the_bill(ref1: str, ref2: str, why: Why) -> None:
    assert reasons(ref1, ref2) == (why,)


def test_the_amount_the_payer_and_a_citizen_id_are_reasons() -> None:
    assert reasons("", "", SEVENTH.draft.amount.satang) == (Why.SAME_AMOUNT,)
    mine = replace(SEVENTH, draft=replace(SEVENTH.draft, payer_name="นางสาว น้ำฝน คนเดียว", payer_id="1234545678781"))
    others = [each for each in BILLS if each is not SEVENTH]
    (found,) = candidates(payment(1, "1234545678781", "", 10, "น้ำฝน คนเดียว"), [*others, mine])
    assert found.reasons == (Why.PAYER_ID, Why.SAME_PAYER)


def test_what_speaks_most_for_a_bill_comes_first() -> None:
    exact = payment(1, REF1, REF2, BILLS[0].draft.amount.satang)
    found = candidates(exact, BILLS)
    assert [each.bill for each in found] == [SEVENTH, BILLS[0]]
    assert found[0].weight > found[1].weight


def test_more_than_can_be_looked_at_are_not_proposed_and_the_first_due_come_first() -> None:
    same = [bill(number, 500) for number in range(1, 100)]
    found = candidates(payment(1, "", "", 500), same)
    assert [each.bill.bill_id for each in found] == sorted(each.bill_id for each in same)[:CANDIDATES_MAX]


def test_a_paid_or_given_up_bill_is_named_only_by_its_own_reference_and_takes_nothing() -> None:
    paid = bill(7, 500, BillState.PAID, matched=500)
    given_up = bill(8, 500, BillState.CANCELLED)
    for settled in (paid, given_up):
        (named,) = candidates(payment(1, settled.reference.ref1, settled.reference.ref2, 500), [settled])
        assert named.reasons[0] is Why.REFERENCE
        assert named.amount == Money(0)
        assert candidates(payment(1, settled.reference.ref1, transposed(settled.reference.ref2), 500), [settled]) == []
        assert candidates(payment(1, "", "", 500), [settled]) == []


def test_so_much_could_be_matched_as_waits_and_as_is_open() -> None:
    part = bill(7, 500, BillState.PART_PAID, matched=200)
    for waiting, expected in ((1_000, 300), (100, 100), (300, 300)):
        (found,) = candidates(payment(1, part.reference.ref1, part.reference.ref2, waiting), [part])
        assert found.amount == Money(expected)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1234", None),
        ("", None),
        ("1243", Why.TRANSPOSITION),
        ("1432", None),
        ("2143", None),
        ("1235", Why.ONE_DIGIT),
        ("123", Why.DIGIT_MORE_OR_LESS),
        ("12234", Why.DIGIT_MORE_OR_LESS),
        ("12", None),
        ("5678", None),
    ],
)
def test_one_slip_is_told_from_another_number(typed: str, why: Why | None) -> None:
    assert slip(typed, "1234") is why
