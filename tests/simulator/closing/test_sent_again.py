"""A refused remittance is demanded in every close until its money was sent again (RC-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from app.simulator.collections.tables import payments
from app.simulator.remittances.tables import parts
from tests.helpers.closing_office import RECEIVING
from tests.helpers.refusal_cases import CASES

if TYPE_CHECKING:
    from tests.helpers.closing_office import Office

CLOCK = "2026-11-23 16:00"


def _refused(office: Office) -> set[str]:
    return {one.about for one in office.asked().demanded if one.kind == "remittance_refused"}


def test_a_refused_sum_is_solved_once_so_much_was_sent_again_from_its_account(office: Office) -> None:
    office.at("2026-11-23 10:00")
    first, second, draw = office.remit(500), office.remit(300), office.remit(400, doc_no="D-1")
    for minute, req_id in enumerate((first, second, draw), 10):
        office.at(f"2026-11-23 10:{minute}").answered(req_id, "refused")
    office.at("2026-11-23 11:00").remit(450)
    assert _refused(office.at("2026-11-24 09:00")) == {first, second, draw}
    office.at("2026-11-23 11:30").remit(50)
    assert _refused(office.at("2026-11-24 09:00")) == {second, draw}
    office.at("2026-11-23 12:00").remit(300, doc_no="D-2")
    office.remit(400, doc_no="D-1")
    assert _refused(office.at("2026-11-24 09:00")) == {second}
    again = office.at("2026-11-23 13:00").remit(300)
    office.answered(again, "refused")
    assert _refused(office.at("2026-11-24 09:00")) == {again}


@pytest.mark.parametrize("name", CASES)
def test_which_refused_sums_wait_is_said_as_at_the_workstations(office: Office, name: str) -> None:
    sent, waits = CASES[name]
    names: dict[str, str] = {}
    for at in sorted({clock for one in sent for clock in (one.sent, one.refused) if clock}):
        office.at(f"2026-11-23 {at}")
        names |= {one.name: office.remit(one.satang) for one in sent if one.sent == at}
        for one in sent:
            if one.refused == at:
                office.answered(names[one.name], "refused")
    assert _refused(office.at("2026-11-24 09:00")) == {names[name] for name in waits}


def test_refused_parts_are_solved_when_each_was_sent_again_or_cannot_be_sent_any_more(office: Office) -> None:
    office.at("2026-11-23 10:00")
    for payment_id in ("PAY-1", "PAY-2"):
        office.pay(100, payment_id)
    matched = {"state": "matched", "matched_satang": payments.c.satang, "cause": "", "receipt_id": "a receipt"}
    office.connection.execute(update(payments).values(matched))

    def send(*payment_ids: str) -> str:
        req_id = office.remit(100 * len(payment_ids), RECEIVING, kind="revenue")
        part = {"req_id": req_id, "revenue_type": "permit_fee", "satang": 100}
        for payment_id in payment_ids:
            office.connection.execute(insert(parts).values(payment_id=payment_id, living=0, **part))
        return req_id

    refused = send("PAY-1", "PAY-2")
    office.answered(refused, "refused")
    assert _refused(office.at(CLOCK)) == {refused}
    office.at("2026-11-23 16:30")
    send("PAY-1")
    assert _refused(office.at("2026-11-23 17:00")) == {refused}
    office.connection.execute(update(payments).where(payments.c.payment_id == "PAY-2").values(receipt_id=""))
    assert _refused(office) == set()
    office.connection.execute(update(payments).where(payments.c.payment_id == "PAY-2").values(receipt_id="another"))
    send("PAY-2")
    assert _refused(office) == set()
