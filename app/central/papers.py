"""Papers that belong to what is signed: their bytes go to the central system, and come back, by their hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

from app.domain.values.errors import Tampered
from app.wire import api

if TYPE_CHECKING:
    from app.central.transport import Reply


class Exchanged(Protocol):
    """Sends bytes in the session and returns an answer that is a yes; raises what `app.central.client` raises."""

    def __call__(self, method: str, route: str, /, body: bytes = b"") -> Reply:
        """Send one request."""
        ...


class PaperCalls:
    """What can be asked about papers."""

    def __init__(self, exchanged: Exchanged) -> None:
        self._exchanged = exchanged

    def put(self, content: bytes) -> str:
        """Leave a paper there and return its hash; twice is the same as once. Raises `Refused` ``file_wrong``."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._exchanged("PUT", f"{api.FILES}/{sha256}", body=content)
        return sha256

    def fetch(self, sha256: str) -> bytes:
        """Return the paper with this hash.

        Raises `Refused` ``not_found`` and `Tampered` ``paper_differs`` where other bytes came.
        """
        content = self._exchanged("GET", f"{api.FILES}/{sha256}").body
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Tampered("paper_differs", sha256=sha256)
        return content
