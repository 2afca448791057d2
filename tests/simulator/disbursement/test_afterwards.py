"""What happens after approval and after the bank: release by a third person, cancel, follow-up, closed lines, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import OTHER_PARENT, OTHER_UNIT, UNIT, Clerk, line, three_lines

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Json

POLICY = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12", "release": "person"}
TODAY, TOMORROW = "2026-11-23", "2026-11-24"


@pytest.fixture
def released_by_somebody(fresh: Central) -> Central:
    pair = Pair(fresh)
    pair.agree("policy.change", "2101", POLICY, subject_version="1")
    return fresh


def test_who_neither_made_nor_signed_a_batch_releases_it(released_by_somebody: Central) -> None:
    central = released_by_somebody
    maker, signer, other = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    assert maker.ask("GET", "/v1/unit").json["release"] == "person"
    op_id = maker.submit(three_lines())[1]["op_id"]
    assert other.decide(op_id, "release", value_date=TODAY).code == "status_forbids"
    assert signer.decide(op_id).json["status"] == "approved"
    central.settle()
    assert maker.content(op_id)["status"] == "approved"
    assert signer.content(op_id)["turn"] == [other.uid]
    assert maker.decide(op_id, "release", value_date=TODAY).code == "role_missing"
    assert signer.decide(op_id, "release", value_date=TODAY).code == "already_signed"
    assert other.decide(op_id, "release", value_date="").code == "field_wrong"
    assert other.decide(op_id, "release", value_date="2026-11-28").code == "value_date_wrong"
    assert other.decide(op_id, "release", value_date=TODAY).json["status"] == "approved"
    assert other.content(op_id)["turn"] == []
    central.settle()
    assert maker.content(op_id)["status"] == "settled"


def test_a_release_after_the_cut_off_is_asked_again_with_the_next_day(released_by_somebody: Central) -> None:
    central = released_by_somebody
    maker, signer, other = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = maker.submit(three_lines())[1]["op_id"]
    assert signer.decide(op_id).status == 201
    central.advance("2026-11-23T15:30:00+07:00")
    late = other.decide(op_id, "release", value_date=TODAY)
    assert (late.status, late.code, late.json["facts"]) == (409, "cut_off_passed", {"value_date": TOMORROW})
    assert other.decide(op_id, "release", value_date=TOMORROW).status == 201
    assert other.decide(op_id, "release", value_date=TOMORROW).code == "status_forbids"
    central.advance("2026-11-24T08:29:00+07:00")
    assert maker.content(op_id)["status"] == "approved"
    central.advance("2026-11-24T08:31:00+07:00")
    assert maker.content(op_id)["status"] == "settled"


def test_nobody_releases_a_payment_to_their_own_account(released_by_somebody: Central) -> None:
    central = released_by_somebody
    maker, signer, other = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    person = Pair(central).one.user("AUTH02", UNIT)["record"]["person_id"]
    op_id = maker.submit([line(1), line(2, person_id=person)])[1]["op_id"]
    assert signer.decide(op_id).json["status"] == "approved"
    refused = other.decide(op_id, "release", value_date=TODAY)
    assert (refused.status, refused.code, refused.json["facts"]) == (403, "own_account", {"line": "2"})
    declined = maker.submit([line(1), line(2, person_id=person)])[1]["op_id"]
    assert signer.decide(declined, lines=[{"n": "2", "code": "payee", "text": ""}]).status == 201
    assert other.decide(declined, "release", value_date=TODAY).status == 201


def test_an_approved_batch_is_cancelled_until_the_bank_begins(fresh: Central) -> None:
    maker, signer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    before = maker.ask("GET", "/v1/unit").json["accounts"][0]
    op_id = maker.submit(three_lines(), value_date=TOMORROW, doc_no="ฎ.7/2570")[1]["op_id"]
    assert signer.decide(op_id).status == 201
    other = Clerk.ready(fresh, UNIT, "MAKER02")
    assert other.move("cancel", op_id).code == "not_the_maker"
    assert maker.move("cancel", op_id).json["status"] == "cancelled"
    assert maker.ask("GET", "/v1/unit").json["accounts"][0] == before
    fresh.advance("2026-11-24T12:00:00+07:00")
    assert maker.content(op_id)["status"] == "cancelled"
    assert maker.sign_in().status == 201
    second = maker.submit(three_lines(), value_date=TOMORROW, doc_no="ฎ.7/2570")[1]["op_id"]
    assert signer.sign_in().status == 201
    assert signer.decide(second).status == 201
    fresh.settle()
    refused = maker.move("cancel", second)
    assert (refused.status, refused.code) == (409, "cancel_too_late")


def failed_batch(maker: Clerk, signer: Clerk) -> str:
    """Pay a batch of which lines 2 and 4 are rejected and line 3 is declined."""
    lines = [line(1, 100_000), line(2, 1_900), line(3, 5_000), line(4, 2_100)]
    op_id = str(maker.submit(lines, doc_no="ฎ.9/2570")[1]["op_id"])
    assert signer.decide(op_id, lines=[{"n": "3", "code": "account", "text": ""}]).status == 201
    maker.central.settle()
    return op_id


def again(op_id: str, *numbers: tuple[int, int], rev: int = 1) -> list[Json]:
    return [line(at, satang, origin=f"{op_id}/{rev}/{n}") for at, (n, satang) in enumerate(numbers, 1)]


def test_failed_lines_are_paid_again_or_closed_each_once(fresh: Central) -> None:
    maker, signer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    op_id = failed_batch(maker, signer)
    said: Json = {"follows": op_id, "doc_no": "ฎ.9/2570", "residue_reason": "รอจ่ายรอบหน้า"}

    def code(lines: list[Json], **changes: str) -> tuple[str, str]:
        answer, _ = maker.submit(lines, **{**said, **changes})
        return answer.code, str(answer.json.get("facts", {}).get("line", ""))

    assert code(again(op_id, (1, 100_000))) == ("follow_up_wrong", "1")  # it was paid
    assert code(again(op_id, (2, 1_901))) == ("follow_up_wrong", "1")  # another amount
    assert code(again(op_id, (2, 1_900), (2, 1_900))) == ("follow_up_wrong", "2")
    assert code(again(op_id, (9, 1_900))) == ("follow_up_wrong", "1")
    assert code(again(op_id, (2, 1_900), rev=2)) == ("follow_up_wrong", "1")
    assert code([*again(op_id, (2, 1_900)), line(2, 1_000)]) == ("follow_up_wrong", "2")
    assert code(again(op_id, (2, 1_900)), doc_no="ฎ.10/2570") == ("follow_up_wrong", "")
    assert code(again(op_id, (2, 1_900)), follows="") == ("follow_up_wrong", "1")
    assert code(again(op_id, (2, 1_900)), follows="00000000-0000-4000-8000-000000000000") == ("follow_up_wrong", "")
    answer, followed = maker.submit(again(op_id, (2, 1_900), (3, 5_000)), **said)
    assert answer.status == 201
    assert code(again(op_id, (2, 1_900))) == ("follow_up_wrong", "1")  # somebody pays it already
    closing = [{"n": "2", "code": "other_way", "text": ""}]
    assert maker.close_lines(op_id, closing).json["facts"] == {"line": "2"}
    assert maker.move("withdraw", followed["op_id"]).status == 201
    assert maker.close_lines(op_id, closing).status == 201
    assert maker.close_lines(op_id, closing).code == "follow_up_wrong"
    assert code(again(op_id, (2, 1_900))) == ("follow_up_wrong", "1")  # it is closed
    closed = [event for event in maker.events() if event["record"]["type"] == "lines.closed"]
    assert [(event["op_id"], event["lines"]) for event in closed] == [(op_id, closing)]
    answer, followed = maker.submit(again(op_id, (3, 5_000)), **said)
    assert answer.status == 201
    assert signer.decide(followed["op_id"]).status == 201
    fresh.settle()
    assert maker.content(followed["op_id"])["status"] == "settled"
    # 109,000 = 100,000 settled + 5,000 followed up + 1,900 closed + 2,100 open
    assert [code(again(op_id, (n, satang)))[0] for n, satang in ((3, 5_000), (4, 2_100))] == ["follow_up_wrong", ""]


def test_what_failed_again_is_followed_from_where_it_failed(fresh: Central) -> None:
    maker, signer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    op_id = failed_batch(maker, signer)
    said = {"doc_no": "ฎ.9/2570", "residue_reason": "รอจ่ายรอบหน้า"}
    second = maker.submit(again(op_id, (2, 1_900)), follows=op_id, **said)[1]["op_id"]
    assert signer.decide(second).status == 201
    fresh.settle()
    assert maker.content(second)["status"] == "refused"
    assert maker.submit(again(op_id, (2, 1_900)), follows=op_id, **said)[0].code == "follow_up_wrong"
    assert maker.submit(again(second, (1, 1_900)), follows=second, **said)[0].status == 201


def test_only_finished_batches_have_lines_to_close(fresh: Central) -> None:
    maker, signer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    op_id = maker.submit(three_lines(), value_date=TOMORROW)[1]["op_id"]
    closing = [{"n": "1", "code": "other_way", "text": ""}]
    assert maker.close_lines(op_id, closing).code == "status_forbids"
    assert signer.decide(op_id).status == 201
    assert maker.close_lines(op_id, closing).code == "status_forbids"
    assert maker.close_lines(op_id, closing, rev="2").code == "status_forbids"
    done = failed_batch(maker, signer)
    assert maker.close_lines(done, closing, rev="2").code == "edition_changed"
    assert maker.close_lines(done, []).code == "lines_none"
    assert Clerk.ready(fresh, UNIT, "MAKER02").close_lines(done, closing).code == "not_the_maker"
    assert Clerk.ready(fresh, OTHER_UNIT, "MAKER01").close_lines(done, closing).code == "not_found"


def test_words_about_a_batch_and_its_lines_are_in_the_units_log(fresh: Central) -> None:
    maker, signer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    op_id = maker.submit(three_lines())[1]["op_id"]
    assert maker.comment(op_id, "แนบหนังสืออนุมัติแล้ว").status == 201
    assert signer.comment(op_id, "รายการที่ 2 ตรวจแล้ว", n="2").status == 201
    assert signer.comment(op_id, "", n="2").code == "field_wrong"
    assert signer.comment(op_id, "ก" * 1001).code == "field_wrong"
    assert signer.comment(op_id, "ไม่มีรายการนี้", n="4").code == "field_wrong"
    said = [event for event in maker.events() if event["record"]["type"] == "batch.commented"]
    assert [(event["record"]["actor_uid"], event["n"], event["text"]) for event in said] == [
        (maker.uid, "", "แนบหนังสืออนุมัติแล้ว"),
        (signer.uid, "2", "รายการที่ 2 ตรวจแล้ว"),
    ]


def test_a_policy_that_leaves_nobody_to_release_is_refused(fresh: Central) -> None:
    pair, other = Pair(fresh), Pair(fresh, OTHER_PARENT)
    lonely = other.one.propose("policy.change", "2102", POLICY, subject_version="1")[0]
    assert (lonely.code, lonely.json["facts"]) == ("policy_unmeetable", {"unit": "2102000001"})
    rule = {"unit": "", "kind": "", "account": "", "above_satang": "0", "signatures": "2", "stages": []}
    both = pair.one.propose("policy.change", "2101", {**POLICY, "rules": [rule]}, subject_version="1")[0]
    assert (both.code, both.json["facts"]) == ("policy_unmeetable", {"rule": "1"})
