"""A list leaves one desk as bank files, comes in at another and is paid from there: the same payees throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import resources
from app.domain.disbursement.batch import BatchStatus
from tests.helpers.raw_central import MONDAY, Central, running
from tests.journeys import acts, file_acts
from tests.journeys.conftest import seated
from tests.journeys.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: files between desks")]

LIST = resources.path("samples", "overtime_october_2569.xlsx")


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system whose clock goes on from a Monday morning."""
    with running(tmp_path_factory.mktemp("central"), "--clock", f"offset:{MONDAY}", eased=True) as started:
        yield started


@pytest.fixture(scope="module")
def colleague(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Seat a second maker at a desk of their own."""
    yield from seated(Person(central, tmp_path_factory.mktemp("colleague"), "MAKER02"))


def test_exported_files_come_in_at_another_desk_with_the_same_hash_of_lines_and_are_paid(
    maker: Person, colleague: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, LIST)
    assert maker.does(acts.places_to_mend) == []
    files = {
        form: maker.does(file_acts.export_batch, op_id, form, tmp_path)
        for form in ("ipay_direct", "ipay_express", "pain_001")
    }
    for form in ("ipay_direct", "ipay_express"):
        path, told = files[form]
        again = colleague.does(acts.import_file, path)
        copy = tmp_path / "again" / form
        assert colleague.does(file_acts.export_batch, again, form, copy)[1] == told
    path, told = files["pain_001"]
    handed_on = colleague.does(acts.import_file, path)
    assert colleague.does(acts.places_to_mend) == []
    assert colleague.does(file_acts.export_batch, handed_on, "pain_001", tmp_path / "again")[1] == told
    colleague.does(acts.open_draft, handed_on)
    colleague.does(acts.hand_in, "ฎ.301/2570")
    assert colleague.does(acts.handed_in, handed_on).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, handed_on, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, handed_on, authorizer.password)
    batch = colleague.does(acts.hear, handed_on)
    assert (batch.status, batch.settled_count) == (BatchStatus.SETTLED, 300)
    report, _ = colleague.does(file_acts.export_batch, handed_on, "pain_002", tmp_path)
    assert report.read_text("utf-8").count("<TxSts>ACSC</TxSts>") == 300
