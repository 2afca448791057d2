"""แฟ้มหลักฐาน สตง.: one file in which a batch, a day or a month is proven to somebody who has nothing of ours.

Its papers are made by `Evidence`, so that nothing goes in that was not proven here first; its machine file holds the
signed bytes themselves, for ``khlang-verify``.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central import dossier as machine
from app.central import templates
from app.central.batch_proof import CONFIRMED
from app.documents.pdf import dossier_cover
from app.documents.pdf.content import DocumentKind, Office, Printing
from app.documents.pdf.dossier_content import (
    BatchInside,
    CommentSaid,
    DecisionSigned,
    DossierCover,
    FileInside,
    LineRemarked,
    MarkFound,
    PrintKnown,
)
from app.domain.access.permissions import Action
from app.domain.disbursement.follow_up import FINISHED
from app.domain.disbursement.outcome import BatchCommented, BatchDecided
from app.domain.disbursement.review import Word
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.dates import instant
from app.domain.values.errors import Refused, Tampered
from app.services import dossier_days, dossier_remittances, risk_view, stationery
from app.services.attachments import Attachments
from app.services.evidence import Evidence
from app.services.proof import Proofs
from app.store import audit_trail, disbursement, evidence, inbox, timeline
from app.system import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.documents.pdf.content import Stationery
    from app.domain.access.audit import AuditEntry
    from app.domain.access.template import TemplateVersion
    from app.domain.closing.day import SignedDayOrder
    from app.domain.disbursement.record import Batch
    from app.domain.disbursement.risk import RiskMark
    from app.domain.remittances.remittance import Remittance
    from app.i18n import Language
    from app.services.desk import Desk
    from app.services.proof import Proof
    from app.store.unit_of_work import Reading

    Progress = Callable[[int, int], bool]

BATCHES_MAX = 1_000
KEY_REGISTERED = "key.registered"
_PAPERS = (DocumentKind.DETAIL, DocumentKind.SUMMARY, DocumentKind.HISTORY)
_PRINTS = frozenset(
    {
        Action.MAKE_DOCUMENT.value,
        Action.SAVE_DOCUMENT.value,
        Action.PRINT_DOCUMENT.value,
        Action.EXPORT_FILE.value,
        Action.MAKE_DOSSIER.value,
    }
)
MEDIA = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The one time in the zip's own directory: the same dossier has the same bytes."""


@dataclass(frozen=True, slots=True)
class MadeDossier:
    """A finished dossier: ``content`` is the zip, ``digest`` the machine file's hash, its fingerprint for people."""

    name: str
    about: str
    content: bytes = field(repr=False)
    digest: str
    bank_fingerprint: str
    batches: int
    remittances: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """A batch as one view of the store has it, proven."""

    batch: Batch
    proof: Proof
    marks: Sequence[RiskMark]


