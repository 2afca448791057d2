"""PR-7, finding while typing: the first of 20,000 payees by name, account tail, citizen id, office and mobile.

The peer is plain ``sqlite3`` looking for the same words with LIKE in an unencrypted table. Also measured: the register
as the lines of a draft are linked to it, and linking 20,000 lines. Run by itself; prints one line of JSON a work.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.disbursement.lines import Line
from app.domain.payees.changes import ChangeStatus, Entry
from app.domain.payees.news import PayeesProposed, PayeesSettled
from app.domain.payees.register import Register
from app.domain.payees.search import sought
from app.store import payee_listings, payees
from app.store.unit_of_work import Store
from tests.helpers.payees import record
from tests.helpers.stores import KEY, MAKER, START, Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COUNT = 20_000
PER_CHANGE = 1_000
FIRST = 12
RUNS = 9
SECONDS_MAX = 0.1
RATIO_MAX = 6.0
"""Ours deciphers, proves and makes records with all that is known of each account; the peer returns tuples."""
LINK_SECONDS_MAX = 1.0
TODAY = date(2026, 11, 23)


def filled(store: Store, entries: Sequence[Entry]) -> None:
    """Bring payees into the register as the log would."""
    for number, start in enumerate(range(0, COUNT, PER_CHANGE), 1):
        part = tuple(entries[start : start + PER_CHANGE])
        with store.write(MAKER, Action.RECORD_EVENTS, "log") as tx:
            req_id, text = f"r-{number}", b"change %d" % number
            payees.put_proposed(tx, PayeesProposed(req_id, "", "u-1", part, text, "sig"), START, number)
            none: frozenset[str] = frozenset()
            settled = PayeesSettled(
                req_id, ChangeStatus.APPROVED, "", "u-2", none, none, part, text, "sig", b"decision", "sig"
            )
            payees.put_settled(tx, settled, START)


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some runs."""
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def report(name: str, ratio: float, limit: float, *, also: bool = True, comment: str) -> bool:
    """Print one line of JSON and say whether the goal is met."""
    ok = ratio <= limit and also
    print(json.dumps({"name": name, "ratio": round(ratio, 3), "limit": limit, "ok": ok, "comment": comment}))
    return ok


def main() -> int:
    """Measure, beside the peer in the same run."""
    entries = [Entry(f"p-{number}", 0, record(number)) for number in range(COUNT)]
    last = entries[-1].record
    met = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(Store.open(folder / "desk", KEY, Clock())) as store, closing(sqlite3.connect(":memory:")) as plain:
            filled(store, entries)
            plain.execute("CREATE TABLE payee (id INTEGER PRIMARY KEY, name TEXT, sought TEXT)")
            rows = [(number, each.record.name, sought(each.record)) for number, each in enumerate(entries)]
            plain.executemany("INSERT INTO payee VALUES (?, ?, ?)", rows)

            def ours(words: str) -> int:
                with store.read() as rd:
                    ids = payee_listings.payee_ids(rd, TODAY, search=words, count_max=5 * FIRST)
                    return len(payee_listings.payee_rows(rd, ids))

            def theirs(words: str) -> int:
                query = "SELECT * FROM payee WHERE sought LIKE ? ORDER BY name LIMIT ?"
                return len(plain.execute(query, (f"%{words}%", 5 * FIRST)).fetchall())

            for what, words in (
                ("name", "ทดสอบ ที่199"),
                ("account tail", last.acct[-6:]),
                ("citizen id", last.person_id),
                ("office", "กลุ่มที่ 3"),
                ("nobody", "ไม่มีใครชื่อนี้"),
            ):
                mine = seconds(partial(ours, words))
                other = seconds(partial(theirs, words.split()[-1]))
                comment = f"ours {mine * 1000:.1f} ms, plain {other * 1000:.1f} ms"
                found = f"PR-7 find by {what} among {COUNT:,}"
                met.append(report(found, mine / other, RATIO_MAX, also=mine <= SECONDS_MAX, comment=comment))
            with store.read() as rd:
                read = seconds(lambda: Register(payee_listings.registered(rd)))
                register = Register(payee_listings.registered(rd))
            lines = [
                Line(number, each.record.bank, each.record.acct, each.record.name, 100, each.record.person_id)
                for number, each in enumerate(entries, 1)
            ]
            linked = seconds(lambda: [register.link(line, TODAY) for line in lines])
            comment = f"register read in {read * 1000:.0f} ms, {COUNT:,} lines linked in {linked * 1000:.0f} ms"
            met.append(report("Linking lines", read + linked, LINK_SECONDS_MAX, comment=comment))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
