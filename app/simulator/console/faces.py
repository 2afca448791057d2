"""Whose work a page of the console is."""

from __future__ import annotations

from enum import StrEnum


class Face(StrEnum):
    """A desk at which staff sit; an account may have several."""

    OPERATOR = "operator"
    BANK = "bank"
    TREASURY = "treasury"
