"""What people's programs ask: a row an operation."""

from __future__ import annotations

from typing import Literal

import msgspec

from app.simulator import commands
from app.simulator.contract.operation import EMPTY, AnyOf, OneOf, Operation, Query, Raw, Who
from app.wire import (
    access,
    administration,
    administration_views,
    api,
    audit,
    bills,
    closing,
    disbursement,
    drills,
    events,
    gfmis,
    health,
    orders,
    payees,
    recalls,
    remittances,
    statements,
)
from app.wire.forms import MOMENT, UUID

_ALL, _PERSON = Who.EVERYBODY, Who.PERSON
_DONE = AnyOf((disbursement.Done, administration.AdminDone, payees.PayeesDone, recalls.RecallDone, orders.OrderDone))
_PAPERS = Raw(("application/pdf", "image/png", "image/jpeg"))
_OF_COMMANDS = (404, 409)
PERIOD = (
    Query("fy", "Fiscal year of the Buddhist era; the current one if it is left out", pattern="2[0-9]{3}"),
    Query("period", "Period of the year, 1 to 16; the current or the last one if it is left out", pattern="[0-9]{1,2}"),
)
STRETCH = (
    Query("account", "The account", required=True),
    Query("since", "After which moment; empty from the very first", pattern=f"({MOMENT})?"),
    Query("until", "Until when, which must be over; empty the newest", pattern=f"({MOMENT})?"),
)


class Alive(msgspec.Struct):
    """The process answers; ``random`` warns where its secrets follow from a seed."""

    status: Literal["ok"]
    random: str = ""


class JsonText(msgspec.Struct):
    """A document of JSON: the contract itself, or test vectors."""


def operations() -> list[Operation]:
    """Return the rows."""
    return [*_open(), *_session(), *_work(), *_keeping(), *_batches(), *_reading(), *_administration(), *_drills()]


def _open() -> list[Operation]:
    return [
        Operation("GET", api.HEALTH, _ALL, "Whether it is alive", "ระบบยังทำงานอยู่หรือไม่", {200: Alive}, gated=False),
        Operation(
            "GET",
            api.READY,
            _ALL,
            "Whether it can do its work",
            "ระบบพร้อมให้บริการหรือไม่",
            {200: health.Ready, 503: AnyOf((health.Ready, access.Problem))},
            gated=False,
        ),
        Operation("GET", api.ABOUT, _ALL, "Who is speaking", "ระบบที่กำลังคุยด้วยคือใคร", {200: access.About}, gated=False),
        Operation("GET", api.OPENAPI, _ALL, "This contract", "สัญญาการเชื่อมต่อฉบับนี้", {200: JsonText}, gated=False),
        Operation(
            "GET", api.VECTORS, _ALL, "Test vectors", "ชุดตัวอย่างสำหรับตรวจการลงลายมือชื่อ", {200: JsonText}, gated=False
        ),
        Operation(
            "GET",
            api.PRACTICE_RULES,
            _ALL,
            "What to enter to see the bank refuse",
            "กติกาสำหรับฝึกปฏิบัติ",
            {200: access.PracticeRules},
        ),
        Operation(
            "POST",
            api.APPLICATIONS,
            _ALL,
            "Apply for an agency",
            "สมัครใช้บริการสำหรับหน่วยงานต้นสังกัด",
            {201: administration_views.ApplicationReceived},
            administration_views.AgencyApplication,
            refusals=(409,),
        ),
        Operation(
            "GET",
            api.APPLICATIONS + "/{application_id}",
            _ALL,
            "What became of an application",
            "ผลการสมัคร",
            {200: administration_views.ApplicationState},
            query=(Query("code", "What was told to the applicant", required=True),),
            refusals=(404,),
        ),
    ]


