"""P2: a 100,000-line .xlsx, read in its own process, recognised, judged, searched for doubles, and kept.

The limit does the least that any program must do with the same file: calamine reads it, plain sqlite3 keeps the rows
with four indexes. Ours keeps them as a draft in the encrypted store, with its audit entry, durable.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import python_calamine
import xlsxwriter

from app.documents.workbook import reader as workbook
from app.domain.access.permissions import Action
from app.domain.disbursement import columns
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.bulk import without_collections
from app.domain.disbursement.validation import Checker
from app.domain.values.errors import Refused
from app.services.drafting import records
from app.store import disbursement
from app.store.unit_of_work import Store
from app.system.reference_data import banks
from tests.helpers.stores import KEY, MAKER, Clock, batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from app.domain.disbursement.lines import Cells
    from app.domain.disbursement.validation import Checked

    Keep = Callable[[list[tuple[int, Cells]], Checked], None]

LINES = 100_000
RUNS = 5
RATIO_MAX = 1.5
OPENPYXL_RATIO_MAX = 0.2
MEMORY_MB_MAX = 350
GAP_MS_MAX = 50
CANCEL_MS_MAX = 200

_HEADINGS = (
    "ลำดับ", "ชื่อ - สกุล", "เลขประจำตัวประชาชน", "รหัสธนาคาร", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน", "โทรศัพท์มือถือ",
)  # fmt: skip
_FIRST = ("สมชาย", "มาลี", "กิตติพงษ์", "เบญจมาศ", "น้ำฝน", "ปู่เจ้า", "ฐิติ", "ญาณิศา", "สุดารัตน์", "เกรียงไกร")
_LAST = ("ใจดี", "นามสมมติ", "ทดสอบดี", "ตัวอย่างงาม", "ต้นแบบ", "สาธิตวงศ์", "ทดลองศิลป์", "พิสูจน์ผล")
_BANKS = (("006", "กรุงไทย"), ("004", "กสิกรไทย"), ("014", "ไทยพาณิชย์"), ("002", "กรุงเทพ"))


def person_id(chance: random.Random) -> str:
    """Return an invented citizen id with a right check digit."""
    digits = [chance.randint(1, 8), *(chance.randint(0, 9) for _ in range(11))]
    return "".join(map(str, digits)) + str((11 - sum(d * (13 - i) for i, d in enumerate(digits)) % 11) % 10)


def write_list(path: Path, lines: int) -> None:
    """Write a payee list as Excel would."""
    chance = random.Random(7)  # noqa: S311  (the same file every time)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("จ่าย")
        sheet.write_row(0, 0, _HEADINGS)
        for row in range(1, lines + 1):
            name = f"นาย{chance.choice(_FIRST)} {chance.choice(_LAST)}{chance.choice(_LAST)}"
            account, mobile = f"{(row * 7_368_787) % 10**10:010d}", f"08{chance.randrange(10**8):08d}"
            amount = chance.randrange(400, 20_000) / 4  # overtime: quarters of a baht
            sheet.write_row(row, 0, [row, name, person_id(chance), *chance.choice(_BANKS), account, amount, mobile])


def put(rows: Iterable[tuple[object, ...]], width: int) -> None:
    """Keep rows in plain SQLite with one unique and three plain indexes."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder, "plain.db"))) as store:
        names = [f"c{column}" for column in range(width)]
        store.execute("PRAGMA journal_mode=WAL")
        store.execute(f"CREATE TABLE line ({','.join(names)})")
        with store:
            store.executemany(f"INSERT INTO line VALUES ({','.join('?' * width)})", rows)  # noqa: S608
            store.execute("CREATE UNIQUE INDEX i0 ON line (c0)")
            for index, column in enumerate(("c1", "c2", "c5")):
                store.execute(f"CREATE INDEX i{index + 1} ON line ({column})")


@contextmanager
def store_in(folder: Path) -> Iterator[Keep]:
    """Give what keeps checked lines as the program does, each time as another draft."""
    store = Store.open(folder, KEY, Clock())
    kept = count()

    def keep(payees: list[tuple[int, Cells]], checked: Checked) -> None:
        op_id = f"op-{next(kept)}"
        with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
            disbursement.insert_batch(tx, batch(op_id, lines=len(checked.lines)), records(payees, checked))

    yield keep
    store.close()


