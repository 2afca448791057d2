"""Faults at the command line: ``khlang-central bank faults``, to arm trouble, load plans of it and take it back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.simulator.clock import read_moment
from app.simulator.clock_counter import shown
from app.simulator.faults.armed import Armed
from app.simulator.faults.kinds import Fault, Spread
from app.simulator.faults.plans import PlansShown
from app.simulator.faults.routes import FaultsArmed, ScenariosShown, ScenarioWanted, StruckShown
from app.simulator.faults.standing import Scenario
from app.simulator.faults.windows import Window, is_of_day
from app.wire import api

if TYPE_CHECKING:
    from app.simulator.branch import Branch
    from app.simulator.faults.standing import Waiting

_KINDS = {
    Fault.LATENCY: "ตอบช้า",
    Fault.STATUS: "ตอบด้วยสถานะผิดพลาด",
    Fault.UNAVAILABLE: "ระบบไม่พร้อม (503)",
    Fault.TOO_MANY_REQUESTS: "คำขอมากเกินไป (429)",
    Fault.RESET: "ตัดสาย (RST)",
    Fault.LOST_ANSWER: "ทำงานแล้วแต่คำตอบหาย",
    Fault.CUT_ANSWER: "คำตอบมาไม่ครบ",
    Fault.MALFORMED_ANSWER: "คำตอบอ่านไม่ได้",
    Fault.SLOW_DRIP: "คำตอบไหลมาช้า",
    Fault.TLS_FAILURE: "เชื่อมต่อ TLS ไม่สำเร็จ",
    Fault.EVENTS_REPEATED: "ข่าวซ้ำ",
    Fault.EVENTS_WITHHELD: "ข่าวขาดช่วง",
    Fault.EVENTS_LATE: "ข่าวมาช้า",
    Fault.EVENTS_MIXED: "ข่าวสลับลำดับ",
    Fault.NOTHING: "ไม่ทำอะไร (ให้ฉากเดินต่อ)",
}
_NONE = "ไม่มีความขัดข้องที่ตั้งไว้"
_PERCENT = 100


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command about faults with its own commands."""
    faults = commands.add_parser("faults", help="ความขัดข้องที่ตั้งไว้ทดสอบ (อยู่ต่อแม้เริ่มระบบใหม่ จนกว่าจะเกิดครบหรือยกเลิก)")
    faults.set_defaults(do=_list)
    own = faults.add_subparsers(metavar="คำสั่งย่อย")
    own.add_parser("list", help="รายการที่ตั้งไว้").set_defaults(do=_list)
    _add_arm(own.add_parser("arm", help="ตั้งความขัดข้อง"))
    disarm = own.add_parser("disarm", help="ยกเลิกหนึ่งรายการ หรือทั้งหมดพร้อมฉาก")
    disarm.add_argument("fault_id", nargs="?", default="", help="เลขที่ ไม่ระบุคือทั้งหมด")
    disarm.set_defaults(do=_disarm)
    own.add_parser("plans", help="แผนความขัดข้องที่มีให้").set_defaults(do=_plans)
    load = own.add_parser("load", help="ตั้งความขัดข้องตามแผน")
    load.add_argument("plan", help="ชื่อแผน หรือแฟ้ม .toml")
    load.set_defaults(do=_load)
    own.add_parser("scenarios", help="สถานะของฉาก").set_defaults(do=_scenarios)
    scenario = own.add_parser("scenario", help="เริ่มฉากเดียวใหม่ หรือตั้งสถานะ ฉากอื่นคงเดิม")
    scenario.add_argument("name")
    scenario.add_argument("--state", default="", help="สถานะที่ต้องการ ไม่ระบุคือเริ่มใหม่")
    scenario.set_defaults(do=_scenario)
    own.add_parser("struck", help="จำนวนครั้งที่เกิดขึ้นแล้ว").set_defaults(do=_struck)


def _add_arm(arm: argparse.ArgumentParser) -> None:
    arm.add_argument("fault", choices=[kind.value for kind in Fault])
    arm.add_argument("route", nargs="?", default="*", help="คำหลัง /v1/ เช่น commands หรือ * ทุกเส้นทาง")
    for name, told in (
        ("--count", "จำนวนครั้งที่ให้เกิด"),
        ("--after", "ปล่อยผ่านก่อนกี่คำขอ"),
        ("--nth", "เกิดทุกคำขอที่ n"),
        ("--ms", "มิลลิวินาที"),
        ("--ms-max", "มิลลิวินาทีสูงสุด"),
        ("--status", "สถานะ HTTP 400-599"),
        ("--retry-after", "วินาทีที่ให้รอ"),
        ("--bytes-per-second", "ไบต์ต่อวินาที"),
    ):
        arm.add_argument(name, type=int, help=told)
    for name, told in (
        ("--method", "เฉพาะวิธีนี้ เช่น PUT"),
        ("--company", "เฉพาะผู้ใช้ของรหัสบริษัทนี้"),
        ("--user", "เฉพาะชื่อผู้ใช้นี้"),
        ("--scenario", "ฉาก"),
        ("--state", "เกิดเมื่อฉากอยู่ในสถานะนี้"),
        ("--next-state", "เกิดแล้วให้ฉากไปสถานะนี้"),
        ("--code", "รหัสปฏิเสธในเนื้อคำตอบ"),
        ("--note", "บันทึก"),
    ):
        arm.add_argument(name, help=told)
    arm.add_argument("--probability", type=float, help="ความน่าจะเป็น 0-1")
    arm.add_argument("--sigma", type=float, help="ความกว้างของการแจกแจง log-normal")
    arm.add_argument("--spread", choices=[spread.value for spread in Spread])
    arm.add_argument("--always", action="store_true", default=None, help="ไม่จำกัดจำนวนครั้ง")
    arm.add_argument("--after-work", action="store_true", default=None, help="เกิดหลังระบบทำงานแล้ว")
    arm.add_argument(
        "--window",
        type=_window,
        action="append",
        dest="windows",
        help="ช่วงเวลาของระบบจำลอง 09:00/10:00 ทุกวัน หรือ 2026-11-23T09:00+07:00/2026-11-23T10:00+07:00",
    )
    arm.set_defaults(do=_arm)


