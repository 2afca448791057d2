"""คลังเอกสารประจำปีงบประมาณ: a whole fiscal year in one zip that opens, and is proven, without this program (AU-6).

What goes in is proven here first. Papers come before the log: making them is on record, and the archive holds that
record too. Nothing of a year is ever held whole: batches, events, acts and receipts stream from the store to the disk.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.central import templates
from app.central import year_archive as machine
from app.central.dossier import ATTACHMENTS, BatchTold, key_fingerprint
from app.documents.pdf.content import DocumentKind
from app.domain.access.permissions import Action, require
from app.domain.collections.receipt import shown_number
from app.domain.disbursement.batch import FINAL
from app.domain.disbursement.follow_up import FINISHED
from app.domain.values.dates import BANGKOK, bangkok_day, parse_instant
from app.domain.values.errors import Refused, Tampered
from app.domain.years.fiscal_year import FiscalYear, year_of
from app.services import stationery, year_index, year_signed
from app.services.attachments import Attachments
from app.services.dossiers import KEY_REGISTERED, MEDIA
from app.services.evidence import Evidence
from app.services.proof import Proofs
from app.services.year_file import YearFile
from app.store import audit_trail, disbursement, inbox, recalls, year_archives
from app.system import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from app.central.year_archive import Thing
    from app.domain.disbursement.outcome import Checkpoint
    from app.domain.disbursement.record import Batch
    from app.i18n import Language
    from app.services.desk import Desk
    from app.store.unit_of_work import Reading

    Progress = Callable[[int, int], bool]

_PAPERS = (DocumentKind.DETAIL, DocumentKind.SUMMARY, DocumentKind.HISTORY)
_STEPS_AFTER = 2
"""Beside its batches an archive takes so many steps: receipts and index, log and acts."""


@dataclass(frozen=True, slots=True)
class WrittenArchive:
    """An archive that lies in its folder; ``digest`` is the SHA-256 of the whole file, for its register.

    ``open_matters`` say why it is not complete: what, and the reference it is about.
    """

    path: Path
    year: FiscalYear
    digest: str
    bank_fingerprint: str
    batches: int
    receipts: int
    open_matters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KnownArchive:
    """An archive that was written here, as the audit chain tells it; ``at`` as `dates.instant` writes it."""

    seq: int
    at: str
    person: str
    year: FiscalYear
    file: str
    digest: str
    complete: bool


@dataclass(frozen=True, slots=True)
class YearChoice:
    """A fiscal year of which the log tells; ``missing`` say what would be left open in its archive now."""

    year: FiscalYear
    is_over: bool
    keep_until: date
    missing: tuple[tuple[str, str], ...]


class YearArchives:
    """Writes archives for one signed-in person; every method may take minutes but those that list."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._evidence = Evidence(desk)
        self._proofs = Proofs(desk)
        self._attachments = Attachments(desk)

    def years(self) -> list[YearChoice]:
        """Return the years that can be archived, the newest first."""
        now = self._desk.now()
        with self._desk.store.read() as reading:
            found = [FiscalYear(number) for number in year_archives.years(reading)]
            return [
                YearChoice(year, year.is_over(now), year.keep_until, tuple(self._missing(reading, year)))
                for year in found
            ]

    def written(self) -> list[KnownArchive]:
        """Return the archives that were written at this workstation, the newest first."""
        with self._desk.store.read() as reading:
            acts = year_archives.acts_called(reading, {Action.ARCHIVE_YEAR.value})
        known = []
        for act in acts:
            facts = json.loads(act.facts)
            year = FiscalYear(int(facts["fiscal_year"]))
            complete = facts["complete"] == "yes"
            known.append(KnownArchive(act.seq, act.at, act.name, year, facts["file"], facts["sha256"], complete))
        return known

    def write(self, number: int, folder: Path, language: Language, progress: Progress | None = None) -> WrittenArchive:
        """Write the archive of a fiscal year (Buddhist) into a folder: whole, or not at all.

        Raises `Refused` ``archive_empty`` for a year of which nothing is here, ``archive_exists`` (fact ``file``)
        rather than replace a file, ``paper_unproven``, ``document_stopped``; `Tampered` where anything kept is not
        what was signed; `Broken` ``file_unwritable`` for a full disk or a folder that may not be written to.
        """
        require(self._desk.actor.person.roles, Action.ARCHIVE_YEAR)
        year = FiscalYear(number)
        with self._desk.store.read() as reading:
            if number not in year_archives.years(reading):
                raise Refused("archive_empty", year=number)
            missing = tuple(self._missing(reading, year))
        path = folder / self._name(year, complete=not missing)
        if path.exists():
            raise Refused("archive_exists", file=path.name)
        with files.whole(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            writing = _Writing(self._desk, YearFile(archive), year, language, missing)
            whole = writing.run(self._evidence, self._proofs, self._attachments, progress or (lambda *_: True))
        digest = files.sha256(path)
        facts = {
            "fiscal_year": str(number),
            "file": path.name,
            "sha256": digest,
            "complete": "no" if missing else "yes",
            "batches": str(len(whole.batches)),
            "receipts": str(whole.receipts),
        }
        self._desk.note(Action.ARCHIVE_YEAR, f"year:{number}", facts)
        bank = key_fingerprint(whole.bank_public_key)
        return WrittenArchive(path, year, digest, bank, len(whole.batches), whole.receipts, missing)

    def _missing(self, reading: Reading, year: FiscalYear) -> Iterator[tuple[str, str]]:
        """Say what keeps the archive of a year from being complete."""
        if not year.is_over(self._desk.now()):
            yield machine.YEAR_RUNNING, ""
        for each in year_archives.batches(reading, year):
            batch = None if each.status in FINAL else disbursement.batch(reading, each.op_id)
            if batch is not None:
                yield machine.BATCH_UNFINISHED, batch.reference

    def _name(self, year: FiscalYear, *, complete: bool) -> str:
        moment = f"{self._desk.now().astimezone(BANGKOK):%Y%m%d-%H%M%S}"
        state = "" if complete else "-incomplete"
        return f"khlang-year-{year.number}-{self._desk.actor.unit}-{moment}{state}.zip"


class _Writing:
    """One archive being written."""

    def __init__(
        self, desk: Desk, into: YearFile, year: FiscalYear, language: Language, missing: tuple[tuple[str, str], ...]
    ) -> None:
        self._desk, self._into, self._year, self._language = desk, into, year, language
        self._missing = missing
        self._things: list[Thing] = []

    def run(self, evidence: Evidence, proofs: Proofs, attachments: Attachments, progress: Progress) -> machine.Whole:
        """Write everything; the head comes last, since it names all the rest."""
        with self._desk.store.read() as reading:
            told = year_archives.batches(reading, self._year)
        finished = [each.op_id for each in told if each.status in FINISHED]
        total = len(finished) + _STEPS_AFTER
        for done, op_id in enumerate(finished):
            _demand_going_on(progress, done, total)
            self._add_papers(op_id, evidence, attachments)
        _demand_going_on(progress, len(finished), total)
        with self._desk.store.read() as reading:
            self._add_unfinished(reading, {each.op_id for each in told} - set(finished))
            self._add_recalls(reading)
            for thing, content in year_signed.things(reading, self._year, self._language):
                self._into.put(thing.file, content)
                self._things.append(thing)
            receipts = self._add_receipts(reading)
            self._add_emblems(proofs, reading)
            batches = [self._add_batch(proofs, reading, op_id) for op_id in finished]
            self._add_index(reading)
            _demand_going_on(progress, len(finished) + 1, total)
            end = self._add_log(reading, set(finished))
            acts = self._add_acts(reading)
        desk = self._desk
        whole = machine.Whole(
            year=self._year,
            open_matters=self._missing,
            agency_name=desk.agency_name,
            unit_name=desk.unit_name,
            bank_public_key=desk.about.bank_public_key,
            end=end,
            acts=acts,
            receipts=receipts,
            batches=batches,
            files=self._into.held,
        )
        for name, content in machine.head(desk.signer, whole, desk.now()).items():
            self._into.put(name, content)
        return whole

    # -- batches ------------------------------------------------------------------------------------------------------

    def _add_papers(self, op_id: str, evidence: Evidence, attachments: Attachments) -> None:
        """Make and write the papers of a batch, each proven and on record, and what was attached to it."""
        with self._desk.store.read() as reading:
            batch = _known(reading, op_id)
        day = batch.head.value_date.isoformat() if batch.head.value_date else ""
        name = f"{machine.BATCHES}/{op_id}.json"
        row = machine.Thing("batch", batch.reference, batch.head.purpose, day, batch.total.satang, name, op_id)
        self._things.append(row)
        for kind in _PAPERS:
            made = evidence.make(op_id, kind, self._language, masked=False)
            path = f"{machine.PAPERS}/{made.name}"
            self._into.put(path, made.pdf, op_id)
            self._things.append(machine.Thing(kind.value, batch.reference, batch.head.purpose, day, None, path, op_id))
        for paper in batch.head.attachments:
            path = f"{ATTACHMENTS}/{paper.sha256}.{MEDIA.get(paper.media, 'bin')}"
            self._into.put(path, attachments.content(op_id, paper), op_id)
            self._things.append(machine.Thing("attachment", batch.reference, paper.name, day, None, path, op_id))

    def _add_batch(self, proofs: Proofs, reading: Reading, op_id: str) -> tuple[str, str, int]:
        """Prove a batch once more in the view that the log is taken from, and write what was signed of it."""
        batch = _known(reading, op_id)
        proof = proofs.prove(reading, batch)
        end = _checkpoint(reading).seq
        seqs = [seq for seq in inbox.known_seqs(reading, op_id) if seq <= end]
        bodies = ((event.seq, event.salt, event.body) for event in inbox.events_at(reading, seqs))
        content = machine.batch_file(BatchTold(op_id, batch.reference, proof.lines, ()), bodies)
        self._into.put(f"{machine.BATCHES}/{op_id}.json", content, op_id)
        return op_id, batch.reference, batch.total.satang

    def _add_unfinished(self, reading: Reading, op_ids: set[str]) -> None:
        """Name the batches that the bank has not paid: cancelled ones, and those that are still on their way."""
        for op_id in sorted(op_ids):
            batch = _known(reading, op_id)
            day = batch.head.value_date.isoformat() if batch.head.value_date else ""
            kind = "cancelled" if batch.status in FINAL else "unfinished"
            self._things.append(
                machine.Thing(kind, batch.reference, batch.head.purpose, day, batch.total.satang, "", op_id)
            )

    # -- what else the year holds -------------------------------------------------------------------------------------

    def _add_recalls(self, reading: Reading) -> None:
        from app.central.recalls import read

        for stored in recalls.every(reading):
            recall = read(stored.view, stored.what)
            if year_of(recall.opened_at) == self._year:
                day = bangkok_day(recall.opened_at).isoformat()
                self._things.append(
                    machine.Thing(
                        "recall", recall.letter_no, recall.payee, day, recall.asked.satang, "", recall.recall_id
                    )
                )

    def _add_receipts(self, reading: Reading) -> int:
        """Write the register of receipts as people read it, and its books as the bank signed them."""
        sums = year_archives.receipt_sums(reading, self._year)
        if not sums.last:
            return 0
        for name, content in year_index.register_forms(reading, self._year, sums, self._language):
            self._into.put(name, content)
            self._things.append(
                machine.Thing("register", str(self._year.number), name.rpartition("/")[2], "", None, name)
            )
        for book, kept in groupby(year_index.receipts(reading, self._year, sums.last), lambda each: each.told.book):
            with self._into.open(_book(self._year, book)) as write:
                for receipt in kept:
                    write(machine.receipt_line(receipt.text, receipt.sig))
        return sums.last

    def _receipt_rows(self, reading: Reading) -> Iterator[Thing]:
        sums = year_archives.receipt_sums(reading, self._year)
        for receipt in year_index.receipts(reading, self._year, sums.last):
            told = receipt.told
            yield machine.Thing(
                "receipt" if receipt.holds else "receipt_void",
                shown_number(told.fy, told.number),
                told.payer_name,
                bangkok_day(told.issued_at).isoformat(),
                told.total.satang,
                _book(self._year, told.book),
                told.receipt_id,
            )

    def _add_emblems(self, proofs: Proofs, reading: Reading) -> None:
        """Write the emblem of every version of the agency's papers that the log tells of."""
        for mark in dict.fromkeys(each.template.emblem for each in proofs.templates(reading) if each.template.emblem):
            self._into.put(f"{templates.FOLDER}/{mark}.png", stationery.emblem(self._desk, mark))

    def _add_index(self, reading: Reading) -> None:
        """Write the list of everything: for the reader on a screen, and as a workbook, a CSV and a paper."""
        for name, content in year_index.index_forms(
            self._desk, self._year, self._things, self._missing, self._language
        ):
            self._into.put(name, content)
        with self._into.open(machine.INDEX_FILE) as write:
            for thing in self._things:
                write(machine.index_line(thing))
            for thing in self._receipt_rows(reading):
                write(machine.index_line(thing))

    # -- the log, and what this workstation did -----------------------------------------------------------------------

    def _add_log(self, reading: Reading, op_ids: set[str]) -> Checkpoint:
        """Write every record to the end that the bank signed, then the bodies of the year that no batch holds."""
        end = _checkpoint(reading)
        with self._into.open(machine.RECORDS_FILE) as write:
            for event in year_archives.events(reading, end.seq):
                write(machine.record_line(event.record))
        agency = self._desk.actor.agency
        with self._into.open(machine.BODIES_FILE) as write:
            for event in year_archives.events(reading, end.seq):
                of_all = event.kind == KEY_REGISTERED or event.op_id == agency
                if of_all or (event.op_id not in op_ids and year_of(parse_instant(event.at)) == self._year):
                    write(machine.opened_line(event.seq, event.salt, event.body))
        return end

    def _add_acts(self, reading: Reading) -> tuple[int, int]:
        """Write the audit chain from the year's first act to the newest, after proving all of it."""
        if not audit_trail.verify(reading).sound:
            raise Tampered("paper_audit_changed", batch="")
        first = last = 0
        with self._into.open(machine.ACTS_FILE) as write:
            for act in year_archives.acts(reading, self._year):
                first, last = first or act.seq, act.seq
                write(machine.act_line(act))
        return first, last


def _demand_going_on(progress: Progress, done: int, total: int) -> None:
    if not progress(done, total):
        raise Refused("document_stopped")


def _known(reading: Reading, op_id: str) -> Batch:
    batch = disbursement.batch(reading, op_id)
    if batch is None:
        raise Refused("batch_unknown", op_id=op_id)
    return batch


def _checkpoint(reading: Reading) -> Checkpoint:
    end = inbox.checkpoint(reading)
    if end is None:
        raise Refused("paper_unproven")
    return end


def _book(year: FiscalYear, book: int) -> str:
    return f"{machine.RECEIPTS}/{year.number}-{book:05d}.jsonl"
