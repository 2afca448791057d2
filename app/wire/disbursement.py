"""Paying: what is signed, commanded and answered (reliability.md 4.8). All values are strings; '' stands for none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.wire import merkle
from app.wire.codec import Message, encode_each
from app.wire.forms import Balance, Day, FiscalYear, Moment, Number, Satang, Sha256, Signature, Uuid
from app.wire.orders import Command, Decided, Made
from app.wire.recalls import Document

if TYPE_CHECKING:
    from collections.abc import Iterable


class Line(Message, frozen=True, gc=False, omit_defaults=True):
    """One payee. ``n`` counts from 1; its leaf in the tree is its canonical bytes. ``satang`` has no sign or zeros.

    ``bank`` is a code of the Bank of Thailand, or `PROMPTPAY`: then ``acct`` is a citizen or tax id (13 digits) or a
    mobile number (10). ``payee_id`` and ``payee_rev`` name the approved record of the register, or are ''. ``origin``
    is the line that is paid again, ``op_id/rev/n``, or ''. A field that is its default is left out of the bytes.
    """

    n: Number
    bank: str
    acct: str
    name: str
    satang: Satang
    payee_id: str
    payee_rev: Number
    person_id: str
    mobile: str
    email: str
    ref: str
    origin: str = ""


def lines_root(lines: Iterable[Line]) -> str:
    """Return the root over lines in their order."""
    return merkle.root(encode_each(lines))


class Attachment(Message, frozen=True):
    """A paper that belongs to what is signed; its bytes are at ``/v1/files/{sha256}``. ``media`` is a MIME type."""

    sha256: Sha256
    name: str
    media: str
    size: Number


class Payment(Made, frozen=True, omit_defaults=True):
    """The head of a batch, which the maker signs; ``op_id`` is for life, ``rev`` counts submitted editions from 1.

    ``dup_ack`` is the maker's reason for keeping lines that look alike, or empty. ``ckpt_size`` and ``ckpt_root`` are
    the newest position and leaf of the unit's log that the maker's workstation had verified. ``file_sha256`` is the
    hash of the imported file, or empty. ``value_date``, ``doc_date``: ``YYYY-MM-DD``; ``fy``: Buddhist fiscal year.

    ``sub_kind`` and ``service`` are codes of the tables in `app.wire.access.Unit`; ``service`` '' is the ordinary one.
    ``basis_no`` and ``basis_date`` name the contract or permission that a kind demands. ``doc_no`` is the draw:
    ``draw_satang`` is what was drawn from the treasury under it, '' where the batch is all of it; what the batches of a
    draw leave over needs ``residue_reason``. ``follows`` is the ``op_id`` whose failed lines are paid again, or ''.
    A field that is its default is left out of the bytes.
    """

    op_id: Uuid
    rev: Number
    agency: str
    unit: str
    kind: str
    debit_acct: str
    value_date: Day
    fy: FiscalYear
    doc_no: str
    doc_date: Day
    purpose: str
    memo: str
    file_sha256: Sha256
    lines_root: Sha256
    lines_count: Number
    total_satang: Satang
    dup_ack: str
    ckpt_size: Number
    ckpt_root: Sha256
    sub_kind: str = ""
    service: str = ""
    basis_no: str = ""
    basis_date: Day = ""
    draw_satang: Satang = ""
    residue_reason: str = ""
    follows: str = ""
    attachments: tuple[Attachment, ...] = ()


class LineRemark(Message, frozen=True):
    """What an authorizer says of one line: ``code`` is a `LineReason`, ``text`` words of their own or ''."""

    n: Number
    code: str
    text: str


class Authorization(Decided, frozen=True, omit_defaults=True):
    """What an authorizer signs; ``decision`` is ``approve``, ``return`` or ``release``; ``challenge`` is used once.

    ``lines``: with ``return`` the lines to mend; with ``approve`` the lines that are declined: they are not paid, the
    others are. ``opened`` names the lines that were looked at, and must hold every one of `BatchContent.must_open`.
    ``value_date`` is the day of a release, '' otherwise. A field that is its default is left out of the bytes.

    ``shown_sha256`` is the hash of `app.wire.shown.shown_text` over the verified payment and lines;
    ``maker_sig_sha256`` is `app.wire.signature.signature_sha256` of the maker's.
    """

    op_id: Uuid
    rev: Number
    payment_sha256: Sha256
    maker_sig_sha256: Sha256
    shown_sha256: Sha256
    lines: tuple[LineRemark, ...] = ()
    opened: tuple[str, ...] = ()
    value_date: Day = ""


class Submit(Command, frozen=True):
    """Command: hand a batch in. ``payment_sig`` is the maker's over the canonical bytes of ``payment``."""

    payment: Payment
    payment_sig: Signature
    lines: tuple[Line, ...]


class Decide(Command, frozen=True):
    """Command: an authorizer's signed decision, to approve or to send the whole batch back."""

    authorization: Authorization
    authorization_sig: Signature


class Withdraw(Command, frozen=True):
    """Command: the maker takes a batch back before the first signature, to mend it."""

    op_id: Uuid
    rev: Number
    reason: str


class Cancel(Command, frozen=True):
    """Command: the maker gives a batch up for good: returned, withdrawn, or approved and not yet with the bank.

    The bank's yes is the answer; its no is ``cancel_too_late``.
    """

    op_id: Uuid
    rev: Number
    reason: str


