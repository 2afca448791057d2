"""What does not fit: demanded by the central system, numbered without gaps, kept until it is solved in fact (RC-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from app.simulator import statements
from app.simulator.closing import demands
from app.simulator.closing.tables import day_exceptions
from app.simulator.collections.tables import payments
from app.simulator.refusals import Refused
from app.simulator.tables import batches, lines, users
from app.wire.closing import DayException
from tests.helpers.closing_office import AUTHORIZER, BUDGET, OTHER_MAKER, RECEIVING, UNIT, Office, unit_of

if TYPE_CHECKING:
    from app.simulator.storage import Storage
    from app.wire.closing import DayOrder, DayRecord

CLOCK = "2026-11-23 16:00"


def refusal(office: Office, order: DayOrder) -> tuple[str, str]:
    """Return the code of an order's refusal, and the field, what is missing, or the exception that is wrong."""
    with pytest.raises(Refused) as refused:
        office.propose(order)
    facts = refused.value.facts
    named = {one.exception_id: one.about for one in order.exceptions}
    where = facts.get("field") or facts.get("about") or named.get(facts.get("exception_id", ""), "")
    return refused.value.refusal.value, where


def changed(one: DayException, **changes: str) -> DayException:
    return DayException(**({name: getattr(one, name) for name in DayException.__struct_fields__} | changes))


def numbers(record: DayRecord) -> dict[str, str]:
    return {one.exception.about: one.number for one in record.exceptions}


def match(office: Office, payment_id: str) -> None:
    """Let money in the queue belong to something, as an order about it would."""
    mine = update(payments).where(payments.c.payment_id == payment_id)
    office.connection.execute(mine.values(state="matched", matched_satang=payments.c.satang, cause=""))


def queue(office: Office, payment_id: str) -> None:
    mine = update(payments).where(payments.c.payment_id == payment_id)
    office.connection.execute(mine.values(state="queued", matched_satang=0, cause="unmatched"))


def batch(office: Office, op_id: str, pay_at: str, *states: str) -> None:
    """Let there be a batch that the bank was to pay at ``pay_at``, with lines in these states."""
    values: dict[str, Any] = dict.fromkeys(("value_date", "fy", "doc_no", "payment", "payment_sig"), "")
    values |= {"op_id": op_id, "agency": "2102", "unit": UNIT, "rev": 1, "version": 1, "kind": "welfare"}
    values |= {"debit_acct": BUDGET, "total_satang": 100 * len(states), "lines_count": len(states), "pay_at": pay_at}
    values |= {"maker_uid": OTHER_MAKER, "maker_device": "d", "signatures_needed": 1, "lines_open": len(states)}
    office.connection.execute(insert(batches).values(values | {"status": "released"}))
    nothing = dict.fromkeys(
        ("bank", "acct", "name", "payee_id", "payee_rev", "person_id", "mobile", "email", "ref"), ""
    )
    for n, status in enumerate(states, 1):
        line = {"op_id": op_id, "rev": 1, "n": n, "satang": 100, "pending_id": f"{op_id}/{n}", "status": status}
        office.connection.execute(insert(lines).values(nothing | line))


# -- what is demanded --------------------------------------------------------------------------------------------------


def test_everything_that_does_not_fit_is_demanded_with_its_account_and_sum(office: Office) -> None:
    office.at("2026-11-23 10:00")
    waits, sent_back = office.remit(500), office.remit(700)
    office.answered(sent_back, "refused")
    office.pay(150_000, "PAY-1")
    batch(office, "op-1", "2026-11-23T03:00:00.000Z", "settled", "pending", "pending")
    office.at(CLOCK)
    demanded = {(one.kind, one.account, one.about, one.satang) for one in office.asked().demanded}
    assert demanded == {
        ("acknowledgement_missing", BUDGET, waits, "500"),
        ("remittance_refused", BUDGET, sent_back, "700"),
        ("payment_queued", RECEIVING, "PAY-1", "150000"),
        ("result_missing", BUDGET, "op-1", "200"),
    }
    for left_out in office.order().exceptions:
        rest = tuple(one for one in office.order().exceptions if one != left_out)
        assert refusal(office, office.order(exceptions=rest)) == ("exception_missing", left_out.about)
    record = office.close()
    assert sorted(numbers(record).values()) == ["1/2570", "2/2570", "3/2570", "4/2570"]


