"""What a workstation knows besides batches: its unit, colleagues' keys, remembered column mappings."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.domain.access.keys import PublicKey
from app.domain.access.user import Person, Role, SourceAccount, Unit
from app.domain.disbursement.columns import MappingProfile
from app.domain.disbursement.heading_words import Heading
from app.domain.disbursement.kinds import Basis, Payees, PaymentKind, Service
from app.domain.values.calendar import Holiday
from app.domain.values.dates import instant
from app.domain.values.money import Money
from app.store.tables import profile as profile_table
from app.store.tables import public_key as key_table
from app.store.tables import unit as unit_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store.handles import Reading, Writing


def put_unit(tx: Writing, unit: Unit) -> None:
    """Replace what is known of the unit."""
    body = json.dumps(asdict(unit), ensure_ascii=False, default=_plain)
    tx.connection.execute(delete(unit_table))
    tx.connection.execute(insert(unit_table), {"one": 1, "body": body})
    tx.touched("unit")


def unit(rd: Reading) -> Unit | None:
    """Return what the central system last told of the unit, or None before it ever did."""
    body = rd.connection.execute(select(unit_table.c.body)).scalar()
    if body is None:
        return None
    values = json.loads(body)
    accounts = tuple(SourceAccount(**account) for account in values.pop("accounts"))
    people = tuple(
        Person(**{**person, "roles": frozenset(map(Role, person["roles"]))}) for person in values.pop("people")
    )
    kinds = tuple(_kind(row) for row in values.pop("kinds"))
    services = tuple(_service(row) for row in values.pop("services"))
    days = tuple(
        Holiday(**{**row, "day": date.fromisoformat(row["day"])}) for row in values.pop("changed_days", ())
    )  # what was kept before there were any has none
    return Unit(**values, accounts=accounts, people=people, kinds=kinds, services=services, changed_days=days)


def _plain(value: object) -> object:
    """Write what JSON has no word for: roles are a set, days and times have one text."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(value)


def _kind(row: dict[str, Any]) -> PaymentKind:
    basis = Basis(row["basis"]) if row["basis"] else None
    return PaymentKind(
        **{
            **row,
            **_days(row),
            "line_below": _money(row["line_below"]),
            "basis": basis,
            "payees": Payees(row["payees"]),
        }
    )


def _service(row: dict[str, Any]) -> Service:
    limits = {"smallest": _money(row["smallest"]), "largest": _money(row["largest"])}
    return Service(**{**row, **_days(row), **limits, "cut_off": time.fromisoformat(row["cut_off"])})


def _days(row: dict[str, Any]) -> dict[str, date | None]:
    return {name: date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_until")}


def _money(value: dict[str, int] | None) -> Money | None:
    return None if value is None else Money(**value)


def put_keys(tx: Writing, keys: Iterable[PublicKey]) -> None:
    """Replace the register of keys."""
    tx.connection.execute(delete(key_table))
    tx.insert_many(insert(key_table), [tuple(asdict(key).values()) for key in keys])
    tx.touched("unit")


def keys(rd: Reading) -> dict[str, PublicKey]:
    """Return every registered key by its ``kid``."""
    return {row.kid: PublicKey(*row) for row in rd.connection.execute(select(key_table))}


def put_profile(tx: Writing, profile: MappingProfile, file_name: str) -> None:
    """Remember a mapping with the file that taught it, in place of an earlier one for the same headings."""
    values = {
        "fingerprint": profile.fingerprint,
        "name": file_name,
        "columns": json.dumps(profile.columns, ensure_ascii=False),
        "used_at": instant(tx.at),
    }
    tx.connection.execute(insert(profile_table).prefix_with("OR REPLACE"), values)
    tx.touched("profile")


def profiles(rd: Reading) -> list[MappingProfile]:
    """Return the remembered mappings, the one used last first."""
    mappings = ~profile_table.c.fingerprint.contains(":")  # what else is remembered there: `app.store.remembered`
    rows = rd.connection.execute(select(profile_table).where(mappings).order_by(profile_table.c.used_at.desc()))
    return [
        MappingProfile(row.fingerprint, {Heading(name): column for name, column in json.loads(row.columns).items()})
        for row in rows
    ]
