"""Reports for an auditor over a real central system: they are the records, and nothing is told that is not proven."""

from __future__ import annotations

import json
from collections import Counter as Count
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.access.policy import Policy, PolicyRule
from app.domain.access.proposal import ProposalKind
from app.domain.reports.deeds import AuditReport, Deed, Source, Topic
from app.domain.reports.paid import Sum, total
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import NotAllowed
from app.domain.values.listing import ListColumn, ListForm, Listing
from app.domain.values.money import Money
from app.services.audit_reports import AuditReports
from app.services.list_exports import ListExports
from app.services.plots import Plots
from app.store import audit_trail
from app.store.engine import connect
from app.store.unit_of_work import FILE_NAME
from tests.helpers import closing as closing_desks
from tests.helpers import payees as register
from tests.helpers.administrators import PARENT, both
from tests.helpers.collecting import Counter, settled
from tests.helpers.raw_central import FISCAL_YEAR, UNIT, running
from tests.helpers.remitting import seated
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

VOID_REASON = "ชื่อผู้ชำระผิด"


@dataclass
class World:
    """Desks of one unit after a morning's work, and what was done by name."""

    central: Central
    maker: Workstation
    authorizer: Workstation
    collector: Counter
    deciding: Counter
    approved: str
    returned: str
    cancelled: str
    voided: str

    def report(self, station: Workstation | None = None) -> AuditReport:
        """Return the whole morning as a desk sees it, the authorizer's if none is named."""
        reports = AuditReports((station or self.authorizer).desk)
        return reports.report(reports.today - timedelta(days=1), reports.today, "th")


