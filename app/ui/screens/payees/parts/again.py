"""What was sent back of one payee and is to be mended: it leads from a change to the register's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.payees.changes import Entry
    from app.domain.payees.payee import Payee


@dataclass(frozen=True, slots=True)
class Again:
    """``payee`` is who is registered now, None for somebody new; ``reason`` is why it was proposed."""

    entry: Entry
    payee: Payee | None
    reason: str
