"""What two persons say of a day, and everything in it that the central system looks up again by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from app.simulator import log, statements
from app.simulator.administration.tables import person_notices
from app.simulator.closing.tables import day_orders, days
from app.simulator.refusals import Refused
from app.simulator.tables import keys, transfers, users
from app.wire.closing import AccountDay, Compared, DayOrder, ManualMatch
from app.wire.codec import encode
from app.wire.signature import DAY_RECORD, public_text, sha256_hex, signature_sha256, verify
from tests.helpers.closing_office import AUTHORIZER, BUDGET, COLLECTOR, MAKER, OTHER_MAKER, RECEIVING, UNIT, Office

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSED, WITH_EXCEPTIONS, REOPENED = "closed", "closed_with_exceptions", "reopened"


@pytest.fixture
def evening(office: Office) -> Office:
    """Let the day's cut-off have passed, with money that came in."""
    office.pay(150_000, "PAY-1")
    return office.at("2026-11-23 16:00")


def refusal(office: Office, order: DayOrder, **how: Any) -> tuple[str, str]:
    """Return code and field or account of the refusal of an order."""
    with pytest.raises(Refused) as refused:
        office.propose(order, **how)
    facts = refused.value.facts
    return refused.value.refusal.value, facts.get("field", facts.get("account", ""))


def row(**changes: str) -> Compared:
    right = {"what": "collection", "account": RECEIVING, "ours_count": "1", "ours_satang": "150000"}
    right |= {"bank_count": "1", "bank_satang": "150000", "treasury_count": "", "treasury_satang": ""}
    return Compared(**(right | changes))


