"""What the payees' banks answer, day by day: paid, rejected, held, returned, silent; each line ends, and says why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from tests.journeys import acts, bank
from tests.journeys.lists import write_list

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.journeys.person import Person

pytestmark = pytest.mark.xdist_group("journeys: bank answers")

STATUS, WHY = 4, 5
"""Columns of the results on the screen."""
PAID, WAITS, REJECTED, RETURNED = (
    LineStatus.SETTLED,
    LineStatus.PENDING,
    LineStatus.REJECTED,
    LineStatus.RETURNED,
)
ANSWERS = (
    ("1250.00", (PAID, PAID, PAID, PAID), ""),
    ("19.00", (REJECTED, REJECTED, REJECTED, REJECTED), "AC01"),
    ("21.00", (REJECTED, REJECTED, REJECTED, REJECTED), "AC06"),
    ("25.00", (WAITS, PAID, PAID, PAID), ""),
    ("27.00", (PAID, RETURNED, RETURNED, RETURNED), "AC04"),
    ("29.00", (PAID, PAID, RETURNED, RETURNED), "MD07"),
    ("17.00", (WAITS, WAITS, WAITS, REJECTED), "TM01"),
    ("80.50", (PAID, PAID, PAID, PAID), ""),
)
"""An amount that the simulator knows, what its line is on each day, and the code of the reason at the end."""
DAYS = ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26")


def test_every_line_ends_with_a_word_a_reason_and_a_next_step(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", [amount for amount, _, _ in ANSWERS]))
    maker.does(acts.hand_in, "ฎ.501/2570")
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    words = {status: maker.does(acts.line_word, status) for status in LineStatus}
    for number, day in enumerate(DAYS):
        central.advance(f"{day}T16:00:00+07:00")
        for person in (maker, authorizer):
            person.does(acts.sync)
            rows = person.does(acts.show_results, op_id)
            assert [row[STATUS] for row in rows] == [words[statuses[number]] for _, statuses, _ in ANSWERS], day
        if number < len(DAYS) - 1:
            assert maker.does(acts.batch, op_id).status is BatchStatus.RELEASED, "a line still waits"

    batch = maker.does(acts.hear, op_id)
    assert batch.status is BatchStatus.PARTLY_SETTLED
    assert (batch.settled_count, batch.failed_count, batch.pending_count) == (3, 5, 0)
    assert (batch.settled.satang, batch.failed.satang) == (135_550, 11_300)
    for position, (_, _, code) in enumerate(ANSWERS):
        row = maker.does(acts.show_results, op_id)[position]
        said = maker.does(acts.choose_row, "results.list", position)
        if code:
            assert row[WHY] == maker.does(acts.reason_title, code)
            assert maker.does(acts.reason_advice, code) in said, "the next step stands beside the line"
            assert any(code in text for text in said)
        else:
            assert row[WHY] == ""
    assert bank.paid(central, op_id) == [1, 4, 5, 6, 8]
    central.assert_books_right()


def test_a_line_that_is_returned_after_the_batch_had_ended_is_told_all_the_same(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("900.00", "27.00"), first=20))
    maker.does(acts.hand_in, "ฎ.502/2570")
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    paid_on = maker.does(acts.batch, op_id).head.value_date
    assert paid_on is not None
    central.advance(f"{paid_on}T12:00:00+07:00")
    assert maker.does(acts.hear, op_id).status is BatchStatus.SETTLED
    central.advance(f"{paid_on + timedelta(days=4)}T16:00:00+07:00")
    batch = maker.does(acts.hear, op_id, BatchStatus.PARTLY_SETTLED)
    assert (batch.settled.satang, batch.failed.satang) == (90_000, 2_700)
    assert maker.does(acts.show_results, op_id)[1][STATUS] == maker.does(acts.line_word, RETURNED)
    central.assert_books_right()
