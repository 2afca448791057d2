"""What two administrators can decide, one by one: is it possible as things are now, and what happens if approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from app.simulator import fields
from app.simulator.administration import agency, grants, people
from app.simulator.refusals import Refused
from app.simulator.tables import units, users
from app.wire.administration import Nothing, UserRecord
from app.wire.codec import Message, NotCanonical, decode
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.disbursement.call import Call
    from app.wire.administration import Proposal

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a proposal is about, as it stands: ``about`` has at most one undecided proposal, ``unit`` hears of it.

    ``everywhere``: every unit of the agency does.
    """

    about: str
    name: str
    unit: str
    version: int = 0
    before: str = ""
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What an approved proposal left: the subject's text now, and the slip that may be printed, or ''."""

    after: str = ""
    slip_id: str = ""


def read_change(proposal: Proposal, kind: type[M]) -> M:
    """Return the change that was signed; refuse text that is not canonical."""
    try:
        return decode(proposal.change.encode(), kind)
    except NotCanonical as problem:
        raise Refused(Refusal.FIELD_WRONG, field="change", line="") from problem


class UserAdd:
    """A new user, with a slip to print and one key to register."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse a record that cannot be added now."""
        record = read_change(proposal, UserRecord)
        if not fields.is_uuid(proposal.subject) or _exists(call.connection, proposal.subject):
            raise Refused(Refusal.FIELD_WRONG, field="subject", line="")
        people.demand_record(call.connection, call.signed.agency, proposal.subject, record)
        taken = select(users.c.uid).join(units, units.c.company_id == users.c.company_id)
        taken = taken.where(units.c.unit == record.unit, users.c.user_id == record.user_id)
        if call.connection.execute(taken).first() is not None:
            raise Refused(Refusal.USER_ID_TAKEN)
        return Subject(f"user:{proposal.subject}", f"{record.user_id} {record.name_th}", record.unit)

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Add the user."""
        record = read_change(proposal, UserRecord)
        people.add(call.connection, proposal.subject, record)
        of = (proposal.subject, record.unit, "")
        slip_id = people.add_slip(call.connection, call.signed.agency, people.FIRST, of, call.at)
        return Effect(proposal.change, slip_id)


class UserChange:
    """Another name, place, limit or other rights; unit, user name and person stay."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse a record that cannot take the place of the one now."""
        record = read_change(proposal, UserRecord)
        subject = look_at_user(call, proposal.subject)
        row = people.read(call.connection, proposal.subject)
        for name, stays in (("unit", row.unit), ("user_id", row.user_id), ("person_id", row.person)):
            if getattr(record, name) != stays:
                raise Refused(Refusal.FIELD_WRONG, field=name, line="")
        people.demand_record(call.connection, call.signed.agency, proposal.subject, record)
        return subject

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Write the record."""
        row = people.read(call.connection, proposal.subject)
        people.change(call.connection, row, read_change(proposal, UserRecord))
        return Effect(proposal.change)


class UserSuspend:
    """Nobody may act under the name until it is resumed."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse one who is suspended already."""
        read_change(proposal, Nothing)
        subject = look_at_user(call, proposal.subject)
        state = people.state_of(people.read(call.connection, proposal.subject))
        if state == people.SUSPENDED:
            raise Refused(Refusal.STATUS_FORBIDS, status=state, action=proposal.kind)
        return subject

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Suspend, and end the session."""
        row = people.read(call.connection, proposal.subject)
        people.end_session(call.connection, row.uid)
        people.touch(call.connection, row, suspended=people.CONFIRMED, suspended_by="")
        return after(call, row.uid)


class UserResume:
    """A suspended user may act again, with the rights recorded."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse one who is not suspended."""
        read_change(proposal, Nothing)
        subject = look_at_user(call, proposal.subject)
        row = people.read(call.connection, proposal.subject)
        if not row.suspended:
            raise Refused(Refusal.STATUS_FORBIDS, status=people.state_of(row), action=proposal.kind)
        return subject

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Resume."""
        people.touch(call.connection, people.read(call.connection, proposal.subject), suspended="", suspended_by="")
        return after(call, proposal.subject)


class UserRemove:
    """Out for good."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse one who is not there any more."""
        read_change(proposal, Nothing)
        return look_at_user(call, proposal.subject)

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Remove."""
        people.remove(call.connection, people.read(call.connection, proposal.subject), call.at)
        return Effect()


class KeyPermit:
    """One more signing key may be registered."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse for one who is not there any more."""
        read_change(proposal, Nothing)
        return look_at_user(call, proposal.subject)

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Permit."""
        row = people.read(call.connection, proposal.subject)
        people.touch(call.connection, row, key_permits=row.key_permits + 1)
        return after(call, row.uid)


def look_at_user(call: Call, uid: str) -> Subject:
    """Return a user whom administrators may touch: of their agency, not removed, and not one of themselves."""
    row = agency.user_of(call.connection, call.signed.agency, uid)
    if grants.is_administrator(call.connection, uid):
        raise Refused(Refusal.ADMIN_BY_BANK_ONLY)
    if row.removed:
        raise Refused(Refusal.SUBJECT_UNKNOWN)
    before = people.text_of(call.connection, row)
    return Subject(f"user:{uid}", people.called(row), row.unit, row.version, before)


def after(call: Call, uid: str) -> Effect:
    """Return the record as it is now."""
    return Effect(people.text_of(call.connection, people.read(call.connection, uid)))


def _exists(connection: Connection, uid: str) -> bool:
    return connection.execute(select(users.c.uid).where(users.c.uid == uid)).first() is not None
