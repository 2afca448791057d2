"""P2, the store's share: 100,000 validated lines kept encrypted, indexed and audited, against plain ``executemany``.

The peer is the standard library's ``sqlite3`` with the same tuples ready made, WAL and FULL, one table, no index, no
encryption, no audit. Ours starts from the domain's records. Run by itself; prints one line of JSON.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from app.domain.access.permissions import Action
from app.store import disbursement, records
from app.store.tables import line as line_table
from app.store.unit_of_work import Store
from tests.helpers.stores import KEY, MAKER, Clock, batch, lines

LINES = 100_000
RUNS = 7
LIMIT = 1.5


def plain_table(file: Path) -> sqlite3.Connection:
    """Return a connection to a plain file with one empty table of the same columns."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    columns = ", ".join(f"{column.name} {column.type}" for column in line_table.columns if column.name != "id")
    connection.execute(f"CREATE TABLE line (id INTEGER PRIMARY KEY, {columns})")
    return connection


def insert_plain(connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    """Insert the rows in one transaction."""
    marks = ", ".join("?" for _ in line_table.columns)
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO line VALUES (%s)" % marks, rows)  # noqa: S608, UP031
    connection.execute("COMMIT")


def main() -> int:
    """Measure both sides in turn and print the ratio of their medians."""
    payees = lines(LINES)
    rows = list(records.line_rows(1, payees))
    ours, theirs = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder, closing(plain_table(Path(folder) / "plain.db")) as connection:
            start = time.perf_counter()
            insert_plain(connection, rows)
            theirs.append(time.perf_counter() - start)
        with tempfile.TemporaryDirectory() as folder, closing(Store.open(Path(folder), KEY, Clock())) as store:
            with store.write(MAKER, Action.SIGN_IN, "u-1"):
                pass  # the reserve file is made with the first change
            start = time.perf_counter()
            with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
                disbursement.insert_batch(tx, batch(lines=LINES), payees)
            ours.append(time.perf_counter() - start)
    our_time, their_time = statistics.median(ours), statistics.median(theirs)
    ratio = our_time / their_time
    result = {
        "name": "P2 keeping 100,000 lines against plain executemany",
        "ratio": round(ratio, 3),
        "limit": LIMIT,
        "ok": ratio <= LIMIT,
        "comment": f"ours {our_time:.3f} s, plain {their_time:.3f} s",
    }
    print(json.dumps(result))
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
