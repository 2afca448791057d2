"""A fiscal year's archive wholly, as it streams by: files, log, batches, receipts, papers, acts, index."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.verification import dossier as dossier_of
from app.verification import year_log, year_papers, year_signed
from app.verification.batch import BatchProof
from app.verification.container import Container
from app.verification.findings import Broken, Part, Report, Unreadable
from app.wire import codec, signature
from app.wire import year_archive as wire
from app.wire.dossier import ATTACHMENTS, SIGNATURE_FILE, DossierSignature

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.verification.batch import Told
    from app.verification.year_log import YearLog

    Progress = Callable[[int, int], bool]

FIRST_YEAR, LAST_YEAR, BUDDHIST_OFFSET = 2500, 2800, 543


class Stopped(Exception):
    """Whoever asked wants to know no more."""


def is_archive(path: Path) -> bool:
    """Say whether a zip or a folder is a year's archive, and not a dossier."""
    if path.is_dir():
        return (path / wire.HEAD_FILE).is_file()
    try:
        with Container(path) as files:
            return wire.HEAD_FILE in files.entries
    except (Unreadable, Broken):
        return False


def check(
    path: Path, bank_key: str = "", progress: Progress = lambda *_: True
) -> tuple[Report, wire.YearArchive | None]:
    """Check an archive against the bank's public key (base64), or its fingerprint; '' compares it with nothing.

    Returns the findings, and what the archive says where that can be read. Raises `Unreadable` where the file is no
    archive, `Stopped` when ``progress`` said so.
    """
    report = Report()
    try:
        files = Container(path)
    except Broken as problem:
        report.broken(Part.FILES, problem)
        return report, None
    with files:
        if wire.HEAD_FILE not in files.entries:
            raise Unreadable(path.name, "no_dossier")
        try:
            head = codec.decode(files.read(wire.HEAD_FILE), wire.YearArchive)
        except (codec.NotCanonical, Broken):
            report.broken(Part.MACHINE_FILE, Broken(wire.HEAD_FILE, "unreadable"))
            return report, None
        _Proof(report, head, files, progress).run(bank_key)
    return report, head


