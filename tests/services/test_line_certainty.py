"""What an authorizer is told of the account of every line: from the signed log, of this line's record and account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.payees.changes import Entry
from app.domain.payees.payee import NameMatch
from app.domain.values.money import Money
from app.services.approval import Approval
from app.services.payee_scans import PayeeScans
from app.services.payees import Payees
from tests.helpers.payees import approved, new_entries, record, settle_all
from tests.helpers.raw_central import TODAY, UNIT
from tests.helpers.workstation import LATER

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.payees.payee import Payee
    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def line(number: int, payee: Payee, **changes: str) -> CreditTransfer:
    """Return a line that pays a payee by the register, or nearly."""
    told = payee.record
    right = CreditTransfer(
        number,
        told.bank,
        told.acct,
        told.name,
        Money(10_000 * number),
        person_id=told.person_id,
        payee_id=payee.payee_id,
        payee_rev=str(payee.version),
    )
    return replace(right, **changes)  # type: ignore[arg-type]


def unlinked(number: int, payee: Payee, **changes: str) -> CreditTransfer:
    return line(number, payee, payee_id="", payee_rev="", **changes)


def hand_in(
    maker: Workstation, authorizer: Workstation, lines: list[CreditTransfer], document_no: str, day: date = LATER
) -> str:
    op_id = maker.draft(lines, document_no=document_no, value_date=day)
    maker.submit(op_id)
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
    assert maker.batch(op_id).status is BatchStatus.SUBMITTED, maker.batch(op_id).reason
    return op_id


def compared(central: Central, maker: Workstation, authorizer: Workstation, scan: Path, number: int) -> Payee:
    """Bring a payee into the register whose form the authorizer compared with the record."""
    mine, theirs = Payees(maker.desk, maker.sync), Payees(authorizer.desk, authorizer.sync)
    scan.write_bytes(PNG)
    sha256 = PayeeScans(maker.desk).attach(scan)
    [entry] = new_entries([record(number, form_sha256=sha256, form_date="2026-11-20")])
    [given] = mine.changes.propose([entry], "เจ้าหน้าที่ใหม่")
    assert authorizer.sync.sync_now().problem == ""
    change = theirs.changes.told(given.order_id).change
    password = central.password(UNIT, "AUTH01")
    theirs.changes.settle(change, approve=True, password=password, forms_seen=[entry.payee_id])
    assert maker.sync.sync_now().problem == ""
    return mine.payee(entry.payee_id)


def pay(central: Central, maker: Workstation, authorizer: Workstation, payee: Payee) -> None:
    """Pay somebody once, and hear of it at both desks."""
    op_id = hand_in(maker, authorizer, [line(1, payee)], "ฎ.200/2570", date.fromisoformat(TODAY))
    authorizer.decide(op_id, central.password(UNIT, "AUTH01"))
    assert authorizer.sync.sync_now().problem == ""
    central.advance("2026-11-23T16:00:00+07:00")
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
    assert maker.batch(op_id).status is BatchStatus.SETTLED


def test_an_authorizer_sees_of_every_line_how_sure_its_account_is_and_by_what(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    new, asked, paid, moved = approved(
        central, maker, authorizer, [record(number) for number in (2101, 2103, 2104, 2105)]
    )
    form = compared(central, maker, authorizer, tmp_path / "form.png", 2102)
    mine, theirs = Payees(maker.desk, maker.sync), Payees(authorizer.desk, authorizer.sync)
    mine.changes.check_names([asked.payee_id])
    pay(central, maker, authorizer, paid)
    lines = [
        line(1, new),
        line(2, form),
        line(3, asked),
        line(4, paid),
        line(5, moved),
        unlinked(6, new, account="9811112222", name="นายไม่มี ในทะเบียน"),
        unlinked(7, form),
    ]
    op_id = hand_in(maker, authorizer, lines, "ฎ.201/2570")
    approval = Approval(authorizer.desk, authorizer.sync)
    content = approval.content(op_id)
    told = content.certainty
    assert [told[number].code for number in range(1, 8)] == [
        "unverified", "form_seen", "name_checked", "paid_before", "unverified", "not_registered", "unnamed",
    ]  # fmt: skip
    assert told[2].form is not None
    assert told[2].form.uid == authorizer.desk.actor.person.uid
    assert told[3].check is not None
    assert (told[3].check.match, told[3].check.name) == (NameMatch.MATCH, asked.record.name)
    assert told[4].paid is not None
    assert (told[4].paid.count, told[4].paid.first_at.date()) == (1, date.fromisoformat(TODAY))

    new_account = replace(moved.record, acct="9811110005")
    mine.changes.propose([Entry(moved.payee_id, moved.version, new_account, before=moved.record)], "เปลี่ยนบัญชี")
    settle_all(central, authorizer, theirs)
    again = approval.look_again(content)
    assert again.certainty[5].code == "former_account"
    assert again.certainty[5].since is not None
    assert again.review is content.review
    assert {number: each for number, each in again.certainty.items() if number != 5} == {
        number: each for number, each in told.items() if number != 5
    }


def test_a_form_vouches_only_for_the_account_it_was_compared_with(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    payee = compared(central, maker, authorizer, tmp_path / "form.png", 2107)
    mine, theirs = Payees(maker.desk, maker.sync), Payees(authorizer.desk, authorizer.sync)
    first = payee.record
    for acct in ("9811110007", first.acct):
        before = mine.payee(payee.payee_id)
        changed = replace(before.record, acct=acct)
        mine.changes.propose([Entry(payee.payee_id, before.version, changed, before=before.record)], "เปลี่ยนบัญชี")
        settle_all(central, authorizer, theirs)
        assert maker.sync.sync_now().problem == ""
        op_id = hand_in(maker, authorizer, [line(1, mine.payee(payee.payee_id))], f"ฎ.203/{before.version}")
        told = Approval(authorizer.desk, authorizer.sync).content(op_id).certainty[1]
        assert (told.code, told.form) == ("unverified", None), acct


def test_what_a_batch_itself_paid_does_not_make_its_own_lines_paid_before(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    [payee] = approved(central, maker, authorizer, [record(2106)])
    op_id = hand_in(maker, authorizer, [line(1, payee)], "ฎ.202/2570")
    authorizer.decide(op_id, central.password(UNIT, "AUTH01"))
    assert authorizer.sync.sync_now().problem == ""
    central.advance("2026-12-01T16:00:00+07:00")
    assert authorizer.sync.sync_now().problem == ""
    assert Payees(authorizer.desk, authorizer.sync).payee(payee.payee_id).verified.value == "paid_before"
    assert Approval(authorizer.desk, authorizer.sync).content(op_id).certainty[1].code == "unverified"
