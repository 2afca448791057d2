"""Receipts on paper and by e-mail: only prints that the central system counted, proven again before they are made.

Each file carries what the bank signed of its receipts and is sealed: `khlang-verify` needs the bank's public key only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.paper_seal import sealed, with_receipts
from app.central.receipts import is_signed
from app.documents.pdf import official_receipt
from app.documents.pdf.collection_content import CollectionPaper, ReceiptSheets, receipt_digest
from app.documents.pdf.content import Office, Printing
from app.documents.pdf.receipt_sheet import receipt_sheet
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.values.dates import instant
from app.domain.values.errors import Refused, Tampered
from app.services import stationery
from app.services.documents import DocumentKeeping, MadeDocument, version_of
from app.services.letters import PAYERS_LANGUAGE, PaperLetter
from app.store import audit_trail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from app.documents.pdf.collection_content import ReceiptSheet
    from app.documents.pdf.content import Layout, Stationery
    from app.domain.collections.receipt import Receipt
    from app.i18n import Language
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.letters import Letters
    from app.services.official_receipts import CountedPrint

    Progress = Callable[[int, int], bool]
    Report = Callable[[int, int], None]


class OfficialReceiptPapers(DocumentKeeping):
    """Makes and mails receipts for one signed-in person."""

    def __init__(self, desk: Desk, letters: Letters) -> None:
        super().__init__(desk)
        self._letters = letters

    def make(
        self,
        prints: Sequence[CountedPrint],
        language: Language,
        layout: Layout = "page",
        progress: Progress | None = None,
    ) -> MadeDocument:
        """Make counted prints in one file, in this order, each with its own mark.

        Raises `Refused` ``nothing_chosen``, ``document_stopped`` when ``progress`` said so, `Tampered`
        ``receipt_unsigned`` (fact ``number``) where the store does not hold what the bank signed.
        """
        if not prints:
            raise Refused("nothing_chosen")
        now = self._desk.now()  # what is on record of a paper is never older than its seal
        sheets = self._sheets(prints, language, layout, now)
        first, digest = prints[0].receipt.receipt_id, receipt_digest(sheets.receipts[0], sheets)
        facts = {"document": CollectionPaper.RECEIPT.value, "digest": digest, "receipts": str(len(prints))}
        self._desk.note(Action.MAKE_DOCUMENT, first, {**facts, **stationery.facts(sheets.office)})
        pdf = self._signed(prints, official_receipt.write(sheets, language, progress), digest, now)
        name = f"receipt-{first.replace('/', '-')}" if len(prints) == 1 else f"receipts-{len(prints)}"
        return MadeDocument(
            CollectionPaper.RECEIPT, first, f"{name}-{language}.pdf", pdf, digest, Pdf(pdf), version_of(sheets.office)
        )

    def mail(self, wanted: Sequence[tuple[CountedPrint, str]], progress: Report) -> Given:
        """Make an e-receipt of each print and have it e-mailed to the address beside it; raises as `Letters.send`."""
        letters, total = [], 2 * len(wanted)  # each is made, then handed in
        for done, (one, email) in enumerate(wanted, 1):
            now = self._desk.now()
            sheets = self._sheets([one], PAYERS_LANGUAGE, "page", now)
            digest = receipt_digest(sheets.receipts[0], sheets)
            pdf = self._signed([one], official_receipt.write(sheets, PAYERS_LANGUAGE), digest, now)
            letters.append(PaperLetter(one.receipt.receipt_id, email, pdf))
            progress(done, total)
        return self._letters.send(letters, lambda done, of: progress(of + done, total))

    # -- inside -------------------------------------------------------------------------------------------------------

    def _sheets(
        self, prints: Sequence[CountedPrint], language: Language, layout: Layout, now: datetime
    ) -> ReceiptSheets:
        printing = Printing(self._desk.actor.person.name(language), instant(now), accounts="full")
        bears = self._stationery([one.receipt for one in prints])
        sheets = tuple(self._sheet(one, bears[one.receipt.told.issued_at], language) for one in prints)
        return ReceiptSheets(sheets[0].office or stationery.office(self._desk), sheets, printing, layout)

    def _stationery(self, receipts: Sequence[Receipt]) -> dict[datetime, Stationery | None]:
        """Return what papers bear by when receipts were issued: a copy bears what its original did."""
        told = stationery.versions(self._desk)
        moments = {receipt.told.issued_at for receipt in receipts}
        held = {moment: stationery.in_force(told, moment) for moment in moments}
        made = {
            version.version: stationery.stationery(self._desk, version)
            for version in held.values()
            if version is not None
        }
        return {moment: made[version.version] if version else None for moment, version in held.items()}

    def _sheet(self, one: CountedPrint, bears: Stationery | None, language: Language) -> ReceiptSheet:
        told = one.receipt.told
        if not is_signed(one.receipt.text, one.receipt.sig, self._desk.about.bank_public_key):
            raise Tampered("receipt_unsigned", number=told.receipt_id)
        office = Office(told.agency_name, told.unit_name, told.unit, simulated=self._desk.simulated, stationery=bears)
        return receipt_sheet(one.receipt, one.mark, lambda uid: self._desk.unit.person_name(uid, language), office)

    def _signed(self, prints: Sequence[CountedPrint], pdf: bytes, digest: str, now: datetime) -> bytes:
        """Return a paper that carries what the bank signed, sealed by who makes it."""
        with self._desk.store.read() as rd:
            position = audit_trail.head(rd).seq
        told = [(one.receipt.text, one.receipt.sig) for one in prints]
        carrying = with_receipts(pdf, told, self._desk.about.bank_public_key)
        kind, about = CollectionPaper.RECEIPT.value, prints[0].receipt.receipt_id
        return sealed(self._desk.signer, carrying, kind, about, digest, position, now)
