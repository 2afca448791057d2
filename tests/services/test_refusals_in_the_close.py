"""What the treasury refuses, over a real central system: the desk is told its code, and the close does not hide it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.closing.day import DayState
from app.domain.closing.exceptions import ExceptionKind
from app.domain.closing.statement import EntryKind
from app.domain.remittances.remittance import RemittanceState, TreasuryCode
from app.services.remittance_papers import RemittancePapers
from app.store import audit_trail
from app.wire import paper
from tests.helpers.closing import seated

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central

MONDAY = date(2026, 11, 23)
REFUSED = {150_093: TreasuryCode.CODE_WRONG, 160_094: TreasuryCode.KIND_WRONG, 170_095: TreasuryCode.PERIOD_CLOSED}
"""Totals whose endings the treasury refuses, each with its reason."""


def test_a_refusal_code_is_told_at_the_desk_and_the_close_has_an_exception_until_the_money_is_sent_again(
    central: Central, tmp_path: Path
) -> None:
    with seated(central, tmp_path / "maker", "MAKER03") as maker, seated(central, tmp_path / "two", "AUTH01") as two:
        paid = {satang: maker.receipted(satang) for satang in REFUSED}
        sent = {maker.proposed(paid[satang]): code for satang, code in REFUSED.items()}
        for req_id in sent:
            two.settle(req_id)
        maker.answered()
        told = {req_id: maker.one(req_id) for req_id in sent}
        assert {one.state for one in told.values()} == {RemittanceState.REFUSED}
        assert {req_id: one.standing.code for req_id, one in told.items()} == sent
        papers = RemittancePapers(maker.station.desk)
        for req_id in sent:
            papers.save(papers.record(req_id, "th"), tmp_path / f"{req_id}.pdf")

        central.advance("2026-11-23T16:30:00+07:00")
        prepared = maker.closing.prepare()
        kinds = {(one.found.kind, one.found.about) for one in prepared.drafts}
        assert kinds == {(ExceptionKind.REMITTANCE_REFUSED, req_id) for req_id in sent}
        rows = {one.what: one for one in prepared.findings.compared}
        assert rows[EntryKind.REMITTANCE_REFUSED].ours == rows[EntryKind.REMITTANCE_REFUSED].bank
        maker.propose_day(prepared, "รอแก้รหัสแล้วส่งใหม่")
        closed = two.approve_day()
        assert closed.record is not None
        assert (closed.record.state, len(closed.record.exceptions)) == (DayState.CLOSED_WITH_EXCEPTIONS, 3)

        # What is on record of the report is never older than the report itself: the clock runs while it is made.
        report = two.papers.close(MONDAY, "th")
        with two.station.desk.store.read() as rd:
            acts = audit_trail.entries_about(rd, MONDAY.isoformat())
        assert acts[-1].at >= paper.read(paper.taken_apart(report.pdf)[1]).made_at

        # All of it goes again with another total; what became of that is its own matter.
        central.advance("2026-11-24T09:00:00+07:00")
        again = maker.proposed([payment for some in paid.values() for payment in some])
        two.settle(again)
        maker.answered()
        assert maker.one(again).state is RemittanceState.ACKNOWLEDGED
        papers.save(papers.record(again, "th"), tmp_path / "again.pdf")
        central.advance("2026-11-24T16:30:00+07:00")
        prepared = maker.closing.prepare()
        assert [one.solved for one in prepared.drafts] == [True] * 3
        maker.propose_day(prepared)
        closed = two.approve_day()
        assert closed.record is not None
        assert closed.record.state is DayState.CLOSED
