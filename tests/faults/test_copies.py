"""A data folder that was copied: whatever its copy does, the screens and papers show what was signed and paid."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import Field, LineStatus
from app.services.drafting import Drafting
from tests.helpers.raw_central import TODAY, UNIT, Central, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central", eased=True) as started:
        yield started


def test_a_copy_that_hands_the_same_draft_in_with_other_lines_shows_the_lines_that_were_signed(
    central: Central, tmp_path: Path
) -> None:
    first = Workstation.at(tmp_path / "first", central).enter(central, "MAKER01")
    op_id = first.draft(document_no="ฎ.1/2570", value_date=date.fromisoformat(TODAY))
    first.leave()
    shutil.copytree(tmp_path / "first", tmp_path / "copy")

    first.enter(central, "MAKER01")
    Drafting(first.desk, first.sync).submit(op_id)
    first.sync.sync_now()
    signed = first.lines(op_id)
    first.crash()

    copy = Workstation.at(tmp_path / "copy", central).enter(central, "MAKER01")
    drafting = Drafting(copy.desk, copy.sync)
    drafting.sheet(op_id).set_cells([(1, Field.NAME, "ผู้รับเงิน คนอื่น"), (1, Field.AMOUNT, "9.99")])
    drafting.submit(op_id)
    copy.sync.sync_now()
    assert [(line.name, line.satang) for line in copy.lines(op_id)] == [(line.name, line.satang) for line in signed]

    authorizer = Workstation.at(tmp_path / "authorizer", central).enter(central, "AUTH01")
    authorizer.sync.sync_now()
    authorizer.sync.deliver(authorizer.decide(op_id, central.password(UNIT, "AUTH01")))
    central.settle()
    copy.sync.sync_now()
    paid = copy.batch(op_id)
    assert (paid.status, paid.settled) == (BatchStatus.SETTLED, paid.total)
    assert paid.total.satang == sum(line.satang or 0 for line in signed)
    assert [(line.name, line.satang) for line in copy.lines(op_id)] == [(line.name, line.satang) for line in signed]
    assert {line.status for line in copy.lines(op_id)} == {LineStatus.SETTLED}
    copy.crash()
    authorizer.crash()
