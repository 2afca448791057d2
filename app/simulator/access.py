"""What a person does at the door: signing in, changing the password, asking to sign, seeing the unit."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.simulator import door, fields, sessions, signatures, sources, strangers, tries, workstations
from app.simulator.administration import alarms, policy
from app.simulator.administration.grants import rights_of_unit
from app.simulator.administration.slips import secret_sha256
from app.simulator.clock import local_date, moment_text
from app.simulator.disbursement import terms
from app.simulator.holidays.standing import changed_days
from app.simulator.passwords import REMEMBERED, demand_good
from app.simulator.refusals import Refused, demand_fields
from app.simulator.strangers import Counted
from app.simulator.tables import agencies, units, users
from app.simulator.tables import sessions as session_table
from app.wire.access import Challenge, Lease, Person, PublicKey, Session, Unit
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date, datetime

    from sqlalchemy import Connection

    from app.simulator.context import Central
    from app.simulator.sessions import Signed, UserRow
    from app.simulator.tries import Name
    from app.wire.access import NewPassword, RegisterKey, SignIn


_HOME = (
    select(units, agencies.c.name.label("agency_name"))
    .join(agencies, agencies.c.agency == units.c.agency)
    .where(units.c.unit == bindparam("of_unit"))
)
_EVERYBODY = select(users).where(users.c.unit == bindparam("of_unit"), users.c.removed == 0).order_by(users.c.user_id)
_PRESENT = (
    select(session_table.c.uid)
    .join(users, users.c.uid == session_table.c.uid)
    .where(users.c.unit == bindparam("of_unit"), users.c.removed == 0, session_table.c.lease_until > bindparam("now"))
    .order_by(session_table.c.uid)
)


@dataclass(frozen=True, slots=True)
class _Proven:
    """A person whose password was right, as they were when it was looked at."""

    user: UserRow
    tries_left: int


async def sign_in(central: Central, asked: SignIn, address: str) -> Session:
    """Check workstation and password and begin a session; a try is spent before the password is looked at (T-01).

    ``address`` is where the request comes from: guessers who try many names from there are slowed.
    """
    name = (asked.company_id.strip().upper(), asked.user_id.strip().upper())
    _demand_form(asked)
    workstations.demand_proof(asked, central.epoch, central.clock.now())
    async with _turn(central, name):
        guess = await _guess(central, name, asked.device_id, address)
        proven = await _prove(central, name, (asked.device_id, asked.device_name), asked.password, guess)
        now = central.clock.now()
        try:
            started = await central.storage.write(lambda connection: _admit(connection, now, name, asked, proven))
        except Exception as problem:  # also what nobody foresaw: trouble of ours locks nobody out
            refused = problem if isinstance(problem, Refused) else Refused(Refusal.UNAVAILABLE)
            if refused.refusal is Refusal.WORKSTATION_CODE_WRONG:  # guessed like a password, so it costs like one
                refused.facts["tries_left"] = str(proven.tries_left)
                place = (asked.device_id, asked.device_name)
                await _notewrong(central, name, place, proven.user, proven.tries_left)
            else:
                await central.storage.write(lambda connection: tries.give_back(connection, name, asked.device_id))
            raise
    return _told(started, now, name)


@asynccontextmanager
async def _turn(central: Central, name: Name) -> AsyncIterator[None]:
    """Wait until nobody else's password for ``name`` is being checked, at whichever process."""
    who = "/".join(name)
    async with central.passwords.turn(who), central.storage.alone(f"password of {who}"):
        yield


def _demand_form(asked: SignIn) -> None:
    demand_fields(
        ("company_id", fields.is_text(asked.company_id)),
        ("user_id", fields.is_text(asked.user_id)),
        ("device_id", fields.is_device(asked.device_id)),
        ("device_name", fields.is_name(asked.device_name)),
        ("device_code", fields.is_text(asked.device_code)),
        ("take_over", asked.take_over in ("yes", "no")),
    )


