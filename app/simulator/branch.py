"""The command line of the bank's branch: ``khlang-central bank ...``, for what only the bank does (document 002).

It talks to a running central system with the operator's token from its data folder. Amounts are baht; printed slips
are shown once and never again. Exit codes: 0 done, 1 refused by the central system, 2 it could not be reached.
"""

from __future__ import annotations

import argparse
import http.client
import ssl
import sys
from contextlib import closing
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from platformdirs import user_data_path

from app.simulator import clock_counter, gate_counter
from app.simulator.administration.bank import (
    AdministratorNamed,
    Administrators,
    Applications,
    Appointed,
    Declined,
    Deposit,
    PersonNotices,
    SlipMade,
    SlipsWaiting,
)
from app.simulator.clock import read_moment
from app.simulator.clock_counter import shown
from app.simulator.collections import counter as collection_counter
from app.simulator.disbursement import counter
from app.simulator.faults import counter as fault_counter
from app.simulator.gfmis import counter as gfmis_counter
from app.simulator.portal import counter as portal_counter
from app.simulator.recalls import counter as recall_counter
from app.simulator.remittances import counter as remittance_counter
from app.simulator.ruling import counter as rule_counter
from app.wire import api
from app.wire.access import Problem
from app.wire.administration_views import Applicant, ApplicationState, Slip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

S = TypeVar("S", bound=msgspec.Struct)
_SECONDS = 30
_STATES = {"received": "รอพิจารณา", "approved": "อนุมัติแล้ว", "declined": "ไม่อนุมัติ"}
_KINDS = {"agency": "ส่วนราชการต้นสังกัด", "unit": "หน่วยเบิกจ่าย"}
_SLIPS = {"first": "รหัสผ่านแรกเข้า", "reset": "รหัสผ่านใหม่", "workstation": "รหัสลงทะเบียนเครื่อง"}
_ROLES = {"admin_1": "ผู้ดูแลระบบคนที่ 1", "admin_2": "ผู้ดูแลระบบคนที่ 2"}
_USER_STATES = {
    "new": "ยังไม่เคยเข้าระบบ",
    "active": "ใช้งาน",
    "suspended": "ระงับ",
    "suspended_unconfirmed": "ระงับชั่วคราว",
    "removed": "ยกเลิกแล้ว",
}
_REFUSALS = {
    "not_found": "ไม่พบรายการที่ระบุ",
    "subject_unknown": "ไม่พบผู้ดูแลระบบคนนี้ (ผู้ใช้ของหน่วยเบิกจ่ายให้ติดต่อผู้ดูแลระบบคนที่ 2 ของต้นสังกัด)",
    "slip_printed": "สลิปนี้พิมพ์ไปแล้ว พิมพ์ซ้ำไม่ได้ หากสลิปสูญหายให้รีเซ็ตรหัสผ่านใหม่",
    "slip_expired": "สลิปนี้ใช้ไม่ได้แล้ว มีสลิปใหม่มาแทน",
    "status_forbids": "คำขอนี้พิจารณาไปแล้ว",
    "account_unknown": "ไม่พบบัญชีเงินฝากนี้",
    "draw_differs": "ฎีกาเลขที่นี้แจ้งไว้แล้วด้วยวันที่ จำนวนเงิน บัญชี หรือประเภทรายจ่ายอื่น",
    "field_wrong": "ข้อมูลไม่ถูกต้อง",
    "receiving_none": "ไม่พบบัญชีรับเงินนี้",
    "command_id_reused": "เลขที่รายการนี้ใช้แล้วกับข้อมูลอื่น",
    "receipt_stands": "ออกใบเสร็จรับเงินแล้ว ต้องยกเลิกใบเสร็จก่อน",
    "remitted": "นำเงินส่งคลังแล้ว",
    "proposal_pending": "หน่วยงานกำลังพิจารณารายการนี้อยู่",
    "office_wrong": "ไม่มีสำนักงานคลังนี้ในตาราง",
    "period_closed": "งวดบัญชีของ GFMIS จำลองปิดแล้ว",
    "route_changed": "เงินถึงคลังคนละปีงบประมาณกับวิธีส่งคืนที่ลงนาม ให้ปฏิเสธรายการนี้",
    "rules_wrong": "แฟ้มกติกามีข้อผิดพลาด",
    "role_missing": "โทเค็นของเจ้าหน้าที่ไม่ถูกต้อง",
}
_CHANGED_MEANWHILE = "มีผู้แก้ไขหลังจากที่ดู กรุณาดูของที่ใช้อยู่ขณะนี้ (--json) แก้จากนั้น แล้วสั่งอีกครั้ง"


