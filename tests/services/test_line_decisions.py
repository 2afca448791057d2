"""Single lines declined, returned and talked about, between two workstations and a real central system."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.documents.pdf.content import DocumentKind
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.follow_up import LineReason
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Refused
from app.services.approval import Approval
from app.services.comments import Comments, Said
from app.services.drafting import Drafting
from app.services.evidence import Evidence
from app.services.inquiry import Inquiry
from tests.helpers.raw_central import TODAY, UNIT
from tests.helpers.workstation import transfers

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation


def handed_in(maker: Workstation, authorizer: Workstation, document_no: str, count: int = 3) -> str:
    op_id = maker.draft(transfers(count), document_no=document_no, value_date=date.fromisoformat(TODAY))
    maker.submit(op_id)
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
    return op_id


def test_a_batch_whose_lines_must_be_opened_is_signed_only_when_they_were(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = handed_in(maker, authorizer, "กค 0402/62", 12)  # twelve lines: one at least is drawn to be opened
    approval = Approval(authorizer.desk, authorizer.sync)
    content = approval.content(op_id)
    left = content.review.left()
    assert left
    with pytest.raises(Refused, match="lines_unopened"):
        approval.approve(content, central.password(UNIT, "AUTH01"))
    for number in left:
        content.review.open(number)
    assert approval.approve(content, central.password(UNIT, "AUTH01")).status is BatchStatus.APPROVED


def test_the_maker_sees_exactly_the_lines_that_came_back_until_they_are_handed_in_again(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = handed_in(maker, authorizer, "กค 0402/63")
    approval = Approval(authorizer.desk, authorizer.sync)
    content = approval.content(op_id)
    content.review.say(3, LineReason.OTHER, "ชื่อสกุลเดิม")
    approval.send_back(content, "แก้รายการที่ระบุ", central.password(UNIT, "AUTH01"))
    assert maker.sync.sync_now().problem == ""
    sheet = Drafting(maker.desk, maker.sync).sheet(op_id)
    assert [sheet.row(number).reason for number in sheet.numbers] == ["", "", "other ชื่อสกุลเดิม"]
    maker.submit(op_id)
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
        assert [line.reason for line in station.lines(op_id)] == ["", "", ""]


def test_a_comment_on_a_line_reaches_the_other_desk_and_the_history(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = handed_in(maker, authorizer, "กค 0402/64")
    assert Comments(authorizer.desk, authorizer.sync).say(op_id, 2, " ขอดูใบเสร็จ ")
    assert Comments(maker.desk, maker.sync).say(op_id, 0, "แนบแล้ว")
    assert authorizer.sync.sync_now().problem == ""
    for station in (maker, authorizer):
        told = Comments(station.desk, station.sync).about(op_id)
        assert [(said.number, said.text) for said in told] == [(2, "ขอดูใบเสร็จ"), (0, "แนบแล้ว")]
        assert all(isinstance(said, Said) for said in told)
        steps = [step for step in Inquiry(station.desk, station.sync).timeline(op_id) if step.what == "batch.commented"]
        assert [step.detail for step in steps] == ["ขอดูใบเสร็จ", "แนบแล้ว"]
        assert station.batch(op_id).delivery.value == "none"


def test_a_declined_line_is_not_paid_and_both_sides_and_the_history_say_so(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = handed_in(maker, authorizer, "กค 0402/61")
    approval = Approval(authorizer.desk, authorizer.sync)
    content = approval.content(op_id)
    for number in content.review.left():
        content.review.open(number)
    content.review.say(2, LineReason.ACCOUNT)
    assert approval.approve(content, central.password(UNIT, "AUTH01")).status is BatchStatus.APPROVED
    central.advance("2026-11-23T16:00:00+07:00")
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
        assert [line.status for line in station.lines(op_id)] == [
            LineStatus.SETTLED,
            LineStatus.DECLINED,
            LineStatus.SETTLED,
        ]
        assert station.lines(op_id)[1].reason == "account"
        assert (station.batch(op_id).settled_count, station.batch(op_id).failed_count) == (2, 1)
    assert Evidence(authorizer.desk).make(op_id, DocumentKind.HISTORY, "th").digest
    central.assert_books_right()
