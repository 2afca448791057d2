"""Changes of the register: proposed by a payment maker, settled by a second person, each payee once."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.payees.payee import ACCOUNT_FIELDS, FIELDS, PayeeRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

ENTRIES_MAX = 1_000
"""So many payees may stand in one change; longer lists are sent as several."""


class ChangeStatus(StrEnum):
    """How a change stands."""

    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"
    RECALLED = "recalled"


class EntryKind(StrEnum):
    """What an entry does to its payee."""

    ADD = "add"
    ACCOUNT = "account"
    CHANGE = "change"
    END = "end"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Entry:
    """One payee of a change: the whole record as it shall be, on the ``version`` that was seen (0: a new payee).

    ``before`` is the approved record that it was proposed on, None for a new payee. ``merged_into`` ends this payee in
    favour of another. ``left_out`` and ``form_seen`` are the second person's word.
    """

    payee_id: str
    version: int
    record: PayeeRecord
    merged_into: str = ""
    before: PayeeRecord | None = None
    left_out: bool = False
    form_seen: bool = False

    @property
    def kind(self) -> EntryKind:
        """What this does to the payee, the gravest word for it."""
        if self.merged_into:
            return EntryKind.MERGE
        if self.before is None:
            return EntryKind.ADD
        differing = set(differing_fields(self.before, self.record))
        if differing & ACCOUNT_FIELDS:
            return EntryKind.ACCOUNT
        return EntryKind.END if differing == {"until"} and self.record.until else EntryKind.CHANGE


@dataclass(frozen=True, slots=True)
class Change:
    """A change with its signatures; ``entries`` may be left empty where only the head is wanted.

    ``text`` and ``signature`` are what the maker signed, ``answer`` the words of whoever returned or recalled it.
    ``left_out_count`` is how many of its payees an approval left out; ``aside_at`` when its maker put aside what went
    back of it, for ``aside_reason``.
    """

    req_id: str
    status: ChangeStatus
    reason: str
    maker_uid: str
    proposed_at: datetime
    entries_count: int
    left_out_count: int = 0
    decided_by: str = ""
    decided_at: datetime | None = None
    answer: str = ""
    entries: tuple[Entry, ...] = ()
    text: bytes = field(default=b"", repr=False)
    signature: str = field(default="", repr=False)
    aside_at: datetime | None = None
    aside_reason: str = ""


def differing_fields(before: PayeeRecord | None, after: PayeeRecord) -> list[str]:
    """Return the fields that differ, in order; for a new payee those that hold something."""
    if before is None:
        return [name for name in FIELDS if getattr(after, name)]
    return [name for name in FIELDS if getattr(before, name) != getattr(after, name)]


def counted(entries: Iterable[Entry]) -> Mapping[EntryKind, int]:
    """Count entries by what they do, in the order of the kinds."""
    kinds = [entry.kind for entry in entries]
    return {kind: kinds.count(kind) for kind in EntryKind if kind in kinds}
