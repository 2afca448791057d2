"""Whether an account number of a bank can be paid: the bank's file holds eleven digits (rules.md 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.values.identifiers import ACCOUNT_DIGITS

if TYPE_CHECKING:
    from app.domain.values.identifiers import Bank

FILE_DIGITS = 11

_SHORTENED = {
    "030": frozenset({12, 15}),
    "031": frozenset({12}),
    "033": frozenset({12}),
    "034": frozenset({12}),
    "066": frozenset({12}),
    "067": frozenset({14}),
    "069": frozenset({14}),
}
"""Lengths beyond eleven that a rule brings down to eleven, by bank."""


def payable_lengths(bank: str) -> frozenset[int]:
    """Return the account lengths that can be paid at ``bank``, usual or not."""
    short = frozenset(length for length in ACCOUNT_DIGITS if length <= FILE_DIGITS)
    return short | _SHORTENED.get(bank, frozenset())


def usual_lengths(bank: Bank) -> tuple[int, ...]:
    """Return the payable lengths that this bank's accounts usually have; empty where nothing is known."""
    return tuple(sorted(payable_lengths(bank.code).intersection(bank.account_lengths)))
