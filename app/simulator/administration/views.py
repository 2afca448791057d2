"""What administrators see: people with their rights, units, proposals, workstations, keys, the security log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from app.simulator import signatures, sources
from app.simulator.administration import agency, people, policy, template
from app.simulator.administration.periods import review_period
from app.simulator.administration.tables import applications, proposals, reviews, slips
from app.simulator.clock import local_date, moment_text
from app.simulator.disbursement import turns
from app.simulator.disbursement.batches import Batch
from app.simulator.refusals import Refused
from app.simulator.tables import agencies, batches, roles, security, sessions, tries, units, users, workstations
from app.wire.administration import Grant, ProposalStatus
from app.wire.administration_views import (
    Administration,
    ApplicationState,
    OpenBatch,
    ProposalView,
    SecurityNote,
    UnitView,
    UserDetail,
    UserView,
    Workstation,
)
from app.wire.api import PASSWORD_TRIES_MAX
from app.wire.codes import BatchState, Refusal, Role

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.sessions import Signed

SETTLED_MAX = 200
NOTES_MAX = 200
_OPEN = tuple(
    state.value
    for state in (
        BatchState.SUBMITTED,
        BatchState.IN_APPROVAL,
        BatchState.APPROVED,
        BatchState.RELEASED,
        BatchState.RETURNED,
        BatchState.WITHDRAWN,
    )
)
_WAITING = (BatchState.SUBMITTED.value, BatchState.IN_APPROVAL.value)


def demand_insight(connection: Connection, signed: Signed) -> None:
    """Refuse whoever is not an administrator or the auditor of the agency itself."""
    signed.demand(Role.ADMIN_1, Role.ADMIN_2, Role.AUDITOR)
    if signed.unit != agency.parent_unit(connection, signed.agency):
        raise Refused(Refusal.ROLE_MISSING, role=Role.ADMIN_1.value)


def administration(connection: Connection, now: datetime, signed: Signed) -> Administration:
    """Return everything about the agency of whoever asks."""
    demand_insight(connection, signed)
    version, in_force = policy.in_force(connection, signed.agency)
    template_version, printed = template.in_force(connection, signed.agency)
    name = connection.execute(select(agencies.c.name).where(agencies.c.agency == signed.agency)).scalar_one()
    return Administration(
        agency=signed.agency,
        agency_name=name,
        server_time=moment_text(now),
        policy_version=str(version),
        policy=in_force,
        review_period=review_period(local_date(now), int(in_force.review_months)),
        units=_units(connection, signed.agency),
        users=_users(connection, now, signed.agency),
        keys=tuple(
            key for unit in _unit_codes(connection, signed.agency) for key in signatures.of_unit(connection, unit)
        ),
        workstations=_workstations(connection, signed.agency),
        proposals=_proposals(connection, signed.agency),
        applications=_applications(connection, signed.agency),
        notes=_notes(connection, signed.agency),
        template_version=str(template_version),
        template=printed,
    )


def user_detail(connection: Connection, now: datetime, signed: Signed, uid: str) -> UserDetail:
    """Return a user with what is unfinished: handed in by them, and waiting for their word."""
    demand_insight(connection, signed)
    row = agency.user_of(connection, signed.agency, uid)
    (view,) = _users(connection, now, signed.agency, uid)
    b = batches.c
    mine = select(batches).where(b.maker_uid == uid, b.status.in_(_OPEN)).order_by(b.unit, b.turn)
    waiting = select(batches).where(b.unit == row.unit, b.status.in_(_WAITING)).order_by(b.turn)
    return UserDetail(
        user=view,
        open_batches=tuple(_open_batch(found) for found in connection.execute(mine)),
        to_decide=tuple(
            _open_batch(found)
            for found in connection.execute(waiting).all()
            if uid in turns.whose(connection, local_date(now), Batch(**found._mapping))
        ),
    )


def _open_batch(row: Row[Any]) -> OpenBatch:
    at: str = json.loads(row.payment)["made_at"]
    return OpenBatch(row.op_id, row.doc_no, row.status, str(row.total_satang), at)


def _unit_codes(connection: Connection, of_agency: str) -> list[str]:
    mine = select(units.c.unit).where(units.c.agency == of_agency).order_by(units.c.unit)
    return list(connection.execute(mine).scalars())


def _units(connection: Connection, of_agency: str) -> tuple[UnitView, ...]:
    rows = connection.execute(select(units).where(units.c.agency == of_agency).order_by(units.c.unit)).all()
    return tuple(
        UnitView(
            unit=row.unit,
            company_id=row.company_id,
            name=row.name,
            parent="yes" if row.parent else "no",
            cut_off=row.cut_off,
            batch_satang_max=str(row.batch_satang_max),
            signatures_needed=str(row.signatures_needed),
            accounts=sources.of_unit(connection, row.unit),
        )
        for row in rows
    )


def _users(connection: Connection, now: datetime, of_agency: str, only: str = "") -> tuple[UserView, ...]:
    mine = select(users).join(units, units.c.unit == users.c.unit).where(units.c.agency == of_agency)
    if only:
        mine = mine.where(users.c.uid == only)
    rows = connection.execute(mine.order_by(users.c.company_id, users.c.user_id)).all()
    beside = _Beside(connection, now, of_agency)
    return tuple(beside.view(row) for row in rows)


class _Beside:
    """What is known of an agency's users beside their rows, read at once."""

    def __init__(self, connection: Connection, now: datetime, of_agency: str) -> None:
        of_mine = select(users.c.uid).join(units, units.c.unit == users.c.unit).where(units.c.agency == of_agency)
        self._grants: dict[str, list[Grant]] = {}
        granted = select(roles).where(roles.c.uid.in_(of_mine)).order_by(roles.c.role, roles.c.valid_from)
        for row in connection.execute(granted):
            grant = Grant(row.role, row.valid_from, row.valid_until, row.order_no, row.substitute_for)
            self._grants.setdefault(row.uid, []).append(grant)
        running = select(sessions.c.uid).where(sessions.c.lease_until > moment_text(now), sessions.c.uid.in_(of_mine))
        self._signed_in = set(connection.execute(running).scalars())
        locked = select(tries.c.name).where(tries.c.count >= PASSWORD_TRIES_MAX)
        self._locked = set(connection.execute(locked).scalars())
        waiting = select(slips.c.uid, slips.c.slip_id).where(slips.c.agency == of_agency, slips.c.uid != "")
        waiting = waiting.where(slips.c.printed_at == "", slips.c.void_at == "", slips.c.kind != people.WORKSTATION)
        self._slips = dict(connection.execute(waiting.order_by(slips.c.made_at, slips.c.turn)).tuples().all())
        newest = select(reviews.c.uid, func.max(reviews.c.period).label("period")).where(reviews.c.uid.in_(of_mine))
        self._reviewed = {row.uid: row.period for row in connection.execute(newest.group_by(reviews.c.uid))}
        unfinished = select(batches.c.maker_uid, func.count().label("count")).where(batches.c.status.in_(_OPEN))
        unfinished = unfinished.where(batches.c.maker_uid.in_(of_mine)).group_by(batches.c.maker_uid)
        self._open = {row[0]: row[1] for row in connection.execute(unfinished)}

    def view(self, row: Row[Any]) -> UserView:
        """Return a user as administrators see them."""
        return UserView(
            uid=row.uid,
            version=str(row.version),
            company_id=row.company_id,
            record=people.record_with(row, tuple(self._grants.get(row.uid, ()))),
            state=people.state_of(row),
            suspended_by=row.suspended_by,
            locked="yes" if f"{row.company_id}/{row.user_id}" in self._locked else "no",
            signed_in="yes" if row.uid in self._signed_in else "no",
            last_sign_in_at=row.last_sign_in_at,
            last_sign_in_device=row.last_sign_in_device,
            password_changed_at=row.password_changed_at,
            key_permits=str(row.key_permits),
            slip_id=self._slips.get(row.uid, ""),
            reviewed=self._reviewed.get(row.uid, ""),
            open_batches=str(self._open.get(row.uid, 0)),
        )


