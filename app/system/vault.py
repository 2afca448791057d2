"""The secrets of a workstation: its own key, the stores' keys, and each person's signing key, wrapped by the password.

The wrapping key is HKDF(Argon2id(password, salt) || device secret): the blob in the application's folder opens only
with the password *and* this machine's keyring (reliability.md 4.8, T-12). A copied folder is worth nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import threading
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.access.user import Person, Role
from app.domain.values.errors import Broken, Refused
from app.system import files

if TYPE_CHECKING:
    from pathlib import Path

    from app.system.keychain import Keychain

TRIES_MAX = 3
"""Wrong passwords in a row without the central system; after them only it can let the person in again."""
KEY_BYTES = 32
KEY_NAME_DIGITS = 32
SALT_BYTES = 16
NONCE_BYTES = 12
ARGON_MEMORY_KIB = 19 * 1024
ARGON_PASSES = 2
"""As much as the central system spends on a password; whoever guesses here needs this machine's secret besides."""
BLOB_BYTES_MAX = 1 << 16
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


@dataclass(frozen=True, slots=True)
class Device:
    """The workstation: ``id`` is sent with every command and names the public half of ``key``, which proves it.

    ``secret`` and the private half never leave.
    """

    id: str
    key: Ed25519PrivateKey = field(repr=False, compare=False)
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person who has signed in here: who they were then, and the key they sign with at this workstation."""

    company_id: str
    person: Person
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    key: Ed25519PrivateKey = field(repr=False)


class Vault:
    """Makes, keeps and opens the secrets below one folder, with the help of the machine's keychain."""

    def __init__(self, folder: Path, keychain: Keychain) -> None:
        self._folder = folder
        self._keychain = keychain
        # A new workstation is asked for its name by the banner and by the sign-in at once; it must have one only.
        self._turn = threading.RLock()

    @property
    def unsafe(self) -> bool:
        """True when the keychain is a plain file; the screens say so, and only a simulator is spoken to."""
        return self._keychain.unsafe

    def device(self) -> Device:
        """Return this workstation's name, key and secret, made at the first call.

        Raises `Broken` ``keychain_failed`` where the keychain holds something else under that name.
        """
        with self._turn:
            stored = self._secret("device")
            if stored is None:
                stored = f"{secrets.token_hex(KEY_BYTES)}:{secrets.token_hex(KEY_BYTES)}"
                self._keychain.put(self._entry("device"), stored)
        return _device(stored)

    def device_anew(self) -> Device:
        """Return this workstation under another name and key, which wait for `take_anew`; the secret stays.

        For a workstation that was taken out of use under the old name. Asked again it is the same one: the central
        system may have taken it into use in an answer that was lost.
        """
        with self._turn:
            stored = self._secret("device.next")
            if not stored:
                stored = f"{secrets.token_hex(KEY_BYTES)}:{self.device().secret.hex()}"
                self._keychain.put(self._entry("device.next"), stored)
        return _device(stored)

    def take_anew(self) -> None:
        """Be from now on what `device_anew` returned: the central system knows it."""
        with self._turn:
            stored = self._secret("device.next")
            if stored:
                self._keychain.put(self._entry("device"), stored)
                self._keychain.put(self._entry("device.next"), "")

    def store_key(self, agency: str, unit: str, *, exists: bool) -> bytes:
        """Return the key of a unit's store.

        A new key is made only for a store that does not exist yet: over an existing one it would hide the loss.
        Raises `Broken` ``store_key_missing``.
        """
        with self._turn:
            stored = self._secret(f"store:{agency}:{unit}")
            if stored is None:
                if exists:
                    raise Broken("store_key_missing", unit=unit)
                stored = secrets.token_hex(KEY_BYTES)
                self._keychain.put(self._entry(f"store:{agency}:{unit}"), stored)
        return bytes.fromhex(stored)

    def pinned(self, name: str) -> str | None:
        """Return what was first seen under ``name``, None before `pin`."""
        with self._turn:
            return self._secret(f"pin:{name}")

    def pin(self, name: str, value: str) -> None:
        """Remember what was seen first under ``name``."""
        with self._turn:
            self._keychain.put(self._entry(f"pin:{name}"), value)

    def knows(self, company_id: str, user_id: str) -> bool:
        """Say whether this person has a key at this workstation."""
        return self._blob(company_id, user_id).exists()

    def keep(self, enrolment: Enrolment, password: str, *, staged: bool = False) -> None:
        """Wrap the person's key with ``password`` and write it; ``staged`` writes beside the present one."""
        path = self._blob(enrolment.company_id, enrolment.person.user_id, staged=staged)
        files.replace(path, self._seal(enrolment, password))

    def forgive(self, company_id: str, user_id: str) -> None:
        """Give the offline tries back: the central system has accepted the password."""
        files.remove(self._tries(company_id, user_id))

    def open(self, company_id: str, user_id: str, password: str) -> Enrolment:
        """Unwrap the person's key.

        Tries the present blob, then a staged one that a password change left behind when it was cut short, which takes
        its place. Raises as `unwrap` does.
        """
        enrolment, staged = self.unwrap(company_id, user_id, password)
        if staged:
            self.settle_staged(company_id, user_id, taken=True)
        return enrolment

    def unwrap(self, company_id: str, user_id: str, password: str) -> tuple[Enrolment, bool]:
        """Do what `open` does, but change nothing; the second value says that the staged blob was the one.

        For work beside a question to the central system, which may yet refuse the password. Raises `Refused`
        ``key_password_wrong``, `Broken` ``key_file_damaged`` or ``key_file_missing``.
        """
        present, staged = (self._blob(company_id, user_id, staged=late) for late in (False, True))
        if not present.exists() and not staged.exists():
            raise Broken("key_file_missing", user=user_id)
        if present.exists():
            try:
                return self._unseal(present, company_id, password), False
            except Refused:
                if not staged.exists():
                    raise
        return self._unseal(staged, company_id, password), True

    def open_offline(self, company_id: str, user_id: str, password: str) -> Enrolment:
        """Unwrap with a limited number of wrong tries, for a sign-in that the central system cannot count.

        Raises `Refused` ``password_wrong`` (fact ``tries_left``), ``offline_tries_used``, `Broken` as `open` does.
        """
        counter = self._tries(company_id, user_id)
        used = _count(counter)
        if used >= TRIES_MAX:
            raise Refused("offline_tries_used")
        # Counted before the password is looked at, so that pulling the plug gives no free try.
        files.replace(counter, str(used + 1).encode())
        try:
            enrolment = self.open(company_id, user_id, password)
        except Refused as wrong:
            raise Refused("password_wrong", tries_left=TRIES_MAX - used - 1) from wrong
        self.forgive(company_id, user_id)
        return enrolment

    def settle_staged(self, company_id: str, user_id: str, *, taken: bool) -> None:
        """End a password change: the staged blob takes the place of the present one, or goes."""
        staged = self._blob(company_id, user_id, staged=True)
        if taken and staged.exists():
            files.replace(self._blob(company_id, user_id), staged.read_bytes())
        files.remove(staged)

    def _secret(self, name: str) -> str | None:
        return self._keychain.get(self._entry(name))

    def _entry(self, name: str) -> str:
        """Name an entry so that two folders of one person do not share secrets."""
        path = self._folder / "installation"
        if not path.exists():
            files.replace(path, secrets.token_hex(8).encode())
        return f"{path.read_text('ascii')}/{name}"

    def _blob(self, company_id: str, user_id: str, *, staged: bool = False) -> Path:
        for text in (company_id, user_id):
            if not _NAME.match(text):
                raise Refused("user_unknown_here")
        return self._folder / f"{company_id}_{user_id}{'.next' if staged else ''}.json"

    def _tries(self, company_id: str, user_id: str) -> Path:
        return self._blob(company_id, user_id).with_suffix(".tries")

    def _wrapping_key(self, password: str, salt: bytes) -> bytes:
        stretched = hash_secret_raw(
            unicodedata.normalize("NFKC", password).encode(),
            salt,
            time_cost=ARGON_PASSES,
            memory_cost=ARGON_MEMORY_KIB,
            parallelism=1,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"KHLANG/1 WRAP").derive(stretched + self.device().secret)

    def _seal(self, enrolment: Enrolment, password: str) -> bytes:
        salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
        person = enrolment.person
        content = {
            "uid": person.uid,
            "user_id": person.user_id,
            "name_th": person.name_th,
            "name_en": person.name_en,
            "roles": sorted(person.roles),
            "agency": enrolment.agency,
            "agency_name": enrolment.agency_name,
            "unit": enrolment.unit,
            "unit_name": enrolment.unit_name,
            "key": enrolment.key.private_bytes_raw().hex(),
        }
        sealed = AESGCM(self._wrapping_key(password, salt)).encrypt(
            nonce, json.dumps(content).encode(), enrolment.company_id.encode()
        )
        return json.dumps({name: b64encode(part).decode() for name, part in _parts(salt, nonce, sealed)}).encode()

    def _unseal(self, path: Path, company_id: str, password: str) -> Enrolment:
        try:
            stored = json.loads(path.read_bytes()[:BLOB_BYTES_MAX])
            salt, nonce, sealed = (b64decode(stored[name], validate=True) for name in ("salt", "nonce", "sealed"))
            if len(salt) != SALT_BYTES or len(nonce) != NONCE_BYTES:
                raise Broken("key_file_damaged", file=path.name)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise Broken("key_file_damaged", file=path.name) from problem
        try:
            opened = AESGCM(self._wrapping_key(password, salt)).decrypt(nonce, sealed, company_id.encode())
        except InvalidTag as problem:
            raise Refused("key_password_wrong") from problem
        return _enrolment(company_id, json.loads(opened))


