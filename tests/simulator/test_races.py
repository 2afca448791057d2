"""What happens when two things happen at once, over real HTTPS (G11): a few rounds, or as many as are asked for.

On SQLite in one process, and on PostgreSQL in two.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.helpers.extent import WHOLE
from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import UNIT, Answer, Central, Clerk, Json, line, running, three_lines
from tests.helpers.several_central import running_several

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS = int(os.environ.get("KHLANG_RACE_ROUNDS", "8" if WHOLE else "3"))
SQLITE, POSTGRESQL = KINDS = ("sqlite", "postgresql")
GUESSES = 50
WRONG = "wrong password here"
T = TypeVar("T")

pytestmark = pytest.mark.timeout(600 + 20 * ROUNDS)


@pytest.fixture(scope="module", params=KINDS if WHOLE else [SQLITE])
def central(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run one process on SQLite, or two on PostgreSQL: then whatever happens at once comes to both."""
    folder = tmp_path_factory.mktemp("races")
    with running(folder, on_postgres=False) if request.param == SQLITE else running_several(folder, 2) as started:
        yield started
        started.wire.close()
        started.assert_books_right()


@pytest.fixture
def pair(central: Central) -> Pair:
    """Sign both in for this test alone: a connection that waits through the others is closed at the far end."""
    return Pair(central)


def at_once(*acts: Callable[[], T]) -> list[T]:
    """Do everything at the same moment, each on its own connection; return the results in order."""
    barrier = threading.Barrier(len(acts))

    def do(act: Callable[[], T]) -> T:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def handed_in(maker: Clerk) -> str:
    answer, payment = maker.submit(three_lines(), value_date="2026-12-01")
    assert answer.status == 201, answer.body
    return str(payment["op_id"])


def test_two_who_sign_in_at_once_as_one_person_leave_one_session(central: Central) -> None:
    clerks = [Clerk(central, UNIT, "AUTH02", device=f"race-{side}") for side in "ab"]
    for number in range(ROUNDS):
        take_over = "no" if number % 2 else "yes"
        bodies = [clerk.sign_in_body(take_over=take_over) for clerk in clerks]
        answers = at_once(*(lambda c=c, b=b: c.sign_in_with(b) for c, b in zip(clerks, bodies, strict=True)))
        alive = [clerk for clerk in clerks if clerk.ask("GET", "/v1/unit").status == 200]
        assert len(alive) == 1
        if take_over == "no":
            assert sorted(answer.code for answer in answers) == ["", "session_elsewhere"]
        else:
            epochs = sorted(int(answer.json["session_epoch"]) for answer in answers)
            assert epochs[1] == epochs[0] + 1
            assert int(alive[0].session["session_epoch"]) == epochs[1]
        assert alive[0].ask("DELETE", "/v1/sessions/current").status == 204


def test_fifty_wrong_passwords_at_once_are_three_tries_and_the_lock_comes_after_exactly_three(
    central: Central,
) -> None:
    person = Clerk.ready(central, UNIT, "MAKER02", device="race-guessed")
    clerks = [Clerk(central, UNIT, "MAKER02", device=person.device) for _ in range(GUESSES)]
    for _ in range(ROUNDS):
        bodies = [clerk.sign_in_body(WRONG) for clerk in clerks]
        answers = at_once(*(lambda c=c, b=b: c.sign_in_with(b) for c, b in zip(clerks, bodies, strict=True)))
        assert sorted(answer.code for answer in answers) == ["password_wrong"] * 3 + ["user_locked"] * (GUESSES - 3)
        left = sorted(answer.json["facts"]["tries_left"] for answer in answers if answer.code == "password_wrong")
        assert left == ["0", "1", "2"]
        assert person.sign_in().code == "user_locked"
        assert central.operate("POST", "unlock", {"company_id": UNIT, "user_id": "MAKER02"}).status == 204
    assert person.sign_in().status == 201
    for clerk in clerks:
        clerk.wire.close()


def test_whoever_signs_in_while_the_password_is_reset_is_out_afterwards(central: Central, pair: Pair) -> None:
    uid, approved = pair.add(user_id="RESET01", number=7)
    clerk, slip_id = Clerk(central, UNIT, "RESET01", password="-"), approved["slip_id"]  # noqa: S106
    for _ in range(ROUNDS):
        clerk.password = pair.two.print_slip(slip_id).json["secret"]
        body, reset = clerk.sign_in_body(), pair.two.act_body("reset_password", uid)
        entered, done = at_once(lambda: clerk.sign_in_with(body), lambda: pair.two.send(reset))  # noqa: B023
        assert done.status == 201
        assert entered.code in ("", "password_wrong")
        assert clerk.ask("PUT", "/v1/sessions/current").code == "session_ended"
        assert clerk.sign_in().code == "password_wrong"
        slip_id = done.json["slip_id"]


