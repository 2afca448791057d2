"""What the Portal's staff does at the command line: ``khlang-central bank postings`` and others."""

from __future__ import annotations

import argparse
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from app.simulator.portal.filing import Filed
from app.simulator.portal.staff import Attached, PostingsShown, ReportsShown, RequestsShown, RequestWanted
from app.wire import api

if TYPE_CHECKING:
    from app.simulator.branch import Branch

_STATES = {
    "filed": "รอหน่วยงานตรวจ",
    "sent_back": "ส่งกลับให้แก้ไข",
    "refused": "ไม่อนุญาต",
    "billed": "แจ้งชำระเงินแล้ว",
    "paid": "ชำระเงินแล้ว",
    "done": "ออกเอกสารแล้ว",
}
_REPORTS = {"paid": "ชำระเงินแล้ว", "unpaid": "ยกเลิกการชำระเงิน", "receipted": "ออกใบเสร็จรับเงินแล้ว"}
_TREASURIES = {"revenue": "นำส่งคลัง", "deposit": "ฝากคลัง"}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about requests, messages to the Biz Portal and postings."""
    listed = commands.add_parser("portal-requests", help="คำขอที่ยื่นผ่าน Biz Portal")
    listed.add_argument("--unit", default="", help="รหัสหน่วยเบิกจ่าย")
    listed.set_defaults(do=_list_requests)
    filing = commands.add_parser("portal-file", help="ยื่นคำขอแทนประชาชน")
    filing.add_argument("service", help="รหัสบริการ")
    for name, told in (
        ("--name", "ชื่อผู้ยื่นคำขอ"),
        ("--id", "เลขประจำตัวประชาชนหรือเลขประจำตัวผู้เสียภาษี"),
        ("--address", "ที่อยู่"),
        ("--email", "อีเมล"),
    ):
        filing.add_argument(name, required=True, help=told)
    filing.add_argument("--mobile", default="", help="โทรศัพท์มือถือ")
    filing.add_argument("--details", default="", help="รายละเอียด")
    filing.add_argument("--document", type=_document, action="append", default=[], help="ไฟล์เอกสารแนบ ใช้ซ้ำได้")
    filing.set_defaults(do=_file)
    commands.add_parser("portal-reports", help="ผลการชำระเงินที่แจ้ง Biz Portal").set_defaults(do=_list_reports)
    posted = commands.add_parser("postings", help="เงินที่ระบบนำส่งคลังและบันทึก GFMIS ให้ พร้อมงบทดลอง")
    posted.add_argument("--unit", default="", help="รหัสหน่วยเบิกจ่าย")
    posted.set_defaults(do=_list_postings)


def _list_requests(branch: Branch, asked: argparse.Namespace) -> str:
    found = branch.ask("GET", f"{api.OPERATOR_PORTAL_REQUESTS}?{_unit(asked)}", RequestsShown).requests
    rows = (
        (one.request_id, one.service_name_th, one.applicant_name, _STATES[one.state], one.document_no) for one in found
    )
    return "\n".join("  ".join(filter(None, row)) for row in rows) or "ไม่มีคำขอ"


def _file(branch: Branch, asked: argparse.Namespace) -> str:
    wanted = RequestWanted(
        service=asked.service,
        applicant_name=asked.name,
        applicant_id=asked.id,
        applicant_address=asked.address,
        applicant_email=asked.email,
        applicant_mobile=asked.mobile,
        details=asked.details,
        documents=tuple(asked.document),
    )
    filed = branch.ask("POST", api.OPERATOR_PORTAL_REQUESTS, Filed, wanted)
    return f"รับคำขอ {filed.request_id} แล้ว  รหัสติดตาม {filed.code} (แสดงครั้งเดียว)"


def _document(path: str) -> Attached:
    try:
        return Attached(Path(path).name, b64encode(Path(path).read_bytes()).decode())
    except OSError as problem:
        raise argparse.ArgumentTypeError(f"อ่านไฟล์ไม่ได้: {path}") from problem


def _list_reports(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_PORTAL_REPORTS, ReportsShown).reports
    rows = ((one.request_id, _REPORTS[one.what], _baht(one.satang), one.payment_id, one.receipt_id) for one in found)
    return "\n".join("  ".join(filter(None, row)) for row in rows) or "ยังไม่มีการแจ้งผล"


def _list_postings(branch: Branch, asked: argparse.Namespace) -> str:
    books = branch.ask("GET", f"{api.OPERATOR_POSTINGS}?{_unit(asked)}", PostingsShown)
    rows = []
    for one in books.postings:
        numbers = dict.fromkeys(f"{entry.document} {entry.number}" for entry in one.entries)
        rows.append("  ".join((one.payment_id, _TREASURIES[one.treasury], _baht(one.satang), one.bank_ref, *numbers)))
    rows += [
        f"บัญชี {one.gl_account}  เดบิต {_baht(one.debit_satang)}  เครดิต {_baht(one.credit_satang)}"
        for one in books.trial_balance
    ]
    rows += [f"ผลต่างเดบิตและเครดิต {_baht(books.sum_satang)}", *(f"ไม่ถูกต้อง: {fault}" for fault in books.faults)]
    rows += [f"รอนำส่ง {one}" for one in books.waiting]
    return "\n".join(rows)


def _unit(asked: argparse.Namespace) -> str:
    return urlencode({"unit": asked.unit} if asked.unit else {})


def _baht(satang: str) -> str:
    baht, part = divmod(int(satang), 100)
    return f"{baht:,}.{part:02d} บาท"
