"""From an Excel file to the printed papers: the three sample files, told through the real windows of two people."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pytest

import resources
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import Field
from app.domain.values.baht_text import baht_text
from tests.helpers.raw_central import MONDAY, Central, running
from tests.journeys import acts
from tests.journeys.papers import assert_in_order, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.disbursement.record import Batch
    from tests.journeys.person import Person

pytestmark = pytest.mark.xdist_group("journeys: main job")

PAPERS = ("detail", "summary", "history", "receipt")
NAME, AMOUNT, STATUS, WHY = 1, 3, 4, 5
"""Columns of the results on the screen."""
STRAIGHT = resources.path("samples", "overtime_october_2569.xlsx")
AS_IT_COMES = resources.path("samples", "overtime_october_2569_as_it_comes.xlsx")
REASON = "ปฏิบัติงานสองกะในวันเดียวกัน"
SPEAKERS = resources.path("samples", "speakers_cp874.csv")


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system whose clock goes on from a Monday morning."""
    with running(tmp_path_factory.mktemp("central"), "--clock", f"offset:{MONDAY}", eased=True) as started:
        yield started


def pay(maker: Person, authorizer: Person, op_id: str, document_no: str) -> Batch:
    """Hand in, approve at the other desk, and return the batch once everything is known about it."""
    maker.does(acts.hand_in, document_no)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    return maker.does(acts.hear, op_id)


def payees_of(path: Path) -> list[tuple[str, str, int]]:
    """Return name, account and satang of every payee, read by another program."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    return [(str(row[1]), str(row[5]), round(float(str(row[6])) * 100)) for row in rows]


def baht(satang: int) -> str:
    return f"{satang // 100:,}.{satang % 100:02d}"


def with_check_digit(person_id: str) -> str:
    """Return a citizen id whose last digit is the one that belongs to the first twelve."""
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(person_id[:12]))
    return f"{person_id[:12]}{(11 - weighted % 11) % 10}"


def test_three_hundred_payees_go_from_the_file_to_four_papers_that_say_what_the_screen_says(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    payees = payees_of(STRAIGHT)
    total = sum(satang for _, _, satang in payees)
    op_id = maker.does(acts.import_file, STRAIGHT)
    assert maker.does(acts.places_to_mend) == []
    batch = pay(maker, authorizer, op_id, "ฎ.123/2570")
    assert (batch.status, batch.settled_count, batch.settled.satang) == (BatchStatus.SETTLED, 300, total)
    rows = maker.does(acts.show_results, op_id)
    assert [(row[NAME], row[AMOUNT]) for row in rows] == [(name, baht(satang)) for name, _, satang in payees]
    paid = maker.does(acts.say, "terms.line.settled")
    assert {(row[STATUS], row[WHY]) for row in rows} == {(paid, "")}
    maker.does(acts.save_papers, op_id, tmp_path, PAPERS)

    detail = text_of(tmp_path / "detail.pdf")
    for number, (name, account, satang) in enumerate(payees, 1):
        assert_in_order(detail, (f"{number} {name}", account, f"{baht(satang)} {paid}"))
    for kind in ("detail", "summary"):
        text = text_of(tmp_path / f"{kind}.pdf")
        assert_in_order(text, (acts.PURPOSE, "ฎ.123/2570", f"{paid} 300 รายการ {baht(total)}"))
        assert f"300 รายการ {baht(total)} ({baht_text(batch.total)})" in text
    receipts = text_of(tmp_path / "receipt.pdf")
    for number, (name, account, satang) in enumerate(payees, 1):
        assert_in_order(receipts, (f"{batch.reference}-{number:05d}", name, account, f"{baht(satang)} บาท"))
    assert_in_order(
        text_of(tmp_path / "history.pdf"),
        (
            STRAIGHT.name,
            "ระบบกลางรับชุดจ่าย",
            "สมหญิง แบบอย่าง",
            "อนุมัติครบแล้ว",
            "สมชาย ผู้อนุมัติ",
            "ธนาคารเริ่มโอน",
            "ธนาคารแจ้งผลครบ",
        ),
    )
    central.assert_books_right()


def test_the_list_as_it_comes_is_mended_on_the_screen_and_paid_without_another_import(
    maker: Person, authorizer: Person
) -> None:
    op_id = maker.does(acts.import_file, AS_IT_COMES)
    wrong = maker.does(acts.places_to_mend)
    assert [(number, field) for number, field, _ in wrong] == [
        (7, Field.PERSON_ID),
        (87, Field.PERSON_ID),
        (119, Field.PERSON_ID),
    ]
    assert all(said for _, _, said in wrong)
    maker.does(acts.go_to_hand_in, "ฎ.125/2570")
    for left in (3, 2, 1):
        assert not maker.does(acts.can_hand_in), f"{left} cells are wrong"
        maker.does(acts.next_place)
        maker.does(acts.type_here, with_check_digit(maker.does(acts.text_here)))
    assert not maker.does(acts.can_hand_in), "lines repeat others, and nobody said why"
    maker.does(acts.give_reason_for_repeats, REASON)
    assert maker.does(acts.can_hand_in)
    maker.does(acts.sign_and_hand_in)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.open_for_decision, op_id)
    marked = authorizer.does(acts.shown, "approvals.tab_marked_name")
    repeats = authorizer.does(acts.say, "approvals.mark_chip.repeated_in_batch", other_line="")
    repeated = [position for position, row in enumerate(marked) if row[-1].startswith(repeats)]
    assert len(repeated) == 2
    new = authorizer.does(acts.say, "approvals.mark_chip.new_payee")
    assert max(repeated) < min(position for position, row in enumerate(marked) if row[-1].startswith(new))
    assert REASON in authorizer.does(acts.read_origin)
    authorizer.does(acts.approve, op_id, authorizer.password)
    batch = maker.does(acts.hear, op_id)
    assert (batch.status, batch.settled_count, batch.settled) == (BatchStatus.SETTLED, 122, batch.total)


def test_a_list_in_the_old_thai_encoding_with_english_headings_is_paid(maker: Person, authorizer: Person) -> None:
    with SPEAKERS.open(encoding="cp874", newline="") as file:
        payees = [(row["Receiver Name"], row["Transfer Amount"]) for row in csv.DictReader(file)]
    op_id = maker.does(acts.import_file, SPEAKERS)
    assert maker.does(acts.places_to_mend) == []
    batch = pay(maker, authorizer, op_id, "ฎ.124/2570")
    assert (batch.status, batch.settled_count) == (BatchStatus.SETTLED, len(payees))
    rows = maker.does(acts.show_results, op_id)
    assert [(row[NAME], row[AMOUNT].replace(",", "")) for row in rows] == payees
