"""What is said of many texts at once is what is said of each: the quick look never lets more through."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import CheckConstraint

from app.simulator import fields
from app.simulator.schema import every_table
from app.wire.api import SATANG_MAX
from app.wire.disbursement import PROMPTPAY

_AMOUNTS = st.sampled_from(
    ["1", "125050", "0", "01", "-1", "+1", " 1", "1 ", "", "1\n", "1\n2", "๑", "1.5"]
) | st.integers(SATANG_MAX - 1, SATANG_MAX + 1).map(str)
_PLACES = st.tuples(
    st.sampled_from(["006", "004", PROMPTPAY, "999", ""]),
    st.sampled_from(
        ["1000000001", "100000000012345", "1000000000123", "0812345678", "1101700230708", "", "1000000001\n1000000002"]
    ),
)


@given(st.lists(_AMOUNTS, max_size=4))
def test_amounts_are_sound_together_when_each_is(texts: list[str]) -> None:
    assert fields.are_satang(texts) == all(map(fields.is_satang, texts))


@given(st.lists(_PLACES, max_size=4))
def test_places_are_sound_together_when_each_is(places: list[tuple[str, str]]) -> None:
    banks, accts = [bank for bank, _ in places], [acct for _, acct in places]
    assert fields.are_places(banks, accts) == all(fields.is_place(*place) for place in places)


def test_no_row_is_checked_against_a_list() -> None:
    asked = [
        str(check.sqltext)
        for table in every_table().tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    ]
    asked += [
        str(index.dialect_options["sqlite"]["where"])
        for table in every_table().tables.values()
        for index in table.indexes
    ]
    # Up to two are compared one by one; of more, SQLite makes a set for every row that is written.
    assert [one for one in asked if re.search(r"\bIN \([^)]*,[^)]*,", one)] == []
