"""The chart of accounts: names of what rules.md 3.8 has, and the accounts that must be empty (rules.md 3.10)."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import msgspec

import resources
from app.simulator.ledger import OFF_BUDGET, RECEIVING

BUDGET = "budget"
OWED_TO_OTHERS = "2101020106"
_ACCOUNT = re.compile(r"[0-9]{10}\Z")


class _Account(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    name: str
    must_be_zero: bool = False


class _Expense(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    sub_kind: str
    code: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    bank: dict[str, str]
    account: tuple[_Account, ...]
    expense: tuple[_Expense, ...]


@cache
def _file() -> _File:
    return msgspec.convert(tomllib.loads(resources.path("simulator", "chart.toml").read_text("utf-8")), _File)


@cache
def names() -> dict[str, str]:
    """Return the Thai names of accounts, by their ten digits."""
    return {one.code: one.name for one in _file().account}


@cache
def must_be_zero() -> frozenset[str]:
    """Return the clearing accounts that have to be empty when a period ends."""
    return frozenset(one.code for one in _file().account if one.must_be_zero)


def is_account(text: str) -> bool:
    """Say whether a text is an account's ten digits."""
    return _ACCOUNT.match(text) is not None


def is_of_money(text: str, *, others: bool = False) -> bool:
    """Say whether money can be of an account: not of one that must be empty, nor of one that stands for the bank's.

    What is ``others`` is owed to them until it is remitted; that account is empty again with the same event.
    """
    emptied = frozenset({OWED_TO_OTHERS}) if others else frozenset()
    return is_account(text) and text not in must_be_zero() - emptied and text not in _file().bank.values()


def purpose_of(account_purpose: str) -> str:
    """Return the word of the table of entries for the purpose of an account at the bank."""
    return account_purpose if account_purpose in (RECEIVING, OFF_BUDGET) else BUDGET


def bank_purposes() -> tuple[str, ...]:
    """Return the purposes that an account at the bank can have."""
    return tuple(_file().bank)


def bank_account(purpose: str) -> str:
    """Return the account that an account at the bank has in the books."""
    return _file().bank[purpose]


def expense_of(kind: str, sub_kind: str) -> str:
    """Return the account of what a kind of payment pays; the ordinary one for a kind that the chart does not name."""
    found = {(one.kind, one.sub_kind): one.code for one in _file().expense}
    named = ((kind, sub_kind), (kind, ""), ("", ""))
    return next(found[name] for name in named if name in found)
