"""Beside the rules: passwords, workstations and reviews, and a try of what a batch would need."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.domain.access.policy import PERSON, REQUIRED, Payment, Policy, WorkstationRule, need
from app.domain.values.errors import BadInput
from app.domain.values.money import Money
from app.ui.fields import ComboField, TextField, row_of
from app.ui.screens.administration.parts import policy_words
from app.ui.screens.administration.rule_dialog import account_choices, unit_choices
from app.ui.surfaces import KeyValues, SidePanel, line
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QHBoxLayout

    from app.domain.access.policy import Need
    from app.domain.access.proposal import AgencyView
    from app.ui.fields import Field

PASSWORD_DAYS = (0, 90, 180, 365)
"""Document 002 says both that passwords do not expire and that they may."""
REVIEW_MONTHS = (0, 3, 6, 12)


class PolicySide(SidePanel):
    """The right column of the policy; ``changed`` tells that a setting of the draft was changed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: AgencyView | None = None
        self._policy, self._draft = Policy(), False
        self._facts = KeyValues()
        self.days = ComboField("policy.password_days")
        self.stations = ComboField(
            "policy.workstations", [(each.value, f"policy.workstations.{each.value}") for each in WorkstationRule]
        )
        self.months = ComboField("policy.review_months")
        self.payees = ComboField("policy.payees", [("", "policy.payees.open"), (REQUIRED, "policy.payees.required")])
        self.release = ComboField("policy.release", [("", "policy.release.auto"), (PERSON, "policy.release.person")])
        self._tester = Label("policy.tester", role="section", wrap=True)
        self.unit, self.kind = ComboField("policy.unit"), ComboField("policy.kind")
        self.account, self.amount = ComboField("policy.account"), TextField("policy.amount", length_max=20)
        self.answer, self._why = Label(role="figure", wrap=True), Label(role="quiet", wrap=True)
        self._order, self._now = Label(role="table", wrap=True), Label(role="quiet", wrap=True)
        self.body.setSpacing(SPACE.s)
        self.body.add(Label("policy.settings", role="section", wrap=True), self._facts)
        self.body.addLayout(_pair(self.days, self.months))
        self.body.add(self.stations, self.payees, self.release)
        self.body.addSpacing(SPACE.xs)
        self.body.add(line(), self._tester, self.unit, self.account)
        self.body.addLayout(_pair(self.kind, self.amount))
        self.body.add(self.answer, self._order, self._why, self._now)
        self.body.addStretch(1)
        for field in self._settings:
            field.changed.connect(self.changed)
        self.unit.changed.connect(self._unit_chosen)
        for asked in (self.account, self.kind, self.amount):
            asked.changed.connect(self._try)

    def show_policy(self, view: AgencyView, policy: Policy, *, draft: bool) -> None:
        """Show a policy: the one in force, or a draft whose settings can be changed."""
        self._view, self._policy, self._draft = view, policy, draft
        self._facts.setVisible(not draft)
        for field in self._settings:
            field.setVisible(draft)
        self._facts.put("policy.password_days", policy_words.password_days(policy.password_days))
        self._facts.put("policy.workstations", policy_words.workstations(policy.workstations))
        self._facts.put("policy.review_months", policy_words.review_months(policy.review_months))
        self._facts.put("policy.payees", policy_words.payees(policy.payees))
        self._facts.put("policy.release", policy_words.release(policy.release))
        self._offer(self.days, PASSWORD_DAYS, policy.password_days, policy_words.password_days)
        self._offer(self.months, REVIEW_MONTHS, policy.review_months, policy_words.review_months)
        for field, value in (
            (self.stations, policy.workstations.value),
            (self.payees, policy.payees),
            (self.release, policy.release),
        ):
            field.blockSignals(True)
            field.set_text(value)
            field.blockSignals(False)
        self._tester.say("policy.tester_draft" if draft else "policy.tester")
        self._offer_units(view)
        self._try()

    def settings(self, policy: Policy) -> Policy:
        """Return a policy with the settings that are chosen here."""
        return replace(
            policy,
            password_days=int(self.days.text()),
            workstations=WorkstationRule(self.stations.text()),
            review_months=int(self.months.text()),
            payees=self.payees.text(),
            release=self.release.text(),
        )

    @property
    def _settings(self) -> tuple[ComboField, ...]:
        return self.days, self.stations, self.months, self.payees, self.release

    # -- inside ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _offer(field: ComboField, usual: tuple[int, ...], present: int, words: Callable[[int], str]) -> None:
        field.blockSignals(True)
        field.offer([(str(each), f"={words(each)}") for each in sorted({*usual, present})])
        field.set_text(str(present))
        field.blockSignals(False)

    def _offer_units(self, view: AgencyView) -> None:
        self.unit.blockSignals(True)
        self.unit.offer(unit_choices(view))
        self.unit.blockSignals(False)
        self.kind.blockSignals(True)
        self.kind.offer(policy_words.kind_choices(view))
        self.kind.blockSignals(False)
        self._offer_accounts(view)

    def _offer_accounts(self, view: AgencyView) -> None:
        self.account.blockSignals(True)
        self.account.offer(account_choices(view, self.unit.text()))
        self.account.blockSignals(False)

    def _unit_chosen(self) -> None:
        if self._view is not None:
            self._offer_accounts(self._view)
        self._try()

    def _try(self) -> None:
        """Say what the batch in the fields would need; of a draft also what it needs by what is in force."""
        view, total = self._view, self._total()
        for label in (self.answer, self._order, self._now):
            label.setVisible(total is not None)
        unit = view.unit(self.unit.text()) if view else None
        if view is None or unit is None or total is None:
            self._why.say("policy.needs_type")
            return
        payment = Payment(unit.unit, self.kind.text(), self.account.text(), total)
        found, now = (need(policy, payment, unit.signatures_needed) for policy in (self._policy, view.policy))
        self._tell(found, view)
        self._now.setVisible(now.signatures != found.signatures)
        self._now.say("policy.needs_now", signatures=policy_words.signatures(now.signatures))

    def _tell(self, found: Need, view: AgencyView) -> None:
        self.answer.show_text(policy_words.signatures(found.signatures))
        self._order.show_text(policy_words.order(found.stages, view))
        if found.rule is None:
            self._why.say("policy.needs_by_unit")
        else:
            self._why.say("policy.needs_by_rule", rule=policy_words.condition(found.rule, view))

    def _total(self) -> Money | None:
        self.amount.complain("")
        if not self.amount.text().strip():
            return None
        try:
            return Money.parse(self.amount.text())
        except BadInput as problem:
            self.amount.complain(f"errors.{problem.code}", **problem.facts)
            return None


def _pair(one: Field, other: Field) -> QHBoxLayout:
    """Return two fields side by side, close enough that both are read whole beside a scroll bar."""
    row = row_of(one, other)
    row.setSpacing(SPACE.s)
    return row
