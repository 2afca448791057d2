"""The approval policy: rules as sentences, what is in force and what waits, a draft to propose, a try of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.differences import differences
from app.domain.access.permissions import Action
from app.domain.access.policy import Policy, PolicyRule
from app.domain.access.proposal import ProposalKind
from app.ui import errors
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.flow import Chip
from app.ui.messages import Question, confirm, toast
from app.ui.order_dialogs import Order, RequestDialog
from app.ui.screen import Screen
from app.ui.screens.administration.parts import outcomes, policy_words, words
from app.ui.screens.administration.parts.comparison import Comparison
from app.ui.screens.administration.parts.rows import TAGS, WORDS, ListedRows
from app.ui.screens.administration.policy_side import PolicySide
from app.ui.screens.administration.rule_dialog import RuleDialog
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, follow
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.proposal import AgencyView
    from app.domain.access.user import Actor
    from app.services.administration import Administration
    from app.services.commands import Given
    from app.ui.table_model import Row


class PolicyScreen(Screen):
    """What holds in the agency; Admin 1 edits a copy of it, which stays as it is until it is proposed or discarded."""

    key, title_key, icon = "policy", "policy.title", "shield-check"
    help_key = "policy.help"

    def __init__(self, administration: Administration, actor: Actor) -> None:
        super().__init__()
        self._administration = administration
        self._proposes = permissions.may(actor.person.roles, Action.PROPOSE_CHANGE)
        self._view: AgencyView | None = None
        self._draft: Policy | None = None
        self._version = 0
        self._source = ListedRows()
        self._chip = Chip()
        self._error = errors.ErrorNote()
        self._waiting = Notice(tone="waiting", icon="hourglass")
        self._draft_note = Notice(tone="waiting", icon="pencil")
        self.table = TableView(
            _COLUMNS,
            self._source,
            name="policy_rules",
            label="policy.rules",
            empty=Empty("policy.none", "policy.none_why", icon="badge-check"),
        )
        self._sentence = Label(role="strong", wrap=True)
        self._otherwise = Label(role="quiet", wrap=True)
        self.side = PolicySide()
        self._make_buttons()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the policy as it is now; a draft stays as it is."""
        self.look(self._administration.view, self._take, self._error.show_error)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._view is not None:
            self._take(self._view)

    def go_back(self) -> bool:
        """Ask before a draft is left behind."""
        if self._draft is not None:
            self._ask_discard()
            return True
        return False

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+E", "policy.edit"),
            ("Ctrl+N", "policy.add"),
            ("Return", "policy.key_open"),
            ("Del", "policy.remove"),
            ("Ctrl+Return", "policy.propose"),
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.edit = Button("policy.edit", kind="primary", icon="pencil", act=self._begin, shortcut="Ctrl+E")
        self.propose = Button(
            "policy.propose", kind="primary", icon="send", act=self._ask_propose, shortcut="Ctrl+Return"
        )
        self.discard = Button("policy.discard", act=self._ask_discard)
        self.add_rule = Button("policy.add", icon="plus", act=self._add, shortcut="Ctrl+N")
        self.change_rule = Button("policy.change", icon="pencil", act=self._change)
        self.remove_rule = Button("policy.remove", icon="trash-2", act=self._remove)
        self._open = Button("policy.open_request", kind="link", act=self._open_request)

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, SPACE.l)
        stack.add_row(Label("policy.title", role="title"), self._chip, None, self.edit, self.discard, self.propose)
        self._waiting.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        self._draft_note.say("policy.draft_why", "policy.draft_do")
        stack.add(self._error, self._waiting, self._draft_note)
        self._tools = QWidget()
        self._tools.setLayout(row_of(self.add_rule, self.change_rule, self.remove_rule, None))
        stack.add(self._tools)
        stack.add(self.table, stretch=1)
        stack.add(self._sentence, self._otherwise)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)
        for part in (self._waiting, self._draft_note, self._tools, self.edit, self.discard, self.propose, self.side):
            part.hide()  # until the agency has been seen

    def _wire(self) -> None:
        self.table.opened.connect(lambda _: self._change())
        self.table.failed.connect(self._error.show_error)
        self.table.chosen.connect(lambda _: self._light_rule())
        self.table.answered.connect(self._light_rule)
        self.side.changed.connect(self._set)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table.grid, self._remove)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _take(self, view: AgencyView) -> None:
        self._view = view
        self._error.clear()
        self._show()

    def _show(self) -> None:
        """Show the draft, or what is in force."""
        view, draft = self._view, self._draft
        if view is None:
            return
        shown = view.policy if draft is None else draft
        self._source.put([_row(number, rule, view) for number, rule in enumerate(shown.rules)])
        self.table.refresh()
        self.side.show_policy(view, shown, draft=draft is not None)
        self.side.show()
        self._tell_standing(view)
        self._light()

    def _tell_standing(self, view: AgencyView) -> None:
        if self._draft is None:
            words_of_chip = i18n.text("policy.in_force", version=view.policy_version)
            self._chip.show_cell(Cell(words_of_chip, tone="done", icon="circle-check", chip=True))
        else:
            self._chip.show_cell(Cell(i18n.text("policy.draft"), tone="waiting", icon="pencil", chip=True))
        units = ", ".join(
            i18n.text("policy.unit_needs", unit=unit.name, count=unit.signatures_needed)
            for unit in view.units
            if not unit.parent
        )
        self._otherwise.say("policy.otherwise", units=units)
        waiting = view.waiting(ProposalKind.POLICY_CHANGE)
        self._waiting.setVisible(waiting is not None)
        if waiting is not None:
            who, at = words.person(view, waiting.maker_uid), words.moment(waiting.proposed_at)
            self._waiting.say("policy.waits", "policy.waits_since", who=who, at=at)

    def _light(self) -> None:
        """Light what may be done now: one request at a time, and only by Admin 1."""
        view, drafting = self._view, self._draft is not None
        free = view is not None and view.waiting(ProposalKind.POLICY_CHANGE) is None
        self.edit.setVisible(self._proposes and not drafting)
        self.edit.setEnabled(free)
        for part in (self.discard, self.propose, self._tools, self._draft_note):
            part.setVisible(drafting)
        self.propose.setEnabled(free and self._differing() > 0)

    def _light_rule(self) -> None:
        """Say the chosen rule whole, however narrow its row is, and light what may be done with it."""
        at, view = self._position(), self._view
        for button in (self.change_rule, self.remove_rule):
            button.setEnabled(at >= 0)
        self._sentence.setVisible(at >= 0)
        if at >= 0 and view is not None:
            shown = view.policy if self._draft is None else self._draft
            self._sentence.show_text(policy_words.sentence(shown.rules[at], view) if at < len(shown.rules) else "")

    def _differing(self) -> int:
        if self._view is None or self._draft is None:
            return 0
        return len(differences(self._view.policy, self._draft))

    def _position(self) -> int:
        row = self.table.current_row()
        return int(row["number"]) if row is not None else -1

    # -- the draft ----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._view is not None and self.edit.isEnabled():
            self._draft, self._version = self._view.policy, self._view.policy_version
            self._show()
            self.table.grid.setFocus()

    def _end(self) -> None:
        self._draft = None
        self._show()

    def _set(self) -> None:
        if self._draft is not None:
            self._put(self.side.settings(self._draft))

    def _put(self, draft: Policy) -> None:
        self._draft = draft
        self._show()

    def _add(self) -> None:
        draft, view = self._draft, self._view
        if draft is None or view is None:
            return

        def keep(rule: PolicyRule) -> None:
            self._put(replace(draft, rules=(*draft.rules, rule)))

        RuleDialog(self, view, PolicyRule(signatures=2), draft.rules, keep).open()

    def _change(self) -> None:
        draft, view, at = self._draft, self._view, self._position()
        if draft is None or view is None or at < 0:
            return
        before, after = draft.rules[:at], draft.rules[at + 1 :]

        def keep(rule: PolicyRule) -> None:
            self._put(replace(draft, rules=(*before, rule, *after)))

        RuleDialog(self, view, draft.rules[at], (*before, *after), keep).open()

    def _remove(self) -> None:
        draft, at = self._draft, self._position()
        if draft is not None and at >= 0:
            self._put(replace(draft, rules=draft.rules[:at] + draft.rules[at + 1 :]))

    def _ask_discard(self) -> None:
        count = self._differing()
        if not count:
            self._end()
            return
        question = Question(
            "policy.discard_ask", "policy.discard", "policy.discard_why", danger=True, facts={"count": count}
        )
        confirm(self, question, self._end)

    def _ask_propose(self) -> None:
        view, draft, version = self._view, self._draft, self._version
        if view is None or draft is None:
            return
        if not self._differing():
            toast(self, "policy.same", icon="info")
            return

        def act(reason: str, order_no: str) -> Given:
            return self._administration.propose(
                ProposalKind.POLICY_CHANGE, view.agency, draft, reason=reason, order_no=order_no, version=version
            )

        order = Order("policy.propose_ask", "policy.propose", "send")
        dialog = RequestDialog(self, order, act, self._proposed)
        dialog.setMinimumWidth(SIZES.dialog_width + 200)  # two sentences side by side
        change = Comparison()

        def tell() -> None:
            change.show_change(view.policy, draft, view)

        follow(change, tell)
        explained = Label(role="quiet", wrap=True)
        explained.say("policy.propose_why", count=self._differing())
        dialog.body.insertWidget(0, change)
        dialog.body.insertWidget(0, explained)
        dialog.open()

    def _proposed(self, given: Given) -> None:
        self._draft = None
        outcomes.tell(self, "policy.proposed", given)

    def _open_request(self) -> None:
        waiting = self._view.waiting(ProposalKind.POLICY_CHANGE) if self._view else None
        if waiting is not None:
            self.navigate.emit("requests", waiting.req_id)


def _row(number: int, rule: PolicyRule, view: AgencyView) -> Row:
    when, order = policy_words.condition(rule, view), policy_words.order(rule.stages, view)
    return {
        "key": f"{number}",
        "number": number,
        "rule": Cell(when, hint=policy_words.sentence(rule, view)),
        "signatures": rule.signatures,
        "order": Cell(order, hint=order),
        WORDS: f"{when} {order}",
        TAGS: frozenset(),
    }


_COLUMNS = (
    Column("rule", "policy.rule", 330, stretch=True, sortable=False, show=lambda cell: cell),
    Column("signatures", "policy.signatures", 90, align="right", sortable=False),
    Column("order", "policy.order", 240, sortable=False, show=lambda cell: cell),
)
