"""Requests that came by the Biz Portal: what waits for the agency, what waits for money, what is done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.collections.request import RequestAnswer, RequestState
from app.domain.values.money import Money
from app.ui import errors
from app.ui.buttons import Button
from app.ui.messages import toast
from app.ui.order_dialogs import Order, ReasonDialog
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.screens.collections.parts import words
from app.ui.screens.collections.requests_document import DocumentDialog
from app.ui.screens.collections.requests_view import RequestView
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column, FixedRows, Query
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.collections.request import PortalRequest
    from app.services.commands import Given
    from app.services.requests import Requests
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.table_model import Row

LIST, REQUEST = 0, 1
SEARCH_WIDTH = 340


def _of(row: Row) -> PortalRequest:
    record: PortalRequest = row[RECORD]
    return record


class RequestRows(FixedRows):
    """Requests already at hand, filtered by state and words."""

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return positions of the requests that are asked for."""
        wanted = query.search.strip().lower()
        found = [
            number
            for number, row in enumerate(self.all_rows)
            if (not query.chips or _of(row).state.value in query.chips) and wanted in _said(_of(row))
        ]
        if query.order:
            found.sort(key=lambda number: _rank(_of(self.all_rows[number]), query.order), reverse=query.descending)
        return found


class RequestsScreen(Screen):
    """The list; Enter opens a request, Esc goes back. A request's id opens it from elsewhere, a state filters."""

    key, title_key, icon = "requests", "requests.title", "inbox"
    help_key = "requests.help"

    def __init__(self, service: Requests, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self._search = SearchField("requests.search")
        self._chips = {each.value: Button(f"requests.state.{each}", kind="chip") for each in RequestState}
        self._error = errors.ErrorNote()
        self.table = TableView(
            self._columns(),
            RequestRows(()),
            name="requests",
            label="requests.list",
            empty=Empty("requests.none", "requests.none_why", icon="inbox"),
        )
        self.view = RequestView(service, desk)
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the request in sight too."""
        self.look(self._service.every, self._take, self._error.show_error)
        if self._pages.currentIndex() == REQUEST:
            self.view.refresh()

    def open_subject(self, subject: object) -> None:
        """Open one request by its id, or show the requests in one state (its key)."""
        wanted = str(subject)
        if wanted in self._chips:
            self._show_list()
            for key, chip in self._chips.items():
                chip.setChecked(key == wanted)
            return
        self._open(wanted)

    def go_back(self) -> bool:
        """Go from a request back to the list."""
        if self._pages.currentIndex() == REQUEST:
            self._show_list()
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.view.retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+F", "requests.search"), ("Return", "requests.key_open"), ("Ctrl+Return", "requests.key_next"))

    # -- inside -------------------------------------------------------------------------------------------------------

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        return (
            Column("applicant", "requests.applicant", 190, stretch=True, show_row=lambda row: _of(row).applicant_name),
            Column("service", "requests.service", 240, show_row=lambda row: _of(row).service_name(i18n.language())),
            Column("fee", "requests.fee", 110, align="right", amount=True,
                   show_row=lambda row: _fee(_of(row))),
            Column("filed_at", "requests.filed_at", 140, show_row=lambda row: words.moment(_of(row).filed_at)),
            Column("state", "requests.standing", 190, show_row=lambda row: words.request_state(_of(row).state)),
        )  # fmt: skip

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("requests.title", role="title"), None)
        self._search.setFixedWidth(SEARCH_WIDTH)
        stack.addLayout(row_of(self._search, None))
        stack.addLayout(row_of(*self._chips.values(), None))
        stack.add(self._error)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        self._pages.addWidget(page)
        self._pages.addWidget(self.view)
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.table.opened.connect(lambda _: self._open_chosen())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.view.left.connect(self._show_list)
        self.view.bill_wanted.connect(self._make_bill)
        self.view.bill_opened.connect(lambda bill_id: self.navigate.emit("bills", bill_id))
        self.view.send_back_wanted.connect(partial(self._ask_answer, RequestAnswer.SEND_BACK))
        self.view.refuse_wanted.connect(partial(self._ask_answer, RequestAnswer.REFUSE))
        self.view.document_wanted.connect(self._ask_document)
        self.view.asked_again.connect(self._service.ask_again)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _take(self, found: Sequence[PortalRequest]) -> None:
        self._error.clear()
        self.table.model.use_source(RequestRows([{RECORD: one} for one in found]))

    def _look(self) -> None:
        self.table.look_for(self._search.text(), {key for key, chip in self._chips.items() if chip.isChecked()})

    def _answered(self) -> None:
        model = self.table.model
        rows = [row for position in range(model.rowCount()) if (row := model.row_at(position)) is not None]
        self.table.footer.say("requests.count", count=f"{model.rowCount():,}")
        total = Money(sum(fee.satang for row in rows if (fee := _of(row).fee)))
        self.table.footer_end.say("bills.footer_sum", total=total.format())

    def _open_chosen(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open(_of(row).request_id)

    def _open(self, request_id: str) -> None:
        self._pages.setCurrentIndex(REQUEST)
        self.view.open_request(request_id)
        self.view.setFocus()

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(LIST)
        self.table.grid.setFocus()
        self.refresh()

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _make_bill(self) -> None:
        self.navigate.emit("bills", f"request:{self.view.request_id}")

    def _ask_answer(self, answer: RequestAnswer) -> None:
        request = self.view.request
        if request is None:
            return
        back = answer is RequestAnswer.SEND_BACK
        order = Order(
            f"requests.{answer}_ask",
            f"requests.{answer}",
            "undo-2" if back else "ban",
            explain=f"requests.{answer}_why",
            about=lambda: f"{request.service_name(i18n.language())} · {request.applicant_name}",
            danger=not back,
        )

        def act(reason: str) -> Given:
            return self._service.answer(request, answer, reason)

        ReasonDialog(self, order, act, lambda given: self._given(given, f"requests.{answer}_done")).open()

    def _ask_document(self) -> None:
        request = self.view.request
        if request is not None:
            issue = partial(self._service.issue_document_of, request)
            done = partial(self._given, told="requests.issued")
            DocumentDialog(self, request, self._service.today, issue, done).open()

    def _given(self, given: Given, told: str) -> None:
        if given.known:
            toast(self, told)
        else:
            toast(self, "bills.order_unknown", icon="circle-question-mark")
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)


def _said(request: PortalRequest) -> str:
    parts = (
        request.applicant_name, request.applicant_id, request.service_name_th, request.service_name_en,
        request.request_id, request.issued.number if request.issued else "",
    )  # fmt: skip
    return " ".join(parts).lower()


def _fee(request: PortalRequest) -> str:
    """Return the fee of a request, a dash where the bill says it."""
    return request.fee.format() if request.fee else words.DASH


def _rank(request: PortalRequest, order: str) -> tuple[str, int]:
    """Return by what a request is ordered: a text, or its fee."""
    texts = {
        "applicant": request.applicant_name,
        "service": request.service_name_th,
        "filed_at": request.filed_at.isoformat(),
        "state": request.state.value,
    }
    return texts.get(order, ""), request.fee.satang if request.fee else 0
