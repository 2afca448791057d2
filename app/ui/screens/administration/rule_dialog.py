"""One rule of the approval policy: which batches it speaks of, how many sign, and who in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app import i18n
from app.domain.access import policy
from app.domain.access.policy import SIGNATURES_MAX, PolicyRule
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import BadInput
from app.domain.values.money import Money
from app.ui import theme
from app.ui.buttons import Button
from app.ui.fields import CheckField, ComboField, TextField, row_of
from app.ui.messages import Dialog
from app.ui.screens.administration.parts import policy_words
from app.ui.surfaces import Notice, scroll_page
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.access.proposal import AgencyView

Stages = tuple[tuple[str, ...], ...]
SIGNERS_HEIGHT = 170


def any_of(words: str, options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return choices with everything as the first of them."""
    return [("", words), *options]


def unit_choices(view: AgencyView) -> list[tuple[str, str]]:
    """Return the paying units as choices."""
    return [(unit.unit, f"={unit.name}") for unit in view.units if not unit.parent]


def account_choices(view: AgencyView, unit: str) -> list[tuple[str, str]]:
    """Return the accounts of a unit as choices; none without a unit."""
    found = view.unit(unit)
    return [(each.account, f"={each.account} {each.name}") for each in found.accounts] if found else []


class SignersGrid(QWidget):
    """People down, stages across, a tick where somebody may give that signature."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.l)
        self._grid.setVerticalSpacing(SPACE.s)
        self._grid.setColumnStretch(0, 1)
        self._ticks: dict[tuple[str, int], QCheckBox] = {}

    def offer(self, people: Sequence[tuple[str, str]], count: int, chosen: Stages) -> None:
        """Offer these people (uid and name) for ``count`` stages, with ``chosen`` ticked."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._ticks = {}
        for stage in range(count):
            self._grid.addWidget(_said("policy.stage_no", number=stage + 1), 0, stage + 1)
        for row, (uid, name) in enumerate(people, 1):
            words = Label(role="table")
            words.show_text(name)
            self._grid.addWidget(words, row, 0)
            for stage in range(count):
                tick = QCheckBox()
                tick.setAccessibleName(i18n.text("policy.stage_of", name=name, number=stage + 1))
                tick.setChecked(stage < len(chosen) and uid in chosen[stage])
                self._ticks[uid, stage] = tick
                self._grid.addWidget(tick, row, stage + 1, Qt.AlignmentFlag.AlignLeft)
        if not people:
            self._grid.addWidget(Label("policy.signers_none", role="quiet"), 1, 0)

    def stages(self, count: int) -> Stages:
        """Return who is ticked for each of ``count`` stages, in the order of the list."""
        return tuple(
            tuple(uid for (uid, at), tick in self._ticks.items() if at == stage and tick.isChecked())
            for stage in range(count)
        )


