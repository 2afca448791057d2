"""What happens at the door and administrators should know: security log, event of the agency, message to both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.simulator import log
from app.simulator.administration import agency, notices
from app.simulator.clock import local_date, moment_text
from app.simulator.tables import security, units, users, workstations
from app.wire.events import SECURITY_NOTICED, SecurityNoticed

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

USER_LOCKED = "user_locked"
SESSION_TAKEN_OVER = "session_taken_over"
WORKSTATION_ENROLLED = "workstation_enrolled"
PASSWORD_CHANGED = "password_changed"  # noqa: S105
SLIP_PRINTED = "slip_printed"
_UNIT_TOO = (USER_LOCKED, SESSION_TAKEN_OVER)
"""What the unit's own log tells as well."""
_OF_STRANGERS, _OF_THE_BANK = "ที่ไม่รู้จัก", "ของธนาคาร"
_IN_WORDS = {
    USER_LOCKED: "รหัสผ่านถูกล็อก",
    SESSION_TAKEN_OVER: "เข้าใช้งานแทนเครื่องเดิม",
    WORKSTATION_ENROLLED: "เริ่มใช้เครื่องใหม่",
    PASSWORD_CHANGED: "เปลี่ยนรหัสผ่าน",
    SLIP_PRINTED: "พิมพ์ซองรหัส",
}


def raise_alarm(
    connection: Connection,
    now: datetime,
    what: str,
    uid: str,
    device: tuple[str, str],
    other_device_name: str = "",
    author: log.Author | None = None,
) -> None:
    """Tell the user's administrators ``what`` happened; ``device`` is the workstation's id and name.

    ``author`` is who did it, None for the user.
    """
    who = connection.execute(
        select(users, units.c.agency).join(units, units.c.unit == users.c.unit).where(users.c.uid == uid)
    ).one()
    at, (device_id, device_name) = moment_text(now), device
    facts = json.dumps({"device_name": device_name, "other_device_name": other_device_name}, ensure_ascii=False)
    name = f"{who.company_id}/{who.user_id}"
    connection.execute(
        insert(security).values(at=at, name=name, what=what, device=device_id, facts=facts, agency=who.agency)
    )
    body = SecurityNoticed(
        what=what,
        uid=uid,
        company_id=who.company_id,
        user_id=who.user_id,
        name_th=who.name_th,
        device_id=device_id,
        device_name=device_name,
        other_device_name=other_device_name,
    )
    parent = agency.parent_unit(connection, who.agency)
    told = {parent, who.unit} if what in _UNIT_TOO else {parent}
    author = author or log.Author(uid, "", device_id)
    for unit in sorted(told):
        log.append(connection, at, (who.agency, unit), SECURITY_NOTICED, uid, body, author)
    both = agency.administrators(connection, who.agency, local_date(now))
    notices.tell(
        connection,
        now,
        [one for one in both if one != uid],
        notices.ALARM,
        uid,
        event=_IN_WORDS[what],
        user=f"{who.user_id} {who.name_th}",
        device=_known_name(connection, who.agency, device_id),
    )


def _known_name(connection: Connection, of_agency: str, device: str) -> str:
    """Return what the agency calls a workstation: what a stranger calls theirs is sent to nobody's telephone."""
    mine = (workstations.c.agency == of_agency, workstations.c.device == device)
    name: str | None = connection.scalar(select(workstations.c.name).where(*mine))
    return name or (_OF_STRANGERS if device else _OF_THE_BANK)
