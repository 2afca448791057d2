"""From a file or an empty page to a batch that is handed in."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING

from app.central.disbursement import new_op_id, prepare_cancel, prepare_submit, prepare_withdraw
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchAction, BatchStatus, after, may
from app.domain.disbursement.bulk import made, without_collections
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.record import Batch, BatchHead, Delivery, LineRecord
from app.domain.disbursement.transfer import CreditTransfer, LineStatus
from app.domain.disbursement.validation import Checker
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Conflict, Refused
from app.domain.values.money import formatted
from app.domain.values.texts import cleaned
from app.services import file_reading, risk_view
from app.services.already_prepared import twins
from app.services.attachments import Attachments
from app.services.commands import queue
from app.services.draft_lines import line_record
from app.services.draft_sheet import DraftSheet, require_open
from app.services.readiness import earliest_value_date, largest_lines
from app.services.recurring import Recurring
from app.store import disbursement, inbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from app.central.signed_orders import Prepared
    from app.domain.access.user import Unit
    from app.domain.disbursement.issues import Repair
    from app.domain.disbursement.lines import Cells, Line
    from app.domain.disbursement.risk import RiskMark
    from app.domain.disbursement.transfer import Field
    from app.domain.disbursement.validation import Checked
    from app.i18n import Language
    from app.services.already_prepared import Twin
    from app.services.desk import Desk
    from app.services.file_reading import FileReading
    from app.services.payees import Payees
    from app.services.sync import Sync

    Report = Callable[[int, int], None]
    Asked = Callable[[], bool]

BLOCK_LINES = 1_000
"""So many lines are made at once, a column at a time."""


class Drafting:
    """Drafts of one signed-in maker; every method may take seconds."""

    def __init__(self, desk: Desk, sync: Sync, payees: Payees | None = None) -> None:
        """Take the payee register, which lines are linked to; without one nothing is said of it."""
        self._desk = desk
        self._sync = sync
        self._payees = payees

    @property
    def unit(self) -> Unit:
        """The unit with its tables, as the central system told last; answers from memory."""
        return self._desk.unit

    @property
    def attachments(self) -> Attachments:
        """What keeps the papers of drafts."""
        return Attachments(self._desk)

    @property
    def recurring(self) -> Recurring:
        """What makes drafts from earlier batches and templates."""
        return Recurring(self._desk)

    def read(
        self, path: Path, progress: Report, cancelled: Asked, sheet: str | None = None, *, whole_lines: bool = False
    ) -> FileReading:
        """Read a file within its limits and recognise its layout; nothing is kept yet.

        ``whole_lines`` takes a text line by line, to be cut by ``cut``.

        Raises `BadInput` and `Refused` with the codes of ``documents.workbook``, `Refused` ``cancelled``.
        """
        return file_reading.read(self._desk, path, progress, cancelled, sheet, whole_lines=whole_lines)

    def cut(self, reading: FileReading, cuts: Sequence[int]) -> FileReading:
        """Cut the lines of a text at these places."""
        return reading.cut_at(cuts)

    def remap(self, reading: FileReading, columns: Mapping[Field, int]) -> FileReading:
        """Read the same rows with other columns."""
        return reading.remapped(columns)

    def create(self, reading: FileReading, kind: str, progress: Report, cancelled: Asked) -> str:
        """Judge and keep the rows as a draft, all or nothing, and return its id; remember the columns.

        Raises `Refused` ``cancelled`` whenever ``cancelled`` says so, up to the commit; nothing is kept then.
        """
        with without_collections():  # the lines of a big file are gone again before the next one
            return self._create(reading, kind, progress, cancelled)

    def _create(self, reading: FileReading, kind: str, progress: Report, cancelled: Asked) -> str:
        payees = reading.payees()
        numbered = [(number, cells) for number, (_, cells) in enumerate(payees, 1)]
        checker = Checker(self._desk.banks, kind, largest=largest_lines(self._desk))
        checked = checker.check(numbered, cancelled=cancelled, progress=progress)
        errors = checked.count(Severity.ERROR)
        batch = replace(
            self._new_batch(kind),
            file_name=reading.name,
            file_sheet=reading.sheet_of_several,
            file_sha256=reading.file_sha256,
            file_total=reading.file_total,
            lines_count=len(checked.lines),
            total=checked.total,
            errors_count=errors,
            warnings_count=len(checked.issues) - errors,
        )
        sheet = {"sheet": batch.file_sheet} if batch.file_sheet else {}
        facts = {"file": reading.name, **sheet, "file_sha256": reading.file_sha256, "lines": str(len(checked.lines))}
        with self._desk.store.write(self._desk.actor, Action.IMPORT_BATCH, batch.op_id, facts) as tx:
            disbursement.insert_batch(tx, batch, _wanted(records(payees, checked), cancelled))
            file_reading.remember(tx, reading)
            _demand_wanted(cancelled)
        return batch.op_id

    def create_empty(self, kind: str) -> str:
        """Begin a draft without lines and return its id."""
        batch = self._new_batch(kind)
        with self._desk.store.write(self._desk.actor, Action.EDIT_BATCH, batch.op_id, {"made": "empty"}) as tx:
            disbursement.insert_batch(tx, batch, ())
        return batch.op_id

    def sheet(self, op_id: str) -> DraftSheet:
        """Open a draft of mine and write that down; raise `Conflict` ``status_forbids`` if it cannot be edited."""
        sheet = self._sheet(op_id)
        self._desk.note(Action.VIEW_LINES, op_id)
        return sheet

    def risks(self, batch: Batch, lines: Sequence[LineRecord]) -> list[RiskMark]:
        """Return what is odd about lines by the unit's own history; notices, never a hindrance."""
        with self._desk.store.read() as reading:
            return risk_view.marks(reading, self._desk, batch, [risk_view.line_kept(line) for line in lines])

    def twins(self, op_id: str) -> list[Twin]:
        """Return what somebody has prepared already and may be the same payment, the newest first (DU-4)."""
        return twins(self._desk, op_id)

    def template(self, path: Path, language: Language) -> None:
        """Write the empty form that a clerk fills in a spreadsheet."""
        file_reading.write_template(self._desk, path, language)

    def submit(self, op_id: str) -> None:
        """Sign the draft and hand it in.

        Raises `Refused` ``draft_not_ready`` (fact ``hindrances``), and `Conflict` ``status_forbids`` or
        ``edition_changed`` where the draft was handed in or edited while it was being signed.
        """
        sheet = self._sheet(op_id)
        hindrances = sheet.readiness()
        if hindrances:
            raise Refused("draft_not_ready", hindrances=", ".join(code for code, _ in hindrances))
        records = [record._replace(number=new) for new, record in enumerate(sheet.linked, 1)]
        renumbered = sheet.numbers != [record.number for record in records]
        relinked = [new for old, new in zip(sheet.numbers, records, strict=True) if sheet.row(old) != new]
        with self._desk.store.read() as reading:
            heard = inbox.cursor(reading)
        prepared = prepare_submit(
            self._desk.signer, sheet.batch, _transfers(records), (heard.seq, heard.leaf), self._desk.now()
        )
        facts = {"rev": str(prepared.rev), "lines": str(len(records)), "total_satang": str(sheet.batch.total.satang)}
        with self._desk.store.write(self._desk.actor, Action.SUBMIT_BATCH, op_id, facts) as tx:
            if require_open(disbursement.batch(tx, op_id)) != sheet.batch:
                raise Conflict("edition_changed", op_id=op_id)
            if renumbered:
                disbursement.delete_lines(tx, op_id, sheet.numbers)
                disbursement.put_lines(tx, op_id, records)
            elif relinked:
                disbursement.put_lines(tx, op_id, relinked)
            disbursement.mark_lines(tx, op_id, LineStatus.PENDING)
            status = after(sheet.batch.status, BatchAction.SUBMIT)
            disbursement.set_status(
                tx, op_id, status=status, delivery=Delivery.QUEUED, rev=prepared.rev, reason="", signatures_have=0
            )
            queue(tx, prepared, self._desk.now())
        self._sync.wake()

    def withdraw(self, op_id: str, reason: str) -> None:
        """Ask for a batch back before the first signature; the central system says whether in time."""
        batch, reason = self._mine(op_id), cleaned(reason)
        self._step(batch, prepare_withdraw(self._desk.signer, batch, reason), Action.WITHDRAW_BATCH, reason)

    def cancel(self, op_id: str, reason: str) -> None:
        """Give a returned or withdrawn batch up for good; a colleague may where its maker cannot any more, or now."""
        batch, reason = self._mine(op_id, or_left_behind=True), cleaned(reason)
        self._step(batch, prepare_cancel(self._desk.signer, batch, reason), Action.CANCEL_BATCH, reason)

    def delete(self, op_id: str) -> None:
        """Throw a draft away that was never handed in."""
        batch = self._mine(op_id)
        with self._desk.store.write(self._desk.actor, Action.DELETE_DRAFT, op_id, {"file": batch.file_name}) as tx:
            disbursement.delete_draft(tx, op_id)

    def _step(self, batch: Batch, prepared: Prepared, action: Action, reason: str) -> None:
        wanted = BatchAction.WITHDRAW if action is Action.WITHDRAW_BATCH else BatchAction.CANCEL
        with self._desk.store.write(self._desk.actor, action, batch.op_id, {"reason": reason}) as tx:
            present = disbursement.batch(tx, batch.op_id) or batch
            if not may(present.status, wanted) or present.delivery in (Delivery.QUEUED, Delivery.UNKNOWN):
                raise Conflict("status_forbids", status=present.status.value, action=wanted.value)
            disbursement.set_status(tx, batch.op_id, delivery=Delivery.QUEUED)
            queue(tx, prepared, self._desk.now())
        self._sync.wake()

    def _sheet(self, op_id: str) -> DraftSheet:
        batch = require_open(self._mine(op_id))
        with self._desk.store.read() as reading:
            return DraftSheet(self._desk, batch, disbursement.lines(reading, op_id), self._payees)

    def _mine(self, op_id: str, *, or_left_behind: bool = False) -> Batch:
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
        if batch is None:
            raise Refused("batch_unknown", op_id=op_id)
        left_behind = or_left_behind and batch.rev > 0 and self._desk.unit.makes_no_more(batch.maker_uid)
        if not batch.mine and not left_behind:
            raise Refused("not_the_maker")
        return batch

    def _new_batch(self, kind: str) -> Batch:
        """Return an empty draft with what can be proposed: the first account, the first possible day, today."""
        now = self._desk.now()
        accounts = self._desk.unit.accounts
        return Batch(
            op_id=new_op_id(),
            status=BatchStatus.DRAFT,
            head=BatchHead(
                kind=kind,
                debit_account=accounts[0].account if accounts else "",
                value_date=earliest_value_date(self._desk),
                document_date=bangkok_day(now),
            ),
            maker_uid=self._desk.actor.person.uid,
            mine=True,
            created_at=now,
            updated_at=now,
        )


