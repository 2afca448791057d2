"""Money that comes in: by every channel, once, in time or late, by card on the next bank day; and back (CO-4, CO-8)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.raw_central import UNIT, Central, Clerk, Json, running
from tests.helpers.raw_collections import (
    ACCOUNTS,
    COMPANIES,
    OWN_UNIT,
    PORTAL_UNIT,
    balance,
    biller,
    collections,
    draft,
    facts,
    issued,
    paid,
    pay,
    reverse,
    standings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT = ACCOUNTS[OWN_UNIT]
CHANNELS = ("counter", "atm", "internet", "mobile", "promptpay", "other_bank")


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_payment_is_told_with_its_channel_and_is_in_the_account_at_once(
    central: Central, collector: Clerk, channel: str
) -> None:
    (bill,) = issued(collector, draft())
    before = balance(central, ACCOUNT)
    got = paid(central, bill, channel=channel, sending_bank="014" if channel == "other_bank" else "", place="สาขาทดลอง")
    told = collections(collector)[got["payment_id"]]
    assert (told["channel"], told["state"], told["value_date"]) == (channel, "matched", "2026-11-23")
    assert (told["place"], told["paid_at"]) == ("สาขาทดลอง", "2026-11-23T02:00:00.000Z")
    assert balance(central, ACCOUNT) - before == int(bill["satang"])


def test_the_same_payment_again_changes_nothing_and_answers_the_same(central: Central, collector: Clerk) -> None:
    (bill,) = issued(collector, draft())
    first = pay(central, bill, payment_id="KTB-0001")
    events, money = len(collector.events()), balance(central, ACCOUNT)
    assert pay(central, bill, payment_id="KTB-0001").body == first.body
    assert pay(central, bill, payment_id="KTB-0001", force=False).body == first.body
    assert (len(collector.events()), balance(central, ACCOUNT)) == (events, money)
    other: list[Json] = [{"satang": "1"}, {"ref1": ""}, {"channel": "atm"}, {"payer_name": "อื่น"}, {"place": "x"}]
    for changes in other:
        assert pay(central, bill, **{"payment_id": "KTB-0001", **changes}).code == "command_id_reused"


def test_a_payment_without_a_reference_of_the_banks_is_numbered_by_it(central: Central, collector: Clerk) -> None:
    bills = issued(collector, draft(1), draft(2))
    names = [paid(central, bill, payment_id="")["payment_id"] for bill in bills]
    assert names[0][:-8] == names[1][:-8] == "P20261123-"
    assert int(names[1][-8:]) == int(names[0][-8:]) + 1


BAD = {
    "an unknown channel": ({"channel": "pigeon"}, "not_canonical"),
    "another biller": ({"biller_id": "099499999999900"}, "receiving_none"),
    "no biller": ({"biller_id": ""}, "receiving_none"),
    "no amount": ({"satang": ""}, "satang"),
    "an amount in Thai digits": ({"satang": "๑๒๓"}, "satang"),
    "an amount with a point": ({"satang": "100.50"}, "satang"),
    "an amount without end": ({"satang": "1" * 400}, "satang"),
    "more than there can be": ({"satang": "1000000000000001"}, "satang"),
    "a reference that is too long": ({"ref1": "1" * 21}, "ref1"),
    "a reference with a control character": ({"ref2": "12\u00003"}, "ref2"),
    "a name with two lines": ({"payer_name": "a\nb"}, "payer_name"),
    "a bank that is none": ({"sending_bank": "999"}, "sending_bank"),
    "a payment of tomorrow": ({"paid_at": "2026-11-23T02:00:01Z"}, "paid_at"),
    "a payment of two years ago": ({"paid_at": "2024-11-23T02:00:00Z"}, "paid_at"),
    "a time without a zone": ({"paid_at": "2026-11-23T02:00:00"}, "paid_at"),
    "a reference of the bank's with a blank": ({"payment_id": "A B"}, "payment_id"),
    "a reference of the bank's in Thai digits": ({"payment_id": "๑"}, "payment_id"),
    "a field of nobody's": ({"remitted_at": "x"}, "not_canonical"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_no_bank_reports_is_refused_and_leaves_nothing(central: Central, collector: Clerk, what: str) -> None:
    changes, wrong = BAD[what]
    events = len(collector.events())
    code, said = facts(pay(central, _nothing(), **dict[str, Any](changes)))
    assert wrong in (code, said.get("field"))
    assert len(collector.events()) == events
    central.assert_books_right()


def _nothing() -> Json:
    return {"biller_id": biller(OWN_UNIT), "ref1": "", "ref2": "", "satang": "100"}


def test_a_payment_of_the_other_units_biller_does_not_find_this_units_bill(central: Central, collector: Clerk) -> None:
    (bill,) = issued(collector, draft())
    stranger = Clerk.ready(central, UNIT, "MAKER03")
    got = paid(central, {**bill, "biller_id": biller(PORTAL_UNIT)})
    assert (got["unit"], got["cause"]) == (PORTAL_UNIT, "wrong_reference")
    assert got["payment_id"] in collections(stranger)
    assert got["payment_id"] not in collections(collector)


def test_a_reversal_takes_everything_back_once(central: Central, collector: Clerk) -> None:
    (bill,) = issued(collector, draft())
    before = balance(central, ACCOUNT)
    got = paid(central, bill)
    assert facts(reverse(central, got["payment_id"], "")) == ("field_wrong", {"field": "reason", "line": ""})
    first = reverse(central, got["payment_id"])
    events = len(collector.events())
    assert reverse(central, got["payment_id"]).body == first.body
    assert len(collector.events()) == events
    assert (first.json["state"], balance(central, ACCOUNT)) == ("reversed", before)
    told, stands = collections(collector)[got["payment_id"]], standings(collector)[bill["bill_id"]]
    assert (told["state"], told["allocations"], told["cause"]) == ("reversed", [], "")
    assert (stands["state"], stands["matched_satang"], stands["received_satang"]) == ("issued", "0", "0")
    assert pay(central, bill, payment_id=got["payment_id"]).json["state"] == "reversed"  # the same report, late
    assert reverse(central, "NOBODY-0").code == "not_found"


@pytest.fixture
def moving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system of its own, since its clock is moved."""
    with running(tmp_path_factory.mktemp("moving")) as started:
        yield started


