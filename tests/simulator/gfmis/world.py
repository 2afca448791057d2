"""A unit whose money moves at random: the ledger and the journal of the product, without anybody who signs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, literal, select, union_all

from app.simulator import ledger, log
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text
from app.simulator.disbursement import batches, draws
from app.simulator.disbursement.batches import Batch
from app.simulator.disbursement.draws import DrawWanted
from app.simulator.disbursement.tables import draws as draw_table
from app.simulator.gfmis import journal, spending
from app.simulator.gfmis.journal import Booking, Matter
from app.simulator.ledger import CalledBack, Collected, Remitted, Reserved
from app.simulator.remittances import standing
from app.simulator.remittances.tables import remittances
from app.simulator.tables import agencies, units, users
from app.wire.codec import encode
from app.wire.disbursement import Payment

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

AGENCY, UNIT = "2199", "2199000001"
BUDGET, OFF_BUDGET, RECEIVING = "0069000011", "0069000022", "0069000033"
ACCOUNTS = (BUDGET, OFF_BUDGET, RECEIVING)
OPENING = 50_000_000
SATANG_MAX = 200_000


@dataclass
class Paying:
    """An edition with lines that are still to be paid, and lines that were."""

    batch: Batch
    waiting: list[Reserved]
    paid: list[Reserved] = field(default_factory=list)


@dataclass
class Recalled:
    """A line of which money came back."""

    recall_id: str
    money: CalledBack


class World:
    """What happens to the unit: each act is one that the product has, with the dice's amounts."""

    def __init__(self, connection: Connection, now: datetime, dice: random.Random) -> None:
        self.connection, self.now, self.dice = connection, now, dice
        self.paying: list[Paying] = []
        self.recalled: list[Recalled] = []
        self.collected: list[Collected] = []
        self.sent: list[tuple[Remitted, Booking]] = []
        self.drawn: list[str] = []
        self._open()

    @property
    def at(self) -> str:
        return moment_text(self.now)

    @property
    def fy(self) -> str:
        return fiscal_year(local_date(self.now))

    def pass_time(self) -> None:
        """Let some time pass, or none: many things happen in one moment where the clock stands still."""
        self.now += timedelta(milliseconds=self.dice.choice((0, 0, 1, 1_000, 3_600_000, 40 * 86_400_000)))

    def acts(self) -> list[Callable[[], None]]:
        """Return what can happen now."""
        found = [self.draw, self.pay_in, self.order, self.order, self.collect]
        found += [self.pay] * 3 if any(one.waiting for one in self.paying) else []
        found += [self.come_back, self.recall] if any(one.paid for one in self.paying) else []
        found += [self.return_recalled] if self.recalled else []
        found += [self.take_back, self.refund, self.remit] if self.collected else []
        found += [self.acknowledge, self.refuse] if self.sent else []
        return [*found, self.deposit, *([self.return_draw] if self.drawn else [])]

    def draw(self) -> None:
        doc_no = f"36{self.dice.randrange(10**8):08d}"
        expense = self.dice.choice(("", "1102010101", "5101030101"))
        wanted = DrawWanted(UNIT, doc_no, "2026-11-02", BUDGET, str(self._satang()), expense)
        draws.add(self.connection, self.now, wanted)
        self.drawn.append(doc_no)

    def pay_in(self) -> None:
        account = self.dice.choice((BUDGET, OFF_BUDGET))
        came = ledger.Arrival("DEPOSIT", account, self._satang(), uuid.uuid4().hex, self.fy, self.at)
        ledger.deposit(self.connection, came)
        spending.arrived(self.connection, self.now, spending.PAID_IN, UNIT, came)

    def order(self) -> None:
        """Reserve the lines of a batch: of a draw, of the unit's own word, or without a document."""
        doc_no = self.dice.choice(("", "ฎ.1/2570", *self.drawn[:3]))
        account = BUDGET if doc_no else self.dice.choice((BUDGET, OFF_BUDGET))
        amounts = [self._satang() // 10 + 1 for _ in range(self.dice.randint(1, 5))]
        batch = self._batch(account, doc_no, amounts)
        ids = ledger.pending_ids(batch.op_id, 1, len(amounts))
        money = [Reserved(n, ids[n - 1], "004", satang) for n, satang in enumerate(amounts, 1)]
        each = [select(*(literal(value).label(name) for name, value in line._asdict().items())) for line in money]
        ledger.reserve(self.connection, batch.order(self.at), select(union_all(*each).subquery()))
        self.paying.append(Paying(batch, money))

    def pay(self) -> None:
        one = self.dice.choice([one for one in self.paying if one.waiting])
        cut = self.dice.randint(1, len(one.waiting))
        now, one.waiting = one.waiting[:cut], one.waiting[cut:]
        ledger.post(self.connection, one.batch.order(self.at), now)
        spending.paid(self.connection, one.batch, sum(line.satang for line in now), self.at)
        one.paid += now

    def come_back(self) -> None:
        one = self.dice.choice([one for one in self.paying if one.paid])
        cut = self.dice.randint(1, len(one.paid))
        back, one.paid = one.paid[:cut], one.paid[cut:]
        ledger.give_back(self.connection, one.batch.order(self.at), back)
        spending.came_back(self.connection, one.batch, back, self.at)

    def recall(self) -> None:
        one = self.dice.choice([one for one in self.paying if one.paid])
        line = one.paid.pop()
        recall_id, satang = str(uuid.uuid4()), self.dice.randint(1, line.satang)
        money = CalledBack(recall_id, one.batch.order(self.at), line.n, line.bank, satang)
        ledger.call_back(self.connection, money)
        self.recalled.append(Recalled(recall_id, money))

    def return_recalled(self) -> None:
        one = self.recalled.pop(self.dice.randrange(len(self.recalled)))
        money = one.money
        order = ledger.Order(money.order.op_id, 1, money.order.debit, self.fy, self.at)
        back = CalledBack(one.recall_id, order, money.n, money.bank, money.satang)
        ledger.send_to_treasury(self.connection, back, ledger.TREASURY)
        route = self.dice.choice(("in_year", "prior_year", "medical"))
        self._book(f"remit.recall_return.{route}", Matter.RECALL, one.recall_id, money.satang, order.debit)

    def collect(self) -> None:
        name = uuid.uuid4().hex
        money = Collected(name, name, RECEIVING, self._satang(), self.fy, self.at)
        ledger.collect(self.connection, [(money, "004")])
        self.collected.append(money)

    def take_back(self) -> None:
        ledger.reverse(self.connection, self._again(self.collected.pop()), "004")

    def refund(self) -> None:
        ledger.refund(self.connection, self._again(self.collected.pop(), name=uuid.uuid4().hex), "004")

    def remit(self) -> None:
        money = self.collected.pop()
        kind = self.dice.choice(("revenue", "revenue_for_other", "deposit", "deposit_for_other"))
        self._send(kind, RECEIVING, money.satang)

    def deposit(self) -> None:
        self._send(self.dice.choice(("deposit", "deposit_for_other")), OFF_BUDGET, self._satang())

    def return_draw(self) -> None:
        route = self.dice.choice(("in_year", "prior_year"))
        self._send(f"draw_return.{route}", BUDGET, self._satang())

    def acknowledge(self) -> None:
        money, booking = self.sent.pop(self.dice.randrange(len(self.sent)))
        journal.book(self.connection, self.now, booking)
        self._state(money, "acknowledged")

    def refuse(self) -> None:
        money, _ = self.sent.pop(self.dice.randrange(len(self.sent)))
        back = Remitted(money.req_id, money.account, money.office, money.satang, self.fy, self.at)
        ledger.bring_back(self.connection, back)
        self._state(money, "refused")

    def _send(self, event: str, account: str, satang: int) -> None:
        req_id = str(uuid.uuid4())
        money = Remitted(req_id, account, ledger.TREASURY, satang, self.fy, self.at)
        ledger.hold(self.connection, money)
        ledger.send(self.connection, money)
        row = {
            "req_id": req_id,
            "agency": AGENCY,
            "unit": UNIT,
            "state": "sent",
            "kind": event.partition(".")[0],
            "account": account,
            "office": "00",
            "office_account": ledger.TREASURY,
            "owner_unit": "",
            "doc_no": "",
            "satang": satang,
            "maker_uid": "maker",
            "made_at": self.at,
            "bank_ref": f"T-{req_id}",
            "sent_at": self.at,
            "record": "{}",
        }
        standing.add(self.connection, **row)
        self.sent.append((money, self._booking(f"remit.{event}", Matter.REMITTANCE, req_id, satang, account)))

    def _state(self, money: Remitted, state: str) -> None:
        mine = remittances.c.req_id == money.req_id
        self.connection.execute(remittances.update().where(mine).values(state=state, answered_at=self.at))

    def _again(self, money: Collected, name: str = "") -> Collected:
        return Collected(name or money.name, money.payment_id, RECEIVING, money.satang, self.fy, self.at)

    def _book(self, event: str, matter: Matter, about: str, satang: int, account: str) -> None:
        journal.book(self.connection, self.now, self._booking(event, matter, about, satang, account))

    def _booking(self, event: str, matter: Matter, about: str, satang: int, account: str) -> Booking:
        gl_account = "5103010199" if "return" in event else "4202010199"
        return Booking(event, AGENCY, UNIT, matter, about, satang, account, gl_account)

    def _satang(self) -> int:
        return self.dice.randint(1, SATANG_MAX)

    def _batch(self, account: str, doc_no: str, amounts: list[int]) -> Batch:
        kind = self.dice.choice(("loan", "purchase", "welfare"))
        if doc_no and doc_no not in self.drawn and not self._known(doc_no):
            self._own_word(doc_no)
        texts = dict.fromkeys(Payment.__struct_fields__, "")
        head = msgspec.convert({**texts, "attachments": ()} | {"kind": kind, "unit": UNIT}, Payment)
        numbers = {"rev": 1, "version": 1, "signatures_needed": 1, "next_line": 1, "turn": 1}
        names = dict.fromkeys(Batch.__dataclass_fields__, "")
        whose = {"op_id": str(uuid.uuid4()), "agency": AGENCY, "unit": UNIT, "maker_uid": "maker", "stages": "[]"}
        what = {"kind": kind, "debit_acct": account, "fy": self.fy, "doc_no": doc_no, "payment": encode(head).decode()}
        sums = {"total_satang": sum(amounts), "lines_count": len(amounts), "lines_open": len(amounts)}
        told = {"status": "released", "bank_ref": f"K{self.fy}-{AGENCY}-{len(self.paying):06d}"}
        batch = msgspec.convert(names | numbers | whose | what | sums | told, Batch)
        batches.add(self.connection, batch)
        return batch

    def _known(self, doc_no: str) -> bool:
        return draws.find(self.connection, UNIT, doc_no) is not None

    def _own_word(self, doc_no: str) -> None:
        row = {"unit": UNIT, "doc_no": doc_no, "doc_date": "", "account": BUDGET, "fy": self.fy, "satang": SATANG_MAX}
        told = row | {"drawn_on": local_date(self.now).isoformat(), "gfmis": 0, "expense": "5104010104"}
        self.connection.execute(insert(draw_table).values(told))

    def _open(self) -> None:
        connection = self.connection
        connection.execute(insert(agencies).values(agency=AGENCY, name="กรมทดลอง"))
        same = {"cut_off": "15:30", "batch_satang_max": 1, "signatures_needed": 1, "devices_differ": 1}
        connection.execute(insert(units).values(unit=UNIT, agency=AGENCY, company_id="GMIS219901", name="กอง", **same))
        texts = dict.fromkeys(("user_id", "person", "name_th", "name_en", "password_hash"), "maker")
        user = texts | {"uid": "maker", "unit": UNIT, "company_id": "GMIS219901", "must_change": 0}
        connection.execute(insert(users).values(user))
        log.begin(connection, UNIT)
        for account, purpose in ((BUDGET, ""), (OFF_BUDGET, ledger.OFF_BUDGET), (RECEIVING, ledger.RECEIVING)):
            ledger.open_account(connection, account, UNIT, account, purpose)
        for account in (BUDGET, OFF_BUDGET):
            came = ledger.endow(connection, account, OPENING, self.fy, self.at)
            spending.arrived(connection, self.now, spending.OPENING, UNIT, came)
