"""What is paid again: copies without a past, templates with a name, and a word when somebody was quicker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.periods import moved_on
from app.domain.disbursement.record import Attachment
from app.domain.disbursement.transfer import Field, LineStatus
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Conflict, NotAllowed, Refused
from app.domain.values.money import Money
from app.services.drafting import Drafting
from app.services.recurring import TEMPLATE, Recurring
from app.store import disbursement
from tests.ui.disbursement.office import NOW, OPENING, UNIT, WIPHA, OfficeDesk, batch, line, open_store, put

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.sync import Sync


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OfficeDesk]:
    store = open_store(tmp_path)
    yield OfficeDesk(store)
    store.close()


def recurring(desk: OfficeDesk) -> Recurring:
    return Recurring(desk.for_services())


def drafting(desk: OfficeDesk) -> Drafting:
    return Drafting(desk.for_services(), cast("Sync", None))


def paid(desk: OfficeDesk, number: int = 4, purpose: str = "ค่าเช่าบ้าน ธันวาคม 2569") -> str:
    lines = [line(n, LineStatus.SETTLED)._replace(origin="op/1/3", payee_id="p-1", payee_rev="2") for n in (1, 2, 3)]
    made = batch(number, BatchStatus.SETTLED, purpose, lines, signatures_have=1)
    papers = (Attachment("0" * 64, "ฎีกา.pdf", "application/pdf", 9),)
    head = replace(made.head, memo="รายเดือน", duplicate_reason="ตรวจแล้ว", follows="op-9999", attachments=papers)
    return put(desk.store, replace(made, head=replace(head, drawn=Money(5), basis_no="ส.1", sub_kind="rent")), lines)


@pytest.mark.parametrize("amounts", [True, False])
def test_a_copy_has_the_payees_and_nothing_of_what_became_of_them(desk: OfficeDesk, amounts: bool) -> None:
    former = paid(desk)
    sheet = drafting(desk).sheet(recurring(desk).make(former, amounts=amounts))
    copy = sheet.batch
    assert (copy.status, copy.rev, copy.copied_from, copy.signatures_have) == (BatchStatus.DRAFT, 0, former, 0)
    assert copy.total == (Money(sum(line(n).satang or 0 for n in (1, 2, 3))) if amounts else Money(0))
    for number in sheet.numbers:
        kept, source = sheet.row(number), line(number)
        assert (kept.bank, kept.account, kept.name) == (source.bank, source.account, source.name)
        assert kept.amount == (source.amount if amounts else "")
        assert kept.sheet_row == number, "which line of the former batch it was"
        past = (kept.origin, kept.payee_id, kept.payee_rev, kept.bank_reference, kept.reason, kept.notice)
        assert (kept.status, kept.settled_at, "".join(past)) == (LineStatus.DRAFT, None, "")
    errors = [issue.code for issue in sheet.issues if issue.severity is Severity.ERROR]
    assert errors == ([] if amounts else ["amount_missing"] * 3)
    assert copy.errors_count == len(errors)


def test_the_head_of_a_copy_is_of_today_and_proves_nothing_yet(desk: OfficeDesk) -> None:
    head = drafting(desk).sheet(recurring(desk).make(paid(desk), amounts=True)).batch.head
    assert (head.purpose, head.memo, head.sub_kind) == ("ค่าเช่าบ้าน มกราคม 2570", "รายเดือน", "rent")
    assert (head.debit_account, head.document_date) == (UNIT.accounts[0].account, bangkok_day(NOW))
    assert head.value_date is not None
    proofs = (head.document_no, head.duplicate_reason, head.follows, head.basis_no, head.residue_reason)
    assert (proofs, head.drawn, head.basis_date, head.attachments) == (("",) * 5, None, None, ())


def test_an_account_that_the_unit_no_longer_has_gives_way_to_the_first(desk: OfficeDesk) -> None:
    lines = [line(1)]
    made = batch(5, BatchStatus.DRAFT, "งวดเดิม", lines)
    old = put(desk.store, replace(made, head=replace(made.head, debit_account="1111111111")), lines)
    assert drafting(desk).sheet(recurring(desk).make(old, amounts=True)).batch.head.debit_account == "0060044715"


def test_a_template_outlives_its_batch_and_makes_the_same_draft(desk: OfficeDesk) -> None:
    service, draft = (
        recurring(desk),
        put(desk.store, batch(6, BatchStatus.DRAFT, "งวด", [line(1), line(2)]), [line(1), line(2)]),
    )
    service.save_template(draft, "  ค่าเช่าบ้าน\u200b รายเดือน ")
    drafting(desk).delete(draft)
    (source,) = service.sources()
    assert (source.title, source.is_template, source.lines_count) == ("ค่าเช่าบ้าน รายเดือน", True, 2)
    sheet = drafting(desk).sheet(service.make(source.key, amounts=False))
    assert sheet.batch.copied_from == TEMPLATE + "ค่าเช่าบ้าน รายเดือน"
    assert [sheet.row(n).account for n in sheet.numbers] == [line(1).account, line(2).account]
    service.delete_template(source.title)
    assert [each.key for each in service.sources()] == [sheet.batch.op_id]


def test_names_of_templates_are_unique_short_and_needed(desk: OfficeDesk) -> None:
    service, former = recurring(desk), paid(desk)
    service.save_template(former, "รายเดือน")
    with pytest.raises(Conflict, match="template_exists"):
        service.save_template(former, "รายเดือน ")
    for name in ("", " \u200b", "ก" * 81):
        with pytest.raises(Refused, match="template_name"):
            service.save_template(former, name)
    with pytest.raises(Refused, match="template_unknown"):
        service.delete_template("ไม่มี")
    with pytest.raises(Refused, match="template_unknown"):
        service.make(TEMPLATE + "ไม่มี", amounts=True)
    assert len([source for source in service.sources() if source.is_template]) == 1


def test_nothing_is_copied_from_what_nobody_vouches_for(desk: OfficeDesk) -> None:
    service, former = recurring(desk), paid(desk)
    empty = put(desk.store, batch(7, BatchStatus.DRAFT, "", []), [])
    with desk.store.write(OPENING, Action.RECORD_EVENTS, former) as tx:
        disbursement.set_status(tx, former, suspect="content_differs")
    assert service.sources() == []
    for key, code in ((former, "batch_unknown"), ("op-none", "batch_unknown"), (empty, "lines_none")):
        with pytest.raises(Refused, match=code):
            service.make(key, amounts=True)


def test_only_makers_make_copies_and_templates(desk: OfficeDesk) -> None:
    former = paid(desk)
    other = recurring(OfficeDesk(desk.store, WIPHA))
    with pytest.raises(NotAllowed, match="role_missing"):
        other.make(former, amounts=True)
    with pytest.raises(NotAllowed, match="role_missing"):
        other.save_template(former, "แม่แบบ")


@pytest.mark.parametrize(
    ("purpose", "later"),
    [
        ("ค่าตอบแทน ตุลาคม 2569", "ค่าตอบแทน พฤศจิกายน 2569"),
        ("ค่าเช่าบ้าน ธ.ค. ๒๕๖๙", "ค่าเช่าบ้าน ม.ค. ๒๕๗๐"),
        ("เงินเดือนกันยายน", "เงินเดือนตุลาคม"),
        ("งวดตุลาคมถึงพฤศจิกายน 2569", "งวดตุลาคมถึงพฤศจิกายน 2569"),
        ("ค่าอบรม รุ่นที่ 4", "ค่าอบรม รุ่นที่ 4"),
        ("", ""),
    ],
)
def test_the_month_of_a_purpose_moves_on(purpose: str, later: str) -> None:
    assert moved_on(purpose) == later


@pytest.mark.parametrize("why", ["document", "file", "payees"])
def test_what_somebody_prepared_already_is_found_while_it_is_under_way(desk: OfficeDesk, why: str) -> None:
    lines = [line(n) for n in (1, 2, 3)]
    other = put(desk.store, batch(8, BatchStatus.SUBMITTED, "ของเพื่อน", lines, mine=False), lines)
    made = batch(9, BatchStatus.DRAFT, "ของฉัน", [line(7)])
    mine_lines = lines[::-1] if why == "payees" else [line(7)]
    head = replace(made.head, document_no=" ฎ.108 /2570" if why == "document" else "ฎ.9/2570")
    sha = f"{8:064x}" if why == "file" else ""
    mine_lines = [each._replace(number=n) for n, each in enumerate(mine_lines, 1)]
    counted = replace(made, head=head, file_sha256=sha, lines_count=len(mine_lines))
    mine = put(desk.store, replace(counted, total=Money(sum(each.satang or 0 for each in mine_lines))), mine_lines)
    assert [(twin.batch.op_id, twin.why) for twin in drafting(desk).twins(mine)] == [(other, why)]
    for status in (BatchStatus.SETTLED, BatchStatus.CANCELLED):
        with desk.store.write(OPENING, Action.RECORD_EVENTS, other) as tx:
            disbursement.set_status(tx, other, status=status)
        assert drafting(desk).twins(mine) == []


def test_a_batch_without_a_purpose_is_called_by_its_file_as_in_the_list(desk: OfficeDesk) -> None:
    lines = [line(1)]
    op_id = put(desk.store, batch(9, BatchStatus.DRAFT, "", lines), lines)
    source = next(each for each in recurring(desk).sources() if each.key == op_id)
    assert source.title == batch(9, BatchStatus.DRAFT, "", lines).file_name != ""


def test_a_sum_that_is_equal_by_chance_is_no_twin(desk: OfficeDesk) -> None:
    put(desk.store, batch(8, BatchStatus.DRAFT, "หนึ่ง", [line(1), line(2)]), [line(1), line(2)])
    sheet = drafting(desk).sheet(drafting(desk).create_empty(Kind.WELFARE))
    swapped = [(line(1), line(2).amount), (line(2), line(1).amount)]
    texts = [{Field.BANK: e.bank, Field.ACCOUNT: e.account, Field.NAME: e.name, Field.AMOUNT: a} for e, a in swapped]
    sheet.add_rows(texts)
    assert drafting(desk).twins(sheet.batch.op_id) == []
    sheet.set_cells([(1, Field.AMOUNT, line(1).amount), (2, Field.AMOUNT, line(2).amount)])
    assert [twin.why for twin in drafting(desk).twins(sheet.batch.op_id)] == ["payees"]