def test_what_comes_after_the_end_of_the_stretch_is_the_next_days_matter(office: Office) -> None:
    office.at("2026-11-24 10:00").pay(100, "PAY-1")
    req_id = office.remit(500)
    batch(office, "op-1", "2026-11-24T03:00:00.000Z", "pending")
    assert office.asked().demanded == ()
    office.close()
    assert {one.about for one in office.at("2026-11-24 16:00").asked().demanded} == {"PAY-1", req_id, "op-1"}


def test_a_batch_that_the_bank_does_not_have_yet_or_has_answered_is_not_demanded(office: Office) -> None:
    batch(office, "to come", "2026-11-24T01:30:00.000Z", "pending")
    batch(office, "not released", "", "pending")
    batch(office, "answered", "2026-11-23T03:00:00.000Z", "settled", "rejected", "declined")
    assert office.at(CLOCK).asked().demanded == ()


def test_nothing_of_another_unit_is_demanded(office: Office) -> None:
    office.pay(100, "PAY-1")
    assert [one.about for one in office.at(CLOCK).asked().demanded] == ["PAY-1"]
    assert demands.unsolved(office.connection, "2102000002") == []


# -- kept until solved -------------------------------------------------------------------------------------------------


def test_what_is_open_is_carried_from_close_to_close_with_its_number_and_age(office: Office) -> None:
    office.pay(100, "PAY-1")
    office.at(CLOCK).close()
    record = office.at("2026-11-24 16:00").close()
    (kept,) = record.exceptions
    assert (kept.number, kept.since, kept.solved_on, kept.exception.state) == ("1/2570", "2026-11-23", "", "open")
    order = office.at("2026-11-25 16:00").order(exceptions=())
    assert refusal(office, order) == ("exception_missing", "PAY-1")


def test_what_is_demanded_is_solved_when_it_is_in_fact_and_not_before(office: Office) -> None:
    office.pay(100, "PAY-1")
    office.at(CLOCK).close()
    office.at("2026-11-24 16:00")
    (open_still,) = office.order().exceptions
    solved = changed(open_still, state="solved", reason="จับคู่กับใบแจ้งแล้ว")
    assert refusal(office, office.order(exceptions=(solved,))) == ("exception_wrong", "PAY-1")
    match(office, "PAY-1")
    record = office.close(office.order(exceptions=(solved,)))
    assert (record.state, record.exceptions[0].solved_on) == ("closed", "2026-11-24")
    assert office.asked().open_exceptions == ()
    assert office.at("2026-11-25 16:00").close().exceptions == ()


def test_what_was_solved_between_the_two_signatures_may_stay_open_until_the_next_close(office: Office) -> None:
    office.pay(100, "PAY-1")
    order = office.at(CLOCK).order()
    office.propose(order)
    match(office, "PAY-1")
    office.settle(order.req_id)
    assert [one.exception.about for one in office.asked().open_exceptions] == ["PAY-1"]
    assert office.at("2026-11-24 16:00").asked().demanded == ()


def test_what_ceased_to_fit_between_the_two_signatures_stops_the_close(office: Office) -> None:
    office.pay(100, "PAY-1")
    match(office, "PAY-1")
    order = office.at(CLOCK).order()
    office.propose(order)
    queue(office, "PAY-1")
    with pytest.raises(Refused) as refused:
        office.settle(order.req_id)
    assert (refused.value.refusal, refused.value.facts["about"]) == ("exception_missing", "PAY-1")
    assert office.settle(order.req_id, "return").status == "returned"


def test_what_does_not_fit_again_has_its_old_number_and_a_new_age(office: Office) -> None:
    office.pay(100, "PAY-1")
    office.at(CLOCK).close()
    match(office, "PAY-1")
    solve(office.at("2026-11-24 16:00"))
    queue(office, "PAY-1")
    (again,) = office.at("2026-11-25 16:00").close().exceptions
    assert (again.number, again.since, again.solved_on) == ("1/2570", "2026-11-25", "")


def solve(office: Office) -> DayRecord:
    """Close the next day with everything that was open solved."""
    told = tuple(changed(one, state="solved", reason="แก้ไขแล้ว") for one in office.order().exceptions)
    return office.close(office.order(exceptions=told))


