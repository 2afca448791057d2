"""หลักฐานการนำเงินส่งคลัง: what the bank signed once it moved the money, and what the treasury answered since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf import look
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.leaves import Leaves
from app.documents.pdf.remittance_content import RemittancePaper
from app.documents.pdf.roll import SIGNATURE_SHOWN
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.wording import Wording

if TYPE_CHECKING:
    from app.documents.pdf.remittance_content import RecordSheet, RemittedItem
    from app.documents.pdf.table import Row
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

BANK = "006"
"""Krungthai: the unit's accounts are there."""
_NUMBERS, _REVENUE, _GL, _FUND, _AMOUNTS = 18.0, 52.0, 74.0, 54.0, 86.0
_KIND, _NUMBER = 46.0, 130.0


def write(record: RecordSheet, language: Language, banks: BankTable) -> bytes:
    """Return the record as a PDF."""
    wording = Wording(language, banks, "full")
    kind = _kind(wording, record.kind)
    subtitle = _told(wording, "subtitle", kind=kind, bank_ref=record.bank_ref)
    leaves = Leaves(RemittancePaper.RECORD, record, wording, subtitle)
    leaves.facts(_way(record, wording))
    table = _items_table(wording)
    leaves.table(table, [_item_row(table, number, item, wording, kind) for number, item in enumerate(record.items, 1)])
    leaves.sum(record.total_satang)
    leaves.facts(_terms(record, wording))
    leaves.section(_told(wording, "treasury"), 50)
    _write_answer(leaves, record)
    leaves.paragraph(_told(wording, "bank_signature", signature=record.bank_signature[:SIGNATURE_SHOWN]))
    return leaves.data()


def _way(record: RecordSheet, wording: Wording) -> list[Fact]:
    """Return from where to where the money went, and when."""
    facts = [
        Fact(_told(wording, "bank_ref"), record.bank_ref),
        Fact(_told(wording, "moved_at"), wording.moment(record.moved_at)),
        Fact(_told(wording, "kind"), _kind(wording, record.kind)),
        Fact(_told(wording, "account"), wording.account(BANK, record.account)),
        Fact(_told(wording, "account_name"), record.account_name, 2),
        Fact(_told(wording, "office_code"), record.office_code),
        Fact(_told(wording, "office"), record.office_name, 2),
    ]
    if record.owner_unit:
        facts.append(Fact(_told(wording, "owner_unit"), record.owner_unit))
    if record.doc_no:
        facts.append(Fact(_told(wording, "doc_no"), record.doc_no, 2))
    return facts


def _terms(record: RecordSheet, wording: Wording) -> list[Fact]:
    """Return who decided it, of how many receipts it is, and who bears the fees."""
    receipts = _told(wording, "receipts", count=f"{record.parts_count:,}") if record.parts_count else "–"
    return [
        Fact(_told(wording, "maker"), record.maker),
        Fact(_told(wording, "authorizer"), record.authorizer),
        Fact(_told(wording, "parts"), receipts),
        Fact(_told(wording, "fee"), _told(wording, "fee_borne", fee=wording.amount(record.fee_satang)), 3),
    ]


def _items_table(wording: Wording) -> Table:
    numbers = (_REVENUE, _GL, _FUND)
    rest = look.MEASURE - 12 - _NUMBERS - sum(numbers) - _AMOUNTS - 5 * GAP
    return Table(
        [
            Column(_told(wording, "row"), _NUMBERS),
            Column(_told(wording, "item"), rest),
            Column(_told(wording, "revenue_code"), _REVENUE),
            Column(_told(wording, "gl_account"), _GL),
            Column(_told(wording, "fund"), _FUND),
            Column(_told(wording, "amount"), _AMOUNTS, "right"),
        ],
        look.LEFT + 6,
    )


def _item_row(table: Table, number: int, item: RemittedItem, wording: Wording, kind: str) -> Row:
    """Return a line; one without a code, of money that was drawn, is called by the ``kind`` of the remittance."""
    below = ((item.basis, look.SMALL),) if item.basis else ()
    name = ((item.name or item.code or kind, look.BODY), *below)
    codes = (item.revenue_code, item.gl_account, item.fund)
    return table.row(
        [
            Cell(((str(number), look.BODY),)),
            Cell(name),
            *(Cell(((code or "–", look.BODY),)) for code in codes),
            Cell(((wording.amount(item.satang), look.STRONG),)),
        ]
    )


def _write_answer(leaves: Leaves, record: RecordSheet) -> None:
    """Set what the treasury answered: numbers of its documents, or why it did not book the money."""
    wording = leaves.wording
    reason = _told(wording, f"code.{record.code}") if record.code else ""
    moment = wording.moment(record.answered_at)
    leaves.paragraph(_told(wording, f"answer.{record.answer}", moment=moment, reason=reason))
    if not record.documents:
        return
    rest = look.MEASURE - 12 - _KIND - _NUMBER - 2 * GAP
    table = Table(
        [
            Column(_told(wording, "document"), _KIND),
            Column(_told(wording, "what_for"), rest),
            Column(_told(wording, "document_no"), _NUMBER),
        ],
        look.LEFT + 6,
    )
    rows = [
        table.row(
            [
                Cell(((kind, look.STRONG),)),
                Cell(((_what_for(wording, kind), look.BODY),)),
                Cell(((number, look.STRONG),)),
            ]
        )
        for kind, number in record.documents
    ]
    leaves.table(table, rows)


def _what_for(wording: Wording, kind: str) -> str:
    """Return what a document of the treasury's records; the kind itself where the catalogue has no word."""
    key = f"remittance_papers.document.{kind}"
    return i18n.words(wording.language, key) if i18n.has(key) else kind


def _kind(wording: Wording, kind: str) -> str:
    return i18n.words(wording.language, f"remittance_terms.kind.{kind}")


def _told(wording: Wording, key: str, **facts: object) -> str:
    return i18n.words(wording.language, f"remittance_papers.{key}", **facts)
