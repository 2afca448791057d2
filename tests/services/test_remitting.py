"""Money goes to the treasury between a maker's and an authorizer's desk, over a real central system."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.domain.collections.orders import RefundTo
from app.domain.messages.message import Topic
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.proposal import Readiness
from app.domain.remittances.remittance import RemittanceState, TreasuryCode
from app.domain.values.errors import Conflict, NotAllowed, Refused
from app.domain.values.money import Money
from app.services.dossiers import Dossiers
from app.services.messages import Messages
from app.services.remittance_papers import RemittancePapers
from app.verification import page_text
from app.verification.command import main
from tests.helpers.collecting import Asked, settled
from tests.helpers.remitting import Remitter, seated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Remitter]:
    with seated(central, tmp_path / "maker", "MAKER03") as remitter:
        yield remitter


@pytest.fixture
def authorizer(central: Central, tmp_path: Path) -> Iterator[Remitter]:
    with seated(central, tmp_path / "authorizer", "AUTH01") as remitter:
        yield remitter


def test_receipts_go_to_the_treasury_and_are_acknowledged_with_documents(maker: Remitter, authorizer: Remitter) -> None:
    paid = maker.receipted(150_000, 60_000)
    draft = maker.draft(paid)
    assert [part.payment_id for part in draft.parts] == paid
    assert (draft.kind, draft.total) == (RemittanceKind.REVENUE, Money(210_000))
    assert {part.payment_id for one in maker.remitting.proposals() for part in one.parts} >= set(paid)
    assert maker.remitting.faults(draft) == []
    req_id = maker.proposed(paid)
    assert [one.readiness for one in maker.parts_of(paid)] == [Readiness.UNDER_WAY] * 2
    assert not {part.payment_id for one in maker.remitting.proposals() for part in one.parts} & set(paid)
    authorizer.settle(req_id)
    maker.hear()
    one = maker.one(req_id)
    assert (one.state, one.total) == (RemittanceState.SENT, Money(210_000))
    maker.answered()
    told = maker.remitting.told(req_id)
    assert told.remittance.state is RemittanceState.ACKNOWLEDGED
    assert [document.kind for document in told.remittance.standing.documents] == ["RA", "R1"]
    number = told.remittance.standing.documents[0].number
    assert [one.about for one in maker.books.with_number(number) if one.kind == "RA"] == [req_id]
    assert all(one.adds_up for one in told.documents)
    rows = maker.books.rows()
    name = next(one.name for one in told.documents if one.number == number)
    assert [one.about for one in rows.rows(rows.ids(Asked(search=name)))] == [req_id]
    assert rows.row_id(name) in rows.ids(Asked(search=number))
    assert rows.totals(Asked(search=name)).total == Money(210_000)
    books = maker.books.trial_balance(*maker.books.period())
    assert (books.fy, books.period, books.closed, books.holds) == (2570, "02", False, True)
    assert not [row.gl_account for row in books.rows if row.is_wrong]


def test_the_success_record_is_printed_from_what_the_bank_signed_and_proven_by_its_key(
    maker: Remitter, authorizer: Remitter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    req_id = maker.proposed(maker.receipted(150_000, 6_000_000))
    papers = RemittancePapers(maker.station.desk)
    with pytest.raises(Refused, match="record_missing"):
        papers.record(req_id, "th")
    with pytest.raises(Refused, match="remittance_unknown"):
        papers.record("nothing", "th")
    authorizer.settle(req_id)
    maker.hear()
    file, key = tmp_path / "record.pdf", maker.station.desk.about.bank_public_key
    papers.save(papers.record(req_id, "th"), file)
    assert main([str(file), "--bank-key", key]) == 0
    assert main([str(file)]) == 3
    assert "ตามลายมือชื่อของธนาคาร" in capsys.readouterr().out
    maker.answered()
    made = papers.record(req_id, "en")
    number = maker.one(req_id).standing.documents[0].number
    said = " ".join(page_text.texts(made.pdf)[0])
    assert number in said
    assert maker.one(req_id).bank_ref in said
    papers.save(made, file)
    assert main([str(file), "--bank-key", key]) == 0
    file.write_bytes(made.pdf.replace(b"%KHLANG-RECORD ", b"%KHLANG-RECORD A", 1))
    assert main([str(file), "--bank-key", key]) != 0


def test_the_dossier_of_the_day_holds_the_remittance_with_the_treasurys_numbers(
    maker: Remitter, authorizer: Remitter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paid = maker.receipted(150_000)
    dossiers = Dossiers(authorizer.station.desk)
    day = maker.remitting.today.isoformat()
    req_id = maker.proposed(paid)
    authorizer.settle(req_id)
    authorizer.answered()
    made = dossiers.of_period(day, "th")
    assert made.remittances >= 1
    file, key = tmp_path / made.name, authorizer.station.desk.about.bank_public_key
    dossiers.save(made, file)
    assert main([str(file), "--bank-key", key]) == 0
    assert "เลขที่เอกสารของคลัง" in capsys.readouterr().out
    with zipfile.ZipFile(file) as archive:
        cover = "".join("".join(page) for page in page_text.texts(archive.read("dossier.pdf")))
        paper = f"papers/remittance-{authorizer.one(req_id).bank_ref}-th.pdf"
        (tmp_path / "record.pdf").write_bytes(archive.read(paper))
    numbers = [document.number for document in authorizer.one(req_id).standing.documents]
    assert numbers
    assert all(number in cover for number in numbers)
    assert main([str(tmp_path / "record.pdf"), "--bank-key", key, "--dossier", str(file)]) == 0


def test_what_the_treasury_refuses_comes_back_and_may_be_sent_again(maker: Remitter, authorizer: Remitter) -> None:
    paid = maker.receipted(150_093)
    req_id = maker.proposed(paid)
    authorizer.settle(req_id)
    maker.hear()
    assert maker.parts_of(paid) == []
    maker.answered()
    refused = maker.one(req_id)
    assert (refused.state, refused.standing.code) == (RemittanceState.REFUSED, TreasuryCode.CODE_WRONG)
    assert refused.standing.documents == ()
    assert [one.readiness for one in maker.parts_of(paid)] == [Readiness.READY]
    topics = {one.topic: one.facts for one in Messages(maker.station.desk).every() if one.subject == req_id}
    assert topics[Topic.REMITTANCE_REFUSED]["amount"] == "1,500.93"
    assert "คลังไม่รับ" in "".join(page_text.texts(RemittancePapers(maker.station.desk).record(req_id, "th").pdf)[0])
    again = maker.proposed(paid)
    maker.remitting.recall(maker.remitting.told(again), "รอผลตรวจ")
    assert maker.one(again).state is RemittanceState.RECALLED
    third = maker.proposed(paid)
    with pytest.raises(NotAllowed, match="role_missing"):
        maker.settle(third)
    with pytest.raises(Refused, match="reason_missing"):
        authorizer.settle(third, approve=False)
    authorizer.settle(third, approve=False, reason="ขอเอกสารเพิ่ม")
    maker.hear()
    told = maker.remitting.told(third)
    assert (told.remittance.state, told.remittance.answer) == (RemittanceState.SENT_BACK, "ขอเอกสารเพิ่ม")
    assert [one.kind for one in told.history][:2] == ["remittance.ordered", "remittance.changed"]
    assert [one.readiness for one in maker.parts_of(paid)] == [Readiness.READY]


def test_what_is_wrong_is_said_before_anything_is_signed(maker: Remitter, authorizer: Remitter) -> None:
    paid = maker.receipted(150_000)
    draft = maker.draft(paid)
    wrong = replace(draft, office="1000", memo="x" * 1_001)
    assert [one.code for one in maker.remitting.faults(wrong)] == ["office_unexplained", "text_long"]
    with pytest.raises(Refused, match="remittance_faulty"):
        maker.remitting.propose(wrong)
    authorizer.hear()
    with pytest.raises(NotAllowed, match="role_missing"):
        authorizer.proposed(paid)
    maker.lose_an_answer()
    given = maker.remitting.propose(replace(draft, office="1000", office_reason="ตามคำสั่งกรม"))
    assert not given.known
    assert [one.kind for one in maker.remitting.open_orders()] == ["propose_remittance"]
    with pytest.raises(Conflict, match="order_under_way"):
        maker.remitting.propose(draft)
    maker.hear()
    told = maker.remitting.told(given.order_id)
    assert told.remittance.order is not None
    assert told.remittance.order.office_reason == "ตามคำสั่งกรม"
    assert [part.receipt is not None for part in told.parts] == [True]
    authorizer.hear()
    assert authorizer.remitting.told(given.order_id).may_settle
    assert given.order_id in {one.remittance.req_id for one in authorizer.remitting.to_settle()}
    authorizer.settle(given.order_id, approve=False, reason="นำส่งสำนักงานของหน่วย")


def test_what_is_left_of_a_partly_refunded_payment_has_its_receipt_and_goes(
    maker: Remitter, authorizer: Remitter
) -> None:
    bill = maker.bill(7, 150_000)
    paid = maker.pay(bill, 190_000)
    settled(maker, authorizer, maker.money.propose_match(paid, bill, Money(150_000), "ชำระเกิน").order_id)
    paid = maker.money.told(paid.payment_id).payment
    back = RefundTo("004", "1234567890", "บริษัท ตัวอย่าง จำกัด")
    settled(maker, authorizer, maker.money.propose_refund(paid, Money(40_000), back, "ชำระเกิน").order_id)
    assert paid.payment_id in {one.payment_id for one in maker.receipts.due()}
    assert maker.receipts.issue([paid.payment_id]).known
    (part,) = maker.parts_of([paid.payment_id])
    assert (part.readiness, part.part.amount) == (Readiness.READY, Money(150_000))
    req_id = maker.proposed([paid.payment_id])
    authorizer.settle(req_id)
    maker.answered()
    assert maker.one(req_id).state is RemittanceState.ACKNOWLEDGED
    assert maker.parts_of([paid.payment_id]) == []
