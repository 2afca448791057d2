"""Transaction History: every step of a batch with person, role, workstation and time (document 002, evidence)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.batch_head import draw_batch, subtitle
from app.documents.pdf.content import DocumentKind, history_digest
from app.documents.pdf.frame import Frame, paper
from app.documents.pdf.table import GAP, Cell, Column, Row, Table
from app.documents.pdf.wording import Wording
from app.domain.disbursement.record import NOT_ACCEPTED
from app.domain.disbursement.review import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.documents.pdf.content import HistoryEvent, TransactionHistory
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

_NUMBER, _TIME, _PERSON = 24.0, 84.0, 150.0
_CLOSING_HEIGHT = 20.0
_WHAT = look.MEASURE - 12 - _NUMBER - _TIME - _PERSON - 3 * GAP


def write(content: TransactionHistory, language: Language, banks: BankTable) -> bytes:
    """Return the history as a PDF, events in the order given."""
    wording = Wording(language, banks, content.printing.accounts)
    title = wording.text("history_title")
    document = paper(title, wording, content.office, content.printing)
    frame = Frame(
        document,
        wording,
        content.office,
        content.printing,
        DocumentKind.HISTORY,
        history_digest(content),
        title,
        subtitle(content.batch, wording),
    )
    table = _table(wording)
    sheet, y = frame.begin(first=True)
    sheets = [sheet]
    y = table.head(sheet, draw_batch(sheet, y, content.batch, wording))
    for number, event in enumerate(content.events, 1):
        row = _row(table, wording, number, event)
        if y + row.height + _CLOSING_HEIGHT > frame.body_bottom:
            sheet, y = frame.begin(first=False)
            sheets.append(sheet)
            y = table.head(sheet, y)
        y = table.draw(sheet, y, row)
    closing = wording.text("history_end", count=f"{len(content.events):,}")
    sheet.text(look.LEFT + 6, y + 15, closing, look.SMALL)
    frame.end(sheets, y + _CLOSING_HEIGHT)
    return document.data()


def _table(wording: Wording) -> Table:
    text = wording.text
    return Table(
        [
            Column(text("column_number"), _NUMBER, "right"),
            Column(text("column_time"), _TIME),
            Column(text("column_event"), _WHAT),
            Column(text("column_person"), _PERSON),
        ],
        look.LEFT + 6,
    )


def _title(wording: Wording, event: HistoryEvent) -> str:
    return wording.text("history_not_accepted") if event.what == NOT_ACCEPTED else wording.term("event", event.what)


def _notes(wording: Wording, event: HistoryEvent) -> Iterator[str]:
    """Give what stands below a step: words, how much was looked at, what was declined."""
    if event.line:
        yield wording.text("history_line", number=event.line)
    if event.what == NOT_ACCEPTED:
        yield wording.refusal(event.note, event.facts)
    elif event.note:
        yield event.note
    if event.opened:
        opened, _, lines = event.opened.partition("/")
        percent = Coverage(0, 0, int(opened), int(lines)).percent
        yield wording.text("history_opened", opened=f"{int(opened):,}", lines=f"{int(lines):,}", percent=percent)
    if event.declined:
        yield wording.text("history_declined", lines=event.declined)


def _row(table: Table, wording: Wording, number: int, event: HistoryEvent) -> Row:
    notes = tuple((words, look.SMALL) for words in _notes(wording, event))
    role = wording.term("role", event.role) if event.role else ""
    who = event.person or role
    place = " · ".join(part for part in (role, event.device) if part and part != who)
    return table.row(
        [
            Cell(((f"{number:,}", look.BODY),)),
            Cell(((wording.moment(event.at), look.BODY),)),
            Cell(((_title(wording, event), look.STRONG), *notes)),
            Cell(((who, look.BODY), *(((place, look.SMALL),) if place else ()))),
        ]
    )