def _workstations(connection: Connection, of_agency: str) -> tuple[Workstation, ...]:
    w = workstations.c
    unprinted = case((slips.c.printed_at == "", slips.c.slip_id), else_="").label("to_print")
    mine = select(workstations, unprinted).join(slips, slips.c.slip_id == w.slip_id, isouter=True)
    rows = connection.execute(mine.where(w.agency == of_agency).order_by(w.unit, w.name, w.device))
    return tuple(
        Workstation(
            device_id=row.device,
            unit=row.unit,
            name=row.name,
            state=row.state,
            enrolled_at=row.enrolled_at,
            enrolled_by=row.enrolled_by,
            last_seen_at=row.last_seen_at,
            slip_id=row.to_print or "",
        )
        for row in rows
    )


def _proposals(connection: Connection, of_agency: str) -> tuple[ProposalView, ...]:
    p = proposals.c
    pending = p.status == ProposalStatus.PENDING.value
    mine = select(proposals).where(p.agency == of_agency)
    waiting = connection.execute(mine.where(pending).order_by(p.proposed_at.desc(), p.turn.desc())).all()
    over = mine.where(~pending).order_by(p.settled_at.desc(), p.turn.desc())
    settled = connection.execute(over.limit(SETTLED_MAX)).all()
    return tuple(
        ProposalView(
            req_id=row.req_id,
            status=row.status,
            subject_name=row.subject_name,
            before=row.before,
            proposal=row.proposal,
            proposal_sig=row.proposal_sig,
            proposed_at=row.proposed_at,
            decision=row.decision,
            decision_sig=row.decision_sig,
            settled_at=row.settled_at,
        )
        for row in (*waiting, *settled)
    )


def application_state(row: Row[Any]) -> ApplicationState:
    """Return an application as applicant, administrators and bank see it."""
    return ApplicationState(
        application_id=row.application_id,
        kind=row.kind,
        status=row.status,
        name=row.name,
        company_id=row.company_id,
        reason=row.reason,
        at=row.at,
        form=row.form,
    )


def _applications(connection: Connection, of_agency: str) -> tuple[ApplicationState, ...]:
    mine = select(applications).where(applications.c.agency == of_agency, applications.c.kind == "unit")
    newest = mine.order_by(applications.c.at.desc(), applications.c.turn.desc())
    return tuple(application_state(row) for row in connection.execute(newest))


def _notes(connection: Connection, of_agency: str) -> tuple[SecurityNote, ...]:
    newest = select(security).where(security.c.agency == of_agency).order_by(security.c.n.desc()).limit(NOTES_MAX)
    found = []
    for row in connection.execute(newest):
        company_id, _, user_id = row.name.partition("/")
        device_name = json.loads(row.facts).get("device_name", "")
        found.append(SecurityNote(str(row.n), row.at, row.what, company_id, user_id, device_name))
    return tuple(found)
