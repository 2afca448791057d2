"""Step three of the guided close: the three columns side by side, and what was matched with what, by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.closing.matching import Rule
from app.domain.values.money import formatted
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.closing.guide_match import MatchDialog
from app.ui.screens.closing.guide_state import entry_words, few, item_words
from app.ui.screens.closing.parts import words
from app.ui.screens.closing.parts.compared_table import ComparedTable
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.closing.items import OwnItem
    from app.domain.closing.matching import ByHand, Matching
    from app.domain.closing.statement import Entry
    from app.ui.cells import Shown
    from app.ui.screens.closing.guide_state import GuideState

DIFFERS, ENTRY_LEFT, ITEM_LEFT = "differs", "entry_left", "item_left"


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One line of the preview: movements and things of ours with the rule, or why they stand alone."""

    why: str
    entries: tuple[Entry, ...]
    items: tuple[OwnItem, ...]
    shape: str = ""
    reason: str = ""

    @property
    def fits(self) -> bool:
        """Whether it is matched."""
        return bool(self.shape)

    @property
    def account(self) -> str:
        """The account on which it is."""
        return self.entries[0].account if self.entries else self.items[0].account

    @property
    def satang(self) -> int:
        """The sum of the movements, or of ours where the account shows nothing."""
        return sum(one.amount.satang for one in self.entries or self.items)


def lines(matching: Matching) -> list[MatchRow]:
    """Return everything that came of matching, what does not fit first."""
    return [
        *(MatchRow(DIFFERS, one.entries, one.items) for one in matching.differing),
        *(MatchRow(ENTRY_LEFT, (one,), ()) for one in matching.entries_left),
        *(MatchRow(ITEM_LEFT, (), (one,)) for one in matching.items_left),
        *(MatchRow(one.rule.value, one.entries, one.items, one.shape, one.reason) for one in matching.matches),
    ]


class CompareStep(QWidget):
    """The comparison and the preview of matching; nothing here is written (RC-2)."""

    by_hand = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._state: GuideState | None = None
        self.verdict = Notice(tone="done", icon="circle-check")
        self.compared = ComparedTable("close_compared")
        self.matches = TableView(
            self._columns(),
            FixedRows(()),
            name="close_matches",
            label="day_guide.matches",
            empty=Empty("day_guide.matches_none", icon="equal"),
        )
        self.only_left = Button("day_guide.only_left", kind="chip")
        self.match_hand = Button("day_guide.match_by_hand", icon="equal", act=self._ask_match, shortcut="Ctrl+M")
        self.part = Button("day_guide.part", icon="undo-2", act=self._part)
        self.tabs = [
            Button(name, kind="tab", act=partial(self._turn, number))
            for number, name in enumerate(("day_guide.tab.compared", "day_guide.matches"))
        ]
        self._why = Label("closing_papers.compared_why", role="quiet", wrap=True)
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()

    def show_state(self, state: GuideState) -> None:
        """Show what was found."""
        self._state = state
        findings = state.found.findings
        differing = sum(not one.agrees for one in findings.compared)
        left = len(findings.unmatched)
        self.verdict.turn("waiting" if differing or left else "done", "triangle-alert" if differing else "circle-check")
        key = "day_guide.differ" if differing or left else "day_guide.agree"
        self.verdict.say(key, count=f"{differing:,}", left=f"{left:,}")
        self.compared.show_rows(findings.compared)
        self.tabs[1].say("day_guide.tab.matches", count=f"{len(findings.matching.matches):,}")
        self.match_hand.setVisible(bool(left))
        self._show_lines()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        def column(key: str, width: int, show: Callable[[MatchRow], Shown], *, stretch: bool = False) -> Column:
            return Column(key, f"day_guide.{key}", width, stretch=stretch, sortable=False,
                          show_row=lambda row: show(row[RECORD]))  # fmt: skip

        return (
            column("rule", 210, _rule),
            column("bank_side", 170, _entry_words, stretch=True),
            column("own_side", 170, lambda one: item_words(one.items), stretch=True),
            Column("amount", "day_guide.amount", 110, "right", amount=True, sortable=False,
                   show_row=lambda row: _amount(row[RECORD])),
            column("shape", 130, lambda one: i18n.text(f"day_guide.shape.{one.shape}") if one.shape else words.DASH),
            column("account", 116, lambda one: words.account(one.account)),
        )  # fmt: skip

    def _lay_out(self) -> None:
        stack = Stack(self, spacing=SPACE.m)
        stack.add(self.verdict)
        stack.addLayout(row_of(*self.tabs, None))
        compared = QWidget()
        inside = Stack(compared, spacing=SPACE.s)
        inside.add(self._why)
        inside.add(self.compared, stretch=1)
        matched = QWidget()
        inside = Stack(matched, spacing=SPACE.s)
        inside.addLayout(row_of(self.only_left, self.match_hand, self.part, None))
        inside.add(self.matches, stretch=1)
        self._pages.addWidget(compared)
        self._pages.addWidget(matched)
        stack.add(self._pages, stretch=1)
        self.tabs[0].setChecked(True)
        self.part.hide()

    def _wire(self) -> None:
        QuietColumns(self.matches, {"account": 900, "shape": 800})
        self.only_left.toggled.connect(lambda _: self._show_lines())
        self.matches.chosen.connect(lambda _: self._choose())
        self.matches.answered.connect(self._choose)

    def _turn(self, number: int) -> None:
        self._pages.setCurrentIndex(number)

    def _show_lines(self) -> None:
        if self._state is None:
            return
        found = lines(self._state.found.findings.matching)
        shown = [one for one in found if not (self.only_left.isChecked() and one.fits)]
        self.matches.model.use_source(FixedRows([{RECORD: one} for one in shown]))

    def chosen(self) -> MatchRow | None:
        """Return the line in sight, None without one."""
        row = self.matches.current_row()
        return row[RECORD] if row is not None else None

    def _choose(self) -> None:
        row = self.chosen()
        self.part.setVisible(row is not None and row.why == Rule.MANUAL)

    def _ask_match(self) -> None:
        if self._state is not None:
            MatchDialog(self, self._state.found.findings.matching, self._add).open()

    def _add(self, said: ByHand) -> None:
        if self._state is not None:
            self.by_hand.emit((*self._state.found.by_hand, said))

    def _part(self) -> None:
        row, state = self.chosen(), self._state
        if row is None or state is None:
            return
        gone = {one.entry_id for one in row.entries}
        self.by_hand.emit(tuple(one for one in state.found.by_hand if gone != set(one.entry_ids)))


def _rule(row: MatchRow) -> Cell:
    told = i18n.text(f"day_guide.rule.{row.why}")
    if row.fits:
        icon = "user" if row.why == Rule.MANUAL else "circle-check"
        return Cell(told, tone="done", icon=icon, chip=True, hint=row.reason)
    return Cell(told, tone="refused" if row.why == DIFFERS else "waiting", icon="triangle-alert", chip=True)


def _entry_words(row: MatchRow) -> str:
    return few([entry_words(one) for one in row.entries])


def _amount(row: MatchRow) -> str:
    return formatted(row.satang)
