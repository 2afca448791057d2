"""The machine files of a fiscal year's archive: canonical lines as they stream by, and the head that is signed last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central.dossier import act_record, batch_record
from app.central.signed_orders import Signed
from app.domain.values.dates import instant
from app.wire import codec, signature
from app.wire import dossier as evidence
from app.wire import year_archive as wire
from app.wire.receipts import SignedOfficialReceipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from app.central.dossier import BatchTold
    from app.central.signed_orders import Signer
    from app.domain.access.audit import AuditEntry
    from app.domain.disbursement.outcome import Checkpoint
    from app.domain.years.fiscal_year import FiscalYear

HEAD_FILE, SIGNATURE_FILE = wire.HEAD_FILE, evidence.SIGNATURE_FILE
RECORDS_FILE, BODIES_FILE = wire.RECORDS_FILE, wire.BODIES_FILE
ACTS_FILE, INDEX_FILE = wire.ACTS_FILE, wire.INDEX_FILE
BATCHES, PAPERS, RECEIPTS, SIGNED = wire.BATCHES, wire.PAPERS, wire.RECEIPTS, wire.SIGNED
STATEMENT, DAY, REMITTANCE = wire.STATEMENT, wire.DAY, wire.REMITTANCE
NOTHING = Signed()
YEAR_RUNNING, BATCH_UNFINISHED = "year_running", "batch_unfinished"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the year that a person may look for; see `wire.IndexRow`. ``satang`` is None where it has no sum."""

    kind: str
    reference: str
    title: str
    day: str = ""
    satang: int | None = None
    file: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the archive, as it was written."""

    sha256: str
    size: int
    op_id: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """What the head says of the archive; ``batches`` are id, reference and sum in satang, ``acts`` their ends."""

    year: FiscalYear
    open_matters: Sequence[tuple[str, str]]
    agency_name: str
    unit_name: str
    bank_public_key: str
    end: Checkpoint
    acts: tuple[int, int]
    receipts: int
    batches: Sequence[tuple[str, str, int]]
    files: Mapping[str, Held]


def record_line(record: bytes) -> bytes:
    """Return a record of the log as a line: its very bytes."""
    return record + b"\n"


def opened(seq: int, salt: str, body: bytes) -> evidence.Opened:
    """Return the opened body of a record."""
    return evidence.Opened(str(seq), salt, body.decode())


def opened_line(seq: int, salt: str, body: bytes) -> bytes:
    """Return the opened body of a record as a line."""
    return codec.encode(opened(seq, salt, body)) + b"\n"


def act_line(entry: AuditEntry) -> bytes:
    """Return an entry of the audit chain as a line."""
    return codec.encode(act_record(entry)) + b"\n"


def receipt_line(text: bytes, sig: str) -> bytes:
    """Return a receipt, as the bank signed it, as a line of its book."""
    return codec.encode(SignedOfficialReceipt(text.decode(), sig)) + b"\n"


def index_line(thing: Thing) -> bytes:
    """Return a row of the index as a line."""
    row = wire.IndexRow(
        kind=thing.kind,
        reference=thing.reference,
        about=thing.about,
        title=codec.canonical_text(thing.title),
        day=thing.day,
        satang="" if thing.satang is None else str(thing.satang),
        file=thing.file,
    )
    return codec.encode(row) + b"\n"


def batch_file(batch: BatchTold, bodies: Iterable[tuple[int, str, bytes]]) -> bytes:
    """Return a batch with the bodies, by number, salt and bytes, that open every record about it."""
    return codec.encode(wire.ArchivedBatch(batch_record(batch), tuple(opened(*each) for each in bodies)))


def bank_signed(what: str, bank: Signed, order: Signed = NOTHING, decision: Signed = NOTHING) -> bytes:
    """Return what the bank signed, with what two persons signed before it."""
    told = wire.BankSigned(
        what=what,
        text=bank.text.decode(),
        sig=bank.signature,
        order=order.text.decode(),
        order_sig=order.signature,
        decision=decision.text.decode(),
        decision_sig=decision.signature,
    )
    return codec.encode(told)


def head(signer: Signer, whole: Whole, now: datetime) -> dict[str, bytes]:
    """Return the head and its signature by their names."""
    year, end = whole.year, whole.end
    said = wire.YearArchive(
        typ=wire.YEAR_ARCHIVE,
        fiscal_year=str(year.number),
        begins_at=instant(year.begins_at),
        ends_at=instant(year.ends_at),
        keep_until=year.keep_until.isoformat(),
        complete="no" if whole.open_matters else "yes",
        open_matters=tuple(wire.OpenMatter(what, reference) for what, reference in whole.open_matters),
        agency=signer.agency,
        agency_name=codec.canonical_text(whole.agency_name),
        unit=signer.unit,
        unit_name=codec.canonical_text(whole.unit_name),
        made_at=instant(now),
        maker_uid=signer.uid,
        maker_kid=signer.kid,
        device=signer.device,
        bank_public_key=whole.bank_public_key,
        log=end.log,
        head_seq=str(end.seq),
        head_leaf=end.leaf,
        head_sig=end.signature,
        acts_from=str(whole.acts[0]) if whole.acts[1] else "",
        acts_to=str(whole.acts[1]) if whole.acts[1] else "",
        receipts=str(whole.receipts),
        batches=tuple(wire.BatchNamed(op_id, reference, str(satang)) for op_id, reference, satang in whole.batches),
        files=tuple(
            evidence.SealedFile(name, held.sha256, str(held.size), held.op_id)
            for name, held in sorted(whole.files.items())
        ),
    )
    text = codec.encode(said)
    signed = evidence.DossierSignature(
        wire.YEAR_ARCHIVE, signer.kid, signature.sign(signer.key, signature.YEAR_ARCHIVE, text)
    )
    return {HEAD_FILE: text, SIGNATURE_FILE: codec.encode(signed)}