class Unreachable(Exception):
    """The central system does not answer, or not as it should."""


class Declines(Exception):
    """The central system said no; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Branch:
    """Asks a running central system on behalf of the bank's staff."""

    def __init__(self, server: str, data: Path) -> None:
        self._address = urlsplit(server)
        self._data = data

    def ask(self, method: str, path: str, kind: type[S], body: msgspec.Struct | None = None) -> S:
        """Send a request and read the answer; raises `Unreachable` or `Declines`."""
        return msgspec.json.decode(self.send(method, path, body), type=kind)

    def take_file(self, path: str, file: Path, kind: type[S]) -> S:
        """Hand a file over as it is and read the answer; raises `Unreachable`, also for a file that cannot be read."""
        try:
            content = file.read_bytes()
        except OSError as problem:
            raise Unreachable(str(problem)) from problem
        return msgspec.json.decode(self.send("POST", path, content), type=kind)

    def send(self, method: str, path: str, body: msgspec.Struct | bytes | None = None) -> bytes:
        """Send a request and return the answer as it came; raises `Unreachable` or `Declines`."""
        try:
            token = (self._data / "operator-token").read_text("ascii")
            trusted = ssl.create_default_context(cafile=str(self._data / "ca.pem"))
            host, port = self._address.hostname or "", self._address.port
            connection = http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=trusted)
            with closing(connection):
                content = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
                connection.request(method, path, content, {"Authorization": f"Bearer {token}"})
                with closing(connection.getresponse()) as answer:
                    status, text = answer.status, answer.read()
        except (OSError, http.client.HTTPException) as problem:
            raise Unreachable(str(problem)) from problem
        if status >= http.client.BAD_REQUEST:
            raise Declines(msgspec.json.decode(text, type=Problem))
        return text


def main(arguments: Sequence[str]) -> int:
    """Do what was asked and say it in Thai; return the exit code."""
    asked = _arguments(arguments)
    return answered(asked.do, asked)


def answered(do: Callable[[Branch, argparse.Namespace], str], asked: argparse.Namespace) -> int:
    """Do what was asked at the central system that ``asked`` names and say what came of it; return the exit code."""
    try:
        said = do(Branch(asked.server, asked.data), asked)
    except Declines as no:
        code, facts = no.problem.code, no.problem.facts
        more = f" ({code}: {', '.join(f'{name}={value}' for name, value in facts.items())})" if facts else f" ({code})"
        said = _REFUSALS.get(code, "ระบบกลางไม่รับคำสั่ง")
        sys.stderr.write(f"{_CHANGED_MEANWHILE if facts.get('field') == 'version' else said}{more}\n")
        return 1
    except Unreachable as problem:
        sys.stderr.write(f"ติดต่อระบบกลางไม่ได้: {problem}\n")
        return 2
    sys.stdout.write(said + "\n")
    return 0


def _list_applications(branch: Branch, asked: argparse.Namespace) -> str:
    query = urlencode({"status": asked.status} if asked.status else {})
    found = branch.ask("GET", f"{api.OPERATOR_APPLICATIONS}?{query}", Applications).applications
    return "\n".join(map(_application, found)) or "ไม่มีคำขอ"


def _application(one: ApplicationState) -> str:
    parts = (one.application_id, _KINDS[one.kind], one.name, _STATES[one.status], one.company_id or one.reason)
    return "  ".join(part for part in parts if part)


def _approve(branch: Branch, asked: argparse.Namespace) -> str:
    path = f"{api.OPERATOR_APPLICATIONS}/{quote(asked.application_id, safe='')}/approve"
    done = branch.ask("POST", path, ApplicationState)
    return f"อนุมัติแล้ว {done.name} รหัสบริษัท (Company ID) {done.company_id}"


def _decline(branch: Branch, asked: argparse.Namespace) -> str:
    path = f"{api.OPERATOR_APPLICATIONS}/{quote(asked.application_id, safe='')}/decline"
    done = branch.ask("POST", path, ApplicationState, Declined(asked.reason))
    return f"ไม่อนุมัติ {done.name}: {done.reason}"


