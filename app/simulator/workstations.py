"""The computers that people sign in at: each proves itself with a key that stays there, and an agency may revoke it."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from app.simulator.administration import alarms, policy
from app.simulator.administration.slips import secret_sha256
from app.simulator.clock import MOMENT, ClockTextWrong, moment_text, read_moment
from app.simulator.refusals import Refused
from app.simulator.tables import units, workstations
from app.wire.api import DEVICE_PROOF_SECONDS
from app.wire.codes import Refusal
from app.wire.signature import DEVICE, key_id, verify

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.wire.access import SignIn

PERMITTED, ENROLLED, REVOKED = "permitted", "enrolled", "revoked"
_KEY_BYTES = 32
_PROOF_AGE = timedelta(seconds=DEVICE_PROOF_SECONDS)


def demand_proof(asked: SignIn, epoch: str, now: datetime) -> None:
    """Refuse with ``device_proof_wrong`` unless whoever asks holds the key that the workstation is named after."""
    proven = "\n".join((epoch, asked.company_id, asked.user_id, asked.made_at)).encode()
    if not (
        _names(asked.device_id, asked.device_key)
        and _is_fresh(asked.made_at, now)
        and verify(asked.device_key, DEVICE, proven, asked.device_proof)
    ):
        raise Refused(Refusal.DEVICE_PROOF_WRONG)


def demand_not_revoked(connection: Connection, company_id: str, device: str) -> None:
    """Refuse with ``workstation_revoked`` at a workstation that the company's agency has taken out of use."""
    mine = select(workstations.c.agency, workstations.c.revoked_at).join(units, units.c.agency == workstations.c.agency)
    mine = mine.where(units.c.company_id == company_id, workstations.c.device == device)
    found = connection.execute(mine.where(workstations.c.state == REVOKED)).first()
    if found is not None:
        raise _revoked(found.agency, found.revoked_at)


def _revoked(agency: str, at: str) -> Refused:
    """Return what is said at a revoked workstation: not by whom, since nobody has signed in, and it may be a thief."""
    return Refused(Refusal.WORKSTATION_REVOKED, agency=agency, revoked_at=at)


def admit(connection: Connection, now: datetime, home: tuple[str, str], uid: str, asked: SignIn) -> None:
    """Take note that a person of ``home`` (agency, unit) signs in here, and take a new workstation into use.

    As the agency's policy says: at once, or with the one-time code of a permitted one. Refuses with
    ``workstation_unknown`` where a code is wanted, ``workstation_code_wrong``, ``workstation_revoked``.
    """
    agency, unit = home
    mine = (workstations.c.device == asked.device_id, workstations.c.agency == agency)
    known = connection.execute(select(workstations).where(*mine)).one_or_none()
    if known is not None and known.state == REVOKED:
        raise _revoked(agency, known.revoked_at)
    at = moment_text(now)
    if known is not None:
        connection.execute(update(workstations).where(*mine).values(last_seen_at=at))
        return
    taken = {
        "device": asked.device_id,
        "public_key": asked.device_key,
        "state": ENROLLED,
        "enrolled_at": at,
        "enrolled_by": uid,
        "last_seen_at": at,
    }
    _, agreed = policy.in_force(connection, agency)
    if asked.device_code:
        _use_code(connection, home, at, asked.device_code, taken)
    elif agreed.workstations == policy.CODE:
        raise Refused(Refusal.WORKSTATION_UNKNOWN)
    else:
        connection.execute(insert(workstations).values(agency=agency, unit=unit, name=asked.device_name, **taken))
    alarms.raise_alarm(connection, now, alarms.WORKSTATION_ENROLLED, uid, (asked.device_id, asked.device_name))


def _use_code(connection: Connection, home: tuple[str, str], at: str, code: str, taken: dict[str, str]) -> None:
    """Turn the permitted workstation that the code was printed for into this one; once."""
    used = update(workstations).where(
        workstations.c.agency == home[0],
        workstations.c.unit == home[1],
        workstations.c.state == PERMITTED,
        workstations.c.code_sha256 == secret_sha256(code),
        workstations.c.code_expires_at > at,
    )
    if connection.execute(used.values(code_sha256="", **taken)).rowcount != 1:
        raise Refused(Refusal.WORKSTATION_CODE_WRONG)


def note_presence(connection: Connection, now: datetime, agency: str, device: str) -> None:
    """Take note that a workstation is at work."""
    mine = (workstations.c.device == device, workstations.c.agency == agency)
    connection.execute(update(workstations).where(*mine).values(last_seen_at=moment_text(now)))


def _names(device: str, public_key: str) -> bool:
    try:
        return len(b64decode(public_key, validate=True)) == _KEY_BYTES and key_id(public_key) == device
    except (NotBase64, ValueError):
        return False


def _is_fresh(made_at: str, now: datetime) -> bool:
    try:
        return MOMENT.match(made_at) is not None and abs(read_moment(made_at) - now) <= _PROOF_AGE
    except ClockTextWrong:
        return False
