"""What is said of remittances in the language in use: faults with what to do about each, and the words of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import i18n

if TYPE_CHECKING:
    from app.domain.remittances.order_rules import RemittanceFault


@dataclass(frozen=True, slots=True)
class FaultSaid:
    """A fault in words: what is wrong, and what to do."""

    what: str
    to_do: str


def fault_said(fault: RemittanceFault) -> FaultSaid:
    """Return a fault in words."""
    key = f"remittance_faults.{fault.code}"
    return FaultSaid(i18n.text(key, **fault.facts), i18n.text(f"{key}.do", **fault.facts))


def term(family: str, code: str) -> str:
    """Return the word of a code: a ``kind``, ``state``, ``readiness``, ``rule``, ``purpose`` or ``matter``."""
    return i18n.text(f"remittance_terms.{family}.{code}")
