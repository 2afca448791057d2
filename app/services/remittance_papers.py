"""The evidence of remittance: only what the bank signed is printed, proven again before it is made (RE-6).

The file carries the bank's text and signature and is sealed: `khlang-verify` needs the bank's public key only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.paper_seal import sealed, with_record
from app.central.success_records import is_signed
from app.documents.pdf import success_record
from app.documents.pdf.access_content import access_digest
from app.documents.pdf.content import Office, Printing
from app.documents.pdf.remittance_content import RecordSheet, RemittancePaper, RemittedItem
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.remittances.remittance import RemittanceState
from app.domain.values.dates import instant
from app.domain.values.errors import Refused, Tampered
from app.services import remittance_terms, stationery, waiting_money
from app.services.documents import DocumentKeeping, MadeDocument, version_of
from app.services.remittance_rows import remittance_of
from app.store import audit_trail, remittances

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.remittances.remittance import Remittance, RemittanceItem, SignedRecord
    from app.i18n import Language

_ANSWERS = {RemittanceState.ACKNOWLEDGED: "acknowledged", RemittanceState.REFUSED: "refused"}


class RemittancePapers(DocumentKeeping):
    """Makes records of remittances for one signed-in person."""

    def record(self, req_id: str, language: Language) -> MadeDocument:
        """Make the success record of a remittance, with the treasury's documents once it has booked the money.

        Raises `Refused` ``remittance_unknown``, ``record_missing`` before the bank moved the money, `Tampered`
        ``record_unsigned`` (fact ``number``) where the store does not hold what the bank signed.
        """
        desk, now = self._desk, self._desk.now()
        with desk.store.read() as rd:
            stored = remittances.one(rd, req_id)
            position = audit_trail.head(rd).seq
        if stored is None:
            raise Refused("remittance_unknown")
        if not stored.record:
            raise Refused("record_missing")
        one = remittance_of(stored)
        record = self._proven(one)
        sheet = self._sheet(one, record, language, now)
        digest = access_digest(RemittancePaper.RECORD, sheet)
        kind = RemittancePaper.RECORD.value
        desk.note(Action.MAKE_DOCUMENT, req_id, {"document": kind, "digest": digest, **stationery.facts(sheet.office)})
        pdf = success_record.write(sheet, language, desk.banks)
        carrying = with_record(pdf, record.text, record.sig, desk.about.bank_public_key)
        made = sealed(desk.signer, carrying, kind, req_id, digest, position, now)
        name = f"remittance-{record.told.bank_ref.replace('/', '-')}-{language}.pdf"
        return MadeDocument(RemittancePaper.RECORD, req_id, name, made, digest, Pdf(made), version_of(sheet.office))

    # -- inside -------------------------------------------------------------------------------------------------------

    def _proven(self, one: Remittance) -> SignedRecord:
        """Return what the bank signed; raise `Tampered` where it did not, or where the store says otherwise."""
        record = one.standing.record
        if record is None:
            raise Refused("record_missing")
        said, standing = record.told, one.standing
        same = (said.req_id, said.total, said.account, said.items) == (
            standing.req_id,
            standing.total,
            standing.account,
            one.items,
        )
        if not same or not is_signed(record, self._desk.about.bank_public_key):
            raise Tampered("record_unsigned", number=said.bank_ref)
        return record

    def _sheet(self, one: Remittance, record: SignedRecord, language: Language, now: datetime) -> RecordSheet:
        desk, told, standing = self._desk, record.told, one.standing
        bears = stationery.borne(desk, told.moved_at)
        return RecordSheet(
            office=Office(told.agency_name, told.unit_name, told.unit, simulated=desk.simulated, stationery=bears),
            kind=told.kind.value,
            bank_ref=told.bank_ref,
            moved_at=instant(told.moved_at),
            account=told.account,
            account_name=told.account_name,
            office_code=told.office,
            office_name=told.office_name,
            owner_unit=told.owner_unit,
            doc_no=told.doc_no,
            items=tuple(map(self._item, told.items)),
            parts_count=told.parts_count,
            total_satang=told.total.satang,
            fee_satang=told.fee.satang,
            maker=told.maker_name,
            authorizer=told.auth_name,
            documents=tuple((document.kind, document.number) for document in standing.documents),
            answer=_ANSWERS.get(standing.state, "waiting"),
            answered_at=instant(standing.answered_at) if standing.answered_at else "",
            code=standing.code.value if standing.code else "",
            bank_signature=record.sig,
            printing=Printing(desk.actor.person.name(language), instant(now), accounts="full"),
        )

    def _item(self, item: RemittanceItem) -> RemittedItem:
        return RemittedItem(
            name=self._name(item.code),
            code=item.code,
            revenue_code=item.revenue_code,
            gl_account=item.gl_account,
            fund=item.fund,
            basis=item.basis,
            satang=item.amount.satang,
        )

    def _name(self, code: str) -> str:
        """Return what the tables call a revenue type or a deposit, '' for what has no code or is in none any more."""
        known = waiting_money.receiving(self._desk)
        row = known.find(code) if known else None
        if row is not None:
            return row.name_th
        try:
            deposits = remittance_terms.terms(self._desk).deposits
        except Refused:
            return ""
        return next((one.name_th for one in deposits if one.code == code), "")
