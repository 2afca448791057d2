"""Requests of the Portal, e-mails to payers and what a person is told of collecting, over a real central system."""

from __future__ import annotations

import itertools
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.collections.bill import LetterState
from app.domain.collections.request import RequestAnswer, RequestState
from app.domain.messages.message import Topic
from app.domain.values.errors import Conflict, NotAllowed, Refused
from app.domain.values.money import Money
from app.services.collection_board import CollectionBoard
from app.services.letters import PaperLetter
from app.services.messages import Messages
from app.store import listings
from tests.helpers import raw_receipts
from tests.helpers.collecting import OWN, PORTAL, Asked, Counter, settled
from tests.helpers.mail_server import MailServer, listening
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import running
from tests.helpers.raw_payees import tax_id
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

_APPLICANTS = itertools.count(800_000)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
PDF = b"%PDF-1.7\n% the document\n"


def _counter(central: Central, folder: Path, company_id: str, user_id: str) -> Counter:
    station = Workstation.at(folder, central).enter(central, user_id, company_id)
    counter = Counter(station, central, company_id, user_id)
    counter.hear()
    return counter


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Counter]:
    counter = _counter(central, tmp_path / "maker", PORTAL, "MAKER03")
    yield counter
    counter.station.crash()


@pytest.fixture
def authorizer(central: Central, tmp_path: Path) -> Iterator[Counter]:
    counter = _counter(central, tmp_path / "authorizer", PORTAL, "AUTH01")
    yield counter
    counter.station.crash()


def _filed(maker: Counter) -> str:
    documents = [{"name": "บัตรประชาชน.png", "content": b64encode(PNG).decode()}]
    request_id, _ = raw_receipts.filed(maker.central, documents=documents, applicant_id=tax_id(next(_APPLICANTS)))
    maker.hear()
    return request_id


def _heard(maker: Counter) -> Counter:
    maker.hear()
    return maker


def _state(maker: Counter, request_id: str) -> RequestState:
    maker.hear()
    return maker.requests.told(request_id).request.state


def test_a_request_is_looked_at_billed_paid_sent_on_and_ended_with_its_document(
    maker: Counter, authorizer: Counter
) -> None:
    request_id = _filed(maker)
    request = maker.requests.told(request_id).request
    assert request.request_id in [one.request_id for one in maker.requests.every({RequestState.FILED})]
    scan = maker.requests.paper(request.documents[0].sha256, request_id)
    assert scan.content == PNG
    looked = [entry for entry in _audit(maker) if entry == ("view_request_paper", request_id)]
    assert maker.requests.paper(request.documents[0].sha256, request_id).content == PNG
    assert len([entry for entry in _audit(maker) if entry == looked[0]]) == 2
    with pytest.raises(Conflict, match="status_forbids"):
        maker.requests.issue_document(request, "ที่ 1/2570", maker.requests.today)
    with pytest.raises(Refused, match="reason_missing"):
        maker.requests.answer(request, RequestAnswer.REFUSE, "")
    authorizer.hear()
    with pytest.raises(NotAllowed, match="role_missing"):
        authorizer.requests.answer(request, RequestAnswer.SEND_BACK, "แนบเอกสารไม่ครบ")
    fields = maker.requests.fields(request)
    assert (fields.payer_name, fields.satang) == (request.applicant_name, 50_000)
    due = maker.bills.today + timedelta(days=15)
    draft = maker.bills.keep(replace(fields, due_date=due), request_id=request_id)
    (bill,) = maker.bills.issued(maker.bills.issue([draft]).order_id)
    assert _state(maker, request_id) is RequestState.BILLED
    maker.pay(bill)
    wait_for(lambda: _state(maker, request_id) is RequestState.PAID, "the Portal's word")
    wait_for(lambda: _heard(maker).requests.told(request_id).postings, "the Portal's posting")
    told = maker.requests.told(request_id)
    assert told.bills[0].bill_id == bill.bill_id
    assert sum(one.amount.satang for one in told.postings) == 50_000
    assert told.postings[0] in maker.requests.postings()
    with pytest.raises(Refused, match="document_no_missing"):
        maker.requests.issue_document(told.request, " ", maker.requests.today)
    maker.requests.issue_document(told.request, "ที่ 1/2570", maker.requests.today, PDF)
    done = maker.requests.told(request_id).request
    assert done.issued is not None
    assert (done.state, done.issued.number) == (RequestState.DONE, "ที่ 1/2570")
    assert [one.what for one in maker.requests.told(request_id).history if one.kind == "request.changed"] == [
        "filed",
        "billed",
        "paid",
        "done",
    ]


def _audit(maker: Counter) -> list[tuple[str, str]]:
    with maker.station.desk.store.read() as rd:
        entries = listings.audit_rows(rd, listings.audit_ids(rd)).values()
    return [(one.action, one.about) for one in entries]


