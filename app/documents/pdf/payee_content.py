"""What the papers of the payee register say, as plain data; '' stands for what a pen fills in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.content import Office, Printing


class PayeePaper(StrEnum):
    """The papers of the register, as their codes name them."""

    FORM = "payee_form"


@dataclass(frozen=True, slots=True)
class PayeeForm:
    """The form by which a payee tells the account (document 002), filled with what the register holds already.

    ``code`` is what the code beside the head says: whoever scans it opens this payee. Days are ISO.
    """

    office: Office
    code: str
    person_type: str
    person_id: str = field(repr=False)
    name: str = field(repr=False)
    workplace: str
    bank: str
    account: str = field(repr=False)
    account_name: str = field(repr=False)
    account_kind: str
    permission_no: str
    permission_date: str
    mobile: str = field(repr=False)
    email: str = field(repr=False)
    printing: Printing
