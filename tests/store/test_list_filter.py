"""Limits on lists: each leaves the rows that meet it, the sum is of those rows, and a million lines are not walked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.outcome import LineOutcome
from app.domain.disbursement.record import Batch, BatchHead
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import BadInput
from app.domain.values.list_filter import ListFilter, SavedView
from app.domain.values.money import Money
from app.store import disbursement, listings
from tests.helpers.stores import MAKER
from tests.helpers.workstation import record, transfers

if TYPE_CHECKING:
    from app.store.unit_of_work import Store

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
BATCHES = (
    ("a", Kind.WELFARE, date(2026, 11, 24), "004", 3),
    ("b", Kind.PURCHASE, date(2026, 11, 25), "006", 2),
    ("c", Kind.LOAN, date(2026, 12, 1), "006", 1),
)


@pytest.fixture
def filled(store: Store) -> Store:
    for op_id, kind, day, bank, count in BATCHES:
        lines = [replace(line, bank=bank) for line in transfers(count, 100_000)]
        batch = Batch(
            op_id=op_id,
            head=BatchHead(kind=kind, value_date=day),
            lines_count=count,
            total=Money(count * 100_000),
            maker_uid="u1",
            mine=True,
            created_at=NOON,
            updated_at=NOON,
            status=BatchStatus.DRAFT,
        )
        with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
            disbursement.insert_batch(tx, batch, map(record, lines))
    return store


def found(store: Store, narrowed: ListFilter) -> list[str]:
    with store.read() as reading:
        ids = listings.batch_ids(reading, order="value_date", narrowed=narrowed)
        totals = listings.batch_totals(reading, narrowed=narrowed)
        rows = listings.batch_rows(reading, ids)
    assert totals.count == len(ids)
    assert totals.total == Money(sum(rows[each].total.satang for each in ids))
    return [rows[each].op_id for each in ids]


@pytest.mark.parametrize(
    ("narrowed", "wanted"),
    [
        (ListFilter(), ["a", "b", "c"]),
        (ListFilter(kind="purchase"), ["b"]),
        (ListFilter(bank="006"), ["b", "c"]),
        (ListFilter(bank="098"), []),
        (ListFilter(day_from=date(2026, 11, 25)), ["b", "c"]),
        (ListFilter(day_to=date(2026, 11, 25)), ["a", "b"]),
        (ListFilter(day_from=date(2026, 11, 25), day_to=date(2026, 11, 25)), ["b"]),
        (ListFilter(satang_from=200_000), ["a", "b"]),
        (ListFilter(satang_from=200_000, satang_to=200_000), ["b"]),
        (ListFilter(satang_to=0), []),
        (ListFilter(kind="loan", bank="006", satang_to=100_000), ["c"]),
    ],
)
def test_each_limit_leaves_the_batches_that_meet_it(filled: Store, narrowed: ListFilter, wanted: list[str]) -> None:
    assert found(filled, narrowed) == wanted


def test_lines_are_limited_by_bank_amount_and_the_day_of_the_answer_in_bangkok(filled: Store) -> None:
    late = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 1 o'clock on the 25th in Bangkok
    with filled.write(MAKER, Action.RECORD_EVENTS, "a") as tx:
        told = [
            LineOutcome(1, LineStatus.SETTLED, "", "r1", NOON, ""),
            LineOutcome(2, LineStatus.REJECTED, "AC04", "", late, ""),
        ]
        disbursement.set_outcomes(tx, "a", told)
    expected = {
        ListFilter(bank="004"): 3,
        ListFilter(bank="006"): 0,
        ListFilter(day_from=date(2026, 11, 24), day_to=date(2026, 11, 24)): 1,
        ListFilter(day_from=date(2026, 11, 25)): 1,
        ListFilter(day_to=date(2026, 11, 25)): 2,
        ListFilter(satang_from=100_001): 0,
        ListFilter(satang_from=100_000, satang_to=100_000): 3,
    }
    with filled.read() as reading:
        counted = {
            narrowed: (
                len(listings.line_ids(reading, "a", narrowed=narrowed)),
                listings.line_totals(reading, "a", narrowed=narrowed).count,
            )
            for narrowed in expected
        }
    assert counted == {narrowed: (count, count) for narrowed, count in expected.items()}


def test_a_view_reads_back_what_it_says_and_nothing_else() -> None:
    limits = ListFilter("loan", "006", date(2026, 11, 1), None, 5, 10**15)
    view = SavedView("ปลายปี", "คำ", frozenset({"draft", "settled"}), limits)
    assert SavedView.of(view.name, view.body()) == view
    for body in ("", "[]", "{}", '{"search": "", "chips": [], "narrowed": {"day_from": "x", "day_to": ""}}'):
        with pytest.raises(BadInput):
            SavedView.of("broken", body)
