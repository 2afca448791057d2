from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.disbursement.record import LineRecord
from app.domain.disbursement.transfer import LineStatus
from app.store import disbursement
from app.store.line_blocks import BLOCK_LINES
from tests.helpers.stores import MAKER, batch, line, lines

if TYPE_CHECKING:
    from app.store.unit_of_work import Store

BARE = LineRecord(1, 5, "006", "9800000001", "ทดสอบ ใจดี", "1.00", 100, "", "", "", "", {})
FILLED = LineRecord(
    number=1,
    sheet_row=9,
    bank="004",
    account="1234567890",
    name="น.ส.น้ำ 'ฝน'; --",
    amount="1,000.00",
    satang=100_000,
    person_id="1101700230708",
    mobile="0812345678",
    email="a@b.go.th",
    reference="อ'1",
    originals={"amount": "๑๐๐๐"},
    status=LineStatus.RETURNED,
    reason="AC04",
    bank_reference="B1",
    settled_at=datetime(2026, 11, 3, 4, 5, 6, tzinfo=UTC),
    notice="sms",
    verdicts="v",
    origin="op/1/2",
    closed="moved",
    payee_id="p-1",
    payee_rev="3",
)


@pytest.mark.parametrize("field", LineRecord._fields[1:])
def test_a_line_that_differs_in_one_cell_from_all_others_of_its_block_comes_back(store: Store, field: str) -> None:
    other = BARE._replace(number=2, **{field: getattr(FILLED, field)})
    expected = [BARE, other, BARE._replace(number=3)]
    with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
        disbursement.insert_batch(tx, batch(lines=3), expected)
    with store.read() as rd:
        assert disbursement.lines(rd, "op-1") == expected


def test_blocks_of_every_mixture_come_back_in_order(store: Store) -> None:
    count = 4 * BLOCK_LINES + 3
    expected = lines(count)
    for number in (1, BLOCK_LINES + 1, 3 * BLOCK_LINES, count):
        expected[number - 1] = FILLED._replace(number=number)
    with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
        disbursement.insert_batch(tx, batch(lines=count), iter(expected))
    with store.read() as rd:
        assert disbursement.lines(rd, "op-1") == expected


def test_what_is_put_in_place_of_a_filled_line_leaves_nothing_of_it(store: Store) -> None:
    with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
        disbursement.insert_batch(tx, batch(lines=1), [FILLED])
    with store.write(MAKER, Action.EDIT_BATCH, "op-1") as tx:
        disbursement.put_lines(tx, "op-1", [BARE, line(2)])
    with store.read() as rd:
        assert disbursement.lines(rd, "op-1") == [BARE, line(2)]
