"""Which way wrongly paid money goes to the treasury, and how near its deadlines are (ST-10, ST-11)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.domain.recalls.recall import Urgency, urgency
from app.domain.recalls.routing import days_left, way, year_ends
from app.domain.values.dates import bangkok_day
from tests.helpers.return_cases import CASES, Case

YEAR = 2570


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_every_case_of_the_decision_table_takes_the_founding_documents_route(case: Case) -> None:
    day = bangkok_day(datetime.fromisoformat(case.at))
    found = way(case.sub_kind == "medical", YEAR, day)
    assert (found.route, found.documents) == (case.route, case.documents)
    assert (found.gl_account, found.revenue_code, found.fund) == (case.account, case.revenue, case.fund)
    left = days_left(found.route, YEAR, day)
    assert ("" if left is None else str(left)) == case.days_left


def test_a_fiscal_year_ends_on_the_thirtieth_of_september() -> None:
    assert year_ends(2570) == date(2027, 9, 30)


@pytest.mark.parametrize(
    ("left", "how"), [(6, Urgency.AHEAD), (5, Urgency.NEAR), (0, Urgency.NEAR), (-1, Urgency.OVER)]
)
def test_a_deadline_is_near_for_five_days_and_then_over(left: int, how: Urgency) -> None:
    assert urgency(left) is how
