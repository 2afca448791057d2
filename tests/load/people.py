"""Who pays: a maker and an authorizer of a unit, each at a workstation with two connections as the product's has.

One connection asks, the other is held open for news. Orders are signed before the run begins; an approval can be
signed only with the permit that the password was given for, so it is signed on the way.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tests.helpers.raw_central import ACCOUNTS, OTHER_UNIT, UNIT, Central, Clerk, canonical, line
from tests.load.ministry import account_of, company_of
from tests.load.news import Listener

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.helpers.raw_central import Answer

CREATED, OK, REFUSED = 201, 200, 300
SATANG = 100
FIRST_PAYEE = 1_000_000_000
TAKEN = "taken"
"""What a forged request is noted as that was not refused."""
PAYEES_OF_A_PAIR = 20_000_000


class Place(NamedTuple):
    """Where a pair works: their company, who makes, who signs, and the account that they pay from."""

    company: str
    maker: str
    authorizer: str
    account: str


SAMPLE = (
    Place(UNIT, "MAKER01", "AUTH01", ACCOUNTS[UNIT]),
    Place(OTHER_UNIT, "MAKER01", "AUTH01", ACCOUNTS[OTHER_UNIT]),
    Place("GMIS210202", "MAKER01", "AUTH01", "0061000050"),
    Place(UNIT, "MAKER02", "AUTH02", ACCOUNTS[UNIT]),
)


def place(number: int) -> Place:
    """Return where the pair of that number works: the sample's units come first."""
    further = number - len(SAMPLE)
    return SAMPLE[number] if further < 0 else Place(company_of(further), "MAKER01", "AUTH01", account_of(further))


@dataclass
class Work:
    """Milliseconds of every request by what was asked, what went wrong, and what was acknowledged."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    approved: dict[str, int] = field(default_factory=dict)
    """Satang by batch."""
    lines: int = 0
    """Of all these."""
    bad: Counter[str] = field(default_factory=Counter)
    """What forged requests were answered."""
    unheard: list[str] = field(default_factory=list)
    """What the news did not tell, or told twice."""
    begun: float = float("inf")
    ended: float = 0.0
    heard: float = 0.0
    """When the run began, the last approval was acknowledged, and the last line's outcome was told (monotonic)."""

    def add(self, other: Work) -> None:
        """Take another's work in."""
        for what, times in other.took.items():
            self.took.setdefault(what, []).extend(times)
        self.errors += other.errors
        self.approved |= other.approved
        self.lines += other.lines
        self.bad += other.bad
        self.unheard += other.unheard
        self.begun, self.ended = min(self.begun, other.begun), max(self.ended, other.ended)
        self.heard = max(self.heard, other.heard)

    def note(self, what: str, seconds: float) -> None:
        """Take a time in."""
        self.took.setdefault(what, []).append(seconds * 1000)


class Order(NamedTuple):
    """A batch ready to be handed in: its number, its satang, and the command as it goes over the wire."""

    op_id: str
    satang: int
    cmd_id: str
    signature: str
    body: bytes

    @property
    def path(self) -> str:
        """Where it is handed in."""
        return f"/v1/commands/{self.cmd_id}"

    def forged(self, signature: str) -> tuple[str, bytes]:
        """Return path and body of another command for another batch, with a signature that is not its own."""
        other = self._replace(op_id=str(uuid.uuid4()), cmd_id=str(uuid.uuid4()))
        body = self.body
        for mine, its in ((self.op_id, other.op_id), (self.cmd_id, other.cmd_id), (self.signature, signature)):
            body = body.replace(mine.encode(), its.encode())
        return other.path, body


