"""The keys that colleagues sign with, as the central system registered them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A person's signing key at one workstation.

    ``device_name`` is what people call the workstation. ``kid`` names the key, ``public_key`` is base64 of 32 bytes;
    ``registered_at`` and ``revoked_at`` are instants as `dates.instant` writes them, ``revoked_at`` empty while valid.
    """

    kid: str
    uid: str
    public_key: str
    device: str
    device_name: str
    registered_at: str
    revoked_at: str
