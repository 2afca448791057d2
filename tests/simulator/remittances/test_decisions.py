"""Who may say yes to a remittance, to exactly what, and what stops it after the maker has signed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import UNIT, Clerk, canonical
from tests.helpers.raw_collections import facts
from tests.helpers.raw_payees import command

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Json


@pytest.fixture
def said(depositor: Clerk) -> Json:
    """Return an order that waits."""
    answer, proposed = raw.propose(depositor, raw.deposit_order(depositor, 50_000))
    assert answer.status == 201, answer.body
    return proposed


def _sql(central: Central, statement: str, *values: object) -> None:
    with central.books() as database:
        database.execute(statement, values)


WRONG: list[tuple[str, Any, str]] = [
    ("typ", "khlang.remittance-decision/2", "field_wrong"),
    ("decision", "release", "field_wrong"),
    ("decision", "return", "field_wrong"),  # without a reason
    ("at", "now", "field_wrong"),
    ("req_id", str(uuid.UUID(int=7)), "not_found"),
    ("order_sha256", "0" * 64, "edition_changed"),
    ("order_sig_sha256", "0" * 64, "edition_changed"),
    ("challenge", "made-up", "challenge_wrong"),
    ("session_epoch", "0", "session_stale"),
    ("device", "0" * 32, "device_wrong"),
    ("auth_uid", str(uuid.UUID(int=7)), "field_wrong"),
]


@pytest.mark.parametrize(("field", "value", "code"), WRONG)
def test_a_decision_that_is_not_the_person_s_own_about_exactly_this_is_refused(
    chief: Clerk, said: Json, field: str, value: Any, code: str
) -> None:
    answer = raw.settle(chief, said, **{field: value})
    assert answer.code == code
    assert raw.standings(chief)[said["order"]["req_id"]]["state"] == "proposed"


def test_a_decision_signed_otherwise_is_refused(chief: Clerk, said: Json) -> None:
    decision = raw.decision(chief, said)
    for label in ("REM1", "COL2", "AUTH"):
        body = command(
            chief, "settle-remittance", decision=decision, decision_sig=chief.sign(label, canonical(decision))
        )
        assert chief.send(body).code == "signature_wrong"
    other = {**decision, "reason": "อื่น"}
    body = command(chief, "settle-remittance", decision=other, decision_sig=chief.sign("REM2", canonical(decision)))
    assert chief.send(body).code == "signature_wrong"


def test_the_maker_s_workstation_does_not_approve(central: Central, depositor: Clerk, said: Json) -> None:
    beside = Clerk.ready(central, UNIT, "AUTH02", depositor.device)
    assert raw.settle(beside, said).code == "device_same_as_maker"


def test_the_maker_under_another_name_does_not_approve(
    central: Central, depositor: Clerk, chief: Clerk, said: Json
) -> None:
    _sql(
        central,
        "UPDATE users SET person = (SELECT person FROM users WHERE uid = ?) WHERE uid = ?",
        depositor.uid,
        chief.uid,
    )
    try:
        assert raw.settle(chief, said).code == "maker_cannot_approve"
    finally:
        _sql(central, "UPDATE users SET person = '9000000000001' WHERE uid = ?", chief.uid)


def test_what_a_suspended_or_removed_person_made_goes_back_only(
    central: Central, depositor: Clerk, chief: Clerk, said: Json
) -> None:
    for column, value, code in (("suspended", "yes", "maker_suspended"), ("removed", 1, "maker_removed")):
        otherwise = "" if column == "suspended" else 0
        _sql(central, f"UPDATE users SET {column} = ? WHERE uid = ?", value, depositor.uid)  # noqa: S608
        try:
            assert raw.settle(chief, said).code == code
        finally:
            _sql(central, f"UPDATE users SET {column} = ? WHERE uid = ?", otherwise, depositor.uid)  # noqa: S608
    assert raw.settle(chief, said, "return").status == 201
    assert depositor.sign_in().status == 201


def test_a_person_s_limit_holds_for_remittances(central: Central, depositor: Clerk, chief: Clerk, said: Json) -> None:
    limit = "UPDATE users SET batch_satang_max = ? WHERE uid = ?"
    for clerk in (chief, depositor):
        _sql(central, limit, 49_999, clerk.uid)
    try:
        assert facts(raw.settle(chief, said)) == ("person_limit", {"limit_satang": "49999"})
        more = raw.propose(depositor, raw.deposit_order(depositor, 50_000))[0]
        assert facts(more) == ("person_limit", {"limit_satang": "49999"})
    finally:
        for clerk in (chief, depositor):
            _sql(central, limit, 0, clerk.uid)


@pytest.mark.parametrize(
    ("column", "value"),
    [("satang", 1), ("account", "0061000018"), ("office", "5000"), ("kind", "deposit_for_other"), ("doc_no", "1")],
)
def test_a_row_that_says_something_else_than_the_maker_signed_is_not_approved(
    central: Central, chief: Clerk, said: Json, column: str, value: object
) -> None:
    req_id = said["order"]["req_id"]
    _sql(central, f"UPDATE remittances SET {column} = ? WHERE req_id = ?", value, req_id)  # noqa: S608
    assert raw.settle(chief, said).code == "signature_wrong"


def test_an_order_whose_stored_text_was_altered_is_not_approved(central: Central, chief: Clerk, said: Json) -> None:
    changed = {**said["order"], "memo": "เปลี่ยนแล้ว"}
    altered = 'UPDATE remittance_orders SET "order" = ? WHERE req_id = ?'
    _sql(central, altered, canonical(changed).decode(), changed["req_id"])
    assert raw.settle(chief, said).code == "edition_changed"
    assert raw.settle(chief, {**said, "order": changed}).code == "signature_wrong"
