"""Invented people, banks and payments for the documents' tests and benchmarks."""

from __future__ import annotations

from app.documents.pdf import content
from app.domain.values.identifiers import Bank, BankTable

BANKS = BankTable(
    tuple(
        Bank(code, abbreviation, name, (length,), groups)
        for code, abbreviation, name, length, groups in (
            ("002", "BBL", "กรุงเทพ", 10, (3, 1, 5, 1)),
            ("004", "KBANK", "กสิกรไทย", 10, (3, 1, 5, 1)),
            ("006", "KTB", "กรุงไทย", 10, (3, 1, 5, 1)),
            ("011", "TTB", "ทหารไทยธนชาต", 10, (3, 6, 1)),
            ("014", "SCB", "ไทยพาณิชย์", 10, (3, 1, 5, 1)),
            ("025", "BAY", "กรุงศรีอยุธยา", 10, (3, 1, 5, 1)),
            ("030", "GSB", "ออมสิน", 12, (3, 1, 5, 3)),
            ("073", "LHFG", "แลนด์ แอนด์ เฮ้าส์", 10, ()),
        )
    )
)
OFFICE = content.Office("กรมตัวอย่างเพื่อการคลัง", "สำนักงานตัวอย่าง จังหวัดปทุมธานี", "0210000012", simulated=True)
PRINTING = content.Printing("สมหญิง แบบอย่าง", "2026-11-21T02:41:00.000Z")
BATCH = content.BatchFacts(
    reference="PB-2570-000128",
    purpose="ค่าตอบแทนการปฏิบัติงานนอกเวลา ตุลาคม 2569",
    kind="welfare",
    debit_bank="006",
    debit_account="1234544710",
    value_date="2026-11-24",
    signers=(
        content.Signer("maker", "สมหญิง แบบอย่าง", "2026-11-20T08:12:00.000Z"),
        content.Signer("authorizer", "วิภา ตัวอย่างงาม", "2026-11-20T09:03:00.000Z"),
    ),
    document_no="สธ 0210.2/ว 1458",
)
_FIRST = (
    "นางสาวน้ำฝน", "นายภูมิ", "นายไพโรจน์", "นางศิริพร", "ว่าที่ร้อยตรีธนากร", "ดร.ญาณิศา", "นายกฤษณ์", "นางปู่เจ้า",
    "นางสาวฐิติรัตน์", "นายกิตติ์ธเนศ", "Mr. William", "นางสาวเพ็ญศรี", "นายสุดใจ", "นางจันทร์เพ็ญ", "นายป้อมปืน",
)  # fmt: skip
_LAST = (
    "พิสูจน์ผล", "จำลองกุล", "ต้นแบบ", "ลองใจ", "แบบอย่าง", "ตัวอย่างงาม", "สมมติชัย", "ทดสอบดี", "ฎีกาเพ็ชร", "กั้นน้ำ",
    "O'Sample", "ณ ป้อมเพชร", "ฟื้นฟูกิจ", "ที่ปรึกษา", "ญี่ปุ่นคำ", "ผู้กล้า", "ศรีสุวรรณวงศ์วัฒนากิจไพศาลเจริญยิ่ง",
)  # fmt: skip
_OUTCOMES = (("rejected", "AC04"), ("pending", ""), ("returned", "BE01"), ("voided", ""))


def line(number: int) -> content.Line:
    """Return the ``number``-th line of an endless batch; nearly all of them are paid."""
    status, reason = _OUTCOMES[number % 17 % 4] if number % 17 in (3, 8, 10, 13) else ("settled", "")
    bank = list(BANKS.banks)[number * 5 % 8]
    return content.Line(
        number=number,
        name=f"{_FIRST[number * 7 % len(_FIRST)]} {_LAST[number * 11 % len(_LAST)]}",
        bank=bank,
        account=f"{1_000_000_000 + number * 7_919 % 9_000_000_000:010d}" + ("21" if bank == "030" else ""),
        amount_satang=35_000 + number * 12_345 % 985_000,
        status=status,
        reference=f"OT69-{number:05d}",
        settled_at="" if status in {"pending", "voided"} else "2026-11-24T03:10:00.000Z",
        reason=reason,
    )


def detail(lines: int, accounts: content.Accounts = "masked") -> content.DetailReport:
    """Return a Detail Report of so many lines."""
    printing = content.Printing(PRINTING.printed_by, PRINTING.printed_at, accounts)
    return content.DetailReport(OFFICE, BATCH, tuple(line(number) for number in range(1, lines + 1)), printing)


def summary(lines: int) -> content.SummaryReport:
    """Return a Summary Report of so many lines."""
    return content.SummaryReport(OFFICE, BATCH, tuple(line(number) for number in range(1, lines + 1)), PRINTING)


def history(events: int) -> content.TransactionHistory:
    """Return a Transaction History of so many events."""
    maker = ("สมหญิง แบบอย่าง", "maker_payment", "FIN-PC-03")
    authorizer = ("วิภา ตัวอย่างงาม", "authorizer", "FIN-PC-07")
    bank = ("ธนาคารจำลอง", "bank", "")
    story = (
        ("import_batch", *maker, "overtime_october_2569.xlsx"),
        ("edit_batch", *maker, "แก้ไข 2 แถว"),
        ("submit_batch", *maker, ""),
        ("batch.submitted", *maker, ""),
        ("open_batch", *authorizer, ""),
        ("return_batch", *authorizer, "แถว 17 จำนวนเงินสูงขึ้น 10 เท่า ขอให้ตรวจสอบกับใบสำคัญก่อนส่งมาใหม่อีกครั้ง"),
        ("approve_batch", *authorizer, ""),
        ("batch.released", *bank, ""),
        ("batch.finished", *bank, ""),
    )
    steps = (
        content.HistoryEvent(
            f"2026-11-20T{8 + number // 60:02d}:{number % 60:02d}:00.000Z", *story[number % len(story)]
        )
        for number in range(events)
    )
    return content.TransactionHistory(OFFICE, BATCH, tuple(steps), PRINTING)


def receipt(number: int) -> content.Receipt:
    """Return the ``number``-th receipt of an endless batch."""
    paid = line(number)
    return content.Receipt(
        number=f"2570/0128-{number:04d}",
        payee=paid.name,
        bank=paid.bank,
        account=paid.account,
        amount_satang=paid.amount_satang,
        paid_at="2026-11-24T03:10:00.000Z",
        purpose=BATCH.purpose,
        batch_reference=BATCH.reference,
        reference=paid.reference,
        bank_reference=f"KC{20261124000000 + number}",
        bank_signature="3kq7Wm0Zr8vXh1YdE5nTb9sLcUaGfQ2xPjR6oKiVtMw4HyNz",
        debit_bank=BATCH.debit_bank,
        debit_account=BATCH.debit_account,
    )


def receipts(count: int, layout: content.Layout = "page", accounts: content.Accounts = "masked") -> content.Receipts:
    """Return so many receipts."""
    printing = content.Printing(PRINTING.printed_by, PRINTING.printed_at, accounts)
    return content.Receipts(
        OFFICE, tuple(receipt(number) for number in range(1, count + 1)), BATCH.signers, printing, layout
    )
