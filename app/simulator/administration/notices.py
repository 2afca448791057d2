"""Telling users by SMS or e-mail: codes, whose turn it is, alarms; recorded in an outbox and never sent (SIM-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from app.simulator.administration.tables import person_notices
from app.simulator.calendar import BUDDHIST_ERA
from app.simulator.clock import moment_text
from app.simulator.notices import EMAIL, NO_ADDRESS, SMS
from app.simulator.tables import users

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

ACTIVATION = "activation"
YOUR_TURN = "your_turn"
TO_RELEASE = "to_release"
BATCH_RETURNED = "batch_returned"
TO_APPROVE = "to_approve"
DECIDED = "decided"
ALARM = "alarm"
REMINDER = "reminder"
ESCALATION = "escalation"
RELEASE_REMINDER = "release_reminder"
RELEASE_ESCALATION = "release_escalation"
PAYEES_WAIT = "payees_wait"
PAYEES_SETTLED = "payees_settled"
COLLECTION_WAITS = "collection_waits"
COLLECTION_SETTLED = "collection_settled"
REMITTANCE_WAITS = "remittance_waits"
REMITTANCE_SETTLED = "remittance_settled"
REMITTANCE_REFUSED = "remittance_refused"
REQUEST_FILED = "request_filed"
REQUEST_PAID = "request_paid"
DAY_WAITS = "day_waits"
DAY_SETTLED = "day_settled"
DEADLINE_NEAR = "deadline_near"
DEADLINE_OVER = "deadline_over"

_TEXTS = {
    ACTIVATION: "คลัง: รหัสยืนยันของท่านคือ {code} ใช้ครั้งเดียวเมื่อเข้าระบบครั้งแรก ห้ามบอกผู้ใด",
    YOUR_TURN: "คลัง: มีรายการจ่าย {batch} จำนวน {amount} บาท รอท่านอนุมัติ",
    TO_RELEASE: "คลัง: รายการจ่าย {batch} จำนวน {amount} บาท อนุมัติครบแล้ว รอท่านปล่อยจ่าย",
    BATCH_RETURNED: "คลัง: รายการจ่าย {batch} ถูกส่งกลับให้แก้ไข",
    REMINDER: "คลัง: ขอเตือนว่ารายการจ่าย {batch} จำนวน {amount} บาท ยังรอท่านอนุมัติ",
    ESCALATION: "คลัง: รายการจ่าย {batch} จำนวน {amount} บาท รออนุมัติเกินเวลาที่กำหนด โปรดเร่งดำเนินการ",
    RELEASE_REMINDER: "คลัง: ขอเตือนว่ารายการจ่าย {batch} จำนวน {amount} บาท ยังรอท่านปล่อยจ่าย",
    RELEASE_ESCALATION: "คลัง: รายการจ่าย {batch} จำนวน {amount} บาท รอปล่อยจ่ายเกินเวลาที่กำหนด โปรดเร่งดำเนินการ",
    TO_APPROVE: "คลัง: มีคำขอกำหนดสิทธิเรื่อง {subject} รอท่านตรวจสอบและอนุมัติ",
    DECIDED: "คลัง: คำขอกำหนดสิทธิเรื่อง {subject} {outcome}",
    PAYEES_WAIT: "คลัง: มีคำขอเปลี่ยนทะเบียนผู้รับเงิน {count} ราย รอท่านตรวจสอบและอนุมัติ",
    PAYEES_SETTLED: "คลัง: คำขอเปลี่ยนทะเบียนผู้รับเงิน {count} ราย มีผลการพิจารณาแล้ว",
    COLLECTION_WAITS: "คลัง: มีคำขอเกี่ยวกับเงินรับ {payment} รอท่านตรวจสอบและอนุมัติ",
    COLLECTION_SETTLED: "คลัง: คำขอเกี่ยวกับเงินรับ {payment} มีผลการพิจารณาแล้ว",
    REMITTANCE_WAITS: "คลัง: มีรายการนำส่งเงิน {amount} บาท รอท่านตรวจสอบและอนุมัติ",
    REMITTANCE_SETTLED: "คลัง: รายการนำส่งเงิน {amount} บาท มีผลการพิจารณาแล้ว",
    REMITTANCE_REFUSED: "คลัง: รายการนำส่งเงิน {amount} บาท คลังไม่รับ เงินกลับเข้าบัญชีแล้ว โปรดตรวจสอบและนำส่งใหม่",
    REQUEST_FILED: "คลัง: มีคำขอ {request} จาก Biz Portal รอหน่วยงานตรวจสอบ",
    REQUEST_PAID: "คลัง: คำขอ {request} ชำระเงินแล้ว รอออกเอกสารให้ผู้ยื่นคำขอ",
    DAY_WAITS: "คลัง: มีคำขอเกี่ยวกับการปิดวัน {day} รอท่านตรวจสอบและอนุมัติ",
    DAY_SETTLED: "คลัง: คำขอเกี่ยวกับการปิดวัน {day} มีผลการพิจารณาแล้ว",
    DEADLINE_NEAR: "คลัง: ขอเตือนว่า{money} จำนวน {amount} บาท ต้องนำส่งคลังภายในวันที่ {day}",
    DEADLINE_OVER: "คลัง: {money} จำนวน {amount} บาท เกินกำหนดนำส่งคลังวันที่ {day} แล้ว โปรดนำส่งโดยด่วน",
    ALARM: "คลัง: แจ้งเหตุด้านความปลอดภัย {event} ผู้ใช้ {user} เครื่อง {device}",
}


_PEOPLE = (
    select(users.c.uid, users.c.mobile, users.c.email)
    .where(users.c.uid.in_(bindparam("uids", expanding=True)))
    .order_by(users.c.company_id, users.c.user_id)
)
_PUT = insert(person_notices)


def tell(connection: Connection, now: datetime, uids: Iterable[str], what: str, about: str, **facts: str) -> None:
    """Put a message for each of these users into the outbox; the telephone comes before the letter."""
    text = _TEXTS[what].format(**facts)
    rows = [
        {
            "at": moment_text(now),
            "uid": row.uid,
            "what": what,
            "about": about,
            "channel": SMS if row.mobile else EMAIL if row.email else NO_ADDRESS,
            "address": row.mobile or row.email,
            "text": text,
        }
        for row in connection.execute(_PEOPLE, {"uids": list(uids)})
    ]
    if rows:
        connection.execute(_PUT, rows)


def baht(satang: int) -> str:
    """Return an amount as people read it."""
    return f"{satang // 100:,}.{satang % 100:02d}"


def thai_day(day: date) -> str:
    """Return a day as people read it: 23/11/2569, of the Buddhist era."""
    return f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA}"
