"""One request of the Portal: what was applied for, its papers beside the fields, what happened, what to do now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.collections.request import RequestState
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.flow import Chip, Timeline
from app.ui.scan_view import ScanView
from app.ui.screens.collections.parts import happenings, words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of, scroll_page
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from app.domain.collections.request import PortalRequest
    from app.services.requests import Requests, RequestTold
    from app.ui.screens.collections.parts.ports import Desk

_NOTES = {RequestState.SENT_BACK: ("waiting", "undo-2"), RequestState.REFUSED: ("refused", "circle-x")}


class RequestView(QWidget):
    """Shows one request at a time; its signals ask for what can be done with it."""

    left = Signal()
    bill_wanted = Signal()
    send_back_wanted = Signal()
    refuse_wanted = Signal()
    document_wanted = Signal()
    bill_opened = Signal(str)
    asked_again = Signal()

    def __init__(self, service: Requests, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self.request_id = ""
        self._told: RequestTold | None = None
        self._title, self._chip = ShortLabel(role="title"), Chip()
        self._error = errors.ErrorNote()
        self._facts = KeyValues()
        self._papers = Stack(spacing=SPACE.xs)
        self._group = QButtonGroup(self)
        self.scan = ScanView(service.paper, none="requests.papers_none", title="requests.paper")
        self._amount, self._note = Label(role="hero"), Notice()
        self._timeline = Timeline()
        self.make_bill = Button(
            "requests.make_bill", kind="primary", icon="file-text", act=self.bill_wanted.emit, shortcut="Ctrl+Return"
        )
        self.issue = Button(
            "requests.issue", kind="primary", icon="badge-check", act=self.document_wanted.emit, shortcut="Ctrl+Return"
        )
        self.ask_again = Button("bills.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.open_bill = Button("requests.open_bill", icon="file-text", act=self._open_bill)
        self.send_back = Button("requests.send_back", icon="undo-2", act=self.send_back_wanted.emit)
        self.refuse = Button("requests.refuse", kind="danger", icon="ban", act=self.refuse_wanted.emit)
        self._lay_out()

    @property
    def request(self) -> PortalRequest | None:
        """The request in sight."""
        return self._told.request if self._told else None

    def open_request(self, request_id: str) -> None:
        """Show a request as it is known at this moment."""
        if request_id != self.request_id:
            self._told = None
            self._title.show_text("")
            self._light(None)
        self.request_id = request_id
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        request_id = self.request_id
        worker.run(self, lambda _: self._service.told(request_id), self._show, self._error.show_error)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._told is not None:
            self._show(self._told)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = row_of(IconButton("requests.back", "arrow-left", act=self.left.emit), self._title, self._chip, None)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        area, fields = scroll_page(margins=0)
        fields.add(self._error, Label("requests.applied", role="section"), self._facts)
        fields.add(Label("requests.papers", role="section"))
        fields.addLayout(self._papers)
        fields.addStretch(1)
        area.setFixedWidth(SIZES.side_width)
        middle = row_of(spacing=SPACE.l)
        middle.setContentsMargins(SPACE.xl - 4, SPACE.m, SPACE.l, SPACE.m)
        middle.addWidget(area)
        middle.addWidget(self.scan, 1)
        column = Stack(spacing=0)
        column.addLayout(head)
        column.addLayout(middle, 1)
        side = SidePanel()
        side.body.add(Label("requests.fee", role="quiet"), self._amount, self._note)
        side.body.add(Label("requests.timeline", role="section"), self._timeline)
        side.body.addStretch(1)
        side.foot.add(self.ask_again, self.make_bill, self.issue, self.open_bill, self.send_back, self.refuse)
        whole = row_of(spacing=0)
        whole.addLayout(column, 1)
        whole.addWidget(side)
        self.setLayout(whole)
        self._light(None)

    def _show(self, told: RequestTold) -> None:
        request = told.request
        if request.request_id != self.request_id:
            return
        former = self._told
        self._told = told
        self._error.clear()
        self._title.show_text(request.service_name(i18n.language()))
        self._chip.show_cell(words.request_state(request.state))
        self._amount.say("ui.baht", amount=request.fee.format() if request.fee else words.DASH)
        self._tell(request)
        if former is None or _papers_of(former.request) != _papers_of(request):
            self._offer_papers(request)
        self._timeline.show_events(happenings.of_request(told))
        self._light(told)

    def _tell(self, request: PortalRequest) -> None:
        put = self._facts.put
        put("requests.applicant", request.applicant_name)
        put("bills.column.payer_id", request.applicant_id or words.DASH)
        put("bills.field.payer_address", request.applicant_address or words.DASH)
        put("bills.field.payer_email", request.applicant_email or words.DASH)
        put("bills.field.payer_mobile", request.applicant_mobile or words.DASH)
        put("requests.details", request.details or words.DASH)
        put("requests.filed_at", words.moment(request.filed_at))
        put("requests.number", request.request_id)
        issued = request.issued
        put("requests.document_no", issued.number if issued else words.DASH)
        put("requests.document_date", words.day(issued.day) if issued else words.DASH)

    def _tell_fee(self, request: PortalRequest) -> None:
        if request.fee is None:
            self._amount.say("requests.fee_open")
        else:
            self._amount.say("ui.baht", amount=request.fee.format())

    def _offer_papers(self, request: PortalRequest) -> None:
        """Offer the papers of a request, and show the first at once."""
        while (item := self._papers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for former in self._group.buttons():
            self._group.removeButton(former)
        papers = _papers_of(request)
        for sha256, name in papers:
            button = Button("ui.words", kind="tab", icon="file-text", act=partial(self._look_at, sha256))
            button.say("ui.words", words=name)
            button.setCheckable(True)
            self._group.addButton(button)
            self._papers.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._look_at(papers[0][0] if papers else "")
        if papers:
            self._group.buttons()[0].setChecked(True)

    def _look_at(self, sha256: str) -> None:
        self.scan.show_scan(sha256, self.request_id)

    def _open_bill(self) -> None:
        if self.request is not None:
            self.bill_opened.emit(self.request.bill_id)

    def _light(self, told: RequestTold | None) -> None:
        """Show what may be done now; nothing that would be a second word while the first has no answer."""
        request = told.request if told else None
        state, quiet = (request.state if request else None), bool(told and told.under_way)
        answers = state is RequestState.FILED and not quiet and self._may(Action.ANSWER_REQUEST)
        for button, lit in (
            (self.ask_again, quiet),
            (self.make_bill, answers and self._may(Action.ISSUE_BILLS)),
            (self.send_back, answers),
            (self.refuse, answers),
            (self.issue, state is RequestState.PAID and not quiet and self._may(Action.ISSUE_DOCUMENT)),
            (self.open_bill, bool(request and request.bill_id)),
        ):
            button.setVisible(bool(lit))
        self._note.setVisible(False)
        if quiet:
            self._note.turn("unknown", "circle-question-mark")
            self._note.say("bills.unknown")
        elif request is not None and request.reason and state in _NOTES:
            refused = state is RequestState.REFUSED
            self._note.turn("refused" if refused else "waiting", "circle-x" if refused else "undo-2")
            self._note.say("requests.because", reason=request.reason)

    def _may(self, action: Action) -> bool:
        return permissions.may(self._desk.actor.person.roles, action)


def _papers_of(request: PortalRequest) -> list[tuple[str, str]]:
    """Return hash and name of a request's papers, the issued document last."""
    papers = [(each.sha256, each.name) for each in request.documents]
    issued = request.issued
    if issued is not None and issued.sha256:
        papers.append((issued.sha256, i18n.text("requests.document", number=issued.number)))
    return papers
