"""The steps of a batch at the bank in words: what, which lines, who or what brought it about, by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.ui import days
from app.ui.flow import Event
from app.ui.screens.disbursement.parts import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.user import Unit
    from app.domain.disbursement.bank_step import BankStep
    from app.ui.theme import Tone

_TONES: dict[str, Tone] = {
    "approved": "accent",
    "let_go": "accent",
    "executing": "accent",
    "lines_let_go": "accent",
    "lines_refused": "refused",
    "lines_settled": "done",
    "settled": "done",
    "partly_settled": "done",
    "lines_rejected": "refused",
    "lines_returned": "refused",
    "lines_declined": "refused",
    "returned_to_maker": "refused",
    "cancelled": "refused",
    "refused": "refused",
    "held": "refused",
    "waiting_cut_off": "waiting",
    "waiting_release": "waiting",
    "lines_held": "waiting",
    "lines_unanswered": "waiting",
}
_UNTIL = ("waiting_cut_off", "lines_held", "lines_unanswered")
"""Steps whose reason is a moment."""
_CODED = ("lines_rejected", "lines_returned", "lines_declined", "held")
"""Steps whose reason is a code."""


def events(steps: Sequence[BankStep], unit: Unit) -> list[Event]:
    """Return the steps as a timeline shows them; a step that nobody here knows keeps its raw name."""
    return [_event(step, unit) for step in steps]


def _event(step: BankStep, unit: Unit) -> Event:
    key = f"bank_steps.stage.{step.stage}"
    what = i18n.text(key) if i18n.has(key) else step.stage
    if step.lines:
        what = f"{what} {i18n.text('bank_steps.lines', lines=step.lines.replace(',', ', '))}"
    if step.reason:
        what = f"{what} {_reason(step)}"
    by = unit.person_name(step.who, i18n.language()) if step.who else _cause(step.cause)
    if step.rule:
        by = f"{by} ({i18n.text('bank_steps.rule', rule=step.rule)})"
    return Event(what, f"{by} · {words.moment(step.at)}", tone=_TONES.get(step.stage, "plain"))


def _cause(code: str) -> str:
    key = f"bank_steps.cause.{code}"
    return i18n.text(key) if i18n.has(key) else code


def _reason(step: BankStep) -> str:
    if step.stage in _UNTIL:
        return i18n.text("bank_steps.until", moment=days.iso_moment(step.reason))
    return f"({step.reason})" if step.stage in _CODED else f"“{step.reason}”"
