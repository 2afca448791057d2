"""From an Excel list to paid bills: thirty payers get a bill each by e-mail, and pay it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from app.domain.collections.bill import BillState
from app.domain.values.money import Money
from tests.helpers.mail_server import MailServer, listening
from tests.helpers.raw_central import MONDAY, Central, running
from tests.helpers.raw_payees import tax_id
from tests.journeys import collection_acts
from tests.journeys.conftest import seated
from tests.journeys.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("journeys: collecting")

COUNT = 30
HEAD = ("ผู้ชำระเงิน", "เลขประจำตัวผู้เสียภาษี", "ประเภทรายได้", "รายการ", "จำนวนเงิน", "ครบกำหนด", "อีเมล")


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with listening(MailServer()) as server:
        yield server


@pytest.fixture(scope="module")
def central(mail: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    options = ("--smtp", f"127.0.0.1:{mail.port}", "--smtp-from", "khlang@example.go.th")
    with running(tmp_path_factory.mktemp("central"), "--clock", f"offset:{MONDAY}", *options, eased=True) as started:
        yield started


@pytest.fixture(scope="module")
def collector(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    yield from seated(Person(central, tmp_path_factory.mktemp("collector"), "MAKER03"))


def payers(path: Path) -> Path:
    """Write a list as an office keeps it: a title above, a sum below."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "รายชื่อผู้ประกอบการที่ต้องชำระค่าธรรมเนียม ประจำปี 2570")
        sheet.write_row(2, 0, HEAD)
        for n in range(1, COUNT + 1):
            row = (f"ร้านตัวอย่างที่ {n}", tax_id(n), "ค่าธรรมเนียมใบอนุญาต", "ค่าธรรมเนียมใบอนุญาต", 1000 + n)
            sheet.write_row(2 + n, 0, (*row, "31/12/2569", f"shop{n}@example.co.th"))
        sheet.write_row(3 + COUNT, 0, ("รวม", "", "", "", sum(1000 + n for n in range(1, COUNT + 1))))
    return path


def test_thirty_bills_go_from_a_list_by_mail_to_their_payers_and_are_paid(
    collector: Person, central: Central, mail: MailServer, tmp_path: Path
) -> None:
    assert collector.does(collection_acts.import_bills, payers(tmp_path / "ผู้ประกอบการ.xlsx")) == {"ready": COUNT}
    bills = collector.does(collection_acts.issue_import)
    assert {one.state for one in bills} == {BillState.ISSUED}
    assert len({one.reference.ref2 for one in bills}) == COUNT

    assert collector.does(collection_acts.mail_all) == COUNT
    collector.does(collection_acts.hear_bills, BillState.SENT, COUNT)
    assert len(mail.messages) == COUNT
    assert {str(each["To"]) for each in mail.messages} == {f"shop{n}@example.co.th" for n in range(1, COUNT + 1)}
    assert all(any(part.get_content_type() == "application/pdf" for part in each.walk()) for each in mail.messages)

    for one in bills:
        paid = {
            "channel": "promptpay",
            "biller_id": one.reference.biller_id,
            "ref1": one.reference.ref1,
            "ref2": one.reference.ref2,
            "satang": str(one.draft.amount.satang),
            "payer_name": one.draft.payer_name,
        }
        assert central.operate("POST", "collections", paid).status == 200
    collector.does(collection_acts.hear_bills, BillState.PAID, COUNT)
    total = Money(sum(one.draft.amount.satang for one in bills))
    assert collector.does(collection_acts.shown_in, "paid") == (COUNT, f"รวม {total.format()} บาท")
    assert collector.does(collection_acts.shown_in, "unpaid") == (0, "รวม 0.00 บาท")
    told = collector.does(collection_acts.find_bill, bills[0].reference.ref2)
    assert {bills[0].draft.payer_name, "ได้รับชำระ", "ส่งอีเมลถึงผู้ชำระ", "ออกใบแจ้ง"} <= told
