"""What may be remitted, from where and to which office: tables with days of validity; the operator may replace them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, insert, select

from app.simulator import fields, ledger
from app.simulator.dated_tables import demand_sound, holds
from app.simulator.gfmis import chart
from app.simulator.refusals import Refused, wrong
from app.simulator.remittances import shipped
from app.simulator.remittances.tables import deposits, kinds, offices, offices_of_units
from app.simulator.tables import units
from app.simulator.whole_tables import WholeTable, demand_looked_at, version_of
from app.wire.codes import Refusal
from app.wire.remittances import (
    BUDGET_ACCOUNT,
    OFF_BUDGET_ACCOUNT,
    RECEIVING_ACCOUNT,
    DepositAccount,
    KindTerms,
    Office,
    RemittanceKind,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table

    from app.wire.codec import Message

ROWS_MAX = 500
_DOCUMENT = re.compile(r"[A-Z][A-Z0-9]\Z")
_CODE = re.compile(r"[0-9A-Za-z_-]{1,20}\Z")
_ACCOUNT = re.compile(r"[0-9]{10}\Z")
_DIGITS = re.compile(r"[0-9]{1,10}\Z")
_UNIT = re.compile(r"[0-9]{10}\Z")
_YES_NO = (shipped.YES, shipped.NO)


class RemittanceKinds(WholeTable):
    """The whole table of kinds."""

    kinds: tuple[KindTerms, ...]


class Offices(WholeTable):
    """The whole table of offices; ``units`` names those of units that remit elsewhere than to the first one."""

    offices: tuple[Office, ...]
    units: dict[str, str]


class DepositAccounts(WholeTable):
    """The whole table of deposits."""

    deposits: tuple[DepositAccount, ...]


def begin(connection: Connection) -> None:
    """Fill the tables as they come with the product where they are empty."""
    if not all_kinds(connection):
        replace_kinds(connection, shipped.kinds())
    if not all_offices(connection):
        replace_offices(connection, shipped.offices(), {})
    if not all_deposits(connection):
        replace_deposits(connection, shipped.deposits())


def all_kinds(connection: Connection) -> tuple[KindTerms, ...]:
    """Return the table of kinds, rows of other days included."""
    columns = [kinds.c[name] for name in KindTerms.__struct_fields__]
    rows = connection.execute(select(*columns).order_by(kinds.c.place)).mappings()
    return tuple(KindTerms(**(dict(row) | {"accounts": tuple(row["accounts"].split())})) for row in rows)


def all_offices(connection: Connection) -> tuple[Office, ...]:
    """Return the table of offices, rows of other days included."""
    columns = [offices.c[name] for name in Office.__struct_fields__]
    return tuple(Office(*row) for row in connection.execute(select(*columns).order_by(offices.c.place)))


def all_deposits(connection: Connection) -> tuple[DepositAccount, ...]:
    """Return the table of deposits, rows of other days included."""
    columns = [deposits.c[name] for name in DepositAccount.__struct_fields__]
    return tuple(DepositAccount(*row) for row in connection.execute(select(*columns).order_by(deposits.c.place)))


def kinds_table(connection: Connection) -> RemittanceKinds:
    """Return the whole table of kinds, with its version."""
    rows = all_kinds(connection)
    return RemittanceKinds(rows, version=version_of(rows))


def offices_table(connection: Connection) -> Offices:
    """Return the whole table of offices and whose they are, likewise."""
    rows = all_offices(connection)
    named = connection.execute(select(offices_of_units).order_by(offices_of_units.c.unit))
    own = {row.unit: row.office for row in named}
    return Offices(rows, own, version=version_of(rows, own))


def deposits_table(connection: Connection) -> DepositAccounts:
    """Return the whole table of deposits, likewise."""
    rows = all_deposits(connection)
    return DepositAccounts(rows, version=version_of(rows))


def find_kind(connection: Connection, kind: str, day: str) -> KindTerms | None:
    """Return what a kind asks for on a day; None for a kind that is not remitted then."""
    return next((row for row in all_kinds(connection) if row.kind == kind and holds(row, day)), None)


def find_office(connection: Connection, code: str, day: str) -> Office | None:
    """Return an office that takes money on a day, or None."""
    return next((row for row in all_offices(connection) if row.code == code and holds(row, day)), None)


def deposits_on(connection: Connection, day: str) -> dict[str, DepositAccount]:
    """Return what may be deposited on a day, by code."""
    return {row.code: row for row in all_deposits(connection) if holds(row, day)}


def own_office(connection: Connection, unit: str) -> str:
    """Return the code of the office of a unit: its own, or the Department."""
    mine = select(offices_of_units.c.office).where(offices_of_units.c.unit == unit)
    first = select(offices.c.code).order_by(offices.c.place).limit(1)
    found: str = connection.scalar(mine) or connection.execute(first).scalar_one()
    return found


def account_of(connection: Connection, code: str) -> str:
    """Return the account of an office, of whatever day."""
    mine = select(offices.c.account).where(offices.c.code == code).order_by(offices.c.place.desc()).limit(1)
    found: str = connection.execute(mine).scalar_one()
    return found


def name_of(connection: Connection, code: str) -> str:
    """Return the Thai name of an office, of whatever day; its code if it is in the table no more."""
    mine = select(offices.c.name_th).where(offices.c.code == code).order_by(offices.c.place.desc()).limit(1)
    return connection.scalar(mine) or code


def put_kinds(connection: Connection, wanted: RemittanceKinds) -> RemittanceKinds:
    """Replace the table of kinds where it is the one that was looked at; refuse one that is not sound."""
    demand_looked_at(kinds_table(connection).version, wanted.version)
    replace_kinds(connection, wanted.kinds)
    return kinds_table(connection)


def put_offices(connection: Connection, wanted: Offices) -> Offices:
    """Replace the table of offices and say of which unit each is, likewise."""
    demand_looked_at(offices_table(connection).version, wanted.version)
    replace_offices(connection, wanted.offices, wanted.units)
    return offices_table(connection)


def put_deposits(connection: Connection, wanted: DepositAccounts) -> DepositAccounts:
    """Replace the table of deposits likewise."""
    demand_looked_at(deposits_table(connection).version, wanted.version)
    replace_deposits(connection, wanted.deposits)
    return deposits_table(connection)


def replace_kinds(connection: Connection, rows: tuple[KindTerms, ...]) -> None:
    """Replace the table of kinds; refuse one that is not sound."""
    demand_sound(rows, ROWS_MAX, lambda row: row.kind, _kind_checks)
    connection.execute(delete(kinds))
    values = [
        {**msgspec.structs.asdict(row), "place": place, "accounts": " ".join(row.accounts)}
        for place, row in enumerate(rows)
    ]
    connection.execute(insert(kinds), values)


def replace_offices(connection: Connection, rows: tuple[Office, ...], own: Mapping[str, str]) -> None:
    """Replace the table of offices and say of which unit each is; refuse what is not sound."""
    demand_sound(rows, ROWS_MAX, lambda row: row.code, _office_checks)
    _demand_units(connection, rows, own)
    _open_accounts(connection, rows)
    _replace(connection, offices, rows)
    connection.execute(delete(offices_of_units))
    if own:
        named = [{"unit": unit, "office": office} for unit, office in sorted(own.items())]
        connection.execute(insert(offices_of_units), named)


def replace_deposits(connection: Connection, rows: tuple[DepositAccount, ...]) -> None:
    """Replace the table of deposits; refuse one that is not sound."""
    demand_sound(rows, ROWS_MAX, lambda row: row.code, _deposit_checks)
    _replace(connection, deposits, rows)


def place_unit(connection: Connection, unit: str, office: str) -> None:
    """Let an office be a unit's own."""
    connection.execute(insert(offices_of_units).values(unit=unit, office=office))


