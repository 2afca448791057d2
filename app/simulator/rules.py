"""What the bank does with a line: rules of match and action, the first that fits decides (SIM-04, SIM-05)."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import resources
from app.simulator.recalls import rules as recall_rules
from app.simulator.ruling.checking import RulesWrong, read, unreadable
from app.simulator.ruling.words import NO_LIMIT, Match, NoticeTexts, Rule, satang
from app.wire.access import PracticeRule

if TYPE_CHECKING:
    from pathlib import Path

    from app.simulator.ruling.words import RulesFile
    from app.wire.disbursement import Line

__all__ = ["NoticeTexts", "Rule", "RuleBook", "RulesWrong", "Situation", "counter", "load"]


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
    name_pattern: str
    satang_from: int
    satang_to: int

    def holds(self, about: Situation) -> bool:
        line = about.line
        return (
            all(getattr(line, name) == wanted for name, wanted in self.exact)
            and all(getattr(about, name) == wanted for name, wanted in self.batch)
            and self.name_contains in line.name
            # Shell patterns take time in proportion to the name; a regular expression could keep the bank for ever.
            and (not self.name_pattern or fnmatchcase(line.name, self.name_pattern))
            and self.satang_from <= int(line.satang) <= self.satang_to
        )


def _condition(match: Match) -> _Condition:
    amount = None if match.amount is None else satang(match.amount)
    asked = (
        ("acct", match.account),
        ("bank", match.bank),
        ("name", match.name),
        ("ref", match.reference),
        ("n", None if match.line is None else str(match.line)),
        ("satang", None if amount is None else str(amount)),
    )
    return _Condition(
        exact=tuple((name, wanted) for name, wanted in asked if wanted is not None),
        batch=tuple((name, wanted) for name, wanted in (("kind", match.kind), ("unit", match.unit)) if wanted),
        name_contains=match.name_contains or "",
        name_pattern=match.name_pattern or "",
        satang_from=0 if match.amount_from is None else satang(match.amount_from),
        satang_to=NO_LIMIT if match.amount_to is None else satang(match.amount_to),
    )


class RuleBook:
    """All rules of one version, in the order in which they are asked; `app.simulator.ruling.checking` reads them."""

    def __init__(self, file: RulesFile) -> None:
        self.notices, self.recalls, self.waiting = file.notices, file.recall, file.waiting
        self._rules = rules = file.rule
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
    def ids(self) -> tuple[str, ...]:
        """The names of all rules, of those about money called back too."""
        return (*(rule.id for rule in self._rules), *(rule.id for rule in self.recalls))

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


def load(path: Path | None) -> RuleBook:
    """Read a rules file, or the one that comes with the product; raise `RulesWrong`."""
    return RuleBook(read(text_of(path)))


def text_of(path: Path | None) -> str:
    """Return what stands in a rules file, or in the one that comes with the product; raise `RulesWrong`."""
    try:
        return (path or resources.path("simulator", "rules.toml")).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise RulesWrong((unreadable(problem),)) from problem
