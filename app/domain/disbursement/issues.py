"""What is said about an imported cell: an issue that a person must see, or a repair that was made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.disbursement.transfer import Field


class Severity(StrEnum):
    """How much stands in the way: errors block, suspicions need a reason, warnings need to be seen."""

    ERROR = "error"
    SUSPECT = "suspect"
    WARNING = "warning"
    NOTE = "note"


class Rule(StrEnum):
    """The repairs that are made to messy cells; words in ``import_issues.repair.<rule>``."""

    THAI_DIGITS = "thai_digits"
    SEPARATORS = "separators"
    BANK_ZEROS = "bank_zeros"
    BANK_NAME = "bank_name"
    AMOUNT_WORDS = "amount_words"
    INVISIBLE = "invisible"
    SARA_AM = "sara_am"
    SPACES = "spaces"
    EXCEL_TEXT = "excel_text"
    DECIMAL_TAIL = "decimal_tail"
    MOBILE_PREFIX = "mobile_prefix"
    ACCOUNT_ZEROS = "account_zeros"
    ID_ZERO = "id_zero"
    MOBILE_ZERO = "mobile_zero"
    SCIENTIFIC = "scientific"
    FULL_WIDTH = "full_width"
    QUOTES = "quotes"
    TRAILING = "trailing"
    SARA_AE = "sara_ae"
    MARK_ORDER = "mark_order"
    DOUBLED_MARKS = "doubled_marks"
    EMAIL_FORM = "email_form"
    EMAIL_COMMA = "email_comma"
    BANK_ACCOUNT = "bank_account"


GUESSES = frozenset({Rule.ACCOUNT_ZEROS, Rule.ID_ZERO, Rule.MOBILE_ZERO, Rule.SCIENTIFIC, Rule.EMAIL_COMMA})
"""Repairs that add what the file does not say; a person must accept them, all others only rewrite the same value."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to see about one cell, or about a whole line where ``field`` is None.

    ``row`` is the row number as the spreadsheet shows it. ``code`` names the words (``import_issues.issue.<code>``,
    what to do in ``import_issues.advice.<code>``), which ``facts`` fill.
    """

    row: int
    field: Field | None
    code: str
    severity: Severity
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repair:
    """A cell that was rewritten by ``rules``, first to last; ``original`` is kept as the file had it."""

    row: int
    field: Field
    rules: tuple[Rule, ...]
    original: str = dataclasses.field(repr=False)
    repaired: str = dataclasses.field(repr=False)

    @property
    def severity(self) -> Severity:
        """A guess must be accepted; a rewriting only be visible."""
        return Severity.WARNING if GUESSES.intersection(self.rules) else Severity.NOTE
