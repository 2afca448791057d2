"""Money under a wrong reference, from the bank to a receipt that was printed twice, voided, and issued again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from app import i18n
from app.domain.collections.payment import PaymentState, QueueCause
from app.domain.collections.receipt import shown_number
from tests.journeys import money_acts
from tests.journeys.conftest import seated
from tests.journeys.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.collections.bill import Bill
    from tests.helpers.raw_central import Central

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: money that came in")]


@pytest.fixture(scope="module")
def collector(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Seat a collection maker, signed in."""
    yield from seated(Person(central, tmp_path_factory.mktemp("collector"), "MAKER03"))


def _pay_under_a_wrong_reference(central: Central, bill: Bill) -> str:
    right = bill.reference.ref2
    said = {
        "channel": "mobile",
        "biller_id": bill.reference.biller_id,
        "ref1": bill.reference.ref1,
        "ref2": ("1" if right[0] != "1" else "2") + right[1:],
        "satang": str(bill.draft.amount.satang),
        "payer_name": bill.draft.payer_name,
        "force": True,
    }
    answer = central.operate("POST", "collections", said)
    assert answer.status == 200, answer.body
    return str(answer.json["payment_id"])


def _text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_money_under_a_wrong_reference_becomes_a_receipt_that_is_printed_twice_voided_and_issued_again(
    central: Central, collector: Person, authorizer: Person, tmp_path: Path
) -> None:
    bill = collector.does(money_acts.issue_bill, "บริษัท เลขผิด จำกัด", 1_234_50)
    paid = _pay_under_a_wrong_reference(central, bill)
    queued = collector.does(money_acts.payment, paid)
    assert (queued.state, queued.cause) == (PaymentState.QUEUED, QueueCause.WRONG_REFERENCE)

    # One person proposes the bill, another decides.
    why = collector.does(money_acts.propose_match, paid, "เลขอ้างอิงผิดหลักเดียว ตรวจสลิปแล้ว")
    assert i18n.words("th", "incoming.because.one_digit") in why[0]
    order = collector.does(money_acts.payment, paid).open_req_id
    authorizer.does(money_acts.settle, order, authorizer.password)
    matched = collector.does(money_acts.payment, paid)
    assert (matched.state, matched.matched) == (PaymentState.MATCHED, bill.draft.amount)

    # The bank numbers the receipt and counts its prints.
    receipt = collector.does(money_acts.issue_receipt, paid)
    number = shown_number(receipt.told.fy, receipt.told.number)
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    assert "ต้นฉบับ" in collector.does(money_acts.print_receipt, receipt.receipt_id, first)
    assert "สำเนา ครั้งที่ 1" in collector.does(money_acts.print_receipt, receipt.receipt_id, second)
    assert number in _text(first)
    assert "สำเนา" not in _text(first)
    assert "สำเนา ครั้งที่ 1" in _text(second)

    # Two persons void it; its number stays, and the same money gets a new one.
    void = collector.does(money_acts.propose_void, receipt.receipt_id, "ชื่อผู้ชำระไม่ครบ")
    authorizer.does(money_acts.settle, void, authorizer.password)
    [voided] = collector.does(money_acts.receipts_of, paid)
    assert voided.void is not None
    assert voided.void.reason == "ชื่อผู้ชำระไม่ครบ"
    again = collector.does(money_acts.issue_receipt, paid)
    assert again.told.number == receipt.told.number + 1
    both = collector.does(money_acts.receipts_of, paid)
    assert [one.holds for one in both] == [False, True]
    assert [len(one.prints) for one in both] == [2, 0]
    central.assert_books_right()
