"""E-mailing bills and receipts to payers: the maker's client makes the papers, a real mail server takes them (CO-9)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from app.simulator import fields, log
from app.simulator.administration.notices import baht
from app.simulator.calendar import BUDDHIST_ERA
from app.simulator.clock import local_date, moment_text
from app.simulator.collections import bills, receiving
from app.simulator.collections.tables import bills as bill_table
from app.simulator.notices import EMAIL
from app.simulator.payees import papers
from app.simulator.receipts.tables import receipts
from app.simulator.refusals import Refused, wrong
from app.simulator.tables import units
from app.simulator.telling.tables import RECORDED, paper_letters
from app.wire.api import LETTERS_PER_COMMAND_MAX, OUTCOMES_PER_EVENT_MAX
from app.wire.bills import LETTERS_REPORTED, BillState, LetterReport, LettersReported
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.disbursement.call import Call
    from app.wire.bills import Letter, MailLetters
    from app.wire.orders import OrderDone

A_DAY_MAX = 5_000
"""So many letters a unit may send in a day."""
A_PAPER_MAX = 10
"""So many of them about one bill or receipt."""
TAKEN = "taken"
_SENT = "sent"
_PDF = "application/pdf"
_BILL_SUBJECT = "ใบแจ้งการชำระเงิน {ref2}: {unit}"
_BILL_TEXT = """เรียน {payer}

{unit} ขอแจ้งให้ชำระเงินค่า {item} จำนวน {amount} บาท ภายในวันที่ {due}
เลขอ้างอิง 1 (Ref.1): {ref1}
เลขอ้างอิง 2 (Ref.2): {ref2}
ใบแจ้งการชำระเงินอยู่ในไฟล์แนบ ชำระได้ที่เคาน์เตอร์ธนาคาร ตู้เอทีเอ็ม อินเทอร์เน็ต โทรศัพท์มือถือ หรือสแกน QR ในใบแจ้ง

ข้อความนี้ส่งจากระบบจำลอง ไม่มีการรับเงินจริง
"""
_RECEIPT_SUBJECT = "ใบเสร็จรับเงินเลขที่ {number}: {unit}"
_RECEIPT_TEXT = """เรียน ผู้ชำระเงิน

{unit} ได้ออกใบเสร็จรับเงินเลขที่ {number} แล้ว ใบเสร็จรับเงินอยู่ในไฟล์แนบ

ข้อความนี้ส่งจากระบบจำลอง ไม่มีการรับเงินจริง
"""


def mail_letters(call: Call, cmd_id: str, command: MailLetters) -> OrderDone:
    """Take letters in: for the mail server where there is one, else they are recorded and told so at once."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_COLLECTION)
    _demand_form(command.letters)
    _demand_papers(call, {letter.file_sha256 for letter in command.letters})
    _demand_few(call, [letter.about for letter in command.letters])
    name = call.connection.execute(select(units.c.name).where(units.c.unit == call.signed.unit)).scalar_one()
    on = receiving.mail_is_on(call.connection)
    same = {"agency": call.signed.agency, "unit": call.signed.unit, "channel": EMAIL, "at": call.at}
    same |= {"day": local_date(call.now).isoformat()}
    same |= {"state": "", "told_at": ""} if on else {"state": RECORDED, "told_at": call.at}
    rows = [same | _row(call, name, letter) for letter in command.letters]
    numbers = call.connection.execute(insert(paper_letters).returning(paper_letters.c.n), rows).scalars().all()
    if not on:
        report(call.connection, call.now, numbers)
    position = log.head(call.connection, call.signed.unit)
    return call.answer(cmd_id, command.letters[0].about, TAKEN if on else RECORDED, position)


def report(connection: Connection, now: datetime, numbers: Sequence[int]) -> None:
    """Tell units what became of their letters; a bill whose letter was taken is sent from then on."""
    mine = select(paper_letters).where(paper_letters.c.n.in_(numbers)).order_by(paper_letters.c.n)
    of_units: dict[tuple[str, str], list[Row[Any]]] = {}
    for row in connection.execute(mine):
        of_units.setdefault((row.agency, row.unit), []).append(row)
    for owner, rows in of_units.items():
        for start in range(0, len(rows), OUTCOMES_PER_EVENT_MAX):
            some = rows[start : start + OUTCOMES_PER_EVENT_MAX]
            body = LettersReported(tuple(map(_reported, some)))
            log.append(connection, moment_text(now), owner, LETTERS_REPORTED, "", body, log.BANK)
        for bill_id in dict.fromkeys(row.about for row in rows if row.state == _SENT and row.is_bill):
            bills.sent(connection, now, bill_id)


