"""Sealed slips: the secret is made when it is printed, told once, and only its hash stays (document 002)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from app.simulator import chance, log
from app.simulator.administration import alarms, grants, notices, people
from app.simulator.administration.tables import slips
from app.simulator.clock import moment_text
from app.simulator.refusals import Refused
from app.simulator.tables import units, users, workstations
from app.wire.administration_views import Slip
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.context import Central
    from app.simulator.sessions import Signed

SECRET_DAYS = 30
WORKSTATION_HOURS = 24
_ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
"""No letter that looks like another on paper."""
_PASSWORD_GROUPS, _CODE_GROUPS, _GROUP = 4, 3, 4
_ACTIVATION_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A slip that somebody may print, who that is, and the name of their workstation; the bank has none."""

    slip: Row[Any]
    by: log.Author
    device_name: str = ""


def secret_sha256(text: str) -> str:
    """Return the hash of a one-time code as it is kept: capitals, without the dashes people read it by."""
    return hashlib.sha256(text.upper().replace("-", "").replace(" ", "").encode()).hexdigest()


def of_agency(connection: Connection, signed: Signed, slip_id: str) -> Asked:
    """Return a slip that Admin 2 may print; administrators' own slips are the bank's, and as unknown as none."""
    signed.demand(Role.ADMIN_2)
    found = connection.execute(
        select(slips).where(slips.c.slip_id == slip_id, slips.c.agency == signed.agency)
    ).one_or_none()
    if found is None or (found.uid and grants.is_administrator(connection, found.uid)):
        raise Refused(Refusal.NOT_FOUND)
    return Asked(found, log.Author(signed.uid, "", signed.device), signed.device_name)


def of_bank(connection: Connection, slip_id: str) -> Asked:
    """Return a slip that the bank prints: an administrator's, or the code of a workstation for one."""
    found = connection.execute(select(slips).where(slips.c.slip_id == slip_id)).one_or_none()
    if found is None or not is_banks(connection, found):
        raise Refused(Refusal.NOT_FOUND)
    return Asked(found, log.BANK)


def is_banks(connection: Connection, slip: Row[Any]) -> bool:
    """Say whether the bank prints a slip: what administrators need before they can do anything themselves."""
    if slip.uid:
        return grants.is_administrator(connection, slip.uid)
    at_home = select(units.c.unit).where(units.c.unit == slip.unit, units.c.parent == 1)
    return connection.execute(at_home).first() is not None


async def print_once(central: Central, find: Callable[[Connection], Asked]) -> Slip:
    """Make the secret of the slip that ``find`` returns and tell it; refuse with ``slip_printed`` ever after.

    Whoever loses the answer has to reset again: nothing here knows the secret a moment later.
    """
    slip = await central.storage.read(lambda connection: _unprinted(find(connection).slip))
    draws = central.chance.named("slip", slip.slip_id)
    secret = _groups(draws, _CODE_GROUPS if slip.kind == people.WORKSTATION else _PASSWORD_GROUPS)
    password_hash = "" if slip.kind == people.WORKSTATION else await central.passwords.hashed(secret)
    now = central.clock.now()

    def give_out(connection: Connection) -> Slip:
        asked = find(connection)
        printing = _unprinted(asked.slip)
        hours = WORKSTATION_HOURS if printing.kind == people.WORKSTATION else SECRET_DAYS * 24
        expires_at = moment_text(now + timedelta(hours=hours))
        printed = {"printed_at": moment_text(now), "expires_at": expires_at}
        once = update(slips).where(slips.c.slip_id == printing.slip_id, slips.c.printed_at == "")
        if connection.execute(once.values(**printed)).rowcount != 1:
            raise Refused(Refusal.SLIP_PRINTED)
        if printing.kind == people.WORKSTATION:
            _keep_code(connection, printing.slip_id, secret, expires_at)
        else:
            _keep_password(connection, now, printing.uid, password_hash, expires_at)
        _tell(connection, now, asked)
        return _told(connection, printing, secret, (moment_text(now), expires_at))

    return await central.storage.write(give_out)


def _unprinted(slip: Row[Any]) -> Row[Any]:
    if slip.printed_at:
        raise Refused(Refusal.SLIP_PRINTED)
    if slip.void_at:
        raise Refused(Refusal.SLIP_EXPIRED)
    return slip


def _keep_code(connection: Connection, slip_id: str, code: str, expires_at: str) -> None:
    kept = {"code_sha256": secret_sha256(code), "code_expires_at": expires_at}
    connection.execute(update(workstations).where(workstations.c.slip_id == slip_id).values(**kept))


def _keep_password(connection: Connection, now: datetime, uid: str, password_hash: str, expires_at: str) -> None:
    """Put the secret in force, and send the other half of it to the person's own telephone."""
    number = chance.drawn(connection).below(10**_ACTIVATION_DIGITS)
    code = f"{number:0{_ACTIVATION_DIGITS}d}"
    kept = {"password_hash": password_hash, "secret_until": expires_at, "activation_sha256": secret_sha256(code)}
    connection.execute(update(users).where(users.c.uid == uid).values(must_change=1, **kept))
    notices.tell(connection, now, [uid], notices.ACTIVATION, uid, code=code)


def _tell(connection: Connection, now: datetime, asked: Asked) -> None:
    """Tell the administrators who has a secret in hand: of the user, or of a workstation for whoever printed it."""
    about = asked.slip.uid or asked.by.uid
    if about:
        place = (asked.by.device, asked.device_name)
        alarms.raise_alarm(connection, now, alarms.SLIP_PRINTED, about, place, asked.slip.device_name, asked.by)


def _told(connection: Connection, slip: Row[Any], secret: str, times: tuple[str, str]) -> Slip:
    home = connection.execute(select(units).where(units.c.unit == slip.unit)).one()
    named = "" if slip.kind == people.WORKSTATION else slip.uid
    owner = connection.execute(select(users).where(users.c.uid == named)).one_or_none()
    return Slip(
        slip_id=slip.slip_id,
        kind=slip.kind,
        company_id=home.company_id,
        user_id=owner.user_id if owner else "",
        name_th=owner.name_th if owner else "",
        position=owner.position if owner else "",
        unit=slip.unit,
        unit_name=home.name,
        device_name=slip.device_name,
        secret=secret,
        made_at=times[0],
        expires_at=times[1],
    )


def _groups(draws: chance.Draws, count: int) -> str:
    return "-".join("".join(draws.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(count))
