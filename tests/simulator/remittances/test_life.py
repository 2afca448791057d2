"""A remittance from the maker's order to the treasury's documents, and every way on which it ends otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_collections import ACCOUNTS, OWN_UNIT, balance

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk


def test_money_goes_from_the_receiving_account_to_the_office_and_the_treasury_books_it(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    parts = raw.parts_worth(central, collector, 150_000, 50_000)
    before = balance(central, ACCOUNTS[OWN_UNIT])
    said = raw.proposed(collector, "revenue", parts=parts)
    req_id = raw.approved(approver, said)
    central.settle()
    sent = raw.standings(collector)[req_id]
    assert (sent["state"], sent["documents"], sent["answered_at"]) == ("sent", [], "")
    assert balance(central, ACCOUNTS[OWN_UNIT]) == before - 200_000
    assert balance(central, "0069400000") == 200_000
    later(central, raw.ANSWERED)
    booked = raw.standings(collector)[req_id]
    assert booked["state"] == "acknowledged"
    assert [(one["item"], one["kind"]) for one in booked["documents"]] == [("1", "RA"), ("1", "R1")]
    documents = raw.booked(collector, req_id)
    assert [(one["kind"], one["number"]) for one in documents] == [
        (one["kind"], one["number"]) for one in booked["documents"]
    ]
    money = raw.payments(collector)
    for part in parts:
        assert money[part["payment_id"]]["remitted_at"]
        assert money[part["payment_id"]]["open_req_id"] == ""


def later(central: Central, seconds: int) -> None:
    """Let so much time pass."""
    import datetime

    now = datetime.datetime.fromisoformat(central.operate("GET", "clock").json["now"])
    central.advance((now + datetime.timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z"))
