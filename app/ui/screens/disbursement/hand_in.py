"""The last step: the head of the batch, what it would do to the account, what is still missing, and handing it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.values.money import Money
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.icons import Icon
from app.ui.screens.disbursement.head_form import HeadForm
from app.ui.screens.disbursement.papers import PaperDialog, PaperPanel
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.surfaces import Column, Figures, Notice, SidePanel, row_of, scroll_page
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.domain.disbursement.record import Attachment, BatchHead
    from app.services.attachments import Attachments
    from app.services.draft_sheet import DraftSheet
    from app.services.readiness import Preview
    from app.ui.screens.disbursement.parts.ports import Desk
    from app.ui.worker import Progress

_FIELD_OF = {
    "purpose_missing": "purpose",
    "kind_not_valid": "kind",
    "kind_limit": "kind",
    "sub_kind_missing": "sub_kind",
    "sub_kind_not_valid": "sub_kind",
    "contract_no_missing": "basis_no",
    "contract_date_missing": "basis_date",
    "permission_no_missing": "basis_no",
    "permission_date_missing": "basis_date",
    "basis_date_ahead": "basis_date",
    "service_not_offered": "service",
    "service_limit": "service",
    "service_minimum": "service",
    "drawn_unread": "drawn",
    "draw_differs": "drawn",
    "draw_exceeded": "drawn",
    "draw_account": "account",
    "draw_date": "document_date",
    "residue_unexplained": "residue_reason",
    "document_no_missing": "document_no",
    "document_date_missing": "document_date",
    "document_date_ahead": "document_date",
    "value_date_missing": "value_date",
    "value_date_closed": "value_date",
    "value_date_past": "value_date",
    "value_date_far": "value_date",
    "account_missing": "account",
    "funds_short": "account",
}
"""Where a hindrance is mended; all others are mended among the rows."""


_ROWS_NAMED = 12


class HandInPage(QWidget):
    """``submitted`` asks to hand in, ``rows_wanted`` to go back to the lines, ``doctor_wanted`` to their repairs.

    ``line_wanted`` carries the hindrance that is mended among the lines, ``papers_kept`` a draft and its new papers.
    """

    head_changed = Signal(object)
    papers_kept = Signal(object, object)
    submitted = Signal()
    rows_wanted = Signal()
    doctor_wanted = Signal()
    line_wanted = Signal(str)

    def __init__(self, desk: Desk, attachments: Attachments) -> None:
        super().__init__()
        self._sheet: DraftSheet | None = None
        self._attachments = attachments
        self._attaching = 0
        self.form = HeadForm(desk)
        self.form.changed.connect(self._tell_head)
        self.form.drawn.edit.editingFinished.connect(self.look_again)
        self.papers = PaperPanel(editable=True)
        self.papers.chosen.connect(self._attach)
        self.papers.removed.connect(self._detach)
        self.papers.opened.connect(self._open_paper)
        self._figures = Figures()
        self._figures.setAccessibleName(i18n.text("editor.preview"))
        self._terms = Figures()
        self._sum = Label(role="hero")
        self._in_words = Label(role="quiet", wrap=True)
        self._count = Label(role="strong")
        self._missing_title = Label(role="section")
        self._missing = Column(spacing=SPACE.s)
        self.differs = Notice(tone="refused")
        self.untold = Notice(tone="waiting", icon="info")
        self.submit = Button(
            "editor.submit", kind="primary", icon="send", act=self.submitted.emit, shortcut="Ctrl+Return"
        )
        self._why = Label("editor.submit_first", role="small", wrap=True)
        self._lay_out()

    def show_sheet(self, sheet: DraftSheet) -> None:
        """Show another draft."""
        self._sheet = sheet
        self.form.offer_draws(sheet.preview().draws)
        self.form.show_head(sheet.batch.head)
        self.look_again()

    def look_again(self) -> None:
        """Say anew what handing in would mean and what is missing."""
        if self._sheet is None:
            return
        batch = self._sheet.batch
        self.form.compare_with(batch.head)
        self.papers.show_papers(batch.head.attachments)
        self._sum.say("ui.baht", amount=batch.total.format())
        self._in_words.show_text(words.sum_words(batch.total))
        self._count.say("ui.count", count=f"{batch.lines_count:,}")
        preview = self._sheet.preview()
        self.form.tell_residue(preview.draw_left)
        self._show_preview(preview)
        unread: list[tuple[str, Mapping[str, object]]] = [("drawn_unread", {})] if self.form.drawn.wrong else []
        self._show_missing([*unread, *self._sheet.readiness()])
        self._show_difference(self._sheet)
        self._show_untold(self._sheet)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.form.retranslate()
        self.look_again()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        area, body = scroll_page(margins=0, spacing=SPACE.l)
        body.setContentsMargins(SPACE.xl - 4, SPACE.s, SPACE.xl - 4, SPACE.l)
        body.add(self.form, self.papers, Label("editor.preview", role="section"), self._figures, self._terms)
        body.addStretch(1)
        side = SidePanel()
        side.body.setSpacing(SPACE.s)
        side.body.add(Label("editor.about_to_pay", role="section"), self._sum, self._in_words, self._count)
        side.body.addSpacing(SPACE.l)
        side.body.add(self.differs, self._missing_title)
        side.body.addLayout(self._missing)
        side.body.add(self.untold)
        side.body.addStretch(1)
        self._why.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        side.foot.add(
            self.submit, self._why, Button("editor.back_to_rows", icon="arrow-left", act=self.rows_wanted.emit)
        )
        whole = row_of(spacing=0)
        whole.addWidget(area, 1)
        whole.addWidget(side)
        self.setLayout(whole)

    def _tell_head(self, head: BatchHead) -> None:
        """Hand the form's head on; the papers beside it are not the form's."""
        if self._sheet is not None:
            self.head_changed.emit(replace(head, attachments=self._sheet.batch.head.attachments))

    def _attach(self, paths: list[Path]) -> None:
        """Keep files with the draft, one by one."""
        sheet = self._sheet
        if sheet is None:
            return
        op_id, present = sheet.batch.op_id, sheet.batch.head.attachments

        def work(_: Progress) -> tuple[Attachment, ...]:
            found = present
            for path in paths:
                found = self._attachments.keep(op_id, path, found)
            return found[len(present) :]

        def kept(papers: tuple[Attachment, ...]) -> None:
            self._attaching -= 1
            self.papers_kept.emit(sheet, papers)

        self._attaching += 1
        self.look_again()
        worker.run(self, work, kept, self._not_attached)

    def _not_attached(self, error: Exception) -> None:
        self._attaching -= 1
        self.look_again()
        errors.show(self, error)

    def _detach(self, paper: Attachment) -> None:
        if self._sheet is not None:
            head = self._sheet.batch.head
            self.head_changed.emit(replace(head, attachments=tuple(each for each in head.attachments if each != paper)))

    def _open_paper(self, paper: Attachment) -> None:
        if self._sheet is not None:
            PaperDialog(self, self._attachments, self._sheet.batch.op_id, paper).open()

    def _show_preview(self, preview: Preview) -> None:
        put = self._figures.put
        put("editor.available", preview.available.format(), below=i18n.text("editor.baht"))
        short = "editor.left_short" if preview.left.satang < 0 else "editor.baht"
        put("editor.left", preview.left.format(), below=i18n.text(short))
        if preview.limit_left is not None:
            over = "editor.limit_over" if preview.limit_left.satang < 0 else "editor.baht"
            put("editor.limit_left", preview.limit_left.format(), below=i18n.text(over))
        draw_left = preview.draw_left or Money(0)
        below = "editor.draw_over" if draw_left.satang < 0 else "editor.baht"
        self._terms.put("editor.draw_left", draw_left.format(), below=i18n.text(below))
        self._terms.put(
            "editor.pay_day",
            words.day(preview.value_date),
            below=i18n.text("editor.cut_off", time=preview.cut_off),
        )

    def _show_missing(self, missing: list[tuple[str, Mapping[str, object]]]) -> None:
        empty(self._missing)
        for code, facts in missing:
            self._missing.add(_Hindrance(code, facts, self._mend))
        self._missing_title.say("editor.missing" if missing else "editor.ready", count=len(missing))
        why = "editor.submit_first" if missing else "editor.submit_papers" if self._attaching else ""
        self.submit.setEnabled(not why)
        self.submit.explain(i18n.text(why) if why else "")
        self._why.say(why or "editor.submit_first")
        self._why.setVisible(bool(why))

    def _show_difference(self, sheet: DraftSheet) -> None:
        """Say where the lines do not come to the sum of their file: a row may be missing, or one too many."""
        stated, difference = sheet.file_total, sheet.file_difference
        self.differs.setVisible(bool(difference and difference.satang))
        if stated is None or difference is None or not difference.satang:
            return
        self.differs.say(
            "editor.differs_more" if difference.satang > 0 else "editor.differs_less",
            "editor.differs_look",
            stated=stated.format(),
            difference=Money(abs(difference.satang)).format(),
        )

    def _show_untold(self, sheet: DraftSheet) -> None:
        """Name the payees without telephone and e-mail: nobody tells them that they were paid."""
        rows = [line.number for line in map(sheet.row, sheet.numbers) if not (line.mobile or line.email)]
        if not rows:
            self.untold.hide()
            return
        named = ", ".join(f"{number:,}" for number in rows[:_ROWS_NAMED])
        self.untold.say(
            "editor.untold",
            "editor.untold_rows" if len(rows) <= _ROWS_NAMED else "editor.untold_more",
            count=f"{len(rows):,}",
            rows=named,
        )

    def _mend(self, code: str) -> None:
        field = self.form.fields.get(_FIELD_OF.get(code, ""))
        if code == "guesses":
            self.doctor_wanted.emit()
        elif field is None:
            self.line_wanted.emit(code)
        else:
            field.take_keyboard()


class _Hindrance(QWidget):
    """One thing that is missing; pressing it leads to where it is mended."""

    def __init__(self, code: str, facts: Mapping[str, object], mend: Callable[[str], None]) -> None:
        super().__init__()
        told = {name: _told(value) for name, value in facts.items()}
        key = f"editor.hindrance.{code}"
        label = Label(role="table", wrap=True)
        label.show_text(i18n.text(key, **told) if i18n.has(key) else code)
        button = Button("editor.mend_this", kind="link", act=lambda: mend(code))
        button.setAccessibleName(f"{label.text()} {i18n.text('editor.mend_this')}")
        row = row_of(Icon("circle-alert", "waiting"), spacing=SPACE.s)
        row.addWidget(label, 1)
        row.addWidget(button)
        self.setLayout(row)


def _told(value: object) -> str:
    if isinstance(value, Money):
        return value.format()
    if isinstance(value, date):
        return words.full_day(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
