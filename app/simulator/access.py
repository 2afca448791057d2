"""What a person does at the door: signing in, changing the password, asking to sign, seeing the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator import fields, ledger, sessions, signatures, workstations
from app.simulator.administration.grants import rights_in_force
from app.simulator.clock import local_date, moment_text
from app.simulator.passwords import REMEMBERED, demand_good
from app.simulator.refusals import Refused
from app.simulator.tables import agencies, units, users
from app.wire.access import Account, Challenge, Lease, Person, PublicKey, Session, Unit
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from app.simulator.context import Central
    from app.simulator.sessions import Signed, UserRow
    from app.wire.access import NewPassword, RegisterKey, SignIn


async def sign_in(central: Central, asked: SignIn) -> Session:
    """Check a password and begin a session; a try is spent before the password is looked at (T-01)."""
    company_id, user_id, device = asked.company_id.strip().upper(), asked.user_id.strip().upper(), asked.device_id
    for name, sound in (
        ("company_id", fields.is_text(company_id)),
        ("user_id", fields.is_text(user_id)),
        ("device_id", fields.is_device(device)),
        ("device_name", fields.is_text(asked.device_name)),
        ("take_over", asked.take_over in ("yes", "no")),
    ):
        if not sound:
            raise Refused(Refusal.FIELD_WRONG, field=name, line="")
    workstations.demand_proof(asked, central.epoch, central.clock.now())
    user = await _prove(central, (company_id, user_id), device, asked.password)
    now = central.clock.now()

    started = await central.storage.write(
        lambda connection: sessions.start(connection, now, user, device, asked.device_name)
    )
    return Session(
        token=started.token,
        session_epoch=str(started.epoch),
        lease_until=started.lease_until,
        server_time=moment_text(now),
        uid=user.uid,
        company_id=company_id,
        user_id=user_id,
        name_th=user.name_th,
        name_en=user.name_en,
        roles=started.roles,
        agency=started.agency,
        agency_name=started.agency_name,
        unit=user.unit,
        unit_name=started.unit_name,
        must_change_password="yes" if user.must_change else "no",
        last_sign_in_at=user.last_sign_in_at,
        last_sign_in_device=user.last_sign_in_device,
        activation_needed="no",
        password_expires_at="",
    )


async def _prove(central: Central, name: tuple[str, str], device: str, password: str) -> UserRow:
    """Return the user if the password is right, and give the tries back.

    Names that do not exist cost the same and are told the same (T-04).
    """
    central.passwords.take_place()
    try:

        def spend(connection: Connection) -> tuple[int, UserRow | None]:
            return sessions.take_try(connection, *name, device), sessions.find_user(connection, *name)

        tries_left, user = await central.storage.write(spend)
        stored = (user.password_hash,) if user is not None else ()
        matches = await central.passwords.matches(password, *stored)
    finally:
        central.passwords.leave_place()
    if not matches or user is None or user.removed:
        now = central.clock.now()
        await central.storage.write(
            lambda connection: sessions.note(connection, now, "/".join(name), "password.wrong", device, {})
        )
        raise Refused(Refusal.PASSWORD_WRONG, tries_left=str(tries_left))
    await central.storage.write(lambda connection: sessions.forget_tries(connection, *name, device))
    return user


async def heartbeat(central: Central, token: str) -> Lease:
    """Keep a session alive."""
    now = central.clock.now()

    def renew(connection: Connection) -> str:
        return sessions.renew(connection, now, sessions.authenticate(connection, now, token).uid)

    return Lease(lease_until=await central.storage.write(renew), server_time=moment_text(now))


async def sign_out(central: Central, token: str) -> None:
    """End a session."""
    now = central.clock.now()
    await central.storage.write(
        lambda connection: sessions.end(connection, now, sessions.authenticate(connection, now, token))
    )


async def change_password(central: Central, token: str, asked: NewPassword) -> None:
    """Replace a password; the one in use is asked for, under the same count of tries."""
    signed = await _signed(central, token)
    user = await _prove(central, (signed.company_id, signed.user_id), signed.device, asked.current)
    demand_good(asked.new, signed.company_id, signed.user_id)
    hashes = await central.storage.read(lambda connection: sessions.known_hashes(connection, user.uid))
    if await central.passwords.matches(asked.new, *hashes):
        raise Refused(Refusal.PASSWORD_REUSED)
    new_hash = await central.passwords.hashed(asked.new)
    now = central.clock.now()

    def replace(connection: Connection) -> None:
        sessions.authenticate(connection, now, token)
        sessions.set_password(connection, user.uid, new_hash, REMEMBERED - 1)
        sessions.note(connection, now, user.uid, "password.changed", signed.device, {})

    await central.storage.write(replace)


async def ask_challenge(central: Central, token: str, password: str) -> Challenge:
    """Check the password again and permit one signature (AP-14)."""
    signed = await ready(central, token)
    await _prove(central, (signed.company_id, signed.user_id), signed.device, password)
    now = central.clock.now()

    def permit(connection: Connection) -> Challenge:
        again = sessions.authenticate_ready(connection, now, token)
        return signatures.challenge(connection, now, again)

    return await central.storage.write(permit)


async def register_key(central: Central, token: str, asked: RegisterKey) -> PublicKey:
    """Take a person's signing key on this workstation into use."""
    now = central.clock.now()

    def register(connection: Connection) -> PublicKey:
        return signatures.register(connection, now, sessions.authenticate_ready(connection, now, token), asked)

    return await central.storage.write(register)


async def ready(central: Central, token: str) -> Signed:
    """Return who speaks, if that person has nothing to do first."""
    now = central.clock.now()
    return await central.storage.read(lambda connection: sessions.authenticate_ready(connection, now, token))


async def _signed(central: Central, token: str) -> Signed:
    now = central.clock.now()
    return await central.storage.read(lambda connection: sessions.authenticate(connection, now, token))


def unit(connection: Connection, signed: Signed, now: datetime) -> Unit:
    """Return what a workstation needs to know of its unit."""
    home = connection.execute(
        select(units, agencies.c.name.label("agency_name"))
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(units.c.unit == signed.unit)
    ).one()
    return Unit(
        agency=home.agency,
        agency_name=home.agency_name,
        unit=home.unit,
        unit_name=home.name,
        server_time=moment_text(now),
        cut_off=home.cut_off,
        batch_satang_max=str(home.batch_satang_max),
        signatures_needed=str(home.signatures_needed),
        accounts=tuple(
            Account(
                account=state.account,
                name=state.name,
                balance_satang=str(state.balance_satang),
                reserved_satang=str(state.reserved_satang),
                available_satang=str(state.available_satang),
            )
            for state in ledger.account_states(connection, home.unit)
        ),
        people=_people(connection, home.unit, local_date(now)),
        keys=signatures.of_unit(connection, home.unit),
    )


def _people(connection: Connection, of_unit: str, day: date) -> tuple[Person, ...]:
    everybody = select(users).where(users.c.unit == of_unit, users.c.removed == 0).order_by(users.c.user_id)
    return tuple(
        Person(row.uid, row.user_id, row.name_th, row.name_en, tuple(sorted(rights_in_force(connection, row.uid, day))))
        for row in connection.execute(everybody).all()
    )
