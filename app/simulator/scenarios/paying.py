"""What people do about payments: hand a batch in, decide it, call money back and return it."""

from __future__ import annotations

from typing import Final, Literal, TypedDict

import msgspec

from app.simulator.clock import BANGKOK, read_moment
from app.simulator.scenarios.speaking import Person, new_id
from app.simulator.scenarios.stage import BATCH, RECALL, Act, Baht, LocalDay, Stage, Wrong, satang
from app.wire import api, merkle, recalls, signature
from app.wire.access import Unit
from app.wire.codec import decode, encode
from app.wire.codes import LineReason
from app.wire.disbursement import (
    AUTHORIZATION,
    CANCEL,
    DECIDE,
    PAYMENT,
    SUBMIT,
    WITHDRAW,
    Authorization,
    BatchContent,
    Cancel,
    Decide,
    Line,
    LineRemark,
    Payment,
    Submit,
    Withdraw,
)
from app.wire.shown import shown_sha256

_BUDDHIST_ERA, _OCTOBER = 543, 10
_FIRST_ACCOUNT = 1_000_000_000
APPROVE: Final = "approve"
SEND_BACK: Final = "return"


class Payee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a batch; what is left out is filled in by its number."""

    baht: Baht
    name: str = ""
    bank: str = "004"
    account: str = ""


class SubmitBatch(Act, frozen=True, tag="submit"):
    """A maker hands in a batch, which is called ``batch`` from here on, or its next edition where it is called so."""

    who: str
    batch: str
    payees: tuple[Payee, ...]
    kind: str = "welfare"
    sub_kind: str = "overtime"
    purpose: str = "ค่าตอบแทนการปฏิบัติงานนอกเวลา"
    value_date: LocalDay = ""
    document: str = ""

    def play(self, stage: Stage) -> None:
        """Sign and send it."""
        maker = stage.person(self.who)
        lines = tuple(_line(n, one) for n, one in enumerate(self.payees, 1))
        payment = self._payment(maker, lines, stage)
        stage.call(BATCH, self.batch, payment.op_id)
        sig = maker.sign(signature.MAKE, encode(payment))
        maker.send(Submit(SUBMIT, *envelope(maker), payment, sig, lines))

    def _payment(self, maker: Person, lines: tuple[Line, ...], stage: Stage) -> Payment:
        former = stage.listen().heads.get(stage.called(BATCH, self.batch)) if self._is_known(stage) else None
        unit = maker.read(api.UNIT, Unit)
        today = read_moment(unit.server_time).astimezone(BANGKOK).date()
        return Payment(
            typ=PAYMENT,
            op_id=former.op_id if former else new_id(),
            rev=str(int(former.rev) + 1) if former else "1",
            agency=unit.agency,
            unit=unit.unit,
            kind=self.kind,
            sub_kind=self.sub_kind,
            debit_acct=unit.accounts[0].account,
            value_date=self.value_date or today.isoformat(),
            fy=str(today.year + _BUDDHIST_ERA + (today.month >= _OCTOBER)),
            doc_no=self.document,
            doc_date="",
            purpose=f"{self.purpose}{stage.note}",
            memo="",
            file_sha256="",
            lines_root=merkle.root(encode(one) for one in lines),
            lines_count=str(len(lines)),
            total_satang=str(sum(int(one.satang) for one in lines)),
            dup_ack="",
            ckpt_size="0",
            ckpt_root="",
            **made(maker),
        )

    def _is_known(self, stage: Stage) -> bool:
        return f"{BATCH}/{self.batch}" in stage.names


class Approve(Act, frozen=True, tag="approve"):
    """An authorizer approves a batch, having looked at every line that must be looked at, and declines some lines."""

    who: str
    batch: str
    declined: dict[int, LineReason] = msgspec.field(default_factory=dict)

    def play(self, stage: Stage) -> None:
        """Sign and send the decision."""
        remarks = tuple(LineRemark(str(n), why.value, "") for n, why in sorted(self.declined.items()))
        _decide(stage, self.who, self.batch, APPROVE, "", remarks)


class Return(Act, frozen=True, tag="return"):
    """An authorizer sends a batch back to its maker."""

    who: str
    batch: str
    reason: str

    def play(self, stage: Stage) -> None:
        """Sign and send the decision."""
        _decide(stage, self.who, self.batch, SEND_BACK, self.reason)


class TakeBack(Act, frozen=True, tag="take_back"):
    """The maker withdraws a batch to mend it, or cancels it for good."""

    who: str
    batch: str
    how: Literal["withdraw", "cancel"]
    reason: str

    def play(self, stage: Stage) -> None:
        """Send the command."""
        maker, op_id = stage.person(self.who), stage.called(BATCH, self.batch)
        if self.how == "withdraw":
            maker.send(Withdraw(WITHDRAW, *envelope(maker), op_id, "1", self.reason))
        else:
            maker.send(Cancel(CANCEL, *envelope(maker), op_id, "1", self.reason))


class CallBack(Act, frozen=True, tag="call_back"):
    """A maker calls wrongly paid money back; the recall is called ``recall`` from here on."""

    who: str
    recall: str
    batch: str
    line: int
    baht: Baht
    cause: recalls.Cause = recalls.Cause.WRONG_PAYEE

    def play(self, stage: Stage) -> None:
        """Send the command."""
        maker, recall_id = stage.person(self.who), new_id()
        today = stage.now().astimezone(BANGKOK).date().isoformat()
        stage.call(RECALL, self.recall, recall_id)
        maker.send(
            recalls.OpenRecall(
                recalls.OPEN_RECALL,
                *envelope(maker),
                recall_id=recall_id,
                op_id=stage.called(BATCH, self.batch),
                rev="1",
                n=str(self.line),
                cause=self.cause.value,
                satang=str(satang(self.baht)),
                found_on=today,
                letter_no="กค 0401/งบ 55",
                letter_date=today,
                reason="โอนผิดราย",
            )
        )


class ReturnMoney(Act, frozen=True, tag="return_money"):
    """A maker orders that called-back money goes to the treasury; a ``second`` person approves it at once."""

    who: str
    recall: str
    second: str = ""

    def play(self, stage: Stage) -> None:
        """Sign and send what was asked for."""
        maker = stage.person(self.who)
        seen = _recall(stage, maker, self.recall)
        order = recalls.ReturnOrder(
            typ=recalls.RETURN_ORDER,
            req_id=new_id(),
            recall_id=seen.recall_id,
            agency=maker.session.agency,
            unit=maker.session.unit,
            route=seen.route,
            satang=seen.back_satang,
            account=seen.account,
            fy=seen.fy,
            **made(maker),
        )
        content = encode(order)
        sig = maker.sign(signature.PROPOSE_RETURN, content)
        maker.send(recalls.ProposeReturn(recalls.PROPOSE_RETURN, *envelope(maker), order, sig))
        if self.second:
            _settle_return(stage, self.second, order.req_id, content, sig, APPROVE, "")


class DecideReturn(Act, frozen=True, tag="decide_return"):
    """An authorizer decides the return of called-back money that a maker ordered."""

    who: str
    recall: str
    decision: Literal["approve", "return"] = "approve"
    reason: str = ""

    def play(self, stage: Stage) -> None:
        """Sign and send the decision."""
        seen = _recall(stage, stage.person(self.who), self.recall)
        order = decode(seen.order.encode(), recalls.ReturnOrder)
        sig = seen.order_sig
        _settle_return(stage, self.who, order.req_id, seen.order.encode(), sig, self.decision, self.reason)


class MadeBy(TypedDict):
    """What an order says of its maker."""

    maker_uid: str
    maker_kid: str
    device: str
    made_at: str


class DecidedBy(TypedDict):
    """What a decision says of who decided, and what."""

    decision: str
    reason: str
    auth_uid: str
    auth_kid: str
    device: str
    session_epoch: str
    challenge: str
    at: str


def envelope(person: Person) -> tuple[str, str, str]:
    """Return what follows a command's type: its new name, the session's epoch, the workstation."""
    return new_id(), person.session.session_epoch, person.device


def made(maker: Person) -> MadeBy:
    """Return what an order says of its maker."""
    return {
        "maker_uid": maker.session.uid,
        "maker_kid": maker.kid,
        "device": maker.device,
        "made_at": maker.now,
    }


def decided(authorizer: Person, decision: str = APPROVE, reason: str = "") -> DecidedBy:
    """Return what a decision says of who decided."""
    return {
        "decision": decision,
        "reason": reason,
        "auth_uid": authorizer.session.uid,
        "auth_kid": authorizer.kid,
        "device": authorizer.device,
        "session_epoch": authorizer.session.session_epoch,
        "challenge": authorizer.challenge(),
        "at": authorizer.now,
    }


def _line(n: int, one: Payee) -> Line:
    return Line(
        n=str(n),
        bank=one.bank,
        acct=one.account or str(_FIRST_ACCOUNT + n),
        name=one.name or f"ผู้รับเงิน ตัวอย่างที่ {n}",
        satang=str(satang(one.baht)),
        payee_id="",
        payee_rev="",
        person_id="",
        mobile="",
        email="",
        ref="",
    )


def _settle_return(stage: Stage, who: str, req_id: str, content: bytes, sig: str, decision: str, reason: str) -> None:
    authorizer = stage.person(who)
    said = recalls.ReturnDecision(
        typ=recalls.RETURN_DECISION,
        req_id=req_id,
        order_sha256=signature.sha256_hex(content),
        order_sig_sha256=signature.signature_sha256(sig),
        **decided(authorizer, decision, reason),
    )
    signed = authorizer.sign(signature.SETTLE_RETURN, encode(said))
    authorizer.send(recalls.SettleReturn(recalls.SETTLE_RETURN, *envelope(authorizer), said, signed))


def _decide(
    stage: Stage, who: str, batch: str, decision: str, reason: str, declined: tuple[LineRemark, ...] = ()
) -> None:
    authorizer = stage.person(who)
    op_id = stage.called(BATCH, batch)
    seen = authorizer.read(f"{api.BATCHES}/{op_id}", BatchContent)
    payment = decode(seen.payment.encode(), Payment)
    authorization = Authorization(
        typ=AUTHORIZATION,
        op_id=op_id,
        rev=payment.rev,
        payment_sha256=signature.sha256_hex(seen.payment.encode()),
        maker_sig_sha256=signature.signature_sha256(seen.payment_sig),
        shown_sha256=shown_sha256(payment, seen.lines),
        lines=declined,
        opened=seen.must_open if decision == APPROVE else (),
        **decided(authorizer, decision, reason),
    )
    sig = authorizer.sign(signature.AUTHORIZE, encode(authorization))
    authorizer.send(Decide(DECIDE, *envelope(authorizer), authorization, sig))


def _recall(stage: Stage, person: Person, name: str) -> recalls.RecallView:
    recall_id = stage.called(RECALL, name)
    for one in person.read(api.RECALLS, recalls.Recalls).recalls:
        if one.recall_id == recall_id:
            return one
    raise Wrong(f"the recall {name} is not there")