def test_an_approval_and_the_end_of_its_right_come_in_one_order(central: Central, pair: Pair) -> None:
    """Suspended before the signature: nothing was approved; after it: the approval stands."""
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01", device="race-auth")
    orders = set()
    for _ in range(ROUNDS):
        op_id = handed_in(maker)
        decide, suspend = authorizer.decide_body(op_id), pair.one.act_body("suspend_now", authorizer.uid)
        decided, suspended = at_once(lambda: authorizer.send(decide), lambda: pair.one.send(suspend))  # noqa: B023
        assert suspended.status == 201
        orders.add(decided.code)
        assert decided.code in ("", "session_ended")
        assert maker.content(op_id)["status"] == ("submitted" if decided.code else "approved")
        resume(pair, authorizer)
        if decided.code:  # the same command is not refused for good: it never came to be looked at
            assert authorizer.send(decide).code == "session_stale"
    assert orders <= {"", "session_ended"}


def test_an_approval_and_the_revocation_of_its_key_come_in_one_order(central: Central, pair: Pair) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    for number in range(ROUNDS):
        user = pair.one.user("AUTH01", UNIT)
        pair.agree("key.permit", user["uid"], subject_version=user["version"])
        authorizer = Clerk.ready(central, UNIT, "AUTH01", device=f"race-key-{number}")
        op_id = handed_in(maker)
        decide, revoke = authorizer.decide_body(op_id), pair.one.act_body("revoke_workstation", authorizer.device)
        decided, revoked = at_once(lambda: authorizer.send(decide), lambda: pair.one.send(revoke))  # noqa: B023
        assert revoked.status == 201
        assert decided.code in ("", "workstation_revoked")
        assert maker.content(op_id)["status"] == ("submitted" if decided.code else "approved")
        assert authorizer.send(decide).code == "workstation_revoked"


def test_an_approval_and_the_take_over_of_its_session_come_in_one_order(central: Central) -> None:
    maker, here = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01", device="race-here")
    there = Clerk(central, UNIT, "AUTH01", device="race-there")
    for _ in range(ROUNDS):
        assert here.sign_in().status == 201
        op_id = handed_in(maker)
        decide, enter = here.decide_body(op_id), there.sign_in_body()
        decided, entered = at_once(lambda: here.send(decide), lambda: there.sign_in_with(enter))  # noqa: B023
        assert entered.status == 201
        assert decided.code in ("", "session_ended")
        assert maker.content(op_id)["status"] == ("submitted" if decided.code else "approved")
        assert here.send(decide).code == "session_ended"


def test_two_who_approve_at_once_are_one_signature_and_one_effect(central: Central) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    both = [Clerk.ready(central, UNIT, user, device=f"race-{user}") for user in ("AUTH01", "AUTH02")]
    for _ in range(ROUNDS):
        op_id = handed_in(maker)
        bodies = [one.decide_body(op_id) for one in both]
        answers = at_once(*(lambda c=c, b=b: c.send(b) for c, b in zip(both, bodies, strict=True)))
        assert sorted(answer.code for answer in answers) == ["", "status_forbids"]
        content = maker.content(op_id)
        assert (content["status"], len(content["authorizations"])) == ("approved", 1)
        told = [event["status"] for event in maker.events() if event.get("op_id") == op_id]
        assert told == ["submitted", "approved"]


def test_of_an_approval_and_a_withdrawal_at_once_one_wins(central: Central) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01", device="race-wins")
    for _ in range(ROUNDS):
        op_id = handed_in(maker)
        approve, withdraw = authorizer.decide_body(op_id), maker.move_body("withdraw", op_id)
        answers = at_once(lambda: authorizer.send(approve), lambda: maker.send(withdraw))  # noqa: B023
        assert sorted(answer.code for answer in answers) == ["", "status_forbids"]
        won = next(answer.json["status"] for answer in answers if not answer.code)
        lost = next(answer for answer in answers if answer.code)
        assert lost.json["facts"]["status"] == won == maker.content(op_id)["status"]


