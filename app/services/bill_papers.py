"""Bills on paper: one or many in one file, and each alone on its way to its payer by e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import bill_paper
from app.documents.pdf.collection_content import Bills as BillSheets
from app.documents.pdf.collection_content import BillSheet, CollectionPaper, bill_digest
from app.documents.pdf.content import Printing
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.collections.bill import PAYABLE
from app.domain.values.dates import bangkok_day, instant
from app.domain.values.errors import Refused
from app.services import stationery
from app.services.documents import DocumentKeeping, MadeDocument, version_of
from app.services.letters import PAYERS_LANGUAGE, PaperLetter
from app.store import bills as kept_bills

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.domain.collections.bill import Bill, LetterReport
    from app.domain.collections.revenue import Receiving
    from app.i18n import Language
    from app.services.bills import Bills
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.letters import Letters

    Report = Callable[[int, int], None]


class BillPapers(DocumentKeeping):
    """Makes and mails the papers of bills for one signed-in person."""

    def __init__(self, desk: Desk, bills: Bills, letters: Letters) -> None:
        super().__init__(desk)
        self._bills = bills
        self._letters = letters

    def bills(self, bill_ids: Sequence[str], language: Language) -> MadeDocument:
        """Make bills as they stand now, in this order, in one file; raise `Refused` ``bill_unknown``."""
        found = self._found(bill_ids)
        sheets = self._sheets(found, language)
        digest = bill_digest(sheets.bills[0], sheets)
        facts = {"document": CollectionPaper.BILL.value, "digest": digest, "bills": str(len(found))}
        self._desk.note(Action.MAKE_DOCUMENT, found[0].bill_id, {**facts, **stationery.facts(sheets.office)})
        pdf = bill_paper.write(sheets, language)
        name = f"bill-{found[0].reference.ref2}" if len(found) == 1 else f"bills-{len(found)}"
        return MadeDocument(
            CollectionPaper.BILL,
            found[0].bill_id,
            f"{name}-{language}.pdf",
            pdf,
            digest,
            Pdf(pdf),
            version_of(sheets.office),
        )

    def mail(self, wanted: Sequence[tuple[str, str]], progress: Report) -> Given:
        """Make each bill's paper and have it e-mailed; ``wanted`` are bills' ids with addresses. As `Letters.send`."""
        found = self._found([bill_id for bill_id, _ in wanted])
        total = 2 * len(found)  # each is made, then handed in
        letters = []
        for done, (bill, (_, email)) in enumerate(zip(found, wanted, strict=True), 1):
            pdf = bill_paper.write(self._sheets([bill], PAYERS_LANGUAGE), PAYERS_LANGUAGE)
            letters.append(PaperLetter(bill.bill_id, email, pdf))
            progress(done, total)

        return self._letters.send(letters, lambda done, of: progress(of + done, total))

    def last_letters(self, bill_ids: Iterable[str]) -> dict[str, LetterReport]:
        """Return what became of the last e-mail about each of these bills, nothing for those without one."""
        with self._desk.store.read() as rd:
            return kept_bills.last_letters(rd, bill_ids)

    def failed_letters(self) -> tuple[list[Bill], dict[str, LetterReport]]:
        """Return the bills whose last e-mail failed and that still await money, with what became of it."""
        failed = {one.about: one for one in self._letters.failed()}
        with self._desk.store.read() as rd:
            known = kept_bills.named(rd, failed)
        return [one for one in known.values() if one.awaits_money], failed

    # -- inside -------------------------------------------------------------------------------------------------------

    def _found(self, bill_ids: Sequence[str]) -> list[Bill]:
        with self._desk.store.read() as rd:
            known = kept_bills.named(rd, bill_ids)
        if not bill_ids or not all(bill_id in known for bill_id in bill_ids):
            raise Refused("bill_unknown")
        return [known[bill_id] for bill_id in bill_ids]

    def _sheets(self, found: Sequence[Bill], language: Language) -> BillSheets:
        receiving = self._bills.receiving()
        printing = Printing(self._desk.actor.person.name(language), instant(self._desk.now()), accounts="full")
        sheets = tuple(_sheet(bill, receiving, language) for bill in found)
        return BillSheets(stationery.office(self._desk), sheets, printing)


def _sheet(bill: Bill, receiving: Receiving, language: Language) -> BillSheet:
    draft, reference = bill.draft, bill.reference
    kind = receiving.find(draft.revenue_type)
    return BillSheet(
        payer_name=draft.payer_name,
        payer_id=draft.payer_id,
        payer_address=draft.payer_address,
        revenue_name=kind.name(language) if kind else draft.revenue_type,
        revenue_code=kind.revenue_code if kind else "",
        item=draft.item,
        amount_satang=draft.amount.satang,
        issued_on=bangkok_day(bill.issued_at).isoformat(),
        due_date=draft.due_date.isoformat(),
        account_name=receiving.account_name,
        company_code=reference.company_code,
        product_code=reference.product_code,
        biller_id=reference.biller_id,
        ref1=reference.ref1,
        ref2=reference.ref2,
        promptpay_id=receiving.promptpay_id,
        paid_satang=bill.standing.matched.satang,
        mark="" if bill.state in PAYABLE else bill.state.value,
    )
