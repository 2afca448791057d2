"""Users as administrators record them: the record's form, the row behind it, and what taking somebody out means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from app.simulator import arrival, chance, fields, tries
from app.simulator.administration import grants
from app.simulator.administration.tables import slips
from app.simulator.refusals import wrong
from app.simulator.tables import keys, old_passwords, sessions, units, users
from app.wire.administration import UserRecord
from app.wire.codec import encode
from app.wire.codes import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Row

UNCONFIRMED, CONFIRMED = "unconfirmed", "yes"
NEW, ACTIVE, SUSPENDED, SUSPENDED_UNCONFIRMED, REMOVED = (
    "new",
    "active",
    "suspended",
    "suspended_unconfirmed",
    "removed",
)
FIRST, RESET, WORKSTATION = "first", "reset", "workstation"
"""Kinds of slips."""
_USER_ID = re.compile(r"[A-Z][A-Z0-9]{2,19}\Z")


def record_of(connection: Connection, row: Row[Any]) -> UserRecord:
    """Return what is recorded of a user."""
    return record_with(row, grants.held(connection, row.uid))


def record_with(row: Row[Any], granted: tuple[Any, ...]) -> UserRecord:
    """Return what is recorded of a user whose grants were read already."""
    return UserRecord(
        unit=row.unit,
        user_id=row.user_id,
        person_id=row.person,
        name_th=row.name_th,
        name_en=row.name_en,
        position=row.position,
        mobile=row.mobile,
        email=row.email,
        batch_satang_max=str(row.batch_satang_max),
        grants=granted,
    )


def text_of(connection: Connection, row: Row[Any]) -> str:
    """Return the record as canonical text, for before and after."""
    return encode(record_of(connection, row)).decode()


def state_of(row: Row[Any]) -> str:
    """Return how a user stands."""
    if row.removed:
        return REMOVED
    if row.suspended:
        return SUSPENDED if row.suspended == CONFIRMED else SUSPENDED_UNCONFIRMED
    return NEW if row.must_change and not row.password_changed_at else ACTIVE


def called(row: Row[Any]) -> str:
    """Return what people call a user: user name and name."""
    return f"{row.user_id} {row.name_th}"


def demand_record(connection: Connection, agency: str, uid: str, record: UserRecord) -> None:
    """Refuse a record that is not sound in itself, or that would join what one person must not hold together."""
    fault = form_fault(record)
    if fault:
        raise wrong(fault)
    home = connection.execute(
        select(units.c.parent).where(units.c.unit == record.unit, units.c.agency == agency)
    ).one_or_none()
    if home is None:
        raise wrong("unit")
    grants.demand_sound(record.grants)
    if home.parent and any(grant.role != Role.AUDITOR for grant in record.grants):
        raise wrong("grants")
    grants.demand_places(connection, record.unit, record.person_id, record.grants)
    grants.demand_separate(connection, agency, (uid, record.user_id, record.person_id), record.grants)


def form_fault(record: UserRecord) -> str:
    """Return the first field of a record that is not as it must be, or ''."""
    for name, sound in _CHECKS:
        if not sound(getattr(record, name)):
            return name
    return "" if record.mobile or record.email else "mobile"


def add(connection: Connection, uid: str, record: UserRecord) -> None:
    """Add a user whom nobody can sign in as before the slip is printed; one signing key may be registered."""
    company_id = connection.scalar(select(units.c.company_id).where(units.c.unit == record.unit))
    values = _recorded(record)
    connection.execute(
        insert(users).values(
            uid=uid,
            unit=record.unit,
            company_id=company_id,
            user_id=record.user_id,
            person=record.person_id,
            password_hash="",
            must_change=1,
            key_permits=1,
            **values,
        )
    )
    grants.replace(connection, uid, record.grants)


def change(connection: Connection, row: Row[Any], record: UserRecord) -> None:
    """Write a changed record."""
    touch(connection, row, **_recorded(record))
    grants.replace(connection, row.uid, record.grants)


def touch(connection: Connection, row: Row[Any], **values: str | int) -> None:
    """Write values under the next version: what was proposed about the one before no longer fits."""
    connection.execute(update(users).where(users.c.uid == row.uid).values(version=row.version + 1, **values))


def read(connection: Connection, uid: str) -> Row[Any]:
    """Return a user's row as it is now."""
    return connection.execute(select(users).where(users.c.uid == uid)).one()


def end_session(connection: Connection, uid: str) -> None:
    """End a user's session, wherever it is."""
    connection.execute(delete(sessions).where(sessions.c.uid == uid))


def revoke_keys(connection: Connection, uid: str, at: str) -> None:
    """Revoke every signing key of a user; what they signed stays signed."""
    connection.execute(update(keys).where(keys.c.uid == uid, keys.c.revoked_at == "").values(revoked_at=at))


def remove(connection: Connection, row: Row[Any], at: str) -> None:
    """Take a user out for good; the user name is never given again."""
    end_session(connection, row.uid)
    revoke_keys(connection, row.uid, at)
    void_slips(connection, row.uid, at)
    touch(connection, row, removed=1, key_permits=0, password_hash="", activation_sha256="")


def begin_anew(connection: Connection, row: Row[Any], at: str, key_permits: int) -> None:
    """Leave a user without password, keys and session, until a slip is printed and used."""
    end_session(connection, row.uid)
    revoke_keys(connection, row.uid, at)
    void_slips(connection, row.uid, at)
    tries.forget(connection, (row.company_id, row.user_id), None)
    if row.password_hash and not row.secret_until:
        connection.execute(insert(old_passwords).values(uid=row.uid, password_hash=row.password_hash))
    touch(
        connection, row, key_permits=key_permits, password_hash="", must_change=1, activation_sha256="", secret_until=""
    )


def add_slip(connection: Connection, agency: str, kind: str, of: tuple[str, str, str], at: str) -> str:
    """Make a slip that can be printed once; ``of``: uid, unit and name of the workstation. Returns its id."""
    uid, unit, device_name = of
    slip_id, turn = chance.drawn(connection).uuid4(), arrival.turn(connection, agency)
    connection.execute(
        insert(slips).values(
            slip_id=slip_id,
            agency=agency,
            kind=kind,
            uid=uid,
            unit=unit,
            device_name=device_name,
            made_at=at,
            turn=turn,
        )
    )
    return slip_id


def void_slips(connection: Connection, uid: str, at: str) -> None:
    """Make slips with a user's password that are not printed yet useless."""
    mine = (slips.c.uid == uid, slips.c.printed_at == "", slips.c.kind != WORKSTATION)
    connection.execute(update(slips).where(*mine).values(void_at=at))


def void_slip(connection: Connection, slip_id: str, at: str) -> None:
    """Make one slip useless if it is not printed yet."""
    connection.execute(update(slips).where(slips.c.slip_id == slip_id, slips.c.printed_at == "").values(void_at=at))


def _recorded(record: UserRecord) -> dict[str, str | int]:
    names = ("name_th", "name_en", "position", "mobile", "email")
    return {name: getattr(record, name) for name in names} | {"batch_satang_max": int(record.batch_satang_max)}


def _or_empty(sound: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: not text or sound(text)


_CHECKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("user_id", lambda text: _USER_ID.match(text) is not None),
    ("person_id", fields.is_person_id),
    ("name_th", fields.is_name),
    ("name_en", _or_empty(fields.is_name)),
    ("position", fields.is_text),
    ("mobile", _or_empty(fields.is_mobile)),
    ("email", _or_empty(fields.is_email)),
    ("batch_satang_max", lambda text: text == "0" or fields.is_satang(text)),
)
