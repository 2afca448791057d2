"""Draws, what is paid again, the end that is asked for and papers, over HTTPS with the real central system."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.follow_up import Fate, LineReason
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import CreditTransfer, Field, LineStatus
from app.domain.values.errors import BadInput, Refused, Tampered
from app.domain.values.money import Money
from app.services import following
from app.services.approval import Approval
from app.services.drafting import Drafting
from app.services.drawing import Drawing
from app.services.following import FollowUps
from app.services.inquiry import Inquiry
from app.store import papers
from tests.helpers.raw_central import ACCOUNTS, TODAY, UNIT
from tests.helpers.workstation import transfers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation

DAY = date.fromisoformat(TODAY)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def head(document: str, **more: Any) -> dict[str, Any]:
    return {"document_no": document, "value_date": DAY, "document_date": DAY, **more}


def hand_in(station: Workstation, op_id: str) -> None:
    Drafting(station.desk, station.sync).submit(op_id)
    station.sync.sync_now()
    assert station.batch(op_id).delivery is Delivery.NONE, station.batch(op_id).reason


def approve(central: Central, authorizer: Workstation, op_id: str) -> None:
    authorizer.sync.sync_now()
    authorizer.sync.deliver(authorizer.decide(op_id, central.password(UNIT, "AUTH01")))


def pay(central: Central, maker: Workstation, authorizer: Workstation, op_id: str) -> None:
    hand_in(maker, op_id)
    approve(central, authorizer, op_id)
    central.settle()
    for station in (maker, authorizer):
        station.sync.sync_now()


def codes(station: Workstation, op_id: str) -> set[str]:
    return {code for code, _ in Drafting(station.desk, station.sync).sheet(op_id).readiness()}


def test_two_batches_share_a_draw_until_nothing_of_it_is_left(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    unit = maker.desk.actor.unit
    told = {"unit": unit, "doc_no": "ฎ.700/2570", "doc_date": TODAY, "account": ACCOUNTS[UNIT], "satang": "500000"}
    assert central.operate("POST", "draws", told).status == 200
    maker.sync.sync_now()
    first = maker.draft(transfers(3, 100_000), **head("ฎ.700/2570", drawn=Money(500_000)))
    assert codes(maker, first) == {"residue_unexplained"}
    sheet = Drafting(maker.desk, maker.sync).sheet(first)
    assert sheet.preview().draw_left == Money(200_000)
    sheet.set_head(replace(sheet.batch.head, residue_reason="ผู้รับอีกสองรายรอเอกสาร"))
    pay(central, maker, authorizer, first)
    (draw,) = [each for each in Drawing(maker.desk).ledger().draws if each.doc_no == "ฎ.700/2570"]
    assert (draw.paid, draw.residue, draw.closed) == (Money(300_000), Money(200_000), False)

    too_much = maker.draft(transfers(3, 90_000), **head("ฎ.700/2570", drawn=Money(500_000)))
    assert codes(maker, too_much) == {"draw_exceeded"}
    wrong = maker.draft(transfers(2, 100_000), **head("ฎ.700/2570"))
    assert codes(maker, wrong) == {"draw_differs"}
    second = maker.draft(transfers(2, 100_000), **head("ฎ.700/2570", drawn=Money(500_000)))
    assert codes(maker, second) == set()
    pay(central, maker, authorizer, second)
    (draw,) = [each for each in Drawing(maker.desk).ledger().draws if each.doc_no == "ฎ.700/2570"]
    assert draw.closed
    assert {first, second} <= set(draw.batches)
    ledger = Drawing(maker.desk).ledger()
    assert ledger.unpaid == ledger.drawn - ledger.paid - ledger.returned


def test_a_batch_that_is_all_of_its_draw_may_be_mended_to_another_sum(central: Central, maker: Workstation) -> None:
    op_id = maker.draft(transfers(2, 100_000), **head("ฎ.701/2570"))
    hand_in(maker, op_id)
    Drafting(maker.desk, maker.sync).withdraw(op_id, "แก้ยอด")
    maker.sync.sync_now()
    sheet = Drafting(maker.desk, maker.sync).sheet(op_id)
    sheet.set_cells([(1, Field.AMOUNT, "900.00")])
    assert sheet.readiness() == []
    hand_in(maker, op_id)
    assert maker.batch(op_id).status is BatchStatus.SUBMITTED


def failing(document: str, count: int = 4) -> tuple[list[CreditTransfer], dict[str, Any]]:
    """Return payees of whom the second and the third have closed accounts."""
    payees = transfers(count, 125_000)
    return [replace(line, name=f"บัญชีปิด {line.name}") if line.number in (2, 3) else line for line in payees], head(
        document
    )


def test_what_failed_is_paid_again_or_closed_and_the_sum_divides_without_a_rest(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    payees, facts = failing("ฎ.710/2570")
    op_id = maker.draft(payees, **facts)
    pay(central, maker, authorizer, op_id)
    follow_ups = FollowUps(maker.desk, maker.sync)
    before = follow_ups.look(op_id)
    assert before.equation.numbers == (2, 3)
    follow_ups.close(op_id, [3], LineReason.OTHER_WAY, "จ่ายเป็นเงินสดแล้ว")
    again = follow_ups.begin(op_id)
    assert [line.origin for line in maker.lines(again)] == [f"{op_id}/1/2"]
    with pytest.raises(Refused, match="follow_up_none"):
        follow_ups.begin(op_id)
    sheet = Drafting(maker.desk, maker.sync).sheet(again)
    with pytest.raises(Refused, match="amount_locked"):
        sheet.set_cells([(1, Field.AMOUNT, "1")])
    with pytest.raises(Refused, match="follow_up_fixed"):
        sheet.add_rows([{}])
    sheet.set_cells([(1, Field.NAME, "ผู้รับเงิน บัญชีใหม่"), (1, Field.ACCOUNT, "1999999999")])
    assert {code for code, _ in sheet.readiness()} == {"residue_unexplained"}, "what was closed stays with the draw"
    sheet.set_head(replace(sheet.batch.head, residue_reason="รายการที่ปิดจะส่งคืนคลัง"))
    pay(central, maker, authorizer, again)

    for station in (maker, authorizer):
        found = FollowUps(station.desk, station.sync).look(op_id)
        shares = {fate: found.equation.share(fate).total.satang for fate in Fate}
        assert shares == {
            Fate.SETTLED: 250_000,
            Fate.FOLLOWED: 125_000,
            Fate.CLOSED: 125_000,
            Fate.OPEN: 0,
            Fate.WAITING: 0,
        }
        assert found.equation.total == found.batch.total
        assert [each.op_id for each in found.followers] == [again]
    assert maker.batch(again).status is BatchStatus.SETTLED
    assert maker.lines(op_id)[2].closed == "other_way จ่ายเป็นเงินสดแล้ว"
    central.assert_books_right()


def test_a_follow_up_that_is_thrown_away_leaves_the_lines_open(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    payees, facts = failing("ฎ.711/2570")
    op_id = maker.draft(payees, **facts)
    pay(central, maker, authorizer, op_id)
    follow_ups = FollowUps(maker.desk, maker.sync)
    again = follow_ups.begin(op_id)
    assert follow_ups.look(op_id).draft is not None
    Drafting(maker.desk, maker.sync).delete(again)
    assert follow_ups.look(op_id).equation.numbers == (2, 3)


def test_no_follow_up_is_begun_that_would_be_paid_in_another_year(
    central: Central, maker: Workstation, authorizer: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    payees, facts = failing("ฎ.712/2570")
    op_id = maker.draft(payees, **facts)
    pay(central, maker, authorizer, op_id)
    monkeypatch.setattr(following, "earliest_value_date", lambda _: date(2027, 10, 1))
    with pytest.raises(Refused, match="follow_up_year") as refused:
        FollowUps(maker.desk, maker.sync).begin(op_id)
    assert refused.value.facts == {"fy": 2570}


def test_an_approved_batch_is_cancelled_by_the_banks_yes_alone(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft(transfers(2), **head("ฎ.720/2570") | {"value_date": date(2026, 12, 1)})
    hand_in(maker, op_id)
    approve(central, authorizer, op_id)
    maker.sync.sync_now()
    assert maker.batch(op_id).status is BatchStatus.APPROVED
    Drafting(maker.desk, maker.sync).cancel(op_id, "เบิกผิดฎีกา")
    asked = maker.batch(op_id)
    assert (asked.status, asked.delivery) == (BatchStatus.APPROVED, Delivery.QUEUED), "not before the bank says so"
    maker.sync.sync_now()
    assert maker.batch(op_id).status is BatchStatus.CANCELLED
    assert {line.status for line in maker.lines(op_id)} == {LineStatus.VOIDED}
    authorizer.sync.sync_now()
    assert authorizer.batch(op_id).status is BatchStatus.CANCELLED
    central.assert_books_right()


def test_once_the_bank_has_begun_its_answer_is_no_and_the_batch_goes_on(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft(transfers(2), **head("ฎ.721/2570"))
    hand_in(maker, op_id)
    maker.sync.sync_now()
    approve(central, authorizer, op_id)
    central.settle()
    # The maker's workstation has not heard of the payment yet, or there would be no such button.
    with pytest.raises(Refused, match="cancel_too_late"):
        maker.sync.deliver(maker.cancel(op_id))
    maker.sync.sync_now()
    batch = maker.batch(op_id)
    assert (batch.status, batch.delivery) == (BatchStatus.SETTLED, Delivery.NONE)
    assert batch.reason == "cancel_too_late", "why it was not cancelled stays told"
    asked, told = (
        number
        for number, step in enumerate(Inquiry(maker.desk, maker.sync).timeline(op_id))
        if step.what == "cancel_batch" or (step.what, step.detail) == ("answer.refused", "cancel_too_late")
    )
    assert told > asked


def test_a_paper_goes_with_the_batch_and_another_one_under_its_name_is_refused(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    op_id = maker.draft(transfers(1), **head("ฎ.730/2570"))
    drafting = Drafting(maker.desk, maker.sync)
    (tmp_path / "claim.png").write_bytes(PNG)
    (tmp_path / "letter.txt").write_text("ไม่ใช่เอกสาร", encoding="utf-8")
    with pytest.raises(BadInput, match="scan_wrong"):
        drafting.attachments.keep(op_id, tmp_path / "letter.txt", ())
    kept = drafting.attachments.keep(op_id, tmp_path / "claim.png", ())
    assert drafting.attachments.keep(op_id, tmp_path / "claim.png", kept) == kept
    sheet = drafting.sheet(op_id)
    sheet.set_head(replace(sheet.batch.head, attachments=kept))
    with maker.desk.store.read() as reading:
        assert papers.to_upload(reading, (kept[0].sha256,)) == {kept[0].sha256: PNG}
    hand_in(maker, op_id)
    with maker.desk.store.read() as reading:
        assert papers.to_upload(reading, (kept[0].sha256,)) == {}
    authorizer.sync.sync_now()
    approval = Approval(authorizer.desk, authorizer.sync)
    signed = approval.content(op_id).signed
    assert signed.head.attachments == kept
    assert approval.attachments.open(op_id, kept[0]).content == PNG
    other = replace(kept[0], size=kept[0].size + 1)
    with pytest.raises(Tampered, match="paper_differs"):
        approval.attachments.verify(op_id, [other])
    approve(central, authorizer, op_id)
