"""A fiscal year of a unit, kept where no program of ours is needed: a zip that is written, and checked, as it streams.

`HEAD_FILE` names every other file with its hash and is signed by who made the archive. Files that end in ``.jsonl``
hold one canonical message a line: records of the log, opened bodies, acts of the workstation, rows of the index. The
log is there from its first record to the end that the bank signed, so that every event of the year, and every key,
rests on the bank's key alone. All values are strings; '' stands for none.
"""

from __future__ import annotations

from app.wire.codec import Message
from app.wire.dossier import DossierBatch, Opened, SealedFile
from app.wire.forms import Day, Key, KeyId, Moment, Number, Satang, Sha256, Signature, Uuid

YEAR_ARCHIVE = "khlang.year-archive/1"
HEAD_FILE = "archive.json"
RECORDS_FILE = "log/records.jsonl"
BODIES_FILE = "log/bodies.jsonl"
ACTS_FILE = "audit/acts.jsonl"
INDEX_FILE = "index/index.jsonl"
STATEMENT, DAY, REMITTANCE = "statement", "day", "remittance"
BATCHES = "batches"
PAPERS = "papers"
RECEIPTS = "receipts"
SIGNED = "signed"
"""The folders of batches (an `ArchivedBatch` each, named by its id), of sealed papers, of the books of receipts,
and of what the bank signed besides (`BankSigned`): statements, closes of days, success records of remittances.

A book is a ``.jsonl`` of its `SignedOfficialReceipt`, in the order of their numbers.
"""


class ArchivedBatch(Message, frozen=True):
    """A batch whose value date is in the year; ``bodies`` open every record about it, in order."""

    batch: DossierBatch
    bodies: tuple[Opened, ...]


class BankSigned(Message, frozen=True):
    """What the bank signed: ``what`` is `STATEMENT`, `DAY` or `REMITTANCE`, ``text`` canonical, ``sig`` the bank's.

    ``order`` and ``decision`` are what two persons of the unit signed before it, '' where there is none.
    """

    what: str
    text: str
    sig: Signature
    order: str
    order_sig: Signature
    decision: str
    decision_sig: Signature


class IndexRow(Message, frozen=True):
    """A thing of the year that a person may look for; ``file`` is its path in the archive, '' where it has none.

    ``kind``: ``batch``, ``unfinished``, ``detail``, ``summary``, ``history``, ``attachment``, ``recall``, ``receipt``,
    ``receipt_void``, ``register``, `STATEMENT`, `DAY`, `REMITTANCE`;
    ``reference`` is its short name, ``about`` the batch or receipt, ``day`` ISO.
    """

    kind: str
    reference: str
    about: str
    title: str
    day: str
    satang: Satang
    file: str


class OpenMatter(Message, frozen=True):
    """Why an archive is not complete: ``year_running``, or ``batch_unfinished`` with its reference."""

    what: str
    reference: str


class BatchNamed(Message, frozen=True):
    """A batch of the archive: its file is in `BATCHES`."""

    op_id: Uuid
    reference: str
    total_satang: Satang


class YearArchive(Message, frozen=True):
    """`HEAD_FILE`. The year is ``fiscal_year`` (Buddhist), from ``begins_at`` to before ``ends_at``.

    ``complete`` is yes or no, and ``open_matters`` say why not. ``acts`` run without a gap from ``acts_from`` (the
    first of the year, '' for none) to ``acts_to``. ``receipts`` counts those issued in the year. ``files`` are in the
    order of their names.
    """

    typ: str
    fiscal_year: str
    begins_at: Moment
    ends_at: Moment
    keep_until: Day
    complete: str
    open_matters: tuple[OpenMatter, ...]
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    made_at: Moment
    maker_uid: str
    maker_kid: KeyId
    device: str
    bank_public_key: Key
    log: str
    head_seq: Number
    head_leaf: Sha256
    head_sig: Signature
    acts_from: Number
    acts_to: Number
    receipts: str
    batches: tuple[BatchNamed, ...]
    files: tuple[SealedFile, ...]
