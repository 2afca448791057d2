"""Paying: what is signed, commanded and answered (reliability.md 4.8). All values are strings; '' stands for none."""

from __future__ import annotations

from app.wire.codec import Message


class Line(Message, frozen=True, gc=False):
    """One payee. ``n`` counts from 1; its leaf in the tree is its canonical bytes. ``satang`` has no sign or zeros."""

    n: str
    bank: str
    acct: str
    name: str
    satang: str
    payee_id: str
    payee_rev: str
    person_id: str
    mobile: str
    email: str
    ref: str


class Payment(Message, frozen=True):
    """The head of a batch, which the maker signs; ``op_id`` is for life, ``rev`` counts submitted editions from 1.

    ``dup_ack`` is the maker's reason for keeping lines that look alike, or empty. ``ckpt_size`` and ``ckpt_root`` are
    the newest position and leaf of the unit's log that the maker's workstation had verified. ``file_sha256`` is the
    hash of the imported file, or empty. ``value_date``, ``doc_date``: ``YYYY-MM-DD``; ``fy``: Buddhist fiscal year.
    """

    typ: str
    op_id: str
    rev: str
    agency: str
    unit: str
    kind: str
    debit_acct: str
    value_date: str
    fy: str
    doc_no: str
    doc_date: str
    purpose: str
    memo: str
    file_sha256: str
    lines_root: str
    lines_count: str
    total_satang: str
    dup_ack: str
    maker_uid: str
    maker_kid: str
    device: str
    made_at: str
    ckpt_size: str
    ckpt_root: str


class Authorization(Message, frozen=True):
    """What an authorizer signs; ``decision`` is ``approve`` or ``return``; ``challenge`` is used once.

    ``shown_sha256`` is the hash of `app.wire.shown.shown_text` over the verified payment and lines;
    ``maker_sig_sha256`` is `app.wire.signature.signature_sha256` of the maker's.
    """

    typ: str
    op_id: str
    rev: str
    payment_sha256: str
    maker_sig_sha256: str
    decision: str
    reason: str
    shown_sha256: str
    auth_uid: str
    auth_kid: str
    device: str
    session_epoch: str
    challenge: str
    at: str


class Submit(Message, frozen=True):
    """Command: hand a batch in. ``payment_sig`` is the maker's over the canonical bytes of ``payment``."""

    typ: str
    cmd_id: str
    session_epoch: str
    device: str
    payment: Payment
    payment_sig: str
    lines: tuple[Line, ...]


class Decide(Message, frozen=True):
    """Command: an authorizer's signed decision, to approve or to send the whole batch back."""

    typ: str
    cmd_id: str
    session_epoch: str
    device: str
    authorization: Authorization
    authorization_sig: str


class Withdraw(Message, frozen=True):
    """Command: the maker takes a batch back before the first signature, to mend it."""

    typ: str
    cmd_id: str
    session_epoch: str
    device: str
    op_id: str
    rev: str
    reason: str


class Cancel(Message, frozen=True):
    """Command: the maker gives up a returned or withdrawn batch for good."""

    typ: str
    cmd_id: str
    session_epoch: str
    device: str
    op_id: str
    rev: str
    reason: str


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

    cmd_id: str
    op_id: str
    status: str
    version: str
    at: str
    log: str
    seq: str
    leaf: str


class BatchContent(Message, frozen=True):
    """Answer of ``GET /v1/batches/{op_id}``: the signed edition, for the other workstation to verify and show.

    ``payment`` holds the canonical bytes as text; ``authorizations`` the signed decisions on this edition. ``turn``
    names who may give the next signature now, substitutes included; nobody signed for that.
    """

    op_id: str
    status: str
    version: str
    payment: str
    payment_sig: str
    lines: tuple[Line, ...]
    authorizations: tuple[SignedAuthorization, ...]
    turn: tuple[str, ...] = ()


class SignedAuthorization(Message, frozen=True):
    """An authorization's canonical bytes as text, and its signature."""

    authorization: str
    signature: str


class Receipt(Message, frozen=True):
    """The bank's word on a finished batch, signed under label RCPT over its canonical bytes.

    Whatever was not settled, late returns included, counts as rejected. ``outcomes_sha256`` is
    `app.wire.events.outcomes_sha256`; ``authz_sha256`` the hash of the authorizations' canonical texts, joined by line
    feeds in the order of signing (of the one text where one signature is enough).
    """

    typ: str
    op_id: str
    rev: str
    bank_ref: str
    status: str
    finished_at: str
    settled_count: str
    settled_satang: str
    rejected_count: str
    rejected_satang: str
    lines_root: str
    outcomes_sha256: str
    payment_sha256: str
    authz_sha256: str
    log: str
    epoch: str


class SignedReceipt(Message, frozen=True):
    """A receipt's canonical bytes as text, and the bank's signature."""

    receipt: str
    signature: str
