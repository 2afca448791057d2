"""What an auditor asks about: who approved what, changed rules, printed again, made void, took out as a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from app.domain.access.audit import AuditVerdict
    from app.domain.values.money import Money


class Topic(StrEnum):
    """What can be asked about."""

    APPROVALS = "approvals"
    RULES = "rules"
    REPRINTS = "reprints"
    VOIDS = "voids"
    EXPORTS = "exports"


class Source(StrEnum):
    """Where a deed is written: in the unit's log, which the bank signs, or in the trail of this workstation."""

    LOG = "log"
    TRAIL = "trail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that a person did; ``act`` is an action or an event by its name, ``number`` its place in ``source``.

    ``maker_uid`` proposed what ``uid`` decided, '' where one person did it. ``screen`` and ``subject`` show the thing
    itself, '' where nothing does. ``device`` is the workstation's id.
    """

    at: datetime
    topics: frozenset[Topic]
    act: str
    uid: str
    source: Source
    number: int
    about: str
    amount: Money | None = None
    detail: str = ""
    maker_uid: str = ""
    device: str = ""
    screen: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The deeds of a span of days, the newest first, with what they rest on.

    ``log_end``: up to this event the bank signed the log, 0 before it ever did. ``log_fault``: the first event that is
    not what was signed, 0 where all are; nothing is told from a log, or from a ``trail``, that does not hold.
    ``names`` and ``devices`` say what people and workstations are called, by id.
    """

    first: date
    last: date
    deeds: tuple[Deed, ...]
    log_end: int
    log_fault: int
    trail: AuditVerdict
    names: Mapping[str, str]
    devices: Mapping[str, str]

    @property
    def sound(self) -> bool:
        """Whether everything that it is told from holds."""
        return self.trail.sound and not self.log_fault

    def name(self, uid: str) -> str:
        """Return what a person is called, the id of somebody who is not known here, '' for nobody."""
        return self.names.get(uid, uid)
