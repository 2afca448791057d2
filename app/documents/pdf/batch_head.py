"""The facts of a batch above every report on it: a quiet grid of labels and values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from app.documents.pdf import look
from app.documents.pdf.lines import fitted, shrunk, wrapped

if TYPE_CHECKING:
    from app.documents.pdf.content import BatchFacts
    from app.documents.pdf.paper import Sheet, Style
    from app.documents.pdf.wording import Wording

_COLUMNS = 3
_ROW_HEIGHT = 32.0
_GAP = 14.0
_LINE = 13.0
_LINES_MAX = 2
_SMALLEST = 6.0
"""A value is set smaller before it is cut."""


class Fact(NamedTuple):
    """A label and its value, over one or more of the grid's columns."""

    label: str
    value: str
    span: int = 1


def draw_batch(sheet: Sheet, y: float, batch: BatchFacts, wording: Wording) -> float:
    """Set the facts of the batch; return where the next content may start."""
    authorizers = ", ".join(signer.name for signer in batch.signers if signer.role == "authorizer")
    makers = ", ".join(signer.name for signer in batch.signers if signer.role == "maker")
    account = f"{wording.bank(batch.debit_bank)} {wording.account(batch.debit_bank, batch.debit_account)}"
    facts = [
        Fact(wording.text("batch"), batch.reference),
        Fact(wording.text("kind"), batch.kind_name or wording.term("kind", batch.kind)),
        Fact(wording.text("debit_account"), account),
        Fact(wording.text("value_date"), wording.day(batch.value_date)),
        Fact(wording.text("maker"), makers or "–"),
        Fact(wording.text("authorizer"), authorizers or "–"),
        *(Fact(wording.text(key), value) for key, value in batch.more),
    ]
    return draw_facts(sheet, y, facts)


def subtitle(batch: BatchFacts, wording: Wording) -> str:
    """Return what stands under the title of every report on a batch: its purpose, and its paper where it has one."""
    if not batch.document_no:
        return batch.purpose
    return f"{batch.purpose} · {wording.text('document_no', number=batch.document_no)}"


def draw_facts(sheet: Sheet, y: float, facts: list[Fact], row_height: float = _ROW_HEIGHT) -> float:
    """Set labels over values in three columns; return where the next content may start."""
    width = (look.MEASURE - _GAP * (_COLUMNS - 1)) / _COLUMNS
    column, lines_in_row = 0, 1
    for fact in facts:
        if column + fact.span > _COLUMNS:
            y += row_height + (lines_in_row - 1) * _LINE
            column, lines_in_row = 0, 1
        x = look.LEFT + column * (width + _GAP)
        room = fact.span * (width + _GAP) - _GAP
        sheet.text(x, y + 9, fact.label, look.LABEL)
        style = _style(fact.value, room)
        lines = _at_most(_LINES_MAX, wrapped(fact.value, style, room + 0.01))
        for number, line in enumerate(lines):
            sheet.text(x, y + 23 + number * _LINE, fitted(line, style, room + 0.01), style)
        lines_in_row = max(lines_in_row, len(lines))
        column += fact.span
    return y + row_height + (lines_in_row - 1) * _LINE + 6


def _style(value: str, room: float) -> Style:
    """Return a style that keeps a long number, such as a batch's, on one line, and a long text on as many as may be."""
    if value.isascii() and " " not in value:
        return shrunk(value, look.STRONG, room)
    style = look.STRONG
    while len(wrapped(value, style, room + 0.01)) > _LINES_MAX and style.size > _SMALLEST:
        style = replace(style, size=style.size - 0.5)
    return style


def _at_most(count: int, lines: list[str]) -> list[str]:
    """Return the first lines, the last of them holding all the rest for `fitted` to shorten."""
    return [*lines[: count - 1], " ".join(lines[count - 1 :])] if len(lines) > count else lines