def test_the_units_own_word_is_solved_when_the_unit_says_so(office: Office) -> None:
    mine = office.exception("other", "ใบเสร็จเล่มที่ 4 หาย")
    office.at(CLOCK).close(office.order(exceptions=(mine,)))
    assert refusal(office.at("2026-11-24 16:00"), office.order(exceptions=())) == ("exception_missing", mine.about)
    assert solve(office).state == "closed"


def test_owner_reason_and_sum_may_change_while_it_is_open(office: Office) -> None:
    mine = office.exception("other", "เงินขาด", satang="100")
    office.at(CLOCK).close(office.order(exceptions=(mine,)))
    change = {"owner_uid": AUTHORIZER, "reason": "ส่งให้ผู้อำนวยการตรวจ", "satang": "250"}
    other = changed(mine, **change)
    (kept,) = office.at("2026-11-24 16:00").close(office.order(exceptions=(other,))).exceptions
    assert (kept.exception, kept.since) == (other, "2026-11-23")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"about": ""}, "about"),
        ({"exception_id": "5d2b7a0e-7c1f-5b1e-9a43-0f6f3c9e4d21"}, "exception_id"),
        ({"account": "0061000018"}, "account"),
        ({"satang": "-5"}, "satang"),
        ({"satang": "0"}, "satang"),
        ({"state": "forgotten"}, "state"),
        ({"reason": ""}, "reason"),
        ({"reason": "ก\u200bข"}, "reason"),
        ({"owner_uid": "somebody"}, "owner_uid"),
    ],
)
def test_what_is_wrong_in_an_exception_is_named(office: Office, changes: dict[str, str], field: str) -> None:
    wrong = changed(office.exception("other", "เงินขาด"), **changes)
    assert refusal(office.at(CLOCK), office.order(exceptions=(wrong,))) == ("field_wrong", field)


def test_an_exception_is_told_once(office: Office) -> None:
    mine = office.exception("other", "เงินขาด")
    assert refusal(office.at(CLOCK), office.order(exceptions=(mine, mine))) == ("field_wrong", "exceptions")


def test_whoever_left_looks_after_nothing_that_is_open(office: Office) -> None:
    mine = office.exception("other", "เงินขาด", owner_uid=OTHER_MAKER)
    office.at(CLOCK).close(office.order(exceptions=(mine,)))
    office.connection.execute(update(users).where(users.c.uid == OTHER_MAKER).values(removed=1))
    office.at("2026-11-24 16:00")
    assert refusal(office, office.order()) == ("field_wrong", "owner_uid")
    assert solve(office).state == "closed"


@pytest.mark.parametrize(
    "kind", ["acknowledgement_missing", "remittance_refused", "record_not_printed", "payment_queued", "result_missing"]
)
def test_an_exception_about_nothing_is_refused(office: Office, kind: str) -> None:
    nothing = office.exception(kind, "no such thing", account=BUDGET)
    assert refusal(office.at(CLOCK), office.order(exceptions=(nothing,))) == ("exception_wrong", "no such thing")


def test_an_exception_names_the_account_that_its_thing_is_of(office: Office) -> None:
    office.at(CLOCK).pay(100, "PAY-1")
    right = office.exception("payment_queued", "PAY-1", account=RECEIVING)
    elsewhere = changed(right, account=BUDGET)
    assert refusal(office, office.order(exceptions=(elsewhere,))) == ("exception_wrong", "PAY-1")
    office.close(office.order(exceptions=(right,)))


def test_what_came_while_the_order_was_made_may_be_told_and_need_not(office: Office) -> None:
    office.at(CLOCK).pay(100, "PAY-1")
    assert [one.about for one in office.asked().demanded] == ["PAY-1"]
    order = office.order()
    office.propose(order)
    office.recall(order.req_id)
    assert office.close(office.order(exceptions=())).state == "closed"
    assert office.at("2026-11-24 16:00").close().state == "closed_with_exceptions"


def test_an_unmatched_entry_is_one_of_the_statement(office: Office) -> None:
    order = office.at(CLOCK).order()
    (entry,) = statements.make(office.connection, BUDGET, "", order.until).entries
    for account, about in ((BUDGET, "no entry"), (RECEIVING, entry.entry_id)):
        wrong = office.exception("entry_unmatched", about, account=account)
        assert refusal(office, office.order(exceptions=(wrong,))) == ("exception_wrong", about)
    right = office.exception("entry_unmatched", entry.entry_id, account=BUDGET, satang=entry.satang)
    assert office.close(office.order(exceptions=(right,))).state == "closed_with_exceptions"


