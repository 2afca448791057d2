"""The bank's branch: applications, administrators who are locked out or forgot, their slips, money for new accounts."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import and_, select

from app.simulator import chance, fields, ledger, log, tries
from app.simulator.administration import enrolment, grants, happenings, offices, people
from app.simulator.administration.slips import is_banks
from app.simulator.administration.tables import person_notices, slips
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text
from app.simulator.gfmis import spending
from app.simulator.refusals import Refused
from app.simulator.tables import accounts, agencies, roles, units, users
from app.simulator.tables import tries as try_table
from app.wire.administration import Grant
from app.wire.administration_views import Applicant, ApplicationState
from app.wire.api import PASSWORD_TRIES_MAX
from app.wire.codec import encode
from app.wire.codes import Refusal, Role
from app.wire.events import AccessChanged

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

RESET, UNLOCK = "bank.reset_password", "bank.unlock"
WORKSTATION, APPOINT = "bank.permit_workstation", "bank.appoint"
NOTICES_MAX = 1000
_KEY_PERMITS = 1
"""An administrator has nobody above but the bank: after a reset it permits the new key at once."""


class Applications(msgspec.Struct):
    """Applications, the oldest first."""

    applications: list[ApplicationState]


class Declined(msgspec.Struct, forbid_unknown_fields=True):
    """Why an application is turned down."""

    reason: str


class AdministratorNamed(msgspec.Struct, forbid_unknown_fields=True):
    """Which administrator, and by which form of the branch."""

    company_id: str
    user_id: str
    reason: str


class Appointed(msgspec.Struct, forbid_unknown_fields=True):
    """Who takes an administrator's place from now on: ``user_id`` names the one who leaves."""

    company_id: str
    user_id: str
    order_no: str
    reason: str
    successor: Applicant


class AdministratorShown(msgspec.Struct):
    """An administrator as the branch sees them; ``slip_id`` waits to be printed, ``locked`` is yes or no."""

    uid: str
    agency: str
    agency_name: str
    company_id: str
    user_id: str
    name_th: str
    roles: list[str]
    state: str
    locked: str
    slip_id: str


class Administrators(msgspec.Struct):
    """Administrators of all agencies."""

    administrators: list[AdministratorShown]


class SlipWaiting(msgspec.Struct):
    """A slip that the bank may print: for ``user_id``, or the code of the workstation called ``device_name``."""

    slip_id: str
    kind: str
    company_id: str
    user_id: str
    device_name: str
    made_at: str


class SlipsWaiting(msgspec.Struct):
    """Slips that the bank may print, the oldest first."""

    slips: list[SlipWaiting]


class SlipMade(msgspec.Struct):
    """What may be printed now, once; '' where there is nothing to print."""

    slip_id: str


class PersonNotice(msgspec.Struct):
    """A message that a user would have been sent."""

    at: str
    company_id: str
    user_id: str
    what: str
    about: str
    channel: str
    address: str
    text: str


class PersonNotices(msgspec.Struct):
    """Messages to users, the oldest first."""

    notices: list[PersonNotice]


class Deposit(msgspec.Struct, forbid_unknown_fields=True):
    """Money of the treasury for a unit's account; the same ``reference`` counts once."""

    account: str
    satang: str
    reference: str


def applications(connection: Connection, status: str) -> Applications:
    """Return what was applied for."""
    return Applications(enrolment.every(connection, status))


def administrators(connection: Connection) -> Administrators:
    """Return every administrator."""
    named = [role.value for role in grants.ADMINISTRATORS]
    they = select(roles.c.uid).where(roles.c.role.in_(named))
    query = (
        select(users, units.c.agency, agencies.c.name.label("agency_name"))
        .join(units, units.c.unit == users.c.unit)
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(users.c.uid.in_(they))
        .order_by(users.c.company_id, users.c.user_id)
    )
    return Administrators([_shown(connection, row) for row in connection.execute(query).all()])


