"""The detail of a chosen batch: key facts, what happened, and the actions that are lit now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.ui import plan_words
from app.ui.buttons import Button
from app.ui.flow import Chip, Timeline
from app.ui.screens.disbursement.parts import kind_words, lit, step_words, words
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.screens.disbursement.parts.origin_words import origin
from app.ui.screens.disbursement.parts.stage_list import StageList, Stages
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.disbursement.bank_step import BankStep
    from app.domain.disbursement.planner import Plan
    from app.domain.disbursement.record import Batch, TimelineEntry
    from app.ui.buttons import Kind
    from app.ui.screens.disbursement.parts.ports import Desk

_ICONS = {
    lit.EDIT: "pencil",
    lit.DECIDE: "badge-check",
    lit.ASK_AGAIN: "refresh-cw",
    lit.RESULTS: "circle-check",
    lit.EVIDENCE: "file-check",
    lit.EXPORT: "download",
    lit.WITHDRAW: "undo-2",
    lit.CANCEL: "ban",
    lit.ASK_CANCEL: "ban",
    lit.DELETE: "trash-2",
}
BANK_STEPS = "bank_steps"
"""The act of asking the bank; every other act is one of `lit`."""
_MAIN = frozenset({lit.EDIT, lit.DECIDE, lit.ASK_AGAIN})
_DANGER = frozenset({lit.CANCEL, lit.ASK_CANCEL, lit.DELETE})


class BatchSide(SidePanel):
    """The right column of the list; ``acted`` tells which action was pressed for which batch.

    ``is_stuck`` says whether the bank has been silent about a batch for too long (ST-5).
    """

    acted = Signal(str, str)

    def __init__(self, desk: Desk, is_stuck: Callable[[Batch], bool]) -> None:
        super().__init__()
        self._desk = desk
        self._is_stuck = is_stuck
        self._batch: Batch | None = None
        self._entries: Sequence[TimelineEntry] = ()
        self._chip = Chip()
        self._title = Label(role="section", wrap=True)
        self._figure = Label(role="hero")
        self._in_words = Label(role="quiet", wrap=True)
        self._notice = Notice()
        self._facts = KeyValues()
        self._timeline = Timeline()
        self._stages: Stages = ()
        self._signers = StageList()
        self._plan = Notice(tone="waiting", icon="clock")
        self._plan.hide()
        self._planned: Plan | None = None
        self._history = Label("batches.timeline", role="section")
        self.steps = Button("bank_steps.ask", kind="link", icon="landmark", act=self._ask_for_steps)
        self._at_bank = Label("bank_steps.title", role="section")
        self._steps = Timeline()
        self._told: Sequence[BankStep] | None = None
        self.body.add(row_of(self._chip, None), self._title, self._figure, self._in_words, self._notice)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._facts)
        self.body.addSpacing(SPACE.s)
        self.body.add(self._plan, self._signers, self._history, self._timeline)
        self.body.addWidget(self.steps, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.add(self._at_bank, self._steps)
        self.body.addStretch(1)
        follow(self, self._tell)

    @property
    def batch(self) -> Batch | None:
        """The batch in sight."""
        return self._batch

    def show_batch(self, batch: Batch | None) -> None:
        """Show the facts of a batch at once; its timeline follows with ``show_timeline``."""
        if batch is None or self._batch is None or batch.op_id != self._batch.op_id:
            self._entries, self._stages, self._planned, self._told = (), (), None, None
        self._batch = batch
        self._tell()

    def show_timeline(self, op_id: str, entries: Sequence[TimelineEntry]) -> None:
        """Show what happened to the batch in sight; news of another one is dropped."""
        if self._batch is not None and self._batch.op_id == op_id:
            self._entries = entries
            self._timeline.show_events(words.events(entries, self._desk.unit))
            self._history.setVisible(bool(entries))

    def show_steps(self, op_id: str, steps: Sequence[BankStep]) -> None:
        """Show what the bank says of the steps of the batch in sight."""
        if self._batch is not None and self._batch.op_id == op_id:
            self._told = steps
            self._tell_steps()

    def _ask_for_steps(self) -> None:
        if self._batch is not None:
            self.acted.emit(BANK_STEPS, self._batch.op_id)

    def _tell_steps(self) -> None:
        told, batch = self._told, self._batch
        self.steps.setVisible(batch is not None and batch.status is not BatchStatus.DRAFT and told is None)
        for part in (self._at_bank, self._steps):
            part.setVisible(told is not None)
        if told is not None:
            self._at_bank.say("bank_steps.title" if told else "bank_steps.none")
            self._steps.show_events(step_words.events(told, self._desk.unit))

    def show_plan(self, op_id: str, plan: Plan | None) -> None:
        """Show until when the batch in sight must be signed, and who can."""
        if self._batch is not None and self._batch.op_id == op_id:
            self._planned = plan
            self._tell_plan()

    def _tell_plan(self) -> None:
        plan = self._planned
        self._plan.setVisible(plan is not None and self._batch is not None)
        if plan is not None:
            self._plan.turn("refused" if plan.overdue else "waiting", "clock")
            self._plan.words.show_text(plan_words.headline(plan))
            self._plan.more.show_text(plan_words.people(plan))
            self._plan.more.show()

    def show_stages(self, op_id: str, stages: Stages) -> None:
        """Show who signs first, second ... where the policy said so."""
        if self._batch is not None and self._batch.op_id == op_id:
            self._stages = stages
            self._tell_stages(self._batch)

    def _tell_stages(self, batch: Batch) -> None:
        waiting = batch.status in {BatchStatus.SUBMITTED, BatchStatus.IN_APPROVAL}
        self._signers.show_stages(self._stages if waiting else (), batch.signatures_have, self._desk.unit)

    def _tell(self) -> None:
        batch = self._batch
        for part in (self._chip, self._title, self._figure, self._in_words, self._facts):
            part.setVisible(batch is not None)
        self._notice.hide()
        self._history.setVisible(bool(self._entries))
        self._timeline.show_events(words.events(self._entries, self._desk.unit))
        self._tell_actions(batch)
        self._tell_steps()
        if batch is None:
            self._signers.hide()
            self._plan.hide()
            return
        self._tell_stages(batch)
        self._tell_plan()
        self._chip.show_cell(words.batch_status(batch))
        self._title.show_text(words.purpose(batch))
        self._figure.say("ui.baht", amount=batch.total.format())
        self._in_words.show_text(words.sum_words(batch.total))
        self._tell_notice(batch)
        self._tell_facts(batch)

    def _tell_notice(self, batch: Batch) -> None:
        if batch.suspect:
            self._notice.turn("refused", "shield-x")
            self._notice.say("batches.suspect", "batches.suspect.do", why=words.refusal(batch.suspect, {})[0])
        elif words.is_end_asked(batch):
            self._notice.turn("waiting", "hourglass")
            self._notice.say("batches.end_asked", "batches.end_asked.do")
        elif batch.delivery is Delivery.UNKNOWN:
            self._notice.turn("unknown", "circle-question-mark")
            self._notice.say("batches.unknown", "batches.unknown.do")
        elif batch.delivery is Delivery.QUEUED:
            self._notice.turn("waiting", "clock")
            self._notice.say("batches.queued", "batches.queued.do")
        elif batch.delivery is Delivery.REFUSED:
            self._tell_refusal(batch)
        elif self._is_stuck(batch):
            self._notice.turn("waiting", "clock")
            self._notice.say("batches.stuck", "batches.stuck.do", since=words.moment(batch.updated_at))
        elif words.is_refusal(batch.reason):
            self._tell_refusal(batch)
        elif batch.reason:
            self._notice.turn("refused", "undo-2")
            self._notice.say("batches.reason_given", "batches.reason_text", reason=batch.reason)

    def _tell_refusal(self, batch: Batch) -> None:
        what, advice = words.refusal(batch.reason, batch.reason_facts)
        self._notice.turn("refused", "circle-x")
        self._notice.words.show_text(what)
        self._notice.more.show_text(advice)
        self._notice.more.setVisible(bool(advice))
        self._notice.show()

    def _tell_facts(self, batch: Batch) -> None:
        unit = self._desk.unit
        put = self._facts.put
        put("batches.lines", f"{batch.lines_count:,}")
        put("batches.kind", kind_words.full_kind(unit, batch.head))
        put("batches.value_date", words.full_day(batch.head.value_date))
        document = " · ".join(part for part in (batch.head.document_no, words.day(batch.head.document_date)) if part)
        put("batches.document", document if batch.head.document_no else words.DASH)
        put("batches.from_account", words.account("006", batch.head.debit_account) or words.DASH)
        put("batches.maker", unit.person_name(batch.maker_uid, i18n.language()))
        put("batches.file", origin(batch) or words.DASH)

    def _tell_actions(self, batch: Batch | None) -> None:
        empty(self.foot)
        if batch is None:
            return
        left_behind = not batch.mine and self._desk.unit.makes_no_more(batch.maker_uid)
        for name in lit.lit(batch, self._desk.actor, left_behind=left_behind):
            self.foot.add(self._button(name, batch.op_id))

    def _button(self, name: str, op_id: str) -> Button:
        main = name in _MAIN and not permissions.may(self._desk.actor.person.roles, Action.IMPORT_BATCH)
        kind: Kind = "primary" if main else "danger" if name in _DANGER else "plain"  # a maker's one is the import
        button = Button(f"batches.act.{name}", kind=kind, icon=_ICONS[name], act=lambda: self.acted.emit(name, op_id))
        button.setObjectName(f"act_{name}")
        return button
