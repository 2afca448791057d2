"""Batches leave as files: drafts without errors, signed ones from signed bytes, each act on record with its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.documents.formats import pain_001_reader, pain_002
from app.documents.workbook import reader as workbook
from app.domain.access.permissions import Action
from app.domain.values.errors import Broken, Refused
from app.domain.values.listing import ListColumn, ListForm, Listing
from app.domain.values.money import Money
from app.services.exporting import Export, Exporting
from app.services.list_exports import ListExports
from app.store import disbursement, listings
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central


@pytest.fixture(scope="module")
def station(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    seated = Workstation.at(tmp_path_factory.mktemp("maker"), central).enter(central, "MAKER01")
    seated.sync.sync_now()
    yield seated
    seated.crash()


PAID = (125_000, 1_900)
"""Paid, and rejected."""


def trail(station: Workstation, action: Action) -> list[dict[str, str]]:
    with station.desk.store.read() as reading:
        found = listings.audit_rows(reading, sorted(listings.audit_ids(reading, actions={action.value})))
    return [json.loads(found[seq].facts) for seq in sorted(found)]


def test_a_draft_leaves_for_each_product_and_its_hash_is_on_record(station: Workstation, tmp_path: Path) -> None:
    payees = transfers(4)
    op_id = station.draft([replace(payees[0], bank="006"), *payees[1:]])
    exporting = Exporting(station.desk)
    assert Export.PAIN_002 not in exporting.offered(op_id)
    direct, others = (exporting.make(op_id, each) for each in (Export.IPAY_DIRECT, Export.IPAY_EXPRESS))
    assert [(made.count, made.others) for made in (direct, others)] == [(1, 3), (3, 1)]
    path = tmp_path / direct.name
    exporting.save(direct, path)
    assert "UNVERIFIED" in path.name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == direct.sha256
    facts = trail(station, Action.EXPORT_FILE)[-1]
    assert (facts["file_sha256"], facts["lines"], facts["format"]) == (direct.sha256, "1", "ipay_direct")
    assert workbook.read(path).format == "ipay"


def test_a_draft_with_errors_leaves_as_a_marked_copy_only(station: Workstation, tmp_path: Path) -> None:
    op_id = station.draft([replace(line, bank="999") for line in transfers(2)])
    with station.desk.store.write(station.desk.actor, Action.EDIT_BATCH, op_id) as tx:
        batch = station.batch(op_id)
        disbursement.set_counts(tx, op_id, batch.lines_count, batch.total, 2, 0)
    exporting = Exporting(station.desk)
    with pytest.raises(Refused) as refused:
        exporting.make(op_id, Export.PAIN_001)
    assert (refused.value.code, refused.value.facts["errors"]) == ("export_draft_errors", 2)
    assert Export.MARKED in exporting.offered(op_id)
    exporting.save(exporting.make(op_id, Export.MARKED), tmp_path / "marked.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "marked.xlsx").worksheets[0]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == ["999", "999"]
    assert trail(station, Action.EXPORT_FILE)[-1]["format"] == "marked"


def test_nothing_is_on_record_where_the_file_could_not_be_written(station: Workstation, tmp_path: Path) -> None:
    exporting = Exporting(station.desk)
    made = exporting.make(station.draft(), Export.PAIN_001)
    (tmp_path / "blocked").write_bytes(b"")
    before = trail(station, Action.EXPORT_FILE)
    with pytest.raises(Broken):
        exporting.save(made, tmp_path / "blocked" / made.name)
    assert trail(station, Action.EXPORT_FILE) == before


def test_a_paid_batch_leaves_from_signed_bytes_with_what_became_of_it(
    central: Central, station: Workstation, tmp_path: Path
) -> None:
    authorizer = Workstation.at(tmp_path / "authorizer", central).enter(central, "AUTH01")
    try:
        day = datetime.fromisoformat(central.operate("GET", "clock").json["now"]).date()
        payees = [replace(each, amount=Money(satang)) for each, satang in zip(transfers(2), PAID, strict=True)]
        op_id = station.draft(payees, document_no="กค 0402/21", value_date=day)
        station.submit(op_id)
        assert station.sync.sync_now().problem == ""
        authorizer.sync.sync_now()
        authorizer.decide(op_id, central.password(UNIT, "AUTH01"))
        assert authorizer.sync.sync_now().problem == ""
        central.advance("2026-11-23T16:00:00+07:00")
        station.sync.sync_now()
    finally:
        authorizer.crash()
    exporting = Exporting(station.desk)
    assert len(pain_001_reader.parse(exporting.make(op_id, Export.PAIN_001).content, {}).lines) == 2
    assert Export.MARKED not in exporting.offered(op_id)
    for listed in (Export.LINES_XLSX, Export.LINES_CSV, Export.LINES_PDF):
        assert exporting.make(op_id, listed, language="en").count == 2
    rows = exporting.make(op_id, Export.LINES_CSV).content.decode("utf-8-sig").splitlines()
    assert sum("โอนสำเร็จ" in row or "AC0" in row for row in rows) == 2
    told = pain_002.parse(exporting.make(op_id, Export.PAIN_002).content)
    assert [each.status for each in told] == ["ACSC", "RJCT"]
    assert told[1].reason


def test_a_list_is_written_in_every_form_and_its_filter_is_on_record(station: Workstation, tmp_path: Path) -> None:
    exports = ListExports(station.desk)
    for form in ListForm:
        listing = Listing("รายการ", [("ตัวกรอง", "ธนาคาร 004")], [ListColumn("ชื่อ")], 1, iter([("ก",)]))
        path = tmp_path / f"list.{form.value}"
        digest = exports.write("batches", listing, form, path, "th")
        assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    facts = trail(station, Action.EXPORT_LIST)
    assert {each["form"] for each in facts} == {form.value for form in ListForm}
    assert {each["filter"] for each in facts} == {"ตัวกรอง: ธนาคาร 004"}
