"""What an agency's papers bear: versioned, the newest in force, told to every unit so that old papers keep theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select

from app.simulator import fields, log
from app.simulator.administration import agency
from app.simulator.administration.matters import Effect, Subject, read_change
from app.simulator.administration.tables import proposals, templates
from app.simulator.payees import emblem, papers
from app.simulator.refusals import Refused
from app.wire.administration import Template
from app.wire.codec import encode
from app.wire.codes import Refusal
from app.wire.events import ACCESS_CHANGED, AccessChanged

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.disbursement.call import Call
    from app.wire.administration import Proposal

SIGNERS_MAX = 3
_LONGEST = {"office": 100, "address": 160, "header_note": 160, "footer_note": 160}
_LONGEST_OF_SIGNER = {"caption": 40, "name": 80, "position": 80}
_NAME = "template"


def in_force(connection: Connection, of_agency: str) -> tuple[int, Template]:
    """Return the newest version and what it says; version 0, which says nothing, before there is one."""
    newest = select(templates).where(templates.c.agency == of_agency).order_by(templates.c.version.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return (row.version, msgspec.json.decode(row.template, type=Template)) if row else (0, Template())


class TemplateChange:
    """Another template, for papers about what is finished from now on."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Refuse what is too long for a paper, and an emblem that is not there or none."""
        template, of_agency = read_change(proposal, Template), call.signed.agency
        if proposal.subject != of_agency:
            raise _wrong("subject")
        _demand_sound(template)
        if template.emblem:
            parent = agency.parent_unit(call.connection, of_agency)
            emblem.demand(papers.content(call.connection, parent, template.emblem))
        version, before = in_force(call.connection, of_agency)
        text = encode(before).decode() if version else ""
        return Subject(_NAME, _NAME, "", version, text, everywhere=True)

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Put it in force."""
        version, _ = in_force(call.connection, call.signed.agency)
        row = {"agency": call.signed.agency, "version": version + 1, "req_id": proposal.req_id, "at": call.at}
        row |= {"template": proposal.change, "emblem": read_change(proposal, Template).emblem}
        call.connection.execute(insert(templates).values(row))
        return Effect(proposal.change)


def tell_newcomer(connection: Connection, at: str, of_agency: str, unit: str) -> None:
    """Begin a new unit's log with what its papers bear, as both administrators signed it."""
    newest = select(proposals).join(templates, templates.c.req_id == proposals.c.req_id)
    newest = newest.where(templates.c.agency == of_agency).order_by(templates.c.version.desc()).limit(1)
    stored = connection.execute(newest).one_or_none()
    if stored is None:
        return
    body = AccessChanged(
        what=stored.kind,
        id=stored.req_id,
        unit="",
        subject=stored.subject,
        subject_name=stored.subject_name,
        before=stored.before,
        after=encode(in_force(connection, of_agency)[1]).decode(),
        proposal=stored.proposal,
        proposal_sig=stored.proposal_sig,
        decision=stored.decision,
        decision_sig=stored.decision_sig,
        act="",
        act_sig="",
        reason="",
    )
    log.append(connection, at, (of_agency, unit), ACCESS_CHANGED, stored.subject, body, log.BANK)


def _demand_sound(template: Template) -> None:
    if template.emblem and not fields.is_sha256(template.emblem):
        raise _wrong("emblem")
    if len(template.signers) > SIGNERS_MAX:
        raise _wrong("signers")
    texts = [(name, getattr(template, name), longest) for name, longest in _LONGEST.items()]
    for signer in template.signers:
        texts += [(name, getattr(signer, name), longest) for name, longest in _LONGEST_OF_SIGNER.items()]
        if not signer.caption:
            raise _wrong("caption")
    for name, text, longest in texts:
        if not fields.is_text(text, longest):
            raise _wrong(name)


def _wrong(field: str) -> Refused:
    return Refused(Refusal.FIELD_WRONG, field=field, line="")