def records(payees: list[tuple[int, Cells]], checked: Checked) -> Iterable[LineRecord]:
    """Give every judged line as it is kept, its repairs gathered by line."""
    faulty = {issue.row for issue in checked.issues}
    by_row: dict[int, list[Repair]] = {}
    for repair in checked.repairs:
        by_row.setdefault(repair.row, []).append(repair)
    texts = {number: formatted(number or 0) for number in {line.satang for line in checked.lines}}  # lists repeat them
    # Nothing is said about most lines: those are made a column at a time, in a third of the time.
    plain = chain.from_iterable(
        _plain(start, payees[start : start + BLOCK_LINES], checked.lines[start : start + BLOCK_LINES], texts)
        for start in range(0, len(payees), BLOCK_LINES)
    )
    told = sorted(faulty | by_row.keys())
    if not told:
        return plain
    return _told_among(
        plain,
        (
            line_record(
                number, *payees[number - 1], checked.lines[number - 1], by_row.get(number, ()), faulty=number in faulty
            )
            for number in told
        ),
    )


def _told_among(plain: Iterator[LineRecord], told: Iterable[LineRecord]) -> Iterable[LineRecord]:
    """Put each line of which something was said in the place of the plain one with its number."""
    done = 0
    for line in told:
        yield from islice(plain, line.number - done - 1)
        next(plain)
        yield line
        done = line.number
    yield from plain


