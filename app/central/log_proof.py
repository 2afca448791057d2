"""What is kept of a unit's log, proven by the bank's signature over its end.

The bank signs number and leaf of the newest record; every record holds the leaf of the one before. Whoever holds the
first record to the last and the signature therefore knows that none was changed, added, taken out or moved, and which
records speak of which batch. Keys and names of people stand in the log too, so that they rest on the bank's key alone:
the register of keys in the store is convenience, never evidence.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central.events import head_is_signed, retold
from app.domain.disbursement import outcome as news
from app.domain.reports.reasons import given
from app.domain.values.errors import Tampered
from app.wire import codec
from app.wire import events as wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from app.domain.access.keys import PublicKey


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event as it lies in the store: exact bytes of record and body, the salt, and what stands beside them.

    ``beside``: seq, leaf, at, kind, op_id, uid, device and detail, as `inbox.StoredEvent` has them.
    """

    record: bytes
    salt: str
    body: bytes
    beside: tuple[object, ...]


class ProvenLog:
    """A unit's log from its first record on; grows with `extend`, and never holds what is not proven.

    ``keys`` are all keys that were ever registered, by ``kid``; ``names`` the people's Thai and English names, by uid,
    as the bank knew them when their newest key was registered.
    """

    def __init__(self, log: str, bank_key: str) -> None:
        self.keys: dict[str, PublicKey] = {}
        self.names: dict[str, tuple[str, str]] = {}
        self._log = log
        self._bank_key = bank_key
        self._leaves: list[str] = []
        self._about: dict[str, list[int]] = {}
        self._when: list[tuple[str, str]] = []
        self._registered: list[int] = []
        self._read = 0

    @property
    def size(self) -> int:
        """How many records are proven."""
        return len(self._leaves)

    def extend(self, records: Iterable[tuple[int, bytes]], end: news.Checkpoint) -> None:
        """Take over the records that follow, up to the end that the bank signed.

        Raises `Tampered` ``paper_log_changed`` (fact ``seq``) where they do not lead there; nothing is taken then.
        """
        if end.log != self._log or not head_is_signed(end.log, str(end.seq), end.leaf, end.signature, self._bank_key):
            raise Tampered("paper_log_changed", seq=end.seq)
        if end.seq <= self.size:
            if self._leaves[end.seq - 1] != end.leaf:
                raise Tampered("paper_log_changed", seq=end.seq)
            return
        leaf = self._leaves[-1] if self._leaves else wire.NO_LEAF
        leaves: list[str] = []
        told: list[wire.LogRecord] = []
        for number, (seq, record) in enumerate(records, self.size + 1):
            said = _said(record, seq)
            if seq != number or said.seq != str(number) or said.log != self._log or said.prev != leaf:
                raise Tampered("paper_log_changed", seq=number)
            leaf = hashlib.sha256(b"\x00" + record).hexdigest()
            leaves.append(leaf)
            told.append(said)
        if self.size + len(leaves) != end.seq or leaf != end.leaf:
            raise Tampered("paper_log_changed", seq=self.size + len(leaves))
        for seq, said in enumerate(told, self.size + 1):
            self._about.setdefault(said.obj, []).append(seq)
            self._when.append((said.type, said.ts))
            if said.type == wire.KEY_REGISTERED:
                self._registered.append(seq)
        self._leaves += leaves

    def about(self, op_id: str, to: int) -> Sequence[int]:
        """Return the numbers of all records about a batch, as far as ``to``."""
        return [seq for seq in self._about.get(op_id, ()) if seq <= to]

    def of_kind(self, op_id: str, kind: str, to: int) -> Sequence[int]:
        """Return the numbers of all records of one kind about a batch, as far as ``to``."""
        return [seq for seq in self.about(op_id, to) if self._when[seq - 1][0] == kind]

    def during(self, kinds: AbstractSet[str], begins: str, ends: str, to: int) -> Sequence[int]:
        """Return the numbers of all records of these kinds from one instant until before another, as far as ``to``."""
        dated = enumerate(self._when[:to], 1)
        return [seq for seq, (kind, at) in dated if kind in kinds and begins <= at < ends]

    def unread_keys(self) -> Sequence[int]:
        """Return the numbers of the registrations of keys whose bodies `learn_keys` has not seen."""
        return self._registered[self._read :]

    def learn_keys(self, kept: Sequence[KeptEvent]) -> None:
        """Take over keys and names from the events that `unread_keys` names; raise as `tell`."""
        for event in self.tell(self.unread_keys(), kept):
            if not isinstance(event.news, news.KeyRegistered):
                raise Tampered("paper_log_changed", seq=event.seq)
            key = event.news.key
            self.keys[key.kid] = key
            self.names[key.uid] = (event.news.name_th, event.news.name_en)
        self._read = len(self._registered)

    def tell(self, seqs: Sequence[int], kept: Sequence[KeptEvent]) -> list[news.LogEvent]:
        """Return what the events with these numbers say, from the bytes that are kept of them.

        Raises `Tampered` ``paper_log_changed`` (fact ``seq``) where one is missing, its bytes are not the proven ones,
        or what stands beside them says something else.
        """
        told: list[news.LogEvent] = []
        for at, seq in enumerate(seqs):
            event = kept[at] if at < len(kept) else None
            if event is None or hashlib.sha256(b"\x00" + event.record).hexdigest() != self._leaves[seq - 1]:
                raise Tampered("paper_log_changed", seq=seq)
            try:
                said = retold(event.record, event.salt, event.body)
            except Tampered as problem:
                raise Tampered("paper_log_changed", seq=seq) from problem
            if event.beside != _beside(said):
                raise Tampered("paper_log_changed", seq=seq)
            told.append(said)
        return told


def _beside(said: news.LogEvent) -> tuple[object, ...]:
    return (said.seq, said.leaf, said.at, said.kind, said.op_id, said.uid, said.device, given(said))


def _said(record: bytes, seq: int) -> wire.LogRecord:
    try:
        return codec.decode(record, wire.LogRecord)
    except codec.NotCanonical as problem:
        raise Tampered("paper_log_changed", seq=seq) from problem
