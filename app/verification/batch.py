"""One batch of a dossier, told anew from the log: maker, lines, authorizers, results, the bank's receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.verification.findings import Broken, Part
from app.verification.log import body
from app.verification.tree import demand_lines
from app.wire import codec, events, shown, signature
from app.wire import disbursement as wire
from app.wire.codes import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.verification.log import Log
    from app.wire.dossier import DossierBatch

SETTLED = "settled"


@dataclass(slots=True)
class Told:
    """The newest edition of a batch, and what became of it."""

    payment_text: str
    payment_sig: str
    payment: wire.Payment
    needed: int
    decisions: list[tuple[int, wire.SignedAuthorization]] = field(default_factory=list)
    outcomes: dict[str, events.Outcome] = field(default_factory=dict)
    receipt: wire.SignedReceipt | None = None
    refused: bool = False
    receipt_outcomes: dict[str, events.Outcome] = field(default_factory=dict)


class BatchProof:
    """Proves a batch part by part; each method raises `Broken` for its part."""

    def __init__(self, batch: DossierBatch, log: Log, bank_key: str, log_name: str) -> None:
        self._batch, self._log, self._bank_key, self._log_name = batch, log, bank_key, log_name
        self._told: Told | None = None
        self._total = 0

    @property
    def told(self) -> Told:
        """The edition that `payment` proved."""
        if self._told is None:
            raise Broken(self._batch.op_id, "not_told")
        return self._told

    def parts(self) -> Iterator[tuple[Part, Callable[[], None]]]:
        """Give each part with what proves it, in order."""
        yield Part.PAYMENT, self.payment
        yield Part.LINES, self.lines
        yield Part.APPROVALS, self.approvals
        yield Part.RESULTS, self.results
        yield Part.RECEIPT, self.receipt

    def payment(self) -> None:
        """Tell the newest edition, and check its maker's signature."""
        for seq, record in self._log.about(self._batch.op_id):
            self._hear(seq, record)
        said = self.told.payment
        key = self._log.keys.get(said.maker_kid)
        if (
            said.typ != wire.PAYMENT
            or said.op_id != self._batch.op_id
            or key is None
            or (key.uid, key.device_id) != (said.maker_uid, said.device)
        ):
            raise Broken(self._batch.reference, "signer")
        text = self.told.payment_text.encode()
        if not signature.verify(key.public_key, signature.MAKE, text, self.told.payment_sig):
            raise Broken(self._batch.reference, "signature")

    def lines(self) -> None:
        """Check every line, their order and their sum."""
        self._total = demand_lines(self.told.payment, self._batch.lines, self._batch.leaves)

    def approvals(self) -> None:
        """Check every decision: signed by its person over this edition, none of them its maker, as many as needed."""
        told = self.told
        shown_hash = shown.shown_sha256(told.payment, self._batch.lines)
        people = set()
        for seq, decision in told.decisions:
            said = self._decision(seq, decision)
            if said.decision == Decision.APPROVE:
                if said.shown_sha256 != shown_hash:
                    raise Broken(str(seq), "shown")
                people.add(said.auth_uid)
        if told.receipt is not None and len(people) < max(told.needed, 1):
            raise Broken(self._batch.reference, "too_few")

    def results(self) -> None:
        """Check that the bank reported every line once it finished the batch."""
        told = self.told
        numbers = {line.n for line in self._batch.lines}
        if not told.outcomes.keys() <= numbers:
            raise Broken(min(told.outcomes.keys() - numbers), "no_such_line")
        if told.receipt is not None and told.receipt_outcomes.keys() != numbers:
            raise Broken(min(numbers - told.receipt_outcomes.keys()), "no_result")

    def receipt(self) -> None:
        """Check the bank's signature over the result, its sums and hashes one by one; a refused batch has none."""
        told = self.told
        if told.receipt is None:
            self._demand_refused()
            return
        text = told.receipt.receipt.encode()
        if not signature.verify(self._bank_key, signature.RECEIPT, text, told.receipt.signature):
            raise Broken(self._batch.reference, "not_the_banks")
        said = self._read(told.receipt.receipt, wire.Receipt)
        for name, right in self._expected().items():
            if getattr(said, name) != right:
                raise Broken(name, "receipt")

    def _demand_refused(self) -> None:
        """Take the signed log alone for the bank's word only where it refused the batch and paid none of its lines."""
        told = self.told
        if not told.refused:
            raise Broken(self._batch.reference, "no_receipt")
        for line in self._batch.lines:
            if line.n in told.outcomes and told.outcomes[line.n].status == SETTLED:
                raise Broken(line.n, "no_receipt")

    def _expected(self) -> dict[str, str]:
        told = self.told
        paid = [line for line in self._batch.lines if told.receipt_outcomes[line.n].status == SETTLED]
        settled = sum(int(line.satang) for line in paid)
        approvals = (
            decision.authorization
            for seq, decision in told.decisions
            if self._decision(seq, decision).decision == Decision.APPROVE
        )
        return {
            "typ": wire.RECEIPT,
            "op_id": self._batch.op_id,
            "rev": told.payment.rev,
            "log": self._log_name,
            "payment_sha256": signature.sha256_hex(told.payment_text.encode()),
            "lines_root": told.payment.lines_root,
            "authz_sha256": signature.sha256_hex("\n".join(approvals).encode()),
            "outcomes_sha256": events.outcomes_sha256(told.receipt_outcomes[line.n] for line in self._batch.lines),
            "settled_count": str(len(paid)),
            "settled_satang": str(settled),
            "rejected_count": str(len(self._batch.lines) - len(paid)),
            "rejected_satang": str(self._total - settled),
        }

    def _hear(self, seq: int, record: events.LogRecord) -> None:
        match record.type:
            case events.BATCH_SUBMITTED:
                said = body(self._log, seq, events.BatchSubmitted)
                payment = self._read(said.payment, wire.Payment, seq)
                needed = int(said.signatures_needed) if said.signatures_needed in _COUNTS else 1
                if record.actor_uid != payment.maker_uid:
                    raise Broken(str(seq), "signer")
                self._told = Told(said.payment, said.payment_sig, payment, needed)
            case events.BATCH_SIGNED | events.BATCH_APPROVED | events.BATCH_RETURNED:
                self.told.decisions.append((seq, body(self._log, seq, events.BatchDecided).decision))
            case events.LINES_REPORTED:
                reported = body(self._log, seq, events.LinesReported).outcomes
                self.told.outcomes |= {outcome.n: outcome for outcome in reported}
            case events.BATCH_REFUSED:
                self.told.refused = True
            case events.BATCH_FINISHED:
                self.told.receipt = body(self._log, seq, events.BatchFinished).receipt
                self.told.receipt_outcomes = dict(self.told.outcomes)

    def _decision(self, seq: int, signed: wire.SignedAuthorization) -> wire.Authorization:
        said = self._read(signed.authorization, wire.Authorization, seq)
        told, key = self.told, self._log.keys.get(said.auth_kid)
        if key is None or (key.uid, said.op_id) != (said.auth_uid, self._batch.op_id):
            raise Broken(str(seq), "signer")
        if not signature.verify(
            key.public_key, signature.AUTHORIZE, signed.authorization.encode(), signed.signature
        ) or said.auth_uid != self._log.actor(seq):
            raise Broken(str(seq), "signature")
        if said.auth_uid == told.payment.maker_uid:
            raise Broken(str(seq), "same_person")
        named = (said.payment_sha256, said.maker_sig_sha256)
        if named != (
            signature.sha256_hex(told.payment_text.encode()),
            signature.signature_sha256(told.payment_sig),
        ):
            raise Broken(str(seq), "other_payment")
        return said

    def _read(self, text: str, kind: type[codec.M], seq: int = 0) -> codec.M:
        try:
            return codec.decode(text.encode(), kind)
        except (codec.NotCanonical, UnicodeError) as problem:
            raise Broken(str(seq) if seq else self._batch.reference, "unreadable") from problem


_COUNTS = frozenset(map(str, range(1, 21)))
