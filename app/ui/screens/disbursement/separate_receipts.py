"""Keeping each receipt of a batch as a file of its own: how far it is, Cancel, and nothing replaced unasked."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from app.domain.values.errors import Refused
from app.ui import worker
from app.ui.flow import ProgressPanel
from app.ui.messages import Question, confirm, toast

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.i18n import Language
    from app.services.evidence import Evidence, SavedReceipts
    from app.ui.worker import Progress

ReceiptPaper = Literal["page", "half", "roll"]


class ReceiptOrder(NamedTuple):
    """Receipts of which batch are wanted, and how; ``words`` are those of one payee, '' for all."""

    op_id: str
    language: Language
    masked: bool
    layout: ReceiptPaper
    words: str = ""

    def numbers(self, evidence: Evidence) -> tuple[int, ...]:
        """Return the lines that are wanted, none for all; called on a worker."""
        return evidence.paid_lines(self.op_id, self.words) if self.words else ()


class SeparateReceipts(ProgressPanel):
    """Writes them, and is in sight while it does; ``explain`` is told what went wrong."""

    def __init__(self, evidence: Evidence, explain: Callable[[Exception], None]) -> None:
        super().__init__("evidence.writing_each")
        self._service, self._explain = evidence, explain
        self._enough: threading.Event | None = None
        self.cancelled.connect(self.stop)
        self.hide()

    def save(self, order: ReceiptOrder, folder: Path, *, overwrite: bool = False) -> None:
        """Write the receipts into a folder within ``folder``; while that goes on, another call begins nothing."""
        if self._enough is not None:
            return
        enough = self._enough = threading.Event()
        self.begin("evidence.writing_each")

        def work(progress: Progress) -> SavedReceipts:
            def advance(done: int, total: int) -> bool:
                progress.report(done, total)
                return not enough.is_set() and not progress.cancelled

            return self._service.save_each(
                order.op_id, order.language, folder, masked=order.masked, numbers=order.numbers(self._service),
                layout=order.layout, overwrite=overwrite, progress=advance,
            )  # fmt: skip

        worker.run(self, work, self._saved, partial(self._failed, order, folder), self.advance)

    def stop(self) -> None:
        """Write no more; what is written stays, and is told."""
        if self._enough is not None:
            self._enough.set()

    def _saved(self, saved: SavedReceipts) -> None:
        self._end()
        key = "evidence.saved_each" if saved.written == saved.total else "evidence.stopped_each"
        toast(self, key, count=f"{saved.written:,}", total=f"{saved.total:,}", folder=saved.folder.name)

    def _failed(self, order: ReceiptOrder, folder: Path, error: Exception) -> None:
        self._end()
        if not isinstance(error, Refused) or error.code != "receipts_exist":
            self._explain(error)
            return
        question = Question(
            "evidence.exist_title", "evidence.exist_replace", "evidence.exist_explain", danger=True, facts=error.facts
        )
        confirm(self, question, partial(self.save, order, folder, overwrite=True))

    def _end(self) -> None:
        self._enough = None
        self.hide()
