"""What the other side does: payers pay, banks and the treasury answer, time passes and troubles come."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from app.simulator import gate
from app.simulator.collections.arrivals import PaymentWanted
from app.simulator.collections.staff import PaymentShown, ReversalWanted
from app.simulator.faults.armed import Armed
from app.simulator.recalls.staff import AnswerWanted as RecallAnswer
from app.simulator.remittances.staff import AnswerWanted as TreasuryAnswer
from app.simulator.ruling.versions import RulesShown, RulesWanted
from app.simulator.scenarios.differing import hold
from app.simulator.scenarios.speaking import LostAnswer
from app.simulator.scenarios.stage import (
    BATCH,
    BILL,
    PAYMENT,
    RECALL,
    REMITTANCE,
    Act,
    Baht,
    LocalTime,
    Stage,
    satang,
)
from app.wire import api
from app.wire.collections import Channel


class SignIn(Act, frozen=True, tag="sign_in"):
    """A person signs in; otherwise people do so when they are first needed."""

    who: str

    def play(self, stage: Stage) -> None:
        """Begin a session, the one before ends."""
        person = stage.person(self.who)
        person.sign_out()
        person.session  # noqa: B018  (asking for it begins it)


class SendAgain(Act, frozen=True, tag="send_again"):
    """A person's workstation sends the bytes of its newest command once more: it must have had its effect once."""

    who: str
    known: bool = True
    times: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1

    def play(self, stage: Stage) -> None:
        """Send them, up to so many times, and hold what is said against what is ``known`` to have happened."""
        for left in reversed(range(self.times)):
            try:
                hold(stage.person(self.who).send_again(), self.known, "known before")
            except LostAnswer:
                if not left:
                    raise
            else:
                return


class _Other(Act, frozen=True, kw_only=True):
    by_people: ClassVar[bool] = False


class Pay(_Other, frozen=True, tag="pay"):
    """A payer pays under a bill's references; the payment is called ``payment`` from here on."""

    payment: str
    bill: str
    baht: Baht
    channel: Channel = Channel.COUNTER
    wrong_reference: bool = False

    def play(self, stage: Stage) -> None:
        """Have the bank report it."""
        known = stage.listen().references[stage.called(BILL, self.bill)]
        wanted = PaymentWanted(
            channel=self.channel,
            biller_id=known.biller_id,
            ref1=known.ref1,
            ref2="" if self.wrong_reference else known.ref2,
            satang=str(satang(self.baht)),
            payer_name="ผู้ชำระ ตัวอย่าง",
            force=True,
        )
        done = msgspec.json.decode(stage.wire.operate("POST", api.OPERATOR_COLLECTIONS, wanted), type=PaymentShown)
        stage.call(PAYMENT, self.payment, done.payment_id)


class Reverse(_Other, frozen=True, tag="reverse"):
    """The bank takes a payment back."""

    payment: str
    reason: str = "บันทึกผิดบัญชี"

    def play(self, stage: Stage) -> None:
        """Have it reversed."""
        payment_id = stage.called(PAYMENT, self.payment)
        stage.wire.operate("POST", f"{api.OPERATOR_COLLECTIONS}/{payment_id}/reverse", ReversalWanted(self.reason))


class BankAnswers(_Other, frozen=True, tag="bank_answers"):
    """The payee's bank answers a recall."""

    recall: str
    answer: Literal["money_back", "refused"]

    def play(self, stage: Stage) -> None:
        """Have the answer written down."""
        recall_id = stage.called(RECALL, self.recall)
        stage.wire.operate("POST", f"{api.OPERATOR_RECALLS}/{recall_id}", RecallAnswer(self.answer))


class TreasuryAnswers(_Other, frozen=True, tag="treasury_answers"):
    """The treasury books a remittance, or refuses it with a code."""

    remittance: str
    answer: Literal["acknowledge", "refuse"]
    code: str = ""

    def play(self, stage: Stage) -> None:
        """Have the answer written down."""
        req_id = stage.called(REMITTANCE, self.remittance)
        stage.wire.operate("POST", f"{api.OPERATOR_REMITTANCES}/{req_id}", TreasuryAnswer(self.answer, self.code))


class Release(_Other, frozen=True, tag="release"):
    """The bank lets a held batch go."""

    batch: str

    def play(self, stage: Stage) -> None:
        """Have it released."""
        stage.wire.operate("POST", f"{api.OPERATOR_HELD}/{stage.called(BATCH, self.batch)}/release")


class Advance(_Other, frozen=True, tag="advance"):
    """Time passes: to a minute in Bangkok, ``past`` one unless it is over, or by so many minutes."""

    to: LocalTime | None = None
    past: LocalTime | None = None
    minutes: int = 0

    def play(self, stage: Stage) -> None:
        """Advance the clock."""
        if self.to is not None:
            stage.advance(stage.moment(self.to))
        elif self.past is not None:
            wanted = stage.moment(self.past)
            if wanted > stage.now():
                stage.advance(wanted)
        else:
            stage.later(self.minutes)


class ArmFault(_Other, frozen=True, tag="fault"):
    """A fault is armed, as operators write it."""

    fault: Armed

    def play(self, stage: Stage) -> None:
        """Arm it."""
        stage.wire.operate("POST", api.OPERATOR_FAULTS, stage.narrowed(self.fault))


class ArmPlan(_Other, frozen=True, tag="fault_plan"):
    """A shipped plan of faults is armed."""

    name: str

    def play(self, stage: Stage) -> None:
        """Arm it."""
        stage.wire.operate("POST", f"{api.OPERATOR_FAULT_PLANS}/{self.name}")


class NoFaults(_Other, frozen=True, tag="no_faults"):
    """All faults are taken back."""

    def play(self, stage: Stage) -> None:
        """Forget them."""
        stage.wire.operate("DELETE", api.OPERATOR_FAULTS)


class PutRules(_Other, frozen=True, tag="rules"):
    """Other rules of the bank hold from here on: the text of a rules file."""

    text: str

    def play(self, stage: Stage) -> None:
        """Put them."""
        held = stage.wire.shown(api.OPERATOR_RULES, RulesShown).in_force
        stage.wire.operate("PUT", api.OPERATOR_RULES, RulesWanted(self.text, "scenario", version=held))


class PutGate(_Other, frozen=True, tag="gate"):
    """The gate's windows and least version are put."""

    windows: tuple[gate.Window, ...] = ()
    least_client: str = ""

    def play(self, stage: Stage) -> None:
        """Put them."""
        held = stage.wire.shown(api.OPERATOR_GATE, gate.GateShown).version
        wanted = gate.GateWanted(self.windows, self.least_client, version=held)
        stage.wire.operate("PUT", api.OPERATOR_GATE, wanted)
