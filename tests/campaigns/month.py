"""A month of a unit by the clock: it pays, collects, remits and closes every day, whatever goes wrong.

The same starting number makes the same month: amounts, faults and their days come from it alone.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.domain.collections.orders import RefundTo
from app.domain.values.money import Money
from tests.campaigns.people import COLLECTOR, People
from tests.campaigns.trouble import LINES, ON_THE_WAY, REFUSALS, TREASURY, Trouble, dealt
from tests.helpers.raw_central import ACCOUNTS, TWO_SIGNATURES
from tests.helpers.raw_collections import ACCOUNTS as RECEIVING
from tests.helpers.raw_collections import OWN_UNIT, biller, cross_bank_file, reverse, send_file
from tests.helpers.raw_remittances import treasury_answers
from tests.helpers.workstation import transfers

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.closing.day import DayOrder
    from app.domain.collections.bill import Bill
    from app.domain.collections.bill_rules import BillFields
    from app.domain.collections.payment import Payment
    from app.domain.remittances.order_rules import RemittanceDraft
    from app.services.commands import Given
    from tests.campaigns.people import Seat
    from tests.helpers.raw_central import Central

FIRST = date(2026, 11, 23)
TYPES = ("permit_fee", "permit_fee", "permit_fee", "contract_deposit", "permit_fee_for_other")
"""Three of five are the unit's own revenue."""
CHANNELS = ("counter", "atm", "internet", "mobile", "promptpay")
BY_FILE = 4
"""Four of five payments come by the cross-bank file."""
LINES_PER_BATCH = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """How much happens."""

    days: int
    batches_a_day: int
    bills_a_day: int
    faults: int


MONTH = Plan(days=20, batches_a_day=2, bills_a_day=150, faults=25)
DAYS = Plan(days=3, batches_a_day=1, bills_a_day=10, faults=8)


