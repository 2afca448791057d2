"""Many pairs at once: threads in as many processes as are asked for, all beginning together."""

from __future__ import annotations

import multiprocessing
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.helpers.raw_central import Central
from tests.helpers.several_central import SeveralCentral
from tests.load.pace import Pace
from tests.load.people import Pair, Work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

    Door = tuple[Path, dict[str, str]]
    """Where a process of the central system is found: its folder, and what it said when it was ready."""

CONNECTIONS_OF_A_PAIR = 4


@dataclass(frozen=True)
class Size:
    """How much load: so many pairs, lines of a batch, and seconds; the rest as it is asked for."""

    pairs: int
    lines: int
    seconds: float
    orders: int = 1_000_000
    """Of each pair, at most."""
    rate: float = 0.0
    """Batches a second that fall due whether or not others are late; 0: each pair's next when its last is done."""
    bad_every: int = 100
    """One order of so many is handed in with a forged signature as well, and approved with one; 0 for none."""
    prepared: int = 2
    """Orders of each pair that are signed before the run begins."""
    processes: int = 2
    """That the pairs run in; 1 is the calling one."""


def pay(central: Central, size: Size) -> Work:
    """Let all pairs pay; return what they saw."""
    doors = [(one.data, one.ready) for one in (central.each if isinstance(central, SeveralCentral) else [central])]
    if size.processes == 1:
        return _Crowd(doors, range(size.pairs), size).run()
    spawn = multiprocessing.get_context("spawn")
    begin = spawn.Barrier(size.processes)
    running = []
    for n in range(size.processes):
        mine, theirs = spawn.Pipe(duplex=False)
        numbers = range(n, size.pairs, size.processes)
        process = spawn.Process(target=_apart, args=(doors, numbers, size, begin, theirs), daemon=True)
        process.start()
        theirs.close()
        running.append((process, mine))
    whole = Work()
    for process, mine in running:
        whole.add(mine.recv())
        process.join()
    return whole


def _apart(doors: Sequence[Door], numbers: range, size: Size, begin: Barrier, tell: Connection) -> None:
    """Be some of the pairs in a process of its own; ``tell`` gets the `Work`."""
    tell.send(_Crowd(doors, numbers, size).run(begin))


class _Crowd:
    """The pairs of one process, each at the next of the ``doors``."""

    def __init__(self, doors: Sequence[Door], numbers: range, size: Size) -> None:
        self._size, self._numbers = size, numbers
        self._pairs = [Pair(_behind(doors[n % len(doors)]), n, size.lines, size.bad_every) for n in numbers]
        for pair in self._pairs:
            pair.prepare(size.prepared)

    def run(self, begin: Barrier | None = None) -> Work:
        """Pay until no order is due any more, then listen until all was told."""
        for pair in self._pairs:
            pair.start()
        if begin is not None:
            begin.wait()
        pace = self._pace()
        threads = [threading.Thread(target=self._pay, args=(pair, pace), name="pair") for pair in self._pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole = Work(begun=pace.begun)
        for pair in self._pairs:
            pair.close()
            whole.add(pair.work)
        return whole

    def _pace(self) -> Pace:
        """Return this process's share of the orders that fall due."""
        size, share = self._size, len(self._numbers) / self._size.pairs
        interval = 1 / (size.rate * share) if size.rate else 0.0
        # The processes' moments lie between one another's.
        first = interval * self._numbers.start / self._numbers.step
        return Pace(size.seconds, interval, first)

    def _pay(self, pair: Pair, pace: Pace) -> None:
        for _ in range(self._size.orders):
            if (due := pace.next()) is None:
                return
            pair.pay(due)


def _behind(door: Door) -> Central:
    central = Central(door[0])
    central.ready = door[1]
    return central
