"""Two thousand payments over all channels with every fault are classified as the table says, and count once (CO-5)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.helpers.raw_collections import (
    ACCOUNTS,
    OWN_UNIT,
    balance,
    biller,
    cancel,
    collections,
    cross_bank_file,
    draft,
    issued,
    pay,
    reverse,
    send_file,
    standings,
)

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk, Json

ASKED, PAYMENTS = 150_000, 2_000
CHANNELS = ("counter", "atm", "internet", "mobile", "card", "promptpay", "other_bank")
NONE = {"ref1": "", "ref2": ""}
WRONG = {"ref2": "709999999900"}
# For one bill: its payments (amount, what is wrong with the references, what becomes of it), and where the bill ends.
PLANS: tuple[tuple[tuple[tuple[int, Json, str], ...], str], ...] = (
    (((ASKED, {}, "matched"),), "paid"),
    (((ASKED, {}, "matched"),), "paid"),
    (((ASKED, {}, "matched"), (ASKED, {}, "double")), "overpaid"),
    (((ASKED - 1, {}, "under"),), "part_paid"),
    (((ASKED + 1, {}, "over"),), "overpaid"),
    (((1, {}, "under"), (ASKED, {}, "over"), (ASKED, {}, "double")), "overpaid"),
    (((ASKED, NONE, "no_reference"),), "issued"),
    (((ASKED, WRONG, "wrong_reference"), (ASKED, {}, "matched")), "paid"),
    (((ASKED, {}, "cancelled"),), "cancelled"),
)


def _reported(bill: Json, n: int, payment: tuple[int, Json, str]) -> Json:
    satang, wrong, _ = payment
    named = {name: bill[name] for name in ("ref1", "ref2")}
    return {**named, **wrong, "satang": str(satang), "payment_id": f"MIX-{n:05d}"}


def test_a_mix_of_two_thousand_payments_is_classified_as_expected_and_replayed_twice_without_effect(
    central: Central, collector: Clerk
) -> None:
    each = sum(len(payments) for payments, _ in PLANS)
    plans = [PLANS[n % len(PLANS)] for n in range(PAYMENTS // each * len(PLANS) + len(PLANS))]
    bills = [
        bill
        for start in range(0, len(plans), 500)
        for bill in issued(collector, *map(draft, range(start, min(start + 500, len(plans)))))
    ]
    for bill, (_, state) in zip(bills, plans, strict=True):
        if state == "cancelled":
            assert cancel(collector, bill["bill_id"]).status == 201
    coming = [
        (bill, payment, n)
        for n, (bill, (payments, _)) in enumerate(zip(bills, plans, strict=True))
        for payment in payments
    ]
    sent = {
        at: (_reported(bill, at, payment), CHANNELS[n % len(CHANNELS)]) for at, (bill, payment, n) in enumerate(coming)
    }
    by_file = [at for at, (_, channel) in sent.items() if channel == "other_bank"]
    records = cross_bank_file(ACCOUNTS[OWN_UNIT], biller(OWN_UNIT), [sent[at][0] for at in by_file])
    directly = [(one, channel) for one, channel in sent.values() if channel != "other_bank"]
    assert len(sent) >= PAYMENTS

    def report() -> list[bytes]:
        answers = [
            pay(central, {**one, "biller_id": biller(OWN_UNIT)}, channel=channel, payment_id=one["payment_id"])
            for one, channel in directly
        ]
        file = send_file(central, records)
        assert {answer.status for answer in (*answers, file)} == {200}
        return [answer.body for answer in answers]

    first = report()
    events, money = len(collector.events()), balance(central, ACCOUNTS[OWN_UNIT])
    assert report() == first
    assert report() == first
    assert (len(collector.events()), balance(central, ACCOUNTS[OWN_UNIT])) == (events, money)

    names = {at: f"X20261123-{ACCOUNTS[OWN_UNIT]}-{n:06d}" for n, at in enumerate(by_file, 2)}
    got, stands = collections(collector), standings(collector)
    found = {at: got[names.get(at) or one["payment_id"]] for at, (one, _) in sent.items()}
    wanted = {at: expected for at, (_, (_, _, expected), _) in enumerate(coming)}
    assert {at: one["cause"] or one["state"] for at, one in found.items()} == wanted
    assert min(Counter(wanted.values()).values()) > PAYMENTS // 20
    assert {channel for _, channel in sent.values()} == {one["channel"] for one in found.values()} == set(CHANNELS)
    ends = [stands.get(bill["bill_id"], {}).get("state", "issued") for bill in bills]
    assert ends == [state for _, state in plans]
    total = sum(int(one["satang"]) for one in found.values())
    card = sum(int(one["satang"]) for one in found.values() if one["channel"] == "card")
    assert money == total - card  # it comes on the next bank day
    matched = sum(int(part["satang"]) for one in found.values() for part in one["allocations"])
    assert matched == sum(int(one["matched_satang"]) for one in stands.values())
    assert reverse(central, found[0]["payment_id"]).status == 200
    assert balance(central, ACCOUNTS[OWN_UNIT]) == money - ASKED