def test_nothing_is_solved_that_was_never_open(office: Office) -> None:
    solved = office.exception("other", "เงินขาด", state="solved")
    assert refusal(office.at(CLOCK), office.order(exceptions=(solved,))) == ("exception_wrong", "เงินขาด")


def test_numbers_have_no_gaps_and_begin_anew_with_the_fiscal_year(storage: Storage) -> None:
    with unit_of(storage, "2027-09-29 09:00") as office:
        _number(office)


def _number(office: Office) -> None:
    def mine(*names: str) -> tuple[DayException, ...]:
        return tuple(office.exception("other", name) for name in names)

    first = office.at("2027-09-29 16:00").order(exceptions=mine("ก", "ข"))
    office.propose(first)
    office.settle(first.req_id, "return")
    assert numbers(office.close(office.order(exceptions=mine("ข", "ค")))) == {"ข": "1/2570", "ค": "2/2570"}
    record = office.at("2027-09-30 16:00").close(office.order(exceptions=(*office.order().exceptions, *mine("ง"))))
    assert numbers(record)["ง"] == "3/2570"
    record = office.at("2027-10-01 16:00").close(office.order(exceptions=(*office.order().exceptions, *mine("จ"))))
    assert (numbers(record)["ข"], numbers(record)["จ"]) == ("1/2570", "1/2571")


def test_a_day_of_the_old_year_that_is_closed_in_the_new_one_has_numbers_of_the_old(storage: Storage) -> None:
    with unit_of(storage, "2027-09-30 09:00") as office:
        office.at("2027-10-04 16:00")
        assert numbers(office.close(office.order(exceptions=(office.exception("other", "ก"),)))) == {"ก": "1/2570"}


def test_a_reopened_day_carries_what_was_open_then_and_leaves_later_days_alone(office: Office) -> None:
    office.at(CLOCK).close(office.order(exceptions=(office.exception("other", "ก"),)))
    later = office.exception("other", "ข")
    office.at("2026-11-24 16:00").close(office.order(exceptions=(*office.order().exceptions, later)))
    office.close(office.reopening("2026-11-23"))
    assert [one.exception.about for one in office.asked().open_exceptions] == ["ก"]
    too_early = changed(later, state="solved")
    wrong = office.order(exceptions=(*office.order().exceptions, too_early))
    assert refusal(office, wrong) == ("exception_wrong", "ข")
    solve(office)
    state = select(day_exceptions.c.about, day_exceptions.c.state, day_exceptions.c.solved_on)
    kept = {row.about: (row.state, row.solved_on) for row in office.connection.execute(state)}
    assert kept == {"ก": ("solved", "2026-11-23"), "ข": ("open", "")}


def test_more_than_an_order_holds_is_told_when_there_is_room_again(office: Office) -> None:
    for number in range(503):
        office.pay(1, f"PAY-{number:04d}")
    office.at(CLOCK)
    assert len(office.asked().demanded) == 503
    first = office.order()
    assert refusal(office, first) == ("field_wrong", "exceptions")
    record = office.close(office.order(exceptions=first.exceptions[:500]))
    assert len(record.exceptions) == 500
    for number in range(4):
        match(office, f"PAY-{number:04d}")
    record = solve_some(office.at("2026-11-24 16:00"))
    assert {one.exception.about for one in record.exceptions if one.exception.state == "solved"} == {
        f"PAY-{number:04d}" for number in range(4)
    }
    left = office.at("2026-11-25 16:00").asked()
    assert len(left.open_exceptions) == 496
    assert len({one.about for one in left.demanded} | {one.exception.about for one in left.open_exceptions}) == 499


def solve_some(office: Office) -> DayRecord:
    """Close the next day with what is solved in fact told so, and nothing new beyond what an order holds."""
    still = {one.about for one in office.asked().demanded}
    carried = [one.exception for one in office.asked().open_exceptions]
    told = [one if one.about in still else changed(one, state="solved", reason="แก้ไขแล้ว") for one in carried]
    assert len(told) == 500
    return office.close(office.order(exceptions=tuple(told)))