def test_an_approval_and_a_cancellation_at_once_come_in_one_order(central: Central) -> None:
    """Only what was approved and not paid yet can be cancelled: first, it finds nothing to cancel."""
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01", device="race-stops")
    for _ in range(ROUNDS):
        op_id = handed_in(maker)
        approve, cancel = authorizer.decide_body(op_id), maker.move_body("cancel", op_id)
        approved, cancelled = at_once(lambda: authorizer.send(approve), lambda: maker.send(cancel))  # noqa: B023
        assert approved.status == 201, approved.body
        assert cancelled.code in ("", "status_forbids")
        status = "approved" if cancelled.code else "cancelled"
        assert maker.content(op_id)["status"] == status
        told = [event["status"] for event in maker.events() if event.get("op_id") == op_id]
        assert told == ["submitted", "approved", *([] if cancelled.code else ["cancelled"])]


def test_the_same_command_many_times_at_once_has_one_effect_and_one_answer(central: Central) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    wires = [central.new_wire() for _ in range(6)]
    for _ in range(ROUNDS):
        lines = three_lines()
        command = maker.submit_body(maker.payment(lines, value_date="2026-12-01"), lines)
        path = f"/v1/commands/{command['cmd_id']}"
        answers = at_once(*(lambda w=w: w.ask("PUT", path, command, maker.token) for w in wires))  # noqa: B023
        assert sorted(answer.status for answer in answers) == [200] * 5 + [201]
        assert len({answer.body for answer in answers}) == 1
        op_id = command["payment"]["op_id"]
        assert [event["status"] for event in maker.events() if event.get("op_id") == op_id] == ["submitted"]
    for wire in wires:
        wire.close()


def test_a_holiday_and_a_signature_at_once_pay_on_the_next_bank_day_whichever_is_first(central: Central) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01", device="race-day")
    for _ in range(ROUNDS):
        op_id = handed_in(maker)
        decide, day = authorizer.decide_body(op_id), closed_on_the_first(central)
        decided, done = at_once(lambda: authorizer.send(decide), lambda: put_calendar(central, day))  # noqa: B023
        assert (decided.status, done.status) == (201, 200)
        assert central.operate("GET", f"batches/{op_id}").json["pay_at"] == "2026-12-02T01:30:00.000Z"
        told = [event["record"]["type"] for event in maker.events() if event.get("op_id") == op_id]
        assert told in (["batch.submitted", "batch.approved"], ["batch.submitted", "batch.approved", "batch.postponed"])
        version = done.json["version"]
        assert central.operate("POST", "calendar/0/back", {"version": version}).status == 200


def test_of_two_operators_who_change_the_calendar_at_once_one_is_told_to_look_again(central: Central) -> None:
    for _ in range(ROUNDS):
        day = closed_on_the_first(central)
        answers = at_once(*[lambda: put_calendar(central, day)] * 2)  # noqa: B023
        assert sorted(answer.status for answer in answers) == [200, 422]
        lost = next(answer for answer in answers if answer.status == 422)
        assert lost.json["facts"]["field"] == "version"
        assert central.operate("POST", "calendar/0/back", {"version": day["version"] + 1}).status == 200


def table_in_two_ways(central: Central, path: str, rows: str) -> list[Json]:
    """Return a table as two operators would have it, both over what holds now."""
    held = central.operate("GET", path).json
    field, said = ("confidence", ("H", "M", "L")) if path == "gfmis/entries" else ("name_th", ("ชื่อใหม่หนึ่ง", "ชื่อใหม่สอง"))
    first, *rest = held[rows]
    others = [one for one in said if one != first[field]][:2]
    return [{**held, rows: [{**first, field: one}, *rest]} for one in others]


WHOLE_TABLES = {
    "kinds": "kinds",
    "services": "services",
    "revenue-types": "revenue_types",
    "remittance-kinds": "kinds",
    "treasury-offices": "offices",
    "deposit-accounts": "deposits",
    "gfmis/entries": "entry",
}


def replacements(central: Central) -> list[tuple[str, list[Json]]]:
    """Return everything that operators replace as a whole, in two ways each, over what holds now."""
    gate, periods = central.operate("GET", "gate").json["version"], central.operate("GET", "gfmis/periods").json
    rules = central.operate("GET", "rules").json["in_force"]
    text = central.operate("GET", f"rules/{rules}").json["text"]
    closed = [{"fy": "2573", "period": period} for period in ("01", "02")]
    return [
        *((path, table_in_two_ways(central, path, rows)) for path, rows in WHOLE_TABLES.items()),
        ("gate", [{"version": gate, "least_client": least} for least in ("0.0.1", "0.0.2")]),
        ("gfmis/periods", [{**periods, "closed": [one]} for one in closed]),
        ("rules", [{"version": rules, "text": f"{text}# {note}\n", "note": note} for note in "ab"]),
    ]


