"""What can be searched: kinds of items, and by which of their facts each is found.

Whoever adds a kind names it here with its fields, hands its texts to `app.store.search_index.put` where it is written,
and says in `app.services.search_kinds` how it is shown, in which room it opens and who may look there.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A kind of item; results stand in this order."""

    PAYEE = "payee"
    LINE = "line"
    BATCH = "batch"
    DRAW = "draw"
    RECALL = "recall"
    BILL = "bill"
    PAYMENT = "payment"
    RECEIPT = "receipt"
    REQUEST = "request"
    ORDER = "order"
    LETTER = "letter"
    REMITTANCE = "remittance"
    BOOKED = "booked"
    EXCEPTION = "exception"


class Field(StrEnum):
    """A fact by which an item is found."""

    NAME = "name"
    ACCOUNT_NAME = "account_name"
    ACCOUNT = "account"
    AMOUNT = "amount"
    PERSON_ID = "person_id"
    MOBILE = "mobile"
    EMAIL = "email"
    REFERENCE = "reference"
    REF1 = "ref1"
    REF2 = "ref2"
    BANK_REFERENCE = "bank_reference"
    DOCUMENT = "document"
    BASIS = "basis"
    LETTER = "letter"
    NUMBER = "number"
    PURPOSE = "purpose"
    FILE = "file"
    PAPER = "paper"
    OFFICE = "office"
    REASON = "reason"
    ITEM = "item"
    SERVICE = "service"
    REQUEST_NO = "request_no"


FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.PAYEE: (
        Field.NAME,
        Field.ACCOUNT_NAME,
        Field.ACCOUNT,
        Field.PERSON_ID,
        Field.OFFICE,
        Field.MOBILE,
        Field.EMAIL,
        Field.NUMBER,
    ),
    Kind.LINE: (
        Field.NAME,
        Field.ACCOUNT,
        Field.AMOUNT,
        Field.PERSON_ID,
        Field.MOBILE,
        Field.EMAIL,
        Field.REFERENCE,
        Field.BANK_REFERENCE,
    ),
    Kind.BATCH: (
        Field.PURPOSE,
        Field.DOCUMENT,
        Field.AMOUNT,
        Field.BASIS,
        Field.NUMBER,
        Field.FILE,
        Field.REASON,
        Field.PAPER,
    ),
    Kind.DRAW: (Field.DOCUMENT, Field.AMOUNT, Field.ACCOUNT),
    Kind.RECALL: (
        Field.NAME,
        Field.ACCOUNT,
        Field.AMOUNT,
        Field.LETTER,
        Field.DOCUMENT,
        Field.BANK_REFERENCE,
        Field.REASON,
    ),
    Kind.BILL: (
        Field.NAME,
        Field.PERSON_ID,
        Field.AMOUNT,
        Field.REF1,
        Field.REF2,
        Field.EMAIL,
        Field.MOBILE,
        Field.ITEM,
        Field.REQUEST_NO,
    ),
    Kind.PAYMENT: (Field.NAME, Field.AMOUNT, Field.REF1, Field.REF2, Field.BANK_REFERENCE),
    Kind.RECEIPT: (
        Field.NAME,
        Field.PERSON_ID,
        Field.AMOUNT,
        Field.NUMBER,
        Field.REF1,
        Field.REF2,
        Field.BANK_REFERENCE,
    ),
    Kind.REQUEST: (
        Field.NAME,
        Field.PERSON_ID,
        Field.AMOUNT,
        Field.REQUEST_NO,
        Field.EMAIL,
        Field.MOBILE,
        Field.SERVICE,
        Field.DOCUMENT,
    ),
    Kind.ORDER: (
        Field.REASON,
        Field.AMOUNT,
        Field.ACCOUNT,
        Field.ACCOUNT_NAME,
        Field.BANK_REFERENCE,
        Field.NUMBER,
    ),
    Kind.LETTER: (Field.EMAIL,),
    Kind.REMITTANCE: (
        Field.NUMBER,
        Field.AMOUNT,
        Field.BANK_REFERENCE,
        Field.DOCUMENT,
        Field.BASIS,
        Field.REASON,
        Field.ACCOUNT,
    ),
    Kind.BOOKED: (Field.NUMBER, Field.AMOUNT, Field.ITEM),
    Kind.EXCEPTION: (Field.REASON, Field.AMOUNT, Field.NUMBER),
}
"""The fields of each kind in the order in which their values are handed in."""
