"""The calendar changes while things wait: what moves, what moves back, and what the money does (SIM-10, SIM-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_recalls, raw_remittances
from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import ACCOUNTS, UNIT, Central, Clerk, Json, line, running
from tests.helpers.raw_collections import ACCOUNTS as RECEIVING
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT, balance, collections, draft, issued, paid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2026-11-{day}" for day in (23, 24, 25, 26))
OPENS = "T01:30:00.000Z"
HELD = 2_500
"""Satang that a rule of the product holds for a bank day."""


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central") as central:
        yield central


def closed(*days: str) -> list[Json]:
    """Return days on which everybody is closed, as the operator puts them."""
    return [{"day": day, "banks": "closed", "offices": "closed", "name_th": "วันหยุดพิเศษ"} for day in days]


def put(central: Central, *days: str) -> Json:
    """Let these days, and no others, be holidays besides those of the product; return what was answered."""
    version = central.operate("GET", "calendar").json["version"]
    wanted = {"days": closed(*days), "version": version}
    seen = central.operate("POST", "calendar/check", wanted)
    done = central.operate("PUT", "calendar", wanted)
    assert (seen.status, done.status, done.json["moves"]) == (200, 200, seen.json)
    return done.json


def go_back(central: Central, version: int) -> Json:
    seen = central.operate("GET", f"calendar/{version}/back")
    held = central.operate("GET", "calendar").json["version"]
    done = central.operate("POST", f"calendar/{version}/back", {"version": held})
    assert (seen.status, done.status, done.json["moves"]) == (200, 200, seen.json)
    return done.json


def moves(done: Json) -> list[tuple[str, str, str]]:
    """Return what moved from when to when; moments at which banks open are their days."""
    told = [(one["what"], one["was"].removesuffix(OPENS), one["becomes"].removesuffix(OPENS)) for one in moved(done)]
    assert done["moves"]["count"] == len(told)
    return sorted(told)


def moved(done: Json) -> list[Json]:
    found: list[Json] = done["moves"]["moves"]
    return found


def submitted(central: Central, lines: list[Json], **head: str) -> str:
    answer, payment = Clerk.ready(central, UNIT, "MAKER01").submit(lines, **head)
    assert answer.status == 201, answer.body
    return str(payment["op_id"])


def signed(central: Central, lines: list[Json], **head: str) -> str:
    op_id = submitted(central, lines, **head)
    assert Clerk.ready(central, UNIT, "AUTH01").decide(op_id).status == 201
    return op_id


def batch(central: Central, op_id: str) -> Json:
    return central.operate("GET", f"batches/{op_id}").json


def postponed(central: Central, op_id: str) -> list[str]:
    """Return the reasons with which the unit's log says that a batch was moved."""
    events = Clerk.ready(central, UNIT, "AUDIT01").events()
    mine = [event for event in events if event.get("op_id") == op_id]
    return [str(event["reason"]) for event in mine if event["record"]["type"] == "batch.postponed"]


def available(central: Central) -> tuple[int, int]:
    """Return what the unit's account holds, and what of it is reserved."""
    books = central.assert_books_right()
    one = next(each for each in books["accounts"] if each["account"] == ACCOUNTS[UNIT])
    return int(one["balance_satang"]), int(one["reserved_satang"])


def everything_that_waits(central: Central) -> dict[str, str]:
    """Let a held line, a card's money, an answer to a recall and a remittance wait for Tuesday; name each."""
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = raw_recalls.paid(central, maker, authorizer, [line(1), line(2, HELD), line(3, HELD)])
    recall_id = raw_recalls.open_recall(maker, op_id)
    central.settle()
    said = {"answer": "money_back", "on": TUESDAY}
    assert central.operate("POST", f"recalls/{recall_id}", said).status == 200
    collector = Clerk.ready(central, COMPANIES[OWN_UNIT], "MAKER03")
    (bill,) = issued(collector, draft(1))
    card = paid(central, bill, channel="card")["payment_id"]
    remitter = Clerk.ready(central, COMPANIES[OWN_UNIT], "MAKER03")
    parts = raw_remittances.parts_worth(central, remitter, 5_000)
    order = raw_remittances.proposed(remitter, "revenue", parts=parts)
    central.advance(f"{MONDAY}T17:00:00+07:00")  # after the cut-off: tomorrow
    approver = Clerk.ready(central, COMPANIES[OWN_UNIT], "AUTH01")
    req_id = raw_remittances.approved(approver, order)
    return {"answers": op_id, "card": card, "recall": recall_id, "remittance": req_id}


