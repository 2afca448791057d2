"""What the Thai data doctor did to a draft, rule by rule: the original beside the repair, accepted by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app import i18n
from app.domain.disbursement.issues import Rule
from app.ui import theme
from app.ui.buttons import Button
from app.ui.cells import CellDelegate, dress_grid
from app.ui.screens.disbursement.parts import issue_words
from app.ui.screens.disbursement.parts.issue_list import Entry, IssueList
from app.ui.screens.disbursement.repair_model import STRETCHED, WIDTHS, RepairModel
from app.ui.surfaces import Column, Notice, row_of
from app.ui.texts import Label, follow
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.transfer import Field
    from app.services.draft_lines import RepairedCell, RepairGroup
    from app.services.draft_sheet import DraftSheet
    from app.ui.theme import Tone

RULES_HEIGHT_MIN = 160
_VERDICT_KEYS = {
    int(Qt.Key.Key_Return): True,
    int(Qt.Key.Key_Enter): True,
    int(Qt.Key.Key_Delete): False,
    int(Qt.Key.Key_Backspace): None,
}


class RuleList(IssueList["RepairGroup"]):
    """The rules; Enter accepts the one under the cursor, Delete refuses it, Backspace takes the word back."""

    said = Signal(object)
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__(lambda: i18n.text("doctor.rules"), _entry, rows_max=len(Rule))
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())

    def _fit(self) -> None:
        """Take the room there is, and scroll; the list is all there is to read here."""
        self.setMinimumHeight(RULES_HEIGHT_MIN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say a word by one key; the arrows move."""
        if event.key() in _VERDICT_KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.said.emit(_VERDICT_KEYS[event.key()])
            return
        super().keyPressEvent(event)