def _reported(row: Row[Any]) -> LetterReport:
    return LetterReport(row.about, row.address, row.file_sha256, row.state, row.problem, row.told_at)


def _demand_form(letters: Sequence[Letter]) -> None:
    if not 0 < len(letters) <= LETTERS_PER_COMMAND_MAX:
        raise wrong("letters")
    said = set()
    for number, letter in enumerate(letters, 1):
        line, to = str(number), (letter.about, letter.email)
        for name, sound in (
            ("about", fields.is_sentence(letter.about) and to not in said),
            ("email", fields.is_email(letter.email)),
            ("file_sha256", fields.is_sha256(letter.file_sha256)),
        ):
            if not sound:
                raise wrong(name, line)
        said.add(to)


def _demand_papers(call: Call, hashes: set[str]) -> None:
    """Refuse papers that the unit did not leave, and what is no PDF."""
    papers.demand_there(call.connection, call.signed.unit, hashes)
    if papers.kinds(call.connection, call.signed.unit, hashes) != {_PDF}:
        raise Refused(Refusal.FILE_WRONG)


def _demand_few(call: Call, about: Sequence[str]) -> None:
    mine = (paper_letters.c.unit == call.signed.unit, paper_letters.c.day == local_date(call.now).isoformat())
    counted = select(paper_letters.c.about, func.count()).where(*mine).group_by(paper_letters.c.about)
    today = Counter(dict(call.connection.execute(counted).tuples().all())) + Counter(about)
    if today.total() > A_DAY_MAX:
        raise Refused(Refusal.DAY_LIMIT, limit=str(A_DAY_MAX))
    if any(today[one] > A_PAPER_MAX for one in about):
        raise Refused(Refusal.DAY_LIMIT, limit=str(A_PAPER_MAX))


def _row(call: Call, unit_name: str, letter: Letter) -> dict[str, Any]:
    same = {"about": letter.about, "address": letter.email, "file_sha256": letter.file_sha256}
    mine = (bill_table.c.bill_id == letter.about, bill_table.c.unit == call.signed.unit)
    bill = call.connection.execute(select(bill_table).where(*mine)).one_or_none()
    if bill is not None:
        if bill.state == BillState.CANCELLED:
            raise Refused(Refusal.STATUS_FORBIDS, status=bill.state, action="mail")
        facts = _facts(bill, unit_name)
        told = {"subject": _BILL_SUBJECT.format(**facts), "text": _BILL_TEXT.format(**facts)}
        return same | told | {"is_bill": 1, "file_name": f"bill-{bill.ref2}.pdf"}
    number = _receipt_number(call, letter.about)
    facts = {"number": number, "unit": unit_name}
    told = {"subject": _RECEIPT_SUBJECT.format(**facts), "text": _RECEIPT_TEXT.format(**facts)}
    return same | told | {"is_bill": 0, "file_name": f"receipt-{number.replace('/', '-')}.pdf"}


def _facts(bill: Row[Any], unit_name: str) -> dict[str, str]:
    due = date.fromisoformat(bill.due_date)
    return {
        "unit": unit_name,
        "payer": bill.payer_name,
        "item": bill.item,
        "amount": baht(bill.satang),
        "due": f"{due.day}/{due.month}/{due.year + BUDDHIST_ERA}",
        "ref1": bill.ref1,
        "ref2": bill.ref2,
    }


def _receipt_number(call: Call, receipt_id: str) -> str:
    """Return number and year of a receipt of the unit that holds."""
    mine = (receipts.c.receipt_id == receipt_id, receipts.c.unit == call.signed.unit)
    row = call.connection.execute(select(receipts).where(*mine)).one_or_none()
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    if row.voided_at:
        raise Refused(Refusal.STATUS_FORBIDS, status="voided", action="mail")
    return f"{row.number}/{row.fy}"
