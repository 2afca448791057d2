"""What a thief and a tired clerk try on the wire with draws, follow-ups, the register, release and recalls.

After every attempt the books add up, a draw is what is reserved, paid and left of it, and the log is one chain.
"""

from __future__ import annotations

import http.client
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_payees as payees
from tests.helpers import raw_recalls as recalls
from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Clerk, canonical, line, running, sha256, three_lines
from tests.helpers.raw_collections import open_receiving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.helpers.raw_central import Answer, Central, Json

TODAY, TOMORROW = "2026-11-23", "2026-11-24"
POLICY = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12", "release": "person"}
DOC = "ฎ.9/2570"
REJECTED, REJECTED_TOO, RETURNED = 1_900, 2_100, 2_700
"""Amounts that the practice rules reject, or send back on the next day."""


@pytest.fixture
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system for one test alone; books, draws and log must be right at the end."""
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started
        assert_right(Clerk.ready(started, UNIT, "MAKER02"))


def assert_right(clerk: Clerk) -> None:
    clerk.central.assert_books_right()
    for draw in clerk.ask("GET", "/v1/draws").json["draws"]:
        kept = [int(draw[name]) for name in ("reserved_satang", "paid_satang", "residue_satang")]
        assert int(draw["satang"]) == sum(kept)
        assert min(kept) >= 0
    assert clerk.events()


def failed(maker: Clerk, signer: Clerk, *amounts: int) -> str:
    """Pay a batch, two lines of which are rejected if not said otherwise."""
    lines = [line(n, satang) for n, satang in enumerate(amounts or (REJECTED, REJECTED_TOO), 1)]
    op_id = str(maker.submit(lines, doc_no=DOC)[1]["op_id"])
    assert signer.decide(op_id).status == 201
    maker.central.settle()
    return op_id


def again(op_id: str, *numbers: tuple[int, int]) -> list[Json]:
    return [line(at, satang, origin=f"{op_id}/1/{n}") for at, (n, satang) in enumerate(numbers, 1)]


def follow(maker: Clerk, before: str, *numbers: tuple[int, int], **changes: object) -> tuple[Answer, str]:
    head: Json = {"follows": before, "doc_no": DOC, "residue_reason": "แบ่งจ่าย", **changes}
    answer, payment = maker.submit(again(before, *numbers), **head)
    return answer, str(payment["op_id"])


def person_of(central: Central, uid: str) -> str:
    with central.books() as database:
        return str(database.execute("SELECT person FROM users WHERE uid = ?", (uid,)).fetchone()[0])


def sent_at_once(tries: Sequence[tuple[Clerk, Json]]) -> list[Answer]:
    """Send commands at the same moment, each on a connection of its own."""
    start, wires = Barrier(len(tries)), [clerk.central.new_wire() for clerk, _ in tries]

    def send(at: int) -> Answer:
        clerk, body = tries[at]
        start.wait()
        return wires[at].ask("PUT", f"/v1/commands/{body['cmd_id']}", body, clerk.token)

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(send, range(len(tries))))


@pytest.mark.parametrize(
    ("bank", "acct"),
    [
        ("006", "0061000018"),  # the very account that pays
        ("006", "0061000034"),  # another unit's
        ("006", "0069100000"),  # the treasury's
        ("006", "collects"),
        ("promptpay", "collects"),
    ],
)
def test_no_batch_pays_into_an_account_of_a_unit_or_the_treasury(central: Central, bank: str, acct: str) -> None:
    with central.books() as books:  # what is collected there must name a bill
        account, promptpay_id = books.execute("SELECT account, promptpay_id FROM receiving").fetchone()
    place = {"collects": promptpay_id if bank == "promptpay" else account}.get(acct, acct)
    maker = Clerk.ready(central, UNIT, "MAKER01")
    answer, _ = maker.submit([line(1), line(2, bank=bank, acct=str(place))])
    assert (answer.status, answer.code, answer.json["facts"]) == (422, "unit_account", {"line": "2"})
    assert maker.submit([line(1, bank="004", acct="0061000034")])[0].status == 201  # another bank's is another account


@pytest.mark.parametrize("declined", [False, True])
def test_a_line_to_an_account_that_became_a_units_meanwhile_is_not_paid(tmp_path: Path, declined: bool) -> None:
    with running(tmp_path / "central") as central:
        maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
        _, payment = maker.submit([line(1), line(2, bank="006", acct="0072999999")])
        assert open_receiving(central, "2101000002", account="0072999999").status == 200
        lines = [{"n": "2", "code": "account", "text": ""}] if declined else []
        answer = authorizer.decide(payment["op_id"], lines=lines)
        assert (answer.status, answer.code) == ((201, "") if declined else (422, "unit_account"))
        central.assert_books_right()


# Follow-ups and draws.


def test_a_follow_up_given_up_after_a_line_was_declined_lets_go_of_every_origin(central: Central) -> None:
    maker, first, second = (Clerk.ready(central, TWO_SIGNATURES, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = str(maker.submit([line(1, REJECTED), line(2, REJECTED_TOO)], doc_no=DOC)[1]["op_id"])
    assert [who.decide(op_id).status for who in (first, second)] == [201, 201]
    central.settle()
    both = ((1, REJECTED), (2, REJECTED_TOO))
    answer, given_up = follow(maker, op_id, *both)
    assert answer.status == 201
    declined = [{"n": "1", "code": "account", "text": ""}]
    assert first.decide(given_up, lines=declined).status == 201
    assert follow(maker, op_id, both[0])[0].code == "follow_up_wrong"  # it may still come back, and be followed there
    assert second.decide(given_up, "return").status == 201
    mended = {"op_id": given_up, "rev": "2"}
    assert follow(maker, op_id, *both, **mended)[0].status == 201
    assert maker.move("withdraw", given_up, rev="2").status == 201
    assert maker.move("cancel", given_up, rev="2").status == 201
    answer, followed = follow(maker, op_id, *both, value_date=TOMORROW)
    assert answer.status == 201
    # And once only, as before.
    assert follow(maker, op_id, both[0])[0].code == "follow_up_wrong"
    assert first.decide(followed, lines=declined).status == 201
    assert second.decide(followed).status == 201
    assert maker.move("cancel", followed).status == 201
    assert maker.close_lines(op_id, declined).status == 201
    assert follow(maker, op_id, both[0])[0].code == "follow_up_wrong"
    assert follow(maker, op_id, both[1])[0].status == 201
    assert_right(maker)


def test_a_follow_up_of_some_lines_leaves_the_draw_as_it_was_told(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = failed(maker, signer)
    unsaid = follow(maker, op_id, (1, REJECTED), residue_reason="")[0]
    assert (unsaid.code, unsaid.json["facts"]) == ("residue_unexplained", {"residue_satang": str(REJECTED_TOO)})
    assert follow(maker, op_id, (1, REJECTED), draw_satang=str(REJECTED))[0].code == "draw_differs"
    assert follow(maker, op_id, (1, REJECTED))[0].status == 201
    draw = next(one for one in maker.ask("GET", "/v1/draws").json["draws"] if one["doc_no"] == DOC)
    assert (draw["satang"], draw["residue_satang"]) == (str(REJECTED + REJECTED_TOO), str(REJECTED_TOO))
    assert follow(maker, op_id, (2, REJECTED_TOO), residue_reason="")[0].status == 201


def test_failed_lines_are_paid_again_from_the_account_that_their_money_is_in(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = str(maker.submit([line(1, REJECTED), line(2)])[1]["op_id"])
    assert signer.decide(op_id).status == 201
    central.settle()
    said = {"doc_no": "", "residue_reason": ""}
    assert follow(maker, op_id, (1, REJECTED), debit_acct="0061000026", **said)[0].code == "follow_up_wrong"
    assert follow(maker, op_id, (1, REJECTED), **said)[0].status == 201


def test_twenty_follow_ups_at_once_pay_a_line_once(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = failed(maker, signer)
    lines = again(op_id, (1, REJECTED))
    head: Json = {"follows": op_id, "doc_no": DOC, "residue_reason": "แบ่งจ่าย"}
    tries = [(maker, maker.submit_body(maker.payment(lines, **head), lines)) for _ in range(20)]
    codes = sorted(answer.code for answer in sent_at_once(tries))
    assert codes == ["", *["follow_up_wrong"] * 19]


def test_money_that_came_back_by_itself_is_paid_again_once_and_called_back_never(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    opening = int(maker.ask("GET", "/v1/unit").json["accounts"][0]["balance_satang"])
    op_id = failed(maker, signer, RETURNED, 100_000)
    recall_id = recalls.open_recall(maker, op_id, 1, RETURNED)
    assert follow(maker, op_id, (1, RETURNED))[0].code == "follow_up_wrong"  # paid as long as nothing came back
    central.advance("2026-11-24T10:00:00+07:00")
    for clerk in (maker, signer):
        clerk.sign_in()
    assert recalls.recall(maker, recall_id)["state"] == "refused"
    assert maker.send(recalls.open_body(maker, op_id, 1, RETURNED)).code == "recall_too_much"
    answer, followed = follow(maker, op_id, (1, RETURNED), value_date=TOMORROW)
    assert answer.status == 201
    assert signer.decide(followed).status == 201
    central.settle()
    second = recalls.open_recall(maker, followed, 1, RETURNED)
    wanted = {"answer": "money_back"}
    assert central.operate("POST", f"recalls/{second}", wanted).status == 200
    assert follow(maker, followed, (1, RETURNED), value_date=TOMORROW)[0].code == "follow_up_wrong"
    assert maker.send(recalls.open_body(maker, followed, 1, 1)).code == "recall_too_much"
    assert recalls.propose(maker, second).status == 201
    assert recalls.settle(signer, second).status == 201
    central.advance("2026-11-26T10:00:00+07:00")  # the return that would have come
    maker.sign_in()
    account = maker.ask("GET", "/v1/unit").json["accounts"][0]
    assert (opening - int(account["balance_satang"]), account["reserved_satang"]) == (100_000 + RETURNED, "0")


def test_a_document_that_looks_like_one_before_is_no_new_draw(central: Central) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    assert maker.submit([line(1, 5_000)], doc_no="ฎ.A 10/2570")[0].status == 201
    for alike in ("ฎ.A\u00a010/2570", "ฎ.A  10/2570", "ฎ.A10/2570", "ฎ.a 10/2570", "ฎ.A ๑๐/๒๕๗๐", "ฎ.Ａ 10/2570"):
        answer, _ = maker.submit([line(1, 5_000, acct="1000000099")], doc_no=alike)
        assert (alike, answer.code) == (alike, "duplicate_document")
    assert maker.submit([line(1, 5_000)], doc_no="ฎ.A 1/02570")[0].status == 201


# What is looked at, and what is attached.


def test_lines_that_were_opened_are_named_once(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = maker.submit(three_lines())[1]["op_id"]
    for opened in (["1", "1", "1"], ["1", "1"], ["-1"], ["1.0"], ["๑"], ["01"], ["9" * 12], [""]):
        refused = signer.decide(op_id, opened=opened)
        assert (opened, refused.json.get("facts")) == (opened, {"field": "opened", "line": ""})
    assert signer.decide(op_id, opened=["3", "1"]).status == 201


def test_marks_by_the_dozen_hide_neither_graver_ones_nor_the_sample(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    crowd = [line(n, 5_000) for n in range(1, 61)]
    first = maker.submit(crowd)[1]["op_id"]
    assert signer.decide(first).status == 201
    central.settle()
    other_name = line(61, 990_000, acct="1000000001", name="นาย คนอื่น ไม่เคยรับเงิน")
    quiet = [line(n, 7_000, acct=f"{1_000_002_000 + n}") for n in range(62, 101)]
    op_id = maker.submit([*crowd, other_name, *quiet])[1]["op_id"]
    content = signer.content(op_id)
    must = content["must_open"]
    marked = {mark["n"] for mark in content["marks"] if mark["rule"] in ("paid_recently", "shared_account")}
    assert {mark["rule"] for mark in content["marks"] if mark["n"] == "61"} >= {"shared_account"}
    assert len(must) == len(set(must)) == 30
    assert "61" in must[:25]
    assert marked.issuperset(must[:25])
    other = Clerk.ready(central, UNIT, "AUTH02").content(op_id)["must_open"]
    assert other[:25] == must[:25]
    assert len(set(other)) == 30
    assert signer.decide(op_id, opened=must[:-1]).code == "lines_unopened"
    assert signer.decide(op_id).status == 201


def test_a_paper_is_attached_as_what_it_is(central: Central) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    content = payees.paper()
    assert payees.put_paper(maker, content).status == 204
    right = {"sha256": sha256(content), "name": "ใบสำคัญ.pdf", "media": "application/pdf", "size": str(len(content))}
    for wrong in ({"media": "image/png"}, {"size": str(len(content) + 1)}, {"size": "1"}):
        answer, _ = maker.submit(three_lines(), attachments=[{**right, **wrong}])
        assert (wrong, answer.code) == (wrong, "file_wrong")
    for name in ("../ใบสำคัญ.pdf", "a/b.pdf", "a\\b.pdf", "a\u202efdp.exe", "a\nb.pdf", ""):
        answer, _ = maker.submit(three_lines(), attachments=[{**right, "name": name}])
        assert (name, answer.json["facts"]) == (name, {"field": "attachments", "line": ""})
    assert maker.submit(three_lines(), attachments=[right])[0].status == 201


# The register, and who lets a batch go.


def test_what_changed_in_the_register_after_the_last_signature_is_not_released(central: Central) -> None:
    pair = Pair(central)
    pair.agree("policy.change", "2101", POLICY, subject_version="1")
    maker, signer, other = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    moved, leaves = payees.fresh(), payees.fresh(until=TOMORROW)
    payees.register(maker, signer, moved, leaves)
    one = maker.submit([payees.line_of(moved), line(2)])[1]["op_id"]
    two = maker.submit([payees.line_of(leaves), line(2, 300)])[1]["op_id"]
    three = maker.submit([payees.line_of(moved), line(2, 400)], dup_ack="ตรวจแล้ว")[1]["op_id"]
    declined = [{"n": "1", "code": "account", "text": ""}]
    assert [signer.decide(op_id).status for op_id in (one, two)] == [201, 201]
    assert signer.decide(three, lines=declined).status == 201
    changed = payees.entry({**moved["record"], "acct": "2999999999"}, moved["payee_id"], "1")
    payees.register(maker, other, changed)
    assert other.decide(one, "release", value_date=TODAY).code == "payee_changed"
    assert other.decide(two, "release", value_date="2026-11-25").code == "payee_ended"
    assert other.decide(two, "release", value_date=TOMORROW).status == 201
    assert other.decide(three, "release", value_date=TODAY).status == 201
    assert maker.move("cancel", one).status == 201


def test_nobody_settles_a_change_of_their_own_account(central: Central) -> None:
    maker, signer, other = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    person = person_of(central, signer.uid)
    mine = payees.entry({**payees.record(1), "person_id": person})
    _, said = payees.propose(maker, [payees.fresh(), mine])
    refused = payees.settle(signer, said)
    assert (refused.status, refused.code, refused.json["facts"]) == (403, "own_account", {"line": "2"})
    assert payees.settle(signer, said, left_out=[mine["payee_id"]]).status == 201
    _, said = payees.propose(maker, [mine])
    assert payees.settle(other, said).status == 201
    # Nor another person's record with one's own account.
    for place in ({"acct": mine["record"]["acct"]}, {"bank": "promptpay", "acct": person}):
        straw = payees.fresh(**place)
        _, said = payees.propose(maker, [straw])
        assert payees.settle(signer, said).code == "own_account"
        assert payees.settle(other, said).status == 201
        op_id = maker.submit([payees.line_of(straw), line(2)], dup_ack="ตรวจแล้ว")[1]["op_id"]
        assert signer.decide(op_id).code == "own_account"
    # Neither does whoever has the account now give it to somebody else.
    away = payees.entry({**mine["record"], "person_id": payees.citizen_id(77)}, mine["payee_id"], "1")
    _, said = payees.propose(maker, [away])
    assert payees.settle(signer, said).code == "own_account"
    assert payees.settle(signer, said, "return").status == 201


def test_no_way_of_paying_goes_around_a_register_that_is_required(central: Central) -> None:
    pair = Pair(central)
    required = {name: said for name, said in POLICY.items() if name != "release"} | {"payees": "required"}
    pair.agree("policy.change", "2101", required, subject_version="1")
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    known = payees.fresh()
    payees.register(maker, signer, known)
    right = payees.line_of(known)
    for around in (
        {"bank": "promptpay", "acct": known["record"]["person_id"]},
        {"bank": "promptpay", "acct": "0812345678"},
        {"bank": "006", "acct": known["record"]["acct"]},
    ):
        unnamed = {**right, "payee_id": "", "payee_rev": "", **around}
        assert maker.submit([unnamed])[0].code == "payee_unregistered"
        if around["bank"] == "promptpay":
            assert maker.submit([{**right, **around}])[0].code == "payee_differs"
    for rev in ("2", "0", "01", "1 ", "๑", "99999999999999999999", ""):
        assert (rev, maker.submit([{**right, "payee_rev": rev}])[0].status) == (rev, 422 if rev == "1 " else 409)
    assert maker.submit([{**right, "payee_id": right["payee_id"].upper()}])[0].code == "payee_unknown"
    assert maker.submit([right])[0].status == 201


def test_no_release_carries_a_batch_over_the_end_of_the_fiscal_year(central: Central) -> None:
    pair = Pair(central)
    pair.agree("policy.change", "2101", POLICY, subject_version="1")
    people = maker, signer, other = [Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02")]
    central.advance("2027-09-30T09:00:00+07:00")
    for clerk in people:
        assert clerk.sign_in().status == 201
    last = "2027-09-30"
    op_id = maker.submit(three_lines(), value_date=last)[1]["op_id"]
    assert signer.decide(op_id).status == 201
    for day in ("2027-10-01", "2027-10-04"):
        assert other.decide(op_id, "release", value_date=day).code == "value_date_wrong"
    assert maker.submit(three_lines(), value_date="2027-10-01", dup_ack="ตรวจแล้ว")[0].code == "field_wrong"
    central.advance("2027-09-30T23:59:59+07:00")
    assert other.sign_in().status == 201
    for day in (last, "2027-10-01"):
        assert other.decide(op_id, "release", value_date=day).code == "value_date_wrong"
    central.advance("2027-10-01T00:00:00+07:00")
    assert other.sign_in().status == 201
    for day in (last, "2027-10-01"):
        assert other.decide(op_id, "release", value_date=day).code == "value_date_wrong"
    assert maker.sign_in().status == 201
    assert maker.move("cancel", op_id).status == 201


def test_what_failed_of_a_year_that_is_over_is_not_paid_again_in_the_next(central: Central) -> None:
    maker, signer = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01"))
    central.advance("2027-09-30T09:00:00+07:00")
    lines = [line(1), line(2, REJECTED)]
    before = {doc: str(maker.submit(lines, value_date="2027-09-30", doc_no=doc)[1]["op_id"]) for doc in ("", DOC)}
    for op_id in before.values():
        assert signer.decide(op_id).status == 201
    central.settle()
    # On the year's last day it may still be paid, if the cut-off has not passed.
    answer, op_id = follow(maker, before[""], (2, REJECTED), doc_no="", residue_reason="", value_date="2027-09-30")
    assert answer.status == 201
    assert maker.move("withdraw", op_id).status == 201
    central.advance("2027-10-01T09:00:00+07:00")
    new_year = {"value_date": "2027-10-01", "fy": "2571"}
    for doc, op_id in before.items():
        said = {"doc_no": doc, "residue_reason": "แบ่งจ่าย" if doc else "", **new_year}
        answer, _ = follow(maker, op_id, (2, REJECTED), **said)
        assert (answer.status, answer.code, answer.json["facts"]) == (422, "follow_up_year", {"fy": "2570"})
        assert maker.close_lines(op_id, [{"n": "2", "code": "other", "text": "ปีงบประมาณสิ้นสุดแล้ว"}]).status == 201


def test_a_cancel_and_a_release_at_once_end_one_way(central: Central) -> None:
    pair = Pair(central)
    pair.agree("policy.change", "2101", POLICY, subject_version="1")
    maker, signer, other = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = maker.submit(three_lines(), doc_no=DOC)[1]["op_id"]
    assert signer.decide(op_id).status == 201
    tries = [(other, other.decide_body(op_id, "release", value_date=TODAY)) for _ in range(10)]
    tries += [(maker, maker.move_body("cancel", op_id)) for _ in range(10)]
    answers = sent_at_once(tries)
    released = [answer for answer in answers[:10] if answer.status == 201]
    cancelled = [answer for answer in answers[10:] if answer.status == 201]
    assert len(cancelled) <= 1
    assert len(released) <= 1
    assert released or cancelled
    central.settle()
    status = maker.content(op_id)["status"]
    assert status == ("cancelled" if cancelled else "settled")
    draws = [one for one in maker.ask("GET", "/v1/draws").json["draws"] if one["doc_no"] == DOC]
    assert [draw["residue_satang"] for draw in draws] == ([] if cancelled else ["0"])


# Bytes and signatures.


def test_what_is_left_out_by_default_is_not_said_either(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    lines = three_lines()
    for name, empty in (("service", ""), ("draw_satang", ""), ("follows", ""), ("attachments", [])):
        said = {**maker.payment(lines), name: empty}
        assert (name, maker.send(maker.submit_body(said, lines)).code) == (name, "not_canonical")
    padded = [{**line(1), "origin": ""}]
    assert maker.submit(padded)[0].code == "not_canonical"
    op_id = maker.submit(lines)[1]["op_id"]
    body = signer.decide_body(op_id)
    for name, empty in (("lines", []), ("opened", []), ("value_date", "")):
        said = {**body["authorization"], name: empty}
        sent = {**body, "authorization": said, "authorization_sig": signer.sign("AUTH", canonical(said))}
        assert (name, signer.send({**sent, "cmd_id": str(uuid.uuid4())}).code) == (name, "not_canonical")
    assert signer.send(body).status == 201


def test_a_signature_given_for_one_thing_is_none_for_another(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    lines = three_lines()
    payment = maker.payment(lines)
    for label in ("PAY1", "RET1", "AUTH", "ADM1", "make"):
        sent = maker.submit_body(payment, lines, payment_sig=maker.sign(label, canonical(payment)))
        assert (label, maker.send(sent).code) == (label, "signature_wrong")
    op_id = maker.submit(lines)[1]["op_id"]
    body = signer.decide_body(op_id)
    for label in ("PAY2", "RET2", "MAKE", "ADM2", "ACT"):
        sig = signer.sign(label, canonical(body["authorization"]))
        sent = {**body, "authorization_sig": sig, "cmd_id": str(uuid.uuid4())}
        assert (label, signer.send(sent).code) == (label, "signature_wrong")
    # The challenge was not used up by all that; once it is, it is good for nothing else.
    assert signer.send(body).status == 201
    used = body["authorization"]["challenge"]
    _, said = payees.propose(maker, [payees.fresh()])
    assert payees.settle(signer, said, challenge=used).code == "challenge_wrong"
    other = maker.submit([line(1, 77_000)])[1]["op_id"]
    for word in ("approve", "return"):
        assert signer.decide(other, word, challenge=used).code == "challenge_wrong"


def test_sums_beyond_what_money_can_be_are_refused(central: Central) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    most = 10**15
    for amounts in ((most, 1), (most, most), (most + 1,), (2**63,), (10**40,)):
        lines = [line(n, satang) for n, satang in enumerate(amounts, 1)]
        assert (amounts, maker.submit(lines)[0].code) in (
            (amounts, "total_wrong"),
            (amounts, "field_wrong"),
        )
    for word in (str(most + 1), "1e3", "๑๐๐", "-1", "0", "010", " 1"):
        answer, _ = maker.submit([line(1)], doc_no=DOC, draw_satang=word)
        assert (word, answer.json["facts"]) == (word, {"field": "draw_satang", "line": ""})
    op_id = maker.submit([line(1)])[1]["op_id"]
    for n in ("9999999999", "0", "๑", "-1", "1" * 30):
        assert maker.send(recalls.open_body(maker, op_id, n=1) | {"n": n}).code == "field_wrong"


# The machine dies in the middle.


def test_a_kill_in_the_middle_of_a_settlement_or_a_return_leaves_all_of_it_or_nothing(central: Central) -> None:
    maker, signer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = recalls.paid(central, maker, signer, [line(1), line(2)])
    for n, delay in ((1, 0.0), (2, 0.02)):
        recall_id = recalls.open_recall(maker, op_id, n)
        assert central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"}).status == 200
        assert recalls.propose(maker, recall_id).status == 201
        _, said = payees.propose(maker, [payees.fresh() for _ in range(50)])
        settled = payees.settle_body(signer, payees.decision(signer, said))
        returned = recalls.settle_body(signer, recalls.recall(maker, recall_id))
        killed_during(central, signer, delay, settled, returned)
        for clerk in (maker, signer):
            clerk.wire = central.new_wire()
        central.assert_books_right()
        for sent in (settled, returned, settled, returned):
            assert signer.send(sent).status in (200, 201)
        events = maker.events()
        assert [event["req_id"] for event in events if event["record"]["type"] == "payees.settled"].count(
            said["change"]["req_id"]
        ) == 1
        back = [event["recall"]["recall_id"] for event in events if event.get("what") == "returned"]
        assert back.count(recall_id) == 1
    documents = [one["number"] for seen in recalls.recalls(maker) for one in seen["documents"] if one["kind"] == "BD"]
    assert sorted(documents) == ["0000000001", "0000000002"]


def killed_during(central: Central, clerk: Clerk, delay: float, *commands: Json) -> None:
    """Kill the central system while commands are on their way, and start it again."""
    wires = [central.new_wire() for _ in commands]

    def send(at: int) -> None:
        # Whether there is an answer is what nobody knows after a kill.
        with suppress(OSError, http.client.HTTPException):
            wires[at].ask("PUT", f"/v1/commands/{commands[at]['cmd_id']}", commands[at], clerk.token)

    with ThreadPoolExecutor(len(commands)) as pool:
        running_ones = [pool.submit(send, at) for at in range(len(commands))]
        time.sleep(delay)
        central.process.kill()
        for one in running_ones:
            one.result()
    central.kill()
    central.restart()
