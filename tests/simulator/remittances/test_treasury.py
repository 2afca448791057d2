"""What the treasury answers: by its rules, by its tables and books, by its staff; refused money comes back (SIM-13)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import Clerk, running
from tests.helpers.raw_collections import balance, facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central, Json

NEXT_OPENING = "2026-11-24T01:30:00.000Z"


def sent(central: Central, maker: Clerk, chief: Clerk, satang: int) -> str:
    """Deposit so much out of the off-budget account, up to the moment at which the treasury has it."""
    answer, said = raw.propose(maker, raw.deposit_order(maker, satang))
    assert answer.status == 201, answer.body
    req_id = raw.approved(chief, said)
    central.settle()
    assert raw.standings(maker)[req_id]["state"] == "sent"
    return req_id


@pytest.mark.parametrize(
    ("satang", "code"), [(10_093, "code_wrong"), (20_094, "kind_wrong"), (30_095, "period_closed")]
)
def test_the_treasury_refuses_certain_amounts_and_the_money_comes_back(
    central: Central, depositor: Clerk, chief: Clerk, satang: int, code: str
) -> None:
    before = balance(central, raw.OFF_BUDGET)
    req_id = sent(central, depositor, chief, satang)
    assert balance(central, raw.OFF_BUDGET) == before - satang
    raw.later(central)
    standing = raw.standings(depositor)[req_id]
    assert (standing["state"], standing["code"], standing["documents"]) == ("refused", code, [])
    assert standing["record"]  # the bank did move it
    assert balance(central, raw.OFF_BUDGET) == before
    told = central.operate("GET", "person-notices?company_id=GMIS210101&user_id=MAKER03").json["notices"]
    assert any(f"{satang // 100:,}.{satang % 100}" in one["text"] and "คลังไม่รับ" in one["text"] for one in told)


def test_practice_rules_say_what_to_enter(depositor: Clerk) -> None:
    rules = depositor.wire.ask("GET", "/v1/practice-rules").json["rules"]
    told = [one["trigger_en"] for one in rules if one["rule"].startswith("treasury-")]
    assert told == [f"A remittance whose total ends in .{n}" for n in range(91, 96)]


def test_refused_parts_go_again_with_another_remittance(central: Central, collector: Clerk, approver: Clerk) -> None:
    parts = raw.parts_worth(central, collector, 40_093)
    req_id = raw.approved(approver, raw.proposed(collector, "revenue", parts=parts))
    raw.later(central)
    assert raw.standings(collector)[req_id]["state"] == "refused"
    payment = raw.payments(collector)[parts[0]["payment_id"]]
    assert (payment["remitted_at"], payment["open_req_id"]) == ("", "")
    more = raw.parts_worth(central, collector, 100)
    again = raw.approved(approver, raw.proposed(collector, "revenue", parts=[*parts, *more]))
    raw.later(central)
    assert raw.standings(collector)[again]["code"] == "code_wrong"  # 401.93: the amount as a whole decides
    more += raw.parts_worth(central, collector, 7)
    again = raw.approved(approver, raw.proposed(collector, "revenue", parts=[*parts, *more]))
    raw.later(central)
    assert raw.standings(collector)[again]["state"] == "acknowledged"
    assert raw.payments(collector)[parts[0]["payment_id"]]["remitted_at"]


def test_what_gets_no_answer_waits_for_the_treasury_s_staff(central: Central, depositor: Clerk, chief: Clerk) -> None:
    first, second = sent(central, depositor, chief, 50_092), sent(central, depositor, chief, 60_092)
    raw.later(central, 24 * 3600)
    assert raw.listed(central)[first]["due_at"] == ""
    assert raw.standings(depositor)[first]["state"] == "sent"
    assert facts(raw.treasury_answers(central, first, "acknowledge", "code_wrong"))[0] == "field_wrong"
    assert facts(raw.treasury_answers(central, first, "refuse"))[0] == "field_wrong"
    assert facts(raw.treasury_answers(central, first, "refuse", "tired"))[0] == "field_wrong"
    assert raw.treasury_answers(central, "nothing").code == "not_found"
    answer = raw.treasury_answers(central, first)
    assert (answer.status, answer.json["state"]) == (200, "acknowledged")
    assert [one["kind"] for one in raw.standings(depositor)[first]["documents"]] == ["RB", "R2"]
    before = balance(central, raw.OFF_BUDGET)
    answer = raw.treasury_answers(central, second, "refuse", "office_wrong")
    assert (answer.json["state"], answer.json["code"]) == ("refused", "office_wrong")
    assert balance(central, raw.OFF_BUDGET) == before + 60_092
    for req_id in (first, second):
        assert raw.treasury_answers(central, req_id).code == "status_forbids"


@contextmanager
def _alone(data: Path) -> Iterator[tuple[Central, Clerk, Clerk]]:
    """Run a central system whose tables and clock may be changed."""
    with running(data) as central:
        maker = Clerk.ready(central, "GMIS210101", "MAKER03")
        yield central, maker, Clerk.ready(central, "GMIS210101", "AUTH01")


def test_some_answers_come_at_the_next_opening(tmp_path: Path) -> None:
    with _alone(tmp_path / "central") as (central, depositor, chief):
        req_id = sent(central, depositor, chief, 70_091)
        assert raw.listed(central)[req_id]["due_at"] == NEXT_OPENING
        central.advance("2026-11-24T01:29:59.000Z")
        assert raw.standings(depositor)[req_id]["state"] == "sent"
        central.advance(NEXT_OPENING)
        assert raw.standings(depositor)[req_id]["answered_at"] == NEXT_OPENING


def _table(central: Central, path: str) -> Json:
    answer = central.operate("GET", path)
    assert answer.status == 200, answer.body
    return answer.json


def _put(central: Central, path: str, table: Json) -> None:
    answer = central.replace(path, table)
    assert answer.status == 200, answer.body


def test_the_treasury_s_own_tables_and_books_refuse_too(tmp_path: Path) -> None:
    """Let each end between the moving of the money and the answer."""
    yesterday = "2026-11-22"
    with _alone(tmp_path / "central") as (central, depositor, chief):
        for path, field, named, code in (
            ("deposit-accounts", "deposits", "00902", "code_wrong"),
            ("remittance-kinds", "kinds", "deposit", "kind_wrong"),
            ("treasury-offices", "offices", raw.DEPARTMENT, "office_wrong"),
        ):
            req_id = sent(central, depositor, chief, 100)
            table = _table(central, path)
            ended = [
                {**row, "valid_until": yesterday} if named in (row.get("code"), row.get("kind")) else row
                for row in table[field]
            ]
            _put(central, path, {**table, field: ended})
            raw.later(central)
            assert raw.standings(depositor)[req_id]["code"] == code, path
            _put(central, path, table)
        req_id = sent(central, depositor, chief, 100)
        _put(central, "gfmis/periods", {"closed": [{"fy": "2570", "period": "02"}]})
        assert raw.treasury_answers(central, req_id).code == "period_closed"
        raw.later(central)
        assert raw.standings(depositor)[req_id]["code"] == "period_closed"
        central.assert_books_right()


def test_a_code_that_does_not_hold_today_is_refused_before_any_money_moves(tmp_path: Path) -> None:
    with _alone(tmp_path / "central") as (central, depositor, chief):
        said = raw.propose(depositor, raw.deposit_order(depositor, 100))[1]
        table = _table(central, "deposit-accounts")
        for first, last, holds in (
            ("2016-10-01", "2026-11-22", False),
            ("2026-11-24", "", False),
            ("2026-11-23", "2026-11-23", True),
        ):
            dated = {"valid_from": first, "valid_until": last}
            rows = [{**row, **dated} if row["code"] == "00902" else row for row in table["deposits"]]
            _put(central, "deposit-accounts", {"deposits": rows})
            answer = raw.propose(depositor, raw.deposit_order(depositor, 100))[0]
            assert (answer.status == 201) == holds
            if not holds:
                assert facts(answer) == ("deposit_wrong", {"code": "00902"})
                assert facts(raw.settle(chief, said)) == ("deposit_wrong", {"code": "00902"})
        raw.approved(chief, said)


def test_money_moves_in_the_bank_s_hours_only(tmp_path: Path) -> None:
    """Approved after the cut-off of a Friday before two holidays, it goes at the next opening; until then set aside."""
    with running(tmp_path / "central", "--clock", "frozen:2026-12-04T15:30:00+07:00") as central:
        depositor = Clerk.ready(central, "GMIS210101", "MAKER03")
        chief = Clerk.ready(central, "GMIS210101", "AUTH01")
        before = balance(central, raw.OFF_BUDGET)
        req_id = raw.approved(chief, raw.propose(depositor, raw.deposit_order(depositor, 100))[1])
        central.settle()
        standing = raw.standings(depositor)[req_id]
        assert (standing["state"], standing["due_at"]) == ("approved", "2026-12-08T01:30:00.000Z")
        account = next(one for one in raw.terms(depositor)["accounts"] if one["account"] == raw.OFF_BUDGET)
        assert (account["balance_satang"], account["available_satang"]) == (str(before), str(before - 100))
        central.assert_books_right()
        central.advance("2026-12-08T01:29:59.000Z")
        assert raw.standings(depositor)[req_id]["state"] == "approved"
        central.advance("2026-12-08T01:30:00.000Z")
        standing = raw.standings(depositor)[req_id]
        assert (standing["state"], standing["due_at"]) == ("sent", "")
        assert raw.record_of(standing)["moved_at"] == "2026-12-08T01:30:00.000Z"


def test_more_than_is_available_is_not_set_aside(central: Central, depositor: Clerk, chief: Clerk) -> None:
    left = next(one for one in raw.terms(depositor)["accounts"] if one["account"] == raw.OFF_BUDGET)["available_satang"]
    too_much = raw.propose(depositor, raw.deposit_order(depositor, int(left) + 1))[1]
    assert facts(raw.settle(chief, too_much)) == ("funds_short", {"available_satang": left})
    assert raw.settle(chief, too_much, "return").status == 201
