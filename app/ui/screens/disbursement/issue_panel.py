"""The right column of the rows: what must be mended, was repaired, looks suspicious; each leads to its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app import i18n
from app.domain.disbursement.issues import Severity
from app.ui.buttons import Button
from app.ui.fields import TextField
from app.ui.screens.disbursement.line_notes import LineNotes
from app.ui.screens.disbursement.parts import issue_words
from app.ui.screens.disbursement.parts.issue_list import Entry, IssueList
from app.ui.surfaces import Notice, SidePanel
from app.ui.texts import Label, follow
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.issues import Issue
    from app.domain.disbursement.transfer import Field
    from app.services.draft_lines import RepairGroup
    from app.services.draft_sheet import DraftSheet

MEND_ROWS, REPAIR_ROWS, SUSPECT_ROWS = 6, 20, 5


class IssuePanel(SidePanel):
    """``gone_to(number, field)`` asks for a cell, ``reason_given`` keeps what repeats another line."""

    gone_to = Signal(int, object)
    reason_given = Signal(str)
    onward = Signal()
    doctor_wanted = Signal()
    marked_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(SIZES.side_width - SPACE.l)
        self._sheet: DraftSheet | None = None
        self._repair_turns: dict[str, int] = {}
        self._here: tuple[int, Field | None] | None = None
        self.notes = LineNotes()
        self._mend_title = Label(role="section")
        self._repair_title = Label(role="section")
        self._suspect_title = Label(role="section")
        self._clear = Notice("editor.all_clear", tone="done", icon="circle-check")
        self._mend = IssueList(lambda: i18n.text("editor.mend_list"), _entry, rows_max=MEND_ROWS)
        self._repairs = IssueList(lambda: i18n.text("editor.repair_list"), _repaired, rows_max=REPAIR_ROWS)
        self._suspects = IssueList(lambda: i18n.text("editor.suspect_list"), _entry, rows_max=SUSPECT_ROWS)
        self.reason = TextField("editor.keep_reason", hint="editor.keep_hint")
        self.doctor = Button(
            "doctor.open", kind="quiet", icon="badge-check", act=self.doctor_wanted.emit, shortcut="F9"
        )
        self.marked = Button("editor.marked", kind="quiet", icon="download", act=self.marked_wanted.emit)
        self.next = Button("editor.next_issue", kind="primary", icon="arrow-right", act=self.go_on, shortcut="F8")
        self.go = Button("editor.onward", kind="primary", act=self.onward.emit, shortcut="Ctrl+Shift+Return")
        self._lay_out()
        for each in (self._mend, self._suspects):
            each.gone_to.connect(lambda entry: self._go_to(entry.number, entry.field))
        self._repairs.gone_to.connect(self._show_repair)
        self.reason.edit.editingFinished.connect(self._give_reason)
        follow(self, self._tell)

    def show_sheet(self, sheet: DraftSheet) -> None:
        """Show what is to be said about a draft, or say it anew."""
        if self._sheet is not sheet:
            self.reason.set_text(sheet.batch.head.duplicate_reason)
            self._here = None
        self._sheet = sheet
        self.notes.show_sheet(sheet)
        self._tell()

    def go_on(self) -> None:
        """Go to the next place that needs a person, starting over after the last."""
        wrong = self._places(Severity.ERROR)
        places, shown = (wrong, self._mend) if wrong else (self._places(Severity.SUSPECT), self._suspects)
        if not places:
            self.notes.next_remark()
            return
        position = _after(places, self._here)
        shown.mark(position)
        self._go_to(places[position].row, places[position].field)

    def ask_reason(self) -> None:
        """Show the first line that repeats another, with the keyboard where the reason is written."""
        twin = next(iter(self._places(Severity.SUSPECT)), None)
        if twin is not None:
            self._suspects.mark(0)
            self._go_to(twin.row, twin.field)
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.body.setSpacing(SPACE.xs)
        self.body.setContentsMargins(SPACE.m, SPACE.l, SPACE.m, SPACE.s)
        self.notes.gone_to.connect(lambda number: self.gone_to.emit(number, None))
        self.body.add(self.notes.remarks)
        for title, parts in (
            (self._mend_title, (self._clear, self._mend, self.marked)),
            (self._repair_title, (self.doctor, self._repairs)),
            (self._suspect_title, (self._suspects, self.reason)),
        ):
            title.setContentsMargins(SPACE.s, 0, 0, 0)
            self.body.add(title, *parts)
            self.body.addSpacing(SPACE.m)
        self.body.add(self.notes)
        self.body.addStretch(1)
        self.foot.add(self.next, self.go)

    def _go_to(self, number: int, field: Field | None) -> None:
        self._here = (number, field)
        self.gone_to.emit(number, field)

    def _places(self, severity: Severity) -> list[Issue]:
        return [issue for issue in self._sheet.issues if issue.severity is severity] if self._sheet else []

    def _tell(self) -> None:
        wrong, suspect = self._places(Severity.ERROR), self._places(Severity.SUSPECT)
        warned = self._places(Severity.WARNING)
        repairs = self._sheet.repairs if self._sheet else ()
        clear = self._sheet is not None and bool(self._sheet.numbers) and not wrong
        self._clear.setVisible(clear and not self.notes.has_remarks)
        self._mend_title.say("editor.mend", count=f"{len(wrong):,}")
        self._mend_title.setVisible(bool(wrong))
        self._mend.show_things(wrong)
        self.marked.setVisible(bool(wrong))
        self._repair_title.say("editor.repaired", count=len(repairs))
        self._repair_title.setVisible(bool(repairs))
        self._repairs.show_things(repairs)
        self.doctor.setVisible(bool(repairs))
        self._suspect_title.say("editor.suspects", count=f"{len(suspect) + len(warned):,}")
        self._suspect_title.setVisible(bool(suspect or warned))
        self._suspects.show_things([*suspect, *warned])
        self.reason.setVisible(bool(suspect))
        self.next.setVisible(bool(wrong or suspect or self.notes.has_remarks))
        self.next.become("primary" if wrong else "plain")  # one filled button: the way onward, once it is open
        self.go.setVisible(not wrong)

    def _show_repair(self, entry: Entry) -> None:
        """Go to the next line that this rule changed."""
        if self._sheet is None:
            return
        for group in self._sheet.repairs:
            if issue_words.repair(group.code) == entry.title:
                turn = self._repair_turns.get(group.code, -1) + 1
                self._repair_turns[group.code] = turn
                cell = group.cells[turn % len(group.cells)]
                self.gone_to.emit(cell.number, cell.field)

    def _give_reason(self) -> None:
        if self.reason.edit.isModified():
            self.reason.edit.setModified(False)
            self.reason_given.emit(self.reason.text().strip())


def _after(places: Sequence[Issue], here: tuple[int, Field | None] | None) -> int:
    """Return the position of the place after the one last gone to; when that was mended, of what follows it."""
    if here is None:
        return 0
    stayed = [position for position, place in enumerate(places) if (place.row, place.field) == here]
    if stayed:
        return (stayed[-1] + 1) % len(places)
    return next((position for position, place in enumerate(places) if place.row >= here[0]), 0)


def _repaired(group: RepairGroup) -> Entry:
    title = issue_words.repair(group.code)
    waits = group.count(None) if group.is_guess else 0
    more = i18n.text("doctor.count_waits", count=f"{waits:,}") if waits else ""
    return Entry(f"{len(group.numbers):,}", title, more, group.numbers[0], tone="waiting", chip=True)


def _entry(issue: Issue) -> Entry:
    return Entry(
        i18n.text("editor.row_number", number=issue.row),
        issue_words.title(issue),
        issue_words.advice(issue),
        issue.row,
        issue.field,
        issue_words.TONES[issue.severity],
    )
