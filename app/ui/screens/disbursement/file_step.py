"""The first step of an import: drop or choose a file, see it being read, hear when it was here before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app import i18n
from app.ui import theme
from app.ui.buttons import Button
from app.ui.errors import ErrorNote
from app.ui.fields import ComboField
from app.ui.file_drops import take_drops
from app.ui.flow import Chip, ProgressPanel
from app.ui.icons import Icon
from app.ui.screens.disbursement.parts import kind_words, words
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.surfaces import Column, Notice, line, row_of, scroll_page
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.user import Unit
    from app.domain.disbursement.record import Batch

DROP_HEIGHT = 240


class DropZone(QFrame):
    """A place for one file; it says what fits and has a button for those who do not drag."""

    dropped = Signal(object)

    def __init__(self, choose: Button, template: Button) -> None:
        super().__init__()
        theme.dress(self, role="card")
        take_drops(self, lambda paths: self.dropped.emit(paths[0]), lights_up=True)
        self.setMinimumHeight(DROP_HEIGHT)
        column = Column(self, margins=SPACE.xl, spacing=SPACE.s)
        column.addStretch(1)
        column.addWidget(Icon("file-spreadsheet", "accent", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        for key, role in (("importing.drop", "section"), ("importing.formats", "quiet")):
            label = Label(key, role=role, wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.add(label)
        column.addSpacing(SPACE.s)
        column.addLayout(row_of(None, choose, template, None, spacing=SPACE.m))
        column.addStretch(1)


class EarlierNote(Notice):
    """Says that the same file was imported before, naming each batch and how it stands (DU-1)."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__("importing.same_file", tone="unknown", icon="copy")
        self.more.say("importing.same_file.do")
        self.more.show()
        self._batches = Column(spacing=SPACE.xs)
        self.body.addLayout(self._batches)
        self.hide()

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """Name the batches, or go out of sight for none."""
        empty(self._batches)
        for batch in batches:
            self._batches.add(self._row(batch))
        self.setVisible(bool(batches))

    def _row(self, batch: Batch) -> QWidget:
        facts = {
            "count": f"{batch.lines_count:,}",
            "total": batch.total.format(),
            "day": words.moment(batch.created_at),
        }
        told = Label(role="table")
        told.say("importing.earlier_facts", **facts)
        link = Button("ui.words", kind="link", act=lambda: self.opened.emit(batch.op_id))
        link.say("ui.words", words=words.purpose(batch))
        link.explain(i18n.text("importing.open_earlier"))
        row = QWidget()
        row.setLayout(row_of(link, Chip(words.batch_status(batch)), told, None, spacing=SPACE.m))
        return row


class FileStep(QWidget):
    """``chosen`` carries a path; ``confirmed`` says to import although the file was here before."""

    chosen = Signal(object)
    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, choose: Button, template: Button, unit: Unit) -> None:
        super().__init__()
        area, body = scroll_page(margins=0, spacing=SPACE.l)
        body.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, SPACE.l)
        self.kind = ComboField("importing.kind", kind_words.known_kinds(unit), hint="importing.kind_hint")
        self.kind.setMaximumWidth(SIZES.form_width)
        self.zone = DropZone(choose, template)
        self.zone.dropped.connect(self.chosen)
        self.progress = ProgressPanel("importing.reading")
        self.progress.cancelled.connect(self.cancelled)
        self.progress.hide()
        self.error = ErrorNote()
        self.earlier = EarlierNote()
        self._go = Button("importing.go_on", icon="arrow-right", act=self.confirmed.emit)
        self._go.hide()
        body.add(self.zone, self.kind, self.progress, self.error, self.earlier)
        body.addLayout(row_of(self._go, None))
        body.add(line(), Label("importing.promise", role="quiet", wrap=True))
        body.addStretch(1)
        whole = Column(self)
        whole.add(area)

    def begin(self, key: str, name: str) -> None:
        """Show that work is under way on a file."""
        self.error.clear()
        self.show_earlier(())
        self.zone.setEnabled(False)
        self.progress.begin(key, name=name)
        self.progress.button.setFocus()

    def rest(self) -> None:
        """Show that nothing is under way."""
        self.zone.setEnabled(True)
        self.progress.hide()

    def show_earlier(self, batches: Sequence[Batch]) -> None:
        """Ask whether to go on although these batches came from the same file."""
        self.earlier.show_batches(batches)
        self._go.setVisible(bool(batches))
        if batches:
            self._go.setFocus()

    def chosen_kind(self) -> str:
        """Return the kind of payment that was chosen."""
        return self.kind.text()
