"""Where people work, as two administrators decide it: workstations with a one-time code, and the access review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from app.simulator import fields
from app.simulator.administration import agency, people
from app.simulator.administration.matters import Effect, Subject, read_change
from app.simulator.administration.periods import is_period
from app.simulator.administration.tables import reviews
from app.simulator.refusals import Refused
from app.simulator.tables import workstations
from app.wire.administration import Review, WorkstationPermit
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.disbursement.call import Call
    from app.wire.administration import Proposal

PERMITTED = "permitted"
REVIEWED_MAX = 10_000


def allow_workstation(connection: Connection, of_agency: str, where: tuple[str, str], at: str, uid: str = "") -> str:
    """Let a workstation be taken into use with the code of a slip; ``where``: unit and name. Returns the slip's id.

    ``uid`` is the administrator whom the bank gives it to: the other one must not print it.
    """
    unit, name = where
    slip_id = people.add_slip(connection, of_agency, people.WORKSTATION, (uid, unit, name), at)
    connection.execute(
        insert(workstations).values(
            device=f"permit-{slip_id}", agency=of_agency, unit=unit, name=name, state=PERMITTED, slip_id=slip_id
        )
    )
    return slip_id


class WorkstationAllowed:
    """A workstation may be taken into use with the code of a slip."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse one that stands nowhere or has no name."""
        permit = read_change(proposal, WorkstationPermit)
        if permit.unit != proposal.subject:
            raise Refused(Refusal.FIELD_WRONG, field="subject", line="")
        agency.unit_of(call.connection, call.signed.agency, permit.unit)
        if not fields.is_name(permit.name):
            raise Refused(Refusal.FIELD_WRONG, field="name", line="")
        return Subject(f"workstation:{permit.unit}/{permit.name}", permit.name, permit.unit)

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Keep a place for it; the workstation itself comes with the code."""
        permit = read_change(proposal, WorkstationPermit)
        slip_id = allow_workstation(call.connection, call.signed.agency, (permit.unit, permit.name), call.at)
        return Effect(proposal.change, slip_id)


class AccessReview:
    """The rights of these people were looked at (UA-7)."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse a review of nobody, of strangers, or of no period."""
        review = read_change(proposal, Review)
        if proposal.subject != call.signed.agency:
            raise Refused(Refusal.FIELD_WRONG, field="subject", line="")
        if not is_period(review.period):
            raise Refused(Refusal.FIELD_WRONG, field="period", line="")
        if not 0 < len(set(review.uids)) == len(review.uids) <= REVIEWED_MAX:
            raise Refused(Refusal.FIELD_WRONG, field="uids", line="")
        for uid in review.uids:
            if agency.user_of(call.connection, call.signed.agency, uid).removed:
                raise Refused(Refusal.SUBJECT_UNKNOWN)
        return Subject("review", review.period, "")

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Write down who was looked at; a second look in a period takes the place of the first."""
        review = read_change(proposal, Review)
        for uid in review.uids:
            looked = {"req_id": proposal.req_id, "at": call.at}
            mine = (reviews.c.uid == uid, reviews.c.period == review.period)
            if call.connection.execute(select(reviews.c.uid).where(*mine)).first() is None:
                call.connection.execute(insert(reviews).values(uid=uid, period=review.period, **looked))
            else:
                call.connection.execute(update(reviews).where(*mine).values(**looked))
        return Effect(proposal.change)
