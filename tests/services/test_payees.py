"""The payee register between two desks and a real central system: proposed, settled, refused, never half believed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.payees.changes import ChangeStatus, Entry, EntryKind
from app.domain.payees.payee import NameMatch, PayeeRecord, PersonType, Verification, qr_text
from app.domain.payees.register_columns import RegisterColumn
from app.domain.payees.register_file import Verdict
from app.domain.values.errors import BadInput, Conflict, NotAllowed, Refused
from app.services.messages import Messages
from app.services.payee_import import PayeeImport
from app.services.payee_scans import PayeeScans
from app.services.payee_views import TO_TAKE_UP
from app.services.payees import Payees
from app.store import audit_trail, payee_tasks
from app.ui.table_model import Query
from tests.documents.workbook import making
from tests.helpers.payees import approved, new_entries, record, settle_all
from tests.helpers.raw_central import UNIT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def mine(maker: Workstation) -> Payees:
    return Payees(maker.desk, maker.sync)


@pytest.fixture
def theirs(authorizer: Workstation) -> Payees:
    return Payees(authorizer.desk, authorizer.sync)


def test_a_new_payee_is_not_in_the_register_before_a_second_person_approves(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees
) -> None:
    [entry] = new_entries([record(1001)])
    [given] = mine.changes.propose([entry], "เจ้าหน้าที่ใหม่")
    assert given.known
    maker.sync.sync_now()
    assert mine.find(entry.record.name) == []
    assert mine.changes.told(given.order_id).change.status is ChangeStatus.PENDING
    settle_all(central, authorizer, theirs)
    maker.sync.sync_now()
    [payee] = mine.find(entry.record.name)
    assert (payee.payee_id, payee.version, payee.record) == (entry.payee_id, 1, entry.record)
    assert payee.verified is Verification.UNVERIFIED
    assert theirs.payee(entry.payee_id) == payee
    told = mine.changes.told(given.order_id).change
    assert (told.status, told.decided_by) == (ChangeStatus.APPROVED, authorizer.desk.actor.person.uid)


def test_the_old_account_holds_until_the_new_one_is_approved(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees
) -> None:
    [payee] = approved(central, maker, authorizer, [record(1002)])
    new = replace(payee.record, acct="9811110002")
    mine.changes.propose([Entry(payee.payee_id, payee.version, new, before=payee.record)], "เปลี่ยนบัญชีเงินเดือน")
    maker.sync.sync_now()
    waiting = mine.payee(payee.payee_id)
    assert waiting.record.acct == payee.record.acct
    assert waiting.pending is not None
    assert waiting.pending.maker_uid == maker.desk.actor.person.uid
    assert mine.register().at("006", "9811110002") == []
    with pytest.raises(Conflict, match="proposal_pending"):
        mine.changes.propose([Entry(payee.payee_id, payee.version, new, before=payee.record)], "อีกครั้ง")
    settle_all(central, authorizer, theirs)
    maker.sync.sync_now()
    changed = mine.payee(payee.payee_id)
    assert (changed.record.acct, changed.version, changed.pending) == ("9811110002", 2, None)
    card = mine.card(payee.payee_id)
    assert [entry.kind for _, entry in card.changes] == [EntryKind.ACCOUNT, EntryKind.ADD]


def test_single_payees_are_left_out_and_scans_that_were_compared_are_remembered(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees, tmp_path: Path
) -> None:
    scan = tmp_path / "form.png"
    scan.write_bytes(PNG)
    sha256 = PayeeScans(maker.desk).attach(scan)
    entries = new_entries([record(1003, form_sha256=sha256, form_date="2026-11-20"), record(1004)])
    [given] = mine.changes.propose(entries, "เจ้าหน้าที่ใหม่ 2 ราย")
    authorizer.sync.sync_now()
    assert PayeeScans(authorizer.desk).fetch(sha256, entries[0].payee_id).content == PNG
    change = theirs.changes.told(given.order_id).change
    theirs.changes.settle(
        change,
        approve=True,
        password=central.password(UNIT, "AUTH01"),
        left_out=[entries[1].payee_id],
        forms_seen=[entries[0].payee_id],
    )
    maker.sync.sync_now()
    assert mine.payee(entries[0].payee_id).verified is Verification.FORM_SEEN
    with pytest.raises(Refused, match="payee_unknown"):
        mine.payee(entries[1].payee_id)
    told = mine.changes.told(given.order_id).change
    assert [(each.left_out, each.form_seen) for each in told.entries] == [(False, True), (True, False)]


def test_the_bank_says_whether_names_fit_and_its_name_is_only_proposed(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees
) -> None:
    [payee] = approved(central, maker, authorizer, [record(1005)])
    mine.changes.check_names([payee.payee_id])
    maker.sync.sync_now()
    checked = mine.payee(payee.payee_id)
    assert checked.check is not None
    assert checked.check.match in set(NameMatch)
    assert checked.verified is Verification.NAME_CHECKED if checked.check.match is NameMatch.MATCH else True
    authorizer.sync.sync_now()
    assert theirs.payee(payee.payee_id).check == checked.check


def test_two_records_of_one_person_become_one_and_both_histories_stay(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees
) -> None:
    away, into = approved(
        central, maker, authorizer, [record(1006, person_id="", acct="9800001007"), record(1007, acct="9800001007")]
    )
    assert mine.payee(into.payee_id).shared_with == (away.record.name,)
    mine.changes.merge(away, into, "คนเดียวกัน")
    settle_all(central, authorizer, theirs)
    maker.sync.sync_now()
    merged = mine.payee(away.payee_id)
    assert (merged.merged_into, merged.record) == (into.payee_id, away.record)
    assert not merged.payable(mine.today)
    assert mine.payee(into.payee_id).shared_with == ()
    assert [entry.kind for _, entry in mine.card(into.payee_id).changes] == [EntryKind.MERGE, EntryKind.ADD]


def test_a_change_is_taken_back_or_returned_with_its_reason(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees
) -> None:
    [first] = mine.changes.propose(new_entries([record(1008)]), "ผิดคน")
    mine.changes.recall(first.order_id, "พิมพ์ผิด")
    [second] = mine.changes.propose(new_entries([record(1009)]), "เจ้าหน้าที่ใหม่")
    authorizer.sync.sync_now()
    change = theirs.changes.told(second.order_id).change
    with pytest.raises(Refused, match="reason_missing"):
        theirs.changes.settle(change, approve=False, password="x")  # noqa: S106
    theirs.changes.settle(change, approve=False, reason="ไม่มีแบบแจ้ง", password=central.password(UNIT, "AUTH01"))
    maker.sync.sync_now()
    told = [mine.changes.told(given.order_id).change for given in (first, second)]
    assert [(each.status, each.answer) for each in told] == [
        (ChangeStatus.RECALLED, "พิมพ์ผิด"),
        (ChangeStatus.RETURNED, "ไม่มีแบบแจ้ง"),
    ]


def test_what_was_sent_back_waits_for_its_maker_until_all_of_it_was_proposed_again(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees
) -> None:
    wrong, right = new_entries([record(1050), record(1051)])
    maker.sync.sync_now()
    before = sent_back(maker)
    [given] = mine.changes.propose([wrong, right], "เจ้าหน้าที่ใหม่", "a" * 64)
    maker.sync.sync_now()
    assert mine.changes.told(given.order_id).to_take_up == frozenset()
    authorizer.sync.sync_now()
    change = theirs.changes.told(given.order_id).change
    theirs.changes.settle(change, approve=False, reason="บัญชีแรกไม่ถูก", password=central.password(UNIT, "AUTH01"))
    for station in (maker, authorizer):
        station.sync.sync_now()
    assert mine.changes.told(given.order_id).to_take_up == {wrong.payee_id, right.payee_id}
    assert sent_back(maker) == [given.order_id, *before]
    assert given.order_id not in sent_back(authorizer), "it is its maker's"
    mended = replace(wrong, record=replace(wrong.record, acct="9811110050"))
    mine.changes.propose([mended], "เจ้าหน้าที่ใหม่")
    maker.sync.sync_now()
    told = mine.changes.told(given.order_id)
    assert told.to_take_up == {right.payee_id}
    assert sent_back(maker) == [given.order_id, *before]
    [again] = mine.changes.propose_again(told.change, "เจ้าหน้าที่ใหม่ แก้แล้ว")
    maker.sync.sync_now()
    anew = mine.changes.told(again.order_id).change
    assert [entry.record for entry in anew.entries] == [right.record]
    assert (anew.reason, json.loads(anew.text)["source_sha256"]) == ("เจ้าหน้าที่ใหม่ แก้แล้ว", "a" * 64)
    assert sent_back(maker) == before
    with pytest.raises(Refused, match="payees_taken_up"):
        mine.changes.propose_again(told.change, "อีกครั้ง")
    settle_all(central, authorizer, theirs)
    maker.sync.sync_now()
    assert mine.payee(wrong.payee_id).record.acct == "9811110050"


def test_whoever_was_left_out_of_an_approval_waits_for_the_maker_as_if_sent_back(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees
) -> None:
    taken, wrong, right = new_entries([record(1060), record(1061), record(1062)])
    [given] = mine.changes.propose([taken, wrong, right], "เจ้าหน้าที่ใหม่")
    maker.sync.sync_now()
    authorizer.sync.sync_now()
    before = sent_back(maker)
    left_out = frozenset({wrong.payee_id, right.payee_id})
    theirs.changes.settle(
        theirs.changes.told(given.order_id).change,
        approve=True,
        password=central.password(UNIT, "AUTH01"),
        left_out=left_out,
    )
    for station in (maker, authorizer):
        station.sync.sync_now()
    told = mine.changes.told(given.order_id)
    assert (told.change.status, told.change.left_out_count, told.to_take_up) == (ChangeStatus.APPROVED, 2, left_out)
    assert sent_back(maker) == [given.order_id, *before]
    assert given.order_id not in sent_back(authorizer), "it is its maker's"
    assert said_of(maker, given.order_id) == [("partly", "3", "2")]
    listed = mine.changes.rows()
    mended = replace(wrong, record=replace(wrong.record, acct="9811110061"))
    mine.changes.propose([mended], "เจ้าหน้าที่ใหม่")
    maker.sync.sync_now()
    found = {each.req_id: each for each in listed.rows(listed.ids(Query(chips=frozenset({TO_TAKE_UP}))))}
    assert found[given.order_id].left_out_count == 2
    assert found.keys() == {given.order_id, *before}
    [again] = mine.changes.propose_again(told.change, "เจ้าหน้าที่ใหม่ แก้แล้ว")
    maker.sync.sync_now()
    assert [entry.record for entry in mine.changes.told(again.order_id).change.entries] == [right.record]
    assert sent_back(maker) == before
    settle_all(central, authorizer, theirs)
    maker.sync.sync_now()
    assert mine.payee(right.payee_id).record == right.record


def test_what_was_put_aside_is_no_task_at_any_desk_and_may_still_be_proposed_again(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees
) -> None:
    entries = new_entries([record(1070), record(1071)])
    maker.sync.sync_now()
    before = sent_back(maker)
    [given] = mine.changes.propose(entries, "เจ้าหน้าที่ใหม่")
    authorizer.sync.sync_now()
    change = theirs.changes.told(given.order_id).change
    theirs.changes.settle(change, approve=False, reason="ไม่มีคำสั่ง", password=central.password(UNIT, "AUTH01"))
    maker.sync.sync_now()
    with pytest.raises(Refused, match="reason_missing"):
        mine.changes.put_aside(given.order_id, " ")
    with pytest.raises(NotAllowed):
        theirs.changes.put_aside(given.order_id, "ไม่รับแล้ว")
    assert mine.changes.put_aside(given.order_id, "ไม่รับแล้ว").known
    for station in (maker, authorizer):
        station.sync.sync_now()
    assert sent_back(maker) == before
    for register in (mine, theirs):  # every desk rebuilds it from the unit's log
        told = register.changes.told(given.order_id)
        assert (told.change.status, told.change.answer) == (ChangeStatus.RETURNED, "ไม่มีคำสั่ง")
        assert (told.change.aside_reason, told.change.aside_at is None) == ("ไม่รับแล้ว", False)
        assert told.to_take_up == {entry.payee_id for entry in entries}
    assert trail(maker, given.order_id, Action.PUT_PAYEES_ASIDE) == ["ไม่รับแล้ว"]
    with pytest.raises(Refused, match="status_forbids"):
        mine.changes.put_aside(given.order_id, "อีกครั้ง")
    mine.changes.propose_again(told.change, "รับแล้ว")
    settle_all(central, authorizer, theirs)
    maker.sync.sync_now()
    assert mine.payee(entries[0].payee_id).record == entries[0].record


def trail(station: Workstation, about: str, action: Action) -> list[str]:
    """Return the reasons that the audit trail of a workstation has for these acts."""
    with station.desk.store.read() as rd:
        found = audit_trail.entries_about(rd, about)
    return [json.loads(entry.facts)["reason"] for entry in found if entry.action == action]


def said_of(station: Workstation, req_id: str) -> list[tuple[str, ...]]:
    found = [one.facts for one in Messages(station.desk).every() if one.subject == req_id]
    return [(facts["what"], facts["count"], facts["left"]) for facts in found]


def sent_back(station: Workstation) -> list[str]:
    with station.desk.store.read() as rd:
        return payee_tasks.sent_back(rd, station.desk.actor.person.uid)


def test_nobody_settles_an_own_change_and_a_maker_settles_none(maker: Workstation, mine: Payees) -> None:
    [given] = mine.changes.propose(new_entries([record(1010)]), "เจ้าหน้าที่ใหม่")
    maker.sync.sync_now()
    change = mine.changes.told(given.order_id).change
    with pytest.raises(Refused, match="proposer_cannot_approve"):
        mine.changes.settle(change, approve=True, password="x")  # noqa: S106
    with pytest.raises((NotAllowed, Refused)):
        mine.changes.settle(replace(change, maker_uid="u-else"), approve=True, password="x")  # noqa: S106
    mine.changes.recall(given.order_id, "ทดสอบ")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bank": ""}, "bank"),
        ({"acct": ""}, "acct"),
        ({"name": ""}, "name"),
        ({"account_kind": "permitted"}, "permission_no"),
        ({"account_kind": "declared"}, "account_kind"),
        ({"person_id": "1234567890123"}, "person_id"),
    ],
)
def test_a_record_that_is_not_right_is_not_proposed(mine: Payees, changes: dict[str, str], field: str) -> None:
    with pytest.raises(Refused, match="payee_not_right") as refused:
        mine.changes.propose(new_entries([record(1011, **changes)]), "เจ้าหน้าที่ใหม่")
    assert refused.value.facts["field"] == field


def test_a_code_opens_its_payee_and_words_find_by_name_tail_id_office_and_mobile(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees
) -> None:
    [payee] = approved(central, maker, authorizer, [record(1012, office="สำนักงานชลประทาน")])
    told = payee.record
    for words in (told.name, told.acct[-6:], told.person_id, "ชลประทาน ที่01012", told.mobile, qr_text(payee.payee_id)):
        assert payee.payee_id in {found.payee_id for found in mine.find(words)}, words
    assert mine.find("ไม่มีใครชื่อนี้") == []


def test_only_pictures_and_pdfs_are_attached(maker: Workstation, tmp_path: Path) -> None:
    scan = tmp_path / "form.exe"
    scan.write_bytes(b"MZ")
    with pytest.raises(BadInput, match="scan_wrong"):
        PayeeScans(maker.desk).attach(scan)
    assert PayeeRecord().form_sha256 == ""


def test_columns_that_a_person_chose_are_remembered_for_the_next_register_with_these_headings(
    central: Central, maker: Workstation, authorizer: Workstation, mine: Payees, theirs: Payees, tmp_path: Path
) -> None:
    told = record(1020)
    path = tmp_path / "register.csv"
    path.write_text(f"รหัสธนาคาร,เลขที่บัญชี,ใคร,อะไร\n{told.bank},{told.acct},{told.name},{told.office}\n", "utf-8")
    service = PayeeImport(maker.desk, mine)
    reading = service.read(path, lambda *_: None, lambda: False)
    assert reading.layout.missing == [RegisterColumn.NAME]
    assert service.report(reading, PersonType.STAFF).rows == ()
    chosen = {**reading.layout.columns, RegisterColumn.NAME: 2, RegisterColumn.OFFICE: 3}
    report = service.report(service.remapped(reading, chosen), PersonType.STAFF)
    assert report.count(Verdict.ADDED) == 1
    [given] = service.propose(report, "นำเข้าทะเบียนเดิม", lambda *_: None)
    again = service.read(path, lambda *_: None, lambda: False)
    assert again.layout.columns == chosen
    settle_all(central, authorizer, theirs)
    maker.sync.sync_now()
    assert service.report(again, PersonType.STAFF).count(Verdict.UNCHANGED) == 1
    assert mine.changes.told(given.order_id).change.status is ChangeStatus.APPROVED


def test_a_register_whose_rows_a_filter_hides_is_not_taken(maker: Workstation, mine: Payees, tmp_path: Path) -> None:
    told = record(1021)
    rows: making.Rows = [["รหัสธนาคาร", "เลขที่บัญชี", "ชื่อ - สกุล"]]
    rows += [[told.bank, told.acct, told.name]] * 3
    path = tmp_path / "register.ods"
    path.write_bytes(making.hiding_ods(rows, (1, 3)))
    with pytest.raises(BadInput, match="file_rows_hidden") as refused:
        PayeeImport(maker.desk, mine).read(path, lambda *_: None, lambda: False)
    assert refused.value.facts == {"rows": "2, 4", "count": 2}
