"""P3 and P12, the data side of long lists: all ids in order, a page, a jump, at 100,000 and 1,000,000 lines.

The peer is plain ``sqlite3`` doing the same on an unencrypted table: ids fetched into a list of integers, rows
fetched as tuples. Ours decrypts, and makes domain records of the rows. Run by itself; prints one line of JSON a work.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.store import disbursement, listings, records
from app.store.unit_of_work import Store
from tests.benchmarks.bench_store import insert_plain, plain_table
from tests.helpers.stores import KEY, MAKER, Clock, batch, lines

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from app.domain.disbursement.record import LineRecord
    from app.store.unit_of_work import Reading

BATCH_LINES = 100_000
SIZES = (1, 10)
PAGE_ROWS = 200
JUMPS = 30
RUNS = 5
OPEN_SECONDS_MAX = 0.6
JUMP_SECONDS_MAX = 0.05
GROWTH_MAX = 1.3
"""Flat, but for the pages that no longer fit into a reader's cache."""

IDS_LIMIT = 2.8
"""Ours proves and deciphers every page of the table on the way; a bare scan of plain pages is all the peer does."""

PAGE_LIMIT = 6.0
"""A page is a millisecond either way; ours makes two hundred records of it, the peer leaves it tuples."""


@dataclass
class Desk:
    """The same lines on both sides."""

    store: Store
    plain: sqlite3.Connection
    batches: int = 0
    times: dict[str, list[float]] = field(default_factory=dict)

    def grow(self, payees: list[LineRecord], batches: int) -> None:
        """Keep batches of the same lines until there are so many."""
        while self.batches < batches:
            self.batches += 1
            op_id = f"op-{self.batches}"
            with self.store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
                disbursement.insert_batch(tx, batch(op_id, lines=len(payees)), payees)
            insert_plain(self.plain, list(records.line_rows(self.batches, payees)))

    def measure(
        self, name: str, ours: Callable[[Reading], object], theirs: Callable[[], object]
    ) -> tuple[float, float]:
        """Return the medians of both sides, run in turn."""
        our_times, their_times = [], []
        for _ in range(RUNS):
            with self.store.read() as rd:
                start = time.perf_counter()
                ours(rd)
                our_times.append(time.perf_counter() - start)
            start = time.perf_counter()
            theirs()
            their_times.append(time.perf_counter() - start)
        self.times.setdefault(name, []).append(statistics.median(our_times))
        return statistics.median(our_times), statistics.median(their_times)

    def ids(self, order: str) -> tuple[float, float]:
        """Measure all ids in an order."""
        column = {"": "id", "name": "name, id"}[order]
        return self.measure(
            f"ids by {order or 'number'}",
            lambda rd: listings.line_ids(rd, None, order=order),
            lambda: [row[0] for row in self.plain.execute("SELECT id FROM line ORDER BY %s" % column)],  # noqa: S608, UP031
        )

    def jumps(self) -> tuple[float, float]:
        """Measure a page of rows at places all over the list; the time of one."""
        with self.store.read() as rd:
            ids = listings.line_ids(rd, None)
        chance = random.Random(len(ids))  # noqa: S311
        places = [chance.randrange(len(ids) - PAGE_ROWS) for _ in range(JUMPS)]
        pages = [ids[place : place + PAGE_ROWS] for place in places]
        marks = ", ".join("?" for _ in range(PAGE_ROWS))
        query = "SELECT * FROM line WHERE id IN (%s)" % marks  # noqa: S608, UP031
        ours, theirs = self.measure(
            "page",
            lambda rd: [listings.line_rows(rd, page) for page in pages],
            lambda: [self.plain.execute(query, page).fetchall() for page in pages],
        )
        self.times["page"][-1] /= JUMPS
        return ours / JUMPS, theirs / JUMPS


def report(name: str, ratio: float, limit: float, *, also: bool = True, comment: str) -> bool:
    """Print one line of JSON and say whether the goal is met."""
    ok = ratio <= limit and also
    print(json.dumps({"name": name, "ratio": round(ratio, 3), "limit": limit, "ok": ok, "comment": comment}))
    return ok


def main() -> int:
    """Measure at both sizes, print ratios to the peer and from size to size."""
    payees = lines(BATCH_LINES)
    met = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            closing(Store.open(folder / "desk", KEY, Clock())) as store,
            closing(plain_table(folder / "plain.db")) as plain,
        ):
            desk = Desk(store, plain)
            for batches in SIZES:
                desk.grow(payees, batches)
                size = f"{batches * BATCH_LINES:,} lines"
                ours, theirs = desk.ids("")
                comment = f"ours {ours * 1000:.0f} ms, plain {theirs * 1000:.0f} ms"
                in_time = ours <= OPEN_SECONDS_MAX
                met.append(report(f"P3 open {size}", ours / theirs, IDS_LIMIT, also=in_time, comment=comment))
                ours, theirs = desk.ids("name")
                comment = f"ours {ours * 1000:.0f} ms, plain {theirs * 1000:.0f} ms"
                met.append(report(f"P3 sort {size} by name", ours / theirs, IDS_LIMIT, comment=comment))
                ours, theirs = desk.jumps()
                comment = f"ours {ours * 1000:.2f} ms, plain {theirs * 1000:.2f} ms"
                in_time = ours <= JUMP_SECONDS_MAX
                met.append(report(f"P3 jump in {size}", ours / theirs, PAGE_LIMIT, also=in_time, comment=comment))
            first, last = desk.times["page"]
            comment = f"a page {first * 1000:.2f} ms, then {last * 1000:.2f} ms"
            met.append(report("P12 a page at ten times the lines", last / first, GROWTH_MAX, comment=comment))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
