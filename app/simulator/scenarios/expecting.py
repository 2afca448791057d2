"""What scripts expect: states of things by their names, balances, the books, the log, scenarios of faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.faults.routes import FaultsArmed, ScenariosShown
from app.simulator.operator import Books
from app.simulator.scenarios.stage import (
    BATCH,
    BILL,
    PAYMENT,
    RECALL,
    REMITTANCE,
    LocalDay,
    SignedBaht,
    Stage,
    Wrong,
    satang,
)
from app.wire import api, bills, closing, codes, collections, recalls, remittances

if TYPE_CHECKING:
    from collections.abc import Iterator


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="of"):
    """What must hold now; ``pairs(stage)`` yields what is looked at, what is expected, and what is there."""


class OfBatch(Expectation, frozen=True, tag="batch"):
    """A batch's state, and its lines' by number; ``reasons`` are the bank's codes."""

    batch: str
    state: codes.BatchState | None = None
    lines: dict[int, codes.LineState] = msgspec.field(default_factory=dict)
    reasons: dict[int, str] = msgspec.field(default_factory=dict)

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Compare with the unit's log."""
        story, op_id = stage.listen(), stage.called(BATCH, self.batch)
        if self.state is not None:
            yield f"batch {self.batch}", self.state.value, story.batches.get(op_id)
        told = story.lines.get(op_id, {})
        for n, state in self.lines.items():
            yield f"batch {self.batch} line {n}", state.value, told[n].status if n in told else "pending"
        for n, reason in self.reasons.items():
            yield f"batch {self.batch} line {n} reason", reason, told[n].reason if n in told else ""


class OfBill(Expectation, frozen=True, tag="bill"):
    """A bill's state."""

    bill: str
    state: bills.BillState

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Compare with the unit's log."""
        found = stage.listen().bills.get(stage.called(BILL, self.bill))
        yield f"bill {self.bill}", self.state.value, found.state if found else bills.BillState.ISSUED.value


class OfPayment(Expectation, frozen=True, tag="payment"):
    """A payment's state, why it waits, and whether its receipt is issued."""

    payment: str
    state: collections.CollectionState
    cause: collections.QueueCause | None = None
    receipt: bool | None = None

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Compare with the unit's log."""
        found = stage.listen().payments.get(stage.called(PAYMENT, self.payment))
        yield f"payment {self.payment}", self.state.value, found and found.state
        if self.cause is not None:
            yield f"payment {self.payment} cause", self.cause.value, found and found.cause
        if self.receipt is not None:
            yield f"payment {self.payment} receipt", self.receipt, bool(found and found.receipt_id)


class OfRemittance(Expectation, frozen=True, tag="remittance"):
    """A remittance's state, and the treasury's code."""

    remittance: str
    state: remittances.RemittanceState
    code: str = ""

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Compare with the unit's log."""
        found = stage.listen().remittances.get(stage.called(REMITTANCE, self.remittance))
        yield f"remittance {self.remittance}", self.state.value, found and found.state
        yield f"remittance {self.remittance} code", self.code, found and found.code


class OfRecall(Expectation, frozen=True, tag="recall"):
    """Where called-back money stands."""

    recall: str
    state: recalls.RecallState

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Compare with the unit's log."""
        found = stage.listen().recalls.get(stage.called(RECALL, self.recall))
        yield f"recall {self.recall}", self.state.value, found and found.state


class OfDay(Expectation, frozen=True, tag="day"):
    """A working day's state."""

    day: LocalDay
    state: closing.DayState

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Compare with the unit's log."""
        yield f"day {self.day}", self.state.value, stage.listen().days.get(self.day, closing.DayState.OPEN.value)


class OfAccount(Expectation, frozen=True, tag="account"):
    """An account's balance, and what of it is set aside."""

    account: str
    baht: SignedBaht
    reserved: SignedBaht = "0"

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Compare with the ledger."""
        shown = stage.wire.shown(api.OPERATOR_LEDGER, Books).accounts
        found = next((one for one in shown if one.account == self.account), None)
        if found is None:
            raise Wrong(f"there is no account {self.account}")
        yield f"account {self.account}", satang(self.baht), int(found.balance_satang)
        yield f"account {self.account} reserved", satang(self.reserved), int(found.reserved_satang)


class OfBooks(Expectation, frozen=True, tag="books"):
    """The ledger adds up to nothing, and recounting every transfer finds no fault."""

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Recount."""
        books = stage.wire.shown(api.OPERATOR_LEDGER, Books)
        yield "sum of all accounts", "0", books.sum_satang
        yield "faults of the books", [], books.faults


class OfLog(Expectation, frozen=True, tag="log"):
    """Kinds of events that the unit's log holds since the script began, in this order, others between them."""

    kinds: tuple[str, ...]
    never: tuple[str, ...] = ()

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Look through the log."""
        told = stage.listen().kinds[stage.began :]
        rest = iter(told)
        yield "events in order", list(self.kinds), [kind for kind in self.kinds if kind in rest]
        yield "events that must not be", [], [kind for kind in self.never if kind in told]


class OfTrouble(Expectation, frozen=True, tag="trouble"):
    """How many faults wait: of all, or of those that strike nobody but the person who practises."""

    waiting: int

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Count them."""
        armed = stage.wire.shown(api.OPERATOR_FAULTS, FaultsArmed).faults
        yield "faults that wait", self.waiting, sum(stage.is_meant(one) for one in armed)


class OfFaults(Expectation, frozen=True, tag="fault_scenario"):
    """Where a scenario of faults stands."""

    scenario: str
    state: str

    def pairs(self, stage: Stage) -> Iterator[tuple[str, object, object]]:
        """Ask for it."""
        shown = stage.wire.shown(api.OPERATOR_FAULT_SCENARIOS, ScenariosShown).scenarios
        found = next((one.state for one in shown if one.name == self.scenario), None)
        yield f"scenario {self.scenario}", self.state, found
