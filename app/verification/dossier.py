"""A dossier wholly: files, machine file, log, batches, audit chain, each part proven by those before it."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from app.verification import log as log_of
from app.verification import trail
from app.verification.archive import contents
from app.verification.batch import BatchProof
from app.verification.closed_day import DayProof
from app.verification.findings import Broken, Part, Report, Unreadable
from app.verification.remittance import RemittanceProof
from app.wire import administration, codec, events, signature
from app.wire import dossier as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.verification.batch import Told
    from app.verification.log import Log


def check(path: Path, bank_key: str = "") -> tuple[Report, wire.Dossier | None, dict[str, Told]]:
    """Check a dossier against the bank's public key (base64), or its fingerprint; '' compares it with nothing.

    Returns the findings, what the dossier says where that can be read, and its proven batches by id. Raises
    `Unreadable` where the file is no dossier.
    """
    report = Report()
    try:
        files = contents(path)
    except Broken as problem:
        report.broken(Part.FILES, problem)
        return report, None, {}
    if wire.MACHINE_FILE not in files:
        raise Unreadable(path.name, "no_dossier")
    try:
        dossier = codec.decode(files[wire.MACHINE_FILE], wire.Dossier)
    except codec.NotCanonical:
        report.broken(Part.MACHINE_FILE, Broken(wire.MACHINE_FILE, "unreadable"))
        return report, None, {}
    proof = _Proof(report, dossier, files)
    proof.run(bank_key)
    return report, dossier, proof.told


def fingerprint(public_key: str) -> str:
    """Return a key's fingerprint, as the bank prints it in its letter."""
    return signature.key_id(public_key)


class _Proof:
    """Runs the parts in order; what rests on a broken part is not tried."""

    def __init__(self, report: Report, dossier: wire.Dossier, files: dict[str, bytes]) -> None:
        self._report, self._dossier, self._files = report, dossier, files
        self.told: dict[str, Told] = {}

    def run(self, bank_key: str) -> None:
        files_hold = self._part(Part.FILES, self._demand_files)
        compare_bank(self._report, self._dossier.bank_public_key, bank_key, wire.MACHINE_FILE)
        log = self._prove_log()
        if log is None:
            return
        self._part(Part.MACHINE_FILE, lambda: self._demand_maker(log))
        for batch in self._dossier.batches:
            self._prove_batch(BatchProof(batch, log, self._dossier.bank_public_key, self._dossier.log), batch)
            if files_hold and batch.op_id in self.told:
                self._part(Part.ATTACHMENTS, partial(self._demand_attachments, batch.op_id), batch.reference)
        for remittance in self._dossier.remittances:
            self._prove_remittance(RemittanceProof(remittance, log, self._dossier.bank_public_key), remittance.bank_ref)
        for day in self._dossier.days:
            self._prove_day(DayProof(day, log, self._dossier.bank_public_key))
        if files_hold and log.of_agency():
            held = {each.name: each.sha256 for each in self._dossier.files}
            self._part(Part.TEMPLATES, lambda: demand_templates(log, held))
        self._part(Part.ACTS, self._demand_acts)

    def _part(self, part: Part, prove: Callable[[], None], about: str = "") -> bool:
        try:
            prove()
        except Broken as problem:
            self._report.broken(part, problem, about)
            return False
        self._report.proven(part, about)
        return True

    def _prove_log(self) -> Log | None:
        log: Log | None = None
        try:
            log = log_of.follow(self._dossier)
            self._report.proven(Part.LOG)
        except Broken as problem:
            self._report.broken(Part.LOG, problem)
            return None
        return log if self._part(Part.BODIES, lambda: log_of.open_bodies(self._dossier, log)) else None

    def _prove_batch(self, proof: BatchProof, batch: wire.DossierBatch) -> None:
        for part, prove in proof.parts():
            if not self._part(part, prove, batch.reference):
                return
        self.told[batch.op_id] = proof.told

    def _prove_remittance(self, proof: RemittanceProof, bank_ref: str) -> None:
        for part, prove in proof.parts():
            if not self._part(part, prove, bank_ref):
                return

    def _prove_day(self, proof: DayProof) -> None:
        for part, prove in proof.parts():
            if not self._part(part, prove, proof.name):
                return

    def _demand_files(self) -> None:
        named = {each.name: each for each in self._dossier.files}
        for name in sorted(self._files.keys() - {wire.MACHINE_FILE, wire.SIGNATURE_FILE} | named.keys()):
            if name not in named:
                raise Broken(name, "not_listed")
            if name not in self._files:
                raise Broken(name, "missing")
            content = self._files[name]
            if (hashlib.sha256(content).hexdigest(), str(len(content))) != (named[name].sha256, named[name].size):
                raise Broken(name, "changed")
        if len(named) != len(self._dossier.files):
            raise Broken(wire.MACHINE_FILE, "twice")

    def _demand_maker(self, log: Log) -> None:
        """Check who signed the machine file: somebody whose key the proven log knows."""
        try:
            signed = codec.decode(self._files[wire.SIGNATURE_FILE], wire.DossierSignature)
        except (KeyError, codec.NotCanonical) as problem:
            raise Broken(wire.SIGNATURE_FILE, "unreadable") from problem
        dossier = self._dossier
        key = log.keys.get(signed.kid)
        if key is None or (key.uid, key.kid, key.device_id) != (
            dossier.maker_uid,
            dossier.maker_kid,
            dossier.device,
        ):
            raise Broken(wire.SIGNATURE_FILE, "signer")
        machine_file = self._files[wire.MACHINE_FILE]
        if signed.typ != wire.DOSSIER or dossier.typ != wire.DOSSIER:
            raise Broken(wire.MACHINE_FILE, "unreadable")
        if not signature.verify(key.public_key, signature.DOSSIER, machine_file, signed.signature):
            raise Broken(wire.MACHINE_FILE, "signature")

    def _demand_attachments(self, op_id: str) -> None:
        """Check that every paper that was signed with the batch is here, with the very bytes."""
        held = {each.sha256: each for each in self._dossier.files if each.name.startswith(f"{wire.ATTACHMENTS}/")}
        for paper in self.told[op_id].payment.attachments:
            if paper.sha256 not in held:
                raise Broken(paper.name, "missing")
            if held[paper.sha256].size != paper.size:
                raise Broken(paper.name, "changed")

    def _demand_acts(self) -> None:
        acts = self._dossier.acts
        if not acts:
            return
        first = acts[0]
        start = int(first.seq) - 1 if first.seq.isascii() and first.seq.isdecimal() and len(first.seq) < 12 else -1
        trail.follow(acts, start, first.previous)


