"""What was decided about a day, told anew from the log of a dossier: two persons, and the bank's record of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.verification import day as days
from app.verification.findings import Broken, Part
from app.verification.log import body
from app.wire import closing as wire
from app.wire import codec, signature
from app.wire.codes import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.verification.log import Log
    from app.wire.dossier import DossierDay


class DayProof:
    """Proves a close or a reopening part by part; each method raises `Broken` for its part."""

    def __init__(self, told: DossierDay, log: Log, bank_key: str) -> None:
        self.name = f"{told.day}/{told.version}"
        self._told, self._log, self._bank_key = told, log, bank_key
        self._ordered: tuple[int, wire.DayOrdered] | None = None
        self._settled: tuple[int, wire.DaySettled] | None = None

    def parts(self) -> Iterator[tuple[Part, Callable[[], None]]]:
        """Give each part with what proves it, in order."""
        yield Part.DAY, self.signatures
        yield Part.DAY_RECORD, self.record

    def signatures(self) -> None:
        """Check that one person signed the order and another one its approval, over these very bytes."""
        self._hear()
        seq, ordered = self._demand(self._ordered)
        order = self._read(ordered.order, wire.DayOrder, seq)
        about = (order.typ, order.req_id, order.day, order.version, order.act)
        if about != (wire.DAY_ORDER, self._told.req_id, self._told.day, self._told.version, self._told.act):
            raise Broken(str(seq), "unreadable")
        person = order.maker_kid, order.maker_uid
        self._demand_signed(seq, person, signature.PROPOSE_DAY, ordered.order, ordered.order_sig)
        seq, settled = self._demand(self._settled)
        decision = self._read(settled.decision, wire.DayDecision, seq)
        digests = (signature.sha256_hex(ordered.order.encode()), signature.signature_sha256(ordered.order_sig))
        named = (decision.req_id, decision.decision, decision.order_sha256, decision.order_sig_sha256)
        if named != (self._told.req_id, Decision.APPROVE, *digests) or settled.order != ordered.order:
            raise Broken(str(seq), "other_payment")
        person = decision.auth_kid, decision.auth_uid
        self._demand_signed(seq, person, signature.SETTLE_DAY, settled.decision, settled.decision_sig)
        if decision.auth_uid == order.maker_uid:
            raise Broken(str(seq), "same_person")

    def record(self) -> None:
        """Check the bank's signature over its record, and that it is of what was signed."""
        seq, settled = self._demand(self._settled)
        if not signature.verify(self._bank_key, signature.DAY_RECORD, settled.record.encode(), settled.record_sig):
            raise Broken(self.name, "not_the_banks")
        record = self._read(settled.record, wire.DayRecord, seq)
        order = self._read(settled.order, wire.DayOrder, seq)
        named = (record.order_sha256, record.order_sig_sha256, record.decision_sha256)
        texts = (settled.order, settled.decision)
        hashes = [signature.sha256_hex(text.encode()) for text in texts]
        if named != (hashes[0], signature.signature_sha256(settled.order_sig), hashes[1]):
            raise Broken(self.name, "receipt")
        if not (days.tells_a_close(record, order) or days.tells_a_reopening(record, order)):
            raise Broken(self.name, "receipt")

    def _hear(self) -> None:
        for seq, record in self._log.about(self._told.req_id):
            if record.type == wire.DAY_ORDERED:
                self._ordered = seq, body(self._log, seq, wire.DayOrdered)
            elif record.type == wire.DAY_SETTLED:
                self._settled = seq, body(self._log, seq, wire.DaySettled)

    def _demand(self, heard: tuple[int, codec.M] | None) -> tuple[int, codec.M]:
        if heard is None:
            raise Broken(self.name, "too_few")
        return heard

    def _demand_signed(self, seq: int, person: tuple[str, str], label: bytes, text: str, signed: str) -> None:
        kid, uid = person
        key = self._log.keys.get(kid)
        if key is None or key.uid != uid or self._log.actor(seq) != uid:
            raise Broken(str(seq), "signer")
        if not signature.verify(key.public_key, label, text.encode(), signed):
            raise Broken(str(seq), "signature")

    def _read(self, text: str, kind: type[codec.M], seq: int) -> codec.M:
        try:
            return codec.decode(text.encode(), kind)
        except (codec.NotCanonical, UnicodeError) as problem:
            raise Broken(str(seq), "unreadable") from problem
