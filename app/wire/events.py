"""What happened, in order: one append-only log a unit, each record chained to the one before (reliability.md 4.5, 4.8).

``leaf`` = SHA-256(0x00 || canonical record); ``prev`` = leaf of the record before, 64 zeros for the first (seq 1).
``body_commit`` = SHA-256(salt || body): the log proves a body without holding it. Bodies are canonical messages below,
named by ``record.type``.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.wire.codec import Message, encode
from app.wire.disbursement import LineRemark, SignedAuthorization, SignedReceipt
from app.wire.forms import Key, KeyId, Moment, Number, Salt, Satang, Sha256, Signature, Uuid, YesNo

if TYPE_CHECKING:
    from collections.abc import Iterable

LOG_RECORD = "khlang.log/1"
NO_LEAF = "0" * 64

BATCH_SUBMITTED = "batch.submitted"
BATCH_SIGNED = "batch.signed"
BATCH_APPROVED = "batch.approved"
BATCH_RETURNED = "batch.returned"
BATCH_WITHDRAWN = "batch.withdrawn"
BATCH_CANCELLED = "batch.cancelled"
BATCH_POSTPONED = "batch.postponed"
BATCH_RELEASED = "batch.released"
BATCH_REFUSED = "batch.refused"
LINES_REPORTED = "lines.reported"
BATCH_FINISHED = "batch.finished"
LINES_CLOSED = "lines.closed"
BATCH_COMMENTED = "batch.commented"
NOTICES_REPORTED = "notices.reported"
KEY_REGISTERED = "key.registered"
ACCESS_CHANGED = "access.changed"
ACCESS_PROPOSED = "access.proposed"
SECURITY_NOTICED = "security.noticed"


class LogRecord(Message, frozen=True):
    """The chained part of an event; ``sig_sha256`` is the hash of the signature that caused it, or empty."""

    typ: str
    log: str
    seq: Number
    ts: Moment
    agency: str
    actor_uid: str
    actor_kid: KeyId
    device: str
    type: str
    obj: str
    cmd_id: Uuid
    body_commit: Sha256
    sig_sha256: Sha256
    prev: Sha256


class Event(Message, frozen=True):
    """A record with its opened body; ``salt`` is 32 hexadecimal digits, ``body`` canonical bytes as text."""

    record: LogRecord
    salt: Salt
    body: str


class EventsPage(Message, frozen=True):
    r"""Answer of ``GET /v1/events?epoch=E&after=S&limit=N``; ``after`` 0 is the beginning; ``more`` is yes or no.

    ``head_sig`` is the bank's over ``log + "\\n" + head_seq + "\\n" + head_leaf`` under label CKPT.
    """

    epoch: Uuid
    log: str
    events: tuple[Event, ...]
    more: YesNo
    head_seq: Number
    head_leaf: Sha256
    head_sig: Signature


class BatchSubmitted(Message, frozen=True, omit_defaults=True):
    """A new edition waits for signatures; ``voided`` names the kids whose signatures on the last edition fell.

    ``stages`` names the uids who may give the first, second ... signature; empty: any authorizers in any order.
    ``together_satang`` is what this and other batches take of the same draw, where that and not the batch's own total
    is why so many must sign, or ''. A field that is its default is left out of the bytes.
    """

    op_id: Uuid
    rev: Number
    status: str
    version: Number
    payment: str
    payment_sig: Signature
    signatures_needed: Number
    voided: tuple[str, ...]
    stages: tuple[tuple[str, ...], ...] = ()
    together_satang: Satang = ""


class BatchDecided(Message, frozen=True):
    """A signature was added (signed), the last one (approved), or the batch sent back (returned)."""

    op_id: Uuid
    rev: Number
    status: str
    version: Number
    decision: SignedAuthorization
    signatures_have: Number
    signatures_needed: Number


class BatchMoved(Message, frozen=True, omit_defaults=True):
    """Withdrawn, cancelled, released to execution, or moved to another day (postponed).

    ``reason`` is the person's, a code of the bank's, or its words about the day. A batch that was moved is paid at
    ``pay_at``, '' for any other.
    """

    op_id: Uuid
    rev: Number
    status: str
    version: Number
    reason: str
    pay_at: Moment = ""


class Outcome(Message, frozen=True):
    """What became of one line. ``status``: settled, rejected or returned; ``reason``: ISO 20022 code or empty.

    ``notice`` says how the payee was told after success: ``sms``, ``email`` or ``no_address``; empty otherwise.
    ``name_at_bank`` is the payee's name as the bank knows it where that differs from the line's, else empty.
    """

    n: Number
    status: str
    reason: str
    bank_ref: str
    at: Moment
    notice: str
    name_at_bank: str = ""


class LinesReported(Message, frozen=True, omit_defaults=True):
    """Results of up to 500 lines, in line order; what moved together, for those who may not see the lines.

    ``settled_satang`` and ``returned_satang`` are '' where nothing moved, and then left out of the bytes.
    """

    op_id: Uuid
    rev: Number
    version: Number
    outcomes: tuple[Outcome, ...]
    settled_satang: Satang = ""
    returned_satang: Satang = ""


class BatchFinished(Message, frozen=True):
    """Every line has an answer; after a late return it is said again with the new sums."""

    op_id: Uuid
    rev: Number
    status: str
    version: Number
    receipt: SignedReceipt


class LinesClosed(Message, frozen=True):
    """The maker ended failed lines that will not be paid again."""

    op_id: Uuid
    rev: Number
    lines: tuple[LineRemark, ...]


class BatchCommented(Message, frozen=True):
    """Somebody said something about a batch, or about its line ``n``; the record's actor."""

    op_id: Uuid
    n: Number
    text: str