async def _guess(central: Central, name: Name, device: str, address: str) -> str:
    """Return the address to count a wrong password by, '' at a workstation that is the person's own.

    Refuses with ``too_many_requests`` where too much was guessed.
    """

    def look(connection: Connection) -> str:
        workstations.demand_not_revoked(connection, name[0], device)
        # Whoever sits where they have signed in before is not asked: an office's address stays open for it.
        if tries.knows(connection, name, device):
            return ""
        strangers.demand_few(connection, Counted.PASSWORD, address, door.rules(connection).guesses)
        return address

    return await central.storage.read(look)


async def _prove(central: Central, name: Name, device: tuple[str, str], password: str, guess: str = "") -> _Proven:
    """Return the user if the password is right; the try that it cost is for the caller to give back, in its turn.

    Names that do not exist cost the same and are told the same (T-04).
    """
    tries_left, user = await central.storage.write(
        lambda connection: (tries.take(connection, name, device[0]), sessions.find_user(connection, *name))
    )
    matches = await central.passwords.matches(password, *(() if user is None else (user.password_hash,)))
    if user is not None and matches:
        return _Proven(user, tries_left)
    await _notewrong(central, name, device, user, tries_left, guess)
    raise Refused(Refusal.PASSWORD_WRONG, tries_left=str(tries_left))


async def _notewrong(
    central: Central, name: Name, device: tuple[str, str], user: UserRow | None, tries_left: int, guess: str = ""
) -> None:
    """Write a wrong try down, by address as well; the last one locks, which administrators are told."""
    now = central.clock.now()

    def write(connection: Connection) -> None:
        if guess:
            strangers.count(connection, Counted.PASSWORD, guess)
        sessions.note(connection, now, "/".join(name), "password.wrong", device[0], {})
        if user is not None and not tries_left:
            alarms.raise_alarm(connection, now, alarms.USER_LOCKED, user.uid, device)

    await central.storage.write(write)


def _admit(connection: Connection, now: datetime, name: Name, asked: SignIn, proven: _Proven) -> sessions.Started:
    """Begin the session if the person may come in here and now; give the tries back.

    Only the one that it cost to whoever still owes the code on the telephone: signing in again buys no guesses at it.
    """
    user = sessions.find_user(connection, *name)
    if user is None or user.password_hash != proven.user.password_hash:  # reset or removed meanwhile
        raise Refused(Refusal.PASSWORD_WRONG, tries_left=str(proven.tries_left))
    sessions.demand_able(connection, now, user)
    workstations.admit(connection, now, (user.agency, user.unit), user.uid, asked)
    place = sessions.Place(asked.device_id, asked.device_name, asked.take_over == "yes")
    started = sessions.start(connection, now, user, place, hold=door.rules(connection).hold)
    settle = tries.give_back if user.activation_sha256 else tries.forget
    settle(connection, name, asked.device_id)
    return started


def _told(started: sessions.Started, now: datetime, name: Name) -> Session:
    user = started.user
    return Session(
        token=started.token,
        session_epoch=str(started.epoch),
        lease_until=started.lease_until,
        server_time=moment_text(now),
        uid=user.uid,
        company_id=name[0],
        user_id=name[1],
        name_th=user.name_th,
        name_en=user.name_en,
        roles=started.roles,
        agency=user.agency,
        agency_name=started.agency_name,
        unit=user.unit,
        unit_name=started.unit_name,
        must_change_password="yes" if started.must_change else "no",
        last_sign_in_at=user.last_sign_in_at,
        last_sign_in_device=user.last_sign_in_device,
        activation_needed="yes" if user.activation_sha256 else "no",
        password_expires_at=started.password_expires_at,
    )


async def heartbeat(central: Central, token: str) -> Lease:
    """Keep a session alive."""
    now = central.clock.now()

    def renew(connection: Connection) -> str:
        return sessions.renew(connection, now, sessions.authenticate(connection, now, token))

    return Lease(lease_until=await central.storage.write(renew), server_time=moment_text(now))


async def sign_out(central: Central, token: str) -> None:
    """End a session."""
    now = central.clock.now()
    await central.storage.write(
        lambda connection: sessions.end(connection, now, sessions.authenticate(connection, now, token))
    )


