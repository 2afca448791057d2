"""What an authorizer decides about: the sum, who signed it, the lines to look at and all lines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QStackedWidget, QWidget

from app import i18n
from app.domain.disbursement.record import short_reference
from app.domain.values import dates
from app.domain.values.money import Money
from app.ui.buttons import Button
from app.ui.fields import ComboField
from app.ui.icons import Icon
from app.ui.screens.disbursement.changes_view import ChangesView
from app.ui.screens.disbursement.comment_thread import CommentThread
from app.ui.screens.disbursement.decision_lines import EVERY_MARK, UNOPENED, SignedLines, columns
from app.ui.screens.disbursement.papers import PaperPanel
from app.ui.screens.disbursement.parts import certainty_words, kind_words, marks, words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Figures, KeyValues, line, row_of, scroll_page
from app.ui.table_model import FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.services.approval import ApprovalContent
    from app.ui.screens.disbursement.parts.ports import Desk

MARKED, ALL, CHANGES, COMMENTS, ABOUT = range(5)
_TABS = (
    "approvals.tab_marked",
    "approvals.tab_all",
    "approvals.tab_changes",
    "approvals.tab_comments",
    "approvals.tab_about",
)

SEARCH_MIN, FIELD_MIN, FIELD_MAX = 84, 100, 190
"""How narrow and how wide the fields beside the tabs may be."""
ROOM = {"account": 930, "reference": 930, "amount": 830}
"""So much room a table needs to show its quieter columns as well; the card of a line tells them anyway."""


class DecisionView(QWidget):
    """Shows one verified batch; ``opened`` carries a line that shall be looked at closely."""

    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.papers = PaperPanel(editable=False)
        self._desk = desk
        self._content: ApprovalContent | None = None
        self._lines = SignedLines(desk)
        self._figures = Figures()
        self._signed = Label(role="table", tone="done", wrap=True)
        self._tabs = [Button(key, kind="tab") for key in _TABS]
        self._search = SearchField("approvals.search")
        self._filter = ComboField("decision.filter")
        self._states = ComboField("certainty.filter")
        self._marked = self._table("approvals_marked", "approvals.tab_marked_name", "approvals.no_marks", with_why=True)
        self._all = self._table("approvals_lines", "approvals.tab_all_name", "approvals.no_lines", with_why=False)
        self.changes = ChangesView()
        self.comments = CommentThread(desk)
        self._about = KeyValues()
        self._pages = QStackedWidget()
        self._count, self._sum = Label(role="quiet"), Label(role="strong")
        self._make_tabs()
        self._lay_out()

    def show_content(self, content: ApprovalContent) -> None:
        """Show a batch from its signed values; the lines to look at come first where there are any."""
        self._content = content
        self._lines.show(content)
        self._filter.set_text(EVERY_MARK)
        self._states.set_text("")
        self._all.model.use_source(self._lines)
        self.changes.show_changes(content.before)
        self.retranslate()
        self.open_tab(MARKED if self._lines.marks() else ALL)

    def show_certainty(self, content: ApprovalContent) -> None:
        """Show anew how sure one may be of the accounts of the batch in sight."""
        self._content = content
        self._lines.show(content)
        self._offer_filters()
        self.look_again()

    def look_again(self) -> None:
        """Show anew how this person stands to the lines; the cursor stays."""
        self._show_marked()
        self._all.refresh()

    def line_meant(self, open_number: int) -> int:
        """Return the line that a key is about, or 0: the one in the open card, until the cursor was moved off it."""
        table = self._table_in_sight()
        if table is None:
            return open_number
        follows = table.grid.hasFocus() and table.model.position_of(open_number) >= 0
        return max(table.current_id(), 0) if follows or not open_number else open_number

    def point_at(self, number: int) -> None:
        """Put the cursor on a line in the table in sight, where it is in it."""
        table = self._table_in_sight()
        if table is not None:
            table.choose(number)

    def take_keyboard(self) -> None:
        """Give the keyboard to the table in sight."""
        table = self._table_in_sight()
        if table is not None:
            table.grid.setFocus()

    def open_tab(self, number: int) -> None:
        """Show one of the pages."""
        self._tabs[number].setChecked(True)
        self._pages.setCurrentIndex(number)
        shown = {
            self._search: number == ALL,
            self._states: number == ALL and len(self._lines.states()) > 1,
            self._filter: number == MARKED and len(self._lines.marks()) > 1,
        }
        for field in sorted(shown, key=shown.__getitem__):  # those that go first, or all would want room for a moment
            field.setVisible(shown[field])

    def go_to(self, number: int) -> None:
        """Put the cursor on a line among all lines."""
        self._search.clear()
        self._states.set_text("")
        self.open_tab(ALL)
        if self._all.choose(number):
            self._all.grid.setFocus()

    def seek(self) -> None:
        """Give the keyboard to the search among all lines."""
        self.open_tab(ALL)
        self._search.setFocus()

    def tell_comments(self) -> None:
        """Say on the tab how many comments there are."""
        self._tabs[COMMENTS].say(_TABS[COMMENTS], count=f"{self.comments.count:,}")

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        content = self._content
        if content is None:
            return
        self._tell_figures(content)
        self._tell_about(content)
        self.changes.retranslate()
        self._offer_filters()
        self._show_marked()
        self._tabs[MARKED].say(_TABS[MARKED], count=f"{len({mark.number for mark in self._lines.marks()}):,}")
        self._tabs[ALL].say(_TABS[ALL], count=f"{len(content.signed.lines):,}")
        self._tabs[CHANGES].say(_TABS[CHANGES], count=f"{self.changes.count:,}")
        self.tell_comments()
        signed_at = words.moment(dates.parse_instant(content.signed.made_at))
        maker = self._desk.unit.person_name(content.signed.maker_uid, i18n.language())
        code = " ".join(content.signed.payment_sha256[at : at + 4] for at in range(0, 16, 4))
        self._signed.say("approvals.signed_by", maker=maker, at=signed_at, code=code)
        self._count.say("editor.count", count=f"{len(content.signed.lines):,}")
        self._sum.say("editor.sum", total=content.signed.total.format())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the quieter columns where there is no room for them."""
        super().resizeEvent(event)
        quiet = {key for key, wanted in ROOM.items() if event.size().width() < wanted}
        self._marked.arrangement.squeeze(quiet)
        self._all.arrangement.squeeze(quiet - {"amount"})

    # -- inside ---------------------------------------------------------------------------------------------------

    def _table(self, name: str, label: str, none: str, *, with_why: bool) -> TableView:
        empty = Empty(none, icon="circle-check")
        return TableView(columns(with_why=with_why), FixedRows(()), name=name, label=label, empty=empty)

    def _offer_filters(self) -> None:
        """Offer every rule that found something, the gravest first, and every state of an account that there is."""
        codes = sorted({mark.code for mark in self._lines.marks()}, key=marks.rank)
        fixed = [(EVERY_MARK, "decision.filter_all"), (UNOPENED, "decision.filter_unopened")]
        self._filter.offer([*fixed, *((code, f"={marks.name(code)}") for code in codes)])

        states = ((code, f"={certainty_words.name(code)} {count:,}") for code, count in self._lines.states())
        self._states.offer([("", "certainty.filter_all"), *states])

    def _narrow(self) -> None:
        chosen = self._states.text()
        self._all.look_for(self._search.text(), {chosen} if chosen else set())

    def _show_marked(self) -> None:
        self._marked.use_source(self._lines.marked(self._filter.text()))

    def _table_in_sight(self) -> TableView | None:
        return {MARKED: self._marked, ALL: self._all}.get(self._pages.currentIndex())

    def _toggled(self, number: int, on: bool) -> None:
        if on:
            self.open_tab(number)

    def _make_tabs(self) -> None:
        group = QButtonGroup(self)
        for number, tab in enumerate(self._tabs):
            group.addButton(tab)
            tab.toggled.connect(partial(self._toggled, number))
        self._tabs[MARKED].setChecked(True)
        self._search.textChanged.connect(self._narrow)
        self._states.changed.connect(self._narrow)
        self._filter.changed.connect(self._show_marked)
        self._marked.opened.connect(self.opened)
        self._all.opened.connect(self.opened)
        self.changes.gone_to.connect(self.opened)

    def _lay_out(self) -> None:
        stack = Stack(self, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, 0, SPACE.xl - 4, 0)
        self._figures.setAccessibleName(i18n.text("approvals.summary"))
        stack.add(self._figures)
        proof = row_of(Icon("shield-check", "done"), spacing=SPACE.s)
        proof.addWidget(self._signed, 1)
        stack.addLayout(proof)
        fields = (self._states, self._search, self._filter)
        tabs = row_of(*self._tabs, *fields, spacing=SPACE.m)
        tabs.insertStretch(len(self._tabs))  # yields to the fields
        for part in (*self._tabs, *fields):  # underlines and fields stand on the line below
            tabs.setAlignment(part, Qt.AlignmentFlag.AlignBottom)
        for field in fields:  # the tabs are never cut for them
            field.setMinimumWidth(SEARCH_MIN if field is self._search else FIELD_MIN)
            field.setMaximumWidth(FIELD_MAX)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, field.sizePolicy().verticalPolicy())
            tabs.setStretchFactor(field, 2 if field is self._search else 3)
        below = Stack(spacing=0)
        below.addLayout(tabs)
        below.add(line())
        below.add(self._pages, stretch=1)
        about, body = scroll_page(margins=0)
        body.setContentsMargins(0, SPACE.l, 0, SPACE.l)
        body.add(self._about, self.papers)
        body.addStretch(1)
        for page in (self._marked, self._all, self.changes, self.comments, about):
            self._pages.addWidget(page)
        stack.addLayout(below, 1)
        foot = row_of(self._count, None, self._sum)
        foot.setContentsMargins(0, 0, 0, SPACE.m)
        stack.add(line(), foot)

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
