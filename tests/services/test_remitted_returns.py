"""What goes to the treasury without receipts: off-budget deposits, what is left of a draw, wrongly paid money."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.recalls.recall import Cause
from app.domain.remittances.deadlines import Rule
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.order_rules import RemittanceDraft
from app.domain.remittances.remittance import RemittanceItem, RemittanceState
from app.domain.values.errors import NotAllowed, Refused
from app.domain.values.money import Money
from app.services.drawing import Drawing
from app.services.recalls import Letter, Recalls
from app.services.remittance_papers import RemittancePapers
from app.verification import page_text
from app.verification.command import main
from tests.helpers.collecting import PORTAL, Asked
from tests.helpers.raw_central import UNIT
from tests.helpers.remitting import Remitter, seated
from tests.helpers.workstation import transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

BUDGET, OFF_BUDGET = "0061000018", "0061000026"


@pytest.fixture
def desks(central: Central, tmp_path: Path) -> Iterator[tuple[Remitter, Remitter, Remitter]]:
    """Seat who pays, who remits and who approves of the unit whose collections the Portal sends on."""
    with ExitStack() as stack:
        names = ("MAKER01", "MAKER03", "AUTH01")
        payer, maker, authorizer = (
            stack.enter_context(seated(central, tmp_path / name, name, PORTAL)) for name in names
        )
        yield payer, maker, authorizer


def test_an_off_budget_deposit_goes_with_its_document_and_no_receipts(
    desks: tuple[Remitter, Remitter, Remitter], tmp_path: Path
) -> None:
    _, maker, authorizer = desks
    terms = maker.remitting.terms()
    row = terms.deposits_for(RemittanceKind.DEPOSIT, maker.remitting.today)[0]
    item = RemittanceItem(row.code, row.revenue_code, row.gl_account, row.fund, Money(1_234_500), "สัญญา 12/2570")
    draft = RemittanceDraft(RemittanceKind.DEPOSIT, OFF_BUDGET, terms.office, items=(item,), memo="เงินประกันสัญญา")
    assert maker.remitting.faults(draft) == []
    given = maker.remitting.propose(draft)
    authorizer.settle(given.order_id)
    authorizer.answered()
    maker.hear()
    one = maker.one(given.order_id)
    assert (one.state, [each.kind for each in one.standing.documents]) == (RemittanceState.ACKNOWLEDGED, ["RB", "R2"])
    made = RemittancePapers(maker.station.desk).record(given.order_id, "th")
    said = "".join(page_text.texts(made.pdf)[0])
    assert "สัญญา12/2570" in said.replace(" ", "")
    assert row.name_th.replace(" ", "") in said.replace(" ", "")
    assert maker.remitting.waiting() == []
    rows = maker.remitting.rows()
    for words in ("สัญญา", one.bank_ref, one.standing.documents[0].number, OFF_BUDGET):
        assert given.order_id in {each.req_id for each in rows.rows(rows.ids(Asked(search=words)))}


def test_what_is_left_of_a_draw_goes_back_wholly_and_is_returned_in_the_ledger(
    central: Central, desks: tuple[Remitter, Remitter, Remitter]
) -> None:
    payer, _, authorizer = desks
    told = {"unit": "2101000001", "doc_no": "3690000777", "doc_date": "2026-11-20", "account": BUDGET}
    assert central.operate("POST", "draws", {**told, "satang": "654300"}).status == 200
    payer.hear()
    left = {one.about: one for one in payer.remitting.deadlines()}["3690000777"]
    assert (left.rule, left.day, left.amount) == (Rule.YEAR_END, date(2027, 9, 30), Money(654_300))
    with pytest.raises(Refused, match="draw_unknown"):
        payer.remitting.draw_draft("none")
    draft = payer.remitting.draw_draft("3690000777")
    assert (draft.route, draft.total) == ("in_year", Money(654_300))
    given = payer.remitting.propose(draft)
    authorizer.settle(given.order_id)
    authorizer.answered()
    payer.hear()
    one = payer.one(given.order_id)
    assert (one.state, one.doc_no) == (RemittanceState.ACKNOWLEDGED, "3690000777")
    assert [each.kind for each in one.standing.documents] == ["R6", "BE"]
    draw = next(each for each in Drawing(payer.station.desk).ledger().draws if each.doc_no == "3690000777")
    assert (draw.returned, draw.residue, draw.closed) == (Money(654_300), Money(0), True)
    with pytest.raises(NotAllowed, match="role_missing"):
        authorizer.remitting.propose(draft)
    assert "3690000777" not in {each.about for each in payer.remitting.deadlines()}


def test_wrongly_paid_money_that_went_back_is_a_remittance_with_its_record(
    central: Central, desks: tuple[Remitter, Remitter, Remitter], tmp_path: Path
) -> None:
    payer, _, authorizer = desks
    op_id = payer.station.draft(transfers(1, 125_000), value_date=date(2026, 11, 23))
    payer.station.sync.deliver(payer.station.submit(op_id))
    authorizer.hear()
    authorizer.station.sync.deliver(authorizer.station.decide(op_id, central.password(UNIT, "AUTH01")))
    central.settle()
    payer.hear()
    mine, theirs = (Recalls(desk.station.desk, desk.station.sync) for desk in (payer, authorizer))
    line = mine.paid_line(op_id, 1)
    said = Letter(Cause.WRONG_PAYEE, line.left, mine.today, "กค 0401/งบ 7", mine.today, "ชื่อซ้ำกัน")
    recall_id = mine.open(line, said).order_id
    assert central.operate("POST", f"recalls/{recall_id}", {"answer": "money_back"}).status == 200
    payer.hear()
    mine.propose_return(mine.recall(recall_id))
    authorizer.hear()
    theirs.settle_return(theirs.recall(recall_id), approve=True, password=authorizer.password)
    payer.hear()
    rows = payer.remitting.rows()
    found = [one for one in rows.rows(rows.ids(Asked())) if one.standing.recall_id == recall_id]
    (one,) = found
    assert (one.kind, one.state, one.total) == (RemittanceKind.RECALL_RETURN, RemittanceState.ACKNOWLEDGED, line.left)
    told = payer.remitting.told(one.req_id)
    assert told.recall is not None
    assert {(each.kind, each.number) for each in told.recall.documents} == {
        (each.kind, each.number) for each in one.standing.documents
    }
    papers = RemittancePapers(payer.station.desk)
    papers.save(papers.record(one.req_id, "th"), tmp_path / "record.pdf")
    key = payer.station.desk.about.bank_public_key
    assert main([str(tmp_path / "record.pdf"), "--bank-key", key]) == 0