@pytest.fixture(scope="module")
def world(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("desks")
    maker, authorizer, collecting = (
        Workstation.at(folder / user_id, central).enter(central, user_id, UNIT)
        for user_id in ("MAKER01", "AUTH01", "MAKER03")
    )
    collector, deciding = Counter(collecting, central, UNIT, "MAKER03"), Counter(authorizer, central, UNIT, "AUTH01")
    password = central.password(UNIT, "AUTH01")
    op_ids = [maker.draft(transfers(3 + n), purpose=f"ค่าใช้สอย {n}", document_no=f"ฎ.{n}/2570") for n in range(3)]
    for op_id in op_ids:
        maker.submit(op_id)
    maker.sync.sync_now()
    authorizer.sync.sync_now()
    authorizer.decide(op_ids[0], password)
    authorizer.decide(op_ids[1], password, approve=False, reason="เอกสารไม่ครบ")
    maker.withdraw(op_ids[2])
    for station in (authorizer, maker):
        station.sync.sync_now()
    maker.cancel(op_ids[2])
    maker.sync.sync_now()
    register.approved(central, maker, authorizer, [register.record(n) for n in (1, 2)])
    collector.hear()
    paid = collector.paid(2, 150_000)
    [receipt, other] = collector.receipts.issued(collector.receipts.issue([one.payment_id for one in paid]).cmd_id)
    for _ in range(2):
        collector.receipts.count_print([receipt.receipt_id, other.receipt_id])
    bill = collector.bill(9, 77_700)
    collector.bills.cancel(bill, "ออกซ้ำ")
    void = collector.money.propose_void(collector.receipts.told(receipt.receipt_id).receipt, VOID_REASON)
    settled(collector, deciding, void.order_id)
    for station in (maker, authorizer, collecting):
        station.sync.sync_now()
    yield World(central, maker, authorizer, collector, deciding, op_ids[0], op_ids[1], op_ids[2], receipt.receipt_id)
    for station in (maker, authorizer, collecting):
        station.crash()


def about(report: AuditReport, topic: Topic) -> list[Deed]:
    return [deed for deed in report.deeds if topic in deed.topics]


def test_every_decision_of_the_log_is_told_with_both_persons_the_matter_and_the_sum(world: World) -> None:
    report = world.report()
    assert report.sound
    told = about(report, Topic.APPROVALS)
    assert Count(deed.act for deed in told) == {
        "approve_batch": 1,
        "return_batch": 1,
        "approve_payees": 1,
        "approve_collection": 1,
    }
    by_act = {deed.act: deed for deed in told}
    batch = by_act["approve_batch"]
    assert (batch.subject, batch.amount, batch.screen) == (world.approved, Money(3 * 125_000), "batches")
    assert batch.about.startswith("ค่าใช้สอย 0 (")
    assert (report.name(batch.uid), report.name(batch.maker_uid)) == (
        world.authorizer.desk.actor.person.name_th,
        world.maker.desk.actor.person.name_th,
    )
    assert (by_act["return_batch"].subject, by_act["return_batch"].detail) == (world.returned, "เอกสารไม่ครบ")
    assert by_act["approve_payees"].about.endswith("(+1)")
    number = world.voided.rpartition("/")[2].zfill(6)
    assert by_act["approve_collection"].about.endswith(f": {number}/{FISCAL_YEAR}"), "as it is printed"
    assert all(deed.source is Source.LOG and deed.uid != deed.maker_uid for deed in told)
    with world.authorizer.desk.store.read() as rd:  # an independent count of what the log names by its kinds
        rows = rd.connection.exec_driver_sql(
            "SELECT count(*) FROM event WHERE kind IN"
            " ('batch.signed', 'batch.approved', 'batch.returned', 'payees.settled', 'collection.settled')"
        ).scalar()
    assert rows == len(told)


def test_voids_are_receipts_bills_and_batches_with_their_reason(world: World) -> None:
    told = {deed.act: deed for deed in about(world.report(), Topic.VOIDS)}
    assert told.keys() == {"receipt.voided", "cancel_bill", "batch.cancelled"}
    assert (told["receipt.voided"].subject, told["receipt.voided"].amount) == (world.voided, Money(150_000))
    assert told["receipt.voided"].detail == VOID_REASON
    assert told["cancel_bill"].about == "บริษัท ตัวอย่างที่ 9 จำกัด"
    assert told["batch.cancelled"].subject == world.cancelled


def test_the_second_print_of_a_receipt_is_a_reprint_and_the_first_is_none(world: World) -> None:
    [told] = about(world.report(), Topic.REPRINTS)
    assert (told.act, told.source) == ("receipts.printed", Source.LOG)
    assert told.uid == world.collector.station.desk.actor.person.uid
    assert told.about.endswith("(+1)")


def test_exports_are_told_where_they_were_done_with_filter_and_file(world: World, tmp_path: Path) -> None:
    desk = world.authorizer.desk
    assert about(world.report(), Topic.EXPORTS) == []
    listing = Listing("รายการ", [("ช่วงวันที่", "พ.ย. 2569")], [ListColumn("ก")], 1, [["ข"]])
    ListExports(desk).write("batches", listing, ListForm.CSV, tmp_path / "ชุด.csv", "th")
    [told] = about(world.report(), Topic.EXPORTS)
    assert (told.act, told.about, told.source) == ("export_list", "ชุด.csv", Source.TRAIL)
    assert "ช่วงวันที่: พ.ย. 2569" in told.detail
    with desk.store.read() as rd:
        kept = [entry for entry in audit_trail.entries(rd) if entry.action == "export_list"]
    assert [entry.seq for entry in kept] == [told.number]


def test_what_was_printed_twice_here_is_told_from_the_second_print_on(world: World) -> None:
    desk = world.authorizer.desk
    facts = {"document": "detail", "digest": "ab" * 32, "printer": "HP-1", "copies": "1"}
    before = len(about(world.report(), Topic.REPRINTS))
    for _ in range(3):
        desk.note(Action.PRINT_DOCUMENT, world.approved, facts)
    desk.note(Action.PRINT_DOCUMENT, world.returned, {**facts, "copies": "2"})
    told = [deed for deed in about(world.report(), Topic.REPRINTS) if deed.source is Source.TRAIL]
    assert len(told) == 3
    assert len(about(world.report(), Topic.REPRINTS)) == before + 3
    assert all("HP-1" in deed.detail for deed in told)


def test_only_the_days_asked_for_are_told_and_each_look_is_written_down_once(world: World) -> None:
    reports = AuditReports(world.authorizer.desk)
    today = reports.today
    whole = reports.report(today - timedelta(days=7), today, "th")
    days = {bangkok_day(deed.at) for deed in whole.deeds}
    for day in (min(days) - timedelta(days=1), *sorted(days)):
        told = reports.report(day, day, "th")
        assert told.deeds == tuple(deed for deed in whole.deeds if bangkok_day(deed.at) == day)
        reports.report(day, day, "en")
    with world.authorizer.desk.store.read() as rd:
        looks = [json.loads(one.facts) for one in audit_trail.entries(rd) if one.action == "view_audit_reports"]
    mine = looks[-(2 + len(days)) :]
    assert mine[0] == {"from": (today - timedelta(days=7)).isoformat(), "to": today.isoformat()}
    assert len({(one["from"], one["to"]) for one in mine}) == len(mine)


def test_administrators_read_their_own_log_and_changed_rules_stand_there(world: World, tmp_path: Path) -> None:
    with both(world.central, tmp_path) as (one, two):
        policy = Policy((PolicyRule(kind="welfare", above=Money(900_000_000), signatures=1),), review_months=6)
        given = one.service.propose(
            ProposalKind.POLICY_CHANGE, one.service.view().agency, policy, reason="ทบทวนประจำปี", order_no="กค 1/2570"
        )
        two.approve(given)
        for each in (one, two):
            assert each.station.sync.sync_now().problem == ""
        report = world.report(two.station)
        assert report.sound
        [told] = [deed for deed in about(report, Topic.RULES) if deed.subject == given.order_id]
        assert Topic.APPROVALS in told.topics
        assert (told.act, told.detail, told.screen) == ("approve_proposal", "ทบทวนประจำปี · กค 1/2570", "requests")
        assert report.name(told.uid) == two.station.desk.actor.person.name_th
        assert report.name(told.maker_uid) == one.station.desk.actor.person.name_th
        assert two.station.desk.company_id == PARENT


def altered(station: Workstation, statement: str, *values: object) -> None:
    """Change the store past the door, as somebody with the file and the key could."""
    actor = station.desk.actor
    key = station.vault.store_key(actor.agency, actor.unit, exists=True)
    with closing(connect(station.paths.unit(actor.agency, actor.unit) / FILE_NAME, key)) as file:
        file.execute(statement, values)


def test_a_decision_hidden_from_the_log_is_found_and_nothing_of_the_log_is_told(world: World) -> None:
    station = world.authorizer
    with station.desk.store.read() as rd:
        seq, at = rd.connection.exec_driver_sql("SELECT seq, at FROM event WHERE kind = 'batch.approved'").one()
    for statement, value in (("UPDATE event SET at = ? WHERE seq = ?", "2020-01-01T00:00:00.000Z"),):
        altered(station, statement, value, seq)
        report = world.report()
        assert (report.log_fault, report.sound) == (seq, False)
        assert all(deed.source is Source.TRAIL for deed in report.deeds)
        altered(station, statement, at, seq)
    assert world.report().sound


def test_a_maker_gets_no_report(world: World) -> None:
    with pytest.raises(NotAllowed, match="role_missing"):
        world.report(world.maker)


def test_a_trail_that_was_altered_tells_nothing(world: World) -> None:
    station = world.authorizer
    with station.desk.store.read() as rd:
        entry = next(one for one in audit_trail.entries(rd) if one.action == "approve_batch")
    altered(station, "UPDATE audit SET name = ? WHERE seq = ?", "คนอื่น", entry.seq)
    report = world.report()
    assert (report.trail.broken_seq, report.sound) == (entry.seq, False)
    assert all(deed.source is Source.LOG for deed in report.deeds)
    altered(station, "UPDATE audit SET name = ? WHERE seq = ?", entry.name, entry.seq)
    assert world.report().sound


def test_reports_need_no_connection(world: World) -> None:
    desk = world.authorizer.desk
    online = world.report()
    desk.online = False
    try:
        offline = world.report()
    finally:
        desk.online = True
    assert offline.deeds == online.deeds
    assert offline.log_end == online.log_end


def test_a_remittance_is_told_when_it_is_sent_back_and_when_it_is_approved(central: Central, tmp_path: Path) -> None:
    with seated(central, tmp_path / "a", "MAKER03") as maker, seated(central, tmp_path / "b", "AUTH01") as authorizer:
        maker.receipted(150_000, 25_050)
        refused = maker.proposed()
        authorizer.settle(refused, approve=False, reason="แยกตามประเภทก่อน")
        maker.hear()
        sent = maker.proposed()
        authorizer.settle(sent)
        authorizer.hear()
        reports = AuditReports(authorizer.station.desk)
        told = {deed.subject: deed for deed in reports.report(reports.today, reports.today, "th").deeds}
        assert (told[refused].act, told[refused].detail) == ("send_remittance_back", "แยกตามประเภทก่อน")
        assert (told[sent].act, told[sent].amount) == ("approve_remittance", Money(175_050))
        assert told[sent].maker_uid == maker.station.desk.actor.person.uid
        assert told[sent].uid == authorizer.station.desk.actor.person.uid
        maker.answered()
        plots = Plots(maker.station.desk)
        ages = plots.remitted(plots.today - timedelta(days=30), plots.today)
        assert total(one.gone for one in ages.by_age) == Sum(2, Money(175_050))
        assert (total(one.waiting for one in ages.by_age).count, ages.oldest_days) == (0, None)


def test_closes_and_returns_of_a_day_are_told_with_what_stays_open(tmp_path: Path) -> None:
    with (
        running(tmp_path / "central", eased=True) as central,
        closing_desks.seated(central, tmp_path / "a", "MAKER03") as maker,
        closing_desks.seated(central, tmp_path / "b", "AUTH01") as authorizer,
    ):
        central.advance("2026-11-23T17:00:00+07:00")
        for each in (maker, authorizer):
            each.station.sign_in.resume(each.station.desk, each.password)
            each.hear()
        maker.propose_day()
        told = authorizer.waiting()
        assert authorizer.closing.settle(told, approve=False, password=authorizer.password, reason="ขอตรวจใหม่").known
        maker.hear()
        maker.propose_day()
        closed = authorizer.approve_day().order
        authorizer.hear()
        reports = AuditReports(authorizer.station.desk)
        report = reports.report(reports.today, reports.today, "th")
        deeds = {deed.act: deed for deed in report.deeds if deed.screen == "closing"}
        assert deeds.keys() == {"return_day", "approve_day"}
        assert deeds["return_day"].detail == "ขอตรวจใหม่"
        assert deeds["approve_day"].subject == closed.day.isoformat()
        assert deeds["approve_day"].maker_uid == maker.station.desk.actor.person.uid
        assert "23 พ.ย. 2569" in deeds["approve_day"].about
