"""From request to document: what may happen in each state, by whom, and what the Biz Portal is told."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from app.simulator.portal import requests as stored
from app.wire.portal import RequestState
from tests.helpers import raw_receipts as raw
from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Clerk, running
from tests.helpers.raw_recalls import envelope
from tests.simulator.authority_tables import table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Answer, Central

ALLOWED = table("""
state      send back  refuse   mend    bill     document
filed      sent_back  refused  .       billed   .
sent_back  .          .        filed   .        .
refused    .          .        .       .        .
billed     .          .        .       .        .
paid       .          .        .       .        done
done       .          .        .       .        .
""")
"""The state after what people do, by hand from document 000."""


def brought(central: Central, collector: Clerk, state: str) -> tuple[str, str]:
    """Bring a request into a state; return its id and code."""
    request_id, code = raw.filed(central)
    if state in ("sent_back", "refused"):
        word = "send_back" if state == "sent_back" else "refuse"
        assert collector.send(raw.answer_body(collector, request_id, word)).status == 201
    if state in ("billed", "paid", "done"):
        (reference,) = raw.bill(collector, [raw.answering(central, request_id)])
        if state != "billed":
            raw.pay(central, reference)
    if state == "done":
        assert collector.send(raw.document_body(collector, request_id)).status == 201
    assert raw.request(central, request_id)["state"] == state
    return request_id, code


def _does(what: str, central: Central, collector: Clerk, of: tuple[str, str]) -> Answer:
    request_id, code = of
    if what == "send back":
        return collector.send(raw.answer_body(collector, request_id))
    if what == "refuse":
        return collector.send(raw.answer_body(collector, request_id, "refuse"))
    if what == "mend":
        return raw.mend(central, request_id, code)
    if what == "bill":
        return collector.send(raw.bills_body(collector, [raw.answering(central, request_id)]))
    return collector.send(raw.document_body(collector, request_id))


@pytest.mark.parametrize("state", ALLOWED)
def test_what_may_happen_in_each_state(central: Central, collector: Clerk, state: str) -> None:
    for what, then in ALLOWED[state].items():
        of = brought(central, collector, state)
        answer = _does(what, central, collector, of)
        if then == "status_forbids":
            assert answer.code == then, what
            then = state
        else:
            assert answer.status in (200, 201), answer.body
        assert raw.request(central, of[0])["state"] == then


def test_the_table_of_states_names_every_state() -> None:
    assert set(ALLOWED) == {state.value for state in RequestState} == {state for state, _ in stored.AFTER} | {"refused"}


def test_another_units_request_is_as_unknown_as_none(central: Central, collector: Clerk, stranger: Clerk) -> None:
    request_id, _ = raw.filed(central)
    paid, _ = brought(central, collector, "paid")
    for of in (request_id, paid, "BP2570-999999"):
        for body in (
            raw.answer_body(stranger, of),
            raw.document_body(stranger, of),
            raw.bills_body(stranger, [raw.answering(central, of)]),
        ):
            assert stranger.send(body).code == "not_found"
    assert raw.request(central, request_id)["version"] == "1"


def test_a_bill_must_ask_what_the_request_is_about(central: Central, collector: Clerk) -> None:
    request_id, _ = raw.filed(central)
    for changes, code, facts in (
        ({"satang": "49999"}, "fee_differs", {"fee_satang": "50000"}),
        ({"revenue_type": "misc_sale"}, "revenue_type_wrong", {"code": "misc_sale"}),
        ({"payer_name": "คนอื่น"}, "field_wrong", {"field": "payer_name", "line": "1"}),
        ({"payer_id": "0994000165501"}, "field_wrong", {"field": "payer_id", "line": "1"}),
    ):
        answer = collector.send(raw.bills_body(collector, [raw.answering(central, request_id, **changes)]))
        assert answer.code == code
        assert facts.items() <= answer.json["facts"].items()
    twice = [raw.answering(central, request_id), raw.answering(central, request_id)]
    assert collector.send(raw.bills_body(collector, twice)).code == "status_forbids"
    assert raw.request(central, request_id)["state"] == "filed"
    open_amount, _ = raw.filed(central, raw.SITE)
    raw.bill(collector, [raw.answering(central, open_amount, revenue_type="other_deposit", satang="123456")])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("document_no", "", "field_wrong"),
        ("document_date", "2026-11-24", "field_wrong"),
        ("document_date", "23/11/2569", "field_wrong"),
        ("document_sha256", "0" * 64, "file_missing"),
    ],
)
def test_a_document_is_issued_with_number_day_and_a_file_that_is_there(
    central: Central, collector: Clerk, field: str, value: str, code: str
) -> None:
    request_id, _ = brought(central, collector, "paid")
    assert collector.send(raw.document_body(collector, request_id, **{field: value})).code == code
    assert raw.request(central, request_id)["state"] == "paid"


def test_the_document_is_a_pdf_that_the_unit_left(central: Central, collector: Clerk) -> None:
    request_id, _ = brought(central, collector, "paid")
    for content, code in ((b"\x89PNG\r\n\x1a\nimage", "file_wrong"), (b"%PDF-1.7 licence", "")):
        name = sha256(content).hexdigest()
        assert collector.ask("PUT", f"/v1/files/{name}", content).status == 204
        assert collector.send(raw.document_body(collector, request_id, document_sha256=name)).code == code
    done = raw.request(central, request_id)
    assert (done["state"], done["document_no"], done["document_sha256"]) == ("done", "ที่ 1/2570", name)


@pytest.mark.parametrize(("answer", "reason"), [("bill", "x"), ("", "x"), ("refuse", ""), ("send_back", " ")])
def test_an_answer_is_one_of_two_and_has_a_reason(central: Central, collector: Clerk, answer: str, reason: str) -> None:
    request_id, _ = raw.filed(central)
    said = collector.send(raw.answer_body(collector, request_id, answer, reason=reason))
    assert said.code == "field_wrong"


def test_a_payment_is_reported_once_and_its_receipt_follows(central: Central, collector: Clerk) -> None:
    request_id, _ = raw.filed(central)
    (reference,) = raw.bill(collector, [raw.answering(central, request_id)])
    payment_id = raw.pay(central, reference, payment_id="ONCE-1")
    raw.pay(central, reference, payment_id="ONCE-1")  # the bank says it again
    raw.pay(central, reference, channel="other_bank", payment_id="TWICE-1", force=True)  # and the payer pays twice
    paid = raw.request(central, request_id)
    assert (paid["state"], paid["payment_id"], paid["reported_at"]) == ("paid", payment_id, "2026-11-23T02:00:00.000Z")
    assert [(one["what"], one["payment_id"], one["satang"]) for one in raw.reports(central, request_id)] == [
        ("paid", payment_id, "50000")
    ]
    (receipt,) = raw.issue(collector, [payment_id])
    assert raw.request(central, request_id)["receipt_id"] == receipt["receipt_id"]
    last = raw.reports(central, request_id)[-1]
    assert (last["what"], last["receipt_id"]) == ("receipted", receipt["receipt_id"])
    assert raw.whats(collector, request_id) == ["filed", "billed", "paid", "receipted"]


def test_a_void_receipt_leaves_the_request_until_the_next_one(
    central: Central, collector: Clerk, authorizer: Clerk
) -> None:
    request_id, _ = brought(central, collector, "paid")
    payment_id = raw.request(central, request_id)["payment_id"]
    (receipt,) = raw.issue(collector, [payment_id])
    assert raw.void(collector, authorizer, receipt).status == 201
    assert raw.request(central, request_id)["receipt_id"] == ""
    again = raw.issue(collector, [payment_id])[-1]
    assert raw.request(central, request_id)["receipt_id"] == again["receipt_id"] != receipt["receipt_id"]
    assert raw.request(central, request_id)["state"] == "paid"


def test_a_bill_that_is_given_up_lets_the_request_be_billed_again(central: Central, collector: Clerk) -> None:
    request_id, _ = raw.filed(central)
    (reference,) = raw.bill(collector, [raw.answering(central, request_id)])
    cancel = envelope(collector, "cancel-bill", bill_id=reference["bill_id"], reason="ออกผิด")
    assert collector.send(cancel).status == 201
    seen = raw.request(central, request_id)
    assert (seen["state"], seen["bill_id"]) == ("filed", "")
    (second,) = raw.bill(collector, [raw.answering(central, request_id)])
    assert raw.request(central, request_id)["bill_id"] == second["bill_id"]
    assert raw.whats(collector, request_id) == ["filed", "billed", "unbilled", "billed"]


def test_a_bill_that_ends_unpaid_frees_the_request_and_late_money_still_pays_it(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector, authorizer = raw.collector(central, UNIT, "MAKER03"), Clerk.ready(central, UNIT, "AUTH01")
        late, again = (raw.filed(central)[0] for _ in range(2))
        first, second = (
            raw.bill(collector, [raw.answering(central, one, due_date="2026-11-24")])[0] for one in (late, again)
        )
        central.advance("2026-11-25T09:00:00+07:00")
        assert [raw.request(central, one)["state"] for one in (late, again)] == ["filed", "filed"]
        (third,) = raw.bill(collector, [raw.answering(central, again)])
        for reference, then in ((first, "filed"), (second, "billed")):
            payment_id = raw.pay(central, reference, channel="other_bank")
            about = {"bill_id": reference["bill_id"], "satang": "50000"}
            assert raw.request(central, late if reference is first else again)["state"] == then
            assert raw.settled(collector, authorizer, "match", payment_id, **about).status == 201
        seen = raw.request(central, late)
        assert (seen["state"], seen["bill_id"]) == ("paid", first["bill_id"])
        seen = raw.request(central, again)  # it has another bill: what was paid on the old one is none of its
        assert (seen["state"], seen["bill_id"], raw.reports(central, again)) == ("billed", third["bill_id"], [])
        raw.pay(central, third)
        assert [one["bill_id"] for one in raw.reports(central, again)] == [third["bill_id"]]
        assert raw.whats(collector, late) == ["filed", "billed", "unbilled", "paid"]
        central.assert_books_right()


def test_money_that_the_bank_takes_back_after_the_last_day_frees_the_request(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector = raw.collector(central, "GMIS210201", "MAKER03")
        request_id, _ = raw.filed(central, raw.COPY)
        asked = {"revenue_type": "service_fee", "satang": "10000"}
        (reference,) = raw.bill(collector, [raw.answering(central, request_id, due_date="2026-11-24", **asked)])
        payment_id = raw.pay(central, reference, "10000")
        assert raw.request(central, request_id)["state"] == "paid"
        central.advance("2026-11-26T10:00:00+07:00")
        assert central.operate("POST", f"collections/{payment_id}/reverse", {"reason": "บันทึกผิดบัญชี"}).status == 200
        seen = raw.request(central, request_id)
        assert (seen["state"], seen["bill_id"]) == ("filed", "")
        assert collector.sign_in().status == 201
        (again,) = raw.bill(collector, [raw.answering(central, request_id, **asked)])
        raw.pay(central, again, "10000")
        assert raw.request(central, request_id)["state"] == "paid"
        central.assert_books_right()


def test_money_that_two_persons_take_off_again_leaves_the_request_unpaid_but_not_its_document(
    central: Central, stranger: Clerk
) -> None:
    """Of a unit that sends its money on itself: the Portal's is with the treasury at once."""
    authorizer = Clerk.ready(central, TWO_SIGNATURES, "AUTH01")
    for ended, then in ((False, "billed"), (True, "done")):
        request_id, _ = raw.filed(central, raw.COPY)
        said = {"revenue_type": "service_fee", "satang": "10000"}
        (reference,) = raw.bill(stranger, [raw.answering(central, request_id, **said)])
        payment_id = raw.pay(central, reference, "10000")
        if ended:
            assert stranger.send(raw.document_body(stranger, request_id)).status == 201
        about = {"bill_id": reference["bill_id"], "satang": "10000"}
        assert raw.settled(stranger, authorizer, "unmatch", payment_id, **about).status == 201
        seen = raw.request(central, request_id)
        assert (seen["state"], seen["payment_id"], seen["reported_at"]) == (then, "", "")
        assert raw.settled(stranger, authorizer, "match", payment_id, **about).status == 201
        seen = raw.request(central, request_id)
        assert (seen["state"], seen["payment_id"]) == ("done" if ended else "paid", payment_id)
        assert [one["what"] for one in raw.reports(central, request_id)] == ["paid", "unpaid", "paid"]
