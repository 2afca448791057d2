"""A remittance: what two persons sign, what the bank signs once the money moved, and what the treasury answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.remittances.kinds import RemittanceKind
    from app.domain.values.money import Money


class RemittanceState(StrEnum):
    """Where a remittance stands."""

    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    RECALLED = "recalled"
    APPROVED = "approved"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"


LIVING = frozenset({RemittanceState.PROPOSED, RemittanceState.APPROVED, RemittanceState.SENT})
"""States in which something is still to come, and nobody else may send the same money."""

HOLDING = LIVING | {RemittanceState.ACKNOWLEDGED}
"""States in which the parts of a remittance can be in no other."""

FOLLOWS: dict[RemittanceState, frozenset[RemittanceState]] = {
    RemittanceState.PROPOSED: frozenset(),
    RemittanceState.APPROVED: frozenset({RemittanceState.SENT}),
    RemittanceState.SENT: frozenset({RemittanceState.ACKNOWLEDGED, RemittanceState.REFUSED}),
    RemittanceState.ACKNOWLEDGED: frozenset(),
    RemittanceState.SENT_BACK: frozenset(),
    RemittanceState.RECALLED: frozenset(),
    RemittanceState.REFUSED: frozenset(),
}
"""What bank and treasury may make of each state; a proposal moves on by what people sign alone."""

MOVED = frozenset({RemittanceState.SENT, RemittanceState.ACKNOWLEDGED, RemittanceState.REFUSED})
"""States in which the bank has moved the money, and signed that it did."""


class TreasuryCode(StrEnum):
    """Why the treasury did not book a remittance."""

    PERIOD_CLOSED = "period_closed"
    CODE_WRONG = "code_wrong"
    KIND_WRONG = "kind_wrong"
    OFFICE_WRONG = "office_wrong"
    ROUTE_WRONG = "route_wrong"


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment is of one revenue type: it goes wholly, and in one remittance only."""

    payment_id: str
    receipt_id: str
    revenue_type: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RemittanceItem:
    """A line of a remittance: a revenue type, or with a ``basis`` a deposit at the treasury.

    A draw's return has one item without codes.
    """

    code: str
    revenue_code: str
    gl_account: str
    fund: str
    amount: Money
    basis: str = ""


@dataclass(frozen=True, slots=True)
class RemittanceOrder:
    """What the first person signs; ``doc_no`` and ``route`` are of a draw's return only."""

    req_id: str
    kind: RemittanceKind
    account: str
    office: str
    office_reason: str
    owner_unit: str
    doc_no: str
    route: str
    items: tuple[RemittanceItem, ...]
    parts: tuple[Part, ...]
    total: Money
    memo: str


@dataclass(frozen=True, slots=True)
class SuccessRecord:
    """The bank's word that it moved the money: the evidence of remittance (document 002, S10).

    ``fee`` is what the unit pays, always nothing: the Comptroller General's Department is charged (S11).
    """

    req_id: str
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    kind: RemittanceKind
    account: str
    account_name: str
    office: str
    office_name: str
    owner_unit: str
    doc_no: str
    items: tuple[RemittanceItem, ...]
    parts_count: int
    total: Money
    fee: Money
    maker_uid: str
    maker_name: str
    auth_uid: str
    auth_name: str
    order_sha256: str
    bank_ref: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """A success record with the exact bytes that the bank signed."""

    told: SuccessRecord
    text: bytes = field(repr=False)
    sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BookedDocument:
    """A document of the treasury's system by its kind (RA, R1 ...) and ten-digit number; ``item`` counts from 1."""

    item: int
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a remittance stands as the log told it last, beside what was signed about it.

    ``due_at`` is when the bank moves the money, while it is approved; ``code`` is a `TreasuryCode` where it is refused.
    """

    req_id: str
    version: int
    state: RemittanceState
    kind: RemittanceKind
    account: str
    office: str
    total: Money
    maker_uid: str
    made_at: datetime
    due_at: datetime | None
    record: SignedRecord | None
    documents: tuple[BookedDocument, ...]
    answered_at: datetime | None
    code: TreasuryCode | None
    recall_id: str


@dataclass(frozen=True, slots=True)
class Remittance:
    """A remittance with everything that was signed about it.

    ``order`` is None where wrongly paid money was returned: ``recall_id`` names what was signed about that. ``answer``
    is the second person's reason, or the maker's for taking it back. ``text`` and ``decision`` are the exact bytes that
    were signed, b'' before.
    """

    standing: Standing
    order: RemittanceOrder | None
    items: tuple[RemittanceItem, ...]
    decided_by: str
    decided_at: datetime | None
    answer: str
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    decision: bytes = field(repr=False)
    decision_sig: str = field(repr=False)

    @property
    def req_id(self) -> str:
        """Its name for life."""
        return self.standing.req_id

    @property
    def state(self) -> RemittanceState:
        """Where it stands."""
        return self.standing.state

    @property
    def kind(self) -> RemittanceKind:
        """What is sent."""
        return self.standing.kind

    @property
    def total(self) -> Money:
        """How much is sent."""
        return self.standing.total

    @property
    def moved_at(self) -> datetime | None:
        """When the bank moved the money, None before."""
        return self.standing.record.told.moved_at if self.standing.record else None

    @property
    def bank_ref(self) -> str:
        """The bank's reference, '' before the money moved."""
        return self.standing.record.told.bank_ref if self.standing.record else ""

    @property
    def doc_no(self) -> str:
        """The document of the draw that it gives back, '' for anything else."""
        return self.order.doc_no if self.order else ""
