"""News of the payee register as the unit's log tells it, read from signed bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.payees.changes import ChangeStatus, Entry
    from app.domain.payees.payee import NameMatch


@dataclass(frozen=True, slots=True)
class PayeesProposed:
    """A change waits; ``change`` are the exact bytes the maker signed, of which the rest was read."""

    req_id: str
    reason: str
    maker_uid: str
    entries: tuple[Entry, ...]
    change: bytes = field(repr=False)
    change_sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PayeesSettled:
    """A change was approved, but for ``left_out``, or returned with ``reason``; ``decision`` are signed bytes."""

    req_id: str
    status: ChangeStatus
    reason: str
    decided_by: str
    left_out: frozenset[str]
    forms_seen: frozenset[str]
    entries: tuple[Entry, ...]
    change: bytes = field(repr=False)
    change_sig: str = field(repr=False)
    decision: bytes = field(repr=False)
    decision_sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PayeesRecalled:
    """A change was taken back by its maker."""

    req_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PayeesAside:
    """What went back of a change was put aside by its maker."""

    req_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """What the bank said of one payee's name and account; ``version`` is the payee's that was asked about."""

    payee_id: str
    version: int
    bank: str
    acct: str = field(repr=False)
    name: str = field(repr=False)
    match: NameMatch
    bank_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PayeesChecked:
    """What the bank said of names; ``req_id`` where they were those of a change that waits, else ''."""

    req_id: str
    answers: tuple[NameAnswer, ...]


PayeeNews = PayeesProposed | PayeesSettled | PayeesRecalled | PayeesAside | PayeesChecked
