"""What citizens may apply for: the table of services of the sample's agencies, read from its file."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

import resources
from app.simulator.tables import agencies, units

if TYPE_CHECKING:
    from sqlalchemy import Connection


class _Row(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    service: str
    unit: str
    name_th: str
    name_en: str
    revenue_type: str
    fee_satang: str
    papers_th: str
    papers_en: str
    valid_from: date
    source: str
    valid_until: date | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    service: tuple[_Row, ...]


class OfferedService(msgspec.Struct, frozen=True):
    """A service with whoever offers it; ``fee_satang`` '' where the bill says it.

    ``papers_*`` names the documents that the applicant attaches, '' where none are wanted.
    """

    service: str
    unit: str
    agency: str
    agency_name: str
    unit_name: str
    name_th: str
    name_en: str
    revenue_type: str
    fee_satang: str
    papers_th: str
    papers_en: str


def offered(connection: Connection, day: date) -> tuple[OfferedService, ...]:
    """Return the services of a day, in the order of their table; those of units that are not there are left out."""
    found = select(units.c.unit, units.c.agency, units.c.name, agencies.c.name.label("agency_name"))
    rows = connection.execute(found.join(agencies, agencies.c.agency == units.c.agency))
    there = {row.unit: row for row in rows}
    return tuple(
        OfferedService(
            service=one.service,
            unit=one.unit,
            agency=there[one.unit].agency,
            agency_name=there[one.unit].agency_name,
            unit_name=there[one.unit].name,
            name_th=one.name_th,
            name_en=one.name_en,
            revenue_type=one.revenue_type,
            fee_satang=one.fee_satang,
            papers_th=one.papers_th,
            papers_en=one.papers_en,
        )
        for one in _table()
        if one.unit in there and one.valid_from <= day and (one.valid_until is None or day <= one.valid_until)
    )


def find(connection: Connection, day: date, service: str) -> OfferedService | None:
    """Return a service of a day, or None."""
    return next((one for one in offered(connection, day) if one.service == service), None)


@cache
def _table() -> tuple[_Row, ...]:
    text = resources.path("simulator", "services_of_agencies.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _File).service
