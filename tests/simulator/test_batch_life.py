"""The life of a batch over the wire: who may do what in which state, editions, voided signatures (AP-1, AP-5, AP-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Central, Clerk, line, three_lines

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def pair(central: Central) -> tuple[Clerk, Clerk, Clerk]:
    """Return maker and two authorizers of a unit that needs two signatures."""
    users = ("MAKER01", "AUTH01", "AUTH02")
    first, second, third = (Clerk.ready(central, TWO_SIGNATURES, user) for user in users)
    return first, second, third


def _submitted(maker: Clerk, _first: Clerk, _second: Clerk) -> str:
    return str(maker.submit(three_lines())[1]["op_id"])


def _in_approval(maker: Clerk, first: Clerk, second: Clerk) -> str:
    op_id = _submitted(maker, first, second)
    assert first.decide(op_id).json["status"] == "in_approval"
    return op_id


def _approved(maker: Clerk, first: Clerk, second: Clerk) -> str:
    op_id = str(maker.submit(three_lines(), value_date="2026-11-24")[1]["op_id"])
    first.decide(op_id)
    assert second.decide(op_id).json["status"] == "approved"
    return op_id


def _settled(maker: Clerk, first: Clerk, second: Clerk) -> str:
    op_id = _in_approval(maker, first, second)
    second.decide(op_id)
    maker.central.settle()
    assert maker.content(op_id)["status"] == "settled"
    return op_id


def _refused(maker: Clerk, first: Clerk, second: Clerk) -> str:
    op_id = str(maker.submit([line(1, 1900)])[1]["op_id"])
    first.decide(op_id)
    second.decide(op_id)
    maker.central.settle()
    assert maker.content(op_id)["status"] == "refused"
    return op_id


def _returned(maker: Clerk, first: Clerk, second: Clerk) -> str:
    op_id = _submitted(maker, first, second)
    assert first.decide(op_id, "return").json["status"] == "returned"
    return op_id


def _withdrawn(maker: Clerk, first: Clerk, second: Clerk) -> str:
    op_id = _submitted(maker, first, second)
    assert maker.move("withdraw", op_id).json["status"] == "withdrawn"
    return op_id


def _cancelled(maker: Clerk, first: Clerk, second: Clerk) -> str:
    op_id = _withdrawn(maker, first, second)
    assert maker.move("cancel", op_id).json["status"] == "cancelled"
    return op_id


ALLOWED: list[tuple[Callable[[Clerk, Clerk, Clerk], str], dict[str, str]]] = [
    (_submitted, {"submit": "submitted", "approve": "in_approval", "return": "returned", "withdraw": "withdrawn"}),
    (_in_approval, {"submit": "submitted", "approve": "approved", "return": "returned"}),
    (_approved, {"cancel": "cancelled"}),
    (_settled, {}),
    (_refused, {}),
    (_returned, {"submit": "submitted", "cancel": "cancelled"}),
    (_withdrawn, {"submit": "submitted", "cancel": "cancelled"}),
    (_cancelled, {}),
]


@pytest.mark.parametrize(("reach", "allowed"), ALLOWED, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.parametrize("action", ["submit", "approve", "return", "withdraw", "cancel"])
def test_in_each_state_only_its_own_actions_are_taken(
    pair: tuple[Clerk, Clerk, Clerk],
    reach: Callable[[Clerk, Clerk, Clerk], str],
    allowed: dict[str, str],
    action: str,
) -> None:
    maker, first, second = pair
    op_id = reach(maker, first, second)
    before = maker.content(op_id)
    if action == "submit":
        answer, _ = maker.submit(three_lines(), op_id=op_id, rev="2")
    elif action in ("approve", "return"):
        answer = second.decide(op_id, action)
    else:
        answer = maker.move(action, op_id)
    if action in allowed:
        assert (answer.status, answer.json.get("status")) == (201, allowed[action])
    else:
        too_late = action == "cancel" and before["status"] == "settled"
        assert (answer.status, answer.code) == (409, "cancel_too_late" if too_late else "status_forbids")
        assert answer.json["facts"].get("status", "settled") == before["status"]
        assert maker.content(op_id) == before
    maker.central.assert_books_right()


def test_one_satang_more_voids_the_signatures_given(pair: tuple[Clerk, Clerk, Clerk]) -> None:
    maker, first, second = pair
    op_id = _in_approval(maker, first, second)
    lines = three_lines()
    lines[0]["satang"] = str(int(lines[0]["satang"]) + 1)
    stale = second.decide_body(op_id)
    assert maker.submit(lines, op_id=op_id, rev="2")[0].json["status"] == "submitted"
    told = [event for event in maker.events() if event.get("op_id") == op_id][-1]
    assert told["voided"] == [first.kid]
    assert maker.content(op_id)["authorizations"] == []
    assert second.send(stale).code == "edition_changed"
    assert second.decide(op_id).json["status"] == "in_approval"
    assert first.decide(op_id).json["status"] == "approved"
    maker.central.assert_books_right()


def test_the_second_signature_is_another_persons(pair: tuple[Clerk, Clerk, Clerk]) -> None:
    op_id = _in_approval(*pair)
    assert pair[1].decide(op_id).code == "already_signed"


def test_a_new_edition_must_be_the_next_one(pair: tuple[Clerk, Clerk, Clerk]) -> None:
    maker = pair[0]
    op_id = _withdrawn(*pair)
    for rev in ("1", "3"):
        answer, _ = maker.submit(three_lines(), op_id=op_id, rev=rev)
        assert (answer.code, answer.json["facts"]) == ("edition_changed", {"rev": "1"})
    assert maker.move("cancel", op_id, rev="2").code == "edition_changed"


def test_a_batch_sent_back_tells_the_maker_why_and_frees_its_money(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    before = maker.ask("GET", "/v1/unit").json["accounts"]
    op_id = maker.submit(three_lines())[1]["op_id"]
    assert maker.ask("GET", "/v1/unit").json["accounts"] != before
    assert authorizer.decide(op_id, "return", reason="บัญชีบรรทัดที่ 2 ผิด").status == 201
    assert maker.ask("GET", "/v1/unit").json["accounts"] == before
    told = [event for event in maker.events() if event.get("op_id") == op_id][-1]
    assert told["record"]["type"] == "batch.returned"
    assert "บัญชีบรรทัดที่ 2 ผิด" in told["decision"]["authorization"]


def test_a_batch_can_come_back_many_times_and_is_paid_once(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    lines = three_lines()
    op_id = maker.submit(lines)[1]["op_id"]
    for rev in range(2, 6):
        authorizer.decide(op_id, "return")
        assert maker.submit(lines, op_id=op_id, rev=str(rev))[0].status == 201
    balance = int(maker.ask("GET", "/v1/unit").json["accounts"][0]["balance_satang"])
    assert authorizer.decide(op_id).status == 201
    central.settle()
    after = int(maker.ask("GET", "/v1/unit").json["accounts"][0]["balance_satang"])
    assert balance - after == 325_125
    central.assert_books_right()


def test_the_makers_log_position_is_a_witness(maker: Clerk) -> None:
    maker.submit(three_lines())
    head = maker.ask("GET", "/v1/events?after=0&limit=1").json
    seen = {"ckpt_size": head["head_seq"], "ckpt_root": head["head_leaf"]}
    assert maker.submit(three_lines(), **seen)[0].status == 201
    forged = {"ckpt_size": head["head_seq"], "ckpt_root": "f" * 64}
    assert maker.submit(three_lines(), **forged)[0].json["facts"] == {"field": "ckpt_root", "line": ""}


def test_what_the_server_shows_of_a_batch_is_what_the_maker_signed(central: Central, maker: Clerk) -> None:
    viewer = Clerk.ready(central, UNIT, "AUDIT01")
    lines = three_lines()
    payment = maker.payment(lines, memo="หมายเหตุ", doc_no="กค 1/70")
    command = maker.submit_body(payment, lines)
    assert maker.send(command).status == 201
    content = viewer.content(payment["op_id"])
    assert content["lines"] == lines
    assert content["payment_sig"] == command["payment_sig"]
