"""What a payee's bank answers when money is called back: rules of match and answer, the first that fits decides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

from app.simulator.calendar import opening
from app.simulator.clock import local_date, moment_text
from app.wire.access import PracticeRule
from app.wire.recalls import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.simulator.calendar import BankCalendar

_PERCENT = 100
BANK_DAYS_MAX = 365


class RecallRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: ``amount`` in baht (``41.00``) or part of the payee's name; what is left out is not asked.

    ``do``: ``money_back`` (``percent`` of what is asked), ``refuse`` with a code, or ``silence``.
    """

    id: str
    do: Literal["money_back", "refuse", "silence"]
    amount: str = ""
    name_contains: str = ""
    bank_days: int = 2
    percent: int = _PERCENT
    code: str = ""
    trigger_th: str = ""
    trigger_en: str = ""
    effect_th: str = ""
    effect_en: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """The bank's answer: money, or a code and none."""

    satang: int
    code: str


_DEFAULT = RecallRule(id="", do="money_back")


class RecallRules:
    """The rules in force with the calendar they count by."""

    def __init__(self, rules: tuple[RecallRule, ...], calendar: BankCalendar) -> None:
        self._rules = tuple((rule, _satang(rule)) for rule in rules)
        self._calendar = calendar

    def decide(self, name: str, satang: int) -> RecallRule:
        """Return the rule that decides; without an id where none fits."""
        return next((rule for rule, amount in self._rules if _fits(rule, amount, name, satang)), _DEFAULT)

    def answer(self, rule: RecallRule, satang: int, now: datetime) -> tuple[str | None, Said]:
        """Return when the bank answers, None for never, and what."""
        if rule.do == "silence":
            return None, Said(0, "")
        at = moment_text(opening(self._calendar.days_after(local_date(now), rule.bank_days)))
        if rule.do == "refuse":
            return at, Said(0, rule.code)
        return at, Said(max(1, satang * rule.percent // _PERCENT), "")


def practice(rules: tuple[RecallRule, ...]) -> tuple[PracticeRule, ...]:
    """Return what clerks are told about these rules."""
    return tuple(
        PracticeRule(rule.id, rule.trigger_th, rule.trigger_en, rule.effect_th, rule.effect_en)
        for rule in rules
        if rule.trigger_th
    )


def wrong_fields(rule: RecallRule) -> Iterator[tuple[str, object]]:
    """Tell the fields of a rule whose values cannot be meant, and the values."""
    coded = rule.do == "refuse"
    if coded != bool(rule.code) or (coded and rule.code not in frozenset(Answer)):
        yield "code", rule.code
    if not 1 <= rule.percent <= _PERCENT:
        yield "percent", rule.percent
    if not 1 <= rule.bank_days <= BANK_DAYS_MAX:
        yield "bank_days", rule.bank_days
    try:
        _satang(rule)
    except (ArithmeticError, ValueError):
        yield "amount", rule.amount


def _satang(rule: RecallRule) -> int | None:
    return int(Decimal(rule.amount) * 100) if rule.amount else None


def _fits(rule: RecallRule, amount: int | None, name: str, satang: int) -> bool:
    return amount in (None, satang) and rule.name_contains in name