def ours(path: Path, keep: Keep) -> None:
    """Import the file as the program does."""
    sheet = workbook.read(path)
    layout = columns.recognise(sheet.rows, first_row=sheet.first_row, formulas=sheet.formulas)
    with without_collections():
        judge(sheet, layout, keep)


def judge(sheet: workbook.Sheet, layout: columns.Layout, keep: Keep) -> None:
    """Judge and keep the lines."""
    payees = columns.payees(sheet.rows, layout)
    checked = Checker(banks(), Kind.WELFARE).check(payees)
    if len(checked.lines) != LINES or checked.issues:
        raise SystemExit("the file was not read as it was written")
    keep(payees, checked)


def limit(path: Path) -> None:
    """Read and keep without a question."""
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_index(0).to_python()
    put(map(tuple, rows[1:]), len(_HEADINGS))


def openpyxl_read(path: Path, *, read_only: bool) -> None:
    """Merely read the file with openpyxl, as it does unless told otherwise, or in its streaming mode."""
    book = openpyxl.load_workbook(path, read_only=read_only)
    for _ in book.worksheets[0].iter_rows(values_only=True):
        pass
    book.close()


def seconds(work: Callable[[], None]) -> float:
    """Return how long ``work`` took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def longest_gap(work: Callable[[], None]) -> float:
    """Return the longest time, in milliseconds, for which another thread could not run while ``work`` did."""
    worst, ended = 0.0, threading.Event()

    def tick() -> None:
        nonlocal worst
        last = time.perf_counter()
        while not ended.is_set():
            time.sleep(0.001)
            now = time.perf_counter()
            worst, last = max(worst, now - last), now

    ticking = threading.Thread(target=tick)
    ticking.start()
    try:
        work()
    finally:
        ended.set()
        ticking.join()
    return worst * 1000


def cancel_answer(path: Path) -> float:
    """Return the milliseconds from the wish to cancel, in the middle of reading, to the answer."""
    begun = time.perf_counter()
    wish = 0.3

    try:
        workbook.read(path, cancelled=lambda: time.perf_counter() - begun > wish)
    except Refused:
        return (time.perf_counter() - begun - wish) * 1000
    raise SystemExit("reading was not cancelled")


def measure(runs: int = RUNS) -> dict[str, object]:
    """Return the figures of P2 as one row for the table."""
    with tempfile.TemporaryDirectory() as folder, store_in(Path(folder, "store")) as keep:
        path = Path(folder, "list.xlsx")
        write_list(path, LINES)
        gap = longest_gap(lambda: ours(path, keep))
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        cancel = cancel_answer(path)
        pairs = [(seconds(lambda: ours(path, keep)), seconds(lambda: limit(path))) for _ in range(runs)]
        whole, streamed = (seconds(partial(openpyxl_read, path, read_only=mode)) for mode in (False, True))
    mine, least = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio, memory = mine / least, (own + child) / 1024
    smooth = gap <= GAP_MS_MAX and cancel <= CANCEL_MS_MAX
    return {
        "name": "P2 import of 100,000 lines",
        "ratio": round(ratio, 2),
        "limit": RATIO_MAX,
        "ok": ratio <= RATIO_MAX and mine / whole <= OPENPYXL_RATIO_MAX and memory < MEMORY_MB_MAX and smooth,
        "seconds": round(mine, 2),
        "limit_seconds": round(least, 2),
        "of_openpyxl": round(mine / whole, 3),
        "of_openpyxl_max": OPENPYXL_RATIO_MAX,
        "of_openpyxl_streaming": round(mine / streamed, 3),
        "limit_of_openpyxl_streaming": round(least / streamed, 3),
        "memory_mb": round(memory),
        "memory_mb_max": MEMORY_MB_MAX,
        "longest_gap_ms": round(gap),
        "longest_gap_ms_max": GAP_MS_MAX,
        "cancel_ms": round(cancel),
        "cancel_ms_max": CANCEL_MS_MAX,
    }


if __name__ == "__main__":
    figures = measure()
    print(json.dumps(figures, ensure_ascii=False))
    sys.exit(0 if figures["ok"] else 1)
