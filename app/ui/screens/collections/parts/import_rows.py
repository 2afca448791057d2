"""The rows of a list of bills as a table shows them: what was read, and what is wrong in the very cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.values.money import Money
from app.ui import days
from app.ui.cells import Cell
from app.ui.list_import import STANDING
from app.ui.screens.collections.parts import words
from app.ui.table_model import Column

if TYPE_CHECKING:
    from app.domain.collections.bill_list import BillRow
    from app.domain.collections.revenue import Receiving
    from app.ui.cells import Shown
    from app.ui.table_model import Row
    from app.ui.theme import Tone

KINDS = ("ready", "look", "twin", "wrong")
_LOOKS: dict[str, tuple[Tone, str]] = {
    "ready": ("done", "circle-check"),
    "look": ("waiting", "triangle-alert"),
    "twin": ("waiting", "copy"),
    "wrong": ("refused", "circle-x"),
}
_FIELD_OF = {"amount": "satang"}


def columns() -> tuple[Column, ...]:
    """Return the columns; what a row holds is ready to be shown, and typed over."""

    def of(name: str, width: int, *, stretch: bool = False, amount: bool = False) -> Column:
        return Column(
            name, f"bills.column.{name}", width, align="right" if amount else "left", stretch=stretch, sortable=False,
            editable=True, amount=amount, show=lambda shown: shown,
        )  # fmt: skip

    return (
        Column("row", "bills.import_row", 48, align="right", sortable=False),
        Column("chip", "bills.import_verdict", 104, sortable=False, show=lambda shown: shown),
        of("payer_name", 150),
        of("payer_id", 116),
        of("amount", 92, amount=True),
        of("due_date", 96),
        of("revenue_type", 106),
        of("item", 106),
        of("payer_email", 130),
        Column("why", "bills.import_why", 240, sortable=False, show=lambda shown: shown),
    )


def kind(row: BillRow) -> str:
    """Return what becomes of a row, one of `KINDS`."""
    if row.faults:
        return "wrong"
    if row.twin:
        return "twin"
    return "look" if row.warnings or row.guessed else "ready"


def told(row: BillRow, receiving: Receiving | None) -> Row:
    """Return a row of the table."""
    fields, found = row.fields, kind(row)
    texts = {
        "payer_name": fields.payer_name,
        "payer_id": fields.payer_id,
        "payer_email": fields.payer_email,
        "revenue_type": words.revenue_type(receiving, fields.revenue_type),
        "item": fields.item,
        "amount": Money(fields.satang).format() if fields.satang is not None else _as_it_came(row, "satang"),
        "due_date": days.compact(fields.due_date) if fields.due_date else _as_it_came(row, "due_date"),
    }
    tone, icon = _LOOKS[found]
    return {
        "row": f"{row.row:,}",
        STANDING: found,
        "chip": Cell(i18n.text(f"bills.row.{found}"), tone=tone, icon=icon, chip=True),
        **{name: _cell(row, name, text) for name, text in texts.items()},
        "why": _why(row),
    }


def _as_it_came(row: BillRow, field: str) -> str:
    """Return what the file says where it could not be read."""
    return next((str(each.facts.get("text", "")) for each in row.faults if each.field == field), "")


def _cell(row: BillRow, name: str, text: str) -> Shown:
    """Return what a cell holds, marked where something is wrong with it or was added to it."""
    field = _FIELD_OF.get(name, name)
    for tone, found in (("refused", row.faults), ("waiting", row.warnings)):
        said = [words.fault(each) for each in found if each.field == field]
        if said:
            return Cell(text, tone="refused" if tone == "refused" else "waiting", hint=" · ".join(said))
    if field in row.guessed:
        return Cell(text, tone="waiting", hint=i18n.text("bills.import_guessed", field=_named(field)))
    return text


def why(row: BillRow) -> str:
    """Return everything that must be known of a row, in words."""
    said = [words.fault(each) for each in (*row.faults, *row.warnings)]
    said += [i18n.text("bills.import_guessed", field=_named(field)) for field in row.guessed]
    if row.twin:
        said.append(i18n.text("bills.import_twin", row=row.twin))
    return " · ".join(said)


def _why(row: BillRow) -> Shown:
    text = why(row)
    return Cell(text, tone="refused" if row.faults else "waiting", hint=text) if text else ""


def _named(field: str) -> str:
    return i18n.text(f"bills.column.{'amount' if field == 'satang' else field}")
