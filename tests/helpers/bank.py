"""A bank for tests without a central system: it signs a genuine log over batches that lie in a store already."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.central.disbursement import prepare_decide, prepare_submit, public_key_id
from app.central.events import Position, verified
from app.central.signed_orders import Signer
from app.central.verification import verify_batch
from app.domain.access.keys import PublicKey
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.outcome import Checkpoint
from app.domain.disbursement.review import Verdict, Word
from app.domain.disbursement.transfer import CreditTransfer, LineStatus
from app.domain.values.dates import instant
from app.domain.values.money import Money
from app.store import disbursement, inbox
from app.wire import codec, signature
from app.wire import disbursement as orders
from app.wire import events as wire

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.central.verification import VerifiedBatch
    from app.domain.access.user import Actor, Person
    from app.domain.disbursement.record import Batch, LineRecord
    from app.store.unit_of_work import Store

PAID = frozenset({BatchStatus.RELEASED, BatchStatus.SETTLED, BatchStatus.PARTLY_SETTLED, BatchStatus.REFUSED})
"""States in which the bank has reported lines."""


@dataclass
class Bank:
    """Keeps one unit's log; ``maker`` and ``authorizer`` sign at workstations of their own."""

    agency: str
    unit: str
    maker: Person
    authorizer: Person
    now: datetime
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    events: list[wire.Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._signers = {
            person.uid: self._signer(person, device)
            for person, device in ((self.maker, "PC-FINANCE-03"), (self.authorizer, "PC-FINANCE-07"))
        }
        for person in (self.maker, self.authorizer):
            signer = self._signers[person.uid]
            body = wire.KeyRegistered(
                uid=person.uid,
                kid=signer.kid,
                public_key=signer.public_key,
                device_id=signer.device,
                device_name=signer.device,
                name_th=person.name_th,
                name_en=person.name_en,
            )
            self._tell(wire.KEY_REGISTERED, signer.kid, body, signer)

    @property
    def public_key(self) -> str:
        return signature.public_text(self.key)

    def live(self, batch: Batch, lines: Sequence[LineRecord]) -> VerifiedBatch:
        """Tell the life of a batch until the state it is in now; return what its maker signed."""
        maker, authorizer = self._signers[self.maker.uid], self._signers[self.authorizer.uid]
        handed_in = prepare_submit(maker, replace(batch, rev=0), _transfers(lines), (0, wire.NO_LEAF), self.now)
        content = codec.decode(handed_in.request, orders.Submit)
        signed = verify_batch(
            orders.BatchContent(
                op_id=batch.op_id,
                status="submitted",
                version="1",
                payment=handed_in.signed.decode(),
                payment_sig=handed_in.signature,
                lines=content.lines,
                authorizations=(),
            ),
            self._keys(),
        )
        submitted = wire.BatchSubmitted(
            op_id=batch.op_id,
            rev="1",
            status="submitted",
            version="1",
            payment=handed_in.signed.decode(),
            payment_sig=handed_in.signature,
            signatures_needed="1",
            voided=(),
        )
        self._tell(wire.BATCH_SUBMITTED, batch.op_id, submitted, maker)
        if batch.status is BatchStatus.SUBMITTED:
            return signed
        decided = prepare_decide(authorizer, signed, Verdict(Word.APPROVE), challenge="c", now=self.now)
        decision = orders.SignedAuthorization(decided.signed.decode(), decided.signature)
        approved = wire.BatchDecided(batch.op_id, "1", "approved", "2", decision, "1", "1")
        self._tell(wire.BATCH_APPROVED, batch.op_id, approved, authorizer)
        if batch.status in PAID:
            released = wire.BatchMoved(batch.op_id, "1", "released", "3", "")
            self._tell(wire.BATCH_RELEASED, batch.op_id, released, None)
            self._report(batch, lines, content.payment, decision)
        return replace(signed, authorizations=((decided.signed, decided.signature),))

    def end(self, seq: int) -> Checkpoint:
        """Sign the log as it ends with an event."""
        leaf = wire.leaf(self.events[seq - 1].record)
        signed = signature.sign(self.key, signature.CHECKPOINT, f"{self.unit}\n{seq}\n{leaf}".encode())
        return Checkpoint(self.unit, seq, leaf, signed)

    def keep(self, store: Store, actor: Actor, lives: Sequence[VerifiedBatch]) -> None:
        """Let a store hear the whole log; the batches are there, as it tells them."""
        end = self.end(len(self.events))
        whole = wire.EventsPage("e", self.unit, tuple(self.events), "no", str(end.seq), end.leaf, end.signature)
        page = verified(whole, Position(), self.public_key)
        receipts = {
            event.record.obj: codec.decode(event.body.encode(), wire.BatchFinished).receipt
            for event in self.events
            if event.record.type == wire.BATCH_FINISHED
        }
        with store.write(actor, Action.RECORD_EVENTS, "log") as tx:
            inbox.append(tx, "e", page.events)
            assert page.checkpoint is not None
            inbox.put_checkpoint(tx, page.checkpoint)
            for each in lives:
                said = receipts.get(each.op_id)
                receipt = (said.receipt.encode(), said.signature) if said else None
                disbursement.put_signed(
                    tx, each.op_id, 1, each.payment, each.payment_sig, list(each.authorizations), receipt
                )

    def _report(
        self,
        batch: Batch,
        lines: Sequence[LineRecord],
        payment: orders.Payment,
        decision: orders.SignedAuthorization,
    ) -> None:
        outcomes = tuple(
            wire.Outcome(
                n=str(line.number),
                status=line.status.value,
                reason=line.reason,
                bank_ref=line.bank_reference,
                at=instant(line.settled_at),
                notice=line.notice,
            )
            for line in lines
            if line.settled_at is not None
        )
        self._tell(wire.LINES_REPORTED, batch.op_id, wire.LinesReported(batch.op_id, "1", "4", outcomes), None)
        if batch.status is BatchStatus.RELEASED:
            return
        paid = [line.satang or 0 for line in lines if line.status is LineStatus.SETTLED]
        receipt = self._signed_receipt(
            orders.Receipt(
                typ=orders.RECEIPT,
                op_id=batch.op_id,
                rev="1",
                bank_ref="K2570-2101-000001",
                status=batch.status.value,
                finished_at=instant(self.now),
                settled_count=str(len(paid)),
                settled_satang=str(sum(paid)),
                rejected_count=str(len(lines) - len(paid)),
                rejected_satang=str(batch.total.satang - sum(paid)),
                lines_root=payment.lines_root,
                outcomes_sha256=wire.outcomes_sha256(outcomes),
                payment_sha256=signature.sha256_hex(codec.encode(payment)),
                authz_sha256=signature.sha256_hex(decision.authorization.encode()),
                log=self.unit,
                epoch="e",
            )
        )
        finished = wire.BatchFinished(batch.op_id, "1", batch.status.value, "5", receipt)
        self._tell(wire.BATCH_FINISHED, batch.op_id, finished, None)

    def _signed_receipt(self, receipt: orders.Receipt) -> orders.SignedReceipt:
        content = codec.encode(receipt)
        return orders.SignedReceipt(content.decode(), signature.sign(self.key, signature.RECEIPT, content))

    def _tell(self, kind: str, about: str, message: codec.Message, by: Signer | None) -> None:
        body, salt = codec.encode(message).decode(), f"{len(self.events):032x}"
        record = wire.LogRecord(
            typ=wire.LOG_RECORD,
            log=self.unit,
            seq=str(len(self.events) + 1),
            ts=instant(self.now),
            agency=self.agency,
            actor_uid=by.uid if by else "",
            actor_kid=by.kid if by else "",
            device=by.device if by else "",
            type=kind,
            obj=about,
            cmd_id="",
            body_commit=wire.body_commit(salt, body),
            sig_sha256="",
            prev=wire.leaf(self.events[-1].record) if self.events else wire.NO_LEAF,
        )
        self.events.append(wire.Event(record=record, salt=salt, body=body))

    def _signer(self, person: Person, device: str) -> Signer:
        key = Ed25519PrivateKey.generate()
        return Signer(person.uid, public_key_id(key), key, self.agency, self.unit, device, "1")

    def _keys(self) -> list[PublicKey]:
        return [
            PublicKey(each.kid, each.uid, each.public_key, each.device, each.device, "", "")
            for each in self._signers.values()
        ]


def _transfers(lines: Sequence[LineRecord]) -> list[CreditTransfer]:
    return [
        CreditTransfer(
            line.number,
            line.bank,
            line.account,
            line.name,
            Money(line.satang or 0),
            line.person_id,
            line.mobile,
            line.email,
            line.reference,
        )
        for line in lines
    ]
