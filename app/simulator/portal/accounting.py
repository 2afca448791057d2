"""Balanced entries of a posting, from an editable table, and the trial balance over all of them (rules.md 3.9, 3.10).

The table is reconstructed, not the treasury's own; every row says how sure it is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Literal

import msgspec

import resources

DEBIT, CREDIT = "D", "C"
_OF_TYPE = "type"
_LEDGER = re.compile(r"[0-9]{10}\Z")


class TableWrong(ValueError):
    """A row of the table that cannot be posted; the message says which."""


class Row(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One debit with its credit; ``document`` is the kind of document under which it stands."""

    treasury: Literal["revenue", "deposit"]
    document: str
    debit: str
    credit: str
    automatic: bool
    confidence: Literal["H", "M", "L"]


class Side(msgspec.Struct, frozen=True):
    """One side of an entry, before its document has a number."""

    document: str
    side: str
    gl_account: str
    satang: int


class _File(msgspec.Struct, forbid_unknown_fields=True):
    entry: tuple[Row, ...]


def read(text: str) -> tuple[Row, ...]:
    """Return the rows of a table; raise `TableWrong` for accounts that are none and for a way without rows."""
    rows = msgspec.convert(tomllib.loads(text), _File).entry
    for row in rows:
        if not all(account == _OF_TYPE or _LEDGER.match(account) for account in (row.debit, row.credit)):
            raise TableWrong(f"{row.document}: {row.debit}, {row.credit}")
    if {row.treasury for row in rows} != {"revenue", "deposit"}:
        raise TableWrong("a way to the treasury has no rows")
    return rows


@cache
def shipped() -> tuple[Row, ...]:
    """Return the table as it comes with the product."""
    return read(resources.path("simulator", "postings.toml").read_text("utf-8"))


def sides(rows: tuple[Row, ...], treasury: str, gl_account: str, satang: int) -> tuple[Side, ...]:
    """Return both sides of every entry of one amount, in the table's order: debits and credits are equal by rows."""
    mine = [row for row in rows if row.treasury == treasury]
    return tuple(
        Side(row.document, side, gl_account if account == _OF_TYPE else account, satang)
        for row in mine
        for side, account in ((DEBIT, row.debit), (CREDIT, row.credit))
    )


def documents(posted: tuple[Side, ...]) -> tuple[str, ...]:
    """Return the kinds of documents of a posting, each once, in their order."""
    return tuple(dict.fromkeys(one.document for one in posted))