def _list_administrators(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_ADMINISTRATORS, Administrators).administrators
    rows = []
    for one in found:
        role = ", ".join(_ROLES[role] for role in one.roles if role in _ROLES)
        parts = [one.company_id, one.user_id, one.name_th, role, one.agency_name, _USER_STATES[one.state]]
        parts += ["ถูกล็อก"] if one.locked == "yes" else []
        parts += [f"สลิปรอพิมพ์ {one.slip_id}"] if one.slip_id else []
        rows.append("  ".join(parts))
    return "\n".join(rows) or "ไม่มีผู้ดูแลระบบ"


def _reset(branch: Branch, asked: argparse.Namespace) -> str:
    named = AdministratorNamed(asked.company_id, asked.user_id, asked.reason)
    made = branch.ask("POST", f"{api.OPERATOR_ADMINISTRATORS}/reset", SlipMade, named)
    return f"รีเซ็ตรหัสผ่านของ {asked.company_id}/{asked.user_id} แล้ว สลิปรอพิมพ์ {made.slip_id}"


def _unlock(branch: Branch, asked: argparse.Namespace) -> str:
    named = AdministratorNamed(asked.company_id, asked.user_id, asked.reason)
    branch.send("POST", f"{api.OPERATOR_ADMINISTRATORS}/unlock", named)
    return f"ปลดล็อก {asked.company_id}/{asked.user_id} แล้ว รหัสผ่านเดิมยังใช้ได้"


def _appoint(branch: Branch, asked: argparse.Namespace) -> str:
    successor = Applicant(asked.person_id, asked.name, "", asked.position, asked.mobile, "")
    wanted = Appointed(asked.company_id, asked.user_id, asked.order_no, asked.reason, successor)
    made = branch.ask("POST", f"{api.OPERATOR_ADMINISTRATORS}/appoint", SlipMade, wanted)
    return f"แต่งตั้ง {asked.name} แทน {asked.company_id}/{asked.user_id} แล้ว สลิปรอพิมพ์ {made.slip_id}"


def _permit_workstation(branch: Branch, asked: argparse.Namespace) -> str:
    named = AdministratorNamed(asked.company_id, asked.user_id, asked.reason)
    made = branch.ask("POST", f"{api.OPERATOR_ADMINISTRATORS}/workstation", SlipMade, named)
    return f"อนุญาตเครื่องใหม่ของ {asked.company_id}/{asked.user_id} แล้ว สลิปรอพิมพ์ {made.slip_id}"


def _list_slips(branch: Branch, _asked: argparse.Namespace) -> str:
    found = branch.ask("GET", api.OPERATOR_SLIPS, SlipsWaiting).slips
    rows = ("  ".join((one.slip_id, _SLIPS[one.kind], one.company_id, one.user_id or one.device_name)) for one in found)
    return "\n".join(rows) or "ไม่มีสลิปรอพิมพ์"


def _print(branch: Branch, asked: argparse.Namespace) -> str:
    slip = branch.ask("POST", f"{api.OPERATOR_SLIPS}/{quote(asked.slip_id, safe='')}", Slip)
    rows = (
        ("เรียน", f"{slip.name_th} {slip.position}".strip()),
        ("หน่วยงาน", slip.unit_name),
        ("รหัสบริษัท (Company ID)", slip.company_id),
        ("ชื่อผู้ใช้ (User ID)", slip.user_id),
        ("เครื่อง", slip.device_name),
        (_SLIPS[slip.kind], slip.secret),
        ("ใช้ได้ถึง", shown(read_moment(slip.expires_at))),
    )
    lines = [f"{name}: {value}" for name, value in rows if value]
    return "\n".join([*lines, "แสดงครั้งเดียวเท่านั้น โปรดใส่ซองปิดผนึก"])


def _list_notices(branch: Branch, asked: argparse.Namespace) -> str:
    named = {"company_id": asked.company_id, "user_id": asked.user_id} if asked.company_id else {}
    found = branch.ask("GET", f"{api.OPERATOR_PERSON_NOTICES}?{urlencode(named)}", PersonNotices).notices
    rows = [
        "  ".join((shown(read_moment(one.at)), f"{one.company_id}/{one.user_id}", one.channel, one.address, one.text))
        for one in found
    ]
    return "\n".join(rows) or "ไม่มีข้อความ"


def _deposit(branch: Branch, asked: argparse.Namespace) -> str:
    satang = int(asked.baht * 100)
    branch.send("POST", api.OPERATOR_DEPOSITS, Deposit(asked.account, str(satang), asked.reference))
    return f"นำเงินเข้าบัญชี {asked.account} จำนวน {satang // 100:,}.{satang % 100:02d} บาท แล้ว"


