"""Somebody with access to the database changes what was signed: it is not paid, and nothing else waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Central, Clerk, line, running, three_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

LATER, THEN = "2026-12-01", "2026-12-01T10:00:00+07:00"
RESERVE_AGAIN = (
    "DELETE FROM transfers WHERE kind = 'VOID' AND op_id = :op_id",
    "UPDATE accounts SET reserved_satang = reserved_satang + 1000 WHERE account = '0061000018'",
    "UPDATE lines SET status = 'pending', at = '' WHERE op_id = :op_id",
)
APPROVED = "UPDATE batches SET status = 'approved', pay_at = '2026-12-01T01:30:00.000Z' WHERE op_id = :op_id"


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started


def alter(central: Central, op_id: str, *statements: str) -> None:
    with central.books() as database:
        for statement in statements:
            assert database.execute(statement, {"op_id": op_id}).rowcount > 0, statement


def stage(central: Central, op_id: str) -> tuple[str, str]:
    shown = central.operate("GET", f"batches/{op_id}").json
    return shown["status"], shown["held"]


def test_a_signed_return_does_not_become_an_approval(fresh: Central) -> None:
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    op_id = maker.submit([line(1, 1000)], value_date=LATER)[1]["op_id"]
    assert authorizer.decide(op_id, "return").status == 201
    alter(
        fresh,
        op_id,
        *RESERVE_AGAIN,
        APPROVED,
        "UPDATE authorizations SET decision = 'approve' WHERE op_id = :op_id",
    )
    fresh.advance(THEN)
    assert stage(fresh, op_id) == ("approved", "signature_wrong")


def test_one_signature_does_not_count_for_two_people(fresh: Central) -> None:
    maker, authorizer = Clerk.ready(fresh, TWO_SIGNATURES, "MAKER01"), Clerk.ready(fresh, TWO_SIGNATURES, "AUTH01")
    op_id = maker.submit([line(1, 1000)], value_date=LATER)[1]["op_id"]
    assert authorizer.decide(op_id).status == 201
    alter(
        fresh,
        op_id,
        APPROVED,
        "INSERT INTO authorizations SELECT op_id, rev, 2, (SELECT uid FROM users WHERE user_id = 'AUTH02' AND"
        " company_id = 'GMIS210201'), kid, device, decision, \"authorization\", signature FROM authorizations"
        " WHERE op_id = :op_id",
    )
    fresh.advance(THEN)
    assert stage(fresh, op_id) == ("approved", "signature_wrong")


def test_a_maker_who_became_an_authorizer_does_not_lose_the_name_on_the_batch(fresh: Central) -> None:
    maker = Clerk.ready(fresh, UNIT, "MAKER01")
    op_id = maker.submit(three_lines(), value_date=LATER)[1]["op_id"]
    alter(
        fresh,
        op_id,
        "UPDATE batches SET maker_uid = (SELECT uid FROM users WHERE user_id = 'MAKER02'), maker_device = 'elsewhere'"
        " WHERE op_id = :op_id",
        "INSERT INTO roles (uid, role) SELECT uid, 'authorizer' FROM users"
        " WHERE user_id = 'MAKER01' AND company_id = 'GMIS210101'",
    )
    assert maker.decide(op_id).code == "signature_wrong"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE batches SET payment = '{}' WHERE op_id = :op_id",
        "UPDATE batches SET payment = 'x' WHERE op_id = :op_id",
        "UPDATE authorizations SET \"authorization\" = '' WHERE op_id = :op_id",
        "DELETE FROM lines WHERE op_id = :op_id",
    ],
)
def test_a_batch_that_cannot_be_read_any_more_is_held_and_the_others_are_paid(fresh: Central, damage: str) -> None:
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    damaged, sound = (maker.submit([line(1, satang)], value_date=LATER)[1]["op_id"] for satang in (1000, 1001))
    for op_id in (damaged, sound):
        assert authorizer.decide(op_id).status == 201
    alter(fresh, damaged, damage)
    fresh.advance(THEN)
    assert stage(fresh, damaged)[0] == "approved"
    assert stage(fresh, damaged)[1]
    assert stage(fresh, sound) == ("settled", "")
