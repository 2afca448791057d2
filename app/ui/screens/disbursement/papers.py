"""Papers attached to a batch: let go here or chosen, named with size and hash, opened to be read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QFrame, QStackedWidget, QWidget

from app import i18n
from app.ui import errors, theme, worker
from app.ui.buttons import Button, IconButton
from app.ui.file_drops import take_drops
from app.ui.flow import ProgressPanel
from app.ui.icons import Icon
from app.ui.messages import Dialog
from app.ui.pdf_preview import PdfPreview
from app.ui.picture import Picture
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.surfaces import Column, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import Attachment
    from app.services.attachments import Attachments
    from app.services.payee_scans import Scan

FILTER = "*.pdf *.png *.jpg *.jpeg"
VIEW = (760, 560)
HASH_SHOWN = 12


class PaperPanel(QFrame):
    """``chosen`` carries files to attach, ``removed`` and ``opened`` a paper; without ``editable`` it only shows."""

    chosen = Signal(object)
    removed = Signal(object)
    opened = Signal(object)

    def __init__(self, *, editable: bool) -> None:
        super().__init__()
        theme.dress(self, role="card")
        self._editable = editable
        self._papers: Sequence[Attachment] = ()
        if editable:
            take_drops(self, self.chosen.emit, lights_up=True)
        self._add = Button("papers.add", icon="upload", act=self._choose)
        if not editable:  # shown before it has a place, it would be a window of its own for a moment
            self._add.hide()
        self._none = Label("papers.drop" if editable else "papers.none", role="quiet", wrap=True)
        self._rows = Column(spacing=SPACE.xs)
        whole = Column(self, margins=SPACE.l, spacing=SPACE.s)
        whole.add_row(Label("papers.title", role="section"), None, self._add)
        whole.add(self._none)
        whole.addLayout(self._rows)

    def show_papers(self, papers: Sequence[Attachment]) -> None:
        """Show these papers."""
        if papers == self._papers and self._rows.count():
            return
        self._papers = papers
        empty(self._rows)
        self._none.setVisible(not papers or self._editable)
        for paper in papers:
            self._rows.add(self._row(paper))

    def _row(self, paper: Attachment) -> QWidget:
        link = Button("ui.words", kind="link", act=partial(self.opened.emit, paper))
        link.say("ui.words", words=paper.name)
        facts = Label(role="small")
        facts.say("papers.facts", size=_size(paper.size), sha256=paper.sha256[:HASH_SHOWN])
        row = row_of(Icon("file-text", "quiet"), link, facts, None, spacing=SPACE.s)
        if self._editable:
            drop = IconButton("papers.remove", "trash-2", act=partial(self.removed.emit, paper))
            drop.setAccessibleName(f"{i18n.text('papers.remove')} {paper.name}")
            row.addWidget(drop)
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def _choose(self) -> None:
        kinds = f"{i18n.text('papers.kinds')} ({FILTER})"
        names, _ = QFileDialog.getOpenFileNames(self, i18n.text("papers.add"), str(Path.home()), kinds)
        if names:
            self.chosen.emit([Path(name) for name in names])


class PaperDialog(Dialog):
    """Shows one paper once its bytes were held against the signed hash; another one is refused and says so."""

    def __init__(self, parent: QWidget, attachments: Attachments, op_id: str, paper: Attachment) -> None:
        super().__init__(parent, "ui.words", words=paper.name)
        self.setMinimumWidth(VIEW[0] + 2 * SPACE.xl)
        self.error = errors.ErrorNote()
        self._progress = ProgressPanel("papers.opening")
        self._progress.button.hide()
        self.pages, self.picture = PdfPreview(), Picture()
        self._stack = QStackedWidget()
        self._stack.setMinimumSize(*VIEW)
        for part in (self._progress, self.pages, self.picture):
            self._stack.addWidget(part)
        checked = Label("papers.checked", role="small")
        self._checked = checked
        checked.hide()
        self.body.add(self.error, self._stack, checked)
        self.add_button(Button("ui.close", kind="primary", act=self.accept))
        self._progress.begin("papers.opening")
        self._paper = paper
        worker.run(self, lambda _: attachments.open(op_id, paper), self._show, self._failed)

    def _show(self, scan: Scan) -> None:
        if scan.view is not None:
            self.pages.show_document(scan.view, title=lambda: self._paper.name)
            self._stack.setCurrentWidget(self.pages)
        else:
            self.picture.show_image(QImage.fromData(QByteArray(scan.content)))
            self.picture.setAccessibleName(self._paper.name)
            self._stack.setCurrentWidget(self.picture)
        self._checked.say("papers.checked", sha256=self._paper.sha256[:HASH_SHOWN])
        self._checked.show()

    def _failed(self, error: Exception) -> None:
        self._stack.hide()
        self.error.show_error(error)


def _size(count: int) -> str:
    return f"{count / 1024:,.0f} KB" if count < 1 << 20 else f"{count / (1 << 20):,.1f} MB"
