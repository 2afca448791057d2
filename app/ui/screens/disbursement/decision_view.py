"""What an authorizer decides about: the sum, who signed it, the lines to look at and all lines."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from app import i18n
from app.domain.disbursement.record import short_reference
from app.domain.values import dates
from app.domain.values.money import Money
from app.ui.buttons import Button
from app.ui.icons import Icon
from app.ui.screens.disbursement.papers import PaperPanel
from app.ui.screens.disbursement.parts import kind_words, marks, words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Figures, KeyValues, line, row_of, scroll_page
from app.ui.table_model import Column, FixedRows, Query, Row
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.transfer import CreditTransfer
    from app.services.approval import ApprovalContent, Mark
    from app.ui.screens.disbursement.parts.ports import Desk

MARKED, ALL, ABOUT = 0, 1, 2
_TABS = ("approvals.tab_marked", "approvals.tab_all", "approvals.tab_about")


@dataclass
class SignedLines:
    """The verified lines as a source of rows; the id of a line is its number."""

    lines: Sequence[CreditTransfer] = ()
    by_number: dict[int, CreditTransfer] = field(default_factory=dict)

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the numbers of lines that hold the words, in wanted order."""
        found = [each for each in self.lines if not query.search or _holds(each, query.search)]
        if query.order:
            found.sort(key=_ORDERS[query.order], reverse=query.descending)
        return array("q", [each.number for each in found])

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        """Return the lines with these numbers."""
        return [{"line": self.by_number[number]} for number in ids]


_ORDERS = {
    "number": lambda each: each.number,
    "name": lambda each: each.name,
    "account": lambda each: (each.bank, each.account),
    "amount": lambda each: each.amount.satang,
    "reference": lambda each: each.reference,
}


def _holds(each: CreditTransfer, search: str) -> bool:
    return search in each.name or search in each.account or search in each.reference


def _line_columns() -> tuple[Column, ...]:
    return (
        Column("number", "editor.row", 64, align="right", show_row=lambda row: str(row["line"].number)),
        Column("name", "approvals.payee", 200, stretch=True, show_row=lambda row: str(row["line"].name)),
        Column("account", "editor.field.account", 170, show_row=_account),
        Column(
            "amount",
            "editor.field.amount",
            130,
            align="right",
            amount=True,
            show_row=lambda row: row["line"].amount.format(),
        ),
    )


def _account(row: Row) -> str:
    each: CreditTransfer = row["line"]
    return f"{each.bank} {each.masked}"