def test_the_last_day_ends_at_midnight_in_bangkok(moving: Central) -> None:
    collector = Clerk.ready(moving, COMPANIES[OWN_UNIT], "MAKER03")
    names = ("in time", "late", "reported late", "part", "over", "whole", "given up", "tomorrow")
    days = ["2026-11-24" if name == "tomorrow" else "2026-11-23" for name in names]
    given = issued(collector, *(draft(n, due_date=day) for n, day in enumerate(days)))
    bill = dict(zip(names, given, strict=True))
    paid(moving, bill["part"], 1)
    paid(moving, bill["over"], 150_001)
    paid(moving, bill["whole"])
    moving.advance("2026-11-23T23:59:59.999+07:00")
    assert paid(moving, bill["in time"])["state"] == "matched"
    ran = moving.advance("2026-11-24T00:00:00+07:00")
    assert [one["what"] for one in ran if one["what"] != "posted"] == ["bills_expired"]
    assert pay(moving, bill["late"], force=False).json["facts"] == {"status": "expired", "action": "pay"}
    got = paid(moving, bill["late"])
    assert (got["state"], got["cause"]) == ("queued", "late")
    # By the day of payment, not of the report: what another bank took yesterday is in time.
    reported = paid(moving, bill["reported late"], channel="other_bank", paid_at="2026-11-23T23:59:59+07:00")
    assert (reported["state"], reported["cause"]) == ("matched", "")
    states = {name: standings(collector).get(bill[name]["bill_id"], {}).get("state", "issued") for name in names}
    assert states == {
        "in time": "paid",
        "late": "expired",
        "reported late": "paid",
        "part": "expired",
        "over": "overpaid",
        "whole": "paid",
        "given up": "expired",
        "tomorrow": "issued",
    }
    assert paid(moving, bill["whole"])["cause"] == "double"
    assert paid(moving, bill["part"])["cause"] == "late"
    moving.assert_books_right()


def test_a_cards_money_is_the_units_on_the_next_bank_day(moving: Central) -> None:
    collector = Clerk.ready(moving, COMPANIES[OWN_UNIT], "MAKER03")
    moving.advance("2026-11-27T15:00:00+07:00")  # a Friday
    collector.sign_in()
    bill, back = issued(collector, draft(1), draft(2))
    got, lost = paid(moving, bill, channel="card"), paid(moving, back, channel="card")
    told = collections(collector)[got["payment_id"]]
    assert (got["state"], got["booked_at"], told["value_date"]) == ("matched", "", "2026-11-30")
    assert standings(collector)[bill["bill_id"]]["state"] == "paid"
    assert balance(moving, ACCOUNT) == 0
    assert reverse(moving, lost["payment_id"]).status == 200  # before the money came
    ran = moving.advance("2026-11-30T08:29:59+07:00")
    assert "payment_booked" not in {one["what"] for one in ran}
    ran = moving.advance("2026-11-30T08:30:00+07:00")
    assert [one["op_id"] for one in ran if one["what"] == "payment_booked"] == [got["payment_id"]]
    assert balance(moving, ACCOUNT) == int(bill["satang"])
    assert collections(collector)[got["payment_id"]]["version"] == str(int(told["version"]) + 1)
    assert not [one for one in moving.advance("2026-12-01T08:30:00+07:00") if one["what"] == "payment_booked"]


def test_a_restart_forgets_neither_money_that_is_to_come_nor_bills_that_are_to_end(moving: Central) -> None:
    collector = Clerk.ready(moving, COMPANIES[OWN_UNIT], "MAKER03")
    card, ending = issued(collector, draft(1), draft(2, due_date="2026-11-23"))
    paid(moving, card, channel="card")
    moving.kill()
    moving.restart()
    ran = [one["what"] for one in moving.advance("2026-11-24T08:30:00+07:00")]
    assert ran == ["bills_expired", "payment_booked"]
    collector = Clerk.ready(moving, COMPANIES[OWN_UNIT], "MAKER03")
    assert standings(collector)[ending["bill_id"]]["state"] == "expired"
    assert balance(moving, ACCOUNT) == int(card["satang"])


def test_payments_reported_twice_at_once_count_once(central: Central, collector: Clerk) -> None:
    from concurrent.futures import ThreadPoolExecutor

    (bill,) = issued(collector, draft())
    before, name = balance(central, ACCOUNT), f"R{uuid.uuid4().hex[:12]}"
    body = {"channel": "atm", "biller_id": bill["biller_id"], "ref1": bill["ref1"], "ref2": bill["ref2"]}
    body |= {"satang": bill["satang"], "payment_id": name}
    token = (central.data / "operator-token").read_text("ascii")
    wires = [central.new_wire() for _ in range(8)]
    with ThreadPoolExecutor(8) as crowd:
        asked = [crowd.submit(wire.ask, "POST", "/v1/operator/collections", body, token) for wire in wires]
        answers = {one.result().body for one in asked}
    assert len(answers) == 1
    assert balance(central, ACCOUNT) - before == int(bill["satang"])
