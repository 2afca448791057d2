"""Receipts: numbers of the central system, signed by it, all of a command or none (PT-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_receipts as raw
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, running

if TYPE_CHECKING:
    from pathlib import Path


def _refused(clerk: Clerk, payment_ids: list[str]) -> tuple[str, Json]:
    answer = clerk.send(raw.issue_body(clerk, payment_ids))
    return answer.code, answer.json.get("facts", {})


def test_a_receipt_says_who_paid_what_and_the_bank_signs_it(central: Central, collector: Clerk) -> None:
    (reference,) = raw.bill(collector, [raw.draft(payer_id="", item="ค่าธรรมเนียมคำขอ")])
    payment_id = raw.pay(central, reference, channel="mobile", payment_id="B-1")
    (receipt,) = raw.issue(collector, [payment_id])
    (item,) = receipt["items"]
    unit, fy, number = receipt["receipt_id"].split("/")
    assert (unit, fy, number) == ("2101000001", "2570", receipt["number"])
    assert (receipt["agency"], receipt["agency_name"]) == ("2101", "กรมแบบอย่างบริการ กระทรวงตัวอย่าง")
    assert receipt["unit_name"] == "กองคลัง กรมแบบอย่างบริการ"
    assert (receipt["payer_name"], receipt["payer_id"]) == (raw.APPLICANT["applicant_name"], "")
    assert (receipt["payment_id"], receipt["channel"]) == ("B-1", "mobile")
    assert (receipt["ref1"], receipt["ref2"]) == (reference["ref1"], reference["ref2"])
    assert (receipt["total_satang"], item["satang"]) == ("50000", "50000")
    assert (item["name_th"], item["item"]) == ("ค่าธรรมเนียมใบอนุญาต", "ค่าธรรมเนียมคำขอ")
    assert (receipt["issuer_uid"], receipt["issuer_name"]) == (collector.uid, "นภา รับนำส่ง")
    changed = [event for event in raw.told(collector, "collections.changed") if event["what"] == "receipted"][-1]
    assert [one["receipt_id"] for one in changed["collections"]] == [receipt["receipt_id"]]


def test_a_receipt_is_made_out_to_whose_bill_was_paid_though_a_part_went_to_an_older_one(
    central: Central, collector: Clerk
) -> None:
    authorizer = Clerk.ready(central, UNIT, "AUTH01")
    (older,) = raw.bill(collector, [raw.draft(payer_id="", payer_name="นาย อื่น ไม่ได้จ่าย", satang="5000")])
    (own,) = raw.bill(collector, [raw.draft(payer_id="", payer_name="บริษัท ผู้จ่ายจริง จำกัด", satang="100000")])
    assert older["ref2"] < own["ref2"]
    payment_id = raw.pay(central, own, "105000")
    for bill, satang in ((own, "100000"), (older, "5000")):
        about = {"bill_id": bill["bill_id"], "satang": satang}
        assert raw.settled(collector, authorizer, "match", payment_id, **about).status == 201
    (receipt,) = raw.issue(collector, [payment_id])
    assert (receipt["payer_name"], receipt["ref2"]) == ("บริษัท ผู้จ่ายจริง จำกัด", own["ref2"])
    assert sorted(item["satang"] for item in receipt["items"]) == ["100000", "5000"]


def test_receipts_follow_the_order_of_the_command_and_books_hold_a_hundred(stranger: Clerk) -> None:
    ids = raw.paid(stranger, 103)
    receipts = raw.issue(stranger, ids[::-1])
    assert [one["payment_id"] for one in receipts] == ids[::-1]
    assert raw.numbers(receipts) == list(range(1, 104))
    assert [one["book"] for one in receipts] == ["1"] * 100 + ["2"] * 3


def test_a_refused_command_uses_no_number_and_gives_nobody_a_receipt(
    central: Central, collector: Clerk, stranger: Clerk
) -> None:
    one, two, three = raw.paid(collector, 3)
    (before,) = raw.issue(collector, [one])
    (short,) = raw.bill(collector, [raw.draft()])
    queued = raw.pay(central, short, "49999", channel="other_bank", force=True)
    (foreign,) = raw.paid(stranger, 1)
    for ids, code in (
        ([two, one], "receipt_not_due"),
        ([two, queued], "receipt_not_due"),
        ([two, foreign], "not_found"),
        ([two, "unknown"], "not_found"),
        ([two, two], "field_wrong"),
        ([], "field_wrong"),
        ([two, *(f"P{n}" for n in range(500))], "field_wrong"),
    ):
        assert _refused(collector, ids)[0] == code, ids
    assert _refused(collector, [two, one])[1] == {"payment_id": one}
    after = raw.issue(collector, [two, three])
    assert raw.numbers(after) == [int(before["number"]) + 1, int(before["number"]) + 2]


def test_a_command_that_comes_again_gives_the_same_answer_and_no_second_receipt(collector: Clerk) -> None:
    ids = raw.paid(collector, 2)
    body = raw.issue_body(collector, ids)
    first, again = collector.send(body), collector.send(body)
    assert (first.status, again.status, again.headers["idempotent-replayed"]) == (201, 200, "true")
    assert first.body == again.body
    mine = [one for event in raw.told(collector, "receipts.issued") for one in raw.opened(collector, event)]
    assert len([one for one in mine if one["payment_id"] in ids]) == 2


def test_money_of_a_card_has_its_receipt_on_the_day_on_which_it_comes(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        (reference,) = raw.bill(collector, [raw.draft()])
        payment_id = raw.pay(central, reference, channel="card")
        assert _refused(collector, [payment_id])[0] == "receipt_not_due"
        central.advance("2026-11-24T09:00:00+07:00")
        assert len(raw.issue(collector, [payment_id])) == 1
        central.assert_books_right()


@pytest.mark.parametrize(
    ("moment", "fy"), [("2027-09-30T23:59:59.999+07:00", "2570"), ("2027-10-01T00:00:00+07:00", "2571")]
)
def test_the_year_of_a_receipt_ends_on_30_september_at_midnight_in_bangkok(
    moment: str, fy: str, tmp_path: Path
) -> None:
    with running(tmp_path / "central", "--clock", f"frozen:{moment}") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        ids = raw.paid(collector, 2, due_date="2027-12-31")
        receipts = raw.issue(collector, ids)
        assert [one["receipt_id"] for one in receipts] == [f"2101000001/{fy}/1", f"2101000001/{fy}/2"]


def test_numbers_begin_again_with_the_new_year_and_the_old_ones_stay(tmp_path: Path) -> None:
    with running(tmp_path / "central", "--clock", "frozen:2027-09-30T23:00:00+07:00") as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        ids = raw.paid(collector, 3, due_date="2027-12-31")
        assert raw.issue(collector, ids[:2])[1]["receipt_id"] == "2101000001/2570/2"
        central.advance("2027-10-01T00:00:00+07:00")
        assert raw.issue(collector, ids[2:])[0]["receipt_id"] == "2101000001/2571/1"
