"""What administrators did, as the logs tell it: the agency's own, and the one of the unit that it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from app.simulator import log
from app.simulator.administration import agency
from app.wire.administration import UserRecord
from app.wire.codec import NotCanonical, decode, encode
from app.wire.events import ACCESS_CHANGED, ACCESS_PROPOSED, AccessChanged, AccessProposed
from app.wire.signature import signature_sha256

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from app.simulator.administration.matters import Effect, Subject
    from app.simulator.disbursement.call import Call


@dataclass(frozen=True, slots=True)
class Signature:
    """What caused an event: the command, and the key and signature in it, if it is signed."""

    cmd_id: str
    kid: str = ""
    signature: str = ""

    def author(self, call: Call) -> log.Author:
        """Return who acted, for the log."""
        return call.author(self.cmd_id, self.kid, signature_sha256(self.signature) if self.signature else "")


def proposed(call: Call, stored: Row[Any], sig: Signature, reason: str) -> int:
    """Tell the agency that a proposal came, was returned or taken back; return the place in its log."""
    body = AccessProposed(
        req_id=stored.req_id,
        status=stored.status,
        kind=stored.kind,
        subject=stored.subject,
        subject_name=stored.subject_name,
        proposal=stored.proposal,
        proposal_sig=stored.proposal_sig,
        decision=stored.decision,
        decision_sig=stored.decision_sig,
        reason=reason,
    )
    owner = (stored.agency, agency.parent_unit(call.connection, stored.agency))
    return log.append(call.connection, call.at, owner, ACCESS_PROPOSED, stored.req_id, body, sig.author(call)).seq


def changed(call: Call, stored: Row[Any], what: tuple[Subject, Effect], sig: Signature, reason: str) -> int:
    """Tell the agency and the unit what an approved proposal changed; return the place in the agency's log."""
    subject, effect = what
    body = AccessChanged(
        what=stored.kind,
        id=stored.req_id,
        unit=subject.unit,
        subject=stored.subject,
        subject_name=stored.subject_name,
        before=subject.before,
        after=effect.after,
        proposal=stored.proposal,
        proposal_sig=stored.proposal_sig,
        decision=stored.decision,
        decision_sig=stored.decision_sig,
        act="",
        act_sig="",
        reason=reason,
    )
    if subject.everywhere:
        tell_units(call.connection, call.at, stored.agency, body, sig.author(call))
    return tell(call.connection, call.at, stored.agency, body, sig.author(call))


def tell_units(connection: Connection, at: str, of_agency: str, body: AccessChanged, author: log.Author) -> None:
    """Write what concerns nobody in particular into the log of every unit under the agency, with both signatures."""
    for unit in agency.paying_units(connection, of_agency):
        log.append(connection, at, (of_agency, unit), ACCESS_CHANGED, body.subject, body, author)


def tell(connection: Connection, at: str, of_agency: str, body: AccessChanged, author: log.Author) -> int:
    """Write a change into the agency's log and the unit's; return the place in the agency's."""
    parent = agency.parent_unit(connection, of_agency)
    place = log.append(connection, at, (of_agency, parent), ACCESS_CHANGED, body.subject, body, author)
    if body.unit not in ("", parent):
        log.append(connection, at, (of_agency, body.unit), ACCESS_CHANGED, body.subject, _for_colleagues(body), author)
    return place.seq


def _for_colleagues(body: AccessChanged) -> AccessChanged:
    """Return a change as everybody in the unit may read it: rights and dates, no citizen id, telephone or letter-box.

    The decision stays; its hash names the proposal, which the agency's log holds in full.
    """
    texts = {"before": _without_private(body.before), "after": _without_private(body.after)}
    return msgspec.structs.replace(body, **texts, proposal="", proposal_sig="")


def _without_private(text: str) -> str:
    try:
        record = decode(text.encode(), UserRecord)
    except NotCanonical:
        return text
    return encode(msgspec.structs.replace(record, person_id="", mobile="", email="")).decode()
