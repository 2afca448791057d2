"""From application to Company ID: what agencies and units ask for, and what the bank opens for them (document 002)."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, select, update

from app.simulator import arrival, chance, fields, ledger, log
from app.simulator.administration import happenings, offices, people, policy, template
from app.simulator.administration.matters import Effect, Subject, read_change
from app.simulator.administration.tables import applications
from app.simulator.administration.views import application_state
from app.simulator.clock import local_date, moment_text
from app.simulator.closing import days
from app.simulator.refusals import Refused
from app.simulator.storage import next_number
from app.simulator.tables import accounts, agencies, units
from app.wire.administration import Grant, UnitApplication, UserRecord
from app.wire.administration_views import AgencyApplication, ApplicationReceived, ApplicationState
from app.wire.codec import encode
from app.wire.codes import Refusal, Role
from app.wire.events import AccessChanged

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.disbursement.call import Call
    from app.wire.administration import Proposal
    from app.wire.administration_views import Applicant

AGENCY, UNIT = "agency", "unit"
RECEIVED, APPROVED, DECLINED = "received", "approved", "declined"
UNDECIDED_MAX = 200
ACCOUNTS_MAX = 20
CUT_OFF = "15:30"
WORKSTATION_NAME = "เครื่องของ"
BATCH_SATANG_MAX = 100_000_000_000
_PURPOSES = ("budget", "receiving", "off_budget")
_EVERYBODY = "applications"
_AGENCY = re.compile(r"[0-9]{4}\Z")
_UNIT = re.compile(r"[0-9]{10}\Z")
_COMPANY = "GMIS"
_PARENT_ENDING = "00"
_UNITS_MAX = 99
_ADMIN_IDS = {Role.ADMIN_1: "ADMIN1", Role.ADMIN_2: "ADMIN2"}


class UnitApplies:
    """A unit of the agency applies for the service; the bank answers."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse a form that the bank could not act on."""
        form = read_change(proposal, UnitApplication)
        if proposal.subject != call.signed.agency:
            raise _wrong("subject")
        _demand_unit_form(call.connection, call.signed.agency, form)
        return Subject(f"unit:{form.unit}", form.name, "")

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Hand the form to the bank."""
        form = read_change(proposal, UnitApplication)
        _receive(call.connection, (UNIT, call.signed.agency, form.name, proposal.change), "", call.at)
        return Effect(proposal.change)


def apply(connection: Connection, now: datetime, form: AgencyApplication) -> ApplicationReceived:
    """Take an agency's application in; the code lets the applicant ask again, and is kept as a hash only."""
    _demand_agency_form(connection, form)
    undecided = select(func.count()).where(applications.c.status == RECEIVED, applications.c.kind == AGENCY)
    if (connection.scalar(undecided) or 0) >= UNDECIDED_MAX:
        raise Refused(Refusal.TOO_MANY_REQUESTS, retry_after="3600")
    code = chance.drawn(connection).token_urlsafe(12)
    text = encode(form).decode()
    application_id = _receive(connection, (AGENCY, form.agency, form.name, text), _sha256(code), moment_text(now))
    return ApplicationReceived(application_id, code)


def asked_again(connection: Connection, application_id: str, code: str) -> ApplicationState:
    """Return what became of an application to whoever holds its code."""
    row = find(connection, application_id)
    if not row.code_sha256 or not hmac.compare_digest(row.code_sha256, _sha256(code)):
        raise Refused(Refusal.NOT_FOUND)
    return application_state(row)


def find(connection: Connection, application_id: str) -> Row[Any]:
    """Return an application; refuse with ``not_found``."""
    mine = select(applications).where(applications.c.application_id == application_id)
    found = connection.execute(mine).one_or_none()
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    return found


def every(connection: Connection, status: str) -> list[ApplicationState]:
    """Return all applications, or those in one state, the oldest first."""
    query = select(applications).order_by(applications.c.at, applications.c.turn)
    if status:
        query = query.where(applications.c.status == status)
    return [application_state(row) for row in connection.execute(query)]


