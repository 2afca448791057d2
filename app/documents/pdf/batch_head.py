"""The facts of a batch above every report on it: a quiet grid of labels and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.lines import fitted

if TYPE_CHECKING:
    from app.documents.pdf.content import BatchFacts
    from app.documents.pdf.paper import Sheet
    from app.documents.pdf.wording import Wording

_COLUMNS = 3
_ROW_HEIGHT = 32.0
_GAP = 14.0

Fact = tuple[str, str]


def draw_batch(sheet: Sheet, y: float, batch: BatchFacts, wording: Wording) -> float:
    """Set the facts of the batch; return where the next content may start."""
    authorizers = ", ".join(signer.name for signer in batch.signers if signer.role == "authorizer")
    makers = ", ".join(signer.name for signer in batch.signers if signer.role == "maker")
    account = f"{wording.bank(batch.debit_bank)} {wording.account(batch.debit_bank, batch.debit_account)}"
    return draw_facts(
        sheet,
        y,
        [
            (wording.text("batch"), batch.reference),
            (wording.text("kind"), wording.coded("kind", batch.kind)),
            (wording.text("debit_account"), account),
            (wording.text("value_date"), wording.day(batch.value_date)),
            (wording.text("maker"), makers or "–"),
            (wording.text("authorizer"), authorizers or "–"),
        ],
    )


def draw_facts(sheet: Sheet, y: float, facts: list[Fact], columns: int = _COLUMNS) -> float:
    """Set labels over values in equal columns; return where the next content may start."""
    width = (look.MEASURE - _GAP * (columns - 1)) / columns
    for number, (label, value) in enumerate(facts):
        x = look.LEFT + (number % columns) * (width + _GAP)
        top = y + (number // columns) * _ROW_HEIGHT
        sheet.text(x, top + 9, label, look.LABEL)
        sheet.text(x, top + 23, fitted(value, look.STRONG, width), look.STRONG)
    return y + -(-len(facts) // columns) * _ROW_HEIGHT + 6
