"""What the bank does after approval: on time, by rule, late, and after every restart (SIM-04, SIM-05, SIM-09)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, line, running, three_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central") as central:
        yield central


def _pay(central: Central, lines: list[Json], **head: str) -> str:
    """Let a batch be approved; return its id."""
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    answer, payment = maker.submit(lines, **head)
    assert answer.status == 201, answer.body
    assert authorizer.decide(payment["op_id"]).status == 201
    return str(payment["op_id"])


def _told(central: Central, op_id: str) -> list[Json]:
    viewer = Clerk.ready(central, UNIT, "AUDIT01")
    return [event for event in viewer.events() if event.get("op_id") == op_id]


def _stages(central: Central, op_id: str) -> list[tuple[str, str, str]]:
    rows = central.operate("GET", f"batches/{op_id}").json["lines"]
    return [(row["status"], row["reason"], row["rule"]) for row in rows]


MAGIC = [
    ("1700", "pending", "", "amount-17"),
    ("1900", "rejected", "AC01", "amount-19"),
    ("2100", "rejected", "AC06", "amount-21"),
    ("2300", "rejected", "BE01", "amount-23"),
    ("2500", "pending", "", "amount-25"),
    ("2700", "settled", "", "amount-27"),
    ("2900", "settled", "", "amount-29"),
    ("3100", "rejected", "AG01", "amount-31"),
    ("3300", "rejected", "AM02", "amount-33"),
    ("3500", "rejected", "MS03", "amount-35"),
    ("100000", "settled", "", ""),
]


def test_magic_amounts_do_what_the_practice_guide_says_day_by_day(fresh: Central) -> None:
    op_id = _pay(fresh, [line(n, int(amount)) for n, (amount, *_) in enumerate(MAGIC, 1)])
    fresh.advance("2026-11-23T09:10:00+07:00")
    assert _stages(fresh, op_id) == [(status, reason, rule) for _, status, reason, rule in MAGIC]
    assert _told(fresh, op_id)[-1]["record"]["type"] == "lines.reported"

    fresh.advance("2026-11-24T09:00:00+07:00")
    tuesday = {row[2]: row[:2] for row in _stages(fresh, op_id)}
    assert tuesday["amount-25"] == ("settled", "")
    assert tuesday["amount-27"] == ("returned", "AC04")
    assert tuesday["amount-29"] == ("settled", "")
    assert tuesday["amount-17"] == ("pending", "")
    assert fresh.operate("GET", f"batches/{op_id}").json["status"] == "released"

    ran = fresh.advance("2026-11-26T09:00:00+07:00")
    assert [(one["at"], one["what"]) for one in ran] == [
        ("2026-11-25T01:30:00.000Z", "late"),
        ("2026-11-26T01:30:00.000Z", "late"),
    ]
    thursday = {row[2]: row[:2] for row in _stages(fresh, op_id)}
    assert thursday["amount-17"] == ("rejected", "TM01")
    assert thursday["amount-29"] == ("returned", "MD07")

    finished = _told(fresh, op_id)[-1]
    receipt = json.loads(finished["receipt"]["receipt"])
    assert (finished["record"]["type"], receipt["status"]) == ("batch.finished", "partly_settled")
    assert (receipt["settled_count"], receipt["settled_satang"]) == ("2", str(2500 + 100_000))
    assert (receipt["rejected_count"], receipt["rejected_satang"]) == (
        "9",
        str(sum((17, 19, 21, 23, 27, 29, 31, 33, 35)) * 100),
    )
    fresh.assert_books_right()


def test_a_return_after_the_receipt_is_told_again_with_the_new_sums(fresh: Central) -> None:
    op_id = _pay(fresh, [line(1), line(2, 2700)])
    fresh.advance("2026-11-23T09:10:00+07:00")
    balance = _balance(fresh)
    fresh.advance("2026-11-24T09:10:00+07:00")
    assert _balance(fresh) == balance + 2700
    receipts = [json.loads(event["receipt"]["receipt"]) for event in _told(fresh, op_id) if "receipt" in event]
    assert [(one["status"], one["settled_satang"]) for one in receipts] == [
        ("settled", "127700"),
        ("partly_settled", "125000"),
    ]
    assert receipts[0]["bank_ref"] == receipts[1]["bank_ref"] == "K2570-2101-000001"
    fresh.assert_books_right()


def test_a_batch_of_returned_lines_only_ends_refused(fresh: Central) -> None:
    op_id = _pay(fresh, [line(1, 2700)])
    fresh.advance("2026-11-24T09:10:00+07:00")
    statuses = [event["status"] for event in _told(fresh, op_id) if "status" in event]
    assert statuses == ["submitted", "approved", "released", "settled", "refused"]


def _balance(central: Central) -> int:
    books = central.operate("GET", "ledger").json
    return next(int(one["balance_satang"]) for one in books["accounts"] if one["account"] == "0061000018")


def test_the_practice_guide_is_served_in_both_languages(fresh: Central) -> None:
    rules = fresh.wire.ask("GET", "/v1/practice-rules").json["rules"]
    assert {"amount-17", "amount-19", "amount-27", "name-closed"} <= {rule["rule"] for rule in rules}
    assert all(rule[name] for rule in rules for name in ("trigger_th", "trigger_en", "effect_th", "effect_en"))


def test_magic_names_work_at_any_amount(fresh: Central) -> None:
    names = ["นาย บัญชีปิด ไปแล้ว", "บริษัท ไม่ตอบ จำกัด", "นาง คืนเงิน เสมอ", "สมชาย สะกดผิด", "นาย ปกติ ดี"]
    op_id = _pay(fresh, [line(n, 50_000, name=name) for n, name in enumerate(names, 1)])
    fresh.advance("2026-11-23T09:10:00+07:00")
    assert [row[:2] for row in _stages(fresh, op_id)] == [
        ("rejected", "AC04"),
        ("pending", ""),
        ("settled", ""),
        ("settled", ""),
        ("settled", ""),
    ]
    outcomes = next(event["outcomes"] for event in _told(fresh, op_id) if "outcomes" in event)
    assert {one["n"]: one["name_at_bank"] for one in outcomes}["4"] == "สมชาย สะกดถูก"


def test_a_batch_for_a_later_day_is_paid_when_the_bank_opens_on_it(fresh: Central) -> None:
    op_id = _pay(fresh, three_lines(), value_date="2026-11-25")
    assert fresh.advance("2026-11-25T08:29:59+07:00") == []
    ran = fresh.advance("2026-11-25T08:30:00+07:00")
    assert [one["what"] for one in ran] == ["release", "execute"]
    assert fresh.operate("GET", f"batches/{op_id}").json["status"] == "settled"


def test_a_batch_approved_after_the_cut_off_is_paid_on_the_next_bank_day_and_says_so(fresh: Central) -> None:
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    fresh.advance("2026-12-04T15:00:00+07:00")  # a Friday before a weekend and a holiday on Monday
    op_id = maker.submit(three_lines(), value_date="2026-12-04")[1]["op_id"]
    fresh.advance("2026-12-04T15:30:00+07:00")
    assert maker.submit(three_lines(), value_date="2026-12-04")[0].json["facts"]["earliest"] == "2026-12-08"
    assert authorizer.decide(op_id).status == 201
    assert fresh.operate("GET", f"batches/{op_id}").json["pay_at"] == "2026-12-08T01:30:00.000Z"
    fresh.advance("2026-12-08T08:30:00+07:00")
    released = next(event for event in _told(fresh, op_id) if event["record"]["type"] == "batch.released")
    assert (released["reason"], released["record"]["ts"]) == ("after_cut_off", "2026-12-08T01:30:00.000Z")


def test_money_of_one_fiscal_year_is_never_paid_in_the_next(fresh: Central) -> None:
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    fresh.advance("2027-09-30T15:00:00+07:00")
    op_id = maker.submit(three_lines(), value_date="2027-09-30", fy="2570")[1]["op_id"]
    assert maker.submit(three_lines(), value_date="2027-10-01", fy="2570")[0].code == "field_wrong"
    assert maker.submit(three_lines(), value_date="2027-10-01", fy="2571")[0].status == 201
    fresh.advance("2027-09-30T15:30:00+07:00")
    assert authorizer.decide(op_id).code == "value_date_wrong"
    assert authorizer.decide(op_id, "return").status == 201


def test_a_bank_that_was_out_of_order_over_the_turn_of_the_year_pays_nothing_of_the_old_one(fresh: Central) -> None:
    fresh.advance("2027-09-29T10:00:00+07:00")
    op_id = _pay(fresh, [line(1, 2700), line(2, 100_000)], value_date="2027-09-30", fy="2570")
    fresh.stop()
    fresh.start("--clock", "frozen:2027-10-01T09:00:00+07:00")
    fresh.settle()
    fresh.advance("2027-10-08T09:00:00+07:00")
    assert _stages(fresh, op_id) == [("rejected", "KHFY", ""), ("rejected", "KHFY", "")]
    assert fresh.operate("GET", f"batches/{op_id}").json["status"] == "refused"
    fresh.assert_books_right()


def test_a_line_held_over_the_turn_of_the_year_is_not_paid_and_money_still_comes_back(fresh: Central) -> None:
    fresh.advance("2027-09-30T10:00:00+07:00")
    op_id = _pay(fresh, [line(1, 2500), line(2, 2700), line(3, 100_000)], value_date="2027-09-30", fy="2570")
    fresh.settle()
    assert [stage[0] for stage in _stages(fresh, op_id)] == ["pending", "settled", "settled"]
    fresh.advance("2027-10-08T09:00:00+07:00")
    told = [(status, reason) for status, reason, _ in _stages(fresh, op_id)]
    assert told == [("rejected", "KHFY"), ("returned", "AC04"), ("settled", "")]
    fresh.assert_books_right()


def test_a_restart_at_any_stage_goes_on_with_the_same_books(fresh: Central) -> None:
    op_id = _pay(fresh, [line(n, 2500 if n % 3 == 0 else 10_000) for n in range(1, 1201)])
    books = fresh.assert_books_right()
    for how in (fresh.stop, fresh.kill):
        how()
        fresh.restart()
        health = fresh.wire.ask("GET", "/v1/health")
        assert (health.status, health.json) == (200, {"status": "ok"})
        after = fresh.assert_books_right()
        assert [one["account"] for one in after["accounts"]] == [one["account"] for one in books["accounts"]]
    fresh.advance("2026-11-23T09:10:00+07:00")
    fresh.kill()
    fresh.restart()
    assert fresh.operate("GET", "clock").json["now"] == "2026-11-23T02:10:00.000Z"
    fresh.advance("2026-11-24T09:10:00+07:00")
    assert fresh.operate("GET", f"batches/{op_id}").json["status"] == "settled"
    assert len([event for event in _told(fresh, op_id) if event["record"]["type"] == "batch.finished"]) == 1
    fresh.assert_books_right()


def test_stopping_is_orderly_and_seeding_twice_gives_the_same_ids(fresh: Central) -> None:
    people = Clerk.ready(fresh, UNIT, "AUDIT01").ask("GET", "/v1/unit").json["people"]
    users = fresh.users()
    assert fresh.stop() == 0
    fresh.start("--seed", "sample")
    assert fresh.users() == users
    assert Clerk.ready(fresh, UNIT, "AUDIT01").ask("GET", "/v1/unit").json["people"] == people


def test_going_back_to_a_snapshot_restores_balances_and_queues_under_a_new_epoch(fresh: Central) -> None:
    waiting = _pay(fresh, three_lines(), value_date="2026-11-24")
    before, epoch = fresh.assert_books_right(), fresh.wire.ask("GET", "/v1/about").json["epoch"]
    assert fresh.operate("PUT", "snapshots/morning").status == 204
    _pay(fresh, three_lines())
    fresh.advance("2026-11-24T10:00:00+07:00")
    assert fresh.assert_books_right() != before
    back = fresh.operate("POST", "snapshots/morning").json
    assert back["now"] == "2026-11-23T02:00:00.000Z"
    assert fresh.assert_books_right() == before
    assert fresh.operate("GET", f"batches/{waiting}").json["status"] == "approved"
    assert fresh.wire.ask("GET", "/v1/about").json["epoch"] != epoch
    fresh.kill()
    fresh.restart()
    fresh.advance("2026-11-24T10:00:00+07:00")
    assert fresh.operate("GET", f"batches/{waiting}").json["status"] == "settled"
    assert fresh.operate("POST", "snapshots/evening").status == 404
    assert fresh.operate("POST", "snapshots/..").status in (404, 422)


def test_a_clock_that_runs_fast_pays_by_itself(fresh: Central) -> None:
    op_id = _pay(fresh, three_lines(), value_date="2026-11-24")
    fresh.operate("PUT", "clock", {"clock": "speed:100000:2026-11-23T09:00:00+07:00"})
    wait_for(lambda: fresh.operate("GET", f"batches/{op_id}").json["status"] == "settled", "it was not paid")


@pytest.mark.parametrize("to", ["2026-11-22T09:00:00+07:00", "tomorrow", "2026-11-25T09:00:00"])
def test_the_clock_moves_forward_to_a_moment_with_a_zone_only(fresh: Central, to: str) -> None:
    assert fresh.operate("POST", "clock/advance", {"to": to}).code == "field_wrong"
