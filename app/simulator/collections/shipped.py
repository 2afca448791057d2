"""The table of revenue types and the sample's receiving accounts as they come with the product, read from files."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

import resources
from app.wire.bills import RevenueType


class _Type(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    name_th: str
    name_en: str
    revenue_code: str
    gl_account: str
    fund: str
    treasury: Literal["revenue", "deposit"]
    product_code: str
    fee: str
    valid_from: date
    source: str
    confidence: Literal["H", "M", "L"]
    owner_unit: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    revenue: tuple[_Type, ...]


def revenue_types() -> tuple[RevenueType, ...]:
    """Return the revenue types that come with the product."""
    content = tomllib.loads(resources.path("simulator", "revenue.toml").read_text("utf-8"))
    return tuple(
        RevenueType(
            code=row.code,
            name_th=row.name_th,
            name_en=row.name_en,
            revenue_code=row.revenue_code,
            gl_account=row.gl_account,
            fund=row.fund,
            treasury=row.treasury,
            product_code=row.product_code,
            fee_satang=str(int(Decimal(row.fee) * 100)) if row.fee else "",
            valid_from=row.valid_from.isoformat(),
            valid_until="",
            source=f"{row.source} [{row.confidence}]",
            owner_unit=row.owner_unit,
        )
        for row in msgspec.convert(content, _File).revenue
    )
