"""The Portal sends money of its pilots to the treasury and posts it, by itself and once (document 000)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.helpers import raw_collections as money
from tests.helpers import raw_receipts as raw
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, running

if TYPE_CHECKING:
    from pathlib import Path

PILOT = "2101000001"


def posted(central: Central, payment_id: str) -> list[Json]:
    """Return the postings of a payment, once nothing is due any more; the books of both must be right."""
    central.settle()
    central.assert_books_right()
    books: list[Json] = raw.postings(central)["postings"]
    return [one for one in books if one["payment_id"] == payment_id]


def balance(central: Central, account: str) -> int:
    books = central.operate("GET", "ledger").json
    return next(int(one["balance_satang"]) for one in books["accounts"] if one["account"] == account)


def sides(posting: Json) -> list[tuple[str, str, str]]:
    return [(one["document"], one["side"], one["gl_account"]) for one in posting["entries"]]


def payment(central: Central, payment_id: str) -> Json:
    found: list[Json] = central.operate("GET", "collections").json["payments"]
    return next(one for one in found if one["payment_id"] == payment_id)


def test_a_pilots_revenue_goes_to_the_treasury_by_itself_with_its_documents(central: Central, collector: Clerk) -> None:
    account, before = raw.receiving(collector)["account"], balance(central, "treasury")
    (payment_id,) = raw.paid(collector, 1)
    (posting,) = posted(central, payment_id)
    assert (posting["treasury"], posting["satang"], posting["fund"]) == ("revenue", "50000", "7019400")
    assert (posting["revenue_code"], posting["bank_ref"][:11]) == ("676", "T2570-2101-")
    assert sides(posting) == [
        ("RA", "D", "1101020606"),
        ("RA", "C", "4202010199"),
        ("R1", "D", "1101010112"),
        ("R1", "C", "1101020606"),
        ("R1", "D", "5210010103"),
        ("R1", "C", "1101010112"),
    ]
    assert len({(one["document"], one["number"]) for one in posting["entries"]}) == 2
    assert (balance(central, "treasury"), balance(central, account)) == (before + 50_000, 0)
    (event,) = [one for one in raw.told(collector, "treasury.posted") if posting in one["postings"]]
    assert event["record"]["actor_uid"] == ""
    changed = [one for one in raw.told(collector, "collections.changed") if one["what"] == "remitted"][-1]
    assert changed["collections"][0]["payment_id"] == payment_id
    assert changed["collections"][0]["remitted_at"] == posting["posted_at"]


def test_a_deposit_is_posted_as_one(central: Central, collector: Clerk) -> None:
    (payment_id,) = raw.paid(collector, 1, revenue_type="other_deposit", satang="123456")
    (posting,) = posted(central, payment_id)
    assert (posting["treasury"], posting["fund"], posting["satang"]) == ("deposit", "", "123456")
    assert [document for document, _, _ in sides(posting)] == ["RB"] * 2 + ["R2"] * 6


def test_documents_are_numbered_without_a_gap(central: Central, collector: Clerk) -> None:
    ids = raw.paid(collector, 30)
    central.settle()
    books = raw.postings(central)["postings"]
    assert {one["payment_id"] for one in books} >= set(ids)
    for kind in ("RA", "R1"):
        found = {int(one["number"]) for book in books for one in book["entries"] if one["document"] == kind}
        assert found == set(range(1, len(found) + 1))
    refs = sorted(int(one["bank_ref"][11:]) for one in books)
    assert refs == list(range(1, len(refs) + 1))


def test_a_unit_that_sends_its_money_on_itself_keeps_it(central: Central, stranger: Clerk) -> None:
    account, before = raw.receiving(stranger)["account"], balance(central, raw.receiving(stranger)["account"])
    request_id, _ = raw.filed(central, raw.COPY, documents=[])
    (reference,) = raw.bill(stranger, [raw.answering(central, request_id, revenue_type="service_fee", satang="10000")])
    payment_id = raw.pay(central, reference, "10000")
    assert posted(central, payment_id) == []
    assert balance(central, account) == before + 10_000
    assert raw.request(central, request_id)["state"] == "paid"  # the Biz Portal is told all the same


def test_only_money_that_belongs_to_bills_goes(central: Central, collector: Clerk, authorizer: Clerk) -> None:
    (reference,) = raw.bill(collector, [raw.draft()])
    over = raw.pay(central, reference, "60000", channel="other_bank", force=True)
    assert posted(central, over) == []
    match = {"bill_id": reference["bill_id"], "satang": "50000"}
    assert raw.settled(collector, authorizer, "match", over, **match).status == 201
    assert posted(central, over) == []
    refund = money.refund_to(satang="10000")
    assert raw.settled(collector, authorizer, "refund", over, **refund).status == 201
    (posting,) = posted(central, over)
    assert posting["satang"] == "50000"


def test_one_payment_of_two_kinds_is_posted_twice_and_adds_up(
    central: Central, collector: Clerk, authorizer: Clerk
) -> None:
    drafts = [raw.draft(satang="30000"), raw.draft(satang="20000", revenue_type="contract_deposit")]
    permit, deposit = raw.bill(collector, drafts)
    payment_id = raw.pay(central, permit, "50000", channel="promptpay", force=True)
    for bill, satang in ((permit, "30000"), (deposit, "20000")):
        about = {"bill_id": bill["bill_id"], "satang": satang}
        assert raw.settled(collector, authorizer, "match", payment_id, **about).status == 201
    found = posted(central, payment_id)
    assert Counter({one["treasury"]: int(one["satang"]) for one in found}) == {"revenue": 30_000, "deposit": 20_000}
    (receipt,) = raw.issue(collector, [payment_id])
    assert [(one["revenue_type"], one["satang"]) for one in receipt["items"]] == [
        ("permit_fee", "30000"),
        ("contract_deposit", "20000"),
    ]
    assert receipt["total_satang"] == "50000"


def test_what_is_with_the_treasury_comes_back_in_no_other_way(
    central: Central, collector: Clerk, authorizer: Clerk
) -> None:
    (reference,) = raw.bill(collector, [raw.draft()])
    payment_id = raw.pay(central, reference)
    assert len(posted(central, payment_id)) == 1
    refused = central.operate("POST", f"collections/{payment_id}/reverse", {"reason": "ผู้ชำระเงินยกเลิก"})
    assert (refused.status, refused.code) == (409, "remitted")
    for act, more in (("unmatch", {"bill_id": reference["bill_id"]}), ("refund", money.refund_to())):
        order = {**more, "satang": "50000"}
        assert raw.settled(collector, authorizer, act, payment_id, **order).code == "remitted"
    (receipt,) = raw.issue(collector, [payment_id])  # a receipt may still be issued, and voided
    assert raw.void(collector, authorizer, receipt).status == 201
    assert len(posted(central, payment_id)) == 1


def test_a_card_payment_goes_on_its_day_and_not_if_it_was_reversed_before(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        requests = [raw.filed(central)[0] for _ in range(2)]
        first, second = (raw.bill(collector, [raw.answering(central, one)])[0] for one in requests)
        kept, reversed_ = (raw.pay(central, one, channel="card") for one in (first, second))
        assert posted(central, kept) == posted(central, reversed_) == []
        assert [raw.request(central, one)["state"] for one in requests] == ["paid", "paid"]
        back = central.operate("POST", f"collections/{reversed_}/reverse", {"reason": "บัตรถูกปฏิเสธ"})
        assert back.status == 200, back.body
        seen = raw.request(central, requests[1])
        assert (seen["state"], seen["payment_id"], seen["reported_at"]) == ("billed", "", "")
        assert [one["what"] for one in raw.reports(central, requests[1])] == ["paid", "unpaid"]
        central.advance("2026-11-24T09:00:00+07:00")
        assert len(posted(central, kept)) == 1
        assert posted(central, reversed_) == []
        again = raw.pay(central, second)  # paid anew at the counter: told anew
        assert raw.request(central, requests[1])["payment_id"] == again
        assert [one["what"] for one in raw.reports(central, requests[1])] == ["paid", "unpaid", "paid"]
        assert len(posted(central, again)) == 1


def test_nothing_is_posted_twice_however_time_passes(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        ids = raw.paid(collector, 5)
        central.advance("2026-11-23T10:00:00+07:00")
        before = raw.postings(central)
        assert sorted(one["payment_id"] for one in before["postings"]) == sorted(ids)
        central.advance("2026-11-25T10:00:00+07:00")
        central.stop()
        central.restart()
        central.advance("2027-01-05T10:00:00+07:00")
        assert raw.postings(central) == before
        assert before["waiting"] == []
        central.assert_books_right()


def test_what_the_treasury_cannot_book_waits_for_its_table_and_for_an_open_period(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        (reference,) = raw.bill(collector, [raw.draft()])
        table = central.operate("GET", "revenue-types").json
        less = {"revenue_types": [one for one in table["revenue_types"] if one["code"] != "permit_fee"]}
        assert central.replace("revenue-types", less).status == 200
        payment_id = raw.pay(central, reference)
        assert posted(central, payment_id) == []
        assert raw.postings(central, PILOT)["waiting"] == [payment_id]
        assert central.replace("revenue-types", table).status == 200
        assert central.replace("gfmis/periods", {"closed": [{"fy": "2570", "period": "02"}]}).status == 200
        central.advance("2026-11-24T09:00:00+07:00")
        assert posted(central, payment_id) == []
        assert central.replace("gfmis/periods", {"closed": []}).status == 200
        central.advance("2026-11-25T09:00:00+07:00")
        assert len(posted(central, payment_id)) == 1
        found = raw.postings(central)["postings"][0]["entries"]
        assert {one["number"] for one in found} == {"0000000001"}  # the days before used no number


def test_a_payment_about_which_somebody_decides_does_not_go(
    central: Central, collector: Clerk, authorizer: Clerk
) -> None:
    (reference,) = raw.bill(collector, [raw.draft()])
    under = raw.pay(central, reference, "20000", channel="other_bank", force=True)
    about = {"bill_id": reference["bill_id"], "satang": "20000"}
    answer, said = money.propose(collector, "match", under, **about)
    assert answer.status == 201, answer.body
    assert posted(central, under) == []
    assert money.settle(authorizer, said).status == 201
    assert len(posted(central, under)) == 1


def test_the_treasurys_year_ends_on_30_september_at_midnight_in_bangkok(tmp_path: Path) -> None:
    with running(tmp_path / "central", "--clock", "frozen:2027-09-30T23:59:59.999+07:00") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        first, second = raw.bill(collector, [raw.draft(due_date="2027-12-31") for _ in range(2)])
        (old,) = posted(central, raw.pay(central, first))
        central.advance("2027-10-01T00:00:00+07:00")
        (new,) = posted(central, raw.pay(central, second))
        assert (old["fund"], new["fund"]) == ("7019400", "7119400")
        assert (old["bank_ref"], new["bank_ref"]) == ("T2570-2101-000001", "T2571-2101-000001")
        assert {one["number"] for one in (*old["entries"], *new["entries"])} == {"0000000001"}
