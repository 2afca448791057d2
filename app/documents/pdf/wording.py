"""The words of the documents: codes, dates, sums, banks and accounts as readers of one language expect them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf.content import shown_account
from app.domain.values import dates
from app.domain.values.baht_text import baht_text
from app.domain.values.identifiers import formatted_account
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.documents.pdf.content import Accounts
    from app.domain.values.identifiers import BankTable


@dataclass(frozen=True, slots=True)
class Wording:
    """Words everything in one language; empty facts become a dash where a reader would look for them."""

    language: i18n.Language
    banks: BankTable
    accounts: Accounts

    def text(self, key: str, **facts: object) -> str:
        """Return a text of the documents' own area."""
        return i18n.words(self.language, f"documents.{key}", **facts)

    def words(self, key: str, **facts: object) -> str:
        """Return a text of the papers about access."""
        return i18n.words(self.language, f"access_papers.{key}", **facts)

    def term(self, family: str, code: str) -> str:
        """Return the word of a code, the same that the screens use; the code itself where the catalogue has none."""
        key = f"terms.{family}.{code}"
        return i18n.words(self.language, key) if i18n.has(key) else code

    def refusal(self, code: str, facts: Mapping[str, str]) -> str:
        """Return what a refusal of the central system means; the code itself where nothing else is known of it."""
        told = {name: self._readable(value) for name, value in facts.items()}
        return i18n.told(self.language, f"errors.{code}", told) or code

    def _readable(self, fact: str) -> str:
        told = dates.stored(fact)
        if isinstance(told, datetime):
            return dates.clock_time(told, self.language)
        return dates.short(told, self.language) if isinstance(told, date) else told

    def day(self, iso: str) -> str:
        """Return ``24 พ.ย. 2569`` for ``2026-11-24``."""
        return dates.short(date.fromisoformat(iso), self.language) if iso else "–"

    def moment(self, instant: str) -> str:
        """Return ``24 พ.ย. 2569 09:41`` for an instant."""
        return dates.clock_time(dates.parse_instant(instant), self.language) if instant else "–"

    def amount(self, satang: int) -> str:
        """Return ``1,234.50``."""
        return Money(satang).format()

    def amount_in_words(self, satang: int) -> str:
        """Return the sum in Thai words; they are what counts before the law, so every language has them."""
        return f"({baht_text(Money(satang))})"

    def bank(self, code: str) -> str:
        """Return the bank's code and name, as on the screens."""
        return self.banks.title(code, self.language)

    def account(self, bank: str, number: str) -> str:
        """Return the account as this copy may show it, in the bank's groups."""
        if self.accounts == "masked":
            return shown_account(number, "masked")
        return formatted_account(number, self.banks.find(bank))

    def count(self, lines: int) -> str:
        """Return ``1,284 รายการ``."""
        return self.text("line" if lines == 1 else "lines", count=f"{lines:,}")


def fingerprint(digest: str) -> str:
    """Return the first 16 digits of a hash in groups that an eye can compare."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4)).upper()
