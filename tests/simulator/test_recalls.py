"""Money that went wrong: called back, brought by the bank, returned to the treasury by two persons (S8, ST-10)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_recalls as raw
from tests.helpers import raw_remittances as remitting
from tests.helpers.branch import bank
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Central, Clerk, Json, line, running

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT = "0061000018"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("recalls") / "central") as central:
        yield central


def _account(central: Central) -> tuple[int, int]:
    books = central.assert_books_right()
    one = next(account for account in books["accounts"] if account["account"] == ACCOUNT)
    return int(one["balance_satang"]), int(one["reserved_satang"])


def _treasury(central: Central) -> int:
    """Return what the Department's account holds: the unit's own office."""
    books = central.operate("GET", "ledger").json
    return next(int(one["balance_satang"]) for one in books["accounts"] if one["account"] == "0069100000")


def _answer(central: Central, recall_id: str, **said: str) -> Json:
    answer = central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back", **said})
    assert answer.status == 200, answer.body
    return answer.json


def _with_money(central: Central, maker: Clerk, authorizer: Clerk) -> str:
    recall_id = raw.open_recall(maker, raw.paid(central, maker, authorizer, [line(1)]))
    _answer(central, recall_id)
    return recall_id


def test_a_wrong_payees_money_comes_back_and_goes_to_the_treasury(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    op_id = raw.paid(central, maker, authorizer, [line(1), line(2, 50_000)])
    before, treasury = _account(central), _treasury(central)
    recall_id = raw.open_recall(maker, op_id)
    central.settle()
    (asked,) = central.operate("GET", "recalls").json["recalls"]
    assert (asked["recall_id"], asked["due_at"], asked["due_satang"]) == (
        recall_id,
        "2026-11-25T01:30:00.000Z",
        "125000",
    )
    _answer(central, recall_id)
    assert _account(central) == (before[0] + 125_000, before[1] + 125_000)  # set aside: nobody may spend it
    seen = raw.recall(maker, recall_id)
    assert (seen["state"], seen["back_satang"], seen["back_on"]) == ("money_back", "125000", "2026-11-23")
    assert (seen["route"], seen["days_left"], seen["remit_by"]) == ("in_year", "311", "2026-12-16")

    assert raw.propose(maker, recall_id).status == 201
    answer = raw.settle(authorizer, recall_id)
    assert answer.status == 201, answer.body
    assert answer.json["status"] == "returned"
    assert _account(central) == before
    assert _treasury(central) == treasury + 125_000
    done = raw.recall(maker, recall_id)
    assert [one["kind"] for one in done["documents"]] == ["BD", "R6", "BE"]
    assert (done["gl_account"], done["revenue_code"], done["fund"]) == ("2116010104", "", "")
    whats = [event["what"] for event in raw.told(authorizer) if event["recall"]["recall_id"] == recall_id]
    assert whats == ["opened", "money_back", "return_proposed", "returned"]


def test_documents_are_numbered_without_gaps_by_kind(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    numbers = []
    for _ in range(2):
        recall_id = _with_money(central, maker, authorizer)
        assert raw.propose(maker, recall_id).status == 201
        assert raw.settle(authorizer, recall_id).status == 201
        numbers.append([(one["kind"], int(one["number"])) for one in raw.recall(maker, recall_id)["documents"]])
    assert [(kind, number + 1) for kind, number in numbers[0]] == numbers[1]


def test_no_more_is_called_back_than_was_paid(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    op_id = raw.paid(central, maker, authorizer, [line(1)])
    first = raw.open_recall(maker, op_id, satang=100_000, cause="overpaid")
    refused = maker.send(raw.open_body(maker, op_id, satang=25_001))
    assert (refused.code, refused.json["facts"]["left_satang"]) == ("recall_too_much", "25000")
    _answer(central, first, satang="40000")  # only a part came: the rest may be asked for again
    refused = maker.send(raw.open_body(maker, op_id, satang=85_001))
    assert (refused.code, refused.json["facts"]["left_satang"]) == ("recall_too_much", "85000")
    second = raw.open_recall(maker, op_id, satang=85_000)
    assert raw.drop(maker, second).status == 201
    assert raw.recall(maker, second)["state"] == "dropped"
    assert raw.drop(maker, second).code == "status_forbids"
    _account(central)


def test_a_line_that_came_back_late_is_not_paid_back_twice(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    central.advance("2026-11-23T10:00:00+07:00")
    op_id = raw.paid(central, maker, authorizer, [line(1, 2700), line(2, 2700)])  # 27 baht: returned tomorrow
    before = _account(central)[0]
    waiting = raw.open_recall(maker, op_id, 1, 2700)
    brought = raw.open_recall(maker, op_id, 2, 2700)
    _answer(central, brought)
    central.advance("2026-11-24T10:00:00+07:00")
    assert _account(central)[0] == before + 2 * 2700
    seen = raw.recall(maker, waiting)
    assert (seen["state"], seen["answer"]) == ("refused", "ARDT")
    assert central.operate("GET", f"batches/{op_id}").json["lines"][1]["status"] == "settled"
    refused = maker.send(raw.open_body(maker, op_id, 1, 2700))
    assert (refused.code, refused.json["facts"]["left_satang"]) == ("recall_too_much", "0")


@pytest.mark.parametrize(
    ("satang", "to", "state", "back", "code"),
    [
        (4_100, "2026-11-25T09:00:00+07:00", "refused", "", "CUST"),
        (4_300, "2026-11-26T09:00:00+07:00", "money_back", "2150", ""),
        (4_500, "2026-11-30T09:00:00+07:00", "open", "", ""),
    ],
)
def test_the_practice_amounts_are_refused_brought_by_half_or_never_answered(
    central: Central, maker: Clerk, authorizer: Clerk, satang: int, to: str, state: str, back: str, code: str
) -> None:
    op_id = raw.paid(central, maker, authorizer, [line(1)])
    recall_id = raw.open_recall(maker, op_id, satang=satang, cause="overpaid")
    central.advance(to)
    for clerk in (maker, authorizer):
        assert clerk.sign_in().status == 201
    seen = raw.recall(maker, recall_id)
    assert (seen["state"], seen["back_satang"], seen["answer"]) == (state, back, code)
    _account(central)


def test_one_person_alone_returns_nothing(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    recall_id = _with_money(central, maker, authorizer)
    assert raw.propose(authorizer, recall_id).code == "role_missing"
    said = raw.order(maker, raw.recall(maker, recall_id))
    forged = {**raw.propose_body(maker, said), "order_sig": maker.sign("MAKE", b"x")}
    assert maker.send(forged).code == "signature_wrong"
    assert maker.send(raw.propose_body(maker, said)).status == 201
    assert raw.settle(maker, recall_id).code == "role_missing"
    seen = raw.recall(maker, recall_id)
    other = raw.settle_body(authorizer, {**seen, "order": json.dumps({**json.loads(seen["order"]), "satang": "1"})})
    assert authorizer.send(other).code == "edition_changed"
    assert raw.settle(authorizer, recall_id, "return").status == 201
    assert raw.recall(maker, recall_id)["state"] == "money_back"
    assert raw.propose(maker, recall_id).status == 201
    used = raw.settle_body(authorizer, raw.recall(maker, recall_id))
    assert authorizer.send(used).status == 201
    again = raw.settle_body(authorizer, raw.recall(maker, recall_id))
    assert authorizer.send(again).code == "status_forbids"
    _account(central)


def test_an_order_that_went_back_is_never_proposed_again_by_its_name(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    recall_id, other = (_with_money(central, maker, authorizer) for _ in range(2))
    first = raw.order(maker, raw.recall(maker, recall_id))
    assert maker.send(raw.propose_body(maker, first)).status == 201
    assert raw.settle(authorizer, recall_id, "return").status == 201
    assert raw.propose(maker, recall_id).status == 201
    assert raw.settle(authorizer, recall_id, "return").status == 201
    named = {"req_id": first["req_id"]}
    refused = [
        maker.send(raw.propose_body(maker, first)),
        raw.propose(maker, other, **named),
        remitting.propose(maker, remitting.return_of_draw(maker, "ฎ.1001/2570", 600_000, **named))[0],
    ]
    assert [(answer.code, answer.json["facts"]["field"]) for answer in refused] == [("field_wrong", "req_id")] * 3
    assert raw.propose(maker, recall_id).status == 201
    assert raw.settle(authorizer, recall_id).status == 201
    _account(central)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"satang": "1"}, "field_wrong"),
        ({"account": "0061000026"}, "field_wrong"),
        ({"fy": "2571"}, "field_wrong"),
        ({"unit": "2101000002"}, "field_wrong"),
        ({"route": "prior_year"}, "route_changed"),
        ({"route": "medical"}, "route_changed"),
    ],
)
def test_an_order_that_is_not_exactly_the_return_of_what_came_is_refused(
    central: Central, maker: Clerk, authorizer: Clerk, changes: dict[str, str], code: str
) -> None:
    recall_id = _with_money(central, maker, authorizer)
    assert raw.propose(maker, recall_id, **changes).code == code
    assert raw.recall(maker, recall_id)["state"] == "money_back"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cause": "bad_luck"}, "cause"),
        ({"satang": "0"}, "satang"),
        ({"n": "9"}, "n"),
        ({"found_on": "2030-01-01"}, "found_on"),
        ({"found_on": "2026-11-01"}, "found_on"),
        ({"letter_date": "วันนี้"}, "letter_date"),
        ({"letter_no": ""}, "letter_no"),
        ({"reason": ""}, "reason"),
        ({"recall_id": "x"}, "recall_id"),
    ],
)
def test_a_request_that_says_nothing_clear_is_refused(
    central: Central, maker: Clerk, authorizer: Clerk, changes: Json, field: str
) -> None:
    op_id = raw.paid(central, maker, authorizer, [line(1)])
    refused = maker.send(raw.open_body(maker, op_id, **changes))
    assert (refused.code, refused.json["facts"]["field"]) == ("field_wrong", field)


def test_another_unit_neither_sees_nor_touches_a_recall(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    recall_id = _with_money(central, maker, authorizer)
    stranger = Clerk.ready(central, OTHER_UNIT, "MAKER01")
    assert raw.recalls(stranger) == []
    assert raw.drop(stranger, recall_id).code == "not_found"
    assert raw.drop(stranger, "3f2b8c1e-0000-4000-8000-000000000000").code == "not_found"


def test_a_line_that_was_never_paid_cannot_be_called_back(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    op_id = raw.paid(central, maker, authorizer, [line(1), line(2, 1900)])
    refused = maker.send(raw.open_body(maker, op_id, 2, 1900))
    assert (refused.code, refused.json["facts"]) == ("status_forbids", {"action": "recall", "status": "rejected"})


def test_the_branch_lists_and_answers_at_the_command_line(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    op_id = raw.paid(central, maker, authorizer, [line(1), line(2)])
    first, second = (raw.open_recall(maker, op_id, n) for n in (1, 2))
    assert first in bank(central, "recalls")[1]
    assert "money_back" in bank(central, "recall-back", first, "--baht", "100")[1]
    assert raw.recall(maker, first)["back_satang"] == "10000"
    assert "refused" in bank(central, "recall-refuse", second, "--code", "NOAS")[1]
    assert "status_forbids" in bank(central, "recall-refuse", second)[1]
    assert "0812345678" in bank(central, "payee-notices", op_id)[1]


def test_the_banks_staff_answers_only_what_waits_and_no_more_than_was_asked(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    op_id = raw.paid(central, maker, authorizer, [line(1)])
    recall_id = raw.open_recall(maker, op_id)
    for wrong in ({"satang": "125001"}, {"satang": "x"}, {"on": "2020-01-01"}, {"on": "soon"}):
        answer = central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back", **wrong})
        assert answer.code == "field_wrong"
    assert central.operate("POST", f"recalls/{recall_id}", {"answer": "refused", "code": "XX"}).code == "field_wrong"
    later = _answer(central, recall_id, on="2026-12-09", satang="100")
    assert (later["due_at"], later["due_satang"]) == ("2026-12-09T01:30:00.000Z", "100")
    assert central.operate("POST", f"recalls/{recall_id}", {"answer": "refused"}).json["state"] == "refused"
    assert central.operate("POST", f"recalls/{recall_id}", {"answer": "refused"}).code == "status_forbids"
    assert Clerk.ready(central, UNIT, "AUDIT01").ask("GET", "/v1/recalls").status == 200
