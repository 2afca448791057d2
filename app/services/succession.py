"""Another authority in place of the one that was pinned: taken over only from the bank's letter, and written down.

Whoever vouches for the central system may have to be replaced (a certificate runs out, a key is lost). The program
cannot tell that from an attack, so it stops; the letter that announces the change tells the beginning of the new
fingerprint, and a person types it. The program never shows it: what can be copied from the screen proves nothing.
The bank's signing key is not replaced this way: receipts that it signed must stay provable.
"""

from __future__ import annotations

import hmac
import json
import logging
from typing import TYPE_CHECKING

from app.domain.values.dates import instant
from app.domain.values.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from app.system.vault import Vault

AUTHORITY_PIN = "authority"
CODE_LETTERS = 16
"""Of the fingerprint's 64: to make another certificate that begins like it takes 2 to the 64th tries."""
_ACCEPTED_PIN = "authority-accepted"
_BETWEEN = dict.fromkeys(map(ord, " \t-:."))
"""Letters print long numbers in groups."""

_log = logging.getLogger(__name__)


def accept(vault: Vault, offered: str, typed: str, now: datetime) -> None:
    """Trust the authority with the fingerprint ``offered`` from here on if ``typed`` is how it begins.

    Raises `Refused` ``authority_code_wrong``. The next sign-in writes it into the audit trail of the unit.
    """
    code = typed.translate(_BETWEEN).lower()
    if len(code) != CODE_LETTERS or not hmac.compare_digest(code.encode(), offered[:CODE_LETTERS].encode()):
        _log.warning("a wrong code for another authority")
        raise Refused("authority_code_wrong")
    former = vault.pinned(AUTHORITY_PIN) or ""
    if former == offered:
        return
    # The note first: cut in between, it speaks of something that did not happen, and is dropped; never the reverse.
    vault.pin(_ACCEPTED_PIN, json.dumps([*_notes(vault), [former, offered, instant(now)]]))
    vault.pin(AUTHORITY_PIN, offered)


def unreported(vault: Vault) -> dict[str, str]:
    """Return what the audit trail does not know yet of replacements, as facts; empty for nothing."""
    notes = _notes(vault)
    if not notes:
        return {}
    former, accepted, at = zip(*notes, strict=True)
    return {"authority_before": former[0], "authority": " ".join(accepted), "authority_at": " ".join(at)}


def reported(vault: Vault) -> None:
    """Forget the note: the audit trail has it."""
    if vault.pinned(_ACCEPTED_PIN):
        vault.pin(_ACCEPTED_PIN, "")


def _notes(vault: Vault) -> list[list[str]]:
    notes: list[list[str]] = json.loads(vault.pinned(_ACCEPTED_PIN) or "[]")
    pinned = vault.pinned(AUTHORITY_PIN)
    return notes if not notes or notes[-1][1] == pinned else notes[:-1]
