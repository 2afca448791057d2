"""Returning wrongly paid money to the treasury: the memo that is signed, and the record once it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.leaves import Leaves, Place
from app.documents.pdf.recall_content import RecallPaper
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.wording import Wording

if TYPE_CHECKING:
    from app.documents.pdf.recall_content import TreasuryReturn
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

_KIND, _NUMBER = 46.0, 130.0
_SIGNING_ROOM = 92.0


def write(paper: TreasuryReturn, language: Language, banks: BankTable) -> bytes:
    """Return the memo, or the record with the treasury's numbers and the bank's reference."""
    wording = Wording(language, banks, "full")
    words = wording.words
    done = bool(paper.returned_at)
    leaves = Leaves(RecallPaper.RETURN, paper, wording, words(f"treasury_return.{'done' if done else 'draft'}"))
    leaves.facts(
        [
            Fact(words("treasury_return.sum"), wording.amount(paper.back_satang)),
            Fact(words("treasury_return.in_words"), wording.amount_in_words(paper.back_satang), 2),
            Fact(words("treasury_return.account"), wording.account("006", paper.account)),
            Fact(words("treasury_return.account_name"), paper.account_name, 2),
            Fact(words("treasury_return.back_on"), wording.day(paper.back_on)),
            Fact(words("treasury_return.remit_by"), wording.day(paper.remit_by)),
            Fact(words("treasury_return.fiscal_year"), paper.fiscal_year),
        ]
    )
    leaves.section(words("treasury_return.why"))
    leaves.facts(
        [
            Fact(words("treasury_return.cause"), words(f"treasury_return.cause.{paper.cause}")),
            Fact(words("treasury_return.payee"), paper.payee, 2),
            Fact(words("treasury_return.kind"), paper.kind_name),
            Fact(words("treasury_return.batch"), paper.batch, 2),
            Fact(words("recall_letter.number"), paper.letter_no, 2),
            Fact(words("recall_letter.date"), wording.day(paper.letter_date)),
        ]
    )
    leaves.section(words("treasury_return.route"), 60)
    leaves.paragraph(words(f"treasury_return.route.{paper.route}", year=paper.fiscal_year))
    _write_documents(leaves, paper)
    codes = [
        Fact(words("treasury_return.gl"), paper.gl_account or words("treasury_return.as_told")),
        Fact(words("treasury_return.revenue"), paper.revenue_code or "–"),
        Fact(words("treasury_return.fund"), paper.fund or "–"),
    ]
    if done:
        codes.append(Fact(words("treasury_return.at"), wording.moment(paper.returned_at)))
        codes.append(Fact(words("treasury_return.bank_ref"), paper.bank_ref, 2))
    leaves.facts(codes)
    leaves.section(words("treasury_return.signatures"), _SIGNING_ROOM)
    leaves.signing(
        [
            Place(paper.maker, words("treasury_return.maker")),
            Place(paper.authorizer, words("treasury_return.authorizer")),
        ]
    )
    return leaves.data()


def _write_documents(leaves: Leaves, paper: TreasuryReturn) -> None:
    words = leaves.wording.words
    rest = look.MEASURE - 12 - _KIND - _NUMBER - 2 * GAP
    table = Table(
        [
            Column(words("treasury_return.document"), _KIND),
            Column(words("treasury_return.what_for"), rest),
            Column(words("treasury_return.document_no"), _NUMBER),
        ],
        look.LEFT + 6,
    )
    rows = []
    for kind, number in paper.documents:
        texts = (kind, words(f"treasury_return.document.{kind}"), number or words("treasury_return.not_yet"))
        styles = (look.STRONG, look.BODY, look.STRONG if number else look.BODY)
        rows.append(table.row([Cell(((text, style),)) for text, style in zip(texts, styles, strict=True)]))
    leaves.table(table, rows)
