"""Wrong transfers from the window to the treasury: before the fiscal year ends, and after it (S8, ST-10, ST-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from app.domain.disbursement.batch import BatchStatus
from tests.journeys import acts, recall_acts
from tests.journeys.lists import write_list

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.journeys.person import Person

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: wrong transfers")]


def _pay(maker: Person, authorizer: Person, path: Path, amounts: tuple[str, ...], document_no: str, first: int) -> str:
    op_id = maker.does(acts.import_file, write_list(path, amounts, first))
    maker.does(acts.hand_in, document_no)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    for person in (maker, authorizer):
        assert person.does(acts.hear, op_id).status is BatchStatus.SETTLED
    return op_id


def _text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def _bring_back(central: Central, recall_id: str) -> None:
    answer = central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"})
    assert answer.status == 200, answer.body


def test_wrong_transfers_go_back_by_the_route_of_the_day_on_which_they_are_returned(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = _pay(maker, authorizer, tmp_path / "list.csv", ("1250.00", "980.00"), "ฎ.901/2570", 1)

    # The wrong person, noticed at once: within the year.
    first = maker.does(recall_acts.call_back, op_id, 0, "กค 0401/งบ 61", "โอนผิดราย ชื่อซ้ำกัน")
    letter = tmp_path / "letter.pdf"
    maker.does(recall_acts.save_paper, first, "recalls.letter", letter)
    assert "หนังสือขอเรียกเงินคืน" in _text(letter)
    assert "หนึ่งพันสองร้อยห้าสิบบาทถ้วน" in _text(letter)
    _bring_back(central, first)
    back = maker.does(recall_acts.hear, first, "money_back")
    assert back.back is not None
    assert back.back_on is not None
    assert (back.back.satang, back.days_left(back.back_on)) == (125_000, 311)
    said = maker.does(recall_acts.propose, first)
    assert any("BD → R6 → BE" in text for text in said), said
    authorizer.does(recall_acts.hear, first, "return_proposed")
    authorizer.does(recall_acts.settle, first, authorizer.password)
    authorizer.does(recall_acts.settled)
    done = maker.does(recall_acts.hear, first, "returned")
    assert [document.kind for document in done.documents] == ["BD", "R6", "BE"]
    record = tmp_path / "record.pdf"
    maker.does(recall_acts.save_paper, first, "recalls.return_paper", record)
    assert done.bank_ref in _text(record)
    assert all(document.number in _text(record) for document in done.documents)

    # Too much, noticed late: ordered on the last day of the year, approved on the first of the next.
    central.advance("2027-09-30T10:00:00+07:00")
    second = maker.does(recall_acts.call_back, op_id, 1, "กค 0401/งบ 99", "คำนวณชั่วโมงเกิน", "480.00")
    _bring_back(central, second)
    maker.does(recall_acts.hear, second, "money_back")
    maker.does(recall_acts.propose, second)
    authorizer.does(recall_acts.hear, second, "return_proposed")
    central.advance("2027-10-01T00:00:00+07:00")
    authorizer.does(acts.sync)
    authorizer.does(recall_acts.settle, second, authorizer.password)
    authorizer.does(recall_acts.leave_question)
    central.advance("2027-10-01T09:00:00+07:00")
    authorizer.does(acts.sync)
    authorizer.does(recall_acts.settle, second, authorizer.password, "เปลี่ยนปีงบประมาณแล้ว")
    authorizer.does(recall_acts.settled)
    maker.does(recall_acts.hear, second, "money_back")
    said = maker.does(recall_acts.propose, second)
    assert any("RA → R1" in text for text in said), said
    authorizer.does(recall_acts.hear, second, "return_proposed")
    authorizer.does(recall_acts.settle, second, authorizer.password)
    authorizer.does(recall_acts.settled)
    done = maker.does(recall_acts.hear, second, "returned")
    way = done.told_way
    assert [document.kind for document in done.documents] == ["RA", "R1"]
    assert (way.gl_account, way.revenue_code, way.fund) == ("4206010102", "811", "7119400")
    central.assert_books_right()
