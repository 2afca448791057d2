"""A list of bills over a real central system: what one order holds goes at once, and nothing of it goes twice."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from app.central.bills import BILLS_MAX
from app.domain.collections.bill import BillState
from app.domain.collections.bill_list import Defaults
from app.domain.values.errors import BadInput, Conflict, Refused
from app.services.bill_import import BillImport
from app.services.bill_writing import BillWriting
from app.store import bills
from tests.documents.workbook import making
from tests.helpers.collecting import OWN, Counter
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


def _billed(maker: Counter, payers: list[str]) -> list[str]:
    """Return those of some payers who have bills, each as often as that."""
    with maker.station.desk.store.read() as rd:
        found = [one.draft.payer_name for one in bills.in_states(rd, frozenset(BillState))]
    return [name for name in found if name in payers]


def test_of_a_list_of_several_orders_only_what_was_refused_goes_again(maker: Counter, tmp_path: Path) -> None:
    payers = [f"ผู้ชำระตัวอย่างที่ {number}" for number in range(1, BILLS_MAX + 3)]
    path = tmp_path / "bills.csv"
    path.write_text("ผู้ชำระเงิน,จำนวนเงิน\n" + "".join(f"{name},1500.00\n" for name in payers), encoding="utf-8")
    service = BillImport(maker.station.desk, maker.bills)
    due = maker.bills.today + timedelta(30)
    reading = service.read(path, lambda _done, _all: None, lambda: False)
    rows = list(service.judged(reading, Defaults("permit_fee", "ค่าธรรมเนียม", due)).billable)
    assert len(rows) == len(payers)
    over = replace(rows[-1], fields=replace(rows[-1].fields, due_date=maker.bills.today - timedelta(1)))
    with pytest.raises(Refused, match="bill_faulty"):
        service.issue(reading, [*rows[:-1], over], lambda _done, _all: None)
    assert _billed(maker, payers) == payers[:BILLS_MAX]
    assert maker.bills.drafts() == []
    done: list[tuple[int, int]] = []
    (given,) = service.issue(reading, rows, lambda *told: done.append(told))
    assert (given.known, done) == (True, [(2, 2)])
    assert _billed(maker, payers) == payers


def test_a_bill_that_was_issued_or_thrown_away_is_not_issued_by_a_second_press(maker: Counter) -> None:
    writing = BillWriting(maker.bills, maker.requests, maker.station.desk.actor.person.uid)
    fields, thrown_away = maker.fields(31), maker.fields(32)
    writing.begin()
    assert writing.issue(fields).known
    with pytest.raises(Conflict, match="order_under_way"):
        writing.issue(fields)
    writing.begin()
    writing.keep(thrown_away)
    writing.drop()
    with pytest.raises(Conflict, match="order_under_way"):
        writing.issue(thrown_away)
    assert _billed(maker, [fields.payer_name, thrown_away.payer_name]) == [fields.payer_name]
    assert maker.bills.drafts() == []


LISTED: making.Rows = [["ผู้ชำระเงิน", "จำนวนเงิน", ""], ["บริษัท กอ", 100, ""], ["บริษัท ขอ", 200, ""]]
_CANCELLED: making.Rows = [["ผู้ชำระเงิน", "จำนวนเงิน", "หมายเหตุ"], ["บริษัท กอ", 100, "ยกเลิก"]]
_SATANG: making.Rows = [["ผู้ชำระเงิน", "จำนวนเงิน", ""], ["", "บาท", "สต."], ["บริษัท กอ", 100, 50]]
_DOLLARS: making.Rows = [["ผู้ชำระเงิน", "จำนวนเงิน (USD)"], ["บริษัท กอ", 100]]


def _on_two_sheets() -> bytes:
    book = Workbook()
    for name in ("ต.ค.", "พ.ย."):
        sheet = book.create_sheet(name)
        for row in LISTED:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_list_that_a_person_did_not_see_whole_or_whose_amounts_say_something_else_is_not_taken(
    maker: Counter, tmp_path: Path
) -> None:
    cut = "ผู้ชำระเงิน,จำนวนเงิน\nบริษัท กอ,1,001.50\n".encode()
    refusals: list[tuple[str, bytes, str, dict[str, object]]] = [
        ("hidden.xlsx", making.hiding_xlsx(LISTED, (2,)), "file_rows_hidden", {"rows": "3", "count": 1}),
        ("sheets.xlsx", _on_two_sheets(), "file_sheets_several", {"sheets": "ต.ค., พ.ย."}),
        ("satang.xlsx", making.openpyxl_xlsx(_SATANG), "file_satang_apart", {"column": "C"}),
        ("dollars.xlsx", making.openpyxl_xlsx(_DOLLARS), "file_amount_unit", {"unit": "USD", "column": "B"}),
        ("struck.xlsx", making.striking_openpyxl(LISTED, (2,)), "file_rows_struck", {"rows": "3", "count": 1}),
        ("column.xlsx", making.veiling_xlsx(LISTED, 1), "file_columns_hidden", {"columns": "B"}),
        ("word.xlsx", making.openpyxl_xlsx(_CANCELLED), "file_rows_cancelled", {"rows": "2", "count": 1}),
        ("cut.csv", cut, "file_amount_cut", {"rows": "2"}),
    ]
    service = BillImport(maker.station.desk, maker.bills)
    for name, data, code, facts in refusals:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(BadInput) as refused:
            service.read(path, lambda _done, _all: None, lambda: False)
        assert (refused.value.code, refused.value.facts) == (code, facts)
    path = tmp_path / "whole.xlsx"
    path.write_bytes(making.openpyxl_xlsx(LISTED))
    assert len(service.read(path, lambda _done, _all: None, lambda: False).rows) == len(LISTED)
