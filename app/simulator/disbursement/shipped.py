"""The tables of kinds and services as they come with the product, read from their files."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

import resources
from app.wire.access import PaymentKind, Service

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Kind(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    sub_kind: str
    name_th: str
    name_en: str
    valid_from: date
    line_below: str
    basis: str
    returns: str
    payees: str
    source: str
    confidence: Literal["H", "M", "L"]


class _Service(msgspec.Struct, forbid_unknown_fields=True):
    service: str
    name_th: str
    name_en: str
    line_from: str
    line_to: str
    cut_off: str
    lead_days: int
    valid_from: date
    ordinary: bool
    source: str
    confidence: Literal["H", "M", "L"]


class _KindFile(msgspec.Struct, forbid_unknown_fields=True):
    kind: tuple[_Kind, ...]


class _ServiceFile(msgspec.Struct, forbid_unknown_fields=True):
    service: tuple[_Service, ...]


def kinds() -> tuple[PaymentKind, ...]:
    """Return the kinds that come with the product."""
    return tuple(
        PaymentKind(
            kind=row.kind,
            sub_kind=row.sub_kind,
            name_th=row.name_th,
            name_en=row.name_en,
            valid_from=row.valid_from.isoformat(),
            valid_until="",
            line_satang_below=_satang(row.line_below),
            basis=row.basis,
            returns=row.returns,
            payees=row.payees,
            source=f"{row.source} [{row.confidence}]",
        )
        for row in msgspec.convert(_read("kinds.toml"), _KindFile).kind
    )


def services() -> tuple[Service, ...]:
    """Return the services that come with the product."""
    return tuple(
        Service(
            service=row.service,
            name_th=row.name_th,
            name_en=row.name_en,
            min_satang=_satang(row.line_from),
            max_satang=_satang(row.line_to),
            cut_off=row.cut_off,
            lead_days=str(row.lead_days),
            valid_from=row.valid_from.isoformat(),
            valid_until="",
            ordinary="yes" if row.ordinary else "no",
            source=f"{row.source} [{row.confidence}]",
        )
        for row in msgspec.convert(_read("services.toml"), _ServiceFile).service
    )


def _read(name: str) -> Mapping[str, object]:
    return tomllib.loads(resources.path("simulator", name).read_text("utf-8"))


def _satang(baht: str) -> str:
    return str(int(Decimal(baht) * 100)) if baht else ""
