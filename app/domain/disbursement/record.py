"""A batch and its lines as they are kept and shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.disbursement.batch import BatchStatus, Kind

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.disbursement.transfer import LineStatus
    from app.domain.values.money import Money


class Delivery(StrEnum):
    """How far the last command about a batch has got; UNKNOWN is sent and not answered."""

    NONE = "none"
    QUEUED = "queued"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BatchHead:
    """What a maker writes above the lines; dates and document may still be missing in a draft."""

    kind: Kind = Kind.WELFARE
    purpose: str = ""
    memo: str = ""
    debit_account: str = ""
    value_date: date | None = None
    document_no: str = ""
    document_date: date | None = None
    duplicate_reason: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A payment batch on this workstation. ``op_id`` is for life; ``rev`` counts editions handed in (0: none yet).

    ``file_total`` is the sum that the imported file stated itself, if it did.
    """

    op_id: str
    rev: int
    status: BatchStatus
    delivery: Delivery
    head: BatchHead
    file_name: str
    file_sha256: str
    file_total: Money | None
    lines_count: int
    total: Money
    errors_count: int
    warnings_count: int
    maker_uid: str
    mine: bool
    created_at: datetime
    updated_at: datetime
    version: int
    reason: str
    signatures_have: int
    signatures_needed: int
    settled_count: int
    settled: Money
    failed_count: int
    failed: Money

    @property
    def reference(self) -> str:
        """The short name by which people call the batch: enough of ``op_id`` to be alone in a unit's year."""
        return self.op_id.replace("-", "")[:10].upper()

    @property
    def pending_count(self) -> int:
        """How many lines still wait for the bank's answer."""
        return self.lines_count - self.settled_count - self.failed_count


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A line as kept: cells hold the normal form where they could be read, and what was typed where not.

    ``satang`` is None while the amount cannot be read. ``originals`` maps a field to the text before its repair.
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
    status: LineStatus
    reason: str
    bank_reference: str
    settled_at: datetime | None
    notice: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A step in a batch's life: what, who, where, when; ``detail`` is a person's reason or a file's name."""

    at: datetime
    what: str
    uid: str
    name: str
    device: str
    detail: str
