"""What the bank's staff does about money called back and notices: ``khlang-central bank recalls`` and others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from app.simulator.operator import Notices
from app.simulator.recalls.staff import AnswerWanted, RecallShown, RecallsShown
from app.wire import api
from app.wire.recalls import Answer

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from decimal import Decimal

    from app.simulator.branch import Branch

_STATES = {"": "รอส่ง", "sent": "ส่งแล้ว", "failed": "ส่งไม่สำเร็จ", "recorded": "บันทึกไว้ ไม่ได้ส่ง"}


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], read_baht: Callable[[str], Decimal]
) -> None:
    """Add the commands about recalls and the message log."""
    commands.add_parser("recalls", help="เงินที่หน่วยเบิกจ่ายเรียกคืน และยังไม่มีคำตอบ").set_defaults(do=_list_recalls)
    back = commands.add_parser("recall-back", help="บันทึกว่าได้เงินคืนแล้ว ทั้งหมดหรือบางส่วน")
    back.add_argument("recall_id")
    back.add_argument("--baht", type=read_baht, help="จำนวนเงิน ถ้าไม่ระบุคือทั้งหมด")
    back.add_argument("--on", default="", help="วันที่ได้รับเงิน ปปปป-ดด-วว (ค.ศ.) ถ้าไม่ระบุคือทันที")
    back.set_defaults(do=_back)
    refuse = commands.add_parser("recall-refuse", help="บันทึกว่าไม่ได้เงินคืน")
    refuse.add_argument("recall_id")
    refuse.add_argument("--code", choices=[one.value for one in Answer], default=Answer.CUST.value)
    refuse.set_defaults(do=_refuse)
    told = commands.add_parser("payee-notices", help="ข้อความที่แจ้งผู้รับเงิน พร้อมผลการส่ง")
    told.add_argument("op_id", nargs="?", default="")
    told.set_defaults(do=_list_notices)


def _list_recalls(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_RECALLS, RecallsShown).recalls
    return "\n".join(map(_told, found)) or "ไม่มีเงินที่เรียกคืน"


def _back(branch: Branch, asked: argparse.Namespace) -> str:
    satang = str(int(asked.baht * 100)) if asked.baht else ""
    return _answer(branch, asked.recall_id, AnswerWanted("money_back", satang=satang, on=asked.on))


def _refuse(branch: Branch, asked: argparse.Namespace) -> str:
    return _answer(branch, asked.recall_id, AnswerWanted("refused", code=asked.code))


def _answer(branch: Branch, recall_id: str, wanted: AnswerWanted) -> str:
    path = f"{api.OPERATOR_RECALLS}/{quote(recall_id, safe='')}"
    return f"บันทึกแล้ว {_told(branch.ask('POST', path, RecallShown, wanted))}"


def _told(recall: RecallShown) -> str:
    baht, part = divmod(int(recall.satang), 100)
    return f"{recall.recall_id}  หน่วย {recall.unit}  {recall.payee}  {baht:,}.{part:02d} บาท  {recall.state}"


def _list_notices(branch: Branch, asked: argparse.Namespace) -> str:
    query = urlencode({"op_id": asked.op_id} if asked.op_id else {})
    found = branch.ask("GET", f"{api.OPERATOR_NOTICES}?{query}", Notices).notices
    rows = (
        (one.op_id, one.n, one.channel, one.address, _STATES[one.state], one.problem) for one in found if one.address
    )
    return "\n".join("  ".join(filter(None, row)) for row in rows) or "ไม่มีข้อความ"
