"""The program is killed at any moment of writing; what it had acknowledged is there, whole and once."""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.store import audit_trail, disbursement, listings, outbox
from app.store.outbox import new_command
from app.store.unit_of_work import Store
from tests.helpers import warm
from tests.helpers.extent import WHOLE
from tests.helpers.stores import KEY, MAKER, START, Clock, batch, lines

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

KILLS = 100 if WHOLE else 30
SMALL, BIG = 3, 2_000

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")


def write_for_ever(folder: Path, first: int, count: int, acknowledged: Connection) -> None:
    """Keep batch after batch, each with a command, and say so after each."""
    store = Store.open(folder, KEY, Clock())
    number = first
    while True:
        op_id = f"op-{number}"
        with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
            disbursement.insert_batch(tx, batch(op_id, lines=count), lines(count))
            outbox.queue(tx, new_command(f"c-{number}", op_id, "submit", b"exact", START))
        acknowledged.send(number)
        number += 1


def killed_while_writing(folder: Path, first: int, count: int, delay: float) -> list[int]:
    """Return the numbers acknowledged before the writer was killed, ``delay`` seconds after the first."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    writer = warm.context().Process(target=write_for_ever, args=(folder, first, count, sending))
    writer.start()
    sending.close()
    acknowledged = [receiving.recv()]
    time.sleep(delay)
    writer.kill()
    writer.join()
    try:
        while True:
            acknowledged.append(receiving.recv())
    except EOFError:
        return acknowledged


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there_after_many_kills(tmp_path: Path) -> None:
    seed = random.randrange(2**32)  # noqa: S311
    print(f"seed {seed}")
    chance = random.Random(seed)  # noqa: S311
    kept: dict[str, int] = {}
    for kill in range(KILLS):
        count = BIG if kill % 4 == 0 else SMALL
        first = 1_000 * kill
        acknowledged = killed_while_writing(tmp_path, first, count, chance.uniform(0, 0.03))
        kept.update({f"op-{number}": count for number in acknowledged})
        one_more = f"op-{acknowledged[-1] + 1}"  # committed, and killed before it could say so
        store = Store.open(tmp_path, KEY, Clock())
        with store.read() as rd:
            there = {found.op_id for found in listings.batch_rows(rd, listings.batch_ids(rd)).values()}
            if one_more in there:
                kept[one_more] = count
            assert there == set(kept)
            assert [command.op_id for command in outbox.unsettled(rd)] == list(kept)
            assert len(disbursement.lines(rd, f"op-{acknowledged[-1]}")) == count
            assert audit_trail.verify(rd).sound
            assert audit_trail.head(rd).seq == len(kept)
            if kill == KILLS - 1:
                assert len(listings.line_ids(rd, None)) == sum(kept.values())
        store.close()
