"""The unit's log in a dossier: from its first record to the end that the bank signed, and the bodies it commits to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.verification.findings import Broken
from app.wire import codec, events, signature

if TYPE_CHECKING:
    from app.wire.dossier import Dossier, Opened


@dataclass(slots=True)
class Log:
    """What is proven of the log. ``keys`` are registrations by kid, ``bodies`` texts by number."""

    records: list[events.LogRecord] = field(default_factory=list)
    bodies: dict[int, str] = field(default_factory=dict)
    keys: dict[str, events.KeyRegistered] = field(default_factory=dict)

    def about(self, obj: str) -> list[tuple[int, events.LogRecord]]:
        """Return the records about a batch, with their numbers."""
        return [(seq, record) for seq, record in enumerate(self.records, 1) if record.obj == obj]

    def of_agency(self) -> list[tuple[int, events.LogRecord]]:
        """Return the records about the unit's agency, with their numbers: what its papers bear."""
        return [(seq, record) for seq, record in enumerate(self.records, 1) if record.obj == record.agency]


def follow(dossier: Dossier) -> Log:
    """Follow the chain to the end that the bank signed; raise `Broken` with the first record that does not fit."""
    log, leaf = Log(), events.NO_LEAF
    for seq, text in enumerate(dossier.records, 1):
        try:
            record = codec.decode(text.encode(), events.LogRecord)
        except (codec.NotCanonical, UnicodeError) as problem:
            raise Broken(str(seq), "unreadable") from problem
        if record.seq != str(seq) or record.log != dossier.log:
            raise Broken(str(seq), "missing")
        if record.prev != leaf:
            raise Broken(str(max(seq - 1, 1)), "changed")
        leaf = hashlib.sha256(b"\x00" + text.encode()).hexdigest()
        log.records.append(record)
    count = str(len(log.records))
    if dossier.head_seq != count:
        raise Broken(count, "cut_off")
    head = f"{dossier.log}\n{dossier.head_seq}\n{dossier.head_leaf}".encode()
    if leaf != dossier.head_leaf or not signature.verify(
        dossier.bank_public_key, signature.CHECKPOINT, head, dossier.head_sig
    ):
        raise Broken(count, "not_the_banks")
    return log


def open_bodies(dossier: Dossier, log: Log) -> None:
    """Take over every body after holding it against its record.

    All of the batches', of the keys' and of what the agency's papers bear must be there.

    Raises `Broken` with the number of the first record whose body is missing or another.
    """
    for opened in dossier.bodies:
        seq = _number(opened, log)
        try:
            commitment = events.body_commit(opened.salt, opened.body)
        except (ValueError, UnicodeError) as problem:
            raise Broken(str(seq), "body") from problem
        if seq in log.bodies or commitment != log.records[seq - 1].body_commit:
            raise Broken(str(seq), "body")
        log.bodies[seq] = opened.body
    batches = {batch.op_id for batch in dossier.batches}
    for seq, record in enumerate(log.records, 1):
        is_key = record.type == events.KEY_REGISTERED
        if (is_key or record.obj in batches or record.obj == record.agency) and seq not in log.bodies:
            raise Broken(str(seq), "missing")
        if is_key:
            _learn(log, seq)


def body(log: Log, seq: int, kind: type[codec.M]) -> codec.M:
    """Read an opened body; raise `Broken` with its number."""
    try:
        return codec.decode(log.bodies[seq].encode(), kind)
    except (codec.NotCanonical, UnicodeError) as problem:
        raise Broken(str(seq), "unreadable") from problem


def _learn(log: Log, seq: int) -> None:
    key = body(log, seq, events.KeyRegistered)
    try:
        named = signature.key_id(key.public_key) == key.kid
    except ValueError:
        named = False
    if not named:
        raise Broken(str(seq), "key")
    log.keys[key.kid] = key


def _number(opened: Opened, log: Log) -> int:
    text = opened.seq
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and 1 <= int(text) <= len(log.records)):
        raise Broken(ascii(text[:20]), "no_such_record")
    return int(text)
