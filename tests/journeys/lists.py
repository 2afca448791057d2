"""Payee lists of invented people for journeys that need only a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADINGS = "รหัสธนาคาร,เลขที่บัญชี,ชื่อ-สกุล,จำนวนเงิน"


def write_list(path: Path, amounts: Sequence[str], first: int = 1) -> Path:
    """Write a list with one payee for each amount; other numbers from ``first`` on make other people."""
    rows = [f"004,{1_000_000_000 + n},ผู้รับเงิน ตัวอย่างที่ {n},{amount}" for n, amount in enumerate(amounts, first)]
    path.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8-sig")
    return path
