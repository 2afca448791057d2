"""What people said of a batch and its lines, and a place to say something (AP-15)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.fields import TextArea
from app.ui.messages import Dialog, toast
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.surfaces import Column, row_of, scroll_page
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.comments import Comments, Said
    from app.ui.screens.disbursement.parts.ports import Desk

TEXT_MAX = 200


class CommentThread(QWidget):
    """The comments on one batch, the newest last, and a field below them; asks and tells on a worker."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._service: Comments | None = None
        self._op_id, self._number = "", 0
        self._unsent: dict[str, str] = {}
        self._said: Sequence[Said] = ()
        self._told: Callable[[], object] = lambda: None
        self._none = Label("comments.none", role="quiet", wrap=True)
        self._rows = Column(spacing=SPACE.m)
        self._about = Label(role="strong")
        self._whole = Button("comments.about_batch", kind="link", act=lambda: self.begin(0))
        self.text = TextArea("comments.text", hint="comments.hint", lines=2, length_max=TEXT_MAX)
        self.send = Button("comments.send", icon="send", act=self._send)
        area, body = scroll_page(margins=0)
        body.add(self._none)
        body.addLayout(self._rows)
        body.addStretch(1)
        stack = Column(self, spacing=SPACE.s)
        stack.setContentsMargins(0, SPACE.m, 0, SPACE.s)
        stack.add(area, stretch=1)
        self._writing = QWidget()
        below = Column(self._writing, spacing=SPACE.s)
        below.addLayout(row_of(self._about, self._whole, None))
        below.add(self.text)
        below.addWidget(self.send, 0, Qt.AlignmentFlag.AlignLeft)
        stack.add(self._writing)
        self._tell()

    @property
    def count(self) -> int:
        """How many comments are known."""
        return len(self._said)

    def serve(self, service: Comments, told: Callable[[], object]) -> None:
        """Take who hears and says; ``told`` is called when other comments are known."""
        self._service, self._told = service, told

    def show_batch(self, op_id: str) -> None:
        """Show the comments on a batch; the same batch again looks for new ones."""
        if op_id != self._op_id:
            self._unsent[self._op_id] = self.text.text()
            self._op_id, self._said = op_id, ()
            self.text.set_text(self._unsent.pop(op_id, ""))
            self.begin(0, focus=False)
        if self._service is not None:
            worker.run(self, partial(_ask, self._service, op_id), partial(self._heard, op_id), errors.log_only)

    def begin(self, number: int, *, focus: bool = True) -> None:
        """Let the next comment be about a line, or about the whole batch for 0."""
        self._number = number
        self._tell()
        if focus:
            self.text.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._tell()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        self._about.say("comments.about_line" if self._number else "comments.about_batch", number=f"{self._number:,}")
        self._whole.setVisible(bool(self._number))
        self._writing.setVisible(self._service is not None and self._service.may_say)
        self._none.setVisible(not self._said)
        empty(self._rows)
        for said in self._said:
            self._rows.add(self._row(said))
        self.setAccessibleName(i18n.text("comments.list"))

    def _row(self, said: Said) -> QWidget:
        who, what = Label(role="small", wrap=True), Label(role="table", wrap=True)
        name = self._desk.unit.person_name(said.uid, i18n.language())
        told = i18n.text("comments.said", name=name, at=words.moment(said.at))
        about = i18n.text("comments.about_line", number=f"{said.number:,}") if said.number else ""
        who.show_text(" · ".join(part for part in (told, about) if part))
        what.show_text(said.text)
        holder = QWidget()
        stack = Column(holder, spacing=0)
        stack.add(what, who)
        return holder

    def _heard(self, op_id: str, said: Sequence[Said]) -> None:
        if op_id == self._op_id and list(said) != list(self._said):
            self._said = said
            self._tell()
        self._told()

    def _send(self) -> None:
        text = self.text.text().strip()
        if not text or self._service is None:
            self.text.complain("comments.needed")
            return
        self.send.setEnabled(False)
        work = partial(_say, self._service, self._op_id, self._number, text)
        worker.run(self, work, partial(self._sent, self._op_id, text), self._failed)

    def _sent(self, op_id: str, text: str, arrived: bool) -> None:
        self.send.setEnabled(True)
        toast(self, "comments.queued" if arrived else "comments.waits", icon="send")
        if op_id != self._op_id:  # the person went on to another batch, and may be writing about that one
            if self._unsent.get(op_id, "").strip() == text:
                del self._unsent[op_id]
            return
        if self.text.text().strip() == text:
            self.text.set_text("")
            self.begin(0)
        self.show_batch(op_id)

    def _failed(self, error: Exception) -> None:
        self.send.setEnabled(True)
        errors.show(self, error)


class CommentButton(IconButton):
    """Opens the comments on the batch in sight; not there for whom nobody serves."""

    def __init__(self) -> None:
        super().__init__("comments.open", "pencil", act=self._open)
        self._served: tuple[Desk, Comments] | None = None
        self._about: Callable[[], str] = lambda: ""
        self.hide()

    def serve(self, desk: Desk, service: Comments, about: Callable[[], str]) -> None:
        """Take who hears and says, and who knows which batch is in sight."""
        self._served, self._about = (desk, service), about
        self.show()

    def _open(self) -> None:
        op_id = self._about()
        if self._served is not None and op_id:
            CommentDialog(self.window(), *self._served, op_id).open()


class CommentDialog(Dialog):
    """The comments on one batch in a window of their own, for screens that have no room for them."""

    def __init__(self, parent: QWidget, desk: Desk, service: Comments, op_id: str, number: int = 0) -> None:
        super().__init__(parent, "comments.title")
        self.thread_ = CommentThread(desk)
        self.thread_.setMinimumHeight(380)
        self.thread_.serve(service, lambda: None)
        self.thread_.show_batch(op_id)
        self.body.add(self.thread_)
        self.add_button(Button("ui.close", act=self.accept))
        self.thread_.begin(number)


def _ask(service: Comments, op_id: str, _: worker.Progress) -> Sequence[Said]:
    return service.about(op_id)


def _say(service: Comments, op_id: str, number: int, text: str, _: worker.Progress) -> bool:
    return service.say(op_id, number, text)