def _window(text: str) -> Window:
    since, _, until = text.partition("/")
    window = Window(since, until)
    if not window.sound():
        raise argparse.ArgumentTypeError(f"ไม่ใช่ช่วงเวลา: {text}")
    return window


def _list(branch: Branch, _asked: argparse.Namespace) -> str:
    return _told(branch.ask("GET", api.OPERATOR_FAULTS, FaultsArmed))


def _arm(branch: Branch, asked: argparse.Namespace) -> str:
    given = {name: value for name in Armed.__struct_fields__ if (value := getattr(asked, name)) is not None}
    wanted = Armed(**given | {"fault": Fault(asked.fault), "windows": tuple(asked.windows or ())})
    return _told(branch.ask("POST", api.OPERATOR_FAULTS, FaultsArmed, wanted))


def _disarm(branch: Branch, asked: argparse.Namespace) -> str:
    path = f"{api.OPERATOR_FAULTS}/{quote(asked.fault_id, safe='')}" if asked.fault_id else api.OPERATOR_FAULTS
    return _told(branch.ask("DELETE", path, FaultsArmed))


def _plans(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_FAULT_PLANS, PlansShown).plans
    return "\n".join(f"{one.name}  {one.title_th}" for one in found)


def _load(branch: Branch, asked: argparse.Namespace) -> str:
    file = Path(asked.plan)
    if file.suffix:
        return _told(branch.take_file(api.OPERATOR_FAULT_PLANS, file, FaultsArmed))
    path = f"{api.OPERATOR_FAULT_PLANS}/{quote(asked.plan, safe='')}"
    return _told(branch.ask("POST", path, FaultsArmed))


def _scenarios(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_FAULT_SCENARIOS, ScenariosShown).scenarios
    return "\n".join(f"{one.name}  {one.state}" for one in found) or "ไม่มีฉาก"


def _scenario(branch: Branch, asked: argparse.Namespace) -> str:
    path = f"{api.OPERATOR_FAULT_SCENARIOS}/{quote(asked.name, safe='')}"
    if asked.state:
        now = branch.ask("PUT", path, Scenario, ScenarioWanted(asked.state))
    else:
        now = branch.ask("DELETE", path, Scenario)
    return f"ฉาก {now.name} อยู่ในสถานะ {now.state}"


def _struck(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_FAULTS_STRUCK, StruckShown).struck
    rows = (f"{one.fault_id}  {_KINDS[one.fault]}  {one.route}  {one.count} ครั้ง" for one in found)
    return "\n".join(rows) or "ยังไม่เกิดความขัดข้อง"


def _told(armed: FaultsArmed) -> str:
    return "\n".join(map(_row, armed.faults)) or _NONE


def _row(one: Waiting) -> str:
    left = "ไม่จำกัด" if one.always else f"เหลือ {max(one.count - one.struck, 0)} ครั้ง"
    parts = [one.fault_id, _KINDS[one.fault], f"{one.method} {one.route}".strip(), f"เกิดแล้ว {one.struck} {left}"]
    parts += [f"{one.ms} มิลลิวินาที"] if one.ms else []
    parts += [str(one.status)] if one.status else []
    parts += [f"โอกาส {one.probability * _PERCENT:g}%"] if one.probability < 1 else []
    parts += [f"เว้น {one.after} คำขอแรก"] if one.after else []
    parts += [f"ทุกคำขอที่ {one.nth}"] if one.nth > 1 else []
    parts += [f"ผู้ใช้ {one.company or '*'}/{one.user or '*'}"] if one.company or one.user else []
    parts += [_time(window) for window in one.windows]
    parts += [f"ฉาก {one.scenario}: {one.state or '*'} > {one.next_state or one.state or '*'}"] if one.scenario else []
    return "  ".join([*parts, one.note] if one.note else parts)


def _time(window: Window) -> str:
    if is_of_day(window):
        return f"{window.since}-{window.until} น. ทุกวัน"
    return f"{shown(read_moment(window.since))} - {shown(read_moment(window.until))}"