def test_of_two_operators_who_replace_a_table_at_once_one_is_told_to_look_again(central: Central) -> None:
    for path, (one, other) in replacements(central):
        answers = at_once(*(lambda w=w: operate_anew(central, "PUT", path, w) for w in (one, other)))  # noqa: B023
        assert sorted(answer.status for answer in answers) == [200, 422], path
        lost = next(answer for answer in answers if answer.status == 422)
        assert (lost.code, lost.json["facts"]["field"]) == ("field_wrong", "version"), path
        won = one if answers[0].status == 200 else other
        held = central.operate("GET", path).json
        rows = WHOLE_TABLES.get(path)
        assert held[rows] == won[rows] if rows else won["version"] != held.get("version", held.get("in_force"))
        late = operate_anew(central, "PUT", path, won)
        assert late.json["facts"]["field"] == "version", path
    version = central.operate("GET", "rules").json["in_force"]
    assert central.operate("POST", "rules/1/back", {"version": version - 1}).json["facts"]["field"] == "version"
    assert central.operate("POST", "rules/1/back", {"version": version}).status == 200
    assert central.replace("gate", {}).status == 200


def test_a_held_line_is_answered_once_whoever_answers_it_at_once(central: Central) -> None:
    """Let go by one, refused by another, and at last by its own time."""
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01", device="race-held")
    said = {"release": {"reason": "ตรวจแล้ว"}, "reject": {"reason": "บัญชีปิด", "code": "AC04"}}
    op_ids = [paid_but_for_a_held_line(central, maker, authorizer) for _ in range(ROUNDS)]
    for op_id in op_ids[1:]:
        path = f"held-lines/{op_id}/2/"
        answers = at_once(*(lambda w=w: operate_anew(central, "POST", path + w, said[w]) for w in said))  # noqa: B023
        assert sorted(answer.status for answer in answers) == [204, 404]
        shown = central.operate("GET", f"batches/{op_id}").json["lines"][1]["status"]
        assert shown == ("settled" if answers[0].status == 204 else "rejected")
    path = f"held-lines/{op_ids[0]}/2/reject"
    advance, answer = at_once(
        lambda: central.operate("POST", "clock/advance", {"to": "2026-11-24T08:30:00+07:00"}),
        lambda: operate_anew(central, "POST", path, said["reject"]),
    )
    assert advance.status == 200
    assert answer.status in (204, 404)
    shown = central.operate("GET", f"batches/{op_ids[0]}").json
    assert shown["lines"][1]["status"] == ("rejected" if answer.status == 204 else "settled")
    assert shown["status"] == ("partly_settled" if answer.status == 204 else "settled")


def closed_on_the_first(central: Central) -> Json:
    """Return the calendar with a holiday on 1 December, over the version that holds."""
    version = central.operate("GET", "calendar").json["version"]
    day = {"day": "2026-12-01", "banks": "closed", "offices": "closed", "name_th": "วันหยุดพิเศษ"}
    return {"days": [day], "version": version}


def put_calendar(central: Central, wanted: Json) -> Answer:
    return operate_anew(central, "PUT", "calendar", wanted)


def operate_anew(central: Central, method: str, path: str, body: Json) -> Answer:
    """Ask as the operator over a connection of its own, which may come to another process."""
    wire, token = central.new_wire(), Path(central.ready["operator_token_file"]).read_text("ascii")
    try:
        return wire.ask(method, f"/v1/operator/{path}", body, token)
    finally:
        wire.close()


def paid_but_for_a_held_line(central: Central, maker: Clerk, authorizer: Clerk) -> str:
    answer, payment = maker.submit([line(1), line(2, 2_500)])
    assert answer.status == 201, answer.body
    assert authorizer.decide(payment["op_id"]).status == 201
    central.settle()
    return str(payment["op_id"])


def resume(pair: Pair, clerk: Clerk) -> None:
    """Let a suspended person in again."""
    user = pair.one.user(clerk.user_id, clerk.company_id)
    pair.agree("user.resume", clerk.uid, subject_version=user["version"])
    assert clerk.sign_in().status == 201
