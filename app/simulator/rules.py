"""What the bank does with a line: rules of match and action, the first that fits decides (SIM-04, SIM-05)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

import msgspec

import resources
from app.simulator.recalls import rules as recall_rules
from app.simulator.recalls.rules import RecallRule, RecallRuleWrong
from app.wire.access import PracticeRule
from app.wire.codes import ReturnReason

if TYPE_CHECKING:
    from pathlib import Path

    from app.wire.disbursement import Line

ActionKind = Literal["accept", "reject", "return", "correct_name", "hold", "never_answer"]


class RulesWrong(ValueError):
    """A rules file that cannot be used; ``args[0]`` says why."""


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Conditions, all of which must hold; what is left out is not asked. Amounts are baht: ``19.00``."""

    account: str | None = None
    bank: str | None = None
    amount: str | None = None
    amount_from: str | None = None
    amount_to: str | None = None
    name: str | None = None
    name_contains: str | None = None
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


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    notices: NoticeTexts
    rule: tuple[Rule, ...]
    recall: tuple[RecallRule, ...] = ()
    waiting: Waiting = Waiting()


@dataclass(frozen=True, slots=True)
class Situation:
    """A line with what rules may ask about its batch."""

    line: Line
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Condition:
    exact: tuple[tuple[str, str], ...]
    batch: tuple[tuple[str, str], ...]
    name_contains: str
    satang_from: int
    satang_to: int

    def holds(self, about: Situation) -> bool:
        line = about.line
        return (
            all(getattr(line, name) == wanted for name, wanted in self.exact)
            and all(getattr(about, name) == wanted for name, wanted in self.batch)
            and self.name_contains in line.name
            and self.satang_from <= int(line.satang) <= self.satang_to
        )


_NO_LIMIT = 10**18


def _condition(match: Match) -> _Condition:
    amount = _satang(match.amount)
    asked = (
        ("acct", match.account),
        ("bank", match.bank),
        ("name", match.name),
        ("ref", match.reference),
        ("n", None if match.line is None else str(match.line)),
        ("satang", None if amount is None else str(amount)),
    )
    lowest, highest = _satang(match.amount_from), _satang(match.amount_to)
    return _Condition(
        exact=tuple((name, wanted) for name, wanted in asked if wanted is not None),
        batch=tuple((name, wanted) for name, wanted in (("kind", match.kind), ("unit", match.unit)) if wanted),
        name_contains=match.name_contains or "",
        satang_from=0 if lowest is None else lowest,
        satang_to=_NO_LIMIT if highest is None else highest,
    )


def _satang(baht: str | None) -> int | None:
    if baht is None:
        return None
    try:
        satang = Decimal(baht) * 100
    except InvalidOperation as problem:
        raise RulesWrong(f"not an amount: {baht}") from problem
    if satang != satang.to_integral_value():
        raise RulesWrong(f"more than two decimals: {baht}")
    return int(satang)


class RuleBook:
    """All rules in force, in the order in which they are asked."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        notices: NoticeTexts,
        recalls: tuple[RecallRule, ...] = (),
        waiting: Waiting = Waiting(),  # noqa: B008  (frozen)
    ) -> None:
        _demand_sound(rules)
        self.notices = notices
        self.recalls = recalls
        self.waiting = waiting
        self._rules = rules
        self._compiled = tuple(
            (rule, _condition(rule.match), None if rule.unless is None else _condition(rule.unless)) for rule in rules
        )

    def decide(self, about: Situation, counts: dict[str, int]) -> Rule | None:
        """Return the rule that decides a line, or None; ``counts`` of rules with ``nth`` are counted up in place."""
        for rule, condition, exception in self._compiled:
            if not condition.holds(about) or (exception is not None and exception.holds(about)):
                continue
            if rule.nth is None:
                return rule
            counts[counter(rule)] = counts.get(counter(rule), 0) + 1
            if counts[counter(rule)] == rule.nth:
                return rule
        return None

    @property
    def counted(self) -> tuple[str, ...]:
        """The names under which rules with ``nth`` count their matches."""
        return tuple(counter(rule) for rule in self._rules if rule.nth is not None)

    @property
    def practice(self) -> tuple[PracticeRule, ...]:
        """The rules that clerks are told about."""
        return tuple(
            PracticeRule(rule.id, rule.trigger_th, rule.trigger_en, rule.effect_th, rule.effect_en)
            for rule in self._rules
            if rule.trigger_th
        ) + recall_rules.practice(self.recalls)


def counter(rule: Rule) -> str:
    """Return the name under which a rule's matches are counted."""
    return f"rule:{rule.id}"


def _demand_sound(rules: tuple[Rule, ...]) -> None:
    ids = [rule.id for rule in rules]
    if len(ids) != len(set(ids)):
        raise RulesWrong("two rules with one id")
    for rule in rules:
        needs_code = rule.action.do in ("reject", "return", "never_answer")
        if needs_code != bool(rule.action.code) or (needs_code and rule.action.code not in frozenset(ReturnReason)):
            raise RulesWrong(f"{rule.id}: code {rule.action.code!r}")
        if rule.action.do in ("return", "hold", "never_answer") and rule.action.bank_days < 1:
            raise RulesWrong(f"{rule.id}: bank_days must be at least 1")
        if (rule.action.do == "correct_name") != bool(rule.action.name):
            raise RulesWrong(f"{rule.id}: name")


def load(path: Path | None) -> RuleBook:
    """Read a rules file, or the one that comes with the product; raise `RulesWrong`."""
    source = path or resources.path("simulator", "rules.toml")
    try:
        content = msgspec.convert(tomllib.loads(source.read_text("utf-8")), _File)
        recall_rules.demand_sound(content.recall)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, RecallRuleWrong) as problem:
        raise RulesWrong(f"{source}: {problem}") from problem
    return RuleBook(content.rule, content.notices, content.recall, content.waiting)
