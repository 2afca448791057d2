"""Practising: the drills of the person at the desk, which a simulated central system watches and helps along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import resources
from app.domain.access.permissions import Action
from app.domain.practice.drill import Standing
from app.domain.values.dates import instant
from app.domain.values.errors import Refused
from app.services.documents import DocumentKeeping, MadeDocument

if TYPE_CHECKING:
    from pathlib import Path

    from app.documents.pdf.practice_certificate import PassedDrill
    from app.domain.practice.drill import Drill, DrillBook, Pass
    from app.i18n import Language


class Practice(DocumentKeeping):
    """Every method but `file` asks the central system: call it on a worker. Raises `Unreachable` and `Refused`."""

    def book(self) -> DrillBook:
        """Return the drills as they stand after the others did their part, and the record of those passed."""
        calls = self._desk.central.drills
        running = [one.drill_id for one in calls.book().drills if one.standing is Standing.RUNNING]
        for drill_id in running:
            calls.go_on(drill_id)
        return calls.book()

    def begin(self, drill_id: str) -> Drill:
        """Begin a drill, or begin it again; raise `Refused` ``drill_not_alone`` (fact ``people``)."""
        return self._desk.central.drills.begin(drill_id)

    def give_up(self, drill_id: str) -> Drill:
        """Give a drill up; what is left of it is put away."""
        return self._desk.central.drills.give_up(drill_id)

    def file(self, drill: Drill) -> Path | None:
        """Return the sample that a drill is done with, None where it needs none or this program has none of it."""
        found = resources.path("samples", drill.file) if drill.file else None
        return found if found is not None and found.is_file() else None

    def certificate(self, language: Language) -> MadeDocument:
        """Make the paper of what was passed, from what the simulated bank signed.

        Raises `Refused` ``practice_none_passed``, `Tampered` ``practice_record_unsigned``.
        """
        from app.central.paper_seal import sealed, with_practice  # the typesetter is not needed before the first paper
        from app.documents.pdf import practice_certificate as paper
        from app.documents.pdf.access_content import access_digest
        from app.documents.pdf.content import Office, Printing
        from app.documents.pdf.rendering import Pdf
        from app.store import audit_trail

        desk, now = self._desk, self._desk.now()
        record = desk.central.drills.record(desk.about.bank_public_key, desk.actor.person.uid)
        if not record.passed:
            raise Refused("practice_none_passed")
        sheet = paper.Certificate(
            office=Office(record.agency_name, record.unit_name, record.unit, simulated=True),
            user_id=record.user_id,
            name_th=record.name.th,
            name_en=record.name.en,
            offered=record.offered,
            passed=tuple(_passed(one) for one in record.passed),
            at=instant(record.at),
            bank_signature=record.sig,
            printing=Printing(desk.actor.person.name(language), instant(now), accounts="full"),
        )
        kind = paper.PracticePaper.CERTIFICATE
        digest, about = access_digest(kind, sheet), desk.actor.person.uid
        with desk.store.read() as rd:
            position = audit_trail.head(rd).seq
        desk.note(Action.MAKE_DOCUMENT, about, {"document": kind.value, "digest": digest})
        carrying = with_practice(paper.write(sheet, language), record.text, record.sig, desk.about.bank_public_key)
        made = sealed(desk.signer, carrying, kind.value, about, digest, position, now)
        return MadeDocument(kind, about, f"practice-{record.user_id}-{language}.pdf", made, digest, Pdf(made))


def _passed(one: Pass) -> PassedDrill:
    from app.documents.pdf.practice_certificate import PassedDrill

    return PassedDrill(one.title.th, one.title.en, instant(one.at), one.minutes, one.mistakes)