class RuleDialog(Dialog):
    """Edits a rule; ``done`` gets it once it is whole. ``others`` are the rules it may not repeat."""

    def __init__(
        self,
        parent: QWidget,
        view: AgencyView,
        rule: PolicyRule,
        others: Sequence[PolicyRule],
        done: Callable[[PolicyRule], object],
    ) -> None:
        super().__init__(parent, "policy.rule_title")
        self._view, self._others, self._done = view, others, done
        self._able = policy.authorizers(view.units, view.users, bangkok_day(view.at))
        self._people: list[tuple[str, str]] = []
        self.unit = ComboField("policy.unit", any_of("policy.every_unit", unit_choices(view)))
        self.kind = ComboField("policy.kind", any_of("policy.every_kind", policy_words.kind_choices(view)))
        self.account = ComboField("policy.account", hint="policy.account_hint")
        self.above = TextField("policy.above_field", hint="policy.above_hint", length_max=20)
        counts = [(str(count), f"={count}") for count in range(1, SIGNATURES_MAX + 1)]
        self.count = ComboField("policy.count", counts)
        self.ordered = CheckField("policy.with_order", act=lambda _: self._offer_signers())
        self.signers = SignersGrid()
        self._error = Notice(tone="refused", icon="circle-alert")
        self._lay_out()
        self._fill(rule)
        self.unit.changed.connect(self._unit_chosen)
        self.count.changed.connect(self._offer_signers)
        self.unit.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def rule(self) -> PolicyRule:
        """Return the rule as it stands in the fields; raise `BadInput` for a sum that cannot be read."""
        count = int(self.count.text())
        return PolicyRule(
            unit=self.unit.text(),
            kind=self.kind.text(),
            account=self.account.text(),
            above=Money.parse(self.above.text()) if self.above.text().strip() else Money(0),
            signatures=count,
            stages=self.signers.stages(count) if self.ordered.isChecked() else (),
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setMinimumWidth(SIZES.dialog_width + 120)
        self.body.addLayout(row_of(self.unit, self.kind))
        self.body.add(self.account)
        self.body.addLayout(row_of(self.above, self.count))
        self.body.add(self.ordered)
        self._area, inside = scroll_page(margins=0)
        self._area.setFixedHeight(SIGNERS_HEIGHT)
        theme.dress(self._area, role="card")
        inside.setContentsMargins(SPACE.m, SPACE.m, SPACE.m, SPACE.m)
        inside.add(self.signers)
        inside.addStretch(1)
        self._error.hide()
        self.body.add(self._area, self._error)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.add_button(Button("policy.keep", kind="primary", icon="check", act=self._keep, shortcut="Ctrl+Return"))

    def _fill(self, rule: PolicyRule) -> None:
        self.unit.set_text(rule.unit)
        self.kind.set_text(rule.kind)
        self._offer_accounts(rule.account)
        self.above.set_text(policy_words.baht(rule.above) if rule.above.satang else "")
        self.count.set_text(str(rule.signatures))
        self.ordered.blockSignals(True)
        self.ordered.setChecked(bool(rule.stages))
        self.ordered.blockSignals(False)
        self._offer_signers(rule.stages)

    def _unit_chosen(self) -> None:
        self._offer_accounts("")
        self._offer_signers()

    def _offer_accounts(self, chosen: str) -> None:
        options = account_choices(self._view, self.unit.text())
        self.account.offer(any_of("policy.any_account", options))
        self.account.set_text(chosen)
        self.account.control.setEnabled(bool(options))

    def _offer_signers(self, chosen: Stages | None = None) -> None:
        """Offer the authorizers of the units that the rule speaks of; ticks stay with their people."""
        self._area.setVisible(self.ordered.isChecked())
        unit, count = self.unit.text(), int(self.count.text())
        kept = self.signers.stages(SIGNATURES_MAX) if chosen is None else chosen
        uids = [uid for code, able in self._able.items() if unit in ("", code) for uid in able]
        self._people = [(uid, self._view.person_name(uid, i18n.language())) for uid in uids]
        self.signers.offer(self._people, count, kept)

    def _keep(self) -> None:
        try:
            rule = self.rule()
        except BadInput as problem:
            self.above.complain(f"errors.{problem.code}", **problem.facts)
            self.above.control.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._is_sound(rule):
            self.accept()
            self._done(rule)

    def _is_sound(self, rule: PolicyRule) -> bool:
        """Say whether the rule can hold; tell why not."""
        if any(policy.scope(rule) == policy.scope(other) for other in self._others):
            self._error.say("policy.twice")
        elif rule.stages and not all(rule.stages):
            self._error.say("policy.stage_empty")
        elif units := policy.unmeetable(rule, self._able):
            names = (unit.name for code in units if (unit := self._view.unit(code)))
            self._error.say("policy.unmeetable", units=", ".join(names))
        else:
            return True
        return False


def _said(key: str, **facts: object) -> Label:
    label = Label(role="quiet")
    label.say(key, **facts)
    return label
