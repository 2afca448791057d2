"""A draft while it is open: judged as it changes, saved before a call returns, taken back and made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import Field
from app.domain.disbursement.validation import Checker
from app.domain.values.errors import BadInput, Conflict, Refused
from app.domain.values.money import Money
from app.services.draft_lines import cells_of, line_record
from app.services.drafting import Drafting
from app.store import disbursement, listings
from app.system.reference_data import banks
from tests.helpers.raw_central import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.draft_sheet import DraftSheet
    from tests.helpers.workstation import Workstation

SAMPLE = "overtime_october_2569_as_it_comes.xlsx"
PAYEE = {Field.BANK: "004", Field.ACCOUNT: "1234567890", Field.NAME: "นางมาลี ทดสอบดี", Field.AMOUNT: "1,250.50"}

texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "006",
            "6",
            "กรุงไทย",
            "๐๐๖",
            "385520917",
            "0385520917",
            "กรุงไทย 447-1-02938-5",
            "promptpay",
            "812345678",
            "1,234.5",
            "๑,๒๓๔.๕๐",
            "1250 บาท",
            "-",
            "",
        ]
    ),
)


def drafting(station: Workstation) -> Drafting:
    return Drafting(station.desk, station.sync)


def opened(station: Workstation) -> DraftSheet:
    service = drafting(station)
    return service.sheet(service.create_empty(Kind.WELFARE))


def again(station: Workstation, sheet: DraftSheet) -> DraftSheet:
    """Open the same draft anew from the store."""
    return drafting(station).sheet(sheet.batch.op_id)


def seen(sheet: DraftSheet) -> object:
    return [(sheet.row(number), sheet.issues_of(number)) for number in sheet.numbers], sheet.batch.total, sheet.repairs


@given(st.builds(Cells, *[texts] * 9, st.sampled_from(["", "struck", "ยกเลิก"])))
@settings(max_examples=300)
def test_what_is_kept_of_a_line_is_judged_the_same_when_it_is_read_again(cells: Cells) -> None:
    checker = Checker(banks(), Kind.WELFARE)
    row = checker.check_row(1, cells)
    kept = line_record(1, 0, cells, row.line, row.repairs, faulty=bool(row.issues))
    once_more = checker.check_row(1, cells_of(kept))
    assert (once_more.line, once_more.issues) == (row.line, row.issues)
    assert [repair.rules for repair in once_more.repairs] == [repair.rules for repair in row.repairs]


def test_every_change_is_in_the_store_before_the_call_returns(maker: Workstation) -> None:
    sheet = opened(maker)
    (number,) = sheet.add_rows([PAYEE])
    assert (sheet.batch.total, sheet.issues) == (Money(125_050), [])
    sheet.set_cells([(number, Field.AMOUNT, "๙๐๐"), (number, Field.ACCOUNT, "12")])
    assert [issue.field for issue in sheet.issues] == [Field.ACCOUNT]
    assert seen(again(maker, sheet)) == seen(sheet)
    assert maker.batch(sheet.batch.op_id).errors_count == 1
    sheet.remove_rows([number])
    assert seen(again(maker, sheet)) == seen(sheet) == ([], Money(0), ())


def test_steps_are_taken_back_and_made_again_one_by_one(maker: Workstation) -> None:
    sheet = opened(maker)
    states = [seen(sheet)]
    (number,) = sheet.add_rows([PAYEE])
    states.append(seen(sheet))
    sheet.set_cells([(number, Field.NAME, "นายภูมิ จำลองกุล"), (number, Field.AMOUNT, "7")])
    states.append(seen(sheet))
    sheet.add_rows([PAYEE, PAYEE])
    states.append(seen(sheet))
    sheet.remove_rows([number])
    for state in reversed(states):
        sheet.undo()
        assert seen(sheet) == seen(again(maker, sheet)) == state
    assert not sheet.can_undo
    for state in states[1:]:
        sheet.redo()
        assert seen(sheet) == state
    sheet.redo()
    assert not sheet.can_redo
    assert len(sheet.numbers) == 2


def test_a_change_that_cannot_be_saved_has_not_happened(maker: Workstation) -> None:
    sheet = opened(maker)
    sheet.add_rows([PAYEE])
    before = seen(sheet)
    maker.desk.store.close()
    with pytest.raises(Exception, match=r"."):
        sheet.set_cells([(1, Field.AMOUNT, "9")])
    assert seen(sheet) == before


def test_another_kind_judges_every_line_anew(maker: Workstation) -> None:
    sheet = opened(maker)
    sheet.add_rows([{**PAYEE, Field.AMOUNT: "5,000.00"}])
    assert not sheet.issues
    sheet.set_head(replace(sheet.batch.head, kind=Kind.PURCHASE))
    assert [issue.code for issue in sheet.issues]
    assert maker.batch(sheet.batch.op_id).errors_count == 1


def test_a_file_as_it_comes_is_kept_whole_with_what_was_repaired(maker: Workstation) -> None:
    service = drafting(maker)
    reading = service.read(resources.path("samples", SAMPLE), lambda *_: None, lambda: False)
    sheet = service.sheet(service.create(reading, Kind.WELFARE, lambda *_: None, lambda: False))
    assert (sheet.batch.lines_count, sheet.batch.errors_count) == (122, 3)
    assert (sheet.batch.total, sheet.file_total) == (Money(18_351_100), Money(17_871_100))
    assert sum(len(group.numbers) for group in sheet.repairs) == 19
    second = service.read(resources.path("samples", SAMPLE), lambda *_: None, lambda: False)
    assert second.profile
    assert [batch.op_id for batch in second.earlier] == [sheet.batch.op_id]


def test_an_import_that_is_stopped_keeps_nothing(maker: Workstation) -> None:
    service = drafting(maker)
    reading = service.read(resources.path("samples", SAMPLE), lambda *_: None, lambda: False)
    with maker.desk.store.read() as rd:
        lines_before = listings.line_ids(rd, None)
    asked = 0

    def never() -> bool:
        nonlocal asked
        asked += 1
        return False

    service.delete(service.create(reading, Kind.WELFARE, lambda *_: None, never))
    assert asked > reading.rows_count, "until the last line is written"
    for last in (1, asked // 2, asked - 1, asked):
        answers = iter([False] * (last - 1) + [True])
        with pytest.raises(Refused, match="cancelled"):
            service.create(reading, Kind.WELFARE, lambda *_: None, answers.__next__)
        with maker.desk.store.read() as rd:
            assert not disbursement.find_by_file(rd, reading.file_sha256)
            assert listings.line_ids(rd, None) == lines_before


def test_handing_in_numbers_the_lines_anew_and_closes_the_draft(maker: Workstation, tmp_path: Path) -> None:
    service = drafting(maker)
    sheet = opened(maker)
    sheet.add_rows([{**PAYEE, Field.ACCOUNT: f"123456789{n}"} for n in range(4)])
    sheet.remove_rows([2])
    missing = {"purpose_missing", "document_no_missing", "sub_kind_missing"}
    assert {code for code, _ in sheet.readiness()} == missing
    with pytest.raises(Refused, match="draft_not_ready"):
        service.submit(sheet.batch.op_id)
    day = date.fromisoformat(TODAY)
    head = replace(sheet.batch.head, purpose="ค่าเบี้ยประชุม", document_no="D-1", value_date=day, document_date=day)
    sheet.set_head(replace(head, sub_kind="meeting"))
    service.submit(sheet.batch.op_id)
    batch = maker.batch(sheet.batch.op_id)
    assert (batch.status, batch.delivery, batch.rev) == (BatchStatus.SUBMITTED, Delivery.QUEUED, 1)
    assert [line.account for line in maker.lines(batch.op_id)] == ["1234567890", "1234567892", "1234567893"]
    assert [line.number for line in maker.lines(batch.op_id)] == [1, 2, 3]
    with pytest.raises(Conflict, match="status_forbids"):
        service.sheet(batch.op_id)
    maker.sync.sync_now()
    assert maker.batch(batch.op_id).delivery is Delivery.NONE
    service.template(tmp_path / "form.xlsx", "th")
    assert service.read(tmp_path / "form.xlsx", lambda *_: None, lambda: False).missing == []


def test_a_head_pasted_from_a_web_page_is_kept_as_it_is_seen_and_can_be_signed(maker: Workstation) -> None:
    sheet = opened(maker)
    sheet.add_rows([PAYEE])
    pasted = replace(sheet.batch.head, purpose="ค่า\u200bตอบแทน\nล่วงเวลา", document_no="ฎ.9\u200e/2570\ufe0f")
    sheet.set_head(replace(pasted, document_date=date.fromisoformat(TODAY), sub_kind="overtime"))
    head = sheet.batch.head
    assert (head.purpose, head.document_no) == ("ค่าตอบแทน ล่วงเวลา", "ฎ.9/2570")
    assert sheet.readiness() == []
    drafting(maker).submit(sheet.batch.op_id)
    maker.sync.sync_now()
    assert maker.batch(sheet.batch.op_id).status is BatchStatus.SUBMITTED


def test_a_sum_beyond_any_batch_is_refused_and_leaves_the_draft_as_it_was(maker: Workstation, tmp_path: Path) -> None:
    huge = "9999999999999.99"
    sheet = opened(maker)
    sheet.add_rows([PAYEE, {**PAYEE, Field.AMOUNT: huge[1:]}])
    before = seen(sheet)
    for change in (
        lambda: sheet.add_rows([{**PAYEE, Field.AMOUNT: huge}] * 9_500),
        lambda: sheet.set_cells([(1, Field.AMOUNT, huge)]),
    ):
        with pytest.raises(BadInput) as caught:
            change()
        assert caught.value.code == "total_too_large"
        assert seen(sheet) == before
        assert seen(again(maker, sheet)) == before
    path = tmp_path / "ids_for_amounts.csv"
    rows = [f"004,{1_000_000_000 + number},นางมาลี ทดสอบดี,{huge}" for number in range(9_500)]
    path.write_text("\n".join(("รหัสธนาคาร,เลขที่บัญชี,ชื่อ-สกุล,จำนวนเงิน", *rows)), encoding="utf-8-sig")
    reading = drafting(maker).read(path, lambda *_: None, lambda: False)
    with pytest.raises(BadInput) as caught:
        drafting(maker).create(reading, Kind.WELFARE, lambda *_: None, lambda: False)
    assert caught.value.code == "total_too_large"
