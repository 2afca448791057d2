"""Everything a remittance can be put together from, at once: what waits, until when, from where to where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.collections.revenue import Remits
from app.domain.remittances import deadlines as rules
from app.domain.remittances.deadlines import Rule
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.proposal import Readiness, proposals
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused
from app.services import remittance_terms, waiting_money
from app.store import draws

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.collections.revenue import Receiving
    from app.domain.disbursement.draw import Draw
    from app.domain.remittances.deadlines import Deadline
    from app.domain.remittances.kinds import RemittanceTerms
    from app.domain.remittances.proposal import Proposal, WaitingPart
    from app.services.desk import Desk

_DEPOSITS = frozenset({RemittanceKind.DEPOSIT, RemittanceKind.DEPOSIT_FOR_OTHER})


@dataclass(frozen=True, slots=True)
class ProposalDue:
    """What can go as one remittance, and until when it must, None where no rule says so."""

    proposal: Proposal
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class DrawDue:
    """A draw of which money is left, and until when it goes back by the route of its year."""

    draw: Draw
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class RemittanceOffer:
    """How things stand on a day; ``terms`` and ``receiving`` are None where they were never told.

    ``by_portal``: the e-Payment Portal remits what the unit collects, and ``waiting`` is empty for that.
    """

    today: date
    terms: RemittanceTerms | None
    receiving: Receiving | None
    by_portal: bool
    waiting: tuple[WaitingPart, ...]
    proposals: tuple[ProposalDue, ...]
    draws: tuple[DrawDue, ...]

    @property
    def ready(self) -> tuple[WaitingPart, ...]:
        """What may go now."""
        return tuple(one for one in self.waiting if one.readiness is Readiness.READY)

    def of_parts(self, parts: Sequence[WaitingPart]) -> list[Proposal]:
        """Return parts that a person chose as remittances: more than one where they cannot go together."""
        return proposals(parts)


def offered(desk: Desk) -> RemittanceOffer:
    """Look everything up; answers from the store."""
    try:
        terms = remittance_terms.terms(desk)
    except Refused:
        terms = None
    receiving = waiting_money.receiving(desk)
    waiting = tuple(waiting_money.waiting_parts(desk))
    with desk.store.read() as rd:
        left = [draw for draw in draws.draws(rd) if draw.goes_back]
    found = waiting_money.collected_deadlines(desk, waiting)
    return RemittanceOffer(
        today=bangkok_day(desk.now()),
        terms=terms,
        receiving=receiving,
        by_portal=receiving is not None and receiving.remits is Remits.PORTAL,
        waiting=waiting,
        proposals=tuple(ProposalDue(one, _deadline(desk, one, waiting, found)) for one in proposals(waiting)),
        draws=tuple(DrawDue(one, rules.draw_deadline(desk.calendar, one.doc_no, one.fy, one.residue)) for one in left),
    )


def _deadline(
    desk: Desk, proposal: Proposal, waiting: Sequence[WaitingPart], found: Sequence[Deadline]
) -> Deadline | None:
    """Return the nearest deadline of a proposal: of its own months, and of all revenue once that is too much."""
    is_deposit = proposal.kind in _DEPOSITS
    keys = {(part.payment_id, part.revenue_type) for part in proposal.parts}
    own = [rules.Waiting(one.since, one.part.amount, is_deposit) for one in waiting if one.key in keys]
    monthly = [one for one in rules.deadlines(desk.calendar, own) if one.rule is not Rule.OVER_CASH]
    together = [one for one in found if one.rule is Rule.OVER_CASH and not is_deposit]
    return min((*together, *monthly), key=lambda one: (one.day, one.rule), default=None)
