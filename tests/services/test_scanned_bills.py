"""A bill that somebody holds in the hand is found by scanning either of its codes, among bills and among payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.collections import bill_barcode, thai_qr
from app.domain.collections.bill_barcode import BillCode
from app.domain.values.dates import bangkok_day
from tests.helpers.collecting import OWN, Asked, Counter
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Counter]:
    station = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER03", OWN)
    counter = Counter(station, central, OWN, "MAKER03")
    counter.hear()
    yield counter
    station.crash()


def test_a_scanned_bill_is_the_only_one_in_its_list(maker: Counter) -> None:
    _, wanted, _ = maker.issue(maker.fields(1), maker.fields(2), maker.fields(3))
    paid = maker.pay(wanted)
    told, amount = wanted.reference, wanted.draft.amount
    qr_code = thai_qr.bill(told.biller_id, told.ref1, told.ref2, amount)
    barcode = bill_barcode.text(BillCode(told.biller_id, told.ref1, told.ref2, amount)).replace("\r", " ")
    for scanned in (qr_code, barcode):
        rows = maker.bills.rows()
        assert [one.bill_id for one in rows.rows(rows.ids(Asked(search=scanned)))] == [wanted.bill_id]
        came = maker.money.day_rows(bangkok_day(paid.paid_at))
        assert [one.payment_id for one in came.rows(came.ids(Asked(search=scanned)))] == [paid.payment_id]
