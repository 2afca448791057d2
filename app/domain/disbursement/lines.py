"""A payee line on its way into a batch: the cells as they came, and the values read from them."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.disbursement.transfer import Field


class Cells(NamedTuple):
    """The texts of one line as the file or the person wrote them; absent columns are empty.

    ``bank_name`` is a second column that names the bank beside its code; it only confirms or contradicts it.
    ``doubt`` is what else the row says that must be asked about before it is paid, as `row_doubts` has it.
    """

    bank: str
    account: str
    name: str
    amount: str
    person_id: str = ""
    mobile: str = ""
    email: str = ""
    reference: str = ""
    bank_name: str = ""
    doubt: str = ""

    def edited(self, changed: Field, text: str) -> Cells:
        """Return the cells with one of them typed anew.

        A typed bank no longer needs the name beside it, and who types an amount into a crossed out row wants it paid.
        """
        if changed is Field.BANK:
            return self._replace(bank=text, bank_name="")
        if changed is Field.AMOUNT:
            return self._replace(amount=text, doubt="")
        return self._replace(**{changed.value: text})


class Line(NamedTuple):
    """What was read from `Cells`; ``satang`` is None for an unreadable amount, unreadable texts stay as they came.

    ``row`` is the row number in the spreadsheet, or the line number in the editor.
    """

    row: int
    bank: str
    account: str
    name: str
    satang: int | None
    person_id: str = ""
    mobile: str = ""
    email: str = ""
    reference: str = ""
