"""An archive of a year that was opened: what of it is proven, and everything in it, to be found and read."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.ui import days, errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.cells import Cell
from app.ui.flow import Chip
from app.ui.messages import Dialog, announce, toast
from app.ui.pdf_preview import PdfPreview
from app.ui.picture import Picture
from app.ui.record_rows import RECORD
from app.ui.saving import ask_where
from app.ui.screens.years.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.values.money import Money
    from app.services.archive_reading import (
        ArchivedReceipt,
        ArchivedThing,
        ArchiveReading,
        OpenedArchive,
        PartFound,
    )
    from app.services.payee_scans import Scan
    from app.ui.table_model import Row
    from app.ui.theme import Tone

VIEW = (620, 430)
BATCHES, PAPERS, RECEIPTS, DAYS, OTHERS = "batches", "papers", "receipts", "days", "others"
KINDS = {
    BATCHES: frozenset({"batch", "unfinished", "cancelled"}),
    PAPERS: frozenset({"detail", "summary", "history", "attachment"}),
    RECEIPTS: frozenset({"receipt", "receipt_void", "register"}),
    DAYS: frozenset({"day", "statement", "remittance"}),
}
MOMENTS = frozenset({"since", "until", "at", "moved_at"})
_VERDICTS: dict[str, tuple[Tone, str]] = {
    "proven": ("done", "circle-check"),
    "broken": ("refused", "circle-x"),
    "open": ("waiting", "circle-question-mark"),
}


class ThingDialog(Dialog):
    """Shows a paper or a receipt out of an archive, once it was held against what was signed."""

    def __init__(self, parent: QWidget, reading: ArchiveReading, archive: OpenedArchive, thing: ArchivedThing) -> None:
        super().__init__(parent, "ui.words", words=f"{i18n.text(f'year_archives.kind.{thing.kind}')} {thing.reference}")
        self.setMinimumWidth(VIEW[0] + 2 * SPACE.xl)
        self.error = errors.ErrorNote()
        self.pages, self.picture, self.facts = PdfPreview(), Picture(), KeyValues()
        for button in (self.pages.save, self.pages.print):
            button.hide()  # a copy is saved from the list, and the copy is what is printed
        self._name = PurePosixPath(thing.file).name
        self._stack = QStackedWidget()
        self._waits = Label("year_archives.opening", role="quiet")
        for part in (self._waits, self.pages, self.picture, self.facts):
            self._stack.addWidget(part)
        if thing.is_paper:
            self._stack.setMinimumSize(*VIEW)
        self.checked = Label("year_archives.checked", role="small")
        self.checked.hide()
        self.body.add(self.error, self._stack, self.checked)
        self.add_button(Button("ui.close", kind="primary", act=self.accept))
        if thing.is_paper:
            worker.run(self, lambda _: reading.paper(archive, thing), self._show_paper, self._failed)
        elif thing.is_receipt:
            worker.run(self, lambda _: reading.receipt(archive, thing), self._show_receipt, self._failed)
        else:
            worker.run(self, lambda _: reading.signed(archive, thing), self._show_signed, self._failed)

    def _show_paper(self, scan: Scan) -> None:
        if scan.view is not None:
            self.pages.show_document(scan.view, title=lambda: self._name)
            self._stack.setCurrentWidget(self.pages)
        else:
            self.picture.show_image(QImage.fromData(QByteArray(scan.content)))
            self.picture.setAccessibleName(self._name)
            self._stack.setCurrentWidget(self.picture)
        self.checked.show()

    def _show_receipt(self, receipt: ArchivedReceipt) -> None:
        put = self.facts.put
        put("year_archives.receipt_number", f"{receipt.book}/{receipt.number}")
        put("year_archives.payer", receipt.payer)
        for item, amount in receipt.items:
            put(f"={item}", amount.format())
        put("year_archives.amount", receipt.total.format())
        put("year_archives.paid_at", days.iso_moment(receipt.paid_at))
        put("year_archives.channel", i18n.text(f"collection_terms.channel.{receipt.channel}"))
        put("year_archives.bank_ref", receipt.payment_id)
        put("year_archives.issued_at", days.iso_moment(receipt.issued_at))
        put("year_archives.issuer", receipt.issuer)
        self._stack.setCurrentWidget(self.facts)
        self.checked.show()

    def _show_signed(self, fields: Sequence[tuple[str, str | Money]]) -> None:
        for name, value in fields:
            told = value if isinstance(value, str) else value.format()
            if name in MOMENTS:
                told = days.iso_moment(told)
            elif name == "day":
                told = days.iso_day(told)
            self.facts.put(f"year_archives.field.{name}", told or words.DASH)
        self._stack.setCurrentWidget(self.facts)
        self.checked.show()

    def _failed(self, error: Exception) -> None:
        self._stack.hide()
        self.error.show_error(error)


class OpenedView(QWidget):
    """An opened archive; ``left`` is the way back."""

    left = Signal()

    def __init__(self, reading: ArchiveReading) -> None:
        super().__init__()
        self._reading = reading
        self._archive: OpenedArchive | None = None
        self._title, self._state = ShortLabel(role="title"), Chip()
        self._verdict = Notice(tone="done", icon="badge-check")
        self._matters = Notice(tone="waiting", icon="hourglass")
        self._search = SearchField("year_archives.search")
        self._chips = {each: Button(f"year_archives.filter.{each}", kind="chip") for each in (*KINDS, OTHERS)}
        self.table = TableView(
            _columns(),
            FixedRows(()),
            name="year_archive_index",
            label="year_archives.index",
            empty=Empty("year_archives.nothing", "year_archives.nothing_why", icon="folder-open"),
        )
        self.open_button = Button("year_archives.read", kind="primary", icon="eye", act=self._open)
        self.save_button = Button("year_archives.save", icon="download", act=self._ask_where)
        self._side = SidePanel()
        self._facts, self._parts = KeyValues(), Stack(spacing=SPACE.xs)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    def show_archive(self, archive: OpenedArchive) -> None:
        """Show an archive that was just opened."""
        self._archive = archive
        self._search.clear()
        self.retranslate()
        announce(self, self._verdict.words.text())

    def retranslate(self) -> None:
        """Tell everything in the language in use."""
        archive = self._archive
        if archive is None:
            return
        self._title.show_text(archive.path.name)
        key = "whole" if archive.complete else "partial"
        tone: Tone = "done" if archive.complete else "waiting"
        icon = "circle-check" if archive.complete else "hourglass"
        self._state.show_cell(Cell(i18n.text(f"year_archives.{key}"), tone=tone, icon=icon, chip=True))
        self._tell_verdict(archive)
        self._matters.setVisible(bool(archive.open_matters))
        if archive.open_matters:
            self._matters.say("year_archives.made_before", matters=words.matters(archive.open_matters))
        self._tell_facts(archive)
        self._show_rows()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        back = IconButton("review.back", "arrow-left", act=self.left.emit)
        stack.addLayout(row_of(back, self._title, self._state, None))
        stack.add(self._verdict, self._matters)
        self._search.setFixedWidth(240)
        stack.addLayout(row_of(self._search, *self._chips.values(), None))
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        stack.addLayout(row_of(None, self.save_button, self.open_button))
        stack.addSpacing(SPACE.m)
        self._side.body.add(self._facts)
        self._side.body.addSpacing(SPACE.s)
        self._side.body.add(Label("year_archives.parts", role="section"))
        self._side.body.addLayout(self._parts)
        self._side.body.addStretch(1)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self._side)
        self.setLayout(whole)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._show_rows())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._show_rows())
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _tell_verdict(self, archive: OpenedArchive) -> None:
        broken = archive.broken
        if broken is None:
            self._verdict.turn("done", "badge-check")
            self._verdict.say("year_archives.proven", "year_archives.proven_more")
            return
        self._verdict.turn("refused", "circle-x")
        language = i18n.language()
        why = f"{broken.told(language)}: {broken.why(language)}"
        self._verdict.say("year_archives.broken", "year_archives.broken_more", why=why)

    def _tell_facts(self, archive: OpenedArchive) -> None:
        put = self._facts.put
        put("year_archives.index_unit", archive.office or words.DASH)
        if archive.year is not None:
            put("year_archives.year", str(archive.year.number))
            put("year_archives.index_keep", days.day(archive.year.keep_until))
        put("year_archives.index_made", days.iso_moment(archive.made_at))
        put("year_archives.fingerprint", words.grouped(archive.digest) or words.DASH)
        while (item := self._parts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for part in archive.parts:
            self._parts.add(_part(part))

    def _show_rows(self) -> None:
        if self._archive is None:
            return
        sought = self._search.text().strip().casefold()
        on = {name for name, chip in self._chips.items() if chip.isChecked()}
        rows = [
            {
                RECORD: one,
                "kind": one.kind,
                "reference": one.reference,
                "title": one.title,
                "day": one.day,
                "amount": one.amount.satang if one.amount else 0,
            }
            for one in self._archive.things
            if (not on or _group(one) in on) and sought in f"{one.reference} {one.title} {one.file}".casefold()
        ]
        self.table.model.use_source(FixedRows(rows))

    def _answered(self) -> None:
        self.table.footer.say("year_archives.count_things", count=f"{self.table.model.rowCount():,}")
        self._choose()

    def chosen(self) -> ArchivedThing | None:
        """Return what has the cursor, None without anything."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    def _choose(self) -> None:
        thing = self.chosen()
        self.open_button.setEnabled(thing is not None and thing.can_open)
        self.save_button.setEnabled(thing is not None and bool(thing.file))

    def _open(self) -> None:
        thing = self.chosen()
        if self._archive is not None and thing is not None and thing.can_open:
            ThingDialog(self, self._reading, self._archive, thing).open()

    def save(self, path: Path) -> None:
        """Write a copy of what has the cursor to ``path``."""
        archive, thing = self._archive, self.chosen()
        if archive is not None and thing is not None:
            worker.run(
                self,
                lambda _: self._reading.save(archive, thing, path),
                lambda _: toast(self, "year_archives.saved", name=path.name),
                self._explain,
            )

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)

    def _ask_where(self) -> None:
        thing = self.chosen()
        if thing is None or not thing.file:
            return
        name = PurePosixPath(thing.file).name
        path = ask_where(self, "year_archives.save", name)
        if path is not None:
            self.save(path)


