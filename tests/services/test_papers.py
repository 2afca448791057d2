"""Papers tell what was signed, whoever holds the key of the store: every altered row is refused for every paper."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from app.documents.pdf.content import DocumentKind
from app.documents.pdf.rendering import Pdf
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import KhlangError, Refused, Tampered
from app.domain.values.money import Money
from app.i18n import words
from app.services.evidence import Evidence
from app.store import tables
from app.store.engine import connect
from app.store.unit_of_work import FILE_NAME
from tests.helpers.raw_central import TWO_SIGNATURES, UNIT
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlcipher3 import dbapi2

    from tests.helpers.raw_central import Central

KINDS = tuple(DocumentKind)
SATANG = (125_000, 1_900, 2_700, 2_100, 310_000)
"""Paid, rejected, paid and sent back on the next day, rejected for another reason, paid."""
BATCH = "(SELECT id FROM batch WHERE op_id = :op)"
LINE = f"{BATCH} * 1048576"
EVENT = "seq = (SELECT max(seq) FROM event WHERE op_id = :op AND kind = '{}')"


@dataclass
class Office:
    """Two desks with batches that were paid, the last one not wholly, and the file of the maker's store."""

    central: Central
    station: Workstation
    authorizer: Workstation
    evidence: Evidence
    op_id: str = ""
    other: str = ""
    silent: str = ""

    def make(self, kind: DocumentKind, op_id: str = "") -> bytes:
        return self.evidence.make(op_id or self.op_id, kind, "th").pdf

    def refusals(self, op_id: str = "") -> set[str]:
        """Return what each kind of paper is refused for; nothing must come out."""
        found = set()
        op_id = op_id or self.op_id
        for kind in KINDS:
            # Another service too, as after a restart: what this one has proven before is not known to it.
            for service in (self.evidence, Evidence(self.station.desk)):
                with pytest.raises(KhlangError) as caught:
                    service.make(op_id, kind, "th")
                assert isinstance(caught.value, Tampered), (kind, caught.value)
                assert caught.value.facts["batch"] == self.station.batch(op_id).reference
                found.add(caught.value.code)
        return found

    def updated(self, table: str, change: str, where: str) -> AbstractContextManager[None]:
        return self.altered(table, " ".join(("UPDATE", table, "SET", change, "WHERE", where)))

    def deleted(self, table: str, where: str) -> AbstractContextManager[None]:
        return self.altered(table, " ".join(("DELETE FROM", table, "WHERE", where)))

    @contextmanager
    def altered(self, table: str, statement: str) -> Iterator[None]:
        """Alter the file past the door, and put the table back afterwards, with what was added meanwhile."""
        everything = " ".join(("SELECT * FROM", table))
        with closing(self._file()) as file:
            before = file.execute(everything).fetchall()
            file.execute(statement.replace(":op", f"'{self.op_id}'").replace(":other", f"'{self.other}'"))
            assert file.execute(everything).fetchall() != before
            try:
                yield
            finally:
                file.execute("BEGIN IMMEDIATE")
                if table != "audit":
                    file.execute(" ".join(("DELETE FROM", table)))
                marks = ", ".join("?" * len(before[0]))
                file.executemany(" ".join(("INSERT OR REPLACE INTO", table, "VALUES", f"({marks})")), before)
                file.execute("COMMIT")

    def _file(self) -> dbapi2.Connection:
        desk = self.station.desk
        key = self.station.vault.store_key(desk.actor.agency, desk.actor.unit, exists=True)
        return connect(self.station.paths.unit(desk.actor.agency, desk.actor.unit) / FILE_NAME, key)

    def approved(self, number: str, satangs: tuple[int, ...] = SATANG) -> str:
        """Bring a batch from the draft to its approval, to be paid today."""
        day = datetime.fromisoformat(self.central.operate("GET", "clock").json["now"]).date()
        payees = [
            replace(each, amount=Money(satang)) for each, satang in zip(transfers(len(satangs)), satangs, strict=True)
        ]
        op_id = self.station.draft(payees, document_no=number, value_date=day)
        self.station.submit(op_id)
        assert self.station.sync.sync_now().problem == ""
        self.authorizer.sync.sync_now()
        self.authorizer.decide(op_id, self.central.password(UNIT, "AUTH01"))
        assert self.authorizer.sync.sync_now().problem == ""
        return op_id