def test_a_day_is_closed_by_two_persons_and_the_bank_signs_it(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    assert evening.asked().day == "2026-11-23"
    evening.settle(order.req_id)
    kept = evening.connection.execute(select(day_orders).where(day_orders.c.req_id == order.req_id)).one()
    assert verify(public_text(evening.bank_key), DAY_RECORD, kept.record.encode(), kept.record_sig)
    record = evening.record(order.req_id)
    assert (record.day, record.version, record.state, record.since) == ("2026-11-23", "1", WITH_EXCEPTIONS, "")
    assert record.order_sha256 == sha256_hex(encode(order))
    assert record.order_sig_sha256 == signature_sha256(kept.order_sig)
    assert record.decision_sha256 == sha256_hex(kept.decision.encode())
    assert evening.asked().day == ""


def test_a_day_on_which_all_fits_is_simply_closed(office: Office) -> None:
    assert office.at("2026-11-23 16:00").close().state == CLOSED


def test_an_authorizer_sends_an_order_back_and_the_day_stays_open(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    assert evening.settle(order.req_id, "return").status == "returned"
    assert evening.asked().day == "2026-11-23"
    assert evening.close().version == "1"


def test_a_maker_takes_an_order_back(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    with pytest.raises(Refused) as refused:
        evening.recall(order.req_id, OTHER_MAKER)
    assert refused.value.refusal == "not_the_maker"
    assert evening.recall(order.req_id).status == "recalled"
    for word in ("approve", "return"):
        with pytest.raises(Refused) as refused:
            evening.settle(order.req_id, word)
        assert refused.value.refusal == "status_forbids"
    assert evening.close().day == "2026-11-23"


@pytest.mark.parametrize("uid", [MAKER, OTHER_MAKER, COLLECTOR])
def test_every_maker_of_the_unit_may_close_its_day(evening: Office, uid: str) -> None:
    order = evening.order(uid)
    evening.propose(order, uid)
    evening.settle(order.req_id)
    assert evening.record(order.req_id).day == "2026-11-23"


def test_an_authorizer_closes_nothing_alone(evening: Office) -> None:
    assert refusal(evening, evening.order(AUTHORIZER), uid=AUTHORIZER)[0] == "role_missing"


def test_the_second_of_two_makers_is_told_whose_order_waits(evening: Office) -> None:
    first, second = evening.order(), evening.order(OTHER_MAKER)
    evening.propose(first)
    with pytest.raises(Refused) as refused:
        evening.propose(second, OTHER_MAKER)
    assert (refused.value.refusal, refused.value.facts) == ("proposal_pending", {"req_id": first.req_id})
    evening.settle(first.req_id)
    assert refusal(evening, second, uid=OTHER_MAKER)[0] == "day_wrong"


def test_an_order_is_given_once(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    evening.recall(order.req_id)
    assert refusal(evening, order) == ("field_wrong", "req_id")


WRONG: dict[str, tuple[Callable[[DayOrder], dict[str, Any]], tuple[str, str]]] = {
    "another agency": (lambda _: {"agency": "2101"}, ("other_unit", "")),
    "another unit": (lambda _: {"unit": "2102000002"}, ("other_unit", "")),
    "another typ": (lambda _: {"typ": "khlang.day/2"}, ("field_wrong", "typ")),
    "no act": (lambda _: {"act": "shut"}, ("field_wrong", "act")),
    "no name": (lambda _: {"req_id": "today"}, ("field_wrong", "req_id")),
    "another workstation": (lambda _: {"device": "other-desk"}, ("device_wrong", "")),
    "another maker": (lambda _: {"maker_uid": OTHER_MAKER}, ("field_wrong", "maker_uid")),
    "no day": (lambda _: {"day": "2569-11-23"}, ("day_wrong", "")),
    "a day that is none": (lambda _: {"day": "2026-11-31"}, ("field_wrong", "day")),
    "version none": (lambda _: {"version": "0"}, ("field_wrong", "version")),
    "a later version": (lambda _: {"version": "2"}, ("field_wrong", "version")),
    "another beginning": (lambda _: {"since": "2026-11-22T16:59:59.999Z"}, ("field_wrong", "since")),
    "until is no moment": (lambda _: {"until": "16:00"}, ("field_wrong", "until")),
    "no accounts": (lambda _: {"accounts": ()}, ("field_wrong", "accounts")),
    "an account left out": (lambda o: {"accounts": o.accounts[:1]}, ("field_wrong", "accounts")),
    "accounts the other way round": (lambda o: {"accounts": o.accounts[::-1]}, ("field_wrong", "accounts")),
    "an account twice": (lambda o: {"accounts": (*o.accounts, o.accounts[0])}, ("field_wrong", "accounts")),
    "no anchor": (lambda _: {"anchor_head": ""}, ("field_wrong", "anchor_head")),
    "an anchor that is none": (lambda _: {"anchor_seq": "-1"}, ("field_wrong", "anchor_seq")),
    "a hidden character": (lambda _: {"reason": "ปิด\u200bวัน"}, ("field_wrong", "reason")),
    "made at no time": (lambda _: {"made_at": "today"}, ("field_wrong", "made_at")),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_the_head_of_an_order_is_named(evening: Office, what: str) -> None:
    change, wanted = WRONG[what]
    assert refusal(evening, evening.order(**change(evening.order()))) == wanted


def test_what_was_not_signed_so_is_refused(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    sig = evening.connection.scalar(select(day_orders.c.order_sig).where(day_orders.c.req_id == order.req_id))
    evening.recall(order.req_id)
    assert refusal(evening, evening.order(), sig=sig)[0] == "signature_wrong"


SUMS = ("opening_satang", "in_satang", "out_satang", "closing_satang", "entries", "statement_sha256")


@pytest.mark.parametrize("name", SUMS)
def test_every_sum_and_hash_of_a_statement_is_made_again(evening: Office, name: str) -> None:
    order = evening.order()
    last = order.accounts[1]
    said = {field: getattr(last, field) for field in AccountDay.__struct_fields__}
    said[name] = said[name][::-1] if name == "statement_sha256" else str(int(said[name]) + 1)
    wrong = evening.order(accounts=(order.accounts[0], AccountDay(**said)))
    assert refusal(evening, wrong) == ("statement_differs", RECEIVING)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ours_satang": "-1"}, "ours_satang"),
        ({"bank_satang": "01"}, "bank_satang"),
        ({"ours_count": ""}, "ours_count"),
        ({"bank_count": "1.5"}, "bank_count"),
        ({"bank_satang": "๑"}, "bank_satang"),
        ({"ours_satang": "9999999999999999"}, "ours_satang"),
        ({"treasury_count": "1"}, "treasury_satang"),
        ({"treasury_satang": "5"}, "treasury_count"),
        ({"what": "gift"}, "what"),
        ({"account": "0061000018"}, "account"),
    ],
)
def test_what_is_compared_are_plain_sums_of_ones_own_accounts(
    evening: Office, changes: dict[str, str], field: str
) -> None:
    right = evening.order().compared
    nothing = {"what": "refund", "bank_count": "0", "bank_satang": "0"}
    wrong = row(**(nothing | changes))
    assert refusal(evening, evening.order(compared=(*right, wrong))) == ("field_wrong", field)
    assert refusal(evening, evening.order(compared=(*right, right[0]))) == ("field_wrong", "compared")
    evening.propose(evening.order(compared=(*right, row(**nothing, treasury_count="0", treasury_satang="0"))))


@pytest.mark.parametrize(
    "change",
    [{"bank_count": "2"}, {"bank_satang": "149999"}, {"what": "refund"}, None, {"bank_count": "0", "bank_satang": "0"}],
)
def test_the_accounts_column_is_what_the_bank_booked_of_every_kind(
    evening: Office, change: dict[str, str] | None
) -> None:
    opened, paid = evening.order().compared
    assert paid == row()
    told = (opened,) if change is None else (opened, row(**change))
    assert refusal(evening, evening.order(compared=told)) == ("statement_differs", RECEIVING)
    assert evening.propose(evening.order(compared=(row(ours_count="0", ours_satang="0"), opened))).status == "pending"


def _entries(office: Office, account: str) -> list[str]:
    return [one.entry_id for one in statements.make(office.connection, account, "", office.order().until).entries]


def test_matches_by_hand_name_entries_of_one_statement_and_each_thing_once(evening: Office) -> None:
    (paid,), (opened,) = _entries(evening, RECEIVING), _entries(evening, BUDGET)
    right = ManualMatch((paid,), ("collection:PAY-1",), "ยอดตรงกัน")

    def field(*matches: ManualMatch) -> str:
        return refusal(evening, evening.order(matches=matches))[1]

    assert field(ManualMatch((), right.items, right.reason)) == "entry_ids"
    assert field(ManualMatch(("nothing",), right.items, right.reason)) == "entry_ids"
    assert field(ManualMatch((paid, opened), right.items, right.reason)) == "entry_ids"
    assert field(ManualMatch((paid, paid), right.items, right.reason)) == "entry_ids"
    assert field(ManualMatch((paid,), (), right.reason)) == "items"
    assert field(ManualMatch((paid,), ("PAY-1",), right.reason)) == "items"
    assert field(ManualMatch((paid,), (*right.items, *right.items), right.reason)) == "matches"
    assert field(ManualMatch((paid,), right.items, "")) == "reason"
    assert field(right, ManualMatch((paid,), ("collection:PAY-2",), "ซ้ำ")) == "matches"
    assert field(right, ManualMatch((opened,), right.items, "ซ้ำ")) == "matches"
    evening.propose(evening.order(matches=(right,)))


def test_the_maker_settles_nothing_of_their_own_under_whatever_name(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    evening.connection.execute(update(users).where(users.c.uid == MAKER).values(person=AUTHORIZER))
    with pytest.raises(Refused) as refused:
        evening.settle(order.req_id)
    assert refused.value.refusal == "maker_cannot_approve"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"order_sha256": "0" * 64}, "edition_changed"),
        ({"order_sig_sha256": "0" * 64}, "edition_changed"),
        ({"session_epoch": "2"}, "session_stale"),
        ({"device": "maker-desk"}, "device_wrong"),
        ({"auth_uid": MAKER}, "field_wrong"),
        ({"challenge": "made-up"}, "challenge_wrong"),
        ({"decision": "release"}, "field_wrong"),
        ({"typ": "khlang.decision/1"}, "field_wrong"),
        ({"auth_kid": "0" * 32}, "key_unknown"),
    ],
)
def test_a_decision_is_about_this_very_order_and_from_this_very_session(
    evening: Office, changes: dict[str, str], code: str
) -> None:
    order = evening.order()
    evening.propose(order)
    with pytest.raises(Refused) as refused:
        evening.settle(order.req_id, **changes)
    assert refused.value.refusal == code
    assert evening.settle(order.req_id).status == "approved"


def test_a_return_says_why(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    with pytest.raises(Refused) as refused:
        evening.settle(order.req_id, "return", reason="")
    assert refused.value.facts["field"] == "reason"


@pytest.mark.parametrize(
    ("table", "values", "code"),
    [
        (users, {"removed": 1}, "maker_removed"),
        (users, {"suspended": "yes"}, "maker_suspended"),
        (keys, {"revoked_at": "2026-11-23T08:50:00.000Z"}, "maker_key_revoked"),
    ],
)
def test_a_maker_who_left_closes_no_day_any_more(
    evening: Office, table: Any, values: dict[str, Any], code: str
) -> None:
    order = evening.order()
    evening.propose(order)
    evening.connection.execute(update(table).where(table.c.uid == MAKER).values(values))
    with pytest.raises(Refused) as refused:
        evening.settle(order.req_id)
    assert refused.value.refusal == code


def test_a_stored_order_that_was_altered_is_not_settled(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    mine = update(day_orders).where(day_orders.c.req_id == order.req_id)
    evening.connection.execute(mine.values(version=2))
    with pytest.raises(Refused) as refused:
        evening.settle(order.req_id)
    assert refused.value.refusal == "signature_wrong"


def test_books_that_moved_in_the_past_between_the_two_signatures_stop_the_close(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    moved = {"kind": "OPEN", "debit": "treasury", "credit": BUDGET, "satang": 5, "fy": "2570"}
    evening.connection.execute(insert(transfers).values(id="late", at="2026-11-23T03:00:00.000Z", **moved))
    with pytest.raises(Refused) as refused:
        evening.settle(order.req_id)
    assert (refused.value.refusal, refused.value.facts["account"]) == ("statement_differs", BUDGET)


def test_an_order_of_the_day_may_be_settled_on_the_next_one(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    evening.at("2026-11-25 09:00").settle(order.req_id)
    assert evening.record(order.req_id).until == order.until
    assert evening.asked().day == "2026-11-24"


# -- reopening ---------------------------------------------------------------------------------------------------------


def test_a_reopened_day_is_closed_again_over_the_same_stretch_and_both_versions_stay(evening: Office) -> None:
    first = evening.close()
    evening.at("2026-11-24 16:00").close()
    reopened = evening.close(evening.reopening("2026-11-23"))
    assert (reopened.state, reopened.version) == (REOPENED, "1")
    assert (reopened.since, reopened.until, reopened.exceptions) == (first.since, first.until, ())
    assert (evening.asked().day, evening.asked().since) == ("2026-11-23", "")
    for until in ("2026-11-23T16:59:59.999Z", "2026-11-23T08:45:00.000Z"):
        assert refusal(evening, evening.order(until=until)) == ("field_wrong", "until")
    assert refusal(evening, evening.order(version="1")) == ("field_wrong", "version")
    second = evening.close()
    assert (second.version, second.since, second.until) == ("2", first.since, first.until)
    kept = evening.connection.execute(select(day_orders.c.act, day_orders.c.version).order_by(day_orders.c.settled_at))
    assert sorted(map(tuple, kept)) == [("close", 1), ("close", 1), ("close", 2), ("reopen", 1)]
    assert evening.asked().day == ""
    assert evening.at("2026-11-25 16:00").order().since == "2026-11-24T08:59:59.000Z"


def test_only_the_last_version_of_a_closed_day_is_reopened_and_once(evening: Office) -> None:
    assert refusal(evening, evening.reopening("2026-11-23")) == ("day_wrong", "")
    evening.close()
    assert refusal(evening, evening.reopening("2026-11-24")) == ("day_wrong", "")
    assert refusal(evening, evening.reopening("2026-11-23", "2")) == ("field_wrong", "version")
    evening.close(evening.reopening("2026-11-23"))
    assert refusal(evening, evening.reopening("2026-11-23")) == ("day_wrong", "")
    evening.close()
    assert refusal(evening, evening.reopening("2026-11-23")) == ("field_wrong", "version")
    assert evening.close(evening.reopening("2026-11-23", "2")).version == "2"
    assert evening.close().version == "3"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"since": "2026-11-22T16:59:59.999Z"}, "accounts"),
        ({"until": "2026-11-23T08:59:59.000Z"}, "accounts"),
        ({"compared": (row(),)}, "accounts"),
        ({"matches": (ManualMatch(("e",), ("a:b",), "c"),)}, "accounts"),
    ],
)
def test_reopening_has_a_reason_and_nothing_else(evening: Office, changes: dict[str, Any], field: str) -> None:
    evening.close()
    assert refusal(evening, evening.reopening("2026-11-23", **changes)) == ("field_wrong", field)


def test_of_several_reopened_days_the_earliest_comes_first(evening: Office) -> None:
    evening.at("2026-11-25 16:00").close_until("2026-11-26")
    evening.close(evening.reopening("2026-11-24"))
    assert evening.asked().day == "2026-11-24"
    evening.close(evening.reopening("2026-11-23"))
    assert [evening.close().day, evening.close().day] == ["2026-11-23", "2026-11-24"]
    assert evening.asked().day == ""


def test_a_waiting_order_keeps_every_other_about_days_away(evening: Office) -> None:
    evening.close()
    evening.at("2026-11-24 16:00").propose(evening.order())
    assert refusal(evening, evening.reopening("2026-11-23"))[0] == "proposal_pending"


# -- what people and the log are told ----------------------------------------------------------------------------------


def test_the_log_and_the_second_person_are_told(evening: Office) -> None:
    order = evening.order()
    evening.propose(order)
    evening.recall(order.req_id)
    order = evening.order()
    evening.propose(order)
    evening.settle(order.req_id)
    page = log.page(evening.connection, evening.bank_key, "e", UNIT, 0, 500)
    told = [event.record.type for event in page.events if event.record.type.startswith("day.")]
    assert told == ["day.ordered", "day.recalled", "day.ordered", "day.settled"]
    n = person_notices.c
    sent = evening.connection.execute(select(n.uid, n.what, n.text).order_by(n.n)).all()
    assert [(one.uid, one.what) for one in sent] == [
        (AUTHORIZER, "day_waits"),
        (AUTHORIZER, "day_waits"),
        (MAKER, "day_settled"),
    ]
    assert all("23/11/2569" in one.text for one in sent)


def test_how_a_day_stands_is_kept_once_a_day(evening: Office) -> None:
    evening.close()
    evening.close(evening.reopening("2026-11-23"))
    evening.close()
    standing = evening.connection.execute(select(days)).all()
    assert [(one.day, one.version, one.state) for one in standing] == [("2026-11-23", 2, WITH_EXCEPTIONS)]
