"""Papers of the payee register: the form that a payee signs, filled with what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import payee_form
from app.documents.pdf.access_content import access_digest
from app.documents.pdf.content import Office, Printing
from app.documents.pdf.payee_content import PayeeForm, PayeePaper
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.payees.payee import qr_text
from app.domain.values.dates import instant
from app.services import stationery
from app.services.documents import DocumentKeeping, MadeDocument, version_of

if TYPE_CHECKING:
    from app.domain.payees.payee import PayeeRecord
    from app.i18n import Language
    from app.services.desk import Desk
    from app.services.payees import Payees


class PayeePapers(DocumentKeeping):
    """Makes the papers of the register for one signed-in person."""

    def __init__(self, desk: Desk, register: Payees) -> None:
        super().__init__(desk)
        self._register = register

    def form(self, payee_id: str, language: Language, record: PayeeRecord | None = None) -> MadeDocument:
        """Make a payee's form, of ``record`` where it is not approved yet; its code opens the same payee again.

        Raises `Refused` ``payee_unknown``.
        """
        told = record or self._register.payee(payee_id).record
        unit, bears = self._desk.unit, stationery.borne(self._desk)
        paper = PayeeForm(
            office=Office(
                unit.agency_name, unit.unit_name, unit.unit, simulated=self._desk.simulated, stationery=bears
            ),
            code=qr_text(payee_id),
            person_type=told.person_type,
            person_id=told.person_id,
            name=told.name,
            workplace=told.office,
            bank=told.bank,
            account=told.acct,
            account_name=told.acct_name,
            account_kind=told.account_kind,
            permission_no=told.permission_no,
            permission_date=told.permission_date,
            mobile=told.mobile,
            email=told.email,
            printing=Printing(self._desk.actor.person.name(language), instant(self._desk.now()), accounts="full"),
        )
        digest = access_digest(PayeePaper.FORM, paper)
        facts = {"document": PayeePaper.FORM.value, "digest": digest, **stationery.facts(paper.office)}
        self._desk.note(Action.MAKE_DOCUMENT, payee_id, facts)
        pdf = payee_form.write(paper, language, self._desk.banks)
        name = f"payee-form-{payee_id[:8]}-{language}.pdf"
        return MadeDocument(PayeePaper.FORM, payee_id, name, pdf, digest, Pdf(pdf), version_of(paper.office))
