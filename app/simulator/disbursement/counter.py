"""What staff of bank and treasury do about paying at the command line: ``khlang-central bank draws`` and others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from app.simulator.disbursement.draws import DrawsShown, DrawWanted
from app.simulator.disbursement.terms import Kinds, Services
from app.simulator.table_files import add_table
from app.wire import api
from app.wire.disbursement import Draw

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from decimal import Decimal

    from app.simulator.branch import Branch


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], read_baht: Callable[[str], Decimal]
) -> None:
    """Add the commands about draws, kinds and services."""
    listed = commands.add_parser("draws", help="เงินที่เบิกจากคลังแล้วตามฎีกา")
    listed.add_argument("--unit", default="", help="รหัสหน่วยเบิกจ่าย")
    listed.set_defaults(do=_list_draws)
    drawn = commands.add_parser("draw", help="รับแจ้งการเบิกเงินจากคลัง และนำเงินเข้าบัญชีของหน่วย")
    drawn.add_argument("unit")
    drawn.add_argument("account")
    drawn.add_argument("doc_no")
    drawn.add_argument("baht", type=read_baht)
    drawn.add_argument("--date", required=True, help="วันที่เอกสาร ปปปป-ดด-วว (ค.ศ.)")
    drawn.set_defaults(do=_draw)
    drawn.add_argument("--expense", default="", help="บัญชีแยกประเภทของค่าใช้จ่ายที่เบิก 10 หลัก")
    add_table(commands, ("kinds", "ตารางประเภทการจ่าย"), (api.OPERATOR_KINDS, Kinds), _kinds)
    add_table(commands, ("services", "ตารางวิธีโอนต่างธนาคาร"), (api.OPERATOR_SERVICES, Services), _services)


def _list_draws(branch: Branch, asked: argparse.Namespace) -> str:
    query = urlencode({"unit": asked.unit} if asked.unit else {})
    found = branch.ask("GET", f"{api.OPERATOR_DRAWS}?{query}", DrawsShown).draws
    return "\n".join(f"{unit}  {_told(draw)}" for unit, draw in found) or "ไม่มีการเบิกเงิน"


def _draw(branch: Branch, asked: argparse.Namespace) -> str:
    satang = str(int(asked.baht * 100))
    wanted = DrawWanted(asked.unit, asked.doc_no, asked.date, asked.account, satang, asked.expense)
    return f"รับแจ้งแล้ว {_told(branch.ask('POST', api.OPERATOR_DRAWS, Draw, wanted))}"


def _told(draw: Draw) -> str:
    parts = (("เบิก", draw.satang), ("กันไว้", draw.reserved_satang), ("จ่ายแล้ว", draw.paid_satang))
    amounts = "  ".join(f"{name} {_baht(satang)}" for name, satang in (*parts, ("คงเหลือ", draw.residue_satang)))
    return f"ฎีกา {draw.doc_no}  บัญชี {draw.account}  {amounts}"


def _kinds(table: Kinds) -> str:
    rows = ((row.kind, row.sub_kind, row.name_th, row.source) for row in table.kinds)
    return "\n".join("  ".join(filter(None, row)) for row in rows)


def _services(table: Services) -> str:
    return "\n".join(f"{row.service}  {row.name_th}  ตัดรอบ {row.cut_off}  {row.source}" for row in table.services)


def _baht(satang: str) -> str:
    whole, part = divmod(int(satang), 100)
    return f"{whole:,}.{part:02d}"