@dataclass(frozen=True, slots=True)
class _Matters:
    """What a dossier is about: batches, remittances whose money moved, and what was decided about days."""

    op_ids: list[str]
    moved: list[Remittance] = field(default_factory=list)
    closed: list[SignedDayOrder] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names under which the log tells of all of it."""
        return {*self.op_ids, *(one.req_id for one in self.moved), *(one.order.req_id for one in self.closed)}


class Dossiers:
    """Makes dossiers for one signed-in person; every method may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._evidence = Evidence(desk)
        self._proofs = Proofs(desk)
        self._attachments = Attachments(desk)

    def batches(self, period: str) -> list[str]:
        """Return the batches of a day or a month (ISO) of which the bank has reported, by their value date."""
        with self._desk.store.read() as reading:
            return evidence.reported_in(reading, period, [status.value for status in CONFIRMED])

    def of_batch(self, op_id: str, language: Language, progress: Progress | None = None) -> MadeDossier:
        """Make the dossier of one batch; raise as `Evidence.make`.

        `Refused` ``dossier_unfinished`` (fact ``batch``) while the bank has not finished it, ``document_stopped``.
        """
        return self._make(machine.SCOPES[0], op_id, _Matters([op_id]), language, progress)

    def of_period(self, period: str, language: Language, progress: Progress | None = None) -> MadeDossier:
        """Make the dossier of a day (``2026-11-24``) or a month (``2026-11``); raise as `of_batch`.

        `Refused` ``dossier_empty`` where the bank reported nothing then, ``dossier_large`` beyond `BATCHES_MAX`.
        """
        matters = _Matters(
            self.batches(period),
            dossier_remittances.moved_in(self._desk, period),
            dossier_days.approved_in(self._desk, period),
        )
        if not matters.names:
            raise Refused("dossier_empty")
        if len(matters.names) > BATCHES_MAX:
            raise Refused("dossier_large", limit=BATCHES_MAX)
        scope = machine.SCOPES[1 if len(period) == len("2026-11-24") else 2]
        return self._make(scope, period, matters, language, progress)

    def save(self, made: MadeDossier, path: Path) -> None:
        """Write the zip to ``path`` whole or not at all, and the act to the audit trail."""
        files.replace(path, made.content)
        facts = {"document": "dossier", "digest": made.digest, "file": path.name}
        self._desk.note(Action.SAVE_DOCUMENT, made.about, facts)

    def _make(
        self, scope: str, period: str, matters: _Matters, language: Language, progress: Progress | None
    ) -> MadeDossier:
        op_ids, moved, closed = matters.op_ids, matters.moved, matters.closed
        self._demand_finished(op_ids)
        inside: dict[str, tuple[str, bytes]] = {}
        listed: list[FileInside] = []
        for done, op_id in enumerate(op_ids):
            if progress and not progress(done, len(op_ids)):
                raise Refused("document_stopped")
            self._add_papers(op_id, language, inside, listed)
            self._add_attachments(op_id, inside, listed)
        dossier_remittances.add_records(self._desk, moved, language, inside, listed)
        dossier_days.add_reports(self._desk, closed, language, inside, listed)
        with self._desk.store.read() as reading:
            kept = [self._keep(reading, op_id) for op_id in op_ids]
            log = self._log(reading, matters.names)
            told = self._proofs.templates(reading)
            acts = _acts(reading, {*matters.names, *(one.order.day.isoformat() for one in closed), period})
        bears = self._add_emblems(told, inside, listed)
        cover = self._cover(scope, period, kept, moved, log, acts, listed, language, bears)
        inside["dossier.pdf"] = ("", dossier_cover.write(cover, language, self._desk.banks))
        batches = [_told(each) for each in kept]
        about = machine.Scope(scope, period, self._desk.agency_name, self._desk.unit_name)
        remitted = [(one.req_id, one.bank_ref) for one in moved]
        days = list(map(dossier_days.told, closed))
        signed = machine.write(self._desk.signer, about, log, batches, remitted, days, acts, inside, self._desk.now())
        digest = hashlib.sha256(signed[machine.MACHINE_FILE]).hexdigest()
        content = _zipped(signed | {name: held for name, (_, held) in inside.items()})
        facts = {"document": "dossier", "digest": digest, "batches": str(len(op_ids)), "remittances": str(len(moved))}
        self._desk.note(Action.MAKE_DOSSIER, period, facts)
        name = kept[0].batch.reference if scope == machine.SCOPES[0] else period
        return MadeDossier(
            f"dossier-{name}.zip", period, content, digest, cover.bank_fingerprint, len(op_ids), len(moved)
        )

    def _demand_finished(self, op_ids: Sequence[str]) -> None:
        """Make no dossier that the bank's next word would make wrong, and none with a batch left out in silence."""
        with self._desk.store.read() as reading:
            batches = [(op_id, disbursement.batch(reading, op_id)) for op_id in op_ids]
        for op_id, batch in batches:
            if batch is None:
                raise Refused("batch_unknown", op_id=op_id)
            if batch.status not in FINISHED:
                raise Refused("dossier_unfinished", batch=batch.reference)

    def _add_papers(
        self, op_id: str, language: Language, inside: dict[str, tuple[str, bytes]], listed: list[FileInside]
    ) -> None:
        """Make the papers of a batch, each proven and on record like any other."""
        for kind in _PAPERS:
            made = self._evidence.make(op_id, kind, language, masked=False)
            name = f"papers/{made.name}"
            inside[name] = (op_id, made.pdf)
            listed.append(FileInside(name, kind.value, "", hashlib.sha256(made.pdf).hexdigest()))

    def _add_attachments(self, op_id: str, inside: dict[str, tuple[str, bytes]], listed: list[FileInside]) -> None:
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
        for paper in batch.head.attachments if batch else ():
            name = f"{machine.ATTACHMENTS}/{paper.sha256}.{MEDIA.get(paper.media, 'bin')}"
            if name not in inside:
                inside[name] = (op_id, self._attachments.content(op_id, paper))
                listed.append(FileInside(name, "attachment", paper.name, paper.sha256))

    def _add_emblems(
        self,
        told: Sequence[TemplateVersion],
        inside: dict[str, tuple[str, bytes]],
        listed: list[FileInside],
    ) -> Stationery | None:
        """Add the emblem of every version that the log tells of; return what papers bear now."""
        for mark in dict.fromkeys(each.template.emblem for each in told if each.template.emblem):
            name = f"{templates.FOLDER}/{mark}.png"
            inside[name] = ("", stationery.emblem(self._desk, mark))
            listed.append(FileInside(name, "emblem", "", mark))
        return stationery.stationery(self._desk, stationery.in_force(told, None))

    def _keep(self, reading: Reading, op_id: str) -> _Kept:
        batch = disbursement.batch(reading, op_id)
        if batch is None:
            raise Refused("batch_unknown", op_id=op_id)
        proof = self._proofs.prove(reading, batch)
        lines = [risk_view.line_signed(line) for line in proof.lines]
        return _Kept(batch, proof, risk_view.marks(reading, self._desk, batch, lines))

    def _log(self, reading: Reading, matters: set[str]) -> machine.LogTold:
        end = inbox.checkpoint(reading)
        if end is None:
            raise Refused("paper_unproven")
        about = {*matters, self._desk.actor.agency}
        seqs = inbox.seqs_for_proof(reading, about, KEY_REGISTERED, end.seq)
        return machine.LogTold(
            self._desk.about.bank_public_key,
            end,
            [record for _, record in inbox.records(reading, 0, end.seq)],
            [(event.seq, event.salt, event.body) for event in inbox.events_at(reading, seqs)],
        )

    def _cover(
        self,
        scope: str,
        period: str,
        kept: Sequence[_Kept],
        moved: Sequence[Remittance],
        log: machine.LogTold,
        acts: Sequence[AuditEntry],
        listed: Sequence[FileInside],
        language: Language,
        bears: Stationery | None,
    ) -> DossierCover:
        desk = self._desk
        person = desk.actor.person.name(language)
        newest = acts[-1]
        return DossierCover(
            office=Office(
                desk.agency_name, desk.unit_name, desk.actor.unit, simulated=desk.simulated, stationery=bears
            ),
            scope=scope,
            period=period,
            log_seq=log.end.seq,
            log_leaf=log.end.leaf,
            audit_seq=newest.seq,
            audit_digest=newest.digest,
            bank_fingerprint=machine.key_fingerprint(log.bank_public_key),
            maker=person,
            files=tuple(listed),
            batches=tuple(_inside(each, acts, language) for each in kept),
            remittances=tuple(map(dossier_remittances.told, moved)),
            printing=Printing(person, instant(desk.now()), "full", newest.seq),
        )


