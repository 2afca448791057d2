"""The signing key of a person at this workstation: opened with the password, made anew where it is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.values.errors import Broken, Refused
from app.system.vault import Enrolment

if TYPE_CHECKING:
    from concurrent.futures import Future

    from app.central.access import Session
    from app.central.client import Central
    from app.system.vault import Vault

Unwrapped = tuple[Enrolment, bool]
"""As `Vault.unwrap` returns it."""
KEY_LOST = frozenset({"key_password_wrong", "key_file_damaged", "key_file_missing"})
KEY_UNUSABLE = frozenset({"key_revoked", "key_unknown"})
"""Refusals of a key that was somebody's or something's before; a new one takes its place."""


class PersonalKeys:
    """Keeps what the vault holds and what the central system knows of a person's key in step.

    Whatever is cut short leaves a key that opens: see `Vault.open`.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def opened(self, unwrapping: Future[Unwrapped], company_id: str, user_id: str) -> Enrolment | None:
        """Return what is kept here of a person whose password the central system has accepted.

        A key that this password does not open was wrapped with one that was changed elsewhere: it is lost, None.
        """
        try:
            enrolment, staged = unwrapping.result()
        except (Refused, Broken) as problem:
            if problem.code not in KEY_LOST:
                raise
            return None
        if staged:
            self._vault.settle_staged(company_id, user_id, taken=True)
        return enrolment

    def enrolled(self, central: Central, session: Session, password: str, opened: Enrolment | None) -> Enrolment:
        """Return the person as the central system sees them now, with a key that is registered and wrapped.

        Where none was opened a new one is made; the central system revokes the lost one when that is registered.
        """
        enrolment = Enrolment(
            session.company_id,
            session.person,
            session.agency,
            session.agency_name,
            session.unit,
            session.unit_name,
            opened.key if opened else Ed25519PrivateKey.generate(),
        )
        if opened is not None:
            try:
                central.register_key(session.person.uid, self._vault.device().id, enrolment.key)
            except Refused as problem:
                if problem.code not in KEY_UNUSABLE:
                    raise
                enrolment = replace(enrolment, key=Ed25519PrivateKey.generate())
            else:
                if enrolment != opened:
                    self._vault.keep(enrolment, password)
                return enrolment
        self._register_new(central, enrolment, password)
        return enrolment

    def change_password(self, central: Central, opened: Enrolment | None, passwords: tuple[str, str, str]) -> None:
        """Change the password there, and here what it opens; ``passwords``: the current, the new, the activation code.

        The key is first wrapped beside the present one, so that a cut at any moment leaves one that opens. Raises
        `Refused` ``password_...`` or ``activation_wrong``, `Unreachable`.
        """
        current, new, activation = passwords
        if opened is None:
            central.change_password(current, new, activation)
            return
        name = (opened.company_id, opened.person.user_id)
        self._vault.keep(opened, new, staged=True)
        try:
            central.change_password(current, new, activation)
        except Refused:
            self._vault.settle_staged(*name, taken=False)
            raise
        self._vault.settle_staged(*name, taken=True)

    def _register_new(self, central: Central, enrolment: Enrolment, password: str) -> None:
        """Make a new key known. It is kept here first: each one uses up a permit of both administrators."""
        name = (enrolment.company_id, enrolment.person.user_id)
        self._vault.keep(enrolment, password, staged=True)
        try:
            central.register_key(enrolment.person.uid, self._vault.device().id, enrolment.key)
        except Refused:
            self._vault.settle_staged(*name, taken=False)
            raise
        self._vault.settle_staged(*name, taken=True)