class CloseLines(Command, frozen=True):
    """Command: the maker ends failed lines of a finished batch that will not be paid again; their money stays drawn."""

    op_id: Uuid
    rev: Number
    lines: tuple[LineRemark, ...]


class Comment(Command, frozen=True):
    """Command: a word about a batch, or about its line ``n``, which stays with its evidence."""

    op_id: Uuid
    n: Number
    text: str


PROMPTPAY = "promptpay"
"""In place of a bank code: the money finds the account by a registered id."""
CLOSE_LINES = "khlang.close-lines/1"
COMMENT = "khlang.comment/1"
SUBMIT = "khlang.submit/1"
DECIDE = "khlang.decide/1"
WITHDRAW = "khlang.withdraw/1"
CANCEL = "khlang.cancel/1"
PAYMENT = "khlang.payment/1"
AUTHORIZATION = "khlang.authz/1"
RECEIPT = "khlang.receipt/1"


class Done(Message, frozen=True):
    """Answer to a command that had its effect: 201 the first time, 200 with the same bytes on every replay.

    ``log``, ``seq`` and ``leaf`` say where in the unit's log it stands.
    """

    cmd_id: Uuid
    op_id: Uuid
    status: str
    version: Number
    at: Moment
    log: str
    seq: Number
    leaf: Sha256


class BatchContent(Message, frozen=True):
    """Answer of ``GET /v1/batches/{op_id}``: the signed edition, for the other workstation to verify and show.

    ``payment`` holds the canonical bytes as text; ``authorizations`` the signed decisions on this edition. ``turn``
    names who may give the next signature now, substitutes included; nobody signed for that. ``marks`` are what the
    central system's own rules find in the lines; ``must_open`` the lines that this person must look at before
    approving: those of the graver marks, and a sample that nobody can foresee. ``declined`` are not paid.
    """

    op_id: Uuid
    status: str
    version: Number
    payment: str
    payment_sig: Signature
    lines: tuple[Line, ...]
    authorizations: tuple[SignedAuthorization, ...]
    turn: tuple[str, ...] = ()
    marks: tuple[RiskMark, ...] = ()
    must_open: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()


class BatchStage(Message, frozen=True):
    """A step of a batch: when, of which edition, what it is (`Stage`), and who or what brought it about (`Cause`).

    ``lines`` are numbers and stretches of them (``1-19,21``), '' where it is about the whole batch. ``who`` is the
    person, '' for anybody else; ``rule`` the rule that decided, '' for none, in version ``rules`` of the bank's rules,
    0 where none was asked. ``status`` is the batch's then.
    """

    at: Moment
    rev: Number
    stage: str
    lines: str
    cause: str
    who: str
    rule: str
    rules: Number
    status: str
    reason: str


class BatchStages(Message, frozen=True):
    """Answer of ``GET /v1/batches/{op_id}/stages``: all steps of a batch, the first one first."""

    op_id: Uuid
    stages: tuple[BatchStage, ...]


class RiskMark(Message, frozen=True):
    """A rule that a line fits, with the data it fits by: explained, never a score. ``rule`` is a `RiskRule`."""

    n: Number
    rule: str
    facts: dict[str, str]


class Draw(Message, frozen=True):
    """Money that came from the treasury under one document: what is reserved, paid and left of it, in satang.

    ``returned_satang`` goes back to the treasury, or went: remittances that were neither sent back nor refused.
    ``gfmis`` is yes where the treasury told the bank of it, no where the unit's first batch named it. ``documents`` are
    the treasury's: those of the claim and its arrival, then those of what went back.
    """

    doc_no: str
    doc_date: Day
    account: str
    fy: FiscalYear
    satang: Satang
    reserved_satang: Satang
    paid_satang: Satang
    returned_satang: Satang
    residue_satang: Balance
    drawn_on: Day
    gfmis: str
    batches: tuple[str, ...]
    documents: tuple[Document, ...]


class Draws(Message, frozen=True):
    """Answer of ``GET /v1/draws``: the unit's, open ones first, oldest first."""

    server_time: Moment
    draws: tuple[Draw, ...]


class SignedAuthorization(Message, frozen=True):
    """An authorization's canonical bytes as text, and its signature."""

    authorization: str
    signature: Signature


class Receipt(Message, frozen=True):
    """The bank's word on a finished batch, signed under label RCPT over its canonical bytes.

    Whatever was not settled, late returns included, counts as rejected. ``outcomes_sha256`` is
    `app.wire.events.outcomes_sha256`; ``authz_sha256`` the hash of the authorizations' canonical texts, joined by line
    feeds in the order of signing (of the one text where one signature is enough).
    """

    typ: str
    op_id: Uuid
    rev: Number
    bank_ref: str
    status: str
    finished_at: Moment
    settled_count: Number
    settled_satang: Satang
    rejected_count: Number
    rejected_satang: Satang
    lines_root: Sha256
    outcomes_sha256: Sha256
    payment_sha256: Sha256
    authz_sha256: Sha256
    log: str
    epoch: Uuid


class SignedReceipt(Message, frozen=True):
    """A receipt's canonical bytes as text, and the bank's signature."""

    receipt: str
    signature: Signature
