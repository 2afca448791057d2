"""Papers about money called back: the letter, and the return to the treasury before and after it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import recall_letter, treasury_return
from app.documents.pdf.access_content import access_digest
from app.documents.pdf.content import Office, Printing
from app.documents.pdf.recall_content import RecallLetter, RecallPaper, TreasuryReturn
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.values.dates import bangkok_day, instant
from app.services import stationery
from app.services.documents import DocumentKeeping, MadeDocument, version_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.recalls.recall import Recall
    from app.i18n import Language
    from app.services.desk import Desk
    from app.services.recalls import Recalls


class RecallPapers(DocumentKeeping):
    """Makes the papers for one signed-in person."""

    def __init__(self, desk: Desk, recalls: Recalls) -> None:
        super().__init__(desk)
        self._recalls = recalls

    def letter(self, recall_id: str, language: Language) -> MadeDocument:
        """Make the letter of a recall; raise `Refused` ``recall_unknown``."""
        recall = self._recalls.recall(recall_id)
        paid = self._recalls.paid_line(recall.op_id, recall.number)
        line = paid.line
        paper = RecallLetter(
            office=self._office(recall.opened_at),
            letter_no=recall.letter_no,
            letter_date=recall.letter_date.isoformat(),
            cause=recall.cause.value,
            reason=recall.reason,
            payee=recall.payee,
            payee_bank=line.bank,
            payee_account=line.account,
            paid_satang=recall.paid.satang,
            asked_satang=recall.asked.satang,
            paid_on=bangkok_day(line.settled_at).isoformat() if line.settled_at else "",
            purpose=paid.batch.head.purpose,
            bank_ref=line.bank_reference,
            account=recall.account,
            account_name=self._account_name(recall.account),
            remit_by=_iso(recall.remit_by),
            printing=self._printing(language),
        )
        pdf = recall_letter.write(paper, language, self._desk.banks)
        return self._made(RecallPaper.LETTER, recall_id, paper, pdf, language)

    def treasury_return(self, recall_id: str, language: Language) -> MadeDocument:
        """Make the memo of a return, or its record once it is settled; raise `Refused` ``recall_unknown``."""
        recall = self._recalls.recall(recall_id)
        paid = self._recalls.paid_line(recall.op_id, recall.number)
        way = recall.way_on(self._recalls.today)
        numbers = {document.kind: document.number for document in recall.documents}
        paper = TreasuryReturn(
            office=self._office(recall.returned_at),
            letter_no=recall.letter_no,
            letter_date=recall.letter_date.isoformat(),
            cause=recall.cause.value,
            payee=recall.payee,
            kind_name=self._kind_name(recall, language),
            batch=" · ".join(filter(None, (paid.batch.head.document_no, paid.batch.head.purpose))),
            back_satang=recall.back.satang if recall.back else 0,
            back_on=_iso(recall.back_on),
            remit_by=_iso(recall.remit_by),
            account=recall.account,
            account_name=self._account_name(recall.account),
            fiscal_year=str(recall.fiscal_year),
            route=way.route.value,
            documents=tuple((kind, numbers.get(kind, "")) for kind in way.documents),
            gl_account=way.gl_account,
            revenue_code=way.revenue_code,
            fund=way.fund,
            maker=self._name(recall.ordered_by, language),
            authorizer=self._name(recall.decided_by, language) if recall.returned_at else "",
            returned_at=instant(recall.returned_at) if recall.returned_at else "",
            bank_ref=recall.bank_ref,
            printing=self._printing(language),
        )
        pdf = treasury_return.write(paper, language, self._desk.banks)
        return self._made(RecallPaper.RETURN, recall_id, paper, pdf, language)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _made(
        self, kind: RecallPaper, recall_id: str, paper: RecallLetter | TreasuryReturn, pdf: bytes, language: Language
    ) -> MadeDocument:
        digest = access_digest(kind, paper)
        facts = {"document": kind.value, "digest": digest, **stationery.facts(paper.office)}
        self._desk.note(Action.MAKE_DOCUMENT, recall_id, facts)
        name = f"{kind.value.replace('_', '-')}-{recall_id[:8]}-{language}.pdf"
        return MadeDocument(kind, recall_id, name, pdf, digest, Pdf(pdf), version_of(paper.office))

    def _office(self, at: datetime | None) -> Office:
        unit, bears = self._desk.unit, stationery.borne(self._desk, at)
        simulated = self._desk.simulated
        return Office(unit.agency_name, unit.unit_name, unit.unit, simulated=simulated, stationery=bears)

    def _printing(self, language: Language) -> Printing:
        return Printing(self._desk.actor.person.name(language), instant(self._desk.now()), accounts="full")

    def _account_name(self, account: str) -> str:
        return next((one.name for one in self._desk.unit.accounts if one.account == account), "")

    def _kind_name(self, recall: Recall, language: Language) -> str:
        for row in self._desk.unit.kinds:
            if (row.kind, row.sub_kind) == (recall.kind, recall.sub_kind):
                return row.name(language)
        return recall.kind

    def _name(self, uid: str, language: Language) -> str:
        return self._desk.unit.person_name(uid, language) if uid else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
