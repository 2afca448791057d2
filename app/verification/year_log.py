"""The log in a year's archive: followed from its first record as it streams by, so that only what is needed stays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from app.verification.findings import Broken
from app.verification.log import Log, demand_body, demand_head, learn, linked, number_of
from app.wire import closing, codec, events, receipts, remittances
from app.wire.dossier import Opened
from app.wire.year_archive import BODIES_FILE, RECORDS_FILE

if TYPE_CHECKING:
    from app.verification.container import Container
    from app.wire.year_archive import ArchivedBatch, YearArchive


class Awaited(NamedTuple):
    """A record whose body must be in the archive."""

    commitment: str
    kind: str
    obj: str


@dataclass(slots=True)
class YearLog(Log):
    """What is proven of the log. Records are kept of batches and of the agency only, ``kept`` by their numbers.

    ``awaited`` are bodies that are still to be opened. ``issued`` are the hashes of the year's receipts by number, and
    ``voided`` the ids of those that an event of the year made void. ``told`` names the records of days and remittances
    that events of the year hold, by their hashes.
    """

    last: int = 0
    kept: dict[int, events.LogRecord] = field(default_factory=dict)
    objects: dict[str, list[int]] = field(default_factory=dict)
    awaited: dict[int, Awaited] = field(default_factory=dict)
    issued: dict[int, str] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)
    agency: str = ""

    def about(self, obj: str) -> list[tuple[int, events.LogRecord]]:
        """Return the records about a batch, with their numbers."""
        return [(seq, self.kept[seq]) for seq in self.objects.get(obj, ())]

    def of_agency(self) -> list[tuple[int, events.LogRecord]]:
        """Return the records about the unit's agency, with their numbers."""
        return self.about(self.agency)

    def actor(self, seq: int) -> str:
        """Return the uid of whom a record is of."""
        return self.kept[seq].actor_uid


def follow(files: Container, head: YearArchive) -> YearLog:
    """Follow the chain to the end that the bank signed; raise `Broken` with the first record that does not fit."""
    named = {batch.op_id for batch in head.batches}
    log, leaf, seq = YearLog(agency=head.agency), events.NO_LEAF, 0
    for seq, line in enumerate(files.lines(RECORDS_FILE), 1):
        record, leaf = linked(line, seq, head.log, leaf)
        if record.obj in named or record.obj == head.agency:
            log.kept[seq] = record
            log.objects.setdefault(record.obj, []).append(seq)
        of_all = record.type == events.KEY_REGISTERED or record.obj == head.agency
        if of_all or (head.begins_at <= record.ts < head.ends_at and record.obj not in named):
            log.awaited[seq] = Awaited(record.body_commit, record.type, record.obj)
    demand_head(head, seq, leaf)
    log.last = seq
    return log


def open_bodies(files: Container, head: YearArchive, log: YearLog) -> None:
    """Hold every body against its record; all of the year's, of the keys' and of the agency's must be there.

    Raises `Broken` with the number of the first record whose body is missing or another.
    """
    for line in files.lines(BODIES_FILE):
        try:
            opened = codec.decode(line, Opened)
        except codec.NotCanonical as problem:
            raise Broken(BODIES_FILE, "unreadable") from problem
        seq = number_of(opened, log.last)
        awaited = log.awaited.pop(seq, None)
        if awaited is None:
            raise Broken(str(seq), "body")
        demand_body(opened, seq, awaited.commitment)
        _hear(log, head, seq, awaited, opened.body)
    if log.awaited:
        raise Broken(str(min(log.awaited)), "missing")


def open_batch(log: YearLog, archived: ArchivedBatch) -> None:
    """Open every record about a batch; raise `Broken` with the number of the first that is missing or another."""
    wanted = dict(log.about(archived.batch.op_id))
    for opened in archived.bodies:
        seq = number_of(opened, log.last)
        record = wanted.pop(seq, None)
        if record is None:
            raise Broken(str(seq), "body")
        demand_body(opened, seq, record.body_commit)
        log.bodies[seq] = opened.body
    if wanted:
        raise Broken(str(min(wanted)), "missing")


def close_batch(log: YearLog, op_id: str) -> None:
    """Forget the bodies of a batch that was looked at."""
    for seq in log.objects.get(op_id, ()):
        log.bodies.pop(seq, None)


def _hear(log: YearLog, head: YearArchive, seq: int, awaited: Awaited, body: str) -> None:
    if awaited.kind == events.KEY_REGISTERED:
        learn(log, _read(body, events.KeyRegistered, seq), seq)
    elif awaited.obj == head.agency:
        log.bodies[seq] = body
    elif awaited.kind == receipts.RECEIPTS_ISSUED:
        for signed in _read(body, receipts.ReceiptsIssued, seq).receipts:
            told = _read(signed.receipt, receipts.OfficialReceipt, seq)
            if told.fy == head.fiscal_year:
                log.issued[int(told.number)] = _sha256(signed.receipt)
    elif awaited.kind == receipts.RECEIPT_VOIDED:
        log.voided.add(_read(body, receipts.ReceiptVoided, seq).receipt_id)
    else:
        _hear_record(log, head, seq, awaited, body)


def _hear_record(log: YearLog, head: YearArchive, seq: int, awaited: Awaited, body: str) -> None:
    """Take note of a record that the bank signed within the year: its file must be here."""
    if awaited.kind == closing.DAY_SETTLED:
        settled = _read(body, closing.DaySettled, seq)
        if settled.record:
            day = _read(settled.record, closing.DayRecord, seq).day
            if head.begins_at[:10] < day <= head.ends_at[:10]:
                log.told[_sha256(settled.record)] = day
    elif awaited.kind == remittances.REMITTANCE_CHANGED:
        record = _read(body, remittances.RemittanceChanged, seq).remittance.record
        moved = _read(record.record, remittances.SuccessRecord, seq).moved_at if record else ""
        if record is not None and head.begins_at <= moved < head.ends_at:
            log.told[_sha256(record.record)] = awaited.obj


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(text: str, kind: type[codec.M], seq: int) -> codec.M:
    try:
        return codec.decode(text.encode(), kind)
    except (codec.NotCanonical, UnicodeError) as problem:
        raise Broken(str(seq), "unreadable") from problem
