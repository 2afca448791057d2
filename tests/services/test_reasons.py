"""Reasons as people write them: two lines, pasted blanks, much to say; the other side reads them in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.services.approval import Approval
from app.services.drafting import Drafting
from tests.helpers.raw_central import UNIT, Central

if TYPE_CHECKING:
    from tests.helpers.workstation import Workstation

TYPED = " ยอดไม่ตรงกับเอกสาร\r\n\nแก้บรรทัดที่\u200b 3\tด้วย "
READ = "ยอดไม่ตรงกับเอกสาร แก้บรรทัดที่ 3 ด้วย"


def test_a_reason_in_two_lines_sends_a_batch_back(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft(document_no="ฎ.r1/2570")
    maker.sync.deliver(maker.submit(op_id))
    authorizer.sync.sync_now()
    approval = Approval(authorizer.desk, authorizer.sync)
    after = approval.send_back(approval.content(op_id), TYPED, central.password(UNIT, "AUTH01"))
    assert after.delivery is Delivery.NONE
    maker.sync.sync_now()
    batch = maker.batch(op_id)
    assert (batch.status, batch.reason) == (BatchStatus.RETURNED, READ)


def test_a_reason_in_two_lines_takes_a_batch_back_and_gives_it_up(maker: Workstation) -> None:
    drafting = Drafting(maker.desk, maker.sync)
    op_id = maker.draft(document_no="ฎ.r2/2570")
    drafting.submit(op_id)
    maker.sync.sync_now()
    for act, status in ((drafting.withdraw, BatchStatus.WITHDRAWN), (drafting.cancel, BatchStatus.CANCELLED)):
        act(op_id, TYPED)
        maker.sync.sync_now()
        batch = maker.batch(op_id)
        assert (batch.status, batch.delivery, batch.reason) == (status, Delivery.NONE, READ)