def _shown(connection: Connection, row: Row[Any]) -> AdministratorShown:
    name = f"{row.company_id}/{row.user_id}"
    locked = select(try_table.c.name).where(try_table.c.name == name, try_table.c.count >= PASSWORD_TRIES_MAX)
    unprinted = (slips.c.uid == row.uid, slips.c.printed_at == "", slips.c.void_at == "")
    waiting = select(slips.c.slip_id).where(*unprinted, slips.c.kind != people.WORKSTATION)
    return AdministratorShown(
        uid=row.uid,
        agency=row.agency,
        agency_name=row.agency_name,
        company_id=row.company_id,
        user_id=row.user_id,
        name_th=row.name_th,
        roles=[grant.role for grant in grants.held(connection, row.uid)],
        state=people.state_of(row),
        locked="yes" if connection.execute(locked).first() else "no",
        slip_id=connection.scalar(waiting) or "",
    )


def reset(connection: Connection, now: datetime, named: AdministratorNamed) -> SlipMade:
    """Let an administrator begin anew: keys revoked, a slip to print at the branch."""
    row, at = _administrator(connection, named), moment_text(now)
    people.begin_anew(connection, row, at, key_permits=_KEY_PERMITS)
    slip_id = people.add_slip(connection, row.agency, people.RESET, (row.uid, row.unit, ""), at)
    _tell(connection, at, row, (RESET, named.reason))
    return SlipMade(slip_id)


def appoint(connection: Connection, now: datetime, wanted: Appointed) -> SlipMade:
    """Put another person in an administrator's place: the one before is out, the new one has a slip to be printed."""
    leaving = _administrator(connection, AdministratorNamed(wanted.company_id, wanted.user_id, wanted.reason))
    if not wanted.order_no or not fields.is_text(wanted.order_no):
        raise Refused(Refusal.FIELD_WRONG, field="order_no", line="")
    at, day = moment_text(now), local_date(now)
    offices_held = [Role(held.role) for held in grants.held(connection, leaving.uid)]
    role = next(role for role in offices_held if role in grants.ADMINISTRATORS)
    granted = (Grant(role.value, day.isoformat(), "", wanted.order_no, ""),)
    record = enrolment.administrator(leaving.unit, role, wanted.successor, granted[0])
    record = msgspec.structs.replace(record, user_id=_free_name(connection, wanted.company_id, record.user_id))
    wrong = people.form_fault(record)
    if wrong:
        raise Refused(Refusal.FIELD_WRONG, field=f"successor.{wrong}", line="")
    people.remove(connection, leaving, at)
    uid = chance.drawn(connection).uuid4()
    grants.demand_separate(connection, leaving.agency, (uid, record.user_id, record.person_id), granted)
    people.add(connection, uid, record)
    slip_id = people.add_slip(connection, leaving.agency, people.FIRST, (uid, leaving.unit, ""), at)
    _tell(connection, at, leaving, (APPOINT, wanted.reason), encode(record).decode())
    return SlipMade(slip_id)


def _free_name(connection: Connection, company_id: str, wanted: str) -> str:
    """Return a user name that nobody ever had: ``ADMIN1``, then ``ADMIN1R2``, ``ADMIN1R3`` ..."""
    names = connection.execute(select(users.c.user_id).where(users.c.company_id == company_id)).scalars()
    taken = set(names)
    numbered = (f"{wanted}R{number}" for number in count(2))
    return next(name for name in chain([wanted], numbered) if name not in taken)


def permit_workstation(connection: Connection, now: datetime, named: AdministratorNamed) -> SlipMade:
    """Let an administrator take another workstation into use: the one before may be lost."""
    row, at = _administrator(connection, named), moment_text(now)
    name = f"{enrolment.WORKSTATION_NAME} {row.user_id}"
    slip_id = offices.allow_workstation(connection, row.agency, (row.unit, name), at, row.uid)
    _tell(connection, at, row, (WORKSTATION, named.reason))
    return SlipMade(slip_id)


