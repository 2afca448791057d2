"""The line is down: what a unit can go on doing, what waits until it is back, and what must not be done without it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import LineStatus
from tests.helpers.raw_central import running
from tests.journeys import acts, bank
from tests.journeys.lists import write_list
from tests.journeys.papers import assert_in_order, text_of
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("journeys: offline")

PAID, QUEUED, WAITING = "ค่าเบี้ยประชุม", "ค่าสอนพิเศษ", "ค่าอาหารทำการ"


def prepared(maker: Person, path: Path, document_no: str, purpose: str, first: int) -> str:
    op_id = maker.does(acts.import_file, write_list(path, ("120.50", "230.25"), first=first))
    maker.does(acts.hand_in, document_no, purpose)
    return op_id


def test_a_unit_works_on_without_the_line_and_what_was_queued_is_delivered_once(tmp_path: Path) -> None:
    with running(tmp_path / "central", eased=True) as central:
        maker = Person(central, tmp_path / "maker", "MAKER01")
        authorizer = Person(central, tmp_path / "authorizer", "AUTH01")
        with at_desks(maker, authorizer):
            for person in (maker, authorizer):
                assert person.does(acts.sign_in, person.password)
            done = prepared(maker, tmp_path / "paid.csv", "ฎ.401/2570", PAID, 1)
            maker.does(acts.handed_in, done)
            authorizer.does(acts.hear, done, BatchStatus.SUBMITTED)
            authorizer.does(acts.approve, done, authorizer.password)
            central.settle()
            assert maker.does(acts.hear, done).status is BatchStatus.SETTLED
            waits = prepared(maker, tmp_path / "waits.csv", "ฎ.402/2570", WAITING, 10)
            maker.does(acts.handed_in, waits)
            authorizer.does(acts.hear, waits, BatchStatus.SUBMITTED)
            for person in (maker, authorizer):
                person.does(acts.leave)
            central.stop()
            port = str(urlsplit(central.ready["url"]).port)

            queued = work_offline(maker, done, tmp_path)
            cannot_approve(authorizer, waits)

            central.start("--port", port)
            for person in (maker, authorizer):
                person.does(acts.resume, person.password)
            delivered = maker.does(acts.hear, queued, BatchStatus.SUBMITTED)
            assert (delivered.rev, delivered.delivery) == (1, Delivery.NONE)
            for op_id in (queued, waits):
                authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
                authorizer.does(acts.approve, op_id, authorizer.password)
                central.settle()
                assert maker.does(acts.hear, op_id).status is BatchStatus.SETTLED
                assert bank.paid(central, op_id) == [1, 2]
            central.assert_books_right()


def work_offline(maker: Person, done: str, folder: Path) -> str:
    """Prepare, search, print and queue without the line; return the id of the batch that waits to be sent."""
    assert not maker.does(acts.sign_in, maker.password), "there is no session"
    assert any(maker.does(acts.say, "sync.offline_words") in words for words in maker.does(acts.look, "sync_centre"))
    found = maker.does(acts.search_batches, PAID)
    assert [row[0] for row in found] == [PAID]
    assert maker.does(acts.find_from_anywhere, "ผู้รับเงิน ตัวอย่างที่ 2")
    maker.does(acts.save_papers, done, folder, ("detail", "summary", "receipt"))
    paid = maker.does(acts.line_word, LineStatus.SETTLED)
    assert_in_order(text_of(folder / "detail.pdf"), ("1 ผู้รับเงิน ตัวอย่างที่ 1", f"120.50 {paid}", f"230.25 {paid}"))

    queued = prepared(maker, folder / "queued.csv", "ฎ.403/2570", QUEUED, 20)
    batch = maker.does(acts.batch, queued)
    assert (batch.status, batch.delivery) == (BatchStatus.SUBMITTED, Delivery.QUEUED)
    said = maker.does(acts.look, "batches", queued)
    assert maker.does(acts.say, "batches.queued") in said, "it is labelled as not sent yet"
    assert maker.does(acts.batch_word, queued) in said
    return queued


def cannot_approve(authorizer: Person, waits: str) -> None:
    assert not authorizer.does(acts.sign_in, authorizer.password)
    said = authorizer.does(acts.open_for_decision, waits)
    assert authorizer.does(acts.say, "approvals.not_shown") in said
    assert authorizer.does(acts.say, "approvals.approve") not in authorizer.does(acts.buttons_lit)
    assert authorizer.does(acts.batch, waits).delivery is Delivery.NONE, "nothing was queued"
