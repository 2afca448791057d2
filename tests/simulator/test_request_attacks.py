"""What a thief and a tired clerk try on the wire with requests, their bills and documents, and the Portal's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_collections as money
from tests.helpers import raw_receipts as raw
from tests.helpers.raw_central import UNIT, Central, Clerk, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Json

COMPANY = money.COMPANIES[money.OWN_UNIT]
FEE = {"revenue_type": "service_fee", "satang": "10000"}


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started
        started.assert_books_right()
        raw.postings(started)


@pytest.fixture(scope="module")
def collector(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "MAKER03")


@pytest.fixture(scope="module")
def authorizer(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "AUTH01")


def person_of(central: Central, clerk: Clerk) -> str:
    with central.books() as database:
        return str(database.execute("SELECT person FROM users WHERE uid = ?", (clerk.uid,)).fetchone()[0])


def billed(central: Central, clerk: Clerk, request_id: str, **changes: str) -> Json:
    (reference,) = raw.bill(clerk, [raw.answering(central, request_id, **{**FEE, **changes})])
    return reference


def about(bill: Json) -> dict[str, str]:
    return {"bill_id": bill["bill_id"], "satang": "10000"}


def test_nobody_answers_bills_or_ends_a_request_of_their_own(central: Central, collector: Clerk) -> None:
    me, other = person_of(central, collector), raw.collector(central, COMPANY, "MAKER01")
    request_id, _ = raw.filed(central, raw.COPY, applicant_id=me)
    for answer in ("send_back", "refuse"):
        assert collector.send(raw.answer_body(collector, request_id, answer)).code == "own_matter"
    refused = money.issue(collector, [raw.answering(central, request_id, **FEE)])
    assert money.facts(refused) == ("own_matter", {"line": "1"})
    raw.pay(central, billed(central, other, request_id), "10000")
    assert raw.request(central, request_id)["state"] == "paid"
    assert collector.send(raw.document_body(collector, request_id)).code == "own_matter"
    assert other.send(raw.document_body(other, request_id)).status == 201


def test_the_name_of_a_document_is_no_way_to_a_folder(central: Central, collector: Clerk) -> None:
    for name in ("../../.bashrc", "a/b.pdf", "C:\\a.pdf", "a\u202efdp.exe", "a\u200b.pdf"):
        documents = [{"name": name, "content": "JVBERi1hIHBhcGVy"}]
        assert money.facts(raw.file(central, raw.COPY, documents=documents))[1] == {"field": "documents", "line": ""}
    request_id, code = raw.filed(central, raw.COPY)
    assert collector.send(raw.answer_body(collector, request_id)).status == 201
    documents = [{"name": "../x.pdf", "content": "JVBERi1hIHBhcGVy"}]
    assert raw.mend(central, request_id, code, documents=documents).code == "field_wrong"


def test_no_document_is_older_than_its_request_or_from_tomorrow(central: Central, collector: Clerk) -> None:
    request_id, _ = raw.filed(central, raw.COPY)
    raw.pay(central, billed(central, collector, request_id), "10000")
    for day in ("2025-11-23", "2026-11-22", "2026-11-24", "2569-11-23", "๒๐๒๖-11-23"):
        answer = collector.send(raw.document_body(collector, request_id, document_date=day))
        assert money.facts(answer) == ("field_wrong", {"field": "document_date", "line": ""})
    assert collector.send(raw.document_body(collector, request_id)).status == 201
    again = collector.send(raw.document_body(collector, request_id, document_no="ที่ 2/2570"))
    assert again.code == "status_forbids"


def test_a_request_is_paid_by_its_old_bill_once_the_new_one_has_ended(
    central: Central, collector: Clerk, authorizer: Clerk
) -> None:
    """Money that came for the old bill is neither lost nor asked for again."""
    request_id, _ = raw.filed(central, raw.COPY)
    old = billed(central, collector, request_id)
    assert money.cancel(collector, old["bill_id"]).status == 201
    assert raw.request(central, request_id)["state"] == "filed"
    ends = billed(central, collector, request_id)
    write = "UPDATE bills SET cancelled_at = '', state = 'issued' WHERE bill_id = ?"
    with central.books() as database:
        database.execute(write, (old["bill_id"],))
    raw.pay(central, old, "10000")
    assert raw.request(central, request_id)["state"] == "billed"
    assert money.cancel(collector, ends["bill_id"]).status == 201
    seen = raw.request(central, request_id)
    assert (seen["state"], seen["bill_id"]) == ("paid", old["bill_id"])
    assert [one["what"] for one in raw.reports(central, request_id)] == ["paid"]
    assert raw.whats(collector, request_id) == ["filed", "billed", "unbilled", "billed", "unbilled", "paid"]
    assert money.issue(collector, [raw.answering(central, request_id, **FEE)]).code == "status_forbids"
    assert raw.settled(collector, authorizer, "unmatch", seen["payment_id"], **about(old)).status == 201
    assert raw.request(central, request_id)["state"] == "billed"


def test_money_that_came_while_the_applicant_mended_is_not_asked_for_again(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector, authorizer = Clerk.ready(central, COMPANY, "MAKER03"), Clerk.ready(central, COMPANY, "AUTH01")
        request_id, code = raw.filed(central, raw.COPY)
        bill = billed(central, collector, request_id, due_date="2026-11-24")
        central.advance("2026-11-25T09:00:00+07:00")
        assert collector.send(raw.answer_body(collector, request_id)).status == 201
        payment_id = raw.pay(central, bill, "10000", channel="other_bank")
        assert raw.settled(collector, authorizer, "match", payment_id, **about(bill)).status == 201
        assert raw.request(central, request_id)["state"] == "sent_back"
        assert raw.mend(central, request_id, code).json["state"] == "paid"
        assert raw.whats(collector, request_id)[-3:] == ["sent_back", "mended", "paid"]
        central.assert_books_right()


def test_a_request_that_is_paid_again_has_the_receipt_of_its_payment(
    central: Central, collector: Clerk, authorizer: Clerk
) -> None:
    request_id, _ = raw.filed(central, raw.COPY)
    bill = billed(central, collector, request_id)
    part = raw.pay(central, bill, "4000", channel="promptpay")
    rest = raw.pay(central, bill, "6000", channel="promptpay")  # the last to come is what paid the request
    satang = {name: money.collections(collector)[name]["satang"] for name in (part, rest)}
    for name in (rest, part):
        parts = {"bill_id": bill["bill_id"], "satang": satang[name]}
        assert raw.settled(collector, authorizer, "match", name, **parts).status == 201
    (receipt,) = raw.issue(collector, [rest])
    seen = raw.request(central, request_id)
    assert (seen["payment_id"], seen["receipt_id"]) == (rest, receipt["receipt_id"])
    parts = {"bill_id": bill["bill_id"], "satang": satang[part]}
    assert raw.settled(collector, authorizer, "unmatch", part, **parts).status == 201
    assert raw.request(central, request_id)["receipt_id"] == ""
    assert raw.settled(collector, authorizer, "match", part, **parts).status == 201
    seen = raw.request(central, request_id)
    assert (seen["payment_id"], seen["receipt_id"]) == (rest, receipt["receipt_id"])


def test_a_flood_of_requests_at_one_unit_leaves_the_others_alone(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        request_id, _ = raw.filed(central, raw.COPY)
        with central.books() as database:
            names = database.columns("portal_requests")
            taken = ", ".join("? || n" if name == "request_id" else name for name in names)
            database.execute(
                "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < 1999)"  # noqa: S608
                f" INSERT INTO portal_requests SELECT {taken} FROM more, portal_requests WHERE request_id = ?",
                ("flood-", request_id),
            )
        refused = raw.file(central, raw.COPY, applicant_id="1234545678781")
        assert money.facts(refused) == ("day_limit", {"limit": "2000"})
        assert raw.filed(central, raw.PERMIT)


def test_a_request_of_another_unit_is_neither_read_billed_nor_ended(central: Central, collector: Clerk) -> None:
    request_id, _ = raw.filed(central, raw.PERMIT, documents=[{"name": "a.pdf", "content": "JVBERi1zZWNyZXQ="}])
    (paper,) = raw.request(central, request_id)["documents"]
    assert collector.ask("GET", f"/v1/files/{paper['sha256']}").status == 404
    assert Clerk.ready(central, UNIT, "MAKER03").ask("GET", f"/v1/files/{paper['sha256']}").status == 200
    said = {"revenue_type": "permit_fee", "satang": "50000"}
    assert money.issue(collector, [raw.answering(central, request_id, **said)]).code == "not_found"
    for body in (
        raw.answer_body(collector, request_id),
        raw.document_body(collector, request_id),
        raw.document_body(collector, request_id, document_sha256=paper["sha256"]),
    ):
        assert collector.send(body).code == "not_found"
    own, _ = raw.filed(central, raw.COPY)
    raw.pay(central, billed(central, collector, own), "10000")
    stolen = collector.send(raw.document_body(collector, own, document_sha256=paper["sha256"]))
    assert stolen.code == "file_missing"
    assert not [
        event for event in raw.told(collector, "request.changed") if event["request"]["request_id"] == request_id
    ]
