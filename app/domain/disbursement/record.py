"""A batch and its lines as they are kept and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.transfer import CreditTransfer, LineStatus
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

_NOTHING = Money(0)


class Delivery(StrEnum):
    """How far the last command about a batch has got; UNKNOWN is sent and not answered."""

    NONE = "none"
    QUEUED = "queued"
    UNKNOWN = "unknown"
    REFUSED = "refused"


def short_reference(op_id: str) -> str:
    """Return by what people call a batch: enough of its id to be alone in a unit's year."""
    return op_id.replace("-", "")[:10].upper()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper that belongs to what is signed, named by the hash of its bytes; ``media`` is a MIME type."""

    sha256: str
    name: str
    media: str
    size: int


@dataclass(frozen=True, slots=True)
class BatchHead:
    """What a maker writes above the lines; dates and document may still be missing in a draft.

    ``kind``, ``sub_kind`` and ``service`` are codes of the unit's tables (`app.domain.disbursement.kinds`). The
    document is the draw: ``drawn`` is what came from the treasury under it, None where the batch is all of it. What
    the draw's batches leave over needs ``residue_reason``. ``basis_no`` and ``basis_date`` name the contract or
    permission that some kinds rest on. ``follows`` is the batch whose failed lines are paid again, or ''.
    """

    kind: str = Kind.WELFARE
    purpose: str = ""
    memo: str = ""
    debit_account: str = ""
    value_date: date | None = None
    document_no: str = ""
    document_date: date | None = None
    duplicate_reason: str = ""
    sub_kind: str = ""
    service: str = ""
    basis_no: str = ""
    basis_date: date | None = None
    drawn: Money | None = None
    residue_reason: str = ""
    follows: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A payment batch on this workstation; what is not given has not happened yet.

    ``op_id`` is for life; ``rev`` counts editions handed in (0: none yet). ``file_sheet`` is the sheet of the imported
    file where it has several, ``file_total`` the sum that it stated itself, if it did. ``copied_from`` is the id of the
    batch whose lines were copied, or ``template:`` and the name of one; ``sheet_row`` of a line is then its number
    there. ``suspect`` is the code of what was wrong with the content when it was fetched, empty while nothing was; the
    lines of such a batch are nobody's word and are not here. ``reason`` is a person's, or the code of the central
    system's refusal; ``reason_facts`` are those that it told of that.
    """

    op_id: str
    rev: int = 0
    status: BatchStatus = BatchStatus.DRAFT
    delivery: Delivery = Delivery.NONE
    head: BatchHead
    file_name: str = ""
    file_sheet: str = ""
    file_sha256: str = ""
    file_total: Money | None = None
    copied_from: str = ""
    lines_count: int = 0
    total: Money = _NOTHING
    errors_count: int = 0
    warnings_count: int = 0
    maker_uid: str
    mine: bool
    created_at: datetime
    updated_at: datetime
    version: int = 0
    reason: str = ""
    reason_facts: Mapping[str, str] = field(default_factory=dict)
    signatures_have: int = 0
    signatures_needed: int = 0
    suspect: str = ""
    settled_count: int = 0
    settled: Money = _NOTHING
    failed_count: int = 0
    failed: Money = _NOTHING

    @property
    def reference(self) -> str:
        """The short name by which people call the batch."""
        return short_reference(self.op_id)

    @property
    def came_from(self) -> str:
        """The file's name, and its sheet where it has several; an empty text for a batch that was not imported."""
        return f"{self.file_name} · {self.file_sheet}" if self.file_sheet else self.file_name

    @property
    def pending_count(self) -> int:
        """How many lines still wait for the bank's answer."""
        return self.lines_count - self.settled_count - self.failed_count


class LineRecord(NamedTuple):
    """A line as kept: cells hold the normal form where they could be read, and what was typed where not.

    ``satang`` is None while the amount cannot be read. ``originals`` maps a field to the text before its repair,
    ``verdicts`` is what a person said of the repairs (see `app.domain.disbursement.verdicts`). ``origin`` is the line
    that is paid again, ``op_id/rev/n``, or ''. ``closed`` is why a failed line will not be paid again, a code and
    perhaps words after it, '' while it may be. ``payee_id`` and ``payee_rev`` name the record of the register that the
    line was signed with, '' in drafts. A tuple: a hundred thousand of them are made six times as fast as of a frozen
    dataclass.
    """

    number: int
    sheet_row: int
    bank: str
    account: str
    name: str
    amount: str
    satang: int | None
    person_id: str
    mobile: str
    email: str
    reference: str
    originals: dict[str, str]
    status: LineStatus = LineStatus.DRAFT
    reason: str = ""
    bank_reference: str = ""
    settled_at: datetime | None = None
    notice: str = ""
    verdicts: str = ""
    origin: str = ""
    closed: str = ""
    payee_id: str = ""
    payee_rev: str = ""

    @classmethod
    def of(cls, line: CreditTransfer) -> LineRecord:
        """Return a line that waits for its result, as it was signed elsewhere."""
        return cls(
            number=line.number,
            sheet_row=0,
            bank=line.bank,
            account=line.account,
            name=line.name,
            amount=line.amount.format(),
            satang=line.amount.satang,
            person_id=line.person_id,
            mobile=line.mobile,
            email=line.email,
            reference=line.reference,
            originals={},
            status=LineStatus.PENDING,
            payee_id=line.payee_id,
            payee_rev=line.payee_rev,
            origin=line.origin,
        )

    def transfer(self) -> CreditTransfer | None:
        """Return the line as it is signed; None while its amount cannot be read."""
        if self.satang is None:
            return None
        return CreditTransfer(
            number=self.number,
            bank=self.bank,
            account=self.account,
            name=self.name,
            amount=Money(self.satang),
            person_id=self.person_id,
            mobile=self.mobile,
            email=self.email,
            reference=self.reference,
            origin=self.origin,
            payee_id=self.payee_id,
            payee_rev=self.payee_rev,
        )

    def __repr__(self) -> str:
        """Tell nothing that must not be in a log."""
        return f"LineRecord(number={self.number}, status={self.status.value!r})"


NOT_ACCEPTED = "answer.refused"
"""What the step is called with which the central system refused what was asked of it."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A step in a batch's life: what, who, where, when; ``detail`` is a person's reason or words, or a file's name.

    Of a decision: how many lines of how many were opened (``lines_count`` 0: not told), and those declined by it.
    ``line`` is the one that a comment is about, 0 for the whole batch; of `NOT_ACCEPTED` the detail is a code,
    and ``facts`` are those that the central system told of it.
    """

    at: datetime
    what: str
    uid: str
    name: str
    device: str
    detail: str
    opened_count: int = 0
    lines_count: int = 0
    declined: tuple[int, ...] = ()
    line: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