def test_what_comes_by_itself_moves_with_its_day_and_back_and_comes_once(fresh: Central) -> None:
    waits = everything_that_waits(fresh)
    names, bank = sorted(waits), RECEIVING[OWN_UNIT]
    received = balance(fresh, bank)

    done = put(fresh, TUESDAY)
    assert moves(done) == [(name, TUESDAY, WEDNESDAY) for name in names]
    assert {one["what"]: one["about"] for one in moved(done)} == waits
    assert moves(put(fresh, TUESDAY, WEDNESDAY)) == [(name, WEDNESDAY, THURSDAY) for name in names]
    assert moves(go_back(fresh, 1)) == [(name, THURSDAY, WEDNESDAY) for name in names]
    assert moves(go_back(fresh, 0)) == [(name, WEDNESDAY, TUESDAY) for name in names]
    assert moves(put(fresh, TUESDAY)) == [(name, TUESDAY, WEDNESDAY) for name in names]
    collector = Clerk.ready(fresh, COMPANIES[OWN_UNIT], "MAKER03")
    assert collections(collector)[waits["card"]]["value_date"] == WEDNESDAY

    ran = {one["what"] for one in fresh.advance(f"{WEDNESDAY}T08:29:59+07:00")}
    assert not ran & {"late", "payment_booked", "recall_answered", "remittance_moved"}
    came = [one["what"] for one in fresh.advance(f"{WEDNESDAY}T08:30:00+07:00")]
    assert sorted(
        what for what in came if what in {"late", "payment_booked", "recall_answered", "remittance_moved"}
    ) == [*("late", "payment_booked", "recall_answered", "remittance_moved")]
    assert [one["status"] for one in batch(fresh, waits["answers"])["lines"]] == ["settled"] * 3
    assert balance(fresh, bank) == received + 150_000 - 5_000
    assert moves(go_back(fresh, 0)) == []  # Tuesday is over and stays; nothing waits any more
    fresh.assert_books_right()


def test_a_day_that_was_chosen_though_it_is_closed_stays(fresh: Central) -> None:
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    recall_id = raw_recalls.open_recall(maker, raw_recalls.paid(fresh, maker, authorizer, [line(1)]))
    saturday = {"answer": "money_back", "on": "2026-11-28"}
    assert fresh.operate("POST", f"recalls/{recall_id}", saturday).json["due_at"] == f"2026-11-28{OPENS}"
    assert moves(put(fresh, TUESDAY)) == []
    assert fresh.operate("GET", "recalls").json["recalls"][0]["due_at"] == f"2026-11-28{OPENS}"


def test_the_last_day_on_which_money_goes_back_is_told_anew(fresh: Central) -> None:
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    recall_id = raw_recalls.open_recall(maker, raw_recalls.paid(fresh, maker, authorizer, [line(1)]))
    assert fresh.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"}).status == 200

    def told() -> list[tuple[str, str]]:
        events = [event for event in maker.events() if event["record"]["type"] == "recall.changed"]
        return [(event["what"], event["recall"]["remit_by"]) for event in events]

    before, day = told()[-1], {**closed(THURSDAY)[0], "banks": "open"}
    assert before == ("money_back", "2026-12-16")  # fifteen working days: 7 and 10 December are holidays
    assert moves(fresh.operate("PUT", "calendar", {"days": [day], "version": 0}).json) == []
    assert told()[-1] == ("days_changed", "2026-12-17")
    assert moves(go_back(fresh, 0)) == []
    assert told()[-1] == ("days_changed", "2026-12-16")
    count = len(told())
    put(fresh, "2027-01-04")  # far behind it
    assert len(told()) == count


def test_a_batch_is_paid_on_the_day_that_it_moved_to_and_what_is_over_never_changes(fresh: Central) -> None:
    op_id = signed(fresh, [line(1)], value_date=TUESDAY)
    assert moves(put(fresh, TUESDAY)) == [("batch", TUESDAY, WEDNESDAY)]
    before = available(fresh)
    assert "release" not in {one["what"] for one in fresh.advance(f"{TUESDAY}T16:00:00+07:00")}
    assert available(fresh) == before
    for days in ([], closed(TUESDAY, MONDAY)):  # neither away nor another one of today or before
        wanted = {"days": days, "version": 1}
        for method, path in (("POST", "calendar/check"), ("PUT", "calendar")):
            answer = fresh.operate(method, path, wanted)
            assert (answer.status, answer.json["facts"]["field"]) == (422, "day")
    assert moves(go_back(fresh, 0)) == []
    assert [one["day"] for one in fresh.operate("GET", "calendar").json["days"]] == [TUESDAY]
    fresh.advance(f"{WEDNESDAY}T08:30:00+07:00")
    assert batch(fresh, op_id)["status"] == "settled"
    balance_now, reserved = available(fresh)
    assert (balance_now, reserved) == (before[0] - 125_000, before[1] - 125_000)