def test_a_request_is_sent_back_or_refused_with_a_reason(maker: Counter) -> None:
    first, second = _filed(maker), _filed(maker)
    maker.requests.answer(maker.requests.told(first).request, RequestAnswer.SEND_BACK, "แนบเอกสารไม่ครบ")
    maker.requests.answer(maker.requests.told(second).request, RequestAnswer.REFUSE, "คุณสมบัติไม่ครบ")
    sent, refused = (maker.requests.told(name).request for name in (first, second))
    assert (sent.state, sent.reason) == (RequestState.SENT_BACK, "แนบเอกสารไม่ครบ")
    assert refused.state is RequestState.REFUSED
    with pytest.raises(Refused, match="request_unknown"):
        maker.requests.told("nobody's")


def test_a_person_is_told_what_waits_for_them(maker: Counter, authorizer: Counter) -> None:
    request_id = _filed(maker)
    bill = maker.bill(3, 70_000)
    queued = maker.pay(bill, 69_999)
    tiles = {tile.key: tile for tile in CollectionBoard(maker.station.desk).tiles()}
    queue = maker.money.queue_rows()
    assert tiles["money_queued"].satang == sum(one.waiting.satang for one in queue.rows(queue.ids(Asked())))
    assert tiles["requests_filed"].count >= 1
    given = maker.money.propose_match(queued, bill, Money(69_999), "ชำระขาด")
    authorizer.hear()
    board = CollectionBoard(authorizer.station.desk)
    assert {tile.key: tile.count for tile in board.tiles()}["collection_to_approve"] == 1
    assert board.badges()["collection_orders"] == 1
    (asked,) = [one for one in Messages(authorizer.station.desk).every() if one.subject == given.order_id]
    assert (asked.topic, asked.screen, asked.facts["act"]) == (
        Topic.COLLECTION_TO_APPROVE,
        "collection_orders",
        "match",
    )
    settled(maker, authorizer, given.order_id, approve=False, reason="รอผู้ชำระ")
    mine = {one.subject: one for one in Messages(maker.station.desk).every()}
    assert mine[given.order_id].facts["what"] == "returned"
    assert mine[queued.payment_id].topic is Topic.MONEY_QUEUED
    assert (mine[request_id].topic, mine[request_id].facts["what"]) == (Topic.REQUEST, "filed")
    assert not board.badges()["collection_orders"]


def test_failed_letters_are_listed_until_they_went_to_another_address(tmp_path: Path) -> None:
    server = MailServer(answer=lambda rcpt: "550 no such person" if "gone@" in rcpt else "250 ok")
    with listening(server):
        options = ("--smtp", f"127.0.0.1:{server.port}", "--smtp-from", "khlang@example.go.th")
        with running(tmp_path / "central", *options, "--smtp-again", "0.01,0.01", eased=True) as central:
            maker = _counter(central, tmp_path / "maker", OWN, "MAKER03")
            assert maker.letters.are_sent
            bill = maker.bill()
            with pytest.raises(Refused, match="letters_no_address"):
                maker.letters.send([PaperLetter(bill.bill_id, "", PDF)])
            assert maker.letters.send([PaperLetter(bill.bill_id, "gone@example.co.th", PDF)]).known
            wait_for(lambda: _heard(maker).letters.failed(), "the refusal")
            assert [one.email for one in maker.letters.failed()] == ["gone@example.co.th"]
            assert {tile.key for tile in CollectionBoard(maker.station.desk).tiles()} >= {"letters_failed"}
            maker.letters.send([PaperLetter(bill.bill_id, "here@example.co.th", PDF)])
            wait_for(lambda: not _heard(maker).letters.failed(), "the second letter")
            assert [one.state for one in maker.letters.of(bill.bill_id)] == [LetterState.FAILED, LetterState.SENT]
            assert maker.bills.told(bill.bill_id).bill.state == "sent"
            _tell_of_a_receipt_that_was_not_taken(maker)
            maker.station.crash()


def _tell_of_a_receipt_that_was_not_taken(maker: Counter) -> None:
    """See that a receipt's letter is told where receipts are, and is none of the bills to be sent again."""
    (paid,) = maker.paid(1)
    (receipt,) = maker.receipts.issued(maker.receipts.issue([paid.payment_id]).cmd_id)
    maker.letters.send([PaperLetter(receipt.receipt_id, "gone@example.co.th", PDF)])
    wait_for(lambda: _heard(maker).letters.failed(), "the refusal")
    told = next(one for one in Messages(maker.station.desk).every() if one.topic is Topic.LETTER_FAILED)
    assert (told.screen, told.subject) == ("official_receipts", receipt.receipt_id)
    assert "letters_failed" not in {tile.key for tile in CollectionBoard(maker.station.desk).tiles()}
