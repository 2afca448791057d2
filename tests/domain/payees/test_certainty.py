"""How sure one may be of a signed line: by its record, its account and what vouches for that account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.domain.disbursement.transfer import CreditTransfer
from app.domain.payees.certainty import CODES, FormCompared, Known, KnownPayee, PaidBefore, certainty
from app.domain.payees.payee import NameCheck, NameMatch, PayeeRecord, Verification
from app.domain.values.money import Money

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
HERE, FORMER, ELSEWHERE = ("006", "9800000001"), ("006", "9800000002"), ("014", "1234567890")
RECORD = PayeeRecord(name="นางสาวทดสอบ หนึ่ง", bank=HERE[0], acct=HERE[1])
PAYEE = KnownPayee("p1", 3, RECORD, former={FORMER: AT})
FORM = FormCompared("u-auth", AT)
CHECK = NameCheck(NameMatch.MATCH, RECORD.name, "ทดสอบ หนึ่ง", AT)
PAID = {HERE: PaidBefore(AT, 4)}


def line(
    place: tuple[str, str] = HERE, payee_id: str = "p1", rev: str = "3", name: str = RECORD.name
) -> CreditTransfer:
    return CreditTransfer(7, *place, name, Money(100), payee_id=payee_id, payee_rev=rev if payee_id else "")


def known(payee: KnownPayee = PAYEE, paid: dict[tuple[str, str], PaidBefore] | None = None) -> Known:
    return Known({payee.payee_id: payee}, {payee.record.account: [payee]}, paid or {})


@pytest.mark.parametrize(
    ("form", "match", "paid", "expected"),
    [
        (None, None, {}, Verification.UNVERIFIED),
        (None, NameMatch.CLOSE, {}, Verification.UNVERIFIED),
        (None, NameMatch.NONE, {}, Verification.UNVERIFIED),
        (FORM, None, {}, Verification.FORM_SEEN),
        (FORM, NameMatch.CLOSE, {}, Verification.FORM_SEEN),
        (None, NameMatch.MATCH, {}, Verification.NAME_CHECKED),
        (FORM, NameMatch.MATCH, {}, Verification.NAME_CHECKED),
        (None, None, PAID, Verification.PAID_BEFORE),
        (FORM, NameMatch.NONE, PAID, Verification.PAID_BEFORE),
    ],
)
def test_the_surest_of_form_name_and_payment_is_the_state_of_an_account(
    form: FormCompared | None, match: NameMatch | None, paid: dict[tuple[str, str], PaidBefore], expected: Verification
) -> None:
    check = replace(CHECK, match=match) if match else None
    found = certainty(line(), DAY, known(replace(PAYEE, form=form, check=check), paid))
    assert (found.code, found.verified) == (expected.value, expected)
    assert (found.form, found.check, found.paid) == (form, check, paid.get(HERE))


@pytest.mark.parametrize(
    ("signed", "payee", "expected"),
    [
        (line(ELSEWHERE), PAYEE, "other_account"),
        (line(FORMER, rev="1"), PAYEE, "former_account"),
        (line(), replace(PAYEE, merged_into="p2"), "ended"),
        (line(), replace(PAYEE, record=replace(RECORD, until="2026-11-22")), "ended"),
        (line(), replace(PAYEE, record=replace(RECORD, until="2026-11-23")), "unverified"),
        (line(name="นายอื่น คนละคน"), PAYEE, "name_differs"),
        (line(name="ทดสอบ หนึ่ง"), PAYEE, "unverified"),
        (line(payee_id="p9"), PAYEE, "not_registered"),
        (line(ELSEWHERE, payee_id=""), PAYEE, "not_registered"),
        (line(payee_id=""), PAYEE, "unnamed"),
    ],
)
def test_a_line_is_as_sure_as_its_account_only_where_its_record_holds_that_account(
    signed: CreditTransfer, payee: KnownPayee, expected: str
) -> None:
    assert certainty(signed, DAY, known(payee)).code == expected


@pytest.mark.parametrize("place", [FORMER, ELSEWHERE])
def test_what_vouches_for_the_approved_account_vouches_for_no_other(place: tuple[str, str]) -> None:
    sure = replace(PAYEE, form=FORM, check=CHECK)
    found = certainty(line(place), DAY, known(sure, PAID))
    assert (found.form, found.check, found.paid) == (None, None, None)
    assert found.since == (AT if place == FORMER else None)


def test_a_record_that_changed_since_it_was_signed_is_told_and_keeps_the_state_of_its_account() -> None:
    found = certainty(line(rev="2"), DAY, known(replace(PAYEE, form=FORM)))
    assert (found.code, found.record_changed) == ("form_seen", True)
    assert not certainty(line(rev="3"), DAY, known()).record_changed
    assert not certainty(line(payee_id=""), DAY, known()).record_changed


def test_states_are_ordered_from_the_least_sure_to_the_surest() -> None:
    sure = certainty(line(), DAY, known(paid=PAID))
    wrong = certainty(line(ELSEWHERE), DAY, known())
    assert wrong.rank < certainty(line(), DAY, known()).rank < sure.rank
    assert sure.rank == len(CODES) - 1
