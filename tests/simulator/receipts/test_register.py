"""Receipts that are printed again or void: counted at one place, their numbers stay, nothing is edited (PT-2, PT-3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.helpers import raw_collections as money
from tests.helpers import raw_receipts as raw

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk


def _copies(clerk: Clerk, receipt_id: str) -> list[str]:
    events = raw.told(clerk, "receipts.printed")
    return [one["copy"] for event in events for one in event["prints"] if one["receipt_id"] == receipt_id]


def test_the_first_print_is_the_original_and_every_later_one_a_counted_copy(collector: Clerk, colleague: Clerk) -> None:
    first, second = raw.issue(collector, raw.paid(collector, 2))
    ids = [first["receipt_id"], second["receipt_id"]]
    assert collector.send(raw.print_body(collector, ids)).status == 201
    assert colleague.send(raw.print_body(colleague, ids[:1])).status == 201
    assert (_copies(collector, ids[0]), _copies(collector, ids[1])) == (["0", "1"], ["0"])
    last = raw.told(collector, "receipts.printed")[-1]["record"]
    assert (last["actor_uid"], last["obj"]) == (colleague.uid, ids[0])


def test_prints_of_two_at_once_are_all_counted_once(collector: Clerk, colleague: Clerk) -> None:
    (receipt,) = raw.issue(collector, raw.paid(collector, 1))
    receipt_id = receipt["receipt_id"]

    def printing(clerk: Clerk) -> list[int]:
        return [clerk.send(raw.print_body(clerk, [receipt_id])).status for _ in range(20)]

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(printing, (collector, colleague)))
    assert said == [[201] * 20] * 2
    assert _copies(collector, receipt_id) == [str(n) for n in range(40)]


def test_nobody_prints_what_is_not_there_or_anothers(collector: Clerk, stranger: Clerk) -> None:
    (mine,) = raw.issue(collector, raw.paid(collector, 1))
    (theirs,) = raw.issue(stranger, raw.paid(stranger, 1))
    for ids, code in (
        ([mine["receipt_id"], theirs["receipt_id"]], "not_found"),
        ([mine["receipt_id"], "2101000001/2570/999999"], "not_found"),
        ([mine["receipt_id"]] * 2, "field_wrong"),
        ([], "field_wrong"),
    ):
        assert collector.send(raw.print_body(collector, ids)).code == code
    assert _copies(collector, mine["receipt_id"]) == []


def test_a_void_receipt_keeps_its_number_and_the_payment_gets_another(
    central: Central, collector: Clerk, authorizer: Clerk
) -> None:
    (payment_id,) = raw.paid(collector, 1)
    (wrong,) = raw.issue(collector, [payment_id])
    answer = raw.void(collector, authorizer, wrong, "ชื่อผู้ชำระเงินผิด")
    assert (answer.status, answer.json.get("status")) == (201, "approved")
    (said,) = [one for one in raw.told(collector, "receipt.voided") if one["receipt_id"] == wrong["receipt_id"]]
    assert said["reason"] == "ชื่อผู้ชำระเงินผิด"
    both = raw.issue(collector, [payment_id])
    assert [one["payment_id"] for one in both] == [payment_id] * 2
    assert raw.numbers(both) == [int(wrong["number"]), int(wrong["number"]) + 1]
    assert both[0] == wrong  # what was signed is never edited
    assert collector.send(raw.print_body(collector, [wrong["receipt_id"]])).status == 201
    again = raw.void(collector, authorizer, wrong)
    assert again.code == "status_forbids"
    central.assert_books_right()


def test_a_payment_about_which_somebody_decides_waits_with_its_receipt(collector: Clerk, authorizer: Clerk) -> None:
    (payment_id,) = raw.paid(collector, 1)
    (first,) = raw.issue(collector, [payment_id])
    answer, said = money.propose(collector, "void_receipt", payment_id, receipt_id=first["receipt_id"])
    assert answer.status == 201, answer.body
    assert collector.send(raw.issue_body(collector, [payment_id])).code == "receipt_not_due"
    assert money.settle(authorizer, said).status == 201
    assert len(raw.issue(collector, [payment_id])) == 2
