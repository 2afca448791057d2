"""A plan in words: how many signatures until when, who can give them, what happens after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.values.dates import BANGKOK, bangkok_day
from app.ui import days

if TYPE_CHECKING:
    from app.domain.disbursement.planner import Plan, Signatory

NAMES_MAX = 4


def headline(plan: Plan) -> str:
    """Return the one sentence: how many are missing until when, or that it is too late for its day."""
    at = f"{plan.last_moment.astimezone(BANGKOK):%H:%M}"
    day = days.full_day(bangkok_day(plan.last_moment))
    if plan.overdue:
        return i18n.text("planner.overdue", time=at, day=day, next=days.full_day(plan.next_day))
    return i18n.text("planner.need", count=plan.missing, time=at, day=day)


def people(plan: Plan) -> str:
    """Return who can sign, those at hand first, and whom to call where too few are."""
    if not plan.signatories:
        return i18n.text("planner.nobody")
    here = len(plan.present)
    ordered = sorted(plan.signatories, key=lambda each: not each.present)
    names = ", ".join(map(_name, ordered[:NAMES_MAX]))
    key = "planner.who" if here >= plan.missing else "planner.call"
    told = [i18n.text(key, names=names, present=here)]
    if plan.closed_until is not None:
        why = plan.holiday or i18n.text("editor.weekend")
        told.append(i18n.text("planner.closed", why=why, next=days.full_day(plan.closed_until)))
    if plan.together is not None:
        told.append(i18n.text("planner.together", total=plan.together.format()))
    return " ".join(told)


def _name(each: Signatory) -> str:
    name = each.person.name(i18n.language())
    return i18n.text("planner.here" if each.present else "planner.away", name=name)
