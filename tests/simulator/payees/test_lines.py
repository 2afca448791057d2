"""Lines of a batch against the register: when it is handed in, and again when somebody approves it."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import Central, Clerk, Json, line
from tests.helpers.raw_payees import citizen_id, entry, fresh, line_of, propose, register, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

AGENCY = "2101"


@pytest.fixture(scope="module")
def pair(central: Central) -> Pair:
    return Pair(central)


def policy(payees: str) -> Json:
    said = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12"}
    return {**said, "payees": payees} if payees else said


def version(pair: Pair) -> str:
    return str(pair.one.view()["policy_version"])


@contextmanager
def required(pair: Pair) -> Iterator[None]:
    """Let the agency's policy want the register for every line."""
    pair.agree("policy.change", AGENCY, policy("required"), subject_version=version(pair))
    try:
        yield
    finally:
        pair.agree("policy.change", AGENCY, policy(""), subject_version=version(pair))


def test_a_line_pays_what_the_register_holds_under_either_name(maker: Clerk, authorizer: Clerk) -> None:
    one = fresh()
    register(maker, authorizer, one)
    lines = [line_of(one), line_of(one, 2, name=one["record"]["acct_name"]), line_of(one, 3, 300, person_id="")]
    assert maker.submit(lines)[0].status == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bank": "004"}, "bank"),
        ({"acct": "9990000000"}, "acct"),
        ({"name": "ใครก็ได้"}, "name"),
        ({"person_id": citizen_id(123)}, "person_id"),
    ],
)
def test_a_line_that_is_not_what_the_register_holds_is_refused(
    maker: Clerk, authorizer: Clerk, changes: dict[str, str], field: str
) -> None:
    one = fresh()
    register(maker, authorizer, one)
    answer, _ = maker.submit([line(1), {**line_of(one, 2), **changes}])
    assert answer.json == {"code": "payee_differs", "facts": {"line": "2", "field": field}}


def test_a_line_names_the_version_that_its_maker_saw(maker: Clerk, authorizer: Clerk) -> None:
    one = fresh()
    register(maker, authorizer, one)
    for version in ("", "0", "2"):
        answer, _ = maker.submit([line_of(one, version=version)])
        assert (answer.status, answer.code) == (409, "payee_changed")
        assert answer.json["facts"] == {"line": "1", "payee_id": one["payee_id"], "version": "1"}


def test_a_payee_whom_the_unit_does_not_know_is_not_paid(maker: Clerk, authorizer: Clerk, stranger: Clerk) -> None:
    one = fresh()
    register(maker, authorizer, one)
    for payee in (one, fresh()):
        answer, _ = stranger.submit([line_of(payee)])
        facts = {"line": "1", "payee_id": payee["payee_id"]}
        assert (answer.status, answer.json) == (404, {"code": "payee_unknown", "facts": facts})


def test_a_version_without_a_payee_says_nothing(maker: Clerk) -> None:
    answer, _ = maker.submit([line(1, payee_rev="1")])
    assert answer.json == {"code": "field_wrong", "facts": {"field": "payee_rev", "line": "1"}}


def test_the_last_day_is_paid_and_the_day_after_is_not(maker: Clerk, authorizer: Clerk) -> None:
    one = fresh(until="2026-11-24")
    register(maker, authorizer, one)
    assert maker.submit([line_of(one)], value_date="2026-11-24")[0].status == 201
    answer, _ = maker.submit([line_of(one)], value_date="2026-11-25")
    facts = {"line": "1", "payee_id": one["payee_id"], "day": "2026-11-24"}
    assert answer.json == {"code": "payee_ended", "facts": facts}


def test_who_was_merged_into_another_is_not_paid(maker: Clerk, authorizer: Clerk) -> None:
    one, other = fresh(), fresh()
    register(maker, authorizer, one, other)
    register(maker, authorizer, entry(one["record"], one["payee_id"], "1", other["payee_id"]))
    answer, _ = maker.submit([line_of(one, version="2")])
    assert answer.json["facts"] == {"line": "1", "payee_id": one["payee_id"], "day": "2026-11-23"}


def test_while_a_new_account_waits_the_old_one_is_paid_and_afterwards_only_the_new_one(
    maker: Clerk, authorizer: Clerk
) -> None:
    one = fresh()
    register(maker, authorizer, one)
    moved = entry({**one["record"], "acct": "9990000012"}, one["payee_id"], "1")
    _, said = propose(maker, [moved])
    assert maker.submit([line_of(one)])[0].status == 201
    assert maker.submit([line_of(moved)])[0].code == "payee_differs"
    assert settle(authorizer, said).status == 201
    assert maker.submit([line_of(one)])[0].code == "payee_changed"
    assert maker.submit([line_of(one, version="2")])[0].code == "payee_differs"
    assert maker.submit([line_of(moved, version="2")])[0].status == 201


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"acct": "9990000013"}, "payee_changed"),
        ({"bank": "004"}, "payee_changed"),
        ({"until": "2026-11-22"}, "payee_ended"),
        ({"mobile": "0899999999", "office": "สำนักงานเลขานุการ"}, ""),
    ],
)
def test_what_changed_in_the_register_since_the_batch_was_handed_in_is_not_approved(
    maker: Clerk, authorizer: Clerk, second_authorizer: Clerk, changes: dict[str, str], code: str
) -> None:
    one = fresh()
    register(maker, authorizer, one)
    _, payment = maker.submit([line(1), line_of(one, 2)], value_date="2026-11-24")
    register(maker, second_authorizer, entry({**one["record"], **changes}, one["payee_id"], "1"))
    answer = authorizer.decide(payment["op_id"])
    assert answer.code == code
    if code:
        assert answer.json["facts"]["line"] == "2"
        assert authorizer.decide(payment["op_id"], "return").status == 201


def test_where_the_policy_wants_the_register_every_line_names_it(
    pair: Pair, maker: Clerk, authorizer: Clerk, stranger: Clerk
) -> None:
    one = fresh()
    register(maker, authorizer, one)
    _, before = maker.submit([line(1)])
    assert maker.ask("GET", "/v1/unit").json["payees"] == ""
    with required(pair):
        assert maker.ask("GET", "/v1/unit").json["payees"] == "required"
        for clerk, lines in ((maker, [line_of(one), line(2)]), (stranger, [line(1), line(2)])):
            answer, _ = clerk.submit(lines)
            first = "2" if clerk is maker else "1"
            assert answer.json == {"code": "payee_unregistered", "facts": {"line": first}}
        assert maker.submit([line_of(one)])[0].status == 201
        # A policy holds for what is handed in from its approval on.
        assert authorizer.decide(before["op_id"]).status == 201
    assert maker.submit([line(1)])[0].status == 201


def test_a_policy_knows_no_third_way(pair: Pair) -> None:
    answer, _ = pair.one.propose("policy.change", AGENCY, policy("open"), subject_version=version(pair))
    assert answer.json["facts"]["field"] == "payees"


@pytest.mark.campaign
def test_twenty_thousand_lines_of_a_large_register_are_all_held_against_it(maker: Clerk, authorizer: Clerk) -> None:
    known = [fresh() for _ in range(2_000)]
    for first in range(0, len(known), 1_000):
        register(maker, authorizer, *known[first : first + 1_000])
    lines = [line_of(known[n % len(known)], n + 1, 1_000 + n) for n in range(20_000)]
    assert maker.submit(lines)[0].status == 201
    lines[-1] = {**lines[-1], "payee_id": str(uuid.uuid4())}
    answer, _ = maker.submit(lines)
    assert (answer.code, answer.json["facts"]["line"]) == ("payee_unknown", "20000")
