"""Step five of the guided close: everything once more in few lines, then the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.messages import Dialog
from app.ui.screens.closing.parts import words
from app.ui.surfaces import Card, KeyValues, Notice, scroll_page
from app.ui.surfaces import Column as Stack
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.closing.day import AccountDay
    from app.services.closing import Closing
    from app.services.commands import Given
    from app.ui.screens.closing.guide_state import GuideState
    from app.ui.theme import Tone

EXCEPTIONS_SHOWN = 6


class SignStep(QWidget):
    """What is about to be signed."""

    def __init__(self) -> None:
        super().__init__()
        self.verdict = Notice(tone="done", icon="circle-check")
        self.disputed = Notice(tone="refused", icon="triangle-alert")
        self._cards = (Card("day_guide.sums"), Card("day_close.exceptions_list"), Card("day_guide.checks"))
        self._facts: list[KeyValues] = []
        area, stack = scroll_page(margins=0, spacing=SPACE.m)
        stack.add(self.verdict, self.disputed, *self._cards)
        stack.addStretch(1)
        Stack(self).add(area)

    def show_state(self, state: GuideState) -> None:
        """Show a preparation as it would be signed now."""
        count, unsaid = state.open_count, state.unsaid
        key, tone, icon = _verdict(count, unsaid)
        self.verdict.turn(tone, icon)
        day = state.found.day
        self.verdict.say(f"day_guide.{key}", count=f"{count:,}", left=f"{unsaid:,}", day=lambda: days.long_day(day))
        self.disputed.say("day_guide.disputed", "day_guide.disputed_do", count=f"{len(state.found.disputed):,}")
        self.disputed.setVisible(bool(state.found.disputed))
        told = (sums(state), exceptions(state), _checks(state))
        for old in self._facts:
            old.hide()  # not its own window: what is still to be shown would flash
            old.deleteLater()
        self._facts = []
        for card, found in zip(self._cards, told, strict=True):
            facts = KeyValues()
            for name, value in found:
                facts.put(f"={name}", value)
            card.body.add(facts)
            self._facts.append(facts)
        self._cards[1].setVisible(bool(told[1]))


def _verdict(count: int, unsaid: int) -> tuple[str, Tone, str]:
    if unsaid:
        return "sign_unsaid", "refused", "triangle-alert"
    return ("sign_with", "waiting", "info") if count else ("sign_without", "done", "circle-check")


def sums(state: GuideState) -> list[tuple[str, str]]:
    """Return what moved on each account."""
    return [
        (
            words.account(one.account, dict(state.accounts)),
            account_sums(one),
        )
        for one in state.found.findings.accounts
    ]


def account_sums(one: AccountDay) -> str:
    """Return what came in and went out on an account, and what is left."""
    return i18n.text(
        "day_guide.account_sums",
        came_in=one.came_in.format(),
        went_out=one.went_out.format(),
        closing=one.closing.format(),
    )


def exceptions(state: GuideState) -> list[tuple[str, str]]:
    """Return what stays open with the close, the first of many."""
    still = [one for one in state.drafts if not one.solved]
    told = [
        (
            f"{place}. {one.number or i18n.text('day_guide.new')}",
            f"{words.exception_kind(one.found.kind)} · {one.reason or words.DASH}",
        )
        for place, one in enumerate(still[:EXCEPTIONS_SHOWN], 1)
    ]
    more = len(still) - len(told)
    return [*told, *([("…", i18n.text("day_guide.more", count=f"{more:,}"))] if more > 0 else [])]


def _checks(state: GuideState) -> list[tuple[str, str]]:
    found = state.found
    differing = sum(not one.agrees for one in found.findings.compared)
    told = {
        "records": i18n.text(
            "day_guide.check_records", count=f"{len(state.remitted):,}", left=f"{len(found.not_printed):,}"
        ),
        "treasury": i18n.text("day_guide.check_treasury", left=f"{len(found.unanswered):,}"),
        "compared": i18n.text(
            "day_guide.check_compared", count=f"{len(found.findings.compared):,}", left=f"{differing:,}"
        ),
        "matched": i18n.text(
            "day_guide.check_matched",
            count=f"{len(found.findings.matching.matches):,}",
            hand=f"{len(found.by_hand):,}",
            left=f"{len(found.findings.unmatched):,}",
        ),
        "stretch": i18n.text(
            "day_guide.check_stretch",
            since=words.moment(found.since) if found.since else i18n.text("closing_papers.beginning"),
            until=words.moment(found.until),
        ),
    }
    return [(i18n.text(f"day_guide.check.{name}"), value) for name, value in told.items()]


class SignDialog(Dialog):
    """Names day, sums and exceptions, and signs."""

    def __init__(self, parent: QWidget, service: Closing, state: GuideState, done: Callable[[Given], object]) -> None:
        day = state.found.day
        super().__init__(parent, "day_guide.sign_ask", day=lambda: days.long_day(day))
        self._service, self._state, self._done = service, state, done
        facts = KeyValues()
        facts.put("day_close.version", f"{state.found.version}")
        for one in state.found.findings.accounts:
            facts.put(f"={words.account(one.account)}", account_sums(one))
        for name, value in exceptions(state):
            facts.put(f"={name}", value)
        self._result = Notice(tone="waiting" if state.open_count else "done", icon="info")
        key = "day_guide.sign_with" if state.open_count else "day_guide.sign_without"
        self._result.say(key, count=f"{state.open_count:,}", day=lambda: days.long_day(day))
        self.error = errors.ErrorNote()
        self.body.add(facts, self._result, Label("day_guide.sign_why", role="quiet", wrap=True), self.error)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.go = self.add_button(
            Button("day_guide.sign", kind="primary", icon="badge-check", act=self.sign, shortcut="Ctrl+Return")
        )
        self.go.setFocus()

    def sign(self) -> None:
        """Sign once; a second press meanwhile does nothing."""
        if not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        self.error.clear()
        found, drafts = self._state.found, self._state.drafts
        worker.run(self, lambda _: self._service.propose(found, drafts), self._succeeded, self._failed)

    def _succeeded(self, given: Given) -> None:
        self.accept()
        self._done(given)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)