def _group(thing: ArchivedThing) -> str:
    return next((name for name, kinds in KINDS.items() if thing.kind in kinds), OTHERS)


def _part(part: PartFound) -> QWidget:
    """Return a line that says of a part whether it is proven; where it is not, why."""
    language = i18n.language()
    tone, icon = _VERDICTS[part.verdict]
    chip = Chip(Cell(i18n.text(f"year_archives.verdict.{part.verdict}"), tone=tone, icon=icon, chip=True))
    told, why = Label(role="table", wrap=True), Label(role="small", wrap=True)
    count = f" ({part.count:,})" if part.count > 1 else ""
    told.show_text(f"{part.told(language)}{count}")
    why.show_text(part.why(language))
    if not why.text():
        why.hide()
    holder, beside = QWidget(), Stack(spacing=0)
    beside.add(told, why)
    row = row_of(spacing=SPACE.s)
    row.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(beside, 1)
    holder.setLayout(row)
    return holder


def _columns() -> tuple[Column, ...]:
    def of(show: Callable[[ArchivedThing], str]) -> Callable[[Row], str]:
        return lambda row: show(row[RECORD])

    return (
        Column("kind", "year_archives.kind", 146, show_row=of(_kind)),
        Column("reference", "year_archives.reference", 120, show_row=of(lambda one: one.reference)),
        Column("title", "year_archives.subject", 160, stretch=True, show_row=of(lambda one: one.title)),
        Column("day", "year_archives.day", 104, show_row=of(lambda one: days.iso_day(one.day))),
        Column("amount", "year_archives.amount", 110, align="right", amount=True, show_row=of(_amount)),
    )


def _kind(thing: ArchivedThing) -> str:
    key = f"year_archives.kind.{thing.kind}"
    return i18n.text(key) if i18n.has(key) else thing.kind


def _amount(thing: ArchivedThing) -> str:
    return thing.amount.format() if thing.amount else words.DASH
