"""Importing an old register: the file, its columns, what becomes of each row, and one proposal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app import i18n
from app.domain.payees.payee import PersonType
from app.domain.payees.register_columns import RegisterColumn
from app.domain.payees.register_file import Verdict
from app.ui.cells import Cell
from app.ui.fields import ComboField, TextArea
from app.ui.list_import import STANDING, ListImport
from app.ui.messages import toast
from app.ui.screens.payees.parts import words
from app.ui.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from app.domain.payees.register_file import Judged
    from app.services.commands import Given
    from app.services.payee_import import ImportReport, PayeeImport, RegisterReading
    from app.ui.screens.payees.parts.ports import Desk
    from app.ui.table_model import Row
    from app.ui.theme import Tone
    from app.ui.worker import Progress

_LOOKS: dict[Verdict, tuple[Tone, str]] = {
    Verdict.ADDED: ("done", "plus"),
    Verdict.CHANGED: ("waiting", "pencil"),
    Verdict.UNCHANGED: ("plain", "equal"),
    Verdict.REFUSED: ("refused", "circle-x"),
}


class RegisterImportScreen(ListImport["RegisterReading", "ImportReport"]):
    """Reads one register at a time and holds it against ours."""

    key, title_key, words = "register_import", "register.import_title", "register.import_"
    help_key = "register.import_help"
    within = "register"

    def __init__(self, service: PayeeImport, desk: Desk) -> None:
        self._service, self._desk = service, desk
        super().__init__(
            _columns(),
            {each.value: _verdict(each) for each in Verdict},
            {each.value: _column_words(each) for each in RegisterColumn},
        )
        self.person_type = ComboField(
            "register.import_type", [(each.value, f"register.person.{each}") for each in PersonType]
        )
        self.reason = TextArea("register.import_reason", required=True, lines=2)
        self.put(self.person_type, self.reason)
        self.person_type.changed.connect(self.judge)
        self.table.answered.connect(self._foot)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+O", "register.import_choose"), ("Ctrl+Return", "register.propose"))

    # -- what a list says of itself -----------------------------------------------------------------------------------

    def work_read(self, path: Path, progress: Progress) -> RegisterReading:
        """Read a register."""
        return self._service.read(path, progress.report, lambda: progress.cancelled)

    def offer(self, reading: RegisterReading) -> None:
        """Give the reason that most will want."""
        self.reason.set_text(i18n.text("register.import_reason_text", name=reading.name))

    def remapped(self, reading: RegisterReading, columns: Mapping[str, int]) -> RegisterReading:
        """Return the same rows with other columns."""
        return self._service.remapped(reading, {RegisterColumn(name): place for name, place in columns.items()})

    def judging(self, reading: RegisterReading) -> Callable[[], ImportReport]:
        """Return what holds every row against the register."""
        return partial(self._service.report, reading, PersonType(self.person_type.text()))

    def told(self, report: ImportReport) -> tuple[Sequence[Row], int]:
        """Return the rows with their verdicts, and how many are new or differ."""
        return [self._row(each) for each in report.rows], report.count(Verdict.ADDED) + report.count(Verdict.CHANGED)

    def send(self, _reading: RegisterReading, report: ImportReport) -> None:
        """Propose everybody who is new or differs."""
        if not self.reason.check():
            return
        reason = self.reason.text()
        self.dispatch(
            "register.import_sending",
            lambda progress: self._service.propose(report, reason, progress.report),
            partial(self._proposed, report),
        )

    # -- inside -------------------------------------------------------------------------------------------------------

    def _row(self, each: Judged) -> Row:
        tone, icon = _LOOKS[each.verdict]
        why = i18n.text(each.why, **each.facts) if each.why else ""
        if each.differs:
            why = i18n.text("register.import_differs", fields=", ".join(words.field(name) for name in each.differs))
        if each.guessed:
            names = ", ".join(i18n.text(f"editor.field.{name}") for name in each.guessed)
            why = " · ".join(part for part in (i18n.text("register.import_guessed", fields=names), why) if part)
        return {
            "row": f"{each.row:,}",
            STANDING: each.verdict.value,
            "chip": Cell(i18n.text(_verdict(each.verdict)), tone=tone, icon=icon, chip=True),
            "name": each.record.name,
            "account": words.account(self._desk.banks, each.record),
            "why": Cell(why, tone="waiting", hint=why) if each.guessed else why,
        }

    def _foot(self) -> None:
        self.table.footer.say("register.count", count=f"{self.table.model.rowCount():,}")
        left_out = self.report.left_out if self.report else 0
        self.table.footer_end.show_text("")
        if left_out:
            self.table.footer_end.say("register.import_left", count=f"{left_out:,}")

    def _proposed(self, report: ImportReport, given: Sequence[Given]) -> None:
        count = sum(each.entry is not None for each in report.rows)
        toast(self, "register.import_done", count=f"{count:,}", changes=len(given))
        self.navigate.emit("register_requests", given[0].order_id if len(given) == 1 else "pending")


def _columns() -> tuple[Column, ...]:
    return (
        Column("row", "register.import_row", 52, align="right", sortable=False),
        Column("verdict", "register.import_verdict", 112, sortable=False, show_row=lambda row: row["chip"]),
        Column("name", "register.field.name", 180, stretch=True, sortable=False),
        Column("account", "register.account", 226, sortable=False),
        Column("why", "register.import_why", 200, sortable=False, show=lambda why: why),
    )


def _verdict(verdict: Verdict) -> str:
    return f"register.verdict.{verdict}"


def _column_words(column: RegisterColumn) -> str:
    own = {RegisterColumn.TITLE, RegisterColumn.LAST_NAME, RegisterColumn.BANK_NAME}
    return f"register.column.{column}" if column in own else f"register.field.{column}"
