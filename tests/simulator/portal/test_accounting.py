"""Entries of the Portal: whatever is posted, debits and credits are equal, and nothing stays on its way."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from app.simulator.portal import accounting
from app.simulator.portal.accounting import CREDIT, DEBIT, TableWrong

AMOUNTS = st.integers(1, 10**15)
TREASURIES = st.sampled_from(["revenue", "deposit"])
ACCOUNTS = st.sampled_from(["4202010199", "4201020199", "2112010101", "2111020199"])


@given(st.lists(st.tuples(TREASURIES, ACCOUNTS, AMOUNTS), min_size=1, max_size=50))
def test_every_document_balances_and_so_do_all_of_them(payments: list[tuple[str, str, int]]) -> None:
    balance = Counter[str]()
    for treasury, account, satang in payments:
        sides = accounting.sides(accounting.shipped(), treasury, account, satang)
        for kind in accounting.documents(sides):
            mine = [one for one in sides if one.document == kind]
            debit = sum(one.satang for one in mine if one.side == DEBIT)
            assert debit == sum(one.satang for one in mine if one.side == CREDIT) > 0
        for one in sides:
            balance[one.gl_account] += one.satang if one.side == DEBIT else -one.satang
    assert sum(balance.values()) == 0
    assert balance["1101010112"] == balance["1101020606"] == 0  # nothing is left on its way, nor in the account
    collected = Counter[str]()
    for _, account, satang in payments:
        collected[account] += satang
    assert all(balance[account] == -satang for account, satang in collected.items())


@pytest.mark.parametrize(
    ("treasury", "expected"),
    [
        (
            "revenue",
            [
                ("RA", "D", "1101020606"),
                ("RA", "C", "4202010199"),
                ("R1", "D", "1101010112"),
                ("R1", "C", "1101020606"),
                ("R1", "D", "5210010103"),
                ("R1", "C", "1101010112"),
            ],
        ),
        (
            "deposit",
            [
                ("RB", "D", "1101020606"),
                ("RB", "C", "4202010199"),
                ("R2", "D", "1101010112"),
                ("R2", "C", "1101020606"),
                ("R2", "D", "5210010102"),
                ("R2", "C", "1101010112"),
                ("R2", "D", "1101020501"),
                ("R2", "C", "4308010105"),
            ],
        ),
    ],
)
def test_what_is_shipped_posts_as_the_rules_have_it(treasury: str, expected: list[tuple[str, str, str]]) -> None:
    sides = accounting.sides(accounting.shipped(), treasury, "4202010199", 50_000)
    assert [(one.document, one.side, one.gl_account) for one in sides] == expected
    assert {one.satang for one in sides} == {50_000}


def test_the_table_may_be_edited_and_a_wrong_one_is_not_used() -> None:
    text = resources.path("simulator", "postings.toml").read_text("utf-8")
    edited = accounting.read(text.replace("1101020606", "1101010101"))
    assert {side.gl_account for side in accounting.sides(edited, "revenue", "4202010199", 1)} >= {"1101010101"}
    with pytest.raises(TableWrong, match="RA"):
        accounting.read(text.replace("1101020606", "110102060"))
    with pytest.raises(TableWrong, match="way"):
        accounting.read(text.replace('"deposit"', '"revenue"'))