def compare_bank(report: Report, own: str, bank_key: str, file: str) -> None:
    """Hold the key that evidence names against the bank's, its fingerprint, or nothing ('')."""
    try:
        mark = fingerprint(own)
    except ValueError:
        report.broken(Part.BANK_KEY, Broken(file, "key"))
        return
    if not bank_key:
        report.open(Part.BANK_KEY, "not_compared", mark)
    elif bank_key in (own, mark):
        report.proven(Part.BANK_KEY, place=mark)
    else:
        report.broken(Part.BANK_KEY, Broken(mark, "other_bank"))


def demand_templates(log: Log, held: Mapping[str, str]) -> None:
    """Check that each version of what papers bear follows the one before, as it was signed, and its emblem is here.

    ``held`` are the hashes of files by their names. The administrators' keys are in the agency's own log: here the
    bank's word stands for their signatures.
    """
    version = 0
    for seq, _ in log.of_agency():
        said = log_of.body(log, seq, events.AccessChanged)
        if said.what != administration.ProposalKind.TEMPLATE_CHANGE:
            continue
        template, number = _template(said, seq)
        if version not in (0, number - 1):
            raise Broken(str(seq), "missing")
        version = number
        name = f"{wire.TEMPLATES}/{template.emblem}.png"
        if template.emblem and held.get(name) != template.emblem:
            raise Broken(name, "missing")


def _template(said: events.AccessChanged, seq: int) -> tuple[administration.Template, int]:
    """Return what papers bear from an event on, and its version; the signed proposal must say the same."""
    try:
        proposal = codec.decode(said.proposal.encode(), administration.Proposal)
        template = codec.decode(said.after.encode(), administration.Template)
        number = int(proposal.subject_version) + 1
    except (codec.NotCanonical, UnicodeError, ValueError) as problem:
        raise Broken(str(seq), "unreadable") from problem
    if proposal.change != said.after:
        raise Broken(str(seq), "changed")
    return template, number