class _Proof:
    """Runs the parts in order; what rests on a broken part is not tried."""

    def __init__(self, report: Report, head: wire.YearArchive, files: Container, progress: Progress) -> None:
        self._report, self._head, self._files, self._progress = report, head, files, progress
        self._done, self._total = 0, len(head.files) + len(head.batches)

    def run(self, bank_key: str) -> None:
        head = self._head
        files_hold = self._part(Part.FILES, self._demand_files)
        self._part(Part.YEAR, self._demand_year)
        dossier_of.compare_bank(self._report, head.bank_public_key, bank_key, wire.HEAD_FILE)
        log = self._prove_log()
        if log is None:
            return
        self._part(Part.MACHINE_FILE, lambda: self._demand_maker(log))
        batches_hold = all([self._prove_batch(log, batch) for batch in head.batches])
        if not files_hold or not batches_hold:
            return
        if log.of_agency():
            held = {each.name: each.sha256 for each in head.files}
            self._part(Part.TEMPLATES, lambda: dossier_of.demand_templates(log, held))
        self._part(Part.SIGNED, lambda: year_signed.demand_signed(self._files, head, log))
        self._part(Part.RECEIPT_BOOKS, lambda: year_papers.demand_books(self._files, head, log))
        made: set[tuple[str, str]] = set()
        self._part(Part.PAPER, lambda: made.update(year_papers.demand_papers(self._files, log)))
        self._part(Part.ACTS, lambda: year_papers.demand_acts(self._files, head, made))
        self._part(Part.INDEX, lambda: year_papers.demand_index(self._files, head, log))

    def _part(self, part: Part, prove: Callable[[], None], about: str = "") -> bool:
        try:
            prove()
        except Broken as problem:
            self._report.broken(part, problem, about)
            return False
        self._report.proven(part, about)
        return True

    def _step(self) -> None:
        self._done += 1
        if not self._progress(self._done, self._total):
            raise Stopped

    def _demand_files(self) -> None:
        named = {each.name: each for each in self._head.files}
        there = self._files.entries.keys() - {wire.HEAD_FILE, SIGNATURE_FILE}
        for name in sorted(there | named.keys()):
            if name not in named:
                raise Broken(name, "not_listed")
            if name not in there:
                raise Broken(name, "missing")
            sha256, size = self._files.digest(name)
            if (sha256, str(size)) != (named[name].sha256, named[name].size):
                raise Broken(name, "changed")
            self._step()
        if len(named) != len(self._head.files):
            raise Broken(wire.HEAD_FILE, "twice")

    def _demand_year(self) -> None:
        """Check that the archive's bounds are those of the year that it names."""
        head, number = self._head, self._head.fiscal_year
        year = int(number) if number.isascii() and number.isdecimal() and len(number) == 4 else 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Broken(wire.HEAD_FILE, "unreadable")
        ends = [f"{each - BUDDHIST_OFFSET}-09-30T17:00:00.000Z" for each in (year - 1, year)]
        if [head.begins_at, head.ends_at] != ends:
            raise Broken(head.fiscal_year, "year_bounds")
        if head.complete not in ("yes", "no") or (head.complete == "yes") != (not head.open_matters):
            raise Broken(wire.HEAD_FILE, "unreadable")
        if head.complete == "yes" and head.made_at < head.ends_at:
            raise Broken(head.made_at, "year_running")

    def _prove_log(self) -> YearLog | None:
        log: YearLog | None = None
        try:
            log = year_log.follow(self._files, self._head)
            self._report.proven(Part.LOG, place=f"1 - {log.last:,}")
        except Broken as problem:
            self._report.broken(Part.LOG, problem)
            return None
        held = self._part(Part.BODIES, lambda: year_log.open_bodies(self._files, self._head, log))
        return log if held else None

    def _demand_maker(self, log: YearLog) -> None:
        """Check who signed the head: somebody whose key the proven log knows."""
        head = self._head
        try:
            signed = codec.decode(self._files.read(SIGNATURE_FILE), DossierSignature)
        except (Broken, codec.NotCanonical) as problem:
            raise Broken(SIGNATURE_FILE, "unreadable") from problem
        key = log.keys.get(signed.kid)
        if key is None or (key.uid, key.kid, key.device_id) != (head.maker_uid, head.maker_kid, head.device):
            raise Broken(SIGNATURE_FILE, "signer")
        if signed.typ != wire.YEAR_ARCHIVE or head.typ != wire.YEAR_ARCHIVE:
            raise Broken(wire.HEAD_FILE, "unreadable")
        text = self._files.read(wire.HEAD_FILE)
        if not signature.verify(key.public_key, signature.YEAR_ARCHIVE, text, signed.signature):
            raise Broken(wire.HEAD_FILE, "signature")

    def _prove_batch(self, log: YearLog, named: wire.BatchNamed) -> bool:
        self._step()
        name = f"{wire.BATCHES}/{named.op_id}.json"
        archived: wire.ArchivedBatch | None = None
        try:
            archived = codec.decode(self._files.read(name), wire.ArchivedBatch)
            if (archived.batch.op_id, archived.batch.reference) != (named.op_id, named.reference):
                raise Broken(name, "changed")
            year_log.open_batch(log, archived)
        except codec.NotCanonical:
            self._report.broken(Part.BODIES, Broken(name, "unreadable"), named.reference)
            return False
        except Broken as problem:
            self._report.broken(Part.BODIES, problem, named.reference)
            return False
        proof = BatchProof(archived.batch, log, self._head.bank_public_key, self._head.log)
        held = all(self._part(part, prove, named.reference) for part, prove in proof.parts())
        if held:
            held = self._part(Part.ATTACHMENTS, partial(self._demand_batch, proof.told, named), named.reference)
        year_log.close_batch(log, named.op_id)
        return held

    def _demand_batch(self, told: Told, named: wire.BatchNamed) -> None:
        """Check that a batch belongs to the year, has the sum that is said of it, and that its papers are here."""
        year = (self._head.begins_at, self._head.ends_at)
        day = told.payment.value_date
        if not year[0][:10] < day <= year[1][:10]:
            raise Broken(day, "year_bounds")
        if told.payment.total_satang != named.total_satang:
            raise Broken(named.reference, "lines_sum")
        stems = {PurePosixPath(each.name).stem: each for each in self._head.files if _is_attachment(each.name)}
        for paper in told.payment.attachments:
            held = stems.get(paper.sha256)
            if held is None or held.sha256 != paper.sha256:
                raise Broken(paper.name, "missing")
            if held.size != paper.size:
                raise Broken(paper.name, "changed")


def _is_attachment(name: str) -> bool:
    return name.startswith(f"{ATTACHMENTS}/")
