"""A unit whose collections the Portal sends on closes a day in which everything happened, without one exception."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

from app.domain.closing.day import DayState
from app.domain.closing.matching import Rule
from app.domain.closing.statement import EntryKind
from app.domain.collections.orders import RefundTo
from app.domain.recalls.recall import Cause
from app.domain.remittances.kinds import RemittanceKind
from app.services.recalls import Letter, Recalls
from app.services.remittance_papers import RemittancePapers
from tests.helpers.closing import Closer, seated
from tests.helpers.collecting import PORTAL, Asked, settled
from tests.helpers.raw_collections import PORTAL_UNIT, reverse
from tests.helpers.workstation import transfers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central

MONDAY = date(2026, 11, 23)
BUDGET = "0061000018"
BACK = RefundTo("004", "1234567890", "บริษัท ตัวอย่าง จำกัด")


def collected(central: Central, maker: Closer, authorizer: Closer) -> None:
    """Let bills be paid: rightly, twice and given back, and once by another bank's mistake."""
    first, second = maker.issue(maker.fields(1), maker.fields(2, 60_000))
    paid = maker.pay(first)
    double = maker.pay(first, channel="atm")
    mistaken = maker.pay(second, ref1="", ref2="", channel="other_bank", sending_bank="004")
    assert reverse(central, mistaken.payment_id).status == 200
    settled(maker, authorizer, maker.money.propose_refund(double, double.amount, BACK, "ชำระซ้ำ").order_id)
    assert maker.receipts.issue([paid.payment_id]).known


def returned(central: Central, payer: Closer, authorizer: Closer, op_id: str) -> None:
    """Let wrongly paid money come back and go to the treasury."""
    mine, theirs = (Recalls(one.station.desk, one.station.sync) for one in (payer, authorizer))
    line = mine.paid_line(op_id, 1)
    said = Letter(Cause.WRONG_PAYEE, line.left, mine.today, "กค 0401/งบ 7", mine.today, "ชื่อซ้ำกัน")
    recall_id = mine.open(line, said).order_id
    assert central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"}).status == 200
    payer.hear()
    mine.propose_return(mine.recall(recall_id))
    authorizer.hear()
    theirs.settle_return(theirs.recall(recall_id), approve=True, password=authorizer.password)
    payer.hear()


def test_draws_batches_recalls_refunds_reversals_and_postings_all_fit_and_the_day_closes_without_exceptions(
    central: Central, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        names = ("MAKER01", "MAKER03", "AUTH01")
        payer, maker, authorizer = (
            stack.enter_context(seated(central, tmp_path / name, name, PORTAL)) for name in names
        )
        told = {"unit": PORTAL_UNIT, "doc_no": "ฎ.900/2570", "doc_date": MONDAY.isoformat(), "account": BUDGET}
        assert central.operate("POST", "draws", {**told, "satang": "250000"}).status == 200
        payer.hear()
        op_id = payer.station.draft(transfers(2, 125_000), value_date=MONDAY)
        payer.station.sync.deliver(payer.station.submit(op_id))
        authorizer.hear()
        authorizer.station.sync.deliver(authorizer.station.decide(op_id, authorizer.password))
        central.settle()
        payer.hear()
        collected(central, maker, authorizer)
        returned(central, payer, authorizer, op_id)
        draft = payer.remitting.draw_draft("ฎ.900/2570")
        authorizer.settle(payer.remitting.propose(draft).order_id)
        central.advance("2026-11-23T16:30:00+07:00")
        payer.hear()

        # What went to the treasury by orders is printed; the Portal's postings have no record to print.
        rows, papers = payer.remitting.rows(), RemittancePapers(payer.station.desk)
        sent = rows.rows(rows.ids(Asked()))
        assert {one.kind for one in sent} == {RemittanceKind.DRAW_RETURN, RemittanceKind.RECALL_RETURN}
        for one in sent:
            papers.save(papers.record(one.req_id, "th"), tmp_path / f"{one.req_id}.pdf")

        prepared = payer.closing.prepare()
        compared = {one.what: one for one in prepared.findings.compared}
        assert compared.keys() >= {
            EntryKind.DRAW,
            EntryKind.BATCH,
            EntryKind.RECALL,
            EntryKind.REMITTANCE,
            EntryKind.COLLECTION,
            EntryKind.REVERSAL,
            EntryKind.REFUND,
            EntryKind.POSTING,
        }
        assert all(row.agrees for what, row in compared.items() if what is not EntryKind.OPENING)
        assert {one.rule for one in prepared.findings.matching.matches} == {Rule.REFERENCE, Rule.OPENING}
        assert (prepared.findings.unmatched, prepared.drafts, prepared.disputed) == ((), (), ())
        payer.propose_day(prepared)
        closed = authorizer.approve_day()
        assert closed.record is not None
        assert closed.record.state is DayState.CLOSED