def _replace(connection: Connection, table: Table, rows: tuple[Message, ...]) -> None:
    connection.execute(delete(table))
    values = [{"place": place, **msgspec.structs.asdict(row)} for place, row in enumerate(rows)]
    connection.execute(insert(table), values)


def _demand_units(connection: Connection, rows: tuple[Office, ...], own: Mapping[str, str]) -> None:
    codes = {row.code for row in rows}
    known = set(connection.execute(select(units.c.unit)).scalars())
    for unit, office in own.items():
        if unit not in known:
            raise wrong("unit", unit)
        if office not in codes:
            raise Refused(Refusal.OFFICE_WRONG, office=office)


def _open_accounts(connection: Connection, rows: tuple[Office, ...]) -> None:
    """Open the accounts that are not there yet; refuse one that is a unit's."""
    there = {state.account: state.unit for state in ledger.account_states(connection)}
    for at, row in enumerate(rows, 1):
        if there.get(row.account):
            raise wrong("account", str(at))
        if row.account not in there:
            ledger.open_account(connection, row.account, None, row.name_th)
            there[row.account] = ""


def _kind_checks(row: KindTerms) -> tuple[tuple[str, bool], ...]:
    purposes = frozenset(row.accounts)
    return (
        ("kind", row.kind in frozenset(RemittanceKind)),
        *_names(row),
        ("collect", not row.collect or _DOCUMENT.match(row.collect) is not None),
        ("remit", bool(row.remit) == bool(row.collect) and (not row.remit or _DOCUMENT.match(row.remit) is not None)),
        ("accounts", bool(purposes) and purposes <= _purposes(row.kind) and len(purposes) == len(row.accounts)),
        ("owner", row.owner in _YES_NO),
        ("deposit", row.deposit in _YES_NO),
        ("receipts", row.receipts in _YES_NO),
        ("source", fields.is_text(row.source)),
    )


def _purposes(kind: str) -> frozenset[str]:
    """Return from where a kind can go at all: only what goes back to the treasury comes from a budget account."""
    returns = kind in (RemittanceKind.DRAW_RETURN, RemittanceKind.RECALL_RETURN)
    return frozenset({BUDGET_ACCOUNT} if returns else {RECEIVING_ACCOUNT, OFF_BUDGET_ACCOUNT})


def _office_checks(row: Office) -> tuple[tuple[str, bool], ...]:
    return (
        ("code", _CODE.match(row.code) is not None),
        *_names(row),
        ("account", _ACCOUNT.match(row.account) is not None),
    )


def _deposit_checks(row: DepositAccount) -> tuple[tuple[str, bool], ...]:
    return (
        ("code", _CODE.match(row.code) is not None),
        *_names(row),
        ("revenue_code", _DIGITS.match(row.revenue_code) is not None),
        ("gl_account", chart.is_of_money(row.gl_account, others=bool(row.owner_unit))),
        ("fund", not row.fund or _DIGITS.match(row.fund) is not None),
        ("owner_unit", not row.owner_unit or _UNIT.match(row.owner_unit) is not None),
        ("source", fields.is_text(row.source)),
    )


def _names(row: KindTerms | Office | DepositAccount) -> tuple[tuple[str, bool], ...]:
    return (("name_th", fields.is_name(row.name_th)), ("name_en", fields.is_name(row.name_en)))
