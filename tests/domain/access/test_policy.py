"""What a batch needs, told by rules: the strictest that speaks of it counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access.differences import Difference, differences
from app.domain.access.policy import Need, Payment, Policy, PolicyRule, matches, need, unmeetable
from app.domain.values.money import Money

BAHT = 100
PAYMENT = Payment("2101000001", "welfare", "0061000018", Money(1_000_000 * BAHT))
MILLION = PolicyRule(above=Money(1_000_000 * BAHT), signatures=2)
STAGED = PolicyRule(signatures=2, stages=(("u-1",), ("u-2", "u-3")))


@pytest.mark.parametrize(
    ("rules", "total", "signatures"),
    [
        ((), 5, 1),
        ((MILLION,), 1_000_000, 1),
        ((MILLION,), 1_000_000.01, 2),
        ((PolicyRule(kind="loan", signatures=3),), 5, 1),
        ((PolicyRule(kind="welfare", signatures=3),), 5, 3),
        ((PolicyRule(unit="2101000002", signatures=3),), 5, 1),
        ((PolicyRule(unit="2101000001", signatures=3), PolicyRule(signatures=2)), 5, 3),
        ((PolicyRule(signatures=2), PolicyRule(account="0061000018", signatures=1)), 5, 2),
        ((PolicyRule(account="0061000026", signatures=4),), 5, 1),
    ],
)
def test_the_strictest_rule_that_speaks_of_a_batch_counts(
    rules: tuple[PolicyRule, ...], total: float, signatures: int
) -> None:
    asked = replace(PAYMENT, total=Money(round(total * BAHT)))
    assert need(Policy(rules), asked, 1).signatures == signatures


def test_a_rule_may_ask_less_than_the_unit_does() -> None:
    assert need(Policy((PolicyRule(signatures=1),)), PAYMENT, 2).signatures == 1


def test_of_two_rules_with_as_many_signatures_the_one_with_stages_counts() -> None:
    plain = PolicyRule(signatures=2)
    assert need(Policy((plain, STAGED)), PAYMENT, 1) == Need(2, STAGED.stages, STAGED)


RULES = st.builds(
    PolicyRule,
    unit=st.sampled_from(("", "2101000001", "2101000002")),
    kind=st.sampled_from(("", "welfare", "loan")),
    account=st.sampled_from(("", "0061000018", "0061000026")),
    above=st.integers(0, 10**9).map(Money),
    signatures=st.integers(1, 5),
)
PAYMENTS = st.builds(
    Payment,
    unit=st.sampled_from(("2101000001", "2101000002")),
    kind=st.sampled_from(("welfare", "loan")),
    account=st.sampled_from(("0061000018", "0061000026")),
    total=st.integers(1, 10**9).map(Money),
)


@given(st.lists(RULES, max_size=6), PAYMENTS, st.integers(1, 5))
def test_nothing_that_matches_asks_for_more_than_is_needed(rules: list[PolicyRule], asked: Payment, own: int) -> None:
    found = need(Policy(tuple(rules)), asked, own)
    asking = [rule.signatures for rule in rules if matches(rule, asked)]
    assert found.signatures == (max(asking) if asking else own)
    assert (found.rule is None) == (not asking)


@given(st.lists(RULES, max_size=6), RULES, PAYMENTS, st.integers(1, 5))
def test_the_order_of_rules_says_nothing_and_one_more_never_asks_less_of_what_had_one(
    rules: list[PolicyRule], more: PolicyRule, asked: Payment, own: int
) -> None:
    before = need(Policy(tuple(rules)), asked, own)
    assert need(Policy(tuple(reversed(rules))), asked, own).signatures == before.signatures
    if before.rule is not None:
        assert need(Policy((more, *rules)), asked, own).signatures >= before.signatures


ABLE = {"2101000001": {"u-1": "p-1", "u-2": "p-2"}, "2101000002": {"u-3": "p-3"}}


@pytest.mark.parametrize(
    ("rule", "units"),
    [
        (PolicyRule(signatures=1), ()),
        (PolicyRule(signatures=2), ("2101000002",)),
        (PolicyRule(unit="2101000001", signatures=2), ()),
        (PolicyRule(unit="2101000001", signatures=3), ("2101000001",)),
        (PolicyRule(unit="2101000001", signatures=2, stages=(("u-1",), ("u-1", "u-2"))), ()),
        (PolicyRule(unit="2101000001", signatures=2, stages=(("u-1",), ("u-1",))), ("2101000001",)),
        (PolicyRule(unit="2101000001", signatures=1, stages=(("u-3",),)), ("2101000001",)),
    ],
)
def test_a_rule_that_nobody_could_meet_is_found_by_unit(rule: PolicyRule, units: tuple[str, ...]) -> None:
    assert unmeetable(rule, ABLE) == units


def test_two_user_names_of_one_person_give_one_signature() -> None:
    assert unmeetable(PolicyRule(signatures=2), {"2101000001": {"u-1": "p-1", "u-9": "p-1"}}) == ("2101000001",)


def test_a_policy_differs_rule_by_rule() -> None:
    stricter = replace(MILLION, signatures=3)
    before = Policy((MILLION, STAGED), password_days=0)
    after = Policy((STAGED, stricter, PolicyRule(kind="loan", signatures=2)), password_days=90)
    assert differences(before, after) == (
        Difference("rule", MILLION, stricter),
        Difference("rule", None, PolicyRule(kind="loan", signatures=2)),
        Difference("password_days", 0, 90),
    )