@pytest.fixture(scope="module")
def office(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Pay two batches in one day, and a third of which the bank tells half."""
    folder = tmp_path_factory.mktemp("papers")
    maker = Workstation.at(folder / "maker", central).enter(central, "MAKER01")
    authorizer = Workstation.at(folder / "authorizer", central).enter(central, "AUTH01")
    try:
        made = Office(central, maker, authorizer, Evidence(maker.desk))
        made.op_id, made.other = made.approved("กค 0402/11"), made.approved("กค 0402/12")
        made.silent = made.approved("กค 0402/16", (125_000, 1_700))
        central.advance("2026-11-23T16:00:00+07:00")
        maker.sync.sync_now()
        yield made
    finally:
        maker.crash()
        authorizer.crash()


def test_untouched_every_paper_of_a_finished_batch_is_made(office: Office) -> None:
    assert office.station.batch(office.op_id).status is BatchStatus.PARTLY_SETTLED
    for kind in KINDS:
        assert office.make(kind).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("satang = satang + 1", "paper_lines_changed"),
        ("satang = NULL", "paper_lines_changed"),
        ("account = '1999999999'", "paper_lines_changed"),
        ("name = 'นายคนอื่น ไม่ใช่คนนี้'", "paper_lines_changed"),
        ("name = char(1) || name", "paper_lines_changed"),
        ("bank = '014'", "paper_lines_changed"),
        ("reference = 'X'", "paper_lines_changed"),
        ("person_id = '1101700230708'", "paper_lines_changed"),
        ("status = 'settled'", "paper_results_changed"),
        ("status = 'pending'", "paper_results_changed"),
        ("reason = 'AC06'", "paper_results_changed"),
        ("bank_reference = 'K2570-2101-999999-000001'", "paper_results_changed"),
        ("settled_at = '2026-11-23T03:00:00.000Z'", "paper_results_changed"),
        ("settled_at = NULL", "paper_results_changed"),
        ("notice = 'sms'", "paper_results_changed"),
    ],
)
def test_a_line_altered_in_any_field_is_refused(office: Office, change: str, code: str) -> None:
    with office.updated("line", change, f"id = {LINE} + 2"):
        assert office.refusals() == {code}
    assert office.make(DocumentKind.SUMMARY)


SWAP = """
    (status, reason, bank_reference, settled_at, notice) = (
        SELECT status, reason, bank_reference, settled_at, notice FROM line AS other
        WHERE other.id = line.id + (CASE line.id & 1048575 WHEN 1 THEN 1 ELSE -1 END)
    )
"""
_COLUMNS = ", ".join(column.name for column in tables.line.columns if column.name != "id")
ONE_MORE = " ".join(
    (
        "INSERT INTO line (id,",
        _COLUMNS,
        ") SELECT id + 1,",
        _COLUMNS,
        "FROM line WHERE id = (SELECT id FROM batch WHERE op_id = :op) * 1048576 + 5",
    )
)


def test_the_results_of_two_lines_swapped_are_refused(office: Office) -> None:
    with office.updated("line", SWAP, f"id IN ({LINE} + 1, {LINE} + 2)"):
        assert office.refusals() == {"paper_results_changed"}


@pytest.mark.parametrize("which", ["= {line} + 2", "= {line} + 5", "BETWEEN {line} AND {line} + 5"])
def test_lines_taken_out_are_refused(office: Office, which: str) -> None:
    with office.deleted("line", f"id {which.format(line=LINE)}"):
        assert office.refusals() == {"paper_lines_changed"}


def test_a_line_put_in_or_moved_is_refused(office: Office) -> None:
    with office.altered("line", ONE_MORE):
        assert office.refusals() == {"paper_lines_changed"}
    with office.updated("line", "id = id + 9", f"id = {LINE} + 5"):
        assert office.refusals() == {"paper_lines_changed"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("purpose = 'ค่าอื่น'", "paper_head_changed"),
        ("kind = 'loan'", "paper_head_changed"),
        ("debit_account = '0069999999'", "paper_head_changed"),
        ("value_date = '2026-11-25'", "paper_head_changed"),
        ("document_no = 'กค 0402/99'", "paper_head_changed"),
        ("maker_uid = 'somebody'", "paper_head_changed"),
        ("total_satang = total_satang + 100", "paper_head_changed"),
        ("lines_count = 4", "paper_head_changed"),
        ("rev = 0", "paper_head_changed"),
        ("rev = 2", "paper_signature_wrong"),
        ("status = 'settled'", "paper_results_changed"),
        ("status = 'returned'", "paper_results_changed"),
        ("settled_satang = settled_satang + 1", "paper_results_changed"),
        ("failed_count = 0", "paper_results_changed"),
    ],
)
def test_a_batch_altered_above_its_lines_is_refused(office: Office, change: str, code: str) -> None:
    with office.updated("batch", change, "op_id = :op"):
        assert office.refusals() == {code}


@pytest.mark.parametrize("column", ["receipt", "receipt_sig", "payment", "payment_sig"])
def test_signed_bytes_of_another_batch_are_refused(office: Office, column: str) -> None:
    others = " ".join(("SELECT", column, "FROM signed WHERE op_id = :other"))
    with office.updated("signed", f"{column} = ({others})", "op_id = :op"):
        assert office.refusals() == {"paper_receipt_wrong" if "receipt" in column else "paper_signature_wrong"}


def test_a_whole_receipt_of_another_batch_is_refused(office: Office) -> None:
    """The other batch paid the same sums to the same people: its receipt is right in everything but whose it is."""
    others = "(receipt, receipt_sig) = (SELECT receipt, receipt_sig FROM signed WHERE op_id = :other)"
    for change in (others, "receipt = NULL, receipt_sig = ''"):
        with office.updated("signed", change, "op_id = :op"):
            assert office.refusals() == {"paper_receipt_wrong"}


def test_an_approval_altered_or_taken_out_is_refused(office: Office) -> None:
    for change in (
        "record = CAST(replace(CAST(record AS TEXT), 'approve', 'agree') AS BLOB)",
        "signature = (SELECT payment_sig FROM signed WHERE op_id = :op)",
        "op_id = 'nobody'",
    ):
        with office.updated("signed_authorization", change, "op_id = :op"):
            assert office.refusals() == {"paper_signature_wrong"}


@pytest.mark.parametrize("kind", ["batch.submitted", "batch.approved", "batch.released", "batch.finished"])
@pytest.mark.parametrize(
    "change",
    [
        "uid = 'somebody'",
        "at = '2026-11-20T02:00:00.000Z'",
        "device = 'elsewhere'",
        "detail = 'ผู้อำนวยการสั่ง'",
        "kind = 'batch.returned'",
        "op_id = :other",
        "body = (SELECT body FROM event WHERE op_id = :other LIMIT 1)",
        "salt = '00'",
        "record = CAST(replace(CAST(record AS TEXT), '2026-11-23', '2026-11-20') AS BLOB)",
        'record = CAST(replace(CAST(record AS TEXT), \'"actor_uid":"\', \'"actor_uid":"x\') AS BLOB)',
    ],
)
def test_an_event_altered_in_actor_time_or_words_is_refused(office: Office, kind: str, change: str) -> None:
    with office.updated("event", change, EVENT.format(kind)):
        assert office.refusals() == {"paper_log_changed"}


TWICE = """
    INSERT INTO event SELECT (SELECT max(seq) + 1 FROM event),
        leaf, at, kind, op_id, uid, device, detail, record, body, salt
    FROM event WHERE op_id = :op AND kind = 'batch.approved'
"""


def test_an_event_taken_out_or_put_in_is_refused(office: Office) -> None:
    for where in (EVENT.format("batch.approved"), EVENT.format("lines.reported"), "op_id = :op"):
        with office.deleted("event", where):
            assert office.refusals() == {"paper_log_changed"}
    with office.altered("event", TWICE):
        assert office.refusals() == {"paper_log_changed"}


def test_a_gap_in_what_is_told_of_others_proves_nothing_of_this(office: Office) -> None:
    for where in ("seq = 1", "seq = (SELECT max(seq) FROM event)"):
        with office.deleted("event", where), pytest.raises(Tampered, match="paper_log_changed"):
            Evidence(office.station.desk).make(office.op_id, DocumentKind.DETAIL, "th")


def test_another_end_of_the_log_than_the_bank_signed_is_refused(office: Office) -> None:
    for change in ("leaf = substr(leaf, 2) || 'x'", "signature = ''", "log = 'GMIS210102'", "seq = seq + 1"):
        with office.updated("checkpoint", change, "one = 1"):
            assert office.refusals() == {"paper_log_changed"}


def test_without_the_banks_signature_nothing_is_made_until_it_is_here_again(office: Office) -> None:
    with office.deleted("checkpoint", "one = 1"):
        for kind in KINDS:
            with pytest.raises(Refused, match="paper_unproven"):
                office.make(kind)
        office.station.sync.sync_now()
        assert office.make(DocumentKind.DETAIL)


def test_a_rewritten_audit_chain_makes_no_history_but_papers_that_do_not_need_it(office: Office) -> None:
    with office.updated("audit", "name = 'นายคนอื่น'", "about = :op"):
        with pytest.raises(Tampered, match="paper_audit_changed"):
            office.make(DocumentKind.HISTORY)
        assert office.make(DocumentKind.DETAIL)
    assert office.make(DocumentKind.HISTORY)


def test_names_and_keys_in_the_local_tables_are_nobodys_word(office: Office) -> None:
    """Papers take both from the log; whatever the tables say, the same papers come out."""

    def digests() -> list[str]:
        office.station.desk.unit_told()
        service = Evidence(office.station.desk)
        return [service.make(office.op_id, kind, language).digest for kind in KINDS for language in ("th", "en")]

    before = digests()
    for table, change in (
        ("unit", "body = replace(body, 'name_th\": \"', 'name_th\": \"x')"),
        ("unit", "body = replace(body, 'unit_name\": \"', 'unit_name\": \"x')"),
        ("public_key", "uid = 'x', public_key = '', device_name = 'x'"),
    ):
        with office.updated(table, change, "1 = 1"):
            assert digests() == before
    office.station.desk.unit_told()


def test_a_batch_that_was_never_handed_in_has_no_papers(office: Office) -> None:
    op_id = office.station.draft()
    for kind in KINDS:
        with pytest.raises(Refused, match="document_too_early"):
            office.make(kind, op_id)


def test_before_the_bank_has_heard_of_it_a_batch_has_the_history_that_its_maker_signed(office: Office) -> None:
    """Nothing but the command in the outbox speaks of it yet; the maker's signature in it is what holds."""
    op_id = office.station.draft(document_no="กค 0402/13")
    office.station.submit(op_id)
    assert office.station.batch(op_id).delivery is Delivery.QUEUED
    assert office.make(DocumentKind.HISTORY, op_id)
    with pytest.raises(Refused, match="document_too_early"):
        office.make(DocumentKind.DETAIL, op_id)
    with (
        office.updated("batch", "purpose = 'ค่าอื่น'", f"op_id = '{op_id}'"),
        pytest.raises(Tampered, match="paper_head_changed"),
    ):
        office.make(DocumentKind.HISTORY, op_id)
    with (
        office.updated("outbox", "request = CAST(replace(request, '0402/13', '0402/14') AS BLOB)", "state = 'queued'"),
        pytest.raises(Tampered, match="paper_signature_wrong"),
    ):
        office.make(DocumentKind.HISTORY, op_id)
    assert office.station.sync.sync_now().queue == 0
    assert office.make(DocumentKind.HISTORY, op_id)


def test_a_batch_sent_back_has_a_history_while_its_maker_mends_it(office: Office) -> None:
    op_id = office.station.draft(document_no="กค 0402/15")
    office.station.submit(op_id)
    office.station.sync.sync_now()
    office.authorizer.sync.sync_now()
    office.authorizer.decide(op_id, office.central.password(UNIT, "AUTH01"), approve=False, reason="ผิดบัญชี")
    office.authorizer.sync.sync_now()
    office.station.sync.sync_now()
    assert office.station.batch(op_id).status is BatchStatus.RETURNED
    with office.updated("line", "satang = satang + 1", f"id >> 20 IN {BATCH.replace(':op', repr(op_id))}"):
        assert office.make(DocumentKind.HISTORY, op_id)
    office.station.submit(op_id)
    assert office.make(DocumentKind.HISTORY, op_id), "its second edition is in the outbox only"
    office.station.sync.sync_now()
    office.authorizer.sync.sync_now()
    office.authorizer.decide(op_id, office.central.password(UNIT, "AUTH01"))
    office.authorizer.sync.sync_now()
    office.station.sync.sync_now()
    for station in (office.station, office.authorizer):
        assert (station.batch(op_id).status, station.batch(op_id).rev) == (BatchStatus.APPROVED, 2)
        assert Evidence(station.desk).make(op_id, DocumentKind.HISTORY, "th").pages == 1
    with (
        office.updated("line", "satang = satang + 1", f"id >> 20 IN {BATCH.replace(':op', repr(op_id))}"),
        pytest.raises(Tampered, match="paper_lines_changed"),
    ):
        office.make(DocumentKind.HISTORY, op_id)


def test_a_signature_that_came_too_late_is_no_approval_in_the_history_of_its_desk(office: Office) -> None:
    op_id = office.station.draft(document_no="กค 0402/17")
    office.station.submit(op_id)
    office.station.sync.sync_now()
    office.authorizer.sync.sync_now()
    office.authorizer.decide(op_id, office.central.password(UNIT, "AUTH01"))
    office.station.withdraw(op_id)
    office.station.sync.sync_now()
    office.authorizer.sync.sync_now()
    assert office.authorizer.batch(op_id).status is BatchStatus.WITHDRAWN
    pdf = Pdf(Evidence(office.authorizer.desk).make(op_id, DocumentKind.HISTORY, "th").pdf)
    said = "".join(pdf.text(0).split())
    approved = said.index("อนุมัติและลงลายมือชื่อ")
    told = "".join(words("th", "errors.status_forbids").split())
    assert said.index("ระบบกลางไม่รับคำสั่ง" + told) > approved


def test_lines_that_the_bank_is_silent_about_are_pending_on_the_papers(office: Office) -> None:
    assert office.station.batch(office.silent).status is BatchStatus.RELEASED
    for kind in KINDS:
        assert office.make(kind, office.silent)
    with office.updated("line", "status = 'settled'", f"id = {LINE.replace(':op', repr(office.silent))} + 2"):
        assert office.refusals(office.silent) == {"paper_results_changed"}


def test_a_workstation_that_fetches_everything_anew_makes_the_same_papers(office: Office, tmp_path: Path) -> None:
    """The advice after a refusal is worth as much as this."""
    fresh = Workstation.at(tmp_path, office.central).enter(office.central, "AUTH02")
    try:
        fresh.sync.sync_now()
        service = Evidence(fresh.desk)
        for kind in (DocumentKind.DETAIL, DocumentKind.SUMMARY, DocumentKind.RECEIPT):
            there = service.make(office.op_id, kind, "th").digest
            assert there == office.evidence.make(office.op_id, kind, "th").digest
        assert service.make(office.op_id, DocumentKind.HISTORY, "th").pdf
    finally:
        fresh.crash()


def test_two_authorizers_are_both_proven(office: Office, tmp_path: Path) -> None:
    """In a unit whose batches need two signatures; by the late afternoon they are paid on the next day."""
    central, names = office.central, ("MAKER01", "AUTH01", "AUTH02")
    desks = [Workstation.at(tmp_path / name, central).enter(central, name, TWO_SIGNATURES) for name in names]
    maker, *authorizers = desks
    try:
        op_id = maker.draft()
        maker.submit(op_id)
        assert maker.sync.sync_now().problem == ""
        service = Evidence(maker.desk)
        digests = [service.make(op_id, DocumentKind.HISTORY, "th").digest]
        for name, station in zip(names[1:], authorizers, strict=True):
            station.sync.sync_now()
            station.decide(op_id, central.password(TWO_SIGNATURES, name))
            assert station.sync.sync_now().problem == ""
            maker.sync.sync_now()
            digests.append(service.make(op_id, DocumentKind.HISTORY, "th").digest)
        assert maker.batch(op_id).status is BatchStatus.APPROVED
        assert len(set(digests)) == 3
        with pytest.raises(Refused, match="document_too_early"):
            service.make(op_id, DocumentKind.RECEIPT, "th")
    finally:
        for station in desks:
            station.crash()


def test_after_a_late_return_the_papers_say_what_the_bank_says_then(office: Office) -> None:
    """The last test of this module: a day passes."""
    before = office.evidence.make(office.op_id, DocumentKind.DETAIL, "th").digest
    office.central.advance("2026-11-26T16:00:00+07:00")
    office.station.sync.sync_now()
    statuses = [line.status for line in office.station.lines(office.op_id)]
    assert statuses.count(LineStatus.RETURNED) == 1
    for kind in KINDS:
        assert office.make(kind)
    assert office.evidence.make(office.op_id, DocumentKind.DETAIL, "th").digest != before
    with office.updated("line", "status = 'settled', reason = ''", f"id = {LINE} + 3"):
        assert office.refusals() == {"paper_results_changed"}
