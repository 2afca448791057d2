"""A row that somebody crossed out in the file is not paid until the maker says so, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement.batch import Kind
from app.domain.disbursement.transfer import Field
from app.services.drafting import Drafting
from tests.documents.workbook import making

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.draft_sheet import DraftSheet
    from tests.helpers.workstation import Workstation

LISTED: making.Rows = [
    ["ชื่อ - สกุล", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน", "หมายเหตุ"],
    ["นายกอ ขอคอ", "กรุงไทย", "6544793646", 1250.5, ""],
    ["นางงอ จอฉอ", "กรุงไทย", "6544793647", 900, ""],
    ["นายชอ ซอฌอ", "กรุงไทย", "6544793648", 800, "ยกเลิก"],
]


def imported(station: Workstation, path: Path, data: bytes) -> DraftSheet:
    path.write_bytes(data)
    service = Drafting(station.desk, station.sync)
    reading = service.read(path, lambda _done, _all: None, lambda: False)
    assert not reading.problems
    return service.sheet(service.create(reading, Kind.WELFARE, lambda _done, _all: None, lambda: False))


def said(sheet: DraftSheet) -> list[tuple[int, Field | None, str]]:
    return [(issue.row, issue.field, issue.code) for issue in sheet.issues]


def test_crossed_out_rows_keep_the_batch_until_each_is_taken_away_or_its_amount_typed_again(
    maker: Workstation, tmp_path: Path
) -> None:
    sheet = imported(maker, tmp_path / "list.xlsx", making.striking_openpyxl(LISTED, (2,)))
    struck, cancelled = (2, Field.AMOUNT, "row_struck"), (3, Field.AMOUNT, "row_cancelled")
    assert said(sheet) == [struck, cancelled]
    assert ("errors", {"count": 2}) in sheet.readiness()
    sheet.set_cells([(2, Field.NAME, "นางงอ จอฉอชอ"), (2, Field.ACCOUNT, "6544793649")])
    assert said(sheet) == [struck, cancelled]
    sheet.set_cells([(2, Field.AMOUNT, sheet.row(2).amount)])
    assert said(sheet) == [cancelled]
    sheet.undo()
    assert said(sheet) == [struck, cancelled] == said(Drafting(maker.desk, maker.sync).sheet(sheet.batch.op_id))
    sheet.redo()
    sheet.remove_rows([3])
    assert said(sheet) == [] == said(Drafting(maker.desk, maker.sync).sheet(sheet.batch.op_id))
    assert sheet.batch.total.satang == 215_050


def test_a_hidden_column_of_amounts_is_asked_about_whatever_else_is_chosen(maker: Workstation, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(making.veiling_xlsx(LISTED[:3], 3))
    reading = Drafting(maker.desk, maker.sync).read(path, lambda _done, _all: None, lambda: False)
    assert [problem.code for problem in reading.problems] == ["columns_hidden"]
    again = reading.remapped({**reading.columns, Field.REFERENCE: 4})
    assert [problem.code for problem in again.problems] == ["columns_hidden"]
