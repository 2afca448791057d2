"""What staff of treasury and bank look at and change at the command line: ``khlang-central bank books`` and others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from app.simulator.gfmis.entries import Rows
from app.simulator.gfmis.periods import ClosedPeriods
from app.simulator.gfmis.staff import TrialShown
from app.simulator.table_files import add_table
from app.wire import api
from app.wire.statements import Statement

if TYPE_CHECKING:
    import argparse

    from app.simulator.branch import Branch


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about the books, what is booked for what, closed periods, and movements of accounts."""
    books = commands.add_parser("books", help="งบทดลองของ GFMIS จำลอง และผลการตรวจกับเงินที่ธนาคาร")
    for name, told in (
        ("--agency", "รหัสส่วนราชการ"),
        ("--unit", "รหัสหน่วยเบิกจ่าย"),
        ("--fy", "ปีงบประมาณ พ.ศ."),
        ("--period", "งวดบัญชี 01 (ตุลาคม) ถึง 12 ถ้าไม่ระบุใช้งวดปัจจุบัน"),
    ):
        books.add_argument(name, default="", help=told)
    books.set_defaults(do=_books)
    moved = commands.add_parser("movements", help="รายการเคลื่อนไหวของบัญชีธนาคาร")
    moved.add_argument("account")
    moved.add_argument("--since", default="", help="หลังเวลานี้ เช่น 2026-11-23T10:00:00.000Z ถ้าไม่ระบุเริ่มจากรายการแรก")
    moved.add_argument("--until", default="", help="ถึงเวลานี้ ถ้าไม่ระบุถึงเวลาล่าสุดที่ผ่านไปแล้ว")
    moved.set_defaults(do=_movements)
    entries = ("gfmis-entries", "ตารางการบันทึกบัญชีของ GFMIS จำลอง")
    add_table(commands, entries, (api.OPERATOR_GFMIS_ENTRIES, Rows), _entries)
    periods = ("gfmis-periods", "งวดบัญชีที่ปิดแล้วของ GFMIS จำลอง")
    add_table(commands, periods, (api.OPERATOR_GFMIS_PERIODS, ClosedPeriods), _periods)


def _books(branch: Branch, asked: argparse.Namespace) -> str:
    said = {name: getattr(asked, name) for name in ("agency", "unit", "fy", "period")}
    query = urlencode({name: value for name, value in said.items() if value})
    found = branch.ask("GET", f"{api.OPERATOR_TRIAL_BALANCE}?{query}", TrialShown)
    state = "ปิดแล้ว" if found.balance.closed == "yes" else "เปิดอยู่"
    rows = [f"ปีงบประมาณ {found.balance.fy}  งวด {found.balance.period}  {state}"]
    for one in found.balance.rows:
        sums = f"เดบิต {_baht(one.debit_satang)}  เครดิต {_baht(one.credit_satang)}  คงเหลือ {_baht(one.balance_satang)}"
        rows.append("  ".join(filter(None, (one.gl_account, one.name_th, sums))))
    rows += [f"ไม่ถูกต้อง: {fault}" for fault in found.faults] or ["ทุกบัญชีถูกต้องตรงกับธนาคาร"]
    return "\n".join(rows)


def _movements(branch: Branch, asked: argparse.Namespace) -> str:
    query = urlencode({"account": asked.account, "since": asked.since, "until": asked.until})
    found = branch.ask("GET", f"{api.OPERATOR_MOVEMENTS}?{query}", Statement)
    rows = [f"บัญชี {found.account}  {found.name}", f"ยกมา {_baht(found.opening_satang)}"]
    for one in found.entries:
        sign = "" if one.side == "C" else "-"
        rows.append("  ".join(filter(None, (one.booked_at, sign + _baht(one.satang), one.kind, one.reference))))
    return "\n".join([*rows, f"คงเหลือ {_baht(found.closing_satang)}"])


def _entries(table: Rows) -> str:
    rows = ((one.event, one.account, one.document, one.debit, one.credit, one.confidence) for one in table.entry)
    return "\n".join("  ".join(filter(None, row)) for row in rows)


def _periods(table: ClosedPeriods) -> str:
    return "\n".join(f"{one.fy}  {one.period}" for one in table.closed) or "ไม่มีงวดที่ปิด"


def _baht(satang: str) -> str:
    whole, part = divmod(abs(int(satang)), 100)
    return f"{'-' if satang.startswith('-') else ''}{whole:,}.{part:02d}"