def approve(connection: Connection, now: datetime, application_id: str) -> ApplicationState:
    """Open what was applied for and give out its Company ID."""
    row = _undecided(connection, application_id, APPROVED)
    if row.kind == AGENCY:
        company_id = _open_agency(connection, now, msgspec.json.decode(row.form, type=AgencyApplication), row)
    else:
        company_id = _open_unit(connection, now, msgspec.json.decode(row.form, type=UnitApplication), row)
    return _decide(connection, application_id, status=APPROVED, company_id=company_id)


def decline(connection: Connection, now: datetime, application_id: str, reason: str) -> ApplicationState:
    """Turn an application down, and say why."""
    row = _undecided(connection, application_id, DECLINED)
    if not reason or not fields.is_text(reason):
        raise _wrong("reason")
    if row.kind == UNIT:
        _tell_agency(connection, now, row, ("bank.unit_declined", "", "", reason))
    return _decide(connection, application_id, status=DECLINED, reason=reason)


def _receive(connection: Connection, what: tuple[str, str, str, str], code_sha256: str, at: str) -> str:
    kind, of_agency, name, form = what
    application_id = chance.drawn(connection).uuid4()
    connection.execute(
        insert(applications).values(
            application_id=application_id,
            kind=kind,
            agency=of_agency,
            name=name,
            status=RECEIVED,
            code_sha256=code_sha256,
            form=form,
            at=at,
            turn=arrival.turn(connection, _EVERYBODY),
        )
    )
    return application_id


def _undecided(connection: Connection, application_id: str, action: str) -> Row[Any]:
    row = find(connection, application_id)
    if row.status != RECEIVED:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.status, action=action)
    return row


def _decide(connection: Connection, application_id: str, **values: str) -> ApplicationState:
    mine = update(applications).where(applications.c.application_id == application_id)
    return application_state(connection.execute(mine.values(**values).returning(applications)).one())


def _open_agency(connection: Connection, now: datetime, form: AgencyApplication, row: Row[Any]) -> str:
    _demand_agency_form(connection, form)
    at, parent = moment_text(now), f"{form.agency}000000"
    company_id = f"{_COMPANY}{form.agency}{_PARENT_ENDING}"
    connection.execute(insert(agencies).values(agency=form.agency, name=form.name))
    policy.begin(connection, form.agency, policy.CODE, at)
    _add_unit(connection, (parent, form.agency, company_id, form.name), parent=True)
    log.begin(connection, parent)
    days.begin(connection, parent, local_date(now))
    for role, applicant in ((Role.ADMIN_1, form.admin_1), (Role.ADMIN_2, form.admin_2)):
        uid = chance.drawn(connection).uuid4()
        granted = Grant(role.value, local_date(now).isoformat(), "", form.order_no, "")
        people.add(connection, uid, administrator(parent, role, applicant, granted))
        people.add_slip(connection, form.agency, people.FIRST, (uid, parent, ""), at)
        name = f"{WORKSTATION_NAME} {_ADMIN_IDS[role]}"
        offices.allow_workstation(connection, form.agency, (parent, name), at, uid)
    _tell_agency(connection, now, row, ("bank.agency_approved", parent, company_id, ""))
    return company_id


def _open_unit(connection: Connection, now: datetime, form: UnitApplication, row: Row[Any]) -> str:
    _demand_unit_form(connection, row.agency, form)
    company_id = _next_company_id(connection, row.agency)
    _add_unit(connection, (form.unit, row.agency, company_id, form.name), parent=False)
    log.begin(connection, form.unit)
    days.begin(connection, form.unit, local_date(now))
    for account in form.accounts:
        purpose = ledger.OFF_BUDGET if account.purpose == ledger.OFF_BUDGET else ""
        ledger.open_account(connection, account.account, form.unit, account.name, purpose)
    template.tell_newcomer(connection, moment_text(now), row.agency, form.unit)
    _tell_agency(connection, now, row, ("bank.unit_approved", form.unit, company_id, ""))
    return company_id