def _session() -> list[Operation]:
    current = api.CURRENT_SESSION
    return [
        Operation(
            "POST",
            api.SESSIONS,
            _ALL,
            "Sign in",
            "เข้าสู่ระบบ",
            {201: access.Session},
            access.SignIn,
            refusals=(401, 403, 409),
        ),
        Operation("PUT", current, _PERSON, "Keep the session", "ต่ออายุการเข้าใช้งาน", {200: access.Lease}),
        Operation("DELETE", current, _PERSON, "Sign out", "ออกจากระบบ", {204: EMPTY}),
        Operation("PUT", api.PASSWORD, _PERSON, "Change the password", "เปลี่ยนรหัสผ่าน", {204: EMPTY}, access.NewPassword),
        Operation(
            "PUT",
            api.KEYS + "/{kid}",
            _PERSON,
            "Register a signing key",
            "ลงทะเบียนกุญแจลงลายมือชื่อ",
            {201: access.PublicKey},
            access.RegisterKey,
            refusals=(409,),
        ),
        Operation(
            "POST",
            api.CHALLENGES,
            _PERSON,
            "Ask for a challenge, to sign one decision",
            "ขอรหัสใช้ครั้งเดียวสำหรับลงลายมือชื่อ",
            {201: access.Challenge},
            access.AskChallenge,
        ),
    ]


def _work() -> list[Operation]:
    command = api.COMMANDS + "/{cmd_id}"
    return [
        Operation(
            "PUT",
            command,
            _PERSON,
            "Do something, once",
            "ส่งคำสั่ง (มีผลครั้งเดียว)",
            {200: _DONE, 201: _DONE},
            OneOf(commands.forms()),
            refusals=_OF_COMMANDS,
        ),
        Operation(
            "GET",
            command,
            _PERSON,
            "What a command was answered",
            "คำตอบที่เคยได้รับของคำสั่ง",
            {200: _DONE},
            refusals=(400, *_OF_COMMANDS, 413, 422),
        ),
        Operation(
            "GET",
            api.EVENTS,
            _PERSON,
            "What happened after a position",
            "เหตุการณ์ของหน่วยงานหลังลำดับที่ระบุ",
            {200: events.EventsPage},
            query=(
                Query("after", "The newest position that is known; 0 is the beginning", 0, 10**18 - 1),
                Query("limit", f"At most so many, and {api.EVENTS_PER_PAGE_MAX}", 0, 10**18 - 1),
                Query("epoch", "The history that is known", pattern=UUID),
                Query("wait", "Seconds to wait for something new", 0, api.EVENTS_WAIT_SECONDS_MAX),
            ),
            refusals=(422,),
        ),
    ]


def _keeping() -> list[Operation]:
    file, anchors = api.FILES + "/{sha256}", api.AUDIT_ANCHORS + "/{device_id}"
    return [
        Operation("PUT", file, _PERSON, "Leave a paper", "ฝากไฟล์เอกสาร", {204: EMPTY}, _PAPERS, refusals=(409,)),
        Operation("GET", file, _PERSON, "Take a paper", "รับไฟล์เอกสาร", {200: _PAPERS}, refusals=(404,)),
        Operation(
            "PUT",
            anchors,
            _PERSON,
            "Leave the head of an audit chain",
            "ฝากหัวสายโซ่บันทึกการตรวจสอบ",
            {204: EMPTY},
            audit.AuditAnchor,
            refusals=(409,),
        ),
        Operation(
            "GET",
            anchors,
            _PERSON,
            "What is kept of an audit chain",
            "หัวสายโซ่บันทึกการตรวจสอบที่ฝากไว้",
            {200: audit.AuditAnchors},
        ),
    ]


def _batches() -> list[Operation]:
    return [
        Operation(
            "GET",
            api.BATCHES + "/{op_id}",
            _PERSON,
            "A batch as it was signed",
            "ชุดรายการตามที่ลงลายมือชื่อ",
            {200: disbursement.BatchContent},
            refusals=(404,),
        ),
        Operation(
            "GET",
            api.BATCHES + "/{op_id}/stages",
            _PERSON,
            "Every step of a batch",
            "ขั้นตอนทั้งหมดของชุดรายการ",
            {200: disbursement.BatchStages},
            refusals=(404,),
        ),
    ]


