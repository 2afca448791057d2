"""The table of entries: whatever is booked, debits and credits are equal, and no clearing account keeps anything."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from app.simulator.gfmis import chart, entries
from app.simulator.gfmis.entries import DEBIT, Rows
from app.simulator.refusals import Refused
from app.simulator.schema import every_table

EVENTS = sorted(
    {(row.event, purpose) for row in entries.shipped() for purpose in ("receiving", "off_budget", "budget")}
)
TYPES = st.sampled_from(["4202010199", "4201020199", "2112010101", "2111020199"])


def sides_of(event: str, purpose: str, gl_account: str) -> tuple[entries.Side, ...]:
    mine = entries.at_account([row for row in entries.shipped() if row.event == event], purpose)
    return entries.sides(mine, {entries.OF_TYPE: gl_account, entries.OF_BANK: chart.bank_account(purpose)})


@given(st.lists(st.tuples(st.sampled_from(EVENTS), TYPES, st.integers(1, 10**15)), min_size=1, max_size=50))
def test_every_document_balances_and_clearing_accounts_are_empty(
    happened: list[tuple[tuple[str, str], str, int]],
) -> None:
    balance = Counter[str]()
    for (event, purpose), gl_account, satang in happened:
        sides = sides_of(event, purpose, gl_account)
        for kind in {one.document for one in sides}:
            mine = [one.side for one in sides if one.document == kind]
            assert mine.count(DEBIT) * 2 == len(mine)
        for one in sides:
            balance[one.gl_account] += satang if one.side == DEBIT else -satang
    assert sum(balance.values()) == 0
    assert not any(balance[account] for account in chart.must_be_zero())


@pytest.mark.parametrize(
    ("event", "purpose", "expected"),
    [
        ("remit.revenue", "receiving", "RA D bank C type; R1 D 1101010112 C bank D 5210010103 C 1101010112"),
        (
            "remit.deposit",
            "receiving",
            "RB D bank C type; R2 D 1101010112 C bank D 5210010102 C 1101010112 D 1101020501 C 4308010105",
        ),
        (
            "remit.revenue_for_other",
            "receiving",
            "RC D bank C 2101020106; R3 D 1101010112 C bank D 2101020106 C 1101010112",
        ),
        (
            "remit.recall_return.in_year",
            "budget",
            "BD D bank C 2116010104; R6 D 1101010112 C bank D 5209010112 C 1101010112; BE D 2116010104 C type",
        ),
        (
            "remit.recall_return.prior_year",
            "budget",
            "RA D bank C 4206010102; R1 D 1101010112 C bank D 5210010103 C 1101010112",
        ),
        ("draw", "budget", "KL D type C 2102040102 D 1102050124 C 4307010105 D bank C 1102050124"),
        ("batch_paid", "budget", "PM D 2102040102 C bank"),
    ],
)
def test_what_is_shipped_books_as_the_rules_have_it(event: str, purpose: str, expected: str) -> None:
    bank = {"receiving": "1101020606", "budget": "1101020603"}[purpose]
    sides = sides_of(event, purpose, "4202010199")
    said: dict[str, list[str]] = {}
    for one in sides:
        said.setdefault(one.document, []).append(f"{one.side} {one.gl_account}")
    text = "; ".join(f"{kind} {' '.join(mine)}" for kind, mine in said.items())
    assert text == expected.replace("bank", bank).replace("type", "4202010199")


def test_every_account_of_the_table_has_a_name() -> None:
    named = {account for row in entries.shipped() for account in (row.debit, row.credit)} - {"type", "bank"}
    assert named <= {account for account, name in chart.names().items() if name}


@pytest.fixture
def connection() -> Connection:
    engine = create_engine("sqlite://")
    every_table().create_all(engine)
    return engine.connect()


def put(connection: Connection, **changed: object) -> Rows:
    first, *rest = entries.shipped()
    held = entries.whole(connection).version
    return entries.put(connection, Rows((msgspec.structs.replace(first, **changed), *rest), version=held))


def test_the_table_may_be_edited(connection: Connection) -> None:
    entries.begin(connection)
    assert entries.of_all(connection) == entries.shipped()
    edited = put(connection, debit="1101010101")
    assert entries.whole(connection) == edited
    entries.begin(connection)
    assert entries.of_event(connection, "remit.revenue", "receiving")[0].debit == "1101010101"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"debit": "110102060"}, "debit"),
        ({"credit": "11010206061"}, "credit"),
        ({"debit": "type"}, "credit"),
        ({"document": "RAX"}, "document"),
        ({"event": "Remit"}, "event"),
        ({"debit": "1101010112"}, "entry"),
    ],
)
def test_a_wrong_table_is_not_used(connection: Connection, changed: dict[str, str], field: str) -> None:
    entries.begin(connection)
    with pytest.raises(Refused) as refused:
        put(connection, **changed)
    assert refused.value.facts["field"] == field
    assert entries.of_all(connection) == entries.shipped()