async def change_password(central: Central, token: str, asked: NewPassword) -> None:
    """Replace a password; the one in use is asked for, under the same count of tries.

    So is the code on the person's telephone, where the one in use is a slip's.
    """
    signed = await _signed(central, token)
    name = (signed.company_id, signed.user_id)
    async with _turn(central, name):
        proven = await _prove_again(central, signed, asked.current)
        user = proven.user
        sessions.demand_unexpired(central.clock.now(), user)
        if user.activation_sha256 and secret_sha256(asked.activation) != user.activation_sha256:
            await _notewrong(central, name, (signed.device, signed.device_name), user, proven.tries_left)
            raise Refused(Refusal.ACTIVATION_WRONG, tries_left=str(proven.tries_left))
        await central.storage.write(lambda connection: tries.forget(connection, name, signed.device))
        demand_good(asked.new, await central.storage.read(lambda connection: _names_of(connection, user)))
        hashes = await central.storage.read(lambda connection: sessions.known_hashes(connection, user.uid))
        if await central.passwords.matches(asked.new, *hashes):
            raise Refused(Refusal.PASSWORD_REUSED)
        new_hash = await central.passwords.hashed(asked.new)
        now = central.clock.now()

        def replace(connection: Connection) -> None:
            again = sessions.authenticate(connection, now, token)
            sessions.set_password(connection, now, user, new_hash, REMEMBERED - 1)
            alarms.raise_alarm(connection, now, alarms.PASSWORD_CHANGED, user.uid, (again.device, again.device_name))

        await central.storage.write(replace)


def _names_of(connection: Connection, user: UserRow) -> tuple[str, ...]:
    """Return what others would try first: the names of the person, the company and the agency."""
    home = connection.execute(
        select(users.c.company_id, users.c.user_id, units.c.name, agencies.c.name.label("agency_name"))
        .join(units, units.c.unit == users.c.unit)
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(users.c.uid == user.uid)
    ).one()
    names = f"{user.name_th} {user.name_en} {home.name} {home.agency_name}".split()
    return (home.company_id, home.user_id, *names)


async def _prove_again(central: Central, signed: Signed, password: str) -> _Proven:
    """Check the password of somebody who has a session, within the turn of their name."""
    name = (signed.company_id, signed.user_id)
    return await _prove(central, name, (signed.device, signed.device_name), password)


async def ask_challenge(central: Central, token: str, password: str) -> Challenge:
    """Check the password again and permit one signature (AP-14)."""
    signed = await ready(central, token)
    name = (signed.company_id, signed.user_id)
    async with _turn(central, name):
        await _prove_again(central, signed, password)
        await central.storage.write(lambda connection: tries.forget(connection, name, signed.device))
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
    home = connection.execute(_HOME, {"of_unit": signed.unit}).one()
    _, rules = policy.in_force(connection, home.agency)
    return Unit(
        agency=home.agency,
        agency_name=home.agency_name,
        unit=home.unit,
        unit_name=home.name,
        server_time=moment_text(now),
        cut_off=home.cut_off,
        batch_satang_max=str(home.batch_satang_max),
        signatures_needed=str(home.signatures_needed),
        accounts=sources.of_unit(connection, home.unit),
        people=_people(connection, home.unit, local_date(now)),
        keys=signatures.of_unit(connection, home.unit),
        kinds=terms.kinds_of(connection),
        services=terms.services_of(connection),
        payees=rules.payees,
        release=rules.release,
        present=_present(connection, home.unit, now),
        days=changed_days(connection),
    )


def _present(connection: Connection, of_unit: str, now: datetime) -> tuple[str, ...]:
    return tuple(connection.execute(_PRESENT, {"of_unit": of_unit, "now": moment_text(now)}).scalars())


def _people(connection: Connection, of_unit: str, day: date) -> tuple[Person, ...]:
    """Return everybody of the unit with the rights of the day; who is suspended has none."""
    rights = rights_of_unit(connection, of_unit, day)
    return tuple(
        Person(
            row.uid,
            row.user_id,
            row.name_th,
            row.name_en,
            () if row.suspended else tuple(rights.get(row.uid, ())),
        )
        for row in connection.execute(_EVERYBODY, {"of_unit": of_unit})
    )
