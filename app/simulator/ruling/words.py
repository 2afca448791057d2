"""The words of a rules file: what a rule asks, what is done then, what payees and people are told."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Literal

import msgspec

from app.simulator.recalls.rules import RecallRule

NO_LIMIT = 10**18
"""Above every amount in satang."""
ActionKind = Literal["accept", "reject", "return", "correct_name", "hold", "never_answer"]


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Conditions, all of which must hold; what is left out is not asked. Amounts are baht: ``19.00``.

    In ``name_pattern`` ``*`` stands for any words, ``?`` for one character, ``[ab]`` for one of these.
    """

    account: str | None = None
    bank: str | None = None
    amount: str | None = None
    amount_from: str | None = None
    amount_to: str | None = None
    name: str | None = None
    name_contains: str | None = None
    name_pattern: str | None = None
    reference: str | None = None
    kind: str | None = None
    unit: str | None = None
    line: int | None = None


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done: ``code`` is the reason, ``bank_days`` how long it takes, ``name`` the right name."""

    do: ActionKind
    code: str = ""
    bank_days: int = 0
    name: str = ""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"unless": "not"}):
    """One rule; ``nth`` lets it decide only the n-th line that it fits, counted for ever."""

    id: str
    action: Action
    match: Match = Match()
    unless: Match | None = None
    nth: int | None = None
    trigger_th: str = ""
    trigger_en: str = ""
    effect_th: str = ""
    effect_en: str = ""


class NoticeTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What payees are told; facts in braces: unit, amount, account, reference."""

    sms: str
    email: str
    email_subject: str = "แจ้งการโอนเงินเข้าบัญชี: {unit}"


class Waiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When people are told again that something waits, in working hours of bank days; 0 never (NO-3)."""

    remind_hours: int = 4
    escalate_hours: int = 8


class RulesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole file that was found sound."""

    notices: NoticeTexts
    rule: tuple[Rule, ...]
    recall: tuple[RecallRule, ...] = ()
    waiting: Waiting = Waiting()


def satang(baht: str) -> int:
    """Read an amount in baht; raise `ValueError` for what is none, or has more than two decimals."""
    try:
        amount = Decimal(baht) * 100
        whole = int(amount)
    except (InvalidOperation, OverflowError, ValueError) as problem:
        raise ValueError(baht) from problem
    if amount != whole or not 0 <= whole <= NO_LIMIT:
        raise ValueError(baht)
    return whole
