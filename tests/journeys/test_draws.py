"""The full entitlement: a draw in two batches, what failed paid again, and a batch that is given up in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from tests.helpers.raw_central import ACCOUNTS, TODAY, UNIT
from tests.journeys import acts, bank, draw_acts
from tests.journeys.lists import HEADINGS, write_list

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.journeys.person import Person

pytestmark = pytest.mark.xdist_group("journeys: draws")

AGENCY_UNIT = "2101000001"


def approve(authorizer: Person, op_id: str) -> None:
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)


def test_two_batches_pay_one_draw_and_it_closes(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    document = "3600000800"
    told = {
        "unit": AGENCY_UNIT, "doc_no": document, "doc_date": TODAY, "account": ACCOUNTS[UNIT], "satang": "500000",
    }  # fmt: skip
    assert central.operate("POST", "draws", told).status == 200
    maker.does(acts.sync)
    first = maker.does(acts.import_file, write_list(tmp_path / "first.csv", ["1000.00", "1000.00"], first=800))
    said = maker.does(acts.go_to_hand_in, document)
    assert any("5,000.00" in text and "GFMIS" in text for text in said), "what is left of the draw stands at its number"
    assert not maker.does(acts.can_hand_in)
    maker.does(draw_acts.explain_residue, "ผู้รับอีกสามรายรอเอกสาร")
    maker.does(acts.sign_and_hand_in)
    assert maker.does(acts.handed_in, first).status is BatchStatus.SUBMITTED
    approve(authorizer, first)

    second = maker.does(
        acts.import_file, write_list(tmp_path / "second.csv", ["1000.00", "1000.00", "1000.00"], first=820)
    )
    maker.does(acts.sync)
    maker.does(acts.go_to_hand_in, document)
    assert maker.does(acts.can_hand_in)
    maker.does(acts.sign_and_hand_in)
    assert maker.does(acts.handed_in, second).status is BatchStatus.SUBMITTED
    approve(authorizer, second)
    central.settle()
    for op_id in (first, second):
        assert maker.does(acts.hear, op_id).status is BatchStatus.SETTLED
    maker.does(acts.sync)
    said = maker.does(draw_acts.ledger, document)
    assert maker.does(acts.say, "draws.closed") in said
    central.assert_books_right()


@pytest.mark.campaign
def test_what_failed_is_paid_again_from_the_results(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    rows = ["004,1000000901,ผู้รับเงิน ตัวอย่างหนึ่ง,900.00", "004,1000000902,บัญชีปิด ตัวอย่างสอง,1100.00"]
    (tmp_path / "list.csv").write_text("\n".join([HEADINGS, *rows]), encoding="utf-8-sig")
    op_id = maker.does(acts.import_file, tmp_path / "list.csv")
    maker.does(acts.hand_in, "ฎ.810/2570")
    maker.does(acts.handed_in, op_id)
    approve(authorizer, op_id)
    central.settle()
    assert maker.does(acts.hear, op_id).status is BatchStatus.PARTLY_SETTLED

    again = maker.does(draw_acts.pay_again, op_id)
    maker.does(draw_acts.mend_account, "ผู้รับเงิน ตัวอย่างสอง", "1999999902")
    maker.does(acts.sign_and_hand_in)
    assert maker.does(acts.handed_in, again).status is BatchStatus.SUBMITTED
    approve(authorizer, again)
    central.settle()
    assert maker.does(acts.hear, again).status is BatchStatus.SETTLED
    said = maker.does(draw_acts.results_say, op_id)
    assert any(text.startswith("2,000.00 = ") and "900.00" in text and "1,100.00" in text for text in said)
    assert not any(text == maker.does(acts.say, "following.begin") for text in said)
    central.assert_books_right()


@pytest.mark.campaign
def test_an_approved_batch_is_given_up_before_the_bank_begins(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ["700.00"], first=930))
    maker.does(acts.go_to_hand_in, "ฎ.820/2570")
    said = maker.does(draw_acts.choose_day, "29/11/2569")
    assert any("30 พ.ย. 69" in text for text in said), "a Sunday is moved, and said"
    maker.does(acts.sign_and_hand_in)
    maker.does(acts.handed_in, op_id)
    approve(authorizer, op_id)
    maker.does(acts.hear, op_id, BatchStatus.APPROVED)
    maker.does(acts.act_on_batch, op_id, "ask_cancel", "เบิกผิดฎีกา")
    assert maker.does(acts.hear, op_id, BatchStatus.CANCELLED).status is BatchStatus.CANCELLED
    assert authorizer.does(acts.hear, op_id, BatchStatus.CANCELLED).status is BatchStatus.CANCELLED
    central.assert_books_right()


@pytest.mark.campaign
def test_the_bank_that_has_begun_says_no_and_the_batch_stays_paid(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ["650.00"], first=950))
    maker.does(acts.go_to_hand_in, "ฎ.830/2570")
    maker.does(draw_acts.choose_day, "24/11/2569")
    maker.does(acts.sign_and_hand_in)
    maker.does(acts.handed_in, op_id)
    approve(authorizer, op_id)
    maker.does(acts.hear, op_id, BatchStatus.APPROVED)
    maker.does(draw_acts.hold_back_commands)  # what is asked for goes out only when the bank has begun
    maker.does(acts.act_on_batch, op_id, "ask_cancel", "เบิกผิดฎีกา")
    said = maker.does(draw_acts.wait_for_delivery, op_id, Delivery.QUEUED)
    assert maker.does(acts.say, "batches.end_asked") in said
    assert maker.does(acts.batch, op_id).status is BatchStatus.APPROVED, "not cancelled before the bank says so"
    central.advance("2026-11-24T08:31:00+07:00")
    assert bank.paid(central, op_id) == [1]

    maker.does(acts.hear, op_id, BatchStatus.SETTLED)  # the news of it is here before the bank's no
    maker.does(draw_acts.let_commands_go)
    assert "command cancel refused: cancel_too_late" in maker.log()
    for person in (maker, authorizer):
        batch = person.does(acts.hear, op_id, BatchStatus.SETTLED)
        assert (batch.status, batch.settled_count) == (BatchStatus.SETTLED, 1)
        assert person.does(acts.batch_word, op_id) == person.does(acts.say, "terms.batch.settled")
    central.assert_books_right()
