from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.money import Money
from app.store import disbursement, listings
from app.store.listings import Totals
from tests.helpers.stores import MAKER, batch, line

if TYPE_CHECKING:
    from array import array

    from app.store.unit_of_work import Store

PAYEES = [
    line(1, name="สมหญิง", account="1111111111", satang=300),
    line(2, name="กานดา", account="3333333333", satang=100),
    line(3, name="วิชัย 100%", account="2222222222", satang=200),
]


@pytest.fixture(autouse=True)
def _kept(store: Store) -> None:
    with store.write(MAKER, Action.IMPORT_BATCH, "") as tx:
        disbursement.insert_batch(tx, replace(batch("op-1", purpose="ค่าน้ำ"), total=Money(600)), PAYEES)
        disbursement.insert_batch(tx, replace(batch("op-2", purpose="ค่าไฟ"), total=Money(900), maker_uid="u-9"), PAYEES)
        disbursement.set_status(tx, "op-2", status=BatchStatus.SUBMITTED, rev=1)
        disbursement.mark_lines(tx, "op-2", LineStatus.PENDING)


def numbers(ids: array[int]) -> list[int]:
    return [identity & 0xFFFFF for identity in ids]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("", [1, 2, 3]), ("number", [1, 2, 3]), ("name", [2, 3, 1]), ("account", [1, 3, 2]), ("amount", [2, 3, 1])],
)
def test_lines_come_in_any_order_and_in_its_reverse(store: Store, order: str, expected: list[int]) -> None:
    with store.read() as rd:
        assert numbers(listings.line_ids(rd, "op-1", order=order)) == expected
        assert numbers(listings.line_ids(rd, "op-1", order=order, descending=True)) == expected[::-1]


@pytest.mark.parametrize("places", [(0, 1, 2), (2, 1, 0), (0, 2), (2, 2, 0), (1,), ()])
def test_exactly_the_rows_that_were_asked_for_come_neighbours_or_not(store: Store, places: tuple[int, ...]) -> None:
    with store.read() as rd:
        ids = listings.line_ids(rd, "op-1")
        asked = [ids[place] for place in places]
        assert set(listings.line_rows(rd, asked)) == set(asked)


@pytest.mark.parametrize("order", sorted(listings.LINE_ORDERS))
def test_every_column_of_a_line_orders(store: Store, order: str) -> None:
    with store.read() as rd:
        assert sorted(numbers(listings.line_ids(rd, "op-1", order=order))) == [1, 2, 3]


@pytest.mark.parametrize("order", sorted(listings.BATCH_ORDERS))
def test_every_column_of_a_batch_orders(store: Store, order: str) -> None:
    with store.read() as rd:
        assert len(listings.batch_ids(rd, order=order)) == 2


@pytest.mark.parametrize(
    ("search", "expected"),
    [("หญิง", [1]), ("2222", [3]), ("ref000002", [2]), ("%", [3]), ("_", []), ("ไม่มี", []), ("", [1, 2, 3])],
)
def test_lines_are_found_by_any_part_of_what_is_written(store: Store, search: str, expected: list[int]) -> None:
    with store.read() as rd:
        assert numbers(listings.line_ids(rd, "op-1", search=search)) == expected
        assert listings.line_totals(rd, "op-1", search=search).count == len(expected)


def test_rows_come_by_id_and_what_is_gone_is_left_out(store: Store) -> None:
    with store.read() as rd:
        ids = listings.line_ids(rd, "op-1", order="name")
        found = listings.line_rows(rd, [*ids, 10**9])
        assert [found[identity] for identity in ids] == [PAYEES[1], PAYEES[2], PAYEES[0]]
        assert len(found) == 3
        assert set(listings.op_ids_of_lines(rd, listings.line_ids(rd, None)).values()) == {"op-1", "op-2"}
        assert listings.line_ids(rd, "op-9").tolist() == []


def test_lists_narrow_to_statuses_in_one_batch_and_in_all(store: Store) -> None:
    with store.read() as rd:
        assert len(listings.line_ids(rd, None)) == 6
        assert len(listings.line_ids(rd, None, statuses={"pending"})) == 3
        assert len(listings.line_ids(rd, None, statuses={"pending", "draft"})) == 6
        assert numbers(listings.line_ids(rd, "op-1", statuses={"pending"})) == []
        assert listings.line_totals(rd, None, statuses={"pending"}) == Totals(3, Money(600))
        assert listings.line_totals(rd, None, statuses=set()) == Totals(0, Money(0))


def test_batches_are_listed_newest_first_by_maker_status_and_words(store: Store) -> None:
    with store.read() as rd:
        newest = listings.batch_rows(rd, listings.batch_ids(rd))
        assert [newest[identity].op_id for identity in listings.batch_ids(rd)] == ["op-2", "op-1"]

        def op_ids(ids: array[int]) -> list[str]:
            return [newest[identity].op_id for identity in ids]

        assert op_ids(listings.batch_ids(rd, order="total")) == ["op-1", "op-2"]
        assert op_ids(listings.batch_ids(rd, mine_uid="u-1")) == ["op-1"]
        assert op_ids(listings.batch_ids(rd, statuses={"submitted"})) == ["op-2"]
        assert op_ids(listings.batch_ids(rd, search="น้ำ")) == ["op-1"]
        assert listings.batch_totals(rd) == Totals(2, Money(1500))
        assert listings.batch_totals(rd, mine_uid="u-9") == Totals(1, Money(900))


def test_the_audit_trail_is_listed_newest_first(store: Store) -> None:
    with store.write(MAKER, Action.PRINT_DOCUMENT, "op-1", {"document": "detail"}):
        pass
    with store.read() as rd:
        assert listings.audit_ids(rd).tolist() == [2, 1]
        assert listings.audit_ids(rd, actions={"print_document"}).tolist() == [2]
        assert listings.audit_ids(rd, search="detail").tolist() == [2]
        assert listings.audit_rows(rd, [2])[2].about == "op-1"