def _add_unit(connection: Connection, unit: tuple[str, str, str, str], *, parent: bool) -> None:
    code, of_agency, company_id, name = unit
    connection.execute(
        insert(units).values(
            unit=code,
            agency=of_agency,
            company_id=company_id,
            name=name,
            cut_off=CUT_OFF,
            batch_satang_max=BATCH_SATANG_MAX,
            signatures_needed=1,
            devices_differ=1,
            parent=int(parent),
        )
    )


def _next_company_id(connection: Connection, of_agency: str) -> str:
    """Return ``GMIS``, four digits of the agency and two of the unit; beyond 99 units, six of a counter.

    The ending of parent agencies is never given to a unit.
    """
    taken = set(connection.execute(select(units.c.company_id)).scalars())
    for number in range(1, _UNITS_MAX + 1):
        wanted = f"{_COMPANY}{of_agency}{number:02d}"
        if wanted not in taken:
            return wanted
    while True:
        wanted = f"{_COMPANY}{next_number(connection, 'company'):06d}"
        if wanted not in taken and not wanted.endswith(_PARENT_ENDING):
            return wanted


def administrator(parent: str, role: Role, applicant: Applicant, granted: Grant) -> UserRecord:
    """Return the record of an administrator-to-be."""
    return UserRecord(
        unit=parent,
        user_id=_ADMIN_IDS[role],
        person_id=applicant.person_id,
        name_th=applicant.name_th,
        name_en=applicant.name_en,
        position=applicant.position,
        mobile=applicant.mobile,
        email=applicant.email,
        batch_satang_max="0",
        grants=(granted,),
    )


def _tell_agency(connection: Connection, now: datetime, row: Row[Any], what: tuple[str, str, str, str]) -> None:
    happening, unit, company_id, reason = what
    body = AccessChanged(
        what=happening,
        id=row.application_id,
        unit=unit,
        subject=company_id,
        subject_name=row.name,
        before="",
        after=row.form,
        proposal="",
        proposal_sig="",
        decision="",
        decision_sig="",
        act="",
        act_sig="",
        reason=reason,
    )
    happenings.tell(connection, moment_text(now), row.agency, body, log.BANK)


def _demand_agency_form(connection: Connection, form: AgencyApplication) -> None:
    there = connection.execute(select(agencies.c.agency).where(agencies.c.agency == form.agency)).first()
    if not _AGENCY.match(form.agency) or there is not None:
        raise _wrong("agency")
    _demand_texts(form, "name", "address", "order_no")
    if form.gfmis_package not in ("yes", "no"):
        raise _wrong("gfmis_package")
    for field, applicant in (("admin_1", form.admin_1), ("admin_2", form.admin_2)):
        granted = Grant(Role.ADMIN_1.value, "2016-10-01", "", "", "")
        wrong = people.form_fault(administrator("", Role.ADMIN_1, applicant, granted))
        if wrong:
            raise _wrong(f"{field}.{wrong}")
    if form.admin_1.person_id == form.admin_2.person_id:
        raise _wrong("admin_2.person_id")


def _demand_unit_form(connection: Connection, of_agency: str, form: UnitApplication) -> None:
    there = connection.execute(select(units.c.unit).where(units.c.unit == form.unit)).first()
    if not _UNIT.match(form.unit) or not form.unit.startswith(of_agency) or there is not None:
        raise _wrong("unit")
    _demand_texts(form, "name", "branch", "address")
    numbers = [account.account for account in form.accounts]
    if not 0 < len(set(numbers)) == len(numbers) <= ACCOUNTS_MAX:
        raise _wrong("accounts")
    known = select(accounts.c.account).where(accounts.c.account.in_(numbers))
    if connection.execute(known).first() is not None:
        raise _wrong("accounts")
    for account in form.accounts:
        if not fields.is_account(account.account) or not fields.is_name(account.name):
            raise _wrong("accounts")
        if account.purpose not in _PURPOSES:
            raise _wrong("purpose")


def _demand_texts(form: AgencyApplication | UnitApplication, *names: str) -> None:
    for name in names:
        text: str = getattr(form, name)
        if not text or not fields.is_text(text):
            raise _wrong(name)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _wrong(field: str) -> Refused:
    return Refused(Refusal.FIELD_WRONG, field=field, line="")
