"""What batches and lines can be narrowed to: the unit's kinds, the banks that can receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement.bank_names import is_legacy
from app.domain.values.dates import bangkok_day
from app.ui.filter_bar import Choices, Offer
from app.ui.screens.disbursement.parts import kind_words

if TYPE_CHECKING:
    from app.ui.screens.disbursement.parts.ports import Desk

PLACE = "batches"
"""Views of batches are the same wherever batches are chosen."""
LINES_PLACE = "lines"


def offer_of(desk: Desk) -> Offer:
    """Return what lists of batches offer."""
    return Offer(
        "batches.value_date",
        lambda: _banks(desk),
        lambda: kind_words.kind_choices(desk.unit, bangkok_day(desk.now())),
    )


def lines_offer_of(desk: Desk) -> Offer:
    """Return what lists of lines offer."""
    return Offer("results.answered_on", lambda: _banks(desk))


def _banks(desk: Desk) -> Choices:
    language = i18n.language()
    return [
        (bank.code, f"={desk.banks.title(bank.code, language)}")
        for bank in desk.banks.banks.values()
        if not is_legacy(bank)
    ]
