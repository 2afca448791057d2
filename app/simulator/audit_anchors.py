"""Heads of workstations' audit chains: kept for ever, only ever higher (reliability.md 4.8).

A chain that is shorter than it was, or another one at the same place, is the sign of a store that was put back or cut:
it is refused, written into the security log, and stays refused until the operator has looked into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from app.simulator import fields, sessions
from app.simulator.clock import moment_text
from app.simulator.refusals import Refused
from app.simulator.tables import audit_anchors
from app.wire.api import AUDIT_ANCHORS_MAX
from app.wire.audit import AuditAnchors, KeptAnchor
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from app.simulator.sessions import Signed
    from app.wire.audit import AuditAnchor


def keep(connection: Connection, now: datetime, signed: Signed, sent: AuditAnchor) -> Refused | None:
    """Take a higher head, or the newest again; return the refusal of any other, noted in the security log.

    Refuses another workstation's with ``device_wrong`` and a wrong form with ``field_wrong`` at once.
    """
    demand_own(signed, sent.device_id)
    if not fields.is_number(sent.seq) or sent.seq == "0":
        raise Refused(Refusal.FIELD_WRONG, field="seq", line="")
    if not fields.is_sha256(sent.digest):
        raise Refused(Refusal.FIELD_WRONG, field="digest", line="")
    newest = kept(connection, signed, 1).anchors
    if newest and (newest[0].seq, newest[0].digest) == (sent.seq, sent.digest):
        return None
    if newest and int(sent.seq) <= int(newest[0].seq):
        found = {"unit": signed.unit, "seq": sent.seq, "digest": sent.digest, "kept_seq": newest[0].seq}
        sessions.note(connection, now, signed.uid, "audit.rewound", signed.device, found)
        return Refused(Refusal.ANCHOR_REWOUND, seq=newest[0].seq)
    row = {"unit": signed.unit, "device": signed.device, "uid": signed.uid, "at": moment_text(now)}
    connection.execute(insert(audit_anchors).values(seq=int(sent.seq), digest=sent.digest, **row))
    return None


def kept(connection: Connection, signed: Signed, count: int = AUDIT_ANCHORS_MAX) -> AuditAnchors:
    """Return the newest ``count`` heads of the chain at the person's workstation, the newest last."""
    rows = connection.execute(
        select(audit_anchors)
        .where(*_in_force(signed.unit, signed.device))
        .order_by(audit_anchors.c.seq.desc())
        .limit(count)
    ).all()
    return AuditAnchors(signed.device, tuple(KeptAnchor(str(row.seq), row.digest, row.at) for row in reversed(rows)))


def demand_own(signed: Signed, device: str) -> None:
    """Refuse every workstation but the one at which the session was begun."""
    if device != signed.device:
        raise Refused(Refusal.DEVICE_WRONG)


def set_aside(connection: Connection, now: datetime, unit: str, device: str) -> None:
    """Let a workstation's chain be anchored anew after people found out why it went back; the old heads stay."""
    aside = update(audit_anchors).where(*_in_force(unit, device)).values(set_aside_at=moment_text(now))
    if connection.execute(aside).rowcount == 0:
        raise Refused(Refusal.NOT_FOUND)
    sessions.note(connection, now, "operator", "audit.set_aside", device, {"unit": unit})


def _in_force(unit: str, device: str) -> tuple[ColumnElement[bool], ...]:
    return (audit_anchors.c.unit == unit, audit_anchors.c.device == device, audit_anchors.c.set_aside_at == "")