def _device(stored: str) -> Device:
    private, _, secret = stored.partition(":")
    try:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private))
        return Device(_key_name(key), key, bytes.fromhex(secret))
    except ValueError as problem:
        raise Broken("keychain_failed", reason="device") from problem


def _key_name(key: Ed25519PrivateKey) -> str:
    """Return what the central system calls this key: the beginning of the hash of its public half."""
    return hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:KEY_NAME_DIGITS]


def _count(counter: Path) -> int:
    """Return how many tries were used; a count that cannot be read gives none."""
    if not counter.exists():
        return 0
    text = counter.read_bytes()
    return int(text) if text.isdigit() else TRIES_MAX


def _parts(salt: bytes, nonce: bytes, sealed: bytes) -> tuple[tuple[str, bytes], ...]:
    return (("salt", salt), ("nonce", nonce), ("sealed", sealed))


def _enrolment(company_id: str, content: dict[str, object]) -> Enrolment:
    def text(name: str) -> str:
        return str(content[name])

    roles = content["roles"]
    return Enrolment(
        company_id,
        Person(
            text("uid"),
            text("user_id"),
            text("name_th"),
            text("name_en"),
            frozenset(Role(role) for role in roles) if isinstance(roles, list) else frozenset(),
        ),
        text("agency"),
        text("agency_name"),
        text("unit"),
        text("unit_name"),
        Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text("key"))),
    )