@dataclass
class Month:
    """One month at a central system that was started for it, with its clock at the sample's beginning."""

    central: Central
    folder: Path
    plan: Plan
    seed: int
    closed: list[DayOrder] = field(default_factory=list)
    _bill: int = 0
    _silent: dict[str, date] = field(default_factory=dict)
    """Remittances that the treasury says nothing about, with the day on which they were sent."""
    _makes_whole: list[int] = field(default_factory=list)
    """Satang that make the total of what the treasury refused whole again."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  (a month that can be told again, not a secret)
        self.people = People(self.central, self.folder)
        self._troubles = dealt(self.chance, self.plan.faults, self.plan.days)

    def run(self) -> None:
        """Live through it; the people are at their desks when it ends."""
        day = FIRST
        for n, troubles in enumerate(self._troubles):
            if n:
                self.people.go()
                day = self._next_working_day(day)
            self._at(day, "09:05")
            self.people.come()
            self._day(day, troubles, last=n == self.plan.days - 1)

    def _day(self, day: date, troubles: list[Trouble], *, last: bool) -> None:
        self._answer_the_silent(day)
        for phase in (self._pay, self._collect, self._decide_queue, self._remit):
            self._trouble_on_the_way(troubles)
            phase(day, troubles)
        if last:
            self._return_draws()
        self._at(day, "16:40")
        self._close()

    # -- the clock ----------------------------------------------------------------------------------------------------

    def _at(self, day: date, time: str) -> None:
        self.central.advance(f"{day.isoformat()}T{time}:00+07:00")

    def _now(self) -> datetime:
        return datetime.fromisoformat(self.central.operate("GET", "clock").json["now"])

    def _wait(self, minutes: int) -> None:
        self.central.advance((self._now() + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z"))

    def _next_working_day(self, day: date) -> date:
        self.people.come()  # somebody must know the calendar
        day += timedelta(days=1)
        while not self.people.collector.days.is_working(day):
            day += timedelta(days=1)
        self.people.go()
        return day

    # -- faults on the way --------------------------------------------------------------------------------------------

    def _trouble_on_the_way(self, troubles: list[Trouble]) -> None:
        """Let one of the day's faults strike in the phase that begins."""
        mine = [one for one in troubles if one in (*ON_THE_WAY, Trouble.CENTRAL_KILLED, Trouble.DESK_CRASHED)]
        if not mine:
            return
        trouble = self.chance.choice(mine)
        troubles.remove(trouble)
        if trouble is Trouble.CENTRAL_KILLED:
            self.central.kill()
            self.central.restart()
            self.people.reconnect()
        elif trouble is Trouble.DESK_CRASHED:
            self.people.crash(COLLECTOR)
        else:
            fault = {"fault": trouble.value, "route": "commands", "count": 1, "after": self.chance.randrange(2)}
            assert self.central.operate("POST", "faults", fault).status == 200

    # -- paying -------------------------------------------------------------------------------------------------------

    def _pay(self, day: date, troubles: list[Trouble]) -> None:
        wrong = [LINES[one] for one in troubles if one in LINES]
        for n in range(self.plan.batches_a_day):
            amounts = [self.chance.randrange(500, 5_000) * 100 for _ in range(LINES_PER_BATCH)]
            amounts += wrong if n == 0 else []
            self._batch(day, f"ฎ.{day:%Y%m%d}-{n + 1}", amounts)

    def _batch(self, day: date, doc_no: str, amounts: list[int]) -> None:
        account = ACCOUNTS[TWO_SIGNATURES]
        draw = {"unit": OWN_UNIT, "doc_no": doc_no, "doc_date": day.isoformat(), "account": account}
        answer = self.central.operate("POST", "draws", {**draw, "satang": str(sum(amounts))})
        assert answer.status == 200, answer.body
        lines = [
            replace(line, amount=Money(amount)) for line, amount in zip(transfers(len(amounts)), amounts, strict=True)
        ]
        payer = self.people.payer
        payer.hear()
        about = {"document_no": doc_no, "document_date": day, "value_date": day, "purpose": f"ค่าตอบแทน {doc_no}"}
        op_id = payer.station.draft(lines, **about)
        payer.station.submit(op_id)
        payer.hear()
        for seat in self.people.authorizers:
            seat.hear()
            seat.station.decide(op_id, seat.password)
            seat.hear()
        self.central.settle()
        payer.hear()

    # -- collecting ---------------------------------------------------------------------------------------------------

    def _collect(self, day: date, troubles: list[Trouble]) -> None:
        self._at(day, "10:00")
        seat = self.people.collector
        wanted = [self._fields(day) for _ in range(self.plan.bills_a_day)]
        wanted += [self._fields(day, ending, "permit_fee") for ending in self._endings(troubles)]
        bills = seat.bills.issued(seat.sure(lambda: seat.bills.issue([seat.bills.keep(one) for one in wanted])))
        assert len(bills) == len(wanted)
        faulty = [one for one in troubles if one in _PAYERS]
        self._by_file(day, [bill for n, bill in enumerate(bills[len(faulty) :]) if n % 5 < BY_FILE])
        for n, bill in enumerate(bills[len(faulty) :]):
            if n % 5 >= BY_FILE:
                self._paid(bill, channel=self.chance.choice(CHANNELS))
        for trouble, bill in zip(faulty, bills, strict=False):
            _PAYERS[trouble](self, bill)
        self.central.settle()
        seat.hear()

    def _endings(self, troubles: list[Trouble]) -> list[int]:
        wanted = [TREASURY[one] for one in troubles if one in TREASURY] + self._makes_whole
        self._makes_whole = [100 - TREASURY[one] for one in troubles if one in REFUSALS]
        return wanted

    def _fields(self, day: date, ending: int = 0, revenue_type: str = "") -> BillFields:
        self._bill += 1
        return self.people.collector.fields(
            self._bill,
            self.chance.randrange(100, 4_000) * 100 + ending,
            revenue_type=revenue_type or self.chance.choice(TYPES),
            due_date=day + timedelta(days=30),
        )

    def _by_file(self, day: date, bills: list[Bill]) -> None:
        rows = [
            {"ref1": one.reference.ref1, "ref2": one.reference.ref2, "satang": str(one.draft.amount.satang)}
            for one in bills
        ]
        told = f"{day:%d%m%Y}"
        file = cross_bank_file(RECEIVING[OWN_UNIT], biller(OWN_UNIT), [{"day": told, **one} for one in rows], told)
        answer = send_file(self.central, file)
        assert answer.status == 200, answer.body

    def _paid(self, bill: Bill, satang: int | None = None, **changes: object) -> str:
        said = {
            "channel": "counter",
            "biller_id": bill.reference.biller_id,
            "ref1": bill.reference.ref1,
            "ref2": bill.reference.ref2,
            "satang": str(bill.draft.amount.satang if satang is None else satang),
            "payer_name": bill.draft.payer_name,
            "force": True,
        }
        answer = self.central.operate("POST", "collections", {**said, **changes})
        assert answer.status == 200, answer.body
        return str(answer.json["payment_id"])

    def _no_reference(self, bill: Bill) -> None:
        self._paid(bill, ref1="", ref2="", channel="promptpay")

    def _wrong_reference(self, bill: Bill) -> None:
        ref2 = bill.reference.ref2
        self._paid(bill, ref2=ref2[:-4] + ref2[-3] + ref2[-4] + ref2[-2:], channel="other_bank", sending_bank="014")

    def _underpaid(self, bill: Bill) -> None:
        self._paid(bill, bill.draft.amount.satang - 50_00)

    def _overpaid(self, bill: Bill) -> None:
        self._paid(bill, bill.draft.amount.satang + 50_00)

    def _paid_twice(self, bill: Bill) -> None:
        self._paid(bill)
        self._paid(bill)

    def _reversed(self, bill: Bill) -> None:
        assert reverse(self.central, self._paid(bill)).status == 200
        self._paid(bill)

    # -- what fits nothing --------------------------------------------------------------------------------------------

    def _decide_queue(self, day: date, _troubles: list[Trouble]) -> None:
        """Give queued money to the bill that it is meant for, and send back what is left; then receipt everything."""
        self._at(day, "13:00")
        seat = self.people.collector
        seat.hear()
        while queued := seat.queued(FIRST):
            for payment in queued:
                self._settled(seat.sure(partial(self._proposal, payment)))
        due = [one.payment_id for one in seat.receipts.due()]
        assert due, "a day without a receipt"
        seat.sure(lambda: seat.receipts.issue(due))
        assert not seat.receipts.due()

    def _proposal(self, payment: Payment) -> Given:
        seat = self.people.collector
        near = [one for one in seat.money.candidates(payment) if one.amount.satang]
        if not near:
            to = RefundTo("014", "1234567890", payment.payer_name)
            return seat.money.propose_refund(payment, payment.waiting, to, "ชำระเกิน")
        return seat.money.propose_match(payment, near[0].bill, near[0].amount, "ผู้ชำระแจ้งเลขที่ใบแจ้งแล้ว")

    def _settled(self, req_id: str) -> None:
        second = self.people.authorizers[0]
        second.hear()
        told = second.money.order(req_id)
        second.sure(lambda: second.money.settle(told, approve=True, password=second.password))
        self.people.collector.hear()

    # -- remitting ----------------------------------------------------------------------------------------------------

    def _remit(self, day: date, troubles: list[Trouble]) -> None:
        self._at(day, "14:00")
        seat = self.people.collector
        seat.hear()
        for trouble in troubles:
            if trouble in TREASURY:
                req_id = self._sent(seat, self._alone(TREASURY[trouble]))
                if trouble is Trouble.TREASURY_SILENT:
                    self._silent[req_id] = day
        while proposals := seat.remitting.proposals():
            self._sent(seat, seat.remitting.draft(proposals[0]))
        self._wait(6)
        seat.hear()

    def _alone(self, ending: int) -> RemittanceDraft:
        """Return a remittance of the one part whose amount the treasury does not let pass."""
        remitting = self.people.collector.remitting
        for proposal in remitting.proposals():
            for part in proposal.parts:
                if part.amount.satang % 100 == ending:
                    (item,) = (one for one in proposal.items if one.code == part.revenue_type)
                    draft = remitting.draft(proposal)
                    return replace(draft, parts=(part,), items=(replace(item, amount=part.amount),))
        raise AssertionError(f"nothing that ends in .{ending}")

    def _sent(self, seat: Seat, draft: RemittanceDraft) -> str:
        req_id = seat.sure(lambda: seat.remitting.propose(draft))
        second = self.people.authorizers[0]
        second.hear()
        told = second.remitting.told(req_id)
        second.sure(lambda: second.remitting.settle(told, approve=True, password=second.password))
        seat.hear()
        return req_id

    def _answer_the_silent(self, day: date) -> None:
        """Let the treasury's staff answer what it was silent about for two days."""
        for req_id, sent_on in list(self._silent.items()):
            if day - sent_on >= timedelta(days=2):
                del self._silent[req_id]
                assert treasury_answers(self.central, req_id).status == 200
        self.people.collector.hear()

    def _return_draws(self) -> None:
        """Return what is left of draws, so that none stays open over the month's end."""
        payer = self.people.payer
        payer.hear()
        for draw in payer.draws_left():
            self._sent(payer, payer.remitting.draw_draft(draw.doc_no))
        self._wait(6)
        self.people.collector.hear()

    # -- closing ------------------------------------------------------------------------------------------------------

    def _close(self) -> None:
        seat = self.people.payer if len(self.closed) % 2 else self.people.collector
        second = self.people.authorizers[1]
        seat.hear()
        for req_id in seat.closing.prepare().not_printed:
            seat.print_record(req_id)
        found = seat.closing.prepare()
        drafts = [one if one.reason else replace(one, reason="รอตรวจสอบกับผู้เกี่ยวข้อง") for one in found.drafts]
        req_id = seat.sure(lambda: seat.closing.propose(found, drafts))
        second.hear()
        told = second.days.order(req_id)
        check = second.closing.check(told)
        assert not check.differences, check.differences
        second.sure(lambda: second.closing.settle(told, approve=True, password=second.password))
        seat.hear()
        self.closed.append(seat.days.order(req_id).order.order)


_PAYERS = {
    Trouble.NO_REFERENCE: Month._no_reference,
    Trouble.WRONG_REFERENCE: Month._wrong_reference,
    Trouble.UNDERPAID: Month._underpaid,
    Trouble.OVERPAID: Month._overpaid,
    Trouble.PAID_TWICE: Month._paid_twice,
    Trouble.REVERSED: Month._reversed,
}
