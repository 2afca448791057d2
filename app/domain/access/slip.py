"""The sealed slip: a first password or a workstation's code, told once and printed at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class SlipKind(StrEnum):
    """What the slip is for: a new user, a password that was reset, a workstation to be taken into use."""

    FIRST = "first"
    RESET = "reset"
    WORKSTATION = "workstation"


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed; ``secret`` exists nowhere else in readable form. ``device_name`` is '' but for a workstation."""

    slip_id: str
    kind: SlipKind
    company_id: str
    user_id: str
    name_th: str
    position: str
    unit: str
    unit_name: str
    device_name: str
    secret: str = field(repr=False)
    made_at: datetime
    expires_at: datetime
