"""The chain of what was done here: each entry holds the hash of the one before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

FIRST_PREVIOUS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. ``facts`` is JSON with string leaves and sorted keys; ``at`` as `dates.instant` writes it."""

    seq: int
    at: str
    uid: str
    name: str
    device: str
    action: str
    about: str
    facts: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head of the chain as the central system keeps it: the number and the digest of what was the newest entry."""

    seq: int
    digest: str


class AtCentral(StrEnum):
    """What came of comparing the chain with the heads kept at the central system."""

    NOT_ASKED = "not_asked"  # offline, or no answer
    NOTHING_KEPT = "nothing_kept"
    HELD = "held"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What a verification found: how many entries, and the first that does not fit (0 if all do), with the reason.

    ``reason``: '' or one of ``changed``, ``missing``, ``cut_off``, ``anchor``. The anchor in the folder is always
    checked; ``central`` says whether the central system's were, ``central_seq`` up to which entry they reach, or the
    first that differs.
    """

    checked: int
    broken_seq: int
    reason: str
    central: AtCentral = AtCentral.NOT_ASKED
    central_seq: int = 0

    @property
    def sound(self) -> bool:
        """True when nothing was found."""
        return not self.reason


def digest(
    seq: int, at: str, uid: str, name: str, device: str, action: str, about: str, facts: str, previous: str
) -> str:
    """Return the hash that seals an entry; a unit separator keeps the fields apart."""
    fields = (str(seq), at, uid, name, device, action, about, facts, previous)
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()


def flaw(entry: AuditEntry, last_seq: int, last_digest: str) -> tuple[int, str] | None:
    """Return which entry is wrong and why, seen from ``entry`` and the one before it; None where it fits.

    Before the first entry stand 0 and `FIRST_PREVIOUS`.
    """
    if entry.seq != last_seq + 1:
        return last_seq + 1, "missing"
    fields = (entry.seq, entry.at, entry.uid, entry.name, entry.device, entry.action, entry.about, entry.facts)
    if entry.digest != digest(*fields, entry.previous):
        return entry.seq, "changed"
    if entry.previous != last_digest:  # it is whole itself, so the one before it was changed and sealed anew
        return max(last_seq, 1), "changed"
    return None
