"""A ministry with units enough for everybody who pays, beside the sample's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import postgres
from tests.helpers.raw_central import Central

if TYPE_CHECKING:
    from pathlib import Path

_FIRST = 100


def code_of(number: int) -> str:
    """Return the code of the further unit of that number, from 0."""
    return f"2102{_FIRST + number:06d}"


def company_of(number: int) -> str:
    """Return its company id."""
    return f"GMIS22{_FIRST + number:04d}"


def account_of(number: int) -> str:
    """Return the account that it pays from."""
    return f"0069{_FIRST + number:06d}"


def wide(data: Path, units: int, *, on_postgres: bool) -> Central:
    """Return a central system with so many further units, to be started with its own ``options``."""
    database = postgres.database("wide") if on_postgres else ""
    return Central(data, program=("tests.helpers.wide_central", str(units)), database=database)
