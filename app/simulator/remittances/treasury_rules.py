"""What the treasury says to a remittance by its rules, which go by the ending of the whole amount (SIM-13)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Literal

import msgspec

import resources
from app.wire.access import PracticeRule
from app.wire.remittances import TreasuryCode

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDING = re.compile(r"\.[0-9]{2}\Z")


class TreasuryRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule; ``ending`` is ``.91`` for amounts whose satang are 91."""

    id: str
    ending: str
    do: Literal["next_day", "silence", "refuse"]
    code: str = ""
    trigger_th: str = ""
    trigger_en: str = ""
    effect_th: str = ""
    effect_en: str = ""


class TreasuryRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules, and after how many minutes the treasury answers by itself."""

    answer_minutes: int
    rule: tuple[TreasuryRule, ...]

    def find(self, satang: int) -> TreasuryRule | None:
        """Return the rule for a whole amount, or None."""
        ending = f".{satang % 100:02d}"
        return next((rule for rule in self.rule if rule.ending == ending), None)


class TreasuryRuleWrong(ValueError):
    """A rule that cannot be used; ``args[0]`` says which."""


def read(text: str) -> TreasuryRules:
    """Return the rules of a file; raise `TreasuryRuleWrong` for one that cannot be used."""
    rules = msgspec.convert(tomllib.loads(text), TreasuryRules)
    _demand_sound(rules.rule)
    if rules.answer_minutes < 1:
        raise TreasuryRuleWrong("answer_minutes")
    return rules


@cache
def shipped() -> TreasuryRules:
    """Return the rules that come with the product."""
    return read(resources.path("simulator", "treasury_rules.toml").read_text("utf-8"))


def practice() -> tuple[PracticeRule, ...]:
    """Return what people are told about these rules."""
    return tuple(
        PracticeRule(rule.id, rule.trigger_th, rule.trigger_en, rule.effect_th, rule.effect_en)
        for rule in shipped().rule
        if rule.trigger_th
    )


def _demand_sound(rules: Sequence[TreasuryRule]) -> None:
    if len({rule.ending for rule in rules}) != len(rules):
        raise TreasuryRuleWrong("two rules for one ending")
    for rule in rules:
        refuses = rule.do == "refuse"
        if refuses != bool(rule.code) or (refuses and rule.code not in frozenset(TreasuryCode)):
            raise TreasuryRuleWrong(f"{rule.id}: code {rule.code!r}")
        if not _ENDING.match(rule.ending):
            raise TreasuryRuleWrong(f"{rule.id}: ending {rule.ending!r}")