def test_what_was_approved_while_a_holiday_held_comes_back_to_its_own_day_when_it_opens(fresh: Central) -> None:
    in_time, slow = (submitted(fresh, [line(1, 700)], value_date=TUESDAY, service=name) for name in ("", "standard"))
    put(fresh, TUESDAY)
    for op_id in (in_time, slow):
        assert Clerk.ready(fresh, UNIT, "AUTH01").decide(op_id).status == 201
        assert batch(fresh, op_id)["pay_at"] == WEDNESDAY + OPENS
    assert moves(go_back(fresh, 0)) == [("batch", WEDNESDAY, TUESDAY)] * 2
    assert postponed(fresh, in_time) == ["เปิดทำการตามเดิม"]
    assert moves(put(fresh, WEDNESDAY)) == []
    assert moves(put(fresh, TUESDAY, WEDNESDAY)) == [("batch", TUESDAY, THURSDAY)] * 2
    assert moves(go_back(fresh, 0)) == [("batch", THURSDAY, TUESDAY)] * 2
    fresh.advance(f"{TUESDAY}T08:30:00+07:00")
    assert [batch(fresh, op_id)["status"] for op_id in (in_time, slow)] == ["settled"] * 2
    fresh.assert_books_right()


def test_what_missed_its_cut_off_before_a_holiday_comes_back_to_the_next_day_and_not_further(fresh: Central) -> None:
    op_id = submitted(fresh, [line(1, 700)])
    put(fresh, TUESDAY)
    fresh.advance(f"{MONDAY}T16:30:00+07:00")
    assert Clerk.ready(fresh, UNIT, "AUTH01").decide(op_id).status == 201
    assert batch(fresh, op_id)["pay_at"] == WEDNESDAY + OPENS
    table = fresh.operate("GET", "services").json
    later = [{**row, "cut_off": "17:00"} for row in table["services"]]
    assert fresh.replace("services", {"services": later}).status == 200
    assert moves(put(fresh, TUESDAY, THURSDAY)) == []  # whatever the cut-off is by now
    assert moves(go_back(fresh, 0)) == [("batch", WEDNESDAY, TUESDAY)]


def test_a_day_that_somebody_released_for_stays_theirs(fresh: Central) -> None:
    by_person = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12", "release": "person"}
    Pair(fresh).agree("policy.change", "2101", by_person, subject_version="1")
    op_id = submitted(fresh, [line(1, 700)], value_date=TUESDAY)
    assert Clerk.ready(fresh, UNIT, "AUTH01").decide(op_id).status == 201
    put(fresh, TUESDAY)
    assert Clerk.ready(fresh, UNIT, "AUTH02").decide(op_id, "release", value_date=WEDNESDAY).status == 201
    assert moves(go_back(fresh, 0)) == []
    assert batch(fresh, op_id)["pay_at"] == WEDNESDAY + OPENS


def test_a_day_that_was_put_and_taken_away_again_leaves_nothing(fresh: Central) -> None:
    assert put(fresh, TUESDAY)["version"] == 1
    wanted = {"days": [{**closed(TUESDAY)[0], "banks": "open", "offices": "open"}], "version": 1}
    assert fresh.operate("PUT", "calendar", wanted).status == 200
    assert fresh.operate("GET", "calendar").json["days"] == []
    # One of the product's own is another matter: without this day it would hold again.
    wanted = {"days": [{**closed("2026-12-10")[0], "banks": "open"}], "version": 2}
    assert fresh.operate("PUT", "calendar", wanted).status == 200
    assert [one["banks"] for one in fresh.operate("GET", "calendar").json["days"]] == ["open"]


def test_going_back_over_another_calendar_than_was_looked_at_changes_nothing(fresh: Central) -> None:
    put(fresh, TUESDAY)
    put(fresh, WEDNESDAY)
    answer = fresh.operate("POST", "calendar/0/back", {"version": 1})
    assert (answer.status, answer.json["facts"]["field"]) == (422, "version")
    assert fresh.operate("POST", "calendar/9/back", {"version": 2}).code == "not_found"
    assert [one["day"] for one in fresh.operate("GET", "calendar").json["days"]] == [WEDNESDAY]


