"""Two desks hear why so many must sign, and nobody lets a batch go that pays their own account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.messages.message import Topic
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.services.approval import Approval, Mark
from app.services.inquiry import Inquiry
from app.services.messages import Messages
from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import TODAY, UNIT, running
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

BAND = {"unit": "", "kind": "", "account": "", "above_satang": "500000", "signatures": "2", "stages": []}
POLICY = {"password_days": "0", "workstations": "open", "review_months": "12"}
DRAW = {"document_no": "ฎ.5/2570", "drawn": Money(1_000_000), "residue_reason": "จ่ายเป็นงวด"}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central", eased=True) as central:
        yield central


def seat(central: Central, folder: Path, user: str) -> Workstation:
    return Workstation.at(folder / user, central).enter(central, user)


def hand_in(maker: Workstation, satang: int) -> str:
    op_id = maker.draft(transfers(1, satang), **DRAW)
    maker.submit(op_id)
    assert maker.sync.sync_now().problem == ""
    return op_id


def test_maker_and_authorizer_see_that_batches_of_one_draw_are_judged_together(own: Central, tmp_path: Path) -> None:
    Pair(own).agree("policy.change", "2101", {**POLICY, "rules": [BAND]}, subject_version="1")
    maker, authorizer = seat(own, tmp_path, "MAKER01"), seat(own, tmp_path, "AUTH01")
    first, second = hand_in(maker, 300_000), hand_in(maker, 300_000)
    inquiry = Inquiry(maker.desk, maker.sync)
    plans = [inquiry.plan(op_id) for op_id in (first, second)]
    assert [plan and (plan.missing, plan.together) for plan in plans] == [(1, None), (2, Money(600_000))]
    assert authorizer.sync.sync_now().problem == ""
    content = Approval(authorizer.desk, authorizer.sync).content(second)
    facts = {"total": "6,000.00", "doc_no": "ฎ.5/2570", "needed": 2}
    assert Mark("draw_together", 0, None, facts) in content.marks
    for station in (maker, authorizer):
        station.leave()


def test_who_would_release_a_payment_to_themselves_is_told_before_anything_is_signed(
    own: Central, tmp_path: Path
) -> None:
    pair = Pair(own)
    pair.agree("policy.change", "2101", {**POLICY, "rules": [], "release": "person"}, subject_version="1")
    person = pair.one.user("AUTH02", UNIT)["record"]["person_id"]
    maker, signer, other = (seat(own, tmp_path, user) for user in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = maker.draft([replace(each, person_id=person) for each in transfers(1)])
    maker.submit(op_id)
    for station in (maker, signer):
        assert station.sync.sync_now().problem == ""
    approval = Approval(signer.desk, signer.sync)
    content = approval.content(op_id)
    for number in content.review.left():
        content.review.open(number)
    assert approval.approve(content, own.password(UNIT, "AUTH01")).status is BatchStatus.APPROVED
    for station in (maker, signer, other):
        assert station.sync.sync_now().problem == ""
    asked = [[one for one in Messages(each.desk).every() if one.subject == op_id] for each in (signer, other)]
    assert [one.topic for one in asked[0]] == [Topic.TO_APPROVE]
    assert [(one.topic, one.screen) for one in asked[1]] == [
        (Topic.TO_RELEASE, "approvals"),
        (Topic.TO_APPROVE, "approvals"),
    ]
    assert [one.topic for one in Messages(maker.desk).every() if one.subject == op_id] == [Topic.APPROVED]
    letting_go = Approval(other.desk, other.sync)
    content = letting_go.content(op_id)
    assert content.own_paid == (1,)
    with pytest.raises(Refused, match="own_account"):
        letting_go.release(content, date.fromisoformat(TODAY), "a password that nobody asked about")
    for station in (maker, signer, other):
        station.leave()
