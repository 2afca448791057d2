"""What staff of bank and treasury do about paying at the command line: ``khlang-central bank draws`` and others."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from app.simulator.disbursement.draws import DrawsShown, DrawWanted
from app.simulator.disbursement.terms import Kinds, Services
from app.wire import api
from app.wire.disbursement import Draw

if TYPE_CHECKING:
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
    for name, told, form, do in (
        ("kinds", "ตารางประเภทการจ่าย", Kinds, _kinds),
        ("services", "ตารางวิธีโอนต่างธนาคาร", Services, _services),
    ):
        table = commands.add_parser(name, help=told)
        table.add_argument("--put", type=partial(_read_table, form), help="แทนที่ทั้งตารางด้วยไฟล์ JSON (รูปแบบเดียวกับ --json)")
        table.add_argument("--json", action="store_true", help="แสดงเป็น JSON สำหรับแก้ไข")
        table.set_defaults(do=do)


def _list_draws(branch: Branch, asked: argparse.Namespace) -> str:
    query = urlencode({"unit": asked.unit} if asked.unit else {})
    found = branch.ask("GET", f"{api.OPERATOR_DRAWS}?{query}", DrawsShown).draws
    return "\n".join(f"{unit}  {_told(draw)}" for unit, draw in found) or "ไม่มีการเบิกเงิน"


def _draw(branch: Branch, asked: argparse.Namespace) -> str:
    satang = str(int(asked.baht * 100))
    wanted = DrawWanted(asked.unit, asked.doc_no, asked.date, asked.account, satang)
    return f"รับแจ้งแล้ว {_told(branch.ask('POST', api.OPERATOR_DRAWS, Draw, wanted))}"


def _told(draw: Draw) -> str:
    parts = (("เบิก", draw.satang), ("กันไว้", draw.reserved_satang), ("จ่ายแล้ว", draw.paid_satang))
    amounts = "  ".join(f"{name} {_baht(satang)}" for name, satang in (*parts, ("คงเหลือ", draw.residue_satang)))
    return f"ฎีกา {draw.doc_no}  บัญชี {draw.account}  {amounts}"


def _kinds(branch: Branch, asked: argparse.Namespace) -> str:
    table = branch.ask(*_method(asked, api.OPERATOR_KINDS), Kinds, asked.put)
    if asked.json:
        return msgspec.json.format(msgspec.json.encode(table)).decode()
    rows = ((row.kind, row.sub_kind, row.name_th, row.source) for row in table.kinds)
    return "\n".join("  ".join(filter(None, row)) for row in rows)


def _services(branch: Branch, asked: argparse.Namespace) -> str:
    table = branch.ask(*_method(asked, api.OPERATOR_SERVICES), Services, asked.put)
    if asked.json:
        return msgspec.json.format(msgspec.json.encode(table)).decode()
    return "\n".join(f"{row.service}  {row.name_th}  ตัดรอบ {row.cut_off}  {row.source}" for row in table.services)


def _method(asked: argparse.Namespace, path: str) -> tuple[str, str]:
    return ("PUT" if asked.put else "GET"), path


def _read_table(form: type[msgspec.Struct], path: str) -> msgspec.Struct:
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=form)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise argparse.ArgumentTypeError(f"อ่านไฟล์ไม่ได้: {problem}") from problem


def _baht(satang: str) -> str:
    whole, part = divmod(int(satang), 100)
    return f"{whole:,}.{part:02d}"
