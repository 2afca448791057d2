"""Receiving accounts: the one current account into which a unit collects, opened by the bank's staff (document 002)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import insert, select

from app.simulator import fields, ledger
from app.simulator.clock import moment_text
from app.simulator.collections import references, revenue
from app.simulator.collections.tables import receiving
from app.simulator.refusals import Refused
from app.simulator.sessions import note
from app.simulator.storage import fact
from app.simulator.tables import accounts, agencies, units
from app.wire.bills import ELECTRONIC_ACCOUNT, Receiving
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.sessions import Signed

_COMPANY = re.compile(r"[0-9]{5}\Z")
_BILLER = re.compile(r"[0-9]{15}\Z")
_GOVERNMENT = "0994"
_TAX_ID_DIGITS = 13
_ACCOUNT = re.compile(r"[0-9]{10}\Z")
"""The bank's own accounts have ten digits."""
OPEN_MAX = 1_000


class ReceivingWanted(msgspec.Struct, forbid_unknown_fields=True):
    """A receiving account as the bank's staff opens it; ``name`` '' is made of the agency's as document 002 has it."""

    unit: str
    account: str
    company_code: str
    biller_id: str
    promptpay_id: str = ""
    remits: Literal["portal", "unit"] = "unit"
    name: str = ""


class ReceivingShown(msgspec.Struct):
    """A receiving account as the bank's staff sees it."""

    unit: str
    unit_name: str
    account: str
    name: str
    company_code: str
    biller_id: str
    promptpay_id: str
    remits: str
    opened_at: str


class ReceivingAll(msgspec.Struct):
    """Receiving accounts by unit."""

    receiving: list[ReceivingShown]


def open_for(connection: Connection, now: datetime, wanted: ReceivingWanted) -> ReceivingShown:
    """Open the receiving account of a unit; the same words again change nothing."""
    home = connection.execute(
        select(units.c.agency, agencies.c.name)
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(units.c.unit == wanted.unit)
    ).one_or_none()
    if home is None:
        raise Refused(Refusal.NOT_FOUND)
    name = wanted.name or f"{home.name} {ELECTRONIC_ACCOUNT}"
    _demand_form(wanted, name)
    there = of_unit(connection, wanted.unit)
    if there is None:
        _demand_free(connection, wanted)
        ledger.open_account(connection, wanted.account, wanted.unit, name, ledger.RECEIVING)
        row = msgspec.structs.asdict(wanted) | {"opened_at": moment_text(now)}
        del row["name"]
        connection.execute(insert(receiving).values(row))
        note(connection, now, wanted.unit, "operator.receiving", "", {"account": wanted.account})
    elif _said(there) != _said(wanted):
        raise Refused(Refusal.STATUS_FORBIDS, status="open", action="open")
    return next(one for one in of_all(connection).receiving if one.unit == wanted.unit)


def of_unit(connection: Connection, unit: str) -> Row[Any] | None:
    """Return the row of a unit's receiving account, or None."""
    return connection.execute(select(receiving).where(receiving.c.unit == unit)).one_or_none()


def of_biller(connection: Connection, biller_id: str) -> Row[Any]:
    """Return the row of a biller, its agency with it; refuse with ``receiving_none``."""
    query = select(receiving, units.c.agency).join(units, units.c.unit == receiving.c.unit)
    found = connection.execute(query.where(receiving.c.biller_id == biller_id)).one_or_none()
    if found is None:
        raise Refused(Refusal.RECEIVING_NONE)
    return found


def of_all(connection: Connection) -> ReceivingAll:
    """Return all receiving accounts."""
    rows = connection.execute(
        select(receiving, units.c.name.label("unit_name"), accounts.c.name)
        .join(units, units.c.unit == receiving.c.unit)
        .join(accounts, accounts.c.account == receiving.c.account)
        .order_by(receiving.c.unit)
        .limit(OPEN_MAX)
    )
    names = ReceivingShown.__struct_fields__
    return ReceivingAll([ReceivingShown(**{name: getattr(row, name) for name in names}) for row in rows])


def answer(connection: Connection, signed: Signed, now: datetime) -> Receiving:
    """Return how the person's unit collects."""
    home = connection.execute(
        select(units.c.name, agencies.c.name.label("agency_name"))
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(units.c.unit == signed.unit)
    ).one()
    row = of_unit(connection, signed.unit)
    named = select(accounts.c.name).where(accounts.c.account == (row.account if row else ""))
    return Receiving(
        server_time=moment_text(now),
        unit=signed.unit,
        agency_name=home.agency_name,
        unit_name=home.name,
        account=row.account if row else "",
        account_name=connection.scalar(named) or "",
        company_code=row.company_code if row else "",
        biller_id=row.biller_id if row else "",
        promptpay_id=row.promptpay_id if row else "",
        remits=row.remits if row else "",
        mail="on" if mail_is_on(connection) else "off",
        revenue_types=revenue.of_all(connection),
    )


def mail_is_on(connection: Connection) -> bool:
    """Say whether e-mail is handed to a server."""
    return fact(connection, "way:email") == "on"


def _said(row: ReceivingWanted | Row[Any]) -> tuple[str, ...]:
    return (row.account, row.company_code, row.biller_id, row.promptpay_id, row.remits)


def _demand_form(wanted: ReceivingWanted, name: str) -> None:
    for field, sound in (
        ("unit", references.is_unit(wanted.unit)),
        ("account", _ACCOUNT.match(wanted.account) is not None),
        ("company_code", _COMPANY.match(wanted.company_code) is not None),
        ("biller_id", is_biller(wanted.biller_id)),
        ("promptpay_id", not wanted.promptpay_id or fields.is_person_id(wanted.promptpay_id)),
        ("name", fields.is_name(name) and name.endswith(ELECTRONIC_ACCOUNT)),
    ):
        if not sound:
            raise Refused(Refusal.FIELD_WRONG, field=field, line="")


def is_biller(biller_id: str) -> bool:
    """Say whether ``biller_id`` is a government's tax id and two digits."""
    tax_id = biller_id[:_TAX_ID_DIGITS]
    return _BILLER.match(biller_id) is not None and tax_id.startswith(_GOVERNMENT) and fields.is_person_id(tax_id)


def _demand_free(connection: Connection, wanted: ReceivingWanted) -> None:
    """Refuse an account, company code or biller id that belongs to another already."""
    taken = select(accounts.c.account).where(accounts.c.account == wanted.account)
    if connection.execute(taken).first() is not None:
        raise Refused(Refusal.FIELD_WRONG, field="account", line="")
    for field in ("company_code", "biller_id"):
        other = select(receiving.c.unit).where(receiving.c[field] == getattr(wanted, field))
        if connection.execute(other).first() is not None:
            raise Refused(Refusal.FIELD_WRONG, field=field, line="")
