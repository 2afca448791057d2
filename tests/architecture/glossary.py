"""The glossary of the README, made from the catalogue: the word in the code, the bank's Thai, plain English.

``python -m tests.architecture.glossary`` writes it into ``README.md`` between its two marks.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.access.user import Role
from app.domain.closing.day import DayState
from app.domain.closing.exceptions import ExceptionKind
from app.domain.closing.statement import EntryKind
from app.domain.collections.bill import BillState
from app.domain.collections.orders import CollectionAct
from app.domain.collections.payment import Channel, PaymentState, QueueCause
from app.domain.collections.request import RequestState
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.transfer import Field, LineStatus
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.remittance import RemittanceState, TreasuryCode
from app.i18n import words

if TYPE_CHECKING:
    from enum import StrEnum

README = Path(__file__).resolve().parents[2] / "README.md"
BEGIN, END = "<!-- glossary: begin -->", "<!-- glossary: end -->"

SECTIONS: tuple[tuple[str, type[StrEnum], str], ...] = (
    ("role", Role, "terms.role."),
    ("kind of payment", Kind, "terms.kind."),
    ("state of a batch", BatchStatus, "terms.batch."),
    ("state of a line", LineStatus, "terms.line."),
    ("field of a line", Field, "editor.field."),
    ("state of a bill", BillState, "bills.state."),
    ("channel of a payment", Channel, "collection_terms.channel."),
    ("state of a payment", PaymentState, "collection_terms.payment."),
    ("why money waits", QueueCause, "collection_terms.queue."),
    ("proposal on money", CollectionAct, "incoming.act."),
    ("state of a request", RequestState, "requests.state."),
    ("kind of remittance", RemittanceKind, "remittance_terms.kind."),
    ("state of a remittance", RemittanceState, "remittance_terms.state."),
    ("why the treasury refuses", TreasuryCode, "remittance_papers.code."),
    ("movement of an account", EntryKind, "closing_papers.kind."),
    ("state of a day", DayState, "day_close.state."),
    ("what does not fit", ExceptionKind, "closing_papers.exception."),
)
COLLECTING = (
    ("bills", "bills.title"),
    ("payments", "incoming.title"),
    ("collection_queue", "incoming.queue_title"),
    ("collection_orders", "incoming.orders_title"),
    ("official_receipts", "receipt_book.title"),
    ("collection_reports", "collection_reports.title"),
    ("requests", "requests.title"),
)
"""Rooms of collecting by their keys; what lies in them has the same name."""
TREASURY = (
    ("remittances", "remittances.title"),
    ("treasury_documents", "treasury_books.title"),
    ("closing", "day_close.title"),
    ("close_day", "day_guide.title"),
    ("account_movements", "movements.title"),
)
"""Rooms of remitting and closing by their keys."""


def table() -> str:
    """Return the glossary as a Markdown table."""
    rows = ["| In the code | Thai | English | What it is |", "|---|---|---|---|"]
    for what, members, prefix in SECTIONS:
        for member in members:
            key = f"{prefix}{member.value}"
            rows.append(f"| `{member.value}` | {words('th', key)} | {words('en', key)} | {what} |")
    for what, rooms in (("room of collecting", COLLECTING), ("room of the treasury and the day", TREASURY)):
        rows += [f"| `{room}` | {words('th', key)} | {words('en', key)} | {what} |" for room, key in rooms]
    return "\n".join(rows)


def written(readme: str) -> str:
    """Return the README with the glossary as it is now between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")