def _plain(
    before: int, payees: Sequence[tuple[int, Cells]], lines: Sequence[Line], texts: Mapping[int | None, str]
) -> Iterable[LineRecord]:
    """Give lines as `line_record` does where there is neither issue nor repair; of the others nothing is promised.

    They come after line number ``before``; ``texts`` are the words for their amounts.
    """
    sheet_rows, _ = zip(*payees, strict=True)
    _, bank, account, name, satang, person_id, mobile, email, reference = zip(*lines, strict=True)
    amount = map(texts.__getitem__, satang)
    numbers = range(before + 1, before + len(lines) + 1)
    same: tuple[object, ...] = ({}, *LineRecord._field_defaults.values())
    columns = (numbers, sheet_rows, bank, account, name, amount, satang, person_id, mobile, email, reference)
    return made(LineRecord, *columns, *(repeat(value, len(lines)) for value in same))


def _wanted(lines: Iterable[LineRecord], cancelled: Asked) -> Iterable[LineRecord]:
    """Give the lines on for as long as somebody wants them."""
    for line in lines:
        _demand_wanted(cancelled)
        yield line


def _demand_wanted(cancelled: Asked) -> None:
    if cancelled():
        raise Refused("cancelled")


def _transfers(records: Iterable[LineRecord]) -> list[CreditTransfer]:
    transfers = []
    for record in records:
        transfer = record.transfer()
        if transfer is None:
            raise Refused("line_unreadable", row=record.number)
        transfers.append(transfer)
    return transfers