def _acts(reading: Reading, about: set[str]) -> list[AuditEntry]:
    """Return the audit chain from the first act about any of these to its end; raise `Tampered` where it is broken."""
    if not audit_trail.verify(reading).sound:
        raise Tampered("paper_audit_changed", batch="")
    acts: list[AuditEntry] = []
    for entry in audit_trail.entries(reading):
        if acts or entry.about in about:
            acts.append(entry)
    return acts


def _told(kept: _Kept) -> machine.BatchTold:
    marks = [machine.MarkFound(mark.number, mark.rule.value, mark.facts) for mark in kept.marks]
    return machine.BatchTold(kept.batch.op_id, kept.batch.reference, kept.proof.lines, marks)


def _inside(kept: _Kept, acts: Sequence[AuditEntry], language: Language) -> BatchInside:
    batch, proof = kept.batch, kept.proof
    paid = [
        line
        for line in proof.lines
        if line.number in proof.outcomes and proof.outcomes[line.number].status is LineStatus.SETTLED
    ]
    names = {line.number: line.name for line in proof.lines}
    return BatchInside(
        reference=batch.reference,
        purpose=proof.head.purpose,
        value_date=proof.head.value_date.isoformat() if proof.head.value_date else "",
        lines_count=len(proof.lines),
        total_satang=sum(line.amount.satang for line in proof.lines),
        settled_count=len(paid),
        settled_satang=sum(line.amount.satang for line in paid),
        file_name=batch.came_from,
        file_sha256=batch.file_sha256,
        errors_count=batch.errors_count,
        warnings_count=batch.warnings_count,
        bank_receipt_sha256=hashlib.sha256(proof.receipt_signature.encode()).hexdigest()
        if proof.receipt_signature
        else "",
        decisions=tuple(_decisions(proof, language)),
        comments=tuple(
            CommentSaid(event.at, _name(proof, event.uid, language), event.news.number, event.news.text)
            for event in proof.events
            if isinstance(event.news, BatchCommented)
        ),
        marks=tuple(MarkFound(mark.number, mark.rule.value, names[mark.number]) for mark in kept.marks),
        prints=tuple(_print(entry) for entry in acts if entry.about == batch.op_id and entry.action in _PRINTS),
    )


def _decisions(proof: Proof, language: Language) -> Iterator[DecisionSigned]:
    """Give every signed decision, those on earlier editions too; how much was opened is told of the newest alone."""
    for event in proof.events:
        said = event.news
        if isinstance(said, BatchDecided):
            opened = said.word is Word.APPROVE and said.rev == proof.rev
            yield DecisionSigned(
                event=timeline.LET_GO if said.word is Word.RELEASE else event.kind,
                at=event.at,
                person=_name(proof, event.uid, language),
                device=proof.desks.get(event.device, event.device),
                shown_sha256=machine.shown_hash(said.authorization),
                opened_count=said.opened_count,
                lines_count=len(proof.lines) if opened else 0,
                reason=said.reason,
                remarks=tuple(LineRemarked(each.number, each.code.value, each.text) for each in said.remarks),
            )


def _name(proof: Proof, uid: str, language: Language) -> str:
    thai, english = proof.names.get(uid, ("", ""))
    return english or thai if language == "en" else thai


def _print(entry: AuditEntry) -> PrintKnown:
    facts = json.loads(entry.facts)
    digest = facts.get("digest") or facts.get("sha256", "")
    document, template = facts.get("document", ""), facts.get("template", "")
    return PrintKnown(entry.seq, entry.at, entry.action, document, entry.name, digest, template)


def _zipped(content: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in sorted(content.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), each, zipfile.ZIP_DEFLATED)
    return held.getvalue()
