"""What an agency's papers bear, as the log tells it: each version with the moment from which it holds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.central.administration_changes import read_change
from app.domain.access.news import AccessChanged
from app.domain.access.proposal import ProposalKind
from app.domain.access.template import Template, TemplateVersion
from app.domain.values.dates import parse_instant
from app.wire import administration as orders
from app.wire import codec, dossier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.disbursement.outcome import LogEvent

FOLDER = dossier.TEMPLATES


def versions(events: Iterable[LogEvent]) -> list[TemplateVersion]:
    """Return the versions that these events tell of, in their order."""
    return [found for event in events if (found := _version(event)) is not None]


def _version(event: LogEvent) -> TemplateVersion | None:
    said = event.news
    if not isinstance(said, AccessChanged) or said.what != ProposalKind.TEMPLATE_CHANGE:
        return None
    template = read_change(ProposalKind.TEMPLATE_CHANGE, said.after)
    proposal = codec.decode(said.signed.proposal.encode(), orders.Proposal)
    decision = codec.decode(said.signed.decision.encode(), orders.ProposalDecision)
    if not isinstance(template, Template) or proposal.change != said.after:
        raise ValueError(said.order_id)
    return TemplateVersion(
        version=int(proposal.subject_version) + 1,
        seq=event.seq,
        since=parse_instant(event.at),
        template=template,
        sha256=hashlib.sha256(said.after.encode()).hexdigest(),
        proposed_by=proposal.maker_uid,
        decided_by=decision.auth_uid,
    )
