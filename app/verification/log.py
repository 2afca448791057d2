"""The unit's log in a dossier: from its first record to the end that the bank signed, and the bodies it commits to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from app.verification.findings import Broken
from app.wire import codec, events, signature

if TYPE_CHECKING:
    from app.wire.dossier import Dossier, Opened


class SignedEnd(Protocol):
    """The end of a log, as the bank signed it; a dossier and a year's archive have one."""

    @property
    def bank_public_key(self) -> str:
        """The bank's key, base64."""
        ...

    @property
    def log(self) -> str:
        """The log's name."""
        ...

    @property
    def head_seq(self) -> str:
        """The number of the newest record."""
        ...

    @property
    def head_leaf(self) -> str:
        """The leaf of the newest record."""
        ...

    @property
    def head_sig(self) -> str:
        """The bank's signature over all of it."""
        ...


@dataclass(slots=True)
class Log:
    """What is proven of the log. ``keys`` are registrations by kid, ``bodies`` texts by number."""

    records: list[events.LogRecord] = field(default_factory=list)
    bodies: dict[int, str] = field(default_factory=dict)
    keys: dict[str, events.KeyRegistered] = field(default_factory=dict)

    def about(self, obj: str) -> list[tuple[int, events.LogRecord]]:
        """Return the records about a batch, with their numbers."""
        return [(seq, record) for seq, record in enumerate(self.records, 1) if record.obj == obj]

    def actor(self, seq: int) -> str:
        """Return the uid of whom a record is of."""
        return self.records[seq - 1].actor_uid

    def of_agency(self) -> list[tuple[int, events.LogRecord]]:
        """Return the records about the unit's agency, with their numbers: what its papers bear."""
        return [(seq, record) for seq, record in enumerate(self.records, 1) if record.obj == record.agency]


def follow(dossier: Dossier) -> Log:
    """Follow the chain to the end that the bank signed; raise `Broken` with the first record that does not fit."""
    log, leaf = Log(), events.NO_LEAF
    for seq, text in enumerate(dossier.records, 1):
        record, leaf = linked(text.encode("utf-8", "surrogatepass"), seq, dossier.log, leaf)
        log.records.append(record)
    demand_head(dossier, len(log.records), leaf)
    return log


def linked(text: bytes, seq: int, log: str, leaf: str) -> tuple[events.LogRecord, str]:
    """Return a record and its leaf; raise `Broken` where it does not follow the one with ``leaf``."""
    try:
        record = codec.decode(text, events.LogRecord)
    except (codec.NotCanonical, UnicodeError) as problem:
        raise Broken(str(seq), "unreadable") from problem
    if record.seq != str(seq) or record.log != log:
        raise Broken(str(seq), "missing")
    if record.prev != leaf:
        raise Broken(str(max(seq - 1, 1)), "changed")
    return record, hashlib.sha256(b"\x00" + text).hexdigest()


def demand_head(end: SignedEnd, count: int, leaf: str) -> None:
    """Demand that the bank signed the end that was reached; raise `Broken`."""
    if end.head_seq != str(count):
        raise Broken(str(count), "cut_off")
    head = f"{end.log}\n{end.head_seq}\n{end.head_leaf}".encode()
    if leaf != end.head_leaf or not signature.verify(end.bank_public_key, signature.CHECKPOINT, head, end.head_sig):
        raise Broken(str(count), "not_the_banks")


def open_bodies(dossier: Dossier, log: Log) -> None:
    """Take over every body after holding it against its record.

    All of the batches', the remittances', the days', the keys' and of what the agency's papers bear must be there.

    Raises `Broken` with the number of the first record whose body is missing or another.
    """
    for opened in dossier.bodies:
        seq = number_of(opened, len(log.records))
        if seq in log.bodies:
            raise Broken(str(seq), "body")
        demand_body(opened, seq, log.records[seq - 1].body_commit)
        log.bodies[seq] = opened.body
    matters = {batch.op_id for batch in dossier.batches} | {each.req_id for each in dossier.remittances}
    matters |= {each.req_id for each in dossier.days}
    for seq, record in enumerate(log.records, 1):
        is_key = record.type == events.KEY_REGISTERED
        if (is_key or record.obj in matters or record.obj == record.agency) and seq not in log.bodies:
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
    learn(log, body(log, seq, events.KeyRegistered), seq)


def learn(log: Log, key: events.KeyRegistered, seq: int) -> None:
    """Take over a key that was registered; raise `Broken` for one that bears another's name."""
    try:
        named = signature.key_id(key.public_key) == key.kid
    except ValueError:
        named = False
    if not named:
        raise Broken(str(seq), "key")
    log.keys[key.kid] = key


def number_of(opened: Opened, last: int) -> int:
    """Return which record a body opens; raise `Broken` for none of those up to ``last``."""
    text = opened.seq
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and 1 <= int(text) <= last):
        raise Broken(ascii(text[:20]), "no_such_record")
    return int(text)


def demand_body(opened: Opened, seq: int, commitment: str) -> None:
    """Demand that a body is the one that its record commits to; raise `Broken`."""
    try:
        told = events.body_commit(opened.salt, opened.body)
    except (ValueError, UnicodeError) as problem:
        raise Broken(str(seq), "body") from problem
    if told != commitment:
        raise Broken(str(seq), "body")
