"""One run of load against a central system, and the account of it afterwards."""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from tests.helpers.raw_central import Clerk
from tests.helpers.several_central import SeveralCentral
from tests.load.people import PAID_FROM, PAIRS, Work, work

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central

PROCESSES = 2


@dataclass
class Told:
    """What a run found; ``wrong`` is empty if nothing was lost, doubled or left unexplained."""

    work: Work
    lines: int
    wrong: list[str]
    grown: float
    """How many times its memory the central system holds at the end."""

    @property
    def payments_a_second(self) -> float:
        """Payments signed by two persons and acknowledged."""
        return len(self.work.approved) * self.lines / self.work.seconds

    def line(self, name: str) -> str:
        """Return the result as a line of JSON; milliseconds at the median and at the 99th of hundred."""
        took = {what: _spread(times) for what, times in sorted(self.work.took.items())}
        return json.dumps(
            {
                "goal": "G6",
                "name": name,
                "payments_a_second": round(self.payments_a_second, 1),
                "batches": len(self.work.approved),
                "lines_a_batch": self.lines,
                "seconds": round(self.work.seconds, 1),
                "ms": took,
                "errors": dict(self.work.errors),
                "bad_signatures": f"{self.work.bad_refused} of {self.work.bad_sent} refused",
                "memory_grown": round(self.grown, 2),
                "violations": self.wrong,
            },
            ensure_ascii=False,
        )


def load(central: Central, lines: int, seconds: float) -> Told:
    """Pay for so long, let the bank settle, and account for every satang."""
    before = _balances(central)
    held = _memory(central)
    whole = _paid(central, lines, seconds)
    grown = _memory(central) / held
    central.settle()
    return Told(whole, lines, _wrong(central, whole, before), grown)


def _paid(central: Central, lines: int, seconds: float) -> Work:
    spawn = multiprocessing.get_context("spawn")
    begin = spawn.Barrier(PROCESSES)
    each = central.each if isinstance(central, SeveralCentral) else [central]
    doors = [(one.data, one.ready) for one in each]
    running = []
    for n in range(PROCESSES):
        mine, theirs = spawn.Pipe(duplex=False)
        about = (doors, range(n, len(PAIRS), PROCESSES), (lines, seconds), begin, theirs)
        process = spawn.Process(target=work, args=about)
        process.start()
        theirs.close()
        running.append((process, mine))
    whole = Work()
    for process, mine in running:
        whole.add(mine.recv())
        process.join()
    return whole


def _wrong(central: Central, whole: Work, before: dict[str, int]) -> list[str]:
    """Hold what was acknowledged against logs, books and accounts."""
    central.assert_books_right()
    approved = dict(whole.approved)
    told: list[str] = []
    for company in sorted({company for company, _, _ in PAIRS}):
        events = Clerk.ready(central, company, "AUTH01").events()  # proves the chain on the way
        told += [event["record"]["obj"] for event in events if event["record"]["type"] == "batch.approved"]
    counts = Counter(told)
    found = [
        f"{op_id}: acknowledged {int(op_id in approved)} times, told {counts[op_id]} times"
        for op_id in sorted({*told, *approved})
        if (op_id in approved, counts[op_id]) != (True, 1)
    ]
    paid = sum(before.values()) - sum(_balances(central).values())
    if paid != sum(approved.values()):
        found.append(f"{paid} satang left the accounts, {sum(approved.values())} were approved")
    if whole.bad_refused != whole.bad_sent:
        found.append(f"{whole.bad_sent - whole.bad_refused} forged orders were taken")
    return found


def _balances(central: Central) -> dict[str, int]:
    accounts = central.operate("GET", "ledger").json["accounts"]
    return {one["account"]: int(one["balance_satang"]) for one in accounts if one["account"] in PAID_FROM.values()}


def _memory(central: Central) -> int:
    """Return the pages that the process holds in memory."""
    return int(Path(f"/proc/{central.process.pid}/statm").read_text().split()[1])


def _spread(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100) if len(times) > 1 else [times[0]] * 99
    return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1)}
