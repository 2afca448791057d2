"""The bank looks into the register once more: what changed after the last signature is not paid (PR-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import UNIT, Clerk, line
from tests.helpers.raw_payees import entry, line_of, register
from tests.helpers.raw_payees import fresh as somebody

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Json

LATER, THEN = "2026-12-01", "2026-12-01T10:00:00+07:00"
HELD = 2_500
"""What a rule holds at the payee's bank until the next bank day."""
DRAW = {"doc_no": "ฎ.5/2570", "draw_satang": "1000000", "residue_reason": "จ่ายเป็นงวด"}


@pytest.fixture
def second(fresh: Central) -> Clerk:
    return Clerk.ready(fresh, UNIT, "AUTH02")


def approved(maker: Clerk, authorizer: Clerk, lines: list[Json], **changes: str) -> str:
    op_id = str(maker.submit(lines, value_date=LATER, **changes)[1]["op_id"])
    assert authorizer.decide(op_id).json["status"] == "approved"
    return op_id


def outcomes(central: Central, op_id: str) -> dict[str, tuple[str, str]]:
    shown = central.operate("GET", f"batches/{op_id}").json["lines"]
    return {str(row["n"]): (row["status"], row["reason"]) for row in shown}


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"acct": "9990000013"}, ("rejected", "KHREG")),
        ({"bank": "004"}, ("rejected", "KHREG")),
        ({"until": "2026-11-30"}, ("rejected", "KHREG")),
        ({"until": "2026-12-01"}, ("settled", "")),
        ({"mobile": "0899999999", "office": "สำนักงานเลขานุการ"}, ("settled", "")),
    ],
)
def test_a_line_whose_payee_changed_after_the_last_signature_is_not_paid(
    fresh: Central, own_maker: Clerk, own_authorizer: Clerk, second: Clerk, changes: dict[str, str], outcome: object
) -> None:
    one = somebody()
    register(own_maker, own_authorizer, one)
    op_id = approved(own_maker, own_authorizer, [line(1), line_of(one, 2)])
    register(own_maker, second, entry({**one["record"], **changes}, one["payee_id"], "1"))
    fresh.advance(THEN)
    assert outcomes(fresh, op_id) == {"1": ("settled", ""), "2": outcome}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [({"acct": "9990000016"}, "payee_changed"), ({"until": "2026-11-30"}, "payee_ended"), ({"office": "กองคลัง"}, "")],
)
def test_a_line_that_a_rule_held_is_looked_at_again_when_it_goes_on_and_before_anybody_lets_it_go(
    fresh: Central, own_maker: Clerk, own_authorizer: Clerk, second: Clerk, changes: dict[str, str], refused: str
) -> None:
    one = somebody()
    register(own_maker, own_authorizer, one)
    op_id = approved(own_maker, own_authorizer, [line(1), line_of(one, 2, HELD)])
    fresh.advance(THEN)
    assert outcomes(fresh, op_id)["2"] == ("pending", "")
    for clerk in (own_maker, second):
        assert clerk.sign_in().status == 201
    register(own_maker, second, entry({**one["record"], **changes}, one["payee_id"], "1"))
    released = fresh.operate("POST", f"held-lines/{op_id}/2/release", {"reason": "ตรวจกับธนาคารผู้รับแล้ว"})
    assert released.code == refused
    fresh.advance("2026-12-02T10:00:00+07:00")
    ended = ("rejected", "KHREG") if refused else ("settled", "")
    assert outcomes(fresh, op_id) == {"1": ("settled", ""), "2": ended}
    fresh.assert_books_right()


def test_who_was_merged_into_another_after_the_last_signature_is_not_paid(
    fresh: Central, own_maker: Clerk, own_authorizer: Clerk, second: Clerk
) -> None:
    one, other = somebody(), somebody()
    register(own_maker, own_authorizer, one, other)
    op_id = approved(own_maker, own_authorizer, [line_of(one), line_of(other, 2)])
    register(own_maker, second, entry(one["record"], one["payee_id"], "1", other["payee_id"]))
    fresh.advance(THEN)
    assert outcomes(fresh, op_id) == {"1": ("rejected", "KHREG"), "2": ("settled", "")}


def test_the_sums_hold_the_unit_is_told_and_the_line_can_be_paid_again_as_the_register_has_it(
    fresh: Central, own_maker: Clerk, own_authorizer: Clerk, second: Clerk
) -> None:
    one = somebody()
    register(own_maker, own_authorizer, one)
    lines = [line(1, 300_000), line_of(one, 2, 200_000), line(3, 100_000)]
    decline = [{"n": "3", "code": "paper", "text": ""}]
    op_id = str(own_maker.submit(lines, value_date=LATER, **DRAW)[1]["op_id"])
    assert own_authorizer.decide(op_id, lines=decline).json["status"] == "approved"
    moved = entry({**one["record"], "acct": "9990000014"}, one["payee_id"], "1")
    register(own_maker, second, moved)
    fresh.advance(THEN)
    assert outcomes(fresh, op_id) == {
        "1": ("settled", ""),
        "2": ("rejected", "KHREG"),
        "3": ("declined", "paper"),
    }
    assert own_maker.sign_in().status == 201
    assert own_maker.content(op_id)["status"] == "partly_settled"
    finished = next(
        event for event in own_maker.events() if event["record"]["type"] == "batch.finished" and event["op_id"] == op_id
    )
    assert '"rejected_satang":"300000"' in finished["receipt"]["receipt"]
    draw = own_maker.ask("GET", "/v1/draws").json["draws"]
    of_it = next(each for each in draw if each["doc_no"] == DRAW["doc_no"])
    assert (of_it["paid_satang"], of_it["reserved_satang"], of_it["residue_satang"]) == ("300000", "0", "700000")
    again = line_of(moved, 1, 200_000, version="2", origin=f"{op_id}/1/2")
    follow_up, payment = own_maker.submit([again], value_date="2026-12-02", follows=op_id, **DRAW)
    assert follow_up.status == 201
    assert own_authorizer.sign_in().status == 201
    assert own_authorizer.decide(payment["op_id"]).status == 201
    fresh.advance("2026-12-02T10:00:00+07:00")
    assert outcomes(fresh, payment["op_id"]) == {"1": ("settled", "")}


def test_a_batch_of_which_no_line_may_be_paid_ends_without_a_payment(
    fresh: Central, own_maker: Clerk, own_authorizer: Clerk, second: Clerk
) -> None:
    one = somebody()
    register(own_maker, own_authorizer, one)
    op_id = approved(own_maker, own_authorizer, [line_of(one)])
    register(own_maker, second, entry({**one["record"], "acct": "9990000015"}, one["payee_id"], "1"))
    fresh.advance(THEN)
    assert fresh.operate("GET", f"batches/{op_id}").json["status"] == "refused"
    assert fresh.operate("GET", f"notices?op_id={op_id}").json["notices"] == []
