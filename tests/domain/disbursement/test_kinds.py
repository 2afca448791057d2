"""The unit's tables of kinds: what no line of a kind can be, while the day and the sort of its batch are open."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.disbursement.batch import Kind
from app.domain.disbursement.kinds import Payees, PaymentKind, largest_lines
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.validation import Checker
from app.domain.values.money import Money
from app.system.reference_data import banks

TODAY = date(2026, 11, 23)
BANKS = banks()


def row(below: int | None, starts: date, ends: date | None = None, kind: str = "purchase") -> PaymentKind:
    limit = None if below is None else Money(below)
    return PaymentKind(kind, "", "ซื้อ", "Buy", starts, ends, limit, None, "ordinary", Payees.ANY, "")


OLD = row(500_000, date(2020, 1, 1), date(2026, 11, 30))
NEW = row(1_000_000, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("table", "largest"),
    [
        ((), {"purchase": 499_999}),
        ((OLD,), {"purchase": 499_999}),
        ((OLD, NEW), {"purchase": 999_999}),
        ((row(100_000, date(2019, 1, 1), date(2019, 12, 31)), OLD), {"purchase": 499_999}),
        ((OLD, row(None, date(2026, 12, 1))), {}),
        ((row(None, date(2020, 1, 1), kind="loan"),), {}),
    ],
    ids=["no table", "one row", "a later row", "a row of years ago", "a later row without limit", "never a limit"],
)
def test_a_line_is_bounded_by_the_table_and_not_by_what_the_program_was_built_with(
    table: tuple[PaymentKind, ...], largest: dict[str, int]
) -> None:
    assert dict(largest_lines(table, TODAY)) == largest


def test_the_advice_names_the_limit_of_the_table() -> None:
    checker = Checker(BANKS, Kind.PURCHASE, largest=largest_lines((OLD, NEW), TODAY))
    cells = Cells("006", "6544000001", "นายสมชาย ใจดี", "9999.99")
    assert not checker.check_row(1, cells).issues
    told = checker.check_row(1, cells._replace(amount="10000")).issues
    assert [(issue.code, issue.facts["limit"]) for issue in told] == [("purchase_limit", "10,000.00")]