def slips_waiting(connection: Connection) -> SlipsWaiting:
    """Return the slips that the bank may print."""
    query = select(slips, units.c.company_id, users.c.user_id).join(units, units.c.unit == slips.c.unit)
    named = and_(users.c.uid == slips.c.uid, slips.c.kind != people.WORKSTATION)
    query = query.join(users, named, isouter=True)
    waiting = query.where(slips.c.printed_at == "", slips.c.void_at == "")
    rows = connection.execute(waiting.order_by(slips.c.made_at, slips.c.turn))
    return SlipsWaiting(
        [
            SlipWaiting(row.slip_id, row.kind, row.company_id, row.user_id or "", row.device_name, row.made_at)
            for row in rows.all()
            if is_banks(connection, row)
        ]
    )


def unlock(connection: Connection, now: datetime, named: AdministratorNamed) -> None:
    """Give an administrator the tries back; the password stays."""
    row = _administrator(connection, named)
    tries.forget(connection, (row.company_id, row.user_id), None)
    _tell(connection, moment_text(now), row, (UNLOCK, named.reason))


def notices(connection: Connection, company_id: str, user_id: str) -> PersonNotices:
    """Return messages to users, or to one of them; the newest where there are too many."""
    query = select(person_notices, users.c.company_id, users.c.user_id)
    query = query.join(users, users.c.uid == person_notices.c.uid)
    if company_id:
        query = query.where(users.c.company_id == company_id, users.c.user_id == user_id)
    rows = connection.execute(query.order_by(person_notices.c.n.desc()).limit(NOTICES_MAX)).all()
    told = [
        PersonNotice(row.at, row.company_id, row.user_id, row.what, row.about, row.channel, row.address, row.text)
        for row in reversed(rows)
    ]
    return PersonNotices(told)


def deposit(connection: Connection, now: datetime, wanted: Deposit) -> None:
    """Pay money into a unit's account."""
    of_units = (accounts.c.unit.is_not(None), accounts.c.purpose != ledger.RECEIVING)
    owned = select(accounts.c.unit).where(accounts.c.account == wanted.account, *of_units)
    unit = connection.scalar(owned)
    if unit is None:
        raise Refused(Refusal.ACCOUNT_UNKNOWN, account=wanted.account)
    for name, sound in (("satang", fields.is_satang(wanted.satang)), ("reference", fields.is_name(wanted.reference))):
        if not sound:
            raise Refused(Refusal.FIELD_WRONG, field=name, line="")
    year = fiscal_year(local_date(now))
    came = ledger.Arrival("DEPOSIT", wanted.account, int(wanted.satang), wanted.reference, year, moment_text(now))
    if ledger.deposit(connection, came):
        spending.arrived(connection, now, spending.PAID_IN, unit, came)


def _administrator(connection: Connection, named: AdministratorNamed) -> Row[Any]:
    """Return an administrator; everybody else is their own administrators' business, and as unknown as nobody."""
    if not named.reason or not fields.is_text(named.reason):
        raise Refused(Refusal.FIELD_WRONG, field="reason", line="")
    query = select(users, units.c.agency).join(units, units.c.unit == users.c.unit)
    row = connection.execute(
        query.where(users.c.company_id == named.company_id, users.c.user_id == named.user_id)
    ).one_or_none()
    if row is None or row.removed or not grants.is_administrator(connection, row.uid):
        raise Refused(Refusal.SUBJECT_UNKNOWN)
    return row


def _tell(connection: Connection, at: str, row: Row[Any], what: tuple[str, str], after: str = "") -> None:
    record = people.text_of(connection, row)
    body = AccessChanged(
        what=what[0],
        id="",
        unit=row.unit,
        subject=row.uid,
        subject_name=people.called(row),
        before=record,
        after=after or record,
        proposal="",
        proposal_sig="",
        decision="",
        decision_sig="",
        act="",
        act_sig="",
        reason=what[1],
    )
    happenings.tell(connection, at, row.agency, body, log.BANK)
