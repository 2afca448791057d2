from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.outcome import LineOutcome
from app.domain.disbursement.record import Batch, BatchHead, Delivery, LineRecord
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Conflict, Refused, Tampered
from app.domain.values.money import Money
from app.store import disbursement, payments_before
from tests.helpers.stores import MAKER, batch, line, lines

if TYPE_CHECKING:
    from app.store.unit_of_work import Store

SETTLED_AT = datetime(2026, 11, 3, 4, 5, 6, tzinfo=UTC)


def paid(number: int) -> LineOutcome:
    return LineOutcome(number, LineStatus.SETTLED, "", "B1", SETTLED_AT, "sms")


def rejected(number: int) -> LineOutcome:
    return LineOutcome(number, LineStatus.REJECTED, "AC04", "B1", SETTLED_AT, "")


def keep(store: Store, op_id: str = "op-1", count: int = 3) -> None:
    with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
        disbursement.insert_batch(tx, batch(op_id, lines=count), lines(count))


def found(store: Store, op_id: str = "op-1") -> Batch:
    with store.read() as rd:
        kept = disbursement.batch(rd, op_id)
    assert kept is not None
    return kept


def test_a_batch_comes_back_as_it_was_kept(store: Store) -> None:
    keep(store)
    with store.read() as rd:
        assert disbursement.batch(rd, "op-1") == batch()
        assert disbursement.lines(rd, "op-1") == lines(3)
        assert disbursement.batch(rd, "op-2") is None


def test_lines_are_read_from_a_number_on(store: Store) -> None:
    keep(store, "op-1", 10)
    keep(store, "op-2", 4)
    with store.read() as rd:
        assert [kept.number for kept in disbursement.lines(rd, "op-1", first=4, count=3)] == [4, 5, 6]
        assert len(disbursement.lines(rd, "op-1", first=8)) == 3


def test_an_op_id_is_never_kept_twice(store: Store) -> None:
    keep(store)
    with pytest.raises(Conflict, match="store_conflict"):
        keep(store)


def test_lines_are_replaced_added_and_removed(store: Store) -> None:
    keep(store)
    with store.write(MAKER, Action.EDIT_BATCH, "op-1") as tx:
        disbursement.put_lines(tx, "op-1", [line(2, name="ใหม่"), line(7)])
        disbursement.delete_lines(tx, "op-1", [1, 3])
        disbursement.set_counts(tx, "op-1", 2, Money(900), 1, 2)
    with store.read() as rd:
        assert next((kept.number, kept.name) for kept in disbursement.lines(rd, "op-1")) == (2, "ใหม่")
        assert len(disbursement.lines(rd, "op-1")) == 2
    kept = found(store)
    assert (kept.lines_count, kept.total, kept.errors_count, kept.warnings_count) == (2, Money(900), 1, 2)
    assert kept.updated_at > batch().updated_at


def test_head_and_status_change_only_what_is_named(store: Store) -> None:
    keep(store)
    head = BatchHead(Kind.LOAN, "ยืม", "memo", "9800000017", date(2026, 12, 1), "กค 1/2569", date(2026, 11, 30), "ซ้ำ")
    with store.write(MAKER, Action.EDIT_BATCH, "op-1") as tx:
        disbursement.update_head(tx, "op-1", head)
        disbursement.set_status(tx, "op-1", status=BatchStatus.SUBMITTED, delivery=Delivery.QUEUED, rev=1)
    kept = found(store)
    assert kept == replace(
        batch(), head=head, status=BatchStatus.SUBMITTED, delivery=Delivery.QUEUED, rev=1, updated_at=kept.updated_at
    )


def test_a_draft_can_be_deleted_and_nothing_else(store: Store) -> None:
    keep(store)
    keep(store, "op-2")
    with store.write(MAKER, Action.DELETE_DRAFT, "op-1") as tx:
        disbursement.delete_draft(tx, "op-1")
    with store.read() as rd:
        assert disbursement.batch(rd, "op-1") is None
        assert len(disbursement.lines(rd, "op-2")) == 3
    with store.write(MAKER, Action.SUBMIT_BATCH, "op-2") as tx:
        disbursement.set_status(tx, "op-2", status=BatchStatus.SUBMITTED, rev=1)
    with pytest.raises(Conflict, match="status_forbids"), store.write(MAKER, Action.DELETE_DRAFT, "op-2") as tx:
        disbursement.delete_draft(tx, "op-2")


def test_a_batch_nobody_knows_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="batch_unknown"), store.write(MAKER, Action.EDIT_BATCH, "?") as tx:
        disbursement.set_status(tx, "?", rev=1)


def test_outcomes_move_the_sums_once_however_often_they_are_told(store: Store) -> None:
    keep(store)
    for _ in range(3):
        with store.write(MAKER, Action.RECORD_EVENTS, "op-1") as tx:
            disbursement.set_outcomes(tx, "op-1", [paid(1), paid(2), rejected(3)])
    kept = found(store)
    assert (kept.settled_count, kept.settled, kept.failed_count, kept.failed) == (2, Money(300), 1, Money(300))
    assert kept.pending_count == 0
    with store.read() as rd:
        first = disbursement.lines(rd, "op-1")[0]
    told = line(1)._replace(status=LineStatus.SETTLED, bank_reference="B1", settled_at=SETTLED_AT, notice="sms")
    assert first == told


