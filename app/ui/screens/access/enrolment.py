"""A parent agency applies for the service: agency, both administrators, check, send; and later what became of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from app import i18n
from app.domain.values.errors import Refused, Unreachable
from app.ui import errors, theme, worker
from app.ui.buttons import Button
from app.ui.fields import Hold, TextField, form_is_right
from app.ui.flow import Stepper
from app.ui.messages import toast
from app.ui.saving import ask_where
from app.ui.screens.access.applicant_form import AgencyForm, ApplicantForm
from app.ui.surfaces import Column, KeyValues, Notice, row_of, scroll_page
from app.ui.texts import Label, follow
from app.ui.theme import SPACE, Tone

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.access.enrolment import AgencyApplication, Received
    from app.domain.access.proposal import Application
    from app.ui.ports import Enrolment

SIZE = (860, 640)
STEPS = ("enrolment.step_agency", "enrolment.step_1", "enrolment.step_2", "enrolment.step_check", "enrolment.step_sent")
AGENCY, ADMIN_1, ADMIN_2, CHECK, SENT, ASK = range(6)
_NEXT = {CHECK: "enrolment.send", SENT: "enrolment.close"}
STATES: dict[str, tuple[Tone, str]] = {
    "received": ("waiting", "hourglass"),
    "approved": ("done", "circle-check"),
    "declined": ("refused", "circle-x"),
}


class EnrolmentDialog(QDialog):
    """The guided application; emits ``company_known`` with the Company ID when the agency may sign in."""

    company_known = Signal(str)

    def __init__(self, parent: QWidget, enrolment: Enrolment) -> None:
        super().__init__(parent)
        self._enrolment = enrolment
        self._received: Received | None = None
        self.agency, self.admin_1, self.admin_2 = AgencyForm(), ApplicantForm("admin_1"), ApplicantForm("admin_2")
        self.checked, self.sent, self.asking = KeyValues(), SentPage(), AskPage(enrolment)
        self.error = errors.ErrorNote()
        self.unknown = Notice("enrolment.unknown", tone="unknown", icon="circle-question-mark")
        self.unknown.hide()
        self.steps = Stepper(STEPS)
        self.back = Button("enrolment.back", act=self._go_back)
        self.next = Button("enrolment.next", kind="primary", act=self._go_on)
        self.ask = Button("enrolment.ask", kind="link", icon="search", act=self.show_ask)
        self._pages = QStackedWidget()
        self._hold = Hold(self.next, self.back, self._pages)
        self._lay_out()
        self.steps.back.connect(self._show)
        self.sent.save.clicked.connect(self._ask_where_to_save)
        self.asking.approved.connect(self._leave_with)
        worker.run(self, lambda _: enrolment.remembered(), self._remember, errors.log_only)
        self._show(AGENCY)

    @property
    def form(self) -> AgencyApplication:
        """The application as it is typed."""
        return self.agency.read(self.admin_1.read(), self.admin_2.read())

    def show_ask(self) -> None:
        """Ask for number and code of an application that was sent."""
        self._show(ASK)

    def write_form(self, path: Path) -> None:
        """Write the form that was sent, as a PDF to be signed."""
        work = partial(self._enrolment.write_agency_form, path, self.form, self._received, i18n.language())
        worker.run(self, lambda _: work(), lambda _: self._told_saved(path), self.error.show_error)

    def _told_saved(self, path: Path) -> None:
        toast(self, "enrolment.saved", name=path.name)

    def _go_on(self) -> None:
        at = self._pages.currentIndex()
        if at == CHECK:
            self._send()
        elif at == SENT:
            self.accept()
        elif self._right(at):
            self._show(at + 1)

    def _right(self, at: int) -> bool:
        if at == AGENCY:
            return self.agency.check()
        return self.admin_1.check() if at == ADMIN_1 else self.admin_2.check(self.admin_1.read())

    def _go_back(self) -> None:
        at = self._pages.currentIndex()
        if at == AGENCY:
            self.reject()
        else:
            self._show(AGENCY if at == ASK else at - 1)

    def _show(self, at: int) -> None:
        self.error.clear()
        self.unknown.hide()
        self._pages.setCurrentIndex(at)
        self.steps.setVisible(at != ASK)
        self.steps.go(min(at, len(STEPS) - 1))
        self.ask.setVisible(at == AGENCY)
        self.back.setVisible(at != SENT)
        self.next.setVisible(at != ASK)
        self.back.say("ui.cancel" if at == AGENCY else "enrolment.back")
        self.next.say(_NEXT.get(at, "enrolment.next"))
        if at == CHECK:
            self._tell_all()
        page = (self.agency, self.admin_1, self.admin_2, self.next, self.sent.save, self.asking)[at]
        page.setFocus()

    def _send(self) -> None:
        form = self.form
        self._wait(True)
        worker.run(self, lambda _: self._enrolment.apply(form), self._has_arrived, self._refused)

    def _has_arrived(self, received: Received) -> None:
        self._wait(False)
        self._received = received
        self.sent.show_received(received)
        self._remember(received)
        self._show(SENT)

    def _refused(self, error: Exception) -> None:
        """Go to the field that the bank found wrong; say plainly where it is not known what came of it."""
        self._wait(False)
        field = str(error.facts.get("field", "")) if isinstance(error, Refused) and error.code == "field_wrong" else ""
        part, _, name = field.rpartition(".")
        place = {"": AGENCY, "admin_1": ADMIN_1, "admin_2": ADMIN_2}.get(part, CHECK)
        owners: dict[int, AgencyForm | ApplicantForm]
        owners = {AGENCY: self.agency, ADMIN_1: self.admin_1, ADMIN_2: self.admin_2}
        owner = owners.get(place)
        if owner is not None and name in owner.fields:
            self._show(place)
            taken = (place, name) == (AGENCY, "agency")
            owner.fields[name].complain("enrolment.fault.agency_taken" if taken else "enrolment.fault.not_taken")
            owner.fields[name].take_keyboard()
            return
        self.error.show_error(error)
        self.unknown.setVisible(isinstance(error, Unreachable))

    def _remember(self, received: Received | None) -> None:
        if received is not None:
            self.asking.offer(received)

    def _leave_with(self, company_id: str) -> None:
        self.company_known.emit(company_id)
        self.accept()

    def _wait(self, waiting: bool) -> None:
        (self._hold.begin if waiting else self._hold.end)()
        self.next.say("enrolment.sending" if waiting else "enrolment.send")

    def _ask_where_to_save(self) -> None:
        path = ask_where(self, "enrolment.save", f"{i18n.text('enrolment.file_name')}.pdf")
        if path is not None:
            self.write_form(path)

    def _retell(self) -> None:
        self.setWindowTitle(i18n.text("enrolment.title"))
        if self._pages.currentIndex() == CHECK:
            self._tell_all()

    def _tell_all(self) -> None:
        form, put = self.form, self.checked.put
        put("enrolment.name", f"{form.name} ({form.agency})")
        put("enrolment.address", form.address)
        put("enrolment.order_no", form.order_no)
        put("enrolment.wanted", i18n.text("enrolment.both" if form.gfmis_package else "enrolment.service"))
        for part, person in (("admin_1", form.admin_1), ("admin_2", form.admin_2)):
            put(f"enrolment.{part}", f"{person.name_th} ({person.name_en})", role="strong")
            put(f"enrolment.{part}_position", person.position)
            put(f"enrolment.{part}_person_id", person.person_id)
            put(f"enrolment.{part}_contact", " · ".join(filter(None, (person.mobile, person.email))))

    def _lay_out(self) -> None:
        self.setModal(True)
        self.setMinimumSize(*SIZE)
        theme.dress(self, role="page")
        follow(self, self._retell)
        check = QWidget()
        inner = Column(check, spacing=SPACE.l)
        inner.add(Label("enrolment.check_why", role="quiet", wrap=True), self.checked)
        inner.addStretch(1)
        for page in (self.agency, self.admin_1, self.admin_2, check, self.sent, self.asking):
            self._pages.addWidget(page)
        area, middle = scroll_page(margins=0, spacing=SPACE.m)
        middle.add(self.error, self.unknown, self._pages, stretch=0)
        whole = Column(self, margins=SPACE.xl, spacing=SPACE.l)
        whole.addLayout(row_of(Label("enrolment.title", role="title"), None, self.ask))
        whole.add(self.steps)
        whole.add(area, stretch=1)
        whole.addLayout(row_of(None, self.back, self.next))


class SentPage(QWidget):
    """Number and code of what was sent, and what to do now."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = KeyValues()
        self.save = Button("enrolment.save", icon="download")
        done = Notice(tone="done", icon="circle-check")
        done.say("enrolment.sent", "enrolment.sent_why")
        column = Column(self, spacing=SPACE.l)
        column.add(done, self.facts, Label("enrolment.sent_keep", wrap=True))
        column.addLayout(row_of(self.save, None))
        column.addStretch(1)

    def show_received(self, received: Received) -> None:
        """Show the number and the code; the whole of both can be selected."""
        for key, words in (("enrolment.number", received.application_id), ("enrolment.code", received.code)):
            self.facts.put(key, words, role="strong").show_text(words)


