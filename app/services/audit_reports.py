"""Reports for an auditor, offline: from the unit's log as the bank signed it, and from this workstation's own trail.

Decisions, changed rules, prints that are counted and voids are the whole unit's. Files taken out and papers printed
are known to the workstation where that was done, and to no other.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from app.central import receipts as signed_receipts
from app.domain.access.company import is_parent
from app.domain.access.permissions import Action
from app.domain.disbursement.outcome import BatchDecided, BatchMoved, BatchSubmitted
from app.domain.reports.deeds import AuditReport
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Tampered
from app.services import log_deeds, trail_deeds
from app.services.proof import Proofs, kept_events
from app.store import audit_trail, bills, official_receipts, reference
from app.store.payment_sums import span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.central.log_proof import ProvenLog
    from app.domain.access.audit import AuditVerdict
    from app.domain.collections.receipt import OfficialReceipt
    from app.domain.disbursement.outcome import LogEvent
    from app.domain.reports.deeds import Deed
    from app.i18n import Language
    from app.services.desk import Desk
    from app.store.handles import Reading

_FAULT = "paper_log_changed"

_log = logging.getLogger(__name__)


class AuditReports:
    """Looks back for one signed-in person; everything answers from the store, and a year may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._proofs = Proofs(desk)
        self._noted: tuple[date, date] | None = None

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return bangkok_day(self._desk.now())

    def report(self, first: date, last: date, language: Language) -> AuditReport:
        """Return what people did from one day in Bangkok to another, after proving what it is told from.

        The look itself is written down, once for each span.
        """
        if self._noted != (first, last):
            facts = {"from": first.isoformat(), "to": last.isoformat()}
            self._desk.note(Action.VIEW_AUDIT_REPORTS, "audit_reports", facts)
            self._noted = (first, last)
        begins, ends = span(first, last)
        with self._desk.store.read() as rd:
            verdict = self._verdict(rd)
            told = list(trail_deeds.deeds(audit_trail.until(rd, trail_deeds.ACTIONS, ends), begins))
            deeds, end, fault, names = self._of_log(rd, begins, ends, language)
            devices = {key.device: key.device_name for key in reference.keys(rd).values()}
        deeds += told if verdict.sound else []
        deeds.sort(key=lambda deed: (deed.at, deed.source, deed.number), reverse=True)
        return AuditReport(first, last, tuple(deeds), end, fault, verdict, names, devices)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _verdict(self, rd: Reading) -> AuditVerdict:
        """Return whether the trail holds, with the head that the central system last agreed on where it is known."""
        verdict, agreed = audit_trail.verify(rd), self._desk.anchoring.agreed
        if verdict.sound and agreed is not None and not audit_trail.holds(rd, agreed):
            return replace(verdict, broken_seq=agreed.seq, reason="anchor")
        return verdict

    def _of_log(
        self, rd: Reading, begins: str, ends: str, language: Language
    ) -> tuple[list[Deed], int, int, dict[str, str]]:
        """Return the deeds that the log tells of, where its proof ends, its first fault (0: none), and names."""
        unit = reference.unit(rd)
        names = {person.uid: person.name(language) for person in unit.people} if unit else {}
        try:
            log, end = self._proofs.log(rd)
            deeds = self._log_deeds(rd, log, end, (begins, ends))
        except Tampered as problem:
            if problem.code != _FAULT:
                raise
            _log.error("no deeds from the log: %s", problem)
            return [], 0, int(str(problem.facts["seq"])), names
        names |= {uid: th if language == "th" else en for uid, (th, en) in log.names.items()}
        return deeds, end, 0, names

    def _log_deeds(self, rd: Reading, log: ProvenLog, end: int, days: tuple[str, str]) -> list[Deed]:
        seqs = log.during(log_deeds.KINDS, *days, end)
        events = log.tell(seqs, kept_events(rd, seqs))
        editions = _editions(rd, log, end, events)
        rules_screen = "requests" if is_parent(self._desk.company_id) else ""
        known = log_deeds.Known(editions, self._receipts(rd, events), _payers(rd, events), rules_screen)
        return [deed for event in events if (deed := log_deeds.deed(event, known)) is not None]

    def _receipts(self, rd: Reading, events: Sequence[LogEvent]) -> dict[str, OfficialReceipt]:
        """Return the receipts spoken of that are what the bank signed."""
        wanted = {receipt_id for event in events for receipt_id in log_deeds.receipts_of(event)}
        key = self._desk.about.bank_public_key
        stored = official_receipts.named(rd, wanted) if wanted else []
        signed = (signed_receipts.read(one.text) for one in stored if signed_receipts.is_signed(one.text, one.sig, key))
        return {receipt.receipt_id: receipt for receipt in signed}


def _editions(
    rd: Reading, log: ProvenLog, end: int, events: Sequence[LogEvent]
) -> dict[tuple[str, int], BatchSubmitted]:
    """Return the editions that were decided, as their makers signed them."""
    op_ids = dict.fromkeys(event.op_id for event in events if isinstance(event.news, BatchDecided | BatchMoved))
    seqs = sorted(seq for op_id in op_ids for seq in log.of_kind(op_id, log_deeds.SUBMITTED, end))
    told = (event.news for event in log.tell(seqs, kept_events(rd, seqs)))
    return {(said.op_id, said.rev): said for said in told if isinstance(said, BatchSubmitted)}


def _payers(rd: Reading, events: Sequence[LogEvent]) -> dict[str, str]:
    """Return the payers of the bills spoken of, as the store has them."""
    wanted = {bill_id for event in events for bill_id in log_deeds.bills_of(event)}
    return {bill_id: bill.draft.payer_name for bill_id, bill in bills.named(rd, wanted).items()} if wanted else {}
