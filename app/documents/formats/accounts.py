"""Account numbers in the eleven digits of a bank file, and back (rules.md 1.6; unverified against the bank)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import resources

DIGITS = 11
NO_BRANCH = "0000"
_BRANCH_DIGITS = 4
_SHORTEST = 10
"""No Thai account is shorter; one zero before ten digits only fills the field."""
_PREFIX = "999"


class BranchRule(StrEnum):
    """What stands in the branch of an account where its number does not say it (rules.md 1.7)."""

    ZEROS = "zeros"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Eleven:
    """An account as a bank file holds it."""

    account: str
    branch: str


@dataclass(frozen=True, slots=True)
class _Rule:
    prefix: str
    drop: int
    to_branch: bool


@cache
def _rules() -> dict[tuple[str, int], _Rule]:
    with resources.path("data", "bank_account_rules.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["bank"], int(row["digits"])): _Rule(row["prefix"], int(row["drop"]), row["branch_from_dropped"] == "1")
            for row in csv.DictReader(file)
        }


@cache
def _banks_with_branches() -> frozenset[str]:
    return frozenset(bank for (bank, _), rule in _rules().items() if rule.to_branch)


def eleven(bank: str, account: str, branch_rule: BranchRule = BranchRule.ZEROS) -> Eleven | None:
    """Return the account in eleven digits with its branch, or None where no rule makes it fit, or two would read it."""
    if not account.isascii() or not account.isdigit():
        return None
    if len(account) <= DIGITS:
        return Eleven(account.zfill(DIGITS), _branch(bank, account, branch_rule))
    rule = _rules().get((bank, len(account)))
    if rule is None:
        return None
    whole = rule.prefix + account
    dropped, kept = whole[: rule.drop], whole[rule.drop :].zfill(DIGITS)
    if len(kept) != DIGITS:
        return None
    if not rule.to_branch:
        return Eleven(kept, NO_BRANCH)
    if not rule.prefix and (dropped == NO_BRANCH or dropped.startswith(_PREFIX)):
        return None  # would be read as a shorter number
    return Eleven(kept, dropped)


def restored(bank: str, account: str, branch: str) -> str:
    """Return the account number that eleven digits and a branch stand for.

    Digits that a bank's rule drops without keeping them in the branch do not come back: the eleven that remain are
    returned, and `eleven` of them is the same again.
    """
    if bank in _banks_with_branches() and branch != NO_BRANCH:
        return branch.removeprefix(_PREFIX) + account
    return account[1:] if account.startswith("0") else account


def _branch(bank: str, account: str, rule: BranchRule) -> str:
    if rule is BranchRule.ZEROS or bank in _banks_with_branches() or len(account) != _SHORTEST:
        return NO_BRANCH
    return f"0{account[: _BRANCH_DIGITS - 1]}"