def _baht(text: str) -> Decimal:
    try:
        baht = Decimal(text.replace(",", ""))
    except InvalidOperation as problem:
        raise argparse.ArgumentTypeError(f"ไม่ใช่จำนวนเงิน: {text}") from problem
    if not baht.is_finite() or baht <= 0 or baht * 100 != (baht * 100).to_integral_value():
        raise argparse.ArgumentTypeError(f"ไม่ใช่จำนวนเงิน: {text}")
    return baht


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="khlang-central bank", description="งานของสาขาธนาคาร")
    data = user_data_path("khlang-central", False)
    parser.add_argument("--data", type=Path, default=data, help="โฟลเดอร์ของระบบกลาง")
    parser.add_argument("--server", default="https://127.0.0.1:8443", help="ที่อยู่ของระบบกลาง")
    commands = parser.add_subparsers(required=True, metavar="คำสั่ง")
    listed = commands.add_parser("applications", help="รายการคำขอใช้บริการ")
    listed.add_argument("--status", choices=sorted(_STATES), default="")
    listed.set_defaults(do=_list_applications)
    approve = commands.add_parser("approve", help="อนุมัติคำขอและออกรหัสบริษัท")
    approve.add_argument("application_id")
    approve.set_defaults(do=_approve)
    decline = commands.add_parser("decline", help="ไม่อนุมัติคำขอ")
    decline.add_argument("application_id")
    decline.add_argument("--reason", required=True)
    decline.set_defaults(do=_decline)
    commands.add_parser("administrators", help="ผู้ดูแลระบบของทุกต้นสังกัด").set_defaults(do=_list_administrators)
    _about_administrators(commands)
    commands.add_parser("slips", help="สลิปที่ธนาคารพิมพ์ได้").set_defaults(do=_list_slips)
    printing = commands.add_parser("print", help="พิมพ์สลิปของผู้ดูแลระบบ ครั้งเดียว")
    printing.add_argument("slip_id")
    printing.set_defaults(do=_print)
    notices = commands.add_parser("notices", help="ข้อความที่ส่งถึงผู้ใช้")
    notices.add_argument("company_id", nargs="?", default="")
    notices.add_argument("user_id", nargs="?", default="")
    notices.set_defaults(do=_list_notices)
    deposit = commands.add_parser("deposit", help="นำเงินงบประมาณเข้าบัญชีของหน่วยเบิกจ่าย")
    deposit.add_argument("account")
    deposit.add_argument("baht", type=_baht)
    deposit.add_argument("--reference", required=True, help="เลขที่อ้างอิง ใช้ซ้ำไม่มีผล")
    deposit.set_defaults(do=_deposit)
    clock_counter.add_commands(commands)
    counter.add_commands(commands, _baht)
    recall_counter.add_commands(commands, _baht)
    collection_counter.add_commands(commands, _baht)
    portal_counter.add_commands(commands)
    fault_counter.add_commands(commands)
    gfmis_counter.add_commands(commands)
    remittance_counter.add_commands(commands)
    rule_counter.add_commands(commands)
    gate_counter.add_commands(commands)
    return parser.parse_args(arguments)


def _about_administrators(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, do, told in (
        ("reset", _reset, "รีเซ็ตรหัสผ่านผู้ดูแลระบบตามแบบฟอร์มของสาขา"),
        ("unlock", _unlock, "ปลดล็อกผู้ดูแลระบบตามแบบฟอร์มของสาขา"),
        ("workstation", _permit_workstation, "อนุญาตเครื่องใหม่ของผู้ดูแลระบบ"),
        ("appoint", _appoint, "แต่งตั้งผู้ดูแลระบบคนใหม่แทนคนเดิม"),
    ):
        about = commands.add_parser(name, help=told)
        about.add_argument("company_id")
        about.add_argument("user_id")
        about.add_argument("--reason", required=True, help="เลขที่แบบฟอร์มหรือเหตุผล")
        about.set_defaults(do=do)
    for name, told in (
        ("--person-id", "เลขประจำตัวประชาชน"),
        ("--name", "ชื่อ - สกุล"),
        ("--position", "ตำแหน่ง"),
        ("--mobile", "โทรศัพท์มือถือ"),
        ("--order-no", "เลขที่คำสั่ง"),
    ):
        commands.choices["appoint"].add_argument(name, required=True, help=told)