def test_a_late_return_moves_a_line_from_settled_to_failed(store: Store) -> None:
    keep(store)
    with store.write(MAKER, Action.RECORD_EVENTS, "op-1") as tx:
        disbursement.set_outcomes(tx, "op-1", [paid(n) for n in (1, 2, 3)])
        disbursement.set_outcomes(tx, "op-1", [LineOutcome(2, LineStatus.RETURNED, "AC01", "B1", SETTLED_AT, "")])
    kept = found(store)
    assert (kept.settled_count, kept.settled, kept.failed_count, kept.failed) == (2, Money(400), 1, Money(200))


def test_an_outcome_for_a_line_nobody_knows_changes_nothing(store: Store) -> None:
    keep(store)
    with pytest.raises(Refused, match="line_unknown"), store.write(MAKER, Action.RECORD_EVENTS, "op-1") as tx:
        disbursement.set_outcomes(tx, "op-1", [paid(1), paid(9)])
    assert found(store).settled_count == 0


def test_a_batch_is_found_by_the_content_of_its_file(store: Store) -> None:
    keep(store)
    keep(store, "op-2")
    with store.read() as rd:
        assert [kept.op_id for kept in disbursement.find_by_file(rd, "ab" * 32)] == ["op-2", "op-1"]
        assert disbursement.find_by_file(rd, "cd" * 32) == []


def test_payments_before_are_found_by_account_and_drafts_are_not(store: Store) -> None:
    for op_id in ("op-1", "op-2", "op-3"):
        keep(store, op_id)
    with store.write(MAKER, Action.SUBMIT_BATCH, "op-1") as tx:
        disbursement.mark_lines(tx, "op-1", LineStatus.PENDING)
        disbursement.set_outcomes(tx, "op-1", [paid(1), rejected(2)])
    since = date(2026, 11, 1)
    with store.read() as rd:
        lines = disbursement.lines(rd, "op-2")
        accounts = [line.account for line in lines]
        before = payments_before.paid_to(rd, accounts, "op-2", since)
        told = [[(one.op_id, one.status, one.day) for one in before[line.bank, line.account]] for line in lines]
        assert told == [
            [("op-1", LineStatus.SETTLED, "2026-11-03")],
            [("op-1", LineStatus.REJECTED, "2026-11-03")],
            [("op-1", LineStatus.PENDING, "2026-11-03")],
        ]
        assert payments_before.paid_to(rd, accounts, "op-1", since) == {}
        assert payments_before.paid_to(rd, accounts, "op-2", date(2026, 11, 4)) == {}


def test_signed_bytes_are_kept_as_they_are_and_never_changed(store: Store) -> None:
    signed = disbursement.put_signed
    with store.write(MAKER, Action.SUBMIT_BATCH, "op-1") as tx:
        signed(tx, "op-1", 1, b"pay", "s1", [], None)
        signed(tx, "op-1", 1, b"pay", "s1", [(b"a", "x")], None)
        signed(tx, "op-1", 1, b"pay", "s1", [(b"a", "x"), (b"b", "y")], (b"r", "z"))
        signed(tx, "op-1", 2, b"pay2", "s2", [], None)
    with store.read() as rd:
        first, newest = disbursement.signed(rd, "op-1", 1), disbursement.signed(rd, "op-1")
    assert first == disbursement.SignedRecord("op-1", 1, b"pay", "s1", ((b"a", "x"), (b"b", "y")), (b"r", "z"))
    assert newest == disbursement.SignedRecord("op-1", 2, b"pay2", "s2", (), None)
    for payment, decisions in ((b"other", []), (b"pay", [(b"c", "x")])):
        with (
            pytest.raises(Tampered, match="evidence_changed"),
            store.write(MAKER, Action.SUBMIT_BATCH, "op-1") as tx,
        ):
            signed(tx, "op-1", 1, payment, "s1", decisions, None)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
LINES = st.builds(
    LineRecord,
    number=st.integers(1, 2**20 - 1),
    sheet_row=st.integers(0, 2**31),
    bank=TEXTS,
    account=TEXTS,
    name=TEXTS,
    amount=TEXTS,
    satang=st.none() | st.integers(0, 10**15),
    person_id=TEXTS,
    mobile=TEXTS,
    email=TEXTS,
    reference=TEXTS,
    originals=st.dictionaries(TEXTS, TEXTS, max_size=3),
    status=st.sampled_from(LineStatus),
    reason=TEXTS,
    bank_reference=TEXTS,
    settled_at=st.none() | MOMENTS,
    notice=TEXTS,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, unique_by=lambda line: line.number))
def test_any_line_comes_back_as_it_was_kept(store: Store, records: list[LineRecord]) -> None:
    op_id = str(uuid4())
    with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
        disbursement.insert_batch(tx, batch(op_id), records)
    with store.read() as rd:
        assert disbursement.lines(rd, op_id) == sorted(records, key=lambda line: line.number)
