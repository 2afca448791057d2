"""A batch of 20,000 lines from a real workbook goes through the same windows as one of three."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from app.domain.disbursement.batch import BatchStatus
from tests.journeys import acts, bank

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.journeys.person import Person

pytestmark = [pytest.mark.xdist_group("journeys: twenty thousand"), pytest.mark.timeout(600)]

LINES = 20_000
REPEATED = {5_000: 1, 12_345: 700, 19_999: 18_000}
"""Lines that repeat an earlier one, as a list typed by several people does."""
AMOUNT = 3


def satang_of(number: int) -> int:
    return 10_000 + REPEATED.get(number, number) * 7_919 % 90_000


def write_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("บัญชีรายชื่อ")
        sheet.write_row(0, 0, ("ลำดับ", "ชื่อ - สกุล", "รหัสธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"))
        for number in range(1, LINES + 1):
            who = REPEATED.get(number, number)
            payee = (f"ผู้รับเงิน ตัวอย่างที่ {who}", "006", f"{3_000_000_000 + who}", satang_of(number) / 100)
            sheet.write_row(number, 0, (number, *payee))


def test_twenty_thousand_lines_are_paid_to_the_satang(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    write_workbook(tmp_path / "list.xlsx")
    total = sum(satang_of(number) for number in range(1, LINES + 1))
    op_id = maker.does(acts.import_file, tmp_path / "list.xlsx")
    draft = maker.does(acts.batch, op_id)
    assert (draft.lines_count, draft.total.satang, draft.errors_count) == (LINES, total, 0)
    maker.does(acts.give_reason_for_repeats, "จ่ายสองงวด")
    asked = maker.does(acts.hand_in, "ฎ.601/2570")
    assert maker.does(acts.say, "ui.count", count=f"{LINES:,}") in asked
    assert any(f"{total // 100:,}.{total % 100:02d}" in words for words in asked)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED

    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.open_for_decision, op_id)
    marked = authorizer.does(acts.shown, "approvals.tab_marked_name")
    repeats = authorizer.does(acts.say, "approvals.mark_chip.repeated_in_batch", other_line="")
    assert {int(row[0]) for row in marked if row[-1].startswith(repeats)} == set(REPEATED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    central.settle()
    for person in (maker, authorizer):
        batch = person.does(acts.hear, op_id)
        assert (batch.status, batch.settled_count, batch.settled.satang) == (BatchStatus.SETTLED, LINES, total)
    rows = maker.does(acts.show_results, op_id)
    assert len(rows) == LINES
    assert sum(int(row[AMOUNT].replace(",", "").replace(".", "")) for row in rows) == total
    assert bank.paid(central, op_id) == list(range(1, LINES + 1))
    central.assert_books_right()
