"""Two workstations issue five hundred receipts each at the same time, over real TLS (issue 5, proof)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.helpers import raw_receipts as raw

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Clerk

EACH = 500
AT_ONCE = 50


def test_two_workstations_issue_500_receipts_each_without_a_gap_or_a_double(
    central: Central, collector: Clerk, colleague: Clerk
) -> None:
    mine, theirs = raw.paid(collector, EACH), raw.paid(collector, EACH)

    def issuing(clerk: Clerk, ids: list[str]) -> list[int]:
        parts = [ids[start : start + AT_ONCE] for start in range(0, EACH, AT_ONCE)]
        return [clerk.send(raw.issue_body(clerk, part)).status for part in parts]

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(issuing, (collector, colleague), (mine, theirs)))
    assert said == [[201] * (EACH // AT_ONCE)] * 2
    events = raw.told(collector, "receipts.issued")
    issued = [one for event in events for one in raw.opened(collector, event)]
    assert raw.numbers(issued) == list(range(1, 2 * EACH + 1))  # in the log's order, too
    assert {one["payment_id"] for one in issued} == {*mine, *theirs}
    assert {event["record"]["actor_uid"] for event in events} == {collector.uid, colleague.uid}
    for event in events:
        issuers = {one["issuer_uid"] for one in raw.opened(collector, event)}
        assert issuers == {event["record"]["actor_uid"]}
    central.assert_books_right()


def test_two_workstations_that_want_the_same_receipt_get_one(collector: Clerk, colleague: Clerk) -> None:
    for payment_id in raw.paid(collector, 10):
        bodies = [raw.issue_body(clerk, [payment_id]) for clerk in (collector, colleague)]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda one, body: one.send(body), (collector, colleague), bodies))
        assert sorted(answer.code for answer in answers) == ["", "receipt_not_due"]
