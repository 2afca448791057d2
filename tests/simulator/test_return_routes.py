"""The central system's own word on the way of money back to the treasury, on both sides of 30 September (ST-10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from app.simulator import calendar
from app.simulator.clock import local_date
from app.simulator.disbursement import shipped
from app.simulator.recalls import routing
from tests.helpers import raw_recalls as raw
from tests.helpers.raw_central import UNIT, Clerk, line, running
from tests.helpers.return_cases import CASES, Case

if TYPE_CHECKING:
    from pathlib import Path

RETURNS = {(row.kind, row.sub_kind): row.returns for row in shipped.kinds()}


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_every_case_of_the_decision_table_takes_the_founding_documents_route(case: Case) -> None:
    day = local_date(datetime.fromisoformat(case.at))
    found = routing.way(RETURNS[case.kind, case.sub_kind], "2570", day)
    assert (found.route, found.documents) == (case.route, case.documents)
    assert (found.gl_account, found.revenue_code, found.fund) == (case.account, case.revenue, case.fund)
    assert routing.days_left(found.route, "2570", day) == case.days_left


@pytest.mark.parametrize(
    ("back_on", "last"),
    [
        ("2026-11-23", "2026-12-16"),  # two holidays of offices between, 7 and 10 December
        ("2027-04-09", "2027-05-06"),  # over Songkran and Labour Day, when offices are open and banks are not
    ],
)
def test_money_is_to_be_returned_within_fifteen_working_days_of_offices(back_on: str, last: str) -> None:
    assert routing.remit_by(calendar.shipped().offices, back_on) == last
    assert date.fromisoformat(last).weekday() < 5


def test_the_servers_midnight_decides_between_order_and_settlement(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
        op_id = raw.paid(central, maker, authorizer, [line(1), line(2), line(3)])
        medical = raw.paid(central, maker, authorizer, [line(1)], sub_kind="medical")
        ids = [raw.open_recall(maker, op_id, n) for n in (1, 2)] + [raw.open_recall(maker, medical)]
        for recall_id in ids:
            assert central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"}).status == 200
        central.advance("2027-09-30T23:59:59.999+07:00")
        for recall_id in ids:
            assert raw.propose(maker, recall_id).status == 201
        assert raw.settle(authorizer, ids[0]).status == 201
        central.advance("2027-10-01T00:00:00+07:00")
        late = raw.settle(authorizer, ids[1])
        assert (late.code, late.json["facts"]) == ("route_changed", {"route": "prior_year"})
        assert raw.settle(authorizer, ids[2]).status == 201  # medical fees go the same way in any year
        assert raw.settle(authorizer, ids[1], "return").status == 201
        assert raw.propose(maker, ids[1]).status == 201
        assert raw.settle(authorizer, ids[1]).status == 201
        kinds = [[one["kind"] for one in raw.recall(maker, recall_id)["documents"]] for recall_id in ids]
        assert kinds == [["BD", "R6", "BE"], ["RA", "R1"], ["RA", "R1"]]
        numbers = [raw.recall(maker, recall_id)["documents"][0]["number"] for recall_id in ids[1:]]
        assert sorted(numbers) == ["0000000001", "0000000002"]
        assert raw.recall(maker, ids[1])["fund"] == "7119400"
        central.assert_books_right()