class DecisionView(QWidget):
    """Shows one verified batch."""

    chosen = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.papers = PaperPanel(editable=False)
        self._desk = desk
        self._content: ApprovalContent | None = None
        self._lines = SignedLines()
        self._figures = Figures()
        self._signed = Label(role="table", tone="done", wrap=True)
        self._tabs = [Button(key, kind="tab") for key in _TABS]
        self._search = SearchField("approvals.search")
        self._marked = self._table("approvals_marked", "approvals.tab_marked_name", "approvals.no_marks", with_why=True)
        self._all = self._table("approvals_lines", "approvals.tab_all_name", "approvals.no_lines", with_why=False)
        self._about = KeyValues()
        self._pages = QStackedWidget()
        self._count, self._sum = Label(role="quiet"), Label(role="strong")
        self._make_tabs()
        self._lay_out()

    def show_content(self, content: ApprovalContent) -> None:
        """Show a batch from its signed values; the lines to look at come first where there are any."""
        self._content = content
        signed = content.signed
        self._lines.lines = signed.lines
        self._lines.by_number = {each.number: each for each in signed.lines}
        self._marked.model.use_source(FixedRows([self._marked_row(mark) for mark in self._line_marks(content)]))
        self._all.model.use_source(self._lines)
        self.retranslate()
        self.open_tab(MARKED if self._line_marks(content) else ALL)

    def open_tab(self, number: int) -> None:
        """Show one of the pages."""
        self._tabs[number].setChecked(True)
        self._pages.setCurrentIndex(number)
        self._search.setVisible(number == ALL)

    def go_to(self, number: int) -> None:
        """Put the cursor on a line among all lines."""
        self._search.clear()
        self.open_tab(ALL)
        if self._all.choose(number):
            self._all.grid.setFocus()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        content = self._content
        if content is None:
            return
        self._tell_figures(content)
        self._tell_about(content)
        self._tabs[MARKED].say(_TABS[MARKED], count=f"{len(self._line_marks(content)):,}")
        self._tabs[ALL].say(_TABS[ALL], count=f"{len(content.signed.lines):,}")
        signed_at = words.moment(dates.parse_instant(content.signed.made_at))
        maker = self._desk.unit.person_name(content.signed.maker_uid, i18n.language())
        code = " ".join(content.signed.payment_sha256[at : at + 4] for at in range(0, 16, 4))
        self._signed.say("approvals.signed_by", maker=maker, at=signed_at, code=code)
        self._count.say("editor.count", count=f"{len(content.signed.lines):,}")
        self._sum.say("editor.sum", total=content.signed.total.format())

    # -- inside ---------------------------------------------------------------------------------------------------

    def _table(self, name: str, label: str, none: str, *, with_why: bool) -> TableView:
        columns = _line_columns()
        if with_why:
            why = Column("why", "approvals.why", 250, sortable=False, show_row=lambda row: marks.chip(row["mark"]))
            columns = (*columns, why)
        else:
            reference = Column("reference", "editor.field.reference", 150, show_row=lambda row: row["line"].reference)
            columns = (*columns, reference)
        empty = Empty(none, icon="circle-check")
        return TableView(columns, FixedRows(()), name=name, label=label, empty=empty)

    def _toggled(self, number: int, on: bool) -> None:
        if on:
            self.open_tab(number)

    def _make_tabs(self) -> None:
        group = QButtonGroup(self)
        for number, tab in enumerate(self._tabs):
            group.addButton(tab)
            tab.toggled.connect(partial(self._toggled, number))
        self._tabs[MARKED].setChecked(True)
        self._search.textChanged.connect(lambda typed: self._all.look_for(typed))

    def _lay_out(self) -> None:
        stack = Stack(self, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, 0, SPACE.xl - 4, 0)
        self._figures.setAccessibleName(i18n.text("approvals.summary"))
        stack.add(self._figures)
        proof = row_of(Icon("shield-check", "done"), spacing=SPACE.s)
        proof.addWidget(self._signed, 1)
        stack.addLayout(proof)
        self._search.setFixedWidth(220)
        tabs = row_of(*self._tabs, None, self._search, spacing=SPACE.l)
        below = Stack(spacing=0)
        below.addLayout(tabs)
        below.add(line())
        below.add(self._pages, stretch=1)
        about, body = scroll_page(margins=0)
        body.setContentsMargins(0, SPACE.l, 0, SPACE.l)
        body.add(self._about, self.papers)
        body.addStretch(1)
        for page in (self._marked, self._all, about):
            self._pages.addWidget(page)
        stack.addLayout(below, 1)
        foot = row_of(self._count, None, self._sum)
        foot.setContentsMargins(0, 0, 0, SPACE.m)
        stack.add(line(), foot)

    def _line_marks(self, content: ApprovalContent) -> list[Mark]:
        found = [mark for mark in content.marks if mark.number in self._lines.by_number]
        return sorted(found, key=lambda mark: mark.number)

    def _marked_row(self, mark: Mark) -> Row:
        each = self._lines.by_number[mark.number]
        return {"line": each, "mark": mark, "number": each.number, "name": each.name, "account": each.account,
                "amount": each.amount.satang}  # fmt: skip

    def _tell_figures(self, content: ApprovalContent) -> None:
        signed, unit, put = content.signed, self._desk.unit, self._figures.put
        put("approvals.total", signed.total.format(), unit=i18n.text("editor.baht"),
            below=words.sum_words(signed.total), stretch=5)  # fmt: skip
        people = len({(each.bank, each.account) for each in signed.lines})
        put(
            "approvals.lines",
            f"{len(signed.lines):,}",
            below=i18n.text("approvals.accounts", count=f"{people:,}"),
            stretch=3,
        )
        day = signed.head.value_date
        weekday = words.full_day(day).partition(" ")[0] if day else words.DASH
        put("batches.value_date", words.day(day), below=i18n.text("approvals.weekday", day=weekday), stretch=3)
        known = next((each for each in unit.accounts if each.account == signed.head.debit_account), None)
        left = Money(known.available_satang) if known else None
        below = i18n.text("approvals.left_after", amount=left.format()) if left is not None else ""
        put("batches.from_account", words.account("006", signed.head.debit_account), below=below, stretch=5)

    def _tell_about(self, content: ApprovalContent) -> None:
        head, put = content.signed.head, self._about.put
        self.papers.show_papers(head.attachments)
        if head.basis_no:
            put("approvals.basis", f"{head.basis_no} {words.day(head.basis_date)}")
        put("editor.service", kind_words.service_name(self._desk.unit, head.service))
        if head.drawn is not None:
            put("editor.drawn", head.drawn.format())
        if head.residue_reason:
            put("editor.residue_reason", head.residue_reason)
        if head.follows:
            put("approvals.follows", short_reference(head.follows))
        put("batches.kind", kind_words.full_kind(self._desk.unit, head))
        put("editor.document_no", head.document_no or words.DASH)
        put("editor.document_date", words.day(head.document_date))
        put("editor.memo", head.memo or words.DASH)
        put("editor.keep_reason", head.duplicate_reason or words.DASH)
        put("approvals.edition", str(content.signed.rev))
        put("approvals.file_hash", content.signed.file_sha256 or words.DASH)
        put("approvals.content_hash", content.signed.payment_sha256)
