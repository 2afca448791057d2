"""Single lines in approval: declined while others go on, remarked on for the maker, and those that must be opened."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Clerk, line, three_lines

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Json

TOMORROW = "2026-11-24"
WHY = {"code": "duplicate", "text": "จ่ายแล้วในเดือนก่อน"}


def decline(*numbers: int) -> list[Json]:
    return [{"n": str(n), **WHY} for n in numbers]


def outcomes(clerk: Clerk, op_id: str) -> dict[str, tuple[str, str]]:
    reports = [event for event in clerk.events() if event["record"]["type"] == "lines.reported"]
    mine = [one for event in reports if event["op_id"] == op_id for one in event["outcomes"]]
    return {one["n"]: (one["status"], one["reason"]) for one in mine}


def test_a_declined_line_is_not_paid_and_the_others_are(
    fresh: Central, own_maker: Clerk, own_authorizer: Clerk
) -> None:
    op_id = own_maker.submit(three_lines(), value_date=TOMORROW)[1]["op_id"]
    answer = own_authorizer.decide(op_id, lines=decline(2))
    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert own_maker.content(op_id)["declined"] == ["2"]
    account = own_maker.ask("GET", "/v1/unit").json["accounts"][0]
    assert account["reserved_satang"] == str(125_000 + 75)
    fresh.advance("2026-11-24T09:00:00+07:00")
    assert outcomes(own_maker, op_id) == {"1": ("settled", ""), "2": ("declined", "duplicate"), "3": ("settled", "")}
    finished = next(event for event in own_maker.events() if event["record"]["type"] == "batch.finished")
    receipt = json.loads(finished["receipt"]["receipt"])
    assert (receipt["status"], receipt["settled_count"], receipt["rejected_count"]) == ("partly_settled", "2", "1")
    assert (receipt["settled_satang"], receipt["rejected_satang"]) == ("125075", "200050")


@pytest.mark.parametrize("last", [501, 502])
def test_declined_lines_at_the_end_of_a_page_and_of_the_batch_stop_nothing(
    fresh: Central, own_maker: Clerk, own_authorizer: Clerk, last: int
) -> None:
    op_id = own_maker.submit([line(n, 1000 + n) for n in range(1, last + 1)])[1]["op_id"]
    opened = [str(n) for n in range(1, last + 1)]
    out = [*range(2, 120), 500, *range(501, last + 1)]
    assert own_authorizer.decide(op_id, lines=decline(*out), opened=opened).status == 201
    fresh.settle()
    assert own_maker.content(op_id)["status"] == "partly_settled"
    told = outcomes(own_maker, op_id)
    assert {n for n, (status, _) in told.items() if status == "declined"} == {str(n) for n in out}
    assert len(told) == last


def test_a_second_authorizer_sees_what_is_declined_and_can_only_add(fresh: Central) -> None:
    maker, first, second = (Clerk.ready(fresh, TWO_SIGNATURES, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = maker.submit(three_lines())[1]["op_id"]
    assert first.decide(op_id, lines=decline(1)).json["status"] == "in_approval"
    assert second.content(op_id)["declined"] == ["1"]
    again = second.decide(op_id, lines=decline(1))
    assert (again.code, again.json["facts"]) == ("field_wrong", {"field": "lines", "line": "1"})
    assert second.decide(op_id, lines=decline(2, 3)).code == "lines_all_declined"
    assert second.decide(op_id, lines=decline(3)).json["status"] == "approved"
    fresh.settle()
    assert {n: status for n, (status, _) in outcomes(maker, op_id).items()} == {
        "1": "declined",
        "2": "settled",
        "3": "declined",
    }


def test_what_was_declined_waits_again_in_the_next_edition(fresh: Central) -> None:
    maker, first, second = (Clerk.ready(fresh, TWO_SIGNATURES, who) for who in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = maker.submit(three_lines(), doc_no="ฎ.1/2570")[1]["op_id"]
    assert first.decide(op_id, lines=decline(1)).status == 201
    remarks = [{"n": "2", "code": "amount", "text": "เกินสิทธิ"}, {"n": "3", "code": "paper", "text": ""}]
    assert second.decide(op_id, "return", lines=remarks).json["status"] == "returned"
    returned = [event for event in maker.events() if event["record"]["type"] == "batch.returned"]
    assert json.loads(returned[-1]["decision"]["authorization"])["lines"] == remarks
    fresh.assert_books_right()
    assert maker.submit(three_lines(), op_id=op_id, rev="2", doc_no="ฎ.1/2570")[0].status == 201
    assert maker.content(op_id)["declined"] == []
    for who in (first, second):
        assert who.decide(op_id).status == 201
    fresh.settle()
    assert maker.content(op_id)["status"] == "settled"


BAD: list[tuple[Json, str, Json]] = [
    ({"lines": decline(4)}, "field_wrong", {"field": "lines", "line": "4"}),
    ({"lines": decline(0)}, "field_wrong", {"field": "lines", "line": "0"}),
    ({"lines": decline(2, 1)}, "field_wrong", {"field": "lines", "line": "1"}),
    ({"lines": decline(1, 1)}, "field_wrong", {"field": "lines", "line": "1"}),
    ({"lines": [{"n": "1", "code": "mood", "text": ""}]}, "field_wrong", {"field": "code", "line": "1"}),
    ({"lines": [{"n": "1", "code": "other", "text": "\u202e"}]}, "field_wrong", {"field": "text", "line": "1"}),
    ({"lines": decline(1, 2, 3)}, "lines_all_declined", {}),
    ({"opened": ["9"]}, "field_wrong", {"field": "opened", "line": ""}),
    ({"value_date": TOMORROW}, "field_wrong", {"field": "value_date", "line": ""}),
    ({"decision": "release", "value_date": TOMORROW}, "status_forbids", {"status": "submitted", "action": "let_go"}),
]


@pytest.mark.parametrize(("changes", "code", "facts"), BAD)
def test_a_decision_about_lines_that_cannot_be_so_is_refused(
    maker: Clerk, authorizer: Clerk, changes: Json, code: str, facts: Json
) -> None:
    op_id = maker.submit(three_lines(), value_date="2026-12-01")[1]["op_id"]
    answer = authorizer.decide(op_id, **changes)
    assert (answer.code, answer.json["facts"]) == (code, facts)
    assert maker.content(op_id)["status"] == "submitted"


def test_ten_lines_have_one_that_must_be_opened_and_nine_have_none(maker: Clerk, authorizer: Clerk) -> None:
    few = maker.submit([line(n, 7_000 + n, acct=f"77{n:08d}") for n in range(1, 10)])[1]["op_id"]
    assert authorizer.content(few)["must_open"] == []
    ten = maker.submit([line(n, 8_000 + n, acct=f"88{n:08d}") for n in range(1, 11)])[1]["op_id"]
    wanted = authorizer.content(ten)["must_open"]
    assert len(wanted) == 1
    assert maker.content(ten)["must_open"] == []
    refused = authorizer.decide(ten, opened=[])
    assert (refused.status, refused.code, refused.json["facts"]) == (422, "lines_unopened", {"lines": wanted[0]})
    assert authorizer.content(ten)["must_open"] == wanted
    assert authorizer.decide(ten).status == 201


def test_the_sample_is_another_for_every_person_and_edition(maker: Clerk, central: Central) -> None:
    """A twentieth of the lines, five at most; who sends the same lines again gets others to be looked at."""
    lines = [line(n, 9_000 + n, acct=f"99{n:08d}") for n in range(1, 201)]
    people = [Clerk.ready(central, UNIT, who) for who in ("AUTH01", "AUTH02")]
    seen, op_id = set(), str(uuid.uuid4())
    for rev in ("1", "2", "3", "4"):
        assert maker.submit(lines, op_id=op_id, rev=rev)[0].status == 201
        seen |= {tuple(person.content(op_id)["must_open"]) for person in people}
    assert {len(sample) for sample in seen} == {5}
    assert len(seen) >= 7
    assert maker.move("withdraw", op_id, rev="4").status == 201


def test_nobody_approves_a_payment_to_their_own_account(fresh: Central, own_maker: Clerk) -> None:
    first, second = Clerk.ready(fresh, UNIT, "AUTH01"), Clerk.ready(fresh, UNIT, "AUTH02")
    person = next(iter(_persons(fresh, first.uid)))
    for mine in ({"person_id": person}, {"bank": "promptpay", "acct": person}):
        op_id = own_maker.submit([line(1), line(2, 125_000, **mine)])[1]["op_id"]
        content = first.content(op_id)
        marks = [mark for mark in content["marks"] if mark["rule"] == "own_account"]
        assert marks == [{"n": "2", "rule": "own_account", "facts": {"uid": first.uid, "role": "authorizer"}}]
        assert "2" in content["must_open"]
        refused = first.decide(op_id)
        assert (refused.status, refused.code, refused.json["facts"]) == (403, "own_account", {"line": "2"})
        assert second.decide(op_id).status == 201
    op_id = own_maker.submit([line(1), line(2, person_id=person)], value_date="2026-12-01")[1]["op_id"]
    assert first.decide(op_id, lines=decline(2)).status == 201


def _persons(central: Central, uid: str) -> list[str]:
    with central.books() as database:
        return [row[0] for row in database.execute("SELECT person FROM users WHERE uid = ?", (uid,))]
