"""What the documents say, as plain data: satang, ISO dates and codes; each document finds the words itself.

The *canonical form* of a document is RFC 8785 JSON of what its paper shows, in no language, without who printed it
when: a reprint has the same hash, and so has the English copy. Hidden digits of an account are left out on purpose:
a hash over them would let anyone with a scanner try the million possibilities.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import msgspec

from app.domain.values.identifiers import masked_account

if TYPE_CHECKING:
    from app.domain.access.template import Template

Accounts = Literal["masked", "full"]
Layout = Literal["page", "half", "roll"]
"""A receipt to itself on A4, two on a sheet to be cut, or each on its own length of an 80 mm roll."""


class DocumentKind(StrEnum):
    """The documents, as their codes name them."""

    DETAIL = "detail"
    SUMMARY = "summary"
    HISTORY = "history"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Stationery:
    """A version of what the agency's papers bear; ``sha256`` is over the text that both administrators signed.

    ``emblem`` is the PNG that the template names, b"" where it names none.
    """

    version: int
    sha256: str
    template: Template
    emblem: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Office:
    """Whose paper it is; ``simulated`` puts the warning on every page.

    Without ``stationery`` the paper bears nothing but the names.
    """

    agency: str
    unit: str
    unit_code: str
    simulated: bool
    stationery: Stationery | None = None


@dataclass(frozen=True, slots=True)
class Printing:
    """Who makes this copy, when (instant as `dates.instant` writes it), and how much of an account it shows.

    ``position`` is the newest entry of the workstation's audit chain at that time, 0 where none is told: the entry of
    this copy is found after it.
    """

    printed_by: str
    printed_at: str
    accounts: Accounts = "masked"
    position: int = 0


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who signed: ``role`` is ``maker`` or ``authorizer``, ``signed_at`` an instant."""

    role: str
    name: str
    signed_at: str


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """The batch a report is about; ``kind`` as in `domain.disbursement.batch.Kind`, ``value_date`` an ISO day.

    ``kind_name`` is what the unit's table calls kind and sort, '' where the catalogue's word will do. ``more`` are
    further facts of the head: a key of the documents' area and what to say.
    """

    reference: str
    purpose: str
    kind: str
    debit_bank: str
    debit_account: str
    value_date: str
    signers: tuple[Signer, ...]
    document_no: str = ""
    kind_name: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A payee's line. ``status`` is a `LineStatus`; ``reason`` an ISO 20022 code, or empty.

    ``settled_at`` is the instant of the bank's answer, or empty.
    """

    number: int
    name: str
    bank: str
    account: str
    amount_satang: int
    status: str
    reference: str = ""
    settled_at: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DetailReport:
    """Every line of a batch with what became of it."""

    office: Office
    batch: BatchFacts
    lines: tuple[Line, ...]
    printing: Printing


@dataclass(frozen=True, slots=True)
class SummaryReport:
    """The same lines, counted and summed by status and by bank, to be signed."""

    office: Office
    batch: BatchFacts
    lines: tuple[Line, ...]
    printing: Printing


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A step in the batch's life: ``what`` is an `Action` or an event's type; ``role`` and ``note`` may be empty.

    Of an approval: ``opened`` says how much was looked at, ``12/300``; ``declined`` names the lines that it leaves
    unpaid, ``3, 7``. ``line`` is the one that a comment is about. ``facts`` are those of a refusal, whose code is the
    note.
    """

    at: str
    what: str
    person: str
    role: str
    device: str
    note: str = ""
    opened: str = ""
    declined: str = ""
    line: str = ""
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TransactionHistory:
    """Who did what to a batch, where and when."""

    office: Office
    batch: BatchFacts
    events: tuple[HistoryEvent, ...]
    printing: Printing


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that one payment was made. ``bank_signature`` is the bank's over the batch's result, as text."""

    number: str
    payee: str
    bank: str
    account: str
    amount_satang: int
    paid_at: str
    purpose: str
    batch_reference: str
    reference: str
    bank_reference: str
    bank_signature: str
    debit_bank: str
    debit_account: str


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts of one batch to be printed in one go, with those who signed it."""

    office: Office
    receipts: tuple[Receipt, ...]
    signers: tuple[Signer, ...]
    printing: Printing
    layout: Layout = "page"


def shown_account(account: str, accounts: Accounts) -> str:
    """Return an account number as far as this copy may show it, in digits where it may show all."""
    return account if accounts == "full" else masked_account(account)


def digest(kind: StrEnum, office: Office, printing: Printing, **facts: object) -> str:
    """Return the SHA-256 of a document's canonical form in 64 hexadecimal digits."""
    form = {"document": kind.value, **office_told(office), "accounts": printing.accounts, **facts}
    return hashlib.sha256(msgspec.json.encode(form, order="sorted")).hexdigest()


def office_told(office: Office) -> dict[str, object]:
    """Return whose paper it is, as every canonical form tells it; of the stationery, the hash of what was signed."""
    whose = {"agency": office.agency, "unit": office.unit, "unit_code": office.unit_code, "simulated": office.simulated}
    template = {"template": office.stationery.sha256} if office.stationery else {}
    return {"office": whose, **template}


def report_digest(kind: DocumentKind, report: DetailReport | SummaryReport) -> str:
    """Return the hash of a report on lines."""
    accounts = report.printing.accounts
    lines = [replace(line, account=shown_account(line.account, accounts)) for line in report.lines]
    return digest(kind, report.office, report.printing, batch=_shown_batch(report.batch, accounts), lines=lines)


def history_digest(history: TransactionHistory) -> str:
    """Return the hash of a transaction history."""
    batch = _shown_batch(history.batch, history.printing.accounts)
    return digest(DocumentKind.HISTORY, history.office, history.printing, batch=batch, events=history.events)


def receipt_digest(receipt: Receipt, receipts: Receipts) -> str:
    """Return the hash of one receipt; each is a document of its own, for its own reader."""
    accounts = receipts.printing.accounts
    shown = replace(
        receipt,
        account=shown_account(receipt.account, accounts),
        debit_account=shown_account(receipt.debit_account, accounts),
    )
    return digest(DocumentKind.RECEIPT, receipts.office, receipts.printing, receipt=shown, signers=receipts.signers)


def _shown_batch(batch: BatchFacts, accounts: Accounts) -> BatchFacts:
    return replace(batch, debit_account=shown_account(batch.debit_account, accounts))
