"""What a workstation knows besides batches: its unit, colleagues' keys, remembered column mappings."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.domain.access.keys import PublicKey
from app.domain.access.user import Person, Role, SourceAccount, Unit
from app.domain.disbursement.columns import MappingProfile
from app.domain.disbursement.heading_words import Heading
from app.domain.values.dates import instant
from app.store.tables import profile as profile_table
from app.store.tables import public_key as key_table
from app.store.tables import unit as unit_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store.handles import Reading, Writing


def put_unit(tx: Writing, unit: Unit) -> None:
    """Replace what is known of the unit."""
    body = json.dumps(asdict(unit), ensure_ascii=False, default=sorted)  # roles are a set; sorted, they are a list
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
    return Unit(**values, accounts=accounts, people=people)


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
    rows = rd.connection.execute(select(profile_table).order_by(profile_table.c.used_at.desc()))
    return [
        MappingProfile(row.fingerprint, {Heading(name): column for name, column in json.loads(row.columns).items()})
        for row in rows
    ]
