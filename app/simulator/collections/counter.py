"""What the bank's staff does about collecting at the command line: ``khlang-central bank pay`` and others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from app.simulator.collections.arrivals import PaymentWanted
from app.simulator.collections.cross_bank_files import FileTaken
from app.simulator.collections.practice import COUNT_MAX, SORTS, MixWanted
from app.simulator.collections.receiving import ReceivingAll, ReceivingShown, ReceivingWanted
from app.simulator.collections.revenue import RevenueTypes
from app.simulator.collections.staff import BillLookedUp, PaymentShown, PaymentsShown, ReversalWanted
from app.simulator.table_files import add_table
from app.wire import api
from app.wire.collections import Channel

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from decimal import Decimal

    from app.simulator.branch import Branch

_STATES = {"matched": "จับคู่แล้ว", "queued": "รอตรวจสอบ", "refunded": "คืนเงินแล้ว", "reversed": "ธนาคารเรียกคืนแล้ว"}
_CAUSES = {
    "no_reference": "ไม่มีเลขอ้างอิง",
    "wrong_reference": "เลขอ้างอิงผิด",
    "under": "ชำระขาด",
    "over": "ชำระเกิน",
    "double": "ชำระซ้ำ",
    "late": "ชำระเกินกำหนด",
    "cancelled": "ใบแจ้งถูกยกเลิก",
    "unmatched": "ยกเลิกการจับคู่",
}
_PROBLEMS = {
    "ref1": "เลขอ้างอิง 1 ไม่ถูกต้อง โปรดตรวจตัวเลข",
    "ref2": "เลขอ้างอิง 2 ไม่ถูกต้อง โปรดตรวจตัวเลข",
    "unknown": "ไม่พบใบแจ้งการชำระเงินนี้",
    "paid": "ชำระแล้ว",
    "expired": "เกินกำหนดชำระแล้ว",
    "cancelled": "ใบแจ้งนี้ถูกยกเลิกแล้ว",
}
_REMITS = {"portal": "ระบบกลาง (Portal) นำส่งให้", "unit": "หน่วยงานนำส่งเอง"}


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], read_baht: Callable[[str], Decimal]
) -> None:
    """Add the commands about receiving accounts, revenue types and payments."""
    _about_accounts(commands)
    bill = commands.add_parser("bill", help="ตรวจใบแจ้งการชำระเงินก่อนรับเงิน")
    bill.add_argument("ref1")
    bill.add_argument("ref2")
    bill.set_defaults(do=_look_up)
    pay = commands.add_parser("pay", help="รับชำระเงินเข้าบัญชีของหน่วยงาน")
    pay.add_argument("biller_id")
    pay.add_argument("baht", type=read_baht)
    pay.add_argument("--ref1", default="")
    pay.add_argument("--ref2", default="")
    pay.add_argument("--channel", choices=[one.value for one in Channel], default=Channel.COUNTER.value)
    pay.add_argument("--payer", default="", help="ชื่อผู้ชำระ")
    pay.add_argument("--bank", default="", help="รหัสธนาคารผู้ส่ง ถ้าไม่ระบุคือธนาคารกรุงไทย")
    pay.add_argument("--place", default="", help="สาขาหรือเครื่อง")
    pay.add_argument("--at", default="", help="เวลาที่ชำระ (ISO) ถ้าไม่ระบุคือเดี๋ยวนี้")
    pay.add_argument("--reference", default="", help="เลขที่รายการของธนาคาร ใช้ซ้ำไม่มีผล")
    pay.add_argument("--force", action="store_true", help="รับแม้ใบแจ้งหรือเลขอ้างอิงผิด เพื่อฝึกแก้ไข")
    pay.set_defaults(do=_pay)
    mix = commands.add_parser("pay-mix", help="สร้างรายการรับชำระหลายรายการเพื่อฝึก ทั้งที่ถูกและที่ผิด")
    mix.add_argument("unit")
    mix.add_argument("--count", type=int, default=50, help=f"จำนวนรายการ ไม่เกิน {COUNT_MAX}")
    mix.add_argument("--sort", choices=SORTS, action="append", default=[], help="ชนิดของรายการ ระบุซ้ำได้")
    mix.set_defaults(do=_pay_mix)
    reverse = commands.add_parser("reverse", help="ธนาคารเรียกคืนรายการที่รับผิด")
    reverse.add_argument("payment_id")
    reverse.add_argument("--reason", required=True)
    reverse.set_defaults(do=_reverse)
    listed = commands.add_parser("payments", help="เงินที่รับเข้าบัญชีของหน่วยงาน")
    listed.add_argument("--unit", default="", help="รหัสหน่วยเบิกจ่าย")
    listed.set_defaults(do=_list_payments)
    file = commands.add_parser("cross-bank", help="นำเข้าแฟ้มรับชำระข้ามธนาคาร (256 ตัวอักษร)")
    file.add_argument("file", type=Path)
    file.set_defaults(do=_take_file)


def _about_accounts(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    commands.add_parser("receiving-accounts", help="บัญชีรับเงินทางอิเล็กทรอนิกส์ทั้งหมด").set_defaults(do=_list_receiving)
    opened = commands.add_parser("receiving", help="เปิดบัญชีรับเงินทางอิเล็กทรอนิกส์ของหน่วยงาน")
    opened.add_argument("unit")
    opened.add_argument("account")
    opened.add_argument("--company-code", required=True, help="Company Code 5 หลัก")
    opened.add_argument("--biller-id", required=True, help="เลขประจำตัวผู้เสียภาษีกับเลขท้าย 2 หลัก")
    opened.add_argument("--promptpay", default="", help="เลขพร้อมเพย์ของหน่วยงาน")
    opened.add_argument("--remits", choices=sorted(_REMITS), default="unit")
    opened.add_argument("--name", default="", help="ชื่อบัญชี ถ้าไม่ระบุใช้ชื่อส่วนราชการ")
    opened.set_defaults(do=_open_receiving)
    types = ("revenue-types", "ตารางประเภทรายได้")
    add_table(commands, types, (api.OPERATOR_REVENUE_TYPES, RevenueTypes), _revenue_types)


def _list_receiving(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_RECEIVING, ReceivingAll).receiving
    return "\n".join(map(_account, found)) or "ไม่มีบัญชีรับเงิน"


def _open_receiving(branch: Branch, asked: argparse.Namespace) -> str:
    wanted = ReceivingWanted(
        unit=asked.unit,
        account=asked.account,
        company_code=asked.company_code,
        biller_id=asked.biller_id,
        promptpay_id=asked.promptpay,
        remits=asked.remits,
        name=asked.name,
    )
    return f"เปิดบัญชีแล้ว {_account(branch.ask('POST', api.OPERATOR_RECEIVING, ReceivingShown, wanted))}"


def _account(one: ReceivingShown) -> str:
    codes = f"Company Code {one.company_code}  Biller ID {one.biller_id}"
    return f"{one.unit}  {one.account}  {one.name}  {codes}  {_REMITS[one.remits]}"


def _revenue_types(table: RevenueTypes) -> str:
    return "\n".join(f"{row.code}  {row.name_th}  {row.gl_account}  {row.source}" for row in table.revenue_types)


def _look_up(branch: Branch, asked: argparse.Namespace) -> str:
    path = f"{api.OPERATOR_COLLECTIONS}/bills/{quote(asked.ref1, safe='')}/{quote(asked.ref2, safe='')}"
    found = branch.ask("GET", path, BillLookedUp)
    told = [_PROBLEMS[found.problem]] if found.problem else []
    if found.unit:
        told += [found.payer_name, found.item, f"{_baht(found.to_pay_satang)} บาท", f"ภายใน {found.due_date}"]
    return "  ".join(told)


def _pay(branch: Branch, asked: argparse.Namespace) -> str:
    wanted = PaymentWanted(
        channel=Channel(asked.channel),
        biller_id=asked.biller_id,
        ref1=asked.ref1,
        ref2=asked.ref2,
        satang=str(int(asked.baht * 100)),
        payer_name=asked.payer,
        sending_bank=asked.bank,
        place=asked.place,
        paid_at=asked.at,
        payment_id=asked.reference,
        force=asked.force,
    )
    return f"รับชำระแล้ว {_told(branch.ask('POST', api.OPERATOR_COLLECTIONS, PaymentShown, wanted))}"


def _pay_mix(branch: Branch, asked: argparse.Namespace) -> str:
    wanted = MixWanted(asked.unit, asked.count, tuple(asked.sort))
    found = branch.ask("POST", f"{api.OPERATOR_COLLECTIONS}/mix", PaymentsShown, wanted).payments
    return "\n".join(map(_told, found))


def _reverse(branch: Branch, asked: argparse.Namespace) -> str:
    path = f"{api.OPERATOR_COLLECTIONS}/{quote(asked.payment_id, safe='')}/reverse"
    return f"เรียกคืนแล้ว {_told(branch.ask('POST', path, PaymentShown, ReversalWanted(asked.reason)))}"


def _list_payments(branch: Branch, asked: argparse.Namespace) -> str:
    query = urlencode({"unit": asked.unit} if asked.unit else {})
    found = branch.ask("GET", f"{api.OPERATOR_COLLECTIONS}?{query}", PaymentsShown).payments
    return "\n".join(map(_told, found)) or "ไม่มีเงินรับ"


def _take_file(branch: Branch, asked: argparse.Namespace) -> str:
    told = branch.take_file(api.OPERATOR_CROSS_BANK_FILES, asked.file, FileTaken)
    again = " (เคยนำเข้าแล้ว ไม่มีผลซ้ำ)" if told.again == "yes" else ""
    return f"บัญชี {told.account}  วันที่ {told.effective_date}  {told.count:,} รายการ  {_baht(told.satang)} บาท{again}"


def _told(one: PaymentShown) -> str:
    parts = (one.payment_id, one.unit, one.channel, f"{_baht(one.satang)} บาท", _STATES[one.state])
    return "  ".join(filter(None, (*parts, _CAUSES.get(one.cause, ""))))


def _baht(satang: str) -> str:
    whole, part = divmod(int(satang), 100)
    return f"{whole:,}.{part:02d}"
