"""News of the central system about a unit's batches, verified and in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement.review import Word

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.access.keys import PublicKey
    from app.domain.access.news import AccessNews
    from app.domain.closing.news import DayNews
    from app.domain.collections.news import CollectionNews
    from app.domain.disbursement.batch import BatchStatus
    from app.domain.disbursement.review import Remark
    from app.domain.disbursement.transfer import LineStatus
    from app.domain.payees.news import PayeeNews
    from app.domain.recalls.news import RecallNews
    from app.domain.remittances.news import RemittanceNews
    from app.domain.values.money import Money


@dataclass(frozen=True, slots=True)
class BatchSubmitted:
    """An edition waits for signatures; ``payment`` are the exact bytes its maker signed.

    ``stages`` names the uids who may give the first, second ... signature; empty for any authorizers in any order.
    ``together`` is the sum of this and other batches of the same draw where so many must sign because of it, or None.
    """

    op_id: str
    rev: int
    status: BatchStatus
    version: int
    signatures_needed: int
    payment: bytes
    payment_sig: str
    maker_uid: str
    stages: tuple[tuple[str, ...], ...] = ()
    together: Money | None = None


@dataclass(frozen=True, slots=True)
class BatchDecided:
    """A signature was added, the last one was added, the batch was sent back with a reason, or let go.

    ``remarks`` are what is said of single lines: declined by an approval, to be mended in a return. ``value_date`` is
    the day that a release names, '' for every other decision.
    """

    op_id: str
    rev: int
    status: BatchStatus
    version: int
    signatures_have: int
    signatures_needed: int
    approved: bool
    reason: str
    authorization: bytes
    authorization_sig: str
    word: Word = Word.APPROVE
    remarks: tuple[Remark, ...] = ()
    opened_count: int = 0
    value_date: str = ""


@dataclass(frozen=True, slots=True)
class BatchMoved:
    """Withdrawn, cancelled, released, refused, or moved to another day: it is paid at ``pay_at`` then.

    ``reason`` is a person's, a code of the bank's, or its words about the day.
    """

    op_id: str
    rev: int
    status: BatchStatus
    version: int
    reason: str
    pay_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What became of one line; ``reason`` is an ISO 20022 code or empty."""

    number: int
    status: LineStatus
    reason: str
    bank_reference: str
    at: datetime
    notice: str


@dataclass(frozen=True, slots=True)
class LinesReported:
    """Results of some lines of a batch, and what they moved together."""

    op_id: str
    rev: int
    version: int
    outcomes: tuple[LineOutcome, ...]
    settled: Money
    returned: Money


@dataclass(frozen=True, slots=True)
class BatchFinished:
    """Every line has an answer; ``receipt`` are the exact bytes the bank signed."""

    op_id: str
    rev: int
    status: BatchStatus
    version: int
    bank_ref: str
    receipt: bytes
    receipt_sig: str


@dataclass(frozen=True, slots=True)
class LinesClosed:
    """The maker ended failed lines that will not be paid again; ``reasons`` holds a code, and words, by number."""

    op_id: str
    rev: int
    reasons: dict[int, str]


@dataclass(frozen=True, slots=True)
class BatchCommented:
    """Somebody said something about a batch, or about its line ``number`` (0: the batch)."""

    op_id: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class KeyRegistered:
    """A colleague's key is known from here on, under the name that its holder bears at the bank."""

    key: PublicKey
    name_th: str
    name_en: str


OfBatch = BatchSubmitted | BatchDecided | BatchMoved | LinesReported | BatchFinished | LinesClosed | BatchCommented
News = OfBatch | KeyRegistered


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One entry of the unit's log with its place in the chain; ``record`` and ``body`` are exact bytes.

    ``op_id`` is the batch, or whom or what news about rights is about, the change of the payee register that news is
    about, and empty for other news; ``cmd_id`` is empty
    for what no command caused. ``salt`` opens the commitment to ``body`` in ``record``.
    """

    seq: int
    leaf: str
    at: str
    kind: str
    op_id: str
    uid: str
    device: str
    record: bytes
    body: bytes
    news: News | AccessNews | PayeeNews | RecallNews | CollectionNews | DayNews | RemittanceNews
    cmd_id: str = ""
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The bank's signature over an end of a unit's log: all records up to number ``seq``, the last being ``leaf``."""

    log: str
    seq: int
    leaf: str
    signature: str