class NoticeReport(Message, frozen=True):
    """What became of one notice: ``state`` sent or failed, ``problem`` the server's code, e.g. ``550``, or ''."""

    n: Number
    channel: str
    state: str
    problem: str
    at: Moment


class NoticesReported(Message, frozen=True):
    """What became of the notices to payees of a batch, up to 500 at once."""

    op_id: Uuid
    rev: Number
    reports: tuple[NoticeReport, ...]


class KeyRegistered(Message, frozen=True):
    """A person's signing key is known from here on; the names are the person's at that time."""

    uid: str
    kid: KeyId
    public_key: Key
    device_id: str
    device_name: str
    name_th: str
    name_en: str


class AccessProposed(Message, frozen=True):
    """A proposal came, was returned or taken back: in the agency's log only. ``decision`` is '' or the signed text."""

    req_id: Uuid
    status: str
    kind: str
    subject: str
    subject_name: str
    proposal: str
    proposal_sig: Signature
    decision: str
    decision_sig: Signature
    reason: str


class AccessChanged(Message, frozen=True):
    """Rights changed, by two administrators or by an act of one: in the agency's log and in the log of ``unit``.

    ``what`` is a `ProposalKind`, an `ActKind` or ``bank.<what>``; ``before`` and ``after`` are canonical texts of the
    subject. Texts that do not apply are ''. The unit's copy leaves out what is private: citizen id, telephone and
    e-mail in the records, and the proposal that holds them; the decision's hash names it.
    """

    what: str
    id: str
    unit: str
    subject: str
    subject_name: str
    before: str
    after: str
    proposal: str
    proposal_sig: Signature
    decision: str
    decision_sig: Signature
    act: str
    act_sig: Signature
    reason: str


class SecurityNoticed(Message, frozen=True):
    """Something at the door that administrators should know: in the agency's log.

    ``what``: ``user_locked``, ``session_taken_over``, ``workstation_enrolled``, ``password_changed``,
    ``slip_printed``: the record's actor has the user's secret in hand, or the code of ``other_device_name``.
    """

    what: str
    uid: str
    company_id: str
    user_id: str
    name_th: str
    device_id: str
    device_name: str
    other_device_name: str


def body_commit(salt: str, body: str) -> str:
    """Return the commitment to ``body`` under ``salt`` (hexadecimal)."""
    return hashlib.sha256(bytes.fromhex(salt) + body.encode()).hexdigest()


def outcomes_sha256(outcomes: Iterable[Outcome]) -> str:
    """Return the hash in a receipt: over the newest outcome of every line, in line order, one canonical text a row."""
    return hashlib.sha256(b"\n".join(encode(outcome) for outcome in outcomes)).hexdigest()


def leaf(record: LogRecord) -> str:
    """Return the record's leaf, the ``prev`` of the next."""
    return hashlib.sha256(b"\x00" + encode(record)).hexdigest()
