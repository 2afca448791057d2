"""The bank is asked whether names and accounts belong together: its rules, and how often it answers."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from app.simulator.payees import names
from app.wire.payees import NameMatch
from tests.helpers.raw_payees import check, check_body, citizen_id, entry, fresh, propose, recall, register, settle

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk, Json

OWNER = "น.ส. ตัวอย่าง เจ้าของบัญชี"


@pytest.mark.parametrize(
    ("asked", "known", "match"),
    [
        ("สมชาย ใจดี", "สมชาย ใจดี", "match"),
        ("นาย สมชาย  ใจดี", "สมชาย ใจดี", "match"),
        ("ผศ.ดร. สมหญิง ใจดี", "นางสาวสมหญิง ใจดี", "match"),
        ("ว่าที่ร้อยตรี สมชาย ใจดี", "นาย สมชาย ใจดี", "match"),
        ("Mr. Somchai JAIDEE", "Somchai Jaidee", "match"),
        ("สมชาย ใจดึ", "สมชาย ใจดี", "close"),
        ("สมชาย ใจดีี", "นายสมชาย ใจดี", "close"),
        ("สมชา ใจด", "สมชาย ใจดี", "close"),
        ("สมชา จด", "สมชาย ใจดี", "none"),
        ("ใจดี สมชาย", "สมชาย ใจดี", "none"),
        ("มด", "ปู", "none"),
        ("", "สมชาย ใจดี", "none"),
        ("นาย", "นาย", "match"),
    ],
)
def test_names_are_compared_without_titles_and_blanks(asked: str, known: str, match: str) -> None:
    assert names.compare(asked, known) == match


@pytest.mark.parametrize(
    ("bank", "account", "name", "said"),
    [
        ("006", "1234567890", "สมชาย ใจดี", ("match", "สมชาย ใจดี")),
        ("006", "1234560000", "สมชาย ใจดี", ("unknown", "")),
        ("promptpay", "0812340000", "สมชาย ใจดี", ("unknown", "")),
        ("010", "1234567890", "สมชาย ใจดี", ("unknown", "")),
        ("006", "1234567890", "บัญชีปิด ใจดี", ("unknown", "")),
        ("006", "1234567890", "เป็น คนอื่น", ("none", "")),
        ("006", "1234567890", "นาย สมชาย สะกดผิด", ("close", "สมชาย สะกดถูก")),
        ("006", "1234567777", "นางสาวตัวอย่าง เจ้าของบัญชี", ("match", OWNER)),
        ("promptpay", "0812347777", "ตัวอย่าง เจ้าของบัญชื", ("close", OWNER)),
        ("006", "1234567777", "สมชาย ใจดี", ("none", "")),
    ],
)
def test_the_bank_answers_by_its_rules_and_tells_no_name_of_a_stranger(
    bank: str, account: str, name: str, said: tuple[str, str]
) -> None:
    match, bank_name = names.answer(bank, account, name)
    assert (match.value, bank_name) == said


def test_every_answer_can_be_practised(maker: Clerk) -> None:
    rules = maker.ask("GET", "/v1/practice-rules").json["rules"]
    mine = [rule for rule in rules if rule["rule"].startswith("names:")]
    assert len(mine) == 4
    assert all(all(rule.values()) for rule in mine)
    assert len({rule["rule"] for rule in rules}) == len(rules)


def test_names_of_a_waiting_change_are_asked_for_before_it_is_settled(maker: Clerk, authorizer: Clerk) -> None:
    right, wrong = fresh(), fresh(acct_name="เป็น คนอื่น")
    _, said = propose(maker, [right, wrong])
    req_id = said["change"]["req_id"]
    answer = check(authorizer, req_id=req_id)
    assert (answer.status, answer.json["id"], answer.json["status"]) == (201, req_id, "checked")
    told = maker.events()[-1]
    assert (told["record"]["type"], told["req_id"]) == ("payees.checked", req_id)
    assert told["record"]["actor_uid"] == authorizer.uid
    assert [one["match"] for one in told["answers"]] == ["match", "none"]
    first = right["record"]
    assert told["answers"][0] == {
        "payee_id": right["payee_id"],
        "version": "1",
        "bank": first["bank"],
        "acct": first["acct"],
        "name": first["acct_name"],
        "match": NameMatch.MATCH.value,
        "bank_name": first["acct_name"],
    }
    assert check(maker, wrong["payee_id"], req_id=req_id).status == 201
    assert [one["payee_id"] for one in maker.events()[-1]["answers"]] == [wrong["payee_id"]]


def test_names_of_approved_payees_are_asked_for_by_id(maker: Clerk, authorizer: Clerk) -> None:
    one = fresh(acct="1234567777", acct_name="", name=OWNER)
    mobile = fresh(person_type="outside", account_kind="declared", bank="promptpay", acct="0899990000")
    register(maker, authorizer, one, mobile)
    register(maker, authorizer, entry({**one["record"], "office": "กองแผนงาน"}, one["payee_id"], "1"))
    assert check(maker, mobile["payee_id"], one["payee_id"]).json["id"] == ""
    answers = maker.events()[-1]["answers"]
    assert [(said["match"], said["version"]) for said in answers] == [("unknown", "1"), ("match", "2")]
    assert answers[1]["name"] == OWNER


def test_nobody_asks_about_payees_of_others_or_about_nothing(
    maker: Clerk, authorizer: Clerk, stranger: Clerk, auditor: Clerk
) -> None:
    one = fresh()
    register(maker, authorizer, one)
    nobody = str(uuid.uuid4())
    assert check(stranger, one["payee_id"]).json["code"] == check(stranger, nobody).json["code"] == "payee_unknown"
    assert check(auditor, one["payee_id"]).code == "role_missing"
    _, said = propose(maker, [fresh()])
    req_id = said["change"]["req_id"]
    assert check(stranger, req_id=req_id).json == check(stranger, req_id=nobody).json
    assert check(maker, one["payee_id"], req_id=req_id).json["facts"] == {"payee_id": one["payee_id"]}
    wrong = {"code": "field_wrong", "facts": {"field": "payee_ids", "line": ""}}
    assert check(maker).json == wrong
    assert check(maker, one["payee_id"], one["payee_id"]).json == wrong
    assert recall(maker, req_id).status == 201
    assert check(maker, req_id=req_id).code == "status_forbids"


@pytest.mark.parametrize(
    ("changes", "code"), [({"session_epoch": "999"}, "session_stale"), ({"device": "0" * 32}, "device_wrong")]
)
def test_a_question_of_an_earlier_session_or_another_workstation_is_refused(
    maker: Clerk, changes: Json, code: str
) -> None:
    assert maker.send({**check_body(maker, citizen_id(1)), **changes}).code == code


def test_a_unit_asks_for_so_many_names_at_once_and_in_a_day_and_goes_on_the_next(
    central: Central, stranger: Clerk, foreign_authorizer: Clerk, maker: Clerk, authorizer: Clerk
) -> None:
    many = [fresh() for _ in range(501)]
    _, said = propose(stranger, many)
    req_id, ids = said["change"]["req_id"], [one["payee_id"] for one in many]
    assert check(stranger, req_id=req_id).json["facts"] == {"field": "payee_ids", "line": ""}
    for _ in range(names.A_DAY_MAX // 500):
        assert check(stranger, *ids[:500], req_id=req_id).status == 201
    answer = check(foreign_authorizer, ids[0], req_id=req_id)
    assert (answer.status, answer.json) == (422, {"code": "day_limit", "facts": {"limit": "3000"}})
    one = fresh()
    register(maker, authorizer, one)
    assert check(maker, one["payee_id"]).status == 201  # another unit's days are its own
    central.advance("2026-11-24T09:00:00+07:00")
    for clerk in (stranger, foreign_authorizer):
        assert clerk.sign_in().status == 201
    assert check(stranger, ids[0], req_id=req_id).status == 201
    assert settle(foreign_authorizer, said).status == 201
