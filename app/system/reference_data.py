"""The tables that ship with the program: banks and days off."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache

import resources
from app.domain.values.calendar import BusinessCalendar, Holiday
from app.domain.values.identifiers import Bank, BankTable, account_shape


def _rows(name: str) -> list[dict[str, str]]:
    with resources.path("data", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def banks() -> BankTable:
    """Return the table of banks that can receive money (``bank_codes.csv``)."""
    return BankTable(
        tuple(
            Bank(row["code"], row["abbr"], row["name_th"], *account_shape(row["account_format_note"]))
            for row in _rows("bank_codes.csv")
        )
    )


@cache
def calendar() -> BusinessCalendar:
    """Return the calendar of banks' and offices' days off (``holidays_th.csv``)."""
    return BusinessCalendar(
        tuple(
            Holiday(
                date.fromisoformat(row["date"]), row["name_th"], row["gov_closed"] == "1", row["bank_closed"] == "1"
            )
            for row in _rows("holidays_th.csv")
        )
    )


@cache
def common_passwords() -> tuple[str, ...]:
    """Return words that make up most of what people choose (``common_passwords.txt``)."""
    text = resources.path("data", "common_passwords.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
