"""A draft beside the register: linked lines are signed with their payee, all others are marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.risk import RiskMark, RiskRule
from app.domain.disbursement.transfer import Field
from app.domain.payees.changes import Entry
from app.services.approval import Approval, Mark
from app.services.drafting import Drafting
from app.services.payees import Payees
from app.store import disbursement
from tests.helpers.payees import approved, record, settle_all
from tests.helpers.raw_central import TODAY

if TYPE_CHECKING:
    from app.domain.payees.payee import Payee, PayeeRecord
    from app.services.draft_sheet import DraftSheet
    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation


def typed(made: PayeeRecord, **changes: str) -> dict[Field, str]:
    told = {
        Field.NAME: made.name,
        Field.BANK: made.bank,
        Field.ACCOUNT: made.acct,
        Field.PERSON_ID: made.person_id,
        Field.AMOUNT: "100",
    }
    return told | {Field(name): text for name, text in changes.items()}


def opened(maker: Workstation, register: Payees) -> tuple[Drafting, DraftSheet]:
    drafting = Drafting(maker.desk, maker.sync, register)
    return drafting, drafting.sheet(drafting.create_empty(Kind.WELFARE))


def said(sheet: DraftSheet) -> list[tuple[int, str, Severity]]:
    return [(issue.row, issue.code, issue.severity) for issue in sheet.issues]


def hand_in(maker: Workstation, drafting: Drafting, sheet: DraftSheet, document_no: str = "ฎ.7/2570") -> None:
    head = replace(
        sheet.batch.head,
        purpose="ค่าตอบแทน",
        document_no=document_no,
        sub_kind="overtime",
        value_date=date.fromisoformat(TODAY),
    )
    sheet.set_head(head)
    drafting.submit(sheet.batch.op_id)
    assert maker.sync.sync_now().problem == ""


def test_a_linked_line_is_signed_with_its_payee_and_what_differs_is_marked(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    payees = approved(central, maker, authorizer, [record(2001), record(2002)])
    register = Payees(maker.desk, maker.sync)
    drafting, sheet = opened(maker, register)
    first, second = (payee.record for payee in payees)
    sheet.add_rows(
        [
            typed(first),
            typed(second, name="ชื่อ อื่น", person_id=""),
            typed(second, account="9877777777"),
            typed(record(2999)),
        ]
    )
    assert said(sheet) == [
        (2, "name_differs", Severity.WARNING),
        (3, "account_changed", Severity.WARNING),
        (4, "not_registered", Severity.WARNING),
    ]
    assert [issue.code for issue in sheet.issues_of(3)] == ["account_changed"]
    hand_in(maker, drafting, sheet)
    batch = maker.batch(sheet.batch.op_id)
    assert batch.status is BatchStatus.SUBMITTED, batch.reason
    signed = [(line.payee_id, line.payee_rev) for line in maker.lines(batch.op_id)]
    assert signed == [(payees[0].payee_id, "1"), ("", ""), ("", ""), ("", "")]
    authorizer.sync.sync_now()
    with authorizer.desk.store.read() as rd:
        theirs = disbursement.lines(rd, batch.op_id)
    assert [(line.payee_id, line.payee_rev) for line in theirs] == signed
    [(paid_in, paid)] = register.card(payees[0].payee_id).payments
    assert (paid_in.op_id, paid.number) == (batch.op_id, 1)


def test_an_open_draft_follows_the_register_and_whoever_ended_keeps_it_here(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    [payee] = approved(central, maker, authorizer, [record(2003)])
    register = Payees(maker.desk, maker.sync)
    _, sheet = opened(maker, register)
    sheet.add_rows([typed(payee.record)])
    assert said(sheet) == []
    _end(central, maker, authorizer, register, payee)
    assert said(sheet) == [(1, "payee_ended", Severity.ERROR)]
    assert ("errors", {"count": 1}) in sheet.readiness()
    assert sheet.links.suggest(payee.record.name) == []


def _end(central: Central, maker: Workstation, authorizer: Workstation, register: Payees, payee: Payee) -> None:
    ended = replace(payee.record, until="2026-11-01")
    register.changes.propose([Entry(payee.payee_id, payee.version, ended, before=payee.record)], "พ้นราชการ")
    settle_all(central, authorizer, Payees(authorizer.desk, authorizer.sync))
    maker.sync.sync_now()


def test_a_payee_who_is_suggested_fills_a_line_that_is_linked_then(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    [payee] = approved(central, maker, authorizer, [record(2004, bank="promptpay", acct=record(2004).person_id)])
    _, sheet = opened(maker, Payees(maker.desk, maker.sync))
    [number] = sheet.add_rows([{Field.AMOUNT: "250"}])
    [found] = sheet.links.suggest(payee.record.person_id)
    sheet.set_cells(sheet.links.cells(number, found))
    assert said(sheet) == []
    [line] = sheet.linked
    assert (line.payee_id, line.bank, line.satang) == (payee.payee_id, "promptpay", 25_000)


def test_a_line_that_would_tell_its_payee_elsewhere_is_marked_for_the_maker_and_for_the_authorizer(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    payees = approved(central, maker, authorizer, [record(2010), record(2011)])
    drafting, sheet = opened(maker, Payees(maker.desk, maker.sync))
    elsewhere, as_registered = (payee.record for payee in payees)
    sheet.add_rows([typed(elsewhere, mobile="0899999999"), typed(as_registered, mobile=as_registered.mobile)])
    lines = maker.lines(sheet.batch.op_id)
    facts = {"told": "0899999999", "registered": elsewhere.mobile}
    marked = RiskMark(1, RiskRule.CONTACT_DIFFERS, facts)
    found = [mark for mark in drafting.risks(sheet.batch, lines) if mark.rule is RiskRule.CONTACT_DIFFERS]
    assert found == [marked]
    hand_in(maker, drafting, sheet, "ฎ.9/2570")
    authorizer.sync.sync_now()
    content = Approval(authorizer.desk, authorizer.sync).content(sheet.batch.op_id)
    assert [mark for mark in content.marks if mark.code == "contact_differs"] == [
        Mark("contact_differs", 1, None, facts)
    ]
    assert not content.review.left()