class AskPage(QWidget):
    """What became of an application; emits ``approved`` with the Company ID when the person goes to sign in."""

    approved = Signal(str)

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__()
        self._enrolment = enrolment
        self._company_id = ""
        self.number = TextField("enrolment.number", required=True, length_max=64)
        self.code = TextField("enrolment.code", required=True, length_max=64)
        self.go = Button("enrolment.ask_go", icon="search", act=self._ask)
        self.error = errors.ErrorNote()
        self.answer = Notice()
        self.answer.hide()
        self.sign_in = Button("enrolment.sign_in", kind="primary", act=lambda: self.approved.emit(self._company_id))
        self.sign_in.hide()
        for each in (self.number, self.code):
            each.edit.returnPressed.connect(self._ask)
        column = Column(self, spacing=SPACE.l)
        column.add(Label("enrolment.ask_why", role="quiet", wrap=True), self.number, self.code)
        column.addLayout(row_of(self.go, None))
        column.add(self.error, self.answer)
        column.addLayout(row_of(self.sign_in, None))
        column.addStretch(1)
        self.setFocusProxy(self.number)

    def offer(self, received: Received) -> None:
        """Fill in what is remembered at this workstation."""
        self.number.set_text(received.application_id)
        self.code.set_text(received.code)

    def _ask(self) -> None:
        if not form_is_right(self.number, self.code):
            return
        number, code = self.number.text(), self.code.text()
        self.go.setEnabled(False)
        worker.run(self, lambda _: self._enrolment.ask(number, code), self._tell, self._failed)

    def _tell(self, application: Application) -> None:
        self.go.setEnabled(True)
        self.error.clear()
        self._company_id = application.company_id
        tone, icon = STATES[application.status]
        self.answer.turn(tone, icon)
        key = f"enrolment.state_{application.status}"
        facts = {"name": application.name, "company": application.company_id, "reason": application.reason}
        self.answer.say(key, f"{key}_do", **facts)
        self.sign_in.setVisible(application.status == "approved")

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.answer.hide()
        self.sign_in.hide()
        self.error.show_error(error)
