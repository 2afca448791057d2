"""The machine file of a dossier: what is proven here, written as anybody may check it, and signed by who makes it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central.disbursement import line_records
from app.domain.values.dates import instant
from app.wire import codec, signature
from app.wire import disbursement as orders
from app.wire import dossier as wire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.central.signed_orders import Signer
    from app.domain.access.audit import AuditEntry
    from app.domain.disbursement.outcome import Checkpoint
    from app.domain.disbursement.transfer import CreditTransfer

MACHINE_FILE, SIGNATURE_FILE = wire.MACHINE_FILE, wire.SIGNATURE_FILE
COVER_FILE, ATTACHMENTS = wire.COVER_FILE, wire.ATTACHMENTS
SCOPES = (wire.BATCH_SCOPE, wire.DAY_SCOPE, wire.MONTH_SCOPE)


@dataclass(frozen=True, slots=True)
class MarkFound:
    """What a rule found in a line, with its data."""

    number: int
    rule: str
    facts: Mapping[str, str]


def shown_hash(authorization: bytes) -> str:
    """Return the hash of what an authorizer had before them, from the bytes that they signed."""
    return codec.decode(authorization, orders.Authorization).shown_sha256


@dataclass(frozen=True, slots=True)
class BatchTold:
    """A batch as it goes into a dossier; ``op_id`` finds the rest in the log."""

    op_id: str
    reference: str
    lines: Sequence[CreditTransfer] = field(repr=False)
    marks: Sequence[MarkFound]


@dataclass(frozen=True, slots=True)
class LogTold:
    """The unit's log to the end that the bank signed; ``bodies`` are number, salt and bytes of the opened ones."""

    bank_public_key: str
    end: Checkpoint
    records: Sequence[bytes] = field(repr=False)
    bodies: Sequence[tuple[int, str, bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a dossier is about: ``what`` is one of `SCOPES`, ``period`` a batch's id, a day or a month."""

    what: str
    period: str
    agency_name: str
    unit_name: str


def write(
    signer: Signer,
    scope: Scope,
    log: LogTold,
    batches: Sequence[BatchTold],
    remittances: Sequence[tuple[str, str]],
    days: Sequence[tuple[str, str, str, str]],
    acts: Sequence[AuditEntry],
    files: Mapping[str, tuple[str, bytes]],
    now: datetime,
) -> dict[str, bytes]:
    """Return machine file and signature by their names.

    ``remittances`` are ids with the bank's references, ``days`` ids with day, version and act, ``files`` what each
    belongs to and its bytes by name.
    """
    dossier = wire.Dossier(
        typ=wire.DOSSIER,
        scope=scope.what,
        period=scope.period,
        agency=signer.agency,
        agency_name=codec.canonical_text(scope.agency_name),
        unit=signer.unit,
        unit_name=codec.canonical_text(scope.unit_name),
        made_at=instant(now),
        maker_uid=signer.uid,
        maker_kid=signer.kid,
        device=signer.device,
        bank_public_key=log.bank_public_key,
        log=log.end.log,
        head_seq=str(log.end.seq),
        head_leaf=log.end.leaf,
        head_sig=log.end.signature,
        records=tuple(record.decode() for record in log.records),
        bodies=tuple(wire.Opened(str(seq), salt, body.decode()) for seq, salt, body in log.bodies),
        batches=tuple(map(batch_record, batches)),
        remittances=tuple(wire.DossierRemittance(req_id, bank_ref) for req_id, bank_ref in remittances),
        days=tuple(wire.DossierDay(*told) for told in days),
        acts=tuple(map(act_record, acts)),
        files=tuple(
            wire.SealedFile(name, hashlib.sha256(content).hexdigest(), str(len(content)), op_id)
            for name, (op_id, content) in sorted(files.items())
        ),
    )
    machine_file = codec.encode(dossier)
    signed = wire.DossierSignature(
        wire.DOSSIER, signer.kid, signature.sign(signer.key, signature.DOSSIER, machine_file)
    )
    return {MACHINE_FILE: machine_file, SIGNATURE_FILE: codec.encode(signed)}


def key_fingerprint(public_key: str) -> str:
    """Return a key's fingerprint, to be compared by people."""
    return signature.key_id(public_key)


def batch_record(batch: BatchTold) -> wire.DossierBatch:
    """Return a batch as evidence holds it: its signed lines with the tree's leaves."""
    lines = tuple(line_records(batch.lines))
    return wire.DossierBatch(
        op_id=batch.op_id,
        reference=batch.reference,
        lines=lines,
        leaves=tuple(hashlib.sha256(b"\x00" + codec.encode(line)).hexdigest() for line in lines),
        marks=tuple(orders.RiskMark(str(mark.number), mark.rule, dict(mark.facts)) for mark in batch.marks),
    )


def act_record(entry: AuditEntry) -> wire.Act:
    """Return an entry of the audit chain as evidence holds it."""
    return wire.Act(
        seq=str(entry.seq),
        at=entry.at,
        uid=entry.uid,
        name=entry.name,
        device=entry.device,
        action=entry.action,
        about=entry.about,
        facts=entry.facts,
        previous=entry.previous,
        digest=entry.digest,
    )
