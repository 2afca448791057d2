"""What can be sent as one remittance, in the order in which a person is offered it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.remittances.kinds import Purpose, RemittanceKind

if TYPE_CHECKING:
    from datetime import date

    from app.domain.remittances.deadlines import Deadline
    from app.domain.remittances.proposal import Proposal
    from app.domain.values.money import Money
    from app.services.remittance_offer import RemittanceOffer

DRAW = "draw:"
"""A source that gives back what is left of a draw; its document follows."""
FROM_RECEIPTS, CHOSEN = "receipts:", "chosen"
DEPOSITS = (RemittanceKind.DEPOSIT, RemittanceKind.DEPOSIT_FOR_OTHER)


@dataclass(frozen=True, slots=True)
class ToGo:
    """A proposal, or what is left of a draw; ``source`` names it, ``about`` is an owner or a draw's document."""

    source: str
    kind: RemittanceKind
    about: str
    count: int
    amount: Money
    since: date
    deadline: Deadline | None
    proposal: Proposal | None


def to_go(offer: RemittanceOffer, *, receipts: bool, draws: bool) -> list[ToGo]:
    """Return what a person may send: proposals of receipts, and draws of which money is left."""
    found = [
        ToGo(
            f"{FROM_RECEIPTS}{number}",
            one.proposal.kind,
            one.proposal.owner_unit,
            len(one.proposal.parts),
            one.proposal.total,
            one.proposal.oldest,
            one.deadline,
            one.proposal,
        )
        for number, one in enumerate(offer.proposals)
        if receipts
    ]
    found += [
        ToGo(
            f"{DRAW}{one.draw.doc_no}",
            RemittanceKind.DRAW_RETURN,
            one.draw.doc_no,
            0,
            one.draw.residue,
            one.draw.drawn_on,
            one.deadline,
            None,
        )
        for one in offer.draws
        if draws
    ]
    return found


def deposit_kinds(offer: RemittanceOffer) -> list[RemittanceKind]:
    """Return the kinds under which money of an off-budget account may be paid in today."""
    terms = offer.terms
    if terms is None or not any(one.purpose is Purpose.OFF_BUDGET for one in terms.accounts):
        return []
    return [
        kind
        for kind in DEPOSITS
        if (asked := terms.kind(kind, offer.today)) is not None and Purpose.OFF_BUDGET in asked.purposes
    ]
