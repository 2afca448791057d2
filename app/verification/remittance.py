"""One remittance of a dossier, told anew from the log: two persons, the bank's record, the treasury's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.verification import record as records
from app.verification.findings import Broken, Part
from app.verification.log import body
from app.wire import codec, gfmis, signature
from app.wire import remittances as wire
from app.wire.codes import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.verification.log import Log
    from app.wire.dossier import DossierRemittance


class RemittanceProof:
    """Proves a remittance part by part; each method raises `Broken` for its part."""

    def __init__(self, remittance: DossierRemittance, log: Log, bank_key: str) -> None:
        self._name, self._req_id, self._log, self._bank_key = remittance.bank_ref, remittance.req_id, log, bank_key
        self._order: tuple[int, wire.RemittanceOrdered] | None = None
        self._settled: tuple[int, wire.RemittanceSettled] | None = None
        self._now: wire.Remittance | None = None
        self._booked: list[gfmis.GfmisDocument] = []

    def parts(self) -> Iterator[tuple[Part, Callable[[], None]]]:
        """Give each part with what proves it, in order; of a recall's return the two signatures are the recall's."""
        self._hear()
        if self._order is not None:
            yield Part.REMITTANCE, self.signatures
        yield Part.SUCCESS_RECORD, self.record
        yield Part.TREASURY_DOCUMENTS, self.documents

    def signatures(self) -> None:
        """Check that one person signed the order and another one its approval, over these very bytes."""
        if self._order is None or self._settled is None:
            raise Broken(self._name, "too_few")
        seq, said = self._order
        order = self._read(said.order, wire.RemittanceOrder, seq)
        if order.typ != wire.REMITTANCE_ORDER or order.req_id != self._req_id:
            raise Broken(str(seq), "unreadable")
        self._demand(seq, (order.maker_kid, order.maker_uid), signature.PROPOSE_REMITTANCE, said.order, said.order_sig)
        seq, settled = self._settled
        decision = self._read(settled.decision, wire.RemittanceDecision, seq)
        named = (decision.req_id, decision.decision, decision.order_sha256, decision.order_sig_sha256)
        right = (self._req_id, Decision.APPROVE, *_digests(said.order, said.order_sig))
        if named != right or settled.order != said.order:
            raise Broken(str(seq), "other_payment")
        person = decision.auth_kid, decision.auth_uid
        self._demand(seq, person, signature.SETTLE_REMITTANCE, settled.decision, settled.decision_sig)
        if decision.auth_uid == order.maker_uid:
            raise Broken(str(seq), "same_person")

    def record(self) -> None:
        """Check the bank's signature over the record, and that it is about what was signed."""
        signed = self._now.record if self._now else None
        if self._now is None or signed is None:
            raise Broken(self._name, "no_receipt")
        if not signature.verify(self._bank_key, signature.SUCCESS_RECORD, signed.record.encode(), signed.sig):
            raise Broken(self._name, "not_the_banks")
        said = self._read(signed.record, wire.SuccessRecord)
        right = {"req_id": self._req_id, "bank_ref": self._name, "total_satang": self._now.total_satang}
        if self._order is not None:
            order = self._read(self._order[1].order, wire.RemittanceOrder)
            right |= {"order_sha256": _digests(self._order[1].order, "")[0], "maker_uid": order.maker_uid}
            if said.items != order.items:
                raise Broken(self._name, "receipt")
        if not records.is_whole(said) or any(getattr(said, name) != value for name, value in right.items()):
            raise Broken(self._name, "receipt")

    def documents(self) -> None:
        """Check that the numbers are those of documents that the treasury booked, and that each adds up to zero."""
        for document in self._booked:
            debit, credit = (_side(document, side) for side in ("D", "C"))
            if debit != credit:
                raise Broken(f"{document.kind}/{document.fy}/{document.number}", "lines_sum")
        told = {(each.kind, each.number) for each in self._now.documents} if self._now else set()
        if not told <= {(each.kind, each.number) for each in self._booked}:
            raise Broken(self._name, "missing")

    def _hear(self) -> None:
        for seq, record in self._log.about(self._req_id):
            match record.type:
                case wire.REMITTANCE_ORDERED:
                    self._order = seq, body(self._log, seq, wire.RemittanceOrdered)
                case wire.REMITTANCE_SETTLED:
                    self._settled = seq, body(self._log, seq, wire.RemittanceSettled)
                case wire.REMITTANCE_CHANGED:
                    self._now = body(self._log, seq, wire.RemittanceChanged).remittance
                case gfmis.GFMIS_BOOKED:
                    self._booked += body(self._log, seq, gfmis.GfmisBooked).documents

    def _demand(self, seq: int, person: tuple[str, str], label: bytes, text: str, signed: str) -> None:
        kid, uid = person
        key = self._log.keys.get(kid)
        if key is None or key.uid != uid or self._log.actor(seq) != uid:
            raise Broken(str(seq), "signer")
        if not signature.verify(key.public_key, label, text.encode(), signed):
            raise Broken(str(seq), "signature")

    def _read(self, text: str, kind: type[codec.M], seq: int = 0) -> codec.M:
        try:
            return codec.decode(text.encode(), kind)
        except (codec.NotCanonical, UnicodeError) as problem:
            raise Broken(str(seq) if seq else self._name, "unreadable") from problem


def _side(document: gfmis.GfmisDocument, side: str) -> int:
    try:
        return sum(int(entry.satang) for entry in document.entries if entry.side == side)
    except ValueError as problem:
        raise Broken(document.number, "unreadable") from problem


def _digests(text: str, signed: str) -> tuple[str, str]:
    return signature.sha256_hex(text.encode()), signature.signature_sha256(signed)
