"""What the policy's screen says a batch would need is what the central system asks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.access.policy import Payment, Policy, PolicyRule, WorkstationRule, need
from app.domain.access.proposal import ProposalKind
from app.domain.disbursement.batch import Kind
from app.domain.values.money import Money
from app.services.inquiry import Inquiry
from tests.helpers.administrators import REASON, both
from tests.helpers.raw_central import ACCOUNTS, UNIT
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central

FINANCE, SECOND_ACCOUNT = "2101000001", "0061000026"
SUMS = (9_999, 10_000, 10_001, 50_000)
"""Satang of one line; the rules' bounds lie between."""
LOAN = {"sub_kind": "", "basis_no": "สัญญาที่ 12/2570", "basis_date": date(2026, 11, 20)}


def test_every_batch_asks_for_what_the_try_said(central: Central, tmp_path: Path) -> None:
    with both(central, tmp_path) as (one, two):
        first, second = (one.user(name, UNIT).uid for name in ("AUTH01", "AUTH02"))
        policy = Policy(
            (
                PolicyRule(FINANCE, signatures=1, above=Money(10_000)),
                PolicyRule(FINANCE, kind="loan", signatures=2),
                PolicyRule(FINANCE, account=SECOND_ACCOUNT, above=Money(10_000), signatures=2),
                PolicyRule(FINANCE, above=Money(40_000), signatures=2, stages=((first,), (second,))),
            ),
            workstations=WorkstationRule.OPEN,
        )
        view = one.service.view()
        two.approve(one.service.propose(ProposalKind.POLICY_CHANGE, view.agency, policy, reason=REASON))
        unit = one.service.view().unit(FINANCE)
        assert unit is not None
        maker = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
        inquiry = Inquiry(maker.desk, maker.sync)
        made = [
            (Payment(FINANCE, kind.value, account, Money(satang)), maker.draft(
                transfers(1, satang), kind=kind, debit_account=account, document_no=f"กค {kind}/{account}/{satang}",
                **(LOAN if kind == Kind.LOAN else {})))
            for satang in SUMS
            for kind in (Kind.WELFARE, Kind.LOAN)
            for account in (ACCOUNTS[UNIT], SECOND_ACCOUNT)
        ]  # fmt: skip
        for _, op_id in made:
            maker.submit(op_id)
        assert maker.sync.sync_now().problem == ""
        for payment, op_id in made:
            expected = need(policy, payment, unit.signatures_needed)
            assert (maker.batch(op_id).signatures_needed, inquiry.stages(op_id)) == (
                expected.signatures,
                expected.stages,
            ), payment
        assert {need(policy, payment, 1).signatures for payment, _ in made} == {1, 2}
        maker.crash()
