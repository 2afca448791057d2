"""One draw that cannot be read takes neither the others nor the connection with it, and is named on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.recalls.recall import Document
from app.services.drawing import Drawing
from app.services.overview import Overview
from tests.helpers.raw_central import running
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

GOOD, BAD = "ฎ.31/2570", "ฎ.32/2570"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central", eased=True) as central:
        yield central


@pytest.fixture
def desk(own: Central, tmp_path: Path) -> Iterator[Workstation]:
    maker = Workstation.at(tmp_path / "maker", own).enter(own, "MAKER01")
    yield maker
    maker.leave()


def alter(central: Central, statement: str) -> None:
    with central.books() as database:
        assert database.execute(statement, (BAD,)).rowcount == 1


def test_a_draw_with_a_negative_rest_is_named_and_everything_else_is_in_step(own: Central, desk: Workstation) -> None:
    for document_no in (GOOD, BAD):
        desk.submit(desk.draft(transfers(1), document_no=document_no))
    state = desk.sync.sync_now()
    assert (state.problem, state.online) == ("", True)
    drawing, overview = Drawing(desk.desk), Overview(desk.desk, desk.sync)
    known = {draw.doc_no for draw in drawing.ledger().draws}
    told = {draw.doc_no: draw.documents for draw in drawing.ledger().draws}
    assert (told["3600000123"], told[GOOD]) == ((Document("KL", "0000000003"),), ())
    assert {GOOD, BAD} <= known
    assert (drawing.ledger().unread, overview.sync_state().unread_draws) == ((), ())

    alter(own, "UPDATE draws SET satang = 1 WHERE doc_no = ?")
    later = desk.draft(transfers(1), document_no="ฎ.33/2570")
    desk.submit(later)
    state = desk.sync.sync_now()
    assert (state.problem, state.online, state.last_sync_at is not None) == ("", True, True)
    assert desk.batch(later).status is BatchStatus.SUBMITTED
    ledger = drawing.ledger()
    assert {draw.doc_no for draw in ledger.draws} == (known | {"ฎ.33/2570"}) - {BAD}
    assert (ledger.unread, overview.sync_state().unread_draws) == ((BAD,), (BAD,))

    alter(own, "UPDATE draws SET satang = 125000 WHERE doc_no = ?")
    assert desk.sync.sync_now().problem == ""
    assert BAD in {draw.doc_no for draw in drawing.ledger().draws}
    assert drawing.ledger().unread == ()
