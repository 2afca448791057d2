"""Bills and receipts e-mailed to payers over real SMTP, with the paper; failures are listed, and sent again (CO-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.mail_server import MailServer, listening
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, running, sha256
from tests.helpers.raw_collections import (
    COMPANIES,
    OWN_UNIT,
    cancel,
    draft,
    facts,
    issue_receipt,
    issued,
    mail,
    mail_body,
    paid,
    standings,
)
from tests.helpers.raw_payees import PDF, put_paper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
BILL = PDF + b"% the bill\n" + bytes(range(256))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with listening(MailServer()) as taking:
        yield taking


def _options(server: MailServer) -> tuple[str, ...]:
    at = ("--smtp", f"127.0.0.1:{server.port}", "--smtp-from", "khlang@example.go.th")
    return (*at, "--smtp-again", "0.01,0.01")


def _ready(central: Central) -> Clerk:
    clerk = Clerk.ready(central, COMPANIES[OWN_UNIT], "MAKER03")
    assert put_paper(clerk, BILL).status == 204
    return clerk


def _letter(about: str, email: str = "payer@example.co.th", paper: bytes = BILL) -> Json:
    return {"about": about, "email": email, "file_sha256": sha256(paper)}


def _reports(clerk: Clerk) -> list[tuple[str, str, str, str]]:
    told = [event for event in clerk.events() if event["record"]["type"] == "letters.reported"]
    return [(one["about"], one["email"], one["state"], one["problem"]) for event in told for one in event["reports"]]


def test_a_payer_gets_the_bill_as_it_was_made_and_the_bill_is_sent(tmp_path: Path, server: MailServer) -> None:
    with running(tmp_path / "central", *_options(server)) as central:
        clerk = _ready(central)
        assert clerk.ask("GET", "/v1/receiving").json["mail"] == "on"
        (bill,) = issued(clerk, draft())
        body = mail_body(clerk, _letter(bill["bill_id"]))
        answer = clerk.send(body)
        assert (answer.status, answer.json["status"]) == (201, "taken")
        assert clerk.send(body).body == answer.body
        wait_for(lambda: _reports(clerk) == [(bill["bill_id"], "payer@example.co.th", "sent", "")], "the letter")
        assert standings(clerk)[bill["bill_id"]]["state"] == "sent"
    (message,) = server.messages
    assert str(message["to"]) == "payer@example.co.th"
    assert str(message["subject"]) == f"ใบแจ้งการชำระเงิน {bill['ref2']}: กองคลัง กรมตัวอย่างพัฒนา"
    (attached,) = message.iter_attachments()
    assert attached.get_content() == BILL
    assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", f"bill-{bill['ref2']}.pdf")
    text = message.get_body(("plain",))
    assert text is not None
    said = text.get_content()
    for words in ("1,500.00 บาท", "23/12/2569", bill["ref1"], bill["ref2"], bill["payer_name"], "ระบบจำลอง"):
        assert words in said


def test_what_a_server_refuses_is_listed_with_its_code_and_sent_again_to_another_address(
    tmp_path: Path, server: MailServer
) -> None:
    server.answer = lambda rcpt: "550 no such person" if "gone@" in rcpt else "250 ok"
    with running(tmp_path / "central", *_options(server)) as central:
        clerk = _ready(central)
        (bill,) = issued(clerk, draft())
        name = bill["bill_id"]
        assert mail(clerk, _letter(name, "gone@example.co.th")).status == 201
        wait_for(lambda: _reports(clerk) == [(name, "gone@example.co.th", "failed", "550")], "the refusal")
        assert name not in standings(clerk)
        assert mail(clerk, _letter(name, "here@example.co.th")).status == 201
        wait_for(lambda: _reports(clerk)[1:] == [(name, "here@example.co.th", "sent", "")], "the second letter")
        assert standings(clerk)[name]["state"] == "sent"
        assert mail(clerk, _letter(name, "here@example.co.th")).status == 201  # again, because the payer lost it
        wait_for(lambda: len(_reports(clerk)) == 3, "the third letter")
        assert standings(clerk)[name]["version"] == "2"


def test_a_receipt_is_mailed_while_it_holds(tmp_path: Path, server: MailServer) -> None:
    with running(tmp_path / "central", *_options(server)) as central:
        clerk = _ready(central)
        (bill,) = issued(clerk, draft())
        receipt_id = issue_receipt(clerk, paid(central, bill)["payment_id"])
        assert mail(clerk, _letter(receipt_id)).status == 201
        wait_for(lambda: _reports(clerk) == [(receipt_id, "payer@example.co.th", "sent", "")], "the receipt")
    (message,) = server.messages
    assert str(message["subject"]).startswith("ใบเสร็จรับเงินเลขที่ 1/2570")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "receipt-1-2570.pdf"


def test_without_a_mail_server_letters_are_recorded_and_nothing_is_sent_later(
    tmp_path: Path, server: MailServer
) -> None:
    folder = tmp_path / "central"
    with running(folder) as central:
        clerk = _ready(central)
        (bill,) = issued(clerk, draft())
        answer = mail(clerk, _letter(bill["bill_id"]))
        assert (answer.status, answer.json["status"]) == (201, "recorded")
        assert _reports(clerk) == [(bill["bill_id"], "payer@example.co.th", "recorded", "")]
        assert bill["bill_id"] not in standings(clerk)
        central.stop()
        central.start(*_options(server))
        clerk = _ready(central)
        (other,) = issued(clerk, draft())
        assert mail(clerk, _letter(other["bill_id"])).status == 201
        wait_for(lambda: len(_reports(clerk)) == 2, "the second letter")
    assert len(server.letters) == 1


def test_letters_that_still_waited_when_the_server_was_switched_off_are_told_as_recorded(
    tmp_path: Path, server: MailServer
) -> None:
    server.answer = lambda _: "450 later"
    again = (*_options(server)[:-1], "9999")
    with running(tmp_path / "central", *again) as central:
        clerk = _ready(central)
        (bill,) = issued(clerk, draft())
        assert mail(clerk, _letter(bill["bill_id"])).status == 201
        central.stop()
        central.start()
        clerk = _ready(central)
        assert [one[2] for one in _reports(clerk)] == ["recorded"]


def test_only_the_units_own_papers_go_to_whom_the_unit_bills(central: Central) -> None:
    clerk, stranger = _ready(central), Clerk.ready(central, UNIT, "MAKER03")
    bill, given_up = issued(clerk, draft(1), draft(2))
    name = bill["bill_id"]
    assert put_paper(clerk, PNG).status == 204
    cases = (
        (mail(clerk), "field_wrong"),
        (mail(clerk, _letter(name, "payer@@example")), "field_wrong"),
        (mail(clerk, _letter(name, "a@b.th\r\nBcc: c@d.th")), "field_wrong"),
        (mail(clerk, _letter(name), _letter(name)), "field_wrong"),
        (mail(clerk, {**_letter(name), "file_sha256": "../ca.pem"}), "field_wrong"),
        (mail(clerk, _letter(name, paper=b"nobody's")), "file_missing"),
        (mail(clerk, _letter(name, paper=PNG)), "file_wrong"),
        (mail(clerk, _letter("2102000001/2570/77")), "not_found"),
        (mail(stranger, _letter(name)), "file_missing"),
    )
    assert [answer.code for answer, _ in cases] == [code for _, code in cases]
    assert put_paper(stranger, BILL).status == 204
    assert mail(stranger, _letter(name)).code == "not_found"
    many = [_letter(name, f"payer{n}@example.co.th") for n in range(501)]
    assert facts(mail(clerk, *many)) == ("field_wrong", {"field": "letters", "line": ""})
    assert cancel(clerk, given_up["bill_id"]).status == 201
    answer = mail(clerk, _letter(name), _letter(given_up["bill_id"]))
    assert answer.code == "status_forbids"
    assert _reports(clerk) == []  # all of them or none
