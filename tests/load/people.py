"""Makers and authorizers who pay without a pause, each pair in a thread, some of them in each process.

Every batch is signed by two persons; one order in fifty carries a signature that is not right, and must be refused.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.raw_central import ACCOUNTS, OTHER_UNIT, UNIT, Central, Clerk, line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

    from tests.helpers.raw_central import Answer, Json

THIRD_UNIT = "GMIS210202"
PAIRS = (
    (UNIT, "MAKER01", "AUTH01"),
    (OTHER_UNIT, "MAKER01", "AUTH01"),
    (THIRD_UNIT, "MAKER01", "AUTH01"),
    (UNIT, "MAKER02", "AUTH02"),
)
"""Company, maker and authorizer."""
PAID_FROM = ACCOUNTS | {THIRD_UNIT: "0061000050"}
BAD_EVERY = 50
SATANG = 100
PAYEES_OF_A_PAIR = 100_000_000
READS = 3
"""For each order, as people look more often than they sign."""


@dataclass
class Work:
    """Milliseconds of every request by what was asked, what went wrong, and what was acknowledged."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    approved: list[tuple[str, int]] = field(default_factory=list)
    """Batches with their satang."""
    bad_sent: int = 0
    bad_refused: int = 0
    seconds: float = 0.0

    def add(self, other: Work) -> None:
        """Take another's work in."""
        for what, times in other.took.items():
            self.took.setdefault(what, []).extend(times)
        self.errors += other.errors
        self.approved += other.approved
        self.bad_sent += other.bad_sent
        self.bad_refused += other.bad_refused
        self.seconds = max(self.seconds, other.seconds)


class Pair:
    """Two persons of a unit who pay batch after batch until it is time."""

    def __init__(self, central: Central, number: int, lines: int) -> None:
        company, maker, authorizer = PAIRS[number]
        self._maker, self._authorizer = Clerk.ready(central, company, maker), Clerk.ready(central, company, authorizer)
        self._account, self._lines = PAID_FROM[company], lines
        self._payee = PAYEES_OF_A_PAIR * number
        self._ready: list[tuple[Json, Json]] = []
        self.work = Work()

    def prepare(self, orders: int) -> None:
        """Sign orders beforehand: that is the workstation's work, not the central system's."""
        self._ready += [self._order() for _ in range(orders)]

    def pay(self, seconds: float) -> None:
        """Hand in and approve, one order after another."""
        begun = time.monotonic()
        number = 0
        while (passed := time.monotonic() - begun) < seconds:
            number += 1
            self._once(*(self._ready.pop() if self._ready else self._order()), bad=number % BAD_EVERY == 1)
        self.work.seconds = passed

    def _order(self) -> tuple[Json, Json]:
        """Return a command and its head, with payees that nobody else pays: no batch repeats another."""
        numbers = range(1, self._lines + 1)
        said = [line(n, SATANG, acct=f"{1_000_000_000 + self._payee + n}") for n in numbers]
        self._payee += self._lines
        payment = self._maker.payment(said, debit_acct=self._account)
        return self._maker.submit_body(payment, said), payment

    def _once(self, command: Json, payment: Json, *, bad: bool) -> None:
        if bad:
            forged = {**command, "payment_sig": self._authorizer.sign("MAKE", b"another order")}
            self.work.bad_sent += 1
            self.work.bad_refused += self._maker.send(forged).code == "signature_wrong"
            return
        if self._timed("submit", lambda: self._maker.send(command)).status != 201:
            return
        for _ in range(READS):
            self._timed("read", lambda: self._maker.ask("GET", "/v1/unit"))
        password = {"password": self._authorizer.password}
        permit = self._timed("password", lambda: self._authorizer.ask("POST", "/v1/challenges", password))
        decision = self._authorizer.decide_body(payment["op_id"], challenge=str(permit.json.get("challenge", "")))
        if self._timed("approve", lambda: self._authorizer.send(decision)).status == 201:
            self.work.approved.append((payment["op_id"], int(payment["total_satang"])))

    def _timed(self, what: str, ask: Callable[[], Answer]) -> Answer:
        begun = time.perf_counter()
        answer = ask()
        self.work.took.setdefault(what, []).append((time.perf_counter() - begun) * 1000)
        if answer.status >= 300:
            self.work.errors[f"{what} {answer.status} {answer.code}"] += 1
        return answer


Door = tuple[Path, dict[str, str]]
"""Where a process of the central system is found: its folder, and what it said when it was ready."""


def work(
    doors: Sequence[Door], pairs: Sequence[int], size: tuple[int, float], begin: Barrier, tell: Connection
) -> None:
    """Be some of the pairs, each at the next of the ``doors``; ``size``: lines of a batch, seconds.

    Runs in a process of its own; ``tell`` gets the `Work`.
    """
    lines, seconds = size
    mine = [Pair(_behind(doors[number % len(doors)]), number, lines) for number in pairs]
    for one in mine:
        one.prepare(max(2, round(seconds)))
    begin.wait()
    threads = [threading.Thread(target=one.pay, args=(seconds,)) for one in mine]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Work()
    for one in mine:
        whole.add(one.work)
    tell.send(whole)


def _behind(door: Door) -> Central:
    central = Central(door[0])
    central.ready = door[1]
    return central
