"""Kinds, offices and deposits as they come with the product, read from files."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Literal, TypeVar

import msgspec

import resources
from app.wire.remittances import DepositAccount, KindTerms, Office

F = TypeVar("F", bound=msgspec.Struct)
YES, NO = "yes", "no"


class _Kind(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    name_th: str
    name_en: str
    collect: str
    remit: str
    accounts: tuple[str, ...]
    owner: bool
    deposit: bool
    receipts: bool
    valid_from: date
    source: str
    confidence: Literal["H", "M", "L"]


class _Office(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    name_th: str
    name_en: str
    account: str
    valid_from: date


class _Deposit(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    name_th: str
    name_en: str
    revenue_code: str
    gl_account: str
    fund: str
    valid_from: date
    source: str
    confidence: Literal["H", "M", "L"]
    owner_unit: str = ""


class _Kinds(msgspec.Struct, forbid_unknown_fields=True):
    kind: tuple[_Kind, ...]


class _Offices(msgspec.Struct, forbid_unknown_fields=True):
    office: tuple[_Office, ...]


class _Deposits(msgspec.Struct, forbid_unknown_fields=True):
    deposit: tuple[_Deposit, ...]


def kinds() -> tuple[KindTerms, ...]:
    """Return what each kind asks for."""
    return tuple(
        KindTerms(
            kind=row.kind,
            name_th=row.name_th,
            name_en=row.name_en,
            collect=row.collect,
            remit=row.remit,
            accounts=row.accounts,
            owner=_word(row.owner),
            deposit=_word(row.deposit),
            receipts=_word(row.receipts),
            valid_from=row.valid_from.isoformat(),
            valid_until="",
            source=f"{row.source} [{row.confidence}]",
        )
        for row in _read("remittance_kinds.toml", _Kinds).kind
    )


def offices() -> tuple[Office, ...]:
    """Return where remittances go, the Department first."""
    return tuple(
        Office(row.code, row.name_th, row.name_en, row.account, row.valid_from.isoformat(), "")
        for row in _read("treasury_offices.toml", _Offices).office
    )


def deposits() -> tuple[DepositAccount, ...]:
    """Return what may be deposited with the treasury."""
    return tuple(
        DepositAccount(
            code=row.code,
            name_th=row.name_th,
            name_en=row.name_en,
            revenue_code=row.revenue_code,
            gl_account=row.gl_account,
            fund=row.fund,
            owner_unit=row.owner_unit,
            valid_from=row.valid_from.isoformat(),
            valid_until="",
            source=f"{row.source} [{row.confidence}]",
        )
        for row in _read("deposit_accounts.toml", _Deposits).deposit
    )


def _word(yes: bool) -> str:
    return YES if yes else NO


def _read(name: str, form: type[F]) -> F:
    return msgspec.convert(tomllib.loads(resources.path("simulator", name).read_text("utf-8")), form)
