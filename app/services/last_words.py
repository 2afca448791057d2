"""The central system's last word about a person or this workstation: nobody comes in offline against it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.domain.values.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from app.domain.values.errors import KhlangError
    from app.system.vault import Vault

WORKSTATION_REVOKED = "workstation_revoked"
PASSWORD_CHANGED = "offline_password_changed"  # noqa: S105
"""The password opens the key that is kept here, and the central system knows another one."""
_ABOUT_A_PERSON = frozenset({"user_locked", "user_suspended", "rights_ended", "slip_expired"})
_REVOKED_PIN = "revoked"


class LastWords:
    """Kept in the keychain with the other secrets, so that restoring a folder does not unsay them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def demand_none(self, company_id: str, user_id: str) -> None:
        """Raise `Refused` with the word that keeps this person out until the central system lets them in again."""
        word = self._vault.pinned(_pin(company_id, user_id))
        if word:
            raise Refused(word)

    def demand_in_use(self, agency: str) -> None:
        """Raise `NotAllowed` ``workstation_revoked`` where the agency has taken this workstation out of use."""
        revoked = self._revoked()
        if agency in revoked:
            raise NotAllowed(WORKSTATION_REVOKED, agency=agency, revoked_at=revoked[agency])

    def revoked_by(self) -> frozenset[str]:
        """Return the agencies that have taken this workstation out of use."""
        return frozenset(self._revoked())

    def heed(self, company_id: str, user_id: str, problem: Refused, *, opens_here: bool) -> None:
        """Remember a no that outlasts the connection; ``opens_here``: the password opens the key that is kept here."""
        word = problem.code
        if word == WORKSTATION_REVOKED:
            self.revoke(str(problem.facts.get("agency", "")), revoked_at(problem))
        elif word == "password_wrong" and str(problem.facts.get("tries_left")) == "0":
            self._keep(company_id, user_id, "user_locked")
        elif word == "password_wrong" and opens_here:
            self._keep(company_id, user_id, PASSWORD_CHANGED)
        elif word in _ABOUT_A_PERSON:
            self._keep(company_id, user_id, word)

    def revoke(self, agency: str, at: str) -> None:
        """Remember that this agency has taken the workstation out of use, and when, '' where that is not told."""
        revoked = self._revoked()
        self._keep_revoked({**revoked, agency: at or revoked.get(agency, "")})

    def let_in(self, company_id: str, user_id: str, agency: str) -> None:
        """Forget what was said before: the central system has let this person in here."""
        self._keep(company_id, user_id, "")
        revoked = self._revoked()
        if revoked.pop(agency, None) is not None:
            self._keep_revoked(revoked)

    def _revoked(self) -> dict[str, str]:
        """Return when each agency took this workstation out of use; earlier programs kept the agencies only."""
        told = json.loads(self._vault.pinned(_REVOKED_PIN) or "{}")
        return dict.fromkeys(told, "") if isinstance(told, list) else told

    def _keep_revoked(self, revoked: dict[str, str]) -> None:
        self._vault.pin(_REVOKED_PIN, json.dumps(revoked, sort_keys=True))

    def _keep(self, company_id: str, user_id: str, word: str) -> None:
        name = _pin(company_id, user_id)
        if (self._vault.pinned(name) or "") != word:
            self._vault.pin(name, word)


def revoked_at(problem: KhlangError) -> str:
    """Return when the workstation was taken out of use, '' where the refusal does not say."""
    return str(problem.facts.get("revoked_at", ""))


def _pin(company_id: str, user_id: str) -> str:
    return f"word:{company_id}/{user_id}"