class Pair:
    """Two persons of a unit who pay batch after batch."""

    def __init__(self, central: Central, number: int, lines: int, bad_every: int) -> None:
        company, maker, authorizer, self._account = place(number)
        self._maker, self._authorizer = Clerk.ready(central, company, maker), Clerk.ready(central, company, authorizer)
        self.listeners = Listener(self._maker, f"{number}a"), Listener(self._authorizer, f"{number}b")
        self._lines, self._bad_every, self._count = lines, bad_every, number
        self._payee = PAYEES_OF_A_PAIR * number
        self._ready: list[Order] = []
        self.work = Work()

    def prepare(self, orders: int) -> None:
        """Sign orders beforehand: that is the workstation's work, not the central system's."""
        self._ready += [self._order() for _ in range(orders)]

    def pay(self, due: float) -> None:
        """Hand in and approve one order that was due at that moment; waiting for its turn is part of its time."""
        order = self._ready.pop() if self._ready else self._order()
        forge = bool(self._bad_every) and self._count % self._bad_every == 0
        self._count += 1
        maker, heard = self._maker, self.listeners[0]
        heard.expect(order.op_id, self._lines, due)
        handed_in = self._timed("submit", lambda: maker.ask("PUT", order.path, order.body), due)
        if forge:
            self._note_forged("submit", maker.ask("PUT", *order.forged(maker.sign("MAKE", b"another order"))))
        self._look(maker, "/v1/unit", f"/v1/batches/{order.op_id}/stages", "/v1/draws")
        if handed_in.status != CREATED or not self._approve(order, forge=forge):
            heard.forget(order.op_id)
            return
        self.work.ended = time.monotonic()
        self.work.note("order", self.work.ended - due)
        self.work.approved[order.op_id] = order.satang
        self.work.lines += self._lines

    def start(self) -> None:
        """Let both listen to the news."""
        for one in self.listeners:
            one.start()

    def close(self) -> None:
        """Wait until everything handed in was told, and take what was heard into the account."""
        listener = self.listeners[0]
        listener.wait()
        for one in self.listeners:
            one.stop()
        for clerk in (self._maker, self._authorizer):
            clerk.wire.close()
        self.work.unheard += listener.wrong()
        self.work.heard = listener.last
        for seconds in listener.took:
            self.work.note("told", seconds)

    def _approve(self, order: Order, *, forge: bool) -> bool:
        authorizer = self._authorizer
        self._look(authorizer, "/v1/unit", f"/v1/batches/{order.op_id}/stages")
        shown = self._timed("read", lambda: authorizer.ask("GET", f"/v1/batches/{order.op_id}"))
        asked = {"password": authorizer.password}
        permit = self._timed("password", lambda: authorizer.ask("POST", "/v1/challenges", asked))
        if shown.status != OK or permit.status != CREATED:
            return False
        decision = authorizer.decide_over(shown.json, order.op_id, challenge=str(permit.json["challenge"]))
        if forge:
            forged = {**decision, "cmd_id": str(uuid.uuid4()), "authorization_sig": authorizer.sign("AUTH", b"another")}
            self._note_forged("approve", authorizer.send(forged))
        return self._timed("approve", lambda: authorizer.send(decision)).status == CREATED

    def _order(self) -> Order:
        """Return an order to payees that nobody else pays: no batch repeats another."""
        said = [line(n, SATANG, acct=f"{FIRST_PAYEE + self._payee + n}") for n in range(1, self._lines + 1)]
        self._payee += self._lines
        payment = self._maker.payment(said, debit_acct=self._account)
        command = self._maker.submit_body(payment, said)
        body = canonical(command)
        return Order(payment["op_id"], int(payment["total_satang"]), command["cmd_id"], command["payment_sig"], body)

    def _note_forged(self, what: str, answer: Answer) -> None:
        self.work.bad[f"{what} {answer.code or TAKEN}"] += 1

    def _look(self, clerk: Clerk, *paths: str) -> None:
        for path in paths:
            self._timed("read", partial(clerk.ask, "GET", path))

    def _timed(self, what: str, ask: Callable[[], Answer], since: float = 0.0) -> Answer:
        begun = since or time.monotonic()
        answer = ask()
        self.work.note(what, time.monotonic() - begun)
        if answer.status >= REFUSED:
            self.work.errors[f"{what} {answer.status} {answer.code}"] += 1
        return answer