class RepairTable(QTableView):
    """The cells of a rule; the same keys speak of the chosen cells alone."""

    said = Signal(object)

    def __init__(self, model: RepairModel) -> None:
        super().__init__()
        self.setModel(model)
        dress_grid(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(CellDelegate(self))
        for number, width in enumerate(WIDTHS):
            self.setColumnWidth(number, width)
        for number in STRETCHED:
            self.horizontalHeader().setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        follow(self, lambda: self.setAccessibleName(i18n.text("doctor.cells")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say a word about the chosen cells by one key."""
        if event.key() in _VERDICT_KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.said.emit(_VERDICT_KEYS[event.key()])
            return
        super().keyPressEvent(event)


class DoctorPage(QWidget):
    """``judged(rule, accepted, cells)`` carries a word about a rule, or about some of its cells (None: all of them)."""

    judged = Signal(object, object, object)
    all_accepted = Signal()
    rows_wanted = Signal()
    gone_to = Signal(int, object)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sheet: DraftSheet | None = None
        self._groups: Sequence[RepairGroup] = ()
        self._rule: Rule | None = None
        self.model = RepairModel(self)
        self.rules = RuleList()
        self.table = RepairTable(self.model)
        self._title = Label(role="section")
        self._waits = Notice(tone="waiting", icon="hourglass")
        self._none = Notice("doctor.nothing", tone="done", icon="circle-check")
        self.accept = Button("doctor.accept_rule", icon="check", act=lambda: self._say(True))
        self.refuse = Button("doctor.refuse_rule", icon="x", act=lambda: self._say(False))
        self.accept_all = Button(
            "doctor.accept_all", kind="primary", icon="check", act=self.all_accepted.emit, shortcut="Ctrl+Return"
        )
        self.back = Button("doctor.back", icon="arrow-left", act=self.rows_wanted.emit)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.rules)

    def show_sheet(self, sheet: DraftSheet) -> None:
        """Show what was repaired in a draft, or what was said of it since; the cursor stays on its rule."""
        self._sheet, self._groups = sheet, sheet.repairs
        places = {group.rule: position for position, group in enumerate(self._groups)}
        position = places.get(self._rule, 0) if self._rule else 0
        self.rules.show_things(self._groups)
        if self._groups:
            self.rules.mark(position)
        self._tell()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        side = QWidget()
        theme.dress(side, role="side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(SIZES.side_width)
        beside = Column(side, margins=SPACE.l, spacing=SPACE.s)
        explained = Label("doctor.explain", role="quiet", wrap=True)
        beside.add(Label("doctor.title", role="section"), explained, self._waits, self._none)
        beside.add(self.rules, stretch=1)
        beside.addStretch(0)
        beside.add(self.accept_all, self.back)
        page = QWidget()
        column = Column(page, spacing=SPACE.s)
        column.setContentsMargins(SPACE.xl - 4, SPACE.s, SPACE.l, SPACE.m)
        column.add_row(self._title, None, self.refuse, self.accept)
        column.add(self.table, stretch=1)
        column.add(Label("doctor.keys", role="small", wrap=True))
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(side)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.rules.chosen.connect(self._choose)
        self.rules.said.connect(self._say_and_go_on)
        self.table.said.connect(self._say_of_chosen)
        self.table.doubleClicked.connect(lambda index: self._go(self.model.cell_at(index.row())))
        for keys, signal in (
            ("Ctrl+Z", self.undo_wanted),
            ("Ctrl+Y", self.redo_wanted),
            ("Ctrl+Shift+Z", self.redo_wanted),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, signal.emit)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _group(self) -> RepairGroup | None:
        position = self.rules.currentIndex().row()
        return self._groups[position] if 0 <= position < len(self._groups) else None

    def _choose(self) -> None:
        group = self._group()
        if group is None:
            return
        self._rule = group.rule
        self._show_group()

    def _show_group(self) -> None:
        group = self._group()
        self.model.show_group(group)
        self._title.show_text(issue_words.repair(group.code) if group else "")
        self.accept.setEnabled(group is not None and group.count(True) < len(group.cells))
        self.refuse.setEnabled(group is not None and group.count(False) < len(group.cells))

    def _tell(self) -> None:
        waiting = sum(group.count(None) for group in self._groups if group.is_guess)
        self._waits.setVisible(bool(waiting))
        if waiting:
            self._waits.say("doctor.waiting", count=f"{waiting:,}")
        self._none.setVisible(not self._groups)
        open_ones = sum(group.count(None) for group in self._groups)
        self.accept_all.setEnabled(bool(open_ones))
        for part in (self.table, self.accept, self.refuse):
            part.setVisible(bool(self._groups))
        self._show_group()

    def _say(self, accepted: bool | None) -> None:
        group = self._group()
        if group is not None:
            self.judged.emit(group.rule, accepted, None)

    def _say_and_go_on(self, accepted: bool | None) -> None:
        """Say a word about the rule under the cursor and go to the next one that waits for a word."""
        at = self.rules.currentIndex().row()
        self._say(accepted)
        if accepted is None:
            return
        following = [n for n, group in enumerate(self._groups) if group.count(None) and n > at]
        if following:
            self.rules.mark(following[0])

    def _say_of_chosen(self, accepted: bool | None) -> None:
        group = self._group()
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        cells: list[tuple[int, Field]] = []
        for row in rows:
            cell = self.model.cell_at(row)
            if cell is not None:
                cells.append((cell.number, cell.field))
        if group is not None and cells:
            self.judged.emit(group.rule, accepted, cells)

    def _go(self, cell: RepairedCell | None) -> None:
        if cell is not None:
            self.gone_to.emit(cell.number, cell.field)


def _entry(group: RepairGroup) -> Entry:
    open_, accepted, refused = group.count(None), group.count(True), group.count(False)
    told = [
        i18n.text(key, count=f"{count:,}")
        for key, count in (
            ("doctor.count_waits" if group.is_guess else "doctor.count_made", open_),
            ("doctor.count_accepted", accepted),
            ("doctor.count_refused", refused),
        )
        if count
    ]
    tone: Tone = "waiting" if open_ and group.is_guess else "plain" if open_ else "refused" if not accepted else "done"
    title = issue_words.repair(group.code)
    return Entry(f"{len(group.cells):,}", title, " · ".join(told), group.cells[0].number, None, tone, chip=True)