def test_another_cut_off_leaves_what_is_approved_on_its_day_and_holds_for_the_next_signature(fresh: Central) -> None:
    approved = signed(fresh, [line(1)], value_date=TUESDAY)
    waiting = submitted(fresh, [line(1, 700)])
    table = fresh.operate("GET", "services").json
    for row in table["services"]:
        row["cut_off"] = "08:31"  # over for today, whichever service carries it
    assert [
        (one["about"], one["was"][:10], one["becomes"])
        for one in fresh.operate("POST", "services/check", table).json["moves"]
    ] == [(waiting, MONDAY, TUESDAY + OPENS)]
    assert fresh.replace("services", table).status == 200
    assert Clerk.ready(fresh, UNIT, "AUTH01").decide(waiting).status == 201
    assert [batch(fresh, op_id)["pay_at"] for op_id in (approved, waiting)] == [TUESDAY + OPENS] * 2
    fresh.advance(f"{TUESDAY}T08:30:00+07:00")
    assert [batch(fresh, op_id)["status"] for op_id in (approved, waiting)] == ["settled"] * 2
    fresh.assert_books_right()


def test_a_batch_whose_year_is_over_before_banks_open_again_is_refused_and_its_money_free(fresh: Central) -> None:
    fresh.advance("2027-09-29T10:00:00+07:00")
    head = {"value_date": "2027-09-30", "fy": "2570"}
    op_id, waiting = signed(fresh, [line(1)], **head), submitted(fresh, [line(1, 700)], **head)
    before = available(fresh)
    done = put(fresh, "2027-09-30")
    assert [(one["what"], one["becomes"], one["year_over"]) for one in moved(done)] == [
        ("batch", f"2027-10-01{OPENS}", "yes"),
        ("waiting", f"2027-10-01{OPENS}", "yes"),
    ]
    assert postponed(fresh, op_id) == ["วันหยุดพิเศษ พ้นปีงบประมาณแล้ว ธนาคารจะไม่จ่าย"]
    assert Clerk.ready(fresh, UNIT, "AUTH01").decide(waiting).code == "value_date_wrong"
    fresh.advance("2027-10-01T08:30:00+07:00")
    shown = batch(fresh, op_id)
    assert (shown["status"], [(one["status"], one["reason"]) for one in shown["lines"]]) == (
        "refused",
        [("rejected", "KHFY")],
    )
    assert available(fresh) == (before[0], before[1] - 125_000)


def held_lines(central: Central) -> tuple[str, list[str]]:
    """Let a batch of two held lines and one paid be at the payees' bank; return it and the paths of the two."""
    op_id = signed(central, [line(1), line(2, HELD), line(3, HELD)])
    central.settle()
    return op_id, [f"held-lines/{op_id}/{n}" for n in (2, 3)]


def test_of_two_held_lines_one_refused_gives_its_money_back_and_none_moves_twice(fresh: Central) -> None:
    before = available(fresh)
    op_id, (second, third) = held_lines(fresh)
    assert available(fresh) == (before[0] - 125_000, before[1] + 2 * HELD)
    assert fresh.operate("POST", f"{third}/reject", {"code": "AC04", "reason": "บัญชีปิดแล้ว"}).status == 204
    assert available(fresh) == (before[0] - 125_000, before[1] + HELD)
    for path, said in ((f"{third}/reject", {"code": "AC04", "reason": "x"}), (f"{third}/release", {"reason": "x"})):
        assert fresh.operate("POST", path, said).code == "not_found"
    assert "late" in {one["what"] for one in fresh.advance(f"{TUESDAY}T08:30:00+07:00")}  # the other one's own time
    assert fresh.operate("POST", f"{second}/release", {"reason": "x"}).code == "not_found"
    assert available(fresh) == (before[0] - 125_000 - HELD, before[1])
    shown = batch(fresh, op_id)
    assert shown["status"] == "partly_settled"
    assert [one["status"] for one in shown["lines"]] == ["settled", "settled", "rejected"]
    assert fresh.operate("GET", "held-lines").json["lines"] == []


def test_a_held_line_of_a_year_that_is_over_cannot_be_let_go_and_is_refused(fresh: Central) -> None:
    fresh.advance("2027-09-29T10:00:00+07:00")
    op_id = signed(fresh, [line(1, HELD)], value_date="2027-09-29", fy="2570")
    fresh.settle()
    put(fresh, "2027-09-30")  # it would go on then
    before = available(fresh)
    fresh.operate("PUT", "clock", {"clock": "frozen:2027-10-01T08:00:00+07:00"})  # banks are closed still
    answer = fresh.operate("POST", f"held-lines/{op_id}/1/release", {"reason": "ด่วน"})
    assert (answer.status, answer.json["facts"]["field"]) == (422, "year")
    assert available(fresh) == before
    said = {"code": "AC04", "reason": "พ้นปีงบประมาณ"}
    assert fresh.operate("POST", f"held-lines/{op_id}/1/reject", said).status == 204
    assert available(fresh) == (before[0], before[1] - HELD)