def _reading() -> list[Operation]:
    return [
        Operation("GET", api.DRAWS, _PERSON, "The unit's draws", "เงินที่เบิกของหน่วยงาน", {200: disbursement.Draws}),
        Operation("GET", api.UNIT, _PERSON, "The person's unit", "ข้อมูลหน่วยงานของผู้ใช้", {200: access.Unit}),
        Operation("GET", api.RECALLS, _PERSON, "The unit's recalls", "การเรียกเงินคืนของหน่วยงาน", {200: recalls.Recalls}),
        Operation(
            "GET", api.RECEIVING, _PERSON, "How the unit collects", "ช่องทางรับเงินของหน่วยงาน", {200: bills.Receiving}
        ),
        Operation(
            "GET",
            api.REMITTANCE_TERMS,
            _PERSON,
            "What the unit may remit",
            "เงื่อนไขการนำส่งของหน่วยงาน",
            {200: remittances.RemittanceTerms},
        ),
        Operation("GET", api.NEXT_DAY, _PERSON, "The day to close next", "วันที่ต้องปิดบัญชีถัดไป", {200: closing.DayAsked}),
        Operation(
            "GET",
            api.TRIAL_BALANCE,
            _PERSON,
            "The unit's trial balance",
            "งบทดลองของหน่วยงาน",
            {200: gfmis.TrialBalance},
            query=PERIOD,
            refusals=(422,),
        ),
        Operation(
            "GET",
            api.STATEMENTS,
            _PERSON,
            "What moved on an account, signed",
            "รายการเคลื่อนไหวบัญชีที่ธนาคารลงลายมือชื่อ",
            {200: statements.SignedStatement},
            query=STRETCH,
            refusals=(404, 409, 422),
        ),
    ]


def _administration() -> list[Operation]:
    return [
        Operation(
            "GET",
            api.ADMINISTRATION,
            _PERSON,
            "Everything of the agency",
            "ข้อมูลของหน่วยงานต้นสังกัด",
            {200: administration_views.Administration},
        ),
        Operation(
            "GET",
            api.ADMINISTRATION + "/users/{uid}",
            _PERSON,
            "One user with unfinished work",
            "ผู้ใช้หนึ่งคนพร้อมงานค้าง",
            {200: administration_views.UserDetail},
            refusals=(404,),
        ),
        Operation(
            "POST",
            api.SLIPS + "/{slip_id}",
            _PERSON,
            "The secret of a slip, once",
            "พิมพ์ซองรหัสลับ (ครั้งเดียว)",
            {201: administration_views.Slip},
            refusals=(404, 409),
        ),
    ]


def _drills() -> list[Operation]:
    one = api.DRILLS + "/{drill_id}"
    return [
        Operation(
            "GET",
            api.DRILLS,
            _PERSON,
            "The person's drills, and those passed",
            "แบบฝึกของผู้ใช้และบันทึกที่ผ่านแล้ว",
            {200: drills.Drills},
            refusals=(404,),
        ),
        Operation(
            "GET",
            api.DRILL_RECORD,
            _PERSON,
            "What the person passed, signed by the simulated bank",
            "แบบฝึกที่ผ่านแล้วพร้อมลายมือชื่อของธนาคารจำลอง",
            {200: drills.SignedPracticeRecord},
            refusals=(404,),
        ),
        Operation("POST", one, _PERSON, "Begin a drill", "เริ่มแบบฝึก", {200: drills.Drill}, refusals=(404, 409)),
        Operation("GET", one, _PERSON, "Go on with a drill", "ดูและเดินแบบฝึกต่อ", {200: drills.Drill}, refusals=(404,)),
        Operation("DELETE", one, _PERSON, "Give a drill up", "เลิกแบบฝึก", {200: drills.Drill}, refusals=(404,)),
    ]
