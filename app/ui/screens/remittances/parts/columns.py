"""The columns of remittances, of what waits, and of the treasury's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.ui.cells import Cell
from app.ui.record_rows import RECORD
from app.ui.screens.remittances.parts import words
from app.ui.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.domain.remittances.books import GfmisDocument, TrialRow
    from app.domain.remittances.proposal import WaitingPart
    from app.domain.remittances.remittance import Remittance
    from app.services.remitting import PartTold
    from app.ui.cells import Shown
    from app.ui.screens.remittances.parts.sources import ToGo
    from app.ui.table_model import Row

MOMENT = 132
"""A day with its year and the time, in either language."""


def remittance_columns(names: words.Names) -> tuple[Column, ...]:
    """Return the columns of the register."""

    def of(show: Callable[[Remittance], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    return (
        Column("made_at", "remittances.made_at", MOMENT, show_row=of(lambda one: words.moment(one.standing.made_at))),
        Column("kind", "remittances.kind", 168, show_row=of(lambda one: words.kind(one.kind))),
        Column("office", "remittances.office", 150, stretch=True,
               show_row=of(lambda one: names.office(one.standing.office))),
        Column("amount", "remittances.amount", 112, align="right", amount=True,
               show_row=of(lambda one: one.total.format())),
        Column("state", "remittances.state", 172, show_row=of(words.state)),
        Column("documents", "remittances.documents", 150, sortable=False, show_row=of(words.documents)),
        Column("bank_ref", "remittances.bank_ref", 150, show_row=of(lambda one: one.bank_ref or words.DASH)),
        Column("moved_at", "remittances.moved_at", MOMENT, show_row=of(lambda one: words.moment(one.moved_at))),
        Column("answered_at", "remittances.answered_at", MOMENT,
               show_row=of(lambda one: words.moment(one.standing.answered_at))),
    )  # fmt: skip


def to_go_columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """Return the columns of what can go as one remittance."""

    def of(show: Callable[[ToGo], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    def count(one: ToGo) -> str:
        return f"{one.count:,}" if one.count else words.DASH

    return (
        Column("kind", "remittances.kind", 180, stretch=True, show_row=of(lambda one: words.kind(one.kind))),
        Column("about", "remittances.owner_or_draw", 140, show_row=of(lambda one: one.about or words.DASH)),
        Column("count", "remittances.receipts", 84, align="right", show_row=of(count)),
        Column("amount", "remittances.amount", 116, align="right", amount=True,
               show_row=of(lambda one: one.amount.format())),
        Column("since", "remittances.oldest", 96, show_row=of(lambda one: words.day(one.since))),
        Column("due", "remittances.deadline", 212,
               show_row=of(lambda one: words.deadline(one.deadline, today()))),
    )  # fmt: skip


def waiting_columns(names: words.Names) -> tuple[Column, ...]:
    """Return the columns of single receipts that are not with the treasury."""

    def of(show: Callable[[WaitingPart], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    return (
        Column("receipt", "remittances.receipt", 112,
               show_row=of(lambda one: words.receipt_no(one.receipt_fy, one.receipt_number))),
        Column("payer", "remittances.payer", 150, stretch=True, show_row=of(lambda one: one.payer_name or words.DASH)),
        Column("code", "remittances.revenue_type", 160, show_row=of(lambda one: names.code(one.part.revenue_type))),
        Column("amount", "remittances.amount", 108, align="right", amount=True,
               show_row=of(lambda one: one.part.amount.format())),
        Column("since", "remittances.since", 96, show_row=of(lambda one: words.day(one.since))),
        Column("readiness", "remittances.readiness", 160, show_row=of(words.readiness)),
    )  # fmt: skip


def part_columns(names: words.Names) -> tuple[Column, ...]:
    """Return the columns of the receipts behind a remittance."""

    def of(show: Callable[[PartTold], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    def number(one: PartTold) -> str:
        return words.receipt_no(one.receipt.told.fy, one.receipt.told.number) if one.receipt else words.DASH

    def payer(one: PartTold) -> str:
        said = one.receipt.told.payer_name if one.receipt else one.payment.payer_name if one.payment else ""
        return said or words.DASH

    return (
        Column("receipt", "remittances.receipt", 112, sortable=False, show_row=of(number)),
        Column("payer", "remittances.payer", 150, stretch=True, sortable=False, show_row=of(payer)),
        Column("code", "remittances.revenue_type", 170, sortable=False,
               show_row=of(lambda one: names.code(one.part.revenue_type))),
        Column("amount", "remittances.amount", 112, align="right", amount=True, sortable=False,
               show_row=of(lambda one: one.part.amount.format())),
        Column("payment_id", "remittances.payment_id", 170, sortable=False,
               show_row=of(lambda one: one.part.payment_id)),
    )  # fmt: skip


def document_columns() -> tuple[Column, ...]:
    """Return the columns of the treasury's documents."""

    def of(show: Callable[[GfmisDocument], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    return (
        Column("kind", "treasury_books.kind", 118, show_row=of(lambda one: one.kind)),
        Column("number", "treasury_books.number", 112, show_row=of(lambda one: one.number)),
        Column("booked_at", "treasury_books.booked_at", MOMENT, show_row=of(lambda one: words.moment(one.booked_at))),
        Column("period", "treasury_books.period", 88, show_row=of(lambda one: f"{one.period}/{one.fy}")),
        Column("matter", "treasury_books.matter", 150,
               show_row=of(lambda one: i18n.text(f"remittance_terms.matter.{one.matter}"))),
        Column("text", "treasury_books.text", 160, stretch=True, show_row=of(lambda one: one.text or words.DASH)),
        Column("amount", "treasury_books.amount", 116, align="right", amount=True,
               show_row=of(lambda one: one.amount.format())),
        Column("fund", "treasury_books.fund", 90, show_row=of(lambda one: one.fund or words.DASH)),
        Column("revenue_code", "treasury_books.revenue_code", 110,
               show_row=of(lambda one: one.revenue_code or words.DASH)),
    )  # fmt: skip


def trial_columns() -> tuple[Column, ...]:
    """Return the columns of a trial balance; an account that must be empty says so, and whether it is."""

    def of(show: Callable[[TrialRow], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    return (
        Column("gl_account", "treasury_books.gl_account", 116, show_row=of(lambda one: one.gl_account)),
        Column("name", "treasury_books.account_name", 200, stretch=True, show_row=of(lambda one: one.name_th)),
        Column("debit", "treasury_books.debit", 124, align="right", amount=True,
               show_row=of(lambda one: one.debit.format())),
        Column("credit", "treasury_books.credit", 124, align="right", amount=True,
               show_row=of(lambda one: one.credit.format())),
        Column("balance", "treasury_books.balance", 130, align="right", amount=True,
               show_row=of(lambda one: one.balance.format())),
        Column("zero", "treasury_books.zero", 168, show_row=of(_zero)),
    )  # fmt: skip


def _zero(row: TrialRow) -> Shown:
    if not row.must_be_zero:
        return words.DASH
    if row.is_wrong:
        return Cell(i18n.text("treasury_books.zero_wrong"), tone="refused", icon="triangle-alert", chip=True,
                    hint=i18n.text("treasury_books.zero_wrong_hint"))  # fmt: skip
    return Cell(i18n.text("treasury_books.zero_right"), tone="done", icon="circle-check", chip=True)
