from __future__ import annotations

from dataclasses import replace
from datetime import date
from tomllib import loads

import pytest

import resources
from app.demo.collection_story import SAMPLE
from app.demo.payers import COUNT, handed_out, mistyped, read
from app.documents.workbook import reader
from app.domain.collections import references
from app.domain.collections.bill_columns import recognise
from app.domain.collections.bill_list import Defaults, judged
from app.domain.values.errors import BadInput
from app.domain.values.money import Money
from tests.domain.collections.collection_samples import DUE, RECEIVING, TODAY, bill, revenue_type


def test_every_row_of_the_sample_list_can_be_billed_on_any_day_and_its_total_is_no_bill() -> None:
    rows = loads(resources.path("simulator", "revenue.toml").read_text("utf-8"))["revenue"]
    types = tuple(
        replace(
            revenue_type(row["code"], row["name_th"], row["name_en"], row["revenue_code"], None),
            fee=Money.parse(row["fee"]) if row["fee"] else None,
            valid_from=date(2016, 10, 1),
            valid_until=None,
        )
        for row in rows
    )
    found = reader.read(SAMPLE, sheet=None, cancelled=lambda: False, progress=lambda *_: None)
    layout = recognise(found.rows)
    report = judged(found.rows, layout, found.first_row, replace(RECEIVING, types=types), TODAY, Defaults(due_date=DUE))
    assert not [row.faults for row in report.rows if not row.can_be_billed]
    assert len(report.billable) == len({row.fields.payer_id for row in report.billable}) == 30
    assert not any(row.twin or row.warnings for row in report.rows)
    assert len(report.rows) > COUNT


def test_a_payer_reads_off_a_bill_what_the_counter_asks_for() -> None:
    issued = bill(7, satang=1_234_550)
    [seen] = read(handed_out([issued]))
    assert (seen.biller_id, seen.ref1, seen.ref2, seen.baht, seen.payer) == (
        issued.reference.biller_id,
        issued.reference.ref1,
        issued.reference.ref2,
        "12345.50",
        issued.draft.payer_name,
    )


@pytest.mark.parametrize("running", [1, 30, 99])
def test_what_the_last_payer_mistypes_is_no_reference_of_another_bill(running: int) -> None:
    right = references.made("2101000001", 2570, running)
    assert references.are_right(right.ref1, right.ref2)
    with pytest.raises(BadInput, match="ref2_check"):
        references.parse(right.ref1, mistyped(right.ref2))
