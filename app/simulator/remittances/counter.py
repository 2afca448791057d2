"""What the treasury's staff does at the command line: ``khlang-central bank remittances`` and others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from app.simulator.remittances.staff import AnswerWanted, RemittanceShown, RemittancesShown
from app.simulator.remittances.terms import DepositAccounts, Offices, RemittanceKinds
from app.simulator.table_files import add_table
from app.wire import api
from app.wire.remittances import TreasuryCode

if TYPE_CHECKING:
    import argparse

    from app.simulator.branch import Branch

_STATES = {
    "proposed": "รออนุมัติ",
    "sent_back": "ส่งกลับแก้ไข",
    "recalled": "ผู้จัดทำเรียกคืน",
    "approved": "รอธนาคารเปิดทำการ",
    "sent": "ส่งเงินแล้ว รอคลังรับทราบ",
    "acknowledged": "คลังรับทราบแล้ว",
    "refused": "คลังไม่รับ",
}
_CODES = {
    TreasuryCode.PERIOD_CLOSED.value: "งวดบัญชีปิดแล้ว",
    TreasuryCode.CODE_WRONG.value: "รหัสรายได้หรือรหัสเงินฝากใช้ไม่ได้",
    TreasuryCode.KIND_WRONG.value: "ประเภทการนำส่งไม่ตรงกับรหัส",
    TreasuryCode.OFFICE_WRONG.value: "ไม่มีสำนักงานคลังนี้",
    TreasuryCode.ROUTE_WRONG.value: "เงินถึงคลังคนละปีงบประมาณกับวิธีส่งคืน",
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about remittances and the tables of what may be remitted."""
    listed = commands.add_parser("remittances", help="รายการนำส่งเงินของหน่วยเบิกจ่าย")
    listed.add_argument("--unit", default="", help="รหัสหน่วยเบิกจ่าย")
    listed.set_defaults(do=_list)
    taken = commands.add_parser("remittance-acknowledge", help="บันทึกว่าคลังรับทราบเงินนำส่ง และออกเลขที่เอกสาร")
    taken.add_argument("req_id")
    taken.set_defaults(do=_acknowledge)
    refused = commands.add_parser("remittance-refuse", help="บันทึกว่าคลังไม่รับเงินนำส่ง เงินกลับเข้าบัญชีหน่วยงาน")
    refused.add_argument("req_id")
    refused.add_argument("--code", choices=sorted(_CODES), required=True)
    refused.set_defaults(do=_refuse)
    kinds = ("remittance-kinds", "ตารางประเภทการนำส่งเงิน")
    add_table(commands, kinds, (api.OPERATOR_REMITTANCE_KINDS, RemittanceKinds), _kinds)
    offices = ("treasury-offices", "ตารางกรมบัญชีกลางและสำนักงานคลังจังหวัด")
    add_table(commands, offices, (api.OPERATOR_OFFICES, Offices), _offices)
    deposits = ("deposit-accounts", "ตารางบัญชีเงินฝากคลัง")
    add_table(commands, deposits, (api.OPERATOR_DEPOSITS_TABLE, DepositAccounts), _deposits)


def _list(branch: Branch, asked: argparse.Namespace) -> str:
    query = urlencode({"unit": asked.unit} if asked.unit else {})
    found = branch.ask("GET", f"{api.OPERATOR_REMITTANCES}?{query}", RemittancesShown).remittances
    return "\n".join(map(_told, found)) or "ไม่มีรายการนำส่งเงิน"


def _acknowledge(branch: Branch, asked: argparse.Namespace) -> str:
    return _answer(branch, asked.req_id, AnswerWanted("acknowledge"))


def _refuse(branch: Branch, asked: argparse.Namespace) -> str:
    return _answer(branch, asked.req_id, AnswerWanted("refuse", asked.code))


def _answer(branch: Branch, req_id: str, wanted: AnswerWanted) -> str:
    path = f"{api.OPERATOR_REMITTANCES}/{quote(req_id, safe='')}"
    return f"บันทึกแล้ว {_told(branch.ask('POST', path, RemittanceShown, wanted))}"


def _told(one: RemittanceShown) -> str:
    whole, part = divmod(int(one.satang), 100)
    documents = " ".join(f"{document.kind} {document.number}" for document in one.documents)
    parts = (one.req_id, one.unit, one.kind, f"{whole:,}.{part:02d} บาท", f"ไปที่ {one.office}", _STATES[one.state])
    return "  ".join(filter(None, (*parts, _CODES.get(one.code, ""), documents)))


def _kinds(table: RemittanceKinds) -> str:
    rows = (
        (row.kind, row.name_th, f"{row.collect} {row.remit}".strip(), " ".join(row.accounts)) for row in table.kinds
    )
    return "\n".join("  ".join(filter(None, row)) for row in rows)


def _offices(table: Offices) -> str:
    rows = [f"{row.code}  {row.name_th}  {row.account}" for row in table.offices]
    return "\n".join([*rows, *(f"หน่วย {unit} นำส่งที่ {office}" for unit, office in sorted(table.units.items()))])


def _deposits(table: DepositAccounts) -> str:
    return "\n".join(f"{row.code}  {row.name_th}  {row.gl_account}  {row.source}" for row in table.deposits)
