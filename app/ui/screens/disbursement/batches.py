"""Every batch of the unit: what is waiting, what is wrong, what can be done next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus, Kind
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.cells import Cell
from app.ui.filter_bar import Chip, FilterBar
from app.ui.messages import Prompt, Question, ask_text, confirm, toast
from app.ui.saving import ask_where
from app.ui.screen import Screen
from app.ui.screens.disbursement.batch_side import BANK_STEPS, BatchSide
from app.ui.screens.disbursement.export_file import ExportFileDialog
from app.ui.screens.disbursement.new_batch import NewBatchDialog
from app.ui.screens.disbursement.parts import kind_words, lit, words
from app.ui.screens.disbursement.parts.offers import PLACE, offer_of
from app.ui.screens.disbursement.parts.rows import RECORD, RecordRows
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column, Query
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.domain.disbursement.planner import Plan
    from app.domain.disbursement.record import Batch, TimelineEntry
    from app.domain.values.money import Money
    from app.services.drafting import Drafting
    from app.services.exporting import Exporting
    from app.services.inquiry import Inquiry
    from app.ui.filter_bar import Views
    from app.ui.screens.disbursement.parts.ports import Desk
    from app.ui.screens.disbursement.parts.stage_list import Stages
    from app.ui.table_model import Row

NARROW = 780
"""Below this width of the list the quieter columns hide; the side panel tells the same."""
SEARCH_MIN = 150
"""With it, search and chips stand beside the side panel on a screen 1280 pixels wide, in both languages."""

_S = BatchStatus
FILTERS: dict[str, frozenset[str]] = {
    "drafts": frozenset({_S.DRAFT, _S.RETURNED, _S.WITHDRAWN}),
    "waiting": frozenset({_S.SUBMITTED, _S.IN_APPROVAL}),
    "paying": frozenset({_S.APPROVED, _S.RELEASED}),
    "finished": frozenset({_S.SETTLED, _S.PARTLY_SETTLED, _S.REFUSED, _S.CANCELLED}),
    "unknown": frozenset({"unknown"}),
}

TOGETHER = {"under_way": ("waiting", "paying")}
"""Filters that are asked for as one."""


def _of(row: Row) -> Batch:
    record: Batch = row[RECORD]
    return record


def columns() -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (
        Column("purpose", "batches.purpose", 180, stretch=True, show_row=lambda row: _purpose(_of(row))),
        Column("kind", "batches.kind", 96, show_row=lambda row: kind_words.short_kind(_of(row).head.kind)),
        Column("status", "batches.status", 164, show_row=lambda row: words.batch_status(_of(row))),
        Column("lines_count", "batches.lines", 74, align="right", show_row=lambda row: f"{_of(row).lines_count:,}"),
        Column("total", "batches.total", 128, align="right", amount=True, show_row=lambda row: _of(row).total.format()),
        Column("value_date", "batches.value_date", 96, show_row=lambda row: words.day(_of(row).head.value_date)),
        Column("updated_at", "batches.updated", 132, show_row=lambda row: words.moment(_of(row).updated_at)),
    )


def _purpose(batch: Batch) -> str | Cell:
    return words.purpose(batch) if batch.head.purpose else Cell(words.purpose(batch), hint=batch.file_name)


class BatchesScreen(Screen):
    """The list of batches with the detail of the chosen one."""

    key, title_key, icon = "batches", "batches.title", "send"
    help_key = "batches.help"

    def __init__(
        self, drafting: Drafting, inquiry: Inquiry, desk: Desk, views: Views, exporting: Exporting | None = None
    ) -> None:
        super().__init__()
        self._drafting, self._inquiry, self._desk, self._exporting = drafting, inquiry, desk, exporting
        self._source = inquiry.batches()
        self._search = SearchField("batches.search")
        self._chips = {key: Button(f"batches.filter.{key}", kind="chip") for key in FILTERS}
        chips = {key: Chip(chip, FILTERS[key], f"batches.filter.{key}") for key, chip in self._chips.items()}
        self.filters = FilterBar(PLACE, views, offer_of(desk), search=self._search, chips=chips)
        self.table = TableView(
            columns(),
            RecordRows(self._source),
            name="batches",
            label="batches.list",
            empty=Empty("batches.none", "batches.none_why", action="batches.import", act=self._import, icon="inbox"),
        )
        self.side = BatchSide(desk, inquiry.is_stuck)
        self._lay_out()
        self._wire()
        self._summing = worker.Newest(self)
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen batch stays chosen."""
        self.table.refresh()

    def open_subject(self, subject: object) -> None:
        """Put the cursor on one batch (its id), once the list is there, or show one filter (its key)."""
        wanted = TOGETHER.get(str(subject), (str(subject),))
        if wanted[0] in FILTERS:
            for key, chip in self._chips.items():
                chip.setChecked(key in wanted)
        else:
            self._sought = str(subject)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+I", "batches.import"),
            ("Ctrl+N", "recurring.open"),
            ("Ctrl+F", "batches.search"),
            ("Return", "batches.key_open"),
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        self._new = (
            IconButton("batches.template", "download", act=self._template),
            Button("batches.empty", icon="plus", act=self._create_empty),
            Button("recurring.open", icon="copy", act=self._from_earlier, shortcut="Ctrl+N"),
            Button("batches.import", kind="primary", icon="upload", act=self._import, shortcut="Ctrl+I"),
        )
        maker = permissions.may(self._desk.actor.person.roles, Action.IMPORT_BATCH)
        for button in self._new:
            button.setEnabled(maker)
            if not maker:  # shown before it has a place, it would be a window of its own for a moment
                button.hide()
        stack.add_row(Label("batches.title", role="title"), None, *self._new)
        self._search.setMinimumWidth(SEARCH_MIN)
        stack.add(self.filters)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)

    def _wire(self) -> None:
        self._sought = ""
        self.filters.changed.connect(self._look)
        self.table.explain_filter(self.filters.told)
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.acted.connect(self._act)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the quieter columns where there is no room for them."""
        super().resizeEvent(event)
        room = event.size().width() - self.side.width()
        wanted = {"updated_at": NARROW + 140, "kind": NARROW + 60}
        self.table.arrangement.squeeze({key for key, width in wanted.items() if room < width})

    def _look(self) -> None:
        self.filters.apply(self.table)

    def _answered(self) -> None:
        self.side.setVisible(self.table.model.rowCount() > 0)
        if self._sought:
            self._find_sought()
        self._choose()
        query = self.table.model.query
        self._summing.run(lambda _: self._source.totals(query), self._sum, errors.log_only)

    def _find_sought(self) -> None:
        sought, self._sought = self._sought, ""
        worker.run(self, lambda _: self._source.row_id(sought), partial(self._put_cursor, sought), errors.log_only)

    def _put_cursor(self, op_id: str, identity: int) -> None:
        """Put the cursor on a batch; a filter that hides it is taken away."""
        if identity >= 0 and not self.table.choose(identity) and self.filters.query() != Query():
            self._sought = op_id
            self.filters.clear()

    def _sum(self, totals: tuple[int, Money]) -> None:
        self.table.footer.say("batches.footer", count=f"{totals[0]:,}")
        self.table.footer_end.say("batches.footer_sum", total=totals[1].format())

    def _chosen(self) -> Batch | None:
        row = self.table.current_row()
        return _of(row) if row is not None else None

    def _choose(self) -> None:
        batch = self._chosen()
        self.side.show_batch(batch)
        if batch is not None:
            op_id, inquiry = batch.op_id, self._inquiry

            def show(told: tuple[Sequence[TimelineEntry], Stages, Plan | None]) -> None:
                entries, stages, plan = told
                self.side.show_timeline(op_id, entries)
                self.side.show_stages(op_id, stages)
                self.side.show_plan(op_id, plan)

            def look(_: worker.Progress) -> tuple[Sequence[TimelineEntry], Stages, Plan | None]:
                return inquiry.timeline(op_id), inquiry.stages(op_id), inquiry.plan(op_id)

            worker.run(self, look, show, self._explain)

    def _open(self) -> None:
        batch = self._chosen()
        if batch is not None:
            first = next(iter(lit.lit(batch, self._desk.actor)), "")
            if first in _SCREENS:
                self._act(first, batch.op_id)

    # -- actions --------------------------------------------------------------------------------------------------

    def _act(self, name: str, op_id: str) -> None:
        batch = self.side.batch
        if name in _SCREENS:
            self.navigate.emit(_SCREENS[name], op_id)
        elif batch is None:
            return
        elif name == BANK_STEPS:
            show = partial(self.side.show_steps, op_id)
            worker.run(self, lambda _: self._inquiry.bank_steps(op_id), show, self._explain)
        elif name == lit.ASK_AGAIN:
            self._do(lambda: self._inquiry.ask_again(op_id), "batches.asked")
        elif name == lit.DELETE:
            question = Question(
                "batches.delete_ask",
                "batches.act.delete",
                about=lambda: words.purpose(batch),
                count=batch.lines_count,
                total=batch.total,
                danger=True,
            )
            confirm(self, question, act=lambda: self._do(lambda: self._drafting.delete(op_id), "batches.deleted"))
        elif name == lit.EXPORT and self._exporting is not None:
            ExportFileDialog(self, self._exporting, op_id).open()
        elif name == lit.WITHDRAW:
            self._with_reason(name, batch, lambda reason: self._drafting.withdraw(op_id, reason))
        elif name in {lit.CANCEL, lit.ASK_CANCEL}:
            self._with_reason(name, batch, lambda reason: self._drafting.cancel(op_id, reason))

    def _with_reason(self, name: str, batch: Batch, act: Callable[[str], None]) -> None:
        prompt = Prompt(
            f"batches.{name}_ask",
            f"batches.act.{name}",
            about=lambda: words.purpose(batch),
            count=batch.lines_count,
            total=batch.total,
            danger=name != lit.WITHDRAW,
        )
        ask_text(self, prompt, act=lambda reason: self._do(lambda: act(reason), f"batches.{name}_sent"))

    def _do(self, work: Callable[[], object], told: str) -> None:
        def done(_: object) -> None:
            toast(self, told)
            self.refresh()

        worker.run(self, lambda _: work(), done, self._failed)

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)

    def _failed(self, error: Exception) -> None:
        errors.show(self, error)
        self.refresh()

    def _import(self) -> None:
        self.navigate.emit("importing", "")

    def _create_empty(self) -> None:
        self.act_once(
            lambda: self._drafting.create_empty(Kind.WELFARE),
            lambda op_id: self.navigate.emit("editor", op_id),
            self._failed,
        )

    def _from_earlier(self) -> None:
        NewBatchDialog(self, self._drafting.recurring, self._desk, lambda op_id: self.navigate.emit("editor", op_id))

    def _template(self) -> None:
        path = ask_where(self, "batches.template", f"{i18n.text('batches.template_name')}.xlsx")
        if path is not None:
            self.write_template(path)

    def write_template(self, path: Path) -> None:
        """Write the empty form that a clerk fills in a spreadsheet."""
        language = i18n.language()
        self._do(lambda: self._drafting.template(path, language), "batches.template_saved")


_SCREENS = {lit.EDIT: "editor", lit.DECIDE: "approvals", lit.RESULTS: "results", lit.EVIDENCE: "evidence"}
